#include "kind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KIND_PAGE = 7,
    KIND_MOST = 512,
    KIND_ANSWERED = 900,
    KIND_REFUSED = 8,
    KIND_FEW_TRIES = 8,
    KIND_QUERIES = 3,
    KIND_TRIES = 64
};

void bytes_add(test_bytes *bytes, const void *data, size_t size) {
    if (bytes->capacity - bytes->size < size) {
        bytes->capacity = (bytes->capacity + size) * 2;
        bytes->data = realloc(bytes->data, bytes->capacity);
        if (!bytes->data)
            abort();
    }
    if (size)
        memcpy(bytes->data + bytes->size, data, size);
    bytes->size += size;
}

int bytes_equal(const test_bytes *a, const test_bytes *b) {
    return a->size == b->size && (a->size == 0 || memcmp(a->data, b->data, a->size) == 0);
}

void bytes_close(test_bytes *bytes) {
    free(bytes->data);
    memset(bytes, 0, sizeof *bytes);
}

const revops_feed *kind_feed(const revops_handle_kind *kind, uint32_t index) {
    return (const void *)((const unsigned char *)kind->feeds + (size_t)index * kind->feed_size);
}

const revops_report *kind_report(const revops_handle_kind *kind, uint32_t index) {
    return (const void *)((const unsigned char *)kind->reports + (size_t)index * kind->report_size);
}

int kind_has_state(const revops_handle_kind *kind) {
    return kind->state[0] != '\0';
}

void *kind_open(const revops_handle_kind *kind, const revops_host *host) {
    void *handle = NULL;
    return kind->create(&handle, NULL, host, NULL) == REVOPS_OK ? handle : NULL;
}

revops_status feed_add(const revops_feed *feed, void *handle, const test_rows *rows, size_t first,
                       size_t count, int layout, revops_error *err) {
    revops_status status;
    test_loan loan;
    rows_lend(rows, first, count, layout, &loan);
    status = feed->add(handle, loan.batch, err);
    loan_close(&loan);
    return status;
}

/* Half of the amounts so large that a few of them do not fit int64 together. */
static void sample_enlarge(test_dice *dice, const revops_shape *shape, test_cell *row) {
    for (uint32_t i = 0; i < shape->field_count; i++) {
        int64_t amount = INT64_MAX - (int64_t)dice_below(dice, 1000);
        if (revops_shape_field(shape, i)->unit == REVOPS_UNIT_MINOR && dice_chance(dice, 2))
            row[i].bits = (uint64_t)(dice_chance(dice, 2) ? amount : -amount);
    }
}

typedef enum sample_way { SAMPLE_PLAIN, SAMPLE_ANSWERED, SAMPLE_HUGE } sample_way;

/* Does every report answer? */
static int sample_answered(const revops_handle_kind *kind, const void *handle) {
    revops_status status = REVOPS_OK;
    for (uint32_t i = 0; i < kind->report_count && status == REVOPS_OK; i++) {
        const revops_report *report = kind_report(kind, i);
        size_t row_size = report->row->size, written = KIND_MOST;
        unsigned char *rows = calloc(KIND_MOST, row_size);
        if (!rows)
            abort();
        for (uint64_t at = 0; status == REVOPS_OK && written == KIND_MOST; at += written)
            status = report->rows(handle, NULL, at, rows, KIND_MOST, row_size, &written, NULL);
        free(rows);
    }
    return status == REVOPS_OK;
}

/* Rows that stay within what may be refused only when rows are asked for, such as a payout in two
 * currencies: the probe starts anew from the sample without the newest row. */
static void sample_refill(const test_sample *sample, void **probe) {
    sample->kind->destroy(*probe);
    *probe = kind_filled(sample, NULL);
    if (!*probe)
        abort();
}

static void sample_draw_feed(test_sample *sample, uint32_t index, void **probe, property *p,
                             size_t most, sample_way way) {
    const revops_feed *feed = kind_feed(sample->kind, index);
    test_rows *rows = &sample->feeds[index];
    property_table table = property_rows(p, most);
    int refused = 0; /* rows one after the other that no try found an answered one for */
    for (size_t row = 0; row < table.count && refused < KIND_REFUSED; row++) {
        test_dice dice = property_row(&table, row);
        const size_t before = rows->count;
        const int most_tries = way == SAMPLE_ANSWERED ? KIND_FEW_TRIES : KIND_TRIES;
        for (int tries = 0; tries < most_tries; tries++) {
            test_cell *cells = rows_append(rows);
            draw_row(&dice, feed->batch, cells);
            if (way == SAMPLE_HUGE)
                sample_enlarge(&dice, feed->batch, cells);
            if (feed_add(feed, *probe, rows, rows->count - 1, 1, LAYOUT_STRUCT, NULL)) {
                rows_drop_last(rows);
                continue;
            }
            if (way != SAMPLE_ANSWERED || sample_answered(sample->kind, *probe))
                break;
            rows_drop_last(rows);
            sample_refill(sample, probe);
        }
        refused = rows->count > before ? 0 : refused + 1;
    }
}

void sample_open(test_sample *sample, const revops_handle_kind *kind) {
    sample->kind = kind;
    sample->feeds = calloc(kind->feed_count, sizeof *sample->feeds);
    if (!sample->feeds)
        abort();
    for (uint32_t i = 0; i < kind->feed_count; i++)
        rows_open(&sample->feeds[i], kind_feed(kind, i)->batch);
}

static void sample_draw_any(test_sample *sample, const revops_handle_kind *kind, property *p,
                            size_t most, sample_way way) {
    const uint64_t state = p->dice.state;
    void *probe = kind_open(kind, NULL);
    if (!probe)
        abort();
    sample_open(sample, kind);
    for (uint32_t i = kind->feed_count; i-- > 0;)
        sample_draw_feed(sample, i, &probe, p, most, way);
    if (way == SAMPLE_PLAIN && !kind->compute && !sample_answered(kind, probe)) {
        p->dice.state = state;
        sample_close(sample);
        sample_draw_any(sample, kind, p, most < KIND_ANSWERED ? most : KIND_ANSWERED,
                        SAMPLE_ANSWERED);
    }
    kind->destroy(probe);
}

void sample_draw(test_sample *sample, const revops_handle_kind *kind, property *p, size_t most) {
    sample_draw_any(sample, kind, p, most, SAMPLE_PLAIN);
}

void sample_draw_huge(test_sample *sample, const revops_handle_kind *kind, property *p,
                      size_t most) {
    sample_draw_any(sample, kind, p, most, SAMPLE_HUGE);
}

void sample_deal(const test_sample *from, test_dice *dice, test_sample *parts, size_t count) {
    for (size_t i = 0; i < count; i++)
        sample_open(&parts[i], from->kind);
    for (uint32_t i = 0; i < from->kind->feed_count; i++) {
        int ordered = kind_feed(from->kind, i)->flags & REVOPS_FEED_ORDERED;
        for (size_t row = 0; row < from->feeds[i].count; row++) {
            size_t part = ordered ? 0 : (size_t)dice_below(dice, count);
            rows_append_row(&parts[part].feeds[i], rows_at(&from->feeds[i], row));
        }
    }
}

void sample_shuffle(test_sample *sample, test_dice *dice) {
    for (uint32_t i = 0; i < sample->kind->feed_count; i++)
        if (!(kind_feed(sample->kind, i)->flags & REVOPS_FEED_ORDERED))
            rows_shuffle(&sample->feeds[i], dice);
}

void sample_close(test_sample *sample) {
    for (uint32_t i = 0; i < sample->kind->feed_count; i++)
        rows_close(&sample->feeds[i]);
    free(sample->feeds);
}

size_t sample_count(const test_sample *sample) {
    size_t count = 0;
    for (uint32_t i = 0; i < sample->kind->feed_count; i++)
        count += sample->feeds[i].count;
    return count;
}

revops_status sample_add(const test_sample *sample, void *handle, int layout, revops_error *err) {
    revops_status status = REVOPS_OK;
    for (uint32_t i = sample->kind->feed_count; i-- > 0 && status == REVOPS_OK;)
        status = feed_add(kind_feed(sample->kind, i), handle, &sample->feeds[i], 0,
                          sample->feeds[i].count, layout, err);
    return status;
}

void *kind_filled(const test_sample *sample, const revops_host *host) {
    void *handle = kind_open(sample->kind, host);
    if (handle && sample_add(sample, handle, LAYOUT_STRUCT, NULL) != REVOPS_OK) {
        sample->kind->destroy(handle);
        handle = NULL;
    }
    return handle;
}

revops_status kind_state(const revops_handle_kind *kind, const void *handle, test_bytes *state) {
    revops_status status;
    size_t size = 0;
    memset(state, 0, sizeof *state);
    if (!kind_has_state(kind))
        return REVOPS_OK;
    status = kind->save(handle, NULL, 0, &size, NULL);
    if (status != REVOPS_E_CAPACITY)
        return status;
    state->data = calloc(size, 1);
    if (!state->data)
        abort();
    state->capacity = state->size = size;
    return kind->save(handle, state->data, size, &size, NULL);
}

int sample_answers(const test_sample *sample) {
    void *handle = kind_filled(sample, NULL);
    const int answered = handle && sample_answered(sample->kind, handle);
    sample->kind->destroy(handle);
    return answered;
}

/* All rows of a report, a few at a time as a host would page through them; and how it ended, with
 * the row and field of a refusal, for those are part of the answer. */
static revops_status kind_pages(const revops_report *report, const void *handle, const void *query,
                                test_bytes *answers, revops_error *err) {
    size_t row_size = report->row->size, written = KIND_PAGE;
    unsigned char *page = calloc(KIND_PAGE, row_size);
    revops_status status = REVOPS_OK;
    if (!page)
        abort();
    for (uint64_t first = 0; status == REVOPS_OK && written == KIND_PAGE; first += written) {
        status = report->rows(handle, query, first, page, KIND_PAGE, row_size, &written, err);
        if (status == REVOPS_OK)
            bytes_add(answers, page, written * row_size);
    }
    if (status) {
        bytes_add(answers, &err->row, sizeof err->row);
        bytes_add(answers, err->field, strlen(err->field));
    }
    bytes_add(answers, &status, sizeof status);
    free(page);
    return status;
}

/* The query of an ask: none, then some that are drawn. The caller frees it. */
static void *kind_query(const revops_report *report, test_dice *dice, int ask) {
    void *query;
    if (ask == 0)
        return NULL;
    query = malloc(report->query->size);
    if (!query)
        abort();
    draw_options(dice, report->query, query);
    return query;
}

static int kind_asks(const revops_report *report) {
    return report->query ? 1 + KIND_QUERIES : 1;
}

void kind_answers(const revops_handle_kind *kind, void *handle, uint64_t seed,
                  test_bytes *answers) {
    test_dice dice = {seed};
    revops_status status = kind->compute ? kind->compute(handle, NULL) : REVOPS_OK;
    revops_error err;
    bytes_add(answers, &status, sizeof status);
    for (uint32_t i = 0; i < kind->report_count; i++) {
        const revops_report *report = kind_report(kind, i);
        for (int ask = 0; ask < kind_asks(report); ask++) {
            void *query = kind_query(report, &dice, ask);
            kind_pages(report, handle, query, answers, &err);
            free(query);
        }
    }
}

static const char *kind_ending(revops_status status, const revops_error *err, char *out,
                               size_t room) {
    snprintf(out, room, "%s row %lld %s", revops_status_name(status),
             status ? (long long)err->row : -1LL, status ? err->field : "");
    return out;
}

static int kind_report_differs(const revops_report *report, const void *a, const void *b,
                               const void *query, int ask, char *why, size_t room) {
    test_bytes left, right;
    revops_error left_err, right_err;
    revops_status left_status, right_status;
    char left_end[96], right_end[96];
    int differs;
    memset(&left, 0, sizeof left);
    memset(&right, 0, sizeof right);
    left_status = kind_pages(report, a, query, &left, &left_err);
    right_status = kind_pages(report, b, query, &right, &right_err);
    differs = !bytes_equal(&left, &right);
    if (differs)
        snprintf(why, room, "report %s, query %d: %s and %s, %zu and %zu bytes", report->name, ask,
                 kind_ending(left_status, &left_err, left_end, sizeof left_end),
                 kind_ending(right_status, &right_err, right_end, sizeof right_end), left.size,
                 right.size);
    bytes_close(&left);
    bytes_close(&right);
    return differs;
}

static int kind_state_differs(const revops_handle_kind *kind, const void *a, const void *b,
                              char *why, size_t room) {
    test_bytes left, right;
    int differs = kind_state(kind, a, &left) != kind_state(kind, b, &right);
    differs = differs || !bytes_equal(&left, &right);
    if (differs)
        snprintf(why, room, "the states, of %zu and %zu bytes", left.size, right.size);
    bytes_close(&left);
    bytes_close(&right);
    return differs;
}

int kind_differs(const revops_handle_kind *kind, void *a, void *b, uint64_t seed, char *why,
                 size_t room) {
    test_dice dice = {seed};
    int differs = kind_state_differs(kind, a, b, why, room);
    if (kind->compute && !differs && kind->compute(a, NULL) != kind->compute(b, NULL)) {
        snprintf(why, room, "compute");
        differs = 1;
    }
    for (uint32_t i = 0; i < kind->report_count && !differs; i++) {
        const revops_report *report = kind_report(kind, i);
        for (int ask = 0; ask < kind_asks(report) && !differs; ask++) {
            void *query = kind_query(report, &dice, ask);
            differs = kind_report_differs(report, a, b, query, ask, why, room);
            free(query);
        }
    }
    return differs;
}

void kind_observe(const revops_handle_kind *kind, void *handle, uint64_t seed, test_bytes *seen) {
    test_bytes state;
    revops_status status = kind_state(kind, handle, &state);
    memset(seen, 0, sizeof *seen);
    bytes_add(seen, &status, sizeof status);
    bytes_add(seen, state.data, state.size);
    bytes_close(&state);
    kind_answers(kind, handle, seed, seen);
}
