/* Did you mean: edit distance with neighbours swapped, small words only. */
#include "cli/suggest.h"

#include <stdint.h>
#include <string.h>

enum { SUGGEST_LONGEST = 48, SUGGEST_EDITS = 2 };

static size_t suggest_least(size_t a, size_t b, size_t c) {
    size_t least = a < b ? a : b;

    return least < c ? least : c;
}

size_t host_distance(const char *a, const char *b, size_t most) {
    size_t rows[3][SUGGEST_LONGEST + 1];
    size_t a_size = strlen(a);
    size_t b_size = strlen(b);

    if (a_size > SUGGEST_LONGEST || b_size > SUGGEST_LONGEST) {
        return most + 1;
    }
    for (size_t j = 0; j <= b_size; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= a_size; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i - 1) % 3];

        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            row[j] =
                suggest_least(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                rows[(i - 2) % 3][j - 2] + 1 < row[j]) {
                row[j] = rows[(i - 2) % 3][j - 2] + 1;
            }
        }
    }
    return rows[a_size % 3][b_size] <= most ? rows[a_size % 3][b_size] : most + 1;
}

const char *host_nearest(const char *word, const char *const *words) {
    const char *nearest = NULL;
    size_t best = SUGGEST_EDITS;

    for (; *words != NULL; words++) {
        size_t distance = host_distance(word, *words, SUGGEST_EDITS);

        /* A word of two letters is within two edits of any other of its size. */
        if (distance <= best && distance < strlen(*words) && (nearest == NULL || distance < best)) {
            nearest = *words;
            best = distance;
        }
    }
    return nearest;
}
