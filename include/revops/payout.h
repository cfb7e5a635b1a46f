/** @file revops/payout.h
 *  @brief Payouts that explain themselves, balances held by platforms, and reserves.
 *
 *  A revops_payouts handle takes transactions (with `payout` and `available_day` where they are
 *  known) and the payouts that platforms made. Its rows put each payout beside the transactions
 *  that it carries: unexplained = net - reserve - payout fee - paid, which is 0 when the payout
 *  explains itself and is never hidden. Its balance rows tell, as of a day, where the earned money
 *  is: earned = available + pending + reserved + paid.
 *
 *  Memory grows with the number of (payout, platform, currency, day, available day) cells, never
 *  with rows; sums are 128 bits wide inside. One handle: const calls together, others alone;
 *  different handles: any threads.
 */
#ifndef REVOPS_PAYOUT_H
#define REVOPS_PAYOUT_H

#include "revops/host.h"
#include "revops/transaction.h"

REVOPS_BEGIN_DECLS

/** Payouts and balances: opaque, freed with revops_payouts_destroy. */
typedef struct revops_payouts revops_payouts;

/** What platforms paid out, one payout or part of one a row. Columns are borrowed. */
typedef struct revops_payout_batch {
    size_t struct_size;         /**< sizeof(revops_payout_batch) */
    uint64_t count;             /**< rows, at most 2^31-1 */
    revops_column payout;       /**< uint64 key, required, not 0 */
    revops_column day;          /**< int32, required: when it was paid */
    revops_column currency;     /**< uint32, required: packed code, not 0 */
    revops_column amount_minor; /**< int64, required: above 0 to the bank, below 0 returned */
    revops_column fee_minor;    /**< int64, 0: what the platform took for paying out */
    revops_column platform;     /**< uint64 key, 0: none */
} revops_payout_batch;

/** What is asked of balances. Zero: as of the last day that was fed. */
typedef struct revops_payouts_query {
    size_t struct_size; /**< sizeof(revops_payouts_query) */
    int32_t as_of_day;  /**< rows up to this day count; 0: all rows */
    uint32_t reserved0; /**< zero */
} revops_payouts_query;

/** All defaults, to start from. */
#define REVOPS_PAYOUTS_QUERY_INIT                                                                  \
    { sizeof(revops_payouts_query), 0, 0 }

/** Fill @p query with all defaults.
 *  @param query  Receives what REVOPS_PAYOUTS_QUERY_INIT holds; NULL is ignored. Any thread.
 *  @since 0.1
 */
REVOPS_API void revops_payouts_query_init(revops_payouts_query *query);

/** One payout beside its transactions. Rows ascend by payout. 88 bytes. */
typedef struct revops_payout_row {
    uint64_t payout;           /**< its key */
    uint64_t member_count;     /**< transactions that name it, those that move a reserve too */
    int64_t gross_minor;       /**< tax + fee + net of its revenue rows */
    int64_t tax_minor;         /**< nobody's revenue */
    int64_t fee_minor;         /**< what platforms took */
    int64_t net_minor;         /**< what the business kept */
    int64_t reserve_minor;     /**< held less released by its reserve rows */
    int64_t paid_minor;        /**< what came to the bank */
    int64_t payout_fee_minor;  /**< what paying out cost */
    int64_t unexplained_minor; /**< net - reserve - payout_fee - paid; 0 when it explains itself */
    uint32_t currency;         /**< packed code */
    uint32_t reserved0;        /**< zero */
} revops_payout_row;

/** Where the money earned on one platform is. Rows ascend by platform, currency. 56 bytes. */
typedef struct revops_payout_balance_row {
    uint64_t platform;       /**< platform, or 0 */
    int64_t earned_minor;    /**< available + pending + reserved + paid: net up to the day */
    int64_t available_minor; /**< can be paid out */
    int64_t pending_minor;   /**< earned, but available on a later day */
    int64_t reserved_minor;  /**< held less released */
    int64_t paid_minor;      /**< paid out, with the fees of paying out */
    uint32_t currency;       /**< packed code */
    uint32_t reserved0;      /**< zero */
} revops_payout_balance_row;

/** What a platform holds back of one amount, and until when. 16 bytes. */
typedef struct revops_reserve_hold {
    int64_t hold_minor;  /**< held, at least 0 */
    int32_t release_day; /**< day on which it is released */
    uint32_t reserved0;  /**< zero */
} revops_reserve_hold;

/** Make an empty handle.
 *
 *  @param payouts  Receives the handle, owned by the caller; NULL after a failure.
 *  @param host     Memory, progress, limits; NULL: all defaults. Copied.
 *  @param err      Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK, REVOPS_E_INVALID, REVOPS_E_UNSUPPORTED, REVOPS_E_NOMEM or REVOPS_E_LIMIT.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_payouts_create(revops_payouts **payouts,
                                                               const revops_host *host,
                                                               revops_error *err);

/** Free a handle, in whatever state a callback left it.
 *  @param payouts  The handle; NULL is welcome.
 *  @since 0.1
 */
REVOPS_API void revops_payouts_destroy(revops_payouts *payouts);

/** Add transactions. The batch is borrowed for the call; a failed call leaves @p payouts as it was.
 *
 *  Read are economic_day, available_day (absent or null: the economic day), currency, the amounts,
 *  kind, payout and platform; of the other columns only the type is checked.
 *
 *  @param payouts  Handle; needs exclusive access.
 *  @param batch    revops_transaction_batch; the rules of its rows stand in revops/transaction.h.
 *  @param err      Receives row, field and message on failure; may be NULL.
 *  @return REVOPS_OK, REVOPS_E_INVALID, REVOPS_E_OVERFLOW (a derived amount), REVOPS_E_UNSUPPORTED,
 *          REVOPS_E_BUSY, REVOPS_E_LIMIT, REVOPS_E_NOMEM, REVOPS_E_CANCELLED or REVOPS_E_HOST.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_payouts_add(revops_payouts *payouts,
                                                            const revops_transaction_batch *batch,
                                                            revops_error *err);

/** Take transactions back: add with the opposite sign. A failed call leaves @p payouts as it was.
 *  @param payouts  Handle; needs exclusive access.
 *  @param batch    Rows that were added before, in any order and any batches.
 *  @param err      Receives row, field and message on failure; may be NULL.
 *  @return as revops_payouts_add; REVOPS_E_INVALID also for a row whose cell is not there, or whose
 *          cell would keep a sum without a row.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_payouts_remove(
    revops_payouts *payouts, const revops_transaction_batch *batch, revops_error *err);

/** Add all transactions of a source; a failed call leaves @p payouts as it was.
 *  @param payouts  Handle; needs exclusive access, busy during each callback.
 *  @param source   Fills a revops_transaction_batch; see revops_source.
 *  @param user     Handed to @p source.
 *  @param err      Receives row (over all batches), field and message on failure; may be NULL.
 *  @return as revops_payouts_add.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_payouts_read(revops_payouts *payouts,
                                                             revops_source source, void *user,
                                                             revops_error *err);

/** Add what platforms paid out.
 *  @param payouts,err  As for revops_payouts_add.
 *  @param batch        revops_payout_batch. Several rows of one payout add up.
 *  @return as revops_payouts_add.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_payouts_add_payouts(
    revops_payouts *payouts, const revops_payout_batch *batch, revops_error *err);

/** Take payouts back.
 *  @param payouts,batch,err  As for revops_payouts_add_payouts.
 *  @return as revops_payouts_remove.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_payouts_remove_payouts(
    revops_payouts *payouts, const revops_payout_batch *batch, revops_error *err);

/** Add all payouts of a source.
 *  @param payouts,source,user,err  As for revops_payouts_read; fills a revops_payout_batch.
 *  @return as revops_payouts_add.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_payouts_read_payouts(revops_payouts *payouts,
                                                                     revops_source source,
                                                                     void *user, revops_error *err);

/** Add all of another handle: associative, commutative, in any tree. A failed call changes nothing.
 *  @param into  Handle; needs exclusive access.
 *  @param from  Another handle; unchanged.
 *  @param err   Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK, REVOPS_E_INVALID, REVOPS_E_BUSY, REVOPS_E_LIMIT or REVOPS_E_NOMEM.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_payouts_merge(revops_payouts *into,
                                                              const revops_payouts *from,
                                                              revops_error *err);

/** Write the state: same content, same bytes, on every platform. Kind "PAYO", version 1.
 *  @param payouts       Handle.
 *  @param out,capacity  Receives the bytes; NULL and 0 ask for the size.
 *  @param written       Receives the full size, also when the room is too small.
 *  @param err           Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK, REVOPS_E_CAPACITY (@p out is untouched), REVOPS_E_INVALID, REVOPS_E_BUSY,
 *          REVOPS_E_LIMIT or REVOPS_E_NOMEM.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_payouts_save(const revops_payouts *payouts,
                                                             void *out, size_t capacity,
                                                             size_t *written, revops_error *err);

/** Make a handle from a state; anything damaged is refused.
 *  @param payouts     Receives the handle, owned by the caller; NULL after a failure.
 *  @param bytes,size  The state.
 *  @param host        Memory, progress, limits; NULL: all defaults. Copied.
 *  @param err         Receives offset and message on failure; may be NULL.
 *  @return REVOPS_OK, REVOPS_E_INVALID, REVOPS_E_DAMAGED, REVOPS_E_MISMATCH (another kind),
 *          REVOPS_E_UNSUPPORTED (a newer version), REVOPS_E_LIMIT or REVOPS_E_NOMEM.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_payouts_load(revops_payouts **payouts,
                                                             const void *bytes, size_t size,
                                                             const revops_host *host,
                                                             revops_error *err);

/** Copy payout rows out: one for each payout key that a transaction or a payout names.
 *
 *  @param payouts   Handle.
 *  @param first     Row to begin with, from 0.
 *  @param out       Array of @p capacity rows, each @p row_size bytes apart.
 *  @param capacity  Rows that fit.
 *  @param row_size  sizeof(revops_payout_row) or more; the rest of a larger row is left untouched.
 *  @param written   Receives the rows written; fewer than @p capacity means the end.
 *  @param err       Receives row (of the answer), field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID (NULL, row_size); REVOPS_E_MISMATCH (a payout of two
 *          currencies, with its row); REVOPS_E_OVERFLOW (a sum beyond int64, with its row);
 *          REVOPS_E_BUSY, REVOPS_E_LIMIT or REVOPS_E_NOMEM.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_payouts_rows(const revops_payouts *payouts,
                                                             uint64_t first, revops_payout_row *out,
                                                             size_t capacity, size_t row_size,
                                                             size_t *written, revops_error *err);

/** Copy balance rows out: one for each platform and currency with rows up to the day.
 *  @param payouts,first,out,capacity,row_size,written,err  As for revops_payouts_rows.
 *  @param query  As of which day; NULL: all rows.
 *  @return as revops_payouts_rows without REVOPS_E_MISMATCH; REVOPS_E_INVALID also for a day
 *          outside the years 1 to 9999, REVOPS_E_UNSUPPORTED for a query newer than this version.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status
revops_payouts_balance_rows(const revops_payouts *payouts, const revops_payouts_query *query,
                            uint64_t first, revops_payout_balance_row *out, size_t capacity,
                            size_t row_size, size_t *written, revops_error *err);

/** List the transactions of one payout, each with what it adds to one field of its row.
 *  @param payouts    Handle.
 *  @param cell       A row of revops_payouts_rows.
 *  @param field      member_count, gross_minor, tax_minor, fee_minor, net_minor or reserve_minor.
 *  @param source     Fills revops_transaction_batch: the rows that were added.
 *  @param user       Handed to @p source.
 *  @param sink       Takes revops_contribution records; source is the transaction's key.
 *  @param sink_user  Handed to @p sink.
 *  @param err        Receives row, field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_MISMATCH when the contributions do not sum to the cell;
 *          REVOPS_E_INVALID, REVOPS_E_OVERFLOW, REVOPS_E_UNSUPPORTED, REVOPS_E_BUSY,
 *          REVOPS_E_CANCELLED, REVOPS_E_HOST, REVOPS_E_LIMIT or REVOPS_E_NOMEM.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_payouts_explain(
    const revops_payouts *payouts, const revops_payout_row *cell, const char *field,
    revops_source source, void *user, revops_sink sink, void *sink_user, revops_error *err);

/** Plan a reserve: hold = share x amount, rounded half up, of a positive amount; 0 of others.
 *
 *  @param hold          Receives the plan; written on success only.
 *  @param amount_minor  What was earned.
 *  @param day           Day on which it was earned.
 *  @param share         0 to 1.
 *  @param rolling_days  Released that many days later, at least 1; 0: on @p release_day.
 *  @param release_day   The fixed day, not before @p day; 0 with @p rolling_days.
 *  @param err           Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK or REVOPS_E_INVALID: NULL, a share outside 0 to 1, both or neither of
 *          @p rolling_days and @p release_day, a day outside the years 1 to 9999. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_reserve_plan(
    revops_reserve_hold *hold, int64_t amount_minor, int32_t day, revops_ratio share,
    int32_t rolling_days, int32_t release_day, revops_error *err);

REVOPS_END_DECLS

#endif
