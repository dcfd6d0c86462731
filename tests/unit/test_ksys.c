/* test_ksys.c - what system calls make of their arguments: kernel/sys/ over kernel/fs/. */
#include "fake_ksys.h"

enum { WRITE_LOCK = 1 };

static u64 next;

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

static int setup(void **state)
{
	next = (u64)arena;
	return fake_ksys_setup(state);
}

static long new_file(const char *name)
{
	long fd = CALL(sys_open, string(name), O_RDWR | O_CREAT | O_TRUNC, 0644);

	assert_true(fd >= 0);
	return fd;
}

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

/* More microseconds than a second has are seconds to select(). */
static void selects(void **state)
{
	static const struct { i64 sec, us; long result; u64 ns; } rows[] = {
		{ 0, 999999, 0, 999999000 }, { 0, 2500000, 0, 2500000000 }, { 3, -1000000, 0, 2000000000 },
		{ 0, -1, -EINVAL, 0 }, { 1, -1, -EINVAL, 0 }, { -1, 999999, -EINVAL, 0 },
		{ -1, 1000000, 0, 0 }, { INT64_MAX, 1000000, -EINVAL, 0 }, { INT64_MIN, -1000000, -EINVAL, 0 },
	};
	i64 *t = (void *)alloc(16);

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		u64 before = fake_now;

		t[0] = rows[i].sec;
		t[1] = rows[i].us;
		assert_int_equal(CALL(sys_select, 0, 0, 0, 0, t), rows[i].result);
		assert_int_equal(fake_now - before, rows[i].ns);
	}
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(descriptors, setup, fake_ksys_teardown),
		cmocka_unit_test_setup_teardown(vectors, setup, fake_ksys_teardown),
		cmocka_unit_test_setup_teardown(offsets, setup, fake_ksys_teardown),
		cmocka_unit_test_setup_teardown(names, setup, fake_ksys_teardown),
		cmocka_unit_test_setup_teardown(directories, setup, fake_ksys_teardown),
		cmocka_unit_test_setup_teardown(times_and_waits, setup, fake_ksys_teardown),
		cmocka_unit_test_setup_teardown(selects, setup, fake_ksys_teardown),
		cmocka_unit_test_setup_teardown(locks, setup, fake_ksys_teardown),
		cmocka_unit_test_setup_teardown(stats, setup, fake_ksys_teardown),
	};

	fake_ksys_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
