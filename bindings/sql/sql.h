/* What both databases share: functions of the catalogue by name, rows of SQL values into batches,
 * options and queries from JSON, records into SQL values, scalars, and the words of a refusal.
 *
 * Nothing here knows a database, names a kind, a feed or a column, or allocates but through
 * revops_host.resize. No call keeps a pointer to a value of the database after it has returned, and
 * none calls back into the database but for memory and progress: a jump out of either leaks only
 * what the database's own memory frees. */
#ifndef REVOPS_SQL_H
#define REVOPS_SQL_H

#include "revops.h"

/* --- values (value.c) --- */

/* As a database knows them. SQL_DAY, SQL_INSTANT and SQL_BOOLEAN are integers that a database may
 * dress in a type of its own: days since 1970-01-01, nanoseconds since 1970-01-01T00:00Z, 0 or
 * 1. */
typedef enum sql_type {
    SQL_NULL,
    SQL_INTEGER,
    SQL_REAL,
    SQL_TEXT,
    SQL_BLOB,
    SQL_DAY,
    SQL_INSTANT,
    SQL_BOOLEAN
} sql_type;

typedef struct sql_value {
    int64_t integer;  /* SQL_INTEGER, SQL_DAY, SQL_INSTANT, SQL_BOOLEAN */
    double real;      /* SQL_REAL */
    const char *data; /* SQL_TEXT (UTF-8, no NUL needed) and SQL_BLOB; borrowed */
    size_t size;      /* bytes of data */
    sql_type type;
} sql_value;

/* The keys of the texts that came last; all zero to begin with, at home where rows come from. Where
 * more of them come than there are places, the places grow, if there is a host to ask for them. */
enum { SQL_TEXTS_BITS = 8, SQL_TEXTS_MOST_BITS = 14, SQL_TEXT_SIZE = 55 };
typedef struct sql_known_text {
    uint64_t key;
    uint8_t size; /* 0: empty place */
    char text[SQL_TEXT_SIZE];
} sql_known_text;
typedef struct sql_texts {
    const revops_host *host; /* NULL: the places stay as many as they are */
    sql_known_text *more;    /* memory of the host; NULL: not grown */
    uint32_t bits, misses;   /* places of more: 1 << bits; texts that were new since it grew */
    sql_known_text at[1 << SQL_TEXTS_BITS];
} sql_texts;

/* The key of a name. Refused are the texts that revops_names refuses. */
revops_status sql_key(sql_texts *texts, uint64_t *key, const char *text, size_t size,
                      const char *field, revops_error *err);

/* A value that is not null as the 64 bits of a number of @p type (REVOPS_TYPE_INT8 ... DOUBLE), by
 * the unit of the field. Amounts are integers: a real number is refused. */
revops_status sql_value_bits(const revops_field *field, uint32_t type, const sql_value *value,
                             sql_texts *texts, uint64_t *bits, revops_error *err);

/* A number as the 64 bits that hold it, with its sign, and back. */
uint64_t sql_bits_fetch(const void *at, uint32_t type);
void sql_bits_store(void *at, uint64_t bits, uint32_t type);
size_t sql_bits_size(uint32_t type); /* 0: not a number */

/* The type that a database gives a field of a record, or a column of a batch. */
sql_type sql_type_of(const revops_field *field);

/* Room for the text of any unit. */
enum { SQL_ROOM = 512 };
/* The text of a day or an instant, for a database without types of their own; else the value
 * itself. */
revops_status sql_value_text(sql_value *value, char room[SQL_ROOM], revops_error *err);

/* --- columns of a record (row.c) --- */

typedef struct sql_column {
    char name[64];
    const revops_field *field;
    uint32_t place; /* of an array: which element; of a ratio: 0 numerator, 1 denominator */
    sql_type type;
} sql_column;

/* The columns of a record's rows; returns how many there are, writes at most @p capacity. */
uint32_t sql_columns(const revops_shape *row, sql_column *out, uint32_t capacity);
/* One of them. Texts are borrowed from the row, from @p room, or constant. */
revops_status sql_column_read(const sql_column *column, const void *row, sql_value *value,
                              char room[SQL_ROOM], revops_error *err);

/* A record as a flat JSON object, days and instants as texts; *size without the NUL. */
revops_status sql_record_text(const revops_shape *shape, const void *record, char *out,
                              size_t capacity, size_t *size, revops_error *err);

/* All rows of a report. */
typedef struct sql_rows {
    unsigned char *data;
    uint64_t count;
    size_t row_size, held; /* bytes of a row, of data */
} sql_rows;
revops_status sql_rows_read(sql_rows *rows, const revops_report *report, const void *handle,
                            const void *query, const revops_host *host, revops_error *err);
void sql_rows_close(sql_rows *rows, const revops_host *host);

/* --- structs from JSON (json.c, options.c) --- */

/* One options or query struct, read from a flat JSON object; NULL and the empty text are all
 * defaults. */
typedef struct sql_struct {
    void *data; /* NULL: none given */
    size_t held;
} sql_struct;
revops_status sql_struct_open(sql_struct *out, const revops_shape *shape, const char *json,
                              size_t size, sql_texts *texts, const revops_host *host,
                              revops_error *err);
void sql_struct_close(sql_struct *out, const revops_host *host);

/* --- folding rows into a handle (fold.c, buffer.c) --- */

typedef struct sql_fold sql_fold;

/* A fold over a fresh handle. @p texts outlives it. */
revops_status sql_fold_open(sql_fold **fold, const revops_handle_kind *kind, const char *options,
                            size_t size, sql_texts *texts, const revops_host *host,
                            revops_error *err);
/* A fold over a handle loaded from a state. */
revops_status sql_fold_load(sql_fold **fold, const revops_handle_kind *kind, const void *state,
                            size_t size, sql_texts *texts, const revops_host *host,
                            revops_error *err);
void sql_fold_close(sql_fold *fold);

/* One row of a feed: the first @p count columns of its batch. @p back takes a row back that was
 * added before. Rows are kept until a batch is full; a refusal may be of any row before. */
revops_status sql_fold_row(sql_fold *fold, uint32_t feed, int back, const sql_value *values,
                           uint32_t count, revops_error *err);
/* One name of a fold of names. */
revops_status sql_fold_name(sql_fold *fold, const char *text, size_t size, revops_error *err);
/* Before the first row of a feed: its columns by name, in the order of the values to come. Names of
 * no column are ignored, and so will be their values. */
revops_status sql_fold_named(sql_fold *fold, uint32_t feed, const char *const *names,
                             uint32_t count, revops_error *err);
/* Add all of another fold, or of a state. */
revops_status sql_fold_merge(sql_fold *fold, sql_fold *from, revops_error *err);
revops_status sql_fold_merge_state(sql_fold *fold, const void *state, size_t size,
                                   revops_error *err);
/* Hand over all rows that are still kept. */
revops_status sql_fold_flush(sql_fold *fold, revops_error *err);
/* The handle, current after sql_fold_flush; rows added and not taken back. */
void *sql_fold_handle(sql_fold *fold);
int64_t sql_fold_count(const sql_fold *fold);
const revops_handle_kind *sql_fold_kind(const sql_fold *fold);

/* --- functions of the catalogue (entries.c) --- */

typedef enum sql_role {
    SQL_FOLD,    /* aggregate: the columns of a feed into a state */
    SQL_WITH,    /* the same, with options as JSON before them */
    SQL_MERGE,   /* aggregate: states into a state */
    SQL_NAMES,   /* aggregate: texts into a state of names; its kind has no feeds and no reports */
    SQL_TABLE,   /* rows of a report from a state and a query as JSON */
    SQL_ONE_CELL /* aggregate: one field of the only row of a report */
} sql_role;

typedef struct sql_entry {
    char name[64];
    sql_role role;
    const revops_handle_kind *kind;
    uint32_t feed;               /* SQL_FOLD, SQL_WITH, SQL_ONE_CELL: place of the feed */
    const revops_report *report; /* SQL_TABLE, SQL_ONE_CELL */
    uint32_t column;             /* SQL_ONE_CELL: place in sql_columns of the report's row */
    uint32_t least, most;        /* SQL_FOLD, SQL_WITH, SQL_ONE_CELL: columns that may be given */
} sql_entry;

/* Names as a kind that can be folded, merged, saved and loaded (names.c). */
extern const revops_handle_kind sql_names;

/* All functions of a kind, one after the other; stops at the first answer that is not 0 and returns
 * it. */
typedef int (*sql_visit)(void *user, const sql_entry *entry);
int sql_entries_of(const revops_handle_kind *kind, sql_visit visit, void *user);
int sql_entries(sql_visit visit, void *user);
/* The function of a name; 1, or 0 when there is none. */
int sql_entry_find(sql_entry *entry, const char *name);

const revops_feed *sql_feed(const revops_handle_kind *kind, uint32_t place);
const revops_report *sql_report(const revops_handle_kind *kind, uint32_t place);
/* The columns that SQL sees of a batch, in shape order; NULL beyond the last. */
const revops_field *sql_batch_column(const revops_shape *batch, uint32_t place);

/* --- scalars (scalars.c) --- */

/* A handle that was loaded from a state and is used again while the same state comes. */
typedef struct sql_kept {
    void *handle;
    void (*destroy)(void *handle);
    void *state; /* copy of the bytes */
    size_t size;
    const void *seen; /* where they lay in the call before */
    revops_host host;
} sql_kept;
void sql_kept_close(sql_kept *kept);

/* One call of a scalar. */
typedef struct sql_call {
    const sql_value *arguments; /* none is null */
    uint32_t count;
    sql_texts *texts;
    sql_kept *kept; /* lives as long as the statement; all zero to begin with */
    const revops_host *host;
    sql_value result;          /* borrowed from the arguments, from room, or constant */
    unsigned char record[512]; /* the result of a function that gives a record */
    char room[65536];
} sql_call;

typedef struct sql_function {
    const char *name, *about;
    const char *arguments; /* "amount_minor bigint, currency text"; in PostgreSQL's words */
    const char *returns;   /* "bigint", ..., or the shape of a record */
    uint8_t least, most;   /* arguments */
    uint8_t record;        /* 1: @p returns is the name of a shape */
    revops_status (*call)(sql_call *call, revops_error *err);
} sql_function;

/* The table sql_functions. */
uint32_t sql_function_count(void);
const sql_function *sql_function_at(uint32_t place);
const sql_function *sql_function_find(const char *name);

/* --- refusals (error.c) --- */

/* "revops: <status>: row N, <field>: <message>"; what is not known is left out. */
enum { SQL_ERROR_SIZE = 320 };
void sql_error_text(char out[SQL_ERROR_SIZE], const revops_error *err);
/* At most 64 bytes of a text that is quoted in a refusal, whole characters only. */
int sql_quote(size_t size, const char *text);
/* Fill a record and return its status. */
revops_status sql_fail(revops_error *err, revops_status status, const char *field,
                       const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Memory of the host; NULL after filling @p err. */
void *sql_take(const revops_host *host, size_t size, revops_error *err);
void sql_give(const revops_host *host, void *block, size_t size);

#endif
