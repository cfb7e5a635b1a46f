/* Reading, changing and writing the configuration. */
#include "config/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/rules.h"

static const char CONFIG_FILE[] = ".revops/config.json";
static const char CONFIG_DB[] = ".revops/revops.db";

/* The first of these that says something. */
static const char *config_first(const char *option, const char *variable, const char *member,
                                const char *otherwise) {
    const char *environment = getenv(variable);

    if (option != NULL) {
        return option;
    }
    if (environment != NULL && environment[0] != '\0') {
        return environment;
    }
    return member != NULL ? member : otherwise;
}

static const char *config_text(const host_config *config, const char *outer, const char *inner) {
    const json_t *value = json_object_get(config->root, outer);

    return json_string_value(inner != NULL ? json_object_get(value, inner) : value);
}

static int config_read(host_config *config, bool must_exist, host_error *error) {
    json_error_t broken;
    FILE *file = fopen(config->file, "rb");

    if (file == NULL && errno == ENOENT && !must_exist) {
        config->root = json_object();
        return config->root != NULL ? 0 : host_fail(error, "nomem", "no memory");
    }
    if (file == NULL) {
        host_fail(error, "config", "cannot read %s: %s", config->file, strerror(errno));
        return host_fail_hint(error, NULL, "a readable file", "check its name and permissions");
    }
    config->root = json_loadf(file, JSON_REJECT_DUPLICATES, &broken);
    fclose(file);
    config->exists = true;
    if (config->root == NULL) {
        host_fail(error, "config", "the configuration is not JSON: %s", broken.text);
        host_fail_file(error, config->file);
        error->line = broken.line > 0 ? (uint64_t)broken.line : 0;
        return host_fail_hint(error, NULL, "one JSON object", "correct the file at this line");
    }
    return host_rules_check(config->root, config->file, error);
}

/* Exponents of the file; the store's own come over them when a tenant is opened. */
static void config_currencies(host_config *config) {
    json_t *currencies = json_object_get(config->root, "currencies");
    const char *code = NULL;
    json_t *definition = NULL;
    size_t count = 0;

    json_object_foreach(currencies, code, definition) {
        const json_t *exponent = json_object_get(definition, "exponent");
        uint32_t currency = 0;

        if (count < HOST_CURRENCY_DEFS && exponent != NULL &&
            revops_currency_parse(&currency, code, strlen(code), NULL) == REVOPS_OK) {
            config->tenant.defs[count].currency = currency;
            config->tenant.defs[count].exponent = (int32_t)json_integer_value(exponent);
            count++;
        }
    }
    config->tenant.currencies =
        (revops_currency_options){sizeof config->tenant.currencies, config->tenant.defs, count};
}

int host_config_load(host_config *config, const host_config_choice *choice, host_error *error) {
    const char *text = NULL;
    bool named = false;

    memset(config, 0, sizeof *config);
    text = config_first(choice->file, "REVOPS_CONFIG", NULL, CONFIG_FILE);
    if (strlen(text) >= sizeof config->file) {
        return host_fail(error, "config", "the path of the configuration is too long");
    }
    strcpy(config->file, text);
    named = strcmp(text, CONFIG_FILE) != 0;
    if (config_read(config, named && !choice->makes, error) != 0) {
        return -1;
    }
    text = config_first(choice->db, "REVOPS_DB", config_text(config, "db", NULL), CONFIG_DB);
    if (strlen(text) >= sizeof config->db) {
        return host_fail(error, "config", "the path of the store is too long");
    }
    strcpy(config->db, text);
    text = config_first(choice->tenant, "REVOPS_TENANT", config_text(config, "tenant", NULL),
                        "default");
    if (text[0] == '\0' || strlen(text) >= sizeof config->tenant.name) {
        return host_fail(error, "config", "a tenant's name has 1 to %zu bytes",
                         sizeof config->tenant.name - 1);
    }
    strcpy(config->tenant.name, text);
    text = config_first(choice->currency, "REVOPS_CURRENCY",
                        config_text(config, "revenue", "currency"), "");
    if (strlen(text) >= sizeof config->currency) {
        host_fail(error, "config", "there is no such currency");
        return host_fail_hint(error, text, "a code such as USD",
                              "correct --currency or REVOPS_CURRENCY");
    }
    for (size_t i = 0; text[i] != '\0'; i++) {
        bool lower = text[i] >= 'a' && text[i] <= 'z';

        config->currency[i] = (char)(lower ? text[i] - 'a' + 'A' : text[i]);
    }
    text = config_text(config, "utc_offset", NULL);
    if (text != NULL) {
        (void)host_rules_offset(text, &config->tenant.utc_offset_s);
    }
    config_currencies(config);
    return 0;
}

void host_config_tokens(host_tenant *tenant, const host_tenant *configured) {
    for (size_t i = 0; i < configured->currencies.def_count; i++) {
        int32_t exponent = 0;

        if (tenant->currencies.def_count < HOST_CURRENCY_DEFS &&
            revops_currency_exponent(&exponent, configured->defs[i].currency, &tenant->currencies,
                                     NULL) == REVOPS_E_MISSING) {
            tenant->defs[tenant->currencies.def_count++] = configured->defs[i];
        }
    }
}

int host_config_make_parent(const char *path, host_error *error) {
    char folder[HOST_PATH_SIZE];

    if (strlen(path) >= sizeof folder) {
        return host_fail(error, "io", "a path is too long");
    }
    strcpy(folder, path);
    for (char *slash = strchr(folder + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
            host_fail(error, "io", "cannot make the folder %s: %s", folder, strerror(errno));
            return host_fail_hint(error, NULL, "a folder that may be written",
                                  "name another place, or ask for the right to write there");
        }
        *slash = '/';
    }
    return 0;
}

/* Write to a neighbour first, each process to its own: a full disk, a crash or a second writer
 * leaves a whole file. */
int host_config_save(host_config *config, host_error *error) {
    char beside[HOST_PATH_SIZE + 32];
    FILE *file = NULL;
    bool written = false;

    if (host_config_make_parent(config->file, error) != 0) {
        return -1;
    }
    snprintf(beside, sizeof beside, "%s.%ld", config->file, (long)getpid());
    file = fopen(beside, "wb");
    if (file != NULL) {
        written = json_dumpf(config->root, file, JSON_INDENT(2)) == 0 && fputs("\n", file) >= 0 &&
                  fflush(file) == 0 && fsync(fileno(file)) == 0;
        written = fclose(file) == 0 && written;
    }
    if (!written || rename(beside, config->file) != 0) {
        host_fail(error, "io", "cannot write %s: %s", config->file, strerror(errno));
        remove(beside);
        return host_fail_hint(error, NULL, "a folder that may be written",
                              "name another place, or ask for the right to write there");
    }
    config->exists = true;
    return 0;
}

int host_config_get(const host_config *config, const char *path, const json_t **value,
                    host_error *error) {
    const json_t *at = config->root;
    const char *name = path;

    while (at != NULL && *name != '\0') {
        size_t size = strcspn(name, ".");
        char key[128];

        if (size == 0 || size >= sizeof key) {
            at = NULL;
            break;
        }
        memcpy(key, name, size);
        key[size] = '\0';
        at = json_object_get(at, key);
        name += size;
        name += *name == '.';
    }
    if (at == NULL && host_rules_known(path, error) != 0) {
        return host_fail_usage(error);
    }
    if (at == NULL) {
        char fix[160];

        host_fail(error, "missing", "%.200s is not set", path);
        snprintf(fix, sizeof fix, "set it: revops config set %.100s VALUE", path);
        return host_fail_hint(error, path, "a member that the configuration holds", fix);
    }
    *value = at;
    return 0;
}

/* Put a value at a path, making the objects on the way; takes the value over. */
static int config_place(json_t *root, const char *path, json_t *value) {
    json_t *at = root;

    for (;;) {
        size_t size = strcspn(path, ".");
        char key[128];
        json_t *inner = NULL;

        if (size == 0 || size >= sizeof key || !json_is_object(at)) {
            json_decref(value);
            return -1;
        }
        memcpy(key, path, size);
        key[size] = '\0';
        if (path[size] == '\0') {
            return json_object_set_new(at, key, value);
        }
        inner = json_object_get(at, key);
        if (inner == NULL) {
            inner = json_object();
            if (json_object_set_new(at, key, inner) != 0) {
                json_decref(value);
                return -1;
            }
        }
        at = inner;
        path += size + 1;
    }
}

/* The configuration with one member changed, if that breaks no rule; NULL otherwise. */
static json_t *config_changed(const host_config *config, const char *path, json_t *value,
                              host_error *error) {
    json_t *changed = json_deep_copy(config->root);

    if (changed == NULL || value == NULL) {
        json_decref(value);
        json_decref(changed);
        host_fail(error, "config", "the value is not valid UTF-8");
        return NULL;
    }
    if (config_place(changed, path, value) != 0) {
        json_decref(changed);
        host_fail(error, "config", "%s is not a path of the configuration", path);
        host_fail_hint(error, path, "names joined by points, such as revenue.currency",
                       "correct the path");
        return NULL;
    }
    if (host_rules_check(changed, config->file, error) != 0) {
        json_decref(changed);
        return NULL;
    }
    return changed;
}

int host_config_set(host_config *config, const char *path, const char *text, host_error *error) {
    json_t *value = NULL;
    json_t *changed = NULL;

    if (host_rules_known(path, error) != 0) {
        return host_fail_usage(error);
    }
    value = json_loads(text, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);

    /* A decimal stays a text: money never passes through a double. An account number that looks
     * like an integer is a text as well, so what is refused as JSON is tried as it stands. */
    if (value != NULL && !json_is_real(value) && !json_is_null(value)) {
        changed = config_changed(config, path, value, error);
    } else {
        json_decref(value);
    }
    if (changed == NULL) {
        changed = config_changed(config, path, json_string(text), error);
    }
    if (changed == NULL) {
        /* The file was good before, so it is the word of the command line that breaks a rule. */
        host_fail_usage(error);
        return host_fail_hint(error, text, NULL, "correct the value");
    }
    json_decref(config->root);
    config->root = changed;
    return 0;
}

void host_config_free(host_config *config) {
    json_decref(config->root);
    config->root = NULL;
}
