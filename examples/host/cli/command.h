/* Commands: one table from which help, usage and "did you mean" are made. */
#ifndef HOST_COMMAND_H
#define HOST_COMMAND_H

#include "cli/options.h"
#include "config/config.h"
#include "store/store.h"

typedef struct host_app host_app;

/* What a command works with. */
typedef enum host_need {
    HOST_NEEDS_NOTHING, /* not even a configuration, which may be broken */
    HOST_NEEDS_CONFIG,
    HOST_NEEDS_STORE
} host_need;

/* One command. */
typedef struct host_command {
    const char *group, *name, *summary;
    const char *words; /* what follows the name, as usage shows it; "" takes no word */
    uint64_t options;  /* HOST_BIT of each particular option, and of the common ones that
                                * its help names */
    int least, most;   /* how many words; most -1: any */
    host_need need;
    int (*run)(host_app *app); /* 0, HOST_EXIT_FINDING, or -1 with the error filled */
    const char *example;
    const char *const *by; /* words of --by, ended by NULL; NULL: it has none */
} host_command;

/* One run of the program. */
struct host_app {
    const host_command *command;
    host_options options;
    host_config config;
    host_store *store; /* open with its tenant chosen, when the command needs one */
    int64_t now_ns;
    int32_t as_of_day;
    bool color;                /* escape sequences are welcome on standard output */
    bool progress;             /* a bar is welcome on standard error */
    const char *const *fields; /* of the report, for a narrow page; NULL: all that it has */
    host_error error;
    host_errors errors; /* refused rows; empty when one error says it all */
};

/* Run one command line (without the program's name); answers the exit code. Everything is
 * printed. */
int host_run(int count, const char *const *arguments);

/* The same with a report of these fields alone; NULL: all of them. */
int host_run_fields(int count, const char *const *arguments, const char *const *fields);

/* All commands, ended by a row without a name. */
extern const host_command host_commands[];

/* The commands themselves. */
int host_command_init(host_app *app);
int host_command_config(host_app *app);
int host_command_import(host_app *app);
int host_command_sample(host_app *app);
int host_command_demo(host_app *app);
int host_command_list(host_app *app);
int host_command_revenue(host_app *app);
int host_command_profit(host_app *app);
int host_command_explain(host_app *app);
int host_command_answer(host_app *app);
int host_command_check(host_app *app);
int host_command_splits(host_app *app);
int host_command_fees(host_app *app);
int host_command_gross_up(host_app *app);
int host_command_allocate(host_app *app);
int host_command_refund(host_app *app);
int host_command_fx(host_app *app);
int host_command_help(host_app *app);
int host_command_version(host_app *app);

/* Print usage of one command, or the groups of all. */
void host_help_command(const host_command *command);
void host_help_all(void);

/* Find a command by name; NULL: unknown. */
const host_command *host_command_find(const char *name);

/* Fill a usage error for an unknown command. Answers -1. */
int host_command_unknown(const char *name, host_error *error);

#endif
