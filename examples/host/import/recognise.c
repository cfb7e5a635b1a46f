/* Which layout a file has: known by the columns of its header, whatever the delimiter. */
#include "import/layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/suggest.h"

static const import_layout *const recognise_layouts[] = {
    &import_transactions,
    &import_spend,
    &import_payouts,
    &import_commissions,
    &import_splits,
    &import_commission_rates,
    &import_commission_settlements,
    &import_rates,
    &import_settlements,
    &import_stripe_balance,
    &import_retail_invoices,
    &import_retail_lines,
};
enum { RECOGNISE_LAYOUTS = sizeof recognise_layouts / sizeof recognise_layouts[0] };

static const char recognise_delimiters[] = {',', ';', '\t'};

const char *const *host_import_layouts(void) {
    static const char *names[RECOGNISE_LAYOUTS + 1];
    for (size_t i = 0; i < RECOGNISE_LAYOUTS; i++)
        names[i] = recognise_layouts[i]->name;
    return names;
}

const import_layout *import_layout_find(const char *name) {
    for (size_t i = 0; i < RECOGNISE_LAYOUTS; i++) {
        if (strcmp(recognise_layouts[i]->name, name) == 0)
            return recognise_layouts[i];
    }
    return NULL;
}

int import_layout_unknown(const char *name, host_error *error) {
    const char *near = host_nearest(name, host_import_layouts());
    char fix[80];
    char expected[240] = "one of";
    for (const char *const *known = host_import_layouts(); *known; known++) {
        size_t size = strlen(expected);
        snprintf(expected + size, sizeof expected - size, " %s", *known);
    }
    host_fail(error, "usage", "there is no layout %.60s", name);
    snprintf(fix, sizeof fix, near ? "did you mean %s?" : "leave --as out", near);
    return host_fail_hint(error, name, expected, fix);
}

/* One header as one delimiter gives it. */
typedef struct recognise_header {
    const host_text *names;
    size_t count;
    char delimiter;
} recognise_header;

/* Place of a column; a name that stands twice means its first place. -1: not there. */
static int32_t recognise_place(const recognise_header *header, const char *name) {
    size_t size = strlen(name);
    for (size_t i = 0; i < header->count; i++) {
        if (header->names[i].size == size && memcmp(header->names[i].data, name, size) == 0)
            return (int32_t)i;
    }
    return -1;
}

/* How many needs of the layout the header meets, and how many there are. */
static void recognise_needs(const import_layout *layout, const recognise_header *header,
                            uint32_t *met, uint32_t *all) {
    uint32_t seen = 0;
    *all = 0;
    for (size_t i = 0; i < layout->column_count; i++) {
        const import_column *column = &layout->columns[i];
        if (column->need && recognise_place(header, column->name) >= 0)
            seen |= 1u << column->need;
        *all = column->need > *all ? column->need : *all;
    }
    *met = 0;
    for (uint32_t need = 1; need <= *all; need++)
        *met += (seen >> need) & 1u;
}

/* "fee or net, currency": the needs that no column of the header meets. */
static void recognise_missing(const import_layout *layout, const recognise_header *header,
                              char *text, size_t capacity) {
    size_t used = 0;
    uint32_t seen = 0, last = 0;
    text[0] = '\0';
    for (size_t i = 0; i < layout->column_count; i++) {
        if (recognise_place(header, layout->columns[i].name) >= 0)
            seen |= 1u << layout->columns[i].need;
    }
    for (size_t i = 0; i < layout->column_count && used < capacity; i++) {
        const import_column *column = &layout->columns[i];
        if (column->need == 0 || (seen >> column->need & 1u))
            continue;
        const char *joint = used == 0 ? "" : column->need == last ? " or " : ", ";
        int wrote = snprintf(text + used, capacity - used, "%s%s", joint, column->name);
        used += wrote > 0 ? (size_t)wrote : 0;
        last = column->need;
    }
}

/* The layout whose needs the header meets best; best of all delimiters. */
static const import_layout *recognise_nearest(const recognise_header *headers, size_t count,
                                              const recognise_header **header, bool *known) {
    const import_layout *nearest = NULL;
    uint32_t best_met = 0, best_all = 1;
    for (size_t d = 0; d < count; d++) {
        for (size_t i = 0; i < RECOGNISE_LAYOUTS; i++) {
            uint32_t met, all;
            recognise_needs(recognise_layouts[i], &headers[d], &met, &all);
            /* met / all > best_met / best_all, without a fraction */
            if (met * best_all <= best_met * all)
                continue;
            nearest = recognise_layouts[i];
            *header = &headers[d];
            best_met = met;
            best_all = all;
        }
    }
    *known = nearest && best_met == best_all;
    return nearest;
}

static int recognise_refuse(import_reader *reader, const import_layout *nearest,
                            const recognise_header *header) {
    char missing[160], expected[240];
    if (!nearest) {
        host_fail(&reader->fault, "invalid", "no layout that we know has a column of this file");
        return host_fail_hint(&reader->fault, NULL,
                              "transactions, spend, stripe_balance, retail_invoices or "
                              "retail_lines, known by the names in the first row",
                              "check that the first row holds the names of the columns");
    }
    recognise_missing(nearest, header, missing, sizeof missing);
    snprintf(expected, sizeof expected, "the columns of %s, also %s", nearest->name, missing);
    host_fail(&reader->fault, "invalid", "%s %s, but these columns are missing: %s",
              reader->request->layout ? "the layout is to be" : "the nearest layout is",
              nearest->name, missing);
    reader->fault.line = 1;
    return host_fail_hint(&reader->fault, NULL, expected,
                          "export the file again with these columns");
}

/* A native file may not hold a column that we would pass over, nor one amount in both units. */
static int recognise_native(import_reader *reader, const recognise_header *header) {
    const import_layout *layout = reader->layout;
    const char *names[IMPORT_COLUMNS + 1] = {NULL};
    for (size_t i = 0; i < layout->column_count; i++)
        names[i] = layout->columns[i].name;
    for (size_t i = 0; i < header->count; i++) {
        char name[80], expected[240];
        snprintf(name, sizeof name, "%.*s", import_cut(header->names[i], sizeof name - 1),
                 header->names[i].data);
        size_t known = 0;
        while (known < layout->column_count && strcmp(names[known], name) != 0)
            known++;
        size_t size = strlen(name);
        const char *fault = NULL, *near = NULL;
        if (known == layout->column_count) {
            fault = "is not a column of";
            near = host_nearest(name, names);
            if (near)
                snprintf(expected, sizeof expected, "perhaps %s", near);
            else
                snprintf(expected, sizeof expected, "only the columns of %s", layout->name);
        } else if (size > 6 && strcmp(name + size - 6, "_minor") == 0) {
            name[size - 6] = '\0';
            fault = recognise_place(header, name) >= 0 ? "stands beside its other unit in" : NULL;
            snprintf(expected, sizeof expected, "%s or %s_minor, not both", name, name);
            name[size - 6] = '_';
        }
        if (!fault)
            continue;
        host_fail(&reader->fault, "invalid", "the column \"%s\" %s %s", name, fault, layout->name);
        reader->fault.line = 1;
        snprintf(reader->fault.column, sizeof reader->fault.column, "%s", name);
        return host_fail_hint(&reader->fault, NULL, expected,
                              near ? "rename or remove the column" : "remove the column");
    }
    return 0;
}

/* The header as every delimiter gives it. A quoted name makes no sense to the wrong delimiter, so
 * only a header that none can read is refused. */
static int recognise_read(import_reader *reader, recognise_header *headers) {
    size_t unreadable = 0, names = 0;
    for (size_t d = 0; d < sizeof recognise_delimiters; d++) {
        recognise_header *header = &headers[d];
        *header = (recognise_header){.delimiter = recognise_delimiters[d]};
        if (host_csv_header(reader->csv, header->delimiter, &header->names, &header->count,
                            &reader->fault)) {
            if (strcmp(reader->fault.status, "invalid") != 0)
                return -1;
            header->count = 0;
            unreadable++;
        }
        names += header->count;
    }
    if (unreadable == sizeof recognise_delimiters)
        return -1;
    if (names)
        return 0;
    host_fail(&reader->fault, "invalid", "the file is empty");
    return host_fail_hint(&reader->fault, NULL, "a first row with the names of the columns",
                          "export the file again");
}

int import_recognise(import_reader *reader) {
    recognise_header headers[sizeof recognise_delimiters];
    const recognise_header *header = &headers[0];
    bool known = false;
    if (recognise_read(reader, headers))
        return -1;
    if (reader->request->layout) {
        reader->layout = import_layout_find(reader->request->layout);
        uint32_t best = 0, met, all;
        for (size_t d = 0; d < sizeof recognise_delimiters; d++) {
            recognise_needs(reader->layout, &headers[d], &met, &all);
            header = met > best ? &headers[d] : header;
            best = met > best ? met : best;
            known = known || met == all;
        }
    } else {
        reader->layout = recognise_nearest(headers, sizeof recognise_delimiters, &header, &known);
    }
    /* An unknown column may be the misspelt one that is missing: it is named first. */
    bool native = reader->layout && !reader->layout->platform;
    if (native && (known || reader->request->layout) && recognise_native(reader, header))
        return -1;
    if (!known)
        return recognise_refuse(reader, reader->layout, header);
    reader->header_count = header->count;
    for (size_t i = 0; i < reader->layout->column_count; i++)
        reader->index[i] = recognise_place(header, reader->layout->columns[i].name);
    return host_csv_start(reader->csv, header->delimiter, &reader->fault);
}
