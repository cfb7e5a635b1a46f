/* Rows through a writer into memory: the sink, resolver and sample rows that the writer's tests
 * share. */
#ifndef REVOPS_TEST_WRITTEN_H
#define REVOPS_TEST_WRITTEN_H

#include <stdlib.h>
#include <string.h>

#include "base/shape.h"
#include "revops.h"

/* A sink that keeps everything. It answers REVOPS_MORE until @c fail_at calls have been made. */
typedef struct written {
    char *text;
    size_t size, capacity;
    size_t calls, largest; /* blocks, and the size of the largest */
    size_t fail_at;        /* the call that fails, from 1; 0: none */
    int32_t answer;        /* what it answers then */
} written;

static inline int32_t written_sink(void *user, const void *data, size_t count) {
    written *w = user;
    w->calls++;
    if (count > w->largest)
        w->largest = count;
    if (w->calls == w->fail_at)
        return w->answer;
    if (w->size + count + 1 > w->capacity) {
        w->capacity = 2 * (w->size + count + 1);
        w->text = realloc(w->text, w->capacity);
        if (!w->text)
            abort();
    }
    memcpy(w->text + w->size, data, count);
    w->size += count;
    w->text[w->size] = '\0';
    return REVOPS_MORE;
}

static inline void written_close(written *w) {
    free(w->text);
    memset(w, 0, sizeof *w);
}

/* Keys 1, 2, 3, ... stand for texts of a list; key 0 for the empty one. */
typedef struct written_names {
    const char *const *texts;
    size_t count;
} written_names;

static inline int32_t written_resolve(void *user, uint64_t key, char *out, size_t capacity,
                                      size_t *size) {
    const written_names *names = user;
    const char *text = key == 0 || key > names->count ? "" : names->texts[key - 1];
    *size = strlen(text);
    if (*size >= capacity)
        return -1;
    memcpy(out, text, *size + 1);
    return REVOPS_MORE;
}

/* Write rows with @p step rows a call (0: all at once); the status of the first call that fails. */
static inline revops_status written_rows(written *w, const revops_shape *shape,
                                         const revops_writer_options *options, const void *rows,
                                         size_t count, size_t step, revops_error *err) {
    revops_writer *writer = NULL;
    revops_status status =
        revops_writer_create(&writer, shape, options, written_sink, w, NULL, err);
    for (size_t i = 0; status == REVOPS_OK && i < count;) {
        size_t part = step == 0 || step > count - i ? count - i : step;
        status = revops_writer_rows(writer, (const char *)rows + i * shape->size, part, shape->size,
                                    err);
        i += part;
    }
    if (status == REVOPS_OK)
        status = revops_writer_end(writer, err);
    revops_writer_destroy(writer);
    return status;
}

/* The rows of the examples: what platforms took in. */
typedef struct written_sale {
    revops_ratio share;
    uint64_t platform;
    int64_t revenue_minor;
    uint64_t transactions;
    uint32_t currency;
    int32_t from_day;
} written_sale;

static const revops_field written_sale_fields[] = {
    REVOPS__FIELD(written_sale, platform, REVOPS_UNIT_KEY, "where it was sold"),
    REVOPS__FIELD(written_sale, currency, REVOPS_UNIT_CURRENCY, "of the amounts"),
    REVOPS__FIELD(written_sale, from_day, REVOPS_UNIT_DAY, "first day"),
    REVOPS__FIELD(written_sale, revenue_minor, REVOPS_UNIT_MINOR, "revenue"),
    REVOPS__FIELD(written_sale, transactions, REVOPS_UNIT_COUNT, "how many"),
    REVOPS__FIELD(written_sale, share, REVOPS_UNIT_RATIO, "part of all"),
};
static const revops_shape written_sale_shape = REVOPS__SHAPE(
    written_sale, "sale", "revenue of a platform", written_sale_fields, REVOPS_SHAPE_RECORD);

#endif
