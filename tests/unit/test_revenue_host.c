/* Revenue and its host: sources, busy handles, limits, progress and cancelling. */
#include "sales.h"

static const sale few[] = {{SALE(JAN_5, 100, 90), .project = 1}, {SALE(JAN_6, 50, 40)}};
static const spent ads[] = {{7, 1, 0, JAN_5, USD}};
static const rate pounds[] = {{4, 5, JAN_5, USD, GBP}};

/* --- sources --- */

static sale many[1000];

static void fill_many(void) {
    for (size_t i = 0; i < 1000; i++)
        many[i] = (sale){SALE(JAN_1 + (int32_t)(i % 50), (int64_t)i, 1), .project = i % 7};
}

/* Rows in steps, then a chosen answer. @c spoil changes the last batch before it is handed over. */
typedef struct feed {
    const sale *rows;
    size_t count, next, step, calls;
    int32_t last_answer;
    void (*spoil)(revops_transaction_batch *batch);
} feed;

static int32_t feed_next(void *user, void *batch) {
    feed *f = user;
    revops_transaction_batch *out = batch;
    size_t rows = f->count - f->next < f->step ? f->count - f->next : f->step;
    f->calls++;
    assert_int_equal(out->struct_size, sizeof *out);
    assert_true(out->count == REVOPS_NONE);
    assert_null(out->gross_minor.data);
    if (rows == 0)
        return f->last_answer;
    *out = sales_batch(f->rows + f->next, rows);
    f->next += rows;
    if (f->next == f->count && f->spoil)
        f->spoil(out);
    return REVOPS_MORE;
}

static void reading_in_any_steps_equals_adding(void **state) {
    revops_revenue *added;
    (void)state;
    fill_many();
    added = opened(0, NULL, many, 1000);
    for (size_t step = 1; step <= 1000; step = step * 3 + 1) {
        feed f = {many, 1000, 0, step, 0, REVOPS_END, NULL};
        revops_revenue *read = opened(0, NULL, NULL, 0);
        assert_int_equal(revops_revenue_read(read, feed_next, &f, NULL), REVOPS_OK);
        assert_int_equal(f.calls, (1000 + step - 1) / step + 1);
        assert_same(read, added);
        revops_revenue_destroy(read);
    }
    revops_revenue_destroy(added);
}

static void an_answer_that_is_no_answer_is_a_failure_of_the_host(void **state) {
    static const int32_t answers[] = {0, 7, -1, INT32_MIN, INT32_MAX};
    revops_revenue *revenue = opened(0, NULL, few, 2);
    saved before = state_of(revenue);
    revops_error err;
    (void)state;
    fill_many();
    for (size_t i = 0; i < 5; i++) {
        feed f = {many, 1000, 0, 300, 0, answers[i], NULL};
        assert_int_equal(revops_revenue_read(revenue, feed_next, &f, &err), REVOPS_E_HOST);
        assert_refused(&err, REVOPS_E_HOST, REVOPS_NONE, "source");
        assert_int_equal(err.host_code, answers[i]);
        assert_state(revenue, &before);
        f.next = 0;
        assert_int_equal(revops_revenue_read(revenue, feed_next, &f, NULL), REVOPS_E_HOST);
    }
    free(before.bytes);
    revops_revenue_destroy(revenue);
}

static void spoil_count_unset(revops_transaction_batch *batch) {
    batch->count = REVOPS_NONE;
}
static void spoil_count_large(revops_transaction_batch *batch) {
    batch->count = (uint64_t)INT32_MAX + 1;
}
static void spoil_behind(revops_transaction_batch *batch) {
    ((char *)batch)[sizeof *batch + 100] = 1;
}
static void spoil_size(revops_transaction_batch *batch) {
    batch->struct_size = 3; /* whatever the source writes there, the lent batch has our size */
}
static void spoil_day(revops_transaction_batch *batch) {
    static const int32_t day = LAST_DAY + 1;
    batch->economic_day = REVOPS_COLUMN_VALUE(&day);
}
static void spoil_type(revops_transaction_batch *batch) {
    batch->payout = REVOPS_COLUMN(many, gross_minor);
    batch->payout.type = REVOPS_TYPE_DOUBLE;
}

static void batches_of_a_source_are_checked(void **state) {
    static const struct {
        void (*spoil)(revops_transaction_batch *batch);
        revops_status status;
        uint64_t row;
        const char *field;
    } table[] = {
        {spoil_count_unset, REVOPS_E_INVALID, REVOPS_NONE, "count"},
        {spoil_count_large, REVOPS_E_INVALID, REVOPS_NONE, "count"},
        {spoil_behind, REVOPS_E_UNSUPPORTED, REVOPS_NONE, "struct_size"},
        {spoil_day, REVOPS_E_INVALID, 900, "economic_day"},
        {spoil_type, REVOPS_E_INVALID, REVOPS_NONE, "payout"},
    };
    feed good = {many, 1000, 0, 300, 0, REVOPS_END, spoil_size};
    revops_revenue *revenue = opened(0, NULL, few, 2);
    saved before = state_of(revenue);
    revops_error err;
    (void)state;
    fill_many();
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        feed f = {many, 1000, 0, 300, 0, REVOPS_END, table[i].spoil};
        assert_int_equal(revops_revenue_read(revenue, feed_next, &f, &err), table[i].status);
        assert_refused(&err, table[i].status, table[i].row, table[i].field);
        assert_int_equal(f.calls, 4);
        assert_state(revenue, &before);
    }
    free(before.bytes);
    assert_int_equal(revops_revenue_read(revenue, feed_next, &good, NULL), REVOPS_OK);
    assert_int_equal(total_of(revenue).count, 1002);
    revops_revenue_destroy(revenue);
}

static int32_t one_spend(void *user, void *batch) {
    int *left = user;
    *(revops_spend_batch *)batch = spend_batch(ads, 1);
    return (*left)-- > 0 ? REVOPS_MORE : REVOPS_END;
}

static int32_t one_rate(void *user, void *batch) {
    int *left = user;
    *(revops_rate_batch *)batch = rate_batch(pounds, 1);
    return (*left)-- > 0 ? REVOPS_MORE : REVOPS_END;
}

static int32_t garbage(void *user, void *batch) {
    (void)user;
    (void)batch;
    return 99;
}

static void spend_and_rates_are_read_like_transactions(void **state) {
    revops_revenue *added = opened(0, NULL, NULL, 0), *read = opened(0, NULL, NULL, 0);
    int left = 3;
    revops_error err;
    (void)state;
    for (int i = 0; i < 3; i++)
        assert_int_equal(spend(added, ads, 1, NULL), REVOPS_OK);
    assert_int_equal(quote(added, pounds, 1, NULL), REVOPS_OK);
    assert_int_equal(revops_revenue_read_spend(read, one_spend, &left, NULL), REVOPS_OK);
    left = 3;
    assert_int_equal(revops_revenue_read_rates(read, one_rate, &left, NULL), REVOPS_OK);
    assert_same(added, read);
    assert_int_equal(revops_revenue_read_spend(read, garbage, NULL, &err), REVOPS_E_HOST);
    assert_int_equal(err.host_code, 99);
    assert_int_equal(revops_revenue_read_rates(read, garbage, NULL, &err), REVOPS_E_HOST);
    assert_same(added, read);
    revops_revenue_destroy(added);
    revops_revenue_destroy(read);
}

/* --- busy --- */

typedef struct busy_user {
    revops_revenue *revenue, *other;
    int asked;
} busy_user;

static int32_t sink(void *user, const void *data, size_t count) {
    (void)user;
    (void)data;
    (void)count;
    return REVOPS_MORE;
}

static void assert_every_call_is_busy(busy_user *user) {
    revops_revenue *r = user->revenue;
    revops_transaction_batch sold = sales_batch(few, 2);
    revops_spend_batch bought = spend_batch(ads, 1);
    revops_rate_batch quoted = rate_batch(pounds, 1);
    revops_revenue_row row = {0};
    revops_profit_row profit;
    size_t written;
    revops_error err;
    user->asked++;
#define BUSY(call)                                                                                 \
    assert_int_equal(call, REVOPS_E_BUSY);                                                         \
    assert_int_equal(err.status, REVOPS_E_BUSY)
    BUSY(revops_revenue_add(r, &sold, &err));
    BUSY(revops_revenue_remove(r, &sold, &err));
    BUSY(revops_revenue_read(r, garbage, NULL, &err));
    BUSY(revops_revenue_add_spend(r, &bought, &err));
    BUSY(revops_revenue_remove_spend(r, &bought, &err));
    BUSY(revops_revenue_read_spend(r, garbage, NULL, &err));
    BUSY(revops_revenue_add_rates(r, &quoted, &err));
    BUSY(revops_revenue_read_rates(r, garbage, NULL, &err));
    BUSY(revops_revenue_merge(r, user->other, &err));
    BUSY(revops_revenue_merge(user->other, r, &err));
    BUSY(revops_revenue_save(r, NULL, 0, &written, &err));
    BUSY(revops_revenue_rows(r, NULL, 0, &row, 1, sizeof row, &written, &err));
    BUSY(revops_revenue_profit_rows(r, NULL, 0, &profit, 1, sizeof profit, &written, &err));
    BUSY(revops_revenue_explain(r, NULL, &row, "net_minor", garbage, NULL, sink, NULL, &err));
#undef BUSY
    assert_int_equal(revops_revenue_add(r, &sold, NULL), REVOPS_E_BUSY);
}

static int32_t busy_source(void *user, void *batch) {
    (void)batch;
    assert_every_call_is_busy(user);
    return REVOPS_END;
}

static int32_t busy_progress(void *user, uint64_t done, uint64_t total) {
    busy_user *u = user;
    (void)done;
    (void)total;
    if (u->revenue)
        assert_every_call_is_busy(u);
    return REVOPS_MORE;
}

static void a_handle_is_busy_inside_its_own_callbacks(void **state) {
    busy_user user = {NULL, opened(0, NULL, few, 2), 0};
    revops_host host = REVOPS_HOST_INIT;
    (void)state;
    user.revenue = opened(0, NULL, few, 2);
    assert_int_equal(revops_revenue_read(user.revenue, busy_source, &user, NULL), REVOPS_OK);
    assert_int_equal(revops_revenue_read_spend(user.revenue, busy_source, &user, NULL), REVOPS_OK);
    assert_int_equal(revops_revenue_read_rates(user.revenue, busy_source, &user, NULL), REVOPS_OK);
    assert_int_equal(user.asked, 3);
    assert_same(user.revenue, user.other); /* and free again, unchanged */
    revops_revenue_destroy(user.revenue);
    user.revenue = NULL;
    host.user = &user;
    host.progress = busy_progress;
    user.revenue = opened(0, &host, NULL, 0);
    assert_int_equal(sell(user.revenue, few, 2, NULL), REVOPS_OK);
    assert_int_equal(user.asked, 4);
    assert_same(user.revenue, user.other);
    revops_revenue_destroy(user.revenue);
    revops_revenue_destroy(user.other);
}

/* --- progress --- */

typedef struct patience {
    uint64_t asked, chosen, last_done, last_total;
    int32_t answer;
} patience;

static int32_t ask(void *user, uint64_t done, uint64_t total) {
    patience *p = user;
    assert_true(p->asked == 0 || done > p->last_done);
    p->last_done = done;
    p->last_total = total;
    return ++p->asked == p->chosen ? p->answer : REVOPS_MORE;
}

/* count rows of two kinds of cells, all by stride 0 but the day */
static revops_transaction_batch long_batch(const int32_t *days, size_t count) {
    static const uint32_t currency = USD;
    static const int64_t one = 1;
    revops_transaction_batch batch = {.struct_size = sizeof batch, .count = count};
    batch.economic_day = (revops_column){days, NULL, sizeof *days, 0, 0, 0};
    batch.currency = REVOPS_COLUMN_VALUE(&currency);
    batch.gross_minor = REVOPS_COLUMN_VALUE(&one);
    batch.net_minor = REVOPS_COLUMN_VALUE(&one);
    return batch;
}

static void long_batches_ask_each_65536_rows_and_can_be_cancelled_there(void **state) {
    static const size_t counts[] = {0, 1, 255, 256, 257, 65535, 65536, 65537, 131072, 140000};
    static const uint64_t questions[] = {1, 1, 1, 1, 1, 1, 2, 2, 3, 3};
    static int32_t days[140000];
    patience p;
    revops_host host = REVOPS_HOST_INIT;
    revops_revenue *revenue;
    saved before;
    revops_error err;
    (void)state;
    for (size_t i = 0; i < 140000; i++)
        days[i] = JAN_1 + (int32_t)(i % 90);
    host.user = &p;
    host.progress = ask;
    memset(&p, 0, sizeof p);
    revenue = opened(0, &host, few, 2);
    before = state_of(revenue);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        revops_transaction_batch batch = long_batch(days, counts[i]);
        for (uint64_t chosen = 1; chosen <= questions[i]; chosen++) {
            p = (patience){0, chosen, 0, 0, REVOPS_END};
            assert_int_equal(revops_revenue_add(revenue, &batch, &err), REVOPS_E_CANCELLED);
            assert_refused(&err, REVOPS_E_CANCELLED, REVOPS_NONE, "progress");
            assert_state(revenue, &before);
            p = (patience){0, chosen, 0, 0, 0};
            assert_int_equal(revops_revenue_add(revenue, &batch, &err), REVOPS_E_HOST);
            assert_int_equal(err.host_code, 0);
            assert_state(revenue, &before);
        }
        p = (patience){0, 0, 0, 0, 0};
        assert_int_equal(revops_revenue_add(revenue, &batch, NULL), REVOPS_OK);
        assert_int_equal(p.asked, questions[i]);
        assert_int_equal(p.last_done, (questions[i] - 1) * 65536);
        assert_int_equal(p.last_total, counts[i]);
        assert_int_equal(total_of(revenue).count, 2 + counts[i]);
        for (uint64_t chosen = 1; chosen <= questions[i]; chosen++) {
            p = (patience){0, chosen, 0, 0, REVOPS_END};
            assert_int_equal(revops_revenue_remove(revenue, &batch, NULL), REVOPS_E_CANCELLED);
            assert_int_equal(total_of(revenue).count, 2 + counts[i]);
        }
        p = (patience){0, 0, 0, 0, 0};
        assert_int_equal(revops_revenue_remove(revenue, &batch, NULL), REVOPS_OK);
        assert_state(revenue, &before);
    }
    free(before.bytes);
    revops_revenue_destroy(revenue);
}

static void a_long_read_is_cancelled_between_batches(void **state) {
    static sale rows[140000];
    patience p = {0, 0, 0, 0, 0};
    revops_host host = REVOPS_HOST_INIT;
    revops_revenue *revenue;
    saved before;
    (void)state;
    for (size_t i = 0; i < 140000; i++)
        rows[i] = (sale){SALE(JAN_1, 1, 1)};
    host.user = &p;
    host.progress = ask;
    revenue = opened(0, &host, few, 2);
    before = state_of(revenue);
    for (uint64_t chosen = 1; chosen <= 3; chosen++) {
        feed f = {rows, 140000, 0, 10000, 0, REVOPS_END, NULL};
        p = (patience){0, chosen, 0, 0, REVOPS_END};
        assert_int_equal(revops_revenue_read(revenue, feed_next, &f, NULL), REVOPS_E_CANCELLED);
        assert_int_equal(p.last_total, 0); /* nobody knows how much there is */
        assert_state(revenue, &before);
    }
    free(before.bytes);
    revops_revenue_destroy(revenue);
}

/* --- limits --- */

static void rows_beyond_the_limit_of_the_host_are_refused(void **state) {
    revops_host host = REVOPS_HOST_INIT;
    revops_revenue *revenue, *other = opened(0, NULL, few, 1);
    saved before;
    feed f = {few, 2, 0, 1, 0, REVOPS_END, NULL};
    int left = 2;
    revops_error err;
    (void)state;
    host.max_rows = 3;
    revenue = opened(0, &host, few, 2);
    before = state_of(revenue);
    assert_int_equal(sell(revenue, few, 2, &err), REVOPS_E_LIMIT);
    assert_refused(&err, REVOPS_E_LIMIT, 1, "max_rows");
    assert_int_equal(revops_revenue_read(revenue, feed_next, &f, &err), REVOPS_E_LIMIT);
    assert_refused(&err, REVOPS_E_LIMIT, 1, "max_rows");
    assert_int_equal(revops_revenue_read_spend(revenue, one_spend, &left, &err), REVOPS_E_LIMIT);
    assert_int_equal(err.row, 1);
    assert_state(revenue, &before); /* a failed read gives its rows back */
    free(before.bytes);
    assert_int_equal(revops_revenue_merge(revenue, other, NULL), REVOPS_OK);
    assert_int_equal(revops_revenue_merge(revenue, other, &err), REVOPS_E_LIMIT);
    assert_string_equal(err.field, "max_rows");
    assert_int_equal(spend(revenue, ads, 1, &err), REVOPS_E_LIMIT);
    assert_int_equal(quote(revenue, pounds, 1, &err), REVOPS_E_LIMIT);
    assert_int_equal(take_back(revenue, few, 2, NULL), REVOPS_OK); /* rows taken back make room */
    assert_int_equal(sell(revenue, few, 2, NULL), REVOPS_OK);
    assert_int_equal(sell(revenue, few, 1, &err), REVOPS_E_LIMIT);
    assert_int_equal(err.row, 0);
    revops_revenue_destroy(revenue);
    revops_revenue_destroy(other);
}

/* Whatever the limit, a call goes through or leaves the state of before. */
static void bytes_beyond_the_limit_of_the_host_are_refused(void **state) {
    size_t refused = 0, opened_handles = 0;
    revops_revenue *seen = opened(0, NULL, NULL, 0); /* a look at a handle needs bytes, too */
    int through = 0;
    (void)state;
    fill_many();
    for (uint64_t limit = 500; !through && limit < 4000000; limit += limit / 8) {
        revops_host host = REVOPS_HOST_INIT;
        revops_revenue *revenue = NULL;
        revops_error err;
        revops_status status;
        host.max_bytes = limit;
        status = revops_revenue_create(&revenue, NULL, &host, &err);
        if (status != REVOPS_OK) {
            assert_int_equal(status, REVOPS_E_LIMIT);
            continue;
        }
        opened_handles++;
        status = sell(revenue, many, 1000, &err);
        through = status == REVOPS_OK;
        if (!through) {
            assert_int_equal(status, REVOPS_E_LIMIT);
            assert_string_equal(err.field, "max_bytes");
            assert_int_equal(revops_revenue_merge(seen, revenue, NULL), REVOPS_OK);
            assert_int_equal(total_of(seen).count, 0);
            refused++;
        }
        revops_revenue_destroy(revenue);
    }
    assert_true(through && refused > 3 && opened_handles > refused);
    revops_revenue_destroy(seen);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reading_in_any_steps_equals_adding),
        cmocka_unit_test(an_answer_that_is_no_answer_is_a_failure_of_the_host),
        cmocka_unit_test(batches_of_a_source_are_checked),
        cmocka_unit_test(spend_and_rates_are_read_like_transactions),
        cmocka_unit_test(a_handle_is_busy_inside_its_own_callbacks),
        cmocka_unit_test(long_batches_ask_each_65536_rows_and_can_be_cancelled_there),
        cmocka_unit_test(a_long_read_is_cancelled_between_batches),
        cmocka_unit_test(rows_beyond_the_limit_of_the_host_are_refused),
        cmocka_unit_test(bytes_beyond_the_limit_of_the_host_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
