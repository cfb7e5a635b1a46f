/* What the value floor and the floors above share about money: rounding, shapes, words. */
#ifndef REVOPS_VALUE_MONEY_H
#define REVOPS_VALUE_MONEY_H

#include "base/shape.h"
#include "revops/money.h"

enum { REVOPS__EXPONENT_MAX = 18 }; /* 10^18 is the last power of ten within int64 */

extern const revops_shape revops__shape_currency_def;
extern const revops_shape revops__shape_currency_options;

/* The words of every field that holds a rounding mode. */
extern const revops_word revops__round_words[12];

/* Turn DEFAULT into @p fallback; REVOPS_E_INVALID with @p field for a number that is no mode. */
revops_status revops__round_mode(int32_t *mode, int32_t fallback, const char *field,
                                 revops_error *err);

/* num / den to the multiple of @p step that @p mode (not DEFAULT) chooses; den and step above 0.
 * REVOPS_OK, REVOPS_E_OVERFLOW, or REVOPS_E_INVALID when EXACT would round. No error record. */
revops_status revops__round_step(int64_t *result, int64_t num, int64_t den, int32_t mode,
                                 int64_t step);

#endif
