/* A payout beside the sales that it carries, and where the rest of the money is. Two of three sales
 * were paid out; five units of the payment are missing, and are shown as such.
 *
 *     cc 06_payouts.c $(pkg-config --cflags --libs revops) -o payouts && ./payouts
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <revops.h>

enum { MONDAY = 20458, PAYOUT = 77 }; /* 2026-01-05 */
#define USD REVOPS_CURRENCY('U', 'S', 'D', 0)

/* Rows of the host, as they lie in its memory. */
typedef struct sale {
    int64_t gross_minor, net_minor;
    uint64_t payout;
    int32_t day, available_day;
} sale;

static const sale sales[] = {{10000, 9680, PAYOUT, MONDAY, MONDAY + 2},
                             {5000, 4825, PAYOUT, MONDAY + 1, MONDAY + 3},
                             {2000, 1912, 0, MONDAY + 2, MONDAY + 7}};

static int complain(const revops_error *err) {
    fprintf(stderr, "%s: %s: %s\n", revops_status_name(err->status), err->field, err->message);
    return 1;
}

static revops_status fill(revops_payouts *payouts, revops_error *err) {
    static const uint32_t currency = USD;
    static const uint64_t payout = PAYOUT;
    static const int32_t day = MONDAY + 3;
    static const int64_t amount_minor = 14475, fee_minor = 25;
    revops_transaction_batch sold;
    revops_payout_batch paid;
    revops_status status;
    memset(&sold, 0, sizeof sold);
    sold.struct_size = sizeof sold;
    sold.count = sizeof sales / sizeof sales[0];
    sold.economic_day = REVOPS_COLUMN(sales, day);
    sold.available_day = REVOPS_COLUMN(sales, available_day);
    sold.payout = REVOPS_COLUMN(sales, payout);
    sold.currency = REVOPS_COLUMN_VALUE(&currency); /* one value for all rows */
    sold.gross_minor = REVOPS_COLUMN(sales, gross_minor);
    sold.net_minor = REVOPS_COLUMN(sales, net_minor);
    status = revops_payouts_add(payouts, &sold, err);
    if (status != REVOPS_OK)
        return status;
    memset(&paid, 0, sizeof paid);
    paid.struct_size = sizeof paid;
    paid.count = 1;
    paid.payout = REVOPS_COLUMN_VALUE(&payout);
    paid.day = REVOPS_COLUMN_VALUE(&day);
    paid.currency = REVOPS_COLUMN_VALUE(&currency);
    paid.amount_minor = REVOPS_COLUMN_VALUE(&amount_minor);
    paid.fee_minor = REVOPS_COLUMN_VALUE(&fee_minor);
    return revops_payouts_add_payouts(payouts, &paid, err);
}

static revops_status tell(const revops_payouts *payouts, revops_error *err) {
    revops_payout_row row;
    revops_payout_balance_row balance;
    revops_payouts_query friday = REVOPS_PAYOUTS_QUERY_INIT;
    size_t written;
    revops_status status = revops_payouts_rows(payouts, 0, &row, 1, sizeof row, &written, err);
    if (status != REVOPS_OK)
        return status;
    printf("payout %" PRIu64 ": %" PRIu64 " transactions, net %" PRId64 ", paid %" PRId64
           ", fee %" PRId64 ", unexplained %" PRId64 "\n",
           row.payout, row.member_count, row.net_minor, row.paid_minor, row.payout_fee_minor,
           row.unexplained_minor);
    friday.as_of_day = MONDAY + 4;
    status = revops_payouts_balance_rows(payouts, &friday, 0, &balance, 1, sizeof balance, &written,
                                         err);
    if (status != REVOPS_OK)
        return status;
    printf("on Friday: earned %" PRId64 " = available %" PRId64 " + pending %" PRId64
           " + reserved %" PRId64 " + paid %" PRId64 "\n",
           balance.earned_minor, balance.available_minor, balance.pending_minor,
           balance.reserved_minor, balance.paid_minor);
    return REVOPS_OK;
}

int main(void) {
    revops_payouts *payouts = NULL;
    revops_error err;
    int failed = revops_payouts_create(&payouts, NULL, &err) != REVOPS_OK ||
                 fill(payouts, &err) != REVOPS_OK || tell(payouts, &err) != REVOPS_OK;
    revops_payouts_destroy(payouts);
    return failed ? complain(&err) : 0;
}
