/* Errors: filling them, and which exit code goes with which status. */
#include "host_error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *status;
    int32_t exit_code;
} host_exits[] = {
    {"usage", HOST_EXIT_USAGE},       {"config", HOST_EXIT_STORE},
    {"store", HOST_EXIT_STORE},       {"io", HOST_EXIT_STORE},
    {"nomem", HOST_EXIT_STORE},       {"network", HOST_EXIT_NETWORK},
    {"internal", HOST_EXIT_INTERNAL}, {"cancelled", HOST_EXIT_CANCELLED},
};

int32_t host_exit_of(const char *status) {
    for (size_t i = 0; i < sizeof host_exits / sizeof host_exits[0]; i++) {
        if (strcmp(host_exits[i].status, status) == 0) {
            return host_exits[i].exit_code;
        }
    }
    return HOST_EXIT_REFUSED;
}

/* A cut text must stay valid UTF-8, because it is printed as JSON. */
static void error_trim(char *text, size_t capacity) {
    size_t size = strlen(text);
    size_t start = size;

    if (size + 1 < capacity) {
        return;
    }
    while (start > 0 && ((unsigned char)text[start - 1] & 0xC0u) == 0x80u) {
        start--;
    }
    if (start > 0 && ((unsigned char)text[start - 1] & 0x80u) != 0) {
        text[start - 1] = '\0';
    }
}

static void error_copy(char *to, size_t capacity, const char *from) {
    if (from != NULL) {
        snprintf(to, capacity, "%s", from);
        error_trim(to, capacity);
    }
}

int host_fail(host_error *error, const char *status, const char *message, ...) {
    va_list arguments;

    memset(error, 0, sizeof *error);
    error->status = status;
    error->exit_code = host_exit_of(status);
    va_start(arguments, message);
    vsnprintf(error->message, sizeof error->message, message, arguments);
    va_end(arguments);
    error_trim(error->message, sizeof error->message);
    return -1;
}

int host_fail_hint(host_error *error, const char *value, const char *expected, const char *fix) {
    error_copy(error->value, sizeof error->value, value);
    error_copy(error->expected, sizeof error->expected, expected);
    error_copy(error->fix, sizeof error->fix, fix);
    return -1;
}

int host_fail_usage(host_error *error) {
    error->status = "usage";
    error->exit_code = HOST_EXIT_USAGE;
    error->file[0] = '\0';
    return -1;
}

int host_fail_file(host_error *error, const char *file) {
    error_copy(error->file, sizeof error->file, file);
    return -1;
}

int host_fail_library(host_error *error, const revops_error *from, const char *what) {
    host_fail(error, revops_status_name(from->status), "%s: %s", what,
              from->message[0] != '\0' ? from->message : revops_status_text(from->status));
    if (from->status == REVOPS_E_OVERFLOW) {
        host_fail_hint(error, NULL, "sums of at most 9223372036854775807 minor units",
                       "ask for a shorter --period, or shorter parts with --granularity");
    }
    if (from->row != REVOPS_NONE) {
        error->row = from->row + 1;
    }
    error_copy(error->column, sizeof error->column, from->field);
    return -1;
}

int host_errors_add(host_errors *errors, const host_error *error) {
    if (errors->total < HOST_ERRORS_KEPT) {
        errors->kept[errors->total] = *error;
    }
    errors->total++;
    return -1;
}
