/* Split rules of hosts. Promises: a set that is refused names a rule, or an argument, and leaves
 * the outputs alone; one that is sealed divides every sale into parts that sum to its net, none of
 * them negative, the same as when it was moved into a block of its own.
 *
 * Input: remainder, owner, shift, then 12 bytes a rule; what follows a byte 255 in the place of a
 * rule's step are sales of 8 bytes each. */
#include "fuzz.h"

#include <string.h>

#include "revops.h"
#include "sales/split.h"

enum { HEAD = 3, RULE = 12, RULES = 40 };

static revops_split_rule rule_of(const uint8_t *bytes, int shift) {
    static const int64_t dens[] = {0, 2, 3, 10, 100, 1000, 4000000007, 4000000009};
    revops_split_rule rule;
    memset(&rule, 0, sizeof rule);
    rule.step = (int8_t)bytes[0] % 5;
    rule.party = bytes[1] % 8;
    rule.source = bytes[2] % 8;
    rule.kind = (int8_t)bytes[3] % 4;
    rule.share_den = dens[bytes[4] % 8];
    rule.share_num = (int8_t)bytes[5];
    rule.fixed_minor = (int64_t)((uint64_t)(int64_t)(int8_t)bytes[6] << shift);
    rule.floor_minor = (int8_t)bytes[7];
    rule.cap_minor = (int8_t)bytes[8];
    rule.from_minor = bytes[9];
    rule.to_minor = (int8_t)bytes[10];
    rule.role = bytes[11] % 7;
    rule.basis = bytes[11] / 7 % 4;
    return rule;
}

static void divide(revops__split_set *set, const revops_separation *sale) {
    int64_t parts[RULES + 1], again[RULES + 1], shortfall, other, any = 0;
    uint64_t sum = 0;
    FUZZ_PROMISE(revops__split_apply(set, parts, &shortfall, sale));
    FUZZ_PROMISE(revops__split_apply_steps(set, again, &other, sale));
    FUZZ_PROMISE(memcmp(parts, again, set->party_count * sizeof *parts) == 0);
    FUZZ_PROMISE(shortfall == other && shortfall >= 0);
    for (size_t i = 0; i < set->party_count; i++) {
        sum += (uint64_t)parts[i];
        any |= parts[i];
    }
    FUZZ_PROMISE(sum == (uint64_t)sale->net_minor && (any >= 0 || sale->net_minor < 0));
}

/* Sales of any net, with a fee that may be money back. */
static void divide_all(revops__split_set *set, const uint8_t *data, size_t size) {
    for (size_t at = 0; at + 8 <= size; at += 8) {
        revops_separation sale;
        uint64_t bits = 0;
        for (size_t i = 0; i < 8; i++)
            bits = bits << 8 | data[at + i];
        sale.gross_minor = (int64_t)(bits >> 1 >> (bits & 63));
        sale.tax_minor = sale.gross_minor >> (bits >> 6 & 63);
        sale.fee_minor = (int64_t)(bits >> 12 & 0xfff) - 0x400;
        sale.net_minor = sale.gross_minor - sale.tax_minor;
        if (sale.net_minor >= INT64_MAX + INT64_C(-0x1000))
            sale.fee_minor = 0;
        sale.net_minor -= sale.fee_minor;
        divide(set, &sale);
    }
}

static void refused(revops_status status, const revops_error *err, size_t count) {
    FUZZ_PROMISE(status == REVOPS_E_INVALID || status == REVOPS_E_OVERFLOW);
    FUZZ_PROMISE(err->status == status && err->field[0] != '\0' && err->message[0] != '\0');
    FUZZ_PROMISE(count == 0 || err->row < count || strcmp(err->field, "remainder") == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static revops__split_rooms rooms;
    revops_split_options options = REVOPS_SPLIT_OPTIONS_INIT, own;
    revops_split_rule rules[RULES] = {{0}}, kept[RULES];
    revops__split_set set;
    size_t count = 0, at = HEAD;
    revops_error err;
    revops_status status;
    void *block;
    if (size < HEAD)
        return 0;
    options.remainder = data[0] % 6;
    options.owner = data[1] % 10;
    for (; at + RULE <= size && count < RULES && data[at] != 255; at += RULE)
        rules[count++] = rule_of(data + at, data[2] % 64);
    status = revops__split_options_take(&own, &options, &err);
    if (status == REVOPS_OK)
        status = revops__split_seal(&set, &rooms, rules, count, &own, &err);
    if (status != REVOPS_OK) {
        refused(status, &err, count);
        return 0;
    }
    divide_all(&set, data + at, size - at);
    block = malloc(revops__split_size(&set));
    FUZZ_PROMISE(block);
    memcpy(kept, rules, sizeof kept);
    revops__split_move(&set, block, kept);
    memset(rules, 0x5a, sizeof rules);
    memset(&rooms, 0x5a, sizeof rooms);
    divide_all(&set, data + at, size - at);
    free(block);
    return 0;
}
