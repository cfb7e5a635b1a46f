/* Shapes are found by place and by name, and grow without breaking who steps through them. */
#include "check.h"

#include "base/shape.h"

static void every_shape_is_found_by_its_place_and_by_its_name(void **state) {
    (void)state;
    assert_true(revops_shape_count() > 0);
    for (uint32_t i = 0; i < revops_shape_count(); i++)
        assert_ptr_equal(revops_shape_find(revops_shape_at(i)->name), revops_shape_at(i));
    assert_string_equal(revops_shape_at(0)->name, "error"); /* the order of the floors */
}

static void beyond_the_end_there_is_no_shape(void **state) {
    (void)state;
    assert_null(revops_shape_at(revops_shape_count()));
    assert_null(revops_shape_at(UINT32_MAX));
}

static void a_name_that_is_almost_right_finds_nothing(void **state) {
    (void)state;
    assert_null(revops_shape_find(NULL));
    assert_null(revops_shape_find(""));
    assert_null(revops_shape_find("erro"));
    assert_null(revops_shape_find("errors"));
    assert_null(revops_shape_find("Error"));
    assert_null(revops_shape_find("revops_error"));
}

static void fields_stand_in_the_order_of_the_struct(void **state) {
    static const char *const names[] = {"status", "host_code", "row", "offset", "field", "message"};
    const revops_shape *shape = revops_shape_find("error");
    (void)state;
    assert_int_equal(shape->size, sizeof(revops_error));
    assert_int_equal(shape->kind, REVOPS_SHAPE_RECORD);
    assert_int_equal(shape->field_count, 6);
    for (uint32_t i = 0; i < 6; i++)
        assert_string_equal(revops_shape_field(shape, i)->name, names[i]);
    assert_int_equal(revops_shape_field(shape, 5)->offset, offsetof(revops_error, message));
    assert_int_equal(revops_shape_field(shape, 5)->length, sizeof(((revops_error *)0)->message));
    assert_null(revops_shape_field(shape, 6));
    assert_null(revops_shape_field(shape, UINT32_MAX));
    assert_null(revops_shape_field(NULL, 0));
}

static void the_words_of_a_status_are_its_names(void **state) {
    const revops_field *field = revops_shape_field(revops_shape_find("error"), 0);
    (void)state;
    assert_int_equal(field->unit, REVOPS_UNIT_ENUM);
    assert_int_equal(field->word_count, REVOPS_E_CONFLICT + 1);
    for (uint32_t i = 0; i < field->word_count; i++) {
        assert_int_equal(field->words[i].value, i);
        assert_string_equal(field->words[i].name, revops_status_name((int32_t)i));
    }
}

static void a_shape_says_the_type_of_each_member(void **state) {
    const revops_shape *column = revops_shape_find("column");
    static const uint32_t types[] = {REVOPS_TYPE_POINTER, REVOPS_TYPE_POINTER, REVOPS_TYPE_INT64,
                                     REVOPS_TYPE_INT64,   REVOPS_TYPE_UINT32,  REVOPS_TYPE_UINT32};
    (void)state;
    for (uint32_t i = 0; i < 6; i++)
        assert_int_equal(revops_shape_field(column, i)->type, types[i]);
    assert_int_equal(revops_shape_field(column, 5)->unit, REVOPS_UNIT_RESERVED);
}

/* A field as a later version may know it. */
typedef struct later_field {
    revops_field field;
    const char *more;
} later_field;

static void fields_that_have_grown_are_stepped_over(void **state) {
    static const later_field fields[] = {
        {{"one", "", NULL, 0, 0, 1, 0, REVOPS_TYPE_INT64, REVOPS_UNIT_NONE, 0, 0}, "more"},
        {{"two", "", NULL, 0, 8, 1, 0, REVOPS_TYPE_INT64, REVOPS_UNIT_NONE, 0, 0}, "more"},
    };
    const revops_shape shape = {"later", "", &fields[0].field, 2, sizeof(later_field), 16, 1};
    (void)state;
    assert_ptr_equal(revops_shape_field(&shape, 0), &fields[0].field);
    assert_ptr_equal(revops_shape_field(&shape, 1), &fields[1].field);
    assert_null(revops_shape_field(&shape, 2));
}

static void names_are_equal_only_as_a_whole(void **state) {
    (void)state;
    assert_true(revops__same_name("", ""));
    assert_true(revops__same_name("fx", "fx"));
    assert_false(revops__same_name("fx", "f"));
    assert_false(revops__same_name("fx", "fy"));
    assert_false(revops__same_name("", "fx"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shape_is_found_by_its_place_and_by_its_name),
        cmocka_unit_test(beyond_the_end_there_is_no_shape),
        cmocka_unit_test(a_name_that_is_almost_right_finds_nothing),
        cmocka_unit_test(fields_stand_in_the_order_of_the_struct),
        cmocka_unit_test(the_words_of_a_status_are_its_names),
        cmocka_unit_test(a_shape_says_the_type_of_each_member),
        cmocka_unit_test(fields_that_have_grown_are_stepped_over),
        cmocka_unit_test(names_are_equal_only_as_a_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
