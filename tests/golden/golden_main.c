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

/* Texts arrive in one handle forwards, in two others by halves that are merged: one state. */
static void names(golden_tape *tape) {
    enum { TEXTS = 300 };
    revops_names *whole = NULL, *half[2] = {NULL, NULL};
    static uint8_t bytes[32768];
    size_t size = 0;
    uint64_t key = 0;
    revops_error err;
    if (revops_names_create(&whole, NULL, NULL) || revops_names_create(&half[0], NULL, NULL) ||
        revops_names_create(&half[1], NULL, NULL))
        exit(2);
    for (int i = 0; i < TEXTS; i++) {
        char text[24];
        int64_t length = 1 + below(tape, 20);
        for (int64_t k = 0; k < length; k++)
            text[k] = (char)(' ' + below(tape, 95));
        if (put_status(tape, revops_names_add(whole, &key, text, (size_t)length, &err), &err))
            put(tape, (int64_t)key);
        put_status(tape, revops_names_add(half[i % 2], &key, text, (size_t)length, &err), &err);
    }
    if (put_status(tape, revops_names_save(whole, bytes, sizeof bytes, &size, &err), &err))
        put_bytes(tape, bytes, size);
    put_status(tape, revops_names_merge(half[1], half[0], &err), &err);
    if (put_status(tape, revops_names_save(half[1], bytes, sizeof bytes, &size, &err), &err))
        put_bytes(tape, bytes, size);
    bytes[below(tape, (int64_t)size)] ^= 1;
    revops_names_destroy(half[0]);
    put_status(tape, revops_names_load(&half[0], bytes, size, NULL, &err), &err);
    revops_names_destroy(half[0]);
    revops_names_destroy(half[1]);
    revops_names_destroy(whole);
}

static void foundation(golden_tape *tape) {
    for (int round = 0; round < 20; round++)
        names(tape);
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

static void put_ratio(golden_tape *tape, revops_ratio ratio) {
    put(tape, ratio.numerator);
    put(tape, ratio.denominator);
    put(tape, ratio.status);
}

static void ratios(golden_tape *tape) {
    revops_ratio a, b, result;
    revops_error err;
    char text[96];
    size_t size = 0;
    int64_t rounded = 0;
    int64_t numerator = any_amount(tape), denominator = any_amount(tape) | 1;
    int32_t mode = (int32_t)below(tape, REVOPS_ROUND_EXACT + 1);
    if (!put_status(tape, revops_ratio_make(&a, numerator, denominator, &err), &err) ||
        !put_status(tape, revops_ratio_make(&b, denominator / 3, numerator | 1, &err), &err))
        return;
    put_ratio(tape, a);
    put(tape, revops_ratio_compare(a, b));
    if (put_status(tape, revops_ratio_add(&result, a, b, &err), &err))
        put_ratio(tape, result);
    if (put_status(tape, revops_ratio_multiply(&result, a, b, &err), &err))
        put_ratio(tape, result);
    if (put_status(tape, revops_ratio_divide(&result, a, b, &err), &err))
        put_ratio(tape, result);
    if (put_status(tape, revops_ratio_round(&rounded, a, mode, 1 + below(tape, 100), &err), &err))
        put(tape, rounded);
    int32_t decimals = (int32_t)below(tape, 19);
    if (put_status(tape, revops_ratio_format(text, sizeof text, &size, a, decimals, &err), &err))
        put_bytes(tape, text, size);
}

static void value(golden_tape *tape) {
    currencies(tape);
    for (int round = 0; round < 5000; round++) {
        money(tape);
        ratios(tape);
        calendar(tape);
        periods(tape);
    }
}

/* --- report: a record of our own with each unit once, in every format --- */

typedef struct golden_row {
    double score;
    int64_t gross_minor, recorded_ns, share_num, share_den;
    uint64_t customer, count;
    revops_ratio roas;
    uint8_t digest[8];
    int32_t economic_day, month, kind, marks, is_new;
    uint32_t currency;
} golden_row;

static const revops_word kinds[] = {{"sale", "a sale", 0, 0}, {"refund", "money back", 1, 0}};
static const revops_word marks[] = {{"late", "after its month", 1, 0}, {"test", "no money", 2, 0}};

#define FIELD(member, type, unit, length, words, word_count)                                       \
    {                                                                                              \
#member, "", words, word_count, offsetof(golden_row, member), length, 0,                   \
            REVOPS_TYPE_##type, REVOPS_UNIT_##unit, 0, 0,                                          \
    }

static const revops_field golden_fields[] = {
    FIELD(economic_day, INT32, DAY, 1, NULL, 0),  FIELD(currency, UINT32, CURRENCY, 1, NULL, 0),
    FIELD(gross_minor, INT64, MINOR, 1, NULL, 0), FIELD(customer, UINT64, KEY, 1, NULL, 0),
    FIELD(count, UINT64, COUNT, 1, NULL, 0),      FIELD(kind, INT32, ENUM, 1, kinds, 2),
    FIELD(marks, INT32, FLAG, 1, marks, 2),       FIELD(is_new, INT32, FLAG, 1, NULL, 0),
    FIELD(month, INT32, MONTH, 1, NULL, 0),       FIELD(recorded_ns, INT64, NS, 1, NULL, 0),
    FIELD(share_num, INT64, NUM, 1, NULL, 0),     FIELD(share_den, INT64, DEN, 1, NULL, 0),
    FIELD(roas, RATIO, RATIO, 1, NULL, 0),        FIELD(digest, BYTES, DIGEST, 8, NULL, 0),
    FIELD(score, DOUBLE, NONE, 1, NULL, 0),
};

static const revops_shape golden_shape = {
    "golden_row",
    "every unit once",
    golden_fields,
    sizeof golden_fields / sizeof golden_fields[0],
    sizeof golden_fields[0],
    sizeof(golden_row),
    REVOPS_SHAPE_RECORD,
};

static void fill(golden_tape *tape, golden_row *row) {
    static const uint32_t codes[] = {
        REVOPS_CURRENCY('E', 'U', 'R', 0),
        REVOPS_CURRENCY('J', 'P', 'Y', 0),
        REVOPS_CURRENCY('K', 'W', 'D', 0),
    };
    memset(row, 0, sizeof *row);
    /* Powers of two apart and few digits: doubles that every platform makes alike. */
    row->score = (double)(below(tape, 2000001) - 1000000);
    for (int64_t halves = below(tape, 60); halves > 0; halves--)
        row->score /= 2;
    row->gross_minor = any_amount(tape) / 4096;
    row->recorded_ns = any_amount(tape);
    row->share_num = below(tape, 100);
    row->share_den = 1 + below(tape, 100);
    row->customer = draw(tape) >> below(tape, 64);
    row->count = draw(tape) >> (20 + below(tape, 44));
    for (size_t i = 0; i < sizeof row->digest; i++)
        row->digest[i] = (uint8_t)draw(tape);
    row->economic_day = (int32_t)below(tape, 3000000) - 700000;
    row->month = (int32_t)below(tape, 100000) - 20000;
    row->kind = (int32_t)below(tape, 3);
    row->marks = (int32_t)below(tape, 5);
    row->is_new = (int32_t)below(tape, 2);
    row->currency = codes[below(tape, 3)];
    row->roas.status = REVOPS_RATIO_UNDEFINED;
    int64_t spend = below(tape, 5);
    if (spend)
        (void)!revops_ratio_make(&row->roas, row->gross_minor, spend, NULL);
}

static int32_t to_tape(void *user, const void *data, size_t count) {
    put_bytes(user, data, count);
    return REVOPS_MORE;
}

static void write_rows(golden_tape *tape, int32_t format, uint32_t flags) {
    enum { ROWS = 200 };
    golden_row rows[ROWS];
    revops_writer *writer = NULL;
    revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    revops_error err;
    for (size_t i = 0; i < ROWS; i++)
        fill(tape, &rows[i]);
    options.format = format;
    options.flags = flags;
    options.title = "Golden & <rows>";
    if (put_status(
            tape, revops_writer_create(&writer, &golden_shape, &options, to_tape, tape, NULL, &err),
            &err) &&
        put_status(tape, revops_writer_rows(writer, rows, ROWS, sizeof rows[0], &err), &err))
        put_status(tape, revops_writer_end(writer, &err), &err);
    revops_writer_destroy(writer);
}

static void report(golden_tape *tape) {
    for (int32_t format = REVOPS_FORMAT_JSON; format <= REVOPS_FORMAT_PLAIN; format++)
        for (uint32_t flags = 0; flags < 2 * REVOPS_WRITER_BY_CURRENCY; flags++)
            write_rows(tape, format, flags);
}

/* --- all areas --- */

static const struct {
    const char *name;
    void (*run)(golden_tape *tape);
} areas[] = {
    {"foundation", foundation},
    {"value", value},
    {"report", report},
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
