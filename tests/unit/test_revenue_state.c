/* Revenue on other machines: merge, save and load, and bytes that somebody changed. */
#include "sales.h"

static const sale few[] = {
    {SALE(JAN_5, 120, 90), .tax_minor = 20, .project = 1, .product = 5},
    {SALE(JAN_5, -60, -55), .kind = REVOPS_REFUND, .project = 1},
    {SALE(FEB_6, 50, 40), .platform = UINT64_MAX, .stream = 3},
    {.economic_day = FIRST_DAY, .currency = GBP, .gross_minor = 7, .net_minor = 7},
};
enum { FEW = sizeof few / sizeof few[0] };
static const spent ads[] = {{7, 1, 0, JAN_5, USD}, {-2, 0, 9, JAN_6, EUR}};
static const rate pounds[] = {{4, 5, JAN_5, USD, GBP}};

static revops_revenue *filled(void) {
    revops_revenue *revenue = opened(0, NULL, few, FEW);
    assert_int_equal(spend(revenue, ads, 2, NULL), REVOPS_OK);
    assert_int_equal(quote(revenue, pounds, 1, NULL), REVOPS_OK);
    return revenue;
}

/* --- merge --- */

static void merging_is_adding_in_any_tree(void **state) {
    revops_revenue *whole = filled(), *parts[3], *empty = opened(0, NULL, NULL, 0);
    (void)state;
    for (int round = 0; round < 2; round++) {
        parts[0] = opened(0, NULL, few, 1);
        parts[1] = opened(0, NULL, few + 1, FEW - 1);
        parts[2] = opened(0, NULL, NULL, 0);
        assert_int_equal(spend(parts[round], ads, 1, NULL), REVOPS_OK);
        assert_int_equal(spend(parts[2], ads + 1, 1, NULL), REVOPS_OK);
        assert_int_equal(quote(parts[round], pounds, 1, NULL), REVOPS_OK);
        assert_int_equal(quote(parts[2], pounds, 1, NULL), REVOPS_OK);
        if (round == 0) {
            assert_int_equal(revops_revenue_merge(parts[0], parts[1], NULL), REVOPS_OK);
            assert_int_equal(revops_revenue_merge(parts[0], empty, NULL), REVOPS_OK);
            assert_int_equal(revops_revenue_merge(parts[0], parts[2], NULL), REVOPS_OK);
            assert_same(parts[0], whole);
        } else {
            assert_int_equal(revops_revenue_merge(parts[2], parts[1], NULL), REVOPS_OK);
            assert_int_equal(revops_revenue_merge(parts[2], parts[0], NULL), REVOPS_OK);
            assert_same(parts[2], whole);
        }
        for (size_t i = 0; i < 3; i++)
            revops_revenue_destroy(parts[i]);
    }
    revops_revenue_destroy(whole);
    revops_revenue_destroy(empty);
}

static void removed_rows_do_not_come_back_with_a_merge(void **state) {
    revops_revenue *from = filled(), *into = opened(0, NULL, NULL, 0), *want;
    (void)state;
    assert_int_equal(take_back(from, few, 2, NULL), REVOPS_OK);
    assert_int_equal(unspend(from, ads, 2, NULL), REVOPS_OK);
    assert_int_equal(revops_revenue_merge(into, from, NULL), REVOPS_OK);
    want = opened(0, NULL, few + 2, FEW - 2);
    assert_int_equal(quote(want, pounds, 1, NULL), REVOPS_OK);
    assert_same(into, want);
    revops_revenue_destroy(from);
    revops_revenue_destroy(into);
    revops_revenue_destroy(want);
}

static void handles_that_do_not_fit_are_not_merged(void **state) {
    static const rate other = {3, 5, JAN_5, USD, GBP};
    revops_revenue_options options = REVOPS_REVENUE_OPTIONS_INIT;
    revops_revenue *into = filled(), *from;
    saved before = state_of(into);
    revops_error err;
    (void)state;
    assert_int_equal(revops_revenue_merge(NULL, into, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "into");
    assert_int_equal(revops_revenue_merge(into, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "from");
    assert_int_equal(revops_revenue_merge(into, into, &err), REVOPS_E_INVALID);
    assert_refused(&err, REVOPS_E_INVALID, REVOPS_NONE, "from");
    from = opened(ALL_DIMENSIONS, NULL, few, 1);
    assert_int_equal(revops_revenue_merge(into, from, &err), REVOPS_E_MISMATCH);
    assert_refused(&err, REVOPS_E_MISMATCH, REVOPS_NONE, "dimensions");
    revops_revenue_destroy(from);
    options.fx.pivot = USD;
    assert_int_equal(revops_revenue_create(&from, &options, NULL, NULL), REVOPS_OK);
    assert_int_equal(sell(from, few, 2, NULL), REVOPS_OK);
    assert_int_equal(revops_revenue_merge(into, from, &err), REVOPS_E_MISMATCH);
    assert_string_equal(err.field, "pivot");
    revops_revenue_destroy(from);
    from = opened(0, NULL, few, 2);
    assert_int_equal(spend(from, ads, 2, NULL), REVOPS_OK);
    assert_int_equal(quote(from, &other, 1, NULL), REVOPS_OK);
    assert_int_equal(revops_revenue_merge(into, from, &err), REVOPS_E_DUPLICATE);
    assert_state(into, &before);
    revops_revenue_destroy(from);
    free(before.bytes);
    revops_revenue_destroy(into);
}

/* A host that gives memory so many times. */
static void *give(void *user, void *block, size_t old_size, size_t new_size) {
    size_t *left = user;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    if (new_size > old_size && (*left)-- == 0) {
        *left = 0;
        return NULL;
    }
    return realloc(block, new_size);
}

/* Cells that both have, that only one has, that are empty, and sums that become 128 bits wide. */
static void a_merge_that_fails_half_way_leaves_no_trace(void **state) {
    static sale rows[900];
    size_t left = SIZE_MAX, failures = 0;
    revops_host host = REVOPS_HOST_INIT;
    revops_revenue *from, *into;
    revops_status status = REVOPS_E_NOMEM;
    saved before;
    (void)state;
    host.user = &left;
    host.resize = give;
    for (size_t i = 0; i < 900; i++)
        rows[i] = (sale){SALE(JAN_1 + (int32_t)(i % 3 * 5000), 9, 8), .project = i / 3};
    rows[10].gross_minor = rows[10].net_minor = INT64_MAX;
    from = opened(0, NULL, rows, 900);
    assert_int_equal(spend(from, ads, 2, NULL), REVOPS_OK);
    assert_int_equal(quote(from, pounds, 1, NULL), REVOPS_OK);
    assert_int_equal(take_back(from, rows + 400, 100, NULL), REVOPS_OK);
    into = opened(0, &host, rows, 100);
    before = state_of(into);
    for (size_t most = 0; status != REVOPS_OK; most++) {
        left = most;
        status = revops_revenue_merge(into, from, NULL);
        left = SIZE_MAX;
        if (status != REVOPS_OK) {
            assert_int_equal(status, REVOPS_E_NOMEM);
            assert_state(into, &before);
            failures++;
        }
    }
    assert_true(failures > 5);
    assert_int_equal(take_back(into, rows, 100, NULL), REVOPS_OK);
    assert_same(into, from);
    free(before.bytes);
    revops_revenue_destroy(from);
    revops_revenue_destroy(into);
}

/* --- save and load --- */

static void a_loaded_handle_is_the_saved_one(void **state) {
    revops_revenue *revenue = filled(), *loaded = NULL;
    saved bytes = state_of(revenue);
    revops_state_info info;
    (void)state;
    assert_int_equal(revops_state_verify(&info, bytes.bytes, bytes.size, NULL), REVOPS_OK);
    assert_memory_equal(info.kind, "REVN", 4);
    assert_int_equal(info.version, 1);
    assert_int_equal(revops_revenue_load(&loaded, bytes.bytes, bytes.size, NULL, NULL), REVOPS_OK);
    assert_state(loaded, &bytes);
    assert_int_equal(sell(loaded, few, FEW, NULL), REVOPS_OK); /* and goes on like it */
    assert_int_equal(sell(revenue, few, FEW, NULL), REVOPS_OK);
    assert_same(loaded, revenue);
    assert_int_equal(take_back(loaded, few, FEW, NULL), REVOPS_OK);
    assert_int_equal(take_back(loaded, few, FEW, NULL), REVOPS_OK);
    assert_int_equal(total_of(loaded).count, 0);
    free(bytes.bytes);
    revops_revenue_destroy(revenue);
    revops_revenue_destroy(loaded);
}

static void saving_asks_for_room_before_it_writes(void **state) {
    revops_revenue *revenue = filled();
    saved want = state_of(revenue);
    unsigned char *room = malloc(want.size);
    size_t written = 0;
    revops_error err;
    (void)state;
    assert_non_null(room);
    memset(room, 0x5a, want.size);
    assert_int_equal(revops_revenue_save(revenue, room, want.size - 1, &written, &err),
                     REVOPS_E_CAPACITY);
    assert_int_equal(err.status, REVOPS_E_CAPACITY);
    assert_int_equal(written, want.size);
    for (size_t i = 0; i < want.size; i++)
        assert_int_equal(room[i], 0x5a);
    assert_int_equal(revops_revenue_save(NULL, room, want.size, &written, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "revenue");
    assert_int_equal(revops_revenue_save(revenue, NULL, 1, &written, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "out");
    assert_int_equal(revops_revenue_save(revenue, room, 1, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "written");
    free(room);
    free(want.bytes);
    revops_revenue_destroy(revenue);
}

static revops_status load_status(const void *bytes, size_t size, revops_error *err) {
    revops_revenue *revenue = (revops_revenue *)(void *)err;
    revops_status status = revops_revenue_load(&revenue, bytes, size, NULL, err);
    assert_true((revenue != NULL) == (status == REVOPS_OK));
    revops_revenue_destroy(revenue);
    return status;
}

static void bytes_that_were_cut_or_changed_are_damaged(void **state) {
    revops_revenue *revenue = filled();
    saved bytes = state_of(revenue);
    revops_error err;
    (void)state;
    for (size_t i = 0; i < bytes.size; i++) {
        assert_int_equal(load_status(bytes.bytes, i, &err), REVOPS_E_DAMAGED);
        for (unsigned bit = 0; bit < 8; bit++) {
            bytes.bytes[i] ^= (unsigned char)(1u << bit);
            assert_int_equal(load_status(bytes.bytes, bytes.size, &err), REVOPS_E_DAMAGED);
            bytes.bytes[i] ^= (unsigned char)(1u << bit);
        }
    }
    assert_int_equal(load_status(bytes.bytes, bytes.size, &err), REVOPS_OK);
    assert_int_equal(load_status(NULL, 0, &err), REVOPS_E_DAMAGED);
    assert_int_equal(load_status(NULL, 1, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "bytes");
    assert_int_equal(revops_revenue_load(NULL, bytes.bytes, bytes.size, NULL, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "revenue");
    free(bytes.bytes);
    revops_revenue_destroy(revenue);
}

enum { HEADER = 24, CHECKSUM = 8, KIND = 8, VERSION = 12 };

/* Give changed bytes the header and checksum of good ones. */
static void repair(saved *bytes) {
    uint8_t digest[32];
    uint64_t payload = bytes->size - HEADER - CHECKSUM;
    for (size_t i = HEADER; i-- > HEADER - 8; payload >>= 8)
        bytes->bytes[i] = (uint8_t)payload;
    revops_sha256(digest, bytes->bytes, bytes->size - CHECKSUM);
    memcpy(bytes->bytes + bytes->size - CHECKSUM, digest, CHECKSUM);
}

static void other_kinds_and_newer_versions_are_told_apart(void **state) {
    revops_revenue *revenue = filled();
    saved bytes = state_of(revenue);
    revops_error err;
    (void)state;
    memcpy(bytes.bytes + KIND, "ALLO", 4);
    repair(&bytes);
    assert_int_equal(load_status(bytes.bytes, bytes.size, &err), REVOPS_E_MISMATCH);
    memcpy(bytes.bytes + KIND, "REVN", 4);
    bytes.bytes[VERSION + 1] = 2;
    repair(&bytes);
    assert_int_equal(load_status(bytes.bytes, bytes.size, &err), REVOPS_E_UNSUPPORTED);
    free(bytes.bytes);
    revops_revenue_destroy(revenue);
}

/* A state of two cells in one day and two of spend, and where its numbers lie. */
enum {
    DIMENSIONS = HEADER,
    CELLS = HEADER + 4 + 28, /* behind rates without a pair */
    CELL = CELLS + 8,
    CELL_SIZE = 108,
    CELL_CURRENCY = 4,
    CELL_KIND = 8,
    CELL_PROJECT = 12,
    CELL_CUSTOMER = 44,
    CELL_COUNT = 52,
    SPEND = CELL + 2 * CELL_SIZE,
    SPEND_CELL = SPEND + 8,
    SPEND_SIZE = 48,
    SPEND_COUNT = 24,
    END = SPEND_CELL + 2 * SPEND_SIZE
};

static saved small_state(void) {
    static const sale two[] = {{SALE(JAN_5, 5, 5), .project = 1},
                               {SALE(JAN_5, 6, 6), .project = 2}};
    static const spent both[] = {{5, 1, 0, JAN_5, USD}, {6, 2, 0, JAN_5, USD}};
    revops_revenue *revenue = opened(0, NULL, two, 2);
    saved bytes;
    assert_int_equal(spend(revenue, both, 2, NULL), REVOPS_OK);
    bytes = state_of(revenue);
    assert_int_equal(bytes.size, END + CHECKSUM);
    revops_revenue_destroy(revenue);
    return bytes;
}

static void put(saved *bytes, size_t at, size_t size, uint64_t value) {
    while (size-- > 0) {
        bytes->bytes[at + size] = (unsigned char)value;
        value >>= 8;
    }
}

static void a_payload_that_no_handle_could_have_saved_is_damaged(void **state) {
    static const struct {
        size_t at, size;
        uint64_t value;
    } table[] = {
        {DIMENSIONS, 4, 0},                    /* a mask is never empty */
        {DIMENSIONS, 4, 64},                   /* an unknown dimension */
        {DIMENSIONS, 4, 1},                    /* projects that are not kept */
        {CELLS, 8, 1},                         /* bytes that nobody reads */
        {CELLS, 8, 3},                         /* more cells than bytes */
        {CELLS, 8, UINT64_MAX},                /* more than can be multiplied */
        {CELL, 4, (uint32_t)(FIRST_DAY - 1)},  /* before the calendar */
        {CELL + CELL_SIZE, 4, LAST_DAY + 1},   /* behind it */
        {CELL + CELL_SIZE, 4, JAN_5 - 1},      /* days descend */
        {CELL, 4, JAN_6},                      /* likewise */
        {CELL + CELL_CURRENCY, 4, 0},          /* no currency */
        {CELL + CELL_CURRENCY, 4, UINT32_MAX}, /* currencies descend */
        {CELL + CELL_KIND, 4, 6},              /* a reserve is no revenue */
        {CELL + CELL_KIND, 4, UINT32_MAX},     /* no kind at all */
        {CELL + CELL_PROJECT, 8, 2},           /* the same cell twice */
        {CELL + CELL_PROJECT, 8, 3},           /* projects descend */
        {CELL + CELL_CUSTOMER, 8, 1},          /* customers are not kept */
        {CELL + CELL_COUNT, 8, 0},             /* a cell without rows */
        {SPEND, 8, 1},                         /* bytes that nobody reads */
        {SPEND_CELL, 4, JAN_6},                /* days descend */
        {SPEND_CELL + CELL_CURRENCY, 4, 0},    /* no currency */
        {SPEND_CELL + 8, 8, 2},                /* the same cell twice */
        {SPEND_CELL + SPEND_COUNT, 8, 0},      /* a cell without rows */
        {SPEND_CELL + SPEND_SIZE + 4, 4, GBP}, /* currencies descend */
    };
    saved bytes = small_state();
    revops_error err;
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        saved changed = {malloc(bytes.size), bytes.size};
        assert_non_null(changed.bytes);
        memcpy(changed.bytes, bytes.bytes, bytes.size);
        put(&changed, table[i].at, table[i].size, table[i].value);
        repair(&changed);
        if (load_status(changed.bytes, changed.size, &err) != REVOPS_E_DAMAGED)
            fail_msg("row %zu is loaded", i);
        assert_true(err.offset != REVOPS_NONE && err.offset <= changed.size);
        free(changed.bytes);
    }
    free(bytes.bytes);
}

static void a_payload_of_any_shorter_size_is_damaged(void **state) {
    saved bytes = small_state();
    revops_error err;
    (void)state;
    while (--bytes.size >= HEADER + CHECKSUM) {
        repair(&bytes);
        assert_int_equal(load_status(bytes.bytes, bytes.size, &err), REVOPS_E_DAMAGED);
    }
    free(bytes.bytes);
}

/* Sums as large as their rows can make them are answered or refused, never wrong. */
static void sums_at_the_limit_of_their_rows_load_and_overflow(void **state) {
    saved bytes = small_state();
    revops_revenue *loaded = NULL;
    revops_revenue_row rows[2];
    size_t written;
    revops_error err;
    (void)state;
    put(&bytes, CELL + CELL_COUNT, 8, INT64_MAX - 3); /* with the three others: 2^63 - 1 */
    put(&bytes, CELL + CELL_SIZE - 16, 8, (UINT64_C(1) << 62) - 3);
    repair(&bytes);
    assert_int_equal(revops_revenue_load(&loaded, bytes.bytes, bytes.size, NULL, NULL), REVOPS_OK);
    assert_state(loaded, &bytes);
    assert_int_equal(revops_revenue_rows(loaded, NULL, 0, rows, 2, sizeof rows[0], &written, &err),
                     REVOPS_E_OVERFLOW);
    assert_refused(&err, REVOPS_E_OVERFLOW, 0, "gross_minor");
    revops_revenue_destroy(loaded);
    free(bytes.bytes);
}

/* Two cells of 2^127 - 1 would add up to -2: no rows could have made them. */
static void sums_beyond_what_rows_could_make_are_damaged(void **state) {
    static const struct {
        uint64_t count, high, low;
        revops_status status;
    } table[] = {
        {1, 0, INT64_MAX, REVOPS_OK},
        {1, 0, UINT64_C(1) << 63, REVOPS_E_DAMAGED},
        {1, UINT64_MAX, UINT64_C(1) << 63, REVOPS_OK},
        {1, UINT64_MAX, INT64_MAX, REVOPS_E_DAMAGED},
        {2, 0, UINT64_MAX - 1, REVOPS_OK},
        {2, 1, 0, REVOPS_E_DAMAGED},
        {2, UINT64_MAX, 0, REVOPS_OK},
        {2, UINT64_MAX - 1, UINT64_MAX, REVOPS_E_DAMAGED},
        {INT64_MAX - 3, INT64_MAX, UINT64_MAX, REVOPS_E_DAMAGED},
        {INT64_MAX - 3, UINT64_C(1) << 63, 0, REVOPS_E_DAMAGED},
        {INT64_MAX - 2, 0, 0, REVOPS_E_DAMAGED}, /* 2^63 rows in all */
        {UINT64_MAX, 0, 0, REVOPS_E_DAMAGED},
    };
    saved bytes = small_state();
    revops_error err;
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        put(&bytes, CELL + CELL_COUNT, 8, table[i].count);
        put(&bytes, CELL + CELL_SIZE - 16, 8, table[i].high);
        put(&bytes, CELL + CELL_SIZE - 8, 8, table[i].low);
        repair(&bytes);
        assert_int_equal(load_status(bytes.bytes, bytes.size, &err), table[i].status);
    }
    free(bytes.bytes);
}

static void a_state_loads_within_the_limits_of_its_host(void **state) {
    revops_host host = REVOPS_HOST_INIT;
    revops_revenue *revenue = filled(), *loaded = NULL;
    saved bytes = state_of(revenue);
    uint64_t limit = 300;
    revops_status status;
    revops_error err;
    (void)state;
    for (;; limit += limit / 4) {
        host.max_bytes = limit;
        status = revops_revenue_load(&loaded, bytes.bytes, bytes.size, &host, &err);
        if (status == REVOPS_OK)
            break;
        assert_int_equal(status, REVOPS_E_LIMIT);
        assert_null(loaded);
    }
    assert_true(limit > 300);
    revops_revenue_destroy(loaded);
    host.max_bytes = 0;
    host.max_rows = FEW + 2; /* what was fed before counts on */
    assert_int_equal(revops_revenue_load(&loaded, bytes.bytes, bytes.size, &host, NULL), REVOPS_OK);
    assert_int_equal(sell(loaded, few, 1, &err), REVOPS_E_LIMIT);
    assert_string_equal(err.field, "max_rows");
    revops_revenue_destroy(loaded);
    host.struct_size = 1;
    assert_int_equal(revops_revenue_load(&loaded, bytes.bytes, bytes.size, &host, &err),
                     REVOPS_E_INVALID);
    assert_null(loaded);
    free(bytes.bytes);
    revops_revenue_destroy(revenue);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merging_is_adding_in_any_tree),
        cmocka_unit_test(removed_rows_do_not_come_back_with_a_merge),
        cmocka_unit_test(handles_that_do_not_fit_are_not_merged),
        cmocka_unit_test(a_merge_that_fails_half_way_leaves_no_trace),
        cmocka_unit_test(a_loaded_handle_is_the_saved_one),
        cmocka_unit_test(saving_asks_for_room_before_it_writes),
        cmocka_unit_test(bytes_that_were_cut_or_changed_are_damaged),
        cmocka_unit_test(other_kinds_and_newer_versions_are_told_apart),
        cmocka_unit_test(a_payload_that_no_handle_could_have_saved_is_damaged),
        cmocka_unit_test(a_payload_of_any_shorter_size_is_damaged),
        cmocka_unit_test(sums_at_the_limit_of_their_rows_load_and_overflow),
        cmocka_unit_test(sums_beyond_what_rows_could_make_are_damaged),
        cmocka_unit_test(a_state_loads_within_the_limits_of_its_host),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
