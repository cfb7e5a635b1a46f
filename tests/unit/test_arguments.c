/* Rules that all functions of one family keep, whoever wrote them: texts out, ratios out, and NULL
 * where it is not allowed. */
#include "check.h"

/* --- texts out --- */

/* Functions that write a text, each with a value whose text is known. */
static revops_status text_instant(char *out, size_t capacity, size_t *written, revops_error *err) {
    return revops_instant_format(out, capacity, written, 0, err);
}
static revops_status text_day(char *out, size_t capacity, size_t *written, revops_error *err) {
    return revops_day_format(out, capacity, written, 0, err);
}
static revops_status text_month(char *out, size_t capacity, size_t *written, revops_error *err) {
    return revops_month_format(out, capacity, written, 0, err);
}
static revops_status text_currency(char *out, size_t capacity, size_t *written, revops_error *err) {
    return revops_currency_format(out, capacity, written, REVOPS_CURRENCY('E', 'U', 'R', 0), err);
}
static revops_status text_money(char *out, size_t capacity, size_t *written, revops_error *err) {
    return revops_money_format(out, capacity, written, -1205, 2, err);
}
static revops_status text_ratio(char *out, size_t capacity, size_t *written, revops_error *err) {
    const revops_ratio ratio = {1, 4, REVOPS_RATIO_OK, 0};
    return revops_ratio_format(out, capacity, written, ratio, 2, err);
}

static const struct {
    revops_status (*format)(char *out, size_t capacity, size_t *written, revops_error *err);
    const char *text;
} texts[] = {
    {text_instant, "1970-01-01T00:00:00Z"},
    {text_day, "1970-01-01"},
    {text_month, "1970-01"},
    {text_currency, "EUR"},
    {text_money, "-12.05"},
    {text_ratio, "0.25"},
};
enum { TEXTS = sizeof texts / sizeof texts[0] };

static void a_text_ends_with_a_nul_that_its_size_leaves_out(void **state) {
    (void)state;
    for (size_t i = 0; i < TEXTS; i++) {
        const size_t size = strlen(texts[i].text);
        char out[64];
        size_t written = 77;
        memset(out, '#', sizeof out);
        assert_int_equal(texts[i].format(out, size + 1, &written, NULL), REVOPS_OK);
        assert_int_equal(written, size);
        assert_string_equal(out, texts[i].text);
        assert_int_equal(out[size + 1], '#');
    }
}

static void a_text_that_does_not_fit_tells_its_size_and_writes_nothing(void **state) {
    (void)state;
    for (size_t i = 0; i < TEXTS; i++) {
        const size_t size = strlen(texts[i].text);
        for (size_t capacity = 0; capacity <= size; capacity++) {
            char out[64];
            size_t written = 77;
            revops_error err;
            memset(out, '#', sizeof out);
            assert_int_equal(texts[i].format(out, capacity, &written, &err), REVOPS_E_CAPACITY);
            assert_int_equal(written, size);
            assert_string_equal(err.field, "out");
            for (size_t byte = 0; byte < sizeof out; byte++)
                assert_int_equal(out[byte], '#');
        }
    }
}

static void null_with_capacity_0_asks_for_the_size(void **state) {
    (void)state;
    for (size_t i = 0; i < TEXTS; i++) {
        size_t written = 77;
        assert_int_equal(texts[i].format(NULL, 0, &written, NULL), REVOPS_E_CAPACITY);
        assert_int_equal(written, strlen(texts[i].text));
    }
}

static void a_text_needs_a_buffer_and_a_place_for_its_size(void **state) {
    (void)state;
    for (size_t i = 0; i < TEXTS; i++) {
        char out[64] = "#";
        size_t written = 77;
        revops_error err;
        assert_int_equal(texts[i].format(NULL, 1, &written, &err), REVOPS_E_INVALID);
        assert_string_equal(err.field, "out");
        assert_int_equal(written, 77);
        assert_int_equal(texts[i].format(out, sizeof out, NULL, &err), REVOPS_E_INVALID);
        assert_string_equal(err.field, "written");
        assert_string_equal(out, "#");
        assert_int_equal(texts[i].format(NULL, 1, NULL, NULL), REVOPS_E_INVALID);
    }
}

static void the_resolver_keeps_the_same_rules(void **state) {
    revops_names *names = NULL;
    char out[8];
    size_t written = 77;
    (void)state;
    assert_int_equal(revops_names_create(&names, NULL, NULL), REVOPS_OK);
    assert_int_equal(revops_names_resolve(NULL, 5, out, sizeof out, &written), -REVOPS_E_INVALID);
    assert_int_equal(revops_names_resolve(names, 5, NULL, 1, &written), -REVOPS_E_INVALID);
    assert_int_equal(written, 77);
    assert_int_equal(revops_names_resolve(names, 5, out, sizeof out, NULL), -REVOPS_E_INVALID);
    assert_int_equal(revops_names_resolve(names, 5, NULL, 0, &written), -REVOPS_E_CAPACITY);
    assert_int_equal(written, 1);
    revops_names_destroy(names);
}

/* --- ratios and amounts out --- */

static void arithmetic_needs_a_place_for_its_result(void **state) {
    static revops_status (*const functions[])(revops_ratio *, revops_ratio, revops_ratio,
                                              revops_error *) = {
        revops_ratio_add, revops_ratio_subtract, revops_ratio_multiply, revops_ratio_divide};
    const revops_ratio half = {1, 2, REVOPS_RATIO_OK, 0};
    revops_error err;
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(functions[i](NULL, half, half, &err), REVOPS_E_INVALID);
        assert_string_equal(err.field, "result");
        assert_int_equal(functions[i](NULL, half, half, NULL), REVOPS_E_INVALID);
    }
}

static void amounts_are_refused_without_a_record_too(void **state) {
    int64_t result = 5;
    (void)state;
    assert_int_equal(revops_money_add(&result, INT64_MAX, 1, NULL), REVOPS_E_OVERFLOW);
    assert_int_equal(revops_money_subtract(&result, INT64_MIN, 1, NULL), REVOPS_E_OVERFLOW);
    assert_int_equal(revops_money_negate(&result, INT64_MIN, NULL), REVOPS_E_OVERFLOW);
    assert_int_equal(revops_money_add(NULL, 1, 1, NULL), REVOPS_E_INVALID);
    assert_int_equal(result, 5);
}

/* --- writers --- */

static int32_t take_nothing(void *user, const void *data, size_t count) {
    (void)user;
    (void)data;
    (void)count;
    return REVOPS_MORE;
}

static void a_writer_needs_a_shape_and_a_sink(void **state) {
    const revops_shape *shape = revops_shape_find("contribution");
    revops_writer *writer = NULL;
    revops_error err;
    (void)state;
    assert_int_equal(revops_writer_create(NULL, shape, NULL, take_nothing, NULL, NULL, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "writer");
    writer = (revops_writer *)(void *)&err; /* anything but NULL */
    assert_int_equal(revops_writer_create(&writer, NULL, NULL, take_nothing, NULL, NULL, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "shape");
    assert_null(writer);
    assert_int_equal(revops_writer_create(&writer, shape, NULL, NULL, NULL, NULL, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "sink");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_ends_with_a_nul_that_its_size_leaves_out),
        cmocka_unit_test(a_text_that_does_not_fit_tells_its_size_and_writes_nothing),
        cmocka_unit_test(null_with_capacity_0_asks_for_the_size),
        cmocka_unit_test(a_text_needs_a_buffer_and_a_place_for_its_size),
        cmocka_unit_test(the_resolver_keeps_the_same_rules),
        cmocka_unit_test(arithmetic_needs_a_place_for_its_result),
        cmocka_unit_test(amounts_are_refused_without_a_record_too),
        cmocka_unit_test(a_writer_needs_a_shape_and_a_sink),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
