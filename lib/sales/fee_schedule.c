/* The handle of fee schedules: its feed, merge and state. A line enters when it keeps its own
 * rules; what lines in force have to keep together is asked where they meet, in fee_apply.c. */
#include "sales/fee_schedule.h"

#include <string.h>

#include "base/column.h"
#include "base/error.h"
#include "base/state.h"
#include "value/date.h"

#define BATCH revops_fee_line_batch
#define KEY_COLUMN(m, about) REVOPS__COLUMN(BATCH, m, REVOPS_TYPE_UINT64, REVOPS_UNIT_KEY, 0, about)
#define DAY_COLUMN(m, about) REVOPS__COLUMN(BATCH, m, REVOPS_TYPE_INT32, REVOPS_UNIT_DAY, 0, about)
#define INT64_COLUMN(m, unit, about) REVOPS__COLUMN(BATCH, m, REVOPS_TYPE_INT64, unit, 0, about)
static const revops_field schedule_fields[] = {
    REVOPS__SIZE(BATCH),
    REVOPS__BATCH_COUNT(BATCH),
    KEY_COLUMN(platform, "whose sales"),
    REVOPS__COLUMN(BATCH, currency, REVOPS_TYPE_UINT32, REVOPS_UNIT_CURRENCY, 0,
                   "of sales and amounts; none: any"),
    DAY_COLUMN(from_day, "first day in force"),
    DAY_COLUMN(to_day, "day after the last; null: open"),
    KEY_COLUMN(payee, "who gets it"),
    INT64_COLUMN(share_num, REVOPS_UNIT_NUM, "share of the basis, 0 to 1"),
    INT64_COLUMN(share_den, REVOPS_UNIT_DEN, "its denominator"),
    INT64_COLUMN(fixed_minor, REVOPS_UNIT_MINOR, "added to the share"),
    INT64_COLUMN(min_minor, REVOPS_UNIT_MINOR, "the line is at least this"),
    INT64_COLUMN(cap_minor, REVOPS_UNIT_MINOR, "and at most this; 0: no cap"),
    INT64_COLUMN(from_minor, REVOPS_UNIT_MINOR, "start of the band of the basis"),
    INT64_COLUMN(to_minor, REVOPS_UNIT_MINOR, "its end, outside; 0: open"),
    REVOPS__ENUM_COLUMN(BATCH, basis, revops__fee_basis_words, 0, "what the share is of"),
    REVOPS__COLUMN(BATCH, group, REVOPS_TYPE_INT32, REVOPS_UNIT_NONE, 0,
                   "lines of one number are rounded once, together"),
    REVOPS__ENUM_COLUMN(BATCH, tier, revops__fee_tier_words, 0, "how the band is read"),
    REVOPS__ENUM_COLUMN(BATCH, refund, revops__fee_refund_words, 0, "what a refund does to it"),
};
#undef BATCH
const revops_shape revops__shape_fee_line_batch =
    REVOPS__SHAPE(revops_fee_line_batch, "fee_line_batch", "fee lines of platforms, one a row",
                  schedule_fields, REVOPS_SHAPE_BATCH);

/* The columns, in shape order. */
enum {
    TERM_PLATFORM,
    TERM_CURRENCY,
    TERM_FROM_DAY,
    TERM_TO_DAY,
    TERM_PAYEE,
    TERM_SHARE_NUM,
    TERM_SHARE_DEN,
    TERM_FIXED,
    TERM_MIN,
    TERM_CAP,
    TERM_FROM,
    TERM_TO,
    TERM_BASIS,
    TERM_GROUP,
    TERM_TIER,
    TERM_REFUND
};

/* --- life --- */

revops_status revops_fees_create(revops_fees **fees, const revops_fee_options *options,
                                 const revops_host *host, revops_error *err) {
    void *made;
    int32_t mode;
    revops_status status = revops__require(fees, "fees", err);
    if (status != REVOPS_OK)
        return status;
    *fees = NULL;
    status = revops__fee_mode(&mode, options, err);
    if (status == REVOPS_OK)
        status = revops__handle_make(&made, sizeof **fees, host, err);
    if (status != REVOPS_OK)
        return status;
    *fees = made;
    (*fees)->mode = mode;
    return REVOPS_OK;
}

void revops_fees_destroy(revops_fees *fees) {
    if (!fees)
        return;
    revops__free(&fees->handle.memory, fees->terms, fees->capacity * sizeof *fees->terms);
    revops__handle_free(fees, sizeof *fees);
}

/* --- the rules of a line --- */

static int schedule_has_amounts(const revops_fee_line *line) {
    return (line->fixed_minor | line->min_minor | line->cap_minor | line->from_minor |
            line->to_minor) != 0;
}

static revops_status schedule_term_check(const revops__fee_term *term, uint64_t row,
                                         revops_error *err) {
    if (term->currency == 0 && schedule_has_amounts(&term->line))
        return revops__fail(err, REVOPS_E_INVALID, row, "currency",
                            "expected a currency for a line with amounts, got none");
    if (!revops__day_valid(term->from_day))
        return revops__fail_i64(err, REVOPS_E_INVALID, row, "from_day",
                                "a day of the years 1 to 9999", term->from_day);
    if (term->to_day <= term->from_day)
        return revops__fail_i64(err, REVOPS_E_INVALID, row, "from_day", "a day before to_day",
                                term->from_day);
    if (term->to_day > REVOPS__LAST_DAY + 1)
        return revops__fail_i64(err, REVOPS_E_INVALID, row, "to_day",
                                "a day of the years 1 to 9999", term->to_day);
    return revops__fee_line_check(&term->line, row, err);
}

static revops_status schedule_put(revops_fees *fees, const revops__fee_term *term, uint64_t row,
                                  revops_error *err) {
    void *terms = fees->terms;
    revops_status status = schedule_term_check(term, row, err);
    if (status == REVOPS_OK && fees->count == REVOPS__FEE_TERMS)
        status = revops__fail(err, REVOPS_E_LIMIT, row, "platform",
                              "expected at most 65536 lines, got more");
    if (status != REVOPS_OK)
        return status;
    status = revops__grow(&fees->handle.memory, &terms, &fees->capacity, fees->count + 1,
                          sizeof *fees->terms, err);
    fees->terms = terms;
    if (status != REVOPS_OK)
        return status;
    fees->terms[fees->count++] = *term;
    return REVOPS_OK;
}

/* --- the feed --- */

static void schedule_take(const revops__columns *in, size_t i, revops__fee_term *term) {
    revops_fee_line *line = &term->line;
    memset(term, 0, sizeof *term);
    term->platform = revops__columns_u64(in, TERM_PLATFORM, i);
    term->currency = revops__columns_u32(in, TERM_CURRENCY, i);
    term->from_day = revops__columns_i32(in, TERM_FROM_DAY, i);
    term->to_day = revops__columns_i32(in, TERM_TO_DAY, i);
    line->payee = revops__columns_u64(in, TERM_PAYEE, i);
    line->share_num = revops__columns_i64(in, TERM_SHARE_NUM, i);
    line->share_den = revops__columns_i64(in, TERM_SHARE_DEN, i);
    line->fixed_minor = revops__columns_i64(in, TERM_FIXED, i);
    line->min_minor = revops__columns_i64(in, TERM_MIN, i);
    line->cap_minor = revops__columns_i64(in, TERM_CAP, i);
    line->from_minor = revops__columns_i64(in, TERM_FROM, i);
    line->to_minor = revops__columns_i64(in, TERM_TO, i);
    line->basis = revops__columns_i32(in, TERM_BASIS, i);
    line->group = revops__columns_i32(in, TERM_GROUP, i);
    line->tier = revops__columns_i32(in, TERM_TIER, i);
    line->refund = revops__columns_i32(in, TERM_REFUND, i);
}

/* Rows [first, first + count); a value that cannot be read cuts the chunk, so that the lowest row
 * is to blame. */
static revops_status schedule_chunk(revops_fees *fees, revops__columns *in, uint64_t first,
                                    size_t count, revops_error *err) {
    revops_error refusal;
    revops_status refused = revops__columns_chunk(in, first, count, &refusal);
    if (refused != REVOPS_OK && count > 1) {
        revops_status status = REVOPS_OK;
        for (size_t i = 0; i < count && status == REVOPS_OK; i++)
            status = schedule_chunk(fees, in, first + i, 1, err);
        return status;
    }
    if (refused != REVOPS_OK) {
        if (err)
            *err = refusal;
        return refused;
    }
    for (size_t i = 0; i < count; i++) {
        revops__fee_term term;
        revops_status status;
        schedule_take(in, i, &term);
        status = schedule_put(fees, &term, first + i, err);
        if (status != REVOPS_OK)
            return status;
    }
    return REVOPS_OK;
}

static revops_status schedule_feed(revops_fees *fees, const void *batch, int ask,
                                   revops_error *err) {
    static const int64_t fallbacks[REVOPS__COLUMNS] = {
        [TERM_FROM_DAY] = REVOPS__FIRST_DAY, [TERM_TO_DAY] = REVOPS__LAST_DAY + 1};
    revops__columns in;
    revops_status status = revops__columns_open(&in, &revops__shape_fee_line_batch, fallbacks,
                                                REVOPS__COLUMNS, batch, err);
    if (status == REVOPS_OK)
        status = revops__row_limit(&fees->handle, in.count, err);
    if (status == REVOPS_OK && ask)
        status = revops__progress(&fees->handle, 0, in.count, err);
    for (uint64_t done = 0; status == REVOPS_OK && done < in.count; done += REVOPS__CHUNK) {
        uint64_t left = in.count - done;
        status = schedule_chunk(fees, &in, done,
                                left < REVOPS__CHUNK ? (size_t)left : REVOPS__CHUNK, err);
        if (status == REVOPS_OK && ask && (done + REVOPS__CHUNK) % REVOPS__PROGRESS == 0)
            status = revops__progress(&fees->handle, done + REVOPS__CHUNK, in.count, err);
    }
    if (status == REVOPS_OK)
        fees->handle.rows += in.count;
    return status;
}

/* A failed call leaves the lines that were there before it. */
static revops_status schedule_end(revops_fees *fees, size_t mark, uint64_t rows_before,
                                  revops_status status) {
    if (status != REVOPS_OK) {
        fees->count = mark;
        fees->handle.rows = rows_before;
    }
    return status;
}

revops_status revops_fees_add(revops_fees *fees, const revops_fee_line_batch *batch,
                              revops_error *err) {
    size_t mark;
    uint64_t rows_before;
    revops_status status = revops__require(fees, "fees", err);
    if (status == REVOPS_OK)
        status = revops__require(batch, "batch", err);
    if (status == REVOPS_OK)
        status = revops__ready(&fees->handle, err);
    if (status != REVOPS_OK)
        return status;
    mark = fees->count;
    rows_before = fees->handle.rows;
    status = schedule_feed(fees, batch, 1, err);
    return schedule_end(fees, mark, rows_before, status);
}

static revops_status schedule_read_batch(void *context, const void *batch, uint64_t rows_before,
                                         revops_error *err) {
    (void)rows_before;
    return schedule_feed(context, batch, 0, err);
}

revops_status revops_fees_read(revops_fees *fees, revops_source source, void *user,
                               revops_error *err) {
    size_t mark;
    uint64_t rows_before;
    revops_status status = revops__require(fees, "fees", err);
    if (status == REVOPS_OK && !source)
        status = revops__require(NULL, "source", err);
    if (status == REVOPS_OK)
        status = revops__ready(&fees->handle, err);
    if (status != REVOPS_OK)
        return status;
    mark = fees->count;
    rows_before = fees->handle.rows;
    status = revops__drive(&fees->handle, sizeof(revops_fee_line_batch), source, user,
                           schedule_read_batch, fees, err);
    return schedule_end(fees, mark, rows_before, status);
}

/* --- on other machines --- */

static int schedule_is_same(const revops_fees *a, const revops_fees *b) {
    for (size_t i = 0; i < a->count && i < b->count; i++)
        if (memcmp(&a->terms[i], &b->terms[i], sizeof a->terms[i]) != 0)
            return 0;
    return a->count == b->count;
}

revops_status revops_fees_merge(revops_fees *into, const revops_fees *from, revops_error *err) {
    void *terms;
    revops_status status = revops__require(into, "into", err);
    if (status == REVOPS_OK)
        status = revops__require(from, "from", err);
    if (status == REVOPS_OK)
        status = revops__ready(&into->handle, err);
    if (status == REVOPS_OK)
        status = revops__ready(&from->handle, err);
    if (status != REVOPS_OK)
        return status;
    if (into->mode != from->mode)
        return revops__fail_i64(err, REVOPS_E_MISMATCH, REVOPS_NONE, "mode",
                                "the mode of both handles", from->mode);
    if (from->count == 0 || schedule_is_same(into, from))
        return REVOPS_OK;
    if (into->count != 0)
        return revops__fail(err, REVOPS_E_MISMATCH, REVOPS_NONE, "from",
                            "expected the same lines or none, got others");
    status = revops__row_limit(&into->handle, from->handle.rows, err);
    if (status != REVOPS_OK)
        return status;
    terms = into->terms;
    status = revops__grow(&into->handle.memory, &terms, &into->capacity, from->count,
                          sizeof *into->terms, err);
    into->terms = terms;
    if (status != REVOPS_OK)
        return status;
    memcpy(into->terms, from->terms, from->count * sizeof *into->terms);
    into->count = from->count;
    into->handle.rows += from->handle.rows;
    return REVOPS_OK;
}

/* --- state: mode (4), number of lines (8), and each in the order in which they came --- */

static const char schedule_kind[4] = {'F', 'E', 'E', 'S'};
enum { SCHEDULE_VERSION = 1, SCHEDULE_TERM = 8 + 3 * 4 + 8 * 8 + 4 * 4 };

static void schedule_pack(revops__packer *packer, const void *context) {
    const revops_fees *fees = context;
    revops__pack_u32(packer, (uint32_t)fees->mode);
    revops__pack_u64(packer, fees->count);
    for (size_t i = 0; i < fees->count; i++) {
        const revops__fee_term *term = &fees->terms[i];
        const revops_fee_line *line = &term->line;
        const int64_t numbers[] = {line->share_num, line->share_den, line->fixed_minor,
                                   line->min_minor, line->cap_minor, line->from_minor,
                                   line->to_minor};
        revops__pack_u64(packer, term->platform);
        revops__pack_u32(packer, term->currency);
        revops__pack_u32(packer, (uint32_t)term->from_day);
        revops__pack_u32(packer, (uint32_t)term->to_day);
        revops__pack_u64(packer, line->payee);
        for (size_t n = 0; n < sizeof numbers / sizeof numbers[0]; n++)
            revops__pack_u64(packer, (uint64_t)numbers[n]);
        revops__pack_u32(packer, (uint32_t)line->basis);
        revops__pack_u32(packer, (uint32_t)line->group);
        revops__pack_u32(packer, (uint32_t)line->tier);
        revops__pack_u32(packer, (uint32_t)line->refund);
    }
}

revops_status revops_fees_save(const revops_fees *fees, void *out, size_t capacity, size_t *written,
                               revops_error *err) {
    revops_status status = revops__require(fees, "fees", err);
    if (status == REVOPS_OK)
        status = revops__bytes_out(out, capacity, written, err);
    if (status == REVOPS_OK)
        status = revops__ready(&fees->handle, err);
    if (status != REVOPS_OK)
        return status;
    return revops__state_save(out, capacity, written, schedule_kind, SCHEDULE_VERSION,
                              schedule_pack, fees, err);
}

static void schedule_unpack_term(revops__unpacker *unpacker, revops__fee_term *term) {
    revops_fee_line *line = &term->line;
    memset(term, 0, sizeof *term);
    term->platform = revops__unpack_u64(unpacker);
    term->currency = revops__unpack_u32(unpacker);
    term->from_day = (int32_t)revops__unpack_u32(unpacker);
    term->to_day = (int32_t)revops__unpack_u32(unpacker);
    line->payee = revops__unpack_u64(unpacker);
    line->share_num = (int64_t)revops__unpack_u64(unpacker);
    line->share_den = (int64_t)revops__unpack_u64(unpacker);
    line->fixed_minor = (int64_t)revops__unpack_u64(unpacker);
    line->min_minor = (int64_t)revops__unpack_u64(unpacker);
    line->cap_minor = (int64_t)revops__unpack_u64(unpacker);
    line->from_minor = (int64_t)revops__unpack_u64(unpacker);
    line->to_minor = (int64_t)revops__unpack_u64(unpacker);
    line->basis = (int32_t)revops__unpack_u32(unpacker);
    line->group = (int32_t)revops__unpack_u32(unpacker);
    line->tier = (int32_t)revops__unpack_u32(unpacker);
    line->refund = (int32_t)revops__unpack_u32(unpacker);
}

static revops_status schedule_unpack(revops__unpacker *unpacker, revops_fees *fees,
                                     revops_error *err) {
    int32_t mode = (int32_t)revops__unpack_u32(unpacker);
    uint64_t count = revops__unpack_count(unpacker, SCHEDULE_TERM);
    if (unpacker->bad || mode <= REVOPS_ROUND_DEFAULT || mode > REVOPS_ROUND_EXACT ||
        count > REVOPS__FEE_TERMS)
        return revops__state_damaged(unpacker, "expected a mode and a number of lines", err);
    fees->mode = mode;
    for (uint64_t i = 0; i < count; i++) {
        revops__fee_term term;
        revops_status status;
        schedule_unpack_term(unpacker, &term);
        status = schedule_put(fees, &term, i, err);
        if (status == REVOPS_E_NOMEM || status == REVOPS_E_LIMIT) /* the host's */
            return status;
        if (status != REVOPS_OK)
            return revops__state_damaged(unpacker, "expected lines that keep their rules", err);
    }
    fees->handle.rows = count;
    return revops__state_close(unpacker, err);
}

revops_status revops_fees_load(revops_fees **fees, const void *bytes, size_t size,
                               const revops_host *host, revops_error *err) {
    revops_fees *made = NULL;
    revops__unpacker unpacker;
    uint16_t version;
    revops_status status = revops__require(fees, "fees", err);
    if (status != REVOPS_OK)
        return status;
    *fees = NULL;
    if (size > 0)
        status = revops__require(bytes, "bytes", err);
    if (status == REVOPS_OK)
        status = revops__state_open(&unpacker, &version, bytes, size, schedule_kind,
                                    SCHEDULE_VERSION, err);
    if (status == REVOPS_OK)
        status = revops_fees_create(&made, NULL, host, err);
    if (status == REVOPS_OK)
        status = schedule_unpack(&unpacker, made, err);
    if (status != REVOPS_OK) {
        revops_fees_destroy(made);
        return status;
    }
    *fees = made;
    return REVOPS_OK;
}
