/* Arrow with a partner that knows nothing of this library: DuckDB reads what is exported, and what
 * DuckDB answers is read. It is found by REVOPS_DUCKDB, the path of libduckdb.so. */
#define _POSIX_C_SOURCE 200809L
#include "check.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#include "sales.h"

/* As much of duckdb.h as is needed; everything is a pointer. */
typedef struct duckdb_result {
    uint64_t counts[3];
    void *columns, *message, *internal;
} duckdb_result;

static struct {
    void *library, *database, *connection;
    int (*open)(const char *, void **);
    int (*connect)(void *, void **);
    int (*query)(void *, const char *, duckdb_result *);
    char *(*text)(duckdb_result *, uint64_t, uint64_t);
    void (*destroy_result)(duckdb_result *);
    void (*release)(void *);
    int (*scan)(void *, const char *, struct ArrowArrayStream *);
    int (*query_arrow)(void *, const char *, void **);
    int (*arrow_schema)(void *, struct ArrowSchema **);
    int (*arrow_array)(void *, struct ArrowArray **);
    void (*destroy_arrow)(void **);
    void (*disconnect)(void **);
    void (*close)(void **);
} duck;

static void find(const char *name, void *function) {
    void *address = dlsym(duck.library, name);
    assert_non_null(address);
    memcpy(function, &address, sizeof address);
}

static int duck_open(void **state) {
    (void)state;
    find("duckdb_open", &duck.open);
    find("duckdb_connect", &duck.connect);
    find("duckdb_query", &duck.query);
    find("duckdb_value_varchar", &duck.text);
    find("duckdb_destroy_result", &duck.destroy_result);
    find("duckdb_free", &duck.release);
    find("duckdb_arrow_scan", &duck.scan);
    find("duckdb_query_arrow", &duck.query_arrow);
    find("duckdb_query_arrow_schema", &duck.arrow_schema);
    find("duckdb_query_arrow_array", &duck.arrow_array);
    find("duckdb_destroy_arrow", &duck.destroy_arrow);
    find("duckdb_disconnect", &duck.disconnect);
    find("duckdb_close", &duck.close);
    assert_int_equal(duck.open(":memory:", &duck.database), 0);
    assert_int_equal(duck.connect(duck.database, &duck.connection), 0);
    return 0;
}

static int duck_close(void **state) {
    (void)state;
    duck.disconnect(&duck.connection);
    duck.close(&duck.database);
    return dlclose(duck.library);
}

static void expect(const char *query, const char *answer) {
    duckdb_result result;
    char *text;
    assert_int_equal(duck.query(duck.connection, query, &result), 0);
    text = duck.text(&result, 0, 0);
    assert_string_equal(text ? text : "NULL", answer);
    duck.release(text);
    duck.destroy_result(&result);
}

/* DuckDB's C function takes all columns of a stream or mixes them up, hence the copy. */
static void scan(struct ArrowArrayStream *stream, const char *copy) {
    duckdb_result result;
    assert_int_equal(duck.scan(duck.connection, "exported", stream), 0);
    assert_int_equal(duck.query(duck.connection, copy, &result), 0);
    duck.destroy_result(&result);
    stream->release(stream);
}

static const sale sales[] = {
    {SALE(JAN_1, 1000, 900), .transaction = 7, .kind = REVOPS_SALE, .project = 1},
    {SALE(JAN_5, -300, -290), .transaction = 8, .kind = REVOPS_REFUND, .effective_ns = 1000000000},
    {SALE(FEB_1, 500, 450), .transaction = 9, .kind = REVOPS_SALE, .project = 3},
};

static void duckdb_reads_what_is_exported(void **state) {
    static const revops_profit_row profits[] = {
        {.gross_minor = 100, .roas = {3, 2, REVOPS_RATIO_OK, 0}, .currency = USD},
        {.gross_minor = 200, .roas = {0, 0, REVOPS_RATIO_UNDEFINED, 0}, .currency = EUR},
    };
    struct ArrowArrayStream stream;
    (void)state;
    assert_int_equal(revops_arrow_export_stream(&stream, revops_shape_find("transaction_row"),
                                                sales, 3, NULL, NULL, NULL),
                     REVOPS_OK);
    scan(&stream, "create table sales as select * from exported");
    expect("select string_agg(concat_ws('/', gross_minor, economic_day, currency, kind, "
           "transaction, epoch_us(effective_ns)), ' ') from sales",
           "1000/2026-01-01/USD/sale/7/0 -300/2026-01-05/USD/refund/8/1000000 "
           "500/2026-02-01/USD/sale/9/0");
    assert_int_equal(revops_arrow_export_stream(&stream, revops_shape_find("profit_row"), profits,
                                                2, NULL, NULL, NULL),
                     REVOPS_OK);
    scan(&stream, "create table profits as select * from exported");
    expect("select string_agg(concat_ws('/', gross_minor, roas_num, roas_den, currency), ' ') "
           "from profits",
           "100/3/2/USD 200/EUR");
}

static void what_duckdb_answers_is_read(void **state) {
    static const char query[] =
        "select date '2026-01-05' + i::int as economic_day, case i % 2 when 0 then 'USD' else "
        "'EUR' end as currency, (1000 + i)::bigint as gross_minor, (12.5 + i)::decimal(18, 2) as "
        "fee_minor, ('sale')::enum ('refund', 'sale') as kind, timestamp '1970-01-01 00:00:01' as "
        "effective_ns, 'shop ' || i as project, case when i = 1 then null else i end as customer "
        "from range(3) t(i)";
    revops_arrow_options options = REVOPS_ARROW_OPTIONS_INIT;
    revops_transaction_batch batch = {.struct_size = sizeof batch};
    revops_arrow_reader *reader = NULL;
    struct ArrowSchema schema, *type = &schema;
    struct ArrowArray array, *values = &array;
    revops_error err;
    int64_t numbers[3];
    uint8_t valid[3];
    void *result = NULL;
    (void)state;
    memset(&schema, 0, sizeof schema);
    memset(&array, 0, sizeof array);
    assert_int_equal(duck.query_arrow(duck.connection, query, &result), 0);
    assert_int_equal(duck.arrow_schema(result, &type), 0);
    assert_int_equal(duck.arrow_array(result, &values), 0);
    options.exponent = 2;
    if (revops_arrow_reader_create_array(&reader, type, values,
                                         revops_shape_find("transaction_batch"), &options, NULL,
                                         &err) != REVOPS_OK)
        fail_msg("%s: %s", err.field, err.message);
    if (revops_arrow_next(reader, &batch) != REVOPS_MORE) {
        (void)revops_arrow_reader_error(reader, &err);
        fail_msg("%s: %s", err.field, err.message);
    }
    assert_int_equal(batch.count, 3);
#define VALUES(column)                                                                             \
    assert_int_equal(                                                                              \
        revops_column_copy(numbers, valid, &batch.column, REVOPS_TYPE_INT64, 3, NULL), REVOPS_OK)
    VALUES(economic_day);
    assert_int_equal(numbers[2], JAN_5 + 2);
    VALUES(currency);
    assert_true(numbers[0] == USD && numbers[1] == EUR);
    VALUES(gross_minor);
    assert_int_equal(numbers[1], 1001);
    VALUES(fee_minor);
    assert_int_equal(numbers[1], 1350);
    VALUES(kind);
    assert_int_equal(numbers[2], REVOPS_SALE);
    VALUES(effective_ns);
    assert_true(numbers[0] == 1000000000);
    VALUES(project);
    assert_true(numbers[1] == (int64_t)revops_key("shop 1", 6));
    VALUES(customer);
    assert_true(valid[0] && !valid[1] && valid[2] && numbers[2] == 2);
#undef VALUES
    revops_arrow_reader_destroy(reader);
    type->release(type);
    values->release(values);
    duck.destroy_arrow(&result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(duckdb_reads_what_is_exported),
        cmocka_unit_test(what_duckdb_answers_is_read),
    };
    const char *path = getenv("REVOPS_DUCKDB");
    duck.library = path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
    if (!duck.library) {
        printf("1..0 # SKIP REVOPS_DUCKDB does not name a libduckdb.so\n");
        return 0;
    }
    return cmocka_run_group_tests(tests, duck_open, duck_close);
}
