/* Readers of JSON, CSV, Markdown, ASCII, HTML and plain tables. */
#include "tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "revops/writer.h"

typedef struct reader {
    table *t;
    const char *at, *end;
    size_t in_row; /* cells of the current row so far */
} reader;

static int bad(reader *r, const char *why) {
    if (!r->t->why)
        r->t->why = why;
    return 0;
}

static void put(table *t, char byte) {
    if (t->size == t->room) {
        t->room = t->room ? 2 * t->room : 256;
        t->text = realloc(t->text, t->room);
        if (!t->text)
            abort();
    }
    t->text[t->size++] = byte;
}

/* What follows goes into a new cell, until the next. */
static void cell(reader *r, char kind) {
    table *t = r->t;
    if (t->count == t->capacity) {
        t->capacity = t->capacity ? 2 * t->capacity : 64;
        t->cells = realloc(t->cells, t->capacity * sizeof *t->cells);
        t->kinds = realloc(t->kinds, t->capacity);
        if (!t->cells || !t->kinds)
            abort();
    }
    t->kinds[t->count] = kind;
    t->cells[t->count++] = t->size;
    r->in_row++;
}

static void cell_end(reader *r) {
    put(r->t, '\0');
}

static int row_end(reader *r) {
    if (r->t->columns == 0)
        r->t->columns = r->in_row;
    if (r->in_row != r->t->columns)
        return bad(r, "a row with another number of cells");
    r->in_row = 0;
    return 1;
}

static int take(reader *r, const char *text) {
    const size_t size = strlen(text);
    if ((size_t)(r->end - r->at) < size || memcmp(r->at, text, size) != 0)
        return 0;
    r->at += size;
    return 1;
}

static int need(reader *r, const char *text) {
    return take(r, text) || bad(r, text);
}

/* --- json: a list of flat objects with the same names --- */

static int hex(reader *r, unsigned *value) {
    *value = 0;
    for (int i = 0; i < 4; i++) {
        const char *digit = r->at < r->end ? strchr("0123456789abcdef", *r->at) : NULL;
        if (!digit || *digit == '\0')
            return bad(r, "four hexadecimal digits");
        *value = *value * 16 + (unsigned)(digit - "0123456789abcdef");
        r->at++;
    }
    return 1;
}

static int json_text(reader *r) {
    static const char from[] = "\"\\nrtbf", to[] = "\"\\\n\r\t\b\f";
    if (!need(r, "\""))
        return 0;
    while (r->at < r->end && *r->at != '"') {
        const char *escape;
        unsigned code;
        if ((unsigned char)*r->at < 0x20)
            return bad(r, "a raw control character in a string");
        if (*r->at != '\\') {
            put(r->t, *r->at++);
            continue;
        }
        if (++r->at == r->end)
            return bad(r, "an escape at the end");
        if (*r->at == 'u') {
            r->at++;
            if (!hex(r, &code) || code > 0x7f)
                return bad(r, "an escape below U+0080");
            put(r->t, (char)code);
            continue;
        }
        escape = strchr(from, *r->at++);
        if (!escape || *escape == '\0')
            return bad(r, "an unknown escape");
        put(r->t, to[escape - from]);
    }
    return need(r, "\"");
}

static int json_number(reader *r) {
    const char *from = r->at;
    take(r, "-");
    if (!take(r, "0"))
        while (r->at < r->end && *r->at >= '0' && *r->at <= '9')
            r->at++;
    if (take(r, "."))
        while (r->at < r->end && *r->at >= '0' && *r->at <= '9')
            r->at++;
    if (take(r, "e")) {
        take(r, "-");
        while (r->at < r->end && *r->at >= '0' && *r->at <= '9')
            r->at++;
    }
    if (r->at == from || r->at[-1] < '0' || r->at[-1] > '9')
        return bad(r, "a number");
    for (; from < r->at; from++)
        put(r->t, *from);
    return 1;
}

static int json_value(reader *r) {
    int ok = 1;
    if (r->at < r->end && *r->at == '"') {
        cell(r, 's');
        ok = json_text(r);
    } else if (take(r, "null")) {
        cell(r, 'z');
    } else if (take(r, "true")) {
        cell(r, 'b');
        for (const char *c = "true"; *c; c++)
            put(r->t, *c);
    } else if (take(r, "false")) {
        cell(r, 'b');
        for (const char *c = "false"; *c; c++)
            put(r->t, *c);
    } else {
        cell(r, 'n');
        ok = json_number(r);
    }
    cell_end(r);
    return ok;
}

/* One object: its names (which must be those of the head) or its values. */
static int json_object(reader *r, int names) {
    size_t column = 0;
    if (!need(r, "{"))
        return 0;
    do {
        const size_t mark = r->t->size;
        if (names)
            cell(r, 's');
        if (!json_text(r) || !need(r, ":"))
            return 0;
        cell_end(r);
        if (!names) {
            if (column >= r->t->columns ||
                strcmp(r->t->text + mark, table_cell(r->t, 0, column)) != 0)
                return bad(r, "the names of the first object");
            r->t->size = mark;
        }
        if (names) { /* the value comes again in the second pass */
            const size_t count = r->t->count, in_row = r->in_row, size = r->t->size;
            if (!json_value(r))
                return 0;
            r->t->count = count;
            r->in_row = in_row;
            r->t->size = size;
        } else if (!json_value(r)) {
            return 0;
        }
        column++;
    } while (take(r, ","));
    return need(r, "}") && row_end(r);
}

static int read_json(reader *r) {
    const char *first;
    if (take(r, "[]\n"))
        return r->at == r->end || bad(r, "the end");
    if (!need(r, "[\n"))
        return 0;
    first = r->at;
    if (!json_object(r, 1))
        return 0;
    r->at = first;
    do {
        if (!json_object(r, 0))
            return 0;
    } while (take(r, ",\n"));
    return need(r, "\n]\n") && (r->at == r->end || bad(r, "the end"));
}

/* --- csv and plain --- */

static int csv_cell(reader *r) {
    cell(r, 's');
    if (take(r, "\"")) {
        for (;;) {
            if (r->at == r->end)
                return bad(r, "a closing quote");
            if (take(r, "\"\""))
                put(r->t, '"');
            else if (take(r, "\""))
                break;
            else
                put(r->t, *r->at++);
        }
    } else {
        while (r->at < r->end && !strchr(",\r\n\"", *r->at))
            put(r->t, *r->at++);
    }
    cell_end(r);
    return 1;
}

static int read_csv(reader *r) {
    while (r->at < r->end) {
        do {
            if (!csv_cell(r))
                return 0;
        } while (take(r, ","));
        if (!need(r, "\r\n") || !row_end(r))
            return 0;
    }
    return 1;
}

static int read_plain(reader *r) {
    while (r->at < r->end) {
        do {
            cell(r, 's');
            while (r->at < r->end && (unsigned char)*r->at >= 0x20 && *r->at != 0x7f)
                put(r->t, *r->at++);
            cell_end(r);
        } while (take(r, "\t"));
        if (!need(r, "\n") || !row_end(r))
            return 0;
    }
    return 1;
}

/* --- markdown --- */

static int markdown_row(reader *r) {
    if (!need(r, "|"))
        return 0;
    while (!take(r, "\n")) {
        cell(r, 's');
        if (!need(r, " "))
            return 0;
        while (r->at < r->end && *r->at != '|') {
            if ((unsigned char)*r->at < 0x20 || *r->at == 0x7f)
                return bad(r, "a control character in a cell");
            if (*r->at == '\\' && ++r->at == r->end)
                return bad(r, "an escape at the end");
            put(r->t, *r->at++);
        }
        if (r->t->size == r->t->cells[r->t->count - 1] || r->t->text[r->t->size - 1] != ' ')
            return bad(r, "a blank before the pipe");
        r->t->size--;
        cell_end(r);
        if (!need(r, "|"))
            return 0;
    }
    return row_end(r);
}

static int read_markdown(reader *r) {
    if (!markdown_row(r) || !need(r, "|"))
        return 0;
    for (size_t i = 0; i < r->t->columns; i++)
        if (!take(r, "---:|") && !need(r, "---|"))
            return 0;
    if (!need(r, "\n"))
        return 0;
    while (r->at < r->end)
        if (!markdown_row(r))
            return 0;
    return 1;
}

/* --- ascii: the rule says where the columns are --- */

static size_t code_point(const char *at, const char *end) {
    size_t size = 1;
    while (at + size < end && ((unsigned char)at[size] & 0xC0) == 0x80)
        size++;
    return size;
}

/* One line by the widths of the rule; blanks around a cell are not part of it. */
static int ascii_row(reader *r, const size_t *widths, size_t columns) {
    if (r->at < r->end && memchr(r->at, '\n', (size_t)(r->end - r->at)) == NULL)
        return bad(r, "a line end");
    for (size_t i = 0; i < columns; i++) {
        size_t start, trailing = 0;
        for (size_t gap = 0; i > 0 && gap < 2 && *r->at != '\n'; gap++)
            if (!need(r, " "))
                return 0;
        cell(r, 's');
        start = r->t->size;
        for (size_t width = 0; width < widths[i] && *r->at != '\n'; width++)
            for (size_t size = code_point(r->at, r->end); size > 0; size--) {
                trailing = *r->at == ' ' ? trailing + 1 : 0;
                if (*r->at == ' ' && r->t->size == start)
                    trailing = 0, r->at++;
                else
                    put(r->t, *r->at++);
            }
        r->t->size -= trailing;
        cell_end(r);
    }
    if (*r->at != '\n' || r->at[-1] == ' ')
        return bad(r, "a line end without a blank before it");
    r->at++;
    return row_end(r);
}

static int read_ascii(reader *r) {
    const char *head = r->at, *rule = memchr(r->at, '\n', (size_t)(r->end - r->at)), *rest;
    size_t *widths, columns = 0, line;
    int ok = 1;
    if (!rule || !(rest = memchr(rule + 1, '\n', (size_t)(r->end - rule - 1))))
        return bad(r, "a head and a rule");
    line = (size_t)(rest - rule);
    widths = calloc(line, sizeof *widths);
    if (!widths)
        abort();
    r->at = rule + 1;
    do {
        while (take(r, "-"))
            widths[columns]++;
        ok = widths[columns++] > 0;
    } while (ok && take(r, "  "));
    ok = ok && r->at == rest;
    r->at = head;
    ok = ok && ascii_row(r, widths, columns);
    r->at = rest + 1;
    while (ok && r->at < r->end) {
        if ((size_t)(r->end - r->at) >= line && memcmp(r->at, rule + 1, line) == 0)
            r->at += line; /* the rule before the totals */
        else
            ok = ascii_row(r, widths, columns);
    }
    free(widths);
    return ok || bad(r, "columns as the rule says");
}

/* --- html: tags, text and the five entities --- */

static int html_text(reader *r) {
    static const char *const entities[] = {"&amp;&", "&lt;<", "&gt;>", "&quot;\"", "&#39;'"};
    while (r->at < r->end && *r->at != '<') {
        size_t i = 0;
        if (strchr(">\"'", *r->at))
            return bad(r, "an escaped character");
        if (*r->at != '&') {
            put(r->t, *r->at++);
            continue;
        }
        for (; i < 5; i++) {
            const size_t size = strlen(entities[i]) - 1;
            if ((size_t)(r->end - r->at) >= size && memcmp(r->at, entities[i], size) == 0) {
                put(r->t, entities[i][size]);
                r->at += size;
                break;
            }
        }
        if (i == 5)
            return bad(r, "one of five entities");
    }
    return 1;
}

static int html_row(reader *r, const char *tag, const char *number, const char *close) {
    if (!need(r, "<tr>"))
        return 0;
    while (!take(r, "</tr>\n")) {
        if (!take(r, number) && !need(r, tag))
            return 0;
        cell(r, 's');
        if (!html_text(r) || !need(r, close))
            return 0;
        cell_end(r);
    }
    return row_end(r);
}

static int html_rows(reader *r, const char *close) {
    while (!take(r, close))
        if (!html_row(r, "<td>", "<td class=\"n\">", "</td>"))
            return 0;
    return 1;
}

static int read_html(reader *r) {
    if (!need(r, "<table class=\"revops\">\n"))
        return 0;
    if (take(r, "<caption>")) {
        const size_t mark = r->t->size;
        if (!html_text(r) || !need(r, "</caption>\n"))
            return 0;
        r->t->size = mark;
    }
    if (!need(r, "<thead>\n") ||
        !html_row(r, "<th scope=\"col\">", "<th scope=\"col\" class=\"n\">", "</th>") ||
        !need(r, "</thead>\n<tbody>\n") || !html_rows(r, "</tbody>\n"))
        return 0;
    if (take(r, "<tfoot>\n") && !html_rows(r, "</tfoot>\n"))
        return 0;
    return need(r, "</table>\n") && (r->at == r->end || bad(r, "the end"));
}

int table_read(table *t, int format, const char *text, size_t size) {
    static int (*const readers[])(reader *) = {read_json,  read_json, read_csv,  read_markdown,
                                               read_ascii, read_html, read_plain};
    reader r = {t, text, text + size, 0};
    memset(t, 0, sizeof *t);
    return readers[format](&r);
}

void table_close(table *t) {
    free(t->text);
    free(t->cells);
    free(t->kinds);
    memset(t, 0, sizeof *t);
}

size_t table_rows(const table *t) {
    return t->columns == 0 ? 0 : t->count / t->columns;
}

const char *table_cell(const table *t, size_t row, size_t column) {
    return t->text + t->cells[row * t->columns + column];
}

char table_kind(const table *t, size_t row, size_t column) {
    return t->kinds[row * t->columns + column];
}
