/* Reversal of frozen parts. Each unit of a part is a claim, the k-th unit of w claims at
 * (2k - 1) / w, and a refund of c takes the c smallest claims: the divisor method of odd numbers
 * (Webster 1832, Sainte-Lague 1910). Largest remainder is not used here: on 6/6/2 it gives 4/4/2
 * at 10 and 5/5/1 at 11, so the next refund would pay a party. */
#include "base/error.h"
#include "base/host.h"
#include "base/wide.h"
#include "value/allocate.h"

enum { REVERSE_FEW = 5 }; /* parts of nearly every sale */

/* The parts of one sign. */
typedef struct reverse_side {
    const uint64_t *weights; /* size of each part; 0 where the part has the other sign */
    size_t count;
    uint64_t total;
    int narrow; /* 2cw + T and (2q + 1)w fit 64 bits for all parts */
} reverse_side;

/* Claims are compared as units / weight: a_units / a_weight against b_units / b_weight. */
static inline int reverse_is_less(const reverse_side *side, uint64_t a_units, uint64_t a_weight,
                                  uint64_t b_units, uint64_t b_weight) {
    if (side->narrow)
        return a_units * b_weight < b_units * a_weight;
    return revops__u128_compare(revops__u128_multiply(a_units, b_weight),
                                revops__u128_multiply(b_units, a_weight)) < 0;
}

/* One claim is missing: take the smallest next one, ties to the lower index. */
static inline void reverse_add_claim(uint64_t *taken, const reverse_side *side) {
    size_t best = 0;
    uint64_t units = 1, weight = 0; /* beyond every claim */
    for (size_t i = 0; i < side->count; i++) {
        uint64_t next = 2 * taken[i] + 1;
        if (reverse_is_less(side, next, side->weights[i], units, weight)) {
            best = i;
            units = next;
            weight = side->weights[i];
        }
    }
    taken[best]++;
}

/* One claim too many: give back the largest that was taken, ties from the higher index. */
static inline void reverse_drop_claim(uint64_t *taken, const reverse_side *side) {
    size_t best = 0;
    uint64_t units = 0, weight = 1; /* below every claim */
    for (size_t i = 0; i < side->count; i++) {
        uint64_t last = 2 * taken[i] - 1;
        if (taken[i] && !reverse_is_less(side, last, side->weights[i], units, weight)) {
            best = i;
            units = last;
            weight = side->weights[i];
        }
    }
    taken[best]--;
}

/* (2 x a x b + total) / (2 x total): a x b / total to the nearest, halves up. */
static uint64_t reverse_nearest(uint64_t a, uint64_t b, uint64_t total) {
    revops__u128 half = {0, total};
    revops__u128 twice = revops__u128_multiply(2 * a, b);
    uint64_t rest;
    return revops__u128_divide(revops__u128_add(twice, half), 2 * total, &rest).low;
}

/* How many claims of each part are among the @p claims smallest of the side. The nearest shares are
 * exactly the claims up to 2c / T, so what they lack or have too much, at most half a claim a part,
 * is added or dropped in the order of claims. */
static inline void reverse_reach(uint64_t *taken, const reverse_side *side, uint64_t claims) {
    uint64_t sum = 0, total = side->total;
    if (claims == 0 || claims == total) { /* nothing and all need no division */
        for (size_t i = 0; i < side->count; i++)
            taken[i] = claims ? side->weights[i] : 0;
        return;
    }
    for (size_t i = 0; i < side->count; i++) {
        uint64_t weight = side->weights[i];
        taken[i] = side->narrow ? (2 * claims * weight + total) / (2 * total)
                                : reverse_nearest(claims, weight, total);
        sum += taken[i];
    }
    for (; sum < claims; sum++)
        reverse_add_claim(taken, side);
    for (; sum > claims; sum--)
        reverse_drop_claim(taken, side);
}

/* Does a part stay within its original and move with the others? */
static inline int reverse_is_sound(uint64_t from, uint64_t to, uint64_t weight, int forward) {
    return from <= weight && to <= weight && (forward ? to >= from : to <= from);
}

/* The road of nearly every refund: few parts of one sign whose products fit 64 bits. Returns 0
 * when an identity broke. */
static inline int reverse_few(int64_t *parts, const int64_t *original, size_t count, uint64_t total,
                              uint64_t before, uint64_t after) {
    uint64_t weights[REVERSE_FEW], from[REVERSE_FEW], to[REVERSE_FEW], sum = 0;
    const reverse_side side = {weights, count, total, 1};
    int sound = 1;
    for (size_t i = 0; i < count; i++)
        weights[i] = revops__magnitude(original[i]);
    reverse_reach(from, &side, before);
    reverse_reach(to, &side, after);
    for (size_t i = 0; i < count; i++) {
        sound &= reverse_is_sound(from[i], to[i], weights[i], after >= before);
        sum += to[i] - from[i];
    }
    if (REVOPS_NEVER(!sound || sum != after - before))
        return 0;
    for (size_t i = 0; i < count; i++)
        parts[i] = (int64_t)(original[i] < 0 ? from[i] - to[i] : to[i] - from[i]);
    return 1;
}

/* Constant counts let the compiler unroll. */
static int reverse_few_of(int64_t *parts, const int64_t *original, size_t count, uint64_t total,
                          uint64_t before, uint64_t after) {
    switch (count) {
    case 2:
        return reverse_few(parts, original, 2, total, before, after);
    case 3:
        return reverse_few(parts, original, 3, total, before, after);
    case 4:
        return reverse_few(parts, original, 4, total, before, after);
    case 5:
        return reverse_few(parts, original, 5, total, before, after);
    default:
        return reverse_few(parts, original, count, total, before, after);
    }
}

/* Move the parts of one sign from @p before claims to @p after, adding what moves to @p moved.
 * Returns 0 when an identity broke. */
static int reverse_move(int64_t *moved, const int64_t *original, size_t count, int negative,
                        uint64_t total, uint64_t before, uint64_t after) {
    uint64_t weights[REVOPS__PARTS_MAX], from[REVOPS__PARTS_MAX], to[REVOPS__PARTS_MAX];
    const reverse_side side = {weights, count, total, total >> 31 == 0};
    uint64_t sign = 0 - (uint64_t)negative;
    int sound = 1;
    for (size_t i = 0; i < count; i++)
        weights[i] = (original[i] < 0) == negative ? revops__magnitude(original[i]) : 0;
    reverse_reach(from, &side, before);
    reverse_reach(to, &side, after);
    for (size_t i = 0; i < count; i++) {
        sound &= reverse_is_sound(from[i], to[i], weights[i], after >= before);
        moved[i] = (int64_t)((uint64_t)moved[i] + (((to[i] - from[i]) ^ sign) - sign));
    }
    return sound;
}

/* What a call comes to, in sizes: the side that leads has the sign of the total. */
typedef struct reverse_plan {
    uint64_t lead, trail, total;
    uint64_t before, after; /* refunded */
    int negative;           /* the total is */
} reverse_plan;

static revops_status reverse_sums(uint64_t *above, uint64_t *below, const int64_t *original,
                                  size_t count, revops_error *err) {
    uint64_t any = 0;
    *above = *below = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t sign = 0 - (uint64_t)(original[i] < 0), size = revops__magnitude(original[i]);
        *above += size & ~sign;
        *below += size & sign;
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

static revops_status reverse_plan_make(reverse_plan *plan, const int64_t *original, size_t count,
                                       int64_t before, int64_t refund, revops_error *err) {
    uint64_t above, below;
    int64_t total, after;
    revops_status status = reverse_sums(&above, &below, original, count, err);
    if (status != REVOPS_OK)
        return status;
    total = (int64_t)above - (int64_t)below;
    if (!reverse_is_within(before, total) || !revops__add_i64(before, refund, &after) ||
        !reverse_is_within(after, total))
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "refund_minor",
                                "a refund that starts and ends between 0 and the total", refund);
    plan->negative = total < 0;
    plan->lead = total < 0 ? below : above;
    plan->trail = total < 0 ? above : below;
    plan->total = revops__magnitude(total);
    plan->before = revops__magnitude(before);
    plan->after = revops__magnitude(after);
    return REVOPS_OK;
}

/* How much of the leading side is reversed at @p refunded; the other side follows with the rest. */
static uint64_t reverse_lead(const reverse_plan *plan, uint64_t refunded) {
    return refunded == 0 ? 0 : reverse_nearest(plan->lead, refunded, plan->total);
}

/* Any parts of any sign and size. Returns 0 when an identity broke. */
static int reverse_general(int64_t *parts, const int64_t *original, size_t count,
                           const reverse_plan *plan) {
    int64_t moved[REVOPS__PARTS_MAX] = {0};
    uint64_t from = plan->before, to = plan->after, sum = 0;
    uint64_t refund = plan->negative ? plan->before - plan->after : plan->after - plan->before;
    int sound = 1;
    if (plan->trail != 0) {
        from = reverse_lead(plan, plan->before);
        to = reverse_lead(plan, plan->after);
        sound = reverse_move(moved, original, count, !plan->negative, plan->trail,
                             from - plan->before, to - plan->after);
    }
    sound &= reverse_move(moved, original, count, plan->negative, plan->lead, from, to);
    for (size_t i = 0; i < count; i++)
        sum += (uint64_t)moved[i];
    if (REVOPS_NEVER(!sound || sum != refund))
        return 0;
    for (size_t i = 0; i < count; i++)
        parts[i] = moved[i];
    return 1;
}

revops_status revops_refund_reverse(int64_t *parts, const int64_t *original, size_t count,
                                    int64_t refunded_before_minor, int64_t refund_minor,
                                    revops_error *err) {
    reverse_plan plan;
    int whole;
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
    status = reverse_plan_make(&plan, original, count, refunded_before_minor, refund_minor, err);
    if (status != REVOPS_OK)
        return status;
    if (count <= REVERSE_FEW && plan.trail == 0 && plan.lead >> 31 == 0)
        whole = reverse_few_of(parts, original, count, plan.lead, plan.before, plan.after);
    else
        whole = reverse_general(parts, original, count, &plan);
    return whole ? REVOPS_OK
                 : revops__fail(err, REVOPS_E_INTERNAL, REVOPS_NONE, "parts",
                                "expected parts within their originals that sum to the refund");
}
