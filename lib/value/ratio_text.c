/* Ratios and shares as text. A text may have any number of digits, and is refused only when its
 * lowest terms do not fit. Most digits fit 64 bits; the others are gathered in 256, and that is
 * enough: N / 10^k fits only when k is at most 62 and N below 2^63 x 5^62, which is below 2^207. */
#include "value/ratio.h"

#include "base/error.h"
#include "base/host.h"
#include "base/text.h"
#include "base/wide.h"
#include "value/money.h"

enum {
    RATIO_LIMBS = 8,     /* of 32 bits */
    RATIO_FIVES_MAX = 27 /* 5^27 is the last power of five within int64 */
};

static const uint64_t ratio_fives[RATIO_FIVES_MAX + 1] = {
    1,
    5,
    25,
    125,
    625,
    3125,
    15625,
    78125,
    390625,
    1953125,
    9765625,
    48828125,
    244140625,
    1220703125,
    6103515625,
    30517578125,
    152587890625,
    762939453125,
    3814697265625,
    19073486328125,
    95367431640625,
    476837158203125,
    2384185791015625,
    11920928955078125,
    59604644775390625,
    298023223876953125,
    1490116119384765625,
    7450580596923828125,
};

/* A decimal number as it was scanned: digits / 10^tens. */
typedef struct ratio_decimal {
    size_t start, end; /* where its digits (and perhaps a point) stand, without zeros at the end */
    size_t tens;       /* digits behind the point, two more for a percent sign */
    uint64_t digits;
    int fits; /* the digits fit 64 bits */
} ratio_decimal;

/* The digits of a long decimal as one integer, least significant limb first. */
typedef struct ratio_long {
    uint32_t limbs[RATIO_LIMBS];
} ratio_long;

static int ratio_is_digit(int byte) {
    return byte >= '0' && byte <= '9';
}

/* number x 10 + digit; 0 when that is beyond 256 bits. */
static int ratio_push(ratio_long *number, uint32_t digit) {
    uint64_t carry = digit;
    for (int i = 0; i < RATIO_LIMBS; i++) {
        carry += (uint64_t)number->limbs[i] * 10;
        number->limbs[i] = (uint32_t)carry;
        carry >>= 32;
    }
    return carry == 0;
}

/* Divide by a small number if that leaves no remainder. */
static int ratio_divide_exactly(ratio_long *number, uint32_t divisor) {
    ratio_long quotient;
    uint64_t rest = 0;
    for (int i = RATIO_LIMBS; i-- > 0;) {
        rest = rest << 32 | number->limbs[i];
        quotient.limbs[i] = (uint32_t)(rest / divisor);
        rest %= divisor;
    }
    if (rest)
        return 0;
    *number = quotient;
    return 1;
}

static int ratio_is_zero_from(const ratio_long *number, int limb) {
    uint32_t any = 0;
    for (int i = limb; i < RATIO_LIMBS; i++)
        any |= number->limbs[i];
    return any == 0;
}

static revops_status ratio_too_large(size_t offset, revops_error *err) {
    return revops__fail_at(err, REVOPS_E_OVERFLOW, offset, "text",
                           "expected lowest terms within int64, got larger ones");
}

/* num / (2^twos x 5^fives), in lowest terms already. */
static revops_status ratio_from_powers(revops_ratio *ratio, int negative, uint64_t num, size_t twos,
                                       size_t fives, size_t offset, revops_error *err) {
    if (twos > 62 || fives > RATIO_FIVES_MAX || ratio_fives[fives] > (uint64_t)INT64_MAX >> twos ||
        revops__ratio_put(ratio, negative, num, ratio_fives[fives] << twos, NULL) != REVOPS_OK)
        return ratio_too_large(offset, err);
    return REVOPS_OK;
}

static revops_status ratio_from_long(revops_ratio *ratio, int negative, const char *text,
                                     const ratio_decimal *decimal, revops_error *err) {
    size_t twos = decimal->tens, fives = decimal->tens;
    ratio_long number = {{0}};
    for (size_t i = decimal->start; i < decimal->end; i++)
        if (text[i] != '.' && !ratio_push(&number, (uint32_t)(text[i] - '0')))
            return ratio_too_large(i, err);
    while (fives > 0 && ratio_divide_exactly(&number, 5))
        fives--;
    while (twos > 0 && ratio_divide_exactly(&number, 2))
        twos--;
    if (!ratio_is_zero_from(&number, 2))
        return ratio_too_large(decimal->start, err);
    return ratio_from_powers(ratio, negative, (uint64_t)number.limbs[1] << 32 | number.limbs[0],
                             twos, fives, decimal->start, err);
}

/* The factors that digits and a power of ten share can only be twos and fives. */
static revops_status ratio_from_decimal(revops_ratio *ratio, int negative, const char *text,
                                        const ratio_decimal *decimal, revops_error *err) {
    size_t twos = decimal->tens, fives = decimal->tens;
    uint64_t num = decimal->digits;
    if (decimal->fits && num == 0)
        return revops__ratio_put(ratio, 0, 0, 1, err);
    if (!decimal->fits)
        return ratio_from_long(ratio, negative, text, decimal, err);
    for (; fives > 0 && num % 5 == 0; fives--)
        num /= 5;
    for (; twos > 0 && num % 2 == 0; twos--)
        num /= 2;
    return ratio_from_powers(ratio, negative, num, twos, fives, decimal->start, err);
}

static revops_status ratio_expect_digit(const revops__scanner *scanner, revops_error *err) {
    if (ratio_is_digit(revops__peek(scanner)))
        return REVOPS_OK;
    return revops__fail_at(err, REVOPS_E_INVALID, scanner->position, "text", "expected a digit");
}

/* The digits behind the point, without the zeros at their end, which carry no value. */
static revops_status ratio_scan_places(ratio_decimal *decimal, revops__scanner *scanner,
                                       revops_error *err) {
    size_t first = scanner->position;
    revops_status status = ratio_expect_digit(scanner, err);
    if (status != REVOPS_OK)
        return status;
    while (ratio_is_digit(revops__peek(scanner))) {
        if (scanner->text[scanner->position++] != '0')
            decimal->end = scanner->position;
    }
    for (size_t i = first; i < decimal->end; i++) {
        uint64_t digit = (uint64_t)(scanner->text[i] - '0');
        if (decimal->digits > (UINT64_MAX - digit) / 10)
            decimal->fits = 0;
        decimal->digits = decimal->digits * 10 + digit;
        decimal->tens++;
    }
    return REVOPS_OK;
}

/* digits/digits, standing at the slash. */
static revops_status ratio_scan_fraction(revops_ratio *ratio, revops__scanner *scanner,
                                         int negative, const ratio_decimal *decimal,
                                         revops_error *err) {
    size_t start = ++scanner->position;
    uint64_t num = decimal->digits, den = 0, common;
    int fits;
    revops_status status = ratio_expect_digit(scanner, err);
    if (status != REVOPS_OK)
        return status;
    fits = revops__scan_u64(scanner, &den) > 0;
    if (scanner->position < scanner->size)
        return revops__fail_at(err, REVOPS_E_INVALID, scanner->position, "text",
                               "expected the end behind num/den");
    if (fits && den == 0)
        return revops__fail_at(err, REVOPS_E_INVALID, start, "text",
                               "expected a denominator above 0");
    if (!fits || !decimal->fits)
        return ratio_too_large(fits ? decimal->start : start, err);
    common = revops__gcd(num, den);
    if (revops__ratio_put(ratio, negative, num / common, den / common, NULL) != REVOPS_OK)
        return ratio_too_large(decimal->start, err);
    return REVOPS_OK;
}

/* Everything behind the sign. */
static revops_status ratio_scan(revops_ratio *ratio, revops__scanner *scanner, int negative,
                                revops_error *err) {
    ratio_decimal decimal = {scanner->position, 0, 0, 0, 0};
    revops_status status = ratio_expect_digit(scanner, err);
    if (status != REVOPS_OK)
        return status;
    decimal.fits = revops__scan_u64(scanner, &decimal.digits) > 0;
    decimal.end = scanner->position;
    if (revops__peek(scanner) == '/')
        return ratio_scan_fraction(ratio, scanner, negative, &decimal, err);
    if (revops__accept(scanner, '.'))
        status = ratio_scan_places(&decimal, scanner, err);
    if (status != REVOPS_OK)
        return status;
    if (revops__accept(scanner, '%'))
        decimal.tens += 2;
    if (scanner->position < scanner->size)
        return revops__fail_at(err, REVOPS_E_INVALID, scanner->position, "text",
                               "expected num/den, or digits with at most one point and percent");
    return ratio_from_decimal(ratio, negative, scanner->text, &decimal, err);
}

revops_status revops_ratio_parse(revops_ratio *ratio, const char *text, size_t size,
                                 revops_error *err) {
    revops__scanner scanner = {text, size, 0};
    revops_status status = revops__require(ratio, "ratio", err);
    if (status == REVOPS_OK)
        status = revops__require(text, "text", err);
    if (status != REVOPS_OK)
        return status;
    return ratio_scan(ratio, &scanner, revops__accept(&scanner, '-'), err);
}

revops_status revops_share_parse(revops_ratio *ratio, const char *text, size_t size,
                                 revops_error *err) {
    revops__scanner scanner = {text, size, 0};
    revops_ratio share;
    revops_status status = revops__require(ratio, "ratio", err);
    if (status == REVOPS_OK)
        status = revops__require(text, "text", err);
    if (status == REVOPS_OK)
        status = ratio_scan(&share, &scanner, 0, err);
    if (status != REVOPS_OK)
        return status;
    if (share.numerator > share.denominator)
        return revops__fail_at(err, REVOPS_E_INVALID, 0, "text", "expected a share from 0 to 1");
    *ratio = share;
    return REVOPS_OK;
}

/* A ratio as a decimal: the whole part and one rounded quotient behind the point. */
static size_t ratio_print_decimal(char *out, const revops_ratio *ratio, int32_t decimals) {
    int negative = ratio->numerator < 0;
    uint64_t size = revops__magnitude(ratio->numerator), den = (uint64_t)ratio->denominator;
    uint64_t scale = ratio_fives[decimals] << decimals, whole = size / den, remainder, places;
    uint64_t rest;
    size_t length = 0;
    places = revops__u128_divide(revops__u128_multiply(size % den, scale), den, &remainder).low;
    rest = den - remainder;
    places +=
        (uint64_t)(remainder > rest || (remainder == rest && (decimals ? places & 1 : whole & 1)));
    if (places == scale) {
        places = 0;
        whole++;
    }
    if (negative && (whole | places))
        out[length++] = '-';
    length += revops__print_u64(out + length, whole);
    if (decimals > 0) {
        out[length++] = '.';
        length += revops__print_fixed(out + length, places, (size_t)decimals);
    }
    return length;
}

revops_status revops_ratio_format(char *out, size_t capacity, size_t *written, revops_ratio ratio,
                                  int32_t decimals, revops_error *err) {
    char text[2 * REVOPS__DIGITS];
    size_t size;
    revops_status status = revops__require(written, "written", err);
    if (status != REVOPS_OK)
        return status;
    if (!revops__ratio_has_value(&ratio))
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, "ratio",
                            "expected a ratio with a value, got none");
    if (decimals > REVOPS__EXPONENT_MAX)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "decimals",
                                "at most 18, or a negative number for num/den", decimals);
    if (decimals < 0) {
        size = revops__print_i64(text, ratio.numerator);
        text[size++] = '/';
        size += revops__print_i64(text + size, ratio.denominator);
    } else {
        size = ratio_print_decimal(text, &ratio, decimals);
    }
    return revops__text_out(out, capacity, written, text, size, err);
}
