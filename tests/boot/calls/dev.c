/* dev.c - devices that are only numbers: null, zero, full, random. */
#include "calls.h"
#include <sys/random.h>
#include <sys/uio.h>

static void device(const char *name)
{
	char buf[64], *map;
	struct stat s;
	int fd = (int)OK(open(name, O_RDWR));
	struct iovec v[3] = { { buf, 10 }, { NULL, 0 }, { buf + 10, 20 } };

	printf("--- %s\n", name);
	memset(buf, 'x', sizeof buf);
	TRY(fstat(fd, &s));
	printf("%o %ld %ld size %ld\n", s.st_mode, (long)(s.st_rdev >> 8), (long)(s.st_rdev & 255),
	       (long)s.st_size);
	TRY(read(fd, buf, 16));
	TRY(read(fd, buf, 0));
	TRY(write(fd, buf, 16));
	TRY(write(fd, buf, 0));
	TRY(readv(fd, v, 3));
	TRY(writev(fd, v, 3));
	TRY(pread(fd, buf, 4, 100));
	TRY(pwrite(fd, buf, 4, 100));
	TRY(lseek(fd, 100, SEEK_SET));
	TRY(lseek(fd, 0, SEEK_CUR));
	TRY(lseek(fd, 0, SEEK_END));
	TRY(lseek(fd, -5, SEEK_SET));
	TRY(ftruncate(fd, 0));
	TRY(fsync(fd));
	TRY(ioctl(fd, TIOCGWINSZ, buf));
	TRY(ioctl(fd, FIONREAD, buf));
	struct pollfd p = { fd, POLLIN | POLLOUT, 0 };

	TRY(poll(&p, 1, 0));
	printf("events %d\n", p.revents);
	map = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	printf("map %s\n", map == MAP_FAILED ? strerrorname_np(errno) : "ok");
	if (map != MAP_FAILED) {
		printf("holds %d %d\n", map[0], map[8191]);
		map[5] = 7;
		munmap(map, 8192);
	}
	close(fd);
	OK(open(name, O_RDWR | O_TRUNC | O_CREAT, 0600));
	OK(open(name, O_RDONLY | O_DIRECTORY));
	TRY(truncate(name, 10));
	TRY(unlink("/dev/nosuch"));
}

static void contents(void)
{
	char a[4096], b[4096];
	int fd = open("/dev/zero", O_RDONLY), zeros = 1;

	memset(a, 'x', sizeof a);
	TRY(read(fd, a, sizeof a));
	for (unsigned i = 0; i < sizeof a; i++)
		zeros &= !a[i];
	printf("zeros %d\n", zeros);
	TRY(read(fd, (void *)16, 10));
	/* The page behind is not there.  Linux clears 8 bytes at a time. */
	char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	munmap(page + 4096, 4096);
	TRY(read(fd, page + 4088, 100));
	close(fd);
	fd = open("/dev/null", O_RDWR);
	TRY(write(fd, (void *)16, 10));
	TRY(read(fd, (void *)16, 10));
	fd = open("/dev/full", O_RDWR);
	TRY(write(fd, (void *)16, 10));
	fd = open("/dev/urandom", O_RDWR);
	TRY(read(fd, a, sizeof a));
	TRY(read(fd, b, sizeof b));
	printf("differ %d\n", memcmp(a, b, sizeof a) != 0);
	int counts[256] = { 0 }, least = 99, most = 0;

	for (unsigned i = 0; i < sizeof a; i++)
		counts[(unsigned char)a[i]]++;
	for (unsigned i = 0; i < 256; i++) {
		least = counts[i] < least ? counts[i] : least;
		most = counts[i] > most ? counts[i] : most;
	}
	printf("spread %d\n", least >= 1 && most <= 48);
	TRY(write(fd, "entropy", 7));
	TRY(read(fd, (void *)16, 10));
	TRY(getrandom(a, 100, 0));
	TRY(getrandom(b, 100, GRND_NONBLOCK | GRND_RANDOM));
	printf("differ %d\n", memcmp(a, b, 100) != 0);
	TRY(getrandom(a, 0, 0));
	TRY(getrandom(a, 10, 8));
	TRY(getrandom(a, 10, GRND_INSECURE));
	TRY(getrandom(a, 10, GRND_INSECURE | GRND_RANDOM));
	TRY(getrandom((void *)16, 10, 0));
	/* A child does not get its parent's numbers. */
	int fds[2];

	pipe(fds);
	if (!fork()) {
		getrandom(b, 100, 0);
		write(fds[1], b, 100);
		_exit(0);
	}
	getrandom(a, 100, 0);
	read(fds[0], b, 100);
	printf("differ %d\n", memcmp(a, b, 100) != 0);
}

int main(void)
{
	device("/dev/null");
	device("/dev/zero");
	device("/dev/full");
	device("/dev/random");
	device("/dev/urandom");
	contents();
	TRY(open("/dev/console", O_RDWR | O_NOCTTY) >= 0);
	TRY(mknod("n", S_IFCHR | 0666, 0x103));
	TRY(open("n", O_RDWR) >= 0);
	TRY(mknod("m", S_IFCHR | 0666, 0xfe01));
	TRY(open("m", O_RDWR));
	TRY(mknod("b", S_IFBLK | 0666, 0xfe01));
	TRY(open("b", O_RDWR));
	return 0;
}
