/* test_ksys.c - what system calls make of their arguments: kernel/sys/ over kernel/fs/, with
 * user memory that is one small piece of the host's. */
#include "fake_kfs.h"
#include "mm/uaccess.h"
#include "sys/syscall.h"

#define CALLS(X) \
	X(sys_chmod) X(sys_fchmod) X(sys_fchmodat) X(sys_chown) X(sys_fchown) X(sys_lchown) \
	X(sys_fchownat) X(ia32_chown16) X(ia32_fchown16) X(sys_utimensat) X(sys_utimes) \
	X(ia32_utimensat_time64) X(sys_futimesat) X(sys_utime) X(sys_mkdirat) X(sys_mkdir) \
	X(sys_mknodat) X(sys_mknod) X(sys_unlinkat) X(sys_unlink) X(sys_rmdir) X(sys_symlinkat) \
	X(sys_symlink) X(sys_linkat) X(sys_link) X(sys_renameat2) X(sys_renameat) X(sys_rename) \
	X(sys_readlinkat) X(sys_readlink) X(sys_chdir) X(sys_fchdir) X(sys_getcwd) \
	X(sys_getdents64) X(sys_getdents) X(sys_umask) X(sys_open) X(sys_openat) X(sys_creat) \
	X(sys_close) X(sys_close_range) X(sys_dup) X(sys_dup2) X(sys_dup3) X(sys_fcntl) \
	X(sys_ioctl) X(sys_pipe) X(sys_pipe2) X(sys_sync) X(sys_fsync) X(sys_syncfs) \
	X(sys_fadvise64) X(ia32_fadvise64_64) X(sys_readahead) X(sys_truncate) X(sys_ftruncate) \
	X(ia32_truncate64) X(ia32_ftruncate64) X(sys_read) X(sys_write) X(sys_readv) X(sys_writev) \
	X(sys_pread64) X(sys_pwrite64) X(sys_preadv) X(sys_pwritev) X(ia32_pread64) \
	X(ia32_pwrite64) X(sys_lseek) X(ia32_llseek) X(sys_sendfile) X(ia32_sendfile64) \
	X(sys_flock) X(sys_poll) X(sys_ppoll) X(sys_select) X(ia32_old_select) X(sys_pselect6) \
	X(ia32_pselect6_time64) X(sys_stat) X(sys_lstat) X(sys_fstat) X(sys_newfstatat) \
	X(ia32_stat64) X(ia32_fstat64) X(sys_statx) X(sys_access) X(sys_faccessat) \
	X(sys_faccessat2) X(sys_statfs) X(sys_fstatfs) X(ia32_statfs64) X(ia32_fstatfs64) \
	X(sys_clock_gettime) X(sys_clock_getres) X(sys_gettimeofday) X(sys_time) \
	X(sys_nanosleep) X(sys_clock_nanosleep) X(ia32_clock_nanosleep_time64)

#define DECLARE(name) sys_call_fn name;
CALLS(DECLARE)

enum { ARENA = 64 * KiB, RANDOM_CALLS = 1000000, WRITE_LOCK = 1 };

static u8 *arena;
static u64 next;

/* --- the doubles that kernel/fs/ does not need --- */

/* sys/call.h clashes with the host's headers. */
long sigmask_during(u64 user, u64 size);
void sigmask_after(u64 user, bool interrupted);

const char sys_call_text[1];
const u16 sys_call_names[1], ia32_sys_call_names[1];
sys_call_fn *const sys_call_table[1], *const ia32_sys_call_table[1];
const unsigned NR_syscalls = 0, IA32_NR_syscalls = 0;

static struct user_value user_get(u64 address, size_t n)
{
	struct user_value v = { 0, 0 };

	v.error = copy_from_user(&v.value, address, n);
	return v;
}

struct user_value user_get1(u64 address) { return user_get(address, 1); }
struct user_value user_get4(u64 address) { return user_get(address, 4); }
struct user_value user_get8(u64 address) { return user_get(address, 8); }
long user_put4(u64 address, u64 value) { return copy_to_user(address, &value, 4); }
long user_put8(u64 address, u64 value) { return copy_to_user(address, &value, 8); }

long copy_string_from_user(char *to, u64 from, size_t max)
{
	for (size_t i = 0; i < max; i++) {
		if (fake_faults(from + i, 1))
			return -EFAULT;
		to[i] = *(char *)(from + i);
		if (!to[i])
			return (long)i;
	}
	return -ENAMETOOLONG;
}

long sigmask_during(u64 user, u64 size)
{
	u64 mask;

	return !user ? 0 : size != 8 ? -EINVAL : copy_from_user(&mask, user, 8);
}

void sigmask_after(u64 user, bool interrupted) { (void)user, (void)interrupted; }
void wall_set(u64 ns) { (void)ns; }

/* --- helpers --- */

static u64 alloc(size_t n)
{
	u64 at = next;

	next += ALIGN_UP(n, (size_t)8);
	assert_true(next <= (u64)arena + ARENA);
	return at;
}

static u64 string(const char *text)
{
	u64 at = alloc(strlen(text) + 1);

	strcpy((char *)at, text);
	return at;
}

static u64 iovec(unsigned n, const u64 pairs[][2])
{
	u64 at = alloc(16 * n);

	memcpy((void *)at, pairs, 16 * n);
	return at;
}

/* A call with as many arguments as it needs. */
#define ARG6(f, a, b, c, d, e, g, ...) f((u64)(a), (u64)(b), (u64)(c), (u64)(d), (u64)(e), (u64)(g))
#define CALL(f, ...) ARG6(f, __VA_ARGS__, 0, 0, 0, 0, 0, 0)

static void start(void)
{
	fake_kfs_start();
	arena = malloc(ARENA);
	fake_user_start = (u64)arena;
	fake_user_end = (u64)arena + ARENA;
}

static int setup(void **state)
{
	(void)state;
	next = (u64)arena;
	memset(arena, 0, ARENA);
	current->flags = 0;
	fake_signal = false;
	fake_schedule = NULL;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	CALL(sys_close_range, 0, 0xffffffff);
	return 0;
}

static long new_file(const char *name)
{
	long fd = CALL(sys_open, string(name), O_RDWR | O_CREAT | O_TRUNC, 0644);

	assert_true(fd >= 0);
	return fd;
}

/* --- tests --- */

static void descriptors(void **state)
{
	static const u64 bad[] = { 99, 1023, 1024, 0x7fffffff, 0xffffffff, UINT64_MAX, 1ull << 32 | 99 };
	long fd = new_file("f");
	u64 buf = alloc(64);

	(void)state;
	for (unsigned i = 0; i < COUNT(bad); i++) {
		assert_int_equal(CALL(sys_read, bad[i], buf, 1), -EBADF);
		assert_int_equal(CALL(sys_close, bad[i]), -EBADF);
		assert_int_equal(CALL(sys_dup, bad[i]), -EBADF);
		assert_int_equal(CALL(sys_dup2, bad[i], 5), -EBADF);
		assert_int_equal(CALL(sys_fstat, bad[i], buf), -EBADF);
		assert_int_equal(CALL(sys_lseek, bad[i], 0, 0), -EBADF);
		assert_int_equal(CALL(sys_fcntl, bad[i], F_GETFL), -EBADF);
	}
	/* Only the lower half of a register is an int. */
	assert_int_equal(CALL(sys_write, 0xabcd00000000 | (u64)fd, buf, 3), 3);
	assert_int_equal(CALL(sys_dup2, fd, -1), -EBADF);
	assert_int_equal(CALL(sys_dup2, fd, 1024), -EBADF);
	assert_int_equal(CALL(sys_dup3, fd, fd, 0), -EINVAL);
	assert_int_equal(CALL(sys_dup3, fd, 7, 1), -EINVAL);
	assert_int_equal(CALL(sys_dup3, fd, 7, O_CLOEXEC), 7);
	assert_int_equal(CALL(sys_fcntl, 7, F_GETFD), FD_CLOEXEC);
	assert_int_equal(CALL(sys_fcntl, fd, F_DUPFD, -1), -EINVAL);
	assert_int_equal(CALL(sys_fcntl, fd, F_DUPFD, 1024), -EINVAL);
	assert_int_equal(CALL(sys_fcntl, fd, F_DUPFD, 1023), 1023);
	assert_int_equal(CALL(sys_fcntl, fd, 12345), -EINVAL);
	assert_int_equal(CALL(sys_close_range, 9, 8, 0), -EINVAL);
	assert_int_equal(CALL(sys_close_range, 7, 8, 64), -EINVAL);
	assert_int_equal(CALL(sys_close_range, 7, 2000, 0), 0);
	assert_int_equal(CALL(sys_read, 1023, buf, 1), -EBADF);
}

static void vectors(void **state)
{
	long fd = new_file("f");
	u64 text = string("0123456789"), buf = alloc(64), end = fake_user_end;
	u64 two = iovec(2, (const u64[][2]){ { text, 3 }, { text + 5, 2 } });
	u64 wrap = iovec(2, (const u64[][2]){ { text, 1 }, { text, UINT64_MAX } });
	u64 bad = iovec(2, (const u64[][2]){ { text, 4 }, { 16, 4 } });
	u64 empty = iovec(2, (const u64[][2]){ { 16, 0 }, { text, 2 } });

	(void)state;
	assert_int_equal(CALL(sys_writev, fd, two, 2), 5);
	assert_int_equal(CALL(sys_writev, fd, two, 0), 0);
	assert_int_equal(CALL(sys_writev, fd, two, IOV_MAX + 1), -EINVAL);
	assert_int_equal(CALL(sys_writev, fd, two, -1), -EINVAL);
	assert_int_equal(CALL(sys_writev, fd, 16, 2), -EFAULT);
	assert_int_equal(CALL(sys_writev, fd, end - 24, 2), -EFAULT);
	assert_int_equal(CALL(sys_writev, fd, wrap, 2), -EINVAL);
	assert_int_equal(CALL(sys_writev, fd, bad, 2), 4);      /* what could be written */
	assert_int_equal(CALL(sys_writev, fd, bad + 16, 1), -EFAULT);
	assert_int_equal(CALL(sys_writev, fd, empty, 2), 2);
	assert_int_equal(CALL(sys_preadv, fd, two, 2, 0), 5);
	assert_memory_equal((void *)text, "012", 3);
	assert_int_equal(CALL(sys_preadv, fd, two, 2, -1), -EINVAL);
	assert_int_equal(CALL(sys_pread64, fd, buf, 64, 0), 11);
	assert_memory_equal((void *)buf, "01256012301", 11);
	assert_int_equal(CALL(sys_pread64, fd, buf, 64, 1000), 0);
	assert_int_equal(CALL(sys_pread64, fd, buf, 64, 1ull << 63), -EINVAL);
	assert_int_equal(CALL(sys_pwrite64, fd, buf, 1, -1), -EINVAL);
	assert_int_equal(CALL(sys_read, fd, 16, 0), 0);
}

static void offsets(void **state)
{
	long fd = new_file("f"), ends;
	u64 p = alloc(8), to = alloc(8);

	(void)state;
	assert_int_equal(CALL(sys_write, fd, string("12345"), 5), 5);
	assert_int_equal(CALL(sys_lseek, fd, -3, 2), 2);
	assert_int_equal(CALL(sys_lseek, fd, -3, 1), -EINVAL);
	assert_int_equal(CALL(sys_lseek, fd, 0, 5), -EINVAL);
	assert_int_equal(CALL(sys_lseek, fd, -1, 0), -EINVAL);
	assert_int_equal(CALL(sys_lseek, fd, INT64_MAX, 1), -EOVERFLOW);
	assert_int_equal(CALL(ia32_llseek, fd, 1, 2, to, 0), 0);
	assert_int_equal(*(u64 *)to, (1ull << 32) + 2);
	assert_int_equal(CALL(ia32_llseek, fd, 0, 0, 16, 0), -EFAULT);
	assert_int_equal(CALL(sys_ftruncate, fd, -1), -EINVAL);
	assert_int_equal(CALL(sys_truncate, string("none"), 0), -ENOENT);
	assert_int_equal(CALL(sys_pipe2, p, 1), -EINVAL);
	assert_int_equal(CALL(sys_pipe2, fake_user_end - 7, 0), -EFAULT);
	assert_int_equal(CALL(sys_pipe2, p, O_NONBLOCK | O_CLOEXEC), 0);
	ends = *(int *)p;
	assert_int_equal(CALL(sys_lseek, ends, 0, 0), -ESPIPE);
	assert_int_equal(CALL(sys_pread64, ends, to, 1, 0), -ESPIPE);
	assert_int_equal(CALL(sys_read, ends, to, 1), -EAGAIN);
	assert_int_equal(CALL(sys_read, ends + 1, to, 1), -EBADF);
	assert_int_equal(CALL(sys_write, ends, to, 1), -EBADF);
	assert_int_equal(CALL(sys_sendfile, fd, ends, to, 1), -ESPIPE);
	assert_int_equal(CALL(sys_ftruncate, ends, 0), -EINVAL);
	assert_int_equal(CALL(sys_fsync, ends), -EINVAL);
}

static void names(void **state)
{
	char text[4200];
	u64 at;

	(void)state;
	memset(text, 'a', sizeof text);
	text[256] = '\0';
	assert_int_equal(CALL(sys_mkdir, string(text), 0755), -ENAMETOOLONG);
	text[255] = '\0';
	assert_int_equal(CALL(sys_mkdir, string(text), 0755), 0);
	assert_int_equal(CALL(sys_rmdir, string(text)), 0);
	for (unsigned i = 0; i < sizeof text; i++)
		text[i] = i % 2 ? '.' : '/';
	text[4095] = '\0';
	assert_int_equal(CALL(sys_chdir, string(text)), 0);
	text[4095] = '/';
	text[4096] = '\0';
	at = string(text);
	assert_int_equal(CALL(sys_chdir, at), -ENAMETOOLONG);
	assert_int_equal(CALL(sys_chdir, string("")), -ENOENT);
	assert_int_equal(CALL(sys_chdir, 16), -EFAULT);
	/* A name that ends where memory does. */
	memset((void *)(fake_user_end - 10), 'b', 10);
	assert_int_equal(CALL(sys_chdir, fake_user_end - 10), -EFAULT);
	*(char *)(fake_user_end - 1) = '\0';
	assert_int_equal(CALL(sys_chdir, fake_user_end - 10), -ENOENT);
	assert_int_equal(CALL(sys_openat, 99, string("x"), 0, 0), -EBADF);
	assert_int_equal(CALL(sys_openat, 99, string("/none"), 0, 0), -ENOENT);
	assert_int_equal(CALL(sys_openat, new_file("f"), string("x"), 0, 0), -ENOTDIR);
	assert_int_equal(CALL(sys_unlinkat, AT_FDCWD, string("f"), 1), -EINVAL);
	assert_int_equal(CALL(sys_renameat2, AT_FDCWD, string("f"), AT_FDCWD, string("g"), 8), -EINVAL);
	assert_int_equal(CALL(sys_readlink, string("f"), at, 0), -EINVAL);
	assert_int_equal(CALL(sys_readlink, string("f"), at, 5), -EINVAL);
	assert_int_equal(CALL(sys_getcwd, at, 1), -ERANGE);
	assert_int_equal(CALL(sys_getcwd, at, 2), 2);
	assert_int_equal(CALL(sys_getcwd, 16, 2), -EFAULT);
}

/* All names of a directory, with a buffer of `size` bytes. */
static unsigned list(long fd, u64 buf, size_t size, sys_call_fn *call)
{
	unsigned seen = 0;
	long n;

	assert_int_equal(CALL(sys_lseek, fd, 0, 0), 0);
	while ((n = CALL(call, fd, buf, size)) > 0) {
		assert_true((size_t)n <= size);
		for (long i = 0; i < n; seen++) {
			u16 step = *(u16 *)(buf + (u64)i + 16);

			assert_true(step >= 24 && step % 8 == 0 && i + step <= n);
			i += step;
		}
	}
	return n == -EINVAL ? 0 : n < 0 ? 9999 : seen;
}

static void directories(void **state)
{
	char name[256];
	u64 buf = alloc(1000);
	long fd;

	(void)state;
	assert_int_equal(CALL(sys_mkdir, string("d"), 0755), 0);
	for (unsigned i = 1; i <= 12; i++) {
		memset(name, 0, sizeof name);
		memcpy(name, "d/", 2);
		memset(name + 2, 'a' + (int)i, i * 20);
		CALL(sys_close, new_file(name));
	}
	fd = CALL(sys_open, string("d"), O_RDONLY);
	for (size_t size = 0; size < 700; size++) {
		unsigned seen = list(fd, buf, size, sys_getdents64);

		/* The longest entry needs 19 bytes, its name and a NUL, in eights. */
		assert_true(size >= 264 ? seen == 14 : seen < 14);
		assert_true(list(fd, buf, size, sys_getdents) == seen || size < 264);
	}
	assert_int_equal(CALL(sys_getdents64, fd, 16, 1000), 0);        /* at the end already */
	CALL(sys_lseek, fd, 0, 0);
	assert_int_equal(CALL(sys_getdents64, fd, 16, 1000), -EFAULT);
	assert_int_equal(CALL(sys_getdents64, new_file("f"), buf, 1000), -ENOTDIR);
	assert_int_equal(CALL(sys_unlinkat, fd, string("."), AT_REMOVEDIR), -EINVAL);
}

static void times_and_waits(void **state)
{
	u64 t = alloc(64), fds = alloc(64);
	u64 *w = (u64 *)t;

	(void)state;
	w[0] = 0, w[1] = 1000000000;
	assert_int_equal(CALL(sys_nanosleep, t, 0), -EINVAL);
	w[0] = (u64)-1, w[1] = 0;
	assert_int_equal(CALL(sys_nanosleep, t, 0), -EINVAL);
	w[0] = INT64_MAX, w[1] = 999999999;             /* for ever, until a signal comes */
	fake_signal = true;
	assert_true(CALL(sys_nanosleep, t, 0) < 0);
	fake_signal = false;
	w[0] = 0, w[1] = 5;
	assert_int_equal(CALL(sys_nanosleep, t, 16), 0);
	assert_int_equal(CALL(sys_nanosleep, 16, 0), -EFAULT);
	assert_int_equal(CALL(sys_clock_nanosleep, 99, 0, t, 0), -EINVAL);
	assert_int_equal(CALL(sys_clock_gettime, 99, t), -EINVAL);
	assert_int_equal(CALL(sys_clock_gettime, 1, 16), -EFAULT);
	assert_int_equal(CALL(sys_poll, fds, 1025, 0), -EINVAL);
	assert_int_equal(CALL(sys_poll, 16, 1, 0), -EFAULT);
	assert_int_equal(CALL(sys_poll, 16, 0, 0), 0);
	*(int *)fds = 99;
	assert_int_equal(CALL(sys_poll, fds, 1, 0), 1);
	assert_int_equal(*(u16 *)(fds + 6), POLLNVAL);
	*(int *)fds = -99;
	assert_int_equal(CALL(sys_poll, fds, 1, 0), 0);
	assert_int_equal(CALL(sys_select, -1, 0, 0, 0, t), -EINVAL);
	w[0] = 0, w[1] = 0;
	assert_int_equal(CALL(sys_select, 0x7fffffff, 0, 0, 0, t), 0);
	assert_int_equal(CALL(sys_select, 1, 16, 0, 0, t), -EFAULT);
	*(u8 *)fds = 1;
	assert_int_equal(CALL(sys_select, 1, fds, 0, 0, t), -EBADF);
	w[0] = 0, w[1] = (u64)-1;
	assert_int_equal(CALL(sys_select, 0, 0, 0, 0, t), -EINVAL);
	assert_int_equal(CALL(sys_ppoll, fds, 0, t, 0, 0), -EINVAL);
	assert_int_equal(CALL(sys_utimensat, AT_FDCWD, 16, 0, 0), -EFAULT);
	w[0] = 1, w[1] = 1000000000, w[2] = 1, w[3] = 0;
	new_file("f");
	assert_int_equal(CALL(sys_utimensat, AT_FDCWD, string("f"), t, 0), -EINVAL);
	assert_int_equal(CALL(sys_utimensat, AT_FDCWD, string("f"), t, 1), -EINVAL);
}

static void locks(void **state)
{
	struct { u16 type, whence; u32 pad; i64 start, len; int pid; } *l = (void *)alloc(32);
	long fd = new_file("f");

	(void)state;
	l->type = 9;
	assert_int_equal(CALL(sys_fcntl, fd, F_SETLK, l), -EINVAL);
	l->type = WRITE_LOCK;
	l->whence = 7;
	assert_int_equal(CALL(sys_fcntl, fd, F_SETLK, l), -EINVAL);
	l->whence = 0;
	l->start = -1;
	assert_int_equal(CALL(sys_fcntl, fd, F_SETLK, l), -EINVAL);
	l->start = 5;
	l->len = -6;
	assert_int_equal(CALL(sys_fcntl, fd, F_SETLK, l), -EINVAL);
	l->len = INT64_MAX;
	assert_int_equal(CALL(sys_fcntl, fd, F_SETLK, l), -EOVERFLOW);
	l->len = -5;
	assert_int_equal(CALL(sys_fcntl, fd, F_SETLK, l), 0);
	assert_int_equal(CALL(sys_fcntl, fd, F_SETLK, fake_user_end - 8), -EFAULT);
	assert_int_equal(CALL(sys_flock, fd, 3), -EINVAL);
	assert_int_equal(CALL(sys_flock, fd, 2 | 4), 0);
	assert_int_equal(CALL(sys_flock, 99, 2), -EBADF);
}

static void stats(void **state)
{
	u64 buf = alloc(512);

	(void)state;
	new_file("f");
	assert_int_equal(CALL(sys_stat, string("f"), fake_user_end - 143), -EFAULT);
	assert_int_equal(CALL(sys_stat, string("f"), fake_user_end - 144), 0);
	assert_int_equal(CALL(sys_newfstatat, AT_FDCWD, string(""), buf, 0), -ENOENT);
	assert_int_equal(CALL(sys_newfstatat, AT_FDCWD, string(""), buf, AT_EMPTY_PATH), 0);
	assert_int_equal(CALL(sys_newfstatat, AT_FDCWD, string("f"), buf, 4), -EINVAL);
	assert_int_equal(CALL(sys_statx, AT_FDCWD, string("f"), 0x6000, 0, buf), -EINVAL);
	assert_int_equal(CALL(sys_statx, AT_FDCWD, string("f"), 0, 1u << 31, buf), -EINVAL);
	assert_int_equal(CALL(sys_statx, AT_FDCWD, string("f"), 0, 0, fake_user_end - 255), -EFAULT);
	assert_int_equal(CALL(sys_access, string("f"), 8), -EINVAL);
	assert_int_equal(CALL(sys_faccessat2, AT_FDCWD, string("f"), 0, 4), -EINVAL);
	assert_int_equal(CALL(ia32_statfs64, string("f"), 83, buf), -EINVAL);
	assert_int_equal(CALL(ia32_statfs64, string("f"), 84, fake_user_end - 83), -EFAULT);
}

/* --- Anything at all --- */

static u64 seed = 1;

static u64 any(u64 n)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (seed >> 24) % n;
}

static u64 any_argument(void)
{
	static const u64 odd[] = {
		0, 1, 2, 3, 4, 7, 8, 16, 64, 4095, 4096, 4097, 65536, 0x7fffffff, 0x80000000,
		0xffffffff, 1ull << 32, INT64_MAX, 1ull << 63, UINT64_MAX, -2ull, -100ull, -4096ull,
		0xffffff9c, 0x800, 0x80000, 0x241, 0x42, 0x442, 0xffff800000000000, 0x1000,
	};

	switch (any(8)) {
	case 0:
	case 1: return (u64)arena + any(ARENA);                 /* whatever is there */
	case 2: return (u64)arena + 16 * any(64);               /* a name */
	case 3: return fake_user_end - any(64);
	case 4: return any(24);
	case 5: return any(1 << any(20));
	default: return odd[any(COUNT(odd))];
	}
}

/* Nobody else is there: who sleeps is woken by a signal. */
static void woken(void)
{
	fake_signal = true;
}

static void fill_arena(void)
{
	static const char *const texts[] = {
		"a", "b", "c", "d", "d/a", "d/b", "e/../a", ".", "..", "/", "/d/", "a/b", "l", "",
		"/proc/self/fd", "/dev/null",
	};

	for (unsigned i = 0; i < ARENA; i++)
		arena[i] = any(3) ? 0 : (u8)any(256);
	for (unsigned i = 0; i < 64; i++)
		strcpy((char *)arena + 16 * i, texts[any(COUNT(texts))]);
	for (unsigned i = 128; i < 2048; i++)           /* iovecs, file descriptors, times */
		((u64 *)arena)[i] = any(4) ? any(300) : any_argument();
}

/* Everything below the working directory, or what one call shows of it; false: nothing. */
static bool clear_here(void)
{
	enum { BUFFER = 32 * KiB };
	u8 *buf = malloc(BUFFER);
	long n, fd;

	strcpy((char *)arena, ".");
	fd = CALL(sys_open, arena, O_RDONLY);
	assert_true(fd >= 0);
	n = CALL(sys_getdents64, fd, arena, BUFFER);
	memcpy(buf, arena, BUFFER);
	CALL(sys_close, fd);
	for (long i = 0; i < n; i += *(u16 *)(buf + i + 16)) {
		const char *name = (char *)buf + i + 19;

		if (!strcmp(name, ".") || !strcmp(name, ".."))
			continue;
		strcpy((char *)arena, name);
		if (CALL(sys_unlink, arena) == -EISDIR) {
			assert_int_equal(CALL(sys_chdir, arena), 0);
			while (clear_here())
				;
			strcpy((char *)arena, "..");
			assert_int_equal(CALL(sys_chdir, arena), 0);
			strcpy((char *)arena, name);
			assert_int_equal(CALL(sys_rmdir, arena), 0);
		}
	}
	free(buf);
	return n > 24 + 24;             /* . and .. */
}

static void clear_all(void)
{
	CALL(sys_close_range, 0, 0xffffffff);
	current->flags = 0;
	strcpy((char *)arena, "/");
	assert_int_equal(CALL(sys_chdir, arena), 0);
	while (clear_here())
		;
}

static void anything(void **state)
{
#define ROW(name) name,
	static sys_call_fn *const calls[] = { CALLS(ROW) };
	u64 made = 0, objects, pages;

	(void)state;
	clear_all();
	objects = fake_objects_used();
	pages = fake_pages_used();
	fake_schedule = woken;
	for (unsigned i = 0; i < RANDOM_CALLS; i++) {
		long result;
		int which;

		if (i % 512 == 0)
			fill_arena();
		if (i % 4096 == 0)
			CALL(sys_close_range, 0, 0xffffffff);
		current->flags = any(4) ? 0 : TASK_INT80;
		fake_signal = false;
		which = (int)any(COUNT(calls));
		result = CALL(calls[which], any_argument(), any_argument(),
			      any_argument(), any_argument(), any_argument(), any_argument());
		made += result >= 0;
		if (result < -MAX_ERRNO)
			fail_msg("call %d of the table: %ld", which, result);
	}
	assert_true(made > RANDOM_CALLS / 20);
	clear_all();
	assert_int_equal(fake_objects_used(), objects);
	assert_int_equal(fake_pages_used(), pages);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(descriptors, setup, teardown),
		cmocka_unit_test_setup_teardown(vectors, setup, teardown),
		cmocka_unit_test_setup_teardown(offsets, setup, teardown),
		cmocka_unit_test_setup_teardown(names, setup, teardown),
		cmocka_unit_test_setup_teardown(directories, setup, teardown),
		cmocka_unit_test_setup_teardown(times_and_waits, setup, teardown),
		cmocka_unit_test_setup_teardown(locks, setup, teardown),
		cmocka_unit_test_setup_teardown(stats, setup, teardown),
		cmocka_unit_test_setup_teardown(anything, setup, teardown),
	};

	start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
