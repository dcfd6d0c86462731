/* bad_calls.c - system calls with arguments that are not right.
 *
 * A 64-bit kernel does not see that a 32-bit program's range wraps; we do.  So those are for
 * 64 bits only. */
#include "bad.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>

#define KERNEL ((void *)(word)0xffffffff80001000ull)
#define HOLE   ((void *)(word)(WIDE ? 0x0000800000000000ull : 0xfffff000ull))
/* The last page that a program may have is the one before. */
#define END    ((char *)(word)(WIDE ? 0x00007ffffffff000ull : 0xffffe000ull))

static int zero(void) { return open("/dev/zero", O_RDWR); }
static int null(void) { return open("/dev/null", O_RDWR); }

/* n bytes before the end of the mapping. */
static char *edge(size_t n)
{
	char *at = bad_map(2 * PAGE, PROT_READ | PROT_WRITE);

	munmap(at + PAGE, PAGE);
	return at + PAGE - n;
}

/* A string without its NUL in the mapping, or with it in the last byte. */
static char *text_at_edge(size_t n, int ended)
{
	char *at = edge(n);

	memset(at, 'a', n);
	if (ended)
		at[n - 1] = 0;
	return at;
}

static char *long_name(size_t n)
{
	char *at = bad_map(4 * PAGE, PROT_READ | PROT_WRITE);

	memset(at, 'a', n);
	return at;
}

/* "a/a/a/..." of n bytes. */
static char *long_path(size_t n)
{
	char *at = long_name(n);

	for (size_t i = 1; i < n; i += 2)
		at[i] = '/';
	return at;
}

/* --- bytes --- */

CALL(read_null, read(zero(), NULL, 1))
CALL(read_kernel, read(zero(), KERNEL, 1))
CALL(read_hole, read(zero(), HOLE, 8))
CALL(read_end, read(zero(), END, 1))
CALL(read_over_end, read(zero(), END - 8, 16))
CALL(read_edge, read(zero(), edge(10), 10))
CALL(read_over_edge, read(zero(), edge(0), 10))
CALL(read_readonly, read(zero(), bad_map(PAGE, PROT_READ), 1))
CALL(read_nothing, read(zero(), bad_map(PAGE, PROT_NONE), 1))
CALL(read_code, read(zero(), (void *)read_code, 1))
CALL(read_nobytes_null, read(zero(), NULL, 0))
ONLY64(CALL(read_huge, read(zero(), edge(10), (size_t)SIZE_MAX)))
ONLY64(CALL(read_signed, read(zero(), edge(10), (size_t)SIZE_MAX / 2 + 1)))
CALL(write_null, write(bad_file(), NULL, 1))
CALL(write_kernel, write(bad_file(), KERNEL, 1))
CALL(write_hole, write(bad_file(), HOLE, 8))
CALL(write_over_end, write(bad_file(), END - 8, 16))
CALL(write_nothing, write(bad_file(), bad_map(PAGE, PROT_NONE), 1))
ONLY64(CALL(write_huge, write(null(), edge(10), (size_t)SIZE_MAX)))
CALL(write_bad_fd, write(-1, "x", 1))
CALL(write_readonly_fd, write(open("/dev/null", O_RDONLY), "x", 1))
CALL(read_directory, read(open("/", O_RDONLY), edge(10), 10))
CALL(read_path_fd, read(open("/dev/zero", O_PATH), edge(10), 10))
CALL(pread_negative, pread(bad_file(), edge(10), 10, -1))
CALL(pread_pipe, ({ int fd[2]; pipe(fd); pread(fd[0], edge(10), 10, 0); }))
CALL(pwrite_far, pwrite64(bad_file(), "x", 1, INT64_MAX))

/* --- vectors --- */

static struct iovec *vector(size_t n, void *base, size_t len)
{
	struct iovec *v = (struct iovec *)edge(n * sizeof *v);

	for (size_t i = 0; i < n; i++)
		v[i] = (struct iovec){ base, len };
	return v;
}

static long readv_unaligned(void)
{
	char *at = edge(sizeof(struct iovec) + 1);

	memcpy(at, &(struct iovec){ edge(4), 4 }, sizeof(struct iovec));
	return result(readv(zero(), (struct iovec *)at, 1));
}

/* The second of three is bad: what went before it counts. */
static long writev_middle(void)
{
	struct iovec v[3] = { { edge(10), 10 }, { bad_map(PAGE, PROT_NONE), 10 }, { edge(10), 10 } };

	return result(writev(bad_file(), v, 3));
}

ONLY64(static long writev_sum(void)
{
	struct iovec v[2] = { { edge(10), SIZE_MAX / 2 }, { edge(10), SIZE_MAX / 2 } };

	return result(writev(null(), v, 2));
})

ONLY64(static long writev_wraps(void)
{
	struct iovec v[2] = { { END - 10, 20 }, { edge(10), 10 } };

	return result(writev(null(), v, 2));
})

CALL(readv_null, readv(zero(), NULL, 1))
CALL(readv_kernel, readv(zero(), KERNEL, 1))
CALL(readv_over_edge, readv(zero(), vector(2, edge(4), 4), 3))
CALL(readv_end, readv(zero(), (struct iovec *)(END - sizeof(struct iovec)), 2))
CALL(readv_none, readv(zero(), NULL, 0))
CALL(readv_negative, readv(zero(), vector(1, edge(4), 4), -1))
CALL(readv_1024, readv(zero(), vector(255, edge(4), 4), 1024))
CALL(readv_1025, readv(zero(), vector(255, edge(4), 4), 1025))
CALL(readv_len_negative, readv(zero(), vector(1, edge(4), SIZE_MAX), 1))
CALL(readv_base_kernel, readv(zero(), vector(1, KERNEL, 4), 1))
CALL(readv_base_hole, readv(zero(), vector(1, HOLE, 4), 1))
CALL(writev_len_negative, writev(null(), vector(2, edge(4), SIZE_MAX / 2 + 1), 2))
CALL(writev_pipe_full, ({
	int fd[2];

	pipe2(fd, O_NONBLOCK);
	writev(fd[1], vector(3, bad_map(65536, PROT_READ), 65536), 3);
}))

/* --- strings --- */

CALL(open_null, open(NULL, O_RDONLY))
CALL(open_kernel, open(KERNEL, O_RDONLY))
CALL(open_hole, open(HOLE, O_RDONLY))
CALL(open_end, open(END - 1, O_RDONLY))
CALL(open_runs_off, open(text_at_edge(100, 0), O_RDONLY))
CALL(open_ends_at_edge, open(text_at_edge(100, 1), O_RDONLY))
CALL(open_one_byte, open(text_at_edge(1, 0), O_RDONLY))
CALL(open_empty, open("", O_RDONLY))
CALL(open_name_255, open(long_name(255), O_RDONLY))
CALL(open_name_256, open(long_name(256), O_RDONLY))
CALL(open_path_4095, open(long_path(4095), O_RDONLY))
CALL(open_path_4096, open(long_path(4096), O_RDONLY))
CALL(open_path_9000, open(long_path(9000), O_RDONLY))
CALL(open_slashes, open(memset(long_name(4000), '/', 4000), O_WRONLY))
CALL(mkdir_runs_off, mkdir(text_at_edge(4, 0), 0700))
CALL(rename_half, rename("/", text_at_edge(4, 0)))
CALL(symlink_runs_off, symlink(text_at_edge(4, 0), "/nowhere/x"))
CALL(symlink_empty, symlink("", "/nowhere/x"))
CALL(readlink_zero, readlink("/proc/self/exe", edge(10), 0))
CALL(readlink_kernel, readlink("/proc/self/exe", KERNEL, 10))
CALL(readlink_none, readlink("/", edge(10), 10))
CALL(unlink_dot, unlink("."))
CALL(rmdir_dot, rmdir("/tmp/."))
CALL(rmdir_dotdot, rmdir("/tmp/.."))
CALL(rmdir_root, rmdir("/"))
CALL(mkdir_root, mkdir("/", 0700))
CALL(mknod_dir, mknod("/tmp/bad-x", S_IFDIR | 0700, 0))
CALL(mknod_type, mknod("/tmp/bad-x", 0170000, 0))
CALL(access_mode, access("/", 8))
CALL(open_tmp_dir_write, open("/tmp", O_WRONLY))
CALL(open_creat_dir, open("/tmp/", O_CREAT | O_WRONLY, 0600))
CALL(open_dir_of_file, open("/dev/null/x", O_RDONLY))
CALL(open_not_directory, open("/dev/null", O_RDONLY | O_DIRECTORY))

/* --- programs --- */

static char *const no_words[] = { NULL };

static long execve_words(char **words, size_t n)
{
	char **at = (char **)edge(n * sizeof *at);

	memcpy(at, words, n * sizeof *at);
	return result(execve("/proc/self/exe", at, no_words));
}

static long execve_runs_off(void) { return execve_words((char *[]){ "a", "b" }, 2); }
static long execve_word_kernel(void) { return execve_words((char *[]){ KERNEL, NULL }, 2); }
static long execve_word_runs_off(void)
{
	return execve_words((char *[]){ text_at_edge(9, 0), NULL }, 2);
}
static long execve_word_long(void)
{
	char *word_ = bad_map(256 * 1024, PROT_READ | PROT_WRITE);

	memset(word_, 'a', 200 * 1024);
	return execve_words((char *[]){ word_, NULL }, 2);
}
static long execve_words_many(void)
{
	enum { N = 1 << 20 };
	char **at = bad_map((N + 1) * sizeof *at, PROT_READ | PROT_WRITE);

	for (unsigned i = 0; i < N; i++)
		at[i] = "word";
	return result(execve("/proc/self/exe", at, no_words));
}
CALL(execve_argv_kernel, execve("/proc/self/exe", KERNEL, no_words))
CALL(execve_envp_kernel, execve("/proc/self/exe", no_words, KERNEL))
CALL(execve_directory, execve("/", no_words, no_words))
CALL(execve_device, execve("/dev/null", no_words, no_words))
CALL(execve_missing, execve("/nowhere", no_words, no_words))
CALL(execve_null, execve(NULL, NULL, NULL))

/* --- memory --- */

#define MMAP(...) ({ void *at_ = mmap(__VA_ARGS__); at_ == MAP_FAILED ? -1 : 0; })
#define KERNEL_PAGE ((void *)((word)KERNEL & ~(word)(PAGE - 1)))
#define ALL_PAGES   (SIZE_MAX & ~(size_t)(PAGE - 1))
CALL(mmap_nothing, MMAP(NULL, 0, PROT_READ, ANON, -1, 0))
CALL(mmap_huge, MMAP(NULL, SIZE_MAX - PAGE, PROT_READ, ANON, -1, 0))
CALL(mmap_wraps, MMAP(NULL, SIZE_MAX, PROT_READ, ANON, -1, 0))
CALL(mmap_no_type, MMAP(NULL, PAGE, PROT_READ, MAP_ANONYMOUS, -1, 0))
CALL(mmap_fixed_odd, MMAP((void *)0x51000001, PAGE, PROT_READ, ANON | MAP_FIXED, -1, 0))
CALL(mmap_fixed_end, MMAP(END, PAGE, PROT_READ, ANON | MAP_FIXED, -1, 0))
CALL(mmap_fixed_kernel, MMAP(KERNEL_PAGE, PAGE, PROT_READ, ANON | MAP_FIXED, -1, 0))
CALL(mmap_bad_fd, MMAP(NULL, PAGE, PROT_READ, MAP_PRIVATE, 99, 0))
CALL(mmap_pipe, ({ int fd[2]; pipe(fd); MMAP(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd[0], 0); }))
CALL(mmap_directory, MMAP(NULL, PAGE, PROT_READ, MAP_PRIVATE, open("/", O_RDONLY), 0))
CALL(mmap_write_readonly, MMAP(NULL, PAGE, PROT_WRITE, MAP_SHARED,
				open("/proc/self/exe", O_RDONLY), 0))
CALL(munmap_odd, munmap((void *)1, PAGE))
CALL(munmap_nothing, munmap((void *)0x51000000, 0))
CALL(munmap_kernel, munmap(KERNEL_PAGE, PAGE))
CALL(munmap_wraps, munmap((void *)0x51000000, ALL_PAGES))
CALL(munmap_empty, munmap((void *)0x51000000, PAGE))
CALL(mprotect_odd, mprotect((void *)1, PAGE, PROT_READ))
CALL(mprotect_empty, mprotect((void *)0x51000000, PAGE, PROT_READ))
CALL(mprotect_bits, mprotect(bad_map(PAGE, PROT_READ), PAGE, 0x70))
ONLY64(CALL(mprotect_wraps, mprotect(bad_map(PAGE, PROT_READ), ALL_PAGES, PROT_READ)))
CALL(mremap_odd, mremap((void *)1, PAGE, PAGE, 0) == MAP_FAILED ? -1 : 0)
CALL(mremap_empty, mremap((void *)0x51000000, PAGE, 2 * PAGE, MREMAP_MAYMOVE) == MAP_FAILED ? -1 : 0)
CALL(mremap_flags, mremap(bad_map(PAGE, PROT_READ), PAGE, PAGE, 0x40) == MAP_FAILED ? -1 : 0)
CALL(mremap_to_nothing, mremap(bad_map(PAGE, PROT_READ), PAGE, 0, 0) == MAP_FAILED ? -1 : 0)
CALL(madvise_odd, madvise((void *)1, PAGE, MADV_DONTNEED))
CALL(madvise_advice, madvise(bad_map(PAGE, PROT_READ), PAGE, 9999))
CALL(brk_kernel, syscall(SYS_brk, KERNEL) == syscall(SYS_brk, 0))

/* --- numbers --- */

CALL(dup2_negative, dup2(0, -1))
CALL(dup2_huge, dup2(0, 1 << 30))
CALL(dup2_bad, dup2(99, 5))
CALL(fcntl_dup_huge, fcntl(0, F_DUPFD, 1 << 30))
CALL(fcntl_command, fcntl(0, 9999, 0))
CALL(lseek_whence, lseek(bad_file(), 0, 99))
CALL(lseek_negative, lseek(bad_file(), -1, SEEK_SET))
CALL(lseek_pipe, ({ int fd[2]; pipe(fd); lseek(fd[0], 0, SEEK_SET); }))
CALL(ftruncate_negative, ftruncate(bad_file(), -1))
CALL(ftruncate_readonly, ftruncate(open("/proc/self/exe", O_RDONLY), 0))
CALL(truncate_running, truncate("/proc/self/exe", 0))
CALL(write_running, open("/proc/self/exe", O_WRONLY))
CALL(pipe_null, pipe(NULL))
CALL(pipe_kernel, syscall(SYS_pipe, KERNEL))
CALL(pipe_flags, pipe2((int[2]){ 0 }, 0x70))
CALL(getdents_small, syscall(SYS_getdents64, open("/", O_RDONLY), edge(8), 8))
CALL(getdents_file, syscall(SYS_getdents64, bad_file(), edge(100), 100))
CALL(getdents_kernel, syscall(SYS_getdents64, open("/", O_RDONLY), KERNEL, 1000))
CALL(ioctl_null, ioctl(null(), TCGETS, NULL))
CALL(uname_kernel, uname(KERNEL))
CALL(stat_kernel, syscall(SYS_stat, "/", KERNEL))
CALL(getcwd_one, syscall(SYS_getcwd, edge(1), 0))
CALL(getcwd_kernel, syscall(SYS_getcwd, KERNEL, 100))
CALL(poll_negative, syscall(SYS_poll, NULL, -1, 0))
CALL(poll_null, poll(NULL, 1, 0))
CALL(poll_bad_fd, poll(&(struct pollfd){ 99, POLLIN, 0 }, 1, 0))
CALL(select_negative, select(-1, NULL, NULL, NULL, NULL))
CALL(select_null_sets, select(1 << 30, NULL, NULL, NULL, &(struct timeval){ 0, 0 }))
CALL(select_time, select(0, NULL, NULL, NULL, &(struct timeval){ -1, 0 }))
CALL(nanosleep_negative, nanosleep(&(struct timespec){ -1, 0 }, NULL))
CALL(nanosleep_second, nanosleep(&(struct timespec){ 0, 1000000000 }, NULL))
CALL(nanosleep_kernel, nanosleep(KERNEL, NULL))
CALL(clock_unknown, clock_gettime(99, &(struct timespec){ 0, 0 }))
CALL(kill_signal, kill(getpid(), 65))
CALL(kill_nobody, kill(0x7ffffffe, 0))
CALL(kill_min, kill(INT32_MIN, 0))
CALL(sigaction_zero, syscall(SYS_rt_sigaction, 0, NULL, NULL, 8))
CALL(sigaction_kill, signal(SIGKILL, SIG_IGN) == SIG_ERR ? -1 : 0)
CALL(sigaction_size, syscall(SYS_rt_sigaction, SIGUSR1, NULL, NULL, 4))
CALL(sigaction_kernel, syscall(SYS_rt_sigaction, SIGUSR1, KERNEL, NULL, 8))
CALL(sigprocmask_how, syscall(SYS_rt_sigprocmask, 9, edge(8), NULL, 8))
CALL(sigprocmask_null, syscall(SYS_rt_sigprocmask, 9, NULL, NULL, 8))
CALL(sigaltstack_small, sigaltstack(&(stack_t){ .ss_sp = edge(100), .ss_size = 100 }, NULL))
CALL(sigaltstack_flags, sigaltstack(&(stack_t){ .ss_sp = edge(PAGE), .ss_size = PAGE,
						.ss_flags = 77 }, NULL))
CALL(wait_nobody, wait(NULL))
CALL(wait_options, waitpid(-1, NULL, 0x10000))
CALL(waitid_nothing, waitid(P_ALL, 0, NULL, 0))
CALL(setpgid_nobody, setpgid(0x7ffffffe, 0))
CALL(setpgid_negative, setpgid(0, -1))
CALL(setrlimit_unknown, setrlimit(99, &(struct rlimit){ 0, 0 }))
CALL(setrlimit_order, setrlimit(RLIMIT_NOFILE, &(struct rlimit){ 9, 8 }))
CALL(getrlimit_kernel, syscall(SYS_getrlimit, RLIMIT_NOFILE, KERNEL))
CALL(getpriority_which, getpriority(9, 0))
CALL(futex_odd, syscall(SYS_futex, edge(5), 0, 0, NULL, NULL, 0))
CALL(futex_kernel, syscall(SYS_futex, (word)KERNEL & ~3ul, 0, 0, NULL, NULL, 0))
CALL(futex_op, syscall(SYS_futex, edge(4), 77, 0, NULL, NULL, 0))
CALL(robust_size, syscall(SYS_set_robust_list, NULL, 1))
CALL(clone_thread_alone, syscall(SYS_clone, CLONE_THREAD, 0, 0, 0, 0))
CALL(clone_sighand_alone, syscall(SYS_clone, CLONE_SIGHAND, 0, 0, 0, 0))
CALL(getrandom_flags, syscall(SYS_getrandom, edge(8), 8, 0x70))
CALL(getrandom_kernel, syscall(SYS_getrandom, KERNEL, 8, 0))
CALL(getgroups_small, syscall(SYS_getgroups, -1, NULL))
CALL(setgroups_many, syscall(SYS_setgroups, 70000, NULL))
CALL(no_such_call, syscall(9999))
CALL(no_such_call_negative, syscall(-1))
CALL(prctl_unknown, syscall(SYS_prctl, 9999, 0, 0, 0, 0))
CALL(prctl_pdeath, syscall(SYS_prctl, 1, 99, 0, 0, 0))
CALL(umask_all, umask(~0u) * 0 + umask(0))
#ifdef __x86_64__
CALL(fs_kernel, syscall(SYS_arch_prctl, 0x1002, KERNEL))
CALL(fs_hole, syscall(SYS_arch_prctl, 0x1002, HOLE))
CALL(gs_kernel, syscall(SYS_arch_prctl, 0x1001, KERNEL))
CALL(arch_unknown, syscall(SYS_arch_prctl, 0x77, 0))
CALL(no_such_call_x32, syscall(0x40000000 | SYS_getpid) < 0)
#endif

void calls(void)
{
	static const struct bad rows[] = {
		R(read_null), R(read_kernel), R(read_hole), R(read_end), R(read_over_end),
		R(read_edge), R(read_over_edge), R(read_readonly), R(read_nothing), R(read_code),
		R(read_nobytes_null), ONLY64(R(read_huge), R(read_signed),)
		R(write_null), R(write_kernel), R(write_hole), R(write_over_end), R(write_nothing),
		ONLY64(R(write_huge),) R(write_bad_fd), R(write_readonly_fd), R(read_directory),
		R(read_path_fd), R(pread_negative), R(pread_pipe), R(pwrite_far),
		R(readv_unaligned), R(writev_middle), ONLY64(R(writev_sum), R(writev_wraps),)
		R(readv_null), R(readv_kernel), R(readv_over_edge), R(readv_end),
		R(readv_none), R(readv_negative), R(readv_1024), R(readv_1025),
		R(readv_len_negative), R(readv_base_kernel), R(readv_base_hole),
		R(writev_len_negative), R(writev_pipe_full), R(open_null), R(open_kernel),
		R(open_hole), R(open_end), R(open_runs_off), R(open_ends_at_edge), R(open_one_byte),
		R(open_empty), R(open_name_255), R(open_name_256), R(open_path_4095),
		R(open_path_4096), R(open_path_9000), R(open_slashes), R(mkdir_runs_off),
		R(rename_half), R(symlink_runs_off), R(symlink_empty), R(readlink_zero),
		R(readlink_kernel), R(readlink_none), R(unlink_dot), R(rmdir_dot), R(rmdir_dotdot),
		R(rmdir_root), R(mkdir_root), R(mknod_dir), R(mknod_type), R(access_mode),
		R(open_tmp_dir_write), R(open_creat_dir), R(open_dir_of_file),
		R(open_not_directory), R(execve_runs_off), R(execve_word_kernel),
		R(execve_word_runs_off), R(execve_word_long), R(execve_words_many),
		R(execve_argv_kernel), R(execve_envp_kernel), R(execve_directory),
		R(execve_device), R(execve_missing), R(execve_null), R(mmap_nothing), R(mmap_huge),
		R(mmap_wraps), R(mmap_no_type), R(mmap_fixed_odd), R(mmap_fixed_end),
		R(mmap_fixed_kernel), R(mmap_bad_fd), R(mmap_pipe), R(mmap_directory),
		R(mmap_write_readonly), R(munmap_odd), R(munmap_nothing), R(munmap_kernel),
		R(munmap_wraps), R(munmap_empty), R(mprotect_odd), R(mprotect_empty),
		R(mprotect_bits), ONLY64(R(mprotect_wraps),) R(mremap_odd), R(mremap_empty),
		R(mremap_flags), R(mremap_to_nothing), R(madvise_odd), R(madvise_advice),
		R(brk_kernel), R(dup2_negative), R(dup2_huge), R(dup2_bad), R(fcntl_dup_huge),
		R(fcntl_command), R(lseek_whence), R(lseek_negative), R(lseek_pipe),
		R(ftruncate_negative), R(ftruncate_readonly), R(truncate_running),
		R(write_running), R(pipe_null), R(pipe_kernel), R(pipe_flags), R(getdents_small),
		R(getdents_file), R(getdents_kernel), R(ioctl_null), R(uname_kernel),
		R(stat_kernel), R(getcwd_one), R(getcwd_kernel), R(poll_negative), R(poll_null),
		R(poll_bad_fd), R(select_negative), R(select_null_sets), R(select_time),
		R(nanosleep_negative), R(nanosleep_second), R(nanosleep_kernel), R(clock_unknown),
		R(kill_signal), R(kill_nobody), R(kill_min), R(sigaction_zero), R(sigaction_kill),
		R(sigaction_size), R(sigaction_kernel), R(sigprocmask_how), R(sigprocmask_null),
		R(sigaltstack_small), R(sigaltstack_flags), R(wait_nobody), R(wait_options),
		R(waitid_nothing), R(setpgid_nobody), R(setpgid_negative), R(setrlimit_unknown),
		R(setrlimit_order), R(getrlimit_kernel), R(getpriority_which), R(futex_odd),
		R(futex_kernel), R(futex_op), R(robust_size), R(clone_thread_alone),
		R(clone_sighand_alone), R(getrandom_flags), R(getrandom_kernel),
		R(getgroups_small), R(setgroups_many), R(no_such_call), R(no_such_call_negative),
		R(prctl_unknown), R(prctl_pdeath), R(umask_all),
#ifdef __x86_64__
		R(fs_kernel), R(fs_hole), R(gs_kernel), R(arch_unknown), R(no_such_call_x32),
#endif
	};
	run_bad(rows, COUNT(rows));
}
