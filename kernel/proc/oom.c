/* oom.c - when memory is used up: one task is ended so that the others can go on. */
#include "panic.h"
#include "printk.h"
#include "proc/internal.h"

static bool may_die(const struct task_struct *task)
{
	return task->group_leader == task && task->mm && task->signal && task->tgid != 1;
}

/* Who has most of the memory.  One that is dying already will give it back first. */
static struct task_struct *choose(void)
{
	struct task_struct *most = NULL;

	for (struct task_struct *t = task_next(NULL); t; t = task_next(t)) {
		if (!may_die(t))
			continue;
		if (t->flags & TASK_OOM)
			return t;
		if (!most || t->mm->pages > most->mm->pages)
			most = t;
	}
	return most;
}

u32 oom_kill(const char *why)
{
	struct task_struct *victim = choose();

	if (!victim) {
		if (current->tgid == 1)
			panic("no memory for %s, and nobody to end but pid 1", why);
		return 0;
	}
	if (!(victim->flags & TASK_OOM)) {
		printk("out of memory for %s: ending process %u (%s), %llu KiB\n", why, victim->pid,
		       victim->comm, (unsigned long long)victim->mm->pages * (PAGE_SIZE / KiB));
		victim->flags |= TASK_OOM;
		send_signal(victim, SIGKILL, NULL, false);
	}
	current->flags |= TASK_NEED_RESCHED;    /* its memory is free once it has run */
	return victim->pid;
}
