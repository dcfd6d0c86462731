/* posix_signal.c - signals: handlers, masks, faults; and clocks and waiting. */
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "posix.h"
#include "say.h"

static volatile sig_atomic_t got[65], depth, deepest;
static sigjmp_buf out;

static void count(int sig)
{
	got[sig]++;
	if (++depth > deepest)
		deepest = depth;
	if (sig == SIGUSR1)
		raise(SIGUSR2);
	depth--;
}

static void handle(int sig, void (*handler)(int), int flags)
{
	struct sigaction act;

	memset(&act, 0, sizeof act);
	act.sa_handler = handler;
	act.sa_flags = flags;
	sigaction(sig, &act, NULL);
}

/* Floating point numbers in use when a signal comes are still there behind it. */
static void with_numbers(void)
{
	volatile double x = 1.5;
	double sum = 0;

	for (int i = 0; i < 100; i++) {
		sum += x * i;
		if (i % 10 == 0)
			raise(SIGUSR2);
	}
	say("the sum", (long)sum);
}

void signals(void)
{
	sigset_t set, old;

	tell("-- signals\n");
	handle(SIGUSR1, count, 0);
	handle(SIGUSR2, count, 0);
	say("raise", raise(SIGUSR1));
	say("USR1", got[SIGUSR1]);
	say("USR2", got[SIGUSR2]);
	say("one in the other", deepest);
	with_numbers();
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	say("block", sigprocmask(SIG_BLOCK, &set, &old));
	got[SIGUSR2] = 0;
	raise(SIGUSR2);
	raise(SIGUSR2);
	say("blocked", got[SIGUSR2]);
	say("pending", sigpending(&set) | sigismember(&set, SIGUSR2));
	say("unblock", sigprocmask(SIG_SETMASK, &old, NULL));
	say("came once", got[SIGUSR2]);
	handle(SIGUSR2, count, (int)(SA_RESETHAND | SA_NODEFER));
	raise(SIGUSR2);
	sigaction(SIGUSR2, NULL, &(struct sigaction){ .sa_flags = 0 });
	say("handler for KILL", signal(SIGKILL, count) == SIG_ERR);
	say("no such signal", kill(getpid(), 1000));
	if (!fork()) {
		raise(SIGUSR2);
		_exit(0);
	}
	wait(NULL);
	signal(SIGUSR1, SIG_DFL);
}

static void jump(int sig)
{
	got[sig]++;
	siglongjmp(out, sig);
}

static volatile int zero, five = 5;

static void fault(int which)
{
	void *page;

	switch (which) {
	case 0:
		*(volatile char *)(long)zero = 1;
		break;
	case 1:
		zero = five / zero;
		break;
	case 2:
		__asm__ volatile ("ud2");
		break;
	case 3:
		__asm__ volatile ("hlt");
		break;
	case 4:
		__asm__ volatile ("int3");
		break;
	case 5:
		page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		*(volatile char *)page = 1;
		break;
	case 6:
		__asm__ volatile ("outb %%al, $0x80" : : : "memory");
		break;
	case 7:
		__asm__ volatile ("int $0x81");
		break;
	case 8:
		abort();
	}
}

void faults(void)
{
	static const int sent[] = { SIGSEGV, SIGFPE, SIGILL, SIGTRAP, SIGABRT };
	int status;

	tell("-- faults\n");
	for (unsigned i = 0; i < COUNT_OF(sent); i++)
		handle(sent[i], jump, 0);
	for (volatile int i = 0; i < 9; i++) {
		int sig = sigsetjmp(out, 1);

		if (!sig)
			fault(i);
		say("signal", sig);
	}
	for (unsigned i = 0; i < COUNT_OF(sent); i++)
		signal(sent[i], SIG_DFL);
	for (int i = 0; i < 9; i++) {
		if (!fork()) {
			fault(i);
			_exit(1);
		}
		wait(&status);
		say("status", status & ~0x80);          /* with or without a core dump */
	}
}

static long milliseconds(void)
{
	struct timeval now;

	gettimeofday(&now, NULL);
	return now.tv_sec % 1000000 * 1000 + now.tv_usec / 1000;
}

static void timers(void)
{
	struct itimerval every = { { 0, 10000 }, { 0, 10000 } }, none = { { 0, 0 }, { 0, 0 } };
	struct timespec second = { 100, 0 }, rest = { 0, 0 };
	long start;

	handle(SIGALRM, count, 0);
	say("setitimer", setitimer(ITIMER_REAL, &every, NULL));
	while (got[SIGALRM] < 3)
		pause();
	say("nanosleep", nanosleep(&second, &rest));
	say("a rest", rest.tv_sec > 0);
	say("off", setitimer(ITIMER_REAL, &none, &every));
	say("was", every.it_interval.tv_usec);
	alarm(100);
	say("alarm", alarm(0) > 50);
	start = milliseconds();
	second = (struct timespec){ 0, 50000000 };
	say("nanosleep", nanosleep(&second, NULL));
	start = milliseconds() - start;
	say("long enough", start >= 49);
	second.tv_nsec = 1000000000;
	say("too many ns", nanosleep(&second, NULL));
}

void waiting(void)
{
	struct timeval soon = { 0, 1000 };
	struct pollfd fds[3];
	fd_set in, fd_out;
	int p[2];

	tell("-- waiting\n");
	timers();
	pipe(p);
	fds[0] = (struct pollfd){ p[0], POLLIN, 0 };
	fds[1] = (struct pollfd){ p[1], POLLOUT, 0 };
	fds[2] = (struct pollfd){ 77, POLLIN, 0 };
	say("poll", poll(fds, 3, 0));
	tell("%x %x %x\n", (unsigned)fds[0].revents, (unsigned)fds[1].revents,
	     (unsigned)fds[2].revents);
	write(p[1], "x", 1);
	say("poll", poll(fds, 1, -1));
	tell("%x\n", (unsigned)fds[0].revents);
	FD_ZERO(&in);
	FD_ZERO(&fd_out);
	FD_SET(p[0], &in);
	FD_SET(p[1], &fd_out);
	say("select", select(p[1] + 1, &in, &fd_out, NULL, NULL));
	read(p[0], &(char){ 0 }, 1);
	FD_ZERO(&in);
	FD_SET(p[0], &in);
	say("select until late", select(p[0] + 1, &in, NULL, NULL, &soon));
	say("none", FD_ISSET(p[0], &in));
	close(p[1]);
	say("poll of a broken pipe", poll(fds, 1, -1));
	tell("%x\n", (unsigned)fds[0].revents);
	close(p[0]);
	fds[0].fd = -1;
	say("poll of nothing", poll(fds, 1, 1));
}
