/* fd.c - descriptors: numbers, flags, positions, vectors, locks. */
#include "calls.h"
#include <limits.h>
#include <linux/close_range.h>
#include <sys/file.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <sys/xattr.h>

static void numbers(void)
{
	int a = (int)OK(open("/dev/null", O_RDWR)), b;

	close(a);
	b = open("/dev/zero", O_RDONLY);
	printf("lowest again: %d\n", a == b);
	TRY(dup(99));
	TRY(dup(-1));
	TRY(dup2(b, b));
	TRY(dup2(99, 99));
	TRY(dup2(99, 5));
	TRY(dup2(b, 20));
	TRY(dup2(b, -1));
	TRY(dup3(b, b, 0));
	TRY(dup3(b, 21, O_CLOEXEC));
	TRY(dup3(b, 22, 1));
	TRY(fcntl(21, F_GETFD));
	TRY(dup(21));
	TRY(fcntl(20, F_GETFD));
	TRY(fcntl(b, F_DUPFD, 30));
	TRY(fcntl(b, F_DUPFD_CLOEXEC, 30));
	TRY(fcntl(31, F_GETFD));
	TRY(fcntl(b, F_DUPFD, -1));
	TRY(fcntl(b, F_DUPFD, 1 << 30));
	TRY(fcntl(31, F_SETFD, 0));
	TRY(fcntl(31, F_GETFD));
	TRY(fcntl(31, F_SETFD, 2));
	TRY(fcntl(31, F_GETFD));
	TRY(fcntl(99, F_GETFD));
	TRY(fcntl(b, 9999));
	TRY(ioctl(31, FIOCLEX));
	TRY(fcntl(31, F_GETFD));
	TRY(ioctl(31, FIONCLEX));
	TRY(fcntl(31, F_GETFD));
	TRY(close(31));
	TRY(close(31));
	TRY(close(-1));
	for (int i = 40; i < 50; i++)
		dup2(b, i);
	TRY(close_range(42, 44, 0));
	TRY(close_range(47, ~0U, CLOSE_RANGE_CLOEXEC));
	for (int i = 40; i < 50; i++)
		printf("%d ", fcntl(i, F_GETFD));
	printf("\n");
	TRY(close_range(10, 5, 0));
	TRY(close_range(10, 15, 64));
	IN_CHILD("CLOSE_RANGE_UNSHARE", {
		TRY(close_range(45, 45, CLOSE_RANGE_UNSHARE));
		TRY(fcntl(45, F_GETFD));
	});
	TRY(fcntl(45, F_GETFD));
	TRY(close_range(3, ~0U, 0));
}

static void flags(void)
{
	int fd = open("f", O_RDWR | O_CREAT | O_TRUNC | O_EXCL | O_APPEND | O_CLOEXEC | O_NOCTTY, 0644);
	int twin;

	printf("%o\n", fcntl(fd, F_GETFL));
	TRY(fcntl(fd, F_SETFL, O_NONBLOCK));
	printf("%o\n", fcntl(fd, F_GETFL));
	TRY(fcntl(fd, F_SETFL, O_WRONLY | O_APPEND | O_CREAT | O_DIRECTORY | O_SYNC));
	printf("%o\n", fcntl(fd, F_GETFL));
	TRY(fcntl(fd, F_SETFL, 0));
	twin = dup(fd);
	fcntl(twin, F_SETFL, O_NONBLOCK);
	printf("%o\n", fcntl(fd, F_GETFL));
	int on = 0;

	TRY(ioctl(fd, FIONBIO, &on));
	printf("%o\n", fcntl(twin, F_GETFL));
	/* a position of their own or a common one */
	write(fd, "0123456789", 10);
	lseek(fd, 3, SEEK_SET);
	TRY(lseek(twin, 0, SEEK_CUR));
	int other = open("f", O_RDONLY);

	TRY(lseek(other, 0, SEEK_CUR));
	if (!child()) {
		lseek(fd, 7, SEEK_SET);
		_exit(0);
	}
	wait(NULL);
	TRY(lseek(fd, 0, SEEK_CUR));
	/* appended, wherever the position is */
	fcntl(fd, F_SETFL, O_APPEND);
	lseek(fd, 0, SEEK_SET);
	TRY(write(fd, "A", 1));
	TRY(lseek(fd, 0, SEEK_CUR));
	TRY(pwrite(fd, "P", 1, 0));
	struct stat s;

	fstat(fd, &s);
	printf("size %ld\n", (long)s.st_size);
	TRY(read(open("f", O_WRONLY), &on, 1));
	TRY(write(other, "x", 1));
	TRY(ftruncate(other, 0));
	TRY(fsync(fd));
	TRY(fdatasync(other));
	TRY(fsync(99));
	TRY(syscall(SYS_syncfs, fd));
	TRY(posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED));
	TRY(posix_fadvise(fd, 0, 0, 99));
	TRY(posix_fadvise(99, 0, 0, 0));
	TRY(readahead(fd, 0, 10));
}

static void positions(void)
{
	char buf[64] = "";
	int fd = open("p", O_RDWR | O_CREAT | O_TRUNC, 0644);

	write(fd, "0123456789", 10);
	TRY(lseek(fd, 5, SEEK_SET));
	TRY(lseek(fd, -2, SEEK_CUR));
	TRY(lseek(fd, 5, SEEK_END));
	TRY(lseek(fd, -11, SEEK_END));
	TRY(lseek(fd, -1, SEEK_SET));
	TRY(lseek(fd, 0, 9));
	TRY(lseek(fd, 0, SEEK_DATA));
	TRY(lseek(fd, 0, SEEK_HOLE));
	TRY(lseek(fd, 10, SEEK_DATA));
	TRY(lseek(fd, 10, SEEK_HOLE));
	TRY(lseek(99, 0, SEEK_SET));
	TRY(lseek(fd, 20, SEEK_SET));
	TRY(read(fd, buf, 5));
	TRY(write(fd, "x", 1));
	TRY(pread(fd, buf, 64, 0));
	for (int i = 0; i < 21; i++)
		printf("%02x", buf[i]);
	printf("\n");
	TRY(pread(fd, buf, 1, -1));
	TRY(pwrite(fd, buf, 1, -1));
	TRY(pread(fd, buf, 1, 100));
	TRY(pread(99, buf, 1, 0));
	TRY(ftruncate(fd, -1));
	TRY(ftruncate(fd, 5));
	TRY(lseek(fd, 0, SEEK_CUR));
	TRY(ftruncate(fd, 8));
	TRY(pread(fd, buf, 64, 0));
	for (int i = 0; i < 8; i++)
		printf("%02x", buf[i]);
	printf("\n");
	TRY(truncate("p", 3));
	TRY(truncate("none", 3));
	TRY(truncate(".", 3));
	TRY(truncate("p", -3));
	int64_t at = 0;
#ifdef SYS__llseek
	TRY(syscall(SYS__llseek, fd, 0, 2, &at, SEEK_SET));
	printf("%lld\n", (long long)at);
	TRY(syscall(SYS__llseek, fd, 0x7fffffff, 0, &at, SEEK_SET));
	TRY(syscall(SYS__llseek, fd, 0x80000000, 0, &at, SEEK_SET));
	TRY(syscall(SYS__llseek, fd, 0, 2, 16, SEEK_SET));
#else
	at = lseek(fd, 1ll << 40, SEEK_SET);
	printf("%lld\n", (long long)at);
#endif
}

static void vectors(void)
{
	char a[8] = "", b[8] = "", c[8] = "";
	struct iovec v[3] = { { a, 3 }, { b, 0 }, { c, 5 } }, many[1025];
	int fd = open("v", O_RDWR | O_CREAT | O_TRUNC, 0644);

	TRY(writev(fd, (struct iovec[]){ { "abc", 3 }, { "", 0 }, { "defghij", 7 } }, 3));
	TRY(lseek(fd, 0, SEEK_SET));
	TRY(readv(fd, v, 3));
	printf("%s %s %s\n", a, b, c);
	TRY(readv(fd, v, 3));
	printf("%.3s\n", a);
	TRY(readv(fd, v, 3));
	TRY(preadv(fd, v, 3, 2));
	printf("%.3s %.5s\n", a, c);
	TRY(pwritev(fd, v, 3, 20));
	TRY(preadv(fd, v, 3, -5));
	TRY(readv(fd, v, 0));
	TRY(readv(fd, v, -1));
	for (unsigned i = 0; i < 1025; i++)
		many[i] = (struct iovec){ a, 1 };
	TRY(writev(fd, many, 1024));
	TRY(writev(fd, many, 1025));
	TRY(readv(fd, (void *)16, 1));
	v[1] = (struct iovec){ (void *)16, 5 };
	lseek(fd, 0, SEEK_SET);
	TRY(readv(fd, v, 3));
	v[1] = (struct iovec){ b, (size_t)-1 };
	TRY(readv(fd, v, 3));
	TRY(writev(fd, v, 3));
	lseek(fd, -4, SEEK_END);
	v[1] = (struct iovec){ b, (size_t)LONG_MAX };
	TRY(readv(fd, v, 3));
	TRY(readv(99, v, 1));
}

static void copies(void)
{
	char buf[32] = "";
	int in = open("in", O_RDWR | O_CREAT | O_TRUNC, 0644), out, p[2];
	off_t at = 2;

	write(in, "0123456789", 10);
	lseek(in, 0, SEEK_SET);
	out = open("out", O_RDWR | O_CREAT | O_TRUNC, 0644);
	pipe(p);
	TRY(sendfile(out, in, NULL, 4));
	TRY(lseek(in, 0, SEEK_CUR));
	TRY(sendfile(out, in, &at, 3));
	printf("%ld %ld\n", (long)at, (long)lseek(in, 0, SEEK_CUR));
	TRY(sendfile(p[1], in, NULL, 100));
	TRY(read(p[0], buf, sizeof buf));
	TRY(sendfile(out, in, NULL, 100));
	TRY(sendfile(out, p[0], NULL, 1));
	TRY(sendfile(99, in, NULL, 1));
	TRY(sendfile(out, 99, NULL, 1));
	at = -1;
	TRY(sendfile(out, in, &at, 1));
	TRY(sendfile(out, in, (void *)16, 1));
	TRY(sendfile(open("out", O_RDONLY), in, NULL, 1));
	at = 0;
	TRY(sendfile(out, in, &at, 0));
	TRY(pread(out, buf, 32, 0));
	printf("%.7s\n", buf);
}

/* Locks: whole files by open file, ranges by process. */
static void locks(void)
{
	int fd = open("lock", O_RDWR | O_CREAT, 0644), other = open("lock", O_RDWR), p[2];
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 10, .l_len = 10 };
	char c;

	pipe(p);
	TRY(flock(fd, LOCK_EX));
	TRY(flock(fd, LOCK_EX | LOCK_NB));
	TRY(flock(other, LOCK_EX | LOCK_NB));
	TRY(flock(other, LOCK_SH | LOCK_NB));
	TRY(flock(fd, LOCK_SH));
	TRY(flock(other, LOCK_SH | LOCK_NB));
	TRY(flock(fd, LOCK_EX | LOCK_NB));
	TRY(flock(other, LOCK_UN));
	TRY(flock(dup(fd), LOCK_UN));
	TRY(flock(other, LOCK_EX | LOCK_NB));
	TRY(close(other));
	TRY(flock(fd, LOCK_EX | LOCK_NB));
	TRY(flock(fd, 16));
	TRY(flock(99, LOCK_EX));
	if (!child()) {
		int mine = open("lock", O_RDWR);

		TRY(flock(mine, LOCK_EX | LOCK_NB));
		fflush(stdout);
		write(p[1], "x", 1);
		TRY(flock(mine, LOCK_EX));
		fflush(stdout);
		_exit(0);
	}
	read(p[0], &c, 1);
	nap(30);
	printf("unlocks\n");
	fflush(stdout);
	/* Said after the child's line: both run at once from here on. */
	int unlocked = flock(fd, LOCK_UN);

	wait(NULL);
	printf("unlocked = %d\n", unlocked);
	TRY(fcntl(fd, F_SETLK, &l));
	TRY(fcntl(fd, F_SETLK, &l));
	l.l_type = F_WRLCK;
	TRY(fcntl(fd, F_GETLK, &l));
	printf("mine: type %d\n", l.l_type);
	if (!child()) {
		struct flock t = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

		TRY(fcntl(fd, F_GETLK, &t));
		printf("type %d start %ld len %ld parent's %d\n", t.l_type, (long)t.l_start,
		       (long)t.l_len, t.l_pid == getppid());
		t = (struct flock){ .l_type = F_RDLCK, .l_start = 15, .l_len = 1 };
		TRY(fcntl(fd, F_SETLK, &t));
		t.l_start = 20;
		TRY(fcntl(fd, F_SETLK, &t));
		t = (struct flock){ .l_type = F_WRLCK, .l_start = 5, .l_len = 6 };
		TRY(fcntl(fd, F_SETLK, &t));
		t.l_len = 5;
		TRY(fcntl(fd, F_SETLK, &t));
		write(p[1], "x", 1);
		t = (struct flock){ .l_type = F_WRLCK, .l_start = 0, .l_len = 0 };
		TRY(fcntl(fd, F_SETLKW, &t));
		fflush(stdout);
		_exit(0);
	}
	read(p[0], &c, 1);
	nap(30);
	l = (struct flock){ .l_type = F_RDLCK, .l_start = 0, .l_len = 30 };
	TRY(fcntl(fd, F_SETLK, &l));
	TRY(fcntl(fd, F_GETLK, &l));
	printf("type %d start %ld len %ld\n", l.l_type, (long)l.l_start, (long)l.l_len);
	fflush(stdout);
	/* any close of the file drops them */
	close(open("lock", O_RDONLY));
	wait(NULL);
	l = (struct flock){ .l_type = F_WRLCK, .l_start = -5, .l_len = 3 };
	TRY(fcntl(fd, F_SETLK, &l));
	l = (struct flock){ .l_type = F_WRLCK, .l_start = 5, .l_len = -3 };
	TRY(fcntl(fd, F_SETLK, &l));
	l.l_len = -6;
	TRY(fcntl(fd, F_SETLK, &l));
	l = (struct flock){ .l_type = 9 };
	TRY(fcntl(fd, F_SETLK, &l));
	l = (struct flock){ .l_type = F_WRLCK, .l_whence = 9 };
	TRY(fcntl(fd, F_SETLK, &l));
	TRY(fcntl(fd, F_SETLK, (void *)16));
	l = (struct flock){ .l_type = F_WRLCK };
	TRY(fcntl(open("lock", O_RDONLY), F_SETLK, &l));
	l.l_type = F_RDLCK;
	TRY(fcntl(open("lock", O_WRONLY), F_SETLK, &l));
	TRY(fcntl(p[0], F_SETLK, &l));
	struct flock64 open_file = { .l_type = F_RDLCK, .l_pid = 5 };

	TRY(fcntl(fd, F_OFD_SETLK, &open_file));
	open_file.l_pid = 0;
	TRY(fcntl(fd, F_OFD_SETLK, &open_file));
}

/* Which of two errors it is. */
static void errors(void)
{
	char c;
	off_t at = 0;
	int p[2];

	MUST(pipe(p));
	TRY(truncate("none", -1));
	TRY(truncate(".", 0));
	TRY(truncate("/dev/null", 0));
	TRY(ftruncate(99, -1));
	TRY(ftruncate(p[0], -1));
	TRY(pread(99, &c, 1, -1));
	TRY(pread(p[0], &c, 1, -1));
	TRY(pwrite(p[0], &c, 1, -1));
	TRY(readlink("none", &c, 0));
	TRY(readlink("none", &c, -1));
	TRY(sendfile(99, 99, (void *)16, 1));
	TRY(sendfile(99, 99, &at, 1));
	TRY(syscall(SYS_futimesat, 99, NULL, NULL));
	TRY(syscall(SYS_futimesat, AT_FDCWD, NULL, NULL));
	TRY(syscall(SYS_futimesat, open(".", O_RDONLY), NULL, NULL));
	TRY(syscall(SYS_clock_settime, CLOCK_MONOTONIC, 16));
}

/* What programs ask for that not every filesystem has. */
static void sizes(void)
{
	int fd = open("sizes", O_RDWR | O_CREAT | O_TRUNC, 0644), n = -1;

	TRY(posix_fallocate(fd, 5, 10000));
	TRY(lseek(fd, 0, SEEK_END));
	TRY(lseek(fd, 9000, SEEK_SET));
	TRY(ioctl(fd, FIONREAD, &n));
	printf("%d to read\n", n);
	TRY(ioctl(fd, FIONREAD, 16));
	TRY(fsetxattr(fd, "user.name", "value", 5, 0));
	TRY(fgetxattr(fd, "user.name", &n, 4));
}

static void owners(void)
{
	int p[2];

	pipe(p);
	TRY(fcntl(p[0], F_GETOWN));
	TRY(fcntl(p[0], F_SETOWN, getpid()));
	TRY(fcntl(p[0], F_GETOWN) == getpid());
	TRY(fcntl(p[0], F_SETOWN, -getpgrp()));
	TRY(syscall(SYS_fcntl, p[0], F_GETOWN, 0) == -getpgrp());
}

int main(void)
{
	umask(022);
	numbers();
	flags();
	positions();
	vectors();
	copies();
	locks();
	errors();
	owners();
	sizes();
	return 0;
}
