/* fail.h - /proc/fail-nth: root writes n there, and its task's n-th allocation from then on
 * fails; 0 ends that.  Reading says whether the last one that was asked for came. */
#ifndef KERNEL_FAIL_H
#define KERNEL_FAIL_H

#include "fs/proc.h"

proc_store fail_nth_store;
proc_show  fail_nth_show;

#endif
