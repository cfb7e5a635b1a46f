/* Query texts: the rows of a read-only statement, its columns found by name. */
#include <ctype.h>
#include <string.h>

#include "revops_sqlite.h"

/* --- only a question, and only one --- */

static int reader_at(const char *at, const char *end, const char *word) {
    size_t size = strlen(word);
    return (size_t)(end - at) >= size && sqlite3_strnicmp(at, word, (int)size) == 0;
}

/* Behind blanks and comments. */
static const char *reader_skip(const char *at, const char *end) {
    for (;;) {
        if (at < end && strchr(" \t\r\n\f", *at) && *at) {
            at++;
        } else if (reader_at(at, end, "--")) {
            while (at < end && *at != '\n')
                at++;
        } else if (reader_at(at, end, "/*")) {
            for (at += 2; at < end && !reader_at(at, end, "*/"); at++) {
            }
            at += at < end ? 2 : 0;
        } else {
            return at;
        }
    }
}

/* SQLite runs some pragmas while it prepares them, so the first word is looked at before. */
static int reader_asks(const char *at, const char *end) {
    static const char *const first[] = {"select", "with", "values"};
    at = reader_skip(at, end);
    for (size_t i = 0; i < sizeof first / sizeof first[0]; i++) {
        const char *behind = at + strlen(first[i]);
        if (reader_at(at, end, first[i]) && (behind == end || !isalnum((unsigned char)*behind)))
            return 1;
    }
    return 0;
}

static revops_status reader_failed(sqlite3 *db, const char *field, int code, revops_error *err) {
    revops_status status = code == SQLITE_NOMEM       ? REVOPS_E_NOMEM
                           : code == SQLITE_INTERRUPT ? REVOPS_E_CANCELLED
                                                      : REVOPS_E_HOST;
    sql_fail(err, status, field, "%s", sqlite3_errmsg(db));
    err->host_code = status == REVOPS_E_HOST ? code : 0;
    return status;
}

static revops_status reader_prepare(sqlite3 *db, sqlite3_stmt **statement, const char *field,
                                    const sql_value *text, revops_error *err) {
    const char *end = text->data + text->size, *tail = NULL;
    int code;
    *statement = NULL;
    if (text->type != SQL_TEXT || text->size > INT32_MAX)
        return sql_fail(err, REVOPS_E_INVALID, field, "expected a query text");
    if (!reader_asks(text->data, end))
        return sql_fail(err, REVOPS_E_INVALID, field, "expected select, with or values");
    code = sqlite3_prepare_v2(db, text->data, (int)text->size, statement, &tail);
    if (code != SQLITE_OK)
        return reader_failed(db, field, code, err);
    if (!sqlite3_stmt_readonly(*statement))
        return sql_fail(err, REVOPS_E_INVALID, field, "expected a statement that only reads");
    if (sqlite3_bind_parameter_count(*statement))
        return sql_fail(err, REVOPS_E_INVALID, field, "expected no parameters");
    if (reader_skip(tail, end) != end)
        return sql_fail(err, REVOPS_E_INVALID, field, "expected one statement, got more");
    return REVOPS_OK;
}

/* --- its rows --- */

static revops_status reader_names(sqlite3_stmt *statement, sql_fold *fold, uint32_t feed,
                                  uint32_t count, revops_error *err) {
    const char *names[SQLITE_LIMIT_VALUES];
    for (uint32_t i = 0; i < count; i++) {
        names[i] = sqlite3_column_name(statement, (int)i);
        if (!names[i])
            return sql_fail(err, REVOPS_E_NOMEM, "", "no memory for a name");
    }
    return sql_fold_named(fold, feed, names, count, err);
}

/* The values of a row are looked at without a lock each: this runs inside a step of the same
 * connection, which holds its mutex. */
static revops_status reader_rows(sqlite3 *db, sqlite3_stmt *statement, sql_fold *fold,
                                 uint32_t feed, revops_error *err) {
    uint32_t count = (uint32_t)sqlite3_column_count(statement);
    sql_value values[SQLITE_LIMIT_VALUES];
    const char *name = sql_feed(sql_fold_kind(fold), feed)->name;
    int code;
    if (count > SQLITE_LIMIT_VALUES)
        return sql_fail(err, REVOPS_E_LIMIT, name, "expected at most %d columns",
                        SQLITE_LIMIT_VALUES);
    if (reader_names(statement, fold, feed, count, err))
        return err->status;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        for (uint32_t i = 0; i < count; i++)
            if (!value_read(sqlite3_column_value(statement, (int)i), &values[i]))
                return sql_fail(err, REVOPS_E_NOMEM, "", "no memory for a text");
        if (sql_fold_row(fold, feed, 0, values, count, err))
            return err->status;
    }
    /* Another step would run the query again. */
    return code == SQLITE_DONE ? REVOPS_OK : reader_failed(db, name, code, err);
}

revops_status reader_run(sqlite3 *db, sql_fold *fold, uint32_t feed, const sql_value *text,
                         revops_error *err) {
    const char *name = sql_feed(sql_fold_kind(fold), feed)->name;
    sqlite3_stmt *statement;
    revops_status status = reader_prepare(db, &statement, name, text, err);
    if (status == REVOPS_OK)
        status = reader_rows(db, statement, fold, feed, err);
    sqlite3_finalize(statement);
    return status;
}
