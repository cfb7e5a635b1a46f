/* HTML: one table element that can stand in any page. It brings no script, style or link. */
#include "report/writer.h"

static void html_begin(revops_writer *writer) {
    revops__out *out = &writer->out;
    revops__put_text(out, "<table class=\"revops\">\n");
    if (writer->title_size == 0)
        return;
    revops__put_text(out, "<caption>");
    revops__put_html(out, writer->title, writer->title_size);
    revops__put_text(out, "</caption>\n");
}

static void html_header(revops_writer *writer) {
    revops__out *out = &writer->out;
    revops__put_text(out, "<thead>\n<tr>");
    for (size_t i = 0; i < writer->column_count; i++) {
        const revops__writer_column *column = &writer->columns[i];
        revops__put_text(out,
                         column->number ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
        revops__put_html(out, column->name, column->name_size);
        revops__put_text(out, "</th>");
    }
    revops__put_text(out, "</tr>\n</thead>\n<tbody>\n");
}

static void html_row(revops_writer *writer, const revops__cell *cells) {
    revops__out *out = &writer->out;
    revops__put(out, "<tr>", 4);
    for (size_t i = 0; i < writer->column_count; i++) {
        if (writer->columns[i].number)
            revops__put(out, "<td class=\"n\">", 14);
        else
            revops__put(out, "<td>", 4);
        if (cells[i].kind == REVOPS__CELL_NUMBER)
            revops__put(out, cells[i].text, cells[i].size);
        else
            revops__put_html(out, cells[i].text, cells[i].size);
        revops__put(out, "</td>", 5);
    }
    revops__put(out, "</tr>\n", 6);
}

static void html_total(revops_writer *writer, const revops__cell *cells, uint32_t currency) {
    (void)currency;
    if (writer->totals_shown == 0)
        revops__put_text(&writer->out, "</tbody>\n<tfoot>\n");
    html_row(writer, cells);
}

static void html_end(revops_writer *writer) {
    revops__put_text(&writer->out, writer->totals_shown > 0 ? "</tfoot>\n" : "</tbody>\n");
    revops__put_text(&writer->out, "</table>\n");
}

const revops__back revops__back_html = {
    html_begin, html_header, html_row, html_total, html_end, REVOPS__AMOUNT_GROUPED, 0, 1,
};
