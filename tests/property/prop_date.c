/* Laws 13 to 15 of the value floor: texts and values are inverse, days and dates are inverse, and
 * rows of any granularity tile their range. */
#include "property.h"

#include <stdlib.h>
#include <string.h>

#include "revops.h"

enum { FIRST_DAY = -719162, LAST_DAY = 2932896, FIRST_MONTH = -23628, LAST_MONTH = 96359 };

static int32_t draw_between(test_dice *dice, int32_t lowest, int32_t most) {
    return (int32_t)dice_between(dice, lowest, most);
}

static void texts_of_days_months_and_instants_come_back(property *p) {
    int32_t day = draw_between(&p->dice, FIRST_DAY, LAST_DAY), day_again = 0;
    int32_t month = draw_between(&p->dice, FIRST_MONTH, LAST_MONTH), month_again = 0;
    int64_t instant = (int64_t)dice_roll(&p->dice), instant_again = 0;
    char text[40];
    size_t size;
    if (dice_chance(&p->dice, 2)) /* whole seconds, milliseconds, microseconds */
        for (uint64_t steps = dice_below(&p->dice, 4); steps > 0; steps--)
            instant = instant / 1000 * 1000 / 10;
    HOLDS(p, revops_day_format(text, sizeof text, &size, day, NULL) == REVOPS_OK, "%d", day);
    HOLDS(p, revops_day_parse(&day_again, text, size, NULL) == REVOPS_OK && day_again == day,
          "day %d prints %s", day, text);
    HOLDS(p, revops_month_format(text, sizeof text, &size, month, NULL) == REVOPS_OK, "%d", month);
    HOLDS(p,
          revops_month_parse(&month_again, text, size, NULL) == REVOPS_OK && month_again == month,
          "month %d prints %s", month, text);
    HOLDS(p, revops_instant_format(text, sizeof text, &size, instant, NULL) == REVOPS_OK, "%lld",
          (long long)instant);
    HOLDS(p,
          revops_instant_parse(&instant_again, text, size, NULL) == REVOPS_OK &&
              instant_again == instant,
          "instant %lld prints %s", (long long)instant, text);
}

/* What parses at all prints back as itself: only one text stands for a day. */
static void a_text_that_is_a_day_is_its_canonical_text(property *p) {
    static const char bytes[] = "0123456789--+ T";
    char text[11] = "2024-02-29", again[11];
    int32_t day;
    size_t size;
    for (uint64_t edits = dice_below(&p->dice, 3); edits > 0; edits--)
        text[dice_below(&p->dice, 10)] = bytes[dice_below(&p->dice, sizeof bytes - 1)];
    if (revops_day_parse(&day, text, 10, NULL) != REVOPS_OK)
        return;
    HOLDS(p, revops_day_format(again, sizeof again, &size, day, NULL) == REVOPS_OK, "%s", text);
    HOLDS(p, strcmp(text, again) == 0, "%s prints %s", text, again);
}

static void the_instants_day_is_the_day_of_its_text(property *p) {
    int64_t instant = (int64_t)dice_roll(&p->dice);
    char text[40];
    int32_t day = 0;
    size_t size;
    HOLDS(p, revops_instant_format(text, sizeof text, &size, instant, NULL) == REVOPS_OK, "%lld",
          (long long)instant);
    HOLDS(p, revops_day_parse(&day, text, 10, NULL) == REVOPS_OK, "%s", text);
    HOLDS(p, revops_day_from_instant(instant, 0) == day, "%s", text);
}

/* A stretch of three years from any day on; the unit tests walk all days. */
static void split_and_make_are_inverse(property *p) {
    int32_t first = draw_between(&p->dice, FIRST_DAY, LAST_DAY - 1100);
    revops_day_parts before = revops_day_split(first);
    for (int32_t day = first + 1; day <= first + 1100; day++) {
        revops_day_parts parts = revops_day_split(day);
        int32_t again = 0, month = (parts.year - 1970) * 12 + parts.month - 1;
        int new_week = parts.iso_week != before.iso_week || parts.iso_year != before.iso_year;
        HOLDS(p,
              revops_day_make(&again, parts.year, parts.month, parts.day, NULL) == REVOPS_OK &&
                  again == day,
              "day %d", day);
        HOLDS(p, revops_month_of(day) == month, "day %d", day);
        HOLDS(p, revops_month_first_day(month) == day - parts.day + 1, "month %d", month);
        HOLDS(p, revops_month_first_day(month + 1) - day == parts.days_in_month - parts.day + 1,
              "month %d", month);
        HOLDS(p, parts.weekday == before.weekday % 7 + 1, "day %d", day);
        HOLDS(p, new_week == (parts.weekday == 1), "day %d", day);
        HOLDS(p, parts.iso_week >= 1 && parts.iso_week <= 53, "day %d", day);
        before = parts;
    }
}

static void adding_months_lands_on_the_anchor_or_the_last_day(property *p) {
    int32_t day = draw_between(&p->dice, FIRST_DAY, LAST_DAY), result = 0, back = 0;
    int32_t months = draw_between(&p->dice, -3000, 3000);
    int32_t anchor = draw_between(&p->dice, 0, 31);
    int32_t month = revops_month_of(day) + months;
    revops_day_parts parts;
    revops_status status = revops_day_add_months(&result, day, months, anchor, NULL);
    if (month < FIRST_MONTH || month > LAST_MONTH) {
        HOLDS(p, status == REVOPS_E_INVALID, "day %d + %d", day, months);
        return;
    }
    HOLDS(p, status == REVOPS_OK && revops_month_of(result) == month, "day %d + %d", day, months);
    parts = revops_day_split(result);
    if (anchor == 0)
        anchor = revops_day_split(day).day;
    HOLDS(p, parts.day == (anchor < parts.days_in_month ? anchor : parts.days_in_month),
          "day %d + %d with anchor %d", day, months, anchor);
    /* With the day itself as anchor every road leads back. */
    HOLDS(p,
          revops_day_add_months(&back, result, -months, revops_day_split(day).day, NULL) ==
                  REVOPS_OK &&
              back == day,
          "day %d + %d and back", day, months);
}

/* A range of up to three years, or a few days, somewhere in the calendar or at its ends. */
static void draw_range(test_dice *dice, revops_periods *periods) {
    int32_t from = draw_between(dice, FIRST_DAY, LAST_DAY + 1), to;
    if (dice_chance(dice, 20))
        from = FIRST_DAY;
    to = from + draw_between(dice, 0, dice_chance(dice, 3) ? 9 : 1100);
    periods->from_day = from;
    periods->to_day = to > LAST_DAY + 1 || dice_chance(dice, 20) ? LAST_DAY + 1 : to;
    if (periods->to_day - from > 1100)
        periods->from_day = periods->to_day - draw_between(dice, 0, 1100);
}

/* Bounds from before the range to behind it. */
static void draw_bounds(test_dice *dice, revops_periods *periods, int32_t *bounds) {
    int32_t bound = periods->from_day - draw_between(dice, 0, 40);
    periods->bound_count = 0;
    periods->bounds.data = bounds;
    periods->bounds.stride = sizeof *bounds;
    if (bound < FIRST_DAY)
        bound = FIRST_DAY;
    while (periods->bound_count < 2 || bounds[periods->bound_count - 1] < periods->to_day) {
        bounds[periods->bound_count++] = bound;
        bound += draw_between(dice, 1, 60);
        if (bound > LAST_DAY + 1)
            bound = LAST_DAY + 1;
    }
}

static int32_t bucket_starts(const revops_periods *periods, int32_t day) {
    revops_day_parts parts = revops_day_split(day);
    int32_t start = periods->week_start ? periods->week_start : 1;
    int32_t fiscal = periods->fiscal_month ? periods->fiscal_month : 1;
    switch (periods->granularity) {
    case REVOPS_GRANULARITY_DAY:
        return 1;
    case REVOPS_GRANULARITY_WEEK:
        return parts.weekday == start;
    case REVOPS_GRANULARITY_QUARTER:
        return parts.day == 1 && (parts.month - fiscal + 12) % 3 == 0;
    case REVOPS_GRANULARITY_YEAR:
        return parts.day == 1 && parts.month == fiscal;
    case REVOPS_GRANULARITY_TOTAL:
        return 0;
    case REVOPS_GRANULARITY_BOUNDS:
        for (uint64_t i = 0; i < periods->bound_count; i++)
            if (((const int32_t *)periods->bounds.data)[i] == day)
                return 1;
        return 0;
    default:
        return parts.day == 1;
    }
}

/* Walk the range day by day: a row begins where the range or a bucket does, and nowhere else. */
static void rows_tile_the_range(property *p) {
    static revops_period_row rows[1200];
    int32_t bounds[1200];
    revops_periods periods = REVOPS_PERIODS_INIT;
    size_t written = 0, counted = 0, expected = 0;
    draw_range(&p->dice, &periods);
    periods.granularity = draw_between(&p->dice, 0, 7);
    periods.week_start = draw_between(&p->dice, 0, 7);
    periods.fiscal_month = draw_between(&p->dice, 0, 12);
    if (periods.granularity == REVOPS_GRANULARITY_BOUNDS) {
        if (periods.from_day > LAST_DAY - 1)
            periods.from_day = periods.to_day = 0;
        draw_bounds(&p->dice, &periods, bounds);
    }
    HOLDS(p,
          revops_period_rows(&periods, 0, rows, 1200, sizeof *rows, &written, NULL) == REVOPS_OK &&
              revops_period_count(&counted, &periods, NULL) == REVOPS_OK && counted == written,
          "granularity %d from %d to %d", periods.granularity, periods.from_day, periods.to_day);
    for (int32_t day = periods.from_day; day < periods.to_day; day++) {
        if (day == periods.from_day || bucket_starts(&periods, day)) {
            HOLDS(p, expected < written && rows[expected].from_day == day,
                  "granularity %d: row %zu does not begin on day %d", periods.granularity, expected,
                  day);
            HOLDS(p, expected == 0 || rows[expected - 1].to_day == day,
                  "granularity %d: row %zu does not end on day %d", periods.granularity,
                  expected - 1, day);
            expected++;
        }
    }
    HOLDS(p, expected == written && (written == 0 || rows[written - 1].to_day == periods.to_day),
          "granularity %d from %d to %d: %zu rows", periods.granularity, periods.from_day,
          periods.to_day, written);
}

static void a_resolved_word_holds_its_day(property *p) {
    revops_periods periods = REVOPS_PERIODS_INIT;
    int32_t period = draw_between(&p->dice, REVOPS_PERIOD_DAILY, REVOPS_PERIOD_YTD);
    int32_t day = draw_between(&p->dice, FIRST_DAY, LAST_DAY);
    static const int32_t most[] = {0, 1, 7, 31, 92, 366};
    size_t count = 0;
    periods.week_start = draw_between(&p->dice, 0, 7);
    periods.fiscal_month = draw_between(&p->dice, 0, 12);
    HOLDS(p, revops_periods_resolve(&periods, period, day, NULL) == REVOPS_OK, "period %d", period);
    HOLDS(p, periods.from_day <= day && day < periods.to_day, "period %d of day %d", period, day);
    HOLDS(p, periods.to_day - periods.from_day <= most[period], "period %d of day %d", period, day);
    HOLDS(p, revops_period_count(&count, &periods, NULL) == REVOPS_OK && count >= 1,
          "period %d of day %d", period, day);
    HOLDS(p, count == 1 || period == REVOPS_PERIOD_YTD, "period %d of day %d", period, day);
}

int main(void) {
    law("texts of days, months and instants come back", texts_of_days_months_and_instants_come_back,
        PROPERTY_RUNS);
    law("a text that is a day is its canonical text", a_text_that_is_a_day_is_its_canonical_text,
        PROPERTY_RUNS);
    law("the instant's day is the day of its text", the_instants_day_is_the_day_of_its_text,
        PROPERTY_RUNS);
    law("split and make are inverse", split_and_make_are_inverse, PROPERTY_RUNS);
    law("adding months lands on the anchor or the last day",
        adding_months_lands_on_the_anchor_or_the_last_day, PROPERTY_RUNS);
    law("rows tile the range", rows_tile_the_range, PROPERTY_RUNS);
    law("a resolved word holds its day", a_resolved_word_holds_its_day, PROPERTY_RUNS);
    return law_end();
}
