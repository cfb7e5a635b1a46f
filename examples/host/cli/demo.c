/* sample and demo: a business made on the spot, and what the program says about it. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/output.h"
#include "cli/sample.h"
#include "revops/date.h"

enum { DEMO_ARGUMENTS = 16, DEMO_AS_OF_DAY = 20634 /* 2026-06-30 */ };

/* The plan that options and defaults say. */
static host_sample demo_plan(const host_app *app, const char *output) {
    const host_options *options = &app->options;
    host_sample plan = {output, 1, 100, 24, DEMO_AS_OF_DAY, 0};

    if (host_option_given(options, HOST_OPTION_OUTPUT)) {
        plan.output = options->value[HOST_OPTION_OUTPUT];
    }
    if (host_option_given(options, HOST_OPTION_SEED)) {
        plan.seed = (uint64_t)options->number[HOST_OPTION_SEED];
    }
    if (host_option_given(options, HOST_OPTION_CUSTOMERS)) {
        plan.customers = (int32_t)options->number[HOST_OPTION_CUSTOMERS];
    }
    if (host_option_given(options, HOST_OPTION_MONTHS)) {
        plan.months = (int32_t)options->number[HOST_OPTION_MONTHS];
    }
    if (host_option_given(options, HOST_OPTION_AS_OF)) {
        plan.as_of_day = (int32_t)options->number[HOST_OPTION_AS_OF];
    }
    return plan;
}

int host_command_sample(host_app *app) {
    host_sample plan = demo_plan(app, NULL);

    if (plan.output == NULL) {
        host_fail(&app->error, "usage", "sample needs a folder to write into");
        return host_fail_hint(&app->error, NULL, "--output DIR",
                              "run: revops sample --output sample");
    }
    return host_sample_write(&plan, &app->error);
}

/* Empty the folder of an older demo; anything else in the way is refused. Only plain files and the
 * store's own folder are taken away. */
static int demo_clear(const char *folder, host_error *error) {
    static const char *const made[] = {".revops/config.json", ".revops/revops.db",
                                       ".revops/revops.db-wal", ".revops/revops.db-shm",
                                       "controls.json"};
    char path[HOST_PATH_SIZE];
    DIR *directory = opendir(folder);
    struct dirent *entry = NULL;
    size_t others = 0;

    if (directory == NULL) {
        return 0;
    }
    while ((entry = readdir(directory)) != NULL) {
        others += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    closedir(directory);
    snprintf(path, sizeof path, "%s/controls.json", folder);
    if (others > 0 && access(path, F_OK) != 0) {
        host_fail(error, "io", "%s holds files that are not a demo's", folder);
        return host_fail_hint(error, folder, "an empty folder, or one of an earlier demo",
                              "name another folder with --output");
    }
    for (const char *const *name = host_sample_files(); *name != NULL; name++) {
        snprintf(path, sizeof path, "%s/%s", folder, *name);
        remove(path);
    }
    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, made[i]);
        remove(path);
    }
    return 0;
}

/* A line of the page, and the command that follows it. */
static int demo_run(const char *title, const char *const *words) {
    int count = 0;

    while (words[count] != NULL) {
        count++;
    }
    if (title != NULL) {
        printf("%s\n\n", title);
        fflush(stdout);
    }
    return host_run(count, words);
}

static int demo_import(void) {
    const char *words[DEMO_ARGUMENTS] = {"import", "--format", "table"};
    int count = 3;

    for (const char *const *name = host_sample_files(); *name != NULL && count < DEMO_ARGUMENTS - 1;
         name++) {
        words[count++] = *name;
    }
    words[count] = NULL;
    return demo_run("Imported", words);
}

/* The figures of the sample business: its last month by day, its months, its profit. */
static int demo_reports(int32_t as_of_day) {
    char as_of[16];
    const char *daily[] = {"revenue", "--period", "monthly",  "--granularity", "daily",
                           "--as-of", as_of,      "--format", "table",         NULL};
    const char *monthly[] = {"revenue", "--granularity", "monthly", "--format", "table", NULL};
    const char *kinds[] = {"revenue", "--by",     "kind",  "--granularity",
                           "total",   "--format", "table", NULL};
    const char *profit[] = {"profit", "--granularity", "quarterly", "--format", "table", NULL};
    int answer = 0;

    host_day_text(as_of, as_of_day);
    answer = demo_run("\nRevenue of the last month, day by day", daily);
    answer =
        answer == 0 ? demo_run("\nProfit and ROAS by quarter, on net revenue", profit) : answer;
    answer = answer == 0 ? demo_run("\nDashboard: net revenue by month", monthly) : answer;
    return answer == 0 ? demo_run("\nDashboard: where it came from", kinds) : answer;
}

int host_command_demo(host_app *app) {
    static const char *const init[] = {"init", "--currency", "USD", "--quiet", NULL};
    host_sample plan = demo_plan(app, "revops-demo");
    int answer = 0;

    if (demo_clear(plan.output, &app->error) != 0 || host_sample_write(&plan, &app->error) != 0) {
        return -1;
    }
    if (chdir(plan.output) != 0) {
        return host_fail(&app->error, "io", "cannot enter %s: %s", plan.output, strerror(errno));
    }
    /* What the environment says of another store does not concern the demo. */
    unsetenv("REVOPS_DB");
    unsetenv("REVOPS_CONFIG");
    unsetenv("REVOPS_TENANT");
    unsetenv("REVOPS_CURRENCY");
    answer = demo_run(NULL, init);
    answer = answer == 0 ? demo_import() : answer;
    answer = answer == 0 ? demo_reports(plan.as_of_day) : answer;
    if (answer == 0) {
        printf("\nThe files and the store are in %s\n", plan.output);
    }
    return answer;
}
