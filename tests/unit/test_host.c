/* What handles share: sized structs of any age, sources that err in every way, progress, limits. */
#include "check.h"

#include "base/error.h"
#include "base/host.h"

/* --- sized structs --- */

typedef struct sized {
    size_t struct_size;
    uint64_t first, second;
    uint32_t third, reserved0;
} sized;

typedef struct sized_later {
    sized known;
    uint8_t tail[16];
} sized_later;

static void a_struct_of_every_smaller_size_reads_as_with_zeros(void **state) {
    sized full, taken, expected;
    revops_error err;
    (void)state;
    memset(&full, 0xa5, sizeof full);
    for (size_t size = 0; size <= sizeof full; size++) {
        full.struct_size = size;
        memset(&taken, 0x11, sizeof taken);
        if (size < sizeof(size_t)) {
            assert_int_equal(revops__take(&taken, sizeof taken, &full, "sized", &err),
                             REVOPS_E_INVALID);
            assert_string_equal(err.field, "struct_size");
            continue;
        }
        assert_int_equal(revops__take(&taken, sizeof taken, &full, "sized", &err), REVOPS_OK);
        memset(&expected, 0, sizeof expected);
        memcpy(&expected, &full, size);
        expected.struct_size = sizeof expected;
        assert_memory_equal(&taken, &expected, sizeof taken);
    }
}

static void a_larger_struct_is_taken_when_its_tail_is_zero(void **state) {
    sized_later later;
    sized taken;
    revops_error err;
    (void)state;
    memset(&later, 0, sizeof later);
    later.known.third = 7;
    later.known.struct_size = sizeof later;
    assert_int_equal(revops__take(&taken, sizeof taken, &later, "sized", &err), REVOPS_OK);
    assert_int_equal(taken.struct_size, sizeof taken);
    assert_int_equal(taken.third, 7);
    for (size_t byte = 0; byte < sizeof later.tail; byte++) {
        later.tail[byte] = 1;
        later.known.struct_size = sizeof taken + byte + 1;
        assert_int_equal(revops__take(&taken, sizeof taken, &later, "sized", &err),
                         REVOPS_E_UNSUPPORTED);
        assert_string_equal(err.field, "struct_size");
        assert_string_equal(err.message,
                            "expected zeros behind the members that this version knows, got sized");
        later.known.struct_size = sizeof taken + byte; /* the byte lies just behind the struct */
        assert_int_equal(revops__take(&taken, sizeof taken, &later, "sized", &err), REVOPS_OK);
        later.tail[byte] = 0;
    }
}

static void no_struct_means_all_zeros(void **state) {
    sized taken, expected;
    (void)state;
    memset(&taken, 0x11, sizeof taken);
    memset(&expected, 0, sizeof expected);
    expected.struct_size = sizeof expected;
    assert_int_equal(revops__take(&taken, sizeof taken, NULL, "sized", NULL), REVOPS_OK);
    assert_memory_equal(&taken, &expected, sizeof taken);
}

static void a_missing_pointer_is_refused_by_its_name(void **state) {
    revops_error err;
    (void)state;
    assert_int_equal(revops__require(NULL, "handle", &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "handle");
    assert_true(err.row == REVOPS_NONE);
    assert_int_equal(revops__require(&err, "handle", &err), REVOPS_OK);
}

static void init_macro_and_init_function_agree(void **state) {
    const revops_host macro = REVOPS_HOST_INIT;
    revops_host host;
    (void)state;
    memset(&host, 0x5a, sizeof host);
    revops_host_init(&host);
    assert_memory_equal(&host, &macro, sizeof host);
    assert_int_equal(host.struct_size, sizeof host);
    revops_host_init(NULL);
}

/* --- a handle whose progress, source and apply are written down --- */

enum { LOG = 16, LENT = sizeof(size_t) + sizeof(uint64_t) + sizeof(revops_host) };

typedef struct script {
    revops__handle handle;
    uint64_t counts[LOG]; /* of the batches that the source gives; then it answers last */
    size_t count_count, next;
    int32_t last;                                /* REVOPS_END, or a failure */
    size_t write_behind;                         /* 1 + byte behind the batch that is written */
    size_t new_size;                             /* the source overwrites struct_size */
    uint64_t done[LOG], total[LOG], before[LOG]; /* heard by progress and by apply */
    size_t asked, applied;
    size_t cancel_at; /* the n-th question is answered with cancel */
    int32_t cancel;
    size_t fail_at;  /* the n-th apply refuses row 5 */
    int busy, dirty; /* not busy inside of a callback; a lent batch was not clean */
} script;

static int32_t script_progress(void *user, uint64_t done, uint64_t total) {
    script *s = user;
    s->busy += s->handle.busy == 1;
    s->done[s->asked] = done;
    s->total[s->asked] = total;
    return ++s->asked == s->cancel_at ? s->cancel : REVOPS_MORE;
}

static int32_t script_source(void *user, void *batch) {
    script *s = user;
    uint8_t *bytes = batch;
    size_t size;
    uint64_t count;
    s->busy += s->handle.busy == 1;
    memcpy(&size, bytes, sizeof size);
    memcpy(&count, bytes + sizeof size, sizeof count);
    s->dirty |= size != LENT || count != REVOPS_NONE;
    for (size_t i = sizeof size + sizeof count; i < LENT + 512; i++)
        s->dirty |= bytes[i] != 0;
    if (s->write_behind)
        bytes[LENT + s->write_behind - 1] = 1;
    if (s->new_size)
        memcpy(bytes, &s->new_size, sizeof size);
    bytes[LENT - 1] = 9; /* a member that must be gone in the next batch */
    if (s->next == s->count_count)
        return s->last;
    count = s->counts[s->next++];
    memcpy(bytes + sizeof size, &count, sizeof count);
    return REVOPS_MORE;
}

static revops_status script_apply(void *context, const void *batch, uint64_t rows_before,
                                  revops_error *err) {
    script *s = context;
    size_t size;
    s->busy += s->handle.busy != 0;
    memcpy(&size, batch, sizeof size);
    s->dirty |= size != LENT || ((const uint8_t *)batch)[LENT - 1] != 9;
    s->before[s->applied] = rows_before;
    if (++s->applied == s->fail_at)
        return revops__fail(err, REVOPS_E_OVERFLOW, 5, "amount_minor", "expected less");
    return REVOPS_OK;
}

static void script_open(script *s, size_t batches) {
    memset(s, 0, sizeof *s);
    assert_int_equal(revops__memory_open(&s->handle.memory, NULL, NULL), REVOPS_OK);
    s->handle.memory.host.user = s;
    s->handle.memory.host.progress = script_progress;
    s->count_count = batches;
    s->last = REVOPS_END;
    for (size_t i = 0; i < batches; i++)
        s->counts[i] = 10;
}

static revops_status script_run(script *s, revops_error *err) {
    return revops__drive(&s->handle, LENT, script_source, s, script_apply, s, err);
}

static void a_source_is_lent_clean_batches_until_it_ends(void **state) {
    script s;
    (void)state;
    script_open(&s, 3);
    s.counts[1] = 0;
    assert_int_equal(script_run(&s, NULL), REVOPS_OK);
    assert_int_equal(s.applied, 3);
    assert_int_equal(s.before[0], 0);
    assert_int_equal(s.before[1], 10);
    assert_int_equal(s.before[2], 10);
    assert_int_equal(s.dirty, 0);
    assert_int_equal(s.busy, 5); /* four batches and one question */
    assert_int_equal(s.handle.busy, 0);
}

static void a_batch_that_comes_with_the_end_is_not_read(void **state) {
    script s;
    (void)state;
    script_open(&s, 0);
    s.write_behind = 1;
    assert_int_equal(script_run(&s, NULL), REVOPS_OK);
    assert_int_equal(s.applied, 0);
}

static void every_other_answer_of_a_source_is_a_failure_of_the_host(void **state) {
    static const int32_t answers[] = {0, -1, 3, INT32_MAX, INT32_MIN, 512, 257};
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        script s;
        revops_error err;
        script_open(&s, 1);
        s.last = answers[i];
        assert_int_equal(script_run(&s, &err), REVOPS_E_HOST);
        assert_int_equal(err.host_code, answers[i]);
        assert_string_equal(err.field, "source");
        assert_int_equal(s.applied, 1);
        assert_int_equal(s.handle.busy, 0);
    }
}

static void a_count_that_nobody_set_is_refused(void **state) {
    static const uint64_t counts[] = {REVOPS_NONE, (uint64_t)INT32_MAX + 1, UINT64_C(1) << 32};
    script s;
    revops_error err;
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        script_open(&s, 1);
        s.counts[0] = counts[i];
        assert_int_equal(script_run(&s, &err), REVOPS_E_INVALID);
        assert_string_equal(err.field, "count");
        assert_int_equal(s.applied, 0);
    }
    script_open(&s, 1);
    s.counts[0] = INT32_MAX;
    assert_int_equal(script_run(&s, &err), REVOPS_OK);
    assert_int_equal(s.applied, 1);
}

static void a_byte_written_behind_a_batch_is_seen(void **state) {
    static const size_t places[] = {1, 2, 100, 511, 512};
    (void)state;
    for (size_t i = 0; i < 5; i++) {
        script s;
        revops_error err;
        script_open(&s, 1);
        s.write_behind = places[i];
        assert_int_equal(script_run(&s, &err), REVOPS_E_UNSUPPORTED);
        assert_string_equal(err.field, "struct_size");
        assert_int_equal(s.applied, 0);
    }
}

static void a_source_does_not_change_the_size_of_a_batch(void **state) {
    script s;
    (void)state;
    script_open(&s, 2);
    s.new_size = 1;
    assert_int_equal(script_run(&s, NULL), REVOPS_OK);
    assert_int_equal(s.applied, 2);
    assert_int_equal(s.dirty, 0);
}

static void the_row_of_a_refusal_counts_over_all_batches(void **state) {
    script s;
    revops_error err;
    (void)state;
    script_open(&s, 4);
    s.fail_at = 3;
    assert_int_equal(script_run(&s, &err), REVOPS_E_OVERFLOW);
    assert_int_equal(err.row, 25);
    assert_string_equal(err.field, "amount_minor");
    assert_int_equal(s.applied, 3);
    assert_int_equal(s.next, 3);
}

static void progress_is_asked_first_and_after_each_65536_rows(void **state) {
    static const uint64_t counts[] = {65535, 1, 65535, 0, 2, 200000, 10};
    static const uint64_t heard[] = {0, 65536, 131073, 331073};
    script s;
    (void)state;
    script_open(&s, 7);
    memcpy(s.counts, counts, sizeof counts);
    assert_int_equal(script_run(&s, NULL), REVOPS_OK);
    assert_int_equal(s.asked, 4);
    assert_memory_equal(s.done, heard, sizeof heard);
    assert_int_equal(s.total[0] + s.total[3], 0);
}

static void progress_stops_a_source_before_its_first_row_and_later(void **state) {
    script s;
    revops_error err;
    (void)state;
    script_open(&s, 1);
    s.cancel_at = 1;
    s.cancel = REVOPS_END;
    assert_int_equal(script_run(&s, &err), REVOPS_E_CANCELLED);
    assert_string_equal(err.field, "progress");
    assert_int_equal(s.next, 0);
    script_open(&s, 3);
    s.counts[0] = 65536;
    s.cancel_at = 2;
    s.cancel = 0;
    assert_int_equal(script_run(&s, &err), REVOPS_E_HOST);
    assert_int_equal(err.host_code, 0);
    assert_int_equal(s.next, 1);
    assert_int_equal(s.handle.busy, 0);
}

static void a_host_without_progress_is_never_asked(void **state) {
    script s;
    (void)state;
    script_open(&s, 2);
    s.handle.memory.host.progress = NULL;
    s.counts[0] = 70000;
    assert_int_equal(script_run(&s, NULL), REVOPS_OK);
    assert_int_equal(revops__progress(&s.handle, 1, 2, NULL), REVOPS_OK);
    assert_int_equal(s.asked, 0);
}

static void progress_hears_done_and_total_with_the_handle_busy(void **state) {
    script s;
    (void)state;
    script_open(&s, 0);
    assert_int_equal(revops__progress(&s.handle, 3, 9, NULL), REVOPS_OK);
    assert_int_equal(s.done[0], 3);
    assert_int_equal(s.total[0], 9);
    assert_int_equal(s.busy, 1);
    assert_int_equal(s.handle.busy, 0);
    s.cancel_at = 2;
    s.cancel = -4;
    assert_int_equal(revops__progress(&s.handle, 3, 9, NULL), REVOPS_E_HOST);
    assert_int_equal(s.handle.busy, 0);
}

static void a_busy_handle_is_not_ready(void **state) {
    script s;
    revops_error err;
    (void)state;
    script_open(&s, 0);
    assert_int_equal(revops__ready(&s.handle, &err), REVOPS_OK);
    s.handle.busy = 1;
    assert_int_equal(revops__ready(&s.handle, &err), REVOPS_E_BUSY);
    assert_string_equal(err.message, "expected a handle outside its own callback");
}

static void the_row_that_passes_max_rows_is_named(void **state) {
    script s;
    revops_error err;
    (void)state;
    script_open(&s, 0);
    s.handle.rows = 90;
    assert_int_equal(revops__row_limit(&s.handle, UINT64_MAX - 90, &err), REVOPS_OK);
    s.handle.memory.host.max_rows = 100;
    assert_int_equal(revops__row_limit(&s.handle, 10, &err), REVOPS_OK);
    assert_int_equal(revops__row_limit(&s.handle, 11, &err), REVOPS_E_LIMIT);
    assert_int_equal(err.row, 10);
    assert_string_equal(err.field, "max_rows");
    assert_string_equal(err.message, "expected a handle within the host's max_rows, got 101");
    assert_int_equal(revops__row_limit(&s.handle, 1000, &err), REVOPS_E_LIMIT);
    assert_int_equal(err.row, 10);
    s.handle.rows = 100;
    assert_int_equal(revops__row_limit(&s.handle, 0, &err), REVOPS_OK);
    assert_int_equal(revops__row_limit(&s.handle, 1, &err), REVOPS_E_LIMIT);
    assert_int_equal(err.row, 0);
    s.handle.rows = 150; /* a merge may hold more than what may be fed */
    assert_int_equal(revops__row_limit(&s.handle, 0, &err), REVOPS_OK);
    assert_int_equal(revops__row_limit(&s.handle, 1, &err), REVOPS_E_LIMIT);
    assert_int_equal(err.row, 0);
}

/* --- sinks --- */

typedef struct drain {
    revops__handle *handle;
    const void *data;
    size_t count;
    int32_t answer;
    int busy;
} drain;

static int32_t drain_take(void *user, const void *data, size_t count) {
    drain *d = user;
    d->data = data;
    d->count = count;
    d->busy = d->handle ? d->handle->busy : 0;
    return d->answer;
}

static void a_sink_takes_items_while_the_handle_is_busy(void **state) {
    script s;
    drain d;
    revops_error err;
    (void)state;
    script_open(&s, 0);
    memset(&d, 0, sizeof d);
    d.handle = &s.handle;
    d.answer = REVOPS_MORE;
    assert_int_equal(revops__emit(&s.handle, drain_take, &d, "three", 5, &err), REVOPS_OK);
    assert_memory_equal(d.data, "three", 5);
    assert_int_equal(d.count, 5);
    assert_int_equal(d.busy, 1);
    assert_int_equal(s.handle.busy, 0);
    d.answer = REVOPS_END;
    assert_int_equal(revops__emit(&s.handle, drain_take, &d, "", 0, &err), REVOPS_E_CANCELLED);
    assert_string_equal(err.field, "sink");
    assert_int_equal(s.handle.busy, 0);
    d.answer = 0;
    d.handle = NULL; /* a const call marks nothing */
    assert_int_equal(revops__emit(NULL, drain_take, &d, "", 0, &err), REVOPS_E_HOST);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_struct_of_every_smaller_size_reads_as_with_zeros),
        cmocka_unit_test(a_larger_struct_is_taken_when_its_tail_is_zero),
        cmocka_unit_test(no_struct_means_all_zeros),
        cmocka_unit_test(a_missing_pointer_is_refused_by_its_name),
        cmocka_unit_test(init_macro_and_init_function_agree),
        cmocka_unit_test(a_source_is_lent_clean_batches_until_it_ends),
        cmocka_unit_test(a_batch_that_comes_with_the_end_is_not_read),
        cmocka_unit_test(every_other_answer_of_a_source_is_a_failure_of_the_host),
        cmocka_unit_test(a_count_that_nobody_set_is_refused),
        cmocka_unit_test(a_byte_written_behind_a_batch_is_seen),
        cmocka_unit_test(a_source_does_not_change_the_size_of_a_batch),
        cmocka_unit_test(the_row_of_a_refusal_counts_over_all_batches),
        cmocka_unit_test(progress_is_asked_first_and_after_each_65536_rows),
        cmocka_unit_test(progress_stops_a_source_before_its_first_row_and_later),
        cmocka_unit_test(a_host_without_progress_is_never_asked),
        cmocka_unit_test(progress_hears_done_and_total_with_the_handle_busy),
        cmocka_unit_test(a_busy_handle_is_not_ready),
        cmocka_unit_test(the_row_that_passes_max_rows_is_named),
        cmocka_unit_test(a_sink_takes_items_while_the_handle_is_busy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
