/* How kernels read columns. A kernel never sees types, strides or validity bits: it opens each
 * column once per batch and then takes chunks of at most REVOPS__CHUNK rows as plain aligned arrays
 * of the documented type, straight from the host's memory where that is possible, else decoded into
 * a buffer of the kernel. */
#ifndef REVOPS_BASE_COLUMN_H
#define REVOPS_BASE_COLUMN_H

#include "base/error.h"
#include "base/shape.h"
#include "base/table.h"
#include "revops/column.h"

enum { REVOPS__CHUNK = 256 }; /* rows; a decoded chunk of 16 columns is 32 KiB of stack */

/* Ask for the value one chunk behind @p at: a loop that does so for each column it reads has the
 * next chunk on its way while it works on this one. In a column that was decoded it asks for
 * nothing of use and costs nothing. */
#define REVOPS__AHEAD(at)                                                                          \
    REVOPS__PREFETCH((const void *)((uintptr_t)(at) + REVOPS__CHUNK * sizeof *(at)))

/* Loops over rows go in steps, so that a cache line is asked for once: REVOPS__STEP values of 64
 * bits lie in one, and REVOPS__UNROLL stands before the inner loop; loops that the compiler
 * vectorises take REVOPS__STRIDE rows at a time. Such loops are functions of their own, so that
 * they keep all they need in registers and their pointers apart. */
enum { REVOPS__STEP = 8, REVOPS__STRIDE = 64 };
#if defined(__GNUC__)
#define REVOPS__APART __attribute__((noinline))
#define REVOPS__UNROLL _Pragma("GCC unroll 8")
#else
#define REVOPS__APART
#define REVOPS__UNROLL
#endif

/* The same for a whole stride of a column, whose values are of 32 or 64 bits. */
static inline void revops__ahead_stride(const void *at, size_t size) {
    const uintptr_t ahead = (uintptr_t)at + REVOPS__CHUNK * size;
    for (size_t line = 0; line < REVOPS__STRIDE * size; line += REVOPS__STEP * sizeof(uint64_t))
        REVOPS__PREFETCH((const void *)(ahead + line));
}

typedef struct revops__column {
    revops_column column; /* type is resolved: never 0 */
    const char *field;    /* name for errors */
    uint32_t type;        /* documented type */
    uint32_t absent;      /* no data: chunks hold the default */
    uint32_t constant;    /* stride 0 or absent, and no validity bits: one value for all rows */
    uint32_t required;    /* nulls are refused */
    uint32_t plain;       /* contiguous in the documented width without validity bits */
    uint32_t same_width;  /* integers of the documented width: at most the sign has to be checked */
    uint32_t filled;      /* rows of the buffer that already hold the constant */
    int64_t fallback;     /* what nulls and absent columns read as */
} revops__column;

/* Check a column of a batch against its field: presence, type, reserved. */
revops_status revops__column_open(revops__column *view, const revops_column *column,
                                  const revops_field *field, int64_t fallback, uint64_t count,
                                  revops_error *err);

/* Give rows [first, first + count) as an aligned array in *values: the host's memory or @p buffer,
 * which has room for REVOPS__CHUNK values of eight bytes and belongs to this column alone. @p valid
 * (NULL: not wanted) receives one byte per row, and *all_valid (NULL: not wanted) whether all
 * are 1. Fails with the row of a value out of range or of a null in a required column. */
revops_status revops__column_chunk(revops__column *view, uint64_t first, size_t count, void *buffer,
                                   const void **values, uint8_t *valid, int32_t *all_valid,
                                   revops_error *err);

/* All columns of a small batch, read by its shape: column c is field c + 2, behind struct_size and
 * count. */
enum { REVOPS__COLUMNS = 16 };

typedef struct revops__columns {
    uint64_t count;
    uint32_t column_count;
    uint32_t watched; /* the column whose validity is wanted */
    revops__column columns[REVOPS__COLUMNS];
    uint64_t room[REVOPS__COLUMNS][REVOPS__CHUNK];
    const void *values[REVOPS__COLUMNS]; /* of the chunk */
    uint8_t valid[REVOPS__CHUNK];        /* of the watched column */
} revops__columns;

/* Check the batch struct and all its columns. @p fallbacks: what nulls read as; NULL: 0. */
revops_status revops__columns_open(revops__columns *in, const revops_shape *shape,
                                   const int64_t *fallbacks, uint32_t watched, const void *batch,
                                   revops_error *err);
revops_status revops__columns_chunk(revops__columns *in, uint64_t first, size_t count,
                                    revops_error *err);

/* Values of a chunk by column and row. */
static inline int64_t revops__columns_i64(const revops__columns *in, uint32_t column, size_t i) {
    return ((const int64_t *)in->values[column])[i];
}
static inline uint64_t revops__columns_u64(const revops__columns *in, uint32_t column, size_t i) {
    return ((const uint64_t *)in->values[column])[i];
}
static inline int32_t revops__columns_i32(const revops__columns *in, uint32_t column, size_t i) {
    return ((const int32_t *)in->values[column])[i];
}
static inline uint32_t revops__columns_u32(const revops__columns *in, uint32_t column, size_t i) {
    return ((const uint32_t *)in->values[column])[i];
}

/* Size of a value of REVOPS_TYPE_INT8 ... REVOPS_TYPE_DOUBLE; 0 for others. */
size_t revops__type_size(uint32_t type);

/* Take in a batch struct of @p size bytes; its count at most 2^31-1. */
revops_status revops__batch_take(void *into, size_t size, const void *batch, revops_error *err);

#endif
