/* large.c - files of more than 2 GiB, of programs that know of them and of others.
 *
 *     large [FILE]         only: may FILE be opened? */
#include "calls.h"
#include <sys/resource.h>

enum { LARGE = 0100000 };               /* O_LARGEFILE of the kernel, in both widths */

static long open_as(const char *name, int flags)
{
	return syscall(SYS_open, name, flags, 0644);
}

/* Where a positioned write goes: 64 bits are two arguments of a 32-bit program. */
static long write_at(int fd, const char *text, unsigned high, unsigned low)
{
#ifdef __x86_64__
	return syscall(SYS_pwrite64, fd, text, strlen(text), (uint64_t)high << 32 | low);
#else
	return syscall(SYS_pwrite64, fd, text, strlen(text), low, high);
#endif
}

static void writes(int flags)
{
	int fd = (int)MUST(open_as("large", O_RDWR | O_CREAT | O_TRUNC | flags));

	printf("shown %d\n", (fcntl(fd, F_GETFL) & LARGE) != 0);
	TRY(write_at(fd, "abc", 0, 0x7ffffffe));
	TRY(write_at(fd, "abc", 0, 0x7fffffff));
	TRY(write_at(fd, "abc", 0, 0x80000000));
	TRY(write_at(fd, "abc", 1, 0));
	TRY(write_at(fd, "", 1, 0));
	close(fd);
	fd = (int)MUST(open_as("large", O_WRONLY | O_APPEND | flags));
	TRY(write(fd, "abc", 3));
	TRY(write(fd, "abc", 3));
	close(fd);
}

static void limited(void)
{
	IN_CHILD("the smaller limit", {
		struct rlimit r = { 1000, 1000 };
		int fd = (int)MUST(open_as("large", O_RDWR | O_CREAT | O_TRUNC));

		MUST(setrlimit(RLIMIT_FSIZE, &r));
		signal(SIGXFSZ, SIG_IGN);
		TRY(write_at(fd, "abc", 0, 998));
		TRY(write_at(fd, "abc", 0, 1000));
		TRY(write_at(fd, "abc", 0, 0x80000000));
	});
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		TRY(open_as(argv[1], O_RDONLY) < 0 ? -1 : 0);
		TRY(open_as(argv[1], O_RDONLY | LARGE) < 0 ? -1 : 0);
		TRY(open_as(argv[1], O_PATH) < 0 ? -1 : 0);
		return 0;
	}
	writes(0);
	writes(LARGE);
	limited();
	return 0;
}
