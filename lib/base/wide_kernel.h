/* The arithmetic of wide.c, written once for both paths. The including file defines
 *   WIDE(name)    how the functions are called,
 *   WIDE_LINKAGE  static in the tests, empty in the library,
 *   WIDE_NATIVE   1: unsigned __int128 of the compiler; 0: portable 32-bit limbs,
 * and includes this file as often as it wants paths, hence no include guard. */

#if WIDE_NATIVE

__extension__ typedef unsigned __int128 WIDE(native);

WIDE_LINKAGE revops__u128 WIDE(u128_multiply)(uint64_t a, uint64_t b) {
    WIDE(native) product = (WIDE(native))a * b;
    revops__u128 result = {(uint64_t)(product >> 64), (uint64_t)product};
    return result;
}

/* (high, low) by divisor, high below divisor: the quotient fits 64 bits. */
static uint64_t WIDE(divide_narrow)(uint64_t high, uint64_t low, uint64_t divisor,
                                    uint64_t *remainder) {
    WIDE(native) value = (WIDE(native))high << 64 | low;
    uint64_t quotient = (uint64_t)(value / divisor);
    *remainder = low - quotient * divisor;
    return quotient;
}

#else

WIDE_LINKAGE revops__u128 WIDE(u128_multiply)(uint64_t a, uint64_t b) {
    uint64_t a0 = (uint32_t)a, a1 = a >> 32, b0 = (uint32_t)b, b1 = b >> 32;
    uint64_t low = a0 * b0;
    uint64_t middle = a1 * b0 + (low >> 32); /* at most (2^32-1)^2 + 2^32-1: no carry is lost */
    uint64_t cross = a0 * b1 + (uint32_t)middle;
    revops__u128 result = {a1 * b1 + (middle >> 32) + (cross >> 32), cross << 32 | (uint32_t)low};
    return result;
}

/* One 32-bit digit of the quotient: an estimate from the top digit of the normalised divisor, which
 * is at most 2 too large (Knuth, volume 2, 4.3.1, theorem B), then its correction. */
static uint64_t WIDE(divide_digit)(uint64_t *rest, uint32_t next, uint64_t divisor) {
    uint64_t top = divisor >> 32, bottom = (uint32_t)divisor;
    uint64_t digit = *rest / top, left = *rest % top;
    while (digit >> 32 || digit * bottom > (left << 32 | next)) {
        digit--;
        left += top;
        if (left >> 32)
            break;
    }
    *rest = (*rest << 32 | next) - digit * divisor;
    return digit;
}

/* (high, low) by divisor, high below divisor: the quotient fits 64 bits. */
static uint64_t WIDE(divide_narrow)(uint64_t high, uint64_t low, uint64_t divisor,
                                    uint64_t *remainder) {
    unsigned shift = 0;
    uint64_t rest, quotient;
    for (unsigned step = 32; step; step /= 2)
        if (!(divisor << shift >> (64 - step)))
            shift += step;
    if (shift)
        rest = high << shift | low >> (64 - shift);
    else
        rest = high;
    low <<= shift;
    divisor <<= shift;
    quotient = WIDE(divide_digit)(&rest, (uint32_t)(low >> 32), divisor) << 32;
    quotient |= WIDE(divide_digit)(&rest, (uint32_t)low, divisor);
    *remainder = rest >> shift;
    return quotient;
}

#endif

WIDE_LINKAGE revops__u128 WIDE(u128_add)(revops__u128 a, revops__u128 b) {
    revops__u128 result = {a.high + b.high, a.low + b.low};
    result.high += result.low < a.low;
    return result;
}

WIDE_LINKAGE revops__u128 WIDE(u128_subtract)(revops__u128 a, revops__u128 b) {
    revops__u128 result = {a.high - b.high - (a.low < b.low), a.low - b.low};
    return result;
}

WIDE_LINKAGE int WIDE(u128_compare)(revops__u128 a, revops__u128 b) {
    if (a.high != b.high)
        return a.high < b.high ? -1 : 1;
    return (a.low > b.low) - (a.low < b.low);
}

WIDE_LINKAGE revops__u128 WIDE(u128_divide)(revops__u128 a, uint64_t divisor, uint64_t *remainder) {
    revops__u128 result = {0, 0};
    uint64_t rest = a.high;
    if (rest >= divisor) {
        result.high = rest / divisor;
        rest %= divisor;
    }
    if (rest) {
        result.low = WIDE(divide_narrow)(rest, a.low, divisor, remainder);
    } else { /* most products fit 64 bits, and one machine division is all they need */
        result.low = a.low / divisor;
        *remainder = a.low % divisor;
    }
    return result;
}

WIDE_LINKAGE revops_status WIDE(scale)(int64_t *result, int64_t value, int64_t num, int64_t den,
                                       int32_t rounding) {
    int negative = (value < 0) != (num < 0);
    uint64_t divisor = (uint64_t)den, remainder;
    revops__u128 product = WIDE(u128_multiply)(revops__magnitude(value), revops__magnitude(num));
    revops__u128 quotient = WIDE(u128_divide)(product, divisor, &remainder);
    uint64_t limit = (uint64_t)INT64_MAX + (uint64_t)negative, size = quotient.low;
    if (remainder) {
        uint64_t rest = divisor - remainder;
        int half = (remainder > rest) - (remainder < rest);
        if (rounding == REVOPS_ROUND_EXACT)
            return REVOPS_E_INVALID;
        if (size > limit)
            return REVOPS_E_OVERFLOW;
        size += (uint64_t)revops__round_away(rounding, negative, (int)(size & 1), half);
    }
    if (quotient.high || size > limit)
        return REVOPS_E_OVERFLOW;
    *result = (int64_t)(negative ? 0 - size : size);
    return REVOPS_OK;
}
