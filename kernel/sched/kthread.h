/* kthread.h - kthreadd, the parent of all kernel threads, and asking it for one. */
#ifndef SCHED_KTHREAD_H
#define SCHED_KTHREAD_H

#include "sched/task.h"

int kthreadd(void *unused);             /* pid 2 */

/* A kernel thread of that name (which lives forever) that starts soon; false: no memory. */
bool kthread_create(int (*fn)(void *), void *arg, const char *name) MUST_CHECK;

/* What ps shows; cut to TASK_COMM - 1. */
void task_set_name(struct task_struct *task, const char *name);

#endif
