/** @file revops/sha256.h
 *  @brief SHA-256 (FIPS 180-4), the digest behind keys, checksums of states and the audit log.
 */
#ifndef REVOPS_SHA256_H
#define REVOPS_SHA256_H

#include "revops/export.h"

REVOPS_BEGIN_DECLS

/** Digest bytes with SHA-256, as FIPS 180-4 section 6.2 defines it.
 *
 *  Cannot fail: a NULL @p digest, or NULL @p data with a size above 0, is ignored and nothing is
 *  written.
 *
 *  @param digest  Receives the 32 bytes of the digest.
 *  @param data    The bytes; may be NULL when @p size is 0.
 *  @param size    How many. Any thread.
 *  @since 0.1
 */
REVOPS_API void revops_sha256(uint8_t digest[32], const void *data, size_t size);

REVOPS_END_DECLS

#endif
