/* Rows into columns. A column keeps numbers in their documented type, so the library reads them as
 * they lie; a batch begins with room for 16 rows, because a group may never have more. */
#include "buffer.h"

#include <string.h>

enum { BUFFER_ALIGN = 16 };

static size_t buffer_aligned(size_t size) {
    return (size + BUFFER_ALIGN - 1) / BUFFER_ALIGN * BUFFER_ALIGN;
}

static size_t buffer_bits(uint32_t rows) {
    return (rows + 7) / 8;
}

static uint8_t buffer_size(const revops_field *field) {
    return (uint8_t)(field->column_type == REVOPS_TYPE_BYTES ? field->length
                                                             : sql_bits_size(field->column_type));
}

/* Room for @p capacity rows; the rows there were are gone. */
static revops_status buffer_reserve(sql_buffer *buffer, uint32_t capacity, const revops_host *host,
                                    revops_error *err) {
    size_t held = 0, at = 0;
    for (uint32_t i = 0; i < buffer->column_count; i++)
        held += buffer_aligned(buffer->columns[i].size * (size_t)capacity) +
                buffer_aligned(buffer_bits(capacity));
    sql_give(host, buffer->block, buffer->block_held);
    buffer->capacity = 0;
    buffer->block = sql_take(host, held, err);
    if (!buffer->block)
        return REVOPS_E_NOMEM;
    buffer->block_held = held;
    buffer->capacity = capacity;
    memset(buffer->block, 0xff, held);
    for (uint32_t i = 0; i < buffer->column_count; i++) {
        buffer_column *column = &buffer->columns[i];
        column->data = buffer->block + at;
        at += buffer_aligned(column->size * (size_t)capacity);
        column->validity = buffer->block + at;
        at += buffer_aligned(buffer_bits(capacity));
    }
    return REVOPS_OK;
}

/* The list of columns, and behind it the batch struct. */
static revops_status buffer_begin(sql_buffer *buffer, const revops_feed *feed, uint32_t count,
                                  const revops_host *host, revops_error *err) {
    size_t list = buffer_aligned(count * sizeof *buffer->columns);
    memset(buffer, 0, sizeof *buffer);
    buffer->columns_held = list + feed->batch->size;
    buffer->columns = sql_take(host, buffer->columns_held, err);
    if (!buffer->columns)
        return REVOPS_E_NOMEM;
    memset(buffer->columns, 0, buffer->columns_held);
    buffer->batch = (unsigned char *)buffer->columns + list;
    buffer->feed = feed;
    buffer->column_count = count;
    return REVOPS_OK;
}

static void buffer_column_of(buffer_column *column, const revops_field *field) {
    column->field = field;
    column->type = (uint8_t)field->column_type;
    column->size = buffer_size(field);
    if (field->unit != REVOPS_UNIT_CURRENCY)
        column->road = column->type == REVOPS_TYPE_INT64   ? BUFFER_INT64
                       : column->type == REVOPS_TYPE_INT32 ? BUFFER_INT32
                                                           : BUFFER_ASK;
}

revops_status buffer_open(sql_buffer *buffer, const revops_feed *feed, uint32_t count,
                          const revops_host *host, revops_error *err) {
    if (buffer_begin(buffer, feed, count, host, err))
        return REVOPS_E_NOMEM;
    for (uint32_t i = 0; i < count; i++) {
        const revops_field *field = sql_batch_column(feed->batch, i);
        if (!field)
            return sql_fail(err, REVOPS_E_INVALID, feed->name,
                            "expected at most %u columns, got %u", (unsigned)i, (unsigned)count);
        buffer_column_of(&buffer->columns[i], field);
    }
    return buffer_reserve(buffer, BUFFER_FIRST, host, err);
}

revops_status buffer_open_named(sql_buffer *buffer, const revops_feed *feed,
                                const char *const *names, uint32_t count, const revops_host *host,
                                revops_error *err) {
    const revops_field *field;
    if (buffer_begin(buffer, feed, count, host, err))
        return REVOPS_E_NOMEM;
    for (uint32_t place = 0; (field = sql_batch_column(feed->batch, place)) != NULL; place++) {
        int found = 0;
        for (uint32_t i = 0; i < count; i++)
            if (strcmp(names[i], field->name) == 0) {
                if (found++)
                    return sql_fail(err, REVOPS_E_INVALID, field->name,
                                    "expected one column of this name, got two");
                buffer_column_of(&buffer->columns[i], field);
            }
    }
    return buffer_reserve(buffer, BUFFER_ROWS, host, err);
}

void buffer_close(sql_buffer *buffer, const revops_host *host) {
    sql_give(host, buffer->block, buffer->block_held);
    sql_give(host, buffer->columns, buffer->columns_held);
    memset(buffer, 0, sizeof *buffer);
}

/* --- one row --- */

/* Rows @p from to @p to of a column are null. */
static void buffer_nulls(buffer_column *column, uint32_t from, uint32_t to) {
    memset(column->data + (size_t)from * column->size, 0, (size_t)(to - from) * column->size);
    for (uint32_t row = from; row < to; row++)
        column->validity[row / 8] &= (uint8_t) ~(1u << row % 8);
}

/* A null behind nulls alone is only counted: many columns never have a value. */
static void buffer_null(buffer_column *column, uint32_t row) {
    if (column->nulls < row)
        buffer_nulls(column, row, row + 1);
    column->nulls++;
}

static inline void buffer_store(const buffer_column *column, uint32_t row, uint64_t bits) {
    uint32_t small = (uint32_t)bits;
    if (column->size == 8)
        memcpy(column->data + (size_t)row * 8, &bits, sizeof bits);
    else if (column->size == 4)
        memcpy(column->data + (size_t)row * 4, &small, sizeof small);
    else
        sql_bits_store(column->data + (size_t)row * column->size, bits, column->type);
}

/* An integer that needs no look at its unit. */
static inline int buffer_integer(const buffer_column *column, uint32_t row, int64_t number) {
    if (column->road == BUFFER_ASK || (column->road == BUFFER_INT32 && number != (int32_t)number))
        return 0;
    buffer_store(column, row, (uint64_t)number);
    return 1;
}

/* A text that means what the last one of this column meant. */
static inline int buffer_again(const buffer_column *column, uint32_t row, const sql_value *text) {
    if (text->size != column->last_size || text->size == 0)
        return 0;
    if (text->size == 3 ? text->data[0] != column->last[0] || text->data[1] != column->last[1] ||
                              text->data[2] != column->last[2]
                        : memcmp(column->last, text->data, text->size) != 0)
        return 0;
    buffer_store(column, row, column->last_bits);
    return 1;
}

static revops_status buffer_bytes(buffer_column *column, uint32_t row, const sql_value *value,
                                  revops_error *err) {
    if (value->type != SQL_BLOB || value->size != column->size)
        return sql_fail(err, REVOPS_E_INVALID, column->field->name, "expected a blob of %u bytes",
                        (unsigned)column->size);
    memcpy(column->data + (size_t)row * column->size, value->data, column->size);
    return REVOPS_OK;
}

static revops_status buffer_value(buffer_column *column, uint32_t row, const sql_value *value,
                                  sql_texts *texts, revops_error *err) {
    uint64_t bits;
    if (column->type == REVOPS_TYPE_BYTES)
        return buffer_bytes(column, row, value, err);
    if (sql_value_bits(column->field, column->type, value, texts, &bits, err))
        return err->status;
    if (value->type == SQL_TEXT && value->size <= BUFFER_WORD) {
        column->last_size = (uint8_t)value->size;
        column->last_bits = bits;
        memcpy(column->last, value->data, value->size);
    }
    buffer_store(column, row, bits);
    return REVOPS_OK;
}

revops_status buffer_row(sql_buffer *buffer, const sql_value *values, sql_texts *texts,
                         revops_error *err) {
    uint32_t row = buffer->rows;
    for (uint32_t i = 0; i < buffer->column_count; i++) {
        buffer_column *column = &buffer->columns[i];
        const sql_value *value = &values[i];
        if (!column->field)
            continue;
        if (value->type == SQL_NULL) {
            buffer_null(column, row);
            continue;
        }
        if (column->nulls == row && row > 0)
            buffer_nulls(column, 0, row);
        if ((value->type == SQL_INTEGER && buffer_integer(column, row, value->integer)) ||
            (value->type == SQL_TEXT && buffer_again(column, row, value)))
            continue;
        if (buffer_value(column, row, value, texts, err) != REVOPS_OK) {
            err->row = buffer->before + row;
            return err->status;
        }
    }
    buffer->rows++;
    return REVOPS_OK;
}

/* --- handing over --- */

/* A column of nulls alone; the library takes it as one that is absent. */
static int buffer_empty(const sql_buffer *buffer, const buffer_column *column) {
    return column->nulls > 0 && column->nulls == buffer->rows;
}

static void buffer_lend(sql_buffer *buffer) {
    const revops_shape *shape = buffer->feed->batch;
    uint64_t rows = buffer->rows;
    for (uint32_t i = 0; i < shape->field_count; i++) {
        const revops_field *field = revops_shape_field(shape, i);
        if (field->unit == REVOPS_UNIT_SIZE)
            memcpy(buffer->batch + field->offset, &(size_t){shape->size}, sizeof(size_t));
        else if (field->unit == REVOPS_UNIT_COUNT && field->type != REVOPS_TYPE_COLUMN)
            memcpy(buffer->batch + field->offset, &rows, sizeof rows);
    }
    for (uint32_t i = 0; i < buffer->column_count; i++) {
        const buffer_column *from = &buffer->columns[i];
        revops_column column = {from->data, from->nulls ? from->validity : NULL, from->size, 0, 0,
                                0};
        if (buffer_empty(buffer, from))
            column.data = NULL;
        if (from->field)
            memcpy(buffer->batch + from->field->offset, &column, sizeof column);
    }
}

/* Lend the columns of nulls as well: a refusal that names no row may be of one of theirs. 0 when
 * there is none. */
static int buffer_reveal(sql_buffer *buffer) {
    int found = 0;
    for (uint32_t i = 0; i < buffer->column_count; i++) {
        buffer_column *column = &buffer->columns[i];
        if (!column->field || !buffer_empty(buffer, column))
            continue;
        buffer_nulls(column, 0, buffer->rows);
        memcpy(buffer->batch + column->field->offset,
               &(revops_column){column->data, column->validity, column->size, 0, 0, 0},
               sizeof(revops_column));
        found = 1;
    }
    return found;
}

revops_status buffer_flush(sql_buffer *buffer, void *handle,
                           revops_status (*put)(void *, const void *, revops_error *),
                           const revops_host *host, revops_error *err) {
    revops_status status;
    buffer_lend(buffer);
    status = put(handle, buffer->batch, err);
    if (status && err->row == REVOPS_NONE && buffer_reveal(buffer))
        status = put(handle, buffer->batch, err);
    if (status) {
        if (err->row != REVOPS_NONE)
            err->row += buffer->before;
        return status;
    }
    buffer->before += buffer->rows;
    for (uint32_t i = 0; i < buffer->column_count; i++) {
        if (buffer->columns[i].nulls)
            memset(buffer->columns[i].validity, 0xff, buffer_bits(buffer->rows));
        buffer->columns[i].nulls = 0;
    }
    if (buffer->rows == buffer->capacity && buffer->capacity < BUFFER_ROWS)
        status = buffer_reserve(buffer, buffer->capacity * 8, host, err);
    buffer->rows = 0;
    return status;
}
