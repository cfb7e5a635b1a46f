/** @file revops/money.h
 *  @brief Money is int64_t minor units of a currency; rounding is named at the call.
 *
 *  An amount is exact or the call fails: nothing wraps, nothing saturates, nothing rounds unasked.
 *  All functions here are pure and may run in any thread.
 */
#ifndef REVOPS_MONEY_H
#define REVOPS_MONEY_H

#include "revops/error.h"

REVOPS_BEGIN_DECLS

/** How a value between two multiples of the step finds its place. Floor and ceiling go to minus and
 * plus infinity, down and up go to and from zero; half_* decide exact halves only. */
typedef enum revops_round {
    REVOPS_ROUND_DEFAULT = 0,      /**< half_even, unless the function names another default */
    REVOPS_ROUND_HALF_EVEN = 1,    /**< nearest; halves to the even neighbour: 2.5 is 2 */
    REVOPS_ROUND_HALF_UP = 2,      /**< nearest; halves away from zero: -2.5 is -3 */
    REVOPS_ROUND_HALF_DOWN = 3,    /**< nearest; halves to zero: -2.5 is -2 */
    REVOPS_ROUND_HALF_ODD = 4,     /**< nearest; halves to the odd neighbour: 2.5 is 3 */
    REVOPS_ROUND_HALF_CEILING = 5, /**< nearest; halves to plus infinity: -2.5 is -2 */
    REVOPS_ROUND_HALF_FLOOR = 6,   /**< nearest; halves to minus infinity: -2.5 is -3 */
    REVOPS_ROUND_DOWN = 7,         /**< to zero: -2.9 is -2 */
    REVOPS_ROUND_UP = 8,           /**< away from zero: -2.1 is -3 */
    REVOPS_ROUND_FLOOR = 9,        /**< to minus infinity: -2.1 is -3 */
    REVOPS_ROUND_CEILING = 10,     /**< to plus infinity: -2.9 is -2 */
    REVOPS_ROUND_EXACT = 11        /**< REVOPS_E_INVALID when something would be rounded off */
} revops_round;

REVOPS_END_DECLS

#endif
