/* Text on its way to the sink: a buffer of one block with a sticky status, and the printers that
 * all formats and documents share. */
#ifndef REVOPS_REPORT_TEXT_OUT_H
#define REVOPS_REPORT_TEXT_OUT_H

#include <string.h>

#include "base/error.h"
#include "base/host.h"
#include "base/text.h"
#include "revops/column.h"

enum {
    REVOPS__BLOCK = 16384,    /* bytes of one block for the sink */
    REVOPS__GROUPED_SIZE = 64 /* room for an amount with thousands, or for a double */
};

/* Once a sink has failed, status keeps why and everything put later is dropped: the sink is never
 * called again, and the callers check once per row instead of once per byte. */
typedef struct revops__out {
    revops__handle *handle; /* marked busy during the sink; may be NULL */
    revops_sink sink;
    void *user;
    revops_error *err; /* of the running call */
    revops_status status;
    size_t size;
    char block[REVOPS__BLOCK];
} revops__out;

void revops__out_open(revops__out *out, revops__handle *handle, revops_sink sink, void *user);
/* Hand the block to the sink. */
void revops__out_flush(revops__out *out);
/* Put a text that does not fit the block. */
void revops__put_long(revops__out *out, const char *text, size_t size);

static inline void revops__put(revops__out *out, const char *text, size_t size) {
    if (size > REVOPS__BLOCK - out->size) {
        revops__put_long(out, text, size);
        return;
    }
    memcpy(out->block + out->size, text, size);
    out->size += size;
}

static inline void revops__put_byte(revops__out *out, char byte) {
    if (out->size == REVOPS__BLOCK)
        revops__out_flush(out);
    out->block[out->size++] = byte;
}

/* A constant text. */
static inline void revops__put_text(revops__out *out, const char *text) {
    revops__put(out, text, strlen(text));
}

/* The same byte many times. */
void revops__put_fill(revops__out *out, char byte, size_t count);
/* For html: & < > " ' escaped. */
void revops__put_html(revops__out *out, const char *text, size_t size);
/* For tables of one line a row: a control character becomes a blank. */
void revops__put_line(revops__out *out, const char *text, size_t size);
/* The same for a cell of markdown: `\` and `|` get a backslash. */
void revops__put_pipes(revops__out *out, const char *text, size_t size);

/* Code points of a valid UTF-8 text. */
size_t revops__text_width(const char *text, size_t size);

/* An amount with exactly @p exponent decimals and thousands "," into @p out (room for
 * REVOPS__GROUPED_SIZE); returns the size. */
size_t revops__print_grouped(char *out, int64_t amount_minor, int32_t exponent);
/* A defined ratio as a decimal of at most 6 digits, half to even, zeros cut. */
size_t revops__print_ratio(char *out, const revops_ratio *ratio);
/* A finite double with 12 significant digits, correctly rounded, zeros cut; `e` form below 1e-4 and
 * from 1e12. Returns 0 when @p value is not finite. */
size_t revops__print_double(char *out, double value);

#endif
