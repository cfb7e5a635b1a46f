/* The program revops: a business's payments in, exact figures out. */
#include <stdio.h>

#include "revops/version.h"

int main(void) {
    printf("revops %s\n", revops_version());
    return 0;
}
