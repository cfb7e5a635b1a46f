/* From totals to the rows of an answer. */
#include <string.h>

#include "base/totals.h"

revops_status revops__totals_group(revops__totals *groups, revops__memory *memory,
                                   const uint64_t *words, revops__sum **sums, revops_error *err) {
    uint32_t entry;
    revops_status status = revops__totals_locate(groups, memory, words, &entry, err);
    if (status != REVOPS_OK)
        return status;
    *revops__totals_count(groups, entry) = 1;
    *sums = revops__totals_sums(groups, entry);
    return REVOPS_OK;
}

revops_status revops__totals_narrow(int64_t *value, const revops__sum *sum, uint64_t at,
                                    const char *field, revops_error *err) {
    if (revops__sum_narrow(sum, value))
        return REVOPS_OK;
    return revops__fail(err, REVOPS_E_OVERFLOW, at, field, "expected a total within int64");
}

/* Two passes, because a failed call writes no row. */
static revops_status totals_copy(const revops__totals_answer *answer, revops__totals_make make,
                                 void *row, size_t row_bytes, uint64_t first, void *out,
                                 size_t capacity, size_t row_size, size_t *written,
                                 revops_error *err) {
    const size_t from = first < answer->count ? (size_t)first : answer->count;
    const size_t left = answer->count - from, count = left < capacity ? left : capacity;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < count; i++) {
            revops_status status = make(row, answer, from + i, err);
            if (status != REVOPS_OK)
                return status;
            if (pass == 1)
                memcpy((char *)out + i * row_size, row, row_bytes);
        }
    }
    *written = count;
    return REVOPS_OK;
}

revops_status revops__totals_answer_rows(const revops__totals *groups, revops__memory *memory,
                                         revops__totals_make make, const void *user,
                                         size_t row_bytes, uint64_t first, void *out,
                                         size_t capacity, size_t row_size, size_t *written,
                                         revops_error *err) {
    uint32_t *order = NULL;
    void *row = NULL;
    revops__totals_answer answer = {groups, NULL, 0, user};
    revops_status status = revops__totals_sorted(groups, memory, &order, &answer.count, err);
    if (status == REVOPS_OK)
        status = revops__resize(memory, &row, 0, row_bytes, err);
    answer.order = order;
    if (status == REVOPS_OK)
        status = totals_copy(&answer, make, row, row_bytes, first, out, capacity, row_size, written,
                             err);
    revops__free(memory, row, row ? row_bytes : 0);
    revops__totals_order_free(groups, memory, order);
    return status;
}
