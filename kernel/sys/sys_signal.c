/* sys_signal.c - signals: actions, masks, sent and waited for. */
#include "sys/call.h"
#include "cpu/cpu.h"

enum { SIGSET_BYTES = 8 };
#define CANNOT_BLOCK (SIGMASK(SIGKILL) | SIGMASK(SIGSTOP))
#define IGNORED_BY_DEFAULT \
	(SIGMASK(SIGCHLD) | SIGMASK(SIGCONT) | SIGMASK(SIGURG) | SIGMASK(SIGWINCH))

/* --- actions --- */

/* struct sigaction: handler, flags, restorer and mask, in the ABI's words. */
static long action_get(u64 from, struct sigaction_k *a)
{
	struct { u64 handler, flags, restorer, mask; } wide;
	struct { u32 handler, flags, restorer, mask[2]; } small;

	if (compat()) {
		if (get_user(small, from))
			return -EFAULT;
		*a = (struct sigaction_k){ .handler = small.handler, .restorer = small.restorer,
			.mask = small.mask[0] | (u64)small.mask[1] << 32, .flags = small.flags };
	} else {
		if (get_user(wide, from))
			return -EFAULT;
		*a = (struct sigaction_k){ .handler = wide.handler, .restorer = wide.restorer,
			.mask = wide.mask, .flags = (u32)wide.flags };
	}
	return 0;
}

static long action_put(u64 to, const struct sigaction_k *a)
{
	struct { u64 handler, flags, restorer, mask; } wide = {
		a->handler, a->flags, a->restorer, a->mask,
	};
	struct { u32 handler, flags, restorer, mask[2]; } small = {
		(u32)a->handler, a->flags, (u32)a->restorer, { (u32)a->mask, (u32)(a->mask >> 32) },
	};

	return compat() ? copy_to_user(to, &small, sizeof small)
			: copy_to_user(to, &wide, sizeof wide);
}

/* Signals that wait and are ignored from now on are gone. */
static void forget(int sig)
{
	u64 irqs = irq_save();

	sigpending_forget(&current->signal->shared, SIGMASK(sig));
	list_each(node, &current->signal->threads)
		sigpending_forget(&list_entry(node, struct task_struct, thread_node)->pending,
				  SIGMASK(sig));
	irq_restore(irqs);
	recalc_sigpending(current);
}

static long action_set(u64 sig, const struct sigaction_k *new, struct sigaction_k *old)
{
	struct sigaction_k *a;

	if ((int)sig < 1 || (int)sig > SIGNALS)
		return -EINVAL;
	a = &current->signal->action[sig - 1];
	*old = *a;
	if (!new)
		return 0;
	if (SIGMASK(sig) & CANNOT_BLOCK)
		return -EINVAL;
	*a = *new;
	a->mask &= ~CANNOT_BLOCK;
	if (a->handler == SIG_IGN ||
	    (a->handler == SIG_DFL && SIGMASK(sig) & IGNORED_BY_DEFAULT))
		forget((int)sig);
	return 0;
}

SYS4(sys_rt_sigaction, sig, new, old, size)
{
	struct sigaction_k to, before;
	long error;

	if (size != SIGSET_BYTES)
		return -EINVAL;
	if (new && action_get(new, &to))
		return -EFAULT;
	error = action_set((u32)sig, new ? &to : NULL, &before);
	return !error && old ? action_put(old, &before) : error;
}

/* The old call: handler, mask, flags, restorer. */
SYS3(ia32_sigaction, sig, new, old)
{
	struct sigaction_k to, before;
	u32 w[4];
	long error;

	if (new) {
		if (copy_from_user(w, new, sizeof w))
			return -EFAULT;
		to = (struct sigaction_k){ .handler = w[0], .mask = w[1], .flags = w[2],
					   .restorer = w[3] };
	}
	error = action_set((u32)sig, new ? &to : NULL, &before);
	if (error || !old)
		return error;
	w[0] = (u32)before.handler;
	w[1] = (u32)before.mask;
	w[2] = before.flags;
	w[3] = (u32)before.restorer;
	return copy_to_user(old, w, sizeof w);
}

SYS2(ia32_signal, sig, handler)
{
	struct sigaction_k to = { .handler = handler, .flags = SA_RESETHAND | SA_NODEFER }, before;
	long error = action_set((u32)sig, &to, &before);

	return error ? error : (long)before.handler;
}

SYS0(sys_rt_sigreturn)
{
	return do_rt_sigreturn(task_regs(current));
}

SYS0(ia32_sigreturn)
{
	return do_sigreturn_32(task_regs(current));
}

/* --- masks --- */

static void block(u64 set)
{
	current->blocked = set & ~CANNOT_BLOCK;
	recalc_sigpending(current);
}

static long change_mask(u64 how, u64 set)
{
	switch ((u32)how) {
	case SIG_BLOCK:
		block(current->blocked | set);
		return 0;
	case SIG_UNBLOCK:
		block(current->blocked & ~set);
		return 0;
	case SIG_SETMASK:
		block(set);
		return 0;
	default:
		return -EINVAL;
	}
}

SYS4(sys_rt_sigprocmask, how, new, old, size)
{
	u64 before = current->blocked, set;
	long error = 0;

	if (size != SIGSET_BYTES)
		return -EINVAL;
	if (new) {
		if (get_user(set, new))
			return -EFAULT;
		error = change_mask(how, set);
	}
	return !error && old ? put_user(before, old) : error;
}

SYS3(ia32_sigprocmask, how, new, old)
{
	u32 before = (u32)current->blocked, set;
	long error = 0;

	if (new) {
		if (get_user(set, new))
			return -EFAULT;
		error = change_mask(how, how == SIG_SETMASK
						 ? (current->blocked >> 32 << 32) | set : set);
	}
	return !error && old ? put_user(before, old) : error;
}

static u64 pending(void)
{
	return (current->pending.set | current->signal->shared.set) & current->blocked;
}

SYS2(sys_rt_sigpending, to, size)
{
	u64 set = pending();

	return size > SIGSET_BYTES ? -EINVAL : copy_to_user(to, &set, size);
}

SYS1(ia32_sigpending, to)
{
	return put_user((u32)pending(), to);
}

/* Let signals in for one sleep; the way out to user space blocks them again, after the
 * handler's frame was made. */
static long suspend(u64 set)
{
	current->saved_blocked = current->blocked;
	block(set);
	while (!signal_pending(current)) {
		sleep_prepare();
		if (!signal_pending(current))
			schedule();
		sleep_finish();
	}
	current->restore_blocked = true;
	return -ERESTARTNOHAND;
}

SYS2(sys_rt_sigsuspend, user, size)
{
	u64 set;

	if (size != SIGSET_BYTES)
		return -EINVAL;
	return get_user(set, user) ? -EFAULT : suspend(set);
}

SYS3(ia32_sigsuspend, unused1, unused2, set)
{
	return suspend(set);
}

SYS0(sys_pause)
{
	return suspend(current->blocked);
}

long sigmask_during(u64 user, u64 size)
{
	u64 set;

	if (!user)
		return 0;
	if (size != SIGSET_BYTES)
		return -EINVAL;
	if (get_user(set, user))
		return -EFAULT;
	current->saved_blocked = current->blocked;
	block(set);
	return 0;
}

void sigmask_after(u64 user, bool interrupted)
{
	if (!user)
		return;
	if (interrupted)
		current->restore_blocked = true;
	else
		block(current->saved_blocked);
}

/* --- taken without a handler --- */

static long timedwait(u64 user, u64 info_to, u64 timeout, u64 size, bool words32)
{
	struct siginfo info;
	u8 packed[SIGINFO_BYTES];
	u64 set, ns, until = UINT64_MAX, blocked = current->blocked;
	long slept = 1;
	int sig;

	if (size != SIGSET_BYTES)
		return -EINVAL;
	if (get_user(set, user))
		return -EFAULT;
	if (timeout) {
		long error = time_get(timeout, words32, 1, &ns);

		if (error)
			return error;
		until = time_until(ns);
	}
	set &= ~CANNOT_BLOCK;
	sig = dequeue_signal(set, &info);
	if (!sig && (!timeout || ns)) {
		block(blocked & ~set);          /* so that they wake us */
		current->awaited = set & blocked;
		sleep_prepare();
		if (!signal_pending(current))
			slept = schedule_until(until);
		sleep_finish();
		current->awaited = 0;
		sig = dequeue_signal(set, &info);
		block(blocked);
	} else {
		slept = 0;
	}
	if (!sig)
		return slept ? -EINTR : -EAGAIN;
	siginfo_pack(packed, &info, compat());
	return info_to && copy_to_user(info_to, packed, sizeof packed) ? -EFAULT : sig;
}

SYS4(sys_rt_sigtimedwait, set, info, timeout, size)
{
	return timedwait(set, info, timeout, size, compat());
}

SYS4(ia32_rt_sigtimedwait_time64, set, info, timeout, size)
{
	return timedwait(set, info, timeout, size, false);
}

/* --- the alternate stack: pointer, flags, size --- */

static bool on_stack(void)
{
	u64 sp = task_regs(current)->sp;

	return sp > current->altstack && sp - current->altstack <= current->altstack_size;
}

SYS2(sys_sigaltstack, new, old)
{
	enum { MINSIGSTKSZ = 2048 };
	u64 word = compat() ? 4 : 8, size = 0, sp = 0, was[3] = {
		current->altstack, 0, current->altstack_size,
	};
	u32 flags = 0, state = !current->altstack_size ? SS_DISABLE : on_stack() ? SS_ONSTACK : 0;

	was[1] = state | (current->altstack_flags & SS_AUTODISARM);
	if (new) {
		if (copy_from_user(&sp, new, word) || copy_from_user(&flags, new + word, 4) ||
		    copy_from_user(&size, new + 2 * word, word))
			return -EFAULT;
		if (state == SS_ONSTACK)
			return -EPERM;
		if ((flags & ~SS_AUTODISARM) > SS_DISABLE)
			return -EINVAL;
		if (flags & SS_DISABLE)
			sp = size = 0;
		else if (size < MINSIGSTKSZ)
			return -ENOMEM;
	}
	for (unsigned i = 0; old && i < 3; i++)
		if (copy_to_user(old + i * word, &was[i], i == 1 ? 4 : word))
			return -EFAULT;
	if (new) {
		current->altstack = sp;
		current->altstack_size = size;
		current->altstack_flags = flags;
	}
	return 0;
}
