/* Help, made from the tables of commands and options. */
#include <stdio.h>
#include <string.h>

#include "cli/answers.h"
#include "cli/command.h"
#include "revops/version.h"

void host_help_all(void) {
    const char *group = "";

    puts("revops: what did the business really earn?\n\nusage: revops COMMAND [options]");
    for (const host_command *command = host_commands; command->name != NULL; command++) {
        if (!host_answer_known(command->name)) {
            continue;
        }
        if (strcmp(command->group, group) != 0) {
            group = command->group;
            printf("\n%s\n", group);
        }
        printf("  %-12s %s\n", command->name, command->summary);
    }
    puts("\nrevops help COMMAND shows its options");
}

/* What an option means to one command, where it is not what it means to all. */
static const struct {
    const char *command;
    host_option_id option;
    const char *about;
} help_special[] = {
    {"init", HOST_OPTION_CURRENCY, "currency of the business (required once)"},
    {"fees", HOST_OPTION_CURRENCY, "currency of the amount (the business's)"},
    {"gross-up", HOST_OPTION_CURRENCY, "currency of the amount (the business's)"},
    {"refund", HOST_OPTION_CURRENCY, "currency of the amounts (the business's)"},
    {"balance", HOST_OPTION_AS_OF, "rows up to this day count (today)"},
    {"import", HOST_OPTION_STREAM, "stream of rows that name none"},
    {"profit", HOST_OPTION_BY, "a row for each of these: project product"},
    {"sample", HOST_OPTION_AS_OF, "the last month holds this day (2026-06-30)"},
    {"sample", HOST_OPTION_OUTPUT, "folder to write into (sample)"},
    {"demo", HOST_OPTION_AS_OF, "the last month holds this day (2026-06-30)"},
    {"demo", HOST_OPTION_OUTPUT, "folder to make (revops-demo)"},
};

static void help_option(const host_command *command, int id) {
    const host_option *option = &host_option_table[id];
    const char *special = NULL;
    const char *const *words = id == HOST_OPTION_BY ? command->by : option->words;
    char left[40];

    for (size_t i = 0; i < sizeof help_special / sizeof help_special[0]; i++) {
        if ((int)help_special[i].option == id &&
            strcmp(help_special[i].command, command->name) == 0) {
            special = help_special[i].about;
        }
    }
    snprintf(left, sizeof left, "%s %s", option->name, option->value);
    printf("  %-20s %s", left, special != NULL ? special : option->about);
    if (words != NULL && special == NULL) {
        fputs(":", stdout);
        for (int i = 0; words[i] != NULL; i++) {
            printf(" %s", words[i]);
        }
    }
    fputs("\n", stdout);
}

void host_help_command(const host_command *command) {
    printf("%s: %s\n\nusage: revops %s%s%s [options]\n\nexample: %s\n\noptions\n", command->name,
           command->summary, command->name, command->words[0] != '\0' ? " " : "", command->words,
           command->example);
    /* What is particular to the command stands first. */
    for (int i = HOST_OPTION_COMMON; i < HOST_OPTION_COUNT; i++) {
        if ((command->options & HOST_BIT(i)) != 0) {
            help_option(command, i);
        }
    }
    for (int i = 0; i < HOST_OPTION_COMMON; i++) {
        if ((command->options & HOST_BIT(i)) != 0) {
            help_option(command, i);
        }
    }
}

int host_command_help(host_app *app) {
    const host_command *command = NULL;

    if (app->options.word_count == 1) {
        host_help_all();
        return 0;
    }
    command = host_command_find(app->options.words[1]);
    if (command == NULL) {
        return host_command_unknown(app->options.words[1], &app->error);
    }
    host_help_command(command);
    return 0;
}

int host_command_version(host_app *app) {
    const char *format = app->options.value[HOST_OPTION_FORMAT];

    if (format != NULL && strcmp(format, "json") == 0) {
        printf("{\"report\": \"version\", \"rows\": [{\"program\": \"%s\", \"library\": \"%s\"}], "
               "\"notes\": []}\n",
               REVOPS_VERSION, revops_version());
    } else {
        printf("revops %s (library %s)\n", REVOPS_VERSION, revops_version());
    }
    return 0;
}
