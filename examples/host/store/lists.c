/* Lists: stored rows as people read them, in the order of their shape; and explained figures. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/scan.h"
#include "store/shapes.h"

#define S host_explained
static const revops_field explained_fields[] = {
    HOST_TEXT_FIELD(S, platform, 2),    HOST_TEXT_FIELD(S, transaction, 3),
    HOST_DAY_FIELD(S, economic_day, 1), HOST_CURRENCY_FIELD(S, currency),
    HOST_MINOR_FIELD(S, amount_minor),
};
#undef S
const revops_shape host_explained_shape =
    HOST_SHAPE(host_explained, "explained", "sources of a figure", explained_fields);

/* A growing SQL text that is cut, never overrun; the statements here are a fraction of its size. */
typedef struct list_sql {
    char text[HOST_SQL_SIZE];
    size_t size;
} list_sql;

static void list_say(list_sql *sql, const char *piece) {
    size_t size = strlen(piece);

    if (sql->size + size < sizeof sql->text) {
        memcpy(sql->text + sql->size, piece, size + 1);
        sql->size += size;
    }
}

static void list_say_name(list_sql *sql, const char *before, const char *name, const char *after) {
    list_say(sql, before);
    list_say(sql, name);
    list_say(sql, after);
}

/* SELECT of all members as texts and numbers, named like the fields. */
static void list_say_rows(list_sql *sql, const host_table *table) {
    list_say(sql, "SELECT ");
    for (uint32_t i = 0; i < table->shape->field_count; i++) {
        const char *name = table->shape->fields[i].name;

        list_say(sql, i > 0 ? ", " : "");
        if (table->columns[i].form == HOST_FORM_NAME) {
            list_say_name(sql,
                          "(SELECT text FROM names AS n WHERE n.tenant = t.tenant AND n.key = t.\"",
                          name, "\") AS \"");
            list_say_name(sql, "", name, "\"");
        } else {
            list_say_name(sql, "t.\"", name, "\"");
        }
    }
    list_say_name(sql, " FROM \"", table->name, "\" AS t NOT INDEXED WHERE t.tenant = ?1");
}

/* The ORDER fields in their order, separated by commas; answers how many. */
static uint32_t list_say_order(list_sql *sql, const host_table *table) {
    uint32_t place = 1;

    for (uint32_t i = 0; i < table->shape->field_count; i++) {
        if (table->shape->fields[i].order == place) {
            list_say(sql, place > 1 ? ", " : "");
            list_say_name(sql, "\"", table->shape->fields[i].name, "\"");
            place++;
            i = UINT32_MAX; /* from the start again: the next place may stand before this one */
        }
    }
    return place - 1;
}

/* Find the row with this id and bind its place in the order behind ?1. */
static int list_bind_after(host_sqlite *store, const host_list_query *query, uint32_t places,
                           sqlite3_stmt *rows, host_error *error) {
    list_sql sql = {.size = 0};
    const char *id = query->table->shape->fields[0].name;
    sqlite3_stmt *statement = NULL;
    int code = 0;

    list_say(&sql, "SELECT ");
    list_say_order(&sql, query->table);
    list_say(&sql, " FROM (");
    list_say_rows(&sql, query->table);
    list_say_name(&sql, ") WHERE \"", id, "\" = ?2 OR platform || '/' || \"");
    list_say_name(&sql, "", id, "\" = ?2 LIMIT 2");
    if (host_sqlite_prepare(store, &statement, sql.text, error) != 0) {
        return -1;
    }
    sqlite3_bind_int64(statement, 1, store->base.tenant);
    sqlite3_bind_text(statement, 2, query->after, -1, SQLITE_STATIC);
    code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        for (uint32_t i = 0; i < places; i++) {
            sqlite3_bind_value(rows, (int)i + 2, sqlite3_column_value(statement, (int)i));
        }
        code = sqlite3_step(statement);
        if (code == SQLITE_ROW) {
            host_fail(error, "usage", "several platforms have the id %s", query->after);
            host_fail_hint(error, query->after, "platform/id", "write the platform before the id");
        }
    } else if (code == SQLITE_DONE) {
        host_fail(error, "missing", "there is no row with the id %s", query->after);
        host_fail_hint(error, query->after, "an id of this table",
                       "take the id from a list without --after");
        code = SQLITE_ROW;
    }
    sqlite3_finalize(statement);
    if (code == SQLITE_DONE) {
        return 0;
    }
    return code == SQLITE_ROW ? -1 : host_sqlite_fail(store->db, "read", error);
}

int host_sqlite_list(host_store *base, const host_list_query *query, host_list **out,
                     host_error *error) {
    host_sqlite *store = (host_sqlite *)base;
    list_sql sql = {.size = 0};
    host_list *list = calloc(1, sizeof *list);
    uint32_t places = 0;
    char limit[40];

    if (list == NULL) {
        return host_fail(error, "nomem", "no memory for a list");
    }
    list->store = store;
    list->table = query->table;
    list->shape = query->table->shape;
    if ((query->table->flags & HOST_TABLE_NUMBERED) != 0) {
        list_say_rows(&sql, query->table);
        list_say(&sql, " ORDER BY t.number");
    } else {
        list_say(&sql, "SELECT * FROM (");
        list_say_rows(&sql, query->table);
        list_say(&sql, ")");
        if (query->after != NULL) {
            list_say(&sql, " WHERE (");
            places = list_say_order(&sql, query->table);
            list_say(&sql, places == 3 ? ") > (?2, ?3, ?4)" : ") > (?2, ?3)");
        }
        list_say(&sql, " ORDER BY ");
        list_say_order(&sql, query->table);
    }
    snprintf(limit, sizeof limit, " LIMIT %lld",
             query->limit < INT64_MAX ? (long long)query->limit : -1LL);
    list_say(&sql, limit);
    if (host_sqlite_prepare(store, &list->statement, sql.text, error) != 0 ||
        (query->after != NULL &&
         list_bind_after(store, query, places, list->statement, error) != 0)) {
        host_list_close(list);
        return -1;
    }
    sqlite3_bind_int64(list->statement, 1, base->tenant);
    *out = list;
    return 0;
}

/* One column of the row into one member of the record. */
static void list_member(sqlite3_stmt *row, int column, const revops_field *field, char *record) {
    char *member = record + field->offset;
    int64_t wide = 0;
    int32_t narrow = 0;
    uint32_t code = 0;
    host_text text = {"", 0};

    switch (field->type) {
    case REVOPS_TYPE_BYTES:
        if (sqlite3_column_type(row, column) != SQLITE_NULL) {
            text.data = (const char *)sqlite3_column_text(row, column);
            text.size = (size_t)sqlite3_column_bytes(row, column);
        }
        memcpy(member, &text, sizeof text);
        break;
    case REVOPS_TYPE_INT32:
        narrow = sqlite3_column_int(row, column);
        memcpy(member, &narrow, sizeof narrow);
        break;
    case REVOPS_TYPE_UINT32:
        code = (uint32_t)sqlite3_column_int64(row, column);
        memcpy(member, &code, sizeof code);
        break;
    default:
        wide = sqlite3_column_int64(row, column);
        memcpy(member, &wide, sizeof wide);
        break;
    }
}

int host_list_next(host_list *list, void *record, host_error *error) {
    int code = sqlite3_step(list->statement);

    if (code == SQLITE_DONE) {
        return 0;
    }
    if (code != SQLITE_ROW) {
        return host_sqlite_fail(list->store->db, "read", error);
    }
    memset(record, 0, list->shape->size);
    for (uint32_t i = 0; i < list->shape->field_count; i++) {
        list_member(list->statement, (int)i, &list->shape->fields[i], record);
    }
    return 1;
}

void host_list_close(host_list *list) {
    if (list == NULL) {
        return;
    }
    sqlite3_finalize(list->statement);
    if (list->table == NULL) {
        sqlite3_exec(list->store->db, "DELETE FROM temp.explained", NULL, NULL, NULL);
    }
    free(list);
}

/* Explained rows wait in a table of this connection, so that memory does not grow with them. */
static int explain_ready(host_sqlite *store, host_error *error) {
    static const char TABLE[] =
        "CREATE TEMP TABLE IF NOT EXISTS explained (key INTEGER NOT NULL, spend INTEGER NOT NULL, "
        "amount_minor INTEGER NOT NULL) STRICT";
    static const char INSERT[] = "INSERT INTO temp.explained VALUES (?1, 0, ?2)";

    if (store->explain_insert != NULL) {
        return 0;
    }
    if (sqlite3_exec(store->db, TABLE, NULL, NULL, NULL) != SQLITE_OK) {
        return host_sqlite_fail(store->db, "read", error);
    }
    return host_sqlite_prepare(store, &store->explain_insert, INSERT, error);
}

int host_sqlite_explain_add(host_store *base, const revops_contribution *rows, size_t count,
                            host_error *error) {
    host_sqlite *store = (host_sqlite *)base;

    if (explain_ready(store, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        int code = 0;

        sqlite3_bind_int64(store->explain_insert, 1, (int64_t)rows[i].source);
        sqlite3_bind_int64(store->explain_insert, 2, rows[i].amount_minor);
        code = sqlite3_step(store->explain_insert);
        sqlite3_reset(store->explain_insert);
        if (code != SQLITE_DONE) {
            return host_sqlite_fail(store->db, "read", error);
        }
    }
    return 0;
}

/* Run one statement over the spend rows of a query; its first column, if any, goes to `value`. */
static int explain_spend_run(host_sqlite *store, const char *sql, const host_spend_query *query,
                             int64_t *value, host_error *error) {
    sqlite3_stmt *statement = NULL;
    int code = 0;

    if (host_sqlite_prepare(store, &statement, sql, error) != 0) {
        return -1;
    }
    sqlite3_bind_int64(statement, 1, store->base.tenant);
    sqlite3_bind_int64(statement, 2, query->sign);
    sqlite3_bind_int64(statement, 3, query->from_day);
    sqlite3_bind_int64(statement, 4, query->to_day);
    sqlite3_bind_int64(statement, 5, query->currency);
    sqlite3_bind_int64(statement, 6, query->by_project ? 1 : 0);
    sqlite3_bind_int64(statement, 7, (int64_t)query->project);
    sqlite3_bind_int64(statement, 8, query->by_product ? 1 : 0);
    sqlite3_bind_int64(statement, 9, (int64_t)query->product);
    code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        *value = sqlite3_column_int64(statement, 0);
    }
    sqlite3_finalize(statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        return host_sqlite_fail(store->db, "read", error);
    }
    return 0;
}

#define EXPLAIN_SPEND                                                                              \
    " FROM spend NOT INDEXED WHERE tenant = ?1 AND economic_day >= ?3 AND economic_day < ?4 "      \
    "AND currency = ?5 AND (?6 = 0 OR project = ?7) AND (?8 = 0 OR product = ?9)"

int host_sqlite_explain_spend(host_store *base, const host_spend_query *query, int64_t *sum_minor,
                              host_error *error) {
    static const char INSERT[] =
        "INSERT INTO temp.explained SELECT key, 1, amount_minor * ?2" EXPLAIN_SPEND;
    static const char SUM[] = "SELECT coalesce(sum(amount_minor), 0)" EXPLAIN_SPEND;
    host_sqlite *store = (host_sqlite *)base;

    if (explain_ready(store, error) != 0 ||
        explain_spend_run(store, INSERT, query, sum_minor, error) != 0) {
        return -1;
    }
    return explain_spend_run(store, SUM, query, sum_minor, error);
}

int host_sqlite_explain_list(host_store *base, host_list **out, host_error *error) {
    static const char SELECT[] =
        "SELECT (SELECT text FROM names AS n WHERE n.tenant = t.tenant AND n.key = t.platform) AS "
        "platform, t.\"transaction\" AS id, t.economic_day AS day, t.currency, e.amount_minor "
        "FROM temp.explained AS e JOIN transactions AS t ON t.tenant = ?1 AND t.key = e.key "
        "WHERE e.spend = 0 UNION ALL "
        "SELECT NULL, s.spend, s.economic_day, s.currency, e.amount_minor FROM temp.explained AS e "
        "JOIN spend AS s ON s.tenant = ?1 AND s.key = e.key WHERE e.spend = 1 "
        "ORDER BY day, platform, id";
    host_sqlite *store = (host_sqlite *)base;
    host_list *list = calloc(1, sizeof *list);

    if (list == NULL) {
        return host_fail(error, "nomem", "no memory for a list");
    }
    list->store = store;
    list->shape = &host_explained_shape;
    if (explain_ready(store, error) != 0 ||
        host_sqlite_prepare(store, &list->statement, SELECT, error) != 0) {
        free(list);
        return -1;
    }
    sqlite3_bind_int64(list->statement, 1, base->tenant);
    *out = list;
    return 0;
}
