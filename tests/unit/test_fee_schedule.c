/* Fee schedules: which lines are in force for a sale, what is left alone, and every refusal. */
#include "check.h"

#include "sales/fee_schedule.h"

enum { GUMROAD = 1, CREEM, DAY = 20454 };
#define USD REVOPS_CURRENCY('U', 'S', 'D', 0)
#define EUR REVOPS_CURRENCY('E', 'U', 'R', 0)

/* A line as a row; days of 0 are null. */
typedef struct line_row {
    uint64_t platform;
    uint32_t currency;
    int32_t from_day, to_day;
    revops_fee_line line;
} line_row;

static revops_status feed(revops_fees *fees, const line_row *rows, uint64_t count,
                          revops_error *err) {
    uint8_t from[32] = {0}, to[32] = {0};
    revops_fee_line_batch batch = {sizeof batch,
                                   count,
                                   REVOPS_COLUMN(rows, platform),
                                   REVOPS_COLUMN(rows, currency),
                                   REVOPS_COLUMN(rows, from_day),
                                   REVOPS_COLUMN(rows, to_day),
                                   REVOPS_COLUMN(rows, line.payee),
                                   REVOPS_COLUMN(rows, line.share_num),
                                   REVOPS_COLUMN(rows, line.share_den),
                                   REVOPS_COLUMN(rows, line.fixed_minor),
                                   REVOPS_COLUMN(rows, line.min_minor),
                                   REVOPS_COLUMN(rows, line.cap_minor),
                                   REVOPS_COLUMN(rows, line.from_minor),
                                   REVOPS_COLUMN(rows, line.to_minor),
                                   REVOPS_COLUMN(rows, line.basis),
                                   REVOPS_COLUMN(rows, line.group),
                                   REVOPS_COLUMN(rows, line.tier),
                                   REVOPS_COLUMN(rows, line.refund)};
    for (size_t i = 0; i < count && i < 256; i++) {
        from[i / 8] |= (uint8_t)((rows[i].from_day != 0) << i % 8);
        to[i / 8] |= (uint8_t)((rows[i].to_day != 0) << i % 8);
    }
    if (count <= 256) {
        batch.from_day.validity = from;
        batch.to_day.validity = to;
    }
    return revops_fees_add(fees, &batch, err);
}

/* Gumroad 10 % + 0.50 in dollars until day 10, 12 % for all currencies from then on; Creem 3.9 % of
 * the price. */
static const line_row schedule[] = {
    {GUMROAD, USD, 0, DAY + 10, {.share_num = 1, .share_den = 10}},
    {GUMROAD, USD, 0, DAY + 10, {.fixed_minor = 50}},
    {GUMROAD, 0, DAY + 10, 0, {.share_num = 12, .share_den = 100}},
    {CREEM, EUR, DAY, DAY + 20, {.share_num = 39, .share_den = 1000, .basis = 1}},
};
enum { SCHEDULE = sizeof schedule / sizeof schedule[0] };

static revops_fees *opened(int32_t mode) {
    const revops_fee_options options = {sizeof options, mode, 0};
    revops_fees *fees = NULL;
    assert_int_equal(revops_fees_create(&fees, &options, NULL, NULL), REVOPS_OK);
    return fees;
}

static revops_fees *filled(void) {
    revops_fees *fees = opened(0);
    assert_int_equal(feed(fees, schedule, SCHEDULE, NULL), REVOPS_OK);
    return fees;
}

static revops_status apply(const revops_fees *fees, const revops_transaction_row *rows,
                           const uint8_t *has_fee, const uint8_t *has_net, uint64_t count,
                           int64_t *fee_minor, int64_t *net_minor, revops_error *err) {
    revops_transaction_batch batch;
    memset(&batch, 0, sizeof batch);
    batch.struct_size = sizeof batch;
    batch.count = count;
    batch.economic_day = REVOPS_COLUMN(rows, economic_day);
    batch.currency = REVOPS_COLUMN(rows, currency);
    batch.gross_minor = REVOPS_COLUMN(rows, gross_minor);
    batch.tax_minor = REVOPS_COLUMN(rows, tax_minor);
    batch.kind = REVOPS_COLUMN(rows, kind);
    batch.platform = REVOPS_COLUMN(rows, platform);
    if (has_fee) {
        batch.fee_minor = REVOPS_COLUMN(rows, fee_minor);
        batch.fee_minor.validity = has_fee;
    }
    if (has_net) {
        batch.net_minor = REVOPS_COLUMN(rows, net_minor);
        batch.net_minor.validity = has_net;
    }
    return revops_fees_apply(fees, fee_minor, net_minor, &batch, err);
}

static revops_transaction_row sale(uint64_t platform, uint32_t currency, int32_t day, int64_t gross,
                                   int64_t tax) {
    revops_transaction_row row;
    memset(&row, 0, sizeof row);
    row.platform = platform;
    row.currency = currency;
    row.economic_day = day;
    row.gross_minor = gross;
    row.tax_minor = tax;
    return row;
}

/* --- lines in force --- */

static void a_sale_gets_the_lines_of_its_platform_currency_and_day(void **state) {
    const revops_transaction_row rows[] = {
        sale(GUMROAD, USD, DAY + 9, 1000, 0),  sale(GUMROAD, USD, DAY + 10, 1000, 0),
        sale(GUMROAD, EUR, DAY + 10, 1000, 0), sale(CREEM, EUR, DAY, 2400, 400),
        sale(GUMROAD, USD, -700000, 0, 0),     sale(CREEM, EUR, DAY + 19, 100, 100)};
    static const int64_t fees_expected[] = {150, 120, 120, 78, 0, 0};
    int64_t fee[6], net[6];
    revops_fees *fees = filled();
    (void)state;
    assert_int_equal(apply(fees, rows, NULL, NULL, 6, fee, net, NULL), REVOPS_OK);
    for (int i = 0; i < 6; i++) {
        assert_int_equal(fee[i], fees_expected[i]);
        assert_int_equal(net[i], rows[i].gross_minor - rows[i].tax_minor - fee[i]);
    }
    revops_fees_destroy(fees);
}

static void what_carries_its_own_is_left_alone(void **state) {
    revops_transaction_row rows[4] = {sale(GUMROAD, USD, DAY, 1000, 0),
                                      sale(GUMROAD, USD, DAY, 1000, 0),
                                      sale(GUMROAD, USD, DAY, -400, 0), sale(99, USD, DAY, 500, 0)};
    const uint8_t has_fee = 0x5, has_net = 0xa;
    int64_t fee[4], net[4];
    revops_fees *fees = filled();
    (void)state;
    rows[0].fee_minor = 7;
    rows[1].net_minor = 900;
    rows[2].kind = REVOPS_REFUND;
    rows[2].fee_minor = -40;
    rows[3].net_minor = 480; /* no schedule is needed */
    assert_int_equal(apply(fees, rows, &has_fee, &has_net, 4, fee, net, NULL), REVOPS_OK);
    assert_int_equal(fee[0], 7);
    assert_int_equal(net[0], 993);
    assert_int_equal(fee[1], 100);
    assert_int_equal(net[2], -360);
    assert_int_equal(fee[3], 20);
    revops_fees_destroy(fees);
}

static void the_mode_is_that_of_the_handle(void **state) {
    static const line_row line = {
        CREEM, USD, 0, 0, {.share_num = 39, .share_den = 1000, .fixed_minor = 40, .basis = 1}};
    const revops_transaction_row row = sale(CREEM, USD, DAY, 2400, 10);
    static const int32_t modes[] = {0, REVOPS_ROUND_DOWN, REVOPS_ROUND_UP};
    static const int64_t expected[] = {133, 133, 134}; /* 133.21 */
    int64_t fee, net;
    (void)state;
    for (int i = 0; i < 3; i++) {
        revops_fees *fees = opened(modes[i]);
        assert_int_equal(feed(fees, &line, 1, NULL), REVOPS_OK);
        assert_int_equal(apply(fees, &row, NULL, NULL, 1, &fee, &net, NULL), REVOPS_OK);
        assert_int_equal(fee, expected[i]);
        revops_fees_destroy(fees);
    }
}

/* Lines that come one by one, and rows in any order of days, currencies and platforms. */
static void neither_batches_nor_order_of_sales_show(void **state) {
    enum { MANY = 3000 };
    static revops_transaction_row rows[MANY];
    static int64_t fee[MANY], net[MANY], one_fee, one_net;
    revops_fees *whole = filled(), *single = opened(0);
    (void)state;
    for (size_t i = 0; i < SCHEDULE; i++)
        assert_int_equal(feed(single, &schedule[i], 1, NULL), REVOPS_OK);
    for (int i = 0; i < MANY; i++)
        rows[i] = i % 3 == 0 ? sale(CREEM, EUR, DAY + i % 20, i, i / 6)
                             : sale(GUMROAD, i % 2 ? USD : EUR, DAY + (i % 2 ? i % 20 : 10), i, 0);
    assert_int_equal(apply(whole, rows, NULL, NULL, MANY, fee, net, NULL), REVOPS_OK);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(apply(single, &rows[i], NULL, NULL, 1, &one_fee, &one_net, NULL), 0);
        assert_int_equal(one_fee, fee[i]);
        assert_int_equal(one_net, net[i]);
    }
    revops_fees_destroy(whole);
    revops_fees_destroy(single);
}

/* --- refusals --- */

static void assert_no_line(revops_status status, const char *field, line_row line) {
    line_row rows[2] = {schedule[0], line};
    revops_fees *fees = filled();
    revops_error err;
    size_t before = fees->count;
    assert_int_equal(feed(fees, rows, 2, &err), status);
    assert_string_equal(err.field, field);
    assert_int_equal(err.row, 1);
    assert_int_equal(fees->count, before);
    revops_fees_destroy(fees);
}

static void a_line_that_breaks_a_rule_is_named(void **state) {
    (void)state;
    assert_no_line(REVOPS_E_INVALID, "currency", (line_row){1, 0, 0, 0, {.fixed_minor = 1}});
    assert_no_line(REVOPS_E_INVALID, "currency", (line_row){1, 0, 0, 0, {.to_minor = 1}});
    assert_no_line(REVOPS_E_INVALID, "from_day", (line_row){1, USD, -719163, 0, {0}});
    assert_no_line(REVOPS_E_INVALID, "from_day", (line_row){1, USD, DAY, DAY, {0}});
    assert_no_line(REVOPS_E_INVALID, "from_day", (line_row){1, USD, 2932897, 0, {0}});
    assert_no_line(REVOPS_E_INVALID, "to_day", (line_row){1, USD, DAY, 2932898, {0}});
    assert_no_line(REVOPS_E_INVALID, "share_den", (line_row){1, USD, 0, 0, {.share_num = 1}});
    assert_no_line(REVOPS_E_INVALID, "min_minor",
                   (line_row){1, USD, 0, 0, {.min_minor = 5, .cap_minor = 4}});
}

static void assert_no_fee(const revops_fees *fees, revops_status status, uint64_t at,
                          const char *field, const revops_transaction_row *rows, uint64_t count) {
    int64_t fee[3] = {7, 7, 7}, net[3] = {7, 7, 7};
    revops_error err;
    assert_int_equal(apply(fees, rows, NULL, NULL, count, fee, net, &err), status);
    assert_string_equal(err.field, field);
    assert_true(err.row == at);
    assert_int_equal(fee[0] + net[0] + fee[2] + net[2], 28);
}

static void a_sale_without_a_schedule_is_missing_one(void **state) {
    revops_fees *fees = filled(), *empty = opened(0);
    const revops_transaction_row good = sale(GUMROAD, USD, DAY, 1000, 0);
    const revops_transaction_row day[] = {good, sale(CREEM, EUR, DAY + 20, 100, 0), good};
    const revops_transaction_row currency[] = {good, sale(GUMROAD, EUR, DAY + 9, 100, 0), good};
    const revops_transaction_row platform[] = {good, good, sale(0, USD, DAY, 100, 0)};
    (void)state;
    assert_no_fee(fees, REVOPS_E_MISSING, 1, "platform", day, 3);
    assert_no_fee(fees, REVOPS_E_MISSING, 1, "platform", currency, 3);
    assert_no_fee(fees, REVOPS_E_MISSING, 2, "platform", platform, 3);
    assert_no_fee(empty, REVOPS_E_MISSING, 0, "platform", day, 3);
    revops_fees_destroy(fees);
    revops_fees_destroy(empty);
}

static void a_row_that_breaks_a_rule_is_named(void **state) {
    revops_fees *fees = filled();
    const revops_transaction_row good = sale(GUMROAD, USD, DAY, 1000, 0);
    revops_transaction_row rows[3] = {good, good, good};
    (void)state;
    rows[1].kind = REVOPS_REFUND; /* carries neither */
    rows[1].gross_minor = -100;
    assert_no_fee(fees, REVOPS_E_INVALID, 1, "fee_minor", rows, 3);
    rows[1] = sale(GUMROAD, USD, DAY, -1, 0);
    assert_no_fee(fees, REVOPS_E_INVALID, 1, "gross_minor", rows, 3);
    rows[1] = sale(GUMROAD, USD, DAY, 100, 101);
    assert_no_fee(fees, REVOPS_E_INVALID, 1, "tax_minor", rows, 3);
    rows[1] = sale(GUMROAD, 0, DAY, 100, 0);
    assert_no_fee(fees, REVOPS_E_INVALID, 1, "currency", rows, 3);
    rows[1] = sale(GUMROAD, USD, 2932897, 100, 0);
    rows[2] = sale(GUMROAD, USD, DAY, 100, 101);
    assert_no_fee(fees, REVOPS_E_INVALID, 1, "economic_day", rows, 3);
    rows[1] = good;
    rows[1].kind = 8;
    assert_no_fee(fees, REVOPS_E_INVALID, 1, "kind", rows, 3);
    revops_fees_destroy(fees);
}

static void lines_that_do_not_go_together_are_refused_where_they_meet(void **state) {
    static line_row many[257];
    const line_row primes[] = {
        {CREEM, USD, 0, DAY + 5, {.share_num = 1, .share_den = INT64_C(4000000007)}},
        {CREEM, USD, DAY, 0, {.share_num = 1, .share_den = INT64_C(4000000009)}}};
    const line_row huge[] = {{99, USD, 0, 0, {.fixed_minor = INT64_MAX}},
                             {99, USD, 0, 0, {.fixed_minor = 1}}};
    const revops_transaction_row apart[] = {sale(CREEM, USD, DAY - 1, 100, 0),
                                            sale(CREEM, USD, DAY + 5, 100, 0)};
    const revops_transaction_row meet[] = {apart[0], apart[1], sale(CREEM, USD, DAY, 100, 0)};
    const revops_transaction_row crowded = sale(GUMROAD, USD, DAY, 100, 0);
    const revops_transaction_row rich = sale(99, USD, DAY, 100, 0);
    revops_fees *fees = opened(0);
    int64_t fee[2], net[2];
    (void)state;
    for (int i = 0; i < 257; i++)
        many[i] = (line_row){GUMROAD, USD, DAY, 0, {.share_num = 1, .share_den = 1000}};
    assert_int_equal(feed(fees, primes, 2, NULL), REVOPS_OK);
    assert_int_equal(feed(fees, huge, 2, NULL), REVOPS_OK);
    assert_int_equal(feed(fees, many, 256, NULL), REVOPS_OK);
    assert_int_equal(apply(fees, apart, NULL, NULL, 2, fee, net, NULL), REVOPS_OK);
    assert_no_fee(fees, REVOPS_E_OVERFLOW, 2, "platform", meet, 3);
    assert_no_fee(fees, REVOPS_E_OVERFLOW, 0, "fee_minor", &rich, 1);
    assert_int_equal(apply(fees, &crowded, NULL, NULL, 1, fee, net, NULL), REVOPS_OK);
    assert_int_equal(fee[0], 26);
    assert_int_equal(feed(fees, many + 256, 1, NULL), REVOPS_OK);
    assert_no_fee(fees, REVOPS_E_LIMIT, 0, "platform", &crowded, 1);
    revops_fees_destroy(fees);
}

static void more_than_65536_lines_are_too_many(void **state) {
    static line_row rows[REVOPS__FEE_TERMS + 1];
    revops_fees *fees = opened(0);
    revops_error err;
    (void)state;
    for (int i = 0; i <= REVOPS__FEE_TERMS; i++) {
        rows[i].from_day = 1;
        rows[i].to_day = 2;
    }
    assert_int_equal(feed(fees, rows, REVOPS__FEE_TERMS + 1, &err), REVOPS_E_LIMIT);
    assert_int_equal(err.row, REVOPS__FEE_TERMS);
    assert_int_equal(fees->count, 0);
    assert_int_equal(feed(fees, rows, REVOPS__FEE_TERMS, &err), REVOPS_OK);
    revops_fees_destroy(fees);
}

static void only_equal_or_empty_handles_merge(void **state) {
    revops_fees *a = filled(), *b = filled(), *none = opened(0), *down = opened(REVOPS_ROUND_DOWN);
    revops_error err;
    (void)state;
    assert_int_equal(revops_fees_merge(a, b, NULL), REVOPS_OK);
    assert_int_equal(a->count, SCHEDULE);
    assert_int_equal(revops_fees_merge(a, none, NULL), REVOPS_OK);
    assert_int_equal(revops_fees_merge(none, a, NULL), REVOPS_OK);
    assert_int_equal(none->count, SCHEDULE);
    assert_int_equal(feed(b, schedule, 1, NULL), REVOPS_OK);
    assert_int_equal(revops_fees_merge(a, b, &err), REVOPS_E_MISMATCH);
    assert_string_equal(err.field, "from");
    assert_int_equal(a->count, SCHEDULE);
    assert_int_equal(revops_fees_merge(down, a, &err), REVOPS_E_MISMATCH);
    assert_string_equal(err.field, "mode");
    assert_int_equal(revops_fees_merge(a, NULL, &err), REVOPS_E_INVALID);
    assert_int_equal(revops_fees_merge(NULL, a, &err), REVOPS_E_INVALID);
    revops_fees_destroy(a);
    revops_fees_destroy(b);
    revops_fees_destroy(none);
    revops_fees_destroy(down);
}

static void arguments_are_checked(void **state) {
    const revops_transaction_row row = sale(GUMROAD, USD, DAY, 100, 0);
    const revops_fee_options exact = {sizeof exact, 12, 0};
    revops_fees *fees = filled(), *made = fees;
    int64_t fee, net;
    revops_error err;
    (void)state;
    assert_int_equal(apply(NULL, &row, NULL, NULL, 1, &fee, &net, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "fees");
    assert_int_equal(apply(fees, &row, NULL, NULL, 1, NULL, &net, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "fee_minor");
    assert_int_equal(apply(fees, &row, NULL, NULL, 1, &fee, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "net_minor");
    assert_int_equal(revops_fees_apply(fees, &fee, &net, NULL, &err), REVOPS_E_INVALID);
    assert_int_equal(revops_fees_add(NULL, NULL, &err), REVOPS_E_INVALID);
    assert_int_equal(revops_fees_add(fees, NULL, &err), REVOPS_E_INVALID);
    assert_int_equal(revops_fees_read(fees, NULL, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "source");
    assert_int_equal(revops_fees_create(NULL, NULL, NULL, &err), REVOPS_E_INVALID);
    assert_int_equal(revops_fees_create(&made, &exact, NULL, &err), REVOPS_E_INVALID);
    assert_null(made);
    fees->handle.busy = 1;
    assert_int_equal(apply(fees, &row, NULL, NULL, 1, &fee, &net, &err), REVOPS_E_BUSY);
    assert_int_equal(feed(fees, schedule, 1, &err), REVOPS_E_BUSY);
    revops_fees_destroy(fees);
    revops_fees_destroy(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sale_gets_the_lines_of_its_platform_currency_and_day),
        cmocka_unit_test(what_carries_its_own_is_left_alone),
        cmocka_unit_test(the_mode_is_that_of_the_handle),
        cmocka_unit_test(neither_batches_nor_order_of_sales_show),
        cmocka_unit_test(a_line_that_breaks_a_rule_is_named),
        cmocka_unit_test(a_sale_without_a_schedule_is_missing_one),
        cmocka_unit_test(a_row_that_breaks_a_rule_is_named),
        cmocka_unit_test(lines_that_do_not_go_together_are_refused_where_they_meet),
        cmocka_unit_test(more_than_65536_lines_are_too_many),
        cmocka_unit_test(only_equal_or_empty_handles_merge),
        cmocka_unit_test(arguments_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
