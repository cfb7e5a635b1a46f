/* Texts of hosts through every parser. Promises: what parses prints as one text that parses back to
 * the same value, days and months print as exactly the text that was read, and what is refused
 * leaves the output alone and points into the text. */
#include "fuzz.h"

#include <string.h>

#include "base/text.h"
#include "revops.h"

enum { ROOM = 64 };

/* A refusal of a parser: malformed or too large, at a byte of the text or at its end. */
static void refused(revops_status status, const revops_error *err, size_t size) {
    FUZZ_PROMISE(status == REVOPS_E_INVALID || status == REVOPS_E_OVERFLOW);
    FUZZ_PROMISE(err->status == status && err->message[0] != '\0');
    FUZZ_PROMISE(err->offset <= size);
}

static void days(const char *text, size_t size) {
    int32_t day = 77;
    char again[ROOM];
    size_t written;
    revops_error err;
    revops_status status = revops_day_parse(&day, text, size, &err);
    if (status != REVOPS_OK) {
        refused(status, &err, size);
        FUZZ_PROMISE(day == 77);
        return;
    }
    FUZZ_PROMISE(revops_day_format(again, ROOM, &written, day, NULL) == REVOPS_OK);
    FUZZ_PROMISE(written == size && memcmp(again, text, size) == 0);
}

static void months(const char *text, size_t size) {
    int32_t month = 77;
    char again[ROOM];
    size_t written;
    revops_error err;
    revops_status status = revops_month_parse(&month, text, size, &err);
    if (status != REVOPS_OK) {
        refused(status, &err, size);
        FUZZ_PROMISE(month == 77);
        return;
    }
    FUZZ_PROMISE(revops_month_format(again, ROOM, &written, month, NULL) == REVOPS_OK);
    FUZZ_PROMISE(written == size && memcmp(again, text, size) == 0);
}

static void instants(const char *text, size_t size) {
    int64_t instant = 77, back = 0;
    char again[ROOM];
    size_t written;
    revops_error err;
    revops_status status = revops_instant_parse(&instant, text, size, &err);
    if (status != REVOPS_OK) {
        refused(status, &err, size);
        FUZZ_PROMISE(instant == 77);
        return;
    }
    FUZZ_PROMISE(revops_instant_format(again, ROOM, &written, instant, NULL) == REVOPS_OK);
    FUZZ_PROMISE(revops_instant_parse(&back, again, written, NULL) == REVOPS_OK);
    FUZZ_PROMISE(back == instant);
}

static void currencies(const char *text, size_t size) {
    uint32_t currency = 77;
    char again[ROOM];
    size_t written;
    revops_error err;
    revops_status status = revops_currency_parse(&currency, text, size, &err);
    if (status != REVOPS_OK) {
        refused(status, &err, size);
        FUZZ_PROMISE(currency == 77);
        return;
    }
    FUZZ_PROMISE(revops_currency_format(again, ROOM, &written, currency, NULL) == REVOPS_OK);
    FUZZ_PROMISE(written == size && memcmp(again, text, size) == 0);
}

static void amounts(const char *text, size_t size, int32_t exponent) {
    int64_t amount = 77, back = 0;
    char again[ROOM];
    size_t written;
    revops_error err;
    revops_status status = revops_money_parse(&amount, text, size, exponent, &err);
    if (status != REVOPS_OK) {
        refused(status, &err, size);
        FUZZ_PROMISE(amount == 77);
        return;
    }
    FUZZ_PROMISE(revops_money_format(again, ROOM, &written, amount, exponent, NULL) == REVOPS_OK);
    FUZZ_PROMISE(revops_money_parse(&back, again, written, exponent, NULL) == REVOPS_OK);
    FUZZ_PROMISE(back == amount);
}

static void ratios(const char *text, size_t size) {
    revops_ratio ratio = {77, 77, 77, 77}, back = {0, 0, 0, 0}, share = {0, 0, 0, 0};
    char again[ROOM];
    size_t written;
    revops_error err;
    revops_status status = revops_ratio_parse(&ratio, text, size, &err);
    if (status != REVOPS_OK) {
        refused(status, &err, size);
        FUZZ_PROMISE(ratio.numerator == 77);
        FUZZ_PROMISE(revops_share_parse(&share, text, size, NULL) != REVOPS_OK);
        return;
    }
    FUZZ_PROMISE(revops_ratio_format(again, ROOM, &written, ratio, -1, NULL) == REVOPS_OK);
    FUZZ_PROMISE(revops_ratio_parse(&back, again, written, NULL) == REVOPS_OK);
    FUZZ_PROMISE(memcmp(&back, &ratio, sizeof back) == 0);
    if (revops_share_parse(&share, text, size, NULL) == REVOPS_OK)
        FUZZ_PROMISE(memcmp(&share, &ratio, sizeof share) == 0 && ratio.numerator >= 0 &&
                     ratio.numerator <= ratio.denominator);
}

static void utf8(const char *text, size_t size) {
    size_t offset = size;
    if (revops__utf8_valid(text, size, &offset))
        FUZZ_PROMISE(offset == size);
    else
        FUZZ_PROMISE(offset < size && revops__utf8_valid(text, offset, &offset));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *text = (const char *)data;
    days(text, size);
    months(text, size);
    instants(text, size);
    currencies(text, size);
    for (int32_t exponent = 0; exponent <= 18; exponent++)
        amounts(text, size, exponent);
    ratios(text, size);
    utf8(text, size);
    return 0;
}
