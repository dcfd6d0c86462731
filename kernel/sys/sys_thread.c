/* sys_thread.c - what threads ask for: futexes, TLS, names, the scheduler. */
#include "sys/call.h"
#include "sched/kthread.h"

/* --- futex --- */

enum {
	FUTEX_WAIT, FUTEX_WAKE, FUTEX_REQUEUE = 3, FUTEX_CMP_REQUEUE, FUTEX_WAKE_OP,
	FUTEX_WAIT_BITSET = 9, FUTEX_WAKE_BITSET,
	FUTEX_CLOCK_REALTIME = 256, FUTEX_COMMAND = 0x7f, FUTEX_ANY_BIT = -1,
};

/* A relative timeout for FUTEX_WAIT; an absolute one, by either clock, for the other. */
static long futex_until(u64 op, u64 timeout, bool words32, u64 *until)
{
	u64 ns, now;
	long error;

	*until = UINT64_MAX;
	if (!timeout)
		return 0;
	error = time_get(timeout, words32, 1, &ns);
	if (error)
		return error;
	if ((op & FUTEX_COMMAND) == FUTEX_WAIT) {
		*until = time_until(ns);
		return 0;
	}
	now = op & FUTEX_CLOCK_REALTIME ? wall_ns() : uptime_ns();
	*until = ns > now ? time_until(ns - now) : uptime_ns();
	return 0;
}

static long futex(u64 address, u64 op, u64 value, u64 timeout, u64 other, u32 value3, bool words32)
{
	u32 command = op & FUTEX_COMMAND, bits = FUTEX_ANY_BIT;
	u64 until;
	long error;

	if (address % 4)
		return -EINVAL;
	if (command == FUTEX_WAIT_BITSET || command == FUTEX_WAKE_BITSET) {
		bits = value3;
		if (!bits)
			return -EINVAL;
	}
	switch (command) {
	case FUTEX_WAIT:
	case FUTEX_WAIT_BITSET:
		error = futex_until(op, timeout, words32, &until);
		return error ? error : futex_wait(address, (u32)value, until, bits);
	case FUTEX_WAKE:
	case FUTEX_WAKE_BITSET:
		return futex_wake(address, (u32)value, bits);
	case FUTEX_REQUEUE:
		return futex_requeue(address, (u32)value, (u32)timeout, other, NULL);
	case FUTEX_CMP_REQUEUE:
		return futex_requeue(address, (u32)value, (u32)timeout, other, &value3);
	case FUTEX_WAKE_OP:
		return futex_wake_op(address, (u32)value, other, (u32)timeout, value3);
	default:
		return -ENOSYS;
	}
}

SYS6(sys_futex, address, op, value, timeout, other, value3)
{
	return futex(address, op, value, timeout, other, (u32)value3, compat());
}

SYS6(ia32_futex_time64, address, op, value, timeout, other, value3)
{
	return futex(address, op, value, timeout, other, (u32)value3, false);
}

SYS1(sys_set_tid_address, address)
{
	current->clear_child_tid = address;
	return current->pid;
}

SYS2(sys_set_robust_list, head, size)
{
	if (size != (compat() ? 12u : 24u))
		return -EINVAL;
	current->robust_list = head;
	return 0;
}

SYS3(sys_get_robust_list, pid, head_to, size_to)
{
	const struct task_struct *t = (u32)pid ? task_by_pid((u32)pid) : current;
	u64 word = compat() ? 4 : 8, size = compat() ? 12 : 24;

	if (!t)
		return -ESRCH;
	if (t->tgid != current->tgid && current->cred.euid)
		return -EPERM;
	if (copy_to_user(size_to, &size, word) || copy_to_user(head_to, &t->robust_list, word))
		return -EFAULT;
	return 0;
}

/* --- thread-local storage --- */

enum { ARCH_SET_GS = 0x1001, ARCH_SET_FS, ARCH_GET_FS, ARCH_GET_GS };

SYS2(sys_arch_prctl, what, address)
{
	if ((what == ARCH_SET_FS || what == ARCH_SET_GS) && address >= TASK_SIZE_64)
		return -EPERM;
	switch (what) {
	case ARCH_SET_FS:
		task_set_fs(address);
		return 0;
	case ARCH_SET_GS:
		task_set_gs(address);
		return 0;
	case ARCH_GET_FS:
		return put_user(current->fs_base, address);
	case ARCH_GET_GS:
		return put_user(current->gs_base, address);
	default:
		return -EINVAL;
	}
}

SYS1(sys_set_thread_area, user)
{
	struct user_desc d;
	unsigned slot = 0;
	u64 descriptor;

	if (get_user(d, user))
		return -EFAULT;
	if (!tls_descriptor(&d, &descriptor))
		return -EINVAL;
	if (d.entry == ~0u) {
		while (slot < TLS_ENTRIES && current->tls[slot])
			slot++;
		if (slot == TLS_ENTRIES)
			return -ESRCH;
		d.entry = TLS_ENTRY_FIRST + slot;
		if (put_user(d.entry, user))
			return -EFAULT;
	}
	slot = d.entry - TLS_ENTRY_FIRST;
	if (slot >= TLS_ENTRIES)
		return -EINVAL;
	task_set_tls(slot, descriptor);
	return 0;
}

SYS1(sys_get_thread_area, user)
{
	struct user_desc d;
	unsigned slot;

	if (get_user(d, user))
		return -EFAULT;
	slot = d.entry - TLS_ENTRY_FIRST;
	if (slot >= TLS_ENTRIES)
		return -EINVAL;
	tls_describe(current->tls[slot], d.entry, &d);
	return put_user(d, user);
}

/* --- prctl --- */

enum {
	PR_SET_PDEATHSIG = 1, PR_GET_PDEATHSIG, PR_GET_DUMPABLE, PR_SET_DUMPABLE,
	PR_SET_KEEPCAPS = 8, PR_SET_NAME = 15, PR_GET_NAME, PR_GET_SECCOMP = 21,
	PR_CAPBSET_READ = 23,
	PR_SET_CHILD_SUBREAPER = 36, PR_GET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS,
	PR_GET_NO_NEW_PRIVS, PR_SET_VMA = 0x53564d41,
	PR_TRACE = 0x464c5452,          /* Firstlight's own: show this task's calls, or not */
	LAST_CAPABILITY = 40,
};

static long set_comm(u64 user)
{
	char name[TASK_COMM];
	long len = copy_string_from_user(name, user, sizeof name);

	if (len < 0 && len != -ENAMETOOLONG)
		return len;
	name[TASK_COMM - 1] = '\0';
	task_set_name(current, name);
	return 0;
}

SYS2(sys_prctl, what, arg)
{
	switch ((u32)what) {
	case PR_SET_PDEATHSIG:
		if (arg > SIGNALS)
			return -EINVAL;
		current->pdeath_signal = (int)arg;
		return 0;
	case PR_GET_PDEATHSIG:
		return put_user(current->pdeath_signal, arg);
	case PR_GET_DUMPABLE:
		return current->dumpable;
	case PR_SET_DUMPABLE:
		if (arg > 1)
			return -EINVAL;
		current->dumpable = arg;
		return 0;
	case PR_SET_NAME:
		return set_comm(arg);
	case PR_GET_NAME:
		return copy_to_user(arg, current->comm, TASK_COMM);
	case PR_CAPBSET_READ:
		return arg <= LAST_CAPABILITY ? 1 : -EINVAL;
	case PR_SET_CHILD_SUBREAPER:
		current->signal->child_subreaper = arg;
		return 0;
	case PR_GET_CHILD_SUBREAPER:
		return put_user((int)current->signal->child_subreaper, arg);
	case PR_TRACE:
		current->flags = (current->flags & ~(u32)TASK_TRACE) | (arg ? TASK_TRACE : 0);
		return 0;
	case PR_SET_KEEPCAPS:
	case PR_GET_SECCOMP:
	case PR_GET_NO_NEW_PRIVS:
		return 0;
	default:
		return -EINVAL;
	}
}

/* --- the scheduler: one CPU, one policy --- */

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
	u64 mask = 1, bytes = compat() ? 4 : 8;

	if (size < bytes || size % bytes)
		return -EINVAL;
	if (!task_of(pid))
		return -ESRCH;
	return copy_to_user(to, &mask, bytes) ? -EFAULT : (long)bytes;
}

SYS3(sys_sched_setaffinity, pid, size, from)
{
	u8 first;

	if (!task_of(pid))
		return -ESRCH;
	if (!size || get_user(first, from))
		return -EFAULT;
	return first & 1 ? 0 : -EINVAL;
}

SYS1(sys_sched_getscheduler, pid)
{
	return task_of(pid) ? 0 : -ESRCH;       /* SCHED_OTHER */
}

SYS3(sys_sched_setscheduler, pid, policy, param)
{
	enum { SCHED_OTHER = 0, SCHED_BATCH = 3, SCHED_IDLE = 5 };
	int priority;

	if (get_user(priority, param))
		return -EFAULT;
	if (!task_of(pid))
		return -ESRCH;
	if (policy != SCHED_OTHER && policy != SCHED_BATCH && policy != SCHED_IDLE)
		return policy < SCHED_BATCH ? -EPERM : -EINVAL;
	return priority ? -EINVAL : 0;
}

SYS2(sys_sched_getparam, pid, to)
{
	return task_of(pid) ? put_user((int)0, to) : -ESRCH;
}

SYS2(sys_sched_setparam, pid, from)
{
	int priority;

	if (get_user(priority, from))
		return -EFAULT;
	return !task_of(pid) ? -ESRCH : priority ? -EINVAL : 0;
}

/* SCHED_FIFO and SCHED_RR have priorities; the others have one, 0. */
static long priority(u64 policy, long realtime)
{
	return policy == 1 || policy == 2 ? realtime : policy <= 5 && policy != 4 ? 0 : -EINVAL;
}

SYS1(sys_sched_priority_min, policy) { return priority(policy, 1); }
SYS1(sys_sched_priority_max, policy) { return priority(policy, 99); }

/* Niceness: kept, and shown by ps; nobody runs longer for it. */
enum { PRIO_PROCESS, NICE_BEST = -20, NICE_WORST = 19 };

SYS2(sys_getpriority, which, who)
{
	const struct task_struct *t = task_of(which == PRIO_PROCESS ? who : 0);

	if (which > 2)
		return -EINVAL;
	return t ? 20 - t->nice : -ESRCH;
}

SYS3(sys_setpriority, which, who, nice)
{
	struct task_struct *t = task_of(which == PRIO_PROCESS ? who : 0);
	int n = MAX(MIN((int)nice, NICE_WORST), NICE_BEST);

	if (which > 2)
		return -EINVAL;
	if (!t)
		return -ESRCH;
	if (current->cred.euid && current->cred.euid != t->cred.uid &&
	    current->cred.euid != t->cred.euid)
		return -EPERM;
	if (n < t->nice && current->cred.euid)
		return -EACCES;
	t->nice = n;
	return 0;
}

SYS1(ia32_nice, by)
{
	return sys_setpriority(PRIO_PROCESS, 0, (u64)(current->nice + (int)by), 0, 0, 0);
}
