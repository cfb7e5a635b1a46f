/* The progress bar and Ctrl-C. */
#include "cli/progress.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "revops/error.h"

enum { PROGRESS_PATIENCE_MS = 300, PROGRESS_EVERY_MS = 100, PROGRESS_CELLS = 24 };

static volatile sig_atomic_t progress_stop;

static void progress_signal(int signal_number) {
    (void)signal_number;
    progress_stop = 1;
}

void host_interrupt_watch(void) {
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = progress_signal;
    sigemptyset(&action.sa_mask);
    /* A second Ctrl-C kills the program as usual. */
    action.sa_flags = (int)SA_RESETHAND;
    sigaction(SIGINT, &action, NULL);
}

bool host_interrupted(void) {
    return progress_stop != 0;
}

static uint64_t progress_now_ms(void) {
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u;
}

void host_progress_start(host_progress *progress, const char *label, bool visible) {
    memset(progress, 0, sizeof *progress);
    progress->label = label;
    progress->visible = visible;
    progress->started_ms = progress_now_ms();
}

static void progress_draw(const host_progress *progress, uint64_t rows, uint32_t share,
                          uint64_t elapsed_ms) {
    uint64_t per_second = elapsed_ms > 0 ? rows * 1000u / elapsed_ms : 0;
    uint32_t filled = (share > 1000 ? 1000 : share) * PROGRESS_CELLS / 1000;

    fprintf(stderr, "\r\033[K%s ", progress->label);
    if (share > 0) {
        fputs("[", stderr);
        for (uint32_t i = 0; i < PROGRESS_CELLS; i++) {
            fputs(i < filled ? "#" : ".", stderr);
        }
        fprintf(stderr, "] %" PRIu32 "%% ", share / 10);
    }
    fprintf(stderr, "%" PRIu64 " rows, %" PRIu64 " rows/s", rows, per_second);
    if (share > 0 && share < 1000) {
        fprintf(stderr, ", %" PRIu64 " s left", elapsed_ms * (1000 - share) / share / 1000 + 1);
    }
    fflush(stderr);
}

int32_t host_progress_step(host_progress *progress, uint64_t rows, uint32_t share) {
    if (progress != NULL && progress->visible) {
        uint64_t now = progress_now_ms();
        uint64_t elapsed = now - progress->started_ms;

        if (elapsed >= PROGRESS_PATIENCE_MS &&
            (!progress->shown || now - progress->drawn_ms >= PROGRESS_EVERY_MS)) {
            progress_draw(progress, rows, share, elapsed);
            progress->shown = true;
            progress->drawn_ms = now;
        }
    }
    return host_interrupted() ? REVOPS_END : REVOPS_MORE;
}

void host_progress_end(host_progress *progress) {
    if (progress->shown) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
        progress->shown = false;
    }
}
