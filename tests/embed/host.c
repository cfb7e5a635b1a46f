/* A host in C11: it embeds librevops in every way that we deliver, and checks what comes out. */
#include <revops.h>
#include <stdio.h>
#include <string.h>

static int fails(const char *what, const revops_error *err) {
    fprintf(stderr, "%s: %s: %s %s\n", what, revops_status_name(err->status), err->field,
            err->message);
    return 1;
}

int main(void) {
    const int32_t amounts[] = {1000, -250, 4999};
    int64_t read[3] = {0, 0, 0};
    revops_column column = REVOPS_COLUMN_ARRAY(amounts);
    revops_error err;

    if (strcmp(revops_version(), REVOPS_VERSION) != 0 ||
        revops_version_number() != REVOPS_VERSION_NUMBER) {
        fprintf(stderr, "headers %s, library %s\n", REVOPS_VERSION, revops_version());
        return 1;
    }

    column.type = REVOPS_TYPE_INT32;
    if (revops_column_copy(read, NULL, &column, REVOPS_TYPE_INT64, 3, &err))
        return fails("column", &err);
    if (read[0] + read[1] + read[2] != 5749)
        return 1;

    /* One euro among a half, a third and a sixth: no cent is lost. */
    const int64_t weights[] = {3, 2, 1};
    int64_t parts[3];
    if (revops_allocate(parts, NULL, 100, weights, 3, NULL, &err))
        return fails("allocate", &err);
    if (parts[0] != 50 || parts[1] != 33 || parts[2] != 17)
        return 1;
    printf("librevops %s\n", revops_version());
    return 0;
}
