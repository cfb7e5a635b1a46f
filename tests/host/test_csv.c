/* What the CSV reader promises: rows with their place, texts as they stand, refusals that can be
 * found, and the digest of every byte. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "import/csv.h"
#include "import/digest.h"

typedef struct opened {
    host_csv *csv;
    char path[64];
    host_error error;
} opened;

static void put_file(char path[64], const char *bytes, size_t size) {
    strcpy(path, "revops-test-csv-XXXXXX");
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, size), (ssize_t)size);
    assert_int_equal(close(file), 0);
}

static opened open_bytes(const char *bytes, size_t size) {
    opened file = {NULL, "", {0}};
    put_file(file.path, bytes, size);
    assert_int_equal(host_csv_open(&file.csv, file.path, &file.error), 0);
    return file;
}

static opened open_text(const char *text) {
    return open_bytes(text, strlen(text));
}

/* A file whose header is behind us. */
static opened start_text(const char *text, char delimiter) {
    opened file = open_text(text);
    assert_int_equal(host_csv_start(file.csv, delimiter, &file.error), 0);
    return file;
}

static void shut(opened *file) {
    host_csv_close(file->csv);
    assert_int_equal(unlink(file->path), 0);
}

static void check_cell(host_text cell, const char *text) {
    assert_int_equal(cell.size, strlen(text));
    assert_memory_equal(cell.data ? cell.data : "", text, cell.size);
}

/* The next row has these cells and stands there. */
static void check_row(opened *file, uint64_t row, uint64_t line, const char *a, const char *b) {
    host_csv_row got;
    assert_int_equal(host_csv_next(file->csv, &got, &file->error), 1);
    assert_int_equal(got.row, row);
    assert_int_equal(got.line, line);
    assert_int_equal(got.cell_count, 2);
    assert_true(got.is_text);
    check_cell(got.cells[0], a);
    check_cell(got.cells[1], b);
}

static void check_end(opened *file) {
    host_csv_row got;
    assert_int_equal(host_csv_next(file->csv, &got, &file->error), 0);
    assert_int_equal(host_csv_next(file->csv, &got, &file->error), 0);
}

static void check_refused(opened *file, const char *status, uint64_t row, uint64_t line) {
    host_csv_row got;
    int answer;
    while ((answer = host_csv_next(file->csv, &got, &file->error)) == 1) {
    }
    assert_int_equal(answer, -1);
    assert_string_equal(file->error.status, status);
    assert_int_equal(file->error.row, row);
    assert_int_equal(file->error.line, line);
    assert_string_not_equal(file->error.expected, "");
    assert_string_not_equal(file->error.fix, "");
}

static void gives_rows_with_their_lines(void **state) {
    (void)state;
    opened file = start_text("a,b\n1,2\n3,4\n", ',');
    check_row(&file, 1, 2, "1", "2");
    check_row(&file, 2, 3, "3", "4");
    check_end(&file);
    shut(&file);
}

static void a_last_line_needs_no_end(void **state) {
    (void)state;
    opened file = start_text("a,b\n1,2", ',');
    check_row(&file, 1, 2, "1", "2");
    check_end(&file);
    shut(&file);
}

static void knows_a_row_by_the_line_it_starts_on(void **state) {
    (void)state;
    opened file = start_text("a,b\n\n\"x\ny\n\",2\n\n\n3,4\n", ',');
    check_row(&file, 1, 3, "x\ny\n", "2");
    check_row(&file, 2, 8, "3", "4");
    check_end(&file);
    shut(&file);
}

static void passes_over_empty_lines_but_not_over_those_inside_quotes(void **state) {
    (void)state;
    opened file = start_text("\n\r\na,b\r\n\r\n\"1\r\n\r\n2\",3\r\n", ',');
    check_row(&file, 1, 5, "1\r\n\r\n2", "3");
    check_end(&file);
    shut(&file);
}

static void passes_over_the_mark_before_utf8(void **state) {
    (void)state;
    opened file = open_text("\xEF\xBB\xBF"
                            "a,b\n1,2\n");
    const host_text *names;
    size_t count;
    assert_int_equal(host_csv_header(file.csv, ',', &names, &count, &file.error), 0);
    assert_int_equal(count, 2);
    check_cell(names[0], "a");
    shut(&file);
}

static void keeps_text_as_it_stands(void **state) {
    (void)state;
    opened file = start_text("a;b\n  x ;\"say \"\"hi\"\"; \"\n\t;\xC5\xBElu\xC5\xA5\n\"\";\n", ';');
    check_row(&file, 1, 2, "  x ", "say \"hi\"; ");
    check_row(&file, 2, 3, "\t", "\xC5\xBElu\xC5\xA5");
    check_row(&file, 3, 4, "", "");
    check_end(&file);
    shut(&file);
}

static void reads_the_header_with_every_delimiter_before_choosing(void **state) {
    (void)state;
    const host_text *names;
    size_t count;
    opened file = open_text("a;\"b\nc\";d\n1;2;3\n");
    assert_int_equal(host_csv_header(file.csv, ',', &names, &count, &file.error), -1);
    assert_string_equal(file.error.status, "invalid"); /* the quote stands inside a cell */
    assert_int_equal(file.error.line, 1);
    assert_int_equal(host_csv_header(file.csv, ';', &names, &count, &file.error), 0);
    assert_int_equal(count, 3);
    check_cell(names[1], "b\nc");
    assert_int_equal(host_csv_start(file.csv, ';', &file.error), 0);
    host_csv_row row;
    assert_int_equal(host_csv_next(file.csv, &row, &file.error), 1);
    assert_int_equal(row.line, 3);
    shut(&file);
}

static void an_empty_file_has_no_header(void **state) {
    (void)state;
    static const char *const texts[] = {"", "\n", "\r\n\r\n"};
    for (size_t i = 0; i < 3; i++) {
        const host_text *names;
        size_t count = 9;
        opened file = open_text(texts[i]);
        assert_int_equal(host_csv_header(file.csv, ',', &names, &count, &file.error), 0);
        assert_int_equal(count, 0);
        shut(&file);
    }
}

static void a_header_alone_has_no_rows(void **state) {
    (void)state;
    opened file = start_text("a,b", ',');
    check_end(&file);
    shut(&file);
}

static void counts_the_cells_of_rows_that_do_not_fit(void **state) {
    (void)state;
    host_csv_row row;
    opened file = start_text("a,b\n1\n1,2,3\n", ',');
    assert_int_equal(host_csv_next(file.csv, &row, &file.error), 1);
    assert_int_equal(row.cell_count, 1);
    assert_int_equal(row.cells[1].size, 0);
    assert_int_equal(host_csv_next(file.csv, &row, &file.error), 1);
    assert_int_equal(row.cell_count, 3);
    shut(&file);
}

static void tells_rows_that_are_not_text(void **state) {
    (void)state;
    static const struct {
        const char *cell;
        size_t size;
        bool is_text;
    } cells[] = {
        {"\xC3\xA9", 2, true},
        {"\xE2\x82\xAC", 3, true},
        {"\xF0\x9F\x98\x80", 4, true},
        {"\xF4\x8F\xBF\xBF", 4, true},
        {"\xC3", 1, false},
        {"\xE9", 1, false},
        {"\xC0\x80", 2, false},
        {"\xE0\x80\x80", 3, false},
        {"\xED\xA0\x80", 3, false},
        {"\xF4\x90\x80\x80", 4, false},
        {"\xF5\x80\x80\x80", 4, false},
        {"\0", 1, false},
        {"12345678\xFF", 9, false},
        {"1234567\0", 8, false},
    };
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        char text[64] = "a,b\n1,";
        host_csv_row row;
        memcpy(text + 6, cells[i].cell, cells[i].size);
        memcpy(text + 6 + cells[i].size, "\n3,4\n", 5);
        opened file = open_bytes(text, 11 + cells[i].size);
        assert_int_equal(host_csv_start(file.csv, ',', &file.error), 0);
        assert_int_equal(host_csv_next(file.csv, &row, &file.error), 1);
        assert_int_equal(row.is_text, cells[i].is_text);
        check_row(&file, 2, 3, "3", "4");
        shut(&file);
    }
}

static void refuses_a_header_that_is_not_text(void **state) {
    (void)state;
    const host_text *names;
    size_t count;
    opened file = open_text("a,\xFF\n1,2\n");
    assert_int_equal(host_csv_header(file.csv, ',', &names, &count, &file.error), -1);
    assert_string_equal(file.error.status, "invalid");
    shut(&file);
}

static void refuses_quotes_where_none_may_stand(void **state) {
    (void)state;
    static const char *const rows[] = {"1,2\n3,a\"b\"\n", "1,2\n3,\"a\"b\n", "1,2\n3,\"a\nb\n"};
    for (size_t i = 0; i < 3; i++) {
        char text[64] = "a,b\n";
        strcat(text, rows[i]);
        opened file = start_text(text, ',');
        check_refused(&file, "invalid", 2, 3);
        shut(&file);
    }
}

static void refuses_a_carriage_return_without_a_line_feed(void **state) {
    (void)state;
    opened file = start_text("a,b\n1,2\r3,4\n", ',');
    check_refused(&file, "invalid", 1, 2);
    shut(&file);
}

static void refuses_a_row_that_swallows_the_file(void **state) {
    (void)state;
    size_t size = 3u << 20;
    char *text = malloc(size);
    assert_non_null(text);
    memset(text, 'x', size);
    memcpy(text, "a,b\n1,\"", 7);
    for (int lines = 0; lines < 2; lines++) { /* as one line, and as many */
        opened file = open_bytes(text, size);
        assert_int_equal(host_csv_start(file.csv, ',', &file.error), 0);
        check_refused(&file, "limit", 1, 2);
        shut(&file);
        for (size_t i = 100; i < size; i += 100)
            text[i] = '\n';
    }
    free(text);
}

static void forgets_rows_when_it_is_told(void **state) {
    (void)state;
    opened file = start_text("a,b\n1,2\n3,4\n", ',');
    check_row(&file, 1, 2, "1", "2");
    assert_true(host_csv_kept(file.csv) > 0);
    host_csv_forget(file.csv);
    assert_int_equal(host_csv_kept(file.csv), 0);
    check_row(&file, 2, 3, "3", "4");
    host_text kept = host_csv_keep(file.csv, "row-1", 5);
    check_cell(kept, "row-1");
    shut(&file);
}

static void holds_many_rows_until_they_are_forgotten(void **state) {
    (void)state;
    enum { ROWS = 50000 };
    char *text = malloc(4 + ROWS * 16);
    assert_non_null(text);
    size_t size = (size_t)sprintf(text, "a,b\n");
    for (int i = 0; i < ROWS; i++)
        size += (size_t)sprintf(text + size, "%d,%d\n", i, i * 7);
    opened file = open_bytes(text, size);
    const host_text **cells = malloc(ROWS * sizeof *cells);
    assert_non_null(cells);
    assert_int_equal(host_csv_start(file.csv, ',', &file.error), 0);
    for (int i = 0; i < ROWS; i++) {
        host_csv_row row;
        assert_int_equal(host_csv_next(file.csv, &row, &file.error), 1);
        cells[i] = row.cells;
    }
    for (int i = 0; i < ROWS; i++) {
        char number[16];
        sprintf(number, "%d", i * 7);
        check_cell(cells[i][1], number);
    }
    assert_true(host_csv_share(file.csv) <= 1000);
    free(cells);
    free(text);
    shut(&file);
}

static void digests_every_byte_of_the_file(void **state) {
    (void)state;
    static const size_t sizes[] = {4, 55, 56, 63, 64, 65, 119, 120, 1000, 700000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char *text = malloc(sizes[i]);
        char hex[65], wanted[65];
        uint8_t digest[32];
        assert_non_null(text);
        for (size_t at = 0; at < sizes[i]; at++)
            text[at] = at == 1 ? ',' : at % 50 == 3 ? '\n' : 'x';
        opened file = open_bytes(text, sizes[i]);
        assert_int_equal(host_csv_start(file.csv, ',', &file.error), 0);
        assert_int_equal(host_csv_digest(file.csv, hex, &file.error), 0);
        revops_sha256(digest, text, sizes[i]);
        for (size_t at = 0; at < 32; at++)
            sprintf(wanted + 2 * at, "%02x", digest[at]);
        assert_string_equal(hex, wanted);
        free(text);
        shut(&file);
    }
}

static void digests_in_any_pieces(void **state) {
    (void)state;
    char whole[65], pieces[65];
    host_digest digest;
    uint8_t bytes[300];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 31);
    host_digest_begin(&digest);
    host_digest_add(&digest, bytes, sizeof bytes);
    host_digest_end(&digest, whole);
    host_digest_begin(&digest);
    for (size_t at = 0, step = 0; at < sizeof bytes; at += step) {
        step = at % 7 + 1 < sizeof bytes - at ? at % 7 + 1 : sizeof bytes - at;
        host_digest_add(&digest, bytes + at, step);
    }
    host_digest_end(&digest, pieces);
    assert_string_equal(whole, pieces);
}

static void says_which_file_cannot_be_read(void **state) {
    (void)state;
    host_csv *csv = NULL;
    host_error error;
    assert_int_equal(host_csv_open(&csv, "no/such/file.csv", &error), -1);
    assert_string_equal(error.status, "io");
    assert_int_equal(error.exit_code, HOST_EXIT_STORE);
    assert_non_null(strstr(error.message, "no/such/file.csv"));
    assert_null(csv);
    host_csv_close(NULL);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_rows_with_their_lines),
        cmocka_unit_test(a_last_line_needs_no_end),
        cmocka_unit_test(knows_a_row_by_the_line_it_starts_on),
        cmocka_unit_test(passes_over_empty_lines_but_not_over_those_inside_quotes),
        cmocka_unit_test(passes_over_the_mark_before_utf8),
        cmocka_unit_test(keeps_text_as_it_stands),
        cmocka_unit_test(reads_the_header_with_every_delimiter_before_choosing),
        cmocka_unit_test(an_empty_file_has_no_header),
        cmocka_unit_test(a_header_alone_has_no_rows),
        cmocka_unit_test(counts_the_cells_of_rows_that_do_not_fit),
        cmocka_unit_test(tells_rows_that_are_not_text),
        cmocka_unit_test(refuses_a_header_that_is_not_text),
        cmocka_unit_test(refuses_quotes_where_none_may_stand),
        cmocka_unit_test(refuses_a_carriage_return_without_a_line_feed),
        cmocka_unit_test(refuses_a_row_that_swallows_the_file),
        cmocka_unit_test(forgets_rows_when_it_is_told),
        cmocka_unit_test(holds_many_rows_until_they_are_forgotten),
        cmocka_unit_test(digests_every_byte_of_the_file),
        cmocka_unit_test(digests_in_any_pieces),
        cmocka_unit_test(says_which_file_cannot_be_read),
    };
    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
