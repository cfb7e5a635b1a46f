/* Explain: the transactions of one cell, read again from the host's source. */
#include "sales/explain.h"

#include "base/wide.h"

enum { EXPLAIN_BLOCK = 128 };

typedef struct explain_run {
    const revops__explain *explain;
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

static revops_status explain_chunk(explain_run *run, const revops__transaction_chunk *chunk,
                                   uint64_t row, revops_error *err) {
    const revops__explain *explain = run->explain;
    revops_status status = REVOPS_OK;
    for (size_t i = 0; status == REVOPS_OK && i < chunk->count; i++) {
        revops_contribution *out = &run->block[run->count];
        if (!explain->row(explain->context, chunk, i, &out->amount_minor))
            continue;
        out->source = chunk->transaction[i];
        out->row = row + i;
        revops__sum_add(&run->sum, out->amount_minor);
        if (++run->count == EXPLAIN_BLOCK)
            status = explain_flush(run, err);
    }
    return status;
}

static revops_status explain_batch(void *context, const void *batch, uint64_t rows_before,
                                   revops_error *err) {
    explain_run *run = context;
    const revops__explain *explain = run->explain;
    revops__transaction_chunk chunk;
    revops_status status = revops__transactions_open(&run->in, batch, err);
    if (status == REVOPS_OK && explain->open)
        status = explain->open(explain->context, batch, err);
    for (uint64_t first = 0; status == REVOPS_OK && first < run->in.count; first += REVOPS__CHUNK) {
        const uint64_t left = run->in.count - first;
        const size_t count = left < REVOPS__CHUNK ? (size_t)left : REVOPS__CHUNK;
        status = revops__transactions_chunk(&run->in, first, count, &chunk, err);
        if (status == REVOPS_OK && explain->chunk)
            status = explain->chunk(explain->context, first, count, err);
        if (status == REVOPS_OK)
            status = explain_chunk(run, &chunk, rows_before + first, err);
    }
    return status;
}

revops_status revops__explain_run(const revops__explain *explain, revops_source source, void *user,
                                  revops_sink sink, void *sink_user, revops_error *err) {
    explain_run run;
    revops__handle caller = *explain->handle;
    int64_t sum;
    revops_status status;
    run.explain = explain;
    run.sink = sink;
    run.sink_user = sink_user;
    run.sum.low = 0;
    run.sum.high = 0;
    run.count = 0;
    status = revops__drive(&caller, sizeof(revops_transaction_batch), source, user, explain_batch,
                           &run, err);
    if (status == REVOPS_OK)
        status = explain_flush(&run, err);
    if (status != REVOPS_OK)
        return status;
    if (revops__sum_narrow(&run.sum, &sum) && sum == explain->cell)
        return REVOPS_OK;
    return revops__fail_i64(err, REVOPS_E_MISMATCH, REVOPS_NONE, explain->field,
                            "transactions that sum to the cell", explain->cell);
}
