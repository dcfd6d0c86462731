/* sched.c - who runs next: round robin, those who slept before those who computed.
 *
 * Two queues, both first in first out: `woken` holds tasks that slept and have time left of
 * their slice, `ready` those that used theirs up or were sent back.  A task keeps what is
 * left of its slice when it sleeps, so nobody stays in the first queue by sleeping often. */
#include "sched/sched.h"
#include "cpu/cpu.h"
#include "hw/irq.h"
#include "panic.h"
#include "sched/switch.h"

static struct list woken = LIST_INIT(woken), ready = LIST_INIT(ready);
static struct task_struct *switched_from;
struct sched_totals sched_totals;
static u64 paid_until;                  /* uptime_ns that is in them */

static u32 slice_of(const struct task_struct *task)
{
	int ticks = SLICE_TICKS - task->nice / 4;

	return (u32)MAX(ticks, 1);
}

void sched_init(void)
{
	init_task.slice = 1;
	paid_until = 0;
}

static void enqueue(struct task_struct *task)
{
	if (task->slice) {
		list_add_tail(&task->run, &woken);
		return;
	}
	task->slice = slice_of(task);
	list_add_tail(&task->run, &ready);
}

void sched_wake(struct task_struct *task)
{
	u64 irqs = irq_save();

	if (task->state != TASK_RUNNING && task->state < TASK_ZOMBIE) {
		task->state = TASK_RUNNING;
		/* Not yet gone to sleep: it is still the current one. */
		if (task != current)
			enqueue(task);
		/* Whoever waits for a device is asked first. */
		if (in_irq || current == &init_task)
			current->flags |= TASK_NEED_RESCHED;
	}
	irq_restore(irqs);
}

void task_start(struct task_struct *task)
{
	task->slice = slice_of(task);
	sched_wake(task);
}

static struct task_struct *take_first(struct list *queue)
{
	struct task_struct *task = list_entry(queue->next, struct task_struct, run);

	list_del(&task->run);
	return task;
}

static struct task_struct *pick(void)
{
	if (!list_empty(&woken))
		return take_first(&woken);
	if (!list_empty(&ready))
		return take_first(&ready);
	return &init_task;
}

/* The first thing a task does after a switch to it. */
void schedule_tail(void)
{
	struct task_struct *from = switched_from;

	if (from && from->state == TASK_DEAD)
		task_free(from);
	switched_from = NULL;
}

static void switch_from_current(struct task_struct *next)
{
	struct task_struct *prev = current;

	if (*(u64 *)prev->stack != STACK_END_MAGIC)
		panic("the kernel stack of task %u (%s) overflowed", prev->pid, prev->comm);
	current_task = next;
	switched_from = prev;
	sched_totals.switches++;
	cpu_state_switch(next);
	switch_to(prev, next);
	schedule_tail();
}

void schedule(void)
{
	u64 irqs = irq_save();
	struct task_struct *task = current, *next;

	task->flags &= ~(u32)TASK_NEED_RESCHED;
	if (task->state == TASK_RUNNING && task != &init_task) {
		if (!task->slice)
			task->slice = slice_of(task);
		list_add_tail(&task->run, &ready);
	}
	next = pick();
	if (next != task)
		switch_from_current(next);
	irq_restore(irqs);
}

void sched_yield(void)
{
	if (list_empty(&ready) && list_empty(&woken))
		return;
	schedule();
}

/* setitimer()'s that count what the process computes: in user mode, or at all. */
static void charge_timers(struct task_struct *task, bool user, u64 ns)
{
	static const int sig[2] = { SIGVTALRM, SIGPROF };

	for (unsigned i = user ? 0 : 1; task->signal && i < COUNT(sig); i++) {
		u64 *left = &task->signal->cpu_timer[i].left;

		if (!*left)
			continue;
		if (*left > ns) {
			*left -= ns;
			continue;
		}
		*left = task->signal->cpu_timer[i].every;
		send_signal(task, sig[i], NULL, false);
	}
}

void sched_tick(struct pt_regs *regs)
{
	struct task_struct *task = current;
	u64 now = uptime_ns(), spent = now - paid_until;
	bool user = user_mode(regs);

	/* Whom the tick finds, pays: for two when one got lost, as in a slow emulator. */
	paid_until = now;
	timers_run();
	if (task == &init_task) {
		sched_totals.idle_ns += spent;
		return;
	}
	*(user ? &task->utime : &task->stime) += spent;
	*(user ? &sched_totals.user_ns : &sched_totals.system_ns) += spent;
	charge_timers(task, user, spent);
	if (task->slice && --task->slice == 0)
		task->flags |= TASK_NEED_RESCHED;
}

void cpu_idle(void)
{
	for (;;) {
		irq_disable();
		if (list_empty(&woken) && list_empty(&ready))
			cpu_wait();
		else
			schedule();
		irq_enable();
	}
}
