/* The functions that the catalogue makes, by name. */
#include <stdio.h>
#include <string.h>

#include "sql.h"

const revops_feed *sql_feed(const revops_handle_kind *kind, uint32_t place) {
    return (const void *)((const unsigned char *)kind->feeds + (size_t)place * kind->feed_size);
}

const revops_report *sql_report(const revops_handle_kind *kind, uint32_t place) {
    return (const void *)((const unsigned char *)kind->reports + (size_t)place * kind->report_size);
}

const revops_field *sql_batch_column(const revops_shape *batch, uint32_t place) {
    for (uint32_t i = 0; i < batch->field_count; i++) {
        const revops_field *field = revops_shape_field(batch, i);
        if (field->type == REVOPS_TYPE_COLUMN && place-- == 0)
            return field;
    }
    return NULL;
}

/* From the last required column on, all may be left out. */
static void entry_columns(sql_entry *entry) {
    const revops_shape *batch = sql_feed(entry->kind, entry->feed)->batch;
    const revops_field *field;
    entry->least = entry->most = 0;
    while ((field = sql_batch_column(batch, entry->most)) != NULL) {
        entry->most++;
        if (field->flags & REVOPS_FIELD_REQUIRED || entry->most == 1)
            entry->least = entry->most;
    }
}

static int entries_of_feed(sql_entry *entry, sql_visit visit, void *user) {
    const char *kind = entry->kind->name, *feed = sql_feed(entry->kind, entry->feed)->name;
    int answer;
    entry_columns(entry);
    if (entry->feed == 0)
        snprintf(entry->name, sizeof entry->name - 5, "revops_%s", kind);
    else
        snprintf(entry->name, sizeof entry->name - 5, "revops_%s_%s", kind, feed);
    entry->role = SQL_FOLD;
    answer = visit(user, entry);
    if (answer || !entry->kind->options)
        return answer;
    strcat(entry->name, "_with");
    entry->role = SQL_WITH;
    return visit(user, entry);
}

/* A report without ORDER fields has one row, so its fields are figures of a window. */
static int entry_one_row(const revops_report *report) {
    for (uint32_t i = 0; i < report->row->field_count; i++)
        if (revops_shape_field(report->row, i)->order)
            return 0;
    return 1;
}

static int entries_of_report(sql_entry *entry, sql_visit visit, void *user) {
    uint32_t count = sql_columns(entry->report->row, NULL, 0);
    int answer;
    snprintf(entry->name, sizeof entry->name, "revops_%s_%s", entry->kind->name,
             entry->report->name);
    entry->role = SQL_TABLE;
    answer = visit(user, entry);
    if (!entry_one_row(entry->report) || !entry->kind->feed_count)
        return answer;
    entry->role = SQL_ONE_CELL;
    entry->feed = 0;
    entry_columns(entry);
    for (entry->column = 0; answer == 0 && entry->column < count; entry->column++) {
        sql_column columns[128];
        if (sql_columns(entry->report->row, columns, 128) <= entry->column || entry->column >= 128)
            break;
        snprintf(entry->name, sizeof entry->name, "revops_%s_%s", entry->kind->name,
                 columns[entry->column].name);
        answer = visit(user, entry);
    }
    return answer;
}

int sql_entries_of(const revops_handle_kind *kind, sql_visit visit, void *user) {
    sql_entry entry;
    int answer = 0;
    memset(&entry, 0, sizeof entry);
    entry.kind = kind;
    for (; kind->state[0] && answer == 0 && entry.feed < kind->feed_count; entry.feed++)
        answer = entries_of_feed(&entry, visit, user);
    if (kind == &sql_names) {
        snprintf(entry.name, sizeof entry.name, "revops_%s", kind->name);
        entry.role = SQL_NAMES;
        answer = visit(user, &entry);
    }
    if (kind->state[0] && answer == 0) {
        snprintf(entry.name, sizeof entry.name, "revops_%s_merge", kind->name);
        entry.role = SQL_MERGE;
        answer = visit(user, &entry);
    }
    for (uint32_t i = 0; answer == 0 && i < kind->report_count; i++) {
        entry.report = sql_report(kind, i);
        answer = entries_of_report(&entry, visit, user);
    }
    return answer;
}

int sql_entries(sql_visit visit, void *user) {
    int answer = 0;
    for (uint32_t i = 0; answer == 0 && i < revops_catalog_count(); i++)
        answer = sql_entries_of(revops_catalog_at(i), visit, user);
    return answer ? answer : sql_entries_of(&sql_names, visit, user);
}

static int entry_named(void *user, const sql_entry *entry) {
    sql_entry *wanted = user;
    if (strcmp(entry->name, wanted->name) != 0)
        return 0;
    *wanted = *entry;
    return 1;
}

int sql_entry_find(sql_entry *entry, const char *name) {
    memset(entry, 0, sizeof *entry);
    snprintf(entry->name, sizeof entry->name, "%s", name);
    return sql_entries(entry_named, entry);
}
