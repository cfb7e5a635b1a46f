/* splits: the rules by which sales are divided, set from a file and listed. */
#include <stdio.h>
#include <string.h>

#include "cli/output.h"

/* A set is an import of the layout `splits` in which a changed rule takes the place of the old. */
static int splits_set(host_app *app) {
    host_options *options = &app->options;

    if (options->word_count < 3) {
        host_fail(&app->error, "usage", "splits set needs FILE...");
        return host_fail_hint(&app->error, NULL, "set FILE...", "revops splits set splits.csv");
    }
    options->word_count--;
    memmove(options->words + 1, options->words + 2,
            ((size_t)options->word_count - 1) * sizeof options->words[0]);
    options->value[HOST_OPTION_AS] = "splits";
    options->value[HOST_OPTION_UPDATE] = "";
    return host_command_import(app);
}

int host_command_splits(host_app *app) {
    const char *word = app->options.words[1];

    if (strcmp(word, "set") == 0) {
        return splits_set(app);
    }
    if (strcmp(word, "list") == 0 && app->options.word_count == 2) {
        return host_list_table(app, &host_splits, "splits");
    }
    host_fail(&app->error, "usage", "splits does not take these words");
    return host_fail_hint(&app->error, word, "set FILE..., or list", "revops splits list");
}
