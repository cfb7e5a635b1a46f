/* The clock: the only place that asks what time it is. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "config/config.h"
#include "revops/date.h"
#include "revops/text.h"

static const int64_t CLOCK_DAY_NS = 86400ll * 1000000000ll;

int host_clock_now(int64_t *now_ns, host_error *error) {
    const char *text = getenv("REVOPS_NOW");
    struct timespec now;
    int32_t day = 0;

    if (text == NULL || text[0] == '\0') {
        clock_gettime(CLOCK_REALTIME, &now);
        *now_ns = (int64_t)now.tv_sec * 1000000000ll + now.tv_nsec;
        return 0;
    }
    if (revops_instant_parse(now_ns, text, strlen(text), NULL) == REVOPS_OK) {
        return 0;
    }
    if (revops_day_parse(&day, text, strlen(text), NULL) == REVOPS_OK) {
        *now_ns = day * CLOCK_DAY_NS;
        return 0;
    }
    host_fail(error, "config", "REVOPS_NOW is not a day or an instant");
    return host_fail_hint(error, text, "2026-01-31 or 2026-01-31T12:00:00Z",
                          "correct the environment variable, or unset it");
}
