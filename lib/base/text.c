/* Text in and out: printer, scanner, calendar, currency codes, UTF-8. */
#include "base/text.h"

#include <string.h>

/* --- printing --- */

revops_status revops__text_out(char *out, size_t capacity, size_t *written, const char *text,
                               size_t size, revops_error *err) {
    if (!written)
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, "written",
                            "expected a place for the size, got NULL");
    if (!out && capacity != 0)
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, "out",
                            "expected a buffer for its capacity, got NULL");
    *written = size;
    if (capacity <= size)
        return revops__fail_u64(err, REVOPS_E_CAPACITY, REVOPS_NONE, "out",
                                "room for the text and its NUL", capacity);
    memcpy(out, text, size);
    out[size] = '\0';
    return REVOPS_OK;
}

/* Two digits at a time: half the divisions, and the count is known before the first is written. */
static const char text_pairs[] = "00010203040506070809101112131415161718192021222324"
                                 "25262728293031323334353637383940414243444546474849"
                                 "50515253545556575859606162636465666768697071727374"
                                 "75767778798081828384858687888990919293949596979899";

static size_t text_digit_count(uint64_t value) {
    size_t count = 1;
    for (; value >= 10000; value /= 10000)
        count += 4;
    return count + (value >= 10) + (value >= 100) + (value >= 1000);
}

size_t revops__print_u64(char *out, uint64_t value) {
    const size_t size = text_digit_count(value);
    size_t at = size;
    for (; value >= 100; value /= 100) {
        at -= 2;
        memcpy(out + at, text_pairs + 2 * (value % 100), 2);
    }
    if (value >= 10)
        memcpy(out, text_pairs + 2 * value, 2);
    else
        out[0] = (char)('0' + value);
    return size;
}

size_t revops__print_i64(char *out, int64_t value) {
    if (value >= 0)
        return revops__print_u64(out, (uint64_t)value);
    out[0] = '-';
    return 1 + revops__print_u64(out + 1, 0 - (uint64_t)value);
}

size_t revops__print_fixed(char *out, uint64_t value, size_t width) {
    for (size_t i = width; i-- > 0; value /= 10)
        out[i] = (char)('0' + value % 10);
    return width;
}

size_t revops__print_money(char *out, int64_t amount_minor, int32_t exponent) {
    char digits[REVOPS__DIGITS];
    uint64_t magnitude = amount_minor < 0 ? 0 - (uint64_t)amount_minor : (uint64_t)amount_minor;
    size_t count = revops__print_u64(digits, magnitude);
    size_t decimals = (size_t)exponent;
    size_t whole = count > decimals ? count - decimals : 0;
    size_t size = 0;
    if (amount_minor < 0)
        out[size++] = '-';
    if (whole == 0)
        out[size++] = '0';
    memcpy(out + size, digits, whole);
    size += whole;
    if (decimals == 0)
        return size;
    out[size++] = '.';
    for (size_t zeros = decimals - (count - whole); zeros > 0; zeros--)
        out[size++] = '0';
    memcpy(out + size, digits + whole, count - whole);
    return size + (count - whole);
}

/* --- scanning --- */

static int text_digit(int byte) {
    return byte >= '0' && byte <= '9';
}

int revops__accept(revops__scanner *scanner, char byte) {
    if (revops__peek(scanner) != (unsigned char)byte)
        return 0;
    scanner->position++;
    return 1;
}

int revops__scan_fixed(revops__scanner *scanner, size_t width, uint32_t *value) {
    uint32_t number = 0;
    for (size_t i = 0; i < width; i++, scanner->position++) {
        int byte = revops__peek(scanner);
        if (!text_digit(byte))
            return 0;
        number = number * 10 + (uint32_t)(byte - '0');
    }
    *value = number;
    return 1;
}

int revops__scan_ranged(revops__scanner *scanner, size_t width, int32_t low, int32_t high,
                        int32_t *value) {
    uint32_t number;
    size_t start = scanner->position;
    if (!revops__scan_fixed(scanner, width, &number))
        return 0;
    if ((int32_t)number < low || (int32_t)number > high) {
        scanner->position = start;
        return 0;
    }
    *value = (int32_t)number;
    return 1;
}

int revops__scan_u64(revops__scanner *scanner, uint64_t *value) {
    uint64_t number = 0;
    int fits = 1;
    size_t start = scanner->position;
    for (int byte = revops__peek(scanner); text_digit(byte); byte = revops__peek(scanner)) {
        uint64_t digit = (uint64_t)(byte - '0');
        if (number > (UINT64_MAX - digit) / 10)
            fits = 0;
        number = number * 10 + digit;
        scanner->position++;
    }
    if (scanner->position == start)
        return 0;
    if (!fits)
        return -1;
    *value = number;
    return 1;
}

/* --- the civil calendar ---
 * Years begin in March, so the leap day is the last of its year and months have a closed form;
 * 400 years (146,097 days) are one cycle. All day numbers in range are positive when counted from
 * 0000-03-01, so plain unsigned division serves. After Howard Hinnant, "chrono-compatible low-level
 * date algorithms". */

enum { TEXT_MARCH_EPOCH = 719468, TEXT_CYCLE_DAYS = 146097 }; /* 0000-03-01 to 1970-01-01 */

int32_t revops__days_from_civil(int32_t year, int32_t month, int32_t day) {
    uint32_t shifted = (uint32_t)(month > 2 ? month - 3 : month + 9);
    uint32_t y = (uint32_t)(year - (month <= 2));
    uint32_t cycle = y / 400, year_of_cycle = y % 400;
    uint32_t day_of_year = (153 * shifted + 2) / 5 + (uint32_t)day - 1;
    uint32_t day_of_cycle =
        year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year;
    return (int32_t)(cycle * TEXT_CYCLE_DAYS + day_of_cycle) - TEXT_MARCH_EPOCH;
}

revops__civil revops__civil_from_days(int32_t day) {
    uint32_t shifted = (uint32_t)(day + TEXT_MARCH_EPOCH);
    uint32_t cycle = shifted / TEXT_CYCLE_DAYS, day_of_cycle = shifted % TEXT_CYCLE_DAYS;
    uint32_t year_of_cycle =
        (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36524 - day_of_cycle / 146096) / 365;
    uint32_t day_of_year =
        day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    uint32_t month = (5 * day_of_year + 2) / 153;
    revops__civil civil;
    civil.day = (int32_t)(day_of_year - (153 * month + 2) / 5 + 1);
    civil.month = (int32_t)(month < 10 ? month + 3 : month - 9);
    civil.year = (int32_t)(cycle * 400 + year_of_cycle) + (civil.month <= 2);
    return civil;
}

int32_t revops__days_in_month(int32_t year, int32_t month) {
    if (month == 2)
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

void revops__print_day(char *out, int32_t day) {
    revops__civil civil = revops__civil_from_days(day);
    memcpy(out, text_pairs + 2 * (civil.year / 100), 2);
    memcpy(out + 2, text_pairs + 2 * (civil.year % 100), 2);
    out[4] = '-';
    memcpy(out + 5, text_pairs + 2 * civil.month, 2);
    out[7] = '-';
    memcpy(out + 8, text_pairs + 2 * civil.day, 2);
}

int revops__scan_month(revops__scanner *scanner, int32_t *year, int32_t *month) {
    return revops__scan_ranged(scanner, 4, 1, 9999, year) && revops__accept(scanner, '-') &&
           revops__scan_ranged(scanner, 2, 1, 12, month);
}

int revops__scan_day(revops__scanner *scanner, int32_t *day) {
    revops__civil civil;
    if (!revops__scan_month(scanner, &civil.year, &civil.month) || !revops__accept(scanner, '-') ||
        !revops__scan_ranged(scanner, 2, 1, revops__days_in_month(civil.year, civil.month),
                             &civil.day))
        return 0;
    *day = revops__days_from_civil(civil.year, civil.month, civil.day);
    return 1;
}

/* --- currency codes --- */

static int text_capital(int byte) {
    return byte >= 'A' && byte <= 'Z';
}

int revops__currency_pack(uint32_t *currency, const char *text, size_t size) {
    uint32_t packed = 0;
    if (size < 1 || size > 4 || !text_capital(text[0]))
        return 0;
    for (size_t i = 0; i < 4; i++) {
        int byte = i < size ? (unsigned char)text[i] : 0;
        if (i < size && !text_capital(byte) && !text_digit(byte))
            return 0;
        packed = packed << 8 | (uint32_t)byte;
    }
    *currency = packed;
    return 1;
}

size_t revops__currency_unpack(char *out, uint32_t currency) {
    char text[4];
    uint32_t again;
    size_t size = 0;
    for (; size < 4; size++) {
        text[size] = (char)(currency >> (24 - 8 * size) & 0xff);
        if (text[size] == '\0')
            break;
    }
    /* Packing again refuses what is no code, and a letter behind a NUL gives another number. */
    if (!revops__currency_pack(&again, text, size) || again != currency)
        return 0;
    memcpy(out, text, size);
    return size;
}

/* --- UTF-8 --- */

/* Bytes of the well-formed sequence at @p bytes, or 0: the table of well-formed byte sequences of
 * the Unicode standard (no overlong forms, no surrogates, nothing above U+10FFFF), NUL left out. */
static size_t text_utf8_sequence(const unsigned char *bytes, size_t size) {
    unsigned char lead = bytes[0], low = 0x80, high = 0xbf;
    size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (lead == 0 || (lead >= 0x80 && lead < 0xc2) || lead > 0xf4 || length > size)
        return 0;
    if (lead == 0xe0)
        low = 0xa0;
    else if (lead == 0xed)
        high = 0x9f;
    else if (lead == 0xf0)
        low = 0x90;
    else if (lead == 0xf4)
        high = 0x8f;
    for (size_t i = 1; i < length; i++, low = 0x80, high = 0xbf) {
        if (bytes[i] < low || bytes[i] > high)
            return 0;
    }
    return length;
}

int revops__utf8_valid(const char *text, size_t size, size_t *offset) {
    const unsigned char *bytes = (const unsigned char *)text;
    for (size_t i = 0; i < size;) {
        size_t length = text_utf8_sequence(bytes + i, size - i);
        if (length == 0) {
            *offset = i;
            return 0;
        }
        i += length;
    }
    return 1;
}
