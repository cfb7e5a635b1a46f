/* Laws 16 and 17 of the value floor: rates and conversion are exact, and a table is a set whose
 * bytes keep no trace of how it came together. */
#include "property.h"

#include <stdlib.h>
#include <string.h>

#include "revops.h"

enum { CURRENCIES = 6, DAYS = 40, MOST_ROWS = 200 };
static const uint32_t codes[CURRENCIES] = {
    REVOPS_CURRENCY('E', 'U', 'R', 0), REVOPS_CURRENCY('U', 'S', 'D', 0),
    REVOPS_CURRENCY('G', 'B', 'P', 0), REVOPS_CURRENCY('J', 'P', 'Y', 0),
    REVOPS_CURRENCY('K', 'W', 'D', 0), REVOPS_CURRENCY('C', 'H', 'F', 0),
};
static const int64_t units[CURRENCIES] = {100, 100, 100, 1, 1000, 100};

typedef struct quote {
    int64_t num, den;
    int32_t day;
    uint32_t from, to; /* places in codes */
} quote;

typedef struct table {
    quote quotes[MOST_ROWS];
    size_t count;
} table;

static const quote *published(const table *t, size_t count, uint32_t from, uint32_t to,
                              int32_t day) {
    for (size_t i = 0; i < count; i++)
        if (t->quotes[i].from == from && t->quotes[i].to == to && t->quotes[i].day == day)
            return &t->quotes[i];
    return NULL;
}

/* Rows of rates, many with the pivot, in one direction or (when @p both) in both. The first rate of
 * a pair and day counts, and now and then comes again. */
static void draw_table(property *p, table *t, int both) {
    property_table rows = property_rows(p, MOST_ROWS);
    t->count = 0;
    for (size_t i = 0; i < rows.count; i++) {
        test_dice dice = property_row(&rows, i);
        quote *q = &t->quotes[t->count];
        const quote *known;
        q->from = dice_chance(&dice, 3) ? (uint32_t)dice_below(&dice, CURRENCIES) : 0;
        q->to = (uint32_t)dice_below(&dice, CURRENCIES);
        q->day = (int32_t)dice_below(&dice, DAYS);
        q->num = dice_between(&dice, 1, 5000);
        q->den = dice_between(&dice, 1, 5000);
        if (q->from == q->to)
            continue;
        if (q->from > q->to && !both) {
            uint32_t swap = q->from;
            q->from = q->to;
            q->to = swap;
        }
        known = published(t, t->count, q->from, q->to, q->day);
        if (known) {
            q->num = known->num * 3;
            q->den = known->den * 3;
        }
        t->count++;
    }
}

static revops_status feed(revops_fx *fx, const quote *quotes, size_t count) {
    static uint32_t from[MOST_ROWS], to[MOST_ROWS];
    revops_rate_batch batch = {sizeof batch,
                               count,
                               REVOPS_COLUMN(quotes, day),
                               REVOPS_COLUMN_ARRAY(from),
                               REVOPS_COLUMN_ARRAY(to),
                               REVOPS_COLUMN(quotes, num),
                               REVOPS_COLUMN(quotes, den)};
    for (size_t i = 0; i < count; i++) {
        from[i] = codes[quotes[i].from];
        to[i] = codes[quotes[i].to];
    }
    return revops_fx_add(fx, &batch, NULL);
}

static revops_fx *opened(int32_t max_age_days) {
    revops_fx_options options = REVOPS_FX_OPTIONS_INIT;
    revops_fx *fx = NULL;
    options.max_age_days = max_age_days;
    if (revops_fx_create(&fx, &options, NULL, NULL) != REVOPS_OK)
        abort();
    return fx;
}

static int64_t divisor_of(int64_t a, int64_t b) {
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a < 0 ? -a : a;
}

/* --- the slow model: day by day backwards, by the words of the definition --- */

static int model_leg(const table *t, uint32_t from, uint32_t to, int32_t day, int64_t *num,
                     int64_t *den) {
    const quote *direct = published(t, t->count, from, to, day);
    const quote *inverse = published(t, t->count, to, from, day);
    if (!direct && !inverse)
        return 0;
    *num = direct ? direct->num : inverse->den;
    *den = direct ? direct->den : inverse->num;
    return 1;
}

static int model_rate(const table *t, uint32_t from, uint32_t to, int32_t day, int32_t age,
                      revops_ratio *rate, int32_t *rate_day) {
    for (int32_t d = day; d >= day - age; d--) {
        int64_t num, den, num2, den2, divisor;
        if (!model_leg(t, from, to, d, &num, &den)) {
            if (from == 0 || to == 0 || !model_leg(t, from, 0, d, &num, &den) ||
                !model_leg(t, 0, to, d, &num2, &den2))
                continue;
            num *= num2;
            den *= den2;
        }
        divisor = divisor_of(num, den);
        rate->numerator = num / divisor;
        rate->denominator = den / divisor;
        *rate_day = d;
        return 1;
    }
    return 0;
}

static void a_rate_is_what_a_slow_search_finds(property *p) {
    table t;
    int32_t age = (int32_t)dice_between(&p->dice, 1, 9);
    revops_fx *fx = opened(age);
    draw_table(p, &t, 1);
    if (feed(fx, t.quotes, t.count) != REVOPS_OK)
        property_fail(p, __FILE__, __LINE__, "feed", "the table is refused");
    for (int i = 0; i < 60 && !p->failed; i++) {
        uint32_t from = (uint32_t)dice_below(&p->dice, CURRENCIES);
        uint32_t to = (from + 1 + (uint32_t)dice_below(&p->dice, CURRENCIES - 1)) % CURRENCIES;
        int32_t day = (int32_t)dice_between(&p->dice, -2, DAYS + 10), want_day = 0, got_day = 0;
        revops_ratio want = {0, 0, 0, 0}, got = {0, 0, 0, 0};
        int found = model_rate(&t, from, to, day, age, &want, &want_day);
        revops_status status =
            revops_fx_rate(fx, &got, &got_day, codes[from], codes[to], day, NULL);
        if (status != (found ? REVOPS_OK : REVOPS_E_MISSING) || got_day != want_day ||
            got.numerator != want.numerator || got.denominator != want.denominator)
            property_fail(p, __FILE__, __LINE__, "model",
                          "%u to %u on %d: %lld/%lld of %d, not %lld/%lld of %d", from, to, day,
                          (long long)got.numerator, (long long)got.denominator, got_day,
                          (long long)want.numerator, (long long)want.denominator, want_day);
    }
    revops_fx_destroy(fx);
}

static void there_and_back_is_one(property *p) {
    table t;
    revops_fx *fx = opened(0);
    draw_table(p, &t, 0);
    if (feed(fx, t.quotes, t.count) != REVOPS_OK)
        property_fail(p, __FILE__, __LINE__, "feed", "the table is refused");
    for (uint32_t from = 0; from < CURRENCIES; from++) {
        for (uint32_t to = 0; to < CURRENCIES && !p->failed; to++) {
            int32_t day = (int32_t)dice_below(&p->dice, DAYS + 9), there_day = 0, back_day = 0;
            revops_ratio there, back;
            revops_status status =
                revops_fx_rate(fx, &there, &there_day, codes[from], codes[to], day, NULL);
            if (revops_fx_rate(fx, &back, &back_day, codes[to], codes[from], day, NULL) != status ||
                (status == REVOPS_OK &&
                 (there_day != back_day || there.numerator != back.denominator ||
                  there.denominator != back.numerator)))
                property_fail(p, __FILE__, __LINE__, "inverse", "%u to %u on %d", from, to, day);
        }
    }
    revops_fx_destroy(fx);
}

/* amount + residue = amount x rate x units: both sides in lowest terms, so they are the same
 * fraction when their terms are. */
static int conversion_is_exact(const revops_conversion *c, int64_t amount, uint32_t from,
                               uint32_t to) {
    int64_t num = c->rate_num * units[to], den = c->rate_den * units[from];
    int64_t divisor = divisor_of(num, den), product;
    num /= divisor;
    den /= divisor;
    product = amount * num;
    divisor = divisor_of(product, den);
    return c->residue_den == den / divisor &&
           c->amount_minor * c->residue_den + c->residue_num == product / divisor &&
           llabs(c->residue_num) < c->residue_den;
}

static void conversion_is_exact_and_monotone(property *p) {
    table t;
    revops_fx *fx = opened(DAYS + 10);
    draw_table(p, &t, 1);
    if (feed(fx, t.quotes, t.count) != REVOPS_OK)
        property_fail(p, __FILE__, __LINE__, "feed", "the table is refused");
    for (int i = 0; i < 60 && !p->failed; i++) {
        uint32_t from = (uint32_t)dice_below(&p->dice, CURRENCIES);
        uint32_t to = (uint32_t)dice_below(&p->dice, CURRENCIES);
        int32_t mode = (int32_t)dice_between(&p->dice, 0, REVOPS_ROUND_CEILING);
        int64_t low = dice_between(&p->dice, -100000, 100000);
        int64_t high = low + dice_between(&p->dice, 0, 100);
        revops_conversion zero, of_low, of_high;
        revops_status status =
            revops_fx_convert(fx, &of_low, low, codes[from], codes[to], DAYS, mode, NULL);
        if (status == REVOPS_E_MISSING)
            continue;
        if (status != REVOPS_OK ||
            revops_fx_convert(fx, &of_high, high, codes[from], codes[to], DAYS, mode, NULL) ||
            revops_fx_convert(fx, &zero, 0, codes[from], codes[to], DAYS, mode, NULL) ||
            zero.amount_minor != 0 || zero.residue_num != 0 || zero.residue_den != 1 ||
            of_low.amount_minor > of_high.amount_minor ||
            !conversion_is_exact(&of_low, low, from, to) ||
            !conversion_is_exact(&of_high, high, from, to))
            property_fail(p, __FILE__, __LINE__, "exact", "%lld of %u to %u, mode %d",
                          (long long)low, from, to, mode);
    }
    revops_fx_destroy(fx);
}

/* --- law 17 --- */

static unsigned char *saved(const revops_fx *fx, size_t *size) {
    unsigned char *bytes;
    if (revops_fx_save(fx, NULL, 0, size, NULL) != REVOPS_E_CAPACITY)
        abort();
    bytes = malloc(*size);
    if (!bytes || revops_fx_save(fx, bytes, *size, size, NULL) != REVOPS_OK)
        abort();
    return bytes;
}

static void shuffle(test_dice *dice, table *t) {
    for (size_t i = t->count; i > 1; i--) {
        size_t j = (size_t)dice_below(dice, i);
        quote swap = t->quotes[i - 1];
        t->quotes[i - 1] = t->quotes[j];
        t->quotes[j] = swap;
    }
}

/* Feed rows [first, first + count) in batches of any size, some through handles of their own that
 * are saved, loaded and merged. */
static revops_status gather(test_dice *dice, revops_fx *fx, const table *t, size_t first,
                            size_t count) {
    revops_status status = REVOPS_OK;
    while (count > 0 && status == REVOPS_OK) {
        size_t part = 1 + (size_t)dice_below(dice, count);
        if (dice_chance(dice, 3)) {
            revops_fx *branch = opened(0), *loaded = NULL;
            unsigned char *bytes;
            size_t size;
            status = part > 1 ? gather(dice, branch, t, first, part - 1) : REVOPS_OK;
            if (status == REVOPS_OK)
                status = feed(branch, t->quotes + first + part - 1, 1);
            bytes = saved(branch, &size);
            if (status == REVOPS_OK)
                status = revops_fx_load(&loaded, bytes, size, NULL, NULL);
            if (status == REVOPS_OK)
                status = revops_fx_merge(fx, loaded, NULL);
            free(bytes);
            revops_fx_destroy(branch);
            revops_fx_destroy(loaded);
        } else {
            status = feed(fx, t->quotes + first, part);
        }
        first += part;
        count -= part;
    }
    return status;
}

static void every_road_leads_to_the_same_bytes(property *p) {
    table t;
    revops_fx *whole = opened(0), *parts = opened(0);
    unsigned char *want, *got;
    size_t want_size, got_size;
    int same;
    revops_status status;
    draw_table(p, &t, 1);
    status = feed(whole, t.quotes, t.count);
    shuffle(&p->dice, &t);
    if (status == REVOPS_OK)
        status = gather(&p->dice, parts, &t, 0, t.count);
    want = saved(whole, &want_size);
    got = saved(parts, &got_size);
    same = want_size == got_size && memcmp(want, got, got_size) == 0;
    free(want);
    free(got);
    revops_fx_destroy(whole);
    revops_fx_destroy(parts);
    HOLDS(p, status == REVOPS_OK && same, "status %d, %zu rows", status, t.count);
}

static void a_conflict_anywhere_changes_nothing(property *p) {
    table t;
    revops_fx *fx = opened(0);
    unsigned char *want, *got;
    size_t want_size, got_size, half;
    int same;
    revops_status status;
    draw_table(p, &t, 1);
    half = t.count / 2;
    status = feed(fx, t.quotes, half);
    want = saved(fx, &want_size);
    if (half < t.count) {
        quote *bad = &t.quotes[half + (size_t)dice_below(&p->dice, t.count - half)];
        /* Another rate for a known pair and day, or no rate at all. */
        bad->num = published(&t, half, bad->from, bad->to, bad->day) ? bad->num + 1 : 0;
        if (status == REVOPS_OK && feed(fx, t.quotes + half, t.count - half) == REVOPS_OK)
            status = REVOPS_E_INTERNAL;
    }
    got = saved(fx, &got_size);
    same = want_size == got_size && memcmp(want, got, got_size) == 0;
    free(want);
    free(got);
    revops_fx_destroy(fx);
    HOLDS(p, status == REVOPS_OK && same, "status %d, %zu rows", status, t.count);
}

int main(void) {
    law("a rate is what a slow search finds", a_rate_is_what_a_slow_search_finds, PROPERTY_RUNS);
    law("there and back is one", there_and_back_is_one, PROPERTY_RUNS);
    law("conversion is exact and monotone", conversion_is_exact_and_monotone, PROPERTY_RUNS);
    law("every road leads to the same bytes", every_road_leads_to_the_same_bytes, PROPERTY_RUNS);
    law("a conflict anywhere changes nothing", a_conflict_anywhere_changes_nothing, PROPERTY_RUNS);
    return law_end();
}
