/* What SQLite says of any kind of the catalogue is what C says: laws 1 to 4 of the bindings. The
 * first argument is the extension. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue.h"

enum { SQL_ROWS = 60, SQL_RUNS = 60 };

static const char *extension_path;

typedef void (*sql_law)(property *p, sqlite3 *db, const test_sample *sample);

static void each_kind(property *p, sql_law holds) {
    for (uint32_t i = 0; i < revops_catalog_count() && !p->failed; i++) {
        const revops_handle_kind *kind = revops_catalog_at(i);
        test_sample sample;
        sqlite3 *db;
        if (!kind_has_state(kind) || kind->feed_count == 0)
            continue;
        sample_draw(&sample, kind, p, SQL_ROWS);
        db = database_open(extension_path);
        database_fill(db, &sample, &p->dice);
        holds(p, db, &sample);
        if (sqlite3_close(db) != SQLITE_OK)
            property_fail(p, __FILE__, __LINE__, "the connection closes", "%s", kind->name);
        sample_close(&sample);
    }
}

/* The state that C makes of the sample; empty when it has no row. */
static void state_of(const test_sample *sample, test_bytes *state) {
    void *handle = kind_filled(sample, NULL);
    memset(state, 0, sizeof *state);
    if (sample_count(sample))
        kind_state(sample->kind, handle, state);
    sample->kind->destroy(handle);
}

static void same_state(property *p, sqlite3 *db, const test_sample *sample, const char *sql) {
    test_bytes wanted, got;
    state_of(sample, &wanted);
    if (database_block(db, sql, &got))
        property_fail(p, __FILE__, __LINE__, "the query runs", "%s: %s", sql, sqlite3_errmsg(db));
    else if (!bytes_equal(&wanted, &got))
        property_fail(p, __FILE__, __LINE__, "the states are equal", "%s: %zu and %zu bytes", sql,
                      wanted.size, got.size);
    bytes_close(&wanted);
    bytes_close(&got);
}

static void state_holds(property *p, sqlite3 *db, const test_sample *sample) {
    char sql[16384];
    kind_call(sample->kind, "", sql);
    same_state(p, db, sample, sql);
}

static void the_state_of_the_same_rows_is_the_same_bytes_as_from_c(property *p) {
    each_kind(p, state_holds);
}

/* --- law 2 --- */

static void union_holds(property *p, sqlite3 *db, const test_sample *sample) {
    char parts[16384], sql[20000];
    for (uint32_t i = 0; i < sample->kind->feed_count; i++)
        if (kind_feed(sample->kind, i)->flags & REVOPS_FEED_ORDERED)
            return;
    database_run(db, "create table state(state)");
    for (int part = 0; part < 3; part++) {
        char where[64];
        snprintf(where, sizeof where, "where rowid %% 3 = %d", part);
        kind_call(sample->kind, where, parts);
        snprintf(sql, sizeof sql, "insert into state %s", parts);
        database_run(db, sql);
    }
    snprintf(sql, sizeof sql, "select revops_%s_merge(state) from state", sample->kind->name);
    same_state(p, db, sample, sql);
}

static void an_aggregate_over_a_union_is_the_merge_of_the_aggregates(property *p) {
    each_kind(p, union_holds);
}

/* --- law 3 --- */

static void window_holds(property *p, sqlite3 *db, const test_sample *sample) {
    for (uint32_t i = 0; i < sample->kind->feed_count; i++) {
        char call[4096], sql[16384];
        int64_t back = dice_between(&p->dice, 0, 5), ahead = dice_between(&p->dice, -2, 3);
        int64_t wrong;
        if (!kind_feed(sample->kind, i)->remove)
            continue;
        feed_call(sample->kind, i, call);
        snprintf(sql, sizeof sql,
                 "select count(*) from (select id, %s over (order by id rows between %" PRId64
                 " preceding and %" PRId64
                 " %s) as frame from (select rowid as id, * from feed%" PRIu32
                 ")) as a where frame is not (select %s from feed%" PRIu32
                 " as b where b.rowid between a.id - %" PRId64 " and a.id + %" PRId64 ")",
                 call, back, ahead < 0 ? -ahead : ahead, ahead < 0 ? "preceding" : "following", i,
                 call, i, back, ahead);
        wrong = database_integer(db, sql);
        HOLDS(p, wrong == 0, "%s: %" PRId64 " frames differ", sql, wrong);
    }
}

static void a_window_is_the_aggregate_of_its_frame(property *p) {
    each_kind(p, window_holds);
}

/* --- law 4 --- */

/* Both ways to the same rows: through a state, and through a text for each feed. */
static void text_holds(property *p, sqlite3 *db, const test_sample *sample) {
    const revops_handle_kind *kind = sample->kind;
    char state[16384], texts[2048], sql[40000];
    size_t at = 0;
    if (sample_count(sample) == 0)
        return;
    kind_call(kind, "", state);
    for (uint32_t i = 1; i < kind->feed_count; i++)
        at += (size_t)snprintf(texts + at, sizeof texts - at,
                               "and %s_input = 'select * from feed%" PRIu32 "'",
                               kind_feed(kind, i)->name, i);
    texts[at] = '\0';
    for (uint32_t i = 0; i < kind->report_count; i++) {
        const char *report = kind_report(kind, i)->name;
        int64_t wrong;
        snprintf(sql, sizeof sql,
                 "with a as (select * from revops_%s_%s((%s))), b as (select * from "
                 "revops_%s_%s('select * from feed0') where 1 %s) select (select count(*) from "
                 "(select * from a except select * from b)) + abs((select count(*) from a) - "
                 "(select count(*) from b))",
                 kind->name, report, state, kind->name, report, texts);
        wrong = database_integer(db, sql);
        HOLDS(p, wrong == 0, "%s: %" PRId64 " rows differ", sql, wrong);
    }
}

static void query_texts_give_the_rows_of_the_state(property *p) {
    each_kind(p, text_holds);
}

int main(int count, char **arguments) {
    if (count != 2) {
        fputs("prop_sqlite EXTENSION\n", stderr);
        return 2;
    }
    extension_path = arguments[1];
    law("1: the state of the same rows is the same bytes as from C",
        the_state_of_the_same_rows_is_the_same_bytes_as_from_c, SQL_RUNS);
    law("2: an aggregate over a union is the merge of the aggregates",
        an_aggregate_over_a_union_is_the_merge_of_the_aggregates, SQL_RUNS);
    law("3: a window is the aggregate of its frame", a_window_is_the_aggregate_of_its_frame,
        SQL_RUNS);
    law("4: query texts give the rows of the state", query_texts_give_the_rows_of_the_state,
        SQL_RUNS);
    return law_end();
}
