/* Stable sorting without recursion or hidden memory: the caller gives the scratch. */
#ifndef REVOPS_BASE_SORT_H
#define REVOPS_BASE_SORT_H

#include "revops/export.h"

/* Below 0, 0, above 0 as a comes before, ties with, follows b. */
typedef int (*revops__compare)(const void *context, uint32_t a, uint32_t b);

/* Sort @p count indices stably; @p scratch has room for as many. */
void revops__sort_indices(uint32_t *indices, uint32_t *scratch, size_t count,
                          revops__compare compare, const void *context);

/* Pairs of an unsigned key and an index, for the radix road. */
typedef struct revops__pair {
    uint64_t key;
    uint64_t index;
} revops__pair;

/* Sort @p count pairs stably by key; @p scratch has room for as many. */
void revops__sort_pairs(revops__pair *pairs, revops__pair *scratch, size_t count);

#endif
