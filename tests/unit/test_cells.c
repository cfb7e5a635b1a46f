/* Where sums live: any days, any keys, any number of combinations; seen through the public
 * calls. */
#include "sales.h"

/* The answer by day and all dimensions, against a plain list of distinct cells in the same
 * order. */
static void assert_days(const revops_revenue *revenue, const sale *sorted, size_t count) {
    revops_revenue_query query = query_of(REVOPS_GRANULARITY_DAY, 0);
    revops_revenue_row *rows = malloc((count + 1) * sizeof *rows);
    assert_non_null(rows);
    assert_int_equal(rows_of(revenue, &query, rows, count + 1), count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(rows[i].from_day, sorted[i].economic_day);
        assert_int_equal(rows[i].net_minor, sorted[i].net_minor);
    }
    free(rows);
}

static void days_at_both_ends_of_the_calendar_live_together(void **state) {
    static const sale rows[] = {
        {SALE(FIRST_DAY, 1, 1)},
        {SALE(FIRST_DAY + 1, 2, 2)},
        {SALE(-1, 4, 4)},
        {SALE(0, 8, 8)},
        {SALE(1, 16, 16)},
        {SALE(JAN_5, 32, 32)},
        {SALE(LAST_DAY - 1, 64, 64)},
        {SALE(LAST_DAY, 128, 128)},
    };
    sale turned[8];
    revops_revenue *revenue = opened(0, NULL, rows, 8), *other;
    (void)state;
    for (size_t i = 0; i < 8; i++)
        turned[i] = rows[7 - i];
    other = opened(0, NULL, turned, 8);
    assert_days(revenue, rows, 8);
    assert_same(revenue, other);
    assert_int_equal(take_back(revenue, turned, 8, NULL), REVOPS_OK);
    assert_int_equal(total_of(revenue).count, 0);
    revops_revenue_destroy(revenue);
    revops_revenue_destroy(other);
}

/* Days thousands apart first, then everything between: what was far is inside the window later. */
static void windows_that_grow_both_ways_keep_what_was_far(void **state) {
    enum { SPAN = 3000 };
    static sale rows[2 * SPAN + 1];
    static sale sorted[SPAN];
    revops_revenue *revenue = opened(0, NULL, NULL, 0);
    size_t count = 0;
    (void)state;
    for (int32_t step = 1000; step > 0; step = step > 1 ? step / 10 : 0)
        for (int32_t day = 0; day < SPAN; day += step)
            if (step == 1000 || day % (step * 10) != 0) {
                int32_t from_an_end = count % 2 ? day : SPAN - 1 - day;
                rows[count++] = (sale){SALE(JAN_1 + from_an_end, 1, 1)};
            }
    for (int32_t day = 0; day < SPAN; day++)
        sorted[day] = (sale){SALE(JAN_1 + day, 0, 0)};
    for (size_t i = 0; i < count; i++)
        sorted[rows[i].economic_day - JAN_1].net_minor++;
    for (size_t i = 0; i < count; i += 7)
        assert_int_equal(sell(revenue, rows + i, count - i < 7 ? count - i : 7, NULL), REVOPS_OK);
    for (size_t i = 0, seen = 0; i < SPAN; i++) { /* only days with rows are rows of the answer */
        if (sorted[i].net_minor)
            sorted[seen++] = sorted[i];
        if (i + 1 == SPAN)
            assert_days(revenue, sorted, seen);
    }
    assert_int_equal(take_back(revenue, rows, count, NULL), REVOPS_OK);
    assert_int_equal(total_of(revenue).count, 0);
    revops_revenue_destroy(revenue);
}

/* Backwards and forwards by growing leaps, then the days that the leaps left out. */
static void leaping_days_leave_no_cell_behind(void **state) {
    static sale rows[400];
    revops_revenue *revenue = opened(0, NULL, NULL, 0), *other;
    size_t count = 0;
    int32_t day = JAN_5;
    (void)state;
    for (int32_t leap = 1; leap < 200000; leap = leap * 2 + 1) {
        day += count % 2 ? leap : -leap;
        rows[count++] = (sale){SALE(day, 1, 1)};
        rows[count++] = (sale){SALE(day + 16, 1, 1)};
        rows[count++] = (sale){SALE(day - 17, 1, 1)};
    }
    for (int32_t near = -60; near < 60; near++)
        rows[count++] = (sale){SALE(JAN_5 + near, 1, 1)};
    for (size_t i = 0; i < count; i++)
        assert_int_equal(sell(revenue, rows + i, 1, NULL), REVOPS_OK);
    other = opened(0, NULL, rows, count);
    assert_same(revenue, other);
    assert_int_equal(total_of(revenue).net_minor, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(take_back(revenue, rows + count - 1 - i, 1, NULL), REVOPS_OK);
    assert_int_equal(total_of(revenue).count, 0);
    assert_int_equal(take_back(other, rows, count, NULL), REVOPS_OK);
    assert_same(revenue, other);
    revops_revenue_destroy(revenue);
    revops_revenue_destroy(other);
}

static void a_stray_day_costs_little_memory(void **state) {
    static sale rows[2000];
    revops_host host = REVOPS_HOST_INIT;
    revops_revenue *revenue;
    (void)state;
    host.max_bytes = 2000000; /* a window over the calendar alone would take 29 MB */
    revenue = opened(0, &host, NULL, 0);
    for (size_t i = 0; i < 2000; i++)
        rows[i] = (sale){
            SALE(i % 40 ? JAN_1 + (int32_t)(i % 365) : FIRST_DAY + (int32_t)(i * 1800), 1, 1),
            .project = i % 4};
    assert_int_equal(sell(revenue, rows, 2000, NULL), REVOPS_OK);
    assert_int_equal(total_of(revenue).count, 2000);
    revops_revenue_destroy(revenue);
}

/* --- combinations --- */

enum { MANY = 100000 };

static uint64_t mix(uint64_t x) {
    x = (x ^ x >> 31) * UINT64_C(0x7fb5d329728ea185);
    return (x ^ x >> 27) * UINT64_C(0x81dadef4bc2dd44d);
}

/* One row each of @p count combinations, whose key is of the given dimension. */
static void a_hundred_thousand_by(size_t dimension, int raw_keys) {
    revops_revenue_row *got = malloc((MANY + 1) * sizeof *got);
    sale *rows = calloc(MANY, sizeof *rows);
    revops_revenue *revenue = opened(ALL_DIMENSIONS, NULL, NULL, 0);
    uint64_t keys = 0, sum = 0;
    size_t written;
    revops_revenue_query query = query_of(0, 1u << dimension);
    assert_true(got && rows);
    for (size_t i = 0; i < MANY; i++) {
        uint64_t key = raw_keys ? mix(i + 1) : i + 1;
        rows[i] = (sale){SALE(JAN_1 + (int32_t)(i % 3), (int64_t)i, (int64_t)i)};
        rows[i].project = dimension == 1 ? key : 0;
        rows[i].product = dimension == 2 ? key : 0;
        rows[i].platform = dimension == 3 ? key : 0;
        rows[i].stream = dimension == 4 ? key : 0;
        rows[i].customer = dimension == 5 ? key : 0;
        keys += key;
    }
    assert_int_equal(sell(revenue, rows, MANY, NULL), REVOPS_OK);
    written = rows_of(revenue, &query, got, MANY + 1);
    assert_int_equal(written, MANY);
    for (size_t i = 0; i < MANY; i++) {
        const uint64_t *key = (const uint64_t *)&got[i].project + dimension - 1;
        sum += *key;
        if (i > 0)
            assert_true(*key > *((const uint64_t *)&got[i - 1].project + dimension - 1));
        assert_int_equal(got[i].count, 1);
        if (!raw_keys)
            assert_int_equal(got[i].net_minor, i);
    }
    assert_true(sum == keys);
    assert_int_equal(take_back(revenue, rows, MANY, NULL), REVOPS_OK);
    assert_int_equal(rows_of(revenue, &query, got, MANY), 0);
    free(rows);
    free(got);
    revops_revenue_destroy(revenue);
}

static void a_hundred_thousand_keys_of_every_dimension(void **state) {
    (void)state;
    for (size_t dimension = 1; dimension <= 5; dimension++)
        a_hundred_thousand_by(dimension, dimension % 2 == 0);
    a_hundred_thousand_by(1, 1);
}

/* Keys that agree in their low or their high halves, and 0 and the largest among them. */
static void keys_of_64_bits_are_told_apart(void **state) {
    static const uint64_t parts[] = {
        0, 1, UINT64_C(1) << 31, UINT64_C(1) << 32, UINT64_C(1) << 63, UINT64_MAX, UINT32_MAX};
    sale rows[7 * 7 * 7];
    revops_revenue *revenue;
    revops_revenue_query query = query_of(0, ALL_DIMENSIONS);
    revops_revenue_row got[7 * 7 * 7 + 1];
    (void)state;
    for (size_t i = 0; i < 343; i++)
        rows[i] = (sale){SALE(JAN_5, 1 + (int64_t)i, 1 + (int64_t)i), .project = parts[i / 49],
                         .stream = parts[i / 7 % 7], .customer = parts[i % 7]};
    revenue = opened(ALL_DIMENSIONS, NULL, rows, 343);
    assert_int_equal(rows_of(revenue, &query, got, 344), 343);
    for (size_t i = 0; i < 343; i++) {
        const sale *row = &rows[got[i].net_minor - 1];
        assert_true(row->project == got[i].project && row->stream == got[i].stream &&
                    row->customer == got[i].customer);
        assert_int_equal(got[i].count, 1);
    }
    revops_revenue_destroy(revenue);
}

/* First one combination, then more words that differ: what was the same in all rows no longer
 * is. */
static void words_that_begin_to_differ_late_are_told_apart(void **state) {
    revops_revenue *revenue = opened(ALL_DIMENSIONS, NULL, NULL, 0);
    revops_revenue_query query = query_of(0, ALL_DIMENSIONS);
    revops_revenue_row got[64];
    sale rows[300];
    (void)state;
    for (uint32_t mask = 0; mask < 64; mask++) {
        for (size_t i = 0; i < 300; i++) {
            rows[i] = (sale){SALE(JAN_5, mask, mask), .kind = mask & 1 ? REVOPS_ADJUSTMENT : 0};
            rows[i].project = mask >> 1 & 1;
            rows[i].product = mask >> 2 & 1;
            rows[i].platform = mask >> 3 & 1;
            rows[i].stream = mask >> 4 & 1;
            rows[i].customer = mask >> 5 & 1;
        }
        assert_int_equal(sell(revenue, rows, 300, NULL), REVOPS_OK);
        assert_int_equal(rows_of(revenue, &query, got, 64), mask + 1);
    }
    for (size_t i = 0; i < 64; i++) {
        int64_t mask = (got[i].kind == REVOPS_ADJUSTMENT) + (int64_t)got[i].project * 2 +
                       (int64_t)got[i].product * 4 + (int64_t)got[i].platform * 8 +
                       (int64_t)got[i].stream * 16 + (int64_t)got[i].customer * 32;
        assert_int_equal(got[i].count, 300);
        assert_int_equal(got[i].net_minor, 300 * mask);
    }
    revops_revenue_destroy(revenue);
}

/* --- going back --- */

/* A host may try a bad batch for ever: what was made room for is used again. */
static void refused_batches_do_not_pile_up_memory(void **state) {
    static sale rows[300]; /* the bad row stands in the second chunk */
    revops_host host = REVOPS_HOST_INIT;
    revops_revenue *revenue;
    (void)state;
    host.max_bytes = 400000;
    revenue = opened(0, &host, NULL, 0);
    for (size_t i = 0; i < 300; i++) /* two products in turn, days that widen both windows */
        rows[i] = (sale){SALE(JAN_1 + 12 * (int32_t)(i / 8), 3, 2), .product = 1 + i % 2};
    assert_int_equal(sell(revenue, rows, 300, NULL), REVOPS_OK);
    for (size_t i = 0; i < 299; i++)
        rows[i].product += 2;
    rows[299] = (sale){.economic_day = JAN_1, .currency = USD, .gross_minor = 1, .kind = 77};
    for (int round = 0; round < 3000; round++)
        assert_int_equal(sell(revenue, rows, 300, NULL), REVOPS_E_INVALID);
    revops_revenue_destroy(revenue);
}

/* A refused batch that had made combinations, windows and far days leaves room for all others. */
static void what_a_refused_batch_made_is_gone(void **state) {
    static sale rows[2000];
    revops_revenue *revenue = opened(0, NULL, NULL, 0), *fresh = opened(0, NULL, NULL, 0);
    (void)state;
    for (int round = 0; round < 12; round++) {
        for (size_t i = 0; i < 2000; i++) {
            uint64_t x = mix(i * 31 + (uint64_t)round);
            int32_t far = (int32_t)(x % 700000) * (x & 1 << 20 ? 1 : -1);
            rows[i] = (sale){SALE(i % 5 ? JAN_1 + (int32_t)(x % 50) : far, 3, 2),
                             .project = x >> 30 & 63, .product = x >> 40 & 31};
        }
        if (round % 3 != 2) { /* refused at the end, or in the middle */
            size_t bad = round % 3 ? 1999 : 1024;
            int32_t day = rows[bad].economic_day;
            rows[bad].economic_day = LAST_DAY + 1;
            assert_int_equal(sell(revenue, rows, 2000, NULL), REVOPS_E_INVALID);
            rows[bad].economic_day = day;
            if (round == 0)
                assert_int_equal(total_of(revenue).count, 0);
            assert_same(revenue, fresh);
        }
        assert_int_equal(sell(revenue, rows, 1000, NULL), REVOPS_OK);
        assert_int_equal(sell(fresh, rows, 1000, NULL), REVOPS_OK);
        assert_same(revenue, fresh);
    }
    revops_revenue_destroy(revenue);
    revops_revenue_destroy(fresh);
}

static void sums_carry_across_64_bits_and_back(void **state) {
    static sale up[600], down[600];
    revops_revenue *revenue = opened(0, NULL, NULL, 0);
    revops_revenue_row row;
    saved before;
    (void)state;
    for (size_t i = 0; i < 600; i++) {
        up[i] = (sale){SALE(JAN_5, INT64_MAX, INT64_MAX), .kind = REVOPS_ADJUSTMENT};
        down[i] = (sale){SALE(JAN_5, INT64_MIN, INT64_MIN), .kind = REVOPS_ADJUSTMENT};
    }
    assert_int_equal(sell(revenue, down, 1, NULL), REVOPS_OK);
    before = state_of(revenue);
    assert_int_equal(sell(revenue, up, 600, NULL), REVOPS_OK);
    assert_int_equal(sell(revenue, down, 599, NULL), REVOPS_OK);
    row = total_of(revenue);
    assert_true(row.net_minor == -600 && row.gross_minor == -600);
    assert_int_equal(row.count, 1200);
    assert_int_equal(take_back(revenue, down, 599, NULL), REVOPS_OK);
    assert_int_equal(take_back(revenue, up, 600, NULL), REVOPS_OK);
    assert_state(revenue, &before);
    free(before.bytes);
    revops_revenue_destroy(revenue);
}

/* Large amounts with small ones between them, one by one, by merges, and in both directions. */
static void a_sum_passes_int64_however_small_the_last_step(void **state) {
    static const int64_t half = INT64_C(1) << 62;
    (void)state;
    for (int64_t sign = -1; sign <= 1; sign += 2) {
        for (int merged = 0; merged < 2; merged++) {
            const int64_t steps[] = {sign * half, sign, sign * (half - 2), sign, sign};
            revops_revenue *revenue = opened(0, NULL, NULL, 0);
            revops_revenue_row row;
            size_t written;
            for (size_t i = 0; i < 5; i++) {
                sale step = {SALE(JAN_5, steps[i], steps[i]), .kind = REVOPS_ADJUSTMENT};
                revops_revenue *part = opened(0, NULL, &step, 1);
                if (merged)
                    assert_int_equal(revops_revenue_merge(revenue, part, NULL), REVOPS_OK);
                else
                    assert_int_equal(sell(revenue, &step, 1, NULL), REVOPS_OK);
                revops_revenue_destroy(part);
            }
            assert_int_equal(
                revops_revenue_rows(revenue, NULL, 0, &row, 1, sizeof row, &written, NULL),
                REVOPS_E_OVERFLOW);
            for (size_t i = 4; i > 2; i--) {
                sale step = {SALE(JAN_5, sign, sign), .kind = REVOPS_ADJUSTMENT};
                assert_int_equal(take_back(revenue, &step, 1, NULL), REVOPS_OK);
            }
            row = total_of(revenue);
            assert_true(row.net_minor == sign * INT64_MAX);
            revops_revenue_destroy(revenue);
        }
    }
}

/* Small keys and near days, whose cells are found by number: days that come downwards, a batch that
 * is refused behind new days, larger keys, a stray day, and in the end more currencies than a grid
 * knows. Every cell is compared with a plain array. */
static void dense_keys_keep_their_cells_while_their_grid_grows(void **state) {
    enum { DAYS = 96, CODES = 20, KEYS = 40, BATCH = 512, BATCHES = 90, REFUSED = 40 };
    static int64_t expected[DAYS][CODES][KEYS];
    static sale rows[BATCH + 1];
    static revops_revenue_row got[DAYS * CODES * KEYS];
    revops_revenue *revenue = opened(0, NULL, NULL, 0);
    revops_revenue_query query = query_of(REVOPS_GRANULARITY_DAY, 1u << 1);
    revops_transaction_batch in; /* columns of one key alone: those of zeros would need a look */
    size_t written, visible = 0;
    (void)state;
    for (uint64_t batch = 0; batch < BATCHES; batch++) {
        uint64_t days = batch + 4 < DAYS ? batch + 4 : DAYS, codes = batch < 70 ? 3 : CODES;
        int refused = batch % REFUSED == REFUSED - 1;
        for (uint64_t i = 0; i < BATCH; i++) {
            uint64_t dice = mix(batch * BATCH + i);
            uint64_t day = DAYS - 1 - dice % days, code = (dice >> 16) % codes;
            uint64_t key = (dice >> 32) % (batch < 30 ? 7 : KEYS);
            rows[i] = (sale){SALE(JAN_1 + (int32_t)day, (int64_t)i, (int64_t)i), .project = key};
            rows[i].currency = REVOPS_CURRENCY('A', 'A', 'A' + code, 0);
            expected[day][code][key] += refused ? 0 : (int64_t)i;
        }
        rows[BATCH] = (sale){SALE(refused ? LAST_DAY + 1 : LAST_DAY, 0, 0)};
        in = sales_batch(rows, refused || batch == 50 ? BATCH + 1 : BATCH);
        in.customer = in.product = in.platform = in.stream = (revops_column){0};
        assert_int_equal(revops_revenue_add(revenue, &in, NULL),
                         refused ? REVOPS_E_INVALID : REVOPS_OK);
    }
    rows[0] = (sale){SALE(LAST_DAY, 0, 0)};
    assert_int_equal(take_back(revenue, rows, 1, NULL), REVOPS_OK);
    written = rows_of(revenue, &query, got, DAYS * CODES * KEYS);
    for (size_t i = 0; i < written; i++) {
        size_t code = (got[i].currency >> 8 & 255) - 'A';
        int64_t *cell = &expected[got[i].from_day - JAN_1][code][got[i].project];
        assert_int_equal(got[i].net_minor, *cell);
        *cell = 0;
    }
    for (size_t day = 0; day < DAYS; day++)
        for (size_t code = 0; code < CODES; code++)
            for (size_t key = 0; key < KEYS; key++)
                visible += expected[day][code][key] != 0;
    assert_int_equal(visible, 0);
    assert_true(written > 8000);
    revops_revenue_destroy(revenue);
}

/* --- pages --- */

/* Bytes that a host has given away, and the most there were. */
static void *counting(void *user, void *block, size_t old_size, size_t new_size) {
    size_t *held = user;
    *held += new_size - old_size;
    return new_size ? realloc(block, new_size) : (free(block), NULL);
}

/* Sales of 30 products on 60 days each, in an order of their own, with a stray day now and then. */
static size_t dense_sales(sale *rows, uint64_t seed, int strays) {
    enum { COUNT = 60 * 30 };
    for (size_t i = 0; i < COUNT; i++) {
        const size_t at = (i * 1009 + (size_t)seed * 77) % COUNT;
        rows[i] =
            (sale){SALE(JAN_1 + (int32_t)(at % 60), (int64_t)(at + 2), 1), .product = 1 + at / 60};
        if (strays && i % 50 == 7)
            rows[i].economic_day += 100000 * (int32_t)(1 + i % 3);
    }
    return COUNT;
}

static void stray_days_leave_the_pages_of_the_others_alone(void **state) {
    static sale rows[4000], sorted[4000];
    static revops_revenue_row got[4000];
    revops_revenue_query query = query_of(REVOPS_GRANULARITY_DAY, REVOPS_DIMENSION_PRODUCT);
    revops_revenue *revenue = opened(0, NULL, NULL, 0), *other;
    const size_t count = dense_sales(rows, 1, 1);
    size_t written, sums = 0;
    (void)state;
    for (size_t at = 0; at < count; at += 200)
        assert_int_equal(sell(revenue, rows + at, 200, NULL), REVOPS_OK);
    for (size_t i = 0; i < count; i++)
        sorted[i] = rows[count - 1 - i];
    other = opened(0, NULL, sorted, count);
    assert_same(revenue, other);
    written = rows_of(revenue, &query, got, 4000);
    assert_int_equal(written, count);
    for (size_t i = 0; i < written; i++) {
        sums += (size_t)got[i].gross_minor;
        assert_true(i == 0 || got[i].from_day > got[i - 1].from_day ||
                    got[i].product > got[i - 1].product);
    }
    assert_int_equal(sums, count * (count + 3) / 2);
    assert_int_equal(take_back(revenue, sorted, count, NULL), REVOPS_OK);
    assert_int_equal(total_of(revenue).count, 0);
    revops_revenue_destroy(revenue);
    revops_revenue_destroy(other);
}

/* One product a day of many: pages would be nearly empty, so there are none. */
static void thin_days_cost_no_page(void **state) {
    enum { COUNT = 20000 };
    sale *rows = calloc(COUNT, sizeof *rows);
    revops_host host = REVOPS_HOST_INIT;
    revops_revenue *revenue;
    size_t held = 0;
    (void)state;
    assert_non_null(rows);
    host.user = &held;
    host.resize = counting;
    revenue = opened(0, &host, NULL, 0);
    for (size_t i = 0; i < COUNT; i++)
        rows[i] = (sale){SALE(JAN_1 + (int32_t)(i % 2000), 1, 1), .product = 1 + mix(i) % 500};
    for (size_t at = 0; at < COUNT; at += 1000)
        assert_int_equal(sell(revenue, rows + at, 1000, NULL), REVOPS_OK);
    assert_int_equal(total_of(revenue).count, COUNT);
    assert_true(held < 320 * COUNT);
    revops_revenue_destroy(revenue);
    assert_int_equal(held, 0);
    free(rows);
}

/* Batches that are refused at their last row, after they made pages: nothing shows, and the same
 * refusal again and again takes no more memory. */
static void refused_pages_show_nothing_and_pile_up_nothing(void **state) {
    static sale rows[4000];
    revops_host host = REVOPS_HOST_INIT;
    revops_revenue *revenue, *fresh = opened(0, NULL, NULL, 0);
    size_t held = 0, most = 0;
    (void)state;
    host.user = &held;
    host.resize = counting;
    revenue = opened(0, &host, NULL, 0);
    for (uint64_t round = 0; round < 40; round++) {
        size_t count = dense_sales(rows, round, 0);
        for (size_t i = 0; i < count; i++) /* other days each time */
            rows[i].economic_day += (int32_t)(round * 100);
        rows[count] = (sale){SALE(LAST_DAY + 1, 1, 1)};
        assert_int_equal(sell(revenue, rows, count + 1, NULL), REVOPS_E_INVALID);
        assert_same(revenue, fresh);
        assert_int_equal(total_of(revenue).count, 0);
        if (round < 10)
            most = held > most ? held : most;
        assert_true(held <= most);
    }
    assert_int_equal(sell(revenue, rows, 1000, NULL), REVOPS_OK);
    assert_int_equal(sell(fresh, rows, 1000, NULL), REVOPS_OK);
    assert_same(revenue, fresh);
    revops_revenue_destroy(revenue);
    revops_revenue_destroy(fresh);
}

/* Pages that are walked give the rows that sorting gives: a query of months sorts. */
static void days_of_pages_sum_to_months(void **state) {
    static sale rows[4000];
    static revops_revenue_row days[4000], part[16];
    revops_revenue_query by_day = query_of(REVOPS_GRANULARITY_DAY, 0);
    revops_revenue_query by_month = query_of(REVOPS_GRANULARITY_MONTH, 0);
    revops_revenue *revenue = opened(0, NULL, NULL, 0);
    revops_revenue_row months[8];
    const size_t count = dense_sales(rows, 3, 0);
    size_t written, month_count;
    (void)state;
    for (size_t i = 0; i < count; i++)
        if (i % 4 == 0) {
            rows[i].kind = REVOPS_REFUND;
            rows[i].gross_minor = -rows[i].gross_minor;
            rows[i].net_minor = -1;
        }
    for (size_t at = 0; at < count; at += 100)
        assert_int_equal(sell(revenue, rows + at, 100, NULL), REVOPS_OK);
    written = rows_of(revenue, &by_day, days, 4000);
    month_count = rows_of(revenue, &by_month, months, 8);
    assert_int_equal(written, 60);
    for (size_t i = 0; i < written; i++)
        for (size_t m = 0; m < month_count; m++)
            if (days[i].from_day >= months[m].from_day && days[i].from_day < months[m].to_day) {
                months[m].gross_minor -= days[i].gross_minor;
                months[m].net_minor -= days[i].net_minor;
                months[m].fee_minor -= days[i].fee_minor;
                months[m].refund_minor -= days[i].refund_minor;
                months[m].count -= days[i].count;
                months[m].sale_count -= days[i].sale_count;
                months[m].refund_count -= days[i].refund_count;
            }
    for (size_t m = 0; m < month_count; m++)
        assert_true(!months[m].gross_minor && !months[m].net_minor && !months[m].fee_minor &&
                    !months[m].refund_minor && !months[m].count && !months[m].sale_count &&
                    !months[m].refund_count);
    assert_int_equal(
        revops_revenue_rows(revenue, &by_day, 50, part, 16, sizeof part[0], &month_count, NULL),
        REVOPS_OK);
    assert_int_equal(month_count, 10);
    for (size_t i = 0; i < 10; i++)
        assert_int_equal(part[i].from_day, JAN_1 + 50 + (int32_t)i);
    revops_revenue_destroy(revenue);
}

/* A currency of 0 is none, also where all other rows of a chunk have cells. */
static void a_bad_row_among_known_ones_is_refused(void **state) {
    static sale rows[4000];
    revops_revenue *revenue = opened(0, NULL, NULL, 0);
    const size_t count = dense_sales(rows, 5, 0);
    revops_transaction_batch in = sales_batch(rows, count);
    revops_error err;
    (void)state;
    in.kind = in.tax_minor = (revops_column){0};
    for (int round = 0; round < 4; round++)
        assert_int_equal(revops_revenue_add(revenue, &in, NULL), REVOPS_OK);
    for (size_t at = 0; at < count; at += 101) {
        const sale good = rows[at];
        rows[at].currency = 0;
        assert_int_equal(revops_revenue_add(revenue, &in, &err), REVOPS_E_INVALID);
        assert_true(err.row == at && strcmp(err.field, "currency") == 0);
        assert_int_equal(revops_revenue_remove(revenue, &in, &err), REVOPS_E_INVALID);
        assert_true(err.row == at && strcmp(err.field, "currency") == 0);
        rows[at] = good;
        rows[at].economic_day = at % 2 ? LAST_DAY + 1 : FIRST_DAY - 1;
        assert_int_equal(revops_revenue_add(revenue, &in, &err), REVOPS_E_INVALID);
        assert_true(err.row == at && strcmp(err.field, "economic_day") == 0);
        rows[at] = good;
    }
    assert_int_equal(total_of(revenue).count, 4 * count);
    revops_revenue_destroy(revenue);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_at_both_ends_of_the_calendar_live_together),
        cmocka_unit_test(windows_that_grow_both_ways_keep_what_was_far),
        cmocka_unit_test(leaping_days_leave_no_cell_behind),
        cmocka_unit_test(a_stray_day_costs_little_memory),
        cmocka_unit_test(a_hundred_thousand_keys_of_every_dimension),
        cmocka_unit_test(dense_keys_keep_their_cells_while_their_grid_grows),
        cmocka_unit_test(stray_days_leave_the_pages_of_the_others_alone),
        cmocka_unit_test(thin_days_cost_no_page),
        cmocka_unit_test(refused_pages_show_nothing_and_pile_up_nothing),
        cmocka_unit_test(days_of_pages_sum_to_months),
        cmocka_unit_test(a_bad_row_among_known_ones_is_refused),
        cmocka_unit_test(keys_of_64_bits_are_told_apart),
        cmocka_unit_test(words_that_begin_to_differ_late_are_told_apart),
        cmocka_unit_test(refused_batches_do_not_pile_up_memory),
        cmocka_unit_test(what_a_refused_batch_made_is_gone),
        cmocka_unit_test(a_sum_passes_int64_however_small_the_last_step),
        cmocka_unit_test(sums_carry_across_64_bits_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
