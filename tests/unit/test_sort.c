/* Both sorts order and keep ties as they came, for every size around their internal borders. */
#include "check.h"

#include <stdlib.h>

#include "base/sort.h"

enum { MOST = 5000 };

static uint64_t next_random(uint64_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static int by_value(const void *context, uint32_t a, uint32_t b) {
    const int32_t *values = context;
    return (values[a] > values[b]) - (values[a] < values[b]);
}

static void assert_indices_sorted(const int32_t *values, const uint32_t *indices, size_t count) {
    uint8_t seen[MOST] = {0};
    for (size_t i = 0; i < count; i++) {
        assert_true(indices[i] < count);
        assert_int_equal(seen[indices[i]]++, 0);
        if (i == 0)
            continue;
        assert_true(values[indices[i - 1]] <= values[indices[i]]);
        if (values[indices[i - 1]] == values[indices[i]])
            assert_true(indices[i - 1] < indices[i]);
    }
}

/* @p span different values: 1 is all ties, large is hardly any. */
static void sort_and_check_indices(size_t count, uint64_t span, uint64_t seed) {
    int32_t values[MOST] = {0};
    uint32_t indices[MOST], scratch[MOST];
    for (size_t i = 0; i < count; i++) {
        values[i] = (int32_t)(next_random(&seed) % span) - (int32_t)(span / 2);
        indices[i] = (uint32_t)i;
    }
    revops__sort_indices(indices, scratch, count, by_value, values);
    assert_indices_sorted(values, indices, count);
}

static void indices_of_every_small_count_are_sorted_stably(void **state) {
    (void)state;
    for (size_t count = 0; count < 120; count++)
        for (uint64_t span = 1; span <= 1000; span *= 10)
            sort_and_check_indices(count, span, 88172645463325252u + count);
}

static void indices_of_large_counts_are_sorted_stably(void **state) {
    (void)state;
    sort_and_check_indices(MOST, 7, 1);
    sort_and_check_indices(MOST, 1000000, 2);
    sort_and_check_indices(MOST - 1, 100, 3);
    sort_and_check_indices(4096, 100, 4);
}

static void sorted_and_reversed_indices_come_out_sorted(void **state) {
    int32_t values[1000];
    uint32_t indices[1000], scratch[1000];
    (void)state;
    for (uint32_t i = 0; i < 1000; i++) {
        values[i] = (int32_t)i;
        indices[i] = i;
    }
    revops__sort_indices(indices, scratch, 1000, by_value, values);
    assert_indices_sorted(values, indices, 1000);
    for (uint32_t i = 0; i < 1000; i++)
        indices[i] = 999 - i;
    revops__sort_indices(indices, scratch, 1000, by_value, values);
    assert_indices_sorted(values, indices, 1000);
}

static void sort_and_check_pairs(size_t count, uint64_t mask, uint64_t seed) {
    revops__pair *pairs = malloc((count + 1) * sizeof *pairs);
    revops__pair *scratch = malloc((count + 1) * sizeof *scratch);
    uint64_t sum = 0;
    assert_non_null(pairs);
    assert_non_null(scratch);
    for (size_t i = 0; i < count; i++) {
        pairs[i].key = next_random(&seed) & mask;
        pairs[i].index = i;
        sum += pairs[i].key * (2 * i + 1);
    }
    revops__sort_pairs(pairs, scratch, count);
    for (size_t i = 0; i < count; i++) {
        sum -= pairs[i].key * (2 * pairs[i].index + 1);
        if (i == 0)
            continue;
        assert_true(pairs[i - 1].key <= pairs[i].key);
        if (pairs[i - 1].key == pairs[i].key)
            assert_true(pairs[i - 1].index < pairs[i].index);
    }
    assert_true(sum == 0);
    free(pairs);
    free(scratch);
}

static void pairs_of_every_small_count_are_sorted_stably(void **state) {
    (void)state;
    for (size_t count = 0; count < 100; count++) {
        sort_and_check_pairs(count, UINT64_MAX, 11 + count);
        sort_and_check_pairs(count, 7, 12 + count);
    }
}

/* One byte, an odd and an even number of differing bytes, bytes with gaps, all equal. */
static void pairs_are_sorted_whichever_bytes_differ(void **state) {
    static const uint64_t masks[] = {0,
                                     0xff,
                                     0xffff,
                                     0xff00ff,
                                     0xff00000000000000u,
                                     0xff000000ff00ff00u,
                                     UINT64_MAX,
                                     0x8000000000000001u};
    (void)state;
    for (size_t i = 0; i < sizeof masks / sizeof masks[0]; i++)
        sort_and_check_pairs(MOST, masks[i], 21 + i);
}

static void constant_high_bytes_do_not_disturb(void **state) {
    revops__pair pairs[300], scratch[300];
    (void)state;
    for (size_t i = 0; i < 300; i++) {
        pairs[i].key = 0xabcdef0000000000u | (299 - i) << 8;
        pairs[i].index = i;
    }
    revops__sort_pairs(pairs, scratch, 300);
    for (size_t i = 0; i < 300; i++)
        assert_int_equal(pairs[i].index, 299 - i);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(indices_of_every_small_count_are_sorted_stably),
        cmocka_unit_test(indices_of_large_counts_are_sorted_stably),
        cmocka_unit_test(sorted_and_reversed_indices_come_out_sorted),
        cmocka_unit_test(pairs_of_every_small_count_are_sorted_stably),
        cmocka_unit_test(pairs_are_sorted_whichever_bytes_differ),
        cmocka_unit_test(constant_high_bytes_do_not_disturb),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
