/* A kind of handle that the library does not have, for what no kind of the catalogue has yet:
 * figures of a window, and fields of every unit and type. Its options come back as the rows of a
 * report. Memory is plain; only what SQL can see of it matters. */
#include <stdlib.h>
#include <string.h>

#include "revops_sqlite.h"

/* --- its structs and their shapes --- */

typedef struct tally_options {
    size_t struct_size;
    int64_t at_ns;
    int64_t rate_num;
    int64_t rate_den;
    double weight;
    revops_ratio share;
    int32_t month;
    int32_t strict;
    uint32_t colours;
    uint8_t small;
    uint8_t reserved0[3];
} tally_options;

typedef struct tally_batch {
    size_t struct_size;
    uint64_t count;
    revops_column amount_minor;
    revops_column small;
    revops_column seen_ns;
    revops_column weight;
} tally_batch;

typedef struct tally_row {
    int64_t total_minor;
    uint64_t count;
} tally_row;

typedef struct tally_echo {
    int64_t at_ns;
    int64_t rate_num;
    int64_t rate_den;
    uint64_t key;
    double weight;
    const char *label;
    revops_ratio share;
    int32_t month;
    int32_t strict;
    uint32_t colours;
    uint32_t currency;
    int32_t parts[3];
    uint8_t digest[4];
    char note[8];
} tally_echo;

#define FIELD(S, m, type, unit, order, words, count)                                               \
    { #m, "", words, count, (uint32_t)offsetof(S, m), 1, 0, type, unit, 0, order }
#define PLAIN(S, m, type, unit) FIELD(S, m, REVOPS_TYPE_##type, REVOPS_UNIT_##unit, 0, NULL, 0)
#define COLUMN(m, type, unit, flags)                                                               \
    {                                                                                              \
#m, "", NULL, 0, (uint32_t)offsetof(tally_batch, m), 1, flags, REVOPS_TYPE_COLUMN,         \
            REVOPS_UNIT_##unit, REVOPS_TYPE_##type, 0                                              \
    }
#define BYTES(S, m, length, type, unit)                                                            \
    { #m, "", NULL, 0, (uint32_t)offsetof(S, m), length, 0, type, unit, 0, 0 }
#define SHAPE(S, fields, kind)                                                                     \
    {                                                                                              \
#S, "", fields, (uint32_t)(sizeof fields / sizeof fields[0]),                              \
            (uint32_t)sizeof(revops_field), (uint32_t)sizeof(S), kind                              \
    }

static const revops_word colours[] = {{"red", "", 1, 0}, {"green", "", 2, 0}, {"blue", "", 4, 0}};

static const revops_field option_fields[] = {
    PLAIN(tally_options, struct_size, UINT64, SIZE),
    PLAIN(tally_options, at_ns, INT64, NS),
    PLAIN(tally_options, rate_num, INT64, NUM),
    PLAIN(tally_options, rate_den, INT64, DEN),
    PLAIN(tally_options, weight, DOUBLE, NONE),
    PLAIN(tally_options, share, RATIO, RATIO),
    PLAIN(tally_options, month, INT32, MONTH),
    PLAIN(tally_options, strict, INT32, FLAG),
    FIELD(tally_options, colours, REVOPS_TYPE_UINT32, REVOPS_UNIT_FLAG, 0, colours, 3),
    PLAIN(tally_options, small, UINT8, COUNT),
};
static const revops_shape option_shape = SHAPE(tally_options, option_fields, REVOPS_SHAPE_OPTIONS);

static const revops_field batch_fields[] = {
    PLAIN(tally_batch, struct_size, UINT64, SIZE),
    PLAIN(tally_batch, count, UINT64, COUNT),
    COLUMN(amount_minor, INT64, MINOR, REVOPS_FIELD_REQUIRED),
    COLUMN(small, INT8, COUNT, 0),
    COLUMN(seen_ns, INT64, NS, 0),
    COLUMN(weight, DOUBLE, NONE, 0),
};
static const revops_shape batch_shape = SHAPE(tally_batch, batch_fields, REVOPS_SHAPE_BATCH);

static const revops_field row_fields[] = {
    PLAIN(tally_row, total_minor, INT64, MINOR),
    PLAIN(tally_row, count, UINT64, COUNT),
};
static const revops_shape row_shape = SHAPE(tally_row, row_fields, REVOPS_SHAPE_RECORD);

static const revops_field echo_fields[] = {
    PLAIN(tally_echo, at_ns, INT64, NS),
    PLAIN(tally_echo, rate_num, INT64, NUM),
    PLAIN(tally_echo, rate_den, INT64, DEN),
    FIELD(tally_echo, key, REVOPS_TYPE_UINT64, REVOPS_UNIT_KEY, 1, NULL, 0),
    PLAIN(tally_echo, weight, DOUBLE, NONE),
    PLAIN(tally_echo, label, POINTER, TEXT),
    PLAIN(tally_echo, share, RATIO, RATIO),
    PLAIN(tally_echo, month, INT32, MONTH),
    PLAIN(tally_echo, strict, INT32, FLAG),
    FIELD(tally_echo, colours, REVOPS_TYPE_UINT32, REVOPS_UNIT_FLAG, 0, colours, 3),
    PLAIN(tally_echo, currency, UINT32, CURRENCY),
    BYTES(tally_echo, parts, 3, REVOPS_TYPE_INT32, REVOPS_UNIT_NONE),
    BYTES(tally_echo, digest, 4, REVOPS_TYPE_BYTES, REVOPS_UNIT_DIGEST),
    BYTES(tally_echo, note, 8, REVOPS_TYPE_BYTES, REVOPS_UNIT_TEXT),
};
static const revops_shape echo_shape = SHAPE(tally_echo, echo_fields, REVOPS_SHAPE_RECORD);

/* --- the handle: its state is its memory --- */

typedef struct tally {
    tally_options options;
    tally_row row;
} tally;

static revops_status tally_create(void **handle, const void *options, const revops_host *host,
                                  revops_error *err) {
    tally *made = calloc(1, sizeof *made);
    (void)host;
    *handle = made;
    if (!made)
        return sql_fail(err, REVOPS_E_NOMEM, "", "no memory");
    if (options)
        memcpy(&made->options, options, sizeof made->options);
    return REVOPS_OK;
}

static revops_status tally_put(tally *t, const tally_batch *batch, int64_t sign,
                               revops_error *err) {
    for (uint64_t i = 0; i < batch->count; i++) {
        const revops_column *column = &batch->amount_minor;
        int64_t amount;
        memcpy(&amount, (const char *)column->data + (int64_t)i * column->stride, sizeof amount);
        if (amount == 13) {
            sql_fail(err, REVOPS_E_INVALID, "amount_minor", "expected luck");
            err->row = i;
            return REVOPS_E_INVALID;
        }
        t->row.total_minor += sign * amount;
        t->row.count += (uint64_t)sign;
    }
    return REVOPS_OK;
}

static revops_status tally_add(void *handle, const void *batch, revops_error *err) {
    return tally_put(handle, batch, 1, err);
}

static revops_status tally_remove(void *handle, const void *batch, revops_error *err) {
    return tally_put(handle, batch, -1, err);
}

static revops_status tally_merge(void *into, const void *from, revops_error *err) {
    (void)err;
    ((tally *)into)->row.total_minor += ((const tally *)from)->row.total_minor;
    ((tally *)into)->row.count += ((const tally *)from)->row.count;
    return REVOPS_OK;
}

static revops_status tally_save(const void *handle, void *out, size_t capacity, size_t *written,
                                revops_error *err) {
    *written = sizeof(tally);
    if (capacity < sizeof(tally))
        return sql_fail(err, REVOPS_E_CAPACITY, "", "no room");
    memcpy(out, handle, sizeof(tally));
    return REVOPS_OK;
}

static revops_status tally_load(void **handle, const void *bytes, size_t size,
                                const revops_host *host, revops_error *err) {
    revops_status status = tally_create(handle, NULL, host, err);
    if (status == REVOPS_OK && size == sizeof(tally))
        memcpy(*handle, bytes, size);
    return status;
}

/* --- its reports --- */

static revops_status tally_rows(const void *handle, const void *query, uint64_t first, void *out,
                                size_t capacity, size_t row_size, size_t *written,
                                revops_error *err) {
    const tally *t = handle;
    (void)query;
    (void)row_size;
    (void)err;
    *written = first == 0 && capacity ? 1 : 0;
    if (*written)
        memcpy(out, &t->row, sizeof t->row);
    return REVOPS_OK;
}

/* One row per row that was counted, so that a report may be longer than a page. */
static revops_status tally_echoes(const void *handle, const void *query, uint64_t first, void *out,
                                  size_t capacity, size_t row_size, size_t *written,
                                  revops_error *err) {
    const tally *t = handle;
    const tally_options *o = &t->options;
    (void)query;
    (void)row_size;
    (void)err;
    *written = 0;
    for (; *written < capacity && first < t->row.count; first++, (*written)++) {
        tally_echo row = {o->at_ns, o->rate_num, o->rate_den,      first,     o->weight,
                          NULL,     o->share,    o->month,         o->strict, o->colours,
                          0,        {1, -2, 3},  {0, 1, 254, 255}, "a \"b\""};
        if (first == 1) {
            row.key = UINT64_MAX;
            row.label = "second";
            row.currency = REVOPS_CURRENCY('E', 'U', 'R', 0);
            memcpy(row.note, "12345678", 8);
        }
        memcpy((tally_echo *)out + *written, &row, sizeof row);
    }
    return REVOPS_OK;
}

static revops_status tally_read(void *handle, revops_source source, void *user, revops_error *err) {
    (void)handle;
    (void)source;
    (void)user;
    return sql_fail(err, REVOPS_E_UNSUPPORTED, "", "not asked by SQL");
}

static const revops_feed tally_feeds[] = {
    {"marks", "", &batch_shape, 0, 0, tally_add, tally_remove, tally_read},
};
static const revops_report tally_reports[] = {
    {"rows", "", NULL, &row_shape, tally_rows},
    {"echo", "", NULL, &echo_shape, tally_echoes},
};
static const revops_handle_kind tally_kind = {
    "tally",
    "",
    &option_shape,
    tally_feeds,
    tally_reports,
    1,
    2,
    sizeof(revops_feed),
    sizeof(revops_report),
    "TALY",
    tally_create,
    free,
    tally_merge,
    tally_save,
    tally_load,
    NULL,
};

__attribute__((visibility("default"))) int sqlite3_tally_init(sqlite3 *db, char **message,
                                                              const sqlite3_api_routines *api);

int sqlite3_tally_init(sqlite3 *db, char **message, const sqlite3_api_routines *api) {
    extension *ext;
    int code;
    (void)message;
    SQLITE_EXTENSION_INIT2(api);
    ext = extension_make(db);
    if (!ext)
        return SQLITE_NOMEM;
    code = kind_register(ext, &tally_kind);
    extension_drop(ext);
    return code;
}
