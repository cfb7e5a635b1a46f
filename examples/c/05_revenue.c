/* Net revenue by project and month: sales, a refund and a fee come in as columns over the host's
 * own rows, the answer goes out as a table, and one figure is explained by the transactions behind
 * it.
 *
 *     cc 05_revenue.c $(pkg-config --cflags --libs revops) -o revenue && ./revenue
 */
#include <stdio.h>
#include <string.h>

#include <revops.h>

enum { JANUARY = 20454, FEBRUARY = 20485, SHOP = 1, APP = 2 };
#define USD REVOPS_CURRENCY('U', 'S', 'D', 0)

/* What a platform reported: the fee, not the net amount. The names are the host's. */
typedef struct payment {
    int64_t gross, tax, fee;
    uint64_t id, project;
    int32_t day, kind;
} payment;

static const payment payments[] = {
    {2400, 400, 133, 101, SHOP, JANUARY + 4, REVOPS_SALE},
    {9900, 0, 317, 102, APP, JANUARY + 9, REVOPS_SALE},
    {4800, 800, 236, 103, SHOP, JANUARY + 20, REVOPS_SALE},
    {-2400, -400, 0, 104, SHOP, FEBRUARY + 1, REVOPS_REFUND}, /* the fee is not given back */
    {9900, 0, 317, 105, APP, FEBRUARY + 8, REVOPS_SALE},
    {0, 0, 1500, 106, APP, FEBRUARY + 27, REVOPS_FEE}, /* a dispute costs, whoever wins it */
};

static int complain(const revops_error *err) {
    fprintf(stderr, "%s: %s: %s\n", revops_status_name(err->status), err->field, err->message);
    return 1;
}

/* The library asks for batches; this source has one. */
static int32_t next_batch(void *user, void *lent) {
    static const uint32_t currency = USD;
    revops_transaction_batch *batch = lent;
    int *done = user;
    if ((*done)++)
        return REVOPS_END;
    batch->count = sizeof payments / sizeof payments[0];
    batch->economic_day = REVOPS_COLUMN(payments, day);
    batch->currency = REVOPS_COLUMN_VALUE(&currency);
    batch->gross_minor = REVOPS_COLUMN(payments, gross);
    batch->tax_minor = REVOPS_COLUMN(payments, tax);
    batch->fee_minor = REVOPS_COLUMN(payments, fee);
    batch->kind = REVOPS_COLUMN(payments, kind);
    batch->transaction = REVOPS_COLUMN(payments, id);
    batch->project = REVOPS_COLUMN(payments, project);
    return REVOPS_MORE;
}

static int32_t print(void *user, const void *data, size_t count) {
    return fwrite(data, 1, count, user) == count ? REVOPS_MORE : 0;
}

static int32_t print_contributions(void *user, const void *data, size_t count) {
    const revops_contribution *items = data;
    for (size_t i = 0; i < count; i++)
        fprintf(user, "  transaction %llu: %lld\n", (unsigned long long)items[i].source,
                (long long)items[i].amount_minor);
    return REVOPS_MORE;
}

/* Every record of the library has a shape, and the writer needs nothing else. */
static revops_status write_rows(const revops_revenue_row *rows, size_t count, revops_error *err) {
    static const char *const wanted[] = {"from_day",  "project",   "gross_minor",  "tax_minor",
                                         "fee_minor", "net_minor", "refund_minor", "count"};
    enum { FIELDS = sizeof wanted / sizeof wanted[0] };
    const revops_shape *shape = revops_shape_find("revenue_row");
    revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    revops_writer *writer = NULL;
    uint32_t fields[FIELDS] = {0};
    revops_status status;
    for (uint32_t f = 0; f < shape->field_count; f++)
        for (size_t i = 0; i < FIELDS; i++)
            if (strcmp(revops_shape_field(shape, f)->name, wanted[i]) == 0)
                fields[i] = f;
    options.format = REVOPS_FORMAT_ASCII;
    options.fields = fields;
    options.field_count = FIELDS;
    status = revops_writer_create(&writer, shape, &options, print, stdout, NULL, err);
    if (status == REVOPS_OK)
        status = revops_writer_rows(writer, rows, count, sizeof rows[0], err);
    if (status == REVOPS_OK)
        status = revops_writer_end(writer, err);
    revops_writer_destroy(writer);
    return status;
}

int main(void) {
    revops_revenue_query query = REVOPS_REVENUE_QUERY_INIT;
    revops_revenue_row rows[8];
    revops_revenue *revenue = NULL;
    size_t count = 0;
    int first = 0, again = 0, failed = 0;
    revops_error err;
    query.group_by = REVOPS_DIMENSION_PROJECT;
    query.periods.granularity = REVOPS_GRANULARITY_MONTH;
    query.periods.from_day = JANUARY;
    query.periods.to_day = FEBRUARY + 28;
    if (revops_revenue_create(&revenue, NULL, NULL, &err) ||
        revops_revenue_read(revenue, next_batch, &first, &err) ||
        revops_revenue_rows(revenue, &query, 0, rows, 8, sizeof rows[0], &count, &err) ||
        write_rows(rows, count, &err))
        failed = complain(&err);
    /* The last row: what did February keep of the app? The source is read again for it. */
    if (!failed) {
        printf("net_minor of the last row is %lld:\n", (long long)rows[count - 1].net_minor);
        if (revops_revenue_explain(revenue, &query, &rows[count - 1], "net_minor", next_batch,
                                   &again, print_contributions, stdout, &err))
            failed = complain(&err);
    }
    revops_revenue_destroy(revenue);
    return failed;
}
