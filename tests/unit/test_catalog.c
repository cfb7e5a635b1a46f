/* The catalogue: complete entries, found by place and by name, whose erased functions refuse what
 * the typed ones refuse. */
#include "check.h"

static const revops_feed *feed_at(const revops_handle_kind *kind, uint32_t index) {
    return (const void *)((const uint8_t *)kind->feeds + (size_t)index * kind->feed_size);
}

static const revops_report *report_at(const revops_handle_kind *kind, uint32_t index) {
    return (const void *)((const uint8_t *)kind->reports + (size_t)index * kind->report_size);
}

static void every_kind_is_found_by_its_place_and_by_its_name(void **state) {
    (void)state;
    assert_true(revops_catalog_count() >= 2);
    for (uint32_t i = 0; i < revops_catalog_count(); i++)
        assert_ptr_equal(revops_catalog_find(revops_catalog_at(i)->name), revops_catalog_at(i));
    assert_non_null(revops_catalog_find("fx"));
    assert_non_null(revops_catalog_find("revenue"));
}

static void what_is_not_there_is_null(void **state) {
    (void)state;
    assert_null(revops_catalog_at(revops_catalog_count()));
    assert_null(revops_catalog_at(UINT32_MAX));
    assert_null(revops_catalog_find(NULL));
    assert_null(revops_catalog_find(""));
    assert_null(revops_catalog_find("revenu"));
    assert_null(revops_catalog_find("revenues"));
    assert_null(revops_catalog_find("Revenue"));
}

/* lower_snake_case, as a function, a class and a command are named after it. */
static void assert_word(const char *name) {
    assert_non_null(name);
    assert_true(name[0] >= 'a' && name[0] <= 'z');
    for (; *name; name++)
        assert_true((*name >= 'a' && *name <= 'z') || (*name >= '0' && *name <= '9') ||
                    *name == '_');
}

static void assert_listed(const revops_shape *shape, uint32_t kind) {
    assert_non_null(shape);
    assert_ptr_equal(revops_shape_find(shape->name), shape);
    assert_int_equal(shape->kind, kind);
}

static void every_entry_says_all_that_bindings_loop_over(void **state) {
    (void)state;
    for (uint32_t i = 0; i < revops_catalog_count(); i++) {
        const revops_handle_kind *kind = revops_catalog_at(i);
        const int has_state = kind->state[0] != '\0';
        assert_word(kind->name);
        assert_true(kind->about && kind->about[0]);
        if (kind->options)
            assert_listed(kind->options, REVOPS_SHAPE_OPTIONS);
        assert_non_null(kind->create);
        assert_non_null(kind->destroy);
        assert_true(kind->feed_size >= sizeof(revops_feed));
        assert_true(kind->report_size >= sizeof(revops_report));
        assert_true(kind->feed_count > 0);
        assert_int_equal(kind->report_count > 0, kind->reports != NULL);
        assert_int_equal(has_state, kind->merge != NULL);
        assert_int_equal(has_state, kind->save != NULL);
        assert_int_equal(has_state, kind->load != NULL);
        for (size_t byte = 0; byte < sizeof kind->state; byte++)
            assert_int_equal(kind->state[byte] >= 'A' && kind->state[byte] <= 'Z',
                             has_state && byte < 4);
    }
}

static void every_feed_and_report_is_complete(void **state) {
    (void)state;
    for (uint32_t i = 0; i < revops_catalog_count(); i++) {
        const revops_handle_kind *kind = revops_catalog_at(i);
        for (uint32_t j = 0; j < kind->feed_count; j++) {
            const revops_feed *feed = feed_at(kind, j);
            assert_word(feed->name);
            assert_true(feed->about && feed->about[0]);
            assert_listed(feed->batch, REVOPS_SHAPE_BATCH);
            assert_int_equal(feed->flags & ~(uint32_t)REVOPS_FEED_ORDERED, 0);
            assert_int_equal(feed->reserved0, 0);
            assert_non_null(feed->add);
            assert_non_null(feed->read);
        }
        for (uint32_t j = 0; j < kind->report_count; j++) {
            const revops_report *report = report_at(kind, j);
            assert_word(report->name);
            assert_true(report->about && report->about[0]);
            if (report->query)
                assert_listed(report->query, REVOPS_SHAPE_OPTIONS);
            assert_listed(report->row, REVOPS_SHAPE_RECORD);
            assert_non_null(report->rows);
        }
    }
}

static void no_two_entries_share_a_name_or_a_state(void **state) {
    (void)state;
    for (uint32_t i = 0; i < revops_catalog_count(); i++) {
        const revops_handle_kind *kind = revops_catalog_at(i);
        for (uint32_t j = 0; j < i; j++) {
            assert_string_not_equal(kind->name, revops_catalog_at(j)->name);
            if (kind->state[0])
                assert_memory_not_equal(kind->state, revops_catalog_at(j)->state, 4);
        }
        for (uint32_t j = 0; j < kind->feed_count; j++)
            for (uint32_t k = 0; k < j; k++)
                assert_string_not_equal(feed_at(kind, j)->name, feed_at(kind, k)->name);
        for (uint32_t j = 0; j < kind->report_count; j++)
            for (uint32_t k = 0; k < j; k++)
                assert_string_not_equal(report_at(kind, j)->name, report_at(kind, k)->name);
    }
}

static void the_order_of_rows_is_counted_from_1_without_gaps(void **state) {
    (void)state;
    for (uint32_t i = 0; i < revops_catalog_count(); i++) {
        const revops_handle_kind *kind = revops_catalog_at(i);
        for (uint32_t j = 0; j < kind->report_count; j++) {
            const revops_shape *row = report_at(kind, j)->row;
            uint32_t most = 0, seen[64] = {0};
            for (uint32_t k = 0; k < row->field_count; k++) {
                const uint32_t order = revops_shape_field(row, k)->order;
                assert_true(order < 64);
                seen[order]++;
                most = order > most ? order : most;
            }
            assert_true(most > 0);
            for (uint32_t k = 1; k <= most; k++)
                assert_int_equal(seen[k], 1);
        }
    }
}

static void erased_life_refuses_what_the_typed_one_refuses(void **state) {
    (void)state;
    for (uint32_t i = 0; i < revops_catalog_count(); i++) {
        const revops_handle_kind *kind = revops_catalog_at(i);
        revops_error err;
        void *handle = &err;
        assert_int_equal(kind->create(NULL, NULL, NULL, &err), REVOPS_E_INVALID);
        assert_string_equal(err.field, kind->name);
        kind->destroy(NULL);
        if (!kind->load)
            continue;
        assert_int_equal(kind->load(NULL, "x", 1, NULL, &err), REVOPS_E_INVALID);
        assert_string_equal(err.field, kind->name);
        assert_int_equal(kind->load(&handle, NULL, 1, NULL, &err), REVOPS_E_INVALID);
        assert_string_equal(err.field, "bytes");
        assert_null(handle);
        handle = &err;
        assert_int_not_equal(kind->load(&handle, NULL, 0, NULL, &err), REVOPS_OK);
        assert_null(handle);
    }
}

static void a_failed_create_gives_null(void **state) {
    revops_host host = REVOPS_HOST_INIT;
    (void)state;
    host.struct_size = 1;
    for (uint32_t i = 0; i < revops_catalog_count(); i++) {
        revops_error err;
        void *handle = &err;
        assert_int_equal(revops_catalog_at(i)->create(&handle, NULL, &host, &err),
                         REVOPS_E_INVALID);
        assert_string_equal(err.field, "struct_size");
        assert_null(handle);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_found_by_its_place_and_by_its_name),
        cmocka_unit_test(what_is_not_there_is_null),
        cmocka_unit_test(every_entry_says_all_that_bindings_loop_over),
        cmocka_unit_test(every_feed_and_report_is_complete),
        cmocka_unit_test(no_two_entries_share_a_name_or_a_state),
        cmocka_unit_test(the_order_of_rows_is_counted_from_1_without_gaps),
        cmocka_unit_test(erased_life_refuses_what_the_typed_one_refuses),
        cmocka_unit_test(a_failed_create_gives_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
