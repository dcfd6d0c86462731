/* exit.c - the end of a thread, and of a process with its last one. */
#include "cpu/cpu.h"
#include "mm/uaccess.h"
#include "panic.h"
#include "proc/internal.h"
#include "tty/tty.h"

/* --- who hears of it --- */

/* Does the parent want no zombies? */
static bool parent_ignores(const struct task_struct *leader)
{
	const struct sigaction_k *action;

	if (!leader->parent->signal || leader->exit_signal != SIGCHLD)
		return false;
	action = &leader->parent->signal->action[SIGCHLD - 1];
	return action->handler == SIG_IGN || action->flags & SA_NOCLDWAIT;
}

void notify_parent(struct task_struct *leader, int code, int status)
{
	struct task_struct *parent = leader->parent;
	struct siginfo info = {
		.code = code, .pid = leader->pid, .uid = leader->cred.uid, .status = status,
		.utime = leader->utime, .stime = leader->stime,
	};
	bool ended = code < CLD_STOPPED;
	int sig = ended ? leader->exit_signal : SIGCHLD;

	if (!parent->signal)
		return;
	if (sig && (ended || !(parent->signal->action[SIGCHLD - 1].flags & SA_NOCLDSTOP)))
		send_signal(parent, sig, &info, false);
	wake_up(&parent->signal->child_exit);
}

static void notify_of_end(struct task_struct *leader)
{
	int status = leader->signal->exit_code;

	leader->exit_code = status;
	notify_parent(leader, status_code(status), status_value(status));
}

/* --- process groups --- */

/* Is there nobody in the session but outside the group who could continue it? */
bool group_orphaned(u32 pgid, const struct task_struct *ignored)
{
	for (struct task_struct *t = task_next(NULL); t; t = task_next(t)) {
		const struct signal_struct *parent = t->parent->signal;

		if (t == ignored || t->group_leader != t || !t->signal || t->signal->pgid != pgid ||
		    !t->signal->live || !parent || t->parent->tgid == 1)
			continue;
		if (parent->pgid != pgid && parent->sid == t->signal->sid)
			return false;
	}
	return true;
}

static bool has_stopped(u32 pgid)
{
	for (struct task_struct *t = task_next(NULL); t; t = task_next(t))
		if (t->group_leader == t && t->signal && t->signal->pgid == pgid &&
		    t->signal->stopped)
			return true;
	return false;
}

/* The group of `task` loses `parent` as the one who could continue it. */
static void hang_up_if_orphaned(const struct task_struct *task, const struct signal_struct *parent,
				const struct task_struct *ignored)
{
	u32 pgid = task->signal->pgid;

	if (!parent || !pgid || parent->pgid == pgid || parent->sid != task->signal->sid)
		return;
	if (has_stopped(pgid) && group_orphaned(pgid, ignored)) {
		kill_group(pgid, SIGHUP, NULL);
		kill_group(pgid, SIGCONT, NULL);
	}
}

/* --- children --- */

void release_task(struct task_struct *leader)
{
	struct signal_struct *signal = leader->signal;
	u64 irqs = irq_save();

	list_del(&leader->thread_node);
	leader->signal = NULL;
	irq_restore(irqs);
	signal_put(signal);
	if (leader == current)
		leader->state = TASK_DEAD;      /* schedule() frees it */
	else
		task_free(leader);
}

static struct task_struct *new_parent(struct task_struct *leader)
{
	for (struct task_struct *t = leader->parent; t->pid > 1; t = t->parent)
		if (t->signal && t->signal->child_subreaper && t->signal->live)
			return t->group_leader;
	return task_by_pid(1);
}

static void reparent_children(struct task_struct *leader)
{
	struct task_struct *parent = new_parent(leader);

	list_each(node, &leader->children) {
		struct task_struct *child = list_entry(node, struct task_struct, sibling);

		task_set_parent(child, parent);
		if (child->pdeath_signal)
			send_signal(child, child->pdeath_signal, NULL, false);
		if (!child->signal)
			continue;
		if (child->signal->live) {
			hang_up_if_orphaned(child, leader->signal, NULL);
			child->exit_signal = SIGCHLD;
			continue;
		}
		child->exit_signal = SIGCHLD;
		notify_of_end(child);
		if (parent_ignores(child))
			release_task(child);
	}
}

/* --- threads --- */

void zap_other_threads(void)
{
	u64 irqs = irq_save();

	list_each(node, &current->signal->threads) {
		struct task_struct *t = list_entry(node, struct task_struct, thread_node);

		if (t == current || t->flags & TASK_EXITING)
			continue;
		t->flags |= TASK_EXITING | TASK_SIGPENDING;
		t->pending.set |= SIGMASK(SIGKILL);
		if (t->state == TASK_INTERRUPTIBLE || t->state == TASK_STOPPED)
			sched_wake(t);
	}
	irq_restore(irqs);
}

void mm_release(void)
{
	struct vfork_wait *wait = (struct vfork_wait *)current->vfork_done;
	u32 zero = 0;

	exit_robust_list();
	if (current->clear_child_tid && current->mm->users > 1 &&
	    !put_user(zero, current->clear_child_tid))
		futex_wake(current->clear_child_tid, 1, ~0u);
	current->clear_child_tid = 0;
	if (wait) {
		current->vfork_done = NULL;
		wait->done = true;
		wake_up(&wait->queue);
	}
}

void peak_note(const struct mm_struct *mm)
{
	current->signal->pages_peak = MAX(current->signal->pages_peak, mm->pages_peak);
}

static void leave_mm(void)
{
	struct mm_struct *mm = current->mm;

	if (!mm)
		return;
	mm_release();
	peak_note(mm);
	current->mm = NULL;
	mm_activate(NULL);
	mm_put(mm);
}

static void leave_files(void)
{
	struct files_struct *files = current->files;
	struct fs_struct *fs = current->fs;

	current->files = NULL;
	current->fs = NULL;
	if (files)
		files_put(files);
	if (fs)
		fs_put(fs);
}

/* The last thread has gone: the process becomes what its parent waits for. */
static void end_group(struct task_struct *leader)
{
	struct signal_struct *signal = leader->signal;

	if (leader->pid == 1)
		panic("pid 1 (%s) ended with status 0x%x", current->comm, (unsigned)signal->exit_code);
	signal->alarm_at = 0;
	signal->stopped = false;
	if (signal->sid == leader->tgid && signal->tty)
		tty_hangup_session(signal->sid);
	reparent_children(leader);
	hang_up_if_orphaned(leader, leader->parent->signal, leader);
	leader->state = TASK_ZOMBIE;
	notify_of_end(leader);
	if (parent_ignores(leader))
		release_task(leader);
}

/* A thread that nobody waits for. */
static void vanish(struct signal_struct *signal)
{
	u64 irqs = irq_save();

	/* What it used, its group used. */
	current->group_leader->utime += current->utime;
	current->group_leader->stime += current->stime;
	current->group_leader->min_flt += current->min_flt;
	list_del(&current->thread_node);
	current->signal = NULL;
	irq_restore(irqs);
	signal_put(signal);
	current->state = TASK_DEAD;
}

void do_exit(int status)
{
	struct signal_struct *signal = current->signal;
	struct task_struct *leader = current->group_leader;
	bool last;

	current->flags |= TASK_EXITING;
	leave_mm();
	leave_files();
	last = !--signal->live;
	if (last && !signal->group_exit)
		signal->exit_code = status;
	if (current != leader)
		vanish(signal);
	else if (!last)
		current->state = TASK_ZOMBIE;
	if (last)
		end_group(leader);
	schedule();
	panic("an ended task runs again");
}

void do_group_exit(int status)
{
	struct signal_struct *signal = current->signal;

	if (!signal->group_exit) {
		signal->group_exit = true;
		signal->exit_code = status;
		zap_other_threads();
	}
	do_exit(signal->exit_code);
}
