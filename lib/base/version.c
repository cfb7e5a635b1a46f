/* Which library this is. */
#include "revops/version.h"

const char *revops_version(void) {
    return REVOPS_VERSION;
}

int32_t revops_version_number(void) {
    return REVOPS_VERSION_NUMBER;
}
