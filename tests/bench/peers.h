/* Peers of the benchmarks, loaded at run time: what is not installed is left out and says so.
 * Nothing here is linked, so that the suite builds without any of them. */
#ifndef REVOPS_BENCH_PEERS_H
#define REVOPS_BENCH_PEERS_H

#include <stdint.h>
#include <stdio.h>

/* Rows of the daily revenue workload, as columns. */
typedef struct bench_rows {
    size_t count;
    int32_t *day;
    uint32_t *currency;
    int64_t *project, *gross, *net;
} bench_rows;

/* What every contender must agree on. */
typedef struct bench_answer {
    double seconds; /* below 0: not installed */
    int64_t groups, gross, fee, net;
} bench_answer;

/* CPU seconds of this process. */
double bench_clock(void);

/* Each runs the grouping @p runs times over data that it already holds and keeps the fastest. */
bench_answer bench_duckdb(const bench_rows *rows, int runs);
bench_answer bench_sqlite(const bench_rows *rows, int runs);
bench_answer bench_numpy(const bench_rows *rows, int runs);

#endif
