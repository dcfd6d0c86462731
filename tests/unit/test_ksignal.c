/* test_ksignal.c - signals on their way: who gets them, who drops them. */
#include "fake_sched.h"
#include "abi/errno.h"
#include "check.h"

enum { HANDLER = 0x400000 };

static struct task_struct *a, *thread, *init;
static const struct siginfo from_user = { .code = SI_USER, .pid = 7 };

static int setup(void **state)
{
	(void)state;
	fake_sched_reset();
	init = fake_task(1);
	a = fake_task(2);
	thread = fake_thread(a, 3);
	return 0;
}

static void handle(struct task_struct *t, int sig)
{
	t->signal->action[sig - 1].handler = HANDLER;
}

static void test_wakes_a_sleeper(void **state)
{
	(void)state;
	assert_int_equal(send_signal(a, SIGTERM, &from_user, false), 0);
	assert_int_equal(a->signal->shared.set, SIGMASK(SIGTERM));
	assert_int_equal(a->signal->shared.info[SIGTERM - 1].pid, 7);
	assert_int_equal(a->signal->shared.info[SIGTERM - 1].signo, SIGTERM);
	assert_true(signal_pending(a));
	assert_false(signal_pending(thread));
	assert_int_equal(a->state, TASK_RUNNING);
}

static void test_numbers(void **state)
{
	(void)state;
	assert_int_equal(send_signal(a, 0, NULL, false), 0);
	assert_int_equal(send_signal(a, 65, NULL, false), -EINVAL);
	assert_int_equal(send_signal(a, -1, NULL, false), -EINVAL);
	assert_false(signal_pending(a));
	assert_int_equal(send_signal(a, 64, NULL, false), 0);
	assert_true(signal_pending(a));
}

static void test_ignored(void **state)
{
	(void)state;
	send_signal(a, SIGCHLD, NULL, false);
	send_signal(a, SIGWINCH, NULL, false);
	a->signal->action[SIGTERM - 1].handler = SIG_IGN;
	send_signal(a, SIGTERM, NULL, false);
	assert_int_equal(a->signal->shared.set, 0);
	/* A blocked one waits, its action may change. */
	a->blocked = thread->blocked = SIGMASK(SIGTERM);
	send_signal(a, SIGTERM, NULL, false);
	assert_int_equal(a->signal->shared.set, SIGMASK(SIGTERM));
	assert_false(signal_pending(a));
	assert_int_equal(a->state, TASK_INTERRUPTIBLE);
	a->blocked = 0;
	recalc_sigpending(a);
	assert_true(signal_pending(a));
}

static void test_other_thread_takes_it(void **state)
{
	(void)state;
	a->blocked = SIGMASK(SIGUSR1);
	send_signal(a, SIGUSR1, NULL, false);
	assert_false(signal_pending(a));
	assert_true(signal_pending(thread));
	send_signal(thread, SIGUSR2, NULL, true);
	assert_int_equal(thread->pending.set, SIGMASK(SIGUSR2));
}

static void test_kill_reaches_all_threads(void **state)
{
	(void)state;
	a->blocked = ~0ull;
	thread->state = TASK_STOPPED;
	send_signal(a, SIGKILL, NULL, false);
	assert_true(signal_pending(a) && signal_pending(thread));
	assert_int_equal(a->state, TASK_RUNNING);
	assert_int_equal(thread->state, TASK_RUNNING);
}

static void test_stop_and_continue(void **state)
{
	send_signal(a, SIGTSTP, NULL, false);
	assert_int_equal(a->signal->shared.set, SIGMASK(SIGTSTP));
	send_signal(a, SIGCONT, NULL, false);
	assert_int_equal(a->signal->shared.set, 0);
	fake_sched_drain(state);                /* a ran and went to sleep */
	a->state = thread->state = TASK_STOPPED;
	a->signal->stopped = true;
	send_signal(a, SIGTERM, NULL, false);
	assert_int_equal(a->state, TASK_STOPPED);
	send_signal(a, SIGCONT, NULL, false);
	assert_int_equal(a->state, TASK_RUNNING);
	assert_int_equal(thread->state, TASK_RUNNING);
	assert_true(a->signal->continued);
	assert_false(a->signal->stopped);
	/* With a handler it is also delivered, and a stop takes it back. */
	handle(a, SIGCONT);
	send_signal(a, SIGCONT, NULL, false);
	assert_true(a->signal->shared.set & SIGMASK(SIGCONT));
	send_signal(a, SIGSTOP, NULL, false);
	assert_false(a->signal->shared.set & SIGMASK(SIGCONT));
}

static void test_init_gets_what_it_asked_for(void **state)
{
	(void)state;
	send_signal(init, SIGKILL, NULL, false);
	send_signal(init, SIGTERM, NULL, false);
	assert_false(signal_pending(init));
	handle(init, SIGTERM);
	send_signal(init, SIGTERM, NULL, false);
	assert_true(signal_pending(init));
}

/* What sigwait() sleeps for is not dropped, though nothing is to be done by default. */
static void test_awaited(void **state)
{
	(void)state;
	a->awaited = SIGMASK(SIGCHLD);
	send_signal(a, SIGWINCH, NULL, false);
	assert_false(signal_pending(a));
	send_signal(a, SIGCHLD, NULL, false);
	assert_true(signal_pending(a));
	init->awaited = SIGMASK(SIGTERM);
	send_signal(init, SIGKILL, NULL, false);
	assert_false(signal_pending(init));
	send_signal(init, SIGTERM, NULL, false);
	assert_true(signal_pending(init));
	/* Until then it waits, also for process 1. */
	init->blocked = SIGMASK(SIGUSR1);
	send_signal(init, SIGUSR1, NULL, false);
	assert_int_equal(init->signal->shared.set, SIGMASK(SIGTERM) | SIGMASK(SIGUSR1));
}

static void test_group(void **state)
{
	struct task_struct *b = fake_task(4);

	(void)state;
	a->signal->pgid = b->signal->pgid = 2;
	assert_int_equal(kill_group(9, SIGINT, NULL), -ESRCH);
	assert_int_equal(kill_group(2, SIGINT, NULL), 0);
	assert_true(signal_pending(a) && signal_pending(b));
	assert_false(signal_pending(init));
}

static void test_force(void **state)
{
	(void)state;
	current_task = a;
	a->blocked = SIGMASK(SIGSEGV) | SIGMASK(SIGUSR1);
	handle(a, SIGSEGV);
	force_signal(SIGSEGV, SEGV_MAPERR, 0x1234);
	assert_int_equal(a->signal->action[SIGSEGV - 1].handler, SIG_DFL);
	assert_int_equal(a->blocked, SIGMASK(SIGUSR1));
	assert_int_equal(a->pending.info[SIGSEGV - 1].address, 0x1234);
	assert_int_equal(a->pending.info[SIGSEGV - 1].code, SEGV_MAPERR);
	handle(a, SIGFPE);
	force_signal(SIGFPE, FPE_INTDIV, 1);
	assert_int_equal(a->signal->action[SIGFPE - 1].handler, HANDLER);
}

/* Realtime signals queue, in their order; of the others one waits. */
static void test_queue(void **state)
{
	struct siginfo info = { .code = SI_QUEUE };
	struct sigpending *shared = &a->signal->shared;

	(void)state;
	a->blocked = thread->blocked = ~0ull;
	for (u64 i = 0; i < 1 + FAKE_QUEUE; i++) {
		info.address = 10 + i;
		assert_int_equal(send_signal(a, SIGRTMIN + 1, &info, false), 0);
		assert_int_equal(send_signal(a, SIGUSR1, &info, false), 0);
	}
	assert_int_equal(send_signal(a, SIGRTMIN + 1, &info, false), -EAGAIN);
	/* kill() tells nobody anything that could be lost. */
	assert_int_equal(send_signal(a, SIGRTMIN + 1, &from_user, false), 0);
	assert_int_equal(send_signal(a, SIGRTMIN + 2, &info, false), 0);
	assert_int_equal(shared->info[SIGUSR1 - 1].address, 10);
	assert_false(sigpending_next(shared, SIGUSR1));
	for (u64 i = 0; i < 1 + FAKE_QUEUE; i++) {
		assert_int_equal(shared->info[SIGRTMIN].address, 10 + i);
		assert_int_equal(sigpending_next(shared, SIGRTMIN + 1), i < FAKE_QUEUE);
	}
	assert_int_equal(send_signal(a, SIGRTMIN + 1, &info, false), 0);
	assert_int_equal(send_signal(a, SIGRTMIN + 2, &info, false), 0);
	sigpending_forget(shared, SIGMASK(SIGRTMIN + 1));
	assert_int_equal(shared->extras, 1);
	assert_int_equal(shared->set, SIGMASK(SIGRTMIN + 2) | SIGMASK(SIGUSR1));
	sigpending_forget(shared, ~0ull);
	assert_int_equal(shared->extras | shared->set, 0);
}

/* Between the pieces of a long call: only what ends the program ends the call. */
static void test_pause(void **state)
{
	(void)state;
	current_task = a;
	assert_false(sched_point());
	send_signal(a, SIGWINCH, NULL, false);
	handle(a, SIGUSR1);
	send_signal(a, SIGUSR1, NULL, false);
	send_signal(a, SIGTSTP, NULL, false);
	assert_true(signal_pending(a));
	assert_false(sched_point());
	a->blocked = SIGMASK(SIGTERM);
	send_signal(a, SIGTERM, NULL, false);
	assert_false(sched_point());
	a->blocked = 0;
	assert_true(sched_point());
	a->signal->shared.set = 0;
	send_signal(a, SIGKILL, NULL, false);
	assert_true(sched_point());
	current_task = &init_task;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_wakes_a_sleeper, setup, fake_sched_drain),
		cmocka_unit_test_setup_teardown(test_numbers, setup, fake_sched_drain),
		cmocka_unit_test_setup_teardown(test_ignored, setup, fake_sched_drain),
		cmocka_unit_test_setup_teardown(test_other_thread_takes_it, setup, fake_sched_drain),
		cmocka_unit_test_setup_teardown(test_kill_reaches_all_threads, setup, fake_sched_drain),
		cmocka_unit_test_setup_teardown(test_stop_and_continue, setup, fake_sched_drain),
		cmocka_unit_test_setup_teardown(test_init_gets_what_it_asked_for, setup, fake_sched_drain),
		cmocka_unit_test_setup_teardown(test_awaited, setup, fake_sched_drain),
		cmocka_unit_test_setup_teardown(test_group, setup, fake_sched_drain),
		cmocka_unit_test_setup_teardown(test_force, setup, fake_sched_drain),
		cmocka_unit_test_setup_teardown(test_queue, setup, fake_sched_drain),
		cmocka_unit_test_setup_teardown(test_pause, setup, fake_sched_drain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
