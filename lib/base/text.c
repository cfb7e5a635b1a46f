/* Text in and out: printer, scanner, calendar, currency codes. */
#include "base/text.h"

#include <string.h>

size_t revops__print_u64(char *out, uint64_t value) {
    char reversed[REVOPS__DIGITS];
    size_t size = 0;
    do {
        reversed[size++] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    for (size_t i = 0; i < size; i++)
        out[i] = reversed[size - 1 - i];
    return size;
}

size_t revops__print_i64(char *out, int64_t value) {
    if (value >= 0)
        return revops__print_u64(out, (uint64_t)value);
    out[0] = '-';
    return 1 + revops__print_u64(out + 1, 0 - (uint64_t)value);
}
