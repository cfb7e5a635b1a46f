/** The sample business: files like those that its providers would send, made from nothing but a
 *  seed.
 *
 *  Everything here is integers and every customer owns a generator that is seeded from the run's
 *  seed and the customer's number. So the same arguments give the same bytes on every platform,
 *  and a file that is added later does not move a row of the files that were there before. The
 *  sums of `controls.json` are kept while the rows are written and never come from the library:
 *  they are what its answers are checked against.
 */
#include "cli/sample.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    SAMPLE_CURRENCIES = 2, /* USD and EUR, in the order of the tables below */
    SAMPLE_PLANS = 3,
    SAMPLE_DAY_SECONDS = 86400,
    SAMPLE_TEXT = 40, /* room for any number or day as text */
    SAMPLE_PATH = 4096,
    SAMPLE_MOST_CUSTOMERS = 1000000,
    SAMPLE_MOST_MONTHS = 600,
    SAMPLE_MOST_PAYMENTS = 20000000 /* all rows are sorted in memory, under 64 bytes each */
};

/** What happens to a customer beside paying; the first customers have one each, in this order, so
 *  that even a small sample holds every kind of row. */
typedef enum sample_story {
    STORY_PLAIN,
    STORY_UPGRADE,
    STORY_DOWNGRADE,
    STORY_REFUND,
    STORY_DISPUTE_LOST,
    STORY_DISPUTE_WON,
    STORY_PAUSE,
    STORY_RETURN,
    STORY_FAILED_RENEWAL,
    STORY_COUNT
} sample_story;

typedef enum sample_kind {
    SAMPLE_CHARGE,
    SAMPLE_REFUND,
    SAMPLE_DISPUTE,
    SAMPLE_DISPUTE_REVERSAL,
    SAMPLE_FEE,
    SAMPLE_PAYOUT
} sample_kind;

static const struct {
    const char *category, *source, *description;
    int32_t available_days;
} sample_kinds[] = {
    {"charge", "ch", "Subscription payment", 2},
    {"refund", "re", "REFUND FOR CHARGE", 0},
    {"dispute", "dp", "Chargeback withdrawal", 0},
    {"dispute_reversal", "dp", "Chargeback reversal", 0},
    {"fee", "fe", "Billing usage fee", 0},
    {"payout", "po", "STRIPE PAYOUT", 0},
};

static const char sample_stripe_name[] = "stripe_balance.csv";
static const char sample_spend_name[] = "spend.csv";
static const char sample_splits_name[] = "splits.csv";
static const char sample_controls_name[] = "controls.json";

static const char *const sample_currency_codes[SAMPLE_CURRENCIES] = {"USD", "EUR"};
static const int64_t sample_prices[SAMPLE_CURRENCIES][SAMPLE_PLANS] = {{1900, 4900, 14900},
                                                                       {1700, 4500, 13900}};
static const int64_t sample_fee_per_mille[SAMPLE_CURRENCIES] = {29, 15};
static const int64_t sample_fee_fixed[SAMPLE_CURRENCIES] = {30, 25};
enum { SAMPLE_DISPUTE_FEE = 1500, SAMPLE_USAGE_FEE = 250, SAMPLE_NO_CUSTOMER = 0 };

typedef struct sample_row {
    int64_t second; /* since 1970-01-01T00:00Z */
    int64_t gross_minor, fee_minor;
    uint32_t customer; /* from 1; SAMPLE_NO_CUSTOMER for rows of the account itself */
    uint32_t payment;  /* number of the customer's payment, from 1 */
    uint32_t sequence; /* order of making: what keeps equal seconds apart */
    sample_kind kind;
    int32_t currency;
} sample_row;

typedef struct sample_totals {
    int64_t count, gross_minor, fee_minor, net_minor;
} sample_totals;

typedef struct sample_world {
    const host_sample *plan;
    int32_t first_month, end_month; /* months since 1970-01, half-open */
    sample_row *rows;
    size_t row_count, row_capacity;
    sample_totals totals[SAMPLE_CURRENCIES];
} sample_world;

/* ---- calendar and generator: small, own, the same everywhere ---- */

/* Days since 1970-01-01 of the first day of a month: the era arithmetic of the proleptic Gregorian
 * calendar, with years that start in March so that the leap day comes last. */
static int32_t sample_month_first_day(int32_t month) {
    int32_t year = 1970 + month / 12, number = month % 12 + 1;
    int32_t march_year = year - (number <= 2);
    int32_t era_year = march_year % 400, march_month = (number + 9) % 12;
    int32_t day_of_era =
        era_year * 365 + era_year / 4 - era_year / 100 + (153 * march_month + 2) / 5;
    return march_year / 400 * 146097 + day_of_era - 719468;
}

static int32_t sample_month_of(int32_t day) {
    int32_t month = day / 31; /* never late, and at most a few months early within our centuries */
    while (sample_month_first_day(month + 1) <= day)
        month++;
    return month;
}

static void sample_day_text(char out[SAMPLE_TEXT], int32_t day) {
    int32_t month = sample_month_of(day);
    (void)snprintf(out, SAMPLE_TEXT, "%04" PRId32 "-%02" PRId32 "-%02" PRId32, 1970 + month / 12,
                   month % 12 + 1, day - sample_month_first_day(month) + 1);
}

/* splitmix64 (Steele, Lea, Flood 2014): one addition and a mixing, every seed is a good one. */
static uint64_t sample_next(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* 0 .. bound - 1; the bias of the remainder is far below what a sample could show. */
static int32_t sample_draw(uint64_t *state, int32_t bound) {
    return (int32_t)(sample_next(state) % (uint64_t)bound);
}

static uint64_t sample_stream(uint64_t seed, uint64_t number) {
    uint64_t state = seed;
    state = sample_next(&state) ^ (number * UINT64_C(0xd1342543de82ef95));
    return sample_next(&state);
}

/* ---- the business ---- */

/* Keep a row, unless it would lie behind the last day or before the first. False: no memory. */
static bool sample_keep(sample_world *world, const sample_row *row) {
    int64_t first = (int64_t)sample_month_first_day(world->first_month) * SAMPLE_DAY_SECONDS;
    int64_t end = ((int64_t)world->plan->as_of_day + 1) * SAMPLE_DAY_SECONDS;
    if (row->second < first || row->second >= end)
        return true;
    if (world->row_count == world->row_capacity) {
        size_t capacity = world->row_capacity ? world->row_capacity * 2 : 1024;
        sample_row *grown = realloc(world->rows, capacity * sizeof *grown);
        if (!grown)
            return false;
        world->rows = grown;
        world->row_capacity = capacity;
    }
    world->rows[world->row_count] = *row;
    world->rows[world->row_count].sequence = (uint32_t)world->row_count;
    world->row_count++;
    return true;
}

/* A payment and what its story makes of it later. */
static bool sample_pay(sample_world *world, uint64_t *random, sample_row row, bool refunded,
                       sample_story story) {
    row.kind = SAMPLE_CHARGE;
    row.fee_minor = (row.gross_minor * sample_fee_per_mille[row.currency] + 500) / 1000 +
                    sample_fee_fixed[row.currency];
    if (!sample_keep(world, &row))
        return false;
    int64_t price = row.gross_minor;
    if (refunded) { /* half of the refunds are partial; the processor keeps its fee */
        row.kind = SAMPLE_REFUND;
        row.gross_minor = sample_draw(random, 2) ? -price : -(price / 2);
        row.fee_minor = 0;
        row.second += (int64_t)(1 + sample_draw(random, 9)) * SAMPLE_DAY_SECONDS;
        return sample_keep(world, &row);
    }
    if (story != STORY_DISPUTE_LOST && story != STORY_DISPUTE_WON)
        return true;
    row.kind = SAMPLE_DISPUTE;
    row.gross_minor = -price;
    row.fee_minor = SAMPLE_DISPUTE_FEE;
    row.second += (int64_t)8 * SAMPLE_DAY_SECONDS;
    if (!sample_keep(world, &row) || story == STORY_DISPUTE_LOST)
        return story == STORY_DISPUTE_LOST;
    row.kind = SAMPLE_DISPUTE_REVERSAL;
    row.gross_minor = price;
    row.fee_minor = -SAMPLE_DISPUTE_FEE;
    row.second += (int64_t)20 * SAMPLE_DAY_SECONDS;
    return sample_keep(world, &row);
}

static sample_story sample_story_of(uint32_t index, uint64_t *random) {
    static const uint32_t owners[] = {0, 1, 3, 4, 6, 7, 10, 12}; /* pay by Stripe, monthly */
    for (uint32_t i = 0; i < sizeof owners / sizeof owners[0]; i++)
        if (owners[i] == index)
            return (sample_story)(STORY_UPGRADE + (int)i);
    int32_t story = sample_draw(random, 2 * STORY_COUNT);
    return story < STORY_COUNT ? (sample_story)story : STORY_PLAIN;
}

/* Months until the next payment, or 0 when the customer leaves; stories move plan and pace. */
static int32_t sample_step(sample_story story, uint32_t payment, int32_t *plan, bool may_leave,
                           uint64_t *random) {
    if (story == STORY_UPGRADE && payment == 2 && *plan + 1 < SAMPLE_PLANS)
        (*plan)++;
    if (story == STORY_DOWNGRADE && payment == 3 && *plan > 0)
        (*plan)--;
    if (story == STORY_PAUSE && payment == 3)
        return 3;
    if (story == STORY_RETURN && payment == 3)
        return 5;
    return may_leave && sample_draw(random, 40) == 0 ? 0 : 1;
}

static bool sample_customer(sample_world *world, uint32_t index) {
    uint64_t random = sample_stream(world->plan->seed, index);
    sample_story story = sample_story_of(index, &random);
    bool yearly = index % 10 == 9, early = index <= 12 || index % 3 == 0;
    int32_t months = world->end_month - world->first_month;
    int32_t tier = story == STORY_DOWNGRADE ? 2 : sample_draw(&random, 2);
    int32_t month = world->first_month + (early ? 0 : sample_draw(&random, months));
    int64_t second_of_month = (int64_t)sample_draw(&random, 28) * SAMPLE_DAY_SECONDS +
                              sample_draw(&random, SAMPLE_DAY_SECONDS);
    sample_row row = {.customer = index + 1, .currency = index % 5 == 1 || index % 5 == 3};
    for (uint32_t payment = 1; month < world->end_month; payment++) {
        int64_t late = story == STORY_FAILED_RENEWAL && payment == 3 ? 4 : 0;
        bool refunded =
            story == STORY_REFUND ? payment == 1 : index > 12 && !sample_draw(&random, 50);
        row.payment = payment;
        row.gross_minor = sample_prices[row.currency][tier] * (yearly ? 10 : 1);
        row.second =
            ((int64_t)sample_month_first_day(month) + late) * SAMPLE_DAY_SECONDS + second_of_month;
        if (!sample_pay(world, &random, row, refunded, payment == 2 ? story : STORY_PLAIN))
            return false;
        int32_t step = sample_step(story, payment, &tier, index > 12, &random);
        if (step == 0)
            break;
        month += yearly ? 12 : step;
    }
    return true;
}

/* Once a month the processor bills its own service. */
static bool sample_usage_fees(sample_world *world) {
    for (int32_t month = world->first_month; month < world->end_month; month++) {
        sample_row row = {.kind = SAMPLE_FEE, .fee_minor = SAMPLE_USAGE_FEE};
        row.second = (int64_t)sample_month_first_day(month + 1) * SAMPLE_DAY_SECONDS - 600;
        row.payment = (uint32_t)(month - world->first_month) + 1;
        if (!sample_keep(world, &row))
            return false;
    }
    return true;
}

static int sample_compare(const void *left, const void *right) {
    const sample_row *a = left, *b = right;
    if (a->second != b->second)
        return a->second < b->second ? -1 : 1;
    return a->sequence < b->sequence ? -1 : a->sequence > b->sequence;
}

/* ---- the files ---- */

static void sample_amount(char out[SAMPLE_TEXT], int64_t minor) {
    int64_t size = minor < 0 ? -minor : minor;
    (void)snprintf(out, SAMPLE_TEXT, "%s%" PRId64 ".%02" PRId64, minor < 0 ? "-" : "", size / 100,
                   size % 100);
}

static int sample_unwritable(host_error *err, const char *folder, const char *name, int number) {
    host_fail(err, "io", "%s%s%s cannot be written: %s", folder, name ? "/" : "", name ? name : "",
              strerror(number));
    return host_fail_hint(err, NULL, "a folder that can be written to",
                          "give another --output, or make room there");
}

static FILE *sample_open(const sample_world *world, const char *name, host_error *err) {
    char path[SAMPLE_PATH];
    int size = snprintf(path, sizeof path, "%s/%s", world->plan->output, name);
    FILE *file = size > 0 && (size_t)size < sizeof path ? fopen(path, "wb") : NULL;
    if (!file)
        (void)sample_unwritable(err, world->plan->output, name, errno);
    return file;
}

/* Close and say whether every byte has arrived. */
static int sample_close(const sample_world *world, FILE *file, const char *name, host_error *err) {
    int broken = ferror(file);
    if (fclose(file) || broken)
        return sample_unwritable(err, world->plan->output, name, errno);
    return 0;
}

static void sample_stripe_row(FILE *file, sample_world *world, const sample_row *row,
                              uint32_t number) {
    int32_t day = (int32_t)(row->second / SAMPLE_DAY_SECONDS);
    int32_t available = day + sample_kinds[row->kind].available_days;
    int32_t second = (int32_t)(row->second % SAMPLE_DAY_SECONDS);
    char created_text[SAMPLE_TEXT], available_text[SAMPLE_TEXT + 16] = "", gross[SAMPLE_TEXT],
                                                                 fee[SAMPLE_TEXT], net[SAMPLE_TEXT];
    sample_day_text(created_text, day);
    if (available <= world->plan->as_of_day) { /* nothing may speak of a day to come */
        sample_day_text(available_text, available);
        strcat(available_text, " 00:00:00");
    }
    /* The processor's own bill comes as a negative amount without a fee. */
    bool bill = row->kind == SAMPLE_FEE;
    sample_amount(gross, bill ? -row->fee_minor : row->gross_minor);
    sample_amount(fee, bill ? 0 : row->fee_minor);
    sample_amount(net, row->gross_minor - row->fee_minor);
    char customer[SAMPLE_TEXT] = "", charge[SAMPLE_TEXT] = "", source[SAMPLE_TEXT];
    if (row->customer) {
        (void)snprintf(customer, sizeof customer, "cus_%05" PRIu32, row->customer);
        (void)snprintf(charge, sizeof charge, "ch_%05" PRIu32 "_%03" PRIu32, row->customer,
                       row->payment);
    }
    (void)snprintf(source, sizeof source, "%s_%05" PRIu32 "_%03" PRIu32,
                   sample_kinds[row->kind].source, row->customer, row->payment);
    (void)fprintf(file,
                  "txn_%06" PRIu32 ",%s %02" PRId32 ":%02" PRId32 ":%02" PRId32
                  ",%s,%s,%s,%s,%s,%s,%s,%s,%s,%s\n",
                  number, created_text, second / 3600, second / 60 % 60, second % 60,
                  available_text, row->currency ? "eur" : "usd", gross, fee, net,
                  sample_kinds[row->kind].category, source, customer, charge,
                  sample_kinds[row->kind].description);
    if (row->kind == SAMPLE_PAYOUT)
        return;
    sample_totals *total = &world->totals[row->currency];
    total->count++;
    total->gross_minor += row->gross_minor;
    total->fee_minor += row->fee_minor;
    total->net_minor += row->gross_minor - row->fee_minor;
}

/* All rows by time; every Friday morning what has gathered goes out as one payout per currency. */
static int sample_stripe(sample_world *world, host_error *err) {
    FILE *file = sample_open(world, sample_stripe_name, err);
    if (!file)
        return -1;
    (void)fputs("balance_transaction_id,created_utc,available_on_utc,currency,gross,fee,net,"
                "reporting_category,source_id,customer_id,charge_id,description\n",
                file);
    int32_t first = sample_month_first_day(world->first_month);
    int32_t payday = first + (8 - (first + 3) % 7 + 3) % 7; /* 1970-01-01 was a Thursday */
    int64_t balance[SAMPLE_CURRENCIES] = {0};
    uint32_t number = 0, payouts = 0;
    for (size_t i = 0; payday <= world->plan->as_of_day || i < world->row_count;) {
        int64_t pay_second = (int64_t)payday * SAMPLE_DAY_SECONDS + 6 * 3600;
        if (i < world->row_count &&
            (world->rows[i].second < pay_second || payday > world->plan->as_of_day)) {
            const sample_row *row = &world->rows[i++];
            balance[row->currency] += row->gross_minor - row->fee_minor;
            sample_stripe_row(file, world, row, ++number);
            continue;
        }
        for (int32_t currency = 0; currency < SAMPLE_CURRENCIES; currency++) {
            if (balance[currency] <= 0)
                continue;
            sample_row row = {.second = pay_second, .kind = SAMPLE_PAYOUT, .currency = currency};
            row.gross_minor = -balance[currency];
            row.payment = ++payouts;
            balance[currency] = 0;
            sample_stripe_row(file, world, &row, ++number);
        }
        payday += 7;
    }
    return sample_close(world, file, sample_stripe_name, err);
}

/* Advertising: every Monday in dollars, on the tenth of each month in euros. */
static int sample_spend(sample_world *world, host_error *err) {
    FILE *file = sample_open(world, sample_spend_name, err);
    if (!file)
        return -1;
    uint64_t random = sample_stream(world->plan->seed, UINT64_C(1) << 32);
    uint32_t number = 0;
    (void)fputs("spend,project,economic_day,currency,amount\n", file);
    for (int32_t day = sample_month_first_day(world->first_month); day <= world->plan->as_of_day;
         day++) {
        bool monday = (day + 3) % 7 == 0;
        bool tenth = day - sample_month_first_day(sample_month_of(day)) == 9;
        for (int32_t currency = 0; currency < SAMPLE_CURRENCIES; currency++) {
            if (!(currency ? tenth : monday))
                continue;
            char day_text[SAMPLE_TEXT], amount[SAMPLE_TEXT];
            sample_day_text(day_text, day);
            sample_amount(amount, 3000 + sample_draw(&random, 6000));
            (void)fprintf(file, "ad-%05" PRIu32 ",shop,%s,%s,%s\n", ++number, day_text,
                          sample_currency_codes[currency], amount);
        }
    }
    return sample_close(world, file, sample_spend_name, err);
}

/* Rules of splits: a partner has 30 % of what all products leave, the owner the rest. */
static int sample_splits(sample_world *world, host_error *err) {
    FILE *file = sample_open(world, sample_splits_name, err);
    if (!file)
        return -1;
    (void)fputs("product,party,role,share,step,kind\n"
                ",partner,coproducer,30%,1,percent\n"
                ",owner,owner,,1,rest\n",
                file);
    return sample_close(world, file, sample_splits_name, err);
}

static int sample_controls(sample_world *world, host_error *err) {
    static const int32_t by_code[SAMPLE_CURRENCIES] = {1, 0};
    FILE *file = sample_open(world, sample_controls_name, err);
    if (!file)
        return -1;
    char as_of[SAMPLE_TEXT];
    sample_day_text(as_of, world->plan->as_of_day);
    (void)fprintf(file,
                  "{\"seed\": %" PRIu64 ", \"customers\": %" PRId32 ", \"months\": %" PRId32
                  ", \"as_of\": \"%s\",\n \"transactions\": [",
                  world->plan->seed, world->plan->customers, world->plan->months, as_of);
    const char *comma = "";
    for (int32_t i = 0; i < SAMPLE_CURRENCIES; i++) {
        const sample_totals *total = &world->totals[by_code[i]];
        if (total->count == 0)
            continue;
        (void)fprintf(file,
                      "%s\n  {\"currency\": \"%s\", \"count\": %" PRId64
                      ", \"gross_minor\": %" PRId64 ", \"tax_minor\": 0, \"fee_minor\": %" PRId64
                      ", \"net_minor\": %" PRId64 "}",
                      comma, sample_currency_codes[by_code[i]], total->count, total->gross_minor,
                      total->fee_minor, total->net_minor);
        comma = ",";
    }
    (void)fputs("]}\n", file);
    return sample_close(world, file, sample_controls_name, err);
}

/* The numbers that make sense: a mistyped one should not fill the disk. */
static int sample_check(const host_sample *plan, host_error *err) {
    if (plan->customers < 1 || plan->customers > SAMPLE_MOST_CUSTOMERS) {
        host_fail(err, "invalid", "%" PRId32 " customers cannot be made", plan->customers);
        return host_fail_hint(err, NULL, "1 to 1000000 customers", "give another --customers");
    }
    if (plan->months < 1 || plan->months > SAMPLE_MOST_MONTHS) {
        host_fail(err, "invalid", "%" PRId32 " months cannot be made", plan->months);
        return host_fail_hint(err, NULL, "1 to 600 months", "give another --months");
    }
    if ((int64_t)plan->customers * plan->months > SAMPLE_MOST_PAYMENTS) {
        host_fail(err, "limit", "the sample would be too large");
        return host_fail_hint(err, NULL, "at most 20000000 customers times months",
                              "give a smaller --customers or --months");
    }
    if (sample_month_of(plan->as_of_day) < SAMPLE_MOST_MONTHS) {
        host_fail(err, "invalid", "the business would begin before 1970");
        return host_fail_hint(err, NULL, "a day from 2020-01-01 on", "give another --as-of");
    }
    return 0;
}

int host_sample_write(const host_sample *plan, host_error *err) {
    sample_world world = {.plan = plan};
    if (sample_check(plan, err))
        return -1;
    world.end_month = sample_month_of(plan->as_of_day) + 1;
    world.first_month = world.end_month - plan->months;
    if (mkdir(plan->output, 0777) && errno != EEXIST)
        return sample_unwritable(err, plan->output, NULL, errno);
    bool kept = sample_usage_fees(&world);
    for (int32_t index = 0; kept && index < plan->customers; index++)
        if (index % 3 != 2) /* two in three customers pay by Stripe */
            kept = sample_customer(&world, (uint32_t)index);
    int failed = kept ? 0 : host_fail(err, "nomem", "no memory for the rows of the sample");
    if (!failed && world.row_count)
        qsort(world.rows, world.row_count, sizeof *world.rows, sample_compare);
    if (!failed)
        failed = sample_stripe(&world, err);
    if (!failed)
        failed = sample_spend(&world, err);
    if (!failed)
        failed = sample_splits(&world, err);
    if (!failed)
        failed = sample_controls(&world, err);
    free(world.rows);
    return failed;
}

const char *const *host_sample_files(void) {
    static const char *const files[] = {sample_stripe_name, sample_spend_name, sample_splits_name,
                                        NULL};
    return files;
}
