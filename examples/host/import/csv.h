/* CSV files, row by row, each with its place in the file.
 *
 * libcsv does the parsing. It is fed one line of the file at a time, so the line on which a row
 * starts is known, rows can be pulled instead of pushed, and the text is checked once per line.
 * Memory is one buffer and the rows that the caller has not yet forgotten. */
#ifndef HOST_CSV_H
#define HOST_CSV_H

#include "host_error.h"
#include "store/store.h"

/* One open file. */
typedef struct host_csv host_csv;

/* One data row. Its texts stay until host_csv_forget. */
typedef struct host_csv_row {
    const host_text *cells; /* as many as the header has; empty ones have size 0 */
    size_t cell_count;      /* as many as the row has, also when the header has fewer */
    uint64_t row, line;     /* data row and line of its start, both from 1 */
    bool is_text;           /* valid UTF-8 without NUL; else `cells` must not be shown */
} host_csv_row;

/* Open a file; "-" is standard input. Answers 0, or -1 with status `io` or `nomem`. */
int host_csv_open(host_csv **csv, const char *path, host_error *error);

/* Read the header with a delimiter, and stay before it. `count` is 0 in an empty file. The names
 * stay until host_csv_forget. Answers 0, or -1 with the error: `invalid` and `limit` refuse the
 * file. */
int host_csv_header(host_csv *csv, char delimiter, const host_text **names, size_t *count,
                    host_error *error);

/* Go on behind the header: from here on host_csv_next gives rows. */
int host_csv_start(host_csv *csv, char delimiter, host_error *error);

/* The next row. Answers 1 with a row, 0 at the end, or -1: with status `invalid` or `limit` the
 * rest of this file cannot be read; with any other the reading itself failed. */
int host_csv_next(host_csv *csv, host_csv_row *row, host_error *error);

/* Keep a text among those of the rows. NULL data: no memory. */
host_text host_csv_keep(host_csv *csv, const char *data, size_t size);

/* Bytes of texts kept since the last host_csv_forget. */
size_t host_csv_kept(const host_csv *csv);

/* Give up the texts of all rows so far. */
void host_csv_forget(host_csv *csv);

/* How much of the file is read, in thousandths; 0 when its size is unknown. */
uint32_t host_csv_share(const host_csv *csv);

/* Read what is left and give the SHA-256 of the whole file. Answers 0, or -1 with status `io`. */
int host_csv_digest(host_csv *csv, char hex[65], host_error *error);

/* NULL is welcome. */
void host_csv_close(host_csv *csv);

#endif
