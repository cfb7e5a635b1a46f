/* Text on its way to the sink: blocks, escapes, amounts, decimals. */
#include "report/text_out.h"

#include "base/wide.h"

/* --- blocks --- */

void revops__out_open(revops__out *out, revops__handle *handle, revops_sink sink, void *user) {
    out->handle = handle;
    out->sink = sink;
    out->user = user;
    out->err = NULL;
    out->status = REVOPS_OK;
    out->size = 0;
}

void revops__out_flush(revops__out *out) {
    if (out->status == REVOPS_OK && out->size > 0)
        out->status =
            revops__emit(out->handle, out->sink, out->user, out->block, out->size, out->err);
    out->size = 0;
}

void revops__put_long(revops__out *out, const char *text, size_t size) {
    while (size > 0) {
        size_t room = REVOPS__BLOCK - out->size;
        size_t part = size < room ? size : room;
        memcpy(out->block + out->size, text, part);
        out->size += part;
        text += part;
        size -= part;
        if (out->size == REVOPS__BLOCK)
            revops__out_flush(out);
    }
}

void revops__put_fill(revops__out *out, char byte, size_t count) {
    while (count > 0) {
        size_t room, part;
        if (out->size == REVOPS__BLOCK)
            revops__out_flush(out);
        room = REVOPS__BLOCK - out->size;
        part = count < room ? count : room;
        memset(out->block + out->size, byte, part);
        out->size += part;
        count -= part;
    }
}

void revops__put_html(revops__out *out, const char *text, size_t size) {
    size_t from = 0;
    for (size_t i = 0; i < size; i++) {
        const char *escape;
        switch (text[i]) {
        case '&':
            escape = "&amp;";
            break;
        case '<':
            escape = "&lt;";
            break;
        case '>':
            escape = "&gt;";
            break;
        case '"':
            escape = "&quot;";
            break;
        case '\'':
            escape = "&#39;";
            break;
        default:
            continue;
        }
        revops__put(out, text + from, i - from);
        revops__put_text(out, escape);
        from = i + 1;
    }
    revops__put(out, text + from, size - from);
}

static int out_is_control(char byte) {
    return (unsigned char)byte < 0x20 || byte == 0x7f;
}

void revops__put_line(revops__out *out, const char *text, size_t size) {
    size_t from = 0;
    for (size_t i = 0; i < size; i++) {
        if (!out_is_control(text[i]))
            continue;
        revops__put(out, text + from, i - from);
        revops__put_byte(out, ' ');
        from = i + 1;
    }
    revops__put(out, text + from, size - from);
}

void revops__put_pipes(revops__out *out, const char *text, size_t size) {
    size_t from = 0;
    for (size_t i = 0; i < size; i++) {
        if (text[i] != '|' && text[i] != '\\')
            continue;
        revops__put_line(out, text + from, i - from);
        revops__put_byte(out, '\\');
        from = i;
    }
    revops__put_line(out, text + from, size - from);
}

size_t revops__text_width(const char *text, size_t size) {
    size_t width = 0;
    for (size_t i = 0; i < size; i++)
        width += ((unsigned char)text[i] & 0xC0) != 0x80;
    return width;
}

/* --- amounts and ratios --- */

size_t revops__print_grouped(char *out, int64_t amount_minor, int32_t exponent) {
    char plain[48];
    const size_t size = revops__print_money(plain, amount_minor, exponent);
    const size_t first = plain[0] == '-';
    const size_t point = exponent > 0 ? size - (size_t)exponent - 1 : size;
    size_t written = 0;
    for (size_t i = 0; i < size; i++) {
        if (i > first && i < point && (point - i) % 3 == 0)
            out[written++] = ',';
        out[written++] = plain[i];
    }
    return written;
}

size_t revops__print_ratio(char *out, const revops_ratio *ratio) {
    const uint64_t scale = 1000000;
    const uint64_t den = (uint64_t)ratio->denominator;
    const uint64_t magnitude = revops__magnitude(ratio->numerator);
    uint64_t whole = magnitude / den, rest;
    uint64_t decimals =
        revops__u128_divide(revops__u128_multiply(magnitude % den, scale), den, &rest).low;
    size_t size = 0, width = 6;
    if (rest > den - rest || (rest == den - rest && (decimals & 1) != 0))
        decimals++;
    if (decimals == scale) {
        decimals = 0;
        whole++;
    }
    if (ratio->numerator < 0 && (whole | decimals) != 0)
        out[size++] = '-';
    size += revops__print_u64(out + size, whole);
    if (decimals == 0)
        return size;
    for (; decimals % 10 == 0; decimals /= 10)
        width--;
    out[size++] = '.';
    return size + revops__print_fixed(out + size, decimals, width);
}

/* --- doubles ---
 * A double is m * 2^e exactly, so its 12 digits come from integers: with k = 11 - p, where p is the
 * decimal exponent, floor(2 * m * 2^e * 10^k) carries one bit below the digits, and a sticky bit
 * says whether anything is left below that. That decides the rounding, half to even. Powers of ten
 * are powers of five and a shift, so one number of at most 40 limbs is all the memory it takes: the
 * largest is m * 5^335 (831 bits) for the smallest double, m * 2^971 (1,024 bits) for the
 * largest. */

enum { DOUBLE_DIGITS = 12, DOUBLE_LIMBS = 40 };

typedef struct double_big {
    uint32_t limb[DOUBLE_LIMBS]; /* least significant first */
    size_t count;                /* used limbs */
    uint32_t sticky;             /* something was cut off below */
} double_big;

static void double_multiply(double_big *big, uint32_t factor) {
    uint64_t carry = 0;
    for (size_t i = 0; i < big->count; i++) {
        carry += (uint64_t)big->limb[i] * factor;
        big->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry != 0)
        big->limb[big->count++] = (uint32_t)carry;
}

static void double_divide(double_big *big, uint32_t divisor) {
    uint64_t rest = 0;
    for (size_t i = big->count; i-- > 0;) {
        rest = rest << 32 | big->limb[i];
        big->limb[i] = (uint32_t)(rest / divisor);
        rest %= divisor;
    }
    big->sticky |= rest != 0;
}

static void double_shift_left(double_big *big, size_t bits) {
    const size_t limbs = bits / 32;
    if (bits % 32 != 0)
        double_multiply(big, (uint32_t)1 << bits % 32);
    memmove(big->limb + limbs, big->limb, big->count * sizeof big->limb[0]);
    memset(big->limb, 0, limbs * sizeof big->limb[0]);
    big->count += limbs;
}

static void double_shift_right(double_big *big, size_t bits) {
    for (; bits >= 32 && big->count > 0; bits -= 32) {
        big->sticky |= big->limb[0] != 0;
        big->count--;
        memmove(big->limb, big->limb + 1, big->count * sizeof big->limb[0]);
    }
    if (big->count > 0 && bits > 0)
        double_divide(big, (uint32_t)1 << bits % 32);
}

/* floor(2 * m * 2^e * 10^k), below 2^64 by the choice of k. */
static uint64_t double_scaled(double_big *big, uint64_t m, int e, int k) {
    const uint32_t five_13 = 1220703125;
    const int shift = e + k + 1;
    big->limb[0] = (uint32_t)m;
    big->limb[1] = (uint32_t)(m >> 32);
    big->count = 2;
    big->sticky = 0;
    for (int i = 0; i < k; i += i + 13 <= k ? 13 : 1)
        double_multiply(big, i + 13 <= k ? five_13 : 5);
    if (shift >= 0)
        double_shift_left(big, (size_t)shift);
    else
        double_shift_right(big, (size_t)-shift);
    for (int i = 0; i < -k; i += i + 13 <= -k ? 13 : 1)
        double_divide(big, i + 13 <= -k ? five_13 : 5);
    return (big->count > 0 ? big->limb[0] : 0) | (uint64_t)(big->count > 1 ? big->limb[1] : 0)
                                                     << 32;
}

/* 12 significant digits of m * 2^e, half to even; the decimal exponent of the first in *power. */
static uint64_t double_digits(uint64_t m, int e, int *power) {
    const uint64_t most = 1000000000000; /* 10^12 */
    double_big big;
    uint64_t twice, digits;
    int top = e - 1, p;
    for (uint64_t rest = m; rest != 0; rest >>= 1)
        top++;
    /* floor(top * log10(2)) by a fraction that is exact for all exponents of a double; the value
     * has this decimal exponent or the next. */
    p = (int)((int64_t)top * 315653 >> 20);
    twice = double_scaled(&big, m, e, DOUBLE_DIGITS - 1 - p);
    if (twice >= 2 * most)
        twice = double_scaled(&big, m, e, DOUBLE_DIGITS - 1 - ++p);
    digits = twice >> 1;
    if ((twice & 1) != 0 && (big.sticky != 0 || (digits & 1) != 0))
        digits++;
    if (digits == most) {
        digits = most / 10;
        p++;
    }
    *power = p;
    return digits;
}

/* @p count digits with the point where @p power puts it. */
static size_t double_layout(char *out, const char *digits, size_t count, int power) {
    size_t size = 0;
    if (power < -4 || power >= DOUBLE_DIGITS) {
        out[size++] = digits[0];
        if (count > 1)
            out[size++] = '.';
        memcpy(out + size, digits + 1, count - 1);
        size += count - 1;
        out[size++] = 'e';
        return size + revops__print_i64(out + size, power);
    }
    if (power < 0) {
        memcpy(out, "0.0000", 6);
        size = (size_t)(1 - power);
        memcpy(out + size, digits, count);
        return size + count;
    }
    for (size_t i = 0; i < count || i <= (size_t)power; i++) {
        if (i == (size_t)power + 1)
            out[size++] = '.';
        out[size++] = '0';
        if (i < count)
            out[size - 1] = digits[i];
    }
    return size;
}

size_t revops__print_double(char *out, double value) {
    char digits[REVOPS__DIGITS];
    uint64_t bits, m;
    size_t size = 0, count = DOUBLE_DIGITS;
    int exponent, power;
    memcpy(&bits, &value, sizeof bits);
    exponent = (int)(bits >> 52 & 0x7ff);
    m = bits & (((uint64_t)1 << 52) - 1);
    if (exponent == 0x7ff)
        return 0;
    if (exponent == 0 && m == 0) {
        out[0] = '0';
        return 1;
    }
    if (exponent == 0)
        exponent = 1; /* a subnormal has no hidden bit */
    else
        m |= (uint64_t)1 << 52;
    if (bits >> 63 != 0)
        out[size++] = '-';
    revops__print_u64(digits, double_digits(m, exponent - 1075, &power));
    while (count > 1 && digits[count - 1] == '0')
        count--;
    return size + double_layout(out + size, digits, count, power);
}
