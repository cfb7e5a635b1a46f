/* Native layouts of commissions: what referred customers did, what was agreed, what was paid. */
#include "import/layout.h"

#include <stdio.h>

#include "revops/commission.h"

enum {
    ACTIVITY_DAY,
    ACTIVITY_PLATFORM,
    ACTIVITY_BASIS,
    ACTIVITY_CURRENCY,
    ACTIVITY_QUANTITY,
    ACTIVITY_ASSET_CLASS,
    ACTIVITY_CUSTOMER,
    ACTIVITY_COMMISSION,
    ACTIVITY_COMMISSION_MINOR,
    ACTIVITY_COLUMNS
};

static const import_column activity_columns[ACTIVITY_COLUMNS] = {
    {"day", "economic_day", 1},
    {"platform", "platform", 2},
    {"basis", "basis", 3},
    {"currency", "currency", 4},
    {"quantity", "quantity", 5},
    {"asset_class", "asset_class", 0},
    {"customer", "customer", 0},
    {"commission", "commission_minor", 0},
    {"commission_minor", "commission_minor", 0},
};

/* Quantities are counted in hundredths, referred revenue in minor units. */
static bool activity_quantity(import_reader *reader, int32_t exponent, host_commission *record) {
    int32_t digits = record->basis == REVOPS_BASIS_REVENUE ? exponent : IMPORT_QUANTITY_DIGITS;
    return import_amount(reader, ACTIVITY_QUANTITY, digits, &record->quantity, NULL);
}

static bool activity_row(import_reader *reader) {
    host_commission *record = import_record(reader, 0);
    host_text cells[ACTIVITY_COLUMNS];
    int32_t exponent = 0;
    bool reported = false;
    if (!import_day(reader, ACTIVITY_DAY, &record->economic_day) ||
        !import_id(reader, ACTIVITY_PLATFORM, &record->platform) ||
        !import_word(reader, ACTIVITY_BASIS, host_commission_bases, HOST_COMMISSION_BASES,
                     &record->basis) ||
        !import_currency(reader, ACTIVITY_CURRENCY, &record->currency, &exponent) ||
        !activity_quantity(reader, exponent, record) ||
        !import_text(reader, ACTIVITY_ASSET_CLASS, &record->asset_class) ||
        !import_text(reader, ACTIVITY_CUSTOMER, &record->customer) ||
        !import_money(reader, ACTIVITY_COMMISSION, exponent, &record->commission_minor, &reported))
        return false;
    record->reported = reported;
    for (size_t i = 0; i < ACTIVITY_COLUMNS; i++)
        cells[i] = import_cell(reader, i);
    if (!import_derive(reader, &record->commission, cells, ACTIVITY_COLUMNS, true))
        return false;
    import_commit(reader, 0);
    return true;
}

const import_layout import_commissions = {
    .name = "commissions",
    .columns = activity_columns,
    .column_count = ACTIVITY_COLUMNS,
    .tables = {&host_commissions},
    .row = activity_row,
};

enum {
    AGREED_PLATFORM,
    AGREED_BASIS,
    AGREED_CURRENCY,
    AGREED_RATE,
    AGREED_ASSET_CLASS,
    AGREED_FROM,
    AGREED_TO,
    AGREED_COLUMNS
};

static const import_column agreed_columns[AGREED_COLUMNS] = {
    {"platform", "platform", 1},       {"basis", "basis", 2},
    {"currency", "currency", 3},       {"rate", "rate_num", 4},
    {"asset_class", "asset_class", 0}, {"from_day", "from_day", 0},
    {"to_day", "to_day", 0},
};

/* A rate is money for a unit, perhaps with fractions of a minor unit; of referred revenue it is a
 * share. */
static bool agreed_rate(import_reader *reader, int32_t exponent, host_commission_rate *record) {
    revops_ratio rate = {0, 1, REVOPS_RATIO_OK, 0};
    revops_ratio scale = rate;
    if (!import_ratio(reader, AGREED_RATE, &rate))
        return false;
    scale.numerator = 1;
    for (int32_t i = 0; record->basis != REVOPS_BASIS_REVENUE && i < exponent; i++)
        scale.numerator *= 10;
    if (rate.numerator < 0 || revops_ratio_multiply(&rate, rate, scale, NULL) != REVOPS_OK)
        return import_refuse(reader, AGREED_RATE, "invalid", "is not a rate",
                             "money for a unit such as 7.50, or a share such as 30%",
                             "correct the cell");
    record->rate_num = rate.numerator;
    record->rate_den = rate.denominator;
    return true;
}

static bool agreed_row(import_reader *reader) {
    host_commission_rate *record = import_record(reader, 0);
    char numbers[3][24];
    int32_t exponent = 0;
    if (!import_id(reader, AGREED_PLATFORM, &record->platform) ||
        !import_word(reader, AGREED_BASIS, host_commission_bases, HOST_COMMISSION_BASES,
                     &record->basis) ||
        !import_currency(reader, AGREED_CURRENCY, &record->currency, &exponent) ||
        !agreed_rate(reader, exponent, record) ||
        !import_text(reader, AGREED_ASSET_CLASS, &record->asset_class) ||
        !import_interval(reader, AGREED_FROM, &record->from_day, &record->to_day))
        return false;
    const host_text known_by[] = {record->platform, import_number(numbers[0], record->basis),
                                  record->asset_class,
                                  import_number(numbers[1], (int64_t)record->currency),
                                  import_number(numbers[2], record->from_day)};
    if (!import_derive(reader, &record->commission_rate, known_by,
                       sizeof known_by / sizeof known_by[0], false))
        return false;
    import_commit(reader, 0);
    return true;
}

const import_layout import_commission_rates = {
    .name = "commission_rates",
    .columns = agreed_columns,
    .column_count = AGREED_COLUMNS,
    .tables = {&host_commission_rates},
    .row = agreed_row,
};

enum {
    RECEIVED_PLATFORM,
    RECEIVED_DAY,
    RECEIVED_CURRENCY,
    RECEIVED_AMOUNT,
    RECEIVED_AMOUNT_MINOR,
    RECEIVED_SETTLEMENT
};

static const import_column received_columns[] = {
    {"platform", "platform", 1},           {"day", "day", 2},
    {"currency", "currency", 3},           {"received", "amount_minor", 4},
    {"received_minor", "amount_minor", 4}, {"settlement", "commission_settlement", 0},
};

static bool received_row(import_reader *reader) {
    host_commission_settlement *record = import_record(reader, 0);
    char numbers[3][24];
    int32_t exponent = 0;
    if (!import_id(reader, RECEIVED_PLATFORM, &record->platform) ||
        !import_day(reader, RECEIVED_DAY, &record->day) ||
        !import_currency(reader, RECEIVED_CURRENCY, &record->currency, &exponent) ||
        !import_money(reader, RECEIVED_AMOUNT, exponent, &record->amount_minor, NULL) ||
        !import_name_or(reader, RECEIVED_SETTLEMENT, NULL, &record->commission_settlement))
        return false;
    const host_text known_by[] = {record->platform, import_number(numbers[0], record->day),
                                  import_number(numbers[1], (int64_t)record->currency),
                                  import_number(numbers[2], record->amount_minor)};
    if (!record->commission_settlement.size &&
        !import_derive(reader, &record->commission_settlement, known_by,
                       sizeof known_by / sizeof known_by[0], true))
        return false;
    import_commit(reader, 0);
    return true;
}

const import_layout import_commission_settlements = {
    .name = "commission_settlements",
    .columns = received_columns,
    .column_count = sizeof received_columns / sizeof received_columns[0],
    .tables = {&host_commission_settlements},
    .row = received_row,
};
