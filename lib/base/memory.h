/* Memory of one handle: everything comes from the host's resize, is counted against max_bytes, and
 * every size is checked. A const call works on a copy of the record and frees what it took before
 * it returns. */
#ifndef REVOPS_BASE_MEMORY_H
#define REVOPS_BASE_MEMORY_H

#include "revops/host.h"

typedef struct revops__memory {
    revops_host host; /* complete: resize is never NULL */
    uint64_t used;    /* bytes that the handle holds */
} revops__memory;

/* Copy the host's record with all defaults filled in (NULL: all defaults). */
revops_status revops__memory_open(revops__memory *memory, const revops_host *host,
                                  revops_error *err);

/* Resize *block from old_size to new_size bytes; new_size 0 frees and gives NULL. On failure *block
 * is as before: REVOPS_E_NOMEM, or REVOPS_E_LIMIT beyond max_bytes. New bytes are not zeroed. */
revops_status revops__resize(revops__memory *memory, void **block, size_t old_size, size_t new_size,
                             revops_error *err);

/* Free; NULL is welcome. */
void revops__free(revops__memory *memory, void *block, size_t size);

/* Make room for @p needed items in an array of *capacity items: doubles, checks every product. On
 * failure array and capacity are as before. */
revops_status revops__grow(revops__memory *memory, void **items, size_t *capacity, size_t needed,
                           size_t item_size, revops_error *err);

/* count * size, or SIZE_MAX when it does not fit (which no host can give). */
size_t revops__product(size_t count, size_t size);

#endif
