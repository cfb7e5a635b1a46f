/* Rows of any batch shape, outside of the library: drawn from a seed or read from JSON, cut,
 * permuted, and lent to the library as columns in several memory layouts. */
#ifndef REVOPS_TEST_ROWS_H
#define REVOPS_TEST_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "property.h"
#include "revops.h"

/* One value of one row: integers of every type as their 64 bits, doubles as their bits. */
typedef struct test_cell {
    uint64_t bits;
    uint8_t valid;
} test_cell;

/* A value of one of the number types as its 64 bits, signed types with their sign, and back. */
uint64_t cell_fetch(const void *at, uint32_t type);
void cell_store(void *at, uint64_t bits, uint32_t type);
size_t cell_size(uint32_t type); /* 0: not a number */

typedef struct test_rows {
    const revops_shape *shape;
    test_cell *cells; /* count x field_count, row by row */
    size_t count, capacity;
} test_rows;

void rows_open(test_rows *rows, const revops_shape *shape);
void rows_close(test_rows *rows);
/* A new row of nulls; its cells by field index. */
test_cell *rows_append(test_rows *rows);
test_cell *rows_at(const test_rows *rows, size_t index);
void rows_append_row(test_rows *rows, const test_cell *row);
void rows_drop_last(test_rows *rows);
void rows_shuffle(test_rows *rows, test_dice *dice);
void rows_reverse(test_rows *rows);

/* How the columns of a lent batch lie in memory. Every layout means the same rows. */
enum {
    LAYOUT_PLAIN = 0, /* one array a column, of the documented type, bitmap when a null is there */
    LAYOUT_WIDE = 1,  /* 64-bit integers with their type tag, bitmap always, bits from 3 on */
    LAYOUT_BACKWARD = 2, /* negative stride, unaligned */
    LAYOUT_STRUCT = 3,   /* all columns interleaved, as fields of one struct */
    LAYOUTS = 4
};

/* A batch in memory that lives until loan_close. */
typedef struct test_loan {
    void *batch;
    void *blocks[3];
    size_t sizes[3];
} test_loan;

/* Rows [first, first + count) as a batch. A column without any value in all of @p rows is lent as
 * absent when @p layout is LAYOUT_PLAIN; the size of the struct is that of the shape. */
void rows_lend(const test_rows *rows, size_t first, size_t count, int layout, test_loan *loan);
void loan_close(test_loan *loan);
/* A hash over the batch and everything it points to: did somebody write to it? */
uint64_t loan_digest(const test_loan *loan);

/* A revops_source over rows: batches of @p step rows. */
typedef struct rows_source {
    const test_rows *rows;
    size_t next, step;
    int layout;
    test_loan loan;
    int open;
} rows_source;

int32_t rows_next(void *source, void *batch);
void rows_source_close(rows_source *source);

/* --- rows and structs drawn from a shape --- */

/* One cell by its unit: small amounts, days of two months, three currencies, a handful of keys. */
uint64_t draw_bits(test_dice *dice, const revops_field *field);
/* A row of a batch shape: required columns have a value, others in half of the rows. */
void draw_row(test_dice *dice, const revops_shape *shape, test_cell *row);
/* A query or options struct of shape->size bytes that asks for something sensible. */
void draw_options(test_dice *dice, const revops_shape *shape, void *out);

#endif
