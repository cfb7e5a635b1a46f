/* Laws of allocation and reversal: parts sum to the whole, under every rule and in any order. */
#include "bigint.h"
#include "property.h"
#include "revops.h"

enum { PARTIES = 40, RULES = 5, CLAIMS = 10000 };

/* Numbers of every size, often at an edge. */
static int64_t draw_any(test_dice *dice) {
    switch (dice_below(dice, 4)) {
    case 0:
        return dice_between(dice, INT64_MIN, INT64_MAX);
    case 1:
        return dice_chance(dice, 2) ? INT64_MIN + (int64_t)dice_below(dice, 3)
                                    : INT64_MAX - (int64_t)dice_below(dice, 3);
    default:
        return (int64_t)dice_roll(dice) >> dice_below(dice, 64);
    }
}

static int64_t draw_positive(test_dice *dice, int64_t most) {
    return dice_between(dice, 0, most >> dice_below(dice, 63));
}

typedef struct division {
    int64_t amount, step, weights[PARTIES], parts[PARTIES], remainder;
    size_t count;
    int32_t rule;
} division;

static void draw_division(property *p, division *d) {
    property_table table = property_rows(p, PARTIES);
    d->count = table.count ? table.count : 1;
    d->rule = (int32_t)dice_below(&p->dice, RULES);
    d->step = dice_chance(&p->dice, 3) ? dice_between(&p->dice, 1, 1000) : 1;
    d->amount = draw_any(&p->dice);
    if (d->rule != REVOPS_REMAINDER_SEPARATE)
        d->amount -= d->amount % d->step;
    for (size_t i = 0; i < d->count; i++) {
        test_dice row = property_row(&table, i);
        d->weights[i] = dice_chance(&row, 5) ? 0 : draw_positive(&row, INT64_MAX / PARTIES);
    }
    d->weights[dice_below(&p->dice, d->count)] += 1;
}

static revops_status divide(division *d) {
    const revops_allocate_options options = {sizeof options, d->step, d->rule, 0};
    return revops_allocate(d->parts, &d->remainder, d->amount, d->weights, d->count, &options,
                           NULL);
}

static void law_parts_sum(property *p) {
    division d;
    big sum = big_from(0);
    draw_division(p, &d);
    HOLDS(p, divide(&d) == REVOPS_OK, "rule %d", (int)d.rule);
    for (size_t i = 0; i < d.count; i++) {
        sum = big_add(sum, big_from(d.parts[i]));
        HOLDS(p, d.parts[i] % d.step == 0, "part %zu is no multiple of the step", i);
        HOLDS(p, d.weights[i] != 0 || d.parts[i] == 0, "weight %zu of zero got something", i);
        HOLDS(p, d.parts[i] == 0 || (d.parts[i] < 0) == (d.amount < 0), "part %zu turned", i);
    }
    HOLDS(p, d.rule == REVOPS_REMAINDER_SEPARATE || d.remainder == 0, "rule %d", (int)d.rule);
    sum = big_add(sum, big_from(d.remainder));
    HOLDS(p, big_compare(sum, big_from(d.amount)) == 0, "rule %d, %zu parties", (int)d.rule,
          d.count);
}

static void law_division_mirrors(property *p) {
    division d, mirror;
    draw_division(p, &d);
    if (d.amount == INT64_MIN)
        d.amount = 0;
    mirror = d;
    mirror.amount = -d.amount;
    HOLDS(p, divide(&d) == REVOPS_OK && divide(&mirror) == REVOPS_OK, "rule %d", (int)d.rule);
    HOLDS(p, d.remainder == -mirror.remainder, "rule %d", (int)d.rule);
    for (size_t i = 0; i < d.count; i++)
        HOLDS(p, d.parts[i] == -mirror.parts[i], "part %zu, rule %d", i, (int)d.rule);
}

/* |part x T - amount x w| < step x T: less than one step from the exact share. */
static void law_near_exact_share(property *p) {
    division d;
    big total = big_from(0), room;
    draw_division(p, &d);
    if (d.rule == REVOPS_REMAINDER_FROM_LAST)
        d.rule = REVOPS_REMAINDER_LARGEST;
    d.amount -= d.amount % d.step;
    HOLDS(p, divide(&d) == REVOPS_OK, "rule %d", (int)d.rule);
    for (size_t i = 0; i < d.count; i++)
        total = big_add(total, big_from(d.weights[i]));
    room = big_multiply(big_from(d.step), total);
    for (size_t i = 0; i < d.count; i++) {
        big exact = big_multiply(big_from(d.amount), big_from(d.weights[i]));
        big off = big_add(big_multiply(big_from(d.parts[i]), total), big_negate(exact));
        HOLDS(p, big_compare_size(&off, &room) < 0, "part %zu, rule %d", i, (int)d.rule);
    }
}

static void law_scaled_weights(property *p) {
    division d, scaled;
    int64_t factor = dice_between(&p->dice, 1, 1000);
    draw_division(p, &d);
    for (size_t i = 0; i < d.count; i++)
        d.weights[i] >>= 10;
    d.weights[0] += 1;
    scaled = d;
    for (size_t i = 0; i < d.count; i++)
        scaled.weights[i] *= factor;
    HOLDS(p, divide(&d) == REVOPS_OK && divide(&scaled) == REVOPS_OK, "rule %d", (int)d.rule);
    for (size_t i = 0; i < d.count; i++)
        HOLDS(p, d.parts[i] == scaled.parts[i], "part %zu, rule %d", i, (int)d.rule);
}

/* Remainders a x w mod T tie where their difference is a multiple of T; then the index decides. */
static void law_permuted_parties(property *p) {
    division d, turned;
    int64_t total = 0;
    draw_division(p, &d);
    d.rule = REVOPS_REMAINDER_LARGEST;
    d.step = 1;
    d.amount = dice_between(&p->dice, -100000, 100000);
    for (size_t i = 0; i < d.count; i++) {
        d.weights[i] = 1 + (int64_t)((uint64_t)d.weights[i] % 100000);
        total += d.weights[i];
    }
    for (size_t i = 0; i < d.count; i++)
        for (size_t j = 0; j < i; j++)
            if ((d.amount * (d.weights[i] - d.weights[j])) % total == 0)
                return;
    turned = d;
    for (size_t i = 0; i < d.count; i++)
        turned.weights[i] = d.weights[d.count - 1 - i];
    HOLDS(p, divide(&d) == REVOPS_OK && divide(&turned) == REVOPS_OK, "%zu parties", d.count);
    for (size_t i = 0; i < d.count; i++)
        HOLDS(p, d.parts[i] == turned.parts[d.count - 1 - i], "part %zu", i);
}

static void law_many_is_one_by_one(property *p) {
    int64_t amounts[PARTIES], parts[PARTIES * PARTIES];
    division d;
    revops_amount_batch batch = {sizeof batch, PARTIES, REVOPS_COLUMN_ARRAY(amounts)};
    revops_allocate_options options = REVOPS_ALLOCATE_OPTIONS_INIT;
    draw_division(p, &d);
    options.step = d.step;
    options.remainder = d.rule;
    for (size_t i = 0; i < PARTIES; i++) {
        amounts[i] = draw_any(&p->dice);
        amounts[i] -= amounts[i] % d.step;
    }
    HOLDS(p, revops_allocate_many(parts, &batch, d.weights, d.count, &options, NULL) == REVOPS_OK,
          "rule %d", (int)d.rule);
    for (size_t i = 0; i < PARTIES; i++) {
        d.amount = amounts[i];
        HOLDS(p, divide(&d) == REVOPS_OK, "row %zu", i);
        HOLDS(p, memcmp(d.parts, parts + i * d.count, d.count * sizeof parts[0]) == 0, "row %zu",
              i);
    }
}

/* Who gets the left-over units, straight from the words of each rule, one unit after the other. */
static void model_hand_out(int64_t *parts, const int64_t *keys, const int64_t *weights,
                           size_t count, int64_t left, int in_order) {
    int given[PARTIES] = {0};
    for (; left > 0; left--) {
        size_t best = count;
        for (size_t i = 0; i < count; i++)
            if (!given[i] && weights[i] > 0 &&
                (best == count || (!in_order && keys[i] > keys[best])))
                best = i;
        given[best] = 1;
        parts[best]++;
    }
}

static void model_divide(division *d) {
    int64_t total = 0, left = d->amount, rests[PARTIES];
    for (size_t i = 0; i < d->count; i++)
        total += d->weights[i];
    if (d->rule == REVOPS_REMAINDER_FROM_LAST) {
        for (size_t i = d->count; i-- > 0; total -= d->weights[i]) {
            d->parts[i] = d->weights[i] ? left * d->weights[i] / total : 0;
            left -= d->parts[i];
        }
        return;
    }
    for (size_t i = 0; i < d->count; i++) {
        d->parts[i] = d->amount * d->weights[i] / total;
        rests[i] = d->amount * d->weights[i] % total;
        left -= d->parts[i];
    }
    if (d->rule == REVOPS_REMAINDER_SEPARATE)
        return;
    model_hand_out(d->parts, d->rule == REVOPS_REMAINDER_TO_LARGEST ? d->weights : rests,
                   d->weights, d->count, left, d->rule == REVOPS_REMAINDER_TO_FIRST);
}

/* Small weights, so that remainders tie all the time. */
static void law_rules_are_their_words(property *p) {
    division d, model;
    draw_division(p, &d);
    d.step = 1;
    d.amount = dice_between(&p->dice, 0, 100000);
    for (size_t i = 0; i < d.count; i++)
        d.weights[i] = (int64_t)((uint64_t)d.weights[i] % 12);
    d.weights[d.count / 2]++;
    model = d;
    model_divide(&model);
    HOLDS(p, divide(&d) == REVOPS_OK, "rule %d", (int)d.rule);
    for (size_t i = 0; i < d.count; i++)
        HOLDS(p, d.parts[i] == model.parts[i], "part %zu of %zu, rule %d", i, d.count, (int)d.rule);
}

/* --- reversal --- */

typedef struct sale {
    int64_t original[PARTIES], total;
    size_t count;
} sale;

/* Parts of one sign, or of both, whose sums of either sign stay below @p most. */
static void draw_sale(property *p, sale *s, int64_t most) {
    property_table table = property_rows(p, PARTIES);
    int mixed = dice_chance(&p->dice, 2), turned = dice_chance(&p->dice, 2);
    s->count = table.count ? table.count : 1;
    s->total = 0;
    for (size_t i = 0; i < s->count; i++) {
        test_dice row = property_row(&table, i);
        int64_t part = dice_chance(&row, 6) ? 0 : draw_positive(&row, most / PARTIES);
        if (turned != (mixed && dice_chance(&row, 3)))
            part = -part;
        s->original[i] = part;
        s->total += part;
    }
}

/* Somewhere between nothing and the total. */
static int64_t draw_reach(test_dice *dice, int64_t total) {
    return total < 0 ? dice_between(dice, total, 0) : dice_between(dice, 0, total);
}

static void law_reversal_ends_exactly(property *p) {
    sale s;
    int64_t done = 0, parts[PARTIES], reversed[PARTIES] = {0};
    draw_sale(p, &s, INT64_MAX);
    for (int step = 0; step < 12; step++) {
        int64_t sum = 0,
                refund = step == 11 ? s.total - done : draw_reach(&p->dice, s.total - done);
        HOLDS(p, revops_refund_reverse(parts, s.original, s.count, done, refund, NULL) == REVOPS_OK,
              "step %d", step);
        for (size_t i = 0; i < s.count; i++) {
            sum += parts[i];
            reversed[i] += parts[i];
            HOLDS(p, parts[i] == 0 || (parts[i] < 0) == (s.original[i] < 0), "part %zu turned", i);
            HOLDS(p,
                  s.original[i] < 0 ? reversed[i] >= s.original[i] : reversed[i] <= s.original[i],
                  "part %zu passes its original at step %d", i, step);
        }
        HOLDS(p, sum == refund, "step %d", step);
        done += refund;
    }
    HOLDS(p, s.total == 0 || memcmp(reversed, s.original, s.count * sizeof reversed[0]) == 0,
          "%zu parts", s.count);
}

static void law_reversal_has_no_memory(property *p) {
    sale s;
    int64_t done = 0, once[PARTIES], parts[PARTIES], reversed[PARTIES] = {0}, end;
    draw_sale(p, &s, INT64_MAX);
    end = draw_reach(&p->dice, s.total);
    HOLDS(p, revops_refund_reverse(once, s.original, s.count, 0, end, NULL) == REVOPS_OK, "once");
    for (int step = 0; step < 8; step++) { /* forwards and backwards, refunds and won chargebacks */
        int64_t to = step == 7 ? end : draw_reach(&p->dice, s.total);
        HOLDS(p,
              revops_refund_reverse(parts, s.original, s.count, done, to - done, NULL) == REVOPS_OK,
              "step %d", step);
        for (size_t i = 0; i < s.count; i++)
            reversed[i] += parts[i];
        done = to;
    }
    HOLDS(p, memcmp(once, reversed, s.count * sizeof once[0]) == 0, "%zu parts", s.count);
}

static void law_refund_and_its_negative(property *p) {
    sale s;
    int64_t there[PARTIES], back[PARTIES], from, to;
    draw_sale(p, &s, INT64_MAX);
    from = draw_reach(&p->dice, s.total);
    to = draw_reach(&p->dice, s.total);
    HOLDS(p, revops_refund_reverse(there, s.original, s.count, from, to - from, NULL) == REVOPS_OK,
          "there");
    HOLDS(p, revops_refund_reverse(back, s.original, s.count, to, from - to, NULL) == REVOPS_OK,
          "back");
    for (size_t i = 0; i < s.count; i++)
        HOLDS(p, there[i] == -back[i], "part %zu", i);
}

/* The definition: one claim (2k - 1) / w after the other. */
static void model_claims(int64_t *taken, const int64_t *original, size_t count, int negative,
                         int64_t claims) {
    for (size_t i = 0; i < count; i++)
        if ((original[i] < 0) == negative)
            taken[i] = 0;
    for (; claims > 0; claims--) {
        size_t best = count;
        for (size_t i = 0; i < count; i++) {
            int64_t weight = negative ? -original[i] : original[i];
            if (weight <= 0 || taken[i] >= weight)
                continue;
            if (best == count ||
                (2 * taken[i] + 1) * (negative ? -original[best] : original[best]) <
                    (2 * taken[best] + 1) * weight)
                best = i;
        }
        taken[best]++;
    }
}

static void law_reversal_takes_claims(property *p) {
    sale s;
    int64_t parts[PARTIES], taken[PARTIES] = {0}, side = 0, lead, reach, refund, size;
    int negative;
    draw_sale(p, &s, CLAIMS);
    negative = s.total < 0;
    refund = draw_reach(&p->dice, s.total);
    HOLDS(p, revops_refund_reverse(parts, s.original, s.count, 0, refund, NULL) == REVOPS_OK, "-");
    if (s.total == 0)
        return;
    for (size_t i = 0; i < s.count; i++)
        side += (s.original[i] < 0) == negative ? s.original[i] : 0;
    lead = negative ? -side : side;
    size = negative ? -refund : refund;
    reach =
        (2 * lead * size + (negative ? -s.total : s.total)) / (2 * (negative ? -s.total : s.total));
    model_claims(taken, s.original, s.count, negative, reach);
    model_claims(taken, s.original, s.count, !negative, reach - size);
    for (size_t i = 0; i < s.count; i++)
        HOLDS(p, parts[i] == (s.original[i] < 0 ? -taken[i] : taken[i]), "part %zu of %zu", i,
              s.count);
}

int main(void) {
    law("parts sum to the amount, zero weights get zero", law_parts_sum, 1000);
    law("a negative amount mirrors the positive one", law_division_mirrors, 500);
    law("every rule does what its words say", law_rules_are_their_words, 1000);
    law("a part lies less than a step from its share", law_near_exact_share, 500);
    law("scaling all weights changes nothing", law_scaled_weights, 500);
    law("permuting parties permutes parts", law_permuted_parties, 500);
    law("a batch is one amount after the other", law_many_is_one_by_one, 200);
    law("a reversal in steps ends at the originals", law_reversal_ends_exactly, 500);
    law("a reversal knows only what was refunded", law_reversal_has_no_memory, 500);
    law("a refund and its negative are nothing", law_refund_and_its_negative, 500);
    law("a reversal takes the smallest claims", law_reversal_takes_claims, 1000);
    return law_end();
}
