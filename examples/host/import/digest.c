/* SHA-256, FIPS 180-4 section 6.2, as plain as the standard writes it. */
#include "import/digest.h"

#include <string.h>

static const uint32_t digest_rounds[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t digest_turn(uint32_t word, unsigned bits) {
    return word >> bits | word << (32 - bits);
}

/* One round: the words stay in place and only their names move on. */
#define DIGEST_ROUND(a, b, c, d, e, f, g, h, i)                                                    \
    do {                                                                                           \
        (h) += (digest_turn(e, 6) ^ digest_turn(e, 11) ^ digest_turn(e, 25)) +                     \
               (((e) & (f)) ^ (~(e) & (g))) + digest_rounds[i] + w[i];                             \
        (d) += (h);                                                                                \
        (h) += (digest_turn(a, 2) ^ digest_turn(a, 13) ^ digest_turn(a, 22)) +                     \
               (((a) & (b)) ^ ((a) & (c)) ^ ((b) & (c)));                                          \
    } while (0)

static void digest_block(uint32_t state[8], const uint8_t *block) {
    uint32_t w[64], s[8];
    for (size_t i = 0; i < 16; i++)
        w[i] = (uint32_t)block[i * 4] << 24 | (uint32_t)block[i * 4 + 1] << 16 |
               (uint32_t)block[i * 4 + 2] << 8 | block[i * 4 + 3];
    for (size_t i = 16; i < 64; i++) {
        uint32_t low = digest_turn(w[i - 15], 7) ^ digest_turn(w[i - 15], 18) ^ w[i - 15] >> 3;
        uint32_t high = digest_turn(w[i - 2], 17) ^ digest_turn(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + low + w[i - 7] + high;
    }
    memcpy(s, state, sizeof s);
    for (size_t i = 0; i < 64; i += 8) {
        DIGEST_ROUND(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], i);
        DIGEST_ROUND(s[7], s[0], s[1], s[2], s[3], s[4], s[5], s[6], i + 1);
        DIGEST_ROUND(s[6], s[7], s[0], s[1], s[2], s[3], s[4], s[5], i + 2);
        DIGEST_ROUND(s[5], s[6], s[7], s[0], s[1], s[2], s[3], s[4], i + 3);
        DIGEST_ROUND(s[4], s[5], s[6], s[7], s[0], s[1], s[2], s[3], i + 4);
        DIGEST_ROUND(s[3], s[4], s[5], s[6], s[7], s[0], s[1], s[2], i + 5);
        DIGEST_ROUND(s[2], s[3], s[4], s[5], s[6], s[7], s[0], s[1], i + 6);
        DIGEST_ROUND(s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[0], i + 7);
    }
    for (size_t i = 0; i < 8; i++)
        state[i] += s[i];
}

void host_digest_begin(host_digest *digest) {
    static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    memcpy(digest->state, start, sizeof start);
    digest->size = 0;
}

void host_digest_add(host_digest *digest, const void *data, size_t size) {
    const uint8_t *bytes = data;
    while (size > 0) {
        size_t used = (size_t)(digest->size % 64);
        size_t step = 64 - used < size ? 64 - used : size;
        if (step == 64) {
            digest_block(digest->state, bytes);
        } else {
            memcpy(digest->block + used, bytes, step);
            if (used + step == 64)
                digest_block(digest->state, digest->block);
        }
        digest->size += step;
        bytes += step;
        size -= step;
    }
}

void host_digest_end(host_digest *digest, char hex[65]) {
    static const char digits[] = "0123456789abcdef";
    uint64_t bits = digest->size * 8;
    uint8_t tail[72] = {0x80};
    size_t used = (size_t)(digest->size % 64);
    size_t padding = (used < 56 ? 56 : 120) - used;
    for (size_t i = 0; i < 8; i++)
        tail[padding + i] = (uint8_t)(bits >> (56 - 8 * i));
    host_digest_add(digest, tail, padding + 8);
    for (size_t i = 0; i < 64; i++)
        hex[i] = digits[digest->state[i / 8] >> (28 - 4 * (i % 8)) & 15];
    hex[64] = '\0';
}
