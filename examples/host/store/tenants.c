/* Tenants: several businesses in one store, each with its currency and exponents. */
#include <stdio.h>
#include <string.h>

#include "store/sqlite.h"

static int tenant_step(host_sqlite *store, sqlite3_stmt *statement, host_error *error) {
    int code = sqlite3_step(statement);

    sqlite3_finalize(statement);
    return code == SQLITE_DONE ? 0 : host_sqlite_fail(store->db, "write", error);
}

static int tenant_write(host_sqlite *store, const host_tenant *tenant, host_error *error) {
    sqlite3_stmt *statement = NULL;

    if (host_sqlite_prepare(store, &statement,
                            "INSERT INTO tenants (name, currency) VALUES (?1, ?2)", error) != 0) {
        return -1;
    }
    sqlite3_bind_text(statement, 1, tenant->name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, tenant->currency);
    if (tenant_step(store, statement, error) != 0) {
        return -1;
    }
    store->base.tenant = sqlite3_last_insert_rowid(store->db);
    for (size_t i = 0; i < tenant->currencies.def_count; i++) {
        statement = NULL;
        if (host_sqlite_prepare(store, &statement,
                                "INSERT INTO tenant_currencies VALUES (?1, ?2, ?3)", error) != 0) {
            return -1;
        }
        sqlite3_bind_int64(statement, 1, store->base.tenant);
        sqlite3_bind_int64(statement, 2, tenant->defs[i].currency);
        sqlite3_bind_int64(statement, 3, tenant->defs[i].exponent);
        if (tenant_step(store, statement, error) != 0) {
            return -1;
        }
    }
    return 0;
}

/* Find a tenant by name; `found` says whether it is there. */
static int tenant_find(host_sqlite *store, host_tenant *tenant, bool *found, host_error *error) {
    sqlite3_stmt *statement = NULL;
    int code = 0;

    if (host_sqlite_prepare(store, &statement,
                            "SELECT tenant, currency FROM tenants WHERE name = ?1", error) != 0) {
        return -1;
    }
    sqlite3_bind_text(statement, 1, tenant->name, -1, SQLITE_STATIC);
    code = sqlite3_step(statement);
    *found = code == SQLITE_ROW;
    if (*found) {
        store->base.tenant = sqlite3_column_int64(statement, 0);
        tenant->currency = (uint32_t)sqlite3_column_int64(statement, 1);
    }
    sqlite3_finalize(statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        return host_sqlite_fail(store->db, "read", error);
    }
    return 0;
}

static int tenant_read_currencies(host_sqlite *store, host_tenant *tenant, host_error *error) {
    sqlite3_stmt *statement = NULL;
    size_t count = 0;
    int code = SQLITE_ROW;

    if (host_sqlite_prepare(
            store, &statement,
            "SELECT currency, exponent FROM tenant_currencies WHERE tenant = ?1 ORDER BY currency",
            error) != 0) {
        return -1;
    }
    sqlite3_bind_int64(statement, 1, store->base.tenant);
    while (count < HOST_CURRENCY_DEFS && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        tenant->defs[count].currency = (uint32_t)sqlite3_column_int64(statement, 0);
        tenant->defs[count].exponent = sqlite3_column_int(statement, 1);
        count++;
    }
    sqlite3_finalize(statement);
    tenant->currencies = (revops_currency_options){sizeof tenant->currencies, tenant->defs, count};
    if (code != SQLITE_DONE && code != SQLITE_ROW) {
        return host_sqlite_fail(store->db, "read", error);
    }
    return 0;
}

int host_sqlite_tenant(host_store *base, host_tenant *tenant, bool create, bool *created,
                       host_error *error) {
    host_sqlite *store = (host_sqlite *)base;
    bool found = false;

    *created = false;
    if (tenant_find(store, tenant, &found, error) != 0) {
        return -1;
    }
    if (found) {
        return tenant_read_currencies(store, tenant, error);
    }
    if (!create) {
        host_fail(error, "store", "the store has no tenant %s", tenant->name);
        return host_fail_hint(error, tenant->name, "a tenant of this store",
                              "add it: revops init --tenant NAME --currency CUR");
    }
    if (host_store_begin(base, true, error) != 0) {
        return -1;
    }
    /* Another init may have written between the look and the lock. */
    if (tenant_find(store, tenant, &found, error) != 0 ||
        (!found && tenant_write(store, tenant, error) != 0) ||
        host_store_commit(base, error) != 0) {
        host_store_rollback(base);
        return -1;
    }
    *created = !found;
    return found ? tenant_read_currencies(store, tenant, error) : 0;
}
