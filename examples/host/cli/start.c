/* init, config, import, list: from an empty folder to stored rows. */
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "cli/output.h"
#include "import/import.h"

/* --exponent GBP=3, into the tenant and the configuration. */
static int start_exponent(host_app *app, const char *text) {
    host_tenant *tenant = &app->config.tenant;
    size_t size = strcspn(text, "=");
    uint32_t currency = 0;
    char code[8];
    json_t *currencies = NULL;
    size_t place = 0;

    if (text[size] != '=' || text[size + 1] < '0' || text[size + 1] > '9' || size >= sizeof code ||
        strlen(text + size + 1) > 2 ||
        strspn(text + size + 1, "0123456789") != strlen(text + size + 1) ||
        atoi(text + size + 1) > 18 ||
        revops_currency_parse(&currency, text, size, NULL) != REVOPS_OK) {
        host_fail(&app->error, "usage", "--exponent does not take \"%.40s\"", text);
        return host_fail_hint(&app->error, text, "a code and its decimals from 0 to 18: GBP=3",
                              "correct the option");
    }
    memcpy(code, text, size);
    code[size] = '\0';
    while (place < tenant->currencies.def_count && tenant->defs[place].currency != currency) {
        place++;
    }
    if (place == HOST_CURRENCY_DEFS) {
        return host_fail(&app->error, "limit", "more than %d exponents", HOST_CURRENCY_DEFS);
    }
    tenant->defs[place].currency = currency;
    tenant->defs[place].exponent = atoi(text + size + 1);
    if (place == tenant->currencies.def_count) {
        tenant->currencies.def_count++;
    }
    currencies = json_object_get(app->config.root, "currencies");
    if (currencies == NULL) {
        currencies = json_object();
        json_object_set_new(app->config.root, "currencies", currencies);
    }
    json_object_set_new(currencies, code, json_pack("{s:i}", "exponent", atoi(text + size + 1)));
    return 0;
}

/* The currency of the business, known to ISO 4217 or to --exponent. */
static int start_currency(host_app *app) {
    host_tenant *tenant = &app->config.tenant;
    const char *code = app->config.currency;
    int32_t exponent = 0;

    if (code[0] == '\0') {
        host_fail(&app->error, "usage", "init needs the currency of the business");
        return host_fail_hint(&app->error, NULL, "--currency and a code such as USD",
                              "run: revops init --currency USD");
    }
    if (revops_currency_parse(&tenant->currency, code, strlen(code), NULL) != REVOPS_OK ||
        revops_currency_exponent(&exponent, tenant->currency, &tenant->currencies, NULL) !=
            REVOPS_OK) {
        host_fail(&app->error, "usage", "there is no currency %s", code);
        return host_fail_hint(&app->error, code, "a code of ISO 4217 such as USD",
                              "give its decimals with --exponent if it is a currency of your own");
    }
    return 0;
}

/* Whether the store is there and knows the tenant. */
static bool start_is_made(host_app *app) {
    host_tenant tenant = app->config.tenant; /* a copy: finding it changes its exponents */
    host_error ignored;
    bool created = false;
    bool made = false;

    if (host_store_open(&app->store, app->config.db, false, app->now_ns, &ignored) != 0) {
        return false;
    }
    made = host_store_tenant(app->store, &tenant, false, &created, &ignored) == 0;
    host_store_close(app->store);
    app->store = NULL;
    return made;
}

int host_command_init(host_app *app) {
    host_config *config = &app->config;
    bool created = false;

    if (config->exists && start_is_made(app)) {
        if (!host_option_given(&app->options, HOST_OPTION_QUIET)) {
            fprintf(stderr, "%s is there already; nothing changed\n", config->db);
        }
        return 0;
    }
    for (int i = 0; i < app->options.exponent_count; i++) {
        if (start_exponent(app, app->options.exponents[i]) != 0) {
            return -1;
        }
    }
    if (start_currency(app) != 0 || host_config_make_parent(config->db, &app->error) != 0 ||
        host_store_open(&app->store, config->db, true, app->now_ns, &app->error) != 0 ||
        host_store_tenant(app->store, &config->tenant, true, &created, &app->error) != 0) {
        return -1;
    }
    if (!config->exists) {
        if (host_config_set(config, "revenue.currency", config->currency, &app->error) != 0 ||
            host_config_save(config, &app->error) != 0) {
            return -1;
        }
    }
    if (!host_option_given(&app->options, HOST_OPTION_QUIET)) {
        fprintf(stderr, "made %s for tenant %s in %s\n", config->db, config->tenant.name,
                config->currency);
    }
    return 0;
}

static int start_config_get(host_app *app, const char *path) {
    const json_t *value = NULL;
    char *text = NULL;

    if (host_config_get(&app->config, path, &value, &app->error) != 0) {
        return -1;
    }
    if (host_output_format(app) == REVOPS_FORMAT_JSON) {
        json_t *object =
            json_pack("{s:s, s:s, s:[{s:s, s:O}], s:[]}", "report", "config", "tenant",
                      app->config.tenant.name, "rows", "path", path, "value", value, "notes");

        text = json_dumps(object, 0);
        json_decref(object);
    } else if (json_is_string(value)) {
        puts(json_string_value(value));
        return 0;
    } else {
        text = json_dumps(value, JSON_ENCODE_ANY | JSON_INDENT(2));
    }
    puts(text != NULL ? text : "");
    free(text);
    return 0;
}

int host_command_config(host_app *app) {
    const char *const *words = app->options.words;

    if (strcmp(words[1], "get") == 0 && app->options.word_count == 3) {
        return start_config_get(app, words[2]);
    }
    if (strcmp(words[1], "set") == 0 && app->options.word_count == 4) {
        if (host_config_set(&app->config, words[2], words[3], &app->error) != 0) {
            return -1;
        }
        return host_config_save(&app->config, &app->error);
    }
    host_fail(&app->error, "usage", "config does not take these words");
    return host_fail_hint(&app->error, words[1], "get PATH, or set PATH VALUE",
                          "revops config get revenue.currency");
}

int host_list_table(host_app *app, const host_table *table, const char *name) {
    host_list_query query = {table, app->options.value[HOST_OPTION_AFTER], INT64_MAX};
    const char *fields[HOST_FIELDS_MOST + 1];
    host_report report = {.name = name, .fields = fields, .shape = table->shape};
    host_output *output = NULL;
    host_list *list = NULL;
    size_t count = 0;
    int answer = 0;
    union { /* room for a record of any listed table */
        host_transaction transaction;
        host_split split;
    } record;

    if (host_option_given(&app->options, HOST_OPTION_LIMIT)) {
        query.limit = (uint64_t)app->options.number[HOST_OPTION_LIMIT];
    }
    for (uint32_t i = 0; i < table->shape->field_count; i++) {
        if ((table->columns[i].flags & HOST_COLUMN_HIDDEN) == 0) {
            fields[count++] = table->shape->fields[i].name;
        }
    }
    fields[count] = NULL;
    report.totals =
        (table->flags & HOST_TABLE_NUMBERED) == 0 && (table->flags & HOST_TABLE_LISTED) != 0;
    if (host_store_list(app->store, &query, &list, &app->error) != 0) {
        return -1;
    }
    if (host_output_open(app, &report, &output) != 0) {
        host_list_close(list);
        return -1;
    }
    while ((answer = host_list_next(list, &record, &app->error)) == 1 &&
           (answer = host_output_rows(output, &record, 1)) == 0) {
    }
    host_list_close(list);
    if (answer != 0) {
        host_output_drop(output);
        return -1;
    }
    return host_output_close(output);
}

int host_command_list(host_app *app) {
    const char *name = app->options.words[1];
    const char *after = app->options.value[HOST_OPTION_AFTER];
    const host_table *found = NULL;
    char expected[160] = "";

    for (size_t i = 0; host_table_at(i) != NULL; i++) {
        const host_table *table = host_table_at(i);

        if ((table->flags & HOST_TABLE_LISTED) == 0) {
            continue;
        }
        strcat(strcat(expected, expected[0] != '\0' ? " " : ""), table->name);
        found = strcmp(table->name, name) == 0 ? table : found;
    }
    if (found == NULL) {
        host_fail(&app->error, "usage", "there is no table %.60s", name);
        return host_fail_hint(&app->error, name, expected, "name one of these tables");
    }
    if (after != NULL && (found->flags & HOST_TABLE_NUMBERED) != 0) {
        host_fail(&app->error, "usage", "%s have no ids, so there is no --after", name);
        return host_fail_hint(&app->error, after, "--limit alone", "take --after away");
    }
    return host_list_table(app, found, "list");
}
