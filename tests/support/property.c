#include "property.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROPERTY_LEVELS = 16 };

static unsigned property_laws, property_failures;

static uint64_t property_mix(uint64_t value) {
    value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
    return value ^ (value >> 31);
}

uint64_t dice_roll(test_dice *dice) {
    dice->state += UINT64_C(0x9e3779b97f4a7c15);
    return property_mix(dice->state);
}

uint64_t dice_below(test_dice *dice, uint64_t limit) {
    return dice_roll(dice) % limit;
}

int64_t dice_between(test_dice *dice, int64_t lowest, int64_t most) {
    uint64_t span = (uint64_t)most - (uint64_t)lowest;
    uint64_t step = span == UINT64_MAX ? dice_roll(dice) : dice_below(dice, span + 1);
    return (int64_t)((uint64_t)lowest + step);
}

int dice_chance(test_dice *dice, uint64_t in) {
    return dice_below(dice, in) == 0;
}

property_table property_rows(property *p, size_t most) {
    property_table table;
    uint64_t count = dice_below(&p->dice, (uint64_t)most + 1);
    uint64_t last = (count * (p->place + UINT64_C(1))) >> p->level;
    table.seed = dice_roll(&p->dice);
    table.first = (count * p->place) >> p->level;
    table.count = (size_t)(last - table.first);
    return table;
}

test_dice property_row(const property_table *table, size_t index) {
    test_dice row = {property_mix(table->seed + table->first + index)};
    return row;
}

void property_fail(property *p, const char *file, int line, const char *condition,
                   const char *format, ...) {
    va_list arguments;
    int used = snprintf(p->message, sizeof p->message, "%s:%d: %s: ", file, line, condition);
    size_t start = used < 0 ? 0 : (size_t)used;
    p->failed = 1;
    if (start >= sizeof p->message)
        return;
    va_start(arguments, format);
    vsnprintf(p->message + start, sizeof p->message - start, format, arguments);
    va_end(arguments);
}

void property_skip(property *p, const char *reason) {
    p->skipped = 1;
    snprintf(p->message, sizeof p->message, "%s", reason);
}

static uint64_t property_setting(const char *name, uint64_t otherwise) {
    const char *text = getenv(name);
    return text && *text ? strtoull(text, NULL, 0) : otherwise;
}

static property property_run(law_function function, uint64_t seed, uint32_t level, uint32_t place) {
    property p;
    memset(&p, 0, sizeof p);
    p.seed = p.dice.state = seed;
    p.level = level;
    p.place = place;
    function(&p);
    return p;
}

/* Goes down into the half that still fails; what fails only as a whole stays whole. */
static property property_shrink(law_function function, property failed) {
    while (failed.level < PROPERTY_LEVELS) {
        property half = property_run(function, failed.seed, failed.level + 1, failed.place * 2);
        if (!half.failed)
            half = property_run(function, failed.seed, failed.level + 1, failed.place * 2 + 1);
        if (!half.failed)
            break;
        failed = half;
    }
    return failed;
}

void law(const char *name, law_function function, unsigned runs) {
    uint64_t seed = property_setting("REVOPS_SEED", 42);
    uint64_t most = property_setting("REVOPS_RUNS", runs);
    uint64_t salt = seed, run = 0;
    property p;
    for (const char *letter = name; *letter; letter++) /* each law draws other data */
        salt = property_mix(salt + (unsigned char)*letter);
    memset(&p, 0, sizeof p);
    for (; run < most && !p.failed && !p.skipped; run++)
        p = property_run(function, property_mix(salt + run), 0, 0);
    property_laws++;
    if (p.failed) {
        p = property_shrink(function, p);
        property_failures++;
        printf("not ok %u - %s\n# run %llu, REVOPS_SEED=%llu, rows: part %u of %u\n# %s\n",
               property_laws, name, (unsigned long long)run, (unsigned long long)seed, p.place + 1U,
               1U << p.level, p.message);
    } else if (p.skipped) {
        printf("ok %u - %s # SKIP %s\n", property_laws, name, p.message);
    } else {
        printf("ok %u - %s (%llu runs, REVOPS_SEED=%llu)\n", property_laws, name,
               (unsigned long long)run, (unsigned long long)seed);
    }
    fflush(stdout);
}

int law_end(void) {
    printf("1..%u\n", property_laws);
    return property_failures != 0;
}
