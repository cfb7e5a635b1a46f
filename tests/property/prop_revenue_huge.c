/* Sums of revenue beside the ends of int64: exact where they fit, refused with row and field where
 * they do not, on every road that rows can come by. The slow model adds halves of 32 bits. */
#include "property.h"

#include <stdlib.h>
#include <string.h>

#include "revops.h"

enum { MOST = 60, DAYS = 3, PROJECTS = 3, FIRST = 20454 };
static const uint32_t usd = REVOPS_CURRENCY('U', 'S', 'D', 0);

static revops_transaction_row drawn[MOST];
static size_t drawn_count;

/* An exact sum: high x 2^32 + low. */
typedef struct halves {
    int64_t high, low;
} halves;

static void halves_add(halves *sum, int64_t amount) {
    int64_t low = (int64_t)((uint64_t)amount & UINT32_MAX);
    sum->low += low;
    sum->high += (amount - low) / ((int64_t)UINT32_MAX + 1);
    sum->high += sum->low >> 32;
    sum->low &= UINT32_MAX;
}

static int halves_fit(const halves *sum, int64_t *value) {
    if (sum->high < INT32_MIN || sum->high > INT32_MAX)
        return 0;
    *value = sum->high * ((int64_t)UINT32_MAX + 1) + sum->low;
    return 1;
}

/* Small amounts, and ones so large that a few of them pass the end, in any of the three parts. */
static int64_t draw_large(test_dice *dice) {
    int64_t most = INT64_MAX >> dice_below(dice, 4);
    if (dice_chance(dice, 3))
        return dice_between(dice, 0, 1000);
    return most - dice_between(dice, 0, 3);
}

static void draw_row(test_dice *dice, revops_transaction_row *row) {
    int64_t sign = dice_chance(dice, 2) ? -1 : 1;
    memset(row, 0, sizeof *row);
    row->economic_day = FIRST + (int32_t)dice_below(dice, DAYS) * (dice_chance(dice, 9) ? 9999 : 1);
    row->currency = usd;
    row->project = dice_below(dice, PROJECTS);
    row->kind = dice_chance(dice, 3) ? REVOPS_ADJUSTMENT : sign > 0 ? REVOPS_SALE : REVOPS_REFUND;
    row->gross_minor = sign * draw_large(dice);
    if (dice_chance(dice, 8) && sign < 0)
        row->gross_minor = INT64_MIN;
    row->tax_minor = dice_chance(dice, 2) ? row->gross_minor / dice_between(dice, 1, 3) : 0;
    row->fee_minor = draw_large(dice) / 2; /* the other half keeps net within int64 */
    if (row->gross_minor - row->tax_minor < 0)
        row->fee_minor = -row->fee_minor;
    row->net_minor = row->gross_minor - row->tax_minor - row->fee_minor;
}

static void draw_rows(property *p) {
    property_table table = property_rows(p, MOST);
    drawn_count = table.count;
    for (size_t i = 0; i < table.count; i++) {
        test_dice dice = property_row(&table, i);
        draw_row(&dice, &drawn[i]);
    }
}

/* --- roads --- */

static void must(revops_status status) {
    if (status != REVOPS_OK)
        abort();
}

static revops_transaction_batch batch_of(const revops_transaction_row *rows, size_t count) {
    revops_transaction_batch batch;
    memset(&batch, 0, sizeof batch);
    batch.struct_size = sizeof batch;
    batch.count = count;
    batch.economic_day = REVOPS_COLUMN(rows, economic_day);
    batch.currency = REVOPS_COLUMN(rows, currency);
    batch.gross_minor = REVOPS_COLUMN(rows, gross_minor);
    batch.tax_minor = REVOPS_COLUMN(rows, tax_minor);
    batch.net_minor = REVOPS_COLUMN(rows, net_minor);
    batch.kind = REVOPS_COLUMN(rows, kind);
    batch.project = REVOPS_COLUMN(rows, project);
    return batch;
}

static void add(revops_revenue *revenue, size_t first, size_t count) {
    revops_transaction_batch batch = batch_of(drawn + first, count);
    must(revops_revenue_add(revenue, &batch, NULL));
}

static void take_back(revops_revenue *revenue, size_t first, size_t count) {
    revops_transaction_batch batch = batch_of(drawn + first, count);
    must(revops_revenue_remove(revenue, &batch, NULL));
}

/* A batch whose last row is refused: everything before it is undone. */
static void refuse(revops_revenue *revenue, size_t first, size_t count) {
    revops_transaction_batch batch = batch_of(drawn + first, count);
    int32_t day = drawn[first + count - 1].economic_day;
    drawn[first + count - 1].economic_day = INT32_MAX;
    if (revops_revenue_add(revenue, &batch, NULL) != REVOPS_E_INVALID)
        abort();
    drawn[first + count - 1].economic_day = day;
}

static revops_revenue *opened(void) {
    revops_revenue *revenue = NULL;
    must(revops_revenue_create(&revenue, NULL, NULL, NULL));
    return revenue;
}

typedef struct bytes {
    unsigned char *data;
    size_t size;
} bytes;

static bytes saved(const revops_revenue *revenue) {
    bytes state = {NULL, 0};
    if (revops_revenue_save(revenue, NULL, 0, &state.size, NULL) != REVOPS_E_CAPACITY)
        abort();
    state.data = malloc(state.size);
    if (!state.data)
        abort();
    must(revops_revenue_save(revenue, state.data, state.size, &state.size, NULL));
    return state;
}

static revops_revenue *reloaded(revops_revenue *revenue) {
    bytes state = saved(revenue);
    revops_revenue *loaded = NULL;
    must(revops_revenue_load(&loaded, state.data, state.size, NULL, NULL));
    free(state.data);
    revops_revenue_destroy(revenue);
    return loaded;
}

/* All rows, by batches, merges and states, with detours that are taken back. */
static revops_revenue *gathered(test_dice *dice) {
    revops_revenue *revenue = opened();
    for (size_t first = 0, count; first < drawn_count; first += count) {
        count = 1 + (size_t)dice_below(dice, drawn_count - first);
        switch (dice_below(dice, 5)) {
        case 0:
            add(revenue, 0, count); /* too much, and back */
            take_back(revenue, 0, count);
            break;
        case 1:
            refuse(revenue, first, count);
            break;
        case 2:
            revenue = reloaded(revenue);
            break;
        case 3: {
            revops_revenue *part = opened();
            add(part, first, count);
            if (dice_chance(dice, 2))
                part = reloaded(part);
            must(revops_revenue_merge(revenue, part, NULL));
            revops_revenue_destroy(part);
            continue;
        }
        default:
            break;
        }
        add(revenue, first, count);
    }
    return revenue;
}

/* --- the answer, row by row --- */

static int belongs(const revops_transaction_row *row, int32_t day, uint64_t project) {
    return row->economic_day == day && row->project == project;
}

/* The sums of one day and project in the order of their checks: gross, tax, fee, net, refund. */
static size_t model(int32_t day, uint64_t project, halves *sums) {
    size_t count = 0;
    memset(sums, 0, 5 * sizeof *sums);
    for (size_t i = 0; i < drawn_count; i++) {
        const revops_transaction_row *row = &drawn[i];
        if (!belongs(row, day, project))
            continue;
        halves_add(&sums[0], row->gross_minor);
        halves_add(&sums[1], row->tax_minor);
        halves_add(&sums[2], row->fee_minor);
        halves_add(&sums[3], row->net_minor);
        halves_add(&sums[4], row->kind == REVOPS_REFUND ? row->gross_minor : 0);
        count++;
    }
    return count;
}

static void compare_row(property *p, const revops_revenue *revenue, uint64_t at, const halves *sums,
                        size_t count) {
    static const char *const fields[] = {"gross_minor", "tax_minor", "fee_minor", "net_minor",
                                         "refund_minor"};
    revops_revenue_query query = REVOPS_REVENUE_QUERY_INIT;
    revops_revenue_row row;
    size_t written = 0, bad = 0;
    revops_error err;
    revops_status status;
    int64_t want[5] = {0};
    while (bad < 5 && halves_fit(&sums[bad], &want[bad]))
        bad++;
    query.periods.granularity = REVOPS_GRANULARITY_DAY;
    query.group_by = REVOPS_DIMENSION_PROJECT;
    status = revops_revenue_rows(revenue, &query, at, &row, 1, sizeof row, &written, &err);
    if (bad < 5) {
        HOLDS(p, status == REVOPS_E_OVERFLOW && err.row == at && !strcmp(err.field, fields[bad]),
              "row %llu: status %d, not an overflow of %s", (unsigned long long)at, status,
              fields[bad]);
        return;
    }
    HOLDS(p,
          status == REVOPS_OK && written == 1 && row.count == count &&
              memcmp(&row.gross_minor, want, sizeof want) == 0,
          "row %llu: status %d", (unsigned long long)at, status);
}

static void sums_are_exact_or_refused(property *p) {
    revops_revenue *revenue;
    uint64_t at = 0;
    draw_rows(p);
    revenue = gathered(&p->dice);
    for (int32_t day = FIRST; day < FIRST + DAYS * 9999; day++) {
        for (uint64_t project = 0; project < PROJECTS && !p->failed; project++) {
            halves sums[5];
            size_t count;
            if (day >= FIRST + DAYS && (day - FIRST) % 9999 != 0)
                continue;
            count = model(day, project, sums);
            if (count > 0)
                compare_row(p, revenue, at++, sums, count);
        }
    }
    revops_revenue_destroy(revenue);
}

static void every_road_leads_to_the_same_bytes(property *p) {
    revops_revenue *whole = opened(), *parts;
    bytes want, got;
    int same;
    draw_rows(p);
    if (drawn_count > 0)
        add(whole, 0, drawn_count);
    parts = gathered(&p->dice);
    want = saved(whole);
    got = saved(parts);
    same = want.size == got.size && memcmp(want.data, got.data, want.size) == 0;
    free(want.data);
    free(got.data);
    revops_revenue_destroy(whole);
    revops_revenue_destroy(parts);
    HOLDS(p, same, "%zu rows", drawn_count);
}

int main(void) {
    law("sums are exact or refused", sums_are_exact_or_refused, PROPERTY_RUNS);
    law("every road leads to the same bytes", every_road_leads_to_the_same_bytes, PROPERTY_RUNS);
    return law_end();
}
