/** @file revops/arrow.h
 *  @brief Apache Arrow in and out: any Arrow array into any batch, any rows out, without Arrow.
 *
 *  The Arrow C data and stream interfaces are three structs and a rule of ownership. With them
 *  pandas, polars, DuckDB, Spark and databases hand columns over without a copy and without a
 *  library between. These functions read them into the batch of a feed and write the rows of a
 *  report, by the shape alone, so a new column needs no new code.
 *
 *  In, columns are matched by name and columns that the shape lacks are passed over:
 *
 *  | unit of the column | Arrow types, borrowed as they lie | Arrow types, decoded by the reader |
 *  |---|---|---|
 *  | MINOR, COUNT, NUM, DEN, KEY, NONE | integers of any width | decimal 32, 64, 128 |
 *  | DAY | integers, date32 | date64, timestamp at midnight UTC |
 *  | MONTH | integers | date32, date64 of a first day |
 *  | NS | integers, timestamp[ns] | timestamp[s], [ms], [us] |
 *  | CURRENCY, ENUM | integers | utf8, large_utf8, utf8_view |
 *  | KEY | | utf8, large_utf8, utf8_view: the key of the text |
 *  | FLAG | integers | bool |
 *  | of type double | float64 | float32 |
 *
 *  - A dictionary of any of these is decoded where rows use it. The null type is an absent column.
 *  - A decimal becomes an integer only exactly: an amount is its value times 10^exponent, anything
 *    else its value. Beyond int64 is REVOPS_E_OVERFLOW, a rest REVOPS_E_INVALID, both with the row.
 *  - Floats for integers, texts elsewhere, nested and other types are REVOPS_E_UNSUPPORTED with the
 *    field. A timestamp without zone is UTC.
 *  - Slices (offset) and null bitmaps are honoured; a null row of the whole is REVOPS_E_INVALID.
 *
 *  Out, a field becomes int8 to int64, uint8 to uint64 or float64 as it lies in the record; DAY and
 *  MONTH (its first day) date32; NS timestamp[ns, UTC]; CURRENCY and ENUM utf8; a FLAG without
 *  words bool; RATIO `x` the int64 columns `x_num` and `x_den`, null when undefined; DIGEST
 *  fixed-size binary; TEXT, and BYTES of unit NONE, utf8; a KEY uint64, or utf8 with names or a
 *  resolver. An array `x` becomes `x_0`, `x_1`, ...; RESERVED and SIZE fields never appear.
 */
#ifndef REVOPS_ARROW_H
#define REVOPS_ARROW_H

#include "revops/host.h"
#include "revops/names.h"
#include "revops/shape.h"

REVOPS_BEGIN_DECLS

/* The three structs of the standard, word for word: every library that speaks Arrow brings them
 * under these guards. */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1 /**< the order of a dictionary has a meaning */
#define ARROW_FLAG_NULLABLE 2           /**< values may be null */
#define ARROW_FLAG_MAP_KEYS_SORTED 4    /**< keys of a map are sorted */

/** The type of an array: Arrow C data interface. */
struct ArrowSchema {
    const char *format;                    /**< the type */
    const char *name;                      /**< name of the column; NULL: none */
    const char *metadata;                  /**< key-value pairs; NULL: none */
    int64_t flags;                         /**< ARROW_FLAG_... */
    int64_t n_children;                    /**< how many children */
    struct ArrowSchema **children;         /**< types of the children */
    struct ArrowSchema *dictionary;        /**< type of the dictionary; NULL: none */
    void (*release)(struct ArrowSchema *); /**< frees it; NULL: released already */
    void *private_data;                    /**< of the producer */
};

/** The values of an array: Arrow C data interface. */
struct ArrowArray {
    int64_t length;                       /**< rows */
    int64_t null_count;                   /**< nulls; -1: not counted */
    int64_t offset;                       /**< row 0 in the buffers */
    int64_t n_buffers;                    /**< how many buffers */
    int64_t n_children;                   /**< how many children */
    const void **buffers;                 /**< validity first */
    struct ArrowArray **children;         /**< the children */
    struct ArrowArray *dictionary;        /**< the dictionary; NULL: none */
    void (*release)(struct ArrowArray *); /**< frees it; NULL: released already */
    void *private_data;                   /**< of the producer */
};

#endif
#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

/** A sequence of arrays of one type: Arrow C stream interface. */
struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out); /**< 0, or an errno */
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);    /**< released: the end */
    const char *(*get_last_error)(struct ArrowArrayStream *);              /**< NULL: no text */
    void (*release)(struct ArrowArrayStream *); /**< frees it; NULL: released already */
    void *private_data;                         /**< of the producer */
};

#endif

/** How Arrow is read and written; zero means default. */
typedef struct revops_arrow_options {
    size_t struct_size; /**< sizeof(revops_arrow_options) */
    /** In: remembers the texts of keys. Out: gives them, when there is no resolver. NULL: keys are
     *  made by revops_key and written as numbers. Borrowed. */
    revops_names *names;
    revops_resolver resolver; /**< out: text of a key; NULL: names */
    void *resolver_user;      /**< handed to the resolver */
    uint64_t chunk_rows;      /**< out: most rows of one array of a stream; 0: 65,536 */
    int32_t exponent;   /**< in: decimals of amounts are times 10^exponent, 0 to 18; 0: minor */
    uint32_t reserved0; /**< zero */
} revops_arrow_options;

/** All defaults, to start from. */
#define REVOPS_ARROW_OPTIONS_INIT                                                                  \
    { sizeof(revops_arrow_options), NULL, NULL, NULL, 0, 0, 0 }

/** Fill @p options with all defaults.
 *
 *  @param options  Receives what REVOPS_ARROW_OPTIONS_INIT holds; NULL is ignored. Any thread.
 *  @since 0.1
 */
REVOPS_API void revops_arrow_options_init(revops_arrow_options *options);

/** Point the columns of a batch at an Arrow array. Nothing is copied and nothing is taken over.
 *
 *  The batch is valid as long as the array is. Columns of the shape that the array lacks become
 *  absent, so do columns behind the batch's struct_size. A column that has to be decoded (see
 *  above) has no place to live here and is refused: revops_arrow_reader_create_array has one.
 *
 *  @param batch   Receives count and columns, on success only; its struct_size is set. Its old
 *                 content is not read.
 *  @param shape   Shape of the batch.
 *  @param schema  Type of @p array: a struct whose children are the columns.
 *  @param array   The rows, at most 2^31-1.
 *  @param err     Receives row, field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument, a shape that is no batch, a struct_size
 *          below the head of a batch, a released schema or array, a schema that is no struct, two
 *          columns of one name, an array that breaks the rules of its type, too many rows, or a
 *          null row; REVOPS_E_UNSUPPORTED for a column of a type that does not go with the field or
 *          has to be decoded. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_arrow_bind(void *batch, const revops_shape *shape,
                                                           const struct ArrowSchema *schema,
                                                           const struct ArrowArray *array,
                                                           revops_error *err);

/** Reads Arrow arrays as the batches of a feed. */
typedef struct revops_arrow_reader revops_arrow_reader;

/** Make a reader of a stream.
 *
 *  On success the stream belongs to the reader: @p stream itself is marked as released. After a
 *  failure it is the caller's as before; its schema may have been asked for.
 *
 *  @param reader   Receives the handle, to be freed with revops_arrow_reader_destroy; NULL after
 *                  failure.
 *  @param stream   Arrays of one struct type.
 *  @param shape    Shape of the batches; borrowed until the reader is destroyed.
 *  @param options  Choices, copied; their names are borrowed until the reader is destroyed. NULL:
 *                  all defaults.
 *  @param host     Memory and limits, copied; NULL: all defaults. Progress is asked by the handle
 *                  that reads, not here.
 *  @param err      Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument, a released stream, a shape that is no
 *          batch, a schema that is no struct or has two columns of one name, an exponent outside 0
 *          to 18, a reserved field that is not zero; REVOPS_E_UNSUPPORTED for a column of a type
 *          that does not go with its field, or non-zero bytes behind the members that this version
 *          knows; REVOPS_E_HOST with the errno in host_code and the stream's own words when it
 *          gives no schema; REVOPS_E_NOMEM; REVOPS_E_LIMIT. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_arrow_reader_create(
    revops_arrow_reader **reader, struct ArrowArrayStream *stream, const revops_shape *shape,
    const revops_arrow_options *options, const revops_host *host, revops_error *err);

/** Make a reader of one array.
 *
 *  The schema is read during the call only; the array is borrowed and has to stay until the reader
 *  is destroyed.
 *
 *  @param reader   As for revops_arrow_reader_create.
 *  @param schema   Type of @p array.
 *  @param array    The rows, any number.
 *  @param shape    As for revops_arrow_reader_create.
 *  @param options  As for revops_arrow_reader_create.
 *  @param host     As for revops_arrow_reader_create.
 *  @param err      Receives field and message on failure; may be NULL.
 *  @return As revops_arrow_reader_create, but for REVOPS_E_HOST; REVOPS_E_INVALID too for a
 *          released schema or array. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_arrow_reader_create_array(
    revops_arrow_reader **reader, const struct ArrowSchema *schema, const struct ArrowArray *array,
    const revops_shape *shape, const revops_arrow_options *options, const revops_host *host,
    revops_error *err);

/** Free a reader, its last array and its stream.
 *
 *  @param reader  Handle; NULL is welcome. Not from inside its own callbacks.
 *  @since 0.1
 */
REVOPS_API void revops_arrow_reader_destroy(revops_arrow_reader *reader);

/** Fill the next batch: a revops_source, to be handed to the `read` of a feed with the reader as
 *  its user.
 *
 *  What can be borrowed is borrowed, the rest is decoded into memory of the reader; both stay until
 *  the next call. An array with decoded columns comes in batches of at most 16,384 rows. A row that
 *  is refused fails its batch; names that earlier batches brought stay in options.names.
 *
 *  @param reader  A revops_arrow_reader; needs exclusive access, as do its names.
 *  @param batch   A batch of the reader's shape with its struct_size set; receives count and
 *                 columns.
 *  @return REVOPS_MORE; REVOPS_END behind the last row; or a status with its sign turned, which the
 *          `read` of a feed hands back as REVOPS_E_HOST: revops_arrow_reader_error tells what it
 *          was. After a failure every further call fails the same way. -REVOPS_E_BUSY from inside
 *          a callback of the stream, -REVOPS_E_INVALID for a NULL @p reader.
 *  @since 0.1
 */
REVOPS_API int32_t revops_arrow_next(void *reader, void *batch);

/** Tell why revops_arrow_next failed.
 *
 *  @param reader  Handle; NULL has not failed.
 *  @param err     Receives the failure, its row counted over the whole stream; untouched when there
 *                 was none; may be NULL.
 *  @return REVOPS_OK when nothing failed; else REVOPS_E_INVALID or REVOPS_E_UNSUPPORTED as for
 *          revops_arrow_bind, and for a text, decimal, day or instant that the field does not take;
 *          REVOPS_E_OVERFLOW for a decimal or instant beyond 64 bits; REVOPS_E_HOST with the errno
 *          in host_code and the stream's own words; REVOPS_E_DUPLICATE when two texts have one key;
 *          REVOPS_E_HOST or REVOPS_E_CANCELLED by the progress of the names; REVOPS_E_NOMEM;
 *          REVOPS_E_LIMIT beyond max_rows or max_bytes; REVOPS_E_BUSY.
 *  @since 0.1
 */
REVOPS_API revops_status revops_arrow_reader_error(const revops_arrow_reader *reader,
                                                   revops_error *err);

/** Write rows as one Arrow array.
 *
 *  Rows, shape and options are used during the call only. Each column can be moved out and released
 *  by itself, as the standard has it. The memory belongs to the release callbacks; they use the
 *  host's resize, which has to outlive them, in whatever thread they run.
 *
 *  @param schema   Receives the type; NULL: not wanted. Marked as released after failure.
 *  @param array    Receives the values; NULL: not wanted. Marked as released after failure.
 *  @param shape    Shape of the rows, of kind REVOPS_SHAPE_RECORD.
 *  @param rows     The records, side by side; may be NULL when @p count is 0 or @p array NULL.
 *  @param count    How many, at most 2^31-1.
 *  @param options  Choices; NULL: all defaults.
 *  @param host     Memory and limits; NULL: all defaults. max_bytes counts the whole array.
 *  @param err      Receives row, field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument, a shape that is no record or shows
 *          nothing, too many rows, a day, month or currency outside its range, a ratio without a
 *          denominator, a text that is not UTF-8 or longer than 65,535 bytes; REVOPS_E_UNSUPPORTED
 *          for a field whose type and unit do not go together, or non-zero bytes behind the members
 *          that this version knows; REVOPS_E_LIMIT beyond max_bytes, 1,024 columns, 200 bytes of
 *          a field's name or 2^31-1 bytes of text in a column; REVOPS_E_HOST or REVOPS_E_CANCELLED
 *          by the resolver's answer; REVOPS_E_NOMEM. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status
revops_arrow_export(struct ArrowSchema *schema, struct ArrowArray *array, const revops_shape *shape,
                    const void *rows, size_t count, const revops_arrow_options *options,
                    const revops_host *host, revops_error *err);

/** Write rows as a stream of Arrow arrays of at most options.chunk_rows rows.
 *
 *  Everything is made in this call, so a failure comes here, and rows, shape and options may go
 *  when it returns. What nobody took is freed with the stream. A stream of no rows has a type and
 *  no array.
 *
 *  @param stream   Receives the stream, to be released by its own callback; marked as released
 *                  after failure.
 *  @param shape    As for revops_arrow_export.
 *  @param rows     The records, side by side; may be NULL when @p count is 0.
 *  @param count    How many.
 *  @param options  As for revops_arrow_export.
 *  @param host     As for revops_arrow_export; max_bytes counts the whole stream.
 *  @param err      Receives row, field and message on failure; may be NULL.
 *  @return As revops_arrow_export; REVOPS_E_INVALID too for chunk_rows above 2^31-1. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_arrow_export_stream(
    struct ArrowArrayStream *stream, const revops_shape *shape, const void *rows, size_t count,
    const revops_arrow_options *options, const revops_host *host, revops_error *err);

REVOPS_END_DECLS

#endif
