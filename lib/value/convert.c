/* Which rate, and what an amount is worth by it.
 *
 * A view holds the pairs that can form a rate between two currencies, so a run of rows between the
 * same two looks them up once. Terms are multiplied as they are while they fit, because a fraction
 * rounds the same in any terms; only what does not fit is reduced. */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "base/wide.h"
#include "value/date.h"
#include "value/fx.h"
#include "value/money.h"
#include "value/ratio.h"

/* --- aiming --- */

static revops_status convert_exponent(const revops__rates *rates, int32_t *exponent,
                                      uint32_t currency, uint64_t row, const char *field,
                                      revops_error *err) {
    size_t low = 0, high = rates->def_count;
    char code[4];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (rates->defs[middle].currency < currency)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < rates->def_count && rates->defs[low].currency == currency) {
        *exponent = rates->defs[low].exponent;
        return REVOPS_OK;
    }
    if (revops_currency_exponent(exponent, currency, NULL, NULL) == REVOPS_OK)
        return REVOPS_OK;
    return revops__fail_text(err, REVOPS_E_MISSING, row, field,
                             "a currency of ISO 4217 or of the options", code,
                             revops__currency_unpack(code, currency));
}

static revops_status convert_code(uint32_t currency, uint64_t row, const char *field,
                                  revops_error *err) {
    char code[4];
    return revops__currency_unpack(code, currency) != 0
               ? REVOPS_OK
               : revops__fail_u64(err, REVOPS_E_INVALID, row, field, "a packed currency code",
                                  currency);
}

/* The pairs alone: a rate needs no exponents. */
static revops_status convert_pairs(revops__rate_view *view, const revops__rates *rates,
                                   uint32_t from, uint32_t to, uint64_t row, const char *from_field,
                                   const char *to_field, revops_error *err) {
    revops_status status = convert_code(from, row, from_field, err);
    if (status == REVOPS_OK)
        status = convert_code(to, row, to_field, err);
    if (status != REVOPS_OK)
        return status;
    memset(view, 0, sizeof *view);
    view->rates = rates;
    view->from_currency = from;
    view->to_currency = to;
    if (from == to)
        return REVOPS_OK;
    view->direct = revops__rates_pair(rates, from, to);
    view->inverse = revops__rates_pair(rates, to, from);
    if (from == rates->pivot || to == rates->pivot)
        return REVOPS_OK;
    view->first[0] = revops__rates_pair(rates, from, rates->pivot);
    view->first[1] = revops__rates_pair(rates, rates->pivot, from);
    view->second[0] = revops__rates_pair(rates, rates->pivot, to);
    view->second[1] = revops__rates_pair(rates, to, rates->pivot);
    return REVOPS_OK;
}

revops_status revops__rate_aim(revops__rate_view *view, const revops__rates *rates,
                               uint32_t from_currency, uint32_t to_currency, uint64_t row,
                               const char *from_field, const char *to_field, revops_error *err) {
    int32_t from_exponent = 0, to_exponent = 0;
    revops_status status =
        convert_pairs(view, rates, from_currency, to_currency, row, from_field, to_field, err);
    if (status != REVOPS_OK || from_currency == to_currency)
        return status;
    status = convert_exponent(rates, &from_exponent, from_currency, row, from_field, err);
    if (status == REVOPS_OK)
        status = convert_exponent(rates, &to_exponent, to_currency, row, to_field, err);
    view->shift = to_exponent - from_exponent;
    return status;
}

/* --- finding --- */

/* The newest rate of a pair or of its opposite that is not after a day, in the pair's direction; on
 * the same day the published one goes before the inverse. */
static int convert_newest(const revops__rate_pair *direct, const revops__rate_pair *inverse,
                          int32_t day, revops__rate *rate) {
    size_t place = direct ? revops__rate_newest(direct, day) : SIZE_MAX;
    size_t opposite = inverse ? revops__rate_newest(inverse, day) : SIZE_MAX;
    if (place == SIZE_MAX && opposite == SIZE_MAX)
        return 0;
    if (opposite == SIZE_MAX ||
        (place != SIZE_MAX && direct->rates[place].day >= inverse->rates[opposite].day)) {
        *rate = direct->rates[place];
        return 1;
    }
    *rate = inverse->rates[opposite];
    rate->num = inverse->rates[opposite].den;
    rate->den = inverse->rates[opposite].num;
    return 1;
}

/* The newest day from @p floor to @p day on which both legs were published. Each step goes to an
 * older day that one of the legs has. */
static int convert_cross(const revops__rate_view *view, int32_t day, int64_t floor,
                         revops__rate legs[2]) {
    for (;;) {
        if (!convert_newest(view->first[0], view->first[1], day, &legs[0]) || legs[0].day < floor ||
            !convert_newest(view->second[0], view->second[1], legs[0].day, &legs[1]) ||
            legs[1].day < floor)
            return 0;
        if (legs[1].day == legs[0].day)
            return 1;
        day = legs[1].day;
    }
}

/* How many rates the answer of a day is a product of: 0 there is none, 1 published or inverse,
 * 2 a cross. */
static int convert_find(const revops__rate_view *view, int32_t day, revops__rate legs[2]) {
    int64_t floor = (int64_t)day - (view->rates->same_day ? 0 : view->rates->max_age_days);
    revops__rate cross[2];
    int found = convert_newest(view->direct, view->inverse, day, &legs[0]) && legs[0].day >= floor;
    /* A cross is used only on a newer day. */
    if (found && legs[0].day == day)
        return 1;
    if (!convert_cross(view, day, found ? (int64_t)legs[0].day + 1 : floor, cross))
        return found;
    memcpy(legs, cross, sizeof cross);
    return 2;
}

/* --- multiplying --- */

typedef struct convert_ratio {
    int64_t num, den;
} convert_ratio;

static int convert_times(int64_t *product, int64_t a, int64_t b) {
    revops__u128 wide = revops__u128_multiply((uint64_t)a, (uint64_t)b);
    *product = (int64_t)wide.low;
    return wide.high == 0 && wide.low <= INT64_MAX;
}

/* The terms as they are: 1, or 0 when one does not fit. */
static int convert_multiply(convert_ratio *ratio, int64_t num, int64_t den) {
    return convert_times(&ratio->num, ratio->num, num) &&
           convert_times(&ratio->den, ratio->den, den);
}

/* Two ratios in lowest terms give a third in lowest terms: 1, or 0 when it does not fit. */
static int convert_reduce(convert_ratio *ratio, int64_t num, int64_t den) {
    int64_t a = (int64_t)revops__gcd((uint64_t)ratio->num, (uint64_t)den);
    int64_t b = (int64_t)revops__gcd((uint64_t)num, (uint64_t)ratio->den);
    ratio->num /= a;
    ratio->den /= b;
    return convert_multiply(ratio, num / b, den / a);
}

/* 10^power, power 0 to 18. */
static int64_t convert_power(int32_t power) {
    int64_t value = 1;
    while (power-- > 0)
        value *= 10;
    return value;
}

/* The factor 10^shift as a ratio. */
static convert_ratio convert_shift(int32_t shift) {
    convert_ratio ratio = {shift > 0 ? convert_power(shift) : 1,
                           shift < 0 ? convert_power(-shift) : 1};
    return ratio;
}

/* The rate, and the effective ratio with exponents, both in lowest terms. */
static int convert_exact(const revops__rate legs[2], int count, int32_t shift, convert_ratio *rate,
                         convert_ratio *effective) {
    convert_ratio factor = convert_shift(shift);
    rate->num = legs[0].num;
    rate->den = legs[0].den;
    if (count == 2 && !convert_reduce(rate, legs[1].num, legs[1].den))
        return 0;
    *effective = *rate;
    return convert_reduce(effective, factor.num, factor.den);
}

/* The effective ratio in any terms. */
static int convert_quick(const revops__rate legs[2], int count, int32_t shift,
                         convert_ratio *effective) {
    convert_ratio factor = convert_shift(shift), rate;
    effective->num = legs[0].num;
    effective->den = legs[0].den;
    if ((count == 1 || convert_multiply(effective, legs[1].num, legs[1].den)) &&
        convert_multiply(effective, factor.num, factor.den))
        return 1;
    return convert_exact(legs, count, shift, &rate, effective);
}

/* --- refusing --- */

static size_t convert_say(char *out, const char *text) {
    size_t size = strlen(text);
    memcpy(out, text, size);
    return size;
}

static revops_status convert_missing(const revops__rate_view *view, int32_t day, uint64_t row,
                                     const char *field, revops_error *err) {
    char got[40];
    size_t size = revops__currency_unpack(got, view->from_currency);
    size += convert_say(got + size, " to ");
    size += revops__currency_unpack(got + size, view->to_currency);
    size += convert_say(got + size, " on ");
    revops__print_day(got + size, day);
    return revops__fail_text(err, REVOPS_E_MISSING, row, field,
                             "a rate of that day or of one not too long before", got, size + 10);
}

static revops_status convert_overflow(uint64_t row, const char *field, revops_error *err) {
    return revops__fail(err, REVOPS_E_OVERFLOW, row, field,
                        "expected a rate whose terms fit int64 with the exponents");
}

static revops_status convert_scale(int64_t *result, int64_t amount_minor, int64_t num, int64_t den,
                                   int32_t mode, uint64_t row, const char *field,
                                   revops_error *err) {
    revops_status status = revops__scale(result, amount_minor, num, den, mode);
    if (status == REVOPS_E_INVALID)
        return revops__fail_i64(err, status, row, field, "an amount that converts exactly",
                                amount_minor);
    if (status != REVOPS_OK)
        return revops__fail_i64(err, status, row, field, "an amount whose value fits int64",
                                amount_minor);
    return REVOPS_OK;
}

/* --- answering --- */

revops_status revops__rate_apply(revops__rate_view *view, int64_t *result, int64_t amount_minor,
                                 int32_t day, int32_t mode, uint64_t row, const char *field,
                                 revops_error *err) {
    if (view->from_currency == view->to_currency) {
        *result = amount_minor;
        return REVOPS_OK;
    }
    if (!view->known || view->day != day) {
        revops__rate legs[2];
        convert_ratio effective;
        int count = convert_find(view, day, legs);
        view->known = 0;
        if (count == 0)
            return convert_missing(view, day, row, field, err);
        if (!convert_quick(legs, count, view->shift, &effective))
            return convert_overflow(row, field, err);
        view->num = effective.num;
        view->den = effective.den;
        view->day = day;
        view->known = 1;
    }
    return convert_scale(result, amount_minor, view->num, view->den, mode, row, field, err);
}

/* What rounding left, exactly: amount x num / den - result. Its numerator lies between -den and
 * den, so the low 64 bits of both products tell it. */
static int convert_residue(revops_conversion *conversion, int64_t amount_minor,
                           const convert_ratio *effective) {
    uint64_t low = (uint64_t)amount_minor * (uint64_t)effective->num -
                   (uint64_t)conversion->amount_minor * (uint64_t)effective->den;
    int64_t num = (int64_t)low;
    uint64_t divisor = revops__gcd(revops__magnitude(num), (uint64_t)effective->den);
    if (REVOPS_NEVER(revops__magnitude(num) >= (uint64_t)effective->den))
        return 0;
    conversion->residue_num = num / (int64_t)divisor;
    conversion->residue_den = effective->den / (int64_t)divisor;
    return 1;
}

revops_status revops__rates_ratio(const revops__rates *rates, revops_ratio *ratio,
                                  int32_t *rate_day, uint32_t from_currency, uint32_t to_currency,
                                  int32_t day, revops_error *err) {
    revops__rate_view view;
    revops__rate legs[2];
    convert_ratio rate = {1, 1}, effective;
    int count = 1;
    revops_status status = convert_pairs(&view, rates, from_currency, to_currency, REVOPS_NONE,
                                         "from_currency", "to_currency", err);
    if (status != REVOPS_OK)
        return status;
    legs[0].day = day;
    if (from_currency != to_currency) {
        count = convert_find(&view, day, legs);
        if (count == 0)
            return convert_missing(&view, day, REVOPS_NONE, "from_currency", err);
        if (!convert_exact(legs, count, 0, &rate, &effective))
            return convert_overflow(REVOPS_NONE, "from_currency", err);
    }
    ratio->numerator = rate.num;
    ratio->denominator = rate.den;
    ratio->status = REVOPS_RATIO_OK;
    ratio->reserved0 = 0;
    *rate_day = legs[0].day;
    return REVOPS_OK;
}

revops_status revops__rates_convert(const revops__rates *rates, revops_conversion *conversion,
                                    int64_t amount_minor, uint32_t from_currency,
                                    uint32_t to_currency, int32_t day, int32_t mode, uint64_t row,
                                    const char *field, revops_error *err) {
    revops__rate_view view;
    revops__rate legs[2] = {{1, 1, 0, 0}, {1, 1, 0, 0}};
    convert_ratio rate, effective;
    revops_conversion made;
    int count = 1;
    revops_status status = revops__rate_aim(&view, rates, from_currency, to_currency, row,
                                            "from_currency", "to_currency", err);
    if (status != REVOPS_OK)
        return status;
    legs[0].day = day;
    if (from_currency != to_currency)
        count = convert_find(&view, day, legs);
    if (count == 0)
        return convert_missing(&view, day, row, "from_currency", err);
    if (!convert_exact(legs, count, view.shift, &rate, &effective))
        return convert_overflow(row, "from_currency", err);
    status = convert_scale(&made.amount_minor, amount_minor, effective.num, effective.den, mode,
                           row, field, err);
    if (status != REVOPS_OK)
        return status;
    if (!convert_residue(&made, amount_minor, &effective))
        return revops__fail(err, REVOPS_E_INTERNAL, row, field,
                            "expected amount and residue to be the exact value");
    made.rate_num = rate.num;
    made.rate_den = rate.den;
    made.rate_day = legs[0].day;
    made.reserved0 = 0;
    *conversion = made;
    return REVOPS_OK;
}
