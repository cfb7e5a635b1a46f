/* Keys get dense indices in order of arrival, small or large, one by one or many, and a mark brings
 * every lookup back. */
#include "check.h"

#include <stdlib.h>

#include "base/table.h"

/* A host that refuses its n-th allocation and counts what it gave. */
typedef struct scarce {
    int64_t left;  /* allocations until the refusal; negative: never */
    int64_t bytes; /* held */
} scarce;

/* Fresh bytes are garbage, and each block ends with bytes that nobody may write. */
static void *scarce_resize(void *user, void *block, size_t old_size, size_t new_size) {
    static const uint8_t guard[8] = {0xfd, 0xfd, 0xfd, 0xfd, 0xfd, 0xfd, 0xfd, 0xfd};
    scarce *host = user;
    uint8_t *resized;
    if (block)
        assert_memory_equal((uint8_t *)block + old_size, guard, sizeof guard);
    if (new_size == 0) {
        host->bytes -= (int64_t)old_size;
        free(block);
        return NULL;
    }
    if (host->left-- == 0)
        return NULL;
    resized = realloc(block, new_size + sizeof guard);
    if (new_size > old_size)
        memset(resized + old_size, 0xa5, new_size - old_size);
    memcpy(resized + new_size, guard, sizeof guard);
    host->bytes += (int64_t)new_size - (int64_t)old_size;
    return resized;
}

static revops__memory memory_of(scarce *user) {
    revops_host host = REVOPS_HOST_INIT;
    revops__memory memory;
    host.user = user;
    host.resize = scarce_resize;
    assert_int_equal(revops__memory_open(&memory, &host, NULL), REVOPS_OK);
    return memory;
}

/* Different for different @p i, spread over all 64 bits. */
static uint64_t large_key(uint64_t i) {
    return revops__mix(i + 12345) | 1u << 20;
}

static void an_empty_table_finds_nothing(void **state) {
    revops__table table = {0};
    scarce host = {-1, 0};
    revops__memory memory = memory_of(&host);
    (void)state;
    assert_int_equal(revops__table_find(&table, 0), REVOPS__TABLE_NONE);
    assert_int_equal(revops__table_find(&table, UINT64_MAX), REVOPS__TABLE_NONE);
    revops__table_rollback(&table, 0);
    revops__table_free(&table, &memory);
    assert_int_equal(host.bytes, 0);
}

static void indices_count_up_in_order_of_arrival(void **state) {
    static const uint64_t keys[] = {7, UINT64_MAX, 0, 1u << 20, (1u << 20) - 1, 7, UINT64_MAX, 3};
    static const uint32_t wanted[] = {0, 1, 2, 3, 4, 0, 1, 5};
    revops__table table = {0};
    scarce host = {-1, 0};
    revops__memory memory = memory_of(&host);
    (void)state;
    for (size_t i = 0; i < 8; i++) {
        uint32_t index = 99;
        assert_int_equal(revops__table_add(&table, &memory, keys[i], &index, NULL), REVOPS_OK);
        assert_int_equal(index, wanted[i]);
    }
    assert_int_equal(table.count, 6);
    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(revops__table_find(&table, keys[i]), wanted[i]);
        assert_true(table.keys[wanted[i]] == keys[i]);
    }
    assert_int_equal(revops__table_find(&table, 4), REVOPS__TABLE_NONE);
    revops__table_free(&table, &memory);
    assert_int_equal(host.bytes, 0);
    assert_int_equal(table.count, 0);
}

/* Keys of every sort, each three times in a row of arrival without pattern. */
static uint64_t mixed_key(size_t i) {
    uint64_t which = revops__mix(i) % 20000;
    switch (which % 4) {
    case 0:
        return which;
    case 1:
        return which * 50;
    case 2:
        return large_key(which);
    default:
        return 100 + which % 64;
    }
}

static void many_at_once_equals_one_by_one(void **state) {
    enum { COUNT = 60000 };
    static uint64_t keys[COUNT];
    static uint32_t indices[COUNT];
    static const size_t batches[] = {1, 63, 64, 65, 1000, COUNT};
    (void)state;
    for (size_t i = 0; i < COUNT; i++)
        keys[i] = mixed_key(i);
    for (size_t b = 0; b < sizeof batches / sizeof batches[0]; b++) {
        revops__table one = {0}, many = {0};
        scarce host = {-1, 0};
        revops__memory memory = memory_of(&host);
        for (size_t first = 0; first < COUNT; first += batches[b]) {
            size_t count = COUNT - first < batches[b] ? COUNT - first : batches[b];
            assert_int_equal(
                revops__table_add_many(&many, &memory, keys + first, indices + first, count, NULL),
                REVOPS_OK);
        }
        for (size_t i = 0; i < COUNT; i++) {
            uint32_t index;
            assert_int_equal(revops__table_add(&one, &memory, keys[i], &index, NULL), REVOPS_OK);
            assert_int_equal(index, indices[i]);
        }
        assert_int_equal(one.count, many.count);
        for (size_t i = 0; i < COUNT; i++)
            assert_int_equal(revops__table_find(&many, keys[i]), indices[i]);
        revops__table_free(&one, &memory);
        revops__table_free(&many, &memory);
        assert_int_equal(host.bytes, 0);
    }
}

static void a_lone_small_key_costs_little_memory(void **state) {
    revops__table table = {0};
    scarce host = {-1, 0};
    revops__memory memory = memory_of(&host);
    uint32_t index;
    (void)state;
    assert_int_equal(revops__table_add(&table, &memory, (1u << 20) - 1, &index, NULL), REVOPS_OK);
    assert_true(host.bytes < 8192);
    revops__table_free(&table, &memory);
}

static void dense_keys_end_up_in_the_array_whatever_their_order(void **state) {
    revops__table table = {0};
    scarce host = {-1, 0};
    revops__memory memory = memory_of(&host);
    uint32_t index;
    (void)state;
    for (uint64_t i = 0; i < 65536; i++) {
        uint64_t key = i * 40503 % 65536; /* odd factor: every key once */
        assert_int_equal(revops__table_add(&table, &memory, key, &index, NULL), REVOPS_OK);
        assert_int_equal(index, i);
    }
    assert_int_equal(table.hashed_count, 0);
    assert_true(table.direct_size == 65536);
    for (uint64_t i = 0; i < 65536; i++)
        assert_int_equal(revops__table_find(&table, i * 40503 % 65536), i);
    revops__table_free(&table, &memory);
}

static void the_array_takes_over_the_keys_below_its_size_and_no_others(void **state) {
    static const uint64_t hashed[] = {2047, 2048, 2049, 5000, 1u << 20};
    revops__table table = {0};
    scarce host = {-1, 0};
    revops__memory memory = memory_of(&host);
    uint32_t index;
    (void)state;
    for (uint32_t i = 0; i < 5; i++) /* far apart for so few keys, so they are hashed */
        assert_int_equal(revops__table_add(&table, &memory, hashed[i], &index, NULL), REVOPS_OK);
    assert_int_equal(table.direct_size, 0);
    assert_int_equal(table.hashed_count, 5);
    assert_int_equal(revops__table_add(&table, &memory, 1, &index, NULL), REVOPS_OK);
    assert_int_equal(table.direct_size, 1024);
    assert_int_equal(table.hashed_count, 5);
    assert_int_equal(revops__table_add(&table, &memory, 1024, &index, NULL), REVOPS_OK);
    assert_int_equal(table.direct_size, 2048);
    assert_int_equal(table.hashed_count, 4); /* 2047 has moved, alone */
    for (uint32_t i = 0; i < 5; i++)
        assert_int_equal(revops__table_find(&table, hashed[i]), i);
    assert_int_equal(revops__table_find(&table, 1), 5);
    assert_int_equal(revops__table_find(&table, 1024), 6);
    revops__table_rollback(&table, 0);
    assert_int_equal(table.hashed_count, 0);
    for (uint32_t i = 0; i < 5; i++)
        assert_int_equal(revops__table_find(&table, hashed[i]), REVOPS__TABLE_NONE);
    revops__table_free(&table, &memory);
    assert_int_equal(host.bytes, 0);
}

static void a_key_just_beyond_the_array_makes_it_grow(void **state) {
    revops__table table = {0};
    scarce host = {-1, 0};
    revops__memory memory = memory_of(&host);
    uint32_t index = 99;
    (void)state;
    assert_int_equal(revops__table_add(&table, &memory, 1023, &index, NULL), REVOPS_OK);
    assert_int_equal(table.direct_size, 1024);
    assert_int_equal(revops__table_add(&table, &memory, 1024, &index, NULL), REVOPS_OK);
    assert_int_equal(index, 1);
    assert_int_equal(table.direct_size, 2048);
    assert_int_equal(table.slot_count, 0);
    revops__table_free(&table, &memory);
    assert_int_equal(host.bytes, 0);
}

static void keys_from_2_to_the_20_on_are_hashed_however_many_there_are(void **state) {
    enum { DENSE = 1 << 16 };
    static uint64_t keys[DENSE];
    static uint32_t indices[DENSE];
    revops__table table = {0};
    scarce host = {-1, 0};
    revops__memory memory = memory_of(&host);
    uint32_t index = 0;
    (void)state;
    for (uint64_t i = 0; i < DENSE; i++)
        keys[i] = i;
    assert_int_equal(revops__table_add_many(&table, &memory, keys, indices, DENSE, NULL),
                     REVOPS_OK);
    assert_int_equal(revops__table_add(&table, &memory, 1u << 20, &index, NULL), REVOPS_OK);
    assert_int_equal(table.direct_size, DENSE);
    assert_int_equal(table.hashed_count, 1);
    assert_int_equal(revops__table_add(&table, &memory, (1u << 20) - 1, &index, NULL), REVOPS_OK);
    assert_int_equal(table.direct_size, 1 << 20);
    assert_int_equal(table.hashed_count, 1);
    revops__table_free(&table, &memory);
    assert_int_equal(host.bytes, 0);
}

static void rolling_back_restores_every_lookup(void **state) {
    enum { COUNT = 30000 };
    static uint64_t keys[COUNT];
    static uint32_t indices[COUNT];
    (void)state;
    for (size_t i = 0; i < COUNT; i++)
        keys[i] = mixed_key(i);
    for (size_t mark = 0; mark < COUNT; mark += 1 + mark / 2) {
        revops__table table = {0}, fresh = {0};
        scarce host = {-1, 0};
        revops__memory memory = memory_of(&host);
        size_t kept;
        assert_int_equal(revops__table_add_many(&table, &memory, keys, indices, mark, NULL),
                         REVOPS_OK);
        kept = table.count;
        assert_int_equal(revops__table_add_many(&table, &memory, keys + mark, indices + mark,
                                                COUNT - mark, NULL),
                         REVOPS_OK);
        revops__table_rollback(&table, kept);
        assert_int_equal(table.count, kept);
        assert_int_equal(revops__table_add_many(&fresh, &memory, keys, indices, mark, NULL),
                         REVOPS_OK);
        for (size_t i = 0; i < COUNT; i++)
            assert_int_equal(revops__table_find(&table, keys[i]),
                             revops__table_find(&fresh, keys[i]));
        assert_int_equal(revops__table_add_many(&table, &memory, keys, indices, COUNT, NULL),
                         REVOPS_OK);
        for (size_t i = 0; i < COUNT; i++)
            assert_int_equal(revops__table_find(&table, keys[i]), indices[i]);
        revops__table_free(&table, &memory);
        revops__table_free(&fresh, &memory);
        assert_int_equal(host.bytes, 0);
    }
}

static void each_refused_allocation_leaves_the_keys_as_they_were(void **state) {
    enum { COUNT = 3000 };
    (void)state;
    for (int64_t refused = 0;; refused++) {
        revops__table table = {0};
        scarce host = {refused, 0};
        revops__memory memory = memory_of(&host);
        revops_status status = REVOPS_OK;
        size_t added = 0;
        uint32_t index = 0;
        for (; added < COUNT; added++) {
            index = 77;
            status = revops__table_add(&table, &memory, mixed_key(added), &index, NULL);
            if (status != REVOPS_OK)
                break;
        }
        if (status == REVOPS_OK) {
            assert_true(refused > 5);
            revops__table_free(&table, &memory);
            break;
        }
        assert_int_equal(status, REVOPS_E_NOMEM);
        assert_int_equal(index, 77);
        for (size_t i = 0; i < added; i++)
            assert_int_not_equal(revops__table_find(&table, mixed_key(i)), REVOPS__TABLE_NONE);
        assert_int_equal(revops__table_find(&table, mixed_key(added)), REVOPS__TABLE_NONE);
        assert_int_equal(revops__table_add(&table, &memory, mixed_key(added), &index, NULL),
                         REVOPS_OK);
        assert_int_equal(index, table.count - 1);
        revops__table_free(&table, &memory);
        assert_int_equal(host.bytes, 0);
    }
}

static void a_refused_group_rolls_back_to_its_mark(void **state) {
    enum { COUNT = 3000 };
    static uint64_t keys[COUNT];
    static uint32_t indices[COUNT];
    int refusals = 0;
    (void)state;
    for (size_t i = 0; i < COUNT; i++)
        keys[i] = large_key(i);
    for (int64_t refused = 0;; refused++, refusals++) {
        revops__table table = {0};
        scarce host = {-1, 0};
        revops__memory memory = memory_of(&host);
        revops_status status;
        assert_int_equal(revops__table_add_many(&table, &memory, keys, indices, 10, NULL),
                         REVOPS_OK);
        host.left = refused;
        status = revops__table_add_many(&table, &memory, keys, indices, COUNT, NULL);
        if (status == REVOPS_OK) {
            revops__table_free(&table, &memory);
            break;
        }
        assert_int_equal(status, REVOPS_E_NOMEM);
        revops__table_rollback(&table, 10);
        for (uint32_t i = 0; i < COUNT; i++)
            assert_int_equal(revops__table_find(&table, keys[i]), i < 10 ? i : REVOPS__TABLE_NONE);
        revops__table_free(&table, &memory);
        assert_int_equal(host.bytes, 0);
    }
    assert_true(refusals > 5);
}

static void beyond_two_billion_keys_is_a_limit(void **state) {
    revops__table table = {0};
    scarce host = {-1, 0};
    revops__memory memory = memory_of(&host);
    revops_error err;
    uint32_t index = 5;
    (void)state;
    table.count = INT32_MAX; /* as if: no key is looked at before the limit */
    assert_int_equal(revops__table_add(&table, &memory, 1, &index, &err), REVOPS_E_LIMIT);
    assert_int_equal(index, 5);
    assert_string_equal(err.message, "expected at most 2^31-1 keys, got 2147483648");
    table.count = 0;
    revops__table_free(&table, &memory);
}

static void the_hosts_limit_of_bytes_holds(void **state) {
    revops_host host = REVOPS_HOST_INIT;
    revops__table table = {0};
    revops__memory memory;
    revops_status status = REVOPS_OK;
    uint32_t index;
    (void)state;
    host.max_bytes = 20000;
    assert_int_equal(revops__memory_open(&memory, &host, NULL), REVOPS_OK);
    for (uint64_t i = 0; i < 10000 && status == REVOPS_OK; i++)
        status = revops__table_add(&table, &memory, large_key(i), &index, NULL);
    assert_int_equal(status, REVOPS_E_LIMIT);
    assert_true(memory.used <= 20000);
    revops__table_free(&table, &memory);
    assert_int_equal(memory.used, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_table_finds_nothing),
        cmocka_unit_test(indices_count_up_in_order_of_arrival),
        cmocka_unit_test(many_at_once_equals_one_by_one),
        cmocka_unit_test(a_lone_small_key_costs_little_memory),
        cmocka_unit_test(dense_keys_end_up_in_the_array_whatever_their_order),
        cmocka_unit_test(the_array_takes_over_the_keys_below_its_size_and_no_others),
        cmocka_unit_test(a_key_just_beyond_the_array_makes_it_grow),
        cmocka_unit_test(keys_from_2_to_the_20_on_are_hashed_however_many_there_are),
        cmocka_unit_test(rolling_back_restores_every_lookup),
        cmocka_unit_test(each_refused_allocation_leaves_the_keys_as_they_were),
        cmocka_unit_test(a_refused_group_rolls_back_to_its_mark),
        cmocka_unit_test(beyond_two_billion_keys_is_a_limit),
        cmocka_unit_test(the_hosts_limit_of_bytes_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
