/** @file revops/date.h
 *  @brief Days, ISO weeks, instants, and the periods of time that every report is cut into.
 *
 *  A day is an int32_t, days since 1970-01-01; a month is an int32_t, months since 1970-01. The
 *  calendar is proleptic Gregorian, years 1 to 9999 (days -719162 to 2932896); 1900 has no 29
 *  February. Ranges are half-open: from_day is inside, to_day is not, so to_day may be 2932897. All
 *  functions here are pure: nothing is allocated and any thread may call them.
 */
#ifndef REVOPS_DATE_H
#define REVOPS_DATE_H

#include "revops/column.h"

REVOPS_BEGIN_DECLS

/** A day taken apart: 28 bytes. All zero for a day outside the calendar. */
typedef struct revops_day_parts {
    int32_t year;          /**< 1 to 9999 */
    int32_t month;         /**< 1 to 12 */
    int32_t day;           /**< 1 to 31 */
    int32_t weekday;       /**< 1 Monday to 7 Sunday */
    int32_t iso_year;      /**< year of the ISO 8601 week: the one that holds its Thursday */
    int32_t iso_week;      /**< 1 to 53 */
    int32_t days_in_month; /**< 28 to 31 */
} revops_day_parts;

/** Read a day, strictly `YYYY-MM-DD`.
 *
 *  @param day   Receives the day; written on success only.
 *  @param text  ASCII text; may be NULL when @p size is 0 (which is no day).
 *  @param size  Its size in bytes; all of it is read.
 *  @param err   Receives offset and message on failure; may be NULL.
 *  @return REVOPS_OK, or REVOPS_E_INVALID for a NULL argument, another form or a day that the
 *          calendar does not have. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_day_parse(int32_t *day, const char *text,
                                                          size_t size, revops_error *err);

/** Write a day as `YYYY-MM-DD`.
 *
 *  @param out       Receives the text and a NUL; may be NULL when @p capacity is 0.
 *  @param capacity  Room in bytes; 11 is enough.
 *  @param written   Receives the size without the NUL (10), also when the room is too small.
 *  @param day       Day since 1970-01-01.
 *  @param err       Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK, REVOPS_E_CAPACITY (@p out is untouched), or REVOPS_E_INVALID for a NULL
 *          argument or a day outside the calendar. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_day_format(char *out, size_t capacity,
                                                           size_t *written, int32_t day,
                                                           revops_error *err);

/** Make a day of a date.
 *
 *  @param day           Receives the day; written on success only.
 *  @param year          1 to 9999.
 *  @param month         1 to 12.
 *  @param day_of_month  1 to the last day of that month.
 *  @param err           Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK, or REVOPS_E_INVALID for a NULL @p day or a part out of its range. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_day_make(int32_t *day, int32_t year, int32_t month,
                                                         int32_t day_of_month, revops_error *err);

/** Go months forward or back and keep the billing anchor: the anchor, or the month's last day.
 *
 *  31 January + 1 month is 28 February; 28 February + 1 month with anchor 31 is 31 March.
 *
 *  @param result      Receives the day; written on success only.
 *  @param day         Day since 1970-01-01.
 *  @param months      How many months; may be negative.
 *  @param anchor_day  1 to 31: day of the month to keep; 0: that of @p day itself.
 *  @param err         Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK, or REVOPS_E_INVALID for a NULL @p result, a day or anchor out of range, or a
 *          result outside the calendar (field "months"). Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_day_add_months(int32_t *result, int32_t day,
                                                               int32_t months, int32_t anchor_day,
                                                               revops_error *err);

/** Take a day apart; the inverse of revops_day_make.
 *
 *  @param day  Day since 1970-01-01.
 *  @return Its parts, all zero for a day outside the calendar. Week numbers as ISO 8601: weeks
 *          begin on Monday and belong to the year that holds their Thursday. Any thread.
 *  @since 0.1
 */
REVOPS_API revops_day_parts revops_day_split(int32_t day);

/** Give the month that holds a day.
 *
 *  @param day  Day since 1970-01-01; one outside the calendar counts as its nearest day.
 *  @return Months since 1970-01: 12 x (year - 1970) + month - 1. Any thread.
 *  @since 0.1
 */
REVOPS_API int32_t revops_month_of(int32_t day);

/** Give the first day of a month.
 *
 *  @param month  Months since 1970-01; before year 1 it counts as 0001-01, after year 9999 as
 *                10000-01, so that the answer for `month + 1` always ends @p month.
 *  @return Day since 1970-01-01. Any thread.
 *  @since 0.1
 */
REVOPS_API int32_t revops_month_first_day(int32_t month);

/** Give the civil day of an instant at a fixed offset from UTC; rounds down, before 1970 too.
 *
 *  @param instant_ns    Nanoseconds since 1970-01-01T00:00Z.
 *  @param utc_offset_s  Seconds that local time is ahead of UTC.
 *  @return Day since 1970-01-01. Any thread.
 *  @since 0.1
 */
REVOPS_API int32_t revops_day_from_instant(int64_t instant_ns, int32_t utc_offset_s);

/** How a range of days is cut into columns of time. */
enum {
    REVOPS_GRANULARITY_DEFAULT = 0, /**< month, unless the query names another default */
    REVOPS_GRANULARITY_DAY = 1,     /**< days */
    REVOPS_GRANULARITY_WEEK = 2,    /**< weeks that begin on week_start */
    REVOPS_GRANULARITY_MONTH = 3,   /**< calendar months */
    REVOPS_GRANULARITY_QUARTER = 4, /**< three months, counted from fiscal_month */
    REVOPS_GRANULARITY_YEAR = 5,    /**< twelve months, counted from fiscal_month */
    REVOPS_GRANULARITY_TOTAL = 6,   /**< one bucket for the whole range */
    REVOPS_GRANULARITY_BOUNDS = 7   /**< the host's own buckets (4-4-5 and the like) */
};

/** The words hosts use for a range that hangs on a day: see revops_periods_resolve. */
enum {
    REVOPS_PERIOD_DAILY = 1,     /**< the day itself */
    REVOPS_PERIOD_WEEKLY = 2,    /**< the whole week that holds the day */
    REVOPS_PERIOD_MONTHLY = 3,   /**< the whole month */
    REVOPS_PERIOD_QUARTERLY = 4, /**< the whole (fiscal) quarter */
    REVOPS_PERIOD_YTD = 5,       /**< first day of the (fiscal) year to the day, inclusive */
    REVOPS_PERIOD_CUSTOM = 6     /**< the range as given */
};

/** Which columns of time a report has. Queries hold one as their member `periods`; there a
 *  struct_size of 0 means this size. */
typedef struct revops_periods {
    size_t struct_size;   /**< sizeof(revops_periods), or 0 for it */
    int32_t granularity;  /**< REVOPS_GRANULARITY_... */
    int32_t from_day;     /**< first day of the range */
    int32_t to_day;       /**< day after its last; a range may be empty */
    int32_t week_start;   /**< 0 Monday; 1 Monday ... 7 Sunday */
    int32_t fiscal_month; /**< 0 January; 1 ... 12: first month of the fiscal year */
    uint32_t reserved0;   /**< zero */
    uint64_t bound_count; /**< granularity bounds: how many, at least 2 and below 2^31 */
    /** Granularity bounds: strictly ascending int32 days, from the first bucket's first day to the
     *  day after the last bucket; they cover the range. The others ignore it. Borrowed. */
    revops_column bounds;
} revops_periods;

/** All defaults, to start from: months, and an empty range at 1970-01-01. */
#define REVOPS_PERIODS_INIT                                                                        \
    {                                                                                              \
        sizeof(revops_periods), 0, 0, 0, 0, 0, 0, 0, {                                             \
            0, 0, 0, 0, 0, 0                                                                       \
        }                                                                                          \
    }

/** Fill @p periods with all defaults.
 *
 *  @param periods  Receives what REVOPS_PERIODS_INIT holds; NULL is ignored. Any thread.
 *  @since 0.1
 */
REVOPS_API void revops_periods_init(revops_periods *periods);

/** One column of time, half-open: 8 bytes. */
typedef struct revops_period_row {
    int32_t from_day; /**< first day */
    int32_t to_day;   /**< day after the last */
} revops_period_row;

/** Turn a word for a range into the range: sets from_day and to_day, and a granularity of 0 to day,
 *  week, month, quarter, month, day for the words in their order.
 *
 *  A bucket that reaches over an end of the calendar is cut there.
 *
 *  @param periods    Its week_start and fiscal_month are honoured; changed on success only.
 *  @param period     REVOPS_PERIOD_...
 *  @param as_of_day  The day that the word hangs on; not looked at for REVOPS_PERIOD_CUSTOM.
 *  @param err        Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL @p periods, a member or argument out of its
 *          range, or an empty custom range; REVOPS_E_UNSUPPORTED for a non-zero tail behind the
 *          known members. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_periods_resolve(revops_periods *periods,
                                                                int32_t period, int32_t as_of_day,
                                                                revops_error *err);

/** Count the columns of time.
 *
 *  @param count    Receives the count; 0 for an empty range. Written on success only.
 *  @param periods  The range and how it is cut.
 *  @param err      Receives field and message on failure (the row of a bad bound); may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument, a member out of its range, from_day
 *          after to_day, or bounds that do not ascend or do not cover the range;
 *          REVOPS_E_UNSUPPORTED for a non-zero tail. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_period_count(size_t *count,
                                                             const revops_periods *periods,
                                                             revops_error *err);

/** Copy columns of time out: the whole buckets of the granularity, cut at both ends of the range.
 *  Together they tile it without gap or overlap.
 *
 *  @param periods   The range and how it is cut.
 *  @param first     First row to copy, from 0.
 *  @param out       Receives rows, ascending; may be NULL when @p capacity is 0.
 *  @param capacity  Room in rows.
 *  @param row_size  sizeof(revops_period_row), or more: what lies behind is untouched.
 *  @param written   Receives how many; fewer than @p capacity means the end.
 *  @param err       Receives field and message on failure; may be NULL.
 *  @return As revops_period_count; REVOPS_E_INVALID also for a @p row_size below the record. Any
 *          thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_period_rows(const revops_periods *periods,
                                                            uint64_t first, revops_period_row *out,
                                                            size_t capacity, size_t row_size,
                                                            size_t *written, revops_error *err);

REVOPS_END_DECLS

#endif
