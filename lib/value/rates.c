/* A set of published rates: what is fed gathers in `fresh`, block by block, and joins `held` when
 * the whole call is good. Each rate is checked against both sets when it arrives, so joining cannot
 * meet a conflict. */
#include <string.h>

#include "base/column.h"
#include "base/error.h"
#include "base/sort.h"
#include "base/text.h"
#include "base/wide.h"
#include "value/date.h"
#include "value/fx.h"
#include "value/ratio.h"

/* --- sets --- */

static uint64_t rates_key(uint32_t from_currency, uint32_t to_currency) {
    return (uint64_t)from_currency << 32 | to_currency;
}

/* Place of the first pair whose key is not below @p key. */
static size_t rates_place(const revops__rate_set *set, uint64_t key) {
    size_t low = 0, high = set->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (set->pairs[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static revops__rate_pair *rates_find(const revops__rate_set *set, uint64_t key) {
    size_t place = rates_place(set, key);
    return place < set->count && set->pairs[place].key == key ? &set->pairs[place] : NULL;
}

const revops__rate_pair *revops__rates_pair(const revops__rates *rates, uint32_t from_currency,
                                            uint32_t to_currency) {
    return rates_find(&rates->held, rates_key(from_currency, to_currency));
}

/* Days of a pair lie almost evenly, so the place is guessed by proportion, bracketed by doubling
 * steps and then halved: a few probes instead of log2(count), and never more than twice that. */
size_t revops__rate_newest(const revops__rate_pair *pair, int32_t day) {
    const revops__rate *rates = pair->rates;
    size_t low = 0, high = pair->count, guess, step = 1;
    if (high == 0 || day < rates[0].day)
        return SIZE_MAX;
    high--;
    if (day >= rates[high].day)
        return high;
    guess = (size_t)((uint64_t)(day - rates[0].day) * high /
                     (uint64_t)(rates[high].day - rates[0].day));
    if (rates[guess].day <= day) {
        for (low = guess; high - low > step && rates[low + step].day <= day; step *= 2)
            low += step;
        if (high - low > step)
            high = low + step;
    } else {
        for (high = guess; high > step && rates[high - step].day > day; step *= 2)
            high -= step;
        if (high > step)
            low = high - step;
    }
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (rates[middle].day <= day)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static int rates_equal(const revops__rate *a, const revops__rate *b) {
    return a->num == b->num && a->den == b->den;
}

/* The rate of a pair on exactly this day, or NULL. */
static const revops__rate *rates_known(const revops__rate_set *set, uint64_t key, int32_t day) {
    const revops__rate_pair *pair = rates_find(set, key);
    size_t place = pair ? revops__rate_newest(pair, day) : SIZE_MAX;
    return place != SIZE_MAX && pair->rates[place].day == day ? &pair->rates[place] : NULL;
}

static void rates_clear(revops__rate_set *set, revops__memory *memory) {
    for (size_t i = 0; i < set->count; i++)
        revops__free(memory, set->pairs[i].rates,
                     set->pairs[i].capacity * sizeof *set->pairs[i].rates);
    revops__free(memory, set->pairs, set->capacity * sizeof *set->pairs);
    memset(set, 0, sizeof *set);
}

static revops_status rates_room(revops__rate_pair *pair, revops__memory *memory, size_t more,
                                revops_error *err) {
    void *items = pair->rates;
    revops_status status =
        revops__grow(memory, &items, &pair->capacity, pair->count + more, sizeof *pair->rates, err);
    pair->rates = items;
    return status;
}

static revops_status rates_pair_room(revops__rate_set *set, revops__memory *memory, size_t more,
                                     revops_error *err) {
    void *items = set->pairs;
    revops_status status;
    if (set->count + more > REVOPS__RATE_PAIRS_MAX)
        return revops__fail_u64(err, REVOPS_E_LIMIT, REVOPS_NONE, "to_currency",
                                "at most 65536 pairs of currencies", set->count + more);
    status =
        revops__grow(memory, &items, &set->capacity, set->count + more, sizeof *set->pairs, err);
    set->pairs = items;
    return status;
}

/* Merge rates of other days into a pair that has room for them, from the newest down: rates that
 * arrive in order move nothing. */
static void rates_weave(revops__rate_pair *pair, const revops__rate *rates, size_t count) {
    size_t i = pair->count, j = count, k = pair->count + count;
    pair->count = k;
    while (j > 0) {
        if (i > 0 && pair->rates[i - 1].day > rates[j - 1].day)
            pair->rates[--k] = pair->rates[--i];
        else
            pair->rates[--k] = rates[--j];
    }
}

/* Put rates of one pair, ascending and on days that it does not have, into a set. */
static revops_status rates_put(revops__rate_set *set, revops__memory *memory, uint64_t key,
                               const revops__rate *rates, size_t count, revops_error *err) {
    size_t place = rates_place(set, key);
    revops_status status;
    if (place == set->count || set->pairs[place].key != key) {
        status = rates_pair_room(set, memory, 1, err);
        if (status != REVOPS_OK)
            return status;
        memmove(&set->pairs[place + 1], &set->pairs[place],
                (set->count - place) * sizeof *set->pairs);
        memset(&set->pairs[place], 0, sizeof *set->pairs);
        set->pairs[place].key = key;
        set->count++;
    }
    status = rates_room(&set->pairs[place], memory, count, err);
    if (status == REVOPS_OK)
        rates_weave(&set->pairs[place], rates, count);
    return status;
}

/* --- joining --- */

/* Take all memory that joining needs. */
static revops_status rates_reserve(revops__rates *rates, revops__memory *memory,
                                   revops_error *err) {
    size_t new_pairs = 0;
    revops_status status = REVOPS_OK;
    for (size_t i = 0; i < rates->fresh.count && status == REVOPS_OK; i++) {
        revops__rate_pair *pair = rates_find(&rates->held, rates->fresh.pairs[i].key);
        if (pair)
            status = rates_room(pair, memory, rates->fresh.pairs[i].count, err);
        else
            new_pairs++;
    }
    return status == REVOPS_OK ? rates_pair_room(&rates->held, memory, new_pairs, err) : status;
}

void revops__rates_drop(revops__rates *rates, revops__memory *memory) {
    rates_clear(&rates->fresh, memory);
}

void revops__rates_commit(revops__rates *rates, revops__memory *memory) {
    revops__rate_set *held = &rates->held, *fresh = &rates->fresh;
    size_t i = held->count, j = 0, k;
    /* Known pairs take the rates; what is left of `fresh` moves over as it is. */
    for (size_t f = 0; f < fresh->count; f++) {
        revops__rate_pair *pair = rates_find(held, fresh->pairs[f].key);
        if (pair) {
            rates_weave(pair, fresh->pairs[f].rates, fresh->pairs[f].count);
            revops__free(memory, fresh->pairs[f].rates,
                         fresh->pairs[f].capacity * sizeof *pair->rates);
        } else {
            fresh->pairs[j++] = fresh->pairs[f];
        }
    }
    k = held->count + j;
    held->count = k;
    while (j > 0) {
        if (i > 0 && held->pairs[i - 1].key > fresh->pairs[j - 1].key)
            held->pairs[--k] = held->pairs[--i];
        else
            held->pairs[--k] = fresh->pairs[--j];
    }
    fresh->count = 0;
    rates_clear(fresh, memory);
}

/* --- feeding --- */

enum { RATES_BLOCK = 65536, RATES_COLUMNS = 5 }; /* rows that are sorted together */

static const revops_field rates_fields[] = {
    REVOPS__SIZE(revops_rate_batch),
    REVOPS__BATCH_COUNT(revops_rate_batch),
    REVOPS__COLUMN(revops_rate_batch, day, REVOPS_TYPE_INT32, REVOPS_UNIT_DAY,
                   REVOPS_FIELD_REQUIRED, "day of publication"),
    REVOPS__COLUMN(revops_rate_batch, from_currency, REVOPS_TYPE_UINT32, REVOPS_UNIT_CURRENCY,
                   REVOPS_FIELD_REQUIRED, "one unit of it"),
    REVOPS__COLUMN(revops_rate_batch, to_currency, REVOPS_TYPE_UINT32, REVOPS_UNIT_CURRENCY,
                   REVOPS_FIELD_REQUIRED, "is worth rate units of it"),
    REVOPS__COLUMN(revops_rate_batch, rate_num, REVOPS_TYPE_INT64, REVOPS_UNIT_NUM,
                   REVOPS_FIELD_REQUIRED, "above 0"),
    REVOPS__COLUMN(revops_rate_batch, rate_den, REVOPS_TYPE_INT64, REVOPS_UNIT_DEN,
                   REVOPS_FIELD_REQUIRED, "above 0"),
};
const revops_shape revops__shape_rate_batch = REVOPS__SHAPE(
    revops_rate_batch, "rate_batch", "published exchange rates", rates_fields, REVOPS_SHAPE_BATCH);

typedef struct rates_row {
    uint64_t key;
    revops__rate rate;
} rates_row;

/* Working memory of one block of rows. */
typedef struct rates_block {
    rates_row *rows;
    revops__rate *run;         /* rates of one pair */
    uint32_t *order, *scratch; /* places in rows */
    size_t count;
    uint64_t first; /* row of the batch */
} rates_block;

typedef struct rates_reader {
    revops__column views[RATES_COLUMNS];
    uint64_t buffers[RATES_COLUMNS][REVOPS__CHUNK];
    const void *values[RATES_COLUMNS];
} rates_reader;

static revops_status rates_open_columns(rates_reader *reader, const revops_rate_batch *batch,
                                        revops_error *err) {
    const revops_column *columns = &batch->day;
    revops_status status = REVOPS_OK;
    for (size_t c = 0; c < RATES_COLUMNS && status == REVOPS_OK; c++)
        status = revops__column_open(&reader->views[c], &columns[c], &rates_fields[c + 2], 0,
                                     batch->count, err);
    return status;
}

/* Read a chunk of all columns. A row that cannot be read in one column may follow one that cannot
 * be read in another: *count shrinks to the rows before the lowest; its refusal lies in @p err. */
static revops_status rates_read_chunk(rates_reader *reader, uint64_t first, size_t *count,
                                      revops_error *err) {
    revops_status status = REVOPS_OK;
    for (size_t c = 0; *count > 0 && c < RATES_COLUMNS; c++) {
        revops_status refused =
            revops__column_chunk(&reader->views[c], first, *count, reader->buffers[c],
                                 &reader->values[c], NULL, NULL, err);
        if (refused != REVOPS_OK) {
            status = refused;
            *count = (size_t)(err->row - first);
        }
    }
    return status;
}

/* One row: checked and in lowest terms. A rate of a currency to itself says nothing: key 0. */
static revops_status rates_check_row(rates_row *out, const rates_reader *reader, size_t i,
                                     uint64_t row, revops_error *err) {
    int32_t day = ((const int32_t *)reader->values[0])[i];
    uint32_t from = ((const uint32_t *)reader->values[1])[i];
    uint32_t to = ((const uint32_t *)reader->values[2])[i];
    int64_t num = ((const int64_t *)reader->values[3])[i];
    int64_t den = ((const int64_t *)reader->values[4])[i];
    int64_t divisor;
    char code[4];
    if (!revops__day_valid(day))
        return revops__fail_i64(err, REVOPS_E_INVALID, row, "day", "a day of the years 1 to 9999",
                                day);
    if (revops__currency_unpack(code, from) == 0)
        return revops__fail_u64(err, REVOPS_E_INVALID, row, "from_currency", "a packed code", from);
    if (revops__currency_unpack(code, to) == 0)
        return revops__fail_u64(err, REVOPS_E_INVALID, row, "to_currency", "a packed code", to);
    if (num <= 0)
        return revops__fail_i64(err, REVOPS_E_INVALID, row, "rate_num", "a rate above 0", num);
    if (den <= 0)
        return revops__fail_i64(err, REVOPS_E_INVALID, row, "rate_den", "a rate above 0", den);
    if (from == to && num != den)
        return revops__fail_i64(err, REVOPS_E_INVALID, row, "rate_num",
                                "rate 1 between one and the same currency", num);
    divisor = (int64_t)revops__gcd((uint64_t)num, (uint64_t)den);
    out->key = from == to ? 0 : rates_key(from, to);
    out->rate.num = num / divisor;
    out->rate.den = den / divisor;
    out->rate.day = day;
    out->rate.reserved0 = 0;
    return REVOPS_OK;
}

/* Read rows of the batch into the block, up to the first that is refused. */
static revops_status rates_fill(rates_block *block, rates_reader *reader, size_t rows,
                                revops_error *err) {
    revops_status status = REVOPS_OK;
    block->count = 0;
    while (block->count < rows && status == REVOPS_OK) {
        uint64_t first = block->first + block->count;
        size_t left = rows - block->count;
        size_t count = left < REVOPS__CHUNK ? left : REVOPS__CHUNK;
        status = rates_read_chunk(reader, first, &count, err);
        for (size_t i = 0; i < count; i++) {
            revops_status refused =
                rates_check_row(&block->rows[block->count], reader, i, first + i, err);
            if (refused != REVOPS_OK)
                return refused;
            block->count++;
        }
    }
    return status;
}

/* By pair, then day; the sort is stable, so arrival comes third. */
static int rates_compare(const void *context, uint32_t a, uint32_t b) {
    const rates_row *rows = context;
    if (rows[a].key != rows[b].key)
        return rows[a].key < rows[b].key ? -1 : 1;
    return (rows[a].rate.day > rows[b].rate.day) - (rows[a].rate.day < rows[b].rate.day);
}

/* Put the sorted rows of one pair from @p next on into `fresh`, less what is known. *conflict
 * receives the lowest row whose rate differs from a known one. Returns the place behind. */
static size_t rates_run(const revops__rates *rates, rates_block *block, size_t next, size_t *run,
                        size_t *conflict) {
    uint64_t key = block->rows[block->order[next]].key;
    *run = 0;
    for (; next < block->count && block->rows[block->order[next]].key == key; next++) {
        const revops__rate *rate = &block->rows[block->order[next]].rate;
        const revops__rate *known = rates_known(&rates->fresh, key, rate->day);
        if (!known)
            known = rates_known(&rates->held, key, rate->day);
        if (!known && *run > 0 && block->run[*run - 1].day == rate->day)
            known = &block->run[*run - 1];
        if (!known)
            block->run[(*run)++] = *rate;
        else if (!rates_equal(known, rate) && block->order[next] < *conflict)
            *conflict = block->order[next];
    }
    return next;
}

static revops_status rates_feed_block(revops__rates *rates, revops__memory *memory,
                                      rates_block *block, revops_error *err) {
    size_t conflict = SIZE_MAX, next = 0;
    revops_status status = REVOPS_OK;
    for (size_t i = 0; i < block->count; i++)
        block->order[i] = (uint32_t)i;
    revops__sort_indices(block->order, block->scratch, block->count, rates_compare, block->rows);
    while (next < block->count && block->rows[block->order[next]].key == 0)
        next++;
    while (next < block->count && status == REVOPS_OK) {
        uint64_t key = block->rows[block->order[next]].key;
        size_t run;
        next = rates_run(rates, block, next, &run, &conflict);
        if (run > 0)
            status = rates_put(&rates->fresh, memory, key, block->run, run, err);
    }
    if (conflict != SIZE_MAX)
        return revops__fail(err, REVOPS_E_DUPLICATE, block->first + conflict, "rate_num",
                            "expected one rate for a pair and day, got a second, different one");
    return status;
}

/* Rows [first, first + rows) of an opened batch, at most RATES_BLOCK. A conflict goes before a
 * refusal, because all rows of the block lie before the refused one. */
static revops_status rates_feed_rows(revops__rates *rates, revops__memory *memory,
                                     rates_reader *reader, uint64_t first, size_t rows,
                                     revops_error *err) {
    const size_t row_size = sizeof(rates_row) + sizeof(revops__rate) + 2 * sizeof(uint32_t);
    rates_block block;
    revops_error refusal;
    void *work = NULL;
    revops_status refused, status = revops__resize(memory, &work, 0, rows * row_size, err);
    if (status != REVOPS_OK)
        return status;
    block.rows = work;
    block.run = (revops__rate *)(void *)(block.rows + rows);
    block.order = (uint32_t *)(void *)(block.run + rows);
    block.scratch = block.order + rows;
    block.first = first;
    refused = rates_fill(&block, reader, rows, &refusal);
    status = rates_feed_block(rates, memory, &block, err);
    revops__free(memory, work, rows * row_size);
    if (status != REVOPS_OK || refused == REVOPS_OK)
        return status;
    if (err)
        *err = refusal;
    return refused;
}

/* A whole batch into `fresh`; @p ask: the progress is asked here, not by a source. */
static revops_status rates_feed(revops__handle *handle, revops__rates *rates, const void *batch,
                                int ask, revops_error *err) {
    revops_rate_batch taken;
    rates_reader reader;
    uint64_t done = 0;
    revops_status status = revops__batch_take(&taken, sizeof taken, batch, err);
    if (status == REVOPS_OK)
        status = rates_open_columns(&reader, &taken, err);
    if (status == REVOPS_OK)
        status = revops__row_limit(handle, taken.count, err);
    if (status == REVOPS_OK && ask)
        status = revops__progress(handle, 0, taken.count, err);
    while (status == REVOPS_OK && done < taken.count) {
        uint64_t left = taken.count - done;
        size_t rows = left < RATES_BLOCK ? (size_t)left : RATES_BLOCK;
        status = rates_feed_rows(rates, &handle->memory, &reader, done, rows, err);
        done += rows;
        if (status == REVOPS_OK && ask && done % RATES_BLOCK == 0)
            status = revops__progress(handle, done, taken.count, err);
    }
    if (status == REVOPS_OK)
        handle->rows += taken.count;
    return status;
}

/* Join what was fed, or forget it with the rows that it counted. */
static revops_status rates_end(revops__handle *handle, revops__rates *rates, uint64_t rows_before,
                               revops_status status, revops_error *err) {
    if (status == REVOPS_OK)
        status = rates_reserve(rates, &handle->memory, err);
    if (status == REVOPS_OK) {
        revops__rates_commit(rates, &handle->memory);
        return REVOPS_OK;
    }
    revops__rates_drop(rates, &handle->memory);
    handle->rows = rows_before;
    return status;
}

revops_status revops__rates_add(revops__handle *handle, revops__rates *rates,
                                const revops_rate_batch *batch, revops_error *err) {
    uint64_t rows_before = handle->rows;
    revops_status status = revops__require(batch, "batch", err);
    if (status == REVOPS_OK)
        status = revops__ready(handle, err);
    if (status != REVOPS_OK)
        return status;
    return rates_end(handle, rates, rows_before, rates_feed(handle, rates, batch, 1, err), err);
}

typedef struct rates_reading {
    revops__handle *handle;
    revops__rates *rates;
} rates_reading;

static revops_status rates_read_batch(void *context, const void *batch, uint64_t rows_before,
                                      revops_error *err) {
    const rates_reading *reading = context;
    (void)rows_before;
    return rates_feed(reading->handle, reading->rates, batch, 0, err);
}

revops_status revops__rates_read(revops__handle *handle, revops__rates *rates, revops_source source,
                                 void *user, revops_error *err) {
    rates_reading reading = {handle, rates};
    uint64_t rows_before = handle->rows;
    revops_status status = source ? REVOPS_OK : revops__require(NULL, "source", err);
    if (status == REVOPS_OK)
        status = revops__ready(handle, err);
    if (status != REVOPS_OK)
        return status;
    status = revops__drive(handle, sizeof(revops_rate_batch), source, user, rates_read_batch,
                           &reading, err);
    return rates_end(handle, rates, rows_before, status, err);
}

/* --- merge --- */

static revops_status rates_same_options(const revops__rates *a, const revops__rates *b,
                                        revops_error *err) {
    const char *field = NULL;
    if (a->pivot != b->pivot)
        field = "pivot";
    else if (a->max_age_days != b->max_age_days)
        field = "max_age_days";
    else if (a->same_day != b->same_day)
        field = "same_day";
    else if (a->def_count != b->def_count ||
             (a->def_count > 0 && memcmp(a->defs, b->defs, a->def_count * sizeof *a->defs) != 0))
        field = "currencies";
    return field ? revops__fail(err, REVOPS_E_MISMATCH, REVOPS_NONE, field,
                                "expected rate tables with the same options")
                 : REVOPS_OK;
}

/* Copy the rates of a pair that are not held, in runs of at most REVOPS__CHUNK. */
static revops_status rates_stage_pair(revops__rates *into, revops__memory *memory,
                                      const revops__rate_pair *pair, revops_error *err) {
    revops__rate run[REVOPS__CHUNK];
    size_t count = 0;
    revops_status status = REVOPS_OK;
    for (size_t i = 0; i < pair->count && status == REVOPS_OK; i++) {
        const revops__rate *known = rates_known(&into->held, pair->key, pair->rates[i].day);
        if (known && !rates_equal(known, &pair->rates[i]))
            return revops__fail(err, REVOPS_E_DUPLICATE, REVOPS_NONE, "rate_num",
                                "expected one rate for a pair and day in both tables");
        if (!known)
            run[count++] = pair->rates[i];
        if (count == REVOPS__CHUNK || (count > 0 && i + 1 == pair->count)) {
            status = rates_put(&into->fresh, memory, pair->key, run, count, err);
            count = 0;
        }
    }
    return status;
}

revops_status revops__rates_stage(revops__rates *into, revops__memory *memory,
                                  const revops__rates *from, revops_error *err) {
    revops_status status = rates_same_options(into, from, err);
    for (size_t i = 0; i < from->held.count && status == REVOPS_OK; i++)
        status = rates_stage_pair(into, memory, &from->held.pairs[i], err);
    if (status == REVOPS_OK)
        status = rates_reserve(into, memory, err);
    if (status != REVOPS_OK)
        revops__rates_drop(into, memory);
    return status;
}

void revops__rates_free(revops__rates *rates, revops__memory *memory) {
    rates_clear(&rates->held, memory);
    rates_clear(&rates->fresh, memory);
    revops__free(memory, rates->defs, rates->def_capacity * sizeof *rates->defs);
    memset(rates, 0, sizeof *rates);
}
