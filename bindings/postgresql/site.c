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

static void site_arguments(pg_site *site, FunctionCallInfo fcinfo, int first) {
    int count = Max(PG_NARGS() - first, 0);
    if (get_fn_expr_variadic(fcinfo->flinfo))
        ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                        errmsg("revops: columns cannot come as one array")));
    site->count = (uint32_t)count;
    site->arguments = palloc(((size_t)count + 1) * sizeof *site->arguments);
    site->values = palloc0(((size_t)count + 1) * sizeof *site->values);
    for (int i = 0; i < count; i++)
        site->arguments[i] = pg_argument_of(fcinfo, first + i);
}

pg_site *pg_site_of(FunctionCallInfo fcinfo, const char *verb, int first) {
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
        ereport(ERROR, (errcode(ERRCODE_UNDEFINED_FUNCTION),
                        errmsg("revops: the library has no function %s", name ? name : "of no name"),
                        errhint("The library and the script of the extension differ: run ALTER "
                                "EXTENSION revops UPDATE.")));
    site->texts = palloc0(sizeof *site->texts);
    site_arguments(site, fcinfo, first);
    MemoryContextSwitchTo(before);
    call->fn_extra = site;
    return site;
}
