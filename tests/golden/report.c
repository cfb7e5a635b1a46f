/* A record of our own that has each unit once, in every format and with every flag. */
#include "golden.h"

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

void golden_report(golden_tape *tape) {
    for (int32_t format = REVOPS_FORMAT_JSON; format <= REVOPS_FORMAT_PLAIN; format++)
        for (uint32_t flags = 0; flags < 2 * REVOPS_WRITER_BY_CURRENCY; flags++)
            write_rows(tape, format, flags);
}
