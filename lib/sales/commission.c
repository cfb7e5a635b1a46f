/* Commissions: the handle, its feeds and its state. */
#include "sales/commission.h"

#include <string.h>

#include "base/text.h"
#include "value/date.h"
#include "value/ratio.h"

void revops_commissions_options_init(revops_commissions_options *options) {
    static const revops_commissions_options init = REVOPS_COMMISSIONS_OPTIONS_INIT;
    if (options)
        *options = init;
}

revops_status revops_commissions_create(revops_commissions **commissions,
                                        const revops_commissions_options *options,
                                        const revops_host *host, revops_error *err) {
    revops_commissions_options taken;
    revops_commissions *made;
    void *block;
    revops_status status = revops__require(commissions, "commissions", err);
    if (status != REVOPS_OK)
        return status;
    *commissions = NULL;
    status = revops__take(&taken, sizeof taken, options, "options", err);
    if (status == REVOPS_OK && taken.quantity_scale < 0)
        status = revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "quantity_scale",
                                  "a scale of at least 1, or 0", taken.quantity_scale);
    if (status == REVOPS_OK)
        status = revops__handle_make(&block, sizeof *made, host, err);
    if (status != REVOPS_OK)
        return status;
    made = block;
    made->quantity_scale = taken.quantity_scale ? taken.quantity_scale : REVOPS__QUANTITY_SCALE;
    revops__totals_open(&made->activity, REVOPS__ACTIVITY_WORDS, 1);
    revops__totals_open_set(&made->units, REVOPS__UNIT_WORDS);
    revops__totals_open(&made->received, REVOPS__RECEIVED_WORDS, 1);
    status = revops__rates_open(&made->rates, &made->handle.memory, &taken.fx, err);
    if (status != REVOPS_OK) {
        revops_commissions_destroy(made);
        return status;
    }
    *commissions = made;
    return REVOPS_OK;
}

void revops_commissions_destroy(revops_commissions *commissions) {
    revops__memory *memory;
    if (!commissions)
        return;
    memory = &commissions->handle.memory;
    revops__totals_free(&commissions->activity, memory);
    revops__totals_free(&commissions->units, memory);
    revops__totals_free(&commissions->received, memory);
    revops__totals_free(&commissions->scratch, memory);
    revops__rates_free(&commissions->rates, memory);
    revops__handle_free(commissions, sizeof *commissions);
}

/* --- rows of the feeds --- */

static revops_status commission_day(int32_t day, uint64_t row, const char *field,
                                    revops_error *err) {
    return revops__day_valid(day) ? REVOPS_OK
                                  : revops__fail_i64(err, REVOPS_E_INVALID, row, field,
                                                     "a day of the years 1 to 9999", day);
}

static revops_status commission_currency(uint32_t currency, uint64_t row, revops_error *err) {
    return currency
               ? REVOPS_OK
               : revops__fail(err, REVOPS_E_INVALID, row, "currency", "expected a currency, got 0");
}

static revops_status commission_basis(int32_t basis, uint64_t row, revops_error *err) {
    return basis >= 0 && basis < REVOPS__BASES
               ? REVOPS_OK
               : revops__fail_i64(err, REVOPS_E_INVALID, row, "basis",
                                  "lot 0, conversion 1, revenue 2 or click 3", basis);
}

enum {
    ACTIVITY_DAY,
    ACTIVITY_CURRENCY,
    ACTIVITY_QUANTITY,
    ACTIVITY_COMMISSION,
    ACTIVITY_PLATFORM,
    ACTIVITY_BASIS,
    ACTIVITY_ASSET,
    ACTIVITY_CUSTOMER
};

static revops_status commission_activity_open(void *in, const void *batch, uint64_t *count,
                                              revops_error *err) {
    revops__columns *columns = in;
    revops_status status = revops__columns_open(columns, &revops__shape_activity_batch, NULL,
                                                ACTIVITY_COMMISSION, batch, err);
    *count = columns->count;
    return status;
}

static revops_status commission_activity(void *in, uint64_t first, revops__totals_rows *rows,
                                         revops_error *err) {
    revops__columns *columns = in;
    revops_status status = revops__columns_chunk(columns, first, rows->count, err);
    for (size_t i = 0; status == REVOPS_OK && i < rows->count; i++) {
        uint64_t *words = rows->words + i * REVOPS__ACTIVITY_WORDS;
        const int32_t day = revops__columns_i32(columns, ACTIVITY_DAY, i);
        const uint32_t currency = revops__columns_u32(columns, ACTIVITY_CURRENCY, i);
        const int32_t basis = revops__columns_i32(columns, ACTIVITY_BASIS, i);
        status = commission_day(day, first + i, "economic_day", err);
        if (status == REVOPS_OK)
            status = commission_currency(currency, first + i, err);
        if (status == REVOPS_OK)
            status = commission_basis(basis, first + i, err);
        words[REVOPS__ACTIVITY_DAY] = revops__word_of_i64(day);
        words[REVOPS__ACTIVITY_CURRENCY] = currency;
        words[REVOPS__ACTIVITY_PLATFORM] = revops__columns_u64(columns, ACTIVITY_PLATFORM, i);
        words[REVOPS__ACTIVITY_BASIS] = (uint32_t)basis;
        words[REVOPS__ACTIVITY_ASSET] = revops__columns_u64(columns, ACTIVITY_ASSET, i);
        words[REVOPS__ACTIVITY_CUSTOMER] = revops__columns_u64(columns, ACTIVITY_CUSTOMER, i);
        words[REVOPS__ACTIVITY_QUANTITY] =
            revops__word_of_i64(revops__columns_i64(columns, ACTIVITY_QUANTITY, i));
        words[REVOPS__ACTIVITY_REPORTED] = columns->valid[i];
        rows->amounts[i] =
            columns->valid[i] ? revops__columns_i64(columns, ACTIVITY_COMMISSION, i) : 0;
    }
    return status;
}

enum {
    UNIT_CURRENCY,
    UNIT_NUM,
    UNIT_DEN,
    UNIT_PLATFORM,
    UNIT_BASIS,
    UNIT_ASSET,
    UNIT_FROM,
    UNIT_TO
};

static revops_status commission_units_open(void *in, const void *batch, uint64_t *count,
                                           revops_error *err) {
    static const int64_t fallbacks[] = {0, 0, 1, 0, 0, 0, REVOPS__FIRST_DAY, REVOPS__LAST_DAY + 1};
    revops__columns *columns = in;
    revops_status status = revops__columns_open(columns, &revops__shape_unit_rate_batch, fallbacks,
                                                REVOPS__COLUMNS, batch, err);
    *count = columns->count;
    return status;
}

static revops_status commission_unit_check(const revops__columns *in, size_t i, uint64_t row,
                                           revops_error *err) {
    const int32_t from = revops__columns_i32(in, UNIT_FROM, i);
    const int32_t to = revops__columns_i32(in, UNIT_TO, i);
    revops_status status = commission_currency(revops__columns_u32(in, UNIT_CURRENCY, i), row, err);
    if (status == REVOPS_OK && revops__columns_i64(in, UNIT_NUM, i) < 0)
        return revops__fail_i64(err, REVOPS_E_INVALID, row, "rate_num", "a rate of at least 0",
                                revops__columns_i64(in, UNIT_NUM, i));
    if (status == REVOPS_OK && revops__columns_i64(in, UNIT_DEN, i) <= 0)
        return revops__fail_i64(err, REVOPS_E_INVALID, row, "rate_den", "a denominator above 0",
                                revops__columns_i64(in, UNIT_DEN, i));
    if (status == REVOPS_OK)
        status = commission_basis(revops__columns_i32(in, UNIT_BASIS, i), row, err);
    if (status == REVOPS_OK)
        status = commission_day(from, row, "from_day", err);
    if (status == REVOPS_OK && (to <= from || to > REVOPS__LAST_DAY + 1))
        return revops__fail_i64(err, REVOPS_E_INVALID, row, "to_day",
                                "a day behind from_day, up to the year 9999", to);
    return status;
}

static revops_status commission_units(void *in, uint64_t first, revops__totals_rows *rows,
                                      revops_error *err) {
    revops__columns *columns = in;
    revops_status status = revops__columns_chunk(columns, first, rows->count, err);
    for (size_t i = 0; status == REVOPS_OK && i < rows->count; i++) {
        uint64_t *words = rows->words + i * REVOPS__UNIT_WORDS, divisor;
        status = commission_unit_check(columns, i, first + i, err);
        if (status != REVOPS_OK)
            break;
        words[REVOPS__UNIT_PLATFORM] = revops__columns_u64(columns, UNIT_PLATFORM, i);
        words[REVOPS__UNIT_BASIS] = (uint32_t)revops__columns_i32(columns, UNIT_BASIS, i);
        words[REVOPS__UNIT_ASSET] = revops__columns_u64(columns, UNIT_ASSET, i);
        words[REVOPS__UNIT_CURRENCY] = revops__columns_u32(columns, UNIT_CURRENCY, i);
        words[REVOPS__UNIT_FROM] = revops__word_of_i64(revops__columns_i32(columns, UNIT_FROM, i));
        words[REVOPS__UNIT_TO] = revops__word_of_i64(revops__columns_i32(columns, UNIT_TO, i));
        words[REVOPS__UNIT_NUM] = (uint64_t)revops__columns_i64(columns, UNIT_NUM, i);
        words[REVOPS__UNIT_DEN] = (uint64_t)revops__columns_i64(columns, UNIT_DEN, i);
        /* In lowest terms, so that one rate written in two ways is one. */
        divisor = revops__gcd(words[REVOPS__UNIT_NUM], words[REVOPS__UNIT_DEN]);
        words[REVOPS__UNIT_NUM] /= divisor;
        words[REVOPS__UNIT_DEN] /= divisor;
    }
    return status;
}

enum { RECEIVED_DAY, RECEIVED_CURRENCY, RECEIVED_AMOUNT, RECEIVED_PLATFORM };

static revops_status commission_received_open(void *in, const void *batch, uint64_t *count,
                                              revops_error *err) {
    revops__columns *columns = in;
    revops_status status = revops__columns_open(columns, &revops__shape_received_batch, NULL,
                                                REVOPS__COLUMNS, batch, err);
    *count = columns->count;
    return status;
}

static revops_status commission_received(void *in, uint64_t first, revops__totals_rows *rows,
                                         revops_error *err) {
    revops__columns *columns = in;
    revops_status status = revops__columns_chunk(columns, first, rows->count, err);
    for (size_t i = 0; status == REVOPS_OK && i < rows->count; i++) {
        uint64_t *words = rows->words + i * REVOPS__RECEIVED_WORDS;
        const int32_t day = revops__columns_i32(columns, RECEIVED_DAY, i);
        const uint32_t currency = revops__columns_u32(columns, RECEIVED_CURRENCY, i);
        status = commission_day(day, first + i, "day", err);
        if (status == REVOPS_OK)
            status = commission_currency(currency, first + i, err);
        words[REVOPS__RECEIVED_DAY] = revops__word_of_i64(day);
        words[REVOPS__RECEIVED_CURRENCY] = currency;
        words[REVOPS__RECEIVED_PLATFORM] = revops__columns_u64(columns, RECEIVED_PLATFORM, i);
        rows->amounts[i] = revops__columns_i64(columns, RECEIVED_AMOUNT, i);
    }
    return status;
}

/* --- the doors --- */

typedef enum commission_feed {
    COMMISSION_ACTIVITY,
    COMMISSION_UNITS,
    COMMISSION_RECEIVED
} commission_feed;

static const revops__totals_feed commission_feeds[] = {
    {sizeof(revops_activity_batch), "economic_day", "commission_minor", commission_activity_open,
     commission_activity},
    {sizeof(revops_unit_rate_batch), "rate_num", "rate_num", commission_units_open,
     commission_units},
    {sizeof(revops_received_batch), "day", "amount_minor", commission_received_open,
     commission_received},
};

static revops_status commission_door(revops__totals_door *door, revops_commissions *commissions,
                                     commission_feed feed, revops__columns *in, revops_error *err) {
    revops_status status = revops__require(commissions, "commissions", err);
    if (status != REVOPS_OK)
        return status;
    door->feed = &commission_feeds[feed];
    door->handle = &commissions->handle;
    door->totals = feed == COMMISSION_ACTIVITY ? &commissions->activity
                   : feed == COMMISSION_UNITS  ? &commissions->units
                                               : &commissions->received;
    door->scratch = &commissions->scratch;
    door->in = in;
    return REVOPS_OK;
}

static revops_status commission_add(revops_commissions *commissions, commission_feed feed,
                                    const void *batch, int adding, revops_error *err) {
    revops__columns in;
    revops__totals_door door;
    revops_status status = commission_door(&door, commissions, feed, &in, err);
    if (status != REVOPS_OK)
        return status;
    return adding ? revops__totals_add(&door, batch, err)
                  : revops__totals_remove(&door, batch, err);
}

static revops_status commission_read(revops_commissions *commissions, commission_feed feed,
                                     revops_source source, void *user, revops_error *err) {
    revops__columns in;
    revops__totals_door door;
    revops_status status = commission_door(&door, commissions, feed, &in, err);
    return status == REVOPS_OK ? revops__totals_read(&door, source, user, err) : status;
}

revops_status revops_commissions_add(revops_commissions *commissions,
                                     const revops_activity_batch *batch, revops_error *err) {
    return commission_add(commissions, COMMISSION_ACTIVITY, batch, 1, err);
}

revops_status revops_commissions_remove(revops_commissions *commissions,
                                        const revops_activity_batch *batch, revops_error *err) {
    return commission_add(commissions, COMMISSION_ACTIVITY, batch, 0, err);
}

revops_status revops_commissions_read(revops_commissions *commissions, revops_source source,
                                      void *user, revops_error *err) {
    return commission_read(commissions, COMMISSION_ACTIVITY, source, user, err);
}

revops_status revops_commissions_add_rates_per_unit(revops_commissions *commissions,
                                                    const revops_unit_rate_batch *batch,
                                                    revops_error *err) {
    return commission_add(commissions, COMMISSION_UNITS, batch, 1, err);
}

revops_status revops_commissions_read_rates_per_unit(revops_commissions *commissions,
                                                     revops_source source, void *user,
                                                     revops_error *err) {
    return commission_read(commissions, COMMISSION_UNITS, source, user, err);
}

revops_status revops_commissions_add_settlements(revops_commissions *commissions,
                                                 const revops_received_batch *batch,
                                                 revops_error *err) {
    return commission_add(commissions, COMMISSION_RECEIVED, batch, 1, err);
}

revops_status revops_commissions_remove_settlements(revops_commissions *commissions,
                                                    const revops_received_batch *batch,
                                                    revops_error *err) {
    return commission_add(commissions, COMMISSION_RECEIVED, batch, 0, err);
}

revops_status revops_commissions_read_settlements(revops_commissions *commissions,
                                                  revops_source source, void *user,
                                                  revops_error *err) {
    return commission_read(commissions, COMMISSION_RECEIVED, source, user, err);
}

revops_status revops_commissions_add_rates(revops_commissions *commissions,
                                           const revops_rate_batch *batch, revops_error *err) {
    revops_status status = revops__require(commissions, "commissions", err);
    return status == REVOPS_OK
               ? revops__rates_add(&commissions->handle, &commissions->rates, batch, err)
               : status;
}

revops_status revops_commissions_read_rates(revops_commissions *commissions, revops_source source,
                                            void *user, revops_error *err) {
    revops_status status = revops__require(commissions, "commissions", err);
    return status == REVOPS_OK
               ? revops__rates_read(&commissions->handle, &commissions->rates, source, user, err)
               : status;
}
