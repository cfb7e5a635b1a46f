/* A year of transactions in two shards that are merged: states, rows, profit and explanations. */
#include "golden.h"

enum { ROWS = 3000, DAYS = 365, FIRST_DAY = 20089 };

static const uint32_t codes[] = {
    REVOPS_CURRENCY('E', 'U', 'R', 0),
    REVOPS_CURRENCY('U', 'S', 'D', 0),
    REVOPS_CURRENCY('J', 'P', 'Y', 0),
};

static revops_transaction_row rows[ROWS];

/* Signs and identities as the batch asks for them. */
static void fill(golden_tape *tape, revops_transaction_row *row) {
    memset(row, 0, sizeof *row);
    row->kind = (int32_t)below(tape, REVOPS_ADJUSTMENT + 1);
    row->gross_minor = below(tape, 100000);
    row->tax_minor = below(tape, row->gross_minor / 4 + 1);
    row->fee_minor = below(tape, 1000) - 100;
    if (row->kind == REVOPS_REFUND || row->kind == REVOPS_CHARGEBACK) {
        row->gross_minor = -row->gross_minor;
        row->tax_minor = -row->tax_minor;
    }
    if (row->kind == REVOPS_FEE)
        row->gross_minor = row->tax_minor = 0;
    row->net_minor = row->gross_minor - row->tax_minor - row->fee_minor;
    row->economic_day = FIRST_DAY + (int32_t)below(tape, DAYS);
    row->currency = codes[below(tape, 3)];
    row->transaction = draw(tape) >> 1;
    row->customer = (uint64_t)below(tape, 200);
    row->product = (uint64_t)below(tape, 9);
    row->project = draw(tape) >> (1 + 62 * below(tape, 2));
    row->platform = (uint64_t)below(tape, 4);
    row->stream = (uint64_t)below(tape, 3);
}

static revops_transaction_batch batch_of(const revops_transaction_row *first, uint64_t count) {
    revops_transaction_batch batch;
    memset(&batch, 0, sizeof batch);
    batch.struct_size = sizeof batch;
    batch.count = count;
    batch.economic_day = REVOPS_COLUMN(first, economic_day);
    batch.currency = REVOPS_COLUMN(first, currency);
    batch.gross_minor = REVOPS_COLUMN(first, gross_minor);
    batch.tax_minor = REVOPS_COLUMN(first, tax_minor);
    batch.fee_minor = REVOPS_COLUMN(first, fee_minor);
    batch.net_minor = REVOPS_COLUMN(first, net_minor);
    batch.kind = REVOPS_COLUMN(first, kind);
    batch.transaction = REVOPS_COLUMN(first, transaction);
    batch.customer = REVOPS_COLUMN(first, customer);
    batch.product = REVOPS_COLUMN(first, product);
    batch.project = REVOPS_COLUMN(first, project);
    batch.platform = REVOPS_COLUMN(first, platform);
    batch.stream = REVOPS_COLUMN(first, stream);
    return batch;
}

/* Spend of each tenth day, and a rate of each day. */
static void feed_others(golden_tape *tape, revops_revenue *revenue) {
    static int32_t days[DAYS];
    static int64_t amounts[DAYS], nums[DAYS];
    int64_t den = 1000;
    revops_error err;
    for (int32_t i = 0; i < DAYS; i++) {
        days[i] = FIRST_DAY + i;
        amounts[i] = i % 10 ? 0 : below(tape, 50000);
        nums[i] = 900 + below(tape, 300);
    }
    revops_spend_batch spend;
    memset(&spend, 0, sizeof spend);
    spend.struct_size = sizeof spend;
    spend.count = DAYS;
    spend.economic_day = REVOPS_COLUMN_ARRAY(days);
    spend.currency = REVOPS_COLUMN_VALUE(&codes[0]);
    spend.amount_minor = REVOPS_COLUMN_ARRAY(amounts);
    put_status(tape, revops_revenue_add_spend(revenue, &spend, &err), &err);
    for (size_t i = 1; i < sizeof codes / sizeof codes[0]; i++) {
        revops_rate_batch rates = {
            sizeof rates,
            DAYS,
            REVOPS_COLUMN_ARRAY(days),
            REVOPS_COLUMN_VALUE(&codes[0]),
            REVOPS_COLUMN_VALUE(&codes[i]),
            REVOPS_COLUMN_ARRAY(nums),
            REVOPS_COLUMN_VALUE(&den),
        };
        put_status(tape, revops_revenue_add_rates(revenue, &rates, &err), &err);
    }
}

static void put_state(golden_tape *tape, const revops_revenue *revenue) {
    size_t size = 0;
    revops_error err;
    put_status(tape, revops_revenue_save(revenue, NULL, 0, &size, &err), &err);
    unsigned char *bytes = malloc(size);
    if (!bytes)
        exit(2);
    if (put_status(tape, revops_revenue_save(revenue, bytes, size, &size, &err), &err)) {
        revops_revenue *again = NULL;
        put_bytes(tape, bytes, size);
        bytes[size / 2] ^= 4;
        put_status(tape, revops_revenue_load(&again, bytes, size, NULL, &err), &err);
        revops_revenue_destroy(again);
    }
    free(bytes);
}

/* A page of rows at a time, as a host with a buffer asks for them. */
static void put_answers(golden_tape *tape, const revops_revenue *revenue,
                        const revops_revenue_query *query) {
    enum { ROOM = 500 };
    static revops_revenue_row out[ROOM];
    static revops_profit_row profit[ROOM];
    revops_error err;
    size_t written = ROOM;
    for (uint64_t first = 0; written == ROOM; first += written) {
        if (!put_status(tape,
                        revops_revenue_rows(revenue, query, first, out, ROOM, sizeof out[0],
                                            &written, &err),
                        &err))
            break;
        for (size_t i = 0; i < written; i++)
            put_record(tape, "revenue_row", &out[i]);
    }
    written = ROOM;
    for (uint64_t first = 0; written == ROOM; first += written) {
        if (!put_status(tape,
                        revops_revenue_profit_rows(revenue, query, first, profit, ROOM,
                                                   sizeof profit[0], &written, &err),
                        &err))
            break;
        for (size_t i = 0; i < written; i++)
            put_record(tape, "profit_row", &profit[i]);
    }
}

static int32_t all_rows(void *user, void *batch) {
    int *calls = user;
    if ((*calls)++)
        return REVOPS_END;
    *(revops_transaction_batch *)batch = batch_of(rows, ROWS);
    return REVOPS_MORE;
}

static int32_t put_contributions(void *user, const void *data, size_t count) {
    const revops_contribution *contributions = data;
    for (size_t i = 0; i < count; i++)
        put_record(user, "contribution", &contributions[i]);
    return REVOPS_MORE;
}

static void put_explanation(golden_tape *tape, const revops_revenue *revenue,
                            const revops_revenue_query *query) {
    revops_revenue_row cell;
    size_t written = 0;
    int calls = 0;
    revops_error err;
    if (put_status(tape,
                   revops_revenue_rows(revenue, query, 0, &cell, 1, sizeof cell, &written, &err),
                   &err) &&
        written)
        put_status(tape,
                   revops_revenue_explain(revenue, query, &cell, "net_minor", all_rows, &calls,
                                          put_contributions, tape, &err),
                   &err);
}

void golden_sales(golden_tape *tape) {
    revops_revenue *half[2] = {NULL, NULL};
    revops_revenue_options options = REVOPS_REVENUE_OPTIONS_INIT;
    revops_error err;
    options.dimensions = 2 * REVOPS_DIMENSION_CUSTOMER - 1;
    for (size_t i = 0; i < ROWS; i++)
        fill(tape, &rows[i]);
    for (size_t i = 0; i < 2; i++) {
        revops_transaction_batch batch = batch_of(&rows[i * ROWS / 2], ROWS / 2);
        put_status(tape, revops_revenue_create(&half[i], &options, NULL, &err), &err);
        put_status(tape, revops_revenue_add(half[i], &batch, &err), &err);
    }
    feed_others(tape, half[1]);
    put_status(tape, revops_revenue_merge(half[1], half[0], &err), &err);
    put_state(tape, half[1]);
    for (int round = 0; round < 60; round++) {
        revops_revenue_query query = REVOPS_REVENUE_QUERY_INIT;
        query.periods.granularity = (int32_t)below(tape, REVOPS_GRANULARITY_TOTAL + 1);
        query.group_by = (uint32_t)below(tape, REVOPS_DIMENSION_CUSTOMER);
        query.product = below(tape, 3) ? 0 : (uint64_t)below(tape, 9);
        put_explanation(tape, half[1], &query);
        query.currency = below(tape, 2) ? 0 : codes[below(tape, 3)];
        put_answers(tape, half[1], &query);
    }
    /* What was added twice over is taken back: the state of the second half alone. */
    revops_transaction_batch first = batch_of(rows, ROWS / 2);
    put_status(tape, revops_revenue_remove(half[1], &first, &err), &err);
    put_state(tape, half[1]);
    revops_revenue_destroy(half[0]);
    revops_revenue_destroy(half[1]);
}
