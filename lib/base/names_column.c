/* Columns of texts: four ways in which they lie in the host's memory, one way into the names. */
#include <string.h>

#include "base/error.h"
#include "base/names.h"

static const revops_field names_text_column_fields[] = {
    REVOPS__FIELD(revops_text_column, data, REVOPS_UNIT_NONE, "pointers, padded texts or bytes"),
    REVOPS__FIELD(revops_text_column, offsets, REVOPS_UNIT_NONE, "offset of row 0 into the bytes"),
    REVOPS__FIELD(revops_text_column, validity, REVOPS_UNIT_NONE, "one bit a row; NULL: all valid"),
    REVOPS__FIELD(revops_text_column, stride, REVOPS_UNIT_NONE, "bytes from row to row"),
    REVOPS__FIELD(revops_text_column, validity_offset, REVOPS_UNIT_NONE, "bit of row 0"),
    REVOPS__FIELD(revops_text_column, form, REVOPS_UNIT_NONE, "REVOPS_TEXT_..."),
    REVOPS__RESERVED(revops_text_column, reserved0),
};
const revops_shape revops__shape_text_column =
    REVOPS__SHAPE(revops_text_column, "text_column", "where a column of texts lies",
                  names_text_column_fields, REVOPS_SHAPE_RECORD);

/* Does the descriptor keep the rules of its form? */
static revops_status names_check_column(const revops_text_column *texts, revops_error *err) {
    uint32_t form = texts->form;
    if (form < REVOPS_TEXT_POINTERS || form > REVOPS_TEXT_OFFSETS64)
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "form",
                                "a form from pointers (1) to 64-bit offsets (4)", form);
    if (texts->reserved0 != 0)
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "reserved0", "0",
                                texts->reserved0);
    if (texts->validity && texts->validity_offset < 0)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "validity_offset", "at least 0",
                                texts->validity_offset);
    if (form >= REVOPS_TEXT_OFFSETS32)
        return revops__require(texts->offsets, "offsets", err);
    if (form == REVOPS_TEXT_FIXED && texts->stride == 0)
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, "stride",
                            "expected the width of the texts, got 0");
    return revops__require(texts->data, "data", err);
}

static inline int names_is_null(const revops_text_column *texts, uint64_t row) {
    uint64_t bit = row + (uint64_t)texts->validity_offset;
    return texts->validity && !(texts->validity[bit / 8] >> (bit & 7) & 1);
}

static inline const char *names_at_row(const revops_text_column *texts, uint64_t row) {
    return (const char *)texts->data + texts->stride * (int64_t)row;
}

/* All pointers first and the texts behind them next: their cache misses then overlap. */
static void names_gather_pointers(revops__name_group *group, const revops_text_column *texts,
                                  uint64_t first) {
    for (size_t i = 0; i < group->count; i++) {
        group->texts[i] = NULL;
        if (names_is_null(texts, first + i))
            continue;
        memcpy(&group->texts[i], names_at_row(texts, first + i), sizeof group->texts[i]);
        REVOPS__PREFETCH(group->texts[i]);
    }
    for (size_t i = 0; i < group->count; i++)
        group->sizes[i] = group->texts[i] ? strlen(group->texts[i]) : 0;
}

/* Only the padding is taken off, from the end: a NUL inside the text must not cut it unseen. */
static inline size_t names_unpadded(const char *text, size_t size) {
    uint64_t eight = 0;
    uint32_t four = 1;
    uint16_t two = 1;
    for (; size >= 8 && eight == 0; size -= 8)
        memcpy(&eight, text + size - 8, 8);
    if (eight != 0)
        size += 8; /* the last eight are not all padding */
    if (size >= 4)
        memcpy(&four, text + size - 4, 4);
    size -= four == 0 ? 4 : 0;
    if (size >= 2)
        memcpy(&two, text + size - 2, 2);
    size -= two == 0 ? 2 : 0;
    return size > 0 && text[size - 1] == '\0' ? size - 1 : size;
}

static void names_gather_fixed(revops__name_group *group, const revops_text_column *texts,
                               uint64_t first) {
    uint64_t width = texts->stride < 0 ? 0 - (uint64_t)texts->stride : (uint64_t)texts->stride;
    for (size_t i = 0; i < group->count; i++) {
        group->texts[i] = names_at_row(texts, first + i);
        group->sizes[i] =
            names_is_null(texts, first + i) ? 0 : names_unpadded(group->texts[i], (size_t)width);
    }
}

static inline int64_t names_offset(const revops_text_column *texts, uint64_t row) {
    const char *offsets = texts->offsets;
    int32_t narrow;
    int64_t wide;
    if (texts->form == REVOPS_TEXT_OFFSETS64) {
        memcpy(&wide, offsets + row * sizeof wide, sizeof wide);
        return wide;
    }
    memcpy(&narrow, offsets + row * sizeof narrow, sizeof narrow);
    return narrow;
}

/* Offsets that are none end the group before their row, because a text before it may be refused. */
static revops_status names_gather_offsets(revops__name_group *group,
                                          const revops_text_column *texts, uint64_t first,
                                          revops_error *err) {
    for (size_t i = 0; i < group->count; i++) {
        int64_t begin, end;
        group->sizes[i] = 0;
        if (names_is_null(texts, first + i))
            continue;
        begin = names_offset(texts, first + i);
        end = names_offset(texts, first + i + 1);
        if (begin < 0 || end < begin) {
            group->count = i;
            return revops__fail_i64(err, REVOPS_E_INVALID, first + i, "offsets",
                                    "offsets from 0 that do not fall", begin < 0 ? begin : end);
        }
        if (end > begin && !texts->data) {
            group->count = i;
            return revops__fail(err, REVOPS_E_INVALID, first + i, "data",
                                "expected the bytes of the texts, got NULL");
        }
        if (end > begin)
            group->texts[i] = (const char *)texts->data + begin;
        group->sizes[i] = (size_t)(end - begin);
    }
    return REVOPS_OK;
}

static revops_status names_gather(revops__name_group *group, const revops_text_column *texts,
                                  uint64_t first, revops_error *err) {
    switch (texts->form) {
    case REVOPS_TEXT_POINTERS:
        names_gather_pointers(group, texts, first);
        return REVOPS_OK;
    case REVOPS_TEXT_FIXED:
        names_gather_fixed(group, texts, first);
        return REVOPS_OK;
    default:
        return names_gather_offsets(group, texts, first, err);
    }
}

/* Intern all rows; the keys go to the handle's scratch. */
static revops_status names_intern_column(revops_names *names, const revops_text_column *texts,
                                         uint64_t count, revops_error *err) {
    revops__name_group group;
    revops_status status = revops__progress(&names->handle, 0, count, err);
    group.known = 0;
    for (uint64_t first = 0; first < count && status == REVOPS_OK; first += group.count) {
        uint64_t left = count - first;
        revops_status interned;
        group.count = left < REVOPS__NAME_GROUP ? (size_t)left : REVOPS__NAME_GROUP;
        status = names_gather(&group, texts, first, err);
        interned = revops__names_intern(names, &group, first, err);
        if (interned != REVOPS_OK)
            status = interned; /* of a lower row than offsets that are none */
        if (status == REVOPS_OK) {
            memcpy(names->scratch + first, group.keys, group.count * sizeof *group.keys);
            if ((first + group.count) % REVOPS__PROGRESS == 0)
                status = revops__progress(&names->handle, first + group.count, count, err);
        }
    }
    return status;
}

revops_status revops_names_add_column(revops_names *names, uint64_t *keys,
                                      const revops_text_column *texts, uint64_t count,
                                      revops_error *err) {
    revops__memory *memory;
    revops__name_mark mark;
    void *scratch = NULL;
    size_t size;
    revops_status status = revops__require(names, "names", err);
    if (status == REVOPS_OK && count > 0)
        status = revops__require(keys, "keys", err);
    if (status == REVOPS_OK)
        status = revops__require(texts, "texts", err);
    if (status == REVOPS_OK && count > INT32_MAX)
        status = revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "count",
                                  "a count from 0 to 2^31-1", count);
    if (status == REVOPS_OK && count > 0)
        status = names_check_column(texts, err);
    if (status == REVOPS_OK)
        status = revops__ready(&names->handle, err);
    if (status == REVOPS_OK)
        status = revops__row_limit(&names->handle, count, err);
    if (status != REVOPS_OK || count == 0)
        return status;
    memory = &names->handle.memory;
    size = revops__product((size_t)count, sizeof *keys);
    status = revops__resize(memory, &scratch, 0, size, err);
    if (status != REVOPS_OK)
        return status;
    names->scratch = scratch;
    names->scratch_size = size;
    mark = revops__names_mark(names);
    status = names_intern_column(names, texts, count, err);
    if (status == REVOPS_OK) {
        memcpy(keys, names->scratch, size);
        names->handle.rows += count;
    } else {
        revops__names_rollback(names, &mark);
    }
    names->scratch = NULL;
    names->scratch_size = 0;
    revops__free(memory, scratch, size);
    return status;
}
