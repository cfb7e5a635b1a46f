/* Periods: which days a report looks at, and how long its parts are. */
#ifndef HOST_PERIOD_H
#define HOST_PERIOD_H

#include "cli/command.h"
#include "revops/date.h"

typedef struct host_period {
    bool all; /* all data: from_day and to_day follow from the rows */
    int32_t from_day, to_day;
    int32_t granularity; /* REVOPS_GRANULARITY_... */
} host_period;

/* Read --period, --from, --to, --granularity and the as-of day. */
int host_period_read(const host_app *app, host_period *period, host_error *error);

/* The word of a granularity: "daily" ... "total". */
const char *host_granularity_word(int32_t granularity);

#endif
