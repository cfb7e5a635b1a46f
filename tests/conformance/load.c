/* Case files: what is not of the format is refused before anything is tried. */
#include "conformance.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *load_text(const char *path, size_t *size) {
    FILE *stream = fopen(path, "rb");
    char *content = NULL, *grown;
    size_t room = 0, got = 1;
    *size = 0;
    while (stream && got) {
        if (room - *size < 65536) {
            grown = realloc(content, room = room * 2 + 131072);
            if (!grown)
                abort();
            content = grown;
        }
        got = fread(content + *size, 1, room - *size - 1, stream);
        *size += got;
    }
    if (content)
        content[*size] = '\0';
    if (!stream || ferror(stream))
        *size = 0;
    if (stream)
        fclose(stream);
    return content;
}

/* Keys use all of 64 bits, integers of jansson only 63: numbers between become strings of digits,
 * which mean the same. What is no key refuses them when it reads them. */
static char *load_quote_keys(const char *content, size_t *size) {
    char *out = malloc(*size * 2 + 3);
    size_t to = 0;
    int quoted = 0;
    for (size_t i = 0; out && i < *size;) {
        size_t span = quoted ? 0 : strspn(content + i, "+-0123456789.eE");
        int digits = span > 18 && span < 21 && strspn(content + i, "0123456789") == span;
        errno = 0;
        if (digits && strtoull(content + i, NULL, 10) > INT64_MAX && !errno) {
            out[to++] = '"';
            memcpy(out + to, content + i, span);
            to += span;
            out[to++] = '"';
        } else if (span) {
            memcpy(out + to, content + i, span);
            to += span;
        } else {
            if (quoted && content[i] == '\\')
                out[to++] = content[i++];
            else if (content[i] == '"')
                quoted = !quoted;
            out[to++] = content[i++];
        }
        i += span;
    }
    *size = to;
    return out;
}

json_t *load_file(const char *path) {
    json_error_t error;
    size_t size;
    char *content = load_text(path, &size);
    char *quoted = content ? load_quote_keys(content, &size) : NULL;
    json_t *file =
        quoted ? json_loadb(quoted, size, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error) : NULL;
    if (!content)
        fprintf(stderr, "%s: cannot be read\n", path);
    else if (!file)
        fprintf(stderr, "%s:%d: %s\n", path, error.line, error.text);
    free(content);
    free(quoted);
    if (file && (!json_is_string(json_object_get(file, "suite")) ||
                 !json_is_array(json_object_get(file, "cases")))) {
        fprintf(stderr, "%s: expected an object with suite and cases\n", path);
        json_decref(file);
        file = NULL;
    }
    return file;
}

int load_case(trial *t, const char *path, json_t *file, size_t index) {
    json_t *item = json_array_get(json_object_get(file, "cases"), index);
    json_t *options = json_object_get(item, "options");
    memset(t, 0, sizeof *t);
    t->file = path;
    t->id = json_string_value(json_object_get(item, "id"));
    t->kind = json_string_value(json_object_get(item, "kind"));
    t->given = json_object_get(item, "given");
    t->options = options;
    t->expect = json_object_get(item, "expect");
    t->tolerance = json_object_get(item, "tolerance");
    if (t->id && t->kind && json_is_object(t->given) && json_is_object(t->expect) &&
        (!options || json_is_object(options)))
        return 1;
    fprintf(stderr, "%s: case %zu (%s): expected id, kind, given and expect\n", path, index,
            t->id ? t->id : "no id");
    return 0;
}

void trial_close(trial *t) {
    for (size_t i = 0; i < t->block_count; i++)
        free(t->blocks[i]);
    free(t->blocks);
    revops_names_destroy(t->names);
    t->blocks = NULL;
    t->names = NULL;
}

/* --- verdicts: the first reason stays --- */

static void trial_reason(trial *t, const char *format, va_list arguments) {
    if (!t->reason[0])
        vsnprintf(t->reason, sizeof t->reason, format, arguments);
}

void trial_skip(trial *t, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    trial_reason(t, format, arguments);
    va_end(arguments);
    t->skipped = 1;
}

void trial_broken(trial *t, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    trial_reason(t, format, arguments);
    va_end(arguments);
    t->broken = 1;
}

void trial_miss(trial *t, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    trial_reason(t, format, arguments);
    va_end(arguments);
    t->missed = 1;
}

int trial_sound(const trial *t) {
    return !t->skipped && !t->broken && !t->missed;
}

void *trial_memory(trial *t, size_t size) {
    void **blocks = realloc(t->blocks, (t->block_count + 1) * sizeof *blocks);
    void *block = calloc(1, size ? size : 1);
    if (!blocks || !block)
        abort();
    t->blocks = blocks;
    t->blocks[t->block_count++] = block;
    return block;
}

/* --- values --- */

/* The 64 bits of a JSON integer or a string of digits. A negative number must be at least -2^63,
 * another one at most 2^64-1. */
uint64_t json_bits(trial *t, const json_t *value) {
    const char *digits = json_string_value(value);
    char *end = NULL;
    uint64_t bits = 0;
    if (json_is_integer(value))
        return (uint64_t)json_integer_value(value);
    errno = 0;
    if (digits && digits[0] == '-' && digits[1] >= '0' && digits[1] <= '9')
        bits = (uint64_t)strtoll(digits, &end, 10);
    else if (digits && digits[0] >= '0' && digits[0] <= '9')
        bits = strtoull(digits, &end, 10);
    if (!end || *end || errno)
        trial_broken(t, "expected an integer, got %s", digits ? digits : "another value");
    return bits;
}

int64_t json_int64(trial *t, const json_t *value) {
    const char *digits = json_string_value(value);
    uint64_t bits = json_bits(t, value);
    if (digits && digits[0] != '-' && bits > INT64_MAX)
        trial_broken(t, "expected a 64-bit integer, got %s", digits);
    return (int64_t)bits;
}

test_text json_text(trial *t, const json_t *value) {
    test_text text = {NULL, 0};
    void *copy;
    if (!json_is_string(value)) {
        trial_broken(t, "expected a text");
        return text;
    }
    text.size = json_string_length(value);
    copy = trial_memory(t, text.size);
    memcpy(copy, json_string_value(value), text.size);
    text.data = copy;
    return text;
}

static int json_nibble(char digit) {
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

void *json_bytes(trial *t, const json_t *value, size_t *size) {
    test_text hex = json_text(t, value);
    unsigned char *bytes = trial_memory(t, hex.size / 2);
    *size = hex.size / 2;
    for (size_t i = 0; i < hex.size; i++) {
        int nibble = json_nibble(hex.data[i]);
        if (nibble < 0 || hex.size % 2) {
            trial_broken(t, "expected bytes as lower-case hexadecimal");
            return bytes;
        }
        bytes[i / 2] = (unsigned char)(bytes[i / 2] << 4 | nibble);
    }
    return bytes;
}

/* --- members --- */

static json_t *member(const json_t *object, const char *key) {
    json_t *value = json_object_get(object, key);
    return json_is_null(value) ? NULL : value;
}

json_t *given(const trial *t, const char *key) {
    return member(t->given, key);
}

int64_t given_integer(trial *t, const char *key, int64_t otherwise) {
    json_t *value = given(t, key);
    return value ? json_int64(t, value) : otherwise;
}

test_text given_text(trial *t, const char *key) {
    return json_text(t, given(t, key));
}

size_t given_count(trial *t, const char *key) {
    json_t *list = given(t, key);
    if (!json_is_array(list))
        trial_broken(t, "expected a list of %s", key);
    return json_array_size(list);
}

json_t *given_item(trial *t, const char *key, size_t index) {
    return json_array_get(given(t, key), index);
}

json_t *option(const trial *t, const char *key) {
    return member(t->options, key);
}

int64_t option_integer(trial *t, const char *key, int64_t otherwise) {
    json_t *value = option(t, key);
    return value ? json_int64(t, value) : otherwise;
}

int32_t word_place(trial *t, const char *key, const json_t *value, const char *const *words) {
    const char *word = json_string_value(value);
    if (!word) {
        trial_broken(t, "expected a word for %s", key);
        return 0;
    }
    for (int32_t i = 0; words[i]; i++)
        if (strcmp(words[i], word) == 0)
            return i;
    trial_skip(t, "unknown option %s: %s", key, word);
    return 0;
}

int32_t option_word(trial *t, const char *key, const char *const *words, int32_t otherwise) {
    json_t *value = option(t, key);
    return value ? word_place(t, key, value, words) : otherwise;
}

/* A key that the kind does not read would silently change the meaning of the case. */
void keys_known(trial *t, const json_t *object, const char *what, const char *known) {
    const char *key;
    json_t *value;
    if (!known)
        return;
    json_object_foreach((json_t *)(uintptr_t)object, key, value) {
        size_t size = strlen(key);
        const char *found = known;
        while (
            (found = strstr(found, key)) != NULL &&
            !((found == known || found[-1] == ' ') && (!found[size] || strchr(" :=", found[size]))))
            found += size;
        if (!found)
            trial_skip(t, "unknown %s %s", what, key);
    }
}
