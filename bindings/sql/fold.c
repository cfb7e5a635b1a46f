/* A handle of any kind, and the rows that wait before its feeds. */
#include "buffer.h"
#include "sql.h"

#include <string.h>

struct sql_fold {
    const revops_handle_kind *kind;
    void *handle;
    sql_texts *texts;
    revops_host host;
    int64_t count;
    size_t held;
    sql_buffer buffers[]; /* two a feed: rows to add, rows to take back; without columns: unused */
};

static revops_status fold_begin(sql_fold **fold, const revops_handle_kind *kind, sql_texts *texts,
                                const revops_host *host, revops_error *err) {
    size_t size = sizeof **fold + 2 * kind->feed_count * sizeof(sql_buffer);
    *fold = sql_take(host, size, err);
    if (!*fold)
        return REVOPS_E_NOMEM;
    memset(*fold, 0, size);
    (*fold)->kind = kind;
    (*fold)->texts = texts;
    (*fold)->host = *host;
    (*fold)->held = size;
    return REVOPS_OK;
}

static revops_status fold_begun(sql_fold **fold, revops_status status) {
    if (status) {
        sql_fold_close(*fold);
        *fold = NULL;
    }
    return status;
}

revops_status sql_fold_open(sql_fold **fold, const revops_handle_kind *kind, const char *options,
                            size_t size, sql_texts *texts, const revops_host *host,
                            revops_error *err) {
    sql_struct given;
    revops_status status = fold_begin(fold, kind, texts, host, err);
    if (status)
        return status;
    status = sql_struct_open(&given, kind->options, options, size, texts, host, err);
    if (status == REVOPS_OK)
        status = kind->create(&(*fold)->handle, given.data, host, err);
    sql_struct_close(&given, host);
    return fold_begun(fold, status);
}

revops_status sql_fold_load(sql_fold **fold, const revops_handle_kind *kind, const void *state,
                            size_t size, sql_texts *texts, const revops_host *host,
                            revops_error *err) {
    revops_status status = fold_begin(fold, kind, texts, host, err);
    if (status)
        return status;
    return fold_begun(fold, kind->load(&(*fold)->handle, state, size, host, err));
}

void sql_fold_close(sql_fold *fold) {
    revops_host host;
    if (!fold)
        return;
    host = fold->host;
    for (uint32_t i = 0; i < 2 * fold->kind->feed_count; i++)
        buffer_close(&fold->buffers[i], &host);
    fold->kind->destroy(fold->handle);
    sql_give(&host, fold, fold->held);
}

static revops_status fold_hand_over(sql_fold *fold, uint32_t feed, int back, revops_error *err) {
    sql_buffer *buffer = &fold->buffers[2 * feed + (uint32_t)back];
    return buffer_flush(buffer, fold->handle, back ? buffer->feed->remove : buffer->feed->add,
                        &fold->host, err);
}

revops_status sql_fold_row(sql_fold *fold, uint32_t feed, int back, const sql_value *values,
                           uint32_t count, revops_error *err) {
    sql_buffer *buffer = &fold->buffers[2 * feed + (uint32_t)back];
    if (!buffer->columns &&
        buffer_open(buffer, sql_feed(fold->kind, feed), count, &fold->host, err))
        return err->status;
    if (count != buffer->column_count)
        return sql_fail(err, REVOPS_E_INVALID, buffer->feed->name,
                        "expected as many columns as in the row before");
    if (buffer_row(buffer, values, fold->texts, err))
        return err->status;
    fold->count += back ? -1 : 1;
    if (buffer->rows < buffer->capacity)
        return REVOPS_OK;
    /* What is taken back must have been added before. */
    if (back && fold->buffers[2 * feed].rows && fold_hand_over(fold, feed, 0, err))
        return err->status;
    return fold_hand_over(fold, feed, back, err);
}

revops_status sql_fold_name(sql_fold *fold, const char *text, size_t size, revops_error *err) {
    uint64_t key;
    revops_status status;
    if (size == 0)
        return REVOPS_OK;
    status = revops_names_add(fold->handle, &key, text, size, err);
    if (status && err->row == REVOPS_NONE)
        err->row = (uint64_t)fold->count;
    fold->count++;
    return status;
}

revops_status sql_fold_named(sql_fold *fold, uint32_t feed, const char *const *names,
                             uint32_t count, revops_error *err) {
    return buffer_open_named(&fold->buffers[2 * feed], sql_feed(fold->kind, feed), names, count,
                             &fold->host, err);
}

/* The later feeds first: the main feed may need what they say. */
revops_status sql_fold_flush(sql_fold *fold, revops_error *err) {
    for (uint32_t feed = fold->kind->feed_count; feed-- > 0;)
        for (int back = 0; back < 2; back++) {
            const sql_buffer *buffer = &fold->buffers[2 * feed + (uint32_t)back];
            /* An empty batch of named columns tells which required one is missing. */
            int named = buffer->columns && buffer->before == 0 && !back;
            if ((buffer->rows || named) && fold_hand_over(fold, feed, back, err))
                return err->status;
        }
    return REVOPS_OK;
}

revops_status sql_fold_merge(sql_fold *fold, sql_fold *from, revops_error *err) {
    if (sql_fold_flush(fold, err) || sql_fold_flush(from, err) ||
        fold->kind->merge(fold->handle, from->handle, err))
        return err->status;
    fold->count += from->count;
    return REVOPS_OK;
}

revops_status sql_fold_merge_state(sql_fold *fold, const void *state, size_t size,
                                   revops_error *err) {
    void *other = NULL;
    revops_status status = sql_fold_flush(fold, err);
    if (status == REVOPS_OK)
        status = fold->kind->load(&other, state, size, &fold->host, err);
    if (status == REVOPS_OK)
        status = fold->kind->merge(fold->handle, other, err);
    fold->kind->destroy(other);
    return status;
}

void *sql_fold_handle(sql_fold *fold) {
    return fold->handle;
}

int64_t sql_fold_count(const sql_fold *fold) {
    return fold->count;
}

const revops_handle_kind *sql_fold_kind(const sql_fold *fold) {
    return fold->kind;
}
