/* Calls per CPU second of the value floor: allocate, allocate_many, refund_reverse and the parsers,
 * each with its total checked, and the ratios to peers measured in the same run.
 *
 *     bench_allocate [calls, 20000000]
 *
 * A bench never fails a test run; it exits with 1 only when a total is wrong. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "peers.h"
#include "revops.h"

enum { BATCH = 4096, PEER_CALLS = 200000, KINDS = 4, PARTIES = 5 };

static const int64_t weights[KINDS][PARTIES] = {
    {70, 30}, {70, 20, 10}, {1, 1, 1}, {50, 25, 15, 7, 3}};
static const size_t counts[KINDS] = {2, 3, 3, 5};

/* The workload of every peer: a congruential generator, amounts 1 to
 * 10,000,000. */
static int64_t next_amount(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return 1 + (int64_t)((*state >> 33) % 10000000);
}

static double seconds(void) {
    return (double)clock() / CLOCKS_PER_SEC;
}

static double report(const char *name, double calls, double began, int64_t parts, int64_t whole) {
    double rate = calls / (seconds() - began);
    printf("%-28s %8.2f M calls per CPU second, parts %s the total\n", name, rate / 1e6,
           parts == whole ? "sum to" : "MISS");
    if (parts != whole)
        exit(1);
    return rate;
}

static int64_t sum_of(const int64_t *parts, size_t count) {
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += parts[i];
    return sum;
}

static double bench_allocate(long calls) {
    uint64_t state = 42;
    int64_t whole = 0, sum = 0, parts[PARTIES];
    double began = seconds();
    for (long i = 0; i < calls; i++) {
        int64_t amount = next_amount(&state);
        size_t kind = (size_t)i % KINDS;
        if (revops_allocate(parts, NULL, amount, weights[kind], counts[kind], NULL, NULL))
            exit(1);
        whole += amount;
        sum += sum_of(parts, counts[kind]);
    }
    return report("allocate", (double)calls, began, sum, whole);
}

static void bench_many(long calls) {
    static int64_t amounts[BATCH], parts[BATCH * PARTIES];
    uint64_t state = 42;
    int64_t whole = 0, sum = 0;
    long done = 0;
    double began;
    revops_amount_batch batch = {sizeof batch, BATCH, REVOPS_COLUMN_ARRAY(amounts)};
    for (int i = 0; i < BATCH; i++)
        amounts[i] = next_amount(&state);
    began = seconds();
    for (; done < calls; done += BATCH) {
        size_t kind = (size_t)(done / BATCH) % KINDS;
        if (revops_allocate_many(parts, &batch, weights[kind], counts[kind], NULL, NULL))
            exit(1);
        whole += sum_of(amounts, BATCH);
        sum += sum_of(parts, BATCH * counts[kind]);
    }
    report("allocate_many", (double)done, began, sum, whole);
}

typedef struct sale {
    int64_t original[PARTIES], before, refund;
    size_t count;
} sale;

static void reverse_all(const char *name, const sale *sales, long calls) {
    int64_t whole = 0, sum = 0, parts[PARTIES];
    double began = seconds();
    for (long i = 0; i < calls; i++) {
        const sale *s = &sales[i % BATCH];
        if (revops_refund_reverse(parts, s->original, s->count, s->before, s->refund, NULL))
            exit(1);
        whole += s->refund;
        sum += sum_of(parts, s->count);
    }
    report(name, (double)calls, began, sum, whole);
}

/* Sales of the same workload, each refunded in two steps of any size. */
static void bench_reverse(long calls) {
    static sale sales[BATCH];
    uint64_t state = 42;
    for (size_t i = 0; i < BATCH; i++) {
        sale *s = &sales[i];
        int64_t amount = next_amount(&state);
        s->count = counts[i % KINDS];
        s->refund = next_amount(&state) % (amount + 1);
        if (revops_allocate(s->original, NULL, amount, weights[i % KINDS], s->count, NULL, NULL))
            exit(1);
    }
    reverse_all("refund_reverse, first", sales, calls);
    for (size_t i = 0; i < BATCH; i++) {
        int64_t left = sum_of(sales[i].original, sales[i].count) - sales[i].refund;
        sales[i].before = sales[i].refund;
        sales[i].refund = next_amount(&state) % (left + 1);
    }
    reverse_all("refund_reverse, second", sales, calls);
}

static void bench_texts(long calls) {
    static const char *const ratios[] = {"70%", "33.333%", "1/3", "0.15", "12.5%", "209"};
    static char money[BATCH][32];
    static int64_t amounts[BATCH];
    uint64_t state = 42;
    int64_t whole = 0, sum = 0, amount;
    size_t written;
    double began;
    for (size_t i = 0; i < BATCH; i++) {
        amounts[i] = next_amount(&state);
        if (revops_money_format(money[i], sizeof money[i], &written, amounts[i], 2, NULL))
            exit(1);
    }
    began = seconds();
    for (long i = 0; i < calls; i++) {
        const char *text = money[i % BATCH];
        if (revops_money_parse(&amount, text, strlen(text), 2, NULL))
            exit(1);
        whole += amounts[i % BATCH];
        sum += amount;
    }
    report("money_parse", (double)calls, began, sum, whole);
    began = seconds();
    whole = sum = 0;
    for (long i = 0; i < calls; i++) {
        const char *text = ratios[i % 6];
        revops_ratio ratio;
        if (revops_ratio_parse(&ratio, text, strlen(text), NULL))
            exit(1);
        sum += ratio.denominator > 0;
        whole++;
    }
    report("ratio_parse", (double)calls, began, sum, whole);
}

/* --- peers: the same workload by the same rule, each with its total checked --- */

static void peer_line(const char *name, double rate, double ours, int good) {
    printf("peer: %-22s %8.2f M calls per CPU second, we are %.0fx%s\n", name, rate / 1e6,
           ours / rate, good ? "" : ", PARTS MISS");
}

static void peer_absent(const char *name) {
    printf("peer: %-22s not installed\n", name);
}

/* Largest remainder in SQL: floors, then one unit each by rank of the remainder. */
static void bench_engine(const char *name, enum bench_engine engine, double ours) {
    static int64_t ids[PEER_CALLS], kinds[PEER_CALLS], amounts[PEER_CALLS];
    static const char *const statements[] = {
        "CREATE TABLE a(id BIGINT, kind BIGINT, amount BIGINT)",
        "CREATE TABLE w(kind BIGINT, place BIGINT, weight BIGINT, total BIGINT)",
        "INSERT INTO w VALUES (0,0,70,100),(0,1,30,100),(1,0,70,100),(1,1,20,100),(1,2,10,100),"
        "(2,0,1,3),(2,1,1,3),(2,2,1,3),(3,0,50,100),(3,1,25,100),(3,2,15,100),(3,3,7,100),"
        "(3,4,3,100)"};
    const int64_t *columns[] = {ids, kinds, amounts};
    char parts[600], sum[700];
    uint64_t state = 42;
    int64_t whole = 0, total[1] = {0};
    double took;
    bench_sql *db = bench_sql_open(engine);
    if (!db) {
        peer_absent(name);
        return;
    }
    for (int64_t i = 0; i < PEER_CALLS; i++) {
        ids[i] = i;
        kinds[i] = i % KINDS;
        amounts[i] = next_amount(&state);
        whole += amounts[i];
    }
    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++)
        bench_sql_run(db, statements[i]);
    bench_sql_fill(db, "a", columns, 3, PEER_CALLS);
    snprintf(parts, sizeof parts,
             "SELECT q + (row_number() OVER (PARTITION BY id ORDER BY r DESC, place) <= amount - "
             "sum(q) OVER (PARTITION BY id))%s AS part FROM (SELECT id, place, amount, amount * "
             "weight %s total AS q, amount * weight %% total AS r FROM a JOIN w USING (kind))",
             engine == BENCH_DUCKDB ? "::BIGINT" : "", engine == BENCH_DUCKDB ? "//" : "/");
    took = bench_sql_time(db, parts);
    snprintf(sum, sizeof sum, "SELECT sum(part) FROM (%s)", parts);
    bench_sql_row(db, sum, total, 1);
    peer_line(name, PEER_CALLS / took, ours, total[0] == whole);
    bench_sql_close(db);
}

static const char numpy_script[] =
    "import sys, time\n"
    "import numpy as np\n"
    "a = np.fromfile(sys.argv[1] + '.0', np.int64); total = 0; t = time.process_time()\n"
    "for kind, w in enumerate(((70, 30), (70, 20, 10), (1, 1, 1), (50, 25, 15, 7, 3))):\n"
    "    w = np.array(w); x = a[kind::4, None] * w; q, r = np.divmod(x, w.sum())\n"
    "    left = a[kind::4] - q.sum(1)\n"
    "    rank = np.argsort(np.argsort(-r, axis=1, kind='stable'), axis=1)\n"
    "    q += rank < left[:, None]\n"
    "    total += int(q.sum())\n"
    "print(time.process_time() - t, total)\n";

static const char python_script[] =
    "import sys, time, array\n"
    "W = ((70, 30), (70, 20, 10), (1, 1, 1), (50, 25, 15, 7, 3))\n"
    "def allocate(a, w):\n"
    "    t = sum(w); p = []; r = []\n"
    "    for i, x in enumerate(w):\n"
    "        q, m = divmod(a * x, t); p.append(q); r.append((-m, i))\n"
    "    left = a - sum(p)\n"
    "    if left:\n"
    "        r.sort()\n"
    "        for m, i in r[:left]: p[i] += 1\n"
    "    return p\n"
    "a = array.array('q', open(sys.argv[1] + '.0', 'rb').read()); t = time.process_time()\n"
    "total = sum(sum(allocate(x, W[i % 4])) for i, x in enumerate(a))\n"
    "print(time.process_time() - t, total)\n";

static void bench_script(const char *name, const char *script, double ours) {
    static int64_t amounts[PEER_CALLS];
    const int64_t *columns[] = {amounts};
    uint64_t state = 42;
    int64_t whole = 0, total = 0;
    double took = 0;
    for (int64_t i = 0; i < PEER_CALLS; i++) {
        amounts[i] = next_amount(&state);
        whole += amounts[i];
    }
    if (bench_numpy(script, columns, 1, PEER_CALLS, &took, &total, 1))
        peer_line(name, PEER_CALLS / took, ours, total == whole);
    else
        peer_absent(name);
}

int main(int argc, char **argv) {
    long calls = argc > 1 ? strtol(argv[1], NULL, 10) : 20000000;
    double ours = bench_allocate(calls);
    bench_many(calls);
    bench_reverse(calls);
    bench_texts(calls);
    bench_engine("DuckDB, SQL", BENCH_DUCKDB, ours);
    bench_engine("SQLite, SQL", BENCH_SQLITE, ours);
    bench_script("numpy, whole arrays", numpy_script, ours);
    bench_script("Python int", python_script, ours);
    return 0;
}
