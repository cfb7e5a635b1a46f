/* The report of what is owed. */
#include <string.h>

#include "sales/commission.h"
#include "value/date.h"

/* Movements by account and period; what came before the range has place 0 of its own, and the
 * periods follow from 1 on. */
enum { MOVE_CURRENCY, MOVE_PLATFORM, MOVE_PLACE, MOVE_WORDS };
enum { MOVE_ACCRUED, MOVE_RECEIVED, MOVE_FAILURE, MOVE_SUMS };
enum { OWED_PLACE, OWED_CURRENCY, OWED_PLATFORM, OWED_WORDS };
enum { OWED_OPENING, OWED_ACCRUED, OWED_RECEIVED, OWED_FAILURE, OWED_SUMS };

static revops_status commission_move(revops__commission_run *run, uint64_t day, uint64_t currency,
                                     uint64_t platform, revops__sum **sums, revops_error *err) {
    const uint64_t key[MOVE_WORDS] = {revops__commission_currency_of(run, currency), platform,
                                      day < run->from ? 0 : revops__commission_place(run, day) + 1};
    return revops__totals_group(&run->beside, &run->memory, key, sums, err);
}

static revops_status commission_accrue(revops__commission_run *run,
                                       const revops__commission_cell *cell, revops_error *err) {
    revops__sum *sums;
    revops_status status;
    if (cell->words[REVOPS__ACTIVITY_DAY] >= run->to)
        return REVOPS_OK;
    status = commission_move(run, cell->words[REVOPS__ACTIVITY_DAY],
                             cell->words[REVOPS__ACTIVITY_CURRENCY],
                             cell->words[REVOPS__ACTIVITY_PLATFORM], &sums, err);
    if (status != REVOPS_OK)
        return status;
    revops__sum_add_sum(&sums[MOVE_ACCRUED], &cell->accrued);
    revops__commission_fail(&sums[MOVE_FAILURE], cell->failure);
    return REVOPS_OK;
}

static revops_status commission_receive(revops__commission_run *run, revops_error *err) {
    const revops__totals *received = &run->commissions->received;
    for (size_t e = 0; e < received->count; e++) {
        const uint64_t *words = revops__totals_words(received, e);
        const uint64_t day = words[REVOPS__RECEIVED_DAY];
        const uint64_t currency = words[REVOPS__RECEIVED_CURRENCY];
        revops__sum amount = *revops__totals_sums(received, e), *sums;
        revops__commission_failure failure = REVOPS__COMMISSION_KNOWN;
        revops_status status;
        if (*revops__totals_count(received, e) == 0 || day >= run->to ||
            (run->query.platform != 0 && words[REVOPS__RECEIVED_PLATFORM] != run->query.platform))
            continue;
        if (run->query.currency != 0)
            failure = revops__commission_convert(run, &amount, (uint32_t)currency,
                                                 (int32_t)revops__i64_of_word(day));
        status = commission_move(run, day, currency, words[REVOPS__RECEIVED_PLATFORM], &sums, err);
        if (status != REVOPS_OK)
            return status;
        revops__sum_add_sum(&sums[MOVE_RECEIVED], &amount);
        revops__commission_fail(&sums[MOVE_FAILURE], failure);
    }
    return REVOPS_OK;
}

/* One account from period to period. */
typedef struct commission_account {
    uint64_t words[OWED_WORDS];
    revops__sum opening, failure;
} commission_account;

/* The period at words[OWED_PLACE] as a group, unless all is 0; then on to the next. */
static revops_status commission_carry(revops__commission_run *run, commission_account *account,
                                      const revops__sum *moves, revops_error *err) {
    static const revops__sum still[MOVE_SUMS];
    const revops__sum *move = moves ? moves : still;
    revops__sum received = revops__sum_negate(move[MOVE_RECEIVED]), *sums;
    revops_status status = REVOPS_OK;
    if (account->failure.low == REVOPS__COMMISSION_KNOWN)
        account->failure.low = move[MOVE_FAILURE].low;
    if (!revops__sum_is_zero(&account->opening) || !revops__sum_is_zero(&move[MOVE_ACCRUED]) ||
        !revops__sum_is_zero(&move[MOVE_RECEIVED]) ||
        account->failure.low != REVOPS__COMMISSION_KNOWN) {
        status = revops__totals_group(&run->groups, &run->memory, account->words, &sums, err);
        if (status != REVOPS_OK)
            return status;
        sums[OWED_OPENING] = account->opening;
        sums[OWED_ACCRUED] = move[MOVE_ACCRUED];
        sums[OWED_RECEIVED] = move[MOVE_RECEIVED];
        sums[OWED_FAILURE] = account->failure;
    }
    revops__sum_add_sum(&account->opening, &move[MOVE_ACCRUED]);
    revops__sum_add_sum(&account->opening, &received);
    account->words[OWED_PLACE]++;
    return REVOPS_OK;
}

/* The movements [at, end) of one account, and the periods between and behind them: a balance that
 * is not 0 is carried into every one. */
static revops_status commission_account_rows(revops__commission_run *run, const uint32_t *order,
                                             size_t at, size_t end, revops_error *err) {
    const revops__totals *moves = &run->beside;
    const uint64_t *words = revops__totals_words(moves, order[at]);
    const uint64_t places = revops__period_row_count(&run->query.periods);
    commission_account account;
    revops_status status = REVOPS_OK;
    memset(&account, 0, sizeof account);
    account.words[OWED_CURRENCY] = words[MOVE_CURRENCY];
    account.words[OWED_PLATFORM] = words[MOVE_PLATFORM];
    if (words[MOVE_PLACE] == 0) {
        const revops__sum *sums = revops__totals_sums(moves, order[at++]);
        revops__sum received = revops__sum_negate(sums[MOVE_RECEIVED]);
        account.opening = sums[MOVE_ACCRUED];
        revops__sum_add_sum(&account.opening, &received);
        account.failure = sums[MOVE_FAILURE];
    }
    while (status == REVOPS_OK && account.words[OWED_PLACE] < places) {
        const uint64_t next =
            at < end ? revops__totals_words(moves, order[at])[MOVE_PLACE] - 1 : places;
        if (revops__sum_is_zero(&account.opening) &&
            account.failure.low == REVOPS__COMMISSION_KNOWN)
            account.words[OWED_PLACE] = next; /* nothing to carry */
        if (account.words[OWED_PLACE] < next)
            status = commission_carry(run, &account, NULL, err);
        else if (at < end)
            status = commission_carry(run, &account, revops__totals_sums(moves, order[at++]), err);
    }
    return status;
}

static revops_status commission_accounts(revops__commission_run *run, revops_error *err) {
    uint32_t *order = NULL;
    size_t count, end;
    revops_status status = revops__totals_sorted(&run->beside, &run->memory, &order, &count, err);
    for (size_t at = 0; status == REVOPS_OK && at < count; at = end) {
        const uint64_t *words = revops__totals_words(&run->beside, order[at]);
        for (end = at + 1; end < count; end++)
            if (revops__commission_compare(revops__totals_words(&run->beside, order[end]), words,
                                           MOVE_PLACE) != 0)
                break;
        status = commission_account_rows(run, order, at, end, err);
    }
    revops__totals_order_free(&run->beside, &run->memory, order);
    return status;
}

static revops_status commission_balance(void *out, const revops__totals_answer *answer, size_t at,
                                        revops_error *err) {
    const revops__commission_run *run = answer->user;
    const uint64_t *words = revops__totals_words(answer->groups, answer->order[at]);
    const revops__sum *sums = revops__totals_sums(answer->groups, answer->order[at]);
    const revops_period_row period = revops__commission_period(run, words[OWED_PLACE]);
    revops__sum closing = revops__sum_negate(sums[OWED_RECEIVED]);
    revops_commission_balance_row *row = out;
    revops_status status;
    if (sums[OWED_FAILURE].low != REVOPS__COMMISSION_KNOWN)
        return revops__commission_refuse(sums[OWED_FAILURE].low, at, err);
    revops__sum_add_sum(&closing, &sums[OWED_OPENING]);
    revops__sum_add_sum(&closing, &sums[OWED_ACCRUED]);
    memset(row, 0, sizeof *row);
    row->from_day = period.from_day;
    row->to_day = period.to_day;
    row->currency = (uint32_t)words[OWED_CURRENCY];
    row->platform = words[OWED_PLATFORM];
    status =
        revops__totals_narrow(&row->opening_minor, &sums[OWED_OPENING], at, "opening_minor", err);
    if (status == REVOPS_OK)
        status = revops__totals_narrow(&row->accrued_minor, &sums[OWED_ACCRUED], at,
                                       "accrued_minor", err);
    if (status == REVOPS_OK)
        status = revops__totals_narrow(&row->received_minor, &sums[OWED_RECEIVED], at,
                                       "received_minor", err);
    if (status == REVOPS_OK)
        status = revops__totals_narrow(&row->closing_minor, &closing, at, "closing_minor", err);
    return status;
}

revops_status revops_commissions_balance_rows(const revops_commissions *commissions,
                                              const revops_commissions_query *query, uint64_t first,
                                              revops_commission_balance_row *out, size_t capacity,
                                              size_t row_size, size_t *written, revops_error *err) {
    revops__commission_run run;
    revops_status status = revops__commission_begin(&run, commissions, query, out, capacity,
                                                    row_size, sizeof *out, written, err);
    if (status != REVOPS_OK)
        return status;
    revops__totals_open(&run.groups, OWED_WORDS, OWED_SUMS);
    revops__totals_open(&run.beside, MOVE_WORDS, MOVE_SUMS);
    status = revops__commission_each(&run, commission_accrue, err);
    if (status == REVOPS_OK)
        status = commission_receive(&run, err);
    if (status == REVOPS_OK)
        status = commission_accounts(&run, err);
    if (status == REVOPS_OK)
        status =
            revops__totals_answer_rows(&run.groups, &run.memory, commission_balance, &run,
                                       sizeof *out, first, out, capacity, row_size, written, err);
    revops__commission_end(&run);
    return status;
}
