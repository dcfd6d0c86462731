/* sysrq.h - /proc/sysrq-trigger. */
#ifndef KERNEL_SYSRQ_H
#define KERNEL_SYSRQ_H

#include "common/types.h"

/* What root writes there, one letter a deed, as in Linux: b restart, c crash, f end the
 * process that the machine can best do without, o power off; and our own: S fill the
 * kernel's stack. */
void sysrq(const char *text, size_t n);

#endif
