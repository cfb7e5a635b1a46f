/* Kinds of the sales floor: one transaction, revenue and profit. */
#include "conformance.h"

#include <string.h>

static json_t *sales_transaction_check(trial *t) {
    reading in;
    revops_transaction_row given_row, row;
    json_t *defaults = answer("currency", json_string("USD")), *got = NULL;
    uint32_t has = (given(t, "tax_minor") ? REVOPS_HAS_TAX : 0U) |
                   (given(t, "fee_minor") ? REVOPS_HAS_FEE : 0U) |
                   (given(t, "net_minor") ? REVOPS_HAS_NET : 0U);
    memset(&in, 0, sizeof in);
    memset(&given_row, 0, sizeof given_row);
    memset(&row, 0x5a, sizeof row);
    in.trial = t;
    if (struct_from_json(&in, revops_shape_find("transaction_row"), t->given, defaults,
                         &given_row) &&
        revops_transaction_check(&row, &given_row, has, &in.err) == REVOPS_OK) {
        if ((uint64_t)row.gross_minor !=
            (uint64_t)row.tax_minor + (uint64_t)row.fee_minor + (uint64_t)row.net_minor)
            trial_miss(t, "gross is not tax + fee + net");
        got = struct_to_json(t, revops_shape_find("transaction_row"), &row);
    } else if (in.err.status) {
        if (row.gross_minor != INT64_C(0x5a5a5a5a5a5a5a5a))
            trial_miss(t, "a refused check wrote its output");
        got = answer_refused(&in.err);
    }
    json_decref(defaults);
    return got;
}

static json_t *sales_reserve(trial *t) {
    reading in;
    revops_ratio share = {0, 1, 0, 0};
    revops_reserve_hold hold;
    int32_t day = 0, release_day = 0;
    int32_t rolling_days = (int32_t)given_integer(t, "rolling_days", 0);
    int64_t amount_minor = given_integer(t, "amount_minor", 0);
    memset(&in, 0, sizeof in);
    in.trial = t;
    if (!trial_sound(t))
        return NULL;
    if (ratio_from_json(&in, given(t, "share"), &share) &&
        day_from_json(&in, given(t, "day"), &day) &&
        (!given(t, "release_day") || day_from_json(&in, given(t, "release_day"), &release_day)) &&
        revops_reserve_plan(&hold, amount_minor, day, share, rolling_days, release_day, &in.err) ==
            REVOPS_OK)
        return struct_to_json(t, revops_shape_find("reserve_hold"), &hold);
    return in.err.status ? answer_refused(&in.err) : NULL;
}

#define SALES_TRANSACTIONS                                                                         \
    {                                                                                              \
        "transactions", "transactions",                                                            \
            "{\"currency\": \"USD\", \"gross_minor\": 0, \"tax_minor\": 0, \"kind\": \"sale\"}"    \
    }
#define SALES_SPEND                                                                                \
    { "spend", "spend", "{\"currency\": \"USD\"}" }
#define SALES_RATES                                                                                \
    { "rates", "rates", NULL }
#define SALES_TOTAL "{\"granularity\": \"total\"}"
#define SALES_DIMENSIONS                                                                           \
    "{\"dimensions\": [\"kind\", \"project\", \"product\", \"platform\", \"stream\","              \
    " \"customer\"]}"

#define SALES_PAYOUTS                                                                              \
    { "payouts", "payouts", "{\"currency\": \"USD\"}" }

#define SALES_COMMISSIONS "{\"quantity_scale\": 100}"
#define SALES_UNITS                                                                                \
    { "rates_per_unit", "rates_per_unit", "{\"currency\": \"USD\"}" }
#define SALES_ACTIVITY                                                                             \
    { "activity", "activity", "{\"currency\": \"USD\"}" }
#define SALES_RECEIVED                                                                             \
    { "settlements", "settlements", "{\"currency\": \"USD\"}" }

const kind_entry kinds_sales[] = {
    {.kind = "balance",
     .handle = "payouts",
     .report = "balance_rows",
     .feeds = {SALES_TRANSACTIONS, SALES_PAYOUTS}},
    {.kind = "commission_balances",
     .handle = "commissions",
     .report = "balance_rows",
     .option_defaults = SALES_COMMISSIONS,
     .feeds = {SALES_UNITS, SALES_ACTIVITY, SALES_RECEIVED}},
    {.kind = "commissions",
     .handle = "commissions",
     .report = "rows",
     .option_defaults = SALES_COMMISSIONS,
     .feeds = {SALES_UNITS, SALES_ACTIVITY, SALES_RATES}},
    {.kind = "payouts",
     .handle = "payouts",
     .report = "rows",
     .feeds = {SALES_TRANSACTIONS, SALES_PAYOUTS}},
    {.kind = "profit",
     .handle = "revenue",
     .report = "profit_rows",
     .option_defaults = SALES_DIMENSIONS,
     .query_defaults = SALES_TOTAL,
     .feeds = {SALES_TRANSACTIONS, SALES_SPEND, SALES_RATES}},
    {.kind = "reserve",
     .run = sales_reserve,
     .given = "amount_minor:int day:day share rolling_days:int=0 release_day:day=0",
     .options = "",
     .calls = "part = revops_share_parse share; * = revops_reserve_plan amount_minor day part "
              "rolling_days release_day;"},
    {.kind = "revenue",
     .handle = "revenue",
     .report = "rows",
     .option_defaults = SALES_DIMENSIONS,
     .query_defaults = SALES_TOTAL,
     .feeds = {SALES_TRANSACTIONS, SALES_RATES}},
    {.kind = "transaction_check", .run = sales_transaction_check, .options = ""},
    {.kind = NULL},
};
