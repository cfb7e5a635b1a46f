/* What `add` costs from C: the figure that the bindings compare theirs with, in the same run and
 * over the same rows, in time of the processor.
 *
 *     bench_add [rows, 1000000 [batch, rows]] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "revops.h"

enum { ROUNDS = 3 };

typedef struct bench_columns {
    int64_t *gross, *fee;
    int32_t *day;
    uint64_t *project;
    uint32_t currency;
} bench_columns;

static double bench_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void bench_must(revops_status status, const revops_error *err) {
    if (status != REVOPS_OK) {
        fprintf(stderr, "%s: %s\n", revops_status_name(status), err->message);
        exit(1);
    }
}

static bench_columns bench_make(size_t count) {
    bench_columns columns;
    columns.gross = malloc(count * sizeof *columns.gross);
    columns.fee = malloc(count * sizeof *columns.fee);
    columns.day = malloc(count * sizeof *columns.day);
    columns.project = malloc(count * sizeof *columns.project);
    columns.currency = REVOPS_CURRENCY('G', 'B', 'P', 0);
    for (size_t i = 0; i < count; i++) {
        columns.gross[i] = 1000 + (int64_t)(i * 7919 % 90000);
        columns.fee[i] = (int64_t)(i % 97);
        columns.day[i] = 20454 + (int32_t)(i * 31 % 365);
        columns.project[i] = 1 + i * 17 % 100;
    }
    return columns;
}

/* Seconds of all adds of one round; the net total shows that the rows arrived. */
static double bench_round(const bench_columns *columns, size_t count, size_t size, int64_t *net) {
    revops_transaction_batch batch;
    revops_revenue *revenue = NULL;
    revops_revenue_row row;
    revops_error err;
    size_t written = 0;
    double seconds;
    bench_must(revops_revenue_create(&revenue, NULL, NULL, &err), &err);
    memset(&batch, 0, sizeof batch);
    batch.struct_size = sizeof batch;
    batch.currency = REVOPS_COLUMN_VALUE(&columns->currency);
    seconds = bench_clock();
    for (size_t first = 0; first < count; first += size) {
        batch.count = count - first < size ? count - first : size;
        batch.gross_minor = REVOPS_COLUMN_ARRAY(columns->gross + first);
        batch.fee_minor = REVOPS_COLUMN_ARRAY(columns->fee + first);
        batch.economic_day = REVOPS_COLUMN_ARRAY(columns->day + first);
        batch.project = REVOPS_COLUMN_ARRAY(columns->project + first);
        bench_must(revops_revenue_add(revenue, &batch, &err), &err);
    }
    seconds = bench_clock() - seconds;
    bench_must(revops_revenue_rows(revenue, NULL, 0, &row, 1, sizeof row, &written, &err), &err);
    *net = row.net_minor;
    revops_revenue_destroy(revenue);
    return seconds;
}

int main(int argc, char **argv) {
    size_t count = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : 1000000;
    size_t size = argc > 2 ? (size_t)strtoull(argv[2], NULL, 10) : count;
    bench_columns columns = bench_make(count);
    int64_t net = 0;
    double best = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
        double seconds = bench_round(&columns, count, size, &net);
        if (seconds < best)
            best = seconds;
    }
    printf("add: %zu rows by %zu, %.2f ns a row, net %lld\n", count, size,
           1e9 * best / (double)count, (long long)net);
    free(columns.gross);
    free(columns.fee);
    free(columns.day);
    free(columns.project);
    return 0;
}
