/* What the value floor shares about allocation. */
#ifndef REVOPS_VALUE_ALLOCATE_H
#define REVOPS_VALUE_ALLOCATE_H

#include "base/shape.h"
#include "revops/allocate.h"

enum {
    REVOPS__PARTS_MAX = 1024, /* parts of one allocation or reversal */
    REVOPS__PARTS_ROOM = 1025 /* a split adds what stays as one more */
};

extern const revops_shape revops__shape_allocate_options;
extern const revops_shape revops__shape_amount_batch;

/* What depends on the weights alone: checked and summed once, applied to many amounts. */
typedef struct revops__allocate_plan {
    const int64_t *weights;
    size_t count;         /* at most REVOPS__PARTS_ROOM */
    uint64_t total, step; /* sum of the weights, above 0 and within int64; step above 0 */
    int32_t rule;         /* revops_remainder */
} revops__allocate_plan;

/* Divide an amount that is a multiple of the step, as revops_allocate. 0 when an identity broke. */
int revops__allocate_apply(int64_t *parts, int64_t *remainder_minor, int64_t amount_minor,
                           const revops__allocate_plan *plan);

/* The words of every field that holds a remainder rule. */
extern const revops_word revops__remainder_words[5];

#endif
