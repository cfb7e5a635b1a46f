/* Progress on a terminal, and the way a long run hears of Ctrl-C. */
#ifndef HOST_PROGRESS_H
#define HOST_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* One bar. It shows itself after 300 ms, on a terminal, without --quiet. */
typedef struct host_progress {
    const char *label; /* "importing sales.csv" */
    uint64_t started_ms, drawn_ms;
    bool shown, visible;
} host_progress;

/* Start a bar; `visible` is false in pipes and with --quiet. */
void host_progress_start(host_progress *progress, const char *label, bool visible);

/* Tell how far we are, in rows. `share` is the part done in thousandths, for the bar and the
 * time left; 0: unknown. Answers REVOPS_MORE, or REVOPS_END when the user pressed Ctrl-C. NULL
 * is welcome. */
int32_t host_progress_step(host_progress *progress, uint64_t rows, uint32_t share);

/* Take the bar away again. */
void host_progress_end(host_progress *progress);

/* Catch Ctrl-C from now on, instead of dying of it. */
void host_interrupt_watch(void);

/* Whether Ctrl-C was pressed. */
bool host_interrupted(void);

#endif
