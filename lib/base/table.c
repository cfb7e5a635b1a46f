/* Keys to dense indices. Keys below direct_size live in the array, all others in the slots; the
 * array grows only while that costs at most TABLE_SPREAD entries a key, so one lone small key does
 * not zero megabytes.
 *
 * Slots are probed one after the other and always filled in order of arrival. So the youngest key
 * stands at the end of its chain, nobody probed past it, and rolling back from the youngest on
 * needs no more than emptying slots: lookups are exactly as they were at the mark. */
#include "base/table.h"

#include <string.h>

#include "base/error.h"

enum {
    TABLE_DIRECT_LIMIT = 1 << 20, /* keys from here on are always hashed */
    TABLE_DIRECT_FIRST = 1024,    /* entries of the first array */
    TABLE_SPREAD = 16,            /* entries of the array that one key may cost */
    TABLE_FIRST_SLOTS = 64,
    TABLE_GROUP = 64, /* keys that are looked up together */
    TABLE_MOST = INT32_MAX
};

void revops__table_free(revops__table *table, revops__memory *memory) {
    revops__free(memory, table->keys, table->capacity * sizeof *table->keys);
    revops__free(memory, table->direct, table->direct_size * sizeof *table->direct);
    revops__free(memory, table->slots, table->slot_count * sizeof *table->slots);
    memset(table, 0, sizeof *table);
}

/* Index + 1 of a key that is not direct, or 0. */
static inline uint32_t table_probe(const revops__table *table, uint64_t key, uint64_t hash) {
    size_t mask = table->slot_count - 1;
    size_t slot = (size_t)hash & mask;
    while (table->slots[slot] != 0 && table->keys[table->slots[slot] - 1] != key)
        slot = (slot + 1) & mask;
    return table->slots[slot];
}

static inline uint32_t table_get(const revops__table *table, uint64_t key) {
    if (key < table->direct_size)
        return table->direct[key];
    return table->slot_count == 0 ? 0 : table_probe(table, key, revops__mix(key));
}

uint32_t revops__table_find(const revops__table *table, uint64_t key) {
    return table_get(table, key) - 1; /* 0 - 1 is REVOPS__TABLE_NONE */
}

/* Fill the empty slots with all keys that are not direct, in order of arrival. */
static void table_fill(revops__table *table) {
    size_t mask = table->slot_count - 1;
    memset(table->slots, 0, table->slot_count * sizeof *table->slots);
    table->hashed_count = 0;
    for (size_t i = 0; i < table->count; i++) {
        size_t slot = (size_t)revops__mix(table->keys[i]) & mask;
        if (table->keys[i] < table->direct_size)
            continue;
        while (table->slots[slot] != 0)
            slot = (slot + 1) & mask;
        table->slots[slot] = (uint32_t)i + 1;
        table->hashed_count++;
    }
}

/* Let the array hold @p key; keys that were hashed and now lie below its size move into it. */
static revops_status table_grow_direct(revops__table *table, revops__memory *memory, uint64_t key,
                                       revops_error *err) {
    size_t old_size = table->direct_size;
    size_t size = old_size == 0 ? TABLE_DIRECT_FIRST : old_size;
    size_t moved = 0;
    void *block = table->direct;
    revops_status status;
    while (size <= key)
        size *= 2;
    status = revops__resize(memory, &block, old_size * sizeof *table->direct,
                            size * sizeof *table->direct, err);
    if (status != REVOPS_OK)
        return status;
    table->direct = block;
    table->direct_size = size;
    memset(table->direct + old_size, 0, (size - old_size) * sizeof *table->direct);
    for (size_t i = 0; i < table->count && table->hashed_count > 0; i++) {
        if (table->keys[i] >= old_size && table->keys[i] < size) {
            table->direct[table->keys[i]] = (uint32_t)i + 1;
            moved++;
        }
    }
    if (moved > 0)
        table_fill(table);
    return REVOPS_OK;
}

static revops_status table_grow_slots(revops__table *table, revops__memory *memory,
                                      revops_error *err) {
    size_t old_count = table->slot_count;
    size_t slot_count = old_count == 0 ? TABLE_FIRST_SLOTS : 2 * old_count;
    void *block = NULL;
    /* A fresh block: the old slots stay good should the host refuse. */
    revops_status status =
        revops__resize(memory, &block, 0, revops__product(slot_count, sizeof *table->slots), err);
    if (status != REVOPS_OK)
        return status;
    revops__free(memory, table->slots, old_count * sizeof *table->slots);
    table->slots = block;
    table->slot_count = slot_count;
    table_fill(table);
    return REVOPS_OK;
}

/* Room for one more key, and in the array or the slots for this one. */
static revops_status table_reserve(revops__table *table, revops__memory *memory, uint64_t key,
                                   revops_error *err) {
    void *keys = table->keys;
    revops_status status;
    if (table->count >= TABLE_MOST)
        return revops__fail_u64(err, REVOPS_E_LIMIT, REVOPS_NONE, "", "at most 2^31-1 keys",
                                (uint64_t)TABLE_MOST + 1);
    status =
        revops__grow(memory, &keys, &table->capacity, table->count + 1, sizeof *table->keys, err);
    table->keys = keys;
    if (status != REVOPS_OK || key < table->direct_size)
        return status;
    if (key < TABLE_DIRECT_LIMIT &&
        key < TABLE_DIRECT_FIRST + (uint64_t)table->count * TABLE_SPREAD)
        return table_grow_direct(table, memory, key, err);
    if (2 * (table->hashed_count + 1) > table->slot_count)
        return table_grow_slots(table, memory, err);
    return REVOPS_OK;
}

/* Add a key that is not there yet. */
static revops_status table_insert(revops__table *table, revops__memory *memory, uint64_t key,
                                  uint32_t *index, revops_error *err) {
    revops_status status = table_reserve(table, memory, key, err);
    if (status != REVOPS_OK)
        return status;
    *index = (uint32_t)table->count;
    table->keys[table->count++] = key;
    if (key < table->direct_size) {
        table->direct[key] = *index + 1;
    } else {
        size_t mask = table->slot_count - 1;
        size_t slot = (size_t)revops__mix(key) & mask;
        while (table->slots[slot] != 0)
            slot = (slot + 1) & mask;
        table->slots[slot] = *index + 1;
        table->hashed_count++;
    }
    return REVOPS_OK;
}

revops_status revops__table_add(revops__table *table, revops__memory *memory, uint64_t key,
                                uint32_t *index, revops_error *err) {
    uint32_t place = table_get(table, key);
    if (place == 0)
        return table_insert(table, memory, key, index, err);
    *index = place - 1;
    return REVOPS_OK;
}

/* All keys of a group in the array: no hash, no branch. Returns whether all were found. */
static int table_group_direct(const revops__table *table, const uint64_t *keys, uint32_t *indices,
                              size_t count) {
    uint64_t largest = 0;
    uint32_t missing = 0;
    for (size_t i = 0; i < count; i++)
        largest = keys[i] > largest ? keys[i] : largest;
    if (largest >= table->direct_size)
        return 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t place = table->direct[keys[i]];
        missing |= (uint32_t)(place == 0);
        indices[i] = place - 1;
    }
    return !missing;
}

/* Bring what a group will touch into the cache: first the slots, then the keys they point at. */
static void table_group_prefetch(const revops__table *table, const uint64_t *keys, uint64_t *hashes,
                                 size_t count) {
    size_t mask = table->slot_count - 1;
    for (size_t i = 0; i < count; i++) {
        hashes[i] = revops__mix(keys[i]);
        if (keys[i] < table->direct_size)
            REVOPS__PREFETCH(&table->direct[keys[i]]);
        else
            REVOPS__PREFETCH(&table->slots[(size_t)hashes[i] & mask]);
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t place = table->slots[(size_t)hashes[i] & mask];
        if (place != 0)
            REVOPS__PREFETCH(&table->keys[place - 1]);
    }
}

static revops_status table_group(revops__table *table, revops__memory *memory, const uint64_t *keys,
                                 uint32_t *indices, size_t count, revops_error *err) {
    uint64_t hashes[TABLE_GROUP];
    int hashed = table->slot_count > 0;
    if (table_group_direct(table, keys, indices, count))
        return REVOPS_OK;
    if (hashed)
        table_group_prefetch(table, keys, hashes, count);
    for (size_t i = 0; i < count; i++) {
        uint32_t place;
        if (hashed && keys[i] >= table->direct_size)
            place = table_probe(table, keys[i], hashes[i]);
        else
            place = table_get(table, keys[i]);
        indices[i] = place - 1;
        if (place == 0) {
            revops_status status = table_insert(table, memory, keys[i], &indices[i], err);
            if (status != REVOPS_OK)
                return status;
        }
    }
    return REVOPS_OK;
}

revops_status revops__table_add_many(revops__table *table, revops__memory *memory,
                                     const uint64_t *keys, uint32_t *indices, size_t count,
                                     revops_error *err) {
    for (size_t first = 0; first < count; first += TABLE_GROUP) {
        size_t left = count - first;
        revops_status status = table_group(table, memory, keys + first, indices + first,
                                           left < TABLE_GROUP ? left : TABLE_GROUP, err);
        if (status != REVOPS_OK)
            return status;
    }
    return REVOPS_OK;
}

void revops__table_rollback(revops__table *table, size_t count) {
    size_t mask = table->slot_count - 1;
    while (table->count > count) {
        uint32_t place = (uint32_t)table->count;
        uint64_t key = table->keys[--table->count];
        if (key < table->direct_size) {
            table->direct[key] = 0;
        } else {
            size_t slot = (size_t)revops__mix(key) & mask;
            while (table->slots[slot] != place)
                slot = (slot + 1) & mask;
            table->slots[slot] = 0;
            table->hashed_count--;
        }
    }
}
