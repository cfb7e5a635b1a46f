/* Amounts, currencies, ratios, shares, days and rates. */
#include "golden.h"

static void money(golden_tape *tape) {
    char text[48];
    size_t size = 0;
    int64_t result = 0, again = 0;
    revops_error err;
    int64_t amount = any_amount(tape), num = any_amount(tape), den = below(tape, 1000000) - 9;
    int32_t mode = (int32_t)below(tape, REVOPS_ROUND_EXACT + 2);
    int32_t exponent = (int32_t)below(tape, 19);
    if (put_status(tape, revops_money_scale(&result, amount, num, den, mode, &err), &err))
        put(tape, result);
    if (put_status(tape, revops_money_format(text, sizeof text, &size, amount, exponent, &err),
                   &err)) {
        put_bytes(tape, text, size);
        if (put_status(tape, revops_money_parse(&again, text, size, exponent, &err), &err))
            put(tape, again == amount);
        text[below(tape, (int64_t)size)] = (char)('-' + below(tape, 12));
        if (put_status(tape, revops_money_parse(&again, text, size, exponent, &err), &err))
            put(tape, again);
    }
}

static void currencies(golden_tape *tape) {
    for (char a = 'A'; a <= 'Z'; a++)
        for (char b = 'A'; b <= 'Z'; b++)
            for (char c = 'A'; c <= 'Z'; c++) {
                int32_t exponent = -1;
                uint32_t currency = REVOPS_CURRENCY(a, b, c, 0);
                (void)!revops_currency_exponent(&exponent, currency, NULL, NULL);
                put(tape, exponent);
            }
}

static void calendar(golden_tape *tape) {
    char text[16];
    size_t size = 0;
    int32_t result = 0;
    revops_error err;
    int32_t day = (int32_t)(below(tape, 3700000) - 740000);
    revops_day_parts parts = revops_day_split(day);
    put_bytes(tape, "day", 3);
    put(tape, parts.year * 10000 + parts.month * 100 + parts.day);
    put(tape, parts.iso_year * 10000 + parts.iso_week * 100 + parts.weekday);
    put(tape, parts.days_in_month);
    if (put_status(tape, revops_day_format(text, sizeof text, &size, day, &err), &err)) {
        put_bytes(tape, text, size);
        text[below(tape, (int64_t)size)] = (char)('-' + below(tape, 12));
        if (put_status(tape, revops_day_parse(&result, text, size, &err), &err))
            put(tape, result);
    }
    int32_t months = (int32_t)below(tape, 4000) - 2000;
    int32_t anchor = (int32_t)below(tape, 33);
    if (put_status(tape, revops_day_add_months(&result, day, months, anchor, &err), &err))
        put(tape, result);
    int64_t instant = any_amount(tape);
    put(tape, revops_day_from_instant(instant, (int32_t)below(tape, 90000) - 45000));
}

static void periods(golden_tape *tape) {
    revops_periods periods = REVOPS_PERIODS_INIT;
    revops_period_row rows[64];
    size_t written = 0;
    revops_error err;
    periods.granularity = (int32_t)below(tape, REVOPS_GRANULARITY_TOTAL + 1);
    periods.from_day = (int32_t)below(tape, 20000);
    periods.to_day = periods.from_day + (int32_t)below(tape, 400);
    periods.week_start = (int32_t)below(tape, 8);
    periods.fiscal_month = (int32_t)below(tape, 13);
    if (put_status(tape, revops_period_rows(&periods, 0, rows, 64, sizeof rows[0], &written, &err),
                   &err))
        for (size_t i = 0; i < written; i++)
            put(tape, (int64_t)rows[i].from_day << 32 | rows[i].to_day);
}

static void ratios(golden_tape *tape) {
    revops_ratio a, b, result;
    revops_error err;
    char text[96];
    size_t size = 0;
    int64_t rounded = 0;
    int64_t numerator = any_amount(tape), denominator = any_amount(tape) | 1;
    int32_t mode = (int32_t)below(tape, REVOPS_ROUND_EXACT + 1);
    if (!put_status(tape, revops_ratio_make(&a, numerator, denominator, &err), &err) ||
        !put_status(tape, revops_ratio_make(&b, denominator / 3, numerator | 1, &err), &err))
        return;
    put_ratio(tape, a);
    put(tape, revops_ratio_compare(a, b));
    if (put_status(tape, revops_ratio_add(&result, a, b, &err), &err))
        put_ratio(tape, result);
    if (put_status(tape, revops_ratio_multiply(&result, a, b, &err), &err))
        put_ratio(tape, result);
    if (put_status(tape, revops_ratio_divide(&result, a, b, &err), &err))
        put_ratio(tape, result);
    if (put_status(tape, revops_ratio_round(&rounded, a, mode, 1 + below(tape, 100), &err), &err))
        put(tape, rounded);
    int32_t decimals = (int32_t)below(tape, 19);
    if (put_status(tape, revops_ratio_format(text, sizeof text, &size, a, decimals, &err), &err))
        put_bytes(tape, text, size);
}

/* Shares of every remainder rule, and the same parts taken back by instalments. */
static void shares(golden_tape *tape) {
    enum { MOST = 12 };
    int64_t weights[MOST], parts[MOST], back[MOST], remainder = 0;
    revops_allocate_options options = REVOPS_ALLOCATE_OPTIONS_INIT;
    revops_error err;
    size_t count = (size_t)(1 + below(tape, MOST));
    int64_t largest = below(tape, 4) == 0 ? INT64_MAX / MOST : 100;
    int64_t amount = any_amount(tape);
    for (size_t i = 0; i < count; i++)
        weights[i] = below(tape, largest);
    options.remainder = (int32_t)below(tape, REVOPS_REMAINDER_SEPARATE + 1);
    options.step = below(tape, 4) == 0 ? 5 : 0;
    if (!put_status(
            tape, revops_allocate(parts, &remainder, amount, weights, count, &options, &err), &err))
        return;
    put(tape, remainder);
    for (size_t i = 0; i < count; i++)
        put(tape, parts[i]);
    int64_t before = 0, whole = amount - remainder;
    for (int instalment = 0; instalment < 3; instalment++) {
        int64_t refund = whole / 7 * (1 + below(tape, 2));
        if (put_status(tape, revops_refund_reverse(back, parts, count, before, refund, &err), &err))
            for (size_t i = 0; i < count; i++)
                put(tape, back[i]);
        before += refund;
    }
}

static const uint32_t codes[] = {
    REVOPS_CURRENCY('E', 'U', 'R', 0), REVOPS_CURRENCY('U', 'S', 'D', 0),
    REVOPS_CURRENCY('J', 'P', 'Y', 0), REVOPS_CURRENCY('K', 'W', 'D', 0),
    REVOPS_CURRENCY('X', 'A', 'U', 0),
};

/* A year of rates against the euro, crosses through it, and the table's state. */
static void rates(golden_tape *tape) {
    enum { DAYS = 365, COUNT = sizeof codes / sizeof codes[0] };
    static int32_t day[DAYS];
    static int64_t num[DAYS];
    static uint8_t bytes[100000];
    revops_fx *fx = NULL;
    revops_conversion conversion;
    revops_error err;
    int64_t den = 10000;
    size_t size = 0;
    if (revops_fx_create(&fx, NULL, NULL, NULL))
        exit(2);
    for (size_t to = 1; to < COUNT; to++) {
        for (int32_t i = 0; i < DAYS; i++) {
            day[i] = 20000 + DAYS - i;
            num[i] = 5000 + below(tape, 20000);
        }
        revops_rate_batch batch = {
            sizeof batch,
            DAYS,
            REVOPS_COLUMN_ARRAY(day),
            REVOPS_COLUMN_VALUE(&codes[0]),
            REVOPS_COLUMN_VALUE(&codes[to]),
            REVOPS_COLUMN_ARRAY(num),
            REVOPS_COLUMN_VALUE(&den),
        };
        put_status(tape, revops_fx_add(fx, &batch, &err), &err);
    }
    for (int round = 0; round < 2000; round++) {
        int64_t amount = any_amount(tape);
        uint32_t from = codes[below(tape, COUNT)];
        uint32_t to = codes[below(tape, COUNT)];
        int32_t when = 19990 + (int32_t)below(tape, DAYS + 20);
        int32_t mode = (int32_t)below(tape, REVOPS_ROUND_EXACT);
        if (put_status(tape, revops_fx_convert(fx, &conversion, amount, from, to, when, mode, &err),
                       &err)) {
            put(tape, conversion.amount_minor);
            put(tape, conversion.rate_num);
            put(tape, conversion.rate_den);
            put(tape, conversion.residue_num);
            put(tape, conversion.residue_den);
            put(tape, conversion.rate_day);
        }
    }
    if (put_status(tape, revops_fx_save(fx, bytes, sizeof bytes, &size, &err), &err))
        put_bytes(tape, bytes, size);
    revops_fx_destroy(fx);
}

void golden_value(golden_tape *tape) {
    currencies(tape);
    rates(tape);
    for (int round = 0; round < 5000; round++) {
        money(tape);
        ratios(tape);
        shares(tape);
        calendar(tape);
        periods(tape);
    }
}
