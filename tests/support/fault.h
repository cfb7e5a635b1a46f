/* Faults: a scenario is counted once, then repeated with its n-th allocation, progress question or
 * callback failing, for every n. After each: the documented status, the handle as it was, the same
 * call succeeding when it is repeated, and no byte left once the handle is destroyed. */
#ifndef REVOPS_TEST_FAULT_H
#define REVOPS_TEST_FAULT_H

#include <setjmp.h>

#include "kind.h"

/* How the chosen point fails. Allocations answer NULL in every way. */
enum {
    FAULT_ANSWER_0 = 0,       /* a host language raised an exception: its callback answers 0 */
    FAULT_ANSWER_GARBAGE = 1, /* or anything */
    FAULT_ANSWER_END = 2,     /* the host asks to stop; a source ends, which is no failure */
    FAULT_JUMP = 3,           /* the host jumps over our frames */
    FAULT_WAYS = 4
};

typedef struct test_fault {
    uint64_t points, chosen; /* points passed; the one that fails (0: none) */
    uint64_t bytes, blocks;  /* what the library holds */
    int way;
    int armed;
    int reached;            /* the chosen point came */
    revops_status expected; /* what the call must answer then */
    int32_t answer;         /* what the host answered there */
    jmp_buf jump;
} test_fault;

/* A host whose memory and patience are counted here. */
void fault_host(test_fault *fault, revops_host *host);
/* A callback of the scenario (source, sink) passes here; answers REVOPS_MORE or the failure. */
int32_t fault_callback(test_fault *fault);

typedef struct fault_scenario {
    const char *name;
    void *user;
    /* Make what the step works on; *handle stays NULL when the step itself creates it. */
    revops_status (*prepare)(void *user, const revops_host *host, void **handle);
    /* The call under test. */
    revops_status (*step)(void *user, const revops_host *host, void **handle, test_fault *fault,
                          revops_error *err);
    /* All that can be seen of a handle. */
    void (*observe)(void *user, void *handle, test_bytes *seen);
    void (*destroy)(void *handle);
    int constant; /* the step may not change what is seen, nor keep memory */
    int creates;  /* the step makes the handle: after a jump nobody could destroy it */
} fault_scenario;

/* Run all faults of a scenario and print its TAP line. */
void fault_run(const fault_scenario *scenario);
/* Print the plan; what main returns. */
int fault_end(void);

#endif
