/* Laws of payouts and commissions (law 14 and 15 of sales), against plain loops over the rows. */
#include "property.h"

#include <string.h>

#include "revops.h"

enum {
    MOST = 160,
    FIRST = 20454,
    DAYS = 90,
    PAYOUTS = 5,
    PLATFORMS = 3,
    CUSTOMERS = 6,
    CLASSES = 3
};

static const uint32_t dollars = REVOPS_CURRENCY('U', 'S', 'D', 0);

/* --- payouts --- */

typedef struct moved {
    int64_t gross, net;
    uint64_t payout, platform;
    int32_t day, available, kind;
} moved;

typedef struct paid {
    int64_t amount, fee;
    uint64_t payout, platform;
    int32_t day;
} paid;

typedef struct book {
    moved moves[MOST];
    paid payments[MOST];
    size_t move_count, payment_count;
} book;

static void draw_book(property *p, book *b) {
    property_table moves = property_rows(p, MOST), payments = property_rows(p, MOST);
    memset(b, 0, sizeof *b);
    for (; b->move_count < moves.count; b->move_count++) {
        test_dice dice = property_row(&moves, b->move_count);
        moved *m = &b->moves[b->move_count];
        m->kind = (int32_t)dice_below(&dice, 8);
        m->gross = m->kind == REVOPS_FEE ? 0 : dice_between(&dice, 0, 9000);
        if (m->kind == REVOPS_REFUND || m->kind == REVOPS_CHARGEBACK ||
            m->kind == REVOPS_RESERVE_HOLD)
            m->gross = -m->gross;
        m->net =
            m->kind >= REVOPS_RESERVE_HOLD ? m->gross : m->gross - dice_between(&dice, -100, 500);
        m->payout = dice_below(&dice, PAYOUTS + 1);
        m->platform = dice_below(&dice, PLATFORMS);
        m->day = FIRST + (int32_t)dice_below(&dice, DAYS);
        m->available = m->day + (int32_t)dice_below(&dice, 9);
    }
    for (; b->payment_count < payments.count; b->payment_count++) {
        test_dice dice = property_row(&payments, b->payment_count);
        paid *q = &b->payments[b->payment_count];
        q->amount = dice_between(&dice, -2000, 9000);
        q->fee = dice_between(&dice, 0, 50);
        q->payout = 1 + dice_below(&dice, PAYOUTS);
        q->platform = dice_below(&dice, PLATFORMS);
        q->day = FIRST + (int32_t)dice_below(&dice, DAYS);
    }
}

static revops_payouts *payouts_of(const book *b) {
    revops_payouts *payouts = NULL;
    revops_transaction_batch moves;
    revops_payout_batch payments;
    memset(&moves, 0, sizeof moves);
    moves.struct_size = sizeof moves;
    moves.count = b->move_count;
    moves.economic_day = REVOPS_COLUMN(b->moves, day);
    moves.available_day = REVOPS_COLUMN(b->moves, available);
    moves.currency = REVOPS_COLUMN_VALUE(&dollars);
    moves.gross_minor = REVOPS_COLUMN(b->moves, gross);
    moves.net_minor = REVOPS_COLUMN(b->moves, net);
    moves.kind = REVOPS_COLUMN(b->moves, kind);
    moves.payout = REVOPS_COLUMN(b->moves, payout);
    moves.platform = REVOPS_COLUMN(b->moves, platform);
    memset(&payments, 0, sizeof payments);
    payments.struct_size = sizeof payments;
    payments.count = b->payment_count;
    payments.payout = REVOPS_COLUMN(b->payments, payout);
    payments.day = REVOPS_COLUMN(b->payments, day);
    payments.currency = REVOPS_COLUMN_VALUE(&dollars);
    payments.amount_minor = REVOPS_COLUMN(b->payments, amount);
    payments.fee_minor = REVOPS_COLUMN(b->payments, fee);
    payments.platform = REVOPS_COLUMN(b->payments, platform);
    if (revops_payouts_create(&payouts, NULL, NULL) != REVOPS_OK ||
        revops_payouts_add(payouts, &moves, NULL) != REVOPS_OK ||
        revops_payouts_add_payouts(payouts, &payments, NULL) != REVOPS_OK) {
        revops_payouts_destroy(payouts);
        return NULL;
    }
    return payouts;
}

static int is_revenue(const moved *m) {
    return m->kind < REVOPS_RESERVE_HOLD;
}

static void check_payouts(property *p, const book *b, const revops_payouts *payouts) {
    revops_payout_row rows[PAYOUTS + 1];
    size_t count = 0;
    HOLDS(p,
          revops_payouts_rows(payouts, 0, rows, PAYOUTS + 1, sizeof *rows, &count, NULL) ==
              REVOPS_OK,
          "rows are refused");
    for (size_t r = 0; r < count; r++) {
        const revops_payout_row *row = &rows[r];
        int64_t net = 0, reserve = 0, amount = 0, fee = 0;
        uint64_t members = 0;
        for (size_t i = 0; i < b->move_count; i++) {
            const moved *m = &b->moves[i];
            if (m->payout != row->payout)
                continue;
            members++;
            net += is_revenue(m) ? m->net : 0;
            reserve -= is_revenue(m) ? 0 : m->gross;
        }
        for (size_t i = 0; i < b->payment_count; i++) {
            amount += b->payments[i].payout == row->payout ? b->payments[i].amount : 0;
            fee += b->payments[i].payout == row->payout ? b->payments[i].fee : 0;
        }
        HOLDS(p,
              row->member_count == members && row->net_minor == net &&
                  row->reserve_minor == reserve && row->paid_minor == amount &&
                  row->payout_fee_minor == fee &&
                  row->gross_minor == row->tax_minor + row->fee_minor + row->net_minor,
              "payout %llu is not its rows", (unsigned long long)row->payout);
        HOLDS(p, net - reserve - row->unexplained_minor == amount + fee,
              "payout %llu: members less unexplained are not paid and fees",
              (unsigned long long)row->payout);
    }
}

static void members_and_what_is_unexplained_are_what_was_paid(property *p) {
    book b;
    revops_payouts *payouts;
    draw_book(p, &b);
    payouts = payouts_of(&b);
    HOLDS(p, payouts, "a good book is refused");
    check_payouts(p, &b, payouts);
    revops_payouts_destroy(payouts);
}

static void check_balances(property *p, const book *b, const revops_payouts *payouts,
                           int32_t as_of) {
    revops_payouts_query query = REVOPS_PAYOUTS_QUERY_INIT;
    revops_payout_balance_row rows[PLATFORMS];
    size_t count = 0;
    query.as_of_day = as_of;
    HOLDS(p,
          revops_payouts_balance_rows(payouts, &query, 0, rows, PLATFORMS, sizeof *rows, &count,
                                      NULL) == REVOPS_OK,
          "balances are refused");
    for (size_t r = 0; r < count; r++) {
        const revops_payout_balance_row *row = &rows[r];
        int64_t earned = 0, pending = 0, reserved = 0, out = 0;
        for (size_t i = 0; i < b->move_count; i++) {
            const moved *m = &b->moves[i];
            if (m->platform != row->platform || m->day > as_of)
                continue;
            earned += is_revenue(m) ? m->net : 0;
            pending += is_revenue(m) && m->available > as_of ? m->net : 0;
            reserved -= is_revenue(m) ? 0 : m->gross;
        }
        for (size_t i = 0; i < b->payment_count; i++)
            if (b->payments[i].platform == row->platform && b->payments[i].day <= as_of)
                out += b->payments[i].amount + b->payments[i].fee;
        HOLDS(p,
              row->earned_minor == earned && row->pending_minor == pending &&
                  row->reserved_minor == reserved && row->paid_minor == out,
              "the balance of platform %llu is not its rows", (unsigned long long)row->platform);
        HOLDS(p,
              earned ==
                  row->available_minor + row->pending_minor + row->reserved_minor + row->paid_minor,
              "platform %llu: money is lost", (unsigned long long)row->platform);
    }
}

static void earned_is_available_pending_reserved_or_paid_on_every_day(property *p) {
    book b;
    revops_payouts *payouts;
    draw_book(p, &b);
    payouts = payouts_of(&b);
    HOLDS(p, payouts, "a good book is refused");
    for (int32_t day = FIRST - 1; day <= FIRST + DAYS && !p->failed; day += 13)
        check_balances(p, &b, payouts, day);
    revops_payouts_destroy(payouts);
}

/* --- commissions --- */

typedef struct activity {
    int64_t quantity, reported;
    uint64_t platform, asset, customer;
    int32_t day;
    uint8_t has_report;
} activity;

typedef struct work {
    activity rows[MOST];
    uint8_t valid[MOST / 8];
    size_t count;
    int64_t received[PLATFORMS];
} work;

/* Rates of each platform: 1/3 of a cent a hundredth and more, so that rounding happens. */
static const int64_t rate_num[PLATFORMS] = {1000, 451, 77}, rate_den[PLATFORMS] = {3, 1, 7};

static void draw_work(property *p, work *w) {
    property_table rows = property_rows(p, MOST);
    memset(w, 0, sizeof *w);
    for (; w->count < rows.count; w->count++) {
        test_dice dice = property_row(&rows, w->count);
        activity *a = &w->rows[w->count];
        a->quantity = dice_between(&dice, -50, 900);
        a->has_report = (uint8_t)dice_chance(&dice, 3);
        a->reported = dice_between(&dice, 0, 3000);
        a->platform = dice_below(&dice, PLATFORMS);
        a->asset = dice_below(&dice, CLASSES);
        a->customer = dice_below(&dice, CUSTOMERS);
        a->day = FIRST + (int32_t)dice_below(&dice, DAYS);
        if (a->has_report)
            w->valid[w->count / 8] |= (uint8_t)(1 << w->count % 8);
    }
    for (size_t i = 0; i < PLATFORMS; i++)
        w->received[i] = dice_between(&p->dice, 0, 5000);
}

static revops_commissions *commissions_of(const work *w) {
    static const uint64_t platforms[PLATFORMS] = {0, 1, 2};
    static const int32_t day = FIRST + DAYS / 2;
    revops_commissions *commissions = NULL;
    revops_activity_batch rows;
    revops_unit_rate_batch rates;
    revops_received_batch received;
    memset(&rows, 0, sizeof rows);
    rows.struct_size = sizeof rows;
    rows.count = w->count;
    rows.economic_day = REVOPS_COLUMN(w->rows, day);
    rows.currency = REVOPS_COLUMN_VALUE(&dollars);
    rows.quantity = REVOPS_COLUMN(w->rows, quantity);
    rows.commission_minor = REVOPS_COLUMN(w->rows, reported);
    rows.commission_minor.validity = w->valid;
    rows.platform = REVOPS_COLUMN(w->rows, platform);
    rows.asset_class = REVOPS_COLUMN(w->rows, asset);
    rows.customer = REVOPS_COLUMN(w->rows, customer);
    memset(&rates, 0, sizeof rates);
    rates.struct_size = sizeof rates;
    rates.count = PLATFORMS;
    rates.currency = REVOPS_COLUMN_VALUE(&dollars);
    rates.platform = REVOPS_COLUMN_ARRAY(platforms);
    rates.rate_num = REVOPS_COLUMN_ARRAY(rate_num);
    rates.rate_den = REVOPS_COLUMN_ARRAY(rate_den);
    memset(&received, 0, sizeof received);
    received.struct_size = sizeof received;
    received.count = PLATFORMS;
    received.day = REVOPS_COLUMN_VALUE(&day);
    received.currency = REVOPS_COLUMN_VALUE(&dollars);
    received.platform = REVOPS_COLUMN_ARRAY(platforms);
    received.amount_minor = REVOPS_COLUMN_ARRAY(w->received);
    if (revops_commissions_create(&commissions, NULL, NULL, NULL) != REVOPS_OK ||
        revops_commissions_add(commissions, &rows, NULL) != REVOPS_OK ||
        revops_commissions_add_rates_per_unit(commissions, &rates, NULL) != REVOPS_OK ||
        revops_commissions_add_settlements(commissions, &received, NULL) != REVOPS_OK) {
        revops_commissions_destroy(commissions);
        return NULL;
    }
    return commissions;
}

/* quantity x rate / 100, halves away from zero. */
static int64_t earned_by(const activity *a) {
    const int64_t den = 100 * rate_den[a->platform], value = a->quantity * rate_num[a->platform];
    const int64_t size = ((value < 0 ? -value : value) * 2 + den) / (2 * den);
    return value < 0 ? -size : size;
}

static void check_groups(property *p, const work *w, const revops_commissions *commissions,
                         uint32_t group_by) {
    static revops_commission_row rows[512];
    revops_commissions_query query = REVOPS_COMMISSIONS_QUERY_INIT;
    size_t count = 0;
    query.group_by = group_by;
    HOLDS(p,
          revops_commissions_rows(commissions, &query, 0, rows, 512, sizeof *rows, &count, NULL) ==
              REVOPS_OK,
          "rows are refused");
    for (size_t r = 0; r < count; r++) {
        const revops_commission_row *row = &rows[r];
        int64_t accrued = 0, quantity = 0, variance = 0;
        uint32_t customers = 0;
        uint64_t seen = 0;
        for (size_t i = 0; i < w->count; i++) {
            const activity *a = &w->rows[i];
            if (a->day < row->from_day || a->day >= row->to_day || a->platform != row->platform ||
                (group_by && a->asset != row->asset_class))
                continue;
            quantity += a->quantity;
            accrued += a->has_report ? a->reported : earned_by(a);
            variance += a->has_report ? a->reported - earned_by(a) : 0;
            if (a->customer)
                customers |= UINT32_C(1) << a->customer;
        }
        for (; customers; customers &= customers - 1)
            seen++;
        HOLDS(p,
              row->accrued_minor == accrued && row->quantity == quantity &&
                  row->variance_minor == variance && row->customer_count == seen,
              "row %zu of %zu is not its activity", r, count);
    }
}

static void grouping_by_asset_class_sums_to_the_platform(property *p) {
    work w;
    revops_commissions *commissions;
    draw_work(p, &w);
    commissions = commissions_of(&w);
    HOLDS(p, commissions, "good work is refused");
    check_groups(p, &w, commissions, 0);
    if (!p->failed)
        check_groups(p, &w, commissions, REVOPS_COMMISSION_ASSET_CLASS);
    revops_commissions_destroy(commissions);
}

static void check_owed(property *p, const work *w, const revops_commissions *commissions) {
    static revops_commission_balance_row rows[512];
    int64_t closing[PLATFORMS] = {0};
    revops_commissions_query query = REVOPS_COMMISSIONS_QUERY_INIT;
    size_t count = 0;
    query.periods.granularity = REVOPS_GRANULARITY_WEEK;
    query.periods.from_day = FIRST;
    query.periods.to_day = FIRST + DAYS;
    HOLDS(p,
          revops_commissions_balance_rows(commissions, &query, 0, rows, 512, sizeof *rows, &count,
                                          NULL) == REVOPS_OK,
          "balances are refused");
    for (size_t r = 0; r < count; r++) {
        const revops_commission_balance_row *row = &rows[r];
        HOLDS(p,
              row->opening_minor == closing[row->platform] &&
                  row->closing_minor ==
                      row->opening_minor + row->accrued_minor - row->received_minor,
              "row %zu does not open where the period before closed", r);
        closing[row->platform] = row->closing_minor;
    }
    for (size_t i = 0; i < w->count; i++)
        closing[w->rows[i].platform] -=
            w->rows[i].has_report ? w->rows[i].reported : earned_by(&w->rows[i]);
    for (size_t i = 0; i < PLATFORMS; i++)
        HOLDS(p, closing[i] == -w->received[i], "platform %zu: money is lost", i);
}

static void closing_is_the_opening_of_the_next_period(property *p) {
    work w;
    revops_commissions *commissions;
    draw_work(p, &w);
    commissions = commissions_of(&w);
    HOLDS(p, commissions, "good work is refused");
    check_owed(p, &w, commissions);
    revops_commissions_destroy(commissions);
}

int main(void) {
    law("14: members and what is unexplained are what was paid",
        members_and_what_is_unexplained_are_what_was_paid, PROPERTY_RUNS);
    law("14: earned is available, pending, reserved or paid on every day",
        earned_is_available_pending_reserved_or_paid_on_every_day, PROPERTY_RUNS);
    law("15: grouping by asset class sums to the platform",
        grouping_by_asset_class_sums_to_the_platform, PROPERTY_RUNS);
    law("15: closing is the opening of the next period", closing_is_the_opening_of_the_next_period,
        PROPERTY_RUNS);
    return law_end();
}
