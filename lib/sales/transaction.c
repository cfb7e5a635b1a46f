/* Transactions: their shape, the rules of one row, and the checked chunks that kernels read. */
#include "sales/transaction.h"

#include <string.h>

#include "base/host.h"
#include "base/text.h"
#include "base/wide.h"

const revops_word revops__transaction_words[REVOPS__KINDS] = {
    {"sale", "a customer paid", REVOPS_SALE, 0},
    {"refund", "the business gave back", REVOPS_REFUND, 0},
    {"chargeback", "the bank took back", REVOPS_CHARGEBACK, 0},
    {"chargeback_reversal", "a won dispute", REVOPS_CHARGEBACK_REVERSAL, 0},
    {"fee", "a cost without a sale", REVOPS_FEE, 0},
    {"adjustment", "anything else that is revenue", REVOPS_ADJUSTMENT, 0},
    {"reserve_hold", "the platform keeps money back", REVOPS_RESERVE_HOLD, 0},
    {"reserve_release", "and lets it go", REVOPS_RESERVE_RELEASE, 0},
};

#define BATCH revops_transaction_batch
#define NEEDED REVOPS_FIELD_REQUIRED
static const revops_field transaction_batch_fields[] = {
    REVOPS__SIZE(BATCH),
    REVOPS__BATCH_COUNT(BATCH),
    REVOPS__COLUMN(BATCH, economic_day, REVOPS_TYPE_INT32, REVOPS_UNIT_DAY, NEEDED,
                   "the day that counts"),
    REVOPS__COLUMN(BATCH, currency, REVOPS_TYPE_UINT32, REVOPS_UNIT_CURRENCY, NEEDED,
                   "currency of the amounts"),
    REVOPS__COLUMN(BATCH, gross_minor, REVOPS_TYPE_INT64, REVOPS_UNIT_MINOR, NEEDED,
                   "what the customer paid"),
    REVOPS__COLUMN(BATCH, tax_minor, REVOPS_TYPE_INT64, REVOPS_UNIT_MINOR, 0, "nobody's revenue"),
    REVOPS__COLUMN(BATCH, fee_minor, REVOPS_TYPE_INT64, REVOPS_UNIT_MINOR, 0,
                   "what platforms took"),
    REVOPS__COLUMN(BATCH, net_minor, REVOPS_TYPE_INT64, REVOPS_UNIT_MINOR, 0,
                   "what the business kept"),
    REVOPS__ENUM_COLUMN(BATCH, kind, revops__transaction_words, 0, "what happened"),
    REVOPS__COLUMN(BATCH, transaction, REVOPS_TYPE_UINT64, REVOPS_UNIT_KEY, 0, "its key"),
    REVOPS__COLUMN(BATCH, original, REVOPS_TYPE_UINT64, REVOPS_UNIT_KEY, 0,
                   "the sale that it takes back"),
    REVOPS__COLUMN(BATCH, effective_ns, REVOPS_TYPE_INT64, REVOPS_UNIT_NS, 0,
                   "orders refunds of one sale"),
    REVOPS__COLUMN(BATCH, available_day, REVOPS_TYPE_INT32, REVOPS_UNIT_DAY, 0,
                   "when it can be paid out"),
    REVOPS__COLUMN(BATCH, payout, REVOPS_TYPE_UINT64, REVOPS_UNIT_KEY, 0, "payout that carried it"),
    REVOPS__COLUMN(BATCH, customer, REVOPS_TYPE_UINT64, REVOPS_UNIT_KEY, 0, "who paid"),
    REVOPS__COLUMN(BATCH, product, REVOPS_TYPE_UINT64, REVOPS_UNIT_KEY, 0, "for what"),
    REVOPS__COLUMN(BATCH, project, REVOPS_TYPE_UINT64, REVOPS_UNIT_KEY, 0, "for which project"),
    REVOPS__COLUMN(BATCH, platform, REVOPS_TYPE_UINT64, REVOPS_UNIT_KEY, 0, "through whom"),
    REVOPS__COLUMN(BATCH, stream, REVOPS_TYPE_UINT64, REVOPS_UNIT_KEY, 0, "stream of revenue"),
};
#undef BATCH
const revops_shape revops__shape_transaction_batch =
    REVOPS__SHAPE(revops_transaction_batch, "transaction_batch", "transactions, one a row",
                  transaction_batch_fields, REVOPS_SHAPE_BATCH);

#define ROW revops_transaction_row
static const revops_field transaction_row_fields[] = {
    REVOPS__FIELD(ROW, gross_minor, REVOPS_UNIT_MINOR, "what the customer paid"),
    REVOPS__FIELD(ROW, tax_minor, REVOPS_UNIT_MINOR, "nobody's revenue"),
    REVOPS__FIELD(ROW, fee_minor, REVOPS_UNIT_MINOR, "what platforms took"),
    REVOPS__FIELD(ROW, net_minor, REVOPS_UNIT_MINOR, "what the business kept"),
    REVOPS__FIELD(ROW, effective_ns, REVOPS_UNIT_NS, "orders refunds of one sale"),
    REVOPS__FIELD(ROW, transaction, REVOPS_UNIT_KEY, "its key"),
    REVOPS__FIELD(ROW, original, REVOPS_UNIT_KEY, "the sale that it takes back"),
    REVOPS__FIELD(ROW, payout, REVOPS_UNIT_KEY, "payout that carried it"),
    REVOPS__FIELD(ROW, customer, REVOPS_UNIT_KEY, "who paid"),
    REVOPS__FIELD(ROW, product, REVOPS_UNIT_KEY, "for what"),
    REVOPS__FIELD(ROW, project, REVOPS_UNIT_KEY, "for which project"),
    REVOPS__FIELD(ROW, platform, REVOPS_UNIT_KEY, "through whom"),
    REVOPS__FIELD(ROW, stream, REVOPS_UNIT_KEY, "stream of revenue"),
    REVOPS__FIELD(ROW, economic_day, REVOPS_UNIT_DAY, "the day that counts"),
    REVOPS__FIELD(ROW, available_day, REVOPS_UNIT_DAY, "when it can be paid out"),
    REVOPS__ENUM(ROW, kind, revops__transaction_words, 0, "what happened"),
    REVOPS__FIELD(ROW, currency, REVOPS_UNIT_CURRENCY, "currency of the amounts"),
};
#undef ROW
const revops_shape revops__shape_transaction_row =
    REVOPS__SHAPE(revops_transaction_row, "transaction_row", "one transaction",
                  transaction_row_fields, REVOPS_SHAPE_RECORD);

#define BATCH revops_spend_batch
static const revops_field spend_batch_fields[] = {
    REVOPS__SIZE(BATCH),
    REVOPS__BATCH_COUNT(BATCH),
    REVOPS__COLUMN(BATCH, economic_day, REVOPS_TYPE_INT32, REVOPS_UNIT_DAY, NEEDED,
                   "the day that counts"),
    REVOPS__COLUMN(BATCH, currency, REVOPS_TYPE_UINT32, REVOPS_UNIT_CURRENCY, NEEDED,
                   "currency of the amount"),
    REVOPS__COLUMN(BATCH, amount_minor, REVOPS_TYPE_INT64, REVOPS_UNIT_MINOR, NEEDED, "spent"),
    REVOPS__COLUMN(BATCH, project, REVOPS_TYPE_UINT64, REVOPS_UNIT_KEY, 0, "for which project"),
    REVOPS__COLUMN(BATCH, product, REVOPS_TYPE_UINT64, REVOPS_UNIT_KEY, 0, "for which product"),
};
#undef BATCH
const revops_shape revops__shape_spend_batch =
    REVOPS__SHAPE(revops_spend_batch, "spend_batch", "money spent on winning customers",
                  spend_batch_fields, REVOPS_SHAPE_BATCH);

/* What the signs of a kind may be. */
typedef struct transaction_rule {
    uint8_t negative, positive; /* may gross be below, above 0 */
    uint8_t flat;               /* tax and fee are 0 */
    const char *expected;       /* what gross must be, for messages */
} transaction_rule;

static const transaction_rule transaction_rules[REVOPS__KINDS] = {
    {0, 1, 0, "a sale of at least 0"},        {1, 0, 0, "a refund of at most 0"},
    {1, 0, 0, "a chargeback of at most 0"},   {0, 1, 0, "a chargeback_reversal of at least 0"},
    {0, 0, 0, "a fee row with gross 0"},      {1, 1, 0, ""},
    {1, 0, 1, "a reserve_hold of at most 0"}, {0, 1, 1, "a reserve_release of at least 0"},
};

/* Is tax between 0 and gross? */
static inline int transaction_tax_fits(int64_t gross, int64_t tax) {
    return gross >= 0 ? (tax >= 0) & (tax <= gross) : (tax <= 0) & (tax >= gross);
}

static revops_status transaction_amounts(revops_transaction_row *row, uint32_t has, uint64_t at,
                                         revops_error *err) {
    const transaction_rule *rule = &transaction_rules[row->kind];
    int64_t price;
    if ((row->gross_minor < 0 && !rule->negative) || (row->gross_minor > 0 && !rule->positive))
        return revops__fail_i64(err, REVOPS_E_INVALID, at, "gross_minor", rule->expected,
                                row->gross_minor);
    if (!(has & REVOPS_HAS_TAX))
        row->tax_minor = 0;
    if (!transaction_tax_fits(row->gross_minor, row->tax_minor) || (rule->flat && row->tax_minor))
        return revops__fail_i64(err, REVOPS_E_INVALID, at, "tax_minor",
                                rule->flat ? "a reserve row without tax"
                                           : "tax with the sign of gross and not larger",
                                row->tax_minor);
    price = row->gross_minor - row->tax_minor; /* fits: tax lies between 0 and gross */
    if (!(has & (REVOPS_HAS_FEE | REVOPS_HAS_NET)))
        return revops__fail(err, REVOPS_E_INVALID, at, "fee_minor",
                            "expected a fee or a net amount, got neither");
    if (!(has & REVOPS_HAS_FEE) && !revops__subtract_i64(price, row->net_minor, &row->fee_minor))
        return revops__fail_i64(err, REVOPS_E_OVERFLOW, at, "fee_minor",
                                "gross - tax - net within int64", row->net_minor);
    if (rule->flat && row->fee_minor != 0)
        return revops__fail_i64(err, REVOPS_E_INVALID, at, "fee_minor",
                                "a reserve row without a fee", row->fee_minor);
    if (has & REVOPS_HAS_NET) {
        int64_t net;
        if (!revops__subtract_i64(price, row->fee_minor, &net) || net != row->net_minor)
            return revops__fail_i64(err, REVOPS_E_INVALID, at, "net_minor", "gross - tax - fee",
                                    row->net_minor);
        return REVOPS_OK;
    }
    if (!revops__subtract_i64(price, row->fee_minor, &row->net_minor))
        return revops__fail_i64(err, REVOPS_E_OVERFLOW, at, "net_minor",
                                "gross - tax - fee within int64", row->fee_minor);
    return REVOPS_OK;
}

static revops_status transaction_row_check(revops_transaction_row *row, uint32_t has, uint64_t at,
                                           revops_error *err) {
    if (row->economic_day < REVOPS__FIRST_DAY || row->economic_day > REVOPS__LAST_DAY)
        return revops__fail_i64(err, REVOPS_E_INVALID, at, "economic_day",
                                "a day of the years 1 to 9999", row->economic_day);
    if (row->currency == 0)
        return revops__fail(err, REVOPS_E_INVALID, at, "currency", "expected a currency, got 0");
    if (row->kind < 0 || row->kind >= REVOPS__KINDS)
        return revops__fail_i64(err, REVOPS_E_INVALID, at, "kind", "a transaction kind from 0 to 7",
                                row->kind);
    return transaction_amounts(row, has, at, err);
}

revops_status revops_transaction_check(revops_transaction_row *row,
                                       const revops_transaction_row *given, uint32_t has,
                                       revops_error *err) {
    revops_transaction_row checked;
    revops_status status = revops__require(row, "row", err);
    if (status == REVOPS_OK)
        status = revops__require(given, "given", err);
    if (status != REVOPS_OK)
        return status;
    if (has & ~(uint32_t)(REVOPS_HAS_TAX | REVOPS_HAS_FEE | REVOPS_HAS_NET))
        return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "has",
                                "a mask of tax 1, fee 2 and net 4", has);
    checked = *given;
    status = transaction_row_check(&checked, has, REVOPS_NONE, err);
    if (status == REVOPS_OK)
        *row = checked;
    return status;
}

/* Place of each read column in the batch's shape. */
static const uint8_t transaction_places[REVOPS__T_COLUMNS] = {2, 3,  4,  5,  6,  7, 8,
                                                              9, 14, 15, 16, 17, 18};

revops_status revops__transactions_open(revops__transactions *in, const void *batch,
                                        revops_error *err) {
    revops_transaction_batch taken;
    revops_status status = revops__batch_take(&taken, sizeof taken, batch, err);
    size_t next = 0;
    if (status != REVOPS_OK)
        return status;
    in->count = taken.count;
    in->lenient = 0;
    in->live_count = REVOPS__T_COLUMNS;
    for (uint8_t i = 0; i < REVOPS__T_COLUMNS; i++)
        in->live[i] = i;
    for (uint32_t place = 2; place < REVOPS__COUNT(transaction_batch_fields); place++) {
        const revops_field *field = &transaction_batch_fields[place];
        const revops_column *column =
            (const revops_column *)(const void *)((const char *)&taken + field->offset);
        int read = next < REVOPS__T_COLUMNS && transaction_places[next] == place;
        revops__column unread; /* its type is checked all the same */
        status = revops__column_open(read ? &in->columns[next] : &unread, column, field, 0,
                                     taken.count, err);
        if (status != REVOPS_OK)
            return status;
        next += (size_t)read;
    }
    if (taken.count > 0 && in->columns[REVOPS__T_FEE].absent && in->columns[REVOPS__T_NET].absent)
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, "fee_minor",
                            "expected a fee or a net column, got neither");
    return REVOPS_OK;
}

/* Rows of a chunk before the checks: which amounts are given. One byte a row where the column has
 * validity bits, else all rows are alike. */
typedef struct transaction_raw {
    uint8_t has_fee[REVOPS__CHUNK], has_net[REVOPS__CHUNK];
    int32_t all_fee, all_net;
} transaction_raw;

/* After the first chunk, which is the longest one: columns of one value are there for good. Those
 * that the slow road writes over are not. */
static void transaction_settle(revops__transactions *in, size_t count) {
    in->live_count = 0;
    for (uint32_t i = 0; i < REVOPS__T_COLUMNS; i++)
        if (!in->columns[i].constant || in->columns[i].filled < count || i == REVOPS__T_FEE ||
            i == REVOPS__T_NET)
            in->live[in->live_count++] = (uint8_t)i;
}

static revops_status transaction_load(revops__transactions *in, uint64_t first, size_t count,
                                      transaction_raw *raw, revops_error *err) {
    for (size_t live = 0; live < in->live_count; live++) {
        const size_t i = in->live[live];
        uint8_t *valid = !in->columns[i].column.validity ? NULL
                         : i == REVOPS__T_FEE            ? raw->has_fee
                         : i == REVOPS__T_NET            ? raw->has_net
                                                         : NULL;
        int32_t *all = i == REVOPS__T_FEE   ? &raw->all_fee
                       : i == REVOPS__T_NET ? &raw->all_net
                                            : NULL;
        revops_status status = revops__column_chunk(&in->columns[i], first, count, in->room[i],
                                                    &in->values[i], valid, all, err);
        if (status != REVOPS_OK)
            return status;
    }
    if (in->live_count == REVOPS__T_COLUMNS && (count == REVOPS__CHUNK || count == in->count))
        transaction_settle(in, count);
    return REVOPS_OK;
}

static void transaction_point(const revops__transactions *in, size_t count,
                              revops__transaction_chunk *chunk) {
    chunk->count = count;
    chunk->untaxed = in->columns[REVOPS__T_TAX].absent != 0;
    chunk->one_kind = in->columns[REVOPS__T_KIND].constant != 0;
    chunk->economic_day = in->values[REVOPS__T_DAY];
    chunk->currency = in->values[REVOPS__T_CURRENCY];
    chunk->gross = in->values[REVOPS__T_GROSS];
    chunk->tax = in->values[REVOPS__T_TAX];
    chunk->fee = in->values[REVOPS__T_FEE];
    chunk->net = in->values[REVOPS__T_NET];
    chunk->kind = in->values[REVOPS__T_KIND];
    chunk->transaction = in->values[REVOPS__T_TRANSACTION];
    chunk->customer = in->values[REVOPS__T_CUSTOMER];
    chunk->product = in->values[REVOPS__T_PRODUCT];
    chunk->project = in->values[REVOPS__T_PROJECT];
    chunk->platform = in->values[REVOPS__T_PLATFORM];
    chunk->stream = in->values[REVOPS__T_STREAM];
}

/* Does any row break the rule of its kind? Reserves count as such: they take the slow road. */
static uint32_t transaction_signs(const revops__transaction_chunk *chunk) {
    const int64_t *restrict gross = chunk->gross, *restrict tax = chunk->tax;
    const transaction_rule *rule = &transaction_rules[chunk->kind[0]];
    const size_t count = chunk->count;
    uint32_t bad = rule->flat;
    if (chunk->one_kind) {
        uint64_t negative = rule->negative ? 0 : 1, positive = rule->positive ? 0 : 1, wrong = 0;
        for (size_t i = 0; i < count; i++) {
            uint64_t below = (uint64_t)(gross[i] >> 63); /* all ones below 0: mirrors the row */
            uint64_t size = ((uint64_t)gross[i] ^ below) - below;
            uint64_t part = ((uint64_t)tax[i] ^ below) - below;
            wrong |= (below & negative) | ((uint64_t)(gross[i] > 0) & positive) | (part > size);
        }
        return bad | (uint32_t)(wrong != 0);
    }
    for (size_t i = 0; i < chunk->count; i++) {
        rule = &transaction_rules[chunk->kind[i]];
        bad |= ((uint32_t)(gross[i] < 0) & !rule->negative) |
               ((uint32_t)(gross[i] > 0) & !rule->positive) | rule->flat |
               !transaction_tax_fits(gross[i], tax[i]);
    }
    return bad;
}

/* The common batch: sales without tax that carry one of fee and net. Derives the other one and
 * returns the bits of all amounts given; the sign bit tells that this needs a closer look. */
static REVOPS__APART int64_t transaction_derive(const int64_t *restrict gross,
                                                const int64_t *restrict given,
                                                int64_t *restrict derived, size_t count) {
    int64_t bits = 0;
    size_t i = 0;
    for (; i + REVOPS__STRIDE <= count; i += REVOPS__STRIDE) {
        revops__ahead_stride(gross + i, sizeof *gross);
        revops__ahead_stride(given + i, sizeof *given);
        for (size_t j = i; j < i + REVOPS__STRIDE; j++) {
            bits |= gross[j] | given[j];
            derived[j] = gross[j] - given[j]; /* what is not below 0 cannot leave int64 */
        }
    }
    for (; i < count; i++) {
        bits |= gross[i] | given[i];
        derived[i] = gross[i] - given[i];
    }
    return bits;
}

/* Derive the amount that is not given, or compare all three. Does any row not add up or not fit? */
static int transaction_identity(const revops__transaction_chunk *chunk,
                                const int64_t *restrict given, const int64_t *restrict net,
                                int64_t *restrict derived) {
    const int64_t *restrict gross = chunk->gross, *restrict tax = chunk->tax;
    const size_t count = chunk->count;
    int64_t overflow = 0, wrong = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t price = (int64_t)((uint64_t)gross[i] - (uint64_t)tax[i]);
        int64_t rest = (int64_t)((uint64_t)price - (uint64_t)given[i]);
        overflow |= (price ^ given[i]) & (price ^ rest);
        if (net)
            wrong |= rest ^ net[i];
        else
            derived[i] = rest;
    }
    return overflow < 0 || wrong != 0;
}

/* Do the amounts of all rows keep the rules? Derives what is not given. */
static int transaction_amounts_fit(revops__transaction_chunk *chunk, const int64_t *given,
                                   const int64_t *net, int64_t *derived) {
    const transaction_rule *rule = &transaction_rules[chunk->kind[0]];
    if (chunk->one_kind && chunk->untaxed && !net && !rule->negative && rule->positive &&
        !rule->flat) {
        int64_t bits = transaction_derive(chunk->gross, given, derived, chunk->count);
        if (bits >= 0) {
            chunk->magnitude = (uint64_t)bits;
            return 1;
        }
    }
    return !transaction_signs(chunk) && !transaction_identity(chunk, given, net, derived);
}

/* Is the amount that not all rows carry there in some? Those rows have all three to compare. */
static int transaction_mixed(const revops__transactions *in, const transaction_raw *raw,
                             size_t count) {
    const uint8_t *has = raw->all_fee ? raw->has_net : raw->has_fee;
    uint8_t some = 0;
    if ((raw->all_fee && raw->all_net) ||
        !in->columns[raw->all_fee ? REVOPS__T_NET : REVOPS__T_FEE].column.validity)
        return 0;
    for (size_t i = 0; i < count; i++)
        some |= has[i];
    return some;
}

/* Is any day or currency bad? */
static int transaction_days_bad(const revops__transaction_chunk *chunk) {
    const int32_t *restrict day = chunk->economic_day;
    const uint32_t *restrict currency = chunk->currency;
    int32_t bad = 0;
    for (size_t i = 0; i < chunk->count; i++)
        bad |= -(day[i] < REVOPS__FIRST_DAY) | -(day[i] > REVOPS__LAST_DAY) | -(currency[i] == 0);
    return bad != 0;
}

/* The common road: fee or net is there in every row, and a few passes without branches tell whether
 * all rows keep the rules. 0 sends the chunk to the row by row check, which finds the first bad
 * one. */
static int transaction_fast(revops__transactions *in, const transaction_raw *raw,
                            revops__transaction_chunk *chunk) {
    const int32_t *restrict kind = chunk->kind;
    int64_t *derived = (int64_t *)in->derived;
    const size_t count = chunk->count, kinds = chunk->one_kind ? 1 : count;
    int32_t bad = 0;
    if ((!raw->all_fee && !raw->all_net) || transaction_mixed(in, raw, count))
        return 0;
    for (size_t i = 0; i < kinds; i++)
        bad |= -(kind[i] < 0) | -(kind[i] >= REVOPS__KINDS);
    if (bad || !transaction_amounts_fit(chunk, raw->all_fee ? chunk->fee : chunk->net,
                                        raw->all_fee && raw->all_net ? chunk->net : NULL, derived))
        return 0;
    if (!in->lenient || !chunk->one_kind) {
        if (transaction_days_bad(chunk))
            return 0;
        chunk->verified = 1;
    }
    if (!raw->all_net)
        chunk->net = derived;
    else if (!raw->all_fee)
        chunk->fee = derived;
    return 1;
}

/* Row by row: what the fast road does not know (reserves, rows with fee and rows with net mixed),
 * and which row is to blame. A null tax already reads as 0. */
static revops_status transaction_slow(revops__transactions *in, const transaction_raw *raw,
                                      uint64_t first, revops__transaction_chunk *chunk,
                                      revops_error *err) {
    int64_t *fee = (int64_t *)in->room[REVOPS__T_FEE], *net = (int64_t *)in->derived;
    const int fees = in->columns[REVOPS__T_FEE].column.validity != NULL;
    const int nets = in->columns[REVOPS__T_NET].column.validity != NULL;
    in->columns[REVOPS__T_FEE].filled = 0; /* the buffer of a constant column is written over */
    for (size_t i = 0; i < chunk->count; i++) {
        revops_transaction_row row;
        const int has_fee = fees ? raw->has_fee[i] : raw->all_fee;
        const int has_net = nets ? raw->has_net[i] : raw->all_net;
        const uint32_t has =
            REVOPS_HAS_TAX | (has_fee ? REVOPS_HAS_FEE : 0u) | (has_net ? REVOPS_HAS_NET : 0u);
        revops_status status;
        memset(&row, 0, sizeof row);
        row.economic_day = chunk->economic_day[i];
        row.currency = chunk->currency[i];
        row.kind = chunk->kind[i];
        row.gross_minor = chunk->gross[i];
        row.tax_minor = chunk->tax[i];
        row.fee_minor = chunk->fee[i];
        row.net_minor = chunk->net[i];
        status = transaction_row_check(&row, has, first + i, err);
        if (status != REVOPS_OK)
            return status;
        fee[i] = row.fee_minor;
        net[i] = row.net_minor;
    }
    chunk->fee = fee;
    chunk->net = net;
    chunk->verified = 1;
    return REVOPS_OK;
}

/* An upper bound for the amounts of a chunk: of what is not below 0 the bits together are one. */
static uint64_t transaction_magnitude(const int64_t *values, size_t count) {
    uint64_t bits = 0;
    for (size_t i = 0; i < count; i++)
        bits |= (uint64_t)(values[i] ^ (values[i] >> 63));
    return bits < INT64_MAX ? bits + 1 : bits; /* -8 has the bits of 7 */
}

static uint64_t transaction_largest(const revops__transaction_chunk *chunk) {
    uint64_t fee = transaction_magnitude(chunk->fee, chunk->count);
    uint64_t net = transaction_magnitude(chunk->net, chunk->count);
    uint64_t tax = chunk->untaxed ? 0 : transaction_magnitude(chunk->tax, chunk->count);
    return fee | net | tax;
}

revops_status revops__transactions_chunk(revops__transactions *in, uint64_t first, size_t count,
                                         revops__transaction_chunk *chunk, revops_error *err) {
    transaction_raw raw;
    revops_status status = transaction_load(in, first, count, &raw, err);
    if (status == REVOPS_OK) {
        transaction_point(in, count, chunk);
        chunk->magnitude = UINT64_MAX;
        chunk->verified = 0;
        if (!transaction_fast(in, &raw, chunk))
            status = transaction_slow(in, &raw, first, chunk, err);
        if (status == REVOPS_OK && chunk->magnitude > INT64_MAX)
            chunk->magnitude = transaction_largest(chunk);
        return status;
    }
    if (count == 1)
        return status;
    /* A value does not fit: the lowest row is to blame, whatever its fault is. */
    for (size_t i = 0; i < count; i++) {
        status = revops__transactions_chunk(in, first + i, 1, chunk, err);
        if (status != REVOPS_OK)
            return status;
    }
    return revops__fail(err, REVOPS_E_INTERNAL, first, "", "a chunk failed but none of its rows");
}

revops_status revops__transactions_verify(revops__transactions *in, uint64_t first,
                                          revops__transaction_chunk *chunk, revops_error *err) {
    revops_status status;
    if (chunk->verified || !transaction_days_bad(chunk))
        return REVOPS_OK;
    in->lenient = 0;
    status = revops__transactions_chunk(in, first, chunk->count, chunk, err);
    in->lenient = 1;
    return status;
}

revops_status revops__spend_open(revops__spend *in, const void *batch, revops_error *err) {
    revops_spend_batch taken;
    revops_status status = revops__batch_take(&taken, sizeof taken, batch, err);
    const revops_column *columns = &taken.economic_day;
    in->count = taken.count;
    for (size_t i = 0; i < 5 && status == REVOPS_OK; i++)
        status = revops__column_open(&in->columns[i], &columns[i], &spend_batch_fields[i + 2], 0,
                                     taken.count, err);
    return status;
}

static revops_status spend_load(revops__spend *in, uint64_t first, size_t count,
                                revops__spend_chunk *chunk, revops_error *err) {
    const void *values[5];
    for (size_t i = 0; i < 5; i++) {
        revops_status status = revops__column_chunk(&in->columns[i], first, count, in->room[i],
                                                    &values[i], NULL, NULL, err);
        if (status != REVOPS_OK)
            return status;
    }
    chunk->count = count;
    chunk->economic_day = values[0];
    chunk->currency = values[1];
    chunk->amount = values[2];
    chunk->project = values[3];
    chunk->product = values[4];
    chunk->magnitude = transaction_magnitude(chunk->amount, count);
    for (size_t i = 0; i < count; i++) {
        if (chunk->economic_day[i] < REVOPS__FIRST_DAY || chunk->economic_day[i] > REVOPS__LAST_DAY)
            return revops__fail_i64(err, REVOPS_E_INVALID, first + i, "economic_day",
                                    "a day of the years 1 to 9999", chunk->economic_day[i]);
        if (chunk->currency[i] == 0)
            return revops__fail(err, REVOPS_E_INVALID, first + i, "currency",
                                "expected a currency, got 0");
    }
    return REVOPS_OK;
}

revops_status revops__spend_chunk_read(revops__spend *in, uint64_t first, size_t count,
                                       revops__spend_chunk *chunk, revops_error *err) {
    revops_status status = spend_load(in, first, count, chunk, err);
    for (size_t i = 0; status != REVOPS_OK && count > 1 && i < count; i++) {
        revops_status row = spend_load(in, first + i, 1, chunk, err);
        if (row != REVOPS_OK)
            return row;
    }
    return status;
}
