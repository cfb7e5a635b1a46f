/* Migrations over SQLite. */
#include "store/migrate.h"

#include <stdio.h>

#include "revops/sha256.h"
#include "store/sqlite.h"

static const char MIGRATE_TABLE[] =
    "CREATE TABLE IF NOT EXISTS schema_version ("
    "version INTEGER PRIMARY KEY, applied_ns INTEGER NOT NULL, sha256 TEXT NOT NULL) STRICT";

/* The one number that a statement answers. */
static int migrate_count(sqlite3 *db, const char *sql, int *count, host_error *error) {
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);

    if (code == SQLITE_OK) {
        code = sqlite3_step(statement);
    }
    if (code == SQLITE_ROW) {
        *count = sqlite3_column_int(statement, 0);
    } else {
        host_sqlite_fail(db, "open", error);
    }
    sqlite3_finalize(statement);
    return code == SQLITE_ROW ? 0 : -1;
}

/* The version of a store; 0 for a file that is none yet. */
static int migrate_version(sqlite3 *db, int *version, host_error *error) {
    static const char EXISTS[] = "SELECT count(*) FROM sqlite_schema WHERE name = 'schema_version'";
    static const char VERSION[] = "SELECT coalesce(max(version), 0) FROM schema_version";
    int exists = 0;

    *version = 0;
    if (migrate_count(db, EXISTS, &exists, error) != 0) {
        return -1;
    }
    return exists == 0 ? 0 : migrate_count(db, VERSION, version, error);
}

/* One migration and the row that records it: both or neither. */
static int migrate_apply(sqlite3 *db, const host_migration *migration, int64_t now_ns,
                         host_error *error) {
    static const char RECORD[] = "INSERT INTO schema_version VALUES (?1, ?2, ?3)";
    sqlite3_stmt *statement = NULL;
    uint8_t digest[32];
    char hex[65];
    int version = 0;
    int done = 0;

    revops_sha256(digest, migration->sql, migration->size);
    for (size_t i = 0; i < sizeof digest; i++) {
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    }
    if (sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK) {
        return host_sqlite_fail(db, "migrate", error);
    }
    /* Another process may have been first while this one waited for the lock. */
    if (migrate_version(db, &version, error) != 0) {
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
        return -1;
    }
    if (version >= migration->version) {
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
        return 0;
    }
    done = sqlite3_exec(db, MIGRATE_TABLE, NULL, NULL, NULL) == SQLITE_OK &&
           sqlite3_exec(db, migration->sql, NULL, NULL, NULL) == SQLITE_OK &&
           sqlite3_prepare_v2(db, RECORD, -1, &statement, NULL) == SQLITE_OK &&
           sqlite3_bind_int(statement, 1, migration->version) == SQLITE_OK &&
           sqlite3_bind_int64(statement, 2, now_ns) == SQLITE_OK &&
           sqlite3_bind_text(statement, 3, hex, -1, SQLITE_STATIC) == SQLITE_OK &&
           sqlite3_step(statement) == SQLITE_DONE;
    if (!done) {
        host_sqlite_fail(db, "migrate", error);
    }
    sqlite3_finalize(statement);
    if (done && sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK) {
        done = 0;
        host_sqlite_fail(db, "migrate", error);
    }
    if (!done) {
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
        return -1;
    }
    return 0;
}

/* An empty file becomes a store only when that was asked for, and the tables of another program
 * never do. */
static int migrate_welcome(sqlite3 *db, bool create, host_error *error) {
    int tables = 0;

    if (migrate_count(db, "SELECT count(*) FROM sqlite_schema", &tables, error) != 0) {
        return -1;
    }
    if (tables == 0 && create) {
        return 0;
    }
    host_fail(error, "store", tables == 0 ? "%s is empty" : "%s belongs to another program",
              sqlite3_db_filename(db, "main"));
    return host_fail_hint(error, NULL, "a store made by revops init",
                          tables == 0 ? "run: revops init --currency USD"
                                      : "name another file with --db");
}

int host_migrate(sqlite3 *db, bool create, int64_t now_ns, host_error *error) {
    int version = 0;

    if (migrate_version(db, &version, error) != 0 ||
        (version == 0 && migrate_welcome(db, create, error) != 0)) {
        return -1;
    }
    if (version > (int)host_migration_count) {
        host_fail(error, "store", "the store has version %d, this program knows versions up to %d",
                  version, (int)host_migration_count);
        return host_fail_hint(error, NULL, "a store of this or an older version",
                              "use the newer revops that wrote this store");
    }
    for (size_t i = 0; i < host_migration_count; i++) {
        if (host_migrations[i].version > version &&
            migrate_apply(db, &host_migrations[i], now_ns, error) != 0) {
            return -1;
        }
    }
    return 0;
}
