/* efault.c - bad pointers, in every argument that is one: -EFAULT, or what else Linux says. */
#include "calls.h"
#include <linux/futex.h>
#include <sys/resource.h>

enum { ARGS = 6, PAGE = 4096 };
#define P(i) (1u << (i))

/* GOOD is replaced by a buffer of zeros, and one after the other by each bad address. */
#define GOOD 0x600d600dl
#define FD   0x600d0001l                /* a file */
#define DIR  0x600d0002l                /* a directory */
#define PIPE 0x600d0003l                /* a pipe's reading end, not empty */
#define PATH 0x600d0004l                /* "file", and bad ones */
#define NONE 0x600d0005l                /* "none", which does not exist, and bad ones */
#define PART 0x600d0007l                /* a buffer: what of it is there may be used */
#define WAIT 0x600d0008l                /* how long to wait: no pointer is for ever */
#define TEXT 0x600d0006l                /* "file", never a bad one */
#define ARGS_ 0x600d0009l               /* a block of arguments: zeros are to wait for ever */

struct call { const char *name; long number; long arg[ARGS]; };
#define CALL(name, ...) { #name, SYS_##name, { __VA_ARGS__ } }

static const struct call calls[] = {
	CALL(read, FD, PART, 16), CALL(write, FD, PART, 16), CALL(readv, FD, GOOD, 1),
	CALL(writev, FD, GOOD, 1), CALL(pread64, FD, PART, 16, 0, 0),
	CALL(pwrite64, FD, PART, 16, 0, 0), CALL(preadv, FD, GOOD, 1, 0, 0),
	CALL(read, PIPE, PART, 16), CALL(getdents64, DIR, GOOD, 300),
	CALL(open, PATH, O_RDONLY), CALL(openat, AT_FDCWD, PATH, O_RDONLY),
	CALL(creat, NONE, 0600), CALL(access, PATH, 0), CALL(faccessat, AT_FDCWD, PATH, 0),
	CALL(chdir, NONE), CALL(chroot, NONE), CALL(mkdir, NONE, 0700), CALL(rmdir, NONE),
	CALL(unlink, NONE), CALL(unlinkat, AT_FDCWD, NONE, 0), CALL(rename, NONE, NONE),
	CALL(renameat2, AT_FDCWD, NONE, AT_FDCWD, NONE, 0), CALL(link, PATH, NONE),
	CALL(symlink, NONE, NONE), CALL(mknod, NONE, S_IFIFO, 0), CALL(unlink, NONE),
	CALL(chmod, PATH, 0600), CALL(fchmodat, AT_FDCWD, PATH, 0600), CALL(chown, PATH, 0, 0),
	CALL(lchown, PATH, 0, 0), CALL(truncate, PATH, 5), CALL(readlink, TEXT, GOOD, 100),
	CALL(readlink, PATH, GOOD, 100), CALL(utime, PATH, GOOD), CALL(utimes, PATH, GOOD),
	CALL(utimensat, AT_FDCWD, PATH, GOOD, 0), CALL(futimesat, AT_FDCWD, PATH, GOOD),
	CALL(statx, AT_FDCWD, PATH, 0, 0x7ff, GOOD), CALL(statfs, PATH, GOOD),
	CALL(pipe, GOOD), CALL(pipe2, GOOD, 0), CALL(getcwd, GOOD, 300),
	CALL(poll, GOOD, 1, 0), CALL(ppoll, GOOD, 1, WAIT, 0, 8),
	CALL(pselect6, 1, GOOD, GOOD, GOOD, WAIT, GOOD), CALL(sendfile, FD, FD, GOOD, 0),
	CALL(getrlimit, RLIMIT_CORE, GOOD), CALL(setrlimit, RLIMIT_CORE, GOOD),
	CALL(prlimit64, 0, RLIMIT_CORE, GOOD, GOOD), CALL(getrusage, 0, GOOD),
	CALL(times, GOOD), CALL(sysinfo, GOOD), CALL(uname, GOOD), CALL(time, GOOD),
	CALL(gettimeofday, GOOD, GOOD), CALL(settimeofday, 0, GOOD),
	CALL(clock_gettime, 1, GOOD), CALL(clock_getres, 1, GOOD), CALL(clock_settime, 0, GOOD),
	CALL(nanosleep, GOOD, GOOD), CALL(clock_nanosleep, 1, 0, GOOD, GOOD),
	CALL(getitimer, 0, GOOD), CALL(setitimer, 0, GOOD, GOOD),
	CALL(rt_sigaction, SIGUSR1, GOOD, GOOD, 8), CALL(rt_sigprocmask, 0, GOOD, GOOD, 8),
	CALL(rt_sigpending, GOOD, 8), CALL(rt_sigtimedwait, GOOD, GOOD, WAIT, 8),
	CALL(rt_sigqueueinfo, 1, 0, GOOD), CALL(sigaltstack, 0, GOOD),
	CALL(wait4, -1, GOOD, WNOHANG, GOOD), CALL(waitid, P_ALL, 0, GOOD, WEXITED | WNOHANG, GOOD),
	CALL(futex, GOOD, FUTEX_WAKE, 1), CALL(futex, GOOD, FUTEX_WAIT, 1, GOOD),
	CALL(futex, GOOD, FUTEX_REQUEUE, 1, 0, GOOD), CALL(futex, GOOD, FUTEX_CMP_REQUEUE, 1, 1, GOOD),
	CALL(get_robust_list, 0, GOOD, GOOD), CALL(set_tid_address, GOOD),
	CALL(getgroups, 32, GOOD), CALL(setgroups, 1, GOOD), CALL(prctl, 15, GOOD), CALL(prctl, 16, GOOD),
	CALL(prctl, 2, GOOD), CALL(prctl, 37, GOOD), CALL(mount, NONE, NONE, GOOD, 0, GOOD),
	CALL(umount2, NONE, 0), CALL(execve, NONE, GOOD, GOOD), CALL(sethostname, GOOD, 3),
	CALL(setdomainname, GOOD, 3), CALL(sched_getaffinity, 0, 128, GOOD),
	CALL(sched_setaffinity, 0, 8, GOOD), CALL(sched_getparam, 0, GOOD),
	CALL(sched_setparam, 0, GOOD), CALL(sched_setscheduler, 0, 0, GOOD),
	CALL(getrandom, PART, 16, 0), CALL(getcpu, GOOD, GOOD, 0), CALL(clone3, GOOD, 64),
	CALL(ioctl, PIPE, FIONREAD, GOOD), CALL(ioctl, FD, FIONBIO, GOOD),
	CALL(fcntl, FD, F_GETLK, GOOD), CALL(fcntl, FD, F_SETLK, GOOD),
	CALL(fcntl, FD, F_GETOWN_EX, GOOD), CALL(fcntl, FD, F_SETOWN_EX, GOOD),
#ifdef __x86_64__
	CALL(stat, PATH, GOOD), CALL(fstat, FD, GOOD), CALL(lstat, PATH, GOOD),
	CALL(newfstatat, AT_FDCWD, PATH, GOOD, 0), CALL(fstatfs, FD, GOOD),
	CALL(arch_prctl, 0x1003, GOOD), CALL(arch_prctl, 0x1004, GOOD),
	CALL(select, 1, GOOD, GOOD, GOOD, WAIT), CALL(getresuid, GOOD, GOOD, GOOD),
	CALL(getresgid, GOOD, GOOD, GOOD),
#else
	CALL(stat64, PATH, GOOD), CALL(fstat64, FD, GOOD), CALL(lstat64, PATH, GOOD),
	CALL(fstatat64, AT_FDCWD, PATH, GOOD, 0), CALL(fstatfs64, FD, 84, GOOD),
	CALL(statfs64, PATH, 84, GOOD), CALL(_llseek, FD, 0, 0, GOOD, 0),
	CALL(_newselect, 1, GOOD, GOOD, GOOD, WAIT), CALL(select, ARGS_), CALL(mmap, GOOD),
	CALL(set_thread_area, GOOD), CALL(get_thread_area, GOOD), CALL(sigaction, SIGUSR1, 0, GOOD),
	CALL(sigpending, GOOD), CALL(sigprocmask, 0, GOOD, GOOD), CALL(ugetrlimit, 4, GOOD),
	CALL(getgroups32, 32, GOOD),
	CALL(getresuid32, GOOD, GOOD, GOOD), CALL(waitpid, -1, GOOD, 1),
	CALL(sendfile64, FD, FD, GOOD, 0), CALL(truncate64, PATH, 5, 0), CALL(fcntl64, FD, 12, GOOD),
	CALL(clock_gettime64, 1, GOOD), CALL(ppoll_time64, GOOD, 1, WAIT, 0, 8),
	CALL(utimensat_time64, AT_FDCWD, PATH, GOOD, 0), CALL(futex_time64, GOOD, 0, 1, GOOD),
	CALL(getdents, DIR, GOOD, 300), CALL(stime, GOOD),
#endif
};

static char *buffer, *unmapped, *no_access, *edge, *read_only;
static int file, dir, pipe_in;

static struct { const char *name; long address; } bad[] = {
	{ "null", 0 }, { "low", 0xfff }, { "gone", 0 }, { "none", 0 }, { "edge", 0 },
	{ "read-only", 0 },
#ifdef __x86_64__
	{ "last", 0x7ffffffffff0 }, { "hole", 0x7ffffffff000 + 8192l }, { "odd", 0x800000000000 },
	{ "kernel", (long)0xffffffff80000000 }, { "direct", (long)0xffff888000000000 },
	{ "end", -1 },
#else
	{ "kernel", (long)0xc0000000 }, { "top", (long)0xffffe000 }, { "end", -1 },
#endif
};

static void prepare(void)
{
	int p[2];

	buffer = mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	unmapped = buffer + 2 * PAGE;
	munmap(unmapped, PAGE);
	edge = unmapped - 1;
	no_access = buffer + 4 * PAGE;
	mprotect(no_access, PAGE, PROT_NONE);
	read_only = buffer + 6 * PAGE;
	mprotect(read_only, PAGE, PROT_READ);
	bad[2].address = (long)unmapped;
	bad[3].address = (long)no_access;
	bad[4].address = (long)edge;
	bad[5].address = (long)read_only;
	put_file("file", "what is read\n");
	file = (int)MUST(open("file", O_RDWR));
	dir = (int)MUST(open(".", O_RDONLY));
	MUST(pipe(p));
	pipe_in = p[0];
	MUST(write(p[1], "0123456789", 10));
}

static bool is_pointer(long arg)
{
	return arg == GOOD || arg == PATH || arg == NONE || arg == PART || arg == WAIT || arg == ARGS_;
}

static long value_of(long arg)
{
	switch (arg) {
	case GOOD:
	case PART:
	case ARGS_:
	case WAIT: return (long)buffer;
	case FD:   return file;
	case DIR:  return dir;
	case PIPE: return pipe_in;
	case PATH:
	case TEXT: return (long)"file";
	case NONE: return (long)"none";
	}
	return arg;
}

/* In a child: whatever it does to itself is forgotten. */
static void attempt(const struct call *c, int which, long address, const char *name)
{
	long a[ARGS], result;

	memset(buffer, 0, PAGE);
	for (int i = 0; i < ARGS; i++)
		a[i] = i == which ? address : value_of(c->arg[i]);
	if ((c->arg[which] == PART && address == (long)edge) || (c->arg[which] == WAIT && !address) ||
	    (c->arg[which] == ARGS_ && address == (long)read_only))
		return;
	lseek(file, 0, SEEK_SET);
	lseek(dir, 0, SEEK_SET);
	errno = 0;
	result = syscall(c->number, a[0], a[1], a[2], a[3], a[4], a[5]);
	printf(" %s %s", name, result == -1 ? strerrorname_np(errno) : "ok");
}

int main(void)
{
	prepare();
	for (unsigned i = 0; i < COUNT(calls); i++) {
		for (int which = 0; which < ARGS; which++) {
			if (!is_pointer(calls[i].arg[which]))
				continue;
			if (!child()) {
				alarm(100);
				printf("%s, %d:", calls[i].name, which + 1);
				for (unsigned b = 0; b < COUNT(bad); b++)
					attempt(&calls[i], which, bad[b].address, bad[b].name);
				printf("\n");
				fflush(stdout);
				_exit(0);
			}
			int status;

			wait(&status);
			if (status)
				show_status(" ... ended with", status);
		}
	}
	return 0;
}
