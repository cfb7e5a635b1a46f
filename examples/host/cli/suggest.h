/* Did you mean: the word of a list that is nearest to what was written. */
#ifndef HOST_SUGGEST_H
#define HOST_SUGGEST_H

#include <stddef.h>

/* Edit distance of two words: insert, delete, replace, or swap two neighbours. Above `most` the
 * answer is most + 1. */
size_t host_distance(const char *a, const char *b, size_t most);

/* The nearest of `words` (ended by NULL) within 2 edits; NULL: none is near. */
const char *host_nearest(const char *word, const char *const *words);

#endif
