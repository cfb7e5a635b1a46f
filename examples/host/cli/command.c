/* The command table, and one run from its words to its exit code. */
#include "cli/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/answers.h"
#include "cli/output.h"
#include "cli/suggest.h"
#include "revops/date.h"

enum { COMMAND_NAMES = 64 };

#define BIT(name) HOST_BIT(HOST_OPTION_##name)
/* Common options by what a command works with; its help names these alone. */
#define OPTIONS_ALL BIT(QUIET) | BIT(HELP)
#define OPTIONS_FORMAT BIT(FORMAT) | BIT(COLOR) | OPTIONS_ALL
#define OPTIONS_CONFIG BIT(DB) | BIT(CONFIG) | BIT(TENANT)
#define OPTIONS_PERIOD                                                                             \
    BIT(PERIOD) | BIT(FROM) | BIT(TO) | BIT(GRANULARITY) | BIT(STREAM) | BIT(AS_OF)
#define OPTIONS_REPORT OPTIONS_CONFIG | OPTIONS_PERIOD | BIT(CURRENCY) | BIT(BY) | OPTIONS_FORMAT
#define OPTIONS_IMPORT                                                                             \
    BIT(AS) | BIT(DRY_RUN) | BIT(UPDATE) | BIT(DATE_ORDER) | BIT(PLATFORM) | BIT(STREAM) |         \
        OPTIONS_CONFIG | OPTIONS_FORMAT
#define OPTIONS_LIST BIT(LIMIT) | BIT(AFTER) | OPTIONS_CONFIG | OPTIONS_FORMAT
#define OPTIONS_SAMPLE                                                                             \
    BIT(CUSTOMERS) | BIT(MONTHS) | BIT(SEED) | BIT(OUTPUT) | BIT(AS_OF) | OPTIONS_ALL
#define OPTIONS_STANDING BIT(AS_OF) | OPTIONS_CONFIG | OPTIONS_FORMAT
#define OPTIONS_FEES BIT(SCHEDULE) | BIT(CURRENCY) | BIT(CONFIG) | OPTIONS_FORMAT
#define OPTIONS_EXPLAIN                                                                            \
    BIT(BY) | BIT(FIELD) | BIT(GROUP) | BIT(PERIOD) | BIT(FROM) | BIT(TO) | BIT(STREAM) |          \
        BIT(AS_OF) | OPTIONS_CONFIG | OPTIONS_FORMAT

static const char *const command_by_all[] = {"kind",    "stream",   "platform", "project",
                                             "product", "customer", NULL};
static const char *const command_by_allocations[] = {"party", NULL};
static const char *const command_by_owner_profit[] = {"project", "product", NULL};
static const char *const command_by_commissions[] = {"asset_class", "platform", NULL};

const host_command host_commands[] = {
    {"start", "init", "make the configuration and the store", "--currency CUR",
     BIT(CURRENCY) | BIT(EXPONENT) | OPTIONS_CONFIG | OPTIONS_ALL, 0, 0, HOST_NEEDS_CONFIG,
     host_command_init, "revops init --currency USD", NULL},
    {"start", "config", "show or change the configuration", "get PATH | set PATH VALUE",
     OPTIONS_CONFIG | BIT(FORMAT) | OPTIONS_ALL, 2, 3, HOST_NEEDS_CONFIG, host_command_config,
     "revops config set revenue.targets.monthly 12000", NULL},
    {"start", "import", "store the payments of files", "FILE...", OPTIONS_IMPORT, 1, -1,
     HOST_NEEDS_STORE, host_command_import, "revops import january.csv february.csv", NULL},
    {"start", "list", "show stored rows", "transactions | payouts | imports", OPTIONS_LIST, 1, 1,
     HOST_NEEDS_STORE, host_command_list, "revops list transactions --limit 20", NULL},
    {"start", "sample", "write the files of a small business", "", OPTIONS_SAMPLE, 0, 0,
     HOST_NEEDS_NOTHING, host_command_sample, "revops sample --output sample", NULL},
    {"start", "demo", "make the small business and show its figures", "", OPTIONS_SAMPLE, 0, 0,
     HOST_NEEDS_NOTHING, host_command_demo, "revops demo", NULL},
    {"revenue", "revenue", "net revenue by period", "", OPTIONS_REPORT, 0, 0, HOST_NEEDS_STORE,
     host_command_revenue, "revops revenue --by platform --period 2026-Q1", command_by_all},
    {"revenue", "profit", "net revenue minus spend, and ROAS", "", OPTIONS_REPORT, 0, 0,
     HOST_NEEDS_STORE, host_command_profit, "revops profit --by project", command_by_all},
    {"revenue", "commissions", "what platforms owe", "", OPTIONS_REPORT, 0, 0, HOST_NEEDS_STORE,
     host_command_answer, "revops commissions --by asset_class", command_by_commissions},
    {"revenue", "payouts", "payouts beside their transactions", "", OPTIONS_STANDING, 0, 0,
     HOST_NEEDS_STORE, host_command_answer, "revops payouts --format table", NULL},
    {"revenue", "balance", "where earned money is", "", OPTIONS_STANDING, 0, 0, HOST_NEEDS_STORE,
     host_command_answer, "revops balance --as-of 2026-06-30", NULL},
    {"revenue", "splits", "the rules by which sales are divided", "set FILE... | list",
     BIT(DRY_RUN) | OPTIONS_CONFIG | OPTIONS_FORMAT, 1, -1, HOST_NEEDS_STORE, host_command_splits,
     "revops splits set splits.csv", NULL},
    {"revenue", "allocations", "parts of net revenue", "", OPTIONS_REPORT, 0, 0, HOST_NEEDS_STORE,
     host_command_answer, "revops allocations --period 2026-01", command_by_allocations},
    {"revenue", "statements", "what parties are owed", "",
     OPTIONS_CONFIG | OPTIONS_PERIOD | BIT(CURRENCY) | OPTIONS_FORMAT, 0, 0, HOST_NEEDS_STORE,
     host_command_answer, "revops statements --period 2026-Q1", NULL},
    {"revenue", "owner-profit", "what the owner keeps after spend", "", OPTIONS_REPORT, 0, 0,
     HOST_NEEDS_STORE, host_command_answer, "revops owner-profit --by project",
     command_by_owner_profit},
    {"proof", "check", "the identities of all stored rows", "", OPTIONS_CONFIG | OPTIONS_FORMAT, 0,
     0, HOST_NEEDS_STORE, host_command_check, "revops check", NULL},
    {"proof", "explain", "the payments that make up a figure", "revenue | profit", OPTIONS_EXPLAIN,
     1, 1, HOST_NEEDS_STORE, host_command_explain, "revops explain revenue --period 2026-01",
     command_by_all},
    {"out", "fees", "what a fee schedule takes of a sale", "GROSS", OPTIONS_FEES, 1, 1,
     HOST_NEEDS_CONFIG, host_command_fees, "revops fees 100.00 --schedule creem", NULL},
    {"out", "gross-up", "the price that leaves a wanted net", "NET", OPTIONS_FEES, 1, 1,
     HOST_NEEDS_CONFIG, host_command_gross_up, "revops gross-up 95.00 --schedule creem", NULL},
    {"out", "allocate", "divide an amount by weights", "AMOUNT CUR WEIGHT...",
     BIT(REMAINDER) | OPTIONS_FORMAT, 3, 1026, HOST_NEEDS_CONFIG, host_command_allocate,
     "revops allocate 100.00 GBP 70% 20% 10%", NULL},
    {"out", "refund", "what each part of a sale gives back", "AMOUNT",
     BIT(PARTS) | BIT(CURRENCY) | OPTIONS_FORMAT, 1, 1, HOST_NEEDS_CONFIG, host_command_refund,
     "revops refund --parts 33.33,33.33,33.34 10.00", NULL},
    {"out", "fx", "convert an amount by a stored rate", "AMOUNT FROM TO",
     BIT(DAY) | OPTIONS_CONFIG | OPTIONS_FORMAT, 3, 3, HOST_NEEDS_STORE, host_command_fx,
     "revops fx 100.00 USD GBP --day 2026-04-06", NULL},
    {"out", "help", "usage of a command", "[COMMAND]", OPTIONS_ALL, 0, 1, HOST_NEEDS_NOTHING,
     host_command_help, "revops help revenue", NULL},
    {"out", "version", "version of the program and the library", "", BIT(FORMAT) | OPTIONS_ALL, 0,
     0, HOST_NEEDS_NOTHING, host_command_version, "revops version", NULL},
    {NULL, NULL, NULL, NULL, 0, 0, 0, HOST_NEEDS_NOTHING, NULL, NULL, NULL},
};

const host_command *host_command_find(const char *name) {
    for (const host_command *command = host_commands; command->name != NULL; command++) {
        if (strcmp(command->name, name) == 0 && host_answer_known(name)) {
            return command;
        }
    }
    return NULL;
}

int host_command_unknown(const char *name, host_error *error) {
    const char *names[COMMAND_NAMES] = {NULL};
    int count = 0;
    const char *near = NULL;
    char fix[160];

    for (int i = 0; host_commands[i].name != NULL && i < COMMAND_NAMES - 1; i++) {
        if (host_answer_known(host_commands[i].name)) {
            names[count++] = host_commands[i].name;
        }
    }
    near = host_nearest(name, names);
    host_fail(error, "usage", "there is no command %.60s", name);
    snprintf(fix, sizeof fix, near != NULL ? "did you mean %s?" : "see revops help", near);
    return host_fail_hint(error, name, near != NULL ? near : "a command that revops help lists",
                          fix);
}

static int command_words(const host_app *app, host_error *error) {
    const host_command *command = app->command;
    int words = app->options.word_count - 1;
    char fix[160];

    snprintf(fix, sizeof fix, "for example: %s", command->example);
    if (words < command->least) {
        host_fail(error, "usage", "%s needs %s", command->name, command->words);
        return host_fail_hint(error, NULL, command->words, fix);
    }
    if (command->most >= 0 && words > command->most) {
        const char *extra = app->options.words[command->most + 1];

        host_fail(error, "usage", "%s does not take the word %.60s", command->name, extra);
        return host_fail_hint(error, extra,
                              command->words[0] != '\0' ? command->words : "no further word", fix);
    }
    return 0;
}

/* Configuration, now, as-of day, and the store with its tenant. */
static int command_prepare(host_app *app) {
    const host_options *options = &app->options;
    host_config_choice choice = {options->value[HOST_OPTION_CONFIG], options->value[HOST_OPTION_DB],
                                 options->value[HOST_OPTION_TENANT], NULL, false};
    host_tenant configured;
    bool created = false;

    if (app->command->need == HOST_NEEDS_NOTHING) {
        return 0;
    }
    choice.makes =
        app->command->run == host_command_init || app->command->run == host_command_config;
    if (strcmp(app->command->name, "init") == 0) {
        choice.currency = options->value[HOST_OPTION_CURRENCY];
    }
    if (host_config_load(&app->config, &choice, &app->error) != 0 ||
        host_clock_now(&app->now_ns, &app->error) != 0) {
        return -1;
    }
    app->as_of_day = host_option_given(options, HOST_OPTION_AS_OF)
                         ? (int32_t)options->number[HOST_OPTION_AS_OF]
                         : revops_day_from_instant(app->now_ns, app->config.tenant.utc_offset_s);
    if (app->command->need != HOST_NEEDS_STORE) {
        return 0;
    }
    if (host_store_open(&app->store, app->config.db, false, app->now_ns, &app->error) != 0) {
        return -1;
    }
    configured = app->config.tenant;
    configured.currencies.defs = configured.defs;
    if (host_store_tenant(app->store, &app->config.tenant, false, &created, &app->error) != 0) {
        return -1;
    }
    host_config_tokens(&app->config.tenant, &configured);
    return 0;
}

/* Colour: `always` wins over NO_COLOR, which wins over the terminal. */
static void command_manners(host_app *app) {
    const char *color = app->options.value[HOST_OPTION_COLOR];
    const char *no_color = getenv("NO_COLOR");

    if (color != NULL && strcmp(color, "auto") != 0) {
        app->color = strcmp(color, "always") == 0;
    } else {
        app->color = isatty(STDOUT_FILENO) == 1 && (no_color == NULL || no_color[0] == '\0');
    }
    app->progress =
        isatty(STDERR_FILENO) == 1 && !host_option_given(&app->options, HOST_OPTION_QUIET);
}

/* Everything up to the command's own work. `done` when help was printed instead. */
static int command_begin(host_app *app, int count, const char *const *arguments, bool *done) {
    host_options *options = &app->options;

    *done = false;
    if (host_options_read(options, count, arguments, &app->error) != 0) {
        return -1;
    }
    if (options->word_count == 0 && options->unknown != NULL &&
        strcmp(options->unknown, "--version") == 0) {
        options->unknown = NULL;
        options->words[options->word_count++] = "version";
    }
    if (options->word_count == 0) {
        *done = options->unknown == NULL;
        if (!*done) {
            return host_options_allow(options, 0, "revops", &app->error);
        }
        host_help_all();
        return 0;
    }
    app->command = host_command_find(options->words[0]);
    if (app->command == NULL) {
        return host_command_unknown(options->words[0], &app->error);
    }
    if (host_options_allow(options, app->command->options, app->command->name, &app->error) != 0) {
        return -1;
    }
    if (app->command->by != NULL &&
        host_options_word(options, HOST_OPTION_BY, app->command->by, &app->error) != 0) {
        return -1;
    }
    if (host_option_given(options, HOST_OPTION_HELP)) {
        *done = true;
        host_help_command(app->command);
        return 0;
    }
    command_manners(app);
    return command_words(app, &app->error);
}

int host_run(int count, const char *const *arguments) {
    return host_run_fields(count, arguments, NULL);
}

int host_run_fields(int count, const char *const *arguments, const char *const *fields) {
    host_app *app = calloc(1, sizeof *app);
    bool done = false;
    int answer = 0;

    if (app == NULL) {
        fputs("error: no memory\n", stderr);
        return HOST_EXIT_STORE;
    }
    app->fields = fields;
    answer = command_begin(app, count, arguments, &done);
    if (answer == 0 && !done) {
        answer = command_prepare(app);
        answer = answer == 0 ? app->command->run(app) : answer;
    }
    if (answer < 0) {
        host_print_error(app, host_options_want_json(count, arguments));
        answer = app->errors.total > 0 ? app->errors.kept[0].exit_code : app->error.exit_code;
    } else if (fflush(stdout) != 0) {
        fputs("error: standard output takes no more\n", stderr);
        answer = HOST_EXIT_STORE;
    }
    host_store_close(app->store);
    host_config_free(&app->config);
    free(app);
    return answer;
}
