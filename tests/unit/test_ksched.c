/* test_ksched.c - the order in which tasks run, wait queues, timers. */
#include "fake_sched.h"
#include "abi/errno.h"
#include "check.h"

enum { TICK_NS = 1000000000 / HZ };

static struct task_struct *a, *b, *c;

static int setup(void **state)
{
	(void)state;
	fake_sched_reset();
	a = fake_task(2);
	b = fake_task(3);
	c = fake_task(4);
	sched_init();
	return 0;
}

static void start_all(void)
{
	task_start(a);
	task_start(b);
	task_start(c);
}

static void test_round_robin(void **state)
{
	(void)state;
	start_all();
	schedule();
	assert_ptr_equal(current, a);
	for (int i = 0; i < 3; i++) {
		schedule();
		assert_ptr_equal(current, b);
		schedule();
		assert_ptr_equal(current, c);
		schedule();
		assert_ptr_equal(current, a);
	}
}

static void test_idle_when_all_sleep(void **state)
{
	(void)state;
	task_start(a);
	schedule();
	current->state = TASK_INTERRUPTIBLE;
	schedule();
	assert_ptr_equal(current, &init_task);
	assert_int_equal(sched_totals.idle_ns, 0);
	fake_now += TICK_NS;
	sched_tick(&(struct pt_regs){ .cs = KERNEL_CS });
	assert_int_equal(sched_totals.idle_ns, TICK_NS);
	assert_true(sched_totals.switches >= 2);
}

static void test_slice(void **state)
{
	struct pt_regs user = { .cs = USER_CS };

	(void)state;
	start_all();
	schedule();
	for (int i = 0; i < SLICE_TICKS - 1; i++) {
		fake_now += TICK_NS;
		sched_tick(&user);
		assert_false(a->flags & TASK_NEED_RESCHED);
	}
	fake_now += 3 * TICK_NS;        /* two ticks were lost */
	sched_tick(&user);
	assert_true(a->flags & TASK_NEED_RESCHED);
	assert_int_equal(a->utime, (SLICE_TICKS + 2) * TICK_NS);
	assert_int_equal(a->stime, 0);
	schedule();
	assert_ptr_equal(current, b);
	assert_false(a->flags & TASK_NEED_RESCHED);
}

/* Who slept runs before who computed, but not when its slice is over. */
static void test_sleeper_first(void **state)
{
	(void)state;
	start_all();
	schedule();                             /* a runs; b, c wait */
	a->state = TASK_INTERRUPTIBLE;
	schedule();
	schedule();
	assert_ptr_equal(current, c);           /* b behind it, in the queue of computers */
	sched_wake(a);
	schedule();
	assert_ptr_equal(current, a);
	a->slice = 0;
	a->state = TASK_INTERRUPTIBLE;
	schedule();
	assert_ptr_equal(current, b);
	sched_wake(a);
	schedule();
	assert_ptr_equal(current, c);
}

static void test_wake_from_interrupt_preempts(void **state)
{
	(void)state;
	task_start(a);
	schedule();
	sched_wake(b);
	assert_false(a->flags & TASK_NEED_RESCHED);
	in_irq = true;
	sched_wake(c);
	in_irq = false;
	assert_true(a->flags & TASK_NEED_RESCHED);
}

static void test_yield_alone_does_not_switch(void **state)
{
	unsigned before;

	(void)state;
	task_start(a);
	schedule();
	before = fake_switches;
	sched_yield();
	assert_int_equal(fake_switches, before);
	sched_wake(b);
	sched_yield();
	assert_ptr_equal(current, b);
}

static struct wait_queue queue;
static bool happened;

static void make_it_happen(void)
{
	happened = true;
	wake_up(&queue);
	current_task = a;
}

static void test_wait_event(void **state)
{
	(void)state;
	wait_queue_init(&queue);
	happened = false;
	task_start(a);
	schedule();
	fake_running = make_it_happen;
	assert_int_equal(wait_event(&queue, happened), 0);
	assert_int_equal(a->state, TASK_RUNNING);
	assert_true(list_empty(&queue.waiters));
	happened = false;
	a->flags |= TASK_SIGPENDING;
	assert_int_equal(wait_event(&queue, happened), -ERESTARTSYS);
	assert_true(list_empty(&queue.waiters));
}

static unsigned fired[3];
static unsigned fires;

static void note(struct timer *t)
{
	fired[fires++] = (unsigned)(size_t)t->arg;
}

static void test_timers_in_order(void **state)
{
	struct timer t[3] = {
		{ .at = 30, .fire = note, .arg = (void *)30 },
		{ .at = 10, .fire = note, .arg = (void *)10 },
		{ .at = 20, .fire = note, .arg = (void *)20 },
	};

	(void)state;
	fires = 0;
	for (int i = 0; i < 3; i++)
		timer_start(&t[i]);
	timers_run();
	assert_int_equal(fires, 0);
	fake_now = 25;
	timers_run();
	assert_int_equal(fires, 2);
	assert_int_equal(fired[0], 10);
	assert_int_equal(fired[1], 20);
	timer_stop(&t[0]);
	timer_stop(&t[0]);
	fake_now = 100;
	timers_run();
	assert_int_equal(fires, 2);
}

static void time_passes(void)
{
	fake_now = 1000;
	timers_run();
	current_task = a;
}

static void somebody_wakes(void)
{
	sched_wake(a);
	current_task = a;
}

static void test_schedule_until(void **state)
{
	(void)state;
	task_start(a);
	schedule();
	sleep_prepare();
	fake_running = time_passes;
	assert_int_equal(schedule_until(500), 0);
	assert_int_equal(a->state, TASK_RUNNING);
	sleep_prepare();
	assert_int_equal(schedule_until(999), 0);       /* is over already */
	sleep_prepare();
	fake_running = somebody_wakes;
	assert_int_equal(schedule_until(5000), 1);
	assert_null(a->sleep_timer);
	fires = 0;
	fake_now = 10000;
	timers_run();                           /* nothing is left in the list */
	a->flags |= TASK_SIGPENDING;
	sleep_prepare();
	assert_int_equal(schedule_until(UINT64_MAX), -EINTR);
	assert_int_equal(a->state, TASK_RUNNING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_round_robin, setup, fake_sched_drain),
		cmocka_unit_test_setup_teardown(test_idle_when_all_sleep, setup, fake_sched_drain),
		cmocka_unit_test_setup_teardown(test_slice, setup, fake_sched_drain),
		cmocka_unit_test_setup_teardown(test_sleeper_first, setup, fake_sched_drain),
		cmocka_unit_test_setup_teardown(test_wake_from_interrupt_preempts, setup, fake_sched_drain),
		cmocka_unit_test_setup_teardown(test_yield_alone_does_not_switch, setup, fake_sched_drain),
		cmocka_unit_test_setup_teardown(test_wait_event, setup, fake_sched_drain),
		cmocka_unit_test_setup_teardown(test_timers_in_order, setup, fake_sched_drain),
		cmocka_unit_test_setup_teardown(test_schedule_until, setup, fake_sched_drain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
