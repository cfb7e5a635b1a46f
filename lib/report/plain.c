/* Plain text for cut, sort and awk: tabs between cells, one line a row. */
#include "report/writer.h"

static void plain_cell(revops_writer *writer, size_t place, revops__cell cell) {
    if (place > 0)
        revops__put_byte(&writer->out, '\t');
    if (cell.kind == REVOPS__CELL_NUMBER)
        revops__put(&writer->out, cell.text, cell.size);
    else
        revops__put_line(&writer->out, cell.text, cell.size);
}

static void plain_nothing(revops_writer *writer) {
    (void)writer;
}

static void plain_header(revops_writer *writer) {
    for (size_t i = 0; i < writer->column_count; i++)
        plain_cell(writer, i, revops__writer_head(writer, i));
    revops__put_byte(&writer->out, '\n');
}

static void plain_row(revops_writer *writer, const revops__cell *cells) {
    for (size_t i = 0; i < writer->column_count; i++)
        plain_cell(writer, i, cells[i]);
    revops__put_byte(&writer->out, '\n');
}

const revops__back revops__back_plain = {
    plain_nothing, plain_header, plain_row, NULL, plain_nothing, REVOPS__AMOUNT_MAJOR, 0, 1,
};
