/** @file revops/allocate.h
 *  @brief Allocation of an amount by weights, and its reversal: parts always sum to the whole.
 *
 *  Nothing here takes memory or rounds in floating point. Products have 126 bits inside, so every
 *  int64_t amount and weight is welcome. All functions are pure and may run in any thread.
 */
#ifndef REVOPS_ALLOCATE_H
#define REVOPS_ALLOCATE_H

#include "revops/column.h"

REVOPS_BEGIN_DECLS

/** Who gets the units that are left over when every part is cut down to whole steps. The same input
 *  has three answers in the field: 100 by 2:3:1 is 33/50/17, 34/50/16 or 33/51/16. Ties always go
 *  to the lower index. */
typedef enum revops_remainder {
    REVOPS_REMAINDER_LARGEST = 0,    /**< one each, largest remainder first: 33/50/17 */
    REVOPS_REMAINDER_TO_FIRST = 1,   /**< one each, from the first weight above zero: 34/50/16 */
    REVOPS_REMAINDER_TO_LARGEST = 2, /**< one each, heaviest weight first: 33/51/16 */
    REVOPS_REMAINDER_FROM_LAST = 3,  /**< last to first, each a truncated share of what is left */
    REVOPS_REMAINDER_SEPARATE = 4    /**< nobody: the left-over is reported */
} revops_remainder;

/** How an amount is allocated; all zero: largest remainder in single units. */
typedef struct revops_allocate_options {
    size_t struct_size; /**< sizeof(revops_allocate_options) */
    int64_t step;       /**< parts are multiples of it, minor units; 0 reads as 1 */
    int32_t remainder;  /**< REVOPS_REMAINDER_... */
    uint32_t reserved0; /**< zero */
} revops_allocate_options;

/** The defaults, to start from. */
#define REVOPS_ALLOCATE_OPTIONS_INIT                                                               \
    { sizeof(revops_allocate_options), 0, 0, 0 }

/** Fill @p options with the defaults.
 *
 *  @param options  Receives what REVOPS_ALLOCATE_OPTIONS_INIT holds; NULL is ignored. Any thread.
 *  @since 0.1
 */
REVOPS_API void revops_allocate_options_init(revops_allocate_options *options);

/** Amounts to allocate, one a row. */
typedef struct revops_amount_batch {
    size_t struct_size;         /**< sizeof(revops_amount_batch) */
    uint64_t count;             /**< rows, at most 2^31-1 */
    revops_column amount_minor; /**< int64, required: minor units */
} revops_amount_batch;

/** Divide an amount by weights; the parts (and the remainder) sum to the amount.
 *
 *  Let a = |amount| / step and T the sum of the weights. Each weight gets floor(a x w / T); the
 *  units left over, fewer than there are weights above zero, go one each in the order of the rule;
 *  then sign and step are put back, so that a refund mirrors its sale. A weight of zero gets zero
 *  under every rule. INT64_MIN is a valid amount.
 *
 *  @param parts            Receives @p count parts in minor units; written on success only; may not
 *                          overlap @p weights.
 *  @param remainder_minor  Receives the left-over, 0 under every rule but separate; NULL is
 *                          welcome.
 *  @param amount_minor     Minor units; a multiple of the step but under separate, where the odd
 *                          part joins the remainder.
 *  @param weights          @p count weights of at least 0, whose sum is above 0 and fits int64.
 *  @param count            1 to 1,024.
 *  @param options          NULL: the defaults.
 *  @param err              Receives row (of the weight), field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument, options that break their rules, a
 *          negative weight, no weight above zero, or an amount between two steps; REVOPS_E_OVERFLOW
 *          when the weights sum beyond int64; REVOPS_E_LIMIT for more than 1,024;
 *          REVOPS_E_UNSUPPORTED for options newer than this version; REVOPS_E_INTERNAL when parts
 *          do not sum. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status revops_allocate(int64_t *parts, int64_t *remainder_minor,
                                                         int64_t amount_minor,
                                                         const int64_t *weights, size_t count,
                                                         const revops_allocate_options *options,
                                                         revops_error *err);

/** Divide each amount of a batch by the same weights, as revops_allocate.
 *
 *  Under the rule separate the remainder of a row is its amount less its parts.
 *
 *  @param parts    Receives batch->count x count parts, row by row; written on success only; may
 *                  not overlap what the batch or @p weights point at.
 *  @param batch    Amounts; borrowed for the call.
 *  @param weights  @p count weights, as revops_allocate.
 *  @param count    1 to 1,024.
 *  @param options  NULL: the defaults.
 *  @param err      Receives row (of the batch for amount_minor, of the weights for weights), field
 *                  and message on failure; may be NULL.
 *  @return As revops_allocate, and REVOPS_E_INVALID for a batch that breaks the rules of batches.
 *          Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status
revops_allocate_many(int64_t *parts, const revops_amount_batch *batch, const int64_t *weights,
                     size_t count, const revops_allocate_options *options, revops_error *err);

/** Reverse frozen parts for a refund, a chargeback or an instalment.
 *
 *  The parts to take back are R(before + refund) - R(before), where R(c) is how much of each part
 *  is reversed once c of the total was refunded. Nothing is carried from call to call, any sequence
 *  of refunds with the same sum ends at the same place, and a full refund reverses every part
 *  exactly. For parts of one sign R is the divisor method of odd numbers (Webster, Sainte-Laguë):
 *  of all claims (2k - 1) / w the c smallest are taken, ties to the lower index. Where parts have
 *  both signs and P is the sum of those with the sign of the total T, that side is reversed up to
 *  p = floor((2Pc + T) / 2T) and the other up to p - c.
 *
 *  @param parts                  Receives @p count parts to take back, with the sign of their
 *                                original (turned when the refund is a won chargeback); written on
 *                                success only; may not overlap @p original.
 *  @param original               @p count parts as they were frozen, of either sign.
 *  @param count                  1 to 1,024.
 *  @param refunded_before_minor  What was refunded before, from 0 to the total of @p original.
 *  @param refund_minor           This refund: the sign of the total, or the opposite sign for a won
 *                                chargeback, which gives parts back.
 *  @param err                    Receives row, field and message on failure; may be NULL.
 *  @return REVOPS_OK; REVOPS_E_INVALID for a NULL argument, no parts, or a refund that starts or
 *          ends outside 0 to the total (field refund_minor); REVOPS_E_OVERFLOW when the parts above
 *          or those below zero sum beyond int64; REVOPS_E_LIMIT for more than 1,024;
 *          REVOPS_E_INTERNAL when an identity broke. Any thread.
 *  @since 0.1
 */
REVOPS_API REVOPS_MUST_USE revops_status
revops_refund_reverse(int64_t *parts, const int64_t *original, size_t count,
                      int64_t refunded_before_minor, int64_t refund_minor, revops_error *err);

REVOPS_END_DECLS

#endif
