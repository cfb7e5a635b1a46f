/* Names: every text that is a key in the library is kept here once, so that it can be printed. */
#include <stdlib.h>
#include <string.h>

#include "revops/names.h"
#include "store/sqlite.h"

/* FNV-1a over the text: only chooses the slot, so its quality costs time and never an answer. */
static uint32_t name_slot(host_text text) {
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < text.size; i++) {
        hash = (hash ^ (unsigned char)text.data[i]) * 16777619u;
    }
    return (hash ^ (hash >> 15)) & (HOST_NAME_SLOTS - 1);
}

/* Write a name, or see that the one that is there is the same. */
static int name_keep(host_sqlite *store, host_text text, uint64_t key, bool *clash,
                     host_error *error) {
    static const char INSERT[] =
        "INSERT INTO names (tenant, key, text) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    static const char SELECT[] = "SELECT text FROM names WHERE tenant = ?1 AND key = ?2";
    sqlite3_stmt *statement = NULL;
    int code = 0;

    if (host_sqlite_prepare(store, &store->name_insert, INSERT, error) != 0 ||
        host_sqlite_prepare(store, &store->name_select, SELECT, error) != 0) {
        return -1;
    }
    statement = store->name_insert;
    sqlite3_bind_int64(statement, 1, store->base.tenant);
    sqlite3_bind_int64(statement, 2, (int64_t)key);
    sqlite3_bind_text(statement, 3, text.data, (int)text.size, SQLITE_STATIC);
    code = sqlite3_step(statement);
    sqlite3_reset(statement);
    if (code != SQLITE_DONE) {
        return host_sqlite_fail(store->db, "write", error);
    }
    if (sqlite3_changes(store->db) == 1) {
        return 0;
    }
    statement = store->name_select;
    sqlite3_bind_int64(statement, 1, store->base.tenant);
    sqlite3_bind_int64(statement, 2, (int64_t)key);
    code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        *clash = (size_t)sqlite3_column_bytes(statement, 0) != text.size ||
                 memcmp(sqlite3_column_text(statement, 0), text.data, text.size) != 0;
    }
    sqlite3_reset(statement);
    return code == SQLITE_ROW ? 0 : host_sqlite_fail(store->db, "read", error);
}

int host_sqlite_name_key(host_sqlite *store, host_text text, uint64_t *key, bool *clash,
                         host_error *error) {
    host_name_slot *slot = &store->slots[name_slot(text)];

    *clash = false;
    if (text.size == 0) {
        *key = 0;
        return 0;
    }
    if (slot->size == text.size && memcmp(slot->text, text.data, text.size) == 0) {
        *key = slot->key;
        return 0;
    }
    *key = revops_key(text.data, text.size);
    if (name_keep(store, text, *key, clash, error) != 0) {
        return -1;
    }
    if (!*clash && text.size <= sizeof slot->text) {
        slot->key = *key;
        slot->size = (uint32_t)text.size;
        memcpy(slot->text, text.data, text.size);
    }
    return 0;
}

/* The text in the first column, which stays until the next call. */
static int name_take(host_sqlite *store, sqlite3_stmt *row, host_text *text, host_error *error) {
    size_t size = (size_t)sqlite3_column_bytes(row, 0);
    char *copy = realloc(store->name_text, size + 1);

    if (copy == NULL) {
        return host_fail(error, "nomem", "no memory for a name");
    }
    memcpy(copy, sqlite3_column_text(row, 0), size);
    store->name_text = copy;
    *text = (host_text){copy, size};
    return 0;
}

/* The id of a transaction or payout: its key is that of platform and id together. */
static int name_of_id(host_sqlite *store, uint64_t key, host_text *text, host_error *error) {
    static const char SELECT[] =
        "SELECT \"transaction\" FROM transactions WHERE tenant = ?1 AND key = ?2 UNION ALL "
        "SELECT payout FROM payouts WHERE tenant = ?1 AND key = ?2";
    static const char SELECT_PAYOUTS[] =
        "SELECT \"transaction\" FROM transactions WHERE tenant = ?1 AND key = ?2 UNION ALL "
        "SELECT payout FROM payouts WHERE tenant = ?1 AND key = ?2 UNION ALL "
        "SELECT payout FROM temp.payout_ids WHERE key = ?2";
    int answer = 0;
    int code = 0;

    if (host_sqlite_prepare(store, &store->id_select,
                            store->has_payout_ids ? SELECT_PAYOUTS : SELECT, error) != 0) {
        return -1;
    }
    sqlite3_bind_int64(store->id_select, 1, store->base.tenant);
    sqlite3_bind_int64(store->id_select, 2, (int64_t)key);
    code = sqlite3_step(store->id_select);
    if (code == SQLITE_ROW) {
        answer = name_take(store, store->id_select, text, error);
    } else if (code == SQLITE_DONE) {
        answer = host_fail(error, "missing", "a key of the store has no name");
    } else {
        answer = host_sqlite_fail(store->db, "read", error);
    }
    sqlite3_reset(store->id_select);
    return answer;
}

int host_sqlite_name(host_store *base, uint64_t key, host_text *text, host_error *error) {
    static const char SELECT[] = "SELECT text FROM names WHERE tenant = ?1 AND key = ?2";
    host_sqlite *store = (host_sqlite *)base;
    int code = 0;

    *text = (host_text){"", 0};
    if (key == 0) {
        return 0;
    }
    if (host_sqlite_prepare(store, &store->name_select, SELECT, error) != 0) {
        return -1;
    }
    sqlite3_bind_int64(store->name_select, 1, base->tenant);
    sqlite3_bind_int64(store->name_select, 2, (int64_t)key);
    code = sqlite3_step(store->name_select);
    if (code == SQLITE_ROW && name_take(store, store->name_select, text, error) != 0) {
        sqlite3_reset(store->name_select);
        return -1;
    }
    sqlite3_reset(store->name_select);
    if (code == SQLITE_DONE) {
        return name_of_id(store, key, text, error);
    }
    return code == SQLITE_ROW ? 0 : host_sqlite_fail(store->db, "read", error);
}
