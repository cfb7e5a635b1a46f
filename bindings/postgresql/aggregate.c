/* The parts of an aggregate: rows are folded, parts are combined, and the state is bytes. */
#include "revops_pg.h"

PG_FUNCTION_INFO_V1(revops_pg_step);
PG_FUNCTION_INFO_V1(revops_pg_back);
PG_FUNCTION_INFO_V1(revops_pg_merge);
PG_FUNCTION_INFO_V1(revops_pg_combine);
PG_FUNCTION_INFO_V1(revops_pg_save);
PG_FUNCTION_INFO_V1(revops_pg_load);

/* The value of a transition. A part that came from a worker stays bytes until it is known in which
 * context it must live. */
typedef struct pg_state {
    sql_fold *fold;
    const char *bytes; /* while there is no fold */
    size_t size;
} pg_state;

static MemoryContext state_context(FunctionCallInfo fcinfo) {
    MemoryContext context;
    if (!AggCheckCallContext(fcinfo, &context))
        elog(ERROR, "revops: this function is a part of an aggregate and not called by itself");
    return context;
}

static pg_state *state_given(FunctionCallInfo fcinfo, int place) {
    return PG_ARGISNULL(place) ? NULL : (pg_state *)PG_GETARG_POINTER(place);
}

static pg_state *state_new(MemoryContext context) {
    return MemoryContextAllocZero(context, sizeof(pg_state));
}

/* --- rows --- */

/* Options stand before the columns; those of a group's first row count. */
static pg_state *state_open(FunctionCallInfo fcinfo, const pg_site *site) {
    MemoryContext context = state_context(fcinfo);
    pg_state *state = state_new(context);
    revops_host host = pg_host(context);
    revops_error err;
    const char *options = NULL;
    size_t size = 0;
    if (site->entry.role == SQL_WITH && !PG_ARGISNULL(1))
        options = pg_bytes(fcinfo, 1, &size);
    pg_check(sql_fold_open(&state->fold, site->entry.kind, options, size, site->texts, &host, &err),
             &err);
    return state;
}

static void state_fold(pg_state *state, const pg_site *site, int back) {
    const sql_entry *entry = &site->entry;
    revops_error err;
    revops_status status;
    if (entry->role == SQL_NAMES)
        status = site->values[0].type == SQL_NULL
                     ? REVOPS_OK
                     : sql_fold_name(state->fold, site->values[0].data, site->values[0].size, &err);
    else
        status = sql_fold_row(state->fold, entry->feed, back, site->values, site->count, &err);
    pg_check(status, &err);
}

static Datum state_take(FunctionCallInfo fcinfo, const char *verb, int back) {
    pg_site *site = pg_site_of(fcinfo, verb);
    pg_state *state = state_given(fcinfo, 0);
    if (unlikely(!state))
        state = state_open(fcinfo, site);
    pg_site_values(site, fcinfo);
    state_fold(state, site, back);
    PG_RETURN_POINTER(state);
}

Datum revops_pg_step(PG_FUNCTION_ARGS) {
    return state_take(fcinfo, "step", 0);
}

Datum revops_pg_back(PG_FUNCTION_ARGS) {
    return state_take(fcinfo, "back", 1);
}

/* --- states --- */

/* Add the bytes of a state to a transition value; without one, make it of them. */
static pg_state *state_merge(MemoryContext context, pg_site *site, pg_state *into,
                             const char *bytes, size_t size) {
    revops_host host = pg_host(context);
    revops_error err;
    if (into) {
        pg_check(sql_fold_merge_state(into->fold, bytes, size, &err), &err);
        return into;
    }
    into = state_new(context);
    pg_check(sql_fold_load(&into->fold, site->entry.kind, bytes, size, site->texts, &host, &err),
             &err);
    return into;
}

static Datum state_answer(pg_state *state) {
    if (state)
        PG_RETURN_POINTER(state);
    return (Datum)0;
}

/* The step of an aggregate over states: a null is no state. */
Datum revops_pg_merge(PG_FUNCTION_ARGS) {
    pg_site *site = pg_site_of(fcinfo, "step");
    pg_state *state = state_given(fcinfo, 0);
    const char *bytes;
    size_t size;
    if (!PG_ARGISNULL(1)) {
        bytes = pg_bytes(fcinfo, 1, &size);
        state = state_merge(state_context(fcinfo), site, state, bytes, size);
    }
    fcinfo->isnull = state == NULL;
    return state_answer(state);
}

/* The bytes of a fold; first everything that still waits goes in. */
static bytea *state_save(sql_fold *fold) {
    const revops_handle_kind *kind = sql_fold_kind(fold);
    size_t size = 0;
    bytea *out;
    revops_error err;
    pg_check(sql_fold_flush(fold, &err), &err);
    if (kind->save(sql_fold_handle(fold), NULL, 0, &size, &err) != REVOPS_E_CAPACITY)
        pg_raise(&err);
    if (size > MaxAllocSize - VARHDRSZ)
        pg_check(
            sql_fail(&err, REVOPS_E_LIMIT, "state", "expected at most 1 GB, got %zu bytes", size),
            &err);
    out = palloc(size + VARHDRSZ);
    SET_VARSIZE(out, size + VARHDRSZ);
    pg_check(kind->save(sql_fold_handle(fold), VARDATA(out), size, &size, &err), &err);
    return out;
}

Datum revops_pg_combine(PG_FUNCTION_ARGS) {
    pg_site *site = pg_site_of(fcinfo, "combine");
    pg_state *into = state_given(fcinfo, 0), *from = state_given(fcinfo, 1);
    if (from) {
        bytea *saved = from->bytes ? NULL : state_save(from->fold);
        const char *bytes = saved ? VARDATA(saved) : from->bytes;
        size_t size = saved ? VARSIZE(saved) - VARHDRSZ : from->size;
        into = state_merge(state_context(fcinfo), site, into, bytes, size);
    }
    fcinfo->isnull = into == NULL;
    return state_answer(into);
}

/* The answer of an aggregate, and what a worker sends: the same bytes. */
Datum revops_pg_save(PG_FUNCTION_ARGS) {
    pg_state *state = (pg_state *)PG_GETARG_POINTER(0);
    state_context(fcinfo);
    PG_RETURN_BYTEA_P(state_save(state->fold));
}

Datum revops_pg_load(PG_FUNCTION_ARGS) {
    pg_state *state = state_new(CurrentMemoryContext);
    state_context(fcinfo);
    state->bytes = pg_bytes(fcinfo, 0, &state->size);
    PG_RETURN_POINTER(state);
}
