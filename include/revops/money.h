/** @file revops/money.h
 *  @brief Money is int64_t minor units of a currency; rounding is named at the call.
 *
 *  An amount is exact or the call fails: nothing wraps, nothing saturates, nothing rounds unasked.
 *  All functions here are pure and may run in any thread.
 */
#ifndef REVOPS_MONEY_H
#define REVOPS_MONEY_H

#include "revops/error.h"

REVOPS_BEGIN_DECLS

/** Pack a currency code: up to four characters, big-endian; the fourth is 0 for three letters. */
#define REVOPS_CURRENCY(a, b, c, d)                                                                \
    ((uint32_t)(unsigned char)(a) << 24 | (uint32_t)(unsigned char)(b) << 16 |                     \
     (uint32_t)(unsigned char)(c) << 8 | (uint32_t)(unsigned char)(d))

/** How a value between two multiples of the step finds its place. Floor and ceiling go to minus and
 *  plus infinity, down and up go to and from zero; half_* decide exact halves only. */
typedef enum revops_round {
    REVOPS_ROUND_DEFAULT = 0,      /**< half_even, unless the function names another default */
    REVOPS_ROUND_HALF_EVEN = 1,    /**< nearest; halves to the even neighbour: 2.5 is 2 */
    REVOPS_ROUND_HALF_UP = 2,      /**< nearest; halves away from zero: -2.5 is -3 */
    REVOPS_ROUND_HALF_DOWN = 3,    /**< nearest; halves to zero: -2.5 is -2 */
    REVOPS_ROUND_HALF_ODD = 4,     /**< nearest; halves to the odd neighbour: 2.5 is 3 */
    REVOPS_ROUND_HALF_CEILING = 5, /**< nearest; halves to plus infinity: -2.5 is -2 */
    REVOPS_ROUND_HALF_FLOOR = 6,   /**< nearest; halves to minus infinity: -2.5 is -3 */
    REVOPS_ROUND_DOWN = 7,         /**< to zero: -2.9 is -2 */
    REVOPS_ROUND_UP = 8,           /**< away from zero: -2.1 is -3 */
    REVOPS_ROUND_FLOOR = 9,        /**< to minus infinity: -2.1 is -3 */
    REVOPS_ROUND_CEILING = 10,     /**< to plus infinity: -2.9 is -2 */
    REVOPS_ROUND_EXACT = 11        /**< REVOPS_E_INVALID when something would be rounded off */
} revops_round;

/** A currency as the host defines it: a token, or a processor that writes yen in hundredths. */
typedef struct revops_currency_def {
    uint32_t currency; /**< packed code, as REVOPS_CURRENCY */
    int32_t exponent;  /**< decimals of its minor unit, 0 to 18 */
} revops_currency_def;

/** Which currencies there are beside ISO 4217; all zero: none. */
typedef struct revops_currency_options {
    size_t struct_size;              /**< sizeof(revops_currency_options) */
    const revops_currency_def *defs; /**< the host's own, which go before ISO 4217; borrowed */
    size_t def_count;                /**< how many */
} revops_currency_options;

/** ISO 4217 alone, to start from. */
#define REVOPS_CURRENCY_OPTIONS_INIT                                                               \
    { sizeof(revops_currency_options), NULL, 0 }

/** Fill @p options with the defaults.
 *
 *  @param options  Receives what REVOPS_CURRENCY_OPTIONS_INIT holds; NULL is ignored. Any thread.
 *  @since 0.1
 */
REVOPS_API void revops_currency_options_init(revops_currency_options *options);

/** Read a currency code: one to four capitals or digits, a capital first.
 *
 *  Whether such a currency exists is what revops_currency_exponent answers.
 *
 *  @param currency  Receives the packed code; written on success only.
 *  @param text      @p size bytes, not necessarily NUL-terminated.
 *  @param size      Bytes of @p text.
 *  @param err       Receives offset and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument or a malformed code. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_currency_parse(uint32_t *currency, const char *text,
                                                               size_t size, revops_error *err);

/** Write a currency code.
 *
 *  @param out       Receives the code and a NUL, untouched on failure; NULL with capacity 0 asks
 *                   for the size.
 *  @param capacity  Bytes of @p out.
 *  @param written   Receives the size without the NUL, also with REVOPS_E_CAPACITY.
 *  @param currency  A packed code.
 *  @param err       Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument or a number that is no code;
 *          REVOPS_E_CAPACITY. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_currency_format(char *out, size_t capacity,
                                                                size_t *written, uint32_t currency,
                                                                revops_error *err);

/** Give the decimals of a currency's minor unit: 2 for EUR, 0 for JPY, 3 for KWD.
 *
 *  The table is ISO 4217: every active code and those withdrawn since 2000. Codes without a minor
 *  unit (XAU, XDR, XXX and their like) are missing unless the host defines them.
 *
 *  @param exponent  Receives 0 to 18; written on success only.
 *  @param currency  A packed code.
 *  @param options   The host's own definitions, which go first; NULL: none.
 *  @param err       Receives field and message on failure, and the row of a bad definition; may be
 *                   NULL.
 *  @return REVOPS_OK; REVOPS_E_MISSING for a code that neither the host nor the table knows;
 *          REVOPS_E_INVALID for a NULL argument, a number that is no code, a wrong struct_size, or
 *          a definition whose code or exponent is out of range; REVOPS_E_DUPLICATE when two
 *          definitions of the currency differ; REVOPS_E_UNSUPPORTED for options newer than this
 *          version. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status
revops_currency_exponent(int32_t *exponent, uint32_t currency,
                         const revops_currency_options *options, revops_error *err);

/** Add two amounts of one currency.
 *
 *  @param sum  Receives a + b in minor units; written on success only.
 *  @param a    Minor units.
 *  @param b    Minor units of the same currency.
 *  @param err  Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument; REVOPS_E_OVERFLOW. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_money_add(int64_t *sum, int64_t a, int64_t b,
                                                          revops_error *err);

/** Subtract two amounts of one currency.
 *
 *  @param difference  Receives a - b in minor units; written on success only.
 *  @param a           Minor units.
 *  @param b           Minor units of the same currency.
 *  @param err         Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument; REVOPS_E_OVERFLOW. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_money_subtract(int64_t *difference, int64_t a,
                                                               int64_t b, revops_error *err);

/** Turn the sign of an amount.
 *
 *  @param result        Receives -amount_minor; written on success only.
 *  @param amount_minor  Minor units.
 *  @param err           Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument; REVOPS_E_OVERFLOW for INT64_MIN. Any
 *          thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_money_negate(int64_t *result, int64_t amount_minor,
                                                             revops_error *err);

/** Scale an amount by a fraction with one rounding: amount_minor x num / den.
 *
 *  The product has 126 bits inside, so it overflows only when the answer itself does not fit.
 *
 *  @param result        Receives minor units; written on success only.
 *  @param amount_minor  Minor units.
 *  @param num           Numerator of the factor, either sign.
 *  @param den           Denominator of the factor, above 0.
 *  @param mode          REVOPS_ROUND_...; 0 is half_even.
 *  @param err           Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument, a denominator that is not above 0, an
 *          unknown mode, or REVOPS_ROUND_EXACT when something would be rounded off;
 *          REVOPS_E_OVERFLOW. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_money_scale(int64_t *result, int64_t amount_minor,
                                                            int64_t num, int64_t den, int32_t mode,
                                                            revops_error *err);

/** Read an amount: an optional sign, digits, and perhaps a point with more digits.
 *
 *  Digits beyond the exponent must be zero: 754.25000 euro is exact, 754.255 is refused. There is
 *  no grouping, no currency sign and no decimal comma; the host takes them off first.
 *
 *  @param amount_minor  Receives minor units; written on success only.
 *  @param text          @p size bytes, not necessarily NUL-terminated.
 *  @param size          Bytes of @p text.
 *  @param exponent      Decimals of the currency, 0 to 18.
 *  @param err           Receives offset and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument, an exponent out of range, a malformed
 *          text or a surplus digit; REVOPS_E_OVERFLOW. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_money_parse(int64_t *amount_minor, const char *text,
                                                            size_t size, int32_t exponent,
                                                            revops_error *err);

/** Write an amount with exactly @p exponent decimals, never "-0"; what revops_money_parse reads
 *  back.
 *
 *  @param out           Receives the text and a NUL, untouched on failure; NULL with capacity 0
 *                       asks for the size.
 *  @param capacity      Bytes of @p out; 32 are always enough.
 *  @param written       Receives the size without the NUL, also with REVOPS_E_CAPACITY.
 *  @param amount_minor  Minor units.
 *  @param exponent      Decimals of the currency, 0 to 18.
 *  @param err           Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument or an exponent out of range;
 *          REVOPS_E_CAPACITY. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_money_format(char *out, size_t capacity,
                                                             size_t *written, int64_t amount_minor,
                                                             int32_t exponent, revops_error *err);

REVOPS_END_DECLS

#endif
