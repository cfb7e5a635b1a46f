/* Money without a lost cent: read an amount, share it three ways, take a part back in two refunds,
 * and convert it at the rate of the day.
 *
 *     cc 01_money.c $(pkg-config --cflags --libs revops) -o money && ./money
 */
#include <stdio.h>
#include <string.h>

#include <revops.h>

enum { PARTIES = 3, CENTS = 2 };
#define USD REVOPS_CURRENCY('U', 'S', 'D', 0)
#define GBP REVOPS_CURRENCY('G', 'B', 'P', 0)
#define EUR REVOPS_CURRENCY('E', 'U', 'R', 0)

static int complain(const revops_error *err) {
    fprintf(stderr, "%s: %s: %s\n", revops_status_name(err->status), err->field, err->message);
    return 1;
}

/* An amount with its decimals; 32 bytes always suffice. */
static const char *text_of(char room[32], int64_t amount_minor) {
    size_t written;
    return revops_money_format(room, 32, &written, amount_minor, CENTS, NULL) == REVOPS_OK ? room
                                                                                           : "?";
}

static void print_parts(const char *what, const int64_t *parts) {
    char room[PARTIES][32];
    printf("%-14s %8s %8s %8s\n", what, text_of(room[0], parts[0]), text_of(room[1], parts[1]),
           text_of(room[2], parts[2]));
}

/* 50, 30 and 20 percent, each written in its own way, as integers of one denominator. */
static int weights_of(int64_t *weights) {
    static const char *const shares[PARTIES] = {"50%", "3/10", "0.2"};
    revops_ratio ratios[PARTIES];
    revops_error err;
    for (size_t i = 0; i < PARTIES; i++)
        if (revops_share_parse(&ratios[i], shares[i], strlen(shares[i]), &err) != REVOPS_OK)
            return complain(&err);
    if (revops_ratio_weights(weights, ratios, PARTIES, &err) != REVOPS_OK)
        return complain(&err);
    return 0;
}

static int share_and_refund(void) {
    int64_t amount, weights[PARTIES], parts[PARTIES], back[PARTIES];
    revops_error err;
    if (revops_money_parse(&amount, "100.01", 6, CENTS, &err) != REVOPS_OK)
        return complain(&err);
    if (weights_of(weights))
        return 1;
    if (revops_allocate(parts, NULL, amount, weights, PARTIES, NULL, &err) != REVOPS_OK)
        return complain(&err);
    print_parts("sale 100.01", parts);
    /* Two refunds take back from the frozen parts; together they are the whole sale. */
    if (revops_refund_reverse(back, parts, PARTIES, 0, 3334, &err) != REVOPS_OK)
        return complain(&err);
    print_parts("refund 33.34", back);
    if (revops_refund_reverse(back, parts, PARTIES, 3334, 6667, &err) != REVOPS_OK)
        return complain(&err);
    print_parts("refund 66.67", back);
    return 0;
}

static int convert(void) {
    static const uint32_t from[] = {EUR, EUR}, to[] = {USD, GBP};
    static const int64_t num[] = {461, 87253}, den[] = {400, 100000}; /* 1.1525 and 0.87253 */
    const int32_t published = 20545;                                  /* 2026-04-02 */
    revops_rate_batch batch = {sizeof batch,
                               2,
                               REVOPS_COLUMN_VALUE(&published),
                               REVOPS_COLUMN_ARRAY(from),
                               REVOPS_COLUMN_ARRAY(to),
                               REVOPS_COLUMN_ARRAY(num),
                               REVOPS_COLUMN_ARRAY(den)};
    revops_conversion got;
    revops_fx *fx = NULL;
    revops_error err;
    char room[2][32], day[11];
    size_t written;
    int failed = 0;
    if (revops_fx_create(&fx, NULL, NULL, &err) != REVOPS_OK)
        return complain(&err);
    /* Four days later, over Easter, the rate of Thursday is still the newest: dollars to pounds
     * through the euro, both legs of that day. */
    if (revops_fx_add(fx, &batch, &err) != REVOPS_OK ||
        revops_fx_convert(fx, &got, 10000, USD, GBP, published + 4, 0, &err) != REVOPS_OK ||
        revops_day_format(day, sizeof day, &written, got.rate_day, &err) != REVOPS_OK)
        failed = complain(&err);
    else
        printf("%s USD are %s GBP at %lld/%lld of %s\n", text_of(room[0], 10000),
               text_of(room[1], got.amount_minor), (long long)got.rate_num, (long long)got.rate_den,
               day);
    revops_fx_destroy(fx);
    return failed;
}

int main(void) {
    return share_and_refund() || convert();
}
