/* wait.h - sleep until something happens. */
#ifndef SCHED_WAIT_H
#define SCHED_WAIT_H

#include "abi/errno.h"
#include "common/types.h"
#include "sched/list.h"

struct task_struct;

struct wait_queue { struct list waiters; };
void wait_queue_init(struct wait_queue *q);

/* One sleeper in one queue; poll() has several at once. */
struct waiter {
	struct list         node;
	struct task_struct *task;       /* NULL: `call` is called instead */
	void (*call)(struct waiter *w);
};
void wait_add(struct wait_queue *q, struct waiter *w);
/* Nobody sleeps: each wake-up calls `call`, perhaps in an interrupt handler. */
void wait_add_call(struct wait_queue *q, struct waiter *w, void (*call)(struct waiter *w));
void wait_remove(struct waiter *w);

/* Wake all sleepers; callable from interrupt handlers. */
void wake_up(struct wait_queue *q);

/* Sleep until `condition` holds.  0; or -ERESTARTSYS when a signal is pending first. The
 * condition is looked at with the task already queued, so no wake-up is lost. */
#define wait_event(q, condition) ({ \
	long ret_ = 0; \
	struct waiter w_; \
	wait_add((q), &w_); \
	for (;;) { \
		sleep_prepare(); \
		if (condition) \
			break; \
		if ((ret_ = sleep_signal())) \
			break; \
		schedule(); \
	} \
	sleep_finish(); \
	wait_remove(&w_); \
	ret_; })

void sleep_prepare(void);               /* current is now TASK_INTERRUPTIBLE */
void sleep_finish(void);                /* ... and TASK_RUNNING again */
long sleep_signal(void);                /* -ERESTARTSYS if a signal waits for current */
void schedule(void);                    /* let somebody else run */

#endif
