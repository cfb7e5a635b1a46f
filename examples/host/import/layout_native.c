/* Native layouts: our own words as column names. What a column means is never guessed, so a column
 * that is not in the list is refused. */
#include "import/layout.h"

enum {
    NATIVE_TRANSACTION,
    NATIVE_KIND,
    NATIVE_DAY,
    NATIVE_CURRENCY,
    NATIVE_GROSS,
    NATIVE_GROSS_MINOR,
    NATIVE_FEE,
    NATIVE_FEE_MINOR,
    NATIVE_NET,
    NATIVE_NET_MINOR,
    NATIVE_TAX,
    NATIVE_TAX_MINOR,
    NATIVE_PLATFORM,
    NATIVE_CUSTOMER,
    NATIVE_PRODUCT,
    NATIVE_PROJECT,
    NATIVE_SUBSCRIPTION,
    NATIVE_ORIGINAL,
    NATIVE_PAYOUT,
    NATIVE_STREAM,
    NATIVE_STATUS,
    NATIVE_AVAILABLE_DAY
};

static const import_column native_transaction_columns[] = {
    {"transaction", "transaction", 1},
    {"kind", "kind", 2},
    {"economic_day", "economic_day", 3},
    {"currency", "currency", 4},
    {"gross", "gross_minor", 5},
    {"gross_minor", "gross_minor", 5},
    {"fee", "fee_minor", 6},
    {"fee_minor", "fee_minor", 6},
    {"net", "net_minor", 6},
    {"net_minor", "net_minor", 6},
    {"tax", "tax_minor", 0},
    {"tax_minor", "tax_minor", 0},
    {"platform", "platform", 0},
    {"customer", "customer", 0},
    {"product", "product", 0},
    {"project", "project", 0},
    {"subscription", "subscription", 0},
    {"original", "original", 0},
    {"payout", "payout", 0},
    {"stream", "stream", 0},
    {"status", "status", 0},
    {"available_day", "available_day", 0},
};

static bool native_amounts(import_reader *reader, host_transaction *record) {
    uint32_t has = REVOPS_HAS_TAX;
    int32_t exponent = 0;
    bool fee = false, net = false, tax = false;
    if (!import_currency(reader, NATIVE_CURRENCY, &record->currency, &exponent) ||
        !import_money(reader, NATIVE_GROSS, exponent, &record->gross_minor, NULL) ||
        !import_money(reader, NATIVE_FEE, exponent, &record->fee_minor, &fee) ||
        !import_money(reader, NATIVE_NET, exponent, &record->net_minor, &net) ||
        !import_money(reader, NATIVE_TAX, exponent, &record->tax_minor, &tax))
        return false;
    has |= fee ? REVOPS_HAS_FEE : 0;
    has |= net ? REVOPS_HAS_NET : 0;
    return import_check(reader, record, has);
}

static bool native_transactions_row(import_reader *reader) {
    host_transaction *record = import_record(reader, 0);
    if (!import_name_or(reader, NATIVE_TRANSACTION, NULL, &record->transaction) ||
        !import_kind(reader, NATIVE_KIND, &record->kind) ||
        !import_day(reader, NATIVE_DAY, &record->economic_day) || !native_amounts(reader, record) ||
        !import_name_or(reader, NATIVE_PLATFORM, reader->platform, &record->platform) ||
        !import_text(reader, NATIVE_CUSTOMER, &record->customer) ||
        !import_text(reader, NATIVE_PRODUCT, &record->product) ||
        !import_text(reader, NATIVE_PROJECT, &record->project) ||
        !import_text(reader, NATIVE_SUBSCRIPTION, &record->subscription) ||
        !import_text(reader, NATIVE_ORIGINAL, &record->original) ||
        !import_text(reader, NATIVE_PAYOUT, &record->payout) ||
        !import_name_or(reader, NATIVE_STREAM, reader->request->stream, &record->stream) ||
        !import_name_or(reader, NATIVE_STATUS, "completed", &record->status))
        return false;
    record->available_day = record->economic_day;
    if (import_cell(reader, NATIVE_AVAILABLE_DAY).size &&
        !import_day(reader, NATIVE_AVAILABLE_DAY, &record->available_day))
        return false;
    return import_commit_transaction(reader, record);
}

const import_layout import_transactions = {
    .name = "transactions",
    .columns = native_transaction_columns,
    .column_count = sizeof native_transaction_columns / sizeof native_transaction_columns[0],
    .tables = {&host_transactions},
    .row = native_transactions_row,
    .names_platform = true,
};

enum {
    SPEND_SPEND,
    SPEND_PROJECT,
    SPEND_DAY,
    SPEND_CURRENCY,
    SPEND_AMOUNT,
    SPEND_AMOUNT_MINOR,
    SPEND_PRODUCT
};

static const import_column native_spend_columns[] = {
    {"spend", "spend", 1},       {"project", "project", 2},     {"economic_day", "economic_day", 3},
    {"currency", "currency", 4}, {"amount", "amount_minor", 5}, {"amount_minor", "amount_minor", 5},
    {"product", "product", 0},
};

static bool native_spend_row(import_reader *reader) {
    host_spend *record = import_record(reader, 0);
    int32_t exponent = 0;
    if (!import_id(reader, SPEND_SPEND, &record->spend) ||
        !import_text(reader, SPEND_PROJECT, &record->project) ||
        !import_day(reader, SPEND_DAY, &record->economic_day) ||
        !import_currency(reader, SPEND_CURRENCY, &record->currency, &exponent) ||
        !import_money(reader, SPEND_AMOUNT, exponent, &record->amount_minor, NULL) ||
        !import_text(reader, SPEND_PRODUCT, &record->product))
        return false;
    import_commit(reader, 0);
    return true;
}

const import_layout import_spend = {
    .name = "spend",
    .columns = native_spend_columns,
    .column_count = sizeof native_spend_columns / sizeof native_spend_columns[0],
    .tables = {&host_spends},
    .row = native_spend_row,
};
