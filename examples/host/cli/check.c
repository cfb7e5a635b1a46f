/* check: the identities of all stored rows, each asked of the library or the store. A broken one is
 * a finding (exit 1); what only deserves a look is noted. */
#include <stdlib.h>
#include <string.h>

#include "cli/answers.h"
#include "cli/figures.h"
#include "cli/output.h"
#include "revops/payout.h"
#include "revops/transaction.h"
#include "store/shapes.h"

enum { CHECK_OK = 0, CHECK_BROKEN = 1, CHECK_NOTED = 2, CHECK_LAWS = 8 };

typedef struct check_row {
    host_text law;
    uint64_t count; /* rows that were looked at; of a finding those that are concerned */
    int32_t status;
    uint32_t reserved0;
} check_row;

static const revops_word check_words[] = {
    {"ok", "", CHECK_OK, 0}, {"broken", "", CHECK_BROKEN, 0}, {"noted", "", CHECK_NOTED, 0}};

#define S check_row
static const revops_field check_fields[] = {
    HOST_TEXT_FIELD(S, law, 0),
    {"status", "", check_words, HOST_LENGTH(check_words), (uint32_t)offsetof(S, status), 1, 0,
     REVOPS_TYPE_INT32, REVOPS_UNIT_ENUM, 0, 0},
    HOST_COUNT_FIELD(S, count, "count"),
    HOST_RESERVED_FIELD(S, reserved0),
};
#undef S
static const revops_shape check_shape =
    HOST_SHAPE(check_row, "check", "laws of the stored rows", check_fields);

/* The laws that were looked at. */
typedef struct check_book {
    check_row rows[CHECK_LAWS];
    size_t count;
} check_book;

static void check_add(check_book *book, host_text law, uint64_t looked, uint64_t concerned,
                      int32_t status) {
    book->rows[book->count++] = (check_row){.law = law,
                                            .count = concerned > 0 ? concerned : looked,
                                            .status = concerned > 0 ? status : CHECK_OK};
}

/* Whether parts sum to a whole; a sum that does not fit does not. */
static bool check_sums(int64_t whole, const int64_t *parts, size_t count) {
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++) {
        if (revops_money_add(&sum, sum, parts[i], NULL) != REVOPS_OK) {
            return false;
        }
    }
    return sum == whole;
}

/* gross = tax + fee + net, with the signs of the kind: the library's own rules for a row. */
static int check_transactions(host_app *app, check_book *book) {
    const host_list_query query = {&host_transactions, NULL, INT64_MAX};
    host_list *list = NULL;
    host_transaction record;
    uint64_t looked = 0;
    uint64_t broken = 0;
    int answer = host_store_list(app->store, &query, &list, &app->error);

    if (answer != 0) {
        return -1;
    }
    for (; (answer = host_list_next(list, &record, &app->error)) == 1; looked++) {
        revops_transaction_row row = {.gross_minor = record.gross_minor,
                                      .tax_minor = record.tax_minor,
                                      .fee_minor = record.fee_minor,
                                      .net_minor = record.net_minor,
                                      .economic_day = record.economic_day,
                                      .available_day = record.available_day,
                                      .kind = record.kind,
                                      .currency = record.currency};

        broken +=
            revops_transaction_check(&row, &row, REVOPS_HAS_TAX | REVOPS_HAS_FEE | REVOPS_HAS_NET,
                                     NULL) != REVOPS_OK;
    }
    host_list_close(list);
    check_add(book, HOST_TEXT("transaction"), looked, broken, CHECK_BROKEN);
    return answer;
}

/* gross = tax + fee + net and profit + spend = net in each row of all days. */
static int check_profit(host_app *app, check_book *book) {
    host_figures figures;
    revops_revenue_query query;
    revops_profit_row *rows = NULL;
    size_t count = 0;
    uint64_t revenue = 0;
    uint64_t profit = 0;
    int answer = host_figures_make(&figures, app, true);

    if (answer == 0 && figures.any) {
        query = host_figures_query(&figures);
        query.periods.granularity = REVOPS_GRANULARITY_DAY;
        query.fill = 0;
        answer = host_figures_profit_rows(&figures, &query, &rows, &count);
    }
    for (size_t i = 0; answer == 0 && i < count; i++) {
        const int64_t gross[] = {rows[i].tax_minor, rows[i].fee_minor, rows[i].net_minor};
        const int64_t net[] = {rows[i].profit_minor, rows[i].spend_minor};

        revenue += !check_sums(rows[i].gross_minor, gross, 3);
        profit += !check_sums(rows[i].net_minor, net, 2);
    }
    host_figures_free(&figures);
    free(rows);
    check_add(book, HOST_TEXT("revenue"), count, revenue, CHECK_BROKEN);
    check_add(book, HOST_TEXT("profit"), count, profit, CHECK_BROKEN);
    return answer;
}

/* net = reserve + payout fee + paid + unexplained; what is unexplained deserves a look. */
static int check_payouts(host_app *app, check_book *book) {
    host_answering answering;
    uint64_t broken = 0;
    uint64_t unexplained = 0;
    int answer = host_answer_make(&answering, app, "payouts", NULL);

    answer = answer == 0 ? host_answer_rows(&answering) : answer;
    for (size_t i = 0; answer == 0 && i < answering.count; i++) {
        revops_payout_row row;

        memcpy(&row, answering.rows + i * answering.report->row->size, sizeof row);
        const int64_t net[] = {row.reserve_minor, row.payout_fee_minor, row.paid_minor,
                               row.unexplained_minor};
        broken += !check_sums(row.net_minor, net, 4);
        unexplained += row.unexplained_minor != 0;
    }
    check_add(book, HOST_TEXT("payout"), answering.count, broken, CHECK_BROKEN);
    if (unexplained > 0) {
        check_add(book, HOST_TEXT("payout_unexplained"), 0, unexplained, CHECK_NOTED);
    }
    host_answer_free(&answering);
    return answer;
}

/* earned = available + pending + reserved + paid. */
static int check_balances(host_app *app, check_book *book) {
    host_answering answering;
    uint64_t broken = 0;
    int answer = host_answer_make(&answering, app, "balance", NULL);

    answer = answer == 0 ? host_answer_rows(&answering) : answer;
    for (size_t i = 0; answer == 0 && i < answering.count; i++) {
        revops_payout_balance_row row;

        memcpy(&row, answering.rows + i * answering.report->row->size, sizeof row);
        const int64_t earned[] = {row.available_minor, row.pending_minor, row.reserved_minor,
                                  row.paid_minor};
        broken += !check_sums(row.earned_minor, earned, 4);
    }
    check_add(book, HOST_TEXT("balance"), answering.count, broken, CHECK_BROKEN);
    host_answer_free(&answering);
    return answer;
}

static int check_print(host_app *app, const check_book *book) {
    const host_report report = {.name = "check", .shape = &check_shape};
    host_output *output = NULL;
    bool broken = false;

    if (host_output_open(app, &report, &output) != 0) {
        return -1;
    }
    for (size_t i = 0; i < book->count; i++) {
        broken = broken || book->rows[i].status == CHECK_BROKEN;
    }
    if (host_output_rows(output, book->rows, book->count) != 0) {
        host_output_drop(output);
        return -1;
    }
    if (host_output_close(output) != 0) {
        return -1;
    }
    return broken ? HOST_EXIT_FINDING : 0;
}

int host_command_check(host_app *app) {
    check_book book = {.count = 0};
    int answer = check_transactions(app, &book);

    /* The library refuses rows that break their own law, so no other can be asked of them. */
    if (answer == 0 && book.rows[0].status == CHECK_BROKEN) {
        return check_print(app, &book);
    }
    answer = answer == 0 ? check_profit(app, &book) : answer;
    answer = answer == 0 ? check_payouts(app, &book) : answer;
    answer = answer == 0 ? check_balances(app, &book) : answer;
    return answer == 0 ? check_print(app, &book) : answer;
}
