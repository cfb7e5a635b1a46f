/* Totals: sums by key, the grouped state of a handle. A key is a few words, an entry its sums, 128
 * bits wide, and how many rows they are of. Entries are numbered as they come; answers and states
 * take them in ascending order of their words, so no order of arrival shows. Nothing grows with
 * the number of rows. */
#ifndef REVOPS_BASE_TOTALS_H
#define REVOPS_BASE_TOTALS_H

#include "base/column.h"
#include "base/host.h"
#include "base/state.h"
#include "base/wide.h"

enum { REVOPS__TOTALS_WORDS = 8, REVOPS__TOTALS_SUMS = 8 };

typedef struct revops__totals {
    unsigned char *entries; /* each: its words, the rows added less those taken back, its sums */
    uint32_t *slots;        /* entry + 1 by hash; 0: empty */
    size_t count, capacity, slot_count;
    uint32_t word_count, sum_count;
    int32_t
        is_set; /* 1: the same row twice counts once; there are no sums and there is no remove */
    int32_t reserved0;
} revops__totals;

/* How words are made of what can be below 0, so that unsigned order is the order of the values. */
static inline uint64_t revops__word_of_i64(int64_t value) {
    return (uint64_t)value ^ UINT64_C(1) << 63;
}
static inline int64_t revops__i64_of_word(uint64_t word) {
    return (int64_t)(word ^ UINT64_C(1) << 63);
}

static inline size_t revops__totals_entry_size(const revops__totals *totals) {
    return (totals->word_count + 1) * sizeof(uint64_t) + totals->sum_count * sizeof(revops__sum);
}

/* Words of an entry; the count stands behind them. */
static inline uint64_t *revops__totals_words(const revops__totals *totals, size_t entry) {
    return (uint64_t *)(void *)(totals->entries + entry * revops__totals_entry_size(totals));
}
static inline uint64_t *revops__totals_count(const revops__totals *totals, size_t entry) {
    return revops__totals_words(totals, entry) + totals->word_count;
}
static inline revops__sum *revops__totals_sums(const revops__totals *totals, size_t entry) {
    return (revops__sum *)(void *)(revops__totals_count(totals, entry) + 1);
}

/* A zeroed one with its two numbers set; at most REVOPS__TOTALS_WORDS and REVOPS__TOTALS_SUMS. */
void revops__totals_open(revops__totals *totals, uint32_t word_count, uint32_t sum_count);
void revops__totals_open_set(revops__totals *totals, uint32_t word_count);
/* Free what it holds; it is empty again and keeps its numbers. */
void revops__totals_free(revops__totals *totals, revops__memory *memory);

/* Entry of a key, or REVOPS__TABLE_NONE. */
uint32_t revops__totals_find(const revops__totals *totals, const uint64_t *words);
/* Entry of a key, made with count 0 and sums 0 when there is none: a failure changes nothing. */
revops_status revops__totals_locate(revops__totals *totals, revops__memory *memory,
                                    const uint64_t *words, uint32_t *entry, revops_error *err);
/* Forget every entry from @p count on (a mark is the count of before). */
void revops__totals_rollback(revops__totals *totals, size_t count);

/* --- feeds --- */

/* A chunk of rows as totals take them. */
typedef struct revops__totals_rows {
    size_t count;
    uint8_t skip[REVOPS__CHUNK];                          /* 1: the row moves nothing */
    uint64_t words[REVOPS__CHUNK * REVOPS__TOTALS_WORDS]; /* row by row, word_count each */
    int64_t amounts[REVOPS__CHUNK * REVOPS__TOTALS_SUMS]; /* row by row, sum_count each */
} revops__totals_rows;

/* How rows of a batch become words and amounts. @p in is the reader of the batch. */
typedef struct revops__totals_feed {
    size_t batch_size;
    const char *key_field, *amount_field; /* named when a row cannot be taken back */
    revops_status (*open)(void *in, const void *batch, uint64_t *count, revops_error *err);
    /* Rows [first, first + count), checked. @p rows comes with count set and skip zeroed. A chunk
     * that is refused comes again row by row: the lowest is to blame. */
    revops_status (*rows)(void *in, uint64_t first, revops__totals_rows *rows, revops_error *err);
} revops__totals_feed;

/* Where a feed leads to. The doors below are whole: arguments, busy, limits, progress, all or
 * nothing. */
typedef struct revops__totals_door {
    const revops__totals_feed *feed;
    revops__handle *handle;
    revops__totals *totals;
    revops__totals *scratch; /* what read fills; it hangs on the handle, so a jump loses nothing */
    void *in;                /* a reader on the caller's stack */
} revops__totals_door;

revops_status revops__totals_add(const revops__totals_door *door, const void *batch,
                                 revops_error *err);
/* REVOPS_E_INVALID for a row whose entry is not there or would keep a sum without a row. */
revops_status revops__totals_remove(const revops__totals_door *door, const void *batch,
                                    revops_error *err);
revops_status revops__totals_read(const revops__totals_door *door, revops_source source, void *user,
                                  revops_error *err);

/* --- whole totals --- */

/* Sums of a group of an answer, made visible when it is new. They stay where they are until the
 * next group is asked for. */
revops_status revops__totals_group(revops__totals *groups, revops__memory *memory,
                                   const uint64_t *words, revops__sum **sums, revops_error *err);

/* Add all visible entries of another one; a failure changes nothing. And the way back, to the mark
 * of before. */
revops_status revops__totals_merge(revops__totals *into, revops__memory *memory,
                                   const revops__totals *from, revops_error *err);
void revops__totals_unmerge(revops__totals *into, const revops__totals *from, size_t mark);

/* Visible entries in ascending order of their words; *order has room for totals->count. */
revops_status revops__totals_sorted(const revops__totals *totals, revops__memory *memory,
                                    uint32_t **order, size_t *count, revops_error *err);
void revops__totals_order_free(const revops__totals *totals, revops__memory *memory,
                               uint32_t *order);

/* State: number of entries (8), each its words (8 each), rows (8) and sums (16 each). */
void revops__totals_pack(revops__packer *packer, const revops__totals *totals,
                         const uint32_t *order, size_t count);
/* Into empty totals. @p good tells whether add could have made an entry; *rows grows by its
 * rows. */
typedef int (*revops__totals_good)(const uint64_t *words, uint64_t count, const revops__sum *sums,
                                   const void *user);
revops_status revops__totals_unpack(revops__unpacker *unpacker, revops__totals *totals,
                                    revops__memory *memory, revops__totals_good good,
                                    const void *user, uint64_t *rows, revops_error *err);

/* --- answers --- */

/* Groups in row order; entry order[at] becomes row @p at. */
typedef struct revops__totals_answer {
    const revops__totals *groups;
    const uint32_t *order;
    size_t count;
    const void *user; /* of the report */
} revops__totals_answer;

/* Make row @p at of an answer, all its bytes. */
typedef revops_status (*revops__totals_make)(void *row, const revops__totals_answer *answer,
                                             size_t at, revops_error *err);

/* Copy rows out by the rules of every rows function: a failed call writes none. @p row_bytes: the
 * size of the record. Every group is visible. */
revops_status revops__totals_answer_rows(const revops__totals *groups, revops__memory *memory,
                                         revops__totals_make make, const void *user,
                                         size_t row_bytes, uint64_t first, void *out,
                                         size_t capacity, size_t row_size, size_t *written,
                                         revops_error *err);

/* A sum as a field of row @p at. */
revops_status revops__totals_narrow(int64_t *value, const revops__sum *sum, uint64_t at,
                                    const char *field, revops_error *err);

#endif
