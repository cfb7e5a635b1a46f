/* One SHA-256 per area over seeded input: the figures, rows, states and texts that this program
 * sees must be the same bits on every platform and from every compiler. It is built from the
 * amalgamation alone, so a cross run under an emulator needs no other package. Prints "<digest> 
 * <area>". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "revops.h"

/* --- what an area writes: numbers big-endian, so that the platform does not show --- */

typedef struct golden_tape {
    unsigned char *bytes;
    size_t size, capacity;
    uint64_t seed;
} golden_tape;

static void put_bytes(golden_tape *tape, const void *bytes, size_t size) {
    if (tape->capacity - tape->size < size) {
        tape->capacity = (tape->capacity + size) * 2;
        tape->bytes = realloc(tape->bytes, tape->capacity);
        if (!tape->bytes)
            exit(2);
    }
    if (size)
        memcpy(tape->bytes + tape->size, bytes, size);
    tape->size += size;
}

static void put(golden_tape *tape, int64_t value) {
    unsigned char bytes[8];
    for (size_t i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)value >> (56 - 8 * i));
    put_bytes(tape, bytes, sizeof bytes);
}

/* A refusal is part of the answer: status, row, field and message. */
static int put_status(golden_tape *tape, revops_status status, const revops_error *err) {
    put(tape, status);
    if (status != REVOPS_OK) {
        put(tape, (int64_t)err->row);
        put_bytes(tape, err->field, strlen(err->field));
        put_bytes(tape, err->message, strlen(err->message));
    }
    return status == REVOPS_OK;
}

/* Splitmix64, as in its reference implementation. One draw a statement: the order in which
 * arguments are evaluated is the compiler's choice. */
static uint64_t draw(golden_tape *tape) {
    uint64_t mixed = tape->seed += UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ (mixed >> 31);
}

/* 0 to below @p limit. */
static int64_t below(golden_tape *tape, int64_t limit) {
    return (int64_t)(draw(tape) % (uint64_t)limit);
}

/* Small and large numbers of both signs alike: a random width, then random bits. */
static int64_t any_amount(golden_tape *tape) {
    uint64_t magnitude = (draw(tape) >> 1) >> below(tape, 63);
    return draw(tape) & 1 ? -(int64_t)magnitude : (int64_t)magnitude;
}

/* --- foundation --- */

static void columns(golden_tape *tape) {
    enum { ROWS = 100 };
    int64_t values[ROWS], read[ROWS];
    int32_t narrow[ROWS];
    uint8_t valid[ROWS], bits[(ROWS + 7) / 8];
    revops_error err;
    for (size_t i = 0; i < ROWS; i++)
        values[i] = below(tape, 1000000) - 500000;
    for (size_t i = 0; i < sizeof bits; i++)
        bits[i] = (uint8_t)draw(tape);
    revops_column backwards = {&values[ROWS - 1], bits, -(int64_t)sizeof values[0], 0,
                               REVOPS_TYPE_INT64, 0};
    if (put_status(tape,
                   revops_column_copy(narrow, valid, &backwards, REVOPS_TYPE_INT32, ROWS, &err),
                   &err)) {
        for (size_t i = 0; i < ROWS; i++)
            put(tape, narrow[i]);
        put_bytes(tape, valid, ROWS);
    }
    for (size_t i = 0; i < ROWS; i++)
        values[i] = any_amount(tape);
    revops_column forwards = {values, NULL, sizeof values[0], 0, REVOPS_TYPE_INT64, 0};
    put_status(tape, revops_column_copy(narrow, valid, &forwards, REVOPS_TYPE_INT32, ROWS, &err),
               &err);
    if (put_status(tape, revops_column_copy(read, NULL, &forwards, REVOPS_TYPE_INT64, ROWS, &err),
                   &err))
        for (size_t i = 0; i < ROWS; i++)
            put(tape, read[i]);
}

static void foundation(golden_tape *tape) {
    for (int round = 0; round < 100; round++)
        columns(tape);
}

/* --- value --- */

static void money(golden_tape *tape) {
    char text[48];
    size_t size = 0;
    int64_t result = 0, again = 0;
    revops_error err;
    int64_t amount = any_amount(tape), num = any_amount(tape), den = below(tape, 1000000) - 9;
    int32_t mode = (int32_t)below(tape, REVOPS_ROUND_EXACT + 2);
    int32_t exponent = (int32_t)below(tape, 19);
    if (put_status(tape, revops_money_scale(&result, amount, num, den, mode, &err), &err))
        put(tape, result);
    if (put_status(tape, revops_money_format(text, sizeof text, &size, amount, exponent, &err),
                   &err)) {
        put_bytes(tape, text, size);
        if (put_status(tape, revops_money_parse(&again, text, size, exponent, &err), &err))
            put(tape, again == amount);
        text[below(tape, (int64_t)size)] = (char)('-' + below(tape, 12));
        if (put_status(tape, revops_money_parse(&again, text, size, exponent, &err), &err))
            put(tape, again);
    }
}

static void currencies(golden_tape *tape) {
    for (char a = 'A'; a <= 'Z'; a++)
        for (char b = 'A'; b <= 'Z'; b++)
            for (char c = 'A'; c <= 'Z'; c++) {
                int32_t exponent = -1;
                uint32_t currency = REVOPS_CURRENCY(a, b, c, 0);
                (void)!revops_currency_exponent(&exponent, currency, NULL, NULL);
                put(tape, exponent);
            }
}

static void calendar(golden_tape *tape) {
    char text[16];
    size_t size = 0;
    int32_t result = 0;
    revops_error err;
    int32_t day = (int32_t)(below(tape, 3700000) - 740000);
    revops_day_parts parts = revops_day_split(day);
    put_bytes(tape, "day", 3);
    put(tape, parts.year * 10000 + parts.month * 100 + parts.day);
    put(tape, parts.iso_year * 10000 + parts.iso_week * 100 + parts.weekday);
    put(tape, parts.days_in_month);
    if (put_status(tape, revops_day_format(text, sizeof text, &size, day, &err), &err)) {
        put_bytes(tape, text, size);
        text[below(tape, (int64_t)size)] = (char)('-' + below(tape, 12));
        if (put_status(tape, revops_day_parse(&result, text, size, &err), &err))
            put(tape, result);
    }
    int32_t months = (int32_t)below(tape, 4000) - 2000;
    int32_t anchor = (int32_t)below(tape, 33);
    if (put_status(tape, revops_day_add_months(&result, day, months, anchor, &err), &err))
        put(tape, result);
    int64_t instant = any_amount(tape);
    put(tape, revops_day_from_instant(instant, (int32_t)below(tape, 90000) - 45000));
}

static void periods(golden_tape *tape) {
    revops_periods periods = REVOPS_PERIODS_INIT;
    revops_period_row rows[64];
    size_t written = 0;
    revops_error err;
    periods.granularity = (int32_t)below(tape, REVOPS_GRANULARITY_TOTAL + 1);
    periods.from_day = (int32_t)below(tape, 20000);
    periods.to_day = periods.from_day + (int32_t)below(tape, 400);
    periods.week_start = (int32_t)below(tape, 8);
    periods.fiscal_month = (int32_t)below(tape, 13);
    if (put_status(tape, revops_period_rows(&periods, 0, rows, 64, sizeof rows[0], &written, &err),
                   &err))
        for (size_t i = 0; i < written; i++)
            put(tape, (int64_t)rows[i].from_day << 32 | rows[i].to_day);
}

static void value(golden_tape *tape) {
    currencies(tape);
    for (int round = 0; round < 5000; round++) {
        money(tape);
        calendar(tape);
        periods(tape);
    }
}

/* --- all areas --- */

static const struct {
    const char *name;
    void (*run)(golden_tape *tape);
} areas[] = {
    {"foundation", foundation},
    {"value", value},
};

int main(void) {
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++) {
        golden_tape tape = {NULL, 0, 0, 20260101};
        uint8_t digest[32];
        areas[i].run(&tape);
        revops_sha256(digest, tape.bytes, tape.size);
        for (size_t k = 0; k < sizeof digest; k++)
            printf("%02x", digest[k]);
        printf("  %s\n", areas[i].name);
        free(tape.bytes);
    }
    return 0;
}
