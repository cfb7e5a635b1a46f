/* States of rate tables, and batches of rates. Bytes are read as they are; then with the header and
 * checksum repaired, so that the payload is reached; then as rows. Promises: what loads saves the
 * same bytes and merges into an equal table, and what an add refuses leaves the state as it was. */
#include "fuzz.h"

#include <string.h>

#include "revops.h"

enum { HEADER = 24, CHECKSUM = 8, ROW = 6, MOST_ROWS = 300 };

/* The state, to be freed. */
static uint8_t *saved(const revops_fx *fx, size_t *size) {
    uint8_t *bytes;
    FUZZ_PROMISE(revops_fx_save(fx, NULL, 0, size, NULL) == REVOPS_E_CAPACITY);
    bytes = malloc(*size);
    FUZZ_PROMISE(bytes);
    FUZZ_PROMISE(revops_fx_save(fx, bytes, *size, size, NULL) == REVOPS_OK);
    return bytes;
}

/* Ask around: whatever is in the table, an answer is exact or a refusal. */
static void ask(const revops_fx *fx) {
    static const uint32_t codes[] = {
        REVOPS_CURRENCY('E', 'U', 'R', 0), REVOPS_CURRENCY('U', 'S', 'D', 0),
        REVOPS_CURRENCY('J', 'P', 'Y', 0), REVOPS_CURRENCY('T', 'O', 'K', 0)};
    for (size_t i = 0; i < 4; i++) {
        for (size_t j = 0; j < 4; j++) {
            revops_conversion got;
            revops_status status = revops_fx_convert(fx, &got, -12345, codes[i], codes[j],
                                                     20550 + (int32_t)(i + j), 0, NULL);
            FUZZ_PROMISE(status == REVOPS_E_MISSING || status == REVOPS_E_OVERFLOW ||
                         (status == REVOPS_OK && got.rate_num > 0 && got.rate_den > 0 &&
                          got.residue_den > 0 && got.rate_day <= 20550 + (int32_t)(i + j)));
        }
    }
}

static void load(const uint8_t *data, size_t size) {
    revops_fx *fx = NULL;
    revops_state_info info;
    revops_status status = revops_fx_load(&fx, data, size, NULL, NULL);
    uint8_t *again;
    size_t again_size;
    FUZZ_PROMISE((status == REVOPS_OK) == (fx != NULL));
    if (status != REVOPS_OK)
        return;
    FUZZ_PROMISE(revops_state_verify(&info, data, size, NULL) == REVOPS_OK);
    ask(fx);
    FUZZ_PROMISE(revops_fx_merge(fx, fx, NULL) == REVOPS_OK);
    again = saved(fx, &again_size);
    FUZZ_PROMISE(again_size == size && memcmp(again, data, size) == 0);
    free(again);
    revops_fx_destroy(fx);
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

/* Rows of six bytes: day, two currencies, numerator, denominator, and one that spoils a few. */
static void add_rows(const uint8_t *data, size_t size) {
    static const uint32_t codes[] = {
        REVOPS_CURRENCY('E', 'U', 'R', 0), REVOPS_CURRENCY('U', 'S', 'D', 0),
        REVOPS_CURRENCY('J', 'P', 'Y', 0), REVOPS_CURRENCY('T', 'O', 'K', 0)};
    int32_t day[MOST_ROWS];
    uint32_t from[MOST_ROWS], to[MOST_ROWS];
    int64_t num[MOST_ROWS], den[MOST_ROWS];
    revops_rate_batch batch = {sizeof batch,
                               0,
                               REVOPS_COLUMN_ARRAY(day),
                               REVOPS_COLUMN_ARRAY(from),
                               REVOPS_COLUMN_ARRAY(to),
                               REVOPS_COLUMN_ARRAY(num),
                               REVOPS_COLUMN_ARRAY(den)};
    revops_fx *fx = NULL;
    uint8_t *before, *after;
    size_t before_size, after_size;
    for (size_t i = 0; i + ROW <= size && batch.count < MOST_ROWS; i += ROW, batch.count++) {
        day[batch.count] = 20540 + data[i] % 16;
        from[batch.count] = codes[data[i + 1] % 4];
        to[batch.count] = codes[data[i + 2] % 4] + (data[i + 5] == 255);
        num[batch.count] = data[i + 3];
        den[batch.count] = data[i + 4];
        if (from[batch.count] == to[batch.count])
            num[batch.count] = den[batch.count];
    }
    FUZZ_PROMISE(revops_fx_create(&fx, NULL, NULL, NULL) == REVOPS_OK);
    before = saved(fx, &before_size);
    if (revops_fx_add(fx, &batch, NULL) == REVOPS_OK) {
        free(before);
        before = saved(fx, &before_size);
        FUZZ_PROMISE(revops_fx_add(fx, &batch, NULL) == REVOPS_OK);
        ask(fx);
    }
    after = saved(fx, &after_size);
    FUZZ_PROMISE(after_size == before_size && memcmp(after, before, after_size) == 0);
    load(after, after_size);
    free(before);
    free(after);
    revops_fx_destroy(fx);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    load(data, size);
    load_repaired(data, size);
    load_repaired(data, size < CHECKSUM ? 0 : size - CHECKSUM);
    add_rows(data, size);
    return 0;
}
