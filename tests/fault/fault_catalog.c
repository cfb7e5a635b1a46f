/* One scenario for each door of each kind of the catalogue: every allocation, every question about
 * progress and every callback fails once, in every way a host can fail. */
#include "fault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CATALOG_ROWS = 300,   /* enough for every table to grow */
    CATALOG_MANY = 140000 /* rows of one long call: progress is asked at 65,536 and 131,072 */
};

/* A source that passes the fault before it fills its batch. */
typedef struct catalog_source {
    rows_source rows;
    test_fault *fault;
} catalog_source;

/* What a scenario works with: a handle that holds @p held, and a step that feeds @p fresh. What a
 * step needs hangs here and not on its frame, because a jump of the host skips that. */
typedef struct catalog_scenario {
    const revops_handle_kind *kind;
    const revops_feed *feed;
    const revops_report *report;
    test_sample held, fresh;
    uint64_t many; /* the first fresh row is fed so many times in one call; 0: each row once */
    test_loan loan;
    catalog_source source;
    test_bytes state;
    void *other;
} catalog_scenario;

static void catalog_release(catalog_scenario *s) {
    loan_close(&s->loan);
    rows_source_close(&s->source.rows);
    bytes_close(&s->state);
    s->kind->destroy(s->other);
    s->other = NULL;
}

static revops_status catalog_prepare_nothing(void *user, const revops_host *host, void **handle) {
    (void)user;
    (void)host;
    *handle = NULL;
    return REVOPS_OK;
}

static revops_status catalog_prepare(void *user, const revops_host *host, void **handle) {
    const catalog_scenario *s = user;
    *handle = kind_filled(&s->held, host);
    return *handle ? REVOPS_OK : REVOPS_E_INVALID;
}

static void catalog_observe(void *user, void *handle, test_bytes *seen) {
    const catalog_scenario *s = user;
    kind_observe(s->kind, handle, 7, seen);
}

/* --- steps --- */

static revops_status catalog_create(void *user, const revops_host *host, void **handle,
                                    test_fault *fault, revops_error *err) {
    const catalog_scenario *s = user;
    revops_status status = s->kind->create(handle, NULL, host, err);
    (void)fault;
    return status;
}

static revops_status catalog_load(void *user, const revops_host *host, void **handle,
                                  test_fault *fault, revops_error *err) {
    catalog_scenario *s = user;
    (void)fault;
    catalog_release(s);
    s->other = kind_filled(&s->held, NULL);
    kind_state(s->kind, s->other, &s->state);
    return s->kind->load(handle, s->state.data, s->state.size, host, err);
}

/* The first fresh row so often that the call is a long one: every column has one value. */
static void catalog_repeat(const catalog_scenario *s, test_loan *loan) {
    for (uint32_t i = 0; i < s->feed->batch->field_count; i++) {
        const revops_field *field = revops_shape_field(s->feed->batch, i);
        unsigned char *at = (unsigned char *)loan->batch + field->offset;
        revops_column column;
        if (field->type == REVOPS_TYPE_COLUMN) {
            memcpy(&column, at, sizeof column);
            column.stride = 0;
            if (column.validity && !(column.validity[0] & 1))
                column.data = NULL;
            column.validity = NULL;
            memcpy(at, &column, sizeof column);
        } else if (field->unit == REVOPS_UNIT_COUNT) {
            memcpy(at, &s->many, sizeof s->many);
        }
    }
}

static const test_rows *catalog_fresh(const catalog_scenario *s) {
    for (uint32_t i = 0; i < s->kind->feed_count; i++)
        if (kind_feed(s->kind, i) == s->feed)
            return &s->fresh.feeds[i];
    return NULL;
}

static const void *catalog_lend(catalog_scenario *s) {
    const test_rows *rows = catalog_fresh(s);
    catalog_release(s);
    rows_lend(rows, 0, s->many ? 1 : rows->count, LAYOUT_PLAIN, &s->loan);
    if (s->many)
        catalog_repeat(s, &s->loan);
    return s->loan.batch;
}

static revops_status catalog_add(void *user, const revops_host *host, void **handle,
                                 test_fault *fault, revops_error *err) {
    catalog_scenario *s = user;
    (void)host;
    (void)fault;
    return s->feed->add(*handle, catalog_lend(s), err);
}

static revops_status catalog_remove(void *user, const revops_host *host, void **handle,
                                    test_fault *fault, revops_error *err) {
    catalog_scenario *s = user;
    (void)host;
    (void)fault;
    return s->feed->remove(*handle, catalog_lend(s), err);
}

static int32_t catalog_next(void *user, void *batch) {
    catalog_source *source = user;
    int32_t answer = fault_callback(source->fault);
    return answer == REVOPS_MORE ? rows_next(&source->rows, batch) : answer;
}

static revops_status catalog_read(void *user, const revops_host *host, void **handle,
                                  test_fault *fault, revops_error *err) {
    catalog_scenario *s = user;
    (void)host;
    catalog_release(s);
    memset(&s->source, 0, sizeof s->source);
    s->source.fault = fault;
    s->source.rows.step = CATALOG_ROWS / 3;
    s->source.rows.rows = catalog_fresh(s);
    return s->feed->read(*handle, catalog_next, &s->source, err);
}

static revops_status catalog_merge(void *user, const revops_host *host, void **handle,
                                   test_fault *fault, revops_error *err) {
    catalog_scenario *s = user;
    (void)host;
    (void)fault;
    catalog_release(s);
    s->other = kind_filled(&s->fresh, NULL);
    return s->kind->merge(*handle, s->other, err);
}

static revops_status catalog_save(void *user, const revops_host *host, void **handle,
                                  test_fault *fault, revops_error *err) {
    catalog_scenario *s = user;
    size_t size = 0;
    revops_status status = s->kind->save(*handle, NULL, 0, &size, err);
    (void)host;
    (void)fault;
    if (status != REVOPS_E_CAPACITY)
        return status;
    catalog_release(s);
    s->state.data = calloc(size, 1);
    return s->kind->save(*handle, s->state.data, size, &size, err);
}

static revops_status catalog_rows(void *user, const revops_host *host, void **handle,
                                  test_fault *fault, revops_error *err) {
    catalog_scenario *s = user;
    size_t written;
    (void)host;
    (void)fault;
    catalog_release(s);
    s->state.data = calloc(CATALOG_ROWS, s->report->row->size);
    return s->report->rows(*handle, NULL, 0, s->state.data, CATALOG_ROWS, s->report->row->size,
                           &written, err);
}

static revops_status catalog_compute(void *user, const revops_host *host, void **handle,
                                     test_fault *fault, revops_error *err) {
    const catalog_scenario *s = user;
    (void)host;
    (void)fault;
    return s->kind->compute(*handle, err);
}

/* --- the loop over the catalogue --- */

static void catalog_run(catalog_scenario *s, const char *door, const char *name,
                        fault_scenario scenario) {
    char title[160];
    snprintf(title, sizeof title, "%s %s%s%s", s->kind->name, door, name[0] ? " " : "", name);
    scenario.name = title;
    scenario.user = s;
    scenario.observe = catalog_observe;
    scenario.destroy = s->kind->destroy;
    if (!scenario.prepare)
        scenario.prepare = catalog_prepare;
    fault_run(&scenario);
}

/* Can the first fresh row come many times? Sets of distinct things may refuse it. */
static int catalog_repeats(catalog_scenario *s) {
    void *handle = kind_filled(&s->held, NULL);
    revops_error err;
    int good;
    s->many = CATALOG_MANY;
    good = catalog_add(s, NULL, &handle, NULL, &err) == REVOPS_OK;
    s->kind->destroy(handle);
    if (!good)
        s->many = 0;
    return good;
}

static void catalog_feed_doors(catalog_scenario *s, const revops_feed *feed) {
    test_sample held = s->held;
    s->feed = feed;
    catalog_run(s, "add", feed->name, (fault_scenario){.step = catalog_add});
    catalog_run(s, "read", feed->name, (fault_scenario){.step = catalog_read});
    if (catalog_repeats(s))
        catalog_run(s, "long add", feed->name, (fault_scenario){.step = catalog_add});
    s->many = 0;
    s->held = s->fresh; /* only what is there can be removed */
    if (feed->remove)
        catalog_run(s, "remove", feed->name, (fault_scenario){.step = catalog_remove});
    s->held = held;
}

/* Rows of an ordered feed follow each other: the second half is fresh. Returns whether there is
 * such a feed. */
static int catalog_deal_ordered(test_sample *parts) {
    int ordered = 0;
    for (uint32_t i = 0; i < parts[0].kind->feed_count; i++) {
        test_rows *rows = &parts[0].feeds[i];
        const size_t half = rows->count / 2;
        if (!(kind_feed(parts[0].kind, i)->flags & REVOPS_FEED_ORDERED))
            continue;
        for (size_t row = half; row < rows->count; row++)
            rows_append_row(&parts[1].feeds[i], rows_at(rows, row));
        rows->count = half;
        ordered = 1;
    }
    return ordered;
}

/* Handles whose order is content merge into empty ones. */
static void catalog_merge_doors(catalog_scenario *s, int ordered) {
    test_sample held = s->held, none;
    sample_open(&none, s->kind);
    if (ordered)
        s->held = none;
    catalog_run(s, "merge", "", (fault_scenario){.step = catalog_merge});
    s->held = held;
    sample_close(&none);
}

static void catalog_kind_doors(const revops_handle_kind *kind) {
    catalog_scenario s;
    property p;
    test_sample all, parts[2];
    int ordered;
    memset(&s, 0, sizeof s);
    memset(&p, 0, sizeof p);
    p.dice.state = 5;
    do { /* the number of rows is drawn; every feed should have some */
        sample_draw(&all, kind, &p, CATALOG_ROWS * 6 / kind->feed_count);
        sample_deal(&all, &p.dice, parts, 2);
        sample_close(&all);
        ordered = catalog_deal_ordered(parts);
        if (sample_count(&parts[0]) >= CATALOG_ROWS && sample_count(&parts[1]) >= CATALOG_ROWS &&
            (kind->compute || sample_answers(&parts[0])))
            break;
        sample_close(&parts[0]);
        sample_close(&parts[1]);
    } while (1);
    s.kind = kind;
    s.held = parts[0];
    s.fresh = parts[1];
    catalog_run(
        &s, "create", "",
        (fault_scenario){.prepare = catalog_prepare_nothing, .step = catalog_create, .creates = 1});
    if (kind_has_state(kind)) {
        catalog_run(&s, "load", "",
                    (fault_scenario){
                        .prepare = catalog_prepare_nothing, .step = catalog_load, .creates = 1});
        catalog_run(&s, "save", "", (fault_scenario){.step = catalog_save, .constant = 1});
        catalog_merge_doors(&s, ordered);
    }
    for (uint32_t i = 0; i < kind->feed_count; i++)
        catalog_feed_doors(&s, kind_feed(kind, i));
    if (kind->compute)
        catalog_run(&s, "compute", "", (fault_scenario){.step = catalog_compute});
    for (uint32_t i = 0; i < kind->report_count; i++) {
        s.report = kind_report(kind, i);
        catalog_run(&s, "report", s.report->name,
                    (fault_scenario){.step = catalog_rows, .constant = 1});
    }
    catalog_release(&s);
    sample_close(&parts[0]);
    sample_close(&parts[1]);
}

int main(void) {
    for (uint32_t i = 0; i < revops_catalog_count(); i++)
        catalog_kind_doors(revops_catalog_at(i));
    return fault_end();
}
