/* signal_send.c - signals on their way: who gets them, and who drops them. */
#include "abi/errno.h"
#include "cpu/cpu.h"
#include "mm/slab.h"
#include "sched/sched.h"

#define STOP_SIGNALS \
	(SIGMASK(SIGSTOP) | SIGMASK(SIGTSTP) | SIGMASK(SIGTTIN) | SIGMASK(SIGTTOU))
#define UNBLOCKABLE  (SIGMASK(SIGKILL) | SIGMASK(SIGSTOP))
#define DEFAULT_IGNORED \
	(SIGMASK(SIGCHLD) | SIGMASK(SIGCONT) | SIGMASK(SIGURG) | SIGMASK(SIGWINCH))

bool signal_pending(const struct task_struct *task)
{
	return task->flags & TASK_SIGPENDING;
}

void recalc_sigpending(struct task_struct *task)
{
	u64 irqs = irq_save();
	u64 set = task->pending.set | (task->signal ? task->signal->shared.set : 0);

	if (set & ~(task->blocked & ~UNBLOCKABLE))
		task->flags |= TASK_SIGPENDING;
	else
		task->flags &= ~(u32)TASK_SIGPENDING;
	irq_restore(irqs);
}

static bool blocks(const struct task_struct *task, int sig)
{
	return task->blocked & ~UNBLOCKABLE & SIGMASK(sig);
}

/* Would it do nothing?  A blocked signal waits: its action may change before it is let in,
 * or it is taken without one.  Process 1 else only gets what it asked for. */
static bool dropped(const struct task_struct *task, int sig)
{
	u64 handler = task->signal->action[sig - 1].handler;

	if (blocks(task, sig) || task->awaited & SIGMASK(sig))
		return false;
	if (task->tgid == 1 && handler == SIG_DFL)
		return true;
	return handler == SIG_IGN || (handler == SIG_DFL && (SIGMASK(sig) & DEFAULT_IGNORED));
}

static struct siginfo info_of(int sig, const struct siginfo *info)
{
	struct siginfo made = info ? *info : (struct siginfo){ .code = SI_KERNEL };

	made.signo = sig;
	return made;
}

/* Behind one that waits already.  -EAGAIN: who sent more than a number has to know that
 * it is lost. */
static long add_more(struct task_struct *task, struct sigpending *pending, int sig,
		     const struct siginfo *info)
{
	struct sigextra **end = &pending->more, *extra = NULL;

	if (pending->extras < task->signal->rlimit[RLIMIT_SIGPENDING].cur)
		extra = kmalloc(sizeof *extra);
	if (!extra)
		return info && info->code != SI_USER ? -EAGAIN : 0;
	*extra = (struct sigextra){ .info = info_of(sig, info) };
	while (*end)
		end = &(*end)->next;
	*end = extra;
	pending->extras++;
	return 0;
}

static long add(struct task_struct *task, struct sigpending *pending, int sig,
		const struct siginfo *info)
{
	if (pending->set & SIGMASK(sig))
		return sig >= SIGRTMIN ? add_more(task, pending, sig, info) : 0;
	pending->info[sig - 1] = info_of(sig, info);
	pending->set |= SIGMASK(sig);
	return 0;
}

bool sigpending_next(struct sigpending *pending, int sig)
{
	struct sigextra **at = &pending->more, *extra;

	while (*at && (*at)->info.signo != sig)
		at = &(*at)->next;
	extra = *at;
	if (!extra)
		return false;
	pending->info[sig - 1] = extra->info;
	pending->extras--;
	*at = extra->next;
	kfree(extra);
	return true;
}

void sigpending_forget(struct sigpending *pending, u64 set)
{
	struct sigextra **at = &pending->more;

	pending->set &= ~set;
	while (*at) {
		struct sigextra *extra = *at;

		if (!(SIGMASK(extra->info.signo) & set)) {
			at = &extra->next;
			continue;
		}
		*at = extra->next;
		pending->extras--;
		kfree(extra);
	}
}

/* Make it look at its signals, out of sleep or out of user mode. */
static void notify(struct task_struct *task, bool also_stopped)
{
	task->flags |= TASK_SIGPENDING;
	if (task->state == TASK_INTERRUPTIBLE || (also_stopped && task->state == TASK_STOPPED))
		sched_wake(task);
}

static void parent_hears_of_continue(struct task_struct *leader)
{
	struct task_struct *parent = leader->parent;
	struct siginfo info = {
		.code = CLD_CONTINUED, .pid = leader->pid, .uid = leader->cred.uid,
		.status = SIGCONT,
	};

	if (!parent->signal)
		return;
	if (!(parent->signal->action[SIGCHLD - 1].flags & SA_NOCLDSTOP))
		send_signal(parent, SIGCHLD, &info, false);
	wake_up(&parent->signal->child_exit);
}

/* Stops and continues undo each other as soon as they are sent, even when blocked. */
static void stop_and_continue(struct task_struct *task, int sig)
{
	struct signal_struct *signal = task->signal;
	u64 gone = sig == SIGCONT ? STOP_SIGNALS :
		   SIGMASK(sig) & STOP_SIGNALS ? SIGMASK(SIGCONT) : 0;

	if (!gone)
		return;
	signal->shared.set &= ~gone;
	list_each(node, &signal->threads) {
		struct task_struct *t = list_entry(node, struct task_struct, thread_node);

		t->pending.set &= ~gone;
		if (sig == SIGCONT && t->state == TASK_STOPPED)
			sched_wake(t);
	}
	if (sig == SIGCONT && signal->stopped) {
		signal->stopped = false;
		signal->continued = true;
		parent_hears_of_continue(task->group_leader);
	}
}

static void kill_all_threads(struct signal_struct *signal, const struct siginfo *info)
{
	list_each(node, &signal->threads) {
		struct task_struct *t = list_entry(node, struct task_struct, thread_node);

		add(t, &t->pending, SIGKILL, info);
		notify(t, true);
	}
}

/* A thread that lets it in; the one asked for if it does. */
static struct task_struct *taker(struct task_struct *task, int sig)
{
	if (!blocks(task, sig) && task->state < TASK_ZOMBIE && !(task->flags & TASK_EXITING))
		return task;
	list_each(node, &task->signal->threads) {
		struct task_struct *t = list_entry(node, struct task_struct, thread_node);

		if (!blocks(t, sig) && t->state < TASK_ZOMBIE && !(t->flags & TASK_EXITING))
			return t;
	}
	return NULL;
}

static long deliver(struct task_struct *task, int sig, const struct siginfo *info,
		    bool to_thread)
{
	struct task_struct *t = task;
	long error;

	stop_and_continue(task, sig);
	if (dropped(task, sig))
		return 0;
	if (sig == SIGKILL) {
		kill_all_threads(task->signal, info);
		return 0;
	}
	error = add(task, to_thread ? &task->pending : &task->signal->shared, sig, info);
	if (!to_thread)
		t = taker(task, sig);
	if (t && !blocks(t, sig))
		notify(t, false);
	return error;
}

long send_signal(struct task_struct *task, int sig, const struct siginfo *info, bool to_thread)
{
	u64 irqs;
	long error;

	if (sig < 0 || sig > SIGNALS)
		return -EINVAL;
	if (!sig || !task->signal || task->flags & TASK_KTHREAD)
		return 0;
	irqs = irq_save();
	error = deliver(task, sig, info, to_thread);
	irq_restore(irqs);
	return error;
}

/* Does a signal wait that ends the program? */
static bool ends_program(const struct task_struct *task)
{
	const struct signal_struct *signal = task->signal;
	u64 set;

	if (!signal)
		return false;
	set = (task->pending.set | signal->shared.set) & ~(task->blocked & ~UNBLOCKABLE) &
	      ~(STOP_SIGNALS | DEFAULT_IGNORED);
	for (; set; set &= set - 1)
		if (signal->action[__builtin_ctzll(set)].handler == SIG_DFL)
			return true;
	return task->flags & TASK_EXITING;
}

bool sched_pause(void)
{
	if (current->flags & TASK_NEED_RESCHED)
		schedule();
	return current->flags & TASK_SIGPENDING && ends_program(current);
}

long kill_group(u32 pgid, int sig, const struct siginfo *info)
{
	u64 irqs = irq_save();
	long result = -ESRCH;

	for (struct task_struct *t = task_next(NULL); t; t = task_next(t)) {
		if (t->group_leader != t || !t->signal || t->signal->pgid != pgid)
			continue;
		result = send_signal(t, sig, info, false);
	}
	irq_restore(irqs);
	return result;
}

void force_signal(int sig, int code, u64 address)
{
	struct siginfo info = { .code = code, .address = address };
	struct sigaction_k *action = &current->signal->action[sig - 1];
	u64 irqs = irq_save();

	if (blocks(current, sig) || action->handler == SIG_IGN) {
		action->handler = SIG_DFL;
		current->blocked &= ~SIGMASK(sig);
	}
	current->pending.set &= ~SIGMASK(sig);
	add(current, &current->pending, sig, &info);
	current->flags |= TASK_SIGPENDING;
	irq_restore(irqs);
}
