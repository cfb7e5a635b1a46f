/* The example of the README: sales in, exact net revenue by month out. */
#include <revops.h>
#include <stdio.h>

static const struct {
    int32_t day, kind;
    int64_t gross, tax, fee;
} sale[] = {
    {20458, REVOPS_SALE, 12000, 2000, 378}, /* 2026-01-05: 120.00 with 20.00 tax; 3.78 in fees */
    {20473, REVOPS_REFUND, -1200, -200, 0}, /* 2026-01-20: the platform keeps its fee */
    {20487, REVOPS_SALE, 6000, 1000, 294},  /* 2026-02-03 */
};

int main(void) {
    const uint32_t gbp = REVOPS_CURRENCY('G', 'B', 'P', 0);
    revops_transaction_batch batch = {.struct_size = sizeof batch, .count = 3};
    revops_revenue_query by_month = REVOPS_REVENUE_QUERY_INIT;
    revops_revenue *revenue = NULL;
    revops_revenue_row row[12];
    revops_error err;
    size_t months = 0;

    batch.economic_day = REVOPS_COLUMN(sale, day); /* columns read your structs in place */
    batch.kind = REVOPS_COLUMN(sale, kind);
    batch.gross_minor = REVOPS_COLUMN(sale, gross);
    batch.tax_minor = REVOPS_COLUMN(sale, tax);
    batch.fee_minor = REVOPS_COLUMN(sale, fee);
    batch.currency = REVOPS_COLUMN_VALUE(&gbp);
    by_month.periods.granularity = REVOPS_GRANULARITY_MONTH;

    if (revops_revenue_create(&revenue, NULL, NULL, &err) ||
        revops_revenue_add(revenue, &batch, &err) ||
        revops_revenue_rows(revenue, &by_month, 0, row, 12, sizeof row[0], &months, &err)) {
        fprintf(stderr, "row %d, %s: %s\n", (int)err.row, err.field, err.message);
        revops_revenue_destroy(revenue);
        return 1;
    }
    for (size_t i = 0; i < months; i++)
        printf("gross %6d  tax %5d  fees %4d  net %5d\n", (int)row[i].gross_minor,
               (int)row[i].tax_minor, (int)row[i].fee_minor, (int)row[i].net_minor);
    revops_revenue_destroy(revenue);
    return 0;
}
