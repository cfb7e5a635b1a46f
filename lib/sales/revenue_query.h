/* Groups of an answer: between the plan of a query and the fold of its rows. */
#ifndef REVOPS_SALES_REVENUE_QUERY_H
#define REVOPS_SALES_REVENUE_QUERY_H

#include "sales/revenue.h"

typedef struct revops__query_ranks {
    uint32_t *of_cells, *of_spend; /* by tuple: rank of its group; NONE: filtered out */
    size_t size;                   /* bytes of the one block that holds both */
} revops__query_ranks;

/* Fill items->groups with the distinct groups in row order, and rank each tuple's own. The ranks
 * are the caller's to free, also after a failure. */
revops_status revops__revenue_groups(revops__revenue_items *items, const revops_revenue *revenue,
                                     int with_spend, revops__query_ranks *ranks, revops_error *err);

#endif
