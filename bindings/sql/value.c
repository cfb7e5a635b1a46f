/* SQL values into the numbers of the library, by the unit of a field. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sql.h"

/* --- numbers in memory --- */

size_t sql_bits_size(uint32_t type) {
    static const uint8_t size[] = {0, 1, 2, 4, 8, 1, 2, 4, 8, 8};
    return type < sizeof size ? size[type] : 0;
}

void sql_bits_store(void *at, uint64_t bits, uint32_t type) {
    uint8_t u8 = (uint8_t)bits;
    uint16_t u16 = (uint16_t)bits;
    uint32_t u32 = (uint32_t)bits;
    switch (sql_bits_size(type)) {
    case 1:
        memcpy(at, &u8, sizeof u8);
        break;
    case 2:
        memcpy(at, &u16, sizeof u16);
        break;
    case 4:
        memcpy(at, &u32, sizeof u32);
        break;
    default:
        memcpy(at, &bits, sizeof bits);
    }
}

uint64_t sql_bits_fetch(const void *at, uint32_t type) {
    uint8_t u8;
    uint16_t u16;
    uint32_t u32;
    uint64_t u64;
    switch (sql_bits_size(type)) {
    case 1:
        memcpy(&u8, at, sizeof u8);
        return type == REVOPS_TYPE_INT8 ? (uint64_t)(int64_t)(int8_t)u8 : u8;
    case 2:
        memcpy(&u16, at, sizeof u16);
        return type == REVOPS_TYPE_INT16 ? (uint64_t)(int64_t)(int16_t)u16 : u16;
    case 4:
        memcpy(&u32, at, sizeof u32);
        return type == REVOPS_TYPE_INT32 ? (uint64_t)(int64_t)(int32_t)u32 : u32;
    default:
        memcpy(&u64, at, sizeof u64);
        return u64;
    }
}

/* The largest number of a type; the smallest of a signed one is the complement. */
static uint64_t value_most(uint32_t type) {
    static const uint64_t most[] = {0,         INT8_MAX,   INT16_MAX,  INT32_MAX, INT64_MAX,
                                    UINT8_MAX, UINT16_MAX, UINT32_MAX, UINT64_MAX};
    return type < sizeof most / sizeof most[0] ? most[type] : 0;
}

static revops_status value_store(const revops_field *field, uint32_t type, int64_t number,
                                 uint64_t *bits, revops_error *err) {
    uint64_t most = value_most(type);
    int negative = type <= REVOPS_TYPE_INT64 && number >= -(int64_t)most - 1;
    if (number < 0 ? !negative : (uint64_t)number > most)
        return sql_fail(err, REVOPS_E_INVALID, field->name, "expected %s number, got %" PRId64,
                        number >= 0                 ? "a smaller"
                        : type <= REVOPS_TYPE_INT64 ? "a larger"
                                                    : "no negative",
                        number);
    *bits = (uint64_t)number;
    return REVOPS_OK;
}

/* --- keys --- */

/* Bytes of a character whose first byte is @p lead and whose second lies from *low to *high; 0 for
 * no lead. */
static size_t key_character(unsigned char lead, unsigned char *low, unsigned char *high) {
    *low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    *high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (lead < 0x80)
        return lead ? 1 : 0;
    if (lead < 0xc2)
        return 0;
    return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
}

/* 1 when a text is UTF-8 without NUL; else 0 with the place of the first bad byte. */
static int key_sound(const char *text, size_t size, size_t *bad) {
    const unsigned char *at = (const unsigned char *)text;
    for (size_t i = 0; i < size;) {
        unsigned char low, high;
        size_t length = key_character(at[i], &low, &high);
        *bad = i;
        if (length == 0 || length > size - i)
            return 0;
        for (size_t k = 1; k < length; k++, low = 0x80, high = 0xbf)
            if (at[i + k] < low || at[i + k] > high)
                return 0;
        i += length;
    }
    return 1;
}

static uint64_t key_hash(const char *text, size_t size) {
    uint64_t hash = size, word;
    for (; size >= sizeof word; text += sizeof word, size -= sizeof word) {
        memcpy(&word, text, sizeof word);
        hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 32;
    }
    for (word = 0; size; size--)
        word = word << 8 | (unsigned char)text[size - 1];
    return (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
}

/* Where a text stands, if it is known; NULL when texts of its kind are not kept. */
static sql_known_text *key_place(sql_texts *texts, const char *text, size_t size) {
    uint64_t hash;
    if (!texts || size == 0 || size > SQL_TEXT_SIZE)
        return NULL;
    hash = key_hash(text, size);
    return texts->more ? &texts->more[hash >> (64 - texts->bits)]
                       : &texts->at[hash >> (64 - SQL_TEXTS_BITS)];
}

/* Eight times the places, once each of them had several texts. What was known is learnt again: that
 * costs less than moving it. Without memory the places stay. */
static void key_grow(sql_texts *texts) {
    uint32_t bits = texts->more ? texts->bits : SQL_TEXTS_BITS;
    sql_known_text *more;
    revops_error err;
    if (!texts->host || bits >= SQL_TEXTS_MOST_BITS || ++texts->misses >> bits < 4)
        return;
    texts->misses = 0;
    more = sql_take(texts->host, sizeof *more << (bits + 3), &err);
    if (!more)
        return;
    memset(more, 0, sizeof *more << (bits + 3));
    sql_give(texts->host, texts->more, sizeof *more << bits);
    texts->more = more;
    texts->bits = bits + 3;
}

static void key_learn(sql_texts *texts, const char *text, size_t size, uint64_t key) {
    sql_known_text *place;
    if (texts)
        key_grow(texts);
    place = key_place(texts, text, size);
    if (place) {
        place->key = key;
        place->size = (uint8_t)size;
        memcpy(place->text, text, size);
    }
}

revops_status sql_key(sql_texts *texts, uint64_t *key, const char *text, size_t size,
                      const char *field, revops_error *err) {
    const sql_known_text *known = key_place(texts, text, size);
    size_t bad = 0;
    if (known && known->size == size && memcmp(known->text, text, size) == 0) {
        *key = known->key;
        return REVOPS_OK;
    }
    if (size > REVOPS_NAME_SIZE)
        return sql_fail(err, REVOPS_E_INVALID, field, "expected at most %d bytes, got %zu",
                        REVOPS_NAME_SIZE, size);
    if (!key_sound(text, size, &bad)) {
        sql_fail(err, REVOPS_E_INVALID, field, "expected UTF-8 without NUL, got byte 0x%02x",
                 (unsigned)(unsigned char)text[bad]);
        err->offset = bad;
        return REVOPS_E_INVALID;
    }
    *key = revops_key(text, size);
    key_learn(texts, text, size, *key);
    return REVOPS_OK;
}

/* --- texts by unit --- */

static revops_status text_word(const revops_field *field, const char *text, size_t size,
                               uint64_t *bits, revops_error *err) {
    for (uint32_t i = 0; i < field->word_count; i++) {
        const char *word = field->words[i].name;
        if (strlen(word) == size && memcmp(word, text, size) == 0) {
            *bits |= (uint64_t)(int64_t)field->words[i].value;
            return REVOPS_OK;
        }
    }
    return sql_fail(err, REVOPS_E_INVALID, field->name, "unknown word %.*s", sql_quote(size, text),
                    text);
}

/* A mask is words with blanks between them, as it is written out. */
static revops_status text_words(const revops_field *field, const char *text, size_t size,
                                uint64_t *bits, revops_error *err) {
    size_t end;
    revops_status status = REVOPS_OK;
    for (size_t i = 0; i < size && status == REVOPS_OK; i = end + 1) {
        for (end = i; end < size && text[end] != ' '; end++) {
        }
        if (end > i)
            status = text_word(field, text + i, end - i, bits, err);
    }
    return status;
}

static revops_status text_integer(const revops_field *field, uint32_t type, const char *text,
                                  size_t size, uint64_t *bits, revops_error *err) {
    int64_t number = 0;
    if (revops_money_parse(&number, text, size, 0, NULL) != REVOPS_OK || memchr(text, '.', size))
        return sql_fail(err, REVOPS_E_INVALID, field->name, "expected an integer, got %.*s",
                        sql_quote(size, text), text);
    return value_store(field, type, number, bits, err);
}

/* A double is written as an exact decimal: the nearest double of num / den. */
static revops_status text_double(const revops_field *field, const char *text, size_t size,
                                 uint64_t *bits, revops_error *err) {
    revops_ratio ratio;
    double number;
    revops_status status = revops_ratio_parse(&ratio, text, size, err);
    if (status) {
        snprintf(err->field, sizeof err->field, "%s", field->name);
        return status;
    }
    number = (double)ratio.numerator / (double)ratio.denominator;
    memcpy(bits, &number, sizeof number);
    return REVOPS_OK;
}

static revops_status text_bits(const revops_field *field, uint32_t type, const char *text,
                               size_t size, sql_texts *texts, uint64_t *bits, revops_error *err) {
    uint32_t currency = 0;
    int32_t small = 0;
    int64_t wide = 0;
    revops_status status;
    switch (field->unit) {
    case REVOPS_UNIT_KEY:
        return sql_key(texts, bits, text, size, field->name, err);
    case REVOPS_UNIT_ENUM:
        return text_word(field, text, size, bits, err);
    case REVOPS_UNIT_CURRENCY:
        status = revops_currency_parse(&currency, text, size, err);
        *bits = currency;
        break;
    case REVOPS_UNIT_DAY:
        status = revops_day_parse(&small, text, size, err);
        *bits = (uint64_t)(int64_t)small;
        break;
    case REVOPS_UNIT_MONTH:
        status = revops_month_parse(&small, text, size, err);
        *bits = (uint64_t)(int64_t)small;
        break;
    case REVOPS_UNIT_NS:
        status = revops_instant_parse(&wide, text, size, err);
        *bits = (uint64_t)wide;
        break;
    default:
        if (field->word_count)
            return text_words(field, text, size, bits, err);
        return type == REVOPS_TYPE_DOUBLE ? text_double(field, text, size, bits, err)
                                          : text_integer(field, type, text, size, bits, err);
    }
    if (status)
        snprintf(err->field, sizeof err->field, "%s", field->name);
    return status;
}

/* Days, instants and truth are no plain numbers: a date is no amount, and no instant either. */
static revops_status value_dressed(const revops_field *field, sql_type type, revops_error *err) {
    static const char *const names[] = {"a day", "an instant", "a truth value"};
    static const uint16_t units[] = {REVOPS_UNIT_DAY, REVOPS_UNIT_NS, REVOPS_UNIT_FLAG};
    if (type < SQL_DAY || field->unit == units[type - SQL_DAY])
        return REVOPS_OK;
    return sql_fail(err, REVOPS_E_INVALID, field->name, "expected another type, got %s",
                    names[type - SQL_DAY]);
}

revops_status sql_value_bits(const revops_field *field, uint32_t type, const sql_value *value,
                             sql_texts *texts, uint64_t *bits, revops_error *err) {
    double number;
    *bits = 0;
    switch (value->type) {
    case SQL_TEXT:
        return text_bits(field, type, value->data, value->size, texts, bits, err);
    case SQL_REAL:
        number = value->real;
        if (type != REVOPS_TYPE_DOUBLE)
            return sql_fail(err, REVOPS_E_INVALID, field->name,
                            "expected an integer, got a real number");
        memcpy(bits, &number, sizeof number);
        return REVOPS_OK;
    case SQL_INTEGER:
    case SQL_DAY:
    case SQL_INSTANT:
    case SQL_BOOLEAN:
        if (value_dressed(field, value->type, err))
            return err->status;
        if (field->unit == REVOPS_UNIT_CURRENCY)
            return sql_fail(err, REVOPS_E_INVALID, field->name,
                            "expected a currency code, got a number");
        if (type != REVOPS_TYPE_DOUBLE)
            return value_store(field, type, value->integer, bits, err);
        number = (double)value->integer;
        memcpy(bits, &number, sizeof number);
        return REVOPS_OK;
    default:
        return sql_fail(err, REVOPS_E_INVALID, field->name, "expected a value, got a %s",
                        value->type == SQL_BLOB ? "blob" : "null");
    }
}

/* --- and out --- */

sql_type sql_type_of(const revops_field *field) {
    uint32_t type = field->type == REVOPS_TYPE_COLUMN ? field->column_type : field->type;
    switch (field->unit) {
    case REVOPS_UNIT_CURRENCY:
    case REVOPS_UNIT_MONTH:
    case REVOPS_UNIT_ENUM:
    case REVOPS_UNIT_TEXT:
        return SQL_TEXT;
    case REVOPS_UNIT_DAY:
        return SQL_DAY;
    case REVOPS_UNIT_NS:
        return SQL_INSTANT;
    case REVOPS_UNIT_FLAG:
        return field->word_count ? SQL_TEXT : SQL_BOOLEAN;
    default:
        if (type == REVOPS_TYPE_BYTES)
            return SQL_BLOB;
        return type == REVOPS_TYPE_DOUBLE ? SQL_REAL : SQL_INTEGER;
    }
}

revops_status sql_value_text(sql_value *value, char room[SQL_ROOM], revops_error *err) {
    revops_status status = REVOPS_OK;
    if (value->type == SQL_DAY)
        status = revops_day_format(room, SQL_ROOM, &value->size, (int32_t)value->integer, err);
    else if (value->type == SQL_INSTANT)
        status = revops_instant_format(room, SQL_ROOM, &value->size, value->integer, err);
    else
        return REVOPS_OK;
    value->data = room;
    value->type = SQL_TEXT;
    return status;
}
