/* JSON to rows and structs and back, by the units of a shape. */
#include "conformance.h"

#include <stdlib.h>
#include <string.h>

static int reading_sound(const reading *in) {
    return in->err.status == REVOPS_OK && trial_sound(in->trial);
}

static const revops_field *shape_named(const revops_shape *shape, const char *name,
                                       uint32_t *index) {
    for (uint32_t i = 0; i < shape->field_count; i++) {
        const revops_field *field = revops_shape_field(shape, i);
        if (strcmp(field->name, name) == 0) {
            if (index)
                *index = i;
            return field;
        }
    }
    return NULL;
}

/* --- single values --- */

/* Integers beyond 2^53 come as strings of digits, as in every case file; no name looks like one. */
static int key_is_integer(const json_t *value) {
    const char *digits = json_string_value(value);
    if (!digits)
        return 1;
    return strspn(digits, "0123456789") == json_string_length(value) && digits[0] != '0' &&
           json_string_length(value) >= 16 && strtoull(digits, NULL, 10) > UINT64_C(1) << 53;
}

int key_from_json(reading *in, const json_t *value, uint64_t *key) {
    test_text name;
    if (key_is_integer(value)) {
        *key = json_bits(in->trial, value);
        return reading_sound(in);
    }
    *key = 0;
    name = json_text(in->trial, value);
    if (name.size == 0)
        return reading_sound(in);
    if (!in->trial->names && revops_names_create(&in->trial->names, NULL, &in->err))
        return 0;
    return revops_names_add(in->trial->names, key, name.data, name.size, &in->err) == REVOPS_OK;
}

int currency_from_json(reading *in, const json_t *value, uint32_t *currency) {
    test_text code = json_text(in->trial, value);
    *currency = 0;
    return reading_sound(in) &&
           revops_currency_parse(currency, code.data, code.size, &in->err) == REVOPS_OK;
}

int day_from_json(reading *in, const json_t *value, int32_t *day) {
    test_text date = json_text(in->trial, value);
    *day = 0;
    return reading_sound(in) && revops_day_parse(day, date.data, date.size, &in->err) == REVOPS_OK;
}

int ratio_from_json(reading *in, const json_t *value, revops_ratio *ratio) {
    test_text fraction = json_text(in->trial, value);
    memset(ratio, 0, sizeof *ratio);
    return reading_sound(in) &&
           revops_ratio_parse(ratio, fraction.data, fraction.size, &in->err) == REVOPS_OK;
}

static int month_from_json(reading *in, const json_t *value, uint64_t *bits) {
    test_text month = json_text(in->trial, value);
    int32_t parsed = 0;
    if (!reading_sound(in) || revops_month_parse(&parsed, month.data, month.size, &in->err))
        return 0;
    *bits = (uint64_t)(int64_t)parsed;
    return 1;
}

/* An instant is a text with a zone, or a number of nanoseconds. */
static int instant_from_json(reading *in, const json_t *value, uint64_t *bits) {
    const char *letters = json_string_value(value);
    test_text instant;
    int64_t parsed = 0;
    if (!letters || !strchr(letters, ':')) {
        *bits = (uint64_t)json_int64(in->trial, value);
        return reading_sound(in);
    }
    instant = json_text(in->trial, value);
    if (revops_instant_parse(&parsed, instant.data, instant.size, &in->err))
        return 0;
    *bits = (uint64_t)parsed;
    return 1;
}

static int word_from_json(reading *in, const revops_field *field, const json_t *value,
                          uint64_t *bits) {
    const char *word = json_string_value(value);
    for (uint32_t i = 0; word && i < field->word_count; i++)
        if (strcmp(field->words[i].name, word) == 0) {
            *bits |= (uint64_t)(int64_t)field->words[i].value;
            return 1;
        }
    if (word)
        trial_skip(in->trial, "unknown option %s: %s", field->name, word);
    else
        trial_broken(in->trial, "expected a word for %s", field->name);
    return 0;
}

static int flag_from_json(reading *in, const revops_field *field, const json_t *value,
                          uint64_t *bits) {
    if (json_is_boolean(value)) {
        *bits = json_is_true(value);
        return 1;
    }
    if (!json_is_array(value) || !field->word_count)
        trial_broken(in->trial, "expected true, false or a list of words for %s", field->name);
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!word_from_json(in, field, json_array_get(value, i), bits))
            return 0;
    return reading_sound(in);
}

static int double_from_json(reading *in, const json_t *value, uint64_t *bits) {
    double number = json_number_value(value);
    if (!json_is_number(value))
        trial_broken(in->trial, "expected a number");
    memcpy(bits, &number, sizeof number);
    return reading_sound(in);
}

/* Does the value fit the type that the library documents? Only a 64-bit column carries it else. */
static int bits_fit(uint64_t bits, uint32_t type) {
    int64_t value = (int64_t)bits;
    switch (type) {
    case REVOPS_TYPE_INT8:
        return value >= INT8_MIN && value <= INT8_MAX;
    case REVOPS_TYPE_INT16:
        return value >= INT16_MIN && value <= INT16_MAX;
    case REVOPS_TYPE_INT32:
        return value >= INT32_MIN && value <= INT32_MAX;
    case REVOPS_TYPE_UINT8:
        return bits <= UINT8_MAX;
    case REVOPS_TYPE_UINT16:
        return bits <= UINT16_MAX;
    case REVOPS_TYPE_UINT32:
        return bits <= UINT32_MAX;
    default:
        return 1;
    }
}

static int value_from_json(reading *in, const revops_field *field, uint32_t type,
                           const json_t *value, uint64_t *bits) {
    uint32_t currency;
    int32_t day;
    *bits = 0;
    switch (field->unit) {
    case REVOPS_UNIT_CURRENCY:
        if (!currency_from_json(in, value, &currency))
            return 0;
        *bits = currency;
        return 1;
    case REVOPS_UNIT_DAY:
        if (!day_from_json(in, value, &day))
            return 0;
        *bits = (uint64_t)(int64_t)day;
        return 1;
    case REVOPS_UNIT_MONTH:
        return month_from_json(in, value, bits);
    case REVOPS_UNIT_NS:
        return instant_from_json(in, value, bits);
    case REVOPS_UNIT_KEY:
        return key_from_json(in, value, bits);
    case REVOPS_UNIT_ENUM:
        return word_from_json(in, field, value, bits);
    case REVOPS_UNIT_FLAG:
        return flag_from_json(in, field, value, bits);
    default:
        if (type == REVOPS_TYPE_DOUBLE)
            return double_from_json(in, value, bits);
        *bits = type == REVOPS_TYPE_UINT64 ? json_bits(in->trial, value)
                                           : (uint64_t)json_int64(in->trial, value);
        in->trial->wide |= !bits_fit(*bits, type);
        return reading_sound(in);
    }
}

/* --- rows and structs --- */

/* The pair <name>_num, <name>_den that a text <name> fills. */
static int shape_pair(const revops_shape *shape, const char *name, uint32_t *num, uint32_t *den) {
    char member[80];
    size_t size = strlen(name);
    if (size + 5 > sizeof member)
        return 0;
    memcpy(member, name, size);
    memcpy(member + size, "_num", 5);
    if (!shape_named(shape, member, num))
        return 0;
    memcpy(member + size, "_den", 5);
    return shape_named(shape, member, den) != NULL;
}

/* One member into the cells of its fields. */
static int cells_from_json(reading *in, const revops_shape *shape, const char *name,
                           const json_t *value, test_cell *cells) {
    uint32_t index, den;
    const revops_field *field = shape_named(shape, name, &index);
    revops_ratio ratio;
    if (field && (field->unit == REVOPS_UNIT_SIZE || field->unit == REVOPS_UNIT_RESERVED))
        field = NULL;
    if (!field && shape_pair(shape, name, &index, &den)) {
        if (json_is_null(value))
            return 1;
        if (!ratio_from_json(in, value, &ratio))
            return 0;
        cells[index].bits = (uint64_t)ratio.numerator;
        cells[den].bits = (uint64_t)ratio.denominator;
        cells[index].valid = cells[den].valid = 1;
        return 1;
    }
    if (!field) {
        trial_skip(in->trial, "unknown option %s of %s", name, shape->name);
        return 0;
    }
    if (field->type == REVOPS_TYPE_RATIO)
        return 1;
    if (field->type > REVOPS_TYPE_DOUBLE && field->type != REVOPS_TYPE_COLUMN) {
        trial_skip(in->trial, "unknown option %s: not for JSON", name);
        return 0;
    }
    cells[index].valid = !json_is_null(value);
    return json_is_null(value) ||
           value_from_json(in, field,
                           field->type == REVOPS_TYPE_COLUMN ? field->column_type : field->type,
                           value, &cells[index].bits);
}

int row_from_json(reading *in, const revops_shape *shape, const json_t *row, const json_t *defaults,
                  test_cell *cells) {
    const char *name;
    json_t *value;
    if (!json_is_object(row)) {
        trial_broken(in->trial, "expected an object of %s", shape->name);
        return 0;
    }
    json_object_foreach((json_t *)(uintptr_t)defaults, name,
                        value) if (!json_object_get(row, name) &&
                                   !cells_from_json(in, shape, name, value, cells)) return 0;
    json_object_foreach((json_t *)(uintptr_t)row, name,
                        value) if (!cells_from_json(in, shape, name, value, cells)) return 0;
    return reading_sound(in);
}

/* A ratio is wider than a cell: it goes straight into the struct. */
static int ratios_from_json(reading *in, const revops_shape *shape, const json_t *object,
                            unsigned char *out) {
    for (uint32_t i = 0; i < shape->field_count; i++) {
        const revops_field *field = revops_shape_field(shape, i);
        const json_t *value = json_object_get(object, field->name);
        revops_ratio ratio = {0, 0, REVOPS_RATIO_UNDEFINED, 0};
        if (field->type != REVOPS_TYPE_RATIO)
            continue;
        if (value && !json_is_null(value) && !ratio_from_json(in, value, &ratio))
            return 0;
        memcpy(out + field->offset, &ratio, sizeof ratio);
    }
    return 1;
}

int struct_from_json(reading *in, const revops_shape *shape, const json_t *object,
                     const json_t *defaults, void *out) {
    test_cell *cells = trial_memory(in->trial, shape->field_count * sizeof *cells);
    size_t struct_size = shape->size;
    if (!row_from_json(in, shape, object, defaults, cells))
        return 0;
    if (in->trial->wide) {
        trial_broken(in->trial, "a value does not fit its field in %s", shape->name);
        return 0;
    }
    for (uint32_t i = 0; i < shape->field_count; i++) {
        const revops_field *field = revops_shape_field(shape, i);
        unsigned char *at = (unsigned char *)out + field->offset;
        if (i == 0 && field->unit == REVOPS_UNIT_SIZE)
            memcpy(at, &struct_size, sizeof struct_size);
        else if (cells[i].valid && field->type == REVOPS_TYPE_COLUMN)
            trial_skip(in->trial, "unknown option %s: not for JSON", field->name);
        else if (cells[i].valid)
            cell_store(at, cells[i].bits, field->type);
    }
    return reading_sound(in) && ratios_from_json(in, shape, object, out);
}

/* --- back --- */

/* Units that are written by a text function; a value that it refuses is shown as its number. */
static json_t *text_to_json(uint32_t unit, uint64_t bits) {
    char out[64];
    size_t size = 0;
    revops_status status;
    if (unit == REVOPS_UNIT_CURRENCY)
        status = revops_currency_format(out, sizeof out, &size, (uint32_t)bits, NULL);
    else if (unit == REVOPS_UNIT_DAY)
        status = revops_day_format(out, sizeof out, &size, (int32_t)bits, NULL);
    else if (unit == REVOPS_UNIT_MONTH)
        status = revops_month_format(out, sizeof out, &size, (int32_t)bits, NULL);
    else
        status = revops_instant_format(out, sizeof out, &size, (int64_t)bits, NULL);
    return status ? json_integer((json_int_t)bits) : json_stringn(out, size);
}

static json_t *word_to_json(const revops_field *field, uint64_t bits) {
    for (uint32_t i = 0; i < field->word_count; i++)
        if ((uint64_t)(int64_t)field->words[i].value == bits)
            return json_string(field->words[i].name);
    return json_integer((json_int_t)bits);
}

static json_t *flag_to_json(const revops_field *field, uint64_t bits) {
    json_t *list;
    if (!field->word_count)
        return json_boolean(bits != 0);
    list = json_array();
    for (uint32_t i = 0; i < field->word_count; i++)
        if (bits & (uint64_t)(uint32_t)field->words[i].value)
            json_array_append_new(list, json_string(field->words[i].name));
    return list;
}

/* A number of @p type, as its 64 bits. */
static json_t *bits_to_json(trial *t, const revops_field *field, uint32_t type, uint64_t bits) {
    double number;
    if (type == REVOPS_TYPE_DOUBLE) {
        memcpy(&number, &bits, sizeof number);
        return json_real(number);
    }
    switch (field->unit) {
    case REVOPS_UNIT_CURRENCY:
    case REVOPS_UNIT_DAY:
    case REVOPS_UNIT_MONTH:
    case REVOPS_UNIT_NS:
        return text_to_json(field->unit, bits);
    case REVOPS_UNIT_KEY:
        return answer_key(t, bits);
    case REVOPS_UNIT_ENUM:
        return word_to_json(field, bits);
    case REVOPS_UNIT_FLAG:
        return flag_to_json(field, bits);
    default:
        return type == REVOPS_TYPE_UINT64 ? answer_u64(bits) : json_integer((json_int_t)bits);
    }
}

static json_t *value_to_json(trial *t, const revops_field *field, const unsigned char *at) {
    revops_ratio ratio;
    if (field->type == REVOPS_TYPE_RATIO) {
        memcpy(&ratio, at, sizeof ratio);
        return answer_ratio(ratio.numerator, ratio.denominator);
    }
    if (field->type == REVOPS_TYPE_BYTES || field->unit == REVOPS_UNIT_DIGEST)
        return answer_hex(at, field->length);
    return bits_to_json(t, field, field->type, cell_fetch(at, field->type));
}

/* The text <name> of a pair <name>_num, <name>_den. */
static void pair_to_json(const revops_shape *shape, const revops_field *num,
                         const unsigned char *row, json_t *object) {
    char name[80];
    size_t size = strlen(num->name) - 4;
    uint32_t index, den;
    const revops_field *below;
    if (num->unit != REVOPS_UNIT_NUM || size >= sizeof name)
        return;
    memcpy(name, num->name, size);
    name[size] = '\0';
    if (!shape_pair(shape, name, &index, &den))
        return;
    below = revops_shape_field(shape, den);
    json_object_set_new(object, name,
                        answer_ratio((int64_t)cell_fetch(row + num->offset, num->type),
                                     (int64_t)cell_fetch(row + below->offset, below->type)));
}

json_t *struct_to_json(trial *t, const revops_shape *shape, const void *row) {
    json_t *object = json_object();
    for (uint32_t i = 0; i < shape->field_count; i++) {
        const revops_field *field = revops_shape_field(shape, i);
        const unsigned char *at = (const unsigned char *)row + field->offset;
        if (field->unit == REVOPS_UNIT_SIZE || field->unit == REVOPS_UNIT_RESERVED)
            continue;
        json_object_set_new(object, field->name, value_to_json(t, field, at));
        pair_to_json(shape, field, row, object);
    }
    return object;
}

json_t *row_to_json(trial *t, const revops_shape *shape, const test_cell *cells) {
    json_t *object = json_object();
    for (uint32_t i = 0; i < shape->field_count; i++) {
        const revops_field *field = revops_shape_field(shape, i);
        if (field->type == REVOPS_TYPE_COLUMN && cells[i].valid)
            json_object_set_new(object, field->name,
                                bits_to_json(t, field, field->column_type, cells[i].bits));
    }
    return object;
}
