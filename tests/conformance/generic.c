/* Kinds of the catalogue: create, feed, ask. Every case is tried three times, because neither the
 * split into batches nor the order of rows may change a byte of what comes out. */
#include "conformance.h"

#include <stdlib.h>
#include <string.h>

enum { GENERIC_FEEDS = 6, GENERIC_PAGE = 64 };
enum { TRY_WHOLE, TRY_SINGLE, TRY_REVERSED, TRIES };

static const char *const try_name[TRIES] = {"at once", "row by row", "reversed"};

typedef struct generic {
    trial *trial;
    const kind_entry *kind;
    const revops_handle_kind *handle_kind;
    const revops_report *report;
    const revops_feed *feed[GENERIC_FEEDS];
    test_rows rows[GENERIC_FEEDS];
    size_t feed_count;
    void *options, *query; /* NULL: none given */
} generic;

/* What one try came to. */
typedef struct outcome {
    revops_status status;
    revops_error err;
    test_bytes state, rows;
} outcome;

/* --- from JSON --- */

static json_t *generic_defaults(const char *text) {
    return text ? json_loads(text, 0, NULL) : NULL;
}

static int generic_rows(reading *in, const json_t *list, const char *defaults, test_rows *rows) {
    json_t *otherwise = generic_defaults(defaults);
    int good = 1;
    for (size_t i = 0; good && i < json_array_size(list); i++)
        good =
            row_from_json(in, rows->shape, json_array_get(list, i), otherwise, rows_append(rows));
    json_decref(otherwise);
    if (!good && in->err.status)
        in->err.row = rows->count - 1;
    return good;
}

static int generic_feed(generic *g, reading *in, const kind_list *wanted) {
    json_t *list = given(g->trial, wanted->given);
    size_t place = g->feed_count;
    for (uint32_t i = 0; i < g->handle_kind->feed_count; i++)
        if (strcmp(kind_feed(g->handle_kind, i)->name, wanted->feed) == 0)
            g->feed[place] = kind_feed(g->handle_kind, i);
    if (!g->feed[place]) {
        trial_skip(g->trial, "%s has no feed %s", g->kind->handle, wanted->feed);
        return 0;
    }
    if (list && !json_is_array(list)) {
        trial_broken(g->trial, "expected a list of %s", wanted->given);
        return 0;
    }
    rows_open(&g->rows[place], g->feed[place]->batch);
    g->feed_count++;
    return generic_rows(in, list, wanted->defaults, &g->rows[place]);
}

/* Options or a query from JSON and defaults; NULL when there are neither. */
static int generic_struct(reading *in, const revops_shape *shape, const json_t *object,
                          const char *defaults, void **out) {
    json_t *otherwise = generic_defaults(defaults), *empty = json_object();
    int good = 1;
    if (shape && (object || otherwise)) {
        *out = trial_memory(in->trial, shape->size);
        good = struct_from_json(in, shape, object ? object : empty, otherwise, *out);
    } else if (json_object_size(object) != 0) {
        trial_skip(in->trial, "unknown option: none are taken here");
        good = 0;
    }
    json_decref(otherwise);
    json_decref(empty);
    return good;
}

static void generic_known(generic *g) {
    const char *key;
    json_t *value;
    json_object_foreach(g->trial->given, key, value) {
        int known = g->report->query && strcmp(key, "query") == 0;
        for (const kind_list *feed = g->kind->feeds; feed->given; feed++)
            known |= strcmp(key, feed->given) == 0;
        if (!known)
            trial_skip(g->trial, "unknown key %s", key);
    }
}

static int generic_read(generic *g, reading *in) {
    const revops_handle_kind *handle = revops_catalog_find(g->kind->handle);
    g->handle_kind = handle;
    for (uint32_t i = 0; handle && i < handle->report_count; i++)
        if (strcmp(kind_report(handle, i)->name, g->kind->report) == 0)
            g->report = kind_report(handle, i);
    if (!g->report) {
        trial_skip(g->trial, "the library has no %s %s", g->kind->handle, g->kind->report);
        return 0;
    }
    generic_known(g);
    for (const kind_list *feed = g->kind->feeds; feed->given; feed++)
        if (!trial_sound(g->trial) || !generic_feed(g, in, feed))
            return 0;
    return generic_struct(in, handle->options, g->trial->options, g->kind->option_defaults,
                          &g->options) &&
           generic_struct(in, g->report->query, given(g->trial, "query"), g->kind->query_defaults,
                          &g->query);
}

/* --- one try --- */

static revops_status generic_fill(generic *g, void *handle, int how, revops_error *err) {
    static const int layout[TRIES] = {LAYOUT_PLAIN, LAYOUT_STRUCT, LAYOUT_BACKWARD};
    revops_status status = REVOPS_OK;
    for (size_t i = 0; i < g->feed_count && status == REVOPS_OK; i++) {
        test_rows *rows = &g->rows[i];
        int turn = how == TRY_REVERSED && !(g->feed[i]->flags & REVOPS_FEED_ORDERED);
        size_t step = how == TRY_SINGLE ? 1 : rows->count;
        if (turn)
            rows_reverse(rows);
        for (size_t first = 0; first < rows->count && status == REVOPS_OK; first += step)
            status = feed_add(g->feed[i], handle, rows, first, step,
                              g->trial->wide ? LAYOUT_WIDE : layout[how], err);
        if (turn)
            rows_reverse(rows);
    }
    return status;
}

static revops_status generic_ask(generic *g, void *handle, outcome *out) {
    size_t size = g->report->row->size, written = GENERIC_PAGE;
    unsigned char *page = trial_memory(g->trial, GENERIC_PAGE * size);
    revops_status status = REVOPS_OK;
    if (g->handle_kind->compute)
        status = g->handle_kind->compute(handle, &out->err);
    for (uint64_t first = 0; status == REVOPS_OK && written == GENERIC_PAGE; first += written) {
        status =
            g->report->rows(handle, g->query, first, page, GENERIC_PAGE, size, &written, &out->err);
        if (status == REVOPS_OK)
            bytes_add(&out->rows, page, written * size);
    }
    return status;
}

static void generic_try(generic *g, int how, outcome *out) {
    void *handle = NULL;
    memset(out, 0, sizeof *out);
    out->status = g->handle_kind->create(&handle, g->options, NULL, &out->err);
    if (out->status == REVOPS_OK)
        out->status = generic_fill(g, handle, how, &out->err);
    if (out->status == REVOPS_OK) {
        if (kind_state(g->handle_kind, handle, &out->state))
            trial_miss(g->trial, "the state cannot be saved");
        out->status = generic_ask(g, handle, out);
    }
    if (out->status && out->err.status != out->status)
        trial_miss(g->trial, "the status is %d, the record says %d", out->status, out->err.status);
    g->handle_kind->destroy(handle);
}

/* --- what must hold in every case --- */

static int64_t generic_amount(const generic *g, const unsigned char *row, const char *name,
                              int *there) {
    int64_t amount = 0;
    for (uint32_t i = 0; i < g->report->row->field_count; i++) {
        const revops_field *field = revops_shape_field(g->report->row, i);
        if (strcmp(field->name, name) == 0 && field->type == REVOPS_TYPE_INT64) {
            memcpy(&amount, row + field->offset, sizeof amount);
            return amount;
        }
    }
    *there = 0;
    return 0;
}

/* gross = tax + fee + net, in every row that has the four. */
static void generic_identity(generic *g, const unsigned char *row) {
    int there = 1;
    int64_t gross = generic_amount(g, row, "gross_minor", &there);
    int64_t tax = generic_amount(g, row, "tax_minor", &there);
    int64_t fee = generic_amount(g, row, "fee_minor", &there);
    int64_t net = generic_amount(g, row, "net_minor", &there);
    if (there && (uint64_t)gross != (uint64_t)tax + (uint64_t)fee + (uint64_t)net)
        trial_miss(g->trial, "gross is not tax + fee + net");
}

static int generic_order(const revops_field *field, const unsigned char *a,
                         const unsigned char *b) {
    int64_t x = 0, y = 0;
    int32_t small;
    uint32_t code;
    if (field->type == REVOPS_TYPE_INT32) {
        memcpy(&small, a + field->offset, sizeof small);
        x = small;
        memcpy(&small, b + field->offset, sizeof small);
        y = small;
    } else if (field->type == REVOPS_TYPE_UINT32) {
        memcpy(&code, a + field->offset, sizeof code);
        x = code;
        memcpy(&code, b + field->offset, sizeof code);
        y = code;
    } else if (field->type == REVOPS_TYPE_INT64 || field->type == REVOPS_TYPE_UINT64) {
        memcpy(&x, a + field->offset, sizeof x);
        memcpy(&y, b + field->offset, sizeof y);
        if (field->type == REVOPS_TYPE_UINT64 && (x < 0) != (y < 0))
            return x < 0 ? 1 : -1;
    }
    return x < y ? -1 : x > y;
}

/* Rows ascend strictly by all of their ORDER fields. */
static void generic_ascend(generic *g, const unsigned char *before, const unsigned char *row) {
    for (uint32_t place = 1, found = 1; found; place++) {
        found = 0;
        for (uint32_t i = 0; i < g->report->row->field_count; i++) {
            const revops_field *field = revops_shape_field(g->report->row, i);
            int order = field->order == place ? generic_order(field, before, row) : 0;
            found |= field->order == place;
            if (order < 0)
                return;
            if (order > 0) {
                trial_miss(g->trial, "rows do not ascend by %s", field->name);
                return;
            }
        }
    }
    trial_miss(g->trial, "two rows have the same ORDER fields");
}

static json_t *generic_answer(generic *g, const outcome *whole) {
    size_t size = g->report->row->size;
    json_t *rows = json_array();
    for (size_t at = 0; at < whole->rows.size; at += size) {
        const unsigned char *row = whole->rows.data + at;
        generic_identity(g, row);
        if (at)
            generic_ascend(g, row - size, row);
        json_array_append_new(rows, struct_to_json(g->trial, g->report->row, row));
    }
    g->trial->row_shape = g->report->row;
    return answer("rows", rows);
}

static void generic_same(generic *g, const outcome *whole, const outcome *other, int how) {
    if (other->status != whole->status)
        trial_miss(g->trial, "at once: %s, %s: %s", revops_status_name(whole->status),
                   try_name[how], revops_status_name(other->status));
    else if (!bytes_equal(&whole->state, &other->state))
        trial_miss(g->trial, "%s: another state than at once", try_name[how]);
    else if (!bytes_equal(&whole->rows, &other->rows))
        trial_miss(g->trial, "%s: other rows than at once", try_name[how]);
}

json_t *generic_run(trial *t, const kind_entry *kind) {
    generic g;
    reading in;
    outcome out[TRIES];
    json_t *got = NULL;
    memset(&g, 0, sizeof g);
    memset(&in, 0, sizeof in);
    in.trial = g.trial = t;
    g.kind = kind;
    if (generic_read(&g, &in)) {
        for (int how = 0; how < TRIES; how++) {
            generic_try(&g, how, &out[how]);
            generic_same(&g, &out[0], &out[how], how);
        }
        got = out[0].status ? answer_refused(&out[0].err) : generic_answer(&g, &out[0]);
        for (int how = 0; how < TRIES; how++) {
            bytes_close(&out[how].state);
            bytes_close(&out[how].rows);
        }
    } else if (in.err.status) {
        got = answer_refused(&in.err);
    }
    for (size_t i = 0; i < g.feed_count; i++)
        rows_close(&g.rows[i]);
    return got;
}
