/* Commissions: what was earned by late and early rates, and what platforms owe. */
#include "sales.h"

enum { VANTAGE = 5, PIPS = 6, FX = 1, METALS = 2, ANNA = 11, BEN = 12 };

typedef struct activity {
    int64_t quantity, commission;
    uint64_t platform, asset, customer;
    int32_t day, basis;
    uint32_t currency;
    int reported;
} activity;

typedef struct unit {
    int64_t num, den;
    uint64_t platform, asset;
    int32_t basis, from, to;
    uint32_t currency;
} unit;

typedef struct received {
    int64_t amount;
    uint64_t platform;
    int32_t day;
    uint32_t currency;
} received;

static revops_activity_batch activity_batch(const activity *rows, size_t count, uint8_t *valid) {
    revops_activity_batch batch = {.struct_size = sizeof batch,
                                   .count = count,
                                   .economic_day = REVOPS_COLUMN(rows, day),
                                   .currency = REVOPS_COLUMN(rows, currency),
                                   .quantity = REVOPS_COLUMN(rows, quantity),
                                   .commission_minor = REVOPS_COLUMN(rows, commission),
                                   .platform = REVOPS_COLUMN(rows, platform),
                                   .basis = REVOPS_COLUMN(rows, basis),
                                   .asset_class = REVOPS_COLUMN(rows, asset),
                                   .customer = REVOPS_COLUMN(rows, customer)};
    memset(valid, 0, (count + 7) / 8);
    for (size_t i = 0; i < count; i++)
        if (rows[i].reported)
            valid[i / 8] |= (uint8_t)(1 << i % 8);
    batch.commission_minor.validity = valid;
    return batch;
}

static revops_status act(revops_commissions *commissions, const activity *rows, size_t count,
                         int adding, revops_error *err) {
    uint8_t valid[64];
    revops_activity_batch batch = activity_batch(rows, count, valid);
    return adding ? revops_commissions_add(commissions, &batch, err)
                  : revops_commissions_remove(commissions, &batch, err);
}

static revops_status agree(revops_commissions *commissions, const unit *rows, size_t count,
                           revops_error *err) {
    revops_unit_rate_batch batch = {.struct_size = sizeof batch,
                                    .count = count,
                                    .currency = REVOPS_COLUMN(rows, currency),
                                    .rate_num = REVOPS_COLUMN(rows, num),
                                    .rate_den = REVOPS_COLUMN(rows, den),
                                    .platform = REVOPS_COLUMN(rows, platform),
                                    .basis = REVOPS_COLUMN(rows, basis),
                                    .asset_class = REVOPS_COLUMN(rows, asset),
                                    .from_day = REVOPS_COLUMN(rows, from),
                                    .to_day = REVOPS_COLUMN(rows, to)};
    return revops_commissions_add_rates_per_unit(commissions, &batch, err);
}

static revops_status receive(revops_commissions *commissions, const received *rows, size_t count,
                             int adding, revops_error *err) {
    revops_received_batch batch = {.struct_size = sizeof batch,
                                   .count = count,
                                   .day = REVOPS_COLUMN(rows, day),
                                   .currency = REVOPS_COLUMN(rows, currency),
                                   .amount_minor = REVOPS_COLUMN(rows, amount),
                                   .platform = REVOPS_COLUMN(rows, platform)};
    return adding ? revops_commissions_add_settlements(commissions, &batch, err)
                  : revops_commissions_remove_settlements(commissions, &batch, err);
}

static revops_commissions *opened_commissions(void) {
    revops_commissions *commissions = NULL;
    assert_int_equal(revops_commissions_create(&commissions, NULL, NULL, NULL), REVOPS_OK);
    return commissions;
}

static size_t bytes_of(const revops_commissions *commissions, unsigned char *out, size_t room) {
    size_t size = 0;
    assert_int_equal(revops_commissions_save(commissions, out, room, &size, NULL), REVOPS_OK);
    return size;
}

static const unit agreed[] = {{500, 1, VANTAGE, FX, 0, JAN_1, FEB_1, USD},
                              {600, 1, VANTAGE, FX, 0, FEB_1, MAR_1, USD},
                              {333, 1, VANTAGE, 0, 0, JAN_1, MAR_1, USD}};
static const activity done[] = {
    {1250, 0, VANTAGE, FX, ANNA, JAN_5, 0, USD, 0},
    {5, 0, VANTAGE, METALS, ANNA, JAN_5, 0, USD, 0}, /* 16.65: each row is rounded by itself */
    {5, 0, VANTAGE, METALS, ANNA, JAN_5, 0, USD, 0},
    {100, 470, VANTAGE, FX, BEN, JAN_6, 0, USD, 1}, /* reported less than agreed */
    {200, 0, VANTAGE, FX, BEN, FEB_6, 0, USD, 0},
    {1000, 0, PIPS, 0, 0, JAN_5, REVOPS_BASIS_CLICK, USD, 0},
};
enum { DONE = sizeof done / sizeof done[0] };

static size_t rows_by(const revops_commissions *commissions, uint32_t group_by,
                      revops_commission_row *rows, size_t capacity) {
    revops_commissions_query query = REVOPS_COMMISSIONS_QUERY_INIT;
    size_t written = 0;
    query.group_by = group_by;
    assert_int_equal(revops_commissions_rows(commissions, &query, 0, rows, capacity, sizeof *rows,
                                             &written, NULL),
                     REVOPS_OK);
    return written;
}

static void each_row_is_rounded_by_itself_in_every_grouping(void **state) {
    revops_commissions *commissions = opened_commissions();
    revops_commission_row rows[8];
    (void)state;
    assert_int_equal(act(commissions, done, DONE, 1, NULL), REVOPS_OK);
    assert_int_equal(agree(commissions, agreed, 3, NULL), REVOPS_OK); /* late is early enough */
    assert_int_equal(rows_by(commissions, 0, rows, 8), 3);
    assert_int_equal(rows[0].platform, VANTAGE);
    assert_int_equal(rows[0].quantity, 1360);
    assert_int_equal(rows[0].accrued_minor, 6250 + 17 + 17 + 470);
    assert_int_equal(rows[0].variance_minor, -30);
    assert_int_equal(rows[0].customer_count, 2);
    assert_int_equal(rows[0].average.numerator, 3377);
    assert_int_equal(rows[0].average.denominator, 1);
    assert_int_equal(rows[0].growth.status, REVOPS_RATIO_UNDEFINED);
    assert_int_equal(rows[1].basis, REVOPS_BASIS_CLICK);
    assert_int_equal(rows[1].accrued_minor, 0);
    assert_int_equal(rows[1].customer_count, 0);
    assert_int_equal(rows[1].average.status, REVOPS_RATIO_UNDEFINED);
    assert_int_equal(rows[2].from_day, FEB_1);
    assert_int_equal(rows[2].accrued_minor, 1200);   /* the rate of its day */
    assert_int_equal(rows[2].growth.numerator, -29); /* 200 after 1360 */
    assert_int_equal(rows[2].growth.denominator, 34);
    assert_int_equal(rows_by(commissions, REVOPS_COMMISSION_ASSET_CLASS, rows, 8), 4);
    assert_int_equal(rows[0].asset_class, FX);
    assert_int_equal(rows[0].accrued_minor, 6720);
    assert_int_equal(rows[1].asset_class, METALS);
    assert_int_equal(rows[1].accrued_minor, 34);
    assert_int_equal(rows[1].customer_count, 1);
    revops_commissions_destroy(commissions);
}

static void a_balance_is_carried_until_it_is_settled(void **state) {
    static const received paid[] = {{6000, VANTAGE, JAN_7, USD}, {1954, VANTAGE, FEB_6, USD}};
    revops_commissions *commissions = opened_commissions();
    revops_commissions_query query = REVOPS_COMMISSIONS_QUERY_INIT;
    revops_commission_balance_row rows[8];
    size_t written;
    (void)state;
    assert_int_equal(act(commissions, done, DONE, 1, NULL), REVOPS_OK);
    assert_int_equal(agree(commissions, agreed, 3, NULL), REVOPS_OK);
    assert_int_equal(receive(commissions, paid, 2, 1, NULL), REVOPS_OK);
    query.periods.from_day = JAN_6;
    query.periods.to_day = MAR_1 + 31;
    assert_int_equal(revops_commissions_balance_rows(commissions, &query, 0, rows, 8, sizeof *rows,
                                                     &written, NULL),
                     REVOPS_OK);
    assert_int_equal(written, 2);                  /* settled, so there is no row of March */
    assert_int_equal(rows[0].opening_minor, 6284); /* what came before the range */
    assert_int_equal(rows[0].accrued_minor, 470);
    assert_int_equal(rows[0].received_minor, 6000);
    assert_int_equal(rows[0].closing_minor, 754);
    assert_int_equal(rows[1].opening_minor, 754);
    assert_int_equal(rows[1].closing_minor, 0);
    assert_int_equal(receive(commissions, paid + 1, 1, 0, NULL), REVOPS_OK);
    assert_int_equal(revops_commissions_balance_rows(commissions, &query, 0, rows, 8, sizeof *rows,
                                                     &written, NULL),
                     REVOPS_OK);
    assert_int_equal(written, 3); /* and now one, carried through a quiet month */
    assert_int_equal(rows[2].opening_minor, 1954);
    assert_int_equal(rows[2].accrued_minor, 0);
    assert_int_equal(rows[2].closing_minor, 1954);
    assert_int_equal(rows[2].to_day, MAR_1 + 31);
    revops_commissions_destroy(commissions);
}

static void a_missing_and_a_double_rate_are_refused_with_their_row(void **state) {
    static const unit again = {700, 1, VANTAGE, FX, 0, FEB_1, FEB_1 + 20, USD};
    revops_commissions *commissions = opened_commissions();
    revops_commission_row rows[4];
    revops_commission_balance_row balances[4];
    revops_error err;
    size_t written = 77;
    (void)state;
    assert_int_equal(act(commissions, done, DONE, 1, NULL), REVOPS_OK);
    assert_int_equal(agree(commissions, agreed, 1, NULL), REVOPS_OK);
    assert_int_equal(
        revops_commissions_rows(commissions, NULL, 0, rows, 4, sizeof *rows, &written, &err),
        REVOPS_E_MISSING); /* metals have no rate */
    assert_int_equal(err.row, 0);
    assert_string_equal(err.field, "rate_num");
    assert_int_equal(written, 77);
    assert_int_equal(agree(commissions, agreed, 3, NULL),
                     REVOPS_OK); /* a set: once again is once */
    assert_int_equal(agree(commissions, &again, 1, NULL), REVOPS_OK);
    assert_int_equal(
        revops_commissions_rows(commissions, NULL, 0, rows, 4, sizeof *rows, &written, &err),
        REVOPS_E_INVALID);
    assert_int_equal(err.row, 2);
    assert_int_equal(
        revops_commissions_rows(commissions, NULL, 0, rows, 2, sizeof *rows, &written, &err),
        REVOPS_OK); /* a page that ends before it */
    assert_int_equal(revops_commissions_balance_rows(commissions, NULL, 0, balances, 4,
                                                     sizeof *balances, &written, &err),
                     REVOPS_E_INVALID);
    assert_int_equal(err.row, 1);
    revops_commissions_destroy(commissions);
}

static void amounts_are_converted_at_the_rate_of_their_day(void **state) {
    static const rate rates[] = {{79, 100, JAN_5, USD, GBP}};
    revops_commissions *commissions = opened_commissions();
    revops_commissions_query query = REVOPS_COMMISSIONS_QUERY_INIT;
    revops_commission_row rows[4];
    revops_commission_balance_row balance;
    revops_rate_batch batch = {sizeof batch,
                               1,
                               REVOPS_COLUMN(rates, day),
                               REVOPS_COLUMN(rates, from),
                               REVOPS_COLUMN(rates, to),
                               REVOPS_COLUMN(rates, num),
                               REVOPS_COLUMN(rates, den)};
    revops_error err;
    size_t written;
    (void)state;
    query.currency = GBP;
    assert_int_equal(act(commissions, done, 4, 1, NULL), REVOPS_OK);
    assert_int_equal(agree(commissions, agreed, 3, NULL), REVOPS_OK);
    assert_int_equal(
        revops_commissions_rows(commissions, &query, 0, rows, 4, sizeof *rows, &written, &err),
        REVOPS_E_MISSING);
    assert_string_equal(err.field, "currency");
    assert_int_equal(revops_commissions_add_rates(commissions, &batch, NULL), REVOPS_OK);
    assert_int_equal(
        revops_commissions_rows(commissions, &query, 0, rows, 4, sizeof *rows, &written, &err),
        REVOPS_OK);
    assert_int_equal(written, 1);
    assert_int_equal(rows[0].currency, GBP);
    assert_int_equal(rows[0].accrued_minor, 4938 + 27 + 371); /* 4937.5, 26.86, 371.3 */
    assert_int_equal(rows[0].variance_minor, -24);
    assert_int_equal(revops_commissions_balance_rows(commissions, &query, 0, &balance, 1,
                                                     sizeof balance, &written, NULL),
                     REVOPS_OK);
    assert_int_equal(balance.closing_minor, rows[0].accrued_minor);
    query.currency = 7;
    assert_int_equal(
        revops_commissions_rows(commissions, &query, 0, rows, 4, sizeof *rows, &written, &err),
        REVOPS_E_INVALID);
    revops_commissions_destroy(commissions);
}

static void a_commission_beyond_int64_is_refused(void **state) {
    static const activity most = {INT64_MAX, 0, VANTAGE, FX, ANNA, JAN_5, 0, USD, 0};
    static const activity both[] = {{INT64_MAX, 1, VANTAGE, FX, 0, JAN_5, 0, USD, 1},
                                    {INT64_MAX, 1, VANTAGE, FX, 0, JAN_5, 0, USD, 1}};
    revops_commissions *commissions = opened_commissions();
    revops_commission_row row;
    revops_error err;
    size_t written;
    (void)state;
    assert_int_equal(act(commissions, &most, 1, 1, NULL), REVOPS_OK);
    assert_int_equal(agree(commissions, agreed, 3, NULL), REVOPS_OK);
    assert_int_equal(
        revops_commissions_rows(commissions, NULL, 0, &row, 1, sizeof row, &written, &err),
        REVOPS_E_OVERFLOW);
    assert_string_equal(err.field, "accrued_minor");
    assert_int_equal(act(commissions, &most, 1, 0, NULL), REVOPS_OK);
    revops_commissions_destroy(commissions);
    commissions = opened_commissions();
    assert_int_equal(act(commissions, both, 2, 1, NULL), REVOPS_OK);
    assert_int_equal(
        revops_commissions_rows(commissions, NULL, 0, &row, 1, sizeof row, &written, &err),
        REVOPS_E_OVERFLOW);
    assert_string_equal(err.field, "quantity");
    revops_commissions_destroy(commissions);
}

static void bad_rows_are_refused_with_row_and_field_and_nothing_changes(void **state) {
    static const struct {
        activity row;
        const char *field;
    } bad[] = {{{1, 0, 1, 0, 0, LAST_DAY + 1, 0, USD, 0}, "economic_day"},
               {{1, 0, 1, 0, 0, JAN_5, 0, 0, 0}, "currency"},
               {{1, 0, 1, 0, 0, JAN_5, 4, USD, 0}, "basis"},
               {{1, 0, 1, 0, 0, JAN_5, -1, USD, 0}, "basis"}};
    static const struct {
        unit row;
        const char *field;
    } worse[] = {{{-1, 1, 1, 0, 0, JAN_1, FEB_1, USD}, "rate_num"},
                 {{1, 0, 1, 0, 0, JAN_1, FEB_1, USD}, "rate_den"},
                 {{1, 1, 1, 0, 0, JAN_1, FEB_1, 0}, "currency"},
                 {{1, 1, 1, 0, 9, JAN_1, FEB_1, USD}, "basis"},
                 {{1, 1, 1, 0, 0, LAST_DAY + 1, FEB_1, USD}, "from_day"},
                 {{1, 1, 1, 0, 0, FEB_1, FEB_1, USD}, "to_day"},
                 {{1, 1, 1, 0, 0, FEB_1, LAST_DAY + 2, USD}, "to_day"}};
    static const received wrong[] = {{1, 1, JAN_5, USD}, {1, 1, LAST_DAY + 1, USD}};
    revops_commissions *commissions = opened_commissions();
    unsigned char before[4096], after[4096];
    size_t size;
    revops_error err;
    (void)state;
    assert_int_equal(act(commissions, done, DONE, 1, NULL), REVOPS_OK);
    assert_int_equal(agree(commissions, agreed, 1, NULL), REVOPS_OK);
    size = bytes_of(commissions, before, sizeof before);
    for (size_t b = 0; b < sizeof bad / sizeof bad[0]; b++) {
        activity rows[2] = {done[0], bad[b].row};
        assert_int_equal(act(commissions, rows, 2, 1, &err), REVOPS_E_INVALID);
        assert_int_equal(err.row, 1);
        assert_string_equal(err.field, bad[b].field);
    }
    for (size_t b = 0; b < sizeof worse / sizeof worse[0]; b++) {
        unit rows[2] = {agreed[1], worse[b].row};
        assert_int_equal(agree(commissions, rows, 2, &err), REVOPS_E_INVALID);
        assert_int_equal(err.row, 1);
        assert_string_equal(err.field, worse[b].field);
    }
    assert_int_equal(receive(commissions, wrong, 2, 1, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "day");
    assert_int_equal(receive(commissions, wrong, 1, 0, &err), REVOPS_E_INVALID);
    assert_int_equal(bytes_of(commissions, after, sizeof after), size);
    assert_memory_equal(before, after, size);
    revops_commissions_destroy(commissions);
}

static void options_and_queries_are_checked(void **state) {
    revops_commissions_options options = REVOPS_COMMISSIONS_OPTIONS_INIT;
    revops_commissions_query query = REVOPS_COMMISSIONS_QUERY_INIT;
    revops_commissions *one = NULL, *two = NULL;
    revops_commission_row row;
    revops_error err;
    size_t written;
    (void)state;
    options.quantity_scale = -1;
    assert_int_equal(revops_commissions_create(&one, &options, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "quantity_scale");
    options.quantity_scale = 1;
    assert_int_equal(revops_commissions_create(&one, &options, NULL, &err), REVOPS_OK);
    two = opened_commissions();
    assert_int_equal(revops_commissions_merge(two, one, &err), REVOPS_E_MISMATCH);
    assert_string_equal(err.field, "quantity_scale");
    assert_int_equal(revops_commissions_merge(two, two, &err), REVOPS_E_INVALID);
    query.group_by = 2;
    assert_int_equal(revops_commissions_rows(one, &query, 0, &row, 1, sizeof row, &written, &err),
                     REVOPS_E_UNSUPPORTED);
    assert_string_equal(err.field, "group_by");
    assert_int_equal(revops_commissions_rows(one, NULL, 0, &row, 1, sizeof row, &written, &err),
                     REVOPS_OK);
    assert_int_equal(written, 0);
    revops_commissions_destroy(one);
    revops_commissions_destroy(two);
}

static void shards_and_rates_meet_in_a_merge(void **state) {
    revops_commissions *whole = opened_commissions(), *shard = opened_commissions();
    revops_commissions *rates = opened_commissions(), *loaded = NULL;
    unsigned char a[4096], b[4096];
    size_t size;
    (void)state;
    assert_int_equal(agree(whole, agreed, 3, NULL), REVOPS_OK);
    assert_int_equal(act(whole, done, DONE, 1, NULL), REVOPS_OK);
    assert_int_equal(act(shard, done, DONE, 1, NULL), REVOPS_OK);
    assert_int_equal(agree(rates, agreed, 2, NULL), REVOPS_OK);
    assert_int_equal(agree(shard, agreed + 1, 2, NULL), REVOPS_OK); /* one of them in both */
    assert_int_equal(revops_commissions_merge(rates, shard, NULL), REVOPS_OK);
    size = bytes_of(whole, a, sizeof a);
    assert_int_equal(bytes_of(rates, b, sizeof b), size);
    assert_memory_equal(a, b, size);
    assert_int_equal(revops_commissions_load(&loaded, a, size, NULL, NULL), REVOPS_OK);
    assert_int_equal(bytes_of(loaded, b, sizeof b), size);
    assert_memory_equal(a, b, size);
    revops_commissions_destroy(whole);
    revops_commissions_destroy(shard);
    revops_commissions_destroy(rates);
    revops_commissions_destroy(loaded);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_is_rounded_by_itself_in_every_grouping),
        cmocka_unit_test(a_balance_is_carried_until_it_is_settled),
        cmocka_unit_test(a_missing_and_a_double_rate_are_refused_with_their_row),
        cmocka_unit_test(amounts_are_converted_at_the_rate_of_their_day),
        cmocka_unit_test(a_commission_beyond_int64_is_refused),
        cmocka_unit_test(bad_rows_are_refused_with_row_and_field_and_nothing_changes),
        cmocka_unit_test(options_and_queries_are_checked),
        cmocka_unit_test(shards_and_rates_meet_in_a_merge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
