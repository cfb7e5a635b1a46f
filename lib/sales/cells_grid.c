/* The grid: pages of cells for days on which most tuples have rows, so that a cell is found by
 * adding. */
#include <string.h>

#include "sales/cells.h"
#include "sales/cells_parts.h"

enum {
    GRID_SPARSE = 6, /* cells that pages may have for each visible one */
    GRID_THIN = 16,  /* a day with fewer tuples than one in so many gets no page */
    GRID_DAYS = 64,  /* days that are held ready on both sides */
    GRID_SPREAD = 16 /* days that there may be for each page */
};

/* --- one page more --- */

/* How many days may the pages stretch over? */
static uint64_t grid_span_limit(uint64_t pages) {
    return 4 * GRID_DAYS + GRID_SPREAD * pages;
}

/* Hold more days ready, so that @p day is one of them; not where it lies far off. Days with cells
 * outside the pages are closed. */
static revops_status grid_stretch(revops__cells *cells, revops__memory *memory, int32_t day,
                                  revops_error *err) {
    revops__cell_grid *grid = &cells->grid;
    int64_t low = grid->base_day, high = low + (int64_t)grid->span;
    void *block = NULL;
    uint32_t *pages;
    size_t span;
    revops_status status;
    if (day < low)
        low = day - low < -(int64_t)grid->span ? day : low - (int64_t)grid->span;
    else
        high = day - high >= (int64_t)grid->span ? day + 1 : high + (int64_t)grid->span;
    if ((uint64_t)(high - low) > grid_span_limit(grid->paged / grid->width))
        return REVOPS_OK;
    span = (size_t)(high - low);
    status = revops__resize(memory, &block, 0, span * sizeof *pages, err);
    if (status != REVOPS_OK)
        return status;
    pages = block;
    memset(pages, 0, span * sizeof *pages);
    memcpy(pages + (grid->base_day - low), grid->pages, grid->span * sizeof *pages);
    revops__free(memory, grid->pages, grid->span * sizeof *pages);
    for (size_t c = 1; c < cells->cell_count; c++) {
        const uint64_t place = (uint64_t)((int64_t)cells->keys[c].day - low);
        if (place < span && pages[place] == 0 && cells->keys[c].tuple < grid->width)
            pages[place] = REVOPS__GRID_CLOSED;
    }
    grid->pages = pages;
    grid->span = span;
    grid->base_day = (int32_t)low;
    return REVOPS_OK;
}

/* Is there room for one page more? The newest one tells by now how well pages are used. */
static int grid_affords(revops__cells *cells) {
    revops__cell_grid *grid = &cells->grid;
    for (size_t t = 0; grid->newest && t < grid->width; t++)
        grid->used += cells->at[grid->newest + t].count != 0;
    grid->newest = 0;
    return grid->paged <= GRID_SPARSE * grid->used;
}

/* Keys of the cells of a page. */
static void grid_lay(revops__cells *cells, int32_t day) {
    const uint32_t page = revops__grid_page(&cells->grid, day), width = cells->grid.width;
    revops__day_cell_key *keys = &cells->keys[page];
    for (uint32_t t = 0; page && t < width; t++) {
        keys[t].tuple = t;
        keys[t].day = day;
    }
}

revops_status revops__grid_open(revops__cells *cells, revops__memory *memory, uint32_t tuple,
                                int32_t day, uint32_t *made, revops_error *err) {
    revops__cell_grid *grid = &cells->grid;
    size_t first = 0, place;
    revops_status status = REVOPS_OK;
    *made = 0;
    if (tuple >= grid->width)
        return REVOPS_OK;
    if ((uint32_t)day - (uint32_t)grid->base_day >= grid->span)
        status = grid_stretch(cells, memory, day, err);
    place = (uint32_t)day - (uint32_t)grid->base_day;
    if (status != REVOPS_OK || place >= grid->span || grid->pages[place])
        return status;
    if (!grid_affords(cells)) {
        grid->pages[place] = REVOPS__GRID_CLOSED;
        return REVOPS_OK;
    }
    status = revops__cells_reserve(cells, memory, grid->width, &first, err);
    if (status != REVOPS_OK)
        return status;
    cells->cell_count = first + grid->width;
    grid->paged += grid->width;
    grid->newest = (uint32_t)first;
    grid->pages[place] = (uint32_t)first;
    grid_lay(cells, day);
    *made = (uint32_t)first + tuple;
    return REVOPS_OK;
}

revops_status revops__cells_open_day(revops__cells *cells, revops__memory *memory, int32_t day,
                                     revops_error *err) {
    const revops__cell_grid *grid = &cells->grid;
    const uint32_t place = (uint32_t)day - (uint32_t)grid->base_day;
    uint32_t made;
    if (place >= grid->span || grid->pages[place])
        return REVOPS_OK;
    return revops__grid_open(cells, memory, 0, day, &made, err);
}

int revops__grid_forget(revops__cell_grid *grid, const revops__day_cell_key *key, uint32_t cell) {
    uint32_t page = key->tuple < grid->width ? revops__grid_page(grid, key->day) : 0;
    if (page == 0 || page + key->tuple != cell)
        return 0;
    if (key->tuple == 0)
        grid->pages[(uint32_t)key->day - (uint32_t)grid->base_day] = 0;
    if (grid->newest == page)
        grid->newest = 0;
    grid->paged--;
    return 1;
}

/* --- planning --- */

/* Days of visible cells: all of them, and those in pages. */
typedef struct grid_range {
    int64_t low, high, page_low, page_high;
} grid_range;

static grid_range grid_days(const revops__cells *cells) {
    grid_range days = {INT32_MAX, INT32_MIN, INT32_MAX, INT32_MIN};
    for (size_t c = 1; c < cells->cell_count; c++) {
        const revops__day_cell_key *key = &cells->keys[c];
        const int64_t day = key->day;
        if (cells->at[c].count == 0)
            continue;
        days.low = day < days.low ? day : days.low;
        days.high = day > days.high ? day : days.high;
        if (key->tuple >= cells->grid.width || !revops__grid_page(&cells->grid, key->day))
            continue;
        days.page_low = day < days.page_low ? day : days.page_low;
        days.page_high = day > days.page_high ? day : days.page_high;
    }
    return days;
}

/* Days that lie far apart: those around the middle half of a sample. */
static void grid_middle(const revops__cells *cells, grid_range *days) {
    enum { SAMPLE = 32 };
    int64_t sample[SAMPLE], from, to;
    size_t count = 0;
    for (size_t c = 1; c < cells->cell_count; c += (cells->cell_count + SAMPLE - 2) / SAMPLE) {
        size_t at = count++; /* sorted by insertion */
        for (; at > 0 && sample[at - 1] > cells->keys[c].day; at--)
            sample[at] = sample[at - 1];
        sample[at] = cells->keys[c].day;
    }
    from = sample[count / 4];
    to = sample[3 * count / 4];
    days->low = from - 2 * (to - from);
    days->high = to + 2 * (to - from);
}

/* The days that a new grid holds: from the earliest to the latest, or most of them, with some to
 * spare, and all that have pages. Returns 0 where they lie too far apart. */
static int grid_frame(revops__cell_grid *plan, const revops__cells *cells) {
    const uint64_t limit = grid_span_limit(cells->cell_count / cells->tuple_count);
    grid_range days = grid_days(cells);
    if (days.low > days.high)
        return 0;
    if ((uint64_t)(days.high - days.low) > limit)
        grid_middle(cells, &days);
    days.low = days.low < days.page_low ? days.low : days.page_low;
    days.high = days.high > days.page_high ? days.high : days.page_high;
    plan->base_day = (int32_t)(days.low - GRID_DAYS);
    plan->span = (size_t)(days.high - days.low + 1 + 2 * GRID_DAYS);
    return plan->span <= 2 * limit;
}

/* Count the visible cells of each day into plan->pages, and then give each day the number of its
 * first cell; a day that has a page and cells keeps one. Returns 0 where that is not worth it. */
static int grid_sketch(const revops__cells *cells, revops__cell_grid *plan) {
    size_t cell = 1;
    memset(plan->pages, 0, plan->span * sizeof *plan->pages);
    for (size_t c = 1; c < cells->cell_count; c++) {
        uint32_t place = (uint32_t)cells->keys[c].day - (uint32_t)plan->base_day;
        if (cells->at[c].count && place < plan->span)
            plan->pages[place]++;
    }
    for (size_t d = 0; d < plan->span; d++) {
        const uint64_t count = plan->pages[d];
        if (count == 0)
            continue;
        if (count * GRID_THIN < plan->width &&
            revops__grid_page(&cells->grid, plan->base_day + (int32_t)d) == 0) {
            plan->pages[d] = REVOPS__GRID_CLOSED;
            continue;
        }
        if (plan->width > GRID_SPARSE * cells->cell_count - plan->paged)
            return 0;
        plan->used += count;
        plan->paged += plan->width;
        plan->pages[d] = (uint32_t)cell;
        cell += plan->width;
    }
    return plan->paged > 0 && plan->paged <= GRID_SPARSE * plan->used;
}

static void grid_move_cell(revops__cells *cells, size_t into, const revops__cells *old,
                           size_t from) {
    cells->at[into] = old->at[from];
    cells->keys[into] = old->keys[from];
    if (cells->wide)
        cells->high[into] = old->high[from];
}

/* Move all visible cells to their new places. Those outside the pages were there before, so that
 * the tables that lead to them have room for them: nothing here can fail. */
static void grid_move(revops__cells *cells, const revops__cells *old) {
    const revops__cell_grid *grid = &cells->grid;
    for (size_t f = 0; f < cells->far.count; f++)
        cells->far_cell[f] = 0;
    for (size_t c = 1; c < old->cell_count; c++) {
        const revops__day_cell_key *key = &old->keys[c];
        const uint32_t page = revops__grid_page(grid, key->day);
        const int lone = key->tuple >= old->grid.width || !revops__grid_page(&old->grid, key->day);
        const int stays = lone && !page && old->at[c].count;
        if (stays)
            grid_move_cell(cells, cells->cell_count, old, c);
        else if (old->at[c].count)
            grid_move_cell(cells, page + key->tuple, old, c);
        if (lone) {
            *revops__cells_lone_entry(cells, key->tuple, key->day) =
                stays ? (uint32_t)cells->cell_count++ : 0;
            cells->tuples[key->tuple].cells -= !stays;
        }
    }
}

/* Without cells outside the pages nothing has to lead there. */
static void grid_close_windows(revops__cells *cells, revops__memory *memory) {
    for (size_t t = 0; t < cells->tuple_count; t++)
        cells->tuples[t].span = 0;
    revops__free(memory, cells->window, cells->window_capacity * sizeof *cells->window);
    revops__free(memory, cells->far_cell, cells->far_capacity * sizeof *cells->far_cell);
    revops__table_free(&cells->far, memory);
    cells->window = NULL;
    cells->far_cell = NULL;
    cells->window_count = cells->window_capacity = cells->far_capacity = 0;
}

/* Take a plan over; *cells is as before on failure. */
static revops_status grid_apply(revops__cells *cells, revops__memory *memory,
                                const revops__cell_grid *plan, revops_error *err) {
    const revops__cells old = *cells;
    size_t most = 1 + plan->paged, visible = 0;
    revops_status status;
    for (size_t c = 1; c < cells->cell_count; c++)
        visible += cells->at[c].count != 0;
    most += visible - plan->used;
    if (most >= INT32_MAX / 2)
        return REVOPS_OK;
    status = revops__cells_block(cells, memory, most + most / 8 + GRID_DAYS, cells->wide, err);
    if (status != REVOPS_OK)
        return status;
    cells->grid = *plan;
    cells->cell_count = 1 + plan->paged;
    revops__cells_clear(cells, 0, cells->cell_count);
    for (size_t d = 0; d < plan->span; d++)
        grid_lay(cells, plan->base_day + (int32_t)d);
    grid_move(cells, &old);
    if (cells->cell_count == 1 + plan->paged)
        grid_close_windows(cells, memory);
    else
        revops__cells_trim_windows(cells);
    revops__cells_block_free(&old, memory);
    revops__free(memory, old.grid.pages, old.grid.span * sizeof *old.grid.pages);
    cells->grid.renumbered++;
    return REVOPS_OK;
}

revops_status revops__grid_plan(revops__cells *cells, revops__memory *memory, revops_error *err) {
    revops__cell_grid *grid = &cells->grid, plan;
    uint32_t renumbered = grid->renumbered;
    void *pages = NULL;
    revops_status status = REVOPS_OK;
    if (grid->strays < grid->due || cells->cell_count < 2)
        return REVOPS_OK;
    memset(&plan, 0, sizeof plan);
    plan.renumbered = renumbered;
    plan.width = (uint32_t)(cells->tuple_count + 7) & ~UINT32_C(7);
    if (plan.width < grid->width)
        plan.width = grid->width;
    if (grid_frame(&plan, cells)) {
        status = revops__resize(memory, &pages, 0, plan.span * sizeof *plan.pages, err);
        if (status != REVOPS_OK)
            return status;
        plan.pages = pages;
        if (grid_sketch(cells, &plan))
            status = grid_apply(cells, memory, &plan, err);
        if (grid->renumbered == renumbered)
            revops__free(memory, pages, plan.span * sizeof *plan.pages);
    }
    /* The next plan costs as much as all cells: rows pay for it first, and twice as many where this
     * one came to nothing. */
    grid->due = grid->renumbered == renumbered && grid->due >= cells->cell_count
                    ? 2 * grid->due
                    : cells->cell_count;
    grid->strays = 0;
    return status;
}
