/* Fees of one sale: groups rounded once, tiers, minimum and cap, and every refusal with its
 * line. */
#include "check.h"

#include "sales/fee.h"

typedef revops_fee_line fee_line;
#define SHARE(num, den) .share_num = (num), .share_den = (den)
#define LINES(...) (const fee_line[]){__VA_ARGS__}, sizeof((fee_line[]){__VA_ARGS__}) / 80

static void assert_fees(int64_t gross, int64_t tax, int32_t mode, const int64_t *expected,
                        const fee_line *lines, size_t count) {
    const revops_fee_options options = {sizeof options, mode, 0};
    revops_separation s;
    int64_t parts[REVOPS__FEE_LINES], fee = 0;
    assert_int_equal(
        revops_fee_separate(&s, parts, gross, tax, lines, count, mode ? &options : NULL, NULL),
        REVOPS_OK);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(parts[i], expected[i]);
        fee += parts[i];
    }
    assert_int_equal(s.fee_minor, fee);
    assert_int_equal(s.gross_minor, gross);
    assert_int_equal(s.tax_minor, tax);
    assert_int_equal(s.net_minor, gross - tax - fee);
}
#define PARTS(...)                                                                                 \
    (const int64_t[]) {                                                                            \
        __VA_ARGS__                                                                                \
    }

/* --- how fees come about --- */

static void a_group_is_added_exactly_and_rounded_once(void **state) {
    (void)state;
    /* 10.05 + 2.9145 = 12.9645: each by itself would be 10 and 3, which are 13 as well */
    assert_fees(1005, 0, 0, PARTS(101, 29), LINES({SHARE(1, 10)}, {SHARE(29, 1000)}));
    /* 0.4 + 0.4 + 0.4 = 1.2: each by itself is nothing */
    assert_fees(4, 0, 0, PARTS(1, 0, 0), LINES({SHARE(1, 10)}, {SHARE(1, 10)}, {SHARE(1, 10)}));
    assert_fees(4, 0, 0, PARTS(0, 0, 0),
                LINES({SHARE(1, 10)}, {SHARE(1, 10), .group = 1}, {SHARE(1, 10), .group = -1}));
}

static void the_mode_belongs_to_the_schedule(void **state) {
    static const int64_t fees[12] = {45, 44, 45, 44, 45, 45, 44, 44, 45, 44, 45, 0};
    (void)state;
    for (int32_t mode = REVOPS_ROUND_DEFAULT; mode < REVOPS_ROUND_EXACT; mode++)
        assert_fees(500, 0, mode, PARTS(fees[mode] - 30, 30),
                    LINES({SHARE(29, 1000)}, {.fixed_minor = 30}));
    assert_fees(1000, 0, REVOPS_ROUND_EXACT, PARTS(29, 30),
                LINES({SHARE(29, 1000)}, {.fixed_minor = 30}));
}

static void units_left_go_to_the_largest_remainders(void **state) {
    (void)state;
    assert_fees(10, 0, 0, PARTS(2, 3, 3, 0),
                LINES({SHARE(24, 100)}, {SHARE(27, 100)}, {SHARE(26, 100)}, {SHARE(1, 100)}));
    assert_fees(1, 0, REVOPS_ROUND_UP, PARTS(1, 1, 0),
                LINES({SHARE(1, 2)}, {SHARE(1, 2)}, {SHARE(1, 3)}));
    /* a line without a fraction never gets one, so its cap holds */
    assert_fees(10, 0, REVOPS_ROUND_UP, PARTS(5, 1),
                LINES({SHARE(9, 10), .cap_minor = 5}, {SHARE(1, 100)}));
}

static void each_basis_is_what_its_word_says(void **state) {
    (void)state;
    assert_fees(
        1200, 200, 0, PARTS(120, 100, 78),
        LINES({SHARE(1, 10)}, {SHARE(1, 10), .basis = 1}, {SHARE(1, 10), .basis = 2, .group = 7}));
    /* in the first group nothing is gone yet, whatever its number */
    assert_fees(1200, 200, 0, PARTS(100), LINES({SHARE(1, 10), .basis = 2, .group = -5}));
    /* fees beyond the price leave nothing, never less */
    assert_fees(
        100, 0, 0, PARTS(130, 5),
        LINES({.fixed_minor = 130}, {SHARE(1, 2), .fixed_minor = 5, .basis = 2, .group = 1}));
    /* groups count by number, not by place */
    assert_fees(1000, 0, 0, PARTS(90, 100),
                LINES({SHARE(1, 10), .basis = 2, .group = 2}, {SHARE(1, 10), .group = 1}));
}

static void a_slab_takes_all_and_a_tier_its_slice(void **state) {
    (void)state;
    for (int64_t gross = 999; gross <= 1001; gross++) {
        int64_t high = gross >= 1000;
        assert_fees(
            gross * 100, 0, 0, PARTS(high ? 0 : gross * 10, high ? gross * 5 : 0),
            LINES({SHARE(1, 10), .to_minor = 100000}, {SHARE(5, 100), .from_minor = 100000}));
        assert_fees(gross * 100, 0, 0,
                    PARTS(high ? 10000 : gross * 10, high ? (gross - 1000) * 5 : 0),
                    LINES({SHARE(1, 10), .to_minor = 100000, .tier = 1},
                          {SHARE(5, 100), .from_minor = 100000, .tier = 1}));
    }
    /* a silent line is 0, its fixed part and its minimum too; a tier speaks from its start on */
    assert_fees(99, 0, 0, PARTS(0, 0),
                LINES({.fixed_minor = 7, .from_minor = 100}, {.min_minor = 7, .from_minor = 100}));
    assert_fees(100, 0, 0, PARTS(7, 8),
                LINES({.fixed_minor = 7, .from_minor = 100, .tier = 1},
                      {SHARE(1, 2), .min_minor = 8, .from_minor = 100, .tier = 1}));
}

static void minimum_and_cap_hold_exactly(void **state) {
    (void)state;
    assert_fees(100, 0, 0, PARTS(50), LINES({SHARE(1, 100), .min_minor = 50}));
    assert_fees(100000, 0, 0, PARTS(500), LINES({SHARE(8, 1000), .cap_minor = 500}));
    /* 500.5 is cut before the group is rounded */
    assert_fees(1001, 0, REVOPS_ROUND_UP, PARTS(500), LINES({SHARE(1, 2), .cap_minor = 500}));
    assert_fees(INT64_MAX, 0, 0, PARTS(9),
                LINES({SHARE(1, 1), .fixed_minor = INT64_MAX, .cap_minor = 9}));
}

static void gross_0_has_no_fees_and_fees_may_pass_gross(void **state) {
    (void)state;
    assert_fees(0, 0, 0, PARTS(0, 0), LINES({.fixed_minor = 30}, {.min_minor = 5}));
    assert_fees(20, 9, 0, PARTS(31), LINES({.fixed_minor = 31}));
    assert_fees(20, 20, 0, PARTS(31), LINES({.fixed_minor = 31, .basis = 1}));
}

static void products_do_not_leave_the_integers(void **state) {
    (void)state;
    assert_fees(INT64_MAX, 0, 0, PARTS(INT64_C(4611686018427387904)), LINES({SHARE(1, 2)}));
    assert_fees(INT64_MAX, 0, 0, PARTS(INT64_MAX), LINES({SHARE(INT64_MAX, INT64_MAX)}));
    assert_fees(INT64_MAX, INT64_MAX, 0, PARTS(INT64_MAX), LINES({.fixed_minor = INT64_MAX}));
}

/* Denominators that are large, that are multiples, and that share factors. */
static void fractions_of_any_denominator_are_added_exactly(void **state) {
    const int64_t big = INT64_C(4000000000000000000);
    (void)state;
    /* halves of a unit but for one part in 4e18 */
    assert_fees(1, 0, 0, PARTS(1, 0), LINES({SHARE(big / 4, big)}, {SHARE(1, 4)}));
    assert_fees(1, 0, 0, PARTS(0, 0), LINES({SHARE(big / 4 - 1, big)}, {SHARE(1, 4)}));
    /* 1/6 + 1/3 in large terms: 2/3 of a common factor is left when both are in lowest terms */
    assert_fees(1, 0, 0, PARTS(0, 1),
                LINES({SHARE(INT64_C(1000000000), INT64_C(6000000000))},
                      {SHARE(INT64_C(1000000000), INT64_C(3000000000))}));
    assert_fees(1, 0, 0, PARTS(0, 1, 0),
                LINES({SHARE(1, 65537)}, {SHARE(32768, 65537)}, {SHARE(1, 99991)}));
    /* 4 lines that a platform could really have: 1000 divides what came before */
    assert_fees(99, 0, 0, PARTS(10, 3, 1, 0),
                LINES({SHARE(1, 10)}, {SHARE(29, 1000)}, {SHARE(77, 10000)}, {SHARE(1, 1000)}));
}

/* --- refusals --- */

static void assert_refused(revops_status status, uint64_t row, const char *field, int64_t gross,
                           int64_t tax, int32_t mode, const fee_line *lines, size_t count) {
    const revops_fee_options options = {sizeof options, mode, 0};
    revops_separation s = {7, 7, 7, 7};
    int64_t parts[REVOPS__FEE_LINES + 1] = {7};
    revops_error err;
    assert_int_equal(revops_fee_separate(&s, parts, gross, tax, lines, count, &options, &err),
                     status);
    assert_int_equal(err.status, status);
    assert_string_equal(err.field, field);
    assert_true(err.row == row);
    assert_true(strncmp(err.message, "expected ", 9) == 0);
    assert_int_equal(s.gross_minor + s.tax_minor + s.fee_minor + s.net_minor, 28);
    assert_int_equal(parts[0], 7);
}

static void a_line_that_breaks_a_rule_is_named(void **state) {
    static const struct {
        const char *field;
        fee_line line;
    } bad[] = {
        {"share_num", {SHARE(-1, 10)}},
        {"share_num", {SHARE(11, 10)}},
        {"share_den", {SHARE(1, 0)}},
        {"share_den", {SHARE(0, -10)}},
        {"fixed_minor", {.fixed_minor = -1}},
        {"min_minor", {.min_minor = -1}},
        {"cap_minor", {.cap_minor = -1}},
        {"min_minor", {.min_minor = 5, .cap_minor = 4}},
        {"from_minor", {.from_minor = -1}},
        {"to_minor", {.to_minor = -1}},
        {"from_minor", {.from_minor = 5, .to_minor = 5}},
        {"basis", {.basis = 3}},
        {"basis", {.basis = -1}},
        {"tier", {.tier = 2}},
        {"refund", {.refund = 2}},
        {"refund", {.refund = INT32_MIN}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const fee_line lines[] = {
            {SHARE(1, 10)}, {SHARE(1, 10), .group = 4}, bad[i].line, bad[i].line};
        assert_refused(REVOPS_E_INVALID, 2, bad[i].field, 100, 0, 0, lines, 4);
        assert_refused(REVOPS_E_INVALID, 0, bad[i].field, 0, 0, 0, lines + 3, 1);
    }
}

static void amounts_out_of_range_are_refused(void **state) {
    const fee_line line = {SHARE(1, 10)};
    (void)state;
    assert_refused(REVOPS_E_INVALID, REVOPS_NONE, "gross_minor", -1, 0, 0, &line, 1);
    assert_refused(REVOPS_E_INVALID, REVOPS_NONE, "gross_minor", INT64_MIN, 0, 0, &line, 1);
    assert_refused(REVOPS_E_INVALID, REVOPS_NONE, "tax_minor", 100, -1, 0, &line, 1);
    assert_refused(REVOPS_E_INVALID, REVOPS_NONE, "tax_minor", 100, 101, 0, &line, 1);
    assert_refused(REVOPS_E_INVALID, REVOPS_NONE, "mode", 100, 0, 12, &line, 1);
    assert_refused(REVOPS_E_INVALID, REVOPS_NONE, "gross_minor", 5, 0, REVOPS_ROUND_EXACT, &line,
                   1);
}

static void no_lines_and_too_many_are_refused(void **state) {
    static fee_line lines[REVOPS__FEE_LINES + 1];
    revops_separation s;
    (void)state;
    assert_refused(REVOPS_E_INVALID, REVOPS_NONE, "count", 100, 0, 0, lines, 0);
    assert_refused(REVOPS_E_LIMIT, REVOPS_NONE, "count", 100, 0, 0, lines, REVOPS__FEE_LINES + 1);
    assert_int_equal(revops_fee_separate(&s, NULL, 100, 0, lines, REVOPS__FEE_LINES, NULL, NULL),
                     REVOPS_OK);
    assert_int_equal(s.net_minor, 100);
}

static void fees_beyond_int64_name_the_line_that_gets_there(void **state) {
    const fee_line full = {.fixed_minor = INT64_MAX}, one = {.fixed_minor = 1};
    const fee_line half = {SHARE(1, 2)}, none = {0};
    const fee_line both = {SHARE(1, 1), .fixed_minor = INT64_MAX};
    const fee_line later = {.fixed_minor = 1, .group = 1};
    (void)state;
    assert_refused(REVOPS_E_OVERFLOW, 2, "line_minor", 100, 0, 0, LINES(none, full, one));
    assert_refused(REVOPS_E_OVERFLOW, 1, "line_minor", 100, 0, 0, LINES(none, both));
    assert_refused(REVOPS_E_OVERFLOW, 0, "line_minor", 100, 0, 0, LINES(later, full));
    /* only rounding gets there */
    assert_refused(REVOPS_E_OVERFLOW, 1, "line_minor", 1, 0, 0, LINES(full, half));
    assert_fees(1, 0, REVOPS_ROUND_DOWN, PARTS(INT64_MAX, 0), LINES(full, half));
}

static void shares_without_a_common_denominator_are_refused(void **state) {
    const fee_line a = {SHARE(1, INT64_C(4000000007))}, b = {SHARE(1, INT64_C(4000000009))};
    fee_line apart = b;
    const fee_line small = {SHARE(1, 10)};
    /* 4e9 + 7 is a factor of both terms: in lowest terms it is 1/3 */
    const fee_line third = {SHARE(INT64_C(1000000007), INT64_C(3000000021))};
    (void)state;
    assert_refused(REVOPS_E_OVERFLOW, 3, "share_den", 100, 0, 0, LINES(small, a, third, b));
    apart.group = 1;
    assert_fees(0, 0, 0, PARTS(0, 0, 0), LINES(small, a, apart));
    assert_fees(INT64_C(4000000007), 0, 0, PARTS(1, INT64_C(1333333336)), LINES(a, third));
    /* the lowest row, whichever group it is in */
    apart.share_den = INT64_C(4000000007);
    assert_refused(REVOPS_E_OVERFLOW, 2, "share_den", 100, 0, 0,
                   LINES({SHARE(1, INT64_C(4000000009)), .group = 1}, a, apart, b));
}

static void arguments_are_checked_before_anything_else(void **state) {
    const fee_line line = {SHARE(1, 10)};
    revops_fee_options options = REVOPS_FEE_OPTIONS_INIT;
    revops_separation s;
    revops_error err;
    (void)state;
    assert_int_equal(revops_fee_separate(NULL, NULL, 1, 0, &line, 1, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "separation");
    assert_int_equal(revops_fee_separate(&s, NULL, 1, 0, NULL, 1, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "lines");
    options.reserved0 = 1;
    assert_int_equal(revops_fee_separate(&s, NULL, 1, 0, &line, 1, &options, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "reserved0");
    options.struct_size = 2;
    assert_int_equal(revops_fee_separate(&s, NULL, 1, 0, &line, 1, &options, &err),
                     REVOPS_E_INVALID);
    options.struct_size = sizeof options + 8;
    {
        const struct {
            revops_fee_options known;
            uint64_t tail;
        } newer = {{sizeof newer, 0, 0}, 1};
        assert_int_equal(revops_fee_separate(&s, NULL, 1, 0, &line, 1, &newer.known, &err),
                         REVOPS_E_UNSUPPORTED);
    }
}

static void the_defaults_are_zeros(void **state) {
    const revops_fee_options init = REVOPS_FEE_OPTIONS_INIT;
    revops_fee_options options;
    (void)state;
    memset(&options, 0x5a, sizeof options);
    revops_fee_options_init(&options);
    assert_memory_equal(&options, &init, sizeof init);
    revops_fee_options_init(NULL);
    assert_int_equal(options.mode, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_group_is_added_exactly_and_rounded_once),
        cmocka_unit_test(the_mode_belongs_to_the_schedule),
        cmocka_unit_test(units_left_go_to_the_largest_remainders),
        cmocka_unit_test(each_basis_is_what_its_word_says),
        cmocka_unit_test(a_slab_takes_all_and_a_tier_its_slice),
        cmocka_unit_test(minimum_and_cap_hold_exactly),
        cmocka_unit_test(gross_0_has_no_fees_and_fees_may_pass_gross),
        cmocka_unit_test(products_do_not_leave_the_integers),
        cmocka_unit_test(fractions_of_any_denominator_are_added_exactly),
        cmocka_unit_test(a_line_that_breaks_a_rule_is_named),
        cmocka_unit_test(amounts_out_of_range_are_refused),
        cmocka_unit_test(no_lines_and_too_many_are_refused),
        cmocka_unit_test(fees_beyond_int64_name_the_line_that_gets_there),
        cmocka_unit_test(shares_without_a_common_denominator_are_refused),
        cmocka_unit_test(arguments_are_checked_before_anything_else),
        cmocka_unit_test(the_defaults_are_zeros),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
