/** @file revops/fee.h
 *  @brief What a platform takes of one sale: fee lines, the gross for a wanted net, fees of
 *  refunds.
 *
 *  A line takes share x basis + fixed, raised to its minimum and cut at its cap, all exact. The
 *  lines of one group are added exactly and rounded once: the receipt of a platform that adds 10 %
 *  and
 *  2.9 % and 0.80 before it rounds, and that of one which rounds each, are both reproduced. Each
 *  line gets its part of the rounded fee by largest remainder, so lines always sum to the fee.
 *  Gross 0 has no fees. A fee above gross is allowed: then net is negative.
 *
 *  All functions here are pure, take no memory and may run in any thread. Schedules of many
 *  platforms over time stand in revops/fee_schedule.h.
 */
#ifndef REVOPS_FEE_H
#define REVOPS_FEE_H

#include "revops/error.h"

REVOPS_BEGIN_DECLS

/** What a line takes its share of. */
typedef enum revops_fee_basis {
    REVOPS_FEE_BASIS_GROSS = 0, /**< "gross": what the customer paid */
    REVOPS_FEE_BASIS_PRICE = 1, /**< "price": gross - tax */
    REVOPS_FEE_BASIS_LEFT = 2 /**< "left": price - fees of groups with lower numbers, at least 0 */
} revops_fee_basis;

/** How a line reads its band of the basis. */
typedef enum revops_fee_tier {
    REVOPS_FEE_TIER_SLAB = 0,    /**< "slab": inside the band it takes the whole basis, else 0 */
    REVOPS_FEE_TIER_MARGINAL = 1 /**< "marginal": from the start of the band on, it takes the slice
                                    of the basis that lies inside */
} revops_fee_tier;

/** What a refund does to the fee of a line. */
typedef enum revops_fee_refund {
    REVOPS_FEE_REFUND_RETAINED = 0,    /**< "retained": the payee keeps it */
    REVOPS_FEE_REFUND_PROPORTIONAL = 1 /**< "proportional": it comes back with the money */
} revops_fee_refund;

/** One line of a fee schedule. All zero: nothing. Amounts are minor units of at least 0. 80
 *  bytes. */
typedef struct revops_fee_line {
    uint64_t payee;      /**< who gets it, 0: unnamed */
    int64_t share_num;   /**< share of the basis, 0 to 1 */
    int64_t share_den;   /**< its denominator; 0 with share_num 0: no share */
    int64_t fixed_minor; /**< added to the share */
    int64_t min_minor;   /**< the line is at least this while it speaks */
    int64_t cap_minor;   /**< and at most this; 0: no cap */
    int64_t from_minor;  /**< start of the band of the basis */
    int64_t to_minor;    /**< its end, outside; 0: open */
    int32_t basis;       /**< revops_fee_basis */
    int32_t group;       /**< lines of one number are rounded once, together */
    int32_t tier;        /**< revops_fee_tier */
    int32_t refund;      /**< revops_fee_refund */
} revops_fee_line;

/** A sale taken apart: gross = tax + fee + net. 32 bytes. */
typedef struct revops_separation {
    int64_t gross_minor; /**< what the customer paid */
    int64_t tax_minor;   /**< nobody's revenue */
    int64_t fee_minor;   /**< what platforms took */
    int64_t net_minor;   /**< what the business kept */
} revops_separation;

/** How fees are rounded; all zero: half_up. */
typedef struct revops_fee_options {
    size_t struct_size; /**< sizeof(revops_fee_options) */
    int32_t mode;       /**< REVOPS_ROUND_...; 0: half_up */
    uint32_t reserved0; /**< zero */
} revops_fee_options;

/** The defaults, to start from. */
#define REVOPS_FEE_OPTIONS_INIT                                                                    \
    { sizeof(revops_fee_options), 0, 0 }

/** Fill @p options with the defaults.
 *  @param options  Receives what REVOPS_FEE_OPTIONS_INIT holds; NULL is ignored. Any thread.
 *  @since 0.1
 */
REVOPS_API void revops_fee_options_init(revops_fee_options *options);

/** Take the fees out of one sale.
 *
 *  Groups are worked through by ascending number; the fee of a group is the exact sum of its lines,
 *  rounded once. The part of a line is its exact amount cut down to whole units, and the units that
 *  are left go one each to the largest remainders, ties to the lower index: so parts keep the
 *  minimum and the cap of their line.
 *
 *  @param separation   Receives gross, tax, fee and net; written on success only.
 *  @param line_minor   Receives @p count parts that sum to the fee; written on success only; NULL
 *                      is welcome.
 *  @param gross_minor  What the customer paid, at least 0.
 *  @param tax_minor    Tax inside it, 0 to @p gross_minor.
 *  @param lines        @p count lines; borrowed for the call.
 *  @param count        1 to 256.
 *  @param options      NULL: the defaults.
 *  @param err          Receives row (of the line), field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument, options that break their rules, a
 *          negative gross, a tax outside 0 to gross, no lines, a line that breaks the rules of its
 *          fields (with its row), or a fee that mode exact would have to round; REVOPS_E_OVERFLOW
 *          when fees sum beyond int64, or when the common denominator of the shares of one group
 *          is beyond int64 (both with the row); REVOPS_E_LIMIT for more than 256 lines;
 *          REVOPS_E_UNSUPPORTED for options newer than this version; REVOPS_E_INTERNAL when parts
 *          do not sum. Any thread. Formula: fee separation.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status
revops_fee_separate(revops_separation *separation, int64_t *line_minor, int64_t gross_minor,
                    int64_t tax_minor, const revops_fee_line *lines, size_t count,
                    const revops_fee_options *options, revops_error *err);

/** Find the smallest gross, without tax, whose net is at least the wanted one.
 *
 *  Net is not monotone: a tier that ends and groups that are rounded apart let it fall while gross
 *  rises. So no formula is solved: intervals of gross are halved, and an interval is left out only
 *  when even the least fee that it can hold leaves too little. A net of 0 or less needs gross 0.
 *
 *  @param separation  Receives gross, tax 0, fee and net; written on success only.
 *  @param net_minor   The net that is wanted.
 *  @param lines       @p count lines; borrowed for the call. Shares that can meet must sum below 1.
 *  @param count       1 to 256.
 *  @param options     NULL: the defaults. Mode exact is refused: hardly a gross has an exact fee.
 *  @param err         Receives row (of the line), field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID as revops_fee_separate, for mode exact, and for shares that
 *          reach 1 (field share_num, with the line that gets there); REVOPS_E_OVERFLOW when no
 *          gross within int64 is enough, or when the common denominator of all shares is beyond
 *          int64; REVOPS_E_LIMIT for more than 256 lines, or shares so near to 1 that more than
 *          1,048,576 intervals would have to be looked at; REVOPS_E_UNSUPPORTED. Any thread.
 *          Formula: gross-up.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status
revops_fee_gross_up(revops_separation *separation, int64_t net_minor, const revops_fee_line *lines,
                    size_t count, const revops_fee_options *options, revops_error *err);

/** Reverse the fees of a sale for one refund.
 *
 *  Tax, each proportional line and all the rest of the sale are reversed together, as
 *  revops_refund_reverse does, so any series of refunds that sums to the sale takes exactly its tax
 *  and its proportional lines back. Retained lines stay with their payee: the net given back is
 *  larger by their share, the seller pays them.
 *
 *  @param separation             Receives what is taken back: gross is @p refund_minor; written on
 *                                success only.
 *  @param line_minor             Receives @p count parts to take back, 0 for retained lines;
 *                                written on success only; NULL is welcome.
 *  @param sale                   The sale as it was separated.
 *  @param sale_line_minor        @p count parts of its lines, which sum to its fee.
 *  @param lines                  @p count lines of the sale; refund is what is read of them.
 *  @param count                  1 to 256.
 *  @param refunded_before_minor  Gross that was refunded before, 0 to the gross of the sale.
 *  @param refund_minor           Gross of this refund; negative is a won chargeback.
 *  @param err                    Receives row (of the line), field and message on failure; may be
 *                                NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument, no lines, a line that breaks the rules
 *          of its fields, a sale whose amounts break theirs or do not add up, parts below 0 or
 *          that do not sum to the fee, or a refund that starts or ends outside 0 to the gross
 *          (field refund_minor); REVOPS_E_OVERFLOW when tax and fee sum beyond int64;
 *          REVOPS_E_LIMIT for more than 256 lines; REVOPS_E_INTERNAL when an identity broke. Any
 *          thread. Formula: fees of a refund.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_fee_reverse(
    revops_separation *separation, int64_t *line_minor, const revops_separation *sale,
    const int64_t *sale_line_minor, const revops_fee_line *lines, size_t count,
    int64_t refunded_before_minor, int64_t refund_minor, revops_error *err);

REVOPS_END_DECLS

#endif
