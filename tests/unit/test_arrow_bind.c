/* Arrow in without a copy: what a batch borrows from an array, and what is refused. */
#include "check.h"

#include "arrow_any.h"
#include "arrows.h"

static const int64_t amounts[] = {1000, 2000, -300, 400};
static const int32_t days[] = {20454, 20458, 20459, 20460};
static const uint32_t codes[] = {1, 2, 3, 4};

static void table_open(arrows *table) {
    arrows_open(table, 4);
    arrows_add(table, "amount_minor", "l", amounts, NULL);
    arrows_add(table, "day", "tdD", days, NULL);
    arrows_add(table, "currency", "I", codes, NULL);
}

static any_batch bound(const arrows *table) {
    any_batch batch;
    revops_error err;
    memset(&batch, 0x5a, sizeof batch);
    batch.struct_size = sizeof batch;
    if (revops_arrow_bind(&batch, &any_batch_shape, &table->schema, &table->array, &err) !=
        REVOPS_OK)
        fail_msg("%s: %s", err.field, err.message);
    return batch;
}

/* A refusal leaves the batch alone. */
static void refuse(const arrows *table, revops_status status, uint64_t row, const char *field) {
    any_batch batch, before;
    revops_error err;
    memset(&batch, 0x5a, sizeof batch);
    batch.struct_size = sizeof batch;
    before = batch;
    assert_int_equal(
        revops_arrow_bind(&batch, &any_batch_shape, &table->schema, &table->array, &err), status);
    assert_int_equal(err.status, status);
    assert_true(err.row == row);
    assert_string_equal(err.field, field);
    assert_memory_equal(&batch, &before, sizeof batch);
    assert_int_equal(
        revops_arrow_bind(&batch, &any_batch_shape, &table->schema, &table->array, NULL), status);
}

static void columns_are_borrowed_where_they_lie(void **state) {
    arrows table;
    any_batch batch;
    (void)state;
    table_open(&table);
    batch = bound(&table);
    assert_int_equal(batch.count, 4);
    assert_int_equal(batch.struct_size, sizeof batch);
    assert_ptr_equal(batch.day.data, days);
    assert_int_equal(batch.day.type, REVOPS_TYPE_INT32);
    assert_int_equal(batch.day.stride, 4);
    assert_ptr_equal(batch.currency.data, codes);
    assert_int_equal(batch.currency.type, REVOPS_TYPE_UINT32);
    assert_ptr_equal(batch.amount_minor.data, amounts);
    assert_int_equal(batch.amount_minor.stride, 8);
    assert_null(batch.amount_minor.validity);
    assert_null(batch.score.data);
    assert_null(batch.small.data);
}

static void integers_of_every_width_keep_their_type(void **state) {
    static const struct {
        const char *format;
        uint32_t type, width;
    } kinds[] = {
        {"c", REVOPS_TYPE_INT8, 1},   {"C", REVOPS_TYPE_UINT8, 1},  {"s", REVOPS_TYPE_INT16, 2},
        {"S", REVOPS_TYPE_UINT16, 2}, {"i", REVOPS_TYPE_INT32, 4},  {"I", REVOPS_TYPE_UINT32, 4},
        {"l", REVOPS_TYPE_INT64, 8},  {"L", REVOPS_TYPE_UINT64, 8},
    };
    static const char *const fields[] = {"amount_minor", "share_num", "seen_ns", "count_of",
                                         "customer",     "day",       "month",   "kind",
                                         "currency",     "mask",      "flag",    "small"};
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        for (size_t j = 0; j < sizeof fields / sizeof fields[0]; j++) {
            arrows table;
            any_batch batch;
            revops_column column;
            const revops_field *field = NULL;
            arrows_open(&table, 2);
            arrows_add(&table, fields[j], kinds[i].format, amounts, NULL);
            batch = bound(&table);
            for (uint32_t k = 0; !field || strcmp(field->name, fields[j]) != 0; k++)
                field = revops_shape_field(&any_batch_shape, k);
            memcpy(&column, (const char *)&batch + field->offset, sizeof column);
            assert_ptr_equal(column.data, amounts);
            assert_int_equal(column.type, kinds[i].type);
            assert_int_equal(column.stride, kinds[i].width);
        }
}

static void nanoseconds_and_doubles_are_borrowed_too(void **state) {
    static const double scores[] = {0.5, 1.5};
    arrows table;
    any_batch batch;
    (void)state;
    arrows_open(&table, 2);
    arrows_add(&table, "seen_ns", "tsn:Europe/Berlin", amounts, NULL);
    arrows_add(&table, "score", "g", scores, NULL);
    batch = bound(&table);
    assert_ptr_equal(batch.seen_ns.data, amounts);
    assert_int_equal(batch.seen_ns.type, REVOPS_TYPE_INT64);
    assert_ptr_equal(batch.score.data, scores);
    assert_int_equal(batch.score.type, REVOPS_TYPE_DOUBLE);
}

static void slices_of_the_table_and_of_a_column_add_up(void **state) {
    static const uint8_t bits[] = {0x0b};
    arrows table;
    any_batch batch;
    (void)state;
    arrows_open(&table, 4);
    arrows_nulls(arrows_add(&table, "amount_minor", "l", amounts, NULL), bits, -1);
    table.array.offset = 1;
    table.array.length = 2;
    table.arrays[0].offset = 1;
    table.arrays[0].length = 3;
    batch = bound(&table);
    assert_int_equal(batch.count, 2);
    assert_ptr_equal(batch.amount_minor.data, amounts + 2);
    assert_ptr_equal(batch.amount_minor.validity, bits);
    assert_int_equal(batch.amount_minor.validity_offset, 2);
}

static void a_bitmap_counts_only_where_there_are_nulls(void **state) {
    static const uint8_t bits[] = {0x0f};
    arrows table;
    (void)state;
    table_open(&table);
    arrows_nulls(&table.arrays[0], bits, 0);
    assert_null(bound(&table).amount_minor.validity);
    arrows_nulls(&table.arrays[0], bits, 1);
    assert_ptr_equal(bound(&table).amount_minor.validity, bits);
    arrows_nulls(&table.arrays[0], NULL, -1);
    assert_null(bound(&table).amount_minor.validity);
}

static void other_columns_are_passed_over_whatever_they_are(void **state) {
    arrows table;
    (void)state;
    table_open(&table);
    arrows_add(&table, "nested", "+l", NULL, NULL);
    arrows_add(&table, NULL, "l", amounts, NULL);
    arrows_add(&table, "nested", "+l", NULL, NULL);
    arrows_add(&table, "Amount_minor", "l", NULL, NULL)->release = NULL;
    assert_ptr_equal(bound(&table).amount_minor.data, amounts);
}

static void a_column_of_type_null_is_absent(void **state) {
    arrows table;
    (void)state;
    table_open(&table);
    arrows_add(&table, "customer", "n", NULL, NULL)->null_count = 4;
    assert_null(bound(&table).customer.data);
}

static void a_table_without_rows_needs_no_buffers(void **state) {
    arrows table;
    any_batch batch;
    (void)state;
    arrows_open(&table, 0);
    arrows_add(&table, "amount_minor", "l", NULL, NULL);
    batch = bound(&table);
    assert_int_equal(batch.count, 0);
    assert_null(batch.amount_minor.data);
    arrows_open(&table, 3);
    assert_int_equal(bound(&table).count, 3);
}

static void a_shorter_batch_gets_the_columns_it_knows(void **state) {
    struct {
        any_batch batch;
        unsigned char behind[8];
    } room;
    arrows table;
    revops_error err;
    (void)state;
    memset(&room, 0x5a, sizeof room);
    room.batch.struct_size = offsetof(any_batch, currency);
    table_open(&table);
    assert_int_equal(
        revops_arrow_bind(&room.batch, &any_batch_shape, &table.schema, &table.array, &err),
        REVOPS_OK);
    assert_ptr_equal(room.batch.day.data, days);
    assert_int_equal(*(const unsigned char *)&room.batch.currency, 0x5a);
    memset(&room, 0x5a, sizeof room);
    room.batch.struct_size = sizeof room;
    assert_int_equal(
        revops_arrow_bind(&room.batch, &any_batch_shape, &table.schema, &table.array, &err),
        REVOPS_OK);
    assert_int_equal(room.behind[0], 0); /* a newer host's columns are absent */
}

/* --- refusals --- */

static void null_arguments_are_named(void **state) {
    arrows table;
    any_batch batch = {.struct_size = sizeof batch};
    revops_error err;
    (void)state;
    table_open(&table);
    assert_int_equal(revops_arrow_bind(NULL, &any_batch_shape, &table.schema, &table.array, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "batch");
    assert_int_equal(revops_arrow_bind(&batch, NULL, &table.schema, &table.array, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "shape");
    assert_int_equal(revops_arrow_bind(&batch, &any_row_shape, &table.schema, &table.array, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "shape");
    assert_int_equal(revops_arrow_bind(&batch, &any_batch_shape, NULL, &table.array, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "schema");
    assert_int_equal(revops_arrow_bind(&batch, &any_batch_shape, &table.schema, NULL, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "array");
    batch.struct_size = sizeof batch.struct_size;
    assert_int_equal(revops_arrow_bind(&batch, &any_batch_shape, &table.schema, &table.array, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "struct_size");
}

static void a_schema_has_to_be_a_struct_of_columns(void **state) {
    arrows table;
    (void)state;
    table_open(&table);
    table.schema.release = NULL;
    refuse(&table, REVOPS_E_INVALID, REVOPS_NONE, "schema");
    table_open(&table);
    table.schema.format = "l";
    refuse(&table, REVOPS_E_INVALID, REVOPS_NONE, "schema");
    table.schema.format = NULL;
    refuse(&table, REVOPS_E_INVALID, REVOPS_NONE, "schema");
    table_open(&table);
    table.schema.n_children = -1;
    refuse(&table, REVOPS_E_INVALID, REVOPS_NONE, "schema");
    table_open(&table);
    table.schema.children = NULL;
    refuse(&table, REVOPS_E_INVALID, REVOPS_NONE, "schema");
    table_open(&table);
    table.schema_list[1] = NULL;
    refuse(&table, REVOPS_E_INVALID, REVOPS_NONE, "schema");
}

static void an_array_has_to_be_one_of_its_schema(void **state) {
    arrows table;
    (void)state;
    table_open(&table);
    table.array.release = NULL;
    refuse(&table, REVOPS_E_INVALID, REVOPS_NONE, "array");
    table_open(&table);
    table.array.n_children = 2;
    refuse(&table, REVOPS_E_INVALID, REVOPS_NONE, "array");
    table_open(&table);
    table.array.children = NULL;
    refuse(&table, REVOPS_E_INVALID, REVOPS_NONE, "array");
    table_open(&table);
    table.array.length = -1;
    refuse(&table, REVOPS_E_INVALID, REVOPS_NONE, "array");
    table_open(&table);
    table.array.offset = -1;
    refuse(&table, REVOPS_E_INVALID, REVOPS_NONE, "array");
    table.array.offset = INT64_MAX;
    refuse(&table, REVOPS_E_INVALID, REVOPS_NONE, "array");
    table_open(&table);
    table.array.n_buffers = 0;
    refuse(&table, REVOPS_E_INVALID, REVOPS_NONE, "array");
    table_open(&table);
    table.array.buffers = NULL;
    refuse(&table, REVOPS_E_INVALID, REVOPS_NONE, "array");
    table_open(&table);
    table.array.null_count = 1;
    refuse(&table, REVOPS_E_INVALID, REVOPS_NONE, "array");
    arrows_open(&table, (int64_t)INT32_MAX + 1);
    refuse(&table, REVOPS_E_INVALID, REVOPS_NONE, "count");
}

static void a_column_has_to_keep_the_rules_of_its_type(void **state) {
    arrows table;
    (void)state;
    table_open(&table);
    table.array_list[0] = NULL;
    refuse(&table, REVOPS_E_INVALID, REVOPS_NONE, "amount_minor");
    table_open(&table);
    table.arrays[1].release = NULL;
    refuse(&table, REVOPS_E_INVALID, REVOPS_NONE, "day");
    table_open(&table);
    table.arrays[1].n_buffers = 1;
    refuse(&table, REVOPS_E_INVALID, REVOPS_NONE, "day");
    table_open(&table);
    table.arrays[1].buffers[1] = NULL;
    refuse(&table, REVOPS_E_INVALID, REVOPS_NONE, "day");
    table_open(&table);
    table.arrays[1].length = 3;
    refuse(&table, REVOPS_E_INVALID, REVOPS_NONE, "day");
    table_open(&table);
    table.arrays[1].null_count = 1;
    refuse(&table, REVOPS_E_INVALID, REVOPS_NONE, "day");
    table_open(&table);
    table.arrays[1].offset = -1;
    refuse(&table, REVOPS_E_INVALID, REVOPS_NONE, "day");
}

static void two_columns_of_one_name_are_ambiguous(void **state) {
    arrows table;
    (void)state;
    table_open(&table);
    arrows_add(&table, "day", "i", days, NULL);
    refuse(&table, REVOPS_E_INVALID, REVOPS_NONE, "day");
}

static void a_null_row_of_the_whole_is_refused_with_its_place(void **state) {
    static const uint8_t bits[] = {0x17};
    arrows table;
    (void)state;
    table_open(&table);
    table.validity = bits;
    table.array.null_count = -1;
    refuse(&table, REVOPS_E_INVALID, 3, "");
    table.array.null_count = 0; /* the producer says there is none */
    bound(&table);
    table.array.null_count = -1;
    table.array.offset = 1;
    table.array.length = 2;
    bound(&table);
    table.array.length = 3;
    refuse(&table, REVOPS_E_INVALID, 2, "");
}

static void what_does_not_go_with_the_field_is_unsupported(void **state) {
    static const struct {
        const char *field, *format;
    } pairs[] = {
        {"amount_minor", "g"},
        {"amount_minor", "f"},
        {"amount_minor", "e"},
        {"amount_minor", "u"},
        {"amount_minor", "b"},
        {"amount_minor", "tdD"},
        {"amount_minor", "tsn:"},
        {"amount_minor", "+l"},
        {"amount_minor", ""},
        {"amount_minor", "z"},
        {"amount_minor", "w:8"},
        {"amount_minor", "x"},
        {"amount_minor", "d:9,0,"},
        {"amount_minor", "d:9"},
        {"amount_minor", "d:,0"},
        {"amount_minor", "d:9,"},
        {"amount_minor", "d:9,0,256"},
        {"amount_minor", "d:9,0,128x"},
        {"amount_minor", "d:9,200"},
        {"amount_minor", "dx"},
        {"amount_minor", "+us:0"},
        {"score", "l"},
        {"score", "tsn:"},
        {"customer", "g"},
        {"customer", "tdD"},
        {"customer", "vz"},
        {"day", "u"},
        {"day", "d:9,0"},
        {"day", "g"},
        {"day", "tts"},
        {"day", "tss:Europe/Berlin"},
        {"day", "tsx:"},
        {"day", "tsn"},
        {"day", "ts"},
        {"day", "tiM"},
        {"day", "t"},
        {"month", "tss:"},
        {"month", "u"},
        {"seen_ns", "tdD"},
        {"seen_ns", "tdm"},
        {"seen_ns", "tDn"},
        {"currency", "tdD"},
        {"currency", "d:9,0"},
        {"kind", "b"},
        {"kind", "d:9,0"},
        {"mask", "b"},
        {"mask", "u"},
        {"flag", "u"},
        {"plain", "tdD"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        arrows table;
        table_open(&table);
        table.schemas[0].name = "other";
        arrows_add(&table, pairs[i].field, pairs[i].format, amounts, NULL);
        if (strcmp(pairs[i].field, "day") == 0)
            table.schemas[1].name = "other";
        if (strcmp(pairs[i].field, "currency") == 0)
            table.schemas[2].name = "other";
        refuse(&table, REVOPS_E_UNSUPPORTED, REVOPS_NONE, pairs[i].field);
    }
}

static void a_column_without_a_format_is_unsupported(void **state) {
    arrows table;
    (void)state;
    table_open(&table);
    table.schemas[0].format = NULL;
    refuse(&table, REVOPS_E_UNSUPPORTED, REVOPS_NONE, "amount_minor");
}

static void what_has_to_be_decoded_is_left_to_the_reader(void **state) {
    static const struct {
        const char *field, *format;
    } pairs[] = {
        {"customer", "u"},
        {"customer", "U"},
        {"customer", "vu"},
        {"kind", "u"},
        {"amount_minor", "d:9,2"},
        {"seen_ns", "tss:"},
        {"seen_ns", "tsm:UTC"},
        {"seen_ns", "tsu:UTC"},
        {"month", "tdD"},
        {"month", "tdm"},
        {"flag", "b"},
        {"score", "f"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        arrows table;
        arrows_open(&table, 1);
        arrows_add(&table, pairs[i].field, pairs[i].format, amounts, "");
        refuse(&table, REVOPS_E_UNSUPPORTED, REVOPS_NONE, pairs[i].field);
    }
}

static void a_dictionary_is_left_to_the_reader(void **state) {
    arrows table;
    (void)state;
    arrows_open(&table, 1);
    arrows_add(&table, "customer", "c", days, NULL);
    arrows_dictionary(&table, "L", amounts, NULL, 1);
    refuse(&table, REVOPS_E_UNSUPPORTED, REVOPS_NONE, "customer");
}

static void the_earliest_field_of_the_shape_is_named(void **state) {
    arrows table;
    (void)state;
    table_open(&table);
    table.schemas[2].format = "+s";
    table.schemas[0].format = "+l";
    refuse(&table, REVOPS_E_UNSUPPORTED, REVOPS_NONE, "amount_minor");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_borrowed_where_they_lie),
        cmocka_unit_test(integers_of_every_width_keep_their_type),
        cmocka_unit_test(nanoseconds_and_doubles_are_borrowed_too),
        cmocka_unit_test(slices_of_the_table_and_of_a_column_add_up),
        cmocka_unit_test(a_bitmap_counts_only_where_there_are_nulls),
        cmocka_unit_test(other_columns_are_passed_over_whatever_they_are),
        cmocka_unit_test(a_column_of_type_null_is_absent),
        cmocka_unit_test(a_table_without_rows_needs_no_buffers),
        cmocka_unit_test(a_shorter_batch_gets_the_columns_it_knows),
        cmocka_unit_test(null_arguments_are_named),
        cmocka_unit_test(a_schema_has_to_be_a_struct_of_columns),
        cmocka_unit_test(an_array_has_to_be_one_of_its_schema),
        cmocka_unit_test(a_column_has_to_keep_the_rules_of_its_type),
        cmocka_unit_test(two_columns_of_one_name_are_ambiguous),
        cmocka_unit_test(a_null_row_of_the_whole_is_refused_with_its_place),
        cmocka_unit_test(what_does_not_go_with_the_field_is_unsupported),
        cmocka_unit_test(a_column_without_a_format_is_unsupported),
        cmocka_unit_test(what_has_to_be_decoded_is_left_to_the_reader),
        cmocka_unit_test(a_dictionary_is_left_to_the_reader),
        cmocka_unit_test(the_earliest_field_of_the_shape_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
