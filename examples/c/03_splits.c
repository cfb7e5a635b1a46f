/* Who gets which part: rule sets as people know them, and a refund that reverses frozen parts.
 *
 *     cc 03_splits.c $(pkg-config --cflags --libs revops) -o splits && ./splits
 */
#include <stdio.h>

#include <revops.h>

enum { CENTS = 2, PARTS = 4, OWNER = 1, COPRODUCER, AFFILIATE, PLATFORM };
static const char *const names[] = {"", "owner", "coproducer", "affiliate", "platform"};

typedef struct system_rules {
    const char *name;
    int32_t remainder;
    size_t count;
    revops_split_rule rules[3];
    revops_separation sale;
} system_rules;

#define PERCENT(who, percent)                                                                      \
    .party = (who), .role = (who), .share_num = (percent), .share_den = 100
#define REST(who) .party = (who), .role = (who), .kind = REVOPS_RULE_REST

static const system_rules systems[] = {
    {"plain shares", 0, 2, {{PERCENT(OWNER, 70)}, {PERCENT(COPRODUCER, 30)}}, {9999, 0, 999, 9000}},
    {"Hotmart",
     0,
     3,
     {{PERCENT(AFFILIATE, 35), .step = 1},
      {PERCENT(COPRODUCER, 10), .step = 2},
      {REST(OWNER), .step = 3}},
     {10000, 0, 1040, 8960}},
    {"Gumroad",
     REVOPS_REMAINDER_SEPARATE,
     2,
     {{PERCENT(AFFILIATE, 10)}, {REST(OWNER)}},
     {1000, 0, 209, 791}},
    {"Lemon Squeezy",
     0,
     3,
     {{PERCENT(AFFILIATE, 30), .step = 1, .basis = REVOPS_SPLIT_BASIS_PRICE},
      {PERCENT(PLATFORM, 2), .step = 2, .source = AFFILIATE},
      {REST(OWNER), .step = 3}},
     {2400, 400, 206, 1794}},
    {"tiers",
     0,
     3,
     {{PERCENT(AFFILIATE, 10), .to_minor = 100000},
      {PERCENT(AFFILIATE, 15), .from_minor = 100000},
      {REST(OWNER)}},
     {120000, 0, 0, 120000}},
};

static int complain(const revops_error *err) {
    fprintf(stderr, "%s: rule %llu: %s: %s\n", revops_status_name(err->status),
            (unsigned long long)err->row, err->field, err->message);
    return 1;
}

static const char *text_of(char room[32], int64_t amount_minor) {
    size_t written;
    return revops_money_format(room, 32, &written, amount_minor, CENTS, NULL) == REVOPS_OK ? room
                                                                                           : "?";
}

static int divide(const system_rules *system, revops_split_part *parts, size_t *count) {
    revops_split_options options = REVOPS_SPLIT_OPTIONS_INIT;
    char room[32];
    revops_error err;
    options.remainder = system->remainder;
    if (revops_split_compute(parts, PARTS, count, NULL, &system->sale, system->rules, system->count,
                             &options, &err) != REVOPS_OK)
        return complain(&err);
    printf("%-14s %8s:", system->name, text_of(room, system->sale.net_minor));
    for (size_t i = 0; i < *count; i++)
        printf(" %s %s", names[parts[i].party], text_of(room, parts[i].amount_minor));
    putchar('\n');
    return 0;
}

/* Half of the sale goes back: each party gives back its part of the frozen parts. */
static int refund(const revops_split_part *parts, size_t count, int64_t net_minor) {
    int64_t original[PARTS], back[PARTS];
    char room[32];
    revops_error err;
    for (size_t i = 0; i < count; i++)
        original[i] = parts[i].amount_minor;
    if (revops_refund_reverse(back, original, count, 0, net_minor / 2, &err) != REVOPS_OK)
        return complain(&err);
    printf("%-14s %8s:", "refund of half", text_of(room, net_minor / 2));
    for (size_t i = 0; i < count; i++)
        printf(" %s %s", names[parts[i].party], text_of(room, back[i]));
    putchar('\n');
    return 0;
}

int main(void) {
    revops_split_part parts[PARTS];
    size_t count = 0, written;
    revops_error err;
    for (size_t i = 0; i < sizeof systems / sizeof systems[0]; i++)
        if (divide(&systems[i], parts, &count) ||
            (i == 1 && refund(parts, count, systems[i].sale.net_minor)))
            return 1;
    /* 35 % for the affiliate and nobody named for the rest is no answer: the set is refused. */
    if (revops_split_compute(parts, PARTS, &written, NULL, &systems[1].sale, systems[1].rules, 1,
                             NULL, &err) == REVOPS_OK)
        return 1;
    printf("%s, rule %llu: %s\n", revops_status_name(err.status), (unsigned long long)err.row,
           err.message);
    return 0;
}
