/* SHA-256 (FIPS 180-4), the portable kernel. */
#ifndef REVOPS_BASE_SHA256_H
#define REVOPS_BASE_SHA256_H

#include "revops/export.h"

typedef struct revops__sha256 {
    uint32_t state[8];
    uint64_t size; /* bytes so far */
    uint8_t block[64];
} revops__sha256;

void revops__sha256_begin(revops__sha256 *hash);
void revops__sha256_update(revops__sha256 *hash, const void *data, size_t size);
void revops__sha256_end(revops__sha256 *hash, uint8_t digest[32]);

#endif
