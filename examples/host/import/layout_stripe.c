/* Stripe: the itemized balance report. Amounts are major units; a fee is positive; a payout is a
 * row of its own that moves money which was already counted. */
#include "import/layout.h"

#include <string.h>

#include "revops/money.h"

enum {
    STRIPE_ID,
    STRIPE_CREATED_UTC,
    STRIPE_CREATED,
    STRIPE_CURRENCY,
    STRIPE_GROSS,
    STRIPE_FEE,
    STRIPE_NET,
    STRIPE_CATEGORY,
    STRIPE_CUSTOMER,
    STRIPE_CHARGE,
    STRIPE_SOURCE,
    STRIPE_AVAILABLE_UTC,
    STRIPE_AVAILABLE
};

static const import_column stripe_columns[] = {
    {"balance_transaction_id", "transaction", 1},
    {"created_utc", "economic_day", 2},
    {"created", "economic_day", 2},
    {"currency", "currency", 3},
    {"gross", "gross_minor", 4},
    {"fee", "fee_minor", 5},
    {"net", "net_minor", 6},
    {"reporting_category", "kind", 7},
    {"customer_id", "customer", 0},
    {"charge_id", "original", 0},
    {"source_id", "payout", 0},
    {"available_on_utc", "available_day", 0},
    {"available_on", "available_day", 0},
};

/* What a reporting category is to us; every other one is an adjustment. */
static const struct {
    const char *category;
    int32_t kind;
} stripe_kinds[] = {
    {"charge", REVOPS_SALE},
    {"payment", REVOPS_SALE},
    {"refund", REVOPS_REFUND},
    {"payment_refund", REVOPS_REFUND},
    {"partial_capture_reversal", REVOPS_REFUND},
    {"dispute", REVOPS_CHARGEBACK},
    {"dispute_reversal", REVOPS_CHARGEBACK_REVERSAL},
    {"fee", REVOPS_FEE},
    {"network_cost", REVOPS_FEE},
};

static bool stripe_is(host_text text, const char *word) {
    return strlen(word) == text.size && memcmp(word, text.data, text.size) == 0;
}

static int32_t stripe_kind(host_text category) {
    for (size_t i = 0; i < sizeof stripe_kinds / sizeof stripe_kinds[0]; i++) {
        if (category.size && stripe_is(category, stripe_kinds[i].category))
            return stripe_kinds[i].kind;
    }
    return REVOPS_ADJUSTMENT;
}

/* The column in UTC when the report has it and the row fills it, else the one as printed. */
static bool stripe_day(import_reader *reader, size_t utc, size_t printed, int32_t *day) {
    bool is_utc = import_has(reader, utc) &&
                  (import_cell(reader, utc).size > 0 || !import_cell(reader, printed).size);
    return import_instant(reader, is_utc ? utc : printed, is_utc, day);
}

static bool stripe_payout(import_reader *reader, const host_transaction *row, bool has_source) {
    host_payout *record = import_record(reader, 1);
    record->payout = row->transaction;
    record->platform = row->platform;
    record->status = row->status;
    record->day = row->economic_day;
    record->currency = row->currency;
    record->fee_minor = row->fee_minor;
    if (has_source && !import_id(reader, STRIPE_SOURCE, &record->payout))
        return false;
    if (revops_money_negate(&record->amount_minor, row->gross_minor, NULL) != REVOPS_OK)
        return import_refuse(reader, STRIPE_GROSS, "overflow", "is more than an amount can hold",
                             "at most 9223372036854775807 minor units", "correct the cell");
    return import_commit_payout(reader, 1, record);
}

/* A cost of the processor itself comes as a negative amount without a fee; to us it is all fee. */
static bool stripe_cost(import_reader *reader, host_transaction *record) {
    record->gross_minor = 0;
    if (revops_money_negate(&record->fee_minor, record->net_minor, NULL) != REVOPS_OK)
        return import_refuse(reader, STRIPE_NET, "overflow", "is more than an amount can hold",
                             "at most 9223372036854775807 minor units", "correct the cell");
    return true;
}

static bool stripe_amounts(import_reader *reader, host_transaction *record) {
    int32_t exponent = 0;
    return import_currency(reader, STRIPE_CURRENCY, &record->currency, &exponent) &&
           import_amount(reader, STRIPE_GROSS, exponent, &record->gross_minor, NULL) &&
           import_amount(reader, STRIPE_FEE, exponent, &record->fee_minor, NULL) &&
           import_amount(reader, STRIPE_NET, exponent, &record->net_minor, NULL);
}

static bool stripe_row(import_reader *reader) {
    const uint32_t all = REVOPS_HAS_TAX | REVOPS_HAS_FEE | REVOPS_HAS_NET;
    host_transaction *record = import_record(reader, 0);
    record->platform = HOST_TEXT("stripe");
    record->status = HOST_TEXT("completed");
    record->kind = REVOPS_ADJUSTMENT; /* until the three amounts are known to agree */
    if (!import_id(reader, STRIPE_ID, &record->transaction) ||
        !stripe_day(reader, STRIPE_CREATED_UTC, STRIPE_CREATED, &record->economic_day) ||
        !stripe_amounts(reader, record) || !import_check(reader, record, all))
        return false;
    host_text category = import_cell(reader, STRIPE_CATEGORY);
    if (category.size && (stripe_is(category, "payout") || stripe_is(category, "payout_reversal")))
        return stripe_payout(reader, record, import_cell(reader, STRIPE_SOURCE).size > 0);
    record->kind = stripe_kind(category);
    if ((record->kind == REVOPS_FEE && !stripe_cost(reader, record)) ||
        !import_check(reader, record, all) ||
        !import_text(reader, STRIPE_CUSTOMER, &record->customer))
        return false;
    host_text *charge = record->kind == REVOPS_SALE ? &record->charge : &record->original;
    if (record->kind <= REVOPS_CHARGEBACK_REVERSAL && !import_text(reader, STRIPE_CHARGE, charge))
        return false;
    record->available_day = record->economic_day;
    if ((import_cell(reader, STRIPE_AVAILABLE_UTC).size ||
         import_cell(reader, STRIPE_AVAILABLE).size) &&
        !stripe_day(reader, STRIPE_AVAILABLE_UTC, STRIPE_AVAILABLE, &record->available_day))
        return false;
    if (reader->request->stream)
        record->stream = (host_text){reader->request->stream, strlen(reader->request->stream)};
    return import_commit_transaction(reader, record);
}

const import_layout import_stripe_balance = {
    .name = "stripe_balance",
    .platform = "stripe",
    .columns = stripe_columns,
    .column_count = sizeof stripe_columns / sizeof stripe_columns[0],
    .tables = {&host_transactions, &host_payouts},
    .row = stripe_row,
};
