/* The SQLite store: one connection, one writer, one transaction per command. */
#include "store/sqlite.h"

#include <stdlib.h>
#include <string.h>

#include "store/migrate.h"

int host_sqlite_fail(sqlite3 *db, const char *doing, host_error *error) {
    int code = db != NULL ? sqlite3_errcode(db) : SQLITE_NOMEM;

    switch (code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        host_fail(error, "store", "the store is busy");
        return host_fail_hint(error, NULL, "no other program writing for 5 seconds",
                              "wait for the other import to end, then try again");
    case SQLITE_INTERRUPT:
        return host_fail(error, "cancelled", "stopped before the end");
    case SQLITE_NOMEM:
        return host_fail(error, "nomem", "no memory to %s the store", doing);
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        host_fail(error, "store", "cannot %s the store: %s", doing, sqlite3_errmsg(db));
        return host_fail_hint(error, NULL, "a file that revops init made",
                              "name another file with --db, or restore it from a backup");
    case SQLITE_FULL:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
        host_fail(error, "store", "cannot %s the store: %s", doing, sqlite3_errmsg(db));
        return host_fail_hint(error, NULL, "a folder with room that may be written",
                              "make room, or ask for the right to write there");
    case SQLITE_ERROR:
        if (strcmp(sqlite3_errmsg(db), "integer overflow") == 0) {
            return host_fail(error, "overflow", "a sum of stored lines does not fit 64 bits");
        }
        break;
    default:
        break;
    }
    return host_fail(error, "store", "cannot %s the store: %s", doing,
                     db != NULL ? sqlite3_errmsg(db) : "no connection");
}

int host_sqlite_prepare(host_sqlite *store, sqlite3_stmt **statement, const char *sql,
                        host_error *error) {
    if (*statement != NULL) {
        return 0;
    }
    if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL) !=
        SQLITE_OK) {
        return host_sqlite_fail(store->db, "read", error);
    }
    return 0;
}

size_t host_sqlite_place(const host_table *table) {
    size_t place = 0;

    while (host_table_at(place) != table) {
        place++;
    }
    return place;
}

static int sqlite_execute(host_sqlite *store, const char *sql, const char *doing,
                          host_error *error) {
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        return host_sqlite_fail(store->db, doing, error);
    }
    return 0;
}

static int sqlite_begin(host_store *base, bool write, host_error *error) {
    return sqlite_execute((host_sqlite *)base, write ? "BEGIN IMMEDIATE" : "BEGIN",
                          write ? "write" : "read", error);
}

static int sqlite_commit(host_store *base, host_error *error) {
    return sqlite_execute((host_sqlite *)base, "COMMIT", "write", error);
}

static void sqlite_rollback(host_store *base) {
    host_sqlite *store = (host_sqlite *)base;

    if (sqlite3_get_autocommit(store->db) == 0) {
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    }
    host_sqlite_forget(store);
}

static void sqlite_close(host_store *base) {
    host_sqlite *store = (host_sqlite *)base;
    sqlite3_stmt *statement = NULL;

    while (store->db != NULL && (statement = sqlite3_next_stmt(store->db, NULL)) != NULL) {
        sqlite3_finalize(statement);
    }
    sqlite3_close(store->db);
    free(store->slots);
    free(store->id);
    free(store->name_text);
    free(store);
}

const host_store_ops host_sqlite_ops = {
    .tenant = host_sqlite_tenant,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .close = sqlite_close,
    .put = host_sqlite_put,
    .check_lines = host_sqlite_check_lines,
    .scan = host_sqlite_scan,
    .list = host_sqlite_list,
    .name = host_sqlite_name,
    .explain_add = host_sqlite_explain_add,
    .explain_spend = host_sqlite_explain_spend,
    .explain_list = host_sqlite_explain_list,
};

/* Long statements of SQLite (sorting, checking lines) hear of Ctrl-C as well. */
static int sqlite_interrupted(void *user) {
    (void)user;
    return host_interrupted() ? 1 : 0;
}

int host_sqlite_open(host_store **out, const char *path, bool create, int64_t now_ns,
                     host_error *error) {
    /* 16 MiB of pages hold the index of a million ids, and with everything else stay below 32. */
    static const char SETTINGS[] =
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;"
        "PRAGMA cache_size = -16384; PRAGMA temp_store = FILE;";
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
    host_sqlite *store = calloc(1, sizeof *store);

    if (store == NULL) {
        return host_fail(error, "nomem", "no memory for the store");
    }
    store->base.ops = &host_sqlite_ops;
    store->slots = calloc(HOST_NAME_SLOTS, sizeof *store->slots);
    store->id = malloc(HOST_ID_SIZE);
    if (store->slots == NULL || store->id == NULL) {
        sqlite_close(&store->base);
        return host_fail(error, "nomem", "no memory for the store");
    }
    if (sqlite3_open_v2(path, &store->db, flags, NULL) != SQLITE_OK) {
        host_fail(error, "store", "there is no store at %s", path);
        host_fail_hint(error, NULL, "a store made by revops init",
                       "run: revops init --currency USD");
        sqlite_close(&store->base);
        return -1;
    }
    sqlite3_busy_timeout(store->db, 5000);
    if (host_migrate(store->db, create, now_ns, error) != 0 ||
        sqlite_execute(store, SETTINGS, "open", error) != 0) {
        sqlite_close(&store->base);
        return -1;
    }
    sqlite3_progress_handler(store->db, 100000, sqlite_interrupted, NULL);
    *out = &store->base;
    return 0;
}
