/* The tables beside transactions: commissions, rules of splits, settlements. */
#include "store/shapes.h"
#include "store/store.h"

/* The numbers are revops_commission_basis, revops_rule_kind, revops_role and revops_split_basis. */
const revops_word host_commission_bases[HOST_COMMISSION_BASES] = {
    {"lot", "", 0, 0}, {"conversion", "", 1, 0}, {"revenue", "", 2, 0}, {"click", "", 3, 0}};
const revops_word host_rule_kinds[HOST_RULE_KINDS] = {
    {"percent", "", 0, 0}, {"fixed", "", 1, 0}, {"rest", "", 2, 0}};
const revops_word host_roles[HOST_ROLES] = {{"other", "", 0, 0},      {"owner", "", 1, 0},
                                            {"coproducer", "", 2, 0}, {"affiliate", "", 3, 0},
                                            {"platform", "", 4, 0},   {"kept", "", 5, 0}};
const revops_word host_split_bases[HOST_SPLIT_BASES] = {
    {"held", "", 0, 0}, {"price", "", 1, 0}, {"gross", "", 2, 0}};

#define HOST_ENUM_FIELD(S, m, words)                                                               \
    {                                                                                              \
#m, "", words, HOST_LENGTH(words), (uint32_t)offsetof(S, m), 1, 0, REVOPS_TYPE_INT32,      \
            REVOPS_UNIT_ENUM, 0, 0                                                                 \
    }
#define HOST_NUMBER_FIELD(S, m, type, unit, order) HOST_FIELD(S, m, #m, type, unit, 1, order)

#define S host_commission
static const revops_field commission_fields[] = {
    HOST_TEXT_FIELD(S, commission, 3),
    HOST_TEXT_FIELD(S, platform, 2),
    HOST_DAY_FIELD(S, economic_day, 1),
    HOST_ENUM_FIELD(S, basis, host_commission_bases),
    HOST_TEXT_FIELD(S, asset_class, 0),
    HOST_TEXT_FIELD(S, customer, 0),
    HOST_CURRENCY_FIELD(S, currency),
    HOST_NUMBER_FIELD(S, quantity, REVOPS_TYPE_INT64, REVOPS_UNIT_COUNT, 0),
    HOST_MINOR_FIELD(S, commission_minor),
    HOST_NUMBER_FIELD(S, reported, REVOPS_TYPE_INT32, REVOPS_UNIT_FLAG, 0),
};
#undef S
static const host_column commission_columns[] = {
    {HOST_FORM_TEXT, HOST_COLUMN_KEY}, /* commission */
    {HOST_FORM_NAME, HOST_COLUMN_KEY}, /* platform */
    {HOST_FORM_NUMBER, 0},             /* economic_day */
    {HOST_FORM_NUMBER, 0},             /* basis */
    {HOST_FORM_NAME, 0},               /* asset_class */
    {HOST_FORM_NAME, 0},               /* customer */
    {HOST_FORM_NUMBER, 0},             /* currency */
    {HOST_FORM_NUMBER, 0},             /* quantity */
    {HOST_FORM_NUMBER, 0},             /* commission_minor */
    {HOST_FORM_NUMBER, 0},             /* reported */
};
static const revops_shape commission_shape =
    HOST_SHAPE(host_commission, "commissions", "what referred customers did", commission_fields);
const host_table host_commissions = {"commissions", &commission_shape, commission_columns,
                                     HOST_TABLE_HASHED};

#define S host_commission_rate
static const revops_field commission_rate_fields[] = {
    HOST_TEXT_FIELD(S, commission_rate, 3),
    HOST_TEXT_FIELD(S, platform, 2),
    HOST_ENUM_FIELD(S, basis, host_commission_bases),
    HOST_TEXT_FIELD(S, asset_class, 0),
    HOST_CURRENCY_FIELD(S, currency),
    HOST_DAY_FIELD(S, from_day, 1),
    HOST_DAY_FIELD(S, to_day, 0),
    HOST_NUMBER_FIELD(S, rate_num, REVOPS_TYPE_INT64, REVOPS_UNIT_NUM, 0),
    HOST_NUMBER_FIELD(S, rate_den, REVOPS_TYPE_INT64, REVOPS_UNIT_DEN, 0),
};
#undef S
static const host_column commission_rate_columns[] = {
    {HOST_FORM_TEXT, HOST_COLUMN_KEY}, /* commission_rate */
    {HOST_FORM_NAME, HOST_COLUMN_KEY}, /* platform */
    {HOST_FORM_NUMBER, 0},             /* basis */
    {HOST_FORM_NAME, 0},               /* asset_class */
    {HOST_FORM_NUMBER, 0},             /* currency */
    {HOST_FORM_NUMBER, 0},             /* from_day */
    {HOST_FORM_NUMBER, 0},             /* to_day */
    {HOST_FORM_NUMBER, 0},             /* rate_num */
    {HOST_FORM_NUMBER, 0},             /* rate_den */
};
static const revops_shape commission_rate_shape = HOST_SHAPE(
    host_commission_rate, "commission_rates", "what was agreed for a unit", commission_rate_fields);
const host_table host_commission_rates = {"commission_rates", &commission_rate_shape,
                                          commission_rate_columns, HOST_TABLE_HASHED};

#define S host_commission_settlement
static const revops_field commission_settlement_fields[] = {
    HOST_TEXT_FIELD(S, commission_settlement, 3),
    HOST_TEXT_FIELD(S, platform, 2),
    HOST_DAY_FIELD(S, day, 1),
    HOST_CURRENCY_FIELD(S, currency),
    HOST_MINOR_FIELD(S, amount_minor),
};
#undef S
static const host_column commission_settlement_columns[] = {
    {HOST_FORM_TEXT, HOST_COLUMN_KEY}, /* commission_settlement */
    {HOST_FORM_NAME, HOST_COLUMN_KEY}, /* platform */
    {HOST_FORM_NUMBER, 0},             /* day */
    {HOST_FORM_NUMBER, 0},             /* currency */
    {HOST_FORM_NUMBER, 0},             /* amount_minor */
};
static const revops_shape commission_settlement_shape =
    HOST_SHAPE(host_commission_settlement, "commission_settlements", "what platforms paid",
               commission_settlement_fields);
const host_table host_commission_settlements = {"commission_settlements",
                                                &commission_settlement_shape,
                                                commission_settlement_columns, HOST_TABLE_HASHED};

#define S host_split
static const revops_field split_fields[] = {
    HOST_TEXT_FIELD(S, rule, 3),
    HOST_TEXT_FIELD(S, product, 1),
    HOST_NUMBER_FIELD(S, step, REVOPS_TYPE_INT32, REVOPS_UNIT_NONE, 2),
    HOST_TEXT_FIELD(S, party, 0),
    HOST_ENUM_FIELD(S, role, host_roles),
    HOST_ENUM_FIELD(S, kind, host_rule_kinds),
    HOST_NUMBER_FIELD(S, share_num, REVOPS_TYPE_INT64, REVOPS_UNIT_NUM, 0),
    HOST_NUMBER_FIELD(S, share_den, REVOPS_TYPE_INT64, REVOPS_UNIT_DEN, 0),
    HOST_TEXT_FIELD(S, source, 0),
    HOST_ENUM_FIELD(S, basis, host_split_bases),
    HOST_CURRENCY_FIELD(S, currency),
    HOST_MINOR_FIELD(S, fixed_minor),
    HOST_MINOR_FIELD(S, floor_minor),
    HOST_MINOR_FIELD(S, cap_minor),
    HOST_MINOR_FIELD(S, from_minor),
    HOST_MINOR_FIELD(S, to_minor),
    HOST_DAY_FIELD(S, from_day, 0),
    HOST_DAY_FIELD(S, to_day, 0),
};
#undef S
static const host_column split_columns[] = {
    {HOST_FORM_TEXT, HOST_COLUMN_KEY}, /* rule */
    {HOST_FORM_NAME, 0},               /* product */
    {HOST_FORM_NUMBER, 0},             /* step */
    {HOST_FORM_NAME, 0},               /* party */
    {HOST_FORM_NUMBER, 0},             /* role */
    {HOST_FORM_NUMBER, 0},             /* kind */
    {HOST_FORM_NUMBER, 0},             /* share_num */
    {HOST_FORM_NUMBER, 0},             /* share_den */
    {HOST_FORM_NAME, 0},               /* source */
    {HOST_FORM_NUMBER, 0},             /* basis */
    {HOST_FORM_NUMBER, 0},             /* currency */
    {HOST_FORM_NUMBER, 0},             /* fixed_minor */
    {HOST_FORM_NUMBER, 0},             /* floor_minor */
    {HOST_FORM_NUMBER, 0},             /* cap_minor */
    {HOST_FORM_NUMBER, 0},             /* from_minor */
    {HOST_FORM_NUMBER, 0},             /* to_minor */
    {HOST_FORM_NUMBER, 0},             /* from_day */
    {HOST_FORM_NUMBER, 0},             /* to_day */
};
static const revops_shape split_shape =
    HOST_SHAPE(host_split, "splits", "who gets which part of a sale", split_fields);
const host_table host_splits = {"splits", &split_shape, split_columns, HOST_TABLE_HASHED};

#define S host_settlement
static const revops_field settlement_fields[] = {
    HOST_TEXT_FIELD(S, settlement, 3), HOST_TEXT_FIELD(S, party, 2),      HOST_DAY_FIELD(S, day, 1),
    HOST_CURRENCY_FIELD(S, currency),  HOST_MINOR_FIELD(S, amount_minor),
};
#undef S
static const host_column settlement_columns[] = {
    {HOST_FORM_TEXT, HOST_COLUMN_KEY}, /* settlement */
    {HOST_FORM_NAME, 0},               /* party */
    {HOST_FORM_NUMBER, 0},             /* day */
    {HOST_FORM_NUMBER, 0},             /* currency */
    {HOST_FORM_NUMBER, 0},             /* amount_minor */
};
static const revops_shape settlement_shape =
    HOST_SHAPE(host_settlement, "settlements", "what was paid to parties", settlement_fields);
const host_table host_settlements = {"settlements", &settlement_shape, settlement_columns,
                                     HOST_TABLE_HASHED};
