/* What a revenue handle answers: periods, groups, filters, currencies and pages. */
#include "sales.h"

enum { ONE_P = 1, TWO_P = 2, STRIPE = 10, PAYPAL = 20 };

static const sale few[] = {
    {SALE(JAN_5, 10000, 9680), .project = ONE_P, .platform = STRIPE, .customer = 7},
    {SALE(JAN_5, 5000, 4825), .project = ONE_P, .platform = STRIPE, .customer = 8},
    {SALE(JAN_5, -1000, -1000), .kind = REVOPS_REFUND, .project = ONE_P, .platform = STRIPE},
    {SALE(JAN_5, 2000, 1912), .project = TWO_P, .platform = PAYPAL, .customer = 7},
    {SALE(FEB_6, 3000, 2883), .project = ONE_P, .platform = PAYPAL, .customer = 9},
};
enum { FEW = sizeof few / sizeof few[0] };

static revops_revenue_row expected(int32_t from_day, int32_t to_day, int64_t gross, int64_t net,
                                   uint64_t count) {
    revops_revenue_row row;
    memset(&row, 0, sizeof row);
    row.from_day = from_day;
    row.to_day = to_day;
    row.currency = USD;
    row.kind = -1;
    row.gross_minor = gross;
    row.fee_minor = gross - net;
    row.net_minor = net;
    row.count = row.sale_count = count;
    return row;
}

static void assert_rows(const revops_revenue *revenue, const revops_revenue_query *query,
                        const revops_revenue_row *want, size_t count) {
    revops_revenue_row rows[16];
    assert_int_equal(rows_of(revenue, query, rows, 16), count);
    for (size_t i = 0; i < count; i++)
        assert_memory_equal(&rows[i], &want[i], sizeof rows[i]);
}

static revops_revenue_row with_refund(revops_revenue_row row) {
    row.refund_minor = -1000;
    row.refund_count = 1;
    row.sale_count--;
    return row;
}

static void no_query_is_the_total_of_all_days(void **state) {
    revops_revenue *revenue = opened(0, NULL, few, FEW);
    revops_revenue_row want = with_refund(expected(JAN_5, FEB_6 + 1, 19000, 18300, 5));
    (void)state;
    assert_rows(revenue, NULL, &want, 1);
    revops_revenue_destroy(revenue);
}

static void every_granularity_cuts_the_same_days(void **state) {
    static const int32_t bounds[] = {JAN_1, JAN_6, FEB_6, MAR_1};
    static const int32_t cuts[][4] = {
        /* from and to of the row of January, of that of February */
        [REVOPS_GRANULARITY_DAY] = {JAN_5, JAN_6, FEB_6, FEB_6 + 1},
        [REVOPS_GRANULARITY_WEEK] = {JAN_5, JAN_5 + 7, FEB_6 - 4, FEB_6 + 3},
        [REVOPS_GRANULARITY_MONTH] = {JAN_1, FEB_1, FEB_1, MAR_1},
        [REVOPS_GRANULARITY_BOUNDS] = {JAN_1, JAN_6, FEB_6, MAR_1},
    };
    revops_revenue *revenue = opened(0, NULL, few, FEW);
    revops_revenue_row want[2];
    (void)state;
    for (int32_t g = REVOPS_GRANULARITY_DAY; g <= REVOPS_GRANULARITY_BOUNDS; g++) {
        revops_revenue_query query = query_of(g, 0);
        query.periods.from_day = JAN_1;
        query.periods.to_day = MAR_1;
        query.periods.bounds = REVOPS_COLUMN_ARRAY(bounds);
        query.periods.bound_count = 4;
        if (g == REVOPS_GRANULARITY_QUARTER || g == REVOPS_GRANULARITY_YEAR ||
            g == REVOPS_GRANULARITY_TOTAL) {
            want[0] = with_refund(expected(JAN_1, MAR_1, 19000, 18300, 5));
            assert_rows(revenue, &query, want, 1);
            continue;
        }
        want[0] = with_refund(expected(cuts[g][0], cuts[g][1], 16000, 15417, 4));
        want[1] = expected(cuts[g][2], cuts[g][3], 3000, 2883, 1);
        assert_rows(revenue, &query, want, 2);
    }
    revops_revenue_destroy(revenue);
}

static void a_fiscal_year_begins_in_its_month_and_a_week_on_its_day(void **state) {
    revops_revenue *revenue = opened(0, NULL, few, FEW);
    revops_revenue_query query = query_of(REVOPS_GRANULARITY_YEAR, 0);
    revops_revenue_row want[2] = {with_refund(expected(JAN_1 - 334, FEB_1, 16000, 15417, 4)),
                                  expected(FEB_1, JAN_1 + 365, 3000, 2883, 1)};
    (void)state;
    query.periods.fiscal_month = 2;
    query.periods.from_day = JAN_1 - 365;
    query.periods.to_day = JAN_1 + 365;
    assert_rows(revenue, &query, want, 2);
    query = query_of(REVOPS_GRANULARITY_WEEK, 0); /* cut at the first and the last day with data */
    query.periods.week_start = 7;
    want[0].from_day = JAN_5;
    want[0].to_day = JAN_5 + 6;
    want[1].from_day = FEB_1;
    want[1].to_day = FEB_6 + 1;
    assert_rows(revenue, &query, want, 2);
    revops_revenue_destroy(revenue);
}

static void days_outside_the_range_do_not_count(void **state) {
    revops_revenue *revenue = opened(0, NULL, few, FEW);
    revops_revenue_query query = query_of(0, 0);
    revops_revenue_row want = expected(JAN_6, FEB_6 + 1, 3000, 2883, 1);
    (void)state;
    query.periods.from_day = JAN_6;
    query.periods.to_day = FEB_6 + 1;
    assert_rows(revenue, &query, &want, 1);
    query.periods.to_day = FEB_6;
    assert_rows(revenue, &query, NULL, 0);
    query.periods.to_day = JAN_6; /* an empty range */
    assert_rows(revenue, &query, NULL, 0);
    revops_revenue_destroy(revenue);
}

static void groups_come_in_the_order_of_their_fields_kind_last(void **state) {
    static const sale rows[] = {
        {SALE(JAN_5, 1, 1), .customer = 2, .project = 1},
        {SALE(JAN_5, 2, 2), .customer = 1, .project = 1},
        {SALE(JAN_5, -1, -1), .customer = 1, .project = 1, .kind = REVOPS_REFUND},
        {SALE(JAN_5, 4, 4), .customer = UINT64_MAX, .stream = 1},
        {SALE(JAN_5, 5, 5), .stream = 2, .platform = 1},
        {.economic_day = JAN_5, .currency = EUR, .gross_minor = 6, .net_minor = 6, .project = 9},
        {SALE(JAN_1, 7, 7), .project = 9, .product = 9},
    };
    static const int64_t order[] = {7, 6, 4, 5, 2, -1, 1};
    revops_revenue *revenue = opened(ALL_DIMENSIONS, NULL, rows, 7);
    revops_revenue_query query = query_of(REVOPS_GRANULARITY_DAY, ALL_DIMENSIONS);
    revops_revenue_row got[8];
    (void)state;
    assert_int_equal(rows_of(revenue, &query, got, 8), 7);
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(got[i].gross_minor, order[i]);
    assert_int_equal(got[5].kind, REVOPS_REFUND);
    assert_int_equal(got[4].customer, 1);
    assert_true(got[2].customer == UINT64_MAX);
    query.group_by = REVOPS_DIMENSION_KIND; /* what is not grouped by is 0 */
    assert_int_equal(rows_of(revenue, &query, got, 8), 4);
    assert_int_equal(got[3].kind, REVOPS_REFUND);
    assert_int_equal(got[3].customer | got[3].project | got[3].stream, 0);
    revops_revenue_destroy(revenue);
}

static void every_filter_keeps_its_own_rows(void **state) {
    static const sale rows[] = {
        {SALE(JAN_5, 1, 1), .project = 5},    {SALE(JAN_5, 2, 2), .product = 5},
        {SALE(JAN_5, 4, 4), .platform = 5},   {SALE(JAN_5, 8, 8), .stream = 5},
        {SALE(JAN_5, 16, 16), .customer = 5},
    };
    revops_revenue *revenue = opened(ALL_DIMENSIONS, NULL, rows, 5);
    (void)state;
    for (size_t i = 0; i < 5; i++) {
        revops_revenue_query query = REVOPS_REVENUE_QUERY_INIT;
        revops_revenue_row row;
        (&query.project)[i] = 5;
        assert_int_equal(rows_of(revenue, &query, &row, 1), 1);
        assert_int_equal(row.net_minor, 1 << i);
        (&query.project)[(i + 1) % 5] = 5; /* both */
        assert_int_equal(rows_of(revenue, &query, &row, 1), 0);
        (&query.project)[(i + 1) % 5] = 0;
        (&query.project)[i] = 6;
        assert_int_equal(rows_of(revenue, &query, &row, 1), 0);
    }
    revops_revenue_destroy(revenue);
}

static void fill_shows_every_group_in_every_period(void **state) {
    revops_revenue *revenue = opened(0, NULL, few, FEW);
    revops_revenue_query query = query_of(REVOPS_GRANULARITY_MONTH, REVOPS_DIMENSION_PROJECT);
    revops_revenue_row got[8];
    size_t written;
    (void)state;
    query.fill = 1;
    query.periods.from_day = JAN_1 - 31;
    query.periods.to_day = MAR_1;
    assert_int_equal(rows_of(revenue, &query, got, 8), 6);
    for (size_t i = 0; i < 6; i++) {
        static const int32_t starts[] = {JAN_1 - 31, JAN_1, FEB_1, MAR_1};
        static const int64_t net[] = {0, 0, 13505, 1912, 2883, 0};
        revops_revenue_row one;
        assert_int_equal(got[i].from_day, starts[i / 2]);
        assert_int_equal(got[i].to_day, starts[i / 2 + 1]);
        assert_int_equal(got[i].project, i % 2 ? TWO_P : ONE_P);
        assert_int_equal(got[i].currency, USD);
        assert_int_equal(got[i].net_minor, net[i]);
        assert_int_equal(
            revops_revenue_rows(revenue, &query, i, &one, 1, sizeof one, &written, NULL),
            REVOPS_OK);
        assert_int_equal(written, 1);
        assert_memory_equal(&one, &got[i], sizeof one);
    }
    query.project = TWO_P; /* a group that is filtered out is not filled */
    assert_int_equal(rows_of(revenue, &query, got, 8), 3);
    query.periods.to_day = JAN_1; /* nor is one without a row in the range */
    assert_int_equal(rows_of(revenue, &query, got, 8), 0);
    assert_int_equal(
        revops_revenue_rows(revenue, &query, UINT64_MAX, got, 8, sizeof got[0], &written, NULL),
        REVOPS_OK);
    assert_int_equal(written, 0);
    revops_revenue_destroy(revenue);
    revenue = opened(0, NULL, NULL, 0);
    assert_int_equal(rows_of(revenue, &query, got, 8), 0);
    revops_revenue_destroy(revenue);
}

/* --- pages --- */

static void pages_of_any_size_give_the_same_rows(void **state) {
    static sale rows[700];
    static revops_revenue_row all[300], page[300];
    struct {
        revops_revenue_row row;
        uint64_t behind;
    } wide[7];
    revops_revenue *revenue;
    revops_revenue_query query = query_of(REVOPS_GRANULARITY_WEEK, REVOPS_DIMENSION_PROJECT);
    size_t count, written = 0;
    (void)state;
    for (size_t i = 0; i < 700; i++)
        rows[i] = (sale){SALE(JAN_1 + (int32_t)(i * 11 % 100), 100, 90), .project = i % 13};
    revenue = opened(0, NULL, rows, 700);
    count = rows_of(revenue, &query, all, 300);
    assert_true(count > 100 && count < 300);
    for (size_t size = 1; size < 300; size += size / 2 + 1) {
        size_t first = 0;
        do {
            assert_int_equal(revops_revenue_rows(revenue, &query, first, page + first, size,
                                                 sizeof page[0], &written, NULL),
                             REVOPS_OK);
            first += written;
        } while (written == size && first + size <= 300);
        assert_memory_equal(page, all, first * sizeof all[0]);
        assert_true(first == count || written == size);
    }
    memset(wide, 0x5a, sizeof wide); /* rows may lie in larger records of the host */
    assert_int_equal(revops_revenue_rows(revenue, &query, count - 5, &wide[0].row, 7,
                                         sizeof wide[0], &written, NULL),
                     REVOPS_OK);
    assert_int_equal(written, 5);
    for (size_t i = 0; i < 7; i++) {
        assert_true(wide[i].behind == UINT64_C(0x5a5a5a5a5a5a5a5a));
        if (i < 5)
            assert_memory_equal(&wide[i].row, &all[count - 5 + i], sizeof all[0]);
    }
    assert_int_equal(
        revops_revenue_rows(revenue, &query, UINT64_MAX, page, 3, sizeof page[0], &written, NULL),
        REVOPS_OK);
    assert_int_equal(written, 0);
    assert_int_equal(
        revops_revenue_rows(revenue, &query, 0, NULL, 0, sizeof page[0], &written, NULL),
        REVOPS_OK);
    assert_int_equal(written, 0);
    revops_revenue_destroy(revenue);
}

/* --- refusals --- */

/* @p field NULL: whichever amount is the first to miss its rate. */
static void assert_query_refused(const revops_revenue *revenue, const revops_revenue_query *query,
                                 revops_status status, uint64_t row, const char *field) {
    revops_revenue_row rows[4], before[4];
    size_t written = 77;
    revops_error err;
    memset(rows, 0x5a, sizeof rows);
    memcpy(before, rows, sizeof rows);
    assert_int_equal(
        revops_revenue_rows(revenue, query, 0, rows, 4, sizeof rows[0], &written, &err), status);
    assert_refused(&err, status, row, field ? field : err.field);
    assert_int_equal(
        revops_revenue_rows(revenue, query, 0, rows, 4, sizeof rows[0], &written, NULL), status);
    assert_memory_equal(rows, before, sizeof rows);
    assert_int_equal(written, 77);
}

static void what_is_not_kept_cannot_be_asked_for(void **state) {
    static const char *const names[] = {"project", "product", "platform", "stream", "customer"};
    revops_revenue *revenue = opened(REVOPS_DIMENSION_PROJECT, NULL, few, FEW);
    (void)state;
    for (uint32_t bit = 1; bit; bit <<= 1) {
        revops_revenue_query query = query_of(0, bit);
        if (bit != REVOPS_DIMENSION_PROJECT)
            assert_query_refused(revenue, &query, REVOPS_E_UNSUPPORTED, REVOPS_NONE, "group_by");
    }
    for (size_t i = 1; i < 5; i++) {
        revops_revenue_query query = REVOPS_REVENUE_QUERY_INIT;
        (&query.project)[i] = 1;
        assert_query_refused(revenue, &query, REVOPS_E_UNSUPPORTED, REVOPS_NONE, names[i]);
    }
    revops_revenue_destroy(revenue);
}

static void queries_that_break_their_rules_are_refused(void **state) {
    revops_revenue *revenue = opened(0, NULL, few, FEW);
    revops_revenue_query query = REVOPS_REVENUE_QUERY_INIT;
    struct {
        revops_revenue_query query;
        uint64_t later;
    } newer;
    (void)state;
    query.fill = 2;
    assert_query_refused(revenue, &query, REVOPS_E_INVALID, REVOPS_NONE, "fill");
    query.fill = -1;
    assert_query_refused(revenue, &query, REVOPS_E_INVALID, REVOPS_NONE, "fill");
    query.fill = 0;
    query.reserved0 = 1;
    assert_query_refused(revenue, &query, REVOPS_E_INVALID, REVOPS_NONE, "reserved0");
    query.reserved0 = 0;
    query.struct_size = 0;
    assert_query_refused(revenue, &query, REVOPS_E_INVALID, REVOPS_NONE, "struct_size");
    query.struct_size = sizeof query;
    query.periods.granularity = 8;
    assert_query_refused(revenue, &query, REVOPS_E_INVALID, REVOPS_NONE, "granularity");
    query.periods.granularity = 0;
    query.periods.from_day = JAN_5;
    query.periods.to_day = JAN_1;
    assert_query_refused(revenue, &query, REVOPS_E_INVALID, REVOPS_NONE, "to_day");
    query.periods.struct_size = SIZE_MAX; /* a member keeps its size for ever */
    assert_query_refused(revenue, &query, REVOPS_E_UNSUPPORTED, REVOPS_NONE, "struct_size");
    memset(&newer, 0, sizeof newer);
    newer.query.struct_size = sizeof newer;
    newer.later = 1;
    assert_query_refused(revenue, &newer.query, REVOPS_E_UNSUPPORTED, REVOPS_NONE, "struct_size");
    revops_revenue_destroy(revenue);
}

static void arguments_of_rows_are_named(void **state) {
    revops_revenue *revenue = opened(0, NULL, few, FEW);
    revops_revenue_row row;
    size_t written;
    revops_error err;
    (void)state;
    assert_int_equal(revops_revenue_rows(NULL, NULL, 0, &row, 1, sizeof row, &written, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "revenue");
    assert_int_equal(revops_revenue_rows(revenue, NULL, 0, NULL, 1, sizeof row, &written, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "out");
    assert_int_equal(revops_revenue_rows(revenue, NULL, 0, &row, 1, sizeof row, NULL, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "written");
    assert_int_equal(revops_revenue_rows(revenue, NULL, 0, &row, 1, sizeof row - 1, &written, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "row_size");
    revops_revenue_destroy(revenue);
}

static void a_sum_beyond_int64_names_its_row_and_removing_brings_it_back(void **state) {
    static const sale small = {SALE(JAN_5, 10, 10)};
    sale large = {SALE(JAN_6, INT64_MAX, 0), .tax_minor = INT64_MAX};
    revops_revenue *revenue = opened(0, NULL, &small, 1);
    revops_revenue_query query = query_of(REVOPS_GRANULARITY_DAY, 0);
    (void)state;
    assert_int_equal(sell(revenue, &large, 1, NULL), REVOPS_OK);
    assert_int_equal(sell(revenue, &large, 1, NULL), REVOPS_OK);
    assert_query_refused(revenue, &query, REVOPS_E_OVERFLOW, 1, "gross_minor");
    query.periods.from_day = JAN_5;
    query.periods.to_day = JAN_6; /* rows that are not asked for refuse nothing */
    assert_int_equal(rows_of(revenue, &query, &(revops_revenue_row){0}, 1), 1);
    query = query_of(REVOPS_GRANULARITY_DAY, 0);
    assert_int_equal(take_back(revenue, &large, 1, NULL), REVOPS_OK);
    assert_int_equal(rows_of(revenue, &query, (revops_revenue_row[2]){{0}}, 2), 2);
    large.kind = REVOPS_ADJUSTMENT; /* tax and fee of opposite signs: gross fits, tax does not */
    large.net_minor = -INT64_MAX;
    large.gross_minor = 0;
    large.tax_minor = 0;
    assert_int_equal(sell(revenue, &large, 1, NULL), REVOPS_OK);
    assert_int_equal(sell(revenue, &large, 1, NULL), REVOPS_OK);
    assert_query_refused(revenue, &query, REVOPS_E_OVERFLOW, 1, "fee_minor");
    revops_revenue_destroy(revenue);
}

static void totals_overflow_by_what_they_are_not_by_their_order(void **state) {
    static const sale up = {SALE(JAN_5, INT64_MAX, INT64_MAX)};
    static const sale down = {SALE(JAN_5, -INT64_MAX, -INT64_MAX), .kind = REVOPS_REFUND};
    revops_revenue *revenue = opened(0, NULL, &up, 1);
    revops_revenue_row row;
    (void)state;
    assert_int_equal(sell(revenue, &up, 1, NULL), REVOPS_OK);
    assert_query_refused(revenue, NULL, REVOPS_E_OVERFLOW, 0, "gross_minor");
    assert_int_equal(sell(revenue, &down, 1, NULL), REVOPS_OK);
    row = total_of(revenue);
    assert_true(row.net_minor == INT64_MAX);
    assert_int_equal(row.count, 3);
    assert_int_equal(sell(revenue, &down, 1, NULL), REVOPS_OK); /* net is 0, refunds are not */
    assert_query_refused(revenue, NULL, REVOPS_E_OVERFLOW, 0, "refund_minor");
    revops_revenue_destroy(revenue);
}

/* --- currencies --- */

static const sale three[] = {
    {SALE(JAN_5, 10000, 9680)},
    {SALE(JAN_6, 10000, 9680)},
    {.economic_day = JAN_6, .currency = GBP, .gross_minor = 5000, .net_minor = 4800},
};
static const rate pounds[] = {{79, 100, JAN_5, USD, GBP}, {4, 5, JAN_6, USD, GBP}};

static void currencies_are_never_added(void **state) {
    revops_revenue *revenue = opened(0, NULL, three, 3);
    revops_revenue_row rows[3];
    (void)state;
    assert_int_equal(rows_of(revenue, NULL, rows, 3), 2);
    assert_int_equal(rows[0].currency, GBP);
    assert_int_equal(rows[0].net_minor, 4800);
    assert_int_equal(rows[1].currency, USD);
    assert_int_equal(rows[1].net_minor, 19360);
    revops_revenue_destroy(revenue);
}

static void each_day_converts_at_its_own_rate(void **state) {
    revops_revenue *revenue = opened(0, NULL, three, 3);
    revops_revenue_query query = query_of(0, 0);
    revops_revenue_row rows[3];
    (void)state;
    assert_int_equal(quote(revenue, pounds, 2, NULL), REVOPS_OK);
    query.currency = GBP;
    assert_int_equal(rows_of(revenue, &query, rows, 3), 1);
    assert_int_equal(rows[0].gross_minor, 20900);
    assert_int_equal(rows[0].fee_minor, 709);
    assert_int_equal(rows[0].net_minor, 20191);
    query.periods.granularity = REVOPS_GRANULARITY_DAY;
    assert_int_equal(rows_of(revenue, &query, rows, 3), 2);
    assert_int_equal(rows[0].net_minor, 7647);
    assert_int_equal(rows[1].net_minor, 12544);
    assert_int_equal(rows[1].gross_minor, 13000);
    assert_int_equal(rows[1].currency, GBP);
    revops_revenue_destroy(revenue);
}

static void a_missing_rate_names_its_row(void **state) {
    static const uint32_t no_exponent = REVOPS_CURRENCY('T', 'O', 'K', 0);
    static const sale odd = {.economic_day = JAN_5, .currency = 1};
    revops_revenue *revenue = opened(0, NULL, three, 3);
    revops_revenue_query query = query_of(REVOPS_GRANULARITY_DAY, 0);
    revops_revenue_row row;
    size_t written;
    revops_error err;
    (void)state;
    query.currency = GBP;
    assert_query_refused(revenue, &query, REVOPS_E_MISSING, 0, "currency");
    assert_int_equal(quote(revenue, pounds, 1, NULL), REVOPS_OK);
    query.currency = EUR;
    assert_query_refused(revenue, &query, REVOPS_E_MISSING, 0, "currency");
    query.currency = GBP; /* JAN_6 takes the rate of the day before */
    assert_int_equal(rows_of(revenue, &query, (revops_revenue_row[3]){{0}}, 3), 2);
    assert_int_equal(sell(revenue, &(sale){SALE(FEB_6, 1, 1)}, 1, NULL), REVOPS_OK);
    assert_query_refused(revenue, &query, REVOPS_E_MISSING, 2, "currency");
    assert_int_equal(revops_revenue_rows(revenue, &query, 2, &row, 1, sizeof row, &written, &err),
                     REVOPS_E_MISSING);
    assert_int_equal(err.row, 2);
    assert_int_equal(revops_revenue_rows(revenue, &query, 1, &row, 1, sizeof row, &written, NULL),
                     REVOPS_OK); /* the page before needs no such rate */
    query.currency = no_exponent;
    assert_query_refused(revenue, &query, REVOPS_E_MISSING, 0, "currency");
    query.currency = 1;
    assert_query_refused(revenue, &query, REVOPS_E_INVALID, 0, "currency");
    revops_revenue_destroy(revenue);
    revenue = opened(0, NULL, &odd, 1);
    assert_int_equal(rows_of(revenue, NULL, &row, 1), 1); /* any number is a currency by itself */
    query.currency = GBP;
    assert_query_refused(revenue, &query, REVOPS_E_INVALID, 0, "currency");
    revops_revenue_destroy(revenue);
}

/* 3 cents at 1/2 are 1.5, half to even 2; the sum of both is 3, not 6 x 1/2. */
static void finest_cells_convert_and_coarser_rows_are_their_sums(void **state) {
    static const sale rows[] = {{SALE(JAN_5, 3, 3), .project = 1},
                                {SALE(JAN_5, 3, 3), .project = 2},
                                {SALE(JAN_5, -1, -1), .project = 2, .kind = REVOPS_REFUND}};
    static const rate half = {1, 2, JAN_5, USD, GBP};
    revops_revenue_query query = query_of(0, 0);
    revops_revenue *kinds = opened(0, NULL, rows, 3);
    revops_revenue *no_kinds = opened(REVOPS_DIMENSION_PROJECT, NULL, rows, 3);
    revops_revenue_row row;
    (void)state;
    assert_int_equal(quote(kinds, &half, 1, NULL), REVOPS_OK);
    assert_int_equal(quote(no_kinds, &half, 1, NULL), REVOPS_OK);
    query.currency = GBP;
    assert_int_equal(rows_of(kinds, &query, &row, 1), 1);
    assert_int_equal(row.net_minor, 2 + 2 + 0); /* -0.5 is half to even: 0 */
    assert_int_equal(row.refund_minor, 0);
    assert_int_equal(rows_of(no_kinds, &query, &row, 1), 1);
    assert_int_equal(row.net_minor, 2 + 1); /* without kinds the refund is part of the cell */
    assert_int_equal(row.gross_minor, row.tax_minor + row.fee_minor + row.net_minor);
    assert_int_equal(row.count, 3);
    assert_int_equal(row.refund_count, 1);
    revops_revenue_destroy(kinds);
    revops_revenue_destroy(no_kinds);
}

static void a_conversion_beyond_int64_names_row_and_field(void **state) {
    static const sale large = {SALE(JAN_5, INT64_MAX, INT64_MAX)};
    static const rate twice = {2, 1, JAN_5, USD, GBP};
    revops_revenue_query query = query_of(0, 0);
    revops_revenue *revenue = opened(0, NULL, &large, 1);
    (void)state;
    assert_int_equal(quote(revenue, &twice, 1, NULL), REVOPS_OK);
    query.currency = GBP;
    assert_query_refused(revenue, &query, REVOPS_E_OVERFLOW, 0, "net_minor");
    query.currency = USD; /* into itself nothing changes */
    assert_int_equal(rows_of(revenue, &query, &(revops_revenue_row){0}, 1), 1);
    assert_int_equal(sell(revenue, &large, 1, NULL), REVOPS_OK);
    assert_query_refused(revenue, &query, REVOPS_E_OVERFLOW, 0, "net_minor");
    revops_revenue_destroy(revenue);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_query_is_the_total_of_all_days),
        cmocka_unit_test(every_granularity_cuts_the_same_days),
        cmocka_unit_test(a_fiscal_year_begins_in_its_month_and_a_week_on_its_day),
        cmocka_unit_test(days_outside_the_range_do_not_count),
        cmocka_unit_test(groups_come_in_the_order_of_their_fields_kind_last),
        cmocka_unit_test(every_filter_keeps_its_own_rows),
        cmocka_unit_test(fill_shows_every_group_in_every_period),
        cmocka_unit_test(pages_of_any_size_give_the_same_rows),
        cmocka_unit_test(what_is_not_kept_cannot_be_asked_for),
        cmocka_unit_test(queries_that_break_their_rules_are_refused),
        cmocka_unit_test(arguments_of_rows_are_named),
        cmocka_unit_test(a_sum_beyond_int64_names_its_row_and_removing_brings_it_back),
        cmocka_unit_test(totals_overflow_by_what_they_are_not_by_their_order),
        cmocka_unit_test(currencies_are_never_added),
        cmocka_unit_test(each_day_converts_at_its_own_rate),
        cmocka_unit_test(a_missing_rate_names_its_row),
        cmocka_unit_test(finest_cells_convert_and_coarser_rows_are_their_sums),
        cmocka_unit_test(a_conversion_beyond_int64_names_row_and_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
