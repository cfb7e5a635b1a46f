/* Schedules inside the sales floor: lines with the platform, currency and days that they are
 * for. */
#ifndef REVOPS_SALES_FEE_SCHEDULE_H
#define REVOPS_SALES_FEE_SCHEDULE_H

#include "base/host.h"
#include "revops/fee_schedule.h"
#include "sales/fee.h"

enum { REVOPS__FEE_TERMS = 65536 }; /* lines of one handle */

typedef struct revops__fee_term {
    revops_fee_line line;
    uint64_t platform;
    uint32_t currency; /* 0: any */
    int32_t from_day, to_day;
    uint32_t reserved0;
} revops__fee_term;

struct revops_fees {
    revops__handle handle;
    revops__fee_term *terms; /* in the order in which they came */
    size_t count, capacity;
    int32_t mode; /* never DEFAULT */
};

extern const revops_shape revops__shape_fee_line_batch;

/* Is the line one of those of a sale, its day aside? */
static inline int revops__fee_term_is_for(const revops__fee_term *term, uint64_t platform,
                                          uint32_t currency) {
    return term->platform == platform && (term->currency == 0 || term->currency == currency);
}

#endif
