/* Lines: from currency, kind and a small key straight to the tuple, without a hash of words and
 * without a comparison per row. */
#include <string.h>

#include "sales/cells.h"
#include "sales/cells_parts.h"

enum {
    LINES_SPARSE = 16,   /* lines that there may be for each tuple */
    LINES_FEW = 1024,    /* and at any rate */
    LINES_TRIES = 64,    /* multipliers that are tried to tell first words apart */
    LINES_PAUSE = 64,    /* chunks, at most, between two plans that failed */
    LINES_KEY_BITS = 24, /* keys that are worth a look */
    LINES_COMPARED = 2,  /* first words that are compared with each row */
};

/* What stands in a slot without a first word: no kind is that. */
#define LINES_NONE UINT64_MAX

static inline size_t lines_slot(uint64_t odd, uint64_t word) {
    return (size_t)(word * odd >> 58);
}

/* Are the words that have no place in a line those of all tuples that have one? */
static int lines_common(const revops__cell_lines *lines, const uint64_t *common,
                        const revops__cell_rows *rows) {
    for (size_t w = REVOPS__TUPLE_PROJECT; w < REVOPS__TUPLE_WORDS; w++)
        if (w != lines->word && (rows->varying >> w & 1 || rows->words[w][0] != common[w]))
            return 0;
    return 1;
}

/* Where the lines of each row's first word begin. Few words are told apart by comparing them with
 * all rows, without a table. Returns 0 where some row has another one. */
static REVOPS__APART int lines_few(const revops__cell_lines *lines, const revops__cell_rows *rows,
                                   uint32_t *restrict places) {
    const uint32_t *restrict currency = rows->currency;
    const uint32_t kind = (uint32_t)rows->kind[0];
    const size_t count = rows->count;
    uint32_t codes[LINES_COMPARED], at[LINES_COMPARED], step, good = UINT32_MAX;
    size_t known = 0, i = 0;
    for (uint32_t w = 0; w < lines->word_count; w++)
        if ((uint32_t)lines->list[w] == kind) {
            if (known == LINES_COMPARED)
                return 0;
            codes[known] = (uint32_t)(lines->list[w] >> 32);
            at[known++] = w << lines->key_bits;
        }
    if (known == 0)
        return 0;
    codes[1] = codes[known - 1];
    step = at[known - 1] - at[0];
    for (; i + REVOPS__STRIDE <= count; i += REVOPS__STRIDE) {
        revops__ahead_stride(currency + i, sizeof *currency);
        for (size_t j = i; j < i + REVOPS__STRIDE; j++) {
            const uint32_t second = 0 - (uint32_t)(currency[j] == codes[1]);
            good &= second | (0 - (uint32_t)(currency[j] == codes[0]));
            places[j] = at[0] + (second & step);
        }
    }
    for (; i < count; i++) {
        const uint32_t second = 0 - (uint32_t)(currency[i] == codes[1]);
        good &= second | (0 - (uint32_t)(currency[i] == codes[0]));
        places[i] = at[0] + (second & step);
    }
    return good != 0;
}

/* Many words, or several kinds, go through a table. */
static REVOPS__APART int lines_many(const revops__cell_lines *lines, revops__cell_rows *rows,
                                    uint32_t *restrict places) {
    const uint64_t *restrict first;
    const uint64_t odd = lines->odd;
    uint64_t others = 0;
    revops__cell_rows_join(rows);
    first = rows->words[REVOPS__TUPLE_CURRENCY];
    for (size_t i = 0; i < rows->count; i++) {
        const size_t slot = lines_slot(odd, first[i]);
        others |= lines->words[slot] ^ first[i];
        places[i] = lines->places[slot];
    }
    return others == 0;
}

/* @p tuples holds where the lines of each row's first word begin. Returns the bits of all keys. */
static REVOPS__APART uint64_t lines_tuples(const revops__cell_lines *lines,
                                           const uint64_t *restrict key, size_t count,
                                           uint32_t *restrict tuples) {
    const uint32_t *const line = lines->tuples;
    const uint32_t mask = (UINT32_C(1) << lines->key_bits) - 1;
    uint64_t keys = 0;
    size_t i = 0;
    for (; i + REVOPS__STEP <= count; i += REVOPS__STEP) {
        REVOPS__AHEAD(key + i);
        REVOPS__UNROLL
        for (size_t j = i; j < i + REVOPS__STEP; j++) {
            keys |= key[j];
            tuples[j] = line[tuples[j] | ((uint32_t)key[j] & mask)];
        }
    }
    for (; i < count; i++) {
        keys |= key[i];
        tuples[i] = line[tuples[i] | ((uint32_t)key[i] & mask)];
    }
    return keys;
}

int revops__lines_find(const revops__cells *cells, revops__cell_rows *rows,
                       uint32_t *restrict tuples) {
    const revops__cell_lines *lines = &cells->lines;
    const uint64_t *key = rows->words[lines->word];
    if (rows->count == 0 || !lines->tuples || key[0] >> lines->key_bits ||
        !lines_common(lines, cells->common, rows) ||
        !((rows->one_kind && lines_few(lines, rows, tuples)) || lines_many(lines, rows, tuples)))
        return 0;
    return lines_tuples(lines, key, rows->count, tuples) >> lines->key_bits == 0;
}

/* The line of a tuple; 0 when it has none. */
static int lines_line(const revops__cells *cells, uint32_t tuple, uint32_t *line) {
    const revops__cell_lines *lines = &cells->lines;
    const uint64_t *words = cells->tuples[tuple].key.words;
    size_t slot = lines_slot(lines->odd, words[REVOPS__TUPLE_CURRENCY]);
    uint64_t differ = lines->words[slot] ^ words[REVOPS__TUPLE_CURRENCY];
    if (!lines->tuples || words[lines->word] >> lines->key_bits)
        return 0;
    for (size_t w = REVOPS__TUPLE_PROJECT; w < REVOPS__TUPLE_WORDS; w++)
        differ |= w == lines->word ? 0 : words[w] ^ cells->common[w];
    *line = lines->places[slot] + (uint32_t)words[lines->word];
    return differ == 0;
}

void revops__lines_enter(revops__cells *cells, uint32_t tuple) {
    uint32_t line;
    if (lines_line(cells, tuple, &line))
        cells->lines.tuples[line] = tuple;
}

void revops__lines_forget(revops__cells *cells, uint32_t tuple) {
    uint32_t line;
    if (lines_line(cells, tuple, &line))
        cells->lines.tuples[line] = 0;
}

/* --- planning --- */

static uint32_t lines_bits(uint64_t value) {
    uint32_t bits = 0;
    for (; value; value >>= 1)
        bits++;
    return bits;
}

/* Add the distinct first words of the rows; 0 when there are too many. */
static int lines_words(revops__cell_lines *lines, const revops__cell_rows *rows) {
    const uint64_t *first = rows->words[REVOPS__TUPLE_CURRENCY];
    for (size_t i = 0; i < rows->count; i++) {
        uint32_t w = 0;
        while (w < lines->word_count && lines->list[w] != first[i])
            w++;
        if (w < lines->word_count)
            continue;
        if (w == REVOPS__LINE_WORDS)
            return 0;
        lines->list[lines->word_count++] = first[i];
    }
    return 1;
}

/* Give each first word a slot of its own. */
static int lines_seat(revops__cell_lines *lines) {
    lines->odd = revops__cells_odd[0];
    for (int try = 0; try < LINES_TRIES; try++, lines->odd *= revops__cells_odd[1]) {
        uint32_t w = 0;
        memset(lines->words, 0xff, sizeof lines->words);
        memset(lines->places, 0, sizeof lines->places);
        for (; w < lines->word_count; w++) {
            size_t slot = lines_slot(lines->odd, lines->list[w]);
            if (lines->words[slot] != LINES_NONE)
                break;
            lines->words[slot] = lines->list[w];
            lines->places[slot] = w << lines->key_bits;
        }
        if (w == lines->word_count)
            return 1;
    }
    return 0;
}

/* What the lines would be with these rows; 0 when that is not worth it. */
static int lines_sketch(revops__cell_lines *plan, const revops__cells *cells,
                        const revops__cell_rows *rows) {
    const uint32_t others = rows->varying & ~(UINT32_C(1) << REVOPS__TUPLE_CURRENCY);
    uint64_t keys = 0;
    *plan = cells->lines;
    if (plan->word_count == 0 || !lines_common(plan, cells->common, rows)) { /* from scratch */
        plan->word = REVOPS__TUPLE_PROJECT;
        while (others >> plan->word > 1)
            plan->word++;
        plan->word_count = plan->key_bits = 0;
        if (!lines_common(plan, cells->common, rows))
            return 0;
    }
    if (!lines_words(plan, rows))
        return 0;
    for (size_t i = 0; i < rows->count; i++)
        keys |= rows->words[plan->word][i];
    if (lines_bits(keys) > plan->key_bits)
        plan->key_bits = lines_bits(keys);
    if (plan->key_bits > LINES_KEY_BITS)
        return 0;
    return lines_seat(plan) && (uint64_t)plan->word_count << plan->key_bits <=
                                   LINES_FEW + LINES_SPARSE * (uint64_t)cells->tuple_count;
}

revops_status revops__lines_plan(revops__cells *cells, revops__memory *memory,
                                 const revops__cell_rows *rows, revops_error *err) {
    revops__cell_lines *lines = &cells->lines, plan;
    void *block = NULL;
    revops_status status;
    if (rows->count == 0 || (lines->rest > 0 && lines->rest--))
        return REVOPS_OK;
    if (!lines_sketch(&plan, cells, rows)) {
        lines->rest = lines->pause;
        lines->pause = lines->pause < LINES_PAUSE ? 2 * lines->pause + 1 : LINES_PAUSE;
        return REVOPS_OK;
    }
    plan.size = ((size_t)plan.word_count << plan.key_bits) * sizeof *plan.tuples;
    status = revops__resize(memory, &block, 0, plan.size, err);
    if (status != REVOPS_OK)
        return status;
    memset(block, 0, plan.size);
    revops__free(memory, lines->tuples, lines->size);
    *lines = plan;
    lines->tuples = block;
    lines->pause = lines->rest = 0;
    for (size_t t = 1; t < cells->tuple_count; t++)
        revops__lines_enter(cells, (uint32_t)t);
    return REVOPS_OK;
}
