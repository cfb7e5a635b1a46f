/** @file revops/commission.h
 *  @brief Commissions that brokers and affiliate programmes owe the business.
 *
 *  One rule: commission = quantity x rate. A revops_commissions handle takes activity (lots,
 *  conversions, referred revenue, clicks), the rates that were agreed, what was received, and
 *  exchange rates. Each activity row is rounded by itself, half up, so that every grouping adds up.
 *  What a platform reported goes before what was computed; the difference is shown as variance. A
 *  row without a report and without a rate is REVOPS_E_MISSING, never a guess.
 *
 *  Feeds may come in any order: rates are applied when rows are asked for. Memory grows with the
 *  number of (day, currency, platform, basis, asset class, customer, quantity) cells. One handle:
 *  const calls together, others alone; different handles: any threads.
 */
#ifndef REVOPS_COMMISSION_H
#define REVOPS_COMMISSION_H

#include "revops/date.h"
#include "revops/fx.h"
#include "revops/host.h"

REVOPS_BEGIN_DECLS

/** What a commission is counted in. */
typedef enum revops_commission_basis {
    REVOPS_BASIS_LOT = 0,        /**< "lot": traded lots, in 1 / quantity_scale of a lot */
    REVOPS_BASIS_CONVERSION = 1, /**< "conversion": customers won, in 1 / quantity_scale */
    REVOPS_BASIS_REVENUE = 2,    /**< "revenue": referred revenue, in minor units */
    REVOPS_BASIS_CLICK = 3       /**< "click": counted; earns what is reported, else nothing */
} revops_commission_basis;

/** Dimensions that commissions may be grouped by, as bits of a mask. */
enum {
    REVOPS_COMMISSION_ASSET_CLASS = 1 /**< "asset_class" */
};

/** Commissions: opaque, freed with revops_commissions_destroy. */
typedef struct revops_commissions revops_commissions;
/** How quantities are counted. Zero: hundredths, and the FX defaults. */
typedef struct revops_commissions_options {
    size_t struct_size;     /**< sizeof(revops_commissions_options) */
    int64_t quantity_scale; /**< how many of a quantity are one unit; 0: 100; revenue: always 1 */
    revops_fx_options fx;   /**< how amounts are converted; its struct_size 0 means this size */
} revops_commissions_options;

/** All defaults, to start from. */
#define REVOPS_COMMISSIONS_OPTIONS_INIT                                                            \
    { sizeof(revops_commissions_options), 0, REVOPS_FX_OPTIONS_INIT }

/** Fill @p options with all defaults. Any thread.
 *  @param options  Receives what REVOPS_COMMISSIONS_OPTIONS_INIT holds; NULL is ignored.
 *  @since 0.1
 */
REVOPS_API void revops_commissions_options_init(revops_commissions_options *options);

/** What referred customers did. Columns are borrowed. */
typedef struct revops_activity_batch {
    size_t struct_size;             /**< sizeof(revops_activity_batch) */
    uint64_t count;                 /**< rows, at most 2^31-1 */
    revops_column economic_day;     /**< int32, required */
    revops_column currency;         /**< uint32, required: packed code, not 0 */
    revops_column quantity;         /**< int64, required: see revops_commission_basis */
    revops_column commission_minor; /**< int64: as the platform reported it; null: not reported */
    revops_column platform;         /**< uint64 key, 0: none */
    revops_column basis;            /**< int32 revops_commission_basis, REVOPS_BASIS_LOT */
    revops_column asset_class;      /**< uint64 key, 0: none */
    revops_column customer;         /**< uint64 key, 0: unknown */
} revops_activity_batch;

/** Rates that were agreed: a set, so the same rate twice counts once. Columns are borrowed. */
typedef struct revops_unit_rate_batch {
    size_t struct_size;        /**< sizeof(revops_unit_rate_batch) */
    uint64_t count;            /**< rows, at most 2^31-1 */
    revops_column currency;    /**< uint32, required: packed code, not 0 */
    revops_column rate_num;    /**< int64, required: minor units per unit, or a share; at least 0 */
    revops_column rate_den;    /**< int64, 1: above 0 */
    revops_column platform;    /**< uint64 key, 0: none */
    revops_column basis;       /**< int32 revops_commission_basis, REVOPS_BASIS_LOT */
    revops_column asset_class; /**< uint64 key, 0: all without a rate of their own */
    revops_column from_day;    /**< int32: first day; null: since ever */
    revops_column to_day;      /**< int32: day after the last; null: still */
} revops_unit_rate_batch;

/** What platforms paid. Columns are borrowed. */
typedef struct revops_received_batch {
    size_t struct_size;         /**< sizeof(revops_received_batch) */
    uint64_t count;             /**< rows, at most 2^31-1 */
    revops_column day;          /**< int32, required */
    revops_column currency;     /**< uint32, required: packed code, not 0 */
    revops_column amount_minor; /**< int64, required: below 0 was taken back */
    revops_column platform;     /**< uint64 key, 0: none */
} revops_received_batch;

/** What is asked. Zero: months over all days with data, each currency by itself. */
typedef struct revops_commissions_query {
    size_t struct_size;     /**< sizeof(revops_commissions_query) */
    revops_periods periods; /**< granularity 0: month; from_day = to_day = 0: all days with data */
    uint64_t platform;      /**< only this platform; 0: all */
    uint32_t group_by;      /**< mask of REVOPS_COMMISSION_...; balances ignore it */
    uint32_t currency;      /**< 0: each currency by itself; else everything converted into it */
} revops_commissions_query;

/** All defaults, to start from. */
#define REVOPS_COMMISSIONS_QUERY_INIT                                                              \
    { sizeof(revops_commissions_query), REVOPS_PERIODS_INIT, 0, 0, 0 }

/** Fill @p query with all defaults. Any thread.
 *  @param query  Receives what REVOPS_COMMISSIONS_QUERY_INIT holds; NULL is ignored.
 *  @since 0.1
 */
REVOPS_API void revops_commissions_query_init(revops_commissions_query *query);

/** Commissions of one period, currency, platform and basis. Rows ascend by from_day, currency,
 *  platform, basis, asset_class. 112 bytes. */
typedef struct revops_commission_row {
    int64_t quantity;        /**< sum, counted as it was fed */
    int64_t accrued_minor;   /**< as reported, else computed */
    int64_t variance_minor;  /**< reported - computed, of rows that have both */
    uint64_t customer_count; /**< different customers with activity */
    revops_ratio average;    /**< accrued / customers; undefined without customers */
    revops_ratio growth;  /**< quantity against the period before; undefined when that has none */
    uint64_t platform;    /**< platform, or 0 */
    uint64_t asset_class; /**< asset class, or 0 */
    int32_t from_day;     /**< first day, cut to the range */
    int32_t to_day;       /**< day after the last */
    int32_t basis;        /**< revops_commission_basis */
    uint32_t currency;    /**< packed code */
} revops_commission_row;

/** What a platform owes. Rows ascend by from_day, currency, platform; they exist where any of the
 *  four amounts is not 0. 56 bytes. */
typedef struct revops_commission_balance_row {
    uint64_t platform;      /**< platform, or 0 */
    int64_t opening_minor;  /**< closing of the period before */
    int64_t accrued_minor;  /**< earned in the period */
    int64_t received_minor; /**< paid in the period */
    int64_t closing_minor;  /**< opening + accrued - received; below 0 when overpaid */
    int32_t from_day;       /**< first day, cut to the range */
    int32_t to_day;         /**< day after the last */
    uint32_t currency;      /**< packed code */
    uint32_t reserved0;     /**< zero */
} revops_commission_balance_row;

/** Make an empty handle.
 *  @param commissions  Receives the handle, owned by the caller; NULL after a failure.
 *  @param options      NULL: all defaults. Copied.
 *  @param host         Memory, progress, limits; NULL: all defaults. Copied.
 *  @param err          Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK, REVOPS_E_INVALID (NULL, struct_size, a scale below 0, an FX option out of
 *          range), REVOPS_E_UNSUPPORTED, REVOPS_E_NOMEM or REVOPS_E_LIMIT.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_commissions_create(
    revops_commissions **commissions, const revops_commissions_options *options,
    const revops_host *host, revops_error *err);

/** Free a handle, in whatever state a callback left it.
 *  @param commissions  The handle; NULL is welcome.
 *  @since 0.1
 */
REVOPS_API void revops_commissions_destroy(revops_commissions *commissions);

/** Add activity. The batch is borrowed for the call; a failed call leaves the handle as it was.
 *  @param commissions  Handle; needs exclusive access.
 *  @param batch        revops_activity_batch.
 *  @param err          Receives row, field and message on failure; may be NULL.
 *  @return REVOPS_OK, REVOPS_E_INVALID, REVOPS_E_UNSUPPORTED, REVOPS_E_BUSY, REVOPS_E_LIMIT,
 *          REVOPS_E_NOMEM, REVOPS_E_CANCELLED or REVOPS_E_HOST.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_commissions_add(revops_commissions *commissions,
                                                                const revops_activity_batch *batch,
                                                                revops_error *err);
/** Take activity back: add with the opposite sign.
 *  @param commissions,batch,err  As for revops_commissions_add.
 *  @return as revops_commissions_add; REVOPS_E_INVALID also for a row that is not there. @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_commissions_remove(
    revops_commissions *commissions, const revops_activity_batch *batch, revops_error *err);
/** Add all activity of a source; a failed call leaves the handle as it was.
 *  @param commissions  Handle; needs exclusive access, busy during each callback.
 *  @param source,user  Fills a revops_activity_batch; see revops_source.
 *  @param err          Receives row (over all batches), field and message; may be NULL.
 *  @return as revops_commissions_add. @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_commissions_read(revops_commissions *commissions,
                                                                 revops_source source, void *user,
                                                                 revops_error *err);

/** Add agreed rates. There is no remove.
 *  @param commissions,err  As for revops_commissions_add.
 *  @param batch            revops_unit_rate_batch.
 *  @return as revops_commissions_add. @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_commissions_add_rates_per_unit(
    revops_commissions *commissions, const revops_unit_rate_batch *batch, revops_error *err);
/** Add all agreed rates of a source.
 *  @param commissions,source,user,err  As for revops_commissions_read.
 *  @return as revops_commissions_add. @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_commissions_read_rates_per_unit(
    revops_commissions *commissions, revops_source source, void *user, revops_error *err);

/** Add what platforms paid.
 *  @param commissions,err  As for revops_commissions_add.
 *  @param batch            revops_received_batch.
 *  @return as revops_commissions_add. @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_commissions_add_settlements(
    revops_commissions *commissions, const revops_received_batch *batch, revops_error *err);
/** Take payments back.
 *  @param commissions,batch,err  As for revops_commissions_add_settlements.
 *  @return as revops_commissions_remove. @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_commissions_remove_settlements(
    revops_commissions *commissions, const revops_received_batch *batch, revops_error *err);
/** Add all payments of a source.
 *  @param commissions,source,user,err  As for revops_commissions_read.
 *  @return as revops_commissions_add. @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_commissions_read_settlements(
    revops_commissions *commissions, revops_source source, void *user, revops_error *err);

/** Add exchange rates: a set, so the same rate twice counts once.
 *  @param commissions,batch,err  As for revops_commissions_add; the rules stand in revops/fx.h.
 *  @return as revops_commissions_add; REVOPS_E_DUPLICATE for another rate of a known pair and day.
 *  @since 0.1 */
REVOPS_API REVOPS_MUST_USE revops_status revops_commissions_add_rates(
    revops_commissions *commissions, const revops_rate_batch *batch, revops_error *err);
/** Add all exchange rates of a source.
 *  @param commissions,source,user,err  As for revops_commissions_read.
 *  @return as revops_commissions_add_rates. @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_commissions_read_rates(
    revops_commissions *commissions, revops_source source, void *user, revops_error *err);

/** Add all of another handle: associative, commutative, in any tree. A failed call changes nothing.
 *  @param into  Handle; needs exclusive access.
 *  @param from  Another handle with the same options; unchanged.
 *  @param err   Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK, REVOPS_E_INVALID, REVOPS_E_MISMATCH (options differ), REVOPS_E_DUPLICATE
 *          (exchange rates differ), REVOPS_E_BUSY, REVOPS_E_LIMIT or REVOPS_E_NOMEM.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_commissions_merge(revops_commissions *into,
                                                                  const revops_commissions *from,
                                                                  revops_error *err);
/** Write the state: same content, same bytes, on every platform. Kind "COMM", version 1.
 *  @param commissions           Handle.
 *  @param out,capacity,written  Receives the bytes and their size; see revops_revenue_save.
 *  @param err                   Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK, REVOPS_E_CAPACITY (@p out is untouched), REVOPS_E_INVALID, REVOPS_E_BUSY,
 *          REVOPS_E_LIMIT or REVOPS_E_NOMEM.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status
revops_commissions_save(const revops_commissions *commissions, void *out, size_t capacity,
                        size_t *written, revops_error *err);
/** Make a handle from a state; anything damaged is refused.
 *  @param commissions      Receives the handle, owned by the caller; NULL after a failure.
 *  @param bytes,size,host  The state; memory and limits (NULL: all defaults).
 *  @param err              Receives offset and message on failure; may be NULL.
 *  @return REVOPS_OK, REVOPS_E_INVALID, REVOPS_E_DAMAGED, REVOPS_E_MISMATCH (another kind),
 *          REVOPS_E_UNSUPPORTED (a newer version), REVOPS_E_LIMIT or REVOPS_E_NOMEM.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_commissions_load(revops_commissions **commissions,
                                                                 const void *bytes, size_t size,
                                                                 const revops_host *host,
                                                                 revops_error *err);

/** Copy commission rows out.
 *  @param commissions            Handle.
 *  @param query                  What is asked; NULL: all defaults.
 *  @param first                  Row to begin with, from 0.
 *  @param out,capacity,row_size  Array of @p capacity rows, each @p row_size bytes apart.
 *  @param written                Receives the rows; fewer than @p capacity means the end.
 *  @param err                    Receives row (of the answer), field and message; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID (NULL, row_size, periods, or two rates for one activity row,
 *          with the row); REVOPS_E_UNSUPPORTED (an unknown group); REVOPS_E_MISSING (neither report
 *          nor rate, or no exchange rate, with the row); REVOPS_E_OVERFLOW (an amount or a sum
 *          beyond int64, with the row); REVOPS_E_BUSY, REVOPS_E_LIMIT or REVOPS_E_NOMEM.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_commissions_rows(
    const revops_commissions *commissions, const revops_commissions_query *query, uint64_t first,
    revops_commission_row *out, size_t capacity, size_t row_size, size_t *written,
    revops_error *err);
/** Copy balance rows out: opening + accrued - received = closing.
 *  @param commissions,query,first,out,capacity,row_size,written,err  As for
 *                                                                    revops_commissions_rows.
 *  @return as revops_commissions_rows. @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_commissions_balance_rows(
    const revops_commissions *commissions, const revops_commissions_query *query, uint64_t first,
    revops_commission_balance_row *out, size_t capacity, size_t row_size, size_t *written,
    revops_error *err);

REVOPS_END_DECLS

#endif
