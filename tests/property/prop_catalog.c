/* Laws that every kind of handle keeps, in loops over the catalogue: the rows come from the shapes
 * of its feeds, what is seen of a handle is its saved state and the rows of all of its reports. */
#include "kind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CATALOG_ROWS = 40 };

/* A law about one kind and rows that it accepts. */
typedef void (*kind_law)(property *p, test_sample *sample);

static void each_kind_with(property *p, kind_law holds, int huge) {
    if (revops_catalog_count() == 0)
        property_skip(p, "the catalogue is empty");
    for (uint32_t i = 0; i < revops_catalog_count() && !p->failed; i++) {
        test_sample sample;
        if (huge)
            sample_draw_huge(&sample, revops_catalog_at(i), p, CATALOG_ROWS);
        else
            sample_draw(&sample, revops_catalog_at(i), p, CATALOG_ROWS);
        holds(p, &sample);
        sample_close(&sample);
    }
}

static void each_kind(property *p, kind_law holds) {
    each_kind_with(p, holds, 0);
}

/* Two handles look the same. */
static void same(property *p, const revops_handle_kind *kind, void *a, void *b, const char *what) {
    char why[256];
    HOLDS(p, a && b, "%s: %s: a handle could not be made", kind->name, what);
    if (kind_differs(kind, a, b, p->seed, why, sizeof why))
        property_fail(p, __FILE__, __LINE__, "the handles are equal", "%s: %s: %s", kind->name,
                      what, why);
}

/* --- law 2 --- */

static revops_status catalog_add_cut(property *p, const test_sample *sample, void *handle) {
    revops_status status = REVOPS_OK;
    for (uint32_t i = sample->kind->feed_count; i-- > 0;) {
        const test_rows *rows = &sample->feeds[i];
        for (size_t first = 0, count; first < rows->count && !status; first += count) {
            count = 1 + (size_t)dice_below(&p->dice, rows->count - first);
            status = feed_add(kind_feed(sample->kind, i), handle, rows, first, count,
                              (int)dice_below(&p->dice, LAYOUTS), NULL);
        }
    }
    return status;
}

static void split_holds(property *p, test_sample *sample) {
    void *whole = kind_filled(sample, NULL), *cut = kind_open(sample->kind, NULL);
    revops_status status = catalog_add_cut(p, sample, cut);
    if (status)
        property_fail(p, __FILE__, __LINE__, "the pieces are accepted", "%s: %s",
                      sample->kind->name, revops_status_name(status));
    else
        same(p, sample->kind, whole, cut, "cut into batches");
    sample->kind->destroy(whole);
    sample->kind->destroy(cut);
}

static void splitting_a_batch_changes_no_byte(property *p) {
    each_kind(p, split_holds);
}

/* --- law 3 --- */

static void order_holds(property *p, test_sample *sample) {
    void *before = kind_filled(sample, NULL), *after;
    sample_shuffle(sample, &p->dice);
    after = kind_filled(sample, NULL);
    same(p, sample->kind, before, after, "permuted");
    sample->kind->destroy(before);
    sample->kind->destroy(after);
}

static void permuting_rows_changes_no_byte(property *p) {
    each_kind(p, order_holds);
}

/* --- law 4 --- */

/* A handle with the rows of the parts in this order, merged from the left; NULL when refused. */
static void *catalog_merged(const test_sample *parts, const size_t *order, size_t count) {
    const revops_handle_kind *kind = parts[0].kind;
    void *into = kind_filled(&parts[order[0]], NULL);
    for (size_t i = 1; i < count && into; i++) {
        void *from = kind_filled(&parts[order[i]], NULL);
        if (!from || kind->merge(into, from, NULL)) {
            kind->destroy(into);
            into = NULL;
        }
        kind->destroy(from);
    }
    return into;
}

/* parts[0] merged with (parts[1] merged with parts[2]). */
static void *catalog_merged_right(const test_sample *parts) {
    static const size_t last[] = {1, 2};
    const revops_handle_kind *kind = parts[0].kind;
    void *from = catalog_merged(parts, last, 2), *into = kind_filled(&parts[0], NULL);
    if (!from || !into || kind->merge(into, from, NULL)) {
        kind->destroy(into);
        into = NULL;
    }
    kind->destroy(from);
    return into;
}

static void merge_holds(property *p, test_sample *sample) {
    static const size_t forward[] = {0, 1, 2, 3}, backward[] = {3, 2, 1, 0};
    const revops_handle_kind *kind = sample->kind;
    test_sample parts[4]; /* the last one stays empty: the neutral element */
    void *whole, *left, *right, *turned;
    if (!kind->merge)
        return;
    sample_deal(sample, &p->dice, parts, 3);
    sample_deal(&parts[0], &p->dice, &parts[3], 1);
    for (uint32_t i = 0; i < kind->feed_count; i++)
        parts[3].feeds[i].count = 0;
    whole = kind_filled(sample, NULL);
    left = catalog_merged(parts, forward, 4);
    right = catalog_merged_right(parts);
    turned = catalog_merged(parts, backward, 4);
    same(p, kind, whole, left, "merged");
    if (!p->failed)
        same(p, kind, left, right, "merged from the right");
    if (!p->failed)
        same(p, kind, left, turned, "merged the other way round");
    for (size_t i = 0; i < 4; i++)
        sample_close(&parts[i]);
    kind->destroy(whole);
    kind->destroy(left);
    kind->destroy(right);
    kind->destroy(turned);
}

static void merge_is_associative_and_commutative(property *p) {
    each_kind(p, merge_holds);
}

/* --- law 5 --- */

static revops_status catalog_remove(const test_sample *sample, void *handle, int layout) {
    revops_status status = REVOPS_OK;
    for (uint32_t i = 0; i < sample->kind->feed_count && status == REVOPS_OK; i++) {
        const revops_feed *feed = kind_feed(sample->kind, i);
        test_loan loan;
        if (!feed->remove)
            continue;
        rows_lend(&sample->feeds[i], 0, sample->feeds[i].count, layout, &loan);
        status = feed->remove(handle, loan.batch, NULL);
        loan_close(&loan);
    }
    return status;
}

/* Rows of feeds without remove belong to both sides from the start. */
static void catalog_keep_unremovable(test_sample *kept, test_sample *gone) {
    for (uint32_t i = 0; i < kept->kind->feed_count; i++) {
        if (kind_feed(kept->kind, i)->remove)
            continue;
        for (size_t row = 0; row < gone->feeds[i].count; row++)
            rows_append_row(&kept->feeds[i], rows_at(&gone->feeds[i], row));
        gone->feeds[i].count = 0;
    }
}

static void remove_holds(property *p, test_sample *sample) {
    const revops_handle_kind *kind = sample->kind;
    test_sample parts[2];
    void *before, *after;
    revops_status status;
    sample_deal(sample, &p->dice, parts, 2);
    catalog_keep_unremovable(&parts[0], &parts[1]);
    before = kind_filled(&parts[0], NULL);
    after = kind_filled(&parts[0], NULL);
    status = sample_add(&parts[1], after, LAYOUT_PLAIN, NULL);
    sample_shuffle(&parts[1], &p->dice);
    if (!status)
        status = catalog_remove(&parts[1], after, (int)dice_below(&p->dice, LAYOUTS));
    if (status)
        property_fail(p, __FILE__, __LINE__, "what was added can be removed", "%s: %s", kind->name,
                      revops_status_name(status));
    else
        same(p, kind, before, after, "added and removed");
    sample_close(&parts[0]);
    sample_close(&parts[1]);
    kind->destroy(before);
    kind->destroy(after);
}

static void add_then_remove_gives_the_state_of_before(property *p) {
    each_kind(p, remove_holds);
}

/* --- laws 6 and 16 --- */

static void load_holds(property *p, test_sample *sample) {
    const revops_handle_kind *kind = sample->kind;
    void *handle = kind_filled(sample, NULL), *loaded = NULL;
    test_bytes state;
    revops_error err;
    if (kind_has_state(kind)) {
        kind_state(kind, handle, &state);
        if (kind->load(&loaded, state.data, state.size, NULL, &err))
            property_fail(p, __FILE__, __LINE__, "a saved state loads", "%s: %s", kind->name,
                          err.message);
        else
            same(p, kind, handle, loaded, "saved and loaded");
        bytes_close(&state);
    }
    kind->destroy(handle);
    kind->destroy(loaded);
}

static void every_kind_round_trips_through_save_and_load(property *p) {
    each_kind(p, load_holds);
}

/* --- law 7 --- */

static void catalog_refuses(property *p, const revops_handle_kind *kind, const unsigned char *bytes,
                            size_t size, const char *what) {
    void *handle = &size; /* anything but NULL */
    unsigned char *exact = malloc(size ? size : 1);
    revops_status status;
    if (!exact)
        abort();
    if (size)
        memcpy(exact, bytes, size);
    status = kind->load(&handle, exact, size, NULL, NULL);
    free(exact);
    HOLDS(p,
          status == REVOPS_E_DAMAGED || status == REVOPS_E_MISMATCH ||
              status == REVOPS_E_UNSUPPORTED,
          "%s: a state with a byte %s: %s", kind->name, what, revops_status_name(status));
    HOLDS(p, handle == NULL, "%s: a refused load leaves a handle", kind->name);
}

static void damage_holds(property *p, test_sample *sample) {
    const revops_handle_kind *kind = sample->kind;
    void *handle = kind_filled(sample, NULL);
    test_bytes state;
    size_t place;
    unsigned char flip = (unsigned char)(1 + dice_below(&p->dice, 255)), extra = flip;
    if (kind_has_state(kind)) {
        kind_state(kind, handle, &state);
        place = (size_t)dice_below(&p->dice, state.size);
        state.data[place] = (unsigned char)(state.data[place] ^ flip);
        catalog_refuses(p, kind, state.data, state.size, "flipped");
        state.data[place] = (unsigned char)(state.data[place] ^ flip);
        catalog_refuses(p, kind, state.data, place, "and all behind it dropped");
        bytes_add(&state, &extra, 1);
        catalog_refuses(p, kind, state.data, state.size, "added");
        memmove(state.data + place, state.data + place + 1, state.size - place - 1);
        catalog_refuses(p, kind, state.data, state.size - 2, "dropped");
        bytes_close(&state);
    }
    kind->destroy(handle);
}

static void one_wrong_byte_makes_load_fail(property *p) {
    each_kind(p, damage_holds);
}

/* --- law 8 --- */

/* Rows that the handle takes, and one that it refuses; 0 when none comes up. */
static int catalog_bad_row(property *p, const revops_feed *feed, void *handle, test_rows *rows) {
    for (int tries = 0; tries < 100; tries++) {
        draw_row(&p->dice, feed->batch, rows_append(rows));
        for (uint32_t i = 0; i < feed->batch->field_count; i++) {
            const revops_field *field = revops_shape_field(feed->batch, i);
            if (field->type == REVOPS_TYPE_COLUMN && field->flags & REVOPS_FIELD_REQUIRED &&
                dice_chance(&p->dice, 4))
                rows_at(rows, rows->count - 1)[i].valid = 0;
        }
        if (feed_add(feed, handle, rows, rows->count - 1, 1, LAYOUT_STRUCT, NULL))
            return 1;
    }
    return 0;
}

/* What the rows are, for the one who looks for the reason. */
static const char *catalog_show(const test_rows *rows, char *out, size_t room) {
    size_t used = 0;
    out[0] = '\0';
    for (size_t row = 0; row < rows->count; row++) {
        for (uint32_t i = 0; i < rows->shape->field_count; i++) {
            const test_cell *cell = &rows_at(rows, row)[i];
            if (cell->valid && used < room)
                used += (size_t)snprintf(out + used, room - used, " %s %lld",
                                         revops_shape_field(rows->shape, i)->name,
                                         (long long)cell->bits);
        }
        if (used < room)
            used += (size_t)snprintf(out + used, room - used, ";");
    }
    return out;
}

/* Good rows, a bad one, good rows again: refused at the bad one, and nothing has changed. */
static void catalog_fails_as_a_whole(property *p, const revops_feed *feed, void *handle,
                                     const test_rows *bad) {
    char shown[480];
    revops_error err;
    revops_status status = feed_add(feed, handle, bad, 0, bad->count, LAYOUT_STRUCT, &err);
    HOLDS(p, status != REVOPS_OK, "feed %s took a row that it refuses alone:%s", feed->name,
          catalog_show(bad, shown, sizeof shown));
    HOLDS(p, err.status == status, "feed %s: the record says %d, the call %d", feed->name,
          err.status, status);
    HOLDS(p, err.row < bad->count, "feed %s: %s names no row: %s", feed->name,
          revops_status_name(status), err.message);
    HOLDS(p, err.field[0], "feed %s: %s names no field", feed->name, revops_status_name(status));
}

static void failure_holds(property *p, test_sample *sample) {
    const revops_handle_kind *kind = sample->kind;
    test_sample parts[2];
    sample_deal(sample, &p->dice, parts, 2);
    for (uint32_t i = 0; i < kind->feed_count && !p->failed; i++) {
        const revops_feed *feed = kind_feed(kind, i);
        void *handle = kind_filled(&parts[0], NULL), *twin = kind_filled(&parts[0], NULL);
        void *probe = kind_filled(&parts[0], NULL);
        test_rows *rows = &parts[1].feeds[i];
        if (catalog_bad_row(p, feed, probe, rows)) {
            if (rows->count > 1 && dice_chance(&p->dice, 2))
                rows_shuffle(rows, &p->dice);
            catalog_fails_as_a_whole(p, feed, handle, rows);
            if (!p->failed)
                same(p, kind, handle, twin, "a failed add");
        }
        kind->destroy(handle);
        kind->destroy(twin);
        kind->destroy(probe);
    }
    sample_close(&parts[0]);
    sample_close(&parts[1]);
}

static void a_failing_call_leaves_the_state_equal(property *p) {
    each_kind(p, failure_holds);
}

/* --- law 9 --- */

static void read_holds(property *p, test_sample *sample) {
    const revops_handle_kind *kind = sample->kind;
    void *added = kind_filled(sample, NULL), *handle = kind_open(kind, NULL);
    for (uint32_t i = kind->feed_count; i-- > 0 && !p->failed;) {
        rows_source source;
        revops_error err;
        memset(&source, 0, sizeof source);
        source.rows = &sample->feeds[i];
        source.step = 1 + (size_t)dice_below(&p->dice, CATALOG_ROWS);
        source.layout = (int)dice_below(&p->dice, LAYOUTS);
        if (kind_feed(kind, i)->read(handle, rows_next, &source, &err))
            property_fail(p, __FILE__, __LINE__, "a source is read", "%s: %s", kind->name,
                          err.message);
        rows_source_close(&source);
    }
    if (!p->failed)
        same(p, kind, added, handle, "read");
    kind->destroy(added);
    kind->destroy(handle);
}

static void reading_in_any_batching_equals_adding(property *p) {
    each_kind(p, read_holds);
}

/* --- law 12: kind_answers holds the status of each report, overflow among them --- */

static void overflow_holds(property *p, test_sample *sample) {
    static const size_t order[] = {1, 0};
    const revops_handle_kind *kind = sample->kind;
    void *forward = kind_filled(sample, NULL), *shuffled, *merged = NULL;
    test_sample parts[2];
    sample_deal(sample, &p->dice, parts, 2);
    if (kind->merge)
        merged = catalog_merged(parts, order, 2);
    sample_shuffle(sample, &p->dice);
    shuffled = kind_filled(sample, NULL);
    same(p, kind, forward, shuffled, "huge amounts permuted");
    if (kind->merge && !p->failed)
        same(p, kind, forward, merged, "huge amounts merged");
    kind->destroy(merged);
    sample_close(&parts[0]);
    sample_close(&parts[1]);
    remove_holds(p, sample);
    kind->destroy(forward);
    kind->destroy(shuffled);
}

static void order_and_merge_never_decide_an_overflow(property *p) {
    each_kind_with(p, overflow_holds, 1);
}

/* --- law 17 --- */

/* A struct of zeros with this struct_size in memory of exactly @p size bytes. */
static void *catalog_sized(size_t size, size_t struct_size) {
    unsigned char *made = calloc(1, size);
    if (!made)
        abort();
    memcpy(made, &struct_size, sizeof struct_size < size ? sizeof struct_size : size);
    return made;
}

static revops_status catalog_create(const revops_handle_kind *kind, void **handle, size_t size,
                                    unsigned char last) {
    unsigned char *options = catalog_sized(size, size);
    revops_status status;
    *handle = NULL;
    if (last)
        options[size - 1] = last;
    status = kind->create(handle, options, NULL, NULL);
    free(options);
    return status;
}

static void options_hold(property *p, const revops_handle_kind *kind, void *twin) {
    void *handle;
    for (size_t size = sizeof(size_t); size <= kind->options->size + 8 && !p->failed; size++) {
        revops_status status = catalog_create(kind, &handle, size, 0);
        if (status)
            property_fail(p, __FILE__, __LINE__, "shorter options are defaults", "%s: %zu: %s",
                          kind->name, size, revops_status_name(status));
        else
            same(p, kind, twin, handle, "shorter options");
        kind->destroy(handle);
    }
    HOLDS(p, catalog_create(kind, &handle, kind->options->size + 8, 1) == REVOPS_E_UNSUPPORTED,
          "%s: a tail that is not zero", kind->name);
    HOLDS(p, handle == NULL, "%s: a refused create leaves a handle", kind->name);
}

static revops_status catalog_ask(const revops_report *report, const void *handle, size_t size,
                                 unsigned char last, unsigned char *row) {
    unsigned char *query = catalog_sized(size, size);
    size_t written = 0;
    revops_status status;
    if (last)
        query[size - 1] = last;
    status = report->rows(handle, query, 0, row, 1, report->row->size, &written, NULL);
    free(query);
    return status;
}

static void query_holds(property *p, const revops_handle_kind *kind, const revops_report *report,
                        void *handle) {
    unsigned char *expected = calloc(2, report->row->size), *got;
    size_t written;
    revops_status status, again;
    if (!expected)
        abort();
    got = expected + report->row->size;
    status = report->rows(handle, NULL, 0, expected, 1, report->row->size, &written, NULL);
    for (size_t size = sizeof(size_t); size <= report->query->size + 8 && !p->failed; size++) {
        again = catalog_ask(report, handle, size, 0, got);
        if (again != status || memcmp(expected, got, report->row->size) != 0)
            property_fail(p, __FILE__, __LINE__, "a shorter query is all defaults", "%s: %zu: %s",
                          kind->name, size, revops_status_name(again));
    }
    again = catalog_ask(report, handle, report->query->size + 8, 1, got);
    if (!p->failed && again != REVOPS_E_UNSUPPORTED)
        property_fail(p, __FILE__, __LINE__, "an unknown tail is refused", "%s: query: %s",
                      kind->name, revops_status_name(again));
    free(expected);
}

/* A batch without rows may be of any size; its tail must be zero. */
static void batch_holds(property *p, const revops_feed *feed, void *handle) {
    for (size_t size = 1; size <= feed->batch->size + 8 && !p->failed; size++) {
        unsigned char *batch = catalog_sized(size < 8 ? 8 : size, size);
        revops_status status = feed->add(handle, batch, NULL);
        if (status != (size < sizeof(size_t) ? REVOPS_E_INVALID : REVOPS_OK))
            property_fail(p, __FILE__, __LINE__, "sizes of batches", "%s: %zu: %s", feed->name,
                          size, revops_status_name(status));
        if (size > feed->batch->size) {
            batch[size - 1] = 1;
            status = feed->add(handle, batch, NULL);
            if (status != REVOPS_E_UNSUPPORTED)
                property_fail(p, __FILE__, __LINE__, "an unknown tail is refused", "%s: %s",
                              feed->name, revops_status_name(status));
        }
        free(batch);
    }
}

static void sizes_hold(property *p, test_sample *sample) {
    const revops_handle_kind *kind = sample->kind;
    void *filled = kind_filled(sample, NULL), *empty = kind_open(kind, NULL);
    if (kind->options)
        options_hold(p, kind, empty);
    for (uint32_t i = 0; i < kind->report_count && !p->failed; i++)
        if (kind_report(kind, i)->query)
            query_holds(p, kind, kind_report(kind, i), filled);
    for (uint32_t i = 0; i < kind->feed_count && !p->failed; i++)
        batch_holds(p, kind_feed(kind, i), empty);
    kind->destroy(filled);
    kind->destroy(empty);
}

static void shorter_structs_mean_zeros(property *p) {
    each_kind(p, sizes_hold);
}

/* --- law 18 --- */

static void untouched_holds(property *p, test_sample *sample) {
    const revops_handle_kind *kind = sample->kind;
    void *handle = kind_open(kind, NULL);
    for (uint32_t i = kind->feed_count; i-- > 0 && !p->failed;) {
        const revops_feed *feed = kind_feed(kind, i);
        uint64_t before;
        test_loan loan;
        rows_lend(&sample->feeds[i], 0, sample->feeds[i].count, (int)dice_below(&p->dice, LAYOUTS),
                  &loan);
        before = loan_digest(&loan);
        if (feed->add(handle, loan.batch, NULL) || loan_digest(&loan) != before)
            property_fail(p, __FILE__, __LINE__, "add leaves the batch alone", "%s", feed->name);
        if (feed->remove &&
            (feed->remove(handle, loan.batch, NULL) || loan_digest(&loan) != before))
            property_fail(p, __FILE__, __LINE__, "remove leaves the batch alone", "%s", feed->name);
        loan_close(&loan);
    }
    kind->destroy(handle);
}

static void no_call_changes_the_batch_of_the_host(property *p) {
    each_kind(p, untouched_holds);
}

int main(void) {
    law("2: splitting a batch changes no byte", splitting_a_batch_changes_no_byte, PROPERTY_RUNS);
    law("3: permuting rows changes no byte", permuting_rows_changes_no_byte, PROPERTY_RUNS);
    law("4: merge is associative and commutative, the empty handle neutral",
        merge_is_associative_and_commutative, PROPERTY_RUNS);
    law("5: add then remove gives the state of before", add_then_remove_gives_the_state_of_before,
        PROPERTY_RUNS);
    law("6, 16: every kind round-trips through save and load",
        every_kind_round_trips_through_save_and_load, PROPERTY_RUNS);
    law("7: one wrong byte makes load fail", one_wrong_byte_makes_load_fail, PROPERTY_RUNS);
    law("8: a failing call leaves the state equal", a_failing_call_leaves_the_state_equal,
        PROPERTY_RUNS);
    law("9: reading in any batching equals adding", reading_in_any_batching_equals_adding,
        PROPERTY_RUNS);
    law("12: order, merge and remove never decide an overflow",
        order_and_merge_never_decide_an_overflow, PROPERTY_RUNS);
    law("17: shorter structs mean zeros, unknown tails are refused", shorter_structs_mean_zeros, 5);
    law("18: no call changes the batch of the host", no_call_changes_the_batch_of_the_host,
        PROPERTY_RUNS);
    return law_end();
}
