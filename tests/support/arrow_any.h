/* A record with every kind of field that Arrow carries, and the batch with the same columns. */
#ifndef REVOPS_TEST_ARROW_ANY_H
#define REVOPS_TEST_ARROW_ANY_H

#include "base/shape.h"
#include "revops.h"

typedef struct any_row {
    int64_t amount_minor;
    int64_t share_num, share_den;
    int64_t seen_ns;
    uint64_t count_of;
    uint64_t customer;
    double score;
    int32_t day;
    int32_t month;
    int32_t kind;
    uint32_t currency;
    uint32_t mask;
    int32_t flag;
    int16_t plain;
    uint8_t small;
    uint8_t reserved0[5];
} any_row;

typedef struct any_batch {
    size_t struct_size;
    uint64_t count;
    revops_column amount_minor;
    revops_column share_num, share_den;
    revops_column seen_ns;
    revops_column count_of;
    revops_column customer;
    revops_column score;
    revops_column day;
    revops_column month;
    revops_column kind;
    revops_column currency;
    revops_column mask;
    revops_column flag;
    revops_column plain;
    revops_column small;
} any_batch;

static const revops_word any_words[] = {
    {"none", "nothing", 0, 0}, {"sale", "a sale", 1, 0}, {"before", "a past", -7, 0}};

static const revops_field any_row_fields[] = {
    REVOPS__FIELD(any_row, amount_minor, REVOPS_UNIT_MINOR, "an amount"),
    REVOPS__FIELD(any_row, share_num, REVOPS_UNIT_NUM, "a numerator"),
    REVOPS__FIELD(any_row, share_den, REVOPS_UNIT_DEN, "a denominator"),
    REVOPS__FIELD(any_row, seen_ns, REVOPS_UNIT_NS, "an instant"),
    REVOPS__FIELD(any_row, count_of, REVOPS_UNIT_COUNT, "a count"),
    REVOPS__FIELD(any_row, customer, REVOPS_UNIT_KEY, "a key"),
    REVOPS__FIELD(any_row, score, REVOPS_UNIT_NONE, "a number"),
    REVOPS__FIELD(any_row, day, REVOPS_UNIT_DAY, "a day"),
    REVOPS__FIELD(any_row, month, REVOPS_UNIT_MONTH, "a month"),
    REVOPS__ENUM(any_row, kind, any_words, 0, "a kind"),
    REVOPS__FIELD(any_row, currency, REVOPS_UNIT_CURRENCY, "a currency"),
    REVOPS__MASK(any_row, mask, any_words, "some of the words"),
    REVOPS__FIELD(any_row, flag, REVOPS_UNIT_FLAG, "yes or no"),
    REVOPS__FIELD(any_row, plain, REVOPS_UNIT_NONE, "a short number"),
    REVOPS__FIELD(any_row, small, REVOPS_UNIT_NONE, "a byte"),
    REVOPS__ARRAY(any_row, reserved0, REVOPS_UNIT_RESERVED, "zero"),
};
static const revops_shape any_row_shape = REVOPS__SHAPE(
    any_row, "any_row", "a record of everything", any_row_fields, REVOPS_SHAPE_RECORD);

#define ANY_COLUMN(m, type, unit) REVOPS__COLUMN(any_batch, m, type, unit, 0, "one of everything")
static const revops_field any_batch_fields[] = {
    REVOPS__SIZE(any_batch),
    REVOPS__BATCH_COUNT(any_batch),
    REVOPS__COLUMN(any_batch, amount_minor, REVOPS_TYPE_INT64, REVOPS_UNIT_MINOR,
                   REVOPS_FIELD_REQUIRED, "an amount"),
    ANY_COLUMN(share_num, REVOPS_TYPE_INT64, REVOPS_UNIT_NUM),
    ANY_COLUMN(share_den, REVOPS_TYPE_INT64, REVOPS_UNIT_DEN),
    ANY_COLUMN(seen_ns, REVOPS_TYPE_INT64, REVOPS_UNIT_NS),
    ANY_COLUMN(count_of, REVOPS_TYPE_UINT64, REVOPS_UNIT_COUNT),
    ANY_COLUMN(customer, REVOPS_TYPE_UINT64, REVOPS_UNIT_KEY),
    ANY_COLUMN(score, REVOPS_TYPE_DOUBLE, REVOPS_UNIT_NONE),
    ANY_COLUMN(day, REVOPS_TYPE_INT32, REVOPS_UNIT_DAY),
    ANY_COLUMN(month, REVOPS_TYPE_INT32, REVOPS_UNIT_MONTH),
    REVOPS__ENUM_COLUMN(any_batch, kind, any_words, 0, "a kind"),
    ANY_COLUMN(currency, REVOPS_TYPE_UINT32, REVOPS_UNIT_CURRENCY),
    REVOPS__ENTRY(any_batch, mask, "mask", any_words, REVOPS__COUNT(any_words), 0, REVOPS_UNIT_FLAG,
                  REVOPS_TYPE_UINT32, 0, "some of the words"),
    ANY_COLUMN(flag, REVOPS_TYPE_INT32, REVOPS_UNIT_FLAG),
    ANY_COLUMN(plain, REVOPS_TYPE_INT16, REVOPS_UNIT_NONE),
    ANY_COLUMN(small, REVOPS_TYPE_UINT8, REVOPS_UNIT_NONE),
};
static const revops_shape any_batch_shape = REVOPS__SHAPE(
    any_batch, "any_batch", "columns of everything", any_batch_fields, REVOPS_SHAPE_BATCH);

#endif
