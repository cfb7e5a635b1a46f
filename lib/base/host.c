/* What every handle has in common, and how sized structs come in. */
#include "base/host.h"

#include <string.h>

#include "base/error.h"

enum {
    HOST_BATCH_ROOM = 2048, /* the largest batch struct of the library */
    HOST_GUARD = 512        /* zero bytes behind a lent batch */
};

void revops_host_init(revops_host *host) {
    static const revops_host init = REVOPS_HOST_INIT;
    if (host)
        *host = init;
}

revops_status revops__require(const void *argument, const char *name, revops_error *err) {
    return argument ? REVOPS_OK
                    : revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, name,
                                   "expected a pointer, got NULL");
}

revops_status revops__handle_make(void **made, size_t size, const revops_host *host,
                                  revops_error *err) {
    revops__memory memory;
    void *block = NULL;
    revops_status status = revops__memory_open(&memory, host, err);
    *made = NULL;
    if (status == REVOPS_OK)
        status = revops__resize(&memory, &block, 0, size, err);
    if (status != REVOPS_OK)
        return status;
    memset(block, 0, size);
    ((revops__handle *)block)->memory = memory;
    *made = block;
    return REVOPS_OK;
}

void revops__handle_free(void *handle, size_t size) {
    revops__memory memory = ((revops__handle *)handle)->memory;
    revops__free(&memory, handle, size);
}

revops_status revops__bytes_out(const void *out, size_t capacity, const size_t *written,
                                revops_error *err) {
    revops_status status = revops__require(written, "written", err);
    return status == REVOPS_OK && capacity > 0 ? revops__require(out, "out", err) : status;
}

revops_status revops__rows_out(const void *out, size_t capacity, size_t row_size, size_t row_bytes,
                               const size_t *written, revops_error *err) {
    revops_status status = capacity > 0 ? revops__require(out, "out", err) : REVOPS_OK;
    if (status == REVOPS_OK)
        status = revops__require(written, "written", err);
    if (status == REVOPS_OK && row_size < row_bytes)
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "row_size",
                                "the sizeof of the row", row_size);
    return status;
}

revops_status revops__ready(const revops__handle *handle, revops_error *err) {
    return handle->busy ? revops__fail(err, REVOPS_E_BUSY, REVOPS_NONE, "",
                                       "expected a handle outside its own callback")
                        : REVOPS_OK;
}

revops_status revops__progress(revops__handle *handle, uint64_t done, uint64_t total,
                               revops_error *err) {
    const revops_host *host = &handle->memory.host;
    int32_t answer;
    if (!host->progress)
        return REVOPS_OK;
    handle->busy = 1;
    answer = host->progress(host->user, done, total);
    handle->busy = 0;
    return answer == REVOPS_MORE ? REVOPS_OK : revops__fail_answer(err, answer, "progress");
}

revops_status revops__row_limit(const revops__handle *handle, uint64_t count, revops_error *err) {
    uint64_t most = handle->memory.host.max_rows;
    uint64_t room = handle->rows < most ? most - handle->rows : 0;
    if (most == 0 || count <= room)
        return REVOPS_OK;
    return revops__fail_u64(err, REVOPS_E_LIMIT, room, "max_rows",
                            "a handle within the host's max_rows", handle->rows + count);
}

/* Is everything behind the part that we know zero? */
static int host_tail_is_zero(const uint8_t *bytes, size_t from, size_t to) {
    uint8_t any = 0;
    for (size_t i = from; i < to; i++)
        any |= bytes[i];
    return any == 0;
}

revops_status revops__take(void *into, size_t size, const void *from, const char *name,
                           revops_error *err) {
    size_t given;
    memset(into, 0, size);
    if (from) {
        memcpy(&given, from, sizeof given);
        if (given < sizeof given)
            return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "struct_size",
                                    "the sizeof of the struct", given);
        if (given > size && !host_tail_is_zero(from, size, given))
            return revops__fail_text(err, REVOPS_E_UNSUPPORTED, REVOPS_NONE, "struct_size",
                                     "zeros behind the members that this version knows", name,
                                     strlen(name));
        memcpy(into, from, given < size ? given : size);
    }
    memcpy(into, &size, sizeof size);
    return REVOPS_OK;
}

revops_status revops__take_member(void *into, size_t size, const void *from, const char *name,
                                  revops_error *err) {
    size_t given;
    memcpy(&given, from, sizeof given);
    if (given > size)
        return revops__fail_text(err, REVOPS_E_UNSUPPORTED, REVOPS_NONE, "struct_size",
                                 "the size that this member has for ever, or 0", name,
                                 strlen(name));
    if (given != 0)
        return revops__take(into, size, from, name, err);
    memcpy(into, from, size);
    memcpy(into, &size, sizeof size);
    return REVOPS_OK;
}

/* Ask the source once; the batch in @p room is prepared and checked here. */
static revops_status host_pull(revops__handle *handle, uint8_t *room, size_t batch_size,
                               revops_source source, void *user, int32_t *answer, uint64_t *count,
                               revops_error *err) {
    revops__batch_head head = {batch_size, REVOPS_NONE};
    memset(room, 0, batch_size + HOST_GUARD);
    memcpy(room, &head, sizeof head);
    handle->busy = 1;
    *answer = source(user, room);
    handle->busy = 0;
    if (*answer == REVOPS_END)
        return REVOPS_OK;
    if (*answer != REVOPS_MORE)
        return revops__fail_answer(err, *answer, "source");
    if (!host_tail_is_zero(room, batch_size, batch_size + HOST_GUARD))
        return revops__fail(err, REVOPS_E_UNSUPPORTED, REVOPS_NONE, "struct_size",
                            "expected a batch of the lent size, got bytes written behind it");
    memcpy(&head, room, sizeof head);
    if (head.count > INT32_MAX)
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "count",
                                "a count from 0 to 2^31-1 set by the source", head.count);
    *count = head.count;
    /* Whatever the source wrote there, the lent batch has our size. */
    head.struct_size = batch_size;
    memcpy(room, &head, sizeof head);
    return REVOPS_OK;
}

revops_status revops__drive(revops__handle *handle, size_t batch_size, revops_source source,
                            void *user, revops__apply apply, void *context, revops_error *err) {
    union {
        uint8_t bytes[HOST_BATCH_ROOM + HOST_GUARD];
        uint64_t align;
        void *pointer;
    } room;
    uint64_t rows = 0, asked = 0;
    int32_t answer;
    revops_status status = revops__progress(handle, 0, 0, err);
    if (REVOPS_NEVER(batch_size > HOST_BATCH_ROOM))
        return revops__fail(err, REVOPS_E_INTERNAL, REVOPS_NONE, "",
                            "a batch struct grew too large");
    while (status == REVOPS_OK) {
        uint64_t count = 0;
        status = host_pull(handle, room.bytes, batch_size, source, user, &answer, &count, err);
        if (status != REVOPS_OK || answer == REVOPS_END)
            break;
        status = apply(context, room.bytes, rows, err);
        if (status != REVOPS_OK) {
            revops__error_shift(err, rows);
            break;
        }
        rows += count;
        if (rows / REVOPS__PROGRESS != asked / REVOPS__PROGRESS)
            status = revops__progress(handle, rows, 0, err);
        asked = rows;
    }
    return status;
}

revops_status revops__emit(revops__handle *handle, revops_sink sink, void *user, const void *data,
                           size_t count, revops_error *err) {
    int32_t answer;
    if (handle)
        handle->busy = 1;
    answer = sink(user, data, count);
    if (handle)
        handle->busy = 0;
    return answer == REVOPS_MORE ? REVOPS_OK : revops__fail_answer(err, answer, "sink");
}
