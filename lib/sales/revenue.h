/* What the files of revenue share: the handle, and the pipeline from cells to the rows of an answer. */
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

/* @p allowed: dimensions that the report groups and filters by. @p with_spend: days of spend count as days
 * with data. */
revops_status revops__revenue_plan_make(revops__revenue_plan *plan, const revops_revenue *revenue,
                                        const revops_revenue_query *query, uint32_t allowed,
                                        int with_spend, revops_error *err);

/* Does a tuple pass the filters? */
int revops__revenue_passes(const revops__revenue_plan *plan, const revops__tuple *tuple);

/* The tuple of its group: what is not grouped by is 0, kind is REVOPS__KIND_ALL, and with a query currency
 * that one stands for all. */
enum { REVOPS__KIND_ALL = 0xff };
revops__tuple revops__revenue_group(const revops__revenue_plan *plan, const revops__tuple *tuple);

/* --- items: what cells become, one for each row --- */
enum {
    REVOPS__ITEM_TAX,
    REVOPS__ITEM_FEE,
    REVOPS__ITEM_NET,
    REVOPS__ITEM_REFUND, /* gross of refunds, chargebacks and their reversals */
    REVOPS__ITEM_SPEND,
    REVOPS__ITEM_SUMS
};

typedef struct revops__revenue_item {
    revops__sum sums[REVOPS__ITEM_SUMS];
    uint64_t count, sale_count, refund_count;
    int32_t from_day; /* of its period */
    uint32_t group;   /* rank of its group */
} revops__revenue_item;

typedef struct revops__revenue_items {
    revops__memory memory; /* a copy: a const call never writes to its handle */
    revops__revenue_plan plan;
    revops__tuple *groups; /* in row order, distinct */
    revops__revenue_item *items;
    size_t group_count, group_capacity;
    size_t item_count, item_capacity;
} revops__revenue_items;

/* Collect the cells that the plan asks for, reduce them to one item per row, sorted as rows are, and
 * convert where a currency is asked for. @p with_spend joins the spend. */
revops_status revops__revenue_collect(revops__revenue_items *items, const revops_revenue *revenue,
                                      const revops__revenue_plan *plan, int with_spend,
                                      revops_error *err);
void revops__revenue_release(revops__revenue_items *items);

/* How many rows there are (with fill: groups times periods), and the item of one; a row that only fill
 * makes is all zeros. */
uint64_t revops__revenue_row_count(const revops__revenue_items *items);
const revops__revenue_item *revops__revenue_row_at(const revops__revenue_items *items, uint64_t row,
                                                   const revops__tuple **group,
                                                   revops_period_row *period);

/* A sum of an item as int64; REVOPS_E_OVERFLOW names row and field. */
revops_status revops__revenue_narrow(const revops__sum *sum, uint64_t row, const char *field,
                                     int64_t *value, revops_error *err);

#endif
