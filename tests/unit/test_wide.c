/* Products, quotients, sums and scaling: the library's path, the portable path and, where the
 * compiler has one, the native path against a model that works bit by bit. */
#include "check.h"

#include "base/wide.h"
#include "revops/money.h"

#define WIDE_LINKAGE static
#define WIDE_NATIVE 0
#define WIDE(name) portable_##name
#include "base/wide_kernel.h"
#undef WIDE_NATIVE
#undef WIDE
#ifdef __SIZEOF_INT128__
#define WIDE_NATIVE 1
#else
#define WIDE_NATIVE 0 /* no such type here: the second path is the portable one again */
#endif
#define WIDE(name) native_##name
#include "base/wide_kernel.h"

typedef struct path {
    revops__u128 (*multiply)(uint64_t a, uint64_t b);
    revops__u128 (*add)(revops__u128 a, revops__u128 b);
    revops__u128 (*subtract)(revops__u128 a, revops__u128 b);
    int (*compare)(revops__u128 a, revops__u128 b);
    revops__u128 (*divide)(revops__u128 a, uint64_t divisor, uint64_t *remainder);
    revops_status (*scale)(int64_t *result, int64_t value, int64_t num, int64_t den, int32_t mode);
} path;

static const path paths[] = {
    {revops__u128_multiply, revops__u128_add, revops__u128_subtract, revops__u128_compare,
     revops__u128_divide, revops__scale},
    {portable_u128_multiply, portable_u128_add, portable_u128_subtract, portable_u128_compare,
     portable_u128_divide, portable_scale},
    {native_u128_multiply, native_u128_add, native_u128_subtract, native_u128_compare,
     native_u128_divide, native_scale},
};
enum { PATHS = sizeof paths / sizeof paths[0] };

/* --- the model: sums by carries, products by doubling, quotients one bit at a time --- */

static revops__u128 model_double(revops__u128 a) {
    revops__u128 result = {a.high << 1 | a.low >> 63, a.low << 1};
    return result;
}

static revops__u128 model_multiply(uint64_t a, uint64_t b) {
    revops__u128 result = {0, 0};
    for (int bit = 63; bit >= 0; bit--) {
        result = model_double(result);
        if (b >> bit & 1) {
            result.low += a;
            result.high += result.low < a;
        }
    }
    return result;
}

static revops__u128 model_divide(revops__u128 a, uint64_t divisor, uint64_t *remainder) {
    revops__u128 quotient = {0, 0};
    uint64_t rest = 0;
    for (int bit = 127; bit >= 0; bit--) {
        uint64_t carry = rest >> 63;
        rest = rest << 1 | ((bit > 63 ? a.high >> (bit - 64) : a.low >> bit) & 1);
        quotient = model_double(quotient);
        if (carry || rest >= divisor) {
            rest -= divisor;
            quotient.low |= 1;
        }
    }
    *remainder = rest;
    return quotient;
}

/* Numbers of every size, and their neighbours at the edges of limbs. */
static uint64_t draw(uint64_t *seed) {
    uint64_t high, low;
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    high = *seed >> 32;
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    low = high << 32 | *seed >> 32;
    switch (*seed >> 29 & 7) {
    case 0:
        return UINT64_MAX - (low & 3);
    case 1:
        return (UINT64_C(1) << (low & 63)) - 1 + (low >> 6 & 1);
    case 2:
        return ((low & 0xffff) << 32) | 0xffffffff;
    case 3:
        return ~(UINT64_C(1) << (low & 63));
    default:
        return low >> (high & 63);
    }
}

static void assert_same(revops__u128 a, revops__u128 b) {
    assert_true(a.high == b.high);
    assert_true(a.low == b.low);
}

static void products_are_exact_on_every_path(void **state) {
    uint64_t seed = 42;
    (void)state;
    for (int run = 0; run < 20000; run++) {
        uint64_t a = draw(&seed), b = draw(&seed);
        for (int i = 0; i < PATHS; i++)
            assert_same(paths[i].multiply(a, b), model_multiply(a, b));
    }
}

static void quotient_times_divisor_plus_remainder_is_the_dividend(void **state) {
    uint64_t seed = 7;
    (void)state;
    for (int run = 0; run < 20000; run++) {
        revops__u128 a = {draw(&seed), draw(&seed)};
        uint64_t divisor = draw(&seed), expected;
        revops__u128 quotient;
        if (run % 4 == 0)
            a.high = 0;
        if (divisor == 0)
            divisor = 1;
        quotient = model_divide(a, divisor, &expected);
        for (int i = 0; i < PATHS; i++) {
            uint64_t remainder = 99;
            assert_same(paths[i].divide(a, divisor, &remainder), quotient);
            assert_true(remainder == expected);
        }
    }
}

static void a_product_divided_by_one_factor_is_the_other(void **state) {
    uint64_t seed = 11;
    (void)state;
    for (int run = 0; run < 20000; run++) {
        uint64_t a = draw(&seed), b = draw(&seed) | 1, remainder = 99;
        for (int i = 0; i < PATHS; i++) {
            revops__u128 quotient = paths[i].divide(paths[i].multiply(a, b), b, &remainder);
            assert_true(quotient.high == 0 && quotient.low == a && remainder == 0);
        }
    }
}

static void adding_and_subtracting_carry_through(void **state) {
    uint64_t seed = 3;
    revops__u128 all = {UINT64_MAX, UINT64_MAX}, one = {0, 1}, zero = {0, 0};
    (void)state;
    for (int i = 0; i < PATHS; i++) {
        assert_same(paths[i].add(all, one), zero);
        assert_same(paths[i].subtract(zero, one), all);
    }
    for (int run = 0; run < 5000; run++) {
        revops__u128 a = {draw(&seed), draw(&seed)}, b = {draw(&seed), draw(&seed)};
        for (int i = 0; i < PATHS; i++) {
            revops__u128 sum = paths[i].add(a, b);
            assert_true(sum.low == a.low + b.low);
            assert_true(sum.high == a.high + b.high + (sum.low < b.low));
            assert_same(paths[i].subtract(sum, b), a);
        }
    }
}

static void comparing_looks_at_the_high_half_first(void **state) {
    revops__u128 small = {0, UINT64_MAX}, large = {1, 0}, larger = {1, 1};
    (void)state;
    for (int i = 0; i < PATHS; i++) {
        assert_int_equal(paths[i].compare(small, large), -1);
        assert_int_equal(paths[i].compare(large, small), 1);
        assert_int_equal(paths[i].compare(large, larger), -1);
        assert_int_equal(paths[i].compare(larger, large), 1);
        assert_int_equal(paths[i].compare(large, large), 0);
    }
}

/* What the quotient of @p mode must be, decided from the exact value instead of from a remainder:
 * twice the distance to the lower neighbour against one, on the number line. */
static int model_takes_the_upper(int32_t mode, int negative, int lower_is_even, int twice) {
    switch (mode) {
    case REVOPS_ROUND_FLOOR:
        return 0;
    case REVOPS_ROUND_CEILING:
        return 1;
    case REVOPS_ROUND_DOWN:
        return negative;
    case REVOPS_ROUND_UP:
        return !negative;
    default:
        break;
    }
    if (twice)
        return twice > 0;
    switch (mode) {
    case REVOPS_ROUND_HALF_UP:
        return !negative;
    case REVOPS_ROUND_HALF_DOWN:
        return negative;
    case REVOPS_ROUND_HALF_CEILING:
        return 1;
    case REVOPS_ROUND_HALF_FLOOR:
        return 0;
    case REVOPS_ROUND_HALF_ODD:
        return lower_is_even;
    default:
        return !lower_is_even;
    }
}

static void scaling_small_values_agrees_with_the_number_line(void **state) {
    (void)state;
    for (int64_t value = -12; value <= 12; value++)
        for (int64_t num = -5; num <= 5; num++)
            for (int64_t den = 1; den <= 8; den++)
                for (int32_t mode = REVOPS_ROUND_HALF_EVEN; mode < REVOPS_ROUND_EXACT; mode++) {
                    int64_t product = value * num, lower = product / den, rest, result;
                    if (lower * den > product)
                        lower--;
                    rest = product - lower * den;
                    if (rest)
                        lower += model_takes_the_upper(mode, product < 0, !(lower & 1),
                                                       (2 * rest > den) - (2 * rest < den));
                    for (int i = 0; i < PATHS; i++) {
                        result = 1234;
                        assert_int_equal(paths[i].scale(&result, value, num, den, mode), REVOPS_OK);
                        assert_int_equal(result, lower);
                    }
                }
}

static void scaling_exactly_refuses_to_round(void **state) {
    int64_t result;
    (void)state;
    for (int i = 0; i < PATHS; i++) {
        result = 5;
        assert_int_equal(paths[i].scale(&result, 100, 1, 3, REVOPS_ROUND_EXACT), REVOPS_E_INVALID);
        assert_int_equal(result, 5);
        assert_int_equal(paths[i].scale(&result, 99, 1, 3, REVOPS_ROUND_EXACT), REVOPS_OK);
        assert_int_equal(result, 33);
        assert_int_equal(paths[i].scale(&result, INT64_MAX, 3, 2, REVOPS_ROUND_EXACT),
                         REVOPS_E_INVALID);
    }
}

static void scaling_overflows_only_when_the_answer_does_not_fit(void **state) {
    static const struct {
        int64_t value, num, den;
        int32_t mode;
        revops_status status;
        int64_t result;
    } cases[] = {
        {INT64_MAX, INT64_MAX, INT64_MAX, REVOPS_ROUND_HALF_EVEN, REVOPS_OK, INT64_MAX},
        {INT64_MIN, INT64_MAX, INT64_MAX, REVOPS_ROUND_HALF_EVEN, REVOPS_OK, INT64_MIN},
        {INT64_MIN, 1, 1, REVOPS_ROUND_HALF_EVEN, REVOPS_OK, INT64_MIN},
        {INT64_MIN, -1, 1, REVOPS_ROUND_HALF_EVEN, REVOPS_E_OVERFLOW, 0},
        {INT64_MIN, INT64_MIN, INT64_MAX, REVOPS_ROUND_DOWN, REVOPS_E_OVERFLOW, 0},
        {INT64_MAX, 2, 1, REVOPS_ROUND_DOWN, REVOPS_E_OVERFLOW, 0},
        {INT64_MAX, INT64_MAX, 1, REVOPS_ROUND_DOWN, REVOPS_E_OVERFLOW, 0},
        {INT64_MAX, 5, 4, REVOPS_ROUND_DOWN, REVOPS_E_OVERFLOW, 0},
        /* 2^64 - 1 + 1/2: the size itself would wrap to zero when rounded up */
        {INT64_MAX, 4611686018427387905, 2305843009213693952, REVOPS_ROUND_UP, REVOPS_E_OVERFLOW,
         0},
        /* (2^63 - 1) + 1/2 fits when rounded down and does not when rounded up */
        {1317624576693539401, 14, 2, REVOPS_ROUND_DOWN, REVOPS_OK, INT64_MAX},
        {6148914691236517205, 6, 4, REVOPS_ROUND_DOWN, REVOPS_OK, INT64_MAX},
        {6148914691236517205, 6, 4, REVOPS_ROUND_UP, REVOPS_E_OVERFLOW, 0},
        {-6148914691236517205, 6, 4, REVOPS_ROUND_UP, REVOPS_OK, INT64_MIN},
        {0, INT64_MIN, INT64_MAX, REVOPS_ROUND_UP, REVOPS_OK, 0},
    };
    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++)
        for (int i = 0; i < PATHS; i++) {
            int64_t result = 77;
            assert_int_equal(
                paths[i].scale(&result, cases[c].value, cases[c].num, cases[c].den, cases[c].mode),
                cases[c].status);
            assert_int_equal(result, cases[c].status ? 77 : cases[c].result);
        }
}

static void every_path_scales_alike(void **state) {
    uint64_t seed = 2026;
    (void)state;
    for (int run = 0; run < 50000; run++) {
        int64_t value = (int64_t)draw(&seed), num = (int64_t)draw(&seed);
        int64_t den = (int64_t)(draw(&seed) >> 1), first = 0, other = 0;
        int32_t mode = 1 + run % 11;
        revops_status status;
        if (den == 0)
            den = 1;
        status = paths[0].scale(&first, value, num, den, mode);
        for (int i = 1; i < PATHS; i++) {
            assert_int_equal(paths[i].scale(&other, value, num, den, mode), status);
            assert_int_equal(status ? first : other, first);
        }
    }
}

static void sums_never_depend_on_the_order_of_their_rows(void **state) {
    static const int64_t values[] = {INT64_MAX, 1, -1, INT64_MIN, INT64_MAX, -5};
    revops__sum forward = {0, 0}, backward = {0, 0}, halves = {0, 0}, part = {0, 0};
    int64_t total = 0;
    (void)state;
    for (int i = 0; i < 6; i++) {
        revops__sum_add(&forward, values[i]);
        revops__sum_add(&backward, values[5 - i]);
        revops__sum_add(i < 3 ? &halves : &part, values[i]);
    }
    revops__sum_add_sum(&halves, &part);
    assert_memory_equal(&forward, &backward, sizeof forward);
    assert_memory_equal(&forward, &halves, sizeof forward);
    assert_true(revops__sum_narrow(&forward, &total));
    assert_true(total == INT64_MAX - 6);
}

static void a_sum_is_narrowed_only_when_it_fits(void **state) {
    revops__sum sum = {0, 0};
    int64_t result = 9;
    (void)state;
    assert_true(revops__sum_is_zero(&sum));
    revops__sum_add(&sum, INT64_MAX);
    revops__sum_add(&sum, 1);
    assert_false(revops__sum_narrow(&sum, &result));
    assert_int_equal(result, 9);
    sum = revops__sum_negate(sum);
    assert_true(revops__sum_narrow(&sum, &result));
    assert_true(result == INT64_MIN);
    revops__sum_add(&sum, -1);
    assert_false(revops__sum_narrow(&sum, &result));
    assert_false(revops__sum_is_zero(&sum));
    sum = revops__sum_negate(revops__sum_negate(sum));
    revops__sum_add(&sum, INT64_MAX);
    revops__sum_add(&sum, 2);
    assert_true(revops__sum_is_zero(&sum));
    sum = revops__sum_negate(sum);
    assert_true(revops__sum_is_zero(&sum));
}

static void checked_adding_knows_its_edges(void **state) {
    int64_t result;
    (void)state;
    assert_true(revops__add_i64(INT64_MAX, INT64_MIN, &result) && result == -1);
    assert_false(revops__add_i64(INT64_MAX, 1, &result));
    assert_false(revops__add_i64(INT64_MIN, -1, &result));
    assert_true(revops__subtract_i64(INT64_MIN, INT64_MIN, &result) && result == 0);
    assert_false(revops__subtract_i64(0, INT64_MIN, &result));
    assert_false(revops__subtract_i64(INT64_MIN, 1, &result));
    assert_true(revops__magnitude(INT64_MIN) == UINT64_C(1) << 63);
    assert_true(revops__magnitude(-3) == 3 && revops__magnitude(3) == 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_are_exact_on_every_path),
        cmocka_unit_test(quotient_times_divisor_plus_remainder_is_the_dividend),
        cmocka_unit_test(a_product_divided_by_one_factor_is_the_other),
        cmocka_unit_test(adding_and_subtracting_carry_through),
        cmocka_unit_test(comparing_looks_at_the_high_half_first),
        cmocka_unit_test(scaling_small_values_agrees_with_the_number_line),
        cmocka_unit_test(scaling_exactly_refuses_to_round),
        cmocka_unit_test(scaling_overflows_only_when_the_answer_does_not_fit),
        cmocka_unit_test(every_path_scales_alike),
        cmocka_unit_test(sums_never_depend_on_the_order_of_their_rows),
        cmocka_unit_test(a_sum_is_narrowed_only_when_it_fits),
        cmocka_unit_test(checked_adding_knows_its_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
