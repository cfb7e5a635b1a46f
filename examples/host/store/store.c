/* The store's front: which database, which tenant; everything else is its database's work. */
#include "store/store.h"

#include <stdio.h>
#include <string.h>

#include "store/sqlite.h"

int host_store_open(host_store **store, const char *url, bool create, int64_t now_ns,
                    host_error *error) {
    static const char SQLITE[] = "sqlite:";
    static const char POSTGRESQL[] = "postgresql://";

    if (strncmp(url, POSTGRESQL, sizeof POSTGRESQL - 1) == 0) {
        host_fail(error, "store", "this program was built without PostgreSQL");
        return host_fail_hint(error, url, "sqlite:PATH or a path",
                              "name a SQLite file with --db or REVOPS_DB");
    }
    if (strncmp(url, SQLITE, sizeof SQLITE - 1) == 0) {
        url += sizeof SQLITE - 1;
    }
    if (url[0] == '\0') {
        host_fail(error, "store", "the path of the store is empty");
        return host_fail_hint(error, NULL, "sqlite:PATH or a path",
                              "name a SQLite file with --db or REVOPS_DB");
    }
    return host_sqlite_open(store, url, create, now_ns, error);
}

int host_store_tenant(host_store *store, host_tenant *tenant, bool create, bool *created,
                      host_error *error) {
    return store->ops->tenant(store, tenant, create, created, error);
}

int host_store_begin(host_store *store, bool write, host_error *error) {
    return store->ops->begin(store, write, error);
}

int host_store_commit(host_store *store, host_error *error) {
    return store->ops->commit(store, error);
}

void host_store_rollback(host_store *store) {
    store->ops->rollback(store);
}

void host_store_close(host_store *store) {
    if (store != NULL) {
        store->ops->close(store);
    }
}

int host_store_put(host_store *store, const host_table *table, const void *records, size_t count,
                   uint32_t flags, host_put_result *results, host_put_counts *counts,
                   host_error *error) {
    return store->ops->put(store, table, records, count, flags, results, counts, error);
}

int host_store_check_lines(host_store *store, host_text platform, host_error *error) {
    return store->ops->check_lines(store, platform, error);
}

int host_store_scan(host_store *store, const host_query *query, host_scan **scan,
                    host_error *error) {
    return store->ops->scan(store, query, scan, error);
}

int host_store_list(host_store *store, const host_list_query *query, host_list **list,
                    host_error *error) {
    return store->ops->list(store, query, list, error);
}

int host_store_name(host_store *store, uint64_t key, host_text *text, host_error *error) {
    return store->ops->name(store, key, text, error);
}

int host_store_explain_add(host_store *store, const revops_contribution *rows, size_t count,
                           host_error *error) {
    return store->ops->explain_add(store, rows, count, error);
}

int host_store_explain_spend(host_store *store, const host_spend_query *query, int64_t *sum_minor,
                             host_error *error) {
    return store->ops->explain_spend(store, query, sum_minor, error);
}

int host_store_explain_list(host_store *store, host_list **list, host_error *error) {
    return store->ops->explain_list(store, list, error);
}
