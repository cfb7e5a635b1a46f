/* Cells: sums by day and tuple of dimensions, the grouped state of revenue and spend. A tuple is
 * interned once, by hash or by its small key. Cells are numbered from 1 on and lie in one array,
 * two in a cache line; those that were never used, or no longer are, have a count of 0 and are
 * invisible. Where most tuples have rows on most days, a day has a page: one cell for each tuple,
 * found by adding. All other cells come one by one, found by a window of days that each tuple has;
 * a day far from its others goes through a hash table, so that a stray day costs little. Nothing
 * grows with the number of rows. */
#ifndef REVOPS_SALES_CELLS_H
#define REVOPS_SALES_CELLS_H

#include "base/column.h"
#include "base/memory.h"
#include "base/table.h"
#include "base/wide.h"

/* Words of a tuple, in the row order of the answers; kind comes last and shares the currency's
 * word. */
enum {
    REVOPS__TUPLE_CURRENCY, /* currency << 32 | kind */
    REVOPS__TUPLE_PROJECT,
    REVOPS__TUPLE_PRODUCT,
    REVOPS__TUPLE_PLATFORM,
    REVOPS__TUPLE_STREAM,
    REVOPS__TUPLE_CUSTOMER,
    REVOPS__TUPLE_WORDS
};

enum { REVOPS__DAY_CELL_SUMS = 3 }; /* tax, fee, net; spend uses the last one alone */

/* Sums are 128 bits wide; the high halves are kept only once some sum could leave int64 (see
 * revops__cells_expect), until then they are the sign of the low ones. */
typedef struct revops__day_cell {
    uint64_t count; /* rows added less rows removed; at 0 the cell is invisible */
    uint64_t low[REVOPS__DAY_CELL_SUMS];
} revops__day_cell; /* 32 bytes */

typedef struct revops__day_cell_high {
    int64_t high[REVOPS__DAY_CELL_SUMS];
} revops__day_cell_high;

/* What a cell is the sum of. */
typedef struct revops__day_cell_key {
    uint32_t tuple;
    int32_t day;
} revops__day_cell_key;

typedef struct revops__tuple {
    uint64_t words[REVOPS__TUPLE_WORDS];
} revops__tuple;

/* A tuple and its window: entries [offset, offset + span) are the days from base_day on. One cache
 * line. */
typedef struct revops__tuple_slot {
    revops__tuple key;
    int32_t base_day;
    uint32_t span;
    uint32_t offset;
    uint32_t cells; /* how many it has, which bounds how wide its window may be */
} revops__tuple_slot;

/* Pages: the cell of tuple t on a day that has one is pages[day - base_day] + t. Every cell below
 * width that lies on such a day is in its page. */
typedef struct revops__cell_grid {
    uint32_t *pages; /* by day: the cell of tuple 0; 0: none yet; REVOPS__GRID_CLOSED: none */
    size_t span;     /* days in pages */
    size_t paged;    /* cells in pages */
    size_t used;     /* of these at least so many are visible, */
    uint32_t newest; /* without those of this page, which is counted when the next one comes */
    uint32_t width;  /* tuples of a page */
    int32_t base_day;
    uint32_t renumbered; /* how often cells got other numbers */
    uint64_t strays;     /* rows outside the pages since the last plan */
    uint64_t due;        /* strays that the next plan waits for */
} revops__cell_grid;

#define REVOPS__GRID_CLOSED UINT32_MAX

/* The cell of tuple 0 in the page of a day, or 0. */
static inline uint32_t revops__grid_page(const revops__cell_grid *grid, int32_t day) {
    uint32_t place = (uint32_t)day - (uint32_t)grid->base_day;
    uint32_t page = place < grid->span ? grid->pages[place] : 0;
    return page == REVOPS__GRID_CLOSED ? 0 : page;
}

enum { REVOPS__LINE_SLOTS = 64, REVOPS__LINE_WORDS = 16 };

/* The short road to tuples that differ in currency and kind (the first word) and in one other word
 * alone, with small keys: a line is place of the first word << key_bits | key. Every tuple that has
 * a line is there; lines only tell what is known anyway, so they can be dropped at any time. */
typedef struct revops__cell_lines {
    uint32_t *tuples; /* by line, or 0; NULL: no lines */
    size_t size;      /* of that block, in bytes */
    size_t word;      /* which word the key is */
    uint64_t odd;     /* multiplier that gives each first word a slot of its own */
    uint64_t words[REVOPS__LINE_SLOTS];  /* first word by slot, or 0 */
    uint32_t places[REVOPS__LINE_SLOTS]; /* its place << key_bits */
    uint64_t list[REVOPS__LINE_WORDS];   /* first word by place */
    uint32_t word_count, key_bits;
    uint32_t pause, rest; /* chunks to wait, and still to wait, before they are planned again */
} revops__cell_lines;

typedef struct revops__cells {
    revops__tuple_slot
        *tuples;          /* from 1 on; tuple 0 has no window, so no row is ever found there */
    uint32_t *slots;      /* tuple by hash; 0 = empty */
    uint32_t *window;     /* cell by day, or 0 */
    revops__table far;    /* tuple << 32 | day, for days outside the window */
    uint32_t *far_cell;   /* cell by place in far */
    void *block;          /* holds the three arrays that follow */
    revops__day_cell *at; /* from 1 on, aligned to half a cache line */
    revops__day_cell_high *high; /* NULL while wide is 0 */
    revops__day_cell_key *keys;
    revops__cell_grid grid;
    revops__cell_lines lines;
    size_t tuple_count, tuple_capacity, slot_count; /* tuple 0 counts, once there is one */
    size_t window_count, window_capacity;
    size_t far_capacity;
    size_t cell_count, cell_capacity;     /* cell 0 counts, once there is one */
    uint64_t bound;                       /* no sum of any cell is larger, while wide is 0 */
    uint64_t common[REVOPS__TUPLE_WORDS]; /* words of the first tuple */
    uint32_t mixed; /* mask of the words in which some tuple differs from it */
    uint32_t shift; /* 64 - log2 of slot_count */
    int32_t wide;   /* 1: the high halves of sums are kept */
} revops__cells;

/* Where everything stood, to go back to. */
typedef struct revops__cells_mark {
    size_t tuples, far, cells, used;
    uint32_t renumbered;
} revops__cells_mark;

/* One chunk of rows as cells take it: a column per word, and the sums. */
typedef struct revops__cell_rows {
    size_t count;
    const int32_t *day;
    /* Never NULL: columns of zeros for what is not kept. Those of the first word are made from
     * currency and kind by revops__cell_rows_join, where they are needed. */
    const uint64_t *words[REVOPS__TUPLE_WORDS];
    uint64_t *joined; /* room for the first words */
    const uint32_t *currency;
    const int32_t *kind;
    int32_t one_kind; /* kind is the same in all rows */
    uint32_t varying; /* mask of the words that may differ from row to row */
    const int64_t *sums[REVOPS__DAY_CELL_SUMS];
    int32_t untaxed; /* 1: the first sum is 0 in all rows */
} revops__cell_rows;

/* Where the rows of a chunk go. */
typedef struct revops__cell_places {
    uint32_t cells[REVOPS__CHUNK];  /* 0: none */
    uint32_t tuples[REVOPS__CHUNK]; /* 0: not known */
    size_t strays;                  /* rows outside the pages */
    int lined;                      /* all rows have lines */
} revops__cell_places;

void revops__cells_free(revops__cells *cells, revops__memory *memory);

revops__cells_mark revops__cells_mark_now(const revops__cells *cells);
void revops__cells_rollback(revops__cells *cells, const revops__cells_mark *mark);

/* Rows mostly come in order of days, and then the last one of a chunk tells the new day: with its
 * page open beforehand, all rows of the chunk find their cells at once. */
revops_status revops__cells_open_day(revops__cells *cells, revops__memory *memory, int32_t day,
                                     revops_error *err);

/* The cell of each row, 0 where there is none. Returns whether all rows have one, which tells that
 * their days, currencies and kinds are good. */
int revops__cells_find(const revops__cells *cells, revops__cell_rows *rows,
                       revops__cell_places *places);
/* Make the cells that are missing behind that; no sums move. The caller rolls back on failure. */
revops_status revops__cells_make(revops__cells *cells, revops__memory *memory,
                                 revops__cell_rows *rows, revops__cell_places *places,
                                 revops_error *err);
/* One cell by its tuple and day. */
revops_status revops__cells_one(revops__cells *cells, revops__memory *memory,
                                const revops__tuple *tuple, int32_t day, uint32_t *found,
                                revops_error *err);

/* Before rows move sums: @p count amounts of at most @p magnitude each are to come. Widens all sums
 * when one could leave int64. */
revops_status revops__cells_expect(revops__cells *cells, revops__memory *memory, uint64_t magnitude,
                                   uint64_t count, revops_error *err);

/* Add rows [0, count) to their cells, or take them back. */
void revops__cells_add(const revops__cells *cells, const uint32_t *found,
                       const revops__cell_rows *rows, size_t count);
void revops__cells_subtract(const revops__cells *cells, const uint32_t *found,
                            const revops__cell_rows *rows, size_t count);

/* Take rows back where all were there and none leaves a sum without a row; else nothing moves and
 * the answer is 0, and rows are to be taken one by one. */
int revops__cells_take(const revops__cells *cells, const uint32_t *found,
                       const revops__cell_rows *rows, size_t count);

/* A sum of a cell; and a cell as a state describes it. */
static inline revops__sum revops__cells_sum(const revops__cells *cells, size_t cell, size_t s) {
    revops__sum sum;
    sum.low = cells->at[cell].low[s];
    sum.high = cells->wide ? cells->high[cell].high[s] : (int64_t)sum.low >> 63;
    return sum;
}
revops_status revops__cells_set(revops__cells *cells, revops__memory *memory, size_t cell,
                                uint64_t count, const revops__sum *sums, revops_error *err);

/* Add all visible cells of another set of cells; a failure changes nothing. And the way back. */
revops_status revops__cells_merge(revops__cells *into, revops__memory *memory,
                                  const revops__cells *from, revops_error *err);
void revops__cells_unmerge(revops__cells *into, const revops__cells *from,
                           const revops__cells_mark *mark);

/* -1, 0, 1 in the order of the words: currency, the keys, kind last. */
int revops__tuple_compare(const revops__tuple *a, const revops__tuple *b);

/* Visible cells by (day, tuple): their number, and their indices into @p order (room for
 * cell_count). */
revops_status revops__cells_sorted(const revops__cells *cells, revops__memory *memory,
                                   uint32_t **order, size_t *count, revops_error *err);

#endif
