/* import: one store transaction around the importer, and what it came to. */
#include <string.h>

#include "cli/output.h"
#include "import/import.h"
#include "store/shapes.h"

/* One line of the answer as a record, for every format but JSON. */
typedef struct import_row {
    host_text file, layout, platform;
    uint64_t read, added, same, updated, changed, skipped;
} import_row;

#define S import_row
static const revops_field import_row_fields[] = {
    HOST_TEXT_FIELD(S, file, 0),
    HOST_TEXT_FIELD(S, layout, 0),
    HOST_TEXT_FIELD(S, platform, 0),
    HOST_COUNT_FIELD(S, read, "read"),
    HOST_COUNT_FIELD(S, added, "new"),
    HOST_COUNT_FIELD(S, same, "same"),
    HOST_COUNT_FIELD(S, updated, "updated"),
    HOST_COUNT_FIELD(S, changed, "changed"),
    HOST_COUNT_FIELD(S, skipped, "skipped"),
};
#undef S
static const revops_shape import_row_shape =
    HOST_SHAPE(import_row, "import", "what each file came to", import_row_fields);

static host_text import_text(const char *text) {
    return (host_text){text, text != NULL ? strlen(text) : 0};
}

static import_row import_row_of(const host_import_file *file) {
    return (import_row){import_text(file->file),
                        import_text(file->layout),
                        import_text(file->platform),
                        file->read,
                        file->counts.added,
                        file->counts.same,
                        file->counts.updated,
                        file->counts.changed,
                        file->skipped};
}

static json_t *import_counts(const import_row *row) {
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "read", (json_int_t)row->read, "new",
                     (json_int_t)row->added, "same", (json_int_t)row->same, "updated",
                     (json_int_t)row->updated, "changed", (json_int_t)row->changed, "skipped",
                     (json_int_t)row->skipped);
}

static json_t *import_control(const host_import_control *control) {
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o}", "currency", host_json_currency(control->currency),
        "gross_minor", host_json_integer(control->gross_minor), "tax_minor",
        host_json_integer(control->tax_minor), "fee_minor", host_json_integer(control->fee_minor),
        "net_minor", host_json_integer(control->net_minor), "amount_minor",
        host_json_integer(control->amount_minor));
}

static json_t *import_note(const host_import_note *note) {
    json_t *object = json_pack("{s:s}", "kind", note->kind);

    if (note->row > 0) {
        json_object_set_new(object, "row", json_integer((json_int_t)note->row));
    }
    if (note->text[0] != '\0') {
        json_object_set_new(object, "id", json_string(note->text));
    }
    if (note->currency != 0) {
        json_object_set_new(object, "currency", host_json_currency(note->currency));
        json_object_set_new(object, "amount_minor", host_json_integer(note->amount_minor));
    }
    return object;
}

static json_t *import_file_json(const host_import_file *file) {
    import_row row = import_row_of(file);
    json_t *object = json_pack("{s:s, s:s, s:s*}", "file", file->file, "layout", file->layout,
                               "platform", row.platform.size > 0 ? file->platform : NULL);
    json_t *counts = import_counts(&row);
    json_t *skips = json_object();
    json_t *controls = json_array();
    json_t *notes = json_array();

    json_object_update(object, counts);
    json_decref(counts);
    for (size_t i = 0; i < file->skip_count; i++) {
        json_object_set_new(skips, file->skips[i].reason,
                            json_integer((json_int_t)file->skips[i].count));
    }
    for (size_t i = 0; i < file->control_count; i++) {
        json_array_append_new(controls, import_control(&file->controls[i]));
    }
    for (size_t i = 0; i < file->note_count; i++) {
        json_array_append_new(notes, import_note(&file->notes[i]));
    }
    json_object_set_new(object, "skips", skips);
    json_object_set_new(object, "controls", controls);
    json_object_set_new(object, "notes", notes);
    return object;
}

static int import_print_json(host_app *app, const host_import_result *result, bool dry_run) {
    import_row total = {.file = {NULL, 0}};
    json_t *rows = json_array();
    json_t *object = NULL;
    char *text = NULL;

    for (size_t i = 0; i < result->file_count; i++) {
        import_row row = import_row_of(&result->files[i]);

        total.read += row.read;
        total.added += row.added;
        total.same += row.same;
        total.updated += row.updated;
        total.changed += row.changed;
        total.skipped += row.skipped;
        json_array_append_new(rows, import_file_json(&result->files[i]));
    }
    object = json_pack("{s:s, s:s, s:b, s:o, s:o, s:[]}", "report", "import", "tenant",
                       app->config.tenant.name, "dry_run", dry_run ? 1 : 0, "rows", rows, "total",
                       import_counts(&total), "notes");
    text = json_dumps(object, 0);
    json_decref(object);
    if (text == NULL || puts(text) < 0) {
        free(text);
        return host_fail(&app->error, "io", "standard output takes no more");
    }
    free(text);
    return 0;
}

static int import_print(host_app *app, const host_import_result *result, bool dry_run) {
    const host_report report = {.name = "import", .shape = &import_row_shape, .totals = true};
    host_output *output = NULL;

    if (host_output_format(app) == REVOPS_FORMAT_JSON) {
        return import_print_json(app, result, dry_run);
    }
    if (host_output_open(app, &report, &output) != 0) {
        return -1;
    }
    for (size_t i = 0; i < result->file_count; i++) {
        import_row row = import_row_of(&result->files[i]);

        if (host_output_rows(output, &row, 1) != 0) {
            host_output_drop(output);
            return -1;
        }
    }
    return host_output_close(output);
}

/* The history of the store: one row per file. */
static int import_record(host_app *app, const host_import_result *result) {
    host_put_counts counts = {0};

    for (size_t i = 0; i < result->file_count; i++) {
        const host_import_file *file = &result->files[i];
        host_import record = {import_text(file->file),
                              import_text(file->sha256),
                              import_text(file->layout),
                              file->read,
                              file->counts.added,
                              file->counts.same,
                              file->counts.updated,
                              file->counts.changed,
                              file->skipped};

        if (host_store_put(app->store, &host_imports, &record, 1, 0, NULL, &counts, &app->error) !=
            0) {
            return -1;
        }
    }
    return 0;
}

int host_command_import(host_app *app) {
    const host_options *options = &app->options;
    host_progress progress;
    host_import_result result = {0};
    bool dry_run = host_option_given(options, HOST_OPTION_DRY_RUN);
    const char *stream = options->value[HOST_OPTION_STREAM];
    host_import_request request = {
        .files = options->words + 1,
        .file_count = (size_t)options->word_count - 1,
        .layout = options->value[HOST_OPTION_AS],
        .platform = options->value[HOST_OPTION_PLATFORM],
        .stream = stream,
        .date_order = host_option_given(options, HOST_OPTION_DATE_ORDER)
                          ? (host_date_order)(options->number[HOST_OPTION_DATE_ORDER] + 1)
                          : HOST_DATE_LAYOUT,
        .update = host_option_given(options, HOST_OPTION_UPDATE),
        .tenant = &app->config.tenant,
        .store = app->store,
        .progress = &progress,
    };
    int answer = 0;

    if (host_store_begin(app->store, true, &app->error) != 0) {
        return -1;
    }
    host_progress_start(&progress, "importing", app->progress);
    answer = host_import_run(&request, &result, &app->error);
    host_progress_end(&progress);
    if (answer == 0 && host_interrupted()) {
        answer = host_fail(&app->error, "cancelled", "stopped before the end");
    }
    if (answer == 0 && !dry_run) {
        answer = import_record(app, &result);
        answer = answer == 0 ? host_store_commit(app->store, &app->error) : answer;
    }
    if (answer != 0 || dry_run) {
        host_store_rollback(app->store);
    }
    if (answer == 0) {
        answer = import_print(app, &result, dry_run);
    }
    app->errors = result.errors;
    host_import_free(&result);
    return answer;
}
