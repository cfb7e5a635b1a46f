/* Exact ratios: arithmetic, order, rounding. Their texts are in ratio_text.c. */
#include "value/ratio.h"

#include <string.h>

#include "base/error.h"
#include "base/host.h"
#include "base/wide.h"
#include "value/money.h"

enum { RATIO_WEIGHTS_MAX = 1024 }; /* what revops_allocate takes */

/* A checked ratio as sign and sizes, in lowest terms: 2^63 has a size although it has no int64. */
typedef struct ratio_terms {
    uint64_t num, den;
    int negative, undefined;
} ratio_terms;

uint64_t revops__gcd(uint64_t a, uint64_t b) {
    while (b != 0) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static revops_status ratio_overflow(revops_error *err) {
    return revops__fail(err, REVOPS_E_OVERFLOW, REVOPS_NONE, "ratio",
                        "expected lowest terms within int64, got larger ones");
}

static void ratio_undefined(revops_ratio *ratio) {
    memset(ratio, 0, sizeof *ratio);
    ratio->status = REVOPS_RATIO_UNDEFINED;
}

revops_status revops__ratio_put(revops_ratio *ratio, int negative, uint64_t num, uint64_t den,
                                revops_error *err) {
    negative = negative && num != 0;
    if (num > (uint64_t)INT64_MAX + (uint64_t)negative || den > INT64_MAX)
        return ratio_overflow(err);
    ratio->numerator = (int64_t)(negative ? 0 - num : num);
    ratio->denominator = (int64_t)den;
    ratio->status = REVOPS_RATIO_OK;
    ratio->reserved0 = 0;
    return REVOPS_OK;
}

static revops_status ratio_reduce(revops_ratio *ratio, int negative, uint64_t num, uint64_t den,
                                  revops_error *err) {
    uint64_t common = revops__gcd(num, den);
    return revops__ratio_put(ratio, negative, num / common, den / common, err);
}

/* Is this a ratio at all, defined or not? */
static int ratio_is_sound(const revops_ratio *ratio) {
    if (ratio->reserved0 != 0)
        return 0;
    if (ratio->status == REVOPS_RATIO_UNDEFINED)
        return ratio->numerator == 0 && ratio->denominator == 0;
    return ratio->status == REVOPS_RATIO_OK && ratio->denominator > 0;
}

int revops__ratio_has_value(const revops_ratio *ratio) {
    return ratio_is_sound(ratio) && ratio->status == REVOPS_RATIO_OK;
}

static revops_status ratio_open(ratio_terms *terms, const revops_ratio *ratio, const char *field,
                                revops_error *err) {
    uint64_t common;
    if (!ratio_is_sound(ratio))
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, field,
                                "a ratio: a denominator above 0, or undefined with both terms 0",
                                ratio->denominator);
    terms->negative = ratio->numerator < 0;
    terms->undefined = ratio->status == REVOPS_RATIO_UNDEFINED;
    terms->num = revops__magnitude(ratio->numerator);
    terms->den = (uint64_t)ratio->denominator;
    common = terms->undefined ? 1 : revops__gcd(terms->num, terms->den);
    if (common != 1) {
        terms->num /= common;
        terms->den /= common;
    }
    return REVOPS_OK;
}

/* What a binary function does with two sound operands that have values. */
typedef revops_status (*ratio_operation)(revops_ratio *result, ratio_terms a, ratio_terms b,
                                         revops_error *err);

static revops_status ratio_apply(revops_ratio *result, const revops_ratio *a, const revops_ratio *b,
                                 ratio_operation operation, revops_error *err) {
    ratio_terms first, second;
    revops_status status = revops__require(result, "result", err);
    if (status == REVOPS_OK)
        status = ratio_open(&first, a, "a", err);
    if (status == REVOPS_OK)
        status = ratio_open(&second, b, "b", err);
    if (status != REVOPS_OK)
        return status;
    if (!first.undefined && !second.undefined)
        return operation(result, first, second, err);
    ratio_undefined(result);
    return REVOPS_OK;
}

revops_status revops_ratio_make(revops_ratio *ratio, int64_t numerator, int64_t denominator,
                                revops_error *err) {
    revops_status status = revops__require(ratio, "ratio", err);
    if (status != REVOPS_OK)
        return status;
    if (denominator == 0) {
        ratio_undefined(ratio);
        return REVOPS_OK;
    }
    return ratio_reduce(ratio, (numerator < 0) != (denominator < 0), revops__magnitude(numerator),
                        revops__magnitude(denominator), err);
}

/* a/b + c/d with g = gcd(b, d): t = a(d/g) + c(b/g) over (b/g)d, and only gcd(t, g) is left to
 * cancel (Knuth, volume 2, 4.5.1). Nothing inside passes 127 bits. */
static revops_status ratio_sum(revops_ratio *result, ratio_terms a, ratio_terms b,
                               revops_error *err) {
    uint64_t common = revops__gcd(a.den, b.den), rest;
    revops__u128 left = revops__u128_multiply(a.num, b.den / common);
    revops__u128 right = revops__u128_multiply(b.num, a.den / common);
    revops__u128 num, den;
    int order = revops__u128_compare(left, right), negative = a.negative;
    if (a.negative == b.negative) {
        num = revops__u128_add(left, right);
    } else if (order >= 0) {
        num = revops__u128_subtract(left, right);
    } else {
        num = revops__u128_subtract(right, left);
        negative = b.negative;
    }
    revops__u128_divide(num, common, &rest);
    rest = revops__gcd(common, rest);
    den = revops__u128_multiply(a.den / common, b.den / rest);
    num = revops__u128_divide(num, rest, &rest);
    if (num.low == 0 && num.high == 0) {
        den.high = 0;
        den.low = 1;
    }
    if (num.high || den.high)
        return ratio_overflow(err);
    return revops__ratio_put(result, negative, num.low, den.low, err);
}

/* a/b x c/d: after cancelling crosswise the products are the lowest terms. */
static revops_status ratio_product(revops_ratio *result, ratio_terms a, ratio_terms b,
                                   revops_error *err) {
    uint64_t first = revops__gcd(a.num, b.den), second = revops__gcd(b.num, a.den);
    revops__u128 num = revops__u128_multiply(a.num / first, b.num / second);
    revops__u128 den = revops__u128_multiply(a.den / second, b.den / first);
    if (num.high || den.high)
        return ratio_overflow(err);
    return revops__ratio_put(result, a.negative != b.negative, num.low, den.low, err);
}

static revops_status ratio_difference(revops_ratio *result, ratio_terms a, ratio_terms b,
                                      revops_error *err) {
    b.negative = !b.negative;
    return ratio_sum(result, a, b, err);
}

static revops_status ratio_quotient(revops_ratio *result, ratio_terms a, ratio_terms b,
                                    revops_error *err) {
    ratio_terms inverse = b;
    if (b.num == 0) {
        ratio_undefined(result);
        return REVOPS_OK;
    }
    inverse.num = b.den;
    inverse.den = b.num;
    return ratio_product(result, a, inverse, err);
}

revops_status revops_ratio_add(revops_ratio *result, revops_ratio a, revops_ratio b,
                               revops_error *err) {
    return ratio_apply(result, &a, &b, ratio_sum, err);
}

revops_status revops_ratio_subtract(revops_ratio *result, revops_ratio a, revops_ratio b,
                                    revops_error *err) {
    return ratio_apply(result, &a, &b, ratio_difference, err);
}

revops_status revops_ratio_multiply(revops_ratio *result, revops_ratio a, revops_ratio b,
                                    revops_error *err) {
    return ratio_apply(result, &a, &b, ratio_product, err);
}

revops_status revops_ratio_divide(revops_ratio *result, revops_ratio a, revops_ratio b,
                                  revops_error *err) {
    return ratio_apply(result, &a, &b, ratio_quotient, err);
}

int32_t revops_ratio_compare(revops_ratio a, revops_ratio b) {
    int a_has = revops__ratio_has_value(&a);
    int b_has = revops__ratio_has_value(&b);
    int order;
    if (!a_has || !b_has)
        return a_has - b_has;
    if ((a.numerator < 0) != (b.numerator < 0))
        return a.numerator < 0 ? -1 : 1;
    order = revops__u128_compare(
        revops__u128_multiply(revops__magnitude(a.numerator), (uint64_t)b.denominator),
        revops__u128_multiply(revops__magnitude(b.numerator), (uint64_t)a.denominator));
    return a.numerator < 0 ? -order : order;
}

revops_status revops_ratio_round(int64_t *result, revops_ratio ratio, int32_t mode, int64_t step,
                                 revops_error *err) {
    revops_status status = revops__require(result, "result", err);
    if (status != REVOPS_OK)
        return status;
    if (!revops__ratio_has_value(&ratio))
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, "ratio",
                            "expected a ratio with a value, got none");
    status = revops__round_mode(&mode, REVOPS_ROUND_HALF_EVEN, "mode", err);
    if (status != REVOPS_OK)
        return status;
    if (step < 0)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "step", "at least 0", step);
    status = revops__round_step(result, ratio.numerator, ratio.denominator, mode, step ? step : 1);
    if (status == REVOPS_E_INVALID)
        return revops__fail(err, status, REVOPS_NONE, "ratio",
                            "expected a multiple of the step, got a ratio that must be rounded");
    if (status == REVOPS_E_OVERFLOW)
        return revops__fail(err, status, REVOPS_NONE, "result",
                            "expected a result within int64, got one beyond");
    return REVOPS_OK;
}

/* One share as terms, or the refusal of its row. */
static revops_status ratio_share(ratio_terms *share, const revops_ratio *ratio, size_t row,
                                 revops_error *err) {
    if (ratio_open(share, ratio, NULL, NULL) != REVOPS_OK || share->undefined || share->negative)
        return revops__fail_i64(err, REVOPS_E_INVALID, row, "shares",
                                "a ratio of at least 0, its numerator", ratio->numerator);
    return REVOPS_OK;
}

static revops_status ratio_weight_overflow(size_t row, revops_error *err) {
    return revops__fail(err, REVOPS_E_OVERFLOW, row, "shares",
                        "expected weights within int64, got a larger common denominator");
}

revops_status revops_ratio_weights(int64_t *weights, const revops_ratio *shares, size_t count,
                                   revops_error *err) {
    uint64_t common = 1;
    ratio_terms share;
    revops_status status = revops__require(weights, "weights", err);
    if (status == REVOPS_OK)
        status = revops__require(shares, "shares", err);
    if (status != REVOPS_OK)
        return status;
    if (count > RATIO_WEIGHTS_MAX)
        return revops__fail_u64(err, REVOPS_E_LIMIT, REVOPS_NONE, "count", "at most 1024", count);
    for (size_t i = 0; i < count; i++) {
        revops__u128 multiple;
        status = ratio_share(&share, &shares[i], i, err);
        if (status != REVOPS_OK)
            return status;
        multiple = revops__u128_multiply(common, share.den / revops__gcd(common, share.den));
        if (multiple.high || multiple.low > INT64_MAX)
            return ratio_weight_overflow(i, err);
        common = multiple.low;
    }
    for (size_t i = 0; i < count; i++) {
        revops__u128 weight;
        (void)ratio_share(&share, &shares[i], i, NULL);
        weight = revops__u128_multiply(share.num, common / share.den);
        if (weight.high || weight.low > INT64_MAX)
            return ratio_weight_overflow(i, err);
    }
    for (size_t i = 0; i < count; i++) {
        (void)ratio_share(&share, &shares[i], i, NULL);
        weights[i] = (int64_t)(share.num * (common / share.den));
    }
    return REVOPS_OK;
}
