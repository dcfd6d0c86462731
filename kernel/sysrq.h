/* sysrq.h - /proc/sysrq-trigger. */
#ifndef KERNEL_SYSRQ_H
#define KERNEL_SYSRQ_H

#include "fs/proc.h"

/* What root writes there, one letter a deed, as in Linux: b restart, c crash, f end the
 * process that the machine can best do without, o power off; and our own: S fill the
 * kernel's stack. */
proc_store sysrq;

#endif
