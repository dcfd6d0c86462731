/* rpm_compare.h - the order of versions as rpm has it. */
#ifndef COMMAND_RPM_COMPARE_H
#define COMMAND_RPM_COMPARE_H

#include "common/span.h"

/* Negative: a is older than b; 0: as old, which is more than the same text. */
int rpm_compare(struct span a, struct span b);

/* The same of names NAME-VERSION-RELEASE, part by part; a part may be missing. */
int rpm_compare_packages(const char *a, const char *b);

#endif
