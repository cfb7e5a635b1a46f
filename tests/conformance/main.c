/* revops-conformance [--data DIR]... [--kind K] [--id I] [--tap] FILE...
 * revops-conformance --registry | --sample SEED ROWS
 *
 * Prints one line per case that misses or is skipped, and last the totals; with --tap one line per
 * case. Exit status: 0 when nothing failed and nothing was skipped, 1 otherwise, 2 when a file is
 * not of the format. --registry prints how each kind of case is run, --sample a case file with
 * seeded rows for each handle of the catalogue. */
#include "conformance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct session {
    const char *kind, *id; /* NULL: all */
    unsigned long passed, failed, skipped;
    int broken, tap;
} session;

static json_t *main_try(trial *t) {
    const kind_entry *entry = registry_find(t->kind);
    if (!entry) {
        trial_skip(t, "unknown kind %s", t->kind);
        return NULL;
    }
    if (entry->handle)
        return generic_run(t, entry);
    keys_known(t, t->given, "key", entry->given);
    keys_known(t, t->options, "option", entry->options);
    return trial_sound(t) ? entry->run(t) : NULL;
}

static unsigned long main_count(const session *s) {
    return s->passed + s->failed + s->skipped;
}

static void main_pass(session *s, const trial *t) {
    s->passed++;
    if (s->tap)
        printf("ok %lu - %s\n", main_count(s), t->id);
}

static void main_skip(session *s, const trial *t) {
    s->skipped++;
    if (s->tap)
        printf("ok %lu - %s # SKIP %s\n", main_count(s), t->id, t->reason);
    else
        printf("SKIP %s %s: %s\n", t->file, t->id, t->reason);
}

static void main_fail(session *s, const trial *t, const json_t *got) {
    char *expected = json_dumps(t->expect, JSON_COMPACT | JSON_ENCODE_ANY);
    char *answered = json_dumps(got, JSON_COMPACT | JSON_ENCODE_ANY);
    s->failed++;
    if (s->tap)
        printf("not ok %lu - %s\n# ", main_count(s), t->id);
    printf("FAIL %s %s: expected %s got %s\n", t->file, t->id, expected ? expected : "?",
           answered ? answered : "nothing");
    free(expected);
    free(answered);
}

static void main_case(session *s, trial *t) {
    json_t *got = main_try(t);
    if (t->broken) {
        fprintf(stderr, "%s: %s: %s\n", t->file, t->id, t->reason);
        s->broken = 1;
    } else if (t->missed) {
        json_decref(got);
        got = answer("miss", json_string(t->reason));
        main_fail(s, t, got);
    } else if (t->skipped) {
        main_skip(s, t);
    } else if (compare_case(t, got)) {
        main_pass(s, t);
    } else {
        main_fail(s, t, got);
    }
    json_decref(got);
}

static void main_file(session *s, const char *path) {
    json_t *file = load_file(path);
    size_t count = json_array_size(json_object_get(file, "cases"));
    if (!file)
        s->broken = 1;
    for (size_t i = 0; i < count; i++) {
        trial t;
        if (!load_case(&t, path, file, i))
            s->broken = 1;
        else if ((!s->kind || !strcmp(s->kind, t.kind)) && (!s->id || !strcmp(s->id, t.id)))
            main_case(s, &t);
        trial_close(&t);
    }
    json_decref(file);
}

static int main_usage(void) {
    fputs("usage: revops-conformance [--data DIR]... [--kind K] [--id I] [--tap] FILE...\n"
          "       revops-conformance --registry | --sample SEED ROWS\n",
          stderr);
    return 2;
}

/* Takes the options in; how many arguments they were, or -1. Folders of --data are for kinds that
 * name data files, of which none is known yet. */
static int main_options(session *s, int argc, char **argv) {
    int i = 1;
    for (; i < argc && !strncmp(argv[i], "--", 2); i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (!strcmp(argv[i], "--tap")) {
            s->tap = 1;
            continue;
        }
        if (!value)
            return -1;
        if (!strcmp(argv[i], "--kind"))
            s->kind = value;
        else if (!strcmp(argv[i], "--id"))
            s->id = value;
        else if (strcmp(argv[i], "--data") != 0)
            return -1;
        i++;
    }
    return i;
}

int main(int argc, char **argv) {
    session s;
    int first;
    memset(&s, 0, sizeof s);
    if (argc == 2 && !strcmp(argv[1], "--registry")) {
        registry_print();
        return 0;
    }
    if (argc == 4 && !strcmp(argv[1], "--sample")) {
        handles_sample(strtoull(argv[2], NULL, 10), strtoul(argv[3], NULL, 10));
        return 0;
    }
    first = main_options(&s, argc, argv);
    if (first < 0 || first == argc)
        return main_usage();
    for (int i = first; i < argc; i++)
        main_file(&s, argv[i]);
    if (s.tap)
        printf("1..%lu\n# ", main_count(&s));
    printf("%lu passed, %lu failed, %lu skipped\n", s.passed, s.failed, s.skipped);
    return s.broken ? 2 : s.failed || s.skipped;
}
