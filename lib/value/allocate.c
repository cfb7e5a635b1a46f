/* Division of an amount by weights. What depends on the weights alone is a plan, made once for a
 * call; then each amount takes one pass for the truncated parts and one for the left-over units. */
#include "value/allocate.h"

#include "base/column.h"
#include "base/error.h"
#include "base/host.h"
#include "base/wide.h"

enum { ALLOCATE_FEW = 16 }; /* up to here ranking each pair is faster than searching */

/* --- the plan --- */

static revops_status allocate_options(revops__allocate_plan *plan,
                                      const revops_allocate_options *options, revops_error *err) {
    revops_allocate_options own;
    revops_status status;
    plan->step = 1;
    plan->rule = REVOPS_REMAINDER_LARGEST;
    if (!options)
        return REVOPS_OK;
    status = revops__take(&own, sizeof own, options, "options", err);
    if (status != REVOPS_OK)
        return status;
    if (own.step < 0)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "step", "at least 0", own.step);
    if (own.remainder < REVOPS_REMAINDER_LARGEST || own.remainder > REVOPS_REMAINDER_SEPARATE)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "remainder",
                                "a remainder rule, 0 to 4", own.remainder);
    if (own.reserved0 != 0)
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "reserved0", "0",
                                own.reserved0);
    plan->step = own.step ? (uint64_t)own.step : 1;
    plan->rule = own.remainder;
    return REVOPS_OK;
}

/* The first weight that is negative or takes the sum beyond int64. */
static revops_status allocate_refuse_weight(const int64_t *weights, size_t count,
                                            revops_error *err) {
    int64_t total = 0;
    size_t i = 0;
    while (i < count && weights[i] >= 0 && revops__add_i64(total, weights[i], &total))
        i++;
    if (i == count)
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, "weights",
                            "expected a weight above 0, got none");
    if (weights[i] < 0)
        return revops__fail_i64(err, REVOPS_E_INVALID, i, "weights", "at least 0", weights[i]);
    return revops__fail(err, REVOPS_E_OVERFLOW, i, "weights",
                        "expected weights that sum within int64, got a sum beyond");
}

static revops_status allocate_plan_make(revops__allocate_plan *plan, const int64_t *weights,
                                        size_t count, const revops_allocate_options *options,
                                        revops_error *err) {
    uint64_t total = 0, any = 0;
    revops_status status = revops__require(weights, "weights", err);
    if (status == REVOPS_OK)
        status = allocate_options(plan, options, err);
    if (status != REVOPS_OK)
        return status;
    if (count > REVOPS__PARTS_MAX)
        return revops__fail_u64(err, REVOPS_E_LIMIT, REVOPS_NONE, "count", "at most 1024", count);
    /* The top bit shows up at the first negative weight or sum beyond int64, and stays. */
    for (size_t i = 0; i < count; i++) {
        total += (uint64_t)weights[i];
        any |= total | (uint64_t)weights[i];
    }
    if (any >> 63 || total == 0)
        return allocate_refuse_weight(weights, count, err);
    plan->weights = weights;
    plan->count = count;
    plan->total = total;
    return REVOPS_OK;
}

static revops_status allocate_refuse_amount(int64_t amount_minor, uint64_t row, revops_error *err) {
    return revops__fail_i64(err, REVOPS_E_INVALID, row, "amount_minor", "a multiple of the step",
                            amount_minor);
}

/* --- one amount --- */

/* amount x weight / total, which is at most the amount; the remainder of the division in *rest. */
static uint64_t allocate_share(uint64_t amount, uint64_t weight, uint64_t total, uint64_t *rest) {
    return revops__u128_divide(revops__u128_multiply(amount, weight), total, rest).low;
}

/* Do all products of the amount and a weight fit 64 bits? */
static inline int allocate_is_narrow(uint64_t amount, uint64_t total) {
    return (amount | total) >> 32 == 0 || revops__u128_multiply(amount, total).high == 0;
}

/* Truncated shares with the remainders of their divisions; returns the units left over. */
static inline uint64_t allocate_truncate(uint64_t *shares, uint64_t *rests, uint64_t amount,
                                         const revops__allocate_plan *plan, size_t count) {
    uint64_t left = amount;
    if (allocate_is_narrow(amount, plan->total)) {
        for (size_t i = 0; i < count; i++) {
            uint64_t product = amount * (uint64_t)plan->weights[i];
            shares[i] = product / plan->total;
            rests[i] = product % plan->total;
            left -= shares[i];
        }
        return left;
    }
    for (size_t i = 0; i < count; i++) {
        shares[i] = allocate_share(amount, (uint64_t)plan->weights[i], plan->total, &rests[i]);
        left -= shares[i];
    }
    return left;
}

/* One unit to each of the @p left greatest keys, ties to the lower index. A key gets one when fewer
 * than @p left keys beat it, and no branch depends on the keys. */
static inline void allocate_rank(uint64_t *shares, const uint64_t *keys, size_t count,
                                 uint64_t left) {
    uint64_t beaten[ALLOCATE_FEW] = {0};
    for (size_t i = 1; i < count; i++)
        for (size_t j = 0; j < i; j++) {
            uint64_t later = keys[i] > keys[j];
            beaten[j] += later;
            beaten[i] += 1 - later;
        }
    for (size_t i = 0; i < count; i++)
        shares[i] += beaten[i] < left;
}

/* The same for many keys: find the left-th greatest key bit by bit, then hand out. */
static void allocate_search(uint64_t *shares, const uint64_t *keys, size_t count, uint64_t left) {
    uint64_t threshold = 0, equal = left;
    if (left == 0)
        return;
    for (int bit = 62; bit >= 0; bit--) { /* keys are below 2^63 */
        uint64_t candidate = threshold | UINT64_C(1) << bit, reached = 0;
        for (size_t i = 0; i < count; i++)
            reached += keys[i] >= candidate;
        if (reached >= left)
            threshold = candidate;
    }
    for (size_t i = 0; i < count; i++) {
        shares[i] += keys[i] > threshold;
        equal -= keys[i] > threshold;
    }
    for (size_t i = 0; i < count && equal > 0; i++)
        if (keys[i] == threshold) {
            shares[i]++;
            equal--;
        }
}

static void allocate_greatest(uint64_t *shares, const uint64_t *keys, size_t count, uint64_t left) {
    if (count <= ALLOCATE_FEW)
        allocate_rank(shares, keys, count, left);
    else
        allocate_search(shares, keys, count, left);
}

/* From the last weight to the first, each a truncated share of what is still there; the first
 * weight above zero takes the rest. */
static void allocate_from_last(uint64_t *shares, uint64_t amount,
                               const revops__allocate_plan *plan) {
    uint64_t total = plan->total, rest;
    for (size_t i = plan->count; i-- > 0;) {
        uint64_t weight = (uint64_t)plan->weights[i];
        shares[i] = weight ? allocate_share(amount, weight, total, &rest) : 0;
        amount -= shares[i];
        total -= weight;
    }
}

/* The rules beside the default one; returns the units that nobody got. */
static uint64_t allocate_by_rule(uint64_t *shares, uint64_t amount,
                                 const revops__allocate_plan *plan) {
    uint64_t keys[REVOPS__PARTS_ROOM], left;
    if (plan->rule == REVOPS_REMAINDER_FROM_LAST) {
        allocate_from_last(shares, amount, plan);
        return 0;
    }
    left = allocate_truncate(shares, keys, amount, plan, plan->count);
    if (plan->rule == REVOPS_REMAINDER_SEPARATE)
        return left;
    if (plan->rule == REVOPS_REMAINDER_TO_FIRST) {
        for (size_t i = 0; left > 0; i++)
            if (plan->weights[i] > 0) {
                shares[i]++;
                left--;
            }
        return 0;
    }
    if (plan->rule == REVOPS_REMAINDER_TO_LARGEST)
        for (size_t i = 0; i < plan->count; i++)
            keys[i] = (uint64_t)plan->weights[i];
    allocate_greatest(shares, keys, plan->count, left);
    return 0;
}

/* Put step and sign back and prove that nothing was lost: parts and @p odd sum to the amount. */
static inline int allocate_write(int64_t *parts, const uint64_t *shares, size_t count,
                                 uint64_t step, uint64_t odd, int64_t amount_minor) {
    uint64_t sign = 0 - (uint64_t)(amount_minor < 0), sum = odd;
    for (size_t i = 0; i < count; i++)
        sum += shares[i] * step;
    if (REVOPS_NEVER(sum != revops__magnitude(amount_minor)))
        return 0;
    for (size_t i = 0; i < count; i++)
        parts[i] = (int64_t)(((shares[i] * step) ^ sign) - sign);
    return 1;
}

/* The road that nearly every call takes: largest remainder, single units, few parties. */
static inline int allocate_few(int64_t *parts, int64_t amount_minor,
                               const revops__allocate_plan *plan, size_t count) {
    uint64_t shares[ALLOCATE_FEW], rests[ALLOCATE_FEW];
    uint64_t left = allocate_truncate(shares, rests, revops__magnitude(amount_minor), plan, count);
    allocate_rank(shares, rests, count, left);
    return allocate_write(parts, shares, count, 1, 0, amount_minor);
}

static int allocate_general(int64_t *parts, int64_t *remainder_minor, int64_t amount_minor,
                            const revops__allocate_plan *plan) {
    uint64_t shares[REVOPS__PARTS_ROOM], size = revops__magnitude(amount_minor);
    uint64_t left = allocate_by_rule(shares, size / plan->step, plan);
    uint64_t odd = size % plan->step + left * plan->step;
    if (!allocate_write(parts, shares, plan->count, plan->step, odd, amount_minor))
        return 0;
    if (remainder_minor)
        *remainder_minor = (int64_t)(amount_minor < 0 ? 0 - odd : odd);
    return 1;
}

static inline int allocate_is_few(const revops__allocate_plan *plan) {
    return plan->rule == REVOPS_REMAINDER_LARGEST && plan->step == 1 && plan->count <= ALLOCATE_FEW;
}

/* Constant counts let the compiler unroll what nearly every split is: two to five parties. */
static int allocate_few_of(int64_t *parts, int64_t amount_minor,
                           const revops__allocate_plan *plan) {
    switch (plan->count) {
    case 2:
        return allocate_few(parts, amount_minor, plan, 2);
    case 3:
        return allocate_few(parts, amount_minor, plan, 3);
    case 4:
        return allocate_few(parts, amount_minor, plan, 4);
    case 5:
        return allocate_few(parts, amount_minor, plan, 5);
    default:
        return allocate_few(parts, amount_minor, plan, plan->count);
    }
}

static revops_status allocate_lost(uint64_t row, revops_error *err) {
    return revops__fail(err, REVOPS_E_INTERNAL, row, "parts",
                        "expected parts that sum to the amount");
}

int revops__allocate_apply(int64_t *parts, int64_t *remainder_minor, int64_t amount_minor,
                           const revops__allocate_plan *plan) {
    if (!allocate_is_few(plan))
        return allocate_general(parts, remainder_minor, amount_minor, plan);
    *remainder_minor = 0;
    return allocate_few_of(parts, amount_minor, plan);
}

/* --- the public functions --- */

void revops_allocate_options_init(revops_allocate_options *options) {
    static const revops_allocate_options init = REVOPS_ALLOCATE_OPTIONS_INIT;
    if (options)
        *options = init;
}

revops_status revops_allocate(int64_t *parts, int64_t *remainder_minor, int64_t amount_minor,
                              const int64_t *weights, size_t count,
                              const revops_allocate_options *options, revops_error *err) {
    revops__allocate_plan plan;
    revops_status status = revops__require(parts, "parts", err);
    if (status == REVOPS_OK)
        status = allocate_plan_make(&plan, weights, count, options, err);
    if (status != REVOPS_OK)
        return status;
    if (allocate_is_few(&plan)) {
        if (!allocate_few_of(parts, amount_minor, &plan))
            return allocate_lost(REVOPS_NONE, err);
        if (remainder_minor)
            *remainder_minor = 0;
        return REVOPS_OK;
    }
    if (plan.rule != REVOPS_REMAINDER_SEPARATE && revops__magnitude(amount_minor) % plan.step != 0)
        return allocate_refuse_amount(amount_minor, REVOPS_NONE, err);
    if (!allocate_general(parts, remainder_minor, amount_minor, &plan))
        return allocate_lost(REVOPS_NONE, err);
    return REVOPS_OK;
}

/* --- shapes --- */

const revops_word revops__remainder_words[5] = {
    {"largest_remainder", "largest remainder first", REVOPS_REMAINDER_LARGEST, 0},
    {"to_first", "from the first weight above zero", REVOPS_REMAINDER_TO_FIRST, 0},
    {"to_largest", "heaviest weight first", REVOPS_REMAINDER_TO_LARGEST, 0},
    {"from_last", "last to first, a truncated share of what is left", REVOPS_REMAINDER_FROM_LAST,
     0},
    {"separate", "nobody, the left-over is reported", REVOPS_REMAINDER_SEPARATE, 0},
};

static const revops_field allocate_options_fields[] = {
    REVOPS__SIZE(revops_allocate_options),
    REVOPS__FIELD(revops_allocate_options, step, REVOPS_UNIT_MINOR, "parts are multiples of it"),
    REVOPS__ENUM(revops_allocate_options, remainder, revops__remainder_words, 0,
                 "who gets the units left over"),
    REVOPS__RESERVED(revops_allocate_options, reserved0),
};
const revops_shape revops__shape_allocate_options =
    REVOPS__SHAPE(revops_allocate_options, "allocate_options", "how an amount is allocated",
                  allocate_options_fields, REVOPS_SHAPE_OPTIONS);

static const revops_field allocate_amount_fields[] = {
    REVOPS__SIZE(revops_amount_batch),
    REVOPS__BATCH_COUNT(revops_amount_batch),
    REVOPS__COLUMN(revops_amount_batch, amount_minor, REVOPS_TYPE_INT64, REVOPS_UNIT_MINOR,
                   REVOPS_FIELD_REQUIRED, "amount to allocate"),
};
const revops_shape revops__shape_amount_batch =
    REVOPS__SHAPE(revops_amount_batch, "amount_batch", "amounts to allocate",
                  allocate_amount_fields, REVOPS_SHAPE_BATCH);

/* --- a batch: every amount is checked before the first part is written --- */

typedef struct allocate_reader {
    revops__column column;
    int64_t buffer[REVOPS__CHUNK];
    const int64_t *amounts;
    uint64_t first, count; /* rows of this chunk */
} allocate_reader;

/* The next chunk of amounts; count 0 is the end. */
static revops_status allocate_next(allocate_reader *reader, uint64_t total, revops_error *err) {
    const void *values = NULL;
    revops_status status;
    reader->first += reader->count;
    reader->count = total - reader->first < REVOPS__CHUNK ? total - reader->first : REVOPS__CHUNK;
    if (reader->count == 0)
        return REVOPS_OK;
    status = revops__column_chunk(&reader->column, reader->first, (size_t)reader->count,
                                  reader->buffer, &values, NULL, NULL, err);
    reader->amounts = (const int64_t *)values;
    return status;
}

static revops_status allocate_open(allocate_reader *reader, const revops_amount_batch *batch,
                                   revops_error *err) {
    reader->first = reader->count = 0;
    return revops__column_open(&reader->column, &batch->amount_minor, &allocate_amount_fields[2], 0,
                               batch->count, err);
}

static revops_status allocate_check(const revops_amount_batch *batch,
                                    const revops__allocate_plan *plan, revops_error *err) {
    allocate_reader reader;
    revops_status status = allocate_open(&reader, batch, err);
    int stepped = plan->step != 1 && plan->rule != REVOPS_REMAINDER_SEPARATE;
    while (status == REVOPS_OK) {
        status = allocate_next(&reader, batch->count, err);
        if (status != REVOPS_OK || reader.count == 0)
            break;
        for (uint64_t i = 0; stepped && i < reader.count; i++)
            if (revops__magnitude(reader.amounts[i]) % plan->step != 0)
                return allocate_refuse_amount(reader.amounts[i], reader.first + i, err);
    }
    return status;
}

static revops_status allocate_apply(int64_t *parts, const revops_amount_batch *batch,
                                    const revops__allocate_plan *plan, revops_error *err) {
    allocate_reader reader;
    int few = allocate_is_few(plan);
    revops_status status = allocate_open(&reader, batch, err);
    while (status == REVOPS_OK) {
        status = allocate_next(&reader, batch->count, err);
        if (status != REVOPS_OK || reader.count == 0)
            break;
        for (uint64_t i = 0; i < reader.count; i++, parts += plan->count) {
            int whole = few ? allocate_few_of(parts, reader.amounts[i], plan)
                            : allocate_general(parts, NULL, reader.amounts[i], plan);
            if (!whole)
                return allocate_lost(reader.first + i, err);
        }
    }
    return status;
}

revops_status revops_allocate_many(int64_t *parts, const revops_amount_batch *batch,
                                   const int64_t *weights, size_t count,
                                   const revops_allocate_options *options, revops_error *err) {
    revops_amount_batch own;
    revops__allocate_plan plan;
    revops_status status = revops__require(parts, "parts", err);
    if (status == REVOPS_OK)
        status = revops__batch_take(&own, sizeof own, batch, err);
    if (status == REVOPS_OK)
        status = allocate_plan_make(&plan, weights, count, options, err);
    if (status == REVOPS_OK)
        status = allocate_check(&own, &plan, err);
    if (status == REVOPS_OK)
        status = allocate_apply(parts, &own, &plan, err);
    return status;
}
