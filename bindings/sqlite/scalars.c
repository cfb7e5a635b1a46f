/* Scalars: one wrapper over the table sql_functions. A null argument gives null. */
#include <string.h>

#include "revops_sqlite.h"

/* Auxiliary data of a negative place belongs to the whole statement, whoever put it there: the
 * number is ours alone. */
enum { SCALAR_ARGUMENTS = 8, SCALAR_KEPT = -1919252079 };

static void kept_destroy(void *kept) {
    sql_kept_close(kept);
    sqlite3_free(kept);
}

/* Lives as long as the statement runs; NULL when there is no memory. */
static sql_kept *scalar_kept(sqlite3_context *context) {
    sql_kept *kept = sqlite3_get_auxdata(context, SCALAR_KEPT);
    if (kept)
        return kept;
    kept = sqlite3_malloc64(sizeof *kept);
    if (!kept)
        return NULL;
    memset(kept, 0, sizeof *kept);
    sqlite3_set_auxdata(context, SCALAR_KEPT, kept, kept_destroy);
    return sqlite3_get_auxdata(context, SCALAR_KEPT);
}

static revops_status scalar_answer(sqlite3_context *context, const function *f, sql_call *call,
                                   revops_error *err) {
    size_t size;
    if (f->scalar->call(call, err))
        return err->status;
    if (!f->scalar->record)
        return value_result(context, &call->result, call->room, err);
    if (sql_record_text(revops_shape_find(f->scalar->returns), call->record, call->room,
                        sizeof call->room, &size, err))
        return err->status;
    sqlite3_result_text64(context, call->room, size, SQLITE_TRANSIENT, SQLITE_UTF8);
    return REVOPS_OK;
}

static void scalar_call(sqlite3_context *context, int count, sqlite3_value **values) {
    const function *f = sqlite3_user_data(context);
    sql_value arguments[SCALAR_ARGUMENTS];
    revops_error err;
    sql_call call;
    call.arguments = arguments;
    call.count = (uint32_t)count;
    call.host = &f->ext->host;
    call.texts = &f->ext->texts;
    call.kept = scalar_kept(context);
    for (int i = 0; i < count; i++) {
        if (!value_read(values[i], &arguments[i]))
            call.kept = NULL;
        else if (arguments[i].type == SQL_NULL)
            return;
    }
    if (!call.kept)
        sqlite3_result_error_nomem(context);
    else if (scalar_answer(context, f, &call, &err))
        result_refused(context, &err);
}

int scalar_register(extension *ext, const sql_function *scalar) {
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    int code = SQLITE_OK;
    for (int count = scalar->least; code == SQLITE_OK && count <= scalar->most; count++) {
        function *f = function_make(ext, NULL, scalar);
        if (!f)
            return SQLITE_NOMEM;
        code = sqlite3_create_function_v2(ext->db, scalar->name, count, flags, f, scalar_call, NULL,
                                          NULL, function_destroy);
    }
    return code;
}
