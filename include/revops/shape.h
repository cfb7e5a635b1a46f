/** @file revops/shape.h
 *  @brief Shapes: static tables that describe every public record, batch, query and options struct.
 *
 *  Writers, bindings, SQL extensions, importers and the conformance runner are loops over shapes,
 *  so a new column appears everywhere at once. The name of a shape is its struct's name without
 *  `revops_`. Every byte of a struct lies in exactly one field of its shape; struct_size, count and
 *  reserved fields are listed too. All of it is constant memory, safe in any thread.
 */
#ifndef REVOPS_SHAPE_H
#define REVOPS_SHAPE_H

#include "revops/error.h"

REVOPS_BEGIN_DECLS

/** What a value means, and so how it is written and read as text. */
enum {
    REVOPS_UNIT_NONE = 0,      /**< a plain number or pointer */
    REVOPS_UNIT_MINOR = 1,     /**< minor units of the row's currency */
    REVOPS_UNIT_CURRENCY = 2,  /**< up to four capitals packed big-endian */
    REVOPS_UNIT_DAY = 3,       /**< days since 1970-01-01 */
    REVOPS_UNIT_MONTH = 4,     /**< months since 1970-01 */
    REVOPS_UNIT_NS = 5,        /**< nanoseconds since 1970-01-01T00:00Z */
    REVOPS_UNIT_KEY = 6,       /**< a 64-bit identity; 0 means none */
    REVOPS_UNIT_COUNT = 7,     /**< a count */
    REVOPS_UNIT_NUM = 8,       /**< numerator of the exact ratio `<name>_num`, `<name>_den` */
    REVOPS_UNIT_DEN = 9,       /**< its denominator */
    REVOPS_UNIT_ENUM = 10,     /**< one of the field's words */
    REVOPS_UNIT_FLAG = 11,     /**< 0 or 1; with words: a mask of them */
    REVOPS_UNIT_RATIO = 12,    /**< revops_ratio */
    REVOPS_UNIT_DIGEST = 13,   /**< bytes, written as hexadecimal */
    REVOPS_UNIT_SIZE = 14,     /**< struct_size; never written out */
    REVOPS_UNIT_RESERVED = 15, /**< zero; never written out */
    REVOPS_UNIT_TEXT = 16 /**< UTF-8: a char pointer (NULL: none), or bytes up to the first NUL */
};

/** What a shape describes. */
enum {
    REVOPS_SHAPE_RECORD = 1, /**< a row that is copied out */
    REVOPS_SHAPE_BATCH = 2,  /**< columns that are fed in */
    REVOPS_SHAPE_OPTIONS = 3 /**< options or a query */
};

/** Flags of a field. */
enum {
    REVOPS_FIELD_REQUIRED = 1 /**< a batch column that must be there */
};

/** One text of an enum field, or one bit of a mask. */
typedef struct revops_word {
    const char *name;   /**< lower_snake_case, the same on every surface */
    const char *about;  /**< one line */
    int32_t value;      /**< its number, or the bit of a mask */
    uint32_t reserved0; /**< zero */
} revops_word;

/** One field of a struct. */
typedef struct revops_field {
    const char *name;  /**< the member's name, unique in its shape but for SIZE and RESERVED */
    const char *about; /**< one line */
    const revops_word *words; /**< the texts of an enum or mask; NULL: none */
    uint32_t word_count;      /**< how many */
    uint32_t offset;          /**< bytes from the start of the struct */
    uint32_t length;          /**< elements: 1, or the size of an array */
    uint32_t flags;           /**< REVOPS_FIELD_... */
    uint16_t type; /**< REVOPS_TYPE_...: what lies in the struct (of an array: in one element) */
    uint16_t unit; /**< REVOPS_UNIT_... */
    uint16_t column_type; /**< documented type of a batch column, else 0 */
    uint16_t order;       /**< place in the documented row order, from 1; 0: none */
} revops_field;

/** One struct. */
typedef struct revops_shape {
    const char *name;           /**< struct name without `revops_` */
    const char *about;          /**< one line */
    const revops_field *fields; /**< step through them with revops_shape_field */
    uint32_t field_count;       /**< how many */
    uint32_t field_size;        /**< sizeof(revops_field) in the library */
    uint32_t size;              /**< sizeof the struct in the library */
    uint32_t kind;              /**< REVOPS_SHAPE_... */
} revops_shape;

/** Count the shapes of the library.
 *  @return How many revops_shape_at knows. Any thread.
 *  @since 0.1
 */
REVOPS_API uint32_t revops_shape_count(void);

/** Give a shape by its place, in the order of the floors.
 *  @param index  0 to revops_shape_count() - 1.
 *  @return The shape, constant memory, or NULL beyond the end. Any thread.
 *  @since 0.1
 */
REVOPS_API const revops_shape *revops_shape_at(uint32_t index);

/** Find a shape by its name.
 *  @param name  Struct name without `revops_`, such as "revenue_row".
 *  @return The shape, constant memory, or NULL. Any thread.
 *  @since 0.1
 */
REVOPS_API const revops_shape *revops_shape_find(const char *name);

/** Give a field of a shape; steps by field_size, so fields may grow in later versions.
 *  @param shape  A shape of the library or of the host.
 *  @param index  0 to field_count - 1.
 *  @return The field, constant memory, or NULL beyond the end. Any thread.
 *  @since 0.1
 */
REVOPS_API const revops_field *revops_shape_field(const revops_shape *shape, uint32_t index);

REVOPS_END_DECLS

#endif
