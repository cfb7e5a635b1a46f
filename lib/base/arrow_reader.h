/* The Arrow reader: a stream or one array, cut into batches, with room for what is decoded. */
#ifndef REVOPS_BASE_ARROW_READER_H
#define REVOPS_BASE_ARROW_READER_H

#include "base/arrow.h"

enum {
    REVOPS__ARROW_SLICE = 16384, /* most rows of a batch with decoded columns */
    REVOPS__ARROW_TEXTS = 256    /* texts whose keys are remembered */
};

/* A text of the current slice and its key. */
typedef struct revops__arrow_text {
    const char *text;
    size_t size;
    uint64_t key;
} revops__arrow_text;

/* Whether an entry of a dictionary was decoded already. */
enum { REVOPS__ENTRY_NEW, REVOPS__ENTRY_NULL, REVOPS__ENTRY_VALUE };

/* Where the decoded values of a column live. */
typedef struct revops__arrow_room {
    uint8_t *values;   /* rows of the column's documented width, then their validity bits */
    size_t rows;       /* how many fit */
    uint64_t *entries; /* decoded dictionary, then one byte REVOPS__ENTRY_... each */
    size_t entry_count;
} revops__arrow_room;

struct revops_arrow_reader {
    revops__handle base;
    const revops_shape *shape;
    revops_arrow_options options;
    struct ArrowArrayStream stream; /* released: the reader has one array */
    struct ArrowArray held;         /* what the stream gave last */
    const struct ArrowArray *array; /* what is read: held, or the caller's; NULL: ask the stream */
    revops__arrow_column *columns;  /* those of the shape that the schema has */
    revops__arrow_room *rooms;      /* one for each */
    size_t column_count;
    int64_t n_children;
    uint64_t at;     /* next row of the array */
    uint64_t before; /* rows of the arrays before it */
    int32_t decodes; /* some column is not borrowed */
    int32_t ended;
    revops_error failure; /* status OK: none */
    revops__arrow_text *texts;
};

/* Decode rows [first, first + *count) of a column. On a refused row *count becomes that row's place
 * and its status is returned; the row of the error counts within the array. */
revops_status revops__arrow_decode(revops_arrow_reader *reader, size_t index, uint64_t first,
                                   size_t *count, revops_column *out, revops_error *err);

/* Room for @p rows rows of each decoded column, and for the dictionaries of this array. */
revops_status revops__arrow_reserve(revops_arrow_reader *reader, size_t rows, revops_error *err);
void revops__arrow_rooms_free(revops_arrow_reader *reader);

/* All keys of remembered texts are forgotten: their memory may go. */
void revops__arrow_forget(revops_arrow_reader *reader);

#endif
