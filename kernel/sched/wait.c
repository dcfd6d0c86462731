/* wait.c - sleepers and who wakes them. */
#include "sched/wait.h"
#include "abi/errno.h"
#include "cpu/cpu.h"
#include "sched/switch.h"

void wait_queue_init(struct wait_queue *q)
{
	list_init(&q->waiters);
}

static void add(struct wait_queue *q, struct waiter *w)
{
	u64 irqs = irq_save();

	if (!q->waiters.next)
		wait_queue_init(q);
	list_add_tail(&w->node, &q->waiters);
	irq_restore(irqs);
}

void wait_add(struct wait_queue *q, struct waiter *w)
{
	w->task = current;
	add(q, w);
}

void wait_add_call(struct wait_queue *q, struct waiter *w, void (*call)(struct waiter *w))
{
	w->task = NULL;
	w->call = call;
	add(q, w);
}

void wait_remove(struct waiter *w)
{
	u64 irqs = irq_save();

	list_del(&w->node);
	irq_restore(irqs);
}

/* Sleepers take themselves out. */
void wake_up(struct wait_queue *q)
{
	u64 irqs;

	if (list_empty(&q->waiters))
		return;
	irqs = irq_save();
	list_each(node, &q->waiters) {
		struct waiter *w = list_entry(node, struct waiter, node);

		if (w->task)
			sched_wake(w->task);
		else
			w->call(w);
	}
	irq_restore(irqs);
}

/* A wake-up between here and schedule() sets TASK_RUNNING again, and schedule() then only
 * lets others run. */
void sleep_prepare(void)
{
	current->state = TASK_INTERRUPTIBLE;
	__asm__ volatile("" : : : "memory");
}

void sleep_finish(void)
{
	current->state = TASK_RUNNING;
}

long sleep_signal(void)
{
	return signal_pending(current) ? -ERESTARTSYS : 0;
}
