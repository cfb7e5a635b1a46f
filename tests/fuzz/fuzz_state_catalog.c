/* States of every kind in the catalogue, chosen by the kind that the input names. Bytes are read as
 * they are, then with magic, payload size and checksum repaired, so that the payload is reached.
 * Promises: what loads saves the same bytes, merges into an empty handle as itself, and answers
 * each report with rows or with a refusal. */
#include "fuzz.h"

#include <string.h>

#include "revops.h"

enum { HEADER = 24, CHECKSUM = 8, KIND = 8, ROOM = 8 };

static const revops_handle_kind *kind_of(const uint8_t *data, size_t size) {
    for (uint32_t i = 0; size >= HEADER && i < revops_catalog_count(); i++) {
        const revops_handle_kind *kind = revops_catalog_at(i);
        if (kind->state[0] && memcmp(kind->state, data + KIND, 4) == 0)
            return kind;
    }
    return NULL;
}

static void save_again(const revops_handle_kind *kind, const void *handle, const uint8_t *data,
                       size_t size) {
    size_t written = 0;
    uint8_t *bytes = malloc(size);
    FUZZ_PROMISE(bytes);
    FUZZ_PROMISE(kind->save(handle, bytes, size, &written, NULL) == REVOPS_OK);
    FUZZ_PROMISE(written == size && memcmp(bytes, data, size) == 0);
    free(bytes);
}

static void ask(const revops_handle_kind *kind, const void *handle) {
    for (uint32_t i = 0; i < kind->report_count; i++) {
        const revops_report *report =
            (const void *)((const char *)kind->reports + (size_t)i * kind->report_size);
        size_t written = 0;
        void *rows = malloc(ROOM * (size_t)report->row->size);
        revops_status status;
        FUZZ_PROMISE(rows);
        status = report->rows(handle, NULL, 0, rows, ROOM, report->row->size, &written, NULL);
        FUZZ_PROMISE(status == REVOPS_OK || status == REVOPS_E_OVERFLOW);
        FUZZ_PROMISE(written <= ROOM);
        free(rows);
    }
}

static void load(const revops_handle_kind *kind, const uint8_t *data, size_t size) {
    void *handle = NULL, *empty = NULL;
    revops_status status = kind->load(&handle, data, size, NULL, NULL);
    FUZZ_PROMISE((status == REVOPS_OK) == (handle != NULL));
    if (status != REVOPS_OK)
        return;
    save_again(kind, handle, data, size);
    ask(kind, handle);
    FUZZ_PROMISE(kind->create(&empty, NULL, NULL, NULL) == REVOPS_OK);
    /* An empty handle with other options refuses, and what is refused changes nothing. */
    if (kind->merge(empty, handle, NULL) == REVOPS_OK)
        save_again(kind, empty, data, size);
    FUZZ_PROMISE(kind->merge(handle, empty, NULL) != REVOPS_E_INTERNAL);
    kind->destroy(empty);
    kind->destroy(handle);
}

static void load_repaired(const revops_handle_kind *kind, const uint8_t *data, size_t size) {
    static const uint8_t magic[8] = {'r', 'e', 'v', 'o', 'p', 's', 0x1a, '\n'};
    uint8_t digest[32];
    uint8_t *bytes = malloc(size + CHECKSUM);
    uint64_t payload = size - HEADER;
    FUZZ_PROMISE(bytes);
    memcpy(bytes, data, size);
    memcpy(bytes, magic, sizeof magic);
    for (size_t i = HEADER; i-- > HEADER - 8; payload >>= 8)
        bytes[i] = (uint8_t)payload;
    revops_sha256(digest, bytes, size);
    memcpy(bytes + size, digest, CHECKSUM);
    load(kind, bytes, size + CHECKSUM);
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const revops_handle_kind *kind = kind_of(data, size);
    if (kind) {
        load(kind, data, size);
        load_repaired(kind, data, size);
        /* A good state with a byte changed still has its old checksum behind it. */
        if (size >= HEADER + CHECKSUM)
            load_repaired(kind, data, size - CHECKSUM);
    }
    return 0;
}
