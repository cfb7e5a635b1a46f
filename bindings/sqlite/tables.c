/* Table functions: the rows of a report, from a state or straight from query texts. Eponymous
 * virtual tables; their arguments are hidden columns:
 *
 *     input     a state, or a query text for the main feed
 *     query     what is asked, as JSON
 *     options   of a handle that is fed by query texts, as JSON
 *     <feed>_input   a query text for each further feed
 */
#include <string.h>

#include "revops_sqlite.h"

enum { TABLE_INPUT, TABLE_QUERY, TABLE_OPTIONS, TABLE_FEEDS };

typedef struct table {
    sqlite3_vtab base;
    const function *f;
    uint32_t column_count;
    sql_column columns[];
} table;

typedef struct cursor {
    sqlite3_vtab_cursor base;
    sql_rows rows;
    uint64_t at;
} cursor;

static int table_hidden(const function *f) {
    uint32_t feeds = f->entry.kind->feed_count;
    return TABLE_FEEDS + (feeds ? (int)feeds - 1 : 0);
}

/* --- the table --- */

static void table_declare_column(sqlite3_str *text, const sql_column *column) {
    static const char *const type[] = {"",     "INTEGER", "REAL", "TEXT",
                                       "BLOB", "TEXT",    "TEXT", "INTEGER"};
    sqlite3_str_appendf(text, "\"%w\" %s, ", column->name, type[column->type]);
}

static int table_declare(sqlite3 *db, const function *f, const table *made) {
    sqlite3_str *text = sqlite3_str_new(db);
    char *sql;
    int code;
    sqlite3_str_appendall(text, "CREATE TABLE report(");
    for (uint32_t i = 0; i < made->column_count; i++)
        table_declare_column(text, &made->columns[i]);
    sqlite3_str_appendall(text, "input HIDDEN, query HIDDEN, options HIDDEN");
    for (uint32_t i = 1; i < f->entry.kind->feed_count; i++)
        sqlite3_str_appendf(text, ", \"%w_input\" HIDDEN", sql_feed(f->entry.kind, i)->name);
    sqlite3_str_appendchar(text, 1, ')');
    sql = sqlite3_str_finish(text);
    code = sql ? sqlite3_declare_vtab(db, sql) : SQLITE_NOMEM;
    sqlite3_free(sql);
    return code;
}

static int table_connect(sqlite3 *db, void *data, int count, const char *const *arguments,
                         sqlite3_vtab **out, char **message) {
    const function *f = data;
    uint32_t columns = sql_columns(f->entry.report->row, NULL, 0);
    table *made = sqlite3_malloc64(sizeof *made + columns * sizeof made->columns[0]);
    int code;
    (void)count;
    (void)arguments;
    (void)message;
    if (!made)
        return SQLITE_NOMEM;
    memset(made, 0, sizeof *made);
    made->f = f;
    made->column_count = sql_columns(f->entry.report->row, made->columns, columns);
    code = table_declare(db, f, made);
    if (code == SQLITE_OK)
        *out = &made->base;
    else
        sqlite3_free(made);
    return code;
}

static int table_disconnect(sqlite3_vtab *base) {
    sqlite3_free(base);
    return SQLITE_OK;
}

/* Which arguments are given is told by the bits of idxNum, and they come in their own order. A plan
 * in which one of them is not known yet is no plan. */
static int table_plan(sqlite3_vtab *base, sqlite3_index_info *plan) {
    const table *t = (const table *)base;
    int hidden = table_hidden(t->f), arguments = 0;
    for (int place = 0; place < hidden; place++)
        for (int i = 0; i < plan->nConstraint; i++) {
            if (plan->aConstraint[i].iColumn != (int)t->column_count + place ||
                plan->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ)
                continue;
            if (!plan->aConstraint[i].usable)
                return SQLITE_CONSTRAINT;
            if (plan->idxNum & 1 << place)
                continue;
            plan->idxNum |= 1 << place;
            plan->aConstraintUsage[i].argvIndex = ++arguments;
            plan->aConstraintUsage[i].omit = 1;
        }
    plan->estimatedCost = 1000;
    plan->estimatedRows = 100;
    return SQLITE_OK;
}

/* --- the rows of one call --- */

/* What was given; a null is as good as nothing. */
typedef struct request {
    sql_value values[SQLITE_LIMIT_VALUES];
    int any; /* input, or one of the further feeds */
} request;

static revops_status request_read(const function *f, int given, sqlite3_value **from, request *ask,
                                  revops_error *err) {
    int hidden = table_hidden(f);
    memset(ask, 0, sizeof *ask);
    for (int place = 0; place < hidden; place++) {
        if (!(given & 1 << place))
            continue;
        if (!value_read(*from++, &ask->values[place]))
            return sql_fail(err, REVOPS_E_NOMEM, "", "no memory for a text");
        ask->any |=
            (place == TABLE_INPUT || place >= TABLE_FEEDS) && ask->values[place].type != SQL_NULL;
    }
    if (!(given & ~(1 << TABLE_QUERY | 1 << TABLE_OPTIONS)))
        return sql_fail(err, REVOPS_E_INVALID, "input", "expected a state or a query text");
    for (int place = TABLE_QUERY; place <= TABLE_OPTIONS; place++)
        if (ask->values[place].type != SQL_NULL && ask->values[place].type != SQL_TEXT)
            return sql_fail(err, REVOPS_E_INVALID, place == TABLE_QUERY ? "query" : "options",
                            "expected JSON");
    return REVOPS_OK;
}

static revops_status request_open(const function *f, const request *ask, sql_fold **fold,
                                  revops_error *err) {
    const sql_value *input = &ask->values[TABLE_INPUT], *options = &ask->values[TABLE_OPTIONS];
    if (input->type != SQL_NULL && input->type != SQL_TEXT && input->type != SQL_BLOB)
        return sql_fail(err, REVOPS_E_INVALID, "input", "expected a state or a query text");
    if (input->type == SQL_BLOB && !f->entry.kind->state[0])
        return sql_fail(err, REVOPS_E_UNSUPPORTED, "input", "%s has no state", f->entry.kind->name);
    if (input->type == SQL_BLOB && options->type != SQL_NULL)
        return sql_fail(err, REVOPS_E_INVALID, "options", "expected none: the state has its own");
    if (input->type == SQL_BLOB)
        return sql_fold_load(fold, f->entry.kind, input->data, input->size, &f->ext->texts,
                             &f->ext->host, err);
    return sql_fold_open(fold, f->entry.kind, options->data, options->size, &f->ext->texts,
                         &f->ext->host, err);
}

/* The later feeds first: the main feed may need what they say. */
static revops_status request_feed(const function *f, const request *ask, sql_fold *fold,
                                  revops_error *err) {
    for (uint32_t feed = f->entry.kind->feed_count; feed-- > 0;) {
        const sql_value *text = &ask->values[feed ? TABLE_FEEDS + feed - 1 : TABLE_INPUT];
        if (text->type == SQL_NULL || (feed == 0 && text->type == SQL_BLOB))
            continue;
        if (reader_run(f->ext->db, fold, feed, text, err))
            return err->status;
    }
    if (sql_fold_flush(fold, err))
        return err->status;
    return f->entry.kind->compute ? f->entry.kind->compute(sql_fold_handle(fold), err) : REVOPS_OK;
}

static revops_status request_rows(const function *f, const request *ask, sql_rows *rows,
                                  revops_error *err) {
    const sql_value *query = &ask->values[TABLE_QUERY];
    const revops_host *host = &f->ext->host;
    sql_struct asked;
    sql_fold *fold = NULL;
    revops_status status = sql_struct_open(&asked, f->entry.report->query, query->data, query->size,
                                           &f->ext->texts, host, err);
    if (status)
        return status;
    status = request_open(f, ask, &fold, err);
    if (status == REVOPS_OK)
        status = request_feed(f, ask, fold, err);
    if (status == REVOPS_OK)
        status = sql_rows_read(rows, f->entry.report, sql_fold_handle(fold), asked.data, host, err);
    sql_fold_close(fold);
    sql_struct_close(&asked, host);
    return status;
}

/* --- the cursor --- */

static int cursor_open(sqlite3_vtab *base, sqlite3_vtab_cursor **out) {
    cursor *c = sqlite3_malloc64(sizeof *c);
    (void)base;
    if (!c)
        return SQLITE_NOMEM;
    memset(c, 0, sizeof *c);
    *out = &c->base;
    return SQLITE_OK;
}

static const function *cursor_function(sqlite3_vtab_cursor *base) {
    return ((const table *)base->pVtab)->f;
}

static void cursor_clear(cursor *c) {
    sql_rows_close(&c->rows, &cursor_function(&c->base)->ext->host);
    c->at = 0;
}

static int cursor_close(sqlite3_vtab_cursor *base) {
    cursor_clear((cursor *)base);
    sqlite3_free(base);
    return SQLITE_OK;
}

static int cursor_filter(sqlite3_vtab_cursor *base, int given, const char *text, int count,
                         sqlite3_value **values) {
    cursor *c = (cursor *)base;
    const function *f = cursor_function(base);
    char message[SQL_ERROR_SIZE];
    request ask;
    revops_error err;
    (void)text;
    (void)count;
    cursor_clear(c);
    if (!request_read(f, given, values, &ask, &err)) {
        if (!ask.any || !request_rows(f, &ask, &c->rows, &err))
            return SQLITE_OK;
    }
    sql_error_text(message, &err);
    sqlite3_free(base->pVtab->zErrMsg);
    base->pVtab->zErrMsg = sqlite3_mprintf("%s", message);
    return status_code(err.status);
}

static int cursor_next(sqlite3_vtab_cursor *base) {
    ((cursor *)base)->at++;
    return SQLITE_OK;
}

static int cursor_eof(sqlite3_vtab_cursor *base) {
    const cursor *c = (const cursor *)base;
    return c->at >= c->rows.count;
}

/* The arguments themselves are not told back: they may be large. */
static int cursor_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int place) {
    const cursor *c = (const cursor *)base;
    const table *t = (const table *)base->pVtab;
    char room[SQL_ROOM];
    sql_value value;
    revops_error err;
    if ((uint32_t)place >= t->column_count)
        return SQLITE_OK;
    if (sql_column_read(&t->columns[place], c->rows.data + c->at * c->rows.row_size, &value, room,
                        &err) ||
        value_result(context, &value, room, &err))
        result_refused(context, &err);
    return SQLITE_OK;
}

static int cursor_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *row) {
    *row = (sqlite3_int64)((const cursor *)base)->at;
    return SQLITE_OK;
}

/* --- registration --- */

/* A query text is a statement of its own, so the table is neither innocuous (a view of a foreign
 * file could ask anything with it) nor for direct use only: views over stored states are what it is
 * for. SQLite then asks pragma trusted_schema. */
static const sqlite3_module table_module = {
    .xConnect = table_connect,
    .xBestIndex = table_plan,
    .xDisconnect = table_disconnect,
    .xOpen = cursor_open,
    .xClose = cursor_close,
    .xFilter = cursor_filter,
    .xNext = cursor_next,
    .xEof = cursor_eof,
    .xColumn = cursor_column,
    .xRowid = cursor_rowid,
};

int table_register(extension *ext, const sql_entry *entry) {
    function *f = function_make(ext, entry, NULL);
    if (!f)
        return SQLITE_NOMEM;
    return sqlite3_create_module_v2(ext->db, entry->name, &table_module, f, function_destroy);
}
