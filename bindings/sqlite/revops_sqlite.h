/* The SQLite extension, by subject: functions.c (the entry point), aggregates.c, tables.c, reader.c
 * (query texts), scalars.c, values.c (values, memory, patience, refusals). All of it is a loop over
 * bindings/sql: nothing here names a kind, a feed or a column. */
#ifndef REVOPS_SQLITE_H
#define REVOPS_SQLITE_H

#include <sqlite3ext.h>

SQLITE_EXTENSION_INIT3

#include "sql.h"

/* More arguments than any function of SQLite takes. */
enum { SQLITE_LIMIT_VALUES = 128 };

/* What all functions of one connection share. The connection's own mutex guards it. */
typedef struct extension {
    sqlite3 *db;
    int references; /* of functions and tables; the last one frees it */
    revops_host host;
    sql_texts texts;
} extension;

/* Held once by the caller; NULL when there is no memory. */
extension *extension_make(sqlite3 *db);
extension *extension_hold(extension *ext);
void extension_drop(extension *ext);

/* What SQLite knows a function or table by. */
typedef struct function {
    extension *ext;
    sql_entry entry;
    const sql_function *scalar;
} function;

/* User data of a function or table; NULL when there is no memory. */
function *function_make(extension *ext, const sql_entry *entry, const sql_function *scalar);
void function_destroy(void *f);

/* --- values.c --- */

/* Memory of SQLite, and a look now and then whether the user wants to stop. */
void host_open(revops_host *host, sqlite3 *db);

/* A value as it stands in SQLite; 0 when there is no memory for its text. Inline,
 * because it runs for each value of each row. */
static inline int value_read(sqlite3_value *from, sql_value *value) {
    switch (sqlite3_value_type(from)) {
    case SQLITE_INTEGER:
        value->type = SQL_INTEGER;
        value->integer = sqlite3_value_int64(from);
        return 1;
    case SQLITE_FLOAT:
        value->type = SQL_REAL;
        value->real = sqlite3_value_double(from);
        return 1;
    case SQLITE_TEXT:
        value->type = SQL_TEXT;
        value->data = (const char *)sqlite3_value_text(from);
        value->size = (size_t)sqlite3_value_bytes(from);
        return value->data != NULL;
    case SQLITE_BLOB:
        value->type = SQL_BLOB;
        value->data = sqlite3_value_blob(from);
        value->size = (size_t)sqlite3_value_bytes(from);
        return 1;
    default:
        value->type = SQL_NULL;
        return 1;
    }
}
/* Texts with a day or an instant in them are made in @p room. */
revops_status value_result(sqlite3_context *context, sql_value *value, char room[SQL_ROOM],
                           revops_error *err);

/* SQLite's code for a status; the refusal as the result of a function. */
int status_code(revops_status status);
void result_refused(sqlite3_context *context, const revops_error *err);

/* --- what is registered --- */

int aggregate_register(extension *ext, const sql_entry *entry);
int table_register(extension *ext, const sql_entry *entry);
int scalar_register(extension *ext, const sql_function *scalar);
/* All functions and tables of a kind. */
int kind_register(extension *ext, const revops_handle_kind *kind);

/* --- reader.c --- */

/* Add all rows of a query text to a feed, columns by name. */
revops_status reader_run(sqlite3 *db, sql_fold *fold, uint32_t feed, const sql_value *text,
                         revops_error *err);

#endif
