/* Stable sorts: runs of insertion sort merged bottom-up, and a radix sort that looks only at the
 * bits in which keys differ. */
#include "base/sort.h"

#include <string.h>

enum {
    SORT_RUN = 12,          /* indices sorted by insertion before the first merge */
    SORT_FEW_PAIRS = 48,    /* below this the histograms cost more than they save */
    SORT_MANY_PAIRS = 2048, /* from here on wide digits pay for their longer histogram */
    SORT_DIGIT = 8,
    SORT_WIDE_DIGIT = 11,
};

static void sort_run(uint32_t *indices, size_t count, revops__compare compare,
                     const void *context) {
    for (size_t i = 1; i < count; i++) {
        uint32_t moving = indices[i];
        size_t hole = i;
        for (; hole > 0 && compare(context, indices[hole - 1], moving) > 0; hole--)
            indices[hole] = indices[hole - 1];
        indices[hole] = moving;
    }
}

/* Merge two neighbouring sorted runs into @p out; on a tie the left one goes first. */
static void sort_merge(uint32_t *out, const uint32_t *left, size_t left_count,
                       const uint32_t *right, size_t right_count, revops__compare compare,
                       const void *context) {
    while (left_count > 0 && right_count > 0) {
        if (compare(context, *left, *right) <= 0) {
            *out++ = *left++;
            left_count--;
        } else {
            *out++ = *right++;
            right_count--;
        }
    }
    memcpy(out, left, left_count * sizeof *out);
    memcpy(out + left_count, right, right_count * sizeof *out);
}

void revops__sort_indices(uint32_t *indices, uint32_t *scratch, size_t count,
                          revops__compare compare, const void *context) {
    uint32_t *from = indices, *to = scratch;
    if (count < 2)
        return;
    for (size_t first = 0; first < count; first += SORT_RUN) {
        size_t left = count - first;
        sort_run(indices + first, left < SORT_RUN ? left : SORT_RUN, compare, context);
    }
    for (size_t run = SORT_RUN; run < count; run *= 2) {
        for (size_t first = 0; first < count; first += 2 * run) {
            size_t rest = count - first;
            size_t left = rest < run ? rest : run;
            size_t right = rest - left < run ? rest - left : run;
            /* Rows often arrive in order: then two runs are one already. */
            if (right == 0 || compare(context, from[first + left - 1], from[first + left]) <= 0)
                memcpy(to + first, from + first, (left + right) * sizeof *to);
            else
                sort_merge(to + first, from + first, left, from + first + left, right, compare,
                           context);
        }
        uint32_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != indices)
        memcpy(indices, from, count * sizeof *indices);
}

static void sort_few_pairs(revops__pair *pairs, size_t count) {
    for (size_t i = 1; i < count; i++) {
        revops__pair moving = pairs[i];
        size_t hole = i;
        for (; hole > 0 && pairs[hole - 1].key > moving.key; hole--)
            pairs[hole] = pairs[hole - 1];
        pairs[hole] = moving;
    }
}

/* One pass: deal the pairs out by one digit of their key. */
static void sort_deal(revops__pair *to, const revops__pair *from, size_t count, unsigned shift,
                      unsigned digit) {
    size_t place[1 << SORT_WIDE_DIGIT];
    const uint64_t mask = (UINT64_C(1) << digit) - 1;
    size_t next = 0;
    memset(place, 0, ((size_t)1 << digit) * sizeof place[0]);
    for (size_t i = 0; i < count; i++)
        place[from[i].key >> shift & mask]++;
    for (size_t value = 0; value <= mask; value++) {
        size_t size = place[value];
        place[value] = next;
        next += size;
    }
    for (size_t i = 0; i < count; i++)
        to[place[from[i].key >> shift & mask]++] = from[i];
}

void revops__sort_pairs(revops__pair *pairs, revops__pair *scratch, size_t count) {
    revops__pair *from = pairs, *to = scratch;
    uint64_t differing = 0, unsorted = 0;
    for (size_t i = 1; i < count; i++) {
        differing |= pairs[i].key ^ pairs[0].key;
        unsorted |= (uint64_t)(pairs[i].key < pairs[i - 1].key);
    }
    if (!unsorted)
        return;
    if (count < SORT_FEW_PAIRS) {
        sort_few_pairs(pairs, count);
        return;
    }
    for (unsigned shift = 0; shift < 64 && differing >> shift != 0;) {
        unsigned digit = count < SORT_MANY_PAIRS ? SORT_DIGIT : SORT_WIDE_DIGIT;
        if ((differing >> shift & 1) == 0) {
            shift++;
            continue;
        }
        sort_deal(to, from, count, shift, digit);
        shift += digit;
        revops__pair *swap = from;
        from = to;
        to = swap;
    }
    if (from != pairs)
        memcpy(pairs, from, count * sizeof *pairs);
}
