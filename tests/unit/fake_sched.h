/* fake_sched.h - tasks without stacks: a switch only changes who is current. */
#ifndef FAKE_SCHED_H
#define FAKE_SCHED_H

#include "hw/irq.h"
#include "sched/sched.h"
#include "sched/switch.h"

enum { FAKE_QUEUE = 5 };                /* RLIMIT_SIGPENDING of each task */
extern u64 fake_now;                    /* uptime_ns() */
extern void (*fake_running)(void);      /* what happens while somebody else runs; once */
extern unsigned fake_switches;

/* A clean start: only process 0, current. */
void fake_sched_reset(void);
/* A teardown: no task remains in a queue for the next test. */
int fake_sched_drain(void **state);
/* A task that sleeps, its own process, with a program. */
struct task_struct *fake_task(u32 pid);
/* One more thread of its process. */
struct task_struct *fake_thread(struct task_struct *leader, u32 pid);

#endif
