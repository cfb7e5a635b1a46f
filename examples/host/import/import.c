/* The importer: every row of every file is looked at, records go to the store in batches, and what
 * the store has to say about a record is told with the place it came from. */
#include "import/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import/digest.h"
#include "import/layout.h"
#include "revops/date.h"
#include "revops/money.h"

enum {
    IMPORT_KEPT = 1024 * 1024, /* texts of one batch: long rows make small batches */
    IMPORT_TALLY = 1024        /* slots that a tally starts with; a power of two */
};

/* A key and how often it was met; count 0 is an empty slot. */
typedef struct import_count {
    uint64_t key, count;
} import_count;

static int import_no_memory(host_error *error) {
    return host_fail(error, "nomem", "no memory to import");
}

/* ---- counting ---- */

static import_count *import_slot(import_count *slots, size_t capacity, uint64_t key) {
    size_t at = (size_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (capacity - 1);
    while (slots[at].count && slots[at].key != key)
        at = (at + 1) & (capacity - 1);
    return &slots[at];
}

uint64_t import_count_key(import_reader *reader, uint64_t key) {
    import_tally *tally = &reader->tally;
    if (tally->used * 2 >= tally->capacity) {
        size_t capacity = tally->capacity ? tally->capacity * 2 : IMPORT_TALLY;
        import_count *slots = calloc(capacity, sizeof *slots);
        if (!slots)
            return 0;
        for (size_t i = 0; i < tally->capacity; i++) {
            if (tally->slots[i].count)
                *import_slot(slots, capacity, tally->slots[i].key) = tally->slots[i];
        }
        free(tally->slots);
        tally->slots = slots;
        tally->capacity = capacity;
    }
    import_count *slot = import_slot(tally->slots, tally->capacity, key);
    tally->used += slot->count == 0;
    slot->key = key;
    return ++slot->count;
}

/* `row-H-n`: H is the first 16 hex digits of SHA-256 over the texts, joined by 0x1F; n the time
 * that this H is met in the file. */
bool import_derive(import_reader *reader, host_text *id, const host_text *fields, size_t count,
                   bool counted) {
    char hex[65], text[48];
    host_digest digest;
    host_digest_begin(&digest);
    for (size_t i = 0; i < count; i++) {
        host_digest_add(&digest, "\x1F", i > 0);
        host_digest_add(&digest, fields[i].data, fields[i].size);
    }
    host_digest_end(&digest, hex);
    hex[16] = '\0';
    uint64_t times = counted ? import_count_key(reader, strtoull(hex, NULL, 16)) : 1;
    int size = counted ? snprintf(text, sizeof text, "row-%s-%llu", hex, (unsigned long long)times)
                       : snprintf(text, sizeof text, "row-%s", hex);
    *id = host_csv_keep(reader->csv, text, (size_t)size);
    if (times > 0 && id->data)
        return true;
    import_no_memory(&reader->fault);
    return false;
}

static bool import_derive_transaction(import_reader *reader, host_transaction *record) {
    char day[16] = "", currency[8] = "", gross[24], fee[24];
    size_t size = 0;
    if (revops_day_format(day, sizeof day, &size, record->economic_day, NULL) != REVOPS_OK ||
        revops_currency_format(currency, sizeof currency, &size, record->currency, NULL) !=
            REVOPS_OK)
        return false;
    snprintf(gross, sizeof gross, "%lld", (long long)record->gross_minor);
    snprintf(fee, sizeof fee, "%lld", (long long)record->fee_minor);
    const host_text fields[] = {{day, strlen(day)},
                                import_kind_name(record->kind),
                                {currency, strlen(currency)},
                                {gross, strlen(gross)},
                                {fee, strlen(fee)},
                                record->customer,
                                record->product};
    return import_derive(reader, &record->transaction, fields, sizeof fields / sizeof fields[0],
                         true);
}

/* ---- controls ---- */

/* The control of a currency, made where it belongs in the order of codes. NULL: no memory. */
static host_import_control *import_control(host_import_file *file, uint32_t currency) {
    size_t at = 0;
    while (at < file->control_count && file->controls[at].currency < currency)
        at++;
    if (at < file->control_count && file->controls[at].currency == currency)
        return &file->controls[at];
    host_import_control *grown =
        realloc(file->controls, (file->control_count + 1) * sizeof *file->controls);
    if (!grown)
        return NULL;
    file->controls = grown;
    memmove(grown + at + 1, grown + at, (file->control_count - at) * sizeof *grown);
    grown[at] = (host_import_control){.currency = currency};
    file->control_count++;
    return &grown[at];
}

/* Add a record to the controls: all sums or none. */
static bool import_add(import_reader *reader, uint32_t currency, const int64_t amounts[5]) {
    host_import_control *control = import_control(reader->file, currency);
    if (!control) {
        import_no_memory(&reader->fault);
        return false;
    }
    int64_t *sums[5] = {&control->gross_minor, &control->tax_minor, &control->fee_minor,
                        &control->net_minor, &control->amount_minor};
    int64_t added[5];
    for (size_t i = 0; i < 5; i++) {
        if (revops_money_add(&added[i], *sums[i], amounts[i], NULL) != REVOPS_OK) {
            host_fail(&reader->fault, "overflow", "the sum of the file does not fit an amount");
            host_fail_hint(&reader->fault, NULL, "sums of at most 9223372036854775807 minor units",
                           "split the file");
            return false;
        }
    }
    for (size_t i = 0; i < 5; i++)
        *sums[i] = added[i];
    return true;
}

/* ---- batches ---- */

void *import_record(import_reader *reader, size_t table) {
    import_batch *batch = &reader->batches[table];
    void *record = batch->records + batch->count * batch->record_size;
    memset(record, 0, batch->record_size);
    return record;
}

void import_commit(import_reader *reader, size_t table) {
    import_batch *batch = &reader->batches[table];
    batch->origins[batch->count++] =
        (import_origin){reader->row.cells, reader->row.row, reader->row.line};
}

bool import_commit_transaction(import_reader *reader, host_transaction *record) {
    const int64_t amounts[5] = {record->gross_minor, record->tax_minor, record->fee_minor,
                                record->net_minor, 0};
    if (record->transaction.size == 0 && !import_derive_transaction(reader, record)) {
        import_no_memory(&reader->fault);
        return false;
    }
    if (!import_add(reader, record->currency, amounts))
        return false;
    import_commit(reader, 0);
    return true;
}

bool import_commit_payout(import_reader *reader, size_t table, const host_payout *record) {
    const int64_t amounts[5] = {0, 0, 0, 0, record->amount_minor};
    if (!import_add(reader, record->currency, amounts))
        return false;
    import_commit(reader, table);
    return true;
}

/* A refusal of this file; where it is whole, so that every printed error can be found. */
static void import_refused(import_reader *reader, host_import_result *result, uint64_t row,
                           uint64_t line) {
    host_error *fault = &reader->fault;
    snprintf(fault->file, sizeof fault->file, "%s", reader->file->file);
    fault->row = row ? row : fault->row;
    fault->line = line ? line : fault->line;
    host_errors_add(&result->errors, fault);
}

/* What the store would not take: tell it as a refusal of the cell that differs. */
static void import_outcome(import_reader *reader, host_import_result *result,
                           const import_batch *batch, size_t index) {
    const host_put_result *put = &batch->results[index];
    const import_origin *origin = &batch->origins[index];
    const char *field = put->field ? put->field : "";
    int32_t column = import_column_of(reader, field);
    host_csv_row row = reader->row;
    reader->row.cells = origin->cells; /* the refusal shows this row's cell */
    const char *status = "duplicate";
    const char *message = "differs from what was imported under this id before";
    const char *expected = "the same values whenever an id comes again";
    const char *fix = "import again with --update to replace the stored row";
    if (put->outcome == HOST_PUT_MISSING) {
        status = "missing";
        message = "is not stored";
        expected = "the id of a stored document";
        fix = "import the documents before their lines";
    } else if (put->outcome == HOST_PUT_CLASH) {
        message = "has the key of another id";
        expected = "an id whose first 63 bits of SHA-256 are its own";
        fix = "give one of both rows another id";
    }
    if (column >= 0) {
        (void)import_refuse(reader, (size_t)column, status, message, expected, fix);
    } else {
        host_fail(&reader->fault, status, "the field %s %s", field, message);
        host_fail_hint(&reader->fault, NULL, expected, fix);
        snprintf(reader->fault.column, sizeof reader->fault.column, "%s", field);
    }
    import_refused(reader, result, origin->row, origin->line);
    reader->row = row;
}

static bool import_is_refused(const import_reader *reader, host_outcome outcome) {
    return outcome == HOST_PUT_MISSING || outcome == HOST_PUT_CLASH ||
           (outcome == HOST_PUT_CHANGED && !reader->request->update);
}

static uint64_t import_troubles(const host_put_counts *counts) {
    return counts->changed + counts->missing + counts->clash;
}

/* Hand all batches to the store and tell what it refused, in the order of rows. */
static int import_flush(import_reader *reader, host_import_result *result, host_error *error) {
    host_put_counts *counts = &reader->file->counts;
    uint64_t troubles = import_troubles(counts);
    uint32_t flags = reader->request->update ? HOST_PUT_UPDATE : 0;
    for (size_t t = 0; t < IMPORT_TABLES; t++) {
        import_batch *batch = &reader->batches[t];
        if (batch->count && host_store_put(reader->request->store, batch->table, batch->records,
                                           batch->count, flags, batch->results, counts, error))
            return -1;
    }
    size_t at[IMPORT_TABLES] = {0};
    while (import_troubles(counts) > troubles) {
        const import_batch *next = NULL;
        size_t table = 0;
        for (size_t t = 0; t < IMPORT_TABLES; t++) {
            const import_batch *batch = &reader->batches[t];
            if (at[t] < batch->count &&
                (!next || batch->origins[at[t]].row < next->origins[at[table]].row)) {
                next = batch;
                table = t;
            }
        }
        if (!next)
            break;
        if (import_is_refused(reader, next->results[at[table]].outcome))
            import_outcome(reader, result, next, at[table]);
        at[table]++;
    }
    for (size_t t = 0; t < IMPORT_TABLES; t++)
        reader->batches[t].count = 0;
    host_csv_forget(reader->csv);
    if (host_progress_step(reader->request->progress, reader->file->read,
                           host_csv_share(reader->csv)) != REVOPS_MORE)
        return host_fail(error, "cancelled", "stopped before the end");
    return 0;
}

static int import_batches(import_reader *reader, host_error *error) {
    for (size_t t = 0; t < IMPORT_TABLES && reader->layout->tables[t]; t++) {
        import_batch *batch = &reader->batches[t];
        batch->table = reader->layout->tables[t];
        batch->record_size = batch->table->shape->size;
        batch->records = malloc(IMPORT_BATCH * batch->record_size);
        batch->origins = malloc(IMPORT_BATCH * sizeof *batch->origins);
        batch->results = malloc(IMPORT_BATCH * sizeof *batch->results);
        if (!batch->records || !batch->origins || !batch->results)
            return import_no_memory(error);
    }
    return 0;
}

static bool import_is_full(const import_reader *reader) {
    bool full = host_csv_kept(reader->csv) > IMPORT_KEPT;
    for (size_t t = 0; t < IMPORT_TABLES; t++)
        full = full || reader->batches[t].count == IMPORT_BATCH;
    return full;
}

/* ---- files ---- */

/* What every layout asks of a row before it looks at a cell. */
static bool import_row_stands(import_reader *reader) {
    if (!reader->row.is_text) {
        host_fail(&reader->fault, "invalid", "the row is not UTF-8 text");
        host_fail_hint(&reader->fault, NULL, "UTF-8 without NUL", "export the file again as UTF-8");
        return false;
    }
    if (reader->row.cell_count == reader->header_count)
        return true;
    char expected[80];
    snprintf(expected, sizeof expected, "%zu cells, as many as the header has",
             reader->header_count);
    host_fail(&reader->fault, "invalid", "the row has %zu cells", reader->row.cell_count);
    host_fail_hint(&reader->fault, NULL, expected,
                   "look for a separator inside a cell that is not quoted");
    return false;
}

/* All rows of a recognised file. Answers 0 also when rows were refused. */
static int import_rows(import_reader *reader, host_import_result *result, host_error *error) {
    for (;;) {
        int next = host_csv_next(reader->csv, &reader->row, &reader->fault);
        reader->file->read += next > 0;
        bool taken = next > 0 && import_row_stands(reader) && reader->layout->row(reader);
        if (taken && !import_is_full(reader))
            continue;
        /* Rows before a refused one go first, so that refusals come in the order of rows. */
        host_error fault = reader->fault;
        if (import_flush(reader, result, error))
            return -1;
        if (next == 0)
            return 0;
        if (taken)
            continue;
        if (fault.exit_code != HOST_EXIT_REFUSED) {
            *error = fault;
            return -1;
        }
        reader->fault = fault;
        import_refused(reader, result, next > 0 ? reader->row.row : 0,
                       next > 0 ? reader->row.line : 0);
        if (next < 0) /* the rest of the file cannot be read */
            return 0;
    }
}

static int import_open_file(import_reader *reader, host_import_result *result, bool *refused,
                            host_error *error) {
    *refused = false;
    if (host_csv_open(&reader->csv, reader->file->file, error))
        return -1;
    if (import_recognise(reader) == 0) {
        const import_layout *layout = reader->layout;
        const char *named = reader->request->platform;
        reader->platform = layout->platform ? layout->platform : named ? named : "manual";
        reader->file->layout = layout->name;
        reader->file->platform = layout->platform || layout->names_platform ? reader->platform : "";
        return import_batches(reader, error);
    }
    if (reader->fault.exit_code != HOST_EXIT_REFUSED) {
        *error = reader->fault;
        return -1;
    }
    *refused = true;
    import_refused(reader, result, 0, 0);
    return 0;
}

static int import_file(import_reader *reader, host_import_result *result, host_error *error) {
    bool refused;
    uint64_t before = result->errors.total;
    if (import_open_file(reader, result, &refused, error))
        return -1;
    if (refused)
        return 0;
    if (import_rows(reader, result, error))
        return -1;
    /* What must hold for the whole file is asked only when its rows have all been taken. */
    if (result->errors.total == before && reader->layout->finish &&
        reader->layout->finish(reader)) {
        if (reader->fault.exit_code != HOST_EXIT_REFUSED) {
            *error = reader->fault;
            return -1;
        }
        import_refused(reader, result, 0, 0);
    }
    return host_csv_digest(reader->csv, reader->file->sha256, error);
}

static void import_close(import_reader *reader) {
    for (size_t t = 0; t < IMPORT_TABLES; t++) {
        free(reader->batches[t].records);
        free(reader->batches[t].origins);
        free(reader->batches[t].results);
    }
    free(reader->tally.slots);
    host_csv_close(reader->csv);
}

/* A platform or stream of the command line becomes part of ids, so it keeps to the rules of one. */
static int import_option_stands(const char *option, const char *value, host_error *error) {
    size_t size = value ? strlen(value) : 1;
    bool stands = size > 0 && size <= IMPORT_TEXT;
    for (size_t i = 0; value && i < size; i++)
        stands = stands && (unsigned char)value[i] >= 0x20;
    if (stands)
        return 0;
    host_fail(error, "usage", "%s does not take this text", option);
    return host_fail_hint(error, value, "a name without control characters", "give another name");
}

int host_import_run(const host_import_request *request, host_import_result *result,
                    host_error *error) {
    memset(result, 0, sizeof *result);
    if (request->layout && !import_layout_find(request->layout))
        return import_layout_unknown(request->layout, error);
    if (import_option_stands("--platform", request->platform, error) ||
        import_option_stands("--stream", request->stream, error))
        return -1;
    result->files = calloc(request->file_count ? request->file_count : 1, sizeof *result->files);
    import_reader *reader = malloc(sizeof *reader);
    int failed = result->files && reader ? 0 : import_no_memory(error);
    result->file_count = failed ? 0 : request->file_count;
    for (size_t i = 0; i < result->file_count && !failed; i++) {
        *reader = (import_reader){.request = request, .file = &result->files[i]};
        reader->file->file = request->files[i];
        reader->file->layout = "";
        reader->file->platform = "";
        failed = import_file(reader, result, error);
        import_close(reader);
    }
    free(reader);
    return failed || result->errors.total ? -1 : 0;
}

void host_import_free(host_import_result *result) {
    for (size_t i = 0; i < result->file_count; i++) {
        free(result->files[i].skips);
        free(result->files[i].controls);
        free(result->files[i].notes);
    }
    free(result->files);
    memset(result, 0, sizeof *result);
}
