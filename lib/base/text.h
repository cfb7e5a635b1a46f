/* Text in and out without locale, rounding or blanks: the scanner and printer that every parse and
 * format function shares, the civil calendar, and the packing of currency codes. */
#ifndef REVOPS_BASE_TEXT_H
#define REVOPS_BASE_TEXT_H

#include "base/error.h"

/* --- printing: rule 2 of texts out: *written always receives the full size, a NUL is added but not
 * counted, too small is REVOPS_E_CAPACITY and nothing is written --- */
revops_status revops__text_out(char *out, size_t capacity, size_t *written, const char *text,
                               size_t size, revops_error *err);

enum { REVOPS__DIGITS = 24 }; /* room for any 64-bit number, its sign and a NUL */

/* Digits of a number into @p out (room for REVOPS__DIGITS); returns their count. No NUL. */
size_t revops__print_u64(char *out, uint64_t value);
size_t revops__print_i64(char *out, int64_t value);
/* Exactly @p width digits with leading zeros. */
size_t revops__print_fixed(char *out, uint64_t value, size_t width);
/* An amount in minor units with exactly @p exponent decimals (0 to 18); room for 48. Never "-0". */
size_t revops__print_money(char *out, int64_t amount_minor, int32_t exponent);

/* --- scanning --- */
typedef struct revops__scanner {
    const char *text;
    size_t size, position;
} revops__scanner;

/* The next byte, or -1 at the end. */
static inline int revops__peek(const revops__scanner *scanner) {
    return scanner->position < scanner->size ? (unsigned char)scanner->text[scanner->position] : -1;
}
/* 1 and one step on when the next byte is @p byte. */
int revops__accept(revops__scanner *scanner, char byte);
/* Exactly @p width digits; 1, or 0 with the position at the first byte that is no digit. */
int revops__scan_fixed(revops__scanner *scanner, size_t width, uint32_t *value);
/* The same for a value from @p low to @p high; 0 with the position at its first digit when it lies
 * outside. */
int revops__scan_ranged(revops__scanner *scanner, size_t width, int32_t low, int32_t high,
                        int32_t *value);
/* One or more digits. 1; 0 when there is none; -1 when the number is beyond 2^64-1 (all digits are
 * eaten). */
int revops__scan_u64(revops__scanner *scanner, uint64_t *value);

/* --- the civil calendar: proleptic Gregorian, years 1 to 9999 --- */
enum { REVOPS__FIRST_DAY = -719162, REVOPS__LAST_DAY = 2932896 };  /* 0001-01-01, 9999-12-31 */
enum { REVOPS__FIRST_MONTH = -23628, REVOPS__LAST_MONTH = 96359 }; /* 0001-01, 9999-12 */
typedef struct revops__civil {
    int32_t year, month, day;
} revops__civil;
int32_t revops__days_from_civil(int32_t year, int32_t month, int32_t day);
revops__civil revops__civil_from_days(int32_t day);
int32_t revops__days_in_month(int32_t year, int32_t month);
/* YYYY-MM: year and month, or 0 with the scanner where it failed. */
int revops__scan_month(revops__scanner *scanner, int32_t *year, int32_t *month);
/* YYYY-MM-DD into @p out (10 bytes), a day in range; and back, 1 or 0 with the scanner where it
 * failed. */
void revops__print_day(char *out, int32_t day);
int revops__scan_day(revops__scanner *scanner, int32_t *day);

/* --- currency codes: up to four capitals or digits, a capital first, packed big-endian --- */
int revops__currency_pack(uint32_t *currency, const char *text, size_t size); /* 1 or 0 */
size_t revops__currency_unpack(char *out, uint32_t currency); /* up to 4 bytes; 0: no code */

/* 1 when @p text is valid UTF-8 without NUL, else 0 with *offset at the first bad byte. */
int revops__utf8_valid(const char *text, size_t size, size_t *offset);

#endif
