/* calls.c - system calls that only go in and out, and those that do little more. */
#include "bench.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { MANY = 1000, NR32_GETPID = 20, NR32_GETPPID = 64, NO_CALL = 1000 };

static struct utsname names;
static struct stat status;

static void getpid_int80(void) { int80(NR32_GETPID); }
static void getppid_int80(void) { int80(NR32_GETPPID); }
static void enosys_int80(void) { int80(NO_CALL); }
#ifdef __x86_64__
static void getpid_syscall(void) { call0(SYS_getpid); }
static void getppid_syscall(void) { call0(SYS_getppid); }
static void enosys_syscall(void) { call0(NO_CALL); }
enum { STAT = SYS_stat };
#else
enum { STAT = SYS_stat64 };
#endif
static void name(void) { call1(SYS_uname, (long)&names); }
static void yield(void) { call0(SYS_sched_yield); }

static void handler(int sig) { (void)sig; }
static long self;
static void signal_self(void) { call2(SYS_kill, self, SIGUSR1); }

void bench_calls(void)
{
	self = call0(SYS_getpid);
	measure("getpid_int80", MANY, getpid_int80, NULL);
	measure("getppid_int80", MANY, getppid_int80, NULL);
	measure("enosys_int80", MANY, enosys_int80, NULL);
#ifdef __x86_64__
	measure("getpid_syscall", MANY, getpid_syscall, NULL);
	measure("getppid_syscall", MANY, getppid_syscall, NULL);
	measure("enosys_syscall", MANY, enosys_syscall, NULL);
#endif
	measure("uname", MANY, name, NULL);
	measure("sched_yield_alone", MANY, yield, NULL);
	signal(SIGUSR1, handler);
	measure("signal_self_roundtrip", MANY, signal_self, NULL);
}

/* --- files --- */

static void write1(void) { call3(SYS_write, null_fd, (long)buffer, 1); }
static void read1(void) { call3(SYS_read, zero_fd, (long)buffer, 1); }
static void read4096(void) { call3(SYS_read, zero_fd, (long)buffer, PAGE); }
static void stat_init(void) { call2(STAT, (long)"/init", (long)&status); }
static void read_file(void) { call3(SYS_read, file_fd, (long)buffer, PAGE); }

/* Back to the start before the end is near. */
static void rewind_file(void)
{
	if (lseek(file_fd, 0, SEEK_CUR) > (1 << 18))
		lseek(file_fd, 0, SEEK_SET);
}

static void open_close(void)
{
	call1(SYS_close, call3(SYS_open, (long)"/init", O_RDONLY, 0));
}

static void open_missing(void)
{
	call3(SYS_open, (long)"/nope", O_RDONLY, 0);
}

void bench_files(void)
{
	measure("write1_devnull", MANY, write1, NULL);
	measure("read1_devzero", MANY, read1, NULL);
	measure("read4096_devzero", MANY, read4096, NULL);
	measure("stat_init", MANY, stat_init, NULL);
	measure("open_close_init", MANY, open_close, NULL);
	measure("open_enoent", MANY, open_missing, NULL);
	measure("read4096_ramfs_seq", MANY, read_file, rewind_file);
}
