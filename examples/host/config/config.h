/* The configuration: .revops/config.json, the environment, and what follows from both. */
#ifndef HOST_CONFIG_H
#define HOST_CONFIG_H

#include <jansson.h>
#include <stdbool.h>

#include "host_error.h"
#include "revops/money.h"

enum {
    HOST_CURRENCY_DEFS = 64, /* most exponents a tenant may define */
    HOST_PATH_SIZE = 4096    /* longest path or URL */
};

/* One business in a store: what its amounts and days mean. */
typedef struct host_tenant {
    char name[64];
    uint32_t currency;    /* the business's own */
    int32_t utc_offset_s; /* instants with a zone are brought to this offset and cut to the day */
    revops_currency_options currencies; /* its exponents; points into defs */
    revops_currency_def defs[HOST_CURRENCY_DEFS];
} host_tenant;

/* What the options say; NULL: they are silent. */
typedef struct host_config_choice {
    const char *file, *db, *tenant, *currency;
    bool makes; /* a named file that is absent will be made */
} host_config_choice;

/* The configuration of one run. Precedence: option, environment, file, default. */
typedef struct host_config {
    json_t *root; /* the file's object; empty without a file */
    bool exists;  /* whether there is a file */
    char file[HOST_PATH_SIZE];
    char db[HOST_PATH_SIZE];
    char currency[8]; /* code of the business's currency; empty: nobody says */
    host_tenant tenant;
} host_config;

/* Read and check the configuration. Absent, the usual file is an empty one; one that an option or
 * the environment names must be there, unless the choice makes it. */
int host_config_load(host_config *config, const host_config_choice *choice, host_error *error);

/* Let a tenant of the store know the currencies that only the configuration defines, tokens for
 * example. What the store or ISO 4217 knows stays: amounts are stored in it. */
void host_config_tokens(host_tenant *tenant, const host_tenant *configured);

/* Write the file anew, all of it or nothing; makes its folder. */
int host_config_save(host_config *config, host_error *error);

/* The member at a path such as revenue.targets.monthly; borrowed. Status `missing` when unset. */
int host_config_get(const host_config *config, const char *path, const json_t **value,
                    host_error *error);

/* Set a member from text: JSON where it is some, else the text itself. The whole is checked before
 * anything changes. */
int host_config_set(host_config *config, const char *path, const char *text, host_error *error);

void host_config_free(host_config *config);

/* Make the folders of a path, like mkdir -p of its parent. */
int host_config_make_parent(const char *path, host_error *error);

/* The moment that counts as now: REVOPS_NOW (an instant or a day), else the clock. */
int host_clock_now(int64_t *now_ns, host_error *error);

#endif
