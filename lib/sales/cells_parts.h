/* What the two files of cells share: tuples one at a time, and the constants of their hash. */
#ifndef REVOPS_SALES_CELLS_PARTS_H
#define REVOPS_SALES_CELLS_PARTS_H

#include "sales/cells.h"

/* Tuples beyond which the tables no longer lie in the near caches. */
enum { REVOPS__CELLS_DISTANT = 4096 };

/* Cells that lie in the near caches or not far beyond. */
enum { REVOPS__CELLS_NEAR = 1 << 18 };

/* Odd multipliers, one for each word. The hash of a tuple is the sum of its products, of which the
 * high bits count (Knuth's multiplicative hashing); words that are the same in a whole chunk cost
 * nothing per row. */
extern const uint64_t revops__cells_odd[REVOPS__TUPLE_WORDS];

/* Place of a tuple, or 0. */
uint32_t revops__cells_tuple(const revops__cells *cells, const revops__tuple *tuple);

/* The cell of a tuple and day, or 0. */
uint32_t revops__cells_entry(const revops__cells *cells, uint32_t tuple, int32_t day);

/* The cell of a tuple that is there, made where there is none. */
revops_status revops__cells_of(revops__cells *cells, revops__memory *memory, uint32_t tuple,
                               int32_t day, uint32_t *found, revops_error *err);

/* Where the number of a cell outside the pages is kept. */
uint32_t *revops__cells_lone_entry(const revops__cells *cells, uint32_t tuple, int32_t day);

/* Windows end where the last one of those that lead to cells does: refused batches pile nothing
 * up. */
void revops__cells_trim_windows(revops__cells *cells);

/* A new block for @p capacity cells, with or without the high halves; nothing is copied or freed.
 * And the end of one. */
revops_status revops__cells_block(revops__cells *cells, revops__memory *memory, size_t capacity,
                                  int wide, revops_error *err);
void revops__cells_block_free(const revops__cells *cells, revops__memory *memory);
/* Room for the high halves too; what there is stays. */
revops_status revops__cells_keep_high(revops__cells *cells, revops__memory *memory,
                                      revops_error *err);
/* Zero cells [from, from + count). */
void revops__cells_clear(revops__cells *cells, size_t from, size_t count);
/* Room for @p count cells more, zeroed, from *first on; they are not counted yet. */
revops_status revops__cells_reserve(revops__cells *cells, revops__memory *memory, size_t count,
                                    size_t *first, revops_error *err);

/* --- pages --- */

/* Open a page for a day where that is worth its room: *made is the cell of the tuple, else 0, and
 * then the day has no page before the next plan. */
revops_status revops__grid_open(revops__cells *cells, revops__memory *memory, uint32_t tuple,
                                int32_t day, uint32_t *made, revops_error *err);
/* The last cell goes: is it one of a page? */
int revops__grid_forget(revops__cell_grid *grid, const revops__day_cell_key *key, uint32_t cell);
/* Lay all cells out anew where enough rows went outside the pages and pages would be dense. Their
 * numbers change. */
revops_status revops__grid_plan(revops__cells *cells, revops__memory *memory, revops_error *err);

/* Make the first words of all rows. */
void revops__cell_rows_join(revops__cell_rows *rows);

/* --- lines --- */

/* The tuple of each row (0: not known), when there is a line for all of them; else 0. */
int revops__lines_find(const revops__cells *cells, revops__cell_rows *rows, uint32_t *tuples);
/* A new tuple; the last tuple goes. */
void revops__lines_enter(revops__cells *cells, uint32_t tuple);
void revops__lines_forget(revops__cells *cells, uint32_t tuple);
/* Make or widen the lines so that there is one for rows like these, when there are enough tuples
 * for that. */
revops_status revops__lines_plan(revops__cells *cells, revops__memory *memory,
                                 const revops__cell_rows *rows, revops_error *err);

#endif
