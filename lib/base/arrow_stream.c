/* Arrow out as a stream: all arrays are made at once, so a failure is the caller's and nothing of
 * the caller's has to outlive the call; the stream then hands them over one by one. */
#include <string.h>

#include "base/arrow_export.h"

/* The private data of a stream: the block head, its type, and its arrays. */
typedef struct stream_data {
    revops__arrow_block block;
    struct ArrowSchema schema;
    const char *problem;
    size_t count, next;
    struct ArrowArray *arrays;
} stream_data;

static int stream_get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out) {
    stream_data *data = stream->private_data;
    revops__memory memory;
    memset(&memory, 0, sizeof memory);
    memory.host = data->block.host;
    data->problem = NULL;
    if (revops__arrow_schema_copy(&memory, out, &data->schema, NULL) == REVOPS_OK)
        return 0;
    out->release = NULL;
    data->problem = "the host gave no memory";
    return REVOPS__ARROW_NOMEM;
}

static int stream_get_next(struct ArrowArrayStream *stream, struct ArrowArray *out) {
    stream_data *data = stream->private_data;
    memset(out, 0, sizeof *out);
    if (data->next < data->count) {
        *out = data->arrays[data->next];
        data->arrays[data->next++].release = NULL;
    }
    return 0;
}

static const char *stream_get_last_error(struct ArrowArrayStream *stream) {
    const stream_data *data = stream->private_data;
    return data->problem;
}

static void stream_release(struct ArrowArrayStream *stream) {
    stream_data *data = stream->private_data;
    for (; data->next < data->count; data->next++)
        data->arrays[data->next].release(&data->arrays[data->next]);
    if (data->schema.release)
        data->schema.release(&data->schema);
    revops__arrow_block_free(&data->block);
    stream->release = NULL;
}

static revops_status stream_open(revops__arrow_export *self, struct ArrowArrayStream *stream,
                                 size_t chunks, revops_error *err) {
    const size_t arrays = revops__product(chunks, sizeof(struct ArrowArray));
    revops__arrow_block *block;
    stream_data *data;
    revops_status status = revops__arrow_block_take(
        &self->memory, &block, arrays > SIZE_MAX - sizeof *data ? SIZE_MAX : sizeof *data + arrays,
        err);
    if (status != REVOPS_OK)
        return status;
    data = (stream_data *)(void *)block;
    data->arrays = (struct ArrowArray *)(void *)(data + 1);
    stream->get_schema = stream_get_schema;
    stream->get_next = stream_get_next;
    stream->get_last_error = stream_get_last_error;
    stream->release = stream_release;
    stream->private_data = data;
    return REVOPS_OK;
}

static revops_status stream_fill(revops__arrow_export *self, stream_data *data, const void *rows,
                                 size_t count, size_t chunk, revops_error *err) {
    revops_status status = revops__arrow_schema_make(&self->memory, &data->schema, self->shape,
                                                     self->scratch != NULL, self->columns, err);
    for (size_t first = 0; status == REVOPS_OK && first < count; first += chunk) {
        const size_t rest = count - first;
        status = revops__arrow_array_make(self, &data->arrays[data->count], rows, first,
                                          rest < chunk ? rest : chunk, err);
        data->count += status == REVOPS_OK;
    }
    return status;
}

revops_status revops_arrow_export_stream(struct ArrowArrayStream *stream, const revops_shape *shape,
                                         const void *rows, size_t count,
                                         const revops_arrow_options *options,
                                         const revops_host *host, revops_error *err) {
    revops__arrow_export self;
    size_t chunk;
    revops_status status = revops__require(stream, "stream", err);
    if (status != REVOPS_OK)
        return status;
    memset(stream, 0, sizeof *stream);
    status = revops__arrow_export_open(&self, shape, rows, count, options, host, err);
    chunk = self.options.chunk_rows > 0 ? (size_t)self.options.chunk_rows : REVOPS__ARROW_CHUNK;
    if (status == REVOPS_OK)
        status = stream_open(&self, stream, count / chunk + (count % chunk > 0), err);
    if (status == REVOPS_OK)
        status = stream_fill(&self, stream->private_data, rows, count, chunk, err);
    revops__arrow_export_close(&self);
    if (status != REVOPS_OK && stream->release)
        stream->release(stream);
    return status;
}
