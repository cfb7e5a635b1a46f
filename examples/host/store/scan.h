/* What an open scan or list is, for the files of the store. */
#ifndef HOST_SCAN_H
#define HOST_SCAN_H

#include "store/sqlite.h"

enum { HOST_SCAN_ROWS = 4096, HOST_FEED_COLUMNS = 24 };

typedef struct host_feed host_feed;

/* One row on its way into a batch: numbers and keys, as the library takes them. */
typedef struct host_scan_row {
    int64_t gross_minor, tax_minor, fee_minor, net_minor; /* spend: gross; rates: gross / tax */
    uint64_t transaction, customer, product, project, platform, stream;
    int32_t day, kind;
    uint32_t currency, to_currency;
} host_scan_row;

struct host_scan {
    host_sqlite *store;
    sqlite3_stmt *statement;
    host_query query;
    host_days days;
    host_error error;
    uint64_t done;
    bool ended;
    host_scan_row *rows; /* of the scans of queries.c */
    /* Of the scans of feeds.c: cells column by column, and which of them are there. */
    const host_feed *feed; /* NULL: a scan of queries.c */
    const revops_field *fields[HOST_FEED_COLUMNS];
    bool is_day[HOST_FEED_COLUMNS];
    int field_count;
    int64_t *cells;
    uint8_t *valid;
};

struct host_list {
    host_sqlite *store;
    sqlite3_stmt *statement;
    const host_table *table;   /* NULL: an explanation */
    const revops_shape *shape; /* of the records */
};

#endif
