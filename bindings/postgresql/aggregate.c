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
    const char *options; /* as in the first row; NULL: none */
    size_t options_size;
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

/* What stands before the columns; NULL: none. */
static const char *state_options(FunctionCallInfo fcinfo, const pg_site *site, size_t *size) {
    *size = 0;
    return site->entry.role == SQL_WITH && !PG_ARGISNULL(1) ? pg_bytes(fcinfo, 1, size) : NULL;
}

static pg_state *state_open(FunctionCallInfo fcinfo, const pg_site *site) {
    MemoryContext context = state_context(fcinfo);
    pg_state *state = state_new(context);
    revops_host host = pg_host(context);
    revops_error err;
    size_t size;
    const char *options = state_options(fcinfo, site, &size);
    if (options) {
        state->options = memcpy(MemoryContextAlloc(context, size + 1), options, size);
        state->options_size = size;
    }
    pg_check(sql_fold_open(&state->fold, site->entry.kind, options, size, site->texts, &host, &err),
             &err);
    return state;
}

/* Options are a part of the state: a group has one set of them. */
static void state_same_options(FunctionCallInfo fcinfo, const pg_site *site,
                               const pg_state *state) {
    size_t size;
    const char *options = state_options(fcinfo, site, &size);
    revops_error err;
    if (!options != !state->options || size != state->options_size ||
        (options && memcmp(options, state->options, size) != 0))
        pg_check(sql_fail(&err, REVOPS_E_INVALID, "options", "expected the same in every row"),
                 &err);
}

static void state_fold(pg_state *state, const pg_site *site, int back) {
    const sql_entry *entry = &site->entry;
    const sql_value *first = &site->values[0];
    revops_error err;
    pg_check(entry->role == SQL_NAMES
                 ? sql_fold_name(state->fold, first->data, first->size, &err)
                 : sql_fold_row(state->fold, entry->feed, back, site->values, site->count, &err),
             &err);
}

static Datum state_answer(FunctionCallInfo fcinfo, pg_state *state) {
    fcinfo->isnull = state == NULL;
    return PointerGetDatum(state);
}

static Datum state_take(FunctionCallInfo fcinfo, const char *verb, int back) {
    pg_site *site = pg_site_of(fcinfo, verb);
    pg_state *state = state_given(fcinfo, 0);
    pg_site_values(site, fcinfo);
    if (site->entry.role == SQL_NAMES && site->values[0].type == SQL_NULL)
        return state_answer(fcinfo, state);
    if (unlikely(!state))
        state = state_open(fcinfo, site);
    else if (site->entry.role == SQL_WITH)
        state_same_options(fcinfo, site, state);
    state_fold(state, site, back);
    return state_answer(fcinfo, state);
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
    return state_answer(fcinfo, state);
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
    return state_answer(fcinfo, into);
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
