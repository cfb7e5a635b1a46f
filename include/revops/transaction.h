/** @file revops/transaction.h
 *  @brief The transaction batch: what customers paid, what platforms took, what was given back.
 *
 *  Every row keeps one identity: gross = tax + fee + net. Without net it is derived; without fee,
 *  fee = gross - tax - net. Signs follow the kind: a sale and a chargeback_reversal have a gross of
 *  at least 0, a refund and a chargeback at most 0; tax has the sign of gross and is not larger;
 *  fee and net may have any sign (a kept fee on a refund is 0, a returned one negative, a
 *  chargeback charge positive). A fee row has gross and tax 0. A reserve row has tax and fee 0; a
 *  hold is negative, a release positive. Payouts are no transactions: they move money that was
 *  already counted.
 */
#ifndef REVOPS_TRANSACTION_H
#define REVOPS_TRANSACTION_H

#include "revops/column.h"

REVOPS_BEGIN_DECLS

/** What happened. 0 to 5 are revenue, 6 and 7 move a reserve. */
typedef enum revops_transaction_kind {
    REVOPS_SALE = 0,                /**< "sale": a customer paid */
    REVOPS_REFUND = 1,              /**< "refund": the business gave back */
    REVOPS_CHARGEBACK = 2,          /**< "chargeback": the bank took back */
    REVOPS_CHARGEBACK_REVERSAL = 3, /**< "chargeback_reversal": a won dispute */
    REVOPS_FEE = 4,                 /**< "fee": a cost without a sale */
    REVOPS_ADJUSTMENT = 5,          /**< "adjustment": anything else that is revenue */
    REVOPS_RESERVE_HOLD = 6,        /**< "reserve_hold": the platform keeps money back */
    REVOPS_RESERVE_RELEASE = 7      /**< "reserve_release": and lets it go */
} revops_transaction_kind;

/** Transactions, one a row. Amounts are minor units of the row's currency. Columns are borrowed. */
typedef struct revops_transaction_batch {
    size_t struct_size;         /**< sizeof(revops_transaction_batch) */
    uint64_t count;             /**< rows, at most 2^31-1 */
    revops_column economic_day; /**< int32, required: the day that counts, in the business's zone */
    revops_column currency;     /**< uint32, required: packed code, not 0 */
    revops_column gross_minor;  /**< int64, required: what the customer paid */
    revops_column tax_minor;    /**< int64, 0: nobody's revenue */
    revops_column fee_minor; /**< int64: what platforms took; fee or net is required in each row */
    revops_column net_minor; /**< int64: what the business kept */
    revops_column kind;      /**< int32 revops_transaction_kind, REVOPS_SALE */
    revops_column transaction;   /**< uint64 key, 0: no id */
    revops_column original;      /**< uint64 key of the sale of a refund or chargeback, 0: none */
    revops_column effective_ns;  /**< int64 instant, start of the day: orders refunds of one sale */
    revops_column available_day; /**< int32, the economic day: when money can be paid out */
    revops_column payout;        /**< uint64 key, 0: unknown */
    revops_column customer;      /**< uint64 key, 0: none */
    revops_column product;       /**< uint64 key, 0: none */
    revops_column project;       /**< uint64 key, 0: none */
    revops_column platform;      /**< uint64 key, 0: none */
    revops_column stream;        /**< uint64 key, 0: none */
} revops_transaction_batch;

/** One transaction as a record: the fields of the batch, widest first. 120 bytes. */
typedef struct revops_transaction_row {
    int64_t gross_minor;   /**< what the customer paid */
    int64_t tax_minor;     /**< nobody's revenue */
    int64_t fee_minor;     /**< what platforms took */
    int64_t net_minor;     /**< what the business kept */
    int64_t effective_ns;  /**< instant that orders refunds of one sale */
    uint64_t transaction;  /**< its key, 0: no id */
    uint64_t original;     /**< the sale that it takes back, 0: none */
    uint64_t payout;       /**< the payout that carried it, 0: unknown */
    uint64_t customer;     /**< who paid, 0: none */
    uint64_t product;      /**< for what, 0: none */
    uint64_t project;      /**< for which project, 0: none */
    uint64_t platform;     /**< through which platform, 0: none */
    uint64_t stream;       /**< which stream of revenue, 0: none */
    int32_t economic_day;  /**< the day that counts */
    int32_t available_day; /**< when it can be paid out */
    int32_t kind;          /**< revops_transaction_kind */
    uint32_t currency;     /**< packed code */
} revops_transaction_row;

/** Which amounts of a row were given, beside gross. */
enum {
    REVOPS_HAS_TAX = 1, /**< tax_minor; without it tax is 0 */
    REVOPS_HAS_FEE = 2, /**< fee_minor */
    REVOPS_HAS_NET = 4  /**< net_minor */
};

/** Money spent on winning customers, one payment a row. Columns are borrowed. */
typedef struct revops_spend_batch {
    size_t struct_size;         /**< sizeof(revops_spend_batch) */
    uint64_t count;             /**< rows, at most 2^31-1 */
    revops_column economic_day; /**< int32, required */
    revops_column currency;     /**< uint32, required: packed code, not 0 */
    revops_column amount_minor; /**< int64, required: spent; negative is money back */
    revops_column project;      /**< uint64 key, 0: none */
    revops_column product;      /**< uint64 key, 0: none */
} revops_spend_batch;

/** Check one transaction by the rules of a batch row, and derive what was not given.
 *
 *  @param row    Receives @p given with tax, fee and net filled in; written on success only; may be
 *                @p given itself.
 *  @param given  The transaction. Amounts that @p has does not name are not looked at.
 *  @param has    Mask of REVOPS_HAS_TAX, REVOPS_HAS_FEE, REVOPS_HAS_NET.
 *  @param err    Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument, an unknown bit of @p has, an unknown
 *          kind, a day outside the years 1 to 9999, currency 0, a sign that the kind does not
 *          allow, neither fee nor net, or three amounts that do not add up; REVOPS_E_OVERFLOW when
 *          the derived amount does not fit int64. Any thread. Formula: gross = tax + fee + net.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status
revops_transaction_check(revops_transaction_row *row, const revops_transaction_row *given,
                         uint32_t has, revops_error *err);

REVOPS_END_DECLS

#endif
