/* Size of each record, and offset and size of each of its fields: the same on every platform, for
 * ever. Written by tools/lists --write; compiling it is the test. */
#include <stddef.h>

#include "revops.h"

#define RECORD(type, size) _Static_assert(sizeof(type) == (size), #type)
#define FIELD(type, member, offset, size)                                                          \
    _Static_assert(offsetof(type, member) == (offset) && sizeof(((type *)NULL)->member) == (size), \
                   #type "." #member)

RECORD(revops_commission_balance_row, 56);
FIELD(revops_commission_balance_row, platform, 0, 8);
FIELD(revops_commission_balance_row, opening_minor, 8, 8);
FIELD(revops_commission_balance_row, accrued_minor, 16, 8);
FIELD(revops_commission_balance_row, received_minor, 24, 8);
FIELD(revops_commission_balance_row, closing_minor, 32, 8);
FIELD(revops_commission_balance_row, from_day, 40, 4);
FIELD(revops_commission_balance_row, to_day, 44, 4);
FIELD(revops_commission_balance_row, currency, 48, 4);
FIELD(revops_commission_balance_row, reserved0, 52, 4);

RECORD(revops_commission_row, 112);
FIELD(revops_commission_row, quantity, 0, 8);
FIELD(revops_commission_row, accrued_minor, 8, 8);
FIELD(revops_commission_row, variance_minor, 16, 8);
FIELD(revops_commission_row, customer_count, 24, 8);
FIELD(revops_commission_row, average, 32, 24);
FIELD(revops_commission_row, growth, 56, 24);
FIELD(revops_commission_row, platform, 80, 8);
FIELD(revops_commission_row, asset_class, 88, 8);
FIELD(revops_commission_row, from_day, 96, 4);
FIELD(revops_commission_row, to_day, 100, 4);
FIELD(revops_commission_row, basis, 104, 4);
FIELD(revops_commission_row, currency, 108, 4);

RECORD(revops_contribution, 24);
FIELD(revops_contribution, source, 0, 8);
FIELD(revops_contribution, row, 8, 8);
FIELD(revops_contribution, amount_minor, 16, 8);

RECORD(revops_conversion, 48);
FIELD(revops_conversion, amount_minor, 0, 8);
FIELD(revops_conversion, rate_num, 8, 8);
FIELD(revops_conversion, rate_den, 16, 8);
FIELD(revops_conversion, residue_num, 24, 8);
FIELD(revops_conversion, residue_den, 32, 8);
FIELD(revops_conversion, rate_day, 40, 4);
FIELD(revops_conversion, reserved0, 44, 4);

RECORD(revops_currency_def, 8);
FIELD(revops_currency_def, currency, 0, 4);
FIELD(revops_currency_def, exponent, 4, 4);

RECORD(revops_day_parts, 28);
FIELD(revops_day_parts, year, 0, 4);
FIELD(revops_day_parts, month, 4, 4);
FIELD(revops_day_parts, day, 8, 4);
FIELD(revops_day_parts, weekday, 12, 4);
FIELD(revops_day_parts, iso_year, 16, 4);
FIELD(revops_day_parts, iso_week, 20, 4);
FIELD(revops_day_parts, days_in_month, 24, 4);

RECORD(revops_error, 256);
FIELD(revops_error, status, 0, 4);
FIELD(revops_error, host_code, 4, 4);
FIELD(revops_error, row, 8, 8);
FIELD(revops_error, offset, 16, 8);
FIELD(revops_error, field, 24, 40);
FIELD(revops_error, message, 64, 192);

RECORD(revops_fee_line, 80);
FIELD(revops_fee_line, payee, 0, 8);
FIELD(revops_fee_line, share_num, 8, 8);
FIELD(revops_fee_line, share_den, 16, 8);
FIELD(revops_fee_line, fixed_minor, 24, 8);
FIELD(revops_fee_line, min_minor, 32, 8);
FIELD(revops_fee_line, cap_minor, 40, 8);
FIELD(revops_fee_line, from_minor, 48, 8);
FIELD(revops_fee_line, to_minor, 56, 8);
FIELD(revops_fee_line, basis, 64, 4);
FIELD(revops_fee_line, group, 68, 4);
FIELD(revops_fee_line, tier, 72, 4);
FIELD(revops_fee_line, refund, 76, 4);

RECORD(revops_payout_balance_row, 56);
FIELD(revops_payout_balance_row, platform, 0, 8);
FIELD(revops_payout_balance_row, earned_minor, 8, 8);
FIELD(revops_payout_balance_row, available_minor, 16, 8);
FIELD(revops_payout_balance_row, pending_minor, 24, 8);
FIELD(revops_payout_balance_row, reserved_minor, 32, 8);
FIELD(revops_payout_balance_row, paid_minor, 40, 8);
FIELD(revops_payout_balance_row, currency, 48, 4);
FIELD(revops_payout_balance_row, reserved0, 52, 4);

RECORD(revops_payout_row, 88);
FIELD(revops_payout_row, payout, 0, 8);
FIELD(revops_payout_row, member_count, 8, 8);
FIELD(revops_payout_row, gross_minor, 16, 8);
FIELD(revops_payout_row, tax_minor, 24, 8);
FIELD(revops_payout_row, fee_minor, 32, 8);
FIELD(revops_payout_row, net_minor, 40, 8);
FIELD(revops_payout_row, reserve_minor, 48, 8);
FIELD(revops_payout_row, paid_minor, 56, 8);
FIELD(revops_payout_row, payout_fee_minor, 64, 8);
FIELD(revops_payout_row, unexplained_minor, 72, 8);
FIELD(revops_payout_row, currency, 80, 4);
FIELD(revops_payout_row, reserved0, 84, 4);

RECORD(revops_period_row, 8);
FIELD(revops_period_row, from_day, 0, 4);
FIELD(revops_period_row, to_day, 4, 4);

RECORD(revops_profit_row, 104);
FIELD(revops_profit_row, gross_minor, 0, 8);
FIELD(revops_profit_row, tax_minor, 8, 8);
FIELD(revops_profit_row, fee_minor, 16, 8);
FIELD(revops_profit_row, net_minor, 24, 8);
FIELD(revops_profit_row, spend_minor, 32, 8);
FIELD(revops_profit_row, profit_minor, 40, 8);
FIELD(revops_profit_row, roas, 48, 24);
FIELD(revops_profit_row, project, 72, 8);
FIELD(revops_profit_row, product, 80, 8);
FIELD(revops_profit_row, from_day, 88, 4);
FIELD(revops_profit_row, to_day, 92, 4);
FIELD(revops_profit_row, currency, 96, 4);
FIELD(revops_profit_row, reserved0, 100, 4);

RECORD(revops_ratio, 24);
FIELD(revops_ratio, numerator, 0, 8);
FIELD(revops_ratio, denominator, 8, 8);
FIELD(revops_ratio, status, 16, 4);
FIELD(revops_ratio, reserved0, 20, 4);

RECORD(revops_reserve_hold, 16);
FIELD(revops_reserve_hold, hold_minor, 0, 8);
FIELD(revops_reserve_hold, release_day, 8, 4);
FIELD(revops_reserve_hold, reserved0, 12, 4);

RECORD(revops_revenue_row, 120);
FIELD(revops_revenue_row, gross_minor, 0, 8);
FIELD(revops_revenue_row, tax_minor, 8, 8);
FIELD(revops_revenue_row, fee_minor, 16, 8);
FIELD(revops_revenue_row, net_minor, 24, 8);
FIELD(revops_revenue_row, refund_minor, 32, 8);
FIELD(revops_revenue_row, count, 40, 8);
FIELD(revops_revenue_row, sale_count, 48, 8);
FIELD(revops_revenue_row, refund_count, 56, 8);
FIELD(revops_revenue_row, project, 64, 8);
FIELD(revops_revenue_row, product, 72, 8);
FIELD(revops_revenue_row, platform, 80, 8);
FIELD(revops_revenue_row, stream, 88, 8);
FIELD(revops_revenue_row, customer, 96, 8);
FIELD(revops_revenue_row, from_day, 104, 4);
FIELD(revops_revenue_row, to_day, 108, 4);
FIELD(revops_revenue_row, kind, 112, 4);
FIELD(revops_revenue_row, currency, 116, 4);

RECORD(revops_separation, 32);
FIELD(revops_separation, gross_minor, 0, 8);
FIELD(revops_separation, tax_minor, 8, 8);
FIELD(revops_separation, fee_minor, 16, 8);
FIELD(revops_separation, net_minor, 24, 8);

RECORD(revops_split_part, 24);
FIELD(revops_split_part, party, 0, 8);
FIELD(revops_split_part, amount_minor, 8, 8);
FIELD(revops_split_part, role, 16, 4);
FIELD(revops_split_part, reserved0, 20, 4);

RECORD(revops_split_rule, 88);
FIELD(revops_split_rule, party, 0, 8);
FIELD(revops_split_rule, source, 8, 8);
FIELD(revops_split_rule, share_num, 16, 8);
FIELD(revops_split_rule, share_den, 24, 8);
FIELD(revops_split_rule, fixed_minor, 32, 8);
FIELD(revops_split_rule, floor_minor, 40, 8);
FIELD(revops_split_rule, cap_minor, 48, 8);
FIELD(revops_split_rule, from_minor, 56, 8);
FIELD(revops_split_rule, to_minor, 64, 8);
FIELD(revops_split_rule, step, 72, 4);
FIELD(revops_split_rule, kind, 76, 4);
FIELD(revops_split_rule, role, 80, 4);
FIELD(revops_split_rule, basis, 84, 4);

RECORD(revops_state_info, 16);
FIELD(revops_state_info, payload_size, 0, 8);
FIELD(revops_state_info, kind, 8, 4);
FIELD(revops_state_info, version, 12, 2);
FIELD(revops_state_info, reserved0, 14, 2);

RECORD(revops_transaction_row, 120);
FIELD(revops_transaction_row, gross_minor, 0, 8);
FIELD(revops_transaction_row, tax_minor, 8, 8);
FIELD(revops_transaction_row, fee_minor, 16, 8);
FIELD(revops_transaction_row, net_minor, 24, 8);
FIELD(revops_transaction_row, effective_ns, 32, 8);
FIELD(revops_transaction_row, transaction, 40, 8);
FIELD(revops_transaction_row, original, 48, 8);
FIELD(revops_transaction_row, payout, 56, 8);
FIELD(revops_transaction_row, customer, 64, 8);
FIELD(revops_transaction_row, product, 72, 8);
FIELD(revops_transaction_row, project, 80, 8);
FIELD(revops_transaction_row, platform, 88, 8);
FIELD(revops_transaction_row, stream, 96, 8);
FIELD(revops_transaction_row, economic_day, 104, 4);
FIELD(revops_transaction_row, available_day, 108, 4);
FIELD(revops_transaction_row, kind, 112, 4);
FIELD(revops_transaction_row, currency, 116, 4);
