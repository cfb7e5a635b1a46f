/* Decimals of doubles, ratios and amounts come from integers: no locale, no binary halves. */
#include "check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/text_out.h"
#include "written.h"

static const char *of_double(double value) {
    static char out[REVOPS__GROUPED_SIZE];
    out[revops__print_double(out, value)] = '\0';
    return out;
}

static const char *of_ratio(int64_t numerator, int64_t denominator) {
    static char out[REVOPS__GROUPED_SIZE];
    const revops_ratio ratio = {numerator, denominator, REVOPS_RATIO_OK, 0};
    out[revops__print_ratio(out, &ratio)] = '\0';
    return out;
}

static const char *of_amount(int64_t amount, int32_t exponent) {
    static char out[REVOPS__GROUPED_SIZE];
    out[revops__print_grouped(out, amount, exponent)] = '\0';
    return out;
}

static void doubles_have_twelve_significant_digits(void **state) {
    (void)state;
    assert_string_equal(of_double(0.1), "0.1");
    assert_string_equal(of_double(1.0 / 3), "0.333333333333");
    assert_string_equal(of_double(-2.0 / 3), "-0.666666666667");
    assert_string_equal(of_double(123456789012.0), "123456789012");
    assert_string_equal(of_double(1234567.25), "1234567.25");
    assert_string_equal(of_double(100), "100");
    assert_string_equal(of_double(1), "1");
}

static void doubles_take_the_e_form_at_both_ends(void **state) {
    (void)state;
    assert_string_equal(of_double(-2.5e-9), "-2.5e-9");
    assert_string_equal(of_double(0.0001), "0.0001");
    assert_string_equal(of_double(0.00009999999999994), "9.99999999999e-5");
    assert_string_equal(of_double(0.00009999999999999), "0.0001");
    assert_string_equal(of_double(1e12), "1e12");
    assert_string_equal(of_double(999999999999.0), "999999999999");
    assert_string_equal(of_double(999999999999.5), "1e12");
    assert_string_equal(of_double(5e-324), "4.94065645841e-324");
    assert_string_equal(of_double(1.7976931348623157e308), "1.79769313486e308");
}

static void halves_of_doubles_go_to_the_even_digit(void **state) {
    (void)state;
    /* Both are binary fractions, so the thirteenth digit is exactly a half. */
    assert_string_equal(of_double(10000000000.125 * 4), "40000000000.5");
    assert_string_equal(of_double(100000000000.5), "100000000000");
    assert_string_equal(of_double(100000000001.5), "100000000002");
    assert_string_equal(of_double(10000000000.25), "10000000000.2");
    assert_string_equal(of_double(10000000000.75), "10000000000.8");
}

static void zero_has_no_sign_and_no_number_has_no_text(void **state) {
    char out[REVOPS__GROUPED_SIZE];
    (void)state;
    assert_string_equal(of_double(0.0), "0");
    assert_string_equal(of_double(-0.0), "0");
    assert_int_equal(revops__print_double(out, (double)INFINITY), 0);
    assert_int_equal(revops__print_double(out, (double)-INFINITY), 0);
    assert_int_equal(revops__print_double(out, (double)NAN), 0);
}

/* The oracle: the C library's exact decimal expansion, with its exponent stripped. */
static void doubles_agree_with_an_exact_printer(void **state) {
    uint64_t bits = 88172645463325252u;
    (void)state;
    for (int i = 0; i < 60000; i++) {
        char expected[64], *exponent;
        double value;
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        memcpy(&value, &bits, sizeof value);
        if (i % 2 == 1)
            value = (double)(int64_t)(bits % 2000000000001u) / (double)(1 + (bits >> 40) % 1000);
        if (!isfinite(value))
            continue;
        snprintf(expected, sizeof expected, "%.12g", value);
        exponent = strchr(expected, 'e');
        if (exponent)
            sprintf(exponent, "e%d", atoi(exponent + 1));
        assert_string_equal(of_double(value), expected);
    }
}

static void ratios_have_at_most_six_decimals_half_to_even(void **state) {
    (void)state;
    assert_string_equal(of_ratio(3, 5), "0.6");
    assert_string_equal(of_ratio(1, 3), "0.333333");
    assert_string_equal(of_ratio(-2, 3), "-0.666667");
    assert_string_equal(of_ratio(5, 1), "5");
    assert_string_equal(of_ratio(0, 1), "0");
    assert_string_equal(of_ratio(1, 2000000), "0");
    assert_string_equal(of_ratio(-1, 2000000), "0");
    assert_string_equal(of_ratio(3, 2000000), "0.000002");
    assert_string_equal(of_ratio(5, 2000000), "0.000002");
    assert_string_equal(of_ratio(19999999, 20000000), "1");
    assert_string_equal(of_ratio(-19999999, 20000000), "-1");
}

static void ratios_of_the_widest_terms_are_exact(void **state) {
    (void)state;
    assert_string_equal(of_ratio(INT64_MIN, 1), "-9223372036854775808");
    assert_string_equal(of_ratio(INT64_MAX, INT64_MAX), "1");
    assert_string_equal(of_ratio(INT64_MAX - 1, INT64_MAX), "1");
    assert_string_equal(of_ratio(INT64_MIN, INT64_MAX), "-1");
    assert_string_equal(of_ratio(1, INT64_MAX), "0");
}

static void amounts_have_thousands_and_their_currency_s_digits(void **state) {
    (void)state;
    assert_string_equal(of_amount(0, 2), "0.00");
    assert_string_equal(of_amount(-5, 2), "-0.05");
    assert_string_equal(of_amount(99999, 2), "999.99");
    assert_string_equal(of_amount(100000, 2), "1,000.00");
    assert_string_equal(of_amount(-100000, 2), "-1,000.00");
    assert_string_equal(of_amount(-100, 0), "-100");
    assert_string_equal(of_amount(123456, 0), "123,456");
    assert_string_equal(of_amount(1000, 3), "1.000");
    assert_string_equal(of_amount(INT64_MIN, 0), "-9,223,372,036,854,775,808");
    assert_string_equal(of_amount(INT64_MIN, 18), "-9.223372036854775808");
}

static void width_counts_code_points(void **state) {
    (void)state;
    assert_int_equal(revops__text_width("", 0), 0);
    assert_int_equal(revops__text_width("abc", 3), 3);
    assert_int_equal(revops__text_width("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", 9), 3);
}

/* 40,000 bytes in pieces of every kind arrive in blocks of at most 16 KiB, in order. */
static void blocks_are_at_most_sixteen_kibibytes(void **state) {
    static char text[20000];
    volatile size_t size = sizeof text; /* kept from the optimiser, as a host's text would be */
    written w = {0};
    revops__out out;
    (void)state;
    memset(text, 'a', sizeof text);
    revops__out_open(&out, NULL, written_sink, &w);
    revops__put(&out, text, size);
    for (int i = 0; i < 5000; i++)
        revops__put_byte(&out, 'b');
    revops__put_fill(&out, 'c', 15000);
    revops__out_flush(&out);
    revops__out_flush(&out); /* nothing is left: the sink is not called for it */
    assert_int_equal(out.status, REVOPS_OK);
    assert_int_equal(w.size, 40000);
    assert_int_equal(w.calls, 3);
    assert_int_equal(w.largest, REVOPS__BLOCK);
    assert_true(w.text[19999] == 'a' && w.text[20000] == 'b' && w.text[24999] == 'b');
    assert_true(w.text[25000] == 'c' && w.text[39999] == 'c');
    written_close(&w);
}

static void a_failed_sink_is_not_called_again(void **state) {
    written w = {.fail_at = 2, .answer = -7};
    revops_error err;
    revops__out out;
    (void)state;
    revops__out_open(&out, NULL, written_sink, &w);
    out.err = &err;
    revops__put_fill(&out, 'x', 100000);
    revops__out_flush(&out);
    assert_int_equal(w.calls, 2);
    assert_int_equal(out.status, REVOPS_E_HOST);
    assert_int_equal(err.host_code, -7);
    assert_string_equal(err.field, "sink");
    written_close(&w);
}

static void tables_of_lines_turn_controls_into_blanks(void **state) {
    written w = {0};
    revops__out out;
    (void)state;
    revops__out_open(&out, NULL, written_sink, &w);
    revops__put_line(&out, "a\nb\x7f|\\", 6);
    revops__put_pipes(&out, "|\\c\td", 5);
    revops__put_byte(&out, '\n');
    revops__put_html(&out, "<a href='x'>\"&\"</a>", 19);
    revops__out_flush(&out);
    assert_string_equal(w.text, "a b |\\\\|\\\\c d\n"
                                "&lt;a href=&#39;x&#39;&gt;&quot;&amp;&quot;&lt;/a&gt;");
    written_close(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(doubles_have_twelve_significant_digits),
        cmocka_unit_test(doubles_take_the_e_form_at_both_ends),
        cmocka_unit_test(halves_of_doubles_go_to_the_even_digit),
        cmocka_unit_test(zero_has_no_sign_and_no_number_has_no_text),
        cmocka_unit_test(doubles_agree_with_an_exact_printer),
        cmocka_unit_test(ratios_have_at_most_six_decimals_half_to_even),
        cmocka_unit_test(ratios_of_the_widest_terms_are_exact),
        cmocka_unit_test(amounts_have_thousands_and_their_currency_s_digits),
        cmocka_unit_test(width_counts_code_points),
        cmocka_unit_test(blocks_are_at_most_sixteen_kibibytes),
        cmocka_unit_test(a_failed_sink_is_not_called_again),
        cmocka_unit_test(tables_of_lines_turn_controls_into_blanks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
