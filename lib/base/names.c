/* Names: texts are remembered once, found again by a fast hash, and known to the world by the first
 * eight bytes of their SHA-256. */
#include "base/names.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "revops/sha256.h"

enum {
    NAMES_FIRST_BLOCK = 4096, /* bytes; each next block is twice as large */
    NAMES_BLOCK_BITS = 20,    /* up to 2^20 bytes */
    NAMES_UNIT_BITS = 3,      /* records begin at multiples of 8 bytes */
    NAMES_OFFSET_BITS = NAMES_BLOCK_BITS - NAMES_UNIT_BITS,
    NAMES_MOST_BLOCKS = 1 << (32 - NAMES_OFFSET_BITS),
    NAMES_FIRST_SLOTS = 64,
    NAMES_PROBES = 64, /* slots that one text may look at */
    NAMES_HEAD = offsetof(revops__name, text)
};

/* --- keys --- */

uint64_t revops_key(const char *text, size_t size) {
    uint8_t digest[32];
    uint64_t key = 0;
    if (!text || size == 0)
        return 0;
    revops_sha256(digest, text, size);
    for (int i = 0; i < 8; i++)
        key = key << 8 | digest[i];
    return key & INT64_MAX;
}

static inline uint64_t names_load64(const char *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

static inline uint64_t names_load32(const char *bytes) {
    uint32_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

/* A hash of eight bytes a step. It differs between platforms, which is why no result, state or
 * order depends on it. */
static inline uint32_t names_hash(const char *text, size_t size) {
    const uint64_t factor = UINT64_C(0x9e3779b97f4a7c15);
    uint64_t hash = size * factor;
    for (; size > 8; size -= 8, text += 8) {
        hash = (hash ^ names_load64(text)) * factor;
        hash ^= hash >> 32;
    }
    if (size == 8)
        hash ^= names_load64(text);
    else if (size >= 4)
        hash ^= names_load32(text) | names_load32(text + size - 4) << 32;
    else
        hash ^= (uint64_t)(uint8_t)text[0] | (uint64_t)(uint8_t)text[size / 2] << 8 |
                (uint64_t)(uint8_t)text[size - 1] << 16;
    return (uint32_t)(revops__mix(hash) >> 32);
}

/* --- the handle --- */

revops_status revops__names_create(revops_names **names, revops__key_of key_of,
                                   const revops_host *host, revops_error *err) {
    revops__memory memory;
    void *block = NULL;
    revops_names *made;
    revops_status status = revops__require(names, "names", err);
    if (status != REVOPS_OK)
        return status;
    *names = NULL;
    status = revops__memory_open(&memory, host, err);
    if (status == REVOPS_OK)
        status = revops__resize(&memory, &block, 0, sizeof *made, err);
    if (status != REVOPS_OK)
        return status;
    made = block;
    memset(made, 0, sizeof *made);
    made->handle.memory = memory;
    made->key_of = key_of;
    *names = made;
    return REVOPS_OK;
}

revops_status revops_names_create(revops_names **names, const revops_host *host,
                                  revops_error *err) {
    return revops__names_create(names, revops_key, host, err);
}

void revops_names_destroy(revops_names *names) {
    revops__memory memory;
    if (!names)
        return;
    memory = names->handle.memory;
    for (size_t i = 0; i < names->block_count; i++)
        revops__free(&memory, names->blocks[i].bytes, names->blocks[i].size);
    revops__free(&memory, names->blocks, names->block_capacity * sizeof *names->blocks);
    revops__free(&memory, names->entries, names->entry_capacity * sizeof *names->entries);
    revops__free(&memory, names->slots, names->slot_count * sizeof *names->slots);
    revops__free(&memory, names->scratch, names->scratch_size);
    revops__table_free(&names->keys, &memory);
    revops__free(&memory, names, sizeof *names);
}

uint64_t revops_names_count(const revops_names *names) {
    return names ? names->keys.count : 0;
}

/* --- records --- */

static inline const revops__name *names_record(const revops_names *names, uint32_t place) {
    uint32_t block = (place - 1) >> NAMES_OFFSET_BITS;
    size_t offset = (size_t)(place - 1 - (block << NAMES_OFFSET_BITS)) << NAMES_UNIT_BITS;
    return (const revops__name *)(const void *)(names->blocks[block].bytes + offset);
}

const revops__name *revops__names_at(const revops_names *names, size_t index) {
    return names_record(names, names->entries[index].place);
}

/* Ids are short: eight bytes a step beat a call. The last step overlaps the one before. */
static inline int names_same(const revops__name *name, const char *text, size_t size) {
    uint64_t differing;
    if (name->size != size)
        return 0;
    if (size < 8)
        return memcmp(name->text, text, size) == 0;
    differing = names_load64(name->text + size - 8) ^ names_load64(text + size - 8);
    for (size_t i = 0; i + 8 < size && differing == 0; i += 8)
        differing = names_load64(name->text + i) ^ names_load64(text + i);
    return differing == 0;
}

/* Room for a record of @p size bytes in the last block, or in a new one. */
static revops_status names_reserve_text(revops_names *names, size_t size, revops_error *err) {
    revops__memory *memory = &names->handle.memory;
    size_t last = names->block_count - 1;
    size_t wanted = (size_t)1 << NAMES_BLOCK_BITS;
    void *blocks = names->blocks, *bytes = NULL;
    revops_status status;
    if (names->block_count > 0 && names->blocks[last].size - names->blocks[last].used >= size)
        return REVOPS_OK;
    if (names->block_count == NAMES_MOST_BLOCKS)
        return revops__fail(err, REVOPS_E_LIMIT, REVOPS_NONE, "",
                            "expected at most 32 GiB of names");
    if (names->block_count < 8)
        wanted = (size_t)NAMES_FIRST_BLOCK << names->block_count;
    while (wanted < size)
        wanted *= 2;
    status = revops__grow(memory, &blocks, &names->block_capacity, names->block_count + 1,
                          sizeof *names->blocks, err);
    names->blocks = blocks;
    if (status == REVOPS_OK)
        status = revops__resize(memory, &bytes, 0, wanted, err);
    if (status != REVOPS_OK)
        return status;
    names->blocks[names->block_count].bytes = bytes;
    names->blocks[names->block_count].used = 0;
    names->blocks[names->block_count].size = wanted;
    names->block_count++;
    return REVOPS_OK;
}

/* --- the slots: texts that are known already ---
 * They are filled in order of arrival, so that a rollback only empties the youngest (see table.c).
 * A text looks at NAMES_PROBES slots and no further; one that finds no place among them is found by
 * its key. So texts made to share a hash cost one SHA-256 each, not ever longer chains. */

static void names_slot_put(revops_names *names, revops__name_entry entry) {
    size_t mask = names->slot_count - 1;
    size_t slot = entry.hash & mask;
    for (int probe = 0; probe < NAMES_PROBES; probe++, slot = (slot + 1) & mask) {
        if (names->slots[slot].place == 0) {
            names->slots[slot] = entry;
            return;
        }
    }
}

static void names_slot_clear(revops_names *names, revops__name_entry entry) {
    size_t mask = names->slot_count - 1;
    size_t slot = entry.hash & mask;
    for (int probe = 0; probe < NAMES_PROBES; probe++, slot = (slot + 1) & mask) {
        if (names->slots[slot].place == entry.place) {
            names->slots[slot].place = 0;
            return;
        }
    }
}

/* The known name with this text; NULL: not among the slots. */
static const revops__name *names_slot_find(const revops_names *names, uint32_t hash,
                                           const char *text, size_t size) {
    size_t mask = names->slot_count - 1;
    size_t slot = hash & mask;
    for (int probe = 0; probe < NAMES_PROBES && names->slot_count > 0; probe++) {
        revops__name_entry entry = names->slots[slot];
        if (entry.place == 0)
            return NULL;
        if (entry.hash == hash) {
            const revops__name *name = names_record(names, entry.place);
            if (names_same(name, text, size))
                return name;
        }
        slot = (slot + 1) & mask;
    }
    return NULL;
}

/* The record that very likely has a text with this hash, or NULL; only slots are looked at. */
static inline const revops__name *names_slot_guess(const revops_names *names, uint32_t hash) {
    size_t mask = names->slot_count - 1;
    size_t slot = hash & mask;
    size_t last = (slot + NAMES_PROBES) & mask;
    while (names->slots[slot].hash != hash && names->slots[slot].place != 0 && slot != last)
        slot = (slot + 1) & mask;
    return names->slots[slot].place == 0 ? NULL : names_record(names, names->slots[slot].place);
}

/* Keep the slots at most half full. */
static revops_status names_reserve_slots(revops_names *names, revops_error *err) {
    revops__memory *memory = &names->handle.memory;
    size_t old_count = names->slot_count;
    size_t slot_count = old_count == 0 ? NAMES_FIRST_SLOTS : 2 * old_count;
    size_t size = revops__product(slot_count, sizeof *names->slots);
    void *slots = NULL;
    revops_status status;
    if (names->keys.count < old_count / 2)
        return REVOPS_OK;
    status = revops__resize(memory, &slots, 0, size, err);
    if (status != REVOPS_OK)
        return status;
    revops__free(memory, names->slots, old_count * sizeof *names->slots);
    names->slots = slots;
    names->slot_count = slot_count;
    memset(slots, 0, size);
    for (size_t i = 0; i < names->keys.count; i++)
        names_slot_put(names, names->entries[i]);
    return REVOPS_OK;
}

/* --- adding --- */

/* Refuse a text at a byte of it. */
static revops_status names_refuse(revops_error *err, uint64_t row, uint64_t offset,
                                  const char *message) {
    revops__fail(err, REVOPS_E_INVALID, row, row == REVOPS_NONE ? "text" : "texts", message);
    if (err)
        err->offset = offset;
    return REVOPS_E_INVALID;
}

/* Is the text a name? Known texts are, so this is asked for new ones only. */
static revops_status names_check(const char *text, size_t size, uint64_t row, revops_error *err) {
    size_t offset = 0;
    if (size == 0)
        return names_refuse(err, row, 0, "expected a name, got an empty text");
    if (size > REVOPS_NAME_SIZE)
        return names_refuse(err, row, REVOPS_NAME_SIZE,
                            "expected a name of at most 65535 bytes, got a longer one");
    if (!revops__utf8_valid(text, size, &offset))
        return names_refuse(err, row, offset, "expected UTF-8 without NUL, got another byte");
    return REVOPS_OK;
}

/* Append a name that is not there. All that can fail comes first. */
static revops_status names_append(revops_names *names, const char *text, size_t size, uint64_t key,
                                  uint32_t hash, revops_error *err) {
    size_t record_size = (NAMES_HEAD + size + 7) & ~(size_t)7;
    void *entries = names->entries;
    revops__name_block *block;
    revops__name *record;
    revops__name_entry entry;
    uint32_t index;
    revops_status status = revops__grow(&names->handle.memory, &entries, &names->entry_capacity,
                                        names->keys.count + 1, sizeof *names->entries, err);
    names->entries = entries;
    if (status == REVOPS_OK)
        status = names_reserve_text(names, record_size, err);
    if (status == REVOPS_OK)
        status = names_reserve_slots(names, err);
    if (status == REVOPS_OK)
        status = revops__table_add(&names->keys, &names->handle.memory, key, &index, err);
    if (status != REVOPS_OK)
        return status;
    block = &names->blocks[names->block_count - 1];
    entry.place =
        (uint32_t)((names->block_count - 1) << NAMES_OFFSET_BITS | block->used >> NAMES_UNIT_BITS) +
        1;
    entry.hash = hash;
    record = (revops__name *)(void *)(block->bytes + block->used);
    record->key = key;
    record->size = (uint16_t)size;
    memcpy(record->text, text, size);
    block->used += record_size;
    names->entries[index] = entry;
    names->text_size += size;
    names_slot_put(names, entry);
    return REVOPS_OK;
}

/* A text that is not among the slots: new, or one that only its key finds. */
static revops_status names_meet(revops_names *names, revops__name_group *group, size_t i,
                                uint32_t hash, uint64_t row, revops_error *err) {
    const char *text = group->texts[i];
    size_t size = group->sizes[i];
    uint64_t key = group->keys[i];
    uint32_t index;
    if (!group->known) {
        revops_status status = names_check(text, size, row, err);
        if (status != REVOPS_OK)
            return status;
        key = names->key_of(text, size);
    }
    index = revops__table_find(&names->keys, key);
    if (index == REVOPS__TABLE_NONE && key != 0) {
        revops_status status = names_append(names, text, size, key, hash, err);
        if (status != REVOPS_OK)
            return status;
    } else if (key == 0 || !names_same(revops__names_at(names, index), text, size)) {
        return revops__fail_text(err, REVOPS_E_DUPLICATE, row,
                                 row == REVOPS_NONE ? "text" : "texts",
                                 "a text with a key of its own", text, size);
    }
    group->keys[i] = key;
    return REVOPS_OK;
}

/* For each text of a group its hash and the record that very likely holds it, or NULL. Nothing here
 * waits for memory: first all slots are asked for, then all records they point at. */
static void names_guess(const revops_names *names, const revops__name_group *group,
                        uint32_t *hashes, const revops__name **guesses) {
    size_t mask = names->slot_count - 1;
    int empty = names->slot_count == 0;
    for (size_t i = 0; i < group->count; i++) {
        guesses[i] = NULL;
        hashes[i] = group->sizes[i] == 0 ? 0 : names_hash(group->texts[i], group->sizes[i]);
        if (!empty)
            REVOPS__PREFETCH(&names->slots[hashes[i] & mask]);
    }
    for (size_t i = 0; i < group->count && !empty; i++) {
        guesses[i] = names_slot_guess(names, hashes[i]);
        if (guesses[i]) {
            REVOPS__PREFETCH(guesses[i]);
            /* ids of up to 54 bytes reach into one more line at most */
            REVOPS__PREFETCH(guesses[i]->text + ((group->sizes[i] - 1) & 63));
        }
    }
}

revops_status revops__names_intern(revops_names *names, revops__name_group *group, uint64_t row,
                                   revops_error *err) {
    const revops__name *guesses[REVOPS__NAME_GROUP];
    uint32_t hashes[REVOPS__NAME_GROUP];
    names_guess(names, group, hashes, guesses);
    for (size_t i = 0; i < group->count; i++) {
        const revops__name *name = guesses[i];
        const char *text = group->texts[i];
        size_t size = group->sizes[i];
        revops_status status;
        if (size == 0) {
            group->keys[i] = 0;
            continue;
        }
        if (!name || !names_same(name, text, size))
            name = names_slot_find(names, hashes[i], text, size);
        if (name) {
            group->keys[i] = name->key;
            continue;
        }
        status = names_meet(names, group, i, hashes[i], row == REVOPS_NONE ? row : row + i, err);
        if (status != REVOPS_OK)
            return status;
    }
    return REVOPS_OK;
}

revops__name_mark revops__names_mark(const revops_names *names) {
    revops__name_mark mark = {names->keys.count, names->block_count, 0, names->text_size};
    if (mark.block_count > 0)
        mark.used = names->blocks[mark.block_count - 1].used;
    return mark;
}

void revops__names_rollback(revops_names *names, const revops__name_mark *mark) {
    for (size_t i = names->keys.count; i > mark->count; i--)
        names_slot_clear(names, names->entries[i - 1]);
    revops__table_rollback(&names->keys, mark->count);
    while (names->block_count > mark->block_count) {
        revops__name_block *block = &names->blocks[--names->block_count];
        revops__free(&names->handle.memory, block->bytes, block->size);
    }
    if (mark->block_count > 0)
        names->blocks[mark->block_count - 1].used = mark->used;
    names->text_size = mark->text_size;
}

revops_status revops_names_add(revops_names *names, uint64_t *key, const char *text, size_t size,
                               revops_error *err) {
    revops__name_group group;
    revops_status status = revops__require(names, "names", err);
    if (status == REVOPS_OK)
        status = revops__require(text, "text", err);
    if (status == REVOPS_OK && size == 0)
        status = names_check(text, size, REVOPS_NONE, err);
    if (status == REVOPS_OK)
        status = revops__ready(&names->handle, err);
    if (status == REVOPS_OK)
        status = revops__row_limit(&names->handle, 1, err);
    if (status != REVOPS_OK)
        return status;
    group.texts[0] = text;
    group.sizes[0] = size;
    group.count = 1;
    group.known = 0;
    status = revops__names_intern(names, &group, REVOPS_NONE, err);
    if (status != REVOPS_OK)
        return status;
    names->handle.rows++;
    if (key)
        *key = group.keys[0];
    return REVOPS_OK;
}

/* --- asking --- */

static const revops__name *names_find(const revops_names *names, uint64_t key) {
    uint32_t index = revops__table_find(&names->keys, key);
    return index == REVOPS__TABLE_NONE ? NULL : revops__names_at(names, index);
}

revops_status revops_names_find(const revops_names *names, char *out, size_t capacity,
                                size_t *written, uint64_t key, revops_error *err) {
    const revops__name *name;
    revops_status status = revops__require(names, "names", err);
    if (status == REVOPS_OK)
        status = revops__require(written, "written", err);
    if (status == REVOPS_OK && capacity > 0)
        status = revops__require(out, "out", err);
    if (status == REVOPS_OK)
        status = revops__ready(&names->handle, err);
    if (status != REVOPS_OK)
        return status;
    name = names_find(names, key);
    if (!name)
        return revops__fail_u64(err, REVOPS_E_MISSING, REVOPS_NONE, "key", "the key of a name",
                                key);
    return revops__text_out(out, capacity, written, name->text, name->size, err);
}

int32_t revops_names_resolve(void *names, uint64_t key, char *out, size_t capacity,
                             size_t *written) {
    const revops_names *handle = names;
    char digits[REVOPS__DIGITS];
    const revops__name *name;
    revops_status status = revops__require(names, "names", NULL);
    if (status == REVOPS_OK)
        status = revops__ready(&handle->handle, NULL);
    if (status == REVOPS_OK) {
        name = names_find(handle, key);
        if (name)
            status = revops__text_out(out, capacity, written, name->text, name->size, NULL);
        else
            status = revops__text_out(out, capacity, written, digits,
                                      key == 0 ? 0 : revops__print_u64(digits, key), NULL);
    }
    return status == REVOPS_OK ? REVOPS_MORE : -status;
}
