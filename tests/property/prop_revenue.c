/* Laws 12, 13 and 16 of the sales floor, beside a slow model: plain loops over rows, which round
 * and group by the words of the definition and know nothing of cells. */
#include "property.h"

#include <stdlib.h>
#include <string.h>

#include "revops.h"

enum { MOST = 220, CURRENCIES = 3, FIRST = 20454, DAYS = 100, KEYS = 6, MOST_GROUPS = 4 * MOST };

static const uint32_t codes[CURRENCIES] = {REVOPS_CURRENCY('E', 'U', 'R', 0),
                                           REVOPS_CURRENCY('J', 'P', 'Y', 0),
                                           REVOPS_CURRENCY('U', 'S', 'D', 0)};
static const int64_t units[CURRENCIES] = {100, 1, 100};

/* Revenue or spend, as the model sees it. */
typedef struct fact {
    int64_t tax, fee, net, spend;
    uint64_t keys[KEYS]; /* kind, project, product, platform, stream, customer */
    uint64_t id;
    int32_t day;
    uint32_t currency; /* place in codes */
    int is_spend;
} fact;

typedef struct facts {
    fact rows[MOST];
    size_t count;
    uint32_t dimensions;                      /* what the handle keeps */
    int64_t num[CURRENCIES], den[CURRENCIES]; /* one euro in each, all days alike */
} facts;

/* --- drawing --- */

static uint64_t draw_key(test_dice *dice) {
    static const uint64_t wide[] = {UINT64_C(1) << 40, UINT64_C(1) << 63, UINT64_MAX};
    return dice_chance(dice, 12) ? wide[dice_below(dice, 3)] : dice_below(dice, 4);
}

static int64_t draw_amount(test_dice *dice, int64_t sign) {
    return sign * dice_between(dice, 0, dice_chance(dice, 20) ? INT64_C(1) << 36 : 5000);
}

static void draw_fact(test_dice *dice, fact *row) {
    static const int64_t sign[] = {1, -1, -1, 1, 0, 1};
    memset(row, 0, sizeof *row);
    row->is_spend = dice_chance(dice, 5);
    row->day = FIRST + (int32_t)dice_below(dice, DAYS);
    if (dice_chance(dice, 30)) /* far from all others, both ways */
        row->day = (int32_t)dice_between(dice, -719162, 2932896);
    row->currency = (uint32_t)dice_below(dice, CURRENCIES);
    for (size_t k = 1; k < KEYS; k++)
        row->keys[k] = draw_key(dice);
    if (row->is_spend) {
        row->spend = draw_amount(dice, dice_chance(dice, 5) ? -1 : 1);
        row->keys[3] = row->keys[4] = row->keys[5] = 0;
        return;
    }
    row->id = dice_below(dice, 1000);
    row->keys[0] = dice_below(dice, 6);
    row->tax = draw_amount(dice, sign[row->keys[0]]);
    if (sign[row->keys[0]] == 0) {
        row->fee = draw_amount(dice, dice_chance(dice, 2) ? 1 : -1);
        row->net = -row->fee;
        return;
    }
    row->fee = dice_between(dice, -300, 300);
    row->net = draw_amount(dice, sign[row->keys[0]]) - row->fee;
}

static void draw_facts(property *p, facts *all) {
    property_table table = property_rows(p, MOST);
    all->count = table.count;
    all->dimensions = dice_chance(&p->dice, 2) ? 63 : 1 + (uint32_t)dice_below(&p->dice, 63);
    for (size_t i = 0; i < table.count; i++) {
        test_dice dice = property_row(&table, i);
        draw_fact(&dice, &all->rows[i]);
    }
    for (size_t c = 0; c < CURRENCIES; c++) {
        all->num[c] = c == 0 ? 1 : dice_between(&p->dice, 50, 2000);
        all->den[c] = c == 0 ? 1 : dice_between(&p->dice, 50, 2000);
    }
}

/* --- feeding --- */

typedef struct loan {
    revops_transaction_row sales[MOST];
    int64_t spend[MOST];
    uint64_t project[MOST], product[MOST];
    int32_t day[MOST];
    uint32_t currency[MOST];
    size_t sale_count, spend_count;
} loan;

static void lend(const facts *all, const size_t *order, size_t first, size_t count, loan *out) {
    memset(out, 0, sizeof *out);
    for (size_t i = first; i < first + count; i++) {
        const fact *row = &all->rows[order ? order[i] : i];
        if (row->is_spend) {
            size_t at = out->spend_count++;
            out->spend[at] = row->spend;
            out->project[at] = row->keys[1];
            out->product[at] = row->keys[2];
            out->day[at] = row->day;
            out->currency[at] = codes[row->currency];
        } else {
            revops_transaction_row *sale = &out->sales[out->sale_count++];
            sale->economic_day = row->day;
            sale->currency = codes[row->currency];
            sale->gross_minor = row->tax + row->fee + row->net;
            sale->tax_minor = row->tax;
            sale->fee_minor = row->fee;
            sale->net_minor = row->net;
            sale->transaction = row->id;
            sale->kind = (int32_t)row->keys[0];
            sale->project = row->keys[1];
            sale->product = row->keys[2];
            sale->platform = row->keys[3];
            sale->stream = row->keys[4];
            sale->customer = row->keys[5];
        }
    }
}

static revops_transaction_batch sales_of(const loan *in) {
    revops_transaction_batch batch;
    memset(&batch, 0, sizeof batch);
    batch.struct_size = sizeof batch;
    batch.count = in->sale_count;
    batch.economic_day = REVOPS_COLUMN(in->sales, economic_day);
    batch.currency = REVOPS_COLUMN(in->sales, currency);
    batch.gross_minor = REVOPS_COLUMN(in->sales, gross_minor);
    batch.tax_minor = REVOPS_COLUMN(in->sales, tax_minor);
    batch.net_minor = REVOPS_COLUMN(in->sales, net_minor);
    batch.kind = REVOPS_COLUMN(in->sales, kind);
    batch.transaction = REVOPS_COLUMN(in->sales, transaction);
    batch.customer = REVOPS_COLUMN(in->sales, customer);
    batch.product = REVOPS_COLUMN(in->sales, product);
    batch.project = REVOPS_COLUMN(in->sales, project);
    batch.platform = REVOPS_COLUMN(in->sales, platform);
    batch.stream = REVOPS_COLUMN(in->sales, stream);
    return batch;
}

static revops_spend_batch spend_of(const loan *in) {
    revops_spend_batch batch = {sizeof batch,
                                in->spend_count,
                                REVOPS_COLUMN_ARRAY(in->day),
                                REVOPS_COLUMN_ARRAY(in->currency),
                                REVOPS_COLUMN_ARRAY(in->spend),
                                REVOPS_COLUMN_ARRAY(in->project),
                                REVOPS_COLUMN_ARRAY(in->product)};
    return batch;
}

static void must(revops_status status) {
    if (status != REVOPS_OK)
        abort();
}

static void feed(revops_revenue *revenue, const facts *all, const size_t *order, size_t first,
                 size_t count, int back) {
    static loan in;
    revops_transaction_batch sales;
    revops_spend_batch spend;
    lend(all, order, first, count, &in);
    sales = sales_of(&in);
    spend = spend_of(&in);
    must(back ? revops_revenue_remove(revenue, &sales, NULL)
              : revops_revenue_add(revenue, &sales, NULL));
    must(back ? revops_revenue_remove_spend(revenue, &spend, NULL)
              : revops_revenue_add_spend(revenue, &spend, NULL));
}

static revops_revenue *opened(const facts *all) {
    revops_revenue_options options = REVOPS_REVENUE_OPTIONS_INIT;
    revops_revenue *revenue = NULL;
    options.dimensions = all->dimensions;
    options.fx.max_age_days = 5000000; /* one rate for all days, whatever they are */
    must(revops_revenue_create(&revenue, &options, NULL, NULL));
    for (size_t c = 1; c < CURRENCIES; c++) {
        const int32_t day = -719162;
        revops_rate_batch batch = {sizeof batch,
                                   1,
                                   REVOPS_COLUMN_VALUE(&day),
                                   REVOPS_COLUMN_VALUE(&codes[0]),
                                   REVOPS_COLUMN_VALUE(&codes[c]),
                                   REVOPS_COLUMN_VALUE(&all->num[c]),
                                   REVOPS_COLUMN_VALUE(&all->den[c])};
        must(revops_revenue_add_rates(revenue, &batch, NULL));
    }
    return revenue;
}

static revops_revenue *filled(const facts *all) {
    revops_revenue *revenue = opened(all);
    feed(revenue, all, NULL, 0, all->count, 0);
    return revenue;
}

/* --- queries --- */

static revops_revenue_query draw_query(test_dice *dice, uint32_t allowed) {
    revops_revenue_query query = REVOPS_REVENUE_QUERY_INIT;
    query.periods.granularity = (int32_t)dice_below(dice, 7);
    if (!dice_chance(dice, 3)) {
        query.periods.from_day = FIRST + (int32_t)dice_below(dice, DAYS);
        query.periods.to_day = query.periods.from_day + (int32_t)dice_below(dice, DAYS);
    }
    query.periods.week_start = (int32_t)dice_below(dice, 8);
    query.periods.fiscal_month = (int32_t)dice_below(dice, 13);
    query.group_by = (uint32_t)dice_below(dice, 64) & allowed;
    for (uint32_t k = 1; k < KEYS; k++)
        if (dice_chance(dice, 8) && (allowed >> k & 1))
            (&query.project)[k - 1] = draw_key(dice);
    if (dice_chance(dice, 3))
        query.currency = codes[dice_below(dice, CURRENCIES)];
    return query;
}

/* --- the slow model --- */

static int64_t half_even(int64_t amount, int64_t num, int64_t den) {
    /* Whole multiples of the denominator first, so that no product leaves 64 bits: amounts stay
     * below
     * 2^44, the terms of a rate below 2^29, and a rate below 2^18. */
    int negative = amount < 0;
    uint64_t size = negative ? 0 - (uint64_t)amount : (uint64_t)amount, high, low, rest;
    uint64_t n = (uint64_t)num, d = (uint64_t)den;
    high = size / d; /* whole parts first: amount = high x den + low */
    low = size % d;
    high *= n;
    low *= n; /* below 2^64: both factors are below 2^32 */
    high += low / d;
    rest = low % d;
    if (rest > d - rest || (rest == d - rest && (high & 1)))
        high++;
    return negative ? -(int64_t)high : (int64_t)high;
}

/* Minor units of one currency as minor units of another: through the euro, exactly, rounded
 * once. */
static int64_t model_convert(const facts *all, int64_t amount, uint32_t from, uint32_t to) {
    int64_t num, den;
    if (from == to)
        return amount;
    num = all->den[from] * all->num[to] * units[to];
    den = all->num[from] * all->den[to] * units[from];
    for (int64_t a = num, b = den; b != 0;) { /* lowest terms keep both below 2^32 */
        int64_t rest = a % b;
        a = b;
        b = rest;
        if (b == 0) {
            num /= a;
            den /= a;
        }
    }
    return half_even(amount, num, den);
}

typedef struct group {
    int64_t tax, fee, net, refund, spend, count, sale_count, refund_count;
    uint64_t keys[KEYS];
    int32_t from_day, to_day;
    uint32_t currency; /* packed */
} group;

typedef struct model {
    group rows[MOST_GROUPS];
    size_t count;
} model;

static int same_cell(const facts *all, const fact *a, const fact *b) {
    if (a->day != b->day || a->currency != b->currency || a->is_spend != b->is_spend)
        return 0;
    for (size_t k = 0; k < KEYS; k++)
        if ((all->dimensions >> k & 1) && a->keys[k] != b->keys[k])
            return 0;
    return 1;
}

static void model_refund(group *g, const fact *row) {
    if (row->is_spend)
        return;
    if (row->keys[0] >= REVOPS_REFUND && row->keys[0] <= REVOPS_CHARGEBACK_REVERSAL)
        g->refund += row->tax + row->fee + row->net;
    g->count++;
    g->sale_count += row->keys[0] == REVOPS_SALE;
    g->refund_count += row->keys[0] == REVOPS_REFUND || row->keys[0] == REVOPS_CHARGEBACK;
}

/* The finest cells: rows of one day, currency and kept dimensions; converted as one. */
static void model_cell(const facts *all, const revops_revenue_query *query, size_t i, group *g) {
    memset(g, 0, sizeof *g);
    for (size_t j = i; j < all->count; j++) {
        const fact *row = &all->rows[j];
        if (!same_cell(all, &all->rows[i], row))
            continue;
        g->tax += row->tax;
        g->fee += row->fee;
        g->net += row->net;
        g->spend += row->spend;
        model_refund(g, row);
    }
    g->currency = codes[all->rows[i].currency];
    if (query->currency) {
        uint32_t from = all->rows[i].currency, to = 0;
        int64_t *amounts[] = {&g->tax, &g->fee, &g->net, &g->refund, &g->spend};
        while (codes[to] != query->currency)
            to++;
        for (size_t a = 0; a < 5; a++)
            *amounts[a] = model_convert(all, *amounts[a], from, to);
        g->currency = query->currency;
    }
}

static int model_wanted(const facts *all, const revops_revenue_query *query, size_t i) {
    for (size_t j = 0; j < i; j++)
        if (same_cell(all, &all->rows[j], &all->rows[i]))
            return 0; /* the cell was made of its first row */
    for (size_t k = 1; k < KEYS; k++)
        if ((&query->project)[k - 1] && (&query->project)[k - 1] != all->rows[i].keys[k])
            return 0;
    return 1;
}

/* The first period of the public function that holds the day. */
static int model_period(const revops_periods *periods, int32_t day, group *g) {
    revops_period_row row;
    size_t written = 0, low = 0, high = 0;
    if (day < periods->from_day || day >= periods->to_day)
        return 0;
    must(revops_period_count(&high, periods, NULL));
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        must(revops_period_rows(periods, middle, &row, 1, sizeof row, &written, NULL));
        if (row.from_day <= day)
            low = middle;
        else
            high = middle;
    }
    must(revops_period_rows(periods, low, &row, 1, sizeof row, &written, NULL));
    g->from_day = row.from_day;
    g->to_day = row.to_day;
    return 1;
}

static int group_compare(const void *a, const void *b) {
    const group *x = a, *y = b;
    if (x->from_day != y->from_day)
        return x->from_day < y->from_day ? -1 : 1;
    if (x->currency != y->currency)
        return x->currency < y->currency ? -1 : 1;
    for (size_t k = 1; k <= KEYS; k++) /* kind comes last */
        if (x->keys[k % KEYS] != y->keys[k % KEYS])
            return x->keys[k % KEYS] < y->keys[k % KEYS] ? -1 : 1;
    return 0;
}

static void model_add(model *m, const group *g) {
    for (size_t i = 0; i < m->count; i++) {
        group *into = &m->rows[i];
        if (group_compare(into, g) != 0)
            continue;
        into->tax += g->tax;
        into->fee += g->fee;
        into->net += g->net;
        into->refund += g->refund;
        into->spend += g->spend;
        into->count += g->count;
        into->sale_count += g->sale_count;
        into->refund_count += g->refund_count;
        return;
    }
    m->rows[m->count++] = *g;
}

static revops_periods model_range(const facts *all, const revops_revenue_query *query,
                                  int with_spend) {
    revops_periods periods = query->periods;
    if (periods.granularity == 0)
        periods.granularity = REVOPS_GRANULARITY_TOTAL;
    if (periods.from_day != 0 || periods.to_day != 0)
        return periods;
    for (size_t i = 0, first = 1; i < all->count; i++) {
        int32_t day = all->rows[i].day;
        if (all->rows[i].is_spend && !with_spend)
            continue;
        if (first || day < periods.from_day)
            periods.from_day = day;
        if (first || day >= periods.to_day)
            periods.to_day = day + 1;
        first = 0;
    }
    return periods;
}

static void model_answer(const facts *all, const revops_revenue_query *query, int with_spend,
                         model *m) {
    revops_periods periods = model_range(all, query, with_spend);
    m->count = 0;
    for (size_t i = 0; i < all->count; i++) {
        group g;
        if ((all->rows[i].is_spend && !with_spend) || !model_wanted(all, query, i))
            continue;
        model_cell(all, query, i, &g);
        if (!model_period(&periods, all->rows[i].day, &g))
            continue;
        for (size_t k = 0; k < KEYS; k++)
            g.keys[k] = query->group_by >> k & 1 ? all->rows[i].keys[k] : 0;
        if (!(query->group_by & 1))
            g.keys[0] = UINT64_MAX;
        model_add(m, &g);
    }
    qsort(m->rows, m->count, sizeof m->rows[0], group_compare);
}

/* --- rows of both --- */

static int same_revenue(const group *g, const revops_revenue_row *row) {
    return row->gross_minor == g->tax + g->fee + g->net && row->tax_minor == g->tax &&
           row->fee_minor == g->fee && row->net_minor == g->net && row->refund_minor == g->refund &&
           row->count == (uint64_t)g->count && row->sale_count == (uint64_t)g->sale_count &&
           row->refund_count == (uint64_t)g->refund_count && row->from_day == g->from_day &&
           row->to_day == g->to_day && row->currency == g->currency &&
           (uint64_t)(int64_t)row->kind == g->keys[0] &&
           memcmp(&row->project, &g->keys[1], 5 * sizeof g->keys[1]) == 0;
}

/* net / spend in lowest terms, without a division by what is not above 0. */
static int same_roas(const group *g, revops_ratio roas) {
    int64_t a = g->net < 0 ? -g->net : g->net, b = g->spend;
    if (g->spend <= 0)
        return roas.status == REVOPS_RATIO_UNDEFINED && roas.numerator == 0 &&
               roas.denominator == 0;
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return roas.status == REVOPS_RATIO_OK && roas.numerator == g->net / a &&
           roas.denominator == g->spend / a;
}

static int same_profit(const group *g, const revops_profit_row *row) {
    return row->gross_minor == g->tax + g->fee + g->net && row->tax_minor == g->tax &&
           row->fee_minor == g->fee && row->net_minor == g->net && row->spend_minor == g->spend &&
           row->profit_minor == g->net - g->spend && row->from_day == g->from_day &&
           row->to_day == g->to_day && row->currency == g->currency && row->project == g->keys[1] &&
           row->product == g->keys[2] && row->reserved0 == 0 && same_roas(g, row->roas);
}

static facts all; /* one law at a time */
static model slow;
static revops_revenue_row rows[MOST_GROUPS];
static revops_profit_row profits[MOST_GROUPS];

static void rows_are_what_a_slow_model_says(property *p) {
    revops_revenue *revenue;
    draw_facts(p, &all);
    revenue = filled(&all);
    for (int i = 0; i < 12 && !p->failed; i++) {
        revops_revenue_query query = draw_query(&p->dice, all.dimensions);
        size_t written = 0, at = 0;
        must(revops_revenue_rows(revenue, &query, 0, rows, MOST_GROUPS, sizeof rows[0], &written,
                                 NULL));
        model_answer(&all, &query, 0, &slow);
        while (at < written && at < slow.count && same_revenue(&slow.rows[at], &rows[at]))
            at++;
        if (written != slow.count || at != slow.count)
            property_fail(
                p, __FILE__, __LINE__, "model",
                "row %zu of %zu (%zu): granularity %d, group_by %u, keeps %u, currency %x", at,
                slow.count, written, query.periods.granularity, query.group_by, all.dimensions,
                query.currency);
    }
    revops_revenue_destroy(revenue);
}

static void profit_is_what_a_slow_model_says(property *p) {
    revops_revenue *revenue;
    draw_facts(p, &all);
    revenue = filled(&all);
    for (int i = 0; i < 12 && !p->failed; i++) {
        revops_revenue_query query = draw_query(
            &p->dice, all.dimensions & (REVOPS_DIMENSION_PROJECT | REVOPS_DIMENSION_PRODUCT));
        size_t written = 0, at = 0;
        must(revops_revenue_profit_rows(revenue, &query, 0, profits, MOST_GROUPS, sizeof profits[0],
                                        &written, NULL));
        model_answer(&all, &query, 1, &slow);
        while (at < written && at < slow.count && same_profit(&slow.rows[at], &profits[at]))
            at++;
        if (written != slow.count || at != slow.count)
            property_fail(
                p, __FILE__, __LINE__, "model",
                "row %zu of %zu (%zu): granularity %d, group_by %u, keeps %u, currency %x", at,
                slow.count, written, query.periods.granularity, query.group_by, all.dimensions,
                query.currency);
    }
    revops_revenue_destroy(revenue);
}

/* --- law 12: days sum to months, groups to totals --- */

static void sum_up(const revops_revenue_row *of, size_t count, uint32_t currency, int64_t *sums) {
    memset(sums, 0, 8 * sizeof *sums);
    for (size_t i = 0; i < count; i++)
        for (size_t f = 0; f < 8 && of[i].currency == currency; f++)
            sums[f] += f < 5 ? (&of[i].gross_minor)[f] : (int64_t)(&of[i].count)[f - 5];
}

static void days_sum_to_months_and_groups_to_totals(property *p) {
    revops_revenue *revenue;
    draw_facts(p, &all);
    revenue = filled(&all);
    for (int i = 0; i < 6 && !p->failed; i++) {
        revops_revenue_query query = draw_query(&p->dice, all.dimensions);
        revops_revenue_query fine = query;
        size_t coarse_count = 0, fine_count = 0;
        query.group_by = 0;
        query.periods.granularity = REVOPS_GRANULARITY_TOTAL;
        fine.periods.granularity = 1 + (int32_t)dice_below(&p->dice, 6);
        must(revops_revenue_rows(revenue, &fine, 0, rows, MOST_GROUPS, sizeof rows[0], &fine_count,
                                 NULL));
        must(revops_revenue_rows(revenue, &query, 0, rows + fine_count, MOST_GROUPS - fine_count,
                                 sizeof rows[0], &coarse_count, NULL));
        for (size_t c = 0; c < CURRENCIES && !p->failed; c++) {
            int64_t parts[8], whole[8];
            sum_up(rows, fine_count, codes[c], parts);
            sum_up(rows + fine_count, coarse_count, codes[c], whole);
            if (memcmp(parts, whole, sizeof parts) != 0)
                property_fail(p, __FILE__, __LINE__, "sums", "granularity %d, group_by %u",
                              fine.periods.granularity, fine.group_by);
        }
    }
    revops_revenue_destroy(revenue);
}

static void fill_adds_nothing_but_zeros(property *p) {
    revops_revenue *revenue;
    draw_facts(p, &all);
    for (size_t i = 0; i < all.count; i++) /* few days, or all of them become rows */
        all.rows[i].day = FIRST + all.rows[i].day % 20;
    revenue = filled(&all);
    for (int i = 0; i < 6 && !p->failed; i++) {
        revops_revenue_query query = draw_query(&p->dice, all.dimensions);
        static revops_revenue_row page[7];
        size_t count = 0, written = 0, at = 0;
        uint64_t first = 0;
        must(revops_revenue_rows(revenue, &query, 0, rows, MOST_GROUPS, sizeof rows[0], &count,
                                 NULL));
        query.fill = 1;
        do {
            must(revops_revenue_rows(revenue, &query, first, page, 7, sizeof page[0], &written,
                                     NULL));
            first += written;
            for (size_t r = 0; r < written; r++) {
                if (page[r].count == 0 && page[r].gross_minor == 0 && page[r].net_minor == 0)
                    continue;
                if (at == count || memcmp(&page[r], &rows[at++], sizeof page[r]) != 0)
                    property_fail(p, __FILE__, __LINE__, "fill", "row %zu of %zu", at, count);
            }
        } while (written == 7 && !p->failed);
        if (!p->failed && at != count)
            property_fail(p, __FILE__, __LINE__, "fill", "%zu of %zu rows", at, count);
    }
    revops_revenue_destroy(revenue);
}

/* --- states --- */

typedef struct bytes {
    unsigned char *data;
    size_t size;
} bytes;

static bytes saved(const revops_revenue *revenue) {
    bytes state = {NULL, 0};
    if (revops_revenue_save(revenue, NULL, 0, &state.size, NULL) != REVOPS_E_CAPACITY)
        abort();
    state.data = malloc(state.size);
    if (!state.data)
        abort();
    must(revops_revenue_save(revenue, state.data, state.size, &state.size, NULL));
    return state;
}

/* Compare and free both. */
static int same_bytes(bytes a, bytes b) {
    int same = a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
    free(a.data);
    free(b.data);
    return same;
}

static void permute(test_dice *dice, size_t *order, size_t count) {
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    for (size_t i = count; i > 1; i--) {
        size_t j = (size_t)dice_below(dice, i), swap = order[i - 1];
        order[i - 1] = order[j];
        order[j] = swap;
    }
}

/* Rows [first, first + count) of an order, cut into batches; some by way of other handles. */
static void gather(test_dice *dice, revops_revenue *into, const size_t *order, size_t first,
                   size_t count) {
    while (count > 0) {
        size_t part = 1 + (size_t)dice_below(dice, count);
        if (part > 1 && dice_chance(dice, 3)) {
            revops_revenue *branch = opened(&all), *loaded = NULL;
            bytes state;
            gather(dice, branch, order, first, part - 1);
            feed(branch, &all, order, first + part - 1, 1, 0);
            state = saved(branch);
            must(revops_revenue_load(&loaded, state.data, state.size, NULL, NULL));
            must(revops_revenue_merge(into, loaded, NULL));
            free(state.data);
            revops_revenue_destroy(branch);
            revops_revenue_destroy(loaded);
        } else {
            feed(into, &all, order, first, part, 0);
        }
        first += part;
        count -= part;
    }
}

static void any_order_and_any_tree_give_the_same_bytes(property *p) {
    static size_t order[MOST];
    revops_revenue *whole, *parts;
    int same;
    draw_facts(p, &all);
    whole = filled(&all);
    parts = opened(&all);
    permute(&p->dice, order, all.count);
    gather(&p->dice, parts, order, 0, all.count);
    same = same_bytes(saved(whole), saved(parts));
    revops_revenue_destroy(whole);
    revops_revenue_destroy(parts);
    HOLDS(p, same, "%zu rows", all.count);
}

static void remove_undoes_add(property *p) {
    static size_t order[MOST];
    revops_revenue *kept, *both;
    size_t half;
    int same;
    draw_facts(p, &all);
    half = all.count ? (size_t)dice_below(&p->dice, all.count) : 0;
    kept = opened(&all);
    both = opened(&all);
    permute(&p->dice, order, all.count);
    feed(kept, &all, order, 0, half, 0);
    gather(&p->dice, both, order, 0, all.count);
    for (size_t i = half; i < all.count;) { /* the other half, in batches and backwards */
        size_t part = 1 + (size_t)dice_below(&p->dice, all.count - i);
        feed(both, &all, order, half + all.count - i - part, part, 1);
        i += part;
    }
    same = same_bytes(saved(kept), saved(both));
    revops_revenue_destroy(kept);
    revops_revenue_destroy(both);
    HOLDS(p, same, "%zu of %zu rows stay", half, all.count);
}

/* --- law 16 --- */

typedef struct reading {
    loan in;
    size_t next;
    test_dice *dice;
} reading;

static int32_t read_next(void *user, void *batch) {
    reading *r = user;
    revops_transaction_batch *out = batch;
    size_t left = r->in.sale_count - r->next;
    size_t count = left ? 1 + (size_t)dice_below(r->dice, left) : 0;
    if (left == 0)
        return REVOPS_END;
    *out = sales_of(&r->in);
    out->count = count;
    for (revops_column *c = &out->economic_day; c <= &out->stream; c++)
        if (c->data)
            c->data = (const char *)c->data + r->next * sizeof(revops_transaction_row);
    r->next += count;
    return REVOPS_MORE;
}

typedef struct total {
    int64_t sum;
    size_t count;
} total;

static int32_t add_up(void *user, const void *data, size_t count) {
    const revops_contribution *items = data;
    total *t = user;
    for (size_t i = 0; i < count; i++)
        t->sum += items[i].amount_minor;
    t->count += count;
    return REVOPS_MORE;
}

static void explanations_sum_to_every_cell(property *p) {
    static const char *const fields[] = {"gross_minor",  "tax_minor", "fee_minor",  "net_minor",
                                         "refund_minor", "count",     "sale_count", "refund_count"};
    static reading r;
    revops_revenue_query query;
    revops_revenue *revenue;
    size_t written = 0, listed = 0, wanted = 0;
    draw_facts(p, &all);
    revenue = filled(&all);
    query = draw_query(&p->dice, all.dimensions);
    query.currency = 0;
    r.dice = &p->dice;
    lend(&all, NULL, 0, all.count, &r.in);
    must(
        revops_revenue_rows(revenue, &query, 0, rows, MOST_GROUPS, sizeof rows[0], &written, NULL));
    for (size_t i = 0; i < written && !p->failed; i++) {
        for (size_t f = 0; f < 8 && !p->failed; f++) {
            int64_t cell = f < 5 ? (&rows[i].gross_minor)[f] : (int64_t)(&rows[i].count)[f - 5];
            total t = {0, 0};
            revops_status status;
            r.next = 0;
            status = revops_revenue_explain(revenue, &query, &rows[i], fields[f], read_next, &r,
                                            add_up, &t, NULL);
            if (status != REVOPS_OK || t.sum != cell)
                property_fail(p, __FILE__, __LINE__, "sum", "%s of row %zu: status %d", fields[f],
                              i, status);
            listed += f == 5 ? t.count : 0;
        }
        wanted += rows[i].count;
    }
    revops_revenue_destroy(revenue);
    HOLDS(p, p->failed || listed == wanted, "%zu of %zu transactions", listed, wanted);
}

int main(void) {
    law("rows are what a slow model says", rows_are_what_a_slow_model_says, PROPERTY_RUNS);
    law("profit is what a slow model says", profit_is_what_a_slow_model_says, PROPERTY_RUNS);
    law("days sum to months and groups to totals", days_sum_to_months_and_groups_to_totals,
        PROPERTY_RUNS);
    law("fill adds nothing but zeros", fill_adds_nothing_but_zeros, PROPERTY_RUNS);
    law("any order and any tree give the same bytes", any_order_and_any_tree_give_the_same_bytes,
        PROPERTY_RUNS);
    law("remove undoes add", remove_undoes_add, PROPERTY_RUNS);
    law("explanations sum to every cell", explanations_sum_to_every_cell, PROPERTY_RUNS);
    return law_end();
}
