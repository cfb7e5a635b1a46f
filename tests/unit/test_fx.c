/* Exchange rates: which rate a day takes, and that conversion is exact. */
#include "quotes.h"

static void the_newest_rate_that_is_not_later_counts(void **state) {
    revops_fx *fx = made(NULL, easter, EASTER);
    (void)state;
    assert_rate(fx, EUR, USD, THURSDAY, 461, 400, THURSDAY);
    assert_rate(fx, EUR, USD, MONDAY, 461, 400, THURSDAY);
    assert_rate(fx, EUR, USD, TUESDAY, 722, 625, TUESDAY);
    assert_rate(fx, EUR, USD, TUESDAY + 7, 722, 625, TUESDAY);
    assert_int_equal(rate_status(fx, EUR, USD, TUESDAY + 8), REVOPS_E_MISSING);
    assert_int_equal(rate_status(fx, EUR, USD, THURSDAY - 1), REVOPS_E_MISSING);
    assert_int_equal(rate_status(fx, EUR, CHF, THURSDAY), REVOPS_E_MISSING);
    revops_fx_destroy(fx);
}

static void options_limit_how_old_a_rate_may_be(void **state) {
    revops_fx_options options = REVOPS_FX_OPTIONS_INIT;
    revops_fx *fx;
    (void)state;
    options.max_age_days = 3;
    fx = made(&options, easter, EASTER);
    assert_rate(fx, EUR, USD, THURSDAY + 3, 461, 400, THURSDAY);
    assert_int_equal(rate_status(fx, EUR, USD, MONDAY), REVOPS_E_MISSING);
    revops_fx_destroy(fx);
    options.same_day = 1;
    fx = made(&options, easter, EASTER);
    assert_rate(fx, EUR, USD, THURSDAY, 461, 400, THURSDAY);
    assert_int_equal(rate_status(fx, EUR, USD, THURSDAY + 1), REVOPS_E_MISSING);
    revops_fx_destroy(fx);
    options.same_day = 0;
    options.max_age_days = INT32_MAX;
    fx = made(&options, easter, EASTER);
    assert_rate(fx, EUR, USD, 2932896, 722, 625, TUESDAY);
    assert_int_equal(rate_status(fx, EUR, USD, -719162), REVOPS_E_MISSING);
    revops_fx_destroy(fx);
}

static void direct_goes_before_inverse_before_cross(void **state) {
    static const quote quotes[] = {
        {5, 4, 100, USD, GBP}, /* direct, older than the cross */
        {2, 1, 101, EUR, USD}, {3, 1, 101, EUR, GBP}, {7, 5, 102, GBP, USD}, /* inverse */
        {9, 5, 103, USD, GBP}, /* direct and inverse on one day, and a cross */
        {9, 4, 103, GBP, USD}, {2, 1, 103, EUR, USD}, {1, 1, 103, EUR, GBP},
        {8, 3, 104, GBP, USD}, /* inverse, and a cross of the same day */
        {2, 1, 104, EUR, USD}, {1, 1, 104, EUR, GBP},
    };
    revops_fx *fx = made(NULL, quotes, sizeof quotes / sizeof quotes[0]);
    (void)state;
    assert_rate(fx, USD, GBP, 100, 5, 4, 100);
    assert_rate(fx, USD, GBP, 101, 3, 2, 101);
    assert_rate(fx, GBP, USD, 101, 2, 3, 101);
    assert_rate(fx, USD, GBP, 102, 5, 7, 102);
    assert_rate(fx, USD, GBP, 103, 9, 5, 103);
    assert_rate(fx, GBP, USD, 103, 9, 4, 103);
    assert_rate(fx, USD, GBP, 104, 3, 8, 104);
    revops_fx_destroy(fx);
}

static void a_cross_takes_both_legs_of_one_day(void **state) {
    static const quote quotes[] = {
        {2, 1, 100, EUR, USD}, {3, 1, 100, EUR, GBP}, {5, 2, 101, EUR, USD},
        {4, 1, 102, EUR, GBP}, {1, 3, 103, USD, EUR},
    };
    revops_fx_options options = REVOPS_FX_OPTIONS_INIT;
    revops_fx *fx = made(NULL, quotes, 5);
    (void)state;
    assert_rate(fx, USD, GBP, 103, 3, 2, 100);
    assert_rate(fx, USD, GBP, 107, 3, 2, 100);
    assert_int_equal(rate_status(fx, USD, GBP, 108), REVOPS_E_MISSING);
    revops_fx_destroy(fx);
    options.pivot = CHF;
    fx = made(&options, quotes, 5);
    assert_int_equal(rate_status(fx, USD, GBP, 103), REVOPS_E_MISSING);
    revops_fx_destroy(fx);
}

static void one_currency_needs_no_table(void **state) {
    revops_fx *fx = made(NULL, NULL, 0);
    revops_conversion made_of = {0, 0, 0, 0, 0, 0, 0};
    (void)state;
    assert_rate(fx, GBP, GBP, 5, 1, 1, 5);
    assert_int_equal(revops_fx_convert(fx, &made_of, INT64_MIN, XAU, XAU, -3, 0, NULL), REVOPS_OK);
    assert_true(made_of.amount_minor == INT64_MIN);
    assert_int_equal(made_of.rate_num, 1);
    assert_int_equal(made_of.residue_num, 0);
    assert_int_equal(made_of.residue_den, 1);
    assert_int_equal(made_of.rate_day, -3);
    revops_fx_destroy(fx);
}

static void amount_and_residue_are_the_exact_value(void **state) {
    revops_fx *fx = made(NULL, easter, EASTER);
    revops_conversion got;
    (void)state;
    /* 100.00 USD x 87253/100000 / (461/400) = 7570.759... pence */
    assert_int_equal(revops_fx_convert(fx, &got, 10000, USD, GBP, MONDAY, 0, NULL), REVOPS_OK);
    assert_int_equal(got.amount_minor, 7571);
    assert_int_equal(got.rate_num, 87253);
    assert_int_equal(got.rate_den, 115250);
    assert_int_equal(got.rate_day, THURSDAY);
    assert_int_equal(got.residue_num, -111);
    assert_int_equal(got.residue_den, 461);
    /* pounds to yen lose two decimals */
    assert_int_equal(
        revops_fx_convert(fx, &got, -100, GBP, JPY, THURSDAY, REVOPS_ROUND_FLOOR, NULL), REVOPS_OK);
    assert_int_equal(got.amount_minor, -211);
    assert_int_equal(got.residue_num, 16383);
    assert_int_equal(got.residue_den, 87253);
    revops_fx_destroy(fx);
}

static void exponents_are_those_of_the_host(void **state) {
    static const revops_currency_def defs[] = {{TOK, 6}, {JPY, 2}, {TOK, 6}};
    static const quote quotes[] = {{2, 1, 5, TOK, USD}, {100, 1, 5, USD, JPY}};
    revops_fx_options options = REVOPS_FX_OPTIONS_INIT;
    revops_conversion got;
    revops_error err;
    revops_fx *fx;
    (void)state;
    options.currencies.defs = defs;
    options.currencies.def_count = 3;
    options.currencies.struct_size = 0; /* as inside other options */
    fx = made(&options, quotes, 2);
    assert_int_equal(revops_fx_convert(fx, &got, 1000000, TOK, USD, 5, 0, NULL), REVOPS_OK);
    assert_int_equal(got.amount_minor, 200);
    assert_int_equal(revops_fx_convert(fx, &got, 1, USD, JPY, 5, 0, NULL), REVOPS_OK);
    assert_int_equal(got.amount_minor, 100);
    revops_fx_destroy(fx);
    fx = made(NULL, quotes, 2);
    assert_int_equal(revops_fx_convert(fx, &got, 1, TOK, USD, 5, 0, &err), REVOPS_E_MISSING);
    assert_string_equal(err.field, "from_currency");
    assert_int_equal(revops_fx_convert(fx, &got, 1, USD, TOK, 5, 0, &err), REVOPS_E_MISSING);
    assert_string_equal(err.field, "to_currency");
    assert_int_equal(rate_status(fx, TOK, USD, 5), REVOPS_OK);
    revops_fx_destroy(fx);
}

static void what_does_not_fit_is_overflow(void **state) {
    static const quote quotes[] = {
        {INT64_MAX, 1, 5, EUR, USD},
        {1, INT64_MAX - 1, 5, EUR, GBP},
        {3, 2, 5, EUR, CHF},
        {INT64_MAX - 2, 1, 5, TOK, EUR},
    };
    revops_fx *fx = made(NULL, quotes, 4);
    revops_conversion got;
    revops_error err;
    (void)state;
    assert_int_equal(rate_status(fx, USD, GBP, 5), REVOPS_E_OVERFLOW);
    assert_int_equal(revops_fx_convert(fx, &got, 1, USD, GBP, 5, 0, &err), REVOPS_E_OVERFLOW);
    assert_string_equal(err.field, "from_currency");
    assert_int_equal(revops_fx_convert(fx, &got, INT64_MAX, EUR, CHF, 5, 0, &err),
                     REVOPS_E_OVERFLOW);
    assert_string_equal(err.field, "amount_minor");
    assert_int_equal(revops_fx_convert(fx, &got, 1, EUR, CHF, 5, REVOPS_ROUND_EXACT, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "amount_minor");
    assert_int_equal(revops_fx_convert(fx, &got, 2, EUR, CHF, 5, REVOPS_ROUND_EXACT, &err),
                     REVOPS_OK);
    assert_int_equal(got.amount_minor, 3);
    revops_fx_destroy(fx);
}

static void columns_convert_as_single_amounts_do(void **state) {
    enum { ROWS = 1000 };
    static const uint32_t currencies[] = {EUR, USD, GBP, JPY};
    static int64_t amounts[ROWS], answers[ROWS];
    static uint32_t from[ROWS], to[ROWS];
    static int32_t days[ROWS];
    revops_fx *fx = made(NULL, easter, EASTER);
    revops_fx_batch batch = {sizeof batch,
                             ROWS,
                             REVOPS_COLUMN_ARRAY(amounts),
                             REVOPS_COLUMN_ARRAY(from),
                             REVOPS_COLUMN_ARRAY(to),
                             REVOPS_COLUMN_ARRAY(days)};
    (void)state;
    for (int32_t i = 0; i < ROWS; i++) {
        amounts[i] = (i - 500) * 12345;
        from[i] = currencies[i % 4];
        to[i] = currencies[i / 4 % 4];
        days[i] = THURSDAY + i / 16 % 7;
    }
    assert_int_equal(revops_fx_convert_many(fx, answers, &batch, REVOPS_ROUND_HALF_UP, NULL),
                     REVOPS_OK);
    for (size_t i = 0; i < ROWS; i++) {
        revops_conversion one;
        assert_int_equal(revops_fx_convert(fx, &one, amounts[i], from[i], to[i], days[i],
                                           REVOPS_ROUND_HALF_UP, NULL),
                         REVOPS_OK);
        assert_true(one.amount_minor == answers[i]);
    }
    /* The output may be the input. */
    assert_int_equal(revops_fx_convert_many(fx, amounts, &batch, REVOPS_ROUND_HALF_UP, NULL),
                     REVOPS_OK);
    assert_memory_equal(amounts, answers, sizeof answers);
    batch.count = 0;
    assert_int_equal(revops_fx_convert_many(fx, NULL, &batch, 0, NULL), REVOPS_OK);
    revops_fx_destroy(fx);
}

static void no_pair_is_taken_for_another(void **state) {
    static const char codes[] = "USDGBPJPYCHFSEKNOKDKKPLNAUDBRLINRKRWTRYCADNZDMXNZARHUFCZKILS";
    enum { PAIRS = (sizeof codes - 1) / 3 };
    quote quotes[PAIRS];
    int64_t answers[PAIRS];
    int64_t amount = 1000;
    revops_fx_batch batch = {sizeof batch,
                             PAIRS,
                             REVOPS_COLUMN_VALUE(&amount),
                             REVOPS_COLUMN(quotes, from),
                             REVOPS_COLUMN(quotes, to),
                             REVOPS_COLUMN(quotes, day)};
    revops_fx *fx;
    (void)state;
    for (int32_t i = 0; i < PAIRS; i++) {
        const char *code = codes + 3 * i;
        quotes[i] = (quote){i + 2, 1, 5, EUR, REVOPS_CURRENCY(code[0], code[1], code[2], 0)};
    }
    fx = made(NULL, quotes, PAIRS);
    assert_int_equal(revops_fx_convert_many(fx, answers, &batch, 0, NULL), REVOPS_OK);
    for (int32_t i = 0; i < PAIRS; i++) {
        int whole = quotes[i].to == JPY || quotes[i].to == REVOPS_CURRENCY('K', 'R', 'W', 0);
        assert_int_equal(answers[i], 1000 * (i + 2) / (whole ? 100 : 1));
    }
    batch.from_currency = REVOPS_COLUMN(quotes, to);
    batch.to_currency = REVOPS_COLUMN(quotes, from);
    assert_int_equal(revops_fx_convert_many(fx, answers, &batch, REVOPS_ROUND_DOWN, NULL),
                     REVOPS_OK);
    for (int32_t i = 0; i < PAIRS; i++) {
        int whole = quotes[i].to == JPY || quotes[i].to == REVOPS_CURRENCY('K', 'R', 'W', 0);
        assert_int_equal(answers[i], 1000 * (whole ? 100 : 1) / (i + 2));
    }
    revops_fx_destroy(fx);
}

static void the_lowest_refused_row_is_named_and_nothing_written(void **state) {
    int64_t amounts[] = {100, 100, 100, 100}, answers[] = {7, 7, 7, 7};
    uint32_t from[] = {USD, USD, USD, USD};
    int64_t to[] = {EUR, EUR, EUR, -1};
    int32_t days[] = {TUESDAY, TUESDAY, 1, TUESDAY};
    revops_fx *fx = made(NULL, easter, EASTER);
    revops_fx_batch batch = {sizeof batch,
                             4,
                             REVOPS_COLUMN_ARRAY(amounts),
                             REVOPS_COLUMN_ARRAY(from),
                             REVOPS_COLUMN_ARRAY(to),
                             REVOPS_COLUMN_ARRAY(days)};
    revops_error err;
    (void)state;
    batch.to_currency.type = REVOPS_TYPE_INT64;
    assert_int_equal(revops_fx_convert_many(fx, answers, &batch, 0, &err), REVOPS_E_MISSING);
    assert_int_equal(err.row, 2);
    days[2] = INT32_MAX;
    assert_int_equal(revops_fx_convert_many(fx, answers, &batch, 0, &err), REVOPS_E_INVALID);
    assert_int_equal(err.row, 2);
    assert_string_equal(err.field, "day");
    days[2] = TUESDAY;
    assert_int_equal(revops_fx_convert_many(fx, answers, &batch, 0, &err), REVOPS_E_INVALID);
    assert_int_equal(err.row, 3);
    assert_string_equal(err.field, "to_currency");
    from[1] = 5;
    assert_int_equal(revops_fx_convert_many(fx, answers, &batch, 0, &err), REVOPS_E_INVALID);
    assert_int_equal(err.row, 1);
    assert_string_equal(err.field, "from_currency");
    from[1] = XAU;
    assert_int_equal(revops_fx_convert_many(fx, answers, &batch, 0, NULL), REVOPS_E_MISSING);
    from[1] = USD;
    assert_int_equal(revops_fx_convert_many(fx, answers, &batch, 12, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "mode");
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(answers[i], 7);
    batch.day.data = NULL;
    assert_int_equal(revops_fx_convert_many(fx, answers, &batch, 0, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "day");
    revops_fx_destroy(fx);
}

static void rates_of_columns_cancel_before_they_overflow(void **state) {
    static const quote quotes[] = {
        {INT64_MAX, 3, 5, EUR, USD}, {INT64_MAX, 2, 5, EUR, CHF}, {1, INT64_MAX - 1, 5, EUR, GBP}};
    int64_t amounts[] = {200, 200}, answers[] = {7, 7};
    uint32_t from[] = {USD, USD}, to[] = {CHF, GBP};
    const int32_t day = 5;
    revops_fx *fx = made(NULL, quotes, 3);
    revops_fx_batch batch = {sizeof batch,
                             1,
                             REVOPS_COLUMN_ARRAY(amounts),
                             REVOPS_COLUMN_ARRAY(from),
                             REVOPS_COLUMN_ARRAY(to),
                             REVOPS_COLUMN_VALUE(&day)};
    revops_error err;
    (void)state;
    assert_int_equal(revops_fx_convert_many(fx, answers, &batch, 0, NULL), REVOPS_OK);
    assert_int_equal(answers[0], 300); /* (3 / MAX) x (MAX / 2) */
    batch.count = 2;
    assert_int_equal(revops_fx_convert_many(fx, answers, &batch, 0, &err), REVOPS_E_OVERFLOW);
    assert_int_equal(err.row, 1);
    assert_string_equal(err.field, "amount_minor");
    assert_int_equal(answers[0], 300);
    assert_int_equal(answers[1], 7);
    revops_fx_destroy(fx);
}

static void a_first_row_that_cannot_be_read_ends_the_call(void **state) {
    const uint64_t amount = UINT64_MAX;
    const uint32_t from = EUR, to = USD;
    const int32_t day = TUESDAY;
    int64_t answer = 7;
    revops_fx *fx = made(NULL, easter, EASTER);
    revops_fx_batch batch = {sizeof batch,
                             1,
                             REVOPS_COLUMN_VALUE(&amount),
                             REVOPS_COLUMN_VALUE(&from),
                             REVOPS_COLUMN_VALUE(&to),
                             REVOPS_COLUMN_VALUE(&day)};
    revops_error err;
    (void)state;
    batch.amount_minor.type = REVOPS_TYPE_UINT64;
    assert_int_equal(revops_fx_convert_many(fx, &answer, &batch, 0, &err), REVOPS_E_INVALID);
    assert_int_equal(err.row, 0);
    assert_string_equal(err.field, "amount_minor");
    assert_int_equal(revops_fx_convert_many(fx, &answer, &batch, 0, NULL), REVOPS_E_INVALID);
    assert_int_equal(answer, 7);
    revops_fx_destroy(fx);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_rate_that_is_not_later_counts),
        cmocka_unit_test(options_limit_how_old_a_rate_may_be),
        cmocka_unit_test(direct_goes_before_inverse_before_cross),
        cmocka_unit_test(a_cross_takes_both_legs_of_one_day),
        cmocka_unit_test(one_currency_needs_no_table),
        cmocka_unit_test(amount_and_residue_are_the_exact_value),
        cmocka_unit_test(exponents_are_those_of_the_host),
        cmocka_unit_test(what_does_not_fit_is_overflow),
        cmocka_unit_test(columns_convert_as_single_amounts_do),
        cmocka_unit_test(no_pair_is_taken_for_another),
        cmocka_unit_test(the_lowest_refused_row_is_named_and_nothing_written),
        cmocka_unit_test(rates_of_columns_cancel_before_they_overflow),
        cmocka_unit_test(a_first_row_that_cannot_be_read_ends_the_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
