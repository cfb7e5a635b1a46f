/* Profit of three days: sales of one project, its advertising, and ROAS on net. A day without spend
 * has no ROAS (null, never 0), a day without sales has one of 0, and the total has the ratio of the
 * sums, not the mean of the ratios.
 *
 *     cc 04_profit.c $(pkg-config --cflags --libs revops) -o profit && ./profit
 */
#include <stdio.h>
#include <string.h>

#include <revops.h>

enum { MONDAY = 20458, COURSE = 1 }; /* 2026-01-05; the project */
#define USD REVOPS_CURRENCY('U', 'S', 'D', 0)

/* Rows of the host, as they lie in its memory. */
typedef struct sale {
    int64_t gross_minor, net_minor;
    int32_t day;
} sale;

typedef struct ad {
    int64_t amount_minor;
    int32_t day;
} ad;

static const sale sales[] = {{10000, 9680, MONDAY}, {5000, 4825, MONDAY + 1}};
static const ad ads[] = {{2420, MONDAY}, {1000, MONDAY + 2}};

static int complain(const revops_error *err) {
    fprintf(stderr, "%s: %s: %s\n", revops_status_name(err->status), err->field, err->message);
    return 1;
}

static revops_status fill(revops_revenue *revenue, revops_error *err) {
    static const uint32_t currency = USD;
    static const uint64_t project = COURSE;
    revops_transaction_batch sold;
    revops_spend_batch spent;
    revops_status status;
    memset(&sold, 0, sizeof sold);
    sold.struct_size = sizeof sold;
    sold.count = sizeof sales / sizeof sales[0];
    sold.economic_day = REVOPS_COLUMN(sales, day);
    sold.currency = REVOPS_COLUMN_VALUE(&currency); /* one value for all rows */
    sold.gross_minor = REVOPS_COLUMN(sales, gross_minor);
    sold.net_minor = REVOPS_COLUMN(sales, net_minor); /* the fee follows */
    sold.project = REVOPS_COLUMN_VALUE(&project);
    status = revops_revenue_add(revenue, &sold, err);
    if (status != REVOPS_OK)
        return status;
    memset(&spent, 0, sizeof spent);
    spent.struct_size = sizeof spent;
    spent.count = sizeof ads / sizeof ads[0];
    spent.economic_day = REVOPS_COLUMN(ads, day);
    spent.currency = REVOPS_COLUMN_VALUE(&currency);
    spent.amount_minor = REVOPS_COLUMN(ads, amount_minor);
    spent.project = REVOPS_COLUMN_VALUE(&project);
    return revops_revenue_add_spend(revenue, &spent, err);
}

static int print_row(const revops_profit_row *row, const char *name) {
    char roas[32];
    size_t written;
    revops_error err;
    if (row->roas.status != REVOPS_RATIO_OK)
        strcpy(roas, "null");
    else if (revops_ratio_format(roas, sizeof roas, &written, row->roas, 2, &err) != REVOPS_OK)
        return complain(&err);
    printf("%-10s %6lld %6lld %6lld  %s\n", name, (long long)row->net_minor,
           (long long)row->spend_minor, (long long)row->profit_minor, roas);
    return 0;
}

static int report(const revops_revenue *revenue) {
    revops_revenue_query query = REVOPS_REVENUE_QUERY_INIT; /* all days, one row */
    revops_profit_row rows[3], total;
    size_t count, written;
    revops_error err;
    int failed = 0;
    if (revops_revenue_profit_rows(revenue, &query, 0, &total, 1, sizeof total, &written, &err))
        return complain(&err);
    query.periods.granularity = REVOPS_GRANULARITY_DAY;
    if (revops_revenue_profit_rows(revenue, &query, 0, rows, 3, sizeof rows[0], &count, &err))
        return complain(&err);
    printf("day           net  spend profit  roas\n");
    for (size_t i = 0; i < count && !failed; i++) {
        char day[11];
        if (revops_day_format(day, sizeof day, &written, rows[i].from_day, &err) != REVOPS_OK)
            return complain(&err);
        failed = print_row(&rows[i], day);
    }
    return failed || print_row(&total, "total");
}

int main(void) {
    revops_revenue *revenue = NULL;
    revops_error err;
    int failed;
    if (revops_revenue_create(&revenue, NULL, NULL, &err) != REVOPS_OK)
        return complain(&err);
    failed = fill(revenue, &err) == REVOPS_OK ? report(revenue) : complain(&err);
    revops_revenue_destroy(revenue);
    return failed;
}
