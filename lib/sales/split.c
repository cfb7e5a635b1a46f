/* One sale divided by a sealed set. Parts are what parties hold while the steps go by, so a party
 * that passes on what it got is a source like the sale. */
#include "revops/split.h"

#include <string.h>

#include "base/error.h"
#include "base/host.h"
#include "base/wide.h"
#include "sales/split.h"

/* --- words and shapes --- */

const revops_word revops__rule_kind_words[3] = {
    {"percent", "a share of the basis", REVOPS_RULE_PERCENT, 0},
    {"fixed", "an amount", REVOPS_RULE_FIXED, 0},
    {"rest", "what the others leave", REVOPS_RULE_REST, 0},
};
const revops_word revops__role_words[6] = {
    {"other", "anybody else", REVOPS_ROLE_OTHER, 0},
    {"owner", "the business itself", REVOPS_ROLE_OWNER, 0},
    {"coproducer", "made it too", REVOPS_ROLE_COPRODUCER, 0},
    {"affiliate", "brought the customer", REVOPS_ROLE_AFFILIATE, 0},
    {"platform", "sold it", REVOPS_ROLE_PLATFORM, 0},
    {"kept", "set aside for nobody yet", REVOPS_ROLE_KEPT, 0},
};
const revops_word revops__split_basis_words[3] = {
    {"held", "what the source holds; of the sale its net", REVOPS_SPLIT_BASIS_HELD, 0},
    {"price", "gross - tax of the sale", REVOPS_SPLIT_BASIS_PRICE, 0},
    {"gross", "what the customer paid", REVOPS_SPLIT_BASIS_GROSS, 0},
};

#define RULE revops_split_rule
static const revops_field split_rule_fields[] = {
    REVOPS__FIELD(RULE, party, REVOPS_UNIT_KEY, "who is paid"),
    REVOPS__FIELD(RULE, source, REVOPS_UNIT_KEY, "out of what; 0: the sale"),
    REVOPS__FIELD(RULE, share_num, REVOPS_UNIT_NUM, "share of the basis, 0 to 1"),
    REVOPS__FIELD(RULE, share_den, REVOPS_UNIT_DEN, "its denominator"),
    REVOPS__FIELD(RULE, fixed_minor, REVOPS_UNIT_MINOR, "the amount of a fixed rule"),
    REVOPS__FIELD(RULE, floor_minor, REVOPS_UNIT_MINOR, "a percent part is at least this"),
    REVOPS__FIELD(RULE, cap_minor, REVOPS_UNIT_MINOR, "and at most this; 0: no cap"),
    REVOPS__FIELD(RULE, from_minor, REVOPS_UNIT_MINOR, "start of the band of the basis"),
    REVOPS__FIELD(RULE, to_minor, REVOPS_UNIT_MINOR, "its end, outside; 0: open"),
    REVOPS__FIELD(RULE, step, REVOPS_UNIT_NONE, "steps go by ascending number"),
    REVOPS__ENUM(RULE, kind, revops__rule_kind_words, 0, "what it asks for"),
    REVOPS__ENUM(RULE, role, revops__role_words, 0, "who the party is"),
    REVOPS__ENUM(RULE, basis, revops__split_basis_words, 0, "what the share is of"),
};
#undef RULE
const revops_shape revops__shape_split_rule = REVOPS__SHAPE(
    revops_split_rule, "split_rule", "one rule of a split", split_rule_fields, REVOPS_SHAPE_RECORD);

static const revops_field split_options_fields[] = {
    REVOPS__SIZE(revops_split_options),
    REVOPS__FIELD(revops_split_options, owner, REVOPS_UNIT_KEY,
                  "takes what no rule takes, and bears losses"),
    REVOPS__ENUM(revops_split_options, remainder, revops__remainder_words, 0,
                 "who gets the units left over"),
    REVOPS__RESERVED(revops_split_options, reserved0),
};
const revops_shape revops__shape_split_options =
    REVOPS__SHAPE(revops_split_options, "split_options", "how a rule set divides",
                  split_options_fields, REVOPS_SHAPE_OPTIONS);

static const revops_field split_part_fields[] = {
    REVOPS__FIELD(revops_split_part, party, REVOPS_UNIT_KEY, "who"),
    REVOPS__FIELD(revops_split_part, amount_minor, REVOPS_UNIT_MINOR, "how much"),
    REVOPS__ENUM(revops_split_part, role, revops__role_words, 0, "who the party is"),
    REVOPS__RESERVED(revops_split_part, reserved0),
};
const revops_shape revops__shape_split_part =
    REVOPS__SHAPE(revops_split_part, "split_part", "what one party gets of a sale",
                  split_part_fields, REVOPS_SHAPE_RECORD);

void revops_split_options_init(revops_split_options *options) {
    static const revops_split_options init = REVOPS_SPLIT_OPTIONS_INIT;
    if (options)
        *options = init;
}

/* --- one step --- */

static inline int split_speaks(const revops_split_rule *rule, int64_t basis) {
    return rule->from_minor <= basis && (rule->to_minor == 0 || basis < rule->to_minor);
}

/* The percent parts of a step; rules that do not speak have no weight, and what stays grows. */
static int split_allocate(const revops__split_set *set, const revops__split_step *step,
                          int64_t *asks, int64_t basis) {
    revops__allocate_plan plan = {step->weights, (size_t)step->count + 1, step->total, 1,
                                  set->remainder};
    int64_t weights[REVOPS__PARTS_ROOM], left;
    uint64_t stays = step->total;
    if (!step->banded)
        return revops__allocate_apply(asks, &left, basis, &plan);
    for (uint16_t i = 0; i <= step->count; i++) {
        int speaks = i < step->count && i != step->rest &&
                     split_speaks(&set->rules[set->order[step->first + i]], basis);
        weights[i] = speaks ? step->weights[i] : 0;
        stays -= (uint64_t)weights[i];
    }
    weights[step->rest] = (int64_t)stays;
    plan.weights = weights;
    return revops__allocate_apply(asks, &left, basis, &plan);
}

/* What a rule asks for, a percent rule with its share of the basis. */
static inline int64_t split_ask(const revops_split_rule *rule, int64_t share, int64_t basis) {
    if (!split_speaks(rule, basis))
        return 0;
    if (rule->kind == REVOPS_RULE_FIXED)
        return rule->fixed_minor;
    share = share < rule->floor_minor ? rule->floor_minor : share;
    return rule->cap_minor != 0 && share > rule->cap_minor ? rule->cap_minor : share;
}

static inline void split_fall_short(int64_t *shortfall, int64_t more) {
    *shortfall = more < INT64_MAX - *shortfall ? *shortfall + more : INT64_MAX;
}

/* Divide what @p held holds. 0 when an identity broke. */
static int split_step(const revops__split_set *set, const revops__split_step *step, int64_t *held,
                      int64_t *parts, int64_t *shortfall, const revops_separation *sale) {
    int64_t asks[REVOPS__PARTS_ROOM], left = *held, basis = left;
    if (step->basis == REVOPS_SPLIT_BASIS_PRICE)
        basis = sale->gross_minor - sale->tax_minor;
    else if (step->basis == REVOPS_SPLIT_BASIS_GROSS)
        basis = sale->gross_minor;
    if (step->percent && !split_allocate(set, step, asks, basis))
        return 0;
    for (uint16_t i = 0; i < step->count; i++) {
        uint16_t index = set->order[step->first + i];
        const revops_split_rule *rule = &set->rules[index];
        int64_t ask, paid;
        if (i == step->rest)
            continue;
        ask = split_ask(rule, rule->kind == REVOPS_RULE_PERCENT ? asks[i] : 0, basis);
        paid = ask < left ? ask : left;
        parts[set->slots[index]] += paid;
        left -= paid;
        split_fall_short(shortfall, ask - paid);
    }
    if (step->rest < step->count) {
        parts[set->slots[set->order[step->first + step->rest]]] += left;
        left = 0;
    }
    *held = left;
    return 1;
}

int revops__split_apply_steps(const revops__split_set *set, int64_t *parts, int64_t *shortfall,
                              const revops_separation *sale) {
    int64_t left = sale->net_minor, sum = 0, any = 0;
    memset(parts, 0, set->party_count * sizeof *parts);
    *shortfall = 0;
    if (left <= 0) {
        parts[set->bearer] = left;
        return 1;
    }
    for (uint16_t i = 0; i < set->step_count; i++) {
        const revops__split_step *step = &set->steps[i];
        int64_t *held = step->source == REVOPS__SPLIT_SALE ? &left : &parts[step->source];
        if (!split_step(set, step, held, parts, shortfall, sale))
            return 0;
    }
    parts[set->leftover] += left;
    for (uint16_t slot = 0; slot < set->party_count; slot++) {
        sum = (int64_t)((uint64_t)sum + (uint64_t)parts[slot]);
        any |= parts[slot];
    }
    return !REVOPS_NEVER(any < 0 || sum != sale->net_minor);
}

/* --- the public function --- */

/* The amounts add up; price and gross can be a basis where something is shared. */
static revops_status split_sale_check(const revops_separation *sale, revops_error *err) {
    revops__sum sum = {0, 0};
    int64_t gross;
    if (sale->net_minor > 0 && sale->gross_minor < 0)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "gross_minor", "at least 0",
                                sale->gross_minor);
    if (sale->net_minor > 0 && (sale->tax_minor < 0 || sale->tax_minor > sale->gross_minor))
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "tax_minor", "0 to the gross",
                                sale->tax_minor);
    revops__sum_add(&sum, sale->tax_minor);
    revops__sum_add(&sum, sale->fee_minor);
    revops__sum_add(&sum, sale->net_minor);
    if (!revops__sum_narrow(&sum, &gross) || gross != sale->gross_minor)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "net_minor",
                                "gross - tax - fee", sale->net_minor);
    return REVOPS_OK;
}

static void split_write(const revops__split_set *set, revops_split_part *out,
                        const int64_t *amounts) {
    for (uint16_t slot = 0; slot < set->party_count; slot++) {
        if (amounts[slot] == 0)
            continue;
        out->party = revops__split_party(set, slot);
        out->amount_minor = amounts[slot];
        out->role = revops__split_role(set, slot);
        out->reserved0 = 0;
        out++;
    }
}

revops_status revops_split_compute(revops_split_part *parts, size_t capacity, size_t *written,
                                   int64_t *shortfall_minor, const revops_separation *sale,
                                   const revops_split_rule *rules, size_t count,
                                   const revops_split_options *options, revops_error *err) {
    revops__split_rooms rooms;
    revops__split_set set;
    revops_split_options own;
    int64_t amounts[REVOPS__SPLIT_RULES + 1], shortfall;
    size_t needed = 0;
    revops_status status = revops__require(written, "written", err);
    if (status == REVOPS_OK && capacity > 0)
        status = revops__require(parts, "parts", err);
    if (status == REVOPS_OK)
        status = revops__require(sale, "sale", err);
    if (status == REVOPS_OK)
        status = revops__split_options_take(&own, options, err);
    if (status == REVOPS_OK)
        status = split_sale_check(sale, err);
    if (status == REVOPS_OK)
        status = revops__split_seal(&set, &rooms, rules, count, &own, err);
    if (status != REVOPS_OK)
        return status;
    if (!revops__split_apply(&set, amounts, &shortfall, sale))
        return revops__fail(err, REVOPS_E_INTERNAL, REVOPS_NONE, "parts",
                            "expected parts that sum to the net");
    for (uint16_t slot = 0; slot < set.party_count; slot++)
        needed += amounts[slot] != 0;
    *written = needed;
    if (needed > capacity)
        return revops__fail_u64(err, REVOPS_E_CAPACITY, REVOPS_NONE, "parts", "room for all parts",
                                capacity);
    split_write(&set, parts, amounts);
    if (shortfall_minor)
        *shortfall_minor = shortfall;
    return REVOPS_OK;
}
