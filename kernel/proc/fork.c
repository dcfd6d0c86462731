/* fork.c - a new process, or a new thread of this one. */
#include "cpu/cpu.h"
#include "mm/uaccess.h"
#include "proc/internal.h"

enum { RESERVE = 64 };                  /* that part of memory forks leave */

/* What of the flags contradicts itself (clone(2), ERRORS). */
static long check(const struct clone_args *args)
{
	u64 flags = args->flags;

	if (flags & (CLONE_NAMESPACES | CLONE_PIDFD) || args->exit_signal < 0 ||
	    args->exit_signal > SIGNALS)
		return -EINVAL;
	if ((flags & CLONE_SIGHAND && !(flags & CLONE_VM)) ||
	    (flags & CLONE_THREAD && !(flags & CLONE_SIGHAND)))
		return -EINVAL;
	if (flags & CLONE_PARENT && current->tgid == 1)
		return -EINVAL;
	return 0;
}

/* RLIMIT_NPROC; the administrator may have any number. */
static bool too_many(void)
{
	u64 limit = current->signal->rlimit[RLIMIT_NPROC].cur, n = 0;

	if (limit >= PID_MAX || !current->cred.uid)
		return false;
	for (struct task_struct *t = task_next(NULL); t; t = task_next(t))
		n += t->cred.uid == current->cred.uid;
	return n >= limit;
}

/* The last of memory is for those who run already: a page fault that finds none ends one. */
static bool memory_short(void)
{
	struct page_counts counts;

	page_counts(&counts);
	return counts.free < counts.total / RESERVE;
}

static bool share_or_copy(struct task_struct *task, u64 flags)
{
	if (flags & CLONE_VM)
		mm_get(task->mm = current->mm);
	else if (!(task->mm = mm_fork(current->mm)))
		return false;
	if (flags & CLONE_FILES)
		files_get(task->files = current->files);
	else if (!(task->files = files_copy(current->files)))
		return false;
	if (flags & CLONE_FS)
		fs_get(task->fs = current->fs);
	else if (!(task->fs = fs_copy(current->fs)))
		return false;
	return flags & CLONE_THREAD || signal_new(task, current->signal, flags & CLONE_SIGHAND);
}

static void undo(struct task_struct *task)
{
	if (task->fs)
		fs_put(task->fs);
	if (task->files)
		files_put(task->files);
	if (task->mm)
		mm_put(task->mm);
	task_free(task);
}

static void join_group(struct task_struct *task)
{
	struct signal_struct *signal = current->signal;
	u64 irqs = irq_save();

	signal->refs++;
	signal->live++;
	task->signal = signal;
	task->tgid = current->tgid;
	task->group_leader = current->group_leader;
	task->exit_signal = 0;
	task->parent = current->group_leader->parent;
	list_del(&task->sibling);       /* its parent waits for the group's leader only */
	list_add_tail(&task->thread_node, &signal->threads);
	irq_restore(irqs);
}

/* Children are the whole group's, so they hang on its leader. */
static void set_family(struct task_struct *task, const struct clone_args *args)
{
	struct task_struct *leader = current->group_leader;

	if (args->flags & CLONE_THREAD) {
		join_group(task);
		return;
	}
	task->exit_signal = args->exit_signal;
	if (args->flags & CLONE_PARENT) {
		task->exit_signal = leader->exit_signal;
		task_set_parent(task, leader->parent);
	} else if (leader != current) {
		task_set_parent(task, leader);
	}
}

static long set_tls(struct task_struct *task, u64 tls)
{
	struct user_desc desc;
	u64 descriptor;

	if (!(task->flags & TASK_COMPAT)) {
		if (tls >= TASK_SIZE_64)
			return -EPERM;
		task->fs_base = tls;
		task->selector.fs = 0;
		return 0;
	}
	if (copy_from_user(&desc, tls, sizeof desc))
		return -EFAULT;
	if (desc.entry - TLS_ENTRY_FIRST >= TLS_ENTRIES || !tls_descriptor(&desc, &descriptor))
		return -EINVAL;
	task->tls[desc.entry - TLS_ENTRY_FIRST] = descriptor;
	return 0;
}

void forget_handlers(struct signal_struct *signal)
{
	for (unsigned i = 0; i < SIGNALS; i++) {
		u64 handler = signal->action[i].handler == SIG_IGN ? SIG_IGN : SIG_DFL;

		signal->action[i] = (struct sigaction_k){ .handler = handler };
	}
}

/* Everything that only concerns the new task's own fields. */
static long set_fields(struct task_struct *task, const struct clone_args *args)
{
	struct pt_regs *regs = task_regs(task);

	regs->ax = 0;
	if (args->stack)
		regs->sp = args->stack;
	if (!(args->flags & CLONE_VM) || args->flags & CLONE_VFORK) {
		task->altstack = current->altstack;
		task->altstack_size = current->altstack_size;
		task->altstack_flags = current->altstack_flags;
	}
	if (!(args->flags & CLONE_VM)) {
		task->rseq = current->rseq;
		task->rseq_signature = current->rseq_signature;
	}
	if (args->flags & CLONE_CHILD_CLEARTID)
		task->clear_child_tid = args->child_tid;
	if (args->flags & CLONE_CHILD_SETTID) {
		/* In its own memory: exit_to_user() writes it before the program runs. */
		task->set_child_tid = args->child_tid;
		task->flags |= TASK_SIGPENDING;
	}
	return args->flags & CLONE_SETTLS ? set_tls(task, args->tls) : 0;
}

/* Until the child has another program or none; a signal that kills ends the wait, too. */
static void wait_for_vfork(struct vfork_wait *wait, u32 pid)
{
	struct task_struct *child;
	struct waiter waiter;

	wait_add(&wait->queue, &waiter);
	for (;;) {
		sleep_prepare();
		if (wait->done || fatal_pending(current))
			break;
		schedule();
	}
	sleep_finish();
	wait_remove(&waiter);
	child = wait->done ? NULL : task_by_pid(pid);
	if (child && child->vfork_done == &wait->queue)
		child->vfork_done = NULL;
}

long do_clone(const struct clone_args *args, const struct pt_regs *regs)
{
	struct vfork_wait wait = { .done = false };
	struct task_struct *task;
	u32 pid;
	long error = regs ? check(args) : -EINVAL;

	if (error)
		return error;
	if (too_many())
		return -EAGAIN;
	if (memory_short())
		return -ENOMEM;
	task = task_alloc(regs);
	if (!task)
		return -EAGAIN;
	error = set_fields(task, args);
	if (!error && !share_or_copy(task, args->flags))
		error = -ENOMEM;
	if (error) {
		undo(task);
		return error;
	}
	if (args->flags & CLONE_CLEAR_SIGHAND)
		forget_handlers(task->signal);
	set_family(task, args);
	pid = task->pid;
	if (args->flags & CLONE_PARENT_SETTID)
		(void)!put_user(pid, args->parent_tid); /* the child is there all the same */
	if (args->flags & CLONE_VFORK) {
		wait_queue_init(&wait.queue);
		task->vfork_done = &wait.queue;
	}
	task_start(task);
	if (args->flags & CLONE_VFORK)
		wait_for_vfork(&wait, pid);
	return pid;
}
