/* Reports of the catalogue, from stored rows to printed ones. */
#ifndef HOST_ANSWERS_H
#define HOST_ANSWERS_H

#include "cli/period.h"
#include "revops/catalog.h"

/* What a command asks of which kind of handle. */
typedef struct host_answer host_answer;

/* A report that is being made. */
typedef struct host_answering {
    host_app *app;
    const host_answer *plan;
    const revops_handle_kind *kind;
    const revops_report *report;
    host_period period;
    int32_t first_day, end_day; /* of all data that was fed */
    bool any;                   /* there is some */
    void *handle;
    char *rows; /* records of report->row, in the library's order */
    size_t count;
    host_progress progress;
} host_answering;

/* Whether the library has the kind of handle that a command asks; true for other commands. */
bool host_answer_known(const char *command);

/* Make and feed the handle of a command (with the word of its --by, or NULL), then ask it. Free it
 * in any case. */
int host_answer_make(host_answering *answering, host_app *app, const char *command, const char *by);
int host_answer_rows(host_answering *answering);
void host_answer_free(host_answering *answering);

/* The order of rows for a person: by the ORDER fields of their shape, keys by their texts, null
 * first. The caller frees *order. */
int host_sort_rows(host_app *app, const revops_shape *shape, const char *rows, size_t count,
                   size_t **order);

#endif
