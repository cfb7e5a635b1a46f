/* Columns of another library in, a table for another library out, without a copy between: a data
 * frame hands its columns over as an Arrow array, and revenue by month goes back as a stream.
 *
 *     cc 15_arrow.c $(pkg-config --cflags --libs revops) -o arrow && ./arrow
 */
#include <stdio.h>

#include <revops.h>

enum { ROWS = 4, COLUMNS = 5 };

/* What a frame holds: days, decimals of two digits, texts by their offsets. */
static const int32_t days[ROWS] = {20458, 20463, 20490, 20491};
static const int64_t gross[ROWS] = {12000, 9900, -1200, 6000};
static const int64_t fee[ROWS] = {378, 317, 0, 294}; /* 3.78, 3.17, 0.00, 2.94 */
static const int32_t currency_at[ROWS + 1] = {0, 3, 6, 9, 12};
static const char currency[] = "GBPGBPGBPGBP";
static const int8_t kind[ROWS] = {0, 0, 1, 0}; /* a dictionary: sale, refund */
static const int32_t kind_at[] = {0, 4, 10};
static const char kinds[] = "salerefund";

static void release_array(struct ArrowArray *array) {
    array->release = NULL; /* all of it is static */
}
static void release_schema(struct ArrowSchema *schema) {
    schema->release = NULL;
}

static int complain(const revops_error *err) {
    fprintf(stderr, "row %d, %s: %s\n", (int)err->row, err->field, err->message);
    return 1;
}

/* The reader decodes what cannot be borrowed, and is itself the source of a feed. */
static revops_status read_frame(revops_revenue *revenue, const struct ArrowSchema *schema,
                                const struct ArrowArray *array, revops_error *err) {
    revops_arrow_options options = REVOPS_ARROW_OPTIONS_INIT;
    revops_arrow_reader *reader = NULL;
    revops_status status;
    options.exponent = 2; /* decimals in pounds become pence */
    status = revops_arrow_reader_create_array(
        &reader, schema, array, revops_shape_find("transaction_batch"), &options, NULL, err);
    if (status == REVOPS_OK)
        status = revops_revenue_read(revenue, revops_arrow_next, reader, err);
    if (status == REVOPS_E_HOST)
        status = revops_arrow_reader_error(reader, err); /* why the source failed */
    revops_arrow_reader_destroy(reader);
    return status;
}

/* Any consumer of Arrow may have the stream; this one looks at the types and at one column. */
static int show(struct ArrowArrayStream *stream) {
    struct ArrowSchema schema;
    struct ArrowArray array;
    int answer = stream->get_schema(stream, &schema);
    if (answer != 0 || (answer = stream->get_next(stream, &array)) != 0)
        return answer;
    for (int64_t i = 0; i < schema.n_children; i++) {
        const struct ArrowArray *child = array.children[i];
        printf("%-13s %s", schema.children[i]->name, schema.children[i]->format);
        for (int64_t row = 0; schema.children[i]->format[0] == 'l' && row < child->length; row++)
            printf(" %6lld", (long long)((const int64_t *)child->buffers[1])[row]);
        printf("\n");
    }
    array.release(&array);
    schema.release(&schema);
    return 0;
}

static int report(revops_revenue *revenue, revops_error *err) {
    revops_revenue_query by_month = REVOPS_REVENUE_QUERY_INIT;
    struct ArrowArrayStream stream;
    revops_revenue_row rows[12];
    size_t count = 0;
    int answer;
    by_month.periods.granularity = REVOPS_GRANULARITY_MONTH;
    if (revops_revenue_rows(revenue, &by_month, 0, rows, 12, sizeof rows[0], &count, err) ||
        revops_arrow_export_stream(&stream, revops_shape_find("revenue_row"), rows, count, NULL,
                                   NULL, err))
        return complain(err);
    answer = show(&stream);
    stream.release(&stream);
    return answer;
}

int main(void) {
    const void *of_rows[1] = {NULL}, *of_days[2] = {NULL, days}, *of_gross[2] = {NULL, gross},
               *of_fee[2] = {NULL, fee}, *of_currency[3] = {NULL, currency_at, currency},
               *of_kind[2] = {NULL, kind}, *of_kinds[3] = {NULL, kind_at, kinds};
    struct ArrowSchema words = {.format = "u", .release = release_schema};
    struct ArrowArray texts = {2, 0, 0, 3, 0, of_kinds, NULL, NULL, release_array, NULL};
    struct ArrowSchema types[COLUMNS] = {
        {.format = "tdD", .name = "economic_day", .release = release_schema},
        {.format = "l", .name = "gross_minor", .release = release_schema},
        {.format = "d:18,2,64", .name = "fee_minor", .release = release_schema},
        {.format = "u", .name = "currency", .release = release_schema},
        {.format = "c", .name = "kind", .dictionary = &words, .release = release_schema}};
    struct ArrowArray columns[COLUMNS] = {
        {ROWS, 0, 0, 2, 0, of_days, NULL, NULL, release_array, NULL},
        {ROWS, 0, 0, 2, 0, of_gross, NULL, NULL, release_array, NULL},
        {ROWS, 0, 0, 2, 0, of_fee, NULL, NULL, release_array, NULL},
        {ROWS, 0, 0, 3, 0, of_currency, NULL, NULL, release_array, NULL},
        {ROWS, 0, 0, 2, 0, of_kind, NULL, &texts, release_array, NULL}};
    struct ArrowSchema *type[COLUMNS] = {types, types + 1, types + 2, types + 3, types + 4};
    struct ArrowArray *column[COLUMNS] = {columns, columns + 1, columns + 2, columns + 3,
                                          columns + 4};
    struct ArrowSchema schema = {"+s", "", NULL, 0, COLUMNS, type, NULL, release_schema, NULL};
    struct ArrowArray array = {ROWS, 0, 0, 1, COLUMNS, of_rows, column, NULL, release_array, NULL};
    revops_revenue *revenue = NULL;
    revops_error err;
    int answer;
    if (revops_revenue_create(&revenue, NULL, NULL, &err) ||
        read_frame(revenue, &schema, &array, &err))
        answer = complain(&err);
    else
        answer = report(revenue, &err);
    revops_revenue_destroy(revenue);
    return answer;
}
