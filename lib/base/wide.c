/* 128-bit products, quotients and scaling: wide_kernel.h on the path that the build chose. */
#include "base/wide.h"

#include "revops/money.h"

#if defined(REVOPS_WIDE_NATIVE) || (!defined(REVOPS_WIDE_PORTABLE) && defined(__SIZEOF_INT128__))
#define WIDE_NATIVE 1
#else
#define WIDE_NATIVE 0
#endif
#define WIDE_LINKAGE
#define WIDE(name) revops__##name

int revops__round_away(int32_t rounding, int negative, int odd, int half) {
    switch (rounding) {
    case REVOPS_ROUND_DOWN:
        return 0;
    case REVOPS_ROUND_UP:
        return 1;
    case REVOPS_ROUND_FLOOR:
        return negative;
    case REVOPS_ROUND_CEILING:
        return !negative;
    default: /* the nearest, and only an exact half asks for more */
        if (half)
            return half > 0;
    }
    switch (rounding) {
    case REVOPS_ROUND_HALF_UP:
        return 1;
    case REVOPS_ROUND_HALF_DOWN:
        return 0;
    case REVOPS_ROUND_HALF_ODD:
        return !odd;
    case REVOPS_ROUND_HALF_CEILING:
        return !negative;
    case REVOPS_ROUND_HALF_FLOOR:
        return negative;
    default:
        return odd; /* half_even */
    }
}

#include "base/wide_kernel.h"

#undef WIDE_NATIVE
#undef WIDE_LINKAGE
#undef WIDE
