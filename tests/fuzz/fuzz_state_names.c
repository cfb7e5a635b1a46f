/* States of names. Bytes are read as they are; then with the header and checksum repaired, so that
 * the payload is reached; then as a column of texts. Promises: what loads saves the same bytes, and
 * what a column refuses leaves the state as it was. */
#include "fuzz.h"

#include <string.h>

#include "revops.h"

enum { HEADER = 24, CHECKSUM = 8, MOST_ROWS = 300 };

/* The state, to be freed. */
static uint8_t *saved(const revops_names *names, size_t *size) {
    uint8_t *bytes;
    FUZZ_PROMISE(revops_names_save(names, NULL, 0, size, NULL) == REVOPS_E_CAPACITY);
    bytes = malloc(*size);
    FUZZ_PROMISE(bytes);
    FUZZ_PROMISE(revops_names_save(names, bytes, *size, size, NULL) == REVOPS_OK);
    return bytes;
}

static void load(const uint8_t *data, size_t size) {
    revops_names *names = NULL, *merged = NULL;
    revops_state_info info;
    revops_status status = revops_names_load(&names, data, size, NULL, NULL);
    uint8_t *again;
    size_t again_size;
    FUZZ_PROMISE((status == REVOPS_OK) == (names != NULL));
    if (status != REVOPS_OK)
        return;
    FUZZ_PROMISE(revops_state_verify(&info, data, size, NULL) == REVOPS_OK);
    FUZZ_PROMISE(revops_names_create(&merged, NULL, NULL) == REVOPS_OK);
    FUZZ_PROMISE(revops_names_merge(merged, names, NULL) == REVOPS_OK);
    again = saved(merged, &again_size);
    FUZZ_PROMISE(again_size == size && memcmp(again, data, size) == 0);
    free(again);
    revops_names_destroy(names);
    revops_names_destroy(merged);
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

/* Texts that end where a byte is a multiple of 16, in a buffer of just their size. */
static void add_texts(const uint8_t *data, size_t size) {
    revops_text_column texts = {0};
    int64_t offsets[MOST_ROWS + 1] = {0};
    uint64_t keys[MOST_ROWS] = {0}, count = 0;
    revops_names *names = NULL;
    uint8_t *before, *after;
    size_t before_size, after_size;
    revops_status status;
    for (size_t i = 0; i < size && count < MOST_ROWS; i++)
        if (data[i] % 16 == 0)
            offsets[++count] = (int64_t)i + (data[i] != 0);
    texts.form = REVOPS_TEXT_OFFSETS64;
    texts.data = data;
    texts.offsets = offsets;
    FUZZ_PROMISE(revops_names_create(&names, NULL, NULL) == REVOPS_OK);
    FUZZ_PROMISE(revops_names_add(names, NULL, "before", 6, NULL) == REVOPS_OK);
    before = saved(names, &before_size);
    status = revops_names_add_column(names, keys, &texts, count, NULL);
    after = saved(names, &after_size);
    if (status == REVOPS_OK)
        for (uint64_t i = 0; i < count; i++)
            FUZZ_PROMISE(keys[i] == revops_key((const char *)data + offsets[i],
                                               (size_t)(offsets[i + 1] - offsets[i])));
    else
        FUZZ_PROMISE(after_size == before_size && memcmp(after, before, after_size) == 0);
    load(after, after_size);
    /* one byte behind the header of a good state, changed */
    after[HEADER + data[0] % (after_size - HEADER - CHECKSUM)] ^= data[size - 1];
    load_repaired(after, after_size - CHECKSUM);
    free(before);
    free(after);
    revops_names_destroy(names);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    load(data, size);
    load_repaired(data, size);
    load_repaired(data, size < CHECKSUM ? 0 : size - CHECKSUM);
    if (size > 0)
        add_texts(data, size);
    return 0;
}
