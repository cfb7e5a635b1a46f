/* The fees of one sale and of its refunds. The lines of a group are added exactly, the sum is
 * rounded once, and the lines share the rounded fee by their own remainders: a line is cut down to
 * whole units and gets at most one more, so its minimum and its cap hold for its part too. */
#include "revops/fee.h"

#include <string.h>

#include "base/error.h"
#include "base/host.h"
#include "revops/allocate.h"
#include "sales/fee.h"

/* --- one group --- */

/* Remainders of the lines of one group; lines that get no unit have rest 0. */
typedef struct fee_remainders {
    uint64_t rest[REVOPS__FEE_LINES], den[REVOPS__FEE_LINES];
} fee_remainders;

typedef struct fee_sale {
    const revops_fee_line *lines;
    size_t count;
    uint64_t gross, price;
    uint64_t fee; /* of the groups so far */
    int32_t mode;
} fee_sale;

/* Is the fraction a / a_den below b / b_den? */
static inline int fee_is_less(uint64_t a, uint64_t a_den, uint64_t b, uint64_t b_den) {
    if ((a_den | b_den) >> 32 == 0)
        return a * b_den < b * a_den;
    return revops__u128_compare(revops__u128_multiply(a, b_den), revops__u128_multiply(b, a_den)) <
           0;
}

/* One unit each to the @p left largest remainders, ties to the lower index. There are fewer units
 * than remainders above 0 or as many. */
static void fee_hand_out(int64_t *parts, fee_remainders *rests, size_t count, uint64_t left) {
    for (; left > 0; left--) {
        size_t best = 0;
        for (size_t i = 1; i < count; i++)
            if (fee_is_less(rests->rest[best], rests->den[best], rests->rest[i], rests->den[i]))
                best = i;
        parts[best]++;
        rests->rest[best] = 0;
    }
}

static revops_status fee_overflow(uint64_t row, revops_error *err) {
    return revops__fail(err, REVOPS_E_OVERFLOW, row, "line_minor",
                        "expected fees that sum within int64, got a sum beyond");
}

static inline uint64_t fee_basis(const fee_sale *sale, const revops_fee_line *line) {
    if (line->basis == REVOPS_FEE_BASIS_GROSS)
        return sale->gross;
    if (line->basis == REVOPS_FEE_BASIS_PRICE)
        return sale->price;
    return sale->fee < sale->price ? sale->price - sale->fee : 0;
}

/* The fee of one group. Tells the next group number above, if there is one. */
static revops_status fee_group(fee_sale *sale, int64_t *parts, fee_remainders *rests, int32_t group,
                               int32_t *next, int *more, revops_error *err) {
    revops__fraction sum = {0, 0, 1};
    uint64_t whole = 0, room = (uint64_t)INT64_MAX - sale->fee, fee;
    size_t last = 0;
    *more = 0;
    for (size_t i = 0; i < sale->count; i++) {
        const revops_fee_line *line = &sale->lines[i];
        revops__fraction amount = {0, 0, 1};
        uint64_t basis;
        rests->rest[i] = 0;
        rests->den[i] = 1;
        if (line->group != group) {
            if (line->group > group && (!*more || line->group < *next)) {
                *next = line->group;
                *more = 1;
            }
            continue;
        }
        basis = fee_basis(sale, line);
        if (revops__fee_speaks(line, basis))
            amount = revops__fee_amount(line, basis);
        if (amount.whole > room - whole)
            return fee_overflow(i, err);
        whole += amount.whole;
        revops__fraction_add(&sum, amount.whole, amount.rest, amount.den);
        parts[i] = (int64_t)amount.whole;
        rests->rest[i] = amount.rest;
        rests->den[i] = amount.den;
        last = i;
    }
    if (sum.rest != 0 && sale->mode == REVOPS_ROUND_EXACT)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "gross_minor",
                                "an amount whose fees need no rounding", (int64_t)sale->gross);
    fee = revops__fraction_round(&sum, sale->mode);
    if (fee > room)
        return fee_overflow(last, err);
    fee_hand_out(parts, rests, sale->count, fee - whole);
    sale->fee += fee;
    return REVOPS_OK;
}

/* --- the road of nearly every sale: a few lines of one group, amounts that are not huge --- */

enum { FEE_FEW = 5 };

/* 0 where the sale needs the general road, which also knows what to refuse. */
static inline int fee_few(fee_sale *sale, int64_t *parts, size_t count) {
    uint64_t whole[FEE_FEW], rest[FEE_FEW], den[FEE_FEW], beaten[FEE_FEW] = {0};
    uint64_t all = 0, any = 0, dens = 0, left;
    revops__fraction sum = {0, 0, 1};
    for (size_t i = 0; i < count; i++) {
        const revops_fee_line *line = &sale->lines[i];
        revops__fraction amount = {0, 0, 1};
        uint64_t basis = line->basis == REVOPS_FEE_BASIS_GROSS ? sale->gross : sale->price;
        if (line->group != sale->lines[0].group)
            return 0;
        if (revops__fee_speaks(line, basis))
            amount = revops__fee_amount(line, basis);
        revops__fraction_add(&sum, amount.whole, amount.rest, amount.den);
        whole[i] = amount.whole;
        rest[i] = amount.rest;
        den[i] = amount.den;
        all += amount.whole;
        any |= amount.whole;
        dens |= amount.den;
    }
    if (any >> 60 != 0 || dens >> 32 != 0 || (sum.rest != 0 && sale->mode == REVOPS_ROUND_EXACT))
        return 0;
    sale->fee = revops__fraction_round(&sum, sale->mode);
    left = sale->fee - all;
    /* A line gets a unit when fewer than `left` beat it: no branch depends on the remainders. */
    for (size_t i = 1; i < count; i++)
        for (size_t j = 0; j < i; j++) {
            uint64_t later = rest[i] * den[j] > rest[j] * den[i];
            beaten[j] += later;
            beaten[i] += 1 - later;
        }
    for (size_t i = 0; i < count; i++)
        parts[i] = (int64_t)(whole[i] + (uint64_t)(beaten[i] < left));
    return 1;
}

/* Constant counts let the compiler unroll. */
static int fee_few_of(fee_sale *sale, int64_t *parts) {
    switch (sale->count) {
    case 1:
        return fee_few(sale, parts, 1);
    case 2:
        return fee_few(sale, parts, 2);
    case 3:
        return fee_few(sale, parts, 3);
    case 4:
        return fee_few(sale, parts, 4);
    case 5:
        return fee_few(sale, parts, 5);
    default:
        return 0;
    }
}

/* --- any sale --- */

static int32_t fee_lowest_group(const revops_fee_line *lines, size_t count) {
    int32_t lowest = lines[0].group;
    for (size_t i = 1; i < count; i++)
        lowest = lines[i].group < lowest ? lines[i].group : lowest;
    return lowest;
}

static revops_status fee_groups(fee_sale *sale, int64_t *parts, revops_error *err) {
    fee_remainders rests;
    int32_t group = fee_lowest_group(sale->lines, sale->count);
    int more = 1;
    sale->fee = 0;
    while (more) {
        revops_status status = fee_group(sale, parts, &rests, group, &group, &more, err);
        if (status != REVOPS_OK)
            return status;
    }
    return REVOPS_OK;
}

revops_status revops__fee_take_apart(revops_separation *separation, int64_t *parts,
                                     int64_t gross_minor, int64_t tax_minor,
                                     const revops_fee_line *lines, size_t count, int32_t mode,
                                     revops_error *err) {
    fee_sale sale = {lines, count, (uint64_t)gross_minor, (uint64_t)(gross_minor - tax_minor),
                     0,     mode};
    uint64_t sum = 0;
    if (gross_minor == 0) {
        memset(parts, 0, count * sizeof *parts);
    } else if (!fee_few_of(&sale, parts)) {
        revops_status status = fee_groups(&sale, parts, err);
        if (status != REVOPS_OK)
            return status;
    }
    for (size_t i = 0; i < count; i++)
        sum += (uint64_t)parts[i];
    if (REVOPS_NEVER(sum != sale.fee))
        return revops__fail(err, REVOPS_E_INTERNAL, REVOPS_NONE, "line_minor",
                            "expected parts that sum to the fee");
    separation->gross_minor = gross_minor;
    separation->tax_minor = tax_minor;
    separation->fee_minor = (int64_t)sale.fee;
    separation->net_minor = gross_minor - tax_minor - (int64_t)sale.fee;
    return REVOPS_OK;
}

/* --- the public functions --- */

static revops_status fee_amounts_check(int64_t gross_minor, int64_t tax_minor, revops_error *err) {
    if (gross_minor < 0)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "gross_minor", "at least 0",
                                gross_minor);
    if (tax_minor < 0 || tax_minor > gross_minor)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "tax_minor", "0 to the gross",
                                tax_minor);
    return REVOPS_OK;
}

revops_status revops_fee_separate(revops_separation *separation, int64_t *line_minor,
                                  int64_t gross_minor, int64_t tax_minor,
                                  const revops_fee_line *lines, size_t count,
                                  const revops_fee_options *options, revops_error *err) {
    revops_separation taken;
    int64_t parts[REVOPS__FEE_LINES];
    int32_t mode;
    revops_status status = revops__require(separation, "separation", err);
    if (status == REVOPS_OK)
        status = revops__fee_mode(&mode, options, err);
    if (status == REVOPS_OK)
        status = fee_amounts_check(gross_minor, tax_minor, err);
    if (status == REVOPS_OK)
        status = revops__fee_lines_check(lines, count, 0, err);
    if (status == REVOPS_OK)
        status =
            revops__fee_take_apart(&taken, parts, gross_minor, tax_minor, lines, count, mode, err);
    if (status != REVOPS_OK)
        return status;
    *separation = taken;
    if (line_minor)
        memcpy(line_minor, parts, count * sizeof *parts);
    return REVOPS_OK;
}

/* A sale as revops_fee_separate gives it: amounts in their ranges that add up, lines that sum to
 * the fee. Tax and fee must sum within int64, so that the reversal does. */
static revops_status fee_sale_check(const revops_separation *sale, const int64_t *line_minor,
                                    size_t count, revops_error *err) {
    uint64_t left;
    int64_t out, net;
    revops_status status = fee_amounts_check(sale->gross_minor, sale->tax_minor, err);
    if (status != REVOPS_OK)
        return status;
    if (sale->fee_minor < 0)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "fee_minor", "at least 0",
                                sale->fee_minor);
    if (!revops__add_i64(sale->tax_minor, sale->fee_minor, &out))
        return revops__fail_i64(err, REVOPS_E_OVERFLOW, REVOPS_NONE, "fee_minor",
                                "tax and fee that sum within int64", sale->fee_minor);
    net = sale->gross_minor - out;
    if (net != sale->net_minor)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "net_minor",
                                "gross - tax - fee", sale->net_minor);
    left = (uint64_t)sale->fee_minor;
    for (size_t i = 0; i < count; i++) {
        if (line_minor[i] < 0 || (uint64_t)line_minor[i] > left)
            return revops__fail_i64(err, REVOPS_E_INVALID, i, "line_minor",
                                    "parts of at least 0 that sum to the fee", line_minor[i]);
        left -= (uint64_t)line_minor[i];
    }
    if (left != 0)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "fee_minor",
                                "the sum of its lines", sale->fee_minor);
    return REVOPS_OK;
}

/* What goes back: tax, the proportional lines, and in the last place all the rest. */
static void fee_vector(int64_t *vector, const revops_separation *sale, const int64_t *line_minor,
                       const revops_fee_line *lines, size_t count) {
    int64_t rest = sale->gross_minor - sale->tax_minor;
    vector[0] = sale->tax_minor;
    for (size_t i = 0; i < count; i++) {
        int back = lines[i].refund == REVOPS_FEE_REFUND_PROPORTIONAL;
        vector[i + 1] = back ? line_minor[i] : 0;
        rest -= vector[i + 1];
    }
    vector[count + 1] = rest;
}

revops_status revops_fee_reverse(revops_separation *separation, int64_t *line_minor,
                                 const revops_separation *sale, const int64_t *sale_line_minor,
                                 const revops_fee_line *lines, size_t count,
                                 int64_t refunded_before_minor, int64_t refund_minor,
                                 revops_error *err) {
    int64_t vector[REVOPS__FEE_LINES + 2], parts[REVOPS__FEE_LINES + 2];
    revops_status status = revops__require(separation, "separation", err);
    if (status == REVOPS_OK)
        status = revops__require(sale, "sale", err);
    if (status == REVOPS_OK)
        status = revops__require(sale_line_minor, "sale_line_minor", err);
    if (status == REVOPS_OK)
        status = revops__fee_lines_check(lines, count, 0, err);
    if (status == REVOPS_OK)
        status = fee_sale_check(sale, sale_line_minor, count, err);
    if (status != REVOPS_OK)
        return status;
    fee_vector(vector, sale, sale_line_minor, lines, count);
    status =
        revops_refund_reverse(parts, vector, count + 2, refunded_before_minor, refund_minor, err);
    if (status != REVOPS_OK)
        return status;
    separation->gross_minor = refund_minor;
    separation->tax_minor = parts[0];
    separation->net_minor = parts[count + 1];
    separation->fee_minor = refund_minor - parts[0] - parts[count + 1];
    if (line_minor)
        memcpy(line_minor, parts + 1, count * sizeof *parts);
    return REVOPS_OK;
}
