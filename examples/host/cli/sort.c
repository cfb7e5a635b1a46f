/* The order of rows: the library orders keys by number, a person looks for them by their texts. */
#include <stdlib.h>
#include <string.h>

#include "cli/answers.h"

enum { SORT_FIELDS = 8 };

/* A key and its text, to find the rank of each. */
typedef struct sort_name {
    uint64_t key;
    char *text;
    uint64_t rank;
} sort_name;

/* A row by what it is ordered by; all parts compare as numbers. */
typedef struct sort_row {
    uint64_t parts[SORT_FIELDS];
    size_t row;
} sort_row;

static int sort_by_key(const void *left, const void *right) {
    const sort_name *a = left;
    const sort_name *b = right;

    return a->key < b->key ? -1 : a->key > b->key;
}

static int sort_by_text(const void *left, const void *right) {
    const sort_name *a = left;
    const sort_name *b = right;
    int texts = strcmp(a->text, b->text);

    return texts != 0 ? texts : sort_by_key(left, right);
}

static int sort_by_parts(const void *left, const void *right) {
    const sort_row *a = left;
    const sort_row *b = right;

    for (size_t i = 0; i < SORT_FIELDS; i++) {
        if (a->parts[i] != b->parts[i]) {
            return a->parts[i] < b->parts[i] ? -1 : 1;
        }
    }
    return a->row < b->row ? -1 : a->row > b->row;
}

/* A number or key of a row; signed ones are moved so that they compare as unsigned. */
static uint64_t sort_value(const char *row, const revops_field *field) {
    int64_t wide = 0;
    int32_t narrow = 0;
    uint32_t code = 0;

    switch (field->type) {
    case REVOPS_TYPE_INT32:
        memcpy(&narrow, row + field->offset, sizeof narrow);
        return (uint64_t)((int64_t)narrow - INT32_MIN);
    case REVOPS_TYPE_UINT32:
        memcpy(&code, row + field->offset, sizeof code);
        return code;
    default:
        memcpy(&wide, row + field->offset, sizeof wide);
        return field->type == REVOPS_TYPE_INT64 ? (uint64_t)wide ^ (UINT64_C(1) << 63)
                                                : (uint64_t)wide;
    }
}

static int sort_text(host_app *app, sort_name *name) {
    host_text text = {"", 0};

    if (host_store_name(app->store, name->key, &text, &app->error) != 0) {
        return -1;
    }
    name->text = malloc(text.size + 1);
    if (name->text == NULL) {
        return host_fail(&app->error, "nomem", "no memory for the names of the report");
    }
    memcpy(name->text, text.data, text.size);
    name->text[text.size] = '\0';
    return 0;
}

/* Replace the keys in one part of all rows by the ranks of their texts. */
static int sort_rank(host_app *app, sort_row *rows, size_t count, size_t part) {
    sort_name *names = calloc(count + 1, sizeof *names);
    size_t unique = 0;
    int answer = names != NULL ? 0 : host_fail(&app->error, "nomem", "no memory to sort");

    for (size_t i = 0; answer == 0 && i < count; i++) {
        names[i].key = rows[i].parts[part];
    }
    if (answer == 0) {
        qsort(names, count, sizeof *names, sort_by_key);
    }
    for (size_t i = 0; answer == 0 && i < count; i++) {
        if (unique == 0 || names[unique - 1].key != names[i].key) {
            names[unique] = (sort_name){names[i].key, NULL, 0};
            answer = sort_text(app, &names[unique++]);
        }
    }
    if (answer == 0) {
        qsort(names, unique, sizeof *names, sort_by_text);
        for (size_t i = 0; i < unique; i++) {
            names[i].rank = i;
        }
        qsort(names, unique, sizeof *names, sort_by_key);
    }
    for (size_t i = 0; answer == 0 && i < count; i++) {
        const sort_name wanted = {rows[i].parts[part], NULL, 0};
        const sort_name *name = bsearch(&wanted, names, unique, sizeof *names, sort_by_key);

        rows[i].parts[part] = name->rank;
    }
    for (size_t i = 0; i < unique; i++) {
        free(names[i].text);
    }
    free(names);
    return answer;
}

int host_sort_rows(host_app *app, const revops_shape *shape, const char *rows, size_t count,
                   size_t **order) {
    sort_row *sorted = calloc(count + 1, sizeof *sorted);
    int answer = 0;

    *order = malloc((count + 1) * sizeof **order);
    if (sorted == NULL || *order == NULL) {
        answer = host_fail(&app->error, "nomem", "no memory to sort");
    }
    for (size_t i = 0; answer == 0 && i < count; i++) {
        sorted[i].row = i;
    }
    for (uint32_t i = 0; answer == 0 && i < shape->field_count; i++) {
        const revops_field *field = revops_shape_field(shape, i);

        if (field->order == 0 || field->order > SORT_FIELDS) {
            continue;
        }
        for (size_t r = 0; r < count; r++) {
            sorted[r].parts[field->order - 1] = sort_value(rows + r * shape->size, field);
        }
        if (field->unit == REVOPS_UNIT_KEY) {
            answer = sort_rank(app, sorted, count, field->order - 1);
        }
    }
    if (answer == 0) {
        qsort(sorted, count, sizeof *sorted, sort_by_parts);
        for (size_t i = 0; i < count; i++) {
            (*order)[i] = sorted[i].row;
        }
    }
    free(sorted);
    return answer;
}
