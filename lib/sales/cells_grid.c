/* The grid of cells: from day, currency and a small key straight to the cell, without a hash and
 * without a comparison per row. */
#include <string.h>

#include "sales/cells.h"
#include "sales/cells_parts.h"

enum {
    GRID_SPARSE = 16,   /* entries that a grid may have for each cell */
    GRID_FEW = 1024,    /* and at any rate */
    GRID_TRIES = 64,    /* multipliers that are tried to tell first words apart */
    GRID_PAUSE = 64,    /* chunks, at most, between two plans that failed */
    GRID_BITS = 31,     /* entries are numbered by as many */
    GRID_KEY_BITS = 24, /* keys that are worth a look */
};

static inline size_t grid_slot(uint64_t odd, uint64_t word) {
    return (size_t)(word * odd >> 58);
}

/* Are the words that have no place in the grid those of all its tuples? */
static int grid_common(const revops__cell_grid *grid, const uint64_t *common,
                       const revops__cell_rows *rows) {
    for (size_t w = REVOPS__TUPLE_PROJECT; w < REVOPS__TUPLE_WORDS; w++)
        if (w != grid->word && (rows->varying >> w & 1 || rows->words[w][0] != common[w]))
            return 0;
    return 1;
}

int revops__grid_covers(const revops__cell_grid *grid, const uint64_t *common,
                        const revops__cell_rows *rows, uint32_t *restrict entries) {
    const uint64_t *restrict first = rows->words[REVOPS__TUPLE_CURRENCY];
    const uint64_t *restrict key = rows->words[grid->word];
    const int32_t *restrict day = rows->day;
    const uint32_t base_day = (uint32_t)grid->base_day, line_bits = grid->line_bits;
    const uint64_t odd = grid->odd;
    uint32_t days = 0;
    uint64_t keys = 0, others = 0;
    if (rows->count == 0 || grid->word_count == 0 || key[0] >> grid->key_bits ||
        !grid_common(grid, common, rows))
        return 0;
    for (size_t i = 0; i < rows->count; i++) {
        uint32_t place = (uint32_t)day[i] - base_day;
        days |= place;
        keys |= key[i];
        entries[i] = (place << line_bits) + (uint32_t)key[i];
    }
    for (size_t i = 0; i < rows->count; i++) {
        size_t slot = grid_slot(odd, first[i]);
        others |= grid->words[slot] ^ first[i];
        entries[i] += grid->places[slot];
        REVOPS__AHEAD(key + i);
        REVOPS__AHEAD(day + i);
    }
    if (others || keys >> grid->key_bits || days >> grid->day_bits)
        return 0;
    for (size_t i = 0; i < rows->count; i++)
        REVOPS__PREFETCH(&grid->entries[entries[i]]);
    return 1;
}

/* The line of a tuple; 0 when it has none. */
static int grid_line(const revops__cells *cells, uint32_t tuple, uint32_t *line) {
    const revops__cell_grid *grid = &cells->grid;
    const uint64_t *words = cells->tuples[tuple].key.words;
    size_t slot = grid_slot(grid->odd, words[REVOPS__TUPLE_CURRENCY]);
    uint64_t differ = grid->words[slot] ^ words[REVOPS__TUPLE_CURRENCY];
    if (grid->word_count == 0 || words[grid->word] >> grid->key_bits)
        return 0;
    for (size_t w = REVOPS__TUPLE_PROJECT; w < REVOPS__TUPLE_WORDS; w++)
        differ |= w == grid->word ? 0 : words[w] ^ cells->common[w];
    *line = grid->places[slot] + (uint32_t)words[grid->word];
    return differ == 0;
}

void revops__grid_enter_tuple(revops__cells *cells, uint32_t tuple) {
    uint32_t line;
    if (grid_line(cells, tuple, &line))
        cells->grid.lines[line] = tuple;
}

void revops__grid_enter(revops__cells *cells, uint32_t cell) {
    const revops__day_cell_key *key = &cells->keys[cell];
    uint32_t place = (uint32_t)key->day - (uint32_t)cells->grid.base_day, line;
    if (place >> cells->grid.day_bits == 0 && grid_line(cells, key->tuple, &line))
        cells->grid.entries[((size_t)place << cells->grid.line_bits) + line] = cell;
}

/* --- planning --- */

static uint32_t grid_bits(uint64_t value) {
    uint32_t bits = 0;
    for (; value; value >>= 1)
        bits++;
    return bits;
}

/* The distinct first words of the grid and of the rows; 0 when there are too many. */
static uint32_t grid_words(const revops__cell_grid *grid, const revops__cell_rows *rows,
                           uint64_t *list) {
    const uint64_t *first = rows->words[REVOPS__TUPLE_CURRENCY];
    uint32_t count = 0;
    for (size_t s = 0; s < REVOPS__GRID_SLOTS && grid->word_count; s++)
        if (grid->words[s])
            list[grid->places[s] >> grid->key_bits] = grid->words[s];
    count = grid->word_count;
    for (size_t i = 0; i < rows->count; i++) {
        uint32_t w = 0;
        while (w < count && list[w] != first[i])
            w++;
        if (w < count)
            continue;
        if (count == REVOPS__GRID_WORDS)
            return 0;
        list[count++] = first[i];
    }
    return count;
}

/* Give each first word a slot of its own. */
static int grid_seat(revops__cell_grid *grid, const uint64_t *list, uint32_t count) {
    grid->odd = revops__cells_odd[0];
    for (int try = 0; try < GRID_TRIES; try++, grid->odd *= revops__cells_odd[1]) {
        uint32_t w = 0;
        memset(grid->words, 0, sizeof grid->words);
        for (; w < count && grid->words[grid_slot(grid->odd, list[w])] == 0; w++) {
            grid->words[grid_slot(grid->odd, list[w])] = list[w];
            grid->places[grid_slot(grid->odd, list[w])] = w << grid->key_bits;
        }
        if (w == count)
            return 1;
    }
    return 0;
}

/* Days of the grid and of the rows together; a grid widens towards the days that come. */
static void grid_days(revops__cell_grid *plan, const revops__cell_rows *rows, int fresh) {
    int32_t low = rows->day[0], high = low;
    for (size_t i = 1; i < rows->count; i++) {
        low = rows->day[i] < low ? rows->day[i] : low;
        high = rows->day[i] > high ? rows->day[i] : high;
    }
    if (fresh) {
        plan->base_day = low;
        plan->day_bits = grid_bits((uint64_t)(high - low));
        return;
    }
    if (high < plan->base_day + ((int32_t)1 << plan->day_bits) - 1)
        high = plan->base_day + ((int32_t)1 << plan->day_bits) - 1;
    if (low >= plan->base_day) {
        plan->day_bits = grid_bits((uint64_t)(high - plan->base_day));
        return;
    }
    plan->day_bits = grid_bits((uint64_t)(high - low));
    plan->base_day = high + 1 - ((int32_t)1 << plan->day_bits);
}

/* What the grid would be to cover these rows too; 0 when that is not worth it. */
static int grid_plan(revops__cell_grid *plan, const revops__cells *cells,
                     const revops__cell_rows *rows) {
    const revops__cell_grid *grid = &cells->grid;
    const int fresh = grid->word_count == 0;
    const uint32_t others = rows->varying & ~(UINT32_C(1) << REVOPS__TUPLE_CURRENCY);
    uint64_t list[REVOPS__GRID_WORDS], keys = 0;
    *plan = *grid;
    if (fresh) {
        plan->word = REVOPS__TUPLE_PROJECT;
        while (others >> plan->word > 1)
            plan->word++;
        plan->key_bits = 0;
    }
    if (!grid_common(plan, cells->common, rows))
        return 0;
    for (size_t i = 0; i < rows->count; i++)
        keys |= rows->words[plan->word][i];
    if (grid_bits(keys) > plan->key_bits)
        plan->key_bits = grid_bits(keys);
    if (plan->key_bits > GRID_KEY_BITS)
        return 0;
    grid_days(plan, rows, fresh);
    plan->word_count = grid_words(grid, rows, list);
    if (plan->word_count == 0 || !grid_seat(plan, list, plan->word_count))
        return 0;
    plan->line_bits = plan->key_bits + grid_bits(plan->word_count - 1);
    return plan->line_bits + plan->day_bits <= GRID_BITS &&
           UINT64_C(1) << (plan->line_bits + plan->day_bits) <=
               GRID_FEW + GRID_SPARSE * (uint64_t)cells->cell_count;
}

/* --- growing --- */

static void grid_fill(revops__cells *cells, const revops__cell_grid *old) {
    const revops__cell_grid *grid = &cells->grid;
    size_t kept = 0;
    /* New days alone: the old ones stay as they are. */
    if (old->word_count == grid->word_count && old->key_bits == grid->key_bits &&
        old->base_day == grid->base_day) {
        kept = (size_t)1 << (old->line_bits + old->day_bits);
        memcpy(grid->entries, old->entries, kept * sizeof *grid->entries);
    }
    memset(grid->entries + kept, 0, grid->size - kept * sizeof *grid->entries);
    for (size_t t = 1; t < cells->tuple_count; t++)
        revops__grid_enter_tuple(cells, (uint32_t)t);
    for (size_t c = 1; c < cells->cell_count; c++) {
        uint32_t place = (uint32_t)cells->keys[c].day - (uint32_t)grid->base_day;
        if (kept == 0 || place >> old->day_bits != 0)
            revops__grid_enter(cells, (uint32_t)c);
    }
}

revops_status revops__grid_grow(revops__cells *cells, revops__memory *memory,
                                const revops__cell_rows *rows, revops_error *err) {
    revops__cell_grid *grid = &cells->grid, old = *grid, plan;
    void *block = NULL;
    size_t entries, lines;
    revops_status status;
    if (rows->count == 0 || (grid->rest > 0 && grid->rest--))
        return REVOPS_OK;
    if (!grid_plan(&plan, cells, rows)) {
        grid->rest = grid->pause;
        grid->pause = grid->pause < GRID_PAUSE ? 2 * grid->pause + 1 : GRID_PAUSE;
        return REVOPS_OK;
    }
    lines = (size_t)1 << plan.line_bits;
    entries = lines << plan.day_bits;
    plan.size = revops__product(entries + lines, sizeof *plan.entries);
    status = revops__resize(memory, &block, 0, plan.size, err);
    if (status != REVOPS_OK)
        return status;
    *grid = plan;
    grid->entries = block;
    grid->lines = grid->entries + entries;
    grid->pause = grid->rest = 0;
    grid_fill(cells, &old);
    revops__free(memory, old.entries, old.size);
    return REVOPS_OK;
}
