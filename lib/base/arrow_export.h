/* Arrow out: the columns that the records of a shape become, and the blocks that carry them. */
#ifndef REVOPS_BASE_ARROW_EXPORT_H
#define REVOPS_BASE_ARROW_EXPORT_H

#include "base/arrow.h"

/* How a column is made of a field. */
enum {
    REVOPS__OUT_COPY, /* the value as it lies */
    REVOPS__OUT_DAY,
    REVOPS__OUT_MONTH,
    REVOPS__OUT_BOOL,
    REVOPS__OUT_RATIO_NUM,
    REVOPS__OUT_RATIO_DEN,
    REVOPS__OUT_CURRENCY,
    REVOPS__OUT_ENUM,
    REVOPS__OUT_KEY,    /* text of a resolver */
    REVOPS__OUT_TEXT,   /* bytes up to the first NUL */
    REVOPS__OUT_POINTER /* a pointer to such a text; NULL: null */
};

enum {
    REVOPS__ARROW_COLUMNS = 1024, /* most columns */
    REVOPS__ARROW_NAME = 200,     /* bytes of a field's name */
    REVOPS__ARROW_CHUNK = 65536,  /* rows of an array of a stream, by default */
    REVOPS__ARROW_NOMEM = 12      /* ENOMEM, as POSIX, Linux, Windows and macOS number it */
};

typedef struct revops__arrow_out {
    const revops_field *field;
    uint32_t make;   /* REVOPS__OUT_... */
    uint32_t offset; /* of the value in the record */
    uint32_t width;  /* bytes of a value in the array; texts: 0 */
    uint32_t nullable;
    int64_t element; /* of an array; -1: none */
    char format[12];
} revops__arrow_out;

/* A walk over the columns. */
typedef struct revops__arrow_cursor {
    const revops_shape *shape;
    int has_texts; /* keys become texts */
    uint32_t field, element, part;
} revops__arrow_cursor;

/* The next column: REVOPS_OK and *more 1, or 0 behind the last; or why there is none. */
revops_status revops__arrow_walk(revops__arrow_cursor *cursor, revops__arrow_out *out, int *more,
                                 revops_error *err);

/* The type of records; a type like another one. */
revops_status revops__arrow_schema_make(revops__memory *memory, struct ArrowSchema *schema,
                                        const revops_shape *shape, int has_texts, size_t columns,
                                        revops_error *err);
revops_status revops__arrow_schema_copy(revops__memory *memory, struct ArrowSchema *schema,
                                        const struct ArrowSchema *from, revops_error *err);

/* All that one call of export needs. */
typedef struct revops__arrow_export {
    revops__memory memory;
    const revops_shape *shape;
    revops_arrow_options options;
    size_t columns;
    char *scratch; /* room of a resolver; NULL: keys stay numbers */
} revops__arrow_export;

enum { REVOPS__ARROW_TEXT_ROOM = 65536 };

/* Check the arguments and count the columns; close frees what open took. */
revops_status revops__arrow_export_open(revops__arrow_export *self, const revops_shape *shape,
                                        const void *rows, size_t count,
                                        const revops_arrow_options *options,
                                        const revops_host *host, revops_error *err);
void revops__arrow_export_close(revops__arrow_export *self);

/* Rows [first, first + count) as one array; @p array is written on success only. */
revops_status revops__arrow_array_make(revops__arrow_export *self, struct ArrowArray *array,
                                       const void *rows, size_t first, size_t count,
                                       revops_error *err);

/* What lies at the head of each block that a release callback frees. */
typedef struct revops__arrow_block {
    revops_host host;
    size_t size;
    void *text; /* a second block, or NULL */
    size_t text_size;
} revops__arrow_block;

/* Take a zeroed block; free it and what hangs on it. */
revops_status revops__arrow_block_take(revops__memory *memory, revops__arrow_block **block,
                                       size_t size, revops_error *err);
void revops__arrow_block_free(revops__arrow_block *block);

#endif
