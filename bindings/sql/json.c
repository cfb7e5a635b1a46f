/* The reader of flat JSON objects (RFC 8259). */
#include "json.h"

#include <string.h>

static int json_refuse(json_reader *reader, revops_error *err, const char *expected) {
    sql_fail(err, REVOPS_E_INVALID, "json", "expected %s at byte %zu", expected, reader->at);
    err->offset = reader->at;
    return -1;
}

static int json_peek(const json_reader *reader) {
    return reader->at < reader->size ? (unsigned char)reader->text[reader->at] : -1;
}

static void json_blank(json_reader *reader) {
    while (reader->at < reader->size && memchr(" \t\r\n", reader->text[reader->at], 4))
        reader->at++;
}

/* The byte, after blanks. */
static int json_take(json_reader *reader, int byte) {
    json_blank(reader);
    if (json_peek(reader) != byte)
        return 0;
    reader->at++;
    return 1;
}

static void json_put(json_reader *reader, uint32_t byte) {
    reader->room[reader->used++] = (char)(unsigned char)byte;
}

/* A character in UTF-8. */
static void json_put_character(json_reader *reader, uint32_t code) {
    if (code < 0x80) {
        json_put(reader, code);
        return;
    }
    if (code < 0x800) {
        json_put(reader, 0xc0 | code >> 6);
    } else {
        if (code < 0x10000) {
            json_put(reader, 0xe0 | code >> 12);
        } else {
            json_put(reader, 0xf0 | code >> 18);
            json_put(reader, 0x80 | (code >> 12 & 0x3f));
        }
        json_put(reader, 0x80 | (code >> 6 & 0x3f));
    }
    json_put(reader, 0x80 | (code & 0x3f));
}

/* Four digits of \u; 0 when they are none. */
static int json_hex(json_reader *reader, uint32_t *code) {
    static const char digits[] = "0123456789abcdef";
    *code = 0;
    for (int i = 0; i < 4; i++) {
        int byte = json_peek(reader);
        const char *digit = byte > 0 ? memchr(digits, byte >= 'A' && byte <= 'F' ? byte + 32 : byte,
                                              sizeof digits - 1)
                                     : NULL;
        if (!digit)
            return 0;
        *code = *code << 4 | (uint32_t)(digit - digits);
        reader->at++;
    }
    return 1;
}

/* What follows \u, with the second half of a surrogate pair. */
static int json_unicode(json_reader *reader) {
    uint32_t code, low;
    if (!json_hex(reader, &code) || code == 0 || (code >= 0xdc00 && code < 0xe000))
        return 0;
    if (code >= 0xd800 && code < 0xdc00) {
        if (reader->size - reader->at < 6 || memcmp(reader->text + reader->at, "\\u", 2) != 0)
            return 0;
        reader->at += 2;
        if (!json_hex(reader, &low) || low < 0xdc00 || low >= 0xe000)
            return 0;
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    json_put_character(reader, code);
    return 1;
}

static int json_escape(json_reader *reader) {
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    int byte = json_peek(reader);
    const char *place;
    if (byte < 0)
        return 0;
    reader->at++;
    if (byte == 'u')
        return json_unicode(reader);
    place = memchr(from, byte, sizeof from - 1);
    if (place)
        json_put(reader, (unsigned char)to[place - from]);
    return place != NULL;
}

/* A text, decoded at the end of the room; 1 or 0. */
static int json_text(json_reader *reader) {
    if (!json_take(reader, '"'))
        return 0;
    for (;;) {
        int byte = json_peek(reader);
        if (byte < ' ')
            return 0;
        reader->at++;
        if (byte == '"')
            return 1;
        if (byte != '\\')
            json_put(reader, (uint32_t)byte);
        else if (!json_escape(reader))
            return 0;
    }
}

static size_t json_digits(json_reader *reader) {
    size_t begin = reader->at;
    while (json_peek(reader) >= '0' && json_peek(reader) <= '9')
        reader->at++;
    return reader->at - begin;
}

/* A number without a power: exact decimals only. */
static int json_number(json_reader *reader, json_member *member) {
    size_t begin = reader->at, digits;
    member->type = JSON_INTEGER;
    reader->at += json_peek(reader) == '-';
    digits = json_digits(reader);
    if (digits == 0 || (digits > 1 && reader->text[reader->at - digits] == '0'))
        return 0;
    if (json_peek(reader) == '.') {
        reader->at++;
        member->type = JSON_DECIMAL;
        if (json_digits(reader) == 0)
            return 0;
    }
    for (size_t i = begin; i < reader->at; i++)
        json_put(reader, (unsigned char)reader->text[i]);
    return 1;
}

static int json_list(json_reader *reader) {
    reader->at++;
    if (json_take(reader, ']'))
        return 1;
    do {
        if (!json_text(reader))
            return 0;
        json_put(reader, ' ');
    } while (json_take(reader, ','));
    reader->used--;
    return json_take(reader, ']');
}

static int json_literal(json_reader *reader, json_member *member) {
    static const char *const literal[] = {"null", "false", "true"};
    for (int i = 0; i < 3; i++) {
        size_t size = strlen(literal[i]);
        if (reader->size - reader->at >= size &&
            memcmp(reader->text + reader->at, literal[i], size) == 0) {
            reader->at += size;
            member->type = (json_type)(JSON_NULL + i);
            return 1;
        }
    }
    return 0;
}

static int json_value(json_reader *reader, json_member *member) {
    json_blank(reader);
    switch (json_peek(reader)) {
    case '"':
        member->type = JSON_TEXT;
        return json_text(reader);
    case '[':
        member->type = JSON_LIST;
        return json_list(reader);
    case 'n':
    case 'f':
    case 't':
        return json_literal(reader, member);
    default:
        return json_number(reader, member);
    }
}

/* Where the next decoded text begins; what was decoded last ends with a NUL before it. */
static const char *json_mark(json_reader *reader, const char *begin, size_t *size) {
    *size = (size_t)(reader->room + reader->used - begin);
    json_put(reader, '\0');
    return begin;
}

int json_next(json_reader *reader, json_member *member, revops_error *err) {
    const char *begin = reader->room + reader->used;
    if (reader->open == 0 && !json_take(reader, '{'))
        return json_refuse(reader, err, "an object");
    if (json_take(reader, '}')) {
        json_blank(reader);
        return reader->at == reader->size ? 0 : json_refuse(reader, err, "the end");
    }
    if (reader->open && !json_take(reader, ','))
        return json_refuse(reader, err, "a comma or the end");
    reader->open = 1;
    if (!json_text(reader))
        return json_refuse(reader, err, "a name");
    member->name = json_mark(reader, begin, &member->name_size);
    if (!json_take(reader, ':'))
        return json_refuse(reader, err, "a colon");
    begin = reader->room + reader->used;
    if (!json_value(reader, member))
        return json_refuse(reader, err, "a text, a number, true, false, null or a list of texts");
    member->data = json_mark(reader, begin, &member->size);
    return 1;
}
