/* Sealing: a list of rules becomes a set that divides every sale, or is refused with the rule that
 * prevents it. Each rule is looked at by itself; then the steps are put in order, and money is
 * followed through them: who has been paid, who was emptied, and who gets what is left. */
#include <string.h>

#include "base/error.h"
#include "base/host.h"
#include "base/wide.h"
#include "sales/split.h"
#include "value/ratio.h"

static revops_status split_refuse(uint64_t row, const char *field, const char *expected,
                                  int64_t got, revops_error *err) {
    return revops__fail_i64(err, REVOPS_E_INVALID, row, field, expected, got);
}

/* --- one rule by itself --- */

/* Share and kind: what is no percent has no share. */
static revops_status split_share_check(const revops_split_rule *rule, uint64_t row,
                                       revops_error *err) {
    if (rule->share_num < 0)
        return split_refuse(row, "share_num", "at least 0", rule->share_num, err);
    if (rule->kind != REVOPS_RULE_PERCENT)
        return rule->share_num == 0
                   ? REVOPS_OK
                   : split_refuse(row, "share_num", "no share on a rule that is not percent",
                                  rule->share_num, err);
    if (rule->share_den <= 0)
        return split_refuse(row, "share_den", "above 0", rule->share_den, err);
    if (rule->share_num > rule->share_den)
        return split_refuse(row, "share_num", "a share of at most 1", rule->share_num, err);
    return REVOPS_OK;
}

/* An amount of at least 0, and 0 where the kind has no use for it. */
static revops_status split_amount_check(int64_t amount, int used, const char *field,
                                        const char *useless, uint64_t row, revops_error *err) {
    if (amount < 0)
        return split_refuse(row, field, "at least 0", amount, err);
    return used || amount == 0 ? REVOPS_OK : split_refuse(row, field, useless, amount, err);
}

static revops_status split_amounts_check(const revops_split_rule *rule, uint64_t row,
                                         revops_error *err) {
    int percent = rule->kind == REVOPS_RULE_PERCENT, rest = rule->kind == REVOPS_RULE_REST;
    const char *no_band = "no band on a rest rule", *no_limit = "no limit but on a percent rule";
    revops_status status =
        split_amount_check(rule->fixed_minor, rule->kind == REVOPS_RULE_FIXED, "fixed_minor",
                           "no amount but on a fixed rule", row, err);
    if (status == REVOPS_OK)
        status = split_amount_check(rule->floor_minor, percent, "floor_minor", no_limit, row, err);
    if (status == REVOPS_OK && rule->cap_minor > 0 && rule->floor_minor > rule->cap_minor)
        status = split_refuse(row, "floor_minor", "at most the cap", rule->floor_minor, err);
    if (status == REVOPS_OK)
        status = split_amount_check(rule->cap_minor, percent, "cap_minor", no_limit, row, err);
    if (status == REVOPS_OK)
        status = split_amount_check(rule->from_minor, !rest, "from_minor", no_band, row, err);
    if (status == REVOPS_OK && rule->to_minor > 0 && rule->from_minor >= rule->to_minor)
        status = split_refuse(row, "from_minor", "a start before the end", rule->from_minor, err);
    if (status == REVOPS_OK)
        status = split_amount_check(rule->to_minor, !rest, "to_minor", no_band, row, err);
    return status;
}

revops_status revops__split_rule_check(const revops_split_rule *rule, uint64_t row,
                                       revops_error *err) {
    revops_status status;
    if (rule->party == 0)
        return revops__fail(err, REVOPS_E_INVALID, row, "party", "expected a party, got none");
    if (rule->source == rule->party)
        return revops__fail_u64(err, REVOPS_E_INVALID, row, "source",
                                "a source that is not the party itself", rule->source);
    status = split_share_check(rule, row, err);
    if (status == REVOPS_OK)
        status = split_amounts_check(rule, row, err);
    if (status != REVOPS_OK)
        return status;
    if ((uint32_t)rule->kind > REVOPS_RULE_REST)
        return split_refuse(row, "kind", "a kind of rule, 0 to 2", rule->kind, err);
    if ((uint32_t)rule->role > REVOPS_ROLE_KEPT)
        return split_refuse(row, "role", "a role, 0 to 5", rule->role, err);
    if ((uint32_t)rule->basis > REVOPS_SPLIT_BASIS_GROSS)
        return split_refuse(row, "basis", "a basis, 0 to 2", rule->basis, err);
    return REVOPS_OK;
}

revops_status revops__split_options_take(revops_split_options *own,
                                         const revops_split_options *options, revops_error *err) {
    revops_status status = revops__take(own, sizeof *own, options, "options", err);
    if (status != REVOPS_OK)
        return status;
    if (own->remainder < REVOPS_REMAINDER_LARGEST || own->remainder > REVOPS_REMAINDER_SEPARATE)
        return split_refuse(REVOPS_NONE, "remainder", "a remainder rule, 0 to 4", own->remainder,
                            err);
    if (own->reserved0 != 0)
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "reserved0", "0",
                                own->reserved0);
    return REVOPS_OK;
}

/* --- parties and the order of steps --- */

static void split_number_parties(revops__split_set *set, uint64_t owner) {
    const revops_split_rule *rules = set->rules;
    int named = owner == 0;
    set->party_count = 0;
    for (uint16_t i = 0; i < set->rule_count; i++) {
        uint16_t slot = 0;
        while (slot < set->party_count && rules[set->firsts[slot]].party != rules[i].party)
            slot++;
        if (slot == set->party_count) {
            set->firsts[set->party_count++] = i;
            named |= rules[i].party == owner;
        }
        set->slots[i] = slot;
    }
    set->owner = owner;
    if (!named)
        set->firsts[set->party_count++] = set->rule_count;
}

/* The slot of a party, or REVOPS__SPLIT_NOBODY. */
static uint16_t split_find(const revops__split_set *set, uint64_t party) {
    for (uint16_t slot = 0; slot < set->party_count; slot++)
        if (revops__split_party(set, slot) == party)
            return slot;
    return REVOPS__SPLIT_NOBODY;
}

/* Rules by ascending step, in their own order within one: lists are rarely out of order. */
static void split_sort(revops__split_set *set) {
    for (uint16_t i = 0; i < set->rule_count; i++) {
        uint16_t place = i;
        for (; place > 0 && set->rules[set->order[place - 1]].step > set->rules[i].step; place--)
            set->order[place] = set->order[place - 1];
        set->order[place] = i;
    }
}

static inline const revops_split_rule *split_at(const revops__split_set *set, size_t place) {
    return &set->rules[set->order[place]];
}

/* --- one step --- */

/* Shares of the step brought to one denominator; what stays goes to the place of the rest. */
static revops_status split_weigh(const revops__split_set *set, const revops__split_step *step,
                                 int64_t *weights, uint64_t *total, revops_error *err) {
    uint64_t common = 1;
    for (uint16_t i = 0; i < step->count; i++) {
        const revops_split_rule *rule = split_at(set, step->first + i);
        uint64_t num = (uint64_t)rule->share_num, den = (uint64_t)rule->share_den;
        revops__u128 product;
        if (num == 0)
            continue;
        den /= revops__gcd(num, den);
        product = revops__u128_multiply(common, den / revops__gcd(common, den));
        if (product.high != 0 || product.low > INT64_MAX)
            return revops__fail_i64(err, REVOPS_E_OVERFLOW, set->order[step->first + i],
                                    "share_den", "a common denominator of the step within int64",
                                    rule->share_den);
        common = product.low;
    }
    for (uint16_t i = 0; i < step->count; i++) {
        const revops_split_rule *rule = split_at(set, step->first + i);
        uint64_t num = (uint64_t)rule->share_num, den = (uint64_t)rule->share_den;
        uint64_t shared = num == 0 ? 1 : revops__gcd(num, den);
        weights[i] = num == 0 ? 0 : (int64_t)(num / shared * (common / (den / shared)));
    }
    weights[step->count] = 0;
    *total = common;
    return REVOPS_OK;
}

/* Does the band of a rule hold the basis? */
static int split_holds(const revops_split_rule *rule, int64_t basis) {
    return rule->from_minor <= basis && (rule->to_minor == 0 || basis < rule->to_minor);
}

/* Sums of shares change only where a band starts: looked at there, they may not pass 1. */
static revops_status split_sum_check(const revops__split_set *set, const revops__split_step *step,
                                     const int64_t *weights, revops_error *err) {
    for (uint16_t at = 0; at < step->count; at++) {
        int64_t point = split_at(set, step->first + at)->from_minor;
        uint64_t left = step->total;
        for (uint16_t i = 0; i < step->count; i++) {
            const revops_split_rule *rule = split_at(set, step->first + i);
            if (!split_holds(rule, point))
                continue;
            if ((uint64_t)weights[i] > left)
                return split_refuse(set->order[step->first + i], "share_num",
                                    "shares that sum to 1 at most", rule->share_num, err);
            left -= (uint64_t)weights[i];
        }
        if (!step->banded)
            break; /* one point is all points */
    }
    return REVOPS_OK;
}

/* The basis of a step is that of its percent rules; without them, one that is named. */
static int32_t split_basis(const revops__split_set *set, const revops__split_step *step) {
    int32_t basis = 0;
    for (uint16_t i = 0; i < step->count; i++) {
        const revops_split_rule *rule = split_at(set, step->first + i);
        if (rule->kind == REVOPS_RULE_PERCENT)
            return rule->basis;
        basis = basis ? basis : rule->basis;
    }
    return basis;
}

/* One source, one basis, one rest rule. */
static revops_status split_describe(const revops__split_set *set, revops__split_step *step,
                                    revops_error *err) {
    uint64_t source = split_at(set, step->first)->source;
    int32_t basis = split_basis(set, step);
    step->basis = (uint8_t)basis;
    step->rest = step->count;
    for (uint16_t i = 0; i < step->count; i++) {
        const revops_split_rule *rule = split_at(set, step->first + i);
        uint16_t row = set->order[step->first + i];
        if (rule->source != source)
            return revops__fail_u64(err, REVOPS_E_INVALID, row, "source", "one source in a step",
                                    rule->source);
        if (rule->basis != basis && (rule->kind == REVOPS_RULE_PERCENT || rule->basis != 0))
            return split_refuse(row, "basis", "one basis in a step", rule->basis, err);
        if (rule->kind == REVOPS_RULE_REST) {
            if (step->rest != step->count)
                return split_refuse(row, "kind", "one rest rule in a step", rule->kind, err);
            step->rest = i;
        }
        step->percent |= rule->kind == REVOPS_RULE_PERCENT;
        step->banded |= (rule->from_minor | rule->to_minor) != 0;
        step->limited |=
            rule->kind == REVOPS_RULE_FIXED || (rule->floor_minor | rule->cap_minor) != 0;
    }
    return REVOPS_OK;
}

static revops_status split_step_make(const revops__split_set *set, revops__split_step *step,
                                     int64_t *weights, revops_error *err) {
    revops_status status = split_describe(set, step, err);
    uint64_t taken = 0;
    if (status == REVOPS_OK)
        status = split_weigh(set, step, weights, &step->total, err);
    if (status == REVOPS_OK)
        status = split_sum_check(set, step, weights, err);
    if (status != REVOPS_OK)
        return status;
    if (!step->banded) { /* with bands, what stays is known only with the basis */
        for (uint16_t i = 0; i < step->count; i++)
            taken += (uint64_t)weights[i];
        weights[step->rest] = (int64_t)(step->total - taken);
    }
    step->weights = weights;
    return REVOPS_OK;
}

/* --- money through the steps --- */

/* What is known of the sale's money on the way. */
typedef struct split_flow {
    uint8_t holds[REVOPS__SPLIT_RULES + 1]; /* slot: 0 never paid, 1 paid, 2 emptied by a rest */
    uint8_t sale_emptied;                   /* a rest rule took all of it */
    uint8_t sale_shared;                    /* a step of plain shares took all of it */
    uint16_t rest;                          /* who has the rest rule on the sale */
} split_flow;

/* The source of a step must hold something that is still there. */
static revops_status split_source(const revops__split_set *set, revops__split_step *step,
                                  const split_flow *flow, revops_error *err) {
    uint64_t source = split_at(set, step->first)->source;
    uint16_t row = set->order[step->first];
    int emptied;
    step->source = source == 0 ? REVOPS__SPLIT_SALE : split_find(set, source);
    if (step->source != REVOPS__SPLIT_SALE &&
        (step->source == REVOPS__SPLIT_NOBODY || flow->holds[step->source] == 0))
        return revops__fail_u64(err, REVOPS_E_INVALID, row, "source",
                                "a source that an earlier step has paid", source);
    emptied =
        step->source == REVOPS__SPLIT_SALE ? flow->sale_emptied : flow->holds[step->source] == 2;
    if (emptied)
        return revops__fail_u64(err, REVOPS_E_INVALID, row, "source",
                                "a source that no rest rule has emptied", source);
    return REVOPS_OK;
}

/* Are all shares of the step plain, of what is held, and together exactly 1? */
static int split_is_whole(const revops__split_set *set, const revops__split_step *step) {
    for (uint16_t i = 0; i < step->count; i++) {
        const revops_split_rule *rule = split_at(set, step->first + i);
        if (rule->kind == REVOPS_RULE_PERCENT && (rule->floor_minor | rule->cap_minor) != 0)
            return 0;
    }
    return step->percent && !step->banded && step->basis == REVOPS_SPLIT_BASIS_HELD &&
           step->rest == step->count && step->weights[step->count] == 0;
}

static void split_follow(const revops__split_set *set, const revops__split_step *step,
                         split_flow *flow) {
    for (uint16_t i = 0; i < step->count; i++)
        flow->holds[set->slots[set->order[step->first + i]]] = 1;
    if (step->source != REVOPS__SPLIT_SALE) {
        if (step->rest < step->count)
            flow->holds[step->source] = 2;
    } else if (step->rest < step->count) {
        flow->sale_emptied = 1;
        flow->rest = set->slots[set->order[step->first + step->rest]];
    } else if (split_is_whole(set, step)) {
        flow->sale_shared = 1;
    }
}

/* Who bears losses, and who gets what is left at the end; money that nobody gets names the last
 * rule. */
static revops_status split_settle(revops__split_set *set, const split_flow *flow,
                                  revops_error *err) {
    uint16_t last = (uint16_t)(set->rule_count - 1), owner = REVOPS__SPLIT_NOBODY;
    uint16_t named = set->owner ? split_find(set, set->owner) : REVOPS__SPLIT_NOBODY;
    for (uint16_t slot = set->party_count; slot-- > 0;)
        if (set->firsts[slot] < set->rule_count &&
            set->rules[set->firsts[slot]].role == REVOPS_ROLE_OWNER)
            owner = slot;
    if (!flow->sale_emptied && !flow->sale_shared && named == REVOPS__SPLIT_NOBODY)
        return revops__fail(err, REVOPS_E_INVALID, last, "kind",
                            "expected a rest rule on the sale, plain shares that sum to 1 or a "
                            "named owner, got money left to nobody");
    set->bearer = flow->sale_emptied ? flow->rest : owner != REVOPS__SPLIT_NOBODY ? owner : named;
    if (set->bearer == REVOPS__SPLIT_NOBODY)
        return revops__fail(err, REVOPS_E_INVALID, last, "role",
                            "expected a rest rule, a role owner or a named owner, got nobody who "
                            "bears losses");
    set->leftover = flow->sale_emptied || flow->sale_shared ? set->bearer : named;
    return REVOPS_OK;
}

/* One step of the sale that is one allocation: the slot of each weight is its place, and what stays
 * behind all rules is nothing or goes to an owner whom no rule names. */
static void split_simplify(revops__split_set *set) {
    const revops__split_step *step = &set->steps[0];
    set->simple.weights = step->weights;
    set->simple.count = set->party_count;
    set->simple.total = step->total;
    set->simple.step = 1;
    set->simple.rule = set->remainder;
    set->plain = set->step_count == 1 && step->basis == REVOPS_SPLIT_BASIS_HELD && !step->banded &&
                 !step->limited &&
                 (step->weights[set->rule_count] == 0 || set->party_count > set->rule_count);
    for (uint16_t slot = 0; slot < set->rule_count; slot++)
        if (set->slots[slot] != slot) /* a party twice */
            set->plain = 0;
}

static revops_status split_steps_make(revops__split_set *set, revops_error *err) {
    split_flow flow;
    int64_t *weights = set->weights;
    memset(&flow, 0, sizeof flow);
    set->step_count = 0;
    for (uint16_t place = 0; place < set->rule_count;) {
        revops__split_step *step = &set->steps[set->step_count];
        revops_status status;
        if (set->step_count == REVOPS__SPLIT_STEPS)
            return revops__fail_i64(err, REVOPS_E_LIMIT, set->order[place], "step",
                                    "at most 64 steps", split_at(set, place)->step);
        memset(step, 0, sizeof *step);
        step->first = place;
        while (place < set->rule_count &&
               split_at(set, place)->step == split_at(set, step->first)->step)
            place++;
        step->count = (uint16_t)(place - step->first);
        status = split_step_make(set, step, weights, err);
        if (status == REVOPS_OK)
            status = split_source(set, step, &flow, err);
        if (status != REVOPS_OK)
            return status;
        split_follow(set, step, &flow);
        weights += step->count + 1;
        set->step_count++;
    }
    return split_settle(set, &flow, err);
}

revops_status revops__split_seal(revops__split_set *set, revops__split_rooms *rooms,
                                 const revops_split_rule *rules, size_t count,
                                 const revops_split_options *options, revops_error *err) {
    revops_status status = revops__require(rules, "rules", err);
    if (status != REVOPS_OK)
        return status;
    if (count == 0)
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, "count",
                            "expected at least one rule, got none");
    if (count > REVOPS__SPLIT_RULES)
        return revops__fail_u64(err, REVOPS_E_LIMIT, REVOPS_NONE, "count", "at most 1024", count);
    for (size_t i = 0; i < count; i++) {
        status = revops__split_rule_check(&rules[i], i, err);
        if (status != REVOPS_OK)
            return status;
    }
    memset(set, 0, sizeof *set);
    set->rules = rules;
    set->rule_count = (uint16_t)count;
    set->remainder = options->remainder;
    set->steps = rooms->steps;
    set->weights = rooms->weights;
    set->order = rooms->order;
    set->slots = rooms->slots;
    set->firsts = rooms->firsts;
    split_number_parties(set, options->owner);
    split_sort(set);
    status = split_steps_make(set, err);
    if (status == REVOPS_OK)
        split_simplify(set);
    return status;
}

/* --- a block of one's own --- */

/* 64-bit rooms first, so that each is aligned behind the other. */
size_t revops__split_size(const revops__split_set *set) {
    return set->step_count * sizeof *set->steps +
           ((size_t)set->rule_count + set->step_count) * sizeof *set->weights +
           (2 * (size_t)set->rule_count + set->party_count) * sizeof *set->order;
}

static void *split_place(unsigned char **at, const void *from, size_t size) {
    void *place = *at;
    memcpy(place, from, size);
    *at += size;
    return place;
}

void revops__split_move(revops__split_set *set, void *block, const revops_split_rule *rules) {
    unsigned char *at = block;
    const int64_t *before = set->weights;
    size_t weights = (size_t)set->rule_count + set->step_count, two = sizeof *set->order;
    set->rules = rules;
    set->steps = split_place(&at, set->steps, set->step_count * sizeof *set->steps);
    set->weights = split_place(&at, set->weights, weights * sizeof *set->weights);
    set->order = split_place(&at, set->order, set->rule_count * two);
    set->slots = split_place(&at, set->slots, set->rule_count * two);
    set->firsts = split_place(&at, set->firsts, set->party_count * two);
    for (uint16_t i = 0; i < set->step_count; i++)
        set->steps[i].weights = set->weights + (set->steps[i].weights - before);
    set->simple.weights = set->weights;
}
