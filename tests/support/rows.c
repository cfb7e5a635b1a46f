#include "rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROWS_SKEW = 3,          /* first bit of a bitmap that does not start at a byte */
    ROWS_FIRST_DAY = 20454, /* 2026-01-01: drawn days lie in the two months from there */
    ROWS_DAYS = 59
};

static void *rows_take(void *block, size_t size) {
    void *taken = realloc(block, size ? size : 1);
    if (!taken) {
        fputs("no memory for the test itself\n", stderr);
        abort();
    }
    return taken;
}

void rows_open(test_rows *rows, const revops_shape *shape) {
    memset(rows, 0, sizeof *rows);
    rows->shape = shape;
}

void rows_close(test_rows *rows) {
    free(rows->cells);
    memset(rows, 0, sizeof *rows);
}

test_cell *rows_at(const test_rows *rows, size_t index) {
    return rows->cells + index * rows->shape->field_count;
}

test_cell *rows_append(test_rows *rows) {
    size_t row_size = rows->shape->field_count * sizeof(test_cell);
    if (rows->count == rows->capacity) {
        rows->capacity = rows->capacity ? rows->capacity * 2 : 16;
        rows->cells = rows_take(rows->cells, rows->capacity * row_size);
    }
    memset(rows_at(rows, rows->count), 0, row_size);
    return rows_at(rows, rows->count++);
}

void rows_append_row(test_rows *rows, const test_cell *row) {
    memcpy(rows_append(rows), row, rows->shape->field_count * sizeof(test_cell));
}

void rows_drop_last(test_rows *rows) {
    rows->count--;
}

static void rows_swap(test_rows *rows, size_t a, size_t b) {
    for (size_t i = 0; i < rows->shape->field_count; i++) {
        test_cell kept = rows_at(rows, a)[i];
        rows_at(rows, a)[i] = rows_at(rows, b)[i];
        rows_at(rows, b)[i] = kept;
    }
}

void rows_shuffle(test_rows *rows, test_dice *dice) {
    for (size_t i = rows->count; i > 1; i--)
        rows_swap(rows, i - 1, (size_t)dice_below(dice, i));
}

void rows_reverse(test_rows *rows) {
    for (size_t i = 0; i < rows->count / 2; i++)
        rows_swap(rows, i, rows->count - 1 - i);
}

size_t cell_size(uint32_t type) {
    static const uint8_t size[] = {0, 1, 2, 4, 8, 1, 2, 4, 8, 8};
    return type < sizeof size ? size[type] : 0;
}

void cell_store(void *at, uint64_t bits, uint32_t type) {
    uint8_t u8 = (uint8_t)bits;
    uint16_t u16 = (uint16_t)bits;
    uint32_t u32 = (uint32_t)bits;
    switch (cell_size(type)) {
    case 1:
        memcpy(at, &u8, sizeof u8);
        break;
    case 2:
        memcpy(at, &u16, sizeof u16);
        break;
    case 4:
        memcpy(at, &u32, sizeof u32);
        break;
    default:
        memcpy(at, &bits, sizeof bits);
    }
}

uint64_t cell_fetch(const void *at, uint32_t type) {
    uint8_t u8;
    uint16_t u16;
    uint32_t u32;
    uint64_t bits;
    int is_signed = type <= REVOPS_TYPE_INT64;
    switch (cell_size(type)) {
    case 1:
        memcpy(&u8, at, sizeof u8);
        return is_signed ? (uint64_t)(int64_t)(int8_t)u8 : u8;
    case 2:
        memcpy(&u16, at, sizeof u16);
        return is_signed ? (uint64_t)(int64_t)(int16_t)u16 : u16;
    case 4:
        memcpy(&u32, at, sizeof u32);
        return is_signed ? (uint64_t)(int64_t)(int32_t)u32 : u32;
    default:
        memcpy(&bits, at, sizeof bits);
        return bits;
    }
}

/* --- lending --- */

static uint32_t rows_wide_type(uint32_t type) {
    if (type == REVOPS_TYPE_DOUBLE)
        return type;
    return type >= REVOPS_TYPE_UINT8 ? REVOPS_TYPE_UINT64 : REVOPS_TYPE_INT64;
}

/* Where one column goes: its values and bits have been reserved by rows_lend. */
typedef struct rows_place {
    unsigned char *values;
    uint8_t *bits;
    int64_t stride;
    uint32_t stored, tag;
} rows_place;

static revops_column rows_fill(const test_rows *rows, size_t first, size_t count, size_t field,
                               const rows_place *place, int64_t skew, int bitmap) {
    revops_column column;
    int nulls = 0;
    memset(&column, 0, sizeof column);
    for (size_t i = 0; i < count; i++) {
        const test_cell *value = &rows_at(rows, first + i)[field];
        uint64_t bit = i + (uint64_t)skew;
        unsigned char *at = place->values + (int64_t)i * place->stride;
        /* What lies behind a null must never be looked at: it is garbage here. */
        cell_store(at, value->valid ? value->bits : UINT64_C(0xa5a5a5a5a5a5a5a5), place->stored);
        if (value->valid)
            place->bits[bit / 8] = (uint8_t)(place->bits[bit / 8] | 1U << bit % 8);
        else
            nulls = 1;
    }
    column.data = place->values;
    column.stride = place->stride;
    column.type = place->tag;
    if (nulls || bitmap) {
        column.validity = place->bits;
        column.validity_offset = skew;
    }
    return column;
}

static int rows_column_empty(const test_rows *rows, size_t field) {
    for (size_t i = 0; i < rows->count; i++)
        if (rows_at(rows, i)[field].valid)
            return 0;
    return 1;
}

static rows_place rows_reserve(const revops_field *field, size_t index, size_t fields, size_t count,
                               int layout, const test_loan *loan) {
    rows_place place;
    unsigned char *values = loan->blocks[1];
    size_t size, slot = 8 * (count + 1);
    place.stored = layout == LAYOUT_WIDE ? rows_wide_type(field->column_type) : field->column_type;
    place.tag =
        layout == LAYOUT_PLAIN || layout == LAYOUT_STRUCT ? REVOPS_TYPE_DOCUMENTED : place.stored;
    size = cell_size(place.stored);
    place.bits = (uint8_t *)loan->blocks[2] + index * ((count + ROWS_SKEW) / 8 + 1);
    place.values = values + index * slot;
    place.stride = (int64_t)size;
    if (layout == LAYOUT_BACKWARD) {
        place.values += (count ? count - 1 : 0) * size + 1;
        place.stride = -(int64_t)size;
    } else if (layout == LAYOUT_STRUCT) {
        place.values = values + index * 8;
        place.stride = (int64_t)(fields * 8);
    }
    return place;
}

void rows_lend(const test_rows *rows, size_t first, size_t count, int layout, test_loan *loan) {
    size_t fields = rows->shape->field_count;
    uint64_t rows_count = count;
    size_t struct_size = rows->shape->size;
    int wide = layout == LAYOUT_WIDE;
    loan->sizes[0] = struct_size;
    loan->sizes[1] = fields * 8 * (count + 1);
    loan->sizes[2] = fields * ((count + ROWS_SKEW) / 8 + 1);
    for (int i = 0; i < 3; i++)
        loan->blocks[i] = memset(rows_take(NULL, loan->sizes[i]), 0, loan->sizes[i]);
    loan->batch = loan->blocks[0];
    for (uint32_t i = 0; i < fields; i++) {
        const revops_field *field = revops_shape_field(rows->shape, i);
        unsigned char *at = (unsigned char *)loan->batch + field->offset;
        revops_column column;
        rows_place place;
        if (field->unit == REVOPS_UNIT_SIZE && field->offset == 0)
            memcpy(at, &struct_size, sizeof struct_size);
        else if (field->type == REVOPS_TYPE_UINT64 && field->unit == REVOPS_UNIT_COUNT)
            memcpy(at, &rows_count, sizeof rows_count);
        if (field->type != REVOPS_TYPE_COLUMN)
            continue;
        if (layout == LAYOUT_PLAIN && rows_column_empty(rows, i))
            continue;
        place = rows_reserve(field, i, fields, count, layout, loan);
        column = rows_fill(rows, first, count, i, &place, wide ? ROWS_SKEW : 0, wide);
        memcpy(at, &column, sizeof column);
    }
}

void loan_close(test_loan *loan) {
    for (int i = 0; i < 3; i++)
        free(loan->blocks[i]);
    memset(loan, 0, sizeof *loan);
}

uint64_t loan_digest(const test_loan *loan) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (int i = 0; i < 3; i++)
        for (size_t j = 0; j < loan->sizes[i]; j++)
            hash = (hash ^ ((const unsigned char *)loan->blocks[i])[j]) * UINT64_C(0x100000001b3);
    return hash;
}

int32_t rows_next(void *user, void *batch) {
    rows_source *source = user;
    size_t left = source->rows->count - source->next;
    size_t count = left < source->step ? left : source->step;
    rows_source_close(source);
    if (!left)
        return REVOPS_END;
    rows_lend(source->rows, source->next, count, source->layout, &source->loan);
    source->open = 1;
    source->next += count;
    memcpy(batch, source->loan.batch, source->rows->shape->size);
    return REVOPS_MORE;
}

void rows_source_close(rows_source *source) {
    if (source->open)
        loan_close(&source->loan);
    source->open = 0;
}

/* --- drawing --- */

static uint64_t draw_word(test_dice *dice, const revops_field *field) {
    const revops_word *word;
    if (!field->word_count)
        return 0;
    word = &field->words[dice_below(dice, field->word_count)];
    return (uint64_t)(int64_t)word->value;
}

static uint64_t draw_mask(test_dice *dice, const revops_field *field) {
    uint64_t mask = 0;
    if (!field->word_count)
        return dice_below(dice, 2);
    for (uint32_t i = 0; i < field->word_count; i++)
        if (dice_chance(dice, 3))
            mask |= (uint64_t)(uint32_t)field->words[i].value;
    return mask;
}

uint64_t draw_bits(test_dice *dice, const revops_field *field) {
    static const char code[3][4] = {"USD", "EUR", "JPY"};
    const char *letters;
    switch (field->unit) {
    case REVOPS_UNIT_MINOR:
        return (uint64_t)(dice_chance(dice, 8) ? 0 : dice_between(dice, -3000, 9000));
    case REVOPS_UNIT_CURRENCY:
        letters = code[dice_below(dice, 3)];
        return (uint64_t)(unsigned char)letters[0] << 24 |
               (uint64_t)(unsigned char)letters[1] << 16 | (uint64_t)(unsigned char)letters[2] << 8;
    case REVOPS_UNIT_DAY:
        return (uint64_t)(ROWS_FIRST_DAY + dice_between(dice, 0, ROWS_DAYS - 1));
    case REVOPS_UNIT_MONTH:
        return (uint64_t)dice_between(dice, 672, 677);
    case REVOPS_UNIT_NS:
        return (uint64_t)(ROWS_FIRST_DAY + dice_between(dice, 0, ROWS_DAYS - 1)) *
               UINT64_C(86400000000000);
    case REVOPS_UNIT_KEY: /* small keys, and now and then one like the key of a text */
        return dice_chance(dice, 4) ? UINT64_C(0x1e3779b97f4a7c15) + dice_below(dice, 4)
                                    : dice_below(dice, 6);
    case REVOPS_UNIT_COUNT:
        return dice_below(dice, 20);
    case REVOPS_UNIT_NUM:
    case REVOPS_UNIT_DEN:
        return 1 + dice_below(dice, 12);
    case REVOPS_UNIT_ENUM:
        return draw_word(dice, field);
    case REVOPS_UNIT_FLAG:
        return draw_mask(dice, field);
    default:
        return 0;
    }
}

void draw_row(test_dice *dice, const revops_shape *shape, test_cell *row) {
    for (uint32_t i = 0; i < shape->field_count; i++) {
        const revops_field *field = revops_shape_field(shape, i);
        if (field->type != REVOPS_TYPE_COLUMN)
            continue;
        row[i].valid = field->flags & REVOPS_FIELD_REQUIRED || dice_chance(dice, 2);
        row[i].bits = draw_bits(dice, field);
    }
}

void draw_options(test_dice *dice, const revops_shape *shape, void *out) {
    memset(out, 0, shape->size);
    for (uint32_t i = 0; i < shape->field_count; i++) {
        const revops_field *field = revops_shape_field(shape, i);
        unsigned char *at = (unsigned char *)out + field->offset;
        size_t size = cell_size(field->type);
        size_t struct_size = shape->size;
        int word = field->unit == REVOPS_UNIT_ENUM || field->unit == REVOPS_UNIT_FLAG;
        if (field->offset == 0 && field->unit == REVOPS_UNIT_SIZE)
            memcpy(at, &struct_size, sizeof struct_size);
        else if (size && field->length == 1 && (word || field->unit == REVOPS_UNIT_CURRENCY) &&
                 dice_chance(dice, 2))
            cell_store(at, draw_bits(dice, field), field->type);
    }
}
