/* fees, gross-up, allocate, refund and fx: functions of the library on the command line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/output.h"
#include "cli/suggest.h"
#include "config/rules.h"
#include "revops/allocate.h"
#include "revops/fee.h"
#include "revops/fx.h"
#include "revops/ratio.h"
#include "store/shapes.h"

enum {
    CALCULATE_PARTS = 1024, /* most parts, as the library has it */
    CALCULATE_NAMES = 64    /* schedules that an error can tell */
};

/* ---- rows ---- */

typedef struct calculate_fee {
    host_text schedule;
    int64_t gross_minor, fee_minor, net_minor;
    uint32_t currency, reserved0;
} calculate_fee;

#define S calculate_fee
static const revops_field fee_fields[] = {
    HOST_TEXT_FIELD(S, schedule, 0),  HOST_CURRENCY_FIELD(S, currency),
    HOST_MINOR_FIELD(S, gross_minor), HOST_MINOR_FIELD(S, fee_minor),
    HOST_MINOR_FIELD(S, net_minor),   HOST_RESERVED_FIELD(S, reserved0),
};
#undef S
static const revops_shape fee_shape =
    HOST_SHAPE(calculate_fee, "fees", "a sale taken apart", fee_fields);

/* One part of an amount. */
typedef struct calculate_part {
    host_text part; /* the weight, or the part as it was frozen; `remainder` */
    int64_t amount_minor;
    uint32_t currency, reserved0;
} calculate_part;

#define S calculate_part
static const revops_field part_fields[] = {
    HOST_TEXT_FIELD(S, part, 0),
    HOST_CURRENCY_FIELD(S, currency),
    HOST_MINOR_FIELD(S, amount_minor),
    HOST_RESERVED_FIELD(S, reserved0),
};
#undef S
static const revops_shape part_shape =
    HOST_SHAPE(calculate_part, "parts", "parts of an amount", part_fields);

typedef struct calculate_fx {
    host_text from, amount;
    revops_ratio rate;
    int64_t amount_minor;
    uint32_t currency;
    int32_t day, rate_day;
    uint32_t reserved0;
} calculate_fx;

#define S calculate_fx
static const revops_field fx_fields[] = {
    HOST_DAY_FIELD(S, day, 0),
    HOST_TEXT_FIELD(S, amount, 0),
    HOST_TEXT_FIELD(S, from, 0),
    HOST_CURRENCY_FIELD(S, currency),
    HOST_MINOR_FIELD(S, amount_minor),
    HOST_FIELD(S, rate, "rate", REVOPS_TYPE_RATIO, REVOPS_UNIT_RATIO, 1, 0),
    HOST_DAY_FIELD(S, rate_day, 0),
    HOST_RESERVED_FIELD(S, reserved0),
};
#undef S
static const revops_shape fx_shape =
    HOST_SHAPE(calculate_fx, "fx", "an amount in another currency", fx_fields);

static host_text calculate_text(const char *text) {
    return (host_text){text, strlen(text)};
}

/* Print rows of one of the shapes above. */
static int calculate_print(host_app *app, const char *name, const revops_shape *shape,
                           const void *rows, size_t count, bool totals) {
    const host_report report = {.name = name, .shape = shape, .totals = totals};
    host_output *output = NULL;

    if (host_output_open(app, &report, &output) != 0) {
        return -1;
    }
    if (host_output_rows(output, rows, count) != 0) {
        host_output_drop(output);
        return -1;
    }
    return host_output_close(output);
}

/* ---- words ---- */

/* A refusal of the library that is about words of the command line. */
static int calculate_fail(host_app *app, const revops_error *err, const char *what) {
    host_fail_library(&app->error, err, what);
    app->error.row = 0;
    app->error.column[0] = '\0';
    return err->status == REVOPS_E_INVALID ? host_fail_usage(&app->error) : -1;
}

static int calculate_currency(host_app *app, const char *word, uint32_t *currency) {
    char code[8] = "";

    for (size_t i = 0; i < sizeof code - 1 && word[i] != '\0'; i++) {
        bool lower = word[i] >= 'a' && word[i] <= 'z';

        code[i] = (char)(lower ? word[i] - 'a' + 'A' : word[i]);
    }
    if (strlen(word) < sizeof code &&
        revops_currency_parse(currency, code, strlen(code), NULL) == REVOPS_OK) {
        return 0;
    }
    host_fail(&app->error, "usage", "\"%.60s\" is not a currency", word);
    return host_fail_hint(&app->error, word, "a currency code such as USD", "correct the word");
}

/* The currency of --currency, else that of the business. */
static int calculate_own(host_app *app, uint32_t *currency) {
    if (host_option_given(&app->options, HOST_OPTION_CURRENCY)) {
        *currency = (uint32_t)app->options.number[HOST_OPTION_CURRENCY];
        return 0;
    }
    if (app->config.currency[0] != '\0') {
        return calculate_currency(app, app->config.currency, currency);
    }
    host_fail(&app->error, "usage", "nobody says in which currency");
    return host_fail_hint(&app->error, NULL, "--currency CUR", "name the currency");
}

static int calculate_amount(host_app *app, host_text word, uint32_t currency, int64_t *minor) {
    char expected[120];
    char value[64];
    char code[16];
    int32_t exponent = 0;
    revops_error err;

    if (revops_currency_exponent(&exponent, currency, &app->config.tenant.currencies, &err) !=
        REVOPS_OK) {
        host_fail_library(&app->error, &err, "currency");
        return host_fail_hint(&app->error, NULL, "a currency whose decimals are known",
                              "set them: revops config set currencies.CUR.exponent N");
    }
    if (revops_money_parse(minor, word.data, word.size, exponent, &err) == REVOPS_OK) {
        return 0;
    }
    host_currency_text(code, currency);
    snprintf(value, sizeof value, "%.*s", word.size < 60 ? (int)word.size : 60, word.data);
    snprintf(expected, sizeof expected,
             "a decimal number of %s with at most %d digits after the "
             "point",
             code, exponent);
    host_fail(&app->error, "usage", "\"%s\" is not an amount", value);
    return host_fail_hint(&app->error, value, expected, "correct the amount");
}

/* ---- fees, gross-up ---- */

static int calculate_no_schedule(host_app *app, const json_t *fees, const char *name) {
    const char *names[CALCULATE_NAMES + 1] = {NULL};
    const char *near = NULL;
    const char *key = NULL;
    char fix[160];
    size_t count = 0;
    json_t *value = NULL;

    json_object_foreach((json_t *)(uintptr_t)fees, key, value) {
        if (count < CALCULATE_NAMES) {
            names[count++] = key;
        }
    }
    near = host_nearest(name, names);
    host_fail(&app->error, "missing", "there is no fee schedule %.60s", name);
    snprintf(fix, sizeof fix,
             near != NULL ? "did you mean %.60s?"
                          : "set one: revops config set fees.%.60s.percent 3.9%%",
             near != NULL ? near : name);
    return host_fail_hint(&app->error, name, "a member of fees in the configuration", fix);
}

static int64_t calculate_member(const json_t *schedule, const char *name) {
    return (int64_t)json_integer_value(json_object_get(schedule, name));
}

/* The schedule of --schedule: one line of the library, from the configuration. */
static int calculate_schedule(host_app *app, revops_fee_line *line, revops_fee_options *options) {
    const char *name = app->options.value[HOST_OPTION_SCHEDULE];
    const json_t *fees = json_object_get(app->config.root, "fees");
    const json_t *schedule = NULL;
    const char *percent = NULL;
    revops_ratio share = {0, 1, REVOPS_RATIO_OK, 0};

    if (name == NULL) {
        host_fail(&app->error, "usage", "%s needs --schedule", app->command->name);
        return host_fail_hint(&app->error, NULL, "--schedule NAME", "name a fee schedule");
    }
    schedule = json_object_get(fees, name);
    if (schedule == NULL) {
        return calculate_no_schedule(app, fees, name);
    }
    /* The rules of the configuration have let only shares and words of rounding through. */
    percent = json_string_value(json_object_get(schedule, "percent"));
    if (percent != NULL) {
        (void)!revops_share_parse(&share, percent, strlen(percent), NULL);
    }
    *line = (revops_fee_line){.share_num = share.numerator,
                              .share_den = share.denominator,
                              .fixed_minor = calculate_member(schedule, "fixed_minor"),
                              .min_minor = calculate_member(schedule, "min_minor"),
                              .cap_minor = calculate_member(schedule, "cap_minor")};
    options->mode = host_rules_rounding(json_string_value(json_object_get(schedule, "mode")));
    return 0;
}

static int calculate_fees(host_app *app, bool up) {
    revops_fee_options options = REVOPS_FEE_OPTIONS_INIT;
    revops_separation sale;
    revops_fee_line line;
    calculate_fee row = {.schedule = {NULL, 0}};
    int64_t amount = 0;
    revops_error err;
    revops_status status = REVOPS_OK;

    if (calculate_own(app, &row.currency) != 0 ||
        calculate_amount(app, calculate_text(app->options.words[1]), row.currency, &amount) != 0 ||
        calculate_schedule(app, &line, &options) != 0) {
        return -1;
    }
    status = up ? revops_fee_gross_up(&sale, amount, &line, 1, &options, &err)
                : revops_fee_separate(&sale, NULL, amount, 0, &line, 1, &options, &err);
    if (status != REVOPS_OK) {
        return calculate_fail(app, &err, app->command->name);
    }
    row.schedule = calculate_text(app->options.value[HOST_OPTION_SCHEDULE]);
    row.gross_minor = sale.gross_minor;
    row.fee_minor = sale.fee_minor;
    row.net_minor = sale.net_minor;
    return calculate_print(app, app->command->name, &fee_shape, &row, 1, false);
}

int host_command_fees(host_app *app) {
    return calculate_fees(app, false);
}

int host_command_gross_up(host_app *app) {
    return calculate_fees(app, true);
}

/* ---- allocate, refund ---- */

/* Room for the numbers and rows of as many parts as a command may have. */
typedef struct calculate_room {
    revops_ratio shares[CALCULATE_PARTS];
    int64_t given[CALCULATE_PARTS];
    int64_t parts[CALCULATE_PARTS];
    calculate_part rows[CALCULATE_PARTS + 1];
    size_t count;
} calculate_room;

static int calculate_parts(host_app *app, calculate_room *room, uint32_t currency) {
    for (size_t i = 0; i < room->count; i++) {
        room->rows[i].amount_minor = room->parts[i];
        room->rows[i].currency = currency;
    }
    return calculate_print(app, app->command->name, &part_shape, room->rows, room->count, true);
}

/* A weight: 70%, 1/3, 1.5. */
static int calculate_weight(host_app *app, const char *word, revops_ratio *weight) {
    if (word[0] != '-' && revops_ratio_parse(weight, word, strlen(word), NULL) == REVOPS_OK) {
        return 0;
    }
    host_fail(&app->error, "usage", "\"%.60s\" is not a weight", word);
    return host_fail_hint(&app->error, word, "a number such as 70%, 1/3 or 1.5",
                          "correct the weight");
}

static int calculate_allocate(host_app *app, calculate_room *room) {
    revops_allocate_options options = REVOPS_ALLOCATE_OPTIONS_INIT;
    uint32_t currency = 0;
    int64_t amount = 0;
    int64_t remainder = 0;
    revops_error err;

    if (calculate_currency(app, app->options.words[2], &currency) != 0 ||
        calculate_amount(app, calculate_text(app->options.words[1]), currency, &amount) != 0) {
        return -1;
    }
    for (int i = 3; i < app->options.word_count; i++, room->count++) {
        room->rows[room->count].part = calculate_text(app->options.words[i]);
        if (calculate_weight(app, app->options.words[i], &room->shares[room->count]) != 0) {
            return -1;
        }
    }
    options.remainder = (int32_t)app->options.number[HOST_OPTION_REMAINDER];
    if (revops_ratio_weights(room->given, room->shares, room->count, &err) != REVOPS_OK ||
        revops_allocate(room->parts, &remainder, amount, room->given, room->count, &options,
                        &err) != REVOPS_OK) {
        return calculate_fail(app, &err, "allocate");
    }
    if (options.remainder == REVOPS_REMAINDER_SEPARATE) {
        room->rows[room->count].part = HOST_TEXT("remainder");
        room->parts[room->count++] = remainder;
    }
    return calculate_parts(app, room, currency);
}

static int calculate_refund(host_app *app, calculate_room *room) {
    const char *parts = app->options.value[HOST_OPTION_PARTS];
    uint32_t currency = 0;
    int64_t refund = 0;
    revops_error err;

    if (parts == NULL) {
        host_fail(&app->error, "usage", "refund needs --parts");
        return host_fail_hint(&app->error, NULL, "--parts 33.33,33.33,33.34",
                              "give the parts of the sale");
    }
    if (calculate_own(app, &currency) != 0 ||
        calculate_amount(app, calculate_text(app->options.words[1]), currency, &refund) != 0) {
        return -1;
    }
    for (;; parts++) {
        host_text part = {parts, strcspn(parts, ",")};

        if (room->count == CALCULATE_PARTS) {
            return host_fail(&app->error, "usage", "more than %d parts", CALCULATE_PARTS);
        }
        room->rows[room->count].part = part;
        if (calculate_amount(app, part, currency, &room->given[room->count++]) != 0) {
            return -1;
        }
        parts += part.size;
        if (*parts == '\0') {
            break;
        }
    }
    if (revops_refund_reverse(room->parts, room->given, room->count, 0, refund, &err) !=
        REVOPS_OK) {
        return calculate_fail(app, &err, "refund");
    }
    return calculate_parts(app, room, currency);
}

static int calculate_with_room(host_app *app, int (*run)(host_app *, calculate_room *)) {
    calculate_room *room = calloc(1, sizeof *room);
    int answer = room != NULL ? run(app, room) : host_fail(&app->error, "nomem", "no memory");

    free(room);
    return answer;
}

int host_command_allocate(host_app *app) {
    return calculate_with_room(app, calculate_allocate);
}

int host_command_refund(host_app *app) {
    return calculate_with_room(app, calculate_refund);
}

/* ---- fx ---- */

/* All stored rates: the newest before the day may be the one that counts. */
static int calculate_rates(host_app *app, revops_fx *fx) {
    const host_query query = {.kind = HOST_SCAN_RATES};
    host_scan *scan = NULL;
    revops_error err;
    int answer = 0;

    if (host_store_scan(app->store, &query, &scan, &app->error) != 0) {
        return -1;
    }
    if (revops_fx_read(fx, host_scan_next, scan, &err) != REVOPS_OK) {
        if (err.status == REVOPS_E_HOST && host_scan_error(scan)->status != NULL) {
            app->error = *host_scan_error(scan);
            answer = -1;
        } else {
            answer = host_fail_library(&app->error, &err, "rates");
        }
    }
    host_scan_close(scan);
    return answer;
}

static int calculate_fx_row(host_app *app, const revops_fx *fx) {
    uint32_t from = 0;
    int64_t amount = 0;
    revops_conversion conversion;
    char code[16];
    calculate_fx row = {.amount = calculate_text(app->options.words[1])};
    revops_error err;

    if (calculate_currency(app, app->options.words[2], &from) != 0 ||
        calculate_currency(app, app->options.words[3], &row.currency) != 0 ||
        calculate_amount(app, row.amount, from, &amount) != 0) {
        return -1;
    }
    row.day = host_option_given(&app->options, HOST_OPTION_DAY)
                  ? (int32_t)app->options.number[HOST_OPTION_DAY]
                  : app->as_of_day;
    if (revops_fx_convert(fx, &conversion, amount, from, row.currency, row.day,
                          REVOPS_ROUND_DEFAULT, &err) != REVOPS_OK) {
        calculate_fail(app, &err, "fx");
        return err.status != REVOPS_E_MISSING
                   ? -1
                   : host_fail_hint(&app->error, NULL,
                                    "a stored rate of that day or the seven days before",
                                    "import rates of that day: revops import rates.csv");
    }
    host_currency_text(code, from);
    row.from = calculate_text(code);
    row.amount_minor = conversion.amount_minor;
    row.rate = (revops_ratio){conversion.rate_num, conversion.rate_den, REVOPS_RATIO_OK, 0};
    row.rate_day = conversion.rate_day;
    return calculate_print(app, "fx", &fx_shape, &row, 1, false);
}

int host_command_fx(host_app *app) {
    revops_fx_options options = REVOPS_FX_OPTIONS_INIT;
    revops_fx *fx = NULL;
    revops_error err;
    int answer = 0;

    options.currencies = app->config.tenant.currencies;
    if (revops_fx_create(&fx, &options, NULL, &err) != REVOPS_OK) {
        return host_fail_library(&app->error, &err, "fx");
    }
    answer = host_store_begin(app->store, false, &app->error);
    if (answer == 0) {
        answer = calculate_rates(app, fx);
        answer = answer == 0 ? calculate_fx_row(app, fx) : answer;
        host_store_rollback(app->store);
    }
    revops_fx_destroy(fx);
    return answer;
}
