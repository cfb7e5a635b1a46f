/* The Arrow reader as a source: streams, batches, what it owns, and how it fails. */
#include "check.h"

#include <stdlib.h>

#include "arrow_any.h"
#include "arrows.h"
#include "sales.h"

enum { EACH = 3, CHUNKS = 3 };

static const int64_t amounts[CHUNKS * EACH] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
static const int32_t offsets[] = {0, 3, 6, 9};

/* Three tables of three rows: an amount that is borrowed, a currency that is decoded. */
static void chunks_open(arrows chunks[CHUNKS]) {
    for (size_t i = 0; i < CHUNKS; i++) {
        arrows_open(&chunks[i], EACH);
        arrows_add(&chunks[i], "amount_minor", "l", amounts + i * EACH, NULL);
        arrows_add(&chunks[i], "currency", "u", offsets, "EURGBPUSD");
    }
}

static revops_arrow_reader *reader_of(struct ArrowArrayStream *stream, const revops_host *host) {
    revops_arrow_reader *reader = NULL;
    revops_error err;
    if (revops_arrow_reader_create(&reader, stream, &any_batch_shape, NULL, host, &err) !=
        REVOPS_OK)
        fail_msg("%s: %s", err.field, err.message);
    return reader;
}

static int32_t next(revops_arrow_reader *reader, any_batch *batch) {
    memset(batch, 0, sizeof *batch);
    batch->struct_size = sizeof *batch;
    batch->count = REVOPS_NONE;
    return revops_arrow_next(reader, batch);
}

static void expect_failure(const revops_arrow_reader *reader, revops_status status, uint64_t row,
                           const char *field) {
    revops_error err;
    assert_int_equal(revops_arrow_reader_error(reader, &err), status);
    assert_int_equal(revops_arrow_reader_error(reader, NULL), status);
    assert_int_equal(err.status, status);
    assert_true(err.row == row);
    assert_string_equal(err.field, field);
}

static void a_stream_comes_batch_after_batch(void **state) {
    arrows chunks[CHUNKS];
    arrows_stream source = {.tables = chunks, .count = CHUNKS};
    struct ArrowArrayStream stream = arrows_stream_open(&source);
    revops_arrow_reader *reader;
    any_batch batch;
    revops_error err = {.row = 77};
    (void)state;
    chunks_open(chunks);
    reader = reader_of(&stream, NULL);
    assert_null(stream.release); /* it is the reader's now */
    for (size_t i = 0; i < CHUNKS; i++) {
        uint32_t codes[EACH];
        assert_int_equal(next(reader, &batch), REVOPS_MORE);
        assert_int_equal(batch.count, EACH);
        assert_ptr_equal(batch.amount_minor.data, amounts + i * EACH);
        assert_int_equal(
            revops_column_copy(codes, NULL, &batch.currency, REVOPS_TYPE_UINT32, EACH, NULL),
            REVOPS_OK);
        assert_int_equal(codes[2], USD);
    }
    assert_int_equal(next(reader, &batch), REVOPS_END);
    assert_int_equal(next(reader, &batch), REVOPS_END);
    assert_int_equal(revops_arrow_reader_error(reader, &err), REVOPS_OK);
    assert_int_equal(err.row, 77); /* untouched */
    assert_int_equal(source.released, 0);
    revops_arrow_reader_destroy(reader);
    assert_int_equal(source.released, 1);
    revops_arrow_reader_destroy(NULL);
    assert_int_equal(revops_arrow_reader_error(NULL, &err), REVOPS_OK);
}

static void empty_arrays_and_empty_streams_are_no_rows(void **state) {
    arrows chunks[CHUNKS];
    arrows_stream source = {.tables = chunks, .count = CHUNKS};
    struct ArrowArrayStream stream = arrows_stream_open(&source);
    revops_arrow_reader *reader;
    any_batch batch;
    (void)state;
    chunks_open(chunks);
    arrows_open(&chunks[1], 0);
    arrows_add(&chunks[1], "amount_minor", "l", NULL, NULL);
    arrows_add(&chunks[1], "currency", "u", NULL, NULL);
    reader = reader_of(&stream, NULL);
    assert_int_equal(next(reader, &batch), REVOPS_MORE);
    assert_int_equal(next(reader, &batch), REVOPS_MORE);
    assert_ptr_equal(batch.amount_minor.data, amounts + 2 * EACH);
    assert_int_equal(next(reader, &batch), REVOPS_END);
    revops_arrow_reader_destroy(reader);
    source.next = 0;
    source.count = 0;
    stream = arrows_stream_open(&source);
    reader = reader_of(&stream, NULL);
    assert_int_equal(next(reader, &batch), REVOPS_END);
    revops_arrow_reader_destroy(reader);
}

static void a_reader_of_one_array_borrows_it(void **state) {
    revops_arrow_reader *reader = NULL;
    arrows table;
    any_batch batch;
    (void)state;
    arrows_open(&table, EACH);
    arrows_add(&table, "amount_minor", "l", amounts, NULL);
    assert_int_equal(revops_arrow_reader_create_array(&reader, &table.schema, &table.array,
                                                      &any_batch_shape, NULL, NULL, NULL),
                     REVOPS_OK);
    assert_int_equal(next(reader, &batch), REVOPS_MORE);
    assert_ptr_equal(batch.amount_minor.data, amounts);
    assert_null(batch.currency.data);
    assert_int_equal(next(reader, &batch), REVOPS_END);
    revops_arrow_reader_destroy(reader);
    assert_non_null(table.array.release);
    assert_non_null(table.schema.release);
}

static void long_arrays_with_decoded_columns_come_in_slices(void **state) {
    enum { ROWS = 40000 };
    revops_arrow_reader *reader = NULL;
    int64_t *seconds = calloc(ROWS, sizeof *seconds);
    int64_t *values = calloc(ROWS, sizeof *values);
    arrows table;
    any_batch batch;
    uint64_t seen = 0;
    (void)state;
    assert_true(seconds && values);
    for (int64_t i = 0; i < ROWS; i++)
        seconds[i] = i;
    arrows_open(&table, ROWS);
    arrows_add(&table, "seen_ns", "tss:", seconds, NULL);
    arrows_add(&table, "amount_minor", "l", seconds, NULL);
    assert_int_equal(revops_arrow_reader_create_array(&reader, &table.schema, &table.array,
                                                      &any_batch_shape, NULL, NULL, NULL),
                     REVOPS_OK);
    while (next(reader, &batch) == REVOPS_MORE) {
        assert_true(batch.count <= 16384);
        assert_ptr_equal(batch.amount_minor.data, seconds + seen);
        assert_int_equal(
            revops_column_copy(values, NULL, &batch.seen_ns, REVOPS_TYPE_INT64, batch.count, NULL),
            REVOPS_OK);
        for (uint64_t i = 0; i < batch.count; i++)
            assert_true(values[i] == (int64_t)(seen + i) * 1000000000);
        seen += batch.count;
    }
    assert_int_equal(seen, ROWS);
    revops_arrow_reader_destroy(reader);
    free(seconds);
    free(values);
}

static void a_stream_feeds_a_handle(void **state) {
    static const int32_t days[] = {JAN_1, JAN_1, JAN_5};
    static const int64_t gross[] = {1000, 2000, 400}, fee[] = {30, 60, 10};
    static const int32_t codes_at[] = {0, 3, 6, 9}, kinds_at[] = {0, 4, 8, 12};
    arrows table;
    arrows_stream source = {.tables = &table, .count = 1};
    struct ArrowArrayStream stream = arrows_stream_open(&source);
    revops_arrow_reader *reader = NULL;
    revops_revenue *revenue = NULL;
    revops_revenue_row rows[4];
    revops_error err;
    size_t written = 0;
    (void)state;
    arrows_open(&table, 3);
    arrows_add(&table, "economic_day", "tdD", days, NULL);
    arrows_add(&table, "currency", "u", codes_at, "EUREUREUR");
    arrows_add(&table, "gross_minor", "l", gross, NULL);
    arrows_add(&table, "fee_minor", "l", fee, NULL);
    arrows_add(&table, "kind", "u", kinds_at, "salesalesale");
    assert_int_equal(revops_arrow_reader_create(&reader, &stream,
                                                revops_shape_find("transaction_batch"), NULL, NULL,
                                                NULL),
                     REVOPS_OK);
    assert_int_equal(revops_revenue_create(&revenue, NULL, NULL, NULL), REVOPS_OK);
    assert_int_equal(revops_revenue_read(revenue, revops_arrow_next, reader, &err), REVOPS_OK);
    revops_arrow_reader_destroy(reader);
    assert_int_equal(revops_revenue_rows(revenue, NULL, 0, rows, 4, sizeof rows[0], &written, NULL),
                     REVOPS_OK);
    assert_true(written > 0);
    assert_int_equal(rows[0].currency, EUR);
    revops_revenue_destroy(revenue);
}

/* --- refusals of create --- */

static void refuse(struct ArrowArrayStream *stream, const revops_shape *shape,
                   const revops_arrow_options *options, const revops_host *host,
                   revops_status status, const char *field) {
    revops_arrow_reader *reader = (revops_arrow_reader *)(uintptr_t)1;
    const int there = stream && stream->release;
    revops_error err;
    assert_int_equal(revops_arrow_reader_create(&reader, stream, shape, options, host, &err),
                     status);
    assert_null(reader);
    assert_int_equal(err.status, status);
    assert_string_equal(err.field, field);
    assert_int_equal(stream && stream->release, there); /* the caller's as before */
    reader = (revops_arrow_reader *)(uintptr_t)1;
    assert_int_equal(revops_arrow_reader_create(&reader, stream, shape, options, host, NULL),
                     status);
    assert_null(reader);
}

static void create_names_what_it_refuses(void **state) {
    static const revops_shape empty = {"empty", "nothing", NULL, 0, 1, 0, REVOPS_SHAPE_BATCH};
    arrows chunks[CHUNKS];
    arrows_stream source = {.tables = chunks, .count = CHUNKS};
    struct ArrowArrayStream stream = arrows_stream_open(&source), gone = stream;
    revops_arrow_options options = REVOPS_ARROW_OPTIONS_INIT;
    revops_host host = REVOPS_HOST_INIT;
    revops_error err;
    struct {
        revops_arrow_options options;
        uint64_t newer;
    } longer = {REVOPS_ARROW_OPTIONS_INIT, 1};
    (void)state;
    chunks_open(chunks);
    assert_int_equal(revops_arrow_reader_create(NULL, &stream, &any_batch_shape, NULL, NULL, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "reader");
    refuse(NULL, &any_batch_shape, NULL, NULL, REVOPS_E_INVALID, "stream");
    gone.release = NULL;
    refuse(&gone, &any_batch_shape, NULL, NULL, REVOPS_E_INVALID, "stream");
    refuse(&stream, NULL, NULL, NULL, REVOPS_E_INVALID, "shape");
    refuse(&stream, &any_row_shape, NULL, NULL, REVOPS_E_INVALID, "shape");
    refuse(&stream, &empty, NULL, NULL, REVOPS_E_INVALID, "shape");
    options.exponent = 19;
    refuse(&stream, &any_batch_shape, &options, NULL, REVOPS_E_INVALID, "exponent");
    options.exponent = -1;
    refuse(&stream, &any_batch_shape, &options, NULL, REVOPS_E_INVALID, "exponent");
    options.exponent = 0;
    options.reserved0 = 1;
    refuse(&stream, &any_batch_shape, &options, NULL, REVOPS_E_INVALID, "reserved0");
    options.reserved0 = 0;
    options.chunk_rows = (uint64_t)INT32_MAX + 1;
    refuse(&stream, &any_batch_shape, &options, NULL, REVOPS_E_INVALID, "chunk_rows");
    options.struct_size = 1;
    refuse(&stream, &any_batch_shape, &options, NULL, REVOPS_E_INVALID, "struct_size");
    longer.options.struct_size = sizeof longer;
    refuse(&stream, &any_batch_shape, &longer.options, NULL, REVOPS_E_UNSUPPORTED, "struct_size");
    host.max_bytes = 16;
    refuse(&stream, &any_batch_shape, NULL, &host, REVOPS_E_LIMIT, "max_bytes");
    host.struct_size = 1;
    refuse(&stream, &any_batch_shape, NULL, &host, REVOPS_E_INVALID, "struct_size");
    chunks[0].schema.format = "+l";
    refuse(&stream, &any_batch_shape, NULL, NULL, REVOPS_E_INVALID, "schema");
    chunks_open(chunks);
    chunks[0].schemas[0].format = "g";
    refuse(&stream, &any_batch_shape, NULL, NULL, REVOPS_E_UNSUPPORTED, "amount_minor");
    assert_int_equal(source.released, 0);
}

static void create_array_names_what_it_refuses(void **state) {
    revops_arrow_reader *reader = NULL;
    arrows table;
    revops_error err;
    (void)state;
    arrows_open(&table, EACH);
    arrows_add(&table, "amount_minor", "l", amounts, NULL);
    arrows_add(&table, "customer", "C", amounts, NULL);
    arrows_dictionary(&table, "l", amounts, NULL, 3);
#define REFUSE(schema, array, shape, status_, field_)                                              \
    assert_int_equal(                                                                              \
        revops_arrow_reader_create_array(&reader, schema, array, shape, NULL, NULL, &err),         \
        status_);                                                                                  \
    assert_null(reader);                                                                           \
    assert_string_equal(err.field, field_)
    assert_int_equal(revops_arrow_reader_create_array(NULL, &table.schema, &table.array,
                                                      &any_batch_shape, NULL, NULL, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "reader");
    REFUSE(NULL, &table.array, &any_batch_shape, REVOPS_E_INVALID, "schema");
    REFUSE(&table.schema, NULL, &any_batch_shape, REVOPS_E_INVALID, "array");
    REFUSE(&table.schema, &table.array, NULL, REVOPS_E_INVALID, "shape");
    table.array.length = (int64_t)INT64_MAX;
    REFUSE(&table.schema, &table.array, &any_batch_shape, REVOPS_E_INVALID, "array");
    table.array.length = EACH;
    table.arrays[1].dictionary->release = NULL;
    REFUSE(&table.schema, &table.array, &any_batch_shape, REVOPS_E_INVALID, "customer");
    table.arrays[1].dictionary->release = arrows_array_release;
    table.arrays[1].dictionary->n_buffers = 1;
    REFUSE(&table.schema, &table.array, &any_batch_shape, REVOPS_E_INVALID, "customer");
    table.arrays[1].dictionary = NULL;
    REFUSE(&table.schema, &table.array, &any_batch_shape, REVOPS_E_INVALID, "customer");
    table.schemas[2].dictionary = &table.schemas[0]; /* a dictionary of dictionaries */
    REFUSE(&table.schema, &table.array, &any_batch_shape, REVOPS_E_UNSUPPORTED, "customer");
    table.schemas[2].format = "+l";
    REFUSE(&table.schema, &table.array, &any_batch_shape, REVOPS_E_UNSUPPORTED, "customer");
    table.schemas[1].format = "g"; /* indices are integers */
    REFUSE(&table.schema, &table.array, &any_batch_shape, REVOPS_E_UNSUPPORTED, "customer");
    table.schema.release = NULL;
    REFUSE(&table.schema, &table.array, &any_batch_shape, REVOPS_E_INVALID, "schema");
#undef REFUSE
}

static void a_column_of_type_null_stays_absent(void **state) {
    revops_arrow_reader *reader = NULL;
    arrows table;
    any_batch batch;
    (void)state;
    arrows_open(&table, EACH);
    arrows_add(&table, "customer", "n", NULL, NULL);
    assert_int_equal(revops_arrow_reader_create_array(&reader, &table.schema, &table.array,
                                                      &any_batch_shape, NULL, NULL, NULL),
                     REVOPS_OK);
    assert_int_equal(next(reader, &batch), REVOPS_MORE);
    assert_int_equal(batch.count, EACH);
    assert_null(batch.customer.data);
    revops_arrow_reader_destroy(reader);
}

/* --- failures of the stream --- */

static void a_stream_that_gives_no_schema_speaks_for_itself(void **state) {
    arrows chunks[CHUNKS];
    arrows_stream source = {.tables = chunks, .count = CHUNKS, .fail_schema = 5};
    struct ArrowArrayStream stream = arrows_stream_open(&source);
    revops_arrow_reader *reader = NULL;
    revops_error err;
    (void)state;
    chunks_open(chunks);
    source.words = "the disk is gone";
    assert_int_equal(
        revops_arrow_reader_create(&reader, &stream, &any_batch_shape, NULL, NULL, &err),
        REVOPS_E_HOST);
    assert_int_equal(err.host_code, 5);
    assert_non_null(strstr(err.message, "the disk is gone"));
    assert_int_equal(
        revops_arrow_reader_create(&reader, &stream, &any_batch_shape, NULL, NULL, NULL),
        REVOPS_E_HOST);
    stream.get_last_error = NULL;
    assert_int_equal(
        revops_arrow_reader_create(&reader, &stream, &any_batch_shape, NULL, NULL, &err),
        REVOPS_E_HOST);
    assert_non_null(strstr(err.message, "got 5"));
}

static void a_stream_that_breaks_off_fails_the_read_and_stays_failed(void **state) {
    arrows chunks[CHUNKS];
    arrows_stream source = {
        .tables = chunks, .count = CHUNKS, .fail_next = 104, .fail_at = 1, .words = "reset"};
    struct ArrowArrayStream stream = arrows_stream_open(&source);
    revops_arrow_reader *reader;
    any_batch batch;
    revops_error err;
    (void)state;
    chunks_open(chunks);
    reader = reader_of(&stream, NULL);
    assert_int_equal(next(reader, &batch), REVOPS_MORE);
    assert_int_equal(next(reader, &batch), -REVOPS_E_HOST);
    source.fail_next = 0;
    assert_int_equal(next(reader, &batch), -REVOPS_E_HOST);
    expect_failure(reader, REVOPS_E_HOST, REVOPS_NONE, "stream");
    (void)revops_arrow_reader_error(reader, &err);
    assert_int_equal(err.host_code, 104);
    assert_non_null(strstr(err.message, "reset"));
    revops_arrow_reader_destroy(reader);
    assert_int_equal(source.released, 1);
}

static void rows_count_over_the_whole_stream(void **state) {
    static const uint8_t bits[] = {0x05};
    arrows chunks[CHUNKS];
    arrows_stream source = {.tables = chunks, .count = CHUNKS};
    struct ArrowArrayStream stream = arrows_stream_open(&source);
    revops_arrow_reader *reader;
    revops_host host = REVOPS_HOST_INIT;
    any_batch batch;
    (void)state;
    chunks_open(chunks);
    chunks[2].arrays[1].buffers[2] = "EUReurUSD";
    reader = reader_of(&stream, NULL);
    assert_int_equal(next(reader, &batch), REVOPS_MORE);
    assert_int_equal(next(reader, &batch), REVOPS_MORE);
    assert_int_equal(next(reader, &batch), -REVOPS_E_INVALID);
    expect_failure(reader, REVOPS_E_INVALID, 7, "currency");
    revops_arrow_reader_destroy(reader);
    chunks_open(chunks);
    chunks[1].validity = bits;
    chunks[1].array.null_count = -1;
    source.next = 0;
    stream = arrows_stream_open(&source);
    reader = reader_of(&stream, NULL);
    assert_int_equal(next(reader, &batch), REVOPS_MORE);
    assert_int_equal(next(reader, &batch), -REVOPS_E_INVALID);
    expect_failure(reader, REVOPS_E_INVALID, 4, "");
    revops_arrow_reader_destroy(reader);
    chunks_open(chunks);
    host.max_rows = 5;
    source.next = 0;
    stream = arrows_stream_open(&source);
    reader = reader_of(&stream, &host);
    assert_int_equal(next(reader, &batch), REVOPS_MORE);
    assert_int_equal(next(reader, &batch), -REVOPS_E_LIMIT);
    expect_failure(reader, REVOPS_E_LIMIT, 5, "max_rows");
    revops_arrow_reader_destroy(reader);
}

static void an_array_that_is_not_of_the_schema_is_refused(void **state) {
    arrows chunks[CHUNKS];
    arrows_stream source = {.tables = chunks, .count = CHUNKS};
    struct ArrowArrayStream stream = arrows_stream_open(&source);
    revops_arrow_reader *reader;
    any_batch batch;
    (void)state;
    chunks_open(chunks);
    chunks[0].array.n_children = 1;
    chunks[1].array.n_children = 1;
    reader = reader_of(&stream, NULL);
    assert_int_equal(next(reader, &batch), -REVOPS_E_INVALID);
    expect_failure(reader, REVOPS_E_INVALID, REVOPS_NONE, "array");
    revops_arrow_reader_destroy(reader);
}

static void a_bad_batch_is_the_callers_fault(void **state) {
    arrows chunks[CHUNKS];
    arrows_stream source = {.tables = chunks, .count = CHUNKS};
    struct ArrowArrayStream stream = arrows_stream_open(&source);
    revops_arrow_reader *reader;
    any_batch batch = {.struct_size = 3};
    (void)state;
    chunks_open(chunks);
    assert_int_equal(revops_arrow_next(NULL, &batch), -REVOPS_E_INVALID);
    reader = reader_of(&stream, NULL);
    assert_int_equal(revops_arrow_next(reader, &batch), -REVOPS_E_INVALID);
    expect_failure(reader, REVOPS_E_INVALID, REVOPS_NONE, "struct_size");
    revops_arrow_reader_destroy(reader);
    source.next = 0;
    stream = arrows_stream_open(&source);
    reader = reader_of(&stream, NULL);
    assert_int_equal(revops_arrow_next(reader, NULL), -REVOPS_E_INVALID);
    expect_failure(reader, REVOPS_E_INVALID, REVOPS_NONE, "batch");
    revops_arrow_reader_destroy(reader);
}

static void a_shorter_batch_gets_what_it_knows(void **state) {
    arrows chunks[CHUNKS];
    arrows_stream source = {.tables = chunks, .count = CHUNKS};
    struct ArrowArrayStream stream = arrows_stream_open(&source);
    revops_arrow_reader *reader;
    any_batch batch;
    (void)state;
    chunks_open(chunks);
    reader = reader_of(&stream, NULL);
    memset(&batch, 0x5a, sizeof batch);
    batch.struct_size = offsetof(any_batch, currency);
    assert_int_equal(revops_arrow_next(reader, &batch), REVOPS_MORE);
    assert_ptr_equal(batch.amount_minor.data, amounts);
    assert_int_equal(*(const unsigned char *)&batch.currency, 0x5a);
    revops_arrow_reader_destroy(reader);
}

static revops_arrow_reader *entered;
static int32_t entered_answer;

static void enter_again(void *user) {
    any_batch batch;
    (void)user;
    entered_answer = next(entered, &batch);
}

static void a_reader_inside_its_stream_is_busy(void **state) {
    arrows chunks[CHUNKS];
    arrows_stream source = {.tables = chunks, .count = CHUNKS, .inside = enter_again};
    struct ArrowArrayStream stream = arrows_stream_open(&source);
    any_batch batch;
    (void)state;
    chunks_open(chunks);
    entered = reader_of(&stream, NULL);
    assert_int_equal(next(entered, &batch), REVOPS_MORE);
    assert_int_equal(entered_answer, -REVOPS_E_BUSY);
    assert_int_equal(revops_arrow_reader_error(entered, NULL), REVOPS_OK);
    revops_arrow_reader_destroy(entered);
}

static void the_options_have_one_zero(void **state) {
    const revops_arrow_options init = REVOPS_ARROW_OPTIONS_INIT;
    revops_arrow_options options;
    (void)state;
    memset(&options, 0x5a, sizeof options);
    revops_arrow_options_init(&options);
    assert_int_equal(options.struct_size, init.struct_size);
    assert_null(options.names);
    assert_int_equal(options.exponent, 0);
    assert_int_equal(options.chunk_rows, 0);
    revops_arrow_options_init(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stream_comes_batch_after_batch),
        cmocka_unit_test(empty_arrays_and_empty_streams_are_no_rows),
        cmocka_unit_test(a_reader_of_one_array_borrows_it),
        cmocka_unit_test(long_arrays_with_decoded_columns_come_in_slices),
        cmocka_unit_test(a_stream_feeds_a_handle),
        cmocka_unit_test(create_names_what_it_refuses),
        cmocka_unit_test(create_array_names_what_it_refuses),
        cmocka_unit_test(a_column_of_type_null_stays_absent),
        cmocka_unit_test(a_stream_that_gives_no_schema_speaks_for_itself),
        cmocka_unit_test(a_stream_that_breaks_off_fails_the_read_and_stays_failed),
        cmocka_unit_test(rows_count_over_the_whole_stream),
        cmocka_unit_test(an_array_that_is_not_of_the_schema_is_refused),
        cmocka_unit_test(a_bad_batch_is_the_callers_fault),
        cmocka_unit_test(a_shorter_batch_gets_what_it_knows),
        cmocka_unit_test(a_reader_inside_its_stream_is_busy),
        cmocka_unit_test(the_options_have_one_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
