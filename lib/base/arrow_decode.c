/* Arrow values that cannot be read where they lie: bits, texts, decimals, other units of time, and
 * dictionaries. One value at a time, exactly or not at all. */
#include <string.h>

#include "base/arrow_reader.h"
#include "base/column.h"
#include "base/integer.h"
#include "base/names.h"
#include "base/text.h"
#include "base/wide.h"

/* Who reads what; a refusal names the field and the row. */
typedef struct decode_pass {
    revops_arrow_reader *reader;
    const revops__arrow_column *column;
    const struct ArrowArray *array; /* the values: the child, or its dictionary */
    uint64_t row;                   /* within the whole array */
    revops_error *err;
} decode_pass;

static revops_status decode_refuse(const decode_pass *pass, revops_status status,
                                   const char *expected, int64_t got) {
    return revops__fail_i64(pass->err, status, pass->row, pass->column->field->name, expected, got);
}

static revops_status decode_refuse_text(const decode_pass *pass, const char *expected,
                                        const char *text, size_t size) {
    return revops__fail_text(pass->err, REVOPS_E_INVALID, pass->row, pass->column->field->name,
                             expected, text, size);
}

/* --- numbers --- */

/* Magnitude and sign of a decimal of 4, 8 or 16 bytes, in the byte order of the machine. */
static revops__u128 decode_magnitude(const char *at, uint32_t width, int *negative) {
    static const uint16_t order = 1;
    const revops__u128 zero = {0, 0};
    revops__u128 value;
    uint8_t little;
    memcpy(&little, &order, sizeof little);
    if (width == 16) {
        memcpy(little ? &value.low : &value.high, at, 8);
        memcpy(little ? &value.high : &value.low, at + 8, 8);
    } else {
        value.low = revops__integer_load(at, width == 8 ? REVOPS_TYPE_INT64 : REVOPS_TYPE_INT32);
        value.high = (uint64_t)((int64_t)value.low < 0 ? -1 : 0);
    }
    *negative = (int64_t)value.high < 0;
    return *negative ? revops__u128_subtract(zero, value) : value;
}

static uint64_t decode_power(int32_t exponent) {
    uint64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

static revops_status decode_decimal(const decode_pass *pass, const char *at, uint64_t *bits) {
    const revops__arrow_format *format = &pass->column->values;
    const uint16_t unit = pass->column->field->unit;
    int32_t shift =
        (unit == REVOPS_UNIT_MINOR ? pass->reader->options.exponent : 0) - format->scale;
    int negative;
    revops__u128 value = decode_magnitude(at, format->width, &negative);
    uint64_t rest;
    if ((value.high | value.low) == 0)
        shift = 0;
    while (shift < 0) {
        const int32_t step = shift < -18 ? 18 : -shift;
        value = revops__u128_divide(value, decode_power(step), &rest);
        shift += step;
        if (rest != 0)
            return revops__fail(pass->err, REVOPS_E_INVALID, pass->row, pass->column->field->name,
                                "expected a decimal that is a whole number after the shift");
    }
    /* A magnitude of 64 bits times at most 10^18 stays within 128; larger ones are lost anyway. */
    if (value.high == 0 && shift > 0 && shift <= 18)
        value = revops__u128_multiply(value.low, decode_power(shift));
    else if (shift > 0)
        value.high = 1;
    if (value.high != 0 || value.low > (uint64_t)INT64_MAX + (uint64_t)negative)
        return revops__fail(pass->err, REVOPS_E_OVERFLOW, pass->row, pass->column->field->name,
                            "expected a decimal within int64 after the shift");
    *bits = negative ? 0 - value.low : value.low;
    return REVOPS_OK;
}

static revops_status decode_instant(const decode_pass *pass, const char *at, uint64_t *bits) {
    const int64_t ticks = (int64_t)revops__integer_load(at, REVOPS_TYPE_INT64);
    const int64_t ns = INT64_C(86400000000000) / pass->column->values.ticks_per_day;
    if (ticks > INT64_MAX / ns || ticks < INT64_MIN / ns)
        return decode_refuse(pass, REVOPS_E_OVERFLOW, "an instant within int64 nanoseconds", ticks);
    *bits = (uint64_t)(ticks * ns);
    return REVOPS_OK;
}

static revops_status decode_day(const decode_pass *pass, const char *at, int64_t *day) {
    const int64_t per_day = pass->column->values.ticks_per_day;
    const int64_t ticks = (int64_t)revops__integer_load(at, REVOPS_TYPE_INT64);
    if (ticks % per_day != 0)
        return decode_refuse(pass, REVOPS_E_INVALID, "a day without a time of day", ticks);
    *day = ticks / per_day;
    return REVOPS_OK;
}

static revops_status decode_month(const decode_pass *pass, int64_t day, uint64_t *bits) {
    revops__civil civil;
    if (day < REVOPS__FIRST_DAY || day > REVOPS__LAST_DAY)
        return decode_refuse(pass, REVOPS_E_INVALID, "a day from 0001-01-01 to 9999-12-31", day);
    civil = revops__civil_from_days((int32_t)day);
    if (civil.day != 1)
        return decode_refuse(pass, REVOPS_E_INVALID, "the first day of a month", day);
    *bits = (uint64_t)(int64_t)((civil.year - 1970) * 12 + civil.month - 1);
    return REVOPS_OK;
}

/* --- texts --- */

typedef struct decode_text {
    const char *text;
    size_t size;
} decode_text;

static revops_status decode_bad_text(const decode_pass *pass, int64_t got) {
    return decode_refuse(pass, REVOPS_E_INVALID, "offsets of texts that do not fall", got);
}

/* A text of 16 bytes: its size, then itself, or a prefix, a buffer and an offset. */
static revops_status decode_view(const decode_pass *pass, int64_t at, decode_text *out) {
    const struct ArrowArray *array = pass->array;
    const char *view = (const char *)array->buffers[1] + at * 16;
    const int64_t variadic = array->n_buffers - 3;
    const char *sizes = array->buffers[array->n_buffers - 1];
    int32_t part[4];
    int64_t room;
    memcpy(part, view, sizeof part);
    out->text = view + sizeof part[0];
    out->size = (size_t)part[0];
    if (part[0] >= 0 && part[0] <= 12)
        return REVOPS_OK;
    if (part[0] < 0 || part[2] < 0 || part[2] >= variadic || !sizes || part[3] < 0)
        return decode_bad_text(pass, part[0]);
    memcpy(&room, sizes + (size_t)part[2] * sizeof room, sizeof room);
    out->text = array->buffers[2 + part[2]];
    if (!out->text || room < part[0] || room - part[0] < part[3])
        return decode_bad_text(pass, part[3]);
    out->text += part[3];
    return REVOPS_OK;
}

static revops_status decode_span(const decode_pass *pass, int64_t at, decode_text *out) {
    const char *offsets = pass->array->buffers[1];
    const int wide = pass->column->values.width == 8;
    const uint32_t type = wide ? REVOPS_TYPE_INT64 : REVOPS_TYPE_INT32;
    int64_t begin, end;
    if (pass->column->values.kind == REVOPS__ARROW_VIEW)
        return decode_view(pass, at, out);
    offsets += at * (wide ? 8 : 4);
    begin = (int64_t)revops__integer_load(offsets, type);
    end = (int64_t)revops__integer_load(offsets + (wide ? 8 : 4), type);
    if (begin < 0 || end < begin || (end > begin && !pass->array->buffers[2]))
        return decode_bad_text(pass, end);
    out->text = "";
    if (end > begin)
        out->text = (const char *)pass->array->buffers[2] + begin;
    out->size = (size_t)(end - begin);
    return REVOPS_OK;
}

static revops_status decode_currency(const decode_pass *pass, const decode_text *from,
                                     uint64_t *bits) {
    uint32_t currency = 0;
    if (from->size > 0 && !revops__currency_pack(&currency, from->text, from->size))
        return decode_refuse_text(pass, "a currency code of up to four capitals", from->text,
                                  from->size);
    *bits = currency;
    return REVOPS_OK;
}

/* One of the words; or digits, as a value that has no word is written. */
static revops_status decode_enum(const decode_pass *pass, const decode_text *from, uint64_t *bits) {
    const revops_field *field = pass->column->field;
    revops__scanner scanner = {from->text, from->size, 0};
    uint64_t digits;
    int negative;
    for (uint32_t i = 0; i < field->word_count; i++) {
        const char *word = field->words[i].name;
        if (strlen(word) == from->size && memcmp(word, from->text, from->size) == 0) {
            *bits = (uint64_t)(int64_t)field->words[i].value;
            return REVOPS_OK;
        }
    }
    negative = revops__accept(&scanner, '-');
    if (revops__scan_u64(&scanner, &digits) != 1 || revops__peek(&scanner) >= 0 ||
        digits > INT32_MAX)
        return decode_refuse_text(pass, "a word of this field", from->text, from->size);
    *bits = negative ? 0 - digits : digits;
    return REVOPS_OK;
}

/* The same field and row as every other refusal of this value. */
static revops_status decode_blame(const decode_pass *pass, revops_status status, uint64_t row) {
    if (status != REVOPS_OK)
        revops__error_place(pass->err, row, pass->column->field->name);
    return status;
}

void revops__arrow_forget(revops_arrow_reader *reader) {
    if (reader->texts)
        memset(reader->texts, 0, REVOPS__ARROW_TEXTS * sizeof *reader->texts);
}

/* Where the key of a text is remembered; real columns repeat few texts. */
static revops__arrow_text *decode_slot(revops_arrow_reader *reader, const decode_text *from) {
    const unsigned char *text = (const unsigned char *)from->text;
    uint32_t hash = (uint32_t)from->size;
    for (size_t i = 0; i < from->size && i < 32; i++)
        hash = hash * 31 + text[from->size - 1 - i];
    return &reader->texts[(hash ^ hash >> 8) % REVOPS__ARROW_TEXTS];
}

/* Without a names handle the same texts are refused as with one. */
static revops_status decode_key_alone(const decode_pass *pass, const decode_text *from,
                                      uint64_t *bits) {
    revops__arrow_text *slot = decode_slot(pass->reader, from);
    revops_status status;
    size_t offset = 0;
    if (slot->text && slot->size == from->size && memcmp(slot->text, from->text, from->size) == 0) {
        *bits = slot->key;
        return REVOPS_OK;
    }
    if (from->size > REVOPS_NAME_SIZE)
        return decode_refuse(pass, REVOPS_E_INVALID, "a name of at most 65535 bytes",
                             (int64_t)from->size);
    if (!revops__utf8_valid(from->text, from->size, &offset)) {
        status = revops__fail_at(pass->err, REVOPS_E_INVALID, offset, "",
                                 "expected a name in UTF-8 without NUL");
        return decode_blame(pass, status, pass->row);
    }
    slot->text = from->text;
    slot->size = from->size;
    *bits = slot->key = revops_key(from->text, from->size);
    return REVOPS_OK;
}

static revops_status decode_key(const decode_pass *pass, const decode_text *from, uint64_t *bits) {
    revops_status status;
    *bits = 0;
    if (from->size == 0)
        return REVOPS_OK;
    if (!pass->reader->options.names)
        return decode_key_alone(pass, from, bits);
    status = revops_names_add(pass->reader->options.names, bits, from->text, from->size, pass->err);
    return decode_blame(pass, status, pass->row);
}

static revops_status decode_of_text(const decode_pass *pass, int64_t at, uint64_t *bits) {
    decode_text from = {NULL, 0};
    revops_status status = decode_span(pass, at, &from);
    if (status != REVOPS_OK)
        return status;
    switch (pass->column->road) {
    case REVOPS__ROAD_CURRENCY:
        return decode_currency(pass, &from, bits);
    case REVOPS__ROAD_ENUM:
        return decode_enum(pass, &from, bits);
    default:
        return decode_key(pass, &from, bits);
    }
}

/* --- one value, one row, one column --- */

/* The type that decoded bits have, before they are fitted into the documented one. */
static uint32_t decode_type(const revops__arrow_column *column) {
    if (column->road == REVOPS__ROAD_KEY || column->road == REVOPS__ROAD_CURRENCY)
        return REVOPS_TYPE_UINT64;
    return column->road == REVOPS__ROAD_INTEGER ? column->values.type : REVOPS_TYPE_INT64;
}

static revops_status decode_value(const decode_pass *pass, int64_t at, uint64_t *bits) {
    const revops__arrow_format *format = &pass->column->values;
    const char *values = pass->array->buffers[1];
    revops_status status;
    int64_t day = 0;
    switch (pass->column->road) {
    case REVOPS__ROAD_BOOL:
        *bits = (uint64_t)revops__arrow_bit(values, at);
        return REVOPS_OK;
    case REVOPS__ROAD_INTEGER:
        *bits = revops__integer_load(values + at * format->width, format->type);
        return REVOPS_OK;
    case REVOPS__ROAD_DOUBLE: {
        float narrow;
        double wide;
        memcpy(&narrow, values + at * format->width, sizeof narrow);
        wide = (double)narrow;
        memcpy(bits, format->width == 8 ? values + at * 8 : (const char *)&wide, sizeof *bits);
        return REVOPS_OK;
    }
    case REVOPS__ROAD_DECIMAL:
        return decode_decimal(pass, values + at * format->width, bits);
    case REVOPS__ROAD_INSTANT:
        return decode_instant(pass, values + at * 8, bits);
    case REVOPS__ROAD_TICKS_TO_DAY:
        status = decode_day(pass, values + at * 8, &day);
        *bits = (uint64_t)day;
        return status;
    case REVOPS__ROAD_DAY_TO_MONTH:
        day = (int64_t)revops__integer_load(values + at * 4, REVOPS_TYPE_INT32);
        return decode_month(pass, day, bits);
    case REVOPS__ROAD_TICKS_TO_MONTH:
        status = decode_day(pass, values + at * 8, &day);
        return status == REVOPS_OK ? decode_month(pass, day, bits) : status;
    default:
        return decode_of_text(pass, at, bits);
    }
}

/* The entry of a dictionary that a row names, decoded when the first row uses it: an entry that no
 * row uses may be anything. */
static revops_status decode_entry(decode_pass *pass, const struct ArrowArray *child,
                                  revops__arrow_room *room, int64_t at, uint64_t *bits, int *null) {
    const revops__arrow_format *format = &pass->column->format;
    const char *indices = child->buffers[1];
    const uint64_t index = revops__integer_load(indices + at * format->width, format->type);
    revops_status status = REVOPS_OK;
    uint8_t *state;
    int64_t entry;
    if (index >= (uint64_t)pass->array->length)
        return decode_refuse(pass, REVOPS_E_INVALID, "an index into the dictionary",
                             (int64_t)index);
    state = (uint8_t *)(room->entries + room->entry_count);
    entry = pass->array->offset + (int64_t)index;
    if (state[index] == REVOPS__ENTRY_NEW) {
        const void *validity = pass->array->null_count != 0 ? pass->array->buffers[0] : NULL;
        room->entries[index] = 0;
        if (!revops__arrow_bit(validity, entry)) {
            state[index] = REVOPS__ENTRY_NULL;
        } else {
            status = decode_value(pass, entry, &room->entries[index]);
            if (status == REVOPS_OK)
                state[index] = REVOPS__ENTRY_VALUE;
        }
    }
    *bits = room->entries[index];
    *null = state[index] == REVOPS__ENTRY_NULL;
    return status;
}

static revops_status decode_unfit(const decode_pass *pass, uint64_t bits, uint32_t from) {
    static const char expected[] = "a value within the type of this column";
    if (revops__integer_is_signed(from))
        return decode_refuse(pass, REVOPS_E_INVALID, expected, (int64_t)bits);
    return revops__fail_u64(pass->err, REVOPS_E_INVALID, pass->row, pass->column->field->name,
                            expected, bits);
}

/* Texts of a plain column go to the names in one call, which looks many up together. */
static revops_status decode_names(const decode_pass *pass, const struct ArrowArray *child,
                                  int64_t at, size_t *count, uint64_t *keys) {
    const revops__arrow_format *format = &pass->column->format;
    revops_text_column texts;
    revops_error *err = pass->err; /* the reader's own record: never NULL */
    revops_status status;
    memset(&texts, 0, sizeof texts);
    texts.data = child->buffers[2];
    texts.offsets = (const char *)child->buffers[1] + at * format->width;
    texts.validity = child->null_count != 0 ? child->buffers[0] : NULL;
    texts.validity_offset = at;
    texts.form = format->width == 8 ? REVOPS_TEXT_OFFSETS64 : REVOPS_TEXT_OFFSETS32;
    status = revops_names_add_column(pass->reader->options.names, keys, &texts, *count, err);
    if (status == REVOPS_OK)
        return REVOPS_OK;
    if (err->row != REVOPS_NONE) {
        *count = (size_t)err->row;
        err->row += pass->row;
    }
    return decode_blame(pass, status, err->row);
}

static int decode_by_names(const revops__arrow_column *column, const revops_arrow_reader *reader) {
    return column->road == REVOPS__ROAD_KEY && reader->options.names && !column->has_dictionary &&
           column->format.kind == REVOPS__ARROW_TEXT &&
           column->field->column_type == REVOPS_TYPE_UINT64;
}

/* All rows but the nulls into the room. Nulls get a cleared bit; *nulls counts them. */
static revops_status decode_rows(decode_pass *pass, const struct ArrowArray *child,
                                 revops__arrow_room *room, int64_t at, size_t *count,
                                 size_t *nulls) {
    const revops__arrow_column *column = pass->column;
    const uint32_t type = column->field->column_type, from = decode_type(column);
    const size_t size = revops__type_size(type);
    const void *validity = child->null_count != 0 ? child->buffers[0] : NULL;
    uint8_t *bitmap = room->values + room->rows * size;
    for (size_t i = 0; i < *count; i++, pass->row++) {
        uint64_t bits = 0;
        int null = !revops__arrow_bit(validity, at + (int64_t)i);
        revops_status status = REVOPS_OK;
        if (!null && column->has_dictionary)
            status = decode_entry(pass, child, room, at + (int64_t)i, &bits, &null);
        else if (!null)
            status = decode_value(pass, at + (int64_t)i, &bits);
        if (status == REVOPS_OK && !null && type != REVOPS_TYPE_DOUBLE &&
            !revops__integer_fits(bits, from, type, size))
            status = decode_unfit(pass, bits, from);
        if (status != REVOPS_OK) {
            *count = i;
            return status;
        }
        revops__integer_store(room->values + i * size, size, bits);
        if (null) {
            bitmap[i >> 3] = (uint8_t)(bitmap[i >> 3] & ~(1u << (i & 7)));
            ++*nulls;
        }
    }
    return REVOPS_OK;
}

revops_status revops__arrow_decode(revops_arrow_reader *reader, size_t index, uint64_t first,
                                   size_t *count, revops_column *out, revops_error *err) {
    const revops__arrow_column *column = &reader->columns[index];
    const struct ArrowArray *child = reader->array->children[column->child];
    revops__arrow_room *room = &reader->rooms[index];
    const size_t size = revops__type_size(column->field->column_type);
    const int64_t at = child->offset + reader->array->offset + (int64_t)first;
    uint8_t *bitmap = room->values + room->rows * size;
    decode_pass pass = {reader, column, column->has_dictionary ? child->dictionary : child, first,
                        err};
    revops_status status;
    size_t nulls = 0;
    memset(out, 0, sizeof *out);
    out->data = room->values;
    out->stride = (int64_t)size;
    out->type = column->field->column_type;
    if (decode_by_names(column, reader)) {
        const int has_nulls = child->null_count != 0 && child->buffers[0] != NULL;
        out->validity = has_nulls ? child->buffers[0] : NULL;
        out->validity_offset = has_nulls ? at : 0;
        return decode_names(&pass, child, at, count, (uint64_t *)(void *)room->values);
    }
    memset(bitmap, 0xff, (*count + 7) / 8);
    status = decode_rows(&pass, child, room, at, count, &nulls);
    if (nulls > 0)
        out->validity = bitmap;
    return status;
}

/* --- room --- */

static revops_status decode_reserve(revops_arrow_reader *reader, size_t index, size_t rows,
                                    revops_error *err) {
    revops__memory *memory = &reader->base.memory;
    const revops__arrow_column *column = &reader->columns[index];
    revops__arrow_room *room = &reader->rooms[index];
    const size_t size = revops__type_size(column->field->column_type);
    void *block = room->values;
    revops_status status = REVOPS_OK;
    size_t entries;
    if (room->rows < rows) {
        const size_t wide = (rows + 63) / 64 * 64;
        status = revops__resize(memory, &block, room->rows * size + room->rows / 8,
                                wide * size + wide / 8, err);
        if (status != REVOPS_OK)
            return status;
        room->values = block;
        room->rows = wide;
    }
    if (!column->has_dictionary || reader->at != 0)
        return REVOPS_OK;
    entries = (size_t)reader->array->children[column->child]->dictionary->length;
    block = room->entries;
    if (room->entry_count < entries) {
        status =
            revops__resize(memory, &block, room->entry_count * 9, revops__product(entries, 9), err);
        if (status != REVOPS_OK)
            return status;
        room->entries = block;
        room->entry_count = entries;
    }
    if (room->entry_count > 0)
        memset(room->entries + room->entry_count, REVOPS__ENTRY_NEW, room->entry_count);
    return REVOPS_OK;
}

revops_status revops__arrow_reserve(revops_arrow_reader *reader, size_t rows, revops_error *err) {
    revops_status status = REVOPS_OK;
    void *texts = NULL;
    if (!reader->texts && !reader->options.names) {
        status = revops__resize(&reader->base.memory, &texts, 0,
                                REVOPS__ARROW_TEXTS * sizeof *reader->texts, err);
        reader->texts = texts;
    }
    if (status == REVOPS_OK && reader->at == 0)
        revops__arrow_forget(reader);
    for (size_t i = 0; status == REVOPS_OK && i < reader->column_count; i++)
        if (reader->columns[i].road > REVOPS__ROAD_BORROW)
            status = decode_reserve(reader, i, rows, err);
    return status;
}

void revops__arrow_rooms_free(revops_arrow_reader *reader) {
    revops__memory *memory = &reader->base.memory;
    for (size_t i = 0; reader->rooms && i < reader->column_count; i++) {
        revops__arrow_room *room = &reader->rooms[i];
        const size_t size = revops__type_size(reader->columns[i].field->column_type);
        revops__free(memory, room->values, room->rows * size + room->rows / 8);
        revops__free(memory, room->entries, room->entry_count * 9);
    }
    revops__free(memory, reader->texts, REVOPS__ARROW_TEXTS * sizeof *reader->texts);
}
