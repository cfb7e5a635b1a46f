/** @file revops/catalog.h
 *  @brief The catalogue: what every kind of accumulating handle can do, with erased pointers.
 *
 *  Python and Ruby classes, SQL functions, host commands and generic tests are loops over this
 *  table. A function pointer that is NULL is not offered. Each erased function is the C function of
 *  the same name and keeps its contract; a host that knows the kind at compile time calls that one.
 *  All of it is constant memory, safe in any thread.
 */
#ifndef REVOPS_CATALOG_H
#define REVOPS_CATALOG_H

#include "revops/host.h"
#include "revops/shape.h"

REVOPS_BEGIN_DECLS

/** Flags of a feed. */
enum {
    REVOPS_FEED_ORDERED = 1 /**< the order of rows is content (split rules) */
};

/** One way rows come in. */
typedef struct revops_feed {
    const char *name;          /**< "transactions" */
    const char *about;         /**< one line */
    const revops_shape *batch; /**< shape of its batch */
    uint32_t flags;            /**< REVOPS_FEED_... */
    uint32_t reserved0;        /**< zero */
    /** Add a batch. */
    revops_status (*add)(void *handle, const void *batch, revops_error *err);
    /** Take the rows of a batch back; NULL: not offered. */
    revops_status (*remove)(void *handle, const void *batch, revops_error *err);
    /** Add all batches of a source. */
    revops_status (*read)(void *handle, revops_source source, void *user, revops_error *err);
} revops_feed;

/** One way rows go out. */
typedef struct revops_report {
    const char *name;  /**< "rows", "profit_rows": what follows `revops_<kind>_` in the C name */
    const char *about; /**< one line */
    const revops_shape *query; /**< shape of its query; NULL: it takes none */
    const revops_shape *row;   /**< shape of its rows */
    /** Copy rows out, from row @p first on. */
    revops_status (*rows)(const void *handle, const void *query, uint64_t first, void *out,
                          size_t capacity, size_t row_size, size_t *written, revops_error *err);
} revops_report;

/** One kind of handle. */
typedef struct revops_handle_kind {
    const char *name;             /**< handle type without `revops_`: "revenue" */
    const char *about;            /**< one line */
    const revops_shape *options;  /**< shape of its options; NULL: it takes none */
    const revops_feed *feeds;     /**< step by feed_size; the main feed first */
    const revops_report *reports; /**< step by report_size */
    uint32_t feed_count;          /**< how many feeds */
    uint32_t report_count;        /**< how many reports */
    uint32_t feed_size;           /**< sizeof(revops_feed) in the library */
    uint32_t report_size;         /**< sizeof(revops_report) in the library */
    char state[8];                /**< state kind, four capitals; empty: no merge, save, load */
    /** Make a handle. */
    revops_status (*create)(void **handle, const void *options, const revops_host *host,
                            revops_error *err);
    /** Free a handle; NULL is welcome. */
    void (*destroy)(void *handle);
    /** Add all of another handle. */
    revops_status (*merge)(void *into, const void *from, revops_error *err);
    /** Write the state. */
    revops_status (*save)(const void *handle, void *out, size_t capacity, size_t *written,
                          revops_error *err);
    /** Make a handle from a state. */
    revops_status (*load)(void **handle, const void *bytes, size_t size, const revops_host *host,
                          revops_error *err);
    /** Run between the last add and the first rows; NULL in most kinds. */
    revops_status (*compute)(void *handle, revops_error *err);
} revops_handle_kind;

/** Count the kinds of handles.
 *  @return How many revops_catalog_at knows. Any thread.
 *  @since 0.1
 */
REVOPS_API uint32_t revops_catalog_count(void);

/** Give a kind of handle by its place.
 *  @param index  0 to revops_catalog_count() - 1.
 *  @return The kind, constant memory, or NULL beyond the end. Any thread.
 *  @since 0.1
 */
REVOPS_API const revops_handle_kind *revops_catalog_at(uint32_t index);

/** Find a kind of handle by its name.
 *  @param name  Such as "revenue".
 *  @return The kind, constant memory, or NULL. Any thread.
 *  @since 0.1
 */
REVOPS_API const revops_handle_kind *revops_catalog_find(const char *name);

REVOPS_END_DECLS

#endif
