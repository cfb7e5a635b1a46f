/* The store: what the business has been paid, kept under the ids that its providers gave.
 *
 * Records hold texts as they were imported, because people read them. The library gets 64-bit keys of
 * these texts; the store makes them on the way in and keeps the texts in the table `names`. The key of
 * a transaction or payout is that of the text platform, 0x1F, id, because one id may exist on two
 * platforms. One program run uses one store from one thread. Every function that can fail answers 0,
 * or -1 with the host_error filled. */
#ifndef HOST_STORE_H
#define HOST_STORE_H

#include <stdbool.h>

#include "host_error.h"
#include "revops/host.h"
#include "revops/shape.h"

/* A text that somebody else owns: UTF-8, not NUL-terminated; size 0 is an absent one. */
typedef struct host_text {
    const char *data;
    size_t size;
} host_text;

/* A text literal as a host_text. */
#define HOST_TEXT(literal) ((host_text){literal, sizeof(literal) - 1})

/* One row of `transactions`. Known by platform and transaction; status and payout may move during
 * the life of a record. Always gross = tax + fee + net. */
typedef struct host_transaction {
    host_text transaction, platform; /* never empty */
    host_text status;                /* "completed", or the provider's word */
    host_text customer, product, project, subscription, original, payout, stream;
    host_text charge; /* the provider's second name of a payment (Stripe charge_id) */
    int64_t gross_minor, tax_minor, fee_minor, net_minor;
    int32_t kind; /* revops_transaction_kind */
    int32_t economic_day, available_day;
    uint32_t currency;
} host_transaction;

/* One row of `transaction_lines`: known by its transaction and its number there, from 1. The lines
 * of a transaction sum to its gross; a line before its transaction is HOST_PUT_MISSING. */
typedef struct host_transaction_line {
    host_text transaction, platform; /* never empty */
    host_text product;
    int64_t quantity, amount_minor; /* amount in the currency of the transaction */
    int32_t line;
    uint32_t reserved0;
} host_transaction_line;

/* One row of `payouts`: known by platform and payout. */
typedef struct host_payout {
    host_text payout, platform; /* never empty */
    host_text status;
    int64_t amount_minor, fee_minor; /* what reaches the bank; what the payout itself cost */
    int64_t lines; /* rows it was put together from; 0: the provider does not say */
    int32_t day;
    uint32_t currency;
} host_payout;

/* One row of `spend`: known by its id. */
typedef struct host_spend {
    host_text spend; /* never empty */
    host_text project, product;
    int64_t amount_minor;
    int32_t economic_day;
    uint32_t currency;
} host_spend;

/* One row of `fx_rates`: one unit of from_currency is worth num / den units of to_currency. */
typedef struct host_rate {
    int64_t rate_num, rate_den;
    uint32_t from_currency, to_currency;
    int32_t day;
    uint32_t reserved0;
} host_rate;

/* One row of `imports`: the history of the store, one per file, numbered in the order of import. */
typedef struct host_import {
    host_text file, sha256, layout;
    uint64_t read, added, same, updated, changed, skipped;
} host_import;

/* How a member of a record is stored. */
typedef enum host_form {
    HOST_FORM_NUMBER = 0, /* the number itself */
    HOST_FORM_TEXT = 1,   /* a host_text, stored as it is */
    HOST_FORM_NAME = 2    /* a host_text, stored as its key, the text in `names` */
} host_form;

/* What a column does for the identity of its record. */
enum {
    HOST_COLUMN_KEY = 1, /* the record is known by it */
    HOST_COLUMN_LIFE = 2 /* may change without being another record */
};

/* One column of a stored table: what a shape cannot say about a member of the record. */
typedef struct host_column {
    const char *name; /* as in the shape */
    host_form form;
    uint32_t flags; /* HOST_COLUMN_... */
} host_column;

/* A stored table: the shape of its record, and how each member is kept. SQL is made from it. */
typedef struct host_table {
    const char *name;
    const revops_shape *shape; /* a host_text member has type BYTES and unit KEY */
    const host_column *columns;
    uint32_t column_count;
    bool hashed; /* the key column `key` is that of platform, 0x1F and the first column */
} host_table;

extern const host_table host_transactions, host_transaction_lines, host_payouts, host_spends,
    host_rates, host_imports;

/* What became of one record. */
typedef enum host_outcome {
    HOST_PUT_NEW = 0,
    HOST_PUT_SAME = 1,
    HOST_PUT_UPDATED = 2, /* only columns of its life differed: written */
    HOST_PUT_CHANGED = 3, /* another column differed: written only with HOST_PUT_UPDATE */
    HOST_PUT_MISSING = 4, /* the transaction of a line is not stored: nothing written */
    HOST_PUT_CLASH = 5    /* two ids have one key: nothing written */
} host_outcome;

/* One per record, in the caller's memory. */
typedef struct host_put_result {
    host_outcome outcome;
    const char
        *field; /* the first column that differs, of UPDATED and CHANGED; the id of the others */
} host_put_result;

/* Sums over the outcomes of all calls; `changed` counts refused and rewritten records alike. */
typedef struct host_put_counts {
    uint64_t added, same, updated, changed, missing, clash;
} host_put_counts;

/* Flags of a put. */
enum { HOST_PUT_UPDATE = 1 /* a changed record takes the place of the old one */ };

/* What a scan reads. All bounds are optional: zero means all. */
typedef enum host_scan_kind {
    HOST_SCAN_TRANSACTIONS = 1, /* fills revops_transaction_batch */
    HOST_SCAN_LINES = 2,        /* the same, but a transaction with lines comes as its lines */
    HOST_SCAN_SPEND = 3,        /* fills revops_spend_batch */
    HOST_SCAN_RATES = 4         /* fills revops_rate_batch */
} host_scan_kind;

typedef struct host_query {
    host_scan_kind kind;
    int32_t from_day, to_day; /* half-open; both 0: all days */
    uint64_t stream;          /* key; 0: all. Transactions only */
} host_query;

/* First and last day of a table's rows; `any` is false without rows. */
typedef struct host_days {
    int32_t first_day, last_day;
    bool any;
} host_days;

/* One open list of a table. Texts of a record stay until the next call. */
typedef struct host_list host_list;
/* One open scan. */
typedef struct host_scan host_scan;
typedef struct host_store host_store;

/* What a database has to do; sqlite.c fills one. Each answers 0, or -1 with the error filled. */
typedef struct host_store_ops {
    int (*begin)(host_store *, host_error *);
    int (*commit)(host_store *, host_error *);
    void (*rollback)(host_store *);
    int (*put)(host_store *, const host_table *, const void *records, size_t count, uint32_t flags,
               host_put_result *results, host_put_counts *counts, host_error *);
    int (*scan)(host_store *, const host_query *, host_scan **, host_error *);
    int (*list)(host_store *, const host_table *, host_list **, host_error *);
    void (*close)(host_store *);
} host_store_ops;

/* What every store starts with; the database keeps its own behind it. */
struct host_store {
    const host_store_ops *ops;
    int64_t tenant; /* number of the tenant in this store */
};

/* Put records into their table, within the open transaction. `results` has room for count outcomes,
 * or is NULL. A record that is refused is an outcome, not an error: the caller looks at all of them
 * and rolls back. `counts` is added to. */
int host_store_put(host_store *store, const host_table *table, const void *records, size_t count,
                   uint32_t flags, host_put_result *results, host_put_counts *counts,
                   host_error *error);

/* Check that the lines of every transaction of a platform sum to it. Answers 0 when they do; else -1
 * with status `mismatch`, the id of the first transaction that does not (by id) in `value`, and in
 * `expected` its amount. */
int host_store_check_lines(host_store *store, host_text platform, host_error *error);

/* One store transaction per command. A rollback cannot fail: the file is as it was. */
int host_store_begin(host_store *store, host_error *error);
int host_store_commit(host_store *store, host_error *error);
void host_store_rollback(host_store *store);
void host_store_close(host_store *store);

#endif
