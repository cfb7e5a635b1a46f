/* Cells folded into rows: one item per row, in row order, converted where a currency is asked for. */
#include <string.h>

#include "base/text.h"
#include "sales/revenue.h"
#include "sales/revenue_query.h"
#include "sales/transaction.h"
#include "value/date.h"

#define ROWS_SPEND (UINT64_C(1) << 63) /* a pair's index names a cell of spend */

/* What one fold works on. */
typedef struct rows_fold {
    revops__revenue_items *items;
    const revops_revenue *revenue;
    int merge_kinds; /* kind is not kept: cells that differ in kind alone are one finest cell */
    uint32_t aimed;  /* the currency that the view converts from; 0: none yet */
    revops__rate_view view;
    revops_error *err;
} rows_fold;

static const revops__cell *rows_cell(const revops_revenue *revenue, uint64_t index,
                                     const revops__tuple **tuple) {
    const revops__cells *cells = index & ROWS_SPEND ? &revenue->spend : &revenue->cells;
    const revops__cell *cell = revops__cells_at(cells, (size_t)(index & ~ROWS_SPEND));
    *tuple = &cells->tuples[cell->tuple].key;
    return cell;
}

static void rows_add_cell(revops__revenue_item *piece, const revops__cell *cell, uint32_t kind,
                          int is_spend) {
    if (is_spend) {
        revops__sum_add_sum(&piece->sums[REVOPS__ITEM_SPEND], &cell->sums[2]);
        return;
    }
    for (size_t s = 0; s < REVOPS__CELL_SUMS; s++)
        revops__sum_add_sum(&piece->sums[s], &cell->sums[s]);
    piece->count += cell->count;
    if (kind == REVOPS_SALE)
        piece->sale_count += cell->count;
    if (kind == REVOPS_REFUND || kind == REVOPS_CHARGEBACK)
        piece->refund_count += cell->count;
    if (kind >= REVOPS_REFUND && kind <= REVOPS_CHARGEBACK_REVERSAL)
        for (size_t s = 0; s < REVOPS__CELL_SUMS; s++)
            revops__sum_add_sum(&piece->sums[REVOPS__ITEM_REFUND], &cell->sums[s]);
}

static const char *const rows_fields[REVOPS__ITEM_SUMS] = {"tax_minor", "fee_minor", "net_minor",
                                                           "refund_minor", "spend_minor"};

revops_status revops__revenue_narrow(const revops__sum *sum, uint64_t row, const char *field,
                                     int64_t *value, revops_error *err) {
    if (revops__sum_narrow(sum, value))
        return REVOPS_OK;
    return revops__fail(err, REVOPS_E_OVERFLOW, row, field, "expected a sum within int64");
}

/* Each amount of a finest cell at that day's rate; gross is their sum and needs none of its own. */
static revops_status rows_convert(rows_fold *fold, revops__revenue_item *piece, uint64_t row,
                                  const revops__tuple *tuple, int32_t day) {
    uint32_t from = (uint32_t)(tuple->words[REVOPS__CELL_CURRENCY] >> 32);
    revops_status status = REVOPS_OK;
    if (fold->aimed != from)
        status = revops__rate_aim(&fold->view, &fold->revenue->rates, from,
                                  fold->items->plan.query.currency, row, "currency", "currency",
                                  fold->err);
    for (size_t s = 0; s < REVOPS__ITEM_SUMS && status == REVOPS_OK; s++) {
        int64_t amount = 0;
        status = revops__revenue_narrow(&piece->sums[s], row, rows_fields[s], &amount, fold->err);
        if (status == REVOPS_OK)
            status = revops__rate_apply(&fold->view, &amount, amount, day, REVOPS_ROUND_HALF_EVEN,
                                        row, rows_fields[s], fold->err);
        memset(&piece->sums[s], 0, sizeof piece->sums[s]);
        revops__sum_add(&piece->sums[s], amount);
    }
    if (status == REVOPS_OK)
        fold->aimed = from;
    return status;
}

/* Is the next pair part of the same finest cell? */
static int rows_same_piece(const rows_fold *fold, uint64_t a, uint64_t b) {
    const revops__tuple *left, *right;
    const revops__cell *one = rows_cell(fold->revenue, a, &left);
    const revops__cell *other = rows_cell(fold->revenue, b, &right);
    if (!fold->merge_kinds || (a ^ b) & ROWS_SPEND || one->day != other->day)
        return 0;
    return left->words[REVOPS__CELL_CURRENCY] >> 32 == right->words[REVOPS__CELL_CURRENCY] >> 32 &&
           memcmp(&left->words[1], &right->words[1], sizeof left->words - sizeof left->words[0]) ==
               0;
}

/* The row that an item of the answer will have. */
static uint64_t rows_place(const revops__revenue_items *items, const revops__revenue_item *item) {
    if (!items->plan.query.fill)
        return items->item_count - 1;
    return revops__period_row_of(&items->plan.query.periods, item->from_day) * items->group_count +
           item->group;
}

/* Pairs come sorted by row; within a row finest cells lie together. */
static revops_status rows_reduce(rows_fold *fold, const revops__pair *pairs, size_t count) {
    revops__revenue_items *items = fold->items;
    for (size_t p = 0; p < count;) {
        const revops__tuple *tuple;
        const revops__cell *cell;
        revops__revenue_item piece, *item;
        size_t next = p;
        revops_status status = REVOPS_OK;
        if (p == 0 || pairs[p].key != pairs[p - 1].key) {
            item = &items->items[items->item_count++];
            memset(item, 0, sizeof *item);
            item->from_day = (int32_t)(pairs[p].key >> 32) + REVOPS__FIRST_DAY;
            item->group = (uint32_t)pairs[p].key;
        }
        item = &items->items[items->item_count - 1];
        memset(&piece, 0, sizeof piece);
        do {
            cell = rows_cell(fold->revenue, pairs[next].index, &tuple);
            rows_add_cell(&piece, cell, (uint32_t)tuple->words[REVOPS__CELL_CURRENCY],
                          (pairs[next].index & ROWS_SPEND) != 0);
            next++;
        } while (next < count && pairs[next].key == pairs[p].key &&
                 rows_same_piece(fold, pairs[p].index, pairs[next].index));
        if (items->plan.query.currency != 0)
            status = rows_convert(fold, &piece, rows_place(items, item), tuple, cell->day);
        if (status != REVOPS_OK)
            return status;
        for (size_t s = 0; s < REVOPS__ITEM_SUMS; s++)
            revops__sum_add_sum(&item->sums[s], &piece.sums[s]);
        item->count += piece.count;
        item->sale_count += piece.sale_count;
        item->refund_count += piece.refund_count;
        p = next;
    }
    return REVOPS_OK;
}

/* Pairs of row key and cell, for the cells of one side that the plan asks for. @p order (NULL: as they
 * came) has @p order_count of them. */
static size_t rows_pairs(const revops__revenue_items *items, const revops__cells *cells,
                         const uint32_t *ranks, const uint32_t *order, size_t order_count,
                         uint64_t flag, revops__pair *pairs) {
    const revops_periods *periods = &items->plan.query.periods;
    revops_period_row period = {0, 0};
    size_t count = 0;
    for (size_t i = 0; i < (order ? order_count : cells->cell_count); i++) {
        size_t index = order ? order[i] : i;
        const revops__cell *cell = revops__cells_at(cells, index);
        uint32_t rank = ranks[cell->tuple];
        if (cell->count == 0 || rank == REVOPS__TABLE_NONE)
            continue;
        if ((cell->day < period.from_day || cell->day >= period.to_day) &&
            !revops__period_of(periods, cell->day, &period.from_day, &period.to_day)) {
            period.from_day = period.to_day = 0;
            continue;
        }
        pairs[count].key = (uint64_t)(period.from_day - REVOPS__FIRST_DAY) << 32 | rank;
        pairs[count++].index = index | flag;
    }
    return count;
}

/* Rows that the pairs will become: distinct keys. */
static size_t rows_distinct(const revops__pair *pairs, size_t count) {
    size_t distinct = 0;
    for (size_t p = 0; p < count; p++)
        distinct += p == 0 || pairs[p].key != pairs[p - 1].key;
    return distinct;
}

/* With fill, groups without a row in the range make no rows at all. */
static revops_status rows_present_groups(revops__revenue_items *items, revops_error *err) {
    size_t size = items->group_count * sizeof(uint32_t), present = 0;
    void *block = NULL;
    uint32_t *rank;
    revops_status status;
    if (items->group_count == 0)
        return REVOPS_OK;
    status = revops__resize(&items->memory, &block, 0, size, err);
    if (status != REVOPS_OK)
        return status;
    rank = block;
    memset(rank, 0, size);
    for (size_t i = 0; i < items->item_count; i++)
        rank[items->items[i].group] = 1;
    for (size_t g = 0; g < items->group_count; g++) {
        if (!rank[g])
            continue;
        items->groups[present] = items->groups[g];
        rank[g] = (uint32_t)present++;
    }
    items->group_count = present;
    for (size_t i = 0; i < items->item_count; i++)
        items->items[i].group = rank[items->items[i].group];
    revops__free(&items->memory, block, size);
    return REVOPS_OK;
}

static revops_status rows_fold_pairs(rows_fold *fold, revops__pair *pairs, revops__pair *scratch,
                                     size_t count) {
    revops__revenue_items *items = fold->items;
    void *block = NULL;
    revops_status status = REVOPS_OK;
    revops__sort_pairs(pairs, scratch, count);
    if (count > 0)
        status = revops__grow(&items->memory, &block, &items->item_capacity,
                              rows_distinct(pairs, count), sizeof *items->items, fold->err);
    items->items = block;
    if (status == REVOPS_OK)
        status = rows_reduce(fold, pairs, count);
    if (status == REVOPS_OK && items->plan.query.fill)
        status = rows_present_groups(items, fold->err);
    return status;
}

static revops_status rows_collect(rows_fold *fold, const revops__query_ranks *ranks,
                                  int with_spend) {
    revops__revenue_items *items = fold->items;
    const revops__cells *cells = &fold->revenue->cells, *spend = &fold->revenue->spend;
    size_t most = cells->cell_count + (with_spend ? spend->cell_count : 0);
    size_t pairs_size = revops__product(most, 2 * sizeof(revops__pair)), count = 0, ordered = 0;
    uint32_t *order = NULL;
    void *pairs = NULL;
    revops_status status = REVOPS_OK;
    if (most == 0)
        return REVOPS_OK;
    if (fold->merge_kinds)
        status = revops__cells_sorted(cells, &items->memory, &order, &ordered, fold->err);
    if (status == REVOPS_OK)
        status = revops__resize(&items->memory, &pairs, 0, pairs_size, fold->err);
    if (status == REVOPS_OK) {
        revops__pair *pair = pairs;
        count = rows_pairs(items, cells, ranks->of_cells, order, ordered, 0, pair);
        if (with_spend)
            count += rows_pairs(items, spend, ranks->of_spend, NULL, 0, ROWS_SPEND, pair + count);
        status = rows_fold_pairs(fold, pair, pair + most, count);
    }
    revops__free(&items->memory, order, cells->cell_count * sizeof *order);
    revops__free(&items->memory, pairs, pairs_size);
    return status;
}

revops_status revops__revenue_collect(revops__revenue_items *items, const revops_revenue *revenue,
                                      const revops__revenue_plan *plan, int with_spend,
                                      revops_error *err) {
    rows_fold fold;
    revops__query_ranks ranks;
    revops_status status;
    memset(items, 0, sizeof *items);
    memset(&ranks, 0, sizeof ranks);
    memset(&fold, 0, sizeof fold);
    fold.items = items;
    fold.revenue = revenue;
    fold.err = err;
    items->memory = revenue->handle.memory;
    items->plan = *plan;
    fold.merge_kinds = plan->query.currency != 0 && !(revenue->dimensions & REVOPS_DIMENSION_KIND);
    status = revops__revenue_groups(items, revenue, with_spend, &ranks, err);
    if (status == REVOPS_OK)
        status = rows_collect(&fold, &ranks, with_spend);
    revops__free(&items->memory, ranks.of_cells, ranks.size);
    if (status != REVOPS_OK)
        revops__revenue_release(items);
    return status;
}

void revops__revenue_release(revops__revenue_items *items) {
    revops__free(&items->memory, items->groups, items->group_capacity * sizeof *items->groups);
    revops__free(&items->memory, items->items, items->item_capacity * sizeof *items->items);
    items->groups = NULL;
    items->items = NULL;
    items->group_capacity = items->item_capacity = 0;
}

uint64_t revops__revenue_row_count(const revops__revenue_items *items) {
    if (!items->plan.query.fill)
        return items->item_count;
    return items->group_count * revops__period_row_count(&items->plan.query.periods);
}

/* The item of a period and group, or NULL: items ascend by both. */
static const revops__revenue_item *rows_find(const revops__revenue_items *items, int32_t from_day,
                                             uint32_t group) {
    size_t low = 0, high = items->item_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const revops__revenue_item *item = &items->items[middle];
        if (item->from_day < from_day || (item->from_day == from_day && item->group < group))
            low = middle + 1;
        else
            high = middle;
    }
    if (low < items->item_count && items->items[low].from_day == from_day &&
        items->items[low].group == group)
        return &items->items[low];
    return NULL;
}

const revops__revenue_item *revops__revenue_row_at(const revops__revenue_items *items, uint64_t row,
                                                   const revops__tuple **group,
                                                   revops_period_row *period) {
    static const revops__revenue_item zeros;
    const revops_periods *periods = &items->plan.query.periods;
    const revops__revenue_item *item;
    size_t written;
    uint32_t rank;
    if (!items->plan.query.fill) {
        item = &items->items[row];
        *group = &items->groups[item->group];
        revops__period_of(periods, item->from_day, &period->from_day, &period->to_day);
        return item;
    }
    rank = (uint32_t)(row % items->group_count);
    *group = &items->groups[rank];
    if (REVOPS_NEVER(revops_period_rows(periods, row / items->group_count, period, 1,
                                        sizeof *period, &written, NULL) != REVOPS_OK))
        return &zeros;
    item = rows_find(items, period->from_day, rank);
    return item ? item : &zeros;
}
