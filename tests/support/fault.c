#include "fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned fault_scenarios, fault_failures;

/* --- the host that fails --- */

/* 1 when this is the point that fails. */
static int fault_point(test_fault *fault, revops_status expected, int32_t answer) {
    if (!fault->armed || ++fault->points != fault->chosen)
        return 0;
    fault->reached = 1;
    fault->expected = expected;
    fault->answer = answer;
    return 1;
}

static void *fault_resize(void *user, void *block, size_t old_size, size_t new_size) {
    test_fault *fault = user;
    void *grown = NULL;
    if (new_size == 0) {
        free(block);
        fault->blocks -= block != NULL;
    } else if (new_size > old_size && fault_point(fault, REVOPS_E_NOMEM, 0)) {
        return NULL;
    } else {
        grown = malloc(new_size); /* always another address: nobody may keep the old one */
        if (!grown)
            return NULL;
        memset(grown, 0xa5, new_size);
        if (block) {
            memcpy(grown, block, old_size < new_size ? old_size : new_size);
            free(block);
        } else {
            fault->blocks++;
        }
    }
    fault->bytes += new_size - old_size;
    return grown;
}

static int32_t fault_answer(test_fault *fault, int stops) {
    static const int32_t answer[] = {0, -77, REVOPS_END, 0};
    int way = fault->way == FAULT_ANSWER_END && !stops ? FAULT_ANSWER_GARBAGE : fault->way;
    if (!fault_point(fault, way == FAULT_ANSWER_END ? REVOPS_E_CANCELLED : REVOPS_E_HOST,
                     answer[way]))
        return REVOPS_MORE;
    if (way == FAULT_JUMP)
        longjmp(fault->jump, 1);
    return answer[way];
}

static int32_t fault_progress(void *user, uint64_t done, uint64_t total) {
    (void)done;
    (void)total;
    return fault_answer(user, 1);
}

int32_t fault_callback(test_fault *fault) {
    return fault_answer(fault, 0);
}

void fault_host(test_fault *fault, revops_host *host) {
    revops_host_init(host);
    host->user = fault;
    host->resize = fault_resize;
    host->progress = fault_progress;
}

/* --- one attempt --- */

typedef struct attempt {
    const fault_scenario *scenario;
    test_fault fault;
    revops_host host;
    void *handle;
    revops_error err;
    char message[256];
} attempt;

static int fault_wrong(attempt *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

static int fault_wrong(attempt *a, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(a->message, sizeof a->message, format, arguments);
    va_end(arguments);
    return 0;
}

static void fault_observe(attempt *a, test_bytes *seen) {
    memset(seen, 0, sizeof *seen);
    if (a->handle)
        a->scenario->observe(a->scenario->user, a->handle, seen);
}

static revops_status fault_step(attempt *a) {
    return a->scenario->step(a->scenario->user, &a->host, &a->handle, &a->fault, &a->err);
}

/* The call with the chosen point failing; -1 when the host jumped away. */
static revops_status fault_armed_step(attempt *a) {
    volatile revops_status status = -1;
    a->fault.armed = 1;
    a->fault.points = 0;
    memset(&a->err, 0x5a, sizeof a->err);
    if (setjmp(a->fault.jump) == 0)
        status = fault_step(a);
    a->fault.armed = 0;
    return status;
}

static int fault_unchanged(attempt *a, const test_bytes *before, const char *when) {
    test_bytes after;
    int equal;
    fault_observe(a, &after);
    equal = bytes_equal(before, &after);
    bytes_close(&after);
    return equal || fault_wrong(a, "%s changed the handle", when);
}

/* What must hold after the chosen point has failed. */
static int fault_judge(attempt *a, revops_status status, const test_bytes *before,
                       const test_bytes *done) {
    if (a->fault.way == FAULT_JUMP && status == -1) {
        status = a->handle ? fault_step(a) : REVOPS_E_BUSY;
        if (status != REVOPS_E_BUSY)
            return fault_wrong(a, "after a jump: %s", revops_status_name(status));
        return 1;
    }
    if (status != a->fault.expected)
        return fault_wrong(a, "expected %s got %s: %.100s", revops_status_name(a->fault.expected),
                           revops_status_name(status), status ? a->err.message : "");
    if (a->err.status != status || (status == REVOPS_E_HOST && a->err.host_code != a->fault.answer))
        return fault_wrong(a, "the record says %d, host code %d", a->err.status, a->err.host_code);
    if (!fault_unchanged(a, before, "the failed call"))
        return 0;
    status = fault_step(a);
    if (status)
        return fault_wrong(a, "repeated call: %s", revops_status_name(status));
    return fault_unchanged(a, done, "failing before");
}

static int fault_attempt(attempt *a, const test_bytes *done, uint64_t chosen, int way) {
    test_bytes before;
    int good;
    revops_status status;
    uint64_t held;
    memset(&a->fault, 0, sizeof a->fault);
    a->fault.chosen = chosen;
    a->fault.way = way;
    a->handle = NULL;
    fault_host(&a->fault, &a->host);
    if (a->scenario->prepare(a->scenario->user, &a->host, &a->handle))
        return fault_wrong(a, "the scenario cannot be prepared");
    fault_observe(a, &before);
    held = a->fault.bytes;
    status = fault_armed_step(a);
    good = a->fault.reached ? fault_judge(a, status, &before, done)
           : status         ? fault_wrong(a, "without a fault: %s", revops_status_name(status))
                            : fault_unchanged(a, done, "a repetition");
    if (good && a->scenario->constant && a->fault.way != FAULT_JUMP && a->fault.bytes != held)
        good = fault_wrong(a, "a call that may not change the handle kept memory");
    a->scenario->destroy(a->handle);
    if (good && (a->fault.bytes || a->fault.blocks))
        good = fault_wrong(a, "leak: %llu bytes", (unsigned long long)a->fault.bytes);
    bytes_close(&before);
    return good;
}

/* What is seen after the call when nothing fails; 0 when even that does not work. */
static int fault_reference(attempt *a, test_bytes *done) {
    memset(&a->fault, 0, sizeof a->fault);
    memset(done, 0, sizeof *done);
    a->handle = NULL;
    fault_host(&a->fault, &a->host);
    if (a->scenario->prepare(a->scenario->user, &a->host, &a->handle) || fault_step(a)) {
        a->scenario->destroy(a->handle);
        return fault_wrong(a, "does not even work without faults: %.100s", a->err.message);
    }
    fault_observe(a, done);
    a->scenario->destroy(a->handle);
    return 1;
}

void fault_run(const fault_scenario *scenario) {
    attempt *a = calloc(1, sizeof *a);
    test_bytes done;
    uint64_t chosen = 0, faults = 0;
    int good, way = 0;
    if (!a)
        abort();
    a->scenario = scenario;
    good = fault_reference(a, &done);
    for (way = 0; good && way < (scenario->creates ? FAULT_JUMP : FAULT_WAYS); way++) {
        for (chosen = 1; good; chosen++) {
            good = fault_attempt(a, &done, chosen, way);
            if (!a->fault.reached)
                break;
            faults++;
        }
    }
    fault_scenarios++;
    if (good) {
        printf("ok %u - %s (%llu faults)\n", fault_scenarios, scenario->name,
               (unsigned long long)faults);
    } else {
        fault_failures++;
        printf("not ok %u - %s\n# point %llu, way %d: %s\n", fault_scenarios, scenario->name,
               (unsigned long long)chosen - 1, way - 1, a->message);
    }
    fflush(stdout);
    bytes_close(&done);
    free(a);
}

int fault_end(void) {
    printf("1..%u%s\n", fault_scenarios, fault_scenarios ? "" : " # SKIP the catalogue is empty");
    return fault_failures != 0;
}
