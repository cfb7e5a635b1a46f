/** @file revops/host.h
 *  @brief What the library asks of its host: memory, patience, limits, and the callbacks of data.
 *
 *  The library does no I/O and keeps no globals. Memory comes from one function of the host, long
 *  calls report progress through another, and both are optional. One answer rule serves every
 *  callback that returns int32_t: REVOPS_MORE (1) goes on, REVOPS_END (2) stops, and every other
 *  value, 0 included, is a failure of the host that comes back untouched in
 *  revops_error::host_code. While a callback runs, its handle is busy: every call on it but destroy
 *  answers REVOPS_E_BUSY.
 */
#ifndef REVOPS_HOST_H
#define REVOPS_HOST_H

#include "revops/error.h"

REVOPS_BEGIN_DECLS

/** The host's memory, progress and limits: copied by create; NULL means all defaults. */
typedef struct revops_host {
    size_t struct_size; /**< sizeof(revops_host); later versions grow at the end */
    void *user;         /**< handed to both functions */
    /** Allocate (NULL block), resize, or free (new_size 0; the answer is then ignored). Failure
     *  answers NULL and leaves the old block. Alignment as max_align_t. NULL: realloc and free. */
    void *(*resize)(void *user, void *block, size_t old_size, size_t new_size);
    /** Asked before the first row and after each 65,536; @p total 0 is unknown. NULL: never. */
    int32_t (*progress)(void *user, uint64_t done, uint64_t total);
    uint64_t max_bytes; /**< most bytes one handle may hold, else REVOPS_E_LIMIT; 0: no limit */
    uint64_t max_rows;  /**< most rows one handle may be fed, else REVOPS_E_LIMIT; 0: no limit */
} revops_host;

/** All defaults, to start from. */
#define REVOPS_HOST_INIT                                                                           \
    { sizeof(revops_host), NULL, NULL, NULL, 0, 0 }

/** Fill @p host with all defaults.
 *
 *  @param host  Receives what REVOPS_HOST_INIT holds; NULL is ignored. Any thread.
 *  @since 0.1
 */
REVOPS_API void revops_host_init(revops_host *host);

/** A source of rows: fills the next batch of its feed.
 *
 *  The batch arrives zeroed with struct_size set and count = REVOPS_NONE; the source sets count and
 *  the columns, whose memory must stay until the next call. Answering REVOPS_MORE with the count
 *  unset or above 2^31-1 is REVOPS_E_INVALID field "count".
 */
typedef int32_t (*revops_source)(void *user, void *batch);

/** A sink: takes @p count records of the documented type, or @p count bytes of text. */
typedef int32_t (*revops_sink)(void *user, const void *data, size_t count);

/** A resolver: gives the text of a key, NUL added.
 *
 *  It follows the rule of all text functions: *written receives the size without the NUL. It is
 *  called with room for 65,536 bytes. revops_names_resolve is one.
 */
typedef int32_t (*revops_resolver)(void *user, uint64_t key, char *out, size_t capacity,
                                   size_t *written);

/** One source's share of a figure, as explain hands it out. */
typedef struct revops_contribution {
    uint64_t source;      /**< key of the row: transaction, invoice, ... 0 if it has none */
    uint64_t row;         /**< zero-based position in the source */
    int64_t amount_minor; /**< what it adds to the figure, minor units (or 1 for a count) */
} revops_contribution;

REVOPS_END_DECLS

#endif
