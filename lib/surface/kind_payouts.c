/* Catalogue entry of payouts. */
#include "base/shape.h"
#include "sales/payout.h"
#include "surface/catalog.h"

REVOPS__ERASE_LIFE_PLAIN(payouts)
REVOPS__ERASE_STATE(payouts)
REVOPS__ERASE_ADD(payouts, add)
REVOPS__ERASE_ADD(payouts, remove)
REVOPS__ERASE_READ(payouts, read)
REVOPS__ERASE_ADD(payouts, add_payouts)
REVOPS__ERASE_ADD(payouts, remove_payouts)
REVOPS__ERASE_READ(payouts, read_payouts)
REVOPS__ERASE_ROWS_PLAIN(payouts, rows)
REVOPS__ERASE_ROWS(payouts, balance_rows)

static const revops_feed payouts_feeds[] = {
    {"transactions", "what customers paid and got back", &revops__shape_transaction_batch, 0, 0,
     payouts_erased_add, payouts_erased_remove, payouts_erased_read},
    {"payouts", "what platforms paid out", &revops__shape_payout_batch, 0, 0,
     payouts_erased_add_payouts, payouts_erased_remove_payouts, payouts_erased_read_payouts},
};

static const revops_report payouts_reports[] = {
    {"rows", "each payout beside its transactions", NULL, &revops__shape_payout_row,
     payouts_erased_rows},
    {"balance_rows", "where the earned money is, as of a day", &revops__shape_payouts_query,
     &revops__shape_payout_balance_row, payouts_erased_balance_rows},
};

const revops_handle_kind revops__kind_payouts = {
    "payouts",
    "payouts that explain themselves, balances, reserves",
    NULL,
    payouts_feeds,
    payouts_reports,
    REVOPS__COUNT(payouts_feeds),
    REVOPS__COUNT(payouts_reports),
    (uint32_t)sizeof(revops_feed),
    (uint32_t)sizeof(revops_report),
    "PAYO",
    payouts_erased_create,
    payouts_erased_destroy,
    payouts_erased_merge,
    payouts_erased_save,
    payouts_erased_load,
    NULL,
};
