/* What a names handle is made of. Each name is one record in a block of texts; the keys' table
 * gives it a dense index, and a small hash table of texts finds the names that are known already
 * without a SHA-256. Records never move. */
#ifndef REVOPS_BASE_NAMES_H
#define REVOPS_BASE_NAMES_H

#include "base/host.h"
#include "base/shape.h"
#include "base/table.h"
#include "revops/names.h"

/* A name where it lies in its block. Records begin at multiples of eight bytes. */
typedef struct revops__name {
    uint64_t key;
    uint16_t size;
    char text[]; /* size bytes */
} revops__name;

/* By dense index, and in the slots of the hash table: where the record lies (block and offset
 * packed, plus 1; 0 is an empty slot) and the hash of its text. */
typedef struct revops__name_entry {
    uint32_t place;
    uint32_t hash;
} revops__name_entry;

typedef struct revops__name_block {
    char *bytes;
    size_t used, size;
} revops__name_block;

/* How a text becomes a key: revops_key, but for tests that need collisions. */
typedef uint64_t (*revops__key_of)(const char *text, size_t size);

struct revops_names {
    revops__handle handle;
    revops__key_of key_of;
    revops__table keys; /* dense index of each key */
    revops__name_entry *entries;
    revops__name_entry *slots;
    revops__name_block *blocks;
    uint64_t *scratch; /* keys of a column until it is known to be good */
    size_t entry_capacity, slot_count, block_count, block_capacity, scratch_size;
    uint64_t text_size; /* bytes of all names */
};

/* What was there before a call that may fail. */
typedef struct revops__name_mark {
    size_t count, block_count, used;
    uint64_t text_size;
} revops__name_mark;

enum { REVOPS__NAME_GROUP = 64 };

/* Texts that are looked up together; keys are results, or known before for texts that need no
 * check because another handle or a state vouches for them. */
typedef struct revops__name_group {
    const char *texts[REVOPS__NAME_GROUP];
    size_t sizes[REVOPS__NAME_GROUP]; /* 0: a null or empty text, which gets key 0 */
    uint64_t keys[REVOPS__NAME_GROUP];
    size_t count;
    int known;
} revops__name_group;

revops_status revops__names_create(revops_names **names, revops__key_of key_of,
                                   const revops_host *host, revops_error *err);

/* The record of a dense index. */
const revops__name *revops__names_at(const revops_names *names, size_t index);

/* Find or add a group; @p row is that of its first text, or REVOPS_NONE. On failure names may have
 * been added: roll back. */
revops_status revops__names_intern(revops_names *names, revops__name_group *group, uint64_t row,
                                   revops_error *err);

revops__name_mark revops__names_mark(const revops_names *names);
void revops__names_rollback(revops_names *names, const revops__name_mark *mark);

extern const revops_shape revops__shape_text_column;

#endif
