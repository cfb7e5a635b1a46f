/* Import: files of providers become records of the store.
 *
 * The import command opens the store transaction, calls host_import_run, writes one row of
 * `imports` for each file, and commits; with --dry-run or after a refusal it rolls back instead.
 * So the importer only reads, checks and puts, and never ends a transaction. */
#ifndef HOST_IMPORT_H
#define HOST_IMPORT_H

#include "cli/progress.h"
#include "config/config.h"
#include "store/store.h"

/* How a two-way date such as 03/04/2026 is read. */
typedef enum host_date_order {
    HOST_DATE_LAYOUT = 0, /* as the layout says */
    HOST_DATE_MDY = 1,
    HOST_DATE_DMY = 2,
    HOST_DATE_YMD = 3
} host_date_order;

/* What the command asks for. */
typedef struct host_import_request {
    const char *const *files; /* "-" is standard input */
    size_t file_count;
    const char *layout;   /* --as; NULL: recognise */
    const char *platform; /* --platform; NULL: the layout's, or manual */
    const char *stream;   /* --stream; NULL: none */
    host_date_order date_order;
    bool update;               /* --update */
    const host_tenant *tenant; /* base currency, exponents, utc_offset */
    host_store *store;         /* with its transaction open */
    host_progress *progress;   /* told after each batch; asks whether to stop */
} host_import_request;

/* Rows that were left out for one reason. */
typedef struct host_import_skip {
    const char *reason; /* "totals_row"; constant */
    uint64_t count;
} host_import_skip;

/* Sums of a file in one currency, ordered by code: transactions, and payouts or bank lines. */
typedef struct host_import_control {
    uint32_t currency;
    uint32_t reserved0;
    int64_t gross_minor, tax_minor, fee_minor, net_minor;
    int64_t amount_minor;
} host_import_control;

/* Something the reader should know about one row of a file, or about the file. */
typedef struct host_import_note {
    const char *kind; /* "fee_differs"; constant */
    uint64_t row;     /* 0: the whole file */
    int64_t amount_minor;
    uint32_t currency; /* 0: the note carries no amount */
    char text[64];     /* the id concerned */
} host_import_note;

/* What one file came to. The arrays belong to the result. */
typedef struct host_import_file {
    const char *file;   /* as given */
    const char *layout; /* constant */
    const char
        *platform; /* the layout's; --platform or "manual" in native ones; "" if it has none */
    char sha256[65];
    uint64_t read, skipped;
    host_put_counts counts;
    host_import_skip *skips;
    host_import_control *controls;
    host_import_note *notes;
    size_t skip_count, control_count, note_count;
} host_import_file;

typedef struct host_import_result {
    host_import_file *files; /* one per file asked for, in the same order */
    size_t file_count;
    host_errors errors; /* refused rows of all files */
} host_import_result;

/* Import all files of a request.
 *
 * Answers 0, or -1: with result->errors.total above 0 rows were refused (the caller prints these
 * and exits 3); with 0 the whole call failed and `error` says why (unreadable file, unknown
 * layout, store, cancelled). The result is to be freed either way. */
int host_import_run(const host_import_request *request, host_import_result *result,
                    host_error *error);

/* Free what a result holds; an empty one is welcome. */
void host_import_free(host_import_result *result);

/* The names of all layouts that are built, in the order of the guide, ended by NULL; for --as. */
const char *const *host_import_layouts(void);

#endif
