/* The doors of a revenue handle: what comes in, what is refused, and that a refusal leaves no
 * trace. */
#include "sales.h"

static const sale few[] = {
    {SALE(JAN_5, 10000, 9680), .project = 1, .platform = 1, .transaction = 101},
    {SALE(JAN_5, 5000, 4825), .project = 1, .platform = 1, .transaction = 102},
    {SALE(JAN_5, -1000, -1000), .kind = REVOPS_REFUND, .project = 1, .platform = 1},
    {SALE(JAN_5, 2000, 1912), .project = 2, .platform = 2, .transaction = 104},
    {SALE(FEB_6, 3000, 2883), .project = 1, .platform = 2, .transaction = 105},
};
enum { FEW = sizeof few / sizeof few[0] };

static const spent ads[] = {
    {2420, 1, 0, JAN_5, USD}, {1000, 1, 9, JAN_7, USD}, {-20, 0, 0, JAN_7, EUR}};
enum { ADS = sizeof ads / sizeof ads[0] };

static const rate rates[] = {{79, 100, JAN_5, USD, GBP}, {4, 5, JAN_6, USD, GBP}};
enum { RATES = sizeof rates / sizeof rates[0] };

static revops_revenue *filled(const revops_host *host) {
    revops_revenue *revenue = opened(0, host, few, FEW);
    assert_int_equal(spend(revenue, ads, ADS, NULL), REVOPS_OK);
    assert_int_equal(quote(revenue, rates, RATES, NULL), REVOPS_OK);
    return revenue;
}

/* --- making a handle --- */

static void defaults_are_the_same_by_macro_and_by_function(void **state) {
    const revops_revenue_options options = REVOPS_REVENUE_OPTIONS_INIT;
    const revops_revenue_query query = REVOPS_REVENUE_QUERY_INIT;
    revops_revenue_options same_options;
    revops_revenue_query same_query;
    (void)state;
    memset(&same_options, 0x5a, sizeof same_options);
    memset(&same_query, 0x5a, sizeof same_query);
    revops_revenue_options_init(&same_options);
    revops_revenue_query_init(&same_query);
    assert_memory_equal(&same_options, &options, sizeof options);
    assert_memory_equal(&same_query, &query, sizeof query);
    assert_int_equal(options.struct_size, sizeof options);
    assert_int_equal(query.struct_size, sizeof query);
    revops_revenue_options_init(NULL);
    revops_revenue_query_init(NULL);
}

static void no_options_keep_all_dimensions_but_customer(void **state) {
    revops_revenue *plain = NULL, *named = opened(31, NULL, few, FEW);
    (void)state;
    assert_int_equal(revops_revenue_create(&plain, NULL, NULL, NULL), REVOPS_OK);
    assert_int_equal(sell(plain, few, FEW, NULL), REVOPS_OK);
    assert_same(plain, named);
    revops_revenue_destroy(plain);
    revops_revenue_destroy(named);
    revops_revenue_destroy(NULL);
}

static void options_that_mean_nothing_are_refused(void **state) {
    static const struct {
        uint32_t dimensions, reserved0;
        int32_t max_age_days;
        size_t struct_size;
        revops_status status;
        const char *field;
    } table[] = {
        {64, 0, 0, sizeof(revops_revenue_options), REVOPS_E_UNSUPPORTED, "dimensions"},
        {UINT32_MAX, 0, 0, sizeof(revops_revenue_options), REVOPS_E_UNSUPPORTED, "dimensions"},
        {1, 1, 0, sizeof(revops_revenue_options), REVOPS_E_INVALID, "reserved0"},
        {1, 0, -1, sizeof(revops_revenue_options), REVOPS_E_INVALID, "max_age_days"},
        {1, 0, 0, 0, REVOPS_E_INVALID, "struct_size"},
    };
    revops_host host = REVOPS_HOST_INIT;
    revops_revenue *revenue;
    revops_error err;
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        revops_revenue_options options = REVOPS_REVENUE_OPTIONS_INIT;
        options.struct_size = table[i].struct_size;
        options.dimensions = table[i].dimensions;
        options.reserved0 = table[i].reserved0;
        options.fx.max_age_days = table[i].max_age_days;
        revenue = (revops_revenue *)(void *)&host;
        assert_int_equal(revops_revenue_create(&revenue, &options, NULL, &err), table[i].status);
        assert_string_equal(err.field, table[i].field);
        assert_null(revenue);
        assert_int_equal(revops_revenue_create(&revenue, &options, NULL, NULL), table[i].status);
    }
    assert_int_equal(revops_revenue_create(NULL, NULL, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "revenue");
    host.struct_size = 1;
    assert_int_equal(revops_revenue_create(&revenue, NULL, &host, &err), REVOPS_E_INVALID);
    revops_host_init(&host);
    host.max_bytes = 100;
    assert_int_equal(revops_revenue_create(&revenue, NULL, &host, &err), REVOPS_E_LIMIT);
    assert_null(revenue);
}

static void options_from_a_newer_host_are_unsupported(void **state) {
    struct {
        revops_revenue_options options;
        uint64_t later;
    } newer = {REVOPS_REVENUE_OPTIONS_INIT, 0};
    revops_revenue *revenue = NULL;
    (void)state;
    newer.options.struct_size = sizeof newer;
    assert_int_equal(revops_revenue_create(&revenue, &newer.options, NULL, NULL), REVOPS_OK);
    revops_revenue_destroy(revenue);
    newer.later = 1;
    assert_int_equal(revops_revenue_create(&revenue, &newer.options, NULL, NULL),
                     REVOPS_E_UNSUPPORTED);
    newer.later = 0;
    newer.options.fx.struct_size = SIZE_MAX; /* a member keeps its size for ever */
    assert_int_equal(revops_revenue_create(&revenue, &newer.options, NULL, NULL),
                     REVOPS_E_UNSUPPORTED);
    newer.options.struct_size = offsetof(revops_revenue_options, fx); /* and one from an older */
    assert_int_equal(revops_revenue_create(&revenue, &newer.options, NULL, NULL), REVOPS_OK);
    revops_revenue_destroy(revenue);
}

/* --- NULL --- */

static int32_t no_source(void *user, void *batch) {
    (void)user;
    (void)batch;
    return REVOPS_END;
}

static void null_arguments_are_named(void **state) {
    revops_revenue *revenue = opened(0, NULL, few, FEW);
    revops_transaction_batch sold = sales_batch(few, FEW);
    revops_spend_batch bought = spend_batch(ads, ADS);
    revops_rate_batch quoted = rate_batch(rates, RATES);
    revops_error err;
    (void)state;
#define REFUSES(call, name)                                                                        \
    assert_int_equal(call, REVOPS_E_INVALID);                                                      \
    assert_refused(&err, REVOPS_E_INVALID, REVOPS_NONE, name)
    REFUSES(revops_revenue_add(NULL, &sold, &err), "revenue");
    REFUSES(revops_revenue_add(revenue, NULL, &err), "batch");
    REFUSES(revops_revenue_remove(NULL, &sold, &err), "revenue");
    REFUSES(revops_revenue_remove(revenue, NULL, &err), "batch");
    REFUSES(revops_revenue_add_spend(NULL, &bought, &err), "revenue");
    REFUSES(revops_revenue_add_spend(revenue, NULL, &err), "batch");
    REFUSES(revops_revenue_remove_spend(NULL, &bought, &err), "revenue");
    REFUSES(revops_revenue_remove_spend(revenue, NULL, &err), "batch");
    REFUSES(revops_revenue_add_rates(NULL, &quoted, &err), "revenue");
    REFUSES(revops_revenue_add_rates(revenue, NULL, &err), "batch");
    REFUSES(revops_revenue_read(NULL, no_source, NULL, &err), "revenue");
    REFUSES(revops_revenue_read(revenue, NULL, NULL, &err), "source");
    REFUSES(revops_revenue_read_spend(NULL, no_source, NULL, &err), "revenue");
    REFUSES(revops_revenue_read_spend(revenue, NULL, NULL, &err), "source");
    REFUSES(revops_revenue_read_rates(NULL, no_source, NULL, &err), "revenue");
    REFUSES(revops_revenue_read_rates(revenue, NULL, NULL, &err), "source");
#undef REFUSES
    assert_int_equal(revops_revenue_add(NULL, NULL, NULL), REVOPS_E_INVALID);
    revops_revenue_destroy(revenue);
}

/* --- add and remove --- */

static void removing_what_was_added_leaves_the_bytes_of_before(void **state) {
    revops_revenue *revenue = opened(0, NULL, NULL, 0);
    saved empty = state_of(revenue), full;
    (void)state;
    assert_int_equal(sell(revenue, few, FEW, NULL), REVOPS_OK);
    assert_int_equal(spend(revenue, ads, ADS, NULL), REVOPS_OK);
    full = state_of(revenue);
    assert_int_equal(sell(revenue, few + 1, 3, NULL), REVOPS_OK);
    assert_int_equal(take_back(revenue, few + 1, 3, NULL), REVOPS_OK);
    assert_int_equal(spend(revenue, ads, 1, NULL), REVOPS_OK);
    assert_int_equal(unspend(revenue, ads, 1, NULL), REVOPS_OK);
    assert_state(revenue, &full);
    for (size_t i = FEW; i-- > 0;)
        assert_int_equal(take_back(revenue, &few[i], 1, NULL), REVOPS_OK);
    assert_int_equal(unspend(revenue, ads, ADS, NULL), REVOPS_OK);
    assert_state(revenue, &empty);
    assert_int_equal(total_of(revenue).count, 0);
    assert_int_equal(sell(revenue, few, FEW, NULL), REVOPS_OK);
    assert_int_equal(spend(revenue, ads, ADS, NULL), REVOPS_OK);
    assert_state(revenue, &full);
    free(empty.bytes);
    free(full.bytes);
    revops_revenue_destroy(revenue);
}

static void rows_that_are_not_there_cannot_be_removed(void **state) {
    static const sale gone[] = {
        {SALE(JAN_6, 10000, 9680), .project = 1, .platform = 1},
        {SALE(JAN_5, 10000, 9680), .project = 3, .platform = 1},
        {SALE(JAN_5, 10000, 9680), .project = 1, .platform = 3},
        {SALE(JAN_5, 0, 0), .kind = REVOPS_FEE, .project = 1, .platform = 1},
        {SALE(FIRST_DAY, 10000, 9680), .project = 1, .platform = 1},
        {SALE(FEB_6 + 1, 3000, 2883), .project = 1, .platform = 2},
        {.economic_day = JAN_5, .currency = GBP, .gross_minor = 1, .project = 1, .platform = 1},
    };
    revops_revenue *revenue = filled(NULL);
    saved before = state_of(revenue);
    revops_error err;
    (void)state;
    for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++) {
        sale rows[3] = {few[0], few[1], gone[i]};
        assert_int_equal(take_back(revenue, rows, 3, &err), REVOPS_E_INVALID);
        assert_refused(&err, REVOPS_E_INVALID, 2, "economic_day");
        assert_state(revenue, &before);
    }
    free(before.bytes);
    revops_revenue_destroy(revenue);
}

static void no_cell_keeps_a_sum_without_a_row(void **state) {
    static const sale other[] = {{SALE(JAN_5, 10000, 9681), .project = 1, .platform = 1},
                                 {SALE(JAN_5, 5000, 4825), .project = 1, .platform = 1},
                                 {SALE(JAN_5, 5000, 4825), .project = 1, .platform = 1}};
    static const spent more[] = {{2421, 1, 0, JAN_5, USD}, {1, 1, 0, JAN_5, USD}};
    revops_revenue *revenue = filled(NULL);
    saved before = state_of(revenue);
    revops_error err;
    (void)state;
    assert_int_equal(take_back(revenue, other, 2, &err), REVOPS_E_INVALID);
    assert_refused(&err, REVOPS_E_INVALID, 1, "net_minor");
    assert_state(revenue, &before);
    assert_int_equal(take_back(revenue, other + 1, 2, &err), REVOPS_E_INVALID);
    assert_int_equal(err.row, 1);
    assert_state(revenue, &before);
    assert_int_equal(unspend(revenue, more, 1, &err), REVOPS_E_INVALID);
    assert_int_equal(err.row, 0);
    assert_state(revenue, &before);
    assert_int_equal(unspend(revenue, ads, 1, NULL), REVOPS_OK);
    assert_int_equal(unspend(revenue, ads, 1, &err), REVOPS_E_INVALID);
    assert_refused(&err, REVOPS_E_INVALID, 0, "economic_day");
    free(before.bytes);
    revops_revenue_destroy(revenue);
}

/* A batch of chunks of which a late row is bad: everything before it is taken back. */
static void a_late_refusal_takes_back_what_came_before(void **state) {
    static sale rows[1000];
    revops_revenue *revenue = filled(NULL);
    saved before = state_of(revenue);
    revops_error err;
    (void)state;
    for (size_t i = 0; i < 1000; i++)
        rows[i] = (sale){SALE(JAN_1 + (int32_t)(i % 70), 10, 9), .project = i % 400, .product = i};
    rows[3].kind = REVOPS_RESERVE_RELEASE;
    rows[3].net_minor = 10;
    rows[999].gross_minor = -1;
    assert_int_equal(sell(revenue, rows, 1000, &err), REVOPS_E_INVALID);
    assert_refused(&err, REVOPS_E_INVALID, 999, "gross_minor");
    assert_state(revenue, &before);
    rows[999].gross_minor = 10;
    assert_int_equal(sell(revenue, rows, 1000, NULL), REVOPS_OK);
    rows[999].project++;
    assert_int_equal(take_back(revenue, rows, 1000, &err), REVOPS_E_INVALID);
    assert_int_equal(err.row, 999);
    rows[999].project--;
    assert_int_equal(take_back(revenue, rows, 1000, NULL), REVOPS_OK);
    assert_state(revenue, &before);
    free(before.bytes);
    revops_revenue_destroy(revenue);
}

/* --- spend and rates --- */

static void spend_needs_a_day_a_currency_and_an_amount(void **state) {
    static const char *const names[] = {"economic_day", "currency", "amount_minor", "project",
                                        "product"};
    static const int32_t days[] = {INT32_MIN, FIRST_DAY - 1, LAST_DAY + 1};
    static const uint8_t first_only = 1;
    revops_revenue *revenue = filled(NULL);
    saved before = state_of(revenue);
    revops_error err;
    (void)state;
    for (size_t i = 0; i < 5; i++) {
        revops_spend_batch batch = spend_batch(ads, ADS);
        revops_column *column = &batch.economic_day + i;
        column->type = REVOPS_TYPE_DOUBLE;
        assert_int_equal(revops_revenue_add_spend(revenue, &batch, &err), REVOPS_E_INVALID);
        assert_refused(&err, REVOPS_E_INVALID, REVOPS_NONE, names[i]);
        if (i > 2)
            continue; /* keys may be absent */
        column->type = 0;
        column->validity = &first_only;
        assert_int_equal(revops_revenue_add_spend(revenue, &batch, &err), REVOPS_E_INVALID);
        assert_refused(&err, REVOPS_E_INVALID, 1, names[i]);
        column->data = NULL;
        assert_int_equal(revops_revenue_add_spend(revenue, &batch, &err), REVOPS_E_INVALID);
        assert_refused(&err, REVOPS_E_INVALID, REVOPS_NONE, names[i]);
    }
    for (size_t i = 0; i < 3; i++) {
        spent rows[] = {ads[0], {1, 0, 0, days[i], USD}, {1, 0, 0, JAN_5, 0}};
        assert_int_equal(spend(revenue, rows, 3, &err), REVOPS_E_INVALID);
        assert_refused(&err, REVOPS_E_INVALID, 1, "economic_day");
        rows[1] = rows[2];
        assert_int_equal(spend(revenue, rows, 3, &err), REVOPS_E_INVALID);
        assert_refused(&err, REVOPS_E_INVALID, 1, "currency");
    }
    assert_state(revenue, &before);
    free(before.bytes);
    revops_revenue_destroy(revenue);
}

static void spend_of_a_handle_without_projects_is_spend_all_the_same(void **state) {
    revops_revenue *revenue = opened(REVOPS_DIMENSION_KIND, NULL, few, FEW);
    revops_revenue_query query = REVOPS_REVENUE_QUERY_INIT;
    revops_profit_row row[2];
    size_t written = 0;
    (void)state;
    assert_int_equal(spend(revenue, ads, 2, NULL), REVOPS_OK);
    assert_int_equal(
        revops_revenue_profit_rows(revenue, &query, 0, row, 2, sizeof row[0], &written, NULL),
        REVOPS_OK);
    assert_int_equal(written, 1);
    assert_int_equal(row[0].spend_minor, 3420);
    revops_revenue_destroy(revenue);
}

static void a_spend_that_does_not_fit_its_type_names_the_lowest_row(void **state) {
    int64_t wide[] = {JAN_5, JAN_6, INT64_MAX};
    spent rows[] = {ads[0], ads[1], ads[2]};
    revops_spend_batch batch = spend_batch(rows, 3);
    revops_revenue *revenue = opened(0, NULL, NULL, 0);
    revops_error err;
    (void)state;
    batch.economic_day = REVOPS_COLUMN_ARRAY(wide);
    batch.economic_day.type = REVOPS_TYPE_INT64;
    assert_int_equal(revops_revenue_add_spend(revenue, &batch, &err), REVOPS_E_INVALID);
    assert_refused(&err, REVOPS_E_INVALID, 2, "economic_day");
    rows[1].currency = 0;
    assert_int_equal(revops_revenue_add_spend(revenue, &batch, &err), REVOPS_E_INVALID);
    assert_refused(&err, REVOPS_E_INVALID, 1, "currency");
    revops_revenue_destroy(revenue);
}

static void rates_are_a_set(void **state) {
    static const rate twice[] = {{1, 2, JAN_7, USD, EUR}, {158, 200, JAN_5, USD, GBP}};
    static const rate other[] = {{1, 3, JAN_7, EUR, GBP}, {80, 100, JAN_5, USD, GBP}};
    revops_revenue *revenue = filled(NULL);
    saved before;
    revops_error err;
    (void)state;
    assert_int_equal(quote(revenue, twice, 2, NULL), REVOPS_OK);
    before = state_of(revenue);
    assert_int_equal(quote(revenue, twice, 2, NULL), REVOPS_OK);
    assert_int_equal(quote(revenue, other, 2, &err), REVOPS_E_DUPLICATE);
    assert_refused(&err, REVOPS_E_DUPLICATE, 1, "rate_num");
    assert_state(revenue, &before);
    free(before.bytes);
    revops_revenue_destroy(revenue);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_are_the_same_by_macro_and_by_function),
        cmocka_unit_test(no_options_keep_all_dimensions_but_customer),
        cmocka_unit_test(options_that_mean_nothing_are_refused),
        cmocka_unit_test(options_from_a_newer_host_are_unsupported),
        cmocka_unit_test(null_arguments_are_named),
        cmocka_unit_test(removing_what_was_added_leaves_the_bytes_of_before),
        cmocka_unit_test(rows_that_are_not_there_cannot_be_removed),
        cmocka_unit_test(no_cell_keeps_a_sum_without_a_row),
        cmocka_unit_test(a_late_refusal_takes_back_what_came_before),
        cmocka_unit_test(spend_needs_a_day_a_currency_and_an_amount),
        cmocka_unit_test(spend_of_a_handle_without_projects_is_spend_all_the_same),
        cmocka_unit_test(a_spend_that_does_not_fit_its_type_names_the_lowest_row),
        cmocka_unit_test(rates_are_a_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
