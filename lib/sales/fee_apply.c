/* Fees of sales that carry none. All rows are checked before the first is written: the second pass
 * only repeats what the first has proved. */
#include <string.h>

#include "base/column.h"
#include "base/error.h"
#include "sales/fee_schedule.h"
#include "sales/transaction.h"

/* The lines in force for one platform and currency, and the days on which they stay the same. */
typedef struct apply_set {
    revops_fee_line lines[REVOPS__FEE_LINES + 1]; /* one more says that there are too many */
    size_t count;
    uint64_t platform;
    uint32_t currency;
    int32_t from_day, to_day; /* to_day 0 with from_day 0: nothing yet */
} apply_set;

/* The columns that are read. */
enum {
    APPLY_DAY,
    APPLY_CURRENCY,
    APPLY_GROSS,
    APPLY_TAX,
    APPLY_FEE,
    APPLY_NET,
    APPLY_KIND,
    APPLY_PLATFORM,
    APPLY_COLUMNS
};

typedef struct apply_run {
    const revops_fees *fees;
    apply_set set;
    uint64_t count;
    revops__column columns[APPLY_COLUMNS];
    uint64_t room[APPLY_COLUMNS][REVOPS__CHUNK];
    const void *values[APPLY_COLUMNS];
    uint8_t has_fee[REVOPS__CHUNK], has_net[REVOPS__CHUNK];
    int64_t *fee_minor, *net_minor; /* NULL: only check */
} apply_run;

/* Which column of the batch's shape is read as which of ours; APPLY_COLUMNS: its type is
 * checked. */
static uint32_t apply_place(const char *name) {
    static const char *const names[APPLY_COLUMNS] = {"economic_day", "currency",  "gross_minor",
                                                     "tax_minor",    "fee_minor", "net_minor",
                                                     "kind",         "platform"};
    uint32_t place = 0;
    while (place < APPLY_COLUMNS && !revops__same_name(names[place], name))
        place++;
    return place;
}

static revops_status apply_open(apply_run *run, const revops_transaction_batch *batch,
                                revops_error *err) {
    const revops_shape *shape = &revops__shape_transaction_batch;
    revops_transaction_batch taken;
    revops_status status = revops__batch_take(&taken, sizeof taken, batch, err);
    for (uint32_t i = 2; i < shape->field_count && status == REVOPS_OK; i++) {
        const revops_field *field = &shape->fields[i];
        const uint32_t place = apply_place(field->name);
        revops__column unread;
        revops_column column;
        memcpy(&column, (const char *)&taken + field->offset, sizeof column);
        status = revops__column_open(place < APPLY_COLUMNS ? &run->columns[place] : &unread,
                                     &column, field, 0, taken.count, err);
    }
    run->count = taken.count;
    run->set.from_day = run->set.to_day = 0;
    return status;
}

/* The lines in force must be applicable together, and there must be some. */
static revops_status apply_check(const apply_set *set, revops_error *err) {
    if (set->count == 0)
        return revops__fail_u64(err, REVOPS_E_MISSING, REVOPS_NONE, "platform",
                                "a platform with fee lines in force that day", set->platform);
    if (set->count > REVOPS__FEE_LINES)
        return revops__fail_u64(err, REVOPS_E_LIMIT, REVOPS_NONE, "platform",
                                "a platform with at most 256 fee lines in force", set->platform);
    if (revops__fee_lines_check(set->lines, set->count, 0, NULL) != REVOPS_OK)
        return revops__fail_u64(err, REVOPS_E_OVERFLOW, REVOPS_NONE, "platform",
                                "fee lines whose shares have a common denominator within int64",
                                set->platform);
    return REVOPS_OK;
}

/* Find the lines of a sale and the days around it on which no line begins or ends. */
static revops_status apply_find(apply_run *run, const revops_transaction_row *row,
                                revops_error *err) {
    apply_set *set = &run->set;
    set->platform = row->platform;
    set->currency = row->currency;
    set->from_day = INT32_MIN;
    set->to_day = INT32_MAX;
    set->count = 0;
    for (size_t i = 0; i < run->fees->count; i++) {
        const revops__fee_term *term = &run->fees->terms[i];
        if (!revops__fee_term_is_for(term, row->platform, row->currency))
            continue;
        for (int end = 0; end < 2; end++) {
            int32_t day = end ? term->to_day : term->from_day;
            if (day <= row->economic_day && day > set->from_day)
                set->from_day = day;
            else if (day > row->economic_day && day < set->to_day)
                set->to_day = day;
        }
        if (term->from_day <= row->economic_day && row->economic_day < term->to_day &&
            set->count <= REVOPS__FEE_LINES)
            set->lines[set->count++] = term->line;
    }
    return apply_check(set, err);
}

static revops_status apply_sale(apply_run *run, revops_transaction_row *row, revops_error *err) {
    const apply_set *set = &run->set;
    revops_separation separation;
    int64_t parts[REVOPS__FEE_LINES];
    revops_status status;
    row->fee_minor = 0; /* day, currency and signs are those of any row */
    status = revops_transaction_check(row, row, REVOPS_HAS_TAX | REVOPS_HAS_FEE, err);
    if (status != REVOPS_OK)
        return status;
    if (row->platform != set->platform || row->currency != set->currency ||
        row->economic_day < set->from_day || row->economic_day >= set->to_day)
        status = apply_find(run, row, err);
    if (status != REVOPS_OK)
        return status;
    status = revops__fee_take_apart(&separation, parts, row->gross_minor, row->tax_minor,
                                    set->lines, set->count, run->fees->mode, err);
    if (status == REVOPS_E_OVERFLOW)
        return revops__fail_i64(err, status, REVOPS_NONE, "fee_minor", "fees that sum within int64",
                                row->gross_minor);
    if (status != REVOPS_OK)
        return status;
    row->fee_minor = separation.fee_minor;
    row->net_minor = separation.net_minor;
    return status;
}

static revops_status apply_row(apply_run *run, uint64_t at, size_t i, revops_error *err) {
    revops_transaction_row row;
    const uint32_t has =
        (run->has_fee[i] ? REVOPS_HAS_FEE : 0U) | (run->has_net[i] ? REVOPS_HAS_NET : 0U);
    revops_status status;
    memset(&row, 0, sizeof row);
    row.economic_day = ((const int32_t *)run->values[APPLY_DAY])[i];
    row.currency = ((const uint32_t *)run->values[APPLY_CURRENCY])[i];
    row.gross_minor = ((const int64_t *)run->values[APPLY_GROSS])[i];
    row.tax_minor = ((const int64_t *)run->values[APPLY_TAX])[i];
    row.fee_minor = ((const int64_t *)run->values[APPLY_FEE])[i];
    row.net_minor = ((const int64_t *)run->values[APPLY_NET])[i];
    row.kind = ((const int32_t *)run->values[APPLY_KIND])[i];
    row.platform = ((const uint64_t *)run->values[APPLY_PLATFORM])[i];
    status = has == 0 && row.kind == REVOPS_SALE
                 ? apply_sale(run, &row, err)
                 : revops_transaction_check(&row, &row, REVOPS_HAS_TAX | has, err);
    if (status != REVOPS_OK) {
        if (err)
            err->row = at;
        return status;
    }
    if (run->fee_minor) {
        run->fee_minor[at] = row.fee_minor;
        run->net_minor[at] = row.net_minor;
    }
    return REVOPS_OK;
}

static revops_status apply_chunk(apply_run *run, uint64_t first, size_t count, revops_error *err) {
    revops_error refusal;
    revops_status status = REVOPS_OK;
    for (size_t c = 0; c < APPLY_COLUMNS && status == REVOPS_OK; c++) {
        uint8_t *valid = c == APPLY_FEE ? run->has_fee : c == APPLY_NET ? run->has_net : NULL;
        status = revops__column_chunk(&run->columns[c], first, count, run->room[c], &run->values[c],
                                      valid, NULL, &refusal);
    }
    if (status != REVOPS_OK && count > 1) { /* the lowest row is to blame, whatever its fault */
        status = REVOPS_OK;
        for (size_t i = 0; i < count && status == REVOPS_OK; i++)
            status = apply_chunk(run, first + i, 1, err);
        return status;
    }
    if (status != REVOPS_OK) {
        if (err)
            *err = refusal;
        return status;
    }
    for (size_t i = 0; i < count && status == REVOPS_OK; i++)
        status = apply_row(run, first + i, i, err);
    return status;
}

static revops_status apply_pass(apply_run *run, revops_error *err) {
    revops_status status = REVOPS_OK;
    for (uint64_t done = 0; status == REVOPS_OK && done < run->count; done += REVOPS__CHUNK) {
        uint64_t left = run->count - done;
        status = apply_chunk(run, done, left < REVOPS__CHUNK ? (size_t)left : REVOPS__CHUNK, err);
    }
    return status;
}

revops_status revops_fees_apply(const revops_fees *fees, int64_t *fee_minor, int64_t *net_minor,
                                const revops_transaction_batch *batch, revops_error *err) {
    apply_run run;
    revops_status status = revops__require(fees, "fees", err);
    if (status == REVOPS_OK)
        status = revops__require(fee_minor, "fee_minor", err);
    if (status == REVOPS_OK)
        status = revops__require(net_minor, "net_minor", err);
    if (status == REVOPS_OK)
        status = apply_open(&run, batch, err);
    if (status == REVOPS_OK)
        status = revops__ready(&fees->handle, err);
    if (status != REVOPS_OK)
        return status;
    run.fees = fees;
    run.fee_minor = run.net_minor = NULL;
    status = apply_pass(&run, err);
    if (status != REVOPS_OK)
        return status;
    run.fee_minor = fee_minor;
    run.net_minor = net_minor;
    return apply_pass(&run, err);
}
