/* The conformance runner: known answers in JSON, given to the public API, compared with what it
 * says. A kind function reads a trial and answers a JSON object: the named results, or the refusal.
 * No kind ever looks at the id of a case, nor, but for the names of a loaded state that can only
 * be looked up, at what is expected of it. */
#ifndef REVOPS_CONFORMANCE_H
#define REVOPS_CONFORMANCE_H

#include <jansson.h>
#include <stdarg.h>

#include "kind.h"

/* --- one case being tried (load.c) --- */

typedef struct trial {
    const char *file, *id, *kind;
    json_t *given, *options, *expect, *tolerance; /* borrowed from the file */
    revops_names *names;                          /* texts that came in as keys */
    const revops_shape *row_shape; /* what the rows of the answer are, when they are records */
    int skipped, broken, missed;   /* with the reason */
    int wide;                      /* a value does not fit its documented type */
    char reason[512];
    void **blocks; /* memory until the end of the case */
    size_t block_count;
} trial;

/* Read a file of cases; NULL after a line on stderr when it is not of the format. */
json_t *load_file(const char *path);
/* Point @p t at case @p index of a loaded file; 0 after a line on stderr when it is malformed. */
int load_case(trial *t, const char *path, json_t *file, size_t index);
void trial_close(trial *t);

/* The case cannot be tried here; the file is no case file; the library broke a promise. */
void trial_skip(trial *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void trial_broken(trial *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void trial_miss(trial *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Nothing of the above so far. */
int trial_sound(const trial *t);

/* Memory of exactly @p size bytes, so that a reader beyond the end is noticed. */
void *trial_memory(trial *t, size_t size);

typedef struct test_text {
    const char *data; /* exactly size bytes, no NUL */
    size_t size;
} test_text;

/* Values of JSON: an integer may be a string of digits. Anything else breaks the file. */
int64_t json_int64(trial *t, const json_t *value);
uint64_t json_bits(trial *t, const json_t *value); /* -2^63 ... 2^64-1 as 64 bits */
test_text json_text(trial *t, const json_t *value);
void *json_bytes(trial *t, const json_t *value, size_t *size); /* from hexadecimal */

/* Members of given and options; absent and null are the same. */
json_t *given(const trial *t, const char *key);
int64_t given_integer(trial *t, const char *key, int64_t otherwise);
test_text given_text(trial *t, const char *key);
size_t given_count(trial *t, const char *key); /* length of a list */
json_t *given_item(trial *t, const char *key, size_t index);
json_t *option(const trial *t, const char *key);
int64_t option_integer(trial *t, const char *key, int64_t otherwise);
/* Place of the option's word in @p words (NULL at the end); an unknown word skips the case. */
int32_t option_word(trial *t, const char *key, const char *const *words, int32_t otherwise);
int32_t word_place(trial *t, const char *key, const json_t *value, const char *const *words);

/* A member of @p object that is none of @p known (name[:unit][=default], parted by blanks; NULL:
 * not checked) skips the case. */
void keys_known(trial *t, const json_t *object, const char *what, const char *known);

/* --- answers --- */

json_t *answer_refused(const revops_error *err);
json_t *answer_text(const char *data, size_t size);
json_t *answer_hex(const void *data, size_t size);
json_t *answer_key(trial *t, uint64_t key); /* its text when it came as one */
json_t *answer_u64(uint64_t value);         /* a string when it is beyond int64 */
json_t *answer_ratio(int64_t num, int64_t den);
json_t *answer_day(int32_t day);
/* One member "name", from a fresh value. */
json_t *answer(const char *name, json_t *value);

/* A function that writes a text: asks for its size, offers too little, then enough. */
typedef revops_status (*text_writer)(void *context, char *out, size_t capacity, size_t *written,
                                     revops_error *err);
json_t *answer_written(trial *t, text_writer writer, void *context);

/* --- shapes and JSON (shape_json.c) --- */

/* A refusal of the library while a value was read, such as a day that does not exist: the answer
 * of the case. */
typedef struct reading {
    trial *trial;
    revops_error err; /* status 0: none */
} reading;

/* One row of a batch; members that @p row lacks come from @p defaults (may be NULL). 1 when all is
 * well; 0 after a refusal, or when the trial is no longer sound. */
int row_from_json(reading *in, const revops_shape *shape, const json_t *row, const json_t *defaults,
                  test_cell *cells);
/* A record, query or options struct of shape->size zeroed bytes. */
int struct_from_json(reading *in, const revops_shape *shape, const json_t *object,
                     const json_t *defaults, void *out);
/* The key of a text or a number. */
int key_from_json(reading *in, const json_t *value, uint64_t *key);
int currency_from_json(reading *in, const json_t *value, uint32_t *currency);
int day_from_json(reading *in, const json_t *value, int32_t *day);
int ratio_from_json(reading *in, const json_t *value, revops_ratio *ratio);
json_t *struct_to_json(trial *t, const revops_shape *shape, const void *row);
/* The values of a row of a batch that are there. */
json_t *row_to_json(trial *t, const revops_shape *shape, const test_cell *cells);

/* --- compare.c --- */

/* Does @p got hold all that the case expects? */
int compare_case(const trial *t, const json_t *got);

/* --- the registry: one row of a table for each kind of case --- */

/* One list of rows in given, and the feed that takes it. */
typedef struct kind_list {
    const char *given, *feed;
    const char *defaults; /* of absent members, as JSON; NULL: none */
} kind_list;

/* How a kind of case is run. Either it feeds a handle of the catalogue and asks it for a report:
 * then the row is all that there is to write, here and in every language. Or it calls functions:
 * then run does so in C, and
 *
 *   given, options  what it reads, parted by blanks: name[:unit][=default]. Units: text (when none
 *                   is named), int (a string of digits is one too), hex (bytes), list, currencies
 *                   ({CODE: exponent}), record, day, [shape] (a list of that struct), or the front
 *                   of the constants that its words mean, such as REVOPS_ROUND. NULL: run checks
 *                   the names.
 *   calls           the same for a language that can call by name, each call ended by a semicolon:
 *                   "result [result...] = function argument...;" where an argument is something
 *                   read, an earlier result, a member of one (ratio.numerator) or "options": those
 *                   that the case names, as the options of the function. The result "*" is a record
 *                   whose members are results. What the calls name is the answer. NULL: more than
 *                   calls in a row; each language writes its few lines. */
typedef struct kind_entry {
    const char *kind;

    json_t *(*run)(trial *t);
    const char *given, *options, *calls;

    const char *handle, *report;
    const char *option_defaults, *query_defaults; /* as JSON; NULL: none */
    kind_list feeds[6];                           /* in the order in which they are fed */
} kind_entry;

/* One table an area; a row without a kind ends it. */
extern const kind_entry kinds_surface[], kinds_foundation[], kinds_value[], kinds_fees[],
    kinds_sales[], kinds_report[];

const kind_entry *registry_find(const char *kind);
void registry_print(void);
/* Try a catalogue kind three times over: whole, in single rows, reversed. */
json_t *generic_run(trial *t, const kind_entry *kind);
/* Print a file of cases of kind "handle": one for each handle of the catalogue, with up to @p most
 * rows a feed drawn from @p seed, and with what the library makes of them. */
void handles_sample(uint64_t seed, size_t most);

#endif
