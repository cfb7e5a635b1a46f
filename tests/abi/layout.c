/* Size of each record, and offset and size of each of its fields: the same on every platform, for
 * ever. Written by tools/lists --write; compiling it is the test. */
#include <stddef.h>

#include "revops.h"

#define RECORD(type, size) _Static_assert(sizeof(type) == (size), #type)
#define FIELD(type, member, offset, size)                                                          \
    _Static_assert(offsetof(type, member) == (offset) && sizeof(((type *)NULL)->member) == (size), \
                   #type "." #member)

RECORD(revops_contribution, 24);
FIELD(revops_contribution, source, 0, 8);
FIELD(revops_contribution, row, 8, 8);
FIELD(revops_contribution, amount_minor, 16, 8);

RECORD(revops_currency_def, 8);
FIELD(revops_currency_def, currency, 0, 4);
FIELD(revops_currency_def, exponent, 4, 4);

RECORD(revops_day_parts, 28);
FIELD(revops_day_parts, year, 0, 4);
FIELD(revops_day_parts, month, 4, 4);
FIELD(revops_day_parts, day, 8, 4);
FIELD(revops_day_parts, weekday, 12, 4);
FIELD(revops_day_parts, iso_year, 16, 4);
FIELD(revops_day_parts, iso_week, 20, 4);
FIELD(revops_day_parts, days_in_month, 24, 4);

RECORD(revops_error, 256);
FIELD(revops_error, status, 0, 4);
FIELD(revops_error, host_code, 4, 4);
FIELD(revops_error, row, 8, 8);
FIELD(revops_error, offset, 16, 8);
FIELD(revops_error, field, 24, 40);
FIELD(revops_error, message, 64, 192);

RECORD(revops_period_row, 8);
FIELD(revops_period_row, from_day, 0, 4);
FIELD(revops_period_row, to_day, 4, 4);

RECORD(revops_ratio, 24);
FIELD(revops_ratio, numerator, 0, 8);
FIELD(revops_ratio, denominator, 8, 8);
FIELD(revops_ratio, status, 16, 4);
FIELD(revops_ratio, reserved0, 20, 4);

RECORD(revops_state_info, 16);
FIELD(revops_state_info, payload_size, 0, 8);
FIELD(revops_state_info, kind, 8, 4);
FIELD(revops_state_info, version, 12, 2);
FIELD(revops_state_info, reserved0, 14, 2);
