/* Arrow in: what an array has to be, and a batch that borrows its buffers. */
#include <string.h>

#include "base/arrow.h"
#include "base/column.h"

static revops_status arrow_invalid(revops_error *err, const char *field, const char *expected,
                                   int64_t got) {
    return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, field, expected, got);
}

revops_status revops__arrow_check_schema(const struct ArrowSchema *schema, revops_error *err) {
    if (!schema->release)
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, "schema",
                            "expected a schema, got a released one");
    if (!schema->format || !revops__same_name(schema->format, "+s"))
        return revops__fail_text(err, REVOPS_E_INVALID, REVOPS_NONE, "schema",
                                 "a struct of columns (+s)", schema->format ? schema->format : "",
                                 schema->format ? strlen(schema->format) : 0);
    if (schema->n_children < 0 || (schema->n_children > 0 && !schema->children))
        return arrow_invalid(err, "schema", "children that are there", schema->n_children);
    for (int64_t i = 0; i < schema->n_children; i++)
        if (!schema->children[i])
            return arrow_invalid(err, "schema", "children that are there", i);
    return REVOPS_OK;
}

/* What every array keeps; @p field is who is blamed. */
static revops_status arrow_check(const struct ArrowArray *array, int64_t n_buffers,
                                 const char *field, revops_error *err) {
    if (array->length < 0)
        return arrow_invalid(err, field, "a length of at least 0", array->length);
    if (array->offset < 0 || array->offset > INT64_MAX / 64 - array->length)
        return arrow_invalid(err, field, "an offset within memory", array->offset);
    if (array->n_buffers < n_buffers || (n_buffers > 0 && !array->buffers))
        return arrow_invalid(err, field, "the buffers of its type", array->n_buffers);
    if (array->null_count > 0 && n_buffers > 0 && !array->buffers[0])
        return arrow_invalid(err, field, "a validity bitmap where there are nulls",
                             array->null_count);
    return REVOPS_OK;
}

revops_status revops__arrow_check_array(const struct ArrowArray *array, int64_t n_children,
                                        revops_error *err) {
    revops_status status;
    if (!array->release)
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, "array",
                            "expected an array, got a released one");
    status = arrow_check(array, 1, "array", err);
    if (status != REVOPS_OK)
        return status;
    if (array->n_children != n_children || (n_children > 0 && !array->children))
        return arrow_invalid(err, "array", "the children of its schema", array->n_children);
    return REVOPS_OK;
}

static int64_t arrow_buffers_of(const revops__arrow_format *format) {
    switch (format->kind) {
    case REVOPS__ARROW_NULL:
        return 0;
    case REVOPS__ARROW_TEXT:
    case REVOPS__ARROW_VIEW:
        return 3;
    default:
        return 2;
    }
}

/* The buffers that values of a format need, when there are values. */
static revops_status arrow_check_values(const struct ArrowArray *array,
                                        const revops__arrow_format *format, const char *field,
                                        revops_error *err) {
    revops_status status = arrow_check(array, arrow_buffers_of(format), field, err);
    if (status != REVOPS_OK || format->kind == REVOPS__ARROW_NULL)
        return status;
    if (array->length > 0 && !array->buffers[1])
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, field,
                            "expected a buffer of values, got NULL");
    return REVOPS_OK;
}

revops_status revops__arrow_check_child(const revops__arrow_column *column,
                                        const struct ArrowArray *array, revops_error *err) {
    const char *field = column->field->name;
    const struct ArrowArray *child = array->children[column->child];
    revops_status status;
    if (!child || !child->release)
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, field,
                            "expected an array, got a released one");
    status = arrow_check_values(child, &column->format, field, err);
    if (status != REVOPS_OK)
        return status;
    if (child->length < array->offset + array->length)
        return arrow_invalid(err, field, "a column as long as its table", child->length);
    if (!column->has_dictionary)
        return REVOPS_OK;
    if (!child->dictionary || !child->dictionary->release)
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, field,
                            "expected the dictionary of its schema, got none");
    return arrow_check_values(child->dictionary, &column->values, field, err);
}

revops_status revops__arrow_check_rows(const struct ArrowArray *array, uint64_t first,
                                       uint64_t count, revops_error *err) {
    const void *bitmap = array->buffers[0];
    if (!bitmap || array->null_count == 0)
        return REVOPS_OK;
    for (uint64_t row = first; row < first + count; row++)
        if (!revops__arrow_bit(bitmap, array->offset + (int64_t)row))
            return revops__fail(err, REVOPS_E_INVALID, row, "",
                                "expected a row of values, got a null row");
    return REVOPS_OK;
}

void revops__arrow_borrow(revops_column *out, const revops__arrow_column *column,
                          const struct ArrowArray *array, uint64_t first) {
    const struct ArrowArray *child = array->children[column->child];
    const int64_t at = child->offset + array->offset + (int64_t)first;
    const char *values = child->buffers[1];
    memset(out, 0, sizeof *out);
    if (!values)
        return;
    out->data = values + at * column->format.width;
    out->stride = column->format.width;
    out->type = column->format.type;
    if (child->null_count != 0 && child->buffers[0]) {
        out->validity = child->buffers[0];
        out->validity_offset = at;
    }
}

revops_status revops__arrow_batch_size(size_t *size, const void *batch, revops_error *err) {
    memcpy(size, batch, sizeof *size);
    if (*size < sizeof(revops__batch_head))
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "struct_size",
                                "the sizeof of the batch", *size);
    return REVOPS_OK;
}

revops_column *revops__arrow_place(void *batch, size_t size, const revops_field *field) {
    if (field->type != REVOPS_TYPE_COLUMN || size < sizeof(revops_column) ||
        field->offset > size - sizeof(revops_column))
        return NULL;
    return (revops_column *)(void *)((char *)batch + field->offset);
}

static revops_status bind_column(revops_column *out, const revops_field *field,
                                 const struct ArrowSchema *schema, const struct ArrowArray *array,
                                 revops_error *err) {
    revops__arrow_column column;
    revops_status status = revops__arrow_plan(&column, field, schema, err);
    if (status == REVOPS_OK && column.child >= 0)
        status = revops__arrow_check_child(&column, array, err);
    if (status != REVOPS_OK || column.road == REVOPS__ROAD_ABSENT)
        return status;
    if (column.road != REVOPS__ROAD_BORROW) {
        const char *format = schema->children[column.child]->format;
        return revops__fail_text(err, REVOPS_E_UNSUPPORTED, REVOPS_NONE, field->name,
                                 "values that need no decoding, which an arrow reader does", format,
                                 strlen(format));
    }
    if (out)
        revops__arrow_borrow(out, &column, array, 0);
    return REVOPS_OK;
}

/* All columns: without @p into they are only checked. */
static revops_status bind_columns(void *into, void *batch, size_t size, const revops_shape *shape,
                                  const struct ArrowSchema *schema, const struct ArrowArray *array,
                                  revops_error *err) {
    revops_status status = REVOPS_OK;
    for (uint32_t i = 0; status == REVOPS_OK && i < shape->field_count; i++) {
        const revops_field *field = revops_shape_field(shape, i);
        revops_column *place = revops__arrow_place(batch, size, field);
        if (place)
            status = bind_column(into ? place : NULL, field, schema, array, err);
    }
    return status;
}

static revops_status bind_check(const void *batch, const revops_shape *shape,
                                const struct ArrowSchema *schema, const struct ArrowArray *array,
                                revops_error *err) {
    revops_status status = revops__require(batch, "batch", err);
    if (status == REVOPS_OK)
        status = revops__require(shape, "shape", err);
    if (status == REVOPS_OK && shape->kind != REVOPS_SHAPE_BATCH)
        status = revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "shape",
                                  "the shape of a batch (2)", shape->kind);
    if (status == REVOPS_OK)
        status = revops__require(schema, "schema", err);
    if (status == REVOPS_OK)
        status = revops__require(array, "array", err);
    if (status == REVOPS_OK)
        status = revops__arrow_check_schema(schema, err);
    if (status == REVOPS_OK)
        status = revops__arrow_check_array(array, schema->n_children, err);
    if (status == REVOPS_OK && array->length > INT32_MAX)
        status = arrow_invalid(err, "count", "at most 2^31-1 rows", array->length);
    return status;
}

revops_status revops_arrow_bind(void *batch, const revops_shape *shape,
                                const struct ArrowSchema *schema, const struct ArrowArray *array,
                                revops_error *err) {
    revops__batch_head head;
    size_t size = 0;
    revops_status status = bind_check(batch, shape, schema, array, err);
    if (status == REVOPS_OK)
        status = revops__arrow_batch_size(&size, batch, err);
    if (status == REVOPS_OK)
        status = bind_columns(NULL, batch, size, shape, schema, array, err);
    if (status == REVOPS_OK)
        status = revops__arrow_check_rows(array, 0, (uint64_t)array->length, err);
    if (status != REVOPS_OK)
        return status;
    head.struct_size = size;
    head.count = (uint64_t)array->length;
    memset(batch, 0, size);
    memcpy(batch, &head, sizeof head);
    return bind_columns(batch, batch, size, shape, schema, array, err);
}
