/* Kinds of the base floor: texts, keys, names, states, columns, statuses. */
#include "conformance.h"

#include <stdlib.h>
#include <string.h>

/* --- months and instants (days are among the values) --- */

static json_t *foundation_month_parse(trial *t) {
    test_text month = given_text(t, "text");
    revops_error err;
    int32_t parsed = INT32_MIN;
    if (!trial_sound(t))
        return NULL;
    if (revops_month_parse(&parsed, month.data, month.size, &err) == REVOPS_OK)
        return answer("month", json_integer(parsed));
    if (parsed != INT32_MIN)
        trial_miss(t, "a refused parse wrote its output");
    return answer_refused(&err);
}

static revops_status foundation_write_month(void *context, char *out, size_t capacity,
                                            size_t *written, revops_error *err) {
    const int32_t *month = context;
    return revops_month_format(out, capacity, written, *month, err);
}

static json_t *foundation_month_format(trial *t) {
    int64_t given_month = given_integer(t, "month", 0);
    int32_t month = (int32_t)given_month;
    if (month != given_month)
        trial_broken(t, "a month does not fit int32");
    return trial_sound(t) ? answer_written(t, foundation_write_month, &month) : NULL;
}

static json_t *foundation_instant_parse(trial *t) {
    test_text instant = given_text(t, "text");
    revops_error err;
    int64_t parsed = INT64_MIN + 1;
    if (!trial_sound(t))
        return NULL;
    if (revops_instant_parse(&parsed, instant.data, instant.size, &err) == REVOPS_OK)
        return answer("instant_ns", json_integer(parsed));
    if (parsed != INT64_MIN + 1)
        trial_miss(t, "a refused parse wrote its output");
    return answer_refused(&err);
}

static revops_status foundation_write_instant(void *context, char *out, size_t capacity,
                                              size_t *written, revops_error *err) {
    const int64_t *instant_ns = context;
    return revops_instant_format(out, capacity, written, *instant_ns, err);
}

static json_t *foundation_instant_format(trial *t) {
    int64_t instant_ns = given_integer(t, "instant_ns", 0);
    return trial_sound(t) ? answer_written(t, foundation_write_instant, &instant_ns) : NULL;
}

/* --- keys and names --- */

static json_t *foundation_key(trial *t) {
    test_text name = given_text(t, "text");
    return trial_sound(t) ? answer("key", answer_u64(revops_key(name.data, name.size))) : NULL;
}

/* A handle with the texts of a list, in the order given; NULL after a refusal. */
static revops_names *foundation_names(trial *t, const char *list, int backward, revops_error *err) {
    revops_names *names = NULL;
    size_t count = given_count(t, list);
    if (revops_names_create(&names, NULL, err))
        return NULL;
    for (size_t i = 0; i < count; i++) {
        test_text name = json_text(t, given_item(t, list, backward ? count - 1 - i : i));
        uint64_t key = 0;
        if (trial_sound(t) && revops_names_add(names, &key, name.data, name.size, err)) {
            revops_names_destroy(names);
            return NULL;
        }
        if (key != revops_key(name.data, name.size))
            trial_miss(t, "the handle gives another key than revops_key");
    }
    return names;
}

static void foundation_save(trial *t, const revops_names *names, void **state, size_t *size) {
    size_t written = 0;
    *size = 0;
    if (revops_names_save(names, NULL, 0, size, NULL) != REVOPS_E_CAPACITY)
        trial_miss(t, "asking for the size of a state: expected capacity");
    *state = trial_memory(t, *size);
    if (revops_names_save(names, *state, *size, &written, NULL) || written != *size)
        trial_miss(t, "a state of the size that it told cannot be saved");
}

static json_t *foundation_names_answer(trial *t, const revops_names *names) {
    size_t size;
    void *state;
    foundation_save(t, names, &state, &size);
    return json_pack("{s:o, s:o}", "count", answer_u64(revops_names_count(names)), "state",
                     answer_hex(state, size));
}

/* The same names in reverse order give the same bytes, or the same refusal. */
static json_t *foundation_names_state(trial *t) {
    revops_error err, backward_err;
    revops_names *names = foundation_names(t, "names", 0, &err);
    revops_names *backward = foundation_names(t, "names", 1, &backward_err);
    json_t *got = names ? foundation_names_answer(t, names) : answer_refused(&err);
    json_t *again = backward ? foundation_names_answer(t, backward) : NULL;
    if (!names != !backward || (names && !json_equal(got, again)))
        trial_miss(t, "the order of names shows in the state");
    json_decref(again);
    revops_names_destroy(names);
    revops_names_destroy(backward);
    return got;
}

static json_t *foundation_merged(trial *t, const char *into_list, const char *from_list) {
    revops_error err;
    revops_names *into = foundation_names(t, into_list, 0, &err);
    revops_names *from = foundation_names(t, from_list, 0, &err);
    json_t *got;
    if (!into || !from || revops_names_merge(into, from, &err))
        got = answer_refused(&err);
    else
        got = foundation_names_answer(t, into);
    revops_names_destroy(into);
    revops_names_destroy(from);
    return got;
}

static json_t *foundation_names_merge(trial *t) {
    json_t *got = foundation_merged(t, "left", "right");
    json_t *swapped = foundation_merged(t, "right", "left");
    if (!json_equal(got, swapped) && !json_object_get(got, "error"))
        trial_miss(t, "merging the other way round gives another state");
    json_decref(swapped);
    return got;
}

/* --- states --- */

static json_t *foundation_names_list(trial *t, const revops_names *names) {
    const json_t *expected = json_object_get(t->expect, "names");
    json_t *list = json_array();
    uint64_t last = 0;
    /* The handle has no door that lists its names: those that should be there are looked up. */
    for (size_t i = 0; i < json_array_size(expected); i++) {
        test_text name = json_text(t, json_array_get(expected, i));
        uint64_t key = revops_key(name.data, name.size);
        char *out = trial_memory(t, 65536);
        size_t size = 0;
        if (revops_names_find(names, out, 65536, &size, key, NULL) == REVOPS_OK)
            json_array_append_new(list, answer_text(out, size));
        if (key <= last)
            trial_broken(t, "the expected names do not ascend by key");
        last = key;
    }
    if (revops_names_count(names) != json_array_size(list))
        json_array_append_new(
            list, json_sprintf("count %llu", (unsigned long long)revops_names_count(names)));
    return list;
}

static json_t *foundation_names_load(trial *t) {
    size_t size, again;
    void *state = json_bytes(t, given(t, "state"), &size), *saved;
    revops_names *names = (revops_names *)(void *)t; /* must be NULL after a failure */
    revops_error err;
    json_t *got;
    if (!trial_sound(t))
        return NULL;
    if (revops_names_load(&names, state, size, NULL, &err)) {
        if (names)
            trial_miss(t, "after a refused load the handle is not NULL");
        return answer_refused(&err);
    }
    foundation_save(t, names, &saved, &again);
    if (again != size || memcmp(saved, state, size) != 0)
        trial_miss(t, "saving the loaded handle gives other bytes");
    got = answer("names", foundation_names_list(t, names));
    revops_names_destroy(names);
    return got;
}

static json_t *foundation_state_verify(trial *t) {
    size_t size;
    void *state = json_bytes(t, given(t, "state"), &size);
    revops_state_info info;
    revops_error err;
    if (!trial_sound(t))
        return NULL;
    if (revops_state_verify(&info, state, size, &err))
        return answer_refused(&err);
    return json_pack("{s:o, s:i, s:o}", "kind", answer_text(info.kind, sizeof info.kind), "version",
                     (int)info.version, "payload_size", answer_u64(info.payload_size));
}

/* --- columns --- */

static const char *const foundation_types[] = {
    "", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "double", NULL};

/* One value of JSON as the bytes of its type. */
static void foundation_store(trial *t, unsigned char *at, uint32_t type, const json_t *value) {
    double number = json_number_value(value);
    if (type != REVOPS_TYPE_DOUBLE)
        cell_store(at, json_bits(t, value), type);
    else if (json_is_number(value))
        memcpy(at, &number, sizeof number);
    else
        trial_broken(t, "expected a number");
}

static json_t *foundation_fetch(const unsigned char *at, uint32_t type) {
    uint64_t bits = cell_fetch(at, type);
    double number;
    memcpy(&number, &bits, sizeof number);
    if (type == REVOPS_TYPE_DOUBLE)
        return json_real(number);
    return type == REVOPS_TYPE_UINT64 ? answer_u64(bits) : json_integer((json_int_t)bits);
}

static int64_t foundation_member(trial *t, const json_t *object, const char *key,
                                 int64_t otherwise) {
    const json_t *value = json_object_get(object, key);
    return value ? json_int64(t, value) : otherwise;
}

/* Lay the host's memory out as the case says. */
static uint32_t foundation_column(trial *t, const json_t *layout, revops_column *column) {
    const json_t *values = json_object_get(layout, "values");
    uint32_t type =
        (uint32_t)word_place(t, "storage", json_object_get(layout, "storage"), foundation_types);
    size_t size = cell_size(type), count = json_array_size(values), bits;
    int64_t offset = foundation_member(t, layout, "byte_offset", 0);
    unsigned char *memory = trial_memory(t, (size_t)offset + count * size);
    json_t *value;
    keys_known(t, layout, "key", "storage values byte_offset first step validity validity_offset");
    for (size_t i = 0; i < count; i++)
        foundation_store(t, memory + offset + i * size, type, json_array_get(values, i));
    memset(column, 0, sizeof *column);
    column->data = memory + offset + foundation_member(t, layout, "first", 0) * (int64_t)size;
    column->stride = foundation_member(t, layout, "step", 1) * (int64_t)size;
    column->validity_offset = foundation_member(t, layout, "validity_offset", 0);
    column->type = type;
    value = json_object_get(layout, "validity");
    if (value)
        column->validity = json_bytes(t, value, &bits);
    return type;
}

static json_t *foundation_column_copy(trial *t) {
    uint32_t type = (uint32_t)word_place(t, "type", given(t, "type"), foundation_types);
    size_t count = (size_t)given_integer(t, "count", 0), size = cell_size(type);
    unsigned char *values = trial_memory(t, count * size), *valid = trial_memory(t, count);
    revops_column column;
    revops_error err;
    json_t *list;
    foundation_column(t, given(t, "column"), &column);
    if (!trial_sound(t))
        return NULL;
    memset(values, 0x5a, count * size);
    if (revops_column_copy(values, valid, &column, type, count, &err)) {
        for (size_t i = 0; i < count * size; i++)
            if (values[i] != 0x5a)
                trial_miss(t, "a refused copy wrote its output");
        return answer_refused(&err);
    }
    list = json_array();
    for (size_t i = 0; i < count; i++) {
        static const unsigned char zero[8];
        if (!valid[i] && memcmp(values + i * size, zero, size) != 0)
            trial_miss(t, "row %zu: a null that is not 0", i);
        json_array_append_new(list,
                              valid[i] ? foundation_fetch(values + i * size, type) : json_null());
    }
    return answer("values", list);
}

static json_t *foundation_status_name(trial *t) {
    int64_t status = given_integer(t, "status", 0);
    return answer("name", json_string(revops_status_name((revops_status)status)));
}

const kind_entry kinds_foundation[] = {
    {.kind = "column_copy",
     .run = foundation_column_copy,
     .given = "type:REVOPS_TYPE column:record count:int",
     .options = ""},
    {.kind = "instant_format",
     .run = foundation_instant_format,
     .given = "instant_ns:int",
     .options = "",
     .calls = "text = revops_instant_format instant_ns;"},
    {.kind = "instant_parse",
     .run = foundation_instant_parse,
     .given = "text",
     .options = "",
     .calls = "instant_ns = revops_instant_parse text;"},
    {.kind = "key",
     .run = foundation_key,
     .given = "text",
     .options = "",
     .calls = "key = revops_key text;"},
    {.kind = "month_format",
     .run = foundation_month_format,
     .given = "month:int",
     .options = "",
     .calls = "text = revops_month_format month;"},
    {.kind = "month_parse",
     .run = foundation_month_parse,
     .given = "text",
     .options = "",
     .calls = "month = revops_month_parse text;"},
    {.kind = "names_load", .run = foundation_names_load, .given = "state:hex", .options = ""},
    {.kind = "names_merge",
     .run = foundation_names_merge,
     .given = "left:list right:list",
     .options = ""},
    {.kind = "names_state", .run = foundation_names_state, .given = "names:list", .options = ""},
    {.kind = "state_verify",
     .run = foundation_state_verify,
     .given = "state:hex",
     .options = "",
     .calls = "* = revops_state_verify state;"},
    {.kind = "status_name",
     .run = foundation_status_name,
     .given = "status:int",
     .options = "",
     .calls = "name = revops_status_name status;"},
    {.kind = NULL},
};
