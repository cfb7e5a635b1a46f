/* Cells: interning of tuples, windows of days, going back, merging and order. */
#include "sales/cells.h"
#include "sales/cells_parts.h"

#include <string.h>

#include "base/sort.h"
#include "base/text.h"

enum {
    CELLS_FIRST = 64,   /* room for cells to begin with */
    CELLS_SLOTS = 1024, /* slots of the first hash table */
    CELLS_LOAD = 4,     /* slots for each tuple, so that the first look is mostly right */
    CELLS_LIGHT = 16,   /* and for each of a few, where it is nearly always right */
    CELLS_WINDOW = 16,  /* days that windows begin with and are rounded to */
    CELLS_SPARSE = 32,  /* days that a window may have for each cell of its tuple */
    CELLS_PROBE = 16,   /* far cells that are passed over in the time of one search for a day */
};

/* Bytes of a block of cells: half a cache line to spare for their alignment. */
static size_t cells_block_size(size_t capacity, int wide) {
    size_t each = sizeof(revops__day_cell) + sizeof(revops__day_cell_key) +
                  (wide ? sizeof(revops__day_cell_high) : 0);
    return capacity ? revops__product(capacity + 1, each) : 0;
}

void revops__cells_free(revops__cells *cells, revops__memory *memory) {
    revops__free(memory, cells->block, cells_block_size(cells->cell_capacity, cells->wide));
    revops__free(memory, cells->tuples, cells->tuple_capacity * sizeof *cells->tuples);
    revops__free(memory, cells->slots, cells->slot_count * sizeof *cells->slots);
    revops__free(memory, cells->window, cells->window_capacity * sizeof *cells->window);
    revops__free(memory, cells->far_cell, cells->far_capacity * sizeof *cells->far_cell);
    revops__free(memory, cells->grid.pages, cells->grid.span * sizeof *cells->grid.pages);
    revops__free(memory, cells->lines.tuples, cells->lines.size);
    revops__table_free(&cells->far, memory);
    memset(cells, 0, sizeof *cells);
}

/* --- tuples --- */

const uint64_t revops__cells_odd[REVOPS__TUPLE_WORDS] = {
    UINT64_C(0x9e3779b97f4a7c15), UINT64_C(0xbf58476d1ce4e5b9), UINT64_C(0x94d049bb133111eb),
    UINT64_C(0xd6e8feb86659fd93), UINT64_C(0xa0761d6478bd642f), UINT64_C(0xe7037ed1a0b428db)};

static uint64_t cells_hash(const uint64_t *words) {
    uint64_t sum = 0;
    for (size_t w = 0; w < REVOPS__TUPLE_WORDS; w++)
        sum += words[w] * revops__cells_odd[w];
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
    if (count * (count < REVOPS__CELLS_DISTANT ? CELLS_LIGHT : CELLS_LOAD) > cells->slot_count)
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
    revops__lines_enter(cells, (uint32_t)count);
    *index = (uint32_t)count;
    return REVOPS_OK;
}

/* Its place, or 0. */
uint32_t revops__cells_tuple(const revops__cells *cells, const revops__tuple *tuple) {
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

/* The cell of a tuple and day, or 0. */
uint32_t revops__cells_entry(const revops__cells *cells, uint32_t tuple, int32_t day) {
    const revops__tuple_slot *slot = &cells->tuples[tuple];
    uint32_t place = (uint32_t)day - (uint32_t)slot->base_day;
    uint32_t page = tuple < cells->grid.width ? revops__grid_page(&cells->grid, day) : 0;
    if (page)
        return page + tuple;
    if (place < slot->span)
        return cells->window[slot->offset + place];
    if (cells->far.count == 0)
        return 0;
    place = revops__table_find(&cells->far, cells_far_key(tuple, day));
    return place == REVOPS__TABLE_NONE ? 0 : cells->far_cell[place];
}

/* The window that would hold @p day too: the old one, doubled towards the day or as far as it
 * takes. */
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

/* Cells of a tuple that went the far way, into its window: found by going through all of them, or
 * through the days of the window, each of which takes as long as several of them. */
static void cells_fetch_far(const revops__cells *cells, uint32_t tuple, int32_t base_day,
                            uint64_t span, uint32_t *entries) {
    if (cells->far.count <= CELLS_PROBE * span) {
        for (size_t f = 0; f < cells->far.count; f++) {
            const revops__day_cell_key *key = &cells->keys[cells->far_cell[f]];
            const uint32_t place = (uint32_t)key->day - (uint32_t)base_day;
            if (key->tuple == tuple && place < span)
                entries[place] = cells->far_cell[f];
        }
        return;
    }
    for (uint64_t place = 0; place < span; place++) {
        const int32_t day = (int32_t)(base_day + (int64_t)place);
        const uint32_t f = entries[place]
                               ? REVOPS__TABLE_NONE
                               : revops__table_find(&cells->far, cells_far_key(tuple, day));
        if (f != REVOPS__TABLE_NONE)
            entries[place] = cells->far_cell[f];
    }
}

/* Widen the window of a tuple so that it holds a day, when that is worth its room; days that went
 * the far way before stay there and are found there only while the window leaves them out, so they
 * move in. */
static revops_status cells_widen(revops__cells *cells, revops__memory *memory, uint32_t tuple,
                                 int32_t day, revops_error *err) {
    revops__tuple_slot *slot = &cells->tuples[tuple];
    int32_t base_day;
    uint64_t span = cells_window_for(slot, day, &base_day);
    void *window = cells->window;
    uint32_t *entries;
    revops_status status;
    if (span > CELLS_SPARSE * ((uint64_t)slot->cells + 2) ||
        cells->window_count + span > UINT32_MAX)
        return REVOPS_OK;
    status = revops__grow(memory, &window, &cells->window_capacity, cells->window_count + span,
                          sizeof(uint32_t), err);
    cells->window = window;
    if (status != REVOPS_OK)
        return status;
    entries = cells->window + cells->window_count;
    memset(entries, 0, (size_t)span * sizeof *entries);
    if (slot->span)
        memcpy(entries + (slot->base_day - base_day), cells->window + slot->offset,
               slot->span * sizeof(uint32_t));
    cells_fetch_far(cells, tuple, base_day, span, entries);
    slot->base_day = base_day;
    slot->span = (uint32_t)span;
    slot->offset = (uint32_t)cells->window_count;
    cells->window_count += span;
    return REVOPS_OK;
}

/* Make room for the entry of a new cell: in the window, or far away. */
static revops_status cells_enter(revops__cells *cells, revops__memory *memory, uint32_t tuple,
                                 int32_t day, uint32_t cell, revops_error *err) {
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
                          sizeof(uint32_t), err);
    cells->far_cell = far_cell;
    if (status == REVOPS_OK)
        status = revops__table_add(&cells->far, memory, cells_far_key(tuple, day), &place, err);
    if (status == REVOPS_OK)
        cells->far_cell[place] = cell;
    return status;
}

/* --- cells --- */

/* Where the three arrays of a block lie. */
static void cells_lay_out(revops__cells *cells, void *block, size_t capacity, int wide) {
    char *at = (char *)block + ((0 - (uintptr_t)block) & (sizeof(revops__day_cell) - 1));
    cells->at = (revops__day_cell *)(void *)at;
    at += capacity * sizeof(revops__day_cell);
    cells->high = wide ? (revops__day_cell_high *)(void *)at : NULL;
    at += wide ? capacity * sizeof(revops__day_cell_high) : 0;
    cells->keys = (revops__day_cell_key *)(void *)at;
    cells->block = block;
    cells->cell_capacity = capacity;
    cells->wide = wide;
}

revops_status revops__cells_block(revops__cells *cells, revops__memory *memory, size_t capacity,
                                  int wide, revops_error *err) {
    void *block = NULL;
    revops_status status = revops__resize(memory, &block, 0, cells_block_size(capacity, wide), err);
    if (status == REVOPS_OK)
        cells_lay_out(cells, block, capacity, wide);
    return status;
}

void revops__cells_block_free(const revops__cells *cells, revops__memory *memory) {
    revops__free(memory, cells->block, cells_block_size(cells->cell_capacity, cells->wide));
}

revops_status revops__cells_keep_high(revops__cells *cells, revops__memory *memory,
                                      revops_error *err) {
    const revops__cells old = *cells;
    revops_status status = revops__cells_block(cells, memory, old.cell_capacity, 1, err);
    if (status != REVOPS_OK)
        return status;
    memcpy(cells->at, old.at, cells->cell_count * sizeof *old.at);
    memcpy(cells->keys, old.keys, cells->cell_count * sizeof *old.keys);
    revops__cells_block_free(&old, memory);
    return REVOPS_OK;
}

/* The host may well grow the block where it lies; what comes last in it moves first. */
static revops_status cells_grow(revops__cells *cells, revops__memory *memory, size_t capacity,
                                revops_error *err) {
    const size_t size = cells_block_size(cells->cell_capacity, cells->wide);
    const size_t at = (size_t)((char *)cells->at - (char *)cells->block);
    const size_t high = cells->wide ? (size_t)((char *)cells->high - (char *)cells->block) : 0;
    const size_t keys = (size_t)((char *)cells->keys - (char *)cells->block);
    void *block = cells->block;
    revops_status status;
    if (!block)
        return revops__cells_block(cells, memory, capacity, cells->wide, err);
    status = revops__resize(memory, &block, size, cells_block_size(capacity, cells->wide), err);
    if (status != REVOPS_OK)
        return status;
    cells_lay_out(cells, block, capacity, cells->wide);
    memmove(cells->keys, (char *)block + keys, cells->cell_count * sizeof *cells->keys);
    if (cells->wide)
        memmove(cells->high, (char *)block + high, cells->cell_count * sizeof *cells->high);
    if ((char *)cells->at != (char *)block + at)
        memmove(cells->at, (char *)block + at, cells->cell_count * sizeof *cells->at);
    return REVOPS_OK;
}

void revops__cells_clear(revops__cells *cells, size_t from, size_t count) {
    memset(&cells->at[from], 0, count * sizeof *cells->at);
    memset(&cells->keys[from], 0, count * sizeof *cells->keys);
    if (cells->wide)
        memset(&cells->high[from], 0, count * sizeof *cells->high);
}

revops_status revops__cells_reserve(revops__cells *cells, revops__memory *memory, size_t count,
                                    size_t *first, revops_error *err) {
    size_t from = cells->cell_count ? cells->cell_count : 1, capacity = cells->cell_capacity;
    revops_status status = REVOPS_OK;
    if (count > INT32_MAX - from)
        return revops__fail(err, REVOPS_E_LIMIT, REVOPS_NONE, "", "expected at most 2^31-1 cells");
    while (capacity < from + count)
        capacity = capacity ? 2 * capacity : CELLS_FIRST;
    if (capacity > cells->cell_capacity)
        status = cells_grow(cells, memory, capacity, err);
    if (status != REVOPS_OK)
        return status;
    if (from == 1)
        revops__cells_clear(cells, 0, 1);
    revops__cells_clear(cells, from, count);
    *first = from;
    return REVOPS_OK;
}

static revops_status cells_cell_add(revops__cells *cells, revops__memory *memory, uint32_t tuple,
                                    int32_t day, uint32_t *made, revops_error *err) {
    size_t cell;
    revops_status status = revops__grid_open(cells, memory, tuple, day, made, err);
    if (status != REVOPS_OK || *made)
        return status;
    status = revops__cells_reserve(cells, memory, 1, &cell, err);
    if (status == REVOPS_OK)
        status = cells_enter(cells, memory, tuple, day, (uint32_t)cell, err);
    if (status != REVOPS_OK)
        return status;
    cells->keys[cell].tuple = tuple;
    cells->keys[cell].day = day;
    cells->tuples[tuple].cells++;
    cells->cell_count = cell + 1;
    *made = (uint32_t)cell;
    return REVOPS_OK;
}

/* The cell of a tuple that is there. */
revops_status revops__cells_of(revops__cells *cells, revops__memory *memory, uint32_t tuple,
                               int32_t day, uint32_t *found, revops_error *err) {
    *found = revops__cells_entry(cells, tuple, day);
    return *found ? REVOPS_OK : cells_cell_add(cells, memory, tuple, day, found, err);
}

revops_status revops__cells_one(revops__cells *cells, revops__memory *memory,
                                const revops__tuple *tuple, int32_t day, uint32_t *found,
                                revops_error *err) {
    uint32_t index = revops__cells_tuple(cells, tuple);
    revops_status status = REVOPS_OK;
    if (index == 0)
        status = cells_tuple_add(cells, memory, tuple, &index, err);
    return status == REVOPS_OK ? revops__cells_of(cells, memory, index, day, found, err) : status;
}

/* --- going back --- */

revops__cells_mark revops__cells_mark_now(const revops__cells *cells) {
    revops__cells_mark mark = {cells->tuple_count, cells->far.count, cells->cell_count,
                               cells->grid.used, cells->grid.renumbered};
    return mark;
}

uint32_t *revops__cells_lone_entry(const revops__cells *cells, uint32_t tuple, int32_t day) {
    const revops__tuple_slot *slot = &cells->tuples[tuple];
    uint32_t place = (uint32_t)day - (uint32_t)slot->base_day;
    return place < slot->span
               ? &cells->window[slot->offset + place]
               : &cells->far_cell[revops__table_find(&cells->far, cells_far_key(tuple, day))];
}

static void cells_forget_cells(revops__cells *cells, const revops__cells_mark *mark) {
    while (cells->cell_count > mark->cells && cells->cell_count > 1) {
        const revops__day_cell_key *key = &cells->keys[--cells->cell_count];
        if (revops__grid_forget(&cells->grid, key, (uint32_t)cells->cell_count))
            continue;
        *revops__cells_lone_entry(cells, key->tuple, key->day) = 0;
        cells->tuples[key->tuple].cells--;
    }
    revops__table_rollback(&cells->far, mark->far);
    cells->grid.used = mark->used;
}

void revops__cells_trim_windows(revops__cells *cells) {
    cells->window_count = 0;
    for (size_t t = 1; t < cells->tuple_count; t++) {
        revops__tuple_slot *slot = &cells->tuples[t];
        if (slot->cells == 0)
            slot->span = 0;
        if (slot->span && (size_t)slot->offset + slot->span > cells->window_count)
            cells->window_count = (size_t)slot->offset + slot->span;
    }
}

/* Tuples go in the reverse order of their coming, so no later one leans on an emptied slot. */
static void cells_forget_tuples(revops__cells *cells, const revops__cells_mark *mark) {
    while (cells->tuple_count > mark->tuples && cells->tuple_count > 1) {
        const revops__tuple_slot *last = &cells->tuples[cells->tuple_count - 1];
        size_t slot = (size_t)(cells_hash(last->key.words) >> cells->shift);
        while (cells->slots[slot] != cells->tuple_count - 1)
            slot = (slot + 1) & (cells->slot_count - 1);
        cells->slots[slot] = 0;
        revops__lines_forget(cells, (uint32_t)--cells->tuple_count);
    }
    revops__cells_trim_windows(cells);
}

void revops__cells_rollback(revops__cells *cells, const revops__cells_mark *mark) {
    /* Where cells got other numbers meanwhile, those that are new stay, without rows and so
     * invisible: the next time that numbers change they are left out. */
    if (cells->grid.renumbered != mark->renumbered)
        return;
    cells_forget_cells(cells, mark);
    cells_forget_tuples(cells, mark);
}

/* Add a cell to its twin, or take it away again. */
static void cells_shift(const revops__cells *cells, size_t into, const revops__cells *of,
                        size_t from, int add) {
    for (size_t s = 0; s < REVOPS__DAY_CELL_SUMS; s++) {
        revops__sum sum = revops__cells_sum(cells, into, s);
        revops__sum by = revops__cells_sum(of, from, s);
        if (!add)
            by = revops__sum_negate(by);
        revops__sum_add_sum(&sum, &by);
        cells->at[into].low[s] = sum.low;
        if (cells->wide)
            cells->high[into].high[s] = sum.high;
    }
    cells->at[into].count += add ? of->at[from].count : 0 - of->at[from].count;
}

/* Take the cells of @p from before cell @p end away again; they are all there. */
static void cells_unmerge(revops__cells *into, const revops__cells *from, size_t end,
                          const revops__cells_mark *mark) {
    for (size_t i = 1; i < end; i++) {
        const revops__day_cell_key *key = &from->keys[i];
        uint32_t tuple;
        if (from->at[i].count == 0)
            continue;
        tuple = revops__cells_tuple(into, &from->tuples[key->tuple].key);
        cells_shift(into, revops__cells_entry(into, tuple, key->day), from, i, 0);
    }
    revops__cells_rollback(into, mark);
}

revops_status revops__cells_merge(revops__cells *into, revops__memory *memory,
                                  const revops__cells *from, revops_error *err) {
    revops__cells_mark mark = revops__cells_mark_now(into);
    size_t count = from->cell_count, done = 1;
    revops_status status =
        revops__cells_expect(into, memory, from->wide ? UINT64_MAX : from->bound, 1, err);
    if (status != REVOPS_OK)
        return status;
    for (; done < count; done++) {
        const revops__day_cell_key *key = &from->keys[done];
        uint32_t twin;
        if (from->at[done].count == 0)
            continue;
        status =
            revops__cells_one(into, memory, &from->tuples[key->tuple].key, key->day, &twin, err);
        if (status != REVOPS_OK)
            break;
        cells_shift(into, twin, from, done, 1);
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
        for (size_t i = 1; i < cells->cell_count; i++) {
            const revops__day_cell_key *key = &cells->keys[i];
            if (cells->at[i].count == 0)
                continue;
            pair[visible].key = (uint64_t)(key->day - REVOPS__FIRST_DAY) << 32 | ranked[key->tuple];
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
