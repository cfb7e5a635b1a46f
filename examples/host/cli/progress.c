/* The progress bar and Ctrl-C. */
#include "cli/progress.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "revops/error.h"

enum {
    PROGRESS_PATIENCE_MS = 300,
    PROGRESS_EVERY_MS = 100,
    PROGRESS_CELLS = 24,
    PROGRESS_CELLS_LEAST = 4
};

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

/* Columns of the terminal; a line that fills the last one would wrap. */
static size_t progress_columns(void) {
    struct winsize size;

    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80u;
}

/* importing [######..........] 26% 131072 rows, 200109 rows/s, 2 s left */
static void progress_draw(const host_progress *progress, uint64_t rows, uint32_t share,
                          uint64_t elapsed_ms) {
    static const char full[] = "########################", empty[] = "........................";
    uint64_t per_second = elapsed_ms > 0 ? rows * 1000u / elapsed_ms : 0;
    size_t room = progress_columns() - 1, used = strlen(progress->label) + strlen(" [] ");
    char line[160], tail[100], left[32] = "";
    int cells = PROGRESS_CELLS, filled = 0;

    if (share > 0 && share < 1000) {
        snprintf(left, sizeof left, ", %" PRIu64 " s left",
                 elapsed_ms * (1000 - share) / share / 1000 + 1);
    }
    snprintf(tail, sizeof tail, "%" PRIu64 " rows, %" PRIu64 " rows/s%s", rows, per_second, left);
    used += strlen(" 100%") + strlen(tail);
    /* A narrow terminal gets a shorter bar, then none, and at last a line that is cut. */
    cells = used + PROGRESS_CELLS <= room ? PROGRESS_CELLS : used <= room ? (int)(room - used) : 0;
    filled = (int)(share > 1000 ? 1000 : share) * cells / 1000;
    if (share > 0 && cells >= PROGRESS_CELLS_LEAST) {
        snprintf(line, sizeof line, "%s [%.*s%.*s] %" PRIu32 "%% %s", progress->label, filled, full,
                 cells - filled, empty, share / 10, tail);
    } else if (share > 0) {
        snprintf(line, sizeof line, "%s %" PRIu32 "%% %s", progress->label, share / 10, tail);
    } else {
        snprintf(line, sizeof line, "%s %s", progress->label, tail);
    }
    fprintf(stderr, "\r\033[K%.*s", (int)(room < sizeof line ? room : sizeof line), line);
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
