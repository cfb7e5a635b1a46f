/* Columns: every type read as every other, on every road that the library knows. */
#include "check.h"

#include "base/column.h"

enum { ROWS = 300, ODD_ROW = 257, ROOM = 64 }; /* the odd row lies in the second chunk */

/* The integer types with their ends. */
typedef struct integer_type {
    uint32_t type;
    size_t size;
    int64_t low;
    uint64_t high;
} integer_type;

static const integer_type types[] = {
    {REVOPS_TYPE_INT8, 1, INT8_MIN, INT8_MAX},    {REVOPS_TYPE_INT16, 2, INT16_MIN, INT16_MAX},
    {REVOPS_TYPE_INT32, 4, INT32_MIN, INT32_MAX}, {REVOPS_TYPE_INT64, 8, INT64_MIN, INT64_MAX},
    {REVOPS_TYPE_UINT8, 1, 0, UINT8_MAX},         {REVOPS_TYPE_UINT16, 2, 0, UINT16_MAX},
    {REVOPS_TYPE_UINT32, 4, 0, UINT32_MAX},       {REVOPS_TYPE_UINT64, 8, 0, UINT64_MAX},
};
enum { TYPES = sizeof types / sizeof types[0] };

/* A number of 65 bits: int64 when negative, else uint64. */
typedef struct number {
    int negative;
    uint64_t bits;
} number;

static int holds(const integer_type *type, number n) {
    return n.negative ? (int64_t)n.bits >= type->low : n.bits <= type->high;
}

static void put(void *at, const integer_type *type, uint64_t bits) {
    const uint8_t byte = (uint8_t)bits;
    const uint16_t half = (uint16_t)bits;
    const uint32_t word = (uint32_t)bits;
    if (type->size == 1)
        memcpy(at, &byte, 1);
    else if (type->size == 2)
        memcpy(at, &half, 2);
    else if (type->size == 4)
        memcpy(at, &word, 4);
    else
        memcpy(at, &bits, 8);
}

/* How a column may lie. */
typedef struct road {
    const char *name;
    int64_t stride; /* 0: one value; 1: contiguous; else bytes */
    size_t shift;   /* bytes off an aligned address */
    int backward, validity;
} road;

static const road roads[] = {
    {"one value", 0, 0, 0, 0},
    {"one unaligned value", 0, 3, 0, 0},
    {"one value with bits", 0, 0, 0, 1},
    {"contiguous", 1, 0, 0, 0},
    {"contiguous with bits", 1, 0, 0, 1},
    {"contiguous, unaligned", 1, 1, 0, 0},
    {"backward", 1, 0, 1, 0},
    {"a field of a struct", 24, 0, 0, 0},
    {"an unaligned field", 19, 5, 0, 0},
    {"backward, unaligned, with bits", 13, 7, 1, 1},
};
enum { COLUMN_ROADS = sizeof roads / sizeof roads[0] };

typedef struct memory {
    _Alignas(8) uint8_t bytes[(ROWS + 2) * 24 + ROOM];
    uint8_t bits[ROWS / 8 + 4];
    revops_column column;
} memory;

/* Where a row lies. */
static uint8_t *row_at(memory *m, const integer_type *type, const road *way, size_t row) {
    const size_t step = way->stride == 1 ? type->size : (size_t)way->stride;
    return m->bytes + way->shift + step * (way->backward ? ROWS - 1 - row : row);
}

static void lay_out(memory *m, const integer_type *type, const road *way) {
    const int64_t step = way->stride == 1 ? (int64_t)type->size : way->stride;
    memset(m, 0, sizeof *m);
    memset(m->bits, 0xff, sizeof m->bits);
    m->column.data = row_at(m, type, way, 0);
    m->column.stride = way->backward ? -step : step;
    m->column.type = type->type;
    m->column.validity = way->validity ? m->bits : NULL;
    m->column.validity_offset = way->validity ? 11 : 0;
}

static void give_null(memory *m, size_t row) {
    const size_t bit = row + (size_t)m->column.validity_offset;
    m->bits[bit / 8] = (uint8_t)(m->bits[bit / 8] & ~(1U << bit % 8));
}

/* One number of one type read as another: its value, or a refusal that names the row. */
static void check_number(const integer_type *from, const integer_type *to, const road *way,
                         number n) {
    static memory m;
    static uint8_t values[ROWS * 8], expected[8], before[ROWS * 8];
    const size_t row = way->stride == 0 ? 0 : ODD_ROW;
    uint8_t valid[ROWS];
    revops_error err;
    revops_status status;
    lay_out(&m, from, way);
    put(row_at(&m, from, way, row), from, n.bits);
    memset(values, 0x5a, sizeof values);
    memset(before, 0x5a, sizeof before);
    memset(valid, 7, sizeof valid);
    status = revops_column_copy(values, valid, &m.column, to->type, ROWS, &err);
    if (holds(to, n)) {
        put(expected, to, n.bits);
        assert_int_equal(status, REVOPS_OK);
        assert_memory_equal(values + row * to->size, expected, to->size);
        put(expected, to, way->stride == 0 ? n.bits : 0);
        assert_memory_equal(values + (ROWS - 1) * to->size, expected, to->size);
        for (size_t i = 0; i < ROWS; i++)
            assert_int_equal(valid[i], 1);
        return;
    }
    assert_int_equal(status, REVOPS_E_INVALID);
    assert_int_equal(err.row, row);
    assert_string_equal(err.field, "column");
    assert_memory_equal(values, before, sizeof values);
    assert_int_equal(valid[0], 7);
}

static void every_integer_type_reads_as_every_other_that_holds_the_number(void **state) {
    (void)state;
    for (size_t from = 0; from < TYPES; from++)
        for (size_t to = 0; to < TYPES; to++)
            for (size_t way = 0; way < COLUMN_ROADS; way++)
                for (size_t end = 0; end < 4 * TYPES; end++) {
                    const integer_type *other = &types[end / 4];
                    number n = {0, other->high + (end & 1)}; /* the end and one beyond */
                    if (end & 2) {
                        n.negative = other->low < 0;
                        n.bits = (uint64_t)other->low - (other->low < 0 && end & 1);
                        n.negative = n.negative && (int64_t)n.bits < 0;
                    }
                    if (holds(&types[from], n))
                        check_number(&types[from], &types[to], &roads[way], n);
                }
}

static void a_refused_value_is_shown_with_its_sign(void **state) {
    const int8_t small = -3;
    const uint64_t large = UINT64_MAX;
    const uint32_t tall = UINT32_MAX;
    int64_t value;
    revops_error err;
    revops_column column = REVOPS_COLUMN_VALUE(&small);
    (void)state;
    column.type = REVOPS_TYPE_INT8;
    assert_int_equal(revops_column_copy(&value, NULL, &column, REVOPS_TYPE_UINT64, 1, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.message, "expected a uint64, got -3");
    column.data = &large;
    column.type = REVOPS_TYPE_UINT64;
    assert_int_equal(revops_column_copy(&value, NULL, &column, REVOPS_TYPE_INT64, 1, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.message, "expected an int64, got 18446744073709551615");
    column.data = &tall;
    column.type = REVOPS_TYPE_UINT32;
    assert_int_equal(revops_column_copy(&value, NULL, &column, REVOPS_TYPE_INT32, 1, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.message, "expected an int32, got 4294967295");
}

static void doubles_travel_bit_by_bit_and_only_as_doubles(void **state) {
    const uint64_t bits[] = {UINT64_C(0x7ff4000000000001), UINT64_C(0x8000000000000000), 1};
    const uint8_t all[] = {7};
    uint64_t copy[3];
    revops_column column = REVOPS_COLUMN_ARRAY(bits);
    revops_error err;
    (void)state;
    column.type = REVOPS_TYPE_DOUBLE;
    for (size_t row = 0; row < 3; row++)
        for (int lies = 0; lies < 3; lies++) { /* an array, one value, with bits */
            column.data = lies == 1 ? &bits[row] : bits;
            column.stride = lies == 1 ? 0 : 8;
            column.validity = lies == 2 ? all : NULL;
            memset(copy, 0, sizeof copy);
            assert_int_equal(revops_column_copy(copy, NULL, &column, REVOPS_TYPE_DOUBLE, 3, &err),
                             REVOPS_OK);
            assert_memory_equal(&copy[row], &bits[row], 8);
        }
    column.validity = NULL;
    for (uint32_t type = REVOPS_TYPE_INT8; type <= REVOPS_TYPE_UINT64; type++) {
        column.type = REVOPS_TYPE_DOUBLE;
        assert_int_equal(revops_column_copy(copy, NULL, &column, type, 3, &err), REVOPS_E_INVALID);
        assert_string_equal(err.message, "expected a column of an integer type (1 to 8), got 9");
        assert_true(err.row == REVOPS_NONE);
        column.type = type;
        assert_int_equal(revops_column_copy(copy, NULL, &column, REVOPS_TYPE_DOUBLE, 3, &err),
                         REVOPS_E_INVALID);
        assert_memory_equal(err.message, "expected a column of type double (9), got ", 42);
    }
}

static void a_null_is_0_and_is_not_looked_at(void **state) {
    static memory m;
    (void)state;
    for (size_t way = 0; way < COLUMN_ROADS; way++) {
        uint8_t values[ROWS], valid[ROWS];
        const road *lies = &roads[way];
        if (!lies->validity || lies->stride == 0)
            continue;
        lay_out(&m, &types[3], lies);
        for (size_t row = 0; row < ROWS; row++) /* what does not fit lies under the nulls */
            put(row_at(&m, &types[3], lies, row), &types[3], row % 3 ? 200 : UINT64_MAX);
        for (size_t row = 0; row < ROWS; row += 3)
            give_null(&m, row);
        assert_int_equal(
            revops_column_copy(values, valid, &m.column, REVOPS_TYPE_UINT8, ROWS, NULL), REVOPS_OK);
        for (size_t row = 0; row < ROWS; row++) {
            assert_int_equal(values[row], row % 3 ? 200 : 0);
            assert_int_equal(valid[row], row % 3 != 0);
        }
    }
}

static void bits_begin_at_any_offset(void **state) {
    static memory m;
    (void)state;
    for (size_t offset = 0; offset < 18; offset++) {
        uint8_t values[ROWS], valid[ROWS];
        lay_out(&m, &types[4], &roads[4]);
        m.column.validity_offset = (int64_t)offset;
        for (size_t row = 5; row < ROWS; row += 7)
            give_null(&m, row);
        if (offset > 0) /* the bit before row 0 is nobody's */
            m.bits[(offset - 1) / 8] =
                (uint8_t)(m.bits[(offset - 1) / 8] & ~(1U << (offset - 1) % 8));
        assert_int_equal(
            revops_column_copy(values, valid, &m.column, REVOPS_TYPE_UINT8, ROWS, NULL), REVOPS_OK);
        for (size_t row = 0; row < ROWS; row++)
            assert_int_equal(valid[row], row % 7 != 5);
    }
}

/* The column of one documented type of a batch. */
static revops_field field_of(uint32_t type, uint32_t flags) {
    revops_field field;
    memset(&field, 0, sizeof field);
    field.name = "amount_minor";
    field.column_type = (uint16_t)type;
    field.flags = flags;
    return field;
}

static void an_aligned_array_of_the_documented_type_is_not_copied(void **state) {
    static memory m;
    static const size_t wide[] = {2, 3, 6, 7}; /* int32, int64, uint32, uint64 */
    uint64_t buffer[REVOPS__CHUNK];
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        const integer_type *type = &types[wide[i]];
        const revops_field field = field_of(type->type, REVOPS_FIELD_REQUIRED);
        const void *values = NULL;
        uint8_t valid[REVOPS__CHUNK];
        int32_t all_valid = 0;
        revops__column view;
        lay_out(&m, type, &roads[3]);
        m.column.type = i % 2 ? REVOPS_TYPE_DOCUMENTED : type->type;
        assert_int_equal(revops__column_open(&view, &m.column, &field, 0, ROWS, NULL), REVOPS_OK);
        memset(valid, 7, sizeof valid);
        assert_int_equal(
            revops__column_chunk(&view, 256, 44, buffer, &values, valid, &all_valid, NULL),
            REVOPS_OK);
        assert_ptr_equal(values, m.bytes + 256 * type->size);
        assert_int_equal(all_valid, 1);
        assert_int_equal(valid[0] + valid[43], 2);
        assert_int_equal(valid[44], 7);
        for (size_t shift = 1; shift < type->size; shift++) { /* the same array off its alignment */
            m.column.data = m.bytes + shift;
            assert_int_equal(revops__column_open(&view, &m.column, &field, 0, ROWS, NULL),
                             REVOPS_OK);
            assert_int_equal(revops__column_chunk(&view, 0, 10, buffer, &values, NULL, NULL, NULL),
                             REVOPS_OK);
            assert_ptr_equal(values, buffer);
        }
    }
}

static void a_sign_of_the_same_width_is_checked_in_place(void **state) {
    uint32_t narrow[] = {1, INT32_MAX, (uint32_t)INT32_MAX + 1};
    uint64_t wide[] = {1, INT64_MAX, (uint64_t)INT64_MAX + 1}, buffer[REVOPS__CHUNK];
    const uint32_t to[] = {REVOPS_TYPE_INT32, REVOPS_TYPE_UINT32, REVOPS_TYPE_INT64,
                           REVOPS_TYPE_UINT64};
    const uint32_t from[] = {REVOPS_TYPE_UINT32, REVOPS_TYPE_INT32, REVOPS_TYPE_UINT64,
                             REVOPS_TYPE_INT64};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        const revops_field field = field_of(to[i], 0);
        const void *data = i < 2 ? (const void *)narrow : (const void *)wide, *values = NULL;
        revops_column column = {data, NULL, i < 2 ? 4 : 8, 0, from[i], 0};
        revops__column view;
        revops_error err;
        assert_int_equal(revops__column_open(&view, &column, &field, 0, 3, &err), REVOPS_OK);
        assert_int_equal(revops__column_chunk(&view, 0, 2, buffer, &values, NULL, NULL, &err),
                         REVOPS_OK);
        assert_ptr_equal(values, data);
        assert_int_equal(revops__column_chunk(&view, 1, 2, buffer, &values, NULL, NULL, &err),
                         REVOPS_E_INVALID);
        assert_int_equal(err.row, 2);
        assert_string_equal(err.field, "amount_minor");
    }
}

static void a_constant_fills_the_buffer_once(void **state) {
    const int16_t one = -5;
    revops_column column = REVOPS_COLUMN_VALUE(&one);
    const revops_field field = field_of(REVOPS_TYPE_INT64, REVOPS_FIELD_REQUIRED);
    int64_t buffer[REVOPS__CHUNK];
    const void *values = NULL;
    revops__column view;
    (void)state;
    column.type = REVOPS_TYPE_INT16;
    assert_int_equal(revops__column_open(&view, &column, &field, 0, 1000, NULL), REVOPS_OK);
    assert_int_equal(revops__column_chunk(&view, 0, 3, buffer, &values, NULL, NULL, NULL),
                     REVOPS_OK);
    assert_ptr_equal(values, buffer);
    assert_int_equal(buffer[2], -5);
    buffer[0] = 77; /* what is filled already stays */
    assert_int_equal(revops__column_chunk(&view, 3, 256, buffer, &values, NULL, NULL, NULL),
                     REVOPS_OK);
    assert_int_equal(buffer[0], 77);
    assert_int_equal(buffer[3], -5);
    assert_int_equal(buffer[255], -5);
    assert_int_equal(revops__column_chunk(&view, 259, 2, buffer, &values, NULL, NULL, NULL),
                     REVOPS_OK);
    assert_int_equal(buffer[255], -5);
}

static void a_constant_out_of_range_names_the_first_row(void **state) {
    const int64_t large = 1000;
    revops_column column = REVOPS_COLUMN_VALUE(&large);
    const revops_field field = field_of(REVOPS_TYPE_UINT8, 0);
    uint64_t buffer[REVOPS__CHUNK];
    const void *values = NULL;
    revops__column view;
    revops_error err;
    (void)state;
    column.type = REVOPS_TYPE_INT64;
    assert_int_equal(revops__column_open(&view, &column, &field, 0, 9, &err), REVOPS_OK);
    assert_int_equal(revops__column_chunk(&view, 4, 5, buffer, &values, NULL, NULL, &err),
                     REVOPS_E_INVALID);
    assert_int_equal(err.row, 4);
    assert_string_equal(err.message, "expected a uint8, got 1000");
}

static void nulls_and_absent_columns_read_as_the_default(void **state) {
    const int32_t stored[] = {1, 2, 3};
    const uint8_t bits[] = {5}; /* row 1 is null */
    const revops_field field = field_of(REVOPS_TYPE_INT32, 0);
    revops_column column = {stored, bits, 4, 0, 0, 0};
    int32_t buffer[2 * REVOPS__CHUNK], all_valid = 7;
    const void *values = NULL;
    uint8_t valid[4] = {7, 7, 7, 7};
    revops__column view;
    (void)state;
    assert_int_equal(revops__column_open(&view, &column, &field, -9, 3, NULL), REVOPS_OK);
    assert_int_equal(revops__column_chunk(&view, 0, 3, buffer, &values, valid, &all_valid, NULL),
                     REVOPS_OK);
    assert_int_equal(buffer[0], 1);
    assert_int_equal(buffer[1], -9);
    assert_int_equal(buffer[2], 3);
    assert_memory_equal(valid, "\1\0\1\7", 4);
    assert_int_equal(all_valid, 0);
    assert_int_equal(revops__column_chunk(&view, 2, 1, buffer, &values, valid, &all_valid, NULL),
                     REVOPS_OK);
    assert_int_equal(all_valid, 1);
    column.data = NULL;
    assert_int_equal(revops__column_open(&view, &column, &field, -9, 3, NULL), REVOPS_OK);
    memset(valid, 7, sizeof valid);
    assert_int_equal(revops__column_chunk(&view, 0, 3, buffer, &values, valid, &all_valid, NULL),
                     REVOPS_OK);
    assert_int_equal(((const int32_t *)values)[2], -9);
    assert_memory_equal(valid, "\0\0\0\7", 4);
    assert_int_equal(all_valid, 0);
}

static void a_required_column_refuses_nulls_and_absence(void **state) {
    const int64_t stored[] = {1, 2, 3};
    const uint8_t bits[] = {0xfb};
    const revops_field field = field_of(REVOPS_TYPE_INT64, REVOPS_FIELD_REQUIRED);
    revops_column column = {stored, bits, 8, 0, 0, 0};
    uint64_t buffer[REVOPS__CHUNK];
    const void *values = NULL;
    revops__column view;
    revops_error err;
    (void)state;
    assert_int_equal(revops__column_open(&view, &column, &field, 0, 3, &err), REVOPS_OK);
    assert_int_equal(revops__column_chunk(&view, 0, 3, buffer, &values, NULL, NULL, &err),
                     REVOPS_E_INVALID);
    assert_int_equal(err.row, 2);
    assert_string_equal(err.field, "amount_minor");
    assert_string_equal(err.message, "expected a value, got null");
    column.data = NULL;
    assert_int_equal(revops__column_open(&view, &column, &field, 0, 3, &err), REVOPS_E_INVALID);
    assert_true(err.row == REVOPS_NONE);
    assert_string_equal(err.message, "expected a column, got none");
    assert_int_equal(revops__column_open(&view, &column, &field, 0, 1, &err), REVOPS_E_INVALID);
    assert_int_equal(revops__column_open(&view, &column, &field, 0, 0, &err), REVOPS_OK);
}

static void a_descriptor_with_garbage_is_refused(void **state) {
    const int64_t stored[] = {1};
    const uint8_t bits[] = {1};
    int64_t value = 5;
    revops_error err;
    revops_column column = REVOPS_COLUMN_ARRAY(stored);
    (void)state;
    column.reserved0 = 1;
    assert_int_equal(revops_column_copy(&value, NULL, &column, REVOPS_TYPE_INT64, 1, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.message, "expected reserved0 to be 0, got 1");
    column.reserved0 = 0;
    column.validity_offset = -1; /* without bits nobody looks at the offset */
    assert_int_equal(revops_column_copy(&value, NULL, &column, REVOPS_TYPE_INT64, 1, &err),
                     REVOPS_OK);
    column.validity = bits;
    assert_int_equal(revops_column_copy(&value, NULL, &column, REVOPS_TYPE_INT64, 1, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "column");
    assert_string_equal(err.message, "expected a validity_offset of at least 0, got -1");
    column.validity = NULL;
    for (uint32_t type = REVOPS_TYPE_RATIO; type <= REVOPS_TYPE_POINTER + 1; type++) {
        column.type = type;
        assert_int_equal(revops_column_copy(&value, NULL, &column, REVOPS_TYPE_INT64, 1, &err),
                         REVOPS_E_INVALID);
        assert_true(err.row == REVOPS_NONE);
    }
    column.type = UINT32_MAX;
    assert_int_equal(revops_column_copy(&value, NULL, &column, REVOPS_TYPE_DOUBLE, 1, &err),
                     REVOPS_E_INVALID);
}

static void copying_refuses_what_it_cannot_do_by_name(void **state) {
    const int64_t stored[] = {1};
    revops_column column = REVOPS_COLUMN_ARRAY(stored), empty = {NULL, NULL, 0, 0, 0, 0};
    static const uint32_t unfit[] = {0, REVOPS_TYPE_RATIO, REVOPS_TYPE_POINTER, UINT32_MAX};
    int64_t value = 5;
    revops_error err;
    (void)state;
    assert_int_equal(revops_column_copy(NULL, NULL, &column, REVOPS_TYPE_INT64, 1, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "values");
    assert_int_equal(revops_column_copy(&value, NULL, NULL, REVOPS_TYPE_INT64, 1, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "column");
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(revops_column_copy(&value, NULL, &column, unfit[i], 1, &err),
                         REVOPS_E_INVALID);
        assert_string_equal(err.field, "type");
    }
    assert_int_equal(
        revops_column_copy(&value, NULL, &column, REVOPS_TYPE_INT64, (uint64_t)INT32_MAX + 1, &err),
        REVOPS_E_INVALID);
    assert_string_equal(err.field, "count");
    assert_string_equal(err.message, "expected a count from 0 to 2^31-1, got 2147483648");
    assert_int_equal(revops_column_copy(&value, NULL, &empty, REVOPS_TYPE_INT64, 1, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "column");
    assert_int_equal(revops_column_copy(&value, NULL, &empty, REVOPS_TYPE_INT64, 0, &err),
                     REVOPS_OK);
    assert_int_equal(value, 5);
    assert_int_equal(revops_column_copy(NULL, NULL, NULL, 0, 1, NULL), REVOPS_E_INVALID);
}

static void sizes_of_types_are_those_of_c(void **state) {
    (void)state;
    for (size_t i = 0; i < TYPES; i++)
        assert_int_equal(revops__type_size(types[i].type), types[i].size);
    assert_int_equal(revops__type_size(REVOPS_TYPE_DOUBLE), 8);
    assert_int_equal(revops__type_size(REVOPS_TYPE_DOCUMENTED), 0);
    assert_int_equal(revops__type_size(REVOPS_TYPE_RATIO), 0);
    assert_int_equal(revops__type_size(UINT32_MAX), 0);
}

typedef struct test_batch {
    size_t struct_size;
    uint64_t count;
    revops_column amount;
} test_batch;

static void a_batch_comes_in_with_its_count_checked(void **state) {
    test_batch batch = {sizeof batch, INT32_MAX, {NULL, NULL, 0, 0, 0, 0}}, taken;
    revops_error err;
    (void)state;
    assert_int_equal(revops__batch_take(&taken, sizeof taken, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "batch");
    assert_int_equal(revops__batch_take(&taken, sizeof taken, &batch, &err), REVOPS_OK);
    assert_int_equal(taken.count, INT32_MAX);
    batch.count++;
    assert_int_equal(revops__batch_take(&taken, sizeof taken, &batch, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "count");
    batch.struct_size = sizeof(size_t); /* a host that knows no count has no rows */
    assert_int_equal(revops__batch_take(&taken, sizeof taken, &batch, &err), REVOPS_OK);
    assert_int_equal(taken.count, 0);
    batch.struct_size = 0;
    assert_int_equal(revops__batch_take(&taken, sizeof taken, &batch, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "struct_size");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_integer_type_reads_as_every_other_that_holds_the_number),
        cmocka_unit_test(a_refused_value_is_shown_with_its_sign),
        cmocka_unit_test(doubles_travel_bit_by_bit_and_only_as_doubles),
        cmocka_unit_test(a_null_is_0_and_is_not_looked_at),
        cmocka_unit_test(bits_begin_at_any_offset),
        cmocka_unit_test(an_aligned_array_of_the_documented_type_is_not_copied),
        cmocka_unit_test(a_sign_of_the_same_width_is_checked_in_place),
        cmocka_unit_test(a_constant_fills_the_buffer_once),
        cmocka_unit_test(a_constant_out_of_range_names_the_first_row),
        cmocka_unit_test(nulls_and_absent_columns_read_as_the_default),
        cmocka_unit_test(a_required_column_refuses_nulls_and_absence),
        cmocka_unit_test(a_descriptor_with_garbage_is_refused),
        cmocka_unit_test(copying_refuses_what_it_cannot_do_by_name),
        cmocka_unit_test(sizes_of_types_are_those_of_c),
        cmocka_unit_test(a_batch_comes_in_with_its_count_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
