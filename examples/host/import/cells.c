/* Cells: texts of a row become ids, codes, amounts and days, or a refusal that says how to put it
 * right. All numbers are read by the library. */
#include "import/layout.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "revops/date.h"
#include "revops/money.h"

enum { CELL_SHOWN = 60 }; /* bytes of a value inside a message */

static const char cell_fix[] = "correct the cell, or export the file again";

bool import_has(const import_reader *reader, size_t column) {
    return reader->index[column] >= 0;
}

host_text import_cell(const import_reader *reader, size_t column) {
    int32_t place = reader->index[column];
    return place < 0 ? (host_text){NULL, 0} : reader->row.cells[place];
}

int32_t import_column_of(const import_reader *reader, const char *field) {
    for (size_t i = 0; i < reader->layout->column_count; i++) {
        if (reader->index[i] >= 0 && strcmp(reader->layout->columns[i].field, field) == 0)
            return (int32_t)i;
    }
    return -1;
}

int import_cut(host_text text, size_t limit) {
    size_t size = text.size < limit ? text.size : limit;
    while (size < text.size && size > 0 && ((unsigned char)text.data[size] & 0xC0u) == 0x80u)
        size--;
    return (int)size;
}

bool import_refuse(import_reader *reader, size_t column, const char *status, const char *message,
                   const char *expected, const char *fix) {
    host_error *fault = &reader->fault;
    host_text value = import_cell(reader, column);
    if (value.size) {
        host_fail(fault, status, "\"%.*s\" %s", import_cut(value, CELL_SHOWN), value.data, message);
        snprintf(fault->value, sizeof fault->value, "%.*s",
                 import_cut(value, sizeof fault->value - 1), value.data);
    } else {
        host_fail(fault, status, "an empty cell %s", message);
    }
    snprintf(fault->column, sizeof fault->column, "%s", reader->layout->columns[column].name);
    host_fail_hint(fault, NULL, expected, fix);
    return false;
}

/* ---- texts ---- */

bool import_text(import_reader *reader, size_t column, host_text *text) {
    *text = import_cell(reader, column);
    if (text->size > IMPORT_TEXT)
        return import_refuse(reader, column, "limit", "is too long",
                             "a text of at most 32768 bytes", cell_fix);
    return true;
}

bool import_id(import_reader *reader, size_t column, host_text *text) {
    if (!import_text(reader, column, text))
        return false;
    if (text->size == 0)
        return import_refuse(reader, column, "invalid", "is not an id", "the id of the row",
                             "give every row an id of its own");
    for (size_t i = 0; i < text->size; i++) {
        if ((unsigned char)text->data[i] < 0x20)
            return import_refuse(reader, column, "invalid", "is not an id",
                                 "a text without line ends, tabs and other control characters",
                                 cell_fix);
    }
    return true;
}

/* The words of the stored table are those of the library. */
static const revops_field *cell_kinds(void) {
    const revops_field *field = NULL;
    for (uint32_t i = 0; i < host_transactions.shape->field_count && !field; i++) {
        const revops_field *next = revops_shape_field(host_transactions.shape, i);
        field = strcmp(next->name, "kind") == 0 ? next : NULL;
    }
    return field;
}

host_text import_kind_name(int32_t kind) {
    const revops_field *field = cell_kinds();
    for (uint32_t i = 0; field && i < field->word_count; i++) {
        if (field->words[i].value == kind)
            return (host_text){field->words[i].name, strlen(field->words[i].name)};
    }
    return (host_text){NULL, 0};
}

bool import_kind(import_reader *reader, size_t column, int32_t *kind) {
    host_text text = import_cell(reader, column);
    const revops_field *field = cell_kinds();
    for (uint32_t i = 0; field && text.size && i < field->word_count; i++) {
        const revops_word *word = &field->words[i];
        if (strlen(word->name) == text.size && memcmp(word->name, text.data, text.size) == 0) {
            *kind = word->value;
            return true;
        }
    }
    return import_refuse(reader, column, "invalid", "is not a kind of transaction",
                         "sale, refund, chargeback, chargeback_reversal, fee, adjustment, "
                         "reserve_hold or reserve_release",
                         "write one of these words");
}

/* ---- currencies and amounts ---- */

bool import_currency(import_reader *reader, size_t column, uint32_t *currency, int32_t *exponent) {
    host_text text = import_cell(reader, column);
    char capitals[4] = {0};
    if (text.size == 0 || text.size > sizeof capitals)
        return import_refuse(reader, column, "invalid", "is not a currency",
                             "a code of one to four letters, such as EUR", cell_fix);
    for (size_t i = 0; i < text.size; i++) {
        char letter = text.data[i];
        capitals[i] = letter >= 'a' && letter <= 'z' ? (char)(letter - 'a' + 'A') : letter;
    }
    if (reader->currency == 0 || memcmp(capitals, reader->currency_text, sizeof capitals) != 0) {
        uint32_t code = 0;
        int32_t digits = 0;
        if (revops_currency_parse(&code, capitals, text.size, NULL) != REVOPS_OK)
            return import_refuse(reader, column, "invalid", "is not a currency",
                                 "a code of one to four letters, such as EUR", cell_fix);
        if (revops_currency_exponent(&digits, code, &reader->request->tenant->currencies, NULL) !=
            REVOPS_OK)
            return import_refuse(reader, column, "missing", "is not a currency we know",
                                 "a code of ISO 4217, or one with an exponent of its own",
                                 "correct the cell, or tell its digits with init --exponent CUR=N");
        memcpy(reader->currency_text, capitals, sizeof capitals);
        reader->currency = code;
        reader->exponent = digits;
    }
    *currency = reader->currency;
    *exponent = reader->exponent;
    return true;
}

static bool cell_amount_fault(import_reader *reader, size_t column, int32_t exponent,
                              revops_status status) {
    char expected[120];
    if (status == REVOPS_E_OVERFLOW)
        return import_refuse(reader, column, "overflow", "is more than an amount can hold",
                             "at most 9223372036854775807 minor units", "correct the cell");
    if (exponent == 0)
        snprintf(expected, sizeof expected, "a whole number, such as 12");
    else
        snprintf(expected, sizeof expected,
                 "a decimal number with at most %d digit%s after the point, such as 12.%.*s",
                 (int)exponent, exponent == 1 ? "" : "s", (int)exponent, "345678901234567890");
    return import_refuse(reader, column, "invalid", "is not an amount", expected,
                         "correct the cell, or export the file again without separators");
}

bool import_amount(import_reader *reader, size_t column, int32_t exponent, int64_t *minor,
                   bool *given) {
    host_text text = import_cell(reader, column);
    *minor = 0;
    if (given) {
        *given = text.size > 0;
        if (!*given)
            return true;
    }
    revops_status status = text.size
                               ? revops_money_parse(minor, text.data, text.size, exponent, NULL)
                               : REVOPS_E_INVALID;
    return status == REVOPS_OK || cell_amount_fault(reader, column, exponent, status);
}

static bool cell_integer(import_reader *reader, size_t column, int64_t *value, const char *message,
                         const char *expected) {
    host_text text = import_cell(reader, column);
    revops_status status = memchr(text.data ? text.data : "", '.', text.size)
                               ? REVOPS_E_INVALID
                               : revops_money_parse(value, text.data, text.size, 0, NULL);
    if (status == REVOPS_OK)
        return true;
    if (status == REVOPS_E_OVERFLOW)
        return import_refuse(reader, column, "overflow", "is too large",
                             "a whole number up to 9223372036854775807", "correct the cell");
    return import_refuse(reader, column, "invalid", message, expected, cell_fix);
}

bool import_integer(import_reader *reader, size_t column, int64_t *value) {
    return cell_integer(reader, column, value, "is not a whole number",
                        "a whole number, such as 12");
}

bool import_minor(import_reader *reader, size_t column, int64_t *minor, bool *given) {
    host_text text = import_cell(reader, column);
    *minor = 0;
    if (given) {
        *given = text.size > 0;
        if (!*given)
            return true;
    }
    return cell_integer(reader, column, minor, "is not an amount in minor units",
                        "a whole number of minor units, such as 1234");
}

bool import_scale_mils(import_reader *reader, size_t column, int64_t mils, int32_t exponent,
                       int64_t *minor) {
    int64_t scale = 1;
    for (int32_t i = 0; i < exponent; i++)
        scale *= 10;
    revops_status status = revops_money_scale(minor, mils, scale, 1000, REVOPS_ROUND_EXACT, NULL);
    if (status == REVOPS_OK)
        return true;
    if (status == REVOPS_E_OVERFLOW)
        return cell_amount_fault(reader, column, exponent, status);
    return import_refuse(reader, column, "invalid",
                         "thousandths are not a whole number of minor units here",
                         "an amount without a remainder at the currency's digits",
                         "keep thousandths: revops init --currency GBP --exponent GBP=3");
}

bool import_mils(import_reader *reader, size_t column, int32_t exponent, int64_t *minor) {
    int64_t mils = 0;
    return cell_integer(reader, column, &mils, "is not an amount in thousandths",
                        "a whole number of thousandths, such as 12340") &&
           import_scale_mils(reader, column, mils, exponent, minor);
}

bool import_money(import_reader *reader, size_t major, int32_t exponent, int64_t *minor,
                  bool *given) {
    if (import_has(reader, major + 1))
        return import_minor(reader, major + 1, minor, given);
    return import_amount(reader, major, exponent, minor, given);
}

bool import_ratio(import_reader *reader, size_t column, revops_ratio *ratio) {
    host_text text = import_cell(reader, column);
    return (text.size && revops_ratio_parse(ratio, text.data, text.size, NULL) == REVOPS_OK) ||
           import_refuse(reader, column, "invalid", "is not a share or rate",
                         "a number such as 0.3, 30% or 3/10", cell_fix);
}

bool import_name_or(import_reader *reader, size_t column, const char *other, host_text *text) {
    if (import_cell(reader, column).size)
        return import_id(reader, column, text);
    *text = (host_text){other, other ? strlen(other) : 0};
    return true;
}

bool import_word(import_reader *reader, size_t column, const revops_word *words, uint32_t count,
                 int32_t *value) {
    host_text text = import_cell(reader, column);
    char expected[160] = "one of";
    for (uint32_t i = 0; i < count; i++) {
        size_t size = strlen(expected);
        if (strlen(words[i].name) == text.size &&
            memcmp(words[i].name, text.data, text.size) == 0) {
            *value = (int32_t)words[i].value;
            return true;
        }
        snprintf(expected + size, sizeof expected - size, " %s", words[i].name);
    }
    return import_refuse(reader, column, "invalid", "is not one of its words", expected, cell_fix);
}

host_text import_number(char out[24], int64_t value) {
    int size = snprintf(out, 24, "%" PRId64, value);
    return (host_text){out, (size_t)size};
}

/* ---- days ---- */

enum { CELL_FIRST_DAY = -719162 /* 0001-01-01 */, CELL_LAST_DAY = 2932895 /* 9999-12-30 */ };

bool import_interval(import_reader *reader, size_t column, int32_t *from_day, int32_t *to_day) {
    *from_day = CELL_FIRST_DAY;
    *to_day = CELL_LAST_DAY + 1;
    if ((import_cell(reader, column).size && !import_day(reader, column, from_day)) ||
        (import_cell(reader, column + 1).size && !import_day(reader, column + 1, to_day)))
        return false;
    return *from_day < *to_day ||
           import_refuse(reader, column + 1, "invalid", "is not behind the first day",
                         "the day after the last", cell_fix);
}

/* A run of digits; -1 when there is none or it is longer than `most`. */
static int32_t cell_digits(const char **at, const char *end, int32_t most) {
    int32_t value = 0, count = 0;
    for (; *at < end && **at >= '0' && **at <= '9' && count < most; (*at)++, count++)
        value = value * 10 + (**at - '0');
    return count ? value : -1;
}

static bool cell_take(const char **at, const char *end, char mark) {
    if (*at == end || **at != mark)
        return false;
    (*at)++;
    return true;
}

/* 03/04/2026, 3.4.2026, 03-04-2026: which of both is the month is not in the text. */
static bool cell_two_way(host_text text, int32_t parts[3]) {
    const char *at = text.data, *end = text.data + text.size;
    parts[0] = cell_digits(&at, end, 2);
    char mark = at < end ? *at : '\0';
    if (parts[0] < 0 || (mark != '/' && mark != '.' && mark != '-'))
        return false;
    at++;
    parts[1] = cell_digits(&at, end, 2);
    if (parts[1] < 0 || !cell_take(&at, end, mark) || end - at != 4)
        return false;
    parts[2] = cell_digits(&at, end, 4);
    return at == end;
}

static bool cell_day(import_reader *reader, size_t column, host_text text, int32_t *day) {
    int32_t parts[3];
    host_date_order order = reader->request->date_order;
    bool two_way = text.size > 0 && cell_two_way(text, parts);
    bool month_first = order == HOST_DATE_MDY;
    if (text.size && !two_way && revops_day_parse(day, text.data, text.size, NULL) == REVOPS_OK)
        return true;
    if (two_way && (month_first || order == HOST_DATE_DMY) &&
        revops_day_make(day, parts[2], parts[month_first ? 0 : 1], parts[month_first ? 1 : 0],
                        NULL) == REVOPS_OK)
        return true;
    if (two_way)
        return import_refuse(reader, column, "invalid", "is not a day in this order",
                             month_first              ? "month/day/year, such as 12/31/2026"
                             : order == HOST_DATE_DMY ? "day/month/year, such as 31/12/2026"
                                                      : "year-month-day, such as 2026-12-31",
                             "tell the order with --date-order mdy or --date-order dmy");
    return import_refuse(reader, column, "invalid", "is not a day",
                         "year-month-day, such as 2026-12-31", cell_fix);
}

/* The day after the last row must exist, because ranges are half-open. */
static bool cell_in_calendar(import_reader *reader, size_t column, int32_t day) {
    return (day >= CELL_FIRST_DAY && day <= CELL_LAST_DAY) ||
           import_refuse(reader, column, "invalid", "lies at the end of the calendar",
                         "a day from 0001-01-01 to 9999-12-30", cell_fix);
}

bool import_day(import_reader *reader, size_t column, int32_t *day) {
    return cell_day(reader, column, import_cell(reader, column), day) &&
           cell_in_calendar(reader, column, *day);
}

/* Z, +02:00, +0200 or -05 at the end of a time. */
static bool cell_zone(const char **at, const char *end, int32_t *offset_s) {
    if (cell_take(at, end, 'Z'))
        return true;
    int32_t sign = cell_take(at, end, '-') ? -1 : cell_take(at, end, '+') ? 1 : 0;
    int32_t hours = sign ? cell_digits(at, end, 2) : -1, minutes = 0;
    if (hours >= 0 && *at < end) {
        cell_take(at, end, ':');
        minutes = cell_digits(at, end, 2);
    }
    *offset_s = sign * (hours * 3600 + minutes * 60);
    return hours >= 0 && hours <= 23 && minutes >= 0 && minutes <= 59;
}

/* hh:mm[:ss[.fraction]] [zone], as seconds of the day in UTC; `zoned` also without a zone in
 * columns that are UTC by name. */
static bool cell_time(host_text text, bool *zoned, int32_t *second) {
    const char *at = text.data, *end = text.data + text.size;
    int32_t offset = 0, seconds = 0, fraction = 0, hours = cell_digits(&at, end, 2);
    if (!cell_take(&at, end, ':'))
        return false;
    int32_t minutes = cell_digits(&at, end, 2);
    if (cell_take(&at, end, ':'))
        seconds = cell_digits(&at, end, 2);
    if (seconds >= 0 && cell_take(&at, end, '.')) {
        const char *digits = at;
        while (at < end && *at >= '0' && *at <= '9')
            at++;
        fraction = at > digits ? 0 : -1;
    }
    cell_take(&at, end, ' ');
    if (at < end) {
        *zoned = true;
        if (end - at == 3 && memcmp(at, "UTC", 3) == 0)
            at = end;
        else if (!cell_zone(&at, end, &offset))
            return false;
    }
    *second = hours * 3600 + minutes * 60 + seconds - offset;
    return at == end && hours >= 0 && hours <= 23 && minutes >= 0 && minutes <= 59 &&
           seconds >= 0 && seconds <= 60 && fraction == 0;
}

bool import_instant(import_reader *reader, size_t column, bool is_utc, int32_t *day) {
    host_text text = import_cell(reader, column);
    const char *space = text.size ? memchr(text.data, ' ', text.size) : NULL;
    const char *mark = space || !text.size ? space : memchr(text.data, 'T', text.size);
    if (!mark)
        return import_day(reader, column, day);
    host_text date = {text.data, (size_t)(mark - text.data)};
    host_text time = {mark + 1, text.size - date.size - 1};
    bool zoned = is_utc;
    int32_t printed = 0, second = 0;
    if (!cell_day(reader, column, date, &printed))
        return false;
    if (!cell_time(time, &zoned, &second))
        return import_refuse(reader, column, "invalid", "is not a day and time",
                             "year-month-day hours:minutes:seconds, such as 2026-12-31 23:59:59",
                             cell_fix);
    /* Only the time of day crosses midnight, so the instant fits whatever the year. */
    int32_t shift = zoned ? revops_day_from_instant(second * INT64_C(1000000000),
                                                    reader->request->tenant->utc_offset_s)
                          : 0;
    *day = printed + shift;
    return cell_in_calendar(reader, column, *day);
}

/* ---- the library's own rules ---- */

bool import_check(import_reader *reader, host_transaction *record, uint32_t has) {
    revops_transaction_row row = {.gross_minor = record->gross_minor,
                                  .tax_minor = record->tax_minor,
                                  .fee_minor = record->fee_minor,
                                  .net_minor = record->net_minor,
                                  .economic_day = record->economic_day,
                                  .available_day = record->economic_day,
                                  .kind = record->kind,
                                  .currency = record->currency};
    revops_error err;
    if (revops_transaction_check(&row, &row, has, &err) == REVOPS_OK) {
        record->tax_minor = row.tax_minor;
        record->fee_minor = row.fee_minor;
        record->net_minor = row.net_minor;
        return true;
    }
    int32_t column = import_column_of(reader, err.field);
    if (column < 0) { /* neither fee nor net, or a derived amount: blame what was given */
        column = import_column_of(reader, "net_minor");
        if (column < 0)
            column = import_column_of(reader, "gross_minor");
    }
    char message[sizeof err.message + 32];
    snprintf(message, sizeof message, "does not fit the row: %s", err.message);
    if (column < 0) {
        host_fail(&reader->fault, revops_status_name(err.status), "the row %s", message);
        host_fail_hint(&reader->fault, NULL, "gross = tax + fee + net", cell_fix);
        return false;
    }
    return import_refuse(reader, (size_t)column, revops_status_name(err.status), message,
                         "gross = tax + fee + net, with the signs of the kind", cell_fix);
}
