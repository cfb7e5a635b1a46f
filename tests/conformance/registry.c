/* Which kinds of cases are known, for the runner and, printed as JSON together with the catalogue,
 * for those in Python and Ruby. A new area adds its table here. */
#include "conformance.h"

#include <stdio.h>
#include <string.h>

static const kind_entry *const registry_areas[] = {kinds_surface, kinds_foundation, kinds_value,
                                                   kinds_fees,    kinds_sales,      kinds_report};

const kind_entry *registry_find(const char *kind) {
    for (size_t i = 0; i < sizeof registry_areas / sizeof registry_areas[0]; i++)
        for (const kind_entry *entry = registry_areas[i]; entry->kind; entry++)
            if (strcmp(entry->kind, kind) == 0)
                return entry;
    return NULL;
}

/* --- printed as JSON --- */

/* The next word of @p *text, of @p size bytes; NULL at the end. */
static const char *registry_word(const char **text, size_t *size) {
    const char *word = *text + strspn(*text, " ");
    *size = strcspn(word, " ");
    *text = word + *size;
    return *size ? word : NULL;
}

/* "name[:unit][=default]" as an object; the default is an integer or a text. */
static json_t *registry_input(const char *word, size_t size) {
    size_t whole = size, name;
    const char *equals = memchr(word, '=', size), *colon;
    json_t *input, *otherwise = NULL;
    if (equals) {
        size = (size_t)(equals - word);
        otherwise = json_loadb(equals + 1, whole - size - 1, JSON_DECODE_ANY, NULL);
        if (!otherwise)
            otherwise = json_stringn(equals + 1, whole - size - 1);
    }
    colon = memchr(word, ':', size);
    name = colon ? (size_t)(colon - word) : size;
    input = answer("name", json_stringn(word, name));
    json_object_set_new(input, "unit",
                        colon ? json_stringn(colon + 1, size - name - 1) : json_string("text"));
    if (otherwise)
        json_object_set_new(input, "default", otherwise);
    return input;
}

static json_t *registry_inputs(const char *words) {
    json_t *list = json_array();
    const char *word;
    size_t size;
    while ((word = registry_word(&words, &size)) != NULL)
        json_array_append_new(list, registry_input(word, size));
    return list;
}

/* "result [result...] = function argument...;" as objects. */
static json_t *registry_calls(const char *calls) {
    json_t *list = json_array(), *results = json_array(), *arguments = NULL;
    const char *word, *function = NULL;
    size_t size, function_size = 0;
    while ((word = registry_word(&calls, &size)) != NULL) {
        int last = word[size - 1] == ';';
        size -= (size_t)last;
        if (*word == '=')
            arguments = json_array();
        else if (!arguments)
            json_array_append_new(results, json_stringn(word, size));
        else if (function)
            json_array_append_new(arguments, json_stringn(word, size));
        else
            function = word, function_size = size;
        if (last) {
            json_array_append_new(list,
                                  json_pack("{s:o, s:s%, s:o}", "results", results, "function",
                                            function, function_size, "arguments", arguments));
            results = json_array();
            arguments = NULL;
            function = NULL;
        }
    }
    json_decref(results);
    return list;
}

static void registry_set_json(json_t *object, const char *name, const char *text) {
    if (text)
        json_object_set_new(object, name, json_loads(text, 0, NULL));
}

static json_t *registry_feeds(const kind_entry *kind) {
    json_t *feeds = json_array();
    for (const kind_list *feed = kind->feeds; feed->given; feed++) {
        json_t *entry = json_pack("{s:s, s:s}", "given", feed->given, "feed", feed->feed);
        registry_set_json(entry, "defaults", feed->defaults);
        json_array_append_new(feeds, entry);
    }
    return feeds;
}

static json_t *registry_entry(const kind_entry *entry) {
    json_t *object = answer("kind", json_string(entry->kind));
    if (entry->handle) {
        json_object_set_new(object, "handle", json_string(entry->handle));
        json_object_set_new(object, "report", json_string(entry->report));
        registry_set_json(object, "option_defaults", entry->option_defaults);
        registry_set_json(object, "query_defaults", entry->query_defaults);
        json_object_set_new(object, "feeds", registry_feeds(entry));
    }
    if (entry->given)
        json_object_set_new(object, "given", registry_inputs(entry->given));
    if (entry->options)
        json_object_set_new(object, "options", registry_inputs(entry->options));
    if (entry->calls)
        json_object_set_new(object, "calls", registry_calls(entry->calls));
    return object;
}

/* --- the catalogue, as far as a runner needs it to read and write rows --- */

static json_t *registry_field(const revops_field *field) {
    static const char *const units[] = {"none",  "minor",  "currency", "day",     "month", "ns",
                                        "key",   "count",  "num",      "den",     "enum",  "flag",
                                        "ratio", "digest", "size",     "reserved"};
    json_t *object =
        json_pack("{s:s, s:s}", "name", field->name, "unit",
                  field->unit < sizeof units / sizeof units[0] ? units[field->unit] : "none");
    if (field->order)
        json_object_set_new(object, "order", json_integer(field->order));
    if (field->flags & REVOPS_FIELD_REQUIRED)
        json_object_set_new(object, "required", json_true());
    return object;
}

/* The fields of a shape that carry values; NULL: no shape. */
static json_t *registry_fields(const revops_shape *shape) {
    json_t *list = json_array();
    for (uint32_t i = 0; shape && i < shape->field_count; i++) {
        const revops_field *field = revops_shape_field(shape, i);
        int hidden = field->unit == REVOPS_UNIT_SIZE || field->unit == REVOPS_UNIT_RESERVED ||
                     (shape->kind == REVOPS_SHAPE_BATCH && field->type != REVOPS_TYPE_COLUMN);
        if (!hidden)
            json_array_append_new(list, registry_field(field));
    }
    return list;
}

static json_t *registry_handle(const revops_handle_kind *kind) {
    json_t *feeds = json_object(), *reports = json_object();
    for (uint32_t i = 0; i < kind->feed_count; i++) {
        const revops_feed *feed = kind_feed(kind, i);
        json_object_set_new(
            feeds, feed->name,
            json_pack("{s:b, s:b, s:o}", "ordered", feed->flags & REVOPS_FEED_ORDERED, "removes",
                      feed->remove != NULL, "columns", registry_fields(feed->batch)));
    }
    for (uint32_t i = 0; i < kind->report_count; i++) {
        const revops_report *report = kind_report(kind, i);
        json_object_set_new(reports, report->name,
                            json_pack("{s:o, s:o}", "query", registry_fields(report->query), "row",
                                      registry_fields(report->row)));
    }
    return json_pack("{s:s, s:o, s:o, s:o}", "state", kind->state, "options",
                     registry_fields(kind->options), "feeds", feeds, "reports", reports);
}

void registry_print(void) {
    json_t *kinds = json_array(), *handles = json_object(), *shapes = json_object();
    json_t *registry =
        json_pack("{s:o, s:o, s:o}", "kinds", kinds, "handles", handles, "shapes", shapes);
    for (size_t i = 0; i < sizeof registry_areas / sizeof registry_areas[0]; i++)
        for (const kind_entry *entry = registry_areas[i]; entry->kind; entry++)
            json_array_append_new(kinds, registry_entry(entry));
    for (uint32_t i = 0; i < revops_catalog_count(); i++)
        json_object_set_new(handles, revops_catalog_at(i)->name,
                            registry_handle(revops_catalog_at(i)));
    for (uint32_t i = 0; i < revops_shape_count(); i++)
        json_object_set_new(shapes, revops_shape_at(i)->name, registry_fields(revops_shape_at(i)));
    json_dumpf(registry, stdout, JSON_INDENT(1));
    putchar('\n');
    json_decref(registry);
}
