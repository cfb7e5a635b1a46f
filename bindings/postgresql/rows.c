/* Table functions: a state and a question in, the rows of a report out. */
#include "revops_pg.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/tuplestore.h"

PG_FUNCTION_INFO_V1(revops_pg_rows);

/* What one call works with; its memory is a context that ends with the call. */
typedef struct pg_report {
    const pg_site *site;
    revops_host host;
    void *handle;
    sql_rows rows;
    sql_column *columns;
    int column_count;
} pg_report;

static void report_columns(pg_report *report, const ReturnSetInfo *set) {
    const revops_shape *row = report->site->entry.report->row;
    uint32_t count = sql_columns(row, NULL, 0);
    report->columns = palloc(count * sizeof *report->columns);
    report->column_count = (int)sql_columns(row, report->columns, count);
    if (set->setDesc->natts != report->column_count)
        ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
                        errmsg("revops: %s gives %d columns, not %d", report->site->entry.name,
                               report->column_count, set->setDesc->natts),
                        errhint("Run ALTER EXTENSION revops UPDATE.")));
}

static void report_read(pg_report *report, FunctionCallInfo fcinfo) {
    const sql_entry *entry = &report->site->entry;
    sql_struct query = {NULL, 0};
    revops_error err;
    const char *bytes, *json = NULL;
    size_t size, length = 0;
    bytes = pg_bytes(fcinfo, 0, &size);
    if (PG_NARGS() > 1 && !PG_ARGISNULL(1))
        json = pg_bytes(fcinfo, 1, &length);
    pg_check(sql_struct_open(&query, entry->report->query, json, length, report->site->texts,
                             &report->host, &err),
             &err);
    pg_check(entry->kind->load(&report->handle, bytes, size, &report->host, &err), &err);
    if (entry->kind->compute)
        pg_check(entry->kind->compute(report->handle, &err), &err);
    pg_check(sql_rows_read(&report->rows, entry->report, report->handle, query.data, &report->host,
                           &err),
             &err);
}

static void report_put(const pg_report *report, const void *row, const ReturnSetInfo *set) {
    Datum datum[FUNC_MAX_ARGS];
    bool null[FUNC_MAX_ARGS];
    char room[SQL_ROOM];
    sql_value value;
    revops_error err;
    for (int i = 0; i < report->column_count; i++) {
        pg_check(sql_column_read(&report->columns[i], row, &value, room, &err), &err);
        datum[i] = pg_datum(&value, &null[i]);
    }
    tuplestore_putvalues(set->setResult, set->setDesc, datum, null);
}

static void report_fill(const pg_report *report, const ReturnSetInfo *set) {
    MemoryContext each =
        AllocSetContextCreate(CurrentMemoryContext, "revops row", ALLOCSET_SMALL_SIZES);
    MemoryContext before = MemoryContextSwitchTo(each);
    for (uint64_t i = 0; i < report->rows.count; i++) {
        CHECK_FOR_INTERRUPTS();
        report_put(report, report->rows.data + i * report->rows.row_size, set);
        MemoryContextReset(each);
    }
    MemoryContextSwitchTo(before);
}

Datum revops_pg_rows(PG_FUNCTION_ARGS) {
    ReturnSetInfo *set = (ReturnSetInfo *)fcinfo->resultinfo;
    MemoryContext work, before;
    pg_report report = {0};
    InitMaterializedSRF(fcinfo, 0);
    if (PG_ARGISNULL(0))
        return (Datum)0;
    report.site = pg_site_of(fcinfo, NULL);
    work = AllocSetContextCreate(CurrentMemoryContext, "revops report", ALLOCSET_DEFAULT_SIZES);
    before = MemoryContextSwitchTo(work);
    report.host = pg_host(work);
    report_columns(&report, set);
    report_read(&report, fcinfo);
    report_fill(&report, set);
    MemoryContextSwitchTo(before);
    MemoryContextDelete(work);
    return (Datum)0;
}
