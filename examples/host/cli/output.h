/* Output: one printer for all reports, in six formats, from rows and shapes. */
#ifndef HOST_OUTPUT_H
#define HOST_OUTPUT_H

#include <stdio.h>

#include "cli/command.h"
#include "revops/writer.h"

enum { HOST_FIELDS_MOST = 40 };

/* What a report says about itself beside its rows. */
typedef struct host_report {
    const char *name;
    const revops_shape *shape;
    const char *const *fields; /* names in the order of writing, ended by NULL; NULL: all */
    const char *granularity;   /* NULL: it has no parts */
    int32_t from_day, to_day;
    bool ranged;          /* from and to are known */
    bool totals;          /* its rows can be added */
    const char *unsummed; /* a field that has no total all the same; NULL: none */
} host_report;

/* An open report. */
typedef struct host_output host_output;

/* Open, fill and close a report. host_text members of a shape are printed as texts; key members are
 * resolved through the store. Nothing reaches standard output before 1 MiB of it is ready or the
 * report is closed, so a failure in a report of normal size prints nothing of it. */
int host_output_open(host_app *app, const host_report *report, host_output **output);
int host_output_rows(host_output *output, const void *rows, size_t count);
int host_output_close(host_output *output);
void host_output_drop(host_output *output);

/* Print the stored rows of a table, as --limit and --after say, under the name of the report. */
int host_list_table(host_app *app, const host_table *table, const char *name);

/* The format that was asked for, or follows from where standard output goes. */
int32_t host_output_format(const host_app *app);

/* Print the error, or all refused rows, of a run. */
void host_print_error(const host_app *app, bool json);

/* An integer for JSON: a text beyond 2^53. A day as a text. */
json_t *host_json_integer(int64_t value);
json_t *host_json_day(int32_t day);
json_t *host_json_currency(uint32_t currency);

/* The name of a day or currency; `out` has room for 16 bytes. */
void host_day_text(char out[16], int32_t day);
void host_currency_text(char out[16], uint32_t currency);

#endif
