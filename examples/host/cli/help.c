/* Help, made from the tables of commands and options. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "revops/version.h"

void host_help_all(void) {
    const char *group = "";

    puts("revops: what did the business really earn?\n\nusage: revops COMMAND [options]");
    for (const host_command *command = host_commands; command->name != NULL; command++) {
        if (strcmp(command->group, group) != 0) {
            group = command->group;
            printf("\n%s\n", group);
        }
        printf("  %-10s %s\n", command->name, command->summary);
    }
    puts("\nrevops help COMMAND shows its options");
}

static void help_option(int id) {
    const host_option *option = &host_option_table[id];
    char left[40];

    snprintf(left, sizeof left, "%s %s", option->name, option->value);
    printf("  %-22s %s", left, option->about);
    if (option->words != NULL) {
        fputs(":", stdout);
        for (int i = 0; option->words[i] != NULL; i++) {
            printf(" %s", option->words[i]);
        }
    }
    fputs("\n", stdout);
}

void host_help_command(const host_command *command) {
    printf("%s: %s\n\nusage: revops %s%s%s [options]\n\nexample: %s\n", command->name,
           command->summary, command->name, command->words[0] != '\0' ? " " : "", command->words,
           command->example);
    if (command->options != 0) {
        puts("\noptions");
        for (int i = HOST_OPTION_COMMON; i < HOST_OPTION_COUNT; i++) {
            if ((command->options & HOST_BIT(i)) != 0) {
                help_option(i);
            }
        }
    }
    puts("\ncommon options");
    for (int i = 0; i < HOST_OPTION_COMMON; i++) {
        help_option(i);
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
    (void)app;
    printf("revops %s (library %s)\n", REVOPS_VERSION, revops_version());
    return 0;
}
