/* Explain: the transactions of a cell, and that they sum to it. */
#include "sales.h"

enum { ONE_P = 1, TWO_P = 2, MANY = 700 };

/* Every kind, two projects, three days; reserves and other days between. */
static sale many[MANY];

static void fill_many(void) {
    static const int64_t sign[] = {1, -1, -1, 1, 0, 1, -1, 1};
    memset(many, 0, sizeof many);
    for (size_t i = 0; i < MANY; i++) {
        many[i].kind = (int32_t)(i * 5 % 8);
        many[i].economic_day = JAN_5 + (int32_t)(i % 3);
        many[i].currency = i % 10 ? USD : GBP;
        many[i].gross_minor = sign[many[i].kind] * (int64_t)(60 + i);
        many[i].tax_minor = many[i].kind < 6 ? many[i].gross_minor / 6 : 0;
        many[i].net_minor =
            many[i].gross_minor - many[i].tax_minor - (many[i].kind < 6 ? (int64_t)(i % 4) : 0);
        many[i].project = i % 4 ? ONE_P : TWO_P;
        many[i].customer = i % 9;
        many[i].transaction = 1000 + i;
    }
}

typedef struct feed {
    size_t next, step, calls;
    int32_t last_answer;
    revops_revenue *inside; /* asked from inside the callback */
} feed;

static int32_t feed_next(void *user, void *batch) {
    feed *f = user;
    size_t rows = MANY - f->next < f->step ? MANY - f->next : f->step;
    f->calls++;
    if (f->inside)
        assert_true(total_of(f->inside).count > 0); /* explain leaves a shared handle usable */
    if (rows == 0)
        return f->last_answer;
    *(revops_transaction_batch *)batch = sales_batch(many + f->next, rows);
    f->next += rows;
    return REVOPS_MORE;
}

typedef struct list {
    revops_contribution items[MANY];
    size_t count, calls, fail_at;
    int32_t answer;
} list;

static int32_t list_add(void *user, const void *data, size_t count) {
    list *l = user;
    assert_true(count > 0 && l->count + count <= MANY);
    if (++l->calls == l->fail_at)
        return l->answer;
    memcpy(l->items + l->count, data, count * sizeof l->items[0]);
    l->count += count;
    return REVOPS_MORE;
}

static revops_status explain(const revops_revenue *revenue, const revops_revenue_query *query,
                             const revops_revenue_row *cell, const char *field, list *out,
                             revops_error *err) {
    feed f = {0, 300, 0, REVOPS_END, NULL};
    memset(out, 0, sizeof *out);
    return revops_revenue_explain(revenue, query, cell, field, feed_next, &f, list_add, out, err);
}

/* What row @p i adds to a field, by the words of the header. */
static int64_t adds(size_t i, const char *field) {
    const sale *row = &many[i];
    int refund = row->kind == REVOPS_REFUND || row->kind == REVOPS_CHARGEBACK;
    if (!strcmp(field, "gross_minor"))
        return row->gross_minor;
    if (!strcmp(field, "tax_minor"))
        return row->tax_minor;
    if (!strcmp(field, "fee_minor"))
        return row->gross_minor - row->tax_minor - row->net_minor;
    if (!strcmp(field, "net_minor"))
        return row->net_minor;
    if (!strcmp(field, "refund_minor"))
        return refund || row->kind == REVOPS_CHARGEBACK_REVERSAL ? row->gross_minor : 0;
    if (!strcmp(field, "sale_count"))
        return row->kind == REVOPS_SALE;
    if (!strcmp(field, "refund_count"))
        return refund;
    return 1;
}

static void every_field_of_every_cell_is_the_sum_of_its_transactions(void **state) {
    static const char *const fields[] = {"gross_minor",  "tax_minor", "fee_minor",  "net_minor",
                                         "refund_minor", "count",     "sale_count", "refund_count"};
    static const uint32_t groups[] = {0, REVOPS_DIMENSION_KIND, REVOPS_DIMENSION_PROJECT,
                                      ALL_DIMENSIONS};
    revops_revenue *revenue;
    revops_revenue_row cells[400];
    list out;
    (void)state;
    fill_many();
    revenue = opened(ALL_DIMENSIONS, NULL, many, MANY);
    for (size_t g = 0; g < 4; g++) {
        revops_revenue_query query = query_of(REVOPS_GRANULARITY_DAY, groups[g]);
        size_t count = rows_of(revenue, &query, cells, 400);
        assert_true(count >= 6);
        for (size_t c = 0; c < count; c += 1 + c / 9) {
            for (size_t f = 0; f < 8; f++) {
                int64_t sum = 0, cell;
                assert_int_equal(explain(revenue, &query, &cells[c], fields[f], &out, NULL),
                                 REVOPS_OK);
                for (size_t i = 0; i < out.count; i++) {
                    size_t row = (size_t)out.items[i].row;
                    assert_true(row < MANY && (i == 0 || row > out.items[i - 1].row));
                    assert_int_equal(out.items[i].source, 1000 + row);
                    assert_int_equal(out.items[i].amount_minor, adds(row, fields[f]));
                    assert_int_equal(many[row].economic_day, cells[c].from_day);
                    assert_int_equal(many[row].currency, cells[c].currency);
                    assert_true(many[row].kind < 6);
                    sum += out.items[i].amount_minor;
                }
                cell = f < 5 ? (&cells[c].gross_minor)[f] : (int64_t)(&cells[c].count)[f - 5];
                assert_int_equal(sum, cell);
                if (f == 5)
                    assert_int_equal(out.count, cell);
            }
        }
    }
    revops_revenue_destroy(revenue);
}

static void a_filter_holds_for_the_explanation_too(void **state) {
    revops_revenue_query query = query_of(0, 0);
    revops_revenue *revenue;
    revops_revenue_row cells[2];
    list out;
    (void)state;
    fill_many();
    revenue = opened(ALL_DIMENSIONS, NULL, many, MANY);
    query.project = TWO_P;
    query.customer = 4;
    query.periods.from_day = JAN_6;
    query.periods.to_day = JAN_7;
    assert_int_equal(rows_of(revenue, &query, cells, 2), 2);
    assert_int_equal(explain(revenue, &query, &cells[1], "net_minor", &out, NULL), REVOPS_OK);
    assert_int_equal(out.count, cells[1].count);
    for (size_t i = 0; i < out.count; i++)
        assert_int_equal(many[out.items[i].row].customer, 4);
    revops_revenue_destroy(revenue);
}

static void dimensions_that_are_not_kept_do_not_matter(void **state) {
    revops_revenue *revenue;
    revops_revenue_row cells[2];
    list out;
    (void)state;
    fill_many();
    revenue = opened(REVOPS_DIMENSION_STREAM, NULL, many, MANY);
    assert_int_equal(rows_of(revenue, NULL, cells, 2), 2);
    assert_int_equal(explain(revenue, NULL, &cells[1], "gross_minor", &out, NULL), REVOPS_OK);
    assert_int_equal(out.count, cells[1].count);
    revops_revenue_destroy(revenue);
}

static void a_cell_that_is_not_the_sum_is_a_mismatch(void **state) {
    revops_revenue *revenue;
    revops_revenue_row cells[2], wrong;
    revops_error err;
    list out;
    (void)state;
    fill_many();
    revenue = opened(0, NULL, many, MANY);
    assert_int_equal(rows_of(revenue, NULL, cells, 2), 2);
    wrong = cells[1];
    wrong.net_minor++;
    assert_int_equal(explain(revenue, NULL, &wrong, "net_minor", &out, &err), REVOPS_E_MISMATCH);
    assert_refused(&err, REVOPS_E_MISMATCH, REVOPS_NONE, "net_minor");
    assert_int_equal(explain(revenue, NULL, &wrong, "fee_minor", &out, NULL), REVOPS_OK);
    wrong = cells[1];
    wrong.count = 0;
    assert_int_equal(explain(revenue, NULL, &wrong, "count", &out, &err), REVOPS_E_MISMATCH);
    wrong = cells[1];
    wrong.currency = EUR;
    assert_int_equal(explain(revenue, NULL, &wrong, "net_minor", &out, &err), REVOPS_E_MISMATCH);
    wrong = cells[1];
    wrong.to_day--;
    assert_int_equal(explain(revenue, NULL, &wrong, "net_minor", &out, &err), REVOPS_E_MISMATCH);
    many[1].net_minor = many[1].gross_minor - many[1].tax_minor - 3; /* another source */
    assert_int_equal(explain(revenue, NULL, &cells[1], "net_minor", &out, &err), REVOPS_E_MISMATCH);
    revops_revenue_destroy(revenue);
}

static void a_sum_of_contributions_beyond_int64_is_a_mismatch_too(void **state) {
    revops_revenue *revenue = opened(0, NULL, NULL, 0);
    revops_revenue_row cell = {0};
    list out;
    (void)state;
    memset(many, 0, sizeof many);
    for (size_t i = 0; i < MANY; i++)
        many[i] = (sale){SALE(JAN_5, INT64_MAX, INT64_MAX)};
    cell.from_day = JAN_5;
    cell.to_day = JAN_6;
    cell.currency = USD;
    cell.kind = -1;
    cell.net_minor = -MANY; /* what the sum is modulo 2^64, but not what it is */
    assert_int_equal(explain(revenue, NULL, &cell, "net_minor", &out, NULL), REVOPS_E_MISMATCH);
    revops_revenue_destroy(revenue);
}

static void what_cannot_be_explained_is_refused_before_the_source(void **state) {
    revops_revenue_query query = query_of(0, 0);
    revops_revenue *revenue;
    revops_revenue_row cell;
    revops_error err;
    feed f = {0, 300, 0, REVOPS_END, NULL};
    list out;
    (void)state;
    fill_many();
    memset(&out, 0, sizeof out);
    memset(&cell, 0, sizeof cell);
    revenue = opened(0, NULL, many, MANY);
#define REFUSES(r, q, c, name, source, sink, status, what)                                         \
    assert_int_equal(revops_revenue_explain(r, q, c, name, source, &f, sink, &out, &err), status); \
    assert_refused(&err, status, REVOPS_NONE, what)
    REFUSES(NULL, NULL, &cell, "net_minor", feed_next, list_add, REVOPS_E_INVALID, "revenue");
    REFUSES(revenue, NULL, NULL, "net_minor", feed_next, list_add, REVOPS_E_INVALID, "cell");
    REFUSES(revenue, NULL, &cell, NULL, feed_next, list_add, REVOPS_E_INVALID, "field");
    REFUSES(revenue, NULL, &cell, "net_minor", NULL, list_add, REVOPS_E_INVALID, "source");
    REFUSES(revenue, NULL, &cell, "net_minor", feed_next, NULL, REVOPS_E_INVALID, "sink");
    REFUSES(revenue, NULL, &cell, "net", feed_next, list_add, REVOPS_E_INVALID, "field");
    REFUSES(revenue, NULL, &cell, "", feed_next, list_add, REVOPS_E_INVALID, "field");
    query.currency = GBP;
    REFUSES(revenue, &query, &cell, "net_minor", feed_next, list_add, REVOPS_E_INVALID, "currency");
    query.currency = 0;
    query.customer = 1;
    REFUSES(revenue, &query, &cell, "net_minor", feed_next, list_add, REVOPS_E_UNSUPPORTED,
            "customer");
    query.customer = 0;
    query.fill = 3;
    REFUSES(revenue, &query, &cell, "net_minor", feed_next, list_add, REVOPS_E_INVALID, "fill");
#undef REFUSES
    assert_int_equal(f.calls + out.calls, 0);
    revops_revenue_destroy(revenue);
}

static void a_source_or_a_sink_that_fails_ends_the_call(void **state) {
    static const int32_t answers[] = {0, 7, -1};
    revops_revenue *revenue;
    revops_revenue_row cells[2];
    revops_error err;
    saved before;
    list out;
    size_t calls;
    (void)state;
    fill_many();
    revenue = opened(0, NULL, many, MANY);
    before = state_of(revenue);
    assert_int_equal(rows_of(revenue, NULL, cells, 2), 2);
    assert_int_equal(explain(revenue, NULL, &cells[1], "net_minor", &out, NULL), REVOPS_OK);
    calls = out.calls;
    assert_true(calls > 1);
    for (size_t i = 0; i < 3; i++) {
        for (size_t at = 1; at <= calls; at++) {
            feed f = {0, 300, 0, REVOPS_END, NULL};
            memset(&out, 0, sizeof out);
            out.fail_at = at;
            out.answer = answers[i];
            assert_int_equal(revops_revenue_explain(revenue, NULL, &cells[1], "net_minor",
                                                    feed_next, &f, list_add, &out, &err),
                             REVOPS_E_HOST);
            assert_refused(&err, REVOPS_E_HOST, REVOPS_NONE, "sink");
            assert_int_equal(err.host_code, answers[i]);
            assert_int_equal(out.calls, at);
            f = (feed){0, 300, 0, REVOPS_END, NULL};
            out.calls = out.count = 0;
            out.answer = REVOPS_END;
            assert_int_equal(revops_revenue_explain(revenue, NULL, &cells[1], "net_minor",
                                                    feed_next, &f, list_add, &out, &err),
                             REVOPS_E_CANCELLED);
        }
        feed f = {0, 300, 0, answers[i], NULL};
        memset(&out, 0, sizeof out);
        assert_int_equal(revops_revenue_explain(revenue, NULL, &cells[1], "net_minor", feed_next,
                                                &f, list_add, &out, &err),
                         REVOPS_E_HOST);
        assert_refused(&err, REVOPS_E_HOST, REVOPS_NONE, "source");
        assert_int_equal(err.host_code, answers[i]);
    }
    assert_state(revenue, &before);
    free(before.bytes);
    revops_revenue_destroy(revenue);
}

static void a_row_of_the_source_that_breaks_a_rule_is_named(void **state) {
    revops_revenue *revenue;
    revops_revenue_row cells[2];
    revops_error err;
    list out;
    (void)state;
    fill_many();
    revenue = opened(0, NULL, many, MANY);
    assert_int_equal(rows_of(revenue, NULL, cells, 2), 2);
    many[650].currency = 0;
    assert_int_equal(explain(revenue, NULL, &cells[1], "net_minor", &out, &err), REVOPS_E_INVALID);
    assert_refused(&err, REVOPS_E_INVALID, 650, "currency"); /* over all batches of the source */
    revops_revenue_destroy(revenue);
}

static int32_t patience(void *user, uint64_t done, uint64_t total) {
    int *answer = user;
    (void)done;
    (void)total;
    return *answer;
}

static void explaining_asks_the_hosts_progress(void **state) {
    int answer = REVOPS_MORE;
    revops_host host = REVOPS_HOST_INIT;
    revops_revenue *revenue;
    revops_revenue_row cells[2];
    revops_error err;
    list out;
    (void)state;
    fill_many();
    host.user = &answer;
    host.progress = patience;
    revenue = opened(0, &host, many, MANY);
    assert_int_equal(rows_of(revenue, NULL, cells, 2), 2);
    answer = REVOPS_END;
    assert_int_equal(explain(revenue, NULL, &cells[1], "net_minor", &out, &err),
                     REVOPS_E_CANCELLED);
    assert_string_equal(err.field, "progress");
    assert_int_equal(out.count, 0);
    revops_revenue_destroy(revenue);
}

static void a_shared_handle_answers_while_it_is_explained(void **state) {
    revops_revenue *revenue;
    revops_revenue_row cells[2];
    feed f = {0, 300, 0, REVOPS_END, NULL};
    list out;
    (void)state;
    fill_many();
    for (size_t i = 0; i < MANY; i++)
        many[i].currency = USD;
    revenue = opened(0, NULL, many, MANY);
    assert_int_equal(rows_of(revenue, NULL, cells, 2), 1);
    memset(&out, 0, sizeof out);
    f.inside = revenue;
    assert_int_equal(revops_revenue_explain(revenue, NULL, &cells[0], "net_minor", feed_next, &f,
                                            list_add, &out, NULL),
                     REVOPS_OK);
    revops_revenue_destroy(revenue);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_of_every_cell_is_the_sum_of_its_transactions),
        cmocka_unit_test(a_filter_holds_for_the_explanation_too),
        cmocka_unit_test(dimensions_that_are_not_kept_do_not_matter),
        cmocka_unit_test(a_cell_that_is_not_the_sum_is_a_mismatch),
        cmocka_unit_test(a_sum_of_contributions_beyond_int64_is_a_mismatch_too),
        cmocka_unit_test(what_cannot_be_explained_is_refused_before_the_source),
        cmocka_unit_test(a_source_or_a_sink_that_fails_ends_the_call),
        cmocka_unit_test(a_row_of_the_source_that_breaks_a_rule_is_named),
        cmocka_unit_test(explaining_asks_the_hosts_progress),
        cmocka_unit_test(a_shared_handle_answers_while_it_is_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
