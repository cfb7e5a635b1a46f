/* What the files of the SQLite store share. */
#ifndef HOST_SQLITE_H
#define HOST_SQLITE_H

#include <sqlite3.h>

#include "store/store.h"

enum {
    HOST_SQL_SIZE = 4096,    /* longest statement made from a table */
    HOST_NAME_SLOTS = 32768, /* names remembered during a run, by a hash of their text */
    HOST_NAME_SIZE = 52,     /* longest name that is remembered */
    HOST_ID_SIZE = 65536,    /* longest platform, 0x1F, id */
    HOST_STORED_MOST = 24    /* most columns of a table */
};

/* One member of a record that has a column of its own. */
typedef struct host_stored {
    const revops_field *field;
    const host_column *column;
} host_stored;

/* What was made from one host_table. */
typedef struct host_sqlite_table {
    sqlite3_stmt *insert, *select, *update;
    host_stored stored[HOST_STORED_MOST];
    uint32_t count;
    int first_parameter; /* of stored[0]; before it stand tenant and key or number */
    bool has_platform;
    uint32_t id_offset, platform_offset;
    bool expect_known; /* the record before was stored already: look before inserting */
} host_sqlite_table;

/* A name that was met before in this run. 64 bytes, one cache line. */
typedef struct host_name_slot {
    uint64_t key;
    uint32_t size; /* 0: empty */
    char text[HOST_NAME_SIZE];
} host_name_slot;

typedef struct host_sqlite {
    host_store base; /* first: the two are one pointer */
    sqlite3 *db;
    host_sqlite_table tables[HOST_TABLE_COUNT];
    sqlite3_stmt *name_insert, *name_select, *parent_select, *explain_insert, *id_select;
    host_name_slot *slots;
    char *id;            /* HOST_ID_SIZE bytes: platform, 0x1F, id of the record before */
    size_t id_size;      /* 0: none */
    uint64_t id_key;     /* its key */
    uint64_t parent;     /* key of the transaction that the line before belongs to; 0: none */
    bool has_payout_ids; /* temp.payout_ids is there */
    char *name_text;     /* what host_store_name gave last */
} host_sqlite;

extern const host_store_ops host_sqlite_ops;

/* Tell what SQLite says; `doing` is a verb. Answers -1. */
int host_sqlite_fail(sqlite3 *db, const char *doing, host_error *error);

/* Prepare a statement that lives as long as the store. */
int host_sqlite_prepare(host_sqlite *store, sqlite3_stmt **statement, const char *sql,
                        host_error *error);

/* The place of a table among all tables. */
size_t host_sqlite_place(const host_table *table);

/* sqlite.c */
int host_sqlite_open(host_store **out, const char *path, bool create, int64_t now_ns,
                     host_error *error);
/* tenants.c */
int host_sqlite_tenant(host_store *base, host_tenant *tenant, bool create, bool *created,
                       host_error *error);
/* put.c */
int host_sqlite_put(host_store *base, const host_table *table, const void *records, size_t count,
                    uint32_t flags, host_put_result *results, host_put_counts *counts,
                    host_error *error);
int host_sqlite_check_lines(host_store *base, host_text platform, host_error *error);
void host_sqlite_forget(host_sqlite *store);
/* names.c */
int host_sqlite_name_key(host_sqlite *store, host_text text, uint64_t *key, bool *clash,
                         host_error *error);
int host_sqlite_name(host_store *base, uint64_t key, host_text *text, host_error *error);
/* queries.c */
int host_sqlite_scan(host_store *base, const host_query *query, host_scan **scan,
                     host_error *error);
/* lists.c */
int host_sqlite_list(host_store *base, const host_list_query *query, host_list **list,
                     host_error *error);
int host_sqlite_explain_add(host_store *base, const revops_contribution *rows, size_t count,
                            host_error *error);
int host_sqlite_explain_spend(host_store *base, const host_spend_query *query, int64_t *sum_minor,
                              host_error *error);
int host_sqlite_explain_list(host_store *base, host_list **list, host_error *error);

#endif
