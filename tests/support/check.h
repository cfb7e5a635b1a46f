/* What every cmocka test starts with. */
#ifndef REVOPS_TEST_CHECK_H
#define REVOPS_TEST_CHECK_H

/* cmocka needs these four before it. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include <string.h>

#include "revops.h"

#endif
