/* The laws of Arrow: what goes out comes back as it was, and however a producer writes the rows of
 * a feed, the handle that reads them is the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arrows.h"
#include "kind.h"

enum { MOST_ROWS = 60, MOST_FIELDS = 96, MOST_CHUNKS = 4 };

/* Memory of one run, freed together. */
typedef struct arena {
    void *blocks[4096];
    size_t count;
} arena;

static void *arena_take(arena *a, size_t size) {
    void *block = calloc(1, size + 64);
    if (!block || a->count == sizeof a->blocks / sizeof a->blocks[0])
        abort();
    a->blocks[a->count++] = block;
    return block;
}

static void arena_close(arena *a) {
    while (a->count > 0)
        free(a->blocks[--a->count]);
}

/* A host whose blocks are counted. */
static void *counted(void *user, void *block, size_t old_size, size_t new_size) {
    int64_t *bytes = user;
    void *grown = new_size ? realloc(block, new_size) : NULL;
    if (!new_size)
        free(block);
    *bytes += (int64_t)new_size - (int64_t)old_size;
    return grown;
}

/* --- law 14: out, then in --- */

typedef struct mirror_head {
    size_t struct_size;
    uint64_t count;
} mirror_head;

/* A batch with the columns that the records of a shape become. */
typedef struct mirror {
    revops_shape shape;
    revops_field fields[MOST_FIELDS];
    const revops_field *from[MOST_FIELDS]; /* NULL: head of the batch */
    char names[MOST_FIELDS][64];
    uint32_t part[MOST_FIELDS];
} mirror;

static void mirror_add(mirror *m, const revops_field *from, uint32_t part, const char *suffix) {
    const uint32_t i = m->shape.field_count++;
    revops_field *field = &m->fields[i];
    snprintf(m->names[i], sizeof m->names[i], "%s%s", from->name, suffix);
    *field = *from;
    field->name = m->names[i];
    field->offset = m->shape.size;
    field->column_type = from->type;
    if (from->type == REVOPS_TYPE_RATIO) {
        field->column_type = REVOPS_TYPE_INT64;
        field->unit = part ? REVOPS_UNIT_DEN : REVOPS_UNIT_NUM;
    }
    field->type = REVOPS_TYPE_COLUMN;
    m->from[i] = from;
    m->part[i] = part;
    m->shape.size += (uint32_t)sizeof(revops_column);
}

static void mirror_open(mirror *m, const revops_shape *row) {
    memset(m, 0, sizeof *m);
    m->shape.name = "mirror";
    m->shape.about = "a batch like a record";
    m->shape.fields = m->fields;
    m->shape.field_size = sizeof m->fields[0];
    m->shape.size = sizeof(mirror_head);
    m->shape.kind = REVOPS_SHAPE_BATCH;
    for (uint32_t i = 0; i < row->field_count; i++) {
        const revops_field *field = revops_shape_field(row, i);
        if (field->unit == REVOPS_UNIT_SIZE || field->unit == REVOPS_UNIT_RESERVED)
            continue;
        if (field->type == REVOPS_TYPE_RATIO) {
            mirror_add(m, field, 0, "_num");
            mirror_add(m, field, 1, "_den");
        } else if (field->length == 1 && field->type <= REVOPS_TYPE_DOUBLE) {
            mirror_add(m, field, 0, "");
        }
    }
}

/* Write a column back into records. */
static revops_status mirror_back(const mirror *m, uint32_t i, const void *batch, uint64_t count,
                                 unsigned char *rows, uint32_t row_size) {
    const revops_field *field = &m->fields[i], *from = m->from[i];
    uint64_t values[MOST_ROWS * 8];
    uint8_t valid[MOST_ROWS * 8];
    revops_column column;
    revops_status status;
    memcpy(&column, (const char *)batch + field->offset, sizeof column);
    if (count == 0)
        return REVOPS_OK;
    status = revops_column_copy(values, valid, &column, field->column_type, count, NULL);
    for (uint64_t row = 0; status == REVOPS_OK && row < count; row++) {
        const size_t size = cell_size(field->column_type);
        unsigned char *at = rows + row * row_size + from->offset;
        if (from->type == REVOPS_TYPE_RATIO) {
            revops_ratio ratio;
            memcpy(&ratio, at, sizeof ratio);
            memcpy(m->part[i] ? &ratio.denominator : &ratio.numerator, &values[row], 8);
            ratio.status = valid[row] ? REVOPS_RATIO_OK : REVOPS_RATIO_UNDEFINED;
            memcpy(at, &ratio, sizeof ratio);
        } else {
            memcpy(at, (const char *)values + row * size, size);
        }
    }
    return status;
}

/* Rows out as a stream in chunks, in as batches, back into records. */
static revops_status there_and_back(const revops_shape *shape, const void *rows, size_t count,
                                    uint64_t chunk, const revops_host *host, unsigned char *back) {
    static mirror m;
    static union {
        mirror_head head;
        revops_column columns[MOST_FIELDS + 1];
    } batch;
    struct ArrowArrayStream stream;
    revops_arrow_options options = REVOPS_ARROW_OPTIONS_INIT;
    revops_arrow_reader *reader = NULL;
    uint64_t seen = 0;
    int32_t answer = REVOPS_END;
    revops_status status;
    mirror_open(&m, shape);
    options.chunk_rows = chunk;
    status = revops_arrow_export_stream(&stream, shape, rows, count, &options, host, NULL);
    if (status == REVOPS_OK)
        status = revops_arrow_reader_create(&reader, &stream, &m.shape, NULL, host, NULL);
    while (status == REVOPS_OK) {
        memset(&batch, 0, sizeof batch);
        batch.head.struct_size = m.shape.size;
        answer = revops_arrow_next(reader, &batch);
        if (answer != REVOPS_MORE)
            break;
        for (uint32_t i = 0; status == REVOPS_OK && i < m.shape.field_count; i++)
            status = mirror_back(&m, i, &batch, batch.head.count, back + seen * shape->size,
                                 shape->size);
        seen += batch.head.count;
    }
    revops_arrow_reader_destroy(reader);
    if (status == REVOPS_OK && (answer != REVOPS_END || seen != count))
        return answer < 0 ? -answer : REVOPS_E_INTERNAL;
    return status;
}

static void report_there_and_back(property *p, const revops_report *report, void *handle) {
    const uint32_t size = report->row->size;
    const size_t room = MOST_ROWS * 8;
    unsigned char *rows = calloc(room, size), *back = calloc(room, size);
    int64_t bytes = 0;
    revops_host host = REVOPS_HOST_INIT;
    size_t written = 0;
    host.resize = counted;
    host.user = &bytes;
    if (rows && back &&
        report->rows(handle, NULL, 0, rows, room, size, &written, NULL) == REVOPS_OK) {
        revops_status status =
            there_and_back(report->row, rows, written, 1 + dice_below(&p->dice, 9), &host, back);
        if (status != REVOPS_OK)
            property_fail(p, __FILE__, __LINE__, "rows come back", "%s: %s", report->row->name,
                          revops_status_name(status));
        else if (memcmp(rows, back, written * size) != 0)
            property_fail(p, __FILE__, __LINE__, "rows are as they were", "%s", report->row->name);
        else if (bytes != 0)
            property_fail(p, __FILE__, __LINE__, "nothing is left", "%s: %lld bytes",
                          report->row->name, (long long)bytes);
    }
    free(rows);
    free(back);
}

static void arrow_out_then_in_gives_the_same_rows(property *p) {
    if (revops_catalog_count() == 0)
        property_skip(p, "the catalogue is empty");
    for (uint32_t i = 0; i < revops_catalog_count() && !p->failed; i++) {
        const revops_handle_kind *kind = revops_catalog_at(i);
        test_sample sample;
        void *handle;
        sample_draw(&sample, kind, p, MOST_ROWS);
        handle = kind_filled(&sample, NULL);
        for (uint32_t j = 0; handle && j < kind->report_count && !p->failed; j++)
            report_there_and_back(p, kind_report(kind, j), handle);
        kind->destroy(handle);
        sample_close(&sample);
    }
}

/* --- any way of writing the rows of a feed --- */

/* How one column is written; the same for all chunks. */
typedef struct writing {
    uint32_t way, type, pad;
    int32_t scale;
    int dictionary, absent;
    char format[24];
} writing;

enum { AS_INTEGER, AS_DECIMAL, AS_TEXT, AS_TICKS, AS_DOUBLE };

static int fits(uint64_t bits, uint32_t from_signed, uint32_t type) {
    unsigned char room[8];
    const uint64_t before = bits;
    if (type == REVOPS_TYPE_UINT64 && from_signed && (int64_t)bits < 0)
        return 0;
    if (type == REVOPS_TYPE_INT64 && !from_signed && (int64_t)bits < 0)
        return 0;
    cell_store(room, bits, type);
    return cell_fetch(room, type) == before;
}

static int is_signed(uint32_t type) {
    return type >= REVOPS_TYPE_INT8 && type <= REVOPS_TYPE_INT64;
}

static int64_t ticks_of(const revops_field *field, uint32_t step) {
    static const int64_t per_second[] = {1, 1000, 1000000, 1000000000};
    return field->unit == REVOPS_UNIT_DAY ? 86400 * per_second[step]
                                          : 1000000000 / per_second[step];
}

/* Can every value of the column be written this way? */
static int suits(const test_rows *rows, uint32_t index, const revops_field *field,
                 const writing *w) {
    for (size_t i = 0; i < rows->count; i++) {
        const test_cell *cell = &rows_at(rows, i)[index];
        const int64_t value = (int64_t)cell->bits;
        if (!cell->valid)
            continue;
        if (w->way == AS_INTEGER &&
            !fits(cell->bits, (uint32_t)is_signed(field->column_type), w->type))
            return 0;
        if (w->way == AS_DECIMAL && (value > INT64_MAX / 1000 || value < INT64_MIN / 1000))
            return 0;
        if (w->way == AS_TICKS && field->unit == REVOPS_UNIT_NS && value % ticks_of(field, w->type))
            return 0;
    }
    return 1;
}

static int takes_text(const revops_field *field) {
    return field->unit == REVOPS_UNIT_CURRENCY || field->unit == REVOPS_UNIT_ENUM;
}

static writing draw_writing(test_dice *dice, const test_rows *rows, uint32_t index,
                            const revops_field *field) {
    static const char letters[] = "?csilCSIL";
    writing w = {AS_INTEGER, field->column_type, 0, 0, dice_chance(dice, 3), 0, ""};
    writing other = w;
    w.pad = other.pad = (uint32_t)dice_below(dice, 12);
    if (field->column_type == REVOPS_TYPE_DOUBLE) {
        w.way = AS_DOUBLE;
        strcpy(w.format, "g");
        return w;
    }
    other.way = (uint32_t)dice_below(dice, 4);
    other.type = 1 + (uint32_t)dice_below(dice, 8);
    other.scale = (int32_t)dice_below(dice, 4);
    if (other.way == AS_TICKS)
        other.type = (uint32_t)dice_below(dice, 4);
    if ((other.way == AS_TEXT && takes_text(field)) ||
        (other.way == AS_TICKS &&
         (field->unit == REVOPS_UNIT_DAY || field->unit == REVOPS_UNIT_NS)) ||
        (other.way == AS_DECIMAL && field->unit == REVOPS_UNIT_MINOR) || other.way == AS_INTEGER)
        if (suits(rows, index, field, &other))
            w = other;
    if (w.way == AS_INTEGER)
        snprintf(w.format, sizeof w.format, "%c", letters[w.type]);
    else if (w.way == AS_DECIMAL)
        snprintf(w.format, sizeof w.format, "d:38,%d", (int)w.scale);
    else if (w.way == AS_TEXT)
        strcpy(w.format, "u");
    else
        snprintf(w.format, sizeof w.format, "ts%c:UTC", "smun"[w.type]);
    return w;
}

static size_t text_of(const revops_field *field, uint64_t bits, char *out) {
    size_t size = 0;
    if (field->unit == REVOPS_UNIT_CURRENCY) {
        return bits != 0 && revops_currency_format(out, 8, &size, (uint32_t)bits, NULL) == REVOPS_OK
                   ? size
                   : 0;
    }
    for (uint32_t i = 0; i < field->word_count; i++)
        if (field->words[i].value == (int32_t)bits)
            return (size_t)sprintf(out, "%s", field->words[i].name);
    return (size_t)sprintf(out, "%d", (int)(int32_t)bits);
}

/* One value behind those before it; @p text is the running end of the texts. */
static void write_value(const writing *w, const revops_field *field, uint64_t bits, char *values,
                        size_t at, char *data, int32_t *end) {
    if (w->way == AS_TEXT) {
        *end += (int32_t)text_of(field, bits, data + *end);
        memcpy(values + (at + 1) * 4, end, 4);
    } else if (w->way == AS_DECIMAL) {
        int64_t wide[2] = {(int64_t)bits, (int64_t)bits < 0 ? -1 : 0};
        const uint16_t order = 1;
        for (int32_t i = 0; i < w->scale; i++)
            wide[0] *= 10;
        if (*(const uint8_t *)&order == 0) {
            wide[1] = wide[0];
            wide[0] = (int64_t)bits < 0 ? -1 : 0;
        }
        memcpy(values + at * 16, wide, 16);
    } else if (w->way == AS_TICKS) {
        const int64_t ticks = field->unit == REVOPS_UNIT_DAY
                                  ? (int64_t)(int32_t)bits * ticks_of(field, w->type)
                                  : (int64_t)bits / ticks_of(field, w->type);
        memcpy(values + at * 8, &ticks, 8);
    } else {
        const uint32_t type = w->way == AS_DOUBLE ? REVOPS_TYPE_DOUBLE : w->type;
        cell_store(values + at * cell_size(type), bits, type);
    }
}

/* Rows [first, first + count) of a column as an Arrow array, with rubbish around and in nulls. */
static void write_column(arena *a, arrows *table, const test_rows *rows, uint32_t index,
                         const revops_field *field, const writing *w, size_t first, size_t count) {
    const size_t room = count + w->pad + 1;
    char *values = arena_take(a, room * 16), *data = arena_take(a, room * 40);
    uint8_t *validity = arena_take(a, room / 8 + 1);
    int16_t *indices = arena_take(a, room * sizeof *indices);
    struct ArrowArray *array;
    int32_t end = 0;
    int64_t nulls = 0;
    for (size_t i = 0; i < w->pad; i++) {
        write_value(w, field, 0, values, i, data, &end);
        indices[i] = -1;
    }
    for (size_t i = 0; i < count; i++) {
        const test_cell *cell = &rows_at(rows, first + i)[index];
        const size_t at = i + w->pad;
        write_value(w, field, cell->valid ? cell->bits : 0, values, at, data, &end);
        /* entries of a dictionary stand backwards */
        indices[at] = cell->valid ? (int16_t)(w->pad + (count - 1 - i)) : (int16_t)-7;
        validity[at / 8] = (uint8_t)(validity[at / 8] | (unsigned)cell->valid << at % 8);
        nulls += !cell->valid;
    }
    if (w->dictionary) {
        char *entries = arena_take(a, room * 16), *texts = arena_take(a, room * 40);
        end = 0;
        for (size_t i = 0; i < w->pad + count; i++) {
            const test_cell *cell =
                i < w->pad ? NULL : &rows_at(rows, first + count - 1 - (i - w->pad))[index];
            write_value(w, field, cell && cell->valid ? cell->bits : 0, entries, i, texts, &end);
        }
        array = arrows_add(table, field->name, "s", indices, NULL);
        arrows_dictionary(table, w->format, entries, texts, (int64_t)(w->pad + count));
    } else {
        array = arrows_add(table, field->name, w->format, values, data);
    }
    array->offset = w->pad;
    array->length = (int64_t)count;
    if (nulls > 0)
        arrows_nulls(array, validity, dice_chance(&(test_dice){first + index}, 2) ? -1 : nulls);
}

static revops_status read_arrow(arena *a, property *p, const test_rows *rows,
                                const revops_feed *feed, void *handle, revops_error *err) {
    static arrows tables[MOST_CHUNKS];
    writing writings[MOST_FIELDS];
    arrows_stream source = {.tables = tables};
    struct ArrowArrayStream stream = arrows_stream_open(&source);
    revops_arrow_reader *reader = NULL;
    revops_error own;
    revops_status status;
    size_t first = 0;
    for (uint32_t i = 0; i < feed->batch->field_count; i++)
        writings[i] = draw_writing(&p->dice, rows, i, revops_shape_field(feed->batch, i));
    do {
        arrows *table = &tables[source.count++];
        const size_t left = rows->count - first;
        const size_t count =
            source.count == MOST_CHUNKS ? left : (size_t)dice_below(&p->dice, left + 1);
        arrows_open(table, (int64_t)count);
        for (uint32_t i = 0; i < feed->batch->field_count; i++) {
            const revops_field *field = revops_shape_field(feed->batch, i);
            if (field->type == REVOPS_TYPE_COLUMN)
                write_column(a, table, rows, i, field, &writings[i], first, count);
        }
        first += count;
    } while (first < rows->count || source.count < 2);
    status = revops_arrow_reader_create(&reader, &stream, feed->batch, NULL, NULL, err);
    if (status == REVOPS_OK)
        status = feed->read(handle, revops_arrow_next, reader, err);
    if (status != REVOPS_OK && revops_arrow_reader_error(reader, &own) != REVOPS_OK)
        *err = own;
    revops_arrow_reader_destroy(reader);
    return status;
}

static void writing_holds(property *p, const test_sample *sample) {
    const revops_handle_kind *kind = sample->kind;
    void *plain = kind_filled(sample, NULL), *read = kind_open(kind, NULL);
    arena *a = calloc(1, sizeof *a);
    revops_error err;
    char why[256];
    revops_status status = REVOPS_OK;
    if (!a)
        abort();
    for (uint32_t i = kind->feed_count; i-- > 0 && status == REVOPS_OK;)
        status = read_arrow(a, p, &sample->feeds[i], kind_feed(kind, i), read, &err);
    if (status != REVOPS_OK)
        property_fail(p, __FILE__, __LINE__, "the stream is read", "%s: %s, row %lld, %s: %s",
                      kind->name, revops_status_name(status), (long long)err.row, err.field,
                      err.message);
    else if (kind_differs(kind, plain, read, p->seed, why, sizeof why))
        property_fail(p, __FILE__, __LINE__, "the handles are equal", "%s: %s", kind->name, why);
    arena_close(a);
    free(a);
    kind->destroy(plain);
    kind->destroy(read);
}

static void any_way_of_writing_a_feed_gives_the_same_handle(property *p) {
    if (revops_catalog_count() == 0)
        property_skip(p, "the catalogue is empty");
    for (uint32_t i = 0; i < revops_catalog_count() && !p->failed; i++) {
        test_sample sample;
        sample_draw(&sample, revops_catalog_at(i), p, MOST_ROWS);
        writing_holds(p, &sample);
        sample_close(&sample);
    }
}

int main(void) {
    law("14: arrow out then in gives the same rows", arrow_out_then_in_gives_the_same_rows,
        PROPERTY_RUNS);
    law("any way of writing a feed gives the same handle",
        any_way_of_writing_a_feed_gives_the_same_handle, PROPERTY_RUNS);
    return law_end();
}
