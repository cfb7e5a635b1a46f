/* The smallest gross whose net reaches a wanted one. Intervals of gross are halved, the lower half
 * first. Over an interval each line takes at least what its least basis gives it, so the fee has a
 * floor, and an interval whose end less that floor is not enough holds no answer. That is all that
 * has to be known about tiers, caps, groups and rounding modes: each of them only ever rises with
 * the amounts that it sees, and a tier that may be silent somewhere in the interval counts as 0. */
#include "base/error.h"
#include "base/host.h"
#include "sales/fee.h"

enum { FEE_DEPTH = 64, FEE_LOOKS = 1 << 20 };

/* Both ends of an amount over an interval of gross. */
typedef struct fee_range {
    uint64_t low, high;
} fee_range;

typedef struct fee_sums {
    revops__fraction low, high;
} fee_sums;

/* Amounts beyond int64 stay just there: no net can come out of them. */
static void fee_add_bounded(revops__fraction *sum, const revops__fraction *amount) {
    const uint64_t most = INT64_MAX;
    if (amount->whole > most - sum->whole) {
        sum->whole = most;
        return;
    }
    revops__fraction_add(sum, amount->whole, amount->rest, amount->den);
    if (sum->whole > most)
        sum->whole = most;
}

/* What the line takes at least and at most over a range of its basis. */
static void fee_add_line(fee_sums *sums, const revops_fee_line *line, fee_range basis) {
    uint64_t end = (uint64_t)line->to_minor;
    int slab = line->tier == REVOPS_FEE_TIER_SLAB && end != 0;
    int starts = revops__fee_speaks(line, basis.low), ends = revops__fee_speaks(line, basis.high);
    if (starts && ends) {
        revops__fraction low = revops__fee_amount(line, basis.low);
        fee_add_bounded(&sums->low, &low);
    }
    if (slab && basis.high >= end && basis.low < end && basis.high >= (uint64_t)line->from_minor) {
        basis.high = end - 1; /* the band lies inside the range or ends in it */
        ends = 1;
    }
    if (ends) {
        revops__fraction high = revops__fee_amount(line, basis.high);
        fee_add_bounded(&sums->high, &high);
    }
}

static uint64_t fee_bounded(uint64_t value) {
    return value < INT64_MAX ? value : INT64_MAX;
}

/* The least fee of any gross in the range; for a single gross its fee. */
static uint64_t fee_least(fee_range gross, const revops_fee_line *lines, size_t count,
                          int32_t mode) {
    fee_range fee = {0, 0};
    int32_t group = lines[0].group, next = 0;
    int more = 1;
    for (size_t i = 1; i < count; i++)
        group = lines[i].group < group ? lines[i].group : group;
    while (more) {
        fee_sums sums = {{0, 0, 1}, {0, 0, 1}};
        fee_range left = {gross.low > fee.high ? gross.low - fee.high : 0,
                          gross.high > fee.low ? gross.high - fee.low : 0};
        more = 0;
        for (size_t i = 0; i < count; i++) {
            const revops_fee_line *line = &lines[i];
            if (line->group == group) {
                fee_add_line(&sums, line, line->basis == REVOPS_FEE_BASIS_LEFT ? left : gross);
            } else if (line->group > group && (!more || line->group < next)) {
                next = line->group;
                more = 1;
            }
        }
        fee.low = fee_bounded(fee.low + revops__fraction_round(&sums.low, mode));
        fee.high = fee_bounded(fee.high + revops__fraction_round(&sums.high, mode));
        group = next;
    }
    return fee.low;
}

/* --- shares that can meet --- */

/* Do two lines read the same axis? Without tax price is gross; what is left is its group's own. */
static int fee_same_axis(const revops_fee_line *a, const revops_fee_line *b) {
    int a_left = a->basis == REVOPS_FEE_BASIS_LEFT, b_left = b->basis == REVOPS_FEE_BASIS_LEFT;
    return a_left == b_left && (!a_left || a->group == b->group);
}

/* Can a line take its share where another's band starts? On another axis always. */
static int fee_can_meet(const revops_fee_line *line, const revops_fee_line *other) {
    int64_t point = other->from_minor;
    return !fee_same_axis(line, other) ||
           (line->from_minor <= point && (line->to_minor == 0 || point < line->to_minor));
}

/* Where shares reach 1, a higher gross gives no higher net. */
static revops_status fee_shares_below_one(const revops_fee_line *lines, size_t count,
                                          revops_error *err) {
    for (size_t at = 0; at < count; at++) {
        revops__fraction sum = {0, 0, 1};
        for (size_t i = 0; i < count; i++) {
            const revops_fee_line *line = &lines[i];
            int64_t num = line->share_num, den = line->share_den;
            if (num == 0 || !fee_can_meet(line, &lines[at]))
                continue;
            revops__fraction_add(&sum, num == den, num == den ? 0 : (uint64_t)num, (uint64_t)den);
            if (sum.whole > 0)
                return revops__fail_i64(err, REVOPS_E_INVALID, i, "share_num",
                                        "shares that sum below 1", num);
        }
    }
    return REVOPS_OK;
}

/* --- the search --- */

static revops_status fee_search(uint64_t *gross, uint64_t net, const revops_fee_line *lines,
                                size_t count, int32_t mode, revops_error *err) {
    fee_range open[FEE_DEPTH]; /* the upper halves that wait, and at the end the lower half */
    size_t depth = 1;
    open[0].low = net; /* no fee is negative */
    open[0].high = INT64_MAX;
    for (int32_t looks = 0; depth > 0; looks++) {
        fee_range range = open[--depth];
        uint64_t middle = range.low + (range.high - range.low) / 2;
        uint64_t fee = fee_least(range, lines, count, mode);
        if (looks == FEE_LOOKS)
            return revops__fail(err, REVOPS_E_LIMIT, REVOPS_NONE, "lines",
                                "expected shares further from 1, got more than 1048576 intervals");
        if (fee > range.high || range.high - fee < net)
            continue;
        if (range.low == range.high) {
            *gross = range.low;
            return REVOPS_OK;
        }
        open[depth].low = middle + 1;
        open[depth++].high = range.high;
        open[depth].low = range.low;
        open[depth++].high = middle;
    }
    return revops__fail_u64(err, REVOPS_E_OVERFLOW, REVOPS_NONE, "net_minor",
                            "a net that some gross within int64 leaves", net);
}

revops_status revops_fee_gross_up(revops_separation *separation, int64_t net_minor,
                                  const revops_fee_line *lines, size_t count,
                                  const revops_fee_options *options, revops_error *err) {
    int64_t parts[REVOPS__FEE_LINES];
    revops_separation taken;
    uint64_t gross = 0;
    int32_t mode;
    revops_status status = revops__require(separation, "separation", err);
    if (status == REVOPS_OK)
        status = revops__fee_mode(&mode, options, err);
    if (status == REVOPS_OK && mode == REVOPS_ROUND_EXACT)
        status = revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "mode", "a mode that rounds",
                                  mode);
    if (status == REVOPS_OK)
        status = revops__fee_lines_check(lines, count, 1, err);
    if (status == REVOPS_OK)
        status = fee_shares_below_one(lines, count, err);
    if (status == REVOPS_OK && net_minor > 0)
        status = fee_search(&gross, (uint64_t)net_minor, lines, count, mode, err);
    if (status == REVOPS_OK)
        status = revops__fee_take_apart(&taken, parts, (int64_t)gross, 0, lines, count, mode, err);
    if (status == REVOPS_OK)
        *separation = taken;
    return status;
}
