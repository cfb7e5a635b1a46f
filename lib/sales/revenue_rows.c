/* Cells folded into rows: sorted by row once, then walked; converted where a currency is asked for.
 */
#include <string.h>

#include "base/text.h"
#include "sales/revenue.h"
#include "sales/revenue_query.h"
#include "sales/transaction.h"
#include "value/date.h"

/* What a pair's index tells besides the cell: whether it is one of spend, and its kind, so that
 * folding touches nothing but the cell. */
#define ROWS_SPEND (UINT64_C(1) << 63)
#define ROWS_KIND 60

enum { ROWS_AHEAD = 16 }; /* pairs that are fetched ahead */

static inline const revops__cells *rows_of(const revops_revenue *revenue, uint64_t index) {
    return index & ROWS_SPEND ? &revenue->spend : &revenue->cells;
}

static inline size_t rows_place(uint64_t index) {
    return (size_t)(index & ((UINT64_C(1) << ROWS_KIND) - 1));
}

static inline uint32_t rows_kind(uint64_t index) {
    return (uint32_t)(index >> ROWS_KIND) & 7;
}

static inline const revops__day_cell *rows_at(const revops_revenue *revenue, uint64_t index) {
    return &rows_of(revenue, index)->at[rows_place(index)];
}

static inline const revops__day_cell_key *rows_key(const revops_revenue *revenue, uint64_t index) {
    return &rows_of(revenue, index)->keys[rows_place(index)];
}

static inline const revops__tuple *rows_tuple(const revops_revenue *revenue, uint64_t index) {
    return &rows_of(revenue, index)->tuples[rows_key(revenue, index)->tuple].key;
}

/* The sums of a row or of a finest cell, before they are narrowed. */
enum { ROWS_TAX, ROWS_FEE, ROWS_NET, ROWS_REFUND, ROWS_SPENT, ROWS_SUMS };

static const char *const rows_fields[ROWS_SUMS] = {"tax_minor", "fee_minor", "net_minor",
                                                   "refund_minor", "spend_minor"};

typedef struct rows_wide {
    revops__sum sums[ROWS_SUMS];
    uint64_t count, sale_count, refund_count;
} rows_wide;

static int rows_is_refund(uint32_t kind) {
    return kind >= REVOPS_REFUND && kind <= REVOPS_CHARGEBACK_REVERSAL;
}

static void rows_count(uint64_t count, uint32_t kind, uint64_t *sales, uint64_t *refunds) {
    *sales += kind == REVOPS_SALE ? count : 0;
    *refunds += kind == REVOPS_REFUND || kind == REVOPS_CHARGEBACK ? count : 0;
}

static void rows_add_cell(rows_wide *into, const revops_revenue *revenue, uint64_t index) {
    const uint64_t count = rows_at(revenue, index)->count;
    uint32_t kind = rows_kind(index);
    for (size_t s = 0; s < REVOPS__DAY_CELL_SUMS; s++) {
        revops__sum sum = revops__cells_sum(rows_of(revenue, index), rows_place(index), s);
        revops__sum_add_sum(&into->sums[index & ROWS_SPEND ? ROWS_SPENT : s], &sum);
        if (!(index & ROWS_SPEND) && rows_is_refund(kind))
            revops__sum_add_sum(&into->sums[ROWS_REFUND], &sum);
    }
    if (index & ROWS_SPEND)
        return;
    into->count += count;
    rows_count(count, kind, &into->sale_count, &into->refund_count);
}

static revops_status rows_narrow(const revops__sum *sum, uint64_t row, const char *field,
                                 int64_t *value, revops_error *err) {
    if (revops__sum_narrow(sum, value))
        return REVOPS_OK;
    return revops__fail(err, REVOPS_E_OVERFLOW, row, field, "expected a sum within int64");
}

/* Each amount of a finest cell at that day's rate; gross is their sum and needs none of its own. */
static revops_status rows_convert(revops__revenue_walk *walk, rows_wide *piece,
                                  const revops__tuple *tuple, int32_t day, revops_error *err) {
    uint32_t from = (uint32_t)(tuple->words[REVOPS__TUPLE_CURRENCY] >> 32);
    uint32_t to = walk->items->plan.query.currency;
    int64_t none;
    revops_status status = REVOPS_OK;
    if (walk->aimed != from)
        status = revops__rate_aim(&walk->view, &walk->items->revenue->rates, from, to, walk->row,
                                  "currency", "currency", err);
    walk->aimed = status == REVOPS_OK ? from : 0;
    if (status == REVOPS_OK) /* is there a rate at all? It is no amount that misses one */
        status = revops__rate_apply(&walk->view, &none, 0, day, REVOPS_ROUND_HALF_EVEN, walk->row,
                                    "currency", err);
    for (size_t s = 0; s < ROWS_SUMS && status == REVOPS_OK; s++) {
        int64_t amount = 0;
        status = rows_narrow(&piece->sums[s], walk->row, rows_fields[s], &amount, err);
        if (status == REVOPS_OK)
            status = revops__rate_apply(&walk->view, &amount, amount, day, REVOPS_ROUND_HALF_EVEN,
                                        walk->row, rows_fields[s], err);
        memset(&piece->sums[s], 0, sizeof piece->sums[s]);
        revops__sum_add(&piece->sums[s], amount);
    }
    return status;
}

/* Is the next pair part of the same finest cell? */
static int rows_same_piece(const revops__revenue_items *items, uint64_t a, uint64_t b) {
    const revops__tuple *left, *right;
    if (!items->merge_kinds || (a ^ b) & ROWS_SPEND)
        return 0;
    left = rows_tuple(items->revenue, a);
    right = rows_tuple(items->revenue, b);
    return rows_key(items->revenue, a)->day == rows_key(items->revenue, b)->day &&
           left->words[REVOPS__TUPLE_CURRENCY] >> 32 ==
               right->words[REVOPS__TUPLE_CURRENCY] >> 32 &&
           memcmp(&left->words[1], &right->words[1], sizeof left->words - sizeof left->words[0]) ==
               0;
}

static void rows_add_piece(rows_wide *into, const rows_wide *piece) {
    for (size_t s = 0; s < ROWS_SUMS; s++)
        revops__sum_add_sum(&into->sums[s], &piece->sums[s]);
    into->count += piece->count;
    into->sale_count += piece->sale_count;
    into->refund_count += piece->refund_count;
}

/* Pieces of one row: cells, or finest cells where they are converted. */
static revops_status rows_fold_wide(revops__revenue_walk *walk, size_t end, rows_wide *wide,
                                    revops_error *err) {
    const revops__revenue_items *items = walk->items;
    const revops__pair *pairs = items->pairs;
    for (size_t p = walk->pair; p < end;) {
        rows_wide piece;
        size_t first = p;
        revops_status status;
        memset(&piece, 0, sizeof piece);
        do
            rows_add_cell(&piece, items->revenue, pairs[p++].index);
        while (p < end && rows_same_piece(items, pairs[first].index, pairs[p].index));
        if (items->plan.query.currency) {
            const uint64_t index = pairs[first].index;
            status = rows_convert(walk, &piece, rows_tuple(items->revenue, index),
                                  rows_key(items->revenue, index)->day, err);
            if (status != REVOPS_OK)
                return status;
        }
        rows_add_piece(wide, &piece);
    }
    return REVOPS_OK;
}

static revops_status rows_fold(revops__revenue_walk *walk, size_t end, revops__revenue_item *item,
                               revops_error *err) {
    rows_wide wide;
    revops__sum gross;
    revops_status status;
    memset(&wide, 0, sizeof wide);
    status = rows_fold_wide(walk, end, &wide, err);
    if (status != REVOPS_OK)
        return status;
    gross = wide.sums[ROWS_TAX];
    revops__sum_add_sum(&gross, &wide.sums[ROWS_FEE]);
    revops__sum_add_sum(&gross, &wide.sums[ROWS_NET]);
    status = rows_narrow(&gross, walk->row, "gross_minor", &item->gross, err);
    for (size_t s = 0; s < ROWS_SUMS && status == REVOPS_OK; s++) {
        int64_t *const amounts[ROWS_SUMS] = {&item->tax, &item->fee, &item->net, &item->refund,
                                             &item->spend};
        status = rows_narrow(&wide.sums[s], walk->row, rows_fields[s], amounts[s], err);
    }
    item->count = wide.count;
    item->sale_count = wide.sale_count;
    item->refund_count = wide.refund_count;
    return status;
}

/* The same where no sum can leave int64 and nothing is converted: the low halves say it all.
 * Returns the first pair of the next row. */
static size_t rows_fold_safe(const revops__revenue_items *items, size_t p,
                             revops__revenue_item *item) {
    const revops__pair *pairs = items->pairs;
    const uint64_t key = pairs[p].key;
    uint64_t spend = 0;
    do {
        const uint64_t index = pairs[p].index;
        const revops__day_cell *cell = rows_at(items->revenue, index);
        if (index & ROWS_SPEND)
            spend += cell->low[2];
        else
            revops__revenue_item_add(item, cell, rows_kind(index));
    } while (++p < items->pair_count && pairs[p].key == key);
    item->spend = (int64_t)spend;
    return p;
}

/* --- collecting --- */

/* What a sort of one side's cells needs, and what it finds out on the way. */
typedef struct rows_side {
    const revops__cells *cells;
    const uint32_t *ranks;
    const uint32_t *order; /* NULL: as they came */
    size_t count;          /* of order, or of cells */
    uint64_t flag;
} rows_side;

/* The period of a day and its place among the rows of periods; 0 when the day lies outside. Days
 * need no calendar. */
static int rows_period_of(const revops_periods *periods, int32_t day, revops_period_row *period,
                          uint64_t *place) {
    if (periods->granularity != REVOPS_GRANULARITY_DAY) {
        if (!revops__period_of(periods, day, &period->from_day, &period->to_day))
            return 0;
        *place = revops__period_row_of(periods, day);
        return 1;
    }
    if (day < periods->from_day || day >= periods->to_day)
        return 0;
    period->from_day = day;
    period->to_day = day + 1;
    *place = (uint64_t)(day - periods->from_day);
    return 1;
}

/* Pairs of row key and cell; *magnitude gathers the bits of all sums. */
static size_t rows_pairs(const revops__revenue_items *items, const rows_side *side,
                         revops__pair *pairs, uint64_t *magnitude) {
    const revops_periods *periods = &items->plan.query.periods;
    revops_period_row period = {0, 0};
    uint64_t place = 0, bits = *magnitude;
    size_t count = 0;
    for (size_t i = side->order ? 0 : 1; i < side->count; i++) {
        size_t index = side->order ? side->order[i] : i;
        const revops__day_cell *cell = &side->cells->at[index];
        const revops__day_cell_key *key = &side->cells->keys[index];
        uint32_t rank;
        if (cell->count == 0)
            continue;
        rank = side->ranks[key->tuple];
        if (rank == REVOPS__TABLE_NONE)
            continue;
        if (key->day < period.from_day || key->day >= period.to_day) {
            if (!rows_period_of(periods, key->day, &period, &place)) {
                period.from_day = period.to_day = 0;
                continue;
            }
        }
        for (size_t s = 0; s < REVOPS__DAY_CELL_SUMS; s++) {
            uint64_t sign = 0 - (cell->low[s] >> 63);
            bits |= cell->low[s] ^ sign;
            if (side->cells->wide)
                bits |= 0 - (uint64_t)((uint64_t)side->cells->high[index].high[s] != sign);
        }
        pairs[count].key = place << 32 | rank;
        pairs[count++].index = index | side->flag |
                               side->cells->tuples[key->tuple].key.words[REVOPS__TUPLE_CURRENCY]
                                   << ROWS_KIND;
    }
    *magnitude = bits;
    return count;
}

/* With fill, a group without a cell in the range makes no rows at all: ranks close up. */
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
    for (size_t p = 0; p < items->pair_count; p++)
        rank[(uint32_t)items->pairs[p].key] = 1;
    for (size_t g = 0; g < items->group_count; g++) {
        if (!rank[g])
            continue;
        items->groups[present] = items->groups[g];
        rank[g] = (uint32_t)present++;
    }
    items->group_count = present;
    for (size_t p = 0; p < items->pair_count; p++) {
        uint64_t key = items->pairs[p].key;
        items->pairs[p].key = (key >> 32 << 32) | rank[(uint32_t)key];
    }
    revops__free(&items->memory, block, size);
    return REVOPS_OK;
}

/* Within a row, cells that are converted follow each other by day and tuple, so that the refusal of
 * one never depends on the order in which rows came. */
static revops_status rows_sort(revops__revenue_items *items, const revops__query_ranks *ranks,
                               int with_spend, revops_error *err) {
    const revops__cells *cells = &items->revenue->cells, *spend = &items->revenue->spend;
    size_t most = cells->cell_count + (with_spend ? spend->cell_count : 0);
    uint32_t *order[2] = {NULL, NULL};
    rows_side side[2] = {{cells, ranks->of_cells, NULL, cells->cell_count, 0},
                         {spend, ranks->of_spend, NULL, spend->cell_count, ROWS_SPEND}};
    void *pairs = NULL;
    uint64_t magnitude = 0;
    revops_status status = REVOPS_OK;
    for (int i = 0; i <= with_spend && items->plan.query.currency && status == REVOPS_OK; i++) {
        status =
            revops__cells_sorted(side[i].cells, &items->memory, &order[i], &side[i].count, err);
        side[i].order = order[i];
    }
    items->pairs_size = revops__product(most, 2 * sizeof(revops__pair));
    if (status == REVOPS_OK)
        status = revops__resize(&items->memory, &pairs, 0, items->pairs_size, err);
    items->pairs = pairs;
    if (status == REVOPS_OK && most > 0) {
        size_t count = rows_pairs(items, &side[0], items->pairs, &magnitude);
        if (with_spend)
            count += rows_pairs(items, &side[1], items->pairs + count, &magnitude);
        revops__sort_pairs(items->pairs, items->pairs + most, count);
        items->pair_count = count;
        items->safe = !items->plan.query.currency && magnitude < INT64_MAX / (8 * most);
    }
    for (int i = 0; i < 2; i++)
        revops__free(&items->memory, order[i], side[i].cells->cell_count * sizeof(uint32_t));
    return status;
}

void revops__revenue_items_begin(revops__revenue_items *items, const revops_revenue *revenue,
                                 const revops__revenue_plan *plan) {
    memset(items, 0, sizeof *items);
    items->memory = revenue->handle.memory;
    items->revenue = revenue;
    items->plan = *plan;
    items->merge_kinds =
        plan->query.currency != 0 && !(revenue->dimensions & REVOPS_DIMENSION_KIND);
}

revops_status revops__revenue_collect(revops__revenue_items *items, const revops_revenue *revenue,
                                      const revops__revenue_plan *plan, int with_spend,
                                      revops_error *err) {
    revops__query_ranks ranks;
    revops_status status;
    revops__revenue_items_begin(items, revenue, plan);
    status = revops__revenue_groups(items, revenue, with_spend, &ranks, err);
    if (status == REVOPS_OK)
        status = rows_sort(items, &ranks, with_spend, err);
    if (status == REVOPS_OK && plan->query.fill)
        status = rows_present_groups(items, err);
    revops__free(&items->memory, ranks.of_cells, ranks.size);
    if (status != REVOPS_OK)
        revops__revenue_release(items);
    return status;
}

void revops__revenue_release(revops__revenue_items *items) {
    revops__free(&items->memory, items->groups, items->group_capacity * sizeof *items->groups);
    revops__free(&items->memory, items->pairs, items->pairs_size);
    items->groups = NULL;
    items->pairs = NULL;
}

/* --- walking --- */

/* The first pair of another row than that of pair @p p. */
static size_t rows_end(const revops__revenue_items *items, size_t p) {
    size_t end = p;
    while (end < items->pair_count && items->pairs[end].key == items->pairs[p].key)
        end++;
    return end;
}

/* With fill, rows are counted over all periods and groups: the key that a row has. */
static uint64_t rows_fill_key(const revops__revenue_items *items, uint64_t row) {
    return row / items->group_count << 32 | row % items->group_count;
}

void revops__revenue_walk_begin(revops__revenue_walk *walk, const revops__revenue_items *items,
                                uint64_t first) {
    memset(walk, 0, sizeof *walk);
    walk->items = items;
    walk->row = first;
    walk->place = UINT64_MAX;
    if (items->plan.query.fill) {
        while (items->group_count > 0 && walk->pair < items->pair_count &&
               items->pairs[walk->pair].key < rows_fill_key(items, first))
            walk->pair++;
        return;
    }
    for (uint64_t row = 0; row < first && walk->pair < items->pair_count; row++)
        walk->pair = rows_end(items, walk->pair);
}

/* The period of the row that comes next. */
static void rows_period(revops__revenue_walk *walk) {
    const revops__pair *pair = &walk->items->pairs[walk->pair];
    uint64_t place;
    if (pair->key >> 32 == walk->place)
        return;
    walk->place = pair->key >> 32;
    rows_period_of(&walk->items->plan.query.periods,
                   rows_key(walk->items->revenue, pair->index)->day, &walk->period, &place);
}

/* Rows are in order of time, their cells in order of arrival: fetch a few rows ahead. */
static void rows_touch(const revops__revenue_items *items, size_t pair) {
#if defined(__GNUC__)
    if (pair + ROWS_AHEAD < items->pair_count)
        __builtin_prefetch(rows_at(items->revenue, items->pairs[pair + ROWS_AHEAD].index));
#else
    (void)items;
    (void)pair;
#endif
}

static revops_status rows_next_filled(revops__revenue_walk *walk, revops__revenue_item *item,
                                      const revops__tuple **group, revops_error *err) {
    const revops__revenue_items *items = walk->items;
    const revops_periods *periods = &items->plan.query.periods;
    uint64_t period = items->group_count ? walk->row / items->group_count : 0, key;
    size_t end = walk->pair, written = 0;
    revops_status status;
    if (items->group_count == 0 || period >= revops__period_row_count(periods))
        return REVOPS_OK;
    status =
        revops_period_rows(periods, period, &walk->period, 1, sizeof walk->period, &written, err);
    if (status != REVOPS_OK)
        return status;
    key = rows_fill_key(items, walk->row);
    while (end < items->pair_count && items->pairs[end].key == key)
        end++;
    *group = &items->groups[(uint32_t)key];
    status = rows_fold(walk, end, item, err);
    walk->pair = end;
    walk->row++;
    return status;
}

revops_status revops__revenue_walk_next(revops__revenue_walk *walk, revops__revenue_item *item,
                                        const revops__tuple **group, revops_error *err) {
    const revops__revenue_items *items = walk->items;
    size_t end;
    revops_status status;
    memset(item, 0, sizeof *item);
    *group = NULL;
    if (items->plan.query.fill)
        return rows_next_filled(walk, item, group, err);
    if (walk->pair == items->pair_count)
        return REVOPS_OK;
    rows_touch(items, walk->pair);
    rows_period(walk);
    *group = &items->groups[(uint32_t)items->pairs[walk->pair].key];
    if (items->safe) {
        walk->pair = rows_fold_safe(items, walk->pair, item);
        walk->row++;
        return REVOPS_OK;
    }
    end = rows_end(items, walk->pair);
    status = rows_fold(walk, end, item, err);
    walk->pair = end;
    walk->row++;
    return status;
}
