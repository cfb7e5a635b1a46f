/* Feeds: stored rows on their way into any handle of the catalogue. The columns of a statement
 * carry the names of the batch's columns, so one loop fills every batch from its shape. The columns
 * of transactions, spend and rates, which every figure reads, have their own loop in queries.c. */
#include "store/feeds.h"

#include <stdlib.h>
#include <string.h>

#include "revops/names.h"

/* Each has ?1 tenant, ?2 first day, ?3 day after the last. */
static const host_feed feeds[] = {
    /* Reserve rows move the balance, so they stay. A payout is known by platform and id. */
    {HOST_SCAN_PAYOUT_TRANSACTIONS, "transaction_batch", "economic_day",
     "SELECT economic_day, currency, gross_minor, tax_minor, fee_minor, net_minor, kind, "
     "t.key AS \"transaction\", t.platform, available_day, coalesce(p.key, 0) AS payout "
     "FROM transactions AS t NOT INDEXED LEFT JOIN temp.payout_ids AS p "
     "ON p.platform = t.platform AND p.payout = t.payout "
     "WHERE tenant = ?1 AND economic_day >= ?2 AND economic_day < ?3"},
    {HOST_SCAN_PAYOUTS, "payout_batch", "day",
     "SELECT key AS payout, platform, day, currency, amount_minor, fee_minor FROM payouts "
     "WHERE tenant = ?1 AND day >= ?2 AND day < ?3"},
    {HOST_SCAN_COMMISSIONS, "activity_batch", "economic_day",
     "SELECT economic_day, currency, quantity, CASE WHEN reported THEN commission_minor END AS "
     "commission_minor, platform, basis, asset_class, customer FROM commissions "
     "WHERE tenant = ?1 AND economic_day >= ?2 AND economic_day < ?3"},
    {HOST_SCAN_COMMISSION_RATES, "unit_rate_batch", NULL,
     "SELECT currency, rate_num, rate_den, platform, basis, asset_class, from_day, to_day "
     "FROM commission_rates WHERE tenant = ?1 AND from_day >= ?2 AND from_day < ?3"},
    {HOST_SCAN_COMMISSION_SETTLEMENTS, "received_batch", "day",
     "SELECT day, currency, amount_minor, platform FROM commission_settlements "
     "WHERE tenant = ?1 AND day >= ?2 AND day < ?3"},
    /* A refund names its sale by id or by the provider's second name; one that is not stored is
     * none. */
    {HOST_SCAN_SPLIT_TRANSACTIONS, "transaction_batch", "economic_day",
     "SELECT economic_day, currency, gross_minor, tax_minor, fee_minor, net_minor, kind, "
     "t.key AS \"transaction\", t.product, t.project, CASE WHEN t.original IS NULL OR t.kind NOT "
     "IN (1, 2, 3) THEN 0 ELSE coalesce((SELECT o.key FROM transactions AS o WHERE o.tenant = "
     "t.tenant AND o.kind = 0 AND o.key = host_key((SELECT text FROM names AS n WHERE n.tenant = "
     "t.tenant AND n.key = t.platform), t.original)), (SELECT o.key FROM transactions AS o WHERE "
     "o.tenant = t.tenant AND o.platform = t.platform AND o.kind = 0 AND o.charge = t.original "
     "ORDER BY o.key LIMIT 1), 0) END AS original FROM transactions AS t NOT INDEXED "
     "WHERE tenant = ?1 AND economic_day >= ?2 AND economic_day < ?3 AND kind < 6"},
    {HOST_SCAN_SPLITS, "rule_batch", NULL,
     "SELECT party, product, currency, from_day, to_day, step, source, kind, share_num, share_den, "
     "basis, role, fixed_minor, floor_minor, cap_minor, from_minor, to_minor FROM splits "
     "WHERE tenant = ?1 AND from_day >= ?2 AND from_day < ?3 ORDER BY rowid"},
    {HOST_SCAN_SETTLEMENTS, "settlement_batch", "day",
     "SELECT party, day, currency, amount_minor FROM settlements "
     "WHERE tenant = ?1 AND day >= ?2 AND day < ?3"},
};

const host_feed *host_feed_find(host_scan_kind kind) {
    for (size_t i = 0; i < sizeof feeds / sizeof feeds[0]; i++) {
        if (feeds[i].kind == kind) {
            return &feeds[i];
        }
    }
    return NULL;
}

/* host_key(platform, id): what the store calls the key of an id. */
static void feed_key(sqlite3_context *context, int count, sqlite3_value **values) {
    size_t platform_size = (size_t)sqlite3_value_bytes(values[0]);
    size_t id_size = (size_t)sqlite3_value_bytes(values[1]);
    char *text = sqlite3_malloc64(platform_size + id_size + 1);

    (void)count;
    if (text == NULL) {
        sqlite3_result_error_nomem(context);
        return;
    }
    if (platform_size > 0) {
        memcpy(text, sqlite3_value_text(values[0]), platform_size);
    }
    text[platform_size] = '\x1F';
    if (id_size > 0) {
        memcpy(text + platform_size + 1, sqlite3_value_text(values[1]), id_size);
    }
    sqlite3_result_int64(context, (int64_t)revops_key(text, platform_size + id_size + 1));
    sqlite3_free(text);
}

int host_feed_ready(host_sqlite *store, host_scan_kind kind, host_error *error) {
    static const char PAYOUT_IDS[] =
        "CREATE TEMP TABLE IF NOT EXISTS payout_ids (platform INTEGER NOT NULL, payout TEXT NOT "
        "NULL, key INTEGER NOT NULL, PRIMARY KEY (platform, payout)) STRICT, WITHOUT ROWID;"
        "CREATE INDEX IF NOT EXISTS temp.payout_keys ON payout_ids (key);"
        "DELETE FROM temp.payout_ids";
    static const char COLLECT[] =
        "INSERT INTO temp.payout_ids SELECT DISTINCT t.platform, t.payout, host_key(n.text, "
        "t.payout) FROM transactions AS t JOIN names AS n ON n.tenant = t.tenant AND n.key = "
        "t.platform WHERE t.tenant = ?1 AND t.payout IS NOT NULL";
    sqlite3_stmt *statement = NULL;
    int code =
        sqlite3_create_function_v2(store->db, "host_key", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                                   NULL, feed_key, NULL, NULL, NULL);

    if (code == SQLITE_OK && kind == HOST_SCAN_PAYOUT_TRANSACTIONS) {
        code = sqlite3_exec(store->db, PAYOUT_IDS, NULL, NULL, NULL);
        if (code == SQLITE_OK) {
            code = sqlite3_prepare_v2(store->db, COLLECT, -1, &statement, NULL);
        }
        if (code == SQLITE_OK) {
            sqlite3_bind_int64(statement, 1, store->base.tenant);
            code = sqlite3_step(statement) == SQLITE_DONE ? SQLITE_OK : SQLITE_ERROR;
        }
        if (code == SQLITE_OK) {
            store->has_payout_ids = true;
        } else {
            host_sqlite_fail(store->db, "read", error);
        }
        sqlite3_finalize(statement);
        return code == SQLITE_OK ? 0 : -1;
    }
    return code == SQLITE_OK ? 0 : host_sqlite_fail(store->db, "read", error);
}

/* ---- batches ---- */

int host_feed_open(host_scan *scan, host_error *error) {
    int count = sqlite3_column_count(scan->statement);
    const revops_shape *batch = revops_shape_find(scan->feed->batch);

    if (batch == NULL || count > HOST_FEED_COLUMNS) {
        return host_fail(error, "internal", "the store cannot feed %s", scan->feed->batch);
    }
    for (int i = 0; i < count; i++) {
        const char *name = sqlite3_column_name(scan->statement, i);
        const revops_field *field = NULL;

        for (uint32_t f = 0; field == NULL && f < batch->field_count; f++) {
            const revops_field *candidate = revops_shape_field(batch, f);

            field = strcmp(candidate->name, name) == 0 ? candidate : NULL;
        }
        if (field == NULL) {
            return host_fail(error, "internal", "%s has no column %s", batch->name, name);
        }
        scan->fields[i] = field;
        scan->is_day[i] = scan->feed->day != NULL && strcmp(name, scan->feed->day) == 0;
    }
    scan->field_count = count;
    scan->cells = malloc((size_t)count * HOST_SCAN_ROWS * sizeof *scan->cells);
    scan->valid = calloc((size_t)count, HOST_SCAN_ROWS / 8);
    return scan->cells != NULL && scan->valid != NULL
               ? 0
               : host_fail(error, "nomem", "no memory for a batch");
}

void host_feed_row(host_scan *scan, size_t row, int32_t *day) {
    for (int i = 0; i < scan->field_count; i++) {
        size_t at = (size_t)i * HOST_SCAN_ROWS + row;
        int64_t wide = sqlite3_column_int64(scan->statement, i);
        int32_t narrow = (int32_t)wide;
        uint32_t code = (uint32_t)wide;
        bool valid = sqlite3_column_type(scan->statement, i) != SQLITE_NULL;
        unsigned bit = 1u << row % 8;

        switch (scan->fields[i]->column_type) {
        case REVOPS_TYPE_INT32:
            memcpy(&scan->cells[at], &narrow, sizeof narrow);
            break;
        case REVOPS_TYPE_UINT32:
            memcpy(&scan->cells[at], &code, sizeof code);
            break;
        default:
            scan->cells[at] = wide;
            break;
        }
        scan->valid[at / 8] =
            (uint8_t)(valid ? scan->valid[at / 8] | bit : scan->valid[at / 8] & ~bit);
        *day = scan->is_day[i] ? narrow : *day;
    }
}

void host_feed_fill(host_scan *scan, uint64_t count, void *batch) {
    /* struct_size and count open every batch. */
    memcpy((char *)batch + offsetof(revops_transaction_batch, count), &count, sizeof count);
    for (int i = 0; i < scan->field_count; i++) {
        size_t at = (size_t)i * HOST_SCAN_ROWS;
        const revops_column column = {.data = &scan->cells[at],
                                      .validity = &scan->valid[at / 8],
                                      .stride = (int64_t)sizeof *scan->cells};

        memcpy((char *)batch + scan->fields[i]->offset, &column, sizeof column);
    }
}
