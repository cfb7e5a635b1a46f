/* Periods: a range of days cut into buckets.
 *
 * Each granularity numbers its buckets (0 is the one around 1970), so a range is a run of numbers
 * and every question is two small functions: the number of the bucket that holds a day, and the
 * first day of the bucket with a number. */
#include <string.h>

#include "base/column.h"
#include "base/error.h"
#include "base/host.h"
#include "value/date.h"

const revops_word revops__granularity_words[7] = {
    {"day", "days", REVOPS_GRANULARITY_DAY, 0},
    {"week", "weeks from week_start", REVOPS_GRANULARITY_WEEK, 0},
    {"month", "calendar months", REVOPS_GRANULARITY_MONTH, 0},
    {"quarter", "three months from fiscal_month", REVOPS_GRANULARITY_QUARTER, 0},
    {"year", "twelve months from fiscal_month", REVOPS_GRANULARITY_YEAR, 0},
    {"total", "one bucket", REVOPS_GRANULARITY_TOTAL, 0},
    {"bounds", "the host's own buckets", REVOPS_GRANULARITY_BOUNDS, 0},
};

static const revops_field periods_fields[] = {
    REVOPS__SIZE(revops_periods),
    REVOPS__ENUM(revops_periods, granularity, revops__granularity_words, 0, "how the range is cut"),
    REVOPS__FIELD(revops_periods, from_day, REVOPS_UNIT_DAY, "first day"),
    REVOPS__FIELD(revops_periods, to_day, REVOPS_UNIT_DAY, "day after the last"),
    REVOPS__FIELD(revops_periods, week_start, REVOPS_UNIT_NONE, "1 Monday ... 7 Sunday; 0 Monday"),
    REVOPS__FIELD(revops_periods, fiscal_month, REVOPS_UNIT_NONE,
                  "first month of the fiscal year; 0 January"),
    REVOPS__RESERVED(revops_periods, reserved0),
    REVOPS__FIELD(revops_periods, bound_count, REVOPS_UNIT_COUNT, "bounds: how many days"),
    REVOPS__COLUMN(revops_periods, bounds, REVOPS_TYPE_INT32, REVOPS_UNIT_DAY,
                   REVOPS_FIELD_REQUIRED, "bounds: ascending days that cover the range"),
};
const revops_shape revops__shape_periods =
    REVOPS__SHAPE(revops_periods, "periods", "which columns of time a report has", periods_fields,
                  REVOPS_SHAPE_OPTIONS);
enum { PERIOD_BOUNDS_FIELD = 8 }; /* of the list above */

static const revops_field period_row_fields[] = {
    REVOPS__ORDER(revops_period_row, from_day, REVOPS_UNIT_DAY, 1, "first day"),
    REVOPS__FIELD(revops_period_row, to_day, REVOPS_UNIT_DAY, "day after the last"),
};
const revops_shape revops__shape_period_row = REVOPS__SHAPE(
    revops_period_row, "period_row", "one column of time", period_row_fields, REVOPS_SHAPE_RECORD);

void revops_periods_init(revops_periods *periods) {
    static const revops_periods init = REVOPS_PERIODS_INIT;
    if (periods)
        *periods = init;
}

/* --- taking in --- */

static revops_status period_range_of(int32_t value, int32_t low, int32_t high, const char *field,
                                     const char *expected, revops_error *err) {
    if (value >= low && value <= high)
        return REVOPS_OK;
    return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, field, expected, value);
}

/* Every bound is a day (or the day after the last), above the one before. Gives first and last. */
static revops_status period_bounds_ascend(const revops_periods *periods, int32_t *lowest,
                                          int32_t *highest, revops_error *err) {
    revops__column view;
    int32_t buffer[2 * REVOPS__CHUNK];
    int32_t before = REVOPS__FIRST_DAY - 1;
    revops_status status =
        revops__column_open(&view, &periods->bounds, &periods_fields[PERIOD_BOUNDS_FIELD], 0,
                            periods->bound_count, err);
    for (uint64_t first = 0; first < periods->bound_count && status == REVOPS_OK;
         first += REVOPS__CHUNK) {
        uint64_t left = periods->bound_count - first;
        size_t rows = left < REVOPS__CHUNK ? (size_t)left : REVOPS__CHUNK;
        const void *chunk = NULL;
        status = revops__column_chunk(&view, first, rows, buffer, &chunk, NULL, NULL, err);
        for (size_t i = 0; i < rows && status == REVOPS_OK; i++) {
            int32_t bound = ((const int32_t *)chunk)[i];
            if (bound <= before || bound > REVOPS__LAST_DAY + 1)
                return revops__fail_i64(err, REVOPS_E_INVALID, first + i, "bounds",
                                        "ascending days of the years 1 to 9999", bound);
            if (first + i == 0)
                *lowest = bound;
            *highest = before = bound;
        }
    }
    return status;
}

static revops_status period_check_bounds(revops_periods *periods, revops_error *err) {
    int32_t lowest = 0, highest = 0;
    revops_status status;
    if (periods->bound_count < 2 || periods->bound_count > INT32_MAX)
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "bound_count",
                                "from 2 to 2^31-1 bounds", periods->bound_count);
    status = period_bounds_ascend(periods, &lowest, &highest, err);
    if (status != REVOPS_OK)
        return status;
    if (periods->from_day < periods->to_day &&
        (lowest > periods->from_day || highest < periods->to_day))
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, "bounds",
                            "expected bounds that cover the range");
    /* Checked bounds have no null: reading one needs no bitmap any more. */
    periods->bounds.validity = NULL;
    periods->bounds.validity_offset = 0;
    return REVOPS_OK;
}

/* The host's record in our size; inside another struct its struct_size may be 0. */
static revops_status period_copy(revops_periods *out, const revops_periods *in, revops_error *err) {
    if (!in || in->struct_size != 0)
        return revops__take(out, sizeof *out, in, "periods", err);
    *out = *in;
    out->struct_size = sizeof *out;
    return REVOPS_OK;
}

revops_status revops__periods_take(revops_periods *out, const revops_periods *in,
                                   uint32_t default_granularity, revops_error *err) {
    revops_periods taken;
    revops_status status = period_copy(&taken, in, err);
    if (status == REVOPS_OK && taken.granularity == REVOPS_GRANULARITY_DEFAULT)
        taken.granularity = (int32_t)default_granularity;
    if (status == REVOPS_OK)
        status =
            period_range_of(taken.granularity, REVOPS_GRANULARITY_DAY, REVOPS_GRANULARITY_BOUNDS,
                            "granularity", "a granularity from 0 to 7", err);
    if (status == REVOPS_OK)
        status = period_range_of(taken.from_day, REVOPS__FIRST_DAY, REVOPS__LAST_DAY + 1,
                                 "from_day", "a day of the years 1 to 9999", err);
    if (status == REVOPS_OK)
        status = period_range_of(taken.to_day, taken.from_day, REVOPS__LAST_DAY + 1, "to_day",
                                 "a day of the years 1 to 9999 that is not before from_day", err);
    if (status == REVOPS_OK)
        status = period_range_of(taken.week_start, 0, 7, "week_start",
                                 "a weekday from 1 to 7, or 0", err);
    if (status == REVOPS_OK)
        status = period_range_of(taken.fiscal_month, 0, 12, "fiscal_month",
                                 "a month from 1 to 12, or 0", err);
    if (status == REVOPS_OK && taken.reserved0 != 0)
        status =
            revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "reserved0", "0", taken.reserved0);
    if (status == REVOPS_OK && taken.granularity == REVOPS_GRANULARITY_BOUNDS)
        status = period_check_bounds(&taken, err);
    if (status != REVOPS_OK)
        return status;
    if (taken.week_start == 0)
        taken.week_start = 1;
    if (taken.fiscal_month == 0)
        taken.fiscal_month = 1;
    *out = taken;
    return REVOPS_OK;
}

/* --- the two functions: number of a day's bucket, first day of a bucket --- */

static int32_t period_floor(int32_t value, int32_t divisor) {
    return value / divisor - (value % divisor < 0);
}

static int32_t period_bound(const revops_periods *periods, int32_t index) {
    revops_column one = periods->bounds;
    int32_t bound = 0;
    one.data = (const char *)one.data + one.stride * index;
    if (REVOPS_NEVER(revops_column_copy(&bound, NULL, &one, REVOPS_TYPE_INT32, 1, NULL)))
        return REVOPS__LAST_DAY + 1;
    return bound;
}

/* The last bound that is not after the day; -1 when all are. */
static int32_t period_bound_index(const revops_periods *periods, int32_t day) {
    int32_t low = -1, high = (int32_t)periods->bound_count;
    while (high - low > 1) {
        int32_t middle = low + (high - low) / 2;
        if (period_bound(periods, middle) <= day)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Months of a bucket; 0: the granularity does not count in months. */
static int32_t period_months(int32_t granularity) {
    switch (granularity) {
    case REVOPS_GRANULARITY_MONTH:
        return 1;
    case REVOPS_GRANULARITY_QUARTER:
        return 3;
    case REVOPS_GRANULARITY_YEAR:
        return 12;
    default:
        return 0;
    }
}

/* 1970-01-01 was a Thursday, so the Monday of its week is day -3. */
static int32_t period_week_origin(const revops_periods *periods) {
    return periods->week_start - 4;
}

static int32_t period_index(const revops_periods *periods, int32_t day) {
    int32_t months = period_months(periods->granularity);
    if (months != 0)
        return period_floor(revops_month_of(day) - (periods->fiscal_month - 1), months);
    switch (periods->granularity) {
    case REVOPS_GRANULARITY_DAY:
        return day;
    case REVOPS_GRANULARITY_WEEK:
        return period_floor(day - period_week_origin(periods), 7);
    case REVOPS_GRANULARITY_BOUNDS:
        return period_bound_index(periods, day);
    default:
        return 0;
    }
}

static int32_t period_first_day(const revops_periods *periods, int32_t index) {
    int32_t months = period_months(periods->granularity);
    if (months != 0)
        return revops_month_first_day(index * months + (periods->fiscal_month - 1));
    switch (periods->granularity) {
    case REVOPS_GRANULARITY_DAY:
        return index;
    case REVOPS_GRANULARITY_WEEK:
        return index * 7 + period_week_origin(periods);
    case REVOPS_GRANULARITY_BOUNDS:
        return period_bound(periods, index);
    default:
        return index == 0 ? periods->from_day : periods->to_day;
    }
}

static revops_period_row period_bucket(const revops_periods *periods, int32_t index) {
    revops_period_row row;
    row.from_day = period_first_day(periods, index);
    row.to_day = period_first_day(periods, index + 1);
    if (row.from_day < periods->from_day)
        row.from_day = periods->from_day;
    if (row.to_day > periods->to_day)
        row.to_day = periods->to_day;
    return row;
}

/* --- for kernels --- */

int revops__period_of(const revops_periods *periods, int32_t day, int32_t *from_day,
                      int32_t *to_day) {
    revops_period_row row;
    if (day < periods->from_day || day >= periods->to_day)
        return 0;
    row = period_bucket(periods, period_index(periods, day));
    *from_day = row.from_day;
    *to_day = row.to_day;
    return 1;
}

uint64_t revops__period_row_of(const revops_periods *periods, int32_t day) {
    return (uint64_t)((int64_t)period_index(periods, day) -
                      period_index(periods, periods->from_day));
}

uint64_t revops__period_row_count(const revops_periods *periods) {
    return periods->from_day == periods->to_day
               ? 0
               : revops__period_row_of(periods, periods->to_day - 1) + 1;
}

/* --- public --- */

revops_status revops_period_count(size_t *count, const revops_periods *periods, revops_error *err) {
    revops_periods taken;
    revops_status status = revops__require(count, "count", err);
    if (status == REVOPS_OK)
        status = revops__require(periods, "periods", err);
    if (status == REVOPS_OK)
        status = revops__periods_take(&taken, periods, REVOPS_GRANULARITY_MONTH, err);
    if (status == REVOPS_OK)
        *count = (size_t)revops__period_row_count(&taken);
    return status;
}

/* Do the rows tile the range from the day before @p first to the day that the last one ends? */
static int period_tiles(const revops_periods *periods, uint64_t first, uint64_t count) {
    int32_t low = period_index(periods, periods->from_day);
    int32_t before =
        first == 0 ? periods->from_day : period_bucket(periods, low + (int32_t)first - 1).to_day;
    int tiles = 1;
    for (uint64_t i = 0; i < count; i++) {
        revops_period_row row = period_bucket(periods, low + (int32_t)(first + i));
        tiles &= row.from_day == before && row.from_day < row.to_day;
        before = row.to_day;
    }
    return tiles &&
           (first + count < revops__period_row_count(periods) || before == periods->to_day);
}

revops_status revops_period_rows(const revops_periods *periods, uint64_t first,
                                 revops_period_row *out, size_t capacity, size_t row_size,
                                 size_t *written, revops_error *err) {
    revops_periods taken;
    uint64_t count, rows;
    int32_t low;
    revops_status status = revops__require(periods, "periods", err);
    if (status == REVOPS_OK && capacity > 0)
        status = revops__require(out, "out", err);
    if (status == REVOPS_OK && row_size < sizeof *out)
        status = revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "row_size",
                                  "at least the size of the record", row_size);
    if (status == REVOPS_OK)
        status = revops__require(written, "written", err);
    if (status == REVOPS_OK)
        status = revops__periods_take(&taken, periods, REVOPS_GRANULARITY_MONTH, err);
    if (status != REVOPS_OK)
        return status;
    count = revops__period_row_count(&taken);
    rows = first < count ? count - first : 0;
    if (rows > capacity)
        rows = capacity;
    if (rows > 0 && REVOPS_NEVER(!period_tiles(&taken, first, rows)))
        return revops__fail(err, REVOPS_E_INTERNAL, REVOPS_NONE, "periods",
                            "expected rows that tile the range");
    low = period_index(&taken, taken.from_day);
    for (uint64_t i = 0; i < rows; i++) {
        revops_period_row row = period_bucket(&taken, low + (int32_t)(first + i));
        memcpy((char *)out + i * row_size, &row, sizeof row);
    }
    *written = (size_t)rows;
    return REVOPS_OK;
}

/* The whole bucket around a day, cut at the ends of the calendar. */
static revops_period_row period_around(const revops_periods *periods, int32_t granularity,
                                       int32_t day) {
    revops_periods calendar = *periods;
    calendar.granularity = granularity;
    calendar.from_day = REVOPS__FIRST_DAY;
    calendar.to_day = REVOPS__LAST_DAY + 1;
    return period_bucket(&calendar, period_index(&calendar, day));
}

revops_status revops_periods_resolve(revops_periods *periods, int32_t period, int32_t as_of_day,
                                     revops_error *err) {
    static const struct {
        int32_t bucket, granularity; /* which bucket holds the day; what 0 becomes */
    } words[] = {
        {0, 0},
        {REVOPS_GRANULARITY_DAY, REVOPS_GRANULARITY_DAY},
        {REVOPS_GRANULARITY_WEEK, REVOPS_GRANULARITY_WEEK},
        {REVOPS_GRANULARITY_MONTH, REVOPS_GRANULARITY_MONTH},
        {REVOPS_GRANULARITY_QUARTER, REVOPS_GRANULARITY_QUARTER},
        {REVOPS_GRANULARITY_YEAR, REVOPS_GRANULARITY_MONTH},
        {0, REVOPS_GRANULARITY_DAY},
    };
    revops_periods probe;
    revops_period_row range;
    revops_status status = revops__require(periods, "periods", err);
    if (status == REVOPS_OK)
        status = period_copy(&probe, periods, err);
    if (status == REVOPS_OK && periods->struct_size != 0 &&
        periods->struct_size < offsetof(revops_periods, week_start))
        status = revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "struct_size",
                                  "a struct that holds the range", periods->struct_size);
    if (status == REVOPS_OK)
        status = period_range_of(period, REVOPS_PERIOD_DAILY, REVOPS_PERIOD_CUSTOM, "period",
                                 "a period from 1 to 6", err);
    if (status == REVOPS_OK && period != REVOPS_PERIOD_CUSTOM) {
        probe.from_day = probe.to_day = 0;
        status = period_range_of(as_of_day, REVOPS__FIRST_DAY, REVOPS__LAST_DAY, "as_of_day",
                                 "a day of the years 1 to 9999", err);
    }
    if (status == REVOPS_OK)
        status = revops__periods_take(&probe, &probe, (uint32_t)words[period].granularity, err);
    if (status != REVOPS_OK)
        return status;
    range.from_day = probe.from_day;
    range.to_day = probe.to_day;
    if (period != REVOPS_PERIOD_CUSTOM)
        range = period_around(&probe, words[period].bucket, as_of_day);
    if (period == REVOPS_PERIOD_YTD)
        range.to_day = as_of_day + 1;
    if (range.from_day == range.to_day)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "to_day",
                                "a custom range that is not empty", range.to_day);
    probe.from_day = range.from_day;
    probe.to_day = range.to_day;
    /* Bounds must cover the range, which is known only now. */
    status = revops__periods_take(&probe, &probe, REVOPS_GRANULARITY_MONTH, err);
    if (status != REVOPS_OK)
        return status;
    periods->granularity = probe.granularity;
    periods->from_day = probe.from_day;
    periods->to_day = probe.to_day;
    return REVOPS_OK;
}
