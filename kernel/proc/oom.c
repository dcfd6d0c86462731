/* oom.c - when memory is used up: one process is ended so that the others can go on. */
#include "common/str.h"
#include "panic.h"
#include "printk.h"
#include "proc/internal.h"

/* Process groups and what they hold; when there are more, some are taken for one. */
enum { JOBS = 256, TASK_PAGES = KERNEL_STACK / PAGE_SIZE + 2 };
static struct job { u32 pgid; u64 pages; } jobs[JOBS];

static struct job *job_of(u32 pgid)
{
	unsigned at = pgid % JOBS;

	for (unsigned i = 0; i < JOBS && jobs[at].pages && jobs[at].pgid != pgid; i++)
		at = (at + 1) % JOBS;
	jobs[at].pgid = pgid;
	return &jobs[at];
}

/* Does t stand for its process?  The first thread that still has memory does.  Not for
 * process 1, nor for a child that still uses its memory. */
static bool may_die(struct task_struct *t)
{
	const struct task_struct *init = task_by_pid(1);

	if (!t->mm || !t->signal || t->flags & TASK_KTHREAD || t->tgid == 1 ||
	    (init && t->mm == init->mm))
		return false;
	list_each(node, &t->signal->threads) {
		struct task_struct *thread = list_entry(node, struct task_struct, thread_node);

		if (thread->mm)
			return thread == t;
	}
	return false;
}

/* Pages that its end would free, about: its memory, or its part of one that it shares with
 * other processes; its threads' stacks; what its open files and shared memory hold. */
static u64 held(const struct task_struct *t)
{
	u64 pages = t->mm->pages * t->signal->live / MAX(t->mm->users, 1u) +
		    (u64)t->signal->live * TASK_PAGES;

	for (const struct vm_area *a = t->mm->areas; a; a = a->next)
		if (a->ops && a->ops->memory)
			pages += a->ops->memory(a->object);
	for (u32 fd = 0; t->files && fd < t->files->max; fd++) {
		const struct file *f = t->files->file[fd];

		if (f && f->fops && f->fops->memory)
			pages += f->fops->memory(f);
	}
	return pages;
}

/* The biggest process of the job that has most, so that a bomb of many small ones does not
 * end the shell.  One that is dying already will give its memory back first. */
static struct task_struct *choose(u64 *pages)
{
	struct task_struct *biggest = NULL;
	u64 most = 0;

	memset(jobs, 0, sizeof jobs);
	for (struct task_struct *t = task_next(NULL); t; t = task_next(t)) {
		if (!may_die(t))
			continue;
		if (t->flags & TASK_OOM)
			return t;
		job_of(t->signal->pgid)->pages += held(t);
	}
	for (struct task_struct *t = task_next(NULL); t; t = task_next(t)) {
		u64 job, own;

		if (!may_die(t))
			continue;
		job = job_of(t->signal->pgid)->pages;
		own = held(t);
		if (job > most || (job == most && own > *pages)) {
			biggest = t;
			most = job;
			*pages = own;
		}
	}
	return biggest;
}

/* Its memory is free when nobody uses it any more. */
static void end(struct task_struct *victim)
{
	const struct mm_struct *mm = victim->mm;

	for (struct task_struct *t = task_next(NULL); t; t = task_next(t))
		if (t->mm == mm && t->signal) {
			t->flags |= TASK_OOM;
			send_signal(t, SIGKILL, NULL, false);
		}
}

u32 oom_kill(const char *why)
{
	struct task_struct *victim;
	u64 pages = 0;

	if (alloc_failed_by_test) {     /* there is enough: again */
		alloc_failed_by_test = false;
		return current->tgid;
	}
	victim = choose(&pages);
	if (!victim) {
		if (current->tgid == 1)
			panic("no memory for %s, and nobody to end but pid 1", why);
		return 0;
	}
	if (!(victim->flags & TASK_OOM)) {
		printk("out of memory for %s: ending process %u (%s), %llu KiB\n", why,
		       victim->tgid, victim->comm, (unsigned long long)pages * (PAGE_SIZE / KiB));
		end(victim);
	}
	current->flags |= TASK_NEED_RESCHED;    /* its memory is free once it has run */
	return victim->tgid;
}
