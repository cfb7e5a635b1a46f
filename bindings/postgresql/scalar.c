/* Scalars: one wrapper for the whole table sql_functions. */
#include "revops_pg.h"

#include "funcapi.h"

PG_FUNCTION_INFO_V1(revops_pg_scalar);

/* Room for the call, and the row type of a record, live as long as the site. */
static void scalar_begin(FunctionCallInfo fcinfo, pg_site *site) {
    MemoryContext before = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
    TupleDesc record;
    if (site->scalar->record) {
        if (get_call_result_type(fcinfo, NULL, &record) != TYPEFUNC_COMPOSITE)
            elog(ERROR, "revops: %s gives a record", site->scalar->name);
        site->record = BlessTupleDesc(record);
    }
    site->call = palloc0(sizeof *site->call);
    MemoryContextSwitchTo(before);
}

static Datum scalar_record(const pg_site *site) {
    const revops_shape *shape = revops_shape_find(site->scalar->returns);
    sql_column columns[FUNC_MAX_ARGS];
    Datum datum[FUNC_MAX_ARGS];
    bool null[FUNC_MAX_ARGS];
    char room[SQL_ROOM];
    sql_value value;
    revops_error err;
    int count = (int)sql_columns(shape, columns, FUNC_MAX_ARGS);
    if (count != site->record->natts)
        elog(ERROR, "revops: %s gives %d columns", site->scalar->name, count);
    for (int i = 0; i < count; i++) {
        pg_check(sql_column_read(&columns[i], site->call->record, &value, room, &err), &err);
        datum[i] = pg_datum(&value, &null[i]);
    }
    return HeapTupleGetDatum(heap_form_tuple(site->record, datum, null));
}

/* Declared strict: no argument is null. */
Datum revops_pg_scalar(PG_FUNCTION_ARGS) {
    pg_site *site = pg_site_of(fcinfo, NULL);
    sql_call *call;
    revops_error err;
    if (!site->call)
        scalar_begin(fcinfo, site);
    pg_site_values(site, fcinfo);
    call = site->call;
    call->arguments = site->values;
    call->count = site->count;
    call->kept = &site->kept;
    call->texts = site->texts;
    call->host = &site->host;
    call->result.type = SQL_NULL;
    pg_check(site->scalar->call(call, &err), &err);
    if (site->record)
        return scalar_record(site);
    return pg_datum(&call->result, &fcinfo->isnull);
}
