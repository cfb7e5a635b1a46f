/* Which kinds of cases are known, for the runner and, printed as JSON, for those in Python and
 * Ruby. */
#include "conformance.h"

#include <stdio.h>
#include <string.h>

static const kind_entry *const registry_areas[] = {kinds_foundation, kinds_value, kinds_sales,
                                                   kinds_report};

const kind_entry *registry_find(const char *kind) {
    for (size_t i = 0; i < sizeof registry_areas / sizeof registry_areas[0]; i++)
        for (const kind_entry *entry = registry_areas[i]; entry->kind; entry++)
            if (strcmp(entry->kind, kind) == 0)
                return entry;
    return NULL;
}

static void registry_set(json_t *object, const char *name, const char *text) {
    if (text)
        json_object_set_new(object, name, json_string(text));
}

static void registry_set_json(json_t *object, const char *name, const char *text) {
    if (text)
        json_object_set_new(object, name, json_loads(text, 0, NULL));
}

static json_t *registry_words(const char *words) {
    json_t *list = json_array();
    while (*words) {
        size_t size = strcspn(words, " ");
        json_array_append_new(list, json_stringn(words, size));
        words += size + (words[size] == ' ');
    }
    return list;
}

static json_t *registry_feeds(const catalog_kind *kind) {
    json_t *feeds = json_array();
    for (const catalog_feed *feed = kind->feeds; feed->given; feed++) {
        json_t *entry = json_object();
        registry_set(entry, "given", feed->given);
        registry_set(entry, "feed", feed->feed);
        registry_set_json(entry, "defaults", feed->defaults);
        json_array_append_new(feeds, entry);
    }
    return feeds;
}

static json_t *registry_entry(const kind_entry *entry) {
    json_t *object = answer("kind", json_string(entry->kind));
    if (entry->given)
        json_object_set_new(object, "given", registry_words(entry->given));
    if (entry->options)
        json_object_set_new(object, "options", registry_words(entry->options));
    if (entry->catalog) {
        registry_set(object, "handle", entry->catalog->handle);
        registry_set(object, "report", entry->catalog->report);
        registry_set_json(object, "option_defaults", entry->catalog->options);
        registry_set_json(object, "query_defaults", entry->catalog->query);
        json_object_set_new(object, "feeds", registry_feeds(entry->catalog));
    }
    return object;
}

void registry_print(void) {
    json_t *list = json_array();
    for (size_t i = 0; i < sizeof registry_areas / sizeof registry_areas[0]; i++)
        for (const kind_entry *entry = registry_areas[i]; entry->kind; entry++)
            json_array_append_new(list, registry_entry(entry));
    json_dumpf(list, stdout, JSON_INDENT(1));
    putchar('\n');
    json_decref(list);
}
