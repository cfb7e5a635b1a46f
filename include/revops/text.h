/** @file revops/text.h
 *  @brief Months and instants as text: no locale, no rounding, no blanks.
 *
 *  Parsers read exactly the given bytes of ASCII and refuse everything that is not of the one form;
 *  formatters write that form, so text and value are inverse. Days are in revops/date.h, money and
 *  currencies in revops/money.h, ratios and shares in revops/ratio.h. All functions are pure and
 *  may be called in any thread.
 */
#ifndef REVOPS_TEXT_H
#define REVOPS_TEXT_H

#include "revops/error.h"

REVOPS_BEGIN_DECLS

/** Read a month, strictly `YYYY-MM`.
 *
 *  @param month  Receives months since 1970-01; written on success only.
 *  @param text   ASCII text; may be NULL when @p size is 0 (which is no month).
 *  @param size   Its size in bytes; all of it is read.
 *  @param err    Receives offset and message on failure; may be NULL.
 *  @return REVOPS_OK, or REVOPS_E_INVALID for a NULL argument, another form, a month outside 01 to
 *          12 or a year outside 0001 to 9999. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_month_parse(int32_t *month, const char *text,
                                                            size_t size, revops_error *err);

/** Write a month as `YYYY-MM`.
 *
 *  @param out       Receives the text and a NUL; may be NULL when @p capacity is 0.
 *  @param capacity  Room in bytes; 8 is enough.
 *  @param written   Receives the size without the NUL (7), also when the room is too small.
 *  @param month     Months since 1970-01, -23628 to 96359.
 *  @param err       Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK, REVOPS_E_CAPACITY (@p out is untouched), or REVOPS_E_INVALID for a NULL
 *          argument or a month outside the years 1 to 9999. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_month_format(char *out, size_t capacity,
                                                             size_t *written, int32_t month,
                                                             revops_error *err);

/** Read an instant: `YYYY-MM-DD`, `T` or one space, `HH:MM:SS`, perhaps a dot and 1 to 9 digits,
 *  then `Z`, `+HH:MM` or `-HH:MM` (at most 23:59). RFC 3339 without lower case and without leap
 *  seconds, which have no place on an axis of nanoseconds since 1970.
 *
 *  @param instant_ns  Receives nanoseconds since 1970-01-01T00:00Z; written on success only.
 *  @param text        ASCII text; may be NULL when @p size is 0 (which is no instant).
 *  @param size        Its size in bytes; all of it is read.
 *  @param err         Receives offset and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument or another form, a missing zone, hour 24
 *          and second 60 included; REVOPS_E_OVERFLOW for an instant beyond int64 nanoseconds (1677
 *          to 2262). Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_instant_parse(int64_t *instant_ns, const char *text,
                                                              size_t size, revops_error *err);

/** Write an instant in UTC as `YYYY-MM-DDTHH:MM:SSZ`, with 3, 6 or 9 decimals when the second is
 *  not whole.
 *
 *  @param out         Receives the text and a NUL; may be NULL when @p capacity is 0.
 *  @param capacity    Room in bytes; 31 is enough.
 *  @param written     Receives the size without the NUL, also when the room is too small.
 *  @param instant_ns  Nanoseconds since 1970-01-01T00:00Z; every value has a text.
 *  @param err         Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK, REVOPS_E_CAPACITY (@p out is untouched), or REVOPS_E_INVALID for a NULL
 *          argument. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_instant_format(char *out, size_t capacity,
                                                               size_t *written, int64_t instant_ns,
                                                               revops_error *err);

REVOPS_END_DECLS

#endif
