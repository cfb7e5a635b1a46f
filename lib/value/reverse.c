/* Reversal of frozen parts. Each unit of a part is a claim, the k-th unit of w claims at
 * (2k - 1) / w, and a refund of c takes the c smallest claims: the divisor method of odd numbers
 * (Webster 1832, Sainte-Lague 1910). Largest remainder is not used here: on 6/6/2 it gives 4/4/2
 * at 10 and 5/5/1 at 11, so the next refund would pay a party. */
#include "base/error.h"
#include "base/host.h"
#include "base/wide.h"
#include "value/allocate.h"

/* The parts of one sign. */
typedef struct reverse_side {
    const uint64_t *weights; /* size of each part; 0 where the part has the other sign */
    size_t count;
    uint64_t total;
    int narrow; /* 2cw + T and (2q + 1)w fit 64 bits for all parts */
} reverse_side;

/* A claim of part a against one of part b: (2x +- 1) / w, as units / weight. */
static int reverse_compare(const reverse_side *side, uint64_t a_units, uint64_t a_weight,
                           uint64_t b_units, uint64_t b_weight) {
    if (side->narrow) {
        uint64_t a = a_units * b_weight, b = b_units * a_weight;
        return (a > b) - (a < b);
    }
    return revops__u128_compare(revops__u128_multiply(a_units, b_weight),
                                revops__u128_multiply(b_units, a_weight));
}

/* Nobody's claims are more than half a unit off their exact share, so at most one claim a part is
 * missing: take the smallest next claim, ties to the lower index. */
static void reverse_add_claim(uint64_t *taken, const reverse_side *side) {
    size_t best = side->count;
    for (size_t i = 0; i < side->count; i++) {
        if (side->weights[i] == 0)
            continue;
        if (best == side->count || reverse_compare(side, 2 * taken[i] + 1, side->weights[i],
                                                   2 * taken[best] + 1, side->weights[best]) < 0)
            best = i;
    }
    taken[best]++;
}

/* One claim too many: give back the largest that was taken, ties from the higher index. */
static void reverse_drop_claim(uint64_t *taken, const reverse_side *side) {
    size_t best = side->count;
    for (size_t i = 0; i < side->count; i++) {
        if (taken[i] == 0)
            continue;
        if (best == side->count || reverse_compare(side, 2 * taken[i] - 1, side->weights[i],
                                                   2 * taken[best] - 1, side->weights[best]) >= 0)
            best = i;
    }
    taken[best]--;
}

/* (2 x a x b + total) / (2 x total): a x b / total to the nearest, halves up. */
static uint64_t reverse_nearest(uint64_t a, uint64_t b, uint64_t total) {
    revops__u128 rounded = {0, total};
    uint64_t rest;
    return revops__u128_divide(revops__u128_add(revops__u128_multiply(2 * a, b), rounded),
                               2 * total, &rest)
        .low;
}

/* How many claims of each part are among the @p claims smallest. The nearest shares are all claims
 * up to 2c / T; what they lack or have too much is at most one claim a part. */
static void reverse_reach(uint64_t *taken, const reverse_side *side, uint64_t claims) {
    uint64_t sum = 0, total = side->total;
    if (claims == 0 || claims == total) { /* nothing and all are known without a division */
        for (size_t i = 0; i < side->count; i++)
            taken[i] = claims ? side->weights[i] : 0;
        return;
    }
    for (size_t i = 0; i < side->count; i++) {
        uint64_t weight = side->weights[i];
        if (side->narrow)
            taken[i] = (2 * claims * weight + total) / (2 * total);
        else
            taken[i] = reverse_nearest(claims, weight, total);
        sum += taken[i];
    }
    for (; sum < claims; sum++)
        reverse_add_claim(taken, side);
    for (; sum > claims; sum--)
        reverse_drop_claim(taken, side);
}

/* Move the parts of one sign from @p before claims to @p after, adding what moves to @p moved.
 * Returns 0 when a part would pass its original or move against the others. */
static int reverse_move(int64_t *moved, const int64_t *original, size_t count, int negative,
                        uint64_t total, uint64_t before, uint64_t after) {
    uint64_t weights[REVOPS__PARTS_MAX], from[REVOPS__PARTS_MAX], to[REVOPS__PARTS_MAX];
    reverse_side side = {weights, count, total, total >> 31 == 0};
    uint64_t sign = 0 - (uint64_t)negative;
    int sound = 1;
    for (size_t i = 0; i < count; i++)
        weights[i] = (original[i] < 0) == negative ? revops__magnitude(original[i]) : 0;
    reverse_reach(from, &side, before);
    reverse_reach(to, &side, after);
    for (size_t i = 0; i < count; i++) {
        sound &= from[i] <= weights[i] && to[i] <= weights[i];
        sound &= after >= before ? to[i] >= from[i] : to[i] <= from[i];
        moved[i] = (int64_t)((uint64_t)moved[i] + (((to[i] - from[i]) ^ sign) - sign));
    }
    return sound;
}

/* The sums of the parts above and below zero, each within int64. */
static revops_status reverse_sums(uint64_t *above, uint64_t *below, const int64_t *original,
                                  size_t count, revops_error *err) {
    uint64_t any = 0;
    *above = *below = 0;
    for (size_t i = 0; i < count; i++) {
        if (original[i] < 0)
            *below += revops__magnitude(original[i]);
        else
            *above += (uint64_t)original[i];
        any |= *above | *below;
        if (any >> 63)
            return revops__fail_i64(err, REVOPS_E_OVERFLOW, i, "original",
                                    "parts of each sign that sum within int64", original[i]);
    }
    return REVOPS_OK;
}

static int reverse_is_within(int64_t value, int64_t total) {
    return total < 0 ? value <= 0 && value >= total : value >= 0 && value <= total;
}

static revops_status reverse_check(int64_t *parts, const int64_t *original, size_t count,
                                   revops_error *err) {
    revops_status status = revops__require(parts, "parts", err);
    if (status == REVOPS_OK)
        status = revops__require(original, "original", err);
    if (status != REVOPS_OK)
        return status;
    if (count == 0)
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, "count",
                            "expected at least one part, got none");
    if (count > REVOPS__PARTS_MAX)
        return revops__fail_u64(err, REVOPS_E_LIMIT, REVOPS_NONE, "count", "at most 1024", count);
    return REVOPS_OK;
}

/* How much of the side that leads, the one with the sign of the total, is reversed at @p refunded:
 * all of it when no part has the other sign. */
static uint64_t reverse_lead(uint64_t refunded, uint64_t lead, uint64_t total) {
    return lead == total ? refunded : reverse_nearest(lead, refunded, total);
}

revops_status revops_refund_reverse(int64_t *parts, const int64_t *original, size_t count,
                                    int64_t refunded_before_minor, int64_t refund_minor,
                                    revops_error *err) {
    int64_t moved[REVOPS__PARTS_MAX], refunded, total, sum = 0;
    uint64_t above, below, lead, trail, from, to, before, after;
    int negative, sound;
    revops_status status = reverse_check(parts, original, count, err);
    if (status == REVOPS_OK)
        status = reverse_sums(&above, &below, original, count, err);
    if (status != REVOPS_OK)
        return status;
    total = (int64_t)above - (int64_t)below;
    if (!reverse_is_within(refunded_before_minor, total) ||
        !revops__add_i64(refunded_before_minor, refund_minor, &refunded) ||
        !reverse_is_within(refunded, total))
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "refund_minor",
                                "a refund that starts and ends between 0 and the total",
                                refund_minor);
    negative = total < 0;
    lead = negative ? below : above;
    trail = negative ? above : below;
    before = revops__magnitude(refunded_before_minor);
    after = revops__magnitude(refunded);
    from = before == 0 ? 0 : reverse_lead(before, lead, revops__magnitude(total));
    to = after == 0 ? 0 : reverse_lead(after, lead, revops__magnitude(total));
    for (size_t i = 0; i < count; i++)
        moved[i] = 0;
    sound = reverse_move(moved, original, count, negative, lead, from, to);
    if (trail != 0)
        sound &= reverse_move(moved, original, count, !negative, trail, from - before, to - after);
    for (size_t i = 0; i < count; i++)
        sum += moved[i];
    if (REVOPS_NEVER(!sound || sum != refund_minor))
        return revops__fail(
            err, REVOPS_E_INTERNAL, REVOPS_NONE, "parts",
            "expected reversed parts that sum to the refund within their originals");
    for (size_t i = 0; i < count; i++)
        parts[i] = moved[i];
    return REVOPS_OK;
}
