/* How the host writes a shape of its own: the same table as the library's, over public headers. */
#ifndef HOST_SHAPES_H
#define HOST_SHAPES_H

#include <stddef.h>

#include "revops/column.h"
#include "revops/shape.h"

#define HOST_FIELD(S, m, name, type, unit, length, order)                                          \
    { name, "", NULL, 0, (uint32_t)offsetof(S, m), length, 0, type, unit, 0, order }

/* A text (host_text) is a key in the eyes of a writer. */
#define HOST_TEXT_FIELD(S, m, order)                                                               \
    HOST_FIELD(S, m, #m, REVOPS_TYPE_BYTES, REVOPS_UNIT_KEY, (uint32_t)sizeof(host_text), order)
#define HOST_MINOR_FIELD(S, m) HOST_FIELD(S, m, #m, REVOPS_TYPE_INT64, REVOPS_UNIT_MINOR, 1, 0)
#define HOST_COUNT_FIELD(S, m, name)                                                               \
    HOST_FIELD(S, m, name, REVOPS_TYPE_UINT64, REVOPS_UNIT_COUNT, 1, 0)
#define HOST_DAY_FIELD(S, m, order)                                                                \
    HOST_FIELD(S, m, #m, REVOPS_TYPE_INT32, REVOPS_UNIT_DAY, 1, order)
#define HOST_CURRENCY_FIELD(S, m)                                                                  \
    HOST_FIELD(S, m, #m, REVOPS_TYPE_UINT32, REVOPS_UNIT_CURRENCY, 1, 0)
#define HOST_RESERVED_FIELD(S, m)                                                                  \
    HOST_FIELD(S, m, #m, REVOPS_TYPE_UINT32, REVOPS_UNIT_RESERVED, 1, 0)

#define HOST_LENGTH(array) ((uint32_t)(sizeof(array) / sizeof((array)[0])))
#define HOST_SHAPE(S, name, about, fields)                                                         \
    {                                                                                              \
        name, about, fields, HOST_LENGTH(fields), (uint32_t)sizeof(revops_field),                  \
            (uint32_t)sizeof(S), REVOPS_SHAPE_RECORD                                               \
    }

#endif
