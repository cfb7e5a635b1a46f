/* Statuses by name, and the one place where error records are written. */
#include "base/error.h"

#include <string.h>

#include "base/text.h"

typedef struct error_entry {
    const char *name, *text;
} error_entry;

static const error_entry error_table[] = {
    {"ok", "done"},
    {"invalid", "an argument or row breaks a documented rule"},
    {"overflow", "the exact result does not fit its type"},
    {"nomem", "the host gave no memory"},
    {"limit", "a stated maximum, the host's or the area's, was reached"},
    {"host", "a callback of the host failed"},
    {"cancelled", "a callback of the host asked to stop"},
    {"missing", "a needed input is absent: rate, rule, name or id"},
    {"duplicate", "an id came twice with different content"},
    {"mismatch", "two things that must agree do not"},
    {"damaged", "the bytes do not carry what they promise"},
    {"unsupported", "this version does not offer it"},
    {"capacity", "the output buffer is too small"},
    {"busy", "the handle is inside its own callback"},
    {"internal", "an identity of the library broke: please report it"},
    {"conflict", "another writer was first"},
};

static const error_entry *error_find(revops_status status) {
    size_t count = sizeof error_table / sizeof error_table[0];
    return status >= 0 && (size_t)status < count ? &error_table[status] : NULL;
}

const char *revops_status_name(revops_status status) {
    const error_entry *entry = error_find(status);
    return entry ? entry->name : "unknown";
}

const char *revops_status_text(revops_status status) {
    const error_entry *entry = error_find(status);
    return entry ? entry->text : "unknown";
}

/* Append to a NUL-terminated field of @p capacity bytes; what does not fit is cut off, but never
 * inside a character of UTF-8: hosts decode what they are told. */
static void error_append(char *out, size_t capacity, const char *text, size_t size) {
    size_t used = strlen(out);
    size_t room = capacity - 1 - used;
    if (size > room)
        for (size = room; size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80;)
            size--;
    memcpy(out + used, text, size);
    out[used + size] = '\0';
}

static void error_begin(revops_error *err, revops_status status, uint64_t row, uint64_t offset,
                        const char *field) {
    memset(err, 0, sizeof *err);
    err->status = status;
    err->row = row;
    err->offset = offset;
    if (field)
        error_append(err->field, sizeof err->field, field, strlen(field));
}

revops_status revops__fail(revops_error *err, revops_status status, uint64_t row, const char *field,
                           const char *message) {
    if (err) {
        error_begin(err, status, row, REVOPS_NONE, field);
        error_append(err->message, sizeof err->message, message, strlen(message));
    }
    return status;
}

revops_status revops__fail_text(revops_error *err, revops_status status, uint64_t row,
                                const char *field, const char *expected, const char *got,
                                size_t got_size) {
    if (err) {
        error_begin(err, status, row, REVOPS_NONE, field);
        error_append(err->message, sizeof err->message, "expected ", 9);
        error_append(err->message, sizeof err->message, expected, strlen(expected));
        error_append(err->message, sizeof err->message, ", got ", 6);
        error_append(err->message, sizeof err->message, got, got_size);
    }
    return status;
}

revops_status revops__fail_i64(revops_error *err, revops_status status, uint64_t row,
                               const char *field, const char *expected, int64_t got) {
    char digits[REVOPS__DIGITS];
    return revops__fail_text(err, status, row, field, expected, digits,
                             revops__print_i64(digits, got));
}

revops_status revops__fail_u64(revops_error *err, revops_status status, uint64_t row,
                               const char *field, const char *expected, uint64_t got) {
    char digits[REVOPS__DIGITS];
    return revops__fail_text(err, status, row, field, expected, digits,
                             revops__print_u64(digits, got));
}

revops_status revops__fail_at(revops_error *err, revops_status status, uint64_t offset,
                              const char *field, const char *message) {
    if (err) {
        error_begin(err, status, REVOPS_NONE, offset, field);
        error_append(err->message, sizeof err->message, message, strlen(message));
    }
    return status;
}

revops_status revops__fail_answer(revops_error *err, int32_t answer, const char *field) {
    if (answer == REVOPS_END)
        return revops__fail(err, REVOPS_E_CANCELLED, REVOPS_NONE, field, "the host asked to stop");
    revops__fail_i64(err, REVOPS_E_HOST, REVOPS_NONE, field,
                     "the callback to answer 1 (more) or 2 (end)", answer);
    if (err)
        err->host_code = answer;
    return REVOPS_E_HOST;
}

void revops__error_shift(revops_error *err, uint64_t rows_before) {
    if (err && err->row != REVOPS_NONE)
        err->row += rows_before;
}

void revops__error_place(revops_error *err, uint64_t row, const char *field) {
    if (err) {
        err->row = row;
        memset(err->field, 0, sizeof err->field);
        error_append(err->field, sizeof err->field, field, strlen(field));
    }
}
