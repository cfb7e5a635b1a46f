/* A flat JSON object, member by member: what options and queries are written in. Values are texts,
 * numbers, true, false, null, and lists of texts. There is no dependency behind it because
 * PostgreSQL exports functions of the same names as the usual libraries. */
#ifndef REVOPS_SQL_JSON_H
#define REVOPS_SQL_JSON_H

#include "sql.h"

typedef enum json_type {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_INTEGER, /* its digits, as written */
    JSON_DECIMAL, /* digits with a point */
    JSON_TEXT,    /* decoded */
    JSON_LIST     /* texts, with blanks between them: the words of a mask */
} json_type;

typedef struct json_member {
    const char *name, *data; /* decoded; a NUL behind each that is not counted */
    size_t name_size, size;
    json_type type;
} json_member;

/* What is read, and where decoded texts go: never more bytes than the source has. */
typedef struct json_reader {
    const char *text;
    size_t size, at;
    char *room;
    size_t used;
    int open; /* 1: the brace and a member were read */
} json_reader;

/* The next member. 1; 0 at the end of the object; -1 after filling @p err with the offset. */
int json_next(json_reader *reader, json_member *member, revops_error *err);

#endif
