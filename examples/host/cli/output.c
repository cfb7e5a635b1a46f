/* The printer: rows of any shape through the library's writer, and the JSON object around them. */
#include "cli/output.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "revops/date.h"

enum { OUTPUT_BUFFER = 1 << 20, OUTPUT_BATCH = 256, OUTPUT_TEXTS = 16 };

struct host_output {
    host_app *app;
    revops_writer *writer;
    const host_report *report;
    bool json, bold; /* bold: the first line has not ended yet */
    char *buffer;    /* what is not yet on standard output */
    size_t size;
    bool failed; /* standard output takes no more */
    /* Shapes with texts: each text of a row becomes a number that resolves to it. */
    revops_field fields[HOST_FIELDS_MOST];
    revops_shape shape;
    bool has_texts;
    host_text texts[OUTPUT_TEXTS];
    uint64_t text_count;
    char row[512];
};

static bool output_put(host_output *output, const char *bytes, size_t size) {
    if (output->size + size > OUTPUT_BUFFER) {
        output->failed =
            output->failed || fwrite(output->buffer, 1, output->size, stdout) != output->size;
        output->size = 0;
    }
    if (size > OUTPUT_BUFFER) {
        output->failed = output->failed || fwrite(bytes, 1, size, stdout) != size;
        return !output->failed;
    }
    memcpy(output->buffer + output->size, bytes, size);
    output->size += size;
    return !output->failed;
}

static void output_say(host_output *output, const char *text) {
    output_put(output, text, strlen(text));
}

static int32_t output_sink(void *user, const void *data, size_t count) {
    host_output *output = user;
    const char *bytes = data;
    const char *end = NULL;

    if (output->bold && (end = memchr(bytes, '\n', count)) != NULL) {
        size_t line = (size_t)(end - bytes);

        output->bold = false;
        output_put(output, bytes, line);
        output_say(output, "\033[0m");
        bytes += line;
        count -= line;
    }
    return output_put(output, bytes, count) ? REVOPS_MORE : -1;
}

/* Keys of a library row are names of the store; keys of a row with texts are places of its
 * texts. */
static int32_t output_resolve(void *user, uint64_t key, char *out, size_t capacity,
                              size_t *written) {
    host_output *output = user;
    host_text text = {"", 0};

    if (output->has_texts) {
        if (key == 0 || key > output->text_count) {
            return -1;
        }
        text = output->texts[key - 1];
    } else if (host_store_name(output->app->store, key, &text, &output->app->error) != 0) {
        return -1;
    }
    if (text.size >= capacity) {
        return -1;
    }
    memcpy(out, text.data, text.size);
    out[text.size] = '\0';
    *written = text.size;
    return REVOPS_MORE;
}

/* The printed twin of a shape with texts: each text is a 64-bit key at the same offset. */
static void output_twin(host_output *output, const revops_shape *shape) {
    const char *unsummed = output->report->unsummed;

    output->shape = *shape;
    for (uint32_t i = 0; i < shape->field_count && i < HOST_FIELDS_MOST; i++) {
        output->fields[i] = *revops_shape_field(shape, i);
        if (output->fields[i].type == REVOPS_TYPE_BYTES &&
            output->fields[i].unit == REVOPS_UNIT_KEY) {
            output->fields[i].type = REVOPS_TYPE_UINT64;
            output->fields[i].length = 1;
            output->has_texts = true;
        }
        if (unsummed != NULL && strcmp(output->fields[i].name, unsummed) == 0) {
            output->fields[i].unit = REVOPS_UNIT_NONE;
        }
    }
    output->shape.fields = output->fields;
    output->shape.field_size = (uint32_t)sizeof output->fields[0];
}

static uint32_t output_field(const revops_shape *shape, const char *name) {
    uint32_t index = 0;

    while (index < shape->field_count &&
           strcmp(revops_shape_field(shape, index)->name, name) != 0) {
        index++;
    }
    return index;
}

int32_t host_output_format(const host_app *app) {
    static const int32_t formats[] = {REVOPS_FORMAT_ASCII,    REVOPS_FORMAT_PLAIN,
                                      REVOPS_FORMAT_JSON,     REVOPS_FORMAT_CSV,
                                      REVOPS_FORMAT_MARKDOWN, REVOPS_FORMAT_HTML};

    if (host_option_given(&app->options, HOST_OPTION_FORMAT)) {
        return formats[app->options.number[HOST_OPTION_FORMAT]];
    }
    return isatty(STDOUT_FILENO) == 1 ? REVOPS_FORMAT_ASCII : REVOPS_FORMAT_PLAIN;
}

void host_day_text(char out[16], int32_t day) {
    size_t written = 0;

    out[0] = '\0';
    (void)!revops_day_format(out, 16, &written, day, NULL);
}

void host_currency_text(char out[16], uint32_t currency) {
    size_t written = 0;

    out[0] = '\0';
    (void)!revops_currency_format(out, 16, &written, currency, NULL);
}

static void output_member(host_output *output, const char *name, const char *text) {
    json_t *value = text != NULL ? json_string(text) : json_null();
    char *dumped = json_dumps(value, JSON_ENCODE_ANY);

    output_say(output, "\"");
    output_say(output, name);
    output_say(output, "\": ");
    output_say(output, dumped != NULL ? dumped : "null");
    output_say(output, ", ");
    free(dumped);
    json_decref(value);
}

/* The members of the object that stand before `rows`. */
static void output_head(host_output *output) {
    const host_report *report = output->report;
    char day[16];

    output_say(output, "{");
    output_member(output, "report", report->name);
    output_member(output, "tenant", output->app->config.tenant.name);
    host_day_text(day, output->app->as_of_day);
    output_member(output, "as_of", day);
    if (report->granularity != NULL) {
        host_day_text(day, report->from_day);
        output_member(output, "from", report->ranged ? day : NULL);
        host_day_text(day, report->to_day);
        output_member(output, "to", report->ranged ? day : NULL);
        output_member(output, "granularity", report->granularity);
    }
    output->size--; /* the blank behind the last comma */
    output_say(output, "\n");
}

int host_output_open(host_app *app, const host_report *report, host_output **out) {
    host_output *output = calloc(1, sizeof *output);
    revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    uint32_t fields[HOST_FIELDS_MOST];
    revops_error err;

    if (output == NULL || (output->buffer = malloc(OUTPUT_BUFFER)) == NULL) {
        free(output);
        return host_fail(&app->error, "nomem", "no memory to print a report");
    }
    output->app = app;
    output->report = report;
    output_twin(output, report->shape);
    options.format = host_output_format(app);
    output->json = options.format == REVOPS_FORMAT_JSON;
    options.flags = REVOPS_WRITER_NULL_KEYS | (output->json ? REVOPS_WRITER_MEMBERS : 0u);
    if (report->totals) {
        options.flags |= REVOPS_WRITER_TOTALS | REVOPS_WRITER_BY_CURRENCY;
    }
    for (size_t i = 0; report->fields != NULL && report->fields[i] != NULL; i++) {
        fields[options.field_count++] = output_field(&output->shape, report->fields[i]);
    }
    options.fields = options.field_count > 0 ? fields : NULL;
    options.title = report->name;
    options.resolver = output_resolve;
    options.resolver_user = output;
    options.currencies = &app->config.tenant.currencies;
    options.currency = app->config.tenant.currency; /* of rows without one: rules, for example */
    if (revops_writer_create(&output->writer, &output->shape, &options, output_sink, output, NULL,
                             &err) != REVOPS_OK) {
        host_output_drop(output);
        return host_fail_library(&app->error, &err, report->name);
    }
    if (output->json) {
        output_head(output);
    } else if (options.format == REVOPS_FORMAT_ASCII && app->color) {
        output->bold = true;
        output_say(output, "\033[1m");
    }
    *out = output;
    return 0;
}

/* What the writer says, unless a callback of ours knows better. */
static int output_fail(host_output *output, const revops_error *err) {
    host_error *error = &output->app->error;

    if (output->failed) {
        host_fail(error, "io", "standard output takes no more");
        return host_fail_hint(error, NULL, "room for the answer",
                              "make room, or write to another place");
    }
    if (err->status == REVOPS_E_HOST && error->status != NULL) {
        return -1;
    }
    return host_fail_library(error, err, output->report->name);
}

/* One row with texts: keep them, and write their places instead. */
static int output_row(host_output *output, const char *row, revops_error *err) {
    memcpy(output->row, row, output->shape.size);
    output->text_count = 0;
    for (uint32_t i = 0; i < output->shape.field_count; i++) {
        const revops_field *field = revops_shape_field(output->report->shape, i);
        uint64_t place = 0;
        host_text text;

        if (field->type != REVOPS_TYPE_BYTES || field->unit != REVOPS_UNIT_KEY) {
            continue;
        }
        memcpy(&text, row + field->offset, sizeof text);
        if (text.size > 0) {
            output->texts[output->text_count++] = text;
            place = output->text_count;
        }
        memcpy(output->row + field->offset, &place, sizeof place);
    }
    return revops_writer_rows(output->writer, output->row, 1, output->shape.size, err);
}

int host_output_rows(host_output *output, const void *rows, size_t count) {
    const char *row = rows;
    revops_error err;

    output->app->error.status = NULL;
    if (!output->has_texts) {
        if (revops_writer_rows(output->writer, rows, count, output->shape.size, &err) !=
            REVOPS_OK) {
            return output_fail(output, &err);
        }
        return 0;
    }
    for (size_t i = 0; i < count; i++, row += output->shape.size) {
        if (output_row(output, row, &err) != REVOPS_OK) {
            return output_fail(output, &err);
        }
    }
    return 0;
}

int host_output_close(host_output *output) {
    revops_error err;

    output->app->error.status = NULL;
    if (revops_writer_end(output->writer, &err) != REVOPS_OK) {
        output_fail(output, &err);
        host_output_drop(output);
        return -1;
    }
    if (output->json) {
        output_say(output, ",\n\"notes\": []}\n");
    }
    if (output->failed || fwrite(output->buffer, 1, output->size, stdout) != output->size ||
        fflush(stdout) != 0) {
        output->failed = true;
        output_fail(output, &err);
        host_output_drop(output);
        return -1;
    }
    host_output_drop(output);
    return 0;
}

void host_output_drop(host_output *output) {
    if (output != NULL) {
        revops_writer_destroy(output->writer);
        free(output->buffer);
        free(output);
    }
}
