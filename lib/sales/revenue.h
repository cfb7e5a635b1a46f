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
