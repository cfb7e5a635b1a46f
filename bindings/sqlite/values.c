/* Between SQLite and bindings/sql: values, memory, patience, refusals. */
#include <string.h>

#include "revops_sqlite.h"

/* --- memory --- */

/* SQLite aligns to 8 bytes, the library wants 16: the byte before a block tells how far it was
 * moved. */
enum { HOST_ALIGN = 16 };

static void *host_align(unsigned char *raw, size_t shift, size_t size) {
    size_t wanted = HOST_ALIGN - (uintptr_t)raw % HOST_ALIGN;
    if (shift && shift != wanted)
        memmove(raw + wanted, raw + shift, size);
    raw[wanted - 1] = (unsigned char)wanted;
    return raw + wanted;
}

static void *host_resize(void *user, void *block, size_t old_size, size_t new_size) {
    unsigned char *at = block, *raw;
    size_t shift = at ? at[-1] : 0;
    (void)user;
    if (new_size == 0) {
        sqlite3_free(at ? at - shift : NULL);
        return NULL;
    }
    if (new_size > SIZE_MAX - HOST_ALIGN)
        return NULL;
    raw = sqlite3_realloc64(at ? at - shift : NULL, new_size + HOST_ALIGN);
    return raw ? host_align(raw, shift, old_size < new_size ? old_size : new_size) : NULL;
}

/* --- patience --- */

/* An interrupted connection runs no statement, not even this one. It is prepared anew each time:
 * one that stays would keep the connection from closing. */
static int32_t host_progress(void *user, uint64_t done, uint64_t total) {
    sqlite3_stmt *pulse = NULL;
    int code;
    (void)total;
    if (done == 0)
        return REVOPS_MORE;
    code = sqlite3_prepare_v2(user, "select 1", -1, &pulse, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(pulse);
    sqlite3_finalize(pulse);
    return code == SQLITE_INTERRUPT ? REVOPS_END : REVOPS_MORE;
}

void host_open(revops_host *host, sqlite3 *db) {
    revops_host_init(host);
    host->user = db;
    host->resize = host_resize;
    host->progress = host_progress;
}

/* --- values --- */

revops_status value_result(sqlite3_context *context, sql_value *value, char room[SQL_ROOM],
                           revops_error *err) {
    if (sql_value_text(value, room, err))
        return err->status;
    switch (value->type) {
    case SQL_INTEGER:
    case SQL_BOOLEAN:
        sqlite3_result_int64(context, value->integer);
        break;
    case SQL_REAL:
        sqlite3_result_double(context, value->real);
        break;
    case SQL_TEXT:
        sqlite3_result_text64(context, value->data, value->size, SQLITE_TRANSIENT, SQLITE_UTF8);
        break;
    case SQL_BLOB:
        sqlite3_result_blob64(context, value->data, value->size, SQLITE_TRANSIENT);
        break;
    default:
        sqlite3_result_null(context);
    }
    return REVOPS_OK;
}

/* --- refusals --- */

int status_code(revops_status status) {
    switch (status) {
    case REVOPS_OK:
        return SQLITE_OK;
    case REVOPS_E_NOMEM:
        return SQLITE_NOMEM;
    case REVOPS_E_CANCELLED:
        return SQLITE_INTERRUPT;
    default:
        return SQLITE_ERROR;
    }
}

void result_refused(sqlite3_context *context, const revops_error *err) {
    char text[SQL_ERROR_SIZE];
    if (err->status == REVOPS_E_NOMEM) {
        sqlite3_result_error_nomem(context);
        return;
    }
    sql_error_text(text, err);
    sqlite3_result_error(context, text, -1);
    sqlite3_result_error_code(context, status_code(err->status));
}
