/** @file revops/ratio.h
 *  @brief Exact ratios and shares: in lowest terms, with a denominator above zero.
 *
 *  A ratio without a value, such as a return on spend where nothing was spent, has the status
 *  REVOPS_RATIO_UNDEFINED: an answer, not a failure. Arithmetic on it stays undefined. A ratio that
 *  a host fills in itself need not be in lowest terms; those that come back are. All functions here
 *  are pure and may run in any thread. The struct revops_ratio is declared in revops/column.h.
 */
#ifndef REVOPS_RATIO_H
#define REVOPS_RATIO_H

#include "revops/column.h"

REVOPS_BEGIN_DECLS

/** Make a ratio in lowest terms.
 *
 *  @param ratio        Receives it, undefined when @p denominator is 0; written on success only.
 *  @param numerator    Any number.
 *  @param denominator  Any number; a negative one hands its sign to the numerator.
 *  @param err          Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument; REVOPS_E_OVERFLOW when the lowest terms
 *          do not fit, such as 1 / INT64_MIN. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_ratio_make(revops_ratio *ratio, int64_t numerator,
                                                           int64_t denominator, revops_error *err);

/** Read a ratio: "7/21", "-0.25" or "12.5%", nothing else.
 *
 *  An optional minus, then digits, a slash and digits; or digits, perhaps a point and digits,
 *  perhaps a percent sign. No plus, no blanks, no powers, digits on both sides of every mark. The
 *  two terms around a slash are at most 2^64-1 as written.
 *
 *  @param ratio  Receives it in lowest terms; written on success only.
 *  @param text   @p size bytes, not necessarily NUL-terminated.
 *  @param size   Bytes of @p text.
 *  @param err    Receives offset and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument, a malformed text or a denominator of 0;
 *          REVOPS_E_OVERFLOW when the lowest terms do not fit. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_ratio_parse(revops_ratio *ratio, const char *text,
                                                            size_t size, revops_error *err);

/** Read a share: a ratio without sign from 0 to 1.
 *
 *  @param ratio  Receives it in lowest terms; written on success only.
 *  @param text   @p size bytes, not necessarily NUL-terminated.
 *  @param size   Bytes of @p text.
 *  @param err    Receives offset and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID as revops_ratio_parse and for a sign or a share above 1;
 *          REVOPS_E_OVERFLOW when the lowest terms do not fit. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_share_parse(revops_ratio *ratio, const char *text,
                                                            size_t size, revops_error *err);

/** Add two ratios.
 *
 *  @param result  Receives a + b; written on success only; may be where @p a or @p b came from.
 *  @param a       A ratio.
 *  @param b       A ratio.
 *  @param err     Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument or a ratio that is none (an unknown
 *          status, a denominator that is not above 0, a reserved field that is not 0);
 *          REVOPS_E_OVERFLOW when the lowest terms do not fit. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_ratio_add(revops_ratio *result, revops_ratio a,
                                                          revops_ratio b, revops_error *err);

/** Subtract two ratios.
 *
 *  @param result  Receives a - b; written on success only.
 *  @param a       A ratio.
 *  @param b       A ratio.
 *  @param err     Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK, REVOPS_E_INVALID or REVOPS_E_OVERFLOW, as revops_ratio_add. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_ratio_subtract(revops_ratio *result, revops_ratio a,
                                                               revops_ratio b, revops_error *err);

/** Multiply two ratios.
 *
 *  @param result  Receives a x b; written on success only.
 *  @param a       A ratio.
 *  @param b       A ratio.
 *  @param err     Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK, REVOPS_E_INVALID or REVOPS_E_OVERFLOW, as revops_ratio_add. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_ratio_multiply(revops_ratio *result, revops_ratio a,
                                                               revops_ratio b, revops_error *err);

/** Divide two ratios; by zero is undefined.
 *
 *  @param result  Receives a / b; written on success only.
 *  @param a       A ratio.
 *  @param b       A ratio.
 *  @param err     Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK, REVOPS_E_INVALID or REVOPS_E_OVERFLOW, as revops_ratio_add. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_ratio_divide(revops_ratio *result, revops_ratio a,
                                                             revops_ratio b, revops_error *err);

/** Compare two ratios exactly, so that sorting by them is total.
 *
 *  Undefined (and whatever is no ratio) lies below everything else and equals itself.
 *
 *  @param a  A ratio.
 *  @param b  A ratio.
 *  @return -1, 0 or 1 as @p a is below, equal to or above @p b. Any thread.
 *  @since 0.1
 */
REVOPS_API int32_t revops_ratio_compare(revops_ratio a, revops_ratio b);

/** Round a ratio to a multiple of a step: round(ratio / step) x step.
 *
 *  @param result  Receives the multiple; written on success only.
 *  @param ratio   A ratio with a value.
 *  @param mode    REVOPS_ROUND_...; 0 is half_even.
 *  @param step    The step, 5 for Swiss cash; 0 reads as 1.
 *  @param err     Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument, a ratio that is none or undefined, an
 *          unknown mode, a negative step, or REVOPS_ROUND_EXACT when something would be rounded
 *          off; REVOPS_E_OVERFLOW. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_ratio_round(int64_t *result, revops_ratio ratio,
                                                            int32_t mode, int64_t step,
                                                            revops_error *err);

/** Write a ratio as "num/den", or as a decimal rounded half_even for reading.
 *
 *  @param out       Receives the text and a NUL, untouched on failure; NULL with capacity 0 asks
 *                   for the size.
 *  @param capacity  Bytes of @p out; 48 are always enough.
 *  @param written   Receives the size without the NUL, also with REVOPS_E_CAPACITY.
 *  @param ratio     A ratio with a value.
 *  @param decimals  0 to 18 decimals; negative: the exact fraction.
 *  @param err       Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument, a ratio that is none or undefined, or
 *          more than 18 decimals; REVOPS_E_CAPACITY. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_ratio_format(char *out, size_t capacity,
                                                             size_t *written, revops_ratio ratio,
                                                             int32_t decimals, revops_error *err);

/** Bring shares to one common denominator: the integer weights that revops_allocate takes.
 *
 *  @param weights  Receives @p count weights; written on success only.
 *  @param shares   @p count ratios of at least 0; borrowed for the call.
 *  @param count    How many, at most 1,024.
 *  @param err      Receives row, field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument or a share that is no ratio, undefined
 *          or negative (with its row); REVOPS_E_OVERFLOW when a weight does not fit (with the row);
 *          REVOPS_E_LIMIT for more than 1,024. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_ratio_weights(int64_t *weights,
                                                              const revops_ratio *shares,
                                                              size_t count, revops_error *err);

REVOPS_END_DECLS

#endif
