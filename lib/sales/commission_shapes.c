/* Shapes of commissions. */
#include "sales/commission.h"
#include "value/date.h"

static const revops_word commission_bases[] = {
    {"lot", "traded lots", REVOPS_BASIS_LOT, 0},
    {"conversion", "customers won", REVOPS_BASIS_CONVERSION, 0},
    {"revenue", "referred revenue", REVOPS_BASIS_REVENUE, 0},
    {"click", "counted only", REVOPS_BASIS_CLICK, 0},
};

static const revops_word commission_groups[] = {
    {"asset_class", "asset class", REVOPS_COMMISSION_ASSET_CLASS, 0},
};

#define OPTIONS revops_commissions_options
static const revops_field commission_options_fields[] = {
    REVOPS__SIZE(OPTIONS),
    REVOPS__FIELD(OPTIONS, quantity_scale, REVOPS_UNIT_COUNT, "quantities in one unit; 0 100"),
    REVOPS__FX_FIELDS(OPTIONS, fx),
};
#undef OPTIONS
const revops_shape revops__shape_commissions_options =
    REVOPS__SHAPE(revops_commissions_options, "commissions_options", "how quantities are counted",
                  commission_options_fields, REVOPS_SHAPE_OPTIONS);

#define NEEDED REVOPS_FIELD_REQUIRED
#define BATCH revops_activity_batch
static const revops_field commission_activity_fields[] = {
    REVOPS__SIZE(BATCH),
    REVOPS__BATCH_COUNT(BATCH),
    REVOPS__COLUMN(BATCH, economic_day, REVOPS_TYPE_INT32, REVOPS_UNIT_DAY, NEEDED,
                   "the day that counts"),
    REVOPS__COLUMN(BATCH, currency, REVOPS_TYPE_UINT32, REVOPS_UNIT_CURRENCY, NEEDED,
                   "currency of the commission"),
    REVOPS__COLUMN(BATCH, quantity, REVOPS_TYPE_INT64, REVOPS_UNIT_COUNT, NEEDED, "how much"),
    REVOPS__COLUMN(BATCH, commission_minor, REVOPS_TYPE_INT64, REVOPS_UNIT_MINOR, 0,
                   "as the platform reported it"),
    REVOPS__COLUMN(BATCH, platform, REVOPS_TYPE_UINT64, REVOPS_UNIT_KEY, 0, "who owes it"),
    REVOPS__ENUM_COLUMN(BATCH, basis, commission_bases, 0, "what is counted"),
    REVOPS__COLUMN(BATCH, asset_class, REVOPS_TYPE_UINT64, REVOPS_UNIT_KEY, 0, "of which class"),
    REVOPS__COLUMN(BATCH, customer, REVOPS_TYPE_UINT64, REVOPS_UNIT_KEY, 0, "referred customer"),
};
#undef BATCH
const revops_shape revops__shape_activity_batch =
    REVOPS__SHAPE(revops_activity_batch, "activity_batch", "what referred customers did",
                  commission_activity_fields, REVOPS_SHAPE_BATCH);

#define BATCH revops_unit_rate_batch
static const revops_field commission_unit_fields[] = {
    REVOPS__SIZE(BATCH),
    REVOPS__BATCH_COUNT(BATCH),
    REVOPS__COLUMN(BATCH, currency, REVOPS_TYPE_UINT32, REVOPS_UNIT_CURRENCY, NEEDED,
                   "currency of the commission"),
    REVOPS__COLUMN(BATCH, rate_num, REVOPS_TYPE_INT64, REVOPS_UNIT_NUM, NEEDED,
                   "minor units per unit, or a share"),
    REVOPS__COLUMN(BATCH, rate_den, REVOPS_TYPE_INT64, REVOPS_UNIT_DEN, 0, "above 0; 1"),
    REVOPS__COLUMN(BATCH, platform, REVOPS_TYPE_UINT64, REVOPS_UNIT_KEY, 0, "who owes it"),
    REVOPS__ENUM_COLUMN(BATCH, basis, commission_bases, 0, "what is counted"),
    REVOPS__COLUMN(BATCH, asset_class, REVOPS_TYPE_UINT64, REVOPS_UNIT_KEY, 0,
                   "0: all without a rate of their own"),
    REVOPS__COLUMN(BATCH, from_day, REVOPS_TYPE_INT32, REVOPS_UNIT_DAY, 0, "first day"),
    REVOPS__COLUMN(BATCH, to_day, REVOPS_TYPE_INT32, REVOPS_UNIT_DAY, 0, "day after the last"),
};
#undef BATCH
const revops_shape revops__shape_unit_rate_batch =
    REVOPS__SHAPE(revops_unit_rate_batch, "unit_rate_batch", "rates that were agreed",
                  commission_unit_fields, REVOPS_SHAPE_BATCH);

#define BATCH revops_received_batch
static const revops_field commission_received_fields[] = {
    REVOPS__SIZE(BATCH),
    REVOPS__BATCH_COUNT(BATCH),
    REVOPS__COLUMN(BATCH, day, REVOPS_TYPE_INT32, REVOPS_UNIT_DAY, NEEDED, "when it was paid"),
    REVOPS__COLUMN(BATCH, currency, REVOPS_TYPE_UINT32, REVOPS_UNIT_CURRENCY, NEEDED,
                   "currency of the amount"),
    REVOPS__COLUMN(BATCH, amount_minor, REVOPS_TYPE_INT64, REVOPS_UNIT_MINOR, NEEDED, "received"),
    REVOPS__COLUMN(BATCH, platform, REVOPS_TYPE_UINT64, REVOPS_UNIT_KEY, 0, "who paid"),
};
#undef BATCH
const revops_shape revops__shape_received_batch =
    REVOPS__SHAPE(revops_received_batch, "received_batch", "what platforms paid",
                  commission_received_fields, REVOPS_SHAPE_BATCH);

#define QUERY revops_commissions_query
static const revops_field commission_query_fields[] = {
    REVOPS__SIZE(QUERY),
    REVOPS__PERIODS_FIELDS(QUERY, periods),
    REVOPS__FIELD(QUERY, platform, REVOPS_UNIT_KEY, "only this platform; 0 all"),
    REVOPS__MASK(QUERY, group_by, commission_groups, "one row for each of these"),
    REVOPS__FIELD(QUERY, currency, REVOPS_UNIT_CURRENCY, "convert into it; 0 each by itself"),
};
#undef QUERY
const revops_shape revops__shape_commissions_query =
    REVOPS__SHAPE(revops_commissions_query, "commissions_query", "what is asked of commissions",
                  commission_query_fields, REVOPS_SHAPE_OPTIONS);

#define ROW revops_commission_row
static const revops_field commission_row_fields[] = {
    REVOPS__FIELD(ROW, quantity, REVOPS_UNIT_COUNT, "sum, counted as it was fed"),
    REVOPS__FIELD(ROW, accrued_minor, REVOPS_UNIT_MINOR, "as reported, else computed"),
    REVOPS__FIELD(ROW, variance_minor, REVOPS_UNIT_MINOR, "reported - computed"),
    REVOPS__FIELD(ROW, customer_count, REVOPS_UNIT_COUNT, "different customers with activity"),
    REVOPS__FIELD(ROW, average, REVOPS_UNIT_RATIO, "accrued / customers"),
    REVOPS__FIELD(ROW, growth, REVOPS_UNIT_RATIO, "quantity against the period before"),
    REVOPS__ORDER(ROW, platform, REVOPS_UNIT_KEY, 3, "platform, or 0"),
    REVOPS__ORDER(ROW, asset_class, REVOPS_UNIT_KEY, 5, "asset class, or 0"),
    REVOPS__ORDER(ROW, from_day, REVOPS_UNIT_DAY, 1, "first day"),
    REVOPS__FIELD(ROW, to_day, REVOPS_UNIT_DAY, "day after the last"),
    REVOPS__ENUM(ROW, basis, commission_bases, 4, "what is counted"),
    REVOPS__ORDER(ROW, currency, REVOPS_UNIT_CURRENCY, 2, "currency of the amounts"),
};
#undef ROW
const revops_shape revops__shape_commission_row =
    REVOPS__SHAPE(revops_commission_row, "commission_row", "commissions of one period and platform",
                  commission_row_fields, REVOPS_SHAPE_RECORD);

#define ROW revops_commission_balance_row
static const revops_field commission_balance_fields[] = {
    REVOPS__ORDER(ROW, platform, REVOPS_UNIT_KEY, 3, "platform, or 0"),
    REVOPS__FIELD(ROW, opening_minor, REVOPS_UNIT_MINOR, "closing of the period before"),
    REVOPS__FIELD(ROW, accrued_minor, REVOPS_UNIT_MINOR, "earned in the period"),
    REVOPS__FIELD(ROW, received_minor, REVOPS_UNIT_MINOR, "paid in the period"),
    REVOPS__FIELD(ROW, closing_minor, REVOPS_UNIT_MINOR, "opening + accrued - received"),
    REVOPS__ORDER(ROW, from_day, REVOPS_UNIT_DAY, 1, "first day"),
    REVOPS__FIELD(ROW, to_day, REVOPS_UNIT_DAY, "day after the last"),
    REVOPS__ORDER(ROW, currency, REVOPS_UNIT_CURRENCY, 2, "currency of the amounts"),
    REVOPS__RESERVED(ROW, reserved0),
};
#undef ROW
const revops_shape revops__shape_commission_balance_row =
    REVOPS__SHAPE(revops_commission_balance_row, "commission_balance_row", "what a platform owes",
                  commission_balance_fields, REVOPS_SHAPE_RECORD);
