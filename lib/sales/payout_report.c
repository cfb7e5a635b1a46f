/* The reports of payouts: each payout beside its transactions, and balances as of a day. */
#include <string.h>

#include "base/text.h"
#include "sales/payout.h"
#include "value/date.h"

void revops_payouts_query_init(revops_payouts_query *query) {
    static const revops_payouts_query init = REVOPS_PAYOUTS_QUERY_INIT;
    if (query)
        *query = init;
}

#define QUERY revops_payouts_query
static const revops_field report_query_fields[] = {
    REVOPS__SIZE(QUERY),
    REVOPS__FIELD(QUERY, as_of_day, REVOPS_UNIT_DAY, "rows up to this day; 0 all"),
    REVOPS__RESERVED(QUERY, reserved0),
};
#undef QUERY
const revops_shape revops__shape_payouts_query =
    REVOPS__SHAPE(revops_payouts_query, "payouts_query", "what is asked of balances",
                  report_query_fields, REVOPS_SHAPE_OPTIONS);

#define ROW revops_payout_row
static const revops_field report_row_fields[] = {
    REVOPS__ORDER(ROW, payout, REVOPS_UNIT_KEY, 1, "its key"),
    REVOPS__FIELD(ROW, member_count, REVOPS_UNIT_COUNT, "transactions that name it"),
    REVOPS__FIELD(ROW, gross_minor, REVOPS_UNIT_MINOR, "tax + fee + net"),
    REVOPS__FIELD(ROW, tax_minor, REVOPS_UNIT_MINOR, "nobody's revenue"),
    REVOPS__FIELD(ROW, fee_minor, REVOPS_UNIT_MINOR, "what platforms took"),
    REVOPS__FIELD(ROW, net_minor, REVOPS_UNIT_MINOR, "what the business kept"),
    REVOPS__FIELD(ROW, reserve_minor, REVOPS_UNIT_MINOR, "held less released"),
    REVOPS__FIELD(ROW, paid_minor, REVOPS_UNIT_MINOR, "what came to the bank"),
    REVOPS__FIELD(ROW, payout_fee_minor, REVOPS_UNIT_MINOR, "what paying out cost"),
    REVOPS__FIELD(ROW, unexplained_minor, REVOPS_UNIT_MINOR, "net - reserve - payout fee - paid"),
    REVOPS__FIELD(ROW, currency, REVOPS_UNIT_CURRENCY, "currency of the amounts"),
    REVOPS__RESERVED(ROW, reserved0),
};
#undef ROW
const revops_shape revops__shape_payout_row =
    REVOPS__SHAPE(revops_payout_row, "payout_row", "one payout beside its transactions",
                  report_row_fields, REVOPS_SHAPE_RECORD);

#define ROW revops_payout_balance_row
static const revops_field report_balance_fields[] = {
    REVOPS__ORDER(ROW, platform, REVOPS_UNIT_KEY, 1, "platform, or 0"),
    REVOPS__FIELD(ROW, earned_minor, REVOPS_UNIT_MINOR, "available + pending + reserved + paid"),
    REVOPS__FIELD(ROW, available_minor, REVOPS_UNIT_MINOR, "can be paid out"),
    REVOPS__FIELD(ROW, pending_minor, REVOPS_UNIT_MINOR, "available on a later day"),
    REVOPS__FIELD(ROW, reserved_minor, REVOPS_UNIT_MINOR, "held less released"),
    REVOPS__FIELD(ROW, paid_minor, REVOPS_UNIT_MINOR, "paid out, with the fees of it"),
    REVOPS__ORDER(ROW, currency, REVOPS_UNIT_CURRENCY, 2, "currency of the amounts"),
    REVOPS__RESERVED(ROW, reserved0),
};
#undef ROW
const revops_shape revops__shape_payout_balance_row = REVOPS__SHAPE(
    revops_payout_balance_row, "payout_balance_row", "where the money earned on one platform is",
    report_balance_fields, REVOPS_SHAPE_RECORD);

#define ROW revops_reserve_hold
static const revops_field report_hold_fields[] = {
    REVOPS__FIELD(ROW, hold_minor, REVOPS_UNIT_MINOR, "held, at least 0"),
    REVOPS__FIELD(ROW, release_day, REVOPS_UNIT_DAY, "day on which it is released"),
    REVOPS__RESERVED(ROW, reserved0),
};
#undef ROW
const revops_shape revops__shape_reserve_hold =
    REVOPS__SHAPE(revops_reserve_hold, "reserve_hold", "what is held back, and until when",
                  report_hold_fields, REVOPS_SHAPE_RECORD);

/* --- payouts --- */

/* Groups of payout rows: payout and currency, so that two currencies of one payout show. */
enum { ROW_PAYOUT, ROW_CURRENCY, ROW_WORDS };
enum { ROW_TAX, ROW_FEE, ROW_NET, ROW_RESERVE, ROW_PAID, ROW_PAYOUT_FEE, ROW_MEMBERS, ROW_SUMS };

static revops_status report_group_transactions(revops__totals *groups, revops__memory *memory,
                                               const revops__totals *from, revops_error *err) {
    for (size_t e = 0; e < from->count; e++) {
        const uint64_t *words = revops__totals_words(from, e);
        const uint64_t key[ROW_WORDS] = {words[REVOPS__PAYOUT_KEY], words[REVOPS__PAYOUT_CURRENCY]};
        const revops__sum *sums = revops__totals_sums(from, e);
        revops__sum members = {*revops__totals_count(from, e), 0}, *group;
        revops_status status;
        if (key[ROW_PAYOUT] == 0 || members.low == 0)
            continue;
        status = revops__totals_group(groups, memory, key, &group, err);
        if (status != REVOPS_OK)
            return status;
        for (size_t s = 0; s < REVOPS__PAYOUT_SUMS; s++) /* tax, fee, net, reserve: as in rows */
            revops__sum_add_sum(&group[s], &sums[s]);
        revops__sum_add_sum(&group[ROW_MEMBERS], &members);
    }
    return REVOPS_OK;
}

static revops_status report_group_paid(revops__totals *groups, revops__memory *memory,
                                       const revops__totals *from, revops_error *err) {
    for (size_t e = 0; e < from->count; e++) {
        const uint64_t *words = revops__totals_words(from, e);
        const uint64_t key[ROW_WORDS] = {words[REVOPS__PAYOUT_KEY], words[REVOPS__PAYOUT_CURRENCY]};
        const revops__sum *sums = revops__totals_sums(from, e);
        revops__sum *group;
        revops_status status;
        if (*revops__totals_count(from, e) == 0)
            continue;
        status = revops__totals_group(groups, memory, key, &group, err);
        if (status != REVOPS_OK)
            return status;
        revops__sum_add_sum(&group[ROW_PAID], &sums[REVOPS__PAID_AMOUNT]);
        revops__sum_add_sum(&group[ROW_PAYOUT_FEE], &sums[REVOPS__PAID_FEE]);
    }
    return REVOPS_OK;
}

static const uint64_t *report_words(const revops__totals_answer *answer, size_t at) {
    return revops__totals_words(answer->groups, answer->order[at]);
}

/* a + b and a - b, exact: narrowed only when the row is made. */
static revops__sum report_plus(revops__sum a, revops__sum b) {
    revops__sum_add_sum(&a, &b);
    return a;
}
static revops__sum report_minus(revops__sum a, revops__sum b) {
    return report_plus(a, revops__sum_negate(b));
}

/* One field of a row and what it comes to. */
typedef struct report_value {
    int64_t *into;
    const char *field;
    revops__sum sum;
} report_value;

static revops_status report_narrow(const report_value *values, size_t count, size_t at,
                                   revops_error *err) {
    revops_status status = REVOPS_OK;
    for (size_t v = 0; v < count && status == REVOPS_OK; v++)
        status = revops__totals_narrow(values[v].into, &values[v].sum, at, values[v].field, err);
    return status;
}

static revops_status report_payout_row(void *out, const revops__totals_answer *answer, size_t at,
                                       revops_error *err) {
    revops_payout_row *row = out;
    const uint64_t *words = report_words(answer, at);
    const revops__sum *sums = revops__totals_sums(answer->groups, answer->order[at]);
    const revops__sum reserve = revops__sum_negate(sums[ROW_RESERVE]); /* a hold is negative */
    const revops__sum gross = report_plus(report_plus(sums[ROW_TAX], sums[ROW_FEE]), sums[ROW_NET]);
    const revops__sum unexplained = report_minus(report_minus(sums[ROW_NET], reserve),
                                                 report_plus(sums[ROW_PAYOUT_FEE], sums[ROW_PAID]));
    const report_value values[] = {
        {&row->gross_minor, "gross_minor", gross},
        {&row->tax_minor, "tax_minor", sums[ROW_TAX]},
        {&row->fee_minor, "fee_minor", sums[ROW_FEE]},
        {&row->net_minor, "net_minor", sums[ROW_NET]},
        {&row->reserve_minor, "reserve_minor", reserve},
        {&row->paid_minor, "paid_minor", sums[ROW_PAID]},
        {&row->payout_fee_minor, "payout_fee_minor", sums[ROW_PAYOUT_FEE]},
        {&row->unexplained_minor, "unexplained_minor", unexplained},
    };
    memset(row, 0, sizeof *row);
    row->payout = words[ROW_PAYOUT];
    row->member_count = sums[ROW_MEMBERS].low;
    row->currency = (uint32_t)words[ROW_CURRENCY];
    if (at + 1 < answer->count && report_words(answer, at + 1)[ROW_PAYOUT] == row->payout)
        return revops__fail(err, REVOPS_E_MISMATCH, at, "currency",
                            "expected a payout of one currency, got two");
    return report_narrow(values, REVOPS__COUNT(values), at, err);
}

revops_status revops_payouts_rows(const revops_payouts *payouts, uint64_t first,
                                  revops_payout_row *out, size_t capacity, size_t row_size,
                                  size_t *written, revops_error *err) {
    revops__memory memory;
    revops__totals groups;
    revops_status status = revops__require(payouts, "payouts", err);
    if (status == REVOPS_OK)
        status = revops__rows_out(out, capacity, row_size, sizeof *out, written, err);
    if (status == REVOPS_OK)
        status = revops__ready(&payouts->handle, err);
    if (status != REVOPS_OK)
        return status;
    memory = payouts->handle.memory;
    revops__totals_open(&groups, ROW_WORDS, ROW_SUMS);
    status = report_group_transactions(&groups, &memory, &payouts->transactions, err);
    if (status == REVOPS_OK)
        status = report_group_paid(&groups, &memory, &payouts->paid, err);
    if (status == REVOPS_OK)
        status = revops__totals_answer_rows(&groups, &memory, report_payout_row, NULL, sizeof *out,
                                            first, out, capacity, row_size, written, err);
    revops__totals_free(&groups, &memory);
    return status;
}

/* --- balances --- */

enum { HELD_PLATFORM, HELD_CURRENCY, HELD_WORDS };
enum { HELD_EARNED, HELD_PENDING, HELD_RESERVE, HELD_PAID, HELD_SUMS };

static revops_status report_balances(revops__totals *groups, revops__memory *memory,
                                     const revops__totals *from, uint64_t as_of,
                                     revops_error *err) {
    const int is_paid = from->word_count == REVOPS__PAID_WORDS;
    for (size_t e = 0; e < from->count; e++) {
        const uint64_t *words = revops__totals_words(from, e);
        const uint64_t key[HELD_WORDS] = {words[REVOPS__PAYOUT_PLATFORM],
                                          words[REVOPS__PAYOUT_CURRENCY]};
        const revops__sum *sums = revops__totals_sums(from, e);
        revops__sum *group;
        revops_status status;
        if (*revops__totals_count(from, e) == 0 || words[REVOPS__PAYOUT_DAY] > as_of)
            continue;
        status = revops__totals_group(groups, memory, key, &group, err);
        if (status != REVOPS_OK)
            return status;
        if (is_paid) {
            revops__sum_add_sum(&group[HELD_PAID], &sums[REVOPS__PAID_AMOUNT]);
            revops__sum_add_sum(&group[HELD_PAID], &sums[REVOPS__PAID_FEE]);
            continue;
        }
        revops__sum_add_sum(&group[HELD_EARNED], &sums[REVOPS__PAYOUT_NET]);
        if (words[REVOPS__PAYOUT_AVAILABLE] > as_of)
            revops__sum_add_sum(&group[HELD_PENDING], &sums[REVOPS__PAYOUT_NET]);
        revops__sum_add_sum(&group[HELD_RESERVE], &sums[REVOPS__PAYOUT_RESERVE]);
    }
    return REVOPS_OK;
}

static revops_status report_balance_row(void *out, const revops__totals_answer *answer, size_t at,
                                        revops_error *err) {
    revops_payout_balance_row *row = out;
    const uint64_t *words = report_words(answer, at);
    const revops__sum *sums = revops__totals_sums(answer->groups, answer->order[at]);
    const revops__sum reserved = revops__sum_negate(sums[HELD_RESERVE]);
    const revops__sum elsewhere =
        report_plus(report_plus(sums[HELD_PENDING], reserved), sums[HELD_PAID]);
    const report_value values[] = {
        {&row->earned_minor, "earned_minor", sums[HELD_EARNED]},
        {&row->available_minor, "available_minor", report_minus(sums[HELD_EARNED], elsewhere)},
        {&row->pending_minor, "pending_minor", sums[HELD_PENDING]},
        {&row->reserved_minor, "reserved_minor", reserved},
        {&row->paid_minor, "paid_minor", sums[HELD_PAID]},
    };
    memset(row, 0, sizeof *row);
    row->platform = words[HELD_PLATFORM];
    row->currency = (uint32_t)words[HELD_CURRENCY];
    return report_narrow(values, REVOPS__COUNT(values), at, err);
}

static revops_status report_query_take(revops_payouts_query *taken,
                                       const revops_payouts_query *query, revops_error *err) {
    revops_status status = revops__take(taken, sizeof *taken, query, "query", err);
    if (status != REVOPS_OK)
        return status;
    if (!revops__day_valid(taken->as_of_day))
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "as_of_day",
                                "a day of the years 1 to 9999", taken->as_of_day);
    if (taken->reserved0 != 0)
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "reserved0", "0",
                                taken->reserved0);
    return REVOPS_OK;
}

revops_status revops_payouts_balance_rows(const revops_payouts *payouts,
                                          const revops_payouts_query *query, uint64_t first,
                                          revops_payout_balance_row *out, size_t capacity,
                                          size_t row_size, size_t *written, revops_error *err) {
    revops__memory memory;
    revops__totals groups;
    revops_payouts_query taken;
    uint64_t as_of;
    revops_status status = revops__require(payouts, "payouts", err);
    if (status == REVOPS_OK)
        status = revops__rows_out(out, capacity, row_size, sizeof *out, written, err);
    if (status == REVOPS_OK)
        status = revops__ready(&payouts->handle, err);
    if (status == REVOPS_OK)
        status = report_query_take(&taken, query, err);
    if (status != REVOPS_OK)
        return status;
    /* With all rows asked for, all of it is available. */
    as_of = taken.as_of_day ? revops__word_of_i64(taken.as_of_day) : UINT64_MAX;
    memory = payouts->handle.memory;
    revops__totals_open(&groups, HELD_WORDS, HELD_SUMS);
    status = report_balances(&groups, &memory, &payouts->transactions, as_of, err);
    if (status == REVOPS_OK)
        status = report_balances(&groups, &memory, &payouts->paid, as_of, err);
    if (status == REVOPS_OK)
        status = revops__totals_answer_rows(&groups, &memory, report_balance_row, NULL, sizeof *out,
                                            first, out, capacity, row_size, written, err);
    revops__totals_free(&groups, &memory);
    return status;
}
