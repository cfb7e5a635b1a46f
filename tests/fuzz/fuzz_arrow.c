/* Arrow tables of any types, lengths, offsets, nulls and dictionaries, within buffers that are as
 * large as their type says. Promises: nothing outside the buffers is read, a refusal names a row of
 * the table, and a table read in slices is what it is read whole. */
#include "fuzz.h"

#include <string.h>

#include "arrow_any.h"
#include "arrows.h"

enum { MOST_ROWS = 24, MOST_COLUMNS = 8, MOST_BLOCKS = 64, DATA = 48, MOST_VALUES = 15 };

typedef struct input {
    const uint8_t *data;
    size_t size;
    void *blocks[MOST_BLOCKS];
    size_t block_count;
} input;

static uint8_t take(input *in) {
    if (in->size == 0)
        return 0;
    in->size--;
    return *in->data++;
}

/* A block of exactly @p size bytes of the input, so that a byte too far is seen. */
static void *block(input *in, size_t size) {
    uint8_t *bytes = malloc(size > 0 ? size : 1);
    FUZZ_PROMISE(bytes && in->block_count < MOST_BLOCKS);
    in->blocks[in->block_count++] = bytes;
    for (size_t i = 0; i < size; i++)
        bytes[i] = take(in);
    return bytes;
}

/* Formats and the bytes of a value; 0: bits. Texts have offsets of that width. */
static const struct {
    const char *format;
    size_t width;
} formats[] = {
    {"l", 8},   {"c", 1},   {"C", 1},       {"s", 2},        {"S", 2},          {"i", 4},
    {"I", 4},   {"L", 8},   {"f", 4},       {"g", 8},        {"b", 0},          {"u", 4},
    {"U", 8},   {"vu", 16}, {"d:38,2", 16}, {"d:9,1,32", 4}, {"d:18,-3,64", 8}, {"d:38,40", 16},
    {"tdD", 4}, {"tdm", 8}, {"tss:", 8},    {"tsm:UTC", 8},  {"tsu:", 8},       {"tsn:", 8},
    {"n", 0},   {"+l", 0},  {"x", 0},       {"d:5", 0},
};
enum { FORMATS = sizeof formats / sizeof formats[0] };

static const int64_t view_sizes[] = {DATA};

/* Offsets stay within the bytes that they count in, though they may fall. */
static void bound_offsets(void *values, size_t count, size_t width) {
    for (size_t i = 0; i < count; i++) {
        char *at = (char *)values + i * width;
        int64_t offset = 0;
        memcpy(&offset, at, 1);
        offset = offset % (DATA + 1) - (offset == 255);
        if (width == 4) {
            const int32_t narrow = (int32_t)offset;
            memcpy(at, &narrow, 4);
        } else {
            memcpy(at, &offset, 8);
        }
    }
}

/* The buffers of an array of @p count values from its offset on. */
static void fill(input *in, struct ArrowArray *array, size_t format, int64_t count, uint8_t how) {
    const int is_text = strchr("uU", formats[format].format[0]) != NULL;
    const size_t width = formats[format].width;
    size_t values;
    array->offset = how & 7;
    array->length = count;
    values = (size_t)(array->offset + count);
    array->buffers[1] = block(in, width == 0 ? values / 8 + 1 : (values + (size_t)is_text) * width);
    if (is_text)
        bound_offsets((void *)(uintptr_t)array->buffers[1], values + 1, width);
    if (array->n_buffers == 3)
        array->buffers[2] = block(in, DATA);
    if (strcmp(formats[format].format, "vu") == 0) {
        array->n_buffers = 4;
        array->buffers[3] = view_sizes;
    }
    if ((how & 0x18) != 0 && array->n_buffers > 0)
        arrows_nulls(array, block(in, values / 8 + 1), (how & 0x08) != 0 ? -1 : 1);
}

static void add_column(input *in, arrows *table, int64_t rows) {
    const uint8_t which = take(in), how = take(in);
    const size_t format = take(in) % FORMATS;
    const revops_field *field = revops_shape_field(&any_batch_shape, 2 + which % 16);
    struct ArrowArray *array =
        arrows_add(table, field ? field->name : "other", formats[format].format, NULL, NULL);
    fill(in, array, format, rows + (how >> 7), how);
    if ((how & 0x60) == 0x60) {
        const size_t values = take(in) % FORMATS;
        const int64_t entries = take(in) % 20;
        fill(in, arrows_dictionary(table, formats[values].format, NULL, NULL, entries), values,
             entries, take(in));
    }
}

/* All values that were read, and how it ended. */
typedef struct outcome {
    revops_status status;
    revops_error err;
    uint64_t rows;
    uint64_t values[MOST_VALUES][MOST_ROWS];
    uint8_t valid[MOST_VALUES][MOST_ROWS];
} outcome;

/* What a kernel would see of a batch; a value out of range is a refusal as good as any. */
static void keep(outcome *out, const any_batch *batch) {
    for (uint32_t i = 0; i < MOST_VALUES; i++) {
        const revops_field *field = revops_shape_field(&any_batch_shape, i + 2);
        uint64_t values[MOST_ROWS];
        uint8_t valid[MOST_ROWS];
        revops_column column;
        uint32_t type =
            field->column_type == REVOPS_TYPE_DOUBLE ? REVOPS_TYPE_DOUBLE : REVOPS_TYPE_INT64;
        memcpy(&column, (const char *)batch + field->offset, sizeof column);
        FUZZ_PROMISE(batch->count <= MOST_ROWS - out->rows);
        if (!column.data)
            continue;
        if (column.type == REVOPS_TYPE_UINT64)
            type = REVOPS_TYPE_UINT64;
        FUZZ_PROMISE(revops_column_copy(values, valid, &column, type, batch->count, NULL) ==
                     REVOPS_OK);
        memcpy(&out->values[i][out->rows], values, batch->count * 8);
        memcpy(&out->valid[i][out->rows], valid, batch->count);
    }
    out->rows += batch->count;
}

static void read_stream(outcome *out, arrows *tables, size_t count, revops_names *names,
                        int32_t exponent) {
    arrows_stream source = {.tables = tables, .count = count};
    struct ArrowArrayStream stream = arrows_stream_open(&source);
    revops_arrow_options options = REVOPS_ARROW_OPTIONS_INIT;
    revops_arrow_reader *reader = NULL;
    any_batch batch;
    int32_t answer = REVOPS_MORE;
    memset(out, 0, sizeof *out);
    options.names = names;
    options.exponent = exponent;
    out->status =
        revops_arrow_reader_create(&reader, &stream, &any_batch_shape, &options, NULL, &out->err);
    FUZZ_PROMISE((out->status == REVOPS_OK) == (reader != NULL));
    while (reader && answer == REVOPS_MORE) {
        memset(&batch, 0, sizeof batch);
        batch.struct_size = sizeof batch;
        answer = revops_arrow_next(reader, &batch);
        if (answer == REVOPS_MORE)
            keep(out, &batch);
    }
    if (reader)
        out->status = revops_arrow_reader_error(reader, &out->err);
    FUZZ_PROMISE(!reader || (answer == REVOPS_END) == (out->status == REVOPS_OK));
    revops_arrow_reader_destroy(reader);
}

/* The same table with fewer rows; its buffers are shared. */
static void slice(arrows *into, const arrows *from, int64_t first, int64_t rows) {
    *into = *from;
    into->schema.children = into->schema_list;
    into->array.children = into->array_list;
    into->array.buffers = &into->validity;
    for (int i = 0; i < into->columns; i++) {
        into->array_list[i] = &into->arrays[from->array_list[i] - from->arrays];
        into->schema_list[i] = &into->schemas[from->schema_list[i] - from->schemas];
    }
    into->array.offset += first;
    into->array.length = rows;
}

static void read_both_ways(arrows *table, int64_t rows, int64_t cut, revops_names *names,
                           int32_t exponent) {
    static outcome whole, parts;
    static arrows slices[2];
    any_batch batch = {.struct_size = sizeof batch};
    revops_error err;
    read_stream(&whole, table, 1, names, exponent);
    slice(&slices[0], table, 0, cut);
    slice(&slices[1], table, cut, rows - cut);
    read_stream(&parts, slices, 2, names, exponent);
    FUZZ_PROMISE(whole.status == parts.status);
    if (whole.status != REVOPS_OK) {
        FUZZ_PROMISE(whole.err.row == REVOPS_NONE || whole.err.row < (uint64_t)rows);
        FUZZ_PROMISE(whole.err.row == parts.err.row);
        FUZZ_PROMISE(strcmp(whole.err.field, parts.err.field) == 0);
    } else {
        FUZZ_PROMISE(memcmp(&whole.values, &parts.values, sizeof whole.values) == 0);
        FUZZ_PROMISE(memcmp(&whole.valid, &parts.valid, sizeof whole.valid) == 0);
        FUZZ_PROMISE(whole.rows == (uint64_t)rows);
    }
    if (revops_arrow_bind(&batch, &any_batch_shape, &table->schema, &table->array, &err) ==
        REVOPS_OK) {
        memset(&parts, 0, sizeof parts);
        keep(&parts, &batch);
        FUZZ_PROMISE(whole.status == REVOPS_OK);
        FUZZ_PROMISE(memcmp(&whole.values, &parts.values, sizeof whole.values) == 0);
    }
}

/* Byte 0: rows. Byte 1: where they are cut. Byte 2: exponent, names, nulls of the whole. Byte 3:
 * columns. The rest: columns. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static arrows table;
    input in = {data, size, {NULL}, 0};
    const int64_t rows = take(&in) % (MOST_ROWS + 1);
    const int64_t cut = take(&in) % (rows + 1);
    const uint8_t how = take(&in);
    const size_t columns = take(&in) % (MOST_COLUMNS + 1);
    revops_names *names = NULL;
    arrows_open(&table, rows);
    if ((how & 0x20) != 0)
        FUZZ_PROMISE(revops_names_create(&names, NULL, NULL) == REVOPS_OK);
    if ((how & 0x40) != 0) {
        table.validity = block(&in, (size_t)rows / 8 + 1);
        table.array.null_count = -1;
    }
    for (size_t i = 0; i < columns; i++)
        add_column(&in, &table, rows);
    read_both_ways(&table, rows, cut, names, how & 0x0f);
    revops_names_destroy(names);
    while (in.block_count > 0)
        free(in.blocks[--in.block_count]);
    return 0;
}
