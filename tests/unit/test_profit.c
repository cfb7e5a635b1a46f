/* Profit and ROAS on net, and spend joined to revenue. */
#include "sales.h"

#include "revops/profit.h"

enum { P = 1, A = 5, B = 6 };

static size_t profits(const revops_revenue *revenue, const revops_revenue_query *query,
                      revops_profit_row *rows, size_t capacity) {
    size_t written = 0;
    assert_int_equal(
        revops_revenue_profit_rows(revenue, query, 0, rows, capacity, sizeof *rows, &written, NULL),
        REVOPS_OK);
    return written;
}

static void assert_ratio(revops_ratio ratio, int64_t numerator, int64_t denominator) {
    assert_int_equal(ratio.numerator, numerator);
    assert_int_equal(ratio.denominator, denominator);
    assert_int_equal(ratio.status, denominator ? REVOPS_RATIO_OK : REVOPS_RATIO_UNDEFINED);
    assert_int_equal(ratio.reserved0, 0);
}

static const sale two[] = {{SALE(JAN_5, 10000, 9680), .project = P},
                           {SALE(JAN_6, 5000, 4825), .project = P}};
static const spent ads[] = {{2420, P, 0, JAN_5, USD}, {1000, P, 0, JAN_7, USD}};

static revops_revenue *three_days(void) {
    revops_revenue *revenue = opened(0, NULL, two, 2);
    assert_int_equal(spend(revenue, ads, 2, NULL), REVOPS_OK);
    return revenue;
}

static void roas_is_undefined_without_spend_and_zero_without_revenue(void **state) {
    revops_revenue *revenue = three_days();
    revops_revenue_query query = query_of(REVOPS_GRANULARITY_DAY, REVOPS_DIMENSION_PROJECT);
    revops_profit_row rows[4];
    (void)state;
    assert_int_equal(profits(revenue, &query, rows, 4), 3);
    assert_int_equal(rows[0].profit_minor, 7260);
    assert_ratio(rows[0].roas, 4, 1);
    assert_int_equal(rows[0].project, P);
    assert_int_equal(rows[1].profit_minor, 4825);
    assert_int_equal(rows[1].spend_minor, 0);
    assert_ratio(rows[1].roas, 0, 0);
    assert_int_equal(rows[2].from_day, JAN_7);
    assert_int_equal(rows[2].to_day, JAN_7 + 1);
    assert_int_equal(rows[2].gross_minor, 0);
    assert_int_equal(rows[2].profit_minor, -1000);
    assert_int_equal(rows[2].currency, USD);
    assert_ratio(rows[2].roas, 0, 1);
    revops_revenue_destroy(revenue);
}

static void over_a_month_roas_is_the_ratio_of_the_sums(void **state) {
    revops_revenue *revenue = three_days();
    revops_revenue_query query = query_of(REVOPS_GRANULARITY_MONTH, 0);
    revops_profit_row row[2];
    (void)state;
    assert_int_equal(profits(revenue, &query, row, 2), 1);
    assert_int_equal(row[0].from_day, JAN_5); /* all days with data, those of spend included */
    assert_int_equal(row[0].to_day, JAN_7 + 1);
    assert_int_equal(row[0].gross_minor, 15000);
    assert_int_equal(row[0].fee_minor, 495);
    assert_int_equal(row[0].net_minor, 14505);
    assert_int_equal(row[0].spend_minor, 3420);
    assert_int_equal(row[0].profit_minor, 11085);
    assert_ratio(row[0].roas, 967, 228);
    revops_revenue_destroy(revenue);
}

static void roas_is_on_net_never_on_gross(void **state) {
    static const sale half = {SALE(JAN_5, 10000, 5000)};
    static const spent cost = {5000, 0, 0, JAN_5, USD};
    revops_revenue *revenue = opened(0, NULL, &half, 1);
    revops_profit_row row;
    (void)state;
    assert_int_equal(spend(revenue, &cost, 1, NULL), REVOPS_OK);
    assert_int_equal(profits(revenue, NULL, &row, 1), 1);
    assert_ratio(row.roas, 1, 1);
    assert_int_equal(row.profit_minor, 0);
    revops_revenue_destroy(revenue);
}

static void a_loss_has_a_negative_roas_and_money_back_has_none(void **state) {
    static const sale refund = {SALE(JAN_5, -1000, -1000), .kind = REVOPS_REFUND};
    static const spent cost = {500, 0, 0, JAN_5, USD}, back = {-500, 0, 0, JAN_5, USD};
    revops_revenue *revenue = opened(0, NULL, &refund, 1);
    revops_profit_row row;
    (void)state;
    assert_int_equal(spend(revenue, &cost, 1, NULL), REVOPS_OK);
    assert_int_equal(profits(revenue, NULL, &row, 1), 1);
    assert_ratio(row.roas, -2, 1);
    assert_int_equal(row.profit_minor, -1500);
    assert_int_equal(spend(revenue, &back, 1, NULL), REVOPS_OK);
    assert_int_equal(profits(revenue, NULL, &row, 1), 1);
    assert_int_equal(row.spend_minor, 0);
    assert_ratio(row.roas, 0, 0);
    assert_int_equal(spend(revenue, &back, 1, NULL), REVOPS_OK);
    assert_int_equal(profits(revenue, NULL, &row, 1), 1);
    assert_int_equal(row.spend_minor, -500);
    assert_int_equal(row.profit_minor, -500);
    assert_ratio(row.roas, 0, 0);
    revops_revenue_destroy(revenue);
}

static void spend_without_a_product_stays_without_one(void **state) {
    static const sale sales[] = {{SALE(JAN_5, 1000, 900), .project = P, .product = A},
                                 {SALE(JAN_5, 1000, 900), .project = P, .product = B}};
    static const spent costs[] = {{300, P, A, JAN_5, USD}, {100, P, 0, JAN_5, USD}};
    revops_revenue *revenue = opened(0, NULL, sales, 2);
    revops_revenue_query query = query_of(0, REVOPS_DIMENSION_PRODUCT);
    revops_profit_row rows[4];
    (void)state;
    assert_int_equal(spend(revenue, costs, 2, NULL), REVOPS_OK);
    assert_int_equal(profits(revenue, &query, rows, 4), 3);
    assert_int_equal(rows[0].product, 0);
    assert_int_equal(rows[0].profit_minor, -100);
    assert_int_equal(rows[1].product, A);
    assert_ratio(rows[1].roas, 3, 1);
    assert_int_equal(rows[2].product, B);
    assert_ratio(rows[2].roas, 0, 0);
    query.product = A; /* a filter holds for spend as for revenue */
    assert_int_equal(profits(revenue, &query, rows, 4), 1);
    assert_int_equal(rows[0].spend_minor, 300);
    query.product = 0;
    query.project = P + 1;
    assert_int_equal(profits(revenue, &query, rows, 4), 0);
    revops_revenue_destroy(revenue);
}

static void profit_groups_and_filters_by_project_and_product_only(void **state) {
    static const char *const names[] = {"platform", "stream", "customer"};
    revops_revenue *revenue = opened(ALL_DIMENSIONS, NULL, two, 2);
    revops_profit_row row, before;
    size_t written = 77;
    revops_error err;
    (void)state;
    memset(&row, 0x5a, sizeof row);
    before = row;
    for (uint32_t bit = 1; bit <= 64; bit <<= 1) {
        revops_revenue_query query = query_of(0, bit);
        int good = bit == REVOPS_DIMENSION_PROJECT || bit == REVOPS_DIMENSION_PRODUCT;
        if (good)
            continue;
        assert_int_equal(
            revops_revenue_profit_rows(revenue, &query, 0, &row, 1, sizeof row, &written, &err),
            REVOPS_E_UNSUPPORTED);
        assert_refused(&err, REVOPS_E_UNSUPPORTED, REVOPS_NONE, "group_by");
    }
    for (size_t i = 0; i < 3; i++) {
        revops_revenue_query query = REVOPS_REVENUE_QUERY_INIT;
        (&query.platform)[i] = 1;
        assert_int_equal(
            revops_revenue_profit_rows(revenue, &query, 0, &row, 1, sizeof row, &written, &err),
            REVOPS_E_UNSUPPORTED);
        assert_refused(&err, REVOPS_E_UNSUPPORTED, REVOPS_NONE, names[i]);
    }
    assert_memory_equal(&row, &before, sizeof row);
    assert_int_equal(written, 77);
    revops_revenue_destroy(revenue);
}

static void fill_shows_periods_without_spend_and_without_revenue(void **state) {
    revops_revenue *revenue = three_days();
    revops_revenue_query query = query_of(REVOPS_GRANULARITY_DAY, REVOPS_DIMENSION_PROJECT);
    revops_profit_row rows[8];
    (void)state;
    query.fill = 1;
    query.periods.from_day = JAN_5 - 1;
    query.periods.to_day = JAN_7 + 2;
    assert_int_equal(profits(revenue, &query, rows, 8), 5);
    for (int32_t i = 0; i < 5; i++) {
        static const int64_t want[] = {0, 7260, 4825, -1000, 0};
        assert_int_equal(rows[i].from_day, JAN_5 - 1 + i);
        assert_int_equal(rows[i].profit_minor, want[i]);
        assert_int_equal(rows[i].project, P);
    }
    assert_ratio(rows[0].roas, 0, 0);
    revops_revenue_destroy(revenue);
}

static void pages_and_larger_records_work_as_for_revenue(void **state) {
    revops_revenue *revenue = three_days();
    revops_revenue_query query = query_of(REVOPS_GRANULARITY_DAY, 0);
    struct {
        revops_profit_row row;
        uint64_t behind;
    } wide[3];
    size_t written = 0;
    (void)state;
    memset(wide, 0x5a, sizeof wide);
    assert_int_equal(revops_revenue_profit_rows(revenue, &query, 1, &wide[0].row, 3, sizeof wide[0],
                                                &written, NULL),
                     REVOPS_OK);
    assert_int_equal(written, 2);
    assert_int_equal(wide[0].row.from_day, JAN_6);
    assert_int_equal(wide[1].row.from_day, JAN_7);
    assert_true(wide[1].behind == UINT64_C(0x5a5a5a5a5a5a5a5a));
    assert_true(wide[2].row.net_minor == INT64_C(0x5a5a5a5a5a5a5a5a));
    revops_revenue_destroy(revenue);
}

static void arguments_of_profit_rows_are_named(void **state) {
    revops_revenue *revenue = three_days();
    revops_profit_row row;
    size_t written;
    revops_error err;
    (void)state;
    assert_int_equal(revops_revenue_profit_rows(NULL, NULL, 0, &row, 1, sizeof row, &written, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "revenue");
    assert_int_equal(
        revops_revenue_profit_rows(revenue, NULL, 0, NULL, 1, sizeof row, &written, &err),
        REVOPS_E_INVALID);
    assert_string_equal(err.field, "out");
    assert_int_equal(revops_revenue_profit_rows(revenue, NULL, 0, &row, 1, sizeof row, NULL, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "written");
    assert_int_equal(
        revops_revenue_profit_rows(revenue, NULL, 0, &row, 1, sizeof row - 1, &written, &err),
        REVOPS_E_INVALID);
    assert_string_equal(err.field, "row_size");
    revops_revenue_destroy(revenue);
}

static void assert_overflow(const revops_revenue *revenue, const char *field) {
    revops_profit_row row, before;
    size_t written;
    revops_error err;
    memset(&row, 0x5a, sizeof row);
    before = row;
    assert_int_equal(
        revops_revenue_profit_rows(revenue, NULL, 0, &row, 1, sizeof row, &written, &err),
        REVOPS_E_OVERFLOW);
    assert_refused(&err, REVOPS_E_OVERFLOW, 0, field);
    assert_memory_equal(&row, &before, sizeof row);
}

static void spend_and_profit_beyond_int64_name_their_field(void **state) {
    static const sale loss = {SALE(JAN_5, 0, -2), .kind = REVOPS_FEE};
    static const spent all = {INT64_MAX, 0, 0, JAN_5, USD}, one = {1, 0, 0, JAN_5, USD};
    static const spent most = {INT64_MIN, 0, 0, JAN_5, USD};
    revops_revenue *revenue = opened(0, NULL, NULL, 0);
    revops_profit_row row;
    (void)state;
    assert_int_equal(spend(revenue, &all, 1, NULL), REVOPS_OK);
    assert_int_equal(profits(revenue, NULL, &row, 1), 1);
    assert_true(row.profit_minor == -INT64_MAX);
    assert_int_equal(sell(revenue, &loss, 1, NULL), REVOPS_OK);
    assert_overflow(revenue, "profit_minor");
    assert_int_equal(spend(revenue, &one, 1, NULL), REVOPS_OK);
    assert_overflow(revenue, "spend_minor");
    assert_int_equal(unspend(revenue, &one, 1, NULL), REVOPS_OK);
    assert_int_equal(unspend(revenue, &all, 1, NULL), REVOPS_OK);
    assert_int_equal(spend(revenue, &most, 1, NULL), REVOPS_OK);
    assert_int_equal(profits(revenue, NULL, &row, 1), 1); /* as long as the difference fits */
    assert_true(row.spend_minor == INT64_MIN && row.profit_minor == INT64_MAX - 1);
    assert_int_equal(take_back(revenue, &loss, 1, NULL), REVOPS_OK);
    assert_overflow(revenue, "profit_minor");
    assert_int_equal(sell(revenue, &loss, 1, NULL), REVOPS_OK);
    assert_int_equal(unspend(revenue, &most, 1, NULL), REVOPS_OK);
    assert_int_equal(profits(revenue, NULL, &row, 1), 1);
    assert_int_equal(row.profit_minor, -2);
    revops_revenue_destroy(revenue);
}

static void spend_converts_at_the_rate_of_its_own_day(void **state) {
    static const rate pounds[] = {{79, 100, JAN_5, USD, GBP}, {4, 5, JAN_6, USD, GBP}};
    static const spent euros = {95, 0, 0, JAN_5, EUR};
    revops_revenue *revenue = three_days();
    revops_revenue_query query = query_of(REVOPS_GRANULARITY_DAY, 0);
    revops_profit_row rows[4];
    size_t written;
    revops_error err;
    (void)state;
    assert_int_equal(quote(revenue, pounds, 2, NULL), REVOPS_OK);
    query.currency = GBP;
    assert_int_equal(profits(revenue, &query, rows, 4), 3);
    assert_int_equal(rows[0].net_minor, 7647);   /* 9680 x 0.79 = 7647.2 */
    assert_int_equal(rows[0].spend_minor, 1912); /* 2420 x 0.79 = 1911.8 */
    assert_int_equal(rows[0].profit_minor, 7647 - 1912);
    assert_int_equal(rows[2].spend_minor, 800); /* the rate of the day before */
    assert_int_equal(rows[2].currency, GBP);
    query.periods.granularity = REVOPS_GRANULARITY_TOTAL;
    assert_int_equal(profits(revenue, &query, rows, 4), 1);
    assert_int_equal(rows[0].spend_minor, 2712);
    assert_int_equal(spend(revenue, &euros, 1, NULL), REVOPS_OK);
    assert_int_equal(
        revops_revenue_profit_rows(revenue, &query, 0, rows, 4, sizeof rows[0], &written, &err),
        REVOPS_E_MISSING);
    assert_int_equal(err.row, 0);
    assert_int_equal(rows_of(revenue, &query, &(revops_revenue_row){0}, 1), 1); /* no spend here */
    revops_revenue_destroy(revenue);
}

static void currencies_of_spend_and_of_sales_stay_apart(void **state) {
    static const spent pounds = {50, P, 0, JAN_5, GBP};
    revops_revenue *revenue = three_days();
    revops_profit_row rows[3];
    (void)state;
    assert_int_equal(spend(revenue, &pounds, 1, NULL), REVOPS_OK);
    assert_int_equal(profits(revenue, NULL, rows, 3), 2);
    assert_int_equal(rows[0].currency, GBP);
    assert_int_equal(rows[0].profit_minor, -50);
    assert_int_equal(rows[1].currency, USD);
    assert_int_equal(rows[1].profit_minor, 11085);
    revops_revenue_destroy(revenue);
}

static void the_record_is_104_bytes_everywhere(void **state) {
    (void)state;
    assert_int_equal(sizeof(revops_profit_row), 104);
    assert_int_equal(sizeof(revops_revenue_row), 120);
    assert_int_equal(sizeof(revops_transaction_row), 120);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roas_is_undefined_without_spend_and_zero_without_revenue),
        cmocka_unit_test(over_a_month_roas_is_the_ratio_of_the_sums),
        cmocka_unit_test(roas_is_on_net_never_on_gross),
        cmocka_unit_test(a_loss_has_a_negative_roas_and_money_back_has_none),
        cmocka_unit_test(spend_without_a_product_stays_without_one),
        cmocka_unit_test(profit_groups_and_filters_by_project_and_product_only),
        cmocka_unit_test(fill_shows_periods_without_spend_and_without_revenue),
        cmocka_unit_test(pages_and_larger_records_work_as_for_revenue),
        cmocka_unit_test(arguments_of_profit_rows_are_named),
        cmocka_unit_test(spend_and_profit_beyond_int64_name_their_field),
        cmocka_unit_test(spend_converts_at_the_rate_of_its_own_day),
        cmocka_unit_test(currencies_of_spend_and_of_sales_stay_apart),
        cmocka_unit_test(the_record_is_104_bytes_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
