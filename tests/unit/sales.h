/* Transactions, spend and rates as tests write them, and what a handle of revenue is asked. */
#ifndef REVOPS_TEST_SALES_H
#define REVOPS_TEST_SALES_H

#include "check.h"

#include <stdlib.h>

enum {
    USD = REVOPS_CURRENCY('U', 'S', 'D', 0),
    GBP = REVOPS_CURRENCY('G', 'B', 'P', 0),
    EUR = REVOPS_CURRENCY('E', 'U', 'R', 0)
};

/* Days of 2026: the first of three months, and two days between. */
enum { JAN_1 = 20454, JAN_5 = 20458, JAN_6, JAN_7, FEB_1 = 20485, FEB_6 = 20490, MAR_1 = 20513 };
enum { FIRST_DAY = -719162, LAST_DAY = 2932896 };
enum { ALL_DIMENSIONS = 63 };

typedef revops_transaction_row sale;

/* A sale in dollars: fee = gross - net. */
#define SALE(day_, gross, net)                                                                     \
    .economic_day = (day_), .currency = USD, .gross_minor = (gross), .net_minor = (net)

typedef struct spent {
    int64_t amount;
    uint64_t project, product;
    int32_t day;
    uint32_t currency;
} spent;

typedef struct rate {
    int64_t num, den;
    int32_t day;
    uint32_t from, to;
} rate;

/* Every column but fee, which is derived. */
static inline revops_transaction_batch sales_batch(const sale *rows, size_t count) {
    revops_transaction_batch batch = {.struct_size = sizeof batch,
                                      .count = count,
                                      .economic_day = REVOPS_COLUMN(rows, economic_day),
                                      .currency = REVOPS_COLUMN(rows, currency),
                                      .gross_minor = REVOPS_COLUMN(rows, gross_minor),
                                      .tax_minor = REVOPS_COLUMN(rows, tax_minor),
                                      .net_minor = REVOPS_COLUMN(rows, net_minor),
                                      .kind = REVOPS_COLUMN(rows, kind),
                                      .transaction = REVOPS_COLUMN(rows, transaction),
                                      .customer = REVOPS_COLUMN(rows, customer),
                                      .product = REVOPS_COLUMN(rows, product),
                                      .project = REVOPS_COLUMN(rows, project),
                                      .platform = REVOPS_COLUMN(rows, platform),
                                      .stream = REVOPS_COLUMN(rows, stream)};
    return batch;
}

static inline revops_spend_batch spend_batch(const spent *rows, size_t count) {
    revops_spend_batch batch = {sizeof batch,
                                count,
                                REVOPS_COLUMN(rows, day),
                                REVOPS_COLUMN(rows, currency),
                                REVOPS_COLUMN(rows, amount),
                                REVOPS_COLUMN(rows, project),
                                REVOPS_COLUMN(rows, product)};
    return batch;
}

static inline revops_rate_batch rate_batch(const rate *rows, size_t count) {
    revops_rate_batch batch = {sizeof batch,
                               count,
                               REVOPS_COLUMN(rows, day),
                               REVOPS_COLUMN(rows, from),
                               REVOPS_COLUMN(rows, to),
                               REVOPS_COLUMN(rows, num),
                               REVOPS_COLUMN(rows, den)};
    return batch;
}

static inline revops_status sell(revops_revenue *revenue, const sale *rows, size_t count,
                                 revops_error *err) {
    revops_transaction_batch batch = sales_batch(rows, count);
    return revops_revenue_add(revenue, &batch, err);
}

static inline revops_status take_back(revops_revenue *revenue, const sale *rows, size_t count,
                                      revops_error *err) {
    revops_transaction_batch batch = sales_batch(rows, count);
    return revops_revenue_remove(revenue, &batch, err);
}

static inline revops_status spend(revops_revenue *revenue, const spent *rows, size_t count,
                                  revops_error *err) {
    revops_spend_batch batch = spend_batch(rows, count);
    return revops_revenue_add_spend(revenue, &batch, err);
}

static inline revops_status unspend(revops_revenue *revenue, const spent *rows, size_t count,
                                    revops_error *err) {
    revops_spend_batch batch = spend_batch(rows, count);
    return revops_revenue_remove_spend(revenue, &batch, err);
}

static inline revops_status quote(revops_revenue *revenue, const rate *rows, size_t count,
                                  revops_error *err) {
    revops_rate_batch batch = rate_batch(rows, count);
    return revops_revenue_add_rates(revenue, &batch, err);
}

/* A handle that keeps @p dimensions (0: the default) and holds these sales. */
static inline revops_revenue *opened(uint32_t dimensions, const revops_host *host, const sale *rows,
                                     size_t count) {
    revops_revenue_options options = REVOPS_REVENUE_OPTIONS_INIT;
    revops_revenue *revenue = NULL;
    options.dimensions = dimensions;
    assert_int_equal(revops_revenue_create(&revenue, &options, host, NULL), REVOPS_OK);
    if (count > 0)
        assert_int_equal(sell(revenue, rows, count, NULL), REVOPS_OK);
    return revenue;
}

typedef struct saved {
    unsigned char *bytes;
    size_t size;
} saved;

static inline saved state_of(const revops_revenue *revenue) {
    saved state = {NULL, 0};
    assert_int_equal(revops_revenue_save(revenue, NULL, 0, &state.size, NULL), REVOPS_E_CAPACITY);
    state.bytes = malloc(state.size);
    assert_non_null(state.bytes);
    assert_int_equal(revops_revenue_save(revenue, state.bytes, state.size, &state.size, NULL),
                     REVOPS_OK);
    return state;
}

/* Is the state still the one of before? Frees the one of now. */
static inline void assert_state(const revops_revenue *revenue, const saved *before) {
    saved now = state_of(revenue);
    assert_int_equal(now.size, before->size);
    assert_memory_equal(now.bytes, before->bytes, now.size);
    free(now.bytes);
}

/* Do two handles hold the same? */
static inline void assert_same(const revops_revenue *a, const revops_revenue *b) {
    saved state = state_of(a);
    assert_state(b, &state);
    free(state.bytes);
}

static inline size_t rows_of(const revops_revenue *revenue, const revops_revenue_query *query,
                             revops_revenue_row *rows, size_t capacity) {
    size_t written = 0;
    assert_int_equal(
        revops_revenue_rows(revenue, query, 0, rows, capacity, sizeof *rows, &written, NULL),
        REVOPS_OK);
    return written;
}

/* The one row of all there is; zeros when there is none. */
static inline revops_revenue_row total_of(const revops_revenue *revenue) {
    revops_revenue_row rows[2];
    memset(rows, 0, sizeof rows);
    assert_true(rows_of(revenue, NULL, rows, 2) <= 1);
    return rows[0];
}

static inline revops_revenue_query query_of(int32_t granularity, uint32_t group_by) {
    revops_revenue_query query = REVOPS_REVENUE_QUERY_INIT;
    query.periods.granularity = granularity;
    query.group_by = group_by;
    return query;
}

/* A refusal that names row and field, and nothing that a NULL record could break. */
static inline void assert_refused(const revops_error *err, revops_status status, uint64_t row,
                                  const char *field) {
    assert_int_equal(err->status, status);
    assert_true(err->row == row);
    assert_string_equal(err->field, field);
    assert_true(err->message[0] != '\0');
}

#endif
