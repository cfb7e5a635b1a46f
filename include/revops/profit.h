/** @file revops/profit.h
 *  @brief Profit and ROAS, on net.
 *
 *  profit = net - spend; roas = net / spend. Both are computed on net, never on gross: nothing here
 *  divides gross by spend. Over a period ROAS is the ratio of the sums, not the mean of ratios.
 */
#ifndef REVOPS_PROFIT_H
#define REVOPS_PROFIT_H

#include "revops/revenue.h"

REVOPS_BEGIN_DECLS

/** Profit of one period, currency and group. Rows ascend by from_day, currency, project, product.
 *  104 bytes. */
typedef struct revops_profit_row {
    int64_t gross_minor;  /**< tax + fee + net */
    int64_t tax_minor;    /**< nobody's revenue */
    int64_t fee_minor;    /**< what platforms took */
    int64_t net_minor;    /**< what the business kept */
    int64_t spend_minor;  /**< spent on winning customers */
    int64_t profit_minor; /**< net - spend */
    revops_ratio roas;    /**< net / spend; undefined unless spend is above 0 */
    uint64_t project;     /**< project, or 0 */
    uint64_t product;     /**< product, or 0 */
    int32_t from_day;     /**< first day, cut to the range */
    int32_t to_day;       /**< day after the last */
    uint32_t currency;    /**< packed code */
    uint32_t reserved0;   /**< zero */
} revops_profit_row;

/** Copy profit rows out: revenue and spend joined by period, currency, project and product.
 *  @param revenue,first,out,capacity,row_size,written,err  As for revops_revenue_rows.
 *  @param query  What is asked; it may group and filter by project and product only.
 *  @return as revops_revenue_rows.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_revenue_profit_rows(
    const revops_revenue *revenue, const revops_revenue_query *query, uint64_t first,
    revops_profit_row *out, size_t capacity, size_t row_size, size_t *written, revops_error *err);

REVOPS_END_DECLS

#endif
