/* What grouping rests on: names by the column, keys to dense indices, and sorting, in nanoseconds
 * of wall time an item; pandas.factorize beside the names where pandas is installed.
 *
 *     bench_base [ROWS]
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/sort.h"
#include "base/table.h"
#include "revops.h"

enum { RUNS = 3, BATCH = 65536, WIDTH = 16 };

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void check(revops_status status) {
    if (status != REVOPS_OK) {
        fprintf(stderr, "%s\n", revops_status_text(status));
        exit(1);
    }
}

static void *memory(size_t count, size_t size) {
    void *block = calloc(count, size);
    if (!block)
        exit(1);
    return block;
}

/* The number of each row's group, the same on every machine. */
static uint64_t group_of(uint64_t *state, uint64_t groups) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (*state >> 33) % groups;
}

static double pandas_seconds(size_t count, uint64_t groups) {
    static const char python[] =
        "import pandas, sys, time\n"
        "n, g, s = int(sys.argv[1]), int(sys.argv[2]), 1\n"
        "ids = ['cus_%08x' % i for i in range(g)]; rows = []\n"
        "for i in range(n):\n"
        "    s = (s * 6364136223846793005 + 1442695040888963407) & 0xffffffffffffffff\n"
        "    rows.append(ids[(s >> 33) % g])\n"
        "rows = pandas.Series(rows, dtype=object); best = 1e9\n"
        "for run in range(3):\n"
        "    start = time.perf_counter(); pandas.factorize(rows)\n"
        "    best = min(best, time.perf_counter() - start)\n"
        "print(best)\n";
    char command[sizeof python + 200];
    double seconds = 0;
    FILE *pipe;
    snprintf(command, sizeof command,
             "/usr/bin/python3 - %zu %" PRIu64 " 2>/dev/null <<'END'\n%sEND\n", count, groups,
             python);
    pipe = popen(command, "r");
    if (pipe && fscanf(pipe, "%lf", &seconds) != 1)
        seconds = 0;
    if (pipe)
        pclose(pipe);
    return seconds;
}

static void bench_names(size_t count, uint64_t groups) {
    char(*ids)[WIDTH] = memory(count, WIDTH);
    uint64_t *keys = memory(count, sizeof *keys), state = 1;
    double best = 1e9, known = 1e9, pandas = pandas_seconds(count, groups);
    revops_text_column texts = {.form = REVOPS_TEXT_FIXED, .stride = WIDTH};
    for (size_t i = 0; i < count; i++)
        snprintf(ids[i], WIDTH, "cus_%08" PRIx64, group_of(&state, groups));
    for (int run = 0; run < 2 * RUNS; run++) {
        static revops_names *names;
        double start = now(), taken;
        if (run % 2 == 0)
            check(revops_names_create(&names, NULL, NULL));
        for (size_t first = 0; first < count; first += BATCH) {
            size_t rows = count - first < BATCH ? count - first : BATCH;
            texts.data = ids[first];
            check(revops_names_add_column(names, keys + first, &texts, rows, NULL));
        }
        taken = now() - start;
        if (run % 2 == 0)
            best = taken < best ? taken : best;
        else
            known = taken < known ? taken : known;
        if (run % 2 == 1)
            revops_names_destroy(names);
    }
    printf("names  %8" PRIu64 " distinct: %5.1f ns, %5.1f ns when all are known", groups,
           best / (double)count * 1e9, known / (double)count * 1e9);
    if (pandas > 0)
        printf(", %.2f x pandas.factorize", best / pandas);
    printf("\n");
    free(ids);
    free(keys);
}

static void bench_table(size_t count, uint64_t groups, int dense) {
    uint64_t *keys = memory(count, sizeof *keys), state = 1;
    uint32_t *indices = memory(count, sizeof *indices);
    double best = 1e9;
    for (size_t i = 0; i < count; i++) {
        uint64_t group = group_of(&state, groups);
        keys[i] = dense ? group : revops__mix(group + 1);
    }
    for (int run = 0; run < RUNS; run++) {
        revops__table table = {0};
        revops__memory from_host;
        double start;
        check(revops__memory_open(&from_host, NULL, NULL));
        start = now();
        for (size_t first = 0; first < count; first += BATCH)
            check(revops__table_add_many(&table, &from_host, keys + first, indices + first,
                                         count - first < BATCH ? count - first : BATCH, NULL));
        best = now() - start < best ? now() - start : best;
        revops__table_free(&table, &from_host);
    }
    printf("table  %8" PRIu64 " %s keys: %5.1f ns\n", groups, dense ? "dense " : "hashed",
           best / (double)count * 1e9);
    free(keys);
    free(indices);
}

static void bench_sort(size_t count) {
    revops__pair *pairs = memory(count, sizeof *pairs), *scratch = memory(count, sizeof *scratch);
    double best = 1e9;
    for (int run = 0; run < RUNS; run++) {
        double start;
        for (size_t i = 0; i < count; i++)
            pairs[i].key = revops__mix(i + 1) >> 1;
        start = now();
        revops__sort_pairs(pairs, scratch, count);
        best = now() - start < best ? now() - start : best;
    }
    printf("sort   %8zu pairs of 63-bit keys: %5.1f ns\n", count, best / (double)count * 1e9);
    free(pairs);
    free(scratch);
}

int main(int argc, char **argv) {
    size_t count = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 10000000;
    printf("%zu rows, best of %d\n", count, RUNS);
    bench_names(count, 1000);
    bench_names(count, 100000);
    bench_names(count, count / 100);
    bench_table(count, 73000, 1);
    bench_table(count, 73000, 0);
    bench_table(count, 1000000, 1);
    bench_table(count, 1000000, 0);
    bench_sort(count / 10);
    return 0;
}
