/* Daily revenue: fee separation with totals by day, currency and project, one thread, beside
 * DuckDB, SQLite and numpy in the same run. Every contender must give the same number of groups and
 * the same totals; ours includes copying all rows out.
 *
 *     bench_revenue [rows, 1000000] */
#define _POSIX_C_SOURCE 200809L
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peers.h"
#include "revops.h"

enum { DAYS = 365, PROJECTS = 100, RUNS = 7, ROUNDS = 3, COLUMNS = 5 };

/* One array a column, all of 64 bits for the peers, and days and currencies in their own types. */
typedef struct bench_rows {
    size_t count;
    int64_t *columns[COLUMNS]; /* day, currency, project, gross, net */
    int32_t *day;
    uint32_t *currency;
} bench_rows;

/* What every contender must agree on: groups, gross, fee, net. */
typedef struct bench_answer {
    double seconds; /* below 0: not installed */
    int64_t values[4];
} bench_answer;

static uint64_t bench_state = 42;

static uint64_t bench_draw(uint64_t below) {
    bench_state = bench_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (bench_state >> 33) % below;
}

static void *bench_memory(void *user, void *block, size_t old_size, size_t new_size) {
    size_t *held = user;
    *held += new_size - old_size;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, new_size);
}

typedef enum bench_order { RANDOM_ORDER, DAY_ORDER } bench_order;

static bench_rows bench_make(size_t count, bench_order order, int raw_keys) {
    const uint32_t currencies[2] = {REVOPS_CURRENCY('U', 'S', 'D', 0),
                                    REVOPS_CURRENCY('E', 'U', 'R', 0)};
    bench_rows rows;
    rows.count = count;
    rows.day = malloc(count * sizeof *rows.day);
    rows.currency = malloc(count * sizeof *rows.currency);
    for (size_t c = 0; c < COLUMNS; c++)
        rows.columns[c] = malloc(count * sizeof *rows.columns[c]);
    bench_state = 42;
    for (size_t i = 0; i < count; i++) {
        uint64_t day = order == DAY_ORDER ? i * DAYS / count : bench_draw(DAYS);
        uint64_t project = 1 + bench_draw(PROJECTS);
        int64_t gross;
        if (raw_keys)
            project = project * UINT64_C(0x5851f42d4c957f2d) >> 1;
        rows.day[i] = (int32_t)(20454 + day);
        rows.currency[i] = currencies[bench_draw(2)];
        gross = (int64_t)(100 + bench_draw(1000000));
        rows.columns[0][i] = rows.day[i];
        rows.columns[1][i] = rows.currency[i];
        rows.columns[2][i] = (int64_t)project;
        rows.columns[3][i] = gross;
        rows.columns[4][i] = gross - 30 - gross * 29 / 1000;
    }
    return rows;
}

static void bench_free(bench_rows *rows) {
    free(rows->day);
    free(rows->currency);
    for (size_t c = 0; c < COLUMNS; c++)
        free(rows->columns[c]);
}

static void bench_must(revops_status status, const revops_error *err) {
    if (status != REVOPS_OK) {
        fprintf(stderr, "%s: %s\n", revops_status_name(status), err->message);
        exit(1);
    }
}

static void bench_once(const bench_rows *rows, bench_answer *answer, size_t *held) {
    static revops_revenue_row out[2 * DAYS * PROJECTS + 1];
    revops_host host = REVOPS_HOST_INIT;
    revops_revenue_query query = REVOPS_REVENUE_QUERY_INIT;
    revops_transaction_batch batch;
    revops_revenue *revenue = NULL;
    revops_error err;
    size_t bytes = 0, written = 0;
    double start = bench_clock();
    host.user = &bytes;
    host.resize = bench_memory;
    memset(&batch, 0, sizeof batch);
    batch.struct_size = sizeof batch;
    batch.count = rows->count;
    batch.economic_day = REVOPS_COLUMN_ARRAY(rows->day);
    batch.currency = REVOPS_COLUMN_ARRAY(rows->currency);
    batch.project = REVOPS_COLUMN_ARRAY(rows->columns[2]);
    batch.project.type = REVOPS_TYPE_INT64;
    batch.gross_minor = REVOPS_COLUMN_ARRAY(rows->columns[3]);
    batch.net_minor = REVOPS_COLUMN_ARRAY(rows->columns[4]);
    query.periods.granularity = REVOPS_GRANULARITY_DAY;
    query.group_by = REVOPS_DIMENSION_PROJECT;
    bench_must(revops_revenue_create(&revenue, NULL, &host, &err), &err);
    bench_must(revops_revenue_add(revenue, &batch, &err), &err);
    *held = bytes;
    bench_must(revops_revenue_rows(revenue, &query, 0, out, sizeof out / sizeof out[0],
                                   sizeof out[0], &written, &err),
               &err);
    answer->seconds = bench_clock() - start;
    revops_revenue_destroy(revenue);
    memset(answer->values, 0, sizeof answer->values);
    answer->values[0] = (int64_t)written;
    for (size_t i = 0; i < written; i++) {
        answer->values[1] += out[i].gross_minor;
        answer->values[2] += out[i].fee_minor;
        answer->values[3] += out[i].net_minor;
    }
}

static bench_answer bench_librevops(const bench_rows *rows, int runs, size_t *held) {
    bench_answer best = {-1, {0}};
    for (int run = 0; run < runs; run++) {
        bench_answer answer;
        bench_once(rows, &answer, held);
        if (best.seconds < 0 || answer.seconds < best.seconds)
            best = answer;
    }
    return best;
}

static bench_answer bench_engine(const bench_rows *rows, enum bench_engine engine, int runs) {
    bench_answer best = {-1, {0}};
    bench_sql *db = bench_sql_open(engine);
    if (!db)
        return best;
    bench_sql_run(db, "CREATE TABLE t(day BIGINT, currency BIGINT, project BIGINT, gross BIGINT, "
                      "net BIGINT)");
    bench_sql_fill(db, "t", (const int64_t *const *)rows->columns, COLUMNS, rows->count);
    if (engine == BENCH_DUCKDB) /* days and currencies as small as ours */
        bench_sql_run(db, "CREATE OR REPLACE TABLE t AS SELECT day::INTEGER AS day, "
                          "currency::INTEGER AS currency, project, gross, net FROM t");
    for (int run = 0; run < runs; run++) {
        double seconds = bench_sql_time(
            db, "SELECT day, currency, project, sum(gross), sum(gross - net), sum(net), count(*) "
                "FROM t GROUP BY day, currency, project");
        if (best.seconds < 0 || seconds < best.seconds)
            best.seconds = seconds;
    }
    bench_sql_row(db,
                  "SELECT count(*), sum(gross), sum(fee), sum(net) FROM (SELECT sum(gross) gross, "
                  "sum(gross - net) fee, sum(net) net FROM t GROUP BY day, currency, project)",
                  best.values, 4);
    bench_sql_close(db);
    return best;
}

static const char bench_script[] =
    "import sys, time\n"
    "import numpy as np\n"
    "day, cur, project, gross, net = (np.fromfile('%s.%d' % (sys.argv[1], i), np.int64) for i in "
    "range(5))\n"
    "day = day.astype(np.int32); cur = cur.astype(np.uint32); best = None\n"
    "for run in range(7):\n"
    "    t = time.process_time()\n"
    "    c = (cur != cur[0]).astype(np.int64)\n"
    "    p = project\n"
    "    if p.max() > 1 << 20:\n"
    "        p = np.unique(project, return_inverse=True)[1]\n"
    "    key = ((day.astype(np.int64) - day.min()) * (p.max() + 1) + p) * 2 + c\n"
    "    n = np.bincount(key)\n"
    "    g = np.bincount(key, gross); f = np.bincount(key, gross - net); k = np.bincount(key, "
    "net)\n"
    "    t = time.process_time() - t\n"
    "    best = t if best is None else min(best, t)\n"
    "print(best, int((n > 0).sum()), int(g.sum()), int(f.sum()), int(k.sum()))\n";

static bench_answer bench_python(const bench_rows *rows) {
    bench_answer answer = {-1, {0}};
    if (!bench_numpy(bench_script, (const int64_t *const *)rows->columns, COLUMNS, rows->count,
                     &answer.seconds, answer.values, 4))
        answer.seconds = -1;
    return answer;
}

static void bench_better(bench_answer *best, bench_answer answer) {
    if (answer.seconds >= 0 && (best->seconds < 0 || answer.seconds < best->seconds))
        *best = answer;
}

static void bench_line(const char *name, const bench_answer *peer, const bench_answer *ours,
                       size_t count) {
    int same = memcmp(peer->values, ours->values, sizeof ours->values) == 0;
    if (peer->seconds < 0) {
        printf("  %-10s not installed\n", name);
        return;
    }
    printf("  %-10s %8.2f ms  %7.1f M rows/s  %6.2fx%s\n", name, peer->seconds * 1e3,
           (double)count / peer->seconds / 1e6, peer->seconds / ours->seconds,
           same ? "" : "  OTHER RESULTS");
}

static void bench_workload(const char *title, size_t count, bench_order order, int raw_keys) {
    bench_rows rows = bench_make(count, order, raw_keys);
    size_t held = 0;
    bench_answer ours = {-1, {0}}, duckdb = ours, sqlite = ours, numpy = ours;
    for (int round = 0; round < ROUNDS; round++) { /* neighbours come and go: each has some quiet */
        bench_better(&ours, bench_librevops(&rows, RUNS, &held));
        bench_better(&duckdb, bench_engine(&rows, BENCH_DUCKDB, RUNS));
        bench_better(&ours, bench_librevops(&rows, RUNS, &held));
        bench_better(&numpy, bench_python(&rows));
    }
    bench_better(&sqlite, bench_engine(&rows, BENCH_SQLITE, 2));
    printf("%s: %zu rows, %lld groups, handle %.2f MB\n", title, count, (long long)ours.values[0],
           (double)held / 1e6);
    bench_line("librevops", &ours, &ours, count);
    bench_line("duckdb", &duckdb, &ours, count);
    bench_line("sqlite", &sqlite, &ours, count);
    bench_line("numpy", &numpy, &ours, count);
    bench_free(&rows);
}

int main(int argc, char **argv) {
    size_t count = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : 1000000;
    size_t small = 0, large = 0;
    bench_rows rows;
    /* Memory stays with the process between runs, as DuckDB's own allocator keeps it. */
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    bench_workload("dense keys, random order", count, RANDOM_ORDER, 0);
    bench_workload("dense keys, day order", count, DAY_ORDER, 0);
    bench_workload("64-bit keys, random order", count, RANDOM_ORDER, 1);
    rows = bench_make(10 * count, RANDOM_ORDER, 0);
    bench_librevops(&rows, 1, &large);
    rows.count = count;
    bench_librevops(&rows, 1, &small);
    printf("memory: %.2f MB at %zu rows, %.2f MB at %zu rows\n", (double)small / 1e6, count,
           (double)large / 1e6, 10 * count);
    bench_free(&rows);
    return 0;
}
