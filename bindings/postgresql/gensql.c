/* Prints the script of the extension: a loop over the functions of the catalogue and the scalars.
 *
 *   gensql     prints revops--<version>.sql */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sql.h"

enum { NAME_SIZE = 63 }; /* the server cuts longer names */

/* Names are checked and always quoted: a column may be called like a word of SQL. */
static const char *name_of(const char *name) {
    if (strlen(name) > NAME_SIZE) {
        fprintf(stderr, "gensql: a name of more than %d bytes: %s\n", NAME_SIZE, name);
        exit(1);
    }
    return name;
}

/* The helper of an entry: `revops__x_<verb>` for `revops_x`. */
static const char *helper_of(const sql_entry *entry, const char *verb) {
    static char name[128];
    snprintf(name, sizeof name, "revops__%s_%s", entry->name + strlen("revops_"), verb);
    return name_of(name);
}

static const char *type_name(sql_type type) {
    switch (type) {
    case SQL_REAL:
        return "double precision";
    case SQL_TEXT:
        return "text";
    case SQL_BLOB:
        return "bytea";
    case SQL_DAY:
        return "date";
    case SQL_INSTANT:
        return "timestamptz";
    case SQL_BOOLEAN:
        return "boolean";
    default:
        return "bigint";
    }
}

static void print_quoted(const char *text) {
    putchar('\'');
    for (; *text; text++) {
        if (*text == '\'')
            putchar('\'');
        putchar(*text);
    }
    putchar('\'');
}

static void print_comment(const char *what, const char *name, const char *arguments,
                          const char *about) {
    printf("comment on %s %s(%s) is\n    ", what, name, arguments);
    print_quoted(about);
    puts(";");
}

/* --- helpers --- */

static void print_helper(const sql_entry *entry, const char *verb, const char *arguments,
                         const char *returns, const char *symbol, const char *manner) {
    printf("create function %s(%s) returns %s\n    as 'MODULE_PATHNAME', '%s' language c immutable "
           "parallel safe%s;\n",
           helper_of(entry, verb), arguments, returns, symbol, manner);
}

/* Combine, save and load of a kind carry the name of its merge. */
static sql_entry merge_of(const sql_entry *entry) {
    sql_entry merge = *entry;
    snprintf(merge.name, sizeof merge.name, "revops_%s_merge", entry->kind->name);
    return merge;
}

static void print_kind(const sql_entry *merge) {
    printf("\n-- %s: %s\n\n", merge->kind->name, merge->kind->about);
    print_helper(merge, "combine", "internal, internal", "internal", "revops_pg_combine", "");
    print_helper(merge, "save", "internal", "bytea", "revops_pg_save", " strict");
    print_helper(merge, "load", "bytea, internal", "internal", "revops_pg_load", " strict");
}

/* --- aggregates --- */

/* Rows of an ordered feed must arrive in one process, in the order of the aggregate's ORDER BY. */
static int is_ordered(const sql_entry *entry) {
    return (entry->role == SQL_FOLD || entry->role == SQL_WITH) &&
           (sql_feed(entry->kind, entry->feed)->flags & REVOPS_FEED_ORDERED);
}

static void print_aggregate(const sql_entry *entry, const char *arguments, int window) {
    sql_entry merge = merge_of(entry);
    printf("create aggregate %s(%s) (\n    sfunc = %s, stype = internal,\n", name_of(entry->name),
           arguments, helper_of(entry, "step"));
    printf("    finalfunc = %s", helper_of(&merge, "save"));
    if (!is_ordered(entry)) {
        printf(",\n    combinefunc = %s", helper_of(&merge, "combine"));
        printf(",\n    serialfunc = %s", helper_of(&merge, "save"));
        printf(", deserialfunc = %s", helper_of(&merge, "load"));
    }
    if (window) {
        printf(",\n    msfunc = %s", helper_of(entry, "step"));
        printf(", minvfunc = %s", helper_of(entry, "back"));
        printf(", mstype = internal,\n    mfinalfunc = %s", helper_of(&merge, "save"));
    }
    printf(",\n    parallel = safe\n);\n");
}

/* What cannot stand in a signature of `variadic "any"`: the columns in their order. */
static void print_columns(const sql_entry *entry, const char *arguments) {
    const revops_feed *feed = sql_feed(entry->kind, entry->feed);
    const revops_field *column;
    char about[4000];
    size_t size = (size_t)snprintf(about, sizeof about, "%s: a state of %s. Columns: ", feed->about,
                                   entry->kind->name);
    for (uint32_t i = 0; (column = sql_batch_column(feed->batch, i)) && size < sizeof about; i++)
        size += (size_t)snprintf(about + size, sizeof about - size, "%s%s%s", i ? ", " : "",
                                 i == entry->least ? "[" : "", column->name);
    if (entry->least < entry->most && size < sizeof about - 1)
        strcpy(about + size, "]");
    print_comment("aggregate", entry->name, arguments, about);
}

static void print_fold(const sql_entry *entry) {
    int with = entry->role == SQL_WITH;
    int window = sql_feed(entry->kind, entry->feed)->remove != NULL && !is_ordered(entry);
    const char *given = with ? "options text, variadic \"any\"" : "variadic \"any\"";
    const char *step = with ? "internal, text, variadic \"any\"" : "internal, variadic \"any\"";
    putchar('\n');
    print_helper(entry, "step", step, "internal", "revops_pg_step", "");
    if (window)
        print_helper(entry, "back", step, "internal", "revops_pg_back", "");
    print_aggregate(entry, given, window);
    print_columns(entry, with ? "text, variadic \"any\"" : "variadic \"any\"");
}

static void print_of_one(const sql_entry *entry, const char *type, const char *symbol,
                         const char *about) {
    char arguments[32];
    snprintf(arguments, sizeof arguments, "internal, %s", type);
    putchar('\n');
    print_helper(entry, "step", arguments, "internal", symbol, "");
    print_aggregate(entry, type, 0);
    print_comment("aggregate", entry->name, type, about);
}

/* --- table functions and scalars --- */

/* The columns of a record, each behind @p before. */
static void print_record(const revops_shape *shape, const char *before, int separated) {
    static sql_column column[1024];
    uint32_t count = sql_columns(shape, column, 1024);
    for (uint32_t i = 0; i < count; i++)
        printf("%s\n    %s\"%s\" %s", i || separated ? "," : "", before, name_of(column[i].name),
               type_name(column[i].type));
}

static void print_table(const sql_entry *entry) {
    int asks = entry->report->query != NULL;
    printf("\ncreate function %s(state bytea%s)\nreturns table (", name_of(entry->name),
           asks ? ", query text default null" : "");
    print_record(entry->report->row, "", 0);
    printf("\n) as 'MODULE_PATHNAME', 'revops_pg_rows' language c immutable parallel safe;\n");
    print_comment("function", entry->name, asks ? "bytea, text" : "bytea", entry->report->about);
}

/* The first @p count arguments of a scalar, and their types alone. */
static void scalar_arguments(const sql_function *function, uint32_t count, char *out, char *types) {
    const char *at = function->arguments;
    *out = *types = '\0';
    for (uint32_t i = 0; i < count; i++) {
        const char *type = strchr(at, ' '), *end = type + strcspn(type, ",");
        sprintf(out + strlen(out), "%s\"%.*s\"%.*s", i ? ", " : "", (int)(type - at), at,
                (int)(end - type), type);
        sprintf(types + strlen(types), "%s%.*s", i ? ", " : "", (int)(end - type - 1), type + 1);
        at = *end ? end + 2 : end;
    }
}

/* Trailing arguments may be left out: one function for each count, because all are strict. */
static void print_scalar(const sql_function *function) {
    char arguments[2048], types[2048];
    for (uint32_t count = function->least; count <= function->most; count++) {
        scalar_arguments(function, count, arguments, types);
        printf("\ncreate function %s(%s", name_of(function->name), arguments);
        if (function->record)
            print_record(revops_shape_find(function->returns), "out ", count > 0);
        printf(")\n    returns %s", function->record ? "record" : function->returns);
        printf(
            "\n    as 'MODULE_PATHNAME', 'revops_pg_scalar' language c immutable strict parallel "
            "safe;\n");
        print_comment("function", function->name, types, function->about);
    }
}

/* --- all of them --- */

/* The helpers of a kind stand before the first function that needs them. */
static int print_entry(void *user, const sql_entry *entry) {
    const revops_handle_kind **last = user;
    sql_entry merge = merge_of(entry);
    if (*last != entry->kind && entry->kind->state[0])
        print_kind(&merge);
    *last = entry->kind;
    if (entry->role == SQL_FOLD || entry->role == SQL_WITH)
        print_fold(entry);
    else if (entry->role == SQL_NAMES)
        print_of_one(entry, "text", "revops_pg_step", "texts into a state of names");
    else if (entry->role == SQL_MERGE)
        print_of_one(entry, "bytea", "revops_pg_merge", "states into one");
    else if (entry->role == SQL_TABLE)
        print_table(entry);
    return 0;
}

int main(void) {
    const revops_handle_kind *last = NULL;
    printf("-- revops %s for PostgreSQL. Printed by gensql from the catalogue; not edited.\n"
           "\\echo Use \"CREATE EXTENSION revops\" to load this file. \\quit\n",
           revops_version());
    sql_entries(print_entry, &last);
    printf("\n-- functions of one row\n");
    for (uint32_t i = 0; i < sql_function_count(); i++)
        print_scalar(sql_function_at(i));
    return ferror(stdout) || fflush(stdout) ? 1 : 0;
}
