/* Cells of whole chunks of rows: this is where the time goes. */
#include <string.h>

#include "sales/cells.h"
#include "sales/cells_parts.h"

#if defined(__GNUC__)
#define CELLS_APART __attribute__((noinline))
#define CELLS_RARE(condition) __builtin_expect((condition) != 0, 0)
#define CELLS_UNROLL _Pragma("GCC unroll 4")
#else
#define CELLS_APART
#define CELLS_RARE(condition) (condition)
#define CELLS_UNROLL
#endif

/* How a chunk is looked up: the words that vary, and what the others add to the hash. */
typedef struct cells_plan {
    const uint64_t *words[REVOPS__TUPLE_WORDS];
    uint64_t odd[REVOPS__TUPLE_WORDS], base;
    size_t place[REVOPS__TUPLE_WORDS], count;
} cells_plan;

/* 0 when a word that is the same in the whole chunk may tell tuples apart: then all words are
 * compared. */
static int cells_plan_make(cells_plan *plan, const revops__cells *cells,
                           const revops__cell_rows *rows) {
    plan->count = 0;
    plan->base = 0;
    for (size_t w = 0; w < REVOPS__TUPLE_WORDS; w++) {
        if (rows->varying >> w & 1) {
            plan->words[plan->count] = rows->words[w];
            plan->odd[plan->count] = revops__cells_odd[w];
            plan->place[plan->count++] = w;
            continue;
        }
        plan->base += rows->words[w][0] * revops__cells_odd[w];
        if (cells->mixed >> w & 1 || cells->common[w] != rows->words[w][0])
            return 0;
    }
    if (plan->count == 0) { /* all rows have one tuple: any word shows it */
        plan->words[plan->count] = rows->words[0];
        plan->odd[plan->count] = 0;
        plan->place[plan->count++] = 0;
    }
    return cells->tuple_count > 0;
}

/* The first candidate of each row, by the one or two words that vary. Each loop of this road is a
 * function of its own, so that it keeps all it needs in registers. */
static CELLS_APART void cells_candidates(const revops__cells *cells, const cells_plan *plan,
                                         size_t count, uint32_t *restrict tuples) {
    const uint64_t *restrict a = plan->words[0], *restrict b = plan->words[plan->count > 1];
    const uint64_t odd_a = plan->odd[0], odd_b = plan->count > 1 ? plan->odd[1] : 0;
    const uint64_t base = plan->base;
    const uint32_t *const slots = cells->slots, shift = cells->shift;
    CELLS_UNROLL
    for (size_t i = 0; i < count; i++) {
        tuples[i] = slots[(base + a[i] * odd_a + b[i] * odd_b) >> shift];
        REVOPS__AHEAD(b + i);
    }
}

/* The tuple of a row, looked for by all words that vary; tuple 0 where it is not known. */
static CELLS_APART uint32_t cells_probe(const revops__cells *cells, const cells_plan *plan,
                                        size_t i) {
    uint64_t hash = plan->base;
    size_t slot;
    for (size_t w = 0; w < plan->count; w++)
        hash += plan->words[w][i] * plan->odd[w];
    for (slot = (size_t)(hash >> cells->shift); cells->slots[slot];
         slot = (slot + 1) & (cells->slot_count - 1)) {
        const uint64_t *words = cells->tuples[cells->slots[slot]].key.words;
        uint64_t differ = 0;
        for (size_t w = 0; w < plan->count; w++)
            differ |= words[plan->place[w]] ^ plan->words[w][i];
        if (differ == 0)
            break;
    }
    return cells->slots[slot];
}

/* Confirm the candidates, look again for those that are another row's tuple, and find where each
 * tuple's window holds the day: @p none where there is no such place. */
static CELLS_APART void cells_places(const revops__cells *cells, const cells_plan *plan,
                                     const revops__cell_rows *rows, uint32_t *restrict tuples,
                                     const uint32_t *none, const uint32_t **restrict places) {
    const uint64_t *restrict a = plan->words[0], *restrict b = plan->words[plan->count > 1];
    const char *const slots = (const char *)cells->tuples;
    const size_t at_a = plan->place[0] * sizeof *a, at_b = plan->place[plan->count > 1] * sizeof *b;
    const int32_t *restrict day = rows->day;
    const uint32_t *const window = cells->window;
    const size_t count = rows->count;
    CELLS_UNROLL
    for (size_t i = 0; i < count; i++) {
        const char *at = slots + tuples[i] * sizeof(revops__tuple_slot);
        const revops__tuple_slot *slot = (const void *)at;
        const uint32_t *entry;
        uint32_t place;
        if (CELLS_RARE((*(const uint64_t *)(const void *)(at + at_a) ^ a[i]) |
                       (*(const uint64_t *)(const void *)(at + at_b) ^ b[i])))
            slot = &cells->tuples[tuples[i] = cells_probe(cells, plan, i)];
        place = (uint32_t)day[i] - (uint32_t)slot->base_day;
        entry = CELLS_RARE(place >= slot->span) ? none : window + slot->offset + place;
        REVOPS__PREFETCH(entry);
        places[i] = entry;
    }
}

/* The same where more than two words vary. */
static CELLS_APART void cells_places_many(const revops__cells *cells, const cells_plan *plan,
                                          const revops__cell_rows *rows, uint32_t *restrict tuples,
                                          const uint32_t *none, const uint32_t **restrict places) {
    for (size_t i = 0; i < rows->count; i++) {
        const revops__tuple_slot *slot = &cells->tuples[tuples[i] = cells_probe(cells, plan, i)];
        uint32_t place = (uint32_t)rows->day[i] - (uint32_t)slot->base_day;
        places[i] = place >= slot->span ? none : cells->window + slot->offset + place;
        REVOPS__PREFETCH(places[i]);
    }
}

/* And what it holds: 0 where nothing is found. Returns whether all were found. */
static CELLS_APART int cells_fetch(const revops__cells *cells, const uint32_t *const *places,
                                   size_t count, uint32_t *restrict found) {
    const revops__day_cell *const at = cells->at;
    int all = 1;
    CELLS_UNROLL
    for (size_t i = 0; i < count; i++) {
        uint32_t cell = *places[i];
        REVOPS__PREFETCH(&at[cell]);
        found[i] = cell;
        if (CELLS_RARE(cell == 0))
            all = 0;
    }
    return all;
}

/* The same by the grid. */
static CELLS_APART int cells_fetch_grid(const revops__cells *cells, const uint32_t *entries,
                                        size_t count, uint32_t *restrict found) {
    const revops__day_cell *const at = cells->at;
    const uint32_t *const grid = cells->grid.entries;
    int all = 1;
    CELLS_UNROLL
    for (size_t i = 0; i < count; i++) {
        uint32_t cell = grid[entries[i]];
        REVOPS__PREFETCH(&at[cell]);
        found[i] = cell;
        if (CELLS_RARE(cell == 0))
            all = 0;
    }
    return all;
}

/* Tables beyond the near caches: touch the slots, then the tuples, of a whole chunk ahead. */
static void cells_touch(const revops__cells *cells, const revops__cell_rows *rows,
                        const cells_plan *plan) {
    uint64_t hash[REVOPS__CHUNK];
    for (size_t i = 0; i < rows->count; i++) {
        hash[i] = plan->base;
        for (size_t w = 0; w < plan->count; w++)
            hash[i] += plan->words[w][i] * plan->odd[w];
        REVOPS__PREFETCH(&cells->slots[hash[i] >> cells->shift]);
    }
    for (size_t i = 0; i < rows->count; i++) {
        REVOPS__PREFETCH(&cells->tuples[cells->slots[hash[i] >> cells->shift]]);
    }
}

/* The cells of a chunk as far as windows know them, and the tuples as far as they are known (0:
 * not). */
static int cells_lookup_rows(const revops__cells *cells, const revops__cell_rows *rows,
                             uint32_t *tuples, uint32_t *found) {
    cells_plan plan;
    const uint32_t none = 0;
    const uint32_t *places[REVOPS__CHUNK];
    if (!cells_plan_make(&plan, cells, rows)) {
        memset(tuples, 0, rows->count * sizeof *tuples);
        memset(found, 0, rows->count * sizeof *found);
        return 0;
    }
    if (cells->tuple_count > REVOPS__CELLS_DISTANT)
        cells_touch(cells, rows, &plan);
    if (plan.count > 2) {
        cells_places_many(cells, &plan, rows, tuples, &none, places);
    } else {
        cells_candidates(cells, &plan, rows->count, tuples);
        cells_places(cells, &plan, rows, tuples, &none, places);
    }
    return cells_fetch(cells, places, rows->count, found);
}

static void cells_row_tuple(const revops__cell_rows *rows, size_t i, revops__tuple *tuple) {
    for (size_t w = 0; w < REVOPS__TUPLE_WORDS; w++)
        tuple->words[w] = rows->words[w][i];
}

/* The cell of a row that was not found, made where there is none. @p tuple: 0 where it is not
 * known. */
static revops_status cells_make(revops__cells *cells, revops__memory *memory,
                                const revops__cell_rows *rows, size_t i, uint32_t tuple,
                                uint32_t *found, revops_error *err) {
    revops__tuple key;
    if (tuple)
        return revops__cells_of(cells, memory, tuple, rows->day[i], found, err);
    cells_row_tuple(rows, i, &key);
    return revops__cells_one(cells, memory, &key, rows->day[i], found, err);
}

/* All rows have entries in the grid: what those lack is made. */
static revops_status cells_locate_grid(revops__cells *cells, revops__memory *memory,
                                       const revops__cell_rows *rows, const uint32_t *entries,
                                       uint32_t *found, revops_error *err) {
    const uint32_t line = (UINT32_C(1) << cells->grid.line_bits) - 1;
    revops_status status = REVOPS_OK;
    if (cells_fetch_grid(cells, entries, rows->count, found))
        return REVOPS_OK;
    for (size_t i = 0; i < rows->count && status == REVOPS_OK; i++)
        if (found[i] == 0 && (found[i] = cells->grid.entries[entries[i]]) == 0)
            status = cells_make(cells, memory, rows, i, cells->grid.lines[entries[i] & line],
                                &found[i], err);
    return status;
}

revops_status revops__cells_locate(revops__cells *cells, revops__memory *memory,
                                   const revops__cell_rows *rows, uint32_t *found,
                                   revops_error *err) {
    uint32_t tuples[REVOPS__CHUNK];
    revops_status status = REVOPS_OK;
    if (revops__grid_covers(&cells->grid, cells->common, rows, tuples))
        return cells_locate_grid(cells, memory, rows, tuples, found, err);
    if (!cells_lookup_rows(cells, rows, tuples, found))
        for (size_t i = 0; i < rows->count && status == REVOPS_OK; i++)
            if (found[i] == 0)
                status = cells_make(cells, memory, rows, i, tuples[i], &found[i], err);
    return status == REVOPS_OK ? revops__grid_grow(cells, memory, rows, err) : status;
}

void revops__cells_find(const revops__cells *cells, const revops__cell_rows *rows,
                        uint32_t *found) {
    uint32_t tuples[REVOPS__CHUNK];
    if (cells_lookup_rows(cells, rows, tuples, found))
        return;
    for (size_t i = 0; i < rows->count; i++) {
        revops__tuple tuple;
        uint32_t index;
        if (found[i])
            continue;
        cells_row_tuple(rows, i, &tuple);
        index = revops__cells_tuple(cells, &tuple);
        found[i] = index ? revops__cells_entry(cells, index, rows->day[i]) : 0;
    }
}

/* --- sums --- */

static revops_status cells_keep_high(revops__cells *cells, revops__memory *memory,
                                     revops_error *err) {
    revops_status status = REVOPS_OK;
    if (cells->cell_capacity > 0)
        status = revops__cells_relay(cells, memory, cells->cell_capacity, 1, err);
    if (status != REVOPS_OK)
        return status;
    for (size_t i = 0; i < cells->cell_count; i++)
        for (size_t s = 0; s < REVOPS__DAY_CELL_SUMS; s++)
            cells->high[i].high[s] = (int64_t)cells->at[i].low[s] >> 63;
    cells->wide = 1;
    return REVOPS_OK;
}

revops_status revops__cells_expect(revops__cells *cells, revops__memory *memory, uint64_t magnitude,
                                   uint64_t count, revops_error *err) {
    const uint64_t most = INT64_MAX;
    if (cells->wide || magnitude == 0 || count == 0)
        return REVOPS_OK;
    if (magnitude > most / count || most - magnitude * count < cells->bound)
        return cells_keep_high(cells, memory, err);
    cells->bound += magnitude * count;
    return REVOPS_OK;
}

static void cells_add_wide(const revops__cells *cells, const uint32_t *found,
                           const revops__cell_rows *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        revops__day_cell *cell = &cells->at[found[i]];
        int64_t *high = cells->high[found[i]].high;
        cell->count++;
        for (size_t s = 0; s < REVOPS__DAY_CELL_SUMS; s++) {
            revops__sum sum = {cell->low[s], high[s]};
            revops__sum_add(&sum, rows->sums[s][i]);
            cell->low[s] = sum.low;
            high[s] = sum.high;
        }
    }
}

void revops__cells_add(const revops__cells *cells, const uint32_t *found,
                       const revops__cell_rows *rows, size_t count) {
    const int64_t *restrict tax = rows->sums[0], *restrict fee = rows->sums[1],
                            *restrict net = rows->sums[2];
    revops__day_cell *const at = cells->at;
    if (cells->wide) {
        cells_add_wide(cells, found, rows, count);
        return;
    }
    if (!rows->untaxed)
        for (size_t i = 0; i < count; i++)
            at[found[i]].low[0] += (uint64_t)tax[i];
    CELLS_UNROLL
    for (size_t i = 0; i < count; i++) {
        revops__day_cell *cell = &at[found[i]];
        cell->count++;
        cell->low[1] += (uint64_t)fee[i];
        cell->low[2] += (uint64_t)net[i];
        REVOPS__AHEAD(net + i);
    }
}

void revops__cells_subtract(const revops__cells *cells, const uint32_t *found,
                            const revops__cell_rows *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        revops__day_cell *cell = &cells->at[found[i]];
        cell->count--;
        for (size_t s = 0; s < REVOPS__DAY_CELL_SUMS; s++) {
            revops__sum sum = revops__cells_sum(cells, found[i], s);
            revops__sum_subtract(&sum, rows->sums[s][i]);
            cell->low[s] = sum.low;
            if (cells->wide)
                cells->high[found[i]].high[s] = sum.high;
        }
    }
}

revops_status revops__cells_set(revops__cells *cells, revops__memory *memory, size_t cell,
                                uint64_t count, const revops__sum *sums, revops_error *err) {
    revops_status status = REVOPS_OK;
    uint64_t magnitude = 0;
    int64_t narrow;
    for (size_t s = 0; s < REVOPS__DAY_CELL_SUMS; s++) {
        if (!revops__sum_narrow(&sums[s], &narrow))
            magnitude = UINT64_MAX;
        else if (revops__magnitude(narrow) > magnitude)
            magnitude = revops__magnitude(narrow);
    }
    if (!cells->wide && magnitude > INT64_MAX - cells->bound)
        status = cells_keep_high(cells, memory, err);
    else if (!cells->wide && magnitude > cells->bound)
        cells->bound = magnitude;
    if (status != REVOPS_OK)
        return status;
    for (size_t s = 0; s < REVOPS__DAY_CELL_SUMS; s++) {
        cells->at[cell].low[s] = sums[s].low;
        if (cells->wide)
            cells->high[cell].high[s] = sums[s].high;
    }
    cells->at[cell].count = count;
    return REVOPS_OK;
}
