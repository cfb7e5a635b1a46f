/* Statuses have names, and the error record says row, field and message. */
#include "check.h"

#include "base/error.h"
#include "base/text.h"

static void every_status_has_a_name_and_a_sentence(void **state) {
    (void)state;
    for (int32_t status = 0; status <= REVOPS_E_CONFLICT; status++) {
        assert_string_not_equal(revops_status_name(status), "unknown");
        assert_string_not_equal(revops_status_text(status), "unknown");
    }
    assert_string_equal(revops_status_name(REVOPS_E_CONFLICT), "conflict");
}

static void other_numbers_are_unknown(void **state) {
    (void)state;
    assert_string_equal(revops_status_name(-1), "unknown");
    assert_string_equal(revops_status_text(REVOPS_E_CONFLICT + 1), "unknown");
    assert_string_equal(revops_status_name(INT32_MIN), "unknown");
}

static void the_record_is_256_bytes_everywhere(void **state) {
    (void)state;
    assert_int_equal(sizeof(revops_error), 256);
}

static void a_refusal_names_row_field_and_what_arrived(void **state) {
    revops_error err;
    (void)state;
    assert_int_equal(
        revops__fail_i64(&err, REVOPS_E_INVALID, 7, "fee_minor", "at least 0", INT64_MIN),
        REVOPS_E_INVALID);
    assert_int_equal(err.status, REVOPS_E_INVALID);
    assert_int_equal(err.row, 7);
    assert_true(err.offset == REVOPS_NONE);
    assert_string_equal(err.field, "fee_minor");
    assert_string_equal(err.message, "expected at least 0, got -9223372036854775808");
    revops__fail_u64(&err, REVOPS_E_LIMIT, REVOPS_NONE, NULL, "fewer rows", UINT64_MAX);
    assert_string_equal(err.field, "");
    assert_string_equal(err.message, "expected fewer rows, got 18446744073709551615");
}

static void long_texts_are_cut_inside_the_record(void **state) {
    char text[400];
    revops_error err;
    (void)state;
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    revops__fail_text(&err, REVOPS_E_INVALID, 0, text + 300, "short", text, sizeof text);
    assert_int_equal(strlen(err.message), sizeof err.message - 1);
    revops__fail(&err, REVOPS_E_INVALID, 0, text, text);
    assert_int_equal(strlen(err.field), sizeof err.field - 1);
    assert_int_equal(strlen(err.message), sizeof err.message - 1);
}

static void texts_are_cut_between_characters(void **state) {
    const char expected[] = "expected a name, got ";
    char text[2 * sizeof(revops_error)];
    revops_error err;
    (void)state;
    for (size_t shift = 0; shift < 4; shift++) { /* a clef has four bytes */
        size_t offset = 0, size = shift;
        memset(text, 'x', shift);
        for (; size + 4 <= sizeof text; size += 4)
            memcpy(text + size, "\xf0\x9d\x84\x9e", 4);
        revops__fail_text(&err, REVOPS_E_DUPLICATE, 0, "text", "a name", text, size);
        assert_true(revops__utf8_valid(err.message, strlen(err.message), &offset));
        assert_in_range(strlen(err.message), sizeof err.message - 4, sizeof err.message - 1);
        assert_memory_equal(err.message, expected, sizeof expected - 1);
    }
    memset(text, '\x84', sizeof text); /* no UTF-8 at all: nothing to keep whole */
    revops__fail_text(&err, REVOPS_E_DUPLICATE, 0, "text", "a name", text, sizeof text);
    assert_string_equal(err.message, expected);
}

static void answers_of_callbacks_become_cancelled_or_host(void **state) {
    revops_error err;
    (void)state;
    assert_int_equal(revops__fail_answer(&err, REVOPS_END, "progress"), REVOPS_E_CANCELLED);
    assert_int_equal(err.host_code, 0);
    assert_int_equal(revops__fail_answer(&err, 0, "source"), REVOPS_E_HOST);
    assert_int_equal(err.host_code, 0);
    assert_int_equal(revops__fail_answer(&err, -77, "source"), REVOPS_E_HOST);
    assert_int_equal(err.host_code, -77);
    assert_int_equal(revops__fail_answer(NULL, -77, "source"), REVOPS_E_HOST);
}

static void rows_count_over_the_whole_call(void **state) {
    revops_error err;
    (void)state;
    revops__fail(&err, REVOPS_E_INVALID, 3, "x", "y");
    revops__error_shift(&err, 4096);
    assert_int_equal(err.row, 4099);
    revops__fail_at(&err, REVOPS_E_DAMAGED, 12, "state", "y");
    revops__error_shift(&err, 4096);
    assert_true(err.row == REVOPS_NONE);
    assert_int_equal(err.offset, 12);
    revops__error_shift(NULL, 1);
}

static void the_version_is_one_number_and_one_text(void **state) {
    (void)state;
    assert_string_equal(revops_version(), REVOPS_VERSION);
    assert_int_equal(revops_version_number(), REVOPS_VERSION_NUMBER);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_a_name_and_a_sentence),
        cmocka_unit_test(other_numbers_are_unknown),
        cmocka_unit_test(the_record_is_256_bytes_everywhere),
        cmocka_unit_test(a_refusal_names_row_field_and_what_arrived),
        cmocka_unit_test(long_texts_are_cut_inside_the_record),
        cmocka_unit_test(texts_are_cut_between_characters),
        cmocka_unit_test(answers_of_callbacks_become_cancelled_or_host),
        cmocka_unit_test(rows_count_over_the_whole_call),
        cmocka_unit_test(the_version_is_one_number_and_one_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
