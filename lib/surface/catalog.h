/* How a kind of handle enters the catalogue: macros write the erased wrappers of its C functions,
 * one call of the typed function each. */
#ifndef REVOPS_SURFACE_CATALOG_H
#define REVOPS_SURFACE_CATALOG_H

#include "revops/catalog.h"

/* REVOPS_E_UNSUPPORTED where a record was given to what takes none. */
revops_status revops__no_record(const void *record, const char *name, revops_error *err);

/* The entries, in the order of the floors; each lies in its own file kind_<name>.c. */
extern const revops_handle_kind revops__kind_fx;
extern const revops_handle_kind revops__kind_fees;
extern const revops_handle_kind revops__kind_commissions;
extern const revops_handle_kind revops__kind_payouts;
extern const revops_handle_kind revops__kind_revenue;

/* create and destroy of revops_<kind>. */
#define REVOPS__ERASE_LIFE(kind)                                                                   \
    static revops_status kind##_erased_create(void **handle, const void *options,                  \
                                              const revops_host *host, revops_error *err) {        \
        revops_##kind *made = NULL;                                                                \
        revops_status status = revops_##kind##_create(handle ? &made : NULL, options, host, err);  \
        if (handle)                                                                                \
            *handle = made;                                                                        \
        return status;                                                                             \
    }                                                                                              \
    static void kind##_erased_destroy(void *handle) {                                              \
        revops_##kind##_destroy(handle);                                                           \
    }

/* The same for a kind without options: none may be given. */
#define REVOPS__ERASE_LIFE_PLAIN(kind)                                                             \
    static revops_status kind##_erased_create(void **handle, const void *options,                  \
                                              const revops_host *host, revops_error *err) {        \
        revops_##kind *made = NULL;                                                                \
        revops_status status = revops__no_record(options, "options", err);                         \
        if (status == REVOPS_OK)                                                                   \
            status = revops_##kind##_create(handle ? &made : NULL, host, err);                     \
        if (handle)                                                                                \
            *handle = made;                                                                        \
        return status;                                                                             \
    }                                                                                              \
    static void kind##_erased_destroy(void *handle) {                                              \
        revops_##kind##_destroy(handle);                                                           \
    }

/* merge, save and load of revops_<kind>. */
#define REVOPS__ERASE_STATE(kind)                                                                  \
    static revops_status kind##_erased_merge(void *into, const void *from, revops_error *err) {    \
        return revops_##kind##_merge(into, from, err);                                             \
    }                                                                                              \
    static revops_status kind##_erased_save(const void *handle, void *out, size_t capacity,        \
                                            size_t *written, revops_error *err) {                  \
        return revops_##kind##_save(handle, out, capacity, written, err);                          \
    }                                                                                              \
    static revops_status kind##_erased_load(void **handle, const void *bytes, size_t size,         \
                                            const revops_host *host, revops_error *err) {          \
        revops_##kind *made = NULL;                                                                \
        revops_status status =                                                                     \
            revops_##kind##_load(handle ? &made : NULL, bytes, size, host, err);                   \
        if (handle)                                                                                \
            *handle = made;                                                                        \
        return status;                                                                             \
    }

/* One door of a feed: name is add, remove, add_spend, ... */
#define REVOPS__ERASE_ADD(kind, name)                                                              \
    static revops_status kind##_erased_##name(void *handle, const void *batch,                     \
                                              revops_error *err) {                                 \
        return revops_##kind##_##name(handle, batch, err);                                         \
    }
#define REVOPS__ERASE_READ(kind, name)                                                             \
    static revops_status kind##_erased_##name(void *handle, revops_source source, void *user,      \
                                              revops_error *err) {                                 \
        return revops_##kind##_##name(handle, source, user, err);                                  \
    }

/* One report with a query: name is rows, profit_rows, ... */
#define REVOPS__ERASE_ROWS(kind, name)                                                             \
    static revops_status kind##_erased_##name(                                                     \
        const void *handle, const void *query, uint64_t first, void *out, size_t capacity,         \
        size_t row_size, size_t *written, revops_error *err) {                                     \
        return revops_##kind##_##name(handle, query, first, out, capacity, row_size, written,      \
                                      err);                                                        \
    }

/* The same for a report without a query: none may be given. */
#define REVOPS__ERASE_ROWS_PLAIN(kind, name)                                                       \
    static revops_status kind##_erased_##name(                                                     \
        const void *handle, const void *query, uint64_t first, void *out, size_t capacity,         \
        size_t row_size, size_t *written, revops_error *err) {                                     \
        revops_status status = revops__no_record(query, "query", err);                             \
        return status == REVOPS_OK                                                                 \
                   ? revops_##kind##_##name(handle, first, out, capacity, row_size, written, err)  \
                   : status;                                                                       \
    }

#endif
