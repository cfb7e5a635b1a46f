/* Names on their way to other handles: merge, save, load. */
#include <string.h>

#include "base/error.h"
#include "base/names.h"
#include "base/sort.h"
#include "base/state.h"
#include "base/text.h"

enum {
    NAMES_ENTRY_SIZE = 10, /* key and size in the state */
    NAMES_VERSION = 1
};

static const char names_kind[4] = {'N', 'A', 'M', 'E'};

/* --- merge --- */

static revops_status names_merge_all(revops_names *into, const revops_names *from,
                                     revops_error *err) {
    revops__name_group group;
    size_t count = from->keys.count;
    revops_status status = revops__progress(&into->handle, 0, count, err);
    group.known = 1;
    for (size_t first = 0; first < count && status == REVOPS_OK; first += group.count) {
        group.count = count - first < REVOPS__NAME_GROUP ? count - first : REVOPS__NAME_GROUP;
        for (size_t i = 0; i < group.count; i++) {
            const revops__name *name = revops__names_at(from, first + i);
            group.texts[i] = name->text;
            group.sizes[i] = name->size;
            group.keys[i] = name->key;
        }
        status = revops__names_intern(into, &group, REVOPS_NONE, err);
        if (status == REVOPS_OK && (first + group.count) % REVOPS__PROGRESS == 0)
            status = revops__progress(&into->handle, first + group.count, count, err);
    }
    return status;
}

revops_status revops_names_merge(revops_names *into, const revops_names *from, revops_error *err) {
    revops__name_mark mark;
    revops_status status = revops__require(into, "into", err);
    if (status == REVOPS_OK)
        status = revops__require(from, "from", err);
    if (status == REVOPS_OK)
        status = revops__ready(&into->handle, err);
    if (status == REVOPS_OK)
        status = revops__ready(&from->handle, err);
    if (status != REVOPS_OK)
        return status;
    mark = revops__names_mark(into);
    status = names_merge_all(into, from, err);
    if (status != REVOPS_OK)
        revops__names_rollback(into, &mark);
    return status;
}

/* --- save --- */

typedef struct names_saving {
    const revops_names *names;
    const revops__pair *pairs; /* by ascending key; NULL: only the size is wanted */
} names_saving;

static void names_payload(revops__packer *packer, const void *context) {
    const names_saving *saving = context;
    const revops_names *names = saving->names;
    revops__pack_u64(packer, names->keys.count);
    if (!packer->out) {
        packer->size += (size_t)(names->keys.count * NAMES_ENTRY_SIZE + names->text_size);
        return;
    }
    for (size_t i = 0; i < names->keys.count; i++) {
        const revops__name *name = revops__names_at(names, (size_t)saving->pairs[i].index);
        revops__pack_u64(packer, name->key);
        revops__pack_u16(packer, name->size);
        revops__pack_bytes(packer, name->text, name->size);
    }
}

revops_status revops_names_save(const revops_names *names, void *out, size_t capacity,
                                size_t *written, revops_error *err) {
    names_saving saving = {names, NULL};
    revops__memory memory;
    revops__pair *pairs;
    void *block = NULL;
    size_t count, size, needed;
    revops_status status = revops__require(names, "names", err);
    if (status == REVOPS_OK)
        status = revops__require(written, "written", err);
    if (status == REVOPS_OK && capacity > 0)
        status = revops__require(out, "out", err);
    if (status == REVOPS_OK)
        status = revops__ready(&names->handle, err);
    if (status != REVOPS_OK)
        return status;
    /* Sorting waits until the bytes fit: asking for the size takes no memory. */
    if (revops__state_save(NULL, 0, &needed, names_kind, NAMES_VERSION, names_payload, &saving,
                           NULL) != REVOPS_E_CAPACITY ||
        capacity < needed)
        return revops__state_save(NULL, 0, written, names_kind, NAMES_VERSION, names_payload,
                                  &saving, err);
    memory = names->handle.memory;
    count = names->keys.count;
    size = revops__product(2 * count + 1, sizeof *pairs); /* pairs and their scratch */
    status = revops__resize(&memory, &block, 0, size, err);
    if (status != REVOPS_OK)
        return status;
    pairs = block;
    for (size_t i = 0; i < count; i++) {
        pairs[i].key = names->keys.keys[i];
        pairs[i].index = i;
    }
    revops__sort_pairs(pairs, pairs + count, count);
    saving.pairs = pairs;
    status = revops__state_save(out, capacity, written, names_kind, NAMES_VERSION, names_payload,
                                &saving, err);
    revops__free(&memory, block, size);
    return status;
}

/* --- load --- */

/* Read a group of entries; @p last is the key before and moves on. */
static revops_status names_unpack(revops__name_group *group, revops__unpacker *unpacker,
                                  revops__key_of key_of, uint64_t *last, revops_error *err) {
    for (size_t i = 0; i < group->count; i++) {
        revops__unpacker entry = *unpacker;
        uint64_t key = revops__unpack_u64(unpacker);
        uint16_t size = revops__unpack_u16(unpacker);
        const uint8_t *bytes = revops__unpack_bytes(unpacker, size);
        const char *text = (const char *)bytes;
        size_t offset;
        if (!text)
            return revops__state_close(unpacker, err);
        if (key <= *last)
            return revops__state_damaged(&entry, "expected keys that ascend from 1", err);
        if (size == 0 || !revops__utf8_valid(text, size, &offset))
            return revops__state_damaged(&entry, "expected a name of valid UTF-8 without NUL", err);
        if (key_of(text, size) != key)
            return revops__state_damaged(&entry, "expected the key of the name", err);
        group->texts[i] = text;
        group->sizes[i] = size;
        group->keys[i] = key;
        *last = key;
    }
    return REVOPS_OK;
}

static revops_status names_load_all(revops_names *names, revops__unpacker *unpacker,
                                    revops_error *err) {
    revops__name_group group;
    uint64_t last = 0;
    uint64_t count = revops__unpack_count(unpacker, NAMES_ENTRY_SIZE + 1);
    revops_status status = revops__progress(&names->handle, 0, count, err);
    group.known = 1;
    for (uint64_t first = 0; first < count && status == REVOPS_OK; first += group.count) {
        uint64_t left = count - first;
        group.count = left < REVOPS__NAME_GROUP ? (size_t)left : REVOPS__NAME_GROUP;
        status = names_unpack(&group, unpacker, names->key_of, &last, err);
        if (status == REVOPS_OK)
            status = revops__names_intern(names, &group, REVOPS_NONE, err);
        if (status == REVOPS_OK && (first + group.count) % REVOPS__PROGRESS == 0)
            status = revops__progress(&names->handle, first + group.count, count, err);
    }
    return status == REVOPS_OK ? revops__state_close(unpacker, err) : status;
}

revops_status revops_names_load(revops_names **names, const void *bytes, size_t size,
                                const revops_host *host, revops_error *err) {
    revops__unpacker unpacker;
    revops_names *made;
    uint16_t version;
    revops_status status = revops__require(names, "names", err);
    if (status != REVOPS_OK)
        return status;
    *names = NULL;
    status = revops__state_open(&unpacker, &version, bytes, size, names_kind, NAMES_VERSION, err);
    if (status == REVOPS_OK)
        status = revops_names_create(&made, host, err);
    if (status != REVOPS_OK)
        return status;
    status = names_load_all(made, &unpacker, err);
    if (status == REVOPS_OK)
        *names = made;
    else
        revops_names_destroy(made);
    return status;
}
