/* events.c - epoll as programs and run-times with many files use it.
 *
 * Prints the same on every Linux. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "say.h"

static int set;

static long control(int op, int fd, unsigned events)
{
	struct epoll_event event = { .events = events, .data.u64 = (uint64_t)fd << 32 | 7 };

	return epoll_ctl(set, op, fd, &event);
}

static int by_file(const void *a, const void *b)
{
	const struct epoll_event *x = a, *y = b;

	return x->data.u64 < y->data.u64 ? -1 : x->data.u64 > y->data.u64;
}

/* What is ready, ordered by file. */
static void look(const char *when)
{
	struct epoll_event event[8];
	int n = epoll_wait(set, event, 8, 0);

	say(when, n);
	qsort(event, n > 0 ? (size_t)n : 0, sizeof *event, by_file);
	for (int i = 0; i < n; i++)
		tell("  file %d: %x, %d\n", (int)(event[i].data.u64 >> 32),
		     (unsigned)event[i].events, (int)event[i].data.u32);
}

static void wrong(int file)
{
	struct epoll_event event, *volatile bad = (struct epoll_event *)8;

	say("epoll_create1, wrong", epoll_create1(12345));
	say("epoll_create(0)", epoll_create(0));
	say("add twice", control(EPOLL_CTL_ADD, file, EPOLLIN));
	say("add no file", control(EPOLL_CTL_ADD, 77, EPOLLIN));
	say("add itself", control(EPOLL_CTL_ADD, set, EPOLLIN));
	say("add a plain file", control(EPOLL_CTL_ADD, open("/proc/self/exe", O_RDONLY),
					EPOLLIN));
	say("add a folder", control(EPOLL_CTL_ADD, open("/", O_RDONLY), EPOLLIN));
	say("change what is not there", control(EPOLL_CTL_MOD, 0, EPOLLIN));
	say("take what is not there", control(EPOLL_CTL_DEL, 0, 0));
	say("no such order", control(99, file, EPOLLIN));
	say("not a set", epoll_ctl(file, EPOLL_CTL_ADD, set, &event));
	say("wait on no set", epoll_wait(file, &event, 1, 0));
	say("wait for nothing", epoll_wait(set, &event, 0, 0));
	say("wait, bad memory", epoll_wait(set, bad, 1, 0));
	say("add, bad memory", epoll_ctl(set, EPOLL_CTL_ADD, 0, bad));
	say("read", read(set, &event, 1));
	say("write", write(set, &event, 1));
	say("lseek", lseek(set, 0, SEEK_SET));
}

static void levels(const int p[2])
{
	tell("-- levels\n");
	look("empty");
	write(p[1], "ab", 2);
	look("two bytes");
	look("still");
	read(p[0], &(char){ 0 }, 1);
	look("one byte");
	read(p[0], &(char){ 0 }, 1);
	look("empty again");
	say("the other end", control(EPOLL_CTL_ADD, p[1], EPOLLOUT));
	look("can be written");
	say("no more", control(EPOLL_CTL_MOD, p[1], 0));
	look("not asked for");
	say("take", control(EPOLL_CTL_DEL, p[1], 0));
	say("take again", control(EPOLL_CTL_DEL, p[1], 0));
}

static void edges(const int p[2])
{
	tell("-- edges\n");
	say("edge", control(EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLET));
	write(p[1], "a", 1);
	look("a byte");
	look("no news");
	write(p[1], "b", 1);
	look("another");
	say("once", control(EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLONESHOT));
	look("as it is");
	write(p[1], "c", 1);
	look("switched off");
	say("on", control(EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLONESHOT));
	look("again");
	say("level", control(EPOLL_CTL_MOD, p[0], EPOLLIN));
	look("level");
	read(p[0], &(char[3]){ 0 }, 3);
}

static void ignore(int sig)
{
	(void)sig;
}

static void waits(const int p[2])
{
	/* Again and again: the first may come before the wait. */
	struct itimerval soon = { { 0, 20000 }, { 0, 20000 } }, never = { { 0, 0 }, { 0, 0 } };
	struct epoll_event event;
	struct timespec a, b;
	sigset_t all;
	char c;

	tell("-- waits\n");
	clock_gettime(CLOCK_MONOTONIC, &a);
	say("30 ms", epoll_wait(set, &event, 1, 30));
	clock_gettime(CLOCK_MONOTONIC, &b);
	say("long enough", b.tv_sec > a.tv_sec || b.tv_nsec - a.tv_nsec >= 29000000);
	if (!fork()) {
		usleep(20000);
		write(p[1], "x", 1);
		_exit(0);
	}
	say("until a child writes", epoll_wait(set, &event, 1, -1));
	read(p[0], &c, 1);
	wait(NULL);
	sigaction(SIGALRM, &(struct sigaction){ .sa_handler = ignore, .sa_flags = SA_RESTART },
		  NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	say("until a signal", epoll_wait(set, &event, 1, -1));
	sigfillset(&all);
	say("no signal", epoll_pwait(set, &event, 1, 60, &all));
	setitimer(ITIMER_REAL, &never, NULL);
}

static void ends(int p[2])
{
	int copy = dup(p[0]), q[2], outer = epoll_create1(0);
	struct epoll_event event = { .events = EPOLLIN };

	tell("-- ends\n");
	say("add the copy", control(EPOLL_CTL_ADD, copy, EPOLLIN));
	write(p[1], "x", 1);
	look("both");
	close(copy);
	look("its file is still open");
	say("a set in a set", epoll_ctl(outer, EPOLL_CTL_ADD, set, &event));
	say("ready", epoll_wait(outer, &event, 1, 0));
	say("no circle", control(EPOLL_CTL_ADD, outer, EPOLLIN));
	close(outer);
	close(p[1]);
	look("no writer");
	close(p[0]);
	look("closed");
	pipe(q);
	say("add", control(EPOLL_CTL_ADD, q[1], EPOLLOUT));
	close(q[0]);
	look("no reader");
	close(q[1]);
	look("nothing left");
	close(set);
}

int main(void)
{
	int p[2];

	set = epoll_create1(EPOLL_CLOEXEC);
	tell("%u-bit program\n", (unsigned)sizeof (void *) * 8);
	say("closed on exec", fcntl(set, F_GETFD));
	pipe(p);
	say("add", control(EPOLL_CTL_ADD, p[0], EPOLLIN));
	wrong(p[0]);
	levels(p);
	edges(p);
	waits(p);
	ends(p);
	return 0;
}
