/* Commissions on other machines: merge, save and load. */
#include <string.h>

#include "base/text.h"
#include "sales/commission.h"
#include "value/ratio.h"

enum { STATE_TABLES = 3 };

static void commission_tables(const revops_commissions *commissions,
                              const revops__totals *tables[STATE_TABLES]) {
    tables[0] = &commissions->activity;
    tables[1] = &commissions->units;
    tables[2] = &commissions->received;
}

/* Rates are staged; a table that fails is undone in those before it. */
static revops_status commission_merge(revops_commissions *into, const revops_commissions *from,
                                      revops_error *err) {
    revops__totals *const tables[STATE_TABLES] = {&into->activity, &into->units, &into->received};
    const revops__totals *others[STATE_TABLES];
    size_t marks[STATE_TABLES], done = 0;
    revops__memory *memory = &into->handle.memory;
    revops_status status = revops__rates_stage(&into->rates, memory, &from->rates, err);
    if (status != REVOPS_OK)
        return status;
    commission_tables(from, others);
    while (done < STATE_TABLES && status == REVOPS_OK) {
        marks[done] = tables[done]->count;
        status = revops__totals_merge(tables[done], memory, others[done], err);
        done += status == REVOPS_OK;
    }
    if (status == REVOPS_OK) {
        revops__rates_commit(&into->rates, memory);
        return REVOPS_OK;
    }
    while (done-- > 0)
        revops__totals_unmerge(tables[done], others[done], marks[done]);
    revops__rates_drop(&into->rates, memory);
    return status;
}

revops_status revops_commissions_merge(revops_commissions *into, const revops_commissions *from,
                                       revops_error *err) {
    revops_status status = revops__require(into, "into", err);
    if (status == REVOPS_OK)
        status = revops__require(from, "from", err);
    if (status == REVOPS_OK)
        status = revops__ready(&into->handle, err);
    if (status == REVOPS_OK)
        status = revops__ready(&from->handle, err);
    if (status != REVOPS_OK)
        return status;
    if (into == from)
        return revops__fail(err, REVOPS_E_INVALID, REVOPS_NONE, "from",
                            "expected two handles, got the same twice");
    if (into->quantity_scale != from->quantity_scale)
        return revops__fail_i64(err, REVOPS_E_MISMATCH, REVOPS_NONE, "quantity_scale",
                                "handles of one scale", from->quantity_scale);
    status = revops__row_limit(&into->handle, from->handle.rows, err);
    if (status == REVOPS_OK)
        status = commission_merge(into, from, err);
    if (status == REVOPS_OK)
        into->handle.rows += from->handle.rows;
    return status;
}

static const char commission_state[4] = {'C', 'O', 'M', 'M'};

typedef struct commission_context {
    const revops_commissions *commissions;
    const revops__totals *tables[STATE_TABLES];
    uint32_t *order[STATE_TABLES];
    size_t count[STATE_TABLES];
} commission_context;

/* Payload: quantity scale (8), rates (options first, see value/fx), then activity, agreed rates and
 * settlements as base/totals writes them. */
static void commission_payload(revops__packer *packer, const void *user) {
    const commission_context *context = user;
    revops__pack_u64(packer, (uint64_t)context->commissions->quantity_scale);
    revops__rates_pack(packer, &context->commissions->rates);
    for (size_t t = 0; t < STATE_TABLES; t++)
        revops__totals_pack(packer, context->tables[t], context->order[t], context->count[t]);
}

revops_status revops_commissions_save(const revops_commissions *commissions, void *out,
                                      size_t capacity, size_t *written, revops_error *err) {
    commission_context context;
    revops__memory memory;
    revops_status status = revops__require(commissions, "commissions", err);
    if (status == REVOPS_OK)
        status = revops__bytes_out(out, capacity, written, err);
    if (status == REVOPS_OK)
        status = revops__ready(&commissions->handle, err);
    if (status != REVOPS_OK)
        return status;
    memset(&context, 0, sizeof context);
    context.commissions = commissions;
    commission_tables(commissions, context.tables);
    memory = commissions->handle.memory;
    for (size_t t = 0; t < STATE_TABLES && status == REVOPS_OK; t++)
        status = revops__totals_sorted(context.tables[t], &memory, &context.order[t],
                                       &context.count[t], err);
    if (status == REVOPS_OK)
        status = revops__state_save(out, capacity, written, commission_state, 1, commission_payload,
                                    &context, err);
    for (size_t t = 0; t < STATE_TABLES; t++)
        revops__totals_order_free(context.tables[t], &memory, context.order[t]);
    return status;
}

static int commission_good_day(uint64_t word, int32_t last) {
    const int64_t day = revops__i64_of_word(word);
    return day >= REVOPS__FIRST_DAY && day <= last;
}

static int commission_good_code(uint64_t word) {
    return word != 0 && word <= UINT32_MAX;
}

static int commission_good_activity(const uint64_t *words, uint64_t count, const revops__sum *sums,
                                    const void *user) {
    (void)count;
    (void)user;
    return commission_good_day(words[REVOPS__ACTIVITY_DAY], REVOPS__LAST_DAY) &&
           commission_good_code(words[REVOPS__ACTIVITY_CURRENCY]) &&
           words[REVOPS__ACTIVITY_BASIS] < REVOPS__BASES && words[REVOPS__ACTIVITY_REPORTED] <= 1 &&
           (words[REVOPS__ACTIVITY_REPORTED] || revops__sum_is_zero(sums));
}

static int commission_good_unit(const uint64_t *words, uint64_t count, const revops__sum *sums,
                                const void *user) {
    const uint64_t num = words[REVOPS__UNIT_NUM], den = words[REVOPS__UNIT_DEN];
    (void)count;
    (void)sums;
    (void)user;
    return den != 0 && den <= INT64_MAX && num <= INT64_MAX && revops__gcd(num, den) == 1 &&
           commission_good_code(words[REVOPS__UNIT_CURRENCY]) &&
           words[REVOPS__UNIT_BASIS] < REVOPS__BASES &&
           commission_good_day(words[REVOPS__UNIT_FROM], REVOPS__LAST_DAY) &&
           commission_good_day(words[REVOPS__UNIT_TO], REVOPS__LAST_DAY + 1) &&
           words[REVOPS__UNIT_FROM] < words[REVOPS__UNIT_TO];
}

static int commission_good_received(const uint64_t *words, uint64_t count, const revops__sum *sums,
                                    const void *user) {
    (void)count;
    (void)sums;
    (void)user;
    return commission_good_day(words[REVOPS__RECEIVED_DAY], REVOPS__LAST_DAY) &&
           commission_good_code(words[REVOPS__RECEIVED_CURRENCY]);
}

static revops_status commission_load_payload(revops__unpacker *unpacker, revops_commissions *made,
                                             revops_error *err) {
    revops__totals *const tables[STATE_TABLES] = {&made->activity, &made->units, &made->received};
    static const revops__totals_good good[STATE_TABLES] = {
        commission_good_activity, commission_good_unit, commission_good_received};
    revops__memory *memory = &made->handle.memory;
    revops_status status;
    revops__rates_free(&made->rates, memory);
    status = revops__rates_unpack(unpacker, &made->rates, memory, err);
    for (size_t t = 0; t < STATE_TABLES && status == REVOPS_OK; t++)
        status = revops__totals_unpack(unpacker, tables[t], memory, good[t], NULL,
                                       &made->handle.rows, err);
    return status == REVOPS_OK ? revops__state_close(unpacker, err) : status;
}

revops_status revops_commissions_load(revops_commissions **commissions, const void *bytes,
                                      size_t size, const revops_host *host, revops_error *err) {
    revops_commissions_options options = REVOPS_COMMISSIONS_OPTIONS_INIT;
    revops_commissions *made = NULL;
    revops__unpacker unpacker;
    uint16_t version;
    revops_status status = revops__require(commissions, "commissions", err);
    if (status != REVOPS_OK)
        return status;
    *commissions = NULL;
    status = revops__state_open(&unpacker, &version, bytes, size, commission_state, 1, err);
    if (status != REVOPS_OK)
        return status;
    options.quantity_scale = (int64_t)revops__unpack_u64(&unpacker);
    if (unpacker.bad || options.quantity_scale <= 0)
        return revops__state_damaged(&unpacker, "expected a scale above 0", err);
    status = revops_commissions_create(&made, &options, host, err);
    if (status == REVOPS_OK)
        status = commission_load_payload(&unpacker, made, err);
    if (status != REVOPS_OK) {
        revops_commissions_destroy(made);
        return status;
    }
    *commissions = made;
    return REVOPS_OK;
}
