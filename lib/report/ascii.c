/* ASCII: aligned columns for a terminal. A width is known when the last row has come, so this back
 * alone keeps its cells, as size and text one behind the other. */
#include "report/writer.h"

/* Bytes at the end of a text that will be blanks. */
static size_t ascii_trailing(const char *text, size_t size) {
    size_t trailing = 0;
    while (trailing < size) {
        const unsigned char byte = (unsigned char)text[size - 1 - trailing];
        if (byte > 0x20 && byte != 0x7f)
            break;
        trailing++;
    }
    return trailing;
}

/* Lay a cell out. Blanks wait in @p pending until something else follows them, so that no line ends
 * with one. */
static void ascii_cell(revops_writer *writer, size_t place, const char *text, size_t size,
                       size_t *pending) {
    const size_t pad = writer->widths[place] - revops__text_width(text, size);
    const int number = writer->columns[place].number;
    const size_t trailing = ascii_trailing(text, size);
    *pending += (place > 0 ? 2 : 0) + (number ? pad : 0);
    if (trailing < size) {
        revops__put_fill(&writer->out, ' ', *pending);
        revops__put_line(&writer->out, text, size - trailing);
        *pending = 0;
    }
    *pending += trailing + (number ? 0 : pad);
}

static void ascii_rule(revops_writer *writer) {
    for (size_t i = 0; i < writer->column_count; i++) {
        if (i > 0)
            revops__put(&writer->out, "  ", 2);
        revops__put_fill(&writer->out, '-', writer->widths[i]);
    }
    revops__put_byte(&writer->out, '\n');
}

static void ascii_begin(revops_writer *writer) {
    void *widths = NULL;
    const size_t size = writer->column_count * sizeof(size_t);
    writer->out.status = revops__resize(&writer->base.memory, &widths, 0, size, writer->out.err);
    writer->widths = widths;
}

static void ascii_header(revops_writer *writer) {
    for (size_t i = 0; writer->out.status == REVOPS_OK && i < writer->column_count; i++)
        writer->widths[i] =
            revops__text_width(writer->columns[i].name, writer->columns[i].name_size);
}

static void ascii_keep(revops_writer *writer, size_t place, const revops__cell *cell) {
    const size_t width = revops__text_width(cell->text, cell->size);
    const uint32_t size = (uint32_t)cell->size; /* a text has at most 65,535 bytes */
    const size_t needed = writer->kept_size + sizeof size + cell->size;
    void *kept = writer->kept.bytes;
    if (writer->out.status == REVOPS_OK && needed > writer->kept.capacity)
        writer->out.status = revops__grow(&writer->base.memory, &kept, &writer->kept.capacity,
                                          needed, 1, writer->out.err);
    writer->kept.bytes = kept;
    if (writer->out.status != REVOPS_OK)
        return;
    memcpy(writer->kept.bytes + writer->kept_size, &size, sizeof size);
    memcpy(writer->kept.bytes + writer->kept_size + sizeof size, cell->text, cell->size);
    writer->kept_size = needed;
    if (width > writer->widths[place])
        writer->widths[place] = width;
}

static void ascii_row(revops_writer *writer, const revops__cell *cells) {
    for (size_t i = 0; i < writer->column_count; i++)
        ascii_keep(writer, i, &cells[i]);
    writer->kept_rows++;
}

static void ascii_total(revops_writer *writer, const revops__cell *cells, uint32_t currency) {
    (void)currency;
    ascii_row(writer, cells);
}

static void ascii_end(revops_writer *writer) {
    const char *at = writer->kept.bytes;
    size_t pending = 0;
    for (size_t i = 0; i < writer->column_count; i++)
        ascii_cell(writer, i, writer->columns[i].name, writer->columns[i].name_size, &pending);
    revops__put_byte(&writer->out, '\n');
    ascii_rule(writer);
    for (size_t row = 0; row < writer->kept_rows; row++) {
        if (writer->totals_shown > 0 && row + writer->totals_shown == writer->kept_rows)
            ascii_rule(writer);
        pending = 0;
        for (size_t i = 0; i < writer->column_count; i++) {
            uint32_t size;
            memcpy(&size, at, sizeof size);
            ascii_cell(writer, i, at + sizeof size, size, &pending);
            at += sizeof size + size;
        }
        revops__put_byte(&writer->out, '\n');
    }
}

const revops__back revops__back_ascii = {
    ascii_begin, ascii_header, ascii_row, ascii_total, ascii_end, REVOPS__AMOUNT_GROUPED, 0, 1,
};
