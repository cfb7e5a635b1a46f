/* Sums by key: entries in one array, found by open addressing with linear probing. */
#include "base/totals.h"

#include <string.h>

#include "base/sort.h"
#include "base/table.h"

void revops__totals_open(revops__totals *totals, uint32_t word_count, uint32_t sum_count) {
    memset(totals, 0, sizeof *totals);
    totals->word_count = word_count;
    totals->sum_count = sum_count;
}

void revops__totals_open_set(revops__totals *totals, uint32_t word_count) {
    revops__totals_open(totals, word_count, 0);
    totals->is_set = 1;
}

void revops__totals_free(revops__totals *totals, revops__memory *memory) {
    revops__free(memory, totals->entries, totals->capacity * revops__totals_entry_size(totals));
    revops__free(memory, totals->slots, totals->slot_count * sizeof *totals->slots);
    totals->entries = NULL;
    totals->slots = NULL;
    totals->count = totals->capacity = totals->slot_count = 0;
}

static uint64_t totals_hash(const revops__totals *totals, const uint64_t *words) {
    uint64_t hash = 0;
    for (uint32_t w = 0; w < totals->word_count; w++)
        hash = revops__mix(hash ^ words[w]);
    return hash;
}

/* The slot of a key: that of its entry, or the empty one where it belongs. There is one. */
static size_t totals_slot(const revops__totals *totals, const uint64_t *words) {
    const size_t mask = totals->slot_count - 1, size = totals->word_count * sizeof *words;
    size_t slot = (size_t)totals_hash(totals, words) & mask;
    while (totals->slots[slot] != 0 &&
           memcmp(revops__totals_words(totals, totals->slots[slot] - 1), words, size) != 0)
        slot = (slot + 1) & mask;
    return slot;
}

uint32_t revops__totals_find(const revops__totals *totals, const uint64_t *words) {
    if (totals->slot_count == 0)
        return REVOPS__TABLE_NONE;
    return totals->slots[totals_slot(totals, words)] - 1; /* 0, an empty slot, is none */
}

/* Twice the slots: entries go in again in the order in which they came. */
static revops_status totals_grow_slots(revops__totals *totals, revops__memory *memory,
                                       revops_error *err) {
    const size_t wanted = totals->slot_count ? 2 * totals->slot_count : 16;
    void *slots = NULL;
    revops_status status;
    if (totals->slot_count > UINT32_MAX / 4)
        return revops__fail(err, REVOPS_E_LIMIT, REVOPS_NONE, "",
                            "expected fewer than 2^30 different keys");
    status = revops__resize(memory, &slots, 0, revops__product(wanted, sizeof *totals->slots), err);
    if (status != REVOPS_OK)
        return status;
    memset(slots, 0, wanted * sizeof *totals->slots);
    revops__free(memory, totals->slots, totals->slot_count * sizeof *totals->slots);
    totals->slots = slots;
    totals->slot_count = wanted;
    for (size_t entry = 0; entry < totals->count; entry++)
        totals->slots[totals_slot(totals, revops__totals_words(totals, entry))] =
            (uint32_t)entry + 1;
    return REVOPS_OK;
}

revops_status revops__totals_locate(revops__totals *totals, revops__memory *memory,
                                    const uint64_t *words, uint32_t *entry, revops_error *err) {
    void *entries = totals->entries;
    size_t slot;
    revops_status status = REVOPS_OK;
    *entry = revops__totals_find(totals, words);
    if (*entry != REVOPS__TABLE_NONE)
        return REVOPS_OK;
    if (2 * (totals->count + 1) > totals->slot_count)
        status = totals_grow_slots(totals, memory, err);
    if (status == REVOPS_OK)
        status = revops__grow(memory, &entries, &totals->capacity, totals->count + 1,
                              revops__totals_entry_size(totals), err);
    if (status != REVOPS_OK)
        return status;
    totals->entries = entries;
    slot = totals_slot(totals, words);
    *entry = (uint32_t)totals->count++;
    totals->slots[slot] = *entry + 1;
    memset(revops__totals_words(totals, *entry), 0, revops__totals_entry_size(totals));
    memcpy(revops__totals_words(totals, *entry), words, totals->word_count * sizeof *words);
    return REVOPS_OK;
}

/* The newest entries go first, so that no probe runs over a slot that became empty. */
void revops__totals_rollback(revops__totals *totals, size_t count) {
    while (totals->count > count) {
        size_t slot = totals_slot(totals, revops__totals_words(totals, totals->count - 1));
        totals->slots[slot] = 0;
        totals->count--;
    }
}

/* --- rows --- */

static void totals_move(const revops__totals *totals, uint32_t entry, const int64_t *amounts,
                        int adding) {
    revops__sum *sums = revops__totals_sums(totals, entry);
    if (totals->is_set) { /* what came new goes when the mark does */
        *revops__totals_count(totals, entry) = 1;
        return;
    }
    *revops__totals_count(totals, entry) += adding ? 1u : UINT64_MAX;
    for (uint32_t s = 0; s < totals->sum_count; s++)
        if (adding)
            revops__sum_add(&sums[s], amounts[s]);
        else
            revops__sum_subtract(&sums[s], amounts[s]);
}

static int totals_has_sum(const revops__totals *totals, uint32_t entry) {
    const revops__sum *sums = revops__totals_sums(totals, entry);
    int any = 0;
    for (uint32_t s = 0; s < totals->sum_count; s++)
        any |= !revops__sum_is_zero(&sums[s]);
    return any;
}

static revops_status totals_take_back(const revops__totals_door *door, const uint64_t *words,
                                      const int64_t *amounts, uint64_t row, revops_error *err) {
    revops__totals *totals = door->totals;
    uint32_t entry = revops__totals_find(totals, words);
    if (entry == REVOPS__TABLE_NONE || *revops__totals_count(totals, entry) == 0)
        return revops__fail(err, REVOPS_E_INVALID, row, door->feed->key_field,
                            "expected a row that was added before, got one of an empty cell");
    totals_move(totals, entry, amounts, 0);
    if (*revops__totals_count(totals, entry) > 0 || !totals_has_sum(totals, entry))
        return REVOPS_OK;
    totals_move(totals, entry, amounts, 1);
    return revops__fail(err, REVOPS_E_INVALID, row, door->feed->amount_field,
                        "expected amounts that were added before, got others");
}

/* One chunk into its entries, or out of them; *done counts the rows that were applied. */
static revops_status totals_fold(const revops__totals_door *door, revops__totals *totals,
                                 const revops__totals_rows *rows, int adding, uint64_t *done,
                                 revops_error *err) {
    const uint64_t first = *done;
    for (size_t i = 0; i < rows->count; i++) {
        const uint64_t *words = rows->words + i * totals->word_count;
        const int64_t *amounts = rows->amounts + i * totals->sum_count;
        revops_status status = REVOPS_OK;
        uint32_t entry = 0;
        if (rows->skip[i]) {
            /* nothing moves */
        } else if (adding) {
            status = revops__totals_locate(totals, &door->handle->memory, words, &entry, err);
            if (status == REVOPS_OK)
                totals_move(totals, entry, amounts, 1);
        } else {
            status = totals_take_back(door, words, amounts, first + i, err);
        }
        if (status != REVOPS_OK)
            return status;
        *done = first + i + 1;
    }
    return REVOPS_OK;
}

static revops_status totals_chunk(const revops__totals_door *door, uint64_t first, uint64_t end,
                                  revops__totals_rows *rows, revops_error *err) {
    const size_t count = end - first < REVOPS__CHUNK ? (size_t)(end - first) : REVOPS__CHUNK;
    revops_status status;
    rows->count = count;
    memset(rows->skip, 0, sizeof rows->skip);
    status = door->feed->rows(door->in, first, rows, err);
    for (size_t i = 0; status != REVOPS_OK && i < count; i++) {
        revops_status row;
        rows->count = 1;
        row = door->feed->rows(door->in, first + i, rows, err);
        if (row != REVOPS_OK)
            return row;
    }
    return status;
}

/* Rows [0, done) the other way round: their entries are all there. */
static void totals_undo(const revops__totals_door *door, revops__totals *totals, uint64_t done,
                        int added, revops__totals_rows *rows) {
    for (uint64_t first = 0; first < done; first += rows->count) {
        if (REVOPS_NEVER(totals_chunk(door, first, done, rows, NULL) != REVOPS_OK))
            return; /* it was read before, and the host's memory is still there */
        for (size_t i = 0; i < rows->count; i++)
            if (!rows->skip[i])
                totals_move(totals,
                            revops__totals_find(totals, rows->words + i * totals->word_count),
                            rows->amounts + i * totals->sum_count, !added);
    }
}

/* A whole batch, or nothing of it. @p ask: the host's progress is asked here, not by a source. */
static revops_status totals_apply(const revops__totals_door *door, revops__totals *totals,
                                  const void *batch, int adding, int ask, revops_error *err) {
    revops__totals_rows rows;
    revops__handle *handle = door->handle;
    const size_t mark = totals->count;
    uint64_t count = 0, done = 0;
    revops_status status = door->feed->open(door->in, batch, &count, err);
    if (status == REVOPS_OK && adding)
        status = revops__row_limit(handle, count, err);
    if (status == REVOPS_OK && ask)
        status = revops__progress(handle, 0, count, err);
    while (status == REVOPS_OK && done < count) {
        status = totals_chunk(door, done, count, &rows, err);
        if (status == REVOPS_OK)
            status = totals_fold(door, totals, &rows, adding, &done, err);
        if (status == REVOPS_OK && ask && done % REVOPS__PROGRESS == 0)
            status = revops__progress(handle, done, count, err);
    }
    if (status != REVOPS_OK) {
        totals_undo(door, totals, done, adding, &rows);
        revops__totals_rollback(totals, mark);
        return status;
    }
    handle->rows = adding ? handle->rows + count
                          : handle->rows - (count < handle->rows ? count : handle->rows);
    return REVOPS_OK;
}

/* --- the doors --- */

static revops_status totals_door(const revops__totals_door *door, const void *batch, int adding,
                                 revops_error *err) {
    revops_status status = revops__require(batch, "batch", err);
    if (status == REVOPS_OK)
        status = revops__ready(door->handle, err);
    return status == REVOPS_OK ? totals_apply(door, door->totals, batch, adding, 1, err) : status;
}

revops_status revops__totals_add(const revops__totals_door *door, const void *batch,
                                 revops_error *err) {
    return totals_door(door, batch, 1, err);
}

revops_status revops__totals_remove(const revops__totals_door *door, const void *batch,
                                    revops_error *err) {
    return totals_door(door, batch, 0, err);
}

static revops_status totals_read_batch(void *context, const void *batch, uint64_t rows_before,
                                       revops_error *err) {
    const revops__totals_door *door = context;
    (void)rows_before;
    return totals_apply(door, door->scratch, batch, 1, 0, err);
}

revops_status revops__totals_read(const revops__totals_door *door, revops_source source, void *user,
                                  revops_error *err) {
    revops__handle *handle = door->handle;
    revops__totals_door reading = *door;
    const uint64_t rows = handle->rows;
    revops_status status =
        source ? revops__ready(handle, err) : revops__require(NULL, "source", err);
    if (status != REVOPS_OK)
        return status;
    revops__totals_open(door->scratch, door->totals->word_count, door->totals->sum_count);
    door->scratch->is_set = door->totals->is_set;
    status = revops__drive(handle, door->feed->batch_size, source, user, totals_read_batch,
                           &reading, err);
    if (status == REVOPS_OK)
        status = revops__totals_merge(door->totals, &handle->memory, door->scratch, err);
    if (status != REVOPS_OK)
        handle->rows = rows;
    revops__totals_free(door->scratch, &handle->memory);
    return status;
}

/* --- merge --- */

static void totals_move_entry(revops__totals *into, uint32_t at, const revops__totals *from,
                              size_t entry, int adding) {
    const uint64_t count = *revops__totals_count(from, entry);
    revops__sum *sums = revops__totals_sums(into, at);
    if (into->is_set) {
        *revops__totals_count(into, at) = 1;
        return;
    }
    *revops__totals_count(into, at) += adding ? count : 0 - count;
    for (uint32_t s = 0; s < into->sum_count; s++) {
        revops__sum sum = revops__totals_sums(from, entry)[s];
        if (!adding)
            sum = revops__sum_negate(sum);
        revops__sum_add_sum(&sums[s], &sum);
    }
}

/* Entries [0, end) of another one out again, then back to the mark. */
static void totals_unmerge(revops__totals *into, const revops__totals *from, size_t end,
                           size_t mark) {
    for (size_t entry = 0; entry < end; entry++)
        if (*revops__totals_count(from, entry) > 0)
            totals_move_entry(into, revops__totals_find(into, revops__totals_words(from, entry)),
                              from, entry, 0);
    revops__totals_rollback(into, mark);
}

revops_status revops__totals_merge(revops__totals *into, revops__memory *memory,
                                   const revops__totals *from, revops_error *err) {
    const size_t mark = into->count;
    for (size_t entry = 0; entry < from->count; entry++) {
        uint32_t at = 0;
        revops_status status;
        if (*revops__totals_count(from, entry) == 0)
            continue;
        status = revops__totals_locate(into, memory, revops__totals_words(from, entry), &at, err);
        if (status != REVOPS_OK) {
            totals_unmerge(into, from, entry, mark);
            return status;
        }
        totals_move_entry(into, at, from, entry, 1);
    }
    return REVOPS_OK;
}

void revops__totals_unmerge(revops__totals *into, const revops__totals *from, size_t mark) {
    totals_unmerge(into, from, from->count, mark);
}

/* --- order and state --- */

static int totals_compare_words(const revops__totals *totals, const uint64_t *a,
                                const uint64_t *b) {
    for (uint32_t w = 0; w < totals->word_count; w++)
        if (a[w] != b[w])
            return a[w] < b[w] ? -1 : 1;
    return 0;
}

static int totals_compare(const void *context, uint32_t a, uint32_t b) {
    const revops__totals *totals = context;
    return totals_compare_words(totals, revops__totals_words(totals, a),
                                revops__totals_words(totals, b));
}

revops_status revops__totals_sorted(const revops__totals *totals, revops__memory *memory,
                                    uint32_t **order, size_t *count, revops_error *err) {
    void *block = NULL;
    const size_t size = revops__product(totals->count, 2 * sizeof **order);
    revops_status status = revops__resize(memory, &block, 0, size, err);
    *order = block;
    *count = 0;
    if (status != REVOPS_OK)
        return status;
    for (size_t entry = 0; entry < totals->count; entry++)
        if (*revops__totals_count(totals, entry) > 0)
            (*order)[(*count)++] = (uint32_t)entry;
    if (*count > 0)
        revops__sort_indices(*order, *order + totals->count, *count, totals_compare, totals);
    return REVOPS_OK;
}

void revops__totals_order_free(const revops__totals *totals, revops__memory *memory,
                               uint32_t *order) {
    revops__free(memory, order, totals->count * 2 * sizeof *order);
}

void revops__totals_pack(revops__packer *packer, const revops__totals *totals,
                         const uint32_t *order, size_t count) {
    revops__pack_u64(packer, count);
    for (size_t i = 0; i < count; i++) {
        const uint64_t *words = revops__totals_words(totals, order[i]);
        for (uint32_t w = 0; w <= totals->word_count; w++) /* the count stands behind the words */
            revops__pack_u64(packer, words[w]);
        for (uint32_t s = 0; s < totals->sum_count; s++)
            revops__pack_sum(packer, &revops__totals_sums(totals, order[i])[s]);
    }
}

static revops_status totals_unpack_entry(revops__unpacker *unpacker, revops__totals *totals,
                                         revops__memory *memory, revops__totals_good good,
                                         const void *user, uint64_t *rows, revops_error *err) {
    uint64_t words[REVOPS__TOTALS_WORDS], count;
    revops__sum sums[REVOPS__TOTALS_SUMS];
    uint32_t entry;
    int fits = 1;
    revops_status status;
    for (uint32_t w = 0; w < totals->word_count; w++)
        words[w] = revops__unpack_u64(unpacker);
    count = revops__unpack_u64(unpacker);
    for (uint32_t s = 0; s < totals->sum_count; s++) {
        sums[s] = revops__unpack_sum(unpacker);
        fits = fits && revops__sum_of_rows(&sums[s], count);
    }
    if (unpacker->bad || count == 0 || count > INT64_MAX || (totals->is_set && count != 1) ||
        !fits || !good(words, count, sums, user))
        return revops__state_damaged(unpacker, "expected an entry that add could have made", err);
    if (totals->count > 0 &&
        totals_compare_words(totals, revops__totals_words(totals, totals->count - 1), words) >= 0)
        return revops__state_damaged(unpacker, "expected entries in ascending order", err);
    if (count > INT64_MAX - *rows)
        return revops__state_damaged(unpacker, "expected fewer than 2^63 rows", err);
    status = revops__totals_locate(totals, memory, words, &entry, err);
    if (status != REVOPS_OK)
        return status;
    *revops__totals_count(totals, entry) = count;
    memcpy(revops__totals_sums(totals, entry), sums, totals->sum_count * sizeof *sums);
    *rows += count;
    return REVOPS_OK;
}

revops_status revops__totals_unpack(revops__unpacker *unpacker, revops__totals *totals,
                                    revops__memory *memory, revops__totals_good good,
                                    const void *user, uint64_t *rows, revops_error *err) {
    uint64_t count = revops__unpack_count(unpacker, revops__totals_entry_size(totals));
    revops_status status = REVOPS_OK;
    for (uint64_t i = 0; i < count && status == REVOPS_OK; i++)
        status = totals_unpack_entry(unpacker, totals, memory, good, user, rows, err);
    return status;
}
