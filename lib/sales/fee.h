/* Fees inside the sales floor. Lines are checked once; after that a sale is taken apart without
 * another look at their rules, which is what schedules and the search of a gross live on. */
#ifndef REVOPS_SALES_FEE_H
#define REVOPS_SALES_FEE_H

#include "base/shape.h"
#include "base/wide.h"
#include "revops/fee.h"
#include "revops/money.h"

enum { REVOPS__FEE_LINES = 256 }; /* lines that speak about one sale */

extern const revops_shape revops__shape_fee_line;
extern const revops_shape revops__shape_separation;
extern const revops_shape revops__shape_fee_options;

/* The words of the fields of a line. */
extern const revops_word revops__fee_basis_words[3];
extern const revops_word revops__fee_tier_words[2];
extern const revops_word revops__fee_refund_words[2];

/* The rules of one line; a refusal names @p row. */
revops_status revops__fee_line_check(const revops_fee_line *line, uint64_t row, revops_error *err);

/* The rules of all lines of a schedule: count, fields, and per group (@p together: over all lines)
 * a common denominator of the shares within int64, so that no sum of fractions fails later. */
revops_status revops__fee_lines_check(const revops_fee_line *lines, size_t count, int together,
                                      revops_error *err);

/* Options with their defaults: the mode is never DEFAULT. */
revops_status revops__fee_mode(int32_t *mode, const revops_fee_options *options, revops_error *err);

/* Take a sale apart by checked lines: gross at least 0, tax 0 to gross, @p parts with room for
 * count. Refuses an overflow, or rounding in mode EXACT. Outputs may be written before a
 * refusal. */
revops_status revops__fee_take_apart(revops_separation *separation, int64_t *parts,
                                     int64_t gross_minor, int64_t tax_minor,
                                     const revops_fee_line *lines, size_t count, int32_t mode,
                                     revops_error *err);

/* --- exact sums of amounts with fractions --- */

/* whole + rest / den, rest below den. */
typedef struct revops__fraction {
    uint64_t whole, rest, den;
} revops__fraction;

/* Does the line speak about this basis? */
static inline int revops__fee_speaks(const revops_fee_line *line, uint64_t basis) {
    return basis >= (uint64_t)line->from_minor &&
           (line->tier == REVOPS_FEE_TIER_MARGINAL || line->to_minor == 0 ||
            basis < (uint64_t)line->to_minor);
}

/* What a line that speaks takes of its basis. A share of int64 and a fixed part of int64 fit 64
 * bits together; the cap may bring them back into int64. */
static inline revops__fraction revops__fee_amount(const revops_fee_line *line, uint64_t basis) {
    revops__fraction amount = {(uint64_t)line->fixed_minor, 0, 1};
    uint64_t num = (uint64_t)line->share_num, cap = (uint64_t)line->cap_minor;
    if (line->tier == REVOPS_FEE_TIER_MARGINAL) {
        uint64_t end = (uint64_t)line->to_minor;
        basis = (end && basis > end ? end : basis) - (uint64_t)line->from_minor;
    }
    if (num) {
        amount.den = (uint64_t)line->share_den;
        if ((basis | num) >> 32 == 0) {
            uint64_t product = basis * num, share = product / amount.den;
            amount.whole += share;
            amount.rest = product - share * amount.den;
        } else {
            amount.whole +=
                revops__u128_divide(revops__u128_multiply(basis, num), amount.den, &amount.rest)
                    .low;
        }
    }
    if (amount.whole < (uint64_t)line->min_minor) {
        amount.whole = (uint64_t)line->min_minor;
        amount.rest = 0;
    } else if (cap && amount.whole >= cap) {
        amount.whole = cap;
        amount.rest = 0;
    }
    return amount;
}

/* Add where denominators are too large for a plain product. */
void revops__fraction_add_large(revops__fraction *sum, uint64_t rest, uint64_t den);

/* sum += whole + rest / den; the whole parts must fit. The denominators of all that is added have
 * a common multiple within int64, as lines that were checked do. */
static inline void revops__fraction_add(revops__fraction *sum, uint64_t whole, uint64_t rest,
                                        uint64_t den) {
    uint64_t carry;
    if (den == 1) { /* no share, so no fraction */
        sum->whole += whole;
        return;
    }
    if (den == sum->den) {
        sum->rest += rest;
    } else if ((den | sum->den) >> 31 == 0) {
        sum->rest = sum->rest * den + rest * sum->den;
        sum->den *= den;
    } else {
        revops__fraction_add_large(sum, rest, den);
    }
    carry = sum->rest >= sum->den; /* as often as not: no branch */
    sum->rest -= sum->den & (0 - carry);
    sum->whole += whole + carry;
}

/* The fraction to a whole number by a rounding mode that is not EXACT. */
static inline uint64_t revops__fraction_round(const revops__fraction *value, int32_t mode) {
    uint64_t other = value->den - value->rest;
    if (mode == REVOPS_ROUND_HALF_UP)
        return value->whole + (uint64_t)(value->rest >= other);
    if (value->rest == 0)
        return value->whole;
    return value->whole +
           (uint64_t)revops__round_away(mode, 0, (int)(value->whole & 1),
                                        (value->rest > other) - (value->rest < other));
}

#endif
