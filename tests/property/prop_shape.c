/* Law 15: every byte of every public struct lies in exactly one field of its shape; and what the
 * loops of writers and bindings rely on beside it. */
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t shape_element_size(uint32_t type) {
    switch (type) {
    case REVOPS_TYPE_RATIO:
        return sizeof(revops_ratio);
    case REVOPS_TYPE_BYTES:
        return 1;
    case REVOPS_TYPE_COLUMN:
        return sizeof(revops_column);
    case REVOPS_TYPE_POINTER:
        return sizeof(void *);
    default:
        return cell_size(type);
    }
}

static void shape_covers(property *p, const revops_shape *shape, unsigned char *taken) {
    for (uint32_t i = 0; i < shape->field_count; i++) {
        const revops_field *field = revops_shape_field(shape, i);
        size_t size = shape_element_size(field->type) * field->length;
        HOLDS(p, size > 0, "%s.%s has no size", shape->name, field->name);
        HOLDS(p, field->offset + size <= shape->size, "%s.%s ends behind the struct", shape->name,
              field->name);
        for (size_t byte = 0; byte < size; byte++)
            HOLDS(p, !taken[field->offset + byte]++, "%s.%s overlaps at byte %zu", shape->name,
                  field->name, field->offset + byte);
    }
    for (uint32_t byte = 0; byte < shape->size; byte++)
        HOLDS(p, taken[byte], "%s: byte %u lies in no field", shape->name, byte);
}

static void every_byte_lies_in_exactly_one_field(property *p) {
    for (uint32_t i = 0; i < revops_shape_count() && !p->failed; i++) {
        const revops_shape *shape = revops_shape_at(i);
        unsigned char *taken = calloc(shape->size + 1, 1);
        if (!taken)
            abort();
        shape_covers(p, shape, taken);
        free(taken);
    }
    HOLDS(p, revops_shape_count() > 0, "no shapes");
}

static void names_are_unique_and_every_name_is_explained(property *p) {
    for (uint32_t i = 0; i < revops_shape_count(); i++) {
        const revops_shape *shape = revops_shape_at(i);
        HOLDS(p, revops_shape_find(shape->name) == shape, "two shapes are called %s", shape->name);
        HOLDS(p, shape->about && *shape->about, "%s says nothing", shape->name);
        for (uint32_t j = 0; j < shape->field_count; j++) {
            const revops_field *field = revops_shape_field(shape, j);
            HOLDS(p, field->about && *field->about, "%s.%s says nothing", shape->name, field->name);
            if (field->unit == REVOPS_UNIT_SIZE || field->unit == REVOPS_UNIT_RESERVED)
                continue;
            for (uint32_t k = 0; k < j; k++)
                HOLDS(p, strcmp(revops_shape_field(shape, k)->name, field->name) != 0,
                      "%s.%s is there twice", shape->name, field->name);
        }
    }
}

static int shape_unit_fits(const revops_field *field) {
    uint32_t type = field->type == REVOPS_TYPE_COLUMN ? field->column_type : field->type;
    switch (field->unit) {
    case REVOPS_UNIT_MINOR:
    case REVOPS_UNIT_NS:
    case REVOPS_UNIT_NUM:
    case REVOPS_UNIT_DEN:
        return type == REVOPS_TYPE_INT64;
    case REVOPS_UNIT_CURRENCY:
        return type == REVOPS_TYPE_UINT32;
    case REVOPS_UNIT_DAY:
    case REVOPS_UNIT_MONTH:
        return type == REVOPS_TYPE_INT32;
    case REVOPS_UNIT_KEY:
        return type == REVOPS_TYPE_UINT64;
    case REVOPS_UNIT_RATIO:
        return type == REVOPS_TYPE_RATIO;
    case REVOPS_UNIT_ENUM:
        return type == REVOPS_TYPE_INT32 && field->word_count > 0;
    default:
        return 1;
    }
}

static void a_unit_has_the_type_of_the_vocabulary(property *p) {
    for (uint32_t i = 0; i < revops_shape_count(); i++) {
        const revops_shape *shape = revops_shape_at(i);
        for (uint32_t j = 0; j < shape->field_count; j++) {
            const revops_field *field = revops_shape_field(shape, j);
            HOLDS(p, shape_unit_fits(field), "%s.%s: type %u with unit %u", shape->name,
                  field->name, field->type, field->unit);
        }
    }
}

static void shape_sized(property *p, const revops_shape *shape) {
    const revops_field *first = revops_shape_field(shape, 0);
    const revops_field *second = revops_shape_field(shape, 1);
    if (shape->kind == REVOPS_SHAPE_RECORD) {
        HOLDS(p, first->unit != REVOPS_UNIT_SIZE, "the record %s is sized", shape->name);
        return;
    }
    HOLDS(p, first->offset == 0 && first->unit == REVOPS_UNIT_SIZE,
          "%s does not open with its size", shape->name);
    if (shape->kind == REVOPS_SHAPE_BATCH)
        HOLDS(p, second && strcmp(second->name, "count") == 0, "%s has no count", shape->name);
}

static void sized_structs_open_with_their_size(property *p) {
    for (uint32_t i = 0; i < revops_shape_count() && !p->failed; i++)
        shape_sized(p, revops_shape_at(i));
}

static void words_are_unique_and_explained(property *p) {
    for (uint32_t i = 0; i < revops_shape_count(); i++) {
        const revops_shape *shape = revops_shape_at(i);
        for (uint32_t j = 0; j < shape->field_count; j++) {
            const revops_field *field = revops_shape_field(shape, j);
            for (uint32_t k = 0; k < field->word_count; k++) {
                HOLDS(p, *field->words[k].name && *field->words[k].about, "%s.%s word %u",
                      shape->name, field->name, k);
                for (uint32_t l = 0; l < k; l++)
                    HOLDS(p,
                          field->words[k].value != field->words[l].value &&
                              strcmp(field->words[k].name, field->words[l].name) != 0,
                          "%s.%s: %s is there twice", shape->name, field->name,
                          field->words[k].name);
            }
        }
    }
}

int main(void) {
    law("every byte lies in exactly one field", every_byte_lies_in_exactly_one_field, 1);
    law("names are unique and explained", names_are_unique_and_every_name_is_explained, 1);
    law("words are unique and explained", words_are_unique_and_explained, 1);
    law("a unit has the type of the vocabulary", a_unit_has_the_type_of_the_vocabulary, 1);
    law("sized structs open with their size", sized_structs_open_with_their_size, 1);
    return law_end();
}
