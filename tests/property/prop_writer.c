/* The laws of the row writer: what it writes can be read back by readers that share nothing with
 * it, whatever the rows, the split and the names. */
#include <locale.h>
#include <stdio.h>
#include <time.h>

#include "property.h"
#include "tables.h"
#include "written.h"

enum { MOST_ROWS = 40, MOST_NAMES = 12, FIELDS = 9, FORMATS = REVOPS_FORMAT_PLAIN };

typedef struct law_row {
    revops_ratio share;
    uint64_t customer;
    uint64_t transactions;
    int64_t net_minor;
    double score;
    uint32_t currency;
    int32_t day;
    int32_t month;
    uint8_t known;
    uint8_t reserved0[3];
} law_row;

static const revops_field law_fields[] = {
    REVOPS__FIELD(law_row, customer, REVOPS_UNIT_KEY, "who"),
    REVOPS__FIELD(law_row, currency, REVOPS_UNIT_CURRENCY, "of the amount"),
    REVOPS__FIELD(law_row, day, REVOPS_UNIT_DAY, "when"),
    REVOPS__FIELD(law_row, month, REVOPS_UNIT_MONTH, "in which month"),
    REVOPS__FIELD(law_row, net_minor, REVOPS_UNIT_MINOR, "how much"),
    REVOPS__FIELD(law_row, transactions, REVOPS_UNIT_COUNT, "how many"),
    REVOPS__FIELD(law_row, share, REVOPS_UNIT_RATIO, "part"),
    REVOPS__FIELD(law_row, score, REVOPS_UNIT_NONE, "how likely"),
    REVOPS__FIELD(law_row, known, REVOPS_UNIT_FLAG, "whether"),
    REVOPS__ARRAY(law_row, reserved0, REVOPS_UNIT_RESERVED, "zero"),
};
static const revops_shape law_shape =
    REVOPS__SHAPE(law_row, "law_row", "a row of anything", law_fields, REVOPS_SHAPE_RECORD);

typedef struct law_data {
    law_row rows[MOST_ROWS];
    size_t count;
    char texts[MOST_NAMES][24];
    const char *names_of[MOST_NAMES];
    written_names names;
    revops_writer_options options;
} law_data;

/* A short text of everything that some format must escape, and of every length of UTF-8. */
static void draw_text(test_dice *dice, char text[24]) {
    static const char *const pieces[] = {"a",
                                         "Z",
                                         " ",
                                         ",",
                                         "\"",
                                         "'",
                                         "|",
                                         "\\",
                                         "<",
                                         ">",
                                         "&",
                                         "\n",
                                         "\r",
                                         "\t",
                                         "\x01",
                                         "\x1f",
                                         "\x7f",
                                         "\xC3\xA9",
                                         "--",
                                         ";",
                                         "=",
                                         "**",
                                         "&lt;",
                                         "\xC2\x85",
                                         "\xE2\x80\xA8",
                                         "\xF0\x9F\x92\xB0",
                                         "null"};
    const size_t wanted = (size_t)dice_below(dice, 9);
    size_t size = 0;
    for (size_t i = 0; i < wanted; i++) {
        const char *piece = pieces[dice_below(dice, sizeof pieces / sizeof pieces[0])];
        if (size + strlen(piece) > 20)
            break;
        memcpy(text + size, piece, strlen(piece));
        size += strlen(piece);
    }
    text[size] = '\0';
}

static void draw(property *p, law_data *data, int currencies) {
    static const uint32_t codes[] = {0x45555200u, 0x4A505900u, 0x4B574400u};
    const property_table drawn = property_rows(p, MOST_ROWS);
    memset(data, 0, sizeof *data);
    data->count = drawn.count;
    for (size_t i = 0; i < MOST_NAMES; i++) {
        draw_text(&p->dice, data->texts[i]);
        data->names_of[i] = data->texts[i];
    }
    data->names.texts = data->names_of;
    data->names.count = MOST_NAMES;
    for (size_t i = 0; i < drawn.count; i++) {
        test_dice dice = property_row(&drawn, i);
        law_row *row = &data->rows[i];
        const uint64_t shift = dice_below(&dice, 60);
        row->customer = dice_below(&dice, MOST_NAMES + 1);
        row->currency = codes[dice_below(&dice, (uint64_t)currencies)];
        row->day = (int32_t)dice_between(&dice, -719162, 2932896);
        row->month = (int32_t)dice_between(&dice, -23628, 96359);
        row->net_minor = (int64_t)dice_roll(&dice) >> shift;
        row->transactions = dice_roll(&dice) >> shift >> 4;
        row->share.denominator = (int64_t)(dice_roll(&dice) >> 1 >> shift) + 1;
        row->share.numerator = (int64_t)dice_roll(&dice) >> shift;
        row->score = (double)dice_between(&dice, -1000000, 1000000) / 65536;
        row->known = (uint8_t)dice_below(&dice, 2);
        if (dice_chance(&dice, 5)) {
            memset(&row->share, 0, sizeof row->share);
            row->share.status = REVOPS_RATIO_UNDEFINED;
        }
    }
    revops_writer_options_init(&data->options);
    data->options.resolver = written_resolve;
    data->options.resolver_user = &data->names;
}

static revops_status write_as(const law_data *data, written *w, int32_t format, size_t step) {
    revops_writer_options options = data->options;
    options.format = format;
    return written_rows(w, &law_shape, &options, data->rows, data->count, step, NULL);
}

/* The text of a cell as a reader of lines sees it: controls are blanks, and none at the ends. */
static const char *as_line(const char *text, int trim) {
    static char line[64];
    size_t size = 0;
    for (; *text; text++)
        line[size++] = (unsigned char)*text < 0x20 || *text == 0x7f ? ' ' : *text;
    while (trim && size > 0 && line[size - 1] == ' ')
        size--;
    line[size] = '\0';
    return trim ? line + strspn(line, " ") : line;
}

/* What must stand in column @p name of a row, from the row alone and by the C library. */
static const char *expected(const law_data *data, const law_row *row, const char *name) {
    static char text[64];
    const char *code = row->currency == 0x45555200u   ? "EUR"
                       : row->currency == 0x4A505900u ? "JPY"
                                                      : "KWD";
    const int undefined = row->share.status != REVOPS_RATIO_OK;
    text[0] = '\0';
    if (strcmp(name, "customer") == 0)
        return row->customer == 0 ? "" : data->texts[row->customer - 1];
    if (strcmp(name, "currency") == 0)
        return code;
    if (strcmp(name, "known") == 0)
        return row->known ? "true" : "false";
    if (strcmp(name, "day") == 0) {
        const time_t seconds = (time_t)row->day * 86400;
        const struct tm *tm = gmtime(&seconds);
        snprintf(text, sizeof text, "%04d-%02d-%02d", tm->tm_year + 1900, tm->tm_mon + 1,
                 tm->tm_mday);
    } else if (strcmp(name, "month") == 0) {
        const int from_year_0 = row->month + 1970 * 12;
        snprintf(text, sizeof text, "%04d-%02d", from_year_0 / 12, from_year_0 % 12 + 1);
    } else if (strcmp(name, "net_minor") == 0) {
        snprintf(text, sizeof text, "%lld", (long long)row->net_minor);
    } else if (strcmp(name, "transactions") == 0) {
        snprintf(text, sizeof text, "%llu", (unsigned long long)row->transactions);
    } else if (strcmp(name, "share_num") == 0 && !undefined) {
        snprintf(text, sizeof text, "%lld", (long long)row->share.numerator);
    } else if (strcmp(name, "share_den") == 0 && !undefined) {
        snprintf(text, sizeof text, "%lld", (long long)row->share.denominator);
    } else if (strcmp(name, "score") == 0) {
        snprintf(text, sizeof text, "%.12g", row->score);
        if (strcmp(text, "-0") == 0)
            return "0";
    }
    return text;
}

/* The digits of an amount in major units are those of its minor units. */
static const char *digits_of(const char *amount) {
    static char digits[64];
    size_t size = 0, zeros;
    for (; *amount; amount++)
        if (*amount != ',' && *amount != '.')
            digits[size++] = *amount;
    digits[size] = '\0';
    zeros = strspn(digits + (digits[0] == '-'), "0");
    size = (size_t)(digits[0] == '-');
    if (digits[size + zeros] == '\0')
        return "0";
    memmove(digits + size, digits + size + zeros, strlen(digits + size + zeros) + 1);
    return digits;
}

/* --- the laws --- */

static void what_is_written_reads_back(property *p) {
    static const int32_t formats[] = {REVOPS_FORMAT_JSON, REVOPS_FORMAT_CSV, REVOPS_FORMAT_PLAIN};
    law_data data;
    draw(p, &data, 3);
    for (size_t f = 0; f < 3; f++) {
        const int32_t format = formats[f];
        written w = {0};
        table t;
        HOLDS(p, write_as(&data, &w, format, 0) == REVOPS_OK, "format %d", format);
        HOLDS(p, table_read(&t, format, w.text, w.size), "format %d: %s", format, t.why);
        HOLDS(p, data.count == 0 || table_rows(&t) == data.count + 1, "format %d", format);
        for (size_t row = 1; row < table_rows(&t); row++)
            for (size_t column = 0; column < t.columns; column++) {
                const char *name = table_cell(&t, 0, column), *got = table_cell(&t, row, column);
                const char *wanted = expected(&data, &data.rows[row - 1], name);
                if (strcmp(name, "share") == 0)
                    continue; /* a decimal for reading; its terms are exact */
                if (format == REVOPS_FORMAT_PLAIN && strcmp(name, "net_minor") == 0)
                    got = digits_of(got);
                if (format == REVOPS_FORMAT_PLAIN)
                    wanted = as_line(wanted, 0);
                HOLDS(p, strcmp(got, wanted) == 0, "format %d, row %zu, %s: [%s] not [%s]", format,
                      row - 1, name, got, wanted);
            }
        table_close(&t);
        written_close(&w);
    }
}

static void any_split_of_the_rows_gives_the_same_bytes(property *p) {
    law_data data;
    draw(p, &data, 3);
    data.options.flags = REVOPS_WRITER_TOTALS;
    for (int32_t format = 0; format <= FORMATS; format++) {
        written whole = {0}, parts = {0};
        HOLDS(p, write_as(&data, &whole, format, 0) == REVOPS_OK, "format %d", format);
        HOLDS(p, write_as(&data, &parts, format, (size_t)dice_between(&p->dice, 1, 5)) == REVOPS_OK,
              "format %d", format);
        HOLDS(p, whole.size == parts.size && memcmp(whole.text, parts.text, whole.size) == 0,
              "format %d", format);
        written_close(&whole);
        written_close(&parts);
    }
}

/* Cells of two formats agree once what each must hide is hidden from both. */
static int same_figure(const char *a, const char *b) {
    char left[64];
    if ((*a == '\0') != (*b == '\0'))
        return as_line(a, 1)[0] == as_line(b, 1)[0]; /* nothing but blanks */
    snprintf(left, sizeof left, "%s", as_line(a, 1));
    if (strcmp(left, as_line(b, 1)) == 0)
        return 1;
    snprintf(left, sizeof left, "%s", digits_of(a));
    return strcmp(left, digits_of(b)) == 0;
}

static void all_formats_show_the_same_figures(property *p) {
    law_data data;
    written plain = {0};
    table first;
    draw(p, &data, 3);
    HOLDS(p, write_as(&data, &plain, REVOPS_FORMAT_PLAIN, 0) == REVOPS_OK, "plain");
    HOLDS(p, table_read(&first, REVOPS_FORMAT_PLAIN, plain.text, plain.size), "%s", first.why);
    for (int32_t format = REVOPS_FORMAT_JSON; format < FORMATS; format++) {
        written w = {0};
        table t;
        HOLDS(p, write_as(&data, &w, format, 0) == REVOPS_OK, "format %d", format);
        HOLDS(p, table_read(&t, format, w.text, w.size), "format %d: %s", format, t.why);
        for (size_t row = 1; row < table_rows(&t); row++)
            for (size_t i = 0, j = 0; i < first.columns && j < t.columns; i++, j++) {
                while (strcmp(table_cell(&first, 0, i), table_cell(&t, 0, j)) != 0 &&
                       j + 1 < t.columns)
                    j++; /* the terms of a ratio */
                if (strcmp(table_cell(&first, 0, i), table_cell(&t, 0, j)) != 0)
                    break; /* csv has no decimal of it */
                HOLDS(p, same_figure(table_cell(&first, row, i), table_cell(&t, row, j)),
                      "format %d, row %zu: [%s] not [%s]", format, row - 1, table_cell(&t, row, j),
                      table_cell(&first, row, i));
            }
        table_close(&t);
        written_close(&w);
    }
    table_close(&first);
    written_close(&plain);
}

static void totals_are_the_sum_of_what_is_shown(property *p) {
    static const int32_t formats[] = {REVOPS_FORMAT_MARKDOWN, REVOPS_FORMAT_ASCII,
                                      REVOPS_FORMAT_HTML};
    const uint32_t fields[] = {2, 4, 5};
    law_data data;
    draw(p, &data, 1);
    data.options.flags = REVOPS_WRITER_TOTALS;
    data.options.fields = fields;
    data.options.field_count = 3;
    for (size_t i = 0; i < data.count; i++) {
        data.rows[i].net_minor /= 100;
        data.rows[i].transactions /= 100;
    }
    for (size_t f = 0; data.count > 0 && f < 3; f++) {
        written w = {0};
        table t;
        size_t last;
        HOLDS(p, write_as(&data, &w, formats[f], 0) == REVOPS_OK, "format %d", formats[f]);
        HOLDS(p, table_read(&t, formats[f], w.text, w.size), "format %d: %s", formats[f], t.why);
        last = table_rows(&t) - 1;
        HOLDS(p, last == data.count + 1, "format %d: %zu rows", formats[f], last);
        for (size_t column = 1; column < 3; column++) {
            const char *total = table_cell(&t, last, column);
            long long sum = 0;
            for (size_t row = 1; row < last; row++)
                sum += strtoll(digits_of(table_cell(&t, row, column)), NULL, 10);
            if (total[0] == '*')
                total += 2; /* digits_of stops at nothing, strtoll stops at the closing mark */
            HOLDS(p, strtoll(digits_of(total), NULL, 10) == sum, "format %d: %s, not %lld",
                  formats[f], total, sum);
        }
        table_close(&t);
        written_close(&w);
    }
}

/* Law 5 lies in the reader of ascii, law 6 in all of them. */
static void any_name_leaves_every_format_well_formed(property *p) {
    law_data data;
    draw(p, &data, 3);
    data.options.title = data.texts[0];
    for (int32_t format = REVOPS_FORMAT_JSON; format <= FORMATS; format++) {
        written w = {0};
        table t;
        HOLDS(p, write_as(&data, &w, format, 0) == REVOPS_OK, "format %d", format);
        HOLDS(p, table_read(&t, format, w.text, w.size), "format %d: %s\n%s", format, t.why,
              w.text);
        table_close(&t);
        written_close(&w);
    }
}

static void columns_follow_the_chosen_fields(property *p) {
    uint32_t fields[FIELDS] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    law_data data;
    written w = {0};
    table t;
    draw(p, &data, 3);
    for (size_t i = FIELDS - 1; i > 0; i--) {
        const size_t j = (size_t)dice_below(&p->dice, i + 1);
        const uint32_t field = fields[i];
        fields[i] = fields[j];
        fields[j] = field;
    }
    data.options.fields = fields;
    data.options.field_count = (size_t)dice_between(&p->dice, 1, FIELDS);
    HOLDS(p, write_as(&data, &w, REVOPS_FORMAT_HTML, 0) == REVOPS_OK, "html");
    HOLDS(p, table_read(&t, REVOPS_FORMAT_HTML, w.text, w.size), "%s", t.why);
    HOLDS(p, t.columns == data.options.field_count, "%zu columns", t.columns);
    for (size_t i = 0; i < t.columns; i++)
        HOLDS(p, strcmp(table_cell(&t, 0, i), law_fields[fields[i]].name) == 0, "column %zu", i);
    table_close(&t);
    written_close(&w);
}

static void a_sink_that_fails_at_a_block_is_not_called_again(property *p) {
    law_row *rows;
    law_data data;
    draw(p, &data, 3);
    if (data.count == 0)
        return;
    rows = calloc(400, sizeof *rows);
    HOLDS(p, rows != NULL, "memory");
    for (size_t i = 0; i < 400; i++)
        rows[i] = data.rows[i % data.count];
    for (int32_t format = REVOPS_FORMAT_JSON; format <= FORMATS; format++) {
        written all = {0}, w = {0};
        data.options.format = format;
        HOLDS(p,
              written_rows(&all, &law_shape, &data.options, rows, 400, 0, NULL) == REVOPS_OK &&
                  all.largest <= 16384,
              "format %d", format);
        w.fail_at = (size_t)dice_between(&p->dice, 1, (int64_t)all.calls);
        w.answer = 77;
        HOLDS(p,
              written_rows(&w, &law_shape, &data.options, rows, 400, 3, NULL) == REVOPS_E_HOST &&
                  w.calls == w.fail_at,
              "format %d: %zu calls, not %zu", format, w.calls, w.fail_at);
        written_close(&all);
        written_close(&w);
    }
    free(rows);
}

static void a_locale_with_decimal_commas_changes_nothing(property *p) {
    static const char *const locales[] = {"de_DE.UTF-8", "de_DE.utf8", "de_DE", "fr_FR.UTF-8",
                                          "fr_FR.utf8"};
    law_data data;
    written before[FORMATS + 1] = {{0}};
    int found = 0;
    draw(p, &data, 3);
    for (int32_t format = REVOPS_FORMAT_JSON; format <= FORMATS; format++)
        HOLDS(p, write_as(&data, &before[format], format, 0) == REVOPS_OK, "format %d", format);
    for (size_t i = 0; !found && i < sizeof locales / sizeof locales[0]; i++)
        found = setlocale(LC_ALL, locales[i]) != NULL;
    for (int32_t format = REVOPS_FORMAT_JSON; found && format <= FORMATS; format++) {
        written w = {0};
        HOLDS(p,
              write_as(&data, &w, format, 0) == REVOPS_OK && w.size == before[format].size &&
                  memcmp(w.text, before[format].text, w.size) == 0,
              "format %d", format);
        written_close(&w);
    }
    setlocale(LC_ALL, "C");
    for (int32_t format = REVOPS_FORMAT_JSON; format <= FORMATS; format++)
        written_close(&before[format]);
    if (!found)
        property_skip(p, "this machine has no locale with decimal commas");
}

int main(void) {
    law("what is written reads back", what_is_written_reads_back, PROPERTY_RUNS);
    law("any split of the rows gives the same bytes", any_split_of_the_rows_gives_the_same_bytes,
        PROPERTY_RUNS);
    law("all formats show the same figures", all_formats_show_the_same_figures, PROPERTY_RUNS);
    law("totals are the sum of what is shown", totals_are_the_sum_of_what_is_shown, PROPERTY_RUNS);
    law("any name leaves every format well-formed", any_name_leaves_every_format_well_formed,
        PROPERTY_RUNS);
    law("columns follow the chosen fields", columns_follow_the_chosen_fields, PROPERTY_RUNS);
    law("a sink that fails at a block is not called again",
        a_sink_that_fails_at_a_block_is_not_called_again, PROPERTY_RUNS);
    law("a locale with decimal commas changes nothing",
        a_locale_with_decimal_commas_changes_nothing, PROPERTY_RUNS);
    return law_end();
}
