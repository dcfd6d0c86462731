/* fake_sched.c - tasks without stacks: a switch only changes who is current. */
#include "fake_sched.h"
#include <stdlib.h>
#include <string.h>
#include "mm/slab.h"
#include "panic.h"

enum { TASKS = 32 };

static u64 stack_bottom = STACK_END_MAGIC;
static struct mm_struct some_mm;
static struct task_struct *task[TASKS];
static struct signal_struct signals[TASKS];
static struct sighand sighands[TASKS];
static unsigned tasks;

struct task_struct init_task, *current_task = &init_task;
bool in_irq;
u64 fake_now;
void (*fake_running)(void);
unsigned fake_switches;

void *kmalloc(size_t size)
{
	return malloc(size);
}

void kfree(const void *p)
{
	free((void *)p);
}

u64 uptime_ns(void)
{
	return fake_now;
}

void cpu_state_switch(struct task_struct *next)
{
	(void)next;
}

/* Comes back at once, as if `prev` had been chosen again later. */
void switch_to(struct task_struct *prev, struct task_struct *next)
{
	void (*during)(void) = fake_running;

	(void)prev;
	(void)next;
	fake_switches++;
	fake_running = NULL;
	if (during)
		during();
}

void task_free(struct task_struct *dead)
{
	list_del(&dead->thread_node);
}

struct task_struct *task_next(struct task_struct *t)
{
	unsigned i = 0;

	while (t && i < tasks && task[i++] != t)
		;
	return i < tasks ? task[i] : NULL;
}

NORETURN void panic(const char *format, ...)
{
	(void)format;
	abort();
}

void fake_sched_reset(void)
{
	while (tasks)
		free(task[--tasks]);
	memset(&init_task, 0, sizeof init_task);
	init_task.stack = &stack_bottom;
	current_task = &init_task;
	fake_now = 0;
	fake_switches = 0;
	fake_running = NULL;
	in_irq = false;
}

int fake_sched_drain(void **state)
{
	(void)state;
	do {
		current->state = TASK_INTERRUPTIBLE;
		schedule();
	} while (current != &init_task);
	current->state = TASK_RUNNING;
	return 0;
}

struct task_struct *fake_thread(struct task_struct *leader, u32 pid)
{
	struct task_struct *t = calloc(1, sizeof *t);

	t->pid = pid;
	t->tgid = leader ? leader->tgid : pid;
	t->group_leader = leader ? leader : t;
	t->parent = &init_task;
	t->state = TASK_INTERRUPTIBLE;
	t->stack = &stack_bottom;
	t->mm = &some_mm;
	t->signal = leader ? leader->signal : &signals[tasks];
	if (!leader) {
		memset(t->signal, 0, sizeof *t->signal);
		memset(&sighands[tasks], 0, sizeof sighands[tasks]);
		t->signal->action = sighands[tasks].action;
		t->signal->rlimit[RLIMIT_SIGPENDING].cur = FAKE_QUEUE;
		list_init(&t->signal->threads);
	}
	list_add_tail(&t->thread_node, &t->signal->threads);
	task[tasks++] = t;
	return t;
}

struct task_struct *fake_task(u32 pid)
{
	return fake_thread(NULL, pid);
}
