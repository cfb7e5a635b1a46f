/* Kinds of the report floor: rows of a shape that the case itself describes. */
#include "conformance.h"

#include <string.h>

enum { REPORT_BLOCK = 16384 }; /* a sink never gets more at once */

/* How each unit of a case lies in memory. */
static const char *const report_units[] = {"minor", "count", "int",    "key",  "currency", "day",
                                           "month", "ratio", "double", "flag", NULL};
static const struct report_kind {
    uint16_t type, unit, size;
} report_kinds[] = {
    {REVOPS_TYPE_INT64, REVOPS_UNIT_MINOR, 8},     {REVOPS_TYPE_UINT64, REVOPS_UNIT_COUNT, 8},
    {REVOPS_TYPE_INT64, REVOPS_UNIT_NONE, 8},      {REVOPS_TYPE_UINT64, REVOPS_UNIT_KEY, 8},
    {REVOPS_TYPE_UINT32, REVOPS_UNIT_CURRENCY, 4}, {REVOPS_TYPE_INT32, REVOPS_UNIT_DAY, 4},
    {REVOPS_TYPE_INT32, REVOPS_UNIT_MONTH, 4},     {REVOPS_TYPE_RATIO, REVOPS_UNIT_RATIO, 24},
    {REVOPS_TYPE_DOUBLE, REVOPS_UNIT_NONE, 8},     {REVOPS_TYPE_INT32, REVOPS_UNIT_FLAG, 4},
};

/* A record made of the case's fields, eight bytes aligned each. */
static int report_shape(trial *t, revops_shape *shape) {
    size_t count = given_count(t, "fields");
    revops_field *fields = trial_memory(t, count * sizeof *fields);
    memset(shape, 0, sizeof *shape);
    for (size_t i = 0; i < count; i++) {
        const json_t *item = given_item(t, "fields", i);
        const char *name = json_string_value(json_object_get(item, "name"));
        int32_t unit = word_place(t, "unit", json_object_get(item, "unit"), report_units);
        if (!name)
            trial_broken(t, "expected a name for field %zu", i);
        fields[i].name = name;
        fields[i].about = "";
        fields[i].type = report_kinds[unit].type;
        fields[i].unit = report_kinds[unit].unit;
        fields[i].offset = shape->size;
        fields[i].length = 1;
        shape->size += (report_kinds[unit].size + 7U) / 8U * 8U;
    }
    shape->name = "conformance_row";
    shape->about = "";
    shape->fields = fields;
    shape->field_count = (uint32_t)count;
    shape->field_size = sizeof *fields;
    shape->kind = REVOPS_SHAPE_RECORD;
    return trial_sound(t);
}

/* The members that the fields name; a row may hold others. */
static int report_row(reading *in, const revops_shape *shape, const json_t *row, void *out) {
    json_t *chosen = json_object();
    int good;
    for (uint32_t i = 0; i < shape->field_count; i++) {
        const char *name = revops_shape_field(shape, i)->name;
        json_t *value = json_object_get(row, name);
        if (value)
            json_object_set(chosen, name, value);
    }
    good = struct_from_json(in, shape, chosen, NULL, out);
    json_decref(chosen);
    return good;
}

static int report_columns(trial *t, const revops_shape *shape, revops_writer_options *options) {
    const json_t *columns = option(t, "columns");
    size_t count = json_array_size(columns);
    uint32_t *fields = trial_memory(t, count * sizeof *fields);
    for (size_t i = 0; i < count; i++) {
        const char *name = json_string_value(json_array_get(columns, i));
        fields[i] = shape->field_count; /* a column that the shape lacks: the writer refuses it */
        for (uint32_t j = 0; name && j < shape->field_count; j++)
            if (strcmp(revops_shape_field(shape, j)->name, name) == 0)
                fields[i] = j;
    }
    options->fields = count ? fields : NULL;
    options->field_count = count;
    return trial_sound(t);
}

static int report_options(reading *in, const revops_shape *shape, revops_writer_options *options) {
    static const char *const formats[] = {"",      "json", "csv",   "markdown",
                                          "ascii", "html", "plain", NULL};
    trial *t = in->trial;
    const json_t *title = option(t, "title"), *currency = option(t, "currency");
    revops_writer_options_init(options);
    options->format = option_word(t, "format", formats, 0);
    options->flags = json_is_true(option(t, "totals")) ? REVOPS_WRITER_TOTALS : 0;
    options->title = json_string_value(title);
    options->resolver = t->names ? revops_names_resolve : NULL;
    options->resolver_user = t->names;
    return report_columns(t, shape, options) &&
           (!currency || currency_from_json(in, currency, &options->currency));
}

typedef struct report_sink {
    trial *trial;
    test_bytes text;
} report_sink;

static int32_t report_take(void *user, const void *data, size_t count) {
    report_sink *sink = user;
    if (count == 0 || count > REPORT_BLOCK)
        trial_miss(sink->trial, "a block of %zu bytes", count);
    bytes_add(&sink->text, data, count);
    return REVOPS_MORE;
}

/* All rows in calls of @p step rows. */
static revops_status report_write(const revops_shape *shape, const revops_writer_options *options,
                                  const unsigned char *rows, size_t count, size_t step,
                                  report_sink *sink, revops_error *err) {
    revops_writer *writer = NULL;
    revops_status status =
        revops_writer_create(&writer, shape, options, report_take, sink, NULL, err);
    for (size_t i = 0; i < count && status == REVOPS_OK; i += step)
        status = revops_writer_rows(writer, rows + i * shape->size, step, shape->size, err);
    if (status == REVOPS_OK)
        status = revops_writer_end(writer, err);
    revops_writer_destroy(writer);
    return status;
}

static json_t *report_write_rows(trial *t) {
    reading in;
    revops_shape shape;
    revops_writer_options options;
    report_sink whole, single;
    size_t count = given_count(t, "rows");
    unsigned char *rows;
    revops_status status;
    json_t *got;
    revops_error err;
    memset(&in, 0, sizeof in);
    memset(&whole, 0, sizeof whole);
    in.trial = whole.trial = t;
    single = whole;
    if (!report_shape(t, &shape))
        return NULL;
    rows = trial_memory(t, count * shape.size);
    for (size_t i = 0; i < count; i++)
        if (!report_row(&in, &shape, given_item(t, "rows", i), rows + i * shape.size))
            return in.err.status ? answer_refused(&in.err) : NULL;
    if (!report_options(&in, &shape, &options))
        return in.err.status ? answer_refused(&in.err) : NULL;
    status = report_write(&shape, &options, rows, count, count, &whole, &in.err);
    if (report_write(&shape, &options, rows, count, 1, &single, &err) != status)
        trial_miss(t, "row by row: another status");
    if (status == REVOPS_OK && !bytes_equal(&whole.text, &single.text))
        trial_miss(t, "row by row: another text");
    got = status ? answer_refused(&in.err)
                 : answer("text", answer_text((const char *)whole.text.data, whole.text.size));
    bytes_close(&whole.text);
    bytes_close(&single.text);
    return got;
}

const kind_entry kinds_report[] = {
    {.kind = "write_rows",
     .run = report_write_rows,
     .given = "fields:list rows:list",
     .options = "format columns:list totals title currency"},
    {.kind = NULL},
};
