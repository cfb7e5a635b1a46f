/* Days: text, dates, months, ISO weeks, instants. */
#include "base/error.h"
#include "base/host.h"
#include "value/date.h"

revops_status revops_day_parse(int32_t *day, const char *text, size_t size, revops_error *err) {
    revops__scanner scanner = {text, size, 0};
    int32_t parsed;
    revops_status status = revops__require(day, "day", err);
    if (status == REVOPS_OK && size > 0)
        status = revops__require(text, "text", err);
    if (status != REVOPS_OK)
        return status;
    if (!revops__scan_day(&scanner, &parsed) || scanner.position != size)
        return revops__fail_at(err, REVOPS_E_INVALID, scanner.position, "text",
                               "expected a day as YYYY-MM-DD");
    *day = parsed;
    return REVOPS_OK;
}

static revops_status day_check(int32_t day, const char *field, revops_error *err) {
    if (revops__day_valid(day))
        return REVOPS_OK;
    return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, field,
                            "a day of the years 1 to 9999 (-719162 to 2932896)", day);
}

revops_status revops_day_format(char *out, size_t capacity, size_t *written, int32_t day,
                                revops_error *err) {
    char text[10];
    revops_status status = day_check(day, "day", err);
    if (status != REVOPS_OK)
        return status;
    revops__print_day(text, day);
    return revops__text_out(out, capacity, written, text, sizeof text, err);
}

revops_status revops_day_make(int32_t *day, int32_t year, int32_t month, int32_t day_of_month,
                              revops_error *err) {
    revops_status status = revops__require(day, "day", err);
    if (status != REVOPS_OK)
        return status;
    if (year < 1 || year > 9999)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "year", "a year from 1 to 9999",
                                year);
    if (month < 1 || month > 12)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "month", "a month from 1 to 12",
                                month);
    if (day_of_month < 1 || day_of_month > revops__days_in_month(year, month))
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "day_of_month",
                                "a day of that month", day_of_month);
    *day = revops__days_from_civil(year, month, day_of_month);
    return REVOPS_OK;
}

revops_status revops_day_add_months(int32_t *result, int32_t day, int32_t months,
                                    int32_t anchor_day, revops_error *err) {
    revops__civil civil;
    int64_t month;
    int32_t last;
    revops_status status = revops__require(result, "result", err);
    if (status == REVOPS_OK)
        status = day_check(day, "day", err);
    if (status != REVOPS_OK)
        return status;
    if (anchor_day < 0 || anchor_day > 31)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "anchor_day",
                                "a day of the month from 1 to 31, or 0", anchor_day);
    month = (int64_t)revops_month_of(day) + months;
    if (month < REVOPS__FIRST_MONTH || month > REVOPS__LAST_MONTH)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "months",
                                "a result in the years 1 to 9999", months);
    if (anchor_day == 0)
        anchor_day = revops__civil_from_days(day).day;
    civil = revops__civil_from_days(revops_month_first_day((int32_t)month));
    last = revops__days_in_month(civil.year, civil.month);
    *result =
        revops__days_from_civil(civil.year, civil.month, anchor_day < last ? anchor_day : last);
    return REVOPS_OK;
}

revops_day_parts revops_day_split(int32_t day) {
    revops_day_parts parts = {0, 0, 0, 0, 0, 0, 0};
    revops__civil civil;
    int32_t thursday;
    if (!revops__day_valid(day))
        return parts;
    civil = revops__civil_from_days(day);
    parts.year = civil.year;
    parts.month = civil.month;
    parts.day = civil.day;
    /* Counted from the calendar's first day, which is a Monday, so nothing is negative. */
    parts.weekday = (day - REVOPS__FIRST_DAY) % 7 + 1;
    /* The Thursday of a week lies in the year that the week belongs to. */
    thursday = day - parts.weekday + 4;
    parts.iso_year = revops__civil_from_days(thursday).year;
    parts.iso_week = (thursday - revops__days_from_civil(parts.iso_year, 1, 1)) / 7 + 1;
    parts.days_in_month = revops__days_in_month(civil.year, civil.month);
    return parts;
}

int32_t revops_month_of(int32_t day) {
    revops__civil civil;
    if (day < REVOPS__FIRST_DAY)
        return REVOPS__FIRST_MONTH;
    if (day > REVOPS__LAST_DAY)
        return REVOPS__LAST_MONTH;
    civil = revops__civil_from_days(day);
    return (civil.year - 1970) * 12 + civil.month - 1;
}

int32_t revops_month_first_day(int32_t month) {
    uint32_t from_first;
    if (month <= REVOPS__FIRST_MONTH)
        return REVOPS__FIRST_DAY;
    if (month > REVOPS__LAST_MONTH)
        return REVOPS__LAST_DAY + 1;
    from_first = (uint32_t)(month - REVOPS__FIRST_MONTH);
    return revops__days_from_civil((int32_t)(from_first / 12) + 1, (int32_t)(from_first % 12) + 1,
                                   1);
}

/* Division that rounds down; @p divisor above 0. */
static int64_t day_floor(int64_t value, int64_t divisor) {
    return value / divisor - (value % divisor < 0);
}

int32_t revops_day_from_instant(int64_t instant_ns, int32_t utc_offset_s) {
    /* Whole seconds first: the sum in nanoseconds could leave int64. */
    int64_t seconds = day_floor(instant_ns, 1000000000) + utc_offset_s;
    return (int32_t)day_floor(seconds, 86400);
}

static const revops_field day_parts_fields[] = {
    REVOPS__FIELD(revops_day_parts, year, REVOPS_UNIT_NONE, "1 to 9999"),
    REVOPS__FIELD(revops_day_parts, month, REVOPS_UNIT_NONE, "1 to 12"),
    REVOPS__FIELD(revops_day_parts, day, REVOPS_UNIT_NONE, "1 to 31"),
    REVOPS__FIELD(revops_day_parts, weekday, REVOPS_UNIT_NONE, "1 Monday to 7 Sunday"),
    REVOPS__FIELD(revops_day_parts, iso_year, REVOPS_UNIT_NONE, "year of the ISO week"),
    REVOPS__FIELD(revops_day_parts, iso_week, REVOPS_UNIT_NONE, "1 to 53"),
    REVOPS__FIELD(revops_day_parts, days_in_month, REVOPS_UNIT_NONE, "28 to 31"),
};
const revops_shape revops__shape_day_parts = REVOPS__SHAPE(
    revops_day_parts, "day_parts", "a day taken apart", day_parts_fields, REVOPS_SHAPE_RECORD);
