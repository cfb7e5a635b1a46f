/* The host's words: what is near, what an option takes, which days a period has, what a
 * configuration may hold, and which exit code follows. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/period.h"
#include "cli/suggest.h"
#include "config/rules.h"

static void edits_are_counted_and_swaps_are_one(void **state) {
    (void)state;
    assert_int_equal(host_distance("revenue", "revenue", 2), 0);
    assert_int_equal(host_distance("revenu", "revenue", 2), 1);
    assert_int_equal(host_distance("revneue", "revenue", 2), 1);
    assert_int_equal(host_distance("", "ab", 2), 2);
    assert_int_equal(host_distance("import", "profit", 2), 3);
}

static void the_nearest_word_is_offered_and_far_ones_are_not(void **state) {
    const char *const words[] = {"--from", "--format", "--to", NULL};
    (void)state;
    assert_string_equal(host_nearest("--formt", words), "--format");
    assert_string_equal(host_nearest("--frm", words), "--from");
    assert_null(host_nearest("--granularity", words));
}

static void long_words_are_far_from_everything(void **state) {
    char word[200];
    (void)state;
    memset(word, 'x', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    assert_int_equal(host_distance(word, "x", 2), 3);
}

/* Read a command line; the words end with NULL. */
static int words_read(host_options *options, host_error *error, const char *const *words) {
    int count = 0;

    while (words[count] != NULL) {
        count++;
    }
    return host_options_read(options, count, words, error);
}

static void options_stand_before_and_after_the_command(void **state) {
    const char *const words[] = {"--format", "json", "revenue", "--by=stream", "--quiet", NULL};
    const char *const by[] = {"kind", "stream", NULL};
    host_options options;
    host_error error;
    (void)state;
    assert_int_equal(words_read(&options, &error, words), 0);
    assert_int_equal(options.word_count, 1);
    assert_string_equal(options.words[0], "revenue");
    assert_string_equal(options.value[HOST_OPTION_FORMAT], "json");
    assert_int_equal(host_options_word(&options, HOST_OPTION_BY, by, &error), 0);
    assert_int_equal(options.number[HOST_OPTION_BY], 1);
    assert_true(host_option_given(&options, HOST_OPTION_QUIET));
}

static void a_dash_is_a_word_and_two_dashes_end_options(void **state) {
    const char *const words[] = {"import", "-", "--", "--odd name.csv", NULL};
    host_options options;
    host_error error;
    (void)state;
    assert_int_equal(words_read(&options, &error, words), 0);
    assert_int_equal(options.word_count, 3);
    assert_string_equal(options.words[1], "-");
    assert_string_equal(options.words[2], "--odd name.csv");
}

static void a_value_that_does_not_fit_is_a_usage_error(void **state) {
    static const char *const lines[][4] = {
        {"x", "--granularity", "fortnightly", NULL},
        {"x", "--from", "2026-02-30", NULL},
        {"x", "--currency", "e-o", NULL},
        {"x", "--limit", "0", NULL},
        {"x", "--limit", "1e3", NULL},
        {"x", "--limit", "-1", NULL},
        {"x", "--months", "601", NULL},
        {"x", "--quiet=yes", NULL, NULL},
        {"x", "--format", NULL, NULL},
        {"x", "--stream", "", NULL},
        {"x", "--platform", "a\tb", NULL},
        {"x", "--tenant", "\xFF", NULL},
    };
    host_options options;
    host_error error;
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        assert_int_equal(words_read(&options, &error, lines[i]), -1);
        assert_string_equal(error.status, "usage");
        assert_int_equal(error.exit_code, HOST_EXIT_USAGE);
        assert_string_not_equal(error.expected, "");
    }
}

static void a_currency_may_be_written_in_any_case(void **state) {
    const char *const small[] = {"x", "--currency", "gbP", NULL};
    const char *const long_one[] = {"x", "--currency", "sterling", NULL};
    host_options options;
    host_error error;
    (void)state;
    assert_int_equal(words_read(&options, &error, small), 0);
    assert_int_equal(options.number[HOST_OPTION_CURRENCY], REVOPS_CURRENCY('G', 'B', 'P', 0));
    assert_int_equal(words_read(&options, &error, long_one), -1);
}

static void an_option_given_twice_is_refused_but_exponents_add_up(void **state) {
    const char *const twice[] = {"x", "--limit", "1", "--limit", "2", NULL};
    const char *const many[] = {"x", "--exponent", "GBP=3", "--exponent", "BTC=8", NULL};
    host_options options;
    host_error error;
    (void)state;
    assert_int_equal(words_read(&options, &error, twice), -1);
    assert_int_equal(words_read(&options, &error, many), 0);
    assert_int_equal(options.exponent_count, 2);
    assert_string_equal(options.exponents[1], "BTC=8");
}

static void an_option_of_another_command_is_unknown_here(void **state) {
    const char *const words[] = {"version", "--limit", "1", NULL};
    const char *const near[] = {"revenue", "--granularty", "monthly", NULL};
    host_options options;
    host_error error;
    (void)state;
    assert_int_equal(words_read(&options, &error, words), 0);
    assert_int_equal(host_options_allow(&options, 0, "version", &error), -1);
    assert_int_equal(host_options_allow(&options, HOST_BIT(HOST_OPTION_LIMIT), "list", &error), 0);
    assert_int_equal(words_read(&options, &error, near), 0);
    assert_int_equal(host_options_allow(&options, 0, "revenue", &error), -1);
    assert_string_equal(error.expected, "--granularity");
}

/* The period of a command line, seen from an as-of day; false when it is refused. */
static bool words_period(host_period *period, const char *as_of, const char *word, const char *from,
                         const char *to) {
    host_app *app = calloc(1, sizeof *app);
    const char *words[8] = {"revenue"};
    host_error error;
    int count = 1;
    bool read = false;

    assert_non_null(app);
    words[count++] = "--period";
    words[count++] = word;
    if (from != NULL) {
        words[count++] = "--from";
        words[count++] = from;
    }
    if (to != NULL) {
        words[count++] = "--to";
        words[count++] = to;
    }
    assert_int_equal(revops_day_parse(&app->as_of_day, as_of, strlen(as_of), NULL), REVOPS_OK);
    assert_int_equal(words_read(&app->options, &error, words), 0);
    read = host_period_read(app, period, &error) == 0;
    if (!read) {
        assert_string_equal(error.status, "usage");
    }
    free(app);
    return read;
}

static void words_check_period(const char *word, const char *from, const char *to,
                               int32_t granularity) {
    host_period period;
    int32_t from_day = 0;
    int32_t to_day = 0;

    assert_true(words_period(&period, "2026-08-19", word, NULL, NULL));
    assert_int_equal(revops_day_parse(&from_day, from, 10, NULL), REVOPS_OK);
    assert_int_equal(revops_day_parse(&to_day, to, 10, NULL), REVOPS_OK);
    assert_int_equal(period.from_day, from_day);
    assert_int_equal(period.to_day, to_day);
    assert_int_equal(period.granularity, granularity);
    assert_false(period.all);
}

static void periods_have_words_and_names(void **state) {
    (void)state;
    words_check_period("daily", "2026-08-19", "2026-08-20", REVOPS_GRANULARITY_DAY);
    words_check_period("weekly", "2026-08-17", "2026-08-24", REVOPS_GRANULARITY_WEEK);
    words_check_period("monthly", "2026-08-01", "2026-09-01", REVOPS_GRANULARITY_MONTH);
    words_check_period("quarterly", "2026-07-01", "2026-10-01", REVOPS_GRANULARITY_QUARTER);
    words_check_period("ytd", "2026-01-01", "2026-08-20", REVOPS_GRANULARITY_MONTH);
    words_check_period("2024", "2024-01-01", "2025-01-01", REVOPS_GRANULARITY_YEAR);
    words_check_period("2024-Q4", "2024-10-01", "2025-01-01", REVOPS_GRANULARITY_QUARTER);
    words_check_period("2024-02", "2024-02-01", "2024-03-01", REVOPS_GRANULARITY_MONTH);
    words_check_period("2026-W01", "2025-12-29", "2026-01-05", REVOPS_GRANULARITY_WEEK);
    words_check_period("2020-W53", "2020-12-28", "2021-01-04", REVOPS_GRANULARITY_WEEK);
    words_check_period("2024-02-29", "2024-02-29", "2024-03-01", REVOPS_GRANULARITY_DAY);
}

static void periods_that_do_not_exist_are_refused(void **state) {
    static const char *const words[] = {"",         "fortnightly", "2026-Q5", "2026-Q0",
                                        "2026-13",  "2026-W54",    "26",      "2026-02-30",
                                        "2021-W53", "0000",        "2026-1",  "2026-W00"};
    host_period period;
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        assert_false(words_period(&period, "2026-08-19", words[i], NULL, NULL));
    }
}

static void a_custom_period_needs_both_ends_in_order(void **state) {
    host_period period;
    (void)state;
    assert_true(words_period(&period, "2026-08-19", "custom", "2026-01-05", "2026-01-06"));
    assert_int_equal(period.to_day - period.from_day, 1);
    assert_int_equal(period.granularity, REVOPS_GRANULARITY_MONTH);
    assert_false(words_period(&period, "2026-08-19", "custom", NULL, NULL));
    assert_false(words_period(&period, "2026-08-19", "custom", "2026-01-05", NULL));
    assert_false(words_period(&period, "2026-08-19", "custom", "2026-01-05", "2026-01-05"));
    assert_false(words_period(&period, "2026-08-19", "monthly", "2026-01-05", "2026-01-06"));
}

/* Whether a configuration is accepted; else the status is `config`. */
static bool words_config(const char *text, host_error *error) {
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    bool accepted = false;

    assert_non_null(root);
    accepted = host_rules_check(root, "config.json", error) == 0;
    if (!accepted) {
        assert_string_equal(error->status, "config");
        assert_int_equal(error->exit_code, HOST_EXIT_STORE);
    }
    json_decref(root);
    return accepted;
}

static void the_configuration_of_the_guide_is_accepted(void **state) {
    host_error error;
    (void)state;
    assert_true(words_config(
        "{\"revenue\": {\"currency\": \"USD\", \"targets\": {\"monthly\": 10000, \"yearly\": "
        "\"120000.50\"}, \"providers\": [\"polar\"]}, \"utc_offset\": \"-03:30\", \"currencies\": "
        "{\"GBP\": {\"exponent\": 3}}, \"accounts\": {\"bank\": \"1000\"}, \"fees\": {\"creem\": "
        "{\"percent\": \"3.9%\", \"fixed_minor\": 40}}, \"import\": {\"bank_csv\": {\"date\": "
        "\"Day\"}}, \"sync\": {\"bank\": {\"kind\": \"folder\", \"path\": \"inbox\"}}}",
        &error));
}

static void what_a_configuration_may_not_hold(void **state) {
    static const char *const texts[] = {
        "{\"revenu\": {}}",
        "{\"revenue\": {\"curency\": \"USD\"}}",
        "{\"revenue\": 3}",
        "{\"revenue\": {\"currency\": \"dollars\"}}",
        "{\"revenue\": {\"targets\": {\"monthly\": 99.5}}}",
        "{\"revenue\": {\"targets\": {\"monthly\": \"much\"}}}",
        "{\"revenue\": {\"providers\": [1]}}",
        "{\"utc_offset\": \"+2:00\"}",
        "{\"utc_offset\": \"+24:00\"}",
        "{\"currencies\": {\"GBP\": {\"exponent\": 19}}}",
        "{\"sync\": {\"stripe\": {\"url\": \"sk_live_abc\"}}}",
        "{\"db\": {\"x\": 1}}",
        "[]",
    };
    host_error error;
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_false(words_config(texts[i], &error));
    }
    assert_false(words_config("{\"revenue\": {\"curency\": \"USD\"}}", &error));
    assert_string_equal(error.fix, "did you mean revenue.currency?");
}

static void offsets_are_read_as_seconds(void **state) {
    int32_t seconds = 0;
    (void)state;
    assert_true(host_rules_offset("+02:00", &seconds));
    assert_int_equal(seconds, 7200);
    assert_true(host_rules_offset("-03:30", &seconds));
    assert_int_equal(seconds, -12600);
    assert_false(host_rules_offset("02:00", &seconds));
    assert_false(host_rules_offset("+02:60", &seconds));
    assert_false(host_rules_offset("+ 2:00", &seconds));
}

static void each_status_has_its_exit_code(void **state) {
    (void)state;
    assert_int_equal(host_exit_of("usage"), 2);
    assert_int_equal(host_exit_of("invalid"), 3);
    assert_int_equal(host_exit_of("missing"), 3);
    assert_int_equal(host_exit_of("overflow"), 3);
    assert_int_equal(host_exit_of("store"), 4);
    assert_int_equal(host_exit_of("config"), 4);
    assert_int_equal(host_exit_of("io"), 4);
    assert_int_equal(host_exit_of("network"), 5);
    assert_int_equal(host_exit_of("internal"), 70);
    assert_int_equal(host_exit_of("cancelled"), 130);
}

static void long_messages_are_cut_at_a_whole_character(void **state) {
    host_error error;
    char text[600];
    (void)state;
    for (size_t i = 0; i + 2 < sizeof text; i += 2) {
        memcpy(text + i, "\xC3\xA9", 3);
    }
    host_fail(&error, "invalid", "x%s", text);
    assert_true(strlen(error.message) < sizeof error.message);
    assert_int_equal((unsigned char)error.message[strlen(error.message) - 1], 0xA9);
}

static void kinds_are_called_as_in_the_library(void **state) {
    const revops_shape *library = revops_shape_find("transaction_row");
    const revops_field *ours = &host_transactions.shape->fields[2];
    const revops_field *theirs = NULL;
    (void)state;
    assert_non_null(library);
    for (uint32_t i = 0; i < library->field_count; i++) {
        if (strcmp(revops_shape_field(library, i)->name, "kind") == 0) {
            theirs = revops_shape_field(library, i);
        }
    }
    assert_non_null(theirs);
    assert_string_equal(ours->name, "kind");
    assert_int_equal(ours->word_count, theirs->word_count);
    for (uint32_t i = 0; i < ours->word_count; i++) {
        assert_string_equal(ours->words[i].name, theirs->words[i].name);
        assert_int_equal(ours->words[i].value, theirs->words[i].value);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edits_are_counted_and_swaps_are_one),
        cmocka_unit_test(the_nearest_word_is_offered_and_far_ones_are_not),
        cmocka_unit_test(long_words_are_far_from_everything),
        cmocka_unit_test(options_stand_before_and_after_the_command),
        cmocka_unit_test(a_dash_is_a_word_and_two_dashes_end_options),
        cmocka_unit_test(a_value_that_does_not_fit_is_a_usage_error),
        cmocka_unit_test(a_currency_may_be_written_in_any_case),
        cmocka_unit_test(an_option_given_twice_is_refused_but_exponents_add_up),
        cmocka_unit_test(an_option_of_another_command_is_unknown_here),
        cmocka_unit_test(periods_have_words_and_names),
        cmocka_unit_test(periods_that_do_not_exist_are_refused),
        cmocka_unit_test(a_custom_period_needs_both_ends_in_order),
        cmocka_unit_test(the_configuration_of_the_guide_is_accepted),
        cmocka_unit_test(what_a_configuration_may_not_hold),
        cmocka_unit_test(offsets_are_read_as_seconds),
        cmocka_unit_test(each_status_has_its_exit_code),
        cmocka_unit_test(kinds_are_called_as_in_the_library),
        cmocka_unit_test(long_messages_are_cut_at_a_whole_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
