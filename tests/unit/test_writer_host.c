/* The writer and its host: callbacks, progress, limits, memory, and totals that do not fit. */
#include "check.h"

#include "written.h"

#define EUR 0x45555200u

static const char *const texts[] = {"alpha"};
static const written_names names = {texts, 1};

static const written_sale good = {{1, 2, REVOPS_RATIO_OK, 0}, 1, 100, 1, EUR, 20454};

typedef struct contract_row {
    int64_t amount_minor;
    double score;
    const char *note;
    int64_t day;
    int32_t month;
    uint32_t reserved0;
} contract_row;

static const revops_field contract_fields[] = {
    REVOPS__FIELD(contract_row, amount_minor, REVOPS_UNIT_MINOR, "an amount"),
    REVOPS__FIELD(contract_row, score, REVOPS_UNIT_NONE, "a number"),
    REVOPS__FIELD(contract_row, note, REVOPS_UNIT_TEXT, "a text"),
    REVOPS__FIELD(contract_row, day, REVOPS_UNIT_DAY, "a day"),
    REVOPS__FIELD(contract_row, month, REVOPS_UNIT_MONTH, "a month"),
    REVOPS__RESERVED(contract_row, reserved0),
};
static const revops_shape contract_shape = REVOPS__SHAPE(
    contract_row, "contract", "what can go wrong", contract_fields, REVOPS_SHAPE_RECORD);
static const contract_row fine = {1, 0.5, "x", 0, 0, 0};

static void expect_error(const revops_error *err, revops_status status, uint64_t row,
                         const char *field) {
    assert_int_equal(err->status, status);
    assert_true(err->row == row);
    assert_string_equal(err->field, field);
}

/* --- callbacks --- */

typedef struct bad_resolver {
    revops_writer *writer;
    int32_t answer;
    size_t written;
    revops_status inside;
} bad_resolver;

static int32_t resolve_badly(void *user, uint64_t key, char *out, size_t capacity,
                             size_t *written_size) {
    bad_resolver *bad = user;
    (void)key;
    if (capacity != 65536)
        return -100;
    out[0] = 'a';
    bad->inside = revops_writer_end(bad->writer, NULL);
    if (bad->written != SIZE_MAX)
        *written_size = bad->written;
    return bad->answer;
}

static void the_resolver_answers_by_the_host_rule(void **state) {
    static const struct {
        int32_t answer;
        size_t written;
        revops_status status;
    } answers[] = {
        {REVOPS_MORE, 1, REVOPS_OK},
        {REVOPS_END, 1, REVOPS_E_CANCELLED},
        {0, 1, REVOPS_E_HOST},
        {-3, 1, REVOPS_E_HOST},
        {REVOPS_MORE, SIZE_MAX, REVOPS_E_INVALID}, /* never set */
        {REVOPS_MORE, 65536, REVOPS_E_INVALID},
    };
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
        bad_resolver bad = {NULL, answers[i].answer, answers[i].written, REVOPS_OK};
        revops_error err;
        written w = {0};
        options.resolver = resolve_badly;
        options.resolver_user = &bad;
        assert_int_equal(revops_writer_create(&bad.writer, &written_sale_shape, &options,
                                              written_sink, &w, NULL, NULL),
                         REVOPS_OK);
        assert_int_equal(revops_writer_rows(bad.writer, &good, 1, sizeof good, &err),
                         answers[i].status);
        assert_int_equal(bad.inside, REVOPS_E_BUSY);
        if (answers[i].status != REVOPS_OK)
            expect_error(&err, answers[i].status, 0, "platform");
        if (answers[i].status == REVOPS_E_HOST)
            assert_int_equal(err.host_code, answers[i].answer);
        revops_writer_destroy(bad.writer);
        written_close(&w);
    }
}

/* A sink that tries to go on with its writer. */
static int32_t reentrant_sink(void *user, const void *data, size_t count) {
    bad_resolver *bad = user;
    (void)data;
    (void)count;
    bad->inside = revops_writer_rows(bad->writer, &fine, 1, sizeof fine, NULL);
    return REVOPS_MORE;
}

static void a_writer_is_busy_inside_its_sink(void **state) {
    bad_resolver bad = {NULL, 0, 0, REVOPS_OK};
    (void)state;
    assert_int_equal(
        revops_writer_create(&bad.writer, &contract_shape, NULL, reentrant_sink, &bad, NULL, NULL),
        REVOPS_OK);
    assert_int_equal(revops_writer_end(bad.writer, NULL), REVOPS_OK);
    assert_int_equal(bad.inside, REVOPS_E_BUSY);
    revops_writer_destroy(bad.writer);
}

static void a_sink_that_fails_at_block_n_is_called_n_times(void **state) {
    static written_sale rows[2000];
    (void)state;
    for (size_t i = 0; i < 2000; i++)
        rows[i] = good;
    for (int32_t format = REVOPS_FORMAT_JSON; format <= REVOPS_FORMAT_PLAIN; format++) {
        revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
        written all = {0};
        options.format = format;
        assert_int_equal(written_rows(&all, &written_sale_shape, &options, rows, 2000, 7, NULL),
                         REVOPS_OK);
        assert_true(all.calls > 1 && all.largest <= 16384);
        for (size_t n = 1; n <= all.calls; n++) {
            written w = {.fail_at = n, .answer = n % 2 ? 0 : REVOPS_END};
            revops_error err;
            assert_int_equal(written_rows(&w, &written_sale_shape, &options, rows, 2000, 7, &err),
                             n % 2 ? REVOPS_E_HOST : REVOPS_E_CANCELLED);
            assert_string_equal(err.field, "sink");
            assert_int_equal(w.calls, n);
            written_close(&w);
        }
        written_close(&all);
    }
}

/* --- the host --- */

typedef struct patience {
    uint64_t asked[4];
    size_t calls;
    size_t stop_at;
} patience;

static int32_t be_patient(void *user, uint64_t done, uint64_t total) {
    patience *p = user;
    assert_int_equal(total, 0);
    if (p->calls < 4)
        p->asked[p->calls] = done;
    p->calls++;
    return p->calls == p->stop_at ? REVOPS_END : REVOPS_MORE;
}

static void progress_is_asked_each_65536_rows(void **state) {
    static contract_row rows[131073];
    revops_host host = REVOPS_HOST_INIT;
    patience p = {{0}, 0, 0};
    revops_writer *writer = NULL;
    revops_error err;
    written w = {0};
    (void)state;
    host.progress = be_patient;
    host.user = &p;
    assert_int_equal(
        revops_writer_create(&writer, &contract_shape, NULL, written_sink, &w, &host, NULL),
        REVOPS_OK);
    assert_int_equal(revops_writer_rows(writer, rows, 70000, sizeof rows[0], NULL), REVOPS_OK);
    assert_int_equal(revops_writer_rows(writer, rows, 61073, sizeof rows[0], NULL), REVOPS_OK);
    assert_int_equal(p.calls, 3);
    assert_true(p.asked[0] == 0 && p.asked[1] == 65536 && p.asked[2] == 131072);
    revops_writer_destroy(writer);
    written_close(&w);
    p.calls = 0;
    p.stop_at = 2;
    assert_int_equal(
        revops_writer_create(&writer, &contract_shape, NULL, written_sink, &w, &host, NULL),
        REVOPS_OK);
    assert_int_equal(revops_writer_rows(writer, rows, 131073, sizeof rows[0], &err),
                     REVOPS_E_CANCELLED);
    assert_int_equal(revops_writer_end(writer, NULL), REVOPS_E_INVALID);
    revops_writer_destroy(writer);
    written_close(&w);
}

static void limits_of_the_host_hold(void **state) {
    static contract_row rows[4000];
    revops_host host = REVOPS_HOST_INIT;
    revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    revops_writer *writer = NULL;
    revops_error err;
    written w = {0};
    (void)state;
    host.max_rows = 3;
    assert_int_equal(
        revops_writer_create(&writer, &contract_shape, NULL, written_sink, &w, &host, NULL),
        REVOPS_OK);
    assert_int_equal(revops_writer_rows(writer, rows, 2, sizeof rows[0], NULL), REVOPS_OK);
    assert_int_equal(revops_writer_rows(writer, rows, 2, sizeof rows[0], &err), REVOPS_E_LIMIT);
    expect_error(&err, REVOPS_E_LIMIT, 1, "max_rows");
    revops_writer_destroy(writer);
    host.max_rows = 0;
    host.max_bytes = 40000;
    options.format = REVOPS_FORMAT_ASCII;
    options.currency = EUR;
    assert_int_equal(
        revops_writer_create(&writer, &contract_shape, &options, written_sink, &w, &host, NULL),
        REVOPS_OK);
    assert_int_equal(revops_writer_rows(writer, rows, 4000, sizeof rows[0], &err), REVOPS_E_LIMIT);
    assert_int_equal(revops_writer_end(writer, NULL), REVOPS_E_INVALID);
    revops_writer_destroy(writer);
    host.max_bytes = 100;
    assert_int_equal(
        revops_writer_create(&writer, &contract_shape, &options, written_sink, &w, &host, NULL),
        REVOPS_E_LIMIT);
    assert_null(writer);
    written_close(&w);
}

typedef struct counted_memory {
    size_t bytes, calls, fail_at;
} counted_memory;

static void *counted_resize(void *user, void *block, size_t old_size, size_t new_size) {
    counted_memory *memory = user;
    void *moved;
    if (new_size == 0) {
        memory->bytes -= old_size;
        free(block);
        return NULL;
    }
    if (++memory->calls == memory->fail_at)
        return NULL;
    moved = realloc(block, new_size);
    memory->bytes += moved ? new_size - old_size : 0;
    return moved;
}

/* Seven currencies, so that the totals grow, and texts, so that the table does. */
static revops_status write_counted(counted_memory *memory, int32_t format) {
    static const uint32_t codes[] = {EUR,         0x55534400u, 0x47425000u, 0x4A505900u,
                                     0x4B574400u, 0x43484600u, 0x53454B00u};
    const revops_currency_def def = {EUR, 2};
    const revops_currency_options currencies = {sizeof currencies, &def, 1};
    revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    revops_host host = REVOPS_HOST_INIT;
    revops_writer *writer = NULL;
    revops_status status;
    written w = {0};
    host.user = memory;
    host.resize = counted_resize;
    options.format = format;
    options.flags = REVOPS_WRITER_TOTALS | REVOPS_WRITER_BY_CURRENCY;
    options.title = "a title";
    options.currencies = &currencies;
    options.resolver = written_resolve;
    options.resolver_user = (void *)(uintptr_t)&names;
    status =
        revops_writer_create(&writer, &written_sale_shape, &options, written_sink, &w, &host, NULL);
    for (size_t i = 0; status == REVOPS_OK && i < 7; i++) {
        written_sale row = good;
        row.currency = codes[i];
        status = revops_writer_rows(writer, &row, 1, sizeof row, NULL);
    }
    if (status == REVOPS_OK)
        status = revops_writer_end(writer, NULL);
    revops_writer_destroy(writer);
    written_close(&w);
    return status;
}

static void no_memory_leaks_whichever_allocation_fails(void **state) {
    (void)state;
    for (int32_t format = REVOPS_FORMAT_JSON; format <= REVOPS_FORMAT_PLAIN; format++) {
        counted_memory whole = {0, 0, 0};
        assert_int_equal(write_counted(&whole, format), REVOPS_OK);
        assert_int_equal(whole.bytes, 0);
        for (size_t n = 1; n <= whole.calls; n++) {
            counted_memory memory = {0, 0, n};
            assert_int_equal(write_counted(&memory, format), REVOPS_E_NOMEM);
            assert_int_equal(memory.bytes, 0);
        }
    }
}

static void totals_beyond_int64_are_an_overflow(void **state) {
    written_sale rows[3] = {good, good, good};
    revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    revops_error err;
    written w = {0};
    (void)state;
    options.flags = REVOPS_WRITER_TOTALS;
    rows[0].revenue_minor = INT64_MAX;
    assert_int_equal(written_rows(&w, &written_sale_shape, &options, rows, 2, 0, &err),
                     REVOPS_E_OVERFLOW);
    expect_error(&err, REVOPS_E_OVERFLOW, REVOPS_NONE, "revenue_minor");
    written_close(&w);
    /* The sum is 128 bits wide: what goes beyond on the way may come back. */
    rows[2].revenue_minor = -100;
    assert_int_equal(written_rows(&w, &written_sale_shape, &options, rows, 3, 0, &err), REVOPS_OK);
    written_close(&w);
    rows[0].revenue_minor = 0;
    rows[0].transactions = UINT64_MAX;
    assert_int_equal(written_rows(&w, &written_sale_shape, &options, rows, 1, 0, &err),
                     REVOPS_E_OVERFLOW);
    expect_error(&err, REVOPS_E_OVERFLOW, REVOPS_NONE, "transactions");
    written_close(&w);
}

static void totals_have_at_most_1024_currencies(void **state) {
    revops_writer_options options = REVOPS_WRITER_OPTIONS_INIT;
    revops_writer *writer = NULL;
    revops_error err;
    written_sale row = good;
    written w = {0};
    revops_status status = REVOPS_OK;
    uint32_t count = 0;
    (void)state;
    options.flags = REVOPS_WRITER_TOTALS | REVOPS_WRITER_BY_CURRENCY;
    assert_int_equal(
        revops_writer_create(&writer, &written_sale_shape, &options, written_sink, &w, NULL, NULL),
        REVOPS_OK);
    for (; status == REVOPS_OK && count < 2000; count++) {
        row.currency = ((uint32_t)'A' + count % 26) << 24 |
                       ((uint32_t)'A' + count / 26 % 26) << 16 | ((uint32_t)'A' + count / 676) << 8;
        status = revops_writer_rows(writer, &row, 1, sizeof row, &err);
    }
    assert_int_equal(count, 1025);
    assert_int_equal(status, REVOPS_E_LIMIT);
    assert_string_equal(err.field, "currency");
    revops_writer_destroy(writer);
    written_close(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_resolver_answers_by_the_host_rule),
        cmocka_unit_test(a_writer_is_busy_inside_its_sink),
        cmocka_unit_test(a_sink_that_fails_at_block_n_is_called_n_times),
        cmocka_unit_test(progress_is_asked_each_65536_rows),
        cmocka_unit_test(limits_of_the_host_hold),
        cmocka_unit_test(no_memory_leaks_whichever_allocation_fails),
        cmocka_unit_test(totals_beyond_int64_are_an_overflow),
        cmocka_unit_test(totals_have_at_most_1024_currencies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
