/* Columns in: one check per batch, then chunks of plain aligned arrays. */
#include "base/column.h"

#include <string.h>

#include "base/host.h"
#include "base/integer.h"

size_t revops__type_size(uint32_t type) {
    static const uint8_t sizes[] = {0, 1, 2, 4, 8, 1, 2, 4, 8, 8};
    return type < sizeof sizes ? sizes[type] : 0;
}

revops_status revops__batch_take(void *into, size_t size, const void *batch, revops_error *err) {
    revops__batch_head head;
    revops_status status = revops__require(batch, "batch", err);
    if (status == REVOPS_OK)
        status = revops__take(into, size, batch, "batch", err);
    if (status != REVOPS_OK)
        return status;
    memcpy(&head, into, sizeof head);
    if (head.count > INT32_MAX)
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "count",
                                "a count from 0 to 2^31-1", head.count);
    return REVOPS_OK;
}

/* May values of type @p given be read as the documented type? */
static int column_type_fits(uint32_t given, uint32_t documented) {
    if (documented == REVOPS_TYPE_DOUBLE)
        return given == REVOPS_TYPE_DOUBLE;
    return given >= REVOPS_TYPE_INT8 && given <= REVOPS_TYPE_UINT64;
}

static revops_status column_check(const revops_column *column, uint32_t type, const char *field,
                                  revops_error *err) {
    uint32_t given = column->type == REVOPS_TYPE_DOCUMENTED ? type : column->type;
    if (column->reserved0 != 0)
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, field, "reserved0 to be 0",
                                column->reserved0);
    if (column->validity && column->validity_offset < 0)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, field,
                                "a validity_offset of at least 0", column->validity_offset);
    if (!column_type_fits(given, type))
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, field,
                                type == REVOPS_TYPE_DOUBLE ? "a column of type double (9)"
                                                           : "a column of an integer type (1 to 8)",
                                given);
    return REVOPS_OK;
}

revops_status revops__column_open(revops__column *view, const revops_column *column,
                                  const revops_field *field, int64_t fallback, uint64_t count,
                                  revops_error *err) {
    uint32_t type = field->column_type;
    revops_status status = column_check(column, type, field->name, err);
    if (status != REVOPS_OK)
        return status;
    memset(view, 0, sizeof *view);
    view->column = *column;
    view->column.type = column->type == REVOPS_TYPE_DOCUMENTED ? type : column->type;
    view->field = field->name;
    view->type = type;
    view->fallback = fallback;
    view->absent = column->data == NULL;
    view->required = (field->flags & REVOPS_FIELD_REQUIRED) != 0;
    if (view->absent && view->required && count > 0)
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, field->name,
                            "expected a column, got none");
    view->constant = view->absent || (column->stride == 0 && !column->validity);
    view->same_width = revops__type_size(view->column.type) == revops__type_size(type);
    view->plain = !view->absent && !column->validity && view->same_width &&
                  column->stride == (int64_t)revops__type_size(type);
    return REVOPS_OK;
}

/* Does a value read from @p from fit @p type? */
static inline int column_fits(uint64_t bits, uint32_t from, uint32_t type) {
    return type == REVOPS_TYPE_DOUBLE ||
           revops__integer_fits(bits, from, type, revops__type_size(type));
}

static inline void column_store(char *at, uint32_t type, uint64_t bits) {
    revops__integer_store(at, revops__type_size(type), bits);
}

static int column_valid(const revops_column *column, uint64_t row) {
    uint64_t bit = (uint64_t)column->validity_offset + row;
    return !column->validity || (column->validity[bit >> 3] >> (bit & 7) & 1);
}

static const char *column_at(const revops_column *column, uint64_t row) {
    return (const char *)column->data + column->stride * (int64_t)row;
}

static revops_status column_refuse(const revops__column *view, uint64_t row, uint64_t bits,
                                   revops_error *err) {
    static const char *const expected[] = {"",         "an int8", "an int16", "an int32",
                                           "an int64", "a uint8", "a uint16", "a uint32",
                                           "a uint64", "a double"};
    if (revops__integer_is_signed(view->column.type))
        return revops__fail_i64(err, REVOPS_E_INVALID, row, view->field, expected[view->type],
                                (int64_t)bits);
    return revops__fail_u64(err, REVOPS_E_INVALID, row, view->field, expected[view->type], bits);
}

/* The road for every type, stride and validity: one value at a time. */
static revops_status column_decode(const revops__column *view, uint64_t first, size_t count,
                                   char *out, uint8_t *valid, int32_t *all_valid,
                                   revops_error *err) {
    const revops_column *column = &view->column;
    size_t step = revops__type_size(view->type);
    for (size_t i = 0; i < count; i++, out += step) {
        uint64_t row = first + i;
        int is_valid = column_valid(column, row);
        uint64_t bits = (uint64_t)view->fallback;
        if (is_valid) {
            bits = revops__integer_load(column_at(column, row), column->type);
            if (!column_fits(bits, column->type, view->type))
                return column_refuse(view, row, bits, err);
        } else if (view->required) {
            return revops__fail(err, REVOPS_E_INVALID, row, view->field,
                                "expected a value, got null");
        }
        column_store(out, view->type, bits);
        if (valid)
            valid[i] = (uint8_t)is_valid;
        if (all_valid)
            *all_valid &= is_valid;
    }
    return REVOPS_OK;
}

/* The common road: a field of an array of structs in the documented type, without validity bits. */
static void column_gather(const revops__column *view, uint64_t first, size_t count, void *out) {
    const char *at = column_at(&view->column, first);
    int64_t stride = view->column.stride;
    if (revops__type_size(view->type) == 8) {
        uint64_t *wide = out;
        for (size_t i = 0; i < count; i++, at += stride)
            memcpy(&wide[i], at, sizeof *wide);
    } else {
        uint32_t *narrow = out;
        for (size_t i = 0; i < count; i++, at += stride)
            memcpy(&narrow[i], at, sizeof *narrow);
    }
}

/* Do values of one sign type fit the other of the same width? */
static int column_signs_fit(const revops__column *view, const void *values, size_t count) {
    const uint32_t *narrow = values;
    const uint64_t *wide = values;
    uint64_t any = 0;
    if (view->type == view->column.type)
        return 1;
    if (revops__type_size(view->type) == 8) {
        for (size_t i = 0; i < count; i++)
            any |= wide[i];
        return any >> 63 == 0;
    }
    for (size_t i = 0; i < count; i++)
        any |= narrow[i];
    return any >> 31 == 0;
}

/* One value for all rows: the buffer is filled once and then shared by all chunks. */
static revops_status column_fill(revops__column *view, uint64_t first, size_t count, char *out,
                                 revops_error *err) {
    const revops_column *column = &view->column;
    size_t step = revops__type_size(view->type);
    uint64_t bits = (uint64_t)view->fallback;
    if (!view->absent) {
        bits = revops__integer_load(column->data, column->type);
        if (!column_fits(bits, column->type, view->type))
            return column_refuse(view, first, bits, err);
    }
    for (size_t i = view->filled; i < count; i++)
        column_store(out + i * step, view->type, bits);
    view->filled = (uint32_t)count;
    return REVOPS_OK;
}

revops_status revops__column_chunk(revops__column *view, uint64_t first, size_t count, void *buffer,
                                   const void **values, uint8_t *valid, int32_t *all_valid,
                                   revops_error *err) {
    size_t size = revops__type_size(view->type);
    *values = buffer;
    if (all_valid)
        *all_valid = view->absent ? 0 : 1;
    if (valid && (view->absent || !view->column.validity))
        memset(valid, !view->absent, count);
    if (view->constant)
        return view->filled >= count ? REVOPS_OK : column_fill(view, first, count, buffer, err);
    if (!view->column.validity) {
        const char *at = column_at(&view->column, first);
        if (view->same_width && size >= 4) {
            if (view->plain && ((uintptr_t)at & (size - 1)) == 0) {
                *values = at;
            } else {
                column_gather(view, first, count, buffer);
            }
            if (column_signs_fit(view, *values, count))
                return REVOPS_OK;
            *values = buffer;
        }
    }
    return column_decode(view, first, count, buffer, valid, all_valid, err);
}

revops_status revops_column_copy(void *values, uint8_t *valid, const revops_column *column,
                                 uint32_t type, uint64_t count, revops_error *err) {
    revops__column view;
    revops_field field;
    size_t size = revops__type_size(type);
    uint64_t scratch[REVOPS__CHUNK];
    revops_status status = revops__require(values, "values", err);
    if (status == REVOPS_OK)
        status = revops__require(column, "column", err);
    if (status != REVOPS_OK)
        return status;
    if (size == 0)
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "type",
                                "a type from int8 (1) to double (9)", type);
    if (count > INT32_MAX)
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "count",
                                "a count from 0 to 2^31-1", count);
    memset(&field, 0, sizeof field);
    field.name = "column";
    field.column_type = (uint16_t)type;
    status = revops__column_open(&view, column, &field, 0, count, err);
    if (status == REVOPS_OK && view.absent && count > 0)
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, "column",
                            "expected a column with data, got NULL");
    /* Twice over the column: first to refuse, then to write, so that a failed call writes
     * nothing. */
    for (int pass = 0; pass < 2 && status == REVOPS_OK; pass++) {
        for (uint64_t first = 0; first < count && status == REVOPS_OK; first += REVOPS__CHUNK) {
            size_t rows = count - first < REVOPS__CHUNK ? (size_t)(count - first) : REVOPS__CHUNK;
            const void *chunk = NULL;
            status = revops__column_chunk(&view, first, rows, scratch, &chunk,
                                          pass && valid ? valid + first : NULL, NULL, err);
            if (pass && status == REVOPS_OK)
                memcpy((char *)values + first * size, chunk, rows * size);
        }
    }
    return status;
}

revops_status revops__columns_open(revops__columns *in, const revops_shape *shape,
                                   const int64_t *fallbacks, uint32_t watched, const void *batch,
                                   revops_error *err) {
    struct {
        revops__batch_head head;
        revops_column columns[REVOPS__COLUMNS];
    } taken;
    revops_status status = revops__batch_take(&taken, shape->size, batch, err);
    in->count = 0;
    in->column_count = shape->field_count - 2;
    in->watched = watched;
    for (uint32_t c = 0; c < in->column_count && status == REVOPS_OK; c++) {
        const revops_field *field = &shape->fields[c + 2];
        revops_column column;
        memcpy(&column, (const char *)&taken + field->offset, sizeof column);
        status = revops__column_open(&in->columns[c], &column, field, fallbacks ? fallbacks[c] : 0,
                                     taken.head.count, err);
    }
    if (status == REVOPS_OK)
        in->count = taken.head.count;
    return status;
}

revops_status revops__columns_chunk(revops__columns *in, uint64_t first, size_t count,
                                    revops_error *err) {
    revops_status status = REVOPS_OK;
    for (uint32_t c = 0; c < in->column_count && status == REVOPS_OK; c++)
        status = revops__column_chunk(&in->columns[c], first, count, in->room[c], &in->values[c],
                                      c == in->watched ? in->valid : NULL, NULL, err);
    return status;
}
