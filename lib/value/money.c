/* Checked money: sums, scaling, text. */
#include "revops/money.h"

#include "base/error.h"
#include "base/host.h"
#include "base/text.h"
#include "base/wide.h"
#include "value/money.h"

static revops_status money_overflow(const char *field, revops_error *err) {
    return revops__fail(err, REVOPS_E_OVERFLOW, REVOPS_NONE, field,
                        "expected a result within int64, got one beyond");
}

revops_status revops_money_add(int64_t *sum, int64_t a, int64_t b, revops_error *err) {
    int64_t result;
    revops_status status = revops__require(sum, "sum", err);
    if (status != REVOPS_OK)
        return status;
    if (!revops__add_i64(a, b, &result))
        return money_overflow("sum", err);
    *sum = result;
    return REVOPS_OK;
}

revops_status revops_money_subtract(int64_t *difference, int64_t a, int64_t b, revops_error *err) {
    int64_t result;
    revops_status status = revops__require(difference, "difference", err);
    if (status != REVOPS_OK)
        return status;
    if (!revops__subtract_i64(a, b, &result))
        return money_overflow("difference", err);
    *difference = result;
    return REVOPS_OK;
}

revops_status revops_money_negate(int64_t *result, int64_t amount_minor, revops_error *err) {
    revops_status status = revops__require(result, "result", err);
    if (status != REVOPS_OK)
        return status;
    if (amount_minor == INT64_MIN)
        return money_overflow("result", err);
    *result = -amount_minor;
    return REVOPS_OK;
}

revops_status revops_money_scale(int64_t *result, int64_t amount_minor, int64_t num, int64_t den,
                                 int32_t mode, revops_error *err) {
    revops_status status = revops__require(result, "result", err);
    if (status != REVOPS_OK)
        return status;
    if (den <= 0)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "den", "above 0", den);
    status = revops__round_mode(&mode, REVOPS_ROUND_HALF_EVEN, "mode", err);
    if (status != REVOPS_OK)
        return status;
    status = revops__scale(result, amount_minor, num, den, mode);
    if (status == REVOPS_E_INVALID)
        return revops__fail_i64(err, status, REVOPS_NONE, "amount_minor",
                                "an amount that scales exactly", amount_minor);
    return status == REVOPS_OK ? REVOPS_OK : money_overflow("result", err);
}

static revops_status money_exponent(int32_t exponent, revops_error *err) {
    if (exponent < 0 || exponent > REVOPS__EXPONENT_MAX)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "exponent", "0 to 18",
                                exponent);
    return REVOPS_OK;
}

/* Digits gathered so far. A text may be malformed behind the digit that did not fit, and malformed
 * goes first, so that digit is only remembered. */
typedef struct money_digits {
    uint64_t size, limit;
    uint64_t overflow; /* offset of the digit that did not fit, or REVOPS_NONE */
} money_digits;

static void money_take(money_digits *digits, uint64_t digit, size_t offset) {
    if (digits->size > (digits->limit - digit) / 10) {
        if (digits->overflow == REVOPS_NONE)
            digits->overflow = offset;
        return;
    }
    digits->size = digits->size * 10 + digit;
}

static int money_is_digit(int byte) {
    return byte >= '0' && byte <= '9';
}

revops_status revops_money_parse(int64_t *amount_minor, const char *text, size_t size,
                                 int32_t exponent, revops_error *err) {
    revops__scanner scanner = {text, size, 0};
    money_digits digits = {0, INT64_MAX, REVOPS_NONE};
    uint64_t surplus = REVOPS_NONE;
    int negative;
    revops_status status = revops__require(amount_minor, "amount_minor", err);
    if (status == REVOPS_OK)
        status = revops__require(text, "text", err);
    if (status == REVOPS_OK)
        status = money_exponent(exponent, err);
    if (status != REVOPS_OK)
        return status;
    negative = revops__accept(&scanner, '-');
    if (!negative)
        revops__accept(&scanner, '+');
    digits.limit += (uint64_t)negative;
    if (!money_is_digit(revops__peek(&scanner)))
        return revops__fail_at(err, REVOPS_E_INVALID, scanner.position, "text", "expected a digit");
    for (int byte; money_is_digit(byte = revops__peek(&scanner)); scanner.position++)
        money_take(&digits, (uint64_t)(byte - '0'), scanner.position);
    if (revops__accept(&scanner, '.')) {
        if (!money_is_digit(revops__peek(&scanner)))
            return revops__fail_at(err, REVOPS_E_INVALID, scanner.position, "text",
                                   "expected a digit behind the point");
        for (int byte; money_is_digit(byte = revops__peek(&scanner)); scanner.position++) {
            if (exponent > 0) {
                money_take(&digits, (uint64_t)(byte - '0'), scanner.position);
                exponent--;
            } else if (byte != '0' && surplus == REVOPS_NONE) {
                surplus = scanner.position;
            }
        }
    }
    if (scanner.position < size)
        return revops__fail_at(err, REVOPS_E_INVALID, scanner.position, "text",
                               "expected digits and at most one point");
    if (surplus != REVOPS_NONE)
        return revops__fail_at(err, REVOPS_E_INVALID, surplus, "text",
                               "expected zeros beyond the decimals of the currency");
    for (; exponent > 0; exponent--)
        money_take(&digits, 0, size - 1);
    if (digits.overflow != REVOPS_NONE)
        return revops__fail_at(err, REVOPS_E_OVERFLOW, digits.overflow, "text",
                               "expected an amount within int64 minor units");
    *amount_minor = (int64_t)(negative ? 0 - digits.size : digits.size);
    return REVOPS_OK;
}

revops_status revops_money_format(char *out, size_t capacity, size_t *written, int64_t amount_minor,
                                  int32_t exponent, revops_error *err) {
    char text[48];
    revops_status status = revops__require(written, "written", err);
    if (status == REVOPS_OK)
        status = money_exponent(exponent, err);
    if (status != REVOPS_OK)
        return status;
    return revops__text_out(out, capacity, written, text,
                            revops__print_money(text, amount_minor, exponent), err);
}
