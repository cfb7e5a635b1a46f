/* Format strings of Arrow, and which of them goes with which field. */
#include "base/arrow.h"

#include <string.h>

#include "base/text.h"

#define ARROW_SECONDS_PER_DAY 86400

/* --- format strings --- */

static int arrow_parse_one(revops__arrow_format *format, char letter) {
    static const char letters[] = "cCsSiIlL";
    static const uint8_t types[] = {REVOPS_TYPE_INT8,   REVOPS_TYPE_UINT8, REVOPS_TYPE_INT16,
                                    REVOPS_TYPE_UINT16, REVOPS_TYPE_INT32, REVOPS_TYPE_UINT32,
                                    REVOPS_TYPE_INT64,  REVOPS_TYPE_UINT64};
    for (size_t i = 0; i < sizeof types; i++)
        if (letters[i] == letter) {
            format->kind = REVOPS__ARROW_INTEGER;
            format->type = types[i];
            format->width = 1u << i / 2;
            return 1;
        }
    format->width = letter == 'g' || letter == 'U' ? 8 : 4;
    switch (letter) {
    case 'n':
        format->kind = REVOPS__ARROW_NULL;
        return 1;
    case 'b':
        format->kind = REVOPS__ARROW_BOOL;
        return 1;
    case 'f':
    case 'g':
        format->kind = REVOPS__ARROW_FLOAT;
        format->type = REVOPS_TYPE_DOUBLE;
        return 1;
    case 'u':
    case 'U':
        format->kind = REVOPS__ARROW_TEXT;
        return 1;
    default:
        return 0;
    }
}

/* "d:precision,scale" and perhaps ",bits". */
static int arrow_parse_decimal(revops__arrow_format *format, const char *text) {
    revops__scanner scanner = {text, strlen(text), 0};
    uint64_t precision, scale, bits = 128;
    int negative;
    if (revops__scan_u64(&scanner, &precision) != 1 || !revops__accept(&scanner, ','))
        return 0;
    negative = revops__accept(&scanner, '-');
    if (revops__scan_u64(&scanner, &scale) != 1 || scale > INT8_MAX)
        return 0;
    if (revops__accept(&scanner, ',') && revops__scan_u64(&scanner, &bits) != 1)
        return 0;
    if (revops__peek(&scanner) >= 0 || (bits != 32 && bits != 64 && bits != 128))
        return 0;
    format->kind = REVOPS__ARROW_DECIMAL;
    format->width = (uint32_t)bits / 8;
    format->scale = negative ? -(int32_t)scale : (int32_t)scale;
    return 1;
}

static int arrow_zone_is_utc(const char *zone) {
    static const char *const zones[] = {"", "UTC", "Etc/UTC", "GMT", "Z", "+00:00"};
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++)
        if (revops__same_name(zone, zones[i]))
            return 1;
    return 0;
}

/* Behind "t": "dD", "dm", or "s", a unit, ":" and a zone. */
static int arrow_parse_time(revops__arrow_format *format, const char *text) {
    static const char units[] = "smun";
    int64_t ticks = ARROW_SECONDS_PER_DAY;
    if (revops__same_name(text, "dD")) {
        format->kind = REVOPS__ARROW_DAY;
        format->type = REVOPS_TYPE_INT32;
        format->width = 4;
        return 1;
    }
    format->kind = REVOPS__ARROW_INSTANT;
    format->type = REVOPS_TYPE_INT64;
    format->width = 8;
    if (revops__same_name(text, "dm")) {
        format->ticks_per_day = ticks * 1000;
        format->is_date = format->is_utc = 1;
        return 1;
    }
    if (text[0] != 's')
        return 0;
    for (size_t i = 0; units[i]; i++, ticks *= 1000)
        if (text[1] == units[i] && text[2] == ':') {
            format->ticks_per_day = ticks;
            format->is_utc = arrow_zone_is_utc(text + 3);
            return 1;
        }
    return 0;
}

int revops__arrow_parse(revops__arrow_format *format, const char *text) {
    memset(format, 0, sizeof *format);
    if (!text || text[0] == '\0')
        return 0;
    if (text[1] == '\0')
        return arrow_parse_one(format, text[0]);
    if (text[0] == 't')
        return arrow_parse_time(format, text + 1);
    if (text[0] == 'd' && text[1] == ':')
        return arrow_parse_decimal(format, text + 2);
    if (revops__same_name(text, "vu")) {
        format->kind = REVOPS__ARROW_VIEW;
        format->width = 16;
        return 1;
    }
    return 0;
}

/* --- roads --- */

static uint32_t arrow_road_of_text(uint16_t unit) {
    switch (unit) {
    case REVOPS_UNIT_CURRENCY:
        return REVOPS__ROAD_CURRENCY;
    case REVOPS_UNIT_ENUM:
        return REVOPS__ROAD_ENUM;
    case REVOPS_UNIT_KEY:
        return REVOPS__ROAD_KEY;
    default:
        return REVOPS__ROAD_ABSENT;
    }
}

static uint32_t arrow_road_of_instant(const revops__arrow_format *format, uint16_t unit) {
    if (unit == REVOPS_UNIT_NS && !format->is_date)
        return format->ticks_per_day == ARROW_SECONDS_PER_DAY * INT64_C(1000000000)
                   ? REVOPS__ROAD_BORROW
                   : REVOPS__ROAD_INSTANT;
    if (unit == REVOPS_UNIT_DAY && format->is_utc)
        return REVOPS__ROAD_TICKS_TO_DAY;
    if (unit == REVOPS_UNIT_MONTH && format->is_date)
        return REVOPS__ROAD_TICKS_TO_MONTH;
    return REVOPS__ROAD_ABSENT;
}

static int arrow_is_plain_number(uint16_t unit) {
    return unit == REVOPS_UNIT_MINOR || unit == REVOPS_UNIT_COUNT || unit == REVOPS_UNIT_NUM ||
           unit == REVOPS_UNIT_DEN || unit == REVOPS_UNIT_KEY || unit == REVOPS_UNIT_NONE;
}

/* How values of a format come into a field; ABSENT: not at all. */
static uint32_t arrow_road(const revops__arrow_format *format, const revops_field *field) {
    if (field->column_type == REVOPS_TYPE_DOUBLE) {
        if (format->kind != REVOPS__ARROW_FLOAT)
            return REVOPS__ROAD_ABSENT;
        return format->width == 8 ? REVOPS__ROAD_BORROW : REVOPS__ROAD_DOUBLE;
    }
    switch (format->kind) {
    case REVOPS__ARROW_INTEGER:
        return REVOPS__ROAD_BORROW;
    case REVOPS__ARROW_BOOL:
        return field->unit == REVOPS_UNIT_FLAG && !field->words ? REVOPS__ROAD_BOOL
                                                                : REVOPS__ROAD_ABSENT;
    case REVOPS__ARROW_TEXT:
    case REVOPS__ARROW_VIEW:
        return arrow_road_of_text(field->unit);
    case REVOPS__ARROW_DECIMAL:
        return arrow_is_plain_number(field->unit) ? REVOPS__ROAD_DECIMAL : REVOPS__ROAD_ABSENT;
    case REVOPS__ARROW_DAY:
        if (field->unit == REVOPS_UNIT_DAY)
            return REVOPS__ROAD_BORROW;
        return field->unit == REVOPS_UNIT_MONTH ? REVOPS__ROAD_DAY_TO_MONTH : REVOPS__ROAD_ABSENT;
    case REVOPS__ARROW_INSTANT:
        return arrow_road_of_instant(format, field->unit);
    default:
        return REVOPS__ROAD_ABSENT;
    }
}

static revops_status arrow_refuse(const revops_field *field, const char *format,
                                  revops_error *err) {
    const char *got = format ? format : "no format";
    return revops__fail_text(err, REVOPS_E_UNSUPPORTED, REVOPS_NONE, field->name,
                             "an arrow type that goes with this field", got, strlen(got));
}

static revops_status arrow_plan_child(revops__arrow_column *column, const struct ArrowSchema *child,
                                      revops_error *err) {
    const char *text = child->format;
    if (!revops__arrow_parse(&column->format, text))
        return arrow_refuse(column->field, text, err);
    column->values = column->format;
    if (column->format.kind == REVOPS__ARROW_NULL)
        return REVOPS_OK;
    if (child->dictionary) {
        if (column->format.kind != REVOPS__ARROW_INTEGER)
            return arrow_refuse(column->field, text, err);
        text = child->dictionary->format;
        if (!revops__arrow_parse(&column->values, text) || child->dictionary->dictionary)
            return arrow_refuse(column->field, text, err);
        column->has_dictionary = 1;
    }
    column->road = arrow_road(&column->values, column->field);
    if (column->road == REVOPS__ROAD_ABSENT)
        return arrow_refuse(column->field, text, err);
    if (column->has_dictionary && column->road == REVOPS__ROAD_BORROW)
        column->road = column->field->column_type == REVOPS_TYPE_DOUBLE ? REVOPS__ROAD_DOUBLE
                                                                        : REVOPS__ROAD_INTEGER;
    return REVOPS_OK;
}

revops_status revops__arrow_plan(revops__arrow_column *column, const revops_field *field,
                                 const struct ArrowSchema *schema, revops_error *err) {
    memset(column, 0, sizeof *column);
    column->field = field;
    column->child = -1;
    for (int64_t i = 0; i < schema->n_children; i++) {
        const struct ArrowSchema *child = schema->children[i];
        if (!child->name || child->name[0] != field->name[0] ||
            !revops__same_name(child->name, field->name))
            continue;
        if (column->child >= 0)
            return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, field->name,
                                "expected one column of this name, got two");
        column->child = i;
    }
    return column->child < 0 ? REVOPS_OK
                             : arrow_plan_child(column, schema->children[column->child], err);
}
