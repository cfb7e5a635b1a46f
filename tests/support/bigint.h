/* Slow and obvious integers of 512 bits with a sign, an independent model for exact arithmetic:
 * schoolbook digits, no division but by halving, no 128-bit type. */
#ifndef REVOPS_TEST_BIGINT_H
#define REVOPS_TEST_BIGINT_H

#include <stdint.h>
#include <string.h>

enum { BIG_LIMBS = 16 };

typedef struct big {
    uint32_t limbs[BIG_LIMBS]; /* least significant first */
    int negative;
} big;

static inline big big_from(int64_t value) {
    uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    big result = {{(uint32_t)size, (uint32_t)(size >> 32)}, value < 0};
    return result;
}

static inline int big_is_zero(const big *a) {
    for (int i = 0; i < BIG_LIMBS; i++)
        if (a->limbs[i])
            return 0;
    return 1;
}

/* Sizes alone. */
static inline int big_compare_size(const big *a, const big *b) {
    for (int i = BIG_LIMBS; i-- > 0;)
        if (a->limbs[i] != b->limbs[i])
            return a->limbs[i] < b->limbs[i] ? -1 : 1;
    return 0;
}

static inline big big_negate(big a) {
    a.negative = !a.negative && !big_is_zero(&a);
    return a;
}

static inline big big_add(big a, big b) {
    big result = {{0}, a.negative};
    int64_t carry = 0;
    int same = a.negative == b.negative;
    if (!same && big_compare_size(&a, &b) < 0) {
        big swap = a;
        a = b;
        b = swap;
        result.negative = a.negative;
    }
    for (int i = 0; i < BIG_LIMBS; i++) {
        carry += (int64_t)a.limbs[i] + (same ? (int64_t)b.limbs[i] : -(int64_t)b.limbs[i]);
        result.limbs[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (big_is_zero(&result))
        result.negative = 0;
    return result;
}

static inline big big_multiply(big a, big b) {
    big result = {{0}, 0};
    for (int i = 0; i < BIG_LIMBS; i++) {
        uint64_t carry = 0;
        for (int j = 0; i + j < BIG_LIMBS; j++) {
            carry += (uint64_t)a.limbs[i] * b.limbs[j] + result.limbs[i + j];
            result.limbs[i + j] = (uint32_t)carry;
            carry >>= 32;
        }
    }
    result.negative = a.negative != b.negative && !big_is_zero(&result);
    return result;
}

static inline int big_compare(big a, big b) {
    big difference = big_add(a, big_negate(b));
    return difference.negative ? -1 : !big_is_zero(&difference);
}

static inline big big_half(big a) {
    for (int i = 0; i < BIG_LIMBS; i++)
        a.limbs[i] = a.limbs[i] >> 1 | (i + 1 < BIG_LIMBS ? a.limbs[i + 1] << 31 : 0);
    return a;
}

/* Greatest common divisor by halving and subtracting; of sizes. */
static inline big big_gcd(big a, big b) {
    unsigned twos = 0;
    a.negative = b.negative = 0;
    if (big_is_zero(&a))
        return b;
    while (!big_is_zero(&b)) {
        if (!(a.limbs[0] & 1) && !(b.limbs[0] & 1)) {
            a = big_half(a);
            b = big_half(b);
            twos++;
        } else if (!(a.limbs[0] & 1)) {
            a = big_half(a);
        } else if (!(b.limbs[0] & 1)) {
            b = big_half(b);
        } else if (big_compare_size(&a, &b) > 0) {
            a = big_add(a, big_negate(b));
        } else {
            b = big_add(b, big_negate(a));
        }
    }
    while (twos--)
        a = big_add(a, a);
    return a;
}

/* Does the size fit 63 bits, or is it -2^63? */
static inline int big_fits(const big *a, int64_t *value) {
    uint64_t size = (uint64_t)a->limbs[1] << 32 | a->limbs[0];
    for (int i = 2; i < BIG_LIMBS; i++)
        if (a->limbs[i])
            return 0;
    if (size > (uint64_t)INT64_MAX + (uint64_t)a->negative)
        return 0;
    *value = (int64_t)(a->negative ? 0 - size : size);
    return 1;
}

#endif
