/* What the areas of the golden program share: a tape that takes everything an area answers, and a
 * seeded source of input. Numbers go onto the tape big-endian, so that the platform does not
 * show. */
#ifndef REVOPS_TEST_GOLDEN_H
#define REVOPS_TEST_GOLDEN_H

#include <stdlib.h>
#include <string.h>

#include "revops.h"

typedef struct golden_tape {
    unsigned char *bytes;
    size_t size, capacity;
    uint64_t seed;
} golden_tape;

void put_bytes(golden_tape *tape, const void *bytes, size_t size);
void put(golden_tape *tape, int64_t value);
void put_ratio(golden_tape *tape, revops_ratio ratio);
/* All integers of a record, in the order of the shape of that name. */
void put_record(golden_tape *tape, const char *shape, const void *record);
/* A refusal is part of the answer: status, row, field and message. Gives 1 for success. */
int put_status(golden_tape *tape, revops_status status, const revops_error *err);

/* The next 64 random bits. One draw a statement: the order in which arguments are evaluated is the
 * compiler's choice. */
uint64_t draw(golden_tape *tape);
/* 0 to below @p limit. */
int64_t below(golden_tape *tape, int64_t limit);
/* Small and large numbers of both signs alike. */
int64_t any_amount(golden_tape *tape);

/* The areas. */
void golden_foundation(golden_tape *tape);
void golden_value(golden_tape *tape);
void golden_sales(golden_tape *tape);
void golden_report(golden_tape *tape);

#endif
