/* Daily revenue: fee separation with totals by day, currency and project, one thread, beside
 * DuckDB, SQLite and numpy in the same run. Every contender must give the same number of groups and
 * the same totals. */
#define _POSIX_C_SOURCE 200809L
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peers.h"
#include "revops.h"

enum { DAYS = 365, PROJECTS = 100, RUNS = 7 };

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
    bench_rows rows = {count,
                       malloc(count * sizeof *rows.day),
                       malloc(count * sizeof *rows.currency),
                       malloc(count * sizeof *rows.project),
                       malloc(count * sizeof *rows.gross),
                       malloc(count * sizeof *rows.net)};
    bench_state = 42;
    for (size_t i = 0; i < count; i++) {
        uint64_t day = order == DAY_ORDER ? i * DAYS / count : bench_draw(DAYS);
        uint64_t project = 1 + bench_draw(PROJECTS);
        rows.day[i] = (int32_t)(20454 + day);
        rows.project[i] =
            (int64_t)(raw_keys ? project * UINT64_C(0x5851f42d4c957f2d) >> 1 : project);
        rows.currency[i] = currencies[bench_draw(2)];
        rows.gross[i] = (int64_t)(100 + bench_draw(1000000));
        rows.net[i] = rows.gross[i] - 30 - rows.gross[i] * 29 / 1000;
    }
    return rows;
}

static void bench_free(bench_rows *rows) {
    free(rows->day);
    free(rows->currency);
    free(rows->project);
    free(rows->gross);
    free(rows->net);
}

static void bench_must(revops_status status, const revops_error *err) {
    if (status != REVOPS_OK) {
        fprintf(stderr, "%s: %s\n", revops_status_name(status), err->message);
        exit(1);
    }
}

/* Rows in, all 73,000 rows out. */
static bench_answer bench_librevops(const bench_rows *rows, int runs, size_t *held) {
    static revops_revenue_row out[2 * DAYS * PROJECTS + 1];
    bench_answer best = {-1, 0, 0, 0, 0};
    for (int run = 0; run < runs; run++) {
        revops_host host = REVOPS_HOST_INIT;
        revops_revenue_query query = REVOPS_REVENUE_QUERY_INIT;
        revops_transaction_batch batch;
        revops_revenue *revenue = NULL;
        revops_error err;
        size_t bytes = 0, written = 0;
        double start = bench_clock(), seconds;
        host.user = &bytes;
        host.resize = bench_memory;
        memset(&batch, 0, sizeof batch);
        batch.struct_size = sizeof batch;
        batch.count = rows->count;
        batch.economic_day = REVOPS_COLUMN_ARRAY(rows->day);
        batch.currency = REVOPS_COLUMN_ARRAY(rows->currency);
        batch.project = REVOPS_COLUMN_ARRAY(rows->project);
        batch.project.type = REVOPS_TYPE_INT64;
        batch.gross_minor = REVOPS_COLUMN_ARRAY(rows->gross);
        batch.net_minor = REVOPS_COLUMN_ARRAY(rows->net);
        bench_must(revops_revenue_create(&revenue, NULL, &host, &err), &err);
        bench_must(revops_revenue_add(revenue, &batch, &err), &err);
        *held = bytes;
        query.periods.granularity = REVOPS_GRANULARITY_DAY;
        query.group_by = REVOPS_DIMENSION_PROJECT;
        if (getenv("REVOPS_BENCH_ADD_ONLY"))
            printf("    add alone: %.2f ms\n", (bench_clock() - start) * 1e3);
        bench_must(revops_revenue_rows(revenue, &query, 0, out, sizeof out / sizeof out[0],
                                       sizeof out[0], &written, &err),
                   &err);
        seconds = bench_clock() - start;
        revops_revenue_destroy(revenue);
        if (best.seconds < 0 || seconds < best.seconds)
            best.seconds = seconds;
        best.groups = (int64_t)written;
        best.gross = best.fee = best.net = 0;
        for (size_t i = 0; i < written; i++) {
            best.gross += out[i].gross_minor;
            best.fee += out[i].fee_minor;
            best.net += out[i].net_minor;
        }
    }
    return best;
}

static void bench_line(const char *name, const bench_answer *peer, const bench_answer *ours,
                       size_t count) {
    if (peer->seconds < 0) {
        printf("  %-10s not installed\n", name);
        return;
    }
    printf("  %-10s %8.2f ms  %7.1f M rows/s  %6.2fx%s\n", name, peer->seconds * 1e3,
           (double)count / peer->seconds / 1e6, peer->seconds / ours->seconds,
           peer->groups == ours->groups && peer->gross == ours->gross && peer->fee == ours->fee &&
                   peer->net == ours->net
               ? ""
               : "  OTHER RESULTS");
}

static void bench_one(const char *title, size_t count, bench_order order, int raw_keys) {
    bench_rows rows = bench_make(count, order, raw_keys);
    size_t held = 0;
    bench_answer ours = bench_librevops(&rows, RUNS, &held);
    bench_answer duckdb = bench_duckdb(&rows, RUNS);
    bench_answer sqlite = bench_sqlite(&rows, 2);
    bench_answer numpy = bench_numpy(&rows, RUNS);
    printf("%s: %zu rows, %lld groups, handle %.2f MB\n", title, count, (long long)ours.groups,
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
    bench_one("dense keys, random order", count, RANDOM_ORDER, 0);
    bench_one("dense keys, day order", count, DAY_ORDER, 0);
    bench_one("64-bit keys, random order", count, RANDOM_ORDER, 1);
    rows = bench_make(10 * count, RANDOM_ORDER, 0);
    rows.count = count * 10;
    bench_librevops(&rows, 1, &large);
    rows.count = count;
    bench_librevops(&rows, 1, &small);
    printf("memory: %.2f MB at %zu rows, %.2f MB at %zu rows\n", (double)small / 1e6, count,
           (double)large / 1e6, 10 * count);
    bench_free(&rows);
    return 0;
}
