/* SHA-256 (FIPS 180-4), the portable kernel: 32-bit arithmetic only, the same everywhere. */
#include "base/sha256.h"

#include <string.h>

#include "revops/sha256.h"

/* First 32 bits of the fractional parts of the cube roots of the first 64 primes. */
static const uint32_t sha256_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* First 32 bits of the fractional parts of the square roots of the first 8 primes. */
static const uint32_t sha256_start[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

static inline uint32_t sha256_rotate(uint32_t x, int bits) {
    return x >> bits | x << (32 - bits);
}

static inline uint32_t sha256_load(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
           (uint32_t)bytes[3];
}

static inline void sha256_store(uint8_t *bytes, uint32_t value) {
    bytes[0] = (uint8_t)(value >> 24);
    bytes[1] = (uint8_t)(value >> 16);
    bytes[2] = (uint8_t)(value >> 8);
    bytes[3] = (uint8_t)value;
}

/* The next word of the schedule, in place: w holds the last sixteen. */
#define SHA256_EXTEND(w, i)                                                                        \
    (w[i] += w[((i) + 9) & 15] +                                                                   \
             (sha256_rotate(w[((i) + 1) & 15], 7) ^ sha256_rotate(w[((i) + 1) & 15], 18) ^         \
              w[((i) + 1) & 15] >> 3) +                                                            \
             (sha256_rotate(w[((i) + 14) & 15], 17) ^ sha256_rotate(w[((i) + 14) & 15], 19) ^      \
              w[((i) + 14) & 15] >> 10))

/* One round. The eight registers stay where they are and only their names move on, so eight rounds
 * need no copies. */
#define SHA256_ROUND(a, b, c, d, e, f, g, h, word)                                                 \
    do {                                                                                           \
        (h) += (word) + ((((f) ^ (g)) & (e)) ^ (g)) +                                              \
               (sha256_rotate(e, 6) ^ sha256_rotate(e, 11) ^ sha256_rotate(e, 25));                \
        (d) += (h);                                                                                \
        (h) += (((a) & (b)) | (((a) | (b)) & (c))) +                                               \
               (sha256_rotate(a, 2) ^ sha256_rotate(a, 13) ^ sha256_rotate(a, 22));                \
    } while (0)

#define SHA256_EIGHT(word, i)                                                                      \
    SHA256_ROUND(a, b, c, d, e, f, g, h, word(w, (i)) + k[i]);                                     \
    SHA256_ROUND(h, a, b, c, d, e, f, g, word(w, (i) + 1) + k[(i) + 1]);                           \
    SHA256_ROUND(g, h, a, b, c, d, e, f, word(w, (i) + 2) + k[(i) + 2]);                           \
    SHA256_ROUND(f, g, h, a, b, c, d, e, word(w, (i) + 3) + k[(i) + 3]);                           \
    SHA256_ROUND(e, f, g, h, a, b, c, d, word(w, (i) + 4) + k[(i) + 4]);                           \
    SHA256_ROUND(d, e, f, g, h, a, b, c, word(w, (i) + 5) + k[(i) + 5]);                           \
    SHA256_ROUND(c, d, e, f, g, h, a, b, word(w, (i) + 6) + k[(i) + 6]);                           \
    SHA256_ROUND(b, c, d, e, f, g, h, a, word(w, (i) + 7) + k[(i) + 7])

#define SHA256_FIRST(w, i) (w[i])

static void sha256_blocks(uint32_t state[8], const uint8_t *bytes, size_t count) {
    for (; count > 0; count--, bytes += 64) {
        uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
        uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
        const uint32_t *k = sha256_constants;
        uint32_t w[16];
        for (int i = 0; i < 16; i++)
            w[i] = sha256_load(bytes + 4 * i);
        SHA256_EIGHT(SHA256_FIRST, 0);
        SHA256_EIGHT(SHA256_FIRST, 8);
        for (int sixteen = 0; sixteen < 3; sixteen++) {
            k += 16;
            SHA256_EIGHT(SHA256_EXTEND, 0);
            SHA256_EIGHT(SHA256_EXTEND, 8);
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }
}

void revops__sha256_begin(revops__sha256 *hash) {
    memcpy(hash->state, sha256_start, sizeof hash->state);
    hash->size = 0;
}

void revops__sha256_update(revops__sha256 *hash, const void *data, size_t size) {
    const uint8_t *bytes = data;
    size_t used = (size_t)(hash->size & 63);
    if (size == 0)
        return;
    hash->size += size;
    if (used > 0) {
        size_t part = size < 64 - used ? size : 64 - used;
        memcpy(hash->block + used, bytes, part);
        bytes += part;
        size -= part;
        if (used + part < 64)
            return;
        sha256_blocks(hash->state, hash->block, 1);
    }
    sha256_blocks(hash->state, bytes, size / 64);
    memcpy(hash->block, bytes + size / 64 * 64, size & 63);
}

void revops__sha256_end(revops__sha256 *hash, uint8_t digest[32]) {
    uint64_t bits = hash->size * 8;
    size_t used = (size_t)(hash->size & 63);
    hash->block[used++] = 0x80;
    if (used > 56) {
        memset(hash->block + used, 0, 64 - used);
        sha256_blocks(hash->state, hash->block, 1);
        used = 0;
    }
    memset(hash->block + used, 0, 56 - used);
    sha256_store(hash->block + 56, (uint32_t)(bits >> 32));
    sha256_store(hash->block + 60, (uint32_t)bits);
    sha256_blocks(hash->state, hash->block, 1);
    for (int i = 0; i < 8; i++)
        sha256_store(digest + 4 * i, hash->state[i]);
}

void revops_sha256(uint8_t digest[32], const void *data, size_t size) {
    revops__sha256 hash;
    if (!digest || (!data && size > 0))
        return;
    revops__sha256_begin(&hash);
    revops__sha256_update(&hash, data, size);
    revops__sha256_end(&hash, digest);
}
