/* JSON: one object a line without blanks, or two blanks a level. Integers beyond 2^53 come as text
 * cells already, so this file only knows brackets and escapes. */
#include "report/writer.h"

static int json_is_plain(unsigned char byte) {
    return byte >= 0x20 && byte != '"' && byte != '\\' && byte != 0x7f;
}

/* The escape of a byte that is not plain, at most six bytes; returns its size. */
static size_t json_escape(char *out, unsigned char byte) {
    static const char digits[] = "0123456789abcdef";
    static const char names[] = "\"\"\\\\\bb\ff\nn\rr\tt"; /* byte, letter, byte, letter, ... */
    for (size_t i = 0; i + 1 < sizeof names; i += 2)
        if ((unsigned char)names[i] == byte) {
            out[0] = '\\';
            out[1] = names[i + 1];
            return 2;
        }
    memcpy(out, "\\u00", 4);
    out[4] = digits[byte >> 4];
    out[5] = digits[byte & 15];
    return 6;
}

static void json_string(revops__out *out, const char *text, size_t size) {
    char escape[6];
    size_t from = 0;
    revops__put_byte(out, '"');
    for (size_t i = 0; i < size; i++) {
        if (json_is_plain((unsigned char)text[i]))
            continue;
        revops__put(out, text + from, i - from);
        revops__put(out, escape, json_escape(escape, (unsigned char)text[i]));
        from = i + 1;
    }
    revops__put(out, text + from, size - from);
    revops__put_byte(out, '"');
}

static int json_has(const revops_writer *writer, uint32_t flag) {
    return (writer->options.flags & flag) != 0;
}

/* Rows are a member of an object rather than the whole. */
static int json_is_object(const revops_writer *writer) {
    return json_has(writer, REVOPS_WRITER_TOTALS | REVOPS_WRITER_MEMBERS);
}

/* PRETTY begins a line at each member, the short form at each row only. */
static void json_line(revops_writer *writer, size_t level) {
    revops__put_byte(&writer->out, '\n');
    if (json_has(writer, REVOPS_WRITER_PRETTY))
        revops__put_fill(&writer->out, ' ', 2 * level);
}

static void json_member(revops_writer *writer, size_t level) {
    if (json_has(writer, REVOPS_WRITER_PRETTY))
        json_line(writer, level);
}

/* `"name":` of each column, quoted once for all rows. */
static void json_labels(revops_writer *writer) {
    const int pretty = json_has(writer, REVOPS_WRITER_PRETTY);
    void *bytes = NULL;
    size_t room = 0, used = 0;
    char *out;
    for (size_t i = 0; i < writer->column_count; i++)
        room += 6 * writer->columns[i].name_size + 4;
    writer->out.status = revops__resize(&writer->base.memory, &bytes, 0, room, writer->out.err);
    if (writer->out.status != REVOPS_OK)
        return;
    writer->labels.bytes = out = bytes;
    writer->labels.capacity = room;
    for (size_t i = 0; i < writer->column_count; i++) {
        revops__writer_column *column = &writer->columns[i];
        column->label = used;
        out[used++] = '"';
        for (size_t j = 0; j < column->name_size; j++) {
            const unsigned char byte = (unsigned char)column->name[j];
            if (json_is_plain(byte))
                out[used++] = (char)byte;
            else
                used += json_escape(out + used, byte);
        }
        memcpy(out + used, "\": ", 3);
        used += pretty ? 3 : 2;
        column->label_size = used - column->label;
    }
}

static void json_begin(revops_writer *writer) {
    json_labels(writer);
    if (json_is_object(writer)) {
        if (!json_has(writer, REVOPS_WRITER_MEMBERS)) {
            revops__put_byte(&writer->out, '{');
            json_member(writer, 1);
        }
        revops__put_text(&writer->out,
                         json_has(writer, REVOPS_WRITER_PRETTY) ? "\"rows\": " : "\"rows\":");
    }
    revops__put_byte(&writer->out, '[');
}

static void json_header(revops_writer *writer) {
    (void)writer; /* every object carries its names */
}

/* Words with a blank between, as an array of strings. */
static void json_words(revops_writer *writer, const revops__cell *cell, size_t level) {
    size_t from = 0;
    revops__put_byte(&writer->out, '[');
    while (from < cell->size) {
        size_t to = from;
        while (to < cell->size && cell->text[to] != ' ')
            to++;
        if (from > 0)
            revops__put_byte(&writer->out, ',');
        json_member(writer, level + 1);
        json_string(&writer->out, cell->text + from, to - from);
        from = to + 1;
    }
    if (cell->size > 0)
        json_member(writer, level);
    revops__put_byte(&writer->out, ']');
}

static void json_value(revops_writer *writer, const revops__cell *cell, size_t level) {
    switch (cell->kind) {
    case REVOPS__CELL_NUMBER:
        revops__put(&writer->out, cell->text, cell->size);
        break;
    case REVOPS__CELL_NONE:
        revops__put(&writer->out, "null", 4);
        break;
    case REVOPS__CELL_WORDS:
        json_words(writer, cell, level);
        break;
    default:
        json_string(&writer->out, cell->text, cell->size);
        break;
    }
}

static void json_row(revops_writer *writer, const revops__cell *cells) {
    const size_t level = json_is_object(writer) ? 2 : 1;
    revops__out *out = &writer->out;
    if (writer->shown > 0)
        revops__put_byte(out, ',');
    json_line(writer, level);
    revops__put_byte(out, '{');
    for (size_t i = 0; i < writer->column_count; i++) {
        const revops__writer_column *column = &writer->columns[i];
        if (i > 0)
            revops__put_byte(out, ',');
        json_member(writer, level + 1);
        revops__put(out, writer->labels.bytes + column->label, column->label_size);
        json_value(writer, &cells[i], level + 1);
    }
    json_member(writer, level);
    revops__put_byte(out, '}');
}

/* The bracket that ends the rows. */
static void json_close_rows(revops_writer *writer) {
    if (writer->shown > 0)
        json_line(writer, json_is_object(writer) ? 1 : 0);
    revops__put_byte(&writer->out, ']');
}

/* Sums by name with their currency; an array when there are several currencies. */
static void json_total(revops_writer *writer, const revops__cell *cells, uint32_t currency) {
    const int several = writer->totals_coming > 1;
    const int pretty = json_has(writer, REVOPS_WRITER_PRETTY);
    const size_t level = several ? 2 : 1;
    revops__out *out = &writer->out;
    int first = 1;
    if (writer->totals_shown == 0) {
        json_close_rows(writer);
        revops__put_byte(out, ',');
        json_line(writer, 1);
        revops__put_text(out, pretty ? "\"total\": " : "\"total\":");
        if (several)
            revops__put_byte(out, '[');
    } else {
        revops__put_byte(out, ',');
    }
    if (several)
        json_line(writer, level);
    revops__put_byte(out, '{');
    if (currency != 0) {
        char code[4];
        json_member(writer, level + 1);
        revops__put_text(out, pretty ? "\"currency\": " : "\"currency\":");
        json_string(out, code, revops__currency_unpack(code, currency));
        first = 0;
    }
    for (size_t i = 0; i < writer->column_count; i++) {
        const revops__writer_column *column = &writer->columns[i];
        if (column->sum == 0)
            continue;
        if (!first)
            revops__put_byte(out, ',');
        first = 0;
        json_member(writer, level + 1);
        revops__put(out, writer->labels.bytes + column->label, column->label_size);
        json_value(writer, &cells[i], level + 1);
    }
    json_member(writer, level);
    revops__put_byte(out, '}');
}

static void json_end(revops_writer *writer) {
    if (writer->totals_shown == 0)
        json_close_rows(writer);
    if (writer->totals_shown > 1) {
        json_line(writer, 1);
        revops__put_byte(&writer->out, ']');
    }
    if (json_has(writer, REVOPS_WRITER_MEMBERS))
        return;
    if (json_is_object(writer)) {
        json_member(writer, 0);
        revops__put_byte(&writer->out, '}');
    }
    revops__put_byte(&writer->out, '\n');
}

const revops__back revops__back_json = {
    json_begin, json_header, json_row, json_total, json_end, REVOPS__AMOUNT_MINOR, 1, 1,
};
