/* What a platform takes: a sale with tax, its two refunds, and the price that leaves a wanted net.
 *
 *     cc 02_fees.c $(pkg-config --cflags --libs revops) -o fees && ./fees
 */
#include <stdio.h>

#include <revops.h>

enum { LINES = 3, CENTS = 2 };

/* 3.9 % of the price before tax and 0.40, rounded together; then 1 % of what is left for a partner
 * network. The percentages come back with a refund, the 0.40 does not. */
static const revops_fee_line lines[LINES] = {{.share_num = 39,
                                              .share_den = 1000,
                                              .basis = REVOPS_FEE_BASIS_PRICE,
                                              .refund = REVOPS_FEE_REFUND_PROPORTIONAL},
                                             {.fixed_minor = 40},
                                             {.share_num = 1,
                                              .share_den = 100,
                                              .basis = REVOPS_FEE_BASIS_LEFT,
                                              .group = 1,
                                              .refund = REVOPS_FEE_REFUND_PROPORTIONAL}};

static int complain(const revops_error *err) {
    fprintf(stderr, "%s: %s: %s\n", revops_status_name(err->status), err->field, err->message);
    return 1;
}

static const char *text_of(char room[32], int64_t amount_minor) {
    size_t written;
    return revops_money_format(room, 32, &written, amount_minor, CENTS, NULL) == REVOPS_OK ? room
                                                                                           : "?";
}

static void print(const char *what, const revops_separation *s, const int64_t *parts) {
    char room[4 + LINES][32];
    printf("%-12s gross %7s = tax %6s + fee %5s + net %7s", what, text_of(room[0], s->gross_minor),
           text_of(room[1], s->tax_minor), text_of(room[2], s->fee_minor),
           text_of(room[3], s->net_minor));
    if (parts)
        printf("   lines %s %s %s", text_of(room[4], parts[0]), text_of(room[5], parts[1]),
               text_of(room[6], parts[2]));
    putchar('\n');
}

/* Two refunds that are the whole sale: each percent line comes back to the cent, and the seller
 * pays the 0.40 that the platform keeps. */
static int refund_twice(const revops_separation *sale, const int64_t *parts) {
    static const int64_t refunds[] = {800, 1600};
    int64_t back[LINES], before = 0;
    revops_separation step;
    revops_error err;
    for (int i = 0; i < 2; i++) {
        if (revops_fee_reverse(&step, back, sale, parts, lines, LINES, before, refunds[i], &err))
            return complain(&err);
        print(i == 0 ? "refund" : "the rest", &step, back);
        before += refunds[i];
    }
    return 0;
}

int main(void) {
    revops_separation sale, wanted;
    int64_t parts[LINES];
    revops_error err;
    /* 24.00 with 4.00 of tax in it */
    if (revops_fee_separate(&sale, parts, 2400, 400, lines, LINES, NULL, &err) != REVOPS_OK)
        return complain(&err);
    print("sale", &sale, parts);
    if (refund_twice(&sale, parts))
        return 1;
    /* What has to be asked so that 100.00 are left? */
    if (revops_fee_gross_up(&wanted, 10000, lines, LINES, NULL, &err) != REVOPS_OK)
        return complain(&err);
    print("for 100.00", &wanted, NULL);
    return 0;
}
