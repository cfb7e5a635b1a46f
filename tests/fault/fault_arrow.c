/* Arrow in and out with every allocation, resolver and question about progress failing once. What a
 * call makes counts as its handle: an exported array, a stream, or a reader that read
 * everything. */
#include "fault.h"

#include <stdlib.h>
#include <string.h>

#include "arrow_any.h"
#include "arrows.h"

enum { ROWS = 300 };

static any_row rows[ROWS];
static test_fault *current; /* for the resolver */

/* What a step made. */
static struct made {
    struct ArrowSchema schema;
    struct ArrowArray array;
    struct ArrowArrayStream stream;
    revops_names *names;
    revops_arrow_reader *reader;
    test_bytes seen;
} made;

static void rows_fill(void) {
    static const uint32_t codes[] = {REVOPS_CURRENCY('E', 'U', 'R', 0), 0};
    for (size_t i = 0; i < ROWS; i++) {
        rows[i].amount_minor = (int64_t)i * 7 - 900;
        rows[i].customer = i % 100;
        rows[i].currency = codes[i % 2];
        rows[i].kind = i % 3 == 0;
        rows[i].day = (int32_t)i;
    }
}

static int32_t resolve(void *user, uint64_t key, char *out, size_t capacity, size_t *written) {
    int32_t answer = fault_callback(current);
    (void)user;
    (void)capacity;
    memset(out, 'a', 12);
    memcpy(out, &(char){(char)('b' + key % 20)}, 1);
    *written = 12;
    return answer;
}

static revops_status prepare_nothing(void *user, const revops_host *host, void **handle) {
    (void)user;
    (void)host;
    *handle = NULL;
    return REVOPS_OK;
}

/* --- out --- */

static void see_array(test_bytes *seen, const struct ArrowArray *array) {
    for (int64_t i = 0; i < array->n_children; i++) {
        const struct ArrowArray *child = array->children[i];
        const size_t bytes =
            child->n_buffers == 3 ? (size_t)array->length * 4 + 4 : (size_t)array->length / 8;
        bytes_add(seen, child->buffers[1], bytes);
    }
}

static revops_status export_step(void *user, const revops_host *host, void **handle,
                                 test_fault *fault, revops_error *err) {
    revops_arrow_options options = REVOPS_ARROW_OPTIONS_INIT;
    revops_status status;
    (void)user;
    options.resolver = resolve;
    current = fault;
    status = revops_arrow_export(&made.schema, &made.array, &any_row_shape, rows, ROWS, &options,
                                 host, err);
    *handle = status == REVOPS_OK ? &made : NULL;
    return status;
}

static void export_observe(void *user, void *handle, test_bytes *seen) {
    (void)user;
    (void)handle;
    see_array(seen, &made.array);
}

static void export_destroy(void *handle) {
    if (!handle)
        return;
    made.schema.release(&made.schema);
    made.array.release(&made.array);
}

static revops_status stream_step(void *user, const revops_host *host, void **handle,
                                 test_fault *fault, revops_error *err) {
    revops_arrow_options options = REVOPS_ARROW_OPTIONS_INIT;
    revops_status status;
    (void)user;
    options.resolver = resolve;
    options.chunk_rows = ROWS / 3;
    current = fault;
    status =
        revops_arrow_export_stream(&made.stream, &any_row_shape, rows, ROWS, &options, host, err);
    *handle = status == REVOPS_OK ? &made : NULL;
    return status;
}

static void stream_observe(void *user, void *handle, test_bytes *seen) {
    (void)user;
    (void)handle;
    bytes_add(seen, "made", 4); /* its arrays are those of the export */
}

static void stream_destroy(void *handle) {
    struct ArrowArray array;
    if (!handle)
        return;
    /* one array outlives its stream */
    (void)made.stream.get_next(&made.stream, &array);
    made.stream.release(&made.stream);
    array.release(&array);
}

/* --- in --- */

static int32_t offsets[ROWS + 1];
static char texts[ROWS * 6];
static int8_t indices[ROWS];
static int64_t seconds[ROWS];

static void table_fill(arrows *table) {
    static const int32_t words_at[] = {0, 4, 8};
    for (int32_t i = 0; i < ROWS; i++) {
        offsets[i + 1] = (i + 1) * 6;
        memcpy(texts + i * 6, "name", 4);
        texts[i * 6 + 4] = (char)('a' + i % 20);
        texts[i * 6 + 5] = (char)('a' + i / 20);
        indices[i] = (int8_t)(i % 2);
        seconds[i] = i;
    }
    arrows_open(table, ROWS);
    arrows_add(table, "customer", "u", offsets, texts);
    arrows_add(table, "kind", "c", indices, NULL);
    arrows_dictionary(table, "u", words_at, "salenone", 2);
    arrows_add(table, "seen_ns", "tss:", seconds, NULL);
    arrows_add(table, "amount_minor", "l", seconds, NULL);
}

static revops_status read_prepare(void *user, const revops_host *host, void **handle) {
    (void)user;
    *handle = NULL;
    made.names = NULL;
    made.reader = NULL;
    return revops_names_create(&made.names, host, NULL);
}

static void see_batch(const any_batch *batch) {
    uint64_t values[ROWS];
    if (revops_column_copy(values, NULL, &batch->customer, REVOPS_TYPE_UINT64, batch->count,
                           NULL) == REVOPS_OK)
        bytes_add(&made.seen, values, sizeof values);
    if (revops_column_copy(values, NULL, &batch->seen_ns, REVOPS_TYPE_INT64, batch->count, NULL) ==
        REVOPS_OK)
        bytes_add(&made.seen, values, sizeof values);
}

static revops_status read_step(void *user, const revops_host *host, void **handle,
                               test_fault *fault, revops_error *err) {
    static arrows tables[2];
    static arrows_stream source; /* the reader has its stream until it is destroyed */
    struct ArrowArrayStream stream = arrows_stream_open(&source);
    revops_arrow_options options = REVOPS_ARROW_OPTIONS_INIT;
    any_batch batch;
    revops_status status;
    int32_t answer = REVOPS_MORE;
    (void)fault;
    memset(&source, 0, sizeof source);
    source.tables = tables;
    source.count = 2;
    table_fill(&tables[0]);
    table_fill(&tables[1]);
    options.names = user ? NULL : made.names;
    bytes_close(&made.seen);
    memset(&made.seen, 0, sizeof made.seen);
    status =
        revops_arrow_reader_create(&made.reader, &stream, &any_batch_shape, &options, host, err);
    while (status == REVOPS_OK && answer == REVOPS_MORE) {
        memset(&batch, 0, sizeof batch);
        batch.struct_size = sizeof batch;
        answer = revops_arrow_next(made.reader, &batch);
        if (answer == REVOPS_MORE)
            see_batch(&batch);
    }
    if (status == REVOPS_OK)
        status = revops_arrow_reader_error(made.reader, err);
    if (status != REVOPS_OK) {
        revops_arrow_reader_destroy(made.reader);
        made.reader = NULL;
    }
    *handle = status == REVOPS_OK ? &made : NULL;
    return status;
}

static void read_observe(void *user, void *handle, test_bytes *seen) {
    (void)user;
    (void)handle;
    bytes_add(seen, made.seen.data, made.seen.size);
}

static void read_destroy(void *handle) {
    (void)handle;
    revops_arrow_reader_destroy(made.reader);
    revops_names_destroy(made.names);
    made.reader = NULL;
    made.names = NULL;
    bytes_close(&made.seen);
    memset(&made.seen, 0, sizeof made.seen);
}

int main(void) {
    static int alone = 1;
    const fault_scenario scenarios[] = {
        {"arrow export", NULL, prepare_nothing, export_step, export_observe, export_destroy, 0, 1},
        {"arrow export of a stream", NULL, prepare_nothing, stream_step, stream_observe,
         stream_destroy, 0, 1},
        {"arrow reader with names", NULL, read_prepare, read_step, read_observe, read_destroy, 0,
         1},
        {"arrow reader without names", &alone, read_prepare, read_step, read_observe, read_destroy,
         0, 1},
    };
    rows_fill();
    for (size_t i = 0; i < sizeof scenarios / sizeof scenarios[0]; i++)
        fault_run(&scenarios[i]);
    return fault_end();
}
