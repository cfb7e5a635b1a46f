/* What the library said, as JSON. */
#include "conformance.h"

#include <stdlib.h>
#include <string.h>

json_t *answer(const char *name, json_t *value) {
    return json_pack("{s:o}", name, value);
}

json_t *answer_refused(const revops_error *err) {
    json_t *refused = answer("error", json_string(revops_status_name(err->status)));
    if (err->row != REVOPS_NONE)
        json_object_set_new(refused, "row", answer_u64(err->row));
    if (err->offset != REVOPS_NONE)
        json_object_set_new(refused, "offset", answer_u64(err->offset));
    if (err->field[0])
        json_object_set_new(refused, "field", json_string(err->field));
    json_object_set_new(refused, "message", json_string(err->message));
    return refused;
}

json_t *answer_text(const char *data, size_t size) {
    return json_stringn(data, size);
}

json_t *answer_hex(const void *data, size_t size) {
    static const char digit[] = "0123456789abcdef";
    const unsigned char *bytes = data;
    char *hex = malloc(size * 2 + 1);
    json_t *value;
    if (!hex)
        abort();
    for (size_t i = 0; i < size; i++) {
        hex[i * 2] = digit[bytes[i] >> 4];
        hex[i * 2 + 1] = digit[bytes[i] & 15];
    }
    value = json_stringn(hex, size * 2);
    free(hex);
    return value;
}

json_t *answer_u64(uint64_t value) {
    if (value <= INT64_MAX)
        return json_integer((json_int_t)value);
    return json_sprintf("%llu", (unsigned long long)value);
}

json_t *answer_key(trial *t, uint64_t key) {
    char name[65536];
    size_t size = 0;
    if (key && t->names &&
        revops_names_find(t->names, name, sizeof name, &size, key, NULL) == REVOPS_OK)
        return json_stringn(name, size);
    return answer_u64(key);
}

json_t *answer_ratio(int64_t num, int64_t den) {
    return den == 0 ? json_null() : json_sprintf("%lld/%lld", (long long)num, (long long)den);
}

json_t *answer_day(int32_t day) {
    char out[16];
    size_t size;
    if (revops_day_format(out, sizeof out, &size, day, NULL) != REVOPS_OK)
        return json_integer(day);
    return json_stringn(out, size);
}

/* Rule 2 of texts out: the full size is always told, too little room leaves the output alone, and
 * the text ends with a NUL that is not counted. */
json_t *answer_written(trial *t, text_writer writer, void *context) {
    revops_error err;
    size_t size = SIZE_MAX, again = SIZE_MAX;
    revops_status status = writer(context, NULL, 0, &size, &err);
    char *out;
    if (status != REVOPS_E_CAPACITY)
        return status ? answer_refused(&err) : (trial_miss(t, "a text without room"), NULL);
    out = trial_memory(t, size + 1);
    memset(out, '#', size + 1);
    if (writer(context, out, size, &again, &err) != REVOPS_E_CAPACITY || again != size)
        trial_miss(t, "room for all but the NUL: expected capacity and the size");
    for (size_t i = 0; i <= size; i++)
        if (out[i] != '#')
            trial_miss(t, "too little room: the output was touched");
    again = SIZE_MAX;
    status = writer(context, out, size + 1, &again, &err);
    if (status)
        return answer_refused(&err);
    if (again != size || out[size] != '\0' || strlen(out) != size)
        trial_miss(t, "expected a text of %zu bytes and a NUL", size);
    return answer("text", answer_text(out, size));
}
