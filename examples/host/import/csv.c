/* CSV files, row by row: one buffer, lines fed to libcsv, texts kept in blocks until forgotten. */
#include "import/csv.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/progress.h"
#include "import/digest.h"

enum {
    CSV_READ = 256 * 1024,       /* the buffer that a file starts with */
    CSV_ROW_LIMIT = 1024 * 1024, /* longest row; an open quote would swallow the whole file */
    CSV_BLOCK = 256 * 1024       /* texts are kept in blocks of this size */
};

typedef struct csv_block {
    struct csv_block *next;
    size_t size, used;
    max_align_t data[];
} csv_block;

struct host_csv {
    int file;
    const char *path;
    char *buffer; /* [start, end) is not yet fed */
    size_t start, end, capacity;
    uint64_t bytes, total; /* read so far; size of the file, 0 unknown */
    bool ended;            /* the file is read to its end */
    host_digest digest;

    csv_block *blocks, *block; /* all; the one that is being filled */
    size_t kept;

    struct csv_parser parser;
    bool parsing, finished; /* parser is alive; it was told that the text has ended */
    host_text *cells;       /* of the row that is being read */
    size_t header_count, cell_count;
    size_t row_bytes;
    uint64_t row, line, row_line;
    bool row_open, row_ready, row_is_text, no_memory, two_rows;
};

/* ---- texts ---- */

static void *csv_take(host_csv *csv, size_t size, size_t align) {
    csv_block *block = csv->block;
    size_t at = block ? (block->used + align - 1) / align * align : 0;
    if (!block || size > block->size - at || at > block->size) {
        csv_block *next = block ? block->next : csv->blocks;
        if (!next || next->size < size) {
            size_t room = size > CSV_BLOCK ? size : CSV_BLOCK;
            csv_block *made = malloc(sizeof *made + room);
            if (!made)
                return NULL;
            *made = (csv_block){.next = next, .size = room};
            if (block)
                block->next = made;
            else
                csv->blocks = made;
            next = made;
        }
        csv->block = block = next;
        block->used = 0;
        at = 0;
    }
    block->used = at + size;
    csv->kept += size;
    return (char *)block->data + at;
}

host_text host_csv_keep(host_csv *csv, const char *data, size_t size) {
    char *copy = csv_take(csv, size, 1);
    if (copy && size)
        memcpy(copy, data, size);
    return (host_text){copy, copy ? size : 0};
}

size_t host_csv_kept(const host_csv *csv) {
    return csv->kept;
}

void host_csv_forget(host_csv *csv) {
    for (csv_block **link = &csv->blocks; *link;) {
        csv_block *block = *link;
        if (block->size > CSV_BLOCK) { /* made for one long row */
            *link = block->next;
            free(block);
        } else {
            link = &block->next;
        }
    }
    csv->block = NULL;
    csv->kept = 0;
    csv->cells = NULL;
}

/* ---- the file ---- */

static int csv_unreadable(const host_csv *csv, host_error *error) {
    host_fail(error, "io", "%s cannot be read: %s", csv->path, strerror(errno));
    return host_fail_hint(error, NULL, "a file that can be read", "check its name and permissions");
}

static int csv_no_memory(host_error *error) {
    return host_fail(error, "nomem", "no memory to read the file");
}

int host_csv_open(host_csv **out, const char *path, host_error *error) {
    struct stat about;
    host_csv *csv = calloc(1, sizeof *csv);
    if (!csv)
        return csv_no_memory(error);
    csv->path = path;
    csv->file = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    csv->buffer = malloc(CSV_READ);
    csv->capacity = CSV_READ;
    host_digest_begin(&csv->digest);
    if (csv->file < 0 || !csv->buffer) {
        int failed = csv->file < 0 ? csv_unreadable(csv, error) : csv_no_memory(error);
        host_csv_close(csv);
        return failed;
    }
    if (fstat(csv->file, &about) == 0 && S_ISREG(about.st_mode) && about.st_size > 0)
        csv->total = (uint64_t)about.st_size;
    *out = csv;
    return 0;
}

void host_csv_close(host_csv *csv) {
    if (!csv)
        return;
    if (csv->parsing)
        csv_free(&csv->parser);
    while (csv->blocks) {
        csv_block *next = csv->blocks->next;
        free(csv->blocks);
        csv->blocks = next;
    }
    if (csv->file > STDIN_FILENO)
        close(csv->file);
    free(csv->buffer);
    free(csv);
}

/* Some bytes, none at the end. Ctrl-C ends the wait for a pipe that has nothing to give. */
static int csv_read(host_csv *csv, char *to, size_t room, size_t *size, host_error *error) {
    for (;;) {
        ssize_t got = read(csv->file, to, room);
        if (got >= 0) {
            *size = (size_t)got;
            return 0;
        }
        if (errno != EINTR)
            return csv_unreadable(csv, error);
        if (host_interrupted())
            return host_fail(error, "cancelled", "stopped before the end");
    }
}

/* More bytes behind those that are not yet fed; moves them to the front, grows up to the longest
 * row. Answers 1 when there are more, 0 at the end, -1 on failure. */
static int csv_fill(host_csv *csv, host_error *error) {
    if (csv->ended)
        return 0;
    memmove(csv->buffer, csv->buffer + csv->start, csv->end - csv->start);
    csv->end -= csv->start;
    csv->start = 0;
    if (csv->end == csv->capacity) {
        char *grown = realloc(csv->buffer, csv->capacity * 2);
        if (!grown)
            return csv_no_memory(error);
        csv->buffer = grown;
        csv->capacity *= 2;
    }
    static const char mark[] = "\xEF\xBB\xBF"; /* some programs put it before UTF-8 */
    bool first = csv->bytes == 0;
    size_t size = 0, before = csv->end;
    do {
        if (csv_read(csv, csv->buffer + csv->end, csv->capacity - csv->end, &size, error))
            return -1;
        csv->end += size;
        csv->ended = size == 0;
    } while (first && !csv->ended && csv->end < sizeof mark - 1); /* a pipe may give a byte */
    host_digest_add(&csv->digest, csv->buffer + before, csv->end - before);
    csv->bytes += csv->end - before;
    if (first && csv->end >= sizeof mark - 1 && memcmp(csv->buffer, mark, sizeof mark - 1) == 0)
        csv->start = sizeof mark - 1;
    return csv->end > before;
}

uint32_t host_csv_share(const host_csv *csv) {
    if (csv->total == 0 || csv->bytes > csv->total)
        return 0;
    return (uint32_t)(csv->bytes / (csv->total / 1000 + 1));
}

int host_csv_digest(host_csv *csv, char hex[65], host_error *error) {
    int more = 1;
    while (more > 0) {
        csv->start = csv->end;
        more = csv_fill(csv, error);
    }
    if (more == 0)
        host_digest_end(&csv->digest, hex);
    return more;
}

/* ---- rows ---- */

static int csv_too_long(const host_csv *csv, uint64_t line, host_error *error) {
    host_fail(error, "limit", "the row is longer than 1 MiB");
    error->row = csv->parsing ? csv->row + 1 : 0;
    error->line = line;
    return host_fail_hint(error, NULL, "rows of at most 1048576 bytes",
                          "look for a quote that is never closed");
}

static int csv_not_csv(const host_csv *csv, const char *why, host_error *error) {
    host_fail(error, "invalid", "%s", why);
    error->row = csv->parsing ? csv->row + 1 : 0;
    error->line = csv->row_line;
    return host_fail_hint(error, NULL, "cells quoted as RFC 4180 says: \"a \"\"quoted\"\" word\"",
                          "correct the row, or export the file again as CSV");
}

static int csv_not_text(const host_csv *csv, host_error *error) {
    host_fail(error, "invalid", "the file is not UTF-8 text");
    error->line = csv->row_line;
    return host_fail_hint(error, NULL, "UTF-8 text without NUL",
                          "export the file again as CSV in UTF-8");
}

/* libcsv takes spaces around a cell for decoration; to us they are part of the text. */
static int csv_is_never_space(unsigned char byte) {
    (void)byte;
    return 0;
}

static int csv_prepare(struct csv_parser *parser, char delimiter) {
    if (csv_init(parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        return -1;
    csv_set_delim(parser, (unsigned char)delimiter);
    csv_set_space_func(parser, csv_is_never_space);
    return 0;
}

static void csv_on_cell(void *data, size_t size, void *user) {
    host_csv *csv = user;
    if (csv->row_ready) {
        csv->two_rows = true;
        return;
    }
    if (csv->cell_count == 0 && !csv->cells) {
        csv->cells = csv_take(csv, csv->header_count * sizeof *csv->cells, sizeof(void *));
        if (!csv->cells) {
            csv->no_memory = true;
            return;
        }
        memset(csv->cells, 0, csv->header_count * sizeof *csv->cells);
    }
    if (csv->cell_count < csv->header_count) {
        host_text text = host_csv_keep(csv, data, size);
        csv->no_memory = csv->no_memory || !text.data;
        if (csv->cells)
            csv->cells[csv->cell_count] = text;
    }
    csv->cell_count++;
}

static void csv_on_row(int terminator, void *user) {
    host_csv *csv = user;
    (void)terminator;
    csv->row_ready = true;
}

/* Length of the valid UTF-8 sequence at `text`; 0 if there is none (RFC 3629, section 4). */
static size_t csv_sequence(const uint8_t *text, size_t size) {
    uint8_t lead = text[0];
    size_t length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (length == 0 || length > size || lead > 0xF4 || lead == 0)
        return 0;
    for (size_t i = 1; i < length; i++) {
        if (text[i] < low || text[i] > high)
            return 0;
        low = 0x80;
        high = 0xBF;
    }
    return length;
}

/* Valid UTF-8 without NUL; most files are ASCII, which goes by eight bytes at a time. */
static bool csv_is_text(const char *data, size_t size) {
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
    const uint8_t *text = (const uint8_t *)data;
    for (size_t i = 0; i < size;) {
        uint64_t word = 0;
        if (size - i >= sizeof word) {
            memcpy(&word, text + i, sizeof word);
            if (((word | (word - ones)) & tops) == 0) {
                i += sizeof word;
                continue;
            }
        }
        size_t length = csv_sequence(text + i, size - i);
        if (length == 0)
            return false;
        i += length;
    }
    return true;
}

/* Bytes of the next line with its end; 0 at the end of the file, -1 on failure. */
static int csv_line(host_csv *csv, size_t *size, host_error *error) {
    size_t looked = 0;
    for (;;) {
        const char *from = csv->buffer + csv->start;
        const char *end = memchr(from + looked, '\n', csv->end - csv->start - looked);
        if (end) {
            *size = (size_t)(end - from) + 1;
            return 0;
        }
        looked = csv->end - csv->start;
        if (looked > CSV_ROW_LIMIT)
            return csv_too_long(csv, csv->row_open ? csv->row_line : csv->line + 1, error);
        int more = csv_fill(csv, error);
        if (more < 0)
            return -1;
        if (more == 0) {
            *size = csv->end - csv->start;
            return 0;
        }
    }
}

static bool csv_is_blank(const char *line, size_t size) {
    return size == 1 || (size == 2 && line[0] == '\r');
}

/* Bytes from the first line that is not empty to the end of the header row; counts the empty lines
 * before it. */
static int csv_header_size(host_csv *csv, size_t *size, host_error *error) {
    size_t line = 0;
    for (;;) {
        if (csv_line(csv, &line, error))
            return -1;
        if (line == 0 || !csv_is_blank(csv->buffer + csv->start, line))
            break;
        csv->start += line;
        csv->line++;
    }
    bool quoted = false;
    size_t at = 0;
    for (;;) {
        for (; csv->start + at < csv->end; at++) {
            char byte = csv->buffer[csv->start + at];
            quoted = quoted != (byte == '"');
            if (byte == '\n' && !quoted) {
                *size = at + 1;
                return 0;
            }
        }
        if (at > CSV_ROW_LIMIT)
            return csv_too_long(csv, csv->line + 1, error);
        int more = csv_fill(csv, error);
        if (more <= 0) {
            *size = at;
            return more;
        }
    }
}

static void csv_on_name(void *data, size_t size, void *user) {
    (void)data;
    (void)size;
    ((host_csv *)user)->header_count++;
}

static void csv_ignore_row(int terminator, void *user) {
    (void)terminator;
    (void)user;
}

int host_csv_header(host_csv *csv, char delimiter, const host_text **names, size_t *count,
                    host_error *error) {
    size_t size = 0;
    if (csv_header_size(csv, &size, error))
        return -1;
    const char *from = csv->buffer + csv->start;
    csv->row_line = csv->line + 1;
    if (!csv_is_text(from, size))
        return csv_not_text(csv, error);
    /* Once for the number of names, once for the names. */
    for (int pass = 0; pass < 2; pass++) {
        struct csv_parser parser;
        if (csv_prepare(&parser, delimiter))
            return csv_no_memory(error);
        if (pass == 0)
            csv->header_count = 0;
        csv->cells = NULL;
        csv->cell_count = 0;
        csv->row_ready = false;
        void (*on_cell)(void *, size_t, void *) = pass ? csv_on_cell : csv_on_name;
        size_t fed = csv_parse(&parser, from, size, on_cell, csv_ignore_row, csv);
        int failed = fed < size || csv_fini(&parser, on_cell, csv_ignore_row, csv);
        csv_free(&parser);
        if (failed)
            return csv_not_csv(csv, "a quote stands where none may stand", error);
    }
    if (csv->no_memory)
        return csv_no_memory(error);
    *names = csv->cells;
    *count = csv->header_count;
    csv->cells = NULL;
    return 0;
}

int host_csv_start(host_csv *csv, char delimiter, host_error *error) {
    size_t size = 0;
    const host_text *names;
    size_t count;
    if (host_csv_header(csv, delimiter, &names, &count, error) ||
        csv_header_size(csv, &size, error))
        return -1;
    for (size_t i = 0; i < size; i++)
        csv->line += csv->buffer[csv->start + i] == '\n';
    csv->start += size;
    if (csv_prepare(&csv->parser, delimiter))
        return csv_no_memory(error);
    csv->parsing = true;
    csv->cell_count = 0;
    csv->row_ready = csv->two_rows = false;
    csv->row_is_text = true;
    return 0;
}

/* Feed the next line, or the end of the file. */
static int csv_feed(host_csv *csv, host_error *error) {
    size_t size = 0;
    if (csv_line(csv, &size, error))
        return -1;
    if (size == 0) {
        csv->finished = true;
        if (csv_fini(&csv->parser, csv_on_cell, csv_on_row, csv))
            return csv_not_csv(csv, "a quote is never closed", error);
        return 0;
    }
    const char *line = csv->buffer + csv->start;
    csv->start += size;
    csv->line++;
    if (!csv->row_open) {
        csv->row_line = csv->line;
        csv->row_bytes = 0;
    }
    csv->row_bytes += size;
    if (csv->row_bytes > CSV_ROW_LIMIT)
        return csv_too_long(csv, csv->row_line, error);
    csv->row_is_text = csv->row_is_text && csv_is_text(line, size);
    bool blank = csv_is_blank(line, size);
    if (csv_parse(&csv->parser, line, size, csv_on_cell, csv_on_row, csv) < size) {
        if (csv_error(&csv->parser) == CSV_ENOMEM)
            return csv_no_memory(error);
        return csv_not_csv(csv, "a quote stands where none may stand", error);
    }
    csv->row_open = !csv->row_ready && (csv->row_open || !blank);
    return 0;
}

int host_csv_next(host_csv *csv, host_csv_row *row, host_error *error) {
    while (!csv->row_ready) {
        if (csv->finished)
            return 0;
        if (csv_feed(csv, error))
            return -1;
        if (csv->no_memory)
            return csv_no_memory(error);
    }
    if (csv->two_rows)
        return csv_not_csv(csv, "a carriage return stands without a line feed", error);
    *row = (host_csv_row){csv->cells, csv->cell_count, ++csv->row, csv->row_line, csv->row_is_text};
    csv->cells = NULL;
    csv->cell_count = 0;
    csv->row_ready = csv->row_open = false;
    csv->row_is_text = true;
    return 1;
}
