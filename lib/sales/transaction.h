/* How kernels of this floor read transactions: opened once per batch, then chunks of checked rows
 * in which gross = tax + fee + net holds and kinds, days and signs are right. */
#ifndef REVOPS_SALES_TRANSACTION_H
#define REVOPS_SALES_TRANSACTION_H

#include "base/column.h"
#include "revops/transaction.h"

extern const revops_shape revops__shape_transaction_batch;
extern const revops_shape revops__shape_transaction_row;
extern const revops_shape revops__shape_spend_batch;

/* The words of a kind, in the order of its numbers. */
enum { REVOPS__KINDS = 8, REVOPS__REVENUE_KINDS = 6 };
extern const revops_word revops__transaction_words[REVOPS__KINDS];

/* The columns that revenue reads, in shape order. */
enum {
    REVOPS__T_DAY,
    REVOPS__T_CURRENCY,
    REVOPS__T_GROSS,
    REVOPS__T_TAX,
    REVOPS__T_FEE,
    REVOPS__T_NET,
    REVOPS__T_KIND,
    REVOPS__T_TRANSACTION,
    REVOPS__T_CUSTOMER,
    REVOPS__T_PRODUCT,
    REVOPS__T_PROJECT,
    REVOPS__T_PLATFORM,
    REVOPS__T_STREAM,
    REVOPS__T_COLUMNS
};

typedef struct revops__transactions {
    uint64_t count;
    int32_t lenient; /* 1: the caller finds out by itself which days and currencies are good */
    uint32_t live_count;
    uint8_t live[REVOPS__T_COLUMNS]; /* columns that may differ from row to row */
    revops__column columns[REVOPS__T_COLUMNS];
    const void *values[REVOPS__T_COLUMNS];           /* of the chunk */
    uint64_t room[REVOPS__T_COLUMNS][REVOPS__CHUNK]; /* decoded columns */
    uint64_t derived[REVOPS__CHUNK];                 /* the amount that was not given */
} revops__transactions;

typedef struct revops__transaction_chunk {
    size_t count;
    int32_t untaxed;    /* there is no tax column: tax is 0 in all rows */
    int32_t one_kind;   /* kind is the same in all rows */
    int32_t verified;   /* days and currencies are good: always, but for a lenient caller */
    uint64_t magnitude; /* |tax|, |fee| and |net| are at most this in all rows */
    const int32_t *economic_day, *kind;
    const uint32_t *currency;
    const int64_t *gross, *tax, *fee, *net;
    const uint64_t *transaction, *customer, *product, *project, *platform, *stream;
} revops__transaction_chunk;

/* Check the batch struct and the types of all its columns. */
revops_status revops__transactions_open(revops__transactions *in, const void *batch,
                                        revops_error *err);

/* Read and check rows [first, first + count), count at most REVOPS__CHUNK. A refusal names the
 * lowest row and its first field in shape order. */
revops_status revops__transactions_chunk(revops__transactions *in, uint64_t first, size_t count,
                                         revops__transaction_chunk *chunk, revops_error *err);

/* For a lenient caller that does not know all days and currencies of this chunk. */
revops_status revops__transactions_verify(revops__transactions *in, uint64_t first,
                                          revops__transaction_chunk *chunk, revops_error *err);

/* The same for spend. */
typedef struct revops__spend {
    uint64_t count;
    revops__column columns[5];
    uint64_t room[5][REVOPS__CHUNK];
} revops__spend;

typedef struct revops__spend_chunk {
    size_t count;
    const int32_t *economic_day;
    const uint32_t *currency;
    uint64_t magnitude; /* |amount| is at most this in all rows */
    const int64_t *amount;
    const uint64_t *project, *product;
} revops__spend_chunk;

revops_status revops__spend_open(revops__spend *in, const void *batch, revops_error *err);
revops_status revops__spend_chunk_read(revops__spend *in, uint64_t first, size_t count,
                                       revops__spend_chunk *chunk, revops_error *err);

#endif
