/* States of revenue, and batches of transactions and spend. Bytes are read as they are; then with
 * the header and checksum repaired, so that the payload is reached; then as rows. Promises: what
 * loads saves the same bytes, merges into an equal handle and answers exactly or refuses; what an
 * add refuses leaves the state as it was; what was added can be removed. */
#include "fuzz.h"

#include <string.h>

#include "revops.h"

enum { HEADER = 24, CHECKSUM = 8, ROW = 8, MOST_ROWS = 600, MOST_ANSWERS = 64 };

/* The state, to be freed. */
static uint8_t *saved(const revops_revenue *revenue, size_t *size) {
    uint8_t *bytes;
    FUZZ_PROMISE(revops_revenue_save(revenue, NULL, 0, size, NULL) == REVOPS_E_CAPACITY);
    bytes = malloc(*size);
    FUZZ_PROMISE(bytes);
    FUZZ_PROMISE(revops_revenue_save(revenue, bytes, *size, size, NULL) == REVOPS_OK);
    return bytes;
}

/* A currency may be any number until somebody wants to convert it. */
static int is_refusal(revops_status status, uint32_t currency) {
    return status == REVOPS_E_OVERFLOW || status == REVOPS_E_UNSUPPORTED ||
           (currency != 0 && (status == REVOPS_E_MISSING || status == REVOPS_E_INVALID));
}

/* Ask around: identities hold in every answer, and rows ascend. */
static void ask(const revops_revenue *revenue, uint32_t seed) {
    static revops_revenue_row rows[MOST_ANSWERS];
    static revops_profit_row profits[MOST_ANSWERS];
    revops_revenue_query query = REVOPS_REVENUE_QUERY_INIT;
    size_t written = 0;
    revops_status status;
    query.periods.granularity = (int32_t)(seed % 7);
    query.group_by = seed / 7 % 64;
    query.currency = seed % 3 == 2 ? REVOPS_CURRENCY('E', 'U', 'R', 0) : 0;
    query.fill = seed % 5 == 4;
    status = revops_revenue_rows(revenue, &query, seed % 4, rows, MOST_ANSWERS, sizeof rows[0],
                                 &written, NULL);
    FUZZ_PROMISE(status == REVOPS_OK || is_refusal(status, query.currency));
    for (size_t i = 0; i < written; i++) {
        FUZZ_PROMISE(rows[i].gross_minor ==
                     rows[i].tax_minor + rows[i].fee_minor + rows[i].net_minor);
        FUZZ_PROMISE(rows[i].from_day < rows[i].to_day && rows[i].currency != 0);
        FUZZ_PROMISE(i == 0 || rows[i - 1].from_day <= rows[i].from_day);
    }
    query.group_by &= REVOPS_DIMENSION_PROJECT | REVOPS_DIMENSION_PRODUCT;
    written = 0;
    status = revops_revenue_profit_rows(revenue, &query, 0, profits, MOST_ANSWERS,
                                        sizeof profits[0], &written, NULL);
    FUZZ_PROMISE(status == REVOPS_OK || is_refusal(status, query.currency));
    for (size_t i = 0; i < written; i++)
        FUZZ_PROMISE(profits[i].profit_minor == profits[i].net_minor - profits[i].spend_minor &&
                     (profits[i].roas.status == REVOPS_RATIO_OK) == (profits[i].spend_minor > 0));
}

static void load(const uint8_t *data, size_t size) {
    revops_revenue_options options = REVOPS_REVENUE_OPTIONS_INIT;
    revops_revenue *revenue = NULL, *other = NULL;
    revops_state_info info;
    revops_status status = revops_revenue_load(&revenue, data, size, NULL, NULL);
    uint8_t *again;
    size_t again_size;
    FUZZ_PROMISE((status == REVOPS_OK) == (revenue != NULL));
    if (status != REVOPS_OK)
        return;
    FUZZ_PROMISE(revops_state_verify(&info, data, size, NULL) == REVOPS_OK);
    again = saved(revenue, &again_size);
    FUZZ_PROMISE(again_size == size && memcmp(again, data, size) == 0);
    free(again);
    for (uint32_t seed = 0; seed < 3; seed++)
        ask(revenue, data[size - 1] + 11 * seed);
    options.dimensions = data[HEADER + 3];
    FUZZ_PROMISE(revops_revenue_create(&other, &options, NULL, NULL) == REVOPS_OK);
    status = revops_revenue_merge(other, revenue, NULL);
    FUZZ_PROMISE(status == REVOPS_OK || status == REVOPS_E_MISMATCH); /* other rates' options */
    again = saved(other, &again_size);
    FUZZ_PROMISE(status != REVOPS_OK || (again_size == size && memcmp(again, data, size) == 0));
    free(again);
    revops_revenue_destroy(revenue);
    revops_revenue_destroy(other);
}

/* Magic, payload size and checksum made right; kind, version and payload stay what they are. */
static void load_repaired(const uint8_t *data, size_t size) {
    static const uint8_t magic[8] = {'r', 'e', 'v', 'o', 'p', 's', 0x1a, '\n'};
    uint8_t digest[32];
    uint8_t *bytes;
    uint64_t payload = size - HEADER;
    if (size < HEADER)
        return;
    bytes = malloc(size + CHECKSUM);
    FUZZ_PROMISE(bytes);
    memcpy(bytes, data, size);
    memcpy(bytes, magic, sizeof magic);
    for (size_t i = HEADER; i-- > HEADER - 8; payload >>= 8)
        bytes[i] = (uint8_t)payload;
    revops_sha256(digest, bytes, size);
    memcpy(bytes + size, digest, CHECKSUM);
    load(bytes, size + CHECKSUM);
    free(bytes);
}

/* Rows of eight bytes: day, far days, kind, gross, tax, fee, two keys. Many break a rule. */
typedef struct fuzz_rows {
    revops_transaction_row rows[MOST_ROWS];
    size_t count;
} fuzz_rows;

static void read_rows(const uint8_t *data, size_t size, fuzz_rows *out) {
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i + ROW <= size && out->count < MOST_ROWS; i += ROW) {
        revops_transaction_row *row = &out->rows[out->count++];
        const uint8_t *at = data + i;
        row->economic_day = 20454 + at[0] + (at[1] > 250 ? (at[1] - 253) * 900000 : 0);
        row->currency =
            at[1] % 2 ? REVOPS_CURRENCY('E', 'U', 'R', 0) : REVOPS_CURRENCY('U', 'S', 'D', 0);
        row->kind = at[2] % 8 + (at[2] == 255);
        row->gross_minor = (at[2] % 8 == 1 || at[2] % 8 == 2 || at[2] % 8 == 6) ? -at[3] : at[3];
        row->gross_minor *= at[2] % 8 == 4 ? 0 : at[4] == 255 ? INT64_MAX / 256 : 1;
        row->tax_minor = row->gross_minor / (1 + at[4]);
        row->tax_minor = at[4] == 0 || at[2] % 8 > 5 ? 0 : row->tax_minor;
        row->fee_minor = at[2] % 8 > 5 ? 0 : at[5];
        row->net_minor = row->gross_minor - row->tax_minor - row->fee_minor;
        row->project = at[6] == 255 ? UINT64_MAX : at[6];
        row->customer = at[7];
    }
}

static revops_transaction_batch batch_of(const fuzz_rows *in) {
    revops_transaction_batch batch;
    memset(&batch, 0, sizeof batch);
    batch.struct_size = sizeof batch;
    batch.count = in->count;
    batch.economic_day = REVOPS_COLUMN(in->rows, economic_day);
    batch.currency = REVOPS_COLUMN(in->rows, currency);
    batch.gross_minor = REVOPS_COLUMN(in->rows, gross_minor);
    batch.tax_minor = REVOPS_COLUMN(in->rows, tax_minor);
    batch.net_minor = REVOPS_COLUMN(in->rows, net_minor);
    batch.kind = REVOPS_COLUMN(in->rows, kind);
    batch.project = REVOPS_COLUMN(in->rows, project);
    batch.customer = REVOPS_COLUMN(in->rows, customer);
    return batch;
}

static void add_rows(const uint8_t *data, size_t size) {
    static fuzz_rows rows;
    revops_revenue_options options = REVOPS_REVENUE_OPTIONS_INIT;
    revops_transaction_batch batch;
    revops_spend_batch spend;
    revops_revenue *revenue = NULL;
    uint8_t *before, *after;
    size_t before_size, after_size;
    revops_status status;
    options.dimensions = size > 0 ? data[0] % 64 : 0;
    read_rows(data, size, &rows);
    batch = batch_of(&rows);
    FUZZ_PROMISE(revops_revenue_create(&revenue, &options, NULL, NULL) == REVOPS_OK);
    before = saved(revenue, &before_size);
    status = revops_revenue_add(revenue, &batch, NULL);
    if (status == REVOPS_OK) {
        spend =
            (revops_spend_batch){sizeof spend,    batch.count,   batch.economic_day, batch.currency,
                                 batch.net_minor, batch.project, batch.customer};
        FUZZ_PROMISE(revops_revenue_add_spend(revenue, &spend, NULL) == REVOPS_OK);
        ask(revenue, size > 1 ? data[1] : 0);
        after = saved(revenue, &after_size);
        load(after, after_size);
        /* one byte behind the header of a good state, changed */
        after[HEADER + data[size / 2] % (after_size - HEADER - CHECKSUM)] ^= 1 | data[size - 1];
        load_repaired(after, after_size - CHECKSUM);
        free(after);
        FUZZ_PROMISE(revops_revenue_remove_spend(revenue, &spend, NULL) == REVOPS_OK);
        FUZZ_PROMISE(revops_revenue_remove(revenue, &batch, NULL) == REVOPS_OK);
    }
    after = saved(revenue, &after_size);
    FUZZ_PROMISE(after_size == before_size && memcmp(after, before, after_size) == 0);
    free(before);
    free(after);
    revops_revenue_destroy(revenue);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    load(data, size);
    load_repaired(data, size);
    load_repaired(data, size < CHECKSUM ? 0 : size - CHECKSUM);
    if (size > 0)
        add_rows(data, size);
    return 0;
}
