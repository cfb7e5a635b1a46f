/* The list of all shapes: each floor defines its own beside its code, this file only names them. */
#include "base/arrow.h"
#include "base/base_shapes.h"
#include "base/names.h"
#include "report/writer.h"
#include "sales/commission.h"
#include "sales/fee.h"
#include "sales/fee_schedule.h"
#include "sales/payout.h"
#include "sales/revenue.h"
#include "sales/split.h"
#include "sales/transaction.h"
#include "value/allocate.h"
#include "value/date.h"
#include "value/fx.h"
#include "value/money.h"

static const revops_shape *const shapes_all[] = {
    /* base */
    &revops__shape_error,
    &revops__shape_host,
    &revops__shape_contribution,
    &revops__shape_column,
    &revops__shape_ratio,
    &revops__shape_state_info,
    &revops__shape_text_column,
    &revops__shape_arrow_options,
    /* value */
    &revops__shape_day_parts,
    &revops__shape_periods,
    &revops__shape_period_row,
    &revops__shape_currency_def,
    &revops__shape_currency_options,
    &revops__shape_rate_batch,
    &revops__shape_fx_options,
    &revops__shape_conversion,
    &revops__shape_fx_batch,
    &revops__shape_allocate_options,
    &revops__shape_amount_batch,
    /* sales */
    &revops__shape_transaction_batch,
    &revops__shape_transaction_row,
    &revops__shape_spend_batch,
    &revops__shape_fee_line,
    &revops__shape_separation,
    &revops__shape_fee_options,
    &revops__shape_fee_line_batch,
    &revops__shape_split_rule,
    &revops__shape_split_options,
    &revops__shape_split_part,
    &revops__shape_revenue_options,
    &revops__shape_revenue_query,
    &revops__shape_revenue_row,
    &revops__shape_profit_row,
    &revops__shape_commissions_options,
    &revops__shape_activity_batch,
    &revops__shape_unit_rate_batch,
    &revops__shape_received_batch,
    &revops__shape_commissions_query,
    &revops__shape_commission_row,
    &revops__shape_commission_balance_row,
    &revops__shape_payout_batch,
    &revops__shape_payouts_query,
    &revops__shape_payout_row,
    &revops__shape_payout_balance_row,
    &revops__shape_reserve_hold,
    /* report */
    &revops__shape_writer_options,
};

uint32_t revops_shape_count(void) {
    return REVOPS__COUNT(shapes_all);
}

const revops_shape *revops_shape_at(uint32_t index) {
    return index < REVOPS__COUNT(shapes_all) ? shapes_all[index] : NULL;
}

const revops_shape *revops_shape_find(const char *name) {
    for (uint32_t i = 0; name && i < REVOPS__COUNT(shapes_all); i++)
        if (revops__same_name(shapes_all[i]->name, name))
            return shapes_all[i];
    return NULL;
}
