/* Ratios are exact, in lowest terms, or refused; without a value they are undefined, never zero. */
#include "check.h"

#include "revops/money.h"
#include "revops/ratio.h"

static const revops_ratio undefined = {0, 0, REVOPS_RATIO_UNDEFINED, 0};

static revops_ratio make(int64_t numerator, int64_t denominator) {
    revops_ratio ratio = {99, 99, 99, 99};
    assert_int_equal(revops_ratio_make(&ratio, numerator, denominator, NULL), REVOPS_OK);
    return ratio;
}

static void assert_ratio(revops_ratio ratio, int64_t numerator, int64_t denominator) {
    assert_true(ratio.numerator == numerator);
    assert_true(ratio.denominator == denominator);
    assert_int_equal(ratio.status, denominator ? REVOPS_RATIO_OK : REVOPS_RATIO_UNDEFINED);
    assert_int_equal(ratio.reserved0, 0);
}

static revops_ratio read(const char *text) {
    revops_ratio ratio = {99, 99, 99, 99};
    assert_int_equal(revops_ratio_parse(&ratio, text, strlen(text), NULL), REVOPS_OK);
    return ratio;
}

static void a_ratio_is_made_in_lowest_terms(void **state) {
    revops_ratio kept = make(1, 3);
    revops_error err;
    (void)state;
    assert_ratio(make(6, 4), 3, 2);
    assert_ratio(make(6, -4), -3, 2);
    assert_ratio(make(-6, -4), 3, 2);
    assert_ratio(make(0, -7), 0, 1);
    assert_ratio(make(INT64_MIN, 1), INT64_MIN, 1);
    assert_ratio(make(INT64_MIN, INT64_MIN), 1, 1);
    assert_ratio(make(INT64_MIN, -2), INT64_C(1) << 62, 1);
    assert_ratio(make(2, INT64_MIN), -1, INT64_C(1) << 62);
    assert_ratio(make(INT64_MIN, INT64_MAX), INT64_MIN, INT64_MAX);
    assert_int_equal(revops_ratio_make(&kept, INT64_MIN, -1, &err), REVOPS_E_OVERFLOW);
    assert_int_equal(revops_ratio_make(&kept, 1, INT64_MIN, &err), REVOPS_E_OVERFLOW);
    assert_string_equal(err.field, "ratio");
    assert_ratio(kept, 1, 3);
    assert_int_equal(revops_ratio_make(NULL, 1, 3, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "ratio");
}

static void a_return_on_nothing_is_undefined_not_zero(void **state) {
    (void)state;
    assert_ratio(make(5, 0), 0, 0);
    assert_ratio(make(0, 0), 0, 0);
}

static void texts_read_as_lowest_terms(void **state) {
    static const struct {
        const char *text;
        int64_t numerator, denominator;
    } cases[] = {
        {"0", 0, 1},
        {"-0", 0, 1},
        {"-0.00%", 0, 1},
        {"0/5", 0, 1},
        {"-7/21", -1, 3},
        {"-0.5", -1, 2},
        {"2.6", 13, 5},
        {"100.0%", 1, 1},
        {"33.333%", 33333, 100000},
        {"12.5%", 1, 8},
        {"0.1000000000000000000000000000000000000", 1, 10},
        {"000000000000000000000000000007", 7, 1},
        {"9223372036854775807", INT64_MAX, 1},
        {"-9223372036854775808", INT64_MIN, 1},
        {"18446744073709551614/18446744073709551612", INT64_MAX, INT64_MAX - 1},
        {"922337203685477580700%", INT64_MAX, 1},
        {"0.0000000000000000005", 1, 2000000000000000000},  /* 5 / 10^19 */
        {"0.00000000000000000025", 1, 4000000000000000000}, /* 25 / 10^20 */
        {"0.00000000000000000000000000", 0, 1},
        /* 1 / 2^62 has 62 decimals */
        {"0.00000000000000000021684043449710088680149056017398834228515625", 1, INT64_C(1) << 62},
        /* 1 / 5^27 */
        {"0.000000000000000000134217728", 1, 7450580596923828125},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_ratio(read(cases[i].text), cases[i].numerator, cases[i].denominator);
}

static void malformed_texts_name_the_offending_byte(void **state) {
    static const struct {
        const char *text;
        revops_status status;
        uint64_t offset;
    } cases[] = {
        {"", REVOPS_E_INVALID, 0},
        {"-", REVOPS_E_INVALID, 1},
        {"--1", REVOPS_E_INVALID, 1},
        {"+1", REVOPS_E_INVALID, 0},
        {" 1", REVOPS_E_INVALID, 0},
        {"1 ", REVOPS_E_INVALID, 1},
        {"1/0", REVOPS_E_INVALID, 2},
        {"1/", REVOPS_E_INVALID, 2},
        {"/2", REVOPS_E_INVALID, 0},
        {"1/-2", REVOPS_E_INVALID, 2},
        {"1/2/3", REVOPS_E_INVALID, 3},
        {"1/2%", REVOPS_E_INVALID, 3},
        {"1/2.5", REVOPS_E_INVALID, 3},
        {"1.5/2", REVOPS_E_INVALID, 3},
        {"50%%", REVOPS_E_INVALID, 3},
        {"%", REVOPS_E_INVALID, 0},
        {".5", REVOPS_E_INVALID, 0},
        {"5.", REVOPS_E_INVALID, 2},
        {"5.%", REVOPS_E_INVALID, 2},
        {"1.2.3", REVOPS_E_INVALID, 3},
        {"0x10", REVOPS_E_INVALID, 1},
        {"1e3", REVOPS_E_INVALID, 1},
        {"1,5", REVOPS_E_INVALID, 1},
        {"99999999999999999999x", REVOPS_E_INVALID, 20},
        {"99999999999999999999/0", REVOPS_E_INVALID, 21},
        {"12345678901234567890", REVOPS_E_OVERFLOW, 0},
        {"-9223372036854775809", REVOPS_E_OVERFLOW, 1},
        {"9223372036854775808", REVOPS_E_OVERFLOW, 0},
        {"0.00000000000000000001", REVOPS_E_OVERFLOW, 0},
        {"99999999999999999999/3", REVOPS_E_OVERFLOW, 0},
        {"3/99999999999999999999", REVOPS_E_OVERFLOW, 2},
        {"1/9223372036854775809", REVOPS_E_OVERFLOW, 0},
        /* 1 / 2^63, 1 / 5^28, and digits beyond 256 bits */
        {"0.000000000000000000108420217248550443400745280086994171142578125", REVOPS_E_OVERFLOW, 0},
        {"0.0000000000000000000268435456", REVOPS_E_OVERFLOW, 0},
        {"0.3333333333333333333333333333333333333333", REVOPS_E_OVERFLOW, 0},
        {"1234567890123456789012345678901234567890123456789012345678901234567890123456789",
         REVOPS_E_OVERFLOW, 77},
    };
    revops_error err;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        revops_ratio kept = make(1, 3);
        assert_int_equal(revops_ratio_parse(&kept, cases[i].text, strlen(cases[i].text), &err),
                         cases[i].status);
        assert_int_equal(err.offset, cases[i].offset);
        assert_string_equal(err.field, "text");
        assert_ratio(kept, 1, 3);
    }
    assert_int_equal(revops_ratio_parse(NULL, "1", 1, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "ratio");
    assert_int_equal(revops_ratio_parse(&(revops_ratio){0}, NULL, 1, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "text");
}

static void a_text_ends_where_its_size_ends(void **state) {
    revops_ratio ratio;
    (void)state;
    assert_int_equal(revops_ratio_parse(&ratio, "1/23", 3, NULL), REVOPS_OK);
    assert_ratio(ratio, 1, 2);
    assert_int_equal(revops_ratio_parse(&ratio, "0.59", 3, NULL), REVOPS_OK);
    assert_ratio(ratio, 1, 2);
}

static void shares_lie_between_nothing_and_all(void **state) {
    static const char *const bad[] = {"101%",   "101/100", "2/1", "3/2",
                                      "1.0001", "-0",      "-1%", "+50%"};
    revops_ratio share = make(1, 3);
    revops_error err;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(revops_share_parse(&share, bad[i], strlen(bad[i]), &err),
                         REVOPS_E_INVALID);
        assert_ratio(share, 1, 3);
        assert_string_equal(err.field, "text");
    }
    assert_int_equal(revops_share_parse(&share, "0%", 2, &err), REVOPS_OK);
    assert_ratio(share, 0, 1);
    assert_int_equal(revops_share_parse(&share, "1", 1, &err), REVOPS_OK);
    assert_ratio(share, 1, 1);
    assert_int_equal(revops_share_parse(&share, "0.3", 3, &err), REVOPS_OK);
    assert_ratio(share, 3, 10); /* text, so 30 % is 30 %, which binary 0.3 is not */
    assert_int_equal(revops_share_parse(&share, "1/9999999999999999999", 21, &err),
                     REVOPS_E_OVERFLOW);
    assert_int_equal(revops_share_parse(NULL, "1", 1, &err), REVOPS_E_INVALID);
    assert_int_equal(revops_share_parse(&share, NULL, 1, &err), REVOPS_E_INVALID);
}

typedef revops_status (*binary)(revops_ratio *, revops_ratio, revops_ratio, revops_error *);

static void small_ratios_add_and_multiply_as_on_paper(void **state) {
    (void)state;
    for (int64_t a = -6; a <= 6; a++)
        for (int64_t b = 1; b <= 6; b++)
            for (int64_t c = -6; c <= 6; c++)
                for (int64_t d = 1; d <= 6; d++) {
                    revops_ratio x = make(a, b), y = make(c, d), r, raw = {a, b, 0, 0};
                    revops_ratio sum = make(a * d + c * b, b * d);
                    assert_int_equal(revops_ratio_add(&r, x, y, NULL), REVOPS_OK);
                    assert_memory_equal(&r, &sum, sizeof r);
                    assert_int_equal(revops_ratio_add(&r, raw, y, NULL), REVOPS_OK);
                    assert_memory_equal(&r, &sum, sizeof r); /* a host's own 2/4 is one half */
                    assert_int_equal(revops_ratio_subtract(&r, x, y, NULL), REVOPS_OK);
                    sum = make(a * d - c * b, b * d);
                    assert_memory_equal(&r, &sum, sizeof r);
                    assert_int_equal(revops_ratio_multiply(&r, x, y, NULL), REVOPS_OK);
                    sum = make(a * c, b * d);
                    assert_memory_equal(&r, &sum, sizeof r);
                    assert_int_equal(revops_ratio_divide(&r, x, y, NULL), REVOPS_OK);
                    sum = make(a * d, b * c);
                    assert_memory_equal(&r, &sum, sizeof r);
                    assert_int_equal(revops_ratio_compare(x, y), (a * d > c * b) - (a * d < c * b));
                    assert_int_equal(revops_ratio_compare(raw, y),
                                     (a * d > c * b) - (a * d < c * b));
                }
}

static void large_terms_cancel_before_they_overflow(void **state) {
    revops_ratio r = make(1, 3);
    revops_error err;
    (void)state;
    assert_int_equal(revops_ratio_multiply(&r, make(INT64_MAX, 2), make(2, INT64_MAX), NULL),
                     REVOPS_OK);
    assert_ratio(r, 1, 1);
    assert_int_equal(revops_ratio_divide(&r, make(INT64_MIN, 3), make(INT64_MIN, 7), NULL),
                     REVOPS_OK);
    assert_ratio(r, 7, 3);
    assert_int_equal(revops_ratio_add(&r, make(INT64_MAX, 1), make(-INT64_MAX, 1), NULL), 0);
    assert_ratio(r, 0, 1);
    assert_int_equal(revops_ratio_add(&r, make(INT64_MIN, 1), make(INT64_MAX, 1), NULL), 0);
    assert_ratio(r, -1, 1);
    assert_int_equal(revops_ratio_add(&r, make(1, INT64_MAX), make(INT64_MAX - 1, INT64_MAX), NULL),
                     0);
    assert_ratio(r, 1, 1);
    assert_int_equal(revops_ratio_subtract(&r, make(1, 1), make(INT64_MIN, 2), NULL), 0);
    assert_ratio(r, (INT64_C(1) << 62) + 1, 1);
    assert_int_equal(revops_ratio_add(&r, make(1, INT64_MAX), make(1, 2), &err), REVOPS_E_OVERFLOW);
    assert_string_equal(err.field, "ratio");
    assert_int_equal(revops_ratio_add(&r, make(INT64_MAX, 1), make(1, 1), &err), REVOPS_E_OVERFLOW);
    assert_int_equal(revops_ratio_add(&r, make(INT64_MIN, 1), make(INT64_MIN, 1), &err),
                     REVOPS_E_OVERFLOW); /* -2^64, whose low half is 0 */
    assert_int_equal(revops_ratio_add(&r, make(1, INT64_MAX), make(1, INT64_MAX - 1), &err),
                     REVOPS_E_OVERFLOW);
    assert_int_equal(revops_ratio_subtract(&r, make(0, 1), make(INT64_MIN, 1), &err),
                     REVOPS_E_OVERFLOW);
    assert_int_equal(revops_ratio_multiply(&r, make(INT64_MIN, 1), make(-1, 1), &err),
                     REVOPS_E_OVERFLOW);
    assert_int_equal(revops_ratio_multiply(&r, make(1, INT64_MAX), make(1, 2), &err),
                     REVOPS_E_OVERFLOW);
    assert_int_equal(revops_ratio_divide(&r, make(1, 1), make(INT64_MIN, 1), &err),
                     REVOPS_E_OVERFLOW);
    assert_ratio(r, (INT64_C(1) << 62) + 1, 1);
}

static void seven_sevenths_are_one(void **state) {
    revops_ratio sum = make(0, 1);
    (void)state;
    for (int i = 0; i < 7; i++)
        assert_int_equal(revops_ratio_add(&sum, sum, read("1/7"), NULL), REVOPS_OK);
    assert_ratio(sum, 1, 1);
    assert_int_equal(revops_ratio_multiply(&sum, read("209"), read("0.75"), NULL), REVOPS_OK);
    assert_ratio(sum, 627, 4);
}

static void arithmetic_on_undefined_is_undefined(void **state) {
    static const binary functions[] = {revops_ratio_add, revops_ratio_subtract,
                                       revops_ratio_multiply, revops_ratio_divide};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        revops_ratio r = make(1, 3);
        assert_int_equal(functions[i](&r, undefined, make(1, 2), NULL), REVOPS_OK);
        assert_ratio(r, 0, 0);
        r = make(1, 3);
        assert_int_equal(functions[i](&r, make(1, 2), undefined, NULL), REVOPS_OK);
        assert_ratio(r, 0, 0);
    }
}

static void what_is_no_ratio_is_refused_by_name(void **state) {
    static const binary functions[] = {revops_ratio_add, revops_ratio_subtract,
                                       revops_ratio_multiply, revops_ratio_divide};
    static const revops_ratio bad[] = {{1, 0, REVOPS_RATIO_OK, 0},
                                       {1, -2, REVOPS_RATIO_OK, 0},
                                       {1, 2, 2, 0},
                                       {1, 2, REVOPS_RATIO_UNDEFINED, 0},
                                       {1, 2, -1, 0},
                                       {1, 2, REVOPS_RATIO_OK, 1},
                                       {0, 0, REVOPS_RATIO_OK, 0}};
    revops_error err;
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        for (size_t b = 0; b < sizeof bad / sizeof bad[0]; b++) {
            revops_ratio r = make(1, 3);
            assert_int_equal(functions[i](&r, bad[b], undefined, &err), REVOPS_E_INVALID);
            assert_string_equal(err.field, "a");
            assert_int_equal(functions[i](&r, make(1, 2), bad[b], &err), REVOPS_E_INVALID);
            assert_string_equal(err.field, "b");
            assert_ratio(r, 1, 3);
        }
        assert_int_equal(functions[i](NULL, make(1, 2), make(1, 2), &err), REVOPS_E_INVALID);
        assert_string_equal(err.field, "result");
    }
    assert_int_equal(revops_ratio_compare(bad[0], undefined), 0);
}

static void comparing_is_a_total_order(void **state) {
    const revops_ratio ascending[] = {undefined,
                                      make(INT64_MIN, 1),
                                      make(-1, 2),
                                      make(-1, 3),
                                      make(0, 1),
                                      make(1, INT64_MAX),
                                      read("0.333333333333333333"),
                                      make(1, 3),
                                      make(INT64_MAX - 2, INT64_MAX - 1),
                                      make(INT64_MAX - 1, INT64_MAX),
                                      make(INT64_MAX, 1)};
    const int count = sizeof ascending / sizeof ascending[0];
    (void)state;
    for (int i = 0; i < count; i++)
        for (int j = 0; j < count; j++)
            assert_int_equal(revops_ratio_compare(ascending[i], ascending[j]), (i > j) - (i < j));
}

static int64_t rounded(const char *text, int32_t mode, int64_t step) {
    int64_t result = 0;
    assert_int_equal(revops_ratio_round(&result, read(text), mode, step, NULL), REVOPS_OK);
    return result;
}

static void each_mode_rounds_as_its_table_says(void **state) {
    static const char *const values[] = {"5.5", "2.5",  "1.6",  "1.1",  "1",
                                         "-1",  "-1.1", "-1.6", "-2.5", "-5.5"};
    static const int64_t expected[12][10] = {
        {6, 2, 2, 1, 1, -1, -1, -2, -2, -6}, /* default */
        {6, 2, 2, 1, 1, -1, -1, -2, -2, -6}, /* half_even */
        {6, 3, 2, 1, 1, -1, -1, -2, -3, -6}, /* half_up */
        {5, 2, 2, 1, 1, -1, -1, -2, -2, -5}, /* half_down */
        {5, 3, 2, 1, 1, -1, -1, -2, -3, -5}, /* half_odd */
        {6, 3, 2, 1, 1, -1, -1, -2, -2, -5}, /* half_ceiling */
        {5, 2, 2, 1, 1, -1, -1, -2, -3, -6}, /* half_floor */
        {5, 2, 1, 1, 1, -1, -1, -1, -2, -5}, /* down */
        {6, 3, 2, 2, 1, -1, -2, -2, -3, -6}, /* up */
        {5, 2, 1, 1, 1, -1, -2, -2, -3, -6}, /* floor */
        {6, 3, 2, 2, 1, -1, -1, -1, -2, -5}, /* ceiling */
    };
    (void)state;
    for (int32_t mode = 0; mode < REVOPS_ROUND_EXACT; mode++)
        for (size_t i = 0; i < 10; i++)
            assert_int_equal(rounded(values[i], mode, 1), expected[mode][i]);
    assert_int_equal(rounded("-1.0", REVOPS_ROUND_EXACT, 0), -1);
}

static void rounding_goes_to_multiples_of_the_step(void **state) {
    (void)state;
    assert_int_equal(rounded("1", REVOPS_ROUND_UP, 5), 5);
    assert_int_equal(rounded("-9.99", REVOPS_ROUND_DOWN, 5), -5);
    assert_int_equal(rounded("12.5", 0, 5), 10); /* 2.5 steps, to the even number of steps */
    assert_int_equal(rounded("515", REVOPS_ROUND_HALF_UP, 10), 520);
    assert_int_equal(rounded("1250", REVOPS_ROUND_HALF_ODD, 100), 1300);
    assert_int_equal(rounded("10", REVOPS_ROUND_HALF_UP, 100000000), 0);
    assert_true(rounded("9223372036854775807", 0, 1) == INT64_MAX);
    assert_true(rounded("-9223372036854775808", 0, 2) == INT64_MIN);
    assert_true(rounded("-9223372036854775807", REVOPS_ROUND_UP, 2) == INT64_MIN);
    /* a step that takes the divisor beyond 64 bits, below, at and above the half */
    assert_int_equal(rounded("4611686018427387903/4", REVOPS_ROUND_HALF_UP, INT64_MAX), 0);
    assert_true(rounded("9223372036854775807/2", REVOPS_ROUND_HALF_UP, INT64_MAX) == INT64_MAX);
    assert_true(rounded("9223372036854775807/2", REVOPS_ROUND_HALF_DOWN, INT64_MAX) == 0);
    assert_true(rounded("1/3", REVOPS_ROUND_CEILING, INT64_MAX) == INT64_MAX);
}

static void rounding_says_why_it_refuses(void **state) {
    int64_t result = 7;
    revops_error err;
    (void)state;
    assert_int_equal(revops_ratio_round(NULL, make(1, 2), 0, 1, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "result");
    assert_int_equal(revops_ratio_round(&result, undefined, 0, 1, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "ratio");
    assert_int_equal(revops_ratio_round(&result, make(1, 2), 12, 1, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "mode");
    assert_int_equal(revops_ratio_round(&result, make(1, 2), 0, -5, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "step");
    assert_int_equal(revops_ratio_round(&result, make(-5, 2), REVOPS_ROUND_EXACT, 1, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "ratio");
    assert_int_equal(revops_ratio_round(&result, make(INT64_MAX, 1), REVOPS_ROUND_UP, 2, &err),
                     REVOPS_E_OVERFLOW);
    assert_string_equal(err.field, "result");
    assert_int_equal(result, 7);
}

static void ratios_print_as_fraction_or_decimal(void **state) {
    static const struct {
        int64_t numerator, denominator;
        int32_t decimals;
        const char *text;
    } cases[] = {
        {-1, 3, -1, "-1/3"},
        {INT64_MIN, INT64_MAX, -1, "-9223372036854775808/9223372036854775807"},
        {1, 3, 4, "0.3333"},
        {2, 3, 4, "0.6667"},
        {1, 2, 0, "0"}, /* half to even, in the whole part */
        {3, 2, 0, "2"},
        {-1, 8, 2, "-0.12"},
        {3, 8, 2, "0.38"},
        {999, 1000, 2, "1.00"},
        {-1, 1000, 2, "0.00"}, /* never "-0.00" */
        {INT64_MIN, 1, 18, "-9223372036854775808.000000000000000000"},
        {INT64_MAX, 2, 18, "4611686018427387903.500000000000000000"},
        {1, INT64_MAX, 18, "0.000000000000000000"},
        {INT64_MAX - 1, INT64_MAX, 18, "1.000000000000000000"},
    };
    char out[48];
    size_t written;
    revops_error err;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        revops_ratio ratio = make(cases[i].numerator, cases[i].denominator);
        assert_int_equal(
            revops_ratio_format(out, sizeof out, &written, ratio, cases[i].decimals, NULL),
            REVOPS_OK);
        assert_string_equal(out, cases[i].text);
        assert_int_equal(written, strlen(cases[i].text));
    }
    assert_int_equal(revops_ratio_format(NULL, 0, &written, make(1, 3), -1, &err),
                     REVOPS_E_CAPACITY);
    assert_int_equal(written, 3);
    assert_int_equal(revops_ratio_format(out, 48, NULL, make(1, 3), -1, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "written");
    assert_int_equal(revops_ratio_format(NULL, 48, &written, make(1, 3), -1, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "out");
    assert_int_equal(revops_ratio_format(out, 48, &written, undefined, 2, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "ratio");
    assert_int_equal(revops_ratio_format(out, 48, &written, make(1, 3), 19, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "decimals");
}

static void weights_stand_over_one_denominator(void **state) {
    const revops_ratio shares[] = {read("1/3"), read("2/7"), read("0"), read("50%")};
    int64_t weights[4] = {9, 9, 9, 9};
    (void)state;
    assert_int_equal(revops_ratio_weights(weights, shares, 4, NULL), REVOPS_OK);
    assert_int_equal(weights[0], 14);
    assert_int_equal(weights[1], 12);
    assert_int_equal(weights[2], 0);
    assert_int_equal(weights[3], 21);
    assert_int_equal(revops_ratio_weights(weights, shares, 0, NULL), REVOPS_OK);
    assert_int_equal(weights[0], 14);
}

static void weights_name_the_share_that_is_wrong(void **state) {
    revops_ratio shares[3] = {make(1, 3), make(1, INT64_MAX), make(1, 2)};
    int64_t weights[3] = {9, 9, 9};
    revops_error err;
    (void)state;
    assert_int_equal(revops_ratio_weights(weights, shares, 3, &err), REVOPS_E_OVERFLOW);
    assert_int_equal(err.row, 1);
    assert_string_equal(err.field, "shares");
    shares[1] = make(INT64_MAX, 1); /* the weight itself: MAX x 6 */
    assert_int_equal(revops_ratio_weights(weights, shares, 3, &err), REVOPS_E_OVERFLOW);
    assert_int_equal(err.row, 1);
    shares[0] = make(1, 2); /* one bit too many: 2 x MAX, as a common denominator and as a weight */
    assert_int_equal(revops_ratio_weights(weights, shares, 3, &err), REVOPS_E_OVERFLOW);
    assert_int_equal(err.row, 1);
    shares[1] = make(1, INT64_MAX);
    assert_int_equal(revops_ratio_weights(weights, shares, 3, &err), REVOPS_E_OVERFLOW);
    assert_int_equal(err.row, 1);
    shares[0] = make(1, INT64_MAX - 1); /* and far too many */
    assert_int_equal(revops_ratio_weights(weights, shares, 3, &err), REVOPS_E_OVERFLOW);
    assert_int_equal(err.row, 1);
    shares[0] = make(1, 3);
    shares[1] = make(-1, 3);
    assert_int_equal(revops_ratio_weights(weights, shares, 3, &err), REVOPS_E_INVALID);
    assert_int_equal(err.row, 1);
    shares[1] = make(1, 3);
    shares[2] = undefined;
    assert_int_equal(revops_ratio_weights(weights, shares, 3, &err), REVOPS_E_INVALID);
    assert_int_equal(err.row, 2);
    shares[2].denominator = -4;
    assert_int_equal(revops_ratio_weights(weights, shares, 3, &err), REVOPS_E_INVALID);
    assert_int_equal(revops_ratio_weights(NULL, shares, 3, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "weights");
    assert_int_equal(revops_ratio_weights(weights, NULL, 3, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "shares");
    assert_int_equal(revops_ratio_weights(weights, shares, 1025, &err), REVOPS_E_LIMIT);
    assert_string_equal(err.field, "count");
    assert_int_equal(weights[0], 9);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ratio_is_made_in_lowest_terms),
        cmocka_unit_test(a_return_on_nothing_is_undefined_not_zero),
        cmocka_unit_test(texts_read_as_lowest_terms),
        cmocka_unit_test(malformed_texts_name_the_offending_byte),
        cmocka_unit_test(a_text_ends_where_its_size_ends),
        cmocka_unit_test(shares_lie_between_nothing_and_all),
        cmocka_unit_test(small_ratios_add_and_multiply_as_on_paper),
        cmocka_unit_test(large_terms_cancel_before_they_overflow),
        cmocka_unit_test(seven_sevenths_are_one),
        cmocka_unit_test(arithmetic_on_undefined_is_undefined),
        cmocka_unit_test(what_is_no_ratio_is_refused_by_name),
        cmocka_unit_test(comparing_is_a_total_order),
        cmocka_unit_test(each_mode_rounds_as_its_table_says),
        cmocka_unit_test(rounding_goes_to_multiples_of_the_step),
        cmocka_unit_test(rounding_says_why_it_refuses),
        cmocka_unit_test(ratios_print_as_fraction_or_decimal),
        cmocka_unit_test(weights_stand_over_one_denominator),
        cmocka_unit_test(weights_name_the_share_that_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
