/* Rows per CPU second of fx_convert_many over a table of 15 currencies and 4,167 days, in four
 * orders of rows, each total checked against single conversions.
 *
 *     bench_fx [CSV of the ECB: Date,USD,GBP,... one euro in each; default rates of the same size]
 *
 * A bench never fails a test run; it exits with 1 only when a total is wrong. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "revops.h"

enum { ROWS = 1000000, CURRENCIES = 16, DAYS = 8192, LINE = 1024, REPEATS = 5 };

static const char default_header[] =
    "Date,USD,GBP,CAD,JPY,CHF,SEK,NOK,DKK,PLN,AUD,BRL,INR,ISK,KRW,TRY";

typedef struct table {
    revops_fx *fx;
    uint32_t currencies[CURRENCIES]; /* EUR first */
    size_t currency_count, day_count, rate_count;
    int32_t days[DAYS];
} table;

static uint64_t next_number(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static double seconds(void) {
    return (double)clock() / CLOCKS_PER_SEC;
}

static void check(revops_status status) {
    if (status != REVOPS_OK) {
        fprintf(stderr, "unexpected: %s\n", revops_status_text(status));
        exit(1);
    }
}

static void read_header(table *t, char *line) {
    t->currencies[t->currency_count++] = REVOPS_CURRENCY('E', 'U', 'R', 0);
    strtok(line, ",\r\n");
    for (char *code = strtok(NULL, ",\r\n"); code && t->currency_count < CURRENCIES;
         code = strtok(NULL, ",\r\n"))
        check(revops_currency_parse(&t->currencies[t->currency_count++], code, strlen(code), NULL));
}

/* One line of the file as one batch; an empty cell is a day without that rate. */
static void add_line(table *t, const char *line) {
    int64_t num[CURRENCIES], den[CURRENCIES];
    uint32_t to[CURRENCIES];
    revops_rate_batch batch = {sizeof batch,
                               0,
                               REVOPS_COLUMN_VALUE(&t->days[t->day_count]),
                               REVOPS_COLUMN_VALUE(&t->currencies[0]),
                               REVOPS_COLUMN_ARRAY(to),
                               REVOPS_COLUMN_ARRAY(num),
                               REVOPS_COLUMN_ARRAY(den)};
    const char *at = line + 10;
    check(revops_day_parse(&t->days[t->day_count], line, 10, NULL));
    for (size_t c = 1; c < t->currency_count && *at == ','; c++) {
        size_t size = strcspn(++at, ",\r\n");
        revops_ratio rate;
        if (size > 0) {
            check(revops_ratio_parse(&rate, at, size, NULL));
            to[batch.count] = t->currencies[c];
            num[batch.count] = rate.numerator;
            den[batch.count++] = rate.denominator;
        }
        at += size;
    }
    check(revops_fx_add(t->fx, &batch, NULL));
    t->rate_count += batch.count;
    t->day_count++;
}

static void fill_from_file(table *t, const char *path) {
    char line[LINE];
    FILE *file = fopen(path, "r");
    if (!file || !fgets(line, sizeof line, file)) {
        fprintf(stderr, "%s: cannot be read\n", path);
        exit(1);
    }
    read_header(t, line);
    while (t->day_count < DAYS && fgets(line, sizeof line, file))
        add_line(t, line);
    fclose(file);
}

/* Weekdays from 2010-01-04 on, rates of five digits. */
static void fill_from_seed(table *t) {
    char line[LINE];
    uint64_t state = 42;
    memcpy(line, default_header, sizeof default_header);
    read_header(t, line);
    for (int32_t day = 14613; t->day_count < 4167; day += (day + 3) % 7 == 4 ? 3 : 1) {
        size_t size;
        check(revops_day_format(line, sizeof line, &size, day, NULL));
        for (size_t c = 1; c < t->currency_count; c++)
            size += (size_t)snprintf(line + size, sizeof line - size, ",%d.%04d",
                                     (int)(next_number(&state) % 9),
                                     1 + (int)(next_number(&state) % 9999));
        add_line(t, line);
    }
}

typedef struct rows {
    int64_t amount[ROWS], answer[ROWS];
    uint32_t from[ROWS], to[ROWS];
    int32_t day[ROWS];
} rows;

static void measure(const table *t, rows *r, const char *name) {
    revops_fx_batch batch = {sizeof batch,
                             ROWS,
                             REVOPS_COLUMN_ARRAY(r->amount),
                             REVOPS_COLUMN_ARRAY(r->from),
                             REVOPS_COLUMN_ARRAY(r->to),
                             REVOPS_COLUMN_ARRAY(r->day)};
    double best = 1e9, single;
    int64_t total = 0, whole = 0;
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        double began = seconds();
        check(revops_fx_convert_many(t->fx, r->answer, &batch, 0, NULL));
        began = seconds() - began;
        best = began < best ? began : best;
    }
    single = seconds();
    for (size_t i = 0; i < ROWS; i++) {
        revops_conversion one;
        check(
            revops_fx_convert(t->fx, &one, r->amount[i], r->from[i], r->to[i], r->day[i], 0, NULL));
        whole += one.amount_minor;
        total += r->answer[i];
    }
    single = seconds() - single;
    printf("%-36s %7.2f M rows per CPU second, %6.2f one by one, totals %s\n", name,
           ROWS / best / 1e6, ROWS / single / 1e6, total == whole ? "agree" : "DIFFER");
    if (total != whole)
        exit(1);
}

int main(int argc, char **argv) {
    static table t;
    static rows r;
    uint64_t state = 42;
    double began = seconds();
    check(revops_fx_create(&t.fx, NULL, NULL, NULL));
    if (argc > 1)
        fill_from_file(&t, argv[1]);
    else
        fill_from_seed(&t);
    printf("%zu rates of %zu days, a batch a day: %.1f ms\n", t.rate_count, t.day_count,
           (seconds() - began) * 1e3);
    for (int order = 0; order < 4; order++) {
        static const char *const names[] = {"any pair, any day", "any currency to GBP, any day",
                                            "any currency to EUR, any day",
                                            "any currency to EUR, by day"};
        for (size_t i = 0; i < ROWS; i++) {
            /* Not ISK, which the ECB did not publish for nine years. */
            size_t from = (size_t)(next_number(&state) % 12),
                   to = (size_t)(next_number(&state) % 12);
            size_t day = (size_t)next_number(&state) % t.day_count;
            r.amount[i] = 1 + (int64_t)(next_number(&state) % 10000000);
            r.from[i] = t.currencies[from];
            r.to[i] = t.currencies[order == 0 ? to : order == 1 ? 2 : 0];
            r.day[i] = t.days[order == 3 ? i * t.day_count / ROWS : day];
        }
        measure(&t, &r, names[order]);
    }
    revops_fx_destroy(t.fx);
    return 0;
}
