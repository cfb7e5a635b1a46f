/* Which Arrow columns the records of a shape become, and the schema that says so. */
#include <string.h>

#include "base/arrow_export.h"
#include "base/column.h"
#include "base/text.h"

/* --- from a field to a column --- */

static uint32_t out_is_integer(const revops_field *field) {
    return field->type >= REVOPS_TYPE_INT8 && field->type <= REVOPS_TYPE_UINT64;
}

static void out_as(revops__arrow_out *out, uint32_t make, const char *format, uint32_t width) {
    out->make = make;
    out->width = width;
    memcpy(out->format, format, strlen(format) + 1);
}

static void out_integer(revops__arrow_out *out, const revops_field *field, int has_texts) {
    static const char formats[] = "?csilCSILg";
    char format[2] = {formats[field->type], '\0'};
    out_as(out, REVOPS__OUT_COPY, format, (uint32_t)revops__type_size(field->type));
    switch (field->unit) {
    case REVOPS_UNIT_DAY:
        out_as(out, REVOPS__OUT_DAY, "tdD", 4);
        break;
    case REVOPS_UNIT_MONTH:
        out_as(out, REVOPS__OUT_MONTH, "tdD", 4);
        break;
    case REVOPS_UNIT_NS:
        if (field->type == REVOPS_TYPE_INT64)
            out_as(out, REVOPS__OUT_COPY, "tsn:UTC", 8);
        break;
    case REVOPS_UNIT_FLAG:
        if (!field->words)
            out_as(out, REVOPS__OUT_BOOL, "b", 0);
        break;
    case REVOPS_UNIT_CURRENCY:
        out_as(out, REVOPS__OUT_CURRENCY, "u", 0);
        break;
    case REVOPS_UNIT_ENUM:
        out_as(out, REVOPS__OUT_ENUM, "u", 0);
        break;
    case REVOPS_UNIT_KEY:
        if (has_texts)
            out_as(out, REVOPS__OUT_KEY, "u", 0);
        break;
    default:
        break;
    }
}

/* Bytes of a fixed length: a text, or a digest. */
static int out_bytes(revops__arrow_out *out, const revops_field *field) {
    size_t size = 2;
    if (field->unit == REVOPS_UNIT_TEXT || field->unit == REVOPS_UNIT_NONE) {
        out_as(out, REVOPS__OUT_TEXT, "u", 0);
        return 1;
    }
    if (field->unit != REVOPS_UNIT_DIGEST || field->length > INT16_MAX)
        return 0;
    out_as(out, REVOPS__OUT_COPY, "w:", field->length);
    size += revops__print_u64(out->format + size, field->length);
    out->format[size] = '\0';
    return 1;
}

/* 1, or 0 when type and unit do not go together. */
static int out_plan(revops__arrow_out *out, const revops_field *field, uint32_t part,
                    int has_texts) {
    if (field->type == REVOPS_TYPE_UINT8 && field->unit == REVOPS_UNIT_DIGEST)
        return out_bytes(out, field);
    if (out_is_integer(field) && field->unit <= REVOPS_UNIT_FLAG) {
        out_integer(out, field, has_texts);
        return 1;
    }
    switch (field->type) {
    case REVOPS_TYPE_DOUBLE:
        out_as(out, REVOPS__OUT_COPY, "g", 8);
        return 1;
    case REVOPS_TYPE_RATIO:
        out_as(out, part == 0 ? REVOPS__OUT_RATIO_NUM : REVOPS__OUT_RATIO_DEN, "l", 8);
        out->nullable = 1;
        return 1;
    case REVOPS_TYPE_BYTES:
        return out_bytes(out, field);
    case REVOPS_TYPE_POINTER:
        out_as(out, REVOPS__OUT_POINTER, "u", 0);
        out->nullable = 1;
        return field->unit == REVOPS_UNIT_TEXT;
    default:
        return 0;
    }
}

/* Bytes side by side are one value. */
static int out_is_bytes(const revops_field *field) {
    return field->type == REVOPS_TYPE_BYTES ||
           (field->type == REVOPS_TYPE_UINT8 && field->unit == REVOPS_UNIT_DIGEST);
}

static uint32_t out_element_size(const revops_field *field) {
    if (out_is_bytes(field))
        return field->length;
    switch (field->type) {
    case REVOPS_TYPE_RATIO:
        return (uint32_t)sizeof(revops_ratio);
    case REVOPS_TYPE_POINTER:
        return (uint32_t)sizeof(void *);
    default:
        return (uint32_t)revops__type_size(field->type);
    }
}

/* The field under the cursor, or the first one behind it that is shown; NULL: the end. */
static const revops_field *cursor_field(revops__arrow_cursor *cursor) {
    const revops_field *field = revops_shape_field(cursor->shape, cursor->field);
    while (field && (field->unit == REVOPS_UNIT_SIZE || field->unit == REVOPS_UNIT_RESERVED))
        field = revops_shape_field(cursor->shape, ++cursor->field);
    return field;
}

revops_status revops__arrow_walk(revops__arrow_cursor *cursor, revops__arrow_out *out, int *more,
                                 revops_error *err) {
    const revops_field *field = cursor_field(cursor);
    uint32_t size, count, parts;
    *more = field != NULL;
    if (!field)
        return REVOPS_OK;
    memset(out, 0, sizeof *out);
    out->field = field;
    if (!out_plan(out, field, cursor->part, cursor->has_texts))
        return revops__fail(err, REVOPS_E_UNSUPPORTED, REVOPS_NONE, field->name,
                            "expected a type that goes with the unit");
    if (strlen(field->name) > REVOPS__ARROW_NAME)
        return revops__fail(err, REVOPS_E_LIMIT, REVOPS_NONE, field->name,
                            "expected a name of at most 200 bytes");
    size = out_element_size(field);
    count = out_is_bytes(field) ? 1 : field->length;
    parts = field->type == REVOPS_TYPE_RATIO ? 2 : 1;
    if (field->offset > cursor->shape->size ||
        revops__product(count, size) > cursor->shape->size - field->offset || count == 0)
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, field->name,
                            "expected a field inside its record");
    out->offset = field->offset + cursor->element * size;
    out->element = count > 1 ? (int64_t)cursor->element : -1;
    if (++cursor->part == parts) {
        cursor->part = 0;
        cursor->element++;
    }
    if (cursor->element == count) {
        cursor->element = 0;
        cursor->field++;
    }
    return REVOPS_OK;
}

/* --- blocks --- */

revops_status revops__arrow_block_take(revops__memory *memory, revops__arrow_block **block,
                                       size_t size, revops_error *err) {
    void *bytes = NULL;
    revops_status status = revops__resize(memory, &bytes, 0, size, err);
    if (status != REVOPS_OK)
        return status;
    memset(bytes, 0, size);
    *block = bytes;
    (*block)->host = memory->host;
    (*block)->size = size;
    return REVOPS_OK;
}

void revops__arrow_block_free(revops__arrow_block *block) {
    const revops_host host = block->host;
    if (block->text)
        host.resize(host.user, block->text, block->text_size, 0);
    host.resize(host.user, block, block->size, 0);
}

/* --- schemas --- */

static void schema_release(struct ArrowSchema *schema) {
    for (int64_t i = 0; i < schema->n_children; i++)
        if (schema->children[i]->release)
            schema->children[i]->release(schema->children[i]);
    revops__arrow_block_free(schema->private_data);
    schema->release = NULL;
}

/* A schema without children, but with room for @p n of them. */
static revops_status schema_open(revops__memory *memory, struct ArrowSchema *schema,
                                 const char *format, const char *name, int64_t flags, size_t n,
                                 revops_error *err) {
    const size_t format_size = strlen(format) + 1, name_size = strlen(name) + 1;
    const size_t children = n * (sizeof(struct ArrowSchema) + sizeof(struct ArrowSchema *));
    revops__arrow_block *block;
    struct ArrowSchema *rooms;
    char *texts;
    revops_status status = revops__arrow_block_take(
        memory, &block, sizeof *block + children + format_size + name_size, err);
    if (status != REVOPS_OK)
        return status;
    memset(schema, 0, sizeof *schema);
    rooms = (struct ArrowSchema *)(void *)(block + 1);
    schema->children = n > 0 ? (struct ArrowSchema **)(void *)(rooms + n) : NULL;
    for (size_t i = 0; i < n; i++)
        schema->children[i] = &rooms[i];
    texts = (char *)(block + 1) + children;
    memcpy(texts, format, format_size);
    memcpy(texts + format_size, name, name_size);
    schema->format = texts;
    schema->name = texts + format_size;
    schema->flags = flags;
    schema->release = schema_release;
    schema->private_data = block;
    return REVOPS_OK;
}

static void out_name(char *name, const revops__arrow_out *out) {
    size_t size = strlen(out->field->name);
    memcpy(name, out->field->name, size);
    if (out->element >= 0) {
        name[size++] = '_';
        size += revops__print_i64(name + size, out->element);
    }
    if (out->make == REVOPS__OUT_RATIO_NUM || out->make == REVOPS__OUT_RATIO_DEN) {
        memcpy(name + size, out->make == REVOPS__OUT_RATIO_NUM ? "_num" : "_den", 4);
        size += 4;
    }
    name[size] = '\0';
}

revops_status revops__arrow_schema_make(revops__memory *memory, struct ArrowSchema *schema,
                                        const revops_shape *shape, int has_texts, size_t columns,
                                        revops_error *err) {
    revops__arrow_cursor cursor = {shape, has_texts, 0, 0, 0};
    revops__arrow_out out;
    char name[REVOPS__ARROW_NAME + 32]; /* digits and "_num" follow */
    int more;
    revops_status status = schema_open(memory, schema, "+s", "", 0, columns, err);
    if (status != REVOPS_OK)
        return status;
    while ((status = revops__arrow_walk(&cursor, &out, &more, err)) == REVOPS_OK && more) {
        out_name(name, &out);
        status = schema_open(memory, schema->children[schema->n_children], out.format, name,
                             out.nullable ? ARROW_FLAG_NULLABLE : 0, 0, err);
        if (status != REVOPS_OK)
            break;
        schema->n_children++;
    }
    if (status != REVOPS_OK)
        schema->release(schema);
    return status;
}

revops_status revops__arrow_schema_copy(revops__memory *memory, struct ArrowSchema *schema,
                                        const struct ArrowSchema *from, revops_error *err) {
    revops_status status =
        schema_open(memory, schema, from->format, from->name, 0, (size_t)from->n_children, err);
    if (status != REVOPS_OK)
        return status;
    while (status == REVOPS_OK && schema->n_children < from->n_children) {
        const struct ArrowSchema *child = from->children[schema->n_children];
        status = schema_open(memory, schema->children[schema->n_children], child->format,
                             child->name, child->flags, 0, err);
        schema->n_children += status == REVOPS_OK;
    }
    if (status != REVOPS_OK)
        schema->release(schema);
    return status;
}
