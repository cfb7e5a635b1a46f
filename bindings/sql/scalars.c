/* The table of scalar functions: pure, strict, the same in every database. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sql.h"

/* --- arguments --- */

static revops_status scalar_type(const sql_call *call, uint32_t place, const char *name,
                                 sql_type type, revops_error *err) {
    const sql_value *value = &call->arguments[place];
    int integer = type == SQL_INTEGER && (value->type == SQL_DAY || value->type == SQL_INSTANT ||
                                          value->type == SQL_BOOLEAN);
    if (value->type == type || integer)
        return REVOPS_OK;
    return sql_fail(err, REVOPS_E_INVALID, name, "expected %s",
                    type == SQL_INTEGER ? "an integer"
                    : type == SQL_TEXT  ? "a text"
                                        : "a blob");
}

static revops_status scalar_integer(const sql_call *call, uint32_t place, const char *name,
                                    int64_t *out, revops_error *err) {
    *out = call->arguments[place].integer;
    return scalar_type(call, place, name, SQL_INTEGER, err);
}

/* A refusal of a parser names the argument of SQL. */
static revops_status scalar_named(revops_status status, const char *name, revops_error *err) {
    if (status)
        snprintf(err->field, sizeof err->field, "%s", name);
    return status;
}

static revops_status scalar_currency(const sql_call *call, uint32_t place, const char *name,
                                     uint32_t *out, revops_error *err) {
    const sql_value *value = &call->arguments[place];
    if (scalar_type(call, place, name, SQL_TEXT, err))
        return err->status;
    return scalar_named(revops_currency_parse(out, value->data, value->size, err), name, err);
}

static revops_status scalar_day(const sql_call *call, uint32_t place, const char *name,
                                int32_t *out, revops_error *err) {
    const sql_value *value = &call->arguments[place];
    if (value->type == SQL_TEXT)
        return scalar_named(revops_day_parse(out, value->data, value->size, err), name, err);
    if (scalar_type(call, place, name, SQL_INTEGER, err))
        return err->status;
    *out = (int32_t)value->integer;
    return *out == value->integer ? REVOPS_OK
                                  : sql_fail(err, REVOPS_E_INVALID, name,
                                             "expected a day, got %" PRId64, value->integer);
}

/* The rounding at @p place, if it is given: a word of revops_round. */
static revops_status scalar_rounding(const sql_call *call, uint32_t place, int32_t *mode,
                                     revops_error *err) {
    static const char *const words[] = {"default",  "half_even",    "half_up",    "half_down",
                                        "half_odd", "half_ceiling", "half_floor", "down",
                                        "up",       "floor",        "ceiling",    "exact"};
    const sql_value *value = &call->arguments[place];
    *mode = REVOPS_ROUND_DEFAULT;
    if (place >= call->count)
        return REVOPS_OK;
    if (scalar_type(call, place, "mode", SQL_TEXT, err))
        return err->status;
    for (int32_t i = 0; i < (int32_t)(sizeof words / sizeof words[0]); i++)
        if (strlen(words[i]) == value->size && memcmp(words[i], value->data, value->size) == 0) {
            *mode = i;
            return REVOPS_OK;
        }
    return sql_fail(err, REVOPS_E_INVALID, "mode", "unknown rounding %.*s",
                    sql_quote(value->size, value->data), value->data);
}

/* A currency, or the digits of an exponent: a token has no code of ISO 4217. */
static revops_status scalar_exponent(const sql_call *call, uint32_t place, int32_t *exponent,
                                     revops_error *err) {
    const sql_value *value = &call->arguments[place];
    int64_t digits = 0;
    uint32_t currency;
    if (value->type == SQL_INTEGER)
        digits = value->integer;
    else if (value->type != SQL_TEXT || value->size == 0 || value->data[0] > '9' ||
             revops_money_parse(&digits, value->data, value->size, 0, NULL))
        return scalar_currency(call, place, "currency", &currency, err)
                   ? err->status
                   : scalar_named(revops_currency_exponent(exponent, currency, NULL, err),
                                  "currency", err);
    *exponent = digits < 0 || digits > 18 ? -1 : (int32_t)digits;
    return REVOPS_OK;
}

/* --- results --- */

static revops_status scalar_number(sql_call *call, int64_t number) {
    call->result.type = SQL_INTEGER;
    call->result.integer = number;
    return REVOPS_OK;
}

static revops_status scalar_block(sql_call *call, sql_type type, const char *data, size_t size) {
    call->result.type = type;
    call->result.data = data;
    call->result.size = size;
    return REVOPS_OK;
}

/* --- handles that stay while the same state comes --- */

void sql_kept_close(sql_kept *kept) {
    if (kept->destroy)
        kept->destroy(kept->handle);
    if (kept->state)
        sql_give(&kept->host, kept->state, kept->size);
    memset(kept, 0, sizeof *kept);
}

typedef revops_status (*scalar_load)(void **handle, const void *bytes, size_t size,
                                     const revops_host *host, revops_error *err);

/* The state of the call before? Databases hand over the same memory row for row; then the checksum
 * at its end tells whether something else lies there now. */
static int scalar_again(sql_kept *kept, const sql_value *state) {
    enum { CHECKSUM = 8 };
    size_t from = 0;
    if (!kept->state || kept->size != state->size)
        return 0;
    if (kept->seen == state->data && state->size > CHECKSUM)
        from = state->size - CHECKSUM;
    kept->seen = state->data;
    return memcmp((const char *)kept->state + from, state->data + from, state->size - from) == 0;
}

static revops_status scalar_keep(sql_call *call, scalar_load load, void (*destroy)(void *),
                                 const char *name, void **handle, revops_error *err) {
    const sql_value *state = &call->arguments[0];
    sql_kept *kept = call->kept;
    if (scalar_type(call, 0, name, SQL_BLOB, err))
        return err->status;
    if (kept->destroy != destroy || !scalar_again(kept, state)) {
        sql_kept_close(kept);
        if (load(handle, state->data, state->size, call->host, err))
            return err->status;
        kept->handle = *handle;
        kept->destroy = destroy;
        kept->host = *call->host;
        kept->state = sql_take(call->host, state->size, err);
        if (!kept->state)
            return REVOPS_E_NOMEM;
        kept->size = state->size;
        kept->seen = state->data;
        memcpy(kept->state, state->data, state->size);
    }
    *handle = kept->handle;
    return REVOPS_OK;
}

static revops_status load_names(void **handle, const void *bytes, size_t size,
                                const revops_host *host, revops_error *err) {
    revops_names *names;
    revops_status status = revops_names_load(&names, bytes, size, host, err);
    *handle = names;
    return status;
}

static void destroy_names(void *handle) {
    revops_names_destroy(handle);
}

static revops_status load_rates(void **handle, const void *bytes, size_t size,
                                const revops_host *host, revops_error *err) {
    revops_fx *fx;
    revops_status status = revops_fx_load(&fx, bytes, size, host, err);
    *handle = fx;
    return status;
}

static void destroy_rates(void *handle) {
    revops_fx_destroy(handle);
}

/* --- the functions --- */

static revops_status call_key(sql_call *call, revops_error *err) {
    const sql_value *text = &call->arguments[0];
    uint64_t key = 0;
    if (scalar_type(call, 0, "text", SQL_TEXT, err) ||
        sql_key(call->texts, &key, text->data, text->size, "text", err))
        return err->status;
    return scalar_number(call, (int64_t)key);
}

static revops_status call_name(sql_call *call, revops_error *err) {
    void *names = NULL;
    int64_t key;
    size_t size = 0;
    revops_status status;
    if (scalar_keep(call, load_names, destroy_names, "names", &names, err) ||
        scalar_integer(call, 1, "key", &key, err))
        return err->status;
    status = revops_names_find(names, call->room, sizeof call->room, &size, (uint64_t)key, err);
    if (key == 0 || status == REVOPS_E_MISSING) {
        call->result.type = SQL_NULL;
        return REVOPS_OK;
    }
    return status ? status : scalar_block(call, SQL_TEXT, call->room, size);
}

static revops_status call_money_parse(sql_call *call, revops_error *err) {
    const sql_value *text = &call->arguments[0];
    int32_t exponent;
    int64_t amount;
    if (scalar_type(call, 0, "text", SQL_TEXT, err) || scalar_exponent(call, 1, &exponent, err) ||
        revops_money_parse(&amount, text->data, text->size, exponent, err))
        return err->status;
    return scalar_number(call, amount);
}

static revops_status call_money_format(sql_call *call, revops_error *err) {
    int32_t exponent;
    int64_t amount;
    size_t size = 0;
    if (scalar_integer(call, 0, "amount_minor", &amount, err) ||
        scalar_exponent(call, 1, &exponent, err) ||
        revops_money_format(call->room, sizeof call->room, &size, amount, exponent, err))
        return err->status;
    return scalar_block(call, SQL_TEXT, call->room, size);
}

static revops_status call_currency_exponent(sql_call *call, revops_error *err) {
    uint32_t currency;
    int32_t exponent;
    if (scalar_currency(call, 0, "currency", &currency, err) ||
        revops_currency_exponent(&exponent, currency, NULL, err))
        return err->status;
    return scalar_number(call, exponent);
}

static revops_status call_scale(sql_call *call, revops_error *err) {
    int64_t amount, num, den, result;
    int32_t mode;
    if (scalar_integer(call, 0, "amount_minor", &amount, err) ||
        scalar_integer(call, 1, "num", &num, err) || scalar_integer(call, 2, "den", &den, err) ||
        scalar_rounding(call, 3, &mode, err) ||
        revops_money_scale(&result, amount, num, den, mode, err))
        return err->status;
    return scalar_number(call, result);
}

static revops_status call_round(sql_call *call, revops_error *err) {
    int64_t num, den, result, step = 1;
    int32_t mode;
    revops_ratio ratio;
    if (scalar_integer(call, 0, "num", &num, err) || scalar_integer(call, 1, "den", &den, err) ||
        scalar_rounding(call, 2, &mode, err) ||
        (call->count > 3 && scalar_integer(call, 3, "step", &step, err)) ||
        revops_ratio_make(&ratio, num, den, err) ||
        revops_ratio_round(&result, ratio, mode, step, err))
        return err->status;
    return scalar_number(call, result);
}

static revops_status call_convert(sql_call *call, revops_error *err) {
    void *rates = NULL;
    int64_t amount;
    uint32_t from, to;
    int32_t day, mode;
    revops_conversion conversion;
    if (scalar_keep(call, load_rates, destroy_rates, "rates", &rates, err) ||
        scalar_integer(call, 1, "amount_minor", &amount, err) ||
        scalar_currency(call, 2, "from_currency", &from, err) ||
        scalar_currency(call, 3, "to_currency", &to, err) ||
        scalar_day(call, 4, "day", &day, err) || scalar_rounding(call, 5, &mode, err) ||
        revops_fx_convert(rates, &conversion, amount, from, to, day, mode, err))
        return err->status;
    memcpy(call->record, &conversion, sizeof conversion);
    return REVOPS_OK;
}

static revops_status call_month(sql_call *call, revops_error *err) {
    int32_t day;
    size_t size = 0;
    if (scalar_day(call, 0, "day", &day, err) ||
        revops_month_format(call->room, sizeof call->room, &size, revops_month_of(day), err))
        return err->status;
    return scalar_block(call, SQL_TEXT, call->room, size);
}

static revops_status call_sha256(sql_call *call, revops_error *err) {
    const sql_value *value = &call->arguments[0];
    if (value->type != SQL_TEXT && scalar_type(call, 0, "bytes", SQL_BLOB, err))
        return err->status;
    revops_sha256((uint8_t *)call->room, value->data, value->size);
    return scalar_block(call, SQL_BLOB, call->room, 32);
}

static revops_status call_version(sql_call *call, revops_error *err) {
    const char *version = revops_version();
    (void)err;
    return scalar_block(call, SQL_TEXT, version, strlen(version));
}

static const sql_function sql_functions[] = {
    {"revops_convert", "an amount in another currency, with the proof of it",
     "rates bytea, amount_minor bigint, from_currency text, to_currency text, day date, mode text",
     "conversion", 5, 6, 1, call_convert},
    {"revops_currency_exponent", "decimals of a currency's minor unit", "currency text", "bigint",
     1, 1, 0, call_currency_exponent},
    {"revops_key", "the key of a text", "text text", "bigint", 1, 1, 0, call_key},
    {"revops_money_format", "minor units as a decimal", "amount_minor bigint, currency text",
     "text", 2, 2, 0, call_money_format},
    {"revops_money_parse", "minor units of a decimal", "text text, currency text", "bigint", 2, 2,
     0, call_money_parse},
    {"revops_month", "the month of a day", "day date", "text", 1, 1, 0, call_month},
    {"revops_name", "the text of a key, null when it is unknown", "names bytea, key bigint", "text",
     2, 2, 0, call_name},
    {"revops_round", "num / den rounded to a multiple of step",
     "num bigint, den bigint, mode text, step bigint", "bigint", 2, 4, 0, call_round},
    {"revops_scale", "amount x num / den, rounded once",
     "amount_minor bigint, num bigint, den bigint, mode text", "bigint", 3, 4, 0, call_scale},
    {"revops_sha256", "SHA-256 of bytes, or of a text in UTF-8", "bytes bytea", "bytea", 1, 1, 0,
     call_sha256},
    {"revops_version", "version of the library", "", "text", 0, 0, 0, call_version},
};

uint32_t sql_function_count(void) {
    return (uint32_t)(sizeof sql_functions / sizeof sql_functions[0]);
}

const sql_function *sql_function_at(uint32_t place) {
    return place < sql_function_count() ? &sql_functions[place] : NULL;
}

const sql_function *sql_function_find(const char *name) {
    for (uint32_t i = 0; i < sql_function_count(); i++)
        if (strcmp(sql_functions[i].name, name) == 0)
            return &sql_functions[i];
    return NULL;
}
