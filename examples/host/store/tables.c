/* The stored tables: the shape of each record in the order in which it is listed, and how its
 * members are kept. */
#include "store/shapes.h"
#include "store/store.h"

/* The numbers are revops_transaction_kind; the texts are the library's own. */
static const revops_word store_kinds[] = {
    {"sale", "", 0, 0},         {"refund", "", 1, 0},
    {"chargeback", "", 2, 0},   {"chargeback_reversal", "", 3, 0},
    {"fee", "", 4, 0},          {"adjustment", "", 5, 0},
    {"reserve_hold", "", 6, 0}, {"reserve_release", "", 7, 0},
};

#define S host_transaction
static const revops_field transaction_fields[] = {
    HOST_TEXT_FIELD(S, transaction, 3),
    HOST_TEXT_FIELD(S, platform, 2),
    {"kind", "", store_kinds, HOST_LENGTH(store_kinds), (uint32_t)offsetof(S, kind), 1, 0,
     REVOPS_TYPE_INT32, REVOPS_UNIT_ENUM, 0, 0},
    HOST_TEXT_FIELD(S, status, 0),
    HOST_DAY_FIELD(S, economic_day, 1),
    HOST_DAY_FIELD(S, available_day, 0),
    HOST_CURRENCY_FIELD(S, currency),
    HOST_MINOR_FIELD(S, gross_minor),
    HOST_MINOR_FIELD(S, tax_minor),
    HOST_MINOR_FIELD(S, fee_minor),
    HOST_MINOR_FIELD(S, net_minor),
    HOST_TEXT_FIELD(S, customer, 0),
    HOST_TEXT_FIELD(S, product, 0),
    HOST_TEXT_FIELD(S, project, 0),
    HOST_TEXT_FIELD(S, subscription, 0),
    HOST_TEXT_FIELD(S, original, 0),
    HOST_TEXT_FIELD(S, payout, 0),
    HOST_TEXT_FIELD(S, stream, 0),
    HOST_TEXT_FIELD(S, charge, 0),
};
#undef S
static const host_column transaction_columns[] = {
    {HOST_FORM_TEXT, HOST_COLUMN_KEY},   /* transaction */
    {HOST_FORM_NAME, HOST_COLUMN_KEY},   /* platform */
    {HOST_FORM_NUMBER, 0},               /* kind */
    {HOST_FORM_TEXT, HOST_COLUMN_LIFE},  /* status */
    {HOST_FORM_NUMBER, 0},               /* economic_day */
    {HOST_FORM_NUMBER, 0},               /* available_day */
    {HOST_FORM_NUMBER, 0},               /* currency */
    {HOST_FORM_NUMBER, 0},               /* gross_minor */
    {HOST_FORM_NUMBER, 0},               /* tax_minor */
    {HOST_FORM_NUMBER, 0},               /* fee_minor */
    {HOST_FORM_NUMBER, 0},               /* net_minor */
    {HOST_FORM_NAME, 0},                 /* customer */
    {HOST_FORM_NAME, 0},                 /* product */
    {HOST_FORM_NAME, 0},                 /* project */
    {HOST_FORM_NAME, 0},                 /* subscription */
    {HOST_FORM_TEXT, 0},                 /* original */
    {HOST_FORM_TEXT, HOST_COLUMN_LIFE},  /* payout */
    {HOST_FORM_NAME, 0},                 /* stream */
    {HOST_FORM_TEXT, HOST_COLUMN_HIDDEN} /* charge */
};
static const revops_shape transaction_shape =
    HOST_SHAPE(host_transaction, "transactions", "payments as imported", transaction_fields);
const host_table host_transactions = {"transactions", &transaction_shape, transaction_columns,
                                      HOST_TABLE_HASHED | HOST_TABLE_LISTED};

#define S host_transaction_line
static const revops_field line_fields[] = {
    HOST_TEXT_FIELD(S, transaction, 1),
    HOST_TEXT_FIELD(S, platform, 2),
    HOST_FIELD(S, line, "line", REVOPS_TYPE_INT32, REVOPS_UNIT_NONE, 1, 3),
    HOST_TEXT_FIELD(S, product, 0),
    HOST_FIELD(S, quantity, "quantity", REVOPS_TYPE_INT64, REVOPS_UNIT_COUNT, 1, 0),
    HOST_MINOR_FIELD(S, amount_minor),
    HOST_RESERVED_FIELD(S, reserved0),
};
#undef S
static const host_column line_columns[] = {
    {HOST_FORM_HASHED, HOST_COLUMN_KEY}, /* transaction */
    {HOST_FORM_HASHED, HOST_COLUMN_KEY}, /* platform */
    {HOST_FORM_NUMBER, HOST_COLUMN_KEY}, /* line */
    {HOST_FORM_NAME, 0},                 /* product */
    {HOST_FORM_NUMBER, 0},               /* quantity */
    {HOST_FORM_NUMBER, 0},               /* amount_minor */
    {HOST_FORM_NONE, 0},                 /* reserved0 */
};
static const revops_shape line_shape =
    HOST_SHAPE(host_transaction_line, "transaction_lines", "lines of a transaction", line_fields);
const host_table host_transaction_lines = {"transaction_lines", &line_shape, line_columns,
                                           HOST_TABLE_HASHED | HOST_TABLE_CHILD};

#define S host_payout
static const revops_field payout_fields[] = {
    HOST_TEXT_FIELD(S, payout, 3),
    HOST_TEXT_FIELD(S, platform, 2),
    HOST_DAY_FIELD(S, day, 1),
    HOST_CURRENCY_FIELD(S, currency),
    HOST_MINOR_FIELD(S, amount_minor),
    HOST_MINOR_FIELD(S, fee_minor),
    HOST_FIELD(S, lines, "lines", REVOPS_TYPE_INT64, REVOPS_UNIT_COUNT, 1, 0),
    HOST_TEXT_FIELD(S, status, 0),
};
#undef S
static const host_column payout_columns[] = {
    {HOST_FORM_TEXT, HOST_COLUMN_KEY},  /* payout */
    {HOST_FORM_NAME, HOST_COLUMN_KEY},  /* platform */
    {HOST_FORM_NUMBER, 0},              /* day */
    {HOST_FORM_NUMBER, 0},              /* currency */
    {HOST_FORM_NUMBER, 0},              /* amount_minor */
    {HOST_FORM_NUMBER, 0},              /* fee_minor */
    {HOST_FORM_NUMBER, 0},              /* lines */
    {HOST_FORM_TEXT, HOST_COLUMN_LIFE}, /* status */
};
static const revops_shape payout_shape =
    HOST_SHAPE(host_payout, "payouts", "money that providers sent to the bank", payout_fields);
const host_table host_payouts = {"payouts", &payout_shape, payout_columns,
                                 HOST_TABLE_HASHED | HOST_TABLE_LISTED};

#define S host_spend
static const revops_field spend_fields[] = {
    HOST_TEXT_FIELD(S, spend, 2),     HOST_TEXT_FIELD(S, project, 0),
    HOST_TEXT_FIELD(S, product, 0),   HOST_DAY_FIELD(S, economic_day, 1),
    HOST_CURRENCY_FIELD(S, currency), HOST_MINOR_FIELD(S, amount_minor),
};
#undef S
static const host_column spend_columns[] = {
    {HOST_FORM_TEXT, HOST_COLUMN_KEY}, /* spend */
    {HOST_FORM_NAME, 0},               /* project */
    {HOST_FORM_NAME, 0},               /* product */
    {HOST_FORM_NUMBER, 0},             /* economic_day */
    {HOST_FORM_NUMBER, 0},             /* currency */
    {HOST_FORM_NUMBER, 0},             /* amount_minor */
};
static const revops_shape spend_shape =
    HOST_SHAPE(host_spend, "spend", "money spent on winning customers", spend_fields);
const host_table host_spends = {"spend", &spend_shape, spend_columns, HOST_TABLE_HASHED};

#define S host_rate
static const revops_field rate_fields[] = {
    HOST_DAY_FIELD(S, day, 1),
    HOST_CURRENCY_FIELD(S, from_currency),
    HOST_CURRENCY_FIELD(S, to_currency),
    HOST_FIELD(S, rate_num, "rate_num", REVOPS_TYPE_INT64, REVOPS_UNIT_NUM, 1, 0),
    HOST_FIELD(S, rate_den, "rate_den", REVOPS_TYPE_INT64, REVOPS_UNIT_DEN, 1, 0),
    HOST_RESERVED_FIELD(S, reserved0),
};
#undef S
static const host_column rate_columns[] = {
    {HOST_FORM_NUMBER, HOST_COLUMN_KEY}, /* day */
    {HOST_FORM_NUMBER, HOST_COLUMN_KEY}, /* from_currency */
    {HOST_FORM_NUMBER, HOST_COLUMN_KEY}, /* to_currency */
    {HOST_FORM_NUMBER, 0},               /* rate_num */
    {HOST_FORM_NUMBER, 0},               /* rate_den */
    {HOST_FORM_NONE, 0},                 /* reserved0 */
};
static const revops_shape rate_shape =
    HOST_SHAPE(host_rate, "fx_rates", "what one currency was worth in another", rate_fields);
const host_table host_rates = {"fx_rates", &rate_shape, rate_columns, 0};

#define S host_import
static const revops_field import_fields[] = {
    HOST_TEXT_FIELD(S, file, 0),
    HOST_TEXT_FIELD(S, sha256, 0),
    HOST_TEXT_FIELD(S, layout, 0),
    HOST_COUNT_FIELD(S, read, "read"),
    HOST_COUNT_FIELD(S, added, "new"),
    HOST_COUNT_FIELD(S, same, "same"),
    HOST_COUNT_FIELD(S, updated, "updated"),
    HOST_COUNT_FIELD(S, changed, "changed"),
    HOST_COUNT_FIELD(S, skipped, "skipped"),
};
#undef S
static const host_column import_columns[] = {
    {HOST_FORM_TEXT, 0},   /* file */
    {HOST_FORM_TEXT, 0},   /* sha256 */
    {HOST_FORM_TEXT, 0},   /* layout */
    {HOST_FORM_NUMBER, 0}, /* read */
    {HOST_FORM_NUMBER, 0}, /* new */
    {HOST_FORM_NUMBER, 0}, /* same */
    {HOST_FORM_NUMBER, 0}, /* updated */
    {HOST_FORM_NUMBER, 0}, /* changed */
    {HOST_FORM_NUMBER, 0}, /* skipped */
};
static const revops_shape import_shape =
    HOST_SHAPE(host_import, "imports", "files imported, in the order of import", import_fields);
const host_table host_imports = {"imports", &import_shape, import_columns,
                                 HOST_TABLE_NUMBERED | HOST_TABLE_LISTED};

static const host_table *const store_tables[] = {&host_transactions,
                                                 &host_payouts,
                                                 &host_imports,
                                                 &host_transaction_lines,
                                                 &host_spends,
                                                 &host_rates,
                                                 &host_commissions,
                                                 &host_commission_rates,
                                                 &host_commission_settlements,
                                                 &host_splits,
                                                 &host_settlements};

const host_table *host_table_at(size_t index) {
    return index < HOST_TABLE_COUNT ? store_tables[index] : NULL;
}
