/* Arrow beside plain columns in the same run: transactions bound and added against the same
 * transactions added as columns, then as an Arrow reader decodes them, then rows out.
 *
 *     bench_arrow [ROWS]
 *
 * Seconds are of CPU time, the best of several rounds. The states of all ways are compared: a ratio
 * means nothing between different answers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arrows.h"

enum { BENCH_ROUNDS = 7, BENCH_CHUNK = 65536, BENCH_SMALL = 256 };

typedef struct bench_data {
    size_t count;
    int32_t *days, *offsets;
    int64_t *gross, *fee, *decimals, *seconds;
    uint64_t *project;
    char *codes;
    uint32_t currency;
} bench_data;

static void *bench_take(size_t count, size_t size) {
    void *block = calloc(count, size);
    if (!block)
        abort();
    return block;
}

static bench_data bench_rows(size_t count) {
    bench_data d = {.count = count, .currency = REVOPS_CURRENCY('E', 'U', 'R', 0)};
    uint64_t s = 1;
    d.days = bench_take(count, sizeof *d.days);
    d.offsets = bench_take(count + 1, sizeof *d.offsets);
    d.gross = bench_take(count, sizeof *d.gross);
    d.fee = bench_take(count, sizeof *d.fee);
    d.decimals = bench_take(count, sizeof *d.decimals);
    d.seconds = bench_take(count, sizeof *d.seconds);
    d.project = bench_take(count, sizeof *d.project);
    d.codes = bench_take(count, 3);
    for (size_t i = 0; i < count; i++) {
        s = s * 6364136223846793005u + 1442695040888963407u;
        d.days[i] = 20454 + (int32_t)(s >> 33) % 365;
        d.gross[i] = (int64_t)(s >> 40);
        d.fee[i] = d.gross[i] / 40;
        d.decimals[i] = d.gross[i];
        d.seconds[i] = (int64_t)d.days[i] * 86400;
        d.project[i] = 1 + (s >> 60);
        d.offsets[i + 1] = (int32_t)(i + 1) * 3;
        memcpy(d.codes + i * 3, "EUR", 3);
    }
    return d;
}

/* All columns borrowed; the currency as packed codes is one more plain column in both ways. */
static void bench_bound(arrows *table, const bench_data *d, size_t first, size_t count) {
    arrows_open(table, (int64_t)d->count);
    arrows_add(table, "economic_day", "tdD", d->days, NULL);
    arrows_add(table, "gross_minor", "l", d->gross, NULL);
    arrows_add(table, "fee_minor", "l", d->fee, NULL);
    arrows_add(table, "project", "L", d->project, NULL);
    table->array.offset = (int64_t)first;
    table->array.length = (int64_t)count;
}

static void bench_decoded(arrows *table, const bench_data *d) {
    arrows_open(table, (int64_t)d->count);
    arrows_add(table, "economic_day", "tss:", d->seconds, NULL);
    arrows_add(table, "gross_minor", "d:18,2,64", d->decimals, NULL);
    arrows_add(table, "fee_minor", "l", d->fee, NULL);
    arrows_add(table, "project", "L", d->project, NULL);
    arrows_add(table, "currency", "u", d->offsets, d->codes);
}

enum { WAY_PLAIN, WAY_BIND, WAY_READER, WAY_PLAIN_SMALL, WAY_BIND_SMALL, WAYS };

static revops_status bench_add(revops_revenue *revenue, const bench_data *d, int way,
                               revops_error *err) {
    static arrows table;
    const revops_shape *shape = revops_shape_find("transaction_batch");
    const size_t chunk = way < WAY_PLAIN_SMALL ? BENCH_CHUNK : BENCH_SMALL;
    revops_status status = REVOPS_OK;
    for (size_t first = 0; status == REVOPS_OK && first < d->count; first += chunk) {
        revops_transaction_batch batch = {.struct_size = sizeof batch};
        const size_t left = d->count - first, count = left < chunk ? left : chunk;
        if (way == WAY_PLAIN || way == WAY_PLAIN_SMALL) {
            batch.count = count;
            batch.economic_day = REVOPS_COLUMN_ARRAY(d->days + first);
            batch.gross_minor = REVOPS_COLUMN_ARRAY(d->gross + first);
            batch.fee_minor = REVOPS_COLUMN_ARRAY(d->fee + first);
            batch.project = REVOPS_COLUMN_ARRAY(d->project + first);
        } else {
            bench_bound(&table, d, first, count);
            status = revops_arrow_bind(&batch, shape, &table.schema, &table.array, err);
        }
        batch.currency = REVOPS_COLUMN_VALUE(&d->currency);
        if (status == REVOPS_OK)
            status = revops_revenue_add(revenue, &batch, err);
    }
    return status;
}

static revops_status bench_read(revops_revenue *revenue, const bench_data *d, revops_error *err) {
    static arrows table;
    revops_arrow_options options = REVOPS_ARROW_OPTIONS_INIT;
    revops_arrow_reader *reader = NULL;
    revops_status status;
    options.exponent = 2;
    bench_decoded(&table, d);
    status = revops_arrow_reader_create_array(&reader, &table.schema, &table.array,
                                              revops_shape_find("transaction_batch"), &options,
                                              NULL, err);
    if (status == REVOPS_OK)
        status = revops_revenue_read(revenue, revops_arrow_next, reader, err);
    revops_arrow_reader_destroy(reader);
    return status;
}

static double bench_seconds(void) {
    return (double)clock() / CLOCKS_PER_SEC;
}

/* Seconds of one way; the state is left in @p state. */
static double bench_way(const bench_data *d, int way, char *state, size_t room, size_t *size) {
    revops_revenue *revenue = NULL;
    revops_error err;
    double start;
    revops_status status = revops_revenue_create(&revenue, NULL, NULL, &err);
    start = bench_seconds();
    if (status == REVOPS_OK)
        status =
            way == WAY_READER ? bench_read(revenue, d, &err) : bench_add(revenue, d, way, &err);
    start = bench_seconds() - start;
    if (status == REVOPS_OK)
        status = revops_revenue_save(revenue, state, room, size, &err);
    if (status != REVOPS_OK) {
        fprintf(stderr, "%s: %s\n", err.field, err.message);
        exit(1);
    }
    revops_revenue_destroy(revenue);
    return start;
}

static void bench_out(size_t count) {
    revops_transaction_row *rows = bench_take(count, sizeof *rows);
    double best = 1e9;
    for (size_t i = 0; i < count; i++)
        rows[i].currency = REVOPS_CURRENCY('E', 'U', 'R', 0);
    for (int round = 0; round < BENCH_ROUNDS; round++) {
        struct ArrowArrayStream stream;
        revops_error err;
        double taken = bench_seconds();
        if (revops_arrow_export_stream(&stream, revops_shape_find("transaction_row"), rows, count,
                                       NULL, NULL, &err) != REVOPS_OK)
            exit(1);
        taken = bench_seconds() - taken;
        stream.release(&stream);
        best = taken < best ? taken : best;
    }
    printf("%-34s %8.1f ns a row of 17 fields\n", "export of a stream", best * 1e9 / (double)count);
    free(rows);
}

int main(int argc, char **argv) {
    static const char *const names[WAYS] = {
        "plain columns, add", "arrow bind, add", "arrow reader: decimal, text, time",
        "plain columns, 256 rows a batch", "arrow bind, 256 rows a batch"};
    static char states[WAYS][1 << 20];
    const bench_data d = bench_rows(argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000);
    double best[WAYS] = {1e9, 1e9, 1e9, 1e9, 1e9};
    size_t sizes[WAYS] = {0};
    for (int round = 0; round < BENCH_ROUNDS; round++)
        for (int way = 0; way < WAYS; way++) {
            double taken = bench_way(&d, way, states[way], sizeof states[way], &sizes[way]);
            best[way] = taken < best[way] ? taken : best[way];
        }
    for (int way = 0; way < WAYS; way++) {
        if (sizes[way] != sizes[0] || memcmp(states[way], states[0], sizes[0]) != 0) {
            fprintf(stderr, "%s: another state\n", names[way]);
            return 1;
        }
        printf("%-34s %8.1f ns a row, %.2f of the speed of plain columns\n", names[way],
               best[way] * 1e9 / (double)d.count,
               best[way < WAY_PLAIN_SMALL ? WAY_PLAIN : WAY_PLAIN_SMALL] / best[way]);
    }
    bench_out(d.count);
    return 0;
}
