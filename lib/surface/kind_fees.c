/* Catalogue entry of fee schedules. */
#include "base/shape.h"
#include "sales/fee_schedule.h"
#include "surface/catalog.h"

REVOPS__ERASE_LIFE(fees)
REVOPS__ERASE_STATE(fees)
REVOPS__ERASE_ADD(fees, add)
REVOPS__ERASE_READ(fees, read)

static const revops_feed fees_feeds[] = {
    {"lines", "fee lines of platforms and their days", &revops__shape_fee_line_batch,
     REVOPS_FEED_ORDERED, 0, fees_erased_add, NULL, fees_erased_read},
};

const revops_handle_kind revops__kind_fees = {
    "fees",
    "fee schedules of platforms over time",
    &revops__shape_fee_options,
    fees_feeds,
    NULL,
    REVOPS__COUNT(fees_feeds),
    0,
    (uint32_t)sizeof(revops_feed),
    (uint32_t)sizeof(revops_report),
    "FEES",
    fees_erased_create,
    fees_erased_destroy,
    fees_erased_merge,
    fees_erased_save,
    fees_erased_load,
    NULL,
};
