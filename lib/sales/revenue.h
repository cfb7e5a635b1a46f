/* What the files of revenue share: the handle, and the pipeline from cells to the rows of an
 * answer. */
#ifndef REVOPS_SALES_REVENUE_H
#define REVOPS_SALES_REVENUE_H

#include "base/host.h"
#include "base/sort.h"
#include "revops/profit.h"
#include "revops/revenue.h"
#include "sales/cells.h"
#include "value/fx.h"

extern const revops_shape revops__shape_revenue_options;
extern const revops_shape revops__shape_revenue_query;
extern const revops_shape revops__shape_revenue_row;
extern const revops_shape revops__shape_profit_row;

enum { REVOPS__DIMENSIONS = 63, REVOPS__DIMENSIONS_DEFAULT = 31 };

struct revops_revenue {
    revops__handle handle;
    uint32_t dimensions;
    uint32_t reserved0;
    revops__cells cells;   /* transactions */
    revops__cells spend;   /* currency, project, product; the third sum alone */
    revops__cells scratch; /* what read fills; it hangs here, so that a host's jump loses nothing */
    revops__rates rates;
};

/* --- a query, checked and completed --- */
typedef struct revops__revenue_plan {
    revops_revenue_query query; /* periods taken; range filled in */
    uint32_t group_by;
    int32_t all_days; /* 1: the host gave no range */
} revops__revenue_plan;

/* @p allowed: dimensions that the report groups and filters by. @p with_spend: days of spend count
 * as days with data. */
revops_status revops__revenue_plan_make(revops__revenue_plan *plan, const revops_revenue *revenue,
                                        const revops_revenue_query *query, uint32_t allowed,
                                        int with_spend, revops_error *err);

/* Does a tuple pass the filters? */
int revops__revenue_passes(const revops__revenue_plan *plan, const revops__tuple *tuple);

/* The tuple of its group: what is not grouped by is 0, kind is REVOPS__KIND_ALL, and with a query
 * currency that one stands for all. */
enum { REVOPS__KIND_ALL = 0xff };
revops__tuple revops__revenue_group(const revops__revenue_plan *plan, const revops__tuple *tuple);

/* --- rows: what the cells of one row come to --- */
typedef struct revops__revenue_item {
    int64_t gross, tax, fee, net;
    int64_t refund; /* gross of refunds, chargebacks and their reversals */
    int64_t spend;
    uint64_t count, sale_count, refund_count;
} revops__revenue_item;

/* Add a cell of transactions to a row whose sums cannot leave int64; gross follows from them. */
static inline void revops__revenue_item_add(revops__revenue_item *item,
                                            const revops__day_cell *cell, uint32_t kind) {
    const uint64_t gross = cell->low[0] + cell->low[1] + cell->low[2];
    const int sale = kind == REVOPS_SALE, back = kind == REVOPS_REFUND || kind == REVOPS_CHARGEBACK;
    item->gross = (int64_t)((uint64_t)item->gross + gross);
    item->tax = (int64_t)((uint64_t)item->tax + cell->low[0]);
    item->fee = (int64_t)((uint64_t)item->fee + cell->low[1]);
    item->net = (int64_t)((uint64_t)item->net + cell->low[2]);
    if (back || kind == REVOPS_CHARGEBACK_REVERSAL)
        item->refund = (int64_t)((uint64_t)item->refund + gross);
    item->count += cell->count;
    item->sale_count += sale ? cell->count : 0;
    item->refund_count += back ? cell->count : 0;
}

static inline void revops__revenue_row_make(revops_revenue_row *made,
                                            const revops__revenue_item *item,
                                            const revops__tuple *group,
                                            const revops_period_row *period) {
    const uint32_t kind = (uint32_t)group->words[REVOPS__TUPLE_CURRENCY];
    made->gross_minor = item->gross;
    made->tax_minor = item->tax;
    made->fee_minor = item->fee;
    made->net_minor = item->net;
    made->refund_minor = item->refund;
    made->count = item->count;
    made->sale_count = item->sale_count;
    made->refund_count = item->refund_count;
    made->project = group->words[REVOPS__TUPLE_PROJECT];
    made->product = group->words[REVOPS__TUPLE_PRODUCT];
    made->platform = group->words[REVOPS__TUPLE_PLATFORM];
    made->stream = group->words[REVOPS__TUPLE_STREAM];
    made->customer = group->words[REVOPS__TUPLE_CUSTOMER];
    made->from_day = period->from_day;
    made->to_day = period->to_day;
    made->kind = kind == REVOPS__KIND_ALL ? -1 : (int32_t)kind;
    made->currency = (uint32_t)(group->words[REVOPS__TUPLE_CURRENCY] >> 32);
}

/* Rows by day straight from the pages, where revops__revenue_days_fit says so: all cells lie in
 * them, nothing is converted or filled, no sum can leave int64, and rows can be made in @p out. */
int revops__revenue_days_fit(const revops_revenue *revenue, const revops__revenue_plan *plan,
                             const void *out, size_t row_size);
revops_status revops__revenue_day_rows(const revops_revenue *revenue,
                                       const revops__revenue_plan *plan, uint64_t first, void *out,
                                       size_t capacity, size_t row_size, size_t *written,
                                       revops_error *err);

/* The cells that a plan asks for, sorted by row: pairs of (row, cell), where equal keys make one
 * row. */
typedef struct revops__revenue_items {
    revops__memory memory; /* a copy: a const call never writes to its handle */
    const revops_revenue *revenue;
    revops__revenue_plan plan;
    revops__tuple *groups; /* in row order, distinct */
    revops__pair *pairs;   /* key: place of the period << 32 | rank of the group */
    size_t group_count, group_capacity, pair_count, pairs_size;
    int32_t merge_kinds; /* kind is not kept: cells that differ in kind alone convert as one */
    int32_t safe;        /* no sum of these cells can leave int64 and nothing is converted */
} revops__revenue_items;

void revops__revenue_items_begin(revops__revenue_items *items, const revops_revenue *revenue,
                                 const revops__revenue_plan *plan);
revops_status revops__revenue_collect(revops__revenue_items *items, const revops_revenue *revenue,
                                      const revops__revenue_plan *plan, int with_spend,
                                      revops_error *err);
void revops__revenue_release(revops__revenue_items *items);

/* A walk over the rows of an answer, from row @p first on. */
typedef struct revops__revenue_walk {
    const revops__revenue_items *items;
    uint64_t row;   /* the row that comes next */
    size_t pair;    /* its first pair, or where that would stand */
    uint32_t aimed; /* the currency that the view converts from; 0: none yet */
    revops__rate_view view;
    uint64_t place;           /* of that period among the rows of periods */
    revops_period_row period; /* of the row that came last */
} revops__revenue_walk;

void revops__revenue_walk_begin(revops__revenue_walk *walk, const revops__revenue_items *items,
                                uint64_t first);
/* Fold the next row; *group stays NULL behind the last one. */
revops_status revops__revenue_walk_next(revops__revenue_walk *walk, revops__revenue_item *item,
                                        const revops__tuple **group, revops_error *err);

#endif
