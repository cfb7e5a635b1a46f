/* The library's memory is a memory context of the server. */
#include "revops_pg.h"

#include "miscadmin.h"

/* The library asks for the alignment of max_align_t, the server gives 8 bytes: each block lies at a
 * multiple of 16 inside a larger one, whose address stands right before it. */
enum { PG_ALIGN = 16 };

static void **pg_block_home(void *block) {
    return (void **)block - 1;
}

static char *pg_block_align(char *home) {
    return (char *)(((uintptr_t)home + PG_ALIGN) & ~(uintptr_t)(PG_ALIGN - 1));
}

/* No memory is an answer where the server lets us ask (a fresh block), its own error where not. */
static char *pg_block_resize(MemoryContext context, char *home, size_t size) {
    if (!home)
        return MemoryContextAllocExtended(context, size, MCXT_ALLOC_HUGE | MCXT_ALLOC_NO_OOM);
#if PG_VERSION_NUM >= 160000
    return repalloc_extended(home, size, MCXT_ALLOC_HUGE | MCXT_ALLOC_NO_OOM);
#else
    return repalloc_huge(home, size);
#endif
}

static void *pg_resize(void *user, void *block, size_t old_size, size_t new_size) {
    char *home = block ? *pg_block_home(block) : NULL;
    size_t before = block ? (size_t)((char *)block - home) : 0;
    char *moved;
    if (new_size == 0) {
        if (home)
            pfree(home);
        return NULL;
    }
    if (new_size > MaxAllocHugeSize - PG_ALIGN)
        return NULL;
    home = pg_block_resize(user, home, new_size + PG_ALIGN);
    if (!home)
        return NULL;
    moved = pg_block_align(home);
    if (block && (size_t)(moved - home) != before)
        memmove(moved, home + before, Min(old_size, new_size));
    *pg_block_home(moved) = home;
    return moved;
}

/* InterruptPending alone would be too much: parallel workers and the statistics set it as well. */
static int32_t pg_progress(void *user, uint64_t done, uint64_t total) {
    (void)user;
    (void)done;
    (void)total;
    return QueryCancelPending || ProcDiePending ? REVOPS_END : REVOPS_MORE;
}

revops_host pg_host(MemoryContext context) {
    revops_host host = REVOPS_HOST_INIT;
    host.user = context;
    host.resize = pg_resize;
    host.progress = pg_progress;
    return host;
}
