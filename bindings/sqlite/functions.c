/* sqlite3_revops_init: every function and table of the catalogue, on one connection. */
#include <string.h>

#include "revops_sqlite.h"

SQLITE_EXTENSION_INIT1

/* Innocuous functions came with this version, window functions before it. */
enum { OLDEST_SQLITE = 3031000 };

extension *extension_make(sqlite3 *db) {
    extension *ext = sqlite3_malloc64(sizeof *ext);
    if (!ext)
        return NULL;
    memset(ext, 0, sizeof *ext);
    ext->db = db;
    host_open(&ext->host, db);
    return extension_hold(ext);
}

extension *extension_hold(extension *ext) {
    ext->references++;
    return ext;
}

void extension_drop(extension *ext) {
    if (--ext->references == 0)
        sqlite3_free(ext);
}

function *function_make(extension *ext, const sql_entry *entry, const sql_function *scalar) {
    function *f = sqlite3_malloc64(sizeof *f);
    if (!f)
        return NULL;
    memset(f, 0, sizeof *f);
    f->ext = extension_hold(ext);
    f->scalar = scalar;
    if (entry)
        f->entry = *entry;
    return f;
}

void function_destroy(void *data) {
    function *f = data;
    extension_drop(f->ext);
    sqlite3_free(f);
}

static int entry_register(void *user, const sql_entry *entry) {
    return entry->role == SQL_TABLE ? table_register(user, entry) : aggregate_register(user, entry);
}

int kind_register(extension *ext, const revops_handle_kind *kind) {
    return sql_entries_of(kind, entry_register, ext);
}

static int extension_register(extension *ext) {
    int code = sql_entries(entry_register, ext);
    for (uint32_t i = 0; code == SQLITE_OK && i < sql_function_count(); i++)
        code = scalar_register(ext, sql_function_at(i));
    return code;
}

#ifdef _WIN32
__declspec(dllexport)
#else
__attribute__((visibility("default")))
#endif
    int sqlite3_revops_init(sqlite3 *db, char **message, const sqlite3_api_routines *api);

int sqlite3_revops_init(sqlite3 *db, char **message, const sqlite3_api_routines *api) {
    extension *ext;
    int code;
    SQLITE_EXTENSION_INIT2(api);
    if (sqlite3_libversion_number() < OLDEST_SQLITE) {
        *message = sqlite3_mprintf("revops needs SQLite 3.31, this is %s", sqlite3_libversion());
        return SQLITE_ERROR;
    }
    ext = extension_make(db);
    if (!ext)
        return SQLITE_NOMEM;
    code = extension_register(ext);
    if (code != SQLITE_OK)
        *message = sqlite3_mprintf("revops: %s", sqlite3_errstr(code));
    extension_drop(ext);
    return code;
}
