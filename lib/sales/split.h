/* Splits inside the sales floor. Rules are sealed into a set once: checked, put in order, their
 * shares brought to one denominator a step. A sealed set is then applied to any number of sales; it
 * takes no memory, fails on none, and for plain shares it is one allocation.
 *
 *     revops__split_set set;
 *     revops__split_rooms rooms;   // or a block of revops__split_size bytes
 *     status = revops__split_seal(&set, &rooms, rules, count, &options, err);
 *     int64_t parts[...];          // one a party: set.party_count
 *     revops__split_apply(&set, parts, &shortfall, &sale);
 *
 * Parts come by slot: slot s is the party that revops__split_party names, in the order of first
 * rules, the named owner last. Parts of 0 stand there too, so that the parts of one set line up. */
#ifndef REVOPS_SALES_SPLIT_H
#define REVOPS_SALES_SPLIT_H

#include "base/shape.h"
#include "revops/split.h"
#include "value/allocate.h"

enum {
    REVOPS__SPLIT_RULES = 1024, /* rules in force for one sale */
    REVOPS__SPLIT_STEPS = 64,
    REVOPS__SPLIT_SALE = 0xffff, /* the slot of the sale itself as a source */
    REVOPS__SPLIT_NOBODY = 0xfffe
};

extern const revops_shape revops__shape_split_rule;
extern const revops_shape revops__shape_split_options;
extern const revops_shape revops__shape_split_part;

/* The words of the fields of a rule. */
extern const revops_word revops__rule_kind_words[3];
extern const revops_word revops__role_words[6];
extern const revops_word revops__split_basis_words[3];

/* One step, sealed. Its weights stand in the order of its rules, a rest rule with the share that
 * stays; without a rest rule that share stands behind them. They sum to the common denominator. */
typedef struct revops__split_step {
    const int64_t *weights;
    uint64_t total;
    uint16_t first, count; /* its rules: places in the order of steps */
    uint16_t source;       /* slot, or REVOPS__SPLIT_SALE */
    uint16_t rest;         /* place of the rest rule within the step, or count */
    uint8_t basis;
    uint8_t banded;  /* some rule has a band */
    uint8_t percent; /* some rule is percent */
    uint8_t limited; /* some rule has a floor, a cap or a fixed amount */
} revops__split_step;

typedef struct revops__split_set {
    const revops_split_rule *rules; /* borrowed for as long as the set is used */
    uint16_t *order;                /* place in the order of steps to rule */
    uint16_t *slots;                /* rule to the slot of its party */
    uint16_t *firsts;               /* slot to the first rule of its party */
    revops__split_step *steps;
    int64_t *weights;
    uint64_t owner; /* the named owner, 0: none */
    uint16_t rule_count, step_count, party_count;
    uint16_t bearer;   /* slot that bears losses */
    uint16_t leftover; /* slot that gets what is left of the sale at the end */
    uint16_t reserved0;
    int32_t remainder;
    int32_t plain;                /* one step of the sale, shares of held and a rest alone, each
                                      party once: slots are the places of the weights */
    revops__allocate_plan simple; /* the division of a plain set */
} revops__split_set;

/* The rooms that a set needs, for any number of rules: 18 KiB, for a stack. */
typedef struct revops__split_rooms {
    revops__split_step steps[REVOPS__SPLIT_STEPS];
    int64_t weights[REVOPS__SPLIT_RULES + REVOPS__SPLIT_STEPS];
    uint16_t order[REVOPS__SPLIT_RULES], slots[REVOPS__SPLIT_RULES];
    uint16_t firsts[REVOPS__SPLIT_RULES + 1];
} revops__split_rooms;

/* The rules of one rule by itself; a refusal names @p row. */
revops_status revops__split_rule_check(const revops_split_rule *rule, uint64_t row,
                                       revops_error *err);

/* Has the rule an amount in minor units, so that it makes sense in one currency only? */
static inline int revops__split_needs_currency(const revops_split_rule *rule) {
    return (rule->fixed_minor | rule->floor_minor | rule->cap_minor | rule->from_minor |
            rule->to_minor) != 0;
}

/* Check the options and fill in their defaults. */
revops_status revops__split_options_take(revops_split_options *own,
                                         const revops_split_options *options, revops_error *err);

/* Seal rules into the rooms of @p set; options as revops__split_options_take gives them. */
revops_status revops__split_seal(revops__split_set *set, revops__split_rooms *rooms,
                                 const revops_split_rule *rules, size_t count,
                                 const revops_split_options *options, revops_error *err);

/* Bytes of a block of one's own that holds the rooms of a sealed set; and the set moved into it,
 * with @p rules, a copy of the rules that lives as long. */
size_t revops__split_size(const revops__split_set *set);
void revops__split_move(revops__split_set *set, void *block, const revops_split_rule *rules);

/* The party of a slot, and its role. */
static inline uint64_t revops__split_party(const revops__split_set *set, size_t slot) {
    return set->firsts[slot] < set->rule_count ? set->rules[set->firsts[slot]].party : set->owner;
}
static inline int32_t revops__split_role(const revops__split_set *set, size_t slot) {
    return set->firsts[slot] < set->rule_count ? set->rules[set->firsts[slot]].role
                                               : REVOPS_ROLE_OWNER;
}

/* A sale that the general road divides. */
int revops__split_apply_steps(const revops__split_set *set, int64_t *parts, int64_t *shortfall,
                              const revops_separation *sale);

/* Divide a sale (amounts that add up, gross and price at least 0): @p parts has room for
 * party_count. 0 when an identity broke. */
static inline int revops__split_apply(const revops__split_set *set, int64_t *parts,
                                      int64_t *shortfall, const revops_separation *sale) {
    int64_t left;
    if (!set->plain || sale->net_minor <= 0)
        return revops__split_apply_steps(set, parts, shortfall, sale);
    *shortfall = 0;
    if (!revops__allocate_apply(parts, &left, sale->net_minor, &set->simple))
        return 0;
    parts[set->leftover] += left;
    return 1;
}

#endif
