/* Any handle of the catalogue: rows in, the hash of its state and the rows of all its reports out.
 * A kind that is new to the catalogue is tried here, in C, Python and Ruby, without a line of its
 * own; golden files and the comparison of languages are made of these cases. */
#include "conformance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HANDLES_PAGE = 64, HANDLES_QUERIES = 3, HANDLES_TRIES = 32 };

/* The rows of each feed that the case gives; feeds that it does not name stay empty. */
static int handles_rows(reading *in, const revops_handle_kind *kind, test_sample *sample) {
    const json_t *feeds = given(in->trial, "feeds");
    size_t known = 0;
    for (uint32_t i = 0; i < kind->feed_count; i++) {
        const json_t *list = json_object_get(feeds, kind_feed(kind, i)->name);
        known += list != NULL;
        for (size_t j = 0; j < json_array_size(list); j++)
            if (!row_from_json(in, sample->feeds[i].shape, json_array_get(list, j), NULL,
                               rows_append(&sample->feeds[i])))
                return 0;
    }
    if (known != json_object_size(feeds))
        trial_skip(in->trial, "a feed that %s does not have", kind->name);
    return trial_sound(in->trial);
}

/* One query of a report, or NULL for none; a case may hold any number. */
static int handles_query(reading *in, const revops_report *report, const json_t *object,
                         void **query) {
    *query = NULL;
    if (!report->query || !object)
        return !object;
    *query = trial_memory(in->trial, report->query->size);
    return struct_from_json(in, report->query, object, NULL, *query);
}

static json_t *handles_rows_of(trial *t, const revops_report *report, const void *handle,
                               const void *query) {
    size_t size = report->row->size, written = HANDLES_PAGE;
    unsigned char *page = trial_memory(t, HANDLES_PAGE * size);
    json_t *rows = json_array();
    revops_error err;
    for (uint64_t first = 0; written == HANDLES_PAGE; first += written) {
        if (report->rows(handle, query, first, page, HANDLES_PAGE, size, &written, &err)) {
            json_decref(rows);
            return answer("error", json_string(revops_status_name(err.status)));
        }
        for (size_t i = 0; i < written; i++)
            json_array_append_new(rows, struct_to_json(t, report->row, page + i * size));
    }
    return rows;
}

/* What a report says without a query, then to each query of the case. */
static json_t *handles_report(trial *t, const revops_report *report, const void *handle) {
    const json_t *queries = json_object_get(given(t, "queries"), report->name);
    json_t *answers = json_array();
    for (size_t i = 0; i <= json_array_size(queries); i++) {
        reading in;
        void *query;
        memset(&in, 0, sizeof in);
        in.trial = t;
        if (handles_query(&in, report, i ? json_array_get(queries, i - 1) : NULL, &query))
            json_array_append_new(answers, handles_rows_of(t, report, handle, query));
        else if (in.err.status)
            json_array_append_new(answers, answer_refused(&in.err));
    }
    return answers;
}

static void handles_state(const revops_handle_kind *kind, const void *handle, json_t *got) {
    test_bytes state;
    uint8_t digest[32];
    if (kind_state(kind, handle, &state) == REVOPS_OK && state.size) {
        revops_sha256(digest, state.data, state.size);
        json_object_set_new(got, "state", answer_hex(digest, sizeof digest));
    }
    bytes_close(&state);
}

static json_t *handles_answer(trial *t, const test_sample *sample, int layout) {
    const revops_handle_kind *kind = sample->kind;
    void *handle = kind_open(kind, NULL);
    revops_error err;
    json_t *got = NULL, *reports;
    if (!handle || sample_add(sample, handle, layout, &err) ||
        (kind->compute && kind->compute(handle, &err))) {
        got = handle ? answer_refused(&err) : NULL;
    } else {
        got = json_object();
        reports = json_object();
        handles_state(kind, handle, got);
        for (uint32_t i = 0; i < kind->report_count; i++)
            json_object_set_new(reports, kind_report(kind, i)->name,
                                handles_report(t, kind_report(kind, i), handle));
        json_object_set_new(got, "reports", reports);
    }
    kind->destroy(handle);
    return got;
}

static json_t *handles_run(trial *t) {
    const revops_handle_kind *kind = revops_catalog_find(json_string_value(given(t, "handle")));
    reading in;
    test_sample sample;
    json_t *got = NULL;
    memset(&in, 0, sizeof in);
    in.trial = t;
    if (!kind) {
        trial_skip(t, "the library has no such handle");
        return NULL;
    }
    sample_open(&sample, kind);
    if (handles_rows(&in, kind, &sample))
        got = handles_answer(t, &sample, t->wide ? LAYOUT_WIDE : LAYOUT_PLAIN);
    else if (in.err.status)
        got = answer_refused(&in.err);
    sample_close(&sample);
    return got;
}

const kind_entry kinds_surface[] = {
    {.kind = "handle",
     .run = handles_run,
     .given = "handle feeds:record queries:record",
     .options = ""},
    {.kind = NULL},
};

/* --- making such cases --- */

static json_t *handles_draw_query(trial *t, const revops_shape *shape, test_dice *dice) {
    unsigned char *query = trial_memory(t, shape->size);
    json_t *all, *chosen = json_object();
    draw_options(dice, shape, query);
    all = struct_to_json(t, shape, query);
    for (uint32_t i = 0; i < shape->field_count; i++) {
        const revops_field *field = revops_shape_field(shape, i);
        int drawn = field->unit == REVOPS_UNIT_ENUM || field->unit == REVOPS_UNIT_FLAG ||
                    field->unit == REVOPS_UNIT_CURRENCY;
        if (drawn && field->length == 1 && cell_fetch(query + field->offset, field->type))
            json_object_set(chosen, field->name, json_object_get(all, field->name));
    }
    json_decref(all);
    return chosen;
}

/* A few queries that a handle with these rows answers; the last is what it may be. */
static json_t *handles_draw_queries(trial *t, const revops_report *report, const void *handle,
                                    test_dice *dice) {
    json_t *queries = json_array();
    for (int i = 0; handle && report->query && i < HANDLES_QUERIES; i++) {
        json_t *query = NULL, *rows = NULL;
        for (int tries = 0; tries < HANDLES_TRIES && json_array_size(rows) == 0; tries++) {
            reading in;
            void *drawn;
            memset(&in, 0, sizeof in);
            in.trial = t;
            json_decref(query);
            json_decref(rows);
            query = handles_draw_query(t, report->query, dice);
            rows = handles_query(&in, report, query, &drawn)
                       ? handles_rows_of(t, report, handle, drawn)
                       : NULL;
        }
        json_decref(rows);
        json_array_append_new(queries, query);
    }
    return queries;
}

static json_t *handles_given(trial *t, const test_sample *sample, test_dice *dice) {
    json_t *feeds = json_object(), *queries = json_object();
    void *handle = kind_filled(sample, NULL);
    for (uint32_t i = 0; i < sample->kind->feed_count; i++) {
        const test_rows *rows = &sample->feeds[i];
        json_t *list = json_array();
        for (size_t row = 0; row < rows->count; row++)
            json_array_append_new(list, row_to_json(t, rows->shape, rows_at(rows, row)));
        json_object_set_new(feeds, kind_feed(sample->kind, i)->name, list);
    }
    if (handle && sample->kind->compute && sample->kind->compute(handle, NULL) != REVOPS_OK)
        abort();
    for (uint32_t i = 0; i < sample->kind->report_count; i++)
        json_object_set_new(queries, kind_report(sample->kind, i)->name,
                            handles_draw_queries(t, kind_report(sample->kind, i), handle, dice));
    sample->kind->destroy(handle);
    return json_pack("{s:s, s:o, s:o}", "handle", sample->kind->name, "feeds", feeds, "queries",
                     queries);
}

static json_t *handles_case(const revops_handle_kind *kind, uint64_t seed, size_t most) {
    property p;
    test_sample sample;
    trial t;
    json_t *item;
    memset(&p, 0, sizeof p);
    memset(&t, 0, sizeof t);
    p.dice.state = p.seed = seed;
    sample_draw(&sample, kind, &p, most);
    t.given = handles_given(&t, &sample, &p.dice);
    item = json_pack("{s:s, s:s, s:o, s:o}", "id", kind->name, "kind", "handle", "given", t.given,
                     "expect", handles_answer(&t, &sample, LAYOUT_STRUCT));
    sample_close(&sample);
    trial_close(&t);
    return item;
}

void handles_sample(uint64_t seed, size_t most) {
    printf("{\"suite\": \"handles\", \"about\": \"seeded rows for each handle of the catalogue: "
           "--sample %llu %zu\", \"cases\": [",
           (unsigned long long)seed, most);
    for (uint32_t i = 0; i < revops_catalog_count(); i++) {
        json_t *item = handles_case(revops_catalog_at(i), seed, most);
        puts(i ? "," : "");
        json_dumpf(item, stdout, JSON_COMPACT);
        json_decref(item);
    }
    puts("\n]}");
}
