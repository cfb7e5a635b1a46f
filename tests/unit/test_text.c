/* The text floor: printer, scanner, calendar, currency codes, UTF-8; months and instants. */
#include "check.h"

#include "base/text.h"

static revops__scanner scanner_of(const char *text) {
    revops__scanner scanner = {text, strlen(text), 0};
    return scanner;
}

static void a_text_is_copied_with_a_nul_that_is_not_counted(void **state) {
    char out[4] = "xxx";
    size_t written = 99;
    revops_error err;
    (void)state;
    assert_int_equal(revops__text_out(out, 3, &written, "abc", 3, &err), REVOPS_E_CAPACITY);
    assert_int_equal(written, 3);
    assert_string_equal(out, "xxx");
    assert_int_equal(revops__text_out(out, 4, &written, "abc", 3, NULL), REVOPS_OK);
    assert_string_equal(out, "abc");
    assert_int_equal(revops__text_out(NULL, 0, &written, "abcde", 5, &err), REVOPS_E_CAPACITY);
    assert_int_equal(written, 5);
}

static void a_place_for_a_text_must_be_there(void **state) {
    char out[4] = "xxx";
    size_t written = 99;
    revops_error err;
    (void)state;
    assert_int_equal(revops__text_out(out, 4, NULL, "abc", 3, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "written");
    assert_int_equal(revops__text_out(NULL, 4, &written, "abc", 3, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "out");
    assert_string_equal(out, "xxx");
    assert_int_equal(written, 99);
}

static void numbers_print_their_digits(void **state) {
    char out[REVOPS__DIGITS + 1] = {0};
    (void)state;
    out[revops__print_u64(out, 0)] = '\0';
    assert_string_equal(out, "0");
    out[revops__print_u64(out, UINT64_MAX)] = '\0';
    assert_string_equal(out, "18446744073709551615");
    out[revops__print_i64(out, INT64_MIN)] = '\0';
    assert_string_equal(out, "-9223372036854775808");
    out[revops__print_i64(out, 90)] = '\0';
    assert_string_equal(out, "90");
    out[revops__print_fixed(out, 7, 4)] = '\0';
    assert_string_equal(out, "0007");
}

static void money_prints_exactly_its_decimals_and_never_minus_zero(void **state) {
    static const struct {
        int64_t amount_minor;
        int32_t exponent;
        const char *text;
    } table[] = {
        {0, 2, "0.00"},
        {5, 2, "0.05"},
        {-5, 2, "-0.05"},
        {100, 2, "1.00"},
        {-123456, 2, "-1234.56"},
        {1000, 0, "1000"},
        {0, 0, "0"},
        {INT64_MIN, 3, "-9223372036854775.808"},
        {INT64_MIN, 18, "-9.223372036854775808"},
        {INT64_MAX, 0, "9223372036854775807"},
        {1, 18, "0.000000000000000001"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        char out[48];
        out[revops__print_money(out, table[i].amount_minor, table[i].exponent)] = '\0';
        assert_string_equal(out, table[i].text);
    }
}

static void the_scanner_takes_digits_and_says_where_it_stopped(void **state) {
    revops__scanner scanner = scanner_of("12x345");
    uint32_t fixed = 9;
    uint64_t number = 9;
    (void)state;
    assert_false(revops__scan_fixed(&scanner, 3, &fixed));
    assert_int_equal(scanner.position, 2);
    assert_int_equal(fixed, 9);
    assert_int_equal(revops__scan_u64(&scanner, &number), 0);
    assert_false(revops__accept(&scanner, 'y'));
    assert_true(revops__accept(&scanner, 'x'));
    assert_true(revops__scan_fixed(&scanner, 3, &fixed));
    assert_int_equal(fixed, 345);
    assert_int_equal(revops__peek(&scanner), -1);
    assert_false(revops__accept(&scanner, 'x'));
    assert_false(revops__scan_fixed(&scanner, 1, &fixed));
}

static void a_number_beyond_64_bits_is_eaten_and_refused(void **state) {
    revops__scanner most = scanner_of("18446744073709551615;");
    revops__scanner beyond = scanner_of("18446744073709551616;");
    revops__scanner far_beyond = scanner_of("0000184467440737095516150000000000;");
    uint64_t number = 9;
    (void)state;
    assert_int_equal(revops__scan_u64(&most, &number), 1);
    assert_true(number == UINT64_MAX);
    number = 9;
    assert_int_equal(revops__scan_u64(&beyond, &number), -1);
    assert_int_equal(revops__peek(&beyond), ';');
    assert_int_equal(revops__scan_u64(&far_beyond, &number), -1);
    assert_int_equal(revops__peek(&far_beyond), ';');
    assert_int_equal(number, 9);
}

static void every_day_of_ten_millennia_has_one_date(void **state) {
    int32_t day = REVOPS__FIRST_DAY;
    (void)state;
    for (int32_t year = 1; year <= 9999; year++) {
        for (int32_t month = 1; month <= 12; month++) {
            for (int32_t d = 1; d <= revops__days_in_month(year, month); d++, day++) {
                revops__civil civil = revops__civil_from_days(day);
                if (civil.year != year || civil.month != month || civil.day != d ||
                    revops__days_from_civil(year, month, d) != day)
                    fail_msg("day %d is not %d-%d-%d", (int)day, (int)year, (int)month, (int)d);
            }
        }
    }
    assert_int_equal(day, REVOPS__LAST_DAY + 1);
}

static void a_refused_day_points_at_the_wrong_part(void **state) {
    static const struct {
        const char *text;
        size_t position;
    } table[] = {{"2025-02-29", 8},
                 {"2025-13-01", 5},
                 {"0000-01-01", 0},
                 {"2025/01/01", 4},
                 {"2025-1-01", 6},
                 {"2025-01", 7},
                 {"", 0}};
    int32_t day = 9;
    char out[11] = {0};
    revops__scanner good = scanner_of("2000-02-29T");
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        revops__scanner scanner = scanner_of(table[i].text);
        assert_false(revops__scan_day(&scanner, &day));
        assert_int_equal(scanner.position, table[i].position);
        assert_int_equal(day, 9);
    }
    assert_true(revops__scan_day(&good, &day));
    assert_int_equal(good.position, 10);
    assert_int_equal(day, 11016);
    revops__print_day(out, day);
    assert_string_equal(out, "2000-02-29");
}

static void currency_codes_pack_big_endian(void **state) {
    uint32_t currency = 9;
    char out[4];
    (void)state;
    assert_true(revops__currency_pack(&currency, "GBP", 3));
    assert_int_equal(currency, 0x47425000);
    assert_int_equal(revops__currency_unpack(out, currency), 3);
    assert_memory_equal(out, "GBP", 3);
    assert_true(revops__currency_pack(&currency, "T", 1));
    assert_true(revops__currency_pack(&currency, "USDT", 4));
    assert_int_equal(revops__currency_unpack(out, currency), 4);
    assert_true(revops__currency_pack(&currency, "A123", 4));
}

static void what_is_no_code_is_refused(void **state) {
    static const char *const texts[] = {"", "gbp", "1AB", "USDTX", "G P", "GBp", "G\0P"};
    static const size_t sizes[] = {0, 3, 3, 5, 3, 3, 3};
    static const uint32_t numbers[] = {0, 0x31414200, 0x47005000, 0x00474250, 0x47427000};
    uint32_t currency = 9;
    char out[4] = "xxx";
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        assert_false(revops__currency_pack(&currency, texts[i], sizes[i]));
    assert_int_equal(currency, 9);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        assert_int_equal(revops__currency_unpack(out, numbers[i]), 0);
    assert_memory_equal(out, "xxx", 3);
}

static void utf8_is_judged_as_the_unicode_standard_does(void **state) {
    static const struct {
        const char *text;
        size_t size, offset; /* offset == size: valid */
    } table[] = {
        {"", 0, 0},
        {"abc", 3, 3},
        {"\xc3\xa9", 2, 2},
        {"\xe2\x82\xac", 3, 3},
        {"\xf0\x9f\x92\xb0", 4, 4},
        {"\xf4\x8f\xbf\xbf", 4, 4},
        {"\xed\x9f\xbf", 3, 3},
        {"a\0b", 3, 1},
        {"a\x80", 2, 1},            /* continuation alone */
        {"\xc1\xbf", 2, 0},         /* overlong */
        {"\xe0\x9f\xbf", 3, 0},     /* overlong */
        {"\xf0\x8f\xbf\xbf", 4, 0}, /* overlong */
        {"x\xed\xa0\x80", 4, 1},    /* surrogate */
        {"\xf4\x90\x80\x80", 4, 0}, /* above U+10FFFF */
        {"\xf5\x80\x80\x80", 4, 0}, /* no lead */
        {"ab\xe2\x82", 4, 2},       /* cut */
        {"ab\xe2\x82x", 5, 2},      /* broken */
        {"\xf0\x9f\x92\xc0", 4, 0}, /* broken at the end */
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        size_t offset = table[i].size;
        int valid = revops__utf8_valid(table[i].text, table[i].size, &offset);
        assert_int_equal(valid, table[i].offset == table[i].size);
        assert_int_equal(offset, table[i].offset);
    }
}

static void a_month_reads_and_prints_strictly(void **state) {
    static const char *const wrong[] = {"",        "2026-13",    "2026-00", "2026-1",
                                        "0000-01", "2026-01-01", "2026/01", " 2026-01"};
    static const size_t offsets[] = {0, 5, 5, 6, 0, 7, 4, 0};
    char out[8] = "xxxxxxx";
    size_t written = 9;
    int32_t month = 9;
    revops_error err;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(revops_month_parse(&month, wrong[i], strlen(wrong[i]), &err),
                         REVOPS_E_INVALID);
        assert_int_equal(err.offset, offsets[i]);
        assert_int_equal(month, 9);
    }
    assert_int_equal(revops_month_parse(&month, "1969-12", 7, &err), REVOPS_OK);
    assert_int_equal(month, -1);
    assert_int_equal(revops_month_format(out, 7, &written, -1, &err), REVOPS_E_CAPACITY);
    assert_string_equal(out, "xxxxxxx");
    assert_int_equal(written, 7);
    assert_int_equal(revops_month_format(out, 8, &written, -1, &err), REVOPS_OK);
    assert_string_equal(out, "1969-12");
    assert_int_equal(revops_month_format(out, 8, &written, 96359, &err), REVOPS_OK);
    assert_string_equal(out, "9999-12");
    assert_int_equal(revops_month_format(out, 8, &written, 96360, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "month");
    assert_int_equal(revops_month_format(out, 8, &written, -23629, &err), REVOPS_E_INVALID);
}

static void null_arguments_of_texts_are_named(void **state) {
    char out[40];
    int32_t month;
    int64_t instant;
    revops_error err;
    (void)state;
    assert_int_equal(revops_month_parse(NULL, "1970-01", 7, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "month");
    assert_int_equal(revops_month_parse(&month, NULL, 7, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "text");
    assert_int_equal(revops_instant_parse(NULL, "", 0, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "instant_ns");
    assert_int_equal(revops_instant_parse(&instant, NULL, 0, &err), REVOPS_E_INVALID);
    assert_int_equal(err.offset, 0);
    assert_int_equal(revops_month_format(out, sizeof out, NULL, 0, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "written");
    assert_int_equal(revops_instant_format(out, sizeof out, NULL, 0, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "written");
}

static void instants_read_with_their_zone(void **state) {
    static const struct {
        const char *text;
        int64_t instant_ns;
    } table[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2026-01-31T10:15:30.5Z", INT64_C(1769854530500000000)},
        {"2026-01-31 10:15:30+02:00", INT64_C(1769847330000000000)},
        {"1969-12-31T23:59:59.999999999-00:00", -1},
        {"1970-01-01T00:00:00-23:59", INT64_C(86340000000000)},
        {"1677-09-21T00:12:43.145224192Z", INT64_MIN},
        {"2262-04-11T23:47:16.854775807Z", INT64_MAX},
        {"2262-04-12T23:46:16.854775807+23:59", INT64_MAX},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        int64_t instant = 9;
        assert_int_equal(revops_instant_parse(&instant, table[i].text, strlen(table[i].text), NULL),
                         REVOPS_OK);
        assert_true(instant == table[i].instant_ns);
    }
}

static void instants_of_another_form_are_refused_where_they_differ(void **state) {
    static const struct {
        const char *text;
        size_t offset;
        revops_status status;
    } table[] = {
        {"2026-01-31T10:15:30", 19, REVOPS_E_INVALID},
        {"2026-01-31t10:15:30Z", 10, REVOPS_E_INVALID},
        {"2026-01-31T10:15Z", 16, REVOPS_E_INVALID},
        {"2026-01-31  10:15:30Z", 11, REVOPS_E_INVALID},
        {"2026-01-31T24:00:00Z", 11, REVOPS_E_INVALID},
        {"2026-01-31T23:60:00Z", 14, REVOPS_E_INVALID},
        {"2016-12-31T23:59:60Z", 17, REVOPS_E_INVALID},
        {"2026-01-31T10:15:30z", 19, REVOPS_E_INVALID},
        {"2026-01-31T10:15:30.Z", 20, REVOPS_E_INVALID},
        {"2026-01-31T10:15:30.0000000000Z", 29, REVOPS_E_INVALID},
        {"2026-01-31T10:15:30+0200", 22, REVOPS_E_INVALID},
        {"2026-01-31T10:15:30+24:00", 20, REVOPS_E_INVALID},
        {"2026-01-31T10:15:30ZZ", 20, REVOPS_E_INVALID},
        {"2026-02-29T10:15:30Z", 8, REVOPS_E_INVALID},
        {"2262-04-11T23:47:16.854775808Z", 0, REVOPS_E_OVERFLOW},
        {"1677-09-21T00:12:43.145224191Z", 0, REVOPS_E_OVERFLOW},
        {"9999-12-31T23:59:59Z", 0, REVOPS_E_OVERFLOW},
        {"0001-01-01T00:00:00Z", 0, REVOPS_E_OVERFLOW},
    };
    int64_t instant = 9;
    revops_error err;
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        assert_int_equal(revops_instant_parse(&instant, table[i].text, strlen(table[i].text), &err),
                         table[i].status);
        assert_int_equal(err.offset, table[i].offset);
    }
    assert_int_equal(instant, 9);
}

static void instants_print_in_utc_with_the_decimals_they_need(void **state) {
    static const struct {
        int64_t instant_ns;
        const char *text;
    } table[] = {
        {0, "1970-01-01T00:00:00Z"},
        {INT64_C(1769854530500000000), "2026-01-31T10:15:30.500Z"},
        {1000, "1970-01-01T00:00:00.000001Z"},
        {-1, "1969-12-31T23:59:59.999999999Z"},
        {INT64_C(-86400000000000), "1969-12-31T00:00:00Z"},
        {INT64_MIN, "1677-09-21T00:12:43.145224192Z"},
        {INT64_MAX, "2262-04-11T23:47:16.854775807Z"},
    };
    char out[31];
    size_t written = 0;
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        assert_int_equal(
            revops_instant_format(out, sizeof out, &written, table[i].instant_ns, NULL), REVOPS_OK);
        assert_string_equal(out, table[i].text);
        assert_int_equal(written, strlen(out));
    }
    assert_int_equal(revops_instant_format(out, 30, &written, INT64_MIN, NULL), REVOPS_E_CAPACITY);
    assert_int_equal(written, 30);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_copied_with_a_nul_that_is_not_counted),
        cmocka_unit_test(a_place_for_a_text_must_be_there),
        cmocka_unit_test(numbers_print_their_digits),
        cmocka_unit_test(money_prints_exactly_its_decimals_and_never_minus_zero),
        cmocka_unit_test(the_scanner_takes_digits_and_says_where_it_stopped),
        cmocka_unit_test(a_number_beyond_64_bits_is_eaten_and_refused),
        cmocka_unit_test(every_day_of_ten_millennia_has_one_date),
        cmocka_unit_test(a_refused_day_points_at_the_wrong_part),
        cmocka_unit_test(currency_codes_pack_big_endian),
        cmocka_unit_test(what_is_no_code_is_refused),
        cmocka_unit_test(utf8_is_judged_as_the_unicode_standard_does),
        cmocka_unit_test(a_month_reads_and_prints_strictly),
        cmocka_unit_test(null_arguments_of_texts_are_named),
        cmocka_unit_test(instants_read_with_their_zone),
        cmocka_unit_test(instants_of_another_form_are_refused_where_they_differ),
        cmocka_unit_test(instants_print_in_utc_with_the_decimals_they_need),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
