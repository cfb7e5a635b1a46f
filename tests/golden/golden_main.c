/* One SHA-256 per area over seeded input: the figures, rows, states and texts that this program
 * sees must be the same bytes on every platform and from every compiler. It is built from the
 * amalgamation alone, so a cross run under an emulator needs no other package. Prints
 * "<digest>  <area>". */
#include "golden.h"

#include <stdio.h>

void put_bytes(golden_tape *tape, const void *bytes, size_t size) {
    if (tape->capacity - tape->size < size) {
        tape->capacity = (tape->capacity + size) * 2;
        tape->bytes = realloc(tape->bytes, tape->capacity);
        if (!tape->bytes)
            exit(2);
    }
    if (size)
        memcpy(tape->bytes + tape->size, bytes, size);
    tape->size += size;
}

void put(golden_tape *tape, int64_t value) {
    unsigned char bytes[8];
    for (size_t i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)value >> (56 - 8 * i));
    put_bytes(tape, bytes, sizeof bytes);
}

void put_ratio(golden_tape *tape, revops_ratio ratio) {
    put(tape, ratio.numerator);
    put(tape, ratio.denominator);
    put(tape, ratio.status);
}

static int64_t integer_at(const unsigned char *at, uint16_t type) {
    int32_t small;
    uint32_t natural;
    int64_t large;
    switch (type) {
    case REVOPS_TYPE_INT32:
        memcpy(&small, at, sizeof small);
        return small;
    case REVOPS_TYPE_UINT32:
        memcpy(&natural, at, sizeof natural);
        return natural;
    default:
        memcpy(&large, at, sizeof large);
        return large;
    }
}

void put_record(golden_tape *tape, const char *name, const void *record) {
    const revops_shape *shape = revops_shape_find(name);
    if (!shape)
        exit(2);
    for (uint32_t i = 0; i < shape->field_count; i++) {
        const revops_field *field = revops_shape_field(shape, i);
        const unsigned char *at = (const unsigned char *)record + field->offset;
        revops_ratio ratio;
        if (field->type == REVOPS_TYPE_RATIO) {
            memcpy(&ratio, at, sizeof ratio);
            put_ratio(tape, ratio);
        } else {
            put(tape, integer_at(at, field->type));
        }
    }
}

int put_status(golden_tape *tape, revops_status status, const revops_error *err) {
    put(tape, status);
    if (status != REVOPS_OK) {
        put(tape, (int64_t)err->row);
        put_bytes(tape, err->field, strlen(err->field));
        put_bytes(tape, err->message, strlen(err->message));
    }
    return status == REVOPS_OK;
}

/* Splitmix64, as in its reference implementation. One draw a statement: the order in which
 * arguments are evaluated is the compiler's choice. */
uint64_t draw(golden_tape *tape) {
    uint64_t mixed = tape->seed += UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ (mixed >> 31);
}

int64_t below(golden_tape *tape, int64_t limit) {
    return (int64_t)(draw(tape) % (uint64_t)limit);
}

/* A random width, then random bits. */
int64_t any_amount(golden_tape *tape) {
    uint64_t magnitude = (draw(tape) >> 1) >> below(tape, 63);
    return draw(tape) & 1 ? -(int64_t)magnitude : (int64_t)magnitude;
}

static const struct {
    const char *name;
    void (*run)(golden_tape *tape);
} areas[] = {
    {"foundation", golden_foundation},
    {"value", golden_value},
    {"sales", golden_sales},
    {"report", golden_report},
};

int main(void) {
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++) {
        golden_tape tape = {NULL, 0, 0, 20260101};
        uint8_t digest[32];
        areas[i].run(&tape);
        revops_sha256(digest, tape.bytes, tape.size);
        for (size_t k = 0; k < sizeof digest; k++)
            printf("%02x", digest[k]);
        printf("  %s\n", areas[i].name);
        free(tape.bytes);
    }
    return 0;
}
