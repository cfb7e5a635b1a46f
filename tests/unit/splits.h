/* What the tests of splits share: parties, sales of a net alone, and one sale divided. */
#ifndef REVOPS_TEST_SPLITS_H
#define REVOPS_TEST_SPLITS_H

#include "check.h"

#include "sales/split.h"

typedef revops_split_rule rule;
enum { OWNER = 1, COP, AFF, PLATFORM, KEPT, A, B };

#define SHARE(num, den) .share_num = (num), .share_den = (den)
#define SALE(net)                                                                                  \
    &(const revops_separation) {                                                                   \
        net, 0, 0, net                                                                             \
    }
#define PARTS(...)                                                                                 \
    (const revops_split_part[]){__VA_ARGS__}, sizeof((revops_split_part[]){__VA_ARGS__}) / 24

static inline void assert_sale_split(const revops_separation *sale, const rule *rules, size_t count,
                                     const revops_split_options *options, int64_t short_of,
                                     const revops_split_part *expected, size_t expected_count) {
    revops_split_part parts[16];
    int64_t shortfall = -1;
    size_t written = 99;
    revops_error err = {0};
    revops_status status =
        revops_split_compute(parts, 16, &written, &shortfall, sale, rules, count, options, &err);
    assert_string_equal(err.message, "");
    assert_int_equal(status, REVOPS_OK);
    assert_int_equal(written, expected_count);
    assert_int_equal(shortfall, short_of);
    for (size_t i = 0; i < expected_count; i++) {
        assert_int_equal(parts[i].party, expected[i].party);
        assert_int_equal(parts[i].amount_minor, expected[i].amount_minor);
        assert_int_equal(parts[i].role, expected[i].role);
        assert_int_equal(parts[i].reserved0, 0);
    }
}

static inline void assert_split(int64_t net, const rule *rules, size_t count,
                                const revops_split_options *options,
                                const revops_split_part *expected, size_t expected_count) {
    assert_sale_split(SALE(net), rules, count, options, 0, expected, expected_count);
}

#endif
