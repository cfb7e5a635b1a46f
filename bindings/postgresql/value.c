/* Datums of the server into SQL values of bindings/sql, and back. */
#include "revops_pg.h"

#include "catalog/pg_type.h"
#include "common/int.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

/* The server counts days and microseconds from 2000-01-01. */
enum { PG_EPOCH_DAYS = POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE };
static const int64_t pg_epoch_us = PG_EPOCH_DAYS * USECS_PER_DAY;

/* --- in --- */

/* Types that pg_value reads itself. */
static bool pg_type_known(Oid type) {
    static const Oid known[] = {BOOLOID,   BYTEAOID,   INT2OID,    INT4OID,       INT8OID,
                                FLOAT4OID, FLOAT8OID,  NUMERICOID, TEXTOID,       VARCHAROID,
                                BPCHAROID, UNKNOWNOID, DATEOID,    TIMESTAMPTZOID};
    for (size_t i = 0; i < lengthof(known); i++)
        if (known[i] == type)
            return true;
    return false;
}

/* Types whose text depends on no setting of the session: enums, uuid, and kinds of text. */
static bool pg_type_reads_as_text(Oid type) {
    char category;
    bool preferred;
    get_type_category_preferred(type, &category, &preferred);
    return type == UUIDOID || category == TYPCATEGORY_ENUM || category == TYPCATEGORY_STRING;
}

pg_argument pg_argument_of(FunctionCallInfo fcinfo, int place) {
    pg_argument argument = {get_fn_expr_argtype(fcinfo->flinfo, place), InvalidOid};
    bool varlena;
    if (!OidIsValid(argument.type))
        elog(ERROR, "revops: the type of argument %d is not known", place + 1);
    argument.type = getBaseType(argument.type);
    if (pg_type_known(argument.type))
        return argument;
    if (!pg_type_reads_as_text(argument.type))
        ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
                        errmsg("revops: expected a number, a text, a date or a timestamptz, got %s",
                               format_type_be(argument.type)),
                        errhint("Cast it: what its text says may depend on the session.")));
    getTypeOutputInfo(argument.type, &argument.output, &varlena);
    return argument;
}

static void pg_value_block(sql_value *value, sql_type type, const char *data, size_t size) {
    value->type = type;
    value->data = data;
    value->size = size;
}

static void pg_value_integer(sql_value *value, sql_type type, int64_t integer) {
    value->type = type;
    value->integer = integer;
}

/* Keys are made of UTF-8 everywhere, so that all databases agree on them. */
static void pg_value_text(sql_value *value, const char *text, size_t size) {
    const char *utf8 = text;
    if (GetDatabaseEncoding() != PG_UTF8)
        utf8 = pg_server_to_any(text, (int)size, PG_UTF8);
    pg_value_block(value, SQL_TEXT, utf8, utf8 == text ? size : strlen(utf8));
}

static void pg_value_varlena(sql_value *value, Oid type, Datum datum) {
    struct varlena *packed = PG_DETOAST_DATUM_PACKED(datum);
    char *data = VARDATA_ANY(packed);
    size_t size = VARSIZE_ANY_EXHDR(packed);
    if (type == BPCHAROID) /* blanks that fill a char(n) mean nothing */
        size = (size_t)bpchartruelen(data, (int)size);
    if (type == BYTEAOID)
        pg_value_block(value, SQL_BLOB, data, size);
    else
        pg_value_text(value, data, size);
}

/* A sum of bigint is a numeric without decimals. One with decimals is refused as a real number even
 * where they are zero: 24.00 are pounds, not pence. */
static void pg_value_numeric(sql_value *value, Datum datum) {
    const char *digits = DatumGetCString(DirectFunctionCall1(numeric_out, datum));
    int64_t integer = 0;
    if (!strchr(digits, '.') &&
        revops_money_parse(&integer, digits, strlen(digits), 0, NULL) == REVOPS_OK)
        pg_value_integer(value, SQL_INTEGER, integer);
    else
        value->type = SQL_REAL;
}

/* What nanoseconds cannot hold goes on as its text, which is refused with row and field. */
static void pg_value_instant(sql_value *value, Datum datum) {
    TimestampTz at = DatumGetTimestampTz(datum);
    int64_t ns;
    if (!TIMESTAMP_NOT_FINITE(at) && !pg_add_s64_overflow(at, pg_epoch_us, &ns) &&
        !pg_mul_s64_overflow(ns, 1000, &ns)) {
        pg_value_integer(value, SQL_INSTANT, ns);
    } else {
        const char *text = DatumGetCString(DirectFunctionCall1(timestamptz_out, datum));
        pg_value_block(value, SQL_TEXT, text, strlen(text));
    }
}

static void pg_value_output(sql_value *value, Oid output, Datum datum) {
    const char *text = OidOutputFunctionCall(output, datum);
    pg_value_text(value, text, strlen(text));
}

void pg_value(sql_value *value, const pg_argument *argument, Datum datum) {
    switch (argument->type) {
    case INT8OID:
        pg_value_integer(value, SQL_INTEGER, DatumGetInt64(datum));
        break;
    case INT4OID:
        pg_value_integer(value, SQL_INTEGER, DatumGetInt32(datum));
        break;
    case INT2OID:
        pg_value_integer(value, SQL_INTEGER, DatumGetInt16(datum));
        break;
    case BOOLOID:
        pg_value_integer(value, SQL_BOOLEAN, DatumGetBool(datum));
        break;
    case DATEOID:
        pg_value_integer(value, SQL_DAY, (int64_t)DatumGetDateADT(datum) + PG_EPOCH_DAYS);
        break;
    case TIMESTAMPTZOID:
        pg_value_instant(value, datum);
        break;
    case FLOAT4OID:
        value->type = SQL_REAL;
        value->real = (double)DatumGetFloat4(datum);
        break;
    case FLOAT8OID:
        value->type = SQL_REAL;
        value->real = DatumGetFloat8(datum);
        break;
    case NUMERICOID:
        pg_value_numeric(value, datum);
        break;
    case UNKNOWNOID:
        pg_value_text(value, DatumGetCString(datum), strlen(DatumGetCString(datum)));
        break;
    case TEXTOID:
    case VARCHAROID:
    case BPCHAROID:
    case BYTEAOID:
        pg_value_varlena(value, argument->type, datum);
        break;
    default:
        pg_value_output(value, argument->output, datum);
    }
}

const char *pg_bytes(FunctionCallInfo fcinfo, int place, size_t *size) {
    struct varlena *packed = PG_GETARG_VARLENA_PP(place);
    *size = VARSIZE_ANY_EXHDR(packed);
    return VARDATA_ANY(packed);
}

/* --- out --- */

static Datum pg_datum_text(const sql_value *value) {
    const char *text = value->data;
    size_t size = value->size;
    if (GetDatabaseEncoding() != PG_UTF8 && size > 0) {
        text = pg_any_to_server(value->data, (int)size, PG_UTF8);
        size = text == value->data ? size : strlen(text);
    }
    return PointerGetDatum(cstring_to_text_with_len(text, (int)size));
}

/* A timestamp holds microseconds: finer instants are cut, never rounded into the future. */
static Datum pg_datum_instant(int64_t ns) {
    int64_t us = ns / 1000 - (ns % 1000 < 0);
    return TimestampTzGetDatum(us - pg_epoch_us);
}

Datum pg_datum(const sql_value *value, bool *null) {
    *null = value->type == SQL_NULL;
    switch (value->type) {
    case SQL_INTEGER:
        return Int64GetDatum(value->integer);
    case SQL_REAL:
        return Float8GetDatum(value->real);
    case SQL_TEXT:
        return pg_datum_text(value);
    case SQL_BLOB:
        return PointerGetDatum(cstring_to_text_with_len(value->data, (int)value->size));
    case SQL_DAY:
        return DateADTGetDatum((DateADT)(value->integer - PG_EPOCH_DAYS));
    case SQL_INSTANT:
        return pg_datum_instant(value->integer);
    case SQL_BOOLEAN:
        return BoolGetDatum(value->integer != 0);
    default:
        return (Datum)0;
    }
}
