/* The row writer over any record and any names. Promises: nothing is read outside the rows, a row
 * that is refused is refused in any split, and what is written is well-formed in its format. */
#include "fuzz.h"

#include <string.h>

#include "base/shape.h"
#include "revops.h"
#include "tables.h"

enum { MOST_ROWS = 16 };

typedef struct fuzz_row {
    revops_ratio share;
    uint64_t customer;
    uint64_t transactions;
    int64_t net_minor;
    int64_t recorded_ns;
    double score;
    uint32_t currency;
    int32_t day;
    int32_t month;
    int32_t kind;
    uint8_t digest[4];
    char name[4];
} fuzz_row;

static const revops_word fuzz_words[] = {{"sale", "a sale", 1, 0}, {"refund", "a refund", 2, 0}};
static const revops_field fuzz_fields[] = {
    REVOPS__FIELD(fuzz_row, customer, REVOPS_UNIT_KEY, "who"),
    REVOPS__FIELD(fuzz_row, currency, REVOPS_UNIT_CURRENCY, "of the amount"),
    REVOPS__FIELD(fuzz_row, net_minor, REVOPS_UNIT_MINOR, "how much"),
    REVOPS__FIELD(fuzz_row, transactions, REVOPS_UNIT_COUNT, "how many"),
    REVOPS__FIELD(fuzz_row, share, REVOPS_UNIT_RATIO, "part"),
    REVOPS__FIELD(fuzz_row, score, REVOPS_UNIT_NONE, "how likely"),
    REVOPS__FIELD(fuzz_row, day, REVOPS_UNIT_DAY, "when"),
    REVOPS__FIELD(fuzz_row, month, REVOPS_UNIT_MONTH, "in which month"),
    REVOPS__FIELD(fuzz_row, recorded_ns, REVOPS_UNIT_NS, "when known"),
    REVOPS__ENUM(fuzz_row, kind, fuzz_words, 0, "what"),
    REVOPS__ARRAY(fuzz_row, digest, REVOPS_UNIT_DIGEST, "hash"),
    REVOPS__BYTES(fuzz_row, name, REVOPS_UNIT_TEXT, "text"),
};
static const revops_shape fuzz_shape =
    REVOPS__SHAPE(fuzz_row, "fuzz_row", "anything", fuzz_fields, REVOPS_SHAPE_RECORD);

typedef struct fuzz_text {
    char *bytes;
    size_t size;
} fuzz_text;

static int32_t keep(void *user, const void *data, size_t count) {
    fuzz_text *text = user;
    FUZZ_PROMISE(count > 0 && count <= 16384);
    text->bytes = realloc(text->bytes, text->size + count);
    FUZZ_PROMISE(text->bytes);
    memcpy(text->bytes + text->size, data, count);
    text->size += count;
    return REVOPS_MORE;
}

/* A key's low bytes are its text, so that the input names everything. */
static int32_t resolve(void *user, uint64_t key, char *out, size_t capacity, size_t *written) {
    (void)user;
    FUZZ_PROMISE(capacity == 65536);
    for (*written = 0; *written < 8 && (key & 255) != 0; key >>= 8)
        out[(*written)++] = (char)(key & 255);
    return REVOPS_MORE;
}

/* The status, and the text of what was written. */
static revops_status write_rows(fuzz_text *text, const revops_writer_options *options,
                                const fuzz_row *rows, size_t count, size_t step) {
    revops_writer *writer = NULL;
    revops_status status =
        revops_writer_create(&writer, &fuzz_shape, options, keep, text, NULL, NULL);
    FUZZ_PROMISE((status == REVOPS_OK) == (writer != NULL));
    for (size_t i = 0; status == REVOPS_OK && i < count; i += step)
        status = revops_writer_rows(writer, rows + i, count - i < step ? count - i : step,
                                    sizeof rows[0], NULL);
    if (status == REVOPS_OK)
        status = revops_writer_end(writer, NULL);
    revops_writer_destroy(writer);
    return status;
}

static void write_as(const revops_writer_options *options, const fuzz_row *rows, size_t count) {
    fuzz_text whole = {NULL, 0}, parts = {NULL, 0};
    const revops_status status = write_rows(&whole, options, rows, count, MOST_ROWS);
    FUZZ_PROMISE(write_rows(&parts, options, rows, count, 1) == status);
    if (status == REVOPS_OK) {
        table t;
        FUZZ_PROMISE(parts.size == whole.size && memcmp(parts.bytes, whole.bytes, whole.size) == 0);
        FUZZ_PROMISE(table_read(&t, options->format, whole.bytes, whole.size));
        table_close(&t);
    }
    free(whole.bytes);
    free(parts.bytes);
}

/* Byte 0: how many fields. Byte 1: flags and whether keys have texts. The rest: rows. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const uint32_t fields[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    fuzz_row rows[MOST_ROWS];
    size_t count;
    if (size < 2)
        return 0;
    count = (size - 2 + sizeof rows[0] - 1) / sizeof rows[0];
    count = count < MOST_ROWS ? count : MOST_ROWS;
    size = size - 2 < sizeof rows ? size - 2 : sizeof rows;
    memset(rows, 0, sizeof rows);
    memcpy(rows, data + 2, size);
    options.fields = fields + data[0] % 12;
    options.field_count = 12 - data[0] % 12;
    options.currency = (data[1] & 4) != 0 ? REVOPS_CURRENCY('E', 'U', 'R', 0) : 0;
    options.resolver = (data[1] & 8) != 0 ? resolve : NULL;
    for (options.format = REVOPS_FORMAT_JSON; options.format <= REVOPS_FORMAT_PLAIN;
         options.format++) {
        options.flags = (data[1] & 1) != 0 ? REVOPS_WRITER_NULL_KEYS : 0;
        if ((data[1] & 2) != 0 && options.format != REVOPS_FORMAT_JSON)
            options.flags |= REVOPS_WRITER_TOTALS | REVOPS_WRITER_BY_CURRENCY;
        write_as(&options, rows, count);
    }
    return 0;
}
