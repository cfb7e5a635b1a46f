/* Money is exact or refused: codes and exponents, checked sums, scaling, text. */
#include "check.h"

#include "base/shape.h"
#include "value/money.h"

static uint32_t code(const char *text) {
    uint32_t currency = 0;
    assert_int_equal(revops_currency_parse(&currency, text, strlen(text), NULL), REVOPS_OK);
    return currency;
}

static int32_t decimals(const char *text) {
    int32_t exponent = -7;
    assert_int_equal(revops_currency_exponent(&exponent, code(text), NULL, NULL), REVOPS_OK);
    return exponent;
}

static void a_code_is_one_to_four_capitals_or_digits(void **state) {
    static const struct {
        const char *text;
        uint64_t offset;
    } bad[] = {{"", 0}, {"usd", 0}, {"Usd", 1}, {"us$", 0}, {"1AB", 0}, {"US ", 2}, {"DOLLAR", 4}};
    revops_error err;
    (void)state;
    assert_int_equal(code("GBP"), REVOPS_CURRENCY('G', 'B', 'P', 0));
    assert_int_equal(code("USDC"), REVOPS_CURRENCY('U', 'S', 'D', 'C'));
    assert_int_equal(code("Z9"), REVOPS_CURRENCY('Z', '9', 0, 0));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        uint32_t currency = 17;
        assert_int_equal(revops_currency_parse(&currency, bad[i].text, strlen(bad[i].text), &err),
                         REVOPS_E_INVALID);
        assert_int_equal(currency, 17);
        assert_int_equal(err.offset, bad[i].offset);
        assert_string_equal(err.field, "text");
    }
    assert_int_equal(revops_currency_parse(NULL, "EUR", 3, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "currency");
    assert_int_equal(revops_currency_parse(&(uint32_t){0}, NULL, 3, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "text");
}

static void a_code_prints_as_it_was_read(void **state) {
    static const char *const codes[] = {"A", "Z9", "EUR", "USDC"};
    char out[8];
    size_t written = 99;
    revops_error err;
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        memset(out, 'x', sizeof out);
        assert_int_equal(revops_currency_format(out, sizeof out, &written, code(codes[i]), &err),
                         REVOPS_OK);
        assert_string_equal(out, codes[i]);
        assert_int_equal(written, strlen(codes[i]));
    }
    assert_int_equal(revops_currency_format(NULL, 0, &written, code("EUR"), &err),
                     REVOPS_E_CAPACITY);
    assert_int_equal(written, 3);
    assert_int_equal(revops_currency_format(out, 8, &written, 5, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "currency");
    assert_int_equal(revops_currency_format(out, 8, NULL, code("EUR"), &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "written");
    assert_int_equal(revops_currency_format(NULL, 8, &written, code("EUR"), &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "out");
}

static void exponents_are_those_of_iso_4217(void **state) {
    static const char *const none = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF "
                                    "XOF XPF ADP BEF BYR ITL TRL";
    static const char *const two = "EUR USD GBP SEK HUF TRY MGA MRU CAD DKK PHP TWD ZAR XCG ZWG "
                                   "BGN HRK ANG SLL ZWL DEM ATS NLG YUM ZMK";
    static const char *const three = "BHD IQD JOD KWD LYD OMR TND";
    static const char *const *lists[] = {&none, &two, &three};
    static const int32_t expected[] = {0, 2, 3};
    (void)state;
    for (size_t l = 0; l < 3; l++)
        for (const char *at = *lists[l]; *at; at += at[3] ? 4 : 3) {
            char text[4] = {at[0], at[1], at[2], 0};
            assert_int_equal(decimals(text), expected[l]);
        }
    assert_int_equal(decimals("CLF"), 4);
    assert_int_equal(decimals("UYW"), 4);
    assert_int_equal(decimals("ADP"), 0); /* the first of the table */
    assert_int_equal(decimals("ZWR"), 2); /* and the last */
}

static void codes_without_minor_units_are_missing(void **state) {
    static const char *const codes[] = {"XAU", "XAG", "XDR", "XXX", "XTS", "ZZZ",
                                        "AAA", "Z9",  "US",  "A",   "EURO"};
    revops_error err;
    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        int32_t exponent = 5;
        assert_int_equal(revops_currency_exponent(&exponent, code(codes[i]), NULL, &err),
                         REVOPS_E_MISSING);
        assert_int_equal(exponent, 5);
        assert_string_equal(err.field, "currency");
        assert_non_null(strstr(err.message, codes[i]));
    }
}

static void the_hosts_definitions_go_first(void **state) {
    const revops_currency_def defs[] = {{REVOPS_CURRENCY('J', 'P', 'Y', 0), 2},
                                        {REVOPS_CURRENCY('U', 'S', 'D', 'C'), 6},
                                        {REVOPS_CURRENCY('W', 'E', 'I', 0), 18},
                                        {REVOPS_CURRENCY('J', 'P', 'Y', 0), 2}};
    revops_currency_options options = {sizeof options, defs, 4};
    int32_t exponent = -1;
    (void)state;
    assert_int_equal(revops_currency_exponent(&exponent, code("JPY"), &options, NULL), 0);
    assert_int_equal(exponent, 2); /* a processor that writes yen in hundredths */
    assert_int_equal(revops_currency_exponent(&exponent, code("USDC"), &options, NULL), 0);
    assert_int_equal(exponent, 6);
    assert_int_equal(revops_currency_exponent(&exponent, code("WEI"), &options, NULL), 0);
    assert_int_equal(exponent, 18);
    assert_int_equal(revops_currency_exponent(&exponent, code("KWD"), &options, NULL), 0);
    assert_int_equal(exponent, 3);
}

static void bad_definitions_are_named_by_row_and_field(void **state) {
    revops_currency_def defs[] = {{REVOPS_CURRENCY('T', 'O', 'K', 0), 6},
                                  {REVOPS_CURRENCY('T', 'O', 'L', 0), 7}};
    revops_currency_options options = {sizeof options, defs, 2};
    int32_t exponent = 9;
    revops_error err;
    (void)state;
    defs[1].exponent = 19;
    assert_int_equal(revops_currency_exponent(&exponent, code("EUR"), &options, &err),
                     REVOPS_E_INVALID);
    assert_int_equal(err.row, 1);
    assert_string_equal(err.field, "exponent");
    defs[1].exponent = -1;
    assert_int_equal(revops_currency_exponent(&exponent, code("EUR"), &options, &err),
                     REVOPS_E_INVALID);
    defs[1].exponent = 7;
    defs[0].currency = 3;
    assert_int_equal(revops_currency_exponent(&exponent, code("EUR"), &options, &err),
                     REVOPS_E_INVALID);
    assert_int_equal(err.row, 0);
    assert_string_equal(err.field, "currency");
    defs[0] = defs[1];
    defs[0].exponent = 6;
    assert_int_equal(revops_currency_exponent(&exponent, code("TOL"), &options, &err),
                     REVOPS_E_DUPLICATE);
    assert_int_equal(err.row, 1);
    assert_int_equal(revops_currency_exponent(&exponent, code("EUR"), &options, &err), REVOPS_OK);
    assert_int_equal(exponent, 2);
    options.defs = NULL;
    assert_int_equal(revops_currency_exponent(&exponent, code("JPY"), &options, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "defs");
    assert_int_equal(exponent, 2);
}

static void sizes_of_options_are_checked(void **state) {
    struct {
        revops_currency_options known;
        uint64_t later;
    } longer = {{sizeof longer, NULL, 0}, 0};
    revops_currency_options init = REVOPS_CURRENCY_OPTIONS_INIT, made;
    int32_t exponent = 9;
    revops_error err;
    (void)state;
    memset(&made, 0x55, sizeof made);
    revops_currency_options_init(&made);
    revops_currency_options_init(NULL);
    assert_memory_equal(&made, &init, sizeof made);
    assert_int_equal(revops_currency_exponent(&exponent, code("JPY"), &longer.known, &err), 0);
    assert_int_equal(exponent, 0);
    longer.later = 1;
    assert_int_equal(revops_currency_exponent(&exponent, code("EUR"), &longer.known, &err),
                     REVOPS_E_UNSUPPORTED);
    init.struct_size = sizeof(size_t) - 1;
    assert_int_equal(revops_currency_exponent(&exponent, code("EUR"), &init, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "struct_size");
    init.struct_size = sizeof(size_t); /* an older host: what it does not know is zero */
    init.def_count = 4;
    assert_int_equal(revops_currency_exponent(&exponent, code("EUR"), &init, &err), REVOPS_OK);
    assert_int_equal(revops_currency_exponent(NULL, code("EUR"), NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "exponent");
    assert_int_equal(revops_currency_exponent(&exponent, 1, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "currency");
}

static void sums_are_exact_or_refused(void **state) {
    int64_t result = 4;
    revops_error err;
    (void)state;
    assert_int_equal(revops_money_add(&result, INT64_MAX, 1, &err), REVOPS_E_OVERFLOW);
    assert_string_equal(err.field, "sum");
    assert_int_equal(revops_money_subtract(&result, INT64_MIN, 1, &err), REVOPS_E_OVERFLOW);
    assert_string_equal(err.field, "difference");
    assert_int_equal(revops_money_negate(&result, INT64_MIN, &err), REVOPS_E_OVERFLOW);
    assert_string_equal(err.field, "result");
    assert_int_equal(result, 4);
    assert_int_equal(revops_money_add(&result, INT64_MAX, INT64_MIN, &err), REVOPS_OK);
    assert_int_equal(result, -1);
    assert_int_equal(revops_money_subtract(&result, -1, INT64_MAX, &err), REVOPS_OK);
    assert_true(result == INT64_MIN);
    assert_int_equal(revops_money_negate(&result, INT64_MAX, &err), REVOPS_OK);
    assert_true(result == -INT64_MAX);
    assert_int_equal(revops_money_add(NULL, 1, 1, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "sum");
    assert_int_equal(revops_money_subtract(NULL, 1, 1, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "difference");
    assert_int_equal(revops_money_negate(NULL, 1, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "result");
}

static void scaling_rounds_once_in_the_named_mode(void **state) {
    static const int64_t minus_25_by_10[] = {-2, -2, -3, -2, -3, -2, -3, -2, -3, -3, -2};
    int64_t result = 0;
    (void)state;
    for (int32_t mode = REVOPS_ROUND_DEFAULT; mode < REVOPS_ROUND_EXACT; mode++) {
        assert_int_equal(revops_money_scale(&result, -25, 1, 10, mode, NULL), REVOPS_OK);
        assert_int_equal(result, minus_25_by_10[mode]);
    }
    assert_int_equal(revops_money_scale(&result, 12000, 28, 365, REVOPS_ROUND_HALF_UP, NULL), 0);
    assert_int_equal(result, 921);
    assert_int_equal(revops_money_scale(&result, 99, 1, 3, REVOPS_ROUND_EXACT, NULL), REVOPS_OK);
    assert_int_equal(result, 33);
    assert_int_equal(revops_money_scale(&result, 4611686018427387904, 4611686018427387903,
                                        2305843009213693952, 0, NULL),
                     REVOPS_OK);
    assert_true(result == 9223372036854775806);
}

static void scaling_says_why_it_refuses(void **state) {
    int64_t result = 8;
    revops_error err;
    (void)state;
    assert_int_equal(revops_money_scale(NULL, 1, 1, 1, 0, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "result");
    assert_int_equal(revops_money_scale(&result, 1, 1, 0, 0, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "den");
    assert_int_equal(revops_money_scale(&result, 1, 1, -1, 0, &err), REVOPS_E_INVALID);
    assert_int_equal(revops_money_scale(&result, 1, 1, 1, 12, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "mode");
    assert_int_equal(revops_money_scale(&result, 1, 1, 1, -1, &err), REVOPS_E_INVALID);
    assert_int_equal(revops_money_scale(&result, 100, 1, 3, REVOPS_ROUND_EXACT, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "amount_minor");
    assert_int_equal(revops_money_scale(&result, INT64_MAX, 2, 1, 0, &err), REVOPS_E_OVERFLOW);
    assert_string_equal(err.field, "result");
    assert_int_equal(result, 8);
}

static void amounts_read_and_print_exactly(void **state) {
    static const struct {
        const char *text;
        int32_t exponent;
        int64_t amount;
        const char *canonical;
    } cases[] = {
        {"12.34", 2, 1234, "12.34"},
        {"1234", 0, 1234, "1234"},
        {"1.234", 3, 1234, "1.234"},
        {"+7", 2, 700, "7.00"},
        {"-0.05", 2, -5, "-0.05"},
        {"-0", 2, 0, "0.00"},
        {"-0.00", 0, 0, "0"},
        {"754.25000", 2, 75425, "754.25"},
        {"0.000001", 6, 1, "0.000001"},
        {"0000000000000000000000000001.5", 1, 15, "1.5"},
        {"92233720368547758.07", 2, INT64_MAX, "92233720368547758.07"},
        {"-92233720368547758.08", 2, INT64_MIN, "-92233720368547758.08"},
        {"9.223372036854775807", 18, INT64_MAX, "9.223372036854775807"},
        {"9223372036854775807.00", 0, INT64_MAX, "9223372036854775807"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t amount = 99;
        char out[32];
        size_t written = 0;
        assert_int_equal(revops_money_parse(&amount, cases[i].text, strlen(cases[i].text),
                                            cases[i].exponent, NULL),
                         REVOPS_OK);
        assert_true(amount == cases[i].amount);
        assert_int_equal(
            revops_money_format(out, sizeof out, &written, amount, cases[i].exponent, NULL),
            REVOPS_OK);
        assert_string_equal(out, cases[i].canonical);
        assert_int_equal(written, strlen(out));
    }
}

static void malformed_amounts_name_the_offending_byte(void **state) {
    static const struct {
        const char *text;
        revops_status status;
        uint64_t offset;
    } cases[] = {
        {"", REVOPS_E_INVALID, 0},
        {"-", REVOPS_E_INVALID, 1},
        {"+-1", REVOPS_E_INVALID, 1},
        {".5", REVOPS_E_INVALID, 0},
        {"5.", REVOPS_E_INVALID, 2},
        {"1,000.00", REVOPS_E_INVALID, 1},
        {" 1", REVOPS_E_INVALID, 0},
        {"1 ", REVOPS_E_INVALID, 1},
        {"1.2.3", REVOPS_E_INVALID, 3},
        {"1e3", REVOPS_E_INVALID, 1},
        {"754.255", REVOPS_E_INVALID, 6},
        {"1.0001", REVOPS_E_INVALID, 5},
        {"92233720368547758.08", REVOPS_E_OVERFLOW, 19},
        {"-92233720368547758.09", REVOPS_E_OVERFLOW, 20},
        {"92233720368547758070", REVOPS_E_OVERFLOW, 19},
        {"9223372036854775807", REVOPS_E_OVERFLOW, 18},
        {"99999999999999999999999x", REVOPS_E_INVALID, 23}, /* malformed goes before too large */
    };
    revops_error err;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t amount = 99;
        assert_int_equal(revops_money_parse(&amount, cases[i].text, strlen(cases[i].text), 2, &err),
                         cases[i].status);
        assert_int_equal(amount, 99);
        assert_int_equal(err.offset, cases[i].offset);
    }
}

static void money_texts_check_their_arguments(void **state) {
    int64_t amount = 1;
    char out[32] = "as it was";
    size_t written = 0;
    revops_error err;
    (void)state;
    assert_int_equal(revops_money_parse(NULL, "1", 1, 2, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "amount_minor");
    assert_int_equal(revops_money_parse(&amount, NULL, 0, 2, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "text");
    assert_int_equal(revops_money_parse(&amount, "1", 1, 19, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "exponent");
    assert_int_equal(revops_money_parse(&amount, "1", 1, -1, &err), REVOPS_E_INVALID);
    assert_int_equal(revops_money_format(out, 32, &written, 1, 19, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "exponent");
    assert_int_equal(revops_money_format(out, 32, NULL, 1, 2, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "written");
    assert_int_equal(revops_money_format(NULL, 3, &written, 1, 2, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "out");
    assert_int_equal(revops_money_format(out, 4, &written, 123, 2, &err), REVOPS_E_CAPACITY);
    assert_int_equal(written, 4);
    assert_string_equal(out, "as it was");
    assert_int_equal(revops_money_format(out, 5, &written, 123, 2, &err), REVOPS_OK);
    assert_string_equal(out, "1.23");
}

static void rounding_words_stand_at_their_numbers(void **state) {
    (void)state;
    for (int32_t mode = REVOPS_ROUND_DEFAULT; mode <= REVOPS_ROUND_EXACT; mode++)
        assert_int_equal(revops__round_words[mode].value, mode);
    assert_int_equal(REVOPS__COUNT(revops__round_words), REVOPS_ROUND_EXACT + 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_is_one_to_four_capitals_or_digits),
        cmocka_unit_test(a_code_prints_as_it_was_read),
        cmocka_unit_test(exponents_are_those_of_iso_4217),
        cmocka_unit_test(codes_without_minor_units_are_missing),
        cmocka_unit_test(the_hosts_definitions_go_first),
        cmocka_unit_test(bad_definitions_are_named_by_row_and_field),
        cmocka_unit_test(sizes_of_options_are_checked),
        cmocka_unit_test(sums_are_exact_or_refused),
        cmocka_unit_test(scaling_rounds_once_in_the_named_mode),
        cmocka_unit_test(scaling_says_why_it_refuses),
        cmocka_unit_test(amounts_read_and_print_exactly),
        cmocka_unit_test(malformed_amounts_name_the_offending_byte),
        cmocka_unit_test(money_texts_check_their_arguments),
        cmocka_unit_test(rounding_words_stand_at_their_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
