/* Revenue: the handle, its options and the doors of its feeds. */
#include "sales/revenue.h"

#include <string.h>

#include "sales/transaction.h"

void revops_revenue_options_init(revops_revenue_options *options) {
    static const revops_revenue_options init = REVOPS_REVENUE_OPTIONS_INIT;
    if (options)
        *options = init;
}

revops_status revops_revenue_create(revops_revenue **revenue, const revops_revenue_options *options,
                                    const revops_host *host, revops_error *err) {
    revops_revenue_options taken;
    revops__memory memory;
    void *block = NULL;
    revops_revenue *made;
    revops_status status = revops__require(revenue, "revenue", err);
    if (status != REVOPS_OK)
        return status;
    *revenue = NULL;
    status = revops__take(&taken, sizeof taken, options, "options", err);
    if (status == REVOPS_OK)
        status = revops__memory_open(&memory, host, err);
    if (status != REVOPS_OK)
        return status;
    if (taken.dimensions & ~(uint32_t)REVOPS__DIMENSIONS)
        return revops__fail_u64(err, REVOPS_E_UNSUPPORTED, REVOPS_NONE, "dimensions",
                                "a mask of known dimensions (1 to 63)", taken.dimensions);
    if (taken.reserved0 != 0)
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "reserved0", "0",
                                taken.reserved0);
    status = revops__resize(&memory, &block, 0, sizeof *made, err);
    if (status != REVOPS_OK)
        return status;
    made = block;
    memset(made, 0, sizeof *made);
    made->handle.memory = memory;
    made->dimensions = taken.dimensions ? taken.dimensions : REVOPS__DIMENSIONS_DEFAULT;
    status = revops__rates_open(&made->rates, &made->handle.memory, &taken.fx, err);
    if (status != REVOPS_OK) {
        revops_revenue_destroy(made);
        return status;
    }
    *revenue = made;
    return REVOPS_OK;
}

void revops_revenue_destroy(revops_revenue *revenue) {
    revops__memory memory;
    if (!revenue)
        return;
    revops__cells_free(&revenue->cells, &revenue->handle.memory);
    revops__cells_free(&revenue->spend, &revenue->handle.memory);
    revops__cells_free(&revenue->scratch, &revenue->handle.memory);
    revops__rates_free(&revenue->rates, &revenue->handle.memory);
    memory = revenue->handle.memory;
    revops__free(&memory, revenue, sizeof *revenue);
}

/* --- one batch into cells --- */

/* A batch of either feed, chunk by chunk, as cells take it. */
typedef struct revenue_feeder {
    uint64_t count;
    uint32_t dimensions;
    int is_spend;
    union {
        revops__transactions transactions;
        revops__spend spend;
    } in;
    revops__transaction_chunk chunk; /* of transactions */
    const int32_t *kind;             /* NULL where no row can be a reserve */
    uint64_t magnitude;              /* of the chunk: no amount is larger */
    revops__cell_rows rows;
    uint64_t currency_kind[REVOPS__CHUNK];
} revenue_feeder;

static const uint64_t revenue_zeros[REVOPS__CHUNK];

static revops_status revenue_open(revenue_feeder *feeder, const revops_revenue *revenue,
                                  const void *batch, int is_spend, revops_error *err) {
    revops_status status = is_spend
                               ? revops__spend_open(&feeder->in.spend, batch, err)
                               : revops__transactions_open(&feeder->in.transactions, batch, err);
    feeder->is_spend = is_spend;
    feeder->dimensions = revenue->dimensions;
    if (status == REVOPS_OK && !is_spend)
        feeder->in.transactions.lenient = 1; /* a row with a cell is good */
    if (status == REVOPS_OK)
        feeder->count = is_spend ? feeder->in.spend.count : feeder->in.transactions.count;
    return status;
}

/* Is not one value in all rows? A column that is there may well be, and then costs no more. */
static int revenue_varies(const uint64_t *restrict values, size_t count) {
    uint64_t differ = (values[0] ^ values[count - 1]) | (values[0] ^ values[count / 2]);
    for (size_t i = 0; i < count && !differ; i += REVOPS__STEP)
        for (size_t j = i; j < count && j < i + REVOPS__STEP; j++)
            differ |= values[j] ^ values[0];
    return differ != 0;
}

static void revenue_word(revenue_feeder *feeder, uint32_t dimension, size_t word,
                         const uint64_t *values, const revops__column *column) {
    int kept = (feeder->dimensions & dimension) != 0;
    feeder->rows.words[word] = kept ? values : revenue_zeros;
    if (kept && !column->constant && revenue_varies(values, feeder->rows.count))
        feeder->rows.varying |= 1u << word;
}

static void revenue_currency(revenue_feeder *feeder, const uint32_t *currency, const int32_t *kind,
                             int one_kind, int constant) {
    feeder->rows.words[REVOPS__TUPLE_CURRENCY] = NULL;
    feeder->rows.joined = feeder->currency_kind;
    feeder->rows.currency = currency;
    feeder->rows.kind = kind;
    feeder->rows.one_kind = one_kind;
    feeder->rows.varying |= constant ? 0u : 1u << REVOPS__TUPLE_CURRENCY;
}

static revops_status revenue_chunk_transactions(revenue_feeder *feeder, uint64_t first,
                                                size_t count, revops_error *err) {
    const revops__column *columns = feeder->in.transactions.columns;
    const revops__transaction_chunk *chunk = &feeder->chunk;
    revops_status status =
        revops__transactions_chunk(&feeder->in.transactions, first, count, &feeder->chunk, err);
    if (status != REVOPS_OK)
        return status;
    /* Runs of reserves are looked for only where there can be any. */
    feeder->kind = chunk->one_kind && chunk->kind[0] < REVOPS__REVENUE_KINDS ? NULL : chunk->kind;
    feeder->rows.count = count;
    feeder->rows.varying = 0;
    feeder->rows.day = chunk->economic_day;
    feeder->rows.untaxed = chunk->untaxed;
    feeder->magnitude = chunk->magnitude;
    feeder->rows.sums[0] = chunk->tax;
    feeder->rows.sums[1] = chunk->fee;
    feeder->rows.sums[2] = chunk->net;
    revenue_currency(feeder, chunk->currency, chunk->kind, chunk->one_kind,
                     columns[REVOPS__T_CURRENCY].constant && columns[REVOPS__T_KIND].constant);
    revenue_word(feeder, REVOPS_DIMENSION_PROJECT, REVOPS__TUPLE_PROJECT, chunk->project,
                 &columns[REVOPS__T_PROJECT]);
    revenue_word(feeder, REVOPS_DIMENSION_PRODUCT, REVOPS__TUPLE_PRODUCT, chunk->product,
                 &columns[REVOPS__T_PRODUCT]);
    revenue_word(feeder, REVOPS_DIMENSION_PLATFORM, REVOPS__TUPLE_PLATFORM, chunk->platform,
                 &columns[REVOPS__T_PLATFORM]);
    revenue_word(feeder, REVOPS_DIMENSION_STREAM, REVOPS__TUPLE_STREAM, chunk->stream,
                 &columns[REVOPS__T_STREAM]);
    revenue_word(feeder, REVOPS_DIMENSION_CUSTOMER, REVOPS__TUPLE_CUSTOMER, chunk->customer,
                 &columns[REVOPS__T_CUSTOMER]);
    return REVOPS_OK;
}

static revops_status revenue_chunk_spend(revenue_feeder *feeder, uint64_t first, size_t count,
                                         revops_error *err) {
    const revops__column *columns = feeder->in.spend.columns;
    static const int32_t sale[REVOPS__CHUNK]; /* spend has no kinds: its cells carry the first */
    revops__spend_chunk chunk;
    revops_status status = revops__spend_chunk_read(&feeder->in.spend, first, count, &chunk, err);
    if (status != REVOPS_OK)
        return status;
    feeder->kind = NULL;
    feeder->rows.count = count;
    feeder->rows.varying = 0;
    feeder->rows.day = chunk.economic_day;
    feeder->rows.untaxed = 1;
    feeder->magnitude = chunk.magnitude;
    feeder->rows.sums[0] = (const int64_t *)(const void *)revenue_zeros;
    feeder->rows.sums[1] = (const int64_t *)(const void *)revenue_zeros;
    feeder->rows.sums[2] = chunk.amount;
    for (size_t w = REVOPS__TUPLE_PLATFORM; w < REVOPS__TUPLE_WORDS; w++)
        feeder->rows.words[w] = revenue_zeros;
    revenue_currency(feeder, chunk.currency, sale, 1, columns[1].constant != 0);
    revenue_word(feeder, REVOPS_DIMENSION_PROJECT, REVOPS__TUPLE_PROJECT, chunk.project,
                 &columns[3]);
    revenue_word(feeder, REVOPS_DIMENSION_PRODUCT, REVOPS__TUPLE_PRODUCT, chunk.product,
                 &columns[4]);
    return REVOPS_OK;
}

static revops_status revenue_chunk(revenue_feeder *feeder, uint64_t first, size_t count,
                                   revops_error *err) {
    return feeder->is_spend ? revenue_chunk_spend(feeder, first, count, err)
                            : revenue_chunk_transactions(feeder, first, count, err);
}

/* The run of revenue rows that starts at @p from: reserves are passed over without a copy. */
static size_t revenue_run(const revenue_feeder *feeder, size_t from, revops__cell_rows *run) {
    const int32_t *kind = feeder->kind;
    size_t to = kind ? from : feeder->rows.count;
    while (kind && to < feeder->rows.count && kind[to] < REVOPS__REVENUE_KINDS)
        to++;
    *run = feeder->rows;
    run->count = to - from;
    run->day += from;
    run->joined += from;
    run->currency += from;
    run->kind += from;
    for (size_t w = REVOPS__TUPLE_PROJECT; w < REVOPS__TUPLE_WORDS; w++)
        run->words[w] += from;
    for (size_t s = 0; s < REVOPS__DAY_CELL_SUMS; s++)
        run->sums[s] += from;
    return to - from;
}

static int revenue_has_sum(const revops__cells *cells, size_t cell) {
    uint64_t any = 0;
    for (size_t s = 0; s < REVOPS__DAY_CELL_SUMS; s++) {
        revops__sum sum = revops__cells_sum(cells, cell, s);
        any |= sum.low | (uint64_t)sum.high;
    }
    return any != 0;
}

/* Some row has no cell: it may be a bad one. */
static revops_status revenue_verify(revenue_feeder *feeder, uint64_t first, revops_error *err) {
    return feeder->is_spend
               ? REVOPS_OK
               : revops__transactions_verify(&feeder->in.transactions, first, &feeder->chunk, err);
}

/* Take one run back, row by row: each must be there, and none may leave a sum without a row.
 * *applied receives the rows that were taken back. */
static revops_status revenue_take_back(const revops__cells *cells, const revops__cell_rows *run,
                                       const uint32_t *found, uint64_t row, size_t *applied,
                                       revops_error *err) {
    for (*applied = 0; *applied < run->count; ++*applied) {
        size_t i = *applied;
        revops__cell_rows one = *run;
        if (!found[i] || cells->at[found[i]].count == 0)
            return revops__fail(err, REVOPS_E_INVALID, row + i, "economic_day",
                                "expected a row that was added before, got one of an empty cell");
        for (size_t s = 0; s < REVOPS__DAY_CELL_SUMS; s++)
            one.sums[s] += i;
        revops__cells_subtract(cells, &found[i], &one, 1);
        if (cells->at[found[i]].count == 0 && revenue_has_sum(cells, found[i])) {
            revops__cells_add(cells, &found[i], &one, 1);
            return revops__fail(err, REVOPS_E_INVALID, row + i, "net_minor",
                                "expected amounts that were added before, got others");
        }
    }
    return REVOPS_OK;
}

/* Rows [0, done) of the batch the other way round: their cells are all there. */
static void revenue_undo(revenue_feeder *feeder, revops__cells *cells, uint64_t done, int added) {
    revops__cell_places places;
    for (uint64_t first = 0; first < done; first += feeder->rows.count) {
        size_t count = done - first < REVOPS__CHUNK ? (size_t)(done - first) : REVOPS__CHUNK;
        revops__cell_rows run;
        if (REVOPS_NEVER(revenue_chunk(feeder, first, count, NULL) != REVOPS_OK))
            return; /* it was read before, and the host's memory is still there */
        for (size_t at = 0; at < count;) {
            size_t rows = revenue_run(feeder, at, &run);
            revops__cells_find(cells, &run, &places);
            if (added)
                revops__cells_subtract(cells, places.cells, &run, rows);
            else
                revops__cells_add(cells, places.cells, &run, rows);
            at += rows + 1;
        }
    }
}

/* One chunk into its cells, or out of them; *done counts the rows that were applied. */
static revops_status revenue_apply_chunk(revenue_feeder *feeder, revops__memory *memory,
                                         revops__cells *cells, uint64_t first, int adding,
                                         uint64_t *done, revops_error *err) {
    revops__cell_places places;
    revops_status status =
        revops__cells_expect(cells, memory, feeder->magnitude, feeder->rows.count, err);
    for (size_t at = 0; at < feeder->rows.count && status == REVOPS_OK;) {
        revops__cell_rows run;
        size_t rows = revenue_run(feeder, at, &run), applied = rows;
        int found;
        if (adding && rows > 0)
            status = revops__cells_open_day(cells, memory, run.day[rows - 1], err);
        if (status != REVOPS_OK)
            return status;
        found = revops__cells_find(cells, &run, &places);
        if (!found)
            status = revenue_verify(feeder, first, err);
        if (status == REVOPS_OK && adding && (!found || places.strays))
            status = revops__cells_make(cells, memory, &run, &places, err);
        if (status != REVOPS_OK)
            return status;
        if (adding)
            revops__cells_add(cells, places.cells, &run, rows);
        else if (!found || !revops__cells_take(cells, places.cells, &run, rows))
            status = revenue_take_back(cells, &run, places.cells, first + at, &applied, err);
        *done = first + at + applied;
        at += rows + 1; /* the reserve row behind the run, if there is one, changes nothing */
    }
    if (status == REVOPS_OK)
        *done = first + feeder->rows.count;
    return status;
}

/* A whole batch, or nothing of it. @p ask: the host's progress is asked here, not by a source. */
static revops_status revenue_apply(revops_revenue *revenue, revops__cells *cells, const void *batch,
                                   int is_spend, int adding, int ask, revops_error *err) {
    revenue_feeder feeder;
    revops__handle *handle = &revenue->handle;
    revops__cells_mark mark = revops__cells_mark_now(cells);
    uint64_t done = 0;
    revops_status status = revenue_open(&feeder, revenue, batch, is_spend, err);
    if (status == REVOPS_OK && adding)
        status = revops__row_limit(handle, feeder.count, err);
    if (status == REVOPS_OK && ask)
        status = revops__progress(handle, 0, feeder.count, err);
    for (uint64_t first = 0; status == REVOPS_OK && first < feeder.count; first += REVOPS__CHUNK) {
        uint64_t left = feeder.count - first;
        status =
            revenue_chunk(&feeder, first, left < REVOPS__CHUNK ? (size_t)left : REVOPS__CHUNK, err);
        if (status == REVOPS_OK)
            status =
                revenue_apply_chunk(&feeder, &handle->memory, cells, first, adding, &done, err);
        if (status == REVOPS_OK && ask && done % REVOPS__PROGRESS == 0)
            status = revops__progress(handle, done, feeder.count, err);
    }
    if (status != REVOPS_OK) {
        revenue_undo(&feeder, cells, done, adding);
        revops__cells_rollback(cells, &mark);
        return status;
    }
    handle->rows = adding
                       ? handle->rows + feeder.count
                       : handle->rows - (feeder.count < handle->rows ? feeder.count : handle->rows);
    return REVOPS_OK;
}

/* --- the doors --- */

static revops_status revenue_door(revops_revenue *revenue, const void *batch, int is_spend,
                                  int adding, revops_error *err) {
    revops_status status = revops__require(revenue, "revenue", err);
    if (status == REVOPS_OK)
        status = revops__require(batch, "batch", err);
    if (status == REVOPS_OK)
        status = revops__ready(&revenue->handle, err);
    if (status != REVOPS_OK)
        return status;
    return revenue_apply(revenue, is_spend ? &revenue->spend : &revenue->cells, batch, is_spend,
                         adding, 1, err);
}

revops_status revops_revenue_add(revops_revenue *revenue, const revops_transaction_batch *batch,
                                 revops_error *err) {
    return revenue_door(revenue, batch, 0, 1, err);
}

revops_status revops_revenue_remove(revops_revenue *revenue, const revops_transaction_batch *batch,
                                    revops_error *err) {
    return revenue_door(revenue, batch, 0, 0, err);
}

revops_status revops_revenue_add_spend(revops_revenue *revenue, const revops_spend_batch *batch,
                                       revops_error *err) {
    return revenue_door(revenue, batch, 1, 1, err);
}

revops_status revops_revenue_remove_spend(revops_revenue *revenue, const revops_spend_batch *batch,
                                          revops_error *err) {
    return revenue_door(revenue, batch, 1, 0, err);
}

typedef struct revenue_reading {
    revops_revenue *revenue;
    int is_spend;
} revenue_reading;

static revops_status revenue_read_batch(void *context, const void *batch, uint64_t rows_before,
                                        revops_error *err) {
    const revenue_reading *reading = context;
    (void)rows_before;
    return revenue_apply(reading->revenue, &reading->revenue->scratch, batch, reading->is_spend, 1,
                         0, err);
}

static revops_status revenue_read(revops_revenue *revenue, size_t batch_size, int is_spend,
                                  revops_source source, void *user, revops_error *err) {
    revenue_reading reading = {revenue, is_spend};
    uint64_t rows;
    revops_status status = revops__require(revenue, "revenue", err);
    if (status == REVOPS_OK && !source)
        status = revops__require(NULL, "source", err);
    if (status == REVOPS_OK)
        status = revops__ready(&revenue->handle, err);
    if (status != REVOPS_OK)
        return status;
    rows = revenue->handle.rows;
    status = revops__drive(&revenue->handle, batch_size, source, user, revenue_read_batch, &reading,
                           err);
    if (status == REVOPS_OK)
        status = revops__cells_merge(is_spend ? &revenue->spend : &revenue->cells,
                                     &revenue->handle.memory, &revenue->scratch, err);
    if (status != REVOPS_OK)
        revenue->handle.rows = rows;
    revops__cells_free(&revenue->scratch, &revenue->handle.memory);
    return status;
}

revops_status revops_revenue_read(revops_revenue *revenue, revops_source source, void *user,
                                  revops_error *err) {
    return revenue_read(revenue, sizeof(revops_transaction_batch), 0, source, user, err);
}

revops_status revops_revenue_read_spend(revops_revenue *revenue, revops_source source, void *user,
                                        revops_error *err) {
    return revenue_read(revenue, sizeof(revops_spend_batch), 1, source, user, err);
}

revops_status revops_revenue_add_rates(revops_revenue *revenue, const revops_rate_batch *batch,
                                       revops_error *err) {
    revops_status status = revops__require(revenue, "revenue", err);
    return status == REVOPS_OK ? revops__rates_add(&revenue->handle, &revenue->rates, batch, err)
                               : status;
}

revops_status revops_revenue_read_rates(revops_revenue *revenue, revops_source source, void *user,
                                        revops_error *err) {
    revops_status status = revops__require(revenue, "revenue", err);
    return status == REVOPS_OK
               ? revops__rates_read(&revenue->handle, &revenue->rates, source, user, err)
               : status;
}
