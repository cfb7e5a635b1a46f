/** @file revops/error.h
 *  @brief Statuses, and the error record that the caller owns.
 *
 *  A function that can fail returns a status: 0 is success, every other number keeps its meaning
 *  for ever and new ones are appended. Details go into a record that the caller hands in as the
 *  last argument; NULL is welcome. The record is written on failure only. When several refusals
 *  apply to one call, arguments go first, then the lowest row, then the first field in the order of
 *  the shape.
 */
#ifndef REVOPS_ERROR_H
#define REVOPS_ERROR_H

#include "revops/export.h"

REVOPS_BEGIN_DECLS

/** What a call came to: one of the REVOPS_OK, REVOPS_E_... numbers. */
typedef int32_t revops_status;

/** The statuses. */
enum {
    REVOPS_OK = 0,             /**< done */
    REVOPS_E_INVALID = 1,      /**< an argument or row breaks a documented rule */
    REVOPS_E_OVERFLOW = 2,     /**< the exact result does not fit its type */
    REVOPS_E_NOMEM = 3,        /**< the host gave no memory */
    REVOPS_E_LIMIT = 4,        /**< a stated maximum, the host's or the area's, was reached */
    REVOPS_E_HOST = 5,         /**< a host callback failed; its answer is in host_code */
    REVOPS_E_CANCELLED = 6,    /**< a host callback asked to stop */
    REVOPS_E_MISSING = 7,      /**< a needed input is absent: rate, rule, name, id */
    REVOPS_E_DUPLICATE = 8,    /**< an id came twice with different content */
    REVOPS_E_MISMATCH = 9,     /**< two things that must agree do not */
    REVOPS_E_DAMAGED = 10,     /**< bytes do not carry what they promise */
    REVOPS_E_UNSUPPORTED = 11, /**< this version does not offer it */
    REVOPS_E_CAPACITY = 12, /**< the output buffer is too small; *written holds the needed size */
    REVOPS_E_BUSY = 13, /**< the handle is inside its own callback, or a host jump left it there */
    REVOPS_E_INTERNAL = 14, /**< one of our identities broke: a bug of ours */
    REVOPS_E_CONFLICT = 15  /**< another writer was first */
};

/** The answers of every host callback; any other value, 0 included, is a failure of the host. */
enum {
    REVOPS_MORE = 1, /**< go on; for a source: the batch is filled */
    REVOPS_END = 2   /**< stop; for a source: there is no more data and the batch is not read */
};

/** No row, no offset, no count. */
#define REVOPS_NONE UINT64_MAX

/** Why a call failed: 256 bytes on every platform, owned by the caller. */
typedef struct revops_error {
    revops_status status; /**< the status that the call returned */
    int32_t host_code;    /**< the answer of the failing callback with REVOPS_E_HOST, else 0 */
    uint64_t row;         /**< zero-based, over all batches of the call; REVOPS_NONE: no row */
    uint64_t offset;      /**< byte position in a text or state; REVOPS_NONE if none */
    char field[40];       /**< name of the field or argument, NUL-terminated; may be empty */
    char message[192];    /**< "expected ..., got ...", lower case, NUL-terminated */
} revops_error;

/** Name a status, as it stands in test cases and logs.
 *
 *  @param status  Any number.
 *  @return "ok", "invalid", ... or "unknown"; a constant text. Any thread.
 *  @since 0.1
 */
REVOPS_API const char *revops_status_name(revops_status status);

/** Explain a status in one sentence.
 *
 *  @param status  Any number.
 *  @return A constant text; "unknown" for a number that is no status. Any thread.
 *  @since 0.1
 */
REVOPS_API const char *revops_status_text(revops_status status);

REVOPS_END_DECLS

#endif
