/* Arrow tables written by hand, as a producer of another language would make them: every buffer is
 * a plain array of the test, and each release is counted. */
#ifndef REVOPS_TEST_ARROWS_H
#define REVOPS_TEST_ARROWS_H

#include <string.h>

#include "revops.h"

enum { ARROWS_COLUMNS = 64, ARROWS_BUFFERS = 6 };

typedef struct arrows {
    struct ArrowSchema schema;
    struct ArrowArray array;
    struct ArrowSchema schemas[ARROWS_COLUMNS], *schema_list[ARROWS_COLUMNS];
    struct ArrowArray arrays[ARROWS_COLUMNS], *array_list[ARROWS_COLUMNS];
    const void *buffers[ARROWS_COLUMNS][ARROWS_BUFFERS];
    const void *validity;
    int columns, used; /* children; children and dictionaries */
} arrows;

static inline void arrows_schema_release(struct ArrowSchema *schema) {
    schema->release = NULL;
}

static inline void arrows_array_release(struct ArrowArray *array) {
    array->release = NULL;
}

/* A table of @p rows rows without a column. */
static inline void arrows_open(arrows *table, int64_t rows) {
    memset(table, 0, sizeof *table);
    table->schema.format = "+s";
    table->schema.children = table->schema_list;
    table->schema.release = arrows_schema_release;
    table->array.length = rows;
    table->array.n_buffers = 1;
    table->array.buffers = &table->validity;
    table->array.children = table->array_list;
    table->array.release = arrows_array_release;
}

static inline int64_t arrows_buffer_count(const char *format) {
    if (strcmp(format, "n") == 0)
        return 0;
    return strchr("uUzZ", format[0]) || format[0] == 'v' ? 3 : 2;
}

static inline struct ArrowArray *arrows_make(arrows *table, struct ArrowSchema **schema,
                                             const char *name, const char *format,
                                             const void *values, const void *data, int64_t rows) {
    struct ArrowArray *array = &table->arrays[table->used];
    *schema = &table->schemas[table->used];
    (*schema)->format = format;
    (*schema)->name = name;
    (*schema)->flags = ARROW_FLAG_NULLABLE;
    (*schema)->release = arrows_schema_release;
    array->length = rows;
    array->n_buffers = arrows_buffer_count(format);
    array->buffers = table->buffers[table->used];
    array->buffers[1] = values;
    array->buffers[2] = data;
    array->release = arrows_array_release;
    table->used++;
    return array;
}

/* A column more; @p values are the offsets of a text column and @p data its bytes. */
static inline struct ArrowArray *arrows_add(arrows *table, const char *name, const char *format,
                                            const void *values, const void *data) {
    struct ArrowSchema *schema;
    struct ArrowArray *array =
        arrows_make(table, &schema, name, format, values, data, table->array.length);
    table->schema_list[table->columns] = schema;
    table->array_list[table->columns++] = array;
    table->schema.n_children = table->array.n_children = table->columns;
    return array;
}

/* The last column gets a dictionary. */
static inline struct ArrowArray *arrows_dictionary(arrows *table, const char *format,
                                                   const void *values, const void *data,
                                                   int64_t entries) {
    struct ArrowSchema *schema;
    struct ArrowArray *array = arrows_make(table, &schema, NULL, format, values, data, entries);
    table->schema_list[table->columns - 1]->dictionary = schema;
    table->array_list[table->columns - 1]->dictionary = array;
    return array;
}

/* Bits that say which values are there; @p nulls may be -1, not counted. */
static inline void arrows_nulls(struct ArrowArray *array, const uint8_t *validity, int64_t nulls) {
    array->buffers[0] = validity;
    array->null_count = nulls;
}

/* --- a stream over tables --- */

typedef struct arrows_stream {
    arrows *tables;
    size_t count, next;
    int fail_schema, fail_next; /* an errno instead of an answer */
    size_t fail_at;             /* at this table */
    const char *words;
    int released;
    void (*inside)(void *user); /* called from get_next */
    void *user;
} arrows_stream;

static inline int arrows_get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out) {
    arrows_stream *self = (arrows_stream *)stream->private_data;
    if (self->fail_schema)
        return self->fail_schema;
    *out = self->tables[0].schema;
    return 0;
}

static inline int arrows_get_next(struct ArrowArrayStream *stream, struct ArrowArray *out) {
    arrows_stream *self = (arrows_stream *)stream->private_data;
    if (self->inside)
        self->inside(self->user);
    if (self->fail_next && self->next == self->fail_at)
        return self->fail_next;
    if (self->next == self->count)
        out->release = NULL;
    else
        *out = self->tables[self->next++].array;
    return 0;
}

static inline const char *arrows_get_last_error(struct ArrowArrayStream *stream) {
    return ((arrows_stream *)stream->private_data)->words;
}

static inline void arrows_stream_release(struct ArrowArrayStream *stream) {
    ((arrows_stream *)stream->private_data)->released++;
    stream->release = NULL;
}

static inline struct ArrowArrayStream arrows_stream_open(arrows_stream *self) {
    struct ArrowArrayStream stream = {arrows_get_schema, arrows_get_next, arrows_get_last_error,
                                      arrows_stream_release, self};
    return stream;
}

#endif
