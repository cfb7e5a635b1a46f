/* The writer's contract: what it refuses, when it is closed. */
#include "check.h"

#include <math.h>

#include "written.h"

#define EUR 0x45555200u

static const char *const texts[] = {"alpha", "\xC3", "a\xED\xA0\x80z"};
static const written_names names = {texts, 3};

static const written_sale good = {{1, 2, REVOPS_RATIO_OK, 0}, 1, 100, 1, EUR, 20454};

typedef struct contract_row {
    int64_t amount_minor;
    double score;
    const char *note;
    int64_t day;
    int32_t month;
    uint32_t reserved0;
} contract_row;

static const revops_field contract_fields[] = {
    REVOPS__FIELD(contract_row, amount_minor, REVOPS_UNIT_MINOR, "an amount"),
    REVOPS__FIELD(contract_row, score, REVOPS_UNIT_NONE, "a number"),
    REVOPS__FIELD(contract_row, note, REVOPS_UNIT_TEXT, "a text"),
    REVOPS__FIELD(contract_row, day, REVOPS_UNIT_DAY, "a day"),
    REVOPS__FIELD(contract_row, month, REVOPS_UNIT_MONTH, "a month"),
    REVOPS__RESERVED(contract_row, reserved0),
};
static const revops_shape contract_shape = REVOPS__SHAPE(
    contract_row, "contract", "what can go wrong", contract_fields, REVOPS_SHAPE_RECORD);
static const contract_row fine = {1, 0.5, "x", 0, 0, 0};

static void expect_error(const revops_error *err, revops_status status, uint64_t row,
                         const char *field) {
    assert_int_equal(err->status, status);
    assert_true(err->row == row);
    assert_string_equal(err->field, field);
}

/* --- create --- */

static void refuse(const revops_shape *shape, const revops_writer_options *options,
                   revops_status status, const char *field) {
    revops_writer *writer = (revops_writer *)(uintptr_t)1;
    revops_error err;
    written w = {0};
    assert_int_equal(revops_writer_create(&writer, shape, options, written_sink, &w, NULL, &err),
                     status);
    assert_null(writer);
    assert_string_equal(err.field, field);
    assert_int_equal(w.calls, 0);
}

static void null_arguments_are_named(void **state) {
    revops_writer *writer = NULL;
    revops_error err;
    (void)state;
    assert_int_equal(
        revops_writer_create(NULL, &contract_shape, NULL, written_sink, NULL, NULL, &err),
        REVOPS_E_INVALID);
    assert_string_equal(err.field, "writer");
    assert_int_equal(revops_writer_create(&writer, &contract_shape, NULL, NULL, NULL, NULL, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "sink");
    refuse(NULL, NULL, REVOPS_E_INVALID, "shape");
    assert_int_equal(revops_writer_rows(NULL, &fine, 1, sizeof fine, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "writer");
    assert_int_equal(revops_writer_end(NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "writer");
    assert_int_equal(revops_writer_end(NULL, NULL), REVOPS_E_INVALID);
    revops_writer_destroy(NULL);
    revops_writer_options_init(NULL);
}

static void the_init_function_and_macro_agree(void **state) {
    const revops_writer_options by_macro = REVOPS_WRITER_OPTIONS_INIT;
    revops_writer_options by_function;
    (void)state;
    memset(&by_function, 0xff, sizeof by_function);
    revops_writer_options_init(&by_function);
    assert_memory_equal(&by_macro, &by_function, sizeof by_macro);
    assert_int_equal(by_macro.struct_size, sizeof by_macro);
}

static void options_of_another_version_follow_the_growth_rule(void **state) {
    struct {
        revops_writer_options known;
        uint64_t tail;
    } newer = {REVOPS_WRITER_OPTIONS_INIT, 0};
    revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    revops_writer *writer = NULL;
    (void)state;
    options.struct_size = sizeof(size_t) - 1;
    refuse(&contract_shape, &options, REVOPS_E_INVALID, "struct_size");
    options.struct_size = sizeof(size_t);
    options.format = 99; /* behind the host's end of the struct: never read */
    assert_int_equal(
        revops_writer_create(&writer, &contract_shape, &options, written_sink, NULL, NULL, NULL),
        REVOPS_OK);
    revops_writer_destroy(writer);
    newer.known.struct_size = sizeof newer;
    assert_int_equal(revops_writer_create(&writer, &contract_shape, &newer.known, written_sink,
                                          NULL, NULL, NULL),
                     REVOPS_OK);
    revops_writer_destroy(writer);
    newer.tail = 1;
    refuse(&contract_shape, &newer.known, REVOPS_E_UNSUPPORTED, "struct_size");
}

static void unknown_choices_are_refused(void **state) {
    revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    (void)state;
    options.format = 7;
    refuse(&contract_shape, &options, REVOPS_E_INVALID, "format");
    options.format = -1;
    refuse(&contract_shape, &options, REVOPS_E_INVALID, "format");
    options.format = 0;
    options.flags = 32;
    refuse(&contract_shape, &options, REVOPS_E_INVALID, "flags");
    options.flags = 0;
    options.reserved0 = 1;
    refuse(&contract_shape, &options, REVOPS_E_INVALID, "reserved0");
    options.reserved0 = 0;
    options.title = "\xFF";
    refuse(&contract_shape, &options, REVOPS_E_INVALID, "title");
}

static void fields_must_be_shown_by_the_shape_and_come_once(void **state) {
    const uint32_t beyond[] = {6}, reserved[] = {5}, twice[] = {1, 0, 1};
    revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    (void)state;
    options.field_count = 1;
    refuse(&contract_shape, &options, REVOPS_E_INVALID, "fields");
    options.fields = beyond;
    refuse(&contract_shape, &options, REVOPS_E_INVALID, "fields");
    options.fields = reserved;
    refuse(&contract_shape, &options, REVOPS_E_INVALID, "fields");
    options.fields = twice;
    options.field_count = 3;
    refuse(&contract_shape, &options, REVOPS_E_INVALID, "fields");
    options.field_count = 1025;
    refuse(&contract_shape, &options, REVOPS_E_LIMIT, "field_count");
}

static void shapes_must_describe_a_record(void **state) {
    revops_shape shape = contract_shape;
    revops_field field = contract_fields[0];
    (void)state;
    shape.kind = REVOPS_SHAPE_OPTIONS;
    refuse(&shape, NULL, REVOPS_E_INVALID, "shape");
    shape = contract_shape;
    shape.field_size = 8;
    refuse(&shape, NULL, REVOPS_E_INVALID, "shape");
    shape = contract_shape;
    shape.fields = NULL;
    refuse(&shape, NULL, REVOPS_E_INVALID, "shape");
    shape.field_count = 0; /* nothing to show */
    refuse(&shape, NULL, REVOPS_E_INVALID, "shape");
    shape = contract_shape;
    shape.fields = &field;
    shape.field_count = 1;
    field.offset = 40; /* eight bytes from 33 on end outside of 40 */
    shape.size = 40;
    refuse(&shape, NULL, REVOPS_E_INVALID, "amount_minor");
    field.offset = 33;
    refuse(&shape, NULL, REVOPS_E_INVALID, "amount_minor");
    field.offset = 0;
    field.length = 1025;
    shape.size = 8 * 1025;
    refuse(&shape, NULL, REVOPS_E_LIMIT, "shape");
}

static void types_and_units_must_go_together(void **state) {
    static const struct {
        uint16_t type, unit;
    } unfit[] = {
        {REVOPS_TYPE_DOUBLE, REVOPS_UNIT_MINOR},
        {REVOPS_TYPE_DOUBLE, REVOPS_UNIT_DAY},
        {REVOPS_TYPE_UINT64, REVOPS_UNIT_MINOR},
        {REVOPS_TYPE_POINTER, REVOPS_UNIT_NONE},
        {REVOPS_TYPE_COLUMN, REVOPS_UNIT_MINOR},
        {REVOPS_TYPE_BYTES, REVOPS_UNIT_KEY},
        {REVOPS_TYPE_RATIO, REVOPS_UNIT_NONE},
        {REVOPS_TYPE_INT64, REVOPS_UNIT_RATIO},
        {REVOPS_TYPE_INT64, REVOPS_UNIT_DIGEST},
        {REVOPS_TYPE_INT64, REVOPS_UNIT_TEXT},
        {REVOPS_TYPE_INT64, 17},
        {99, REVOPS_UNIT_NONE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof unfit / sizeof unfit[0]; i++) {
        revops_shape shape = contract_shape;
        revops_field field = contract_fields[0];
        field.type = unfit[i].type;
        field.unit = unfit[i].unit;
        shape.fields = &field;
        shape.field_count = 1;
        refuse(&shape, NULL, REVOPS_E_UNSUPPORTED, "amount_minor");
    }
}

static void currencies_of_the_host_are_checked_and_copied(void **state) {
    revops_currency_def defs[2] = {{EUR, 3}, {0x544F4B00u, 19}};
    revops_currency_options currencies = REVOPS_CURRENCY_OPTIONS_INIT;
    revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    const uint32_t fields[] = {3};
    revops_writer *writer = NULL;
    written w = {0};
    (void)state;
    options.format = REVOPS_FORMAT_PLAIN;
    options.fields = fields;
    options.field_count = 1;
    options.currencies = &currencies;
    currencies.def_count = 2;
    refuse(&written_sale_shape, &options, REVOPS_E_INVALID, "defs");
    currencies.defs = defs;
    refuse(&written_sale_shape, &options, REVOPS_E_INVALID, "exponent");
    currencies.def_count = 1;
    assert_int_equal(
        revops_writer_create(&writer, &written_sale_shape, &options, written_sink, &w, NULL, NULL),
        REVOPS_OK);
    defs[0].exponent = 0;
    memset(&currencies, 0xff, sizeof currencies);
    memset(&options, 0xff, sizeof options);
    assert_int_equal(revops_writer_rows(writer, &good, 1, sizeof good, NULL), REVOPS_OK);
    assert_int_equal(revops_writer_end(writer, NULL), REVOPS_OK);
    assert_string_equal(w.text, "revenue_minor\n0.100\n");
    revops_writer_destroy(writer);
    written_close(&w);
}

/* --- rows --- */

static void refused_arguments_change_nothing(void **state) {
    revops_writer *writer = NULL;
    revops_error err;
    written w = {0};
    (void)state;
    assert_int_equal(
        revops_writer_create(&writer, &contract_shape, NULL, written_sink, &w, NULL, NULL),
        REVOPS_OK);
    assert_int_equal(revops_writer_rows(writer, NULL, 1, sizeof fine, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "rows");
    assert_int_equal(revops_writer_rows(writer, &fine, 1, sizeof fine - 1, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "row_size");
    assert_int_equal(revops_writer_rows(writer, NULL, 0, sizeof fine, &err), REVOPS_OK);
    assert_int_equal(revops_writer_rows(writer, &fine, 1, sizeof fine, &err), REVOPS_OK);
    assert_int_equal(revops_writer_end(writer, &err), REVOPS_OK);
    assert_string_equal(w.text, "[\n{\"amount_minor\":1,\"score\":0.5,\"note\":\"x\","
                                "\"day\":\"1970-01-01\",\"month\":\"1970-01\"}\n]\n");
    assert_int_equal(revops_writer_rows(writer, &fine, 1, sizeof fine, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "writer");
    assert_int_equal(revops_writer_end(writer, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "writer");
    revops_writer_destroy(writer);
    written_close(&w);
}

static void wider_rows_are_stepped_over(void **state) {
    struct {
        written_sale sale;
        uint64_t more[3];
    } rows[2];
    revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    const uint32_t fields[] = {4};
    revops_writer *writer = NULL;
    written w = {0};
    (void)state;
    memset(rows, 0xff, sizeof rows);
    rows[0].sale = rows[1].sale = good;
    rows[1].sale.transactions = 2;
    options.format = REVOPS_FORMAT_PLAIN;
    options.fields = fields;
    options.field_count = 1;
    assert_int_equal(
        revops_writer_create(&writer, &written_sale_shape, &options, written_sink, &w, NULL, NULL),
        REVOPS_OK);
    assert_int_equal(revops_writer_rows(writer, rows, 2, sizeof rows[0], NULL), REVOPS_OK);
    assert_int_equal(revops_writer_end(writer, NULL), REVOPS_OK);
    assert_string_equal(w.text, "transactions\n1\n2\n");
    revops_writer_destroy(writer);
    written_close(&w);
}

/* Row 1 of two is bad: the call names it, and the writer is closed. */
static void refuse_row(const revops_shape *shape, const revops_writer_options *options,
                       const void *rows, revops_status status, const char *field) {
    revops_writer *writer = NULL;
    revops_error err;
    written w = {0};
    assert_int_equal(revops_writer_create(&writer, shape, options, written_sink, &w, NULL, NULL),
                     REVOPS_OK);
    assert_int_equal(revops_writer_rows(writer, rows, 2, shape->size, &err), status);
    expect_error(&err, status, 1, field);
    assert_int_equal(revops_writer_rows(writer, rows, 1, shape->size, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "writer");
    assert_int_equal(revops_writer_end(writer, NULL), REVOPS_E_INVALID);
    revops_writer_destroy(writer);
    written_close(&w);
}

static void bad_values_are_named_by_row_and_field(void **state) {
    contract_row rows[2] = {fine, fine};
    char long_text[65537];
    (void)state;
    rows[1].score = (double)INFINITY;
    refuse_row(&contract_shape, NULL, rows, REVOPS_E_INVALID, "score");
    rows[1] = fine;
    rows[1].note = "\x80";
    refuse_row(&contract_shape, NULL, rows, REVOPS_E_INVALID, "note");
    memset(long_text, 'x', sizeof long_text);
    long_text[65536] = '\0';
    rows[1].note = long_text;
    refuse_row(&contract_shape, NULL, rows, REVOPS_E_INVALID, "note");
    rows[1] = fine;
    rows[1].day = 2932897; /* the day after 9999-12-31 */
    refuse_row(&contract_shape, NULL, rows, REVOPS_E_INVALID, "day");
    rows[1] = fine;
    rows[1].month = -23629;
    refuse_row(&contract_shape, NULL, rows, REVOPS_E_INVALID, "month");
}

static void bad_currencies_and_ratios_are_refused(void **state) {
    written_sale rows[2] = {good, good};
    revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    (void)state;
    rows[1].currency = 0x65757200u; /* lower case */
    refuse_row(&written_sale_shape, NULL, rows, REVOPS_E_INVALID, "currency");
    rows[1].currency = 0x45005500u; /* a hole */
    refuse_row(&written_sale_shape, NULL, rows, REVOPS_E_INVALID, "currency");
    rows[1] = good;
    rows[1].share.denominator = 0;
    refuse_row(&written_sale_shape, NULL, rows, REVOPS_E_INVALID, "share");
    rows[1].share.denominator = -1;
    options.format = REVOPS_FORMAT_PLAIN;
    refuse_row(&written_sale_shape, &options, rows, REVOPS_E_INVALID, "share");
    rows[1].share.status = 2;
    rows[1].share.denominator = 1;
    refuse_row(&written_sale_shape, &options, rows, REVOPS_E_INVALID, "share");
}

static void major_units_need_a_currency(void **state) {
    static const int32_t formats[] = {REVOPS_FORMAT_MARKDOWN, REVOPS_FORMAT_ASCII,
                                      REVOPS_FORMAT_HTML, REVOPS_FORMAT_PLAIN};
    written_sale rows[2] = {good, good};
    revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        written w = {0};
        options.format = formats[i];
        rows[1].currency = 0;
        refuse_row(&written_sale_shape, &options, rows, REVOPS_E_MISSING, "revenue_minor");
        options.currency = EUR;
        assert_int_equal(written_rows(&w, &written_sale_shape, &options, rows, 2, 0, NULL),
                         REVOPS_OK);
        options.currency = 0;
        rows[1].currency = 0x58415500u; /* XAU has no minor unit */
        refuse_row(&written_sale_shape, &options, rows, REVOPS_E_MISSING, "revenue_minor");
        written_close(&w);
    }
}

static void names_must_be_valid_utf8(void **state) {
    revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    written_sale rows[2] = {good, good};
    (void)state;
    options.resolver = written_resolve;
    options.resolver_user = (void *)(uintptr_t)&names;
    rows[1].platform = 2;
    refuse_row(&written_sale_shape, &options, rows, REVOPS_E_INVALID, "platform");
    rows[1].platform = 3; /* a surrogate */
    refuse_row(&written_sale_shape, &options, rows, REVOPS_E_INVALID, "platform");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(null_arguments_are_named),
        cmocka_unit_test(the_init_function_and_macro_agree),
        cmocka_unit_test(options_of_another_version_follow_the_growth_rule),
        cmocka_unit_test(unknown_choices_are_refused),
        cmocka_unit_test(fields_must_be_shown_by_the_shape_and_come_once),
        cmocka_unit_test(shapes_must_describe_a_record),
        cmocka_unit_test(types_and_units_must_go_together),
        cmocka_unit_test(currencies_of_the_host_are_checked_and_copied),
        cmocka_unit_test(refused_arguments_change_nothing),
        cmocka_unit_test(wider_rows_are_stepped_over),
        cmocka_unit_test(bad_values_are_named_by_row_and_field),
        cmocka_unit_test(bad_currencies_and_ratios_are_refused),
        cmocka_unit_test(major_units_need_a_currency),
        cmocka_unit_test(names_must_be_valid_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
