/* Peers of the benchmarks, loaded at run time: what is not installed is left out and says so.
 * Nothing here is linked, so that the benchmarks build without any of them. */
#ifndef REVOPS_BENCH_PEERS_H
#define REVOPS_BENCH_PEERS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* CPU seconds of this process. */
double bench_clock(void);

/* A database in memory, on one thread. */
typedef struct bench_sql bench_sql;
enum bench_engine { BENCH_DUCKDB, BENCH_SQLITE };

/* NULL where the engine is not installed; DuckDB's library is named by REVOPS_DUCKDB. */
bench_sql *bench_sql_open(enum bench_engine engine);
void bench_sql_close(bench_sql *db);
void bench_sql_run(bench_sql *db, const char *sql);

/* Fill a table, made before, whose columns are all 64-bit integers. */
enum { BENCH_COLUMNS = 8 };
void bench_sql_fill(bench_sql *db, const char *table, const int64_t *const *columns,
                    size_t column_count, size_t row_count);

/* Run a query to its end and forget the rows; CPU seconds. */
double bench_sql_time(bench_sql *db, const char *sql);
/* The integers of the one row of a query. */
void bench_sql_row(bench_sql *db, const char *sql, int64_t *values, size_t count);

/* Run a Python script of ours on columns that it reads with numpy.fromfile(base + ".<index>"); it
 * prints seconds and then integers. Returns 0 where Python or numpy are not installed. */
int bench_numpy(const char *script, const int64_t *const *columns, size_t column_count,
                size_t row_count, double *seconds, int64_t *values, size_t count);

#endif
