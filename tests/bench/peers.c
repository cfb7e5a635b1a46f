/* DuckDB, SQLite and numpy over the daily revenue workload. */
#define _POSIX_C_SOURCE 200809L
#include "peers.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PEERS_QUERY                                                                                \
    "SELECT count(*), sum(gross), sum(fee), sum(net) FROM (SELECT day, currency, project, "        \
    "sum(gross) gross, sum(gross - net) fee, sum(net) net, count(*) n FROM t GROUP BY day, "       \
    "currency, project)"

double bench_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static const bench_answer peers_absent = {-1, 0, 0, 0, 0};

/* A function of a loaded library: data and function pointers have the same size on every POSIX
 * system. */
static void peers_find(void *library, const char *name, void *function) {
    void *found = dlsym(library, name);
    if (!found) {
        fprintf(stderr, "peer library lacks %s\n", name);
        exit(1);
    }
    memcpy(function, &found, sizeof found);
}

/* --- DuckDB by its C API --- */

typedef struct duckdb_answer {
    uint64_t counts[3];
    void *columns, *message, *internal;
} duckdb_answer;

typedef struct duckdb_api {
    int (*open)(const char *path, void **database);
    int (*connect)(void *database, void **connection);
    int (*query)(void *connection, const char *sql, duckdb_answer *answer);
    void (*destroy)(duckdb_answer *answer);
    const char *(*error)(duckdb_answer *answer);
    int64_t (*value)(duckdb_answer *answer, uint64_t column, uint64_t row);
    uint64_t (*row_count)(duckdb_answer *answer);
    int (*appender)(void *connection, const char *schema, const char *table, void **appender);
    int (*append32)(void *appender, int32_t value);
    int (*append64)(void *appender, int64_t value);
    int (*end_row)(void *appender);
    int (*close)(void **appender);
} duckdb_api;

static void duckdb_run(const duckdb_api *api, void *connection, const char *sql,
                       duckdb_answer *answer) {
    if (api->query(connection, sql, answer) != 0) {
        fprintf(stderr, "duckdb: %s\n", api->error(answer));
        exit(1);
    }
}

static void duckdb_load(const duckdb_api *api, void *connection, const bench_rows *rows) {
    duckdb_answer answer;
    void *appender = NULL;
    duckdb_run(api, connection,
               "CREATE TABLE t(day INTEGER, currency INTEGER, project BIGINT, gross BIGINT, net "
               "BIGINT)",
               &answer);
    api->destroy(&answer);
    if (api->appender(connection, NULL, "t", &appender) != 0)
        exit(1);
    for (size_t i = 0; i < rows->count; i++) {
        api->append32(appender, rows->day[i]);
        api->append32(appender, (int32_t)rows->currency[i]);
        api->append64(appender, rows->project[i]);
        api->append64(appender, rows->gross[i]);
        api->append64(appender, rows->net[i]);
        api->end_row(appender);
    }
    api->close(&appender);
}

bench_answer bench_duckdb(const bench_rows *rows, int runs) {
    const char *path = getenv("REVOPS_DUCKDB");
    void *library = path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
    bench_answer best = peers_absent;
    duckdb_api api;
    duckdb_answer answer;
    void *database = NULL, *connection = NULL;
    if (!library)
        return best;
    peers_find(library, "duckdb_open", &api.open);
    peers_find(library, "duckdb_connect", &api.connect);
    peers_find(library, "duckdb_query", &api.query);
    peers_find(library, "duckdb_destroy_result", &api.destroy);
    peers_find(library, "duckdb_result_error", &api.error);
    peers_find(library, "duckdb_value_int64", &api.value);
    peers_find(library, "duckdb_row_count", &api.row_count);
    peers_find(library, "duckdb_appender_create", &api.appender);
    peers_find(library, "duckdb_append_int32", &api.append32);
    peers_find(library, "duckdb_append_int64", &api.append64);
    peers_find(library, "duckdb_appender_end_row", &api.end_row);
    peers_find(library, "duckdb_appender_destroy", &api.close);
    if (api.open(NULL, &database) != 0 || api.connect(database, &connection) != 0)
        return best;
    duckdb_run(&api, connection, "SET threads=1", &answer);
    api.destroy(&answer);
    duckdb_load(&api, connection, rows);
    for (int run = 0; run < runs; run++) {
        double start = bench_clock(), seconds;
        duckdb_run(&api, connection,
                   "SELECT day, currency, project, sum(gross), sum(gross - net), sum(net), "
                   "count(*) FROM t GROUP BY day, currency, project",
                   &answer);
        seconds = bench_clock() - start;
        api.destroy(&answer);
        if (best.seconds < 0 || seconds < best.seconds)
            best.seconds = seconds;
    }
    duckdb_run(&api, connection, PEERS_QUERY, &answer);
    best.groups = api.value(&answer, 0, 0);
    best.gross = api.value(&answer, 1, 0);
    best.fee = api.value(&answer, 2, 0);
    best.net = api.value(&answer, 3, 0);
    api.destroy(&answer);
    return best;
}

/* --- SQLite, loaded too --- */

typedef struct sqlite_api {
    int (*open)(const char *path, void **database);
    int (*exec)(void *database, const char *sql, int (*row)(void *, int, char **, char **), void *,
                char **message);
    int (*prepare)(void *database, const char *sql, int size, void **statement, const char **tail);
    int (*bind)(void *statement, int place, int64_t value);
    int (*step)(void *statement);
    int (*reset)(void *statement);
    int64_t (*column)(void *statement, int place);
    int (*finalize)(void *statement);
    int (*close)(void *database);
} sqlite_api;

static void sqlite_load(const sqlite_api *api, void *database, const bench_rows *rows) {
    void *statement;
    api->exec(database, "CREATE TABLE t(day INT, currency INT, project INT, gross INT, net INT)",
              NULL, NULL, NULL);
    api->exec(database, "BEGIN", NULL, NULL, NULL);
    api->prepare(database, "INSERT INTO t VALUES(?,?,?,?,?)", -1, &statement, NULL);
    for (size_t i = 0; i < rows->count; i++) {
        api->bind(statement, 1, rows->day[i]);
        api->bind(statement, 2, rows->currency[i]);
        api->bind(statement, 3, rows->project[i]);
        api->bind(statement, 4, rows->gross[i]);
        api->bind(statement, 5, rows->net[i]);
        api->step(statement);
        api->reset(statement);
    }
    api->finalize(statement);
    api->exec(database, "COMMIT", NULL, NULL, NULL);
}

bench_answer bench_sqlite(const bench_rows *rows, int runs) {
    void *library = dlopen("libsqlite3.so.0", RTLD_NOW | RTLD_LOCAL);
    bench_answer best = peers_absent;
    sqlite_api api;
    void *database = NULL, *statement;
    if (!library)
        return best;
    peers_find(library, "sqlite3_open", &api.open);
    peers_find(library, "sqlite3_exec", &api.exec);
    peers_find(library, "sqlite3_prepare_v2", &api.prepare);
    peers_find(library, "sqlite3_bind_int64", &api.bind);
    peers_find(library, "sqlite3_step", &api.step);
    peers_find(library, "sqlite3_reset", &api.reset);
    peers_find(library, "sqlite3_column_int64", &api.column);
    peers_find(library, "sqlite3_finalize", &api.finalize);
    peers_find(library, "sqlite3_close", &api.close);
    api.open(":memory:", &database);
    sqlite_load(&api, database, rows);
    api.prepare(database, PEERS_QUERY, -1, &statement, NULL);
    for (int run = 0; run < runs; run++) {
        double start = bench_clock(), seconds;
        api.step(statement);
        seconds = bench_clock() - start;
        best.groups = api.column(statement, 0);
        best.gross = api.column(statement, 1);
        best.fee = api.column(statement, 2);
        best.net = api.column(statement, 3);
        api.reset(statement);
        if (best.seconds < 0 || seconds < best.seconds)
            best.seconds = seconds;
    }
    api.finalize(statement);
    api.close(database);
    return best;
}

/* --- numpy in a child process: columns go over as files, the answer comes back as one line --- */

static const char peers_script[] =
    "import sys, time\n"
    "import numpy as np\n"
    "base, runs = sys.argv[1], int(sys.argv[2])\n"
    "day = np.fromfile(base + '.day', np.int32); cur = np.fromfile(base + '.currency', np.uint32)\n"
    "project = np.fromfile(base + '.project', np.int64)\n"
    "gross = np.fromfile(base + '.gross', np.int64); net = np.fromfile(base + '.net', np.int64)\n"
    "best = None\n"
    "for run in range(runs):\n"
    "    t = time.process_time()\n"
    "    c = (cur != cur[0]).astype(np.int64)\n"
    "    p = project\n"
    "    if p.max() > 1 << 20 or p.min() < 0:\n"
    "        p = np.unique(project, return_inverse=True)[1]\n"
    "    d = day.astype(np.int64) - day.min()\n"
    "    key = (d * (p.max() + 1) + p) * 2 + c\n"
    "    n = np.bincount(key)\n"
    "    g = np.bincount(key, gross); f = np.bincount(key, gross - net); k = np.bincount(key, "
    "net)\n"
    "    t = time.process_time() - t\n"
    "    best = t if best is None else min(best, t)\n"
    "print(best, int((n > 0).sum()), int(g.sum()), int(f.sum()), int(k.sum()))\n";

static void peers_write(const char *base, const char *name, const void *data, size_t size) {
    char path[600];
    FILE *file;
    snprintf(path, sizeof path, "%s.%s", base, name);
    file = fopen(path, "wb");
    if (!file || fwrite(data, 1, size, file) != size || fclose(file) != 0)
        exit(1);
}

bench_answer bench_numpy(const bench_rows *rows, int runs) {
    static const char *const names[] = {"day", "currency", "project", "gross", "net", "py"};
    const char *folder = getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp";
    bench_answer answer = peers_absent;
    char base[512], command[1200];
    FILE *child;
    long long groups, gross, fee, net;
    snprintf(base, sizeof base, "%s/revops-bench-%ld", folder, (long)time(NULL));
    peers_write(base, "day", rows->day, rows->count * sizeof *rows->day);
    peers_write(base, "currency", rows->currency, rows->count * sizeof *rows->currency);
    peers_write(base, "project", rows->project, rows->count * sizeof *rows->project);
    peers_write(base, "gross", rows->gross, rows->count * sizeof *rows->gross);
    peers_write(base, "net", rows->net, rows->count * sizeof *rows->net);
    peers_write(base, "py", peers_script, sizeof peers_script - 1);
    snprintf(command, sizeof command,
             "OMP_NUM_THREADS=1 /usr/bin/python3 '%s.py' '%s' %d 2>/dev/null", base, base, runs);
    child = popen(command, "r");
    if (child && fscanf(child, "%lf %lld %lld %lld %lld", &answer.seconds, &groups, &gross, &fee,
                        &net) == 5) {
        answer.groups = groups;
        answer.gross = gross;
        answer.fee = fee;
        answer.net = net;
    }
    if (child)
        pclose(child);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[600];
        snprintf(path, sizeof path, "%s.%s", base, names[i]);
        remove(path);
    }
    return answer;
}
