/* A host in C11: it embeds librevops in every way that we deliver, and checks what comes out. */
#include <revops.h>
#include <stdio.h>
#include <string.h>

static int fails(const char *what, const revops_error *err) {
    fprintf(stderr, "%s: %s: %s %s\n", what, revops_status_name(err->status), err->field,
            err->message);
    return 1;
}

typedef struct payment {
    int64_t gross_minor, fee_minor;
    int32_t day;
} payment;

/* Two payments and a refund of one day become one row of revenue. */
static int revenue_of_a_day(revops_error *err) {
    static const payment payments[] = {{2000, 88, 20600}, {5000, 175, 20600}, {-2000, 0, 20600}};
    static const int32_t kinds[] = {REVOPS_SALE, REVOPS_SALE, REVOPS_REFUND};
    const uint32_t currency = REVOPS_CURRENCY('E', 'U', 'R', 0);
    revops_revenue *revenue = NULL;
    revops_revenue_row row;
    size_t written = 0;
    int failed = 1;
    revops_transaction_batch batch = {.struct_size = sizeof batch, .count = 3};
    batch.economic_day = REVOPS_COLUMN(payments, day);
    batch.currency = REVOPS_COLUMN_VALUE(&currency);
    batch.gross_minor = REVOPS_COLUMN(payments, gross_minor);
    batch.fee_minor = REVOPS_COLUMN(payments, fee_minor);
    batch.kind = REVOPS_COLUMN_ARRAY(kinds);
    if (revops_revenue_create(&revenue, NULL, NULL, err) ||
        revops_revenue_add(revenue, &batch, err) ||
        revops_revenue_rows(revenue, NULL, 0, &row, 1, sizeof row, &written, err))
        fails("revenue", err);
    else
        failed = written != 1 || row.gross_minor != 5000 || row.net_minor != 4737 ||
                 row.gross_minor != row.tax_minor + row.fee_minor + row.net_minor;
    revops_revenue_destroy(revenue);
    return failed;
}

int main(void) {
    const int32_t amounts[] = {1000, -250, 4999};
    int64_t read[3] = {0, 0, 0};
    revops_column column = REVOPS_COLUMN_ARRAY(amounts);
    revops_error err;

    if (strcmp(revops_version(), REVOPS_VERSION) != 0 ||
        revops_version_number() != REVOPS_VERSION_NUMBER) {
        fprintf(stderr, "headers %s, library %s\n", REVOPS_VERSION, revops_version());
        return 1;
    }

    column.type = REVOPS_TYPE_INT32;
    if (revops_column_copy(read, NULL, &column, REVOPS_TYPE_INT64, 3, &err))
        return fails("column", &err);
    if (read[0] + read[1] + read[2] != 5749)
        return 1;

    /* One euro among a half, a third and a sixth: no cent is lost. */
    const int64_t weights[] = {3, 2, 1};
    int64_t parts[3];
    if (revops_allocate(parts, NULL, 100, weights, 3, NULL, &err))
        return fails("allocate", &err);
    if (parts[0] != 50 || parts[1] != 33 || parts[2] != 17)
        return 1;
    if (revenue_of_a_day(&err))
        return 1;
    printf("librevops %s\n", revops_version());
    return 0;
}
