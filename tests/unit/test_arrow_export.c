/* Arrow out: what rows become, who owns it, and what is refused. */
#include "check.h"

#include <stdlib.h>

#include "arrow_any.h"
#include "sales.h"

static const any_row rows[] = {
    {.amount_minor = 100,
     .day = 20454,
     .month = 672,
     .kind = 1,
     .currency = EUR,
     .flag = 1,
     .seen_ns = 5,
     .customer = 77,
     .score = 0.5,
     .mask = 3,
     .plain = -9,
     .small = 200},
    {.amount_minor = INT64_MIN,
     .day = -1,
     .month = -1,
     .kind = 55,
     .currency = 0,
     .flag = 0,
     .customer = UINT64_MAX,
     .share_num = -1,
     .share_den = 3,
     .count_of = UINT64_MAX},
    {.amount_minor = INT64_MAX,
     .day = 0,
     .month = 0,
     .kind = -7,
     .currency = GBP,
     .flag = 7,
     .customer = 77},
};
enum { ROWS = sizeof rows / sizeof rows[0] };

static struct ArrowSchema schema;
static struct ArrowArray array;

static void exported(const revops_shape *shape, const void *records, size_t count,
                     const revops_arrow_options *options) {
    revops_error err;
    if (revops_arrow_export(&schema, &array, shape, records, count, options, NULL, &err) !=
        REVOPS_OK)
        fail_msg("%s: %s", err.field, err.message);
}

static void released(void) {
    schema.release(&schema);
    array.release(&array);
    assert_null(schema.release);
    assert_null(array.release);
}

static const struct ArrowArray *column(const char *name, const char *format) {
    for (int64_t i = 0; i < schema.n_children; i++)
        if (strcmp(schema.children[i]->name, name) == 0) {
            assert_string_equal(schema.children[i]->format, format);
            assert_int_equal((uintptr_t)array.children[i]->buffers[1] % 64, 0);
            return array.children[i];
        }
    fail_msg("no column %s", name);
    return NULL;
}

static void expect_text(const struct ArrowArray *from, size_t row, const char *text) {
    const int32_t *offsets = from->buffers[1];
    const char *bytes = from->buffers[2];
    assert_int_equal(offsets[row + 1] - offsets[row], strlen(text));
    assert_memory_equal(bytes + offsets[row], text, strlen(text));
}

static void every_unit_has_its_arrow_type(void **state) {
    const uint8_t *bits;
    (void)state;
    exported(&any_row_shape, rows, ROWS, NULL);
    assert_string_equal(schema.format, "+s");
    assert_int_equal(schema.n_children, 15);
    assert_int_equal(array.length, ROWS);
    assert_int_equal(array.n_buffers, 1);
    assert_null(array.buffers[0]);
    assert_true(((const int64_t *)column("amount_minor", "l")->buffers[1])[1] == INT64_MIN);
    assert_true(((const uint64_t *)column("count_of", "L")->buffers[1])[1] == UINT64_MAX);
    assert_true(((const uint64_t *)column("customer", "L")->buffers[1])[1] == UINT64_MAX);
    assert_true(((const int64_t *)column("seen_ns", "tsn:UTC")->buffers[1])[0] == 5);
    assert_true(((const double *)column("score", "g")->buffers[1])[0] == 0.5);
    assert_int_equal(((const int32_t *)column("day", "tdD")->buffers[1])[1], -1);
    assert_int_equal(((const int32_t *)column("month", "tdD")->buffers[1])[0], 20454);
    assert_int_equal(((const int32_t *)column("month", "tdD")->buffers[1])[1], -31);
    assert_int_equal(((const int32_t *)column("month", "tdD")->buffers[1])[2], 0);
    assert_int_equal(((const uint32_t *)column("mask", "I")->buffers[1])[0], 3);
    assert_int_equal(((const int16_t *)column("plain", "s")->buffers[1])[0], -9);
    assert_int_equal(((const uint8_t *)column("small", "C")->buffers[1])[0], 200);
    bits = column("flag", "b")->buffers[1];
    assert_int_equal(bits[0] & 7, 5);
    expect_text(column("currency", "u"), 0, "EUR");
    expect_text(column("currency", "u"), 1, "");
    expect_text(column("kind", "u"), 0, "sale");
    expect_text(column("kind", "u"), 1, "55"); /* a value without a word */
    expect_text(column("kind", "u"), 2, "before");
    released();
}

/* --- records of the host --- */

typedef struct host_row {
    revops_ratio share;
    const char *note;
    int64_t day;
    int32_t parts[3];
    uint8_t digest[4];
    uint8_t hash[2];
    char code[6];
} host_row;

static const revops_field host_fields[] = {
    REVOPS__FIELD(host_row, share, REVOPS_UNIT_RATIO, "a part"),
    REVOPS__FIELD(host_row, note, REVOPS_UNIT_TEXT, "a text behind a pointer"),
    REVOPS__FIELD(host_row, day, REVOPS_UNIT_DAY, "a wide day"),
    REVOPS__ARRAY(host_row, parts, REVOPS_UNIT_COUNT, "three counts"),
    REVOPS__ARRAY(host_row, digest, REVOPS_UNIT_DIGEST, "bytes"),
    REVOPS__BYTES(host_row, hash, REVOPS_UNIT_DIGEST, "bytes"),
    REVOPS__BYTES(host_row, code, REVOPS_UNIT_TEXT, "a text inside"),
};
static const revops_shape host_shape =
    REVOPS__SHAPE(host_row, "host_row", "of a host", host_fields, REVOPS_SHAPE_RECORD);

static const host_row host_rows[] = {
    {{2, 3, REVOPS_RATIO_OK, 0}, "ab", 9, {1, 2, 3}, {1, 2, 3, 4}, {7, 8}, "Ünit"},
    {{0, 0, REVOPS_RATIO_UNDEFINED, 0}, NULL, 8, {4, 5, 6}, {5, 6, 7, 8}, {9, 1}, "abcdef"},
};

static void ratios_texts_arrays_and_digests_have_columns(void **state) {
    const struct ArrowArray *num, *den, *note;
    (void)state;
    exported(&host_shape, host_rows, 2, NULL);
    num = column("share_num", "l");
    den = column("share_den", "l");
    assert_int_equal(num->null_count, 1);
    assert_int_equal(((const uint8_t *)num->buffers[0])[0] & 3, 1);
    assert_true(((const int64_t *)num->buffers[1])[0] == 2);
    assert_true(((const int64_t *)den->buffers[1])[0] == 3);
    assert_int_equal(schema.children[0]->flags, ARROW_FLAG_NULLABLE);
    assert_int_equal(schema.children[3]->flags, 0);
    note = column("note", "u");
    assert_int_equal(note->null_count, 1);
    expect_text(note, 0, "ab");
    assert_int_equal(((const int32_t *)column("day", "tdD")->buffers[1])[0], 9);
    assert_int_equal(((const int32_t *)column("parts_2", "i")->buffers[1])[1], 6);
    assert_memory_equal(column("digest", "w:4")->buffers[1], "\1\2\3\4\5\6\7\10", 8);
    assert_memory_equal(column("hash", "w:2")->buffers[1], "\7\10\11\1", 4);
    expect_text(column("code", "u"), 0, "Ünit");
    expect_text(column("code", "u"), 1, "abcdef");
    released();
    exported(&host_shape, host_rows, 1, NULL);
    assert_null(column("share_num", "l")->buffers[0]); /* no null, no bitmap */
    assert_int_equal(column("share_num", "l")->null_count, 0);
    released();
}

static void no_rows_are_an_array_of_no_rows(void **state) {
    (void)state;
    exported(&any_row_shape, NULL, 0, NULL);
    assert_int_equal(array.length, 0);
    for (int64_t i = 0; i < array.n_children; i++) {
        assert_int_equal(array.children[i]->length, 0);
        assert_non_null(array.children[i]->buffers[1]);
    }
    assert_non_null(column("kind", "u")->buffers[2]);
    released();
}

static void schema_or_array_may_be_left_out(void **state) {
    (void)state;
    assert_int_equal(revops_arrow_export(&schema, NULL, &any_row_shape, NULL, 9, NULL, NULL, NULL),
                     REVOPS_OK);
    assert_int_equal(schema.n_children, 15);
    schema.release(&schema);
    assert_int_equal(
        revops_arrow_export(NULL, &array, &any_row_shape, rows, ROWS, NULL, NULL, NULL), REVOPS_OK);
    assert_int_equal(array.n_children, 15);
    array.release(&array);
}

/* --- keys as texts --- */

typedef struct asked {
    int calls;
    int32_t answer;
    size_t size;
    const char *text;
} asked;

static int32_t resolve(void *user, uint64_t key, char *out, size_t capacity, size_t *written) {
    asked *self = user;
    (void)key;
    assert_int_equal(capacity, 65536);
    self->calls++;
    *written = self->size;
    memcpy(out, self->text, strlen(self->text));
    return self->answer;
}

static void a_resolver_is_asked_once_for_a_key_that_comes_again(void **state) {
    asked user = {0, REVOPS_MORE, 4, "acme"};
    revops_arrow_options options = REVOPS_ARROW_OPTIONS_INIT;
    (void)state;
    options.resolver = resolve;
    options.resolver_user = &user;
    exported(&any_row_shape, rows, ROWS, &options);
    for (size_t i = 0; i < ROWS; i++)
        expect_text(column("customer", "u"), i, "acme");
    assert_int_equal(user.calls, 2);
    released();
}

static void names_are_the_resolver_when_there_is_no_other(void **state) {
    revops_arrow_options options = REVOPS_ARROW_OPTIONS_INIT;
    any_row row = {.customer = 0};
    (void)state;
    assert_int_equal(revops_names_create(&options.names, NULL, NULL), REVOPS_OK);
    assert_int_equal(revops_names_add(options.names, &row.customer, "bolt", 4, NULL), REVOPS_OK);
    exported(&any_row_shape, &row, 1, &options);
    expect_text(column("customer", "u"), 0, "bolt");
    released();
    row.customer = 0;
    exported(&any_row_shape, &row, 1, &options);
    expect_text(column("customer", "u"), 0, "");
    released();
    revops_names_destroy(options.names);
}

static void many_texts_grow_their_block(void **state) {
    enum { MANY = 1000 };
    asked user = {0, REVOPS_MORE, 9, "123456789"};
    revops_arrow_options options = REVOPS_ARROW_OPTIONS_INIT;
    any_row *many = calloc(MANY, sizeof *many);
    (void)state;
    assert_non_null(many);
    options.resolver = resolve;
    options.resolver_user = &user;
    for (size_t i = 0; i < MANY; i++)
        many[i].customer = i % 300;
    exported(&any_row_shape, many, MANY, &options);
    for (size_t i = 0; i < MANY; i++)
        expect_text(column("customer", "u"), i, "123456789");
    assert_in_range(user.calls, 300, MANY);
    released();
    free(many);
}

/* --- refusals --- */

static void refuse(const revops_shape *shape, const void *records, size_t count,
                   const revops_arrow_options *options, revops_status status, uint64_t row,
                   const char *field) {
    struct ArrowArrayStream stream;
    revops_error err;
    memset(&schema, 0x5a, sizeof schema);
    memset(&array, 0x5a, sizeof array);
    assert_int_equal(
        revops_arrow_export(&schema, &array, shape, records, count, options, NULL, &err), status);
    assert_int_equal(err.status, status);
    assert_true(err.row == row);
    assert_string_equal(err.field, field);
    assert_null(schema.release);
    assert_null(array.release);
    assert_int_equal(
        revops_arrow_export(&schema, &array, shape, records, count, options, NULL, NULL), status);
    memset(&stream, 0x5a, sizeof stream);
    assert_int_equal(
        revops_arrow_export_stream(&stream, shape, records, count, options, NULL, &err), status);
    assert_null(stream.release);
    assert_true(err.row == row);
    assert_string_equal(err.field, field);
}

static void null_arguments_are_named(void **state) {
    revops_error err;
    (void)state;
    assert_int_equal(revops_arrow_export(NULL, NULL, &any_row_shape, rows, ROWS, NULL, NULL, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "array");
    assert_int_equal(revops_arrow_export_stream(NULL, &any_row_shape, rows, ROWS, NULL, NULL, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "stream");
    refuse(NULL, rows, ROWS, NULL, REVOPS_E_INVALID, REVOPS_NONE, "shape");
    refuse(&any_row_shape, NULL, 1, NULL, REVOPS_E_INVALID, REVOPS_NONE, "rows");
    refuse(&any_batch_shape, rows, 1, NULL, REVOPS_E_INVALID, REVOPS_NONE, "shape");
    assert_int_equal(revops_arrow_export(&schema, &array, &any_row_shape, rows,
                                         (size_t)INT32_MAX + 1, NULL, NULL, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "count");
}

static void options_and_host_are_checked(void **state) {
    revops_arrow_options options = REVOPS_ARROW_OPTIONS_INIT;
    revops_host host = REVOPS_HOST_INIT;
    revops_error err;
    (void)state;
    options.reserved0 = 1;
    refuse(&any_row_shape, rows, ROWS, &options, REVOPS_E_INVALID, REVOPS_NONE, "reserved0");
    host.struct_size = 2;
    assert_int_equal(
        revops_arrow_export(&schema, &array, &any_row_shape, rows, ROWS, NULL, &host, &err),
        REVOPS_E_INVALID);
    host = (revops_host){.struct_size = sizeof host, .max_bytes = 2000};
    assert_int_equal(
        revops_arrow_export(&schema, &array, &any_row_shape, rows, ROWS, NULL, &host, &err),
        REVOPS_E_LIMIT);
    assert_string_equal(err.field, "max_bytes");
}

static void a_shape_has_to_be_one_of_records_that_show_something(void **state) {
    static const revops_field nothing[] = {
        {"reserved0", "zero", NULL, 0, 0, 1, 0, REVOPS_TYPE_INT64, REVOPS_UNIT_RESERVED, 0, 0}};
    static const revops_field wrong[] = {
        {"a", "unfit", NULL, 0, 0, 1, 0, REVOPS_TYPE_POINTER, REVOPS_UNIT_NONE, 0, 0},
        {"b", "unfit", NULL, 0, 0, 1, 0, REVOPS_TYPE_COLUMN, REVOPS_UNIT_NONE, 0, 0},
        {"c", "unfit", NULL, 0, 0, 1, 0, REVOPS_TYPE_INT32, REVOPS_UNIT_RATIO, 0, 0},
        {"d", "unfit", NULL, 0, 0, 4, 0, REVOPS_TYPE_BYTES, REVOPS_UNIT_KEY, 0, 0},
        {"e", "long", NULL, 0, 0, 40000, 0, REVOPS_TYPE_BYTES, REVOPS_UNIT_DIGEST, 0, 0},
    };
    static const revops_field outside[] = {
        {"f", "behind", NULL, 0, 32, 1, 0, REVOPS_TYPE_INT64, REVOPS_UNIT_NONE, 0, 0},
        {"g", "across", NULL, 0, 8, 2, 0, REVOPS_TYPE_INT64, REVOPS_UNIT_NONE, 0, 0},
        {"h", "empty", NULL, 0, 8, 0, 0, REVOPS_TYPE_INT64, REVOPS_UNIT_NONE, 0, 0},
    };
    static const revops_field many[] = {
        {"i", "many", NULL, 0, 0, 1025, 0, REVOPS_TYPE_INT8, REVOPS_UNIT_NONE, 0, 0}};
    static const char bytes[2048];
    revops_shape shape = {"s", "s", nothing, 1, sizeof(revops_field), 16, REVOPS_SHAPE_RECORD};
    (void)state;
    refuse(&shape, bytes, 1, NULL, REVOPS_E_INVALID, REVOPS_NONE, "shape");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        shape.fields = &wrong[i];
        refuse(&shape, bytes, 1, NULL, REVOPS_E_UNSUPPORTED, REVOPS_NONE, wrong[i].name);
    }
    for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++) {
        shape.fields = &outside[i];
        refuse(&shape, bytes, 1, NULL, REVOPS_E_INVALID, REVOPS_NONE, outside[i].name);
    }
    shape.fields = many;
    shape.size = 1100;
    refuse(&shape, bytes, 1, NULL, REVOPS_E_LIMIT, REVOPS_NONE, "shape");
}

static void a_value_that_arrow_cannot_say_is_refused_with_its_row(void **state) {
    any_row bad[3];
    host_row worse[2];
    char *text = malloc(65537);
    (void)state;
    assert_non_null(text);
    memcpy(bad, rows, sizeof bad);
    bad[1].month = 96360;
    refuse(&any_row_shape, bad, 3, NULL, REVOPS_E_INVALID, 1, "month");
    bad[1].month = -23629;
    refuse(&any_row_shape, bad, 3, NULL, REVOPS_E_INVALID, 1, "month");
    bad[0].currency = 7; /* a lower row, a later field */
    refuse(&any_row_shape, bad, 3, NULL, REVOPS_E_INVALID, 0, "currency");
    memcpy(worse, host_rows, sizeof worse);
    worse[1].day = (int64_t)INT32_MAX + 1;
    refuse(&host_shape, worse, 2, NULL, REVOPS_E_INVALID, 1, "day");
    memcpy(worse, host_rows, sizeof worse);
    worse[0].share.denominator = 0;
    refuse(&host_shape, worse, 2, NULL, REVOPS_E_INVALID, 0, "share");
    worse[0].share.denominator = 1;
    worse[0].share.status = 9;
    refuse(&host_shape, worse, 2, NULL, REVOPS_E_INVALID, 0, "share");
    memcpy(worse, host_rows, sizeof worse);
    worse[1].note = "\xff";
    refuse(&host_shape, worse, 2, NULL, REVOPS_E_INVALID, 1, "note");
    memset(text, 'a', 65536);
    text[65536] = '\0';
    worse[1].note = text;
    refuse(&host_shape, worse, 2, NULL, REVOPS_E_INVALID, 1, "note");
    free(text);
}

static void a_resolver_that_fails_ends_the_call(void **state) {
    static const struct {
        int32_t answer;
        size_t size;
        const char *text;
        revops_status status;
    } ways[] = {{0, 1, "a", REVOPS_E_HOST},
                {REVOPS_END, 1, "a", REVOPS_E_CANCELLED},
                {REVOPS_MORE, 65536, "a", REVOPS_E_INVALID},
                {REVOPS_MORE, SIZE_MAX, "a", REVOPS_E_INVALID},
                {REVOPS_MORE, 2, "a\xff", REVOPS_E_INVALID}};
    revops_arrow_options options = REVOPS_ARROW_OPTIONS_INIT;
    (void)state;
    options.resolver = resolve;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        asked user = {0, ways[i].answer, ways[i].size, ways[i].text};
        options.resolver_user = &user;
        refuse(&any_row_shape, rows, ROWS, &options, ways[i].status, 0, "customer");
    }
}

/* --- ownership --- */

static void a_column_moved_out_lives_on_its_own(void **state) {
    struct ArrowArray moved;
    struct ArrowSchema type;
    (void)state;
    exported(&any_row_shape, rows, ROWS, NULL);
    moved = *array.children[0];
    array.children[0]->release = NULL;
    type = *schema.children[0];
    schema.children[0]->release = NULL;
    released();
    assert_string_equal(type.name, "amount_minor");
    assert_true(((const int64_t *)moved.buffers[1])[0] == 100);
    moved.release(&moved);
    type.release(&type);
    assert_null(moved.release);
}

static void a_stream_hands_chunks_over(void **state) {
    revops_arrow_options options = REVOPS_ARROW_OPTIONS_INIT;
    struct ArrowArrayStream stream;
    struct ArrowArray chunk[3];
    struct ArrowSchema again;
    (void)state;
    options.chunk_rows = 2;
    assert_int_equal(
        revops_arrow_export_stream(&stream, &any_row_shape, rows, ROWS, &options, NULL, NULL),
        REVOPS_OK);
    assert_int_equal(stream.get_schema(&stream, &schema), 0);
    assert_int_equal(stream.get_schema(&stream, &again), 0);
    assert_int_equal(schema.n_children, 15);
    assert_string_equal(again.children[14]->name, schema.children[14]->name);
    assert_int_equal(again.children[14]->flags, schema.children[14]->flags);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(stream.get_next(&stream, &chunk[i]), 0);
    assert_int_equal(chunk[0].length, 2);
    assert_int_equal(chunk[1].length, 1);
    assert_null(chunk[2].release);
    assert_null(stream.get_last_error(&stream));
    stream.release(&stream);
    assert_null(stream.release);
    assert_true(((const int64_t *)chunk[1].children[0]->buffers[1])[0] == INT64_MAX);
    schema.release(&schema);
    again.release(&again);
    chunk[0].release(&chunk[0]);
    chunk[1].release(&chunk[1]);
}

static void a_stream_frees_what_nobody_took(void **state) {
    revops_arrow_options options = REVOPS_ARROW_OPTIONS_INIT;
    struct ArrowArrayStream stream;
    struct ArrowArray chunk;
    (void)state;
    options.chunk_rows = 1;
    assert_int_equal(
        revops_arrow_export_stream(&stream, &any_row_shape, rows, ROWS, &options, NULL, NULL),
        REVOPS_OK);
    assert_int_equal(stream.get_next(&stream, &chunk), 0);
    chunk.release(&chunk);
    stream.release(&stream);
    assert_int_equal(revops_arrow_export_stream(&stream, &any_row_shape, NULL, 0, NULL, NULL, NULL),
                     REVOPS_OK);
    assert_int_equal(stream.get_next(&stream, &chunk), 0);
    assert_null(chunk.release);
    stream.release(&stream);
}

/* A host that may run dry later. */
static int left;
static void *resize(void *user, void *block, size_t old_size, size_t new_size) {
    (void)user;
    (void)old_size;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    return left-- <= 0 ? NULL : realloc(block, new_size);
}

static void a_stream_says_why_it_has_no_schema(void **state) {
    revops_host host = {.struct_size = sizeof host, .resize = resize};
    struct ArrowArrayStream stream;
    (void)state;
    left = INT32_MAX;
    assert_int_equal(
        revops_arrow_export_stream(&stream, &any_row_shape, rows, ROWS, NULL, &host, NULL),
        REVOPS_OK);
    for (int enough = 0; enough < 16; enough++) { /* one block for the whole, one a column */
        left = enough;
        assert_int_equal(stream.get_schema(&stream, &schema), 12);
        assert_null(schema.release);
        assert_non_null(strstr(stream.get_last_error(&stream), "no memory"));
    }
    left = INT32_MAX;
    assert_int_equal(stream.get_schema(&stream, &schema), 0);
    assert_null(stream.get_last_error(&stream));
    schema.release(&schema);
    stream.release(&stream);
}

static void a_name_may_have_200_bytes(void **state) {
    static char name[202];
    static const int64_t value = 1;
    revops_field field = {name, "long", NULL, 0, 0, 1, 0, REVOPS_TYPE_INT64, REVOPS_UNIT_NONE,
                          0,    0};
    revops_shape shape = {"s", "s", &field, 1, sizeof field, 8, REVOPS_SHAPE_RECORD};
    (void)state;
    memset(name, 'n', 200);
    exported(&shape, &value, 1, NULL);
    assert_string_equal(schema.children[0]->name, name);
    released();
    name[200] = 'n';
    assert_int_equal(revops_arrow_export(&schema, &array, &shape, &value, 1, NULL, NULL, NULL),
                     REVOPS_E_LIMIT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_unit_has_its_arrow_type),
        cmocka_unit_test(ratios_texts_arrays_and_digests_have_columns),
        cmocka_unit_test(no_rows_are_an_array_of_no_rows),
        cmocka_unit_test(schema_or_array_may_be_left_out),
        cmocka_unit_test(a_resolver_is_asked_once_for_a_key_that_comes_again),
        cmocka_unit_test(names_are_the_resolver_when_there_is_no_other),
        cmocka_unit_test(many_texts_grow_their_block),
        cmocka_unit_test(null_arguments_are_named),
        cmocka_unit_test(options_and_host_are_checked),
        cmocka_unit_test(a_shape_has_to_be_one_of_records_that_show_something),
        cmocka_unit_test(a_value_that_arrow_cannot_say_is_refused_with_its_row),
        cmocka_unit_test(a_resolver_that_fails_ends_the_call),
        cmocka_unit_test(a_column_moved_out_lives_on_its_own),
        cmocka_unit_test(a_stream_hands_chunks_over),
        cmocka_unit_test(a_stream_frees_what_nobody_took),
        cmocka_unit_test(a_stream_says_why_it_has_no_schema),
        cmocka_unit_test(a_name_may_have_200_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
