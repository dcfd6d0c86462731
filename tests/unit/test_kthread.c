/* test_kthread.c - kthreadd makes the threads that it is asked for. */
#include "fake_sched.h"
#include "sched/kthread.h"
#include "check.h"
#include <setjmp.h>

static jmp_buf out;
static struct task_struct *made[4];
static unsigned n;
static bool no_memory;

struct task_struct *task_alloc(const struct pt_regs *regs)
{
	struct task_struct *task;

	assert_null(regs);
	if (no_memory)
		return NULL;
	task = made[n] = fake_task(100 + n);
	n++;
	task->parent = current;
	return task;
}

struct signal_struct *signal_new(struct task_struct *task, const struct signal_struct *from,
				 bool share_actions)
{
	assert_null(from);
	assert_false(share_actions);
	return task->signal;
}

struct task_struct *task_by_pid(u32 pid)
{
	assert_int_equal(pid, made[n - 1]->pid);
	return made[n - 1];
}

static int work(void *arg)
{
	return *(int *)arg;
}

static int arg = 7;
static struct task_struct *daemon;

/* What others do while kthreadd sleeps: the first time, the second, the third. */
static void third(void)
{
	assert_int_equal(n, 2);
	longjmp(out, 1);
}

static void second(void)
{
	assert_int_equal(n, 2);
	for (unsigned i = 0; i < n; i++) {
		assert_ptr_equal(made[i]->parent, daemon);
		assert_true(made[i]->flags & TASK_KTHREAD);
		assert_int_equal(made[i]->state, TASK_RUNNING);
		assert_int_equal(made[i]->thread_fn(made[i]->thread_arg), 7);
	}
	assert_string_equal(made[0]->comm, "a-name-that-is-");
	assert_string_equal(made[1]->comm, "second");

	/* Without memory the thread is not made, and kthreadd goes on. */
	no_memory = true;
	assert_true(kthread_create(work, &arg, "third"));
	current_task = daemon;
	fake_running = third;
}

static void first(void)
{
	assert_string_equal(daemon->comm, "kthreadd");
	assert_int_equal(daemon->state, TASK_INTERRUPTIBLE);
	current_task = &init_task;
	assert_true(kthread_create(work, &arg, "a-name-that-is-too-long"));
	assert_true(kthread_create(work, &arg, "second"));
	assert_int_equal(daemon->state, TASK_RUNNING);
	assert_int_equal(n, 0);                 /* it is kthreadd that does it */
	current_task = daemon;
	fake_running = second;
}

static void makes_threads(void **state)
{
	(void)state;
	fake_sched_reset();
	sched_init();
	daemon = fake_task(2);
	current_task = daemon;
	fake_running = first;
	if (!setjmp(out))
		kthreadd(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(makes_threads) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
