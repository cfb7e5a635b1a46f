/* Laws of fees: lines sum to the fee, rounding stays within its bound, gross-up is the smallest
 * gross, refunds in any steps end at the sale. */
#include "bigint.h"
#include "property.h"
#include "revops.h"

enum { LINES = 6, PARTS_MOST = 256 };

typedef struct schedule {
    revops_fee_line lines[LINES];
    size_t count;
    revops_fee_options options;
    int64_t gross, tax;
} schedule;

/* Their least common multiple is 8.4e18, just within int64. */
static const int64_t dens[] = {1, 2, 3, 7, 10, 40, 100, 1000, 10000, 9973, 4000000007};

/* A share of at most 1 / @p parts, so that many still sum below 1. */
static void draw_share(test_dice *dice, revops_fee_line *line, int64_t parts) {
    line->share_den = dens[dice_below(dice, sizeof dens / sizeof dens[0])] * parts;
    line->share_num = dice_between(dice, 0, line->share_den / parts);
}

/* What a schedule may hold, from nothing but one group of plain shares to all. */
enum { PLAIN = 0, LIMITS = 1, MARGINAL = 2, SLABS = 4, GROUPS = 8, LEFT = 16, ALL = 31 };

static revops_fee_line draw_line(test_dice *dice, int with, int64_t parts) {
    revops_fee_line line = {0};
    draw_share(dice, &line, parts);
    if (dice_chance(dice, 3))
        line.share_num = line.share_den = 0;
    if (dice_chance(dice, 3))
        line.fixed_minor = dice_between(dice, 0, 60);
    if ((with & LIMITS) && dice_chance(dice, 3))
        line.min_minor = dice_between(dice, 0, 50);
    if ((with & LIMITS) && dice_chance(dice, 3))
        line.cap_minor = line.min_minor + dice_between(dice, 1, 90);
    if ((with & (MARGINAL | SLABS)) && dice_chance(dice, 2)) {
        line.from_minor = dice_chance(dice, 2) ? 0 : dice_between(dice, 0, 800);
        line.to_minor = dice_chance(dice, 2) ? 0 : line.from_minor + dice_between(dice, 1, 800);
        line.tier = !(with & SLABS) || ((with & MARGINAL) && dice_chance(dice, 2));
    }
    line.basis = (int32_t)dice_below(dice, with & LEFT ? 3 : 2);
    line.group = with & GROUPS ? (int32_t)dice_between(dice, -1, 1) : 0;
    line.refund = (int32_t)dice_below(dice, 2);
    return line;
}

static void draw_schedule(property *p, schedule *s, int with, int64_t parts) {
    property_table table = property_rows(p, LINES);
    s->count = table.count ? table.count : 1;
    for (size_t i = 0; i < s->count; i++) {
        test_dice row = property_row(&table, i);
        s->lines[i] = draw_line(&row, with, parts);
    }
    revops_fee_options_init(&s->options);
    s->options.mode = (int32_t)dice_between(&p->dice, 0, REVOPS_ROUND_CEILING);
    s->gross = dice_between(&p->dice, 0, INT64_MAX >> dice_between(&p->dice, 3, 62));
    s->tax = dice_chance(&p->dice, 2) ? dice_between(&p->dice, 0, s->gross) : 0;
}

static revops_status separate(const schedule *s, revops_separation *out, int64_t *parts) {
    return revops_fee_separate(out, parts, s->gross, s->tax, s->lines, s->count, &s->options, NULL);
}

/* --- the exact fee of one group, by an independent model: num / den in large integers --- */

typedef struct fraction {
    big num, den;
} fraction;

static fraction fraction_of(int64_t value) {
    fraction f = {big_from(value), big_from(1)};
    return f;
}

static fraction fraction_add(fraction a, fraction b) {
    fraction f = {big_add(big_multiply(a.num, b.den), big_multiply(b.num, a.den)),
                  big_multiply(a.den, b.den)};
    return f;
}

static int fraction_compare(fraction a, fraction b) {
    return big_compare(big_multiply(a.num, b.den), big_multiply(b.num, a.den));
}

static fraction model_line(const revops_fee_line *line, int64_t basis) {
    int64_t from = line->from_minor, to = line->to_minor;
    fraction f;
    if (basis < from || (line->tier == REVOPS_FEE_TIER_SLAB && to != 0 && basis >= to))
        return fraction_of(0);
    if (line->tier == REVOPS_FEE_TIER_MARGINAL)
        basis = (to != 0 && basis > to ? to : basis) - from;
    f.num = big_multiply(big_from(basis), big_from(line->share_num));
    f.den = big_from(line->share_num ? line->share_den : 1);
    f = fraction_add(f, fraction_of(line->fixed_minor));
    if (fraction_compare(f, fraction_of(line->min_minor)) < 0)
        f = fraction_of(line->min_minor);
    if (line->cap_minor && fraction_compare(f, fraction_of(line->cap_minor)) > 0)
        f = fraction_of(line->cap_minor);
    return f;
}

/* Law 1. */
static void law_lines_sum(property *p) {
    schedule s;
    revops_separation out;
    int64_t parts[LINES], sum = 0;
    draw_schedule(p, &s, ALL, 1);
    HOLDS(p, separate(&s, &out, parts) == REVOPS_OK, "%zu lines", s.count);
    for (size_t i = 0; i < s.count; i++)
        sum += parts[i];
    HOLDS(p, sum == out.fee_minor, "%lld", (long long)sum);
    HOLDS(p, out.gross_minor == s.gross && out.tax_minor == s.tax, "-");
    HOLDS(p, s.gross == s.tax + out.fee_minor + out.net_minor, "-");
}

/* Law 1, with one group: |fee - exact| is at most 1/2 in half modes, below 1 in all; a part is less
 * than a unit from its line. */
static void law_one_rounding(property *p) {
    schedule s;
    revops_separation out;
    fraction exact = fraction_of(0), off, bound;
    int64_t parts[LINES];
    int half;
    draw_schedule(p, &s, LIMITS | MARGINAL | SLABS, 1);
    s.gross += s.gross == 0; /* gross 0 has no fees */
    HOLDS(p, separate(&s, &out, parts) == REVOPS_OK, "%zu lines", s.count);
    for (size_t i = 0; i < s.count; i++) {
        fraction line = model_line(&s.lines[i], s.lines[i].basis == 1 ? s.gross - s.tax : s.gross);
        exact = fraction_add(exact, line);
        off = fraction_add(line, fraction_of(-parts[i]));
        off.num.negative = 0;
        HOLDS(p, fraction_compare(off, fraction_of(1)) < 0, "part %zu", i);
    }
    off = fraction_add(exact, fraction_of(-out.fee_minor));
    off.num.negative = 0;
    half = s.options.mode < REVOPS_ROUND_DOWN;
    bound.num = big_from(1);
    bound.den = big_from(half ? 2 : 1);
    HOLDS(p, fraction_compare(off, bound) < (half ? 1 : 0), "mode %d", (int)s.options.mode);
}

/* Law 2. */
static void law_fee_rises_with_gross(property *p) {
    schedule s;
    revops_separation low, high;
    draw_schedule(p, &s, LIMITS | MARGINAL | GROUPS, 1);
    s.tax = 0;
    HOLDS(p, separate(&s, &low, NULL) == REVOPS_OK, "-");
    s.gross += dice_between(&p->dice, 0, INT64_MAX - s.gross) >> dice_between(&p->dice, 3, 62);
    HOLDS(p, separate(&s, &high, NULL) == REVOPS_OK, "-");
    HOLDS(p, low.fee_minor <= high.fee_minor, "%lld to %lld", (long long)low.gross_minor,
          (long long)s.gross);
}

/* Law 2: caps and minima of lines that speak always hold, for the part that is paid. */
static void law_limits_hold(property *p) {
    schedule s;
    revops_separation out;
    int64_t parts[LINES];
    draw_schedule(p, &s, LIMITS | GROUPS | LEFT, 1);
    s.gross += s.gross == 0;
    HOLDS(p, separate(&s, &out, parts) == REVOPS_OK, "-");
    for (size_t i = 0; i < s.count; i++) {
        HOLDS(p, parts[i] >= s.lines[i].min_minor, "part %zu", i);
        HOLDS(p, s.lines[i].cap_minor == 0 || parts[i] <= s.lines[i].cap_minor, "part %zu", i);
    }
}

/* A group is its own schedule on what the groups before it left. */
static void law_groups_follow_each_other(property *p) {
    schedule s, one;
    revops_separation out;
    int64_t parts[LINES], again[LINES], fee = 0;
    draw_schedule(p, &s, ALL, 1);
    HOLDS(p, separate(&s, &out, parts) == REVOPS_OK, "-");
    for (int32_t group = -1; group <= 1; group++) {
        int64_t left = s.gross - s.tax > fee ? s.gross - s.tax - fee : 0, sum = 0;
        for (int on_left = 0; on_left < 2; on_left++) {
            one = s;
            one.count = 0;
            for (size_t i = 0; i < s.count; i++)
                if (s.lines[i].group == group && (s.lines[i].basis == 2) == on_left)
                    one.lines[one.count++] = s.lines[i];
            if (one.count == 0)
                continue;
            /* down never depends on company */
            one.options.mode = REVOPS_ROUND_DOWN;
            if (on_left) {
                one.gross = left;
                one.tax = 0;
            }
            if (one.gross == 0)
                continue;
            HOLDS(p, separate(&one, &out, again) == REVOPS_OK, "-");
            for (size_t i = 0, j = 0; i < s.count; i++)
                if (s.lines[i].group == group && (s.lines[i].basis == 2) == on_left) {
                    HOLDS(p, parts[i] - again[j] <= 1 && parts[i] - again[j] >= -1, "line %zu", i);
                    j++;
                }
        }
        for (size_t i = 0; i < s.count; i++)
            sum += s.lines[i].group == group ? parts[i] : 0;
        fee += sum;
    }
}

/* Gross-up adds the shares of all groups: large denominators do not go together. */
static void draw_smaller(schedule *s) {
    for (size_t i = 0; i < s->count; i++)
        if (s->lines[i].share_num && s->lines[i].share_den > 1000000) {
            s->lines[i].share_num = 1;
            s->lines[i].share_den = 11 * LINES;
        }
}

/* Law 3: checked against a walk from nothing on. */
static void law_gross_up_is_the_smallest(property *p) {
    schedule s;
    revops_separation out, walked = {0, 0, 0, 0};
    int64_t net;
    draw_schedule(p, &s, (int)dice_below(&p->dice, ALL + 1), LINES + 1);
    net = dice_between(&p->dice, 1, 1500);
    draw_smaller(&s);
    s.tax = 0;
    HOLDS(p, revops_fee_gross_up(&out, net, s.lines, s.count, &s.options, NULL) == REVOPS_OK,
          "net %lld", (long long)net);
    for (s.gross = 0; walked.net_minor < net; s.gross++)
        HOLDS(p, separate(&s, &walked, NULL) == REVOPS_OK, "-");
    HOLDS(p, walked.gross_minor == out.gross_minor, "%lld is not %lld for %lld",
          (long long)out.gross_minor, (long long)walked.gross_minor, (long long)net);
    HOLDS(p, walked.net_minor == out.net_minor && walked.fee_minor == out.fee_minor, "-");
}

/* Law 3 where a walk would never end: net(g) reaches the target, and the gross below does not. */
static void law_gross_up_of_large_nets(property *p) {
    schedule s;
    revops_separation out, below;
    int64_t net = dice_between(&p->dice, 1, INT64_MAX >> dice_between(&p->dice, 4, 60));
    draw_schedule(p, &s, LIMITS | MARGINAL, LINES + 1);
    draw_smaller(&s);
    HOLDS(p, revops_fee_gross_up(&out, net, s.lines, s.count, &s.options, NULL) == REVOPS_OK,
          "net %lld", (long long)net);
    HOLDS(p, out.net_minor >= net, "-");
    s.gross = out.gross_minor - 1;
    s.tax = 0;
    HOLDS(p, separate(&s, &below, NULL) == REVOPS_OK, "-");
    HOLDS(p, below.net_minor < net, "-");
}

/* Law 4. */
static void law_refunds_end_at_the_sale(property *p) {
    schedule s;
    revops_separation sale, step, sum = {0, 0, 0, 0};
    int64_t parts[LINES], back[LINES], all[LINES] = {0};
    draw_schedule(p, &s, ALL, 1);
    HOLDS(p, separate(&s, &sale, parts) == REVOPS_OK, "-");
    while (sum.gross_minor < s.gross || dice_chance(&p->dice, 4)) {
        int64_t refund = dice_between(&p->dice, 0, s.gross - sum.gross_minor);
        refund = dice_chance(&p->dice, 5) ? s.gross - sum.gross_minor : refund;
        if (dice_chance(&p->dice, 8)) /* a won chargeback */
            refund = -dice_between(&p->dice, 0, sum.gross_minor);
        HOLDS(p,
              revops_fee_reverse(&step, back, &sale, parts, s.lines, s.count, sum.gross_minor,
                                 refund, NULL) == REVOPS_OK,
              "refund %lld", (long long)refund);
        HOLDS(p, step.gross_minor == refund, "-");
        HOLDS(p, refund == step.tax_minor + step.fee_minor + step.net_minor, "-");
        sum.gross_minor += refund;
        sum.tax_minor += step.tax_minor;
        sum.net_minor += step.net_minor;
        for (size_t i = 0; i < s.count; i++) {
            step.fee_minor -= back[i];
            all[i] += back[i];
            HOLDS(p, s.lines[i].refund || back[i] == 0, "retained line %zu", i);
        }
        HOLDS(p, step.fee_minor == 0, "lines do not sum");
    }
    for (size_t i = 0; sum.gross_minor == s.gross && i < s.count; i++)
        HOLDS(p, all[i] == (s.lines[i].refund ? parts[i] : 0), "line %zu", i);
    HOLDS(p, sum.gross_minor != s.gross || sum.tax_minor == s.tax, "tax");
}

int main(void) {
    law("fee lines sum to the fee, and gross = tax + fee + net", law_lines_sum, 1000);
    law("one group is rounded once", law_one_rounding, 1000);
    law("fees rise with gross", law_fee_rises_with_gross, 1000);
    law("minimum and cap hold", law_limits_hold, 1000);
    law("groups follow each other", law_groups_follow_each_other, 500);
    law("gross-up finds the smallest gross", law_gross_up_is_the_smallest, 300);
    law("gross-up reaches large nets", law_gross_up_of_large_nets, 500);
    law("refunds of any steps end at the sale", law_refunds_end_at_the_sale, 500);
    return law_end();
}
