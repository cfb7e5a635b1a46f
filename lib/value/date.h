/* Periods for kernels: an area takes the record in once, then asks for the bucket of a day only
 * when a day leaves the bucket of the row before. */
#ifndef REVOPS_VALUE_DATE_H
#define REVOPS_VALUE_DATE_H

#include "base/shape.h"
#include "base/text.h"
#include "revops/date.h"

static inline int revops__day_valid(int32_t day) {
    return day >= REVOPS__FIRST_DAY && day <= REVOPS__LAST_DAY;
}

/* Check a periods record and fill its defaults in: granularity 0 becomes @p default_granularity,
 * week_start and fiscal_month become 1, bounds get their type. NULL: all defaults. The range may be
 * empty; an area where from_day = to_day = 0 means "all days with data" fills the range in and
 * takes the record once more, because bounds must cover it. @p out may be @p in. */
revops_status revops__periods_take(revops_periods *out, const revops_periods *in,
                                   uint32_t default_granularity, revops_error *err);

/* The bucket of a taken record that holds a day, cut to the range: 1, or 0 when the day lies
 * outside. */
int revops__period_of(const revops_periods *periods, int32_t day, int32_t *from_day,
                      int32_t *to_day);

/* Which row of a taken record holds a day of its range, and how many rows there are. */
uint64_t revops__period_row_of(const revops_periods *periods, int32_t day);
uint64_t revops__period_row_count(const revops_periods *periods);

extern const revops_word revops__granularity_words[7];

/* The members of a nested revops_periods in the shape of a query. */
#define REVOPS__PERIODS_FIELDS(S, m)                                                               \
    REVOPS__NESTED(S, m.struct_size, "struct_size", REVOPS_UNIT_SIZE, "sizeof periods, or 0"),     \
        REVOPS__NESTED_ENUM(S, m.granularity, "granularity", revops__granularity_words,            \
                            "how the range is cut"),                                               \
        REVOPS__NESTED(S, m.from_day, "from_day", REVOPS_UNIT_DAY, "first day"),                   \
        REVOPS__NESTED(S, m.to_day, "to_day", REVOPS_UNIT_DAY, "day after the last"),              \
        REVOPS__NESTED(S, m.week_start, "week_start", REVOPS_UNIT_NONE,                            \
                       "1 Monday ... 7 Sunday; 0 Monday"),                                         \
        REVOPS__NESTED(S, m.fiscal_month, "fiscal_month", REVOPS_UNIT_NONE,                        \
                       "first month of the fiscal year; 0 January"),                               \
        REVOPS__NESTED(S, m.reserved0, "reserved0", REVOPS_UNIT_RESERVED, "zero"),                 \
        REVOPS__NESTED(S, m.bound_count, "bound_count", REVOPS_UNIT_COUNT,                         \
                       "bounds: how many days"),                                                   \
        REVOPS__ENTRY(S, m.bounds, "bounds", NULL, 0, 0, REVOPS_UNIT_DAY, REVOPS_TYPE_INT32, 0,    \
                      "bounds: ascending days that cover the range")

extern const revops_shape revops__shape_day_parts;
extern const revops_shape revops__shape_period_row;
extern const revops_shape revops__shape_periods;

#endif
