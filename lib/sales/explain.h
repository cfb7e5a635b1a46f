/* Explain over transactions: the host's source is read again, and each row says what it adds to one
 * field of a cell. Contributions go to the sink in blocks and must sum to the cell. */
#ifndef REVOPS_SALES_EXPLAIN_H
#define REVOPS_SALES_EXPLAIN_H

#include "base/host.h"
#include "sales/transaction.h"

/* Does row @p i of a chunk belong to the cell? Then *amount receives what it adds. */
typedef int (*revops__explain_row)(void *context, const revops__transaction_chunk *chunk, size_t i,
                                   int64_t *amount);

typedef struct revops__explain {
    const revops__handle *handle; /* only a copy of it is marked busy */
    const char *field;            /* named when the sums differ */
    int64_t cell;                 /* what the contributions must sum to */
    /* Open the further columns of a batch, then read a chunk of them; NULL where there are none. */
    revops_status (*open)(void *context, const void *batch, revops_error *err);
    revops_status (*chunk)(void *context, uint64_t first, size_t count, revops_error *err);
    revops__explain_row row;
    void *context;
} revops__explain;

revops_status revops__explain_run(const revops__explain *explain, revops_source source, void *user,
                                  revops_sink sink, void *sink_user, revops_error *err);

#endif
