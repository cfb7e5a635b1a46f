/* Kinds of the sales floor that are pure functions over one sale: its fees, its gross, its
 * refunds. */
#include "conformance.h"

#include <stdlib.h>
#include <string.h>

/* --- fee lines --- */

typedef struct fee_case {
    revops_fee_line *lines;
    int64_t *line_minor;
    size_t count;
    revops_fee_options options;
} fee_case;

/* Lines of given; the key @p without is read elsewhere and is no field of a line. */
static int fees_read(reading *in, fee_case *c, const char *without) {
    trial *t = in->trial;
    static const char *const modes[] = {
        "",   "half_even", "half_up", "half_down", "half_odd", "half_ceiling", "half_floor", "down",
        "up", "floor",     "ceiling", "exact",     NULL};
    memset(in, 0, sizeof *in);
    in->trial = t;
    revops_fee_options_init(&c->options);
    c->options.mode = option_word(t, "mode", modes, REVOPS_ROUND_DEFAULT);
    c->count = given_count(t, "lines");
    c->lines = trial_memory(t, c->count * sizeof *c->lines);
    c->line_minor = trial_memory(t, c->count * sizeof *c->line_minor);
    for (size_t i = 0; i < c->count && trial_sound(t); i++) {
        json_t *line = json_copy(given_item(t, "lines", i));
        int sound;
        json_object_del(line, without);
        sound = struct_from_json(in, revops_shape_find("fee_line"), line, NULL, &c->lines[i]);
        json_decref(line);
        if (!sound)
            return 0;
    }
    return trial_sound(t);
}

/* What the call refused, or NULL when the trial is unsound; a refusal leaves the outputs alone. */
static json_t *fees_refused(const reading *in, const revops_separation *separation) {
    if (separation->gross_minor != -7)
        trial_miss(in->trial, "a refused call wrote its output");
    return in->err.status ? answer_refused(&in->err) : NULL;
}

static void fees_identity(trial *t, const revops_separation *s) {
    if ((uint64_t)s->gross_minor !=
        (uint64_t)s->tax_minor + (uint64_t)s->fee_minor + (uint64_t)s->net_minor)
        trial_miss(t, "gross is not tax + fee + net");
}

static json_t *fees_integers(const int64_t *values, size_t count) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_integer(values[i]));
    return list;
}

/* Sums of the parts by ascending group number. */
static json_t *fees_groups(const fee_case *c) {
    json_t *list = json_array();
    int64_t below = INT64_MIN;
    for (;;) {
        int64_t group = INT64_MAX, sum = 0;
        for (size_t i = 0; i < c->count; i++)
            if (c->lines[i].group > below && c->lines[i].group < group)
                group = c->lines[i].group;
        if (group == INT64_MAX)
            return list;
        for (size_t i = 0; i < c->count; i++)
            sum += c->lines[i].group == group ? c->line_minor[i] : 0;
        json_array_append_new(list, json_integer(sum));
        below = group;
    }
}

static json_t *fees_separate(trial *t) {
    reading in = {.trial = t};
    fee_case c;
    revops_separation s = {-7, 0, 0, 0};
    uint64_t sum = 0;
    json_t *got;
    if (!fees_read(&in, &c, "") ||
        revops_fee_separate(&s, c.line_minor, given_integer(t, "gross_minor", 0),
                            given_integer(t, "tax_minor", 0), c.lines, c.count, &c.options,
                            &in.err) != REVOPS_OK)
        return fees_refused(&in, &s);
    fees_identity(t, &s);
    for (size_t i = 0; i < c.count; i++)
        sum += (uint64_t)c.line_minor[i];
    if (sum != (uint64_t)s.fee_minor)
        trial_miss(t, "lines do not sum to the fee");
    got = struct_to_json(t, revops_shape_find("separation"), &s);
    json_object_set_new(got, "line_minor", fees_integers(c.line_minor, c.count));
    json_object_set_new(got, "group_minor", fees_groups(&c));
    return got;
}

static json_t *fees_gross_up(trial *t) {
    reading in = {.trial = t};
    fee_case c;
    revops_separation s = {-7, 0, 0, 0};
    if (!fees_read(&in, &c, "") ||
        revops_fee_gross_up(&s, given_integer(t, "net_minor", 0), c.lines, c.count, &c.options,
                            &in.err) != REVOPS_OK)
        return fees_refused(&in, &s);
    fees_identity(t, &s);
    return struct_to_json(t, revops_shape_find("separation"), &s);
}

/* One refund behind the other; each step must hold by itself. */
static json_t *fees_reverse(trial *t) {
    reading in = {.trial = t};
    fee_case c;
    revops_separation sale, s = {-7, 0, 0, 0};
    int64_t refunded = 0, *back;
    json_t *steps;
    if (!fees_read(&in, &c, "fee_minor"))
        return fees_refused(&in, &s);
    back = trial_memory(t, c.count * sizeof *back);
    sale.gross_minor = given_integer(t, "gross_minor", 0);
    sale.tax_minor = given_integer(t, "tax_minor", 0);
    sale.fee_minor = 0;
    for (size_t i = 0; i < c.count; i++) {
        c.line_minor[i] = json_int64(t, json_object_get(given_item(t, "lines", i), "fee_minor"));
        sale.fee_minor += c.line_minor[i];
    }
    sale.net_minor = sale.gross_minor - sale.tax_minor - sale.fee_minor;
    steps = json_array();
    for (size_t i = 0; i < given_count(t, "refunds") && trial_sound(t); i++) {
        int64_t refund = json_int64(t, given_item(t, "refunds", i));
        json_t *step;
        s.gross_minor = -7;
        if (revops_fee_reverse(&s, back, &sale, c.line_minor, c.lines, c.count, refunded, refund,
                               &in.err) != REVOPS_OK) {
            json_decref(steps);
            return fees_refused(&in, &s);
        }
        refunded += refund;
        fees_identity(t, &s);
        step = struct_to_json(t, revops_shape_find("separation"), &s);
        json_object_set_new(step, "line_minor", fees_integers(back, c.count));
        json_array_append_new(steps, step);
    }
    return answer("steps", steps);
}

/* --- splits --- */

typedef struct split_case {
    revops_split_rule *rules;
    size_t count;
    revops_split_options options;
    revops_separation sale;
} split_case;

static int splits_read(reading *in, split_case *c) {
    static const char *const remainders[] = {"largest_remainder", "to_first", "to_largest",
                                             "from_last",         "separate", NULL};
    trial *t = in->trial;
    json_t *defaults = json_pack("{s:i}", "step", 1);
    int sound = 1;
    memset(in, 0, sizeof *in);
    in->trial = t;
    revops_split_options_init(&c->options);
    c->options.remainder = option_word(t, "remainder", remainders, 0);
    c->sale.net_minor = given_integer(t, "net_minor", 0);
    c->sale.tax_minor = given_integer(t, "tax_minor", 0);
    c->sale.gross_minor = given_integer(t, "gross_minor", c->sale.net_minor + c->sale.tax_minor);
    c->sale.fee_minor = c->sale.gross_minor - c->sale.tax_minor - c->sale.net_minor;
    c->count = given_count(t, "rules");
    c->rules = trial_memory(t, c->count * sizeof *c->rules);
    for (size_t i = 0; sound && i < c->count && trial_sound(t); i++)
        sound = struct_from_json(in, revops_shape_find("split_rule"), given_item(t, "rules", i),
                                 defaults, &c->rules[i]);
    json_decref(defaults);
    if (option(t, "owner"))
        sound = sound && key_from_json(in, option(t, "owner"), &c->options.owner);
    return sound && trial_sound(t);
}

static json_t *splits_answer(trial *t, const split_case *c, const revops_split_part *parts,
                             size_t count, int64_t shortfall) {
    json_t *amounts = json_object();
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        json_t *party = answer_key(t, parts[i].party);
        char *number = json_is_string(party) ? NULL : json_dumps(party, JSON_ENCODE_ANY);
        json_object_set_new(amounts, number ? number : json_string_value(party),
                            json_integer(parts[i].amount_minor));
        free(number);
        json_decref(party);
        sum += (uint64_t)parts[i].amount_minor;
    }
    if (sum != (uint64_t)c->sale.net_minor)
        trial_miss(t, "the parts do not sum to the net");
    /* a case names every party that gets something */
    if (json_object_size(json_object_get(t->expect, "parts")) != count)
        trial_miss(t, "%zu parts", count);
    return json_pack("{s:o, s:I}", "parts", amounts, "shortfall_minor", (json_int_t)shortfall);
}

static json_t *splits_split(trial *t) {
    reading in = {.trial = t};
    split_case c;
    revops_split_part *parts;
    int64_t shortfall = -7;
    size_t count = SIZE_MAX, again = 0;
    revops_status status;
    if (!splits_read(&in, &c))
        return in.err.status ? answer_refused(&in.err) : NULL;
    status =
        revops_split_compute(NULL, 0, &count, NULL, &c.sale, c.rules, c.count, &c.options, &in.err);
    if (status != REVOPS_OK && status != REVOPS_E_CAPACITY)
        return answer_refused(&in.err);
    parts = trial_memory(t, count * sizeof *parts);
    if (revops_split_compute(parts, count, &again, &shortfall, &c.sale, c.rules, c.count,
                             &c.options, &in.err) != REVOPS_OK)
        return answer_refused(&in.err);
    if (again != count)
        trial_miss(t, "%zu parts were promised, %zu came", count, again);
    return splits_answer(t, &c, parts, count, shortfall);
}

const kind_entry kinds_fees[] = {
    {.kind = "fee_gross_up",
     .run = fees_gross_up,
     .given = "net_minor:int lines:[fee_line]",
     .options = "mode:REVOPS_ROUND",
     .calls = "* = revops_fee_gross_up net_minor lines options;"},
    {.kind = "fee_reverse",
     .run = fees_reverse,
     .given = "gross_minor:int tax_minor:int=0 lines:list refunds:list",
     .options = ""},
    {.kind = "fee_separate",
     .run = fees_separate,
     .given = "gross_minor:int tax_minor:int=0 lines:list",
     .options = "mode:REVOPS_ROUND"},
    {.kind = "split",
     .run = splits_split,
     .given = "net_minor:int tax_minor:int=0 gross_minor:int rules:list",
     .options = "remainder owner"},
    {.kind = NULL},
};
