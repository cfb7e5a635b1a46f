/* DuckDB and SQLite by their C APIs, numpy in a child process. */
#define _POSIX_C_SOURCE 200809L
#include "peers.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

double bench_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void peers_stop(const char *who, const char *what) {
    fprintf(stderr, "%s: %s\n", who, what);
    exit(1);
}

/* A function of a loaded library: data and function pointers have the same size on every POSIX
 * system. */
static void peers_find(void *library, const char *name, void *function) {
    void *found = dlsym(library, name);
    if (!found)
        peers_stop("a function is missing", name);
    memcpy(function, &found, sizeof found);
}

typedef struct duckdb_answer {
    uint64_t counts[3];
    void *columns, *message, *internal;
} duckdb_answer;

typedef struct duckdb_api {
    int (*open)(const char *path, void **database);
    int (*connect)(void *database, void **connection);
    void (*disconnect)(void **connection);
    void (*close)(void **database);
    int (*query)(void *connection, const char *sql, duckdb_answer *answer);
    void (*destroy)(duckdb_answer *answer);
    const char *(*error)(duckdb_answer *answer);
    int64_t (*value)(duckdb_answer *answer, uint64_t column, uint64_t row);
    int (*appender)(void *connection, const char *schema, const char *table, void **appender);
    int (*append)(void *appender, int64_t value);
    int (*end_row)(void *appender);
    int (*finish)(void **appender);
} duckdb_api;

typedef struct sqlite_api {
    int (*open)(const char *path, void **database);
    int (*prepare)(void *database, const char *sql, int size, void **statement, const char **tail);
    int (*bind)(void *statement, int place, int64_t value);
    int (*step)(void *statement);
    int (*reset)(void *statement);
    int64_t (*column)(void *statement, int place);
    int (*finalize)(void *statement);
    int (*close)(void *database);
    const char *(*error)(void *database);
} sqlite_api;

struct bench_sql {
    enum bench_engine engine;
    void *database, *connection;
    duckdb_api duckdb;
    sqlite_api sqlite;
};

static void duckdb_load(duckdb_api *api, void *library) {
    peers_find(library, "duckdb_open", &api->open);
    peers_find(library, "duckdb_connect", &api->connect);
    peers_find(library, "duckdb_disconnect", &api->disconnect);
    peers_find(library, "duckdb_close", &api->close);
    peers_find(library, "duckdb_query", &api->query);
    peers_find(library, "duckdb_destroy_result", &api->destroy);
    peers_find(library, "duckdb_result_error", &api->error);
    peers_find(library, "duckdb_value_int64", &api->value);
    peers_find(library, "duckdb_appender_create", &api->appender);
    peers_find(library, "duckdb_append_int64", &api->append);
    peers_find(library, "duckdb_appender_end_row", &api->end_row);
    peers_find(library, "duckdb_appender_destroy", &api->finish);
}

static void sqlite_load(sqlite_api *api, void *library) {
    peers_find(library, "sqlite3_open", &api->open);
    peers_find(library, "sqlite3_prepare_v2", &api->prepare);
    peers_find(library, "sqlite3_bind_int64", &api->bind);
    peers_find(library, "sqlite3_step", &api->step);
    peers_find(library, "sqlite3_reset", &api->reset);
    peers_find(library, "sqlite3_column_int64", &api->column);
    peers_find(library, "sqlite3_finalize", &api->finalize);
    peers_find(library, "sqlite3_close", &api->close);
    peers_find(library, "sqlite3_errmsg", &api->error);
}

bench_sql *bench_sql_open(enum bench_engine engine) {
    const char *path = engine == BENCH_SQLITE ? "libsqlite3.so.0" : getenv("REVOPS_DUCKDB");
    void *library = path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
    bench_sql *db = library ? calloc(1, sizeof *db) : NULL;
    int failed;
    if (!db)
        return NULL;
    db->engine = engine;
    if (engine == BENCH_SQLITE) {
        sqlite_load(&db->sqlite, library);
        failed = db->sqlite.open(":memory:", &db->database);
    } else {
        duckdb_load(&db->duckdb, library);
        failed = db->duckdb.open(NULL, &db->database) ||
                 db->duckdb.connect(db->database, &db->connection);
    }
    if (failed)
        peers_stop(path, "the database does not open");
    if (engine == BENCH_DUCKDB)
        bench_sql_run(db, "SET threads=1");
    return db;
}

void bench_sql_close(bench_sql *db) {
    if (db->engine == BENCH_SQLITE) {
        db->sqlite.close(db->database);
    } else {
        db->duckdb.disconnect(&db->connection);
        db->duckdb.close(&db->database);
    }
    free(db);
}

static void *sqlite_statement(const bench_sql *db, const char *sql) {
    void *statement = NULL;
    if (db->sqlite.prepare(db->database, sql, -1, &statement, NULL) != 0)
        peers_stop("sqlite", db->sqlite.error(db->database));
    return statement;
}

static void duckdb_ask(const bench_sql *db, const char *sql, duckdb_answer *answer) {
    if (db->duckdb.query(db->connection, sql, answer) != 0)
        peers_stop("duckdb", db->duckdb.error(answer));
}

void bench_sql_run(bench_sql *db, const char *sql) {
    bench_sql_time(db, sql);
}

double bench_sql_time(bench_sql *db, const char *sql) {
    double start;
    if (db->engine == BENCH_SQLITE) {
        void *statement = sqlite_statement(db, sql);
        start = bench_clock();
        while (db->sqlite.step(statement) == 100) { /* SQLITE_ROW */
        }
        start = bench_clock() - start;
        db->sqlite.finalize(statement);
    } else {
        duckdb_answer answer;
        start = bench_clock();
        duckdb_ask(db, sql, &answer);
        start = bench_clock() - start;
        db->duckdb.destroy(&answer);
    }
    return start;
}

void bench_sql_row(bench_sql *db, const char *sql, int64_t *values, size_t count) {
    if (db->engine == BENCH_SQLITE) {
        void *statement = sqlite_statement(db, sql);
        db->sqlite.step(statement);
        for (size_t i = 0; i < count; i++)
            values[i] = db->sqlite.column(statement, (int)i);
        db->sqlite.finalize(statement);
    } else {
        duckdb_answer answer;
        duckdb_ask(db, sql, &answer);
        for (size_t i = 0; i < count; i++)
            values[i] = db->duckdb.value(&answer, i, 0);
        db->duckdb.destroy(&answer);
    }
}

static void sqlite_fill(bench_sql *db, const char *table, const int64_t *const *columns,
                        size_t column_count, size_t row_count) {
    char sql[200];
    void *statement;
    size_t size = (size_t)snprintf(sql, sizeof sql, "INSERT INTO %s VALUES(?", table);
    for (size_t c = 1; c < column_count; c++)
        size += (size_t)snprintf(sql + size, sizeof sql - size, ",?");
    snprintf(sql + size, sizeof sql - size, ")");
    bench_sql_run(db, "BEGIN");
    statement = sqlite_statement(db, sql);
    for (size_t row = 0; row < row_count; row++) {
        for (size_t c = 0; c < column_count; c++)
            db->sqlite.bind(statement, (int)c + 1, columns[c][row]);
        db->sqlite.step(statement);
        db->sqlite.reset(statement);
    }
    db->sqlite.finalize(statement);
    bench_sql_run(db, "COMMIT");
}

void bench_sql_fill(bench_sql *db, const char *table, const int64_t *const *columns,
                    size_t column_count, size_t row_count) {
    void *appender = NULL;
    if (db->engine == BENCH_SQLITE) {
        sqlite_fill(db, table, columns, column_count, row_count);
        return;
    }
    if (db->duckdb.appender(db->connection, NULL, table, &appender) != 0)
        peers_stop("duckdb", "no appender");
    for (size_t row = 0; row < row_count; row++) {
        for (size_t c = 0; c < column_count; c++)
            db->duckdb.append(appender, columns[c][row]);
        db->duckdb.end_row(appender);
    }
    db->duckdb.finish(&appender);
}

static void peers_write(const char *base, const char *suffix, const void *data, size_t size) {
    char path[600];
    FILE *file;
    snprintf(path, sizeof path, "%s.%s", base, suffix);
    file = fopen(path, "wb");
    if (!file || fwrite(data, 1, size, file) != size || fclose(file) != 0)
        peers_stop(path, "cannot be written");
}

static int peers_read(const char *command, double *seconds, int64_t *values, size_t count) {
    FILE *child = popen(command, "r");
    int good = child && fscanf(child, "%lf", seconds) == 1;
    for (size_t i = 0; good && i < count; i++) {
        long long value;
        good = fscanf(child, "%lld", &value) == 1;
        values[i] = value;
    }
    if (child)
        pclose(child);
    return good;
}

int bench_numpy(const char *script, const int64_t *const *columns, size_t column_count,
                size_t row_count, double *seconds, int64_t *values, size_t count) {
    const char *folder = getenv("TMPDIR") ? getenv("TMPDIR") : ".";
    char base[512], name[24], path[600], command[1300];
    int good;
    snprintf(base, sizeof base, "%s/bench-%ld", folder, (long)time(NULL));
    for (size_t c = 0; c < column_count; c++) {
        snprintf(name, sizeof name, "%zu", c);
        peers_write(base, name, columns[c], row_count * sizeof *columns[c]);
    }
    peers_write(base, "py", script, strlen(script));
    snprintf(command, sizeof command, "OMP_NUM_THREADS=1 /usr/bin/python3 '%s.py' '%s' 2>/dev/null",
             base, base);
    good = peers_read(command, seconds, values, count);
    for (size_t c = 0; c < column_count; c++) {
        snprintf(path, sizeof path, "%s.%zu", base, c);
        remove(path);
    }
    snprintf(path, sizeof path, "%s.py", base);
    remove(path);
    return good;
}
