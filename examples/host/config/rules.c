/* The rules of the configuration as one table; `*` stands for any one name. */
#include "config/rules.h"

#include <stdio.h>
#include <string.h>

#include "cli/suggest.h"
#include "revops/ratio.h"
#include "revops/shape.h"

typedef enum rule_type {
    RULE_OBJECT,
    RULE_TEXT,
    RULE_TEXTS,
    RULE_INTEGER,
    RULE_AMOUNT, /* major units: an integer or decimal text, never a real */
    RULE_CURRENCY,
    RULE_EXPONENT,
    RULE_OFFSET,
    RULE_SHARE,
    RULE_ROUNDING
} rule_type;

typedef struct rule {
    const char *path;
    rule_type type;
} rule;

static const rule rules[] = {
    {"revenue", RULE_OBJECT},
    {"revenue.currency", RULE_CURRENCY},
    {"revenue.targets", RULE_OBJECT},
    {"revenue.targets.monthly", RULE_AMOUNT},
    {"revenue.targets.yearly", RULE_AMOUNT},
    {"revenue.providers", RULE_TEXTS},
    {"db", RULE_TEXT},
    {"tenant", RULE_TEXT},
    {"utc_offset", RULE_OFFSET},
    {"currencies", RULE_OBJECT},
    {"currencies.*", RULE_OBJECT},
    {"currencies.*.exponent", RULE_EXPONENT},
    {"accounts", RULE_OBJECT},
    {"accounts.*", RULE_TEXT},
    {"import", RULE_OBJECT},
    {"import.bank_csv", RULE_OBJECT},
    {"import.bank_csv.*", RULE_TEXT},
    {"fees", RULE_OBJECT},
    {"fees.*", RULE_OBJECT},
    {"fees.*.percent", RULE_SHARE},
    {"fees.*.fixed_minor", RULE_INTEGER},
    {"fees.*.min_minor", RULE_INTEGER},
    {"fees.*.cap_minor", RULE_INTEGER},
    {"fees.*.mode", RULE_ROUNDING},
    {"sync", RULE_OBJECT},
    {"sync.*", RULE_OBJECT},
    {"sync.*.kind", RULE_TEXT},
    {"sync.*.url", RULE_TEXT},
    {"sync.*.key_env", RULE_TEXT},
    {"sync.*.layout", RULE_TEXT},
    {"sync.*.paging", RULE_TEXT},
    {"sync.*.path", RULE_TEXT},
};

enum {
    RULE_COUNT = sizeof rules / sizeof rules[0],
    RULE_DEPTH = 4,
    RULE_NAMES = 12,
    RULE_PATH = 240
};

static const char *const rule_expected[] = {
    [RULE_OBJECT] = "an object",
    [RULE_TEXT] = "a text",
    [RULE_TEXTS] = "a list of texts",
    [RULE_INTEGER] = "an integer",
    [RULE_AMOUNT] = "major units as an integer or a decimal text, such as 12000 or \"99.50\"",
    [RULE_CURRENCY] = "a currency code such as USD",
    [RULE_EXPONENT] = "a number of decimals from 0 to 18",
    [RULE_OFFSET] = "an offset such as +02:00",
    [RULE_SHARE] = "a share such as 3.9% or 39/1000",
    [RULE_ROUNDING] = "a way to round such as half_up, half_even or down",
};

/* Values that only a key or password has: they belong into the environment. */
static const char *const rule_secrets[] = {"sk_live_", "sk_test_",   "rk_live_", "rk_test_",
                                           "whsec_",   "polar_oat_", "ghp_",     "-----BEGIN"};

bool host_rules_offset(const char *text, int32_t *seconds) {
    unsigned hours = 0;
    unsigned minutes = 0;
    char end = 0;

    if (strlen(text) != 6 || (text[0] != '+' && text[0] != '-') ||
        strspn(text + 1, "0123456789") != 2 || text[3] != ':' ||
        sscanf(text + 1, "%2u:%2u%c", &hours, &minutes, &end) != 2 || hours > 23 || minutes > 59) {
        return false;
    }
    *seconds = (int32_t)(hours * 3600u + minutes * 60u) * (text[0] == '-' ? -1 : 1);
    return true;
}

int32_t host_rules_rounding(const char *name) {
    const revops_shape *shape = revops_shape_find("fee_options");

    for (uint32_t i = 0; name != NULL && i < shape->field_count; i++) {
        const revops_field *field = revops_shape_field(shape, i);

        for (uint32_t w = 0; strcmp(field->name, "mode") == 0 && w < field->word_count; w++) {
            if (strcmp(field->words[w].name, name) == 0) {
                return (int32_t)field->words[w].value;
            }
        }
    }
    return 0;
}

/* Whether a path fits a pattern, name by name. */
static bool rule_fits(const char *pattern, const char *path) {
    while (*pattern != '\0' && *path != '\0') {
        size_t pattern_size = strcspn(pattern, ".");
        size_t path_size = strcspn(path, ".");

        if (!(pattern_size == 1 && *pattern == '*') &&
            (pattern_size != path_size || memcmp(pattern, path, path_size) != 0)) {
            return false;
        }
        pattern += pattern_size;
        path += path_size;
        if ((*pattern == '.') != (*path == '.')) {
            return false;
        }
        pattern += *pattern == '.';
        path += *path == '.';
    }
    return *pattern == '\0' && *path == '\0';
}

static const rule *rule_find(const char *path) {
    for (size_t i = 0; i < RULE_COUNT; i++) {
        if (rule_fits(rules[i].path, path)) {
            return &rules[i];
        }
    }
    return NULL;
}

static bool rule_is_texts(const json_t *value) {
    size_t index = 0;
    json_t *item = NULL;

    if (!json_is_array(value)) {
        return false;
    }
    json_array_foreach(value, index, item) {
        if (!json_is_string(item)) {
            return false;
        }
    }
    return true;
}

static bool rule_is_amount(const json_t *value) {
    int64_t minor = 0;

    if (json_is_string(value)) {
        return revops_money_parse(&minor, json_string_value(value), json_string_length(value), 4,
                                  NULL) == REVOPS_OK;
    }
    return json_is_integer(value);
}

static bool rule_holds(rule_type type, const json_t *value) {
    revops_ratio share;
    uint32_t currency = 0;
    int32_t seconds = 0;

    switch (type) {
    case RULE_OBJECT:
        return json_is_object(value);
    case RULE_TEXT:
        return json_is_string(value);
    case RULE_TEXTS:
        return rule_is_texts(value);
    case RULE_INTEGER:
        return json_is_integer(value);
    case RULE_AMOUNT:
        return rule_is_amount(value);
    case RULE_CURRENCY:
        return json_is_string(value) &&
               revops_currency_parse(&currency, json_string_value(value), json_string_length(value),
                                     NULL) == REVOPS_OK;
    case RULE_EXPONENT:
        return json_is_integer(value) && json_integer_value(value) >= 0 &&
               json_integer_value(value) <= 18;
    case RULE_OFFSET:
        return json_is_string(value) && host_rules_offset(json_string_value(value), &seconds);
    case RULE_SHARE:
        return json_is_string(value) &&
               revops_share_parse(&share, json_string_value(value), json_string_length(value),
                                  NULL) == REVOPS_OK;
    case RULE_ROUNDING:
        return json_is_string(value) && host_rules_rounding(json_string_value(value)) > 0;
    }
    return false;
}

static bool rule_is_secret(const json_t *value) {
    const char *text = json_string_value(value);

    for (size_t i = 0; text != NULL && i < sizeof rule_secrets / sizeof rule_secrets[0]; i++) {
        if (strncmp(text, rule_secrets[i], strlen(rule_secrets[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* An unknown member, with the nearest name that may stand beside it. */
static int rule_unknown(const char *path, const char *file, host_error *error) {
    const char *last = strrchr(path, '.');
    size_t parent = last != NULL ? (size_t)(last - path) + 1 : 0;
    const char *names[RULE_NAMES + 1] = {NULL};
    size_t count = 0;
    const char *near = NULL;
    char expected[160] = "one of";
    char fix[160];

    for (size_t i = 0; i < RULE_COUNT && count < RULE_NAMES; i++) {
        const char *name = strrchr(rules[i].path, '.');
        size_t rule_parent = name != NULL ? (size_t)(name - rules[i].path) + 1 : 0;
        char head[RULE_PATH];
        char rule_head[RULE_PATH];

        snprintf(head, sizeof head, "%.*s", parent > 0 ? (int)parent - 1 : 0, path);
        snprintf(rule_head, sizeof rule_head, "%.*s", rule_parent > 0 ? (int)rule_parent - 1 : 0,
                 rules[i].path);
        if (rule_fits(rule_head, head)) {
            names[count++] = rules[i].path + rule_parent;
        }
    }
    near = host_nearest(path + parent, names);
    host_fail(error, "config", "unknown member %.200s", path);
    host_fail_file(error, file);
    for (size_t i = 0; i < count; i++) {
        size_t size = strlen(expected);

        snprintf(expected + size, sizeof expected - size, " %s", names[i]);
    }
    if (near != NULL) {
        snprintf(fix, sizeof fix, "did you mean %.*s%s?", (int)parent, path, near);
    }
    return host_fail_hint(error, NULL, count > 0 ? expected : "a known member",
                          near != NULL   ? fix
                          : file != NULL ? "remove it"
                                         : "name one of these");
}

int host_rules_known(const char *path, host_error *error) {
    return rule_find(path) != NULL ? 0 : rule_unknown(path, NULL, error);
}

static int rule_check(const json_t *value, const char *path, const char *file, host_error *error) {
    const rule *found = rule_find(path);
    json_t *object = NULL;
    const char *name = NULL;
    json_t *member = NULL;
    char inner[RULE_PATH];

    if (found == NULL) {
        return rule_unknown(path, file, error);
    }
    if (rule_is_secret(value)) {
        host_fail(error, "config", "%s looks like a secret", path);
        host_fail_file(error, file);
        return host_fail_hint(error, NULL, "the name of an environment variable",
                              "put the secret into the environment");
    }
    if (!rule_holds(found->type, value)) {
        host_fail(error, "config", "%s is not what it must be", path);
        host_fail_file(error, file);
        return host_fail_hint(error, json_string_value(value), rule_expected[found->type],
                              "correct it with revops config set");
    }
    if (found->type != RULE_OBJECT) {
        return 0;
    }
    object = json_incref((json_t *)(uintptr_t)value);
    json_object_foreach(object, name, member) {
        if (snprintf(inner, sizeof inner, "%s.%s", path, name) >= (int)sizeof inner ||
            rule_check(member, inner, file, error) != 0) {
            json_decref(object);
            return error->status != NULL ? -1 : host_fail(error, "config", "a name is too long");
        }
    }
    json_decref(object);
    return 0;
}

int host_rules_check(const json_t *root, const char *file, host_error *error) {
    json_t *object = (json_t *)(uintptr_t)root;
    const char *name = NULL;
    json_t *member = NULL;

    error->status = NULL;
    if (!json_is_object(root)) {
        host_fail(error, "config", "the configuration is not an object");
        host_fail_file(error, file);
        return host_fail_hint(error, NULL, "one JSON object in braces", "correct the file");
    }
    json_object_foreach(object, name, member) {
        if (strlen(name) >= RULE_PATH) {
            return host_fail(error, "config", "a name is too long");
        }
        if (rule_check(member, name, file, error) != 0) {
            return -1;
        }
    }
    return 0;
}
