/* A batch of transactions keeps the rules of its rows: revenue takes it exactly when
 * revops_transaction_check takes each row, and else refuses it at the same row and field. The batch
 * has fast roads for columns that are given in all rows or in none; the check of a row has not. */
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRANSACTION_ROWS = 600 }; /* some more than two chunks */

/* Which rows carry an amount. */
enum { GIVEN_NEVER = 0, GIVEN_ALWAYS = 1, GIVEN_SOMETIMES = 2, GIVEN_WAYS = 3 };

typedef struct transaction_plan {
    int tax, fee, net;
    int one_kind; /* -1: each row has its own */
    int flaws;    /* one row in so many breaks a rule; 0: none does */
} transaction_plan;

static int transaction_given(test_dice *dice, int way) {
    return way == GIVEN_SOMETIMES ? dice_chance(dice, 2) : way;
}

static int64_t transaction_gross(test_dice *dice, int32_t kind) {
    int64_t amount = dice_between(dice, 0, 10000);
    switch (kind) {
    case REVOPS_REFUND:
    case REVOPS_CHARGEBACK:
    case REVOPS_RESERVE_HOLD:
        return -amount;
    case REVOPS_FEE:
        return 0;
    case REVOPS_ADJUSTMENT:
        return dice_chance(dice, 2) ? amount : -amount;
    default:
        return amount;
    }
}

/* A row that keeps all rules, but for one amount now and then; @p has tells what is given. */
static uint32_t transaction_draw(test_dice *dice, const transaction_plan *plan,
                                 revops_transaction_row *row) {
    int64_t *amounts[4];
    int flat;
    memset(row, 0, sizeof *row);
    amounts[0] = &row->gross_minor;
    amounts[1] = &row->tax_minor;
    amounts[2] = &row->fee_minor;
    amounts[3] = &row->net_minor;
    row->economic_day = (int32_t)dice_between(dice, 20000, 20030);
    row->currency = UINT32_C(0x55534400);
    row->kind = plan->one_kind >= 0 ? plan->one_kind : (int32_t)dice_below(dice, 8);
    row->gross_minor = transaction_gross(dice, row->kind);
    flat = row->kind == REVOPS_RESERVE_HOLD || row->kind == REVOPS_RESERVE_RELEASE;
    if (plan->tax != GIVEN_NEVER && !flat)
        row->tax_minor = row->gross_minor / (int64_t)(2 + dice_below(dice, 9));
    row->fee_minor = flat ? 0 : dice_between(dice, -50, 500);
    row->net_minor = row->gross_minor - row->tax_minor - row->fee_minor;
    if (plan->flaws && dice_chance(dice, (uint64_t)plan->flaws))
        *amounts[dice_below(dice, 4)] += dice_between(dice, -20000, 20000);
    if (plan->flaws && dice_chance(dice, (uint64_t)plan->flaws * 4))
        row->currency = 0;
    return (row->tax_minor || transaction_given(dice, plan->tax) ? REVOPS_HAS_TAX : 0U) |
           (transaction_given(dice, plan->fee) ? REVOPS_HAS_FEE : 0U) |
           (transaction_given(dice, plan->net) ? REVOPS_HAS_NET : 0U);
}

static void transaction_append(test_rows *rows, const revops_transaction_row *row, uint32_t has) {
    const revops_shape *record = revops_shape_find("transaction_row");
    test_cell *cells = rows_append(rows);
    for (uint32_t i = 0; i < rows->shape->field_count; i++) {
        const char *name = revops_shape_field(rows->shape, i)->name;
        for (uint32_t j = 0; j < record->field_count; j++) {
            const revops_field *field = revops_shape_field(record, j);
            if (strcmp(field->name, name) == 0) {
                cells[i].bits = cell_fetch((const unsigned char *)row + field->offset, field->type);
                cells[i].valid = 1;
            }
        }
        if ((strcmp(name, "tax_minor") == 0 && !(has & REVOPS_HAS_TAX)) ||
            (strcmp(name, "fee_minor") == 0 && !(has & REVOPS_HAS_FEE)) ||
            (strcmp(name, "net_minor") == 0 && !(has & REVOPS_HAS_NET)))
            cells[i].valid = 0;
    }
}

static transaction_plan transaction_plan_drawn(test_dice *dice) {
    transaction_plan plan;
    plan.tax = (int)dice_below(dice, GIVEN_WAYS);
    plan.fee = (int)dice_below(dice, GIVEN_WAYS);
    plan.net = plan.fee == GIVEN_ALWAYS ? (int)dice_below(dice, GIVEN_WAYS) : GIVEN_ALWAYS;
    plan.one_kind = dice_chance(dice, 2) ? (int)dice_below(dice, 8) : -1;
    plan.flaws = dice_chance(dice, 3) ? 0 : 300;
    return plan;
}

/* What the row by row check says of all rows: the first refusal, with its row. */
static revops_error transaction_expected(const property_table *table, const transaction_plan *plan,
                                         test_rows *rows) {
    revops_error first;
    memset(&first, 0, sizeof first);
    first.row = REVOPS_NONE;
    for (size_t i = 0; i < table->count; i++) {
        test_dice dice = property_row(table, i);
        revops_transaction_row row, checked;
        uint32_t has = transaction_draw(&dice, plan, &row);
        transaction_append(rows, &row, has);
        if (!first.status && revops_transaction_check(&checked, &row, has, &first))
            first.row = i;
    }
    return first;
}

static void a_batch_keeps_the_rules_of_its_rows(property *p) {
    transaction_plan plan = transaction_plan_drawn(&p->dice);
    property_table table = property_rows(p, TRANSACTION_ROWS);
    revops_revenue *revenue = NULL;
    revops_error expected, err;
    revops_status status;
    test_rows rows;
    test_loan loan;
    rows_open(&rows, revops_shape_find("transaction_batch"));
    expected = transaction_expected(&table, &plan, &rows);
    rows_lend(&rows, 0, rows.count, 1 + (int)dice_below(&p->dice, LAYOUTS - 1), &loan);
    if (revops_revenue_create(&revenue, NULL, NULL, NULL))
        abort();
    memset(&err, 0, sizeof err);
    err.row = REVOPS_NONE;
    status = revops_revenue_add(revenue, loan.batch, &err);
    revops_revenue_destroy(revenue);
    loan_close(&loan);
    rows_close(&rows);
    HOLDS(p,
          status == expected.status && err.row == expected.row &&
              strcmp(err.field, expected.field) == 0,
          "the rows say %s row %lld %s, the batch %s row %lld %s",
          revops_status_name(expected.status), (long long)expected.row, expected.field,
          revops_status_name(status), (long long)err.row, err.field);
}

int main(void) {
    law("a batch keeps the rules of its rows", a_batch_keeps_the_rules_of_its_rows,
        PROPERTY_RUNS * 2);
    return law_end();
}
