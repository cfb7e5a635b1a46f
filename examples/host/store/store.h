/* The store: what the business has been paid, kept under the ids that its providers gave.
 *
 * * Records hold texts as they were imported, because people read them. The library gets 64-bit
 * keys of these texts; the store makes them on the way in and keeps the texts in the table
 * `names`. The key of a transaction or payout is that of the text platform, 0x1F, id, because
 * one id may exist on two platforms. One program run uses one store from one thread. Every
 * function that can fail answers 0, or -1 with the host_error filled. */
#ifndef HOST_STORE_H
#define HOST_STORE_H

#include <stdbool.h>

#include "cli/progress.h"
#include "config/config.h"
#include "host_error.h"
#include "revops/host.h"
#include "revops/shape.h"
#include "store/records.h"

/* How a member of a record is stored. */
typedef enum host_form {
    HOST_FORM_NUMBER = 0, /* the number itself */
    HOST_FORM_TEXT = 1,   /* a host_text, stored as it is */
    HOST_FORM_NAME = 2,   /* a host_text, stored as its key, the text in `names` */
    HOST_FORM_HASHED = 3, /* a host_text that is stored in the column `key` only */
    HOST_FORM_NONE = 4    /* not stored */
} host_form;

/* What a column is for. */
enum {
    HOST_COLUMN_KEY = 1,   /* the record is known by it */
    HOST_COLUMN_LIFE = 2,  /* may change without being another record */
    HOST_COLUMN_HIDDEN = 4 /* kept for matching, not listed */
};

/* What a shape cannot say about a member of the record; one per field of the shape. */
typedef struct host_column {
    host_form form;
    uint32_t flags; /* HOST_COLUMN_... */
} host_column;

/* Flags of a table. */
enum {
    HOST_TABLE_HASHED = 1, /* a column `key` holds the key of platform, 0x1F, first column; without
                                a column platform the key of the first column alone */
    HOST_TABLE_CHILD = 2,  /* `key` is that of a stored transaction, which must be there */
    HOST_TABLE_NUMBERED = 4, /* rows are numbered as they come; each is new */
    HOST_TABLE_LISTED = 8    /* `list` shows it */
};

/* A stored table: the shape of its record in the order of listing, and how each member is kept. SQL
 * is made from it once per run. */
typedef struct host_table {
    const char *name;
    const revops_shape *shape; /* a host_text member has type BYTES and unit KEY */
    const host_column *columns;
    uint32_t flags; /* HOST_TABLE_... */
} host_table;

extern const host_table host_transactions, host_transaction_lines, host_payouts, host_spends,
    host_rates, host_imports, host_commissions, host_commission_rates, host_commission_settlements,
    host_splits, host_settlements;

/* All tables, by their place from 0; NULL beyond HOST_TABLE_COUNT. */
enum { HOST_TABLE_COUNT = 11 };
const host_table *host_table_at(size_t index);

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

/* What a scan reads. */
typedef enum host_scan_kind {
    HOST_SCAN_TRANSACTIONS = 0, /* fills revops_transaction_batch; reserve rows are left out */
    HOST_SCAN_LINES = 1,        /* the same, but a transaction with lines comes as its lines */
    HOST_SCAN_SPEND = 2,        /* fills revops_spend_batch */
    HOST_SCAN_RATES = 3,        /* fills revops_rate_batch */
    /* The scans of feeds.c fill the batch of the same feed in the catalogue. */
    HOST_SCAN_PAYOUT_TRANSACTIONS = 4, /* all kinds, with payout and available_day */
    HOST_SCAN_PAYOUTS = 5,
    HOST_SCAN_COMMISSIONS = 6,
    HOST_SCAN_COMMISSION_RATES = 7,
    HOST_SCAN_COMMISSION_SETTLEMENTS = 8,
    HOST_SCAN_SPLIT_TRANSACTIONS = 9, /* with the keys of their sales; no reserve rows */
    HOST_SCAN_SPLITS = 10,
    HOST_SCAN_SETTLEMENTS = 11
} host_scan_kind;

typedef struct host_query {
    host_scan_kind kind;
    int32_t from_day, to_day; /* half-open; both 0: all days */
    uint64_t stream;          /* key: rows of other streams are passed over; 0: none is */
    host_progress *progress;  /* told after each batch; NULL: nobody is */
} host_query;

/* An open scan: host_scan_next is its revops_source, 4,096 rows a batch. */
typedef struct host_scan host_scan;

/* First and last day of the rows that a scan met, those of other streams included. */
typedef struct host_days {
    int32_t first_day, last_day;
    bool any;
} host_days;

/* An open list of a table, in the order of its shape. */
typedef struct host_list host_list;
typedef struct host_list_query {
    const host_table *table;
    const char *after; /* the rows behind the one with this id, or platform/id; NULL: all */
    uint64_t limit;    /* at most so many rows */
} host_list_query;

/* One source of an explained figure. */
typedef struct host_explained {
    host_text platform, transaction; /* platform is empty for spend */
    int64_t amount_minor;
    int32_t economic_day;
    uint32_t currency;
} host_explained;

/* Which spend rows an explanation takes, and with which sign. */
typedef struct host_spend_query {
    int32_t from_day, to_day; /* half-open */
    uint32_t currency;
    int32_t sign;                /* 1, or -1 where spend lowers the figure */
    bool by_project, by_product; /* only rows with exactly this key, 0 included */
    uint64_t project, product;
} host_spend_query;

typedef struct host_store host_store;

/* What a database has to do; sqlite.c fills one. Each answers 0, or -1 with the error filled. */
typedef struct host_store_ops {
    int (*tenant)(host_store *, host_tenant *, bool create, bool *created, host_error *);
    int (*begin)(host_store *, bool write, host_error *);
    int (*commit)(host_store *, host_error *);
    void (*rollback)(host_store *);
    void (*close)(host_store *);
    int (*put)(host_store *, const host_table *, const void *records, size_t count, uint32_t flags,
               host_put_result *results, host_put_counts *counts, host_error *);
    int (*check_lines)(host_store *, host_text platform, host_error *);
    int (*scan)(host_store *, const host_query *, host_scan **, host_error *);
    int (*list)(host_store *, const host_list_query *, host_list **, host_error *);
    int (*name)(host_store *, uint64_t key, host_text *, host_error *);
    int (*explain_add)(host_store *, const revops_contribution *, size_t count, host_error *);
    int (*explain_spend)(host_store *, const host_spend_query *, int64_t *sum_minor, host_error *);
    int (*explain_list)(host_store *, host_list **, host_error *);
} host_store_ops;

/* What every store starts with; the database keeps its own behind it. */
struct host_store {
    const host_store_ops *ops;
    int64_t tenant; /* number of the tenant in this store */
};

/* Open the store at a URL (sqlite:PATH or a path) and bring an older one forward. `create` makes an
 * absent one; without it that is status `store`. */
int host_store_open(host_store **store, const char *url, bool create, int64_t now_ns,
                    host_error *error);

/* Choose the tenant: fills what the store keeps of it (currency, exponents). With `create` a tenant
 * that is not there is added as given; without it that is status `store`. */
int host_store_tenant(host_store *store, host_tenant *tenant, bool create, bool *created,
                      host_error *error);

/* Put records into their table, within the open transaction. `results` has room for count outcomes,
 * or is NULL. A record that is refused is an outcome, not an error: the caller looks at all of them
 * and rolls back. `counts` is added to. */
int host_store_put(host_store *store, const host_table *table, const void *records, size_t count,
                   uint32_t flags, host_put_result *results, host_put_counts *counts,
                   host_error *error);

/* Check that the lines of every transaction of a platform sum to it. Answers 0 when they do;
 * else -1 with status `mismatch`, the id of the first transaction that does not (by id) in
 * `value`, and in `expected` its amount. */
int host_store_check_lines(host_store *store, host_text platform, host_error *error);

/* One store transaction per command: with `write` the store is ours alone until its end;
 * without, all that is read is of one moment. A rollback cannot fail: the file is as it was. */
int host_store_begin(host_store *store, bool write, host_error *error);
int host_store_commit(host_store *store, host_error *error);
void host_store_rollback(host_store *store);
void host_store_close(host_store *store);

/* Open, read and close a scan. After a host_scan_next that answered neither MORE nor END the
 * error of the scan says why. */
int host_store_scan(host_store *store, const host_query *query, host_scan **scan,
                    host_error *error);
int32_t host_scan_next(void *scan, void *batch);
host_days host_scan_days(const host_scan *scan);
const host_error *host_scan_error(const host_scan *scan);
void host_scan_close(host_scan *scan);

/* Open, read and close a list. `next` gives one record of the table (host_transaction, ...; of
 * an explanation host_explained): 1 with a record, 0 at the end, -1 on failure; its texts stay
 * until the next call. */
int host_store_list(host_store *store, const host_list_query *query, host_list **list,
                    host_error *error);
int host_list_next(host_list *list, void *record, host_error *error);
void host_list_close(host_list *list);

/* The text of a key; empty for 0. It stays until the next call. */
int host_store_name(host_store *store, uint64_t key, host_text *text, host_error *error);

/* Collect the sources of a figure, then list them by day, platform and id. The list starts from
 * what was collected since the one before was closed. `sum_minor` receives what these spend rows
 * sum to. */
int host_store_explain_add(host_store *store, const revops_contribution *rows, size_t count,
                           host_error *error);
int host_store_explain_spend(host_store *store, const host_spend_query *query, int64_t *sum_minor,
                             host_error *error);
int host_store_explain_list(host_store *store, host_list **list, host_error *error);
extern const revops_shape host_explained_shape;

#endif
