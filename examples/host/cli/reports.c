/* revenue and profit: the library's rows, in the order of their texts. */
#include <stdlib.h>
#include <string.h>

#include "cli/figures.h"
#include "cli/output.h"

/* A group and its text, to find the rank of each. */
typedef struct reports_group {
    uint64_t key; /* kinds: their number */
    char *text;
    size_t rank;
} reports_group;

/* Where a row stands: its part, its currency, the rank of its group. */
typedef struct reports_place {
    int32_t from_day;
    uint32_t currency;
    size_t rank;
    size_t row;
} reports_place;

/* The parts of a row that its order needs. */
typedef struct reports_row {
    int32_t from_day;
    uint32_t currency;
    uint64_t group;
} reports_row;

static int reports_by_key(const void *left, const void *right) {
    const reports_group *a = left;
    const reports_group *b = right;

    return a->key < b->key ? -1 : a->key > b->key;
}

static int reports_by_text(const void *left, const void *right) {
    const reports_group *a = left;
    const reports_group *b = right;

    return strcmp(a->text, b->text);
}

static int reports_by_place(const void *left, const void *right) {
    const reports_place *a = left;
    const reports_place *b = right;

    if (a->from_day != b->from_day) {
        return a->from_day < b->from_day ? -1 : 1;
    }
    if (a->currency != b->currency) {
        return a->currency < b->currency ? -1 : 1;
    }
    return a->rank < b->rank ? -1 : a->rank > b->rank;
}

/* The text of a group: a word of the shape for kinds, else a name of the store; "" for none. */
static char *reports_text(host_figures *figures, uint64_t key) {
    const revops_field *kind = &host_transactions.shape->fields[2];
    host_text text = {"", 0};
    char *copy = NULL;

    if (figures->by->bit == REVOPS_DIMENSION_KIND) {
        for (uint32_t i = 0; i < kind->word_count; i++) {
            if ((uint64_t)kind->words[i].value == key) {
                text = (host_text){kind->words[i].name, strlen(kind->words[i].name)};
            }
        }
    } else if (host_store_name(figures->app->store, key, &text, &figures->app->error) != 0) {
        return NULL;
    }
    copy = malloc(text.size + 1);
    if (copy == NULL) {
        host_fail(&figures->app->error, "nomem", "no memory for the names of the report");
        return NULL;
    }
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    return copy;
}

/* Each group once, by key, with its rank among the texts; the empty text is first. */
static int reports_rank(host_figures *figures, reports_group *groups, size_t *count) {
    size_t unique = 0;

    qsort(groups, *count, sizeof groups[0], reports_by_key);
    for (size_t i = 0; i < *count; i++) {
        if (unique == 0 || groups[unique - 1].key != groups[i].key) {
            groups[unique++] = groups[i];
        }
    }
    *count = unique;
    for (size_t i = 0; i < unique; i++) {
        groups[i].text = reports_text(figures, groups[i].key);
        if (groups[i].text == NULL) {
            return -1;
        }
    }
    qsort(groups, unique, sizeof groups[0], reports_by_text);
    for (size_t i = 0; i < unique; i++) {
        groups[i].rank = i;
    }
    qsort(groups, unique, sizeof groups[0], reports_by_key);
    return 0;
}

static int reports_places(host_figures *figures, reports_place *places, reports_group *groups,
                          size_t count, reports_row (*look)(const host_figures *, const void *),
                          const char *rows, size_t row_size) {
    size_t group_count = count;
    int answer = 0;

    for (size_t i = 0; i < count; i++) {
        groups[i] = (reports_group){look(figures, rows + i * row_size).group, NULL, 0};
    }
    answer = figures->by != NULL ? reports_rank(figures, groups, &group_count) : 0;
    for (size_t i = 0; answer == 0 && i < count; i++) {
        reports_row row = look(figures, rows + i * row_size);
        reports_group wanted = {row.group, NULL, 0};
        const reports_group *group = figures->by != NULL ? bsearch(&wanted, groups, group_count,
                                                                   sizeof groups[0], reports_by_key)
                                                         : NULL;

        places[i] = (reports_place){row.from_day, row.currency, group != NULL ? group->rank : 0, i};
    }
    for (size_t i = 0; figures->by != NULL && i < group_count; i++) {
        free(groups[i].text);
    }
    qsort(places, count, sizeof places[0], reports_by_place);
    return answer;
}

/* Print rows by from_day, currency, text of the group. */
static int reports_print(host_figures *figures, const host_report *report, const char *rows,
                         size_t count, size_t row_size,
                         reports_row (*look)(const host_figures *, const void *)) {
    host_app *app = figures->app;
    reports_place *places = calloc(count + 1, sizeof places[0]);
    reports_group *groups = calloc(count + 1, sizeof groups[0]);
    host_output *output = NULL;
    int answer = 0;

    if (places == NULL || groups == NULL) {
        answer = host_fail(&app->error, "nomem", "no memory for the rows of the report");
    } else {
        answer = reports_places(figures, places, groups, count, look, rows, row_size);
    }
    if (answer == 0) {
        answer = host_output_open(app, report, &output);
    }
    for (size_t i = 0; answer == 0 && i < count; i++) {
        answer = host_output_rows(output, rows + places[i].row * row_size, 1);
    }
    if (answer == 0) {
        answer = host_output_close(output);
    } else {
        host_output_drop(output);
    }
    free(places);
    free(groups);
    return answer;
}

static reports_row reports_look_revenue(const host_figures *figures, const void *bytes) {
    const revops_revenue_row *row = bytes;
    reports_row seen = {row->from_day, row->currency, 0};

    if (figures->by != NULL && figures->by->bit == REVOPS_DIMENSION_KIND) {
        seen.group = (uint64_t)(int64_t)row->kind;
    } else if (figures->by != NULL) {
        memcpy(&seen.group, (const char *)bytes + figures->by->revenue_offset, sizeof seen.group);
    }
    return seen;
}

static reports_row reports_look_profit(const host_figures *figures, const void *bytes) {
    const revops_profit_row *row = bytes;
    reports_row seen = {row->from_day, row->currency, 0};

    if (figures->by != NULL) {
        seen.group = figures->by->bit == REVOPS_DIMENSION_PRODUCT ? row->product : row->project;
    }
    return seen;
}

/* The members of a report over a range. */
static host_report reports_head(const host_figures *figures, const char *name, const char *shape,
                                const char *const *fields) {
    return (host_report){
        .name = name,
        .shape = revops_shape_find(shape),
        .fields = figures->app->fields != NULL ? figures->app->fields : fields,
        .granularity = host_granularity_word(figures->period.granularity),
        .from_day = figures->period.from_day,
        .to_day = figures->period.to_day,
        .ranged = figures->any || !figures->period.all,
        .totals = true,
    };
}

static int reports_revenue(host_figures *figures) {
    const char *fields[] = {"from_day",  "to_day",    "currency",  "count", "gross_minor",
                            "tax_minor", "fee_minor", "net_minor", NULL,    NULL};
    revops_revenue_query query = host_figures_query(figures);
    host_report report = reports_head(figures, "revenue", "revenue_row", fields);
    revops_revenue_row *rows = NULL;
    size_t count = 0;
    int answer = 0;

    if (figures->by != NULL) {
        memmove(fields + 4, fields + 3, 5 * sizeof fields[0]);
        fields[3] = figures->by->name;
        /* A transaction counts once for each product of its lines. */
        report.unsummed = figures->by->bit == REVOPS_DIMENSION_PRODUCT ? "count" : NULL;
    }
    if (figures->any && host_figures_revenue_rows(figures, &query, &rows, &count) != 0) {
        return -1;
    }
    answer = reports_print(figures, &report, (const char *)rows, count, sizeof rows[0],
                           reports_look_revenue);
    free(rows);
    return answer;
}

static int reports_profit(host_figures *figures) {
    const char *fields[] = {"from_day",     "to_day",    "currency",  "gross_minor",
                            "tax_minor",    "fee_minor", "net_minor", "spend_minor",
                            "profit_minor", "roas",      NULL,        NULL};
    revops_revenue_query query = host_figures_query(figures);
    host_report report = reports_head(figures, "profit", "profit_row", fields);
    revops_profit_row *rows = NULL;
    size_t count = 0;
    int answer = 0;

    if (figures->by != NULL) {
        memmove(fields + 4, fields + 3, 7 * sizeof fields[0]);
        fields[3] = figures->by->name;
    }
    if (figures->any && host_figures_profit_rows(figures, &query, &rows, &count) != 0) {
        return -1;
    }
    answer = reports_print(figures, &report, (const char *)rows, count, sizeof rows[0],
                           reports_look_profit);
    free(rows);
    return answer;
}

int host_command_revenue(host_app *app) {
    host_figures figures;
    int answer = host_figures_make(&figures, app, false);

    answer = answer == 0 ? reports_revenue(&figures) : answer;
    host_figures_free(&figures);
    return answer;
}

int host_command_profit(host_app *app) {
    host_figures figures;
    int answer = 0;

    if (host_figures_check_profit(app) != 0) {
        return -1;
    }
    answer = host_figures_make(&figures, app, true);
    answer = answer == 0 ? reports_profit(&figures) : answer;
    host_figures_free(&figures);
    return answer;
}
