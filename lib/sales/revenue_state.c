/* Revenue on other machines: merge, save and load.
 *
 * Payload: dimensions (4), rates (options first, see value/fx), number of transaction cells (8),
 * each day (4), currency (4), kind (4), project, product, platform, stream, customer (8 each), rows
 * (8), tax, fee, net (16 each), by day, currency, project ... customer, kind; number of spend cells
 * (8), each day (4), currency (4), project (8), product (8), rows (8), amount (16). */
#include <string.h>

#include "base/state.h"
#include "base/text.h"
#include "sales/revenue.h"
#include "sales/transaction.h"

enum { STATE_CELL = 4 + 4 + 4 + 5 * 8 + 8 + 3 * 16, STATE_SPEND = 4 + 4 + 8 + 8 + 8 + 16 };

static const char state_kind[4] = {'R', 'E', 'V', 'N'};

/* Rates are staged, then come spend and transactions: what fails later is undone in what went
 * before. */
static revops_status state_merge(revops_revenue *into, const revops_revenue *from,
                                 revops_error *err) {
    revops__memory *memory = &into->handle.memory;
    revops__cells_mark spend = revops__cells_mark_now(&into->spend);
    revops_status status = revops__rates_stage(&into->rates, memory, &from->rates, err);
    if (status != REVOPS_OK)
        return status;
    status = revops__cells_merge(&into->spend, memory, &from->spend, err);
    if (status == REVOPS_OK) {
        status = revops__cells_merge(&into->cells, memory, &from->cells, err);
        if (status != REVOPS_OK)
            revops__cells_unmerge(&into->spend, &from->spend, &spend);
    }
    if (status == REVOPS_OK)
        revops__rates_commit(&into->rates, memory);
    else
        revops__rates_drop(&into->rates, memory);
    return status;
}

revops_status revops_revenue_merge(revops_revenue *into, const revops_revenue *from,
                                   revops_error *err) {
    revops_status status = revops__require(into, "into", err);
    if (status == REVOPS_OK)
        status = revops__require(from, "from", err);
    if (status == REVOPS_OK)
        status = revops__ready(&into->handle, err);
    if (status == REVOPS_OK)
        status = revops__ready(&from->handle, err);
    if (status != REVOPS_OK)
        return status;
    if (into == from)
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, "from",
                            "expected two handles, got the same twice");
    if (into->dimensions != from->dimensions)
        return revops__fail_u64(err, REVOPS_E_MISMATCH, REVOPS_NONE, "dimensions",
                                "handles that keep the same dimensions", from->dimensions);
    status = revops__row_limit(&into->handle, from->handle.rows, err);
    if (status == REVOPS_OK)
        status = state_merge(into, from, err);
    if (status == REVOPS_OK)
        into->handle.rows += from->handle.rows;
    return status;
}

/* --- save --- */

typedef struct state_context {
    const revops_revenue *revenue;
    uint32_t *cells, *spend;
    size_t cell_count, spend_count;
} state_context;

static void state_pack_cells(revops__packer *packer, const revops__cells *cells,
                             const uint32_t *order, size_t count, int is_spend) {
    revops__pack_u64(packer, count);
    for (size_t i = 0; i < count; i++) {
        const revops__day_cell_key *key = &cells->keys[order[i]];
        const uint64_t *words = cells->tuples[key->tuple].key.words;
        revops__pack_u32(packer, (uint32_t)key->day);
        revops__pack_u32(packer, (uint32_t)(words[REVOPS__TUPLE_CURRENCY] >> 32));
        if (!is_spend)
            revops__pack_u32(packer, (uint32_t)words[REVOPS__TUPLE_CURRENCY]);
        for (size_t w = REVOPS__TUPLE_PROJECT;
             w < (is_spend ? REVOPS__TUPLE_PLATFORM : REVOPS__TUPLE_WORDS); w++)
            revops__pack_u64(packer, words[w]);
        revops__pack_u64(packer, cells->at[order[i]].count);
        for (size_t s = is_spend ? REVOPS__DAY_CELL_SUMS - 1 : 0; s < REVOPS__DAY_CELL_SUMS; s++) {
            revops__sum sum = revops__cells_sum(cells, order[i], s);
            revops__pack_sum(packer, &sum);
        }
    }
}

static void state_payload(revops__packer *packer, const void *user) {
    const state_context *context = user;
    const revops_revenue *revenue = context->revenue;
    revops__pack_u32(packer, revenue->dimensions);
    revops__rates_pack(packer, &revenue->rates);
    state_pack_cells(packer, &revenue->cells, context->cells, context->cell_count, 0);
    state_pack_cells(packer, &revenue->spend, context->spend, context->spend_count, 1);
}

revops_status revops_revenue_save(const revops_revenue *revenue, void *out, size_t capacity,
                                  size_t *written, revops_error *err) {
    state_context context;
    revops__memory memory;
    revops_status status = revops__require(revenue, "revenue", err);
    if (status == REVOPS_OK)
        status = revops__require(written, "written", err);
    if (status == REVOPS_OK && capacity > 0)
        status = revops__require(out, "out", err);
    if (status == REVOPS_OK)
        status = revops__ready(&revenue->handle, err);
    if (status != REVOPS_OK)
        return status;
    memset(&context, 0, sizeof context);
    context.revenue = revenue;
    memory = revenue->handle.memory;
    status =
        revops__cells_sorted(&revenue->cells, &memory, &context.cells, &context.cell_count, err);
    if (status == REVOPS_OK)
        status = revops__cells_sorted(&revenue->spend, &memory, &context.spend,
                                      &context.spend_count, err);
    if (status == REVOPS_OK)
        status =
            revops__state_save(out, capacity, written, state_kind, 1, state_payload, &context, err);
    revops__free(&memory, context.cells, revenue->cells.cell_count * sizeof(uint32_t));
    revops__free(&memory, context.spend, revenue->spend.cell_count * sizeof(uint32_t));
    return status;
}

/* --- load --- */

typedef struct state_cell {
    uint64_t count;
    revops__sum sums[REVOPS__DAY_CELL_SUMS];
    int32_t day;
} state_cell;

/* The next cell; 0 when it breaks a rule of its place: no two states have the same content. */
static int state_unpack_cell(revops__unpacker *unpacker, uint32_t dimensions, int is_spend,
                             state_cell *cell, revops__tuple *tuple) {
    static const uint32_t dimension[REVOPS__TUPLE_WORDS] = {0,
                                                            REVOPS_DIMENSION_PROJECT,
                                                            REVOPS_DIMENSION_PRODUCT,
                                                            REVOPS_DIMENSION_PLATFORM,
                                                            REVOPS_DIMENSION_STREAM,
                                                            REVOPS_DIMENSION_CUSTOMER};
    uint32_t currency, kind;
    int good;
    memset(cell, 0, sizeof *cell);
    memset(tuple, 0, sizeof *tuple);
    cell->day = (int32_t)revops__unpack_u32(unpacker);
    currency = revops__unpack_u32(unpacker);
    kind = is_spend ? 0 : revops__unpack_u32(unpacker);
    tuple->words[REVOPS__TUPLE_CURRENCY] = (uint64_t)currency << 32 | kind;
    good = cell->day >= REVOPS__FIRST_DAY && cell->day <= REVOPS__LAST_DAY && currency != 0 &&
           kind < REVOPS__REVENUE_KINDS;
    for (size_t w = REVOPS__TUPLE_PROJECT;
         w < (is_spend ? REVOPS__TUPLE_PLATFORM : REVOPS__TUPLE_WORDS); w++) {
        tuple->words[w] = revops__unpack_u64(unpacker);
        good = good && (tuple->words[w] == 0 || (dimensions & dimension[w]));
    }
    cell->count = revops__unpack_u64(unpacker);
    good = good && cell->count != 0 && cell->count <= INT64_MAX;
    for (size_t s = is_spend ? REVOPS__DAY_CELL_SUMS - 1 : 0; s < REVOPS__DAY_CELL_SUMS; s++) {
        cell->sums[s] = revops__unpack_sum(unpacker);
        good = good && revops__sum_of_rows(&cell->sums[s], cell->count);
    }
    return good && !unpacker->bad;
}

static revops_status state_load_cells(revops__unpacker *unpacker, revops_revenue *revenue,
                                      int is_spend, revops_error *err) {
    revops__cells *cells = is_spend ? &revenue->spend : &revenue->cells;
    uint64_t count = revops__unpack_count(unpacker, is_spend ? STATE_SPEND : STATE_CELL);
    int32_t last_day = INT32_MIN;
    revops__tuple last_tuple;
    memset(&last_tuple, 0, sizeof last_tuple);
    for (uint64_t i = 0; i < count; i++) {
        uint32_t into;
        state_cell cell;
        revops__tuple tuple;
        revops_status status;
        if (!state_unpack_cell(unpacker, revenue->dimensions, is_spend, &cell, &tuple))
            return revops__state_damaged(unpacker, "expected a cell that add could have made", err);
        if (cell.day < last_day ||
            (cell.day == last_day && revops__tuple_compare(&last_tuple, &tuple) >= 0))
            return revops__state_damaged(unpacker, "expected cells in ascending order", err);
        if (cell.count > INT64_MAX - revenue->handle.rows)
            return revops__state_damaged(unpacker, "expected fewer than 2^63 rows", err);
        status = revops__cells_one(cells, &revenue->handle.memory, &tuple, cell.day, &into, err);
        if (status == REVOPS_OK)
            status =
                revops__cells_set(cells, &revenue->handle.memory, into, cell.count, cell.sums, err);
        if (status != REVOPS_OK)
            return status;
        revenue->handle.rows += cell.count;
        last_day = cell.day;
        last_tuple = tuple;
    }
    return REVOPS_OK;
}

static revops_status state_load_payload(revops__unpacker *unpacker, revops_revenue *revenue,
                                        revops_error *err) {
    revops__memory *memory = &revenue->handle.memory;
    revops_status status;
    revops__rates_free(&revenue->rates, memory);
    status = revops__rates_unpack(unpacker, &revenue->rates, memory, err);
    if (status == REVOPS_OK)
        status = state_load_cells(unpacker, revenue, 0, err);
    if (status == REVOPS_OK)
        status = state_load_cells(unpacker, revenue, 1, err);
    if (status == REVOPS_OK)
        status = revops__state_close(unpacker, err);
    return status;
}

revops_status revops_revenue_load(revops_revenue **revenue, const void *bytes, size_t size,
                                  const revops_host *host, revops_error *err) {
    revops_revenue_options options = REVOPS_REVENUE_OPTIONS_INIT;
    revops_revenue *made = NULL;
    revops__unpacker unpacker;
    uint16_t version;
    revops_status status = revops__require(revenue, "revenue", err);
    if (status != REVOPS_OK)
        return status;
    *revenue = NULL;
    status = revops__state_open(&unpacker, &version, bytes, size, state_kind, 1, err);
    if (status != REVOPS_OK)
        return status;
    options.dimensions = revops__unpack_u32(&unpacker);
    if (unpacker.bad || options.dimensions == 0 ||
        (options.dimensions & ~(uint32_t)REVOPS__DIMENSIONS) != 0)
        return revops__state_damaged(&unpacker, "expected a mask of dimensions", err);
    status = revops_revenue_create(&made, &options, host, err);
    if (status == REVOPS_OK)
        status = state_load_payload(&unpacker, made, err);
    if (status != REVOPS_OK) {
        revops_revenue_destroy(made);
        return status;
    }
    *revenue = made;
    return REVOPS_OK;
}
