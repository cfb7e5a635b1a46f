/* Aggregates: rows into a state, states into one, texts into names. */
#include <string.h>

#include "revops_sqlite.h"

enum { FIRST_STATE = 512 };

/* One group. SQLite gives it zeroed, and always asks for its end. */
typedef struct group {
    sql_fold *fold;
    char *options; /* as in the first row */
    size_t options_size, last_state;
} group;

static const function *group_function(sqlite3_context *context) {
    return sqlite3_user_data(context);
}

static void group_close(group *cell) {
    if (!cell)
        return;
    sql_fold_close(cell->fold);
    sqlite3_free(cell->options);
    memset(cell, 0, sizeof *cell);
}

/* --- rows in --- */

/* The options are part of the state, so they are the same in each row of a group. */
static revops_status group_options(group *cell, const sql_value *options, revops_error *err) {
    size_t size = options->type == SQL_TEXT ? options->size : 0;
    if (options->type != SQL_TEXT && options->type != SQL_NULL)
        return sql_fail(err, REVOPS_E_INVALID, "options", "expected JSON");
    if (!cell->fold && size) {
        cell->options = sqlite3_malloc64(size);
        if (!cell->options)
            return sql_fail(err, REVOPS_E_NOMEM, "options", "no memory");
        cell->options_size = size;
        memcpy(cell->options, options->data, size);
    }
    if (size != cell->options_size || (size && memcmp(cell->options, options->data, size) != 0))
        return sql_fail(err, REVOPS_E_INVALID, "options", "expected the same in every row");
    return REVOPS_OK;
}

static revops_status group_row(const function *f, group *cell, int back, int count,
                               sqlite3_value **from, revops_error *err) {
    sql_value values[SQLITE_LIMIT_VALUES], *columns = values;
    uint32_t column_count = (uint32_t)count;
    for (int i = 0; i < count; i++)
        if (!value_read(from[i], &values[i]))
            return sql_fail(err, REVOPS_E_NOMEM, "", "no memory for a text");
    if (f->entry.role == SQL_WITH) {
        if (group_options(cell, values, err))
            return err->status;
        columns++;
        column_count--;
    }
    if (!cell->fold && sql_fold_open(&cell->fold, f->entry.kind, cell->options, cell->options_size,
                                     &f->ext->texts, &f->ext->host, err))
        return err->status;
    return sql_fold_row(cell->fold, f->entry.feed, back, columns, column_count, err);
}

static void group_put(sqlite3_context *context, int count, sqlite3_value **values, int back) {
    group *cell = sqlite3_aggregate_context(context, sizeof *cell);
    revops_error err;
    if (!cell)
        sqlite3_result_error_nomem(context);
    else if (group_row(group_function(context), cell, back, count, values, &err))
        result_refused(context, &err);
}

static void group_step(sqlite3_context *context, int count, sqlite3_value **values) {
    group_put(context, count, values, 0);
}

static void group_inverse(sqlite3_context *context, int count, sqlite3_value **values) {
    group_put(context, count, values, 1);
}

/* --- states and texts in; a null is none --- */

static revops_status group_state(const function *f, group *cell, const sql_value *state,
                                 revops_error *err) {
    if (state->type != SQL_BLOB)
        return sql_fail(err, REVOPS_E_INVALID, "state", "expected a blob");
    if (cell->fold)
        return sql_fold_merge_state(cell->fold, state->data, state->size, err);
    return sql_fold_load(&cell->fold, f->entry.kind, state->data, state->size, &f->ext->texts,
                         &f->ext->host, err);
}

static revops_status group_name(const function *f, group *cell, const sql_value *text,
                                revops_error *err) {
    if (text->type != SQL_TEXT)
        return sql_fail(err, REVOPS_E_INVALID, "text", "expected a text");
    if (!cell->fold &&
        sql_fold_open(&cell->fold, f->entry.kind, NULL, 0, &f->ext->texts, &f->ext->host, err))
        return err->status;
    return sql_fold_name(cell->fold, text->data, text->size, err);
}

static void group_step_one(sqlite3_context *context, int count, sqlite3_value **values) {
    const function *f = group_function(context);
    group *cell = sqlite3_aggregate_context(context, sizeof *cell);
    sql_value value;
    revops_error err;
    (void)count;
    if (!cell || !value_read(values[0], &value))
        sqlite3_result_error_nomem(context);
    else if (value.type != SQL_NULL &&
             (f->entry.role == SQL_MERGE ? group_state : group_name)(f, cell, &value, &err))
        result_refused(context, &err);
}

/* --- results --- */

/* The state in memory of SQLite. The last size is a good guess for the next frame of a window. */
static revops_status group_save(group *cell, unsigned char **out, size_t *size, revops_error *err) {
    const revops_handle_kind *kind = sql_fold_kind(cell->fold);
    size_t room = cell->last_state ? cell->last_state : FIRST_STATE;
    revops_status status = REVOPS_E_CAPACITY;
    while (status == REVOPS_E_CAPACITY) {
        *out = sqlite3_malloc64(room);
        if (!*out)
            return sql_fail(err, REVOPS_E_NOMEM, "", "no memory for the state");
        status = kind->save(sql_fold_handle(cell->fold), *out, room, size, err);
        if (status)
            sqlite3_free(*out);
        room = *size;
    }
    cell->last_state = *size + *size / 8;
    return status;
}

/* The field of the report's only row. */
static revops_status group_cell(const function *f, group *cell, sqlite3_context *context,
                                revops_error *err) {
    const revops_report *report = f->entry.report;
    const revops_host *host = &f->ext->host;
    void *handle = sql_fold_handle(cell->fold);
    char room[SQL_ROOM];
    sql_rows rows;
    sql_column columns[SQLITE_LIMIT_VALUES];
    sql_value value = {0, 0, NULL, 0, SQL_NULL};
    revops_status status = REVOPS_OK;
    if (f->entry.kind->compute && f->entry.kind->compute(handle, err))
        return err->status;
    if (sql_rows_read(&rows, report, handle, NULL, host, err))
        return err->status;
    sql_columns(report->row, columns, SQLITE_LIMIT_VALUES);
    if (rows.count)
        status = sql_column_read(&columns[f->entry.column], rows.data, &value, room, err);
    if (status == REVOPS_OK)
        status = value_result(context, &value, room, err);
    sql_rows_close(&rows, host);
    return status;
}

/* A group without rows is null, as it is for sum(): neither a state nor a figure. */
static void group_value(sqlite3_context *context) {
    const function *f = group_function(context);
    group *cell = sqlite3_aggregate_context(context, 0);
    unsigned char *state = NULL;
    size_t size = 0;
    revops_error err;
    revops_status status;
    if (!cell || !cell->fold || (f->entry.role != SQL_MERGE && sql_fold_count(cell->fold) == 0)) {
        sqlite3_result_null(context);
        return;
    }
    status = sql_fold_flush(cell->fold, &err);
    if (status == REVOPS_OK)
        status = f->entry.role == SQL_ONE_CELL ? group_cell(f, cell, context, &err)
                                               : group_save(cell, &state, &size, &err);
    if (status)
        result_refused(context, &err);
    else if (state)
        sqlite3_result_blob64(context, state, size, sqlite3_free);
}

static void group_final(sqlite3_context *context) {
    group_value(context);
    group_close(sqlite3_aggregate_context(context, 0));
}

/* --- registration --- */

/* With @p count arguments. SQLite destroys the user data even when it refuses the function. */
static int aggregate_register_one(extension *ext, const sql_entry *entry, int count) {
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    int one = entry->role == SQL_MERGE || entry->role == SQL_NAMES;
    int window = !one && sql_feed(entry->kind, entry->feed)->remove &&
                 !(entry->role == SQL_ONE_CELL && entry->kind->compute);
    function *f = function_make(ext, entry, NULL);
    if (!f)
        return SQLITE_NOMEM;
    return sqlite3_create_window_function(
        ext->db, entry->name, count, flags, f, one ? group_step_one : group_step, group_final,
        window ? group_value : NULL, window ? group_inverse : NULL, function_destroy);
}

int aggregate_register(extension *ext, const sql_entry *entry) {
    int more = entry->role == SQL_WITH, code = SQLITE_OK;
    if (entry->role == SQL_MERGE || entry->role == SQL_NAMES)
        return aggregate_register_one(ext, entry, 1);
    for (uint32_t count = entry->least; code == SQLITE_OK && count <= entry->most; count++)
        code = aggregate_register_one(ext, entry, (int)count + more);
    return code;
}
