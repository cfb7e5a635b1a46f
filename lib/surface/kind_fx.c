/* Catalogue entry of the exchange rate table. */
#include "base/shape.h"
#include "surface/catalog.h"
#include "value/fx.h"

REVOPS__ERASE_LIFE(fx)
REVOPS__ERASE_STATE(fx)
REVOPS__ERASE_ADD(fx, add)
REVOPS__ERASE_READ(fx, read)

static const revops_feed fx_feeds[] = {
    {"rates", "exchange rates", &revops__shape_rate_batch, 0, 0, fx_erased_add, NULL,
     fx_erased_read},
};

const revops_handle_kind revops__kind_fx = {
    "fx",
    "exchange rates by day, and exact conversion",
    &revops__shape_fx_options,
    fx_feeds,
    NULL,
    REVOPS__COUNT(fx_feeds),
    0,
    (uint32_t)sizeof(revops_feed),
    (uint32_t)sizeof(revops_report),
    "FXRT",
    fx_erased_create,
    fx_erased_destroy,
    fx_erased_merge,
    fx_erased_save,
    fx_erased_load,
    NULL,
};
