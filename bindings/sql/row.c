/* Records out: the columns that SQL sees of a row, and the value of each. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sql.h"

enum { ROW_FIRST_PAGE = 256, ROW_COLUMNS = 64 };

/* --- which columns --- */

static void row_column(sql_column *out, uint32_t capacity, uint32_t *count, sql_column column) {
    if (*count < capacity)
        out[*count] = column;
    (*count)++;
}

static void row_columns_of(const revops_field *field, sql_column *out, uint32_t capacity,
                           uint32_t *count) {
    static const char *const part[2] = {"num", "den"};
    sql_column column = {"", field, 0, sql_type_of(field)};
    int bytes = field->type == REVOPS_TYPE_BYTES;
    uint32_t parts = field->type == REVOPS_TYPE_RATIO ? 2 : bytes ? 1 : field->length;
    for (; column.place < parts; column.place++) {
        if (field->type == REVOPS_TYPE_RATIO)
            snprintf(column.name, sizeof column.name, "%s_%s", field->name, part[column.place]);
        else if (parts > 1)
            snprintf(column.name, sizeof column.name, "%s_%" PRIu32, field->name, column.place);
        else
            snprintf(column.name, sizeof column.name, "%s", field->name);
        row_column(out, capacity, count, column);
    }
}

uint32_t sql_columns(const revops_shape *row, sql_column *out, uint32_t capacity) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < row->field_count; i++) {
        const revops_field *field = revops_shape_field(row, i);
        int pointer = field->type == REVOPS_TYPE_POINTER && field->unit != REVOPS_UNIT_TEXT;
        if (field->unit != REVOPS_UNIT_SIZE && field->unit != REVOPS_UNIT_RESERVED && !pointer)
            row_columns_of(field, out, capacity, &count);
    }
    return count;
}

/* --- the value of one --- */

static void row_text(sql_value *value, const char *text, size_t size) {
    value->type = text ? SQL_TEXT : SQL_NULL;
    value->data = text;
    value->size = size;
}

static revops_status row_word(const revops_field *field, uint64_t bits, sql_value *value,
                              char room[SQL_ROOM]) {
    for (uint32_t i = 0; i < field->word_count; i++)
        if ((uint64_t)(int64_t)field->words[i].value == bits) {
            row_text(value, field->words[i].name, strlen(field->words[i].name));
            return REVOPS_OK;
        }
    row_text(value, room, (size_t)snprintf(room, SQL_ROOM, "%" PRId64, (int64_t)bits));
    return REVOPS_OK;
}

static revops_status row_mask(const revops_field *field, uint64_t bits, sql_value *value,
                              char room[SQL_ROOM]) {
    size_t size = 0;
    room[0] = '\0';
    for (uint32_t i = 0; i < field->word_count && size < SQL_ROOM; i++)
        if (bits & (uint32_t)field->words[i].value)
            size += (size_t)snprintf(room + size, SQL_ROOM - size, "%s%s", size ? " " : "",
                                     field->words[i].name);
    row_text(value, room, size < SQL_ROOM ? size : SQL_ROOM - 1);
    return REVOPS_OK;
}

static void row_ratio(const void *at, uint32_t place, sql_value *value) {
    revops_ratio ratio;
    memcpy(&ratio, at, sizeof ratio);
    value->integer = place ? ratio.denominator : ratio.numerator;
    value->type = ratio.status == REVOPS_RATIO_OK ? SQL_INTEGER : SQL_NULL;
}

static void row_bytes(const revops_field *field, const unsigned char *at, sql_value *value) {
    const char *text = (const char *)at;
    if (field->type == REVOPS_TYPE_POINTER) {
        memcpy(&text, at, sizeof text);
        row_text(value, text, text ? strlen(text) : 0);
    } else if (field->unit == REVOPS_UNIT_TEXT) {
        const char *end = memchr(text, '\0', field->length);
        row_text(value, text, end ? (size_t)(end - text) : field->length);
    } else {
        value->type = SQL_BLOB;
        value->data = text;
        value->size = field->length;
    }
}

static revops_status row_number(const sql_column *column, uint64_t bits, sql_value *value,
                                char room[SQL_ROOM], revops_error *err) {
    const revops_field *field = column->field;
    revops_status status = REVOPS_OK;
    switch (field->unit) {
    case REVOPS_UNIT_ENUM:
        return row_word(field, bits, value, room);
    case REVOPS_UNIT_CURRENCY:
        status = bits ? revops_currency_format(room, SQL_ROOM, &value->size, (uint32_t)bits, err)
                      : REVOPS_OK;
        row_text(value, bits ? room : NULL, value->size);
        break;
    case REVOPS_UNIT_MONTH:
        status = revops_month_format(room, SQL_ROOM, &value->size, (int32_t)bits, err);
        row_text(value, room, value->size);
        break;
    default:
        if (field->unit == REVOPS_UNIT_FLAG && field->word_count)
            return row_mask(field, bits, value, room);
        if (field->type == REVOPS_TYPE_UINT64 && bits > INT64_MAX)
            return sql_fail(err, REVOPS_E_OVERFLOW, field->name,
                            "expected a number below 2^63, got %" PRIu64, bits);
        value->integer = (int64_t)bits;
        value->type = column->type;
        if (column->type == SQL_REAL)
            memcpy(&value->real, &bits, sizeof bits);
    }
    return status;
}

revops_status sql_column_read(const sql_column *column, const void *row, sql_value *value,
                              char room[SQL_ROOM], revops_error *err) {
    const revops_field *field = column->field;
    const unsigned char *at = (const unsigned char *)row + field->offset;
    memset(value, 0, sizeof *value);
    if (field->type == REVOPS_TYPE_RATIO)
        row_ratio(at, column->place, value);
    else if (sql_bits_size(field->type) == 0)
        row_bytes(field, at, value);
    else
        return row_number(
            column, sql_bits_fetch(at + column->place * sql_bits_size(field->type), field->type),
            value, room, err);
    return REVOPS_OK;
}

/* --- a record as a text --- */

typedef struct row_writer {
    char *out;
    size_t capacity, size;
} row_writer;

static void row_write(row_writer *to, const char *text, size_t size) {
    if (to->size + size < to->capacity)
        memcpy(to->out + to->size, text, size);
    to->size += size;
}

static void row_write_value(row_writer *to, const sql_value *value) {
    char digits[40];
    switch (value->type) {
    case SQL_TEXT:
        row_write(to, "\"", 1);
        for (size_t i = 0; i < value->size; i++) {
            if (value->data[i] == '"' || value->data[i] == '\\')
                row_write(to, "\\", 1);
            row_write(to, value->data + i, 1);
        }
        row_write(to, "\"", 1);
        break;
    case SQL_INTEGER:
        row_write(to, digits, (size_t)snprintf(digits, sizeof digits, "%" PRId64, value->integer));
        break;
    case SQL_BOOLEAN:
        row_write(to, value->integer ? "true" : "false", value->integer ? 4 : 5);
        break;
    default:
        row_write(to, "null", 4);
    }
}

revops_status sql_record_text(const revops_shape *shape, const void *record, char *out,
                              size_t capacity, size_t *size, revops_error *err) {
    row_writer to = {out, capacity, 0};
    sql_column columns[ROW_COLUMNS];
    uint32_t count = sql_columns(shape, columns, ROW_COLUMNS);
    for (uint32_t i = 0; i < count && i < ROW_COLUMNS; i++) {
        char room[SQL_ROOM];
        sql_value value;
        if (sql_column_read(&columns[i], record, &value, room, err) ||
            sql_value_text(&value, room, err))
            return err->status;
        row_write(&to, i ? ",\"" : "{\"", 2);
        row_write(&to, columns[i].name, strlen(columns[i].name));
        row_write(&to, "\":", 2);
        row_write_value(&to, &value);
    }
    row_write(&to, "}", 1);
    *size = to.size;
    if (to.size >= capacity)
        return sql_fail(err, REVOPS_E_LIMIT, "", "a record of %zu bytes", to.size);
    out[to.size] = '\0';
    return REVOPS_OK;
}

/* --- all rows --- */

/* Each call sorts the cells anew, so pages double: a report of n rows takes log n calls. */
revops_status sql_rows_read(sql_rows *rows, const revops_report *report, const void *handle,
                            const void *query, const revops_host *host, revops_error *err) {
    size_t row_size = report->row->size, room = ROW_FIRST_PAGE, written = room;
    revops_status status = REVOPS_OK;
    memset(rows, 0, sizeof *rows);
    rows->row_size = row_size;
    while (status == REVOPS_OK && written == room) {
        size_t wanted = ((size_t)rows->count + room) * row_size;
        void *grown = host->resize(host->user, rows->data, rows->held, wanted);
        if (!grown) {
            status = sql_fail(err, REVOPS_E_NOMEM, "", "no memory for the rows");
            break;
        }
        rows->data = grown;
        rows->held = wanted;
        status = report->rows(handle, query, rows->count, rows->data + rows->count * row_size, room,
                              row_size, &written, err);
        if (status || written < room)
            rows->count += status ? 0 : written;
        else
            written = room = (size_t)(rows->count += written);
    }
    if (status)
        sql_rows_close(rows, host);
    return status;
}

void sql_rows_close(sql_rows *rows, const revops_host *host) {
    sql_give(host, rows->data, rows->held);
    memset(rows, 0, sizeof *rows);
}
