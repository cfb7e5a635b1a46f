/* Payouts: the handle, its feeds and its state. */
#include "sales/payout.h"

#include <string.h>

#include "base/text.h"
#include "revops/money.h"
#include "value/date.h"

#define BATCH revops_payout_batch
#define NEEDED REVOPS_FIELD_REQUIRED
static const revops_field payout_batch_fields[] = {
    REVOPS__SIZE(BATCH),
    REVOPS__BATCH_COUNT(BATCH),
    REVOPS__COLUMN(BATCH, payout, REVOPS_TYPE_UINT64, REVOPS_UNIT_KEY, NEEDED, "its key, not 0"),
    REVOPS__COLUMN(BATCH, day, REVOPS_TYPE_INT32, REVOPS_UNIT_DAY, NEEDED, "when it was paid"),
    REVOPS__COLUMN(BATCH, currency, REVOPS_TYPE_UINT32, REVOPS_UNIT_CURRENCY, NEEDED,
                   "currency of the amounts"),
    REVOPS__COLUMN(BATCH, amount_minor, REVOPS_TYPE_INT64, REVOPS_UNIT_MINOR, NEEDED,
                   "to the bank; below 0 returned"),
    REVOPS__COLUMN(BATCH, fee_minor, REVOPS_TYPE_INT64, REVOPS_UNIT_MINOR, 0,
                   "what paying out cost"),
    REVOPS__COLUMN(BATCH, platform, REVOPS_TYPE_UINT64, REVOPS_UNIT_KEY, 0, "who paid it"),
};
#undef BATCH
const revops_shape revops__shape_payout_batch =
    REVOPS__SHAPE(revops_payout_batch, "payout_batch", "what platforms paid out",
                  payout_batch_fields, REVOPS_SHAPE_BATCH);

/* --- life --- */

revops_status revops_payouts_create(revops_payouts **payouts, const revops_host *host,
                                    revops_error *err) {
    void *made;
    revops_status status = revops__require(payouts, "payouts", err);
    if (status != REVOPS_OK)
        return status;
    status = revops__handle_make(&made, sizeof **payouts, host, err);
    *payouts = made;
    if (status != REVOPS_OK)
        return status;
    revops__totals_open(&(*payouts)->transactions, REVOPS__PAYOUT_WORDS, REVOPS__PAYOUT_SUMS);
    revops__totals_open(&(*payouts)->paid, REVOPS__PAID_WORDS, REVOPS__PAID_SUMS);
    return REVOPS_OK;
}

void revops_payouts_destroy(revops_payouts *payouts) {
    if (!payouts)
        return;
    revops__totals_free(&payouts->transactions, &payouts->handle.memory);
    revops__totals_free(&payouts->paid, &payouts->handle.memory);
    revops__totals_free(&payouts->scratch, &payouts->handle.memory);
    revops__handle_free(payouts, sizeof *payouts);
}

/* --- transactions --- */

static const revops_field *payout_field(const char *name) {
    const revops_shape *shape = &revops__shape_transaction_batch;
    const revops_field *field = NULL;
    for (uint32_t i = 0; i < shape->field_count && !field; i++)
        if (revops__same_name(shape->fields[i].name, name))
            field = &shape->fields[i];
    return field;
}

revops_status revops__payout_columns_open(revops__payout_columns *columns, const void *batch,
                                          revops_error *err) {
    revops_transaction_batch taken;
    revops_status status = revops__batch_take(&taken, sizeof taken, batch, err);
    if (status == REVOPS_OK)
        status = revops__column_open(&columns->available, &taken.available_day,
                                     payout_field("available_day"), 0, taken.count, err);
    if (status == REVOPS_OK)
        status = revops__column_open(&columns->payout, &taken.payout, payout_field("payout"), 0,
                                     taken.count, err);
    return status;
}

revops_status revops__payout_columns_chunk(revops__payout_columns *columns, uint64_t first,
                                           size_t count, revops_error *err) {
    const void *available, *payout;
    revops_status status = revops__column_chunk(&columns->available, first, count, columns->room[0],
                                                &available, columns->has_available, NULL, err);
    if (status == REVOPS_OK)
        status = revops__column_chunk(&columns->payout, first, count, columns->room[1], &payout,
                                      NULL, NULL, err);
    if (status != REVOPS_OK)
        return status;
    columns->available_day = available;
    columns->payout_key = payout;
    for (size_t i = 0; i < count; i++)
        if (columns->has_available[i] && !revops__day_valid(columns->available_day[i]))
            return revops__fail_i64(err, REVOPS_E_INVALID, first + i, "available_day",
                                    "a day of the years 1 to 9999", columns->available_day[i]);
    return REVOPS_OK;
}

typedef struct payout_reader {
    revops__transactions transactions;
    revops__payout_columns columns;
} payout_reader;

static revops_status payout_open(void *in, const void *batch, uint64_t *count, revops_error *err) {
    payout_reader *reader = in;
    revops_status status = revops__transactions_open(&reader->transactions, batch, err);
    if (status == REVOPS_OK)
        status = revops__payout_columns_open(&reader->columns, batch, err);
    *count = status == REVOPS_OK ? reader->transactions.count : 0;
    return status;
}

static void payout_row(const revops__transaction_chunk *chunk,
                       const revops__payout_columns *columns, size_t i, uint64_t *words,
                       int64_t *amounts) {
    const int reserve = chunk->kind[i] >= REVOPS__REVENUE_KINDS;
    const int32_t available =
        columns->has_available[i] ? columns->available_day[i] : chunk->economic_day[i];
    words[REVOPS__PAYOUT_KEY] = columns->payout_key[i];
    words[REVOPS__PAYOUT_PLATFORM] = chunk->platform[i];
    words[REVOPS__PAYOUT_CURRENCY] = chunk->currency[i];
    words[REVOPS__PAYOUT_DAY] = revops__word_of_i64(chunk->economic_day[i]);
    words[REVOPS__PAYOUT_AVAILABLE] = revops__word_of_i64(available);
    amounts[REVOPS__PAYOUT_TAX] = reserve ? 0 : chunk->tax[i];
    amounts[REVOPS__PAYOUT_FEE] = reserve ? 0 : chunk->fee[i];
    amounts[REVOPS__PAYOUT_NET] = reserve ? 0 : chunk->net[i];
    amounts[REVOPS__PAYOUT_RESERVE] = reserve ? chunk->gross[i] : 0;
}

static revops_status payout_rows(void *in, uint64_t first, revops__totals_rows *rows,
                                 revops_error *err) {
    payout_reader *reader = in;
    revops__transaction_chunk chunk;
    revops_status status =
        revops__transactions_chunk(&reader->transactions, first, rows->count, &chunk, err);
    if (status == REVOPS_OK)
        status = revops__payout_columns_chunk(&reader->columns, first, rows->count, err);
    for (size_t i = 0; status == REVOPS_OK && i < rows->count; i++)
        payout_row(&chunk, &reader->columns, i, rows->words + i * REVOPS__PAYOUT_WORDS,
                   rows->amounts + i * REVOPS__PAYOUT_SUMS);
    return status;
}

static const revops__totals_feed payout_transactions = {sizeof(revops_transaction_batch), "payout",
                                                        "net_minor", payout_open, payout_rows};

/* --- payouts --- */

enum { PAID_KEY, PAID_DAY, PAID_CURRENCY, PAID_AMOUNT, PAID_FEE, PAID_PLATFORM };

static revops_status paid_open(void *in, const void *batch, uint64_t *count, revops_error *err) {
    revops__columns *columns = in;
    revops_status status = revops__columns_open(columns, &revops__shape_payout_batch, NULL,
                                                REVOPS__COLUMNS, batch, err);
    *count = columns->count;
    return status;
}

static revops_status paid_rows(void *in, uint64_t first, revops__totals_rows *rows,
                               revops_error *err) {
    revops__columns *columns = in;
    revops_status status = revops__columns_chunk(columns, first, rows->count, err);
    for (size_t i = 0; status == REVOPS_OK && i < rows->count; i++) {
        uint64_t *words = rows->words + i * REVOPS__PAID_WORDS;
        int64_t *amounts = rows->amounts + i * REVOPS__PAID_SUMS;
        const int32_t day = revops__columns_i32(columns, PAID_DAY, i);
        words[REVOPS__PAYOUT_KEY] = revops__columns_u64(columns, PAID_KEY, i);
        words[REVOPS__PAYOUT_PLATFORM] = revops__columns_u64(columns, PAID_PLATFORM, i);
        words[REVOPS__PAYOUT_CURRENCY] = revops__columns_u32(columns, PAID_CURRENCY, i);
        words[REVOPS__PAYOUT_DAY] = revops__word_of_i64(day);
        amounts[REVOPS__PAID_AMOUNT] = revops__columns_i64(columns, PAID_AMOUNT, i);
        amounts[REVOPS__PAID_FEE] = revops__columns_i64(columns, PAID_FEE, i);
        if (words[REVOPS__PAYOUT_KEY] == 0)
            return revops__fail(err, REVOPS_E_INVALID, first + i, "payout",
                                "expected the key of a payout, got 0");
        if (!revops__day_valid(day))
            return revops__fail_i64(err, REVOPS_E_INVALID, first + i, "day",
                                    "a day of the years 1 to 9999", day);
        if (words[REVOPS__PAYOUT_CURRENCY] == 0)
            return revops__fail(err, REVOPS_E_INVALID, first + i, "currency",
                                "expected a currency, got 0");
    }
    return status;
}

static const revops__totals_feed payout_paid = {sizeof(revops_payout_batch), "payout",
                                                "amount_minor", paid_open, paid_rows};

/* --- the doors --- */

typedef union payout_readers {
    payout_reader transactions;
    revops__columns paid;
} payout_readers;

typedef enum payout_feed { PAYOUT_TRANSACTIONS, PAYOUT_PAID } payout_feed;

static revops_status payout_door(revops__totals_door *door, revops_payouts *payouts,
                                 payout_feed feed, payout_readers *readers, revops_error *err) {
    revops_status status = revops__require(payouts, "payouts", err);
    if (status != REVOPS_OK)
        return status;
    door->feed = feed == PAYOUT_PAID ? &payout_paid : &payout_transactions;
    door->handle = &payouts->handle;
    door->totals = feed == PAYOUT_PAID ? &payouts->paid : &payouts->transactions;
    door->scratch = &payouts->scratch;
    door->in = readers;
    return REVOPS_OK;
}

static revops_status payout_add(revops_payouts *payouts, payout_feed feed, const void *batch,
                                int adding, revops_error *err) {
    payout_readers readers;
    revops__totals_door door;
    revops_status status = payout_door(&door, payouts, feed, &readers, err);
    if (status != REVOPS_OK)
        return status;
    return adding ? revops__totals_add(&door, batch, err)
                  : revops__totals_remove(&door, batch, err);
}

static revops_status payout_read(revops_payouts *payouts, payout_feed feed, revops_source source,
                                 void *user, revops_error *err) {
    payout_readers readers;
    revops__totals_door door;
    revops_status status = payout_door(&door, payouts, feed, &readers, err);
    return status == REVOPS_OK ? revops__totals_read(&door, source, user, err) : status;
}

revops_status revops_payouts_add(revops_payouts *payouts, const revops_transaction_batch *batch,
                                 revops_error *err) {
    return payout_add(payouts, PAYOUT_TRANSACTIONS, batch, 1, err);
}

revops_status revops_payouts_remove(revops_payouts *payouts, const revops_transaction_batch *batch,
                                    revops_error *err) {
    return payout_add(payouts, PAYOUT_TRANSACTIONS, batch, 0, err);
}

revops_status revops_payouts_read(revops_payouts *payouts, revops_source source, void *user,
                                  revops_error *err) {
    return payout_read(payouts, PAYOUT_TRANSACTIONS, source, user, err);
}

revops_status revops_payouts_add_payouts(revops_payouts *payouts, const revops_payout_batch *batch,
                                         revops_error *err) {
    return payout_add(payouts, PAYOUT_PAID, batch, 1, err);
}

revops_status revops_payouts_remove_payouts(revops_payouts *payouts,
                                            const revops_payout_batch *batch, revops_error *err) {
    return payout_add(payouts, PAYOUT_PAID, batch, 0, err);
}

revops_status revops_payouts_read_payouts(revops_payouts *payouts, revops_source source, void *user,
                                          revops_error *err) {
    return payout_read(payouts, PAYOUT_PAID, source, user, err);
}

/* --- on other machines --- */

revops_status revops_payouts_merge(revops_payouts *into, const revops_payouts *from,
                                   revops_error *err) {
    size_t mark;
    revops_status status = revops__require(into, "into", err);
    if (status == REVOPS_OK)
        status = revops__require(from, "from", err);
    if (status == REVOPS_OK)
        status = revops__ready(&into->handle, err);
    if (status == REVOPS_OK)
        status = revops__ready(&from->handle, err);
    if (status != REVOPS_OK)
        return status;
    if (into == from)
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, "from",
                            "expected two handles, got the same twice");
    status = revops__row_limit(&into->handle, from->handle.rows, err);
    mark = into->paid.count;
    if (status == REVOPS_OK)
        status = revops__totals_merge(&into->paid, &into->handle.memory, &from->paid, err);
    if (status != REVOPS_OK)
        return status;
    status =
        revops__totals_merge(&into->transactions, &into->handle.memory, &from->transactions, err);
    if (status == REVOPS_OK)
        into->handle.rows += from->handle.rows;
    else
        revops__totals_unmerge(&into->paid, &from->paid, mark);
    return status;
}

static const char payout_state[4] = {'P', 'A', 'Y', 'O'};

typedef struct payout_context {
    const revops_payouts *payouts;
    uint32_t *transactions, *paid;
    size_t transaction_count, paid_count;
} payout_context;

/* Payload: transactions, then payouts, both as base/totals writes them. */
static void payout_payload(revops__packer *packer, const void *user) {
    const payout_context *context = user;
    revops__totals_pack(packer, &context->payouts->transactions, context->transactions,
                        context->transaction_count);
    revops__totals_pack(packer, &context->payouts->paid, context->paid, context->paid_count);
}

revops_status revops_payouts_save(const revops_payouts *payouts, void *out, size_t capacity,
                                  size_t *written, revops_error *err) {
    payout_context context;
    revops__memory memory;
    revops_status status = revops__require(payouts, "payouts", err);
    if (status == REVOPS_OK)
        status = revops__bytes_out(out, capacity, written, err);
    if (status == REVOPS_OK)
        status = revops__ready(&payouts->handle, err);
    if (status != REVOPS_OK)
        return status;
    memset(&context, 0, sizeof context);
    context.payouts = payouts;
    memory = payouts->handle.memory;
    status = revops__totals_sorted(&payouts->transactions, &memory, &context.transactions,
                                   &context.transaction_count, err);
    if (status == REVOPS_OK)
        status =
            revops__totals_sorted(&payouts->paid, &memory, &context.paid, &context.paid_count, err);
    if (status == REVOPS_OK)
        status = revops__state_save(out, capacity, written, payout_state, 1, payout_payload,
                                    &context, err);
    revops__totals_order_free(&payouts->transactions, &memory, context.transactions);
    revops__totals_order_free(&payouts->paid, &memory, context.paid);
    return status;
}

static int payout_day_good(uint64_t word) {
    const int64_t day = revops__i64_of_word(word);
    return day >= REVOPS__FIRST_DAY && day <= REVOPS__LAST_DAY;
}

/* Could add have made it? @p user: the totals that it is to enter. */
static int payout_good(const uint64_t *words, uint64_t count, const revops__sum *sums,
                       const void *user) {
    const revops__totals *totals = user;
    const int is_paid = totals->word_count == REVOPS__PAID_WORDS;
    (void)count;
    (void)sums;
    return (is_paid ? words[REVOPS__PAYOUT_KEY] != 0
                    : payout_day_good(words[REVOPS__PAYOUT_AVAILABLE])) &&
           words[REVOPS__PAYOUT_CURRENCY] != 0 && words[REVOPS__PAYOUT_CURRENCY] <= UINT32_MAX &&
           payout_day_good(words[REVOPS__PAYOUT_DAY]);
}

static revops_status payout_load_payload(revops__unpacker *unpacker, revops_payouts *payouts,
                                         revops_error *err) {
    revops__handle *handle = &payouts->handle;
    revops_status status =
        revops__totals_unpack(unpacker, &payouts->transactions, &handle->memory, payout_good,
                              &payouts->transactions, &handle->rows, err);
    if (status == REVOPS_OK)
        status = revops__totals_unpack(unpacker, &payouts->paid, &handle->memory, payout_good,
                                       &payouts->paid, &handle->rows, err);
    return status == REVOPS_OK ? revops__state_close(unpacker, err) : status;
}

revops_status revops_payouts_load(revops_payouts **payouts, const void *bytes, size_t size,
                                  const revops_host *host, revops_error *err) {
    revops_payouts *made = NULL;
    revops__unpacker unpacker;
    uint16_t version;
    revops_status status = revops__require(payouts, "payouts", err);
    if (status != REVOPS_OK)
        return status;
    *payouts = NULL;
    status = revops__state_open(&unpacker, &version, bytes, size, payout_state, 1, err);
    if (status == REVOPS_OK)
        status = revops_payouts_create(&made, host, err);
    if (status == REVOPS_OK)
        status = payout_load_payload(&unpacker, made, err);
    if (status != REVOPS_OK) {
        revops_payouts_destroy(made);
        return status;
    }
    *payouts = made;
    return REVOPS_OK;
}

/* --- reserves --- */

revops_status revops_reserve_plan(revops_reserve_hold *hold, int64_t amount_minor, int32_t day,
                                  revops_ratio share, int32_t rolling_days, int32_t release_day,
                                  revops_error *err) {
    revops_reserve_hold plan;
    const int64_t release = rolling_days ? (int64_t)day + rolling_days : release_day;
    revops_status status = revops__require(hold, "hold", err);
    if (status != REVOPS_OK)
        return status;
    memset(&plan, 0, sizeof plan);
    if (!revops__day_valid(day))
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "day",
                                "a day of the years 1 to 9999", day);
    if (share.status != REVOPS_RATIO_OK || share.denominator <= 0 || share.numerator < 0 ||
        share.numerator > share.denominator)
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, "share",
                            "expected a share from 0 to 1");
    if (rolling_days < 0 || (rolling_days != 0) == (release_day != 0))
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "rolling_days",
                                "rolling days of at least 1, or else a release day", rolling_days);
    if (release < day || release > REVOPS__LAST_DAY)
        return revops__fail_i64(err, REVOPS_E_INVALID, REVOPS_NONE, "release_day",
                                "a day from the day of the amount to the year 9999", release);
    plan.release_day = (int32_t)release;
    if (amount_minor > 0) /* a share of it cannot leave int64 */
        status = revops__scale(&plan.hold_minor, amount_minor, share.numerator, share.denominator,
                               REVOPS_ROUND_HALF_UP);
    if (REVOPS_NEVER(status != REVOPS_OK))
        return revops__fail(err, REVOPS_E_INTERNAL, REVOPS_NONE, "share", "a share left int64");
    *hold = plan;
    return REVOPS_OK;
}
