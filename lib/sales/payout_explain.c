/* Explain: the transactions of one payout. */
#include <string.h>

#include "sales/explain.h"
#include "sales/payout.h"

typedef enum payout_explain_amount {
    PAYOUT_EXPLAIN_COUNT,
    PAYOUT_EXPLAIN_GROSS,
    PAYOUT_EXPLAIN_TAX,
    PAYOUT_EXPLAIN_FEE,
    PAYOUT_EXPLAIN_NET,
    PAYOUT_EXPLAIN_RESERVE
} payout_explain_amount;

static const struct {
    const char *name;
    payout_explain_amount amount;
    size_t offset; /* in revops_payout_row */
} payout_explain_fields[] = {
    {"member_count", PAYOUT_EXPLAIN_COUNT, offsetof(revops_payout_row, member_count)},
    {"gross_minor", PAYOUT_EXPLAIN_GROSS, offsetof(revops_payout_row, gross_minor)},
    {"tax_minor", PAYOUT_EXPLAIN_TAX, offsetof(revops_payout_row, tax_minor)},
    {"fee_minor", PAYOUT_EXPLAIN_FEE, offsetof(revops_payout_row, fee_minor)},
    {"net_minor", PAYOUT_EXPLAIN_NET, offsetof(revops_payout_row, net_minor)},
    {"reserve_minor", PAYOUT_EXPLAIN_RESERVE, offsetof(revops_payout_row, reserve_minor)},
};

typedef struct payout_explain_cell {
    uint64_t payout;
    payout_explain_amount amount;
    revops__payout_columns columns;
} payout_explain_cell;

static revops_status payout_explain_open(void *context, const void *batch, revops_error *err) {
    payout_explain_cell *run = context;
    return revops__payout_columns_open(&run->columns, batch, err);
}

static revops_status payout_explain_chunk(void *context, uint64_t first, size_t count,
                                          revops_error *err) {
    payout_explain_cell *run = context;
    return revops__payout_columns_chunk(&run->columns, first, count, err);
}

static int payout_explain_row(void *context, const revops__transaction_chunk *chunk, size_t i,
                              int64_t *amount) {
    const payout_explain_cell *run = context;
    const int reserve = chunk->kind[i] >= REVOPS__REVENUE_KINDS;
    if (run->columns.payout_key[i] != run->payout)
        return 0;
    switch (run->amount) {
    case PAYOUT_EXPLAIN_COUNT:
        *amount = 1;
        return 1;
    case PAYOUT_EXPLAIN_GROSS:
        *amount = chunk->gross[i];
        break;
    case PAYOUT_EXPLAIN_TAX:
        *amount = chunk->tax[i];
        break;
    case PAYOUT_EXPLAIN_FEE:
        *amount = chunk->fee[i];
        break;
    case PAYOUT_EXPLAIN_NET:
        *amount = chunk->net[i];
        break;
    default: /* a hold is negative; the one amount without an opposite fits no row either */
        *amount = (int64_t)(0 - (uint64_t)chunk->gross[i]);
        return reserve;
    }
    return !reserve;
}

revops_status revops_payouts_explain(const revops_payouts *payouts, const revops_payout_row *cell,
                                     const char *field, revops_source source, void *user,
                                     revops_sink sink, void *sink_user, revops_error *err) {
    payout_explain_cell run;
    revops__explain explain;
    revops_status status = revops__require(payouts, "payouts", err);
    if (status == REVOPS_OK)
        status = revops__require(cell, "cell", err);
    if (status == REVOPS_OK)
        status = revops__require(field, "field", err);
    if (status == REVOPS_OK && !source)
        status = revops__require(NULL, "source", err);
    if (status == REVOPS_OK && !sink)
        status = revops__require(NULL, "sink", err);
    if (status == REVOPS_OK)
        status = revops__ready(&payouts->handle, err);
    if (status != REVOPS_OK)
        return status;
    memset(&explain, 0, sizeof explain);
    for (size_t f = 0; f < REVOPS__COUNT(payout_explain_fields); f++) {
        if (!revops__same_name(payout_explain_fields[f].name, field))
            continue;
        explain.field = payout_explain_fields[f].name;
        run.amount = payout_explain_fields[f].amount;
        memcpy(&explain.cell, (const char *)cell + payout_explain_fields[f].offset,
               sizeof explain.cell);
    }
    if (!explain.field)
        return revops__fail_text(err, REVOPS_E_INVALID, REVOPS_NONE, "field",
                                 "an amount or the count of a payout's transactions", field,
                                 strlen(field));
    run.payout = cell->payout;
    explain.handle = &payouts->handle;
    explain.open = payout_explain_open;
    explain.chunk = payout_explain_chunk;
    explain.row = payout_explain_row;
    explain.context = &run;
    return revops__explain_run(&explain, source, user, sink, sink_user, err);
}
