/* Rows of one feed, collected into columns of at most 1,024. */
#ifndef REVOPS_SQL_BUFFER_H
#define REVOPS_SQL_BUFFER_H

#include "sql.h"

enum { BUFFER_FIRST = 16, BUFFER_ROWS = 1024, BUFFER_WORD = 15 };

/* Which integers go into a column without a question. */
typedef enum buffer_road { BUFFER_ASK, BUFFER_INT64, BUFFER_INT32 } buffer_road;

/* One column, and what its last text meant: currencies, days and words repeat. */
typedef struct buffer_column {
    const revops_field *field; /* NULL: the values of this place are ignored */
    unsigned char *data;
    uint8_t *validity;
    uint32_t nulls; /* among the rows that are kept */
    uint8_t type, size, road;
    uint8_t last_size; /* 0: none */
    char last[BUFFER_WORD];
    uint64_t last_bits;
} buffer_column;

typedef struct sql_buffer {
    const revops_feed *feed;
    buffer_column *columns;
    uint32_t column_count;
    uint32_t rows, capacity;
    uint64_t before;      /* rows that were handed over */
    unsigned char *batch; /* the struct that is handed over */
    unsigned char *block; /* all columns */
    size_t columns_held, block_held;
} sql_buffer;

/* Columns by place: the first @p count of the batch. */
revops_status buffer_open(sql_buffer *buffer, const revops_feed *feed, uint32_t count,
                          const revops_host *host, revops_error *err);
/* Columns by name; NULL after all is one of no column. */
revops_status buffer_open_named(sql_buffer *buffer, const revops_feed *feed,
                                const char *const *names, uint32_t count, const revops_host *host,
                                revops_error *err);
void buffer_close(sql_buffer *buffer, const revops_host *host);

/* One more row; there must be room. */
revops_status buffer_row(sql_buffer *buffer, const sql_value *values, sql_texts *texts,
                         revops_error *err);
/* Hand the rows over by @p put, the feed's add or remove, and begin anew. */
revops_status buffer_flush(sql_buffer *buffer, void *handle,
                           revops_status (*put)(void *, const void *, revops_error *),
                           const revops_host *host, revops_error *err);

#endif
