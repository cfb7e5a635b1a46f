/* Law 1: for every type, stride, alignment, validity and offset the library reads a column as a
 * naive reader does that looks at one byte after the other. */
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMN_MOST = 700, COLUMN_TYPES = 9 }; /* some rows more than two chunks */

/* The host's memory, and the column that looks at it. */
typedef struct column_case {
    unsigned char *memory;
    uint8_t *bits;
    revops_column column;
    uint32_t stored, wanted;
    size_t count;
} column_case;

static int64_t column_stride(test_dice *dice, size_t size) {
    switch (dice_below(dice, 5)) {
    case 0:
        return 0;
    case 1:
        return (int64_t)size;
    case 2:
        return (int64_t)(size + dice_below(dice, 40));
    case 3:
        return -(int64_t)size;
    default:
        return -(int64_t)(size + dice_below(dice, 40));
    }
}

/* Mostly values that most types hold, now and then any bits at all. */
static uint64_t column_value(test_dice *dice, uint32_t type) {
    double number = (double)dice_between(dice, -1000, 1000) / 8;
    uint64_t bits;
    if (type == REVOPS_TYPE_DOUBLE) {
        memcpy(&bits, &number, sizeof bits);
        return bits;
    }
    return dice_chance(dice, 600) ? dice_roll(dice) : dice_below(dice, 100);
}

static void column_draw(property *p, column_case *c) {
    test_dice *dice = &p->dice;
    property_table table;
    size_t size, span;
    int64_t stride;
    unsigned char *row;
    c->stored = 1 + (uint32_t)dice_below(dice, COLUMN_TYPES);
    c->wanted = dice_chance(dice, 3) ? c->stored : 1 + (uint32_t)dice_below(dice, COLUMN_TYPES);
    size = cell_size(c->stored);
    stride = column_stride(dice, size);
    memset(&c->column, 0, sizeof c->column);
    c->column.validity_offset = dice_between(dice, 0, 17);
    table = property_rows(p, COLUMN_MOST);
    c->count = table.count;
    span = (size_t)(stride < 0 ? -stride : stride) * c->count + 64;
    c->memory = calloc(span, 1);
    c->bits = calloc(c->count / 8 + 4, 1);
    if (!c->memory || !c->bits)
        abort();
    row = c->memory + 1 + dice_below(dice, 8) + (stride < 0 ? span - 64 : 0);
    c->column.data = row;
    c->column.stride = stride;
    c->column.type = c->stored;
    if (dice_chance(dice, 2))
        c->column.validity = c->bits;
    for (size_t i = 0; i < c->count; i++) {
        test_dice drawn = property_row(&table, i);
        uint64_t bit = i + (uint64_t)c->column.validity_offset;
        cell_store(row + (int64_t)i * stride, column_value(&drawn, c->stored), c->stored);
        if (!dice_chance(&drawn, 4))
            c->bits[bit / 8] = (uint8_t)(c->bits[bit / 8] | 1U << bit % 8);
    }
}

static void column_close(column_case *c) {
    free(c->memory);
    free(c->bits);
}

/* 1 when @p bits of type @p stored is a value of type @p wanted too. */
static int column_fits(uint64_t bits, uint32_t stored, uint32_t wanted) {
    int negative = stored <= REVOPS_TYPE_INT64 && bits >> 63;
    unsigned char bytes[8];
    if (negative && wanted >= REVOPS_TYPE_UINT8)
        return 0;
    if (!negative && wanted <= REVOPS_TYPE_INT64 && bits >> 63)
        return 0;
    cell_store(bytes, bits, wanted);
    return cell_fetch(bytes, wanted) == bits;
}

/* The naive reader: REVOPS_NONE, or the first row that does not fit. */
static uint64_t column_naive(const column_case *c, unsigned char *values, uint8_t *valid) {
    const unsigned char *row = c->column.data;
    size_t size = cell_size(c->wanted);
    for (size_t i = 0; i < c->count; i++) {
        uint64_t bit = i + (uint64_t)c->column.validity_offset, bits = 0;
        valid[i] = !c->column.validity || (c->bits[bit / 8] >> bit % 8 & 1);
        if (valid[i])
            bits = cell_fetch(row + (int64_t)i * c->column.stride, c->stored);
        if (!column_fits(bits, c->stored, c->wanted))
            return i;
        cell_store(values + i * size, bits, c->wanted);
    }
    return REVOPS_NONE;
}

static void column_check(property *p, const column_case *c, unsigned char *expected,
                         unsigned char *got) {
    size_t size = cell_size(c->wanted) * c->count;
    uint8_t *expected_valid = expected + size, *valid = got + size;
    int mixed = (c->stored == REVOPS_TYPE_DOUBLE) != (c->wanted == REVOPS_TYPE_DOUBLE);
    uint64_t bad = mixed ? REVOPS_NONE : column_naive(c, expected, expected_valid);
    revops_error err;
    revops_status status;
    memset(got, 0x5a, size + c->count);
    status = revops_column_copy(got, valid, &c->column, c->wanted, c->count, &err);
    if (mixed || bad != REVOPS_NONE) {
        HOLDS(p, status == REVOPS_E_INVALID, "types %u to %u, row %llu: %s", c->stored, c->wanted,
              (unsigned long long)bad, revops_status_name(status));
        HOLDS(p, err.row == bad, "expected row %llu got %llu", (unsigned long long)bad,
              (unsigned long long)err.row);
        for (size_t i = 0; i < size + c->count; i++)
            HOLDS(p, got[i] == 0x5a, "a refused copy wrote byte %zu", i);
        return;
    }
    HOLDS(p, status == REVOPS_OK, "types %u to %u: %s", c->stored, c->wanted, err.message);
    HOLDS(p, memcmp(expected, got, size) == 0, "types %u to %u: other values", c->stored,
          c->wanted);
    HOLDS(p, memcmp(expected_valid, valid, c->count) == 0, "other validity");
}

static void a_column_reads_as_a_naive_reader_reads_it(property *p) {
    column_case c;
    unsigned char *expected, *got;
    column_draw(p, &c);
    expected = calloc(c.count + 1, 9);
    got = calloc(c.count + 1, 9);
    if (!expected || !got)
        abort();
    column_check(p, &c, expected, got);
    free(expected);
    free(got);
    column_close(&c);
}

int main(void) {
    law("a column reads as a naive reader reads it", a_column_reads_as_a_naive_reader_reads_it,
        PROPERTY_RUNS * 5);
    return law_end();
}
