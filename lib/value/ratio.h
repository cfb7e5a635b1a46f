/* What the value floor shares about ratios. */
#ifndef REVOPS_VALUE_RATIO_H
#define REVOPS_VALUE_RATIO_H

#include "revops/ratio.h"

/* Greatest common divisor; that of a number and 0 is the number. */
uint64_t revops__gcd(uint64_t a, uint64_t b);

/* A ratio from its sign and the sizes of its lowest terms, den above 0; REVOPS_E_OVERFLOW when they
 * do not fit. */
revops_status revops__ratio_put(revops_ratio *ratio, int negative, uint64_t num, uint64_t den,
                                revops_error *err);

/* 1 for a ratio whose fields are sound and which is not undefined. */
int revops__ratio_has_value(const revops_ratio *ratio);

#endif
