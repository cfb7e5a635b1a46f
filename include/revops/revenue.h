/** @file revops/revenue.h
 *  @brief Net revenue by period and dimension.
 *
 *  A revops_revenue handle takes transactions, advertising spend and exchange rates, and answers
 *  with rows by period, currency and any of six dimensions. Reserve rows are ignored. Every row
 *  keeps gross = tax + fee + net, also after conversion; net is the number that everything is
 *  judged by (profit and ROAS on net: revops/profit.h). Currencies are never added: without a query
 *  currency each has its own rows, with one every finest cell (day, currency, all kept dimensions)
 *  is converted at its own day's rate, so that days sum to months.
 *
 *  Memory grows with the number of (day, currency, dimensions) cells, 64 bytes each, never with
 *  rows. Sums are 128 bits wide inside: whether a total overflows depends on the data alone, never
 *  on the order of rows. One handle: const calls together, others alone; different handles: any
 *  threads.
 */
#ifndef REVOPS_REVENUE_H
#define REVOPS_REVENUE_H

#include "revops/date.h"
#include "revops/fx.h"
#include "revops/host.h"
#include "revops/transaction.h"

REVOPS_BEGIN_DECLS

/** Dimensions of revenue, as bits of a mask. */
enum {
    REVOPS_DIMENSION_KIND = 1,     /**< "kind": sale, refund, ... */
    REVOPS_DIMENSION_PROJECT = 2,  /**< "project" */
    REVOPS_DIMENSION_PRODUCT = 4,  /**< "product" */
    REVOPS_DIMENSION_PLATFORM = 8, /**< "platform" */
    REVOPS_DIMENSION_STREAM = 16,  /**< "stream" */
    REVOPS_DIMENSION_CUSTOMER = 32 /**< "customer" */
};

/** Revenue by day and dimensions: opaque, freed with revops_revenue_destroy. */
typedef struct revops_revenue revops_revenue;

/** What a revenue handle keeps. Zero: all dimensions but customer, and the FX defaults. */
typedef struct revops_revenue_options {
    size_t struct_size;   /**< sizeof(revops_revenue_options) */
    uint32_t dimensions;  /**< mask of REVOPS_DIMENSION_... to keep; 0: all but customer */
    uint32_t reserved0;   /**< zero */
    revops_fx_options fx; /**< how amounts are converted; its struct_size 0 means this size */
} revops_revenue_options;

/** All defaults, to start from. */
#define REVOPS_REVENUE_OPTIONS_INIT                                                                \
    { sizeof(revops_revenue_options), 0, 0, REVOPS_FX_OPTIONS_INIT }

/** Fill @p options with all defaults.
 *  @param options  Receives what REVOPS_REVENUE_OPTIONS_INIT holds; NULL is ignored. Any thread.
 *  @since 0.1
 */
REVOPS_API void revops_revenue_options_init(revops_revenue_options *options);

/** What is asked. Zero: one row per currency over all days with data. */
typedef struct revops_revenue_query {
    size_t struct_size;     /**< sizeof(revops_revenue_query) */
    revops_periods periods; /**< granularity 0: total; from_day = to_day = 0: all days with data */
    uint64_t project;       /**< only this project; 0: all */
    uint64_t product;       /**< only this product; 0: all */
    uint64_t platform;      /**< only this platform; 0: all */
    uint64_t stream;        /**< only this stream; 0: all */
    uint64_t customer;      /**< only this customer; 0: all */
    uint32_t group_by;      /**< mask of REVOPS_DIMENSION_...: one row each; 0: none */
    uint32_t currency;      /**< 0: each currency by itself; else everything converted into it */
    int32_t fill;           /**< 1: every group in every period, zeros too */
    uint32_t reserved0;     /**< zero */
} revops_revenue_query;

/** All defaults, to start from. */
#define REVOPS_REVENUE_QUERY_INIT                                                                  \
    { sizeof(revops_revenue_query), REVOPS_PERIODS_INIT, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/** Fill @p query with all defaults.
 *  @param query  Receives what REVOPS_REVENUE_QUERY_INIT holds; NULL is ignored. Any thread.
 *  @since 0.1
 */
REVOPS_API void revops_revenue_query_init(revops_revenue_query *query);

/** Revenue of one period, currency and group. Dimensions that are not grouped by are 0, kind is -1.
 *  Rows ascend by from_day, currency, project, product, platform, stream, customer, kind. 120
 *  bytes. */
typedef struct revops_revenue_row {
    int64_t gross_minor;   /**< tax + fee + net */
    int64_t tax_minor;     /**< nobody's revenue */
    int64_t fee_minor;     /**< what platforms took */
    int64_t net_minor;     /**< what the business kept */
    int64_t refund_minor;  /**< gross of refunds, chargebacks and their reversals */
    uint64_t count;        /**< transactions */
    uint64_t sale_count;   /**< sales among them */
    uint64_t refund_count; /**< refunds and chargebacks among them */
    uint64_t project;      /**< project, or 0 */
    uint64_t product;      /**< product, or 0 */
    uint64_t platform;     /**< platform, or 0 */
    uint64_t stream;       /**< stream, or 0 */
    uint64_t customer;     /**< customer, or 0 */
    int32_t from_day;      /**< first day, cut to the range */
    int32_t to_day;        /**< day after the last */
    int32_t kind;          /**< revops_transaction_kind, or -1 for all */
    uint32_t currency;     /**< packed code */
} revops_revenue_row;

/** Make an empty handle.
 *
 *  @param revenue  Receives the handle, owned by the caller; NULL after a failure.
 *  @param options  What to keep; NULL: all defaults. Copied.
 *  @param host     Memory, progress, limits; NULL: all defaults. Copied.
 *  @param err      Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK, REVOPS_E_INVALID (NULL, struct_size, an FX option out of range),
 *          REVOPS_E_UNSUPPORTED (an unknown dimension or a non-zero tail), REVOPS_E_NOMEM or
 *          REVOPS_E_LIMIT.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status
revops_revenue_create(revops_revenue **revenue, const revops_revenue_options *options,
                      const revops_host *host, revops_error *err);

/** Free a handle, in whatever state a callback left it.
 *  @param revenue  The handle; NULL is welcome.
 *  @since 0.1
 */
REVOPS_API void revops_revenue_destroy(revops_revenue *revenue);

/** Add transactions. The batch is borrowed for the call; a failed call leaves @p revenue as it was.
 *
 *  Read are the columns economic_day, currency, the amounts, kind and the kept dimensions; of the
 *  others only the type is checked.
 *
 *  @param revenue  Handle; needs exclusive access.
 *  @param batch    revops_transaction_batch; the rules of its rows stand in revops/transaction.h.
 *  @param err      Receives row, field and message on failure; may be NULL.
 *  @return REVOPS_OK, REVOPS_E_INVALID, REVOPS_E_OVERFLOW (a derived amount), REVOPS_E_UNSUPPORTED,
 *          REVOPS_E_BUSY, REVOPS_E_LIMIT, REVOPS_E_NOMEM, REVOPS_E_CANCELLED or REVOPS_E_HOST.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_revenue_add(revops_revenue *revenue,
                                                            const revops_transaction_batch *batch,
                                                            revops_error *err);

/** Take transactions back: add with the opposite sign. A failed call leaves @p revenue as it was.
 *
 *  @param revenue  Handle; needs exclusive access.
 *  @param batch    Rows that were added before, in any order and any batches.
 *  @param err      Receives row, field and message on failure; may be NULL.
 *  @return as revops_revenue_add; REVOPS_E_INVALID also for a row whose cell is not there, or whose
 *          cell would keep a sum without a row.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_revenue_remove(
    revops_revenue *revenue, const revops_transaction_batch *batch, revops_error *err);

/** Add all transactions of a source; a failed call leaves @p revenue as it was.
 *
 *  @param revenue  Handle; needs exclusive access, busy during each callback.
 *  @param source   Fills a revops_transaction_batch; see revops_source.
 *  @param user     Handed to @p source.
 *  @param err      Receives row (over all batches), field and message on failure; may be NULL.
 *  @return as revops_revenue_add.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_revenue_read(revops_revenue *revenue,
                                                             revops_source source, void *user,
                                                             revops_error *err);

/** Add spend.
 *  @param revenue,batch,err  As for revops_revenue_add.
 *  @return as revops_revenue_add.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_revenue_add_spend(revops_revenue *revenue,
                                                                  const revops_spend_batch *batch,
                                                                  revops_error *err);

/** Take spend back.
 *  @param revenue,batch,err  As for revops_revenue_remove.
 *  @return as revops_revenue_remove.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_revenue_remove_spend(
    revops_revenue *revenue, const revops_spend_batch *batch, revops_error *err);

/** Add all spend of a source.
 *  @param revenue,source,user,err  As for revops_revenue_read; fills a revops_spend_batch.
 *  @return as revops_revenue_add.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_revenue_read_spend(revops_revenue *revenue,
                                                                   revops_source source, void *user,
                                                                   revops_error *err);

/** Add exchange rates: a set, so the same rate twice counts once.
 *  @param revenue,batch,err  As for revops_revenue_add; the rules stand in revops/fx.h.
 *  @return as revops_revenue_add; REVOPS_E_DUPLICATE for another rate of a known pair and day.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_revenue_add_rates(revops_revenue *revenue,
                                                                  const revops_rate_batch *batch,
                                                                  revops_error *err);

/** Add all exchange rates of a source.
 *  @param revenue,source,user,err  As for revops_revenue_read; fills a revops_rate_batch.
 *  @return as revops_revenue_add_rates.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_revenue_read_rates(revops_revenue *revenue,
                                                                   revops_source source, void *user,
                                                                   revops_error *err);

/** Add all of another handle: associative, commutative, in any tree. A failed call changes nothing.
 *  @param into  Handle; needs exclusive access.
 *  @param from  Another handle with the same options; unchanged.
 *  @param err   Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK, REVOPS_E_INVALID, REVOPS_E_MISMATCH (options differ), REVOPS_E_DUPLICATE
 *          (rates differ), REVOPS_E_BUSY, REVOPS_E_LIMIT or REVOPS_E_NOMEM.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_revenue_merge(revops_revenue *into,
                                                              const revops_revenue *from,
                                                              revops_error *err);

/** Write the state: same content, same bytes, on every platform. Kind "REVN", version 1.
 *  @param revenue       Handle.
 *  @param out,capacity  Receives the bytes; NULL and 0 ask for the size.
 *  @param written       Receives the full size, also when the room is too small.
 *  @param err           Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK, REVOPS_E_CAPACITY (@p out is untouched), REVOPS_E_INVALID, REVOPS_E_BUSY,
 *          REVOPS_E_LIMIT or REVOPS_E_NOMEM.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_revenue_save(const revops_revenue *revenue,
                                                             void *out, size_t capacity,
                                                             size_t *written, revops_error *err);

/** Make a handle from a state; anything damaged is refused.
 *  @param revenue     Receives the handle, owned by the caller; NULL after a failure.
 *  @param bytes,size  The state.
 *  @param host        Memory, progress, limits; NULL: all defaults. Copied.
 *  @param err         Receives offset and message on failure; may be NULL.
 *  @return REVOPS_OK, REVOPS_E_INVALID, REVOPS_E_DAMAGED, REVOPS_E_MISMATCH (another kind),
 *          REVOPS_E_UNSUPPORTED (a newer version), REVOPS_E_LIMIT or REVOPS_E_NOMEM.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_revenue_load(revops_revenue **revenue,
                                                             const void *bytes, size_t size,
                                                             const revops_host *host,
                                                             revops_error *err);

/** Copy revenue rows out.
 *
 *  @param revenue   Handle.
 *  @param query     What is asked; NULL: all defaults.
 *  @param first     Row to begin with, from 0.
 *  @param out       Array of @p capacity rows, each @p row_size bytes apart.
 *  @param capacity  Rows that fit.
 *  @param row_size  sizeof(revops_revenue_row) or more; the rest of a larger row is left untouched.
 *  @param written   Receives the rows written; fewer than @p capacity means the end.
 *  @param err       Receives row (of the answer), field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID (NULL, row_size, periods, fill not 0 or 1, or a conversion
 *          from or into what is no currency code, with its row);
 *          REVOPS_E_UNSUPPORTED (grouping or filtering by a dimension that is not kept or unknown);
 *          REVOPS_E_OVERFLOW (a sum beyond int64, with its row); REVOPS_E_MISSING (a rate or a
 *          currency's exponent, with its row); REVOPS_E_BUSY, REVOPS_E_LIMIT or REVOPS_E_NOMEM.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_revenue_rows(
    const revops_revenue *revenue, const revops_revenue_query *query, uint64_t first,
    revops_revenue_row *out, size_t capacity, size_t row_size, size_t *written, revops_error *err);

/** List the transactions of one row of an answer, each with what it adds to one of its fields.
 *
 *  The source is read again; nothing is stored for it. Contributions go to the sink in blocks; they
 *  sum to the cell, or the call fails.
 *
 *  @param revenue    Handle.
 *  @param query      The query that gave @p cell; its currency must be 0. NULL: all defaults.
 *  @param cell       A row of revops_revenue_rows.
 *  @param field      "net_minor", or another amount or count of the row. refund_minor, sale_count
 *                    and refund_count list their own kinds of rows only.
 *  @param source     Fills revops_transaction_batch: the rows that were added.
 *  @param user       Handed to @p source.
 *  @param sink       Takes revops_contribution records; source is the transaction's key.
 *  @param sink_user  Handed to @p sink.
 *  @param err        Receives row, field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_MISMATCH when the contributions do not sum to the cell;
 *          REVOPS_E_INVALID, REVOPS_E_OVERFLOW, REVOPS_E_UNSUPPORTED, REVOPS_E_BUSY,
 *          REVOPS_E_CANCELLED or REVOPS_E_HOST.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status
revops_revenue_explain(const revops_revenue *revenue, const revops_revenue_query *query,
                       const revops_revenue_row *cell, const char *field, revops_source source,
                       void *user, revops_sink sink, void *sink_user, revops_error *err);

REVOPS_END_DECLS

#endif
