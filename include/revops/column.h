/** @file revops/column.h
 *  @brief Columns: one descriptor reads arrays, structs, numpy, Arrow and DuckDB without a copy.
 *
 *  A column is a pointer to row 0, a stride in bytes, and an optional validity bitmap. The same
 *  call reads an array (stride = element size), a field of an array of structs (stride = struct
 *  size), one value for all rows (stride 0), or an array backwards (negative stride). Values are
 *  read byte-wise, so any alignment is fine. A batch is a sized struct of named columns:
 *  struct_size, count, columns.
 */
#ifndef REVOPS_COLUMN_H
#define REVOPS_COLUMN_H

#include "revops/error.h"

REVOPS_BEGIN_DECLS

/** What lies in a column, or in a field of a struct. */
enum {
    REVOPS_TYPE_DOCUMENTED = 0, /**< the type that the batch documents for this column */
    REVOPS_TYPE_INT8 = 1,       /**< int8_t */
    REVOPS_TYPE_INT16 = 2,      /**< int16_t */
    REVOPS_TYPE_INT32 = 3,      /**< int32_t */
    REVOPS_TYPE_INT64 = 4,      /**< int64_t */
    REVOPS_TYPE_UINT8 = 5,      /**< uint8_t */
    REVOPS_TYPE_UINT16 = 6,     /**< uint16_t */
    REVOPS_TYPE_UINT32 = 7,     /**< uint32_t */
    REVOPS_TYPE_UINT64 = 8,     /**< uint64_t */
    REVOPS_TYPE_DOUBLE = 9,     /**< double; never for money, days or keys */
    REVOPS_TYPE_RATIO = 10,     /**< revops_ratio */
    REVOPS_TYPE_BYTES = 11,     /**< length bytes, such as a digest */
    REVOPS_TYPE_COLUMN = 12,    /**< revops_column */
    REVOPS_TYPE_POINTER = 13    /**< a pointer */
};

/** Where one column of a batch lies in the host's memory. Borrowed for the duration of a call. */
typedef struct revops_column {
    const void *data;        /**< value of row 0; NULL: the column is absent */
    const uint8_t *validity; /**< bits, least significant first, 1 = valid; NULL: all valid */
    int64_t stride;          /**< bytes from row to row; 0: one value for all; may be negative */
    int64_t validity_offset; /**< bit of row 0, at least 0 */
    uint32_t type;           /**< REVOPS_TYPE_...; 0 = the documented type */
    uint32_t reserved0;      /**< zero */
} revops_column;

/** An exact ratio in lowest terms; undefined is a status, never a zero or a NaN. 24 bytes. */
typedef struct revops_ratio {
    int64_t numerator;   /**< carries the sign; 0 when undefined */
    int64_t denominator; /**< above 0; 0 when undefined */
    int32_t status;      /**< REVOPS_RATIO_OK or REVOPS_RATIO_UNDEFINED */
    uint32_t reserved0;  /**< zero */
} revops_ratio;

/** Whether a ratio has a value. */
enum {
    REVOPS_RATIO_OK = 0,       /**< numerator / denominator */
    REVOPS_RATIO_UNDEFINED = 1 /**< no value: a ROAS without spend */
};

#ifdef __cplusplus
/** Build a column descriptor (the C++ shape of the compound literal).
 *  @param data    Value of row 0.
 *  @param stride  Bytes from row to row.
 *  @return A column without validity bits, of the documented type.
 */
static inline revops_column revops_column_make(const void *data, int64_t stride) {
    revops_column column = {data, 0, stride, 0, 0, 0};
    return column;
}
/** A column over one member of an array of structs. */
#define REVOPS_COLUMN(rows, member)                                                                \
    revops_column_make(&(rows)[0].member, static_cast<int64_t>(sizeof((rows)[0])))
/** A column over a plain array. */
#define REVOPS_COLUMN_ARRAY(array)                                                                 \
    revops_column_make((array), static_cast<int64_t>(sizeof((array)[0])))
/** A column with one value for all rows. */
#define REVOPS_COLUMN_VALUE(pointer) revops_column_make((pointer), 0)
#else
/** A column over one member of an array of structs. */
#define REVOPS_COLUMN(rows, member)                                                                \
    ((revops_column){&(rows)[0].member, NULL, (int64_t)sizeof((rows)[0]), 0, 0, 0})
/** A column over a plain array. */
#define REVOPS_COLUMN_ARRAY(array)                                                                 \
    ((revops_column){(array), NULL, (int64_t)sizeof((array)[0]), 0, 0, 0})
/** A column with one value for all rows. */
#define REVOPS_COLUMN_VALUE(pointer) ((revops_column){(pointer), NULL, 0, 0, 0, 0})
#endif

/** Read a column as the library does: convert, check ranges, honour validity.
 *
 *  @param values  Array of @p count values of @p type; a null row receives 0. Written on success
 *                 only.
 *  @param valid   Array of @p count bytes, 1 for a value and 0 for a null; NULL is welcome.
 *  @param column  The column; its data may not be NULL unless @p count is 0.
 *  @param type    REVOPS_TYPE_INT8 ... REVOPS_TYPE_DOUBLE: the type to read as. Integers convert to
 *                 any integer type that holds each value; doubles are read as doubles only.
 *  @param count   Rows to read, at most 2^31-1.
 *  @param err     Receives row, field "column" and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument, an unknown or unfit type, a reserved
 *          field that is not zero, or a value out of range (with its row). Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_column_copy(void *values, uint8_t *valid,
                                                            const revops_column *column,
                                                            uint32_t type, uint64_t count,
                                                            revops_error *err);

REVOPS_END_DECLS

#endif
