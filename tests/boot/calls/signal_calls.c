/* signal_calls.c - system calls that signals interrupt: which go on, and which return EINTR. */
#include "signals.h"
#include <sys/time.h>

enum { LONG = 100 };                    /* seconds that nothing here lasts */

/* In a child: a signal for its parent, once that sleeps in a call. */
static void later(int sig)
{
	if (!child()) {
		await_state(getppid(), "S");
		kill(getppid(), sig);
		_exit(0);
	}
}

/* The same, and when it sleeps again, a byte that it waits for. */
static void later_and_byte(int sig, const int *through)
{
	if (!child()) {
		await_state(getppid(), "S");
		kill(getppid(), sig);
		await_state(getppid(), "S");
		tell(through);
		_exit(0);
	}
}

static void sleeping(void)
{
	struct timespec t = { LONG, 0 }, left = { 0, 0 };

	later(SIGUSR1);
	TRY(nanosleep(&t, &left));
	printf("left %d\n", left.tv_sec < LONG && left.tv_sec > 0);
	wait(NULL);
	later(SIGUSR1);
	TRY(clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL));
	wait(NULL);
	later(SIGUSR1);
	TRY(pause());
	wait(NULL);
}

static void polling(int fd)
{
	struct pollfd p = { fd, POLLIN, 0 };
	struct timeval tv = { LONG, 0 };
	fd_set in;

	later(SIGUSR1);
	TRY(poll(&p, 1, LONG * 1000));
	wait(NULL);
	later(SIGUSR1);
	TRY(poll(&p, 1, -1) < 0 ? -1 : 0);
	wait(NULL);
	FD_ZERO(&in);
	FD_SET(fd, &in);
	later(SIGUSR1);
	TRY(select(fd + 1, &in, NULL, NULL, &tv));
	wait(NULL);
}

static void waiting(void)
{
	sigset_t s = set_of(SIGUSR2, 0);
	int status;
	pid_t pid;

	pid = child();
	if (!pid) {
		await_state(getppid(), "S");
		kill(getppid(), SIGUSR1);
		await_state(getppid(), "S");    /* it waits once more, in one call or another */
		_exit(3);
	}
	TRY(waitpid(pid, &status, 0) == pid);
	waitpid(pid, &status, 0);
	sigprocmask(SIG_BLOCK, &s, NULL);
	later(SIGUSR1);
	TRY(sigtimedwait(&s, NULL, NULL));
	wait(NULL);
}

static void restarts(void)
{
	int fd[2];
	char c;

	MUST(pipe(fd));
	for (int restart = 0; restart < 2; restart++) {
		printf("SA_RESTART %d\n", restart);
		catch(SIGUSR1, restart ? SA_RESTART : 0);
		later_and_byte(SIGUSR1, fd);
		TRY(read(fd[0], &c, 1));
		wait(NULL);
		if (!restart)
			hear(fd);
		sleeping();
		polling(fd[0]);
		waiting();
		printf("%d handlers\n", (int)count[SIGUSR1]);
		clear();
	}
}

/* Stopped and continued in each call: no handler, no EINTR. */
static void stops(void)
{
	int steps[2], byte[2], nothing[2], status;
	pid_t pid;

	MUST(pipe(steps));
	MUST(pipe(byte));
	MUST(pipe(nothing));
	pid = child();
	if (!pid) {
		struct timespec t = { 2, 0 };
		struct pollfd p = { nothing[0], POLLIN, 0 };
		char c;

		tell(steps);
		TRY(nanosleep(&t, NULL));
		tell(steps);
		TRY(poll(&p, 1, 2000));
		tell(steps);
		TRY(read(byte[0], &c, 1));
		fflush(stdout);
		_exit(0);
	}
	for (int i = 0; i < 3; i++) {
		hear(steps);
		await_state(pid, "S");
		kill(pid, SIGSTOP);
		MUST(waitpid(pid, &status, WUNTRACED));
		nap(10);
		kill(pid, SIGCONT);
	}
	tell(byte);
	reap("stopped and continued", pid);
}

#ifdef __x86_64__
/* The same in a 32-bit call of a 64-bit program, which goes on as one. */
static void stop_in_int80(void)
{
	int status, *t = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	long result = 162;              /* nanosleep */
	pid_t pid = child();

	if (!pid) {
		t[0] = 2;
		__asm__ volatile("int $0x80" : "+a"(result) : "b"(t), "c"(t + 2) : "memory", "r8", "r9",
				 "r10", "r11");
		printf("int 80h %ld\n", result);
		fflush(stdout);
		_exit(0);
	}
	await_state(pid, "S");
	kill(pid, SIGSTOP);
	MUST(waitpid(pid, &status, WUNTRACED));
	nap(10);
	kill(pid, SIGCONT);
	reap("stopped and continued", pid);
}
#endif

/* ppoll's mask is exchanged at once. */
static void ppolls(void)
{
	sigset_t s = set_of(SIGUSR1, 0), none = set_of(0, 0), old;
	struct timespec t = { 1, 0 };

	catch(SIGUSR1, 0);
	sigprocmask(SIG_BLOCK, &s, NULL);
	raise(SIGUSR1);
	clear();
	TRY(ppoll(NULL, 0, &t, &none));
	show_order("ppoll");
	sigprocmask(SIG_BLOCK, NULL, &old);
	printf("mask %d\n", sigismember(&old, SIGUSR1));
	raise(SIGUSR1);
	TRY(pselect(0, NULL, NULL, NULL, &t, &none));
	show_order("pselect");
	t = (struct timespec){ 0, 10000000 };
	TRY(ppoll(NULL, 0, &t, NULL));
	TRY(pselect(0, NULL, NULL, NULL, &t, &s));
	sigprocmask(SIG_UNBLOCK, &s, NULL);
}

int main(void)
{
	restarts();
	stops();
#ifdef __x86_64__
	stop_in_int80();
#endif
	ppolls();
	return 0;
}
