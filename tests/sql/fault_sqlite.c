/* SQLite without memory, in a hurry, and again and again: what fails says so, gives everything back
 * and leaves the connection usable. The first argument is the extension. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

static const char *extension_path;
static int test_count, test_failed;

static void check(const char *name, int good, const char *why) {
    test_count++;
    test_failed += !good;
    printf("%sok %d - %s\n", good ? "" : "not ", test_count, name);
    if (!good)
        printf("# %s\n", why);
}

/* --- memory that fails --- */

static sqlite3_mem_methods memory;
static long memory_left = -1; /* allocations that still succeed; below 0: all */
static int memory_once;       /* fail one allocation, or all that follow */

static int memory_fails(void) {
    if (memory_left < 0)
        return 0;
    if (memory_left > 0) {
        memory_left--;
        return 0;
    }
    if (memory_once)
        memory_left = -1;
    return 1;
}

static void *memory_take(int size) {
    return memory_fails() ? NULL : memory.xMalloc(size);
}

static void *memory_grow(void *block, int size) {
    return memory_fails() ? NULL : memory.xRealloc(block, size);
}

static void memory_install(void) {
    sqlite3_mem_methods failing;
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory);
    failing = memory;
    failing.xMalloc = memory_take;
    failing.xRealloc = memory_grow;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &failing);
    sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);
}

/* --- a database --- */

static int run(sqlite3 *db, const char *sql) {
    return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

static sqlite3 *open_plain(void) {
    sqlite3 *db = NULL;
    if (sqlite3_open(":memory:", &db) ||
        sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, NULL))
        abort();
    return db;
}

static int load(sqlite3 *db) {
    return sqlite3_load_extension(db, extension_path, NULL, NULL);
}

static const char setup[] =
    "create table sales(id integer primary key, economic_day, currency, gross_minor, tax_minor,"
    " fee_minor, net_minor, kind, customer);"
    "with recursive n(i) as (select 1 union all select i + 1 from n where i < 1500)"
    " insert into sales select i, date('2026-01-01', (i % 90) || ' days'),"
    "  case i % 2 when 0 then 'EUR' else 'GBP' end, i * 100, null, i, null, 'sale',"
    "  'customer ' || (i % 40) from n;"
    "create table state as select id % 3 as part, revops_revenue(economic_day, currency,"
    " gross_minor, tax_minor, fee_minor) as state from sales group by 1;"
    "create table rate as select revops_fx('2026-01-01', 'EUR', 'GBP', 17, 20) as state;";

static sqlite3 *open_filled(void) {
    sqlite3 *db = open_plain();
    if (load(db) || run(db, setup)) {
        printf("Bail out! %s\n", sqlite3_errmsg(db));
        exit(2);
    }
    return db;
}

static const char *const questions[] = {
    "select revops_revenue(economic_day, currency, gross_minor, tax_minor, fee_minor, net_minor,"
    " kind, customer) from sales group by id % 5",
    "select revops_revenue_with('{\"dimensions\": [\"customer\"]}', economic_day, currency,"
    " gross_minor, tax_minor, fee_minor) from sales",
    "select revops_revenue(economic_day, currency, gross_minor, tax_minor, fee_minor)"
    " over (order by id rows 3 preceding) from sales where id < 20",
    "select revops_revenue_merge(state) from state",
    "select * from state s, revops_revenue_rows(s.state, '{\"granularity\": \"week\"}')",
    "select * from revops_revenue_rows('select * from sales', '{\"granularity\": \"day\"}')",
    "select * from revops_revenue_profit_rows('select * from sales') where spend_input ="
    " 'select economic_day, currency, 5 as amount_minor from sales'",
    "select revops_name(state, revops_key('customer 7')) from"
    " (select revops_names(customer) as state from sales)",
    "select revops_convert(state, 100, 'EUR', 'GBP', '2026-01-02'), revops_money_format(1, 'EUR')"
    " from rate",
};
enum { QUESTIONS = sizeof questions / sizeof questions[0] };

/* --- promises --- */

/* Ask with the first, second, ... allocation failing until it succeeds; 1 when each failure is
 * told as such. */
static int survives(sqlite3 *db, const char *sql, int once) {
    int code = SQLITE_NOMEM;
    for (long left = 0; code != SQLITE_OK; left++) {
        memory_left = left;
        memory_once = once;
        code = run(db, sql);
        memory_left = -1;
        if (code != SQLITE_OK && code != SQLITE_NOMEM) {
            printf("# allocation %ld: %d %s\n", left, code, sqlite3_errmsg(db));
            return 0;
        }
    }
    return 1;
}

static void every_allocation_may_fail(void) {
    char name[64];
    for (int i = 0; i < QUESTIONS; i++) {
        sqlite3 *db = open_filled();
        int good = survives(db, questions[i], 1) && survives(db, questions[i], 0);
        sqlite3_close(db);
        snprintf(name, sizeof name, "each allocation of question %d may fail", i + 1);
        check(name, good, questions[i]);
        snprintf(name, sizeof name, "question %d gives all memory back", i + 1);
        check(name, sqlite3_memory_used() == 0, questions[i]);
    }
}

static void loading_may_fail(void) {
    int code = SQLITE_NOMEM, good = 1;
    for (long left = 0; code != SQLITE_OK && good; left++) {
        sqlite3 *db = open_plain();
        memory_left = left;
        memory_once = 1;
        code = load(db);
        memory_left = -1;
        good = code == SQLITE_OK || run(db, "select 1") == SQLITE_OK;
        sqlite3_close(db);
        good &= sqlite3_memory_used() == 0;
    }
    check("each allocation of loading may fail", good, "memory is missing afterwards");
}

static void memory_is_as_before(void) {
    static const char *const failing[] = {
        "select revops_revenue(economic_day, currency, gross_minor + 0.5) from sales",
        "select revops_revenue(economic_day, currency, gross_minor, tax_minor, fee_minor, 0)"
        " from sales",
        "select * from revops_revenue_rows('select * from sales', '{\"fill\": 7}')",
        "select * from revops_revenue_rows('select 1 as economic_day')",
        "select * from revops_revenue_rows((select substr(state, 2) from state))",
        "select revops_revenue_merge(state) from (select state from state union all"
        " select state from rate)",
    };
    sqlite3 *db = open_filled();
    sqlite3_int64 before = 0, after;
    char why[128];
    int told = 1;
    for (int turn = 0; turn < 1000; turn++) {
        for (size_t i = 0; i < sizeof failing / sizeof failing[0]; i++)
            told &= run(db, failing[i]) == SQLITE_ERROR;
        if (turn == 0)
            before = sqlite3_memory_used();
    }
    after = sqlite3_memory_used();
    snprintf(why, sizeof why, "%lld and %lld bytes, failures told: %d", (long long)before,
             (long long)after, told);
    check("6,000 failing statements leave memory as it was", told && before == after, why);
    check("the connection closes", sqlite3_close(db) == SQLITE_OK, "a statement was left open");
}

static void stop(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    (void)values;
    sqlite3_interrupt(sqlite3_context_db_handle(context));
}

static void an_interrupt_stops_the_library(void) {
    sqlite3 *db = open_filled();
    int code;
    sqlite3_create_function(db, "stop", 0, SQLITE_UTF8, NULL, stop, NULL, NULL);
    run(db, "create table name as with recursive n(i) as (select 1 union all select i + 1 from n "
            "where i < 140000) select revops_names('name ' || i) as state from n");
    code = run(db, "select stop(), revops_name(state, 5) from name");
    check("an interrupt stops the library in the middle of a call",
          code == SQLITE_INTERRUPT && strstr(sqlite3_errmsg(db), "revops: cancelled"),
          sqlite3_errmsg(db));
    code = run(db, "select * from revops_revenue_rows('select *, stop() from sales')");
    check("an interrupt stops a query text",
          code == SQLITE_INTERRUPT && strstr(sqlite3_errmsg(db), "revops: cancelled"),
          sqlite3_errmsg(db));
    check("the same question succeeds afterwards",
          run(db, "select revops_name(state, 5) from name") == SQLITE_OK, sqlite3_errmsg(db));
    check("an interrupted connection closes", sqlite3_close(db) == SQLITE_OK, "left open");
}

static void views_of_strangers_ask_nothing(void) {
    sqlite3 *db = open_filled();
    int trusted, untrusted, functions;
    run(db, "create view rows as select r.* from state s, revops_revenue_rows(s.state) r");
    run(db, "create view merged as select revops_revenue_merge(state) from state");
    trusted = run(db, "select * from rows");
    run(db, "pragma trusted_schema = 0");
    untrusted = run(db, "select * from rows");
    functions = run(db, "select * from merged");
    check("views may ask table functions, but not those of an untrusted schema",
          trusted == SQLITE_OK && untrusted == SQLITE_ERROR, sqlite3_errmsg(db));
    check("functions are innocuous", functions == SQLITE_OK, sqlite3_errmsg(db));
    check("functions are deterministic: an index may use them",
          run(db, "create index month on sales(revops_month(economic_day))") == SQLITE_OK,
          sqlite3_errmsg(db));
    sqlite3_close(db);
}

int main(int count, char **arguments) {
    if (count != 2) {
        fputs("fault_sqlite EXTENSION\n", stderr);
        return 2;
    }
    extension_path = arguments[1];
    memory_install();
    every_allocation_may_fail();
    loading_may_fail();
    memory_is_as_before();
    an_interrupt_stops_the_library();
    views_of_strangers_ask_nothing();
    check("all memory is given back", sqlite3_memory_used() == 0, "some is left");
    printf("1..%d\n", test_count);
    return test_failed != 0;
}
