/* Memory of one handle: the host's resize, counted and checked. */
#include "base/memory.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/host.h"

static void *memory_default(void *user, void *block, size_t old_size, size_t new_size) {
    (void)user;
    (void)old_size;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, new_size);
}

revops_status revops__memory_open(revops__memory *memory, const revops_host *host,
                                  revops_error *err) {
    revops_host taken;
    revops_status status = revops__take(&taken, sizeof taken, host, "host", err);
    if (status != REVOPS_OK)
        return status;
    if (!taken.resize)
        taken.resize = memory_default;
    memory->host = taken;
    memory->used = 0;
    return REVOPS_OK;
}

revops_status revops__resize(revops__memory *memory, void **block, size_t old_size, size_t new_size,
                             revops_error *err) {
    const revops_host *host = &memory->host;
    uint64_t used = memory->used - old_size;
    uint64_t total = used + new_size < used ? UINT64_MAX : used + new_size;
    void *resized;
    if (new_size == 0) {
        if (*block)
            host->resize(host->user, *block, old_size, 0);
        *block = NULL;
        memory->used = used;
        return REVOPS_OK;
    }
    if (new_size == SIZE_MAX)
        return revops__fail(err, REVOPS_E_NOMEM, REVOPS_NONE, "",
                            "expected a size that an address space can hold");
    if (host->max_bytes != 0 && total > host->max_bytes)
        return revops__fail_u64(err, REVOPS_E_LIMIT, REVOPS_NONE, "max_bytes",
                                "a handle within the host's max_bytes", total);
    resized = host->resize(host->user, *block, old_size, new_size);
    if (!resized)
        return revops__fail_u64(err, REVOPS_E_NOMEM, REVOPS_NONE, "", "memory from the host",
                                new_size);
    *block = resized;
    memory->used = total;
    return REVOPS_OK;
}

void revops__free(revops__memory *memory, void *block, size_t size) {
    if (block) {
        memory->host.resize(memory->host.user, block, size, 0);
        memory->used -= size;
    }
}

size_t revops__product(size_t count, size_t size) {
    return count != 0 && size > SIZE_MAX / count ? SIZE_MAX : count * size;
}

revops_status revops__grow(revops__memory *memory, void **items, size_t *capacity, size_t needed,
                           size_t item_size, revops_error *err) {
    size_t wanted = *capacity < 8 ? 8 : *capacity;
    revops_status status;
    if (needed <= *capacity)
        return REVOPS_OK;
    while (wanted < needed)
        wanted = wanted > SIZE_MAX / 2 ? needed : wanted * 2;
    status = revops__resize(memory, items, *capacity * item_size,
                            revops__product(wanted, item_size), err);
    if (status == REVOPS_OK)
        *capacity = wanted;
    return status;
}
