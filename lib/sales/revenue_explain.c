/* Explain: the transactions of one cell, read again from the host's source. */
#include <string.h>

#include "base/wide.h"
#include "sales/revenue.h"
#include "sales/transaction.h"
#include "value/date.h"

enum { EXPLAIN_BLOCK = 128 };

/* What one field of a row sums: amounts of all rows, or ones of some kinds. */
typedef struct explain_field {
    const char *name;
    uint32_t kinds; /* mask of kinds that count */
    int32_t amount; /* 0 count, 1 gross, 2 tax, 3 fee, 4 net */
    size_t offset;  /* in revops_revenue_row */
} explain_field;

#define EXPLAIN_REVENUE 0x3fu
static const explain_field explain_fields[] = {
    {"gross_minor", EXPLAIN_REVENUE, 1, offsetof(revops_revenue_row, gross_minor)},
    {"tax_minor", EXPLAIN_REVENUE, 2, offsetof(revops_revenue_row, tax_minor)},
    {"fee_minor", EXPLAIN_REVENUE, 3, offsetof(revops_revenue_row, fee_minor)},
    {"net_minor", EXPLAIN_REVENUE, 4, offsetof(revops_revenue_row, net_minor)},
    {"refund_minor",
     1u << REVOPS_REFUND | 1u << REVOPS_CHARGEBACK | 1u << REVOPS_CHARGEBACK_REVERSAL, 1,
     offsetof(revops_revenue_row, refund_minor)},
    {"count", EXPLAIN_REVENUE, 0, offsetof(revops_revenue_row, count)},
    {"sale_count", 1u << REVOPS_SALE, 0, offsetof(revops_revenue_row, sale_count)},
    {"refund_count", 1u << REVOPS_REFUND | 1u << REVOPS_CHARGEBACK, 0,
     offsetof(revops_revenue_row, refund_count)},
};

typedef struct explain_run {
    const revops_revenue *revenue;
    const revops_revenue_row *cell;
    const explain_field *field;
    revops__revenue_plan plan;
    revops__tuple group; /* of the cell */
    revops_sink sink;
    void *sink_user;
    revops__sum sum;
    size_t count;
    revops_contribution block[EXPLAIN_BLOCK];
    revops__transactions in;
} explain_run;

static revops_status explain_flush(explain_run *run, revops_error *err) {
    revops_status status = REVOPS_OK;
    if (run->count > 0)
        status = revops__emit(NULL, run->sink, run->sink_user, run->block, run->count, err);
    run->count = 0;
    return status;
}

/* The tuple of a row as the handle keeps it: dimensions that it does not keep are 0. */
static revops__tuple explain_tuple(const explain_run *run, const revops__transaction_chunk *chunk,
                                   size_t i) {
    uint32_t kept = run->revenue->dimensions;
    revops__tuple tuple;
    tuple.words[REVOPS__TUPLE_CURRENCY] =
        (uint64_t)chunk->currency[i] << 32 | (uint32_t)chunk->kind[i];
    tuple.words[REVOPS__TUPLE_PROJECT] = kept & REVOPS_DIMENSION_PROJECT ? chunk->project[i] : 0;
    tuple.words[REVOPS__TUPLE_PRODUCT] = kept & REVOPS_DIMENSION_PRODUCT ? chunk->product[i] : 0;
    tuple.words[REVOPS__TUPLE_PLATFORM] = kept & REVOPS_DIMENSION_PLATFORM ? chunk->platform[i] : 0;
    tuple.words[REVOPS__TUPLE_STREAM] = kept & REVOPS_DIMENSION_STREAM ? chunk->stream[i] : 0;
    tuple.words[REVOPS__TUPLE_CUSTOMER] = kept & REVOPS_DIMENSION_CUSTOMER ? chunk->customer[i] : 0;
    return tuple;
}

static int explain_belongs(const explain_run *run, const revops__transaction_chunk *chunk,
                           size_t i) {
    revops__tuple tuple, group;
    if (chunk->economic_day[i] < run->cell->from_day ||
        chunk->economic_day[i] >= run->cell->to_day || !(run->field->kinds >> chunk->kind[i] & 1))
        return 0;
    tuple = explain_tuple(run, chunk, i);
    group = revops__revenue_group(&run->plan, &tuple);
    return revops__revenue_passes(&run->plan, &tuple) &&
           revops__tuple_compare(&group, &run->group) == 0;
}

static revops_status explain_batch(void *context, const void *batch, uint64_t rows_before,
                                   revops_error *err) {
    explain_run *run = context;
    revops__transaction_chunk chunk;
    revops_status status = revops__transactions_open(&run->in, batch, err);
    for (uint64_t first = 0; status == REVOPS_OK && first < run->in.count; first += REVOPS__CHUNK) {
        uint64_t left = run->in.count - first;
        status = revops__transactions_chunk(
            &run->in, first, left < REVOPS__CHUNK ? (size_t)left : REVOPS__CHUNK, &chunk, err);
        for (size_t i = 0; status == REVOPS_OK && i < chunk.count; i++) {
            int64_t ones = 1;
            const int64_t *const amounts[] = {&ones, chunk.gross + i, chunk.tax + i, chunk.fee + i,
                                              chunk.net + i};
            revops_contribution *out = &run->block[run->count];
            if (!explain_belongs(run, &chunk, i))
                continue;
            out->source = chunk.transaction[i];
            out->row = rows_before + first + i;
            out->amount_minor = *amounts[run->field->amount];
            revops__sum_add(&run->sum, out->amount_minor);
            if (++run->count == EXPLAIN_BLOCK)
                status = explain_flush(run, err);
        }
    }
    return status;
}

static const explain_field *explain_find(const char *name) {
    for (size_t i = 0; i < REVOPS__COUNT(explain_fields); i++)
        if (revops__same_name(explain_fields[i].name, name))
            return &explain_fields[i];
    return NULL;
}

static revops_status explain_prepare(explain_run *run, const revops_revenue_query *query,
                                     const char *field, revops_error *err) {
    const revops_revenue_row *cell = run->cell;
    uint32_t kind = cell->kind == -1 ? REVOPS__KIND_ALL : (uint32_t)cell->kind;
    revops_status status =
        revops__revenue_plan_make(&run->plan, run->revenue, query, REVOPS__DIMENSIONS, 0, err);
    if (status != REVOPS_OK)
        return status;
    if (run->plan.query.currency != 0)
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, "currency",
                            "expected a query without conversion: rows are explained before it");
    run->field = explain_find(field);
    if (!run->field)
        return revops__fail_text(err, REVOPS_E_INVALID, REVOPS_NONE, "field",
                                 "an amount or a count of a revenue row", field, strlen(field));
    run->group.words[REVOPS__TUPLE_CURRENCY] = (uint64_t)cell->currency << 32 | kind;
    run->group.words[REVOPS__TUPLE_PROJECT] = cell->project;
    run->group.words[REVOPS__TUPLE_PRODUCT] = cell->product;
    run->group.words[REVOPS__TUPLE_PLATFORM] = cell->platform;
    run->group.words[REVOPS__TUPLE_STREAM] = cell->stream;
    run->group.words[REVOPS__TUPLE_CUSTOMER] = cell->customer;
    return REVOPS_OK;
}

static revops_status explain_compare(const explain_run *run, revops_error *err) {
    int64_t cell, sum;
    memcpy(&cell, (const char *)run->cell + run->field->offset, sizeof cell);
    if (revops__sum_narrow(&run->sum, &sum) && sum == cell)
        return REVOPS_OK;
    return revops__fail_i64(err, REVOPS_E_MISMATCH, REVOPS_NONE, run->field->name,
                            "transactions that sum to the cell", cell);
}

revops_status revops_revenue_explain(const revops_revenue *revenue,
                                     const revops_revenue_query *query,
                                     const revops_revenue_row *cell, const char *field,
                                     revops_source source, void *user, revops_sink sink,
                                     void *sink_user, revops_error *err) {
    explain_run run;
    revops__handle caller; /* a copy to mark busy: a const call leaves its handle alone */
    revops_status status = revops__require(revenue, "revenue", err);
    if (status == REVOPS_OK)
        status = revops__require(cell, "cell", err);
    if (status == REVOPS_OK)
        status = revops__require(field, "field", err);
    if (status == REVOPS_OK && !source)
        status = revops__require(NULL, "source", err);
    if (status == REVOPS_OK && !sink)
        status = revops__require(NULL, "sink", err);
    if (status == REVOPS_OK)
        status = revops__ready(&revenue->handle, err);
    if (status != REVOPS_OK)
        return status;
    memset(&run, 0, offsetof(explain_run, in));
    run.revenue = revenue;
    run.cell = cell;
    run.sink = sink;
    run.sink_user = sink_user;
    status = explain_prepare(&run, query, field, err);
    if (status != REVOPS_OK)
        return status;
    caller = revenue->handle;
    status = revops__drive(&caller, sizeof(revops_transaction_batch), source, user, explain_batch,
                           &run, err);
    if (status == REVOPS_OK)
        status = explain_flush(&run, err);
    return status == REVOPS_OK ? explain_compare(&run, err) : status;
}
