/* Integers of any width behind a pointer: read into 64 bits, checked against a type, written. One
 * place for all readers and writers of the host's values; any alignment is fine. */
#ifndef REVOPS_BASE_INTEGER_H
#define REVOPS_BASE_INTEGER_H

#include <string.h>

#include "revops/column.h"

static inline int revops__integer_is_signed(uint32_t type) {
    return type >= REVOPS_TYPE_INT8 && type <= REVOPS_TYPE_INT64;
}

/* The value at @p at, widened to 64 bits; the sign of unsigned values lies in @p type. A double
 * travels as its bits. */
static inline uint64_t revops__integer_load(const void *at, uint32_t type) {
    switch (type) {
    case REVOPS_TYPE_INT8: {
        int8_t v;
        memcpy(&v, at, sizeof v);
        return (uint64_t)(int64_t)v;
    }
    case REVOPS_TYPE_INT16: {
        int16_t v;
        memcpy(&v, at, sizeof v);
        return (uint64_t)(int64_t)v;
    }
    case REVOPS_TYPE_INT32: {
        int32_t v;
        memcpy(&v, at, sizeof v);
        return (uint64_t)(int64_t)v;
    }
    case REVOPS_TYPE_UINT8: {
        uint8_t v;
        memcpy(&v, at, sizeof v);
        return v;
    }
    case REVOPS_TYPE_UINT16: {
        uint16_t v;
        memcpy(&v, at, sizeof v);
        return v;
    }
    case REVOPS_TYPE_UINT32: {
        uint32_t v;
        memcpy(&v, at, sizeof v);
        return v;
    }
    default: {
        uint64_t v;
        memcpy(&v, at, sizeof v);
        return v;
    }
    }
}

/* Does a value read from @p from fit the integer type @p type of @p size bytes? */
static inline int revops__integer_fits(uint64_t bits, uint32_t from, uint32_t type, size_t size) {
    size_t width = 8 * size;
    if (revops__integer_is_signed(from) && (int64_t)bits < 0)
        return revops__integer_is_signed(type) &&
               (width == 64 || (int64_t)bits >= -((int64_t)1 << (width - 1)));
    if (revops__integer_is_signed(type))
        width--;
    return width == 64 || bits >> width == 0;
}

/* Write the low @p size bytes' worth of a value that fits. */
static inline void revops__integer_store(void *at, size_t size, uint64_t bits) {
    switch (size) {
    case 1: {
        uint8_t v = (uint8_t)bits;
        memcpy(at, &v, sizeof v);
        break;
    }
    case 2: {
        uint16_t v = (uint16_t)bits;
        memcpy(at, &v, sizeof v);
        break;
    }
    case 4: {
        uint32_t v = (uint32_t)bits;
        memcpy(at, &v, sizeof v);
        break;
    }
    default:
        memcpy(at, &bits, sizeof bits);
    }
}

#endif
