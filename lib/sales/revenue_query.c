/* From cells to rows: what a query asks for, which groups there are, and one item per row. */
#include <string.h>

#include "base/text.h"
#include "sales/revenue.h"
#include "sales/revenue_query.h"
#include "sales/transaction.h"
#include "value/date.h"

void revops_revenue_query_init(revops_revenue_query *query) {
    static const revops_revenue_query init = REVOPS_REVENUE_QUERY_INIT;
    if (query)
        *query = init;
}

static const struct {
    uint32_t dimension;
    const char *name;
} query_words[REVOPS__TUPLE_WORDS] = {
    {REVOPS_DIMENSION_KIND, "kind"},       {REVOPS_DIMENSION_PROJECT, "project"},
    {REVOPS_DIMENSION_PRODUCT, "product"}, {REVOPS_DIMENSION_PLATFORM, "platform"},
    {REVOPS_DIMENSION_STREAM, "stream"},   {REVOPS_DIMENSION_CUSTOMER, "customer"},
};

/* The filter of a word; currency and kind have none. */
static uint64_t query_filter(const revops_revenue_query *query, size_t word) {
    const uint64_t filters[REVOPS__TUPLE_WORDS] = {
        0, query->project, query->product, query->platform, query->stream, query->customer};
    return filters[word];
}

static revops_status query_check(const revops_revenue_query *query, uint32_t allowed,
                                 revops_error *err) {
    if (query->group_by & ~allowed)
        return revops__fail_u64(err, REVOPS_E_UNSUPPORTED, REVOPS_NONE, "group_by",
                                "dimensions that the handle keeps and the report groups by",
                                query->group_by);
    for (size_t w = REVOPS__TUPLE_PROJECT; w < REVOPS__TUPLE_WORDS; w++)
        if (query_filter(query, w) != 0 && !(allowed & query_words[w].dimension))
            return revops__fail(err, REVOPS_E_UNSUPPORTED, REVOPS_NONE, query_words[w].name,
                                "expected a filter on a dimension that the handle keeps and the "
                                "report knows");
    if (query->fill != 0 && query->fill != 1)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "fill", "0 or 1", query->fill);
    if (query->reserved0 != 0)
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "reserved0", "0",
                                query->reserved0);
    return REVOPS_OK;
}

/* Widen [*from, *to) to the days of all visible cells. */
static void query_days(const revops__cells *cells, int32_t *from, int32_t *to) {
    for (size_t i = 1; i < cells->cell_count; i++) {
        int32_t day = cells->keys[i].day;
        if ((day >= *from && day < *to) || cells->at[i].count == 0)
            continue;
        if (*from == *to) {
            *from = day;
            *to = day + 1;
        }
        if (day < *from)
            *from = day;
        if (day >= *to)
            *to = day + 1;
    }
}

revops_status revops__revenue_plan_make(revops__revenue_plan *plan, const revops_revenue *revenue,
                                        const revops_revenue_query *query, uint32_t allowed,
                                        int with_spend, revops_error *err) {
    revops_periods *periods = &plan->query.periods;
    revops_periods given;
    revops_status status = revops__take(&plan->query, sizeof plan->query, query, "query", err);
    if (status == REVOPS_OK)
        status = query_check(&plan->query, allowed & revenue->dimensions, err);
    given = plan->query.periods;
    if (status == REVOPS_OK)
        status = revops__take_member(periods, sizeof *periods, &given, "periods", err);
    if (status == REVOPS_OK)
        status = revops__periods_take(periods, periods, REVOPS_GRANULARITY_TOTAL, err);
    if (status != REVOPS_OK)
        return status;
    plan->group_by = plan->query.group_by;
    plan->all_days = periods->from_day == 0 && periods->to_day == 0;
    if (plan->all_days) {
        query_days(&revenue->cells, &periods->from_day, &periods->to_day);
        if (with_spend)
            query_days(&revenue->spend, &periods->from_day, &periods->to_day);
        if (periods->from_day != periods->to_day)
            status = revops__periods_take(periods, periods, REVOPS_GRANULARITY_TOTAL, err);
    }
    return status;
}

int revops__revenue_passes(const revops__revenue_plan *plan, const revops__tuple *tuple) {
    for (size_t w = REVOPS__TUPLE_PROJECT; w < REVOPS__TUPLE_WORDS; w++) {
        uint64_t wanted = query_filter(&plan->query, w);
        if (wanted != 0 && tuple->words[w] != wanted)
            return 0;
    }
    return 1;
}

revops__tuple revops__revenue_group(const revops__revenue_plan *plan, const revops__tuple *tuple) {
    revops__tuple group = *tuple;
    uint64_t currency = tuple->words[REVOPS__TUPLE_CURRENCY] >> 32;
    uint64_t kind = tuple->words[REVOPS__TUPLE_CURRENCY] & UINT32_MAX;
    for (size_t w = REVOPS__TUPLE_PROJECT; w < REVOPS__TUPLE_WORDS; w++)
        if (!(plan->group_by & query_words[w].dimension))
            group.words[w] = 0;
    if (plan->query.currency != 0)
        currency = plan->query.currency;
    if (!(plan->group_by & REVOPS_DIMENSION_KIND))
        kind = REVOPS__KIND_ALL;
    group.words[REVOPS__TUPLE_CURRENCY] = currency << 32 | kind;
    return group;
}

/* --- groups: distinct, in row order; each tuple knows the rank of its own --- */

static int query_compare(const void *context, uint32_t a, uint32_t b) {
    const revops__tuple *groups = context;
    return revops__tuple_compare(&groups[a], &groups[b]);
}

/* Groups of all tuples into items->groups, not yet distinct; filtered ones are marked. */
static size_t query_collect_groups(revops__revenue_items *items, const revops__cells *cells,
                                   uint32_t *rank, size_t at) {
    for (size_t t = 0; t < cells->tuple_count; t++) {
        if (t > 0 && revops__revenue_passes(&items->plan, &cells->tuples[t].key)) {
            items->groups[at] = revops__revenue_group(&items->plan, &cells->tuples[t].key);
            rank[t] = (uint32_t)at++;
        } else {
            rank[t] = REVOPS__TABLE_NONE;
        }
    }
    return at;
}

/* Sort what was collected, make it distinct, and turn places into ranks. @p scratch: three indices
 * and one tuple for each. */
static void query_rank_groups(revops__revenue_items *items, revops__query_ranks *ranks,
                              size_t tuples, uint32_t *order, revops__tuple *distinct) {
    uint32_t *spare = order + items->group_count, *place = spare + items->group_count;
    size_t count = 0;
    for (size_t g = 0; g < items->group_count; g++)
        order[g] = (uint32_t)g;
    revops__sort_indices(order, spare, items->group_count, query_compare, items->groups);
    for (size_t g = 0; g < items->group_count; g++) {
        const revops__tuple *group = &items->groups[order[g]];
        if (count == 0 || revops__tuple_compare(&distinct[count - 1], group) != 0)
            distinct[count++] = *group;
        place[order[g]] = (uint32_t)count - 1;
    }
    memcpy(items->groups, distinct, count * sizeof *distinct);
    items->group_count = count;
    for (size_t t = 0; t < tuples; t++)
        if (ranks->of_cells[t] != REVOPS__TABLE_NONE)
            ranks->of_cells[t] = place[ranks->of_cells[t]];
}

revops_status revops__revenue_groups(revops__revenue_items *items, const revops_revenue *revenue,
                                     int with_spend, revops__query_ranks *ranks,
                                     revops_error *err) {
    size_t own = revenue->cells.tuple_count, spend = with_spend ? revenue->spend.tuple_count : 0;
    size_t tuples = own + spend;
    size_t order_size = revops__product(tuples, 3 * sizeof(uint32_t));
    size_t distinct_size = revops__product(tuples, sizeof(revops__tuple));
    void *groups = NULL, *rank = NULL, *order = NULL, *distinct = NULL;
    revops_status status = REVOPS_OK;
    memset(ranks, 0, sizeof *ranks);
    ranks->size = tuples * sizeof(uint32_t);
    if (tuples == 0)
        return REVOPS_OK;
    status = revops__grow(&items->memory, &groups, &items->group_capacity, tuples,
                          sizeof *items->groups, err);
    items->groups = groups;
    if (status == REVOPS_OK)
        status = revops__resize(&items->memory, &rank, 0, ranks->size, err);
    ranks->of_cells = rank;
    if (status == REVOPS_OK)
        status = revops__resize(&items->memory, &order, 0, order_size, err);
    if (status == REVOPS_OK)
        status = revops__resize(&items->memory, &distinct, 0, distinct_size, err);
    if (status == REVOPS_OK) {
        ranks->of_spend = ranks->of_cells + own;
        items->group_count = query_collect_groups(items, &revenue->cells, ranks->of_cells, 0);
        if (with_spend)
            items->group_count =
                query_collect_groups(items, &revenue->spend, ranks->of_spend, items->group_count);
        query_rank_groups(items, ranks, tuples, order, distinct);
    }
    revops__free(&items->memory, order, order_size);
    revops__free(&items->memory, distinct, distinct_size);
    return status;
}
