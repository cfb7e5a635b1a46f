/* Native layouts of splits: the rules, and what was paid to parties. */
#include "import/layout.h"

enum {
    SPLITS_PRODUCT,
    SPLITS_PARTY,
    SPLITS_ROLE,
    SPLITS_SHARE,
    SPLITS_STEP,
    SPLITS_KIND,
    SPLITS_SOURCE,
    SPLITS_BASIS,
    SPLITS_CURRENCY,
    SPLITS_FIXED,
    SPLITS_FIXED_MINOR,
    SPLITS_FLOOR,
    SPLITS_FLOOR_MINOR,
    SPLITS_CAP,
    SPLITS_CAP_MINOR,
    SPLITS_BAND_FROM,
    SPLITS_BAND_FROM_MINOR,
    SPLITS_BAND_TO,
    SPLITS_BAND_TO_MINOR,
    SPLITS_FROM,
    SPLITS_TO
};

static const import_column split_columns[] = {
    {"product", "product", 1},
    {"party", "party", 2},
    {"role", "role", 3},
    {"share", "share_num", 4},
    {"step", "step", 0},
    {"kind", "kind", 0},
    {"source", "source", 0},
    {"basis", "basis", 0},
    {"currency", "currency", 0},
    {"fixed", "fixed_minor", 0},
    {"fixed_minor", "fixed_minor", 0},
    {"floor", "floor_minor", 0},
    {"floor_minor", "floor_minor", 0},
    {"cap", "cap_minor", 0},
    {"cap_minor", "cap_minor", 0},
    {"from", "from_minor", 0},
    {"from_minor", "from_minor", 0},
    {"to", "to_minor", 0},
    {"to_minor", "to_minor", 0},
    {"from_day", "from_day", 0},
    {"to_day", "to_day", 0},
};

/* A share may be empty where the rule is not a percent one. */
static bool split_share(import_reader *reader, host_split *record) {
    revops_ratio share = {0, 1, REVOPS_RATIO_OK, 0};
    bool empty = import_cell(reader, SPLITS_SHARE).size == 0;
    if ((!empty || record->kind == 0) && !import_ratio(reader, SPLITS_SHARE, &share))
        return false;
    if (share.numerator < 0 || share.numerator > share.denominator)
        return import_refuse(reader, SPLITS_SHARE, "invalid", "is not a share",
                             "a share from 0 to 1, such as 30%, 0.3 or 3/10", "correct the cell");
    record->share_num = share.numerator;
    record->share_den = share.denominator;
    return true;
}

/* Amounts need a currency, which then says how many digits they have. */
static bool split_amounts(import_reader *reader, host_split *record) {
    static const size_t columns[] = {SPLITS_FIXED, SPLITS_FLOOR, SPLITS_CAP, SPLITS_BAND_FROM,
                                     SPLITS_BAND_TO};
    int64_t *amounts[] = {&record->fixed_minor, &record->floor_minor, &record->cap_minor,
                          &record->from_minor, &record->to_minor};
    int32_t exponent = 0;
    bool named = import_cell(reader, SPLITS_CURRENCY).size > 0;
    if (named && !import_currency(reader, SPLITS_CURRENCY, &record->currency, &exponent))
        return false;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        size_t column = columns[i] + (import_has(reader, columns[i] + 1) ? 1 : 0);
        bool given = false;
        if (!named && import_cell(reader, column).size)
            return import_refuse(reader, column, "invalid", "is an amount without a currency",
                                 "a currency in the column currency", "name the currency");
        if (!import_money(reader, columns[i], exponent, amounts[i], &given))
            return false;
    }
    return true;
}

static bool split_word(import_reader *reader, size_t column, const revops_word *words,
                       uint32_t count, int32_t *value) {
    return import_cell(reader, column).size == 0 ||
           import_word(reader, column, words, count, value);
}

static bool split_step(import_reader *reader, int32_t *step) {
    int64_t wide = 1;
    if (import_cell(reader, SPLITS_STEP).size && !import_integer(reader, SPLITS_STEP, &wide))
        return false;
    if (wide < INT32_MIN || wide > INT32_MAX)
        return import_refuse(reader, SPLITS_STEP, "invalid", "is not a step",
                             "a small whole number such as 1", "correct the cell");
    *step = (int32_t)wide;
    return true;
}

static bool split_row(import_reader *reader) {
    host_split *record = import_record(reader, 0);
    char numbers[3][24];
    if (!import_text(reader, SPLITS_PRODUCT, &record->product) ||
        !import_id(reader, SPLITS_PARTY, &record->party) ||
        !split_word(reader, SPLITS_KIND, host_rule_kinds, HOST_RULE_KINDS, &record->kind) ||
        !split_word(reader, SPLITS_ROLE, host_roles, HOST_ROLES, &record->role) ||
        !split_share(reader, record) || !split_step(reader, &record->step) ||
        !import_text(reader, SPLITS_SOURCE, &record->source) ||
        !split_word(reader, SPLITS_BASIS, host_split_bases, HOST_SPLIT_BASES, &record->basis) ||
        !split_amounts(reader, record) ||
        !import_interval(reader, SPLITS_FROM, &record->from_day, &record->to_day))
        return false;
    const host_text known_by[] = {record->product, record->party,
                                  import_number(numbers[0], record->step),
                                  import_number(numbers[1], (int64_t)record->currency),
                                  import_number(numbers[2], record->from_day)};
    if (!import_derive(reader, &record->rule, known_by, sizeof known_by / sizeof known_by[0],
                       false))
        return false;
    import_commit(reader, 0);
    return true;
}

const import_layout import_splits = {
    .name = "splits",
    .columns = split_columns,
    .column_count = sizeof split_columns / sizeof split_columns[0],
    .tables = {&host_splits},
    .row = split_row,
};

enum {
    SETTLED_PARTY,
    SETTLED_DAY,
    SETTLED_CURRENCY,
    SETTLED_AMOUNT,
    SETTLED_AMOUNT_MINOR,
    SETTLED_SETTLEMENT
};

static const import_column settled_columns[] = {
    {"party", "party", 1},
    {"day", "day", 2},
    {"currency", "currency", 3},
    {"amount", "amount_minor", 4},
    {"amount_minor", "amount_minor", 4},
    {"settlement", "settlement", 0},
};

static bool settled_row(import_reader *reader) {
    host_settlement *record = import_record(reader, 0);
    char numbers[3][24];
    int32_t exponent = 0;
    if (!import_id(reader, SETTLED_PARTY, &record->party) ||
        !import_day(reader, SETTLED_DAY, &record->day) ||
        !import_currency(reader, SETTLED_CURRENCY, &record->currency, &exponent) ||
        !import_money(reader, SETTLED_AMOUNT, exponent, &record->amount_minor, NULL) ||
        !import_name_or(reader, SETTLED_SETTLEMENT, NULL, &record->settlement))
        return false;
    const host_text known_by[] = {record->party, import_number(numbers[0], record->day),
                                  import_number(numbers[1], (int64_t)record->currency),
                                  import_number(numbers[2], record->amount_minor)};
    if (!record->settlement.size && !import_derive(reader, &record->settlement, known_by,
                                                   sizeof known_by / sizeof known_by[0], true))
        return false;
    import_commit(reader, 0);
    return true;
}

const import_layout import_settlements = {
    .name = "settlements",
    .columns = settled_columns,
    .column_count = sizeof settled_columns / sizeof settled_columns[0],
    .tables = {&host_settlements},
    .row = settled_row,
};
