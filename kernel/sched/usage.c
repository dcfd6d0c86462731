/* usage.c - what tasks have used of the machine. */
#include "sched/sched.h"

struct usage process_usage(const struct task_struct *task)
{
	struct usage u = { task->utime, task->stime, task->min_flt, 0, 1 };

	if (!task->signal)
		return u;
	u.pages_peak = MAX(task->signal->pages_peak, task->mm ? task->mm->pages_peak : 0);
	if (task->pid != task->tgid)
		return u;
	list_each(node, (struct list *)&task->signal->threads) {
		const struct task_struct *t = list_entry(node, struct task_struct, thread_node);

		if (t == task)
			continue;
		u.utime += t->utime;
		u.stime += t->stime;
		u.faults += t->min_flt;
		u.threads++;
	}
	return u;
}

void usage_add(struct usage *sum, const struct usage *more)
{
	sum->utime += more->utime;
	sum->stime += more->stime;
	sum->faults += more->faults;
	sum->pages_peak = MAX(sum->pages_peak, more->pages_peak);
}
