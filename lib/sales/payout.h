/* What the files of payouts share. */
#ifndef REVOPS_SALES_PAYOUT_H
#define REVOPS_SALES_PAYOUT_H

#include "base/totals.h"
#include "revops/payout.h"
#include "sales/transaction.h"

extern const revops_shape revops__shape_payout_batch;
extern const revops_shape revops__shape_payouts_query;
extern const revops_shape revops__shape_payout_row;
extern const revops_shape revops__shape_payout_balance_row;
extern const revops_shape revops__shape_reserve_hold;

/* Words and sums of an entry of transactions, and of payouts. Days are words of signed values. */
enum {
    REVOPS__PAYOUT_KEY,
    REVOPS__PAYOUT_PLATFORM,
    REVOPS__PAYOUT_CURRENCY,
    REVOPS__PAYOUT_DAY,
    REVOPS__PAYOUT_AVAILABLE,
    REVOPS__PAYOUT_WORDS
};
enum {
    REVOPS__PAYOUT_TAX,
    REVOPS__PAYOUT_FEE,
    REVOPS__PAYOUT_NET,
    REVOPS__PAYOUT_RESERVE,
    REVOPS__PAYOUT_SUMS
}; /* reserve: its gross */
enum {
    REVOPS__PAID_WORDS = REVOPS__PAYOUT_DAY + 1,
    REVOPS__PAID_AMOUNT = 0,
    REVOPS__PAID_FEE,
    REVOPS__PAID_SUMS
};

struct revops_payouts {
    revops__handle handle;
    revops__totals transactions;
    revops__totals paid;
    revops__totals scratch; /* what read fills */
};

/* Two columns that only payouts read. */
typedef struct revops__payout_columns {
    revops__column available, payout;
    uint64_t room[2][REVOPS__CHUNK];
    uint8_t has_available[REVOPS__CHUNK];
    const int32_t *available_day; /* of the chunk; read where has_available is 1 */
    const uint64_t *payout_key;
} revops__payout_columns;

revops_status revops__payout_columns_open(revops__payout_columns *columns, const void *batch,
                                          revops_error *err);
revops_status revops__payout_columns_chunk(revops__payout_columns *columns, uint64_t first,
                                           size_t count, revops_error *err);

#endif
