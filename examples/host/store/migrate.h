/* Migrations: numbered steps that bring a store from any older version to this one. */
#ifndef HOST_MIGRATE_H
#define HOST_MIGRATE_H

#include <sqlite3.h>
#include <stdbool.h>

#include "host_error.h"

typedef struct host_migration {
    int version;
    size_t size;
    const char *sql;
} host_migration;

extern const host_migration host_migrations[];
extern const size_t host_migration_count;

/* Bring a store forward; each migration is one transaction. Status `store` for a newer store, for
 * the file of another program, and without `create` for an empty file: nothing is written then. */
int host_migrate(sqlite3 *db, bool create, int64_t now_ns, host_error *error);

#endif
