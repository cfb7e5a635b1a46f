/* Shapes of revenue and profit. */
#include "sales/revenue.h"
#include "sales/transaction.h"
#include "value/date.h"

static const revops_word shape_dimensions[] = {
    {"kind", "sale, refund, ...", REVOPS_DIMENSION_KIND, 0},
    {"project", "project", REVOPS_DIMENSION_PROJECT, 0},
    {"product", "product", REVOPS_DIMENSION_PRODUCT, 0},
    {"platform", "platform", REVOPS_DIMENSION_PLATFORM, 0},
    {"stream", "stream of revenue", REVOPS_DIMENSION_STREAM, 0},
    {"customer", "customer", REVOPS_DIMENSION_CUSTOMER, 0},
};

#define OPTIONS revops_revenue_options
static const revops_field shape_options_fields[] = {
    REVOPS__SIZE(OPTIONS),
    REVOPS__MASK(OPTIONS, dimensions, shape_dimensions, "dimensions to keep; 0 all but customer"),
    REVOPS__RESERVED(OPTIONS, reserved0),
    REVOPS__FX_FIELDS(OPTIONS, fx),
};
#undef OPTIONS
const revops_shape revops__shape_revenue_options =
    REVOPS__SHAPE(revops_revenue_options, "revenue_options", "what a revenue handle keeps",
                  shape_options_fields, REVOPS_SHAPE_OPTIONS);

#define QUERY revops_revenue_query
static const revops_field shape_query_fields[] = {
    REVOPS__SIZE(QUERY),
    REVOPS__PERIODS_FIELDS(QUERY, periods),
    REVOPS__FIELD(QUERY, project, REVOPS_UNIT_KEY, "only this project; 0 all"),
    REVOPS__FIELD(QUERY, product, REVOPS_UNIT_KEY, "only this product; 0 all"),
    REVOPS__FIELD(QUERY, platform, REVOPS_UNIT_KEY, "only this platform; 0 all"),
    REVOPS__FIELD(QUERY, stream, REVOPS_UNIT_KEY, "only this stream; 0 all"),
    REVOPS__FIELD(QUERY, customer, REVOPS_UNIT_KEY, "only this customer; 0 all"),
    REVOPS__MASK(QUERY, group_by, shape_dimensions, "one row for each of these"),
    REVOPS__FIELD(QUERY, currency, REVOPS_UNIT_CURRENCY, "convert into it; 0 each by itself"),
    REVOPS__FIELD(QUERY, fill, REVOPS_UNIT_FLAG, "every group in every period"),
    REVOPS__RESERVED(QUERY, reserved0),
};
#undef QUERY
const revops_shape revops__shape_revenue_query =
    REVOPS__SHAPE(revops_revenue_query, "revenue_query", "what is asked of revenue",
                  shape_query_fields, REVOPS_SHAPE_OPTIONS);

/* A row that is not grouped by kind says so. */
static const revops_word shape_kinds[] = {
    {"all", "not grouped by kind", -1, 0},
    {"sale", "a customer paid", REVOPS_SALE, 0},
    {"refund", "the business gave back", REVOPS_REFUND, 0},
    {"chargeback", "the bank took back", REVOPS_CHARGEBACK, 0},
    {"chargeback_reversal", "a won dispute", REVOPS_CHARGEBACK_REVERSAL, 0},
    {"fee", "a cost without a sale", REVOPS_FEE, 0},
    {"adjustment", "anything else that is revenue", REVOPS_ADJUSTMENT, 0},
};

#define ROW revops_revenue_row
static const revops_field shape_row_fields[] = {
    REVOPS__FIELD(ROW, gross_minor, REVOPS_UNIT_MINOR, "tax + fee + net"),
    REVOPS__FIELD(ROW, tax_minor, REVOPS_UNIT_MINOR, "nobody's revenue"),
    REVOPS__FIELD(ROW, fee_minor, REVOPS_UNIT_MINOR, "what platforms took"),
    REVOPS__FIELD(ROW, net_minor, REVOPS_UNIT_MINOR, "what the business kept"),
    REVOPS__FIELD(ROW, refund_minor, REVOPS_UNIT_MINOR, "gross of refunds and chargebacks"),
    REVOPS__FIELD(ROW, count, REVOPS_UNIT_COUNT, "transactions"),
    REVOPS__FIELD(ROW, sale_count, REVOPS_UNIT_COUNT, "sales among them"),
    REVOPS__FIELD(ROW, refund_count, REVOPS_UNIT_COUNT, "refunds and chargebacks among them"),
    REVOPS__ORDER(ROW, project, REVOPS_UNIT_KEY, 3, "project, or 0"),
    REVOPS__ORDER(ROW, product, REVOPS_UNIT_KEY, 4, "product, or 0"),
    REVOPS__ORDER(ROW, platform, REVOPS_UNIT_KEY, 5, "platform, or 0"),
    REVOPS__ORDER(ROW, stream, REVOPS_UNIT_KEY, 6, "stream, or 0"),
    REVOPS__ORDER(ROW, customer, REVOPS_UNIT_KEY, 7, "customer, or 0"),
    REVOPS__ORDER(ROW, from_day, REVOPS_UNIT_DAY, 1, "first day"),
    REVOPS__FIELD(ROW, to_day, REVOPS_UNIT_DAY, "day after the last"),
    REVOPS__ENUM(ROW, kind, shape_kinds, 8, "kind, or all"),
    REVOPS__ORDER(ROW, currency, REVOPS_UNIT_CURRENCY, 2, "currency of the amounts"),
};
#undef ROW
const revops_shape revops__shape_revenue_row =
    REVOPS__SHAPE(revops_revenue_row, "revenue_row", "revenue of one period, currency and group",
                  shape_row_fields, REVOPS_SHAPE_RECORD);

#define ROW revops_profit_row
static const revops_field shape_profit_fields[] = {
    REVOPS__FIELD(ROW, gross_minor, REVOPS_UNIT_MINOR, "tax + fee + net"),
    REVOPS__FIELD(ROW, tax_minor, REVOPS_UNIT_MINOR, "nobody's revenue"),
    REVOPS__FIELD(ROW, fee_minor, REVOPS_UNIT_MINOR, "what platforms took"),
    REVOPS__FIELD(ROW, net_minor, REVOPS_UNIT_MINOR, "what the business kept"),
    REVOPS__FIELD(ROW, spend_minor, REVOPS_UNIT_MINOR, "spent on winning customers"),
    REVOPS__FIELD(ROW, profit_minor, REVOPS_UNIT_MINOR, "net - spend"),
    REVOPS__FIELD(ROW, roas, REVOPS_UNIT_RATIO, "net / spend; undefined without spend"),
    REVOPS__ORDER(ROW, project, REVOPS_UNIT_KEY, 3, "project, or 0"),
    REVOPS__ORDER(ROW, product, REVOPS_UNIT_KEY, 4, "product, or 0"),
    REVOPS__ORDER(ROW, from_day, REVOPS_UNIT_DAY, 1, "first day"),
    REVOPS__FIELD(ROW, to_day, REVOPS_UNIT_DAY, "day after the last"),
    REVOPS__ORDER(ROW, currency, REVOPS_UNIT_CURRENCY, 2, "currency of the amounts"),
    REVOPS__RESERVED(ROW, reserved0),
};
#undef ROW
const revops_shape revops__shape_profit_row =
    REVOPS__SHAPE(revops_profit_row, "profit_row", "profit of one period, currency and group",
                  shape_profit_fields, REVOPS_SHAPE_RECORD);
