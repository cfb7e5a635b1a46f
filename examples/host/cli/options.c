/* Reading a command line. Options may stand before or after the command, as `--name value` or
 * `--name=value`; `--` ends them; `-` is a word. */
#include "cli/options.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/suggest.h"
#include "revops/date.h"
#include "revops/money.h"

static const char *const words_format[] = {"table",    "plain", "json", "csv",
                                           "markdown", "html",  NULL};
static const char *const words_color[] = {"auto", "always", "never", NULL};
static const char *const words_granularity[] = {"daily",  "weekly", "monthly", "quarterly",
                                                "yearly", "total",  NULL};
static const char *const words_date_order[] = {"mdy", "dmy", "ymd", NULL};
static const char *const words_remainder[] = {"largest_remainder", "to_first", "to_largest",
                                              "from_last",         "separate", NULL};

#define OPTION_TEXT(name, value, about)                                                            \
    { name, value, about, HOST_TYPE_TEXT, false, NULL, 0, 0 }
#define OPTION_NAME(name, value, about)                                                            \
    { name, value, about, HOST_TYPE_NAME, false, NULL, 0, 0 }
#define OPTION_FLAG(name, about)                                                                   \
    { name, "", about, HOST_TYPE_FLAG, false, NULL, 0, 0 }
#define OPTION_WORD(name, value, about, words)                                                     \
    { name, value, about, HOST_TYPE_WORD, false, words, 0, 0 }
#define OPTION_DAY(name, about)                                                                    \
    { name, "DAY", about, HOST_TYPE_DAY, false, NULL, 0, 0 }
#define OPTION_NUMBER(name, about, least, most)                                                    \
    { name, "N", about, HOST_TYPE_NUMBER, false, NULL, least, most }

const host_option host_option_table[HOST_OPTION_COUNT] = {
    [HOST_OPTION_DB] =
        OPTION_TEXT("--db", "URL", "store: sqlite:PATH or a path (.revops/revops.db)"),
    [HOST_OPTION_CONFIG] =
        OPTION_TEXT("--config", "FILE", "configuration file (.revops/config.json)"),
    [HOST_OPTION_TENANT] = OPTION_NAME("--tenant", "NAME", "which business of the store (default)"),
    [HOST_OPTION_PERIOD] =
        OPTION_TEXT("--period", "P", "daily weekly monthly quarterly ytd custom, or 2026-Q1 ..."),
    [HOST_OPTION_FROM] = OPTION_DAY("--from", "first day"),
    [HOST_OPTION_TO] = OPTION_DAY("--to", "day after the last"),
    [HOST_OPTION_GRANULARITY] =
        OPTION_WORD("--granularity", "G", "length of the parts", words_granularity),
    [HOST_OPTION_CURRENCY] = {"--currency", "CUR", "currency to convert into", HOST_TYPE_CURRENCY,
                              false, NULL, 0, 0},
    [HOST_OPTION_STREAM] = OPTION_NAME("--stream", "S", "one stream of revenue, or all"),
    [HOST_OPTION_AS_OF] = OPTION_DAY("--as-of", "the day that words such as monthly look from"),
    [HOST_OPTION_FORMAT] = OPTION_WORD("--format", "F", "rows as", words_format),
    [HOST_OPTION_COLOR] = OPTION_WORD("--color", "WHEN", "when the header is bold", words_color),
    [HOST_OPTION_QUIET] = OPTION_FLAG("--quiet", "no progress, no notes"),
    [HOST_OPTION_HELP] = OPTION_FLAG("--help", "usage of the command"),
    [HOST_OPTION_AFTER] = OPTION_TEXT("--after", "ID", "rows behind this one"),
    [HOST_OPTION_AS] = OPTION_TEXT("--as", "LAYOUT", "layout of the files, not recognised"),
    [HOST_OPTION_BY] = OPTION_TEXT("--by", "WHAT", "a row for each of these"),
    [HOST_OPTION_CUSTOMERS] = OPTION_NUMBER("--customers", "customers (100)", 1, 1000000),
    [HOST_OPTION_DATE_ORDER] =
        OPTION_WORD("--date-order", "ORDER", "how 03/04/2026 is read", words_date_order),
    [HOST_OPTION_DAY] = OPTION_DAY("--day", "whose rate counts (today)"),
    [HOST_OPTION_DRY_RUN] = OPTION_FLAG("--dry-run", "say what would be stored, store nothing"),
    [HOST_OPTION_EXPONENT] = {"--exponent", "CUR=N", "decimals of a currency, other than ISO 4217",
                              HOST_TYPE_TEXT, true, NULL, 0, 0},
    [HOST_OPTION_FIELD] = OPTION_TEXT("--field", "F", "the amount to explain (net_minor)"),
    [HOST_OPTION_GROUP] = OPTION_TEXT("--group", "VALUE", "with --by: which group"),
    [HOST_OPTION_LIMIT] = OPTION_NUMBER("--limit", "at most N rows (all)", 1, INT64_MAX),
    [HOST_OPTION_MONTHS] = OPTION_NUMBER("--months", "whole months (24)", 1, 600),
    [HOST_OPTION_OUTPUT] = OPTION_TEXT("--output", "DIR", "folder to write into"),
    [HOST_OPTION_PARTS] = OPTION_TEXT("--parts", "LIST", "parts of the sale, such as 6.00,4.00"),
    [HOST_OPTION_PLATFORM] = OPTION_NAME("--platform", "P", "platform of rows that name none"),
    [HOST_OPTION_REMAINDER] =
        OPTION_WORD("--remainder", "RULE", "who gets what is left over", words_remainder),
    [HOST_OPTION_SCHEDULE] = OPTION_NAME("--schedule", "NAME", "fees.NAME of the configuration"),
    [HOST_OPTION_SEED] = OPTION_NUMBER("--seed", "which sample (1)", 0, INT64_MAX),
    [HOST_OPTION_UPDATE] = OPTION_FLAG("--update", "changed rows take the place of the old ones"),
};

bool host_option_given(const host_options *options, host_option_id id) {
    return options->value[id] != NULL;
}

bool host_options_want_json(int count, const char *const *arguments) {
    for (int i = 0; i < count; i++) {
        if (strcmp(arguments[i], "--format=json") == 0 ||
            (strcmp(arguments[i], "--format") == 0 && i + 1 < count &&
             strcmp(arguments[i + 1], "json") == 0)) {
            return true;
        }
    }
    return false;
}

/* "daily, weekly or monthly" is easier to read, but a plain list is easier to copy. */
static void options_join(char *out, size_t capacity, const char *before, const char *const *words) {
    size_t size = (size_t)snprintf(out, capacity, "%s", before);

    for (; *words != NULL && size < capacity; words++) {
        size += (size_t)snprintf(out + size, capacity - size, " %s", *words);
    }
}

static int options_bad_value(const host_option *option, const char *value, const char *expected,
                             host_error *error) {
    host_fail(error, "usage", "%s does not take \"%.60s\"", option->name, value);
    return host_fail_hint(error, value, expected, "correct the option");
}

static int options_number(const host_option *option, const char *value, int64_t *number,
                          host_error *error) {
    char expected[80];
    char *end = NULL;
    long long parsed = 0;

    errno = 0;
    parsed = strtoll(value, &end, 10);
    if (value[0] < '0' || value[0] > '9' || *end != '\0' || errno != 0 || parsed < option->least ||
        parsed > option->most) {
        snprintf(expected, sizeof expected, "a whole number of at least %lld",
                 (long long)option->least);
        return options_bad_value(option, value, expected, error);
    }
    *number = parsed;
    return 0;
}

/* A name is stored and printed, so it is a text that every format can hold. */
static bool options_is_name(const char *value) {
    json_t *text = json_string(value);
    bool valid = text != NULL && value[0] != '\0';

    json_decref(text);
    for (; valid && *value != '\0'; value++) {
        valid = (unsigned char)*value >= ' ' && *value != 0x7F;
    }
    return valid;
}

/* A code in any case, as files may hold it. */
static bool options_currency(const char *value, uint32_t *currency) {
    char code[8];
    size_t size = strlen(value);

    if (size >= sizeof code) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        bool lower = value[i] >= 'a' && value[i] <= 'z';

        code[i] = (char)(lower ? value[i] - 'a' + 'A' : value[i]);
    }
    return revops_currency_parse(currency, code, size, NULL) == REVOPS_OK;
}

/* What an option takes, in words. */
static void options_expected(const host_option *option, char *out, size_t capacity) {
    if (option->words != NULL) {
        options_join(out, capacity, "one of", option->words);
    } else {
        snprintf(out, capacity, "%s %s", option->name, option->value);
    }
}

/* Check a value and turn it into a number where it has one. */
static int options_value(const host_option *option, const char *value, int64_t *number,
                         host_error *error) {
    char expected[200];
    int32_t day = 0;
    uint32_t currency = 0;

    switch (option->type) {
    case HOST_TYPE_WORD:
        for (int64_t i = 0; option->words[i] != NULL; i++) {
            if (strcmp(option->words[i], value) == 0) {
                *number = i;
                return 0;
            }
        }
        options_expected(option, expected, sizeof expected);
        return options_bad_value(option, value, expected, error);
    case HOST_TYPE_DAY:
        if (revops_day_parse(&day, value, strlen(value), NULL) != REVOPS_OK) {
            return options_bad_value(option, value, "a day such as 2026-01-31", error);
        }
        *number = day;
        return 0;
    case HOST_TYPE_CURRENCY:
        if (!options_currency(value, &currency)) {
            return options_bad_value(option, value, "a currency code such as USD", error);
        }
        *number = currency;
        return 0;
    case HOST_TYPE_NUMBER:
        return options_number(option, value, number, error);
    case HOST_TYPE_NAME:
        if (!options_is_name(value)) {
            return options_bad_value(option, value, "a name in UTF-8", error);
        }
        break;
    case HOST_TYPE_FLAG:
    case HOST_TYPE_TEXT:
        break;
    }
    return 0;
}

int host_options_word(host_options *options, host_option_id id, const char *const *words,
                      host_error *error) {
    host_option option = host_option_table[id];

    if (options->value[id] == NULL) {
        return 0;
    }
    option.type = HOST_TYPE_WORD;
    option.words = words;
    return options_value(&option, options->value[id], &options->number[id], error);
}

static int options_find(const char *name, size_t size) {
    for (int i = 0; i < HOST_OPTION_COUNT; i++) {
        if (strlen(host_option_table[i].name) == size &&
            memcmp(host_option_table[i].name, name, size) == 0) {
            return i;
        }
    }
    return -1;
}

/* Keep one option; `value` is NULL for a flag. */
static int options_keep(host_options *options, int id, const char *value, host_error *error) {
    const host_option *option = &host_option_table[id];

    if (options->value[id] != NULL && !option->repeats) {
        host_fail(error, "usage", "%s is given twice", option->name);
        return host_fail_hint(error, NULL, "each option once", "take one of the two away");
    }
    if (id == HOST_OPTION_EXPONENT) {
        if (options->exponent_count == HOST_EXPONENTS_MOST) {
            return host_fail(error, "usage", "%s is given too often", option->name);
        }
        options->exponents[options->exponent_count++] = value;
    }
    options->value[id] = value != NULL ? value : "";
    return value != NULL ? options_value(option, value, &options->number[id], error) : 0;
}

/* One argument that begins with two dashes; `*at` moves over its value. */
static int options_take(host_options *options, int count, const char *const *arguments, int *at,
                        host_error *error) {
    const char *argument = arguments[*at];
    size_t size = strcspn(argument, "=");
    const char *value = argument[size] == '=' ? argument + size + 1 : NULL;
    int id = options_find(argument, size);
    char expected[200];

    if (id < 0) {
        options->unknown = options->unknown != NULL ? options->unknown : argument;
        return 0;
    }
    if (host_option_table[id].type == HOST_TYPE_FLAG) {
        if (value != NULL) {
            return options_bad_value(&host_option_table[id], value, "no value", error);
        }
        return options_keep(options, id, NULL, error);
    }
    if (value == NULL) {
        if (*at + 1 == count) {
            host_fail(error, "usage", "%s needs a value", argument);
            options_expected(&host_option_table[id], expected, sizeof expected);
            return host_fail_hint(error, NULL, expected, "add the value");
        }
        *at += 1;
        value = arguments[*at];
    }
    return options_keep(options, id, value, error);
}

int host_options_read(host_options *options, int count, const char *const *arguments,
                      host_error *error) {
    bool words_only = false;

    memset(options, 0, sizeof *options);
    for (int i = 0; i < count; i++) {
        const char *argument = arguments[i];

        if (!words_only && strcmp(argument, "--") == 0) {
            words_only = true;
        } else if (!words_only && strcmp(argument, "-h") == 0) {
            options->value[HOST_OPTION_HELP] = "";
        } else if (!words_only && argument[0] == '-' && argument[1] != '\0') {
            if (options_take(options, count, arguments, &i, error) != 0) {
                return -1;
            }
        } else if (options->word_count == HOST_WORDS_MOST) {
            return host_fail(error, "usage", "more than %d words", HOST_WORDS_MOST);
        } else {
            options->words[options->word_count++] = argument;
        }
    }
    return 0;
}

/* Names of the options that a command takes; room for all and the end. */
static void options_names(const char **names, uint64_t allowed) {
    size_t count = 0;

    for (int i = 0; i < HOST_OPTION_COUNT; i++) {
        if (i < HOST_OPTION_COMMON || (allowed & HOST_BIT(i)) != 0) {
            names[count++] = host_option_table[i].name;
        }
    }
    names[count] = NULL;
}

int host_options_allow(const host_options *options, uint64_t allowed, const char *command,
                       host_error *error) {
    const char *names[HOST_OPTION_COUNT + 1];
    const char *unknown = options->unknown;
    const char *near = NULL;
    char name[64];
    char expected[240];

    for (int i = HOST_OPTION_COMMON; unknown == NULL && i < HOST_OPTION_COUNT; i++) {
        if (options->value[i] != NULL && (allowed & HOST_BIT(i)) == 0) {
            unknown = host_option_table[i].name;
        }
    }
    if (unknown == NULL) {
        return 0;
    }
    options_names(names, allowed);
    snprintf(name, sizeof name, "%.*s", (int)strcspn(unknown, "="), unknown);
    near = host_nearest(name, names);
    host_fail(error, "usage", "%s has no option %s", command, name);
    if (near != NULL) {
        snprintf(expected, sizeof expected, "did you mean %s?", near);
        return host_fail_hint(error, name, near, expected);
    }
    snprintf(expected, sizeof expected,
             strcmp(command, "revops") != 0 ? "see revops help %s" : "see %s help", command);
    return host_fail_hint(error, name, "an option of this command", expected);
}
