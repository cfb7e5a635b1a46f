/* Samples of any kind of the catalogue, as tables of SQLite. */
#ifndef REVOPS_TEST_SQL_CATALOGUE_H
#define REVOPS_TEST_SQL_CATALOGUE_H

#include <sqlite3.h>

#include "kind.h"

/* A database in memory with the extension at @p path; ends the test program when it has none. */
sqlite3 *database_open(const char *path);
void database_run(sqlite3 *db, const char *sql);
/* Tables feed0, feed1, ...: a column per column of the feed's batch, under its name. */
void database_fill(sqlite3 *db, const test_sample *sample, test_dice *dice);
/* The first value of the first row: a block, or empty for NULL. Returns SQLite's code. */
int database_block(sqlite3 *db, const char *sql, test_bytes *block);
int64_t database_integer(sqlite3 *db, const char *sql);

/* Name of a feed's aggregate, and the arguments it takes from its table. */
void feed_call(const revops_handle_kind *kind, uint32_t feed, char out[4096]);
/* A query that folds every feed of a kind into one state. */
void kind_call(const revops_handle_kind *kind, const char *where, char out[16384]);

#endif
