/* Gross-up, and the fees of a refund: what comes back, what the payee keeps, and every refusal. */
#include "check.h"

#include "sales/fee.h"

typedef revops_fee_line fee_line;
#define SHARE(num, den) .share_num = (num), .share_den = (den)
#define LINES(...) (const fee_line[]){__VA_ARGS__}, sizeof((fee_line[]){__VA_ARGS__}) / 80

/* --- gross-up --- */

static void assert_gross(int64_t net, int64_t gross, int32_t mode, const fee_line *lines,
                         size_t count) {
    const revops_fee_options options = {sizeof options, mode, 0};
    revops_separation s, again;
    assert_int_equal(revops_fee_gross_up(&s, net, lines, count, &options, NULL), REVOPS_OK);
    assert_int_equal(s.gross_minor, gross);
    assert_int_equal(s.tax_minor, 0);
    assert_int_equal(revops_fee_separate(&again, NULL, gross, 0, lines, count, &options, NULL),
                     REVOPS_OK);
    assert_memory_equal(&s, &again, sizeof s);
    assert_true(s.net_minor >= net);
}

static void the_smallest_gross_reaches_the_net(void **state) {
    (void)state;
    assert_gross(10000, 10330, 0, LINES({SHARE(29, 1000)}, {.fixed_minor = 30}));
    assert_gross(10000, 10447, REVOPS_ROUND_DOWN, LINES({SHARE(39, 1000)}, {.fixed_minor = 40}));
    assert_gross(100000, 100500, 0, LINES({SHARE(8, 1000), .cap_minor = 500}));
    assert_gross(100, 150, 0, LINES({SHARE(1, 100), .min_minor = 50}));
    assert_gross(1, 1, 0, LINES({0}));
    assert_gross(INT64_MAX, INT64_MAX, 0, LINES({0}));
}

static void a_net_of_0_or_less_needs_no_gross(void **state) {
    (void)state;
    assert_gross(0, 0, 0, LINES({.fixed_minor = 30}));
    assert_gross(-5, 0, 0, LINES({.fixed_minor = 30}));
    assert_gross(INT64_MIN, 0, 0, LINES({SHARE(1, 2)}));
}

/* 999 leaves 899, 1000 leaves 950: between them no net is reached, below it both tiers give
 * some. */
static void each_slab_is_searched_by_itself(void **state) {
    const fee_line up[] = {{SHARE(1, 10), .to_minor = 1000}, {SHARE(1, 20), .from_minor = 1000}};
    const fee_line down[] = {{SHARE(1, 20), .to_minor = 1000}, {SHARE(1, 10), .from_minor = 1000}};
    (void)state;
    assert_gross(899, 999, 0, up, 2);
    assert_gross(900, 1000, 0, up, 2);
    assert_gross(951, 1001, 0, up, 2);
    assert_gross(949, 999, 0, down, 2);
    assert_gross(950, 1056, 0, down, 2);
}

static void what_is_left_has_slabs_of_its_own(void **state) {
    /* 10 % of gross, then 50 % of what is left while that is below 500 */
    const fee_line lines[] = {{SHARE(1, 10)},
                              {SHARE(1, 2), .basis = 2, .group = 1, .to_minor = 500}};
    (void)state;
    assert_gross(249, 553, 0, lines, 2);
    assert_gross(251, 556, 0, lines, 2); /* 555 leaves 499 */
    assert_gross(INT64_C(1000000000000), INT64_C(1111111111111), 0, lines, 2);
}

static void assert_no_gross(revops_status status, uint64_t row, const char *field, int64_t net,
                            int32_t mode, const fee_line *lines, size_t count) {
    const revops_fee_options options = {sizeof options, mode, 0};
    revops_separation s = {7, 7, 7, 7};
    revops_error err;
    assert_int_equal(revops_fee_gross_up(&s, net, lines, count, &options, &err), status);
    assert_string_equal(err.field, field);
    assert_true(err.row == row);
    assert_int_equal(s.gross_minor + s.tax_minor + s.fee_minor + s.net_minor, 28);
}

static void shares_that_reach_1_are_refused(void **state) {
    const fee_line half = {SHARE(1, 2)}, third = {SHARE(1, 3)}, sixth = {SHARE(1, 6)};
    const fee_line below = {SHARE(3, 5), .to_minor = 100}, above = {SHARE(3, 5), .from_minor = 100};
    const fee_line left = {SHARE(1, 2), .basis = 2, .group = 1};
    const fee_line left_below = {SHARE(3, 5), .basis = 2, .group = 1, .to_minor = 9};
    const fee_line left_above = {SHARE(3, 5), .basis = 2, .group = 1, .from_minor = 9};
    (void)state;
    assert_no_gross(REVOPS_E_INVALID, 0, "share_num", 100, 0, LINES({SHARE(1, 1)}));
    assert_no_gross(REVOPS_E_INVALID, 2, "share_num", 100, 0, LINES(half, third, sixth));
    assert_no_gross(REVOPS_E_INVALID, 1, "share_num", 100, 0, LINES(half, left));
    assert_no_gross(REVOPS_E_INVALID, 1, "share_num", 0, 0, LINES(above, above));
    assert_gross(100, 200, 0, LINES(third, sixth));
    assert_gross(39, 97, 0, LINES(below, above));
    assert_gross(3, 7, 0, LINES(left_below, left_above));
}

static void a_gross_that_cannot_be_is_refused(void **state) {
    const fee_line most = {SHARE(INT64_C(999999999999999999), INT64_C(1000000000000000000))};
    static fee_line many[REVOPS__FEE_LINES + 1];
    (void)state;
    assert_no_gross(REVOPS_E_OVERFLOW, REVOPS_NONE, "net_minor", INT64_MAX, 0,
                    LINES({.fixed_minor = 1}));
    assert_no_gross(REVOPS_E_OVERFLOW, REVOPS_NONE, "net_minor", 1, 0,
                    LINES({.fixed_minor = INT64_MAX}));
    assert_no_gross(REVOPS_E_LIMIT, REVOPS_NONE, "lines", 1000, 0, &most, 1);
    assert_no_gross(REVOPS_E_INVALID, REVOPS_NONE, "mode", 100, REVOPS_ROUND_EXACT,
                    LINES({SHARE(1, 10)}));
    assert_no_gross(REVOPS_E_INVALID, REVOPS_NONE, "mode", 100, 12, LINES({SHARE(1, 10)}));
    assert_no_gross(REVOPS_E_INVALID, REVOPS_NONE, "count", 100, 0, many, 0);
    assert_no_gross(REVOPS_E_LIMIT, REVOPS_NONE, "count", 100, 0, many, REVOPS__FEE_LINES + 1);
    assert_no_gross(REVOPS_E_INVALID, 1, "cap_minor", 100, 0, LINES({0}, {.cap_minor = -1}));
    /* here shares of all groups are added up */
    assert_no_gross(
        REVOPS_E_OVERFLOW, 1, "share_den", 100, 0,
        LINES({SHARE(1, INT64_C(4000000007))}, {SHARE(1, INT64_C(4000000009)), .group = 1}));
}

static void gross_up_wants_its_arguments(void **state) {
    revops_separation s;
    revops_error err;
    const fee_line line = {0};
    (void)state;
    assert_int_equal(revops_fee_gross_up(NULL, 1, &line, 1, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "separation");
    assert_int_equal(revops_fee_gross_up(&s, 1, NULL, 1, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "lines");
}

/* --- fees of a refund --- */

static const fee_line two[] = {{.refund = REVOPS_FEE_REFUND_PROPORTIONAL}, {0}};
static const revops_separation sale = {12000, 2000, 830, 9170};
static const int64_t sale_lines[] = {650, 180};

static void a_refund_takes_tax_and_proportional_lines_back(void **state) {
    revops_separation s;
    int64_t back[2];
    (void)state;
    assert_int_equal(revops_fee_reverse(&s, back, &sale, sale_lines, two, 2, 0, 6000, NULL),
                     REVOPS_OK);
    assert_int_equal(s.gross_minor, 6000);
    assert_int_equal(s.tax_minor, 1000);
    assert_int_equal(s.fee_minor, 325);
    assert_int_equal(s.net_minor, 4675); /* 90 more than half the net: half of what is kept */
    assert_int_equal(back[0], 325);
    assert_int_equal(back[1], 0);
    assert_int_equal(revops_fee_reverse(&s, NULL, &sale, sale_lines, two, 2, 6000, 6000, NULL),
                     REVOPS_OK);
    assert_int_equal(s.fee_minor, 325);
}

static void a_won_chargeback_gives_back_what_was_taken(void **state) {
    revops_separation taken, given;
    int64_t back[2], again[2];
    (void)state;
    assert_int_equal(revops_fee_reverse(&taken, back, &sale, sale_lines, two, 2, 77, 4321, NULL),
                     REVOPS_OK);
    assert_int_equal(
        revops_fee_reverse(&given, again, &sale, sale_lines, two, 2, 77 + 4321, -4321, NULL),
        REVOPS_OK);
    assert_int_equal(given.tax_minor, -taken.tax_minor);
    assert_int_equal(given.fee_minor, -taken.fee_minor);
    assert_int_equal(given.net_minor, -taken.net_minor);
    assert_int_equal(again[0], -back[0]);
}

/* A sale of 20 that cost 31: the fee comes back whole with the last unit. */
static void a_fee_above_gross_comes_back_too(void **state) {
    const revops_separation loss = {20, 0, 31, -11};
    const int64_t fee = 31;
    revops_separation s;
    int64_t back, sum = 0;
    (void)state;
    for (int64_t before = 0; before < 20; before++) {
        assert_int_equal(revops_fee_reverse(&s, &back, &loss, &fee, two, 1, before, 1, NULL),
                         REVOPS_OK);
        assert_int_equal(s.fee_minor + s.net_minor, 1);
        sum += back;
    }
    assert_int_equal(sum, 31);
}

static void assert_no_refund(revops_status status, uint64_t row, const char *field,
                             revops_separation of, const int64_t *parts, const fee_line *lines,
                             size_t count, int64_t before, int64_t refund) {
    revops_separation s = {7, 7, 7, 7};
    int64_t back[REVOPS__FEE_LINES + 1] = {7};
    revops_error err;
    assert_int_equal(revops_fee_reverse(&s, back, &of, parts, lines, count, before, refund, &err),
                     status);
    assert_string_equal(err.field, field);
    assert_true(err.row == row);
    assert_int_equal(s.gross_minor + s.tax_minor + s.fee_minor + s.net_minor, 28);
    assert_int_equal(back[0], 7);
}

static void a_sale_that_is_none_is_refused(void **state) {
    const revops_separation bad[] = {{-1, 0, 0, -1},           {12000, -1, 830, 11171},
                                     {12000, 12001, 0, -1},    {12000, 2000, -1, 10001},
                                     {12000, 2000, 830, 9171}, {12000, 2000, 831, 9169}};
    static const char *const fields[] = {"gross_minor", "tax_minor", "tax_minor",
                                         "fee_minor",   "net_minor", "fee_minor"};
    const int64_t below[] = {831, -1}, beyond[] = {650, 181};
    const revops_separation huge = {INT64_MAX, INT64_MAX, 1, -1};
    (void)state;
    for (size_t i = 0; i < 6; i++)
        assert_no_refund(REVOPS_E_INVALID, REVOPS_NONE, fields[i], bad[i], sale_lines, two, 2, 0,
                         1);
    assert_no_refund(REVOPS_E_INVALID, 0, "line_minor", sale, below, two, 2, 0, 1);
    assert_no_refund(REVOPS_E_INVALID, 1, "line_minor", sale, beyond, two, 2, 0, 1);
    assert_no_refund(REVOPS_E_OVERFLOW, REVOPS_NONE, "fee_minor", huge, sale_lines, two, 2, 0, 1);
}

static void a_refund_beyond_the_sale_is_refused(void **state) {
    static fee_line many[REVOPS__FEE_LINES + 1];
    const fee_line bad[] = {{0}, {.refund = 2}};
    (void)state;
    assert_no_refund(REVOPS_E_INVALID, REVOPS_NONE, "refund_minor", sale, sale_lines, two, 2, 0,
                     12001);
    assert_no_refund(REVOPS_E_INVALID, REVOPS_NONE, "refund_minor", sale, sale_lines, two, 2, 6000,
                     6001);
    assert_no_refund(REVOPS_E_INVALID, REVOPS_NONE, "refund_minor", sale, sale_lines, two, 2, 100,
                     -101);
    assert_no_refund(REVOPS_E_INVALID, REVOPS_NONE, "refund_minor", sale, sale_lines, two, 2, -1,
                     5);
    assert_no_refund(REVOPS_E_INVALID, 1, "refund", sale, sale_lines, bad, 2, 0, 1);
    assert_no_refund(REVOPS_E_INVALID, REVOPS_NONE, "count", sale, sale_lines, two, 0, 0, 1);
    assert_no_refund(REVOPS_E_LIMIT, REVOPS_NONE, "count", sale, sale_lines, many,
                     REVOPS__FEE_LINES + 1, 0, 1);
}

static void reverse_wants_its_arguments(void **state) {
    revops_separation s;
    revops_error err;
    (void)state;
    assert_int_equal(revops_fee_reverse(NULL, NULL, &sale, sale_lines, two, 2, 0, 1, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "separation");
    assert_int_equal(revops_fee_reverse(&s, NULL, NULL, sale_lines, two, 2, 0, 1, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "sale");
    assert_int_equal(revops_fee_reverse(&s, NULL, &sale, NULL, two, 2, 0, 1, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "sale_line_minor");
    assert_int_equal(revops_fee_reverse(&s, NULL, &sale, sale_lines, NULL, 2, 0, 1, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "lines");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_smallest_gross_reaches_the_net),
        cmocka_unit_test(a_net_of_0_or_less_needs_no_gross),
        cmocka_unit_test(each_slab_is_searched_by_itself),
        cmocka_unit_test(what_is_left_has_slabs_of_its_own),
        cmocka_unit_test(shares_that_reach_1_are_refused),
        cmocka_unit_test(a_gross_that_cannot_be_is_refused),
        cmocka_unit_test(gross_up_wants_its_arguments),
        cmocka_unit_test(a_refund_takes_tax_and_proportional_lines_back),
        cmocka_unit_test(a_won_chargeback_gives_back_what_was_taken),
        cmocka_unit_test(a_fee_above_gross_comes_back_too),
        cmocka_unit_test(a_sale_that_is_none_is_refused),
        cmocka_unit_test(a_refund_beyond_the_sale_is_refused),
        cmocka_unit_test(reverse_wants_its_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
