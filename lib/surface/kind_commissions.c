/* Catalogue entry of commissions. */
#include "base/shape.h"
#include "sales/commission.h"
#include "surface/catalog.h"

REVOPS__ERASE_LIFE(commissions)
REVOPS__ERASE_STATE(commissions)
REVOPS__ERASE_ADD(commissions, add)
REVOPS__ERASE_ADD(commissions, remove)
REVOPS__ERASE_READ(commissions, read)
REVOPS__ERASE_ADD(commissions, add_rates_per_unit)
REVOPS__ERASE_READ(commissions, read_rates_per_unit)
REVOPS__ERASE_ADD(commissions, add_settlements)
REVOPS__ERASE_ADD(commissions, remove_settlements)
REVOPS__ERASE_READ(commissions, read_settlements)
REVOPS__ERASE_ADD(commissions, add_rates)
REVOPS__ERASE_READ(commissions, read_rates)
REVOPS__ERASE_ROWS(commissions, rows)
REVOPS__ERASE_ROWS(commissions, balance_rows)

static const revops_feed commissions_feeds[] = {
    {"activity", "what referred customers did", &revops__shape_activity_batch, 0, 0,
     commissions_erased_add, commissions_erased_remove, commissions_erased_read},
    {"rates_per_unit", "rates that were agreed", &revops__shape_unit_rate_batch, 0, 0,
     commissions_erased_add_rates_per_unit, NULL, commissions_erased_read_rates_per_unit},
    {"settlements", "what platforms paid", &revops__shape_received_batch, 0, 0,
     commissions_erased_add_settlements, commissions_erased_remove_settlements,
     commissions_erased_read_settlements},
    {"rates", "exchange rates", &revops__shape_rate_batch, 0, 0, commissions_erased_add_rates, NULL,
     commissions_erased_read_rates},
};

static const revops_report commissions_reports[] = {
    {"rows", "commissions by period, platform and basis", &revops__shape_commissions_query,
     &revops__shape_commission_row, commissions_erased_rows},
    {"balance_rows", "what platforms owe", &revops__shape_commissions_query,
     &revops__shape_commission_balance_row, commissions_erased_balance_rows},
};

const revops_handle_kind revops__kind_commissions = {
    "commissions",
    "commissions that brokers and affiliate programmes owe",
    &revops__shape_commissions_options,
    commissions_feeds,
    commissions_reports,
    REVOPS__COUNT(commissions_feeds),
    REVOPS__COUNT(commissions_reports),
    (uint32_t)sizeof(revops_feed),
    (uint32_t)sizeof(revops_report),
    "COMM",
    commissions_erased_create,
    commissions_erased_destroy,
    commissions_erased_merge,
    commissions_erased_save,
    commissions_erased_load,
    NULL,
};
