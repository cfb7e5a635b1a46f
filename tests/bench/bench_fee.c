/* Calls per CPU second of fees and splits: separate, gross-up, reverse, a plain and a stepped
 * split, each with its total checked, and the ratio to Python integers measured in the same run.
 *
 *     bench_fee [calls, 10000000]
 *
 * A bench never fails a test run; it exits with 1 only when a total is wrong. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "peers.h"
#include "revops.h"
#include "sales/split.h"

enum { LINES = 4, PEER_CALLS = 200000, AMOUNTS = 4096 };

/* 10 % + 2.9 % + 0.50 + 0.30 in one group: a sale on Gumroad. */
static const revops_fee_line lines[LINES] = {
    {.share_num = 1, .share_den = 10, .refund = REVOPS_FEE_REFUND_PROPORTIONAL},
    {.share_num = 29, .share_den = 1000, .refund = REVOPS_FEE_REFUND_PROPORTIONAL},
    {.fixed_minor = 50},
    {.fixed_minor = 30}};

static int64_t next_amount(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return 1 + (int64_t)((*state >> 33) % 10000000);
}

static double seconds(void) {
    return (double)clock() / CLOCKS_PER_SEC;
}

static double report(const char *name, long calls, double began, int good) {
    double rate = (double)calls / (seconds() - began);
    printf("%-28s %8.2f M calls per CPU second%s\n", name, rate / 1e6,
           good ? "" : ", a total MISSES");
    if (!good)
        exit(1);
    return rate;
}

static double bench_separate(long calls, int64_t *fees) {
    uint64_t state = 42;
    int64_t sum = 0, parts[LINES], all = 0;
    revops_separation s;
    double began = seconds();
    for (long i = 0; i < calls; i++) {
        if (revops_fee_separate(&s, parts, next_amount(&state), 0, lines, LINES, NULL, NULL))
            exit(1);
        sum += s.fee_minor;
        all += parts[0] + parts[1] + parts[2] + parts[3];
        if (i == PEER_CALLS - 1)
            *fees = sum;
    }
    return report("fee_separate, 4 lines", calls, began, all == sum);
}

static void bench_gross_up(long calls) {
    uint64_t state = 42;
    revops_separation s;
    int good = 1;
    double began = seconds();
    for (long i = 0; i < calls; i++) {
        int64_t net = next_amount(&state);
        if (revops_fee_gross_up(&s, net, lines, LINES, NULL, NULL))
            exit(1);
        good &= s.net_minor >= net && s.net_minor <= net + 1;
    }
    report("fee_gross_up, 4 lines", calls, began, good);
}

static void bench_reverse(long calls) {
    static revops_separation sales[AMOUNTS];
    static int64_t parts[AMOUNTS][LINES];
    uint64_t state = 42;
    revops_separation back;
    int64_t some[LINES], refunds = 0, sum = 0;
    double began;
    for (int i = 0; i < AMOUNTS; i++)
        if (revops_fee_separate(&sales[i], parts[i], next_amount(&state) + 1000, 0, lines, LINES,
                                NULL, NULL))
            exit(1);
    began = seconds();
    for (long i = 0; i < calls; i++) {
        const revops_separation *sale = &sales[i % AMOUNTS];
        int64_t refund = sale->gross_minor / 3;
        if (revops_fee_reverse(&back, some, sale, parts[i % AMOUNTS], lines, LINES, 7, refund,
                               NULL))
            exit(1);
        refunds += refund;
        sum += back.tax_minor + back.fee_minor + back.net_minor;
    }
    report("fee_reverse, 4 lines", calls, began, sum == refunds);
}

static void bench_compute(const char *name, const revops_split_rule *rules, size_t count,
                          long calls) {
    revops_split_part parts[8];
    uint64_t state = 42;
    int64_t whole = 0, sum = 0;
    double began = seconds();
    for (long i = 0; i < calls; i++) {
        int64_t net = next_amount(&state);
        const revops_separation sale = {net, 0, 0, net};
        size_t written;
        if (revops_split_compute(parts, 8, &written, NULL, &sale, rules, count, NULL, NULL))
            exit(1);
        whole += net;
        for (size_t j = 0; j < written; j++)
            sum += parts[j].amount_minor;
    }
    report(name, calls, began, sum == whole);
}

/* What a handle does: sealed once, applied to every sale. */
static void bench_sealed(const char *name, const revops_split_rule *rules, size_t count,
                         long calls) {
    static revops__split_rooms rooms;
    revops_split_options options = REVOPS_SPLIT_OPTIONS_INIT;
    revops__split_set set;
    uint64_t state = 42;
    int64_t parts[8], shortfall, whole = 0, sum = 0;
    double began;
    if (revops__split_seal(&set, &rooms, rules, count, &options, NULL))
        exit(1);
    began = seconds();
    for (long i = 0; i < calls; i++) {
        int64_t net = next_amount(&state);
        const revops_separation sale = {net, 0, 0, net};
        if (!revops__split_apply(&set, parts, &shortfall, &sale))
            exit(1);
        whole += net;
        for (size_t j = 0; j < set.party_count; j++)
            sum += parts[j];
    }
    report(name, calls, began, sum == whole);
}

static const char python_script[] =
    "import sys, time, array\n"
    "L = ((1, 10, 0), (29, 1000, 0), (0, 1, 50), (0, 1, 30))\n"
    "D = 1000\n"
    "def separate(gross):\n"
    "    whole = []; rests = []; rest = 0\n"
    "    for i, (num, den, fixed) in enumerate(L):\n"
    "        q, r = divmod(gross * num, den); r *= D // den\n"
    "        whole.append(q + fixed); rests.append((-r, i)); rest += r\n"
    "    up = (2 * rest + D) // (2 * D)\n"
    "    if up:\n"
    "        rests.sort()\n"
    "        for r, i in rests[:up]: whole[i] += 1\n"
    "    fee = sum(whole)\n"
    "    return fee, gross - fee, whole\n"
    "a = array.array('q', open(sys.argv[1] + '.0', 'rb').read()); t = time.process_time()\n"
    "total = sum(separate(x)[0] for x in a)\n"
    "print(time.process_time() - t, total)\n";

static void bench_python(double ours, int64_t fees) {
    static int64_t amounts[PEER_CALLS];
    const int64_t *columns[] = {amounts};
    uint64_t state = 42;
    int64_t total = 0;
    double took = 0;
    for (int64_t i = 0; i < PEER_CALLS; i++)
        amounts[i] = next_amount(&state);
    if (!bench_numpy(python_script, columns, 1, PEER_CALLS, &took, &total, 1))
        printf("peer: Python int             not installed\n");
    else
        printf("peer: Python int             %8.2f M calls per CPU second, we are %.0fx%s\n",
               PEER_CALLS / took / 1e6, ours * took / PEER_CALLS,
               total == fees ? "" : ", FEES MISS");
}

int main(int argc, char **argv) {
    static const revops_split_rule plain[] = {
        {.party = 1, .share_num = 7, .share_den = 10, .role = REVOPS_ROLE_OWNER},
        {.party = 2, .share_num = 2, .share_den = 10},
        {.party = 3, .share_num = 1, .share_den = 10}};
    static const revops_split_rule steps[] = {
        {.party = 3, .share_num = 35, .share_den = 100, .step = 1},
        {.party = 2, .share_num = 10, .share_den = 100, .step = 2},
        {.party = 1, .kind = REVOPS_RULE_REST, .step = 3, .role = REVOPS_ROLE_OWNER}};
    long calls = argc > 1 ? strtol(argv[1], NULL, 10) : 10000000;
    int64_t fees = 0;
    double ours = bench_separate(calls < PEER_CALLS ? PEER_CALLS : calls, &fees);
    bench_gross_up(calls / 20);
    bench_reverse(calls);
    bench_compute("split_compute, 3 shares", plain, 3, calls);
    bench_compute("split_compute, 3 steps", steps, 3, calls);
    bench_sealed("sealed set, 3 shares", plain, 3, calls);
    bench_sealed("sealed set, 3 steps", steps, 3, calls);
    bench_python(ours, fees);
    return 0;
}
