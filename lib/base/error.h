/* How a refusal is written. The record belongs to the caller and may be NULL; it is written on
 * failure only. Messages are "expected ..., got ...": lower case, no full stop. No printf lives in
 * the library, so the three ways to show what arrived have a function each. */
#ifndef REVOPS_BASE_ERROR_H
#define REVOPS_BASE_ERROR_H

#include "revops/error.h"

/* A branch that cannot happen: in debug builds it stops the program on the spot, without a symbol
 * of its own that every host would have to bring; invisible to coverage. */
#if defined(REVOPS_DEBUG) && !defined(NDEBUG)
#define REVOPS_NEVER(condition) ((condition) ? (__builtin_trap(), 1) : 0)
#else
#define REVOPS_NEVER(condition) (condition)
#endif

/* Refuse with a row (REVOPS_NONE: no row) and a field ("" or NULL: no field). Returns @p status. */
revops_status revops__fail(revops_error *err, revops_status status, uint64_t row, const char *field,
                           const char *message);

/* The same; the message becomes "expected <expected>, got <got>". */
revops_status revops__fail_i64(revops_error *err, revops_status status, uint64_t row,
                               const char *field, const char *expected, int64_t got);
revops_status revops__fail_u64(revops_error *err, revops_status status, uint64_t row,
                               const char *field, const char *expected, uint64_t got);
revops_status revops__fail_text(revops_error *err, revops_status status, uint64_t row,
                                const char *field, const char *expected, const char *got,
                                size_t got_size);

/* Refuse a position in a text or state: offset instead of row. */
revops_status revops__fail_at(revops_error *err, revops_status status, uint64_t offset,
                              const char *field, const char *message);

/* A callback answered something else than REVOPS_MORE: CANCELLED for REVOPS_END, else HOST. */
revops_status revops__fail_answer(revops_error *err, int32_t answer, const char *field);

/* The row of a refusal, if it has one, counts from the start of the call: add what came before. */
void revops__error_shift(revops_error *err, uint64_t rows_before);

/* A refusal that a callee wrote gets the row and the field that the caller's host knows. */
void revops__error_place(revops_error *err, uint64_t row, const char *field);

#endif
