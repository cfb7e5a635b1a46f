/** @file revops/split.h
 *  @brief Who gets which part of a sale: rules in steps, and parts that sum to the net.
 *
 *  A rule set is a list of rules in steps, worked through by ascending number. A step divides what
 *  one source holds: the sale (source 0) or a party that an earlier step has paid. In a step:
 *
 *  1. Percent rules whose band holds the basis are allocated together, with what stays as one more
 *     share, by the remainder rule of the set: at the place of the rest rule of the step, or last.
 *  2. Each such part is raised to its floor and cut at its cap. A fixed rule asks for its amount.
 *  3. In the order of the rules each takes what it asks for, as far as the source still holds it.
 *     What cannot be paid is reported as shortfall, never owed.
 *  4. The rest rule takes what is left; without one it stays with the source.
 *
 *  Shares are of net, unless a step names price or gross. A sale with a net of 0 or less is not
 *  shared: the bearer has it all. The bearer is the party of the rest rule on the sale, else the
 *  first with role owner, else the owner of the options.
 *
 *  All functions here are pure, take no memory and may run in any thread.
 */
#ifndef REVOPS_SPLIT_H
#define REVOPS_SPLIT_H

#include "revops/fee.h"

REVOPS_BEGIN_DECLS

/** What a rule asks for. */
typedef enum revops_rule_kind {
    REVOPS_RULE_PERCENT = 0, /**< "percent": a share of the basis */
    REVOPS_RULE_FIXED = 1,   /**< "fixed": an amount */
    REVOPS_RULE_REST = 2     /**< "rest": what the other rules of the step leave */
} revops_rule_kind;

/** Who a party is to the business. */
typedef enum revops_role {
    REVOPS_ROLE_OTHER = 0,      /**< "other" */
    REVOPS_ROLE_OWNER = 1,      /**< "owner": the business itself */
    REVOPS_ROLE_COPRODUCER = 2, /**< "coproducer" */
    REVOPS_ROLE_AFFILIATE = 3,  /**< "affiliate" */
    REVOPS_ROLE_PLATFORM = 4,   /**< "platform" */
    REVOPS_ROLE_KEPT = 5        /**< "kept": set aside for nobody yet */
} revops_role;

/** What the shares of a step are of. */
typedef enum revops_split_basis {
    REVOPS_SPLIT_BASIS_HELD = 0,  /**< "held": what the source holds; for the sale its net */
    REVOPS_SPLIT_BASIS_PRICE = 1, /**< "price": gross - tax of the sale */
    REVOPS_SPLIT_BASIS_GROSS = 2  /**< "gross": what the customer paid */
} revops_split_basis;

/** One rule. Amounts are minor units of at least 0. 88 bytes. */
typedef struct revops_split_rule {
    uint64_t party;      /**< who is paid, not 0 */
    uint64_t source;     /**< out of what: 0 the sale, else a party of an earlier step */
    int64_t share_num;   /**< percent: share of the basis, 0 to 1 */
    int64_t share_den;   /**< percent: its denominator, above 0 */
    int64_t fixed_minor; /**< fixed: the amount */
    int64_t floor_minor; /**< percent: at least this */
    int64_t cap_minor;   /**< percent: at most this; 0: no cap */
    int64_t from_minor;  /**< percent and fixed: start of the band of the basis */
    int64_t to_minor;    /**< percent and fixed: its end, outside; 0: open */
    int32_t step;        /**< steps go by ascending number */
    int32_t kind;        /**< revops_rule_kind */
    int32_t role;        /**< revops_role; a party has the role of its first rule */
    int32_t basis;       /**< revops_split_basis; one in a step */
} revops_split_rule;

/** How a set divides. All zero: largest remainder, no named owner. */
typedef struct revops_split_options {
    size_t struct_size; /**< sizeof(revops_split_options) */
    uint64_t owner;     /**< party that takes what no rule takes, and bears losses; 0: none */
    int32_t remainder;  /**< REVOPS_REMAINDER_... */
    uint32_t reserved0; /**< zero */
} revops_split_options;

/** The defaults, to start from. */
#define REVOPS_SPLIT_OPTIONS_INIT                                                                  \
    { sizeof(revops_split_options), 0, 0, 0 }

/** Fill @p options with the defaults.
 *  @param options  Receives what REVOPS_SPLIT_OPTIONS_INIT holds; NULL is ignored. Any thread.
 *  @since 0.1
 */
REVOPS_API void revops_split_options_init(revops_split_options *options);

/** What one party gets of a sale. 24 bytes. */
typedef struct revops_split_part {
    uint64_t party;       /**< who */
    int64_t amount_minor; /**< how much; never 0 */
    int32_t role;         /**< revops_role of its first rule */
    uint32_t reserved0;   /**< zero */
} revops_split_part;

/** Divide one sale by a rule set.
 *
 *  Parts come one per party, in the order of the first rule of each, the named owner last; parts of
 *  0 are left out. They sum to the net of the sale. The set is sealed first: it is refused, with
 *  the rule as row, unless it can be applied to every sale. Each rule is looked at by itself, then
 *  the set as a whole.
 *
 *  @param parts            Receives the parts; untouched on failure; NULL with capacity 0 asks for
 *                          their number.
 *  @param capacity         Room of @p parts.
 *  @param written          Receives the number of parts, also with REVOPS_E_CAPACITY.
 *  @param shortfall_minor  Receives what rules asked for and nobody could pay, at most INT64_MAX;
 *                          NULL is welcome.
 *  @param sale             A sale taken apart, as revops_fee_separate does.
 *  @param rules            @p count rules; borrowed for the call.
 *  @param count            1 to 1,024.
 *  @param options          NULL: the defaults.
 *  @param err              Receives row (of the rule), field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument, options that break their rules, no
 *          rules, a sale whose amounts do not add up, and with the rule as row: no party or the
 *          source as party, a share outside 0 to 1 or one on a rule that is not percent, a negative
 *          amount, an amount that the kind has no use for, a floor above its cap, a band that is
 *          empty or on a rest rule, an unknown kind, role or basis, shares above 1 in sum at some
 *          basis, two rest rules, bases or sources in one step, a source that is not paid yet or
 *          that a rest rule has emptied, money that is left to nobody, nobody who bears losses;
 *          REVOPS_E_OVERFLOW when the common denominator of the shares of a step is beyond int64
 *          (with the rule); REVOPS_E_LIMIT for more than 1,024 rules or 64 steps;
 *          REVOPS_E_CAPACITY; REVOPS_E_UNSUPPORTED for options newer than this version;
 *          REVOPS_E_INTERNAL when parts do not sum. Any thread. Formula: splits.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_split_compute(
    revops_split_part *parts, size_t capacity, size_t *written, int64_t *shortfall_minor,
    const revops_separation *sale, const revops_split_rule *rules, size_t count,
    const revops_split_options *options, revops_error *err);

REVOPS_END_DECLS

#endif
