/* CSV by RFC 4180: comma, CR LF, a header, quotes only where a cell needs them. */
#include "report/writer.h"

static int csv_is_plain(const char *text, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (text[i] == ',' || text[i] == '"' || text[i] == '\r' || text[i] == '\n')
            return 0;
    return 1;
}

/* A lone empty cell is quoted, because readers skip a line with nothing on it. */
static void csv_cell(revops_writer *writer, size_t place, revops__cell cell) {
    revops__out *out = &writer->out;
    if (place > 0)
        revops__put_byte(out, ',');
    if (cell.kind == REVOPS__CELL_NUMBER ||
        (csv_is_plain(cell.text, cell.size) && (cell.size > 0 || writer->column_count > 1))) {
        revops__put(out, cell.text, cell.size);
        return;
    }
    revops__put_byte(out, '"');
    for (size_t i = 0; i < cell.size; i++) {
        if (cell.text[i] == '"')
            revops__put_byte(out, '"');
        revops__put_byte(out, cell.text[i]);
    }
    revops__put_byte(out, '"');
}

static void csv_nothing(revops_writer *writer) {
    (void)writer;
}

static void csv_header(revops_writer *writer) {
    for (size_t i = 0; i < writer->column_count; i++)
        csv_cell(writer, i, revops__writer_head(writer, i));
    revops__put(&writer->out, "\r\n", 2);
}

static void csv_row(revops_writer *writer, const revops__cell *cells) {
    for (size_t i = 0; i < writer->column_count; i++)
        csv_cell(writer, i, cells[i]);
    revops__put(&writer->out, "\r\n", 2);
}

const revops__back revops__back_csv = {
    csv_nothing, csv_header, csv_row, NULL, csv_nothing, REVOPS__AMOUNT_MINOR, 1, 0,
};
