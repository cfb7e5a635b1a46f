/* The plan of a writer: which columns the fields of a shape become in a format. */
#include "base/column.h"
#include "report/writer.h"

/* Filled twice: first without columns, to count what they need, then for good. */
typedef struct plan_pass {
    revops_writer *writer;
    size_t columns, names, scratch, sums;
} plan_pass;

/* How a field is rendered, or -1 when its type and unit do not go together. */
static int plan_render(const revops_field *field) {
    static const int16_t of_integer[] = {
        [REVOPS_UNIT_NONE] = REVOPS__RENDER_INTEGER,
        [REVOPS_UNIT_MINOR] = REVOPS__RENDER_MINOR,
        [REVOPS_UNIT_CURRENCY] = REVOPS__RENDER_CURRENCY,
        [REVOPS_UNIT_DAY] = REVOPS__RENDER_DAY,
        [REVOPS_UNIT_MONTH] = REVOPS__RENDER_MONTH,
        [REVOPS_UNIT_NS] = REVOPS__RENDER_NS,
        [REVOPS_UNIT_KEY] = REVOPS__RENDER_KEY,
        [REVOPS_UNIT_COUNT] = REVOPS__RENDER_INTEGER,
        [REVOPS_UNIT_NUM] = REVOPS__RENDER_INTEGER,
        [REVOPS_UNIT_DEN] = REVOPS__RENDER_INTEGER,
        [REVOPS_UNIT_ENUM] = REVOPS__RENDER_ENUM,
        [REVOPS_UNIT_FLAG] = REVOPS__RENDER_FLAG,
    };
    const uint32_t unit = field->unit;
    switch (field->type) {
    case REVOPS_TYPE_POINTER:
        return unit == REVOPS_UNIT_TEXT ? REVOPS__RENDER_POINTER : -1;
    case REVOPS_TYPE_BYTES:
        if (unit == REVOPS_UNIT_DIGEST)
            return REVOPS__RENDER_DIGEST;
        return unit == REVOPS_UNIT_NONE || unit == REVOPS_UNIT_TEXT ? REVOPS__RENDER_TEXT : -1;
    case REVOPS_TYPE_RATIO:
        return unit == REVOPS_UNIT_RATIO ? REVOPS__RENDER_RATIO : -1;
    case REVOPS_TYPE_DOUBLE:
        return unit == REVOPS_UNIT_NONE ? REVOPS__RENDER_DOUBLE : -1;
    default:
        break;
    }
    if (field->type == REVOPS_TYPE_UINT8 && unit == REVOPS_UNIT_DIGEST)
        return REVOPS__RENDER_DIGEST;
    if (revops__type_size(field->type) == 0 || unit >= REVOPS__COUNT(of_integer) ||
        (field->type == REVOPS_TYPE_UINT64 && unit == REVOPS_UNIT_MINOR))
        return -1;
    if (unit == REVOPS_UNIT_FLAG && field->word_count > 0)
        return REVOPS__RENDER_MASK;
    return of_integer[unit];
}

/* Bytes of one element of a field that is written element by element; of all of it otherwise. */
static size_t plan_element(const revops_field *field, int render) {
    switch (render) {
    case REVOPS__RENDER_DIGEST:
    case REVOPS__RENDER_TEXT:
        return field->length;
    case REVOPS__RENDER_POINTER:
        return sizeof(const char *);
    case REVOPS__RENDER_RATIO:
        return sizeof(revops_ratio);
    default:
        return revops__type_size(field->type);
    }
}

/* Room that the text of a cell may need in the scratch. */
static size_t plan_scratch(const revops_writer *writer, const revops_field *field, int render) {
    if (render == REVOPS__RENDER_KEY && writer->options.resolver)
        return REVOPS__WRITER_TEXT;
    if (render == REVOPS__RENDER_DIGEST)
        return 2 * (size_t)field->length;
    if (render == REVOPS__RENDER_MASK) {
        size_t size = REVOPS__WRITER_CELL;
        for (uint32_t i = 0; i < field->word_count; i++)
            size += strlen(field->words[i].name) + 1;
        return size;
    }
    return REVOPS__WRITER_CELL;
}

static int plan_is_number(int render) {
    return render <= REVOPS__RENDER_RATIO_DEN;
}

static int plan_is_summed(const revops_field *field, int render) {
    return render == REVOPS__RENDER_MINOR ||
           (render == REVOPS__RENDER_INTEGER && field->unit == REVOPS_UNIT_COUNT);
}

/* One column; @p element (-1: none) and @p suffix go behind the name. */
static void plan_column(plan_pass *plan, const revops_field *field, int render, size_t offset,
                        int64_t element, const char *suffix) {
    revops_writer *writer = plan->writer;
    const size_t base = strlen(field->name), tail = strlen(suffix);
    const int summed = plan_is_summed(field, render);
    if (writer->columns) {
        revops__writer_column *column = &writer->columns[plan->columns];
        char *name = writer->names.bytes + plan->names;
        size_t size = base;
        memcpy(name, field->name, base);
        if (element >= 0) {
            name[size++] = '_';
            size += revops__print_i64(name + size, element);
        }
        memcpy(name + size, suffix, tail);
        column->field = field;
        column->name = name;
        column->name_size = size + tail;
        column->offset = (uint32_t)offset;
        column->render = (uint16_t)render;
        column->number = (uint16_t)plan_is_number(render);
        column->sum = summed ? (uint32_t)plan->sums + 1 : 0;
    }
    plan->columns++;
    plan->names += base + 1 + REVOPS__DIGITS + tail;
    plan->scratch += plan_scratch(writer, field, render);
    plan->sums += (size_t)summed;
}

/* The columns of one field: an array has one per element, a ratio up to three. */
static revops_status plan_field(plan_pass *plan, const revops_field *field, revops_error *err) {
    const revops__back *back = plan->writer->back;
    const int render = plan_render(field);
    const size_t element = render < 0 ? 0 : plan_element(field, render);
    const int whole = render == REVOPS__RENDER_DIGEST || render == REVOPS__RENDER_TEXT;
    const size_t count = whole ? 1 : field->length;
    const size_t parts =
        render == REVOPS__RENDER_RATIO ? (size_t)(2 * back->ratio_num + back->ratio) : 1;
    if (render < 0)
        return revops__fail(err, REVOPS_E_UNSUPPORTED, REVOPS_NONE, field->name,
                            "expected a type that goes with the unit");
    if (field->offset > plan->writer->shape->size ||
        revops__product(count, element) > plan->writer->shape->size - field->offset)
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, field->name,
                            "expected a field inside its record");
    for (size_t i = 0; i < count; i++) {
        const size_t offset = field->offset + i * element;
        const int64_t index = field->length > 1 && !whole ? (int64_t)i : -1;
        if (plan->columns + parts > REVOPS__WRITER_COLUMNS)
            return revops__fail(err, REVOPS_E_LIMIT, REVOPS_NONE, "shape",
                                "expected at most 1024 columns");
        if (render != REVOPS__RENDER_RATIO) {
            plan_column(plan, field, render, offset, index, "");
            continue;
        }
        if (back->ratio_num) {
            plan_column(plan, field, REVOPS__RENDER_RATIO_NUM, offset, index, "_num");
            plan_column(plan, field, REVOPS__RENDER_RATIO_DEN, offset, index, "_den");
        }
        if (back->ratio)
            plan_column(plan, field, render, offset, index, "");
    }
    return REVOPS_OK;
}

static int plan_is_shown(const revops_field *field) {
    return field->unit != REVOPS_UNIT_SIZE && field->unit != REVOPS_UNIT_RESERVED;
}

static revops_status plan_chosen(plan_pass *plan, revops_error *err) {
    const revops_writer_options *options = &plan->writer->options;
    revops_status status = REVOPS_OK;
    for (size_t i = 0; status == REVOPS_OK && i < options->field_count; i++) {
        const uint32_t index = options->fields[i];
        const revops_field *field = revops_shape_field(plan->writer->shape, index);
        for (size_t before = 0; before < i; before++)
            if (options->fields[before] == index)
                return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "fields",
                                        "each field once", index);
        if (!field || !plan_is_shown(field))
            return revops__fail_u64(err, REVOPS_E_INVALID, REVOPS_NONE, "fields",
                                    "places of fields that the shape shows", index);
        status = plan_field(plan, field, err);
    }
    return status;
}

static revops_status plan_fields(plan_pass *plan, revops_error *err) {
    const revops_shape *shape = plan->writer->shape;
    revops_status status = REVOPS_OK;
    plan->columns = plan->names = plan->scratch = plan->sums = 0;
    if (plan->writer->options.field_count > 0)
        return plan_chosen(plan, err);
    for (uint32_t i = 0; status == REVOPS_OK && i < shape->field_count; i++) {
        const revops_field *field = revops_shape_field(shape, i);
        if (plan_is_shown(field))
            status = plan_field(plan, field, err);
    }
    return status;
}

static revops_status plan_block(revops_writer *writer, revops__writer_block *block, size_t size,
                                revops_error *err) {
    void *bytes = NULL;
    revops_status status = revops__resize(&writer->base.memory, &bytes, 0, size, err);
    if (status != REVOPS_OK)
        return status;
    block->bytes = bytes;
    block->capacity = size;
    return REVOPS_OK;
}

/* The field that says the currency of a row, whether it is shown or not. */
static const revops_field *plan_currency(const revops_shape *shape) {
    for (uint32_t i = 0; i < shape->field_count; i++) {
        const revops_field *field = revops_shape_field(shape, i);
        if (field->unit == REVOPS_UNIT_CURRENCY && field->type == REVOPS_TYPE_UINT32 &&
            field->offset + sizeof(uint32_t) <= shape->size &&
            revops__same_name(field->name, "currency"))
            return field;
    }
    return NULL;
}

revops_status revops__writer_plan(revops_writer *writer, revops_error *err) {
    revops__memory *memory = &writer->base.memory;
    plan_pass plan = {writer, 0, 0, 0, 0};
    void *columns = NULL, *cells = NULL;
    size_t count;
    revops_status status = plan_fields(&plan, err);
    if (status != REVOPS_OK)
        return status;
    count = plan.columns;
    if (count == 0)
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, "shape",
                            "expected a shape with a field to show");
    status = plan_block(writer, &writer->names, plan.names, err);
    if (status == REVOPS_OK)
        status = plan_block(writer, &writer->scratch, plan.scratch, err);
    if (status == REVOPS_OK)
        status = revops__resize(memory, &cells, 0, count * sizeof(revops__cell), err);
    writer->cells = cells;
    if (status == REVOPS_OK)
        status = revops__resize(memory, &columns, 0, count * sizeof(revops__writer_column), err);
    writer->column_count = count;
    if (status != REVOPS_OK)
        return status;
    memset(columns, 0, count * sizeof(revops__writer_column));
    memset(cells, 0, count * sizeof(revops__cell));
    writer->columns = columns;
    writer->sum_count = plan.sums;
    writer->currency = plan_currency(writer->shape);
    return plan_fields(&plan, err);
}
