/* Sealing: which rules are refused, always with the rule as row; and sets that are kept. */
#include "splits.h"

#include <stdlib.h>

static void assert_refused(revops_status status, uint64_t row, const char *field,
                           const revops_split_options *options, const rule *rules, size_t count) {
    revops_split_part part = {7, 7, 7, 7};
    int64_t shortfall = 7;
    size_t written = 7;
    revops_error err;
    assert_int_equal(revops_split_compute(&part, 1, &written, &shortfall, SALE(100), rules, count,
                                          options, &err),
                     status);
    assert_int_equal(err.status, status);
    assert_string_equal(err.field, field);
    assert_true(err.row == row);
    assert_true(strncmp(err.message, "expected ", 9) == 0);
    assert_int_equal(part.party + written + (uint64_t)shortfall, 21);
}
#define RULES(...) (const rule[]){__VA_ARGS__}, sizeof((rule[]){__VA_ARGS__}) / sizeof(rule)

static const rule rest = {.party = OWNER, .step = 99, .kind = REVOPS_RULE_REST};
static const rule half = {.party = A, SHARE(1, 2)};

static void a_rule_that_breaks_a_rule_is_named(void **state) {
    static const struct {
        const char *field;
        rule rule;
    } bad[] = {
        {"party", {SHARE(1, 2)}},
        {"source", {.party = A, .source = A, SHARE(1, 2)}},
        {"share_num", {.party = A, SHARE(-1, 2)}},
        {"share_num", {.party = A, SHARE(3, 2)}},
        {"share_den", {.party = A, SHARE(0, 0)}},
        {"share_den", {.party = A, SHARE(1, -2)}},
        {"share_num", {.party = A, SHARE(1, 2), .kind = 1}},
        {"share_num", {.party = A, SHARE(1, 2), .kind = 2}},
        {"share_num", {.party = A, SHARE(-1, 2), .kind = 2}},
        {"fixed_minor", {.party = A, .fixed_minor = -1, .kind = 1}},
        {"fixed_minor", {.party = A, SHARE(1, 2), .fixed_minor = 1}},
        {"fixed_minor", {.party = A, .fixed_minor = 1, .kind = 2}},
        {"floor_minor", {.party = A, SHARE(1, 2), .floor_minor = -1}},
        {"floor_minor", {.party = A, SHARE(1, 2), .floor_minor = 9, .cap_minor = 8}},
        {"floor_minor", {.party = A, .floor_minor = 1, .kind = 1}},
        {"floor_minor", {.party = A, .floor_minor = 1, .kind = 2}},
        {"cap_minor", {.party = A, SHARE(1, 2), .cap_minor = -1}},
        {"cap_minor", {.party = A, .cap_minor = 1, .kind = 1}},
        {"cap_minor", {.party = A, .cap_minor = 1, .kind = 2}},
        {"from_minor", {.party = A, SHARE(1, 2), .from_minor = -1}},
        {"from_minor", {.party = A, SHARE(1, 2), .from_minor = 5, .to_minor = 5}},
        {"from_minor", {.party = A, .kind = 2, .from_minor = 5}},
        {"to_minor", {.party = A, SHARE(1, 2), .to_minor = -1}},
        {"to_minor", {.party = A, .kind = 2, .to_minor = 5}},
        {"kind", {.party = A, .kind = 3}},
        {"kind", {.party = A, .kind = -1}},
        {"role", {.party = A, SHARE(1, 2), .role = 6}},
        {"role", {.party = A, SHARE(1, 2), .role = -1}},
        {"basis", {.party = A, SHARE(1, 2), .basis = 3}},
        {"basis", {.party = A, SHARE(1, 2), .basis = -1}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const rule rules[] = {half, rest, bad[i].rule, bad[i].rule};
        assert_refused(REVOPS_E_INVALID, 2, bad[i].field, NULL, rules, 4);
        assert_refused(REVOPS_E_INVALID, 0, bad[i].field, NULL, rules + 3, 1);
    }
}

static void shares_above_1_are_refused_at_any_basis(void **state) {
    const rule most = {.party = A, SHARE(6, 10)}, more = {.party = B, SHARE(4, 10)};
    const rule low = {.party = A, SHARE(6, 10), .to_minor = 100};
    const rule high = {.party = B, SHARE(6, 10), .from_minor = 50};
    const rule apart = {.party = B, SHARE(6, 10), .from_minor = 100};
    (void)state;
    assert_refused(REVOPS_E_INVALID, 2, "share_num", NULL, RULES(rest, most, most, more));
    assert_refused(REVOPS_E_INVALID, 1, "share_num", NULL, RULES(low, high, rest));
    assert_refused(REVOPS_E_INVALID, 1, "share_num", NULL, RULES(high, low, rest));
    assert_split(100, RULES(low, apart, rest), NULL, PARTS({B, 60, 0, 0}, {OWNER, 40, 0, 0}));
    assert_split(100, RULES(most, more, rest), NULL, PARTS({A, 60, 0, 0}, {B, 40, 0, 0}));
}

static void one_step_has_one_rest_one_basis_and_one_source(void **state) {
    const rule other = {.party = B, .step = 99, .kind = REVOPS_RULE_REST};
    const rule gross = {.party = B, SHARE(1, 10), .basis = 2};
    const rule fixed = {.party = B, .kind = 1, .fixed_minor = 5, .basis = 1};
    const rule of_price = {.party = A, .kind = 1, .fixed_minor = 5, .basis = 2};
    const rule sourced = {.party = B, .source = COP, SHARE(1, 10)};
    (void)state;
    assert_refused(REVOPS_E_INVALID, 2, "kind", NULL, RULES(half, rest, other));
    assert_refused(REVOPS_E_INVALID, 1, "basis", NULL, RULES(half, gross, rest));
    assert_refused(REVOPS_E_INVALID, 1, "basis", NULL, RULES(half, fixed, rest));
    assert_refused(REVOPS_E_INVALID, 0, "basis", NULL, RULES(fixed, half, rest));
    assert_refused(REVOPS_E_INVALID, 2, "basis", NULL, RULES(rest, fixed, of_price));
    assert_refused(REVOPS_E_INVALID, 1, "source", NULL, RULES(half, sourced, rest));
}

static void a_source_is_paid_before_it_is_shared(void **state) {
    const rule early = {.party = B, .source = A, SHARE(1, 2), .step = -1};
    const rule same = {.party = B, .source = COP, SHARE(1, 2), .step = 1};
    const rule fills = {.party = COP, .source = COP + 1, SHARE(1, 2), .step = 1};
    const rule later = {.party = B, .source = OWNER, SHARE(1, 2), .step = 2};
    const revops_split_options owner = {sizeof owner, OWNER, 0, 0};
    (void)state;
    assert_refused(REVOPS_E_INVALID, 1, "source", NULL, RULES(half, early, rest));
    assert_refused(REVOPS_E_INVALID, 1, "source", NULL, RULES(half, same, rest));
    assert_refused(REVOPS_E_INVALID, 2, "source", NULL, RULES(rest, half, fills));
    /* the named owner is paid by no step */
    assert_refused(REVOPS_E_INVALID, 1, "source", &owner, RULES(half, later));
}

static void nothing_is_shared_behind_a_rest(void **state) {
    const rule sale_rest = {.party = B, .kind = REVOPS_RULE_REST, .step = 1};
    const rule behind = {.party = COP, SHARE(1, 2), .step = 2};
    const rule pot_rest = {.party = B, .source = A, .kind = REVOPS_RULE_REST, .step = 1};
    const rule pot_behind = {.party = COP, .source = A, SHARE(1, 2), .step = 2};
    (void)state;
    assert_refused(REVOPS_E_INVALID, 2, "source", NULL, RULES(half, sale_rest, behind));
    assert_refused(REVOPS_E_INVALID, 0, "source", NULL, RULES(behind, sale_rest, half));
    assert_refused(REVOPS_E_INVALID, 2, "source", NULL, RULES(half, pot_rest, pot_behind, rest));
}

static void no_money_is_left_to_nobody(void **state) {
    const rule owner_half = {.party = OWNER, SHARE(1, 2), .role = 1};
    const rule capped = {.party = A, SHARE(1, 2), .cap_minor = 1000};
    const rule floored = {.party = A, SHARE(1, 2), .floor_minor = 10};
    const rule banded = {.party = A, SHARE(1, 2), .to_minor = 1000};
    const rule of_gross = {.party = A, SHARE(1, 1), .basis = 2, .role = 1};
    const rule pot = {.party = B, .source = A, .kind = 2, .step = 2, .role = 1};
    (void)state;
    assert_refused(REVOPS_E_INVALID, 0, "kind", NULL, RULES(owner_half));
    assert_refused(REVOPS_E_INVALID, 1, "kind", NULL, RULES(owner_half, capped));
    assert_refused(REVOPS_E_INVALID, 1, "kind", NULL, RULES(owner_half, floored));
    assert_refused(REVOPS_E_INVALID, 1, "kind", NULL, RULES(owner_half, banded));
    assert_refused(REVOPS_E_INVALID, 0, "kind", NULL, RULES(of_gross));
    assert_refused(REVOPS_E_INVALID, 1, "kind", NULL, RULES(half, pot));
    /* shares that sum to 1, but nobody bears losses */
    assert_refused(REVOPS_E_INVALID, 1, "role", NULL, RULES(half, {.party = B, SHARE(1, 2)}));
    assert_split(100, RULES(owner_half, half), NULL, PARTS({OWNER, 50, 1, 0}, {A, 50, 0, 0}));
}

/* A later step of plain shares takes all that an earlier one left. */
static void shares_of_1_may_stand_behind_other_steps(void **state) {
    const rule first = {.party = AFF, SHARE(35, 100), .step = -1};
    const rule bonus = {.party = B, .kind = 1, .fixed_minor = 5};
    const rule other = {.party = OWNER, SHARE(1, 2), .role = 1};
    (void)state;
    assert_split(100, RULES(first, half, other), NULL,
                 PARTS({AFF, 35, 0, 0}, {A, 33, 0, 0}, {OWNER, 32, 1, 0}));
    assert_sale_split(SALE(100), RULES(bonus, half, other), NULL, 5,
                      PARTS({B, 5, 0, 0}, {A, 50, 0, 0}, {OWNER, 45, 1, 0}));
}

static void no_rules_too_many_and_too_many_steps(void **state) {
    static rule rules[REVOPS__SPLIT_RULES + 1];
    static revops_split_part parts[REVOPS__SPLIT_RULES + 1];
    const revops_split_options owner = {sizeof owner, OWNER, 0, 0};
    size_t written;
    (void)state;
    assert_refused(REVOPS_E_INVALID, REVOPS_NONE, "count", &owner, rules, 0);
    assert_refused(REVOPS_E_LIMIT, REVOPS_NONE, "count", &owner, rules, REVOPS__SPLIT_RULES + 1);
    for (size_t i = 0; i < REVOPS__SPLIT_RULES; i++) {
        rules[i].party = 10 + i;
        rules[i].share_num = 1;
        rules[i].share_den = REVOPS__SPLIT_RULES + 1;
    }
    /* with what stays these are 1,025 weights */
    for (int32_t remainder = 0; remainder < 5; remainder++) {
        const revops_split_options all = {sizeof all, OWNER, remainder, 0};
        assert_int_equal(revops_split_compute(parts, REVOPS__SPLIT_RULES + 1, &written, NULL,
                                              SALE(2 * REVOPS__SPLIT_RULES + 2), rules,
                                              REVOPS__SPLIT_RULES, &all, NULL),
                         REVOPS_OK);
        assert_int_equal(written, REVOPS__SPLIT_RULES + 1);
        for (size_t i = 0; i < written; i++)
            assert_int_equal(parts[i].amount_minor, 2);
    }
    for (int32_t i = 0; i < 65; i++)
        rules[i].step = 65 - i;
    assert_refused(REVOPS_E_LIMIT, 0, "step", &owner, rules, 65);
    assert_int_equal(
        revops_split_compute(parts, 65, &written, NULL, SALE(100000), rules, 64, &owner, NULL),
        REVOPS_OK);
}

static void shares_without_a_common_denominator_are_refused(void **state) {
    const rule a = {.party = A, SHARE(1, INT64_C(4000000007))};
    rule b = {.party = B, SHARE(1, INT64_C(4000000009))};
    (void)state;
    assert_refused(REVOPS_E_OVERFLOW, 1, "share_den", NULL, RULES(a, b, rest));
    b.step = 1; /* each step has its own */
    assert_split(INT64_C(8000000016), RULES(a, b, rest), NULL,
                 PARTS({A, 2, 0, 0}, {B, 2, 0, 0}, {OWNER, INT64_C(8000000012), 0, 0}));
}

static void options_are_checked(void **state) {
    const revops_split_options remainder = {sizeof remainder, 0, 5, 0};
    const revops_split_options reserved = {sizeof reserved, 0, 0, 1};
    const revops_split_options negative = {sizeof negative, 0, -1, 0};
    const struct {
        revops_split_options known;
        uint64_t tail;
    } newer = {{sizeof newer, 0, 0, 0}, 1};
    (void)state;
    assert_refused(REVOPS_E_INVALID, REVOPS_NONE, "remainder", &remainder, &rest, 1);
    assert_refused(REVOPS_E_INVALID, REVOPS_NONE, "remainder", &negative, &rest, 1);
    assert_refused(REVOPS_E_INVALID, REVOPS_NONE, "reserved0", &reserved, &rest, 1);
    assert_refused(REVOPS_E_UNSUPPORTED, REVOPS_NONE, "struct_size", &newer.known, &rest, 1);
}

/* --- sealed sets --- */

static revops_status seal(revops__split_set *set, revops__split_rooms *rooms, const rule *rules,
                          size_t count, uint64_t owner) {
    const revops_split_options options = {sizeof options, owner, 0, 0};
    return revops__split_seal(set, rooms, rules, count, &options, NULL);
}

static void plain_sets_take_the_short_road(void **state) {
    const rule percent = {.party = B, SHARE(1, 4)}, end = {.party = COP, .kind = 2};
    const rule capped = {.party = B, SHARE(1, 4), .cap_minor = 5};
    const rule gross = {.party = B, SHARE(1, 4), .basis = 2};
    const rule banded = {.party = B, SHARE(1, 4), .to_minor = 5};
    const rule fixed = {.party = B, .kind = 1, .fixed_minor = 5};
    revops__split_set set;
    revops__split_rooms rooms;
    (void)state;
    assert_int_equal(seal(&set, &rooms, RULES(half, percent, end), 0), REVOPS_OK);
    assert_true(set.plain);
    assert_int_equal(seal(&set, &rooms, RULES(half, percent), OWNER), REVOPS_OK);
    assert_true(set.plain);
    assert_int_equal(seal(&set, &rooms, RULES(half, percent, end), OWNER), REVOPS_OK);
    assert_true(set.plain);
    assert_int_equal(seal(&set, &rooms, RULES(half, percent), B), REVOPS_OK);
    assert_false(set.plain); /* the owner has a share and the rest */
    assert_int_equal(seal(&set, &rooms, RULES(percent, percent, end), 0), REVOPS_OK);
    assert_false(set.plain);
    assert_int_equal(seal(&set, &rooms, RULES(capped, end), 0), REVOPS_OK);
    assert_false(set.plain);
    assert_int_equal(seal(&set, &rooms, RULES(gross, end), 0), REVOPS_OK);
    assert_false(set.plain);
    assert_int_equal(seal(&set, &rooms, RULES(banded, end), 0), REVOPS_OK);
    assert_false(set.plain);
    assert_int_equal(seal(&set, &rooms, RULES(fixed, end), 0), REVOPS_OK);
    assert_false(set.plain);
    assert_int_equal(seal(&set, &rooms, RULES(half, rest), 0), REVOPS_OK);
    assert_false(set.plain); /* two steps */
}

/* A set that is moved into a block of its own needs neither the rooms nor the rules it came
 * from. */
static void a_set_can_be_kept(void **state) {
    rule rules[] = {{.party = AFF, SHARE(35, 100), .step = 1},
                    {.party = COP, SHARE(10, 100), .step = 2},
                    {.party = OWNER, .step = 3, .kind = REVOPS_RULE_REST, .role = 1}};
    rule kept[3];
    revops__split_set set;
    revops__split_rooms rooms;
    int64_t parts[3], shortfall;
    void *block;
    (void)state;
    for (int plain = 0; plain < 2; plain++) {
        for (int i = 0; i < 3; i++)
            rules[i].step = plain ? 0 : i;
        assert_int_equal(seal(&set, &rooms, rules, 3, 0), REVOPS_OK);
        assert_int_equal(set.plain, plain);
        memcpy(kept, rules, sizeof kept);
        block = malloc(revops__split_size(&set));
        assert_non_null(block);
        revops__split_move(&set, block, kept);
        memset(&rooms, 0x5a, sizeof rooms);
        assert_true(revops__split_apply(&set, parts, &shortfall, SALE(8960)));
        assert_int_equal(parts[0], 3136);
        assert_int_equal(parts[1], plain ? 896 : 582);
        assert_int_equal(parts[2], plain ? 4928 : 5242);
        assert_int_equal(revops__split_party(&set, 1), COP);
        assert_int_equal(revops__split_role(&set, 2), REVOPS_ROLE_OWNER);
        assert_int_equal(set.bearer, 2);
        free(block);
    }
}

static void amounts_need_a_currency(void **state) {
    const rule none[] = {{.party = A, SHARE(1, 2), .basis = 2, .step = 4}, rest};
    const rule some[] = {{.fixed_minor = 1},
                         {.floor_minor = 1},
                         {.cap_minor = 1},
                         {.from_minor = 1},
                         {.to_minor = 1}};
    (void)state;
    for (int i = 0; i < 2; i++)
        assert_false(revops__split_needs_currency(&none[i]));
    for (int i = 0; i < 5; i++)
        assert_true(revops__split_needs_currency(&some[i]));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rule_that_breaks_a_rule_is_named),
        cmocka_unit_test(shares_above_1_are_refused_at_any_basis),
        cmocka_unit_test(one_step_has_one_rest_one_basis_and_one_source),
        cmocka_unit_test(a_source_is_paid_before_it_is_shared),
        cmocka_unit_test(nothing_is_shared_behind_a_rest),
        cmocka_unit_test(no_money_is_left_to_nobody),
        cmocka_unit_test(shares_of_1_may_stand_behind_other_steps),
        cmocka_unit_test(no_rules_too_many_and_too_many_steps),
        cmocka_unit_test(shares_without_a_common_denominator_are_refused),
        cmocka_unit_test(options_are_checked),
        cmocka_unit_test(plain_sets_take_the_short_road),
        cmocka_unit_test(a_set_can_be_kept),
        cmocka_unit_test(amounts_need_a_currency),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
