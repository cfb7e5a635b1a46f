/* What the files of the PostgreSQL extension share. Each C function serves all kinds: it asks the
 * server under which SQL name it was called, finds that name among the entries of bindings/sql, and
 * keeps what it found at the call site (fn_extra).
 *
 * All memory belongs to a context of the server, so an error that jumps out of the middle of a call
 * leaks nothing: the context is dropped with the aggregate, the query or the call. */
#ifndef REVOPS_PG_H
#define REVOPS_PG_H

#include "postgres.h"

#include "access/tupdesc.h"
#include "fmgr.h"
#include "utils/memutils.h"

#include "sql.h"

/* --- memory and patience (memory.c) --- */

/* A host whose memory is @p context. The progress callback ends a call when a cancel waits. */
revops_host pg_host(MemoryContext context);

/* --- refusals (error.c) --- */

/* Raise a refusal as an error of the server. A cancel is raised by the server itself. */
void pg_raise(const revops_error *err) pg_attribute_noreturn();
/* Raise it unless @p status is REVOPS_OK. */
void pg_check(revops_status status, const revops_error *err);

/* --- values (value.c) --- */

/* What the server hands over at one place of a call. */
typedef struct pg_argument {
    Oid type;   /* without domains around it */
    Oid output; /* types that no unit knows come as their text */
} pg_argument;

pg_argument pg_argument_of(FunctionCallInfo fcinfo, int place);
/* A datum that is not null. Texts are borrowed from it, or lie in the current context. */
void pg_value(sql_value *value, const pg_argument *argument, Datum datum);
/* And back: a datum of the type that gensql writes for the value's; *null: there is none. */
Datum pg_datum(const sql_value *value, bool *null);

/* --- call sites (site.c) --- */

typedef struct pg_site {
    sql_entry entry;            /* an aggregate, a helper of one, or a table function */
    const sql_function *scalar; /* or a scalar */
    revops_host host;           /* memory that lives as long as the site */
    sql_texts *texts;           /* last keys of this site */
    sql_call *call;             /* of a scalar */
    sql_kept kept;              /* of a scalar */
    TupleDesc record;           /* of a scalar that gives a record */
    uint32_t first, count;      /* which arguments are values: columns, or those of a scalar */
    pg_argument *arguments;     /* what each of them is */
    sql_value *values;          /* and room for one row of them */
} pg_site;

/* The site of a call. Its SQL name is the entry's (@p verb NULL), or `revops__x_<verb>` for a
 * helper of the entry `revops_x`. */
pg_site *pg_site_of(FunctionCallInfo fcinfo, const char *verb);
/* The values of a call, those of a step behind state and options, into site->values. */
void pg_site_values(pg_site *site, FunctionCallInfo fcinfo);

/* The bytes of an argument: short and stored headers are taken off. */
const char *pg_bytes(FunctionCallInfo fcinfo, int place, size_t *size);

#endif
