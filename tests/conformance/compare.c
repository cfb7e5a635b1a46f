/* What a case expects against what the library answered. Only what `expect` names is compared. */
#include "conformance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct comparison {
    const trial *trial;
    double relative, absolute; /* tolerance of the numbers below this point */
} comparison;

static int compare_value(const comparison *c, const json_t *expect, const json_t *got);

/* --- numbers --- */

/* The digits of an integer, or of a string that is one as JSON would write it. */
static int compare_digits(const json_t *value, char out[32]) {
    const char *text = json_string_value(value);
    size_t size;
    if (json_is_integer(value)) {
        snprintf(out, 32, "%lld", (long long)json_integer_value(value));
        return 1;
    }
    if (!text)
        return 0;
    size = strlen(text);
    if (size == 0 || size > 20 ||
        strspn(text + (text[0] == '-'), "0123456789") != size - (text[0] == '-') ||
        size == (size_t)(text[0] == '-'))
        return 0;
    memcpy(out, text, size + 1);
    return 1;
}

static double compare_magnitude(double value) {
    return value < 0 ? -value : value;
}

static int compare_near(const comparison *c, double expect, double got) {
    double far = c->relative * compare_magnitude(expect);
    double distance = compare_magnitude(got - expect);
    return distance <= (far > c->absolute ? far : c->absolute);
}

static int compare_scalar(const comparison *c, const json_t *expect, const json_t *got) {
    char a[32], b[32];
    int whole = json_is_integer(expect) || json_is_integer(got);
    int tolerant = c->relative > 0 || c->absolute > 0 || json_is_real(expect) || json_is_real(got);
    if (json_is_number(expect) && json_is_number(got) && tolerant)
        return compare_near(c, json_number_value(expect), json_number_value(got));
    if (whole && compare_digits(expect, a) && compare_digits(got, b))
        return strcmp(a, b) == 0;
    return json_equal(expect, got);
}

/* --- rows that are records: matched by the ORDER fields that the expected row names --- */

/* The empty text is the key 0. */
static int compare_key(const comparison *c, const json_t *expect, const json_t *got) {
    const char *text = json_string_value(expect);
    if (text && !*text)
        return json_is_integer(got) && json_integer_value(got) == 0;
    return compare_value(c, expect, got);
}

static int compare_field(const comparison *c, const revops_field *field, const json_t *expect,
                         const json_t *got) {
    return field && field->unit == REVOPS_UNIT_KEY ? compare_key(c, expect, got)
                                                   : compare_value(c, expect, got);
}

static const revops_field *compare_find(const revops_shape *shape, const char *name) {
    for (uint32_t i = 0; i < shape->field_count; i++) {
        const revops_field *field = revops_shape_field(shape, i);
        if (strcmp(field->name, name) == 0)
            return field;
    }
    return NULL;
}

static int compare_row(const comparison *c, const json_t *expect, const json_t *got, int order) {
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)expect, name, value) {
        const revops_field *field = compare_find(c->trial->row_shape, name);
        if (order && !(field && field->order))
            continue;
        if (!compare_field(c, field, value, json_object_get(got, name)))
            return 0;
    }
    return 1;
}

static int compare_rows(const comparison *c, const json_t *expect, const json_t *got) {
    size_t count = json_array_size(expect);
    unsigned char *taken;
    int equal = json_array_size(got) == count;
    if (!equal)
        return 0;
    taken = calloc(count + 1, 1);
    for (size_t i = 0; taken && equal && i < count; i++) {
        const json_t *wanted = json_array_get(expect, i);
        size_t found = count;
        for (size_t j = 0; found == count && j < count; j++)
            if (!taken[j] && compare_row(c, wanted, json_array_get(got, j), 1) &&
                compare_row(c, wanted, json_array_get(got, j), 0))
                found = j;
        taken[found] = 1;
        equal = found < count;
    }
    equal = equal && taken;
    free(taken);
    return equal;
}

/* --- objects --- */

/* Is @p name the base with the suffix behind it? The base goes to @p base. */
static int compare_suffix(const char *name, const char *suffix, char *base, size_t room) {
    size_t size = strlen(name), tail = strlen(suffix);
    if (size <= tail || size - tail >= room || strcmp(name + size - tail, suffix) != 0)
        return 0;
    memcpy(base, name, size - tail);
    base[size - tail] = '\0';
    return 1;
}

/* Every bound against the value of the same place: a number, or members of an object. */
static int compare_bound(const json_t *bound, const json_t *got, int lowest) {
    const char *name;
    json_t *value;
    if (json_is_object(bound)) {
        json_object_foreach(
            (json_t *)(uintptr_t)bound, name,
            value) if (!compare_bound(value, json_object_get(got, name), lowest)) return 0;
        return 1;
    }
    if (!json_is_number(bound) || !json_is_number(got))
        return 0;
    return lowest ? json_number_value(got) >= json_number_value(bound)
                  : json_number_value(got) <= json_number_value(bound);
}

static int compare_suffixed(const json_t *got, const char *name, const json_t *bound, int *equal) {
    char base[128];
    if (compare_suffix(name, "_at_least", base, sizeof base)) {
        *equal = compare_bound(bound, json_object_get(got, base), 1);
    } else if (compare_suffix(name, "_at_most", base, sizeof base)) {
        *equal = compare_bound(bound, json_object_get(got, base), 0);
    } else if (compare_suffix(name, "_between", base, sizeof base)) {
        const json_t *value = json_object_get(got, base);
        *equal = compare_bound(json_array_get(bound, 0), value, 1) &&
                 compare_bound(json_array_get(bound, 1), value, 0);
    } else {
        return 0;
    }
    return json_object_get(got, base) != NULL;
}

static void compare_tolerance(comparison *c, const json_t *tolerance, const char *name) {
    const json_t *own = name ? json_object_get(tolerance, name) : NULL;
    if (own)
        tolerance = own;
    if (json_is_number(tolerance))
        c->absolute = json_number_value(tolerance);
    if (json_is_number(json_object_get(tolerance, "relative")))
        c->relative = json_number_value(json_object_get(tolerance, "relative"));
    if (json_is_number(json_object_get(tolerance, "absolute")))
        c->absolute = json_number_value(json_object_get(tolerance, "absolute"));
}

static int compare_members(const comparison *c, const json_t *expect, const json_t *got,
                           const json_t *tolerance) {
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)expect, name, value) {
        const json_t *answered = json_object_get(got, name);
        comparison inner = *c;
        int equal;
        compare_tolerance(&inner, tolerance, name);
        if (!answered && compare_suffixed(got, name, value, &equal)) {
            if (!equal)
                return 0;
        } else if (!answered || !compare_value(&inner, value, answered)) {
            return 0;
        }
    }
    return 1;
}

static int compare_list(const comparison *c, const json_t *expect, const json_t *got) {
    if (json_array_size(expect) != json_array_size(got))
        return 0;
    for (size_t i = 0; i < json_array_size(expect); i++)
        if (!compare_value(c, json_array_get(expect, i), json_array_get(got, i)))
            return 0;
    return 1;
}

static int compare_value(const comparison *c, const json_t *expect, const json_t *got) {
    if (!got)
        return 0;
    if (json_is_object(expect) && json_is_object(got))
        return compare_members(c, expect, got, NULL);
    if (json_is_array(expect) && json_is_array(got))
        return c->trial->row_shape && json_is_object(json_array_get(got, 0))
                   ? compare_rows(c, expect, got)
                   : compare_list(c, expect, got);
    return compare_scalar(c, expect, got);
}

int compare_case(const trial *t, const json_t *got) {
    comparison c = {t, 0, 0};
    if (!got || (json_object_get(got, "error") && !json_object_get(t->expect, "error")))
        return 0;
    compare_tolerance(&c, t->tolerance, NULL);
    return compare_members(&c, t->expect, got, t->tolerance);
}
