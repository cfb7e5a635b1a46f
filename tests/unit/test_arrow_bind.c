/* Arrow in without a copy: what a batch borrows from an array, and what is refused. */
#include "check.h"

#include "arrows.h"
#include "sales.h"

static const revops_shape *transactions(void) {
    return revops_shape_find("transaction_batch");
}

static const int32_t days[] = {JAN_1, JAN_5, JAN_6, JAN_7};
static const uint32_t codes[] = {USD, USD, EUR, USD};
static const int64_t gross[] = {1000, 2000, -300, 400};

static void table_open(arrows *table) {
    arrows_open(table, 4);
    arrows_add(table, "economic_day", "tdD", days, NULL);
    arrows_add(table, "currency", "I", codes, NULL);
    arrows_add(table, "gross_minor", "l", gross, NULL);
}

static revops_transaction_batch bound(const arrows *table) {
    revops_transaction_batch batch;
    revops_error err;
    memset(&batch, 0x5a, sizeof batch);
    batch.struct_size = sizeof batch;
    if (revops_arrow_bind(&batch, transactions(), &table->schema, &table->array, &err) != REVOPS_OK)
        fail_msg("%s: %s", err.field, err.message);
    return batch;
}

static void refuse(const arrows *table, revops_status status, uint64_t row, const char *field) {
    revops_transaction_batch batch, before;
    revops_error err;
    memset(&batch, 0x5a, sizeof batch);
    batch.struct_size = sizeof batch;
    before = batch;
    assert_int_equal(revops_arrow_bind(&batch, transactions(), &table->schema, &table->array, &err),
                     status);
    assert_int_equal(err.status, status);
    assert_true(err.row == row);
    assert_string_equal(err.field, field);
    assert_memory_equal(&batch, &before, sizeof batch);
    assert_int_equal(revops_arrow_bind(&batch, transactions(), &table->schema, &table->array, NULL),
                     status);
}

static void columns_are_borrowed_where_they_lie(void **state) {
    arrows table;
    revops_transaction_batch batch;
    (void)state;
    table_open(&table);
    batch = bound(&table);
    assert_int_equal(batch.count, 4);
    assert_ptr_equal(batch.economic_day.data, days);
    assert_int_equal(batch.economic_day.type, REVOPS_TYPE_INT32);
    assert_ptr_equal(batch.currency.data, codes);
    assert_ptr_equal(batch.gross_minor.data, gross);
    assert_int_equal(batch.gross_minor.stride, 8);
    assert_null(batch.gross_minor.validity);
    assert_null(batch.net_minor.data);
    assert_null(batch.stream.data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_borrowed_where_they_lie),
    };
    (void)refuse;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
