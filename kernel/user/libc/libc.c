/* libc.c - the part of our C library that is not generated. */
#include "kernel/user/libc/libc.h"

enum { LINE = 512, SA_RESTORER = 0x04000000, SIGSET_BYTES = 8 };

char **environ;
int errno;

long syscall_failed(long negated)
{
	errno = (int)-negated;
	return -1;
}

/* All of it, in as many writes as it takes. */
static int put(int fd, const char *text, size_t n)
{
	for (size_t done = 0; done < n;) {
		long some = write(fd, text + done, n - done);

		if (some <= 0)
			return -1;
		done += (size_t)some;
	}
	return (int)n;
}

static int print(int fd, const char *format, va_list args)
{
	char text[LINE];
	size_t n = fmt_va(text, sizeof text, format, args);

	return put(fd, text, MIN(n, sizeof text - 1));
}

int dprintf(int fd, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = print(fd, format, args);
	va_end(args);
	return n;
}

int printf(const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = print(1, format, args);
	va_end(args);
	return n;
}

/* The kernel's struct sigaction: words of the ABI, and 64 bits of mask. */
int signal(int sig, void (*handler)(int))
{
	struct {
		void (*handler)(int);
		unsigned long flags;
		void (*restorer)(void);
		u32 mask[2];
	} action = { handler, SA_RESTORER, signal_return, { 0, 0 } };

	return rt_sigaction(sig, &action, NULL, SIGSET_BYTES);
}
