/* signal.c - the slow way to user space: what signals do to the program that gets them. */
#include "cpu/cpu.h"
#include "mm/uaccess.h"
#include "proc/internal.h"

#define SYNCHRONOUS (SIGMASK(SIGSEGV) | SIGMASK(SIGBUS) | SIGMASK(SIGILL) | SIGMASK(SIGTRAP) | \
		     SIGMASK(SIGFPE) | SIGMASK(SIGSYS))
#define DEFAULT_STOP (SIGMASK(SIGSTOP) | SIGMASK(SIGTSTP) | SIGMASK(SIGTTIN) | SIGMASK(SIGTTOU))
#define DEFAULT_IGNORE \
	(SIGMASK(SIGCHLD) | SIGMASK(SIGCONT) | SIGMASK(SIGURG) | SIGMASK(SIGWINCH))
#define UNBLOCKABLE (SIGMASK(SIGKILL) | SIGMASK(SIGSTOP))

enum { NR_restart_syscall_64 = 219, NR_restart_syscall_32 = 0, SYSCALL_BYTES = 2 };
#define NS_PER_SECOND 1000000000ull

/* SIGKILL first, then what the program did itself, then by number. */
static int first_of(u64 set)
{
	if (set & SIGMASK(SIGKILL))
		return SIGKILL;
	if (set & SYNCHRONOUS)
		set &= SYNCHRONOUS;
	return set ? __builtin_ctzll(set) + 1 : 0;
}

static int take(struct sigpending *pending, u64 set, struct siginfo *info)
{
	int sig = first_of(pending->set & set);

	if (sig) {
		*info = pending->info[sig - 1];
		info->signo = sig;
		if (!sigpending_next(pending, sig))
			pending->set &= ~SIGMASK(sig);
	}
	return sig;
}

int dequeue_signal(u64 set, struct siginfo *info)
{
	u64 irqs = irq_save();
	int sig = take(&current->pending, set, info);

	if (!sig)
		sig = take(&current->signal->shared, set, info);
	recalc_sigpending(current);
	irq_restore(irqs);
	return sig;
}

/* --- stopping --- */

/* All of its threads stop on their way to user space. */
static void stop_group(int sig)
{
	struct signal_struct *signal = current->signal;
	u64 irqs = irq_save();

	signal->stopped = true;
	signal->stop_reported = signal->continued = false;
	signal->stop_signal = sig;
	list_each(node, &signal->threads) {
		struct task_struct *t = list_entry(node, struct task_struct, thread_node);

		if (t == current || t->flags & TASK_EXITING)
			continue;
		t->flags |= TASK_SIGPENDING;
		if (t->state == TASK_INTERRUPTIBLE)
			sched_wake(t);
	}
	irq_restore(irqs);
	notify_parent(current->group_leader, CLD_STOPPED, sig);
}

static void stay_stopped(void)
{
	for (;;) {
		u64 irqs = irq_save();

		current->state = TASK_STOPPED;
		if (!current->signal->stopped || fatal_pending(current)) {
			current->state = TASK_RUNNING;
			irq_restore(irqs);
			return;
		}
		schedule();
		irq_restore(irqs);
	}
}

/* --- what a signal does --- */

/* Pid 1 is only ended by its own faults. */
static bool immune(int sig, const struct siginfo *info)
{
	return current->tgid == 1 && !(SIGMASK(sig) & SYNCHRONOUS && info->code > 0) &&
	       sig != SIGKILL;
}

static void default_action(int sig, const struct siginfo *info)
{
	if (SIGMASK(sig) & DEFAULT_IGNORE || immune(sig, info))
		return;
	if (!(SIGMASK(sig) & DEFAULT_STOP))
		do_group_exit(sig);
	if (sig == SIGSTOP || !group_orphaned(current->signal->pgid, NULL))
		stop_group(sig);
}

/* The next signal with a handler; defaults are done on the way.  0: there is none. */
static int next_handled(struct siginfo *info, struct sigaction_k *action)
{
	for (;;) {
		struct sigaction_k *registered;
		int sig;

		if (current->signal->stopped)
			stay_stopped();
		if (current->flags & TASK_EXITING)
			do_exit(current->signal->exit_code);
		sig = dequeue_signal(~(current->blocked & ~UNBLOCKABLE), info);
		if (!sig)
			return 0;
		registered = &current->signal->action[sig - 1];
		if (registered->handler == SIG_IGN)
			continue;
		if (registered->handler == SIG_DFL) {
			default_action(sig, info);
			continue;
		}
		*action = *registered;
		if (action->flags & SA_RESETHAND)
			registered->handler = SIG_DFL;
		return sig;
	}
}

/* --- system calls that were interrupted --- */

static void restart(struct pt_regs *regs, const struct sigaction_k *action)
{
	bool compat = regs_compat(regs);
	long result = compat ? (i32)regs->ax : (long)regs->ax;

	if ((i64)regs->orig_ax < 0)     /* no system call */
		return;
	switch (restart_decide(result, action, action ? action->flags : 0)) {
	case RESTART_NO:
		return;
	case RESTART_EINTR:
		regs->ax = (u64)-EINTR;
		break;
	case RESTART_AGAIN:
		regs->ax = regs->orig_ax;
		regs->ip -= SYSCALL_BYTES;
		break;
	case RESTART_BLOCK:
		regs->ax = current->restart.int80 ? NR_restart_syscall_32 : NR_restart_syscall_64;
		regs->ip -= SYSCALL_BYTES;
		break;
	}
	regs->orig_ax = (u64)-1;        /* once only */
}

/* --- the way out --- */

/* The program's memory could not be written.  If that was for want of memory, which a task
 * that is ending will give back, let it run: true, and the write can be tried again. */
static bool memory_comes(void)
{
	if (!(current->flags & TASK_CALL_AGAIN) || fatal_pending(current))
		return false;
	current->flags &= ~(u32)TASK_CALL_AGAIN;
	schedule();
	return true;
}

static void run_handler(struct pt_regs *regs, int sig, const struct siginfo *info,
			const struct sigaction_k *action)
{
	u64 mask = current->restore_blocked ? current->saved_blocked : current->blocked;
	long error;

	rseq_interrupt(regs);
	do
		error = current->flags & TASK_COMPAT ? signal_frame_32(regs, sig, info, action, mask) :
						       signal_frame(regs, sig, info, action, mask);
	while (error && memory_comes());
	current->restore_blocked = false;
	if (error) {
		if (sig == SIGSEGV)     /* its handler cannot run: it would for ever */
			current->signal->action[SIGSEGV - 1].handler = SIG_DFL;
		force_signal(SIGSEGV, SI_KERNEL, 0);
		return;
	}
	regs->flags &= ~(u64)(FLAGS_DF | FLAGS_RF | FLAGS_TF);
	if (current->altstack_flags & SS_AUTODISARM)
		current->altstack_size = current->altstack_flags = 0;
	current->blocked |= action->mask & ~UNBLOCKABLE;
	if (!(action->flags & SA_NODEFER))
		current->blocked |= SIGMASK(sig);
	recalc_sigpending(current);
}

static void do_signal(struct pt_regs *regs)
{
	struct siginfo info;
	struct sigaction_k action;
	int sig = next_handled(&info, &action);

	if (sig) {
		restart(regs, &action);
		run_handler(regs, sig, &info, &action);
		return;
	}
	restart(regs, NULL);
	if (current->restore_blocked) {
		current->restore_blocked = false;
		current->blocked = current->saved_blocked;
		recalc_sigpending(current);
	}
}

/* RLIMIT_CPU, in seconds: SIGXCPU at the soft limit, SIGKILL at the hard one. */
static void check_cpu_limit(void)
{
	struct rlimit64 *limit = &current->signal->rlimit[RLIMIT_CPU];
	u64 used;

	if (limit->cur == RLIM_INFINITY)
		return;
	used = (current->utime + current->stime) / NS_PER_SECOND;
	if (used >= limit->max) {
		send_signal(current, SIGKILL, NULL, false);
	} else if (used >= limit->cur) {
		limit->cur = used + 1;
		send_signal(current, SIGXCPU, NULL, false);
	}
}

/* A call that found no memory for a page of its caller's, and did nothing yet. */
static void call_again(struct pt_regs *regs)
{
	current->flags &= ~(u32)TASK_CALL_AGAIN;
	if (regs->orig_ax == (u64)-1 || (long)regs->ax != -EFAULT)
		return;
	regs->ax = regs->orig_ax;
	regs->ip -= SYSCALL_BYTES;
	regs->orig_ax = (u64)-1;
}

void exit_to_user(struct pt_regs *regs)
{
	if (current->flags & TASK_CALL_AGAIN)
		call_again(regs);
	if (current->set_child_tid) {
		u32 pid = current->pid;

		while (put_user(pid, current->set_child_tid) && memory_comes())
			;               /* a bad address is ignored */
		current->set_child_tid = 0;
		recalc_sigpending(current);
	}
	while (current->flags & (TASK_NEED_RESCHED | TASK_SIGPENDING)) {
		if (current->flags & TASK_NEED_RESCHED) {
			check_cpu_limit();
			schedule();
			rseq_interrupt(regs);
		}
		if (current->flags & TASK_SIGPENDING)
			do_signal(regs);
	}
}
