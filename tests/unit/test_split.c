/* One sale divided: the systems that people know, what caps, floors and bands do, and who gets the
 * rest. How sets are refused stands in test_split_rules.c. */
#include "splits.h"

static void plain_shares_of_net(void **state) {
    const rule rules[] = {{.party = OWNER, SHARE(7, 10), .role = REVOPS_ROLE_OWNER},
                          {.party = COP, SHARE(3, 10), .role = REVOPS_ROLE_COPRODUCER}};
    (void)state;
    assert_split(9680, rules, 2, NULL, PARTS({OWNER, 6776, 1, 0}, {COP, 2904, 2, 0}));
    assert_split(1, rules, 2, NULL, PARTS({OWNER, 1, 1, 0}));
    assert_split(INT64_MAX, rules, 2, NULL,
                 PARTS({OWNER, INT64_C(6456360425798343065), 1, 0},
                       {COP, INT64_C(2767011611056432742), 2, 0}));
}

static void hotmart_pays_in_steps(void **state) {
    const rule rules[] = {
        {.party = AFF, SHARE(35, 100), .step = 1, .role = REVOPS_ROLE_AFFILIATE},
        {.party = COP, SHARE(10, 100), .step = 2, .role = REVOPS_ROLE_COPRODUCER},
        {.party = OWNER, .step = 3, .kind = REVOPS_RULE_REST, .role = REVOPS_ROLE_OWNER}};
    (void)state;
    assert_split(8960, rules, 3, NULL,
                 PARTS({AFF, 3136, 3, 0}, {COP, 582, 2, 0}, {OWNER, 5242, 1, 0}));
}

static void gumroad_lets_the_affiliate_bear_its_part_of_the_fee(void **state) {
    const rule rules[] = {{.party = AFF, SHARE(1, 10), .role = REVOPS_ROLE_AFFILIATE},
                          {.party = OWNER, .kind = REVOPS_RULE_REST, .role = REVOPS_ROLE_OWNER}};
    const revops_split_options separate = {sizeof separate, 0, REVOPS_REMAINDER_SEPARATE, 0};
    (void)state;
    assert_split(791, rules, 2, &separate, PARTS({AFF, 79, 3, 0}, {OWNER, 712, 1, 0}));
}

static void lemon_squeezy_takes_its_part_from_the_affiliate(void **state) {
    const rule rules[] = {{.party = AFF, SHARE(3, 10), .step = 1, .basis = 1},
                          {.party = PLATFORM, .source = AFF, SHARE(2, 100), .step = 2, .role = 4},
                          {.party = OWNER, .step = 3, .kind = REVOPS_RULE_REST, .role = 1}};
    const revops_separation sale = {2400, 400, 206, 1794};
    (void)state;
    assert_sale_split(&sale, rules, 3, NULL, 0,
                      PARTS({AFF, 588, 0, 0}, {PLATFORM, 12, 4, 0}, {OWNER, 1194, 1, 0}));
}

static void a_cap_then_the_rest(void **state) {
    const rule rules[] = {{.party = KEPT, .kind = 1, .fixed_minor = 10, .role = 5},
                          {.party = A, .kind = 1, .fixed_minor = 12, .role = 1},
                          {.party = B, .kind = 2}};
    (void)state;
    assert_split(100, rules, 3, NULL, PARTS({KEPT, 10, 5, 0}, {A, 12, 1, 0}, {B, 78, 0, 0}));
    assert_sale_split(SALE(15), rules, 3, NULL, 7, PARTS({KEPT, 10, 5, 0}, {A, 5, 1, 0}));
    assert_sale_split(SALE(5), rules, 3, NULL, 17, PARTS({KEPT, 5, 5, 0}));
}

static void bands_choose_the_share(void **state) {
    const rule rules[] = {{.party = AFF, SHARE(10, 100), .to_minor = 1000},
                          {.party = AFF, SHARE(15, 100), .from_minor = 1000},
                          {.party = OWNER, .kind = 2, .role = 1}};
    (void)state;
    assert_split(999, rules, 3, NULL, PARTS({AFF, 100, 0, 0}, {OWNER, 899, 1, 0}));
    assert_split(1000, rules, 3, NULL, PARTS({AFF, 150, 0, 0}, {OWNER, 850, 1, 0}));
}

static void bands_are_read_on_the_basis_of_the_step(void **state) {
    const rule rules[] = {{.party = A, SHARE(1, 10), .basis = 2, .from_minor = 2400},
                          {.party = B, .kind = 1, .fixed_minor = 5, .from_minor = 2400},
                          {.party = COP, .kind = 1, .fixed_minor = 7, .from_minor = 2401},
                          {.party = OWNER, .kind = 2}};
    const rule alone[] = {{.party = B, .kind = 1, .fixed_minor = 5, .basis = 2, .from_minor = 2400},
                          {.party = OWNER, .kind = 2}};
    const revops_separation sale = {2400, 400, 206, 1794};
    (void)state;
    assert_sale_split(&sale, rules, 4, NULL, 0,
                      PARTS({A, 240, 0, 0}, {B, 5, 0, 0}, {OWNER, 1549, 0, 0}));
    assert_sale_split(&sale, alone, 2, NULL, 0, PARTS({B, 5, 0, 0}, {OWNER, 1789, 0, 0}));
    assert_split(1794, alone, 2, NULL, PARTS({OWNER, 1794, 0, 0}));
}

static void floors_and_caps_move_parts_within_what_is_held(void **state) {
    const rule rules[] = {{.party = A, SHARE(10, 100), .floor_minor = 30, .cap_minor = 50},
                          {.party = B, SHARE(20, 100)},
                          {.party = OWNER, .kind = 2}};
    (void)state;
    assert_split(100, rules, 3, NULL, PARTS({A, 30, 0, 0}, {B, 20, 0, 0}, {OWNER, 50, 0, 0}));
    assert_split(400, rules, 3, NULL, PARTS({A, 40, 0, 0}, {B, 80, 0, 0}, {OWNER, 280, 0, 0}));
    assert_split(900, rules, 3, NULL, PARTS({A, 50, 0, 0}, {B, 180, 0, 0}, {OWNER, 670, 0, 0}));
    assert_sale_split(SALE(32), rules, 3, NULL, 5, PARTS({A, 30, 0, 0}, {B, 2, 0, 0}));
}

/* A share of gross may ask for more than fees left of it. */
static void what_cannot_be_paid_is_a_shortfall(void **state) {
    const rule rules[] = {{.party = A, SHARE(9, 10), .basis = 2}, {.party = OWNER, .kind = 2}};
    const revops_separation sale = {1000, 0, 300, 700};
    const rule huge[] = {{.party = A, .kind = 1, .fixed_minor = INT64_MAX},
                         {.party = B, .kind = 1, .fixed_minor = INT64_MAX},
                         {.party = OWNER, .kind = 2}};
    (void)state;
    assert_sale_split(&sale, rules, 2, NULL, 200, PARTS({A, 700, 0, 0}));
    assert_sale_split(SALE(1), huge, 3, NULL, INT64_MAX, PARTS({A, 1, 0, 0}));
}

static void a_loss_is_the_bearers(void **state) {
    const rule rest[] = {{.party = A, SHARE(1, 2), .role = 1}, {.party = B, .kind = 2}};
    const rule whole[] = {{.party = A, SHARE(1, 2)}, {.party = B, SHARE(1, 2), .role = 1}};
    const rule half[] = {{.party = A, SHARE(1, 2)}};
    const revops_split_options owner = {sizeof owner, OWNER, 0, 0};
    (void)state;
    for (int64_t net = -50; net < 0; net += 49) {
        assert_split(net, rest, 2, &owner, PARTS({B, net, 0, 0}));
        assert_split(net, whole, 2, &owner, PARTS({B, net, 1, 0}));
        assert_split(net, half, 1, &owner, PARTS({OWNER, net, 1, 0}));
    }
    assert_split(INT64_MIN, half, 1, &owner, PARTS({OWNER, INT64_MIN, 1, 0}));
    assert_split(0, rest, 2, NULL, NULL, 0);
}

static void the_named_owner_takes_what_no_rule_takes(void **state) {
    const rule rules[] = {{.party = A, SHARE(1, 4)}};
    const rule also[] = {{.party = OWNER, SHARE(1, 4), .role = REVOPS_ROLE_COPRODUCER},
                         {.party = A, SHARE(1, 4), .role = 1}};
    const revops_split_options owner = {sizeof owner, OWNER, 0, 0};
    (void)state;
    assert_split(101, rules, 1, &owner, PARTS({A, 25, 0, 0}, {OWNER, 76, 1, 0}));
    /* a rule gives the owner its place and role; losses are of the first with role owner */
    assert_split(100, also, 2, &owner, PARTS({OWNER, 75, 2, 0}, {A, 25, 1, 0}));
    assert_split(-7, also, 2, &owner, PARTS({A, -7, 1, 0}));
}

static void what_separate_leaves_is_the_bearers(void **state) {
    const rule rules[] = {{.party = A, SHARE(1, 2)}, {.party = B, SHARE(1, 2)}};
    const rule roles[] = {{.party = A, SHARE(1, 2)}, {.party = B, SHARE(1, 2), .role = 1}};
    const revops_split_options owner = {sizeof owner, OWNER, REVOPS_REMAINDER_SEPARATE, 0};
    (void)state;
    assert_split(791, rules, 2, &owner, PARTS({A, 395, 0, 0}, {B, 395, 0, 0}, {OWNER, 1, 1, 0}));
    assert_split(791, roles, 2, &owner, PARTS({A, 395, 0, 0}, {B, 396, 1, 0}));
}

static void a_party_twice_is_one_part(void **state) {
    const rule rules[] = {{.party = A, SHARE(1, 4), .role = 3},
                          {.party = B, SHARE(1, 4)},
                          {.party = A, SHARE(1, 4), .role = 1},
                          {.party = B, .kind = 2}};
    (void)state;
    assert_split(100, rules, 4, NULL, PARTS({A, 50, 3, 0}, {B, 50, 0, 0}));
}

static void steps_go_by_number_and_parties_by_place(void **state) {
    const rule rules[] = {{.party = OWNER, .step = 9, .kind = 2, .role = 1},
                          {.party = A, SHARE(1, 2), .step = -3},
                          {.party = B, SHARE(1, 2), .step = 4, .source = A},
                          {.party = COP, SHARE(1, 2), .step = 4, .source = A}};
    (void)state;
    assert_split(100, rules, 4, NULL, PARTS({OWNER, 50, 1, 0}, {B, 25, 0, 0}, {COP, 25, 0, 0}));
}

/* Paid, emptied, paid again: a pot may be used twice. */
static void a_pot_may_be_filled_again(void **state) {
    const rule rules[] = {{.party = A, SHARE(1, 2), .step = 1},
                          {.party = B, .source = A, .kind = 2, .step = 2},
                          {.party = A, SHARE(1, 2), .step = 3},
                          {.party = COP, .source = A, .kind = 2, .step = 4},
                          {.party = OWNER, .kind = 2, .step = 5}};
    (void)state;
    assert_split(100, rules, 5, NULL, PARTS({B, 50, 0, 0}, {COP, 25, 0, 0}, {OWNER, 25, 0, 0}));
}

static void each_remainder_rule_divides_its_way(void **state) {
    const rule rules[] = {
        {.party = A, SHARE(2, 6)}, {.party = B, SHARE(3, 6)}, {.party = OWNER, .kind = 2}};
    static const int64_t parts[5][3] = {
        {33, 50, 17}, {34, 50, 16}, {33, 51, 16}, {34, 50, 16}, {33, 50, 17}};
    (void)state;
    for (int32_t i = 0; i < 5; i++) {
        const revops_split_options options = {sizeof options, 0, i, 0};
        assert_split(
            100, rules, 3, &options,
            PARTS({A, parts[i][0], 0, 0}, {B, parts[i][1], 0, 0}, {OWNER, parts[i][2], 0, 0}));
    }
}

/* --- the call itself --- */

static void too_little_room_tells_how_much_is_needed(void **state) {
    const rule rules[] = {{.party = A, SHARE(1, 2)}, {.party = OWNER, .kind = 2}};
    revops_split_part parts[3];
    int64_t shortfall = 7;
    size_t written = 99;
    revops_error err;
    (void)state;
    memset(parts, 0x5a, sizeof parts);
    assert_int_equal(
        revops_split_compute(parts, 1, &written, &shortfall, SALE(9), rules, 2, NULL, &err),
        REVOPS_E_CAPACITY);
    assert_string_equal(err.field, "parts");
    assert_int_equal(written, 2);
    assert_int_equal(shortfall, 7);
    assert_int_equal(parts[0].party, UINT64_C(0x5a5a5a5a5a5a5a5a));
    assert_int_equal(revops_split_compute(NULL, 0, &written, NULL, SALE(9), rules, 2, NULL, NULL),
                     REVOPS_E_CAPACITY);
    assert_int_equal(revops_split_compute(NULL, 0, &written, NULL, SALE(0), rules, 2, NULL, NULL),
                     REVOPS_OK);
    assert_int_equal(written, 0);
    assert_int_equal(
        revops_split_compute(parts, 3, &written, &shortfall, SALE(9), rules, 2, NULL, NULL),
        REVOPS_OK);
    assert_int_equal(written, 2);
    assert_int_equal(parts[2].party, UINT64_C(0x5a5a5a5a5a5a5a5a));
}

static void a_sale_that_does_not_add_up_is_refused(void **state) {
    const rule rules[] = {{.party = OWNER, .kind = 2}};
    static const struct {
        revops_separation sale;
        const char *field;
    } bad[] = {
        {{-1, 0, -101, 100}, "gross_minor"},  {{100, -1, 1, 100}, "tax_minor"},
        {{100, 101, -101, 100}, "tax_minor"}, {{100, 0, 1, 100}, "net_minor"},
        {{100, 0, 0, -100}, "net_minor"},     {{INT64_MAX, INT64_MAX, 1, INT64_MAX}, "net_minor"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        revops_split_part part = {7, 7, 7, 7};
        size_t written = 7;
        revops_error err;
        assert_int_equal(
            revops_split_compute(&part, 1, &written, NULL, &bad[i].sale, rules, 1, NULL, &err),
            REVOPS_E_INVALID);
        assert_string_equal(err.field, bad[i].field);
        assert_true(err.row == REVOPS_NONE);
        assert_int_equal(written, 7);
        assert_int_equal(part.party, 7);
    }
}

static void compute_wants_its_arguments(void **state) {
    const rule rules[] = {{.party = OWNER, .kind = 2}};
    revops_split_part part;
    size_t written;
    revops_error err;
    (void)state;
    assert_int_equal(revops_split_compute(&part, 1, NULL, NULL, SALE(1), rules, 1, NULL, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "written");
    assert_int_equal(revops_split_compute(NULL, 1, &written, NULL, SALE(1), rules, 1, NULL, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "parts");
    assert_int_equal(revops_split_compute(&part, 1, &written, NULL, NULL, rules, 1, NULL, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "sale");
    assert_int_equal(revops_split_compute(&part, 1, &written, NULL, SALE(1), NULL, 1, NULL, &err),
                     REVOPS_E_INVALID);
    assert_string_equal(err.field, "rules");
}

static void the_defaults_are_zeros(void **state) {
    const revops_split_options init = REVOPS_SPLIT_OPTIONS_INIT;
    revops_split_options options;
    (void)state;
    memset(&options, 0x5a, sizeof options);
    revops_split_options_init(&options);
    assert_memory_equal(&options, &init, sizeof init);
    revops_split_options_init(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_shares_of_net),
        cmocka_unit_test(hotmart_pays_in_steps),
        cmocka_unit_test(gumroad_lets_the_affiliate_bear_its_part_of_the_fee),
        cmocka_unit_test(lemon_squeezy_takes_its_part_from_the_affiliate),
        cmocka_unit_test(a_cap_then_the_rest),
        cmocka_unit_test(bands_choose_the_share),
        cmocka_unit_test(bands_are_read_on_the_basis_of_the_step),
        cmocka_unit_test(floors_and_caps_move_parts_within_what_is_held),
        cmocka_unit_test(what_cannot_be_paid_is_a_shortfall),
        cmocka_unit_test(a_loss_is_the_bearers),
        cmocka_unit_test(the_named_owner_takes_what_no_rule_takes),
        cmocka_unit_test(what_separate_leaves_is_the_bearers),
        cmocka_unit_test(a_party_twice_is_one_part),
        cmocka_unit_test(steps_go_by_number_and_parties_by_place),
        cmocka_unit_test(a_pot_may_be_filled_again),
        cmocka_unit_test(each_remainder_rule_divides_its_way),
        cmocka_unit_test(too_little_room_tells_how_much_is_needed),
        cmocka_unit_test(a_sale_that_does_not_add_up_is_refused),
        cmocka_unit_test(compute_wants_its_arguments),
        cmocka_unit_test(the_defaults_are_zeros),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
