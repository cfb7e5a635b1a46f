/* Options: one table of all of them, and what one command line said. */
#ifndef HOST_OPTIONS_H
#define HOST_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "host_error.h"

/* Common options come first: each command takes them. */
typedef enum host_option_id {
    HOST_OPTION_DB,
    HOST_OPTION_CONFIG,
    HOST_OPTION_TENANT,
    HOST_OPTION_PERIOD,
    HOST_OPTION_FROM,
    HOST_OPTION_TO,
    HOST_OPTION_GRANULARITY,
    HOST_OPTION_CURRENCY,
    HOST_OPTION_STREAM,
    HOST_OPTION_AS_OF,
    HOST_OPTION_FORMAT,
    HOST_OPTION_COLOR,
    HOST_OPTION_QUIET,
    HOST_OPTION_HELP,
    HOST_OPTION_COMMON, /* how many are common */
    HOST_OPTION_AFTER = HOST_OPTION_COMMON,
    HOST_OPTION_AS,
    HOST_OPTION_BY,
    HOST_OPTION_CUSTOMERS,
    HOST_OPTION_DATE_ORDER,
    HOST_OPTION_DAY,
    HOST_OPTION_DRY_RUN,
    HOST_OPTION_EXPONENT,
    HOST_OPTION_FIELD,
    HOST_OPTION_GROUP,
    HOST_OPTION_LIMIT,
    HOST_OPTION_MONTHS,
    HOST_OPTION_OUTPUT,
    HOST_OPTION_PARTS,
    HOST_OPTION_PLATFORM,
    HOST_OPTION_REMAINDER,
    HOST_OPTION_SCHEDULE,
    HOST_OPTION_SEED,
    HOST_OPTION_UPDATE,
    HOST_OPTION_COUNT
} host_option_id;

#define HOST_BIT(option) (UINT64_C(1) << (option))

enum { HOST_WORDS_MOST = 1024, HOST_EXPONENTS_MOST = 64 };

/* What kind of text an option takes. */
typedef enum host_option_type {
    HOST_TYPE_FLAG,
    HOST_TYPE_TEXT,
    HOST_TYPE_NAME, /* UTF-8 without control characters, not empty */
    HOST_TYPE_WORD, /* one of its words */
    HOST_TYPE_DAY,
    HOST_TYPE_CURRENCY,
    HOST_TYPE_NUMBER /* least to most */
} host_option_type;

/* One option. */
typedef struct host_option {
    const char *name;  /* with its dashes */
    const char *value; /* what usage shows behind it; "" for a flag */
    const char *about;
    host_option_type type;
    bool repeats;
    const char *const *words; /* of type WORD, ended by NULL */
    int64_t least, most;      /* of type NUMBER */
} host_option;

extern const host_option host_option_table[HOST_OPTION_COUNT];

/* One command line: texts are borrowed from the arguments. */
typedef struct host_options {
    const char *value[HOST_OPTION_COUNT]; /* NULL: not given; "" for a flag that is */
    int64_t number[HOST_OPTION_COUNT];    /* of NUMBER, DAY and CURRENCY; WORD: its place */
    const char *exponents[HOST_EXPONENTS_MOST];
    const char *words[HOST_WORDS_MOST]; /* the first is the command */
    int exponent_count, word_count;
    const char *unknown; /* the first option that nobody knows */
} host_options;

/* Sort a command line into options and words; unknown options are remembered, values are checked.
 * Answers 0, or -1 with a usage error. */
int host_options_read(host_options *options, int count, const char *const *arguments,
                      host_error *error);

/* Check that a command takes each option that was given. */
int host_options_allow(const host_options *options, uint64_t allowed, const char *command,
                       host_error *error);

/* Check an option whose words are those of its command; its number is then the word's place. */
int host_options_word(host_options *options, host_option_id id, const char *const *words,
                      host_error *error);

bool host_option_given(const host_options *options, host_option_id id);

/* Whether errors are to be JSON; looks at the bare arguments, because they may be wrong. */
bool host_options_want_json(int count, const char *const *arguments);

#endif
