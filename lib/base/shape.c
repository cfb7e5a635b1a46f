/* Stepping through shapes, and the shapes of the base floor itself. */
#include "base/shape.h"

#include <string.h>

#include "base/base_shapes.h"
#include "revops/host.h"
#include "revops/state.h"

const revops_field *revops_shape_field(const revops_shape *shape, uint32_t index) {
    if (!shape || index >= shape->field_count)
        return NULL;
    return (const revops_field *)(const void *)((const char *)shape->fields +
                                                (size_t)index * shape->field_size);
}

int revops__same_name(const char *a, const char *b) {
    size_t size = strlen(a);
    return size == strlen(b) && memcmp(a, b, size) == 0;
}

static const revops_word shape_status_words[] = {
    {"ok", "done", REVOPS_OK, 0},
    {"invalid", "a documented rule is broken", REVOPS_E_INVALID, 0},
    {"overflow", "the exact result does not fit", REVOPS_E_OVERFLOW, 0},
    {"nomem", "the host gave no memory", REVOPS_E_NOMEM, 0},
    {"limit", "a stated maximum was reached", REVOPS_E_LIMIT, 0},
    {"host", "a host callback failed", REVOPS_E_HOST, 0},
    {"cancelled", "a host callback asked to stop", REVOPS_E_CANCELLED, 0},
    {"missing", "a needed input is absent", REVOPS_E_MISSING, 0},
    {"duplicate", "an id came twice with different content", REVOPS_E_DUPLICATE, 0},
    {"mismatch", "two things that must agree do not", REVOPS_E_MISMATCH, 0},
    {"damaged", "the bytes do not carry what they promise", REVOPS_E_DAMAGED, 0},
    {"unsupported", "this version does not offer it", REVOPS_E_UNSUPPORTED, 0},
    {"capacity", "the output buffer is too small", REVOPS_E_CAPACITY, 0},
    {"busy", "the handle is inside its own callback", REVOPS_E_BUSY, 0},
    {"internal", "an identity broke", REVOPS_E_INTERNAL, 0},
    {"conflict", "another writer was first", REVOPS_E_CONFLICT, 0},
};

static const revops_field shape_error_fields[] = {
    REVOPS__ENUM(revops_error, status, shape_status_words, 0, "what the call came to"),
    REVOPS__FIELD(revops_error, host_code, REVOPS_UNIT_NONE, "answer of the failing callback"),
    REVOPS__FIELD(revops_error, row, REVOPS_UNIT_COUNT, "zero-based row of the call"),
    REVOPS__FIELD(revops_error, offset, REVOPS_UNIT_COUNT, "byte position in a text or state"),
    REVOPS__BYTES(revops_error, field, REVOPS_UNIT_NONE, "name of the field, NUL-terminated"),
    REVOPS__BYTES(revops_error, message, REVOPS_UNIT_NONE, "expected and got, NUL-terminated"),
};
const revops_shape revops__shape_error = REVOPS__SHAPE(revops_error, "error", "why a call failed",
                                                       shape_error_fields, REVOPS_SHAPE_RECORD);

static const revops_field shape_host_fields[] = {
    REVOPS__SIZE(revops_host),
    REVOPS__FIELD(revops_host, user, REVOPS_UNIT_NONE, "handed to both functions"),
    REVOPS__FIELD(revops_host, resize, REVOPS_UNIT_NONE, "memory"),
    REVOPS__FIELD(revops_host, progress, REVOPS_UNIT_NONE, "asked each 65,536 rows"),
    REVOPS__FIELD(revops_host, max_bytes, REVOPS_UNIT_COUNT, "most bytes of a handle, 0 no limit"),
    REVOPS__FIELD(revops_host, max_rows, REVOPS_UNIT_COUNT, "most rows of a handle, 0 no limit"),
};
const revops_shape revops__shape_host =
    REVOPS__SHAPE(revops_host, "host", "memory, progress and limits of the host", shape_host_fields,
                  REVOPS_SHAPE_OPTIONS);

static const revops_field shape_contribution_fields[] = {
    REVOPS__FIELD(revops_contribution, source, REVOPS_UNIT_KEY, "key of the row"),
    REVOPS__FIELD(revops_contribution, row, REVOPS_UNIT_COUNT, "zero-based place in the source"),
    REVOPS__FIELD(revops_contribution, amount_minor, REVOPS_UNIT_MINOR, "what it adds"),
};
const revops_shape revops__shape_contribution =
    REVOPS__SHAPE(revops_contribution, "contribution", "one source's share of a figure",
                  shape_contribution_fields, REVOPS_SHAPE_RECORD);

static const revops_field shape_column_fields[] = {
    REVOPS__FIELD(revops_column, data, REVOPS_UNIT_NONE, "value of row 0; NULL is absent"),
    REVOPS__FIELD(revops_column, validity, REVOPS_UNIT_NONE, "one bit a row; NULL is all valid"),
    REVOPS__FIELD(revops_column, stride, REVOPS_UNIT_NONE, "bytes from row to row"),
    REVOPS__FIELD(revops_column, validity_offset, REVOPS_UNIT_NONE, "bit of row 0"),
    REVOPS__FIELD(revops_column, type, REVOPS_UNIT_NONE, "REVOPS_TYPE_..., 0 as documented"),
    REVOPS__RESERVED(revops_column, reserved0),
};
const revops_shape revops__shape_column = REVOPS__SHAPE(
    revops_column, "column", "where a column lies", shape_column_fields, REVOPS_SHAPE_RECORD);

static const revops_word shape_ratio_words[] = {
    {"ok", "it has a value", REVOPS_RATIO_OK, 0},
    {"undefined", "it has none", REVOPS_RATIO_UNDEFINED, 0},
};
static const revops_field shape_ratio_fields[] = {
    REVOPS__FIELD(revops_ratio, numerator, REVOPS_UNIT_NUM, "carries the sign"),
    REVOPS__FIELD(revops_ratio, denominator, REVOPS_UNIT_DEN, "above 0"),
    REVOPS__ENUM(revops_ratio, status, shape_ratio_words, 0, "whether it has a value"),
    REVOPS__RESERVED(revops_ratio, reserved0),
};
const revops_shape revops__shape_ratio =
    REVOPS__SHAPE(revops_ratio, "ratio", "an exact ratio in lowest terms", shape_ratio_fields,
                  REVOPS_SHAPE_RECORD);

static const revops_field shape_state_info_fields[] = {
    REVOPS__FIELD(revops_state_info, payload_size, REVOPS_UNIT_COUNT, "bytes of the payload"),
    REVOPS__BYTES(revops_state_info, kind, REVOPS_UNIT_NONE, "four capitals"),
    REVOPS__FIELD(revops_state_info, version, REVOPS_UNIT_NONE, "kind version, from 1"),
    REVOPS__RESERVED(revops_state_info, reserved0),
};
const revops_shape revops__shape_state_info =
    REVOPS__SHAPE(revops_state_info, "state_info", "header of a saved state",
                  shape_state_info_fields, REVOPS_SHAPE_RECORD);
