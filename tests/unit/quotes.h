/* Rates as tests write them, and what tables of them are asked. */
#ifndef REVOPS_TEST_QUOTES_H
#define REVOPS_TEST_QUOTES_H

#include "check.h"

#include <stdlib.h>

#include "base/shape.h"
#include "value/fx.h"

enum {
    EUR = REVOPS_CURRENCY('E', 'U', 'R', 0),
    USD = REVOPS_CURRENCY('U', 'S', 'D', 0),
    GBP = REVOPS_CURRENCY('G', 'B', 'P', 0),
    JPY = REVOPS_CURRENCY('J', 'P', 'Y', 0),
    CHF = REVOPS_CURRENCY('C', 'H', 'F', 0),
    XAU = REVOPS_CURRENCY('X', 'A', 'U', 0),
    TOK = REVOPS_CURRENCY('T', 'O', 'K', 0)
};

typedef struct quote {
    int64_t num, den;
    int32_t day;
    uint32_t from, to;
} quote;

/* Thursday before Easter 2026 and the Tuesday after: nothing was published between. */
enum { THURSDAY = 20545, MONDAY = THURSDAY + 4, TUESDAY = THURSDAY + 5 };
static const quote easter[] = {
    {461, 400, THURSDAY, EUR, USD},     {87253, 100000, THURSDAY, EUR, GBP},
    {18394, 100, THURSDAY, EUR, JPY},   {11552, 10000, TUESDAY, EUR, USD},
    {87150, 100000, TUESDAY, EUR, GBP},
};
enum { EASTER = sizeof easter / sizeof easter[0] };

static inline revops_rate_batch batch_of(const quote *quotes, size_t count) {
    revops_rate_batch batch = {sizeof batch,
                               count,
                               REVOPS_COLUMN(quotes, day),
                               REVOPS_COLUMN(quotes, from),
                               REVOPS_COLUMN(quotes, to),
                               REVOPS_COLUMN(quotes, num),
                               REVOPS_COLUMN(quotes, den)};
    return batch;
}

static inline revops_status add(revops_fx *fx, const quote *quotes, size_t count,
                                revops_error *err) {
    revops_rate_batch batch = batch_of(quotes, count);
    return revops_fx_add(fx, &batch, err);
}

static inline revops_fx *made(const revops_fx_options *options, const quote *quotes, size_t count) {
    revops_fx *fx = NULL;
    assert_int_equal(revops_fx_create(&fx, options, NULL, NULL), REVOPS_OK);
    if (count > 0)
        assert_int_equal(add(fx, quotes, count, NULL), REVOPS_OK);
    return fx;
}

typedef struct saved {
    unsigned char *bytes;
    size_t size;
} saved;

static inline saved state_of(const revops_fx *fx) {
    saved state = {NULL, 0};
    assert_int_equal(revops_fx_save(fx, NULL, 0, &state.size, NULL), REVOPS_E_CAPACITY);
    state.bytes = malloc(state.size);
    assert_non_null(state.bytes);
    assert_int_equal(revops_fx_save(fx, state.bytes, state.size, &state.size, NULL), REVOPS_OK);
    return state;
}

/* Is the state still the one of before? Frees the one of now. */
static inline void assert_state(const revops_fx *fx, const saved *before) {
    saved now = state_of(fx);
    assert_int_equal(now.size, before->size);
    assert_memory_equal(now.bytes, before->bytes, now.size);
    free(now.bytes);
}

static inline void assert_rate(const revops_fx *fx, uint32_t from, uint32_t to, int32_t day,
                               int64_t num, int64_t den, int32_t rate_day) {
    revops_ratio rate;
    int32_t published = 0;
    assert_int_equal(revops_fx_rate(fx, &rate, &published, from, to, day, NULL), REVOPS_OK);
    assert_int_equal(rate.numerator, num);
    assert_int_equal(rate.denominator, den);
    assert_int_equal(rate.status, REVOPS_RATIO_OK);
    assert_int_equal(published, rate_day);
}

static inline revops_status rate_status(const revops_fx *fx, uint32_t from, uint32_t to,
                                        int32_t day) {
    revops_ratio rate;
    int32_t published;
    return revops_fx_rate(fx, &rate, &published, from, to, day, NULL);
}

#endif
