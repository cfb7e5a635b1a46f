/** @file revops/export.h
 *  @brief How the library's symbols are marked: visibility, nodiscard, C linkage.
 *
 *  A host never needs these macros itself; every other header includes this one.
 */
#ifndef REVOPS_EXPORT_H
#define REVOPS_EXPORT_H

#include <stddef.h>
#include <stdint.h>

/** @def REVOPS_API
 *  Marks a public function. On Windows a static user defines REVOPS_STATIC; elsewhere no define
 *  is needed.
 */
#if defined(_WIN32) && !defined(REVOPS_STATIC)
#ifdef REVOPS_BUILDING
#define REVOPS_API __declspec(dllexport)
#else
#define REVOPS_API __declspec(dllimport)
#endif
#elif defined(__GNUC__)
#define REVOPS_API __attribute__((visibility("default")))
#else
#define REVOPS_API
#endif

/** @def REVOPS_MUST_USE
 *  Asks the compiler to warn where a status is thrown away.
 */
#if defined(__GNUC__)
#define REVOPS_MUST_USE __attribute__((warn_unused_result))
#else
#define REVOPS_MUST_USE
#endif

/** @def REVOPS_BEGIN_DECLS
 *  Opens C linkage for C++ hosts.
 */
/** @def REVOPS_END_DECLS
 *  Closes C linkage for C++ hosts.
 */
#ifdef __cplusplus
#define REVOPS_BEGIN_DECLS extern "C" {
#define REVOPS_END_DECLS }
#else
#define REVOPS_BEGIN_DECLS
#define REVOPS_END_DECLS
#endif

#endif
