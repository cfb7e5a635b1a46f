/* Cells: sums by day and tuple of dimensions, the grouped state of revenue and spend. A tuple is interned
 * once by hash; its cells are found through pages of 64 days, so a stray day costs one page; a cell is one
 * cache line and is made on first use. Nothing grows with the number of rows. */
#ifndef REVOPS_SALES_CELLS_H
#define REVOPS_SALES_CELLS_H

#include "base/column.h"
#include "base/memory.h"
#include "base/table.h"
#include "base/wide.h"

/* Words of a tuple, in the row order of the answers; kind comes last and shares the currency's word. */
enum {
    REVOPS__CELL_CURRENCY, /* currency << 32 | kind */
    REVOPS__CELL_PROJECT,
    REVOPS__CELL_PRODUCT,
    REVOPS__CELL_PLATFORM,
    REVOPS__CELL_STREAM,
    REVOPS__CELL_CUSTOMER,
    REVOPS__CELL_WORDS
};

enum { REVOPS__CELL_SUMS = 3 }; /* tax, fee, net; spend uses the last one alone */

typedef struct revops__cell {
    uint64_t count; /* rows added less rows removed; at 0 the cell is invisible */
    revops__sum sums[REVOPS__CELL_SUMS];
    uint32_t tuple;
    int32_t day;
} revops__cell; /* 64 bytes */

typedef struct revops__tuple {
    uint64_t words[REVOPS__CELL_WORDS];
} revops__tuple;

typedef struct revops__cells {
    revops__tuple *tuples;
    uint32_t *slots;      /* tuple + 1 by hash; 0 = empty */
    revops__table days;   /* number of a page of days -> dense place */
    revops__table pages;  /* tuple and place -> page */
    uint32_t (*page)[64]; /* cell + 1 by day; 0 = none */
    void **blocks;        /* 256 cells each, aligned to a cache line inside */
    size_t tuple_count, tuple_capacity, slot_count;
    size_t page_count, page_capacity;
    size_t cell_count, block_count, block_capacity;
} revops__cells;

/* Where everything stood, to go back to. */
typedef struct revops__cells_mark {
    size_t tuples, days, pages, cells;
} revops__cells_mark;

/* One chunk of rows as cells take it: a column per word (NULL: 0 in all rows), and the sums. */
typedef struct revops__cell_rows {
    size_t count;
    const int32_t *day;
    const uint64_t
        *words[REVOPS__CELL_WORDS]; /* never NULL: columns of zeros for what is not kept */
    uint32_t varying;               /* mask of the words that may differ from row to row */
    const int64_t *sums[REVOPS__CELL_SUMS];
} revops__cell_rows;

void revops__cells_free(revops__cells *cells, revops__memory *memory);
revops__cell *revops__cells_at(const revops__cells *cells, size_t index);

revops__cells_mark revops__cells_mark_now(const revops__cells *cells);
void revops__cells_rollback(revops__cells *cells, const revops__cells_mark *mark);

/* Find the cell of each row, made where there is none; no sums move. The caller rolls back on failure. */
revops_status revops__cells_locate(revops__cells *cells, revops__memory *memory,
                                   const revops__cell_rows *rows, revops__cell **found,
                                   revops_error *err);
/* The same without making any: *missing receives the first row without a visible cell, or count. */
void revops__cells_find(const revops__cells *cells, const revops__cell_rows *rows,
                        revops__cell **found, size_t *missing);
/* One cell by its tuple and day. */
revops_status revops__cells_one(revops__cells *cells, revops__memory *memory,
                                const revops__tuple *tuple, int32_t day, revops__cell **found,
                                revops_error *err);

/* Add rows [0, count) to their cells, or take them back. */
void revops__cells_add(revops__cell *const *found, const revops__cell_rows *rows, size_t count);
void revops__cells_subtract(revops__cell *const *found, const revops__cell_rows *rows,
                            size_t count);

/* -1, 0, 1 in the order of the words: currency, the keys, kind last. */
int revops__tuple_compare(const revops__tuple *a, const revops__tuple *b);

/* Visible cells by (day, tuple): their number, and their indices into @p order (room for cell_count). */
revops_status revops__cells_sorted(const revops__cells *cells, revops__memory *memory,
                                   uint32_t **order, size_t *count, revops_error *err);

#endif
