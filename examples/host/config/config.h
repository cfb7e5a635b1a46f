/* The configuration: .revops/config.json, the environment, and what follows from both. */
#ifndef HOST_CONFIG_H
#define HOST_CONFIG_H

#include <jansson.h>

#include "host_error.h"
#include "revops/money.h"

enum { HOST_CURRENCY_DEFS = 64 /* most exponents a tenant may define */ };

/* One business in a store: what its amounts and days mean. */
typedef struct host_tenant {
    char name[64];
    uint32_t currency;    /* the business's own */
    int32_t utc_offset_s; /* instants with a zone are brought to this offset and cut to the day */
    revops_currency_options currencies; /* its exponents; points into defs */
    revops_currency_def defs[HOST_CURRENCY_DEFS];
} host_tenant;

#endif
