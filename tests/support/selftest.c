/* The test bench tested: `selftest MODE` runs one law or scenario that is sound or broken in a
 * known way, and selftest.sh looks whether the bench notices. */
#include "fault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- a toy handle that counts; every way to break it has a letter --- */

typedef struct toy {
    revops_host host;
    void *block;
    size_t count;
    uint64_t changes; /* beside the count: what a careless step leaves behind */
} toy;

static char toy_flaw; /* 'l' leaks, 's' tells a wrong status, 'c' changes before it fails,
                         'r' writes no record, 0: sound */

/* What a leaking handle loses stays in sight of leak checkers: the bench itself is sound. */
static void *toy_lost[64];
static size_t toy_lost_count;

static void toy_destroy(void *handle) {
    toy *toy_handle = handle;
    if (toy_handle && toy_flaw == 'l' && toy_lost_count < sizeof toy_lost / sizeof toy_lost[0])
        toy_lost[toy_lost_count++] = toy_handle->block;
    else if (toy_handle)
        toy_handle->host.resize(toy_handle->host.user, toy_handle->block, toy_handle->count, 0);
    free(handle);
}

static revops_status toy_prepare(void *user, const revops_host *host, void **handle) {
    toy *made = calloc(1, sizeof *made);
    (void)user;
    if (!made)
        return REVOPS_E_NOMEM;
    made->host = *host;
    *handle = made;
    return REVOPS_OK;
}

static revops_status toy_fail(revops_error *err, revops_status status) {
    if (toy_flaw != 'r') {
        err->status = status;
        err->host_code = 0;
    }
    return status;
}

static revops_status toy_step(void *user, const revops_host *host, void **handle, test_fault *fault,
                              revops_error *err) {
    toy *grown = *handle;
    void *block =
        grown->host.resize(grown->host.user, grown->block, grown->count, grown->count + 1);
    (void)user;
    (void)host;
    (void)fault;
    if (!block && toy_flaw == 'c')
        grown->changes++;
    if (!block)
        return toy_fail(err, toy_flaw == 's' ? REVOPS_E_LIMIT : REVOPS_E_NOMEM);
    grown->block = block;
    grown->count++;
    return REVOPS_OK;
}

static revops_status toy_steps(void *user, const revops_host *host, void **handle,
                               test_fault *fault, revops_error *err) {
    toy *grown = *handle;
    revops_status status = toy_step(user, host, handle, fault, err);
    if (status == REVOPS_OK && (status = toy_step(user, host, handle, fault, err)) != REVOPS_OK) {
        grown->count--; /* the shorter block is kept: what is held is one byte more than told */
        grown->block =
            grown->host.resize(grown->host.user, grown->block, grown->count + 1, grown->count);
    }
    return status;
}

static void toy_observe(void *user, void *handle, test_bytes *seen) {
    const toy *toy_handle = handle;
    (void)user;
    bytes_add(seen, &toy_handle->count, sizeof toy_handle->count);
    bytes_add(seen, &toy_handle->changes, sizeof toy_handle->changes);
}

static int selftest_fault(char flaw) {
    fault_scenario scenario = {"toy", NULL, toy_prepare, toy_steps, toy_observe, toy_destroy, 0, 0};
    toy_flaw = flaw;
    fault_run(&scenario);
    return fault_end();
}

/* --- laws --- */

static void law_that_holds(property *p) {
    HOLDS(p, dice_below(&p->dice, 10) < 10, "never");
}

/* Breaks as soon as row 37 of the table is there: one half after the other can be thrown away. */
static void law_that_breaks_at_one_row(property *p) {
    property_table table = property_rows(p, 100);
    for (size_t i = 0; i < table.count; i++)
        HOLDS(p, table.first + i != 37, "%zu rows left", table.count);
}

int main(int argc, char **argv) {
    const char *mode = argc == 2 ? argv[1] : "";
    if (strcmp(mode, "law") == 0)
        law("law", law_that_holds, 10);
    else if (strcmp(mode, "broken-law") == 0)
        law("law", law_that_breaks_at_one_row, 100);
    else if (strncmp(mode, "fault", 5) == 0)
        return selftest_fault(mode[5]);
    else
        return 2;
    return law_end();
}
