/* How a shape is written: one line per member beside the area's code. The macros take the type from
 * the member itself and the offset from offsetof, so a shape cannot lie about its struct. */
#ifndef REVOPS_BASE_SHAPE_H
#define REVOPS_BASE_SHAPE_H

#include "revops/column.h"
#include "revops/shape.h"

#define REVOPS__MEMBER(S, m) (((S *)0)->m)
#define REVOPS__NAME(m) #m
#define REVOPS__TYPE_OF(member)                                                                    \
    _Generic((member), int8_t                                                                      \
             : REVOPS_TYPE_INT8, int16_t                                                           \
             : REVOPS_TYPE_INT16, int32_t                                                          \
             : REVOPS_TYPE_INT32, int64_t                                                          \
             : REVOPS_TYPE_INT64, uint8_t                                                          \
             : REVOPS_TYPE_UINT8, uint16_t                                                         \
             : REVOPS_TYPE_UINT16, uint32_t                                                        \
             : REVOPS_TYPE_UINT32, uint64_t                                                        \
             : REVOPS_TYPE_UINT64, double                                                          \
             : REVOPS_TYPE_DOUBLE, revops_ratio                                                    \
             : REVOPS_TYPE_RATIO, revops_column                                                    \
             : REVOPS_TYPE_COLUMN, default                                                         \
             : REVOPS_TYPE_POINTER)

#define REVOPS__ENTRY(S, m, name, words, word_count, flags, unit, column_type, order, about)       \
    {                                                                                              \
        name, about, words, word_count, (uint32_t)offsetof(S, m), 1, flags,                        \
            (uint16_t)REVOPS__TYPE_OF(REVOPS__MEMBER(S, m)), unit, column_type, order              \
    }

/* A plain member; one with a place in the row order; one that lists words. */
#define REVOPS__FIELD(S, m, unit, about) REVOPS__ENTRY(S, m, #m, NULL, 0, 0, unit, 0, 0, about)
#define REVOPS__ORDER(S, m, unit, order, about)                                                    \
    REVOPS__ENTRY(S, m, #m, NULL, 0, 0, unit, 0, order, about)
#define REVOPS__ENUM(S, m, words, order, about)                                                    \
    REVOPS__ENTRY(S, m, #m, words, REVOPS__COUNT(words), 0, REVOPS_UNIT_ENUM, 0, order, about)
#define REVOPS__MASK(S, m, words, about)                                                           \
    REVOPS__ENTRY(S, m, #m, words, REVOPS__COUNT(words), 0, REVOPS_UNIT_FLAG, 0, 0, about)

/* A column of a batch: documented type, and REVOPS_FIELD_REQUIRED or 0. */
#define REVOPS__COLUMN(S, m, type, unit, flags, about)                                             \
    REVOPS__ENTRY(S, m, #m, NULL, 0, flags, unit, type, 0, about)
#define REVOPS__ENUM_COLUMN(S, m, words, flags, about)                                             \
    REVOPS__ENTRY(S, m, #m, words, REVOPS__COUNT(words), flags, REVOPS_UNIT_ENUM,                  \
                  REVOPS_TYPE_INT32, 0, about)

/* A member of a nested struct under its own name; an array of a record. */
#define REVOPS__NESTED(S, path, name, unit, about)                                                 \
    REVOPS__ENTRY(S, path, name, NULL, 0, 0, unit, 0, 0, about)
#define REVOPS__NESTED_ENUM(S, path, name, words, about)                                           \
    REVOPS__ENTRY(S, path, name, words, REVOPS__COUNT(words), 0, REVOPS_UNIT_ENUM, 0, 0, about)
#define REVOPS__ARRAY(S, m, unit, about)                                                           \
    {                                                                                              \
        REVOPS__NAME(m), about, NULL, 0, (uint32_t)offsetof(S, m),                                 \
            (uint32_t)(sizeof(REVOPS__MEMBER(S, m)) / sizeof(REVOPS__MEMBER(S, m)[0])), 0,         \
            (uint16_t)REVOPS__TYPE_OF(REVOPS__MEMBER(S, m)[0]), unit, 0, 0                         \
    }

/* Text or bytes of a fixed length inside the struct. */
#define REVOPS__BYTES(S, m, unit, about)                                                           \
    {                                                                                              \
        REVOPS__NAME(m), about, NULL, 0, (uint32_t)offsetof(S, m),                                 \
            (uint32_t)sizeof(REVOPS__MEMBER(S, m)), 0, REVOPS_TYPE_BYTES, unit, 0, 0               \
    }

/* What opens every sized struct, and what batches add. */
#define REVOPS__SIZE(S)                                                                            \
    REVOPS__FIELD(S, struct_size, REVOPS_UNIT_SIZE, "sizeof the struct at the host")
#define REVOPS__BATCH_COUNT(S) REVOPS__FIELD(S, count, REVOPS_UNIT_COUNT, "rows")
#define REVOPS__RESERVED(S, m) REVOPS__FIELD(S, m, REVOPS_UNIT_RESERVED, "zero")

#define REVOPS__COUNT(array) ((uint32_t)(sizeof(array) / sizeof((array)[0])))
#define REVOPS__SHAPE(S, name, about, fields, kind)                                                \
    {                                                                                              \
        name, about, fields, REVOPS__COUNT(fields), (uint32_t)sizeof(revops_field),                \
            (uint32_t)sizeof(S), kind                                                              \
    }

/* Equal texts, both NUL-terminated. */
int revops__same_name(const char *a, const char *b);

#endif
