/* Days, ISO weeks, instants, and the periods that every report is cut into. */
#include "check.h"

#include "value/date.h"

static int32_t day_of(const char *text) {
    int32_t day = INT32_MIN;
    assert_int_equal(revops_day_parse(&day, text, strlen(text), NULL), REVOPS_OK);
    return day;
}

static void a_day_reads_and_prints_strictly(void **state) {
    static const char *const wrong[] = {"",           "2026-4-01",   "2026-00-10", "0000-01-01",
                                        "2026-01-00", "2026-01-01 ", "1900-02-29", "2026-02-30"};
    static const size_t offsets[] = {0, 6, 5, 0, 8, 10, 8, 8};
    char out[11];
    size_t written = 0;
    int32_t day = 9;
    revops_error err;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(revops_day_parse(&day, wrong[i], strlen(wrong[i]), &err),
                         REVOPS_E_INVALID);
        assert_int_equal(err.offset, offsets[i]);
        assert_string_equal(err.field, "text");
        assert_int_equal(day, 9);
    }
    assert_int_equal(day_of("0001-01-01"), -719162);
    assert_int_equal(day_of("9999-12-31"), 2932896);
    assert_int_equal(revops_day_format(out, sizeof out, &written, 11016, &err), REVOPS_OK);
    assert_string_equal(out, "2000-02-29");
    assert_int_equal(written, 10);
    assert_int_equal(revops_day_format(out, 10, &written, 0, &err), REVOPS_E_CAPACITY);
    assert_string_equal(out, "2000-02-29");
    assert_int_equal(revops_day_format(out, sizeof out, &written, 2932897, &err), REVOPS_E_INVALID);
    assert_int_equal(revops_day_format(out, sizeof out, &written, -719163, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "day");
}

static void arguments_that_are_null_are_named(void **state) {
    revops_periods periods = REVOPS_PERIODS_INIT;
    revops_period_row row;
    size_t written;
    int32_t day;
    revops_error err;
    (void)state;
    assert_int_equal(revops_day_parse(NULL, "2026-01-01", 10, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "day");
    assert_int_equal(revops_day_parse(&day, NULL, 10, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "text");
    assert_int_equal(revops_day_parse(&day, NULL, 0, &err), REVOPS_E_INVALID);
    assert_int_equal(err.offset, 0);
    assert_int_equal(revops_day_format(NULL, 5, &written, 0, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "out");
    assert_int_equal(revops_day_make(NULL, 2026, 1, 1, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "day");
    assert_int_equal(revops_day_add_months(NULL, 0, 1, 0, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "result");
    assert_int_equal(revops_periods_resolve(NULL, REVOPS_PERIOD_DAILY, 0, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "periods");
    assert_int_equal(revops_period_count(NULL, &periods, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "count");
    assert_int_equal(revops_period_count(&written, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "periods");
    assert_int_equal(revops_period_rows(NULL, 0, &row, 1, sizeof row, &written, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "periods");
    assert_int_equal(revops_period_rows(&periods, 0, NULL, 1, sizeof row, &written, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "out");
    assert_int_equal(revops_period_rows(&periods, 0, &row, 1, sizeof row - 1, &written, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "row_size");
    assert_int_equal(revops_period_rows(&periods, 0, &row, 1, sizeof row, NULL, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "written");
    revops_periods_init(NULL);
}

static void a_date_is_made_of_parts_in_range(void **state) {
    static const struct {
        int32_t year, month, day;
        const char *field;
    } wrong[] = {{0, 1, 1, "year"},
                 {10000, 1, 1, "year"},
                 {2026, 0, 1, "month"},
                 {2026, 13, 1, "month"},
                 {2026, 2, 29, "day_of_month"},
                 {2026, 1, 0, "day_of_month"},
                 {INT32_MIN, INT32_MAX, INT32_MAX, "year"}};
    int32_t day = 9;
    revops_error err;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(revops_day_make(&day, wrong[i].year, wrong[i].month, wrong[i].day, &err),
                         REVOPS_E_INVALID);
        assert_string_equal(err.field, wrong[i].field);
        assert_int_equal(day, 9);
    }
    assert_int_equal(revops_day_make(&day, 1970, 1, 1, &err), REVOPS_OK);
    assert_int_equal(day, 0);
}

static void months_are_added_around_the_billing_anchor(void **state) {
    static const struct {
        const char *day;
        int32_t months, anchor;
        const char *result;
    } table[] = {
        {"2026-01-31", 1, 0, "2026-02-28"},   {"2026-02-28", 1, 31, "2026-03-31"},
        {"2026-02-28", 1, 0, "2026-03-28"},   {"2024-02-29", 12, 0, "2025-02-28"},
        {"2025-02-28", 36, 29, "2028-02-29"}, {"2026-03-31", -1, 0, "2026-02-28"},
        {"2026-01-15", -13, 0, "2024-12-15"}, {"2026-05-31", 0, 30, "2026-05-30"},
    };
    int32_t day = 9;
    revops_error err;
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        assert_int_equal(revops_day_add_months(&day, day_of(table[i].day), table[i].months,
                                               table[i].anchor, NULL),
                         REVOPS_OK);
        assert_int_equal(day, day_of(table[i].result));
    }
    assert_int_equal(revops_day_add_months(&day, day_of("9999-12-01"), 1, 0, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "months");
    assert_int_equal(revops_day_add_months(&day, 0, INT32_MIN, 0, &err), REVOPS_E_INVALID);
    assert_int_equal(revops_day_add_months(&day, 0, INT32_MAX, 0, &err), REVOPS_E_INVALID);
    assert_int_equal(revops_day_add_months(&day, INT32_MAX, 1, 0, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "day");
    assert_int_equal(revops_day_add_months(&day, 0, 1, 32, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "anchor_day");
    assert_int_equal(revops_day_add_months(&day, 0, 1, -1, &err), REVOPS_E_INVALID);
}

static void weeks_belong_to_the_year_of_their_thursday(void **state) {
    static const struct {
        const char *day;
        int32_t weekday, iso_year, iso_week, days_in_month;
    } table[] = {
        {"2021-01-03", 7, 2020, 53, 31}, {"2020-12-31", 4, 2020, 53, 31},
        {"2018-12-31", 1, 2019, 1, 31},  {"2027-01-03", 7, 2026, 53, 31},
        {"0001-01-01", 1, 1, 1, 31},     {"9999-12-31", 5, 9999, 52, 31},
        {"2024-02-29", 4, 2024, 9, 29},
    };
    revops_day_parts none;
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        revops_day_parts parts = revops_day_split(day_of(table[i].day));
        assert_int_equal(parts.weekday, table[i].weekday);
        assert_int_equal(parts.iso_year, table[i].iso_year);
        assert_int_equal(parts.iso_week, table[i].iso_week);
        assert_int_equal(parts.days_in_month, table[i].days_in_month);
    }
    none = revops_day_split(INT32_MAX);
    assert_int_equal(none.year, 0);
    none = revops_day_split(REVOPS__FIRST_DAY - 1);
    assert_int_equal(none.weekday, 0);
}

static void split_and_make_are_inverse_on_all_days(void **state) {
    revops_day_parts before = revops_day_split(REVOPS__FIRST_DAY);
    (void)state;
    assert_int_equal(before.weekday, 1);
    assert_int_equal(before.iso_week, 1);
    for (int32_t day = REVOPS__FIRST_DAY + 1; day <= REVOPS__LAST_DAY; day++) {
        revops_day_parts parts = revops_day_split(day);
        int new_week = parts.iso_week != before.iso_week || parts.iso_year != before.iso_year;
        int32_t again = 0;
        if (revops_day_make(&again, parts.year, parts.month, parts.day, NULL) != REVOPS_OK ||
            again != day || new_week != (parts.weekday == 1) ||
            parts.weekday != before.weekday % 7 + 1)
            fail_msg("day %d", (int)day);
        before = parts;
    }
}

static void months_end_where_the_next_one_begins(void **state) {
    (void)state;
    assert_int_equal(revops_month_of(0), 0);
    assert_int_equal(revops_month_of(-1), -1);
    assert_int_equal(revops_month_of(INT32_MIN), REVOPS__FIRST_MONTH);
    assert_int_equal(revops_month_of(INT32_MAX), REVOPS__LAST_MONTH);
    assert_int_equal(revops_month_first_day(REVOPS__FIRST_MONTH), REVOPS__FIRST_DAY);
    assert_int_equal(revops_month_first_day(INT32_MIN), REVOPS__FIRST_DAY);
    assert_int_equal(revops_month_first_day(REVOPS__LAST_MONTH + 1), REVOPS__LAST_DAY + 1);
    assert_int_equal(revops_month_first_day(INT32_MAX), REVOPS__LAST_DAY + 1);
    assert_int_equal(revops_month_first_day(-1), day_of("1969-12-01"));
}

static void instants_fall_on_the_civil_day_of_their_offset(void **state) {
    (void)state;
    assert_int_equal(revops_day_from_instant(INT64_C(1775001599999999999), 0),
                     day_of("2026-03-31"));
    assert_int_equal(revops_day_from_instant(INT64_C(1775001599000000000), 3600),
                     day_of("2026-04-01"));
    assert_int_equal(revops_day_from_instant(-1, 0), -1);
    assert_int_equal(revops_day_from_instant(INT64_C(-86400000000000), 0), -1);
    assert_int_equal(revops_day_from_instant(INT64_C(-86400000000001), 0), -2);
    assert_int_equal(revops_day_from_instant(INT64_MAX, INT32_MAX), 131607);
    assert_int_equal(revops_day_from_instant(INT64_MIN, INT32_MIN), -131608);
}

static revops_periods periods_of(int32_t granularity, const char *from, const char *to) {
    revops_periods periods = REVOPS_PERIODS_INIT;
    periods.granularity = granularity;
    periods.from_day = day_of(from);
    periods.to_day = day_of(to);
    return periods;
}

/* @p starts are the first days of the rows; the last row ends with the range. */
static void assert_rows(const revops_periods *periods, const char *const *starts, size_t count) {
    revops_period_row rows[16];
    size_t written = 99, counted = 99;
    assert_int_equal(revops_period_rows(periods, 0, rows, 16, sizeof rows[0], &written, NULL),
                     REVOPS_OK);
    assert_int_equal(revops_period_count(&counted, periods, NULL), REVOPS_OK);
    assert_int_equal(written, count);
    assert_int_equal(counted, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(rows[i].from_day, day_of(starts[i]));
        assert_int_equal(rows[i].to_day, i + 1 < count ? day_of(starts[i + 1]) : periods->to_day);
    }
}

static void ranges_are_cut_into_whole_buckets(void **state) {
    static const char *const days[] = {"2026-04-01", "2026-04-02", "2026-04-03"};
    static const char *const weeks[] = {"2026-04-01", "2026-04-05", "2026-04-12"};
    static const char *const months[] = {"2026-01-15", "2026-02-01", "2026-03-01"};
    static const char *const quarters[] = {"2026-01-01", "2026-02-01", "2026-05-01"};
    static const char *const years[] = {"2025-06-01", "2026-04-01"};
    revops_periods periods = periods_of(REVOPS_GRANULARITY_DAY, days[0], "2026-04-04");
    (void)state;
    assert_rows(&periods, days, 3);
    periods = periods_of(REVOPS_GRANULARITY_WEEK, weeks[0], "2026-04-15");
    periods.week_start = 7;
    assert_rows(&periods, weeks, 3);
    periods = periods_of(REVOPS_GRANULARITY_DEFAULT, months[0], "2026-03-02");
    periods.struct_size = 0; /* as inside a query */
    assert_rows(&periods, months, 3);
    periods = periods_of(REVOPS_GRANULARITY_QUARTER, quarters[0], "2026-06-01");
    periods.fiscal_month = 2;
    assert_rows(&periods, quarters, 3);
    periods = periods_of(REVOPS_GRANULARITY_YEAR, years[0], "2027-02-01");
    periods.fiscal_month = 4;
    assert_rows(&periods, years, 2);
    periods = periods_of(REVOPS_GRANULARITY_TOTAL, years[0], "2027-02-01");
    assert_rows(&periods, years, 1);
    periods.to_day = periods.from_day;
    assert_rows(&periods, years, 0);
}

static void the_calendar_ends_are_ordinary_days(void **state) {
    static const char *const first_weeks[] = {"0001-01-01", "0001-01-07"};
    static const char *const last_year[] = {"9999-04-01"};
    revops_periods periods = periods_of(REVOPS_GRANULARITY_WEEK, "0001-01-01", "0001-01-14");
    (void)state;
    periods.week_start = 7;
    assert_rows(&periods, first_weeks, 2);
    periods = periods_of(REVOPS_GRANULARITY_YEAR, "9999-04-01", "9999-12-31");
    periods.fiscal_month = 4;
    periods.to_day++;
    assert_rows(&periods, last_year, 1);
    assert_int_equal(revops_periods_resolve(&periods, REVOPS_PERIOD_WEEKLY, REVOPS__LAST_DAY, NULL),
                     REVOPS_OK);
    assert_int_equal(periods.to_day, REVOPS__LAST_DAY + 1);
}

static void bounds_are_the_hosts_own_buckets(void **state) {
    static const char *const starts[] = {"2026-01-10", "2026-02-02", "2026-03-02"};
    int64_t wide[] = {day_of("2026-01-05"), day_of("2026-02-02"), day_of("2026-03-02"),
                      day_of("2026-04-06")};
    uint8_t validity = 0x0f << 1;
    revops_periods periods = periods_of(REVOPS_GRANULARITY_BOUNDS, starts[0], "2026-04-01");
    revops_error err;
    size_t count = 9;
    (void)state;
    periods.bound_count = 4;
    periods.bounds = REVOPS_COLUMN_ARRAY(wide);
    periods.bounds.type = REVOPS_TYPE_INT64;
    assert_rows(&periods, starts, 3);
    periods.bounds.validity = &validity;
    periods.bounds.validity_offset = 1;
    assert_rows(&periods, starts, 3);
    validity = 0x0b << 1;
    assert_int_equal(revops_period_count(&count, &periods, &err), REVOPS_E_INVALID);
    assert_int_equal(err.row, 2);
    periods.bounds.validity = NULL;
    periods.to_day = day_of("2026-04-07");
    assert_int_equal(revops_period_count(&count, &periods, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "bounds");
    assert_true(err.row == REVOPS_NONE);
    periods.from_day = day_of("2026-01-01");
    periods.to_day = day_of("2026-04-01");
    assert_int_equal(revops_period_count(&count, &periods, &err), REVOPS_E_INVALID);
    periods.from_day = day_of("2026-02-01");
    wide[2] = wide[1];
    assert_int_equal(revops_period_count(&count, &periods, &err), REVOPS_E_INVALID);
    assert_int_equal(err.row, 2);
    assert_string_equal(err.field, "bounds");
    wide[2] = INT64_C(1) << 40;
    assert_int_equal(revops_period_count(&count, &periods, &err), REVOPS_E_INVALID);
    wide[2] = wide[1] + 1;
    wide[3] = REVOPS__LAST_DAY + 2;
    assert_int_equal(revops_period_count(&count, &periods, &err), REVOPS_E_INVALID);
    assert_int_equal(err.row, 3);
    periods.bound_count = 1;
    assert_int_equal(revops_period_count(&count, &periods, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "bound_count");
    periods.bound_count = UINT64_C(1) << 31;
    assert_int_equal(revops_period_count(&count, &periods, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "bound_count");
    periods.bound_count = 4;
    periods.bounds.data = NULL;
    assert_int_equal(revops_period_count(&count, &periods, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "bounds");
    assert_int_equal(count, 9);
}

static void members_out_of_range_are_named(void **state) {
    static const struct {
        size_t offset;
        int32_t value;
        const char *field;
    } table[] = {
        {offsetof(revops_periods, granularity), 8, "granularity"},
        {offsetof(revops_periods, granularity), -1, "granularity"},
        {offsetof(revops_periods, from_day), INT32_MIN, "from_day"},
        {offsetof(revops_periods, to_day), -1, "to_day"},
        {offsetof(revops_periods, to_day), INT32_MAX, "to_day"},
        {offsetof(revops_periods, week_start), 8, "week_start"},
        {offsetof(revops_periods, fiscal_month), 13, "fiscal_month"},
        {offsetof(revops_periods, fiscal_month), -1, "fiscal_month"},
        {offsetof(revops_periods, reserved0), 1, "reserved0"},
    };
    size_t count = 9;
    revops_error err;
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        revops_periods periods = REVOPS_PERIODS_INIT;
        memcpy((char *)&periods + table[i].offset, &table[i].value, sizeof table[i].value);
        assert_int_equal(revops_period_count(&count, &periods, &err), REVOPS_E_INVALID);
        assert_string_equal(err.field, table[i].field);
    }
    assert_int_equal(count, 9);
}

static void the_struct_may_be_older_or_newer(void **state) {
    struct {
        revops_periods known;
        uint64_t later;
    } newer = {REVOPS_PERIODS_INIT, 0};
    revops_periods older = periods_of(REVOPS_GRANULARITY_DAY, "2026-01-01", "2026-01-08");
    revops_error err;
    size_t count = 9;
    (void)state;
    older.week_start = 99; /* lies behind what this host knew */
    older.struct_size = offsetof(revops_periods, week_start);
    assert_int_equal(revops_period_count(&count, &older, &err), REVOPS_OK);
    assert_int_equal(count, 7);
    assert_int_equal(revops_periods_resolve(&older, REVOPS_PERIOD_MONTHLY, 0, &err), REVOPS_OK);
    older.struct_size = offsetof(revops_periods, to_day);
    assert_int_equal(revops_periods_resolve(&older, REVOPS_PERIOD_MONTHLY, 0, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "struct_size");
    older.struct_size = 1;
    assert_int_equal(revops_period_count(&count, &older, &err), REVOPS_E_INVALID);
    newer.known.struct_size = sizeof newer;
    assert_int_equal(revops_period_count(&count, &newer.known, &err), REVOPS_OK);
    newer.later = 1;
    assert_int_equal(revops_period_count(&count, &newer.known, &err), REVOPS_E_UNSUPPORTED);
    assert_int_equal(revops_periods_resolve(&newer.known, REVOPS_PERIOD_DAILY, 0, &err),
                     REVOPS_E_UNSUPPORTED);
}

static void init_and_macro_agree(void **state) {
    revops_periods periods = REVOPS_PERIODS_INIT, zero;
    (void)state;
    memset(&zero, 0xff, sizeof zero);
    revops_periods_init(&zero);
    assert_int_equal(zero.struct_size, sizeof zero);
    assert_memory_equal(&zero, &periods, sizeof zero);
}

static void words_become_ranges(void **state) {
    static const struct {
        int32_t period;
        const char *as_of, *from, *last;
        int32_t granularity;
    } table[] = {
        {REVOPS_PERIOD_DAILY, "2026-03-10", "2026-03-10", "2026-03-10", REVOPS_GRANULARITY_DAY},
        {REVOPS_PERIOD_WEEKLY, "2026-04-01", "2026-03-29", "2026-04-04", REVOPS_GRANULARITY_WEEK},
        {REVOPS_PERIOD_MONTHLY, "2026-02-14", "2026-02-01", "2026-02-28", REVOPS_GRANULARITY_MONTH},
        {REVOPS_PERIOD_QUARTERLY, "2026-11-20", "2026-10-01", "2026-12-31",
         REVOPS_GRANULARITY_QUARTER},
        {REVOPS_PERIOD_YTD, "2026-03-31", "2025-04-01", "2026-03-31", REVOPS_GRANULARITY_MONTH},
        {REVOPS_PERIOD_YTD, "2026-05-31", "2026-04-01", "2026-05-31", REVOPS_GRANULARITY_MONTH},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        revops_periods periods = REVOPS_PERIODS_INIT;
        periods.from_day = INT32_MIN; /* not looked at */
        periods.week_start = 7;
        periods.fiscal_month = 4;
        assert_int_equal(
            revops_periods_resolve(&periods, table[i].period, day_of(table[i].as_of), NULL),
            REVOPS_OK);
        assert_int_equal(periods.from_day, day_of(table[i].from));
        assert_int_equal(periods.to_day, day_of(table[i].last) + 1);
        assert_int_equal(periods.granularity, table[i].granularity);
        assert_int_equal(periods.week_start, 7);
    }
}

static void a_custom_range_is_kept_and_not_empty(void **state) {
    revops_periods periods = periods_of(0, "2026-03-10", "2026-03-12");
    revops_error err;
    (void)state;
    assert_int_equal(revops_periods_resolve(&periods, REVOPS_PERIOD_CUSTOM, INT32_MAX, &err),
                     REVOPS_OK);
    assert_int_equal(periods.from_day, day_of("2026-03-10"));
    assert_int_equal(periods.granularity, REVOPS_GRANULARITY_DAY);
    periods.to_day = periods.from_day;
    assert_int_equal(revops_periods_resolve(&periods, REVOPS_PERIOD_CUSTOM, 0, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "to_day");
    assert_int_equal(revops_periods_resolve(&periods, 0, 0, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "period");
    assert_int_equal(revops_periods_resolve(&periods, 7, 0, &err), REVOPS_E_INVALID);
    assert_int_equal(revops_periods_resolve(&periods, REVOPS_PERIOD_DAILY, INT32_MAX, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "as_of_day");
    periods.week_start = 8;
    assert_int_equal(revops_periods_resolve(&periods, REVOPS_PERIOD_WEEKLY, 0, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "week_start");
    assert_int_equal(periods.to_day, day_of("2026-03-10"));
}

static void a_resolved_range_must_lie_within_its_bounds(void **state) {
    static const int32_t bounds[] = {0, 100};
    revops_periods periods = REVOPS_PERIODS_INIT;
    revops_error err;
    (void)state;
    periods.granularity = REVOPS_GRANULARITY_BOUNDS;
    periods.bound_count = 2;
    periods.bounds = REVOPS_COLUMN_ARRAY(bounds);
    assert_int_equal(revops_periods_resolve(&periods, REVOPS_PERIOD_DAILY, 99, &err), REVOPS_OK);
    assert_int_equal(revops_periods_resolve(&periods, REVOPS_PERIOD_DAILY, 100, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "bounds");
    assert_int_equal(periods.from_day, 99);
}

static void rows_come_in_pages_and_strides(void **state) {
    struct {
        revops_period_row row;
        uint32_t mine;
    } wide[3];
    revops_periods periods = periods_of(REVOPS_GRANULARITY_MONTH, "2026-01-01", "2026-06-01");
    size_t written = 9;
    (void)state;
    memset(wide, 0x5a, sizeof wide);
    assert_int_equal(
        revops_period_rows(&periods, 3, &wide[0].row, 3, sizeof wide[0], &written, NULL),
        REVOPS_OK);
    assert_int_equal(written, 2);
    assert_int_equal(wide[1].row.from_day, day_of("2026-05-01"));
    assert_int_equal(wide[1].mine, 0x5a5a5a5a);
    assert_int_equal(wide[2].row.from_day, 0x5a5a5a5a);
    assert_int_equal(
        revops_period_rows(&periods, 1, &wide[0].row, 1, sizeof wide[0], &written, NULL),
        REVOPS_OK);
    assert_int_equal(written, 1);
    assert_int_equal(wide[0].row.to_day, day_of("2026-03-01"));
    assert_int_equal(revops_period_rows(&periods, UINT64_MAX, NULL, 0, 8, &written, NULL),
                     REVOPS_OK);
    assert_int_equal(written, 0);
}

static void kernels_find_the_bucket_of_a_day(void **state) {
    revops_periods periods = periods_of(0, "2026-01-15", "2026-03-02"), taken;
    int32_t from = 9, to = 9;
    (void)state;
    assert_int_equal(revops__periods_take(&taken, &periods, REVOPS_GRANULARITY_TOTAL, NULL),
                     REVOPS_OK);
    assert_int_equal(taken.granularity, REVOPS_GRANULARITY_TOTAL);
    assert_true(revops__period_of(&taken, day_of("2026-02-01"), &from, &to));
    assert_int_equal(from, periods.from_day);
    assert_int_equal(to, periods.to_day);
    assert_int_equal(revops__periods_take(&taken, &periods, REVOPS_GRANULARITY_MONTH, NULL),
                     REVOPS_OK);
    assert_true(revops__period_of(&taken, day_of("2026-01-15"), &from, &to));
    assert_int_equal(to, day_of("2026-02-01"));
    assert_int_equal(revops__period_row_of(&taken, day_of("2026-03-01")), 2);
    assert_false(revops__period_of(&taken, day_of("2026-01-14"), &from, &to));
    assert_false(revops__period_of(&taken, day_of("2026-03-02"), &from, &to));
    assert_int_equal(revops__periods_take(&taken, NULL, REVOPS_GRANULARITY_DAY, NULL), REVOPS_OK);
    assert_int_equal(revops__period_row_count(&taken), 0);
    assert_false(revops__period_of(&taken, 0, &from, &to));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_reads_and_prints_strictly),
        cmocka_unit_test(arguments_that_are_null_are_named),
        cmocka_unit_test(a_date_is_made_of_parts_in_range),
        cmocka_unit_test(months_are_added_around_the_billing_anchor),
        cmocka_unit_test(weeks_belong_to_the_year_of_their_thursday),
        cmocka_unit_test(split_and_make_are_inverse_on_all_days),
        cmocka_unit_test(months_end_where_the_next_one_begins),
        cmocka_unit_test(instants_fall_on_the_civil_day_of_their_offset),
        cmocka_unit_test(ranges_are_cut_into_whole_buckets),
        cmocka_unit_test(the_calendar_ends_are_ordinary_days),
        cmocka_unit_test(bounds_are_the_hosts_own_buckets),
        cmocka_unit_test(members_out_of_range_are_named),
        cmocka_unit_test(the_struct_may_be_older_or_newer),
        cmocka_unit_test(init_and_macro_agree),
        cmocka_unit_test(words_become_ranges),
        cmocka_unit_test(a_custom_range_is_kept_and_not_empty),
        cmocka_unit_test(a_resolved_range_must_lie_within_its_bounds),
        cmocka_unit_test(rows_come_in_pages_and_strides),
        cmocka_unit_test(kernels_find_the_bucket_of_a_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
