/* The rate table as other handles embed it: feed `rates`, options `fx`.
 *
 * Rates of a call gather in `fresh` and join `held` at its end, so a call that fails only drops
 * them. Both hang on the embedding handle: a host that jumps out of a callback loses nothing. */
#ifndef REVOPS_VALUE_FX_H
#define REVOPS_VALUE_FX_H

#include "base/host.h"
#include "base/shape.h"
#include "base/state.h"
#include "revops/fx.h"

enum {
    REVOPS__RATE_PAIRS_MAX = 65536,  /* 180 currencies in all directions are half of it */
    REVOPS__CURRENCY_DEFS_MAX = 4096 /* they are kept sorted by insertion */
};

typedef struct revops__rate {
    int64_t num, den; /* above 0, in lowest terms */
    int32_t day;
    uint32_t reserved0;
} revops__rate;

/* All rates of one pair, by ascending day. */
typedef struct revops__rate_pair {
    uint64_t key; /* from << 32 | to */
    revops__rate *rates;
    size_t count, capacity;
} revops__rate_pair;

/* Pairs by ascending key. */
typedef struct revops__rate_set {
    revops__rate_pair *pairs;
    size_t count, capacity;
} revops__rate_set;

typedef struct revops__rates {
    revops__rate_set held, fresh;
    revops_currency_def *defs; /* of the host, by ascending code, each once */
    size_t def_count, def_capacity;
    uint32_t pivot;
    int32_t max_age_days, same_day; /* defaults are filled in */
} revops__rates;

/* --- life: a zeroed table may be freed --- */

/* Take options in that are a member of a handle's own. On failure @p rates is zeroed. */
revops_status revops__rates_open(revops__rates *rates, revops__memory *memory,
                                 const revops_fx_options *options, revops_error *err);
void revops__rates_free(revops__rates *rates, revops__memory *memory);

/* --- the doors of a feed, whole: arguments, busy, limits, progress, all or nothing --- */
revops_status revops__rates_add(revops__handle *handle, revops__rates *rates,
                                const revops_rate_batch *batch, revops_error *err);
revops_status revops__rates_read(revops__handle *handle, revops__rates *rates, revops_source source,
                                 void *user, revops_error *err);

/* --- merge, in two steps so that the embedding handle can fail between them --- */

/* Compare options (REVOPS_E_MISMATCH) and rates (REVOPS_E_DUPLICATE), and take all memory. Nothing
 * shows yet; on failure nothing is left. */
revops_status revops__rates_stage(revops__rates *into, revops__memory *memory,
                                  const revops__rates *from, revops_error *err);
/* Then either of these, which cannot fail. */
void revops__rates_commit(revops__rates *rates, revops__memory *memory);
void revops__rates_drop(revops__rates *rates, revops__memory *memory);

/* --- state: options, then pairs by key, each with its rates by day --- */
void revops__rates_pack(revops__packer *packer, const revops__rates *rates);
/* Into a zeroed table; on failure it is zeroed again. */
revops_status revops__rates_unpack(revops__unpacker *unpacker, revops__rates *rates,
                                   revops__memory *memory, revops_error *err);

/* --- looking up --- */

/* Where the rates of two currencies lie: found once, good for many days. */
typedef struct revops__rate_view {
    const revops__rates *rates;
    /* direct, opposite; from the pivot's side: from -> pivot and back, pivot -> to and back */
    const revops__rate_pair *direct, *inverse, *first[2], *second[2];
    uint32_t from_currency, to_currency;
    int32_t shift; /* exponent of to less exponent of from */
    /* the answer for `day`, when there is one */
    int32_t day, known;
    int64_t num, den; /* effective ratio with exponents; lowest terms are not promised */
} revops__rate_view;

/* Aim at a pair. REVOPS_E_INVALID for no code, REVOPS_E_MISSING for a currency without exponent;
 * @p row and the field names are for the refusal. */
revops_status revops__rate_aim(revops__rate_view *view, const revops__rates *rates,
                               uint32_t from_currency, uint32_t to_currency, uint64_t row,
                               const char *from_field, const char *to_field, revops_error *err);
/* Amount in the target currency on a day; @p mode is not DEFAULT. REVOPS_E_MISSING without a rate,
 * REVOPS_E_OVERFLOW, REVOPS_E_INVALID when mode EXACT would round. */
revops_status revops__rate_apply(revops__rate_view *view, int64_t *result, int64_t amount_minor,
                                 int32_t day, int32_t mode, uint64_t row, const char *field,
                                 revops_error *err);

/* The rate alone, in lowest terms and without exponents. */
revops_status revops__rates_ratio(const revops__rates *rates, revops_ratio *ratio,
                                  int32_t *rate_day, uint32_t from_currency, uint32_t to_currency,
                                  int32_t day, revops_error *err);
/* One conversion with its proof, for rows that name their rate; @p mode is not DEFAULT. */
revops_status revops__rates_convert(const revops__rates *rates, revops_conversion *conversion,
                                    int64_t amount_minor, uint32_t from_currency,
                                    uint32_t to_currency, int32_t day, int32_t mode, uint64_t row,
                                    const char *field, revops_error *err);

/* Place of the newest rate that is not after a day, or SIZE_MAX. */
size_t revops__rate_newest(const revops__rate_pair *pair, int32_t day);
/* The rates of a pair, or NULL. */
const revops__rate_pair *revops__rates_pair(const revops__rates *rates, uint32_t from_currency,
                                            uint32_t to_currency);

extern const revops_shape revops__shape_rate_batch;
extern const revops_shape revops__shape_fx_options;
extern const revops_shape revops__shape_conversion;
extern const revops_shape revops__shape_fx_batch;

/* The members of nested revops_fx_options in the shape of a handle's options. */
#define REVOPS__FX_FIELDS(S, m)                                                                    \
    REVOPS__NESTED(S, m.struct_size, "struct_size", REVOPS_UNIT_SIZE, "sizeof fx, or 0"),          \
        REVOPS__NESTED(S, m.pivot, "pivot", REVOPS_UNIT_CURRENCY, "crosses go through it; 0 EUR"), \
        REVOPS__NESTED(S, m.max_age_days, "max_age_days", REVOPS_UNIT_COUNT,                       \
                       "how old a rate may be; 0 seven"),                                          \
        REVOPS__NESTED(S, m.same_day, "same_day", REVOPS_UNIT_FLAG, "only that day's rate"),       \
        REVOPS__NESTED(S, m.reserved0, "reserved0", REVOPS_UNIT_RESERVED, "zero"),                 \
        REVOPS__NESTED(S, m.currencies.struct_size, "struct_size", REVOPS_UNIT_SIZE,               \
                       "sizeof currencies, or 0"),                                                 \
        REVOPS__NESTED(S, m.currencies.defs, "defs", REVOPS_UNIT_NONE,                             \
                       "the host's own currencies"),                                               \
        REVOPS__NESTED(S, m.currencies.def_count, "def_count", REVOPS_UNIT_COUNT, "how many")

#endif
