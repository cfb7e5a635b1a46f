/* The report of what was earned. */
#include <string.h>

#include "base/table.h"
#include "revops/ratio.h"
#include "sales/commission.h"

enum { EARNED_PLACE, EARNED_CURRENCY, EARNED_PLATFORM, EARNED_BASIS, EARNED_ASSET, EARNED_WORDS };
enum {
    EARNED_QUANTITY,
    EARNED_ACCRUED,
    EARNED_VARIANCE,
    EARNED_CUSTOMERS,
    EARNED_FAILURE,
    EARNED_SUMS
};

static revops_status commission_group(revops__commission_run *run,
                                      const revops__commission_cell *cell, revops_error *err) {
    const uint64_t *words = cell->words;
    const uint64_t day = words[REVOPS__ACTIVITY_DAY];
    uint64_t key[EARNED_WORDS + 1]; /* and the customer */
    revops__sum *sums, *unused;
    size_t seen = run->beside.count;
    revops_status status;
    if (day < run->from || day >= run->to)
        return REVOPS_OK;
    key[EARNED_PLACE] = revops__commission_place(run, day);
    key[EARNED_CURRENCY] = revops__commission_currency_of(run, words[REVOPS__ACTIVITY_CURRENCY]);
    key[EARNED_PLATFORM] = words[REVOPS__ACTIVITY_PLATFORM];
    key[EARNED_BASIS] = words[REVOPS__ACTIVITY_BASIS];
    key[EARNED_ASSET] = run->query.group_by ? words[REVOPS__ACTIVITY_ASSET] : 0;
    key[EARNED_WORDS] = words[REVOPS__ACTIVITY_CUSTOMER];
    status = revops__totals_group(&run->groups, &run->memory, key, &sums, err);
    if (status == REVOPS_OK && key[EARNED_WORDS] != 0)
        status = revops__totals_group(&run->beside, &run->memory, key, &unused, err);
    if (status != REVOPS_OK)
        return status;
    revops__sum_add_sum(&sums[EARNED_QUANTITY], &cell->quantity);
    revops__sum_add_sum(&sums[EARNED_ACCRUED], &cell->accrued);
    revops__sum_add_sum(&sums[EARNED_VARIANCE], &cell->variance);
    revops__sum_add(&sums[EARNED_CUSTOMERS], run->beside.count > seen);
    revops__commission_fail(&sums[EARNED_FAILURE], cell->failure);
    return REVOPS_OK;
}

/* Growth against the same group one period earlier; undefined when that has no quantity. */
static revops_status commission_growth(const revops__commission_run *run, const uint64_t *words,
                                       revops_commission_row *row, uint64_t at, revops_error *err) {
    uint64_t before[EARNED_WORDS];
    uint32_t entry;
    int64_t was = 0, change;
    memcpy(before, words, sizeof before);
    before[EARNED_PLACE]--;
    entry = words[EARNED_PLACE] ? revops__totals_find(&run->groups, before) : REVOPS__TABLE_NONE;
    if (entry != REVOPS__TABLE_NONE &&
        !revops__sum_narrow(&revops__totals_sums(&run->groups, entry)[EARNED_QUANTITY], &was))
        return revops__fail(err, REVOPS_E_OVERFLOW, at, "growth",
                            "expected the quantity of the period before within int64");
    if (!revops__subtract_i64(row->quantity, was, &change))
        return revops__fail(err, REVOPS_E_OVERFLOW, at, "growth",
                            "expected a change of quantity within int64");
    return revops_ratio_make(&row->growth, was ? change : 0, was, err);
}

static revops_status commission_row(void *out, const revops__totals_answer *answer, size_t at,
                                    revops_error *err) {
    const revops__commission_run *run = answer->user;
    const uint64_t *words = revops__totals_words(answer->groups, answer->order[at]);
    const revops__sum *sums = revops__totals_sums(answer->groups, answer->order[at]);
    const revops_period_row period = revops__commission_period(run, words[EARNED_PLACE]);
    const int64_t customers = (int64_t)sums[EARNED_CUSTOMERS].low;
    revops_commission_row *row = out;
    revops_status status;
    if (sums[EARNED_FAILURE].low != REVOPS__COMMISSION_KNOWN)
        return revops__commission_refuse(sums[EARNED_FAILURE].low, at, err);
    memset(row, 0, sizeof *row);
    row->from_day = period.from_day;
    row->to_day = period.to_day;
    row->currency = (uint32_t)words[EARNED_CURRENCY];
    row->platform = words[EARNED_PLATFORM];
    row->basis = (int32_t)words[EARNED_BASIS];
    row->asset_class = words[EARNED_ASSET];
    row->customer_count = (uint64_t)customers;
    status = revops__totals_narrow(&row->quantity, &sums[EARNED_QUANTITY], at, "quantity", err);
    if (status == REVOPS_OK)
        status = revops__totals_narrow(&row->accrued_minor, &sums[EARNED_ACCRUED], at,
                                       "accrued_minor", err);
    if (status == REVOPS_OK)
        status = revops__totals_narrow(&row->variance_minor, &sums[EARNED_VARIANCE], at,
                                       "variance_minor", err);
    if (status == REVOPS_OK)
        status =
            revops_ratio_make(&row->average, customers ? row->accrued_minor : 0, customers, err);
    return status == REVOPS_OK ? commission_growth(run, words, row, at, err) : status;
}

revops_status revops_commissions_rows(const revops_commissions *commissions,
                                      const revops_commissions_query *query, uint64_t first,
                                      revops_commission_row *out, size_t capacity, size_t row_size,
                                      size_t *written, revops_error *err) {
    revops__commission_run run;
    revops_status status = revops__commission_begin(&run, commissions, query, out, capacity,
                                                    row_size, sizeof *out, written, err);
    if (status != REVOPS_OK)
        return status;
    revops__totals_open(&run.groups, EARNED_WORDS, EARNED_SUMS);
    revops__totals_open(&run.beside, EARNED_WORDS + 1, 0);
    status = revops__commission_each(&run, commission_group, err);
    if (status == REVOPS_OK)
        status =
            revops__totals_answer_rows(&run.groups, &run.memory, commission_row, &run, sizeof *out,
                                       first, out, capacity, row_size, written, err);
    revops__commission_end(&run);
    return status;
}
