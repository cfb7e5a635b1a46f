/* What both reports of commissions are made of: cells with their amounts, visited in order. */
#include <string.h>

#include "base/table.h"
#include "base/text.h"
#include "revops/ratio.h"
#include "sales/commission.h"
#include "value/date.h"

void revops_commissions_query_init(revops_commissions_query *query) {
    static const revops_commissions_query init = REVOPS_COMMISSIONS_QUERY_INIT;
    if (query)
        *query = init;
}

revops_status revops__commission_refuse(uint64_t failure, uint64_t row, revops_error *err) {
    switch ((revops__commission_failure)failure) {
    case REVOPS__COMMISSION_NO_RATE:
        return revops__fail(err, REVOPS_E_MISSING, row, "rate_num",
                            "expected a reported commission or an agreed rate for each activity");
    case REVOPS__COMMISSION_TWO_RATES:
        return revops__fail(err, REVOPS_E_INVALID, row, "rate_num",
                            "expected one agreed rate for each activity, got two");
    case REVOPS__COMMISSION_TOO_LARGE:
        return revops__fail(err, REVOPS_E_OVERFLOW, row, "accrued_minor",
                            "expected commissions within int64");
    case REVOPS__COMMISSION_NO_EXCHANGE:
        return revops__fail(err, REVOPS_E_MISSING, row, "currency",
                            "expected an exchange rate and exponents for each day's conversion");
    default:
        return revops__fail(err, REVOPS_E_INVALID, row, "currency",
                            "expected currency codes to convert between");
    }
}

/* The first reason by number stays, so that no order of rows shows. */
void revops__commission_fail(revops__sum *into, revops__commission_failure failure) {
    if (failure != REVOPS__COMMISSION_KNOWN &&
        (into->low == REVOPS__COMMISSION_KNOWN || failure < into->low))
        into->low = failure;
}

/* --- one cell: a day, currency, platform, basis, asset class and customer --- */

int revops__commission_compare(const uint64_t *a, const uint64_t *b, size_t count) {
    for (size_t w = 0; w < count; w++)
        if (a[w] != b[w])
            return a[w] < b[w] ? -1 : 1;
    return 0;
}

/* How many agreed rates of an asset class (0: the general ones) hold on a day; *unit is one. */
static size_t commission_lookup(const revops__commission_run *run, const uint64_t *words,
                                uint64_t asset, const uint64_t **unit) {
    const uint64_t key[REVOPS__UNIT_LOOKUP] = {words[REVOPS__ACTIVITY_PLATFORM],
                                               words[REVOPS__ACTIVITY_BASIS], asset,
                                               words[REVOPS__ACTIVITY_CURRENCY]};
    const uint64_t day = words[REVOPS__ACTIVITY_DAY];
    size_t low = 0, high = run->unit_count, found = 0;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const uint64_t *at = revops__totals_words(&run->commissions->units, run->units[middle]);
        if (revops__commission_compare(at, key, REVOPS__UNIT_LOOKUP) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < run->unit_count; low++) {
        const uint64_t *at = revops__totals_words(&run->commissions->units, run->units[low]);
        if (revops__commission_compare(at, key, REVOPS__UNIT_LOOKUP) != 0)
            break;
        if (at[REVOPS__UNIT_FROM] > day || day >= at[REVOPS__UNIT_TO])
            continue;
        *unit = at;
        found++;
    }
    return found;
}

/* What one row of an entry comes to by the agreed rate, rounded by itself. */
static revops__commission_failure commission_computed(const revops__commission_run *run,
                                                      const uint64_t *words, int64_t *amount) {
    const uint64_t basis = words[REVOPS__ACTIVITY_BASIS];
    const uint64_t scale =
        basis == REVOPS_BASIS_REVENUE ? 1 : (uint64_t)run->commissions->quantity_scale;
    const uint64_t *unit = NULL;
    size_t found = commission_lookup(run, words, words[REVOPS__ACTIVITY_ASSET], &unit);
    revops__u128 den;
    if (found == 0 && words[REVOPS__ACTIVITY_ASSET] != 0)
        found = commission_lookup(run, words, 0, &unit);
    if (found == 0)
        return REVOPS__COMMISSION_NO_RATE;
    if (found > 1)
        return REVOPS__COMMISSION_TWO_RATES;
    den = revops__u128_multiply(unit[REVOPS__UNIT_DEN], scale);
    if (den.high != 0 || den.low > INT64_MAX ||
        revops__scale(amount, revops__i64_of_word(words[REVOPS__ACTIVITY_QUANTITY]),
                      (int64_t)unit[REVOPS__UNIT_NUM], (int64_t)den.low,
                      REVOPS_ROUND_HALF_UP) != REVOPS_OK)
        return REVOPS__COMMISSION_TOO_LARGE;
    return REVOPS__COMMISSION_KNOWN;
}

/* Rows of one entry into its cell. */
static void commission_entry(const revops__commission_run *run, revops__commission_cell *cell,
                             size_t entry) {
    const revops__totals *activity = &run->commissions->activity;
    const uint64_t *words = revops__totals_words(activity, entry);
    const uint64_t count = *revops__totals_count(activity, entry);
    const int64_t quantity = revops__i64_of_word(words[REVOPS__ACTIVITY_QUANTITY]);
    const revops__sum quantities = revops__sum_times(quantity, count);
    int64_t amount = 0;
    revops__commission_failure failure = commission_computed(run, words, &amount);
    revops__sum computed = revops__sum_times(amount, count);
    revops__sum_add_sum(&cell->quantity, &quantities);
    if (words[REVOPS__ACTIVITY_REPORTED]) {
        const revops__sum *reported = revops__totals_sums(activity, entry);
        revops__sum_add_sum(&cell->accrued, reported);
        if (failure == REVOPS__COMMISSION_KNOWN) {
            revops__sum_add_sum(&cell->variance, reported);
            computed = revops__sum_negate(computed);
            revops__sum_add_sum(&cell->variance, &computed);
        }
        if (failure == REVOPS__COMMISSION_NO_RATE)
            failure = REVOPS__COMMISSION_KNOWN; /* a reported commission needs no rate */
    } else {
        revops__sum_add_sum(&cell->accrued, &computed);
        if (failure == REVOPS__COMMISSION_NO_RATE &&
            words[REVOPS__ACTIVITY_BASIS] == REVOPS_BASIS_CLICK)
            failure = REVOPS__COMMISSION_KNOWN; /* clicks earn nothing of themselves */
    }
    if (cell->failure == REVOPS__COMMISSION_KNOWN)
        cell->failure = failure;
}

/* A sum in the query's currency at the day of its cell, half to even. */
revops__commission_failure revops__commission_convert(revops__commission_run *run, revops__sum *sum,
                                                      uint32_t currency, int32_t day) {
    revops_status status = REVOPS_OK;
    int64_t amount;
    if (!revops__sum_narrow(sum, &amount))
        return REVOPS__COMMISSION_TOO_LARGE;
    if (run->aimed != currency)
        status = revops__rate_aim(&run->view, &run->commissions->rates, currency,
                                  run->query.currency, 0, "", "", NULL);
    run->aimed = status == REVOPS_OK ? currency : 0;
    if (status == REVOPS_OK)
        status = revops__rate_apply(&run->view, &amount, amount, day, REVOPS_ROUND_HALF_EVEN, 0, "",
                                    NULL);
    sum->low = (uint64_t)amount;
    sum->high = amount >> 63;
    return status == REVOPS_OK           ? REVOPS__COMMISSION_KNOWN
           : status == REVOPS_E_MISSING  ? REVOPS__COMMISSION_NO_EXCHANGE
           : status == REVOPS_E_OVERFLOW ? REVOPS__COMMISSION_TOO_LARGE
                                         : REVOPS__COMMISSION_NO_CURRENCY;
}

static void commission_convert_cell(revops__commission_run *run, revops__commission_cell *cell) {
    const uint32_t currency = (uint32_t)cell->words[REVOPS__ACTIVITY_CURRENCY];
    const int32_t day = (int32_t)revops__i64_of_word(cell->words[REVOPS__ACTIVITY_DAY]);
    if (run->query.currency == 0 || cell->failure != REVOPS__COMMISSION_KNOWN)
        return;
    cell->failure = revops__commission_convert(run, &cell->accrued, currency, day);
    if (cell->failure == REVOPS__COMMISSION_KNOWN)
        cell->failure = revops__commission_convert(run, &cell->variance, currency, day);
}

/* --- all cells, in order --- */

static revops_status commission_visit_cells(revops__commission_run *run, const uint32_t *order,
                                            size_t count, revops__commission_visit visit,
                                            revops_error *err) {
    const revops__totals *activity = &run->commissions->activity;
    revops_status status = REVOPS_OK;
    for (size_t at = 0; at < count && status == REVOPS_OK;) {
        revops__commission_cell cell;
        memset(&cell, 0, sizeof cell);
        cell.words = revops__totals_words(activity, order[at]);
        for (; at < count && revops__commission_compare(revops__totals_words(activity, order[at]),
                                                        cell.words, REVOPS__ACTIVITY_CELL) == 0;
             at++)
            commission_entry(run, &cell, order[at]);
        if (run->query.platform != 0 &&
            cell.words[REVOPS__ACTIVITY_PLATFORM] != run->query.platform)
            continue;
        commission_convert_cell(run, &cell);
        status = visit(run, &cell, err);
    }
    return status;
}

revops_status revops__commission_each(revops__commission_run *run, revops__commission_visit visit,
                                      revops_error *err) {
    const revops__totals *activity = &run->commissions->activity;
    uint32_t *order = NULL;
    size_t count;
    revops_status status = revops__totals_sorted(&run->commissions->units, &run->memory,
                                                 &run->units, &run->unit_count, err);
    if (status == REVOPS_OK)
        status = revops__totals_sorted(activity, &run->memory, &order, &count, err);
    if (status == REVOPS_OK)
        status = commission_visit_cells(run, order, count, visit, err);
    revops__totals_order_free(activity, &run->memory, order);
    return status;
}

/* --- the query --- */

static void commission_days(const revops__totals *totals, size_t word, uint64_t *from,
                            uint64_t *to) {
    for (size_t e = 0; e < totals->count; e++) {
        const uint64_t day = revops__totals_words(totals, e)[word];
        if (*revops__totals_count(totals, e) == 0)
            continue;
        *from = day < *from ? day : *from;
        *to = day >= *to ? day + 1 : *to;
    }
}

static revops_status commission_query(revops__commission_run *run,
                                      const revops_commissions_query *query, revops_error *err) {
    revops_periods *periods = &run->query.periods;
    uint64_t from = UINT64_MAX, to = 0;
    revops_status status = revops__take(&run->query, sizeof run->query, query, "query", err);
    if (status == REVOPS_OK && run->query.group_by & ~(uint32_t)REVOPS_COMMISSION_ASSET_CLASS)
        return revops__fail_u64(err, REVOPS_E_UNSUPPORTED, REVOPS_NONE, "group_by",
                                "0 or asset_class 1", run->query.group_by);
    if (status == REVOPS_OK)
        status = revops__periods_take(periods, periods, REVOPS_GRANULARITY_MONTH, err);
    if (status == REVOPS_OK && periods->from_day == 0 && periods->to_day == 0) {
        commission_days(&run->commissions->activity, REVOPS__ACTIVITY_DAY, &from, &to);
        commission_days(&run->commissions->received, REVOPS__RECEIVED_DAY, &from, &to);
        if (from < to) {
            periods->from_day = (int32_t)revops__i64_of_word(from);
            periods->to_day = (int32_t)revops__i64_of_word(to);
            status = revops__periods_take(periods, periods, REVOPS_GRANULARITY_MONTH, err);
        }
    }
    run->from = revops__word_of_i64(periods->from_day);
    run->to = revops__word_of_i64(periods->to_day);
    return status;
}

uint64_t revops__commission_place(const revops__commission_run *run, uint64_t day) {
    return revops__period_row_of(&run->query.periods, (int32_t)revops__i64_of_word(day));
}

revops_period_row revops__commission_period(const revops__commission_run *run, uint64_t place) {
    revops_period_row period = {0, 0};
    size_t written;
    if (REVOPS_NEVER(revops_period_rows(&run->query.periods, place, &period, 1, sizeof period,
                                        &written, NULL) != REVOPS_OK))
        return period; /* a place that came of a day of the range */
    return period;
}

uint64_t revops__commission_currency_of(const revops__commission_run *run, uint64_t currency) {
    return run->query.currency ? run->query.currency : currency;
}

revops_status revops__commission_begin(revops__commission_run *run,
                                       const revops_commissions *commissions,
                                       const revops_commissions_query *query, const void *out,
                                       size_t capacity, size_t row_size, size_t row_bytes,
                                       const size_t *written, revops_error *err) {
    revops_status status = revops__require(commissions, "commissions", err);
    memset(run, 0, sizeof *run);
    if (status == REVOPS_OK)
        status = revops__rows_out(out, capacity, row_size, row_bytes, written, err);
    if (status == REVOPS_OK)
        status = revops__ready(&commissions->handle, err);
    if (status != REVOPS_OK)
        return status;
    run->commissions = commissions;
    run->memory = commissions->handle.memory;
    return commission_query(run, query, err);
}

void revops__commission_end(revops__commission_run *run) {
    revops__totals_order_free(&run->commissions->units, &run->memory, run->units);
    revops__totals_free(&run->groups, &run->memory);
    revops__totals_free(&run->beside, &run->memory);
}
