/* The rate table as a handle of its own, and conversion of whole columns. */
#include "value/fx.h"

#include <string.h>

#include "base/column.h"
#include "base/error.h"
#include "value/date.h"
#include "value/money.h"

struct revops_fx {
    revops__handle handle;
    revops__rates rates;
};

static const char fx_kind[4] = {'F', 'X', 'R', 'T'};
enum { FX_VERSION = 1 };

static const revops_field fx_conversion_fields[] = {
    REVOPS__FIELD(revops_conversion, amount_minor, REVOPS_UNIT_MINOR, "in the target currency"),
    REVOPS__FIELD(revops_conversion, rate_num, REVOPS_UNIT_NUM, "the rate, without exponents"),
    REVOPS__FIELD(revops_conversion, rate_den, REVOPS_UNIT_DEN, "above 0"),
    REVOPS__FIELD(revops_conversion, residue_num, REVOPS_UNIT_NUM, "what rounding left"),
    REVOPS__FIELD(revops_conversion, residue_den, REVOPS_UNIT_DEN, "above 0"),
    REVOPS__FIELD(revops_conversion, rate_day, REVOPS_UNIT_DAY, "day of publication"),
    REVOPS__RESERVED(revops_conversion, reserved0),
};
const revops_shape revops__shape_conversion =
    REVOPS__SHAPE(revops_conversion, "conversion", "a converted amount and its proof",
                  fx_conversion_fields, REVOPS_SHAPE_RECORD);

enum { FX_AMOUNT, FX_FROM, FX_TO, FX_DAY, FX_COLUMNS };
static const revops_field fx_batch_fields[] = {
    REVOPS__SIZE(revops_fx_batch),
    REVOPS__BATCH_COUNT(revops_fx_batch),
    REVOPS__COLUMN(revops_fx_batch, amount_minor, REVOPS_TYPE_INT64, REVOPS_UNIT_MINOR,
                   REVOPS_FIELD_REQUIRED, "in from_currency"),
    REVOPS__COLUMN(revops_fx_batch, from_currency, REVOPS_TYPE_UINT32, REVOPS_UNIT_CURRENCY,
                   REVOPS_FIELD_REQUIRED, "what it is"),
    REVOPS__COLUMN(revops_fx_batch, to_currency, REVOPS_TYPE_UINT32, REVOPS_UNIT_CURRENCY,
                   REVOPS_FIELD_REQUIRED, "what it shall be"),
    REVOPS__COLUMN(revops_fx_batch, day, REVOPS_TYPE_INT32, REVOPS_UNIT_DAY, REVOPS_FIELD_REQUIRED,
                   "day of the conversion"),
};
const revops_shape revops__shape_fx_batch = REVOPS__SHAPE(
    revops_fx_batch, "fx_batch", "amounts to convert", fx_batch_fields, REVOPS_SHAPE_BATCH);

/* --- life --- */

static revops_status fx_make(revops_fx **fx, const revops_host *host, revops_error *err) {
    revops__memory memory;
    void *block = NULL;
    revops_status status = revops__memory_open(&memory, host, err);
    if (status == REVOPS_OK)
        status = revops__resize(&memory, &block, 0, sizeof **fx, err);
    if (status != REVOPS_OK)
        return status;
    *fx = block;
    memset(*fx, 0, sizeof **fx);
    (*fx)->handle.memory = memory;
    return REVOPS_OK;
}

revops_status revops_fx_create(revops_fx **fx, const revops_fx_options *options,
                               const revops_host *host, revops_error *err) {
    revops_fx_options taken;
    revops_fx *made = NULL;
    revops_status status = revops__require(fx, "fx", err);
    if (status != REVOPS_OK)
        return status;
    *fx = NULL;
    status = revops__take(&taken, sizeof taken, options, "options", err);
    if (status == REVOPS_OK)
        status = fx_make(&made, host, err);
    if (status == REVOPS_OK)
        status = revops__rates_open(&made->rates, &made->handle.memory, &taken, err);
    if (status != REVOPS_OK) {
        revops_fx_destroy(made);
        return status;
    }
    *fx = made;
    return REVOPS_OK;
}

void revops_fx_destroy(revops_fx *fx) {
    revops__memory memory;
    if (!fx)
        return;
    revops__rates_free(&fx->rates, &fx->handle.memory);
    memory = fx->handle.memory;
    revops__free(&memory, fx, sizeof *fx);
}

/* --- feed, merge, state --- */

revops_status revops_fx_add(revops_fx *fx, const revops_rate_batch *batch, revops_error *err) {
    revops_status status = revops__require(fx, "fx", err);
    return status == REVOPS_OK ? revops__rates_add(&fx->handle, &fx->rates, batch, err) : status;
}

revops_status revops_fx_read(revops_fx *fx, revops_source source, void *user, revops_error *err) {
    revops_status status = revops__require(fx, "fx", err);
    return status == REVOPS_OK ? revops__rates_read(&fx->handle, &fx->rates, source, user, err)
                               : status;
}

revops_status revops_fx_merge(revops_fx *into, const revops_fx *from, revops_error *err) {
    revops_status status = revops__require(into, "into", err);
    if (status == REVOPS_OK)
        status = revops__require(from, "from", err);
    if (status == REVOPS_OK)
        status = revops__ready(&into->handle, err);
    if (status == REVOPS_OK)
        status = revops__ready(&from->handle, err);
    if (status == REVOPS_OK)
        status = revops__row_limit(&into->handle, from->handle.rows, err);
    if (status == REVOPS_OK)
        status = revops__rates_stage(&into->rates, &into->handle.memory, &from->rates, err);
    if (status != REVOPS_OK)
        return status;
    revops__rates_commit(&into->rates, &into->handle.memory);
    into->handle.rows += from->handle.rows;
    return REVOPS_OK;
}

static void fx_payload(revops__packer *packer, const void *context) {
    const revops_fx *fx = context;
    revops__rates_pack(packer, &fx->rates);
}

revops_status revops_fx_save(const revops_fx *fx, void *out, size_t capacity, size_t *written,
                             revops_error *err) {
    revops_status status = revops__require(fx, "fx", err);
    if (status == REVOPS_OK)
        status = revops__ready(&fx->handle, err);
    if (status != REVOPS_OK)
        return status;
    return revops__state_save(out, capacity, written, fx_kind, FX_VERSION, fx_payload, fx, err);
}

revops_status revops_fx_load(revops_fx **fx, const void *bytes, size_t size,
                             const revops_host *host, revops_error *err) {
    revops__unpacker unpacker;
    revops_fx *made = NULL;
    uint16_t version;
    revops_status status = revops__require(fx, "fx", err);
    if (status != REVOPS_OK)
        return status;
    *fx = NULL;
    if (size > 0)
        status = revops__require(bytes, "bytes", err);
    if (status == REVOPS_OK)
        status = revops__state_open(&unpacker, &version, bytes, size, fx_kind, FX_VERSION, err);
    if (status == REVOPS_OK)
        status = fx_make(&made, host, err);
    if (status == REVOPS_OK)
        status = revops__rates_unpack(&unpacker, &made->rates, &made->handle.memory, err);
    if (status == REVOPS_OK)
        status = revops__state_close(&unpacker, err);
    if (status != REVOPS_OK) {
        revops_fx_destroy(made);
        return status;
    }
    *fx = made;
    return REVOPS_OK;
}

/* --- one rate, one amount --- */

static revops_status fx_day(int32_t day, uint64_t row, revops_error *err) {
    return revops__day_valid(day) ? REVOPS_OK
                                  : revops__fail_i64(err, REVOPS_E_INVALID, row, "day",
                                                     "a day of the years 1 to 9999", day);
}

revops_status revops_fx_rate(const revops_fx *fx, revops_ratio *rate, int32_t *rate_day,
                             uint32_t from_currency, uint32_t to_currency, int32_t day,
                             revops_error *err) {
    revops_status status = revops__require(fx, "fx", err);
    if (status == REVOPS_OK)
        status = revops__require(rate, "rate", err);
    if (status == REVOPS_OK)
        status = revops__require(rate_day, "rate_day", err);
    if (status == REVOPS_OK)
        status = fx_day(day, REVOPS_NONE, err);
    if (status == REVOPS_OK)
        status = revops__ready(&fx->handle, err);
    if (status != REVOPS_OK)
        return status;
    return revops__rates_ratio(&fx->rates, rate, rate_day, from_currency, to_currency, day, err);
}

revops_status revops_fx_convert(const revops_fx *fx, revops_conversion *conversion,
                                int64_t amount_minor, uint32_t from_currency, uint32_t to_currency,
                                int32_t day, int32_t mode, revops_error *err) {
    revops_status status = revops__require(fx, "fx", err);
    if (status == REVOPS_OK)
        status = revops__require(conversion, "conversion", err);
    if (status == REVOPS_OK)
        status = fx_day(day, REVOPS_NONE, err);
    if (status == REVOPS_OK)
        status = revops__round_mode(&mode, REVOPS_ROUND_HALF_EVEN, "mode", err);
    if (status == REVOPS_OK)
        status = revops__ready(&fx->handle, err);
    if (status != REVOPS_OK)
        return status;
    return revops__rates_convert(&fx->rates, conversion, amount_minor, from_currency, to_currency,
                                 day, mode, REVOPS_NONE, "amount_minor", err);
}

/* --- columns --- */

/* Pairs that are remembered, by a few bits of their hash: no more than there are rows, and at most
 * as many as 20 currencies in all directions fill without much crowding. */
enum { FX_VIEW_BITS = 9 };

typedef struct fx_run {
    const revops__rates *rates;
    revops__column columns[FX_COLUMNS];
    uint64_t buffers[FX_COLUMNS][REVOPS__CHUNK];
    const void *values[FX_COLUMNS];
    revops__rate_view *views;
    uint32_t view_bits;
    int32_t mode;
    int64_t *results;
    void *block; /* views and results */
    size_t size;
} fx_run;

/* The view of a row's pair: remembered, or aimed now. */
static revops_status fx_view(fx_run *run, revops__rate_view **view, uint32_t from, uint32_t to,
                             uint64_t row, revops_error *err) {
    uint64_t hash = ((uint64_t)from << 32 | to) * UINT64_C(0x9e3779b97f4a7c15);
    revops_status status = REVOPS_OK;
    *view = &run->views[hash >> (64 - run->view_bits)];
    if (!(*view)->rates || (*view)->from_currency != from || (*view)->to_currency != to) {
        status =
            revops__rate_aim(*view, run->rates, from, to, row, "from_currency", "to_currency", err);
        if (status != REVOPS_OK)
            (*view)->rates = NULL;
    }
    return status;
}

static revops_status fx_convert_rows(fx_run *run, int64_t *result, uint64_t first, size_t count,
                                     revops_error *err) {
    const int64_t *amount = run->values[FX_AMOUNT];
    const uint32_t *from = run->values[FX_FROM], *to = run->values[FX_TO];
    const int32_t *day = run->values[FX_DAY];
    revops_status status = REVOPS_OK;
    for (size_t i = 0; i < count && status == REVOPS_OK; i++) {
        revops__rate_view *view;
        status = fx_view(run, &view, from[i], to[i], first + i, err);
        if (status == REVOPS_OK)
            status = fx_day(day[i], first + i, err);
        if (status == REVOPS_OK)
            status = revops__rate_apply(view, &result[i], amount[i], day[i], run->mode, first + i,
                                        "amount_minor", err);
    }
    return status;
}

/* A chunk of rows. The lowest refused row wins: what cannot be read in one column cuts the chunk,
 * and the rows before it are still converted. */
static revops_status fx_convert_chunk(fx_run *run, int64_t *result, uint64_t first, size_t count,
                                      revops_error *err) {
    revops_error refusal;
    revops_status status, refused = REVOPS_OK;
    for (size_t c = 0; c < FX_COLUMNS && count > 0; c++) {
        status = revops__column_chunk(&run->columns[c], first, count, run->buffers[c],
                                      &run->values[c], NULL, NULL, &refusal);
        if (status != REVOPS_OK) {
            refused = status;
            count = (size_t)(refusal.row - first);
        }
    }
    status = fx_convert_rows(run, result, first, count, err);
    if (status != REVOPS_OK || refused == REVOPS_OK)
        return status;
    if (err)
        *err = refusal;
    return refused;
}

/* Memory of the call: views, and answers that wait there, because the output may be the input and
 * is written whole or not at all. */
static revops_status fx_room(fx_run *run, revops__memory *memory, uint64_t count,
                             revops_error *err) {
    size_t results = revops__product((size_t)count, sizeof *run->results), views;
    revops_status status;
    for (run->view_bits = 1; run->view_bits < FX_VIEW_BITS && count >> run->view_bits != 0;)
        run->view_bits++;
    views = sizeof *run->views << run->view_bits;
    run->block = NULL;
    run->size = results < SIZE_MAX - views ? results + views : SIZE_MAX;
    status = revops__resize(memory, &run->block, 0, run->size, err);
    if (status != REVOPS_OK)
        return status;
    memset(run->block, 0, views);
    run->views = run->block;
    run->results = (int64_t *)(void *)((char *)run->block + views);
    return REVOPS_OK;
}

static revops_status fx_convert_all(fx_run *run, const revops_fx_batch *batch, revops_error *err) {
    revops_status status = REVOPS_OK;
    for (uint64_t first = 0; first < batch->count && status == REVOPS_OK; first += REVOPS__CHUNK) {
        uint64_t left = batch->count - first;
        status = fx_convert_chunk(run, run->results + first, first,
                                  left < REVOPS__CHUNK ? (size_t)left : REVOPS__CHUNK, err);
    }
    return status;
}

revops_status revops_fx_convert_many(const revops_fx *fx, int64_t *amount_minor,
                                     const revops_fx_batch *batch, int32_t mode,
                                     revops_error *err) {
    revops_fx_batch taken;
    revops__memory memory;
    fx_run run;
    revops_status status = revops__require(fx, "fx", err);
    if (status == REVOPS_OK)
        status = revops__batch_take(&taken, sizeof taken, batch, err);
    if (status == REVOPS_OK && taken.count > 0)
        status = revops__require(amount_minor, "amount_minor", err);
    if (status == REVOPS_OK)
        status = revops__round_mode(&mode, REVOPS_ROUND_HALF_EVEN, "mode", err);
    for (size_t c = 0; c < FX_COLUMNS && status == REVOPS_OK; c++)
        status = revops__column_open(&run.columns[c], &(&taken.amount_minor)[c],
                                     &fx_batch_fields[c + 2], 0, taken.count, err);
    if (status == REVOPS_OK)
        status = revops__ready(&fx->handle, err);
    if (status != REVOPS_OK || taken.count == 0)
        return status;
    memory = fx->handle.memory;
    status = fx_room(&run, &memory, taken.count, err);
    if (status != REVOPS_OK)
        return status;
    run.rates = &fx->rates;
    run.mode = mode;
    status = fx_convert_all(&run, &taken, err);
    if (status == REVOPS_OK)
        memcpy(amount_minor, run.results, (size_t)taken.count * sizeof *amount_minor);
    revops__free(&memory, run.block, run.size);
    return status;
}
