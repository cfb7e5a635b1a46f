/* The program revops: a business's payments in, exact figures out. */
#include "cli/command.h"

#include <signal.h>

int main(int count, char **arguments) {
    const char *const *words = (const char *const *)arguments;

    host_interrupt_watch();
    return host_run(count - 1, words + 1);
}
