/* Fee lines of hosts. Promises: a refusal names a line or an argument and leaves the outputs alone;
 * lines sum to the fee and gross is tax + fee + net; a gross-up reaches its net and one unit less
 * is not enough unless net falls there; a whole refund in two steps takes all back.
 *
 * Input: mode, shift, gross (8 bytes), tax (4), then 12 bytes a line; a line whose last byte is 255
 * keeps its bytes as they are, with signs and enums that no line has. */
#include "fuzz.h"

#include <string.h>

#include "revops.h"

enum { HEAD = 14, LINE = 12, LINES = 40 };

static int64_t number(const uint8_t *bytes, size_t size) {
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++)
        value = value << 8 | bytes[i];
    return (int64_t)value;
}

static revops_fee_line line_of(const uint8_t *bytes, int shift) {
    static const int64_t dens[] = {1, 3, 7, 10, 100, 1000, 4000000007, 4000000009};
    revops_fee_line line;
    int wild = bytes[11] == 255;
    memset(&line, 0, sizeof line);
    line.share_den = dens[bytes[1] % 8];
    line.share_num = wild ? (int8_t)bytes[0] : bytes[0] % (line.share_den + 1);
    line.fixed_minor = wild ? (int8_t)bytes[2] : (int64_t)bytes[2] << shift;
    line.min_minor = wild ? (int8_t)bytes[3] : bytes[3];
    line.cap_minor = wild || bytes[4] == 0 ? bytes[4] : line.min_minor + bytes[4];
    line.from_minor = wild ? (int8_t)bytes[5] : (int64_t)bytes[5] << (shift / 2);
    line.to_minor = wild || bytes[6] == 0 ? bytes[6] : line.from_minor + bytes[6];
    line.basis = wild ? (int8_t)bytes[7] : bytes[7] % 3;
    line.group = (int8_t)bytes[8] % 4;
    line.tier = wild ? (int8_t)bytes[9] : bytes[9] % 2;
    line.refund = wild ? (int8_t)bytes[10] : bytes[10] % 2;
    return line;
}

static void refused(revops_status status, const revops_error *err, size_t count) {
    FUZZ_PROMISE(status == REVOPS_E_INVALID || status == REVOPS_E_OVERFLOW ||
                 status == REVOPS_E_LIMIT);
    FUZZ_PROMISE(err->status == status && err->field[0] != '\0' && err->message[0] != '\0');
    FUZZ_PROMISE(err->row == REVOPS_NONE || err->row < count);
}

static void reverse(const revops_separation *sale, const int64_t *parts,
                    const revops_fee_line *lines, size_t count, int64_t first) {
    revops_separation step[2];
    int64_t back[2][LINES];
    revops_error err;
    revops_status status =
        revops_fee_reverse(&step[0], back[0], sale, parts, lines, count, 0, first, &err);
    if (status != REVOPS_OK) { /* tax and fee beyond int64 */
        refused(status, &err, count);
        return;
    }
    FUZZ_PROMISE(revops_fee_reverse(&step[1], back[1], sale, parts, lines, count, first,
                                    sale->gross_minor - first, NULL) == REVOPS_OK);
    FUZZ_PROMISE(step[0].tax_minor + step[1].tax_minor == sale->tax_minor);
    for (size_t i = 0; i < count; i++)
        FUZZ_PROMISE(back[0][i] + back[1][i] == (lines[i].refund ? parts[i] : 0));
}

static void gross_up(int64_t net, const revops_fee_line *lines, size_t count,
                     const revops_fee_options *options) {
    revops_separation up = {77, 77, 77, 77}, again;
    revops_error err;
    revops_status status = revops_fee_gross_up(&up, net, lines, count, options, &err);
    if (status != REVOPS_OK) {
        refused(status, &err, count);
        FUZZ_PROMISE(up.gross_minor == 77);
        return;
    }
    FUZZ_PROMISE(up.net_minor >= net || up.gross_minor == 0);
    FUZZ_PROMISE(revops_fee_separate(&again, NULL, up.gross_minor, 0, lines, count, options,
                                     NULL) == REVOPS_OK);
    FUZZ_PROMISE(memcmp(&up, &again, sizeof up) == 0);
    if (up.gross_minor > 0 && revops_fee_separate(&again, NULL, up.gross_minor - 1, 0, lines, count,
                                                  options, NULL) == REVOPS_OK)
        FUZZ_PROMISE(again.net_minor < net);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    revops_fee_options options = REVOPS_FEE_OPTIONS_INIT;
    revops_fee_line lines[LINES] = {{0}};
    revops_separation sale = {77, 77, 77, 77};
    int64_t parts[LINES], gross, tax, sum = 0;
    size_t count = 0;
    revops_error err;
    revops_status status;
    if (size < HEAD)
        return 0;
    options.mode = data[0] % 13;
    gross = number(data + 2, 8) >> (data[1] % 64);
    tax = number(data + 10, 4);
    tax = gross > 0 && data[1] < 128 ? tax % gross : tax;
    for (size_t at = HEAD; at + LINE <= size && count < LINES; at += LINE)
        lines[count++] = line_of(data + at, data[1] % 56);
    status = revops_fee_separate(&sale, parts, gross, tax, lines, count, &options, &err);
    if (status != REVOPS_OK) {
        refused(status, &err, count);
        FUZZ_PROMISE(sale.gross_minor == 77);
    } else {
        for (size_t i = 0; i < count; i++)
            sum += parts[i];
        FUZZ_PROMISE(sum == sale.fee_minor && sale.fee_minor >= 0);
        FUZZ_PROMISE(gross - tax - sum == sale.net_minor);
        reverse(&sale, parts, lines, count, gross / 3);
    }
    gross_up(gross, lines, count, &options);
    return 0;
}
