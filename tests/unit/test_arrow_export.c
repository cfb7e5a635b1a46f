/* Arrow out: what rows become, and who owns it. */
#include "check.h"

#include "sales.h"

static const revops_shape *rows_shape(void) {
    return revops_shape_find("transaction_row");
}

static const sale sales[] = {
    {SALE(JAN_1, 1000, 900), .transaction = 7, .kind = REVOPS_SALE, .project = 1},
    {SALE(JAN_5, -300, -290), .transaction = 8, .kind = REVOPS_REFUND, .original = 7},
    {SALE(FEB_1, 500, 450), .transaction = 9, .kind = REVOPS_SALE, .customer = UINT64_MAX >> 1},
};
enum { SALES = sizeof sales / sizeof sales[0] };

static const struct ArrowArray *column(const struct ArrowSchema *schema,
                                       const struct ArrowArray *array, const char *name,
                                       const char *format) {
    for (int64_t i = 0; i < schema->n_children; i++)
        if (strcmp(schema->children[i]->name, name) == 0) {
            assert_string_equal(schema->children[i]->format, format);
            return array->children[i];
        }
    fail_msg("no column %s", name);
    return NULL;
}

static void rows_come_back_as_the_batch_they_were(void **state) {
    struct ArrowSchema schema;
    struct ArrowArray array;
    revops_arrow_reader *reader = NULL;
    revops_transaction_batch batch;
    sale back[SALES];
    revops_error err;
    (void)state;
    assert_int_equal(
        revops_arrow_export(&schema, &array, rows_shape(), sales, SALES, NULL, NULL, &err),
        REVOPS_OK);
    assert_int_equal(revops_arrow_reader_create_array(&reader, &schema, &array,
                                                      revops_shape_find("transaction_batch"), NULL,
                                                      NULL, &err),
                     REVOPS_OK);
    memset(&batch, 0, sizeof batch);
    batch.struct_size = sizeof batch;
    assert_int_equal(revops_arrow_next(reader, &batch), REVOPS_MORE);
    assert_int_equal(batch.count, SALES);
    for (uint32_t i = 0; i < rows_shape()->field_count; i++) {
        const revops_field *field = revops_shape_field(rows_shape(), i);
        const revops_shape *shape = revops_shape_find("transaction_batch");
        for (uint32_t j = 0; j < shape->field_count; j++) {
            const revops_field *in = revops_shape_field(shape, j);
            uint64_t values[SALES];
            revops_column from;
            if (strcmp(in->name, field->name) != 0)
                continue;
            memcpy(&from, (const char *)&batch + in->offset, sizeof from);
            assert_int_equal(revops_column_copy(values, NULL, &from, field->type, SALES, &err),
                             REVOPS_OK);
            for (size_t row = 0; row < SALES; row++) {
                const size_t width =
                    field->type == REVOPS_TYPE_INT32 || field->type == REVOPS_TYPE_UINT32 ? 4 : 8;
                memcpy((char *)&back[row] + field->offset, (const char *)values + row * width,
                       width);
            }
        }
    }
    assert_memory_equal(back, sales, sizeof back);
    assert_int_equal(revops_arrow_next(reader, &batch), REVOPS_END);
    assert_int_equal(revops_arrow_next(reader, &batch), REVOPS_END);
    revops_arrow_reader_destroy(reader);
    assert_non_null(column(&schema, &array, "kind", "u"));
    schema.release(&schema);
    array.release(&array);
    assert_null(schema.release);
    assert_null(array.release);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_back_as_the_batch_they_were),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
