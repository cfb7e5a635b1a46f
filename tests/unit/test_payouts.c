/* Payouts beside their transactions, balances as of a day, reserves. */
#include "sales.h"

enum { STRIPE = 9, PAYPAL = 4, ONE = 77, TWO = 78, JAN_8 = JAN_5 + 3 };

typedef struct paid {
    uint64_t payout, platform;
    int64_t amount, fee;
    int32_t day;
    uint32_t currency;
} paid;

static revops_payout_batch paid_batch(const paid *rows, size_t count) {
    revops_payout_batch batch = {.struct_size = sizeof batch,
                                 .count = count,
                                 .payout = REVOPS_COLUMN(rows, payout),
                                 .day = REVOPS_COLUMN(rows, day),
                                 .currency = REVOPS_COLUMN(rows, currency),
                                 .amount_minor = REVOPS_COLUMN(rows, amount),
                                 .fee_minor = REVOPS_COLUMN(rows, fee),
                                 .platform = REVOPS_COLUMN(rows, platform)};
    return batch;
}

/* All columns but fee; available_day counts where it is not 0. */
static revops_transaction_batch moved_batch(const sale *rows, size_t count, uint8_t *available) {
    revops_transaction_batch batch = sales_batch(rows, count);
    batch.payout = REVOPS_COLUMN(rows, payout);
    batch.available_day = REVOPS_COLUMN(rows, available_day);
    memset(available, 0, (count + 7) / 8);
    for (size_t i = 0; i < count; i++)
        if (rows[i].available_day != 0)
            available[i / 8] |= (uint8_t)(1 << i % 8);
    batch.available_day.validity = available;
    return batch;
}

static revops_status move(revops_payouts *payouts, const sale *rows, size_t count,
                          revops_error *err) {
    uint8_t available[64];
    revops_transaction_batch batch = moved_batch(rows, count, available);
    return revops_payouts_add(payouts, &batch, err);
}

static revops_status pay(revops_payouts *payouts, const paid *rows, size_t count,
                         revops_error *err) {
    revops_payout_batch batch = paid_batch(rows, count);
    return revops_payouts_add_payouts(payouts, &batch, err);
}

static const sale sold[] = {
    {SALE(JAN_5, 10000, 9680), .platform = STRIPE, .payout = ONE, .transaction = 1,
     .available_day = JAN_7},
    {SALE(JAN_5, 5000, 4825), .platform = STRIPE, .payout = ONE, .transaction = 2},
    {SALE(JAN_6, -1000, -1000), .kind = REVOPS_REFUND, .platform = STRIPE, .payout = ONE,
     .transaction = 3},
    {SALE(JAN_6, 0, -200), .kind = REVOPS_FEE, .platform = STRIPE, .payout = ONE, .transaction = 4},
    {SALE(JAN_6, -500, -500), .kind = REVOPS_RESERVE_HOLD, .platform = STRIPE, .payout = ONE,
     .transaction = 5},
    {SALE(JAN_7, 800, 700), .platform = PAYPAL, .transaction = 6},
};
enum { SOLD = sizeof sold / sizeof sold[0] };
static const paid bank[] = {{ONE, STRIPE, 12800, 0, JAN_8, USD},
                            {TWO, PAYPAL, 300, 25, JAN_8, USD}};

static revops_payouts *filled(void) {
    revops_payouts *payouts = NULL;
    assert_int_equal(revops_payouts_create(&payouts, NULL, NULL), REVOPS_OK);
    assert_int_equal(move(payouts, sold, SOLD, NULL), REVOPS_OK);
    assert_int_equal(pay(payouts, bank, 2, NULL), REVOPS_OK);
    return payouts;
}

static size_t bytes_of(const revops_payouts *payouts, unsigned char *out, size_t room) {
    size_t size = 0;
    assert_int_equal(revops_payouts_save(payouts, out, room, &size, NULL), REVOPS_OK);
    return size;
}

static void what_a_payout_does_not_explain_is_shown(void **state) {
    revops_payouts *payouts = filled();
    revops_payout_row rows[4];
    size_t written = 0;
    (void)state;
    memset(rows, 0xaa, sizeof rows);
    assert_int_equal(revops_payouts_rows(payouts, 0, rows, 4, sizeof *rows, &written, NULL),
                     REVOPS_OK);
    assert_int_equal(written, 2);
    assert_int_equal(rows[0].payout, ONE);
    assert_int_equal(rows[0].member_count, 5);
    assert_int_equal(rows[0].gross_minor, 14000);
    assert_int_equal(rows[0].fee_minor, 695);
    assert_int_equal(rows[0].net_minor, 13305);
    assert_int_equal(rows[0].reserve_minor, 500);
    assert_int_equal(rows[0].paid_minor, 12800);
    assert_int_equal(rows[0].unexplained_minor, 5);
    assert_int_equal(rows[0].currency, USD);
    assert_int_equal(rows[0].reserved0, 0);
    assert_int_equal(rows[1].payout, TWO); /* a payout whose transactions nobody named */
    assert_int_equal(rows[1].member_count, 0);
    assert_int_equal(rows[1].payout_fee_minor, 25);
    assert_int_equal(rows[1].unexplained_minor, -325);
    assert_int_equal(revops_payouts_rows(payouts, 1, rows, 1, sizeof *rows, &written, NULL),
                     REVOPS_OK);
    assert_int_equal(rows[0].payout, TWO);
    assert_int_equal(revops_payouts_rows(payouts, 9, NULL, 0, sizeof *rows, &written, NULL),
                     REVOPS_OK);
    assert_int_equal(written, 0);
    revops_payouts_destroy(payouts);
}

static void a_balance_is_available_pending_reserved_or_paid(void **state) {
    static const struct {
        int32_t day;
        int64_t earned, available, pending, reserved, paid;
    } expected[] = {
        {JAN_5, 14505, 4825, 9680, 0, 0}, {JAN_6, 13305, 3125, 9680, 500, 0},
        {JAN_7, 13305, 12805, 0, 500, 0}, {JAN_8, 13305, 5, 0, 500, 12800},
        {0, 13305, 5, 0, 500, 12800},
    };
    revops_payouts *payouts = filled();
    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        revops_payouts_query query = REVOPS_PAYOUTS_QUERY_INIT;
        revops_payout_balance_row rows[3];
        size_t written = 0;
        const revops_payout_balance_row *row;
        query.as_of_day = expected[i].day;
        assert_int_equal(
            revops_payouts_balance_rows(payouts, &query, 0, rows, 3, sizeof *rows, &written, NULL),
            REVOPS_OK);
        assert_int_equal(written, expected[i].day == JAN_5 || expected[i].day == JAN_6 ? 1 : 2);
        row = &rows[written - 1];
        assert_int_equal(row->platform, STRIPE);
        assert_int_equal(row->earned_minor, expected[i].earned);
        assert_int_equal(row->available_minor, expected[i].available);
        assert_int_equal(row->pending_minor, expected[i].pending);
        assert_int_equal(row->reserved_minor, expected[i].reserved);
        assert_int_equal(row->paid_minor, expected[i].paid);
    }
    revops_payouts_destroy(payouts);
}

static void two_currencies_in_one_payout_are_refused_with_the_row(void **state) {
    static const paid euros = {TWO, PAYPAL, 1, 0, JAN_8, EUR};
    revops_payouts *payouts = filled();
    revops_payout_row rows[4];
    revops_error err;
    size_t written = 77;
    (void)state;
    assert_int_equal(pay(payouts, &euros, 1, NULL), REVOPS_OK);
    memset(rows, 0xaa, sizeof rows);
    assert_int_equal(revops_payouts_rows(payouts, 0, rows, 4, sizeof *rows, &written, &err),
                     REVOPS_E_MISMATCH);
    assert_int_equal(err.row, 1);
    assert_string_equal(err.field, "currency");
    assert_int_equal(written, 77);
    assert_int_equal(((unsigned char *)rows)[0], 0xaa); /* a failed call writes no row */
    assert_int_equal(revops_payouts_rows(payouts, 0, rows, 1, sizeof *rows, &written, NULL),
                     REVOPS_OK);
    revops_payouts_destroy(payouts);
}

static void a_total_beyond_int64_is_refused_with_the_row(void **state) {
    static const paid most[] = {{ONE, STRIPE, INT64_MAX, 0, JAN_8, USD},
                                {ONE, STRIPE, 0, 1, JAN_8, USD}};
    revops_payouts *payouts = NULL;
    revops_payout_row row;
    revops_payout_balance_row balance;
    revops_error err;
    size_t written;
    (void)state;
    assert_int_equal(revops_payouts_create(&payouts, NULL, NULL), REVOPS_OK);
    assert_int_equal(pay(payouts, most, 2, NULL), REVOPS_OK);
    assert_int_equal(revops_payouts_rows(payouts, 0, &row, 1, sizeof row, &written, &err),
                     REVOPS_OK); /* -2^63 still fits */
    assert_true(row.unexplained_minor == INT64_MIN);
    assert_int_equal(
        revops_payouts_balance_rows(payouts, NULL, 0, &balance, 1, sizeof balance, &written, &err),
        REVOPS_E_OVERFLOW);
    assert_string_equal(err.field, "paid_minor");
    assert_int_equal(err.row, 0);
    revops_payouts_destroy(payouts);
}

static void what_comes_is_refused_with_row_and_field_and_nothing_changes(void **state) {
    static const struct {
        paid row;
        const char *field;
    } bad[] = {{{0, 1, 1, 0, JAN_8, USD}, "payout"},
               {{ONE, 1, 1, 0, LAST_DAY + 1, USD}, "day"},
               {{ONE, 1, 1, 0, JAN_8, 0}, "currency"}};
    static const sale late = {SALE(JAN_5, 1, 1), .available_day = LAST_DAY + 1};
    revops_payouts *payouts = filled();
    unsigned char before[2048], after[2048];
    size_t size = bytes_of(payouts, before, sizeof before);
    paid rows[301];
    sale sales[301];
    revops_error err;
    (void)state;
    for (size_t b = 0; b < sizeof bad / sizeof bad[0]; b++) {
        for (size_t i = 0; i < 301; i++)
            rows[i] = (paid){1000 + i, 1, 1, 0, JAN_8, USD};
        rows[300] = bad[b].row;
        assert_int_equal(pay(payouts, rows, 301, &err), REVOPS_E_INVALID);
        assert_int_equal(err.row, 300);
        assert_string_equal(err.field, bad[b].field);
    }
    for (size_t i = 0; i < 301; i++)
        sales[i] = (sale){SALE(JAN_5, 1, 1)};
    sales[280] = late;
    sales[290].economic_day = LAST_DAY + 1; /* a later row is not to blame */
    assert_int_equal(move(payouts, sales, 301, &err), REVOPS_E_INVALID);
    assert_int_equal(err.row, 280);
    assert_string_equal(err.field, "available_day");
    assert_int_equal(bytes_of(payouts, after, sizeof after), size);
    assert_memory_equal(before, after, size);
    revops_payouts_destroy(payouts);
}

static void rows_are_taken_back_only_when_they_are_there(void **state) {
    revops_payouts *payouts = filled(), *empty = NULL;
    uint8_t available[1];
    revops_transaction_batch batch;
    revops_payout_batch payments = paid_batch(bank, 2);
    sale other[SOLD];
    revops_error err;
    unsigned char before[2048], after[2048];
    size_t size;
    (void)state;
    memcpy(other, sold, sizeof sold);
    other[4].gross_minor = other[4].net_minor = -501;
    batch = moved_batch(other, SOLD, available);
    size = bytes_of(payouts, before, sizeof before);
    assert_int_equal(revops_payouts_remove(payouts, &batch, &err), REVOPS_E_INVALID);
    assert_int_equal(err.row, 4); /* the refund and the fee share its cell and are gone by then */
    assert_string_equal(err.field, "net_minor");
    batch = moved_batch(sold, SOLD, available);
    batch.payout = (revops_column){0};
    assert_int_equal(revops_payouts_remove(payouts, &batch, &err), REVOPS_E_INVALID);
    assert_int_equal(err.row, 0);
    assert_string_equal(err.field, "payout");
    assert_int_equal(bytes_of(payouts, after, sizeof after), size);
    assert_memory_equal(before, after, size);
    batch = moved_batch(sold, SOLD, available);
    assert_int_equal(revops_payouts_remove(payouts, &batch, NULL), REVOPS_OK);
    assert_int_equal(revops_payouts_remove_payouts(payouts, &payments, NULL), REVOPS_OK);
    assert_int_equal(revops_payouts_create(&empty, NULL, NULL), REVOPS_OK);
    size = bytes_of(empty, before, sizeof before);
    assert_int_equal(bytes_of(payouts, after, sizeof after), size);
    assert_memory_equal(before, after, size);
    revops_payouts_destroy(empty);
    revops_payouts_destroy(payouts);
}

/* --- explain --- */

static int32_t give(void *user, void *batch) {
    static uint8_t available[1];
    int *next = user;
    if (*next == SOLD)
        return REVOPS_END;
    *(revops_transaction_batch *)batch = moved_batch(sold + *next, 2, available);
    *next += 2;
    return REVOPS_MORE;
}

typedef struct list {
    revops_contribution items[SOLD];
    size_t count;
} list;

static int32_t take(void *user, const void *data, size_t count) {
    list *l = user;
    memcpy(l->items + l->count, data, count * sizeof l->items[0]);
    l->count += count;
    return REVOPS_MORE;
}

static void every_field_of_a_payout_is_the_sum_of_its_transactions(void **state) {
    static const struct {
        const char *field;
        size_t count;
        int64_t last;
    } fields[] = {{"member_count", 5, 1}, {"gross_minor", 4, 0},  {"tax_minor", 4, 0},
                  {"fee_minor", 4, 200},  {"net_minor", 4, -200}, {"reserve_minor", 1, 500}};
    revops_payouts *payouts = filled();
    revops_payout_row row;
    size_t written;
    (void)state;
    assert_int_equal(revops_payouts_rows(payouts, 0, &row, 1, sizeof row, &written, NULL),
                     REVOPS_OK);
    for (size_t f = 0; f < sizeof fields / sizeof fields[0]; f++) {
        list l = {{{0}}, 0};
        int next = 0;
        assert_int_equal(
            revops_payouts_explain(payouts, &row, fields[f].field, give, &next, take, &l, NULL),
            REVOPS_OK);
        assert_int_equal(l.count, fields[f].count);
        assert_int_equal(l.items[l.count - 1].amount_minor, fields[f].last);
        assert_int_equal(l.items[l.count - 1].source, l.count == 4 ? 4 : 5);
        assert_int_equal(l.items[l.count - 1].row, l.count == 4 ? 3 : 4);
    }
    revops_payouts_destroy(payouts);
}

static void an_explanation_that_does_not_sum_is_a_mismatch(void **state) {
    revops_payouts *payouts = filled();
    revops_payout_row row;
    revops_error err;
    size_t written;
    list l = {{{0}}, 0};
    int next = 2; /* the source lost two sales */
    (void)state;
    assert_int_equal(revops_payouts_rows(payouts, 0, &row, 1, sizeof row, &written, NULL),
                     REVOPS_OK);
    assert_int_equal(
        revops_payouts_explain(payouts, &row, "net_minor", give, &next, take, &l, &err),
        REVOPS_E_MISMATCH);
    assert_string_equal(err.field, "net_minor");
    assert_int_equal(
        revops_payouts_explain(payouts, &row, "paid_minor", give, &next, take, &l, &err),
        REVOPS_E_INVALID);
    assert_string_equal(err.field, "field");
    revops_payouts_destroy(payouts);
}

/* --- merge, save, load --- */

static void two_halves_and_a_merge_are_the_whole(void **state) {
    revops_payouts *whole = filled(), *one = NULL, *two = NULL, *loaded = NULL;
    unsigned char a[2048], b[2048];
    size_t size = bytes_of(whole, a, sizeof a);
    (void)state;
    assert_int_equal(revops_payouts_create(&one, NULL, NULL), REVOPS_OK);
    assert_int_equal(revops_payouts_create(&two, NULL, NULL), REVOPS_OK);
    assert_int_equal(move(one, sold, 3, NULL), REVOPS_OK);
    assert_int_equal(move(two, sold + 3, SOLD - 3, NULL), REVOPS_OK);
    assert_int_equal(pay(two, bank, 2, NULL), REVOPS_OK);
    assert_int_equal(revops_payouts_merge(two, one, NULL), REVOPS_OK);
    assert_int_equal(bytes_of(two, b, sizeof b), size);
    assert_memory_equal(a, b, size);
    assert_int_equal(revops_payouts_merge(two, two, NULL), REVOPS_E_INVALID);
    assert_int_equal(revops_payouts_load(&loaded, a, size, NULL, NULL), REVOPS_OK);
    assert_int_equal(bytes_of(loaded, b, sizeof b), size);
    assert_memory_equal(a, b, size);
    for (size_t cut = 0; cut < size; cut++) {
        revops_payouts *none = loaded;
        assert_int_equal(revops_payouts_load(&none, a, cut, NULL, NULL), REVOPS_E_DAMAGED);
        assert_null(none);
    }
    revops_payouts_destroy(whole);
    revops_payouts_destroy(one);
    revops_payouts_destroy(two);
    revops_payouts_destroy(loaded);
}

static void arguments_are_checked_before_anything_else(void **state) {
    revops_payouts *payouts = filled();
    revops_payouts_query query = REVOPS_PAYOUTS_QUERY_INIT;
    revops_payout_row row;
    revops_payout_balance_row balance;
    revops_error err;
    size_t written;
    (void)state;
    assert_int_equal(revops_payouts_create(NULL, NULL, &err), REVOPS_E_INVALID);
    assert_int_equal(revops_payouts_add(NULL, NULL, &err), REVOPS_E_INVALID);
    assert_int_equal(revops_payouts_add(payouts, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "batch");
    assert_int_equal(revops_payouts_read(payouts, NULL, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "source");
    assert_int_equal(revops_payouts_rows(payouts, 0, NULL, 1, sizeof row, &written, &err),
                     REVOPS_E_INVALID);
    assert_int_equal(revops_payouts_rows(payouts, 0, &row, 1, sizeof row, NULL, &err),
                     REVOPS_E_INVALID);
    assert_int_equal(revops_payouts_rows(payouts, 0, &row, 1, sizeof row - 1, &written, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "row_size");
    query.as_of_day = LAST_DAY + 1;
    assert_int_equal(revops_payouts_balance_rows(payouts, &query, 0, &balance, 1, sizeof balance,
                                                 &written, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "as_of_day");
    query.as_of_day = 0;
    query.reserved0 = 1;
    assert_int_equal(revops_payouts_balance_rows(payouts, &query, 0, &balance, 1, sizeof balance,
                                                 &written, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "reserved0");
    revops_payouts_destroy(payouts);
    revops_payouts_destroy(NULL);
}

/* --- reserves --- */

static void a_reserve_is_a_rounded_share_until_a_day(void **state) {
    const revops_ratio tenth = {1, 10, 0, 0}, all = {1, 1, 0, 0}, more = {11, 10, 0, 0};
    const revops_ratio none = {0, 0, REVOPS_RATIO_UNDEFINED, 0}, less = {-1, 10, 0, 0};
    revops_reserve_hold hold;
    (void)state;
    assert_int_equal(revops_reserve_plan(&hold, 9685, JAN_5, tenth, 180, 0, NULL), REVOPS_OK);
    assert_int_equal(hold.hold_minor, 969); /* 968.5 half up */
    assert_int_equal(hold.release_day, JAN_5 + 180);
    assert_int_equal(revops_reserve_plan(&hold, INT64_MAX, JAN_5, all, 0, JAN_5, NULL), REVOPS_OK);
    assert_true(hold.hold_minor == INT64_MAX);
    assert_int_equal(hold.release_day, JAN_5);
    assert_int_equal(revops_reserve_plan(&hold, INT64_MIN, JAN_5, all, 1, 0, NULL), REVOPS_OK);
    assert_int_equal(hold.hold_minor, 0);
    assert_int_equal(revops_reserve_plan(NULL, 1, JAN_5, tenth, 1, 0, NULL), REVOPS_E_INVALID);
    assert_int_equal(revops_reserve_plan(&hold, 1, JAN_5, more, 1, 0, NULL), REVOPS_E_INVALID);
    assert_int_equal(revops_reserve_plan(&hold, 1, JAN_5, less, 1, 0, NULL), REVOPS_E_INVALID);
    assert_int_equal(revops_reserve_plan(&hold, 1, JAN_5, none, 1, 0, NULL), REVOPS_E_INVALID);
    assert_int_equal(revops_reserve_plan(&hold, 1, JAN_5, tenth, 0, 0, NULL), REVOPS_E_INVALID);
    assert_int_equal(revops_reserve_plan(&hold, 1, JAN_5, tenth, 1, JAN_6, NULL), REVOPS_E_INVALID);
    assert_int_equal(revops_reserve_plan(&hold, 1, JAN_5, tenth, -1, 0, NULL), REVOPS_E_INVALID);
    assert_int_equal(revops_reserve_plan(&hold, 1, JAN_5, tenth, 0, JAN_1, NULL), REVOPS_E_INVALID);
    assert_int_equal(revops_reserve_plan(&hold, 1, JAN_5, tenth, INT32_MAX, 0, NULL),
                     REVOPS_E_INVALID);
    assert_int_equal(revops_reserve_plan(&hold, 1, LAST_DAY + 1, tenth, 1, 0, NULL),
                     REVOPS_E_INVALID);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_payout_does_not_explain_is_shown),
        cmocka_unit_test(a_balance_is_available_pending_reserved_or_paid),
        cmocka_unit_test(two_currencies_in_one_payout_are_refused_with_the_row),
        cmocka_unit_test(a_total_beyond_int64_is_refused_with_the_row),
        cmocka_unit_test(what_comes_is_refused_with_row_and_field_and_nothing_changes),
        cmocka_unit_test(rows_are_taken_back_only_when_they_are_there),
        cmocka_unit_test(every_field_of_a_payout_is_the_sum_of_its_transactions),
        cmocka_unit_test(an_explanation_that_does_not_sum_is_a_mismatch),
        cmocka_unit_test(two_halves_and_a_merge_are_the_whole),
        cmocka_unit_test(arguments_are_checked_before_anything_else),
        cmocka_unit_test(a_reserve_is_a_rounded_share_until_a_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
