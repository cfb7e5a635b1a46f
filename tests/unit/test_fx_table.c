/* A table of rates is a set: all or nothing comes in, and the order of arrival leaves no trace. */
#include "quotes.h"

#include "base/state.h"

static void rows_that_are_no_rate_are_named(void **state) {
    static const struct {
        quote quote;
        const char *field;
    } table[] = {
        {{1, 1, -719163, EUR, USD}, "day"},   {{1, 1, 2932897, EUR, USD}, "day"},
        {{1, 1, 1, 0, USD}, "from_currency"}, {{1, 1, 1, EUR, 0x00555344}, "to_currency"},
        {{0, 1, 1, EUR, USD}, "rate_num"},    {{-1, 1, 1, EUR, USD}, "rate_num"},
        {{1, 0, 1, EUR, USD}, "rate_den"},    {{1, INT64_MIN, 1, EUR, USD}, "rate_den"},
        {{2, 1, 1, EUR, EUR}, "rate_num"},    {{0, 0, INT32_MAX, 0, 0}, "day"},
    };
    revops_fx *fx = made(NULL, easter, EASTER);
    saved before = state_of(fx);
    revops_error err;
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        quote quotes[3] = {{1, 2, 9, EUR, CHF}, table[i].quote, {0, 0, 0, 0, 0}};
        assert_int_equal(add(fx, quotes, 3, &err), REVOPS_E_INVALID);
        assert_int_equal(err.row, 1);
        assert_string_equal(err.field, table[i].field);
        assert_int_equal(add(fx, quotes, 3, NULL), REVOPS_E_INVALID);
    }
    assert_state(fx, &before);
    free(before.bytes);
    revops_fx_destroy(fx);
}

static void a_refusal_in_one_column_hides_none_in_a_lower_row(void **state) {
    quote quotes[4] = {
        {1, 1, 1, EUR, USD}, {1, 1, 2, EUR, USD}, {3, 1, 2, EUR, USD}, {1, 1, 4, EUR, USD}};
    int64_t wide_days[] = {1, 2, 2, INT64_MAX};
    revops_rate_batch batch = batch_of(quotes, 4);
    revops_fx *fx = made(NULL, NULL, 0);
    revops_error err;
    (void)state;
    batch.day = REVOPS_COLUMN_ARRAY(wide_days);
    batch.day.type = REVOPS_TYPE_INT64;
    assert_int_equal(revops_fx_add(fx, &batch, &err), REVOPS_E_DUPLICATE);
    assert_int_equal(err.row, 2);
    quotes[2] = quotes[1];
    assert_int_equal(revops_fx_add(fx, &batch, &err), REVOPS_E_INVALID);
    assert_int_equal(err.row, 3);
    assert_string_equal(err.field, "day");
    quotes[2].den = 0;
    assert_int_equal(revops_fx_add(fx, &batch, &err), REVOPS_E_INVALID);
    assert_int_equal(err.row, 2);
    revops_fx_destroy(fx);
}

static void the_same_rate_twice_counts_once(void **state) {
    static const quote again[] = {
        {922, 800, THURSDAY, EUR, USD}, {1, 1, 7, USD, USD}, {5, 5, 7, USD, USD}};
    revops_fx *fx = made(NULL, easter, EASTER);
    saved before = state_of(fx);
    (void)state;
    assert_int_equal(add(fx, again, 3, NULL), REVOPS_OK);
    assert_int_equal(add(fx, easter, EASTER, NULL), REVOPS_OK);
    assert_int_equal(add(fx, easter, 0, NULL), REVOPS_OK);
    assert_state(fx, &before);
    free(before.bytes);
    revops_fx_destroy(fx);
}

static void a_second_different_rate_is_a_duplicate_of_its_row(void **state) {
    quote quotes[] = {{7, 5, 3, EUR, CHF}, {5, 4, THURSDAY, EUR, USD}, {7, 4, 3, EUR, CHF}};
    revops_fx *fx = made(NULL, easter, EASTER);
    saved before = state_of(fx);
    revops_error err;
    (void)state;
    assert_int_equal(add(fx, quotes, 3, &err), REVOPS_E_DUPLICATE);
    assert_int_equal(err.row, 1);
    assert_string_equal(err.field, "rate_num");
    quotes[1].num = 461;
    quotes[1].den = 400;
    assert_int_equal(add(fx, quotes, 3, &err), REVOPS_E_DUPLICATE);
    assert_int_equal(err.row, 2);
    /* Of two conflicts the lower row is named, whichever pair is looked at first. */
    quotes[0] = (quote){7, 4, THURSDAY, EUR, GBP};
    quotes[1] = (quote){5, 4, THURSDAY, EUR, USD};
    assert_int_equal(add(fx, quotes, 3, &err), REVOPS_E_DUPLICATE);
    assert_int_equal(err.row, 0);
    assert_state(fx, &before);
    free(before.bytes);
    revops_fx_destroy(fx);
}

/* Rates of 600 days in seven pairs, drawn up without luck. */
enum { MANY = 4200 };
static const quote *many(void) {
    static quote quotes[MANY];
    static const uint32_t others[] = {USD, GBP, JPY, CHF, TOK, XAU, REVOPS_CURRENCY('A', 0, 0, 0)};
    for (int32_t i = 0; i < MANY; i++) {
        int32_t at = i * 1009 % MANY; /* a permutation: 1009 is prime to 4200 */
        quotes[at].day = i / 7 * (1 + i / 2000);
        quotes[at].from = i % 7 == 4 ? others[4] : EUR;
        quotes[at].to = i % 7 == 4 ? EUR : others[i % 7];
        quotes[at].num = 1 + i * 7919;
        quotes[at].den = 10000;
    }
    return quotes;
}

static void order_and_batches_leave_no_trace(void **state) {
    const quote *quotes = many();
    revops_fx *whole = made(NULL, quotes, MANY), *single = made(NULL, NULL, 0);
    revops_fx *left = made(NULL, quotes, MANY * 2 / 3);
    revops_fx *right = made(NULL, quotes + MANY / 3, MANY - MANY / 3), *loaded = NULL;
    saved before = state_of(whole);
    (void)state;
    for (size_t i = MANY; i-- > 0;)
        assert_int_equal(add(single, &quotes[i], 1, NULL), REVOPS_OK);
    assert_state(single, &before);
    assert_int_equal(revops_fx_merge(left, right, NULL), REVOPS_OK);
    assert_state(left, &before);
    assert_int_equal(revops_fx_merge(left, left, NULL), REVOPS_OK);
    assert_state(left, &before);
    assert_int_equal(revops_fx_load(&loaded, before.bytes, before.size, NULL, NULL), REVOPS_OK);
    assert_state(loaded, &before);
    assert_int_equal(add(loaded, quotes, MANY, NULL), REVOPS_OK);
    assert_state(loaded, &before);
    free(before.bytes);
    revops_fx_destroy(whole);
    revops_fx_destroy(single);
    revops_fx_destroy(left);
    revops_fx_destroy(right);
    revops_fx_destroy(loaded);
}

static void every_day_finds_the_rate_that_a_slow_search_finds(void **state) {
    const quote *quotes = many();
    revops_fx *fx = made(NULL, quotes, MANY);
    (void)state;
    for (int32_t day = -2; day < 1900; day++) {
        const quote *newest = NULL;
        revops_ratio rate;
        int32_t published;
        revops_status status = revops_fx_rate(fx, &rate, &published, EUR, USD, day, NULL);
        for (size_t i = 0; i < MANY; i++)
            if (quotes[i].to == USD && quotes[i].day <= day && quotes[i].day >= day - 7 &&
                (!newest || quotes[i].day > newest->day))
                newest = &quotes[i];
        assert_int_equal(status, newest ? REVOPS_OK : REVOPS_E_MISSING);
        if (newest)
            assert_int_equal(published, newest->day);
    }
    revops_fx_destroy(fx);
}

static void merging_needs_the_same_options_and_no_conflict(void **state) {
    static const revops_currency_def def = {TOK, 6};
    static const quote other[] = {{7, 5, 3, EUR, CHF}, {5, 4, THURSDAY, EUR, USD}};
    static const char *const fields[] = {"pivot", "max_age_days", "same_day", "currencies"};
    revops_fx *into = made(NULL, easter, EASTER), *from;
    saved before = state_of(into);
    revops_error err;
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        revops_fx_options options = REVOPS_FX_OPTIONS_INIT;
        options.pivot = i == 0 ? USD : 0;
        options.max_age_days = i == 1 ? 6 : 7;
        options.same_day = i == 2;
        options.currencies.defs = &def;
        options.currencies.def_count = i == 3;
        from = made(&options, NULL, 0);
        assert_int_equal(revops_fx_merge(into, from, &err), REVOPS_E_MISMATCH);
        assert_string_equal(err.field, fields[i]);
        revops_fx_destroy(from);
    }
    from = made(NULL, other, 2);
    assert_int_equal(revops_fx_merge(into, from, &err), REVOPS_E_DUPLICATE);
    assert_state(into, &before);
    free(before.bytes);
    revops_fx_destroy(from);
    revops_fx_destroy(into);
}

static void options_out_of_range_are_named(void **state) {
    static const revops_currency_def bad = {TOK, 19}, twice[] = {{TOK, 6}, {TOK, 7}};
    static revops_currency_def crowd[REVOPS__CURRENCY_DEFS_MAX + 1];
    revops_fx_options options = REVOPS_FX_OPTIONS_INIT, zero;
    revops_fx *fx = (revops_fx *)&options;
    revops_error err;
    (void)state;
    memset(&zero, 0xff, sizeof zero);
    revops_fx_options_init(&zero);
    revops_fx_options_init(NULL);
    assert_memory_equal(&zero, &options, sizeof zero);
    options.pivot = 1;
    assert_int_equal(revops_fx_create(&fx, &options, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "pivot");
    assert_null(fx);
    options = zero;
    options.max_age_days = -1;
    assert_int_equal(revops_fx_create(&fx, &options, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "max_age_days");
    options = zero;
    options.same_day = 2;
    assert_int_equal(revops_fx_create(&fx, &options, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "same_day");
    options = zero;
    options.reserved0 = 2;
    assert_int_equal(revops_fx_create(&fx, &options, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "reserved0");
    options = zero;
    options.struct_size = 3;
    assert_int_equal(revops_fx_create(&fx, &options, NULL, &err), REVOPS_E_INVALID);
    options.struct_size = 0; /* stands for the size inside other options only */
    assert_int_equal(revops_fx_create(&fx, &options, NULL, &err), REVOPS_E_INVALID);
    assert_string_equal(err.field, "struct_size");
    options = zero;
    options.currencies.struct_size = SIZE_MAX; /* behind a member lies nothing of its own */
    assert_int_equal(revops_fx_create(&fx, &options, NULL, &err), REVOPS_E_UNSUPPORTED);
    assert_string_equal(err.field, "struct_size");
    options = zero;
    options.currencies.defs = &bad;
    options.currencies.def_count = 1;
    assert_int_equal(revops_fx_create(&fx, &options, NULL, &err), REVOPS_E_INVALID);
    options.currencies.defs = twice;
    options.currencies.def_count = 2;
    assert_int_equal(revops_fx_create(&fx, &options, NULL, &err), REVOPS_E_DUPLICATE);
    for (size_t i = 0; i < sizeof crowd / sizeof crowd[0]; i++)
        crowd[i].currency = TOK;
    options.currencies.defs = crowd;
    options.currencies.def_count = sizeof crowd / sizeof crowd[0];
    assert_int_equal(revops_fx_create(&fx, &options, NULL, &err), REVOPS_E_LIMIT);
    assert_null(fx);
}

static void null_arguments_are_named(void **state) {
    revops_fx *fx = made(NULL, easter, EASTER), *loaded = fx;
    revops_rate_batch batch = batch_of(easter, EASTER);
    revops_fx_batch amounts = {sizeof amounts, 0, {0}, {0}, {0}, {0}};
    revops_conversion got;
    revops_ratio rate;
    revops_error err;
    int32_t day;
    (void)state;
#define NAMED(call, name)                                                                          \
    do {                                                                                           \
        assert_int_equal(call, REVOPS_E_INVALID);                                                  \
        assert_string_equal(err.field, name);                                                      \
    } while (0)
    NAMED(revops_fx_create(NULL, NULL, NULL, &err), "fx");
    NAMED(revops_fx_add(NULL, &batch, &err), "fx");
    NAMED(revops_fx_add(fx, NULL, &err), "batch");
    NAMED(revops_fx_read(NULL, NULL, NULL, &err), "fx");
    NAMED(revops_fx_read(fx, NULL, NULL, &err), "source");
    NAMED(revops_fx_merge(NULL, fx, &err), "into");
    NAMED(revops_fx_merge(fx, NULL, &err), "from");
    NAMED(revops_fx_save(NULL, NULL, 0, NULL, &err), "fx");
    NAMED(revops_fx_save(fx, NULL, 0, NULL, &err), "written");
    NAMED(revops_fx_load(NULL, "", 0, NULL, &err), "fx");
    NAMED(revops_fx_load(&loaded, NULL, 8, NULL, &err), "bytes");
    assert_int_equal(revops_fx_load(&loaded, NULL, 0, NULL, &err), REVOPS_E_DAMAGED);
    assert_null(loaded);
    NAMED(revops_fx_rate(NULL, &rate, &day, EUR, USD, 0, &err), "fx");
    NAMED(revops_fx_rate(fx, NULL, &day, EUR, USD, 0, &err), "rate");
    NAMED(revops_fx_rate(fx, &rate, NULL, EUR, USD, 0, &err), "rate_day");
    NAMED(revops_fx_rate(fx, &rate, &day, 0, USD, 0, &err), "from_currency");
    NAMED(revops_fx_rate(fx, &rate, &day, EUR, 0, 0, &err), "to_currency");
    NAMED(revops_fx_rate(fx, &rate, &day, EUR, USD, INT32_MIN, &err), "day");
    NAMED(revops_fx_convert(NULL, &got, 1, EUR, USD, 0, 0, &err), "fx");
    NAMED(revops_fx_convert(fx, NULL, 1, EUR, USD, 0, 0, &err), "conversion");
    NAMED(revops_fx_convert(fx, &got, 1, EUR, USD, INT32_MAX, 0, &err), "day");
    NAMED(revops_fx_convert(fx, &got, 1, EUR, USD, 0, -1, &err), "mode");
    NAMED(revops_fx_convert_many(NULL, NULL, &amounts, 0, &err), "fx");
    NAMED(revops_fx_convert_many(fx, NULL, NULL, 0, &err), "batch");
    amounts.count = 1;
    NAMED(revops_fx_convert_many(fx, NULL, &amounts, 0, &err), "amount_minor");
    batch.to_currency.data = NULL;
    NAMED(revops_fx_add(fx, &batch, &err), "to_currency");
    revops_fx_destroy(fx);
    revops_fx_destroy(NULL);
}

/* --- the host: memory, progress, sources --- */

typedef struct moody {
    revops_fx *fx;       /* called while it is busy */
    int64_t allocations; /* until the refusal; negative: never */
    int64_t questions;   /* until the answer; negative: never */
    int64_t bytes;       /* held */
    uint64_t asked;
    int32_t answer;
    revops_status busy;
} moody;

static void *moody_resize(void *user, void *block, size_t old_size, size_t new_size) {
    moody *host = user;
    void *resized;
    if (new_size == 0) {
        host->bytes -= (int64_t)old_size;
        free(block);
        return NULL;
    }
    if (host->allocations-- == 0)
        return NULL;
    resized = realloc(block, new_size);
    host->bytes += (int64_t)new_size - (int64_t)old_size;
    return resized;
}

static int32_t moody_progress(void *user, uint64_t done, uint64_t total) {
    moody *host = user;
    (void)done;
    (void)total;
    host->asked++;
    if (host->fx)
        host->busy = rate_status(host->fx, EUR, USD, 0);
    return host->questions-- == 0 ? host->answer : REVOPS_MORE;
}

static revops_host host_of(moody *user) {
    revops_host host = REVOPS_HOST_INIT;
    memset(user, 0, sizeof *user);
    user->allocations = user->questions = -1;
    host.user = user;
    host.resize = moody_resize;
    host.progress = moody_progress;
    return host;
}

static void every_refused_allocation_leaves_the_table_as_it_was(void **state) {
    static const revops_currency_def def = {TOK, 6};
    const quote *quotes = many();
    revops_fx_options options = REVOPS_FX_OPTIONS_INIT;
    revops_fx *fx = NULL, *from, *loaded;
    moody mood;
    revops_host host = host_of(&mood);
    saved before;
    int64_t held;
    (void)state;
    options.currencies.defs = &def;
    options.currencies.def_count = 1;
    mood.allocations = 0;
    assert_int_equal(revops_fx_create(&fx, &options, &host, NULL), REVOPS_E_NOMEM);
    mood.allocations = 1;
    assert_int_equal(revops_fx_create(&fx, &options, &host, NULL), REVOPS_E_NOMEM);
    assert_null(fx);
    assert_int_equal(mood.bytes, 0);
    assert_int_equal(revops_fx_create(&fx, &options, &host, NULL), REVOPS_OK);
    assert_int_equal(add(fx, quotes, MANY / 2, NULL), REVOPS_OK);
    from = made(&options, quotes, MANY);
    before = state_of(fx);
    for (int64_t n = 0;; n++) {
        revops_status status;
        mood.allocations = n;
        status = add(fx, quotes, MANY, NULL);
        if (status == REVOPS_OK)
            break;
        assert_int_equal(status, REVOPS_E_NOMEM);
        assert_state(fx, &before);
    }
    mood.allocations = -1;
    free(before.bytes);
    before = state_of(fx);
    revops_fx_destroy(fx);
    assert_int_equal(mood.bytes, 0);
    assert_int_equal(revops_fx_create(&fx, &options, &host, NULL), REVOPS_OK);
    assert_int_equal(add(fx, quotes, MANY / 2, NULL), REVOPS_OK);
    for (int64_t n = 0;; n++) {
        mood.allocations = n;
        if (revops_fx_merge(fx, from, NULL) == REVOPS_OK)
            break;
    }
    mood.allocations = -1;
    assert_state(fx, &before);
    held = mood.bytes;
    for (int64_t n = 0;; n++) {
        revops_status status;
        mood.allocations = n;
        status = revops_fx_load(&loaded, before.bytes, before.size, &host, NULL);
        if (status == REVOPS_OK)
            break;
        assert_int_equal(status, REVOPS_E_NOMEM);
        assert_null(loaded);
        assert_int_equal(mood.bytes, held);
    }
    mood.allocations = -1;
    revops_fx_destroy(loaded);
    revops_fx_destroy(fx);
    assert_int_equal(mood.bytes, 0);
    revops_fx_destroy(from);
    free(before.bytes);
}

static void converting_needs_memory_and_gives_it_back(void **state) {
    int64_t amount = 100, answer = 7;
    uint32_t from = EUR, to = USD;
    int32_t day = THURSDAY;
    revops_fx_batch batch = {sizeof batch,
                             1,
                             REVOPS_COLUMN_VALUE(&amount),
                             REVOPS_COLUMN_VALUE(&from),
                             REVOPS_COLUMN_VALUE(&to),
                             REVOPS_COLUMN_VALUE(&day)};
    revops_fx *fx = NULL;
    moody mood;
    revops_host host = host_of(&mood);
    int64_t held;
    (void)state;
    assert_int_equal(revops_fx_create(&fx, NULL, &host, NULL), REVOPS_OK);
    assert_int_equal(add(fx, easter, EASTER, NULL), REVOPS_OK);
    held = mood.bytes;
    mood.allocations = 0;
    assert_int_equal(revops_fx_convert_many(fx, &answer, &batch, 0, NULL), REVOPS_E_NOMEM);
    assert_int_equal(answer, 7);
    mood.allocations = -1;
    assert_int_equal(revops_fx_convert_many(fx, &answer, &batch, 0, NULL), REVOPS_OK);
    assert_int_equal(answer, 115);
    assert_int_equal(mood.bytes, held);
    revops_fx_destroy(fx);
}

static void the_host_is_asked_and_may_stop(void **state) {
    enum { ROWS = 2 * 65536 + 1 };
    quote *quotes = calloc(ROWS, sizeof *quotes);
    revops_fx *fx = NULL;
    moody mood;
    revops_host host = host_of(&mood);
    saved before;
    revops_error err;
    (void)state;
    assert_non_null(quotes);
    for (int32_t i = 0; i < ROWS; i++) {
        quotes[i].day = i;
        quotes[i].from = EUR;
        quotes[i].to = USD;
        quotes[i].num = quotes[i].den = 1;
    }
    assert_int_equal(revops_fx_create(&fx, NULL, &host, NULL), REVOPS_OK);
    before = state_of(fx);
    mood.fx = fx;
    mood.questions = 2;
    mood.answer = REVOPS_END;
    assert_int_equal(add(fx, quotes, ROWS, &err), REVOPS_E_CANCELLED);
    assert_int_equal(mood.busy, REVOPS_E_BUSY);
    assert_int_equal(mood.asked, 3);
    assert_state(fx, &before);
    mood.questions = 0;
    mood.answer = 0;
    assert_int_equal(add(fx, quotes, ROWS, &err), REVOPS_E_HOST);
    assert_state(fx, &before);
    mood.questions = -1;
    assert_int_equal(add(fx, quotes, ROWS, &err), REVOPS_OK);
    assert_rate(fx, EUR, USD, 70000, 1, 1, 70000);
    free(before.bytes);
    free(quotes);
    revops_fx_destroy(fx);
    assert_int_equal(mood.bytes, 0);
}

static void the_hosts_limits_hold(void **state) {
    revops_host host = REVOPS_HOST_INIT;
    revops_fx *fx = NULL, *from = made(NULL, easter, EASTER);
    revops_error err;
    (void)state;
    host.max_rows = EASTER + 1;
    assert_int_equal(revops_fx_create(&fx, NULL, &host, NULL), REVOPS_OK);
    assert_int_equal(add(fx, easter, EASTER, NULL), REVOPS_OK);
    assert_int_equal(add(fx, easter, 2, &err), REVOPS_E_LIMIT);
    assert_int_equal(err.row, 1);
    assert_int_equal(revops_fx_merge(fx, from, &err), REVOPS_E_LIMIT);
    /* Rows that were refused do not count. */
    assert_int_equal(add(fx, &(quote){0, 1, 5, EUR, USD}, 1, &err), REVOPS_E_INVALID);
    assert_int_equal(add(fx, &(quote){5, 4, THURSDAY, EUR, USD}, 1, &err), REVOPS_E_DUPLICATE);
    assert_int_equal(add(fx, easter, 1, &err), REVOPS_OK);
    assert_int_equal(add(fx, easter, 1, &err), REVOPS_E_LIMIT);
    revops_fx_destroy(fx);
    host.max_rows = 0;
    host.max_bytes = 2048;
    assert_int_equal(revops_fx_create(&fx, NULL, &host, NULL), REVOPS_OK);
    assert_int_equal(add(fx, many(), MANY, &err), REVOPS_E_LIMIT);
    assert_string_equal(err.field, "max_bytes");
    revops_fx_destroy(fx);
    revops_fx_destroy(from);
}

static void pairs_have_a_stated_maximum(void **state) {
    enum { ROWS = REVOPS__RATE_PAIRS_MAX + 1 };
    quote *quotes = calloc(ROWS, sizeof *quotes);
    revops_fx *fx = made(NULL, NULL, 0);
    revops_error err;
    (void)state;
    assert_non_null(quotes);
    for (uint32_t i = 0; i < ROWS; i++) {
        uint32_t number = i;
        char code[4] = {'A', 0, 0, 0};
        for (size_t place = 1; place < 4; place++, number /= 26)
            code[place] = (char)('A' + number % 26);
        quotes[i].day = 1;
        quotes[i].from = REVOPS_CURRENCY(code[0], code[1], code[2], code[3]);
        quotes[i].to = number == 0 ? EUR : number == 1 ? USD : number == 2 ? GBP : JPY;
        quotes[i].num = quotes[i].den = 1;
    }
    assert_int_equal(add(fx, quotes, ROWS, &err), REVOPS_E_LIMIT);
    assert_int_equal(add(fx, quotes, ROWS - 1, &err), REVOPS_OK);
    assert_int_equal(add(fx, quotes + ROWS - 1, 1, &err), REVOPS_E_LIMIT);
    assert_int_equal(add(fx, quotes, ROWS - 1, &err), REVOPS_OK);
    free(quotes);
    revops_fx_destroy(fx);
}

typedef struct quote_source {
    const quote *quotes;
    size_t count, next, step;
    int32_t end; /* the answer behind the last row */
} quote_source;

static int32_t next_quotes(void *user, void *batch) {
    quote_source *source = user;
    size_t left = source->count - source->next;
    size_t rows = left < source->step ? left : source->step;
    if (left == 0)
        return source->end;
    *(revops_rate_batch *)batch = batch_of(source->quotes + source->next, rows);
    source->next += rows;
    return REVOPS_MORE;
}

static void a_source_is_read_whole_or_not_at_all(void **state) {
    const quote *quotes = many();
    quote wrong[EASTER + 1];
    revops_fx *whole = made(NULL, quotes, MANY), *fx = made(NULL, NULL, 0);
    saved empty = state_of(fx), full = state_of(whole);
    quote_source source = {quotes, MANY, 0, 17, REVOPS_END};
    revops_error err;
    (void)state;
    assert_int_equal(revops_fx_read(fx, next_quotes, &source, &err), REVOPS_OK);
    assert_state(fx, &full);
    revops_fx_destroy(fx);
    fx = made(NULL, NULL, 0);
    source.next = 0;
    source.end = 0;
    assert_int_equal(revops_fx_read(fx, next_quotes, &source, &err), REVOPS_E_HOST);
    assert_state(fx, &empty);
    /* A rate that differs from one of an earlier batch of the same call. */
    memcpy(wrong, easter, sizeof easter);
    wrong[EASTER] = easter[0];
    wrong[EASTER].num++;
    source = (quote_source){wrong, EASTER + 1, 0, 2, REVOPS_END};
    assert_int_equal(revops_fx_read(fx, next_quotes, &source, &err), REVOPS_E_DUPLICATE);
    assert_int_equal(err.row, EASTER);
    assert_state(fx, &empty);
    free(empty.bytes);
    free(full.bytes);
    revops_fx_destroy(fx);
    revops_fx_destroy(whole);
}

static void rows_of_a_failed_read_do_not_count(void **state) {
    revops_host host = REVOPS_HOST_INIT;
    quote_source source = {easter, EASTER, 0, 1, -1};
    revops_fx *fx = NULL;
    (void)state;
    host.max_rows = EASTER;
    assert_int_equal(revops_fx_create(&fx, NULL, &host, NULL), REVOPS_OK);
    assert_int_equal(revops_fx_read(fx, next_quotes, &source, NULL), REVOPS_E_HOST);
    assert_int_equal(add(fx, easter, EASTER, NULL), REVOPS_OK);
    assert_int_equal(add(fx, easter, 1, NULL), REVOPS_E_LIMIT);
    revops_fx_destroy(fx);
}

static void a_flipped_bit_never_loads(void **state) {
    revops_fx_options options = REVOPS_FX_OPTIONS_INIT;
    static const revops_currency_def def = {TOK, 6};
    revops_fx *fx, *loaded = NULL;
    saved bytes;
    (void)state;
    options.currencies.defs = &def;
    options.currencies.def_count = 1;
    fx = made(&options, easter, EASTER);
    bytes = state_of(fx);
    for (size_t i = 0; i < bytes.size * 8; i++) {
        bytes.bytes[i / 8] ^= (unsigned char)(1 << i % 8);
        assert_int_not_equal(revops_fx_load(&loaded, bytes.bytes, bytes.size, NULL, NULL),
                             REVOPS_OK);
        assert_null(loaded);
        bytes.bytes[i / 8] ^= (unsigned char)(1 << i % 8);
    }
    for (size_t size = 0; size < bytes.size; size++)
        assert_int_equal(revops_fx_load(&loaded, bytes.bytes, size, NULL, NULL), REVOPS_E_DAMAGED);
    free(bytes.bytes);
    revops_fx_destroy(fx);
}

/* A payload under a sound envelope, for what a checksum cannot notice. */
static const unsigned char *payload_bytes;
static size_t payload_size;
static void payload_write(revops__packer *packer, const void *context) {
    (void)context;
    revops__pack_bytes(packer, payload_bytes, payload_size);
}

static revops_status load_payload(const unsigned char *payload, size_t size, uint16_t version,
                                  const char *kind) {
    unsigned char state[512];
    size_t written;
    revops_fx *loaded = NULL;
    revops_status status;
    payload_bytes = payload;
    payload_size = size;
    assert_int_equal(
        revops__state_save(state, sizeof state, &written, kind, version, payload_write, NULL, NULL),
        REVOPS_OK);
    status = revops_fx_load(&loaded, state, written, NULL, NULL);
    assert_int_equal(loaded == NULL, status != REVOPS_OK);
    revops_fx_destroy(loaded);
    return status;
}

static void unsound_contents_are_damaged_under_a_good_checksum(void **state) {
    enum { HEADER = 24, CHECKSUM = 8 };
    /* Offsets in the payload, and a byte that breaks what stands there. Layout: pivot 0, age 4,
     * same_day 8, definitions 12, one of them 20 (code) and 24 (exponent), pairs 28, first pair 36,
     * its count 44, its first rate 52 (day), 56 (num), 64 (den), its second rate 72. */
    static const struct {
        size_t offset;
        unsigned char byte;
    } table[] = {
        {0, 0},    {4, 0x80},  {7, 0},     {11, 2},    {19, 2},    {12, 0xff}, {20, 0},
        {27, 19},  {24, 0x80}, {35, 9},    {28, 0xff}, {36, 0},    {40, 0},    {51, 0},
        {51, 200}, {52, 0x7f}, {56, 0x80}, {64, 0x80}, {63, 0xd4}, {75, 0},    {75, 0x41},
    };
    static const revops_currency_def def = {TOK, 6};
    revops_fx_options options = REVOPS_FX_OPTIONS_INIT;
    revops_fx *fx;
    saved bytes;
    unsigned char *payload;
    size_t size;
    (void)state;
    options.currencies.defs = &def;
    options.currencies.def_count = 1;
    fx = made(&options, easter, EASTER);
    bytes = state_of(fx);
    payload = bytes.bytes + HEADER;
    size = bytes.size - HEADER - CHECKSUM;
    assert_int_equal(load_payload(payload, size, 1, "FXRT"), REVOPS_OK);
    assert_int_equal(load_payload(payload, size, 2, "FXRT"), REVOPS_E_UNSUPPORTED);
    assert_int_equal(load_payload(payload, size, 1, "NAME"), REVOPS_E_MISMATCH);
    assert_int_equal(load_payload(payload, size + 1, 1, "FXRT"), REVOPS_E_DAMAGED);
    for (size_t i = 0; i < size; i++)
        assert_int_equal(load_payload(payload, i, 1, "FXRT"), REVOPS_E_DAMAGED);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        unsigned char *at = payload + table[i].offset, before = *at;
        *at = table[i].byte;
        assert_int_equal(load_payload(payload, size, 1, "FXRT"), REVOPS_E_DAMAGED);
        *at = before;
    }
    free(bytes.bytes);
    revops_fx_destroy(fx);
}

static void saving_follows_the_rule_of_texts_and_states(void **state) {
    unsigned char out[64];
    size_t written = 0;
    revops_fx *fx = made(NULL, NULL, 0);
    (void)state;
    memset(out, 0x5a, sizeof out);
    assert_int_equal(revops_fx_save(fx, out, 59, &written, NULL), REVOPS_E_CAPACITY);
    assert_int_equal(written, 60);
    assert_int_equal(out[0], 0x5a);
    assert_int_equal(revops_fx_save(fx, out, 60, &written, NULL), REVOPS_OK);
    assert_memory_equal(out + 8, "FXRT", 4);
    revops_fx_destroy(fx);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_that_are_no_rate_are_named),
        cmocka_unit_test(a_refusal_in_one_column_hides_none_in_a_lower_row),
        cmocka_unit_test(the_same_rate_twice_counts_once),
        cmocka_unit_test(a_second_different_rate_is_a_duplicate_of_its_row),
        cmocka_unit_test(order_and_batches_leave_no_trace),
        cmocka_unit_test(every_day_finds_the_rate_that_a_slow_search_finds),
        cmocka_unit_test(merging_needs_the_same_options_and_no_conflict),
        cmocka_unit_test(options_out_of_range_are_named),
        cmocka_unit_test(null_arguments_are_named),
        cmocka_unit_test(every_refused_allocation_leaves_the_table_as_it_was),
        cmocka_unit_test(converting_needs_memory_and_gives_it_back),
        cmocka_unit_test(the_host_is_asked_and_may_stop),
        cmocka_unit_test(the_hosts_limits_hold),
        cmocka_unit_test(pairs_have_a_stated_maximum),
        cmocka_unit_test(a_source_is_read_whole_or_not_at_all),
        cmocka_unit_test(rows_of_a_failed_read_do_not_count),
        cmocka_unit_test(a_flipped_bit_never_loads),
        cmocka_unit_test(unsound_contents_are_damaged_under_a_good_checksum),
        cmocka_unit_test(saving_follows_the_rule_of_texts_and_states),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
