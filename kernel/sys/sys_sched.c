/* sys_sched.c - the scheduler, as programs may ask it: one CPU, one way to share it. */
#include "sys/call.h"

SYS0(sys_sched_yield)
{
	sched_yield();
	return 0;
}

static struct task_struct *task_of(u64 pid)
{
	return (u32)pid ? task_by_pid((u32)pid) : current;
}

SYS3(sys_sched_getaffinity, pid, size, to)
{
	u64 mask = 1, word = compat() ? 4 : 8, bytes = MIN(size, sizeof mask);

	if (size < word || size % word)
		return -EINVAL;
	if (!task_of(pid))
		return -ESRCH;
	return copy_to_user(to, &mask, bytes) ? -EFAULT : (long)bytes;
}

SYS3(sys_sched_setaffinity, pid, size, from)
{
	u64 cpus = 0;

	if (copy_from_user(&cpus, from, MIN((u32)size, sizeof cpus)))
		return -EFAULT;
	if (!task_of(pid))
		return -ESRCH;
	return cpus & 1 ? 0 : -EINVAL;
}

enum { SCHED_OTHER = 0, SCHED_FIFO, SCHED_RR, SCHED_BATCH = 3, SCHED_IDLE = 5 };

/* The policies that nobody waits less for are kept and told; all are the same here. */
SYS1(sys_sched_getscheduler, pid)
{
	const struct task_struct *t = task_of(pid);

	return t ? t->policy : -ESRCH;
}

/* May current change what `t` gets? */
static bool may_change(const struct task_struct *t)
{
	const struct cred *me = &current->cred;

	return capable(CAP_SYS_NICE) || me->euid == t->cred.uid || me->euid == t->cred.euid;
}

static long set_policy(u64 pid, u32 policy, u64 param)
{
	struct task_struct *t = task_of(pid);
	int priority;

	if (!param)
		return -EINVAL;
	if (get_user(priority, param))
		return -EFAULT;
	if (!t)
		return -ESRCH;
	if (policy == SCHED_FIFO || policy == SCHED_RR)
		return -EPERM;
	if ((policy != SCHED_OTHER && policy != SCHED_BATCH && policy != SCHED_IDLE) || priority)
		return -EINVAL;
	if (!may_change(t))
		return -EPERM;
	t->policy = (u8)policy;
	return 0;
}

SYS3(sys_sched_setscheduler, pid, policy, param)
{
	return set_policy(pid, (u32)policy, param);
}

SYS2(sys_sched_getparam, pid, to)
{
	if (!to)
		return -EINVAL;
	return task_of(pid) ? put_user((int)0, to) : -ESRCH;
}

SYS2(sys_sched_setparam, pid, from)
{
	const struct task_struct *t = task_of(pid);

	if (!from)
		return -EINVAL;
	return t ? set_policy(pid, t->policy, from) : -ESRCH;
}

/* SCHED_FIFO and SCHED_RR have priorities; the others have one, 0. */
static long priority(u64 policy, long realtime)
{
	return policy == 1 || policy == 2 ? realtime : policy <= 5 && policy != 4 ? 0 : -EINVAL;
}

SYS1(sys_sched_priority_min, policy) { return priority(policy, 1); }
SYS1(sys_sched_priority_max, policy) { return priority(policy, 99); }

/* --- niceness: longer or shorter slices --- */

enum { PRIO_PROCESS, PRIO_PGRP, PRIO_USER, NICE_BEST = -20, NICE_WORST = 19 };

/* Is `t` one of those meant?  who 0: the caller's own. */
static bool meant(const struct task_struct *t, u32 which, u32 who)
{
	if (t->flags & TASK_KTHREAD && which != PRIO_PROCESS)
		return false;
	switch (which) {
	case PRIO_PROCESS:
		return t->pid == (who ? who : current->pid);
	case PRIO_PGRP:
		return t->signal && t->signal->pgid == (who ? who : current->signal->pgid);
	default:
		return t->cred.uid == (who ? who : current->cred.uid);
	}
}

SYS2(sys_getpriority, which, who)
{
	long best = -ESRCH;

	if ((u32)which > PRIO_USER)
		return -EINVAL;
	for (const struct task_struct *t = task_next(NULL); t; t = task_next((struct task_struct *)t))
		if (meant(t, (u32)which, (u32)who))
			best = MAX(best, 20 - (long)t->nice);
	return best;
}

static long set_nice(struct task_struct *t, int nice)
{
	if (!may_change(t))
		return -EPERM;
	if (nice < t->nice && !capable(CAP_SYS_NICE))
		return -EACCES;
	t->nice = nice;
	return 0;
}

SYS3(sys_setpriority, which, who, nice)
{
	int n = MAX(MIN((int)nice, NICE_WORST), NICE_BEST);
	long result = -ESRCH;

	if ((u32)which > PRIO_USER)
		return -EINVAL;
	for (struct task_struct *t = task_next(NULL); t; t = task_next(t)) {
		long error;

		if (!meant(t, (u32)which, (u32)who))
			continue;
		error = set_nice(t, n);
		if (error || result == -ESRCH)
			result = error;
	}
	return result;
}

SYS1(ia32_nice, by)
{
	/* Unlike setpriority() it says EPERM. */
	long by_much = MAX(MIN((int)by, 2 * NICE_WORST), 2 * NICE_BEST);

	if (by_much < 0 && !capable(CAP_SYS_NICE))
		return -EPERM;
	return set_nice(current, (int)MAX(MIN(current->nice + by_much, NICE_WORST), NICE_BEST));
}
