/* What revenue, profit and explain share: a library handle fed from the store. */
#ifndef HOST_FIGURES_H
#define HOST_FIGURES_H

#include "cli/period.h"
#include "revops/profit.h"
#include "revops/revenue.h"

/* A dimension of --by. */
typedef struct host_dimension {
    const char *name;
    uint32_t bit;          /* REVOPS_DIMENSION_... */
    size_t revenue_offset; /* of its key in revops_revenue_row */
} host_dimension;

/* A report that is being made. */
typedef struct host_figures {
    host_app *app;
    host_period period;       /* once fed, from_day and to_day are known where there is data */
    bool any;                 /* there is data in reach */
    const host_dimension *by; /* NULL: not grouped */
    uint64_t stream;          /* key; 0: all */
    revops_revenue *revenue;
    host_progress progress;
} host_figures;

/* Read options and feed the handle: transactions, with `spend` also spend, with --currency
 * rates. */
int host_figures_make(host_figures *figures, host_app *app, bool spend);

/* Spend knows project and product only, so profit has no other groups: a usage error. */
int host_figures_check_profit(host_app *app);

void host_figures_free(host_figures *figures);

/* The query of the options; granularity as given there. */
revops_revenue_query host_figures_query(const host_figures *figures);

/* All rows of an answer; the caller frees them. */
int host_figures_revenue_rows(host_figures *figures, const revops_revenue_query *query,
                              revops_revenue_row **rows, size_t *count);
int host_figures_profit_rows(host_figures *figures, const revops_revenue_query *query,
                             revops_profit_row **rows, size_t *count);

/* The scan that feeds transactions of these figures; explain reads it again. */
int host_figures_scan(host_figures *figures, host_scan **scan);

#endif
