/* Layouts: how the rows of one kind of file become records. Shared by the importer's own files.
 *
 * A layout is a table of columns and a function for one row. The function asks for its cells in the
 * order of the columns, so of several faults in a row the first one is named; a cell that cannot be
 * used fills reader->fault and answers false. */
#ifndef HOST_LAYOUT_H
#define HOST_LAYOUT_H

#include "import/csv.h"
#include "import/import.h"
#include "revops/ratio.h"
#include "revops/transaction.h"

enum {
    IMPORT_BATCH = 4096,        /* records handed to the store at once */
    IMPORT_COLUMNS = 24,        /* most columns of a layout */
    IMPORT_TABLES = 2,          /* most tables that one file feeds */
    IMPORT_QUANTITY_DIGITS = 2, /* quantities are counted in hundredths */
    IMPORT_TEXT = 32768         /* longest id or name, bytes */
};

/* One column of a layout. */
typedef struct import_column {
    const char *name; /* as the header writes it */
    const char
        *field;    /* member of the record that it feeds, to name the cell of a changed record */
    uint32_t need; /* of the columns with the same number above 0 one must be there */
} import_column;

struct import_reader;

/* One layout. */
typedef struct import_layout {
    const char *name;
    const char *platform; /* NULL: native, which refuses columns that it does not know */
    const import_column *columns;
    size_t column_count;
    const host_table *tables[IMPORT_TABLES]; /* NULL ends them */
    bool (*row)(struct import_reader *reader);
    /* After the last row; NULL: nothing. Answers 0, or -1 with reader->fault filled. */
    int (*finish)(struct import_reader *reader);
    bool names_platform; /* native rows may name a platform */
} import_layout;

extern const import_layout import_transactions, import_spend, import_commissions,
    import_commission_rates, import_commission_settlements, import_splits, import_settlements,
    import_payouts, import_rates, import_stripe_balance, import_retail_invoices,
    import_retail_lines;

/* Where a record of a batch came from, for what the store has to say about it. */
typedef struct import_origin {
    const host_text *cells;
    uint64_t row, line;
} import_origin;

/* Records on their way to one table. */
typedef struct import_batch {
    const host_table *table;
    char *records;
    import_origin *origins;
    host_put_result *results;
    size_t record_size, count;
} import_batch;

/* Counts by key: how often an id was met in this file. 16 to 32 bytes per different key. */
typedef struct import_tally {
    struct import_count *slots;
    size_t capacity, used;
} import_tally;

/* One file while it is read. */
typedef struct import_reader {
    const host_import_request *request;
    host_import_file *file;
    const import_layout *layout;
    host_csv *csv;
    const char *platform; /* of rows that name none */

    size_t header_count;           /* cells of a row */
    int32_t index[IMPORT_COLUMNS]; /* place of each column of the layout in the file; -1: absent */

    host_csv_row row;
    host_error fault; /* of the row that was refused */

    import_batch batches[IMPORT_TABLES];
    import_tally tally;

    uint32_t currency; /* the last code met, and its exponent: files hold few */
    int32_t exponent;
    char currency_text[4];

    char group[64]; /* retail lines: the invoice that is being read, and its last line */
    size_t group_size;
    uint64_t group_key;
    int32_t group_line;
} import_reader;

/* ---- import.c ---- */

/* An empty record for a table of the layout; it counts once it is given to import_commit. */
void *import_record(import_reader *reader, size_t table);
void import_commit(import_reader *reader, size_t table);

/* Commit a transaction or payout and add it to the controls; a transaction without an id gets one.
 * False: a sum overflows, or no memory. */
bool import_commit_transaction(import_reader *reader, host_transaction *record);
bool import_commit_payout(import_reader *reader, size_t table, const host_payout *record);

/* How often `key` was met, this time included; 0: no memory. */
uint64_t import_count_key(import_reader *reader, uint64_t key);

/* An id for a row that has none: `row-` and 16 hex digits of SHA-256 over these texts; `counted`
 * adds how often they were met in the file, so that equal rows stay two. False: no memory. */
bool import_derive(import_reader *reader, host_text *id, const host_text *texts, size_t count,
                   bool counted);

/* ---- recognise.c ---- */

/* The layout of a name, NULL if there is none; and the usage error that says so. */
const import_layout *import_layout_find(const char *name);
int import_layout_unknown(const char *name, host_error *error);

/* Find the layout of the open file by its header, or check that of --as, and learn where its
 * columns stand. Answers 0; or -1 with reader->fault filled when the file is refused. */
int import_recognise(import_reader *reader);

/* ---- cells.c ---- */

/* Whether the file has the column; its text in this row, empty when it has not. */
bool import_has(const import_reader *reader, size_t column);
host_text import_cell(const import_reader *reader, size_t column);

/* The column of the layout that feeds a field in this file; -1: none. */
int32_t import_column_of(const import_reader *reader, const char *field);

/* As many bytes of a text as whole characters fit into the limit: for printf's precision. */
int import_cut(host_text text, size_t limit);

/* Refuse the row because of a cell. `message` is one sentence about `"value"`, which it follows.
 * Always false. */
bool import_refuse(import_reader *reader, size_t column, const char *status, const char *message,
                   const char *expected, const char *fix);

/* A text; `import_id` also refuses an empty one and control characters. */
bool import_text(import_reader *reader, size_t column, host_text *text);
bool import_id(import_reader *reader, size_t column, host_text *text);

/* A currency code in any case, and its exponent at the tenant. */
bool import_currency(import_reader *reader, size_t column, uint32_t *currency, int32_t *exponent);

/* Decimal major units; integer minor units; integers of 1/1000 brought to the exponent exactly. An
 * empty cell is 0 and not `given`; `given` NULL: an amount must be there. */
bool import_amount(import_reader *reader, size_t column, int32_t exponent, int64_t *minor,
                   bool *given);
bool import_minor(import_reader *reader, size_t column, int64_t *minor, bool *given);
bool import_mils(import_reader *reader, size_t column, int32_t exponent, int64_t *minor);
bool import_scale_mils(import_reader *reader, size_t column, int64_t mils, int32_t exponent,
                       int64_t *minor);

/* Money of a native layout: the column of major units, or the one of minor units that follows it in
 * the list; a header holds one of both at most. */
bool import_money(import_reader *reader, size_t major, int32_t exponent, int64_t *minor,
                  bool *given);

/* An id, or `other` where the cell is empty; NULL: no text. */
bool import_name_or(import_reader *reader, size_t column, const char *other, host_text *text);

/* An integer. An exact ratio: 1.0843, 30% or 3/10. */
bool import_integer(import_reader *reader, size_t column, int64_t *value);
bool import_ratio(import_reader *reader, size_t column, revops_ratio *ratio);

/* A day. `import_instant` also takes a time of day: with a zone, or in `is_utc` columns, it is
 * brought to the tenant's offset; otherwise the day is taken as printed. */
bool import_day(import_reader *reader, size_t column, int32_t *day);
bool import_instant(import_reader *reader, size_t column, bool is_utc, int32_t *day);

/* A half-open interval of days in two columns, the second behind the first; an empty cell is the
 * end of the calendar on its side. */
bool import_interval(import_reader *reader, size_t column, int32_t *from_day, int32_t *to_day);

/* One of a list of words. */
bool import_word(import_reader *reader, size_t column, const revops_word *words, uint32_t count,
                 int32_t *value);

/* A number as a text, in the caller's 24 bytes. */
host_text import_number(char out[24], int64_t value);

/* The kind of a transaction by its name, and the name of a kind. */
bool import_kind(import_reader *reader, size_t column, int32_t *kind);
host_text import_kind_name(int32_t kind);

/* Check the amounts of a transaction with the library and take over what it derives. A refusal
 * names the column that feeds the field. */
bool import_check(import_reader *reader, host_transaction *record, uint32_t has);

#endif
