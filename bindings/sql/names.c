/* Names as a kind: they are no kind of the catalogue, because texts are not the rows of a batch. */
#include "sql.h"

static revops_status names_create(void **handle, const void *options, const revops_host *host,
                                  revops_error *err) {
    revops_names *names;
    revops_status status = revops_names_create(&names, host, err);
    (void)options;
    *handle = names;
    return status;
}

static void names_destroy(void *handle) {
    revops_names_destroy(handle);
}

static revops_status names_merge(void *into, const void *from, revops_error *err) {
    return revops_names_merge(into, from, err);
}

static revops_status names_save(const void *handle, void *out, size_t capacity, size_t *written,
                                revops_error *err) {
    return revops_names_save(handle, out, capacity, written, err);
}

static revops_status names_load(void **handle, const void *bytes, size_t size,
                                const revops_host *host, revops_error *err) {
    revops_names *names;
    revops_status status = revops_names_load(&names, bytes, size, host, err);
    *handle = names;
    return status;
}

const revops_handle_kind sql_names = {
    "names",
    "texts by their keys",
    NULL,
    NULL,
    NULL,
    0,
    0,
    (uint32_t)sizeof(revops_feed),
    (uint32_t)sizeof(revops_report),
    "NAME",
    names_create,
    names_destroy,
    names_merge,
    names_save,
    names_load,
    NULL,
};
