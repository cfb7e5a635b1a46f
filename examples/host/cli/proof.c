/* explain: the stored rows that make up one figure. The library lists them and proves that they sum
 * to it; nothing is converted here. */
#include <stdlib.h>
#include <string.h>

#include "cli/figures.h"
#include "cli/output.h"
#include "revops/names.h"

static const char *const proof_revenue_fields[] = {"net_minor", "gross_minor",  "tax_minor",
                                                   "fee_minor", "refund_minor", NULL};
static const char *const proof_profit_fields[] = {
    "net_minor", "gross_minor", "tax_minor", "fee_minor", "spend_minor", "profit_minor", NULL};

/* One explanation. */
typedef struct proof_call {
    host_figures figures;
    const char *field;
    bool profit;
    bool grouped;
    uint64_t group; /* key, or number of a kind */
    uint64_t cells;
} proof_call;

static bool proof_is(const proof_call *proof, const char *field) {
    return strcmp(proof->field, field) == 0;
}

/* A usage error: the message, and behind it the word that it is about. */
static int proof_usage(host_app *app, const char *message, const char *value,
                       const char *expected) {
    host_fail(&app->error, "usage", value != NULL ? "%s %.60s" : "%s", message, value);
    return host_fail_hint(&app->error, value, expected, "correct the options");
}

/* --field: an amount of the report. */
static int proof_field(host_app *app, proof_call *proof) {
    const char *const *fields = proof->profit ? proof_profit_fields : proof_revenue_fields;
    const char *wanted = app->options.value[HOST_OPTION_FIELD];
    char expected[120] = "";

    proof->field = fields[0];
    for (size_t i = 0; wanted != NULL && fields[i] != NULL; i++) {
        strcat(strcat(expected, i > 0 ? " " : ""), fields[i]);
        if (strcmp(fields[i], wanted) == 0) {
            proof->field = fields[i];
            return 0;
        }
    }
    return wanted == NULL ? 0 : proof_usage(app, "explain has no amount", wanted, expected);
}

/* --group: the key of its text; empty is the group of rows that name none. */
static int proof_group(host_app *app, proof_call *proof) {
    const char *text = app->options.value[HOST_OPTION_GROUP];
    const revops_field *kind = &host_transactions.shape->fields[2];
    host_text name;

    proof->grouped = text != NULL;
    if (proof->grouped != host_option_given(&app->options, HOST_OPTION_BY)) {
        return proof_usage(app, "--by and --group go together", NULL,
                           "both, or neither of the two");
    }
    if (!proof->grouped || text[0] == '\0') {
        return 0;
    }
    if (strcmp(app->options.value[HOST_OPTION_BY], "kind") != 0) {
        proof->group = revops_key(text, strlen(text));
        if (host_store_name(app->store, proof->group, &name, &app->error) != 0) {
            host_fail(&app->error, app->error.status, "no stored row names %.60s", text);
            return host_fail_hint(&app->error, text, "a group of this report",
                                  "see the same command without explain and --group");
        }
        return 0;
    }
    for (uint32_t i = 0; i < kind->word_count; i++) {
        if (strcmp(kind->words[i].name, text) == 0) {
            proof->group = (uint64_t)kind->words[i].value;
            return 0;
        }
    }
    return proof_usage(app, "there is no kind", text,
                       "sale refund chargeback chargeback_reversal fee adjustment");
}

/* What may be explained, by which groups. */
static int proof_options(host_app *app, proof_call *proof) {
    const char *what = app->options.words[1];

    proof->profit = strcmp(what, "profit") == 0;
    if (!proof->profit && strcmp(what, "revenue") != 0) {
        return proof_usage(app, "explain knows no report", what, "revenue profit");
    }
    if (host_option_given(&app->options, HOST_OPTION_CURRENCY)) {
        return proof_usage(app, "explain converts nothing", NULL, "no --currency");
    }
    if (proof->profit && host_figures_check_profit(app) != 0) {
        return -1;
    }
    return proof_field(app, proof) != 0 ? -1 : proof_group(app, proof);
}

static int32_t proof_sink(void *user, const void *data, size_t count) {
    proof_call *proof = user;
    host_app *app = proof->figures.app;

    return host_store_explain_add(app->store, data, count, &app->error) == 0 ? REVOPS_MORE : -1;
}

/* Whether a row is of the group that was asked for. */
static bool proof_wants(const proof_call *proof, const revops_revenue_row *row) {
    uint64_t key = 0;

    if (!proof->grouped) {
        return true;
    }
    if (proof->figures.by->bit == REVOPS_DIMENSION_KIND) {
        return (uint64_t)(int64_t)row->kind == proof->group;
    }
    memcpy(&key, (const char *)row + proof->figures.by->revenue_offset, sizeof key);
    return key == proof->group;
}

/* The transactions behind one cell. */
static int proof_cell(proof_call *proof, const revops_revenue_query *query,
                      const revops_revenue_row *cell) {
    host_app *app = proof->figures.app;
    const char *field = proof_is(proof, "profit_minor") ? "net_minor" : proof->field;
    host_scan *scan = NULL;
    revops_error err;
    int answer = 0;

    if (host_figures_scan(&proof->figures, &scan) != 0) {
        return -1;
    }
    app->error.status = NULL;
    if (revops_revenue_explain(proof->figures.revenue, query, cell, field, host_scan_next, scan,
                               proof_sink, proof, &err) != REVOPS_OK) {
        answer = -1;
        if (host_scan_error(scan)->status != NULL) {
            app->error = *host_scan_error(scan);
        } else if (app->error.status == NULL) {
            host_fail_library(&app->error, &err, "explain");
        }
    }
    host_scan_close(scan);
    return answer;
}

static int proof_revenue(proof_call *proof, const revops_revenue_query *query) {
    revops_revenue_row *rows = NULL;
    size_t count = 0;
    int answer = host_figures_revenue_rows(&proof->figures, query, &rows, &count);

    for (size_t i = 0; answer == 0 && i < count; i++) {
        if (proof_wants(proof, &rows[i])) {
            answer = proof_cell(proof, query, &rows[i]);
        }
    }
    free(rows);
    return answer;
}

/* The spend rows behind one cell must sum to what the library says was spent. */
static int proof_spend_cell(proof_call *proof, const host_spend_query *query, int64_t spend_minor) {
    host_app *app = proof->figures.app;
    int64_t sum_minor = 0;

    if (host_store_explain_spend(app->store, query, &sum_minor, &app->error) != 0) {
        return -1;
    }
    if (sum_minor != spend_minor) {
        return host_fail(&app->error, "internal", "the spend rows do not sum to the figure");
    }
    return 0;
}

/* The spend behind the cells of profit: negative where it lowers the figure. */
static int proof_spend(proof_call *proof, const revops_revenue_query *query) {
    host_figures *figures = &proof->figures;
    revops_profit_row *rows = NULL;
    size_t count = 0;
    int answer = host_figures_profit_rows(figures, query, &rows, &count);

    for (size_t i = 0; answer == 0 && i < count; i++) {
        bool by_product = figures->by != NULL && figures->by->bit == REVOPS_DIMENSION_PRODUCT;
        uint64_t key = by_product ? rows[i].product : rows[i].project;
        host_spend_query spend = {figures->period.from_day,
                                  figures->period.to_day,
                                  rows[i].currency,
                                  proof_is(proof, "spend_minor") ? 1 : -1,
                                  proof->grouped && !by_product,
                                  by_product,
                                  key,
                                  key};

        if (!proof->grouped || key == proof->group) {
            answer = proof_spend_cell(proof, &spend, rows[i].spend_minor);
        }
    }
    free(rows);
    return answer;
}

static int proof_print(proof_call *proof) {
    host_app *app = proof->figures.app;
    const host_report report = {.name = "explain",
                                .shape = &host_explained_shape,
                                .granularity = "total",
                                .from_day = proof->figures.period.from_day,
                                .to_day = proof->figures.period.to_day,
                                .ranged = proof->figures.any || !proof->figures.period.all,
                                .totals = true};
    host_output *output = NULL;
    host_list *list = NULL;
    host_explained row;
    int answer = 0;

    if (host_store_explain_list(app->store, &list, &app->error) != 0) {
        return -1;
    }
    if (host_output_open(app, &report, &output) != 0) {
        host_list_close(list);
        return -1;
    }
    while ((answer = host_list_next(list, &row, &app->error)) == 1 &&
           (answer = host_output_rows(output, &row, 1)) == 0) {
    }
    host_list_close(list);
    if (answer != 0) {
        host_output_drop(output);
        return -1;
    }
    return host_output_close(output);
}

int host_command_explain(host_app *app) {
    proof_call proof = {.grouped = false};
    revops_revenue_query query;
    int answer = proof_options(app, &proof);

    if (answer != 0) {
        return answer;
    }
    answer = host_figures_make(&proof.figures, app, proof.profit);
    query = host_figures_query(&proof.figures);
    query.periods.granularity = REVOPS_GRANULARITY_TOTAL;
    query.fill = 0;
    if (answer == 0 && proof.figures.any && !proof_is(&proof, "spend_minor")) {
        answer = proof_revenue(&proof, &query);
    }
    if (answer == 0 && proof.figures.any &&
        (proof_is(&proof, "spend_minor") || proof_is(&proof, "profit_minor"))) {
        answer = proof_spend(&proof, &query);
    }
    answer = answer == 0 ? proof_print(&proof) : answer;
    host_figures_free(&proof.figures);
    return answer;
}
