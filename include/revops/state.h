/** @file revops/state.h
 *  @brief The envelope that every saved state shares.
 *
 *  A state is magic (8 bytes), kind (4 capitals), version (2), zero (2), payload size (8), payload,
 *  and the first eight bytes of SHA-256 of everything before; all numbers big-endian. Same content,
 *  same bytes.
 */
#ifndef REVOPS_STATE_H
#define REVOPS_STATE_H

#include "revops/error.h"

REVOPS_BEGIN_DECLS

/** What a state's header says: 16 bytes. */
typedef struct revops_state_info {
    uint64_t payload_size; /**< bytes between header and checksum */
    char kind[4];          /**< four capitals, no NUL: "NAME", "REVN", ... */
    uint16_t version;      /**< kind version, from 1 */
    uint16_t reserved0;    /**< zero */
} revops_state_info;

/** Check the header and checksum of a state of any kind, without loading it.
 *
 *  @param info   Receives what the header says; written on success only.
 *  @param bytes  The state; may be NULL when @p size is 0.
 *  @param size   Its size in bytes.
 *  @param err    Receives offset and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument; REVOPS_E_DAMAGED when size, magic,
 *          payload size, checksum, kind (four capitals), version (from 1) or the reserved field are
 *          wrong. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_state_verify(revops_state_info *info,
                                                             const void *bytes, size_t size,
                                                             revops_error *err);

REVOPS_END_DECLS

#endif
