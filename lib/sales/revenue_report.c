/* The two reports of revenue: rows, and profit on net. */
#include <string.h>

#include "revops/ratio.h"
#include "sales/revenue.h"
#include "sales/transaction.h"
#include "value/date.h"

static revops_status report_arguments(const revops_revenue *revenue, const void *out,
                                      size_t capacity, size_t row_size, size_t record,
                                      size_t *written, revops_error *err) {
    revops_status status = revops__require(revenue, "revenue", err);
    if (status == REVOPS_OK && capacity > 0)
        status = revops__require(out, "out", err);
    if (status == REVOPS_OK)
        status = revops__require(written, "written", err);
    if (status == REVOPS_OK && row_size < record)
        status = revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "row_size",
                                  "the sizeof of the row", row_size);
    return status == REVOPS_OK ? revops__ready(&revenue->handle, err) : status;
}

/* Makes the row of one item; the two reports differ in this alone. */
typedef revops_status (*report_make)(void *out, const revops__revenue_item *item,
                                     const revops__tuple *group, const revops_period_row *period,
                                     uint64_t row, revops_error *err);

/* A row spans two or three cache lines of the caller's: ask for those of a later row. */
static void report_touch(const void *row, size_t row_size) {
    enum { ROWS_AHEAD = 8, LINE = 64 };
    uintptr_t ahead = (uintptr_t)row + ROWS_AHEAD * row_size;
    REVOPS__PREFETCH((const void *)ahead);
    REVOPS__PREFETCH((const void *)(ahead + LINE));
}

/* Two passes where something may be refused, because a failed call writes no row. */
static revops_status report_rows(const revops__revenue_items *items, report_make make,
                                 size_t record, uint64_t first, void *out, size_t capacity,
                                 size_t row_size, size_t *written, revops_error *err) {
    union {
        revops_revenue_row revenue;
        revops_profit_row profit;
    } made;
    size_t count = 0;
    for (int pass = items->safe ? 1 : 0; pass < 2; pass++) {
        /* Rows of a caller whose array is aligned are made in their place. */
        const int in_place =
            pass == 1 && (((uintptr_t)out | row_size) & (sizeof(int64_t) - 1)) == 0;
        revops__revenue_walk walk;
        revops__revenue_walk_begin(&walk, items, first);
        for (count = 0; count < capacity; count++) {
            void *into = in_place ? (char *)out + count * row_size : (void *)&made;
            const revops__tuple *group;
            revops__revenue_item item;
            uint64_t row = walk.row;
            revops_status status;
            if (in_place)
                report_touch(into, row_size);
            status = revops__revenue_walk_next(&walk, &item, &group, err);
            if (status != REVOPS_OK)
                return status;
            if (!group)
                break;
            status = make(into, &item, group, &walk.period, row, err);
            if (status != REVOPS_OK)
                return status;
            if (pass == 1 && !in_place)
                memcpy((char *)out + count * row_size, &made, record);
        }
    }
    *written = count;
    return REVOPS_OK;
}

static revops_status report_revenue_row(void *out, const revops__revenue_item *item,
                                        const revops__tuple *group, const revops_period_row *period,
                                        uint64_t row, revops_error *err) {
    (void)row;
    (void)err;
    revops__revenue_row_make(out, item, group, period);
    return REVOPS_OK;
}

static revops_status report_profit_row(void *out, const revops__revenue_item *item,
                                       const revops__tuple *group, const revops_period_row *period,
                                       uint64_t row, revops_error *err) {
    revops_profit_row *made = out;
    int spent = item->spend > 0;
    memset(made, 0, sizeof *made);
    made->gross_minor = item->gross;
    made->tax_minor = item->tax;
    made->fee_minor = item->fee;
    made->net_minor = item->net;
    made->spend_minor = item->spend;
    made->project = group->words[REVOPS__TUPLE_PROJECT];
    made->product = group->words[REVOPS__TUPLE_PRODUCT];
    made->from_day = period->from_day;
    made->to_day = period->to_day;
    made->currency = (uint32_t)(group->words[REVOPS__TUPLE_CURRENCY] >> 32);
    if (!revops__subtract_i64(item->net, item->spend, &made->profit_minor))
        return revops__fail(err, REVOPS_E_OVERFLOW, row, "profit_minor",
                            "expected net - spend within int64");
    /* ROAS on net; without spend it is undefined, never 0 */
    return revops_ratio_make(&made->roas, spent ? item->net : 0, spent ? item->spend : 0, err);
}

/* Which report: what it groups by, whether spend joins, and how a row is made. */
typedef struct report_kind {
    uint32_t allowed;
    int with_spend;
    size_t record;
    report_make make;
} report_kind;

static revops_status report_answer(const report_kind *kind, const revops_revenue *revenue,
                                   const revops_revenue_query *query, uint64_t first, void *out,
                                   size_t capacity, size_t row_size, size_t *written,
                                   revops_error *err) {
    revops__revenue_plan plan;
    revops__revenue_items items;
    revops_status status =
        report_arguments(revenue, out, capacity, row_size, kind->record, written, err);
    if (status == REVOPS_OK)
        status =
            revops__revenue_plan_make(&plan, revenue, query, kind->allowed, kind->with_spend, err);
    if (status == REVOPS_OK && kind->make == report_revenue_row &&
        revops__revenue_days_fit(revenue, &plan, out, row_size))
        return revops__revenue_day_rows(revenue, &plan, first, out, capacity, row_size, written,
                                        err);
    if (status == REVOPS_OK)
        status = revops__revenue_collect(&items, revenue, &plan, kind->with_spend, err);
    if (status != REVOPS_OK)
        return status;
    status =
        report_rows(&items, kind->make, kind->record, first, out, capacity, row_size, written, err);
    revops__revenue_release(&items);
    return status;
}

revops_status revops_revenue_rows(const revops_revenue *revenue, const revops_revenue_query *query,
                                  uint64_t first, revops_revenue_row *out, size_t capacity,
                                  size_t row_size, size_t *written, revops_error *err) {
    static const report_kind kind = {REVOPS__DIMENSIONS, 0, sizeof(revops_revenue_row),
                                     report_revenue_row};
    return report_answer(&kind, revenue, query, first, out, capacity, row_size, written, err);
}

revops_status revops_revenue_profit_rows(const revops_revenue *revenue,
                                         const revops_revenue_query *query, uint64_t first,
                                         revops_profit_row *out, size_t capacity, size_t row_size,
                                         size_t *written, revops_error *err) {
    static const report_kind kind = {REVOPS_DIMENSION_PROJECT | REVOPS_DIMENSION_PRODUCT, 1,
                                     sizeof(revops_profit_row), report_profit_row};
    return report_answer(&kind, revenue, query, first, out, capacity, row_size, written, err);
}
