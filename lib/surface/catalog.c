/* The catalogue: one entry per kind of accumulating handle, each in its own file. */
#include "revops/catalog.h"

#include "base/error.h"
#include "base/shape.h"
#include "surface/catalog.h"

revops_status revops__no_record(const void *record, const char *name, revops_error *err) {
    return record ? revops__fail(err, REVOPS_E_UNSUPPORTED, REVOPS_NONE, name,
                                 "expected none: this kind of handle takes none")
                  : REVOPS_OK;
}

static const revops_handle_kind *const catalog_all[] = {
    &revops__kind_fx,      &revops__kind_fees,    &revops__kind_commissions,
    &revops__kind_payouts, &revops__kind_revenue,
};

uint32_t revops_catalog_count(void) {
    return REVOPS__COUNT(catalog_all);
}

const revops_handle_kind *revops_catalog_at(uint32_t index) {
    return index < REVOPS__COUNT(catalog_all) ? catalog_all[index] : NULL;
}

const revops_handle_kind *revops_catalog_find(const char *name) {
    for (uint32_t i = 0; name && i < REVOPS__COUNT(catalog_all); i++)
        if (revops__same_name(catalog_all[i]->name, name))
            return catalog_all[i];
    return NULL;
}
