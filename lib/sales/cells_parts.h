/* What the two files of cells share: tuples one at a time, and the constants of their hash. */
#ifndef REVOPS_SALES_CELLS_PARTS_H
#define REVOPS_SALES_CELLS_PARTS_H

#include "sales/cells.h"

/* Tuples beyond which the tables no longer lie in the near caches. */
enum { REVOPS__CELLS_DISTANT = 4096 };

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

/* Room for @p capacity cells, with or without the high halves; what there is stays. */
revops_status revops__cells_relay(revops__cells *cells, revops__memory *memory, size_t capacity,
                                  int wide, revops_error *err);

/* --- the grid --- */

/* The entry of each row, when the grid has one for all of them; else 0. */
int revops__grid_covers(const revops__cell_grid *grid, const uint64_t *common,
                        const revops__cell_rows *rows, uint32_t *entries);
/* A new tuple, a new cell. */
void revops__grid_enter_tuple(revops__cells *cells, uint32_t tuple);
void revops__grid_enter(revops__cells *cells, uint32_t cell);
/* Make or widen the grid so that it covers rows like these, when there are enough cells for it. */
revops_status revops__grid_grow(revops__cells *cells, revops__memory *memory,
                                const revops__cell_rows *rows, revops_error *err);

#endif
