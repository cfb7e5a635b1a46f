/* Columns in every form, and names that meet in any order. */
#include "golden.h"

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

/* Texts arrive in one handle forwards, in two others by halves that are merged: one state. */
static void names(golden_tape *tape) {
    enum { TEXTS = 300 };
    revops_names *whole = NULL, *half[2] = {NULL, NULL};
    static uint8_t bytes[32768];
    size_t size = 0;
    uint64_t key = 0;
    revops_error err;
    if (revops_names_create(&whole, NULL, NULL) || revops_names_create(&half[0], NULL, NULL) ||
        revops_names_create(&half[1], NULL, NULL))
        exit(2);
    for (int i = 0; i < TEXTS; i++) {
        char text[24];
        int64_t length = 1 + below(tape, 20);
        for (int64_t k = 0; k < length; k++)
            text[k] = (char)(' ' + below(tape, 95));
        if (put_status(tape, revops_names_add(whole, &key, text, (size_t)length, &err), &err))
            put(tape, (int64_t)key);
        put_status(tape, revops_names_add(half[i % 2], &key, text, (size_t)length, &err), &err);
    }
    if (put_status(tape, revops_names_save(whole, bytes, sizeof bytes, &size, &err), &err))
        put_bytes(tape, bytes, size);
    put_status(tape, revops_names_merge(half[1], half[0], &err), &err);
    if (put_status(tape, revops_names_save(half[1], bytes, sizeof bytes, &size, &err), &err))
        put_bytes(tape, bytes, size);
    bytes[below(tape, (int64_t)size)] ^= 1;
    revops_names_destroy(half[0]);
    put_status(tape, revops_names_load(&half[0], bytes, size, NULL, &err), &err);
    revops_names_destroy(half[0]);
    revops_names_destroy(half[1]);
    revops_names_destroy(whole);
}

void golden_foundation(golden_tape *tape) {
    for (int round = 0; round < 20; round++)
        names(tape);
    for (int round = 0; round < 100; round++)
        columns(tape);
}
