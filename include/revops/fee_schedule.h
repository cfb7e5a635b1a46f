/** @file revops/fee_schedule.h
 *  @brief Fee lines of platforms over time, and the fees of sales that carry none.
 *
 *  A revops_fees handle holds the lines of all platforms, each with the days on which it is in
 *  force. The lines of a sale are those of its platform whose half-open interval holds its
 *  economic_day and whose currency is its own or 0; revops/fee.h says what they take. A sale
 *  without a line in force is missing a schedule, never free of fees: a platform that takes nothing
 *  has a line of zeros.
 *
 *  The order of lines is content. One handle: const calls together, others alone; different
 *  handles:
 *  any threads.
 */
#ifndef REVOPS_FEE_SCHEDULE_H
#define REVOPS_FEE_SCHEDULE_H

#include "revops/fee.h"
#include "revops/host.h"
#include "revops/transaction.h"

REVOPS_BEGIN_DECLS

/** Fee lines of platforms, one a row; their order is content. Columns are borrowed. */
typedef struct revops_fee_line_batch {
    size_t struct_size;        /**< sizeof(revops_fee_line_batch) */
    uint64_t count;            /**< rows, at most 2^31-1 */
    revops_column platform;    /**< uint64 key: whose sales, 0: those without a platform */
    revops_column currency;    /**< uint32, 0: any, then without amounts */
    revops_column from_day;    /**< int32: first day in force; null: always was */
    revops_column to_day;      /**< int32: day after the last; null: open */
    revops_column payee;       /**< uint64 key, 0 */
    revops_column share_num;   /**< int64, 0 */
    revops_column share_den;   /**< int64, 0 */
    revops_column fixed_minor; /**< int64, 0 */
    revops_column min_minor;   /**< int64, 0 */
    revops_column cap_minor;   /**< int64, 0 */
    revops_column from_minor;  /**< int64, 0 */
    revops_column to_minor;    /**< int64, 0 */
    revops_column basis;       /**< int32 revops_fee_basis, 0 */
    revops_column group;       /**< int32, 0 */
    revops_column tier;        /**< int32 revops_fee_tier, 0 */
    revops_column refund;      /**< int32 revops_fee_refund, 0 */
} revops_fee_line_batch;

/** Fee schedules of platforms over time: opaque, freed with revops_fees_destroy. */
typedef struct revops_fees revops_fees;

/** Make an empty handle.
 *  @param fees     Receives the handle, owned by the caller; NULL after a failure.
 *  @param options  How groups are rounded; NULL: half_up. Copied.
 *  @param host     Memory, progress, limits; NULL: all defaults. Copied.
 *  @param err      Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK, REVOPS_E_INVALID, REVOPS_E_UNSUPPORTED, REVOPS_E_NOMEM or REVOPS_E_LIMIT.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_fees_create(revops_fees **fees,
                                                            const revops_fee_options *options,
                                                            const revops_host *host,
                                                            revops_error *err);

/** Free a handle, in whatever state a callback left it.
 *  @param fees  The handle; NULL is welcome.
 *  @since 0.1
 */
REVOPS_API void revops_fees_destroy(revops_fees *fees);

/** Add lines behind those that are there. A failed call leaves @p fees as it was.
 *
 *  @param fees   Handle; needs exclusive access.
 *  @param batch  Lines; borrowed for the call.
 *  @param err    Receives row, field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a batch or a line that breaks its rules, days outside
 *          the years 1 to 9999, from_day not before to_day, or amounts without a currency;
 *          REVOPS_E_LIMIT for more than 65,536 lines or a limit of the host; REVOPS_E_UNSUPPORTED,
 *          REVOPS_E_BUSY, REVOPS_E_NOMEM, REVOPS_E_CANCELLED or REVOPS_E_HOST.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_fees_add(revops_fees *fees,
                                                         const revops_fee_line_batch *batch,
                                                         revops_error *err);

/** Add all lines of a source. A failed call leaves @p fees as it was.
 *  @param fees    Handle; needs exclusive access, and is busy while @p source runs.
 *  @param source  Fills a revops_fee_line_batch; see revops/host.h.
 *  @param user    Handed to @p source.
 *  @param err     Receives row (over the whole call), field and message on failure; may be NULL.
 *  @return As revops_fees_add; REVOPS_E_HOST also for any other answer of @p source.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_fees_read(revops_fees *fees, revops_source source,
                                                          void *user, revops_error *err);

/** Fill in fee and net of sales.
 *
 *  A sale that carries neither gets the fees of the lines of its platform and currency that are in
 *  force on its economic_day. What carries fee or net is checked and completed, as
 *  revops_transaction_check does; rows of other kinds must carry their own.
 *
 *  @param fees       Handle; const calls may run together.
 *  @param fee_minor  Receives batch->count fees; written on success only; may not overlap what the
 *                    batch points at.
 *  @param net_minor  Receives batch->count nets; the same.
 *  @param batch      Transactions; borrowed for the call.
 *  @param err        Receives row, field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument, a batch or row that breaks its rules,
 *          or a fee that mode exact would have to round; REVOPS_E_MISSING with the row and field
 *          platform when no line is in force; REVOPS_E_LIMIT when more than 256 are;
 *          REVOPS_E_OVERFLOW when their shares have no common denominator within int64 or fees do
 *          not fit; REVOPS_E_UNSUPPORTED, REVOPS_E_BUSY or REVOPS_E_INTERNAL. Formula: fee
 *          separation.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_fees_apply(const revops_fees *fees,
                                                           int64_t *fee_minor, int64_t *net_minor,
                                                           const revops_transaction_batch *batch,
                                                           revops_error *err);

/** Take over the lines of another handle: the order of lines is content, so one of both must be
 *  empty, or both hold the same. A failed call leaves @p into as it was.
 *  @param into  Handle; needs exclusive access.
 *  @param from  Handle to take from; not changed.
 *  @param err   Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK, REVOPS_E_INVALID, REVOPS_E_MISMATCH, REVOPS_E_BUSY, REVOPS_E_LIMIT or
 *          REVOPS_E_NOMEM.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_fees_merge(revops_fees *into,
                                                           const revops_fees *from,
                                                           revops_error *err);

/** Save the lines, in their order.
 *  @param fees      Handle; const calls may run together.
 *  @param out       Receives the state; untouched when it is too small; NULL with capacity 0 asks
 *                   for the size.
 *  @param capacity  Bytes of @p out.
 *  @param written   Receives the full size, also with REVOPS_E_CAPACITY.
 *  @param err       Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK, REVOPS_E_CAPACITY, REVOPS_E_INVALID or REVOPS_E_BUSY.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_fees_save(const revops_fees *fees, void *out,
                                                          size_t capacity, size_t *written,
                                                          revops_error *err);

/** Make a handle from a saved state.
 *  @param fees   Receives the handle, owned by the caller; NULL after a failure.
 *  @param bytes  A state of kind FEES.
 *  @param size   Bytes of @p bytes.
 *  @param host   Memory, progress, limits; NULL: all defaults. Copied.
 *  @param err    Receives offset, field and message on failure; may be NULL.
 *  @return REVOPS_OK, REVOPS_E_INVALID, REVOPS_E_DAMAGED, REVOPS_E_MISMATCH (another kind),
 *          REVOPS_E_UNSUPPORTED (a newer version), REVOPS_E_NOMEM or REVOPS_E_LIMIT.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_fees_load(revops_fees **fees, const void *bytes,
                                                          size_t size, const revops_host *host,
                                                          revops_error *err);

REVOPS_END_DECLS

#endif
