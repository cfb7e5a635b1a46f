/* Refusals, as texts and records; memory of the database. */
#include "sql.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void sql_error_text(char out[SQL_ERROR_SIZE], const revops_error *err) {
    char row[32] = "";
    if (err->row != REVOPS_NONE)
        snprintf(row, sizeof row, "row %" PRIu64 "%s", err->row, err->field[0] ? ", " : "");
    snprintf(out, SQL_ERROR_SIZE, "revops: %s: %s%s%s%s", revops_status_name(err->status), row,
             err->field, row[0] || err->field[0] ? ": " : "", err->message);
}

int sql_quote(size_t size, const char *text) {
    size_t end = size < 64 ? size : 64;
    while (end < size && end > 0 && ((unsigned char)text[end] & 0xc0) == 0x80)
        end--;
    return (int)end;
}

revops_status sql_fail(revops_error *err, revops_status status, const char *field,
                       const char *format, ...) {
    va_list list;
    memset(err, 0, sizeof *err);
    err->status = status;
    err->row = err->offset = REVOPS_NONE;
    snprintf(err->field, sizeof err->field, "%s", field);
    va_start(list, format);
    vsnprintf(err->message, sizeof err->message, format, list);
    va_end(list);
    return status;
}

void *sql_take(const revops_host *host, size_t size, revops_error *err) {
    void *block = host->resize(host->user, NULL, 0, size);
    if (!block)
        sql_fail(err, REVOPS_E_NOMEM, "", "the database gave no memory");
    return block;
}

void sql_give(const revops_host *host, void *block, size_t size) {
    if (block)
        host->resize(host->user, block, size, 0);
}
