/* The common answer: rows by day where all cells lie in pages and nothing is converted or filled.
 * Days come in order and so do the groups of each, so there is nothing to sort, and each row is
 * written once, in its place. */
#include <string.h>

#include "sales/revenue.h"
#include "sales/revenue_query.h"
#include "sales/transaction.h"

/* Tuples in the order of their groups: those of group g are [starts[g], starts[g + 1]). */
typedef struct days_member {
    uint32_t tuple, kind;
} days_member;

typedef struct days_walk {
    const revops__cells *cells;
    const revops__tuple *groups;
    const days_member *members;
    const uint32_t *starts;
    size_t group_count;
    uint64_t skip; /* rows that come before the first wanted one */
    char *out;
    size_t row_size, room; /* of the rows that are still wanted */
} days_walk;

int revops__revenue_days_fit(const revops_revenue *revenue, const revops__revenue_plan *plan,
                             const void *out, size_t row_size) {
    const revops__cells *cells = &revenue->cells;
    const revops_revenue_query *query = &plan->query;
    return query->periods.granularity == REVOPS_GRANULARITY_DAY && !query->fill &&
           !query->currency && cells->grid.paged > 0 &&
           cells->cell_count == 1 + cells->grid.paged && !cells->wide &&
           cells->bound <= INT64_MAX / 4 && /* gross is the sum of three */
           (((uintptr_t)out | row_size) & (sizeof(int64_t) - 1)) == 0;
}

static inline void days_write(days_walk *walk, const revops__revenue_item *item, size_t group,
                              const revops_period_row *period) {
    enum { ROWS_AHEAD = 8, LINE = 64 };
    if (walk->skip > 0) {
        walk->skip--;
        return;
    }
    REVOPS__PREFETCH(walk->out + ROWS_AHEAD * walk->row_size);
    REVOPS__PREFETCH(walk->out + ROWS_AHEAD * walk->row_size + LINE);
    revops__revenue_row_make((revops_revenue_row *)(void *)walk->out, item, &walk->groups[group],
                             period);
    walk->out += walk->row_size;
    walk->room--;
}

/* Rows of one day. */
static REVOPS__APART void days_rows(days_walk *given, const revops__day_cell *page, int32_t day) {
    const revops_period_row period = {day, day + 1};
    days_walk walk = *given;
    for (size_t g = 0; g < walk.group_count && walk.room > 0; g++) {
        revops__revenue_item item = {0};
        for (uint32_t m = walk.starts[g]; m < walk.starts[g + 1]; m++)
            revops__revenue_item_add(&item, &page[walk.members[m].tuple], walk.members[m].kind);
        if (item.count)
            days_write(&walk, &item, g, &period);
    }
    *given = walk;
}

/* The same where each group is one tuple. */
static REVOPS__APART void days_rows_single(days_walk *given, const revops__day_cell *page,
                                           int32_t day) {
    const revops_period_row period = {day, day + 1};
    days_walk walk = *given;
    for (size_t g = 0; g < walk.group_count && walk.room > 0; g++) {
        const revops__day_cell *cell = &page[walk.members[g].tuple];
        revops__revenue_item item = {0};
        revops__revenue_item_add(&item, cell, walk.members[g].kind);
        if (cell->count)
            days_write(&walk, &item, g, &period);
    }
    *given = walk;
}

/* Place the tuples behind those of the groups before theirs. */
static void days_deal(const revops__cells *cells, const uint32_t *ranks, size_t group_count,
                      uint32_t *starts, days_member *members) {
    memset(starts, 0, (group_count + 2) * sizeof *starts);
    for (size_t t = 1; t < cells->tuple_count; t++)
        if (ranks[t] != REVOPS__TABLE_NONE)
            starts[ranks[t] + 2]++;
    for (size_t g = 2; g < group_count + 2; g++)
        starts[g] += starts[g - 1];
    for (size_t t = 1; t < cells->tuple_count; t++) {
        days_member *member;
        if (ranks[t] == REVOPS__TABLE_NONE)
            continue;
        member = &members[starts[ranks[t] + 1]++];
        member->tuple = (uint32_t)t;
        member->kind = (uint32_t)cells->tuples[t].key.words[REVOPS__TUPLE_CURRENCY];
    }
}

static void days_walk_pages(days_walk *walk, const revops_periods *periods) {
    const revops__cell_grid *grid = &walk->cells->grid;
    const int single = walk->starts[walk->group_count] == walk->group_count;
    int64_t from = (int64_t)periods->from_day - grid->base_day;
    int64_t to = (int64_t)periods->to_day - grid->base_day;
    from = from < 0 ? 0 : from;
    to = to > (int64_t)grid->span ? (int64_t)grid->span : to;
    for (int64_t place = from; place < to && walk->room > 0; place++) {
        const int32_t day = grid->base_day + (int32_t)place;
        const uint32_t page = revops__grid_page(grid, day);
        if (page && single)
            days_rows_single(walk, &walk->cells->at[page], day);
        else if (page)
            days_rows(walk, &walk->cells->at[page], day);
    }
}

revops_status revops__revenue_day_rows(const revops_revenue *revenue,
                                       const revops__revenue_plan *plan, uint64_t first, void *out,
                                       size_t capacity, size_t row_size, size_t *written,
                                       revops_error *err) {
    revops__revenue_items items;
    revops__query_ranks ranks;
    days_walk walk;
    void *starts = NULL, *members = NULL;
    size_t starts_size, members_size;
    revops_status status;
    revops__revenue_items_begin(&items, revenue, plan);
    status = revops__revenue_groups(&items, revenue, 0, &ranks, err);
    starts_size = revops__product(items.group_count + 2, sizeof *walk.starts);
    members_size = revops__product(revenue->cells.tuple_count, sizeof *walk.members);
    if (status == REVOPS_OK)
        status = revops__resize(&items.memory, &starts, 0, starts_size, err);
    if (status == REVOPS_OK)
        status = revops__resize(&items.memory, &members, 0, members_size, err);
    if (status == REVOPS_OK) {
        days_deal(&revenue->cells, ranks.of_cells, items.group_count, starts, members);
        walk = (days_walk){&revenue->cells, items.groups, members,  starts,  items.group_count,
                           first,           out,          row_size, capacity};
        days_walk_pages(&walk, &plan->query.periods);
        *written = capacity - walk.room;
    }
    revops__free(&items.memory, starts, starts_size);
    revops__free(&items.memory, members, members_size);
    revops__free(&items.memory, ranks.of_cells, ranks.size);
    revops__revenue_release(&items);
    return status;
}
