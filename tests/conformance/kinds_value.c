/* Kinds of the value floor: money, ratios, rounding, allocation, reversal, days, periods, rates. */
#include "conformance.h"

#include <stdlib.h>
#include <string.h>

static const char *const value_modes[] = {
    "",   "half_even", "half_up", "half_down", "half_odd", "half_ceiling", "half_floor", "down",
    "up", "floor",     "ceiling", "exact",     NULL};

/* A refusal that came while given or options were read, or NULL when the trial is unsound. */
static json_t *value_refusal(const reading *in) {
    return in->err.status ? answer_refused(&in->err) : NULL;
}

static int value_begin(reading *in, trial *t) {
    memset(in, 0, sizeof *in);
    in->trial = t;
    return trial_sound(t);
}

/* --- currencies and money --- */

/* The host's own currencies: {CODE: exponent}. */
static int value_currencies(reading *in, revops_currency_options *options) {
    json_t *own = option(in->trial, "currencies"), *exponent;
    revops_currency_def *defs = trial_memory(in->trial, json_object_size(own) * sizeof *defs);
    const char *code;
    size_t count = 0;
    revops_currency_options_init(options);
    json_object_foreach(own, code, exponent) {
        defs[count].exponent = (int32_t)json_int64(in->trial, exponent);
        if (revops_currency_parse(&defs[count++].currency, code, strlen(code), &in->err))
            return 0;
    }
    options->defs = count ? defs : NULL;
    options->def_count = count;
    return trial_sound(in->trial);
}

/* The exponent of the code under @p key. */
static int value_exponent(reading *in, const char *key, int32_t *exponent) {
    revops_currency_options options;
    uint32_t currency;
    *exponent = -1;
    return value_currencies(in, &options) &&
           currency_from_json(in, given(in->trial, key), &currency) &&
           revops_currency_exponent(exponent, currency, &options, &in->err) == REVOPS_OK;
}

static json_t *value_currency(trial *t) {
    reading in;
    int32_t exponent;
    value_begin(&in, t);
    if (!value_exponent(&in, "code", &exponent))
        return value_refusal(&in);
    return answer("exponent", json_integer(exponent));
}

static json_t *value_money_parse(trial *t) {
    reading in;
    test_text money = given_text(t, "text");
    int32_t exponent;
    int64_t amount_minor = INT64_MIN + 1;
    if (!value_begin(&in, t) || !value_exponent(&in, "currency", &exponent))
        return value_refusal(&in);
    if (revops_money_parse(&amount_minor, money.data, money.size, exponent, &in.err) == REVOPS_OK)
        return answer("amount_minor", json_integer(amount_minor));
    if (amount_minor != INT64_MIN + 1)
        trial_miss(t, "a refused parse wrote its output");
    return answer_refused(&in.err);
}

typedef struct value_money {
    int64_t amount_minor;
    int32_t exponent;
} value_money;

static revops_status value_write_money(void *context, char *out, size_t capacity, size_t *written,
                                       revops_error *err) {
    const value_money *money = context;
    return revops_money_format(out, capacity, written, money->amount_minor, money->exponent, err);
}

static json_t *value_money_format(trial *t) {
    reading in;
    value_money money;
    money.amount_minor = given_integer(t, "amount_minor", 0);
    if (!value_begin(&in, t) || !value_exponent(&in, "currency", &money.exponent))
        return value_refusal(&in);
    return answer_written(t, value_write_money, &money);
}

static json_t *value_money_scale(trial *t) {
    reading in;
    revops_ratio ratio;
    int64_t amount_minor = given_integer(t, "amount_minor", 0), result = INT64_MIN + 1;
    int32_t mode = option_word(t, "mode", value_modes, REVOPS_ROUND_DEFAULT);
    if (!value_begin(&in, t) || !ratio_from_json(&in, given(t, "ratio"), &ratio))
        return value_refusal(&in);
    if (revops_money_scale(&result, amount_minor, ratio.numerator, ratio.denominator, mode,
                           &in.err) == REVOPS_OK)
        return answer("amount_minor", json_integer(result));
    if (result != INT64_MIN + 1)
        trial_miss(t, "a refused scaling wrote its output");
    return answer_refused(&in.err);
}

/* --- ratios --- */

static json_t *value_ratio_parse(trial *t) {
    static const char *const limits[] = {"none", "share", NULL};
    test_text fraction = given_text(t, "text");
    int32_t limit = option_word(t, "limit", limits, 0);
    revops_ratio ratio = {-7, -7, -7, 0};
    revops_status status;
    revops_error err;
    if (!trial_sound(t))
        return NULL;
    status = limit ? revops_share_parse(&ratio, fraction.data, fraction.size, &err)
                   : revops_ratio_parse(&ratio, fraction.data, fraction.size, &err);
    if (status == REVOPS_OK)
        return answer("ratio", answer_ratio(ratio.numerator, ratio.denominator));
    if (ratio.numerator != -7 || ratio.denominator != -7 || ratio.status != -7)
        trial_miss(t, "a refused parse wrote its output");
    return answer_refused(&err);
}

static json_t *value_ratio_compute(trial *t) {
    static const char *const ops[] = {"sum", "product", "quotient", "compare", NULL};
    reading in;
    int32_t op = word_place(t, "op", given(t, "op"), ops);
    size_t count = given_count(t, "values");
    revops_ratio result, operand;
    if (count < 1 || (op > 1 && count != 2))
        trial_broken(t, "expected one value or more, two for %s", ops[op]);
    if (!value_begin(&in, t) || !ratio_from_json(&in, given_item(t, "values", 0), &result))
        return value_refusal(&in);
    for (size_t i = 1; i < count; i++) {
        revops_ratio left = result;
        if (!ratio_from_json(&in, given_item(t, "values", i), &operand))
            return value_refusal(&in);
        if (op == 3)
            return answer("order", json_integer(revops_ratio_compare(left, operand)));
        if (op == 0   ? revops_ratio_add(&result, left, operand, &in.err)
            : op == 1 ? revops_ratio_multiply(&result, left, operand, &in.err)
                      : revops_ratio_divide(&result, left, operand, &in.err))
            return value_refusal(&in);
    }
    return answer("ratio", answer_ratio(result.numerator, result.denominator));
}

static json_t *value_round(trial *t) {
    reading in;
    revops_ratio value;
    int64_t step = option_integer(t, "step", 1), rounded = INT64_MIN + 1;
    int32_t mode = option_word(t, "mode", value_modes, REVOPS_ROUND_DEFAULT);
    if (!value_begin(&in, t) || !ratio_from_json(&in, given(t, "value"), &value))
        return value_refusal(&in);
    if (revops_ratio_round(&rounded, value, mode, step, &in.err) == REVOPS_OK)
        return answer("rounded", json_integer(rounded));
    if (rounded != INT64_MIN + 1)
        trial_miss(t, "a refused rounding wrote its output");
    return answer_refused(&in.err);
}

/* --- allocation and reversal --- */

static json_t *value_integers(const int64_t *values, size_t count) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_integer(values[i]));
    return list;
}

static json_t *value_allocate(trial *t) {
    static const char *const rules[] = {"largest_remainder", "to_first", "to_largest",
                                        "from_last",         "separate", NULL};
    reading in;
    size_t count = given_count(t, "weights");
    revops_ratio *shares = trial_memory(t, count * sizeof *shares);
    int64_t *weights = trial_memory(t, count * sizeof *weights);
    int64_t *parts = trial_memory(t, count * sizeof *parts);
    int64_t amount_minor = given_integer(t, "amount_minor", 0), remainder_minor = -7;
    uint64_t wrong; /* modulo 2^64: the least amount has no opposite */
    revops_allocate_options options = REVOPS_ALLOCATE_OPTIONS_INIT;
    options.step = option_integer(t, "step", 1);
    options.remainder = option_word(t, "remainder", rules, 0);
    value_begin(&in, t);
    for (size_t i = 0; i < count; i++)
        if (!ratio_from_json(&in, given_item(t, "weights", i), &shares[i]))
            return value_refusal(&in);
    if (!trial_sound(t) || revops_ratio_weights(weights, shares, count, &in.err) ||
        revops_allocate(parts, &remainder_minor, amount_minor, weights, count, &options, &in.err))
        return value_refusal(&in);
    wrong = (uint64_t)remainder_minor - (uint64_t)amount_minor;
    for (size_t i = 0; i < count; i++)
        wrong += (uint64_t)parts[i];
    if (wrong)
        trial_miss(t, "the parts do not sum to the amount");
    /* A case without a remainder expects that there is none. */
    if (remainder_minor && !json_object_get(t->expect, "remainder_minor"))
        trial_miss(t, "a remainder of %lld", (long long)remainder_minor);
    return json_pack("{s:o, s:I}", "parts", value_integers(parts, count), "remainder_minor",
                     (json_int_t)remainder_minor);
}

/* What must hold after each step of a reversal: it sums to the refund, all parts move one way, none
 * passes its original, and a whole refund leaves nothing. */
static void value_reversal_holds(trial *t, const int64_t *original, const int64_t *step,
                                 const int64_t *reversed, size_t count, int64_t refund,
                                 int64_t refunded) {
    uint64_t sum = 0, total = 0;
    int up = 0, down = 0, mixed = 0;
    for (size_t i = 0; i < count; i++) {
        sum += (uint64_t)step[i];
        total += (uint64_t)original[i];
        mixed |= original[i] < 0 && original[0] >= 0;
        mixed |= original[i] > 0 && original[0] <= 0;
        up |= step[i] && (step[i] > 0) == (original[i] > 0);
        down |= step[i] && (step[i] > 0) != (original[i] > 0);
        if (original[i] >= 0 ? reversed[i] < 0 || reversed[i] > original[i]
                             : reversed[i] > 0 || reversed[i] < original[i])
            trial_miss(t, "part %zu is reversed beyond its original", i);
    }
    if (sum != (uint64_t)refund)
        trial_miss(t, "a step does not sum to its refund");
    if (up && down && !mixed)
        trial_miss(t, "the parts of a step move both ways");
    for (size_t i = 0; i < count; i++)
        if (total && (uint64_t)refunded == total && reversed[i] != original[i])
            trial_miss(t, "part %zu is not exactly reversed by the whole refund", i);
}

static json_t *value_refund_reverse(trial *t) {
    size_t count = given_count(t, "original"), refunds = given_count(t, "refunds");
    int64_t *original = trial_memory(t, count * sizeof *original);
    int64_t *step = trial_memory(t, count * sizeof *step);
    int64_t *reversed = trial_memory(t, count * sizeof *reversed);
    int64_t refunded = 0;
    json_t *cumulative = json_array();
    revops_error err;
    for (size_t i = 0; i < count; i++)
        original[i] = json_int64(t, given_item(t, "original", i));
    for (size_t i = 0; i < refunds && trial_sound(t); i++) {
        int64_t refund = json_int64(t, given_item(t, "refunds", i));
        if (revops_refund_reverse(step, original, count, refunded, refund, &err)) {
            json_decref(cumulative);
            return answer_refused(&err);
        }
        refunded += refund;
        for (size_t j = 0; j < count; j++)
            reversed[j] += step[j];
        value_reversal_holds(t, original, step, reversed, count, refund, refunded);
        json_array_append_new(cumulative,
                              json_pack("{s:I, s:o}", "refunded_minor", (json_int_t)refunded,
                                        "reversed", value_integers(reversed, count)));
    }
    return answer("cumulative", cumulative);
}

/* --- days --- */

static json_t *value_day_parse(trial *t) {
    test_text day = given_text(t, "text");
    int32_t parsed = INT32_MIN;
    revops_error err;
    if (!trial_sound(t))
        return NULL;
    if (revops_day_parse(&parsed, day.data, day.size, &err) == REVOPS_OK)
        return answer("day", json_integer(parsed));
    if (parsed != INT32_MIN)
        trial_miss(t, "a refused parse wrote its output");
    return answer_refused(&err);
}

static revops_status value_write_day(void *context, char *out, size_t capacity, size_t *written,
                                     revops_error *err) {
    const int32_t *day = context;
    return revops_day_format(out, capacity, written, *day, err);
}

/* An integer of given that must fit int32. */
static int32_t value_int32(trial *t, const char *key, int64_t otherwise) {
    int64_t value = given_integer(t, key, otherwise);
    if (value < INT32_MIN || value > INT32_MAX)
        trial_broken(t, "%s does not fit int32", key);
    return (int32_t)value;
}

static json_t *value_day_format(trial *t) {
    int32_t day = value_int32(t, "day", 0);
    return trial_sound(t) ? answer_written(t, value_write_day, &day) : NULL;
}

static json_t *value_day_add_months(trial *t) {
    reading in;
    int32_t months = value_int32(t, "months", 0), anchor = value_int32(t, "anchor", 0), day, result;
    if (!value_begin(&in, t) || !day_from_json(&in, given(t, "day"), &day) ||
        revops_day_add_months(&result, day, months, anchor, &in.err))
        return value_refusal(&in);
    return answer("day", answer_day(result));
}

static json_t *value_day_parts(trial *t) {
    reading in;
    revops_day_parts parts;
    int32_t day;
    if (!value_begin(&in, t) || !day_from_json(&in, given(t, "day"), &day))
        return value_refusal(&in);
    parts = revops_day_split(day);
    return json_pack("{s:i, s:o, s:i, s:i}", "weekday", (int)parts.weekday, "iso_week",
                     json_sprintf("%04d-W%02d", (int)parts.iso_year, (int)parts.iso_week),
                     "days_in_month", (int)parts.days_in_month, "month", (int)revops_month_of(day));
}

static json_t *value_day_from_instant(trial *t) {
    int64_t instant_ns = given_integer(t, "instant_ns", 0);
    int32_t utc_offset_s = value_int32(t, "utc_offset_s", 0);
    return answer("day", answer_day(revops_day_from_instant(instant_ns, utc_offset_s)));
}

/* --- periods --- */

static int value_days(reading *in, const json_t *list, int32_t **days, size_t *count) {
    *count = json_array_size(list);
    *days = trial_memory(in->trial, *count * sizeof **days);
    for (size_t i = 0; i < *count; i++)
        if (!day_from_json(in, json_array_get(list, i), &(*days)[i]))
            return 0;
    return 1;
}

static int value_periods_read(reading *in, revops_periods *periods, int32_t *period,
                              int32_t *as_of_day) {
    static const char *const granularities[] = {"",     "day",   "week",   "month", "quarter",
                                                "year", "total", "bounds", NULL};
    static const char *const words[] = {"",          "daily", "weekly", "monthly",
                                        "quarterly", "ytd",   "custom", NULL};
    trial *t = in->trial;
    int32_t *bounds;
    size_t bound_count;
    revops_periods_init(periods);
    periods->granularity = option_word(t, "granularity", granularities, 0);
    periods->week_start = (int32_t)option_integer(t, "week_start", 1);
    periods->fiscal_month = (int32_t)option_integer(t, "fiscal_month", 1);
    *period = given(t, "period") ? word_place(t, "period", given(t, "period"), words) : 0;
    *as_of_day = 0;
    if (!trial_sound(t) || !value_days(in, option(t, "bounds"), &bounds, &bound_count))
        return 0;
    periods->bound_count = bound_count;
    if (bound_count)
        periods->bounds = REVOPS_COLUMN_ARRAY(bounds);
    return (!given(t, "from_day") || day_from_json(in, given(t, "from_day"), &periods->from_day)) &&
           (!given(t, "to_day") || day_from_json(in, given(t, "to_day"), &periods->to_day)) &&
           (!given(t, "as_of_day") || day_from_json(in, given(t, "as_of_day"), as_of_day));
}

static json_t *value_periods(trial *t) {
    reading in;
    revops_periods periods;
    revops_period_row row;
    int32_t period, as_of_day;
    size_t count, written;
    json_t *rows;
    if (!value_begin(&in, t) || !value_periods_read(&in, &periods, &period, &as_of_day) ||
        (period && revops_periods_resolve(&periods, period, as_of_day, &in.err)) ||
        revops_period_count(&count, &periods, &in.err))
        return value_refusal(&in);
    rows = json_array();
    for (size_t i = 0; i <= count; i++) { /* one beyond the end, which must not be there */
        if (revops_period_rows(&periods, i, &row, 1, sizeof row, &written, &in.err))
            trial_miss(t, "row %zu: %s", i, in.err.message);
        else if (written != (i < count))
            trial_miss(t, "row %zu of %zu: %zu written", i, count, written);
        else if (written)
            json_array_append_new(
                rows, json_pack("[o, o]", answer_day(row.from_day), answer_day(row.to_day)));
    }
    return answer("rows", rows);
}

/* --- rates --- */

enum { FX_WHOLE, FX_SINGLE, FX_REVERSED, FX_TRIES };

typedef struct value_fx {
    revops_fx_options options;
    test_rows rates;
    int64_t amount_minor;
    uint32_t from, to;
    int32_t day, mode;
    int converts;
} value_fx;

static int value_fx_read(reading *in, value_fx *fx) {
    trial *t = in->trial;
    const json_t *same_day = option(t, "same_day"), *list = given(t, "rates");
    revops_fx_options_init(&fx->options);
    rows_open(&fx->rates, revops_shape_find("rate_batch"));
    fx->options.max_age_days = (int32_t)option_integer(t, "max_age_days", 0);
    fx->options.same_day = json_is_true(same_day);
    fx->mode = option_word(t, "mode", value_modes, REVOPS_ROUND_DEFAULT);
    fx->amount_minor = given_integer(t, "amount_minor", 0);
    if (!trial_sound(t) || !value_currencies(in, &fx->options.currencies) ||
        (option(t, "pivot") && !currency_from_json(in, option(t, "pivot"), &fx->options.pivot)) ||
        !currency_from_json(in, given(t, "from_currency"), &fx->from) ||
        !currency_from_json(in, given(t, "to_currency"), &fx->to) ||
        !day_from_json(in, given(t, "day"), &fx->day))
        return 0;
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!row_from_json(in, fx->rates.shape, json_array_get(list, i), NULL,
                           rows_append(&fx->rates)))
            return 0;
    return 1;
}

static revops_status value_fx_fill(value_fx *fx, revops_fx *table, int how, revops_error *err) {
    size_t count = fx->rates.count, step = how == FX_SINGLE ? 1 : count;
    revops_status status = REVOPS_OK;
    if (how == FX_REVERSED)
        rows_reverse(&fx->rates);
    for (size_t first = 0; first < count && status == REVOPS_OK; first += step) {
        test_loan loan;
        rows_lend(&fx->rates, first, step, LAYOUT_WIDE, &loan);
        status = revops_fx_add(table, loan.batch, err);
        loan_close(&loan);
    }
    if (how == FX_REVERSED)
        rows_reverse(&fx->rates);
    return status;
}

static json_t *value_fx_ask(value_fx *fx, const revops_fx *table) {
    revops_conversion conversion;
    revops_ratio rate;
    revops_error err;
    int32_t rate_day;
    if (!fx->converts) {
        if (revops_fx_rate(table, &rate, &rate_day, fx->from, fx->to, fx->day, &err))
            return answer_refused(&err);
        return json_pack("{s:o, s:o}", "rate", answer_ratio(rate.numerator, rate.denominator),
                         "rate_day", answer_day(rate_day));
    }
    if (revops_fx_convert(table, &conversion, fx->amount_minor, fx->from, fx->to, fx->day, fx->mode,
                          &err))
        return answer_refused(&err);
    return json_pack("{s:I, s:o, s:o, s:o}", "amount_minor", (json_int_t)conversion.amount_minor,
                     "rate", answer_ratio(conversion.rate_num, conversion.rate_den), "rate_day",
                     answer_day(conversion.rate_day), "residue",
                     answer_ratio(conversion.residue_num, conversion.residue_den));
}

static json_t *value_fx_try(value_fx *fx, int how) {
    revops_fx *table = NULL;
    revops_error err;
    json_t *got;
    if (revops_fx_create(&table, &fx->options, NULL, &err) || value_fx_fill(fx, table, how, &err))
        got = answer_refused(&err);
    else
        got = value_fx_ask(fx, table);
    revops_fx_destroy(table);
    return got;
}

/* Neither the order of rates nor their batches may show; a refusal keeps its status. */
static json_t *value_fx_run(trial *t, int converts) {
    reading in;
    value_fx fx;
    json_t *got = NULL;
    memset(&fx, 0, sizeof fx);
    fx.converts = converts;
    if (value_begin(&in, t) && value_fx_read(&in, &fx))
        got = value_fx_try(&fx, FX_WHOLE);
    for (int how = FX_SINGLE; got && how < FX_TRIES; how++) {
        json_t *again = value_fx_try(&fx, how), *error = json_object_get(got, "error");
        if (!(error ? json_equal(error, json_object_get(again, "error")) : json_equal(got, again)))
            trial_miss(t, "rates %s: another answer", how == FX_SINGLE ? "one by one" : "reversed");
        json_decref(again);
    }
    rows_close(&fx.rates);
    return got ? got : value_refusal(&in);
}

static json_t *value_fx_rate(trial *t) {
    return value_fx_run(t, 0);
}

static json_t *value_fx_convert(trial *t) {
    return value_fx_run(t, 1);
}

const kind_entry kinds_value[] = {
    {.kind = "allocate",
     .run = value_allocate,
     .given = "amount_minor:int weights:list",
     .options = "remainder step:int=1"},
    {.kind = "currency",
     .run = value_currency,
     .given = "code",
     .options = "currencies:currencies",
     .calls = "currency = revops_currency_parse code; exponent = revops_currency_exponent currency "
              "currencies;"},
    {.kind = "day_add_months",
     .run = value_day_add_months,
     .given = "day:day months:int anchor:int=0",
     .options = "",
     .calls = "after = revops_day_add_months day months anchor; day = revops_day_format after;"},
    {.kind = "day_format",
     .run = value_day_format,
     .given = "day:int",
     .options = "",
     .calls = "text = revops_day_format day;"},
    {.kind = "day_from_instant",
     .run = value_day_from_instant,
     .given = "instant_ns:int utc_offset_s:int=0",
     .options = "",
     .calls = "number = revops_day_from_instant instant_ns utc_offset_s; day = revops_day_format "
              "number;"},
    {.kind = "day_parse",
     .run = value_day_parse,
     .given = "text",
     .options = "",
     .calls = "day = revops_day_parse text;"},
    {.kind = "day_parts", .run = value_day_parts, .given = "day:day", .options = ""},
    {.kind = "fx_convert",
     .run = value_fx_convert,
     .given = "from_currency to_currency day rates:list amount_minor:int",
     .options = "pivot max_age_days:int same_day currencies:currencies mode:REVOPS_ROUND"},
    {.kind = "fx_rate",
     .run = value_fx_rate,
     .given = "from_currency to_currency day rates:list",
     .options = "pivot max_age_days:int same_day currencies:currencies"},
    {.kind = "money_format",
     .run = value_money_format,
     .given = "amount_minor:int currency",
     .options = "currencies:currencies",
     .calls = "money = revops_currency_parse currency; exponent = revops_currency_exponent money "
              "currencies; text = revops_money_format amount_minor exponent;"},
    {.kind = "money_parse",
     .run = value_money_parse,
     .given = "text currency",
     .options = "currencies:currencies",
     .calls = "money = revops_currency_parse currency; exponent = revops_currency_exponent money "
              "currencies; amount_minor = revops_money_parse text exponent;"},
    {.kind = "money_scale",
     .run = value_money_scale,
     .given = "amount_minor:int ratio",
     .options = "mode:REVOPS_ROUND",
     .calls = "factor = revops_ratio_parse ratio; amount_minor = revops_money_scale amount_minor "
              "factor.numerator factor.denominator mode;"},
    {.kind = "periods",
     .run = value_periods,
     .given = "from_day:day to_day:day period:REVOPS_PERIOD as_of_day:day",
     .options = "granularity bounds:list week_start:int=1 fiscal_month:int=1"},
    {.kind = "ratio_compute", .run = value_ratio_compute, .given = "op values:list", .options = ""},
    {.kind = "ratio_parse", .run = value_ratio_parse, .given = "text", .options = "limit=none"},
    {.kind = "refund_reverse",
     .run = value_refund_reverse,
     .given = "original:list refunds:list",
     .options = ""},
    {.kind = "round",
     .run = value_round,
     .given = "value",
     .options = "mode:REVOPS_ROUND step:int=1",
     .calls = "exact = revops_ratio_parse value; rounded = revops_ratio_round exact mode step;"},
    {.kind = NULL},
};
