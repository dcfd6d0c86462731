/* sys_thread.c - what threads ask for: futexes, TLS, names, sequences. */
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

/* A word that other processes may share has to be there, and no private page that is
 * only read. */
static long futex_word(u64 address, u64 op)
{
	enum { FUTEX_PRIVATE = 128 };
	const struct vm_area *area;
	u32 now;

	if (address % 4)
		return -EINVAL;
	if (op & FUTEX_PRIVATE)
		return 0;
	if (get_user(now, address))
		return -EFAULT;
	area = vm_find(current->mm, address);
	return area && !area->object && !(area->prot & PROT_WRITE) ? -EFAULT : 0;
}

/* Goes on where a stop interrupted it: the end stays where it was. */
static long wait_again(struct task_struct *task)
{
	long result = futex_wait(task->restart.user, (u32)task->restart.n, task->restart.until_ns,
				 (u32)(task->restart.n >> 32));

	return result == -EINTR ? -ERESTART_RESTARTBLOCK : result;
}

static long futex(u64 address, u64 op, u64 value, u64 timeout, u64 other, u32 value3, bool words32)
{
	u32 command = op & FUTEX_COMMAND, bits = FUTEX_ANY_BIT;
	u64 until;
	long error = futex_word(address, op);

	if (!error && (command == FUTEX_REQUEUE || command == FUTEX_CMP_REQUEUE ||
		       command == FUTEX_WAKE_OP))
		error = futex_word(other, op);
	if (error)
		return error;
	if (command == FUTEX_WAIT_BITSET || command == FUTEX_WAKE_BITSET) {
		bits = value3;
		if (!bits)
			return -EINVAL;
	}
	switch (command) {
	case FUTEX_WAIT:
	case FUTEX_WAIT_BITSET:
		error = futex_until(op, timeout, words32, &until);
		if (error)
			return error;
		restart_by(wait_again);
		current->restart.until_ns = until;
		current->restart.user = address;
		current->restart.n = (u32)value | (u64)bits << 32;
		return wait_again(current);
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
	if (t->tgid != current->tgid && !capable(CAP_SYS_PTRACE))
		return -EPERM;
	if (copy_to_user(size_to, &size, word) || copy_to_user(head_to, &t->robust_list, word))
		return -EFAULT;
	return 0;
}

SYS4(sys_rseq, rseq, length, flags, signature)
{
	return rseq_register(rseq, (u32)length, (u32)flags, (u32)signature);
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
	PR_GET_KEEPCAPS = 7, PR_SET_KEEPCAPS, PR_SET_NAME = 15, PR_GET_NAME, PR_GET_SECCOMP = 21,
	PR_CAPBSET_READ = 23, PR_SET_TIMERSLACK = 29, PR_GET_TIMERSLACK,
	PR_SET_CHILD_SUBREAPER = 36, PR_GET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS,
	PR_GET_NO_NEW_PRIVS, PR_SET_VMA = 0x53564d41,
	PR_TRACE = 0x464c5452,          /* Firstlight's own: show this task's calls, or not */
	LAST_CAPABILITY = 40, TIMER_SLACK = 50000,
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

SYS5(sys_prctl, what, arg, b, c, d)
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
		if (arg > 1)
			return -EINVAL;
		current->keep_caps = arg;
		return 0;
	case PR_GET_KEEPCAPS:
		return current->keep_caps;
	case PR_SET_TIMERSLACK:         /* sleeps here end as soon as they can */
		current->timer_slack = (i64)arg > 0 ? arg : TIMER_SLACK;
		return 0;
	case PR_GET_TIMERSLACK:
		return current->timer_slack ? (long)current->timer_slack : TIMER_SLACK;
	case PR_SET_NO_NEW_PRIVS:
		if (arg != 1 || b || c || d)
			return -EINVAL;
		current->no_new_privs = true;
		return 0;
	case PR_GET_NO_NEW_PRIVS:
		return arg || b || c || d ? -EINVAL : current->no_new_privs;
	case PR_GET_SECCOMP:
		return 0;
	default:
		return -EINVAL;
	}
}
