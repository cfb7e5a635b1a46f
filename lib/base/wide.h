/* 128-bit integers: products that never overflow, sums whose overflow never depends on row order.
 * Native __int128 or portable 32-bit limbs, chosen by the build option `wide`; both give the same
 * answers. */
#ifndef REVOPS_BASE_WIDE_H
#define REVOPS_BASE_WIDE_H

#include "revops/error.h"

typedef struct revops__u128 {
    uint64_t high, low;
} revops__u128;

revops__u128 revops__u128_multiply(uint64_t a, uint64_t b);
revops__u128 revops__u128_add(revops__u128 a, revops__u128 b);      /* modulo 2^128 */
revops__u128 revops__u128_subtract(revops__u128 a, revops__u128 b); /* modulo 2^128 */
int revops__u128_compare(revops__u128 a, revops__u128 b);           /* -1, 0, 1 */
/* Quotient of @p a by @p divisor (not 0); the remainder in *remainder. */
revops__u128 revops__u128_divide(revops__u128 a, uint64_t divisor, uint64_t *remainder);

/* A running sum, two's complement. */
typedef struct revops__sum {
    uint64_t low;
    int64_t high;
} revops__sum;

/* The high half is touched only when it changes: amounts rarely carry. */
static inline void revops__sum_add(revops__sum *sum, int64_t value) {
    uint64_t low = sum->low + (uint64_t)value;
    int64_t carry = (value >> 63) + (int64_t)(low < sum->low);
    sum->low = low;
    if (carry != 0)
        sum->high += carry;
}

static inline void revops__sum_subtract(revops__sum *sum, int64_t value) {
    uint64_t low = sum->low - (uint64_t)value;
    sum->high -= (value >> 63) + (int64_t)(low > sum->low);
    sum->low = low;
}

static inline void revops__sum_add_sum(revops__sum *sum, const revops__sum *other) {
    uint64_t low = sum->low + other->low;
    sum->high = (int64_t)((uint64_t)sum->high + (uint64_t)other->high + (uint64_t)(low < sum->low));
    sum->low = low;
}

static inline revops__sum revops__sum_negate(revops__sum sum) {
    revops__sum result;
    result.low = ~sum.low + 1;
    result.high = (int64_t)(~(uint64_t)sum.high + (uint64_t)(result.low == 0));
    return result;
}

static inline int revops__sum_is_zero(const revops__sum *sum) {
    return (sum->low | (uint64_t)sum->high) == 0;
}

/* 1 and *result when the sum fits int64, else 0. */
static inline int revops__sum_narrow(const revops__sum *sum, int64_t *result) {
    int64_t low = (int64_t)sum->low;
    if (sum->high != (low >> 63))
        return 0;
    *result = low;
    return 1;
}

/* value x count, count below 2^63. */
static inline revops__sum revops__sum_times(int64_t value, uint64_t count) {
    const uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    const revops__u128 product = revops__u128_multiply(magnitude, count);
    revops__sum sum;
    sum.low = product.low;
    sum.high = (int64_t)product.high; /* below 2^62 */
    return value < 0 ? revops__sum_negate(sum) : sum;
}

/* Could this many amounts of 64 bits sum to that? What a state tells is believed only then: no
 * total over such sums leaves 128 bits. */
static inline int revops__sum_of_rows(const revops__sum *sum, uint64_t count) {
    const int64_t quarter = INT64_C(1) << 62;
    int64_t halves;
    if (sum->high < -quarter || sum->high >= quarter || count > INT64_MAX)
        return 0;
    halves = 2 * sum->high + (int64_t)(sum->low >> 63); /* multiples of 2^63, rounded down */
    return halves >= -(int64_t)count && halves < (int64_t)count;
}

/* Checked int64: 1 and *result, or 0 when it does not fit. */
static inline int revops__add_i64(int64_t a, int64_t b, int64_t *result) {
    int64_t sum = (int64_t)((uint64_t)a + (uint64_t)b);
    *result = sum;
    return ((a ^ sum) & (b ^ sum)) >= 0;
}

static inline int revops__subtract_i64(int64_t a, int64_t b, int64_t *result) {
    int64_t difference = (int64_t)((uint64_t)a - (uint64_t)b);
    *result = difference;
    return ((a ^ b) & (a ^ difference)) >= 0;
}

/* |value| as unsigned, INT64_MIN included. */
static inline uint64_t revops__magnitude(int64_t value) {
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

/* Does a magnitude with a remainder go one further from zero? @p rounding is a revops_round mode
 * but DEFAULT and EXACT, @p odd tells of the truncated magnitude, @p half is -1, 0, 1 as the
 * remainder is below, at or above one half. */
int revops__round_away(int32_t rounding, int negative, int odd, int half);

/* value * num / den with one rounding (a revops_round mode, not DEFAULT), den above 0. REVOPS_OK,
 * REVOPS_E_OVERFLOW, or REVOPS_E_INVALID when mode EXACT would round. Writes no error record. */
revops_status revops__scale(int64_t *result, int64_t value, int64_t num, int64_t den,
                            int32_t rounding);

#endif
