/* The Arrow reader: takes a stream over or borrows an array, and fills batch after batch. */
#include "base/arrow_reader.h"

#include <string.h>

static const revops_field arrow_options_fields[] = {
    REVOPS__SIZE(revops_arrow_options),
    REVOPS__FIELD(revops_arrow_options, names, REVOPS_UNIT_NONE, "texts of keys, both ways"),
    REVOPS__FIELD(revops_arrow_options, resolver, REVOPS_UNIT_NONE, "text of a key, out"),
    REVOPS__FIELD(revops_arrow_options, resolver_user, REVOPS_UNIT_NONE, "handed to the resolver"),
    REVOPS__FIELD(revops_arrow_options, chunk_rows, REVOPS_UNIT_COUNT, "rows of an array, out"),
    REVOPS__FIELD(revops_arrow_options, exponent, REVOPS_UNIT_NONE, "digits of decimals, in"),
    REVOPS__RESERVED(revops_arrow_options, reserved0),
};
const revops_shape revops__shape_arrow_options =
    REVOPS__SHAPE(revops_arrow_options, "arrow_options", "how arrow is read and written",
                  arrow_options_fields, REVOPS_SHAPE_OPTIONS);

void revops_arrow_options_init(revops_arrow_options *options) {
    static const revops_arrow_options init = REVOPS_ARROW_OPTIONS_INIT;
    if (options)
        *options = init;
}

revops_status revops__arrow_options_take(revops_arrow_options *taken,
                                         const revops_arrow_options *options, revops_error *err) {
    revops_status status = revops__take(taken, sizeof *taken, options, "options", err);
    if (status != REVOPS_OK)
        return status;
    if (taken->exponent < 0 || taken->exponent > 18)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "exponent",
                                "an exponent from 0 to 18", taken->exponent);
    if (taken->reserved0 != 0)
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "reserved0", "0",
                                taken->reserved0);
    if (taken->chunk_rows > INT32_MAX)
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "chunk_rows",
                                "at most 2^31-1 rows", taken->chunk_rows);
    return REVOPS_OK;
}

/* --- create and destroy --- */

/* Columns of the shape that the schema has. */
static revops_status reader_plan(revops_arrow_reader *reader, const struct ArrowSchema *schema,
                                 revops_error *err) {
    const revops_shape *shape = reader->shape;
    revops__memory *memory = &reader->base.memory;
    void *columns = NULL, *rooms = NULL;
    revops_status status = revops__arrow_check_schema(schema, err);
    if (status != REVOPS_OK)
        return status;
    reader->n_children = schema->n_children;
    status =
        revops__resize(memory, &columns, 0, shape->field_count * sizeof(revops__arrow_column), err);
    reader->columns = columns;
    if (status == REVOPS_OK)
        status =
            revops__resize(memory, &rooms, 0, shape->field_count * sizeof(revops__arrow_room), err);
    if (status != REVOPS_OK)
        return status;
    reader->rooms = rooms;
    memset(rooms, 0, shape->field_count * sizeof(revops__arrow_room));
    for (uint32_t i = 0; status == REVOPS_OK && i < shape->field_count; i++) {
        const revops_field *field = revops_shape_field(shape, i);
        revops__arrow_column *column = &reader->columns[reader->column_count];
        if (field->type != REVOPS_TYPE_COLUMN)
            continue;
        status = revops__arrow_plan(column, field, schema, err);
        if (status == REVOPS_OK && column->child >= 0) {
            reader->column_count++;
            reader->decodes |= column->road > REVOPS__ROAD_BORROW;
        }
    }
    return status;
}

static revops_status reader_check(const void *source, const char *source_name,
                                  const revops_shape *shape, revops_error *err) {
    revops_status status = revops__require(source, source_name, err);
    if (status == REVOPS_OK)
        status = revops__require(shape, "shape", err);
    if (status == REVOPS_OK && (shape->kind != REVOPS_SHAPE_BATCH || shape->field_count == 0))
        status = revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "shape",
                                  "the shape of a batch (2)", shape->kind);
    return status;
}

static revops_status reader_open(revops_arrow_reader **reader, const revops_shape *shape,
                                 const revops_arrow_options *options, const revops_host *host,
                                 revops_error *err) {
    revops_arrow_options taken;
    revops__memory memory;
    void *block = NULL;
    revops_status status = revops__arrow_options_take(&taken, options, err);
    if (status == REVOPS_OK)
        status = revops__memory_open(&memory, host, err);
    if (status == REVOPS_OK)
        status = revops__resize(&memory, &block, 0, sizeof **reader, err);
    if (status != REVOPS_OK)
        return status;
    *reader = block;
    memset(*reader, 0, sizeof **reader);
    (*reader)->base.memory = memory;
    (*reader)->options = taken;
    (*reader)->shape = shape;
    return REVOPS_OK;
}

/* A callback of the stream failed: its number and its own words. */
static revops_status reader_stream_failed(revops_arrow_reader *reader,
                                          struct ArrowArrayStream *stream, int answer,
                                          const char *expected, revops_error *err) {
    const char *words;
    reader->base.busy = 1;
    words = stream->get_last_error ? stream->get_last_error(stream) : NULL;
    reader->base.busy = 0;
    if (words)
        revops__fail_text(err, REVOPS_E_HOST, REVOPS_NONE, "stream", expected, words,
                          strlen(words));
    else
        revops__fail_i64(err, REVOPS_E_HOST, REVOPS_NONE, "stream", expected, answer);
    if (err)
        err->host_code = answer;
    return REVOPS_E_HOST;
}

static revops_status reader_ask_schema(revops_arrow_reader *reader, struct ArrowArrayStream *stream,
                                       revops_error *err) {
    struct ArrowSchema schema;
    revops_status status;
    int answer;
    memset(&schema, 0, sizeof schema);
    reader->base.busy = 1;
    answer = stream->get_schema(stream, &schema);
    reader->base.busy = 0;
    if (answer != 0)
        return reader_stream_failed(reader, stream, answer, "the schema of the stream", err);
    status = reader_plan(reader, &schema, err);
    if (schema.release)
        schema.release(&schema);
    return status;
}

revops_status revops_arrow_reader_create(revops_arrow_reader **reader,
                                         struct ArrowArrayStream *stream, const revops_shape *shape,
                                         const revops_arrow_options *options,
                                         const revops_host *host, revops_error *err) {
    revops_status status = revops__require(reader, "reader", err);
    if (status != REVOPS_OK)
        return status;
    *reader = NULL;
    status = reader_check(stream, "stream", shape, err);
    if (status == REVOPS_OK && !stream->release)
        status = revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, "stream",
                              "expected a stream, got a released one");
    if (status == REVOPS_OK)
        status = reader_open(reader, shape, options, host, err);
    if (status != REVOPS_OK)
        return status;
    status = reader_ask_schema(*reader, stream, err);
    if (status == REVOPS_OK) {
        (*reader)->stream = *stream;
        stream->release = NULL;
        return REVOPS_OK;
    }
    revops_arrow_reader_destroy(*reader);
    *reader = NULL;
    return status;
}

revops_status revops_arrow_reader_create_array(revops_arrow_reader **reader,
                                               const struct ArrowSchema *schema,
                                               const struct ArrowArray *array,
                                               const revops_shape *shape,
                                               const revops_arrow_options *options,
                                               const revops_host *host, revops_error *err) {
    revops_status status = revops__require(reader, "reader", err);
    if (status != REVOPS_OK)
        return status;
    *reader = NULL;
    status = reader_check(schema, "schema", shape, err);
    if (status == REVOPS_OK)
        status = revops__require(array, "array", err);
    if (status == REVOPS_OK)
        status = reader_open(reader, shape, options, host, err);
    if (status != REVOPS_OK)
        return status;
    status = reader_plan(*reader, schema, err);
    if (status == REVOPS_OK)
        status = revops__arrow_check_array(array, schema->n_children, err);
    for (size_t i = 0; status == REVOPS_OK && i < (*reader)->column_count; i++)
        status = revops__arrow_check_child(&(*reader)->columns[i], array, err);
    if (status == REVOPS_OK) {
        (*reader)->array = array;
        return REVOPS_OK;
    }
    revops_arrow_reader_destroy(*reader);
    *reader = NULL;
    return status;
}

/* The array that the stream gave last goes. */
static void reader_drop(revops_arrow_reader *reader) {
    if (reader->held.release)
        reader->held.release(&reader->held);
    memset(&reader->held, 0, sizeof reader->held);
    reader->array = NULL;
}

void revops_arrow_reader_destroy(revops_arrow_reader *reader) {
    revops__memory memory;
    uint32_t fields;
    if (!reader)
        return;
    fields = reader->shape->field_count;
    reader_drop(reader);
    if (reader->stream.release)
        reader->stream.release(&reader->stream);
    revops__arrow_rooms_free(reader);
    memory = reader->base.memory;
    revops__free(&memory, reader->rooms, fields * sizeof *reader->rooms);
    revops__free(&memory, reader->columns, fields * sizeof *reader->columns);
    revops__free(&memory, reader, sizeof *reader);
}

/* --- batch after batch --- */

/* Make the next array of the stream current; *more is 0 behind the last. */
static revops_status reader_advance(revops_arrow_reader *reader, int *more, revops_error *err) {
    struct ArrowArrayStream *stream = &reader->stream;
    revops_status status;
    int answer;
    if (reader->array)
        reader->before += (uint64_t)reader->array->length;
    reader_drop(reader);
    reader->at = 0;
    *more = 0;
    if (!stream->release)
        return REVOPS_OK;
    reader->base.busy = 1;
    answer = stream->get_next(stream, &reader->held);
    reader->base.busy = 0;
    if (answer != 0) {
        memset(&reader->held, 0, sizeof reader->held);
        return reader_stream_failed(reader, stream, answer, "the next array of the stream", err);
    }
    if (!reader->held.release)
        return REVOPS_OK;
    *more = 1;
    reader->array = &reader->held;
    status = revops__arrow_check_array(reader->array, reader->n_children, err);
    for (size_t i = 0; status == REVOPS_OK && i < reader->column_count; i++)
        status = revops__arrow_check_child(&reader->columns[i], reader->array, err);
    return status;
}

/* The columns of a slice. The lowest row that is refused counts, then the first field: a refusal
 * shortens what the columns behind it look at. */
static revops_status reader_fill(revops_arrow_reader *reader, void *batch, size_t size,
                                 size_t count, revops_error *err) {
    revops_status status = revops__arrow_check_rows(reader->array, reader->at, count, err);
    size_t limit = count;
    if (status != REVOPS_OK)
        limit = (size_t)(err->row - reader->at);
    for (size_t i = 0; i < reader->column_count; i++) {
        const revops__arrow_column *column = &reader->columns[i];
        revops_column *place = revops__arrow_place(batch, size, column->field);
        revops_status refused = REVOPS_OK;
        if (!place || column->road == REVOPS__ROAD_ABSENT)
            continue;
        if (column->road == REVOPS__ROAD_BORROW)
            revops__arrow_borrow(place, column, reader->array, reader->at);
        else
            refused = revops__arrow_decode(reader, i, reader->at, &limit, place, err);
        if (refused != REVOPS_OK)
            status = refused;
        if (refused != REVOPS_OK && err->row == REVOPS_NONE)
            break;
    }
    return status;
}

/* Rows that the next batch has. */
static size_t reader_slice(const revops_arrow_reader *reader) {
    const uint64_t left = (uint64_t)reader->array->length - reader->at;
    const uint64_t most = reader->decodes ? REVOPS__ARROW_SLICE : INT32_MAX;
    return (size_t)(left < most ? left : most);
}

static revops_status reader_next(revops_arrow_reader *reader, void *batch, int *more,
                                 revops_error *err) {
    revops__batch_head head;
    size_t count;
    revops_status status = revops__require(batch, "batch", err);
    if (status == REVOPS_OK)
        status = revops__arrow_batch_size(&head.struct_size, batch, err);
    *more = 1;
    while (status == REVOPS_OK && *more &&
           (!reader->array || reader->at == (uint64_t)reader->array->length))
        status = reader_advance(reader, more, err);
    if (status != REVOPS_OK || !*more)
        return status;
    count = reader_slice(reader);
    status = revops__row_limit(&reader->base, count, err);
    if (status != REVOPS_OK)
        revops__error_shift(err, reader->base.rows);
    else if (reader->decodes)
        status = revops__arrow_reserve(reader, count, err);
    if (status != REVOPS_OK)
        return status;
    head.count = REVOPS_NONE; /* what a batch holds that nobody may read */
    memset(batch, 0, head.struct_size);
    memcpy(batch, &head, sizeof head);
    status = reader_fill(reader, batch, head.struct_size, count, err);
    if (status != REVOPS_OK) {
        revops__error_shift(err, reader->before);
        return status;
    }
    head.count = count;
    memcpy(batch, &head, sizeof head);
    reader->at += count;
    reader->base.rows += count;
    return REVOPS_OK;
}

int32_t revops_arrow_next(void *reader, void *batch) {
    revops_arrow_reader *self = reader;
    revops_error err;
    int more = 0;
    if (!self)
        return -REVOPS_E_INVALID;
    if (self->base.busy)
        return -REVOPS_E_BUSY;
    if (self->failure.status != REVOPS_OK)
        return -self->failure.status;
    if (self->ended)
        return REVOPS_END;
    if (reader_next(self, batch, &more, &err) != REVOPS_OK) {
        self->failure = err;
        return -err.status;
    }
    self->ended = !more;
    return more ? REVOPS_MORE : REVOPS_END;
}

revops_status revops_arrow_reader_error(const revops_arrow_reader *reader, revops_error *err) {
    if (!reader || reader->failure.status == REVOPS_OK)
        return REVOPS_OK;
    if (err)
        *err = reader->failure;
    return reader->failure.status;
}
