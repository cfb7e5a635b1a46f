/* SHA-256 of a file while it streams by. The library digests what lies in memory; a file of any
 * size must not, so the host brings its own few lines. */
#ifndef HOST_DIGEST_H
#define HOST_DIGEST_H

#include <stddef.h>
#include <stdint.h>

/* A digest in the making. */
typedef struct host_digest {
    uint32_t state[8];
    uint64_t size; /* bytes so far */
    uint8_t block[64];
} host_digest;

void host_digest_begin(host_digest *digest);
void host_digest_add(host_digest *digest, const void *data, size_t size);

/* The digest as 64 lower-case hex digits and a NUL. */
void host_digest_end(host_digest *digest, char hex[65]);

#endif
