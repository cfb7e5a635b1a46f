/* Catalogue entry of revenue. */
#include "base/shape.h"
#include "sales/revenue.h"
#include "sales/transaction.h"
#include "surface/catalog.h"

REVOPS__ERASE_LIFE(revenue)
REVOPS__ERASE_STATE(revenue)
REVOPS__ERASE_ADD(revenue, add)
REVOPS__ERASE_ADD(revenue, remove)
REVOPS__ERASE_READ(revenue, read)
REVOPS__ERASE_ADD(revenue, add_spend)
REVOPS__ERASE_ADD(revenue, remove_spend)
REVOPS__ERASE_READ(revenue, read_spend)
REVOPS__ERASE_ADD(revenue, add_rates)
REVOPS__ERASE_READ(revenue, read_rates)
REVOPS__ERASE_ROWS(revenue, rows)
REVOPS__ERASE_ROWS(revenue, profit_rows)

static const revops_feed revenue_feeds[] = {
    {"transactions", "what customers paid and got back", &revops__shape_transaction_batch, 0, 0,
     revenue_erased_add, revenue_erased_remove, revenue_erased_read},
    {"spend", "money spent on winning customers", &revops__shape_spend_batch, 0, 0,
     revenue_erased_add_spend, revenue_erased_remove_spend, revenue_erased_read_spend},
    {"rates", "exchange rates", &revops__shape_rate_batch, 0, 0, revenue_erased_add_rates, NULL,
     revenue_erased_read_rates},
};

static const revops_report revenue_reports[] = {
    {"rows", "revenue by period, currency and dimension", &revops__shape_revenue_query,
     &revops__shape_revenue_row, revenue_erased_rows},
    {"profit_rows", "profit and ROAS on net", &revops__shape_revenue_query,
     &revops__shape_profit_row, revenue_erased_profit_rows},
};

const revops_handle_kind revops__kind_revenue = {
    "revenue",
    "net revenue by period and dimension; profit and ROAS on net",
    &revops__shape_revenue_options,
    revenue_feeds,
    revenue_reports,
    REVOPS__COUNT(revenue_feeds),
    REVOPS__COUNT(revenue_reports),
    (uint32_t)sizeof(revops_feed),
    (uint32_t)sizeof(revops_report),
    "REVN",
    revenue_erased_create,
    revenue_erased_destroy,
    revenue_erased_merge,
    revenue_erased_save,
    revenue_erased_load,
    NULL,
};
