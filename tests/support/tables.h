/* Readers of what the writer writes, one per format and none of them shared with it: they refuse
 * what is not well-formed and give the cells back as text. */
#ifndef REVOPS_TEST_TABLES_H
#define REVOPS_TEST_TABLES_H

#include <stddef.h>

typedef struct table {
    char *text;    /* all cells, each with a NUL */
    size_t *cells; /* where each cell begins in text */
    char *kinds;   /* json: 's' string, 'n' number, 'b' true or false, 'z' null; else 's' */
    size_t size, room, count, capacity;
    size_t columns;  /* of the head, which is row 0 */
    const char *why; /* what is not well-formed; NULL: all is well */
} table;

/* 1 when the text is a well-formed table: every row with as many cells as the head. */
int table_read(table *t, int format, const char *text, size_t size);
void table_close(table *t);

size_t table_rows(const table *t); /* with the head */
const char *table_cell(const table *t, size_t row, size_t column);
char table_kind(const table *t, size_t row, size_t column);

#endif
