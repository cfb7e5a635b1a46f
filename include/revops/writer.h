/** @file revops/writer.h
 *  @brief Rows of any shape as JSON, CSV, Markdown, ASCII, HTML or plain text.
 *
 *  A writer turns records into bytes for the host's sink. It knows nothing of any report: the shape
 *  tells it the fields, so a new report needs no new writer and a host prints its own records the
 *  same way. The same rows give the same bytes on every platform, in any split over calls; there is
 *  no locale and no floating-point formatting of the C library.
 *
 *  How a field is written follows from its unit:
 *
 *  | unit | json | csv | plain, markdown | ascii, html |
 *  |---|---|---|---|---|
 *  | MINOR | integer | integer | major units, the currency's digits | the same, thousands `,` |
 *  | RATIO `x` | `x_num`, `x_den`, `x` | `x_num`, `x_den` | at most 6 decimals | the same |
 *  | KEY | integer, or text of the resolver | text | text | text |
 *  | DAY, MONTH, NS, CURRENCY, ENUM | string | text | text | text |
 *  | FLAG | `true`, `false` | the same | the same | the same |
 *  | FLAG with words | array of words | words with blanks between | the same | the same |
 *  | DIGEST | lower-case hexadecimal | the same | the same | the same |
 *  | TEXT, or BYTES of unit NONE | string | text | text | text |
 *  | NONE, COUNT, NUM, DEN | integer or double | the same | the same | the same |
 *
 *  - Integers beyond 2^53 are strings in JSON, because many readers keep numbers as doubles.
 *  - An undefined ratio and a NULL text are `null` in JSON and empty elsewhere. A decimal of a
 *    ratio has at most 6 decimals, half to even.
 *  - A double has 12 significant digits, correctly rounded, zeros cut; `e` form below 1e-4 and from
 *    1e12. A double that is not finite is REVOPS_E_INVALID.
 *  - An enum value outside its words, and the bits of a mask outside its words, are digits.
 *  - An array member `x` is written as fields `x_0`, `x_1`, ...; RESERVED and SIZE fields never.
 *  - The currency of an amount is the row's field `currency`, else revops_writer_options::currency.
 */
#ifndef REVOPS_WRITER_H
#define REVOPS_WRITER_H

#include "revops/host.h"
#include "revops/money.h"
#include "revops/shape.h"

REVOPS_BEGIN_DECLS

/** The formats. */
enum {
    REVOPS_FORMAT_JSON = 1,     /**< one object a line; also what 0 means */
    REVOPS_FORMAT_CSV = 2,      /**< RFC 4180: comma, CR LF, header, minor units */
    REVOPS_FORMAT_MARKDOWN = 3, /**< a pipe table, numbers to the right */
    REVOPS_FORMAT_ASCII = 4, /**< aligned columns for a terminal; keeps its cells until the end */
    REVOPS_FORMAT_HTML = 5,  /**< one table element without script, style or link */
    REVOPS_FORMAT_PLAIN = 6  /**< tab-separated with header */
};

/** Flags of a writer. */
enum {
    /** Sums of MINOR and COUNT fields behind the rows: in markdown, ascii and html a row whose
     *  first cell is `Total` when that column is not a number; csv and plain have none. JSON
     *  becomes the object `{"rows":[...],"total":{...}}`, and `total` holds the sums with their
     *  currency. There is a total only when there is a row, a field to sum, and one currency (see
     *  BY_CURRENCY). */
    REVOPS_WRITER_TOTALS = 1,
    /** JSON with two blanks a level and `": "`. */
    REVOPS_WRITER_PRETTY = 2,
    /** Key 0 means none: `null` in JSON, empty elsewhere, and the resolver is not asked. */
    REVOPS_WRITER_NULL_KEYS = 4,
    /** With TOTALS and rows of several currencies: one total per currency, by code. JSON has an
     *  array as `total` then; tables have a row `Total EUR` each. */
    REVOPS_WRITER_BY_CURRENCY = 8,
    /** JSON only: the members `"rows":[...]` and `"total":...` without braces and without a line
     *  end behind them, so that a host puts them into an object of its own. */
    REVOPS_WRITER_MEMBERS = 16
};

/** How rows are written; zero means default. */
typedef struct revops_writer_options {
    size_t struct_size;     /**< sizeof(revops_writer_options) */
    int32_t format;         /**< REVOPS_FORMAT_...; 0 is JSON */
    uint32_t flags;         /**< REVOPS_WRITER_... */
    const uint32_t *fields; /**< places in the shape, each once, in the order of writing; copied */
    size_t field_count;     /**< how many; 0: all fields of the shape */
    uint32_t currency;      /**< of rows without a field `currency`, or with none in it */
    uint32_t reserved0;     /**< zero */
    const char *title;      /**< html caption in UTF-8; NULL: none; copied */
    revops_resolver resolver; /**< text of a key; NULL: decimal digits */
    void *resolver_user;      /**< handed to the resolver */
    /** Digits of the host's own currencies; NULL: ISO 4217 alone. Copied. */
    const revops_currency_options *currencies;
} revops_writer_options;

/** All defaults, to start from. */
#define REVOPS_WRITER_OPTIONS_INIT                                                                 \
    { sizeof(revops_writer_options), 0, 0, NULL, 0, 0, 0, NULL, NULL, NULL, NULL }

/** Fill @p options with all defaults.
 *
 *  @param options  Receives what REVOPS_WRITER_OPTIONS_INIT holds; NULL is ignored. Any thread.
 *  @since 0.1
 */
REVOPS_API void revops_writer_options_init(revops_writer_options *options);

/** A writer of rows. */
typedef struct revops_writer revops_writer;

/** Make a writer. Nothing reaches the sink yet.
 *
 *  @param writer   Receives the handle; NULL after a failure.
 *  @param shape    Shape of the rows, of kind REVOPS_SHAPE_RECORD: one of the library or of the
 *                  host. Borrowed until the writer is destroyed.
 *  @param options  Format and choices; NULL: all defaults.
 *  @param sink     Receives the text in blocks of at most 16 KiB; it answers by the host rule.
 *  @param user     Handed to @p sink.
 *  @param host     Memory, progress and limits; NULL: all defaults.
 *  @param err      Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument, a shape that is no record or shows
 *          nothing, an unknown format or flag, a field that the shape lacks, never shows or that is
 *          listed twice, a title that is not UTF-8; REVOPS_E_UNSUPPORTED for a field whose type and
 *          unit do not go together or a non-zero tail of a newer struct; REVOPS_E_LIMIT beyond
 *          1,024 columns or max_bytes; REVOPS_E_NOMEM. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_writer_create(
    revops_writer **writer, const revops_shape *shape, const revops_writer_options *options,
    revops_sink sink, void *user, const revops_host *host, revops_error *err);

/** Free a writer; what it has not handed to the sink is lost.
 *
 *  @param writer  Handle; NULL is welcome. Not from inside its own callbacks.
 *  @since 0.1
 */
REVOPS_API void revops_writer_destroy(revops_writer *writer);

/** Write rows, as often as wanted.
 *
 *  A refused argument, and rows beyond max_rows, change nothing. Any other failure is final,
 *  because the sink has a part of the rows: the writer then accepts only revops_writer_destroy. The
 *  text of a row may wait in the writer until a block is full or the writer ends; ascii writes at
 *  the end.
 *
 *  @param writer    Handle; needs exclusive access.
 *  @param rows      The records; NULL only when @p count is 0.
 *  @param count     How many.
 *  @param row_size  Bytes from record to record, at least the size of the shape.
 *  @param err       Receives row, field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a bad argument, a writer that failed or ended, a day,
 *          month or currency outside its range, a ratio without a denominator, a double that is not
 *          finite, a text that is not UTF-8 or longer than 65,535 bytes; REVOPS_E_MISSING for an
 *          amount in major units without a known currency; REVOPS_E_HOST or REVOPS_E_CANCELLED by
 *          the answer of sink, resolver or progress; REVOPS_E_LIMIT beyond max_rows, max_bytes or
 *          1,024 currencies of totals; REVOPS_E_BUSY; REVOPS_E_NOMEM.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_writer_rows(revops_writer *writer, const void *rows,
                                                            size_t count, size_t row_size,
                                                            revops_error *err);

/** Write totals and foot and hand the rest to the sink; then the writer accepts only destroy.
 *
 *  @param writer  Handle; needs exclusive access.
 *  @param err     Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_OVERFLOW when a total does not fit int64; REVOPS_E_INVALID for NULL
 *          or a writer that failed or ended; REVOPS_E_HOST or REVOPS_E_CANCELLED by the sink's
 *          answer; REVOPS_E_LIMIT beyond max_bytes; REVOPS_E_BUSY; REVOPS_E_NOMEM.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_writer_end(revops_writer *writer,
                                                           revops_error *err);

REVOPS_END_DECLS

#endif
