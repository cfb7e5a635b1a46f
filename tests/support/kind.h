/* Any kind of handle of the catalogue, driven without knowing what it is: rows that it accepts,
 * its state as bytes, and everything that its reports answer as bytes. */
#ifndef REVOPS_TEST_KIND_H
#define REVOPS_TEST_KIND_H

#include "rows.h"

/* A growing block of bytes. */
typedef struct test_bytes {
    unsigned char *data;
    size_t size, capacity;
} test_bytes;

void bytes_add(test_bytes *bytes, const void *data, size_t size);
int bytes_equal(const test_bytes *a, const test_bytes *b);
void bytes_close(test_bytes *bytes);

/* Feeds and reports step by the sizes that the catalogue names, so both may grow. */
const revops_feed *kind_feed(const revops_handle_kind *kind, uint32_t index);
const revops_report *kind_report(const revops_handle_kind *kind, uint32_t index);
int kind_has_state(const revops_handle_kind *kind);

/* Rows for each feed of a kind. */
typedef struct test_sample {
    const revops_handle_kind *kind;
    test_rows *feeds; /* one per feed */
} test_sample;

/* No rows yet. */
void sample_open(test_sample *sample, const revops_handle_kind *kind);
/* Up to @p most rows a feed, each accepted by a handle that has seen all others, and such that
 * every report answers when no query is given. Kinds whose reports refuse some rows get fewer. */
void sample_draw(test_sample *sample, const revops_handle_kind *kind, property *p, size_t most);
/* The same with amounts near the ends of int64, so that sums pass them. */
void sample_draw_huge(test_sample *sample, const revops_handle_kind *kind, property *p,
                      size_t most);
void sample_close(test_sample *sample);
/* Deal the rows of @p from out to @p count new samples; ordered feeds all go to the first. */
void sample_deal(const test_sample *from, test_dice *dice, test_sample *parts, size_t count);
/* Permute the rows of each feed whose order is no content. */
void sample_shuffle(test_sample *sample, test_dice *dice);
size_t sample_count(const test_sample *sample);
/* Does a handle that holds the sample answer every report when no query is given? */
int sample_answers(const test_sample *sample);

/* Feed everything: the later feeds first, because the main feed may need what they say. */
revops_status sample_add(const test_sample *sample, void *handle, int layout, revops_error *err);
revops_status feed_add(const revops_feed *feed, void *handle, const test_rows *rows, size_t first,
                       size_t count, int layout, revops_error *err);

/* A fresh handle with default options; NULL when the library refuses. */
void *kind_open(const revops_handle_kind *kind, const revops_host *host);
/* A fresh handle that holds the sample; NULL when the library refuses. */
void *kind_filled(const test_sample *sample, const revops_host *host);
/* The saved state; empty for a kind without one. Returns the status. */
revops_status kind_state(const revops_handle_kind *kind, const void *handle, test_bytes *state);
/* Status and rows of every report, for no query and for a few drawn from @p seed. */
void kind_answers(const revops_handle_kind *kind, void *handle, uint64_t seed, test_bytes *answers);
/* Do two handles look different? Then *why says where: the state, or which report. */
int kind_differs(const revops_handle_kind *kind, void *a, void *b, uint64_t seed, char *why,
                 size_t room);
/* State and answers: all that can be seen of a handle. */
void kind_observe(const revops_handle_kind *kind, void *handle, uint64_t seed, test_bytes *seen);

#endif
