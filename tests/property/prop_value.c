/* Laws of the value floor: rounding, ratios and their texts. */
#include "bigint.h"
#include "property.h"
#include "revops.h"

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

/* --- rounding --- */

static int is_half(int32_t mode) {
    return mode >= REVOPS_ROUND_HALF_EVEN && mode <= REVOPS_ROUND_HALF_FLOOR;
}

static revops_ratio draw_ratio(test_dice *dice) {
    revops_ratio ratio;
    int64_t numerator = draw_any(dice), denominator = draw_any(dice);
    if (revops_ratio_make(&ratio, numerator, denominator ? denominator : 1, NULL) != REVOPS_OK) {
        revops_ratio one = {1, 1, REVOPS_RATIO_OK, 0};
        return one;
    }
    return ratio;
}

/* Halves and whole steps must come up, so denominators are small here. */
static revops_ratio draw_near(test_dice *dice) {
    revops_ratio ratio;
    if (revops_ratio_make(&ratio, dice_between(dice, -60, 60), dice_between(dice, 1, 6), NULL))
        ratio.status = REVOPS_RATIO_UNDEFINED;
    return ratio;
}

/* An exact half was decided: @p below tells that the result lies below the value. */
static int half_goes_right(int32_t mode, int64_t steps, int below) {
    int to_zero = steps == 0 || (steps < 0) != below;
    switch (mode) {
    case REVOPS_ROUND_HALF_UP:
        return !to_zero;
    case REVOPS_ROUND_HALF_DOWN:
        return to_zero;
    case REVOPS_ROUND_HALF_ODD:
        return steps % 2 != 0;
    case REVOPS_ROUND_HALF_CEILING:
        return !below;
    case REVOPS_ROUND_HALF_FLOOR:
        return below;
    default:
        return steps % 2 == 0;
    }
}

static void law_rounding_stays_near(property *p) {
    int32_t mode = (int32_t)dice_between(&p->dice, REVOPS_ROUND_HALF_EVEN, REVOPS_ROUND_CEILING);
    revops_ratio ratio = dice_chance(&p->dice, 2) ? draw_near(&p->dice) : draw_ratio(&p->dice);
    int64_t step = dice_chance(&p->dice, 2) ? dice_between(&p->dice, 1, 7)
                                            : 1 + draw_positive(&p->dice, INT64_MAX - 1);
    int64_t result;
    revops_status status = revops_ratio_round(&result, ratio, mode, step, NULL);
    big den = big_from(ratio.denominator), room = big_multiply(big_from(step), den), off;
    if (status != REVOPS_OK) {
        HOLDS(p, status == REVOPS_E_OVERFLOW, "status %d", (int)status);
        return;
    }
    HOLDS(p, result % step == 0, "mode %d", (int)mode);
    off = big_add(big_multiply(big_from(result), den), big_negate(big_from(ratio.numerator)));
    if (is_half(mode)) {
        off = big_add(off, off);
        HOLDS(p, big_compare_size(&off, &room) <= 0, "mode %d", (int)mode);
        if (big_compare_size(&off, &room) == 0)
            HOLDS(p, half_goes_right(mode, result / step, off.negative), "mode %d", (int)mode);
    } else {
        HOLDS(p, big_compare_size(&off, &room) < 0, "mode %d", (int)mode);
    }
    if (mode == REVOPS_ROUND_FLOOR || mode == REVOPS_ROUND_CEILING)
        HOLDS(p, big_is_zero(&off) || off.negative == (mode == REVOPS_ROUND_FLOOR), "mode %d",
              (int)mode);
}

static void law_rounding_is_monotone(property *p) {
    int32_t mode = (int32_t)dice_between(&p->dice, REVOPS_ROUND_HALF_EVEN, REVOPS_ROUND_CEILING);
    revops_ratio a = draw_near(&p->dice), b = draw_near(&p->dice);
    int64_t step = dice_between(&p->dice, 1, 7), low, high;
    HOLDS(p, revops_ratio_round(&low, a, mode, step, NULL) == REVOPS_OK, "mode %d", (int)mode);
    HOLDS(p, revops_ratio_round(&high, b, mode, step, NULL) == REVOPS_OK, "mode %d", (int)mode);
    HOLDS(p, revops_ratio_compare(a, b) > 0 ? low >= high : low <= high, "mode %d", (int)mode);
}

static void law_rounding_mirrors(property *p) {
    static const int32_t twins[] = {
        REVOPS_ROUND_DEFAULT,      REVOPS_ROUND_HALF_EVEN, REVOPS_ROUND_HALF_UP,
        REVOPS_ROUND_HALF_DOWN,    REVOPS_ROUND_HALF_ODD,  REVOPS_ROUND_HALF_FLOOR,
        REVOPS_ROUND_HALF_CEILING, REVOPS_ROUND_DOWN,      REVOPS_ROUND_UP,
        REVOPS_ROUND_CEILING,      REVOPS_ROUND_FLOOR};
    int32_t mode = (int32_t)dice_between(&p->dice, REVOPS_ROUND_DEFAULT, REVOPS_ROUND_CEILING);
    revops_ratio ratio = draw_near(&p->dice), mirror = ratio;
    int64_t step = dice_between(&p->dice, 1, 7), here, there;
    mirror.numerator = -ratio.numerator;
    HOLDS(p, revops_ratio_round(&here, ratio, mode, step, NULL) == REVOPS_OK, "-");
    HOLDS(p, revops_ratio_round(&there, mirror, twins[mode], step, NULL) == REVOPS_OK, "-");
    HOLDS(p, here == -there, "mode %d", (int)mode);
}

/* Scaling an amount is rounding the exact product, which the model forms in 512 bits. */
static void law_scaling_is_rounding(property *p) {
    int32_t mode = (int32_t)dice_between(&p->dice, REVOPS_ROUND_HALF_EVEN, REVOPS_ROUND_EXACT);
    int64_t amount = draw_any(&p->dice), num = draw_any(&p->dice), den = draw_any(&p->dice), got;
    revops_status status;
    big product = big_multiply(big_from(amount), big_from(num)), off, room;
    den = den == INT64_MIN ? INT64_MAX : den < 0 ? -den : den ? den : 1;
    status = revops_money_scale(&got, amount, num, den, mode, NULL);
    room = big_from(den);
    if (status == REVOPS_E_OVERFLOW) { /* then the product is beyond (2^63 - 1) x den */
        big least = big_multiply(big_from(INT64_MAX), room);
        HOLDS(p, big_compare_size(&product, &least) > 0, "mode %d", (int)mode);
        return;
    }
    if (status == REVOPS_E_INVALID) {
        HOLDS(p, mode == REVOPS_ROUND_EXACT, "mode %d", (int)mode);
        return;
    }
    HOLDS(p, status == REVOPS_OK, "status %d", (int)status);
    off = big_add(big_multiply(big_from(got), room), big_negate(product));
    if (mode == REVOPS_ROUND_EXACT)
        HOLDS(p, big_is_zero(&off), "mode %d", (int)mode);
    if (is_half(mode))
        off = big_add(off, off);
    HOLDS(p, big_compare_size(&off, &room) < (is_half(mode) ? 1 : 0), "mode %d", (int)mode);
}

/* --- ratios --- */

/* The reduced answer of the model, or 0 when it does not fit. */
static int model_reduce(revops_ratio *ratio, big num, big den) {
    big common = big_gcd(num, den), one;
    int64_t numerator, denominator;
    /* Divide by the common divisor through a search for the quotient, bit by bit. */
    big quotients[2] = {big_from(0), big_from(0)};
    const big sizes[2] = {num, den};
    one = big_from(1);
    for (int which = 0; which < 2; which++) {
        big rest = big_from(0);
        for (int bit = 32 * BIG_LIMBS; bit-- > 0;) {
            rest = big_add(rest, rest);
            quotients[which] = big_add(quotients[which], quotients[which]);
            if (sizes[which].limbs[bit / 32] >> (bit % 32) & 1)
                rest = big_add(rest, one);
            if (big_compare_size(&rest, &common) >= 0) {
                rest = big_add(rest, big_negate(common));
                quotients[which] = big_add(quotients[which], one);
            }
        }
    }
    quotients[0].negative = (num.negative != den.negative) && !big_is_zero(&quotients[0]);
    if (!big_fits(&quotients[0], &numerator) || !big_fits(&quotients[1], &denominator))
        return 0;
    memset(ratio, 0, sizeof *ratio);
    ratio->numerator = numerator;
    ratio->denominator = denominator;
    return 1;
}

typedef revops_status (*binary)(revops_ratio *, revops_ratio, revops_ratio, revops_error *);

static void law_ratio_arithmetic(property *p) {
    static const binary functions[] = {revops_ratio_add, revops_ratio_subtract,
                                       revops_ratio_multiply, revops_ratio_divide};
    size_t which = dice_below(&p->dice, 4);
    revops_ratio a = draw_ratio(&p->dice), b = draw_ratio(&p->dice), expected, got, turned;
    big an = big_from(a.numerator), ad = big_from(a.denominator), bn = big_from(b.numerator),
        bd = big_from(b.denominator), num, den = big_multiply(ad, bd);
    revops_status status = functions[which](&got, a, b, NULL), other;
    if (which == 3 && b.numerator == 0) {
        HOLDS(p, status == REVOPS_OK && got.status == REVOPS_RATIO_UNDEFINED, "by zero");
        return;
    }
    if (which < 2) {
        num = big_multiply(bn, ad);
        num = big_add(big_multiply(an, bd), which ? big_negate(num) : num);
    } else {
        num = big_multiply(an, which == 2 ? bn : bd);
        den = big_multiply(ad, which == 2 ? bd : bn);
    }
    if (!model_reduce(&expected, num, den)) {
        HOLDS(p, status == REVOPS_E_OVERFLOW, "function %zu", which);
        return;
    }
    HOLDS(p, status == REVOPS_OK, "function %zu", which);
    HOLDS(p, memcmp(&got, &expected, sizeof got) == 0, "function %zu", which);
    other = functions[which](&turned, b, a, NULL);
    if (which == 0 || which == 2)
        HOLDS(p, other == REVOPS_OK && memcmp(&got, &turned, sizeof got) == 0, "does not commute");
}

static void law_comparing_is_total(property *p) {
    revops_ratio r[3];
    for (int i = 0; i < 3; i++) {
        r[i] = dice_chance(&p->dice, 3) ? draw_near(&p->dice) : draw_ratio(&p->dice);
        if (dice_chance(&p->dice, 8))
            (void)!revops_ratio_make(&r[i], 1, 0, NULL);
    }
    HOLDS(p, revops_ratio_compare(r[0], r[1]) == -revops_ratio_compare(r[1], r[0]), "antisymmetry");
    HOLDS(p,
          revops_ratio_compare(r[0], r[1]) > 0 || revops_ratio_compare(r[1], r[2]) > 0 ||
              revops_ratio_compare(r[0], r[2]) <= 0,
          "transitivity");
    if (r[0].status == REVOPS_RATIO_OK && r[1].status == REVOPS_RATIO_OK)
        HOLDS(p,
              revops_ratio_compare(r[0], r[1]) ==
                  big_compare(big_multiply(big_from(r[0].numerator), big_from(r[1].denominator)),
                              big_multiply(big_from(r[1].numerator), big_from(r[0].denominator))),
              "the model");
}

static void law_weights_keep_proportions(property *p) {
    revops_ratio shares[8];
    int64_t weights[8];
    for (int i = 0; i < 8; i++)
        if (revops_ratio_make(&shares[i], dice_between(&p->dice, 0, 999),
                              dice_between(&p->dice, 1, 60), NULL))
            return;
    if (revops_ratio_weights(weights, shares, 8, NULL) != REVOPS_OK)
        return;
    for (int i = 1; i < 8; i++) {
        big left = big_multiply(big_from(weights[i]), big_from(shares[0].numerator));
        big right = big_multiply(big_from(weights[0]), big_from(shares[i].numerator));
        HOLDS(p,
              big_compare(big_multiply(left, big_from(shares[i].denominator)),
                          big_multiply(right, big_from(shares[0].denominator))) == 0,
              "share %d", i);
    }
}

/* --- texts --- */

static void law_money_reads_back(property *p) {
    int64_t amount = draw_any(&p->dice), again;
    int32_t exponent = (int32_t)dice_below(&p->dice, 19);
    char text[32];
    size_t size;
    HOLDS(p, revops_money_format(text, sizeof text, &size, amount, exponent, NULL) == REVOPS_OK,
          "exponent %d", (int)exponent);
    HOLDS(p, revops_money_parse(&again, text, size, exponent, NULL) == REVOPS_OK, "%s", text);
    HOLDS(p, again == amount, "%s", text);
}

static void law_ratio_reads_back(property *p) {
    revops_ratio ratio = draw_ratio(&p->dice), again;
    char text[48];
    size_t size;
    HOLDS(p, revops_ratio_format(text, sizeof text, &size, ratio, -1, NULL) == REVOPS_OK, "-");
    HOLDS(p, revops_ratio_parse(&again, text, size, NULL) == REVOPS_OK, "%s", text);
    HOLDS(p, memcmp(&ratio, &again, sizeof ratio) == 0, "%s", text);
}

/* A decimal is the ratio rounded half_even, and reads as such. */
static void law_decimals_are_rounded(property *p) {
    revops_ratio ratio = draw_ratio(&p->dice), scaled, tens = {1, 1, REVOPS_RATIO_OK, 0}, again;
    int32_t decimals = (int32_t)dice_below(&p->dice, 10);
    int64_t rounded;
    char text[48];
    size_t size;
    for (int32_t i = 0; i < decimals; i++)
        tens.numerator *= 10;
    if (revops_ratio_multiply(&scaled, ratio, tens, NULL) != REVOPS_OK)
        return;
    HOLDS(p, revops_ratio_round(&rounded, scaled, 0, 0, NULL) == REVOPS_OK, "-");
    if (revops_ratio_make(&scaled, rounded, tens.numerator, NULL) != REVOPS_OK)
        return;
    HOLDS(p, revops_ratio_format(text, sizeof text, &size, ratio, decimals, NULL) == REVOPS_OK,
          "-");
    HOLDS(p, revops_ratio_parse(&again, text, size, NULL) == REVOPS_OK, "%s", text);
    HOLDS(p, revops_ratio_compare(scaled, again) == 0, "%s", text);
}

int main(void) {
    law("rounding stays within its step", law_rounding_stays_near, 1000);
    law("rounding is monotone", law_rounding_is_monotone, 1000);
    law("rounding mirrors at zero", law_rounding_mirrors, 1000);
    law("scaling rounds the exact product", law_scaling_is_rounding, 1000);
    law("ratios add and multiply as big integers do", law_ratio_arithmetic, 500);
    law("comparing ratios is a total order", law_comparing_is_total, 1000);
    law("weights keep the proportions of shares", law_weights_keep_proportions, 500);
    law("a printed amount reads back", law_money_reads_back, 1000);
    law("a printed fraction reads back", law_ratio_reads_back, 1000);
    law("a printed decimal is the ratio rounded", law_decimals_are_rounded, 1000);
    return law_end();
}
