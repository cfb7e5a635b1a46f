/* Which members a configuration may have, and what stands in them. */
#ifndef HOST_RULES_H
#define HOST_RULES_H

#include "config/config.h"

/* Check all of a configuration: unknown members, types, codes, secrets. */
int host_rules_check(const json_t *root, const char *file, host_error *error);

/* A way to round by its name, as the library calls it; 0: there is none such. */
int32_t host_rules_rounding(const char *name);

/* Read +HH:MM or -HH:MM as seconds. */
bool host_rules_offset(const char *text, int32_t *seconds);

/* Whether the configuration has a member of this path. Answers 0, or -1 with the nearest name. */
int host_rules_known(const char *path, host_error *error);

#endif
