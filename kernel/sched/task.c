/* task.c - tasks as objects: made, found by pid, freed. */
#include "common/str.h"
#include "cpu/cpu.h"
#include "mm/page.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "sched/switch.h"

enum {
	PID_HASH    = 256, PID_WORDS = PID_MAX / 64,
	FREE_STRUCTS = 8,
	CORE_FILES  = 1024, CORE_FILES_MAX = 4096,      /* open files: soft, hard */
	STACK_LIMIT = 8 * MiB, QUEUED_SIGNALS = 1024,
};

struct task_struct init_task = {
	.state = TASK_RUNNING, .flags = TASK_KTHREAD, .comm = "swapper",
	.parent = &init_task, .group_leader = &init_task,
	.children = LIST_INIT(init_task.children), .sibling = LIST_INIT(init_task.sibling),
	.thread_node = LIST_INIT(init_task.thread_node), .all = LIST_INIT(init_task.all),
	.run = LIST_INIT(init_task.run), .cred = { .permitted = CAP_ALL, .effective = CAP_ALL },
};
struct task_struct *current_task = &init_task;

static struct task_struct *pid_hash[PID_HASH];
static u32 last_pid, tasks;
static bool pids_wrapped;
static struct kmem_cache *signal_cache, *sighand_cache;

/* For the next tasks; more than a few go back. */
static struct task_struct *free_structs;
static unsigned free_count;

void set_task_stack_end_magic(struct task_struct *task)
{
	*(u64 *)task->stack = STACK_END_MAGIC;
}

struct pt_regs *task_regs(struct task_struct *task)
{
	return (struct pt_regs *)task->fpu - 1;
}

struct task_struct *task_by_pid(u32 pid)
{
	struct task_struct *t = pid_hash[pid % PID_HASH];

	while (t && t->pid != pid)
		t = t->pid_next;
	return t;
}

static void pid_mark(u64 *used, u32 pid)
{
	used[pid / 64 % PID_WORDS] |= 1ull << pid % 64;
}

/* Once numbers are used again, also a process group or session that outlived its first
 * process keeps its number.  One look at all tasks, however many numbers are taken. */
static u32 pid_of_before(u32 from)
{
	static u64 used[PID_WORDS];

	memset(used, 0, sizeof used);
	pid_mark(used, 0);
	list_each(node, &init_task.all) {
		struct task_struct *t = list_entry(node, struct task_struct, all);

		pid_mark(used, t->pid);
		pid_mark(used, t->tgid);
		if (t->signal) {
			pid_mark(used, t->signal->pgid);
			pid_mark(used, t->signal->sid);
		}
	}
	for (u32 i = 0; i < PID_MAX; i++) {
		u32 pid = (from + i) % PID_MAX;

		if (!(used[pid / 64] >> pid % 64 & 1))
			return pid;
	}
	return 0;
}

/* 0: none is free. */
static u32 pid_new(void)
{
	u32 pid = last_pid + 1;

	if (pid >= PID_MAX)
		pids_wrapped = true;
	if (pids_wrapped)
		pid = pid_of_before(pid);
	if (pid)
		last_pid = pid;
	return pid;
}

static void pid_link(struct task_struct *task)
{
	struct task_struct **head = &pid_hash[task->pid % PID_HASH];
	u64 irqs = irq_save();          /* the terminals' signals go through these lists */

	task->pid_next = *head;
	*head = task;
	list_add_tail(&task->all, &init_task.all);
	tasks++;
	sched_totals.forks++;
	irq_restore(irqs);
}

static void pid_unlink(struct task_struct *task)
{
	struct task_struct **p = &pid_hash[task->pid % PID_HASH];

	while (*p != task)
		p = &(*p)->pid_next;
	*p = task->pid_next;
	list_del(&task->all);
	tasks--;
}

struct task_struct *task_next(struct task_struct *task)
{
	struct list *next = task ? task->all.next : init_task.all.next;

	return next == &init_task.all ? NULL : list_entry(next, struct task_struct, all);
}

u32 task_count(void)
{
	return tasks;
}

/* What the kernel's stack holds before the task ran for the first time: what switch_to()
 * pops, then what ret_from_fork finds. */
static void set_stack(struct task_struct *task, const struct pt_regs *regs)
{
	struct pt_regs *mine;
	u64 *sp;

	task->fpu = (struct fpu_state *)((u8 *)task->stack + KERNEL_STACK) - 1;
	memset(task->fpu->bytes + FPU_SPARE, 0, sizeof task->fpu->bytes - FPU_SPARE);
	mine = task_regs(task);
	if (regs)
		*mine = *regs;
	else
		memset(mine, 0, sizeof *mine);
	sp = (u64 *)mine - 1;
	*sp = (u64)ret_from_fork;
	for (unsigned i = 0; i < SWITCH_REGS; i++)
		*--sp = 0;
	task->kernel_sp = (u64)sp;
	set_task_stack_end_magic(task);
}

static void copy_from_current(struct task_struct *task)
{
	memcpy(task->comm, current->comm, sizeof task->comm);
	task->flags = current->flags & (TASK_COMPAT | TASK_TRACE);
	task->nice = current->nice;
	task->policy = current->policy;
	task->blocked = current->blocked;
	task->cred = current->cred;
	task->dumpable = current->dumpable;
	task->no_new_privs = current->no_new_privs;
	task->keep_caps = current->keep_caps;
	task->timer_slack = current->timer_slack;
	memcpy(task->tls, current->tls, sizeof task->tls);
	task->fs_base = current->fs_base;
	task->gs_base = current->gs_base;
	task->selector.ds = read_ds();
	task->selector.es = read_es();
	task->selector.fs = read_fs();
	task->selector.gs = read_gs();
	if (current->mm)
		fpu_save(task->fpu);
}

/* The signals' siginfo is most of a task_struct and needs no clearing. */
static struct task_struct *struct_new(void)
{
	struct task_struct *task = free_structs;

	if (alloc_fails())
		return NULL;
	if (task) {
		free_structs = task->pid_next;
		free_count--;
	} else if (!(task = kmalloc(sizeof *task))) {
		return NULL;
	}
	memset(task, 0, offsetof(struct task_struct, pending.info));
	memset((u8 *)task + offsetof(struct task_struct, blocked), 0,
	       sizeof *task - offsetof(struct task_struct, blocked));
	return task;
}

static void struct_free(struct task_struct *task)
{
	if (free_count == FREE_STRUCTS) {
		kfree(task);
		return;
	}
	task->pid_next = free_structs;
	free_structs = task;
	free_count++;
}

static void link_alone(struct task_struct *task)
{
	list_init(&task->run);
	list_init(&task->children);
	list_init(&task->thread_node);
	task->group_leader = task;
	task->parent = current;
	list_add_tail(&task->sibling, &current->children);
}

struct task_struct *task_alloc(const struct pt_regs *regs)
{
	struct task_struct *task;
	u32 pid = pid_new();

	if (!pid || !(task = struct_new()))
		return NULL;
	task->stack = stack_alloc();
	if (!task->stack) {
		struct_free(task);
		return NULL;
	}
	task->pid = task->tgid = pid;
	task->state = TASK_UNINTERRUPTIBLE;
	task->exit_signal = SIGCHLD;
	set_stack(task, regs);
	if (!regs)
		fpu_reset(task->fpu);
	copy_from_current(task);
	link_alone(task);
	pid_link(task);
	return task;
}

void task_free(struct task_struct *task)
{
	u64 irqs = irq_save();

	timer_stop_of(task);
	cpu_state_forget(task);
	pid_unlink(task);
	list_del(&task->sibling);
	list_del(&task->thread_node);
	sigpending_forget(&task->pending, ~0ull);
	irq_restore(irqs);
	stack_free(task->stack);
	struct_free(task);
}

void task_set_parent(struct task_struct *task, struct task_struct *parent)
{
	list_del(&task->sibling);
	task->parent = parent;
	list_add_tail(&task->sibling, &parent->children);
}

/* The hash of pids, for two tasks that exchange theirs. */
static void pid_swap(struct task_struct *a, struct task_struct *b)
{
	u64 irqs = irq_save();
	u32 pid = a->pid;

	pid_unlink(a);
	pid_unlink(b);
	a->pid = b->pid;
	b->pid = pid;
	pid_link(a);
	pid_link(b);
	irq_restore(irqs);
}

void task_take_leader(struct task_struct *task)
{
	struct task_struct *old = task->group_leader;

	while (old->state < TASK_ZOMBIE)
		schedule();
	pid_swap(task, old);
	task_set_parent(task, old->parent);
	task->exit_signal = old->exit_signal;
	list_each(node, &old->children)
		task_set_parent(list_entry(node, struct task_struct, sibling), task);
	list_each(node, &task->signal->threads)
		list_entry(node, struct task_struct, thread_node)->group_leader = task;
	signal_put(old->signal);
	task_free(old);
}

static void default_limits(struct rlimit64 *limit)
{
	for (unsigned i = 0; i < RLIMITS; i++)
		limit[i] = (struct rlimit64){ RLIM_INFINITY, RLIM_INFINITY };
	limit[RLIMIT_STACK].cur = STACK_LIMIT;
	limit[RLIMIT_CORE].cur = 0;
	limit[RLIMIT_SIGPENDING] = (struct rlimit64){ QUEUED_SIGNALS, QUEUED_SIGNALS };
	limit[RLIMIT_NOFILE] = (struct rlimit64){ CORE_FILES, CORE_FILES_MAX };
	limit[RLIMIT_NICE] = limit[RLIMIT_RTPRIO] = (struct rlimit64){ 0, 0 };
}

static void sighand_put(struct sighand *sighand)
{
	if (!--sighand->refs)
		kmem_cache_free(sighand_cache, sighand);
}

/* Of its own; with from's actions if there is a `from`. */
static bool sighand_new(struct signal_struct *s, const struct signal_struct *from)
{
	struct sighand *sighand = kmem_cache_alloc_dirty(sighand_cache);

	if (!sighand)
		return false;
	sighand->refs = 1;
	if (from)
		memcpy(sighand->action, from->action, sizeof sighand->action);
	else
		memset(sighand->action, 0, sizeof sighand->action);
	s->sighand = sighand;
	s->action = sighand->action;
	return true;
}

int signal_own_actions(struct signal_struct *signal)
{
	struct sighand *shared = signal->sighand;

	if (shared->refs == 1)
		return 0;
	if (!sighand_new(signal, signal))
		return -ENOMEM;
	sighand_put(shared);
	return 0;
}

struct signal_struct *signal_new(struct task_struct *task, const struct signal_struct *from,
				 bool share_actions)
{
	struct signal_struct *s;

	if (!signal_cache) {
		signal_cache = kmem_cache_create("signal_struct", sizeof *s);
		sighand_cache = kmem_cache_create("sighand", sizeof *s->sighand);
	}
	s = kmem_cache_alloc(signal_cache);
	if (!s)
		return NULL;
	if (share_actions) {
		s->sighand = from->sighand;
		s->sighand->refs++;
		s->action = s->sighand->action;
	} else if (!sighand_new(s, from)) {
		kmem_cache_free(signal_cache, s);
		return NULL;
	}
	s->refs = s->live = 1;
	list_init(&s->threads);
	list_add_tail(&task->thread_node, &s->threads);
	wait_queue_init(&s->child_exit);
	s->pgid = s->sid = 0;
	s->start_ns = uptime_ns();
	if (from) {
		memcpy(s->rlimit, from->rlimit, sizeof s->rlimit);
		s->pgid = from->pgid;
		s->sid = from->sid;
		s->tty = from->tty;
	} else {
		default_limits(s->rlimit);
	}
	task->signal = s;
	return s;
}

void signal_put(struct signal_struct *signal)
{
	if (--signal->refs)
		return;
	sigpending_forget(&signal->shared, ~0ull);
	sighand_put(signal->sighand);
	kmem_cache_free(signal_cache, signal);
}
