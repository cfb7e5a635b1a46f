/* The host's store: identity, what may change, order, and that a rollback leaves nothing. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "revops/money.h"
#include "revops/names.h"
#include "store/migrate.h"
#include "store/store.h"

static const char STORE_PATH[] = "test_store.db";

static void store_remove(void) {
    remove("test_store.db");
    remove("test_store.db-wal");
    remove("test_store.db-shm");
}

/* A fresh store with its tenant, in an open transaction. */
static int store_open(void **state) {
    host_tenant tenant = {.name = "default", .currency = REVOPS_CURRENCY('G', 'B', 'P', 0)};
    host_store *store = NULL;
    host_error error;
    bool created = false;

    store_remove();
    tenant.currencies.struct_size = sizeof tenant.currencies;
    if (host_store_open(&store, STORE_PATH, true, 1, &error) != 0 ||
        host_store_tenant(store, &tenant, true, &created, &error) != 0 || !created ||
        host_store_begin(store, true, &error) != 0) {
        return -1;
    }
    *state = store;
    return 0;
}

static int store_close(void **state) {
    host_store_rollback(*state);
    host_store_close(*state);
    store_remove();
    return 0;
}

static host_text store_text(const char *text) {
    return (host_text){text, strlen(text)};
}

static host_transaction store_sale(const char *platform, const char *id, int32_t day,
                                   int64_t gross_minor) {
    host_transaction row = {.transaction = store_text(id),
                            .platform = store_text(platform),
                            .status = HOST_TEXT("completed"),
                            .gross_minor = gross_minor,
                            .net_minor = gross_minor,
                            .economic_day = day,
                            .available_day = day,
                            .currency = REVOPS_CURRENCY('G', 'B', 'P', 0)};

    return row;
}

static host_put_result store_put(host_store *store, const host_table *table, const void *record,
                                 uint32_t flags) {
    host_put_counts counts = {0};
    host_put_result result = {HOST_PUT_CLASH, NULL};
    host_error error;

    assert_int_equal(host_store_put(store, table, record, 1, flags, &result, &counts, &error), 0);
    assert_int_equal(counts.added + counts.same + counts.updated + counts.changed + counts.missing +
                         counts.clash,
                     1);
    return result;
}

static void a_record_is_new_once_and_then_the_same(void **state) {
    host_transaction row = store_sale("stripe", "A-1", 100, 1200);

    row.customer = HOST_TEXT("acme");
    assert_int_equal(store_put(*state, &host_transactions, &row, 0).outcome, HOST_PUT_NEW);
    assert_int_equal(store_put(*state, &host_transactions, &row, 0).outcome, HOST_PUT_SAME);
    assert_int_equal(store_put(*state, &host_transactions, &row, 0).outcome, HOST_PUT_SAME);
}

static void one_id_on_two_platforms_is_two_records(void **state) {
    host_transaction row = store_sale("stripe", "A-1", 100, 1200);

    assert_int_equal(store_put(*state, &host_transactions, &row, 0).outcome, HOST_PUT_NEW);
    row.platform = HOST_TEXT("polar");
    assert_int_equal(store_put(*state, &host_transactions, &row, 0).outcome, HOST_PUT_NEW);
}

static void status_and_payout_may_move(void **state) {
    host_transaction row = store_sale("stripe", "A-1", 100, 1200);
    host_put_result result;

    store_put(*state, &host_transactions, &row, 0);
    row.payout = HOST_TEXT("po_1");
    result = store_put(*state, &host_transactions, &row, 0);
    assert_int_equal(result.outcome, HOST_PUT_UPDATED);
    assert_string_equal(result.field, "payout");
    assert_int_equal(store_put(*state, &host_transactions, &row, 0).outcome, HOST_PUT_SAME);
}

static void another_change_is_refused_unless_asked_for(void **state) {
    host_transaction row = store_sale("stripe", "A-1", 100, 1200);
    host_put_result result;

    store_put(*state, &host_transactions, &row, 0);
    row.status = HOST_TEXT("pending");
    row.customer = HOST_TEXT("beta");
    result = store_put(*state, &host_transactions, &row, 0);
    assert_int_equal(result.outcome, HOST_PUT_CHANGED);
    assert_string_equal(result.field, "customer");
    assert_int_equal(store_put(*state, &host_transactions, &row, 0).outcome, HOST_PUT_CHANGED);
    assert_int_equal(store_put(*state, &host_transactions, &row, HOST_PUT_UPDATE).outcome,
                     HOST_PUT_CHANGED);
    assert_int_equal(store_put(*state, &host_transactions, &row, 0).outcome, HOST_PUT_SAME);
}

static void a_line_needs_its_transaction_and_its_number(void **state) {
    host_transaction sale = store_sale("shop", "536365", 100, 900);
    host_transaction_line line = {.transaction = HOST_TEXT("536365"),
                                  .platform = HOST_TEXT("shop"),
                                  .product = HOST_TEXT("85123A"),
                                  .quantity = 2,
                                  .amount_minor = 500,
                                  .line = 1};
    host_put_result result = store_put(*state, &host_transaction_lines, &line, 0);

    assert_int_equal(result.outcome, HOST_PUT_MISSING);
    assert_string_equal(result.field, "transaction");
    store_put(*state, &host_transactions, &sale, 0);
    assert_int_equal(store_put(*state, &host_transaction_lines, &line, 0).outcome, HOST_PUT_NEW);
    line.line = 2;
    assert_int_equal(store_put(*state, &host_transaction_lines, &line, 0).outcome, HOST_PUT_NEW);
    line.quantity = 3;
    result = store_put(*state, &host_transaction_lines, &line, 0);
    assert_int_equal(result.outcome, HOST_PUT_CHANGED);
    assert_string_equal(result.field, "quantity");
}

static void lines_that_do_not_sum_name_their_transaction(void **state) {
    host_transaction sale = store_sale("shop", "536365", 100, 900);
    host_transaction_line line = {.transaction = HOST_TEXT("536365"),
                                  .platform = HOST_TEXT("shop"),
                                  .amount_minor = 500,
                                  .line = 1};
    host_error error;

    store_put(*state, &host_transactions, &sale, 0);
    assert_int_equal(host_store_check_lines(*state, HOST_TEXT("shop"), &error), 0);
    store_put(*state, &host_transaction_lines, &line, 0);
    assert_int_equal(host_store_check_lines(*state, HOST_TEXT("shop"), &error), -1);
    assert_string_equal(error.status, "mismatch");
    assert_string_equal(error.value, "536365");
    assert_int_equal(host_store_check_lines(*state, HOST_TEXT("other"), &error), 0);
    line.line = 2;
    line.amount_minor = 400;
    store_put(*state, &host_transaction_lines, &line, 0);
    assert_int_equal(host_store_check_lines(*state, HOST_TEXT("shop"), &error), 0);
}

static void names_remember_every_text(void **state) {
    host_transaction row = store_sale("stripe", "A-1", 100, 1);
    char text[16];
    host_text name;
    host_error error;

    for (int i = 0; i < 300; i++) {
        snprintf(text, sizeof text, "customer %d", i);
        row.customer = store_text(text);
        row.transaction = store_text(text);
        store_put(*state, &host_transactions, &row, 0);
    }
    for (int i = 0; i < 300; i++) {
        snprintf(text, sizeof text, "customer %d", i);
        assert_int_equal(host_store_name(*state, revops_key(text, strlen(text)), &name, &error), 0);
        assert_int_equal(name.size, strlen(text));
        assert_memory_equal(name.data, text, name.size);
    }
    assert_int_equal(host_store_name(*state, 0, &name, &error), 0);
    assert_int_equal(name.size, 0);
    assert_int_equal(host_store_name(*state, 12345, &name, &error), -1);
    assert_string_equal(error.status, "missing");
}

static void a_rollback_leaves_nothing_not_even_names(void **state) {
    host_transaction row = store_sale("stripe", "A-1", 100, 1200);
    host_text name;
    host_error error;

    row.customer = HOST_TEXT("acme");
    store_put(*state, &host_transactions, &row, 0);
    host_store_rollback(*state);
    assert_int_equal(host_store_name(*state, revops_key("acme", 4), &name, &error), -1);
    assert_int_equal(host_store_begin(*state, true, &error), 0);
    assert_int_equal(store_put(*state, &host_transactions, &row, 0).outcome, HOST_PUT_NEW);
    assert_int_equal(host_store_name(*state, revops_key("acme", 4), &name, &error), 0);
}

/* The ids of a list, each followed by a blank. */
static void store_ids(host_store *store, const char *after, uint64_t limit, char *out) {
    const host_list_query query = {&host_transactions, after, limit};
    host_list *list = NULL;
    host_transaction row;
    host_error error;

    out[0] = '\0';
    assert_int_equal(host_store_list(store, &query, &list, &error), 0);
    while (host_list_next(list, &row, &error) == 1) {
        strcat(strncat(out, row.transaction.data, row.transaction.size), " ");
    }
    host_list_close(list);
}

static void lists_go_by_day_platform_and_id(void **state) {
    const host_list_query ambiguous = {&host_transactions, "A-1", 10};
    host_transaction rows[] = {
        store_sale("stripe", "B-9", 100, 1), store_sale("stripe", "A-1", 101, 1),
        store_sale("polar", "C-3", 101, 1),  store_sale("polar", "A-1", 100, 1),
        store_sale("stripe", "B-1", 100, 1),
    };
    host_list *list = NULL;
    host_error error;
    char ids[64];

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        store_put(*state, &host_transactions, &rows[i], 0);
    }
    store_ids(*state, NULL, INT64_MAX, ids);
    assert_string_equal(ids, "A-1 B-1 B-9 C-3 A-1 ");
    store_ids(*state, NULL, 2, ids);
    assert_string_equal(ids, "A-1 B-1 ");
    store_ids(*state, "B-1", 2, ids);
    assert_string_equal(ids, "B-9 C-3 ");
    store_ids(*state, "polar/A-1", 1, ids);
    assert_string_equal(ids, "B-1 ");
    assert_int_equal(host_store_list(*state, &ambiguous, &list, &error), -1);
    assert_string_equal(error.status, "usage");
}

static void absent_texts_come_back_absent(void **state) {
    const host_list_query query = {&host_transactions, NULL, INT64_MAX};
    host_transaction row = store_sale("stripe", "A-1", 100, 1200);
    host_list *list = NULL;
    host_transaction read;
    host_error error;

    store_put(*state, &host_transactions, &row, 0);
    assert_int_equal(host_store_list(*state, &query, &list, &error), 0);
    assert_int_equal(host_list_next(list, &read, &error), 1);
    assert_int_equal(read.customer.size, 0);
    assert_int_equal(read.original.size, 0);
    assert_int_equal(read.gross_minor, 1200);
    assert_int_equal(read.currency, row.currency);
    assert_int_equal(host_list_next(list, &read, &error), 0);
    host_list_close(list);
}

static void files_are_numbered_as_they_come(void **state) {
    const host_list_query query = {&host_imports, NULL, INT64_MAX};
    host_import file = {.file = HOST_TEXT("z.csv"),
                        .sha256 = HOST_TEXT("00"),
                        .layout = HOST_TEXT("transactions"),
                        .read = 4,
                        .added = 4};
    host_list *list = NULL;
    host_import read;
    host_error error;

    assert_int_equal(store_put(*state, &host_imports, &file, 0).outcome, HOST_PUT_NEW);
    file.file = HOST_TEXT("a.csv");
    assert_int_equal(store_put(*state, &host_imports, &file, 0).outcome, HOST_PUT_NEW);
    assert_int_equal(host_store_list(*state, &query, &list, &error), 0);
    assert_int_equal(host_list_next(list, &read, &error), 1);
    assert_memory_equal(read.file.data, "z.csv", 5);
    assert_int_equal(read.added, 4);
    assert_int_equal(host_list_next(list, &read, &error), 1);
    assert_memory_equal(read.file.data, "a.csv", 5);
    host_list_close(list);
}

static void tenants_do_not_see_each_other(void **state) {
    host_tenant other = {.name = "other", .currency = REVOPS_CURRENCY('E', 'U', 'R', 0)};
    host_tenant wrong = {.name = "nobody"};
    host_transaction row = store_sale("stripe", "A-1", 100, 1200);
    host_error error;
    bool created = false;
    char ids[64];

    other.defs[0] = (revops_currency_def){REVOPS_CURRENCY('G', 'B', 'P', 0), 3};
    other.currencies = (revops_currency_options){sizeof other.currencies, other.defs, 1};
    store_put(*state, &host_transactions, &row, 0);
    assert_int_equal(host_store_commit(*state, &error), 0);
    assert_int_equal(host_store_tenant(*state, &other, true, &created, &error), 0);
    assert_true(created);
    store_ids(*state, NULL, INT64_MAX, ids);
    assert_string_equal(ids, "");
    assert_int_equal(store_put(*state, &host_transactions, &row, 0).outcome, HOST_PUT_NEW);
    memset(other.defs, 0, sizeof other.defs);
    other.currency = 0;
    assert_int_equal(host_store_tenant(*state, &other, false, &created, &error), 0);
    assert_false(created);
    assert_int_equal(other.currency, REVOPS_CURRENCY('E', 'U', 'R', 0));
    assert_int_equal(other.currencies.def_count, 1);
    assert_int_equal(other.defs[0].exponent, 3);
    assert_int_equal(host_store_tenant(*state, &wrong, false, &created, &error), -1);
    assert_string_equal(error.status, "store");
}

static void a_newer_store_is_refused_and_left_alone(void **state) {
    host_store *second = NULL;
    sqlite3 *db = NULL;
    host_error error;

    host_store_rollback(*state);
    assert_int_equal(sqlite3_open(STORE_PATH, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db, "INSERT INTO schema_version VALUES (999, 0, '')", NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(host_store_open(&second, STORE_PATH, false, 1, &error), -1);
    assert_string_equal(error.status, "store");
    assert_int_equal(error.exit_code, HOST_EXIT_STORE);
    assert_null(second);
}

static void the_tables_of_another_program_stay_as_they_are(void **state) {
    host_store *second = NULL;
    sqlite3 *db = NULL;
    host_error error;

    (void)state;
    remove("test_other.db");
    assert_int_equal(sqlite3_open("test_other.db", &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE songs (name)", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(host_store_open(&second, "test_other.db", true, 1, &error), -1);
    assert_string_equal(error.status, "store");
    assert_int_equal(sqlite3_exec(db, "SELECT * FROM schema_version", NULL, NULL, NULL),
                     SQLITE_ERROR);
    sqlite3_close(db);
    remove("test_other.db");
}

static void what_is_no_store_is_refused(void **state) {
    host_store *second = NULL;
    FILE *file = fopen("test_store.txt", "wb");
    host_error error;

    (void)state;
    assert_non_null(file);
    for (int i = 0; i < 100; i++) {
        fputs("this is a text and no store at all\n", file);
    }
    fclose(file);
    assert_int_equal(host_store_open(&second, "test_store.txt", false, 1, &error), -1);
    assert_string_equal(error.status, "store");
    remove("test_store.txt");
    assert_int_equal(host_store_open(&second, "test_absent.db", false, 1, &error), -1);
    assert_string_equal(error.status, "store");
    assert_int_equal(access("test_absent.db", F_OK), -1);
    file = fopen("test_store.txt", "wb");
    assert_non_null(file);
    fputs("x", file);
    fclose(file);
    assert_int_equal(host_store_open(&second, "test_store.txt", false, 1, &error), -1);
    file = fopen("test_store.txt", "rb");
    assert_int_equal(fgetc(file), 'x');
    assert_int_equal(fgetc(file), EOF);
    fclose(file);
    remove("test_store.txt");
    assert_int_equal(host_store_open(&second, "postgresql://x/y", false, 1, &error), -1);
    assert_string_equal(error.status, "store");
}

int main(void) {
#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, store_open, store_close)
    const struct CMUnitTest tests[] = {
        STORE_TEST(a_record_is_new_once_and_then_the_same),
        STORE_TEST(one_id_on_two_platforms_is_two_records),
        STORE_TEST(status_and_payout_may_move),
        STORE_TEST(another_change_is_refused_unless_asked_for),
        STORE_TEST(a_line_needs_its_transaction_and_its_number),
        STORE_TEST(lines_that_do_not_sum_name_their_transaction),
        STORE_TEST(names_remember_every_text),
        STORE_TEST(a_rollback_leaves_nothing_not_even_names),
        STORE_TEST(lists_go_by_day_platform_and_id),
        STORE_TEST(absent_texts_come_back_absent),
        STORE_TEST(files_are_numbered_as_they_come),
        STORE_TEST(tenants_do_not_see_each_other),
        STORE_TEST(a_newer_store_is_refused_and_left_alone),
        STORE_TEST(the_tables_of_another_program_stay_as_they_are),
        STORE_TEST(what_is_no_store_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
