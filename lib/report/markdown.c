/* Markdown: a pipe table, numbers to the right, totals in bold. */
#include "report/writer.h"

static void markdown_cell(revops_writer *writer, size_t place, revops__cell cell,
                          const char *mark) {
    revops__out *out = &writer->out;
    if (place == 0)
        revops__put_byte(out, '|');
    revops__put_byte(out, ' ');
    if (cell.size > 0)
        revops__put_text(out, mark);
    if (cell.kind == REVOPS__CELL_NUMBER)
        revops__put(out, cell.text, cell.size);
    else
        revops__put_pipes(out, cell.text, cell.size);
    if (cell.size > 0)
        revops__put_text(out, mark);
    revops__put(out, " |", 2);
    if (place + 1 == writer->column_count)
        revops__put_byte(out, '\n');
}

static void markdown_nothing(revops_writer *writer) {
    (void)writer;
}

static void markdown_header(revops_writer *writer) {
    revops__out *out = &writer->out;
    for (size_t i = 0; i < writer->column_count; i++)
        markdown_cell(writer, i, revops__writer_head(writer, i), "");
    revops__put_byte(out, '|');
    for (size_t i = 0; i < writer->column_count; i++)
        revops__put_text(out, writer->columns[i].number ? "---:|" : "---|");
    revops__put_byte(out, '\n');
}

static void markdown_row(revops_writer *writer, const revops__cell *cells) {
    for (size_t i = 0; i < writer->column_count; i++)
        markdown_cell(writer, i, cells[i], "");
}

static void markdown_total(revops_writer *writer, const revops__cell *cells, uint32_t currency) {
    (void)currency;
    for (size_t i = 0; i < writer->column_count; i++)
        markdown_cell(writer, i, cells[i], "**");
}

const revops__back revops__back_markdown = {
    markdown_nothing,
    markdown_header,
    markdown_row,
    markdown_total,
    markdown_nothing,
    REVOPS__AMOUNT_MAJOR,
    0,
    1,
};
