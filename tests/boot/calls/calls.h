/* calls.h - for programs that print the same on Linux and on our kernel.
 *
 * Each program tries one family of system calls and prints what came back; test_calls.py
 * runs all of them on both kernels, built for 64 and for 32 bits, and compares.  So nothing
 * printed may depend on time, on pids or on addresses; and nothing on who runs first: what
 * two processes do in an order, they do because one waits for the other, in a wait(), at a
 * pipe or by await_state(). */
#ifndef CALLS_H
#define CALLS_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* "what = value", or "what = -1 NAME". */
static inline long show(const char *what, long value)
{
	int error = errno;

	if (value == -1)
		printf("%s = -1 %s\n", what, strerrorname_np(error));
	else
		printf("%s = %ld\n", what, value);
	errno = error;
	return value;
}

/* The same where a result is a new number that says nothing: "what = ok". */
static inline long show_ok(const char *what, long value)
{
	int error = errno;

	if (value == -1)
		printf("%s = -1 %s\n", what, strerrorname_np(error));
	else
		printf("%s = ok\n", what);
	errno = error;
	return value;
}

#define TRY(call) (errno = 0, show(#call, (long)(call)))
#define OK(call)  (errno = 0, show_ok(#call, (long)(call)))

/* What is no test but has to work. */
static inline long must(const char *what, long value)
{
	if (value == -1) {
		printf("cannot %s: %s\n", what, strerrorname_np(errno));
		fflush(stdout);
		_exit(99);
	}
	return value;
}
#define MUST(call) must(#call, (long)(call))

/* A child with its own copy of stdout's buffer, which is empty. */
static inline pid_t child(void)
{
	fflush(stdout);
	return (pid_t)MUST(fork());
}

static inline void show_status(const char *what, int status)
{
	if (WIFEXITED(status))
		printf("%s: exit %d\n", what, WEXITSTATUS(status));
	else if (WIFSIGNALED(status))
		printf("%s: signal %d\n", what, WTERMSIG(status));
	else if (WIFSTOPPED(status))
		printf("%s: stopped %d\n", what, WSTOPSIG(status));
	else if (WIFCONTINUED(status))
		printf("%s: continued\n", what);
}

static inline void reap(const char *what, pid_t pid)
{
	int status = 0;

	MUST(waitpid(pid, &status, 0));
	show_status(what, status);
}

/* Run something in a child, and say how that ended. */
#define IN_CHILD(what, ...) do { \
	pid_t pid_ = child(); \
	if (!pid_) { \
		__VA_ARGS__; \
		fflush(stdout); \
		_exit(0); \
	} \
	reap(what, pid_); \
} while (0)

static inline void put_file(const char *name, const char *text)
{
	int fd = (int)MUST(open(name, O_WRONLY | O_CREAT | O_TRUNC, 0644));

	MUST(write(fd, text, strlen(text)));
	close(fd);
}

static inline void nap(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

/* What a process does, as ps has it: R, S, T, Z...; '?' if there is none. */
static inline char state_of(pid_t pid)
{
	char path[32], text[512], *end;
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY);
	if (fd < 0)
		return '?';
	n = read(fd, text, sizeof text - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	end = strrchr(text, ')');
	return end && end[1] ? end[2] : '?';
}

/* Until it does one of these: it sleeps in the call that is to be tried, or has stopped.
 * Whoever tests has a limit of time for all of it. */
static inline void await_state(pid_t pid, const char *states)
{
	while (!strchr(states, state_of(pid)))
		nap(2);
}

/* A byte through a pipe, from one process to another. */
static inline void tell(const int *through)
{
	MUST(write(through[1], "x", 1));
}

static inline void hear(const int *through)
{
	char c;

	MUST(read(through[0], &c, 1));
}

#endif
