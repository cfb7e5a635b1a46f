/* Periods from words (monthly), names (2026-Q1) and days. */
#include "cli/period.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *word;
    int32_t period;
} period_words[] = {
    {"daily", REVOPS_PERIOD_DAILY},     {"weekly", REVOPS_PERIOD_WEEKLY},
    {"monthly", REVOPS_PERIOD_MONTHLY}, {"quarterly", REVOPS_PERIOD_QUARTERLY},
    {"ytd", REVOPS_PERIOD_YTD},         {"custom", REVOPS_PERIOD_CUSTOM},
};

static const struct {
    const char *word;
    int32_t granularity;
} period_granularities[] = {
    {"daily", REVOPS_GRANULARITY_DAY},     {"weekly", REVOPS_GRANULARITY_WEEK},
    {"monthly", REVOPS_GRANULARITY_MONTH}, {"quarterly", REVOPS_GRANULARITY_QUARTER},
    {"yearly", REVOPS_GRANULARITY_YEAR},   {"total", REVOPS_GRANULARITY_TOTAL},
};

const char *host_granularity_word(int32_t granularity) {
    for (size_t i = 0; i < sizeof period_granularities / sizeof period_granularities[0]; i++) {
        if (period_granularities[i].granularity == granularity) {
            return period_granularities[i].word;
        }
    }
    return "custom";
}

static bool period_digits(const char *text, size_t count, int32_t *number) {
    *number = 0;
    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
        *number = *number * 10 + (text[i] - '0');
    }
    return true;
}

/* `count` months from the first day of a month; the year after 9999 does not exist. */
static bool period_months(host_period *period, int32_t year, int32_t month, int32_t count,
                          int32_t granularity) {
    period->granularity = granularity;
    return revops_day_make(&period->from_day, year, month, 1, NULL) == REVOPS_OK &&
           revops_day_add_months(&period->to_day, period->from_day, count, 0, NULL) == REVOPS_OK;
}

static bool period_week(host_period *period, int32_t year, int32_t week) {
    int32_t fourth = 0;
    revops_day_parts parts;

    /* The week that holds 4 January is the first of its ISO year. */
    if (revops_day_make(&fourth, year, 1, 4, NULL) != REVOPS_OK) {
        return false;
    }
    parts = revops_day_split(fourth);
    period->from_day = fourth - (parts.weekday - 1) + 7 * (week - 1);
    period->to_day = period->from_day + 7;
    period->granularity = REVOPS_GRANULARITY_WEEK;
    parts = revops_day_split(period->from_day);
    return parts.iso_year == year && parts.iso_week == week;
}

/* 2026, 2026-Q1, 2026-W05, 2026-01 or 2026-01-31. */
static bool period_name(host_period *period, const char *name) {
    size_t size = strlen(name);
    int32_t year = 0;
    int32_t part = 0;

    if (size == 10) {
        period->granularity = REVOPS_GRANULARITY_DAY;
        if (revops_day_parse(&period->from_day, name, size, NULL) != REVOPS_OK) {
            return false;
        }
        period->to_day = period->from_day + 1;
        return true;
    }
    if (size < 4 || !period_digits(name, 4, &year)) {
        return false;
    }
    if (size == 4) {
        return period_months(period, year, 1, 12, REVOPS_GRANULARITY_YEAR);
    }
    if (size == 7 && name[4] == '-' && name[5] == 'Q') {
        return period_digits(name + 6, 1, &part) && part >= 1 && part <= 4 &&
               period_months(period, year, 3 * part - 2, 3, REVOPS_GRANULARITY_QUARTER);
    }
    if (size == 8 && name[4] == '-' && name[5] == 'W') {
        return period_digits(name + 6, 2, &part) && period_week(period, year, part);
    }
    return size == 7 && name[4] == '-' && period_digits(name + 5, 2, &part) &&
           period_months(period, year, part, 1, REVOPS_GRANULARITY_MONTH);
}

static int period_usage(host_error *error, const char *message, const char *value,
                        const char *expected) {
    host_fail(error, "usage", "%s", message);
    return host_fail_hint(error, value, expected, "correct the options");
}

static int period_custom(const host_options *options, host_period *period, host_error *error) {
    if (!host_option_given(options, HOST_OPTION_FROM) ||
        !host_option_given(options, HOST_OPTION_TO)) {
        return period_usage(error, "a custom period needs --from and --to", NULL,
                            "--from DAY --to DAY, the last day not included");
    }
    period->from_day = (int32_t)options->number[HOST_OPTION_FROM];
    period->to_day = (int32_t)options->number[HOST_OPTION_TO];
    if (period->from_day >= period->to_day) {
        return period_usage(error, "--from is not before --to", options->value[HOST_OPTION_TO],
                            "a day after --from");
    }
    return 0;
}

static int period_word(const host_app *app, const char *word, host_period *period,
                       host_error *error) {
    revops_periods periods = REVOPS_PERIODS_INIT;

    for (size_t i = 0; i < sizeof period_words / sizeof period_words[0]; i++) {
        if (strcmp(period_words[i].word, word) != 0) {
            continue;
        }
        if (period_words[i].period == REVOPS_PERIOD_CUSTOM) {
            return period_custom(&app->options, period, error);
        }
        if (revops_periods_resolve(&periods, period_words[i].period, app->as_of_day, NULL) !=
            REVOPS_OK) {
            return period_usage(error, "the period leaves the calendar", word,
                                "an as-of day from year 1 to 9999");
        }
        period->from_day = periods.from_day;
        period->to_day = periods.to_day;
        if (period_words[i].period != REVOPS_PERIOD_YTD) {
            period->granularity = periods.granularity;
        }
        return 0;
    }
    if (!period_name(period, word)) {
        char message[80];

        snprintf(message, sizeof message, "there is no period %.50s", word);
        return period_usage(error, message, word,
                            "daily weekly monthly quarterly ytd custom, or such as 2026, 2026-Q1, "
                            "2026-01, 2026-W05, 2026-01-31");
    }
    return 0;
}

int host_period_read(const host_app *app, host_period *period, host_error *error) {
    const host_options *options = &app->options;
    const char *word = options->value[HOST_OPTION_PERIOD];
    bool days =
        host_option_given(options, HOST_OPTION_FROM) || host_option_given(options, HOST_OPTION_TO);

    *period = (host_period){false, 0, 0, REVOPS_GRANULARITY_MONTH};
    if (word == NULL && !days) {
        period->all = true;
    } else if (word == NULL) {
        if (period_custom(options, period, error) != 0) {
            return -1;
        }
    } else if (days && strcmp(word, "custom") != 0) {
        return period_usage(error, "--from and --to go with --period custom", word, "custom");
    } else if (period_word(app, word, period, error) != 0) {
        return -1;
    }
    if (host_option_given(options, HOST_OPTION_GRANULARITY)) {
        period->granularity =
            period_granularities[options->number[HOST_OPTION_GRANULARITY]].granularity;
    }
    return 0;
}
