/* Transactions: gross = tax + fee + net, the signs of each kind, and how batches of them are
 * read. */
#include "sales.h"

static revops_transaction_row given_row(int32_t kind, int64_t gross, int64_t tax, int64_t fee,
                                        int64_t net) {
    revops_transaction_row row = {SALE(JAN_5, gross, net)};
    row.kind = kind;
    row.tax_minor = tax;
    row.fee_minor = fee;
    return row;
}

enum { T = REVOPS_HAS_TAX, F = REVOPS_HAS_FEE, N = REVOPS_HAS_NET };

static void what_is_not_given_is_derived(void **state) {
    static const struct {
        int32_t kind;
        uint32_t has;
        int64_t gross, tax, fee, net, want_tax, want_fee, want_net;
    } table[] = {
        {REVOPS_SALE, T | F, 2400, 400, 133, 7, 400, 133, 1867},
        {REVOPS_SALE, T | N, 2400, 400, 7, 1867, 400, 133, 1867},
        {REVOPS_SALE, T | F | N, 2400, 400, 133, 1867, 400, 133, 1867},
        {REVOPS_SALE, F, 20, 9, 31, 9, 0, 31, -11},
        {REVOPS_REFUND, T | F, -2400, -400, 0, 9, -400, 0, -2000},
        {REVOPS_CHARGEBACK, N, -1000, 9, 9, -1015, 0, 15, -1015},
        {REVOPS_CHARGEBACK_REVERSAL, F, 1000, 9, 0, 9, 0, 0, 1000},
        {REVOPS_FEE, F, 0, 9, 1500, 9, 0, 1500, -1500},
        {REVOPS_ADJUSTMENT, N, 30, 9, 9, 30, 0, 0, 30},
        {REVOPS_ADJUSTMENT, T | N, -30, -30, 9, -5, -30, 5, -5},
        {REVOPS_RESERVE_HOLD, N, -500, 9, 9, -500, 0, 0, -500},
        {REVOPS_RESERVE_RELEASE, F, 500, 9, 0, 9, 0, 0, 500},
        {REVOPS_SALE, T | F, INT64_MAX, INT64_MAX, INT64_MAX, 9, INT64_MAX, INT64_MAX, -INT64_MAX},
        {REVOPS_REFUND, T | N, INT64_MIN, INT64_MIN, 9, INT64_MAX, INT64_MIN, -INT64_MAX,
         INT64_MAX},
        {REVOPS_REFUND, N, INT64_MIN, 0, 9, INT64_MIN, 0, 0, INT64_MIN},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        revops_transaction_row given =
            given_row(table[i].kind, table[i].gross, table[i].tax, table[i].fee, table[i].net);
        revops_transaction_row row;
        given.customer = 5;
        assert_int_equal(revops_transaction_check(&row, &given, table[i].has, NULL), REVOPS_OK);
        assert_int_equal(row.tax_minor, table[i].want_tax);
        assert_int_equal(row.fee_minor, table[i].want_fee);
        assert_int_equal(row.net_minor, table[i].want_net);
        given.tax_minor = row.tax_minor;
        given.fee_minor = row.fee_minor;
        given.net_minor = row.net_minor;
        assert_memory_equal(&row, &given, sizeof row); /* the rest is handed through */
    }
}

static void each_kind_has_its_sign(void **state) {
    /* may gross be -1, 0, 1? */
    static const uint8_t may[8][3] = {{0, 1, 1}, {1, 1, 0}, {1, 1, 0}, {0, 1, 1},
                                      {0, 1, 0}, {1, 1, 1}, {1, 1, 0}, {0, 1, 1}};
    (void)state;
    for (int32_t kind = 0; kind < 8; kind++) {
        for (int64_t gross = -1; gross <= 1; gross++) {
            revops_transaction_row row = given_row(kind, gross, 0, 0, 0);
            revops_error err;
            revops_status status = revops_transaction_check(&row, &row, F, &err);
            assert_int_equal(status, may[kind][gross + 1] ? REVOPS_OK : REVOPS_E_INVALID);
            if (status != REVOPS_OK)
                assert_refused(&err, REVOPS_E_INVALID, REVOPS_NONE, "gross_minor");
        }
    }
}

static void rows_that_break_a_rule_name_the_field(void **state) {
    static const struct {
        int32_t kind;
        uint32_t has;
        int64_t gross, tax, fee, net;
        revops_status status;
        const char *field;
    } table[] = {
        {REVOPS_REFUND, F, 1000, 0, 0, 0, REVOPS_E_INVALID, "gross_minor"},
        {REVOPS_FEE, F, 1500, 0, 1500, 0, REVOPS_E_INVALID, "gross_minor"},
        {REVOPS_REFUND, T | F, -100, 10, 0, 0, REVOPS_E_INVALID, "tax_minor"},
        {REVOPS_SALE, T | F, 100, -1, 0, 0, REVOPS_E_INVALID, "tax_minor"},
        {REVOPS_SALE, T | F, 100, 101, 0, 0, REVOPS_E_INVALID, "tax_minor"},
        {REVOPS_REFUND, T | F, -100, -101, 0, 0, REVOPS_E_INVALID, "tax_minor"},
        {REVOPS_SALE, T | F, 0, 1, 0, 0, REVOPS_E_INVALID, "tax_minor"},
        {REVOPS_FEE, T | F, 0, 1, 5, 0, REVOPS_E_INVALID, "tax_minor"},
        {REVOPS_RESERVE_HOLD, T | F, -500, -1, 0, 0, REVOPS_E_INVALID, "tax_minor"},
        {REVOPS_RESERVE_RELEASE, F, 500, 0, 1, 0, REVOPS_E_INVALID, "fee_minor"},
        {REVOPS_RESERVE_HOLD, N, -500, 0, 0, -510, REVOPS_E_INVALID, "fee_minor"},
        {REVOPS_SALE, 0, 100, 0, 0, 0, REVOPS_E_INVALID, "fee_minor"},
        {REVOPS_SALE, T, 100, 100, 0, 0, REVOPS_E_INVALID, "fee_minor"},
        {REVOPS_SALE, F | N, 1000, 0, 99, 900, REVOPS_E_INVALID, "net_minor"},
        {REVOPS_SALE, T | F | N, 1000, 1, 100, 900, REVOPS_E_INVALID, "net_minor"},
        {REVOPS_SALE, F | N, 1, 0, INT64_MIN, 0, REVOPS_E_INVALID, "net_minor"},
        {REVOPS_SALE, F, INT64_MAX, 0, -1, 0, REVOPS_E_OVERFLOW, "net_minor"},
        {REVOPS_FEE, F, 0, 0, INT64_MIN, 0, REVOPS_E_OVERFLOW, "net_minor"},
        {REVOPS_SALE, N, INT64_MAX, 0, 0, -1, REVOPS_E_OVERFLOW, "fee_minor"},
        {REVOPS_REFUND, N, INT64_MIN, 0, 0, 1, REVOPS_E_OVERFLOW, "fee_minor"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        revops_transaction_row given =
            given_row(table[i].kind, table[i].gross, table[i].tax, table[i].fee, table[i].net);
        revops_transaction_row row, before;
        revops_error err;
        memset(&row, 0x5a, sizeof row);
        before = row;
        assert_int_equal(revops_transaction_check(&row, &given, table[i].has, &err),
                         table[i].status);
        assert_refused(&err, table[i].status, REVOPS_NONE, table[i].field);
        assert_memory_equal(&row, &before, sizeof row);
        assert_int_equal(revops_transaction_check(&row, &given, table[i].has, NULL),
                         table[i].status);
    }
}

static void days_currencies_and_kinds_are_checked_first(void **state) {
    static const int32_t days[] = {INT32_MIN, FIRST_DAY - 1, LAST_DAY + 1, INT32_MAX};
    static const int32_t kinds[] = {INT32_MIN, -1, 8, INT32_MAX};
    revops_transaction_row row = given_row(-1, -1, 0, 0, 0);
    revops_error err;
    (void)state;
    row.currency = 0;
    for (size_t i = 0; i < 4; i++) {
        row.economic_day = days[i];
        assert_int_equal(revops_transaction_check(&row, &row, F, &err), REVOPS_E_INVALID);
        assert_string_equal(err.field, "economic_day");
    }
    row.economic_day = FIRST_DAY;
    assert_int_equal(revops_transaction_check(&row, &row, F, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "currency");
    row.currency = EUR;
    for (size_t i = 0; i < 4; i++) {
        row.kind = kinds[i];
        assert_int_equal(revops_transaction_check(&row, &row, F, &err), REVOPS_E_INVALID);
        assert_string_equal(err.field, "kind");
    }
    row.kind = REVOPS_REFUND;
    assert_int_equal(revops_transaction_check(&row, &row, F, &err), REVOPS_OK);
    row.economic_day = LAST_DAY;
    assert_int_equal(revops_transaction_check(&row, &row, F, &err), REVOPS_OK);
}

static void null_arguments_and_unknown_bits_are_refused(void **state) {
    revops_transaction_row row = given_row(REVOPS_SALE, 1, 0, 0, 0);
    revops_error err;
    (void)state;
    assert_int_equal(revops_transaction_check(NULL, &row, F, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "row");
    assert_int_equal(revops_transaction_check(&row, NULL, F, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "given");
    assert_int_equal(revops_transaction_check(&row, &row, 8 | F, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "has");
    assert_int_equal(revops_transaction_check(NULL, NULL, F, NULL), REVOPS_E_INVALID);
}

/* --- batches --- */

/* Rows of every revenue kind, drawn up without luck. */
static void draw(sale *rows, size_t count) {
    static const int64_t sign[] = {1, -1, -1, 1, 0, -1};
    memset(rows, 0, count * sizeof *rows);
    for (size_t i = 0; i < count; i++) {
        rows[i].kind = (int32_t)(i % 6);
        rows[i].economic_day = JAN_1 + (int32_t)(i * 7 % 59);
        rows[i].currency = i % 5 ? USD : GBP;
        rows[i].gross_minor = sign[i % 6] * (int64_t)(i * 37 % 120);
        rows[i].tax_minor = rows[i].gross_minor / 6;
        rows[i].fee_minor = (int64_t)(i % 9) - 2;
        rows[i].net_minor = rows[i].gross_minor - rows[i].tax_minor - rows[i].fee_minor;
        rows[i].project = i % 4;
        rows[i].product = i % 3 * 100;
        rows[i].platform = i % 2;
        rows[i].stream = i % 7;
        rows[i].customer = i % 11;
    }
}

enum { MANY = 600 };
static sale many[MANY];

/* The state of many rows, each added by itself. */
static saved many_state(void) {
    revops_revenue *revenue = opened(ALL_DIMENSIONS, NULL, NULL, 0);
    saved state;
    draw(many, MANY);
    for (size_t i = 0; i < MANY; i++)
        assert_int_equal(sell(revenue, &many[i], 1, NULL), REVOPS_OK);
    state = state_of(revenue);
    revops_revenue_destroy(revenue);
    return state;
}

static void assert_batch_gives(const revops_transaction_batch *batch, const saved *want) {
    revops_revenue *revenue = opened(ALL_DIMENSIONS, NULL, NULL, 0);
    assert_int_equal(revops_revenue_add(revenue, batch, NULL), REVOPS_OK);
    assert_state(revenue, want);
    revops_revenue_destroy(revenue);
}

static void fee_or_net_or_both_give_the_same_state(void **state) {
    saved want = many_state();
    revops_transaction_batch batch = sales_batch(many, MANY);
    (void)state;
    assert_batch_gives(&batch, &want);
    batch.fee_minor = REVOPS_COLUMN(many, fee_minor);
    assert_batch_gives(&batch, &want);
    batch.net_minor.data = NULL;
    assert_batch_gives(&batch, &want);
    free(want.bytes);
}

static void rows_with_fee_and_rows_with_net_may_be_mixed(void **state) {
    saved want = many_state();
    static sale holes[MANY];
    uint8_t has_fee[MANY / 8 + 1], has_net[MANY / 8 + 1];
    revops_transaction_batch batch = sales_batch(holes, MANY);
    revops_revenue *revenue = opened(ALL_DIMENSIONS, NULL, NULL, 0);
    revops_error err;
    (void)state;
    memcpy(holes, many, sizeof holes);
    memset(has_fee, 0, sizeof has_fee);
    memset(has_net, 0, sizeof has_net);
    for (size_t i = 0; i < MANY; i++) { /* fee, net, both, fee, ... with rubbish in the holes */
        if (i % 3 != 1)
            has_fee[i / 8] |= (uint8_t)(1u << i % 8);
        else
            holes[i].fee_minor = INT64_MAX;
        if (i % 3 != 0)
            has_net[i / 8] |= (uint8_t)(1u << i % 8);
        else
            holes[i].net_minor = INT64_MIN;
    }
    batch.fee_minor = REVOPS_COLUMN(holes, fee_minor);
    batch.fee_minor.validity = has_fee;
    batch.net_minor.validity = has_net;
    assert_batch_gives(&batch, &want);
    has_fee[300 / 8] &=
        (uint8_t) ~(1u << 300 % 8); /* row 300 has no net either: the first such row is named */
    assert_int_equal(revops_revenue_add(revenue, &batch, &err), REVOPS_E_INVALID);
    assert_refused(&err, REVOPS_E_INVALID, 300, "fee_minor");
    revops_revenue_destroy(revenue);
    free(want.bytes);
}

static void a_null_tax_is_zero_and_a_null_kind_a_sale(void **state) {
    sale rows[] = {{SALE(JAN_5, 100, 90)}, {SALE(JAN_5, 50, 40)}};
    const uint8_t first_only = 1;
    revops_transaction_batch batch = sales_batch(rows, 2);
    revops_revenue *revenue = opened(0, NULL, NULL, 0);
    revops_revenue_row row;
    (void)state;
    rows[1].tax_minor = 60;
    rows[1].kind = REVOPS_FEE;
    batch.tax_minor.validity = batch.kind.validity = &first_only;
    batch.customer.validity = &first_only;
    assert_int_equal(revops_revenue_add(revenue, &batch, NULL), REVOPS_OK);
    row = total_of(revenue);
    assert_int_equal(row.gross_minor, 150);
    assert_int_equal(row.tax_minor, 0);
    assert_int_equal(row.sale_count, 2);
    revops_revenue_destroy(revenue);
}

static void reserves_are_passed_over_wherever_they_stand(void **state) {
    static sale rows[515], revenue_rows[515];
    static const size_t places[][2] = {{0, 1},   {0, 256}, {255, 257}, {100, 100}, {514, 515},
                                       {1, 515}, {0, 515}, {256, 512}, {200, 300}};
    (void)state;
    for (size_t p = 0; p < sizeof places / sizeof places[0]; p++) {
        revops_revenue *with = opened(ALL_DIMENSIONS, NULL, NULL, 0);
        revops_revenue *without = opened(ALL_DIMENSIONS, NULL, NULL, 0);
        size_t count = 0;
        draw(rows, 515);
        for (size_t i = 0; i < 515; i++) {
            if ((i >= places[p][0] && i < places[p][1]) || i % 97 == 96) {
                rows[i].kind = i % 2 ? REVOPS_RESERVE_HOLD : REVOPS_RESERVE_RELEASE;
                rows[i].gross_minor = rows[i].net_minor = i % 2 ? -(int64_t)i : (int64_t)i;
                rows[i].tax_minor = 0;
            } else {
                revenue_rows[count++] = rows[i];
            }
        }
        assert_int_equal(sell(with, rows, 515, NULL), REVOPS_OK);
        assert_int_equal(sell(without, revenue_rows, count, NULL), REVOPS_OK);
        assert_same(with, without);
        assert_int_equal(take_back(with, rows, 515, NULL), REVOPS_OK);
        assert_int_equal(total_of(with).count, 0);
        revops_revenue_destroy(with);
        revops_revenue_destroy(without);
    }
}

static void one_reserve_kind_for_all_rows_is_no_revenue(void **state) {
    static const int32_t hold = REVOPS_RESERVE_HOLD;
    sale rows[2] = {{SALE(JAN_5, -100, -100)}, {SALE(JAN_6, -50, -50)}};
    revops_transaction_batch batch = sales_batch(rows, 2);
    revops_revenue *revenue = opened(0, NULL, NULL, 0);
    saved before = state_of(revenue);
    (void)state;
    batch.kind = REVOPS_COLUMN_VALUE(&hold);
    assert_int_equal(revops_revenue_add(revenue, &batch, NULL), REVOPS_OK);
    assert_state(revenue, &before);
    free(before.bytes);
    revops_revenue_destroy(revenue);
}

/* --- columns --- */

/* Every column as int64 (keys, money), int32 or smaller, backwards and at odd addresses. */
static void every_layout_of_columns_gives_the_same_state(void **state) {
    saved want = many_state();
    revops_transaction_batch plain = sales_batch(many, MANY), batch = plain;
    static struct {
        int64_t day, currency, kind, project;
        int32_t gross, customer;
        int16_t tax, net;
        int8_t stream;
        uint8_t platform;
        uint16_t product;
    } narrow[MANY];
    static char odd[MANY * sizeof(sale) + 1];
    (void)state;
    for (size_t i = 0; i < MANY; i++) {
        narrow[i].day = many[i].economic_day;
        narrow[i].currency = many[i].currency;
        narrow[i].kind = many[i].kind;
        narrow[i].project = (int64_t)many[i].project;
        narrow[i].gross = (int32_t)many[i].gross_minor;
        narrow[i].customer = (int32_t)many[i].customer;
        narrow[i].tax = (int16_t)many[i].tax_minor;
        narrow[i].net = (int16_t)many[i].net_minor;
        narrow[i].stream = (int8_t)many[i].stream;
        narrow[i].platform = (uint8_t)many[i].platform;
        narrow[i].product = (uint16_t)many[i].product;
    }
#define AS(column, member, code)                                                                   \
    batch.column = REVOPS_COLUMN(narrow, member);                                                  \
    batch.column.type = REVOPS_TYPE_##code
    AS(economic_day, day, INT64);
    AS(currency, currency, INT64);
    AS(kind, kind, INT64);
    AS(project, project, INT64);
    AS(gross_minor, gross, INT32);
    AS(customer, customer, INT32);
    AS(tax_minor, tax, INT16);
    AS(net_minor, net, INT16);
    AS(stream, stream, INT8);
    AS(platform, platform, UINT8);
    AS(product, product, UINT16);
#undef AS
    assert_batch_gives(&batch, &want);

    memcpy(odd + 1, many, sizeof many); /* unaligned, and the last row first */
    batch = plain;
    for (size_t i = 2; i < 19; i++) {
        revops_column *column = &batch.economic_day + (i - 2);
        if (!column->data)
            continue;
        column->data =
            odd + 1 + ((const char *)column->data - (const char *)many) + (MANY - 1) * sizeof(sale);
        column->stride = -(int64_t)sizeof(sale);
    }
    assert_batch_gives(&batch, &want);
    free(want.bytes);
}

static void one_value_for_all_rows_is_a_column_of_it(void **state) {
    static const int32_t day = JAN_5, kind = REVOPS_SALE;
    static const uint32_t currency = USD;
    static const int64_t gross = 100, tax = 10, fee = 3;
    static const uint64_t project = 7, customer = UINT64_C(1) << 62;
    static sale rows[600];
    revops_transaction_batch batch = {.struct_size = sizeof batch, .count = 600};
    revops_revenue *constant = opened(ALL_DIMENSIONS, NULL, NULL, 0), *plain;
    (void)state;
    for (size_t i = 0; i < 600; i++)
        rows[i] = (sale){SALE(JAN_5, 100, 87), .tax_minor = 10, .project = 7, .customer = customer};
    plain = opened(ALL_DIMENSIONS, NULL, rows, 600);
    batch.economic_day = REVOPS_COLUMN_VALUE(&day);
    batch.currency = REVOPS_COLUMN_VALUE(&currency);
    batch.gross_minor = REVOPS_COLUMN_VALUE(&gross);
    batch.tax_minor = REVOPS_COLUMN_VALUE(&tax);
    batch.fee_minor = REVOPS_COLUMN_VALUE(&fee);
    batch.kind = REVOPS_COLUMN_VALUE(&kind);
    batch.project = REVOPS_COLUMN_VALUE(&project);
    batch.customer = REVOPS_COLUMN_VALUE(&customer);
    assert_int_equal(revops_revenue_add(constant, &batch, NULL), REVOPS_OK);
    assert_same(constant, plain);
    revops_revenue_destroy(constant);
    revops_revenue_destroy(plain);
}

/* Change one column of a good batch; the state must stay. */
static void assert_batch_refused(const revops_transaction_batch *batch, revops_status status,
                                 uint64_t row, const char *field) {
    static const sale held[] = {{SALE(JAN_5, 100, 90), .project = 1}, {SALE(JAN_6, 0, -5)}};
    revops_revenue *revenue = opened(0, NULL, held, 2);
    saved before = state_of(revenue);
    revops_error err;
    assert_int_equal(revops_revenue_add(revenue, batch, &err), status);
    assert_refused(&err, status, row, field);
    assert_int_equal(revops_revenue_add(revenue, batch, NULL), status);
    assert_state(revenue, &before);
    free(before.bytes);
    revops_revenue_destroy(revenue);
}

static void required_columns_must_be_there_in_every_row(void **state) {
    static const char *const names[] = {"economic_day", "currency", "gross_minor"};
    uint8_t validity[MANY / 8];
    (void)state;
    draw(many, MANY);
    memset(validity, 0xff, sizeof validity);
    validity[300 / 8] = (uint8_t) ~(1u << 300 % 8);
    for (size_t i = 0; i < 3; i++) {
        revops_transaction_batch batch = sales_batch(many, MANY);
        revops_column *column = &batch.economic_day + i;
        column->validity = validity;
        assert_batch_refused(&batch, REVOPS_E_INVALID, 300, names[i]);
        column->data = NULL;
        assert_batch_refused(&batch, REVOPS_E_INVALID, REVOPS_NONE, names[i]);
    }
}

static void without_a_fee_and_a_net_column_nothing_is_known(void **state) {
    revops_transaction_batch batch = sales_batch(many, MANY);
    (void)state;
    draw(many, MANY);
    batch.net_minor.data = NULL;
    assert_batch_refused(&batch, REVOPS_E_INVALID, REVOPS_NONE, "fee_minor");
}

static void every_column_is_of_an_integer_type(void **state) {
    static const char *const names[] = {
        "economic_day", "currency",    "gross_minor", "tax_minor",    "fee_minor",     "net_minor",
        "kind",         "transaction", "original",    "effective_ns", "available_day", "payout",
        "customer",     "product",     "project",     "platform",     "stream"};
    static const uint32_t wrong[] = {REVOPS_TYPE_DOUBLE, REVOPS_TYPE_RATIO, 14, UINT32_MAX};
    (void)state;
    draw(many, MANY);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        revops_transaction_batch batch = sales_batch(many, MANY);
        revops_column *column = &batch.economic_day + i;
        if (!column->data)
            *column = REVOPS_COLUMN(many, effective_ns);
        for (size_t w = 0; w < 4; w++) {
            column->type = wrong[w];
            assert_batch_refused(&batch, REVOPS_E_INVALID, REVOPS_NONE, names[i]);
        }
        column->type = 0;
        column->reserved0 = 1;
        assert_batch_refused(&batch, REVOPS_E_INVALID, REVOPS_NONE, names[i]);
        column->reserved0 = 0;
        column->validity = (const uint8_t *)"\377";
        column->validity_offset = -1;
        assert_batch_refused(&batch, REVOPS_E_INVALID, REVOPS_NONE, names[i]);
    }
}

static void values_beyond_the_documented_type_name_their_row(void **state) {
    static int64_t wide[MANY];
    static uint64_t large[MANY];
    revops_transaction_batch batch;
    (void)state;
    draw(many, MANY);
    for (size_t i = 0; i < MANY; i++)
        wide[i] = many[i].economic_day;
    wide[555] = (int64_t)INT32_MAX + 1;
    batch = sales_batch(many, MANY);
    batch.economic_day = REVOPS_COLUMN_ARRAY(wide);
    batch.economic_day.type = REVOPS_TYPE_INT64;
    assert_batch_refused(&batch, REVOPS_E_INVALID, 555, "economic_day");
    for (size_t i = 0; i < MANY; i++)
        wide[i] = (int64_t)i;
    wide[256] = -1;
    batch = sales_batch(many, MANY);
    batch.customer = REVOPS_COLUMN_ARRAY(wide);
    batch.customer.type = REVOPS_TYPE_INT64;
    assert_batch_refused(&batch, REVOPS_E_INVALID, 256, "customer");
    large[255] = UINT64_MAX;
    batch = sales_batch(many, MANY);
    batch.tax_minor = REVOPS_COLUMN_ARRAY(large);
    batch.tax_minor.type = REVOPS_TYPE_UINT64;
    assert_batch_refused(&batch, REVOPS_E_INVALID, 255, "tax_minor");
    many[30].currency = 0; /* a lower row with another fault is named instead */
    assert_batch_refused(&batch, REVOPS_E_INVALID, 30, "currency");
}

static void the_lowest_row_and_its_first_field_are_named(void **state) {
    static const struct {
        size_t row;
        const char *field;
    } faults[] = {{599, "kind"},        {512, "economic_day"}, {511, "currency"},
                  {257, "gross_minor"}, {256, "tax_minor"},    {255, "economic_day"},
                  {1, "kind"},          {0, "currency"}};
    revops_transaction_batch batch = sales_batch(many, MANY);
    (void)state;
    draw(many, MANY);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        sale *row = &many[faults[i].row];
        memset(row, 0, sizeof *row);
        row->economic_day = strcmp(faults[i].field, "economic_day") ? JAN_5 : LAST_DAY + 1;
        row->currency = strcmp(faults[i].field, "currency") ? USD : 0;
        row->kind = strcmp(faults[i].field, "kind") ? REVOPS_SALE : 8;
        row->gross_minor = strcmp(faults[i].field, "gross_minor") ? 1 : -1;
        row->tax_minor = 2;
        assert_batch_refused(&batch, REVOPS_E_INVALID, faults[i].row, faults[i].field);
    }
}

static void three_amounts_that_do_not_add_up_name_their_row(void **state) {
    revops_transaction_batch batch = sales_batch(many, MANY);
    (void)state;
    draw(many, MANY);
    batch.fee_minor = REVOPS_COLUMN(many, fee_minor);
    many[512].fee_minor++;
    assert_batch_refused(&batch, REVOPS_E_INVALID, 512, "net_minor");
    draw(many, MANY);
    many[258] = (sale){SALE(JAN_5, INT64_MAX, 0)}; /* without net it cannot be derived */
    many[258].fee_minor = -1;
    batch.net_minor.data = NULL;
    assert_batch_refused(&batch, REVOPS_E_OVERFLOW, 258, "net_minor");
}

static void the_struct_of_a_batch_may_be_older_but_not_unknown(void **state) {
    struct {
        revops_transaction_batch batch;
        uint64_t later;
    } newer;
    revops_transaction_batch batch = sales_batch(many, MANY), older;
    revops_revenue *revenue = opened(0, NULL, NULL, 0);
    (void)state;
    draw(many, MANY);
    memset(&newer, 0, sizeof newer);
    newer.batch = batch;
    newer.batch.struct_size = sizeof newer;
    assert_int_equal(revops_revenue_add(revenue, &newer.batch, NULL), REVOPS_OK);
    newer.later = 1;
    assert_batch_refused(&newer.batch, REVOPS_E_UNSUPPORTED, REVOPS_NONE, "struct_size");
    older = batch;
    older.struct_size = offsetof(revops_transaction_batch, kind); /* all sales, no keys */
    older.kind.type = 99;                                         /* not looked at */
    many[0].kind = many[1].kind = REVOPS_SALE;
    many[1].gross_minor = 5;
    older.count = 1;
    assert_int_equal(revops_revenue_add(revenue, &older, NULL), REVOPS_OK);
    batch.struct_size = 0;
    assert_batch_refused(&batch, REVOPS_E_INVALID, REVOPS_NONE, "struct_size");
    batch.struct_size = sizeof batch;
    batch.count = (uint64_t)INT32_MAX + 1;
    assert_batch_refused(&batch, REVOPS_E_INVALID, REVOPS_NONE, "count");
    batch.count = REVOPS_NONE;
    assert_batch_refused(&batch, REVOPS_E_INVALID, REVOPS_NONE, "count");
    memset(&batch, 0, sizeof batch); /* no rows need no columns */
    batch.struct_size = sizeof batch;
    assert_int_equal(revops_revenue_add(revenue, &batch, NULL), REVOPS_OK);
    assert_int_equal(revops_revenue_remove(revenue, &batch, NULL), REVOPS_OK);
    revops_revenue_destroy(revenue);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_given_is_derived),
        cmocka_unit_test(each_kind_has_its_sign),
        cmocka_unit_test(rows_that_break_a_rule_name_the_field),
        cmocka_unit_test(days_currencies_and_kinds_are_checked_first),
        cmocka_unit_test(null_arguments_and_unknown_bits_are_refused),
        cmocka_unit_test(fee_or_net_or_both_give_the_same_state),
        cmocka_unit_test(rows_with_fee_and_rows_with_net_may_be_mixed),
        cmocka_unit_test(a_null_tax_is_zero_and_a_null_kind_a_sale),
        cmocka_unit_test(reserves_are_passed_over_wherever_they_stand),
        cmocka_unit_test(one_reserve_kind_for_all_rows_is_no_revenue),
        cmocka_unit_test(every_layout_of_columns_gives_the_same_state),
        cmocka_unit_test(one_value_for_all_rows_is_a_column_of_it),
        cmocka_unit_test(required_columns_must_be_there_in_every_row),
        cmocka_unit_test(without_a_fee_and_a_net_column_nothing_is_known),
        cmocka_unit_test(every_column_is_of_an_integer_type),
        cmocka_unit_test(values_beyond_the_documented_type_name_their_row),
        cmocka_unit_test(the_lowest_row_and_its_first_field_are_named),
        cmocka_unit_test(three_amounts_that_do_not_add_up_name_their_row),
        cmocka_unit_test(the_struct_of_a_batch_may_be_older_but_not_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
