#include "catalogue.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void database_check(sqlite3 *db, int code, const char *sql) {
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE)
        return;
    printf("Bail out! %s: %s\n", sql, sqlite3_errmsg(db));
    exit(2);
}

sqlite3 *database_open(const char *path) {
    sqlite3 *db = NULL;
    database_check(db, sqlite3_open(":memory:", &db), "open");
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, NULL);
    database_check(db, sqlite3_load_extension(db, path, NULL, NULL), path);
    return db;
}

void database_run(sqlite3 *db, const char *sql) {
    database_check(db, sqlite3_exec(db, sql, NULL, NULL, NULL), sql);
}

/* --- samples into tables --- */

/* Text or number, whatever a user may write. */
static void cell_bind(sqlite3_stmt *insert, int place, const revops_field *field,
                      const test_cell *cell, test_dice *dice) {
    char text[64] = "";
    size_t size = 0;
    int number = (int)dice_below(dice, 2);
    if (!cell->valid)
        return;
    if (field->unit == REVOPS_UNIT_CURRENCY &&
        revops_currency_format(text, sizeof text, &size, (uint32_t)cell->bits, NULL) == REVOPS_OK)
        number = 0;
    else if (field->unit == REVOPS_UNIT_DAY && !number)
        number =
            revops_day_format(text, sizeof text, &size, (int32_t)cell->bits, NULL) != REVOPS_OK;
    else if (field->unit == REVOPS_UNIT_NS && !number)
        number =
            revops_instant_format(text, sizeof text, &size, (int64_t)cell->bits, NULL) != REVOPS_OK;
    else
        number = 1;
    for (uint32_t i = 0; field->unit == REVOPS_UNIT_ENUM && i < field->word_count; i++)
        if ((uint64_t)(int64_t)field->words[i].value == cell->bits) {
            number = 0;
            size = (size_t)snprintf(text, sizeof text, "%s", field->words[i].name);
        }
    if (number)
        sqlite3_bind_int64(insert, place, (int64_t)cell->bits);
    else
        sqlite3_bind_text(insert, place, text, (int)size, SQLITE_TRANSIENT);
}

static int batch_columns(const revops_shape *batch, uint32_t *places) {
    int count = 0;
    for (uint32_t i = 0; i < batch->field_count; i++)
        if (revops_shape_field(batch, i)->type == REVOPS_TYPE_COLUMN)
            places[count++] = i;
    return count;
}

static void feed_fill(sqlite3 *db, uint32_t feed, const test_rows *rows, test_dice *dice) {
    char sql[4096];
    uint32_t places[128];
    int columns = batch_columns(rows->shape, places);
    sqlite3_stmt *insert;
    size_t at = (size_t)snprintf(sql, sizeof sql, "create table feed%" PRIu32 "(", feed);
    for (int i = 0; i < columns; i++)
        at += (size_t)snprintf(sql + at, sizeof sql - at, "%s\"%s\"", i ? "," : "",
                               revops_shape_field(rows->shape, places[i])->name);
    snprintf(sql + at, sizeof sql - at, ")");
    database_run(db, sql);
    at = (size_t)snprintf(sql, sizeof sql, "insert into feed%" PRIu32 " values(", feed);
    for (int i = 0; i < columns; i++)
        at += (size_t)snprintf(sql + at, sizeof sql - at, i ? ",?" : "?");
    snprintf(sql + at, sizeof sql - at, ")");
    database_check(db, sqlite3_prepare_v2(db, sql, -1, &insert, NULL), sql);
    for (size_t row = 0; row < rows->count; row++) {
        const test_cell *cells = rows_at(rows, row);
        for (int i = 0; i < columns; i++)
            cell_bind(insert, i + 1, revops_shape_field(rows->shape, places[i]), &cells[places[i]],
                      dice);
        database_check(db, sqlite3_step(insert), sql);
        sqlite3_reset(insert);
        sqlite3_clear_bindings(insert);
    }
    sqlite3_finalize(insert);
}

void database_fill(sqlite3 *db, const test_sample *sample, test_dice *dice) {
    for (uint32_t i = 0; i < sample->kind->feed_count; i++)
        feed_fill(db, i, &sample->feeds[i], dice);
}

/* --- questions --- */

int database_block(sqlite3 *db, const char *sql, test_bytes *block) {
    sqlite3_stmt *ask = NULL;
    int code = sqlite3_prepare_v2(db, sql, -1, &ask, NULL);
    memset(block, 0, sizeof *block);
    if (code == SQLITE_OK)
        code = sqlite3_step(ask);
    if (code == SQLITE_ROW)
        bytes_add(block, sqlite3_column_blob(ask, 0), (size_t)sqlite3_column_bytes(ask, 0));
    sqlite3_finalize(ask);
    return code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code;
}

int64_t database_integer(sqlite3 *db, const char *sql) {
    sqlite3_stmt *ask = NULL;
    int64_t number;
    database_check(db, sqlite3_prepare_v2(db, sql, -1, &ask, NULL), sql);
    database_check(db, sqlite3_step(ask), sql);
    number = sqlite3_column_int64(ask, 0);
    sqlite3_finalize(ask);
    return number;
}

void feed_call(const revops_handle_kind *kind, uint32_t feed, char out[4096]) {
    const revops_shape *batch = kind_feed(kind, feed)->batch;
    uint32_t places[128];
    int columns = batch_columns(batch, places);
    size_t at = (size_t)snprintf(out, 4096, "revops_%s%s%s(", kind->name, feed ? "_" : "",
                                 feed ? kind_feed(kind, feed)->name : "");
    for (int i = 0; i < columns; i++)
        at += (size_t)snprintf(out + at, 4096 - at, "%s\"%s\"", i ? "," : "",
                               revops_shape_field(batch, places[i])->name);
    snprintf(out + at, 4096 - at, ")");
}

void kind_call(const revops_handle_kind *kind, const char *where, char out[16384]) {
    size_t at = (size_t)snprintf(out, 16384, "select revops_%s_merge(state) from (", kind->name);
    for (uint32_t i = 0; i < kind->feed_count; i++) {
        char call[4096];
        feed_call(kind, i, call);
        at += (size_t)snprintf(out + at, 16384 - at, "%sselect %s as state from feed%" PRIu32 " %s",
                               i ? " union all " : "", call, i, where);
    }
    snprintf(out + at, 16384 - at, ")");
}
