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

/* The cell of a tuple and day, or NULL. */
revops__day_cell *revops__cells_entry(const revops__cells *cells, uint32_t tuple, int32_t day);

/* The cell of a tuple that is there, made where there is none. */
revops_status revops__cells_of(revops__cells *cells, revops__memory *memory, uint32_t tuple,
                               int32_t day, revops__day_cell **found, revops_error *err);

#endif
