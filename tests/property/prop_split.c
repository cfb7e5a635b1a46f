/* Laws of splits: parts sum to net for every set that seals, limits hold, order shows only in ties,
 * and a set that seals never fails. */
#include "bigint.h"
#include "property.h"
#include "revops.h"
#include "sales/split.h"

enum { RULES = 8, PARTIES = 6, PARTS_MOST = RULES + 1 };

typedef struct draw {
    revops_split_rule rules[RULES];
    size_t count;
    revops_split_options options;
    revops_separation sale;
} draw;

static const int64_t dens[] = {1, 2, 3, 4, 7, 10, 100, 1000, 10000, 9973};

static void draw_sale(test_dice *dice, revops_separation *sale) {
    int64_t most = INT64_MAX >> dice_between(dice, 1, 62);
    sale->gross_minor = dice_between(dice, 0, most);
    sale->tax_minor = dice_chance(dice, 3) ? dice_between(dice, 0, sale->gross_minor) : 0;
    sale->fee_minor = dice_between(dice, -most / 8, most / 4);
    sale->net_minor = sale->gross_minor - sale->tax_minor - sale->fee_minor;
}

/* Most rules are sound, so that many sets seal; some are anything. */
static revops_split_rule draw_rule(test_dice *dice) {
    revops_split_rule rule = {0};
    rule.party = 1 + dice_below(dice, PARTIES);
    rule.step = (int32_t)dice_below(dice, 3);
    rule.kind = (int32_t)dice_below(dice, 8) == 0;
    if (dice_chance(dice, 6))
        rule.kind = REVOPS_RULE_REST;
    rule.role = (int32_t)dice_below(dice, 6);
    if (rule.step > 0 && dice_chance(dice, 3))
        rule.source = 1 + dice_below(dice, PARTIES);
    if (rule.kind == REVOPS_RULE_PERCENT) {
        rule.share_den = dens[dice_below(dice, sizeof dens / sizeof dens[0])];
        rule.share_num = dice_between(dice, 0, rule.share_den) / (1 + dice_chance(dice, 2) * 3);
        rule.floor_minor = dice_chance(dice, 6) ? dice_between(dice, 0, 500) : 0;
        rule.cap_minor = dice_chance(dice, 6) ? rule.floor_minor + dice_between(dice, 1, 5000) : 0;
        rule.basis = dice_chance(dice, 9) ? (int32_t)dice_below(dice, 3) : 0;
    } else if (rule.kind == REVOPS_RULE_FIXED) {
        rule.fixed_minor = dice_between(dice, 0, INT64_MAX >> dice_between(dice, 0, 62));
    }
    if (rule.kind != REVOPS_RULE_REST && dice_chance(dice, 6)) {
        rule.from_minor = dice_between(dice, 0, 1000);
        rule.to_minor = dice_chance(dice, 2) ? 0 : rule.from_minor + dice_between(dice, 1, 1000);
    }
    return rule;
}

static void draw_set(property *p, draw *d) {
    property_table table = property_rows(p, RULES);
    d->count = table.count ? table.count : 1;
    for (size_t i = 0; i < d->count; i++) {
        test_dice row = property_row(&table, i);
        d->rules[i] = draw_rule(&row);
    }
    revops_split_options_init(&d->options);
    d->options.remainder = (int32_t)dice_below(&p->dice, 5);
    d->options.owner = dice_chance(&p->dice, 3) ? 0 : 1 + dice_below(&p->dice, PARTIES + 2);
    draw_sale(&p->dice, &d->sale);
}

static revops_status compute(const draw *d, revops_split_part *parts, size_t *written,
                             int64_t *shortfall, revops_error *err) {
    return revops_split_compute(parts, PARTS_MOST, written, shortfall, &d->sale, d->rules, d->count,
                                &d->options, err);
}

/* Plain shares of one step that sum to 1 with a rest or without: the common set. */
static void draw_shares(property *p, draw *d) {
    property_table table = property_rows(p, RULES);
    int64_t left = 1000;
    d->count = table.count ? table.count : 1;
    for (size_t i = 0; i < d->count; i++) {
        test_dice row = property_row(&table, i);
        revops_split_rule rule = {0};
        rule.party = 1 + i;
        rule.share_den = 1000;
        rule.share_num = i + 1 < d->count ? dice_between(&row, 0, left) : left;
        left -= rule.share_num;
        d->rules[i] = rule;
    }
    d->rules[dice_below(&p->dice, d->count)].role = REVOPS_ROLE_OWNER;
    revops_split_options_init(&d->options);
    draw_sale(&p->dice, &d->sale);
}

/* --- law 5 --- */

static void law_parts_sum_to_net(property *p) {
    draw d;
    revops_split_part parts[PARTS_MOST];
    revops_error err;
    size_t written;
    int64_t shortfall;
    big sum = big_from(0);
    revops_status status;
    draw_set(p, &d);
    status = compute(&d, parts, &written, &shortfall, &err);
    if (status != REVOPS_OK) { /* law 8: a set that does not seal names a rule */
        HOLDS(p, status == REVOPS_E_INVALID && err.row < d.count, "%s %s", err.field, err.message);
        return;
    }
    HOLDS(p, shortfall >= 0 && (shortfall == 0 || d.sale.net_minor > 0), "-");
    for (size_t i = 0; i < written; i++) {
        sum = big_add(sum, big_from(parts[i].amount_minor));
        HOLDS(p, parts[i].amount_minor > 0 || d.sale.net_minor < 0, "part %zu", i);
        for (size_t j = 0; j < i; j++)
            HOLDS(p, parts[j].party != parts[i].party, "party %d twice", (int)parts[i].party);
    }
    HOLDS(p, written <= 1 || d.sale.net_minor > 0, "a loss is shared");
    HOLDS(p, big_compare(sum, big_from(d.sale.net_minor)) == 0, "%zu parts", written);
}

/* Law 5: caps and floors, one rule a party, so that its part is what the rule gave. */
static void law_limits_hold(property *p) {
    draw d;
    revops_split_part parts[PARTS_MOST];
    size_t written;
    int64_t shortfall, of[PARTS_MOST + 1] = {0}, before = 0;
    draw_shares(p, &d);
    d.sale.fee_minor = d.sale.tax_minor = 0;
    d.sale.net_minor = d.sale.gross_minor;
    d.options.owner = RULES + 1;
    for (size_t i = 0; i < d.count; i++) {
        d.rules[i].floor_minor = dice_chance(&p->dice, 2) ? dice_between(&p->dice, 0, 3000) : 0;
        d.rules[i].cap_minor =
            dice_chance(&p->dice, 2) ? d.rules[i].floor_minor + dice_between(&p->dice, 1, 3000) : 0;
    }
    HOLDS(p, compute(&d, parts, &written, &shortfall, NULL) == REVOPS_OK, "-");
    for (size_t i = 0; i < written; i++)
        of[parts[i].party] = parts[i].amount_minor;
    for (size_t i = 0; i < d.count; i++) {
        int64_t held = d.sale.net_minor - before, floor = d.rules[i].floor_minor;
        int64_t part = of[d.rules[i].party];
        HOLDS(p, d.rules[i].cap_minor == 0 || part <= d.rules[i].cap_minor, "rule %zu", i);
        HOLDS(p, part >= (floor < held ? floor : held), "rule %zu", i);
        before += part;
    }
}

/* --- law 6: |part x 1000 - net x share| < 1000; rules that hand a unit to somebody whose share is
 * a whole number already may be just there --- */

static void law_near_exact_share(property *p) {
    draw d;
    revops_split_part parts[PARTS_MOST];
    size_t written;
    int64_t of[PARTS_MOST + 1] = {0};
    draw_shares(p, &d);
    d.options.remainder = (int32_t)dice_below(&p->dice, REVOPS_REMAINDER_FROM_LAST);
    if (d.sale.net_minor <= 0)
        return;
    HOLDS(p, compute(&d, parts, &written, NULL, NULL) == REVOPS_OK, "-");
    for (size_t i = 0; i < written; i++)
        of[parts[i].party] = parts[i].amount_minor;
    for (size_t i = 0; i < d.count; i++) {
        big exact = big_multiply(big_from(d.sale.net_minor), big_from(d.rules[i].share_num));
        big got = big_multiply(big_from(of[i + 1]), big_from(1000));
        big off = big_add(got, big_negate(exact)), unit = big_from(1000);
        int bound = d.options.remainder == REVOPS_REMAINDER_LARGEST ? 0 : 1;
        HOLDS(p, big_compare_size(&off, &unit) < bound, "rule %zu", i);
    }
}

/* --- law 7: remainders that tie are left to the order, all else is not --- */

static int shares_tie(const draw *d) {
    uint64_t net = (uint64_t)d->sale.net_minor % 1000;
    for (size_t i = 0; i < d->count; i++)
        for (size_t j = 0; j < i; j++)
            if (net * (uint64_t)d->rules[i].share_num % 1000 ==
                net * (uint64_t)d->rules[j].share_num % 1000)
                return 1;
    return 0;
}

static void law_order_shows_only_in_ties(property *p) {
    draw d, turned;
    revops_split_part parts[PARTS_MOST], again[PARTS_MOST];
    size_t written, other, shift;
    int64_t of[PARTS_MOST + 1] = {0};
    draw_shares(p, &d);
    if (shares_tie(&d) || d.sale.net_minor <= 0)
        return;
    turned = d;
    shift = dice_below(&p->dice, d.count);
    for (size_t i = 0; i < d.count; i++)
        turned.rules[i] = d.rules[(i + shift) % d.count];
    HOLDS(p, compute(&d, parts, &written, NULL, NULL) == REVOPS_OK, "-");
    HOLDS(p, compute(&turned, again, &other, NULL, NULL) == REVOPS_OK && other == written, "-");
    for (size_t i = 0; i < written; i++)
        of[parts[i].party] = parts[i].amount_minor;
    for (size_t i = 0; i < written; i++)
        HOLDS(p, of[again[i].party] == again[i].amount_minor, "party %d", (int)again[i].party);
}

/* --- law 8 --- */

static void law_a_sealed_set_never_fails(property *p) {
    draw d;
    revops_split_part parts[PARTS_MOST];
    revops_error err;
    size_t written;
    draw_set(p, &d);
    if (compute(&d, parts, &written, NULL, NULL) != REVOPS_OK)
        return;
    for (int i = 0; i < 20; i++) {
        draw_sale(&p->dice, &d.sale);
        if (i == 0)
            d.sale = (revops_separation){INT64_MAX, 0, 0, INT64_MAX};
        if (i == 1)
            d.sale = (revops_separation){0, 0, INT64_MAX, -INT64_MAX};
        HOLDS(p, compute(&d, parts, &written, NULL, &err) == REVOPS_OK, "%s: %s", err.field,
              err.message);
    }
}

/* The short road of plain sets and the long one are one road. */
static void law_both_roads_meet(property *p) {
    draw d;
    revops__split_set set;
    revops__split_rooms rooms;
    int64_t parts[PARTS_MOST], again[PARTS_MOST], shortfall, other;
    draw_shares(p, &d);
    d.options.remainder = (int32_t)dice_below(&p->dice, 5);
    if (dice_chance(&p->dice, 3)) {
        d.rules[d.count - 1].kind = REVOPS_RULE_REST;
        d.rules[d.count - 1].share_num = 0;
    }
    if (dice_chance(&p->dice, 2))
        d.options.owner = RULES + 1;
    if (d.options.owner && dice_chance(&p->dice, 2))
        d.rules[0].share_num /= 2;
    HOLDS(p,
          revops__split_seal(&set, &rooms, d.rules, d.count, &d.options, NULL) == REVOPS_OK &&
              set.plain,
          "-");
    HOLDS(p, revops__split_apply(&set, parts, &shortfall, &d.sale), "-");
    HOLDS(p, revops__split_apply_steps(&set, again, &other, &d.sale), "-");
    HOLDS(p, shortfall == 0 && other == 0, "-");
    for (size_t i = 0; i < set.party_count; i++)
        HOLDS(p, parts[i] == again[i], "slot %zu: %lld, %lld", i, (long long)parts[i],
              (long long)again[i]);
}

int main(void) {
    law("parts sum to net, and a refused set names a rule", law_parts_sum_to_net, 4000);
    law("caps and floors hold", law_limits_hold, 500);
    law("shares lie less than a unit from exact", law_near_exact_share, 500);
    law("the order of rules shows only in ties", law_order_shows_only_in_ties, 500);
    law("a set that seals never fails on a sale", law_a_sealed_set_never_fails, 2000);
    law("plain sets divide as the steps say", law_both_roads_meet, 500);
    return law_end();
}
