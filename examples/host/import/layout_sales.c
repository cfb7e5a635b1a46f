/* Native layouts of what stands beside transactions: payouts, exchange rates. */
#include "import/layout.h"

#include <string.h>

#include "revops/ratio.h"

enum {
    PAYOUTS_PAYOUT,
    PAYOUTS_DAY,
    PAYOUTS_CURRENCY,
    PAYOUTS_AMOUNT,
    PAYOUTS_AMOUNT_MINOR,
    PAYOUTS_PLATFORM,
    PAYOUTS_FEE,
    PAYOUTS_FEE_MINOR,
    PAYOUTS_LINES,
    PAYOUTS_STATUS
};

static const import_column sales_payout_columns[] = {
    {"payout", "payout", 1},
    {"day", "day", 2},
    {"currency", "currency", 3},
    {"amount", "amount_minor", 4},
    {"amount_minor", "amount_minor", 4},
    {"platform", "platform", 0},
    {"fee", "fee_minor", 0},
    {"fee_minor", "fee_minor", 0},
    {"lines", "lines", 0},
    {"status", "status", 0},
};

static bool sales_payouts_row(import_reader *reader) {
    host_payout *record = import_record(reader, 0);
    int32_t exponent = 0;
    bool fee = false;
    if (!import_id(reader, PAYOUTS_PAYOUT, &record->payout) ||
        !import_day(reader, PAYOUTS_DAY, &record->day) ||
        !import_currency(reader, PAYOUTS_CURRENCY, &record->currency, &exponent) ||
        !import_money(reader, PAYOUTS_AMOUNT, exponent, &record->amount_minor, NULL) ||
        !import_name_or(reader, PAYOUTS_PLATFORM, reader->platform, &record->platform) ||
        !import_money(reader, PAYOUTS_FEE, exponent, &record->fee_minor, &fee) ||
        (import_cell(reader, PAYOUTS_LINES).size &&
         !import_integer(reader, PAYOUTS_LINES, &record->lines)) ||
        !import_name_or(reader, PAYOUTS_STATUS, "completed", &record->status))
        return false;
    return import_commit_payout(reader, 0, record);
}

const import_layout import_payouts = {
    .name = "payouts",
    .columns = sales_payout_columns,
    .column_count = sizeof sales_payout_columns / sizeof sales_payout_columns[0],
    .tables = {&host_payouts},
    .row = sales_payouts_row,
    .names_platform = true,
};

enum { RATES_DAY, RATES_FROM, RATES_TO, RATES_RATE };

static const import_column sales_rate_columns[] = {
    {"day", "day", 1},
    {"from", "from_currency", 2},
    {"to", "to_currency", 3},
    {"rate", "rate_num", 4},
};

static bool sales_rates_row(import_reader *reader) {
    host_rate *record = import_record(reader, 0);
    int32_t exponent = 0;
    revops_ratio rate = {0, 1, REVOPS_RATIO_OK, 0};
    if (!import_day(reader, RATES_DAY, &record->day) ||
        !import_currency(reader, RATES_FROM, &record->from_currency, &exponent) ||
        !import_currency(reader, RATES_TO, &record->to_currency, &exponent) ||
        !import_ratio(reader, RATES_RATE, &rate))
        return false;
    if (rate.numerator <= 0)
        return import_refuse(reader, RATES_RATE, "invalid", "is not above 0",
                             "what one unit is worth, such as 1.0843", "correct the cell");
    record->rate_num = rate.numerator;
    record->rate_den = rate.denominator;
    import_commit(reader, 0);
    return true;
}

const import_layout import_rates = {
    .name = "rates",
    .columns = sales_rate_columns,
    .column_count = sizeof sales_rate_columns / sizeof sales_rate_columns[0],
    .tables = {&host_rates},
    .row = sales_rates_row,
};
