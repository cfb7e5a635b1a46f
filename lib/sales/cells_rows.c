/* Cells of whole chunks of rows: this is where the time goes. */
#include <string.h>

#include "sales/cells.h"
#include "sales/cells_parts.h"

#if defined(__GNUC__)
#define CELLS_PREFETCH(at) __builtin_prefetch((at), 1)
#define CELLS_APART __attribute__((noinline))
#define CELLS_RARE(condition) __builtin_expect((condition) != 0, 0)
#define CELLS_UNROLL _Pragma("GCC unroll 4")
#else
#define CELLS_PREFETCH(at) ((void)(at))
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
    for (size_t i = 0; i < count; i++)
        tuples[i] = slots[(base + a[i] * odd_a + b[i] * odd_b) >> shift];
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
                                     revops__day_cell *const *none,
                                     revops__day_cell *const **restrict places) {
    const uint64_t *restrict a = plan->words[0], *restrict b = plan->words[plan->count > 1];
    const char *const slots = (const char *)cells->tuples;
    const size_t at_a = plan->place[0] * sizeof *a, at_b = plan->place[plan->count > 1] * sizeof *b;
    const int32_t *restrict day = rows->day;
    revops__day_cell *const *const window = cells->window;
    const size_t count = rows->count;
    CELLS_UNROLL
    for (size_t i = 0; i < count; i++) {
        const char *at = slots + tuples[i] * sizeof(revops__tuple_slot);
        const revops__tuple_slot *slot = (const void *)at;
        revops__day_cell *const *entry;
        uint32_t place;
        if (CELLS_RARE((*(const uint64_t *)(const void *)(at + at_a) ^ a[i]) |
                       (*(const uint64_t *)(const void *)(at + at_b) ^ b[i])))
            slot = &cells->tuples[tuples[i] = cells_probe(cells, plan, i)];
        place = (uint32_t)day[i] - (uint32_t)slot->base_day;
        entry = window + slot->offset + place;
        entry = CELLS_RARE(place >= slot->span) ? none : entry;
        CELLS_PREFETCH(entry);
        places[i] = entry;
    }
}

/* The same where more than two words vary. */
static CELLS_APART void cells_places_many(const revops__cells *cells, const cells_plan *plan,
                                          const revops__cell_rows *rows, uint32_t *restrict tuples,
                                          revops__day_cell *const *none,
                                          revops__day_cell *const **restrict places) {
    for (size_t i = 0; i < rows->count; i++) {
        const revops__tuple_slot *slot = &cells->tuples[tuples[i] = cells_probe(cells, plan, i)];
        uint32_t place = (uint32_t)rows->day[i] - (uint32_t)slot->base_day;
        places[i] = place >= slot->span ? none : cells->window + slot->offset + place;
        CELLS_PREFETCH(places[i]);
    }
}

/* And what it holds. What is not found stays NULL; returns whether all were found. */
static CELLS_APART int cells_fetch(revops__day_cell *const *const *restrict places, size_t count,
                                   revops__day_cell **restrict found) {
    int all = 1;
    CELLS_UNROLL
    for (size_t i = 0; i < count; i++) {
        revops__day_cell *cell = *places[i];
        CELLS_PREFETCH(cell);
        found[i] = cell;
        if (CELLS_RARE(cell == NULL))
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
        CELLS_PREFETCH(&cells->slots[hash[i] >> cells->shift]);
    }
    for (size_t i = 0; i < rows->count; i++) {
        CELLS_PREFETCH(&cells->tuples[cells->slots[hash[i] >> cells->shift]]);
    }
}

/* The cells of a chunk as far as windows know them, and the tuples as far as they are known (0:
 * not). */
static int cells_lookup_rows(const revops__cells *cells, const revops__cell_rows *rows,
                             uint32_t *tuples, revops__day_cell **found) {
    cells_plan plan;
    revops__day_cell *const none = NULL;
    revops__day_cell *const *places[REVOPS__CHUNK];
    if (!cells_plan_make(&plan, cells, rows)) {
        memset(tuples, 0, rows->count * sizeof *tuples);
        memset(found, 0, rows->count * sizeof(revops__day_cell *));
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
    return cells_fetch(places, rows->count, found);
}

static void cells_row_tuple(const revops__cell_rows *rows, size_t i, revops__tuple *tuple) {
    for (size_t w = 0; w < REVOPS__TUPLE_WORDS; w++)
        tuple->words[w] = rows->words[w][i];
}

revops_status revops__cells_locate(revops__cells *cells, revops__memory *memory,
                                   const revops__cell_rows *rows, revops__day_cell **found,
                                   revops_error *err) {
    uint32_t tuples[REVOPS__CHUNK];
    if (cells_lookup_rows(cells, rows, tuples, found))
        return REVOPS_OK;
    for (size_t i = 0; i < rows->count; i++) {
        revops__tuple tuple;
        revops_status status;
        if (found[i])
            continue;
        if (tuples[i] == 0) {
            cells_row_tuple(rows, i, &tuple);
            status = revops__cells_one(cells, memory, &tuple, rows->day[i], &found[i], err);
        } else {
            status = revops__cells_of(cells, memory, tuples[i], rows->day[i], &found[i], err);
        }
        if (status != REVOPS_OK)
            return status;
    }
    return REVOPS_OK;
}

void revops__cells_find(const revops__cells *cells, const revops__cell_rows *rows,
                        revops__day_cell **found) {
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
        found[i] = index ? revops__cells_entry(cells, index, rows->day[i]) : NULL;
    }
}

/* --- sums --- */

static void revops__cells_keep_high(revops__cells *cells) {
    for (size_t i = 0; i < cells->cell_count; i++) {
        revops__day_cell *cell = revops__cells_at(cells, i);
        for (size_t s = 0; s < REVOPS__DAY_CELL_SUMS; s++)
            cell->high[s] = (int64_t)cell->low[s] >> 63;
    }
    cells->wide = 1;
}

void revops__cells_expect(revops__cells *cells, uint64_t magnitude, uint64_t count) {
    const uint64_t most = INT64_MAX;
    if (cells->wide || magnitude == 0 || count == 0)
        return;
    if (magnitude > most / count || most - magnitude * count < cells->bound)
        revops__cells_keep_high(cells);
    else
        cells->bound += magnitude * count;
}

static void cells_add_wide(revops__day_cell *const *found, const revops__cell_rows *rows,
                           size_t count) {
    for (size_t i = 0; i < count; i++) {
        revops__day_cell *cell = found[i];
        cell->count++;
        for (size_t s = 0; s < REVOPS__DAY_CELL_SUMS; s++) {
            revops__sum sum = {cell->low[s], cell->high[s]};
            revops__sum_add(&sum, rows->sums[s][i]);
            cell->low[s] = sum.low;
            cell->high[s] = sum.high;
        }
    }
}

void revops__cells_add(const revops__cells *cells, revops__day_cell *const *found,
                       const revops__cell_rows *rows, size_t count) {
    const int64_t *restrict tax = rows->sums[0], *restrict fee = rows->sums[1],
                            *restrict net = rows->sums[2];
    if (cells->wide) {
        cells_add_wide(found, rows, count);
        return;
    }
    if (!rows->untaxed)
        for (size_t i = 0; i < count; i++)
            found[i]->low[0] += (uint64_t)tax[i];
    CELLS_UNROLL
    for (size_t i = 0; i < count; i++) {
        revops__day_cell *cell = found[i];
        cell->count++;
        cell->low[1] += (uint64_t)fee[i];
        cell->low[2] += (uint64_t)net[i];
    }
}

void revops__cells_subtract(const revops__cells *cells, revops__day_cell *const *found,
                            const revops__cell_rows *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        revops__day_cell *cell = found[i];
        cell->count--;
        for (size_t s = 0; s < REVOPS__DAY_CELL_SUMS; s++) {
            revops__sum sum = revops__cells_sum(cells, cell, s);
            revops__sum_subtract(&sum, rows->sums[s][i]);
            cell->low[s] = sum.low;
            cell->high[s] = sum.high;
        }
    }
}

void revops__cells_set(revops__cells *cells, revops__day_cell *cell, uint64_t count,
                       const revops__sum *sums) {
    uint64_t magnitude = 0;
    int64_t narrow;
    for (size_t s = 0; s < REVOPS__DAY_CELL_SUMS; s++) {
        cell->low[s] = sums[s].low;
        cell->high[s] = sums[s].high;
        if (!revops__sum_narrow(&sums[s], &narrow))
            magnitude = UINT64_MAX;
        else if (revops__magnitude(narrow) > magnitude)
            magnitude = revops__magnitude(narrow);
    }
    cell->count = count;
    if (!cells->wide && magnitude > INT64_MAX - cells->bound) {
        int64_t high[REVOPS__DAY_CELL_SUMS];
        memcpy(high, cell->high, sizeof high);
        revops__cells_keep_high(cells);
        memcpy(cell->high, high, sizeof high);
    } else if (!cells->wide && magnitude > cells->bound) {
        cells->bound = magnitude;
    }
}
