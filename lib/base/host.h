/* What every handle has in common: memory, the busy mark, limits, and the two doors of a feed.
 * Sized structs (options, queries, batches, hosts) are taken in here too. */
#ifndef REVOPS_BASE_HOST_H
#define REVOPS_BASE_HOST_H

#include "base/memory.h"

/* First member of every handle. */
typedef struct revops__handle {
    revops__memory memory;
    uint64_t rows; /* rows fed so far, against max_rows */
    int32_t busy;  /* 1 while a callback of the host runs */
    int32_t reserved0;
} revops__handle;

/* Make a handle of @p size bytes, zero behind its first member; *made is NULL after a failure. */
revops_status revops__handle_make(void **made, size_t size, const revops_host *host,
                                  revops_error *err);
/* Free the handle itself, when all it holds is freed. */
void revops__handle_free(void *handle, size_t size);

/* What every save and every rows function asks of its output. @p row_bytes: of the record. */
revops_status revops__bytes_out(const void *out, size_t capacity, const size_t *written,
                                revops_error *err);
revops_status revops__rows_out(const void *out, size_t capacity, size_t row_size, size_t row_bytes,
                               const size_t *written, revops_error *err);

/* REVOPS_E_BUSY when a callback of the handle runs (or a host jump left it there). */
revops_status revops__ready(const revops__handle *handle, revops_error *err);

/* NULL argument: REVOPS_E_INVALID with the argument's name as field. */
revops_status revops__require(const void *argument, const char *name, revops_error *err);

enum { REVOPS__PROGRESS = 65536 }; /* rows between two questions */

/* Ask the host's progress with the handle marked busy; OK when there is none. */
revops_status revops__progress(revops__handle *handle, uint64_t done, uint64_t total,
                               revops_error *err);

/* Would @p count more rows pass max_rows? REVOPS_E_LIMIT names the row that does. */
revops_status revops__row_limit(const revops__handle *handle, uint64_t count, revops_error *err);

/* Take in a sized struct: zeros for what the host did not know, REVOPS_E_UNSUPPORTED for a non-zero
 * tail that we do not know, REVOPS_E_INVALID for a struct_size below sizeof(size_t). NULL source:
 * all zeros with struct_size set. */
revops_status revops__take(void *into, size_t size, const void *from, const char *name,
                           revops_error *err);

/* The same for a sized struct that is a member of another. It keeps its first size for ever: 0 is
 * that size, and a larger one is REVOPS_E_UNSUPPORTED without a look behind it. */
revops_status revops__take_member(void *into, size_t size, const void *from, const char *name,
                                  revops_error *err);

/* What every batch begins with. Where count lies is the platform's choice: 64-bit members of 32-bit
 * platforms stand at multiples of four bytes or of eight. */
typedef struct revops__batch_head {
    size_t struct_size;
    uint64_t count;
} revops__batch_head;

/* Drive a source: for each batch call @p apply with the rows that came before it. The batch buffer
 * is the library's: zeroed, sized, guarded behind. @p handle is busy during each callback. */
typedef revops_status (*revops__apply)(void *context, const void *batch, uint64_t rows_before,
                                       revops_error *err);
revops_status revops__drive(revops__handle *handle, size_t batch_size, revops_source source,
                            void *user, revops__apply apply, void *context, revops_error *err);

/* Hand @p count items to a sink with the handle (may be NULL) marked busy. */
revops_status revops__emit(revops__handle *handle, revops_sink sink, void *user, const void *data,
                           size_t count, revops_error *err);

#endif
