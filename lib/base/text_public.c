/* Months and instants as text. */
#include "revops/text.h"

#include "base/host.h"
#include "base/text.h"
#include "base/wide.h"

/* The two arguments that every parser has; an empty text may have no address. */
static revops_status text_arguments(const void *output, const char *name, const char *text,
                                    size_t size, revops_error *err) {
    revops_status status = revops__require(output, name, err);
    if (status == REVOPS_OK && size > 0)
        status = revops__require(text, "text", err);
    return status;
}

/* --- months --- */

revops_status revops_month_parse(int32_t *month, const char *text, size_t size, revops_error *err) {
    revops__scanner scanner = {text, size, 0};
    int32_t year, month_of_year;
    revops_status status = text_arguments(month, "month", text, size, err);
    if (status != REVOPS_OK)
        return status;
    if (!revops__scan_month(&scanner, &year, &month_of_year) || scanner.position != size)
        return revops__fail_at(err, REVOPS_E_INVALID, scanner.position, "text",
                               "expected a month as YYYY-MM");
    *month = (year - 1970) * 12 + month_of_year - 1;
    return REVOPS_OK;
}

revops_status revops_month_format(char *out, size_t capacity, size_t *written, int32_t month,
                                  revops_error *err) {
    char text[7];
    uint32_t from_first;
    if (month < REVOPS__FIRST_MONTH || month > REVOPS__LAST_MONTH)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "month",
                                "a month of the years 1 to 9999 (-23628 to 96359)", month);
    from_first = (uint32_t)(month - REVOPS__FIRST_MONTH);
    revops__print_fixed(text, from_first / 12 + 1, 4);
    text[4] = '-';
    revops__print_fixed(text + 5, from_first % 12 + 1, 2);
    return revops__text_out(out, capacity, written, text, sizeof text, err);
}

/* --- instants --- */

enum { TEXT_DAY_SECONDS = 86400, TEXT_SECOND_NS = 1000000000 };

/* HH:MM, as seconds. */
static int text_scan_clock(revops__scanner *scanner, int64_t *seconds) {
    int32_t hour, minute;
    if (!revops__scan_ranged(scanner, 2, 0, 23, &hour) || !revops__accept(scanner, ':') ||
        !revops__scan_ranged(scanner, 2, 0, 59, &minute))
        return 0;
    *seconds = hour * 3600 + minute * 60;
    return 1;
}

/* Perhaps a point and 1 to 9 digits. */
static int text_scan_fraction(revops__scanner *scanner, int64_t *nanoseconds) {
    int64_t unit = TEXT_SECOND_NS;
    uint32_t digit;
    *nanoseconds = 0;
    if (!revops__accept(scanner, '.'))
        return 1;
    while (unit > 1 && revops__scan_fixed(scanner, 1, &digit)) {
        unit /= 10;
        *nanoseconds += (int64_t)digit * unit;
    }
    return unit < TEXT_SECOND_NS;
}

/* Z, +HH:MM or -HH:MM: seconds that the clock is ahead of UTC. */
static int text_scan_zone(revops__scanner *scanner, int64_t *ahead) {
    int behind;
    *ahead = 0;
    if (revops__accept(scanner, 'Z'))
        return 1;
    behind = revops__peek(scanner) == '-';
    if (!revops__accept(scanner, behind ? '-' : '+') || !text_scan_clock(scanner, ahead))
        return 0;
    if (behind)
        *ahead = -*ahead;
    return 1;
}

static int text_scan_instant(revops__scanner *scanner, int64_t *seconds, int64_t *nanoseconds) {
    int32_t day, second;
    int64_t clock, ahead;
    if (!revops__scan_day(scanner, &day) ||
        !(revops__accept(scanner, 'T') || revops__accept(scanner, ' ')) ||
        !text_scan_clock(scanner, &clock) || !revops__accept(scanner, ':') ||
        !revops__scan_ranged(scanner, 2, 0, 59, &second) ||
        !text_scan_fraction(scanner, nanoseconds) || !text_scan_zone(scanner, &ahead))
        return 0;
    *seconds = (int64_t)day * TEXT_DAY_SECONDS + clock + second - ahead;
    return 1;
}

/* seconds x 10^9 + nanoseconds: 1, or 0 when it is beyond int64. */
static int text_instant_join(int64_t seconds, int64_t nanoseconds, int64_t *instant_ns) {
    const int64_t most = INT64_MAX / TEXT_SECOND_NS;
    /* Below zero both parts get the same sign, so that the lowest instants have no step beyond. */
    if (seconds < 0) {
        seconds += 1;
        nanoseconds -= TEXT_SECOND_NS;
    }
    return seconds >= -most && seconds <= most &&
           revops__add_i64(seconds * TEXT_SECOND_NS, nanoseconds, instant_ns);
}

revops_status revops_instant_parse(int64_t *instant_ns, const char *text, size_t size,
                                   revops_error *err) {
    revops__scanner scanner = {text, size, 0};
    int64_t seconds, nanoseconds, joined;
    revops_status status = text_arguments(instant_ns, "instant_ns", text, size, err);
    if (status != REVOPS_OK)
        return status;
    if (!text_scan_instant(&scanner, &seconds, &nanoseconds) || scanner.position != size)
        return revops__fail_at(err, REVOPS_E_INVALID, scanner.position, "text",
                               "expected an instant as YYYY-MM-DDTHH:MM:SS and a zone");
    if (!text_instant_join(seconds, nanoseconds, &joined))
        return revops__fail_at(err, REVOPS_E_OVERFLOW, 0, "text",
                               "expected an instant within int64 nanoseconds of 1970");
    *instant_ns = joined;
    return REVOPS_OK;
}

/* The fewest of 0, 3, 6 or 9 decimals that are exact. */
static size_t text_print_fraction(char *out, uint64_t nanoseconds) {
    size_t width = 9;
    if (nanoseconds == 0)
        return 0;
    for (; nanoseconds % 1000 == 0; nanoseconds /= 1000)
        width -= 3;
    out[0] = '.';
    return 1 + revops__print_fixed(out + 1, nanoseconds, width);
}

revops_status revops_instant_format(char *out, size_t capacity, size_t *written, int64_t instant_ns,
                                    revops_error *err) {
    char text[30];
    int64_t seconds = instant_ns / TEXT_SECOND_NS, nanoseconds = instant_ns % TEXT_SECOND_NS;
    int64_t day, clock;
    size_t size = 10;
    if (nanoseconds < 0) {
        nanoseconds += TEXT_SECOND_NS;
        seconds--;
    }
    day = seconds / TEXT_DAY_SECONDS - (seconds % TEXT_DAY_SECONDS < 0);
    clock = seconds - day * TEXT_DAY_SECONDS;
    revops__print_day(text, (int32_t)day);
    text[size++] = 'T';
    size += revops__print_fixed(text + size, (uint64_t)clock / 3600, 2);
    text[size++] = ':';
    size += revops__print_fixed(text + size, (uint64_t)clock / 60 % 60, 2);
    text[size++] = ':';
    size += revops__print_fixed(text + size, (uint64_t)clock % 60, 2);
    size += text_print_fraction(text + size, (uint64_t)nanoseconds);
    text[size++] = 'Z';
    return revops__text_out(out, capacity, written, text, size, err);
}
