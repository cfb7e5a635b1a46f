/* Property tests: a law is a function that draws its own data and says what must hold.
 *
 * Each law runs 200 times (REVOPS_RUNS overrides it) and prints one TAP line. The seed is printed
 * and taken from REVOPS_SEED, so every counter-example comes back. A law that works on rows asks
 * for their number with property_rows and draws each row from a stream of its own; a failing run is
 * then repeated with ever smaller halves of the rows, and the smallest that still fails is shown.
 */
#ifndef REVOPS_TEST_PROPERTY_H
#define REVOPS_TEST_PROPERTY_H

#include <stddef.h>
#include <stdint.h>

enum { PROPERTY_RUNS = 200 };

/* A small generator of our own (splitmix64): the same numbers on every platform. */
typedef struct test_dice {
    uint64_t state;
} test_dice;

uint64_t dice_roll(test_dice *dice);
uint64_t dice_below(test_dice *dice, uint64_t limit); /* 0 ... limit - 1; limit above 0 */
int64_t dice_between(test_dice *dice, int64_t lowest, int64_t most); /* both ends included */
int dice_chance(test_dice *dice, uint64_t in);                       /* 1 once in @p in */

typedef struct property {
    test_dice dice;
    uint64_t seed;         /* of this run */
    uint32_t level, place; /* the rows are cut into 2^level parts; this run keeps part @p place */
    int failed, skipped;
    char message[768];
} property;

/* The rows of one table: how many, and a stream for each. */
typedef struct property_table {
    uint64_t seed, first;
    size_t count;
} property_table;

property_table property_rows(property *p, size_t most);
test_dice property_row(const property_table *table, size_t index);

void property_fail(property *p, const char *file, int line, const char *condition,
                   const char *format, ...) __attribute__((format(printf, 5, 6)));
/* The law has nothing to speak about here, such as an empty catalogue. */
void property_skip(property *p, const char *reason);

/* Leaves the law, with a message, when it does not hold. */
#define HOLDS(p, condition, ...)                                                                   \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            property_fail((p), __FILE__, __LINE__, #condition, __VA_ARGS__);                       \
            return;                                                                                \
        }                                                                                          \
    } while (0)

typedef void (*law_function)(property *p);

/* Run a law and print its TAP line. */
void law(const char *name, law_function function, unsigned runs);
/* Print the plan; what main returns. */
int law_end(void);

#endif
