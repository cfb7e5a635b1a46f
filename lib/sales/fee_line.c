/* Fee lines: their words and shapes, the rules of their fields, and sums of their fractions. */
#include "base/error.h"
#include "base/host.h"
#include "sales/fee.h"
#include "value/money.h"
#include "value/ratio.h"

const revops_word revops__fee_basis_words[3] = {
    {"gross", "what the customer paid", REVOPS_FEE_BASIS_GROSS, 0},
    {"price", "gross - tax", REVOPS_FEE_BASIS_PRICE, 0},
    {"left", "price - fees of earlier groups", REVOPS_FEE_BASIS_LEFT, 0},
};
const revops_word revops__fee_tier_words[2] = {
    {"slab", "inside the band the whole basis", REVOPS_FEE_TIER_SLAB, 0},
    {"marginal", "the slice of the basis inside the band", REVOPS_FEE_TIER_MARGINAL, 0},
};
const revops_word revops__fee_refund_words[2] = {
    {"retained", "the payee keeps it when money goes back", REVOPS_FEE_REFUND_RETAINED, 0},
    {"proportional", "it comes back with the money", REVOPS_FEE_REFUND_PROPORTIONAL, 0},
};

#define LINE revops_fee_line
static const revops_field fee_line_fields[] = {
    REVOPS__FIELD(LINE, payee, REVOPS_UNIT_KEY, "who gets it"),
    REVOPS__FIELD(LINE, share_num, REVOPS_UNIT_NUM, "share of the basis, 0 to 1"),
    REVOPS__FIELD(LINE, share_den, REVOPS_UNIT_DEN, "its denominator"),
    REVOPS__FIELD(LINE, fixed_minor, REVOPS_UNIT_MINOR, "added to the share"),
    REVOPS__FIELD(LINE, min_minor, REVOPS_UNIT_MINOR, "the line is at least this"),
    REVOPS__FIELD(LINE, cap_minor, REVOPS_UNIT_MINOR, "and at most this; 0: no cap"),
    REVOPS__FIELD(LINE, from_minor, REVOPS_UNIT_MINOR, "start of the band of the basis"),
    REVOPS__FIELD(LINE, to_minor, REVOPS_UNIT_MINOR, "its end, outside; 0: open"),
    REVOPS__ENUM(LINE, basis, revops__fee_basis_words, 0, "what the share is of"),
    REVOPS__FIELD(LINE, group, REVOPS_UNIT_NONE, "lines of one number are rounded once, together"),
    REVOPS__ENUM(LINE, tier, revops__fee_tier_words, 0, "how the band is read"),
    REVOPS__ENUM(LINE, refund, revops__fee_refund_words, 0, "what a refund does to it"),
};
#undef LINE
const revops_shape revops__shape_fee_line =
    REVOPS__SHAPE(revops_fee_line, "fee_line", "one line of a fee schedule", fee_line_fields,
                  REVOPS_SHAPE_RECORD);

static const revops_field fee_separation_fields[] = {
    REVOPS__FIELD(revops_separation, gross_minor, REVOPS_UNIT_MINOR, "what the customer paid"),
    REVOPS__FIELD(revops_separation, tax_minor, REVOPS_UNIT_MINOR, "nobody's revenue"),
    REVOPS__FIELD(revops_separation, fee_minor, REVOPS_UNIT_MINOR, "what platforms took"),
    REVOPS__FIELD(revops_separation, net_minor, REVOPS_UNIT_MINOR, "what the business kept"),
};
const revops_shape revops__shape_separation =
    REVOPS__SHAPE(revops_separation, "separation", "a sale taken apart: gross = tax + fee + net",
                  fee_separation_fields, REVOPS_SHAPE_RECORD);

static const revops_field fee_options_fields[] = {
    REVOPS__SIZE(revops_fee_options),
    REVOPS__ENUM(revops_fee_options, mode, revops__round_words, 0,
                 "how a group is rounded; default: half_up"),
    REVOPS__RESERVED(revops_fee_options, reserved0),
};
const revops_shape revops__shape_fee_options =
    REVOPS__SHAPE(revops_fee_options, "fee_options", "how fees are rounded", fee_options_fields,
                  REVOPS_SHAPE_OPTIONS);

void revops_fee_options_init(revops_fee_options *options) {
    static const revops_fee_options init = REVOPS_FEE_OPTIONS_INIT;
    if (options)
        *options = init;
}

revops_status revops__fee_mode(int32_t *mode, const revops_fee_options *options,
                               revops_error *err) {
    revops_fee_options own;
    revops_status status;
    *mode = REVOPS_ROUND_HALF_UP;
    if (!options)
        return REVOPS_OK;
    status = revops__take(&own, sizeof own, options, "options", err);
    if (status != REVOPS_OK)
        return status;
    *mode = own.mode;
    status = revops__round_mode(mode, REVOPS_ROUND_HALF_UP, "mode", err);
    if (status == REVOPS_OK && own.reserved0 != 0)
        status =
            revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "reserved0", "0", own.reserved0);
    return status;
}

/* --- the rules of a line --- */

/* One test for all rules; which one broke is asked only when one did. */
static inline int fee_line_is_bad(const revops_fee_line *line) {
    int64_t signs = line->share_num | line->share_den | line->fixed_minor | line->min_minor |
                    line->cap_minor | line->from_minor | line->to_minor;
    return (signs < 0) | (line->share_num > line->share_den) |
           ((line->cap_minor != 0) & (line->min_minor > line->cap_minor)) |
           ((line->to_minor != 0) & (line->from_minor >= line->to_minor)) |
           ((uint32_t)line->basis > REVOPS_FEE_BASIS_LEFT) |
           ((uint32_t)line->tier > REVOPS_FEE_TIER_MARGINAL) |
           ((uint32_t)line->refund > REVOPS_FEE_REFUND_PROPORTIONAL);
}

/* What the field must be, and what it is. */
static revops_status fee_line_refuse(uint64_t row, const char *field, const char *expected,
                                     int64_t got, revops_error *err) {
    return revops__fail_i64(err, REVOPS_E_INVALID, row, field, expected, got);
}

/* The first field in shape order that breaks its rule. */
static revops_status fee_line_blame(const revops_fee_line *line, uint64_t row, revops_error *err) {
    const char *amount = "at least 0";
    if (line->share_num < 0)
        return fee_line_refuse(row, "share_num", amount, line->share_num, err);
    if (line->share_den < 0 || (line->share_den == 0 && line->share_num > 0))
        return fee_line_refuse(row, "share_den", "above 0", line->share_den, err);
    if (line->share_num > line->share_den)
        return fee_line_refuse(row, "share_num", "a share of at most 1", line->share_num, err);
    if (line->fixed_minor < 0)
        return fee_line_refuse(row, "fixed_minor", amount, line->fixed_minor, err);
    if (line->min_minor < 0)
        return fee_line_refuse(row, "min_minor", amount, line->min_minor, err);
    if (line->cap_minor < 0)
        return fee_line_refuse(row, "cap_minor", amount, line->cap_minor, err);
    if (line->cap_minor != 0 && line->min_minor > line->cap_minor)
        return fee_line_refuse(row, "min_minor", "at most the cap", line->min_minor, err);
    if (line->from_minor < 0)
        return fee_line_refuse(row, "from_minor", amount, line->from_minor, err);
    if (line->to_minor < 0)
        return fee_line_refuse(row, "to_minor", amount, line->to_minor, err);
    if (line->to_minor != 0 && line->from_minor >= line->to_minor)
        return fee_line_refuse(row, "from_minor", "a start before the end", line->from_minor, err);
    if ((uint32_t)line->basis > REVOPS_FEE_BASIS_LEFT)
        return fee_line_refuse(row, "basis", "a basis, 0 to 2", line->basis, err);
    if ((uint32_t)line->tier > REVOPS_FEE_TIER_MARGINAL)
        return fee_line_refuse(row, "tier", "a tier, 0 or 1", line->tier, err);
    return fee_line_refuse(row, "refund", "a refund policy, 0 or 1", line->refund, err);
}

revops_status revops__fee_line_check(const revops_fee_line *line, uint64_t row, revops_error *err) {
    return fee_line_is_bad(line) ? fee_line_blame(line, row, err) : REVOPS_OK;
}

/* --- common denominators --- */

/* The quick answer for nearly every schedule: the product of the denominators, each taken once
 * where it follows itself, is small. 0 asks for the exact answer. */
static int fee_shares_are_small(const revops_fee_line *lines, size_t count) {
    uint64_t product = 1, last = 1;
    for (size_t i = 0; i < count; i++) {
        uint64_t den = lines[i].share_num ? (uint64_t)lines[i].share_den : 1;
        if (den == last || den == product)
            continue;
        if ((product | den) >> 31 != 0)
            return 0;
        product *= den;
        last = den;
    }
    return 1;
}

/* The first line from @p first on whose share takes the common denominator beyond int64, among
 * lines of one group or all; count when there is none. */
static size_t fee_shares_overflow(const revops_fee_line *lines, size_t count, size_t first,
                                  int together) {
    uint64_t common = 1;
    for (size_t i = first; i < count; i++) {
        uint64_t num = (uint64_t)lines[i].share_num, den = (uint64_t)lines[i].share_den;
        revops__u128 product;
        if (num == 0 || (!together && lines[i].group != lines[first].group))
            continue;
        if (common % den == 0) /* as nearly all are that follow others */
            continue;
        den /= revops__gcd(num, den);
        product = revops__u128_multiply(common, den / revops__gcd(common, den));
        if (product.high != 0 || product.low > INT64_MAX)
            return i;
        common = product.low;
    }
    return count;
}

/* Is there an earlier line of the same group? */
static int fee_group_is_known(const revops_fee_line *lines, size_t index) {
    for (size_t i = 0; i < index; i++)
        if (lines[i].group == lines[index].group)
            return 1;
    return 0;
}

static revops_status fee_shares_check(const revops_fee_line *lines, size_t count, int together,
                                      revops_error *err) {
    size_t lowest = count;
    for (size_t first = 0; first < count && (first == 0 || !together); first++) {
        size_t row = fee_group_is_known(lines, first)
                         ? count
                         : fee_shares_overflow(lines, count, first, together);
        lowest = row < lowest ? row : lowest;
    }
    if (lowest < count)
        return revops__fail_i64(err, REVOPS_E_OVERFLOW, lowest, "share_den",
                                "a common denominator of the shares within int64",
                                lines[lowest].share_den);
    return REVOPS_OK;
}

revops_status revops__fee_lines_check(const revops_fee_line *lines, size_t count, int together,
                                      revops_error *err) {
    int bad = 0;
    revops_status status = revops__require(lines, "lines", err);
    if (status != REVOPS_OK)
        return status;
    if (count == 0)
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, "count",
                            "expected at least one line, got none");
    if (count > REVOPS__FEE_LINES)
        return revops__fail_u64(err, REVOPS_E_LIMIT, REVOPS_NONE, "count", "at most 256", count);
    for (size_t i = 0; i < count; i++)
        bad |= fee_line_is_bad(&lines[i]);
    for (size_t i = 0; bad && i < count; i++) {
        status = revops__fee_line_check(&lines[i], i, err);
        if (status != REVOPS_OK)
            return status;
    }
    if (fee_shares_are_small(lines, count))
        return REVOPS_OK;
    return fee_shares_check(lines, count, together, err);
}

/* --- sums of fractions --- */

/* A multiple first, as shares in tenths and in thousandths are; else in lowest terms, whose common
 * denominator divides that of the shares. */
void revops__fraction_add_large(revops__fraction *sum, uint64_t rest, uint64_t den) {
    uint64_t shared;
    if (sum->den % den == 0) {
        sum->rest += rest * (sum->den / den);
        return;
    }
    shared = revops__gcd(rest, den);
    rest /= shared;
    den /= shared;
    shared = revops__gcd(sum->rest, sum->den);
    sum->rest /= shared;
    sum->den /= shared;
    shared = revops__gcd(sum->den, den);
    sum->rest = sum->rest * (den / shared) + rest * (sum->den / shared);
    sum->den *= den / shared;
}
