/* Two sales and a refund as CSV and JSON rows, written by whatever the shape of the rows says. */
#include <revops.h>
#include <stdio.h>

static int32_t print(void *user, const void *data, size_t size) {
    (void)user;
    return fwrite(data, 1, size, stdout) == size ? REVOPS_MORE : -1;
}

static revops_status write_as(int32_t format, const revops_revenue_row *rows, size_t count,
                              revops_error *err) {
    revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    revops_writer *writer = NULL;
    options.format = format;
    revops_status status = revops_writer_create(&writer, revops_shape_find("revenue_row"), &options,
                                                print, NULL, NULL, err);
    if (status == REVOPS_OK)
        status = revops_writer_rows(writer, rows, count, sizeof rows[0], err);
    if (status == REVOPS_OK)
        status = revops_writer_end(writer, err);
    revops_writer_destroy(writer);
    return status;
}

int main(int argc, char **argv) {
    static const int64_t gross_minor[] = {1000, 500, -200};
    static const int32_t kind[] = {REVOPS_SALE, REVOPS_SALE, REVOPS_REFUND};
    const int64_t fee_minor = 0;
    const int32_t day = 20454;
    const uint32_t gbp = REVOPS_CURRENCY('G', 'B', 'P', 0);
    revops_transaction_batch batch = {.struct_size = sizeof batch, .count = 3};
    revops_revenue *revenue = NULL;
    revops_revenue_row rows[4];
    size_t count = 0;
    revops_error err;

    batch.economic_day = REVOPS_COLUMN_VALUE(&day);
    batch.currency = REVOPS_COLUMN_VALUE(&gbp);
    batch.gross_minor = REVOPS_COLUMN_ARRAY(gross_minor);
    batch.fee_minor = REVOPS_COLUMN_VALUE(&fee_minor);
    batch.kind = REVOPS_COLUMN_ARRAY(kind);
    revops_status status = revops_revenue_create(&revenue, NULL, NULL, &err);
    if (status == REVOPS_OK)
        status = revops_revenue_add(revenue, &batch, &err);
    if (status == REVOPS_OK)
        status = revops_revenue_rows(revenue, NULL, 0, rows, 4, sizeof rows[0], &count, &err);
    if (status == REVOPS_OK)
        status = write_as(argc > 1 && argv[1][0] == 'j' ? REVOPS_FORMAT_JSON : REVOPS_FORMAT_CSV,
                          rows, count, &err);
    revops_revenue_destroy(revenue);
    if (status != REVOPS_OK)
        fprintf(stderr, "%s: %s\n", err.field, err.message);
    return status != REVOPS_OK;
}
