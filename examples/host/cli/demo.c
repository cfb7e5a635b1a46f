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

/* Files of the same names that no sample wrote are a person's own: they are not written over. */
static int demo_spare(const char *folder, host_error *error) {
    char path[HOST_PATH_SIZE];

    snprintf(path, sizeof path, "%s/controls.json", folder);
    if (access(path, F_OK) == 0) {
        return 0;
    }
    for (const char *const *name = host_sample_files(); *name != NULL; name++) {
        snprintf(path, sizeof path, "%s/%s", folder, *name);
        if (access(path, F_OK) == 0) {
            host_fail(error, "io", "%.200s is there already and is not a sample's", path);
            return host_fail_hint(error, folder, "a folder without files of these names",
                                  "name another folder with --output");
        }
    }
    return 0;
}

int host_command_sample(host_app *app) {
    host_sample plan = demo_plan(app, "sample");
    int answer = demo_spare(plan.output, &app->error);

    answer = answer == 0 ? host_sample_write(&plan, &app->error) : answer;
    if (answer == 0 && !host_option_given(&app->options, HOST_OPTION_QUIET)) {
        fprintf(stderr, "wrote controls.json");
        for (const char *const *name = host_sample_files(); *name != NULL; name++) {
            fprintf(stderr, " %s", *name);
        }
        fprintf(stderr, " in %s\n", plan.output);
    }
    return answer;
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

/* One table of the page: its heading, and the command that answers it with these fields. */
typedef struct demo_page {
    const char *title;
    const char *words[DEMO_ARGUMENTS];
    const char *const *fields; /* NULL: all */
} demo_page;

static int demo_run(const demo_page *page) {
    int count = 0;

    while (page->words[count] != NULL) {
        count++;
    }
    if (page->title != NULL) {
        printf("%s\n\n", page->title);
        fflush(stdout);
    }
    return host_run_fields(count, page->words, page->fields);
}

static int demo_import(void) {
    demo_page page = {"Imported", {"import", "--format", "table"}, NULL};
    int count = 3;

    for (const char *const *name = host_sample_files(); *name != NULL && count < DEMO_ARGUMENTS - 1;
         name++) {
        page.words[count++] = *name;
    }
    return demo_run(&page);
}

/* The figures of the sample business: its last month by day, then a dashboard that fits a screen of
 * 80 columns. */
static int demo_reports(int32_t as_of_day) {
    static const char *const profit[] = {"from_day",     "currency", "net_minor", "spend_minor",
                                         "profit_minor", "roas",     NULL};
    static const char *const kinds[] = {"currency",  "kind",      "count", "gross_minor",
                                        "fee_minor", "net_minor", NULL};
    static const char *const months[] = {"from_day",  "currency",  "count", "gross_minor",
                                         "fee_minor", "net_minor", NULL};
    static const char *const balance[] = {
        "platform",   "currency", "earned_minor", "available_minor", "pending_minor",
        "paid_minor", NULL};
    char as_of[16];
    const demo_page pages[] = {
        {"\nRevenue of the last month, day by day",
         {"revenue", "--period", "monthly", "--granularity", "daily", "--as-of", as_of, "--format",
          "table"},
         NULL},
        {"\nDashboard: profit and ROAS by quarter, on net revenue",
         {"profit", "--granularity", "quarterly", "--format", "table"},
         profit},
        {"\nDashboard: what net revenue is made of",
         {"revenue", "--by", "kind", "--granularity", "total", "--format", "table"},
         kinds},
        {"\nDashboard: where the earned money is",
         {"balance", "--as-of", as_of, "--format", "table"},
         balance},
        {"\nDashboard: net revenue of the year by month",
         {"revenue", "--period", "ytd", "--as-of", as_of, "--format", "table"},
         months},
    };
    int answer = 0;

    host_day_text(as_of, as_of_day);
    for (size_t i = 0; answer == 0 && i < sizeof pages / sizeof pages[0]; i++) {
        answer = demo_run(&pages[i]);
    }
    return answer;
}

int host_command_demo(host_app *app) {
    static const demo_page init = {NULL, {"init", "--currency", "USD", "--quiet"}, NULL};
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
    answer = demo_run(&init);
    answer = answer == 0 ? demo_import() : answer;
    answer = answer == 0 ? demo_reports(plan.as_of_day) : answer;
    if (answer == 0) {
        printf("\nThe files and the store are in %s: go there and ask further, for example\n"
               "  revops explain revenue --by kind --group chargeback\n",
               plan.output);
    }
    return answer;
}
