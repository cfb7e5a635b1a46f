/* Scans: stored rows on their way into the library, 4,096 a batch. */
#include <stdlib.h>
#include <string.h>

#include "revops/fx.h"
#include "revops/transaction.h"
#include "store/feeds.h"

/* Columns stand in the order that scan_row reads: day, currency, gross, tax, fee, net, product,
 * project, then what is particular. Each has ?1 tenant, ?2 first day, ?3 day after the last.
 * Reserve rows (6, 7) move money that is already counted. Whole tables are read in the order of
 * their rows (NOT INDEXED): through the index of keys, which are hashes, every row would be
 * another page. */
static const char SCAN_TRANSACTIONS[] =
    "SELECT economic_day, currency, gross_minor, tax_minor, fee_minor, net_minor, product, "
    "project, "
    "kind, key, customer, platform, stream FROM transactions NOT INDEXED "
    "WHERE tenant = ?1 AND economic_day >= ?2 AND economic_day < ?3 AND kind < 6";

/* A transaction with lines comes as one row per product. Lines know the gross alone, so a
 * transaction that carries tax or fees stays whole: its total is right in every grouping. A
 * product whose lines bring money against the sign of the kind (a discount on a sale) counts as
 * an adjustment (5). */
static const char SCAN_LINES[] =
    "SELECT economic_day, currency, gross_minor, tax_minor, fee_minor, net_minor, product, "
    "project, "
    "kind, key, customer, platform, stream FROM transactions AS t NOT INDEXED "
    "WHERE tenant = ?1 AND economic_day >= ?2 AND economic_day < ?3 AND kind < 6 "
    "AND (tax_minor <> 0 OR fee_minor <> 0 OR NOT EXISTS (SELECT 1 FROM transaction_lines AS l "
    "WHERE l.tenant = t.tenant AND l.key = t.key)) "
    "UNION ALL "
    "SELECT t.economic_day, t.currency, l.total, 0, 0, l.total, l.product, t.project, "
    "CASE WHEN (t.kind IN (0, 3) AND l.total < 0) OR (t.kind IN (1, 2) AND l.total > 0) THEN 5 "
    "ELSE t.kind END, t.key, t.customer, t.platform, t.stream "
    "FROM (SELECT key, product, sum(amount_minor) AS total FROM transaction_lines "
    "WHERE tenant = ?1 GROUP BY key, product) AS l CROSS JOIN transactions AS t "
    "ON t.tenant = ?1 AND t.key = l.key WHERE t.economic_day >= ?2 AND t.economic_day < ?3 "
    "AND t.kind < 6 AND t.tax_minor = 0 AND t.fee_minor = 0";

static const char SCAN_SPEND[] =
    "SELECT economic_day, currency, amount_minor, 0, 0, 0, product, project, 0, 0, 0, 0, 0 "
    "FROM spend NOT INDEXED WHERE tenant = ?1 AND economic_day >= ?2 AND economic_day < ?3";

/* All rates: the newest one before the range may be the one that counts. */
static const char SCAN_RATES[] =
    "SELECT day, from_currency, rate_num, rate_den, 0, 0, 0, 0, to_currency, 0, 0, 0, 0 "
    "FROM fx_rates WHERE tenant = ?1 AND day >= ?2 AND day < ?3";

static const char *const scan_sql[] = {SCAN_TRANSACTIONS, SCAN_LINES, SCAN_SPEND, SCAN_RATES};

static int scan_room(host_scan *scan, host_error *error) {
    if (scan->feed != NULL) {
        return host_feed_open(scan, error);
    }
    scan->rows = malloc(HOST_SCAN_ROWS * sizeof *scan->rows);
    return scan->rows != NULL ? 0 : host_fail(error, "nomem", "no memory for a batch");
}

int host_sqlite_scan(host_store *base, const host_query *query, host_scan **out,
                     host_error *error) {
    host_scan *scan = calloc(1, sizeof *scan);
    const host_feed *feed = host_feed_find(query->kind);
    bool bounded = query->from_day != 0 || query->to_day != 0;

    if (scan == NULL) {
        return host_fail(error, "nomem", "no memory for a batch");
    }
    scan->store = (host_sqlite *)base;
    scan->query = *query;
    scan->feed = feed;
    if ((feed != NULL && host_feed_ready(scan->store, query->kind, error) != 0) ||
        host_sqlite_prepare(scan->store, &scan->statement,
                            feed != NULL ? feed->sql : scan_sql[query->kind], error) != 0 ||
        scan_room(scan, error) != 0) {
        host_scan_close(scan);
        return -1;
    }
    sqlite3_bind_int64(scan->statement, 1, base->tenant);
    sqlite3_bind_int64(scan->statement, 2, bounded ? query->from_day : INT32_MIN);
    sqlite3_bind_int64(scan->statement, 3, bounded ? query->to_day : INT32_MAX);
    *out = scan;
    return 0;
}

static void scan_row(sqlite3_stmt *from, host_scan_row *row) {
    row->day = sqlite3_column_int(from, 0);
    row->currency = (uint32_t)sqlite3_column_int64(from, 1);
    row->gross_minor = sqlite3_column_int64(from, 2);
    row->tax_minor = sqlite3_column_int64(from, 3);
    row->fee_minor = sqlite3_column_int64(from, 4);
    row->net_minor = sqlite3_column_int64(from, 5);
    row->product = (uint64_t)sqlite3_column_int64(from, 6);
    row->project = (uint64_t)sqlite3_column_int64(from, 7);
    row->kind = sqlite3_column_int(from, 8);
    row->to_currency = (uint32_t)sqlite3_column_int64(from, 8);
    row->transaction = (uint64_t)sqlite3_column_int64(from, 9);
    row->customer = (uint64_t)sqlite3_column_int64(from, 10);
    row->platform = (uint64_t)sqlite3_column_int64(from, 11);
    row->stream = (uint64_t)sqlite3_column_int64(from, 12);
}

/* All data starts and ends with the rows that a report reads, whatever their stream. */
static void scan_day(host_days *days, int32_t day) {
    if (!days->any || day < days->first_day) {
        days->first_day = day;
    }
    if (!days->any || day > days->last_day) {
        days->last_day = day;
    }
    days->any = true;
}

/* Fill scan->rows; answers how many, or -1. */
static int64_t scan_fill(host_scan *scan) {
    int64_t count = 0;

    while (count < HOST_SCAN_ROWS) {
        int code = sqlite3_step(scan->statement);

        if (code == SQLITE_DONE) {
            scan->ended = true;
            break;
        }
        if (code != SQLITE_ROW) {
            host_sqlite_fail(scan->store->db, "read", &scan->error);
            return -1;
        }
        if (scan->feed != NULL) {
            int32_t day = INT32_MIN;

            host_feed_row(scan, (size_t)count++, &day);
            if (day != INT32_MIN) {
                scan_day(&scan->days, day);
            }
            continue;
        }
        scan_row(scan->statement, &scan->rows[count]);
        scan_day(&scan->days, scan->rows[count].day);
        if (scan->query.stream == 0 || scan->rows[count].stream == scan->query.stream) {
            count++;
        }
    }
    return count;
}

static void scan_transactions(host_scan_row *rows, uint64_t count, void *out) {
    revops_transaction_batch *batch = out;

    batch->count = count;
    batch->economic_day = REVOPS_COLUMN(rows, day);
    batch->currency = REVOPS_COLUMN(rows, currency);
    batch->gross_minor = REVOPS_COLUMN(rows, gross_minor);
    batch->tax_minor = REVOPS_COLUMN(rows, tax_minor);
    batch->fee_minor = REVOPS_COLUMN(rows, fee_minor);
    batch->net_minor = REVOPS_COLUMN(rows, net_minor);
    batch->kind = REVOPS_COLUMN(rows, kind);
    batch->transaction = REVOPS_COLUMN(rows, transaction);
    batch->customer = REVOPS_COLUMN(rows, customer);
    batch->product = REVOPS_COLUMN(rows, product);
    batch->project = REVOPS_COLUMN(rows, project);
    batch->platform = REVOPS_COLUMN(rows, platform);
    batch->stream = REVOPS_COLUMN(rows, stream);
}

static void scan_spend(host_scan_row *rows, uint64_t count, void *out) {
    revops_spend_batch *batch = out;

    batch->count = count;
    batch->economic_day = REVOPS_COLUMN(rows, day);
    batch->currency = REVOPS_COLUMN(rows, currency);
    batch->amount_minor = REVOPS_COLUMN(rows, gross_minor);
    batch->project = REVOPS_COLUMN(rows, project);
    batch->product = REVOPS_COLUMN(rows, product);
}

static void scan_rates(host_scan_row *rows, uint64_t count, void *out) {
    revops_rate_batch *batch = out;

    batch->count = count;
    batch->day = REVOPS_COLUMN(rows, day);
    batch->from_currency = REVOPS_COLUMN(rows, currency);
    batch->to_currency = REVOPS_COLUMN(rows, to_currency);
    batch->rate_num = REVOPS_COLUMN(rows, gross_minor);
    batch->rate_den = REVOPS_COLUMN(rows, tax_minor);
}

int32_t host_scan_next(void *user, void *batch) {
    host_scan *scan = user;
    int64_t count = 0;

    if (scan->ended) {
        return REVOPS_END;
    }
    count = scan_fill(scan);
    if (count < 0) {
        return -1;
    }
    scan->done += (uint64_t)count;
    if (host_progress_step(scan->query.progress, scan->done, 0) != REVOPS_MORE) {
        host_fail(&scan->error, "cancelled", "stopped before the end");
        return -1;
    }
    if (scan->feed != NULL) {
        host_feed_fill(scan, (uint64_t)count, batch);
        return REVOPS_MORE;
    }
    switch (scan->query.kind) {
    case HOST_SCAN_SPEND:
        scan_spend(scan->rows, (uint64_t)count, batch);
        break;
    case HOST_SCAN_RATES:
        scan_rates(scan->rows, (uint64_t)count, batch);
        break;
    default:
        scan_transactions(scan->rows, (uint64_t)count, batch);
        break;
    }
    return REVOPS_MORE;
}

host_days host_scan_days(const host_scan *scan) {
    return scan->days;
}

const host_error *host_scan_error(const host_scan *scan) {
    return &scan->error;
}

void host_scan_close(host_scan *scan) {
    if (scan != NULL) {
        sqlite3_finalize(scan->statement);
        free(scan->rows);
        free(scan->cells);
        free(scan->valid);
        free(scan);
    }
}
