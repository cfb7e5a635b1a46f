/* What the value floor shares about allocation. */
#ifndef REVOPS_VALUE_ALLOCATE_H
#define REVOPS_VALUE_ALLOCATE_H

#include "base/shape.h"
#include "revops/allocate.h"

enum { REVOPS__PARTS_MAX = 1024 }; /* parts of one allocation or reversal */

extern const revops_shape revops__shape_allocate_options;
extern const revops_shape revops__shape_amount_batch;

/* The words of every field that holds a remainder rule. */
extern const revops_word revops__remainder_words[5];

#endif
