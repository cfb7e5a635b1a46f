/* A shop's documents and their lines, in thousandths of a pound. */
#include "import/layout.h"

#include <stdio.h>
#include <string.h>

#include "revops/money.h"
#include "revops/names.h"

static const char retail_platform[] = "shop";
static const uint32_t retail_gbp = REVOPS_CURRENCY('G', 'B', 'P', 0);

enum {
    RETAIL_INVOICE,
    RETAIL_TIMESTAMP,
    RETAIL_CUSTOMER,
    RETAIL_COUNTRY,
    RETAIL_KIND,
    RETAIL_LINES,
    RETAIL_TOTAL
};

static const import_column retail_invoice_columns[] = {
    {"invoice", "transaction", 1},    {"timestamp", "economic_day", 2}, {"customer", "customer", 3},
    {"country", "project", 4},        {"doc_kind", "kind", 5},          {"lines", "lines", 6},
    {"total_mils", "gross_minor", 7},
};

static bool retail_kind(import_reader *reader, int32_t *kind) {
    static const struct {
        const char *word;
        int32_t kind;
    } kinds[] = {{"invoice", REVOPS_SALE},
                 {"credit_note", REVOPS_REFUND},
                 {"bad_debt_adjustment", REVOPS_ADJUSTMENT}};
    host_text text = import_cell(reader, RETAIL_KIND);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strlen(kinds[i].word) == text.size &&
            memcmp(kinds[i].word, text.data, text.size) == 0) {
            *kind = kinds[i].kind;
            return true;
        }
    }
    return import_refuse(reader, RETAIL_KIND, "invalid", "is not a kind of document",
                         "invoice, credit_note or bad_debt_adjustment", "write one of these words");
}

/* Digits of the pound at this tenant. */
static int32_t retail_exponent(const import_reader *reader) {
    int32_t exponent = 2;
    if (revops_currency_exponent(&exponent, retail_gbp, &reader->request->tenant->currencies,
                                 NULL) != REVOPS_OK)
        exponent = 2;
    return exponent;
}

static bool retail_invoice_row(import_reader *reader) {
    host_transaction *record = import_record(reader, 0);
    record->platform = (host_text){retail_platform, sizeof retail_platform - 1};
    record->status = HOST_TEXT("completed");
    record->currency = retail_gbp;
    if (!import_id(reader, RETAIL_INVOICE, &record->transaction) ||
        !import_instant(reader, RETAIL_TIMESTAMP, false, &record->economic_day) ||
        !import_text(reader, RETAIL_CUSTOMER, &record->customer) ||
        !import_text(reader, RETAIL_COUNTRY, &record->project) ||
        !retail_kind(reader, &record->kind) ||
        !import_mils(reader, RETAIL_TOTAL, retail_exponent(reader), &record->gross_minor) ||
        !import_check(reader, record, REVOPS_HAS_TAX | REVOPS_HAS_FEE))
        return false;
    record->available_day = record->economic_day;
    if (reader->request->stream)
        record->stream = (host_text){reader->request->stream, strlen(reader->request->stream)};
    return import_commit_transaction(reader, record);
}

const import_layout import_retail_invoices = {
    .name = "retail_invoices",
    .platform = retail_platform,
    .columns = retail_invoice_columns,
    .column_count = sizeof retail_invoice_columns / sizeof retail_invoice_columns[0],
    .tables = {&host_transactions},
    .row = retail_invoice_row,
};

enum { LINE_INVOICE, LINE_STOCK_CODE, LINE_QUANTITY, LINE_UNIT_PRICE };

static const import_column retail_line_columns[] = {
    {"invoice", "transaction", 1},
    {"stock_code", "product", 2},
    {"quantity", "quantity", 3},
    {"unit_price_mils", "amount_minor", 4},
};

/* The number of a line within its invoice. Lines of one invoice mostly stand together; where
 * they do not, the tally goes on where the invoice was left. */
static bool retail_line_number(import_reader *reader, host_text invoice, int32_t *line) {
    if (invoice.size != reader->group_size ||
        memcmp(invoice.data, reader->group, invoice.size) != 0) {
        reader->group_size = 0;
        if (invoice.size <= sizeof reader->group) {
            memcpy(reader->group, invoice.data, invoice.size);
            reader->group_size = invoice.size;
        }
        reader->group_key = revops_key(invoice.data, invoice.size);
    }
    uint64_t count = import_count_key(reader, reader->group_key);
    *line = (int32_t)count;
    if (count > 0 && count <= INT32_MAX)
        return true;
    return import_refuse(reader, LINE_INVOICE, count ? "limit" : "nomem",
                         "has more lines than can be counted", "at most 2147483647 lines",
                         "split the file");
}

static bool retail_line_row(import_reader *reader) {
    host_transaction_line *record = import_record(reader, 0);
    int64_t price = 0, mils = 0;
    record->platform = (host_text){retail_platform, sizeof retail_platform - 1};
    if (!import_id(reader, LINE_INVOICE, &record->transaction) ||
        !import_text(reader, LINE_STOCK_CODE, &record->product) ||
        !import_integer(reader, LINE_QUANTITY, &record->quantity) ||
        !import_integer(reader, LINE_UNIT_PRICE, &price))
        return false;
    if (revops_money_scale(&mils, price, record->quantity, 1, REVOPS_ROUND_EXACT, NULL) !=
        REVOPS_OK)
        return import_refuse(reader, LINE_UNIT_PRICE, "overflow", "makes a line too large",
                             "quantity times price of at most 9223372036854775807",
                             "correct quantity or price");
    if (!import_scale_mils(reader, LINE_UNIT_PRICE, mils, retail_exponent(reader),
                           &record->amount_minor) ||
        !retail_line_number(reader, record->transaction, &record->line))
        return false;
    import_commit(reader, 0);
    return true;
}

/* Only now are all lines there that the file has to give. */
static int retail_finish(import_reader *reader) {
    host_text platform = {retail_platform, sizeof retail_platform - 1};
    return host_store_check_lines(reader->request->store, platform, &reader->fault);
}

const import_layout import_retail_lines = {
    .name = "retail_lines",
    .platform = retail_platform,
    .columns = retail_line_columns,
    .column_count = sizeof retail_line_columns / sizeof retail_line_columns[0],
    .tables = {&host_transaction_lines},
    .row = retail_line_row,
    .finish = retail_finish,
};
