/* Markdown: a pipe table, numbers to the right, totals in bold. */
#include "report/writer.h"

static void markdown_cell(revops_writer *writer, size_t place, const char *text, size_t size,
                          const char *mark) {
    revops__out *out = &writer->out;
    if (place == 0)
        revops__put_byte(out, '|');
    revops__put_byte(out, ' ');
    if (size > 0)
        revops__put_text(out, mark);
    revops__put_line(out, text, size, "\\|");
    if (size > 0)
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
        markdown_cell(writer, i, writer->columns[i].name, writer->columns[i].name_size, "");
    revops__put_byte(out, '|');
    for (size_t i = 0; i < writer->column_count; i++)
        revops__put_text(out, writer->columns[i].number ? "---:|" : "---|");
    revops__put_byte(out, '\n');
}

static void markdown_row(revops_writer *writer, const revops__cell *cells) {
    for (size_t i = 0; i < writer->column_count; i++)
        markdown_cell(writer, i, cells[i].text, cells[i].size, "");
}

static void markdown_total(revops_writer *writer, const revops__cell *cells, uint32_t currency) {
    (void)currency;
    for (size_t i = 0; i < writer->column_count; i++)
        markdown_cell(writer, i, cells[i].text, cells[i].size, "**");
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
