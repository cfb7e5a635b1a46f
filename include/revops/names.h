/** @file revops/names.h
 *  @brief Names: texts as 64-bit keys, and the handle that remembers the texts.
 *
 *  A key is the first eight bytes of SHA-256 (FIPS 180-4) of the text, big-endian, with the top bit
 *  cleared; the empty text has key 0, which means none. So every worker, language and run computes
 *  the same key without a dictionary. A handle is needed only to print texts and to notice a
 *  collision: two texts with one key are refused as REVOPS_E_DUPLICATE, never counted as one.
 *
 *  A name is 1 to 65,535 bytes of valid UTF-8 without NUL. Different handles: any threads. One
 *  handle: calls that take it as const together, others alone. The state is kind "NAME", version 1:
 *  a count (8 bytes), then by ascending key: key (8), size (2), text.
 */
#ifndef REVOPS_NAMES_H
#define REVOPS_NAMES_H

#include "revops/host.h"

REVOPS_BEGIN_DECLS

/** Remembers texts by key. */
typedef struct revops_names revops_names;

/** The longest name. */
enum {
    REVOPS_NAME_SIZE = 65535 /**< bytes */
};

/** How texts lie in the host's memory. */
enum {
    REVOPS_TEXT_POINTERS = 1,  /**< pointers to NUL-terminated texts; a NULL pointer is a null */
    REVOPS_TEXT_FIXED = 2,     /**< side by side, each padded with NUL to the stride's width */
    REVOPS_TEXT_OFFSETS32 = 3, /**< Arrow utf8: bytes, and count + 1 offsets of int32_t */
    REVOPS_TEXT_OFFSETS64 = 4  /**< Arrow large_utf8: bytes, and count + 1 offsets of int64_t */
};

/** A column of texts, read where it lies. Borrowed for the duration of a call; any alignment. */
typedef struct revops_text_column {
    const void *data;        /**< pointers, padded texts, or the bytes that offsets count in */
    const void *offsets;     /**< forms 3 and 4: offset of row 0, not falling; else not looked at */
    const uint8_t *validity; /**< bits, least significant first, 1 = valid; NULL: all valid */
    /** Form 1: bytes from pointer to pointer, 0 = one text for all rows. Form 2: bytes from text to
     *  text; its magnitude is the width. Else not looked at. */
    int64_t stride;
    int64_t validity_offset; /**< bit of row 0, at least 0 */
    uint32_t form;           /**< REVOPS_TEXT_... */
    uint32_t reserved0;      /**< zero */
} revops_text_column;

/** Compute the key of a text, without a handle.
 *
 *  @param text  UTF-8; may be NULL when @p size is 0. The bytes are not checked.
 *  @param size  Bytes.
 *  @return The key, below 2^63; 0 for the empty text, and for NULL. Any thread.
 *  @since 0.1
 */
REVOPS_API uint64_t revops_key(const char *text, size_t size);

/** Make an empty handle.
 *
 *  @param names  Receives the handle, to be freed with revops_names_destroy; NULL after failure.
 *  @param host   Memory, progress and limits, copied; NULL: all defaults.
 *  @param err    Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL @p names or a wrong struct_size;
 *          REVOPS_E_UNSUPPORTED for a host with unknown members set; REVOPS_E_NOMEM;
 *          REVOPS_E_LIMIT. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_names_create(revops_names **names,
                                                             const revops_host *host,
                                                             revops_error *err);

/** Free a handle.
 *
 *  @param names  The handle; NULL is welcome. Needs exclusive access.
 *  @since 0.1
 */
REVOPS_API void revops_names_destroy(revops_names *names);

/** Remember a name and give its key.
 *
 *  The text is copied. A name that is known already changes nothing.
 *
 *  @param names  Handle; needs exclusive access.
 *  @param key    Receives the key, written on success only; NULL is welcome.
 *  @param text   The name.
 *  @param size   Its size, 1 to REVOPS_NAME_SIZE.
 *  @param err    Receives field and message on failure, and for a bad text the offset of its first
 *                bad byte; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument or a text that is no name;
 *          REVOPS_E_DUPLICATE when another text has this key; REVOPS_E_NOMEM; REVOPS_E_LIMIT (the
 *          host's, or 2^31-1 names); REVOPS_E_BUSY.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_names_add(revops_names *names, uint64_t *key,
                                                          const char *text, size_t size,
                                                          revops_error *err);

/** Remember a column of names and give their keys. A null and an empty text get key 0.
 *
 *  A failed call adds no name and writes no key. Progress is asked before the first row and after
 *  each 65,536.
 *
 *  @param names  Handle; needs exclusive access.
 *  @param keys   Array of @p count keys, written on success only.
 *  @param texts  The column; its memory is only read during the call.
 *  @param count  Rows, at most 2^31-1; with 0 the column is not looked at.
 *  @param err    Receives row, field and message on failure, and for a bad text the offset of its
 *                first bad byte; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument, an unknown form, a form 2 without
 *          stride, falling offsets, or a text that is no name; REVOPS_E_DUPLICATE when two texts
 *          have one key; REVOPS_E_NOMEM; REVOPS_E_LIMIT; REVOPS_E_BUSY; REVOPS_E_CANCELLED;
 *          REVOPS_E_HOST.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_names_add_column(revops_names *names,
                                                                 uint64_t *keys,
                                                                 const revops_text_column *texts,
                                                                 uint64_t count, revops_error *err);

/** Give the text of a key.
 *
 *  @param names     Handle.
 *  @param out       Receives the text and a NUL; may be NULL when @p capacity is 0.
 *  @param capacity  Bytes of @p out; 65,536 are always enough.
 *  @param written   Receives the size of the text without NUL, also with REVOPS_E_CAPACITY.
 *  @param key       The key.
 *  @param err       Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument; REVOPS_E_MISSING for a key without a
 *          name, 0 included; REVOPS_E_CAPACITY; REVOPS_E_BUSY.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_names_find(const revops_names *names, char *out,
                                                           size_t capacity, size_t *written,
                                                           uint64_t key, revops_error *err);

/** Count the names.
 *
 *  @param names  Handle; NULL has none.
 *  @return How many different names were added.
 *  @since 0.1
 */
REVOPS_API uint64_t revops_names_count(const revops_names *names);

/** Give the text of a key to a writer: a revops_resolver.
 *
 *  @param names     A revops_names.
 *  @param key       The key; 0 gives the empty text, an unknown one its decimal digits.
 *  @param out       Receives the text and a NUL; may be NULL when @p capacity is 0.
 *  @param capacity  Bytes of @p out.
 *  @param written   Receives the size of the text without NUL, also when @p out is too small.
 *  @return REVOPS_MORE, or a status with its sign turned: -REVOPS_E_CAPACITY, -REVOPS_E_INVALID,
 *          -REVOPS_E_BUSY, which every caller of a resolver takes as a failure of the host.
 *  @since 0.1
 */
REVOPS_API int32_t revops_names_resolve(void *names, uint64_t key, char *out, size_t capacity,
                                        size_t *written);

/** Add all names of another handle. Commutative and associative in saved bytes.
 *
 *  @param into  Handle that grows; needs exclusive access.
 *  @param from  Handle that is read; may be @p into.
 *  @param err   Receives message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument; REVOPS_E_DUPLICATE when a key has
 *          different texts; REVOPS_E_NOMEM; REVOPS_E_LIMIT; REVOPS_E_BUSY; REVOPS_E_CANCELLED;
 *          REVOPS_E_HOST.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_names_merge(revops_names *into,
                                                            const revops_names *from,
                                                            revops_error *err);

/** Write the state: the same names give the same bytes, in whatever order they came.
 *
 *  @param names     Handle.
 *  @param out       Receives the state; may be NULL when @p capacity is 0.
 *  @param capacity  Bytes of @p out.
 *  @param written   Receives the size of the state, also with REVOPS_E_CAPACITY.
 *  @param err       Receives field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument; REVOPS_E_CAPACITY; REVOPS_E_NOMEM;
 *          REVOPS_E_LIMIT; REVOPS_E_BUSY.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_names_save(const revops_names *names, void *out,
                                                           size_t capacity, size_t *written,
                                                           revops_error *err);

/** Make a handle from a state.
 *
 *  @param names  Receives the handle, to be freed with revops_names_destroy; NULL after failure.
 *  @param bytes  The state; may be NULL when @p size is 0.
 *  @param size   Its size.
 *  @param host   As for revops_names_create.
 *  @param err    Receives offset and message on failure; may be NULL.
 *  @return As revops_names_create; REVOPS_E_DAMAGED for bytes that no save wrote; REVOPS_E_MISMATCH
 *          for another kind; REVOPS_E_UNSUPPORTED for a newer version; REVOPS_E_CANCELLED;
 *          REVOPS_E_HOST. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_names_load(revops_names **names, const void *bytes,
                                                           size_t size, const revops_host *host,
                                                           revops_error *err);

REVOPS_END_DECLS

#endif
