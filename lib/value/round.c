/* Rounding modes: their words, their check, and rounding of a fraction to a step. */
#include "base/error.h"
#include "base/wide.h"
#include "value/money.h"

const revops_word revops__round_words[12] = {
    {"default", "what the function names, else half_even", REVOPS_ROUND_DEFAULT, 0},
    {"half_even", "halves to the even neighbour", REVOPS_ROUND_HALF_EVEN, 0},
    {"half_up", "halves away from zero", REVOPS_ROUND_HALF_UP, 0},
    {"half_down", "halves to zero", REVOPS_ROUND_HALF_DOWN, 0},
    {"half_odd", "halves to the odd neighbour", REVOPS_ROUND_HALF_ODD, 0},
    {"half_ceiling", "halves to plus infinity", REVOPS_ROUND_HALF_CEILING, 0},
    {"half_floor", "halves to minus infinity", REVOPS_ROUND_HALF_FLOOR, 0},
    {"down", "to zero", REVOPS_ROUND_DOWN, 0},
    {"up", "away from zero", REVOPS_ROUND_UP, 0},
    {"floor", "to minus infinity", REVOPS_ROUND_FLOOR, 0},
    {"ceiling", "to plus infinity", REVOPS_ROUND_CEILING, 0},
    {"exact", "refuse to round", REVOPS_ROUND_EXACT, 0},
};

revops_status revops__round_mode(int32_t *mode, int32_t fallback, const char *field,
                                 revops_error *err) {
    if (*mode < REVOPS_ROUND_DEFAULT || *mode > REVOPS_ROUND_EXACT)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, field,
                                "a rounding mode, 0 to 11", *mode);
    if (*mode == REVOPS_ROUND_DEFAULT)
        *mode = fallback;
    return REVOPS_OK;
}

/* size / divisor with both parts of the answer; a divisor beyond 64 bits leaves all as
 * remainder. */
static uint64_t round_divide(uint64_t size, revops__u128 divisor, revops__u128 *remainder) {
    uint64_t quotient = divisor.high ? 0 : size / divisor.low;
    remainder->high = 0;
    remainder->low = size - quotient * divisor.low;
    return quotient;
}

revops_status revops__round_step(int64_t *result, int64_t num, int64_t den, int32_t mode,
                                 int64_t step) {
    int negative = num < 0;
    uint64_t limit = (uint64_t)INT64_MAX + (uint64_t)negative;
    revops__u128 divisor = revops__u128_multiply((uint64_t)den, (uint64_t)step);
    revops__u128 remainder;
    uint64_t steps = round_divide(revops__magnitude(num), divisor, &remainder);
    if (remainder.low) {
        revops__u128 rest = revops__u128_subtract(divisor, remainder);
        if (mode == REVOPS_ROUND_EXACT)
            return REVOPS_E_INVALID;
        steps += (uint64_t)revops__round_away(mode, negative, (int)(steps & 1),
                                              revops__u128_compare(remainder, rest));
    }
    if (steps > limit / (uint64_t)step)
        return REVOPS_E_OVERFLOW;
    steps *= (uint64_t)step;
    *result = (int64_t)(negative ? 0 - steps : steps);
    return REVOPS_OK;
}
