/* The catalogue: one entry per kind of accumulating handle. The erased functions are small wrappers, because a
 * call through another pointer type is undefined in C. */
#include "revops/catalog.h"

#include "base/shape.h"
#include "surface/catalog.h"

static const revops_handle_kind *const catalog_all[] = {
    NULL,
};

static uint32_t catalog_count(void) {
    return REVOPS__COUNT(catalog_all) - 1;
}

uint32_t revops_catalog_count(void) {
    return catalog_count();
}

const revops_handle_kind *revops_catalog_at(uint32_t index) {
    return index < catalog_count() ? catalog_all[index] : NULL;
}

const revops_handle_kind *revops_catalog_find(const char *name) {
    for (uint32_t i = 0; name && i < catalog_count(); i++)
        if (revops__same_name(catalog_all[i]->name, name))
            return catalog_all[i];
    return NULL;
}
