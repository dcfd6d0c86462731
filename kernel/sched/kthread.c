/* kthread.c - threads of the kernel: kernel_thread() for pids 1 and 2, kthreadd for others. */
#include "common/str.h"
#include "mm/slab.h"
#include "sched/kthread.h"
#include "sched/sched.h"

struct request {
	struct list node;
	int (*fn)(void *);
	void *arg;
	const char *name;
};

static struct list requests = LIST_INIT(requests);
static struct wait_queue kthreadd_queue = { LIST_INIT(kthreadd_queue.waiters) };

u32 kernel_thread(int (*fn)(void *), void *arg, u32 clone_flags)
{
	struct task_struct *task = task_alloc(NULL);

	(void)clone_flags;              /* they share nothing that a flag could part */
	if (!task)
		return 0;
	if (!signal_new(task, NULL, false)) {
		task_free(task);
		return 0;
	}
	task->flags |= TASK_KTHREAD;
	task->thread_fn = fn;
	task->thread_arg = arg;
	task_start(task);
	return task->pid;
}

void task_set_name(struct task_struct *task, const char *name)
{
	size_t n = strlen(name);

	if (n > TASK_COMM - 1)
		n = TASK_COMM - 1;
	memset(task->comm, 0, TASK_COMM);
	memcpy(task->comm, name, n);
}

static void start_one(void)
{
	struct request *r = list_entry(requests.next, struct request, node);
	u32 pid;

	list_del(&r->node);
	pid = kernel_thread(r->fn, r->arg, 0);
	if (pid)
		task_set_name(task_by_pid(pid), r->name);
	kfree(r);
}

int kthreadd(void *unused)
{
	(void)unused;
	task_set_name(current, "kthreadd");
	for (;;) {
		if (wait_event(&kthreadd_queue, !list_empty(&requests)))
			continue;
		while (!list_empty(&requests))
			start_one();
	}
}

bool kthread_create(int (*fn)(void *), void *arg, const char *name)
{
	struct request *r = kmalloc(sizeof *r);

	if (!r)
		return false;
	*r = (struct request){ .fn = fn, .arg = arg, .name = name };
	list_add_tail(&r->node, &requests);
	wake_up(&kthreadd_queue);
	return true;
}
