/* What the Arrow reader decodes: exactly, or refused with row and field. */
#include "check.h"

#include "arrow_any.h"
#include "arrows.h"

enum { MOST = 8 };

static revops_arrow_options options; /* zero: all defaults */

static revops_arrow_reader *reader_over(const arrows *table) {
    revops_arrow_reader *reader = NULL;
    revops_error err;
    options.struct_size = sizeof options;
    if (revops_arrow_reader_create_array(&reader, &table->schema, &table->array, &any_batch_shape,
                                         &options, NULL, &err) != REVOPS_OK)
        fail_msg("%s: %s", err.field, err.message);
    return reader;
}

static const revops_field *field_of(const char *name) {
    const revops_field *field = NULL;
    for (uint32_t i = 0; !field || strcmp(field->name, name) != 0; i++)
        field = revops_shape_field(&any_batch_shape, i);
    return field;
}

/* The column of the table's first child, as int64 values, and which are there. */
static void decoded(const arrows *table, int64_t *values, uint8_t *valid) {
    revops_arrow_reader *reader = reader_over(table);
    any_batch batch;
    revops_column column;
    memset(&batch, 0, sizeof batch);
    batch.struct_size = sizeof batch;
    if (revops_arrow_next(reader, &batch) != REVOPS_MORE) {
        revops_error err;
        (void)revops_arrow_reader_error(reader, &err);
        fail_msg("%s, row %d: %s", err.field, (int)err.row, err.message);
    }
    memcpy(&column, (const char *)&batch + field_of(table->schemas[0].name)->offset, sizeof column);
    assert_int_equal(batch.count, table->array.length);
    assert_int_equal(
        revops_column_copy(values, valid, &column, REVOPS_TYPE_INT64, batch.count, NULL),
        REVOPS_OK);
    revops_arrow_reader_destroy(reader);
}

static void expect(const arrows *table, const int64_t *expected) {
    int64_t values[MOST];
    uint8_t valid[MOST];
    decoded(table, values, valid);
    for (int64_t i = 0; i < table->array.length; i++) {
        assert_true(valid[i]);
        assert_true(values[i] == expected[i]);
    }
}

static void refuse(const arrows *table, revops_status status, uint64_t row) {
    revops_arrow_reader *reader = reader_over(table);
    any_batch batch;
    revops_error err;
    memset(&batch, 0, sizeof batch);
    batch.struct_size = sizeof batch;
    assert_int_equal(revops_arrow_next(reader, &batch), -status);
    assert_int_equal(revops_arrow_reader_error(reader, &err), status);
    assert_int_equal(err.status, status);
    assert_true(err.row == row);
    assert_string_equal(err.field, table->schemas[0].name);
    assert_int_equal(strncmp(err.message, "expected ", 9), 0);
    assert_int_equal(revops_arrow_next(reader, &batch), -status); /* it stays failed */
    revops_arrow_reader_destroy(reader);
}

static void one_column(arrows *table, const char *name, const char *format, int64_t rows,
                       const void *values, const void *data) {
    arrows_open(table, rows);
    arrows_add(table, name, format, values, data);
}

/* --- time --- */

static void instants_of_four_units_become_nanoseconds(void **state) {
    static const int64_t ticks[] = {0, 1, -1, 86400};
    static const struct {
        const char *format;
        int64_t ns;
    } units[] = {{"tss:", 1000000000}, {"tsm:UTC", 1000000}, {"tsu:Asia/Tokyo", 1000}, {"tsn:", 1}};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        const int64_t expected[] = {0, units[i].ns, -units[i].ns, 86400 * units[i].ns};
        arrows table;
        one_column(&table, "seen_ns", units[i].format, 4, ticks, NULL);
        expect(&table, expected);
    }
}

static void an_instant_beyond_64_bits_overflows(void **state) {
    static const int64_t ticks[] = {9223372036, -9223372036, 9223372037};
    static const int64_t low[] = {-9223372037};
    arrows table;
    (void)state;
    one_column(&table, "seen_ns", "tss:", 3, ticks, NULL);
    refuse(&table, REVOPS_E_OVERFLOW, 2);
    one_column(&table, "seen_ns", "tss:", 1, low, NULL);
    refuse(&table, REVOPS_E_OVERFLOW, 0);
}

static void midnights_become_days(void **state) {
    static const int64_t ms[] = {0, 86400000, -86400000};
    static const int64_t odd[] = {0, 86400001};
    static const int64_t far[] = {INT64_C(86400) * 3000000000};
    static const int64_t expected[] = {0, 1, -1};
    static const char *const utc[] = {"tdm",     "tsm:",       "tsm:UTC", "tsm:Etc/UTC",
                                      "tsm:GMT", "tsm:+00:00", "tsm:Z"};
    arrows table;
    (void)state;
    for (size_t i = 0; i < sizeof utc / sizeof utc[0]; i++) {
        one_column(&table, "day", utc[i], 3, ms, NULL);
        expect(&table, expected);
    }
    one_column(&table, "day", "tsm:", 2, odd, NULL);
    refuse(&table, REVOPS_E_INVALID, 1);
    one_column(&table, "day", "tss:", 1, far, NULL);
    refuse(&table, REVOPS_E_INVALID, 0);
}

static void first_days_become_months(void **state) {
    static const int32_t firsts[] = {0, 31, -31, 20454};
    static const int32_t second[] = {1};
    static const int32_t before[] = {-719163}, behind[] = {2932897};
    static const int64_t ms[] = {INT64_C(86400000) * 31}, odd[] = {1};
    static const int64_t expected[] = {0, 1, -1, 672};
    arrows table;
    (void)state;
    one_column(&table, "month", "tdD", 4, firsts, NULL);
    expect(&table, expected);
    one_column(&table, "month", "tdm", 1, ms, NULL);
    expect(&table, expected + 1);
    one_column(&table, "month", "tdD", 1, second, NULL);
    refuse(&table, REVOPS_E_INVALID, 0);
    one_column(&table, "month", "tdD", 1, before, NULL);
    refuse(&table, REVOPS_E_INVALID, 0);
    one_column(&table, "month", "tdD", 1, behind, NULL);
    refuse(&table, REVOPS_E_INVALID, 0);
    one_column(&table, "month", "tdm", 1, odd, NULL);
    refuse(&table, REVOPS_E_INVALID, 0);
}

/* --- decimals --- */

typedef struct wide {
    uint64_t word[2];
} wide;

/* A decimal of 128 bits in the order of this machine. */
static wide wide_of(int64_t high, uint64_t low) {
    static const uint16_t order = 1;
    const int little = *(const uint8_t *)&order == 1;
    wide value;
    value.word[little ? 0 : 1] = low;
    value.word[little ? 1 : 0] = (uint64_t)high;
    return value;
}

static void decimals_become_integers_exactly(void **state) {
    const wide values[] = {wide_of(0, 1234), wide_of(-1, (uint64_t)-1234), wide_of(0, 0)};
    static const int32_t narrow[] = {1234, -1234, 0};
    static const int64_t eight[] = {1234, -1234, 0};
    static const int64_t as_is[] = {1234, -1234, 0}, times[] = {123400, -123400, 0};
    arrows table;
    (void)state;
    options.exponent = 2;
    one_column(&table, "amount_minor", "d:38,2", 3, values, NULL);
    expect(&table, as_is);
    one_column(&table, "amount_minor", "d:9,2,32", 3, narrow, NULL);
    expect(&table, as_is);
    one_column(&table, "amount_minor", "d:18,0,64", 3, eight, NULL);
    expect(&table, times);
    one_column(&table, "amount_minor", "d:38,-2,128", 3, values, NULL);
    options.exponent = 0;
    expect(&table, times);
    one_column(&table, "amount_minor", "d:38,0", 3, values, NULL);
    expect(&table, as_is);
}

static void the_exponent_is_for_amounts_alone(void **state) {
    const wide values[] = {wide_of(0, 12)};
    static const int64_t expected[] = {12};
    static const char *const fields[] = {"share_num", "share_den", "count_of", "customer", "plain"};
    (void)state;
    options.exponent = 2;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        arrows table;
        one_column(&table, fields[i], "d:38,0", 1, values, NULL);
        expect(&table, expected);
    }
    options.exponent = 0;
}

static void digits_beyond_the_minor_unit_have_to_be_zeros(void **state) {
    /* 754.25000 euro, 0.001, and 10^20 with 20 digits behind the point */
    const wide zeros[] = {wide_of(0, 75425000)};
    const wide rest[] = {wide_of(0, 100), wide_of(0, 1)};
    const wide deep[] = {wide_of(5, 7766279631452241920u)};
    static const int64_t euro[] = {75425}, one[] = {1};
    arrows table;
    (void)state;
    options.exponent = 2;
    one_column(&table, "amount_minor", "d:38,5", 1, zeros, NULL);
    expect(&table, euro);
    one_column(&table, "amount_minor", "d:38,3", 2, rest, NULL);
    refuse(&table, REVOPS_E_INVALID, 1);
    one_column(&table, "amount_minor", "d:38,5", 2, rest, NULL);
    refuse(&table, REVOPS_E_INVALID, 0);
    one_column(&table, "amount_minor", "d:38,4", 2, rest, NULL);
    refuse(&table, REVOPS_E_INVALID, 1);
    options.exponent = 0;
    one_column(&table, "amount_minor", "d:38,20", 1, deep, NULL);
    expect(&table, one);
    one_column(&table, "amount_minor", "d:38,127", 1, deep, NULL);
    refuse(&table, REVOPS_E_INVALID, 0);
}

static void a_decimal_beyond_int64_overflows(void **state) {
    const wide ends[] = {wide_of(0, (uint64_t)INT64_MAX), wide_of(-1, (uint64_t)INT64_MIN)};
    const wide above[] = {wide_of(0, (uint64_t)INT64_MAX + 1)};
    const wide below[] = {wide_of(-1, (uint64_t)INT64_MIN - 1)};
    const wide high[] = {wide_of(1, 0)}, lowest[] = {wide_of(INT64_MIN, 0)};
    const wide ten[] = {wide_of(0, 1000000000)}, zero[] = {wide_of(0, 0)};
    static const int64_t expected[] = {INT64_MAX, INT64_MIN}, nothing[] = {0};
    arrows table;
    (void)state;
    one_column(&table, "amount_minor", "d:38,0", 2, ends, NULL);
    expect(&table, expected);
    one_column(&table, "amount_minor", "d:38,0", 1, above, NULL);
    refuse(&table, REVOPS_E_OVERFLOW, 0);
    one_column(&table, "amount_minor", "d:38,0", 1, below, NULL);
    refuse(&table, REVOPS_E_OVERFLOW, 0);
    one_column(&table, "amount_minor", "d:38,0", 1, high, NULL);
    refuse(&table, REVOPS_E_OVERFLOW, 0);
    one_column(&table, "amount_minor", "d:38,-1", 1, high, NULL);
    refuse(&table, REVOPS_E_OVERFLOW, 0);
    one_column(&table, "amount_minor", "d:38,0", 1, lowest, NULL);
    refuse(&table, REVOPS_E_OVERFLOW, 0);
    one_column(&table, "amount_minor", "d:38,-10", 1, ten, NULL);
    refuse(&table, REVOPS_E_OVERFLOW, 0);
    one_column(&table, "amount_minor", "d:38,-19", 1, ten, NULL);
    refuse(&table, REVOPS_E_OVERFLOW, 0);
    one_column(&table, "amount_minor", "d:38,-30", 1, zero, NULL);
    expect(&table, nothing);
}

static void a_value_outside_a_narrow_column_is_refused(void **state) {
    const wide values[] = {wide_of(0, 32767), wide_of(0, 32768)};
    const wide below[] = {wide_of(-1, (uint64_t)-1)};
    arrows table;
    (void)state;
    one_column(&table, "plain", "d:38,0", 2, values, NULL);
    refuse(&table, REVOPS_E_INVALID, 1);
    one_column(&table, "customer", "d:38,0", 1, below, NULL);
    refuse(&table, REVOPS_E_INVALID, 0);
}

/* --- bits and floats --- */

static void bools_become_flags(void **state) {
    static const uint8_t bits[] = {0xb4};
    static const int64_t expected[] = {1, 0, 1, 1, 0, 1};
    arrows table;
    (void)state;
    one_column(&table, "flag", "b", 6, bits, NULL);
    table.arrays[0].offset = 2;
    expect(&table, expected);
}

static void short_floats_become_doubles(void **state) {
    static const float values[] = {0.5f, -2.25f};
    static const double wide_values[] = {0.1, 0.2};
    static const uint8_t indices[] = {1, 0};
    arrows table;
    any_batch batch = {.struct_size = sizeof batch};
    revops_arrow_reader *reader;
    double out[2];
    (void)state;
    one_column(&table, "score", "f", 2, values, NULL);
    reader = reader_over(&table);
    assert_int_equal(revops_arrow_next(reader, &batch), REVOPS_MORE);
    assert_int_equal(revops_column_copy(out, NULL, &batch.score, REVOPS_TYPE_DOUBLE, 2, NULL),
                     REVOPS_OK);
    assert_true(out[0] == 0.5 && out[1] == -2.25);
    revops_arrow_reader_destroy(reader);
    one_column(&table, "score", "C", 2, indices, NULL);
    arrows_dictionary(&table, "g", wide_values, NULL, 2);
    reader = reader_over(&table);
    assert_int_equal(revops_arrow_next(reader, &batch), REVOPS_MORE);
    assert_int_equal(revops_column_copy(out, NULL, &batch.score, REVOPS_TYPE_DOUBLE, 2, NULL),
                     REVOPS_OK);
    assert_true(out[0] == 0.2 && out[1] == 0.1);
    revops_arrow_reader_destroy(reader);
}

/* --- texts --- */

static void codes_and_words_become_numbers(void **state) {
    static const int32_t offsets[] = {0, 3, 6, 6};
    static const int64_t wide_offsets[] = {0, 4, 8, 14, 16, 19};
    static const int64_t codes[] = {REVOPS_CURRENCY('E', 'U', 'R', 0),
                                    REVOPS_CURRENCY('G', 'B', 'P', 0), 0};
    static const int64_t kinds[] = {0, 1, -7, 42, -13};
    arrows table;
    (void)state;
    one_column(&table, "currency", "u", 3, offsets, "EURGBP");
    expect(&table, codes);
    one_column(&table, "kind", "U", 5, wide_offsets, "nonesalebefore42-13");
    expect(&table, kinds);
}

static void a_code_or_word_that_is_none_is_refused(void **state) {
    static const int32_t offsets[] = {0, 3, 6};
    static const char *const words[] = {"sales", "sal", "", "-", "1x", "2147483648", "SALE"};
    arrows table;
    (void)state;
    one_column(&table, "currency", "u", 2, offsets, "EUReur");
    refuse(&table, REVOPS_E_INVALID, 1);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const int32_t span[] = {0, (int32_t)strlen(words[i])};
        one_column(&table, "kind", "u", 1, span, words[i]);
        refuse(&table, REVOPS_E_INVALID, 0);
    }
}

static void texts_become_keys_with_and_without_names(void **state) {
    static const int32_t offsets[] = {0, 4, 4, 8, 12};
    const int64_t expected[] = {(int64_t)revops_key("acme", 4), 0, (int64_t)revops_key("bolt", 4),
                                (int64_t)revops_key("acme", 4)};
    arrows table;
    (void)state;
    one_column(&table, "customer", "u", 4, offsets, "acmeboltacme");
    expect(&table, expected);
    assert_int_equal(revops_names_create(&options.names, NULL, NULL), REVOPS_OK);
    expect(&table, expected);
    assert_int_equal(revops_names_count(options.names), 2);
    revops_names_destroy(options.names);
    options.names = NULL;
}

static void a_text_that_is_no_name_is_refused_with_and_without_names(void **state) {
    static const int32_t offsets[] = {0, 4, 8};
    static const int32_t long_offsets[] = {0, 65536};
    static char long_text[65536];
    arrows table;
    (void)state;
    memset(long_text, 'a', sizeof long_text);
    for (int with = 0; with < 2; with++) {
        if (with)
            assert_int_equal(revops_names_create(&options.names, NULL, NULL), REVOPS_OK);
        one_column(&table, "customer", "u", 2, offsets, "acmebo\xfft");
        refuse(&table, REVOPS_E_INVALID, 1);
        one_column(&table, "customer", "u", 2, offsets, "acmebo\0t");
        refuse(&table, REVOPS_E_INVALID, 1);
        one_column(&table, "customer", "u", 1, long_offsets, long_text);
        refuse(&table, REVOPS_E_INVALID, 0);
    }
    revops_names_destroy(options.names);
    options.names = NULL;
}

static void broken_offsets_are_refused(void **state) {
    static const int32_t falling[] = {0, 4, 3}, negative[] = {-1, 3};
    static const int32_t span[] = {0, 3};
    arrows table;
    (void)state;
    for (int with = 0; with < 2; with++) {
        if (with)
            assert_int_equal(revops_names_create(&options.names, NULL, NULL), REVOPS_OK);
        one_column(&table, "customer", "u", 2, falling, "acme");
        refuse(&table, REVOPS_E_INVALID, 1);
        one_column(&table, "customer", "u", 1, negative, "acme");
        refuse(&table, REVOPS_E_INVALID, 0);
        one_column(&table, "customer", "u", 1, span, NULL);
        refuse(&table, REVOPS_E_INVALID, 0);
    }
    revops_names_destroy(options.names);
    options.names = NULL;
}

/* A view: size and the text itself, or size, prefix, buffer and offset. */
typedef struct view {
    int32_t size;
    union {
        char text[12];
        int32_t place[3]; /* prefix, buffer, offset */
    } at;
} view;

static void views_are_read_from_both_places(void **state) {
    static const char far[] = "before, a text of more than twelve bytes";
    static const int64_t sizes[] = {sizeof far - 1};
    view views[2] = {{4, {"acme"}}, {32, {{0}}}};
    const int64_t expected[] = {(int64_t)revops_key("acme", 4), (int64_t)revops_key(far + 8, 32)};
    static const struct {
        int32_t size, buffer, offset;
    } broken[] = {{-1, 0, 0}, {32, -1, 0}, {32, 1, 0}, {32, 0, -1}, {32, 0, 9}, {60, 0, 0}};
    arrows table;
    struct ArrowArray *array;
    (void)state;
    views[1].at.place[2] = 8;
    one_column(&table, "customer", "vu", 2, views, far);
    array = &table.arrays[0];
    array->n_buffers = 4;
    array->buffers[3] = sizes;
    expect(&table, expected);
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        views[1].size = broken[i].size;
        views[1].at.place[1] = broken[i].buffer;
        views[1].at.place[2] = broken[i].offset;
        refuse(&table, REVOPS_E_INVALID, 1);
    }
    views[1].size = 32;
    views[1].at.place[1] = views[1].at.place[2] = 0;
    array->buffers[2] = NULL;
    refuse(&table, REVOPS_E_INVALID, 1);
    array->buffers[2] = far;
    array->buffers[3] = NULL;
    refuse(&table, REVOPS_E_INVALID, 1);
    assert_int_equal(revops_names_create(&options.names, NULL, NULL), REVOPS_OK);
    array->buffers[3] = sizes;
    views[1].at.place[2] = 8;
    expect(&table, expected);
    assert_int_equal(revops_names_count(options.names), 2);
    revops_names_destroy(options.names);
    options.names = NULL;
}

/* --- nulls and dictionaries --- */

static void nulls_are_never_looked_at(void **state) {
    static const int32_t offsets[] = {0, 3, 6, 9};
    static const uint8_t bits[] = {0x05};
    int64_t values[MOST];
    uint8_t valid[MOST];
    arrows table;
    (void)state;
    one_column(&table, "currency", "u", 3, offsets, "EUReurGBP");
    arrows_nulls(&table.arrays[0], bits, 1);
    decoded(&table, values, valid);
    assert_int_equal(values[0], REVOPS_CURRENCY('E', 'U', 'R', 0));
    assert_int_equal(values[1], 0);
    assert_int_equal(values[2], REVOPS_CURRENCY('G', 'B', 'P', 0));
    assert_true(valid[0] && !valid[1] && valid[2]);
    assert_int_equal(revops_names_create(&options.names, NULL, NULL), REVOPS_OK);
    one_column(&table, "customer", "u", 3, offsets, "EUR\xff\xff\xffGBP");
    arrows_nulls(&table.arrays[0], bits, 1);
    decoded(&table, values, valid);
    assert_true(valid[0] && !valid[1] && valid[2]);
    assert_true(values[2] == (int64_t)revops_key("GBP", 3));
    revops_names_destroy(options.names);
    options.names = NULL;
}

static void dictionaries_are_decoded_where_rows_use_them(void **state) {
    static const int8_t indices[] = {0, 3, 0, 1};
    static const int32_t offsets[] = {0, 4, 8, 11, 15};
    static const uint8_t bits[] = {0x0d};
    const int64_t expected[] = {(int64_t)revops_key("acme", 4), (int64_t)revops_key("cold", 4),
                                (int64_t)revops_key("acme", 4), 0};
    int64_t values[MOST];
    uint8_t valid[MOST];
    arrows table;
    (void)state;
    for (int with = 0; with < 2; with++) {
        if (with)
            assert_int_equal(revops_names_create(&options.names, NULL, NULL), REVOPS_OK);
        one_column(&table, "customer", "c", 4, indices, NULL);
        /* entry 1 is null, entry 2 no text at all, and no row uses it */
        arrows_nulls(arrows_dictionary(&table, "u", offsets,
                                       "acmenull\xff\xff\xff"
                                       "cold",
                                       4),
                     bits, 1);
        decoded(&table, values, valid);
        for (size_t i = 0; i < 4; i++)
            assert_true(values[i] == expected[i]);
        assert_true(valid[0] && valid[1] && valid[2] && !valid[3]);
    }
    assert_int_equal(revops_names_count(options.names), 2);
    revops_names_destroy(options.names);
    options.names = NULL;
}

static void a_dictionary_may_hold_anything_that_a_column_may(void **state) {
    static const uint64_t indices[] = {1, 0};
    static const int64_t numbers[] = {-5, 77};
    static const int64_t seconds[] = {1, 2};
    static const int64_t as_is[] = {77, -5}, ns[] = {2000000000, 1000000000};
    arrows table;
    (void)state;
    one_column(&table, "amount_minor", "L", 2, indices, NULL);
    arrows_dictionary(&table, "l", numbers, NULL, 2);
    expect(&table, as_is);
    one_column(&table, "seen_ns", "l", 2, indices, NULL);
    arrows_dictionary(&table, "tss:", seconds, NULL, 2);
    expect(&table, ns);
}

static void an_index_outside_its_dictionary_is_refused(void **state) {
    static const int8_t indices[] = {0, 2}, negative[] = {-1};
    static const uint64_t large[] = {UINT64_MAX};
    static const int64_t numbers[] = {1, 2};
    arrows table;
    (void)state;
    one_column(&table, "amount_minor", "c", 2, indices, NULL);
    arrows_dictionary(&table, "l", numbers, NULL, 2);
    refuse(&table, REVOPS_E_INVALID, 1);
    one_column(&table, "amount_minor", "c", 1, negative, NULL);
    arrows_dictionary(&table, "l", numbers, NULL, 2);
    refuse(&table, REVOPS_E_INVALID, 0);
    one_column(&table, "amount_minor", "L", 1, large, NULL);
    arrows_dictionary(&table, "l", numbers, NULL, 2);
    refuse(&table, REVOPS_E_INVALID, 0);
    one_column(&table, "amount_minor", "c", 1, indices, NULL);
    arrows_dictionary(&table, "l", NULL, NULL, 0);
    refuse(&table, REVOPS_E_INVALID, 0);
}

static void a_bad_entry_is_the_fault_of_the_row_that_uses_it(void **state) {
    static const int8_t indices[] = {0, 0, 1};
    static const int32_t offsets[] = {0, 4, 8};
    static const uint64_t numbers[] = {1, UINT64_MAX};
    arrows table;
    (void)state;
    one_column(&table, "kind", "c", 3, indices, NULL);
    arrows_dictionary(&table, "u", offsets, "saleSALE", 2);
    refuse(&table, REVOPS_E_INVALID, 2);
    one_column(&table, "amount_minor", "c", 3, indices, NULL);
    arrows_dictionary(&table, "L", numbers, NULL, 2);
    refuse(&table, REVOPS_E_INVALID, 2);
}

static void the_lowest_row_is_named_and_then_the_first_field(void **state) {
    static const int64_t odd[] = {0, 0, 1};
    static const int32_t offsets[] = {0, 3, 6, 9};
    static const int32_t both[] = {0, 3, 6, 9};
    static const uint8_t bits[] = {0x05};
    any_batch batch = {.struct_size = sizeof batch};
    revops_arrow_reader *reader;
    revops_error err;
    arrows table;
    (void)state;
    arrows_open(&table, 3);
    arrows_add(&table, "day", "tss:", odd, NULL);
    arrows_add(&table, "currency", "u", offsets, "EUReurGBP");
    reader = reader_over(&table);
    assert_int_equal(revops_arrow_next(reader, &batch), -REVOPS_E_INVALID);
    assert_int_equal(revops_arrow_reader_error(reader, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "currency");
    assert_int_equal(err.row, 1);
    revops_arrow_reader_destroy(reader);
    table.arrays[1].buffers[1] = both;
    table.arrays[1].buffers[2] = "EURGBPeur";
    reader = reader_over(&table);
    assert_int_equal(revops_arrow_next(reader, &batch), -REVOPS_E_INVALID);
    assert_int_equal(revops_arrow_reader_error(reader, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "day");
    assert_int_equal(err.row, 2);
    revops_arrow_reader_destroy(reader);
    table.validity = bits; /* a null row before both */
    table.array.null_count = 1;
    reader = reader_over(&table);
    assert_int_equal(revops_arrow_next(reader, &batch), -REVOPS_E_INVALID);
    assert_int_equal(revops_arrow_reader_error(reader, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "");
    assert_int_equal(err.row, 1);
    revops_arrow_reader_destroy(reader);
}

static void names_that_are_busy_or_full_fail_the_reader(void **state) {
    static const int32_t offsets[] = {0, 4, 8};
    revops_host host = REVOPS_HOST_INIT;
    arrows table;
    (void)state;
    host.max_bytes = 1;
    assert_int_equal(revops_names_create(&options.names, NULL, NULL), REVOPS_OK);
    revops_names_destroy(options.names);
    host.max_bytes = 4096;
    if (revops_names_create(&options.names, &host, NULL) == REVOPS_OK) {
        static int32_t many[4097];
        static char text[4 * 4096];
        for (int32_t i = 0; i < 4096; i++) {
            memcpy(text + (size_t)i * 4,
                   (char[4]){(char)('a' + i % 16), (char)('a' + i / 16 % 16), (char)('a' + i / 256),
                             'x'},
                   4);
            many[i + 1] = (i + 1) * 4;
        }
        one_column(&table, "customer", "u", 4096, many, text);
        refuse(&table, REVOPS_E_LIMIT, REVOPS_NONE);
        revops_names_destroy(options.names);
    }
    options.names = NULL;
    one_column(&table, "customer", "u", 2, offsets, "acmebolt");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instants_of_four_units_become_nanoseconds),
        cmocka_unit_test(an_instant_beyond_64_bits_overflows),
        cmocka_unit_test(midnights_become_days),
        cmocka_unit_test(first_days_become_months),
        cmocka_unit_test(decimals_become_integers_exactly),
        cmocka_unit_test(the_exponent_is_for_amounts_alone),
        cmocka_unit_test(digits_beyond_the_minor_unit_have_to_be_zeros),
        cmocka_unit_test(a_decimal_beyond_int64_overflows),
        cmocka_unit_test(a_value_outside_a_narrow_column_is_refused),
        cmocka_unit_test(bools_become_flags),
        cmocka_unit_test(short_floats_become_doubles),
        cmocka_unit_test(codes_and_words_become_numbers),
        cmocka_unit_test(a_code_or_word_that_is_none_is_refused),
        cmocka_unit_test(texts_become_keys_with_and_without_names),
        cmocka_unit_test(a_text_that_is_no_name_is_refused_with_and_without_names),
        cmocka_unit_test(broken_offsets_are_refused),
        cmocka_unit_test(views_are_read_from_both_places),
        cmocka_unit_test(nulls_are_never_looked_at),
        cmocka_unit_test(dictionaries_are_decoded_where_rows_use_them),
        cmocka_unit_test(a_dictionary_may_hold_anything_that_a_column_may),
        cmocka_unit_test(an_index_outside_its_dictionary_is_refused),
        cmocka_unit_test(a_bad_entry_is_the_fault_of_the_row_that_uses_it),
        cmocka_unit_test(the_lowest_row_is_named_and_then_the_first_field),
        cmocka_unit_test(names_that_are_busy_or_full_fail_the_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
