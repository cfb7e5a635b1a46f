/* Options of a rate table, and its bytes.
 *
 * Payload: pivot (4), max_age_days (4), same_day (4), number of currency definitions (8), each code
 * (4) and exponent (4) by code; number of pairs (8), each from (4), to (4), number of rates (8) and
 * per rate day (4), num (8), den (8); pairs by from and to, rates by day. */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "value/date.h"
#include "value/fx.h"
#include "value/money.h"
#include "value/ratio.h"

enum {
    RATES_STATE_DEF = 4 + 4,
    RATES_STATE_RATE = 4 + 8 + 8,
    RATES_STATE_PAIR = 4 + 4 + 8 + RATES_STATE_RATE
};

/* --- options --- */

static const revops_field rates_options_fields[] = {
    REVOPS__SIZE(revops_fx_options),
    REVOPS__FIELD(revops_fx_options, pivot, REVOPS_UNIT_CURRENCY, "crosses go through it; 0 EUR"),
    REVOPS__FIELD(revops_fx_options, max_age_days, REVOPS_UNIT_COUNT,
                  "how old a rate may be; 0 seven"),
    REVOPS__FIELD(revops_fx_options, same_day, REVOPS_UNIT_FLAG, "only that day's rate"),
    REVOPS__RESERVED(revops_fx_options, reserved0),
    REVOPS__NESTED(revops_fx_options, currencies.struct_size, "struct_size", REVOPS_UNIT_SIZE,
                   "sizeof currencies, or 0"),
    REVOPS__NESTED(revops_fx_options, currencies.defs, "defs", REVOPS_UNIT_NONE,
                   "the host's own currencies"),
    REVOPS__NESTED(revops_fx_options, currencies.def_count, "def_count", REVOPS_UNIT_COUNT,
                   "how many"),
};
const revops_shape revops__shape_fx_options =
    REVOPS__SHAPE(revops_fx_options, "fx_options", "how rates are looked up", rates_options_fields,
                  REVOPS_SHAPE_OPTIONS);

void revops_fx_options_init(revops_fx_options *options) {
    static const revops_fx_options init = REVOPS_FX_OPTIONS_INIT;
    if (options)
        *options = init;
}

static revops_status rates_options_check(const revops_fx_options *options, revops_error *err) {
    char code[4];
    if (options->pivot != 0 && revops__currency_unpack(code, options->pivot) == 0)
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "pivot", "a packed code, or 0",
                                options->pivot);
    if (options->max_age_days < 0)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "max_age_days",
                                "at least 0 days", options->max_age_days);
    if (options->same_day != 0 && options->same_day != 1)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "same_day", "0 or 1",
                                options->same_day);
    if (options->reserved0 != 0)
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "reserved0", "0",
                                options->reserved0);
    return REVOPS_OK;
}

/* Put a definition into its place by code; 1, or 0 when the code has another exponent. */
static int rates_options_put_def(revops__rates *rates, revops_currency_def def) {
    size_t place = rates->def_count;
    while (place > 0 && rates->defs[place - 1].currency > def.currency)
        place--;
    if (place > 0 && rates->defs[place - 1].currency == def.currency)
        return rates->defs[place - 1].exponent == def.exponent;
    memmove(&rates->defs[place + 1], &rates->defs[place], (rates->def_count - place) * sizeof def);
    rates->defs[place] = def;
    rates->def_count++;
    return 1;
}

static revops_status rates_options_def_room(revops__rates *rates, revops__memory *memory,
                                            size_t count, revops_error *err) {
    void *block = NULL;
    revops_status status;
    if (count > REVOPS__CURRENCY_DEFS_MAX)
        return revops__fail_u64(err, REVOPS_E_LIMIT, REVOPS_NONE, "def_count",
                                "at most 4096 currencies", count);
    status = revops__resize(memory, &block, 0, count * sizeof *rates->defs, err);
    if (status == REVOPS_OK) {
        rates->defs = block;
        rates->def_capacity = count;
    }
    return status;
}

static revops_status rates_options_copy_defs(revops__rates *rates, revops__memory *memory,
                                             const revops_currency_options *currencies,
                                             revops_error *err) {
    int32_t exponent;
    /* The exponent of any currency: the value floor checks all definitions on the way. */
    revops_status status =
        revops_currency_exponent(&exponent, REVOPS_CURRENCY('E', 'U', 'R', 0), currencies, err);
    if (status == REVOPS_OK)
        status = rates_options_def_room(rates, memory, currencies->def_count, err);
    for (size_t i = 0; i < currencies->def_count && status == REVOPS_OK; i++) {
        if (!rates_options_put_def(rates, currencies->defs[i]))
            status =
                revops__fail_i64(err, REVOPS_E_DUPLICATE, i, "exponent",
                                 "one exponent for one currency", currencies->defs[i].exponent);
    }
    return status;
}

revops_status revops__rates_open(revops__rates *rates, revops__memory *memory,
                                 const revops_fx_options *options, revops_error *err) {
    revops_fx_options taken;
    revops_currency_options currencies;
    revops_status status;
    memset(rates, 0, sizeof *rates);
    status = revops__take_member(&taken, sizeof taken, options, "fx", err);
    if (status == REVOPS_OK)
        status = rates_options_check(&taken, err);
    if (status == REVOPS_OK)
        status = revops__take_member(&currencies, sizeof currencies, &taken.currencies,
                                     "currencies", err);
    if (status != REVOPS_OK)
        return status;
    rates->pivot = taken.pivot ? taken.pivot : REVOPS_CURRENCY('E', 'U', 'R', 0);
    rates->max_age_days = taken.max_age_days ? taken.max_age_days : 7;
    rates->same_day = taken.same_day;
    status = rates_options_copy_defs(rates, memory, &currencies, err);
    if (status != REVOPS_OK)
        revops__rates_free(rates, memory);
    return status;
}

/* --- writing --- */

static void rates_state_pack_pair(revops__packer *packer, const revops__rate_pair *pair) {
    revops__pack_u64(packer, pair->key);
    revops__pack_u64(packer, pair->count);
    for (size_t i = 0; i < pair->count; i++) {
        revops__pack_u32(packer, (uint32_t)pair->rates[i].day);
        revops__pack_u64(packer, (uint64_t)pair->rates[i].num);
        revops__pack_u64(packer, (uint64_t)pair->rates[i].den);
    }
}

void revops__rates_pack(revops__packer *packer, const revops__rates *rates) {
    revops__pack_u32(packer, rates->pivot);
    revops__pack_u32(packer, (uint32_t)rates->max_age_days);
    revops__pack_u32(packer, (uint32_t)rates->same_day);
    revops__pack_u64(packer, rates->def_count);
    for (size_t i = 0; i < rates->def_count; i++) {
        revops__pack_u32(packer, rates->defs[i].currency);
        revops__pack_u32(packer, (uint32_t)rates->defs[i].exponent);
    }
    revops__pack_u64(packer, rates->held.count);
    for (size_t i = 0; i < rates->held.count; i++)
        rates_state_pack_pair(packer, &rates->held.pairs[i]);
}

/* --- reading: nothing is believed, and no memory is taken for more than the bytes can hold --- */

static int rates_state_is_code(uint32_t currency) {
    char code[4];
    return revops__currency_unpack(code, currency) != 0;
}

static revops_status rates_state_unpack_options(revops__unpacker *unpacker, revops__rates *rates,
                                                revops__memory *memory, revops_error *err) {
    uint64_t count;
    revops_status status;
    rates->pivot = revops__unpack_u32(unpacker);
    rates->max_age_days = (int32_t)revops__unpack_u32(unpacker);
    rates->same_day = (int32_t)revops__unpack_u32(unpacker);
    count = revops__unpack_count(unpacker, RATES_STATE_DEF);
    if (unpacker->bad || !rates_state_is_code(rates->pivot) || rates->max_age_days <= 0 ||
        (rates->same_day != 0 && rates->same_day != 1) || count > REVOPS__CURRENCY_DEFS_MAX)
        return revops__state_damaged(unpacker, "expected options of a rate table", err);
    status = rates_options_def_room(rates, memory, (size_t)count, err);
    for (uint32_t before = 0; rates->def_count < count && status == REVOPS_OK;) {
        revops_currency_def def;
        def.currency = revops__unpack_u32(unpacker);
        def.exponent = (int32_t)revops__unpack_u32(unpacker);
        if (def.currency <= before || !rates_state_is_code(def.currency) || def.exponent < 0 ||
            def.exponent > REVOPS__EXPONENT_MAX)
            return revops__state_damaged(unpacker, "expected currencies by ascending code", err);
        before = def.currency;
        rates->defs[rates->def_count++] = def;
    }
    return status;
}

static int rates_state_rate_is_sound(const revops__rate *rate, const revops__rate *before) {
    return rate->num > 0 && rate->den > 0 && revops__day_valid(rate->day) &&
           (!before || before->day < rate->day) &&
           revops__gcd((uint64_t)rate->num, (uint64_t)rate->den) == 1;
}

static revops_status rates_state_unpack_pair(revops__unpacker *unpacker, revops__rate_pair *pair,
                                             revops__memory *memory, uint64_t key_before,
                                             revops_error *err) {
    void *block = NULL;
    uint64_t count;
    revops_status status;
    pair->key = revops__unpack_u64(unpacker);
    count = revops__unpack_count(unpacker, RATES_STATE_RATE);
    if (unpacker->bad || count == 0 || pair->key <= key_before ||
        !rates_state_is_code((uint32_t)(pair->key >> 32)) ||
        !rates_state_is_code((uint32_t)pair->key) || pair->key >> 32 == (uint32_t)pair->key)
        return revops__state_damaged(unpacker, "expected pairs by ascending codes", err);
    status =
        revops__resize(memory, &block, 0, revops__product((size_t)count, sizeof *pair->rates), err);
    if (status != REVOPS_OK)
        return status;
    pair->rates = block;
    pair->capacity = (size_t)count;
    while (pair->count < count) {
        revops__rate *rate = &pair->rates[pair->count];
        rate->day = (int32_t)revops__unpack_u32(unpacker);
        rate->num = (int64_t)revops__unpack_u64(unpacker);
        rate->den = (int64_t)revops__unpack_u64(unpacker);
        rate->reserved0 = 0;
        if (!rates_state_rate_is_sound(rate, pair->count > 0 ? rate - 1 : NULL))
            return revops__state_damaged(unpacker, "expected rates in lowest terms by day", err);
        pair->count++;
    }
    return REVOPS_OK;
}

static revops_status rates_state_unpack_pairs(revops__unpacker *unpacker, revops__rate_set *set,
                                              revops__memory *memory, revops_error *err) {
    void *block = NULL;
    uint64_t key_before = 0, count = revops__unpack_count(unpacker, RATES_STATE_PAIR);
    revops_status status;
    if (unpacker->bad || count > REVOPS__RATE_PAIRS_MAX)
        return revops__state_damaged(unpacker, "expected a number of pairs", err);
    status = revops__resize(memory, &block, 0, (size_t)count * sizeof *set->pairs, err);
    if (status != REVOPS_OK)
        return status;
    set->pairs = block;
    set->capacity = (size_t)count;
    while (set->count < count && status == REVOPS_OK) {
        revops__rate_pair *pair = &set->pairs[set->count++];
        memset(pair, 0, sizeof *pair);
        status = rates_state_unpack_pair(unpacker, pair, memory, key_before, err);
        key_before = pair->key;
    }
    return status;
}

revops_status revops__rates_unpack(revops__unpacker *unpacker, revops__rates *rates,
                                   revops__memory *memory, revops_error *err) {
    revops_status status = rates_state_unpack_options(unpacker, rates, memory, err);
    if (status == REVOPS_OK)
        status = rates_state_unpack_pairs(unpacker, &rates->held, memory, err);
    if (status != REVOPS_OK)
        revops__rates_free(rates, memory);
    return status;
}
