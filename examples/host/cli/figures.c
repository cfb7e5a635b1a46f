/* Figures: the library's revenue handle between the store and a report. */
#include "cli/figures.h"

#include <stdlib.h>
#include <string.h>

#include "revops/names.h"

#define FIGURES_DIMENSION(name, bit)                                                               \
    { #name, bit, offsetof(revops_revenue_row, name) }
/* In the order of the words of --by. */
static const host_dimension figures_dimensions[] = {
    FIGURES_DIMENSION(kind, REVOPS_DIMENSION_KIND),
    FIGURES_DIMENSION(stream, REVOPS_DIMENSION_STREAM),
    FIGURES_DIMENSION(platform, REVOPS_DIMENSION_PLATFORM),
    FIGURES_DIMENSION(project, REVOPS_DIMENSION_PROJECT),
    FIGURES_DIMENSION(product, REVOPS_DIMENSION_PRODUCT),
    FIGURES_DIMENSION(customer, REVOPS_DIMENSION_CUSTOMER),
};

enum { FIGURES_ROWS = 1024 };

/* Why a read of the library failed: the store knows better than "a callback failed". */
static int figures_fail(host_figures *figures, const host_scan *scan, const revops_error *err,
                        const char *what) {
    host_error *error = &figures->app->error;

    if (scan != NULL && err->status == REVOPS_E_HOST && host_scan_error(scan)->status != NULL) {
        *error = *host_scan_error(scan);
        return -1;
    }
    host_fail_library(error, err, what);
    /* Row and field are the answer's; a person looks for those of a file. */
    error->row = 0;
    error->column[0] = '\0';
    if (err->status == REVOPS_E_MISSING && error->expected[0] == '\0') {
        host_fail_hint(error, NULL, "a stored rate of that day or the seven days before",
                       "leave --currency away: each amount then stays in its own");
    }
    return -1;
}

typedef revops_status (*figures_read)(revops_revenue *, revops_source, void *, revops_error *);

/* Feed one scan; the days it met widen the reach of all data. */
static int figures_feed(host_figures *figures, host_scan_kind kind, figures_read read) {
    host_query query = {kind, 0, 0, 0, &figures->progress};
    bool days = kind != HOST_SCAN_RATES;
    host_scan *scan = NULL;
    host_days met;
    revops_error err;

    if (days && !figures->period.all) {
        query.from_day = figures->period.from_day;
        query.to_day = figures->period.to_day;
    }
    if (kind == HOST_SCAN_TRANSACTIONS || kind == HOST_SCAN_LINES) {
        query.stream = figures->stream;
    }
    if (host_store_scan(figures->app->store, &query, &scan, &figures->app->error) != 0) {
        return -1;
    }
    if (read(figures->revenue, host_scan_next, scan, &err) != REVOPS_OK) {
        figures_fail(figures, scan, &err, "read");
        host_scan_close(scan);
        return -1;
    }
    met = host_scan_days(scan);
    host_scan_close(scan);
    if (days && met.any && figures->period.all) {
        if (!figures->any || met.first_day < figures->period.from_day) {
            figures->period.from_day = met.first_day;
        }
        if (!figures->any || met.last_day + 1 > figures->period.to_day) {
            figures->period.to_day = met.last_day + 1;
        }
    }
    figures->any = figures->any || (days && met.any);
    return 0;
}

/* What the options say. */
static int figures_options(host_figures *figures) {
    const host_options *options = &figures->app->options;
    const char *stream = options->value[HOST_OPTION_STREAM];

    if (host_period_read(figures->app, &figures->period, &figures->app->error) != 0) {
        return -1;
    }
    if (host_option_given(options, HOST_OPTION_BY)) {
        figures->by = &figures_dimensions[options->number[HOST_OPTION_BY]];
    }
    if (stream != NULL && strcmp(stream, "all") != 0) {
        figures->stream = revops_key(stream, strlen(stream));
    }
    return 0;
}

static host_scan_kind figures_kind(const host_figures *figures) {
    bool by_product = figures->by != NULL && figures->by->bit == REVOPS_DIMENSION_PRODUCT;

    return by_product ? HOST_SCAN_LINES : HOST_SCAN_TRANSACTIONS;
}

int host_figures_scan(host_figures *figures, host_scan **scan) {
    host_query query = {figures_kind(figures), figures->period.from_day, figures->period.to_day,
                        figures->stream, &figures->progress};

    return host_store_scan(figures->app->store, &query, scan, &figures->app->error);
}

int host_figures_make(host_figures *figures, host_app *app, bool spend) {
    revops_revenue_options options = REVOPS_REVENUE_OPTIONS_INIT;
    revops_error err;
    int answer = 0;

    memset(figures, 0, sizeof *figures);
    figures->app = app;
    if (figures_options(figures) != 0 || host_store_begin(app->store, false, &app->error) != 0) {
        return -1;
    }
    /* A handle keeps at least one dimension; kind has the fewest values. */
    options.dimensions = figures->by != NULL ? figures->by->bit : REVOPS_DIMENSION_KIND;
    if (spend) {
        options.dimensions |= REVOPS_DIMENSION_PROJECT | REVOPS_DIMENSION_PRODUCT;
    }
    options.fx.currencies = app->config.tenant.currencies;
    if (revops_revenue_create(&figures->revenue, &options, NULL, &err) != REVOPS_OK) {
        return figures_fail(figures, NULL, &err, "create");
    }
    host_progress_start(&figures->progress, "reading", app->progress);
    answer = figures_feed(figures, figures_kind(figures), revops_revenue_read);
    if (answer == 0 && spend) {
        answer = figures_feed(figures, HOST_SCAN_SPEND, revops_revenue_read_spend);
    }
    if (answer == 0 && host_option_given(&app->options, HOST_OPTION_CURRENCY)) {
        answer = figures_feed(figures, HOST_SCAN_RATES, revops_revenue_read_rates);
    }
    host_progress_end(&figures->progress);
    return answer;
}

int host_figures_check_profit(host_app *app) {
    const char *by = app->options.value[HOST_OPTION_BY];

    if (by == NULL || strcmp(by, "project") == 0 || strcmp(by, "product") == 0) {
        return 0;
    }
    host_fail(&app->error, "usage", "profit has no rows by %s", by);
    return host_fail_hint(&app->error, by, "one of project product", "correct the option");
}

void host_figures_free(host_figures *figures) {
    revops_revenue_destroy(figures->revenue);
    figures->revenue = NULL;
    host_store_rollback(figures->app->store);
}

revops_revenue_query host_figures_query(const host_figures *figures) {
    revops_revenue_query query = REVOPS_REVENUE_QUERY_INIT;

    query.periods.granularity = figures->period.granularity;
    query.periods.from_day = figures->period.from_day;
    query.periods.to_day = figures->period.to_day;
    query.group_by = figures->by != NULL ? figures->by->bit : 0;
    query.currency = (uint32_t)figures->app->options.number[HOST_OPTION_CURRENCY];
    query.fill = 1;
    return query;
}

/* Room for more rows: doubles. */
static int figures_grow(host_figures *figures, void **rows, size_t *capacity, size_t row_size) {
    size_t wanted = *capacity == 0 ? FIGURES_ROWS : *capacity * 2;
    void *grown = realloc(*rows, wanted * row_size);

    if (grown == NULL) {
        return host_fail(&figures->app->error, "nomem", "no memory for the rows of the report");
    }
    *rows = grown;
    *capacity = wanted;
    return 0;
}

int host_figures_revenue_rows(host_figures *figures, const revops_revenue_query *query,
                              revops_revenue_row **out, size_t *count) {
    void *rows = NULL;
    size_t capacity = 0;
    size_t written = 0;
    revops_error err;

    *count = 0;
    while (*count == capacity) {
        if (figures_grow(figures, &rows, &capacity, sizeof **out) != 0) {
            free(rows);
            return -1;
        }
        if (revops_revenue_rows(figures->revenue, query, *count,
                                (revops_revenue_row *)rows + *count, capacity - *count,
                                sizeof **out, &written, &err) != REVOPS_OK) {
            free(rows);
            return figures_fail(figures, NULL, &err, "revenue");
        }
        *count += written;
    }
    *out = rows;
    return 0;
}

int host_figures_profit_rows(host_figures *figures, const revops_revenue_query *query,
                             revops_profit_row **out, size_t *count) {
    void *rows = NULL;
    size_t capacity = 0;
    size_t written = 0;
    revops_error err;

    *count = 0;
    while (*count == capacity) {
        if (figures_grow(figures, &rows, &capacity, sizeof **out) != 0) {
            free(rows);
            return -1;
        }
        if (revops_revenue_profit_rows(figures->revenue, query, *count,
                                       (revops_profit_row *)rows + *count, capacity - *count,
                                       sizeof **out, &written, &err) != REVOPS_OK) {
            free(rows);
            return figures_fail(figures, NULL, &err, "profit");
        }
        *count += written;
    }
    *out = rows;
    return 0;
}
