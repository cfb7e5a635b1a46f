/* Options and questions of SQL users through the reader of JSON, for every shape that the catalogue
 * names. Promises: a refusal has a reason and leaves nothing behind; what is read is a struct of
 * its full size, again and again the same; and all memory comes back. */
#include "fuzz.h"

#include <string.h>

#include "sql.h"

static size_t fuzz_held;

static void *fuzz_resize(void *user, void *block, size_t old_size, size_t new_size) {
    (void)user;
    fuzz_held += new_size - old_size;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, new_size);
}

static void same_numbers(const revops_shape *shape, const unsigned char *a,
                         const unsigned char *b) {
    for (uint32_t i = 0; i < shape->field_count; i++) {
        const revops_field *field = revops_shape_field(shape, i);
        size_t size = sql_bits_size(field->type) * field->length;
        FUZZ_PROMISE(memcmp(a + field->offset, b + field->offset, size) == 0);
    }
}

static void read_one(const revops_shape *shape, const char *json, size_t size) {
    static sql_texts texts;
    revops_host host = REVOPS_HOST_INIT;
    sql_struct first, second;
    revops_error err, again;
    revops_status status;
    host.resize = fuzz_resize;
    status = sql_struct_open(&first, shape, json, size, &texts, &host, &err);
    FUZZ_PROMISE(sql_struct_open(&second, shape, json, size, &texts, &host, &again) == status);
    FUZZ_PROMISE(err.status == status);
    if (status) {
        FUZZ_PROMISE(!first.data && err.message[0] && strcmp(err.message, again.message) == 0);
        FUZZ_PROMISE(err.offset == REVOPS_NONE || err.offset <= size);
    } else if (first.data) {
        size_t told;
        memcpy(&told, first.data, sizeof told);
        FUZZ_PROMISE(shape && told == shape->size);
        same_numbers(shape, first.data, second.data);
    }
    sql_struct_close(&first, &host);
    sql_struct_close(&second, &host);
    FUZZ_PROMISE(fuzz_held == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    /* Exactly these bytes: reading on is noticed. */
    char *json = malloc(size ? size : 1);
    FUZZ_PROMISE(json);
    if (size)
        memcpy(json, data, size);
    for (uint32_t i = 0; i < revops_catalog_count(); i++) {
        const revops_handle_kind *kind = revops_catalog_at(i);
        read_one(kind->options, json, size);
        for (uint32_t k = 0; k < kind->report_count; k++)
            read_one(sql_report(kind, k)->query, json, size);
    }
    free(json);
    return 0;
}
