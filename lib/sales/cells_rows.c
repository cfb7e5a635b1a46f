/* Cells of whole chunks of rows: this is where the time goes. */
#include <string.h>

#include "sales/cells.h"
#include "sales/cells_parts.h"

#if defined(__GNUC__)
#define CELLS_RARE(condition) __builtin_expect((condition) != 0, 0)
#define CELLS_UNROLL _Pragma("GCC unroll 4")
#else
#define CELLS_RARE(condition) (condition)
#define CELLS_UNROLL
#endif

/* How the tuples of a chunk are looked up: by the words that vary in it or tell tuples apart, and
 * what the others add to the hash. */
typedef struct cells_plan {
    const uint64_t *words[REVOPS__TUPLE_WORDS];
    uint64_t odd[REVOPS__TUPLE_WORDS], base;
    size_t place[REVOPS__TUPLE_WORDS], count;
} cells_plan;

/* 0 when no row can have a tuple yet. */
static int cells_plan_make(cells_plan *plan, const revops__cells *cells,
                           const revops__cell_rows *rows) {
    plan->count = 0;
    plan->base = 0;
    for (size_t w = 0; w < REVOPS__TUPLE_WORDS; w++) {
        if ((rows->varying | cells->mixed) >> w & 1) {
            plan->words[plan->count] = rows->words[w];
            plan->odd[plan->count] = revops__cells_odd[w];
            plan->place[plan->count++] = w;
            continue;
        }
        plan->base += rows->words[w][0] * revops__cells_odd[w];
        if (cells->common[w] != rows->words[w][0])
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
static REVOPS__APART void cells_candidates(const revops__cells *cells, const cells_plan *plan,
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
static REVOPS__APART uint32_t cells_probe(const revops__cells *cells, const cells_plan *plan,
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

/* Confirm the candidates, and look again for those that are another row's tuple. */
static REVOPS__APART void cells_confirm(const revops__cells *cells, const cells_plan *plan,
                                        size_t count, uint32_t *restrict tuples) {
    const uint64_t *restrict a = plan->words[0], *restrict b = plan->words[plan->count > 1];
    const char *const slots = (const char *)cells->tuples;
    const size_t at_a = plan->place[0] * sizeof *a, at_b = plan->place[plan->count > 1] * sizeof *b;
    CELLS_UNROLL
    for (size_t i = 0; i < count; i++) {
        const char *at = slots + tuples[i] * sizeof(revops__tuple_slot);
        if (CELLS_RARE((*(const uint64_t *)(const void *)(at + at_a) ^ a[i]) |
                       (*(const uint64_t *)(const void *)(at + at_b) ^ b[i])))
            tuples[i] = cells_probe(cells, plan, i);
    }
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

/* The tuple of each row by hash; 0 where it is not known. */
static void cells_tuples(const revops__cells *cells, const revops__cell_rows *rows,
                         uint32_t *tuples) {
    cells_plan plan;
    if (!cells_plan_make(&plan, cells, rows)) {
        memset(tuples, 0, rows->count * sizeof *tuples);
        return;
    }
    if (cells->tuple_count > REVOPS__CELLS_DISTANT)
        cells_touch(cells, rows, &plan);
    if (plan.count > 2) {
        for (size_t i = 0; i < rows->count; i++)
            tuples[i] = cells_probe(cells, &plan, i);
        return;
    }
    cells_candidates(cells, &plan, rows->count, tuples);
    cells_confirm(cells, &plan, rows->count, tuples);
}

/* --- cells --- */

/* By the windows of the tuples. */
static REVOPS__APART int cells_windows(const revops__cells *cells, const int32_t *restrict day,
                                       size_t count, const uint32_t *restrict tuples,
                                       uint32_t *restrict found) {
    const uint32_t none = 0, *places[REVOPS__CHUNK];
    const revops__day_cell *const at = cells->at;
    int all = 1;
    CELLS_UNROLL
    for (size_t i = 0; i < count; i++) {
        const revops__tuple_slot *slot = &cells->tuples[tuples[i]];
        uint32_t place = (uint32_t)day[i] - (uint32_t)slot->base_day;
        places[i] = CELLS_RARE(place >= slot->span) ? &none : cells->window + slot->offset + place;
        REVOPS__PREFETCH(places[i]);
        REVOPS__AHEAD(day + i);
    }
    CELLS_UNROLL
    for (size_t i = 0; i < count; i++) {
        uint32_t cell = *places[i];
        REVOPS__PREFETCH(&at[cell]);
        found[i] = cell;
        if (CELLS_RARE(cell == 0))
            all = 0;
    }
    for (size_t i = 0; i < count && !all; i++) /* far days */
        if (found[i] == 0 && tuples[i])
            found[i] = revops__cells_entry(cells, tuples[i], day[i]);
    return all;
}

/* By the page of the one day of all rows. Returns 0 where some row is not in it. */
static REVOPS__APART int cells_page(const revops__cells *cells, int32_t day, size_t count,
                                    const uint32_t *restrict tuples, uint32_t *restrict found) {
    const uint32_t page = revops__grid_page(&cells->grid, day), most = cells->grid.width - 1;
    uint32_t outside = page - 1; /* the sign bit tells */
    for (size_t i = 0; i < count; i++) {
        outside |= (tuples[i] - 1) | (most - tuples[i]);
        found[i] = page + tuples[i];
    }
    return outside >> 31 == 0;
}

/* Where the day of each row stands among the pages. Returns 0 where it stands nowhere, or where a
 * tuple is in no page. */
static REVOPS__APART int cells_days(const revops__cell_grid *grid, const int32_t *restrict day,
                                    size_t count, const uint32_t *restrict tuples,
                                    uint32_t *restrict places) {
    const uint32_t base = (uint32_t)grid->base_day, last = (uint32_t)grid->span - 1;
    const uint32_t most = grid->width - 1;
    uint32_t outside = 0; /* the sign bit tells */
    size_t i = 0;
    for (; i + REVOPS__STRIDE <= count; i += REVOPS__STRIDE) {
        revops__ahead_stride(day + i, sizeof *day);
        for (size_t j = i; j < i + REVOPS__STRIDE; j++) {
            places[j] = (uint32_t)day[j] - base;
            outside |= (0 - (uint32_t)(places[j] > last)) | (tuples[j] - 1) | (most - tuples[j]);
        }
    }
    for (; i < count; i++) {
        places[i] = (uint32_t)day[i] - base;
        outside |= (0 - (uint32_t)(places[i] > last)) | (tuples[i] - 1) | (most - tuples[i]);
    }
    return outside >> 31 == 0;
}

/* By the page of each row's day: @p found holds its place. Returns 0 where some day has none. */
static REVOPS__APART int cells_pages(const uint32_t *restrict pages, size_t count,
                                     const uint32_t *restrict tuples, uint32_t *restrict found) {
    uint32_t outside = 0;
    CELLS_UNROLL
    for (size_t i = 0; i < count; i++) {
        const uint32_t page = pages[found[i]];
        outside |= page - 1; /* the sign bit tells of 0 and of REVOPS__GRID_CLOSED */
        found[i] = page + tuples[i];
    }
    return outside >> 31 == 0;
}

/* Near caches answer before a request for their cells would pay; beyond them it does. */
static void cells_ahead(const revops__cells *cells, const uint32_t *found, size_t count) {
    for (size_t i = 0; i < count && cells->cell_count > REVOPS__CELLS_NEAR; i++)
        REVOPS__PREFETCH(&cells->at[found[i]]);
}

static REVOPS__APART int cells_one_day(const int32_t *restrict day, size_t count) {
    int32_t differ = day[0] ^ day[count - 1];
    size_t i = 0;
    if (differ)
        return 0;
    for (; i + REVOPS__STRIDE <= count; i += REVOPS__STRIDE) {
        revops__ahead_stride(day + i, sizeof *day);
        for (size_t j = i; j < i + REVOPS__STRIDE; j++)
            differ |= day[j] ^ day[0];
    }
    for (; i < count; i++)
        differ |= day[i] ^ day[0];
    return differ == 0;
}

/* One by one, where some rows are outside the pages. Returns how many. */
static size_t cells_mixed(const revops__cells *cells, const revops__cell_rows *rows,
                          revops__cell_places *places, int *all) {
    const int lone = cells->cell_count > 1 + cells->grid.paged;
    size_t strays = 0;
    *all = 1;
    for (size_t i = 0; i < rows->count; i++) {
        const uint32_t tuple = places->tuples[i];
        uint32_t page =
            tuple - 1 < cells->grid.width - 1 ? revops__grid_page(&cells->grid, rows->day[i]) : 0;
        places->cells[i] = page ? page + tuple : 0;
        if (page)
            continue;
        strays++;
        if (tuple && lone)
            places->cells[i] = revops__cells_entry(cells, tuple, rows->day[i]);
        *all &= places->cells[i] != 0;
    }
    return strays;
}

/* The cells of rows whose tuples are known or not. */
static int cells_place(const revops__cells *cells, const revops__cell_rows *rows,
                       revops__cell_places *places) {
    const size_t count = rows->count;
    int all;
    places->strays = count;
    if (cells->grid.paged == 0)
        return cells_windows(cells, rows->day, count, places->tuples, places->cells);
    places->strays = 0;
    all = cells_one_day(rows->day, count)
              ? cells_page(cells, rows->day[0], count, places->tuples, places->cells)
              : cells_days(&cells->grid, rows->day, count, places->tuples, places->cells) &&
                    cells_pages(cells->grid.pages, count, places->tuples, places->cells);
    if (all)
        cells_ahead(cells, places->cells, count);
    else
        places->strays = cells_mixed(cells, rows, places, &all);
    return all;
}

int revops__cells_find(const revops__cells *cells, revops__cell_rows *rows,
                       revops__cell_places *places) {
    places->strays = 0;
    if (rows->count == 0)
        return 1;
    places->lined = revops__lines_find(cells, rows, places->tuples);
    if (!places->lined) {
        revops__cell_rows_join(rows);
        cells_tuples(cells, rows, places->tuples);
    }
    if (cells->cell_count > 0)
        return cells_place(cells, rows, places);
    places->strays = rows->count;
    memset(places->cells, 0, sizeof places->cells);
    return 0;
}

void revops__cell_rows_join(revops__cell_rows *rows) {
    const uint32_t *restrict currency = rows->currency;
    const int32_t *restrict kind = rows->kind;
    uint64_t *restrict joined = rows->joined;
    if (rows->words[REVOPS__TUPLE_CURRENCY])
        return;
    if (rows->one_kind)
        for (size_t i = 0; i < rows->count; i++)
            joined[i] = (uint64_t)currency[i] << 32 | (uint32_t)kind[0];
    else
        for (size_t i = 0; i < rows->count; i++)
            joined[i] = (uint64_t)currency[i] << 32 | (uint32_t)kind[i];
    for (size_t i = 0; i < rows->count; i += 2 * REVOPS__STEP)
        REVOPS__AHEAD(currency + i);
    rows->words[REVOPS__TUPLE_CURRENCY] = joined;
}

/* The cell of a row that has none. */
static revops_status cells_make_one(revops__cells *cells, revops__memory *memory,
                                    const revops__cell_rows *rows, size_t i,
                                    revops__cell_places *places, revops_error *err) {
    revops__tuple tuple;
    if (places->tuples[i])
        return revops__cells_of(cells, memory, places->tuples[i], rows->day[i], &places->cells[i],
                                err);
    for (size_t w = 0; w < REVOPS__TUPLE_WORDS; w++)
        tuple.words[w] = rows->words[w][i];
    return revops__cells_one(cells, memory, &tuple, rows->day[i], &places->cells[i], err);
}

revops_status revops__cells_make(revops__cells *cells, revops__memory *memory,
                                 revops__cell_rows *rows, revops__cell_places *places,
                                 revops_error *err) {
    const uint32_t renumbered = cells->grid.renumbered;
    revops_status status = revops__grid_plan(cells, memory, err);
    revops__cell_rows_join(rows);
    if (status == REVOPS_OK && cells->grid.renumbered != renumbered)
        cells_place(cells, rows, places);
    for (size_t i = 0; i < rows->count && status == REVOPS_OK; i++) {
        const size_t paged = cells->grid.paged;
        if (places->cells[i])
            continue;
        status = cells_make_one(cells, memory, rows, i, places, err);
        if (status != REVOPS_OK)
            break;
        places->tuples[i] = cells->keys[places->cells[i]].tuple;
        if (cells->grid.paged != paged)
            cells_place(cells, rows, places); /* a page has room for other rows too */
    }
    cells->grid.strays += places->strays;
    if (status == REVOPS_OK && !places->lined)
        status = revops__lines_plan(cells, memory, rows, err);
    return status;
}

/* --- sums --- */

static revops_status cells_keep_high(revops__cells *cells, revops__memory *memory,
                                     revops_error *err) {
    revops_status status = REVOPS_OK;
    if (cells->cell_capacity > 0)
        status = revops__cells_keep_high(cells, memory, err);
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

/* Sums that stay within int64 need their low halves alone. */
static inline void cells_add_row(revops__day_cell *cell, int64_t fee, int64_t net) {
    cell->count++;
    cell->low[1] += (uint64_t)fee;
    cell->low[2] += (uint64_t)net;
}

static REVOPS__APART void cells_add_narrow(revops__day_cell *restrict at,
                                           const uint32_t *restrict found,
                                           const int64_t *restrict fee, const int64_t *restrict net,
                                           size_t count) {
    size_t i = 0;
    for (; i + REVOPS__STEP <= count; i += REVOPS__STEP) {
        REVOPS__UNROLL
        for (size_t j = i; j < i + REVOPS__STEP; j++)
            cells_add_row(&at[found[j]], fee[j], net[j]);
    }
    for (; i < count; i++)
        cells_add_row(&at[found[i]], fee[i], net[i]);
}

void revops__cells_add(const revops__cells *cells, const uint32_t *found,
                       const revops__cell_rows *rows, size_t count) {
    const int64_t *restrict tax = rows->sums[0];
    revops__day_cell *const at = cells->at;
    if (cells->wide) {
        cells_add_wide(cells, found, rows, count);
        return;
    }
    if (!rows->untaxed)
        for (size_t i = 0; i < count; i++)
            at[found[i]].low[0] += (uint64_t)tax[i];
    cells_add_narrow(at, found, rows->sums[1], rows->sums[2], count);
}

/* Returns the sign bit where some row took more than there was: its cell was empty, or is now but
 * for its sums. */
static REVOPS__APART uint64_t cells_subtract_narrow(revops__day_cell *restrict at,
                                                    const uint32_t *restrict found,
                                                    const int64_t *const *sums, size_t count) {
    const int64_t *restrict tax = sums[0], *restrict fee = sums[1], *restrict net = sums[2];
    uint64_t bad = 0;
    for (size_t i = 0; i < count; i++) {
        revops__day_cell *cell = &at[found[i]];
        const uint64_t a = cell->low[0] - (uint64_t)tax[i], b = cell->low[1] - (uint64_t)fee[i];
        const uint64_t c = cell->low[2] - (uint64_t)net[i], left = cell->count - 1;
        cell->low[0] = a;
        cell->low[1] = b;
        cell->low[2] = c;
        cell->count = left;
        bad |= left;
        if (CELLS_RARE(left == 0))
            bad |= (uint64_t)((a | b | c) != 0) << 63;
    }
    return bad;
}

void revops__cells_subtract(const revops__cells *cells, const uint32_t *found,
                            const revops__cell_rows *rows, size_t count) {
    if (!cells->wide) {
        cells_subtract_narrow(cells->at, found, rows->sums, count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        revops__day_cell *cell = &cells->at[found[i]];
        cell->count--;
        for (size_t s = 0; s < REVOPS__DAY_CELL_SUMS; s++) {
            revops__sum sum = revops__cells_sum(cells, found[i], s);
            revops__sum_subtract(&sum, rows->sums[s][i]);
            cell->low[s] = sum.low;
            cells->high[found[i]].high[s] = sum.high;
        }
    }
}

int revops__cells_take(const revops__cells *cells, const uint32_t *found,
                       const revops__cell_rows *rows, size_t count) {
    if (cells->wide)
        return 0;
    for (size_t i = 0; i < count; i++)
        REVOPS__PREFETCH(&cells->at[found[i]]);
    if (cells_subtract_narrow(cells->at, found, rows->sums, count) >> 63 == 0)
        return 1;
    revops__cells_add(cells, found, rows, count);
    return 0;
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
    else if (!cells->wide)
        cells->bound += magnitude;
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
