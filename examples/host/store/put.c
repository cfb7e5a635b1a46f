/* Records in: each is known by its key, and is new, the same, updated or changed.
 *
 * * An import of new rows inserts and learns from a conflict that a row is known; an import of
 * known rows looks first. Either way a row costs one statement, because the row before says what
 * to expect. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "revops/column.h"
#include "revops/names.h"
#include "store/sqlite.h"

/* One call of put. */
typedef struct put_call {
    host_sqlite *store;
    const host_table *table;
    host_sqlite_table *plan;
    uint32_t flags;
    host_error *error;
} put_call;

/* The stored values of one record. */
typedef struct put_values {
    uint64_t key;                     /* of a hashed table */
    int64_t number[HOST_STORED_MOST]; /* numbers and names */
    host_text text[HOST_STORED_MOST]; /* texts */
} put_values;

static host_text put_text(const char *record, uint32_t offset) {
    host_text text;

    memcpy(&text, record + offset, sizeof text);
    return text;
}

static int64_t put_number(const char *record, const revops_field *field) {
    int64_t wide = 0;
    int32_t narrow = 0;
    uint32_t code = 0;

    switch (field->type) {
    case REVOPS_TYPE_INT32:
        memcpy(&narrow, record + field->offset, sizeof narrow);
        return narrow;
    case REVOPS_TYPE_UINT32:
        memcpy(&code, record + field->offset, sizeof code);
        return (int64_t)code;
    default:
        memcpy(&wide, record + field->offset, sizeof wide);
        return wide;
    }
}

/* SQL of a table, a piece at a time. */
typedef struct put_sql {
    char text[HOST_SQL_SIZE];
    size_t size;
} put_sql;

static void put_say(put_sql *sql, const char *piece) {
    size_t size = strlen(piece);

    if (sql->size + size < sizeof sql->text) {
        memcpy(sql->text + sql->size, piece, size + 1);
        sql->size += size;
    }
}

/* `"name" = ?n`, with what comes before it. */
static void put_say_column(put_sql *sql, const char *before, const char *name, int parameter) {
    char piece[160];

    snprintf(piece, sizeof piece, "%s\"%s\" = ?%d", before, name, parameter);
    put_say(sql, piece);
}

static bool put_is_key(const host_stored *stored) {
    return (stored->column->flags & HOST_COLUMN_KEY) != 0;
}

/* How a known record is found: by key and the numbers of its identity. */
static void put_say_where(put_sql *sql, const host_table *table, const host_sqlite_table *plan) {
    put_say(sql, " WHERE tenant = ?1");
    if ((table->flags & HOST_TABLE_HASHED) != 0) {
        put_say(sql, " AND key = ?2");
    }
    for (uint32_t i = 0; i < plan->count; i++) {
        if (put_is_key(&plan->stored[i]) && plan->stored[i].column->form == HOST_FORM_NUMBER) {
            put_say_column(sql, " AND ", plan->stored[i].field->name,
                           plan->first_parameter + (int)i);
        }
    }
}

static void put_sql_insert(put_sql *sql, const host_table *table, const host_sqlite_table *plan) {
    char piece[128];
    bool numbered = (table->flags & HOST_TABLE_NUMBERED) != 0;

    snprintf(piece, sizeof piece, "INSERT INTO \"%s\" (tenant", table->name);
    put_say(sql, piece);
    put_say(sql, numbered ? ", number" : plan->first_parameter == 3 ? ", key" : "");
    for (uint32_t i = 0; i < plan->count; i++) {
        put_say(sql, ", \"");
        put_say(sql, plan->stored[i].field->name);
        put_say(sql, "\"");
    }
    put_say(sql, ") VALUES (?1");
    if (numbered) {
        snprintf(piece, sizeof piece,
                 ", (SELECT coalesce(max(number), 0) + 1 FROM \"%s\" WHERE tenant = ?1)",
                 table->name);
        put_say(sql, piece);
    } else if (plan->first_parameter == 3) {
        put_say(sql, ", ?2");
    }
    for (uint32_t i = 0; i < plan->count; i++) {
        snprintf(piece, sizeof piece, ", ?%d", plan->first_parameter + (int)i);
        put_say(sql, piece);
    }
    put_say(sql, ") ON CONFLICT DO NOTHING");
}

static void put_sql_select(put_sql *sql, const host_table *table, const host_sqlite_table *plan) {
    put_say(sql, "SELECT tenant");
    for (uint32_t i = 0; i < plan->count; i++) {
        put_say(sql, ", \"");
        put_say(sql, plan->stored[i].field->name);
        put_say(sql, "\"");
    }
    put_say(sql, " FROM \"");
    put_say(sql, table->name);
    put_say(sql, "\"");
    put_say_where(sql, table, plan);
}

static void put_sql_update(put_sql *sql, const host_table *table, const host_sqlite_table *plan) {
    const char *before = " SET ";

    put_say(sql, "UPDATE \"");
    put_say(sql, table->name);
    put_say(sql, "\"");
    for (uint32_t i = 0; i < plan->count; i++) {
        if (!put_is_key(&plan->stored[i])) {
            put_say_column(sql, before, plan->stored[i].field->name,
                           plan->first_parameter + (int)i);
            before = ", ";
        }
    }
    put_say_where(sql, table, plan);
}

/* Make the statements of a table, once per run. */
static int put_plan(host_sqlite *store, const host_table *table, host_sqlite_table *plan,
                    host_error *error) {
    put_sql insert = {.size = 0};
    put_sql select = {.size = 0};
    put_sql update = {.size = 0};
    bool numbered = (table->flags & HOST_TABLE_NUMBERED) != 0;

    if (plan->insert != NULL) {
        return 0;
    }
    plan->count = 0;
    plan->first_parameter = (table->flags & HOST_TABLE_HASHED) != 0 ? 3 : 2;
    for (uint32_t i = 0; i < table->shape->field_count; i++) {
        const revops_field *field = revops_shape_field(table->shape, i);
        const host_column *column = &table->columns[i];

        if (i == 0) {
            plan->id_offset = field->offset;
        }
        if (strcmp(field->name, "platform") == 0) {
            plan->has_platform = true;
            plan->platform_offset = field->offset;
        }
        if (column->form != HOST_FORM_HASHED && column->form != HOST_FORM_NONE) {
            plan->stored[plan->count++] = (host_stored){field, column};
        }
    }
    put_sql_insert(&insert, table, plan);
    put_sql_select(&select, table, plan);
    put_sql_update(&update, table, plan);
    if (!numbered && (host_sqlite_prepare(store, &plan->select, select.text, error) != 0 ||
                      host_sqlite_prepare(store, &plan->update, update.text, error) != 0)) {
        return -1;
    }
    return host_sqlite_prepare(store, &plan->insert, insert.text, error);
}

/* The key of platform, 0x1F, id. Lines of one transaction come together, so the last one is
 * kept. */
static int put_key(put_call *call, const char *record, uint64_t *key) {
    host_sqlite *store = call->store;
    host_text id = put_text(record, call->plan->id_offset);
    host_text platform = {"", 0};
    size_t before = 0;

    if (call->plan->has_platform) {
        platform = put_text(record, call->plan->platform_offset);
        before = platform.size + 1;
    }
    if (id.size == 0 || before + id.size > HOST_ID_SIZE) {
        return host_fail(call->error, "invalid", "an id has %zu bytes, expected 1 to %d", id.size,
                         HOST_ID_SIZE - 1);
    }
    if (store->id_size == before + id.size && memcmp(store->id + before, id.data, id.size) == 0 &&
        (before == 0 || (store->id[platform.size] == '\x1F' &&
                         memcmp(store->id, platform.data, platform.size) == 0))) {
        *key = store->id_key;
        return 0;
    }
    if (before > 0) {
        memcpy(store->id, platform.data, platform.size);
        store->id[platform.size] = '\x1F';
    }
    memcpy(store->id + before, id.data, id.size);
    store->id_size = before + id.size;
    store->id_key = revops_key(store->id, store->id_size);
    *key = store->id_key;
    return 0;
}

/* Collect what a record stores; `clash` names the column whose text has another text's key. */
static int put_collect(put_call *call, const char *record, put_values *values, const char **clash) {
    const host_sqlite_table *plan = call->plan;

    *clash = NULL;
    if ((call->table->flags & HOST_TABLE_HASHED) != 0 && put_key(call, record, &values->key) != 0) {
        return -1;
    }
    for (uint32_t i = 0; i < plan->count; i++) {
        const host_stored *stored = &plan->stored[i];
        uint64_t key = 0;
        bool clashes = false;

        if (stored->column->form == HOST_FORM_NUMBER) {
            values->number[i] = put_number(record, stored->field);
            continue;
        }
        values->text[i] = put_text(record, stored->field->offset);
        if (stored->column->form == HOST_FORM_NAME) {
            if (host_sqlite_name_key(call->store, values->text[i], &key, &clashes, call->error)) {
                return -1;
            }
            values->number[i] = (int64_t)key;
            *clash = clashes && *clash == NULL ? stored->field->name : *clash;
        }
    }
    return 0;
}

static void put_bind(const put_call *call, sqlite3_stmt *statement, const put_values *values,
                     bool keys_only) {
    const host_sqlite_table *plan = call->plan;

    sqlite3_bind_int64(statement, 1, call->store->base.tenant);
    if ((call->table->flags & HOST_TABLE_HASHED) != 0) {
        sqlite3_bind_int64(statement, 2, (int64_t)values->key);
    }
    for (uint32_t i = 0; i < plan->count; i++) {
        const host_column *column = plan->stored[i].column;
        int parameter = plan->first_parameter + (int)i;

        if (keys_only && !(put_is_key(&plan->stored[i]) && column->form == HOST_FORM_NUMBER)) {
            continue;
        }
        if (column->form != HOST_FORM_TEXT) {
            sqlite3_bind_int64(statement, parameter, values->number[i]);
        } else if (values->text[i].size == 0) {
            sqlite3_bind_null(statement, parameter);
        } else {
            sqlite3_bind_text(statement, parameter, values->text[i].data, (int)values->text[i].size,
                              SQLITE_STATIC);
        }
    }
}

static int put_insert(const put_call *call, const put_values *values, bool *added) {
    sqlite3_stmt *statement = call->plan->insert;
    int code = 0;

    put_bind(call, statement, values, false);
    code = sqlite3_step(statement);
    sqlite3_reset(statement);
    if (code != SQLITE_DONE) {
        return host_sqlite_fail(call->store->db, "write", call->error);
    }
    *added = sqlite3_changes(call->store->db) == 1;
    return 0;
}

static bool put_differs(sqlite3_stmt *row, int column, const host_stored *stored,
                        const put_values *values, uint32_t index) {
    host_text text = values->text[index];

    if (stored->column->form != HOST_FORM_TEXT) {
        return sqlite3_column_int64(row, column) != values->number[index];
    }
    if ((size_t)sqlite3_column_bytes(row, column) != text.size) {
        return true;
    }
    return text.size > 0 && memcmp(sqlite3_column_text(row, column), text.data, text.size) != 0;
}

/* Look for a record and say how it differs; `known` is false when it is not there. */
static int put_compare(const put_call *call, const put_values *values, bool *known,
                       host_put_result *result) {
    sqlite3_stmt *row = call->plan->select;
    int code = 0;

    put_bind(call, row, values, true);
    code = sqlite3_step(row);
    *known = code == SQLITE_ROW;
    *result = (host_put_result){HOST_PUT_SAME, NULL};
    for (uint32_t i = 0; *known && i < call->plan->count; i++) {
        const host_stored *stored = &call->plan->stored[i];
        host_outcome outcome = HOST_PUT_CHANGED;

        if (!put_differs(row, (int)i + 1, stored, values, i)) {
            continue;
        }
        if (put_is_key(stored)) {
            outcome = HOST_PUT_CLASH;
        } else if ((stored->column->flags & HOST_COLUMN_LIFE) != 0) {
            outcome = HOST_PUT_UPDATED;
        }
        if (outcome > result->outcome) {
            *result = (host_put_result){outcome, stored->field->name};
        }
    }
    sqlite3_reset(row);
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        return host_sqlite_fail(call->store->db, "read", call->error);
    }
    return 0;
}

static int put_update(const put_call *call, const put_values *values) {
    sqlite3_stmt *statement = call->plan->update;
    int code = 0;

    put_bind(call, statement, values, false);
    code = sqlite3_step(statement);
    sqlite3_reset(statement);
    return code == SQLITE_DONE ? 0 : host_sqlite_fail(call->store->db, "write", call->error);
}

/* Whether the transaction of a line is stored. Lines of one transaction come together. */
static int put_parent(const put_call *call, uint64_t key, bool *there) {
    static const char SELECT[] = "SELECT 1 FROM transactions WHERE tenant = ?1 AND key = ?2";
    host_sqlite *store = call->store;
    int code = 0;

    *there = store->parent == key;
    if (*there) {
        return 0;
    }
    if (host_sqlite_prepare(store, &store->parent_select, SELECT, call->error) != 0) {
        return -1;
    }
    sqlite3_bind_int64(store->parent_select, 1, store->base.tenant);
    sqlite3_bind_int64(store->parent_select, 2, (int64_t)key);
    code = sqlite3_step(store->parent_select);
    sqlite3_reset(store->parent_select);
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        return host_sqlite_fail(store->db, "read", call->error);
    }
    *there = code == SQLITE_ROW;
    store->parent = *there ? key : store->parent;
    return 0;
}

/* A record that may be there: insert or look first, as the one before has taught. */
static int put_identified(put_call *call, const put_values *values, host_put_result *result) {
    bool known = false;
    bool added = false;

    *result = (host_put_result){HOST_PUT_NEW, NULL};
    if (call->plan->expect_known) {
        if (put_compare(call, values, &known, result) != 0) {
            return -1;
        }
        if (!known) {
            *result = (host_put_result){HOST_PUT_NEW, NULL};
            call->plan->expect_known = false;
            return put_insert(call, values, &added);
        }
    } else {
        if (put_insert(call, values, &added) != 0) {
            return -1;
        }
        if (added) {
            return 0;
        }
        call->plan->expect_known = true;
        if (put_compare(call, values, &known, result) != 0) {
            return -1;
        }
    }
    if (result->outcome == HOST_PUT_UPDATED ||
        (result->outcome == HOST_PUT_CHANGED && (call->flags & HOST_PUT_UPDATE) != 0)) {
        return put_update(call, values);
    }
    return 0;
}

static int put_record(put_call *call, const char *record, host_put_result *result) {
    put_values values;
    const char *clash = NULL;
    bool added = false;
    bool there = true;

    if (put_collect(call, record, &values, &clash) != 0) {
        return -1;
    }
    if (clash != NULL) {
        *result = (host_put_result){HOST_PUT_CLASH, clash};
        return 0;
    }
    if ((call->table->flags & HOST_TABLE_CHILD) != 0) {
        if (put_parent(call, values.key, &there) != 0) {
            return -1;
        }
        if (!there) {
            *result = (host_put_result){HOST_PUT_MISSING, call->table->shape->fields[0].name};
            return 0;
        }
    }
    if ((call->table->flags & HOST_TABLE_NUMBERED) != 0) {
        *result = (host_put_result){HOST_PUT_NEW, NULL};
        return put_insert(call, &values, &added);
    }
    return put_identified(call, &values, result);
}

int host_sqlite_put(host_store *base, const host_table *table, const void *records, size_t count,
                    uint32_t flags, host_put_result *results, host_put_counts *counts,
                    host_error *error) {
    host_sqlite *store = (host_sqlite *)base;
    host_sqlite_table *plan = &store->tables[host_sqlite_place(table)];
    put_call call = {store, table, plan, flags, error};
    const char *record = records;

    if (put_plan(store, table, plan, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < count; i++, record += table->shape->size) {
        host_put_result result = {HOST_PUT_NEW, NULL};

        if (put_record(&call, record, &result) != 0) {
            return -1;
        }
        counts->added += result.outcome == HOST_PUT_NEW;
        counts->same += result.outcome == HOST_PUT_SAME;
        counts->updated += result.outcome == HOST_PUT_UPDATED;
        counts->changed += result.outcome == HOST_PUT_CHANGED;
        counts->missing += result.outcome == HOST_PUT_MISSING;
        counts->clash += result.outcome == HOST_PUT_CLASH;
        if (results != NULL) {
            results[i] = result;
        }
    }
    return 0;
}

void host_sqlite_forget(host_sqlite *store) {
    /* What was remembered may have been rolled back. */
    memset(store->slots, 0, HOST_NAME_SLOTS * sizeof *store->slots);
    store->parent = 0;
}

int host_sqlite_check_lines(host_store *base, host_text platform, host_error *error) {
    static const char SELECT[] =
        "SELECT t.\"transaction\", t.gross_minor, l.total FROM (SELECT key, sum(amount_minor) AS "
        "total FROM transaction_lines WHERE tenant = ?1 GROUP BY key) AS l JOIN transactions AS t "
        "ON t.tenant = ?1 AND t.key = l.key WHERE t.platform = ?2 AND t.gross_minor <> l.total "
        "ORDER BY t.\"transaction\" LIMIT 1";
    host_sqlite *store = (host_sqlite *)base;
    sqlite3_stmt *statement = NULL;
    uint64_t key = platform.size > 0 ? revops_key(platform.data, platform.size) : 0;
    char expected[120];
    int code = 0;

    if (host_sqlite_prepare(store, &statement, SELECT, error) != 0) {
        return -1;
    }
    sqlite3_bind_int64(statement, 1, base->tenant);
    sqlite3_bind_int64(statement, 2, (int64_t)key);
    code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        snprintf(expected, sizeof expected, "lines that sum to %" PRId64 " minor units",
                 (int64_t)sqlite3_column_int64(statement, 1));
        host_fail(error, "mismatch", "the lines of \"%.60s\" sum to %" PRId64 " minor units",
                  (const char *)sqlite3_column_text(statement, 0),
                  (int64_t)sqlite3_column_int64(statement, 2));
        host_fail_hint(error, (const char *)sqlite3_column_text(statement, 0), expected,
                       "import all lines of the transaction in one command");
    } else if (code != SQLITE_DONE) {
        host_sqlite_fail(store->db, "read", error);
    }
    sqlite3_finalize(statement);
    return code == SQLITE_DONE ? 0 : -1;
}
