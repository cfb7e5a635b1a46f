/* Which function is this? The SQL name of a call, looked up once for each call site. */
#include "revops_pg.h"

#include "utils/lsyscache.h"

PG_MODULE_MAGIC;

/* `revops__x_<verb>` helps `revops_x`; false when the name is of another form. */
static bool site_entry_name(char out[NAMEDATALEN], const char *name, const char *verb) {
    static const char prefix[] = "revops__";
    size_t begin = sizeof prefix - 1, size = strlen(name), end = strlen(verb) + 1;
    if (size <= begin + end || size >= NAMEDATALEN || memcmp(name, prefix, begin) != 0 ||
        name[size - end] != '_' || strcmp(name + size - end + 1, verb) != 0)
        return false;
    snprintf(out, NAMEDATALEN, "revops_%.*s", (int)(size - begin - end), name + begin);
    return true;
}

static bool site_find(pg_site *site, const char *name, const char *verb) {
    char entry[NAMEDATALEN];
    if (verb)
        return site_entry_name(entry, name, verb) && sql_entry_find(&site->entry, entry);
    site->scalar = sql_function_find(name);
    return site->scalar || sql_entry_find(&site->entry, name);
}

/* Behind the state of a step, and behind its options. */
static uint32_t site_first(const pg_site *site) {
    return site->scalar ? 0 : site->entry.role == SQL_WITH ? 2 : 1;
}

static void site_arguments(pg_site *site, FunctionCallInfo fcinfo) {
    int nargs = Max(PG_NARGS(), 0);
    if (get_fn_expr_variadic(fcinfo->flinfo))
        ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                        errmsg("revops: columns cannot come as one array")));
    site->first = site_first(site);
    site->count = (uint32_t)nargs - Min((uint32_t)nargs, site->first);
    site->arguments = palloc(((size_t)nargs + 1) * sizeof *site->arguments);
    site->values = palloc0(((size_t)nargs + 1) * sizeof *site->values);
    for (uint32_t i = 0; i < site->count; i++)
        site->arguments[i] = pg_argument_of(fcinfo, (int)(site->first + i));
}

pg_site *pg_site_of(FunctionCallInfo fcinfo, const char *verb) {
    FmgrInfo *call = fcinfo->flinfo;
    pg_site *site = call->fn_extra;
    MemoryContext before;
    const char *name;
    if (likely(site != NULL))
        return site;
    before = MemoryContextSwitchTo(call->fn_mcxt);
    name = get_func_name(call->fn_oid);
    site = palloc0(sizeof *site);
    if (!name || !site_find(site, name, verb))
        ereport(ERROR,
                (errcode(ERRCODE_UNDEFINED_FUNCTION),
                 errmsg("revops: the library has no function %s", name ? name : "of no name"),
                 errhint("The library and the script of the extension differ: run ALTER "
                         "EXTENSION revops UPDATE.")));
    site->host = pg_host(call->fn_mcxt);
    site->texts = palloc0(sizeof *site->texts);
    site->texts->host = &site->host;
    MemoryContextSwitchTo(before);
    call->fn_extra = site;
    return site;
}

void pg_site_values(pg_site *site, FunctionCallInfo fcinfo) {
    if (unlikely(!site->values)) {
        MemoryContext before = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
        site_arguments(site, fcinfo);
        MemoryContextSwitchTo(before);
    }
    for (uint32_t i = 0; i < site->count; i++) {
        const NullableDatum *given = &fcinfo->args[site->first + i];
        if (given->isnull)
            site->values[i].type = SQL_NULL;
        else
            pg_value(&site->values[i], &site->arguments[i], given->value);
    }
}
