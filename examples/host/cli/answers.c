/* Reports of the catalogue: a table says which stored rows feed which kind of handle, and one loop
 * feeds it, asks it and prints its rows. Options and queries are filled by the names of their
 * shapes' fields, so nothing here knows a struct of the library. */
#include "cli/answers.h"

#include <stdlib.h>
#include <string.h>

#include "cli/output.h"
#include "cli/period.h"
#include "revops/catalog.h"
#include "revops/date.h"

enum { ANSWER_FEEDS = 6, ANSWER_ROWS = 4096, ANSWER_STRUCT = 512 };

typedef struct answer_feed {
    const char *name; /* NULL ends them; `rates` is fed with --currency alone */
    host_scan_kind scan;
} answer_feed;

struct host_answer {
    const char *command, *by; /* by: the word of --by, NULL: without it */
    const char *kind, *report;
    answer_feed feeds[ANSWER_FEEDS];
    const char *unsummed; /* see host_report */
    bool totals;
    const char *missing, *fix; /* what else may be missing, and how to add it */
    const char *fields[20];    /* in the order of printing */
};

#define ANSWER_PAYOUTS                                                                             \
    {                                                                                              \
        {"transactions", HOST_SCAN_PAYOUT_TRANSACTIONS}, {"payouts", HOST_SCAN_PAYOUTS}, {         \
            NULL, HOST_SCAN_RATES                                                                  \
        }                                                                                          \
    }
#define ANSWER_COMMISSIONS                                                                         \
    {                                                                                              \
        {"rates_per_unit", HOST_SCAN_COMMISSION_RATES}, {"activity", HOST_SCAN_COMMISSIONS},       \
            {"settlements", HOST_SCAN_COMMISSION_SETTLEMENTS}, {"rates", HOST_SCAN_RATES}, {       \
            NULL, HOST_SCAN_RATES                                                                  \
        }                                                                                          \
    }
#define ANSWER_ALLOCATIONS                                                                         \
    {                                                                                              \
        {"rules", HOST_SCAN_SPLITS}, {"transactions", HOST_SCAN_SPLIT_TRANSACTIONS},               \
            {"spend", HOST_SCAN_SPEND}, {"settlements", HOST_SCAN_SETTLEMENTS},                    \
            {"rates", HOST_SCAN_RATES}, {                                                          \
            NULL, HOST_SCAN_RATES                                                                  \
        }                                                                                          \
    }
#define ANSWER_NO_RATE                                                                             \
    "a reported commission, or an agreed rate of that day",                                        \
        "import the agreed rates: revops import commission_rates.csv"
#define ANSWER_NO_RULE                                                                             \
    "rules for every product on every day, and the sale of every refund",                          \
        "set rules: revops splits set splits.csv"

static const host_answer answers[] = {
    {"payouts",
     NULL,
     "payouts",
     "rows",
     ANSWER_PAYOUTS,
     NULL,
     true,
     NULL,
     NULL,
     {"payout", "currency", "member_count", "gross_minor", "tax_minor", "fee_minor", "net_minor",
      "reserve_minor", "payout_fee_minor", "paid_minor", "unexplained_minor", NULL}},
    {"balance",
     NULL,
     "payouts",
     "balance_rows",
     ANSWER_PAYOUTS,
     NULL,
     true,
     NULL,
     NULL,
     {"platform", "currency", "earned_minor", "available_minor", "pending_minor", "reserved_minor",
      "paid_minor", NULL}},
    {"commissions",
     NULL,
     "commissions",
     "rows",
     ANSWER_COMMISSIONS,
     NULL,
     false,
     ANSWER_NO_RATE,
     {"from_day", "to_day", "currency", "platform", "basis", "quantity", "accrued_minor",
      "variance_minor", "customer_count", "average", "growth", NULL}},
    {"commissions",
     "asset_class",
     "commissions",
     "rows",
     ANSWER_COMMISSIONS,
     NULL,
     false,
     ANSWER_NO_RATE,
     {"from_day", "to_day", "currency", "platform", "basis", "asset_class", "quantity",
      "accrued_minor", "variance_minor", "customer_count", "average", "growth", NULL}},
    {"commissions",
     "platform",
     "commissions",
     "balance_rows",
     ANSWER_COMMISSIONS,
     NULL,
     false,
     ANSWER_NO_RATE,
     {"from_day", "to_day", "currency", "platform", "opening_minor", "accrued_minor",
      "received_minor", "closing_minor", NULL}},
    {"allocations",
     NULL,
     "allocations",
     "rows",
     ANSWER_ALLOCATIONS,
     "base_minor",
     true,
     ANSWER_NO_RULE,
     {"economic_day", "transaction", "kind", "currency", "party", "role", "product", "project",
      "base_minor", "share", "amount_minor", NULL}},
    {"allocations",
     "party",
     "allocations",
     "day_rows",
     ANSWER_ALLOCATIONS,
     NULL,
     true,
     ANSWER_NO_RULE,
     {"economic_day", "currency", "project", "product", "party", "role", "count", "amount_minor",
      NULL}},
    {"statements",
     NULL,
     "allocations",
     "statement_rows",
     ANSWER_ALLOCATIONS,
     NULL,
     false,
     ANSWER_NO_RULE,
     {"from_day", "to_day", "currency", "party", "opening_minor", "allocated_minor",
      "reversed_minor", "settled_minor", "closing_minor", NULL}},
    {"owner-profit",
     NULL,
     "allocations",
     "owner_profit_rows",
     ANSWER_ALLOCATIONS,
     NULL,
     true,
     ANSWER_NO_RULE,
     {"from_day", "to_day", "currency", "net_minor", "owner_net_minor", "spend_minor",
      "owner_profit_minor", "owner_roas", NULL}},
    {"owner-profit",
     "project",
     "allocations",
     "owner_profit_rows",
     ANSWER_ALLOCATIONS,
     NULL,
     true,
     ANSWER_NO_RULE,
     {"from_day", "to_day", "currency", "project", "net_minor", "owner_net_minor", "spend_minor",
      "owner_profit_minor", "owner_roas", NULL}},
    {"owner-profit",
     "product",
     "allocations",
     "owner_profit_rows",
     ANSWER_ALLOCATIONS,
     NULL,
     true,
     ANSWER_NO_RULE,
     {"from_day", "to_day", "currency", "product", "net_minor", "owner_net_minor", "spend_minor",
      "owner_profit_minor", "owner_roas", NULL}},
};
enum { ANSWERS = sizeof answers / sizeof answers[0] };

/* Memory for a struct of the library whose shape is known at run time. */
typedef union answer_struct {
    char bytes[ANSWER_STRUCT];
    int64_t wide;
    void *pointer;
} answer_struct;

/* ---- structs by their shapes ---- */

static const revops_field *answer_field(const revops_shape *shape, const char *name) {
    for (uint32_t i = 0; shape != NULL && i < shape->field_count; i++) {
        const revops_field *field = revops_shape_field(shape, i);

        if (strcmp(field->name, name) == 0) {
            return field;
        }
    }
    return NULL;
}

/* Set a member of that name, if the struct has one. */
static void answer_set(const revops_shape *shape, answer_struct *out, const char *name,
                       int64_t value) {
    const revops_field *field = answer_field(shape, name);
    int32_t narrow = (int32_t)value;

    if (field == NULL) {
        return;
    }
    if (field->type == REVOPS_TYPE_INT32 || field->type == REVOPS_TYPE_UINT32) {
        memcpy(out->bytes + field->offset, &narrow, sizeof narrow);
    } else {
        memcpy(out->bytes + field->offset, &value, sizeof value);
    }
}

/* An empty struct that says how large it is. False: it is larger than the room for it. */
static bool answer_clear(const revops_shape *shape, answer_struct *out) {
    size_t size = shape != NULL ? shape->size : 0;

    memset(out, 0, sizeof *out);
    memcpy(out->bytes, &size, sizeof size);
    return size <= sizeof *out;
}

/* The bit of a word in the mask `group_by`; 0: it has none. */
static int64_t answer_group(const revops_shape *query, const char *word) {
    const revops_field *field = answer_field(query, "group_by");

    for (uint32_t i = 0; field != NULL && word != NULL && i < field->word_count; i++) {
        if (strcmp(field->words[i].name, word) == 0) {
            return field->words[i].value;
        }
    }
    return 0;
}

/* ---- feeding ---- */

/* Why a call of the library failed: the store knows better than "a callback failed". */
static int answer_fail(host_answering *answering, const host_scan *scan, const revops_error *err) {
    host_app *app = answering->app;
    const host_answer *plan = answering->plan;
    bool converts = host_option_given(&app->options, HOST_OPTION_CURRENCY);

    if (scan != NULL && err->status == REVOPS_E_HOST && host_scan_error(scan)->status != NULL) {
        app->error = *host_scan_error(scan);
        return -1;
    }
    host_fail_library(&app->error, err, plan->command);
    app->error.row = 0; /* of a batch: a person looks for the row of a file */
    app->error.column[0] = '\0';
    if (err->status == REVOPS_E_MISSING && plan->missing != NULL && !converts) {
        return host_fail_hint(&app->error, NULL, plan->missing, plan->fix);
    }
    if (err->status == REVOPS_E_MISSING && converts) {
        return host_fail_hint(&app->error, NULL,
                              "a stored rate of that day or the seven days before",
                              "leave --currency away: each amount then stays in its own");
    }
    return -1;
}

static const revops_feed *answer_feed_find(const revops_handle_kind *kind, const char *name) {
    const char *at = (const char *)kind->feeds;

    for (uint32_t i = 0; i < kind->feed_count; i++, at += kind->feed_size) {
        const revops_feed *feed = (const revops_feed *)(const void *)at;

        if (strcmp(feed->name, name) == 0) {
            return feed;
        }
    }
    return NULL;
}

static const revops_report *answer_report_find(const revops_handle_kind *kind, const char *name) {
    const char *at = (const char *)kind->reports;

    for (uint32_t i = 0; i < kind->report_count; i++, at += kind->report_size) {
        const revops_report *report = (const revops_report *)(const void *)at;

        if (strcmp(report->name, name) == 0) {
            return report;
        }
    }
    return NULL;
}

/* All rows of one feed: openings and refunds need those before the period, too. */
static int answer_feed_one(host_answering *answering, const answer_feed *from) {
    const host_query query = {.kind = from->scan, .progress = &answering->progress};
    const revops_feed *feed = answer_feed_find(answering->kind, from->name);
    host_scan *scan = NULL;
    revops_error err;
    host_days met;
    int answer = 0;

    if (feed == NULL) {
        return host_fail(&answering->app->error, "internal", "there is no feed %s", from->name);
    }
    if (host_store_scan(answering->app->store, &query, &scan, &answering->app->error) != 0) {
        return -1;
    }
    if (feed->read(answering->handle, host_scan_next, scan, &err) != REVOPS_OK) {
        answer = answer_fail(answering, scan, &err);
    }
    met = host_scan_days(scan);
    host_scan_close(scan);
    if (from->scan != HOST_SCAN_RATES && met.any) {
        int32_t first = met.first_day;
        int32_t end = met.last_day + 1;

        first = answering->any && answering->first_day < first ? answering->first_day : first;
        end = answering->any && answering->end_day > end ? answering->end_day : end;
        answering->first_day = first;
        answering->end_day = end;
        answering->any = true;
    }
    return answer;
}

static int answer_feed_all(host_answering *answering) {
    host_app *app = answering->app;
    int answer = 0;

    host_progress_start(&answering->progress, "reading", app->progress);
    for (const answer_feed *feed = answering->plan->feeds; answer == 0 && feed->name != NULL;
         feed++) {
        if (feed->scan != HOST_SCAN_RATES ||
            host_option_given(&app->options, HOST_OPTION_CURRENCY)) {
            answer = answer_feed_one(answering, feed);
        }
    }
    host_progress_end(&answering->progress);
    return answer;
}

/* ---- life ---- */

static const host_answer *answer_plan(const char *command, const char *by) {
    for (size_t i = 0; i < ANSWERS; i++) {
        bool same = by == NULL || answers[i].by == NULL ? by == answers[i].by
                                                        : strcmp(by, answers[i].by) == 0;

        if (same && strcmp(answers[i].command, command) == 0) {
            return &answers[i];
        }
    }
    return NULL;
}

bool host_answer_known(const char *command) {
    for (size_t i = 0; i < ANSWERS; i++) {
        if (strcmp(answers[i].command, command) == 0) {
            return revops_catalog_find(answers[i].kind) != NULL;
        }
    }
    return true;
}

int host_answer_make(host_answering *answering, host_app *app, const char *command,
                     const char *by) {
    answer_struct options;
    revops_error err;

    memset(answering, 0, sizeof *answering);
    answering->app = app;
    answering->plan = answer_plan(command, by);
    answering->kind = answering->plan != NULL ? revops_catalog_find(answering->plan->kind) : NULL;
    answering->report = answering->kind != NULL
                            ? answer_report_find(answering->kind, answering->plan->report)
                            : NULL;
    if (answering->report == NULL || !answer_clear(answering->kind->options, &options)) {
        return host_fail(&app->error, "internal", "the library has no %s", command);
    }
    if (host_period_read(app, &answering->period, &app->error) != 0 ||
        host_store_begin(app->store, false, &app->error) != 0) {
        return -1;
    }
    answer_set(answering->kind->options, &options, "defs",
               (int64_t)(intptr_t)app->config.tenant.currencies.defs);
    answer_set(answering->kind->options, &options, "def_count",
               (int64_t)app->config.tenant.currencies.def_count);
    if (answering->kind->create(&answering->handle,
                                answering->kind->options != NULL ? &options : NULL, NULL,
                                &err) != REVOPS_OK) {
        return answer_fail(answering, NULL, &err);
    }
    return answer_feed_all(answering);
}

void host_answer_free(host_answering *answering) {
    if (answering->handle != NULL) {
        answering->kind->destroy(answering->handle);
    }
    free(answering->rows);
    host_store_rollback(answering->app->store);
}

/* ---- asking ---- */

static void answer_query(const host_answering *answering, answer_struct *query) {
    const revops_shape *shape = answering->report->query;
    const host_app *app = answering->app;

    (void)answer_clear(shape, query);
    answer_set(shape, query, "granularity", answering->period.granularity);
    if (!answering->period.all) {
        answer_set(shape, query, "from_day", answering->period.from_day);
        answer_set(shape, query, "to_day", answering->period.to_day);
    }
    answer_set(shape, query, "group_by", answer_group(shape, answering->plan->by));
    answer_set(shape, query, "currency", app->options.number[HOST_OPTION_CURRENCY]);
    answer_set(shape, query, "as_of_day", app->as_of_day);
}

/* A report without a query answers for all days: the period picks its rows. */
static void answer_pick(host_answering *answering) {
    const revops_field *day = answer_field(answering->report->row, "economic_day");
    size_t size = answering->report->row->size;
    size_t kept = 0;

    if (answering->report->query != NULL || day == NULL || answering->period.all) {
        return;
    }
    for (size_t i = 0; i < answering->count; i++) {
        const char *row = answering->rows + i * size;
        int32_t at = 0;

        memcpy(&at, row + day->offset, sizeof at);
        if (at >= answering->period.from_day && at < answering->period.to_day) {
            memmove(answering->rows + kept++ * size, row, size);
        }
    }
    answering->count = kept;
}

int host_answer_rows(host_answering *answering) {
    const revops_report *report = answering->report;
    size_t size = report->row->size;
    size_t capacity = 0;
    size_t written = 0;
    answer_struct query;
    revops_error err;

    answer_query(answering, &query);
    while (answering->count == capacity) {
        char *grown = NULL;

        capacity = capacity == 0 ? ANSWER_ROWS : capacity * 2;
        grown = realloc(answering->rows, capacity * size);
        if (grown == NULL) {
            return host_fail(&answering->app->error, "nomem", "no memory for the rows");
        }
        answering->rows = grown;
        if (report->rows(answering->handle, report->query != NULL ? &query : NULL, answering->count,
                         grown + answering->count * size, capacity - answering->count, size,
                         &written, &err) != REVOPS_OK) {
            return answer_fail(answering, NULL, &err);
        }
        answering->count += written;
    }
    answer_pick(answering);
    return 0;
}

/* ---- printing ---- */

static int answer_print(host_answering *answering) {
    host_app *app = answering->app;
    const host_answer *plan = answering->plan;
    bool ranged = answer_field(answering->report->row, "from_day") != NULL ||
                  answer_field(answering->report->row, "economic_day") != NULL;
    const host_report report = {
        .name = plan->command,
        .shape = answering->report->row,
        .fields = app->fields != NULL ? app->fields : plan->fields,
        .granularity = ranged ? host_granularity_word(answering->period.granularity) : NULL,
        .from_day = answering->period.all ? answering->first_day : answering->period.from_day,
        .to_day = answering->period.all ? answering->end_day : answering->period.to_day,
        .ranged = answering->any || !answering->period.all,
        .totals = plan->totals,
        .unsummed = plan->unsummed,
    };
    size_t *order = NULL;
    host_output *output = NULL;
    int answer = host_sort_rows(app, report.shape, answering->rows, answering->count, &order);

    answer = answer == 0 ? host_output_open(app, &report, &output) : answer;
    for (size_t i = 0; answer == 0 && i < answering->count; i++) {
        answer = host_output_rows(output, answering->rows + order[i] * report.shape->size, 1);
    }
    free(order);
    if (answer == 0) {
        return host_output_close(output);
    }
    host_output_drop(output);
    return -1;
}

int host_command_answer(host_app *app) {
    host_answering answering;
    const char *stream = app->options.value[HOST_OPTION_STREAM];
    int answer = 0;

    if (stream != NULL && strcmp(stream, "all") != 0) {
        host_fail(&app->error, "usage", "%s has no streams", app->command->name);
        return host_fail_hint(&app->error, stream, "all", "leave --stream away");
    }
    answer =
        host_answer_make(&answering, app, app->command->name, app->options.value[HOST_OPTION_BY]);
    answer = answer == 0 ? host_answer_rows(&answering) : answer;
    answer = answer == 0 ? answer_print(&answering) : answer;
    host_answer_free(&answering);
    return answer;
}
