/* One SHA-256 per area over seeded input: the figures, rows, states and texts that this program sees
 * must be the same bits on every platform and from every compiler. It is built from the amalgamation
 * alone, so a cross run under an emulator needs no other package. Prints "<digest>  <area>". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "revops.h"

/* --- what an area writes: numbers big-endian, so that the platform does not show --- */

typedef struct golden_tape {
    unsigned char *bytes;
    size_t size, capacity;
    uint64_t seed;
} golden_tape;

static void put_bytes(golden_tape *tape, const void *bytes, size_t size) {
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

static void put(golden_tape *tape, int64_t value) {
    unsigned char bytes[8];
    for (size_t i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)value >> (56 - 8 * i));
    put_bytes(tape, bytes, sizeof bytes);
}

/* A refusal is part of the answer: status, row, field and message. */
static int put_status(golden_tape *tape, revops_status status, const revops_error *err) {
    put(tape, status);
    if (status) {
        put(tape, (int64_t)err->row);
        put_bytes(tape, err->field, strlen(err->field));
        put_bytes(tape, err->message, strlen(err->message));
    }
    return status == REVOPS_OK;
}

/* Splitmix64, as in its reference implementation. */
static uint64_t draw(golden_tape *tape) {
    uint64_t mixed = tape->seed += UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ (mixed >> 31);
}

/* 0 to below @p limit. */
static int64_t below(golden_tape *tape, int64_t limit) {
    return (int64_t)(draw(tape) % (uint64_t)limit);
}

/* Small and large numbers of both signs alike: a random width, then random bits. */
static int64_t any_amount(golden_tape *tape) {
    uint64_t magnitude = (draw(tape) >> 1) >> below(tape, 63);
    return draw(tape) & 1 ? -(int64_t)magnitude : (int64_t)magnitude;
}

/* --- foundation --- */

static void columns(golden_tape *tape) {
    enum { ROWS = 100 };
    int64_t values[ROWS], read[ROWS];
    int32_t narrow[ROWS];
    uint8_t valid[ROWS], bits[(ROWS + 7) / 8];
    revops_error err;
    for (size_t i = 0; i < ROWS; i++)
        values[i] = below(tape, 1000000) - 500000;
    for (size_t i = 0; i < sizeof bits; i++)
        bits[i] = (uint8_t)draw(tape);
    revops_column backwards = {&values[ROWS - 1], bits, -(int64_t)sizeof values[0], 0,
                               REVOPS_TYPE_INT64, 0};
    if (put_status(tape,
                   revops_column_copy(narrow, valid, &backwards, REVOPS_TYPE_INT32, ROWS, &err),
                   &err)) {
        for (size_t i = 0; i < ROWS; i++)
            put(tape, narrow[i]);
        put_bytes(tape, valid, ROWS);
    }
    for (size_t i = 0; i < ROWS; i++)
        values[i] = any_amount(tape);
    revops_column forwards = {values, NULL, sizeof values[0], 0, REVOPS_TYPE_INT64, 0};
    put_status(tape, revops_column_copy(narrow, valid, &forwards, REVOPS_TYPE_INT32, ROWS, &err),
               &err);
    if (put_status(tape, revops_column_copy(read, NULL, &forwards, REVOPS_TYPE_INT64, ROWS, &err),
                   &err))
        for (size_t i = 0; i < ROWS; i++)
            put(tape, read[i]);
}

static void foundation(golden_tape *tape) {
    for (int round = 0; round < 100; round++)
        columns(tape);
}

/* --- all areas --- */

static const struct {
    const char *name;
    void (*run)(golden_tape *tape);
} areas[] = {
    {"foundation", foundation},
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
