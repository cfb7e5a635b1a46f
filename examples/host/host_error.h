/* What went wrong, as a person and a program need it: exit code, place, what was expected, and
 * how to put it right. One error is one record; refused data has a list of them. */
#ifndef HOST_ERROR_H
#define HOST_ERROR_H

#include "revops/error.h"

/* Exit codes of the program; nothing else is ever answered. */
enum {
    HOST_EXIT_OK = 0,
    HOST_EXIT_FINDING = 1,
    HOST_EXIT_USAGE = 2,
    HOST_EXIT_REFUSED = 3,
    HOST_EXIT_STORE = 4,
    HOST_EXIT_NETWORK = 5,
    HOST_EXIT_INTERNAL = 70,
    HOST_EXIT_CANCELLED = 130
};

/* How many refused rows are told in full; the others are counted. */
enum { HOST_ERRORS_KEPT = 20 };

/* Empty texts and zero numbers do not apply and are left out of what is printed. */
typedef struct host_error {
    const char
        *status;   /* a status name of the library, or usage config store io network; constant */
    uint64_t row;  /* data row from 1; 0: none */
    uint64_t line; /* line of the file on which the row starts, from 1; 0: none */
    int32_t exit_code;
    char message[400]; /* one sentence without the place, lower case, no full stop */
    char file[256];
    char column[80]; /* header text, JSON member or tag */
    char value[120]; /* the cell as it stood there */
    char expected[240];
    char fix[240];
} host_error;

/* Refused rows in the order they were met: the first HOST_ERRORS_KEPT, and how many there were. */
typedef struct host_errors {
    uint64_t total;
    host_error kept[HOST_ERRORS_KEPT];
} host_errors;

/* Fill an error: the exit code follows from the status. Answers -1, so a function ends with
 * `return host_fail(...)`. A text that is too long is cut at a whole character. */
int host_fail(host_error *error, const char *status, const char *message, ...)
    __attribute__((format(printf, 3, 4)));

/* Say what stood there instead, what was expected, and how to put it right; NULL leaves a text
 * as it is. Answers -1. */
int host_fail_hint(host_error *error, const char *value, const char *expected, const char *fix);

/* Make it a usage error: the word that is wrong stands on the command line, in no file. Answers
 * -1. */
int host_fail_usage(host_error *error);

/* Say in which file. Answers -1. */
int host_fail_file(host_error *error, const char *file);

/* Turn a refusal of the library into ours; `what` says what was being done ("revenue"). The row is
 * the library's, so it is counted from 1 here. Answers -1. */
int host_fail_library(host_error *error, const revops_error *from, const char *what);

/* Count a refused row and keep it while there is room. Answers -1. */
int host_errors_add(host_errors *errors, const host_error *error);

/* The exit code of a status name. */
int32_t host_exit_of(const char *status);

#endif
