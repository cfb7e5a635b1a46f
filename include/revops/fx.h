/** @file revops/fx.h
 *  @brief Exchange rates as they were published, and exact conversion by the day.
 *
 *  A table holds rates: one unit of `from_currency` was worth num/den units of `to_currency` that
 *  day. A conversion takes the newest day not after the asked one, at most max_age_days before it,
 *  for which a rate can be formed; on that day the published rate goes first, then the exact
 *  inverse of the opposite one, then one cross through the pivot with both legs of that same day. A
 *  later rate is never used and nothing is guessed: no rate is REVOPS_E_MISSING. Rates are a set:
 *  the same one twice counts once, there is no remove, and the order of arrival leaves no trace.
 */
#ifndef REVOPS_FX_H
#define REVOPS_FX_H

#include "revops/column.h"
#include "revops/host.h"
#include "revops/money.h"

REVOPS_BEGIN_DECLS

/** A table of exchange rates. */
typedef struct revops_fx revops_fx;

/** Published rates: one unit of from_currency is worth rate_num / rate_den units of to_currency.
 *  All columns are required. */
typedef struct revops_rate_batch {
    size_t struct_size;          /**< sizeof(revops_rate_batch) */
    uint64_t count;              /**< rows */
    revops_column day;           /**< int32: day of publication */
    revops_column from_currency; /**< uint32: packed code */
    revops_column to_currency;   /**< uint32: packed code; the same currency only at rate 1 */
    revops_column rate_num;      /**< int64: above 0 */
    revops_column rate_den;      /**< int64: above 0 */
} revops_rate_batch;

/** How rates are looked up. Zero is the default; inside other options a struct_size of 0 means this
 *  size. */
typedef struct revops_fx_options {
    size_t struct_size;                 /**< sizeof(revops_fx_options) */
    uint32_t pivot;                     /**< currency that crosses may go through, packed; 0 EUR */
    int32_t max_age_days;               /**< how old the newest usable rate may be; 0 seven */
    int32_t same_day;                   /**< 1: only that day's rate; 0: see max_age_days */
    uint32_t reserved0;                 /**< zero */
    revops_currency_options currencies; /**< exponents of the host; copied, part of the state */
} revops_fx_options;

/** All defaults, to start from. */
#define REVOPS_FX_OPTIONS_INIT                                                                     \
    { sizeof(revops_fx_options), 0, 0, 0, 0, REVOPS_CURRENCY_OPTIONS_INIT }

/** Fill @p options with all defaults.
 *
 *  @param options  Receives what REVOPS_FX_OPTIONS_INIT holds; NULL is ignored. Any thread.
 *  @since 0.1
 */
REVOPS_API void revops_fx_options_init(revops_fx_options *options);

/** One converted amount and the proof of it: exactly amount_minor + residue. 48 bytes. */
typedef struct revops_conversion {
    int64_t amount_minor; /**< minor units of the target currency */
    int64_t rate_num;     /**< the rate, without the exponents, in lowest terms */
    int64_t rate_den;     /**< above 0 */
    int64_t residue_num;  /**< what rounding left, in minor units, in lowest terms */
    int64_t residue_den;  /**< above 0 */
    int32_t rate_day;     /**< day of publication; the asked day for one and the same currency */
    uint32_t reserved0;   /**< zero */
} revops_conversion;

/** Amounts to convert. All columns are required. */
typedef struct revops_fx_batch {
    size_t struct_size;          /**< sizeof(revops_fx_batch) */
    uint64_t count;              /**< rows */
    revops_column amount_minor;  /**< int64: minor units of from_currency */
    revops_column from_currency; /**< uint32: packed code */
    revops_column to_currency;   /**< uint32: packed code */
    revops_column day;           /**< int32: day of the conversion */
} revops_fx_batch;

/** Make a table without rates.
 *
 *  @param fx       Receives the handle, to be freed with revops_fx_destroy; NULL after failure.
 *  @param options  Copied, the definitions of currencies included; NULL: all defaults.
 *  @param host     Copied; NULL: all defaults.
 *  @param err      Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL @p fx, a wrong struct_size or an option out of
 *          range; REVOPS_E_DUPLICATE for a currency that is defined twice with different exponents;
 *          REVOPS_E_UNSUPPORTED for options newer than this version; REVOPS_E_NOMEM;
 *          REVOPS_E_LIMIT. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_fx_create(revops_fx **fx,
                                                          const revops_fx_options *options,
                                                          const revops_host *host,
                                                          revops_error *err);

/** Free a table.
 *
 *  @param fx  NULL is welcome; needs exclusive access.
 *  @since 0.1
 */
REVOPS_API void revops_fx_destroy(revops_fx *fx);

/** Add rates. A rate that is already there is ignored; one call adds all rows or none.
 *
 *  @param fx     Needs exclusive access.
 *  @param batch  Borrowed for the duration of the call.
 *  @param err    Receives row, field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument, a bad column, day or code, or a rate
 *          that is not above 0; REVOPS_E_DUPLICATE for a second, different rate of one pair and
 *          day; REVOPS_E_UNSUPPORTED; REVOPS_E_BUSY; REVOPS_E_NOMEM; REVOPS_E_LIMIT for more rows
 *          or bytes than the host allows or more than 65,536 pairs; REVOPS_E_HOST or
 *          REVOPS_E_CANCELLED of the progress.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_fx_add(revops_fx *fx,
                                                       const revops_rate_batch *batch,
                                                       revops_error *err);

/** Add all batches of a source: all of them, or none.
 *
 *  @param fx      Needs exclusive access; busy while the source runs.
 *  @param source  Fills a revops_rate_batch.
 *  @param user    Handed to @p source.
 *  @param err     Receives row (over all batches), field and message on failure; may be NULL.
 *  @return As revops_fx_add; REVOPS_E_HOST when the source failed.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_fx_read(revops_fx *fx, revops_source source,
                                                        void *user, revops_error *err);

/** Add all rates of another table.
 *
 *  @param into  Needs exclusive access.
 *  @param from  Unchanged; may be shared.
 *  @param err   Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument; REVOPS_E_MISMATCH for other options;
 *          REVOPS_E_DUPLICATE for different rates of one pair and day; REVOPS_E_BUSY;
 *          REVOPS_E_NOMEM; REVOPS_E_LIMIT.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_fx_merge(revops_fx *into, const revops_fx *from,
                                                         revops_error *err);

/** Write the table as a state of kind FXRT: the same options and rates give the same bytes.
 *
 *  @param fx        May be shared.
 *  @param out       Receives the bytes; may be NULL when @p capacity is 0.
 *  @param capacity  Room in bytes.
 *  @param written   Receives the size, also when the room is too small.
 *  @param err       Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_CAPACITY (@p out is untouched); REVOPS_E_INVALID for a NULL
 *          argument; REVOPS_E_BUSY.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_fx_save(const revops_fx *fx, void *out,
                                                        size_t capacity, size_t *written,
                                                        revops_error *err);

/** Make a table from a state.
 *
 *  @param fx     Receives the handle, to be freed with revops_fx_destroy; NULL after failure.
 *  @param bytes  The state.
 *  @param size   Its size in bytes.
 *  @param host   Copied; NULL: all defaults.
 *  @param err    Receives offset and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument; REVOPS_E_DAMAGED; REVOPS_E_MISMATCH for
 *          a state of another kind; REVOPS_E_UNSUPPORTED for a newer one; REVOPS_E_NOMEM;
 *          REVOPS_E_LIMIT. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_fx_load(revops_fx **fx, const void *bytes,
                                                        size_t size, const revops_host *host,
                                                        revops_error *err);

/** Give the rate between two currencies on a day.
 *
 *  @param fx             May be shared.
 *  @param rate           Receives the rate in lowest terms, exponents left out; 1/1 for one and the
 *                        same currency. Written on success only.
 *  @param rate_day       Receives its day of publication; written on success only.
 *  @param from_currency  Packed code.
 *  @param to_currency    Packed code.
 *  @param day            Day since 1970-01-01.
 *  @param err            Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument, a number that is no code or no day;
 *          REVOPS_E_MISSING when no rate can be formed; REVOPS_E_OVERFLOW when its terms do not fit
 *          int64; REVOPS_E_BUSY.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_fx_rate(const revops_fx *fx, revops_ratio *rate,
                                                        int32_t *rate_day, uint32_t from_currency,
                                                        uint32_t to_currency, int32_t day,
                                                        revops_error *err);

/** Convert one amount: amount x rate x 10^(to exponent - from exponent), rounded once.
 *
 *  @param fx             May be shared.
 *  @param conversion     Receives amount, rate and residue; written on success only.
 *  @param amount_minor   Minor units of @p from_currency.
 *  @param from_currency  Packed code.
 *  @param to_currency    Packed code.
 *  @param day            Day since 1970-01-01.
 *  @param mode           REVOPS_ROUND_...; 0 half_even.
 *  @param err            Receives field and message on failure; may be NULL.
 *  @return As revops_fx_rate; REVOPS_E_MISSING also for a currency without a known exponent (not
 *          needed for one and the same currency); REVOPS_E_OVERFLOW also when the amount or the
 *          effective ratio does not fit; REVOPS_E_INVALID also for an unknown mode, or when mode
 *          exact would round.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_fx_convert(
    const revops_fx *fx, revops_conversion *conversion, int64_t amount_minor,
    uint32_t from_currency, uint32_t to_currency, int32_t day, int32_t mode, revops_error *err);

/** Convert many amounts; each as revops_fx_convert does.
 *
 *  @param fx            May be shared.
 *  @param amount_minor  Receives batch->count amounts; written on success only; may be the batch's
 *                       own column.
 *  @param batch         Borrowed for the duration of the call.
 *  @param mode          REVOPS_ROUND_...; 0 half_even.
 *  @param err           Receives row, field and message on failure; may be NULL.
 *  @return As revops_fx_convert, with the row; REVOPS_E_UNSUPPORTED; REVOPS_E_NOMEM;
 *          REVOPS_E_LIMIT.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_fx_convert_many(const revops_fx *fx,
                                                                int64_t *amount_minor,
                                                                const revops_fx_batch *batch,
                                                                int32_t mode, revops_error *err);

REVOPS_END_DECLS

#endif
