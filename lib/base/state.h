/* How states are written and read: big-endian, checksummed, canonical. A writer without room only
 * counts, so one payload function serves size and bytes. A reader never passes its end: it turns
 * bad and stays so. */
#ifndef REVOPS_BASE_STATE_H
#define REVOPS_BASE_STATE_H

#include "base/error.h"
#include "base/wide.h"
#include "revops/state.h"

typedef struct revops__packer {
    uint8_t *out; /* NULL: only count */
    size_t capacity, size;
} revops__packer;

void revops__pack_u16(revops__packer *packer, uint16_t value);
void revops__pack_u32(revops__packer *packer, uint32_t value);
void revops__pack_u64(revops__packer *packer, uint64_t value);
void revops__pack_sum(revops__packer *packer, const revops__sum *sum);
void revops__pack_bytes(revops__packer *packer, const void *bytes, size_t size);

/* Save a state by the capacity rule: *written always receives the full size, and with too little
 * room (REVOPS_E_CAPACITY) @p out is untouched. @p payload writes the payload; it is called twice:
 * to count, then to write. */
typedef void (*revops__payload)(revops__packer *packer, const void *context);
revops_status revops__state_save(void *out, size_t capacity, size_t *written, const char kind[4],
                                 uint16_t version, revops__payload payload, const void *context,
                                 revops_error *err);

typedef struct revops__unpacker {
    const uint8_t *bytes;  /* of the whole state, so that positions are offsets for errors */
    size_t size, position; /* size: where the payload ends */
    int bad;               /* 1 once something was read beyond the end; reads then give zeros */
} revops__unpacker;

uint16_t revops__unpack_u16(revops__unpacker *unpacker);
uint32_t revops__unpack_u32(revops__unpacker *unpacker);
uint64_t revops__unpack_u64(revops__unpacker *unpacker);
revops__sum revops__unpack_sum(revops__unpacker *unpacker);
const uint8_t *revops__unpack_bytes(revops__unpacker *unpacker, size_t size); /* NULL when bad */
/* A count of entries of at least @p entry_size bytes each: bad when the bytes left cannot hold
 * them. */
uint64_t revops__unpack_count(revops__unpacker *unpacker, size_t entry_size);

/* Check size, magic, payload size, checksum (REVOPS_E_DAMAGED), kind (REVOPS_E_MISMATCH) and
 * version (above @p newest: REVOPS_E_UNSUPPORTED) in this order; then @p unpacker stands on the
 * payload. */
revops_status revops__state_open(revops__unpacker *unpacker, uint16_t *version, const void *bytes,
                                 size_t size, const char kind[4], uint16_t newest,
                                 revops_error *err);
/* REVOPS_E_DAMAGED, field "state", offset of the reader. */
revops_status revops__state_damaged(const revops__unpacker *unpacker, const char *message,
                                    revops_error *err);
/* All read and nothing bad? */
revops_status revops__state_close(const revops__unpacker *unpacker, revops_error *err);

#endif
