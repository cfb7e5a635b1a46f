/* The sample business: files that a newcomer can import, and the sums they must come to. */
#ifndef HOST_SAMPLE_H
#define HOST_SAMPLE_H

#include "host_error.h"

/* What to make. Same arguments, same bytes, on every platform. */
typedef struct host_sample {
    const char *output; /* folder; made if absent */
    uint64_t seed;
    int32_t customers; /* 1 to 1,000,000 */
    int32_t months;    /* 1 to 600: whole months, the last one holds as_of_day */
    int32_t as_of_day; /* no row is later */
    int32_t reserved0;
} host_sample;

/* Write the files of the built layouts and controls.json into the output folder. Answers 0, or -1
 * with the error filled (`invalid` for a number out of range, `io` for a folder or file). */
int host_sample_write(const host_sample *plan, host_error *error);

/* The names of the files to import, in order, ended by NULL; controls.json is not among them. */
const char *const *host_sample_files(void);

#endif
