/* What a host may get wrong, in loops over the catalogue: every pointer, size, column, type, count
 * and word that is not as documented. Each answer is the documented status with the name of what is
 * wrong, and the handle is as it was. */
#include "kind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REFUSAL_ROWS = 12, REFUSAL_RUNS = 10, REFUSAL_GUARD = 512 };

/* A handle with rows in it, and what it looked like when it was made. */
typedef struct victim {
    property *p;
    const revops_handle_kind *kind;
    test_sample sample;
    void *handle;
    test_bytes before;
    revops_error err;
} victim;

static void victim_check(victim *v, revops_status status, revops_status expected,
                         const char *blamed, const char *what) {
    property *p = v->p;
    test_bytes now;
    int same;
    HOLDS(p, status == expected, "%s: %s: expected %s got %s (%s: %s)", v->kind->name, what,
          revops_status_name(expected), revops_status_name(status), v->err.field, v->err.message);
    if (expected != REVOPS_OK) {
        HOLDS(p, v->err.status == expected, "%s: %s: the record says %s", v->kind->name, what,
              revops_status_name(v->err.status));
        HOLDS(p, strcmp(v->err.field, blamed) == 0, "%s: %s: expected field %s got %s",
              v->kind->name, what, blamed, v->err.field);
        HOLDS(p, memchr(v->err.message, '\0', sizeof v->err.message) && v->err.message[0],
              "%s: %s: no message", v->kind->name, what);
    }
    kind_state(v->kind, v->handle, &now);
    same = bytes_equal(&v->before, &now);
    bytes_close(&now);
    HOLDS(p, same, "%s: %s: a refused call changed the state", v->kind->name, what);
}

/* The record of the next call, so that nothing of the last one is taken for its own. */
static revops_error *victim_err(victim *v) {
    memset(&v->err, 0x5a, sizeof v->err);
    v->err.field[sizeof v->err.field - 1] = v->err.message[sizeof v->err.message - 1] = '\0';
    return &v->err;
}

static void victim_open(victim *v, property *p, const revops_handle_kind *kind) {
    memset(v, 0, sizeof *v);
    v->p = p;
    v->kind = kind;
    sample_draw(&v->sample, kind, p, REFUSAL_ROWS);
    v->handle = kind_filled(&v->sample, NULL);
    if (!v->handle)
        abort();
    kind_state(kind, v->handle, &v->before);
}

static void victim_close(victim *v) {
    v->kind->destroy(v->handle);
    bytes_close(&v->before);
    sample_close(&v->sample);
}

static void each_victim(property *p, void (*holds)(victim *v)) {
    for (uint32_t i = 0; i < revops_catalog_count() && !p->failed; i++) {
        victim v;
        victim_open(&v, p, revops_catalog_at(i));
        holds(&v);
        victim_close(&v);
    }
}

/* --- pointers --- */

static int32_t refusal_source(void *user, void *batch) {
    (void)user;
    (void)batch;
    return REVOPS_END;
}

static void pointers_of_feeds(victim *v) {
    const char *name = v->kind->name;
    for (uint32_t i = 0; i < v->kind->feed_count && !v->p->failed; i++) {
        const revops_feed *feed = kind_feed(v->kind, i);
        test_loan loan;
        rows_lend(&v->sample.feeds[i], 0, v->sample.feeds[i].count, LAYOUT_PLAIN, &loan);
        victim_check(v, feed->add(NULL, loan.batch, victim_err(v)), REVOPS_E_INVALID, name,
                     "add to no handle");
        victim_check(v, feed->add(v->handle, NULL, victim_err(v)), REVOPS_E_INVALID, "batch",
                     "add no batch");
        victim_check(v, feed->add(NULL, NULL, victim_err(v)), REVOPS_E_INVALID, name,
                     "add nothing to nothing");
        if (feed->remove) {
            victim_check(v, feed->remove(NULL, loan.batch, victim_err(v)), REVOPS_E_INVALID, name,
                         "remove from no handle");
            victim_check(v, feed->remove(v->handle, NULL, victim_err(v)), REVOPS_E_INVALID, "batch",
                         "remove no batch");
        }
        victim_check(v, feed->read(NULL, refusal_source, NULL, victim_err(v)), REVOPS_E_INVALID,
                     name, "read into no handle");
        victim_check(v, feed->read(v->handle, NULL, NULL, victim_err(v)), REVOPS_E_INVALID,
                     "source", "read from no source");
        HOLDS(v->p, feed->add(v->handle, NULL, NULL) == REVOPS_E_INVALID, "without a record");
        loan_close(&loan);
    }
}

static void pointers_of_reports(victim *v) {
    for (uint32_t i = 0; i < v->kind->report_count && !v->p->failed; i++) {
        const revops_report *report = kind_report(v->kind, i);
        const size_t size = report->row->size;
        unsigned char *row = malloc(size);
        size_t written = 77;
        if (!row)
            abort();
        memset(row, 0x5a, size);
        victim_check(v, report->rows(NULL, NULL, 0, row, 1, size, &written, victim_err(v)),
                     REVOPS_E_INVALID, v->kind->name, "rows of no handle");
        victim_check(v, report->rows(v->handle, NULL, 0, NULL, 1, size, &written, victim_err(v)),
                     REVOPS_E_INVALID, "out", "rows to nowhere");
        victim_check(v, report->rows(v->handle, NULL, 0, row, 1, size, NULL, victim_err(v)),
                     REVOPS_E_INVALID, "written", "rows without a count");
        victim_check(v, report->rows(v->handle, NULL, 0, row, 1, size - 1, &written, victim_err(v)),
                     REVOPS_E_INVALID, "row_size", "rows that are too small");
        victim_check(v, report->rows(v->handle, NULL, 0, row, 1, 0, &written, victim_err(v)),
                     REVOPS_E_INVALID, "row_size", "rows of no size");
        for (size_t byte = 0; byte < size; byte++)
            HOLDS(v->p, row[byte] == 0x5a, "a refused report wrote byte %zu", byte);
        HOLDS(v->p, written == 77, "a refused report wrote its count");
        victim_check(v, report->rows(v->handle, NULL, 0, NULL, 0, size, &written, victim_err(v)),
                     REVOPS_OK, "", "no rows to nowhere");
        HOLDS(v->p, written == 0, "no room and %zu rows", written);
        free(row);
    }
}

static void pointers_of_states(victim *v) {
    unsigned char byte = 0x5a;
    size_t written = 77;
    if (!kind_has_state(v->kind))
        return;
    victim_check(v, v->kind->merge(NULL, v->handle, victim_err(v)), REVOPS_E_INVALID, "into",
                 "merge into nothing");
    victim_check(v, v->kind->merge(v->handle, NULL, victim_err(v)), REVOPS_E_INVALID, "from",
                 "merge nothing");
    victim_check(v, v->kind->save(NULL, &byte, 1, &written, victim_err(v)), REVOPS_E_INVALID,
                 v->kind->name, "save no handle");
    victim_check(v, v->kind->save(v->handle, NULL, 1, &written, victim_err(v)), REVOPS_E_INVALID,
                 "out", "save to nowhere");
    victim_check(v, v->kind->save(v->handle, &byte, 1, NULL, victim_err(v)), REVOPS_E_INVALID,
                 "written", "save without a size");
    HOLDS(v->p, written == 77, "a refused save wrote its size");
    victim_check(v, v->kind->save(v->handle, &byte, 1, &written, victim_err(v)), REVOPS_E_CAPACITY,
                 "out", "save into one byte");
    HOLDS(v->p, written == v->before.size, "expected size %zu got %zu", v->before.size, written);
    HOLDS(v->p, byte == 0x5a, "a save without room wrote a byte");
}

static void pointers_hold(victim *v) {
    pointers_of_feeds(v);
    if (!v->p->failed)
        pointers_of_reports(v);
    if (!v->p->failed)
        pointers_of_states(v);
}

static void a_missing_pointer_is_refused_by_its_name(property *p) {
    each_victim(p, pointers_hold);
}

/* --- batches: a good one is spoilt, refused by both doors, and made good again --- */

typedef struct spoilt {
    victim *v;
    const revops_feed *feed;
    uint32_t index; /* of the feed */
    test_loan loan;
    size_t count;
} spoilt;

static int32_t spoilt_source(void *user, void *batch) {
    const spoilt *s = user;
    memcpy(batch, s->loan.batch, s->feed->batch->size);
    return REVOPS_MORE;
}

static void spoilt_refused(spoilt *s, revops_status expected, const char *blamed,
                           const char *what) {
    victim *v = s->v;
    victim_check(v, s->feed->add(v->handle, s->loan.batch, victim_err(v)), expected, blamed, what);
    if (!v->p->failed && s->feed->remove)
        victim_check(v, s->feed->remove(v->handle, s->loan.batch, victim_err(v)), expected, blamed,
                     what);
}

static void spoilt_refused_by_all(spoilt *s, revops_status expected, const char *blamed,
                                  const char *what) {
    victim *v = s->v;
    spoilt_refused(s, expected, blamed, what);
    if (!v->p->failed)
        victim_check(v, s->feed->read(v->handle, spoilt_source, s, victim_err(v)), expected, blamed,
                     what);
}

static void each_batch_of(victim *v, void (*holds)(spoilt *s)) {
    for (uint32_t i = 0; i < v->kind->feed_count && !v->p->failed; i++) {
        const test_rows *rows = &v->sample.feeds[i];
        spoilt s;
        s.v = v;
        s.feed = kind_feed(v->kind, i);
        s.index = i;
        s.count = rows->count;
        if (rows->count == 0)
            continue;
        rows_lend(rows, 0, rows->count, LAYOUT_STRUCT, &s.loan);
        holds(&s);
        loan_close(&s.loan);
    }
}

static void each_batch(property *p, void (*holds)(spoilt *s)) {
    for (uint32_t i = 0; i < revops_catalog_count() && !p->failed; i++) {
        victim v;
        victim_open(&v, p, revops_catalog_at(i));
        each_batch_of(&v, holds);
        victim_close(&v);
    }
}

/* Add the rows once more to the victim and, in another form, to a twin: they stay alike. */
static void spoilt_means_the_same(spoilt *s, const void *other, const char *what) {
    victim *v = s->v;
    char why[256];
    void *one = kind_filled(&v->sample, NULL), *two = kind_filled(&v->sample, NULL);
    revops_status left = s->feed->add(one, s->loan.batch, NULL);
    revops_status right = s->feed->add(two, other, victim_err(v));
    if (left != right)
        property_fail(v->p, __FILE__, __LINE__, "both are taken", "%s: %s: %s and %s (%s)",
                      v->kind->name, what, revops_status_name(left), revops_status_name(right),
                      v->err.message);
    else if (kind_differs(v->kind, one, two, v->p->seed, why, sizeof why))
        property_fail(v->p, __FILE__, __LINE__, "both are the same", "%s: %s: %s", v->kind->name,
                      what, why);
    v->kind->destroy(one);
    v->kind->destroy(two);
}

static void spoilt_sized(spoilt *s, unsigned char *room, size_t struct_size) {
    memcpy(room, s->loan.batch, s->feed->batch->size);
    memcpy(room, &struct_size, sizeof struct_size);
}

static void sizes_hold(spoilt *s) {
    const size_t size = s->feed->batch->size, small[] = {0, 1, sizeof(size_t) - 1};
    unsigned char *good = s->loan.batch, *room = calloc(size + 64, 1);
    if (!room)
        abort();
    for (size_t i = 0; i < 3; i++) {
        memcpy(good, &small[i], sizeof small[i]);
        spoilt_refused(s, REVOPS_E_INVALID, "struct_size", "a size below its own member");
    }
    memcpy(good, &size, sizeof size);
    for (size_t tail = 1; tail <= 64 && !s->v->p->failed; tail *= 8) {
        spoilt_sized(s, room, size + tail);
        spoilt_means_the_same(s, room, "a larger batch with zeros behind");
        room[size + tail - 1] = 1;
        s->loan.batch = room;
        if (!s->v->p->failed)
            spoilt_refused(s, REVOPS_E_UNSUPPORTED, "struct_size", "an unknown tail");
        s->loan.batch = good;
        room[size + tail - 1] = 0;
    }
    /* The last byte of a batch is one of a reserved field, which is zero anyway. */
    spoilt_sized(s, room, size - 1);
    room[size - 1] = 0xff;
    if (!s->v->p->failed)
        spoilt_means_the_same(s, room, "a batch that is a byte shorter");
    free(room);
}

static void counts_hold(spoilt *s) {
    static const uint64_t counts[] = {(uint64_t)INT32_MAX + 1, UINT32_MAX, UINT64_C(1) << 32,
                                      REVOPS_NONE - 1, REVOPS_NONE};
    unsigned char *at = (unsigned char *)s->loan.batch + offsetof(revops_transaction_batch, count);
    const uint64_t good = s->count;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        memcpy(at, &counts[i], sizeof counts[i]);
        spoilt_refused_by_all(s, REVOPS_E_INVALID, "count", "a count beyond 2^31-1");
    }
    memcpy(at, &good, sizeof good);
}

static void a_batch_of_a_wrong_size_is_refused(property *p) {
    each_batch(p, sizes_hold);
}

static void a_count_beyond_int32_is_refused(property *p) {
    each_batch(p, counts_hold);
}

/* --- columns --- */

static void spoilt_column(spoilt *s, const revops_field *field, const revops_column *column,
                          const char *what) {
    unsigned char *at = (unsigned char *)s->loan.batch + field->offset;
    revops_column good;
    memcpy(&good, at, sizeof good);
    memcpy(at, column, sizeof *column);
    spoilt_refused_by_all(s, REVOPS_E_INVALID, field->name, what);
    if (!s->v->p->failed && s->v->err.row != REVOPS_NONE)
        property_fail(s->v->p, __FILE__, __LINE__, "no row is to blame", "%s: %s: row %llu",
                      field->name, what, (unsigned long long)s->v->err.row);
    memcpy(at, &good, sizeof good);
}

static void spoil_types(spoilt *s, const revops_field *field, const revops_column *good) {
    static const uint32_t never[] = {REVOPS_TYPE_RATIO,
                                     REVOPS_TYPE_BYTES,
                                     REVOPS_TYPE_COLUMN,
                                     REVOPS_TYPE_POINTER,
                                     14,
                                     255,
                                     65536 + REVOPS_TYPE_INT64,
                                     UINT32_MAX};
    revops_column column = *good;
    for (size_t i = 0; i < sizeof never / sizeof never[0] && !s->v->p->failed; i++) {
        column.type = never[i];
        spoilt_column(s, field, &column, "a type that no column has");
    }
    column.type = REVOPS_TYPE_DOUBLE;
    if (field->column_type != REVOPS_TYPE_DOUBLE && !s->v->p->failed)
        spoilt_column(s, field, &column, "a double where a whole number belongs");
    for (uint32_t type = REVOPS_TYPE_INT8;
         field->column_type == REVOPS_TYPE_DOUBLE && type < REVOPS_TYPE_DOUBLE && !s->v->p->failed;
         type++) {
        column.type = type;
        spoilt_column(s, field, &column, "a whole number where a double belongs");
    }
}

static void columns_hold(spoilt *s) {
    const revops_shape *shape = s->feed->batch;
    static const uint8_t bits[1] = {0xff};
    for (uint32_t i = 0; i < shape->field_count && !s->v->p->failed; i++) {
        const revops_field *field = revops_shape_field(shape, i);
        revops_column good, column;
        if (field->type != REVOPS_TYPE_COLUMN)
            continue;
        memcpy(&good, (unsigned char *)s->loan.batch + field->offset, sizeof good);
        spoil_types(s, field, &good);
        column = good;
        column.reserved0 = 1 + (uint32_t)dice_below(&s->v->p->dice, UINT32_MAX);
        if (!s->v->p->failed)
            spoilt_column(s, field, &column, "a reserved field that is not zero");
        column = good;
        column.validity = bits;
        column.validity_offset = -1 - (int64_t)dice_below(&s->v->p->dice, INT64_MAX);
        if (!s->v->p->failed)
            spoilt_column(s, field, &column, "a bit before the bitmap");
        memset(&column, 0, sizeof column);
        if (field->flags & REVOPS_FIELD_REQUIRED && !s->v->p->failed)
            spoilt_column(s, field, &column, "a required column that is absent");
    }
}

static void a_column_that_is_not_as_documented_is_refused(property *p) {
    each_batch(p, columns_hold);
}

/* --- rows --- */

/* All rows good but one cell. */
static void spoilt_row(victim *v, uint32_t feed_index, size_t row, uint32_t field_index,
                       test_cell cell, const char *what) {
    const revops_feed *feed = kind_feed(v->kind, feed_index);
    test_rows *rows = &v->sample.feeds[feed_index];
    test_cell *at = &rows_at(rows, row)[field_index], kept = *at;
    const char *name = revops_shape_field(feed->batch, field_index)->name;
    spoilt s = {v, feed, feed_index, {NULL, {NULL, NULL, NULL}, {0, 0, 0}}, rows->count};
    *at = cell;
    /* Not the plain layout: it lends a column that is all nulls as absent. */
    rows_lend(rows, 0, rows->count, 1 + (int)dice_below(&v->p->dice, LAYOUTS - 1), &s.loan);
    spoilt_refused_by_all(&s, REVOPS_E_INVALID, name, what);
    if (!v->p->failed && v->err.row != row)
        property_fail(v->p, __FILE__, __LINE__, "the row is named", "%s.%s: %s: row %llu not %zu",
                      feed->name, name, what, (unsigned long long)v->err.row, row);
    loan_close(&s.loan);
    *at = kept;
}

static int is_word(const revops_field *field, int32_t value) {
    for (uint32_t i = 0; i < field->word_count; i++)
        if (field->words[i].value == value)
            return 1;
    return 0;
}

static void rows_hold(victim *v) {
    static const int32_t unknown[] = {-1, 99, INT32_MAX, INT32_MIN};
    for (uint32_t i = 0; i < v->kind->feed_count; i++) {
        const revops_shape *shape = kind_feed(v->kind, i)->batch;
        const test_rows *rows = &v->sample.feeds[i];
        for (uint32_t j = 0; j < shape->field_count && rows->count > 0; j++) {
            const revops_field *field = revops_shape_field(shape, j);
            const size_t row = (size_t)dice_below(&v->p->dice, rows->count);
            test_cell cell = {0, 0};
            if (field->type != REVOPS_TYPE_COLUMN || v->p->failed)
                continue;
            if (field->flags & REVOPS_FIELD_REQUIRED)
                spoilt_row(v, i, row, j, cell, "a null in a required column");
            cell.valid = 1;
            for (size_t k = 0; field->unit == REVOPS_UNIT_ENUM && k < 4 && !v->p->failed; k++) {
                cell.bits = (uint64_t)(int64_t)unknown[k];
                if (!is_word(field, unknown[k]))
                    spoilt_row(v, i, row, j, cell, "a number without a word");
            }
        }
    }
}

static void a_bad_cell_is_refused_with_its_row_and_field(property *p) {
    each_victim(p, rows_hold);
}

static void layouts_hold(spoilt *s) {
    for (int layout = 0; layout < LAYOUTS && !s->v->p->failed; layout++) {
        test_loan loan;
        rows_lend(&s->v->sample.feeds[s->index], 0, s->count, layout, &loan);
        spoilt_means_the_same(s, loan.batch, "another layout of the same rows");
        loan_close(&loan);
    }
}

static void every_layout_of_the_same_rows_gives_the_same_state(property *p) {
    each_batch(p, layouts_hold);
}

/* --- sources --- */

typedef struct rogue {
    const revops_feed *feed;
    size_t place; /* byte behind the batch that is written */
    int32_t answer;
    int writes;
} rogue;

static int32_t rogue_source(void *user, void *batch) {
    const rogue *r = user;
    const uint64_t none = 0;
    if (r->writes) {
        memcpy((unsigned char *)batch + sizeof(size_t), &none, sizeof none);
        ((unsigned char *)batch)[r->feed->batch->size + r->place] = 1;
    }
    return r->answer;
}

static void sources_hold(victim *v) {
    static const int32_t answers[] = {0, -1, 3, INT32_MIN, INT32_MAX};
    for (uint32_t i = 0; i < v->kind->feed_count && !v->p->failed; i++) {
        const revops_feed *feed = kind_feed(v->kind, i);
        rogue r = {feed, 0, REVOPS_MORE, 0};
        victim_check(v, feed->read(v->handle, rogue_source, &r, victim_err(v)), REVOPS_E_INVALID,
                     "count", "a source that sets no count");
        for (size_t k = 0; k < 5 && !v->p->failed; k++) {
            r.answer = answers[k];
            victim_check(v, feed->read(v->handle, rogue_source, &r, victim_err(v)), REVOPS_E_HOST,
                         "source", "a source that fails");
            HOLDS(v->p, v->err.host_code == answers[k], "expected host code %d got %d", answers[k],
                  v->err.host_code);
        }
        r.answer = REVOPS_MORE;
        r.writes = 1;
        for (int k = 0; k < 3 && !v->p->failed; k++) {
            r.place = k == 0 ? 0 : k == 1 ? REFUSAL_GUARD - 1 : dice_below(&v->p->dice, 512);
            victim_check(v, feed->read(v->handle, rogue_source, &r, victim_err(v)),
                         REVOPS_E_UNSUPPORTED, "struct_size", "a source that writes behind");
        }
    }
}

static void a_rogue_source_is_refused(property *p) {
    each_victim(p, sources_hold);
}

/* --- options and queries --- */

static void store_number(unsigned char *at, const revops_field *field, uint64_t bits) {
    cell_store(at + field->offset, bits, field->type);
}

/* A struct of defaults in which one member is garbage; NULL: this member takes anything. */
static unsigned char *garbage(const revops_shape *shape, const revops_field *field, int turn) {
    unsigned char *made;
    uint64_t bits = turn ? UINT32_MAX : 99;
    if (field->unit == REVOPS_UNIT_FLAG && field->word_count)
        bits = UINT64_C(1) << (turn ? 31 : 30);
    else if (field->unit != REVOPS_UNIT_RESERVED && field->unit != REVOPS_UNIT_ENUM &&
             field->unit != REVOPS_UNIT_FLAG)
        return NULL;
    if (field->unit == REVOPS_UNIT_SIZE || !cell_size(field->type) || field->length != 1)
        return NULL;
    made = calloc(1, shape->size);
    if (!made)
        abort();
    store_number(made, revops_shape_field(shape, 0), shape->size);
    store_number(made, field, bits);
    return made;
}

static void garbage_check(victim *v, revops_status status, const revops_field *field,
                          const char *what) {
    char text[128];
    snprintf(text, sizeof text, "%s with garbage in %s", what, field->name);
    /* An unknown bit may be a later version's; all else is just wrong. */
    victim_check(v, status,
                 status == REVOPS_E_UNSUPPORTED && field->word_count ? REVOPS_E_UNSUPPORTED
                                                                     : REVOPS_E_INVALID,
                 field->name, text);
}

static void options_hold(victim *v) {
    const revops_shape *shape = v->kind->options;
    for (uint32_t i = 0; shape && i < 2 * shape->field_count && !v->p->failed; i++) {
        const revops_field *field = revops_shape_field(shape, i / 2);
        unsigned char *options = garbage(shape, field, (int)(i % 2));
        void *made = &options;
        if (!options)
            continue;
        garbage_check(v, v->kind->create(&made, options, NULL, victim_err(v)), field, "options");
        HOLDS(v->p, made == NULL, "a refused create leaves a handle");
        free(options);
    }
}

static void queries_hold(victim *v, const revops_report *report) {
    const revops_shape *shape = report->query;
    unsigned char *row = calloc(1, report->row->size);
    for (uint32_t i = 0; shape && i < 2 * shape->field_count && !v->p->failed; i++) {
        const revops_field *field = revops_shape_field(shape, i / 2);
        unsigned char *query = garbage(shape, field, (int)(i % 2));
        size_t written = 77;
        if (!query)
            continue;
        garbage_check(
            v,
            report->rows(v->handle, query, 0, row, 1, report->row->size, &written, victim_err(v)),
            field, "a query");
        HOLDS(v->p, written == 77, "a refused query writes a count");
        free(query);
    }
    free(row);
}

static void garbage_holds(victim *v) {
    options_hold(v);
    for (uint32_t i = 0; i < v->kind->report_count && !v->p->failed; i++)
        queries_hold(v, kind_report(v->kind, i));
}

static void garbage_in_options_and_queries_is_refused(property *p) {
    each_victim(p, garbage_holds);
}

/* --- a busy handle --- */

/* A host whose progress calls the handle that asks. */
typedef struct meddler {
    const revops_handle_kind *kind;
    void *handle, *other;
    const void *batches[8];
    int armed, calls;
    const char *escaped; /* what was not refused */
} meddler;

static void meddle_one(meddler *m, revops_status status, const char *what) {
    m->calls++;
    if (status != REVOPS_E_BUSY)
        m->escaped = what;
}

static void meddle(meddler *m) {
    unsigned char state[1], row[1024];
    size_t written;
    for (uint32_t i = 0; i < m->kind->feed_count; i++) {
        const revops_feed *feed = kind_feed(m->kind, i);
        meddle_one(m, feed->add(m->handle, m->batches[i], NULL), "add");
        meddle_one(m, feed->read(m->handle, refusal_source, NULL, NULL), "read");
        if (feed->remove)
            meddle_one(m, feed->remove(m->handle, m->batches[i], NULL), "remove");
    }
    for (uint32_t i = 0; i < m->kind->report_count; i++) {
        const revops_report *report = kind_report(m->kind, i);
        meddle_one(m, report->rows(m->handle, NULL, 0, row, 1, report->row->size, &written, NULL),
                   "rows");
    }
    if (m->kind->compute)
        meddle_one(m, m->kind->compute(m->handle, NULL), "compute");
    if (!kind_has_state(m->kind))
        return;
    meddle_one(m, m->kind->save(m->handle, state, sizeof state, &written, NULL), "save");
    meddle_one(m, m->kind->merge(m->handle, m->other, NULL), "merge into");
    meddle_one(m, m->kind->merge(m->other, m->handle, NULL), "merge from");
}

static int32_t meddler_progress(void *user, uint64_t done, uint64_t total) {
    (void)done;
    (void)total;
    if (((meddler *)user)->armed)
        meddle(user);
    return REVOPS_MORE;
}

typedef struct meddler_source {
    meddler *m;
    rows_source rows;
} meddler_source;

static int32_t meddler_next(void *user, void *batch) {
    meddler_source *source = user;
    if (source->m->armed)
        meddle(source->m);
    return rows_next(&source->rows, batch);
}

static void meddler_feeds(victim *v, meddler *m) {
    for (uint32_t i = v->kind->feed_count; i-- > 0 && !v->p->failed;) {
        const revops_feed *feed = kind_feed(v->kind, i);
        const test_rows *rows = &v->sample.feeds[i];
        const int before = m->calls;
        meddler_source source;
        revops_status status;
        memset(&source, 0, sizeof source);
        source.m = m;
        source.rows.rows = rows;
        source.rows.step = 3;
        status = feed->read(m->handle, meddler_next, &source, victim_err(v));
        rows_source_close(&source.rows);
        HOLDS(v->p, status == REVOPS_OK, "%s: %s", feed->name, v->err.message);
        HOLDS(v->p, m->calls > before, "%s: nobody was asked", feed->name);
        HOLDS(v->p, !m->escaped, "%s: a busy handle let %s in", feed->name, m->escaped);
    }
}

static void busy_holds(victim *v) {
    revops_host host = REVOPS_HOST_INIT;
    test_loan loans[8];
    char why[256];
    meddler m;
    memset(&m, 0, sizeof m);
    host.user = &m;
    host.progress = meddler_progress;
    m.kind = v->kind;
    m.handle = kind_open(v->kind, &host);
    m.other = kind_open(v->kind, NULL);
    if (!m.handle || !m.other || v->kind->feed_count > 8)
        abort();
    for (uint32_t i = 0; i < v->kind->feed_count; i++) {
        rows_lend(&v->sample.feeds[i], 0, v->sample.feeds[i].count, LAYOUT_PLAIN, &loans[i]);
        m.batches[i] = loans[i].batch;
    }
    m.armed = 1;
    meddler_feeds(v, &m);
    m.armed = 0;
    if (!v->p->failed && kind_differs(v->kind, v->handle, m.handle, v->p->seed, why, sizeof why))
        property_fail(v->p, __FILE__, __LINE__, "what was refused changed nothing", "%s: %s",
                      v->kind->name, why);
    for (uint32_t i = 0; i < v->kind->feed_count; i++)
        loan_close(&loans[i]);
    v->kind->destroy(m.handle);
    v->kind->destroy(m.other);
}

static void a_busy_handle_lets_nobody_in(property *p) {
    each_victim(p, busy_holds);
}

int main(void) {
    law("a missing pointer is refused by its name", a_missing_pointer_is_refused_by_its_name,
        REFUSAL_RUNS);
    law("a batch of a wrong size is refused", a_batch_of_a_wrong_size_is_refused, REFUSAL_RUNS);
    law("a count beyond int32 is refused", a_count_beyond_int32_is_refused, REFUSAL_RUNS);
    law("a column that is not as documented is refused",
        a_column_that_is_not_as_documented_is_refused, REFUSAL_RUNS);
    law("a bad cell is refused with its row and field",
        a_bad_cell_is_refused_with_its_row_and_field, 5 * REFUSAL_RUNS);
    law("every layout of the same rows gives the same state",
        every_layout_of_the_same_rows_gives_the_same_state, 5 * REFUSAL_RUNS);
    law("a rogue source is refused", a_rogue_source_is_refused, REFUSAL_RUNS);
    law("garbage in options and queries is refused", garbage_in_options_and_queries_is_refused,
        REFUSAL_RUNS);
    law("a busy handle lets nobody in", a_busy_handle_lets_nobody_in, REFUSAL_RUNS);
    return law_end();
}
