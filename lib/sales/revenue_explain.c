/* Explain: the transactions of one cell, read again from the host's source. */
#include <string.h>

#include "sales/explain.h"
#include "sales/revenue.h"
#include "sales/transaction.h"
#include "value/date.h"

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

typedef struct explain_cell {
    const revops_revenue *revenue;
    const revops_revenue_row *cell;
    const explain_field *field;
    revops__revenue_plan plan;
    revops__tuple group; /* of the cell */
} explain_cell;

/* The tuple of a row as the handle keeps it: dimensions that it does not keep are 0. */
static revops__tuple explain_tuple(const explain_cell *run, const revops__transaction_chunk *chunk,
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

static int explain_belongs(const explain_cell *run, const revops__transaction_chunk *chunk,
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

static int explain_row(void *context, const revops__transaction_chunk *chunk, size_t i,
                       int64_t *amount) {
    const explain_cell *run = context;
    const int64_t ones = 1;
    const int64_t *const amounts[] = {&ones, chunk->gross + i, chunk->tax + i, chunk->fee + i,
                                      chunk->net + i};
    if (!explain_belongs(run, chunk, i))
        return 0;
    *amount = *amounts[run->field->amount];
    return 1;
}

static const explain_field *explain_find(const char *name) {
    for (size_t i = 0; i < REVOPS__COUNT(explain_fields); i++)
        if (revops__same_name(explain_fields[i].name, name))
            return &explain_fields[i];
    return NULL;
}

static revops_status explain_prepare(explain_cell *run, const revops_revenue_query *query,
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

revops_status revops_revenue_explain(const revops_revenue *revenue,
                                     const revops_revenue_query *query,
                                     const revops_revenue_row *cell, const char *field,
                                     revops_source source, void *user, revops_sink sink,
                                     void *sink_user, revops_error *err) {
    explain_cell run;
    revops__explain explain;
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
    memset(&run, 0, sizeof run);
    run.revenue = revenue;
    run.cell = cell;
    status = explain_prepare(&run, query, field, err);
    if (status != REVOPS_OK)
        return status;
    memset(&explain, 0, sizeof explain);
    explain.handle = &revenue->handle;
    explain.field = run.field->name;
    memcpy(&explain.cell, (const char *)cell + run.field->offset, sizeof explain.cell);
    explain.row = explain_row;
    explain.context = &run;
    return revops__explain_run(&explain, source, user, sink, sink_user, err);
}
