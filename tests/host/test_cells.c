/* What cells become, and how they are refused: amounts by the tenant's digits, days in every way
 * they are printed, codes in any case, and the library's own rules with the cell that breaks
 * them. */
#include "check.h"

#include <stdio.h>

#include "import/layout.h"

/* One row of named cells behind a reader: what a layout function would see. */
typedef struct bench {
    host_tenant tenant;
    host_import_request request;
    import_layout layout;
    import_reader reader;
    host_text cells[8];
} bench;

static const import_column bench_columns[] = {
    {"gross", "gross_minor", 1},
    {"fee", "fee_minor", 0},
    {"net", "net_minor", 0},
    {"tax", "tax_minor", 0},
};

static void set(bench *at, size_t column, const char *text) {
    at->cells[column] = (host_text){text, strlen(text)};
}

static void ready(bench *at, const char *first) {
    memset(at, 0, sizeof *at);
    at->tenant.currencies =
        (revops_currency_options){sizeof at->tenant.currencies, at->tenant.defs, 1};
    at->tenant.defs[0] = (revops_currency_def){REVOPS_CURRENCY('G', 'B', 'P', 0), 3};
    at->request.tenant = &at->tenant;
    at->layout = (import_layout){.columns = bench_columns, .column_count = 4};
    at->reader.request = &at->request;
    at->reader.layout = &at->layout;
    at->reader.row.cells = at->cells;
    for (int32_t i = 0; i < 4; i++)
        at->reader.index[i] = i;
    set(at, 0, first);
}

static void check_fault(bench *at, const char *status, const char *column, const char *value) {
    const host_error *fault = &at->reader.fault;
    assert_string_equal(fault->status, status);
    assert_string_equal(fault->column, column);
    assert_string_equal(fault->value, value);
    assert_int_equal(fault->exit_code, HOST_EXIT_REFUSED);
    assert_string_not_equal(fault->expected, "");
    assert_string_not_equal(fault->fix, "");
}

static void amounts_are_read_by_the_digits_of_the_currency(void **state) {
    static const struct {
        const char *text;
        int32_t exponent;
        int64_t minor;
    } good[] = {
        {"12.34", 2, 1234}, {"-12.34", 2, -1234}, {"+1", 2, 100},   {"8.850", 2, 885},
        {"0", 2, 0},        {"-0.00", 2, 0},      {"12", 0, 12},    {"12.00", 0, 12},
        {"1.234", 3, 1234}, {"1.2", 3, 1200},     {"00.10", 2, 10},
    };
    static const char *const bad[] = {"1,2O", "3,78", "1,234.56", "1.005", "ten", "1e3", " 1",
                                      "1 ",   "--1",  "1.",       ".5",    "$1",  "NaN", "0x10"};
    bench at;
    int64_t minor;
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        ready(&at, good[i].text);
        assert_true(import_amount(&at.reader, 0, good[i].exponent, &minor, NULL));
        assert_true(minor == good[i].minor);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ready(&at, bad[i]);
        assert_false(import_amount(&at.reader, 0, 2, &minor, NULL));
        check_fault(&at, "invalid", "gross", bad[i]);
        assert_non_null(strstr(at.reader.fault.expected, "at most 2 digits"));
    }
    ready(&at, "92233720368547758.08");
    assert_false(import_amount(&at.reader, 0, 2, &minor, NULL));
    check_fault(&at, "overflow", "gross", "92233720368547758.08");
    ready(&at, "1.5");
    assert_false(import_amount(&at.reader, 0, 0, &minor, NULL));
    assert_non_null(strstr(at.reader.fault.expected, "whole number"));
}

static void an_empty_amount_is_absent_where_it_may_be(void **state) {
    bench at;
    int64_t minor = 7;
    bool given = true;
    (void)state;
    ready(&at, "");
    assert_true(import_amount(&at.reader, 0, 2, &minor, &given));
    assert_false(given);
    assert_int_equal(minor, 0);
    assert_true(import_minor(&at.reader, 0, &minor, &given));
    assert_false(given);
    assert_false(import_amount(&at.reader, 0, 2, &minor, NULL));
    check_fault(&at, "invalid", "gross", "");
    assert_false(import_minor(&at.reader, 0, &minor, NULL));
    check_fault(&at, "invalid", "gross", "");
}

static void minor_units_are_whole_numbers(void **state) {
    bench at;
    int64_t minor;
    bool given;
    (void)state;
    ready(&at, "-9223372036854775808");
    assert_true(import_minor(&at.reader, 0, &minor, &given));
    assert_true(given && minor == INT64_MIN);
    static const char *const bad[] = {"12.00", "1,000", "x", "1e2"};
    for (size_t i = 0; i < 4; i++) {
        ready(&at, bad[i]);
        assert_false(import_minor(&at.reader, 0, &minor, NULL));
        check_fault(&at, "invalid", "gross", bad[i]);
        assert_false(import_integer(&at.reader, 0, &minor));
        check_fault(&at, "invalid", "gross", bad[i]);
    }
    ready(&at, "9223372036854775808");
    assert_false(import_integer(&at.reader, 0, &minor));
    check_fault(&at, "overflow", "gross", "9223372036854775808");
}

static void thousandths_become_minor_units_exactly_or_not_at_all(void **state) {
    static const struct {
        const char *text;
        int32_t exponent;
        int64_t minor;
    } good[] = {
        {"139120", 3, 139120}, {"139120", 2, 13912}, {"-2000", 0, -2}, {"5", 4, 50}, {"0", 0, 0}};
    bench at;
    int64_t minor;
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        ready(&at, good[i].text);
        assert_true(import_mils(&at.reader, 0, good[i].exponent, &minor));
        assert_true(minor == good[i].minor);
    }
    ready(&at, "2042761");
    assert_false(import_mils(&at.reader, 0, 2, &minor));
    check_fault(&at, "invalid", "gross", "2042761");
    assert_non_null(strstr(at.reader.fault.fix, "GBP=3"));
    ready(&at, "9223372036854775807");
    assert_false(import_mils(&at.reader, 0, 4, &minor));
    check_fault(&at, "overflow", "gross", "9223372036854775807");
    ready(&at, "1.0");
    assert_false(import_mils(&at.reader, 0, 3, &minor));
    check_fault(&at, "invalid", "gross", "1.0");
}

static void currencies_come_in_any_case_with_the_tenants_digits(void **state) {
    static const struct {
        const char *text;
        uint32_t code;
        int32_t exponent;
    } good[] = {{"usd", REVOPS_CURRENCY('U', 'S', 'D', 0), 2},
                {"JPY", REVOPS_CURRENCY('J', 'P', 'Y', 0), 0},
                {"Gbp", REVOPS_CURRENCY('G', 'B', 'P', 0), 3}};
    static const struct {
        const char *text, *status;
    } bad[] = {{"", "invalid"},  {"EUROS", "invalid"}, {"E R", "invalid"},
               {"$", "invalid"}, {"XXQ", "missing"},   {"XAU", "missing"}};
    bench at;
    uint32_t code;
    int32_t exponent;
    (void)state;
    ready(&at, "");
    for (int round = 0; round < 2; round++) { /* the last code met is remembered */
        for (size_t i = 0; i < 3; i++) {
            set(&at, 0, good[i].text);
            assert_true(import_currency(&at.reader, 0, &code, &exponent));
            assert_int_equal(code, good[i].code);
            assert_int_equal(exponent, good[i].exponent);
        }
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        set(&at, 0, bad[i].text);
        assert_false(import_currency(&at.reader, 0, &code, &exponent));
        check_fault(&at, bad[i].status, "gross", bad[i].text);
    }
}

static void days_follow_the_order_that_was_told(void **state) {
    static const struct {
        const char *text;
        host_date_order order;
        int32_t day;
    } good[] = {
        {"2026-01-31", HOST_DATE_LAYOUT, 20484}, {"2026-01-31", HOST_DATE_DMY, 20484},
        {"03/04/2026", HOST_DATE_DMY, 20546},    {"03/04/2026", HOST_DATE_MDY, 20516},
        {"3.4.2026", HOST_DATE_DMY, 20546},      {"3-4-2026", HOST_DATE_MDY, 20516},
    };
    static const struct {
        const char *text;
        host_date_order order;
        bool is_order;
    } bad[] = {
        {"03/04/2026", HOST_DATE_LAYOUT, true},  {"31/01/2026", HOST_DATE_MDY, true},
        {"01/31/2026", HOST_DATE_DMY, true},     {"03/04/2026", HOST_DATE_YMD, true},
        {"2026-02-30", HOST_DATE_LAYOUT, false}, {"2026-1-1", HOST_DATE_LAYOUT, false},
        {"03/04/26", HOST_DATE_DMY, false},      {"03/04-2026", HOST_DATE_DMY, false},
        {"", HOST_DATE_LAYOUT, false},           {"today", HOST_DATE_MDY, false},
    };
    bench at;
    int32_t day;
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        ready(&at, good[i].text);
        at.request.date_order = good[i].order;
        assert_true(import_day(&at.reader, 0, &day));
        assert_int_equal(day, good[i].day);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ready(&at, bad[i].text);
        at.request.date_order = bad[i].order;
        assert_false(import_day(&at.reader, 0, &day));
        check_fault(&at, "invalid", "gross", bad[i].text);
        assert_int_equal(strstr(at.reader.fault.fix, "--date-order") != NULL, bad[i].is_order);
    }
}

static void instants_with_a_zone_go_to_the_tenants_day(void **state) {
    static const struct {
        const char *text;
        int32_t offset_s;
        bool is_utc;
        int32_t day;
    } good[] = {
        {"2026-01-31 23:30:00", 0, true, 20484},
        {"2026-01-31 23:30:00", 7200, true, 20485},
        {"2026-01-31 23:30:00", 7200, false, 20484}, /* a local time, as printed */
        {"2026-01-31", 7200, true, 20484},           /* a bare date, as printed */
        {"2026-01-31T23:30:00Z", 7200, false, 20485},
        {"2026-01-31T23:30Z", 7200, false, 20485},
        {"2026-01-31T00:30:00+02:00", 0, false, 20483},
        {"2026-01-31T00:30:00.250+0200", 7200, false, 20484},
        {"2026-01-31 23:30:00-05", 0, false, 20485},
        {"2026-01-31 00:00:00 UTC", -3600, false, 20483},
        {"2010-12-01 08:26", 0, false, 14944},
    };
    static const char *const bad[] = {"2026-01-31 24:00:00",  "2026-01-31 10",
                                      "2026-01-31 10:61",     "2026-01-31T10:00:00+25:00",
                                      "2026-01-31 10:00:00x", "2026-01-31 10:00:00.",
                                      "2026-01-31 ",          "2026-13-01 10:00:00"};
    bench at;
    int32_t day;
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        ready(&at, good[i].text);
        at.tenant.utc_offset_s = good[i].offset_s;
        assert_true(import_instant(&at.reader, 0, good[i].is_utc, &day));
        assert_int_equal(day, good[i].day);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ready(&at, bad[i]);
        assert_false(import_instant(&at.reader, 0, true, &day));
        check_fault(&at, "invalid", "gross", bad[i]);
    }
}

static void kinds_have_their_library_names(void **state) {
    bench at;
    int32_t kind;
    (void)state;
    ready(&at, "chargeback_reversal");
    assert_true(import_kind(&at.reader, 0, &kind));
    assert_int_equal(kind, REVOPS_CHARGEBACK_REVERSAL);
    host_text name = import_kind_name(REVOPS_RESERVE_HOLD);
    assert_memory_equal(name.data, "reserve_hold", name.size);
    assert_int_equal(import_kind_name(99).size, 0);
    static const char *const bad[] = {"sales", "Sale", "", "sale "};
    for (size_t i = 0; i < 4; i++) {
        ready(&at, bad[i]);
        assert_false(import_kind(&at.reader, 0, &kind));
        check_fault(&at, "invalid", "gross", bad[i]);
    }
}

static void ids_are_texts_that_fit_on_a_line(void **state) {
    static char longest[IMPORT_TEXT + 2];
    static const char *const bad[] = {"", "a\tb",
                                      ("a\x1F"
                                       "b"),
                                      "a\nb"};
    bench at;
    host_text id;
    (void)state;
    ready(&at, "A \"1\", \xC5\xBE");
    assert_true(import_id(&at.reader, 0, &id));
    assert_ptr_equal(id.data, at.cells[0].data);
    for (size_t i = 0; i < 4; i++) {
        ready(&at, bad[i]);
        assert_false(import_id(&at.reader, 0, &id));
        check_fault(&at, "invalid", "gross", bad[i]);
    }
    ready(&at, "a\nb");
    assert_true(import_text(&at.reader, 0, &id)); /* a name may, an id may not */
    memset(longest, 'x', IMPORT_TEXT + 1);
    ready(&at, longest);
    assert_false(import_text(&at.reader, 0, &id));
    assert_string_equal(at.reader.fault.status, "limit");
    longest[IMPORT_TEXT] = '\0';
    ready(&at, longest);
    assert_true(import_id(&at.reader, 0, &id));
}

static void a_long_value_is_cut_at_a_whole_character(void **state) {
    bench at;
    char text[400] = "x";
    int64_t minor;
    (void)state;
    for (size_t i = 1; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "\xC3\xA9", 3);
    ready(&at, text);
    assert_false(import_amount(&at.reader, 0, 2, &minor, NULL));
    size_t size = strlen(at.reader.fault.value);
    assert_int_equal(size % 2, 1);
    assert_true(size >= 100 && size < sizeof at.reader.fault.value);
}

static void absent_columns_are_empty(void **state) {
    bench at;
    (void)state;
    ready(&at, "1");
    at.reader.index[1] = -1;
    assert_true(import_has(&at.reader, 0));
    assert_false(import_has(&at.reader, 1));
    assert_int_equal(import_cell(&at.reader, 1).size, 0);
    assert_int_equal(import_column_of(&at.reader, "net_minor"), 2);
    assert_int_equal(import_column_of(&at.reader, "fee_minor"), -1);
    assert_int_equal(import_column_of(&at.reader, "nothing"), -1);
}

static void the_library_checks_the_row_and_the_cell_is_named(void **state) {
    bench at;
    (void)state;
    ready(&at, "120.00");
    set(&at, 2, "116.21");
    host_transaction record = {.kind = REVOPS_SALE,
                               .economic_day = 20454,
                               .currency = REVOPS_CURRENCY('U', 'S', 'D', 0),
                               .gross_minor = 12000,
                               .fee_minor = 378};
    assert_true(import_check(&at.reader, &record, REVOPS_HAS_FEE));
    assert_int_equal(record.net_minor, 11622);
    record.net_minor = 11621;
    assert_false(import_check(&at.reader, &record, REVOPS_HAS_FEE | REVOPS_HAS_NET));
    check_fault(&at, "invalid", "net", "116.21");
    assert_int_equal(record.net_minor, 11621);
    record.gross_minor = -1;
    assert_false(import_check(&at.reader, &record, REVOPS_HAS_FEE));
    check_fault(&at, "invalid", "gross", "120.00");
    record.gross_minor = 1;
    assert_false(import_check(&at.reader, &record, 0)); /* neither fee nor net */
    check_fault(&at, "invalid", "fee", "");
    at.reader.index[1] = at.reader.index[2] = -1;
    assert_false(import_check(&at.reader, &record, 0));
    check_fault(&at, "invalid", "gross", "120.00");
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_are_read_by_the_digits_of_the_currency),
        cmocka_unit_test(an_empty_amount_is_absent_where_it_may_be),
        cmocka_unit_test(minor_units_are_whole_numbers),
        cmocka_unit_test(thousandths_become_minor_units_exactly_or_not_at_all),
        cmocka_unit_test(currencies_come_in_any_case_with_the_tenants_digits),
        cmocka_unit_test(days_follow_the_order_that_was_told),
        cmocka_unit_test(instants_with_a_zone_go_to_the_tenants_day),
        cmocka_unit_test(kinds_have_their_library_names),
        cmocka_unit_test(ids_are_texts_that_fit_on_a_line),
        cmocka_unit_test(a_long_value_is_cut_at_a_whole_character),
        cmocka_unit_test(absent_columns_are_empty),
        cmocka_unit_test(the_library_checks_the_row_and_the_cell_is_named),
    };
    return cmocka_run_group_tests_name("cells", tests, NULL, NULL);
}
