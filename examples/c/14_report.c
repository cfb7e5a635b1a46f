/* A host prints records of its own: a shape tells the writer their fields, and the same rows come
 * out as JSON, CSV, Markdown, an aligned table, HTML and plain text.
 *
 *     cc 14_report.c $(pkg-config --cflags --libs revops) -o report && ./report
 */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <revops.h>

/* Revenue of one platform in one month. Keys stand for names; the resolver below knows them. */
typedef struct platform_row {
    revops_ratio share;
    uint64_t platform;
    int64_t net_minor;
    uint64_t transactions;
    uint32_t currency;
    int32_t month;
} platform_row;

#define FIELD(member, type_, unit_, about_)                                                        \
    {                                                                                              \
        .name = #member, .about = about_, .offset = offsetof(platform_row, member), .length = 1,   \
        .type = type_, .unit = unit_                                                               \
    }

static const revops_field fields[] = {
    FIELD(month, REVOPS_TYPE_INT32, REVOPS_UNIT_MONTH, "month of the sales"),
    FIELD(platform, REVOPS_TYPE_UINT64, REVOPS_UNIT_KEY, "where it was sold"),
    FIELD(transactions, REVOPS_TYPE_UINT64, REVOPS_UNIT_COUNT, "how many"),
    FIELD(net_minor, REVOPS_TYPE_INT64, REVOPS_UNIT_MINOR, "net revenue"),
    FIELD(currency, REVOPS_TYPE_UINT32, REVOPS_UNIT_CURRENCY, "of the revenue"),
    FIELD(share, REVOPS_TYPE_RATIO, REVOPS_UNIT_RATIO, "part of the month"),
};

static const revops_shape shape = {
    .name = "platform_row",
    .about = "revenue of a platform",
    .fields = fields,
    .field_count = sizeof fields / sizeof fields[0],
    .field_size = sizeof fields[0],
    .size = sizeof(platform_row),
    .kind = REVOPS_SHAPE_RECORD,
};

enum { SEPAY = 1, POLAR = 2, GUMROAD = 3, JANUARY = 672, FEBRUARY = 673 };
#define USD REVOPS_CURRENCY('U', 'S', 'D', 0)

static const platform_row rows[] = {
    {{3, 5, REVOPS_RATIO_OK, 0}, SEPAY, 120000, 45, USD, JANUARY},
    {{2, 5, REVOPS_RATIO_OK, 0}, POLAR, 80000, 20, USD, JANUARY},
    {{0, 1, REVOPS_RATIO_OK, 0}, GUMROAD, 0, 0, USD, JANUARY},
    {{2, 3, REVOPS_RATIO_OK, 0}, SEPAY, 250000, 61, USD, FEBRUARY},
    {{1, 3, REVOPS_RATIO_OK, 0}, POLAR, 125005, 33, USD, FEBRUARY},
    {{0, 0, REVOPS_RATIO_UNDEFINED, 0}, GUMROAD, -5, 1, USD, FEBRUARY},
};

static int32_t name_of(void *user, uint64_t key, char *out, size_t capacity, size_t *written) {
    static const char *const names[] = {"", "SePay", "Polar", "Gumroad | \"indie\" & <co>"};
    const char *name = key <= GUMROAD ? names[key] : "";
    (void)user;
    if (strlen(name) >= capacity)
        return 0; /* anything but REVOPS_MORE and REVOPS_END is a failure of ours */
    *written = strlen(name);
    memcpy(out, name, *written + 1);
    return REVOPS_MORE;
}

static int32_t print(void *user, const void *data, size_t count) {
    return fwrite(data, 1, count, user) == count ? REVOPS_MORE : 0;
}

static int report(int32_t format, uint32_t flags) {
    revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    revops_writer *writer = NULL;
    revops_error err;
    options.format = format;
    options.flags = flags;
    options.title = "Revenue by platform";
    options.resolver = name_of;
    if (revops_writer_create(&writer, &shape, &options, print, stdout, NULL, &err) != REVOPS_OK ||
        revops_writer_rows(writer, rows, 3, sizeof rows[0], &err) != REVOPS_OK ||
        revops_writer_rows(writer, rows + 3, 3, sizeof rows[0], &err) != REVOPS_OK ||
        revops_writer_end(writer, &err) != REVOPS_OK) {
        fprintf(stderr, "%s: %s: %s\n", revops_status_name(err.status), err.field, err.message);
        revops_writer_destroy(writer);
        return 1;
    }
    revops_writer_destroy(writer);
    return 0;
}

int main(void) {
    int failed = 0;
    for (int32_t format = REVOPS_FORMAT_JSON; format <= REVOPS_FORMAT_PLAIN; format++) {
        if (format != REVOPS_FORMAT_JSON)
            putchar('\n');
        failed |= report(format, REVOPS_WRITER_TOTALS);
    }
    /* An envelope of the host around rows and total. */
    printf("\n{\n  \"report\": \"platforms\",\n  ");
    failed |= report(REVOPS_FORMAT_JSON,
                     REVOPS_WRITER_TOTALS | REVOPS_WRITER_MEMBERS | REVOPS_WRITER_PRETTY);
    puts(",\n  \"notes\": []\n}");
    return failed;
}
