/* Arrow from inside. In: a plan says for each column of a batch which child of the schema it takes
 * and by which road its values come; a road is either borrowed, or decoded one value at a time.
 * Out: a cursor walks over a shape and gives the columns that its records become. */
#ifndef REVOPS_BASE_ARROW_H
#define REVOPS_BASE_ARROW_H

#include "base/error.h"
#include "base/host.h"
#include "base/shape.h"
#include "revops/arrow.h"

extern const revops_shape revops__shape_arrow_options;

/* --- format strings --- */
enum {
    REVOPS__ARROW_NULL,
    REVOPS__ARROW_BOOL,
    REVOPS__ARROW_INTEGER, /* type */
    REVOPS__ARROW_FLOAT,   /* width */
    REVOPS__ARROW_TEXT,    /* width of an offset */
    REVOPS__ARROW_VIEW,
    REVOPS__ARROW_DECIMAL, /* width, scale */
    REVOPS__ARROW_DAY,     /* date32 */
    REVOPS__ARROW_INSTANT  /* ticks_per_day; is_date for date64, is_utc for no zone or UTC */
};

typedef struct revops__arrow_format {
    uint32_t kind;
    uint32_t type;  /* of integers and what lies as such: REVOPS_TYPE_... */
    uint32_t width; /* bytes of a value, or of an offset */
    int32_t scale;
    int64_t ticks_per_day;
    int32_t is_date, is_utc;
} revops__arrow_format;

/* 1, or 0 for a format that no column takes. */
int revops__arrow_parse(revops__arrow_format *format, const char *text);

/* --- the way in --- */
enum {
    REVOPS__ROAD_ABSENT,
    REVOPS__ROAD_BORROW,
    /* decoded: */
    REVOPS__ROAD_INTEGER, /* of a dictionary */
    REVOPS__ROAD_BOOL,
    REVOPS__ROAD_DOUBLE,
    REVOPS__ROAD_DECIMAL,
    REVOPS__ROAD_INSTANT,        /* ticks to nanoseconds */
    REVOPS__ROAD_TICKS_TO_DAY,   /* a whole number of days */
    REVOPS__ROAD_DAY_TO_MONTH,   /* first days */
    REVOPS__ROAD_TICKS_TO_MONTH, /* both */
    REVOPS__ROAD_CURRENCY,
    REVOPS__ROAD_ENUM,
    REVOPS__ROAD_KEY
};

typedef struct revops__arrow_column {
    const revops_field *field;
    int64_t child;               /* place among the children; -1: none */
    revops__arrow_format format; /* of the array; of a dictionary its indices */
    revops__arrow_format values; /* what the road reads: the array's, or the dictionary's */
    uint32_t road;               /* REVOPS__ROAD_... */
    int32_t has_dictionary;
} revops__arrow_column;

/* Find the column of a field among the children and choose its road. */
revops_status revops__arrow_plan(revops__arrow_column *column, const revops_field *field,
                                 const struct ArrowSchema *schema, revops_error *err);
/* Is it a schema of columns, is it an array of that schema with at most @p most rows? */
revops_status revops__arrow_check_schema(const struct ArrowSchema *schema, revops_error *err);
revops_status revops__arrow_check_array(const struct ArrowArray *array, int64_t n_children,
                                        revops_error *err);
/* Does the child of a column keep the rules of its type? */
revops_status revops__arrow_check_child(const revops__arrow_column *column,
                                        const struct ArrowArray *array, revops_error *err);
/* The first null row of the whole from row @p first on: REVOPS_E_INVALID. */
revops_status revops__arrow_check_rows(const struct ArrowArray *array, uint64_t first,
                                       uint64_t count, revops_error *err);
/* Point a column at row @p first of its child. */
void revops__arrow_borrow(revops_column *out, const revops__arrow_column *column,
                          const struct ArrowArray *array, uint64_t first);
/* The struct_size of a lent batch, checked. */
revops_status revops__arrow_batch_size(size_t *size, const void *batch, revops_error *err);
/* Where the column of a field lies in a batch of @p size bytes; NULL behind its end. */
revops_column *revops__arrow_place(void *batch, size_t size, const revops_field *field);

/* Bit @p at of a bitmap; NULL has all bits set. */
static inline int revops__arrow_bit(const void *bitmap, int64_t at) {
    const uint8_t *bytes = bitmap;
    return !bytes || (bytes[at >> 3] >> (at & 7) & 1);
}

/* Take the options in and check them. */
revops_status revops__arrow_options_take(revops_arrow_options *taken,
                                         const revops_arrow_options *options, revops_error *err);

#endif
