/* Migrations over SQLite. */
#include "store/migrate.h"

#include <stdio.h>

#include "revops/sha256.h"
#include "store/sqlite.h"

static const char MIGRATE_TABLE[] =
    "CREATE TABLE IF NOT EXISTS schema_version ("
    "version INTEGER PRIMARY KEY, applied_ns INTEGER NOT NULL, sha256 TEXT NOT NULL) STRICT";

/* The version of a store; 0 for an empty one. */
static int migrate_version(sqlite3 *db, int *version, host_error *error) {
    sqlite3_stmt *statement = NULL;
    int exists = 0;

    if (sqlite3_prepare_v2(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'schema_version'",
                           -1, &statement, NULL) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW) {
        sqlite3_finalize(statement);
        return host_sqlite_fail(db, "open", error);
    }
    exists = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    *version = 0;
    if (exists == 0) {
        return 0;
    }
    if (sqlite3_prepare_v2(db, "SELECT coalesce(max(version), 0) FROM schema_version", -1,
                           &statement, NULL) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW) {
        sqlite3_finalize(statement);
        return host_sqlite_fail(db, "open", error);
    }
    *version = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return 0;
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

int host_migrate(sqlite3 *db, int64_t now_ns, host_error *error) {
    int version = 0;

    if (migrate_version(db, &version, error) != 0) {
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
