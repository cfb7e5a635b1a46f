/* Cells: interning of tuples, pages of days, and the sums. */
#include "sales/cells.h"

#include <string.h>

#include "base/sort.h"
#include "base/text.h"

enum {
    CELLS_BLOCK = 256,         /* cells of a block */
    CELLS_LINE = 64,           /* bytes of a cache line and of a cell */
    CELLS_PAGE = 64,           /* days of a page */
    CELLS_FIRST_PAGE = -11237, /* page of 0001-01-01 */
    CELLS_SLOTS = 256,         /* slots of the first hash table */
    CELLS_FAR = 4096 /* tuples beyond which the hash table no longer lies in the near caches */
};

#if defined(__GNUC__)
#define CELLS_PREFETCH(at) __builtin_prefetch((at), 1)
#else
#define CELLS_PREFETCH(at) ((void)(at))
#endif

static size_t cells_block_size(void) {
    return CELLS_BLOCK * sizeof(revops__cell) + CELLS_LINE;
}

static inline revops__cell *cells_get(const revops__cells *cells, size_t index) {
    uintptr_t at = (uintptr_t)cells->blocks[index / CELLS_BLOCK];
    uintptr_t skip = (0 - at) & (CELLS_LINE - 1);
    return (revops__cell *)(void *)((char *)cells->blocks[index / CELLS_BLOCK] + skip) +
           index % CELLS_BLOCK;
}

revops__cell *revops__cells_at(const revops__cells *cells, size_t index) {
    return cells_get(cells, index);
}

void revops__cells_free(revops__cells *cells, revops__memory *memory) {
    for (size_t i = 0; i < cells->block_count; i++)
        revops__free(memory, cells->blocks[i], cells_block_size());
    revops__free(memory, cells->blocks, cells->block_capacity * sizeof *cells->blocks);
    revops__free(memory, cells->tuples, cells->tuple_capacity * sizeof *cells->tuples);
    revops__free(memory, cells->slots, cells->slot_count * sizeof *cells->slots);
    revops__free(memory, cells->page, cells->page_capacity * sizeof *cells->page);
    revops__table_free(&cells->days, memory);
    revops__table_free(&cells->pages, memory);
    memset(cells, 0, sizeof *cells);
}

/* --- tuples --- */

static inline uint64_t cells_mix(uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ (hash >> 29);
}

static uint64_t cells_hash(const uint64_t *words) {
    uint64_t hash = 0;
    for (size_t w = 0; w < REVOPS__CELL_WORDS; w++)
        hash = cells_mix(hash, words[w]);
    return hash;
}

static inline size_t cells_home(const revops__cells *cells, uint64_t hash) {
    return (size_t)(hash >> 17) & (cells->slot_count - 1);
}

static revops_status cells_rehash(revops__cells *cells, revops__memory *memory, revops_error *err) {
    size_t wanted = cells->slot_count ? cells->slot_count * 2 : CELLS_SLOTS;
    void *slots = NULL;
    revops_status status =
        revops__resize(memory, &slots, 0, revops__product(wanted, sizeof *cells->slots), err);
    if (status != REVOPS_OK)
        return status;
    revops__free(memory, cells->slots, cells->slot_count * sizeof *cells->slots);
    cells->slots = slots;
    cells->slot_count = wanted;
    memset(slots, 0, wanted * sizeof *cells->slots);
    for (size_t t = 0; t < cells->tuple_count; t++) {
        size_t slot = cells_home(cells, cells_hash(cells->tuples[t].words));
        while (cells->slots[slot])
            slot = (slot + 1) & (wanted - 1);
        cells->slots[slot] = (uint32_t)t + 1;
    }
    return REVOPS_OK;
}

static revops_status cells_tuple_add(revops__cells *cells, revops__memory *memory,
                                     const revops__tuple *tuple, uint64_t hash, uint32_t *index,
                                     revops_error *err) {
    revops_status status = REVOPS_OK;
    void *tuples = cells->tuples;
    size_t slot;
    if (cells->tuple_count >= INT32_MAX)
        return revops__fail(err, REVOPS_E_LIMIT, REVOPS_NONE, "",
                            "expected at most 2^31-1 combinations of dimensions");
    if (2 * (cells->tuple_count + 1) > cells->slot_count)
        status = cells_rehash(cells, memory, err);
    if (status == REVOPS_OK)
        status = revops__grow(memory, &tuples, &cells->tuple_capacity, cells->tuple_count + 1,
                              sizeof *cells->tuples, err);
    cells->tuples = tuples;
    if (status != REVOPS_OK)
        return status;
    slot = cells_home(cells, hash);
    while (cells->slots[slot])
        slot = (slot + 1) & (cells->slot_count - 1);
    cells->tuples[cells->tuple_count] = *tuple;
    cells->slots[slot] = (uint32_t)++cells->tuple_count;
    *index = (uint32_t)cells->tuple_count - 1;
    return REVOPS_OK;
}

static uint32_t cells_tuple_find(const revops__cells *cells, const revops__tuple *tuple,
                                 uint64_t hash) {
    size_t slot;
    if (cells->slot_count == 0)
        return REVOPS__TABLE_NONE;
    for (slot = cells_home(cells, hash); cells->slots[slot];
         slot = (slot + 1) & (cells->slot_count - 1))
        if (memcmp(cells->tuples[cells->slots[slot] - 1].words, tuple->words,
                   sizeof tuple->words) == 0)
            return cells->slots[slot] - 1;
    return REVOPS__TABLE_NONE;
}

/* Is this tuple the row's? Words that are the same in the whole chunk are compared all the same: other
 * batches may have given them other values. */
static inline int cells_same(const revops__tuple *tuple, const revops__cell_rows *rows, size_t i) {
    uint64_t differ = 0;
    for (size_t w = 0; w < REVOPS__CELL_WORDS; w++)
        differ |= tuple->words[w] ^ rows->words[w][i];
    return differ == 0;
}

/* Hashes of a chunk, word by word; a word without variation costs one step for the whole chunk. */
static void cells_hash_rows(const revops__cell_rows *rows, uint64_t *restrict hash) {
    int same = 1; /* all rows still have the same hash: hash[0] */
    hash[0] = 0;
    for (size_t w = 0; w < REVOPS__CELL_WORDS; w++) {
        const uint64_t *restrict word = rows->words[w];
        if (!(rows->varying >> w & 1)) {
            size_t upto = same ? 1 : rows->count;
            for (size_t i = 0; i < upto; i++)
                hash[i] = cells_mix(hash[i], word[0]);
            continue;
        }
        if (same)
            for (size_t i = rows->count; i-- > 0;)
                hash[i] = cells_mix(hash[0], word[i]);
        else
            for (size_t i = 0; i < rows->count; i++)
                hash[i] = cells_mix(hash[i], word[i]);
        same = 0;
    }
    for (size_t i = 1; same && i < rows->count; i++)
        hash[i] = hash[0];
}

/* The tuple of each row that is known; REVOPS__TABLE_NONE for the others. */
static void cells_tuples_find(const revops__cells *cells, const revops__cell_rows *rows,
                              const uint64_t *restrict hash, uint32_t *restrict tuples) {
    size_t mask = cells->slot_count - 1;
    if (cells->slot_count == 0) {
        for (size_t i = 0; i < rows->count; i++)
            tuples[i] = REVOPS__TABLE_NONE;
        return;
    }
    if (cells->tuple_count > CELLS_FAR) {
        for (size_t i = 0; i < rows->count; i++)
            CELLS_PREFETCH(&cells->slots[cells_home(cells, hash[i])]);
        for (size_t i = 0; i < rows->count; i++) {
            uint32_t seen = cells->slots[cells_home(cells, hash[i])];
            CELLS_PREFETCH(&cells->tuples[seen ? seen - 1 : 0]);
        }
    }
    for (size_t i = 0; i < rows->count; i++) {
        size_t slot = cells_home(cells, hash[i]);
        uint32_t seen = cells->slots[slot];
        while (seen && !cells_same(&cells->tuples[seen - 1], rows, i)) {
            slot = (slot + 1) & mask;
            seen = cells->slots[slot];
        }
        tuples[i] = seen - 1;
    }
}

/* --- pages and cells --- */

static inline uint64_t cells_page_of(int32_t day) {
    return (uint64_t)((day >> 6) - CELLS_FIRST_PAGE);
}

/* The key of a page: small while tuples and places are few, so that the table is an array then. */
static inline uint64_t cells_page_key(uint32_t tuple, uint32_t place) {
    if (tuple < 16384 && place < 64)
        return (uint64_t)tuple << 6 | place;
    return UINT64_C(1) << 63 | (uint64_t)tuple << 20 | place;
}

/* What the direct part of a table knows, without a call. */
static inline uint32_t cells_lookup(const revops__table *table, uint64_t key) {
    if (key < table->direct_size)
        return table->direct[key] - 1;
    return revops__table_find(table, key);
}

static revops_status cells_page_add(revops__cells *cells, revops__memory *memory, uint32_t tuple,
                                    int32_t day, uint32_t *page, revops_error *err) {
    uint32_t place;
    void *pages = cells->page;
    revops_status status = revops__table_add(&cells->days, memory, cells_page_of(day), &place, err);
    if (status == REVOPS_OK)
        status = revops__grow(memory, &pages, &cells->page_capacity, cells->page_count + 1,
                              sizeof *cells->page, err);
    cells->page = pages;
    if (status == REVOPS_OK)
        status = revops__table_add(&cells->pages, memory, cells_page_key(tuple, place), page, err);
    if (status == REVOPS_OK && *page == cells->page_count)
        memset(cells->page[cells->page_count++], 0, sizeof *cells->page);
    return status;
}

static revops_status cells_cell_add(revops__cells *cells, revops__memory *memory, uint32_t tuple,
                                    int32_t day, uint32_t page, revops_error *err) {
    size_t index = cells->cell_count;
    revops__cell *cell;
    if (index >= INT32_MAX)
        return revops__fail(err, REVOPS_E_LIMIT, REVOPS_NONE, "", "expected at most 2^31-1 cells");
    if (index / CELLS_BLOCK == cells->block_count) {
        void *blocks = cells->blocks;
        void *block = NULL;
        revops_status status = revops__grow(memory, &blocks, &cells->block_capacity,
                                            cells->block_count + 1, sizeof *cells->blocks, err);
        cells->blocks = blocks;
        if (status == REVOPS_OK)
            status = revops__resize(memory, &block, 0, cells_block_size(), err);
        if (status != REVOPS_OK)
            return status;
        cells->blocks[cells->block_count++] = block;
    }
    cell = cells_get(cells, index);
    memset(cell, 0, sizeof *cell);
    cell->tuple = tuple;
    cell->day = day;
    cells->cell_count = index + 1;
    cells->page[page][day & (CELLS_PAGE - 1)] = (uint32_t)index + 1;
    return REVOPS_OK;
}

/* The cell of a tuple and day, or NULL. */
static inline revops__cell *cells_cell_find(const revops__cells *cells, uint32_t tuple,
                                            int32_t day) {
    uint32_t place = cells_lookup(&cells->days, cells_page_of(day));
    uint32_t page, index;
    if (place == REVOPS__TABLE_NONE)
        return NULL;
    page = cells_lookup(&cells->pages, cells_page_key(tuple, place));
    if (page == REVOPS__TABLE_NONE)
        return NULL;
    index = cells->page[page][day & (CELLS_PAGE - 1)];
    return index ? cells_get(cells, index - 1) : NULL;
}

static revops_status cells_cell_make(revops__cells *cells, revops__memory *memory, uint32_t tuple,
                                     int32_t day, revops__cell **found, revops_error *err) {
    uint32_t page;
    revops_status status;
    *found = cells_cell_find(cells, tuple, day);
    if (*found)
        return REVOPS_OK;
    status = cells_page_add(cells, memory, tuple, day, &page, err);
    if (status == REVOPS_OK)
        status = cells_cell_add(cells, memory, tuple, day, page, err);
    if (status == REVOPS_OK)
        *found = cells_get(cells, cells->cell_count - 1);
    return status;
}

revops_status revops__cells_one(revops__cells *cells, revops__memory *memory,
                                const revops__tuple *tuple, int32_t day, revops__cell **found,
                                revops_error *err) {
    uint64_t hash = cells_hash(tuple->words);
    uint32_t index = cells_tuple_find(cells, tuple, hash);
    revops_status status = REVOPS_OK;
    if (index == REVOPS__TABLE_NONE)
        status = cells_tuple_add(cells, memory, tuple, hash, &index, err);
    return status == REVOPS_OK ? cells_cell_make(cells, memory, index, day, found, err) : status;
}

static void cells_row_tuple(const revops__cell_rows *rows, size_t i, revops__tuple *tuple) {
    for (size_t w = 0; w < REVOPS__CELL_WORDS; w++)
        tuple->words[w] = rows->words[w][i];
}

revops_status revops__cells_locate(revops__cells *cells, revops__memory *memory,
                                   const revops__cell_rows *rows, revops__cell **found,
                                   revops_error *err) {
    uint64_t hash[REVOPS__CHUNK];
    uint32_t tuples[REVOPS__CHUNK];
    cells_hash_rows(rows, hash);
    cells_tuples_find(cells, rows, hash, tuples);
    for (size_t i = 0; i < rows->count; i++) {
        revops__cell *cell = NULL;
        if (tuples[i] != REVOPS__TABLE_NONE)
            cell = cells_cell_find(cells, tuples[i], rows->day[i]);
        if (!cell) {
            revops__tuple tuple;
            revops_status status;
            cells_row_tuple(rows, i, &tuple);
            status = revops__cells_one(cells, memory, &tuple, rows->day[i], &cell, err);
            if (status != REVOPS_OK)
                return status;
        }
        CELLS_PREFETCH(cell);
        found[i] = cell;
    }
    return REVOPS_OK;
}

void revops__cells_find(const revops__cells *cells, const revops__cell_rows *rows,
                        revops__cell **found, size_t *missing) {
    uint64_t hash[REVOPS__CHUNK];
    uint32_t tuples[REVOPS__CHUNK];
    cells_hash_rows(rows, hash);
    cells_tuples_find(cells, rows, hash, tuples);
    for (*missing = 0; *missing < rows->count; ++*missing) {
        size_t i = *missing;
        found[i] = tuples[i] == REVOPS__TABLE_NONE
                       ? NULL
                       : cells_cell_find(cells, tuples[i], rows->day[i]);
        if (!found[i])
            return;
    }
}

void revops__cells_add(revops__cell *const *found, const revops__cell_rows *rows, size_t count) {
    const int64_t *tax = rows->sums[0], *fee = rows->sums[1], *net = rows->sums[2];
    for (size_t i = 0; i < count; i++) {
        revops__cell *cell = found[i];
        cell->count++;
        revops__sum_add(&cell->sums[0], tax[i]);
        revops__sum_add(&cell->sums[1], fee[i]);
        revops__sum_add(&cell->sums[2], net[i]);
    }
}

void revops__cells_subtract(revops__cell *const *found, const revops__cell_rows *rows,
                            size_t count) {
    for (size_t i = 0; i < count; i++) {
        found[i]->count--;
        for (size_t s = 0; s < REVOPS__CELL_SUMS; s++)
            revops__sum_subtract(&found[i]->sums[s], rows->sums[s][i]);
    }
}

/* --- going back --- */

revops__cells_mark revops__cells_mark_now(const revops__cells *cells) {
    revops__cells_mark mark = {cells->tuple_count, cells->days.count, cells->page_count,
                               cells->cell_count};
    return mark;
}

void revops__cells_rollback(revops__cells *cells, const revops__cells_mark *mark) {
    while (cells->cell_count > mark->cells) {
        const revops__cell *cell = cells_get(cells, --cells->cell_count);
        uint32_t place = cells_lookup(&cells->days, cells_page_of(cell->day));
        uint32_t page = cells_lookup(&cells->pages, cells_page_key(cell->tuple, place));
        cells->page[page][cell->day & (CELLS_PAGE - 1)] = 0;
    }
    revops__table_rollback(&cells->pages, mark->pages);
    cells->page_count = mark->pages;
    revops__table_rollback(&cells->days, mark->days);
    /* Tuples go in the reverse order of their coming, so no later one leans on an emptied slot. */
    while (cells->tuple_count > mark->tuples) {
        size_t slot = cells_home(cells, cells_hash(cells->tuples[cells->tuple_count - 1].words));
        while (cells->slots[slot] != cells->tuple_count)
            slot = (slot + 1) & (cells->slot_count - 1);
        cells->slots[slot] = 0;
        cells->tuple_count--;
    }
}

/* --- order --- */

int revops__tuple_compare(const revops__tuple *a, const revops__tuple *b) {
    uint64_t left = a->words[REVOPS__CELL_CURRENCY] >> 32;
    uint64_t right = b->words[REVOPS__CELL_CURRENCY] >> 32;
    for (size_t w = REVOPS__CELL_PROJECT; left == right && w < REVOPS__CELL_WORDS; w++) {
        left = a->words[w];
        right = b->words[w];
    }
    if (left == right) {
        left = a->words[REVOPS__CELL_CURRENCY];
        right = b->words[REVOPS__CELL_CURRENCY];
    }
    return left < right ? -1 : left > right;
}

static int cells_compare_tuples(const void *context, uint32_t a, uint32_t b) {
    const revops__tuple *tuples = context;
    return revops__tuple_compare(&tuples[a], &tuples[b]);
}

/* rank[t] = place of tuple t in the order. @p scratch has room for two indices a tuple. */
static void cells_rank(const revops__cells *cells, uint32_t *rank, uint32_t *scratch) {
    uint32_t *order = scratch, *spare = scratch + cells->tuple_count;
    for (size_t t = 0; t < cells->tuple_count; t++)
        order[t] = (uint32_t)t;
    revops__sort_indices(order, spare, cells->tuple_count, cells_compare_tuples, cells->tuples);
    for (size_t t = 0; t < cells->tuple_count; t++)
        rank[order[t]] = (uint32_t)t;
}

revops_status revops__cells_sorted(const revops__cells *cells, revops__memory *memory,
                                   uint32_t **order, size_t *count, revops_error *err) {
    size_t ranks = revops__product(cells->tuple_count, 3 * sizeof(uint32_t));
    size_t pairs_size = revops__product(cells->cell_count, 2 * sizeof(revops__pair));
    void *rank = NULL, *pairs = NULL, *sorted = NULL;
    revops_status status = REVOPS_OK;
    *order = NULL;
    *count = 0;
    if (cells->cell_count == 0)
        return REVOPS_OK;
    status = revops__resize(memory, &rank, 0, ranks, err);
    if (status == REVOPS_OK)
        status = revops__resize(memory, &pairs, 0, pairs_size, err);
    if (status == REVOPS_OK)
        status = revops__resize(memory, &sorted, 0, cells->cell_count * sizeof **order, err);
    if (status == REVOPS_OK) {
        revops__pair *pair = pairs;
        uint32_t *ranked = rank;
        size_t visible = 0;
        cells_rank(cells, ranked, ranked + cells->tuple_count);
        for (size_t i = 0; i < cells->cell_count; i++) {
            const revops__cell *cell = cells_get(cells, i);
            if (cell->count == 0)
                continue;
            pair[visible].key =
                (uint64_t)(cell->day - REVOPS__FIRST_DAY) << 32 | ranked[cell->tuple];
            pair[visible++].index = i;
        }
        revops__sort_pairs(pair, pair + cells->cell_count, visible);
        *order = sorted;
        for (size_t i = 0; i < visible; i++)
            (*order)[i] = (uint32_t)pair[i].index;
        *count = visible;
    }
    revops__free(memory, rank, ranks);
    revops__free(memory, pairs, pairs_size);
    return status;
}
