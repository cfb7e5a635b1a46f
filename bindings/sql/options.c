/* Options and queries from JSON: each member finds its field in the shape. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "json.h"
#include "sql.h"

typedef struct options_reader {
    const revops_shape *shape;
    unsigned char *data;
    uint64_t *given; /* bit for bit: which fields were filled */
    sql_texts *texts;
} options_reader;

static const revops_field *options_field(const revops_shape *shape, const char *name, size_t size,
                                         const char *suffix, uint32_t *place) {
    for (uint32_t i = 0; i < shape->field_count; i++) {
        const revops_field *field = revops_shape_field(shape, i);
        *place = i;
        if (strlen(field->name) == size + strlen(suffix) && memcmp(field->name, name, size) == 0 &&
            strcmp(field->name + size, suffix) == 0 && field->unit != REVOPS_UNIT_SIZE &&
            field->unit != REVOPS_UNIT_RESERVED)
            return field;
    }
    return NULL;
}

static revops_status options_once(options_reader *in, const revops_field *field, uint32_t place,
                                  revops_error *err) {
    uint64_t bit = UINT64_C(1) << place % 64;
    if (in->given[place / 64] & bit)
        return sql_fail(err, REVOPS_E_INVALID, field->name, "expected it once, got it twice");
    in->given[place / 64] |= bit;
    return REVOPS_OK;
}

static revops_status options_ratio(const revops_field *field, const json_member *member,
                                   revops_ratio *ratio, revops_error *err) {
    revops_status status = revops_ratio_parse(ratio, member->data, member->size, err);
    if (status)
        snprintf(err->field, sizeof err->field, "%s", field->name);
    return status;
}

/* A text <name> fills the pair <name>_num, <name>_den. */
static revops_status options_pair(options_reader *in, const json_member *member,
                                  revops_error *err) {
    uint32_t first, second;
    revops_ratio ratio;
    const revops_field *num =
        options_field(in->shape, member->name, member->name_size, "_num", &first);
    const revops_field *den =
        options_field(in->shape, member->name, member->name_size, "_den", &second);
    if (!num || !den)
        return sql_fail(err, REVOPS_E_INVALID, "json", "unknown option %.*s of %s",
                        sql_quote(member->name_size, member->name), member->name, in->shape->name);
    if (options_ratio(num, member, &ratio, err) || options_once(in, num, first, err) ||
        options_once(in, den, second, err))
        return err->status;
    sql_bits_store(in->data + num->offset, (uint64_t)ratio.numerator, num->type);
    sql_bits_store(in->data + den->offset, (uint64_t)ratio.denominator, den->type);
    return REVOPS_OK;
}

static revops_status options_number(options_reader *in, const revops_field *field,
                                    const json_member *member, revops_error *err) {
    sql_value value = {0, 0, member->data, member->size, SQL_TEXT};
    int number = member->type == JSON_INTEGER;
    uint64_t bits = 0;
    int64_t digits = 0;
    int list = field->unit == REVOPS_UNIT_FLAG && field->word_count;
    if ((member->type == JSON_LIST) != list)
        return sql_fail(err, REVOPS_E_INVALID, field->name, "expected %s",
                        list ? "a list of words" : "one value, got a list");
    if (member->type == JSON_DECIMAL && field->type != REVOPS_TYPE_DOUBLE)
        return sql_fail(err, REVOPS_E_INVALID, field->name, "expected an integer, got %.*s",
                        sql_quote(member->size, member->data), member->data);
    if (member->type == JSON_TRUE || member->type == JSON_FALSE) {
        if (field->unit != REVOPS_UNIT_FLAG)
            return sql_fail(err, REVOPS_E_INVALID, field->name, "expected no truth value");
        value.integer = member->type == JSON_TRUE;
        value.type = SQL_BOOLEAN;
    } else if (number && field->type != REVOPS_TYPE_DOUBLE) {
        if (revops_money_parse(&digits, member->data, member->size, 0, err))
            return sql_fail(err, REVOPS_E_INVALID, field->name, "expected an integer, got %.*s",
                            sql_quote(member->size, member->data), member->data);
        value.integer = digits;
        value.type = SQL_INTEGER;
    }
    if (sql_value_bits(field, field->type, &value, in->texts, &bits, err))
        return err->status;
    sql_bits_store(in->data + field->offset, bits, field->type);
    return REVOPS_OK;
}

static revops_status options_member(options_reader *in, const json_member *member,
                                    revops_error *err) {
    uint32_t place;
    revops_ratio ratio;
    const revops_field *field =
        options_field(in->shape, member->name, member->name_size, "", &place);
    if (!field)
        return options_pair(in, member, err);
    if (options_once(in, field, place, err) || member->type == JSON_NULL)
        return err->status;
    if (field->type == REVOPS_TYPE_POINTER && field->unit == REVOPS_UNIT_TEXT &&
        member->type == JSON_TEXT) {
        memcpy(in->data + field->offset, &member->data, sizeof member->data);
        return REVOPS_OK;
    }
    if (field->type == REVOPS_TYPE_RATIO) {
        if (options_ratio(field, member, &ratio, err) == REVOPS_OK)
            memcpy(in->data + field->offset, &ratio, sizeof ratio);
        return err->status;
    }
    if (sql_bits_size(field->type) == 0 || field->length != 1)
        return sql_fail(err, REVOPS_E_UNSUPPORTED, field->name, "SQL cannot give this option");
    return options_number(in, field, member, err);
}

/* Sized structs that are nested keep struct_size 0: all defaults, and their fields lie flat. */
static void options_begin(options_reader *in) {
    const revops_field *first = revops_shape_field(in->shape, 0);
    size_t size = in->shape->size;
    if (first->unit == REVOPS_UNIT_SIZE)
        memcpy(in->data + first->offset, &size, sizeof size);
}

revops_status sql_struct_open(sql_struct *out, const revops_shape *shape, const char *json,
                              size_t size, sql_texts *texts, const revops_host *host,
                              revops_error *err) {
    /* The struct, the bits of its fields, and room for decoded texts, each with a NUL. */
    size_t bits = shape ? (shape->field_count + 63) / 64 * sizeof(uint64_t) : 0;
    size_t head = shape ? (shape->size + 7) / 8 * 8 : 0;
    options_reader in = {shape, NULL, NULL, texts};
    json_reader reader = {json, size, 0, NULL, 0, 0};
    json_member member;
    int more;
    memset(out, 0, sizeof *out);
    memset(err, 0, sizeof *err);
    if (!json || size == 0)
        return REVOPS_OK;
    if (!shape)
        return sql_fail(err, REVOPS_E_INVALID, "json", "expected none: nothing can be asked here");
    out->held = head + bits + size + 2;
    out->data = sql_take(host, out->held, err);
    if (!out->data)
        return REVOPS_E_NOMEM;
    memset(out->data, 0, out->held);
    in.data = out->data;
    in.given = (uint64_t *)(void *)(in.data + head);
    reader.room = (char *)in.data + head + bits;
    options_begin(&in);
    while ((more = json_next(&reader, &member, err)) > 0 && !options_member(&in, &member, err)) {
    }
    if (err->status)
        sql_struct_close(out, host);
    return err->status;
}

void sql_struct_close(sql_struct *out, const revops_host *host) {
    sql_give(host, out->data, out->held);
    memset(out, 0, sizeof *out);
}
