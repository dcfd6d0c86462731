/* timer.c - timers in the order of their ends; sleeping with an end. */
#include "abi/errno.h"
#include "cpu/cpu.h"
#include "sched/switch.h"

static struct list timers = LIST_INIT(timers);

void timer_start(struct timer *t)
{
	u64 irqs = irq_save();
	struct list *before;

	list_del(&t->node);
	before = timers.prev;
	while (before != &timers && list_entry(before, struct timer, node)->at > t->at)
		before = before->prev;
	list_insert(&t->node, before, before->next);
	irq_restore(irqs);
}

void timer_stop(struct timer *t)
{
	u64 irqs = irq_save();

	list_del(&t->node);
	irq_restore(irqs);
}

void timer_stop_of(struct task_struct *task)
{
	if (task->sleep_timer)
		timer_stop(task->sleep_timer);
	task->sleep_timer = NULL;
}

void timers_run(void)
{
	u64 now;

	if (list_empty(&timers))
		return;
	now = uptime_ns();
	while (!list_empty(&timers)) {
		struct timer *t = list_entry(timers.next, struct timer, node);

		if (t->at > now)
			break;
		list_del(&t->node);
		t->fire(t);
	}
}

static void wake_sleeper(struct timer *t)
{
	sched_wake(t->arg);
}

long schedule_until(u64 until)
{
	struct timer t = { .at = until, .fire = wake_sleeper, .arg = current };
	bool over;

	if (signal_pending(current)) {
		sleep_finish();
		return -EINTR;
	}
	if (until != UINT64_MAX) {
		if (until <= uptime_ns()) {
			sleep_finish();
			return 0;
		}
		current->sleep_timer = &t;
		timer_start(&t);
	}
	schedule();
	current->sleep_timer = NULL;
	over = until != UINT64_MAX && list_empty(&t.node);
	timer_stop(&t);
	if (over)
		return 0;
	return signal_pending(current) ? -EINTR : 1;
}
