/* The envelope of saved states: header, payload, checksum. */
#include "base/state.h"

#include <string.h>

#include "base/host.h"
#include "base/sha256.h"

enum {
    STATE_KIND = 8, /* where the parts of the header begin */
    STATE_VERSION = 12,
    STATE_RESERVED = 14,
    STATE_PAYLOAD_SIZE = 16,
    STATE_PAYLOAD = 24,
    STATE_CHECKSUM_SIZE = 8
};

/* Control-Z stops a terminal from printing the rest, the newline shows a transfer that took the
 * bytes for text. */
static const uint8_t state_magic[8] = {'r', 'e', 'v', 'o', 'p', 's', 0x1a, '\n'};

/* --- writing --- */

/* Where the next @p size bytes go; NULL when the writer only counts or has no room left. */
static uint8_t *state_room(revops__packer *packer, size_t size) {
    size_t start = packer->size;
    packer->size = size > SIZE_MAX - start ? SIZE_MAX : start + size;
    return packer->out && packer->size <= packer->capacity ? packer->out + start : NULL;
}

static void state_pack(revops__packer *packer, uint64_t value, size_t size) {
    uint8_t *out = state_room(packer, size);
    for (size_t i = size; out && i-- > 0; value >>= 8)
        out[i] = (uint8_t)value;
}

void revops__pack_u16(revops__packer *packer, uint16_t value) {
    state_pack(packer, value, 2);
}

void revops__pack_u32(revops__packer *packer, uint32_t value) {
    state_pack(packer, value, 4);
}

void revops__pack_u64(revops__packer *packer, uint64_t value) {
    state_pack(packer, value, 8);
}

void revops__pack_sum(revops__packer *packer, const revops__sum *sum) {
    state_pack(packer, (uint64_t)sum->high, 8);
    state_pack(packer, sum->low, 8);
}

void revops__pack_bytes(revops__packer *packer, const void *bytes, size_t size) {
    uint8_t *out = state_room(packer, size);
    if (out && size > 0)
        memcpy(out, bytes, size);
}

static uint64_t state_checksum(const uint8_t *bytes, size_t size) {
    uint8_t digest[32];
    revops__sha256 hash;
    revops__unpacker unpacker = {digest, sizeof digest, 0, 0};
    revops__sha256_begin(&hash);
    revops__sha256_update(&hash, bytes, size);
    revops__sha256_end(&hash, digest);
    return revops__unpack_u64(&unpacker);
}

revops_status revops__state_save(void *out, size_t capacity, size_t *written, const char kind[4],
                                 uint16_t version, revops__payload payload, const void *context,
                                 revops_error *err) {
    revops__packer counter = {NULL, 0, 0};
    revops__packer packer = {out, capacity, 0};
    revops_status status = revops__require(written, "written", err);
    if (status == REVOPS_OK && capacity > 0)
        status = revops__require(out, "out", err);
    if (status != REVOPS_OK)
        return status;
    payload(&counter, context);
    if (counter.size > SIZE_MAX - STATE_PAYLOAD - STATE_CHECKSUM_SIZE)
        return revops__fail(err, REVOPS_E_LIMIT, REVOPS_NONE, "state",
                            "expected a state that an address space can hold");
    *written = counter.size + STATE_PAYLOAD + STATE_CHECKSUM_SIZE;
    if (capacity < *written)
        return revops__fail_u64(err, REVOPS_E_CAPACITY, REVOPS_NONE, "out",
                                "room for the whole state", capacity);
    revops__pack_bytes(&packer, state_magic, sizeof state_magic);
    revops__pack_bytes(&packer, kind, 4);
    revops__pack_u16(&packer, version);
    revops__pack_u16(&packer, 0);
    revops__pack_u64(&packer, counter.size);
    payload(&packer, context);
    if (REVOPS_NEVER(packer.size != STATE_PAYLOAD + counter.size))
        return revops__fail(err, REVOPS_E_INTERNAL, REVOPS_NONE, "state",
                            "expected a payload of the size that was counted");
    revops__pack_u64(&packer, state_checksum(out, packer.size));
    return REVOPS_OK;
}

/* --- reading --- */

const uint8_t *revops__unpack_bytes(revops__unpacker *unpacker, size_t size) {
    const uint8_t *bytes = unpacker->bytes + unpacker->position;
    if (unpacker->bad || size > unpacker->size - unpacker->position) {
        unpacker->bad = 1;
        return NULL;
    }
    unpacker->position += size;
    return bytes;
}

static uint64_t state_unpack(revops__unpacker *unpacker, size_t size) {
    const uint8_t *bytes = revops__unpack_bytes(unpacker, size);
    uint64_t value = 0;
    for (size_t i = 0; bytes && i < size; i++)
        value = value << 8 | bytes[i];
    return value;
}

uint16_t revops__unpack_u16(revops__unpacker *unpacker) {
    return (uint16_t)state_unpack(unpacker, 2);
}

uint32_t revops__unpack_u32(revops__unpacker *unpacker) {
    return (uint32_t)state_unpack(unpacker, 4);
}

uint64_t revops__unpack_u64(revops__unpacker *unpacker) {
    return state_unpack(unpacker, 8);
}

revops__sum revops__unpack_sum(revops__unpacker *unpacker) {
    revops__sum sum;
    sum.high = (int64_t)state_unpack(unpacker, 8);
    sum.low = state_unpack(unpacker, 8);
    return sum;
}

uint64_t revops__unpack_count(revops__unpacker *unpacker, size_t entry_size) {
    uint64_t count = state_unpack(unpacker, 8);
    if (unpacker->bad || count > (unpacker->size - unpacker->position) / entry_size) {
        unpacker->bad = 1;
        return 0;
    }
    return count;
}

revops_status revops__state_damaged(const revops__unpacker *unpacker, const char *message,
                                    revops_error *err) {
    return revops__fail_at(err, REVOPS_E_DAMAGED, unpacker->position, "state", message);
}

revops_status revops__state_close(const revops__unpacker *unpacker, revops_error *err) {
    if (unpacker->bad)
        return revops__state_damaged(unpacker, "expected more bytes, got the end of the payload",
                                     err);
    if (unpacker->position != unpacker->size)
        return revops__state_damaged(unpacker, "expected the end of the payload, got more bytes",
                                     err);
    return REVOPS_OK;
}

static revops_status state_refuse(revops_error *err, revops_status status, uint64_t offset,
                                  const char *message) {
    return revops__fail_at(err, status, offset, "state", message);
}

/* Everything that holds for any kind: size, magic, payload size, checksum, in this order. */
static revops_status state_envelope(revops_state_info *info, const void *bytes, size_t size,
                                    revops_error *err) {
    revops__unpacker unpacker = {bytes, size, STATE_KIND, 0};
    const uint8_t *kind;
    if (!bytes && size > 0)
        return revops__require(bytes, "bytes", err);
    if (size < STATE_PAYLOAD + STATE_CHECKSUM_SIZE)
        return state_refuse(err, REVOPS_E_DAMAGED, size,
                            "expected at least header and checksum, got the end");
    if (memcmp(bytes, state_magic, sizeof state_magic) != 0)
        return state_refuse(err, REVOPS_E_DAMAGED, 0, "expected the magic bytes of a state");
    kind = revops__unpack_bytes(&unpacker, 4);
    memcpy(info->kind, kind, 4);
    info->version = revops__unpack_u16(&unpacker);
    info->reserved0 = revops__unpack_u16(&unpacker);
    info->payload_size = revops__unpack_u64(&unpacker);
    if (info->payload_size != size - STATE_PAYLOAD - STATE_CHECKSUM_SIZE)
        return state_refuse(err, REVOPS_E_DAMAGED, STATE_PAYLOAD_SIZE,
                            "expected a payload size that agrees with the size of the state");
    unpacker.position = size - STATE_CHECKSUM_SIZE;
    if (revops__unpack_u64(&unpacker) != state_checksum(bytes, size - STATE_CHECKSUM_SIZE))
        return state_refuse(err, REVOPS_E_DAMAGED, size - STATE_CHECKSUM_SIZE,
                            "expected the checksum of the bytes before");
    return REVOPS_OK;
}

/* Version 0 was never written, and what lies behind the version is zero in all that we know. */
static revops_status state_check_version(const revops_state_info *info, revops_error *err) {
    if (info->version == 0)
        return state_refuse(err, REVOPS_E_DAMAGED, STATE_VERSION, "expected version 1 or above");
    if (info->reserved0 != 0)
        return state_refuse(err, REVOPS_E_DAMAGED, STATE_RESERVED,
                            "expected zero in the reserved field");
    return REVOPS_OK;
}

revops_status revops_state_verify(revops_state_info *info, const void *bytes, size_t size,
                                  revops_error *err) {
    revops_state_info found;
    revops_status status = revops__require(info, "info", err);
    if (status == REVOPS_OK)
        status = state_envelope(&found, bytes, size, err);
    if (status != REVOPS_OK)
        return status;
    for (int i = 0; i < 4; i++)
        if (found.kind[i] < 'A' || found.kind[i] > 'Z')
            return state_refuse(err, REVOPS_E_DAMAGED, STATE_KIND, "expected four capitals");
    status = state_check_version(&found, err);
    if (status == REVOPS_OK)
        *info = found;
    return status;
}

revops_status revops__state_open(revops__unpacker *unpacker, uint16_t *version, const void *bytes,
                                 size_t size, const char kind[4], uint16_t newest,
                                 revops_error *err) {
    revops_state_info info;
    revops_status status = state_envelope(&info, bytes, size, err);
    if (status != REVOPS_OK)
        return status;
    if (memcmp(info.kind, kind, 4) != 0)
        return state_refuse(err, REVOPS_E_MISMATCH, STATE_KIND,
                            "expected the state of this kind of handle, got another kind");
    if (info.version > newest)
        return state_refuse(err, REVOPS_E_UNSUPPORTED, STATE_VERSION,
                            "expected a version that this library knows, got a newer one");
    status = state_check_version(&info, err);
    if (status != REVOPS_OK)
        return status;
    unpacker->bytes = bytes;
    unpacker->size = size - STATE_CHECKSUM_SIZE;
    unpacker->position = STATE_PAYLOAD;
    unpacker->bad = 0;
    *version = info.version;
    return REVOPS_OK;
}
