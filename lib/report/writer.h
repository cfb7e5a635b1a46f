/* The row writer from inside: one front plans columns and renders cells, one small back per format
 * lays them out. A back never sees a record and the front never sees a bracket. */
#ifndef REVOPS_REPORT_WRITER_H
#define REVOPS_REPORT_WRITER_H

#include "base/shape.h"
#include "base/wide.h"
#include "report/text_out.h"
#include "revops/writer.h"

extern const revops_shape revops__shape_writer_options;

/* What json must know of a cell; the other formats write its text. */
enum {
    REVOPS__CELL_TEXT,   /* quoted */
    REVOPS__CELL_NUMBER, /* as it stands: a number, true, false */
    REVOPS__CELL_WORDS,  /* words with a blank between: an array */
    REVOPS__CELL_NONE    /* null; the text is empty */
};

typedef struct revops__cell {
    const char *text; /* constant, of the row, or in the writer's scratch until the next row */
    size_t size;
    uint32_t kind;
    uint32_t reserved0;
} revops__cell;

/* How a column gets its text from the field. */
enum {
    REVOPS__RENDER_INTEGER,
    REVOPS__RENDER_MINOR, /* an integer, or major units where the back wants them */
    REVOPS__RENDER_DOUBLE,
    REVOPS__RENDER_RATIO, /* the decimal */
    REVOPS__RENDER_RATIO_NUM,
    REVOPS__RENDER_RATIO_DEN,
    REVOPS__RENDER_KEY,
    REVOPS__RENDER_CURRENCY,
    REVOPS__RENDER_DAY,
    REVOPS__RENDER_MONTH,
    REVOPS__RENDER_NS,
    REVOPS__RENDER_ENUM,
    REVOPS__RENDER_FLAG,
    REVOPS__RENDER_MASK,
    REVOPS__RENDER_DIGEST,
    REVOPS__RENDER_TEXT,   /* bytes up to the first NUL */
    REVOPS__RENDER_POINTER /* a pointer to such a text */
};

typedef struct revops__writer_column {
    const revops_field *field;
    const char *name; /* the field's, with a suffix for parts of ratios and arrays */
    size_t name_size;
    size_t label; /* json: where `"name":` begins in the writer's labels */
    size_t label_size;
    uint32_t offset; /* of the value in the record */
    uint16_t render;
    uint16_t number; /* numbers stand right */
    uint32_t sum;    /* place among the sums, from 1; 0: not summed */
    uint32_t reserved0;
} revops__writer_column;

/* How a back wants amounts. */
enum { REVOPS__AMOUNT_MINOR, REVOPS__AMOUNT_MAJOR, REVOPS__AMOUNT_GROUPED };

/* One format. Failures stick in writer->out.status. */
typedef struct revops__back {
    void (*begin)(revops_writer *writer);
    void (*header)(revops_writer *writer);
    void (*row)(revops_writer *writer, const revops__cell *cells);
    /* One total row; empty cells are of kind NONE. NULL: the format shows none. */
    void (*total)(revops_writer *writer, const revops__cell *cells, uint32_t currency);
    void (*end)(revops_writer *writer);
    int32_t amounts;   /* REVOPS__AMOUNT_... */
    int32_t ratio_num; /* writes x_num and x_den */
    int32_t ratio;     /* writes the decimal x */
} revops__back;

extern const revops__back revops__back_json;
extern const revops__back revops__back_csv;
extern const revops__back revops__back_markdown;
extern const revops__back revops__back_ascii;
extern const revops__back revops__back_html;
extern const revops__back revops__back_plain;

enum {
    REVOPS__WRITER_COLUMNS = 1024,    /* most columns */
    REVOPS__WRITER_CURRENCIES = 1024, /* most currencies of totals */
    REVOPS__WRITER_TEXT = 65536,      /* room that a resolver gets */
    REVOPS__WRITER_CELL = 64          /* room for a cell of any number, day or instant */
};

/* A block of memory of the writer. */
typedef struct revops__writer_block {
    char *bytes;
    size_t capacity;
} revops__writer_block;

struct revops_writer {
    revops__handle base;
    const revops_shape *shape;
    const revops__back *back;
    const revops_field *currency; /* of the row; NULL: none */
    revops_writer_options options;
    revops_currency_options currencies; /* defs is the copy below */
    revops_currency_def *defs;
    revops__writer_column *columns;
    size_t column_count;
    revops__cell *cells;          /* of one row */
    revops__writer_block names;   /* of the columns */
    revops__writer_block labels;  /* json: the same, quoted */
    revops__writer_block scratch; /* texts of one row */
    size_t scratch_used;
    char *title;
    size_t title_size;
    uint32_t exponent_of; /* currency of the cached exponent; 0: none */
    int32_t exponent;
    /* Totals: per currency met its code, and sum_count sums. */
    uint32_t *total_currencies;
    revops__sum *total_sums;
    size_t total_count, total_capacity, sum_count;
    size_t total_last; /* the one that the last row went to */
    int32_t mixed;     /* several currencies, and one total was asked for */
    /* The table that ascii keeps: cells as size and text, and a width per column. */
    revops__writer_block kept;
    size_t kept_size, kept_rows;
    size_t *widths;
    /* What the backs remember. */
    uint64_t shown;        /* rows laid out so far */
    size_t totals_shown;   /* total rows laid out so far */
    size_t totals_coming;  /* all total rows; known when the rows have ended */
    int32_t begun, closed; /* head written; ended or failed */
    revops__out out;
};

/* The head of a column as a cell. */
static inline revops__cell revops__writer_head(const revops_writer *writer, size_t place) {
    const revops__writer_column *column = &writer->columns[place];
    const revops__cell cell = {column->name, column->name_size, REVOPS__CELL_TEXT, 0};
    return cell;
}

/* plan.c: columns of the shape by the options and the back. */
revops_status revops__writer_plan(revops_writer *writer, revops_error *err);

/* cell.c: the cells of one record; of one total row (index into the totals). */
revops_status revops__writer_render(revops_writer *writer, const void *record, uint64_t row,
                                    revops_error *err);
revops_status revops__writer_render_total(revops_writer *writer, size_t total, revops_error *err);
/* The currency that counts for the amounts of a record; 0: none. */
uint32_t revops__writer_currency(const revops_writer *writer, const void *record);
/* A signed value of an integer field; an unsigned 64-bit one comes as its bits. */
int64_t revops__writer_integer(const void *at, uint32_t type);

#endif
