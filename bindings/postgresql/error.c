/* Statuses of the library as errors of the server. */
#include "revops_pg.h"

#include "miscadmin.h"

static int pg_sqlstate(revops_status status) {
    switch (status) {
    case REVOPS_E_INVALID:
        return ERRCODE_INVALID_PARAMETER_VALUE;
    case REVOPS_E_OVERFLOW:
        return ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE;
    case REVOPS_E_NOMEM:
        return ERRCODE_OUT_OF_MEMORY;
    case REVOPS_E_CANCELLED:
        return ERRCODE_QUERY_CANCELED;
    case REVOPS_E_MISSING:
        return ERRCODE_NO_DATA;
    case REVOPS_E_DAMAGED:
    case REVOPS_E_UNSUPPORTED:
        return ERRCODE_INVALID_BINARY_REPRESENTATION;
    case REVOPS_E_INTERNAL:
        return ERRCODE_INTERNAL_ERROR;
    default:
        return ERRCODE_EXTERNAL_ROUTINE_EXCEPTION;
    }
}

void pg_raise(const revops_error *err) {
    const char *sentence = revops_status_text(err->status);
    char text[SQL_ERROR_SIZE], offset[48] = "";
    if (err->status == REVOPS_E_CANCELLED)
        CHECK_FOR_INTERRUPTS();
    sql_error_text(text, err);
    if (err->offset != REVOPS_NONE)
        snprintf(offset, sizeof offset, " (byte %llu)", (unsigned long long)err->offset);
    ereport(ERROR, (errcode(pg_sqlstate(err->status)), errmsg_internal("%s", text),
                    errdetail_internal("%c%s%s.", pg_toupper((unsigned char)sentence[0]),
                                       sentence + 1, offset),
                    err->field[0] ? err_generic_string(PG_DIAG_COLUMN_NAME, err->field) : 0));
    pg_unreachable();
}

void pg_check(revops_status status, const revops_error *err) {
    if (status != REVOPS_OK)
        pg_raise(err);
}
