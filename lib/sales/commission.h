/* What the files of commissions share. */
#ifndef REVOPS_SALES_COMMISSION_H
#define REVOPS_SALES_COMMISSION_H

#include "base/totals.h"
#include "revops/commission.h"
#include "value/fx.h"

extern const revops_shape revops__shape_commissions_options;
extern const revops_shape revops__shape_activity_batch;
extern const revops_shape revops__shape_unit_rate_batch;
extern const revops_shape revops__shape_received_batch;
extern const revops_shape revops__shape_commissions_query;
extern const revops_shape revops__shape_commission_row;
extern const revops_shape revops__shape_commission_balance_row;

enum { REVOPS__QUANTITY_SCALE = 100, REVOPS__BASES = 4 };

/* Words of an entry of activity. Rows of one entry earn the same, so a late rate can still round
 * each of them by itself. Days and quantities are words of signed values. */
enum {
    REVOPS__ACTIVITY_DAY,
    REVOPS__ACTIVITY_CURRENCY,
    REVOPS__ACTIVITY_PLATFORM,
    REVOPS__ACTIVITY_BASIS,
    REVOPS__ACTIVITY_ASSET,
    REVOPS__ACTIVITY_CUSTOMER,
    REVOPS__ACTIVITY_CELL, /* so many words make a cell: what is converted as one */
    REVOPS__ACTIVITY_QUANTITY = REVOPS__ACTIVITY_CELL,
    REVOPS__ACTIVITY_REPORTED, /* 1: the sum is what the platform reported */
    REVOPS__ACTIVITY_WORDS
};

/* Of an agreed rate. */
enum {
    REVOPS__UNIT_PLATFORM,
    REVOPS__UNIT_BASIS,
    REVOPS__UNIT_ASSET,
    REVOPS__UNIT_CURRENCY,
    REVOPS__UNIT_LOOKUP, /* so many words lead to a list of rates */
    REVOPS__UNIT_FROM = REVOPS__UNIT_LOOKUP,
    REVOPS__UNIT_TO,
    REVOPS__UNIT_NUM,
    REVOPS__UNIT_DEN,
    REVOPS__UNIT_WORDS
};

/* Of what was received. */
enum {
    REVOPS__RECEIVED_DAY,
    REVOPS__RECEIVED_CURRENCY,
    REVOPS__RECEIVED_PLATFORM,
    REVOPS__RECEIVED_WORDS
};

struct revops_commissions {
    revops__handle handle;
    int64_t quantity_scale;
    revops__totals activity; /* one sum: reported commissions */
    revops__totals units;    /* a set */
    revops__totals received; /* one sum */
    revops__totals scratch;  /* what read fills */
    revops__rates rates;
};

/* --- what a report works with --- */

typedef struct revops__commission_run {
    const revops_commissions *commissions;
    revops__memory memory; /* a copy: a const call never writes to its handle */
    revops_commissions_query query;
    uint64_t from, to; /* the range as words of days */
    uint32_t *units;   /* agreed rates in order */
    size_t unit_count;
    revops__rate_view view;
    uint32_t aimed;        /* the currency that the view converts from; 0: none yet */
    revops__totals groups; /* of the answer */
    revops__totals beside; /* customers seen, or balances before the answer is made of them */
} revops__commission_run;

/* Why the amounts of a cell are not known. Its row is refused, when it is asked for. */
typedef enum revops__commission_failure {
    REVOPS__COMMISSION_KNOWN,
    REVOPS__COMMISSION_NO_RATE,
    REVOPS__COMMISSION_TWO_RATES,
    REVOPS__COMMISSION_TOO_LARGE,
    REVOPS__COMMISSION_NO_EXCHANGE,
    REVOPS__COMMISSION_NO_CURRENCY
} revops__commission_failure;

/* Keep the reason that comes first by number in the sums of a group, so that no order shows. */
void revops__commission_fail(revops__sum *into, revops__commission_failure failure);
/* The refusal of row @p row. */
revops_status revops__commission_refuse(uint64_t failure, uint64_t row, revops_error *err);

/* A day, currency, platform, basis, asset class and customer, and what its rows come to. */
typedef struct revops__commission_cell {
    const uint64_t *words;
    revops__sum quantity, accrued, variance;
    revops__commission_failure failure;
} revops__commission_cell;

/* Visit the cells of the query's platform in ascending order of their words, converted. */
typedef revops_status (*revops__commission_visit)(revops__commission_run *run,
                                                  const revops__commission_cell *cell,
                                                  revops_error *err);

revops_status revops__commission_each(revops__commission_run *run, revops__commission_visit visit,
                                      revops_error *err);

/* Check the arguments of a rows function and take its query in; then, whatever happened, end. */
revops_status revops__commission_begin(revops__commission_run *run,
                                       const revops_commissions *commissions,
                                       const revops_commissions_query *query, const void *out,
                                       size_t capacity, size_t row_size, size_t row_bytes,
                                       const size_t *written, revops_error *err);
void revops__commission_end(revops__commission_run *run);

/* A sum in the query's currency at the day of its cell, half to even. */
revops__commission_failure revops__commission_convert(revops__commission_run *run, revops__sum *sum,
                                                      uint32_t currency, int32_t day);
/* The place among the periods of a day (a word), and the period of a place. */
uint64_t revops__commission_place(const revops__commission_run *run, uint64_t day);
revops_period_row revops__commission_period(const revops__commission_run *run, uint64_t place);
/* The currency that answers are in. */
uint64_t revops__commission_currency_of(const revops__commission_run *run, uint64_t currency);
/* Below, at or above 0 as the first @p count words of a come before, tie with or follow b. */
int revops__commission_compare(const uint64_t *a, const uint64_t *b, size_t count);

#endif
