/* Law 13: a key depends on its text alone; merge of names is commutative in saved bytes, and so is
 * every order in which they come. */
#include "kind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_MOST = 60, NAMES_LONGEST = 40 };

/* A short text of valid UTF-8; few letters, so that texts repeat. */
static size_t names_text(test_dice *dice, char *out) {
    static const char *const letter[] = {
        "a", "b", "-", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x90\x9d"};
    size_t size = 0, letters = 1 + (size_t)dice_below(dice, 8);
    for (size_t i = 0; i < letters; i++) {
        const char *next = letter[dice_below(dice, sizeof letter / sizeof letter[0])];
        memcpy(out + size, next, strlen(next));
        size += strlen(next);
    }
    return size;
}

/* Names of a table's rows from @p first on, every @p step-th. */
static revops_names *names_made(property *p, const property_table *table, size_t first,
                                size_t step) {
    revops_names *names = NULL;
    if (revops_names_create(&names, NULL, NULL))
        abort();
    for (size_t i = first; i < table->count; i += step) {
        test_dice dice = property_row(table, i);
        char name[NAMES_LONGEST];
        size_t size = names_text(&dice, name);
        uint64_t key = 0;
        if (revops_names_add(names, &key, name, size, NULL) || key != revops_key(name, size))
            property_fail(p, __FILE__, __LINE__, "a key depends on its text alone", "row %zu", i);
    }
    return names;
}

static test_bytes names_saved(const revops_names *names) {
    test_bytes state;
    size_t size = 0;
    memset(&state, 0, sizeof state);
    if (revops_names_save(names, NULL, 0, &size, NULL) != REVOPS_E_CAPACITY)
        abort();
    state.data = malloc(size);
    state.size = state.capacity = size;
    if (!state.data || revops_names_save(names, state.data, size, &size, NULL))
        abort();
    return state;
}

static void names_equal(property *p, const revops_names *a, const revops_names *b,
                        const char *what) {
    test_bytes left = names_saved(a), right = names_saved(b);
    if (!bytes_equal(&left, &right))
        property_fail(p, __FILE__, __LINE__, "the saved bytes are equal", "%s", what);
    bytes_close(&left);
    bytes_close(&right);
}

static void merge_is_commutative_and_finds_every_name(property *p) {
    property_table table = property_rows(p, NAMES_MOST);
    revops_names *whole = names_made(p, &table, 0, 1);
    revops_names *even = names_made(p, &table, 0, 2), *odd = names_made(p, &table, 1, 2);
    revops_names *left = names_made(p, &table, 0, 2), *right = names_made(p, &table, 1, 2);
    if (revops_names_merge(left, odd, NULL) || revops_names_merge(right, even, NULL))
        property_fail(p, __FILE__, __LINE__, "names merge", "refused");
    names_equal(p, left, right, "left into right and right into left");
    names_equal(p, left, whole, "merged and added");
    for (size_t i = 0; i < table.count && !p->failed; i++) {
        test_dice dice = property_row(&table, i);
        char name[NAMES_LONGEST], found[NAMES_LONGEST + 1];
        size_t size = names_text(&dice, name), written = 0;
        if (revops_names_find(left, found, sizeof found, &written, revops_key(name, size), NULL) ||
            written != size || memcmp(found, name, size) != 0)
            property_fail(p, __FILE__, __LINE__, "a merged name is found", "row %zu", i);
    }
    revops_names_destroy(whole);
    revops_names_destroy(even);
    revops_names_destroy(odd);
    revops_names_destroy(left);
    revops_names_destroy(right);
}

static void a_saved_handle_loads_to_the_same_bytes(property *p) {
    property_table table = property_rows(p, NAMES_MOST);
    revops_names *names = names_made(p, &table, 0, 1), *loaded = NULL;
    test_bytes state = names_saved(names);
    if (revops_names_load(&loaded, state.data, state.size, NULL, NULL))
        property_fail(p, __FILE__, __LINE__, "a saved state loads", "refused");
    else
        names_equal(p, names, loaded, "saved and loaded");
    bytes_close(&state);
    revops_names_destroy(names);
    revops_names_destroy(loaded);
}

int main(void) {
    law("13: merge of names is commutative and finds every name",
        merge_is_commutative_and_finds_every_name, PROPERTY_RUNS);
    law("13: saved names load to the same bytes", a_saved_handle_loads_to_the_same_bytes,
        PROPERTY_RUNS);
    return law_end();
}
