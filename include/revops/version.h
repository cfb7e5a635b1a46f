/** @file revops/version.h
 *  @brief Which librevops this is, at compile time and at run time.
 */
#ifndef REVOPS_VERSION_H
#define REVOPS_VERSION_H

#include "revops/export.h"

REVOPS_BEGIN_DECLS

/** The version of these headers as text, "major.minor.patch". */
#define REVOPS_VERSION "0.1.0"

/** The version of these headers as a number. */
enum {
    REVOPS_VERSION_NUMBER = 100 /**< major * 10000 + minor * 100 + patch */
};

/** Give the version of the linked library as text.
 *
 *  @return A constant text such as "0.1.0"; never NULL, never freed. Any thread.
 *  @since 0.1
 */
REVOPS_API const char *revops_version(void);

/** Give the version of the linked library as a number.
 *
 *  @return major * 10000 + minor * 100 + patch. Any thread.
 *  @since 0.1
 */
REVOPS_API int32_t revops_version_number(void);

REVOPS_END_DECLS

#endif
