/* The row writer: options, life of the handle, rows, totals. */
#include "report/writer.h"

#include "value/money.h"

enum {
    WRITER_FLAGS = REVOPS_WRITER_TOTALS | REVOPS_WRITER_PRETTY | REVOPS_WRITER_NULL_KEYS |
                   REVOPS_WRITER_BY_CURRENCY | REVOPS_WRITER_MEMBERS
};

void revops_writer_options_init(revops_writer_options *options) {
    static const revops_writer_options init = REVOPS_WRITER_OPTIONS_INIT;
    if (options)
        *options = init;
}

/* --- making and freeing --- */

static const revops__back *writer_back(int32_t format) {
    static const revops__back *const backs[] = {
        &revops__back_json,  &revops__back_json, &revops__back_csv,   &revops__back_markdown,
        &revops__back_ascii, &revops__back_html, &revops__back_plain,
    };
    return format >= 0 && (size_t)format < REVOPS__COUNT(backs) ? backs[format] : NULL;
}

static revops_status writer_check_shape(const revops_shape *shape, revops_error *err) {
    if (shape->kind != REVOPS_SHAPE_RECORD || shape->field_size < sizeof(revops_field) ||
        (!shape->fields && shape->field_count > 0))
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, "shape",
                            "expected the shape of a record");
    return REVOPS_OK;
}

static revops_status writer_check_options(const revops_writer_options *options, revops_error *err) {
    size_t offset;
    if (!writer_back(options->format))
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "format",
                                "one of REVOPS_FORMAT_...", options->format);
    if ((options->flags & ~(uint32_t)WRITER_FLAGS) != 0)
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "flags",
                                "flags of REVOPS_WRITER_...", options->flags);
    if (options->reserved0 != 0)
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "reserved0", "zero",
                                options->reserved0);
    if (options->field_count > 0 && !options->fields)
        return revops__require(NULL, "fields", err);
    if (options->field_count > REVOPS__WRITER_COLUMNS)
        return revops__fail_u64(err, REVOPS_E_LIMIT, REVOPS_NONE, "field_count",
                                "at most 1024 fields", options->field_count);
    if (options->title && !revops__utf8_valid(options->title, strlen(options->title), &offset))
        return revops__fail_at(err, REVOPS_E_INVALID, offset, "title", "expected a text in UTF-8");
    return REVOPS_OK;
}

/* Keep a copy of @p size bytes. */
static revops_status writer_copy(revops_writer *writer, void **copy, const void *bytes, size_t size,
                                 revops_error *err) {
    revops_status status;
    *copy = NULL;
    status = revops__resize(&writer->base.memory, copy, 0, size, err);
    if (status == REVOPS_OK && size > 0)
        memcpy(*copy, bytes, size);
    return status;
}

/* The host's own currencies, each checked once here so that rows only meet unknown codes. */
static revops_status writer_currencies(revops_writer *writer, const revops_currency_options *from,
                                       revops_error *err) {
    revops_currency_options taken;
    void *copy = NULL;
    size_t size;
    revops_status status = revops__take(&taken, sizeof taken, from, "currencies", err);
    if (status == REVOPS_OK && taken.def_count > 0)
        status = revops__require(taken.defs, "defs", err);
    if (status != REVOPS_OK)
        return status;
    for (size_t i = 0; i < taken.def_count; i++) {
        int32_t exponent;
        status = revops_currency_exponent(&exponent, taken.defs[i].currency, &taken, err);
        if (status != REVOPS_OK)
            return status;
    }
    size = revops__product(taken.def_count, sizeof(revops_currency_def));
    status = writer_copy(writer, &copy, taken.defs, size, err);
    if (status != REVOPS_OK)
        return status;
    writer->defs = copy;
    writer->currencies = taken;
    writer->currencies.defs = copy;
    return REVOPS_OK;
}

static revops_status writer_fill(revops_writer *writer, revops_error *err) {
    const char *title = writer->options.title;
    void *copy = NULL;
    revops_status status = writer_currencies(writer, writer->options.currencies, err);
    if (status == REVOPS_OK && title) {
        status = writer_copy(writer, &copy, title, strlen(title), err);
        writer->title = copy;
        writer->title_size = copy ? strlen(title) : 0;
    }
    if (status == REVOPS_OK)
        status = revops__writer_plan(writer, err);
    /* What was borrowed for this call is not looked at again. */
    writer->options.fields = NULL;
    writer->options.title = NULL;
    writer->options.currencies = NULL;
    return status;
}

revops_status revops_writer_create(revops_writer **writer, const revops_shape *shape,
                                   const revops_writer_options *options, revops_sink sink,
                                   void *user, const revops_host *host, revops_error *err) {
    revops_writer_options taken;
    revops__memory memory;
    void *block = NULL;
    revops_writer *made;
    revops_status status = revops__require(writer, "writer", err);
    if (status != REVOPS_OK)
        return status;
    *writer = NULL;
    status = revops__require(shape, "shape", err);
    if (status == REVOPS_OK && !sink)
        status = revops__require(NULL, "sink", err);
    if (status == REVOPS_OK)
        status = writer_check_shape(shape, err);
    if (status == REVOPS_OK)
        status = revops__take(&taken, sizeof taken, options, "options", err);
    if (status == REVOPS_OK)
        status = writer_check_options(&taken, err);
    if (status == REVOPS_OK)
        status = revops__memory_open(&memory, host, err);
    if (status == REVOPS_OK)
        status = revops__resize(&memory, &block, 0, sizeof *made, err);
    if (status != REVOPS_OK)
        return status;
    made = block;
    memset(made, 0, sizeof *made);
    made->base.memory = memory;
    made->shape = shape;
    made->options = taken;
    made->back = writer_back(taken.format);
    revops__out_open(&made->out, &made->base, sink, user);
    status = writer_fill(made, err);
    if (status != REVOPS_OK) {
        revops_writer_destroy(made);
        return status;
    }
    *writer = made;
    return REVOPS_OK;
}

void revops_writer_destroy(revops_writer *writer) {
    revops__memory memory;
    if (!writer)
        return;
    memory = writer->base.memory;
    revops__free(&memory, writer->names.bytes, writer->names.capacity);
    revops__free(&memory, writer->labels.bytes, writer->labels.capacity);
    revops__free(&memory, writer->scratch.bytes, writer->scratch.capacity);
    revops__free(&memory, writer->kept.bytes, writer->kept.capacity);
    revops__free(&memory, writer->title, writer->title_size);
    revops__free(&memory, writer->defs, writer->currencies.def_count * sizeof *writer->defs);
    revops__free(&memory, writer->columns, writer->column_count * sizeof *writer->columns);
    revops__free(&memory, writer->cells, writer->column_count * sizeof *writer->cells);
    revops__free(&memory, writer->widths, writer->column_count * sizeof *writer->widths);
    revops__free(&memory, writer->total_currencies,
                 writer->total_capacity * sizeof *writer->total_currencies);
    revops__free(&memory, writer->total_sums,
                 writer->total_capacity * writer->sum_count * sizeof *writer->total_sums);
    revops__free(&memory, writer, sizeof *writer);
}

/* --- totals --- */

static int writer_sums(const revops_writer *writer) {
    return (writer->options.flags & REVOPS_WRITER_TOTALS) != 0 && writer->back->total &&
           writer->sum_count > 0;
}

/* Room for one more currency. Both arrays are replaced together, because they share one capacity
 * and a failure must leave it true for both. */
static revops_status writer_total_add(revops_writer *writer, uint32_t currency, revops_error *err) {
    revops__memory *memory = &writer->base.memory;
    const size_t count = writer->total_count;
    revops_status status = REVOPS_OK;
    if (count == REVOPS__WRITER_CURRENCIES)
        return revops__fail(err, REVOPS_E_LIMIT, REVOPS_NONE, "currency",
                            "expected totals in at most 1024 currencies");
    if (count == writer->total_capacity) {
        const size_t wanted = count == 0 ? 4 : 2 * count;
        const size_t sums = writer->sum_count * sizeof(revops__sum);
        void *codes = NULL, *values = NULL;
        status = revops__resize(memory, &codes, 0, wanted * sizeof(uint32_t), err);
        if (status == REVOPS_OK)
            status = revops__resize(memory, &values, 0, revops__product(wanted, sums), err);
        if (status != REVOPS_OK) {
            revops__free(memory, codes, wanted * sizeof(uint32_t));
            return status;
        }
        if (count > 0) {
            memcpy(codes, writer->total_currencies, count * sizeof(uint32_t));
            memcpy(values, writer->total_sums, count * sums);
        }
        revops__free(memory, writer->total_currencies, count * sizeof(uint32_t));
        revops__free(memory, writer->total_sums, count * sums);
        writer->total_currencies = codes;
        writer->total_sums = values;
        writer->total_capacity = wanted;
    }
    writer->total_currencies[count] = currency;
    memset(writer->total_sums + count * writer->sum_count, 0,
           writer->sum_count * sizeof(revops__sum));
    writer->total_last = count;
    writer->total_count++;
    return REVOPS_OK;
}

/* Find the totals of a currency; rows mostly come in runs of one. */
static revops_status writer_total_find(revops_writer *writer, uint32_t currency,
                                       revops_error *err) {
    if (writer->total_count > 0 && writer->total_currencies[writer->total_last] == currency)
        return REVOPS_OK;
    for (size_t i = 0; i < writer->total_count; i++)
        if (writer->total_currencies[i] == currency) {
            writer->total_last = i;
            return REVOPS_OK;
        }
    if (writer->total_count > 0 && (writer->options.flags & REVOPS_WRITER_BY_CURRENCY) == 0) {
        writer->mixed = 1;
        return REVOPS_OK;
    }
    return writer_total_add(writer, currency, err);
}

static revops_status writer_total_row(revops_writer *writer, const void *record,
                                      revops_error *err) {
    revops_status status;
    if (writer->mixed)
        return REVOPS_OK;
    status = writer_total_find(writer, revops__writer_currency(writer, record), err);
    if (status != REVOPS_OK || writer->mixed)
        return status;
    for (size_t i = 0; i < writer->column_count; i++) {
        const revops__writer_column *column = &writer->columns[i];
        revops__sum *sum, value = {0, 0};
        if (column->sum == 0)
            continue;
        sum = &writer->total_sums[writer->total_last * writer->sum_count + column->sum - 1];
        value.low = (uint64_t)revops__writer_integer((const char *)record + column->offset,
                                                     column->field->type);
        if (column->field->type != REVOPS_TYPE_UINT64)
            value.high = (int64_t)value.low >> 63;
        revops__sum_add_sum(sum, &value);
    }
    return REVOPS_OK;
}

/* By code: packed codes order as their letters do. There are few, so insertion sorts them. */
static void writer_total_sort(revops_writer *writer) {
    uint32_t *codes = writer->total_currencies;
    for (size_t i = 1; i < writer->total_count; i++)
        for (size_t j = i; j > 0 && codes[j - 1] > codes[j]; j--) {
            revops__sum *sums = writer->total_sums + j * writer->sum_count;
            const uint32_t code = codes[j];
            codes[j] = codes[j - 1];
            codes[j - 1] = code;
            for (size_t k = 0; k < writer->sum_count; k++) {
                const revops__sum sum = sums[k];
                sums[k] = *(sums + k - writer->sum_count);
                *(sums + k - writer->sum_count) = sum;
            }
        }
}

static revops_status writer_total_rows(revops_writer *writer, revops_error *err) {
    revops_status status = REVOPS_OK;
    if (writer->mixed)
        return REVOPS_OK;
    writer_total_sort(writer);
    writer->totals_coming = writer->total_count;
    for (size_t i = 0; status == REVOPS_OK && i < writer->totals_coming; i++) {
        status = revops__writer_render_total(writer, i, err);
        if (status != REVOPS_OK)
            break;
        writer->back->total(writer, writer->cells, writer->total_currencies[i]);
        writer->totals_shown++;
        status = writer->out.status;
    }
    return status;
}

/* --- rows --- */

static revops_status writer_open(revops_writer *writer, revops_error *err) {
    revops_status status = revops__require(writer, "writer", err);
    if (status == REVOPS_OK)
        status = revops__ready(&writer->base, err);
    if (status == REVOPS_OK && writer->closed)
        status = revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, "writer",
                              "expected a writer that goes on, got one that has failed or ended");
    return status;
}

static revops_status writer_begin(revops_writer *writer) {
    if (writer->begun)
        return REVOPS_OK;
    writer->begun = 1;
    writer->back->begin(writer);
    if (writer->out.status == REVOPS_OK)
        writer->back->header(writer);
    return writer->out.status;
}

static revops_status writer_row(revops_writer *writer, const void *record, uint64_t row,
                                revops_error *err) {
    revops_status status = REVOPS_OK;
    if (writer->shown % REVOPS__PROGRESS == 0)
        status = revops__progress(&writer->base, writer->shown, 0, err);
    if (status == REVOPS_OK)
        status = revops__writer_render(writer, record, row, err);
    if (status == REVOPS_OK && writer_sums(writer))
        status = writer_total_row(writer, record, err);
    if (status != REVOPS_OK)
        return status;
    writer->back->row(writer, writer->cells);
    writer->shown++;
    return writer->out.status;
}

revops_status revops_writer_rows(revops_writer *writer, const void *rows, size_t count,
                                 size_t row_size, revops_error *err) {
    revops_status status = writer_open(writer, err);
    if (status == REVOPS_OK && count > 0)
        status = revops__require(rows, "rows", err);
    if (status != REVOPS_OK)
        return status;
    if (row_size < writer->shape->size)
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "row_size",
                                "at least the size of the shape", row_size);
    status = revops__row_limit(&writer->base, count, err);
    if (status != REVOPS_OK)
        return status;
    writer->out.err = err;
    status = writer_begin(writer);
    for (size_t i = 0; status == REVOPS_OK && i < count; i++)
        status = writer_row(writer, (const char *)rows + i * row_size, i, err);
    writer->base.rows += count;
    writer->closed = status != REVOPS_OK;
    writer->out.err = NULL;
    return status;
}

revops_status revops_writer_end(revops_writer *writer, revops_error *err) {
    revops_status status = writer_open(writer, err);
    if (status != REVOPS_OK)
        return status;
    writer->out.err = err;
    status = writer_begin(writer);
    if (status == REVOPS_OK)
        status = writer_total_rows(writer, err);
    if (status == REVOPS_OK) {
        writer->back->end(writer);
        revops__out_flush(&writer->out);
        status = writer->out.status;
    }
    writer->closed = 1;
    writer->out.err = NULL;
    return status;
}

/* --- shape --- */

static const revops_word writer_formats[] = {
    {"json", "one object a line", REVOPS_FORMAT_JSON, 0},
    {"csv", "RFC 4180, minor units", REVOPS_FORMAT_CSV, 0},
    {"markdown", "a pipe table", REVOPS_FORMAT_MARKDOWN, 0},
    {"ascii", "aligned columns", REVOPS_FORMAT_ASCII, 0},
    {"html", "one table element", REVOPS_FORMAT_HTML, 0},
    {"plain", "tab-separated", REVOPS_FORMAT_PLAIN, 0},
};
static const revops_word writer_flags[] = {
    {"totals", "sums behind the rows", REVOPS_WRITER_TOTALS, 0},
    {"pretty", "json with two blanks a level", REVOPS_WRITER_PRETTY, 0},
    {"null_keys", "key 0 is none", REVOPS_WRITER_NULL_KEYS, 0},
    {"by_currency", "one total per currency", REVOPS_WRITER_BY_CURRENCY, 0},
    {"members", "json members without braces", REVOPS_WRITER_MEMBERS, 0},
};
static const revops_field writer_options_fields[] = {
    REVOPS__SIZE(revops_writer_options),
    REVOPS__ENUM(revops_writer_options, format, writer_formats, 0, "0: json"),
    REVOPS__MASK(revops_writer_options, flags, writer_flags, "choices"),
    REVOPS__FIELD(revops_writer_options, fields, REVOPS_UNIT_NONE, "places in the shape"),
    REVOPS__FIELD(revops_writer_options, field_count, REVOPS_UNIT_COUNT, "how many; 0: all"),
    REVOPS__FIELD(revops_writer_options, currency, REVOPS_UNIT_CURRENCY, "of rows without one"),
    REVOPS__RESERVED(revops_writer_options, reserved0),
    REVOPS__FIELD(revops_writer_options, title, REVOPS_UNIT_NONE, "html caption"),
    REVOPS__FIELD(revops_writer_options, resolver, REVOPS_UNIT_NONE, "text of a key"),
    REVOPS__FIELD(revops_writer_options, resolver_user, REVOPS_UNIT_NONE, "for the resolver"),
    REVOPS__FIELD(revops_writer_options, currencies, REVOPS_UNIT_NONE, "the host's own"),
};
const revops_shape revops__shape_writer_options =
    REVOPS__SHAPE(revops_writer_options, "writer_options", "how rows are written",
                  writer_options_fields, REVOPS_SHAPE_OPTIONS);
