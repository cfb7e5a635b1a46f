/* Arrow out: records become columns, each in a block of its own that can be moved and released by
 * itself, as the standard has it. */
#include "base/arrow_export.h"

#include <string.h>

#include "base/integer.h"
#include "base/text.h"

enum { OUT_ALIGN = 64, OUT_KEYS = 256 };

/* A column in the making. */
typedef struct out_column {
    revops__arrow_export *call;
    const revops__arrow_out *out;
    const char *at; /* the value of the first record */
    size_t first;   /* its row */
    revops__arrow_block *block;
    uint8_t *validity, *values; /* values or offsets */
    char *text;
    size_t text_size, text_capacity;
    int64_t nulls;
    revops_error *err;
} out_column;

static const char *out_value(const out_column *column, size_t row) {
    return column->at + row * column->call->shape->size;
}

static revops_status out_refuse(const out_column *column, size_t row, const char *expected,
                                int64_t got) {
    return revops__fail_i64(column->err, REVOPS_E_INVALID, column->first + row,
                            column->out->field->name, expected, got);
}

static void out_null(out_column *column, size_t row) {
    column->validity[row >> 3] = (uint8_t)(column->validity[row >> 3] & ~(1u << (row & 7)));
    column->nulls++;
}

/* --- values of a fixed width --- */

static revops_status out_copy(out_column *column, size_t count) {
    const size_t width = column->out->width;
    for (size_t row = 0; row < count; row++)
        memcpy(column->values + row * width, out_value(column, row), width);
    return REVOPS_OK;
}

/* A loop of its own for the width of nearly all columns: a copy of known size is one
 * instruction. */
static revops_status out_copy_eight(out_column *column, size_t count) {
    for (size_t row = 0; row < count; row++)
        memcpy(column->values + row * 8, out_value(column, row), 8);
    return REVOPS_OK;
}

static revops_status out_days(out_column *column, size_t count) {
    const uint32_t type = column->out->field->type;
    for (size_t row = 0; row < count; row++) {
        const uint64_t day = revops__integer_load(out_value(column, row), type);
        if (!revops__integer_fits(day, type, REVOPS_TYPE_INT32, 4))
            return out_refuse(column, row, "a day within int32", (int64_t)day);
        revops__integer_store(column->values + row * 4, 4, day);
    }
    return REVOPS_OK;
}

static revops_status out_months(out_column *column, size_t count) {
    for (size_t row = 0; row < count; row++) {
        const int64_t month =
            (int64_t)revops__integer_load(out_value(column, row), column->out->field->type);
        int64_t years;
        int32_t day;
        if (month < REVOPS__FIRST_MONTH || month > REVOPS__LAST_MONTH)
            return out_refuse(column, row, "a month from 0001-01 to 9999-12", month);
        years = (month - REVOPS__FIRST_MONTH) / 12;
        day = revops__days_from_civil((int32_t)years + 1,
                                      (int32_t)(month - REVOPS__FIRST_MONTH - years * 12) + 1, 1);
        memcpy(column->values + row * 4, &day, 4);
    }
    return REVOPS_OK;
}

static revops_status out_bools(out_column *column, size_t count) {
    const uint32_t type = column->out->field->type;
    for (size_t row = 0; row < count; row++)
        if (revops__integer_load(out_value(column, row), type) != 0)
            column->values[row >> 3] = (uint8_t)(column->values[row >> 3] | 1u << (row & 7));
    return REVOPS_OK;
}

static revops_status out_ratios(out_column *column, size_t count) {
    for (size_t row = 0; row < count; row++) {
        revops_ratio ratio;
        memcpy(&ratio, out_value(column, row), sizeof ratio);
        if (ratio.status == REVOPS_RATIO_UNDEFINED) {
            out_null(column, row);
            continue;
        }
        if (ratio.status != REVOPS_RATIO_OK || ratio.denominator <= 0)
            return out_refuse(column, row, "a denominator above 0 or the status undefined",
                              ratio.denominator);
        memcpy(column->values + row * 8,
               column->out->make == REVOPS__OUT_RATIO_NUM ? &ratio.numerator : &ratio.denominator,
               8);
    }
    return REVOPS_OK;
}

/* --- texts --- */

static void out_offset(out_column *column, size_t row) {
    const int32_t end = (int32_t)column->text_size;
    memcpy(column->values + (row + 1) * sizeof end, &end, sizeof end);
}

/* Room for @p size more bytes of text. */
static revops_status out_room(out_column *column, size_t row, size_t size) {
    void *block = column->text;
    revops_status status;
    if (size > (size_t)INT32_MAX - column->text_size)
        return revops__fail(column->err, REVOPS_E_LIMIT, column->first + row,
                            column->out->field->name,
                            "expected at most 2^31-1 bytes of text in a column");
    status = revops__grow(&column->call->memory, &block, &column->text_capacity,
                          column->text_size + size, 1, column->err);
    column->text = block;
    return status;
}

/* The text of a row behind those of the rows before it. */
static revops_status out_put(out_column *column, size_t row, const char *text, size_t size) {
    revops_status status = out_room(column, row, size);
    if (status != REVOPS_OK)
        return status;
    if (size > 0)
        memcpy(column->text + column->text_size, text, size);
    column->text_size += size;
    out_offset(column, row);
    return REVOPS_OK;
}

static revops_status out_put_utf8(out_column *column, size_t row, const char *text, size_t size) {
    size_t offset;
    if (size >= REVOPS__ARROW_TEXT_ROOM)
        return out_refuse(column, row, "a text of at most 65535 bytes", (int64_t)size);
    if (!revops__utf8_valid(text, size, &offset))
        return revops__fail(column->err, REVOPS_E_INVALID, column->first + row,
                            column->out->field->name, "expected a text in UTF-8 without NUL");
    return out_put(column, row, text, size);
}

/* Code 0 is the empty text, which the way in reads as 0 again. */
static revops_status out_currencies(out_column *column, size_t count) {
    revops_status status = REVOPS_OK;
    for (size_t row = 0; status == REVOPS_OK && row < count; row++) {
        const uint64_t value =
            revops__integer_load(out_value(column, row), column->out->field->type);
        char code[4];
        const size_t size =
            value <= UINT32_MAX ? revops__currency_unpack(code, (uint32_t)value) : 0;
        uint32_t packed;
        if (value != 0 && (!revops__currency_pack(&packed, code, size) || packed != value))
            return out_refuse(column, row, "up to four capitals packed big-endian", (int64_t)value);
        status = out_put(column, row, code, size);
    }
    return status;
}

/* A value without a word becomes its digits, as writers print it. */
static revops_status out_enums(out_column *column, size_t count) {
    const revops_field *field = column->out->field;
    revops_status status = REVOPS_OK;
    for (size_t row = 0; status == REVOPS_OK && row < count; row++) {
        const int64_t value = (int64_t)revops__integer_load(out_value(column, row), field->type);
        char digits[REVOPS__DIGITS];
        const char *text = digits;
        for (uint32_t i = 0; text == digits && i < field->word_count; i++)
            if (field->words[i].value == value)
                text = field->words[i].name;
        status = out_put(column, row, text,
                         text == digits ? revops__print_i64(digits, value) : strlen(text));
    }
    return status;
}

/* The last row of this chunk that had a key, from 1; 0: none. */
typedef struct out_known {
    uint64_t key;
    size_t row;
} out_known;

static int32_t out_offset_at(const out_column *column, size_t row) {
    int32_t offset;
    memcpy(&offset, column->values + row * sizeof offset, sizeof offset);
    return offset;
}

static revops_status out_resolve(out_column *column, size_t row, uint64_t key) {
    const revops_arrow_options *options = &column->call->options;
    char *scratch = column->call->scratch;
    size_t written = SIZE_MAX;
    int32_t answer =
        options->resolver(options->resolver_user, key, scratch, REVOPS__ARROW_TEXT_ROOM, &written);
    if (answer != REVOPS_MORE) {
        const char *field = column->out->field->name;
        revops_status status = revops__fail_answer(column->err, answer, field);
        revops__error_place(column->err, column->first + row, field);
        return status;
    }
    return out_put_utf8(column, row, scratch, written);
}

/* The text of an earlier row once more; room comes first, because the block may move. */
static revops_status out_again(out_column *column, size_t row, size_t earlier) {
    const int32_t begin = out_offset_at(column, earlier);
    const size_t size = (size_t)(out_offset_at(column, earlier + 1) - begin);
    revops_status status = out_room(column, row, size);
    if (status != REVOPS_OK)
        return status;
    return out_put(column, row, size > 0 ? column->text + begin : "", size);
}

/* The host is asked once for a key that comes again soon. */
static revops_status out_keys(out_column *column, size_t count) {
    out_known known[OUT_KEYS];
    revops_status status = REVOPS_OK;
    memset(known, 0, sizeof known);
    for (size_t row = 0; status == REVOPS_OK && row < count; row++) {
        const uint64_t key = revops__integer_load(out_value(column, row), column->out->field->type);
        out_known *slot = &known[(key ^ key >> 32) % OUT_KEYS];
        status = slot->row != 0 && slot->key == key ? out_again(column, row, slot->row - 1)
                                                    : out_resolve(column, row, key);
        slot->key = key;
        slot->row = row + 1;
    }
    return status;
}

static revops_status out_inline_texts(out_column *column, size_t count) {
    revops_status status = REVOPS_OK;
    for (size_t row = 0; status == REVOPS_OK && row < count; row++) {
        const char *text = out_value(column, row);
        size_t size = 0;
        while (size < column->out->field->length && text[size] != '\0')
            size++;
        status = out_put_utf8(column, row, text, size);
    }
    return status;
}

static revops_status out_pointer_texts(out_column *column, size_t count) {
    revops_status status = REVOPS_OK;
    for (size_t row = 0; status == REVOPS_OK && row < count; row++) {
        const char *text;
        memcpy(&text, out_value(column, row), sizeof text);
        if (!text)
            out_null(column, row);
        status = text ? out_put_utf8(column, row, text, strlen(text)) : out_put(column, row, "", 0);
    }
    return status;
}

static revops_status out_fill(out_column *column, size_t count) {
    switch (column->out->make) {
    case REVOPS__OUT_COPY:
        return column->out->width == 8 ? out_copy_eight(column, count) : out_copy(column, count);
    case REVOPS__OUT_DAY:
        return out_days(column, count);
    case REVOPS__OUT_MONTH:
        return out_months(column, count);
    case REVOPS__OUT_BOOL:
        return out_bools(column, count);
    case REVOPS__OUT_CURRENCY:
        return out_currencies(column, count);
    case REVOPS__OUT_ENUM:
        return out_enums(column, count);
    case REVOPS__OUT_KEY:
        return out_keys(column, count);
    case REVOPS__OUT_TEXT:
        return out_inline_texts(column, count);
    case REVOPS__OUT_POINTER:
        return out_pointer_texts(column, count);
    default:
        return out_ratios(column, count);
    }
}

/* --- arrays --- */

static void array_release(struct ArrowArray *array) {
    for (int64_t i = 0; i < array->n_children; i++)
        if (array->children[i]->release)
            array->children[i]->release(array->children[i]);
    revops__arrow_block_free(array->private_data);
    array->release = NULL;
}

static size_t out_aligned(size_t size) {
    return (size + OUT_ALIGN - 1) / OUT_ALIGN * OUT_ALIGN;
}

/* Bytes of the values; texts have offsets, and bools bits. */
static size_t out_size(const revops__arrow_out *out, size_t count) {
    if (out->make == REVOPS__OUT_BOOL)
        return count / 8 + 1;
    return out->width > 0 ? revops__product(count, out->width) : (count + 1) * sizeof(int32_t);
}

/* The block of a column: head, pointers of buffers, validity if there may be nulls, values. */
static revops_status out_open(out_column *column, struct ArrowArray *array, size_t count) {
    const revops__arrow_out *out = column->out;
    const size_t bits = out->nullable ? out_aligned(count / 8 + 1) : 0;
    const size_t values = out_size(out, count);
    const size_t head = sizeof *column->block + 3 * sizeof(void *) + OUT_ALIGN;
    char *at;
    const void **buffers;
    revops_status status = revops__arrow_block_take(
        &column->call->memory, &column->block,
        values > SIZE_MAX - bits - head ? SIZE_MAX : head + bits + values, column->err);
    if (status != REVOPS_OK)
        return status;
    buffers = (const void **)(void *)(column->block + 1);
    at = (char *)(buffers + 3);
    at += (OUT_ALIGN - (uintptr_t)at % OUT_ALIGN) % OUT_ALIGN;
    column->validity = out->nullable ? (uint8_t *)at : NULL;
    column->values = (uint8_t *)at + bits;
    if (column->validity)
        memset(column->validity, 0xff, count / 8 + 1);
    memset(array, 0, sizeof *array);
    array->length = (int64_t)count;
    array->n_buffers = out->width == 0 && out->make != REVOPS__OUT_BOOL ? 3 : 2;
    array->buffers = buffers;
    array->release = array_release;
    array->private_data = column->block;
    return REVOPS_OK;
}

/* One column; on failure with a row *count becomes that row's place in the chunk. */
static revops_status out_make(revops__arrow_export *self, const revops__arrow_out *out,
                              struct ArrowArray *array, const void *rows, size_t first,
                              size_t *count, revops_error *err) {
    out_column column;
    revops_status status;
    memset(&column, 0, sizeof column);
    column.call = self;
    column.out = out;
    column.first = first;
    column.err = err;
    status = out_open(&column, array, *count);
    if (status != REVOPS_OK)
        return status;
    column.at = *count > 0 ? (const char *)rows + first * self->shape->size + out->offset : NULL;
    status = out_fill(&column, *count);
    column.block->text = column.text;
    column.block->text_size = column.text_capacity;
    array->null_count = column.nulls;
    array->buffers[0] = column.nulls > 0 ? column.validity : NULL;
    array->buffers[1] = column.values;
    array->buffers[2] = column.text ? (const void *)column.text : column.values;
    if (status != REVOPS_OK && err->row != REVOPS_NONE)
        *count = (size_t)(err->row - first);
    return status;
}

/* The whole without its children. */
static revops_status array_open(revops__arrow_export *self, struct ArrowArray *array, size_t count,
                                revops_error *err) {
    const size_t n = self->columns;
    revops__arrow_block *block;
    struct ArrowArray *rooms;
    revops_status status = revops__arrow_block_take(
        &self->memory, &block,
        sizeof *block + n * (sizeof *rooms + sizeof(struct ArrowArray *)) + sizeof(void *), err);
    if (status != REVOPS_OK)
        return status;
    rooms = (struct ArrowArray *)(void *)(block + 1);
    memset(array, 0, sizeof *array);
    array->children = (struct ArrowArray **)(void *)(rooms + n);
    array->buffers = (const void **)(void *)(array->children + n);
    for (size_t i = 0; i < n; i++)
        array->children[i] = &rooms[i];
    array->length = (int64_t)count;
    array->n_buffers = 1;
    array->release = array_release;
    array->private_data = block;
    return REVOPS_OK;
}

/* The lowest row that is refused counts, then the first field: a refusal shortens what the columns
 * behind it look at. */
revops_status revops__arrow_array_make(revops__arrow_export *self, struct ArrowArray *array,
                                       const void *rows, size_t first, size_t count,
                                       revops_error *err) {
    revops__arrow_cursor cursor = {self->shape, self->scratch != NULL, 0, 0, 0};
    revops__arrow_out out;
    struct ArrowArray made;
    revops_error own;
    size_t limit = count;
    int more = 1;
    revops_status status;
    memset(&made, 0, sizeof made);
    status = array_open(self, &made, count, &own);
    while (status == REVOPS_OK || own.row != REVOPS_NONE) {
        revops_status refused = revops__arrow_walk(&cursor, &out, &more, &own);
        if (refused == REVOPS_OK && !more)
            break;
        if (refused == REVOPS_OK)
            refused =
                out_make(self, &out, made.children[made.n_children], rows, first, &limit, &own);
        if (made.children[made.n_children]->release)
            made.n_children++;
        if (refused != REVOPS_OK)
            status = refused;
    }
    if (status == REVOPS_OK) {
        *array = made;
        return REVOPS_OK;
    }
    if (err)
        *err = own;
    if (made.release)
        made.release(&made);
    return status;
}

/* --- the call --- */

static revops_status export_check(const revops_shape *shape, const void *rows, size_t count,
                                  revops_error *err) {
    revops_status status = revops__require(shape, "shape", err);
    if (status == REVOPS_OK && shape->kind != REVOPS_SHAPE_RECORD)
        status = revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "shape",
                                  "the shape of a record (1)", shape->kind);
    if (status == REVOPS_OK && count > 0)
        status = revops__require(rows, "rows", err);
    return status;
}

static revops_status export_count(revops__arrow_export *self, revops_error *err) {
    revops__arrow_cursor cursor = {self->shape, self->options.resolver != NULL, 0, 0, 0};
    revops__arrow_out out;
    int more;
    revops_status status;
    while ((status = revops__arrow_walk(&cursor, &out, &more, err)) == REVOPS_OK && more)
        if (++self->columns > REVOPS__ARROW_COLUMNS)
            return revops__fail(err, REVOPS_E_LIMIT, REVOPS_NONE, "shape",
                                "expected at most 1024 columns");
    if (status == REVOPS_OK && self->columns == 0)
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, "shape",
                            "expected a record with fields");
    return status;
}

revops_status revops__arrow_export_open(revops__arrow_export *self, const revops_shape *shape,
                                        const void *rows, size_t count,
                                        const revops_arrow_options *options,
                                        const revops_host *host, revops_error *err) {
    void *scratch = NULL;
    revops_status status = export_check(shape, rows, count, err);
    memset(self, 0, sizeof *self);
    self->shape = shape;
    if (status == REVOPS_OK)
        status = revops__arrow_options_take(&self->options, options, err);
    if (status == REVOPS_OK)
        status = revops__memory_open(&self->memory, host, err);
    if (status != REVOPS_OK)
        return status;
    if (!self->options.resolver && self->options.names) {
        self->options.resolver = revops_names_resolve;
        self->options.resolver_user = self->options.names;
    }
    status = export_count(self, err);
    if (status == REVOPS_OK && self->options.resolver)
        status = revops__resize(&self->memory, &scratch, 0, REVOPS__ARROW_TEXT_ROOM, err);
    self->scratch = scratch;
    return status;
}

void revops__arrow_export_close(revops__arrow_export *self) {
    revops__free(&self->memory, self->scratch, REVOPS__ARROW_TEXT_ROOM);
    self->scratch = NULL;
}

static revops_status export_all(revops__arrow_export *self, struct ArrowSchema *schema,
                                struct ArrowArray *array, const void *rows, size_t count,
                                revops_error *err) {
    revops_status status = REVOPS_OK;
    if (schema)
        status = revops__arrow_schema_make(&self->memory, schema, self->shape,
                                           self->scratch != NULL, self->columns, err);
    if (status == REVOPS_OK && array) {
        status = revops__arrow_array_make(self, array, rows, 0, count, err);
        if (status != REVOPS_OK && schema)
            schema->release(schema);
    }
    return status;
}

revops_status revops_arrow_export(struct ArrowSchema *schema, struct ArrowArray *array,
                                  const revops_shape *shape, const void *rows, size_t count,
                                  const revops_arrow_options *options, const revops_host *host,
                                  revops_error *err) {
    revops__arrow_export self;
    revops_status status = REVOPS_OK;
    if (!schema && !array)
        status = revops__require(array, "array", err);
    if (schema)
        schema->release = NULL;
    if (array)
        array->release = NULL;
    if (status == REVOPS_OK && count > INT32_MAX)
        status = revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "count",
                                  "a count from 0 to 2^31-1", count);
    if (status != REVOPS_OK)
        return status;
    status = revops__arrow_export_open(&self, shape, rows, array ? count : 0, options, host, err);
    if (status == REVOPS_OK)
        status = export_all(&self, schema, array, rows, count, err);
    revops__arrow_export_close(&self);
    return status;
}
