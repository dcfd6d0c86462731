/* bad_limits.c - what is somebody else's, and limits reached. */
#include "bad.h"
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

enum { SOMEBODY = 31337 };

static void become_somebody(void)
{
	if (setresgid(SOMEBODY, SOMEBODY, SOMEBODY) || setresuid(SOMEBODY, SOMEBODY, SOMEBODY))
		_exit(94);
}

/* --- somebody else's --- */

/* A file that cannot be written, mapped for all to see. */
static long mprotect_readonly_file(void)
{
	void *at = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, open("/proc/self/exe", O_RDONLY), 0);

	return result(at == MAP_FAILED ? -1 : mprotect(at, PAGE, PROT_READ | PROT_WRITE));
}

static long mprotect_private_file(void)
{
	void *at = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, open("/proc/self/exe", O_RDONLY), 0);

	return result(at == MAP_FAILED ? -1 : mprotect(at, PAGE, PROT_READ | PROT_WRITE));
}

#define AS_SOMEBODY(name, ...) \
	static long name(void) \
	{ \
		become_somebody(); \
		return result((long)(__VA_ARGS__)); \
	}
/* A set of epoll is there once, with the file that made it. */
static long epoll_again(int flags)
{
	char path[32];
	int fd = epoll_create1(0);

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	return result(open(path, flags));
}

static long epoll_open_again(void) { return epoll_again(O_RDWR); }
static long epoll_path(void) { return epoll_again(O_PATH) > 0; }
CALL(epoll_execute, syscall(SYS_execveat, epoll_create1(0), "", (char *[]){ "x", NULL }, NULL,
			    AT_EMPTY_PATH))

AS_SOMEBODY(kill_init, kill(1, SIGKILL))
AS_SOMEBODY(kill_parent, kill(getppid(), 0))
AS_SOMEBODY(kill_all, kill(-1, SIGCONT))
AS_SOMEBODY(renice_parent, setpriority(PRIO_PROCESS, (id_t)getppid(), 10))
AS_SOMEBODY(renice_self, setpriority(PRIO_PROCESS, 0, 10))
AS_SOMEBODY(renice_better, setpriority(PRIO_PROCESS, 0, -1))
AS_SOMEBODY(limit_parent, prlimit(getppid(), RLIMIT_NOFILE, &(struct rlimit){ 9, 9 }, NULL))
AS_SOMEBODY(raise_limit, setrlimit(RLIMIT_NOFILE, &(struct rlimit){ 1 << 20, 1 << 20 }))
AS_SOMEBODY(setuid_root, setuid(0))
AS_SOMEBODY(setreuid_root, setreuid((uid_t)-1, 0))
AS_SOMEBODY(setgroups_root, syscall(SYS_setgroups, 0, NULL))
AS_SOMEBODY(chroot_somebody, chroot("/"))
AS_SOMEBODY(mknod_device, mknod("/tmp/bad-device", S_IFCHR | 0600, 0x103))
AS_SOMEBODY(sethostname_somebody, syscall(SYS_sethostname, "x", 1))
AS_SOMEBODY(settime_somebody, clock_settime(CLOCK_REALTIME, &(struct timespec){ 0, 0 }))
AS_SOMEBODY(reboot_somebody, syscall(SYS_reboot, 0xfee1dead, 672274793, 0, NULL))
AS_SOMEBODY(mount_somebody, syscall(SYS_mount, "x", "/tmp", "tmpfs", 0, NULL))
AS_SOMEBODY(write_program, open("/init", O_WRONLY))
AS_SOMEBODY(chmod_program, chmod("/init", 0777))
AS_SOMEBODY(chown_program, chown("/init", SOMEBODY, SOMEBODY))
AS_SOMEBODY(truncate_program, truncate("/init", 0))
AS_SOMEBODY(unlink_program, unlink("/bin/busybox"))
AS_SOMEBODY(make_directory, mkdir("/bin/bad-directory", 0700))
AS_SOMEBODY(environment_of_init, open("/proc/1/environ", O_RDONLY))

void others(void)
{
	static const struct bad rows[] = {
		R(mprotect_readonly_file), R(mprotect_private_file), R(kill_init),
		R(kill_parent), R(kill_all), R(renice_parent), R(renice_self),
		R(renice_better), R(limit_parent), R(raise_limit), R(setuid_root),
		R(setreuid_root), R(setgroups_root), R(chroot_somebody), R(mknod_device),
		R(sethostname_somebody), R(settime_somebody), R(reboot_somebody),
		R(mount_somebody), R(write_program), R(chmod_program), R(chown_program),
		R(truncate_program), R(unlink_program), R(make_directory),
		R(environment_of_init), R(epoll_open_again), R(epoll_path),
		R(epoll_execute),
	};
	run_bad(rows, COUNT(rows));
}

/* --- limits reached --- */

static void limit(int which, rlim_t value)
{
	if (setrlimit(which, &(struct rlimit){ value, value }))
		_exit(95);
}

/* How many children there can be, and why no more. */
static long fork_limit(void)
{
	long n = 0;
	int fd[2];
	pid_t pid;

	pipe(fd);
	limit(RLIMIT_NPROC, 20);
	become_somebody();
	while ((pid = fork()) > 0 && n < 100)
		n++;
	if (!pid) {                     /* until the parent has gone */
		close(fd[1]);
		read(fd[0], fd, 1);
		_exit(0);
	}
	return errno == EAGAIN ? n : -errno;
}

/* A bomb of bombs: all of them together are not more. */
static long fork_bomb(void)
{
	limit(RLIMIT_NPROC, 30);
	become_somebody();
	for (int i = 0; i < 6; i++)
		fork();
	usleep(1000);
	while (wait(NULL) > 0)
		;
	return 0;
}

static long memory_limit(void)
{
	long n = 0;

	limit(RLIMIT_AS, 64 << 20);
	while (mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, ANON, -1, 0) != MAP_FAILED && n < 100)
		n++;
	return errno == ENOMEM ? n > 40 && n < 64 : -errno;
}

static long malloc_limit(void)
{
	long n = 0;
	char *p;

	limit(RLIMIT_AS, 64 << 20);
	while ((p = malloc(100000)) && n < 10000) {
		memset(p, 1, 100000);
		n++;
	}
	return errno == ENOMEM ? n > 400 && n < 670 : -errno;
}

static long data_limit(void)
{
	limit(RLIMIT_DATA, 1 << 20);
	return result(sbrk(4 << 20) == (void *)-1 ? -1 : 0);
}

static long stack_limit(void)
{
	volatile char *sp = __builtin_frame_address(0);
	long i;

	limit(RLIMIT_STACK, 1 << 20);
	for (i = 0; i < 2 << 20; i += PAGE) {
		expected = (word)(sp - i);
		sp[-i] = 1;
	}
	return i;
}

static long file_limit(void)
{
	long n = 0;

	limit(RLIMIT_NOFILE, 20);
	while (dup(0) >= 0 && n < 100)
		n++;
	return errno == EMFILE ? n : -errno;
}

static long size_limit(void)
{
	char buffer[100] = { 0 };
	int fd = bad_file();

	signal(SIGXFSZ, SIG_IGN);
	limit(RLIMIT_FSIZE, 250);
	while (write(fd, buffer, sizeof buffer) > 0)
		;
	return errno == EFBIG ? lseek(fd, 0, SEEK_CUR) : -errno;
}

static long size_limit_death(void)
{
	limit(RLIMIT_FSIZE, 250);
	ftruncate(bad_file(), 1000);
	return 0;
}

/* Linux counts the ticks it got: on a host with much to do, that takes long. */
static long time_limit(void)
{
	alarm(100);
	setrlimit(RLIMIT_CPU, &(struct rlimit){ 1, 3 });
	for (;;)
		;
	return 0;
}

static long time_limit_blocked(void)
{
	alarm(100);
	signal(SIGXCPU, SIG_IGN);
	setrlimit(RLIMIT_CPU, &(struct rlimit){ 1, 2 });
	for (;;)
		;
	return 0;
}

void limits(void)
{
	static const struct bad rows[] = {
		R(fork_limit), R(fork_bomb), R(memory_limit), R(malloc_limit), R(data_limit),
		R(stack_limit), R(file_limit), R(size_limit), R(size_limit_death), R(time_limit),
		R(time_limit_blocked),
	};
	run_bad(rows, COUNT(rows));
}
