/* Memory of one handle: counted, checked, and never lost when the host says no. */
#include "check.h"

#include <stdlib.h>

#include "base/memory.h"

/* A host that knows what it gave. */
typedef struct bank {
    void *block; /* the last one given */
    size_t asked, old_size, new_size, given;
    int refuse;
} bank;

static void *bank_resize(void *user, void *block, size_t old_size, size_t new_size) {
    bank *b = user;
    b->asked++;
    b->old_size = old_size;
    b->new_size = new_size;
    if (new_size == 0) {
        free(block);
        b->given -= old_size;
        return b; /* an answer that nobody may read */
    }
    if (b->refuse || new_size > SIZE_MAX / 2)
        return NULL;
    block = realloc(block, new_size);
    b->given += new_size - old_size;
    b->block = block;
    return block;
}

static revops__memory open_bank(bank *b, uint64_t max_bytes) {
    revops_host host = REVOPS_HOST_INIT;
    revops__memory memory;
    memset(b, 0, sizeof *b);
    host.user = b;
    host.resize = bank_resize;
    host.max_bytes = max_bytes;
    assert_int_equal(revops__memory_open(&memory, &host, NULL), REVOPS_OK);
    return memory;
}

static void no_host_means_the_c_library(void **state) {
    revops__memory memory;
    revops_host host = REVOPS_HOST_INIT;
    void *block = NULL;
    (void)state;
    for (int given = 0; given < 2; given++) {
        assert_int_equal(revops__memory_open(&memory, given ? &host : NULL, NULL), REVOPS_OK);
        assert_non_null(memory.host.resize);
        assert_int_equal(memory.used, 0);
        assert_int_equal(revops__resize(&memory, &block, 0, 5, NULL), REVOPS_OK);
        memcpy(block, "exact", 5);
        assert_int_equal(revops__resize(&memory, &block, 5, 5000, NULL), REVOPS_OK);
        assert_memory_equal(block, "exact", 5);
        assert_int_equal(memory.used, 5000);
        assert_int_equal(revops__resize(&memory, &block, 5000, 0, NULL), REVOPS_OK);
        assert_null(block);
        assert_int_equal(memory.used, 0);
    }
}

static void a_host_comes_in_as_every_sized_struct(void **state) {
    struct {
        revops_host host;
        uint8_t tail[8];
    } later = {REVOPS_HOST_INIT, {0}};
    revops__memory memory;
    revops_error err;
    (void)state;
    memset(&memory, 0x5a, sizeof memory);
    later.host.max_rows = 3;
    later.host.struct_size = offsetof(revops_host, max_rows);
    assert_int_equal(revops__memory_open(&memory, &later.host, &err), REVOPS_OK);
    assert_int_equal(memory.host.max_rows, 0);
    assert_int_equal(memory.host.struct_size, sizeof(revops_host));
    later.host.struct_size = sizeof later;
    assert_int_equal(revops__memory_open(&memory, &later.host, &err), REVOPS_OK);
    assert_int_equal(memory.host.max_rows, 3);
    later.tail[7] = 1;
    memset(&memory, 0x5a, sizeof memory);
    assert_int_equal(revops__memory_open(&memory, &later.host, &err), REVOPS_E_UNSUPPORTED);
    assert_string_equal(err.field, "struct_size");
    later.host.struct_size = sizeof(size_t) - 1;
    assert_int_equal(revops__memory_open(&memory, &later.host, &err), REVOPS_E_INVALID);
    assert_int_equal(memory.used, UINT64_C(0x5a5a5a5a5a5a5a5a));
}

static void the_host_hears_old_and_new_size(void **state) {
    bank b;
    revops__memory memory = open_bank(&b, 0);
    void *block = NULL;
    (void)state;
    assert_int_equal(revops__resize(&memory, &block, 0, 100, NULL), REVOPS_OK);
    assert_ptr_equal(block, b.block);
    assert_int_equal(b.old_size, 0);
    assert_int_equal(revops__resize(&memory, &block, 100, 40, NULL), REVOPS_OK);
    assert_int_equal(b.old_size, 100);
    assert_int_equal(b.new_size, 40);
    assert_int_equal(memory.used, 40);
    revops__free(&memory, block, 40);
    assert_int_equal(b.new_size, 0);
    assert_int_equal(b.old_size, 40);
    assert_int_equal(b.given, 0);
    assert_int_equal(memory.used, 0);
}

static void freeing_nothing_does_not_ask_the_host(void **state) {
    bank b;
    revops__memory memory = open_bank(&b, 0);
    void *block = NULL;
    (void)state;
    revops__free(&memory, NULL, 0);
    assert_int_equal(revops__resize(&memory, &block, 0, 0, NULL), REVOPS_OK);
    assert_null(block);
    assert_int_equal(b.asked, 0);
}

static void a_refusal_of_the_host_leaves_the_block(void **state) {
    bank b;
    revops__memory memory = open_bank(&b, 0);
    void *block = NULL, *before;
    revops_error err;
    (void)state;
    assert_int_equal(revops__resize(&memory, &block, 0, 8, NULL), REVOPS_OK);
    memcpy(block, "8 bytes!", 8);
    before = block;
    b.refuse = 1;
    assert_int_equal(revops__resize(&memory, &block, 8, 16, &err), REVOPS_E_NOMEM);
    assert_string_equal(err.message, "expected memory from the host, got 16");
    assert_ptr_equal(block, before);
    assert_memory_equal(block, "8 bytes!", 8);
    assert_int_equal(memory.used, 8);
    revops__free(&memory, block, 8);
}

static void the_last_byte_of_max_bytes_is_given_and_no_more(void **state) {
    bank b;
    revops__memory memory = open_bank(&b, 100);
    void *first = NULL, *second = NULL;
    revops_error err;
    (void)state;
    assert_int_equal(revops__resize(&memory, &first, 0, 60, NULL), REVOPS_OK);
    assert_int_equal(revops__resize(&memory, &second, 0, 41, &err), REVOPS_E_LIMIT);
    assert_string_equal(err.field, "max_bytes");
    assert_string_equal(err.message, "expected a handle within the host's max_bytes, got 101");
    assert_null(second);
    assert_int_equal(b.asked, 1);
    assert_int_equal(revops__resize(&memory, &second, 0, 40, &err), REVOPS_OK);
    assert_int_equal(memory.used, 100);
    /* What a block held already counts once. */
    assert_int_equal(revops__resize(&memory, &first, 60, 61, &err), REVOPS_E_LIMIT);
    assert_int_equal(revops__resize(&memory, &first, 60, 60, &err), REVOPS_OK);
    assert_int_equal(revops__resize(&memory, &first, 60, 1, &err), REVOPS_OK);
    assert_int_equal(memory.used, 41);
    revops__free(&memory, first, 1);
    revops__free(&memory, second, 40);
    assert_int_equal(b.given, 0);
}

static void sizes_near_the_end_of_memory_do_not_slip_under_the_limit(void **state) {
    bank b;
    revops__memory memory = open_bank(&b, 100);
    void *first = NULL, *second = NULL;
    (void)state;
    assert_int_equal(revops__resize(&memory, &first, 0, 60, NULL), REVOPS_OK);
    assert_int_equal(revops__resize(&memory, &second, 0, SIZE_MAX - 1, NULL), REVOPS_E_LIMIT);
    assert_int_equal(revops__resize(&memory, &second, 0, SIZE_MAX - 59, NULL), REVOPS_E_LIMIT);
    assert_int_equal(b.asked, 1);
    revops__free(&memory, first, 60);
}

static void a_product_that_fits_no_address_space_is_refused(void **state) {
    bank b;
    revops__memory memory = open_bank(&b, 0);
    void *block = NULL;
    (void)state;
    assert_true(revops__product(0, SIZE_MAX) == 0);
    assert_true(revops__product(SIZE_MAX, 0) == 0);
    assert_true(revops__product(3, 7) == 21);
    assert_true(revops__product(1, SIZE_MAX - 1) == SIZE_MAX - 1);
    assert_true(revops__product(2, SIZE_MAX / 2) == SIZE_MAX - 1);
    assert_true(revops__product(2, SIZE_MAX / 2 + 1) == SIZE_MAX);
    assert_true(revops__product(SIZE_MAX / 2 + 1, 4) == SIZE_MAX);
    assert_int_equal(revops__resize(&memory, &block, 0, revops__product(SIZE_MAX, 2), NULL),
                     REVOPS_E_NOMEM);
    assert_int_equal(b.asked, 0);
}

static void arrays_grow_by_doubling_from_eight(void **state) {
    static const size_t needed[] = {1, 8, 9, 16, 17, 100, 128, 129};
    static const size_t capacities[] = {8, 8, 16, 16, 32, 128, 128, 256};
    bank b;
    revops__memory memory = open_bank(&b, 0);
    void *items = NULL;
    size_t capacity = 0;
    (void)state;
    assert_int_equal(revops__grow(&memory, &items, &capacity, 0, 12, NULL), REVOPS_OK);
    assert_null(items);
    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(revops__grow(&memory, &items, &capacity, needed[i], 12, NULL), REVOPS_OK);
        assert_int_equal(capacity, capacities[i]);
        assert_int_equal(memory.used, capacity * 12);
    }
    assert_int_equal(b.asked, 5);
    revops__free(&memory, items, capacity * 12);
    assert_int_equal(b.given, 0);
}

static void a_failed_growth_leaves_array_and_capacity(void **state) {
    bank b;
    revops__memory memory = open_bank(&b, 0);
    void *items = NULL, *before;
    size_t capacity = 0;
    (void)state;
    assert_int_equal(revops__grow(&memory, &items, &capacity, 10, 4, NULL), REVOPS_OK);
    before = items;
    assert_int_equal(revops__grow(&memory, &items, &capacity, SIZE_MAX, 4, NULL), REVOPS_E_NOMEM);
    assert_int_equal(revops__grow(&memory, &items, &capacity, SIZE_MAX / 4 + 1, 4, NULL),
                     REVOPS_E_NOMEM);
    assert_int_equal(b.asked, 1);
    b.refuse = 1;
    assert_int_equal(revops__grow(&memory, &items, &capacity, 17, 4, NULL), REVOPS_E_NOMEM);
    assert_int_equal(b.asked, 2);
    assert_ptr_equal(items, before);
    assert_int_equal(capacity, 16);
    assert_int_equal(memory.used, 64);
    revops__free(&memory, items, 64);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_host_means_the_c_library),
        cmocka_unit_test(a_host_comes_in_as_every_sized_struct),
        cmocka_unit_test(the_host_hears_old_and_new_size),
        cmocka_unit_test(freeing_nothing_does_not_ask_the_host),
        cmocka_unit_test(a_refusal_of_the_host_leaves_the_block),
        cmocka_unit_test(the_last_byte_of_max_bytes_is_given_and_no_more),
        cmocka_unit_test(sizes_near_the_end_of_memory_do_not_slip_under_the_limit),
        cmocka_unit_test(a_product_that_fits_no_address_space_is_refused),
        cmocka_unit_test(arrays_grow_by_doubling_from_eight),
        cmocka_unit_test(a_failed_growth_leaves_array_and_capacity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
