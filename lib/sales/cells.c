/* Cells: interning of tuples, windows of days, and the sums. */
#include "sales/cells.h"

#include <string.h>

#include "base/sort.h"
#include "base/text.h"

enum {
    CELLS_BLOCK = 256,   /* cells of a block */
    CELLS_LINE = 64,     /* bytes of a cache line, of a cell and of a tuple slot */
    CELLS_SLOTS = 256,   /* slots of the first hash table */
    CELLS_LOAD = 4,      /* slots for each tuple, so that the first look is nearly always right */
    CELLS_WINDOW = 16,   /* days that windows begin with and are rounded to */
    CELLS_SPARSE = 32,   /* days that a window may have for each cell of its tuple */
    CELLS_DISTANT = 4096 /* tuples beyond which the tables no longer lie in the near caches */
};

#if defined(__GNUC__)
#define CELLS_PREFETCH(at) __builtin_prefetch((at), 1)
#define CELLS_INLINE static inline __attribute__((always_inline))
#define CELLS_RARE(condition) __builtin_expect((condition) != 0, 0)
#else
#define CELLS_PREFETCH(at) ((void)(at))
#define CELLS_INLINE static inline
#define CELLS_RARE(condition) (condition)
#endif

static size_t cells_block_size(void) {
    return CELLS_BLOCK * sizeof(revops__day_cell) + CELLS_LINE;
}

CELLS_INLINE revops__day_cell *cells_get(const revops__cells *cells, size_t index) {
    return &cells->blocks[index / CELLS_BLOCK].cells[index % CELLS_BLOCK];
}

revops__day_cell *revops__cells_at(const revops__cells *cells, size_t index) {
    return cells_get(cells, index);
}

void revops__cells_free(revops__cells *cells, revops__memory *memory) {
    for (size_t i = 0; i < cells->block_count; i++)
        revops__free(memory, cells->blocks[i].block, cells_block_size());
    revops__free(memory, cells->blocks, cells->block_capacity * sizeof *cells->blocks);
    revops__free(memory, cells->tuples, cells->tuple_capacity * sizeof *cells->tuples);
    revops__free(memory, cells->slots, cells->slot_count * sizeof *cells->slots);
    revops__free(memory, cells->window, cells->window_capacity * sizeof(revops__day_cell *));
    revops__free(memory, cells->far_cell, cells->far_capacity * sizeof(revops__day_cell *));
    revops__table_free(&cells->far, memory);
    memset(cells, 0, sizeof *cells);
}

/* --- tuples --- */

/* Odd multipliers, one for each word. The hash of a tuple is the sum of its products, of which the high
 * bits count (Knuth's multiplicative hashing); words that are the same in a whole chunk cost nothing per
 * row. */
static const uint64_t cells_odd[REVOPS__TUPLE_WORDS] = {
    UINT64_C(0x9e3779b97f4a7c15), UINT64_C(0xbf58476d1ce4e5b9), UINT64_C(0x94d049bb133111eb),
    UINT64_C(0xd6e8feb86659fd93), UINT64_C(0xa0761d6478bd642f), UINT64_C(0xe7037ed1a0b428db)};

static uint64_t cells_hash(const uint64_t *words) {
    uint64_t sum = 0;
    for (size_t w = 0; w < REVOPS__TUPLE_WORDS; w++)
        sum += words[w] * cells_odd[w];
    return sum;
}

static void cells_seat(revops__cells *cells, size_t tuple) {
    size_t slot = (size_t)(cells_hash(cells->tuples[tuple].key.words) >> cells->shift);
    while (cells->slots[slot])
        slot = (slot + 1) & (cells->slot_count - 1);
    cells->slots[slot] = (uint32_t)tuple;
}

static revops_status cells_rehash(revops__cells *cells, revops__memory *memory, revops_error *err) {
    size_t wanted = cells->slot_count ? cells->slot_count * 2 : CELLS_SLOTS;
    void *slots = NULL;
    revops_status status =
        revops__resize(memory, &slots, 0, revops__product(wanted, sizeof *cells->slots), err);
    if (status != REVOPS_OK)
        return status;
    revops__free(memory, cells->slots, cells->slot_count * sizeof *cells->slots);
    memset(slots, 0, wanted * sizeof *cells->slots);
    cells->slots = slots;
    cells->slot_count = wanted;
    for (cells->shift = 64; wanted > 1; wanted /= 2)
        cells->shift--;
    for (size_t t = 1; t < cells->tuple_count; t++)
        cells_seat(cells, t);
    return REVOPS_OK;
}

static revops_status cells_tuple_add(revops__cells *cells, revops__memory *memory,
                                     const revops__tuple *tuple, uint32_t *index,
                                     revops_error *err) {
    size_t count = cells->tuple_count ? cells->tuple_count : 1;
    void *tuples = cells->tuples;
    revops_status status = REVOPS_OK;
    if (count >= INT32_MAX / CELLS_LOAD)
        return revops__fail(err, REVOPS_E_LIMIT, REVOPS_NONE, "",
                            "expected at most 2^29 combinations of dimensions");
    if (CELLS_LOAD * count > cells->slot_count)
        status = cells_rehash(cells, memory, err);
    if (status == REVOPS_OK)
        status = revops__grow(memory, &tuples, &cells->tuple_capacity, count + 1,
                              sizeof *cells->tuples, err);
    cells->tuples = tuples;
    if (status != REVOPS_OK)
        return status;
    if (count == 1) {
        memset(&cells->tuples[0], 0, sizeof *cells->tuples);
        memcpy(cells->common, tuple->words, sizeof cells->common);
    }
    for (size_t w = 0; w < REVOPS__TUPLE_WORDS; w++)
        cells->mixed |= (uint32_t)(tuple->words[w] != cells->common[w]) << w;
    memset(&cells->tuples[count], 0, sizeof *cells->tuples);
    cells->tuples[count].key = *tuple;
    cells_seat(cells, count);
    cells->tuple_count = count + 1;
    *index = (uint32_t)count;
    return REVOPS_OK;
}

/* Its place, or 0. */
static uint32_t cells_tuple_find(const revops__cells *cells, const revops__tuple *tuple) {
    size_t slot;
    if (cells->slot_count == 0)
        return 0;
    for (slot = (size_t)(cells_hash(tuple->words) >> cells->shift); cells->slots[slot];
         slot = (slot + 1) & (cells->slot_count - 1))
        if (memcmp(&cells->tuples[cells->slots[slot]].key, tuple, sizeof *tuple) == 0)
            break;
    return cells->slots[slot];
}

/* --- days --- */

static uint64_t cells_far_key(uint32_t tuple, int32_t day) {
    return (uint64_t)tuple << 32 | (uint32_t)day;
}

/* The cell of a tuple and day, or NULL. */
static revops__day_cell *cells_entry(const revops__cells *cells, uint32_t tuple, int32_t day) {
    const revops__tuple_slot *slot = &cells->tuples[tuple];
    uint32_t place = (uint32_t)day - (uint32_t)slot->base_day;
    if (place < slot->span)
        return cells->window[slot->offset + place];
    place = revops__table_find(&cells->far, cells_far_key(tuple, day));
    return place == REVOPS__TABLE_NONE ? NULL : cells->far_cell[place];
}

/* The window that would hold @p day too: the old one, doubled towards the day or as far as it takes. */
static uint64_t cells_window_for(const revops__tuple_slot *slot, int32_t day, int32_t *base_day) {
    int64_t low = slot->base_day, high = low + slot->span, span = slot->span;
    int64_t from = day - ((day % CELLS_WINDOW + CELLS_WINDOW) % CELLS_WINDOW);
    if (span == 0) {
        *base_day = (int32_t)from;
        return CELLS_WINDOW;
    }
    if (day >= high)
        high = from + CELLS_WINDOW > low + 2 * span ? from + CELLS_WINDOW : low + 2 * span;
    else
        low = from < high - 2 * span ? from : high - 2 * span;
    *base_day = (int32_t)low;
    return (uint64_t)(high - low);
}

/* Widen the window of a tuple so that it holds a day, when that is worth its room; days that went the far
 * way before stay there and are found there only while the window leaves them out, so they move in. */
static revops_status cells_widen(revops__cells *cells, revops__memory *memory, uint32_t tuple,
                                 int32_t day, revops_error *err) {
    revops__tuple_slot *slot = &cells->tuples[tuple];
    int32_t base_day;
    uint64_t span = cells_window_for(slot, day, &base_day);
    void *window = cells->window;
    revops__day_cell **entries;
    revops_status status;
    if (span > CELLS_SPARSE * ((uint64_t)slot->cells + 2) ||
        cells->window_count + span > UINT32_MAX)
        return REVOPS_OK;
    status = revops__grow(memory, &window, &cells->window_capacity, cells->window_count + span,
                          sizeof(revops__day_cell *), err);
    cells->window = window;
    if (status != REVOPS_OK)
        return status;
    entries = cells->window + cells->window_count;
    for (size_t i = 0; i < span; i++)
        entries[i] = NULL;
    if (slot->span)
        memcpy(entries + (slot->base_day - base_day), cells->window + slot->offset,
               slot->span * sizeof(revops__day_cell *));
    for (size_t f = 0; f < cells->far.count; f++) {
        revops__day_cell *cell = cells->far_cell[f];
        uint32_t place = (uint32_t)cell->day - (uint32_t)base_day;
        if (cell->tuple == tuple && place < span)
            entries[place] = cell;
    }
    slot->base_day = base_day;
    slot->span = (uint32_t)span;
    slot->offset = (uint32_t)cells->window_count;
    cells->window_count += span;
    return REVOPS_OK;
}

/* Make room for the entry of a new cell: in the window, or far away. */
static revops_status cells_enter(revops__cells *cells, revops__memory *memory, uint32_t tuple,
                                 int32_t day, revops__day_cell *cell, revops_error *err) {
    revops__tuple_slot *slot = &cells->tuples[tuple];
    void *far_cell = cells->far_cell;
    uint32_t place;
    revops_status status = REVOPS_OK;
    if ((uint32_t)day - (uint32_t)slot->base_day >= slot->span)
        status = cells_widen(cells, memory, tuple, day, err);
    if (status != REVOPS_OK)
        return status;
    place = (uint32_t)day - (uint32_t)slot->base_day;
    if (place < slot->span) {
        cells->window[slot->offset + place] = cell;
        return REVOPS_OK;
    }
    status = revops__grow(memory, &far_cell, &cells->far_capacity, cells->far.count + 1,
                          sizeof(revops__day_cell *), err);
    cells->far_cell = far_cell;
    if (status == REVOPS_OK)
        status = revops__table_add(&cells->far, memory, cells_far_key(tuple, day), &place, err);
    if (status == REVOPS_OK)
        cells->far_cell[place] = cell;
    return status;
}

/* --- cells --- */

/* The first cache line that begins inside a block. */
static revops__day_cell *cells_align(void *block) {
    size_t skip = (size_t)(0 - (uintptr_t)block) & (CELLS_LINE - 1);
    return (revops__day_cell *)(void *)((char *)block + skip);
}

static revops_status cells_block_add(revops__cells *cells, revops__memory *memory,
                                     revops_error *err) {
    void *blocks = cells->blocks, *block = NULL;
    revops_status status = revops__grow(memory, &blocks, &cells->block_capacity,
                                        cells->block_count + 1, sizeof *cells->blocks, err);
    cells->blocks = blocks;
    if (status == REVOPS_OK)
        status = revops__resize(memory, &block, 0, cells_block_size(), err);
    if (status != REVOPS_OK)
        return status;
    cells->blocks[cells->block_count].block = block;
    cells->blocks[cells->block_count++].cells = cells_align(block);
    return REVOPS_OK;
}

static revops_status cells_cell_add(revops__cells *cells, revops__memory *memory, uint32_t tuple,
                                    int32_t day, revops_error *err) {
    size_t index = cells->cell_count;
    revops_status status = REVOPS_OK;
    revops__day_cell *cell;
    if (index >= INT32_MAX)
        return revops__fail(err, REVOPS_E_LIMIT, REVOPS_NONE, "", "expected at most 2^31-1 cells");
    if (index / CELLS_BLOCK == cells->block_count)
        status = cells_block_add(cells, memory, err);
    if (status != REVOPS_OK)
        return status;
    cell = cells_get(cells, index);
    status = cells_enter(cells, memory, tuple, day, cell, err);
    if (status != REVOPS_OK)
        return status;
    memset(cell, 0, sizeof *cell);
    cell->tuple = tuple;
    cell->day = day;
    cells->tuples[tuple].cells++;
    cells->cell_count = index + 1;
    return REVOPS_OK;
}

revops_status revops__cells_one(revops__cells *cells, revops__memory *memory,
                                const revops__tuple *tuple, int32_t day, revops__day_cell **found,
                                revops_error *err) {
    uint32_t index = cells_tuple_find(cells, tuple);
    revops_status status = REVOPS_OK;
    if (index == 0)
        status = cells_tuple_add(cells, memory, tuple, &index, err);
    if (status != REVOPS_OK)
        return status;
    *found = cells_entry(cells, index, day);
    if (*found)
        return REVOPS_OK;
    status = cells_cell_add(cells, memory, index, day, err);
    if (status == REVOPS_OK)
        *found = cells_get(cells, cells->cell_count - 1);
    return status;
}

/* --- chunks --- */

/* How a chunk is looked up: the words that vary, and what the others add to the hash. */
typedef struct cells_plan {
    const uint64_t *words[REVOPS__TUPLE_WORDS];
    uint64_t odd[REVOPS__TUPLE_WORDS], base;
    size_t place[REVOPS__TUPLE_WORDS], count;
} cells_plan;

/* 0 when a word that is the same in the whole chunk may tell tuples apart: then all words are compared. */
static int cells_plan_make(cells_plan *plan, const revops__cells *cells,
                           const revops__cell_rows *rows) {
    plan->count = 0;
    plan->base = 0;
    for (size_t w = 0; w < REVOPS__TUPLE_WORDS; w++) {
        if (rows->varying >> w & 1) {
            plan->words[plan->count] = rows->words[w];
            plan->odd[plan->count] = cells_odd[w];
            plan->place[plan->count++] = w;
            continue;
        }
        plan->base += rows->words[w][0] * cells_odd[w];
        if (cells->mixed >> w & 1 || cells->common[w] != rows->words[w][0])
            return 0;
    }
    return cells->tuple_count > 0;
}

/* The cell of a known tuple and day, or NULL: windows only. */
CELLS_INLINE revops__day_cell *cells_in_window(revops__day_cell *const *window,
                                               const revops__tuple_slot *tuple, int32_t day) {
    uint32_t place = (uint32_t)day - (uint32_t)tuple->base_day;
    return CELLS_RARE(place >= tuple->span) ? NULL : window[tuple->offset + place];
}

/* The common road: rows whose tuple and day are known, with one or two words (@p two is a constant where
 * this is inlined). What it does not find stays NULL for the next road. Returns whether all were found. */
CELLS_INLINE int cells_lookup(const revops__cells *cells, const revops__cell_rows *rows,
                              const cells_plan *plan, int two, revops__day_cell **restrict found) {
    const uint64_t *restrict a = plan->words[0], *restrict b = plan->words[two];
    const uint64_t odd_a = plan->odd[0], odd_b = plan->odd[two], base = plan->base;
    const uint64_t *at_a = &cells->tuples->key.words[plan->place[0]];
    const uint64_t *at_b = &cells->tuples->key.words[plan->place[two]];
    const size_t step = sizeof *cells->tuples / sizeof *at_a, count = rows->count;
    const uint32_t shift = cells->shift, *slots = cells->slots;
    uint32_t tuples[REVOPS__CHUNK];
    size_t absent = 0;
    for (size_t i = 0; i < count; i++) {
        size_t slot = (size_t)((base + a[i] * odd_a + (two ? b[i] * odd_b : 0)) >> shift);
        uint32_t seen = slots[slot];
        while (CELLS_RARE(at_a[seen * step] != a[i] || (two && at_b[seen * step] != b[i])) &&
               seen != 0) {
            slot = (slot + 1) & (cells->slot_count - 1);
            seen = slots[slot];
        }
        tuples[i] = seen;
    }
    for (size_t i = 0; i < count; i++) {
        revops__day_cell *cell =
            cells_in_window(cells->window, &cells->tuples[tuples[i]], rows->day[i]);
        CELLS_PREFETCH(cell);
        found[i] = cell;
        absent += cell == NULL;
    }
    return absent == 0;
}

/* The same with any number of words. */
static int cells_lookup_many(const revops__cells *cells, const revops__cell_rows *rows,
                             const cells_plan *plan, revops__day_cell **restrict found) {
    size_t absent = 0;
    for (size_t i = 0; i < rows->count; i++) {
        uint64_t hash = plan->base, differ = 1;
        const revops__tuple_slot *tuple = NULL;
        size_t slot;
        for (size_t w = 0; w < plan->count; w++)
            hash += plan->words[w][i] * plan->odd[w];
        slot = (size_t)(hash >> cells->shift);
        for (; differ && cells->slots[slot]; slot = (slot + 1) & (cells->slot_count - 1)) {
            tuple = &cells->tuples[cells->slots[slot]];
            differ = 0;
            for (size_t w = 0; w < plan->count; w++)
                differ |= tuple->key.words[plan->place[w]] ^ plan->words[w][i];
        }
        found[i] = differ ? NULL : cells_in_window(cells->window, tuple, rows->day[i]);
        CELLS_PREFETCH(found[i]);
        absent += found[i] == NULL;
    }
    return absent == 0;
}

/* Tables beyond the near caches: touch the slots, then the tuples, of a whole chunk ahead. */
static void cells_touch(const revops__cells *cells, const revops__cell_rows *rows,
                        const cells_plan *plan) {
    uint64_t hash[REVOPS__CHUNK];
    for (size_t i = 0; i < rows->count; i++) {
        hash[i] = plan->base;
        for (size_t w = 0; w < plan->count; w++)
            hash[i] += plan->words[w][i] * plan->odd[w];
        CELLS_PREFETCH(&cells->slots[hash[i] >> cells->shift]);
    }
    for (size_t i = 0; i < rows->count; i++) {
        CELLS_PREFETCH(&cells->tuples[cells->slots[hash[i] >> cells->shift]]);
    }
}

static int cells_lookup_rows(const revops__cells *cells, const revops__cell_rows *rows,
                             revops__day_cell **found) {
    cells_plan plan;
    if (!cells_plan_make(&plan, cells, rows)) {
        memset(found, 0, rows->count * sizeof(revops__day_cell *));
        return 0;
    }
    if (cells->tuple_count > CELLS_DISTANT)
        cells_touch(cells, rows, &plan);
    if (plan.count == 1)
        return cells_lookup(cells, rows, &plan, 0, found);
    if (plan.count == 2)
        return cells_lookup(cells, rows, &plan, 1, found);
    return cells_lookup_many(cells, rows, &plan, found);
}

static void cells_row_tuple(const revops__cell_rows *rows, size_t i, revops__tuple *tuple) {
    for (size_t w = 0; w < REVOPS__TUPLE_WORDS; w++)
        tuple->words[w] = rows->words[w][i];
}

revops_status revops__cells_locate(revops__cells *cells, revops__memory *memory,
                                   const revops__cell_rows *rows, revops__day_cell **found,
                                   revops_error *err) {
    if (cells_lookup_rows(cells, rows, found))
        return REVOPS_OK;
    for (size_t i = 0; i < rows->count; i++) {
        revops__tuple tuple;
        revops_status status;
        if (found[i])
            continue;
        cells_row_tuple(rows, i, &tuple);
        status = revops__cells_one(cells, memory, &tuple, rows->day[i], &found[i], err);
        if (status != REVOPS_OK)
            return status;
    }
    return REVOPS_OK;
}

void revops__cells_find(const revops__cells *cells, const revops__cell_rows *rows,
                        revops__day_cell **found) {
    if (cells_lookup_rows(cells, rows, found))
        return;
    for (size_t i = 0; i < rows->count; i++) {
        revops__tuple tuple;
        uint32_t index;
        if (found[i])
            continue;
        cells_row_tuple(rows, i, &tuple);
        index = cells_tuple_find(cells, &tuple);
        found[i] = index ? cells_entry(cells, index, rows->day[i]) : NULL;
    }
}

void revops__cells_add(revops__day_cell *const *found, const revops__cell_rows *rows,
                       size_t count) {
    const int64_t *tax = rows->sums[0], *fee = rows->sums[1], *net = rows->sums[2];
    if (rows->untaxed) {
        for (size_t i = 0; i < count; i++) {
            revops__day_cell *cell = found[i];
            cell->count++;
            revops__sum_add(&cell->sums[1], fee[i]);
            revops__sum_add(&cell->sums[2], net[i]);
        }
        return;
    }
    for (size_t i = 0; i < count; i++) {
        revops__day_cell *cell = found[i];
        cell->count++;
        revops__sum_add(&cell->sums[0], tax[i]);
        revops__sum_add(&cell->sums[1], fee[i]);
        revops__sum_add(&cell->sums[2], net[i]);
    }
}

void revops__cells_subtract(revops__day_cell *const *found, const revops__cell_rows *rows,
                            size_t count) {
    for (size_t i = 0; i < count; i++) {
        found[i]->count--;
        for (size_t s = 0; s < REVOPS__DAY_CELL_SUMS; s++)
            revops__sum_subtract(&found[i]->sums[s], rows->sums[s][i]);
    }
}

/* --- going back --- */

revops__cells_mark revops__cells_mark_now(const revops__cells *cells) {
    revops__cells_mark mark = {cells->tuple_count, cells->far.count, cells->cell_count};
    return mark;
}

void revops__cells_rollback(revops__cells *cells, const revops__cells_mark *mark) {
    while (cells->cell_count > mark->cells) {
        const revops__day_cell *cell = cells_get(cells, --cells->cell_count);
        revops__tuple_slot *slot = &cells->tuples[cell->tuple];
        uint32_t place = (uint32_t)cell->day - (uint32_t)slot->base_day;
        if (place < slot->span)
            cells->window[slot->offset + place] = NULL;
        slot->cells--;
    }
    revops__table_rollback(&cells->far, mark->far);
    /* Tuples go in the reverse order of their coming, so no later one leans on an emptied slot. */
    while (cells->tuple_count > mark->tuples && cells->tuple_count > 1) {
        const revops__tuple_slot *last = &cells->tuples[cells->tuple_count - 1];
        size_t slot = (size_t)(cells_hash(last->key.words) >> cells->shift);
        while (cells->slots[slot] != cells->tuple_count - 1)
            slot = (slot + 1) & (cells->slot_count - 1);
        cells->slots[slot] = 0;
        if (last->offset + last->span == cells->window_count)
            cells->window_count = last->offset;
        cells->tuple_count--;
    }
}

/* Add a cell to its twin, or take it away again. */
static void cells_shift(revops__day_cell *into, const revops__day_cell *from, int add) {
    revops__day_cell shift = *from;
    for (size_t s = 0; s < REVOPS__DAY_CELL_SUMS; s++) {
        if (!add)
            shift.sums[s] = revops__sum_negate(shift.sums[s]);
        revops__sum_add_sum(&into->sums[s], &shift.sums[s]);
    }
    into->count += add ? shift.count : 0 - shift.count;
}

/* Take the first @p count cells of @p from away again; they are all there. */
static void cells_unmerge(revops__cells *into, const revops__cells *from, size_t count,
                          const revops__cells_mark *mark) {
    for (size_t i = 0; i < count; i++) {
        const revops__day_cell *cell = cells_get(from, i);
        uint32_t tuple;
        if (cell->count == 0)
            continue;
        tuple = cells_tuple_find(into, &from->tuples[cell->tuple].key);
        cells_shift(cells_entry(into, tuple, cell->day), cell, 0);
    }
    revops__cells_rollback(into, mark);
}

revops_status revops__cells_merge(revops__cells *into, revops__memory *memory,
                                  const revops__cells *from, revops_error *err) {
    revops__cells_mark mark = revops__cells_mark_now(into);
    revops_status status = REVOPS_OK;
    size_t count = from->cell_count, done = 0;
    for (; done < count; done++) {
        const revops__day_cell *cell = cells_get(from, done);
        revops__day_cell *twin;
        if (cell->count == 0)
            continue;
        status =
            revops__cells_one(into, memory, &from->tuples[cell->tuple].key, cell->day, &twin, err);
        if (status != REVOPS_OK)
            break;
        cells_shift(twin, cell, 1);
    }
    if (status != REVOPS_OK)
        cells_unmerge(into, from, done, &mark);
    return status;
}

void revops__cells_unmerge(revops__cells *into, const revops__cells *from,
                           const revops__cells_mark *mark) {
    cells_unmerge(into, from, from->cell_count, mark);
}

/* --- order --- */

int revops__tuple_compare(const revops__tuple *a, const revops__tuple *b) {
    uint64_t left = a->words[REVOPS__TUPLE_CURRENCY] >> 32;
    uint64_t right = b->words[REVOPS__TUPLE_CURRENCY] >> 32;
    for (size_t w = REVOPS__TUPLE_PROJECT; left == right && w < REVOPS__TUPLE_WORDS; w++) {
        left = a->words[w];
        right = b->words[w];
    }
    if (left == right) {
        left = a->words[REVOPS__TUPLE_CURRENCY];
        right = b->words[REVOPS__TUPLE_CURRENCY];
    }
    return left < right ? -1 : left > right;
}

static int cells_compare_tuples(const void *context, uint32_t a, uint32_t b) {
    const revops__tuple_slot *tuples = context;
    return revops__tuple_compare(&tuples[a].key, &tuples[b].key);
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
            const revops__day_cell *cell = cells_get(cells, i);
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
