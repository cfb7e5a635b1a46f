/* A table gives each distinct 64-bit key a dense index 0, 1, 2, ... in order of arrival. Small keys
 * index an array that grows with use; all others go through open addressing. Marks undo what came
 * after. */
#ifndef REVOPS_BASE_TABLE_H
#define REVOPS_BASE_TABLE_H

#include "base/memory.h"

#define REVOPS__TABLE_NONE UINT32_MAX

/* Ask for a cache line ahead of its use; nothing happens where the compiler cannot. */
#if defined(__GNUC__)
#define REVOPS__PREFETCH(address) __builtin_prefetch(address)
#else
#define REVOPS__PREFETCH(address) ((void)(address))
#endif

typedef struct revops__table {
    uint64_t *keys;         /* by dense index */
    uint32_t *direct;       /* dense index + 1 of each key below direct_size; 0: none */
    uint32_t *slots;        /* dense index + 1 of each other key; 0: empty */
    size_t count, capacity; /* keys, and room for keys */
    size_t direct_size;     /* entries of direct */
    size_t slot_count;      /* a power of two, or 0 */
    size_t hashed_count;    /* keys in slots: at most half of them */
} revops__table;

/* A zeroed table is empty. Free what it holds; it is empty again. */
void revops__table_free(revops__table *table, revops__memory *memory);

/* Dense index of @p key, or REVOPS__TABLE_NONE. */
uint32_t revops__table_find(const revops__table *table, uint64_t key);

/* Dense index of @p key, added when new. REVOPS_E_NOMEM, or REVOPS_E_LIMIT beyond 2^31-1 keys or
 * the host's max_bytes, leave the keys as they were. */
revops_status revops__table_add(revops__table *table, revops__memory *memory, uint64_t key,
                                uint32_t *index, revops_error *err);

/* The same for many keys: indices[i] for keys[i]. After a failure some keys may be there: roll
 * back. */
revops_status revops__table_add_many(revops__table *table, revops__memory *memory,
                                     const uint64_t *keys, uint32_t *indices, size_t count,
                                     revops_error *err);

/* Forget every key with a dense index of @p count or above (a mark is the count of before). */
void revops__table_rollback(revops__table *table, size_t count);

/* A good 64-bit mix; the same on every platform. */
static inline uint64_t revops__mix(uint64_t key) {
    key ^= key >> 32;
    key *= UINT64_C(0xd6e8feb86659fd93);
    key ^= key >> 32;
    key *= UINT64_C(0xd6e8feb86659fd93);
    return key ^ (key >> 32);
}

#endif
