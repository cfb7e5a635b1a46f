/* A million rows of eight fields in every format, beside Python's json and csv in the same run.
 *
 *     bench_writer [ROWS]
 *
 * Seconds are of CPU time. The peer gets its rows prepared (dicts and lists of text and integers),
 * and what it writes is compared with ours by SHA-256: a ratio means nothing between different
 * answers. Without Python the ratios are left out. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/sha256.h"
#include "base/shape.h"
#include "revops.h"

typedef struct bench_row {
    revops_ratio share;
    uint64_t platform;
    uint64_t transactions;
    int64_t gross_minor;
    int64_t fee_minor;
    int64_t net_minor;
    uint32_t currency;
    int32_t from_day;
} bench_row;

static const revops_field bench_fields[] = {
    REVOPS__FIELD(bench_row, from_day, REVOPS_UNIT_DAY, "first day"),
    REVOPS__FIELD(bench_row, currency, REVOPS_UNIT_CURRENCY, "of the amounts"),
    REVOPS__FIELD(bench_row, platform, REVOPS_UNIT_KEY, "where"),
    REVOPS__FIELD(bench_row, transactions, REVOPS_UNIT_COUNT, "how many"),
    REVOPS__FIELD(bench_row, gross_minor, REVOPS_UNIT_MINOR, "gross"),
    REVOPS__FIELD(bench_row, fee_minor, REVOPS_UNIT_MINOR, "fees"),
    REVOPS__FIELD(bench_row, net_minor, REVOPS_UNIT_MINOR, "net"),
    REVOPS__FIELD(bench_row, share, REVOPS_UNIT_RATIO, "part of the day"),
};
static const revops_shape bench_shape =
    REVOPS__SHAPE(bench_row, "bench", "a row to write", bench_fields, REVOPS_SHAPE_RECORD);

/* The same rows, prepared for the peers; prints the seconds and the hash of each. */
static const char bench_python[] =
    "import csv, hashlib, io, json, sys, time, datetime\n"
    "n = int(sys.argv[1]); s = 1\n"
    "days = [(datetime.date(2020, 1, 1) + datetime.timedelta(d)).isoformat() for d in "
    "range(2000)]\n"
    "rows = []\n"
    "for i in range(n):\n"
    "    s = (s * 6364136223846793005 + 1442695040888963407) & 0xffffffffffffffff; r = s >> 33\n"
    "    g = r % 10000000; f = g // 40; num, den = r % 7, 8\n"
    "    rows.append((days[i % 2000], 'EUR', r % 1000, r % 90, g, f, g - f, num, den))\n"
    "names = ['from_day', 'currency', 'platform', 'transactions', 'gross_minor', 'fee_minor',\n"
    "         'net_minor', 'share_num', 'share_den']\n"
    "dicts = [dict(zip(names, row), share=row[7] / row[8] if row[7] else 0) for row in rows]\n"
    "start = time.process_time()\n"
    "text = '[\\n' + ',\\n'.join([json.dumps(d, separators=(',', ':')) for d in dicts]) + "
    "'\\n]\\n'\n"
    "taken = time.process_time() - start\n"
    "print('json', taken, hashlib.sha256(text.encode()).hexdigest())\n"
    "start = time.process_time()\n"
    "out = io.StringIO(newline=''); w = csv.writer(out); w.writerow(names); w.writerows(rows)\n"
    "taken = time.process_time() - start\n"
    "print('csv', taken, hashlib.sha256(out.getvalue().encode()).hexdigest())\n";

typedef struct bench_out {
    revops__sha256 hash;
    int hashing;
    size_t size;
} bench_out;

static int32_t bench_sink(void *user, const void *data, size_t count) {
    bench_out *out = user;
    if (out->hashing)
        revops__sha256_update(&out->hash, data, count);
    out->size += count;
    return REVOPS_MORE;
}

static bench_row *bench_rows(size_t count) {
    bench_row *rows = calloc(count, sizeof *rows);
    uint64_t state = 1;
    for (size_t i = 0; rows && i < count; i++) {
        uint64_t draw;
        state = state * 6364136223846793005u + 1442695040888963407u;
        draw = state >> 33;
        rows[i].from_day = 18262 + (int32_t)(i % 2000);
        rows[i].currency = REVOPS_CURRENCY('E', 'U', 'R', 0);
        rows[i].platform = draw % 1000;
        rows[i].transactions = draw % 90;
        rows[i].gross_minor = (int64_t)(draw % 10000000);
        rows[i].fee_minor = rows[i].gross_minor / 40;
        rows[i].net_minor = rows[i].gross_minor - rows[i].fee_minor;
        rows[i].share.numerator = (int64_t)(draw % 7);
        rows[i].share.denominator = 8;
    }
    return rows;
}

/* CPU seconds of one run; the hash of what was written when @p digest is wanted. */
static double bench_write(const bench_row *rows, size_t count, int32_t format, size_t *size,
                          uint8_t *digest) {
    revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    revops_writer *writer = NULL;
    bench_out out = {.hashing = digest != NULL};
    revops_error err;
    const clock_t start = clock();
    double seconds;
    revops__sha256_begin(&out.hash);
    options.format = format;
    if (revops_writer_create(&writer, &bench_shape, &options, bench_sink, &out, NULL, &err) ||
        revops_writer_rows(writer, rows, count, sizeof rows[0], &err) ||
        revops_writer_end(writer, &err)) {
        fprintf(stderr, "%s: %s\n", err.field, err.message);
        exit(1);
    }
    revops_writer_destroy(writer);
    seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    if (digest)
        revops__sha256_end(&out.hash, digest);
    *size = out.size;
    return seconds;
}

typedef struct bench_peer {
    double seconds; /* 0: it did not run */
    char digest[65];
} bench_peer;

static void bench_peers(size_t count, bench_peer peers[REVOPS_FORMAT_PLAIN + 1]) {
    char command[sizeof bench_python + 100], name[8];
    bench_peer peer;
    FILE *pipe;
    memset(peers, 0, (REVOPS_FORMAT_PLAIN + 1) * sizeof peers[0]);
    snprintf(command, sizeof command, "/usr/bin/python3 - %zu 2>/dev/null <<'END'\n%sEND\n", count,
             bench_python);
    pipe = popen(command, "r");
    while (pipe && fscanf(pipe, "%7s %lf %64s", name, &peer.seconds, peer.digest) == 3)
        peers[strcmp(name, "json") == 0 ? REVOPS_FORMAT_JSON : REVOPS_FORMAT_CSV] = peer;
    if (pipe)
        pclose(pipe);
}

int main(int argc, char **argv) {
    static const char *const names[] = {"", "json", "csv", "markdown", "ascii", "html", "plain"};
    const size_t count = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 1000000;
    bench_row *rows = bench_rows(count);
    bench_peer peers[REVOPS_FORMAT_PLAIN + 1];
    if (!rows)
        return 1;
    bench_peers(count, peers);
    printf("%zu rows of eight fields\n%-9s %8s %12s %8s  %s\n", count, "format", "seconds",
           "rows/s", "MB/s", "x Python");
    for (int32_t format = REVOPS_FORMAT_JSON; format <= REVOPS_FORMAT_PLAIN; format++) {
        const bench_peer *peer = &peers[format];
        char hex[65];
        uint8_t digest[32];
        size_t size;
        double best = bench_write(rows, count, format, &size, digest);
        for (int run = 0; run < 3; run++) {
            const double seconds = bench_write(rows, count, format, &size, NULL);
            best = run == 0 || seconds < best ? seconds : best;
        }
        for (size_t i = 0; i < 32; i++)
            snprintf(hex + 2 * i, 3, "%02x", digest[i]);
        printf("%-9s %8.3f %12.0f %8.0f", names[format], best, (double)count / best,
               (double)size / best / 1e6);
        if (peer->seconds > 0)
            printf("  %.1f, %s", peer->seconds / best,
                   strcmp(peer->digest, hex) == 0 ? "same bytes" : "OTHER BYTES");
        printf("\n");
    }
    free(rows);
    return 0;
}
