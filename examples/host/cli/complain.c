/* Errors on standard error: sentences for people, one line of JSON for programs. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/output.h"
#include "revops/date.h"

json_t *host_json_integer(int64_t value) {
    char text[24];

    if (value <= INT64_C(9007199254740992) && value >= -INT64_C(9007199254740992)) {
        return json_integer(value);
    }
    snprintf(text, sizeof text, "%" PRId64, value);
    return json_string(text);
}

json_t *host_json_day(int32_t day) {
    char text[16];

    host_day_text(text, day);
    return json_string(text);
}

json_t *host_json_currency(uint32_t currency) {
    char text[16];

    host_currency_text(text, currency);
    return json_string(text);
}

/* Texts of arguments and files may be anything; JSON holds UTF-8 only. */
static json_t *complain_string(const char *text) {
    char plain[sizeof((host_error *)0)->message];
    json_t *string = json_string(text);
    size_t size = 0;

    if (string != NULL) {
        return string;
    }
    for (; text[size] != '\0' && size < sizeof plain - 1; size++) {
        plain[size] = text[size];
        if ((unsigned char)text[size] >= 0x80) {
            plain[size] = '?';
        }
    }
    return json_stringn(plain, size);
}

static void complain_member(json_t *object, const char *name, const char *text) {
    if (text[0] != '\0') {
        json_object_set_new(object, name, complain_string(text));
    }
}

/* {"error": {...}} on one line; what does not apply is left out. */
static void complain_json(const host_error *error, uint64_t more) {
    json_t *object = json_object();
    json_t *outer = json_pack("{s:o}", "error", object);
    char *line = NULL;

    complain_member(object, "status", error->status);
    complain_member(object, "message", error->message);
    json_object_set_new(object, "exit", json_integer(error->exit_code));
    complain_member(object, "file", error->file);
    if (error->row > 0) {
        json_object_set_new(object, "row", json_integer((json_int_t)error->row));
    }
    if (error->line > 0) {
        json_object_set_new(object, "line", json_integer((json_int_t)error->line));
    }
    complain_member(object, "column", error->column);
    complain_member(object, "value", error->value);
    complain_member(object, "expected", error->expected);
    complain_member(object, "fix", error->fix);
    if (more > 0) {
        json_object_set_new(object, "more", json_integer((json_int_t)more));
    }
    line = json_dumps(outer, JSON_COMPACT);
    fprintf(stderr, "%s\n", line != NULL ? line : "{\"error\":{\"status\":\"nomem\"}}");
    free(line);
    json_decref(outer);
}

/* error: sales.csv row 7 (line 8), column "fee": "1,2O" is not an amount */
static void complain_text(const host_error *error) {
    const char *colon = error->file[0] != '\0' || error->row > 0 ? ": " : "";

    fprintf(stderr, "error: %s", error->file);
    if (error->row > 0) {
        fprintf(stderr, "%srow %" PRIu64, error->file[0] != '\0' ? " " : "", error->row);
    }
    if (error->line > 0) {
        fprintf(stderr, error->row > 0 ? " (line %" PRIu64 ")" : " line %" PRIu64, error->line);
    }
    if (error->column[0] != '\0' && colon[0] != '\0') {
        fprintf(stderr, ", column \"%s\"", error->column);
    }
    fprintf(stderr, "%s%s\n", colon, error->message);
    if (error->expected[0] != '\0') {
        fprintf(stderr, "  expected: %s\n", error->expected);
    }
    if (error->fix[0] != '\0') {
        fprintf(stderr, "  fix: %s\n", error->fix);
    }
}

void host_print_error(const host_app *app, bool json) {
    const host_errors *errors = &app->errors;
    uint64_t kept = errors->total < HOST_ERRORS_KEPT ? errors->total : HOST_ERRORS_KEPT;

    fflush(stdout);
    if (json) {
        complain_json(errors->total > 0 ? &errors->kept[0] : &app->error,
                      errors->total > 1 ? errors->total - 1 : 0);
        return;
    }
    if (errors->total == 0) {
        complain_text(&app->error);
    }
    for (uint64_t i = 0; i < kept; i++) {
        complain_text(&errors->kept[i]);
    }
    if (errors->total > kept) {
        fprintf(stderr, "  %" PRIu64 " more rows were refused\n", errors->total - kept);
    }
    if (app->command != NULL && strcmp(app->command->name, "import") == 0 &&
        (errors->total > 0 || app->error.exit_code != HOST_EXIT_USAGE)) {
        fputs("  nothing was imported\n", stderr);
    }
}
