/* Feeds of any handle, for the files of the store. */
#ifndef HOST_FEEDS_H
#define HOST_FEEDS_H

#include "revops/transaction.h"
#include "store/scan.h"

/* One feed: the shape of its batch, and the statement whose columns are named like the batch's. */
struct host_feed {
    host_scan_kind kind;
    const char *batch;
    const char *day; /* the column that widens the reach of all data; NULL: none does */
    const char *sql;
};

/* The feed of a scan; NULL: queries.c has a loop of its own for it. */
const host_feed *host_feed_find(host_scan_kind kind);

/* Make what the statement of a feed needs of the connection. */
int host_feed_ready(host_sqlite *store, host_scan_kind kind, host_error *error);

/* Find the batch's columns and make room for their cells. */
int host_feed_open(host_scan *scan, host_error *error);

/* Keep the row that the statement stands at; fill a batch of the kept rows. */
void host_feed_row(host_scan *scan, size_t row, int32_t *day);
void host_feed_fill(host_scan *scan, uint64_t count, void *batch);

#endif
