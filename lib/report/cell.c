/* From a record to cells: one text per column, by the unit of its field. */
#include "report/writer.h"
#include "revops/text.h"

#define CELL_EXACT ((uint64_t)1 << 53) /* integers up to here survive a reader of doubles */

/* Where the next text of the row goes; the plan has counted enough room for all of them. */
static char *cell_room(const revops_writer *writer) {
    return writer->scratch.bytes + writer->scratch_used;
}

/* The text that was just written into the room. */
static void cell_take(revops_writer *writer, revops__cell *cell, size_t size, uint32_t kind) {
    cell->text = cell_room(writer);
    cell->size = size;
    cell->kind = kind;
    writer->scratch_used += size;
}

static void cell_text(revops__cell *cell, const char *text, size_t size, uint32_t kind) {
    cell->text = text;
    cell->size = size;
    cell->kind = kind;
}

static void cell_none(revops__cell *cell) {
    cell_text(cell, "", 0, REVOPS__CELL_NONE);
}

static revops_status cell_fail(revops_error *err, uint64_t row, const revops_field *field,
                               const char *message) {
    return revops__fail(err, REVOPS_E_INVALID, row, field->name, message);
}

int64_t revops__writer_integer(const void *at, uint32_t type) {
    union {
        int8_t i8;
        int16_t i16;
        int32_t i32;
        int64_t i64;
        uint8_t u8;
        uint16_t u16;
        uint32_t u32;
    } value;
    switch (type) {
    case REVOPS_TYPE_INT8:
        memcpy(&value.i8, at, sizeof value.i8);
        return value.i8;
    case REVOPS_TYPE_INT16:
        memcpy(&value.i16, at, sizeof value.i16);
        return value.i16;
    case REVOPS_TYPE_INT32:
        memcpy(&value.i32, at, sizeof value.i32);
        return value.i32;
    case REVOPS_TYPE_UINT8:
        memcpy(&value.u8, at, sizeof value.u8);
        return value.u8;
    case REVOPS_TYPE_UINT16:
        memcpy(&value.u16, at, sizeof value.u16);
        return value.u16;
    case REVOPS_TYPE_UINT32:
        memcpy(&value.u32, at, sizeof value.u32);
        return value.u32;
    default:
        memcpy(&value.i64, at, sizeof value.i64);
        return value.i64;
    }
}

uint32_t revops__writer_currency(const revops_writer *writer, const void *record) {
    uint32_t currency = 0;
    if (writer->currency)
        memcpy(&currency, (const char *)record + writer->currency->offset, sizeof currency);
    return currency != 0 ? currency : writer->options.currency;
}

/* --- numbers --- */

static void cell_i64(revops_writer *writer, revops__cell *cell, int64_t value) {
    const size_t size = revops__print_i64(cell_room(writer), value);
    cell_take(writer, cell, size,
              revops__magnitude(value) > CELL_EXACT ? REVOPS__CELL_TEXT : REVOPS__CELL_NUMBER);
}

static void cell_u64(revops_writer *writer, revops__cell *cell, uint64_t value) {
    const size_t size = revops__print_u64(cell_room(writer), value);
    cell_take(writer, cell, size, value > CELL_EXACT ? REVOPS__CELL_TEXT : REVOPS__CELL_NUMBER);
}

static void cell_integer(revops_writer *writer, revops__cell *cell, int64_t value, uint32_t type) {
    if (type == REVOPS_TYPE_UINT64)
        cell_u64(writer, cell, (uint64_t)value);
    else
        cell_i64(writer, cell, value);
}

/* Decimals of a currency; rows mostly share one, so the last answer is kept. */
static revops_status cell_exponent(revops_writer *writer, uint32_t currency, uint64_t row,
                                   const revops_field *field, revops_error *err) {
    revops_status status;
    if (currency == 0)
        return revops__fail(err, REVOPS_E_MISSING, row, field->name,
                            "expected a currency of the row or of the options, got none");
    if (currency == writer->exponent_of)
        return REVOPS_OK;
    writer->exponent_of = 0;
    status = revops_currency_exponent(&writer->exponent, currency, &writer->currencies, NULL);
    if (status != REVOPS_OK) {
        char code[4];
        const size_t size = revops__currency_unpack(code, currency);
        return revops__fail_text(err, status, row, field->name, "a currency with known decimals",
                                 code, size);
    }
    writer->exponent_of = currency;
    return REVOPS_OK;
}

static revops_status cell_amount(revops_writer *writer, revops__cell *cell, int64_t amount,
                                 uint32_t currency, uint64_t row, const revops_field *field,
                                 revops_error *err) {
    const int32_t amounts = writer->back->amounts;
    revops_status status;
    size_t size;
    if (amounts == REVOPS__AMOUNT_MINOR) {
        cell_i64(writer, cell, amount);
        return REVOPS_OK;
    }
    status = cell_exponent(writer, currency, row, field, err);
    if (status != REVOPS_OK)
        return status;
    size = amounts == REVOPS__AMOUNT_MAJOR
               ? revops__print_money(cell_room(writer), amount, writer->exponent)
               : revops__print_grouped(cell_room(writer), amount, writer->exponent);
    cell_take(writer, cell, size, REVOPS__CELL_NUMBER);
    return REVOPS_OK;
}

static revops_status cell_double(revops_writer *writer, revops__cell *cell, const void *at,
                                 uint64_t row, const revops_field *field, revops_error *err) {
    double value;
    size_t size;
    memcpy(&value, at, sizeof value);
    size = revops__print_double(cell_room(writer), value);
    if (size == 0)
        return cell_fail(err, row, field, "expected a finite number, got infinity or no number");
    cell_take(writer, cell, size, REVOPS__CELL_NUMBER);
    return REVOPS_OK;
}

static revops_status cell_ratio(revops_writer *writer, revops__cell *cell, const void *at,
                                uint32_t render, uint64_t row, const revops_field *field,
                                revops_error *err) {
    revops_ratio ratio;
    memcpy(&ratio, at, sizeof ratio);
    if (ratio.status == REVOPS_RATIO_UNDEFINED) {
        cell_none(cell);
        return REVOPS_OK;
    }
    if (ratio.status != REVOPS_RATIO_OK || ratio.denominator <= 0)
        return cell_fail(err, row, field, "expected a denominator above 0 or the status undefined");
    if (render == REVOPS__RENDER_RATIO_NUM)
        cell_i64(writer, cell, ratio.numerator);
    else if (render == REVOPS__RENDER_RATIO_DEN)
        cell_i64(writer, cell, ratio.denominator);
    else
        cell_take(writer, cell, revops__print_ratio(cell_room(writer), &ratio),
                  REVOPS__CELL_NUMBER);
    return REVOPS_OK;
}

/* --- texts --- */

/* Ask the host for the text of a key, with the writer busy meanwhile. */
static revops_status cell_resolve(revops_writer *writer, revops__cell *cell, uint64_t key,
                                  uint64_t row, const revops_field *field, revops_error *err) {
    size_t written = SIZE_MAX, offset;
    int32_t answer;
    revops_status status;
    writer->base.busy = 1;
    answer = writer->options.resolver(writer->options.resolver_user, key, cell_room(writer),
                                      REVOPS__WRITER_TEXT, &written);
    writer->base.busy = 0;
    if (answer != REVOPS_MORE) {
        status = revops__fail_answer(err, answer, field->name);
        if (err)
            err->row = row;
        return status;
    }
    if (written >= REVOPS__WRITER_TEXT)
        return revops__fail_u64(err, REVOPS_E_INVALID, row, field->name,
                                "a text of at most 65535 bytes", written);
    if (!revops__utf8_valid(cell_room(writer), written, &offset))
        return cell_fail(err, row, field, "expected a text in UTF-8 without NUL");
    cell_take(writer, cell, written, REVOPS__CELL_TEXT);
    return REVOPS_OK;
}

static revops_status cell_key(revops_writer *writer, revops__cell *cell, const void *at,
                              uint64_t row, const revops_field *field, revops_error *err) {
    const int64_t key = revops__writer_integer(at, field->type);
    if (key == 0 && (writer->options.flags & REVOPS_WRITER_NULL_KEYS) != 0) {
        cell_none(cell);
        return REVOPS_OK;
    }
    if (writer->options.resolver)
        return cell_resolve(writer, cell, (uint64_t)key, row, field, err);
    cell_integer(writer, cell, key, field->type);
    return REVOPS_OK;
}

/* A text inside the record, or behind a pointer of it. */
static revops_status cell_bytes(revops__cell *cell, const char *text, size_t size, uint64_t row,
                                const revops_field *field, revops_error *err) {
    size_t offset;
    if (size >= REVOPS__WRITER_TEXT)
        return revops__fail_u64(err, REVOPS_E_INVALID, row, field->name,
                                "a text of at most 65535 bytes", size);
    if (!revops__utf8_valid(text, size, &offset))
        return cell_fail(err, row, field, "expected a text in UTF-8");
    cell_text(cell, text, size, REVOPS__CELL_TEXT);
    return REVOPS_OK;
}

static revops_status cell_inline(revops__cell *cell, const char *at, uint64_t row,
                                 const revops_field *field, revops_error *err) {
    size_t size = 0;
    while (size < field->length && at[size] != '\0')
        size++;
    return cell_bytes(cell, at, size, row, field, err);
}

static revops_status cell_pointer(revops__cell *cell, const void *at, uint64_t row,
                                  const revops_field *field, revops_error *err) {
    const char *text;
    memcpy(&text, at, sizeof text);
    if (text)
        return cell_bytes(cell, text, strlen(text), row, field, err);
    cell_none(cell);
    return REVOPS_OK;
}

static void cell_digest(revops_writer *writer, revops__cell *cell, const uint8_t *at,
                        const revops_field *field) {
    static const char digits[] = "0123456789abcdef";
    char *out = cell_room(writer);
    for (uint32_t i = 0; i < field->length; i++) {
        out[2 * i] = digits[at[i] >> 4];
        out[2 * i + 1] = digits[at[i] & 15];
    }
    cell_take(writer, cell, 2 * (size_t)field->length, REVOPS__CELL_TEXT);
}

/* --- calendar and codes --- */

static revops_status cell_day(revops_writer *writer, revops__cell *cell, int64_t day, uint64_t row,
                              const revops_field *field, revops_error *err) {
    if (day < REVOPS__FIRST_DAY || day > REVOPS__LAST_DAY)
        return revops__fail_i64(err, REVOPS_E_INVALID, row, field->name,
                                "a day from 0001-01-01 to 9999-12-31", day);
    revops__print_day(cell_room(writer), (int32_t)day);
    cell_take(writer, cell, 10, REVOPS__CELL_TEXT);
    return REVOPS_OK;
}

static revops_status cell_month(revops_writer *writer, revops__cell *cell, int64_t month,
                                uint64_t row, const revops_field *field, revops_error *err) {
    size_t size = 0;
    if (month < REVOPS__FIRST_MONTH || month > REVOPS__LAST_MONTH ||
        revops_month_format(cell_room(writer), REVOPS__WRITER_CELL, &size, (int32_t)month, NULL) !=
            REVOPS_OK)
        return revops__fail_i64(err, REVOPS_E_INVALID, row, field->name,
                                "a month from 0001-01 to 9999-12", month);
    cell_take(writer, cell, size, REVOPS__CELL_TEXT);
    return REVOPS_OK;
}

static revops_status cell_instant(revops_writer *writer, revops__cell *cell, int64_t ns,
                                  uint64_t row, const revops_field *field, revops_error *err) {
    size_t size = 0;
    revops_status status =
        revops_instant_format(cell_room(writer), REVOPS__WRITER_CELL, &size, ns, NULL);
    if (REVOPS_NEVER(status != REVOPS_OK)) /* every int64 is an instant */
        return revops__fail_i64(err, status, row, field->name, "an instant", ns);
    cell_take(writer, cell, size, REVOPS__CELL_TEXT);
    return REVOPS_OK;
}

static revops_status cell_currency(revops_writer *writer, revops__cell *cell, int64_t value,
                                   uint64_t row, const revops_field *field, revops_error *err) {
    const uint32_t currency = (uint32_t)value;
    const size_t size =
        value == (int64_t)currency ? revops__currency_unpack(cell_room(writer), currency) : 0;
    uint32_t packed;
    if (value != 0 &&
        (!revops__currency_pack(&packed, cell_room(writer), size) || packed != currency))
        return revops__fail_i64(err, REVOPS_E_INVALID, row, field->name,
                                "up to four capitals packed big-endian", value);
    cell_take(writer, cell, size, REVOPS__CELL_TEXT);
    return REVOPS_OK;
}

static void cell_enum(revops_writer *writer, revops__cell *cell, int64_t value,
                      const revops_field *field) {
    for (uint32_t i = 0; i < field->word_count; i++)
        if (field->words[i].value == value) {
            cell_text(cell, field->words[i].name, strlen(field->words[i].name), REVOPS__CELL_TEXT);
            return;
        }
    cell_take(writer, cell, revops__print_i64(cell_room(writer), value), REVOPS__CELL_TEXT);
}

/* The words of the bits that are set, then the digits of the bits that have no word. */
static void cell_mask(revops_writer *writer, revops__cell *cell, int64_t value,
                      const revops_field *field) {
    char *out = cell_room(writer);
    uint64_t bits = (uint64_t)value;
    size_t size = 0;
    for (uint32_t i = 0; i < field->word_count; i++) {
        const uint64_t bit = (uint32_t)field->words[i].value;
        const size_t length = strlen(field->words[i].name);
        if (bit == 0 || (bits & bit) != bit)
            continue;
        bits &= ~bit;
        if (size > 0)
            out[size++] = ' ';
        memcpy(out + size, field->words[i].name, length);
        size += length;
    }
    if (bits != 0) {
        if (size > 0)
            out[size++] = ' ';
        size += revops__print_u64(out + size, bits);
    }
    cell_take(writer, cell, size, REVOPS__CELL_WORDS);
}

/* --- rows --- */

/* A cell of a unit that stands in an integer. */
static revops_status cell_of_integer(revops_writer *writer, const revops__writer_column *column,
                                     revops__cell *cell, const void *record, uint64_t row,
                                     revops_error *err) {
    const revops_field *field = column->field;
    const int64_t value =
        revops__writer_integer((const char *)record + column->offset, field->type);
    switch (column->render) {
    case REVOPS__RENDER_MINOR:
        return cell_amount(writer, cell, value, revops__writer_currency(writer, record), row, field,
                           err);
    case REVOPS__RENDER_CURRENCY:
        return cell_currency(writer, cell, value, row, field, err);
    case REVOPS__RENDER_DAY:
        return cell_day(writer, cell, value, row, field, err);
    case REVOPS__RENDER_MONTH:
        return cell_month(writer, cell, value, row, field, err);
    case REVOPS__RENDER_NS:
        return cell_instant(writer, cell, value, row, field, err);
    case REVOPS__RENDER_ENUM:
        cell_enum(writer, cell, value, field);
        return REVOPS_OK;
    case REVOPS__RENDER_FLAG:
        cell_text(cell, value ? "true" : "false", value ? 4 : 5, REVOPS__CELL_NUMBER);
        return REVOPS_OK;
    case REVOPS__RENDER_MASK:
        cell_mask(writer, cell, value, field);
        return REVOPS_OK;
    default:
        cell_integer(writer, cell, value, field->type);
        return REVOPS_OK;
    }
}

static revops_status cell_render(revops_writer *writer, const revops__writer_column *column,
                                 revops__cell *cell, const void *record, uint64_t row,
                                 revops_error *err) {
    const revops_field *field = column->field;
    const char *at = (const char *)record + column->offset;
    switch (column->render) {
    case REVOPS__RENDER_DOUBLE:
        return cell_double(writer, cell, at, row, field, err);
    case REVOPS__RENDER_RATIO:
    case REVOPS__RENDER_RATIO_NUM:
    case REVOPS__RENDER_RATIO_DEN:
        return cell_ratio(writer, cell, at, column->render, row, field, err);
    case REVOPS__RENDER_KEY:
        return cell_key(writer, cell, at, row, field, err);
    case REVOPS__RENDER_DIGEST:
        cell_digest(writer, cell, (const uint8_t *)at, field);
        return REVOPS_OK;
    case REVOPS__RENDER_TEXT:
        return cell_inline(cell, at, row, field, err);
    case REVOPS__RENDER_POINTER:
        return cell_pointer(cell, at, row, field, err);
    default:
        return cell_of_integer(writer, column, cell, record, row, err);
    }
}

revops_status revops__writer_render(revops_writer *writer, const void *record, uint64_t row,
                                    revops_error *err) {
    revops_status status = REVOPS_OK;
    writer->scratch_used = 0;
    for (size_t i = 0; status == REVOPS_OK && i < writer->column_count; i++)
        status = cell_render(writer, &writer->columns[i], &writer->cells[i], record, row, err);
    return status;
}

/* --- totals --- */

/* The first cell says what the row is, and whose when there are several; a shown currency says it
 * again in its own column. */
static void cell_label(revops_writer *writer, revops__cell *cell, size_t place, uint32_t currency) {
    const revops__writer_column *column = &writer->columns[place];
    const int several = writer->totals_coming > 1 && currency != 0;
    char *out = cell_room(writer);
    size_t size = 0;
    if (place == 0 && !column->number) {
        memcpy(out, "Total ", 6);
        size = several ? 6 : 5;
    }
    if (several && (size != 0 || column->field == writer->currency))
        size += revops__currency_unpack(out + size, currency);
    if (size == 0)
        cell_none(cell);
    else
        cell_take(writer, cell, size, REVOPS__CELL_TEXT);
}

revops_status revops__writer_render_total(revops_writer *writer, size_t total, revops_error *err) {
    const uint32_t currency = writer->total_currencies[total];
    revops_status status = REVOPS_OK;
    writer->scratch_used = 0;
    for (size_t i = 0; status == REVOPS_OK && i < writer->column_count; i++) {
        const revops__writer_column *column = &writer->columns[i];
        revops__cell *cell = &writer->cells[i];
        int64_t sum;
        if (column->sum == 0) {
            cell_label(writer, cell, i, currency);
            continue;
        }
        if (!revops__sum_narrow(&writer->total_sums[total * writer->sum_count + column->sum - 1],
                                &sum))
            return revops__fail(err, REVOPS_E_OVERFLOW, REVOPS_NONE, column->field->name,
                                "expected a total within int64");
        if (column->render == REVOPS__RENDER_MINOR)
            status = cell_amount(writer, cell, sum, currency, REVOPS_NONE, column->field, err);
        else
            cell_i64(writer, cell, sum);
    }
    return status;
}
