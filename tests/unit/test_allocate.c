/* Parts always sum to the whole: allocation under every rule, and reversal in any order. */
#include "check.h"

#include "base/shape.h"
#include "revops/allocate.h"
#include "value/allocate.h"

enum { RULES = 5, MANY = 1024 };

static revops_status divide(int64_t *parts, int64_t *remainder, int64_t amount,
                            const int64_t *weights, size_t count, int32_t rule, int64_t step) {
    const revops_allocate_options options = {sizeof options, step, rule, 0};
    return revops_allocate(parts, remainder, amount, weights, count, &options, NULL);
}

static void assert_parts(int64_t amount, const int64_t *weights, size_t count, int32_t rule,
                         int64_t step, const int64_t *expected) {
    int64_t parts[MANY], remainder = 77, sum = 0;
    assert_int_equal(divide(parts, &remainder, amount, weights, count, rule, step), REVOPS_OK);
    for (size_t i = 0; i < count; i++) {
        assert_true(parts[i] == expected[i]);
        sum += parts[i];
    }
    assert_true(sum + remainder == amount);
    assert_true(rule == REVOPS_REMAINDER_SEPARATE || remainder == 0);
}

#define WEIGHTS(...) (const int64_t[]){__VA_ARGS__}, sizeof((int64_t[]){__VA_ARGS__}) / 8
#define PARTS(...)                                                                                 \
    (const int64_t[]) {                                                                            \
        __VA_ARGS__                                                                                \
    }

static void one_amount_has_an_answer_for_each_rule(void **state) {
    (void)state;
    assert_parts(100, WEIGHTS(2, 3, 1), REVOPS_REMAINDER_LARGEST, 0, PARTS(33, 50, 17));
    assert_parts(100, WEIGHTS(2, 3, 1), REVOPS_REMAINDER_TO_FIRST, 0, PARTS(34, 50, 16));
    assert_parts(100, WEIGHTS(2, 3, 1), REVOPS_REMAINDER_TO_LARGEST, 0, PARTS(33, 51, 16));
    assert_parts(100, WEIGHTS(2, 3, 1), REVOPS_REMAINDER_FROM_LAST, 0, PARTS(34, 50, 16));
    assert_parts(100, WEIGHTS(2, 3, 1), REVOPS_REMAINDER_SEPARATE, 0, PARTS(33, 50, 16));
}

static void ties_go_to_the_lower_index(void **state) {
    (void)state;
    assert_parts(2, WEIGHTS(1, 1, 1), 0, 0, PARTS(1, 1, 0));
    assert_parts(15, WEIGHTS(1, 1), 0, 0, PARTS(8, 7));
    assert_parts(1003, WEIGHTS(0, 50, 50), REVOPS_REMAINDER_TO_LARGEST, 1, PARTS(0, 502, 501));
    assert_parts(100, WEIGHTS(1, 1, 1), REVOPS_REMAINDER_FROM_LAST, 1, PARTS(34, 33, 33));
}

static void parts_are_multiples_of_the_step(void **state) {
    (void)state;
    assert_parts(10000, WEIGHTS(1, 2, 3, 7), 0, 5, PARTS(770, 1540, 2305, 5385));
    assert_parts(10000, WEIGHTS(1, 2, 3, 7), REVOPS_REMAINDER_TO_FIRST, 5,
                 PARTS(770, 1540, 2310, 5380));
    assert_parts(10000, WEIGHTS(1, 1, 1, 1, 1, 1, 1), REVOPS_REMAINDER_SEPARATE, 5,
                 PARTS(1425, 1425, 1425, 1425, 1425, 1425, 1425));
    /* what is no multiple of the step joins the remainder, and the sign of both is the amount's */
    assert_parts(-103, WEIGHTS(1, 1), REVOPS_REMAINDER_SEPARATE, 10, PARTS(-50, -50));
    assert_parts(INT64_MIN, WEIGHTS(1), REVOPS_REMAINDER_LARGEST, INT64_C(1) << 62,
                 PARTS(INT64_MIN));
}

static void an_amount_between_two_steps_is_refused(void **state) {
    int64_t parts[2] = {9, 9}, remainder = 9;
    const int64_t weights[] = {1, 1};
    revops_allocate_options options = {sizeof options, 5, 0, 0};
    revops_error err;
    (void)state;
    for (int32_t rule = 0; rule < RULES; rule++) {
        options.remainder = rule;
        assert_int_equal(revops_allocate(parts, &remainder, -13, weights, 2, &options, &err),
                         rule == REVOPS_REMAINDER_SEPARATE ? REVOPS_OK : REVOPS_E_INVALID);
        if (rule == REVOPS_REMAINDER_SEPARATE)
            break;
        assert_string_equal(err.field, "amount_minor");
        assert_int_equal(parts[0], 9);
        assert_int_equal(remainder, 9);
    }
    assert_int_equal(remainder, -3);
}

/* moneyphp and ruby-money 6.16 answer -3/-2 to -5 by 7:3, and 4/1 to 5. */
static void a_refund_mirrors_the_sale(void **state) {
    (void)state;
    assert_parts(5, WEIGHTS(7, 3), 0, 0, PARTS(4, 1));
    assert_parts(-5, WEIGHTS(7, 3), 0, 0, PARTS(-4, -1));
    assert_parts(-2, WEIGHTS(1, 1, 1), REVOPS_REMAINDER_TO_FIRST, 1, PARTS(-1, -1, 0));
    assert_parts(-1000, WEIGHTS(6667, 3333), REVOPS_REMAINDER_FROM_LAST, 1, PARTS(-667, -333));
    assert_parts(-10000, WEIGHTS(30, 20, 40, 40), REVOPS_REMAINDER_SEPARATE, 1,
                 PARTS(-2307, -1538, -3076, -3076));
}

/* RubyMoney issue 1033: a unit is lost in 6.16. */
static void parts_sum_for_twelve_decimal_shares(void **state) {
    static const char *const shares[] = {"0.1",   "0.2",  "0.05", "0.15", "0.0833", "0.0667",
                                         "0.125", "0.03", "0.07", "0.06", "0.03",   "0.035"};
    revops_ratio ratios[12];
    int64_t weights[12], parts[12], sum = 0;
    (void)state;
    for (int i = 0; i < 12; i++)
        assert_int_equal(revops_share_parse(&ratios[i], shares[i], strlen(shares[i]), NULL), 0);
    assert_int_equal(revops_ratio_weights(weights, ratios, 12, NULL), REVOPS_OK);
    for (int32_t rule = 0; rule < REVOPS_REMAINDER_SEPARATE; rule++) {
        assert_int_equal(divide(parts, NULL, 700273, weights, 12, rule, 0), REVOPS_OK);
        sum = 0;
        for (int i = 0; i < 12; i++)
            sum += parts[i];
        assert_int_equal(sum, 700273);
    }
}

/* dinero.js 2.0.2 answers [3, 0, 0]; go-money issue 136 wraps in a * r / s. */
static void products_do_not_leave_the_integers(void **state) {
    (void)state;
    assert_parts(3, WEIGHTS(3002399751580333, 1000000000000000, 501199875790167),
                 REVOPS_REMAINDER_TO_LARGEST, 1, PARTS(2, 1, 0));
    assert_parts(-3, WEIGHTS(3002399751580333, 1000000000000000, 501199875790167),
                 REVOPS_REMAINDER_TO_LARGEST, 1, PARTS(-2, -1, 0));
    assert_parts(INT64_MAX, WEIGHTS(1, 1, 1), 0, 0,
                 PARTS(3074457345618258603, 3074457345618258602, 3074457345618258602));
    assert_parts(INT64_MIN, WEIGHTS(1, 1), 0, 0, PARTS(INT64_MIN / 2, INT64_MIN / 2));
    assert_parts(INT64_MAX, WEIGHTS(INT64_MAX - 1, 1), 0, 0, PARTS(INT64_MAX - 1, 1));
    assert_parts(INT64_MIN, WEIGHTS(INT64_MAX), 0, 0, PARTS(INT64_MIN));
}

/* moneyphp gives the unit to the first party, whose share has no fraction. */
static void a_party_without_fraction_gets_no_extra_unit(void **state) {
    /* 900719925474099311 = 21 x 42891425022576157 + 14: fractions 0, 14/21 and 7/21 */
    (void)state;
    assert_parts(900719925474099311, WEIGHTS(3, 7, 11), 0, 0,
                 PARTS(128674275067728473, 300239975158033104, 471805675248337734));
}

/* The Numscript specification hands the left-over out from the first; 80/15/5 % of 15 is 13/2/0. */
static void taking_turns_is_only_done_when_asked_for(void **state) {
    (void)state;
    assert_parts(15, WEIGHTS(80, 15, 5), 0, 0, PARTS(12, 2, 1));
    assert_parts(15, WEIGHTS(80, 15, 5), REVOPS_REMAINDER_TO_FIRST, 0, PARTS(13, 2, 0));
    assert_parts(15, WEIGHTS(80, 8, 12), REVOPS_REMAINDER_TO_FIRST, 0, PARTS(13, 1, 1));
}

static void a_weight_of_zero_gets_zero_under_every_rule(void **state) {
    static const int64_t weights[] = {0, 3, 0, 3, 1, 0};
    int64_t parts[6], remainder;
    (void)state;
    for (int32_t rule = 0; rule < RULES; rule++)
        for (int64_t amount = -20; amount <= 20; amount++) {
            assert_int_equal(divide(parts, &remainder, amount, weights, 6, rule, 0), REVOPS_OK);
            assert_true(parts[0] == 0 && parts[2] == 0 && parts[5] == 0);
            assert_int_equal(parts[1] + parts[3] + parts[4] + remainder, amount);
        }
}

static void weights_are_checked_by_row(void **state) {
    int64_t parts[3] = {9, 9, 9};
    revops_error err;
    (void)state;
    assert_int_equal(revops_allocate(parts, NULL, 5, WEIGHTS(1, 2, -1), NULL, &err),
                     REVOPS_E_INVALID);
    assert_int_equal(err.row, 2);
    assert_string_equal(err.field, "weights");
    assert_int_equal(revops_allocate(parts, NULL, 5, WEIGHTS(INT64_MIN, 0, 0), NULL, &err),
                     REVOPS_E_INVALID);
    assert_int_equal(err.row, 0);
    assert_int_equal(revops_allocate(parts, NULL, 5, WEIGHTS(INT64_MAX, 1, -1), NULL, &err),
                     REVOPS_E_OVERFLOW);
    assert_int_equal(err.row, 1);
    assert_int_equal(revops_allocate(parts, NULL, 5, WEIGHTS(INT64_MAX, INT64_MAX, 2), NULL, &err),
                     REVOPS_E_OVERFLOW);
    assert_int_equal(err.row, 1);
    assert_int_equal(revops_allocate(parts, NULL, 5, WEIGHTS(0, 0, 0), NULL, &err),
                     REVOPS_E_INVALID);
    assert_true(err.row == REVOPS_NONE);
    assert_string_equal(err.field, "weights");
    assert_int_equal(revops_allocate(parts, NULL, 5, (int64_t[]){1}, 0, NULL, &err),
                     REVOPS_E_INVALID);
    assert_int_equal(revops_allocate(parts, NULL, 5, (int64_t[]){1}, MANY + 1, NULL, &err),
                     REVOPS_E_LIMIT);
    assert_string_equal(err.field, "count");
    assert_int_equal(revops_allocate(NULL, NULL, 5, WEIGHTS(1), NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "parts");
    assert_int_equal(revops_allocate(parts, NULL, 5, NULL, 1, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "weights");
    assert_int_equal(parts[0], 9);
}

static void options_are_checked(void **state) {
    struct {
        revops_allocate_options known;
        uint64_t later;
    } longer = {{sizeof longer, 5, 0, 0}, 0};
    revops_allocate_options init = REVOPS_ALLOCATE_OPTIONS_INIT, options;
    const int64_t weights[] = {2, 3, 1};
    int64_t parts[3] = {9, 9, 9};
    revops_error err;
    (void)state;
    memset(&options, 0x55, sizeof options);
    revops_allocate_options_init(&options);
    revops_allocate_options_init(NULL);
    assert_memory_equal(&options, &init, sizeof init);
    options.step = -1;
    assert_int_equal(revops_allocate(parts, NULL, 5, weights, 3, &options, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "step");
    options = init;
    for (options.remainder = -1; options.remainder <= RULES; options.remainder += RULES + 1) {
        assert_int_equal(revops_allocate(parts, NULL, 5, weights, 3, &options, &err),
                         REVOPS_E_INVALID);
        assert_string_equal(err.field, "remainder");
    }
    options = init;
    options.reserved0 = 1;
    assert_int_equal(revops_allocate(parts, NULL, 5, weights, 3, &options, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "reserved0");
    options.struct_size = sizeof(size_t) - 1;
    assert_int_equal(revops_allocate(parts, NULL, 5, weights, 3, &options, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "struct_size");
    options.struct_size = offsetof(revops_allocate_options, remainder);
    options.remainder = 99; /* behind what this host knows */
    assert_int_equal(revops_allocate(parts, NULL, 100, weights, 3, &options, &err), REVOPS_OK);
    assert_int_equal(parts[2], 17);
    longer.later = 1;
    assert_int_equal(revops_allocate(parts, NULL, 5, weights, 3, &longer.known, &err),
                     REVOPS_E_UNSUPPORTED);
    longer.later = 0;
    assert_int_equal(revops_allocate(parts, NULL, 5, weights, 3, &longer.known, &err), REVOPS_OK);
    assert_true(parts[0] + parts[1] + parts[2] == 5 && parts[1] == 5);
}

static void many_weights_find_their_remainders_too(void **state) {
    int64_t weights[MANY], parts[MANY], remainder;
    (void)state;
    for (size_t count = 15; count <= MANY; count = count < 20 ? count + 1 : count * 2) {
        for (size_t i = 0; i < count; i++)
            weights[i] = (int64_t)(i * 7919 % 97);
        for (int32_t rule = 0; rule < RULES; rule++) {
            int64_t sum = 0;
            assert_int_equal(divide(parts, &remainder, 100003, weights, count, rule, 0), 0);
            for (size_t i = 0; i < count; i++)
                sum += parts[i];
            assert_int_equal(sum + remainder, 100003);
        }
    }
    for (size_t i = 0; i < MANY; i++)
        weights[i] = 1;
    assert_int_equal(divide(parts, NULL, 1000, weights, MANY, 0, 0), REVOPS_OK);
    for (size_t i = 0; i < MANY; i++)
        assert_int_equal(parts[i], i < 1000);
}

static void a_batch_is_divided_row_by_row(void **state) {
    enum { ROWS = 700 };
    static int64_t parts[ROWS * 3], one[3];
    static struct {
        int32_t other;
        int32_t amount;
    } rows[ROWS];
    const int64_t weights[] = {2, 3, 1};
    revops_amount_batch batch = {sizeof batch, ROWS, REVOPS_COLUMN(rows, amount)};
    (void)state;
    batch.amount_minor.type = REVOPS_TYPE_INT32;
    for (int i = 0; i < ROWS; i++)
        rows[i].amount = (i - 350) * 12345;
    for (int32_t rule = 0; rule < RULES; rule++) {
        const revops_allocate_options options = {sizeof options, 0, rule, 0};
        assert_int_equal(revops_allocate_many(parts, &batch, weights, 3, &options, NULL), 0);
        for (int i = 0; i < ROWS; i++) {
            assert_int_equal(revops_allocate(one, NULL, rows[i].amount, weights, 3, &options, NULL),
                             0);
            assert_memory_equal(one, parts + 3 * i, sizeof one);
        }
    }
    batch.count = 0;
    batch.amount_minor.data = NULL;
    assert_int_equal(revops_allocate_many(parts, &batch, weights, 3, NULL, NULL), REVOPS_OK);
}

static void a_bad_row_writes_nothing(void **state) {
    int64_t amounts[600], parts[1200];
    const int64_t weights[] = {1, 1};
    const revops_allocate_options options = {sizeof options, 5, 0, 0};
    const uint8_t validity[75] = {0xff, 0xfe};
    revops_amount_batch batch = {sizeof batch, 600, REVOPS_COLUMN_ARRAY(amounts)};
    revops_error err;
    (void)state;
    memset(parts, 0x55, sizeof parts);
    for (int i = 0; i < 600; i++)
        amounts[i] = 5 * i;
    amounts[599] = 7;
    assert_int_equal(revops_allocate_many(parts, &batch, weights, 2, &options, &err),
                     REVOPS_E_INVALID);
    assert_int_equal(err.row, 599);
    assert_string_equal(err.field, "amount_minor");
    batch.amount_minor.validity = validity;
    assert_int_equal(revops_allocate_many(parts, &batch, weights, 2, NULL, &err), REVOPS_E_INVALID);
    assert_int_equal(err.row, 8);
    batch.amount_minor.validity = NULL;
    batch.amount_minor.type = REVOPS_TYPE_DOUBLE;
    assert_int_equal(revops_allocate_many(parts, &batch, weights, 2, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "amount_minor");
    batch.amount_minor.data = NULL;
    batch.amount_minor.type = 0;
    assert_int_equal(revops_allocate_many(parts, &batch, weights, 2, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "amount_minor");
    assert_int_equal(revops_allocate_many(NULL, &batch, weights, 2, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "parts");
    assert_int_equal(revops_allocate_many(parts, NULL, weights, 2, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "batch");
    assert_int_equal(revops_allocate_many(parts, &batch, NULL, 2, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "weights");
    batch.struct_size = 3;
    assert_int_equal(revops_allocate_many(parts, &batch, weights, 2, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "struct_size");
    for (int i = 0; i < 1200; i++)
        assert_true(parts[i] == 0x5555555555555555);
}

/* --- reversal --- */

/* Claims one at a time, straight from the definition: the parts reversed at @p claims. */
static void model_reach(int64_t *taken, const int64_t *weights, size_t count, int64_t claims) {
    for (size_t i = 0; i < count; i++)
        taken[i] = 0;
    while (claims-- > 0) {
        size_t best = count;
        for (size_t i = 0; i < count; i++) {
            if (taken[i] >= weights[i])
                continue;
            if (best == count ||
                (2 * taken[i] + 1) * weights[best] < (2 * taken[best] + 1) * weights[i])
                best = i;
        }
        taken[best]++;
    }
}

static void assert_agrees_with_claims(const int64_t *original, size_t count) {
    int64_t before[16], after[16], parts[16], total = 0;
    for (size_t i = 0; i < count; i++)
        total += original[i];
    for (int64_t from = 0; from <= total; from++) {
        int64_t refund = (from * 7919) % (total + 1) - from;
        model_reach(before, original, count, from);
        model_reach(after, original, count, from + refund);
        assert_int_equal(revops_refund_reverse(parts, original, count, from, refund, NULL), 0);
        for (size_t i = 0; i < count; i++)
            assert_int_equal(parts[i], after[i] - before[i]);
    }
}

static void reversal_takes_the_smallest_claims(void **state) {
    (void)state;
    assert_agrees_with_claims(WEIGHTS(333, 333, 334));
    assert_agrees_with_claims(WEIGHTS(395, 396, 209));
    assert_agrees_with_claims(WEIGHTS(6, 6, 2));
    assert_agrees_with_claims(WEIGHTS(50, 25, 15, 7, 3));
    assert_agrees_with_claims(WEIGHTS(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1));
    assert_agrees_with_claims(WEIGHTS(0, 999, 0, 1, 0, 1, 1));
    assert_agrees_with_claims(WEIGHTS(1));
}

static void walk(const int64_t *original, size_t count, const int64_t *refunds, size_t steps,
                 const int64_t *expected) {
    int64_t done = 0, parts[16], sums[16] = {0};
    for (size_t s = 0; s < steps; s++) {
        int64_t sum = 0;
        assert_int_equal(revops_refund_reverse(parts, original, count, done, refunds[s], NULL), 0);
        for (size_t i = 0; i < count; i++) {
            sum += parts[i];
            sums[i] += parts[i];
        }
        assert_true(sum == refunds[s]);
        done += refunds[s];
    }
    for (size_t i = 0; i < count; i++)
        assert_true(sums[i] == expected[i]);
}

/* Polar reverses the floor per balance, 995 of 1000 here, or nothing at all in unit steps; Gumroad
 * pays back 400 of a 395 credit. */
static void a_full_refund_in_steps_reverses_every_part(void **state) {
    int64_t ones[1000];
    (void)state;
    for (int i = 0; i < 1000; i++)
        ones[i] = 1;
    walk(WEIGHTS(333, 333, 334), WEIGHTS(333, 333, 334), PARTS(333, 333, 334));
    walk(WEIGHTS(333, 333, 334), ones, 1000, PARTS(333, 333, 334));
    walk(WEIGHTS(395, 396, 209), ones, 1000, PARTS(395, 396, 209));
    walk(WEIGHTS(395, 396, 209), WEIGHTS(500, 500), PARTS(395, 396, 209));
    walk(WEIGHTS(3136, 582, 5242), WEIGHTS(2000, 2000, 2000), PARTS(2100, 390, 3510));
    walk(WEIGHTS(9000000000000000001, 1, 7), WEIGHTS(1, 9000000000000000008),
         PARTS(9000000000000000001, 1, 7));
    walk(WEIGHTS(INT64_MAX), WEIGHTS(5, INT64_MAX - 5), PARTS(INT64_MAX));
}

/* Largest remainder gives 4/4/2 at 10 and 5/5/1 at 11: the next refund would pay a party. */
static void no_party_is_paid_by_a_refund(void **state) {
    int64_t parts[3];
    (void)state;
    for (int64_t done = 0; done < 14; done++) {
        assert_int_equal(revops_refund_reverse(parts, PARTS(6, 6, 2), 3, done, 1, NULL), 0);
        assert_true(parts[0] >= 0 && parts[1] >= 0 && parts[2] >= 0);
    }
}

static void a_won_chargeback_gives_everything_back(void **state) {
    (void)state;
    walk(WEIGHTS(333, 333, 334), WEIGHTS(700, -450, 250, -500), PARTS(0, 0, 0));
    walk(WEIGHTS(-333, -333, -334), WEIGHTS(-700, 450, -250, 500), PARTS(0, 0, 0));
    walk(WEIGHTS(1000, -300), WEIGHTS(500, -100, -400), PARTS(0, 0));
}

static void parts_of_both_signs_keep_their_sides(void **state) {
    static const int64_t original[] = {1000, -290, 150, -47, 0};
    int64_t parts[5], lead[5], model[5], total = 813, sums[5] = {0};
    const int64_t above[] = {1000, 0, 150, 0, 0}, below[] = {0, 290, 0, 47, 0};
    (void)state;
    for (int64_t done = 0; done < total; done++) {
        int64_t to = done + 1, reach = (2 * 1150 * to + total) / (2 * total);
        assert_int_equal(revops_refund_reverse(parts, original, 5, done, 1, NULL), REVOPS_OK);
        model_reach(lead, above, 5, reach);
        model_reach(model, below, 5, reach - to);
        for (size_t i = 0; i < 5; i++) {
            sums[i] += parts[i];
            assert_true(sums[i] == lead[i] - model[i]);
        }
    }
    assert_memory_equal(sums, original, sizeof sums);
    walk(WEIGHTS(-1000, 290, -150, 47, 0), WEIGHTS(-400, -413), PARTS(-1000, 290, -150, 47, 0));
    walk(WEIGHTS(INT64_MAX - 5, 5 - INT64_MAX, 5), WEIGHTS(2, 3),
         PARTS(INT64_MAX - 5, 5 - INT64_MAX, 5));
}

static void a_refund_outside_the_total_is_refused(void **state) {
    static const struct {
        int64_t before, refund;
    } bad[] = {{0, 3}, {0, -1}, {1, -2},        {-1, 1},         {3, -1},
               {2, 1}, {1, 2},  {1, INT64_MAX}, {INT64_MIN, -1}, {-1, 3}};
    int64_t parts[2] = {9, 9};
    revops_error err;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(
            revops_refund_reverse(parts, PARTS(1, 1), 2, bad[i].before, bad[i].refund, &err),
            REVOPS_E_INVALID);
        assert_string_equal(err.field, "refund_minor");
    }
    assert_int_equal(revops_refund_reverse(parts, PARTS(-6, -6), 2, 0, 1, &err), REVOPS_E_INVALID);
    assert_int_equal(revops_refund_reverse(parts, PARTS(0, 0), 2, 0, 1, &err), REVOPS_E_INVALID);
    assert_int_equal(revops_refund_reverse(parts, PARTS(5, -5), 2, 0, 1, &err), REVOPS_E_INVALID);
    assert_int_equal(parts[0], 9);
    assert_int_equal(revops_refund_reverse(parts, PARTS(5, -5), 2, 0, 0, &err), REVOPS_OK);
    assert_true(parts[0] == 0 && parts[1] == 0);
}

static void reversal_checks_its_arguments(void **state) {
    static int64_t many[MANY + 1], parts[MANY + 1];
    revops_error err;
    (void)state;
    assert_int_equal(revops_refund_reverse(NULL, many, 1, 0, 0, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "parts");
    assert_int_equal(revops_refund_reverse(parts, NULL, 1, 0, 0, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "original");
    assert_int_equal(revops_refund_reverse(parts, many, 0, 0, 0, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "count");
    assert_int_equal(revops_refund_reverse(parts, many, MANY + 1, 0, 0, &err), REVOPS_E_LIMIT);
    assert_string_equal(err.field, "count");
    many[0] = many[2] = INT64_MAX;
    assert_int_equal(revops_refund_reverse(parts, many, 3, 0, 1, &err), REVOPS_E_OVERFLOW);
    assert_int_equal(err.row, 2);
    assert_string_equal(err.field, "original");
    many[2] = INT64_MIN;
    assert_int_equal(revops_refund_reverse(parts, many, 3, 0, -1, &err), REVOPS_E_OVERFLOW);
    assert_int_equal(err.row, 2);
}

static void a_thousand_parts_are_reversed_exactly(void **state) {
    static int64_t original[MANY], parts[MANY], sums[MANY];
    int64_t total = 0, done = 0;
    (void)state;
    for (int i = 0; i < MANY; i++) {
        original[i] = i % 5 == 0 ? -(i % 89) : i * 31 % 1009;
        total += original[i];
    }
    for (int step = 0; done < total; step++) {
        int64_t refund = total - done < 9999 ? total - done : 9999, sum = 0;
        assert_int_equal(revops_refund_reverse(parts, original, MANY, done, refund, NULL), 0);
        for (int i = 0; i < MANY; i++) {
            sum += parts[i];
            sums[i] += parts[i];
        }
        assert_int_equal(sum, refund);
        done += refund;
    }
    assert_memory_equal(sums, original, sizeof sums);
}

static void remainder_words_stand_at_their_numbers(void **state) {
    (void)state;
    for (int32_t rule = 0; rule < RULES; rule++)
        assert_int_equal(revops__remainder_words[rule].value, rule);
    assert_int_equal(REVOPS__COUNT(revops__remainder_words), RULES);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_amount_has_an_answer_for_each_rule),
        cmocka_unit_test(ties_go_to_the_lower_index),
        cmocka_unit_test(parts_are_multiples_of_the_step),
        cmocka_unit_test(an_amount_between_two_steps_is_refused),
        cmocka_unit_test(a_refund_mirrors_the_sale),
        cmocka_unit_test(parts_sum_for_twelve_decimal_shares),
        cmocka_unit_test(products_do_not_leave_the_integers),
        cmocka_unit_test(a_party_without_fraction_gets_no_extra_unit),
        cmocka_unit_test(taking_turns_is_only_done_when_asked_for),
        cmocka_unit_test(a_weight_of_zero_gets_zero_under_every_rule),
        cmocka_unit_test(weights_are_checked_by_row),
        cmocka_unit_test(options_are_checked),
        cmocka_unit_test(many_weights_find_their_remainders_too),
        cmocka_unit_test(a_batch_is_divided_row_by_row),
        cmocka_unit_test(a_bad_row_writes_nothing),
        cmocka_unit_test(reversal_takes_the_smallest_claims),
        cmocka_unit_test(a_full_refund_in_steps_reverses_every_part),
        cmocka_unit_test(no_party_is_paid_by_a_refund),
        cmocka_unit_test(a_won_chargeback_gives_everything_back),
        cmocka_unit_test(parts_of_both_signs_keep_their_sides),
        cmocka_unit_test(a_refund_outside_the_total_is_refused),
        cmocka_unit_test(reversal_checks_its_arguments),
        cmocka_unit_test(a_thousand_parts_are_reversed_exactly),
        cmocka_unit_test(remainder_words_stand_at_their_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
