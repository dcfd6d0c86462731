/* pipe.c - pipes and FIFOs: full, empty, closed, polled, of another size. */
#include "calls.h"
#include <sys/time.h>
#include <sys/uio.h>

static volatile sig_atomic_t pipes;

static void on_pipe(int sig)
{
	(void)sig;
	pipes++;
}

static long waiting(int fd)
{
	int n = -1;

	return ioctl(fd, FIONREAD, &n) ? -1 : n;
}

static long events(int fd, short want)
{
	struct pollfd p = { fd, want, 0 };
	int n = poll(&p, 1, 0);

	return n < 0 ? -1 : p.revents;
}

enum { ALL = POLLIN | POLLOUT | POLLPRI | POLLRDNORM | POLLWRNORM | POLLRDHUP };

static void full(void)
{
	static char big[200000];
	int fd[2];

	MUST(pipe2(fd, O_NONBLOCK));
	TRY(fcntl(fd[0], F_GETPIPE_SZ));
	TRY(events(fd[0], ALL));
	TRY(events(fd[1], ALL));
	TRY(read(fd[0], big, 1));
	TRY(write(fd[1], big, 4096));
	TRY(events(fd[0], ALL));
	TRY(waiting(fd[0]));
	TRY(waiting(fd[1]));
	TRY(write(fd[1], big, sizeof big));
	TRY(waiting(fd[0]));
	TRY(write(fd[1], big, 1));
	TRY(write(fd[1], big, 4096));
	TRY(events(fd[1], ALL));
	TRY(read(fd[0], big, 4095));
	TRY(events(fd[1], ALL));
	TRY(read(fd[0], big, 1));
	TRY(events(fd[1], ALL));
	TRY(write(fd[1], big, 4096));
	TRY(write(fd[1], big, 4096));
	TRY(read(fd[0], big, 10));
	TRY(read(fd[0], big, sizeof big));
	TRY(read(fd[0], big, sizeof big));
	TRY(write(fd[1], big, 0));
	TRY(read(fd[0], big, 0));
	TRY(fcntl(fd[1], F_SETPIPE_SZ, 1));
	TRY(fcntl(fd[1], F_SETPIPE_SZ, 5000));
	TRY(write(fd[1], big, sizeof big));
	TRY(fcntl(fd[1], F_SETPIPE_SZ, 4096));
	TRY(fcntl(fd[1], F_SETPIPE_SZ, 1 << 20));
	TRY(waiting(fd[0]));
	TRY(write(fd[1], big, sizeof big));
	TRY(waiting(fd[0]));
	TRY(fcntl(0, F_GETPIPE_SZ));
	TRY(fcntl(fd[1], F_SETPIPE_SZ, 0));
	TRY(fcntl(fd[1], F_SETPIPE_SZ, -1));
	close(fd[0]);
	close(fd[1]);
}

static void ends(void)
{
	struct sigaction a = { .sa_handler = on_pipe };
	char c = 'x';
	int fd[2];
	struct stat s;

	MUST(pipe(fd));
	TRY(fstat(fd[0], &s));
	printf("%o nlink %ld size %ld blksize %ld\n", s.st_mode, (long)s.st_nlink, (long)s.st_size,
	       (long)s.st_blksize);
	TRY(lseek(fd[0], 0, SEEK_SET));
	TRY(pread(fd[0], &c, 1, 0));
	TRY(pwrite(fd[1], &c, 1, 0));
	TRY(read(fd[1], &c, 1));
	TRY(write(fd[0], &c, 1));
	TRY(ftruncate(fd[1], 0));
	TRY(fsync(fd[1]));
	TRY(fchmod(fd[1], 0644));
	TRY(fcntl(fd[0], F_GETFL));
	TRY(fcntl(fd[1], F_GETFL) & ~O_LARGEFILE);
	TRY(mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd[0], 0) == MAP_FAILED ? errno : 0);
	MUST(write(fd[1], &c, 1));
	close(fd[1]);
	TRY(events(fd[0], ALL));
	TRY(read(fd[0], &c, 1));
	TRY(read(fd[0], &c, 1));
	TRY(events(fd[0], ALL));
	close(fd[0]);
	MUST(pipe(fd));
	close(fd[0]);
	TRY(events(fd[1], ALL));
	IN_CHILD("write to nobody", write(fd[1], &c, 1));
	sigaction(SIGPIPE, &a, NULL);
	TRY(write(fd[1], &c, 1));
	printf("%d SIGPIPE\n", (int)pipes);
	TRY(write(fd[1], &c, 0));
	signal(SIGPIPE, SIG_IGN);
	TRY(write(fd[1], &c, 1));
	struct iovec v[2] = { { &c, 1 }, { &c, 1 } };

	TRY(writev(fd[1], v, 2));
	close(fd[1]);
	TRY(pipe2(fd, 1));
	TRY(pipe2(fd, O_CLOEXEC));
	TRY(fcntl(fd[0], F_GETFD));
	TRY(pipe((int *)16));
}

/* A writer that sleeps goes on as soon as there is room. */
static void blocking(void)
{
	static char big[300000];
	int fd[2];
	long sum = 0, n, calls = 0;

	MUST(pipe(fd));
	pid_t pid = child();

	if (!pid) {
		close(fd[0]);
		memset(big, 'b', sizeof big);
		printf("wrote %ld\n", (long)write(fd[1], big, sizeof big));
		fflush(stdout);
		_exit(0);
	}
	close(fd[1]);
	while ((n = read(fd[0], big, 7777)) > 0) {
		for (long i = 0; i < n; i++)
			sum += big[i];
		calls++;
	}
	reap("writer", pid);
	printf("sum %ld%s\n", sum, calls > 30 ? "" : " in too few calls");
	/* atomic writes of several writers */
	MUST(pipe(fd));
	for (int w = 0; w < 3; w++) {
		if (!child()) {
			memset(big, 'a' + w, 4096);
			for (int i = 0; i < 20; i++)
				(void)!write(fd[1], big, 1000 + w);
			_exit(0);
		}
	}
	close(fd[1]);
	sum = calls = 0;
	char last = 0;
	long run = 0;

	while ((n = read(fd[0], big, 4096)) > 0)
		for (long i = 0; i < n; i++) {
			if (big[i] != last) {
				if (run % (1000 + last - 'a') && last)
					calls++;
				run = 0;
				last = big[i];
			}
			run++;
			sum++;
		}
	while (wait(NULL) > 0)
		;
	printf("%ld bytes, %ld torn\n", sum, calls);
}

/* What is there is read without waiting for more; what is written together stays together. */
static void vectors(void)
{
	static char big[70000];
	char a[8] = "", b[8] = "";
	struct iovec in[] = { { a, 2 }, { NULL, 0 }, { b, 3 } }, out[] = { { big, 100 }, { big, 3900 } };
	int fd[2];

	MUST(pipe2(fd, O_NONBLOCK));
	MUST(write(fd[1], "abcdef", 6));
	TRY(readv(fd[0], in, 3));
	printf("%s %s\n", a, b);
	MUST(fcntl(fd[0], F_SETFL, 0));
	TRY(readv(fd[0], in, 3));
	MUST(write(fd[1], "gh", 2));
	TRY(readv(fd[0], in, 3));
	printf("%s %s\n", a, b);
	while (write(fd[1], big, 4096) > 0)
		;
	TRY(writev(fd[1], out, 2));
	MUST(read(fd[0], big, 4096));
	TRY(writev(fd[1], out, 2));
	TRY(writev(fd[1], out, 2));
	TRY(waiting(fd[0]));
	MUST(read(fd[0], big, 8192));
	out[1].iov_base = (void *)16;
	TRY(writev(fd[1], out + 1, 1));
	out[0].iov_len = out[1].iov_len = 0;
	TRY(writev(fd[1], out, 2));
	close(fd[0]);
	close(fd[1]);
}

static void fifos(void)
{
	char c = 'f', buf[16];
	int r, w;
	pid_t pid;

	TRY(mkfifo("p", 0644));
	TRY(open("p", O_WRONLY | O_NONBLOCK));
	r = (int)OK(open("p", O_RDONLY | O_NONBLOCK));
	TRY(events(r, ALL));
	TRY(read(r, buf, 1));
	w = (int)OK(open("p", O_WRONLY | O_NONBLOCK));
	TRY(events(r, ALL));
	TRY(read(r, buf, 1));
	TRY(write(w, &c, 1));
	TRY(read(r, buf, 16));
	close(w);
	TRY(events(r, ALL));
	TRY(read(r, buf, 16));
	w = (int)OK(open("p", O_WRONLY));
	TRY(events(r, ALL));
	TRY(write(w, "lost", 4));
	close(r);
	TRY(events(w, ALL));
	signal(SIGPIPE, SIG_IGN);
	TRY(write(w, &c, 1));
	r = (int)OK(open("p", O_RDONLY));
	TRY(read(r, buf, 16));
	TRY(write(w, "kept", 4));
	close(w);
	TRY(read(r, buf, 16));
	TRY(read(r, buf, 16));
	close(r);
	r = (int)OK(open("p", O_RDWR));
	TRY(write(r, "both", 4));
	TRY(events(r, ALL));
	TRY(read(r, buf, 16));
	close(r);
	pid = child();
	if (!pid) {
		w = open("p", O_WRONLY);
		await_state(getppid(), "S");
		(void)!write(w, "from child", 10);
		_exit(0);
	}
	r = (int)OK(open("p", O_RDONLY));
	TRY(read(r, buf, 16));
	reap("writer", pid);
	TRY(read(r, buf, 16));
	close(r);
	struct sigaction alarmed = { .sa_handler = on_pipe };

	sigaction(SIGALRM, &alarmed, NULL);
	/* Again and again: the first may come before open(). */
	struct itimerval every = { { 0, 100000 }, { 0, 100000 } };

	setitimer(ITIMER_REAL, &every, NULL);
	TRY(open("p", O_RDONLY));
	alarm(0);
	TRY(truncate("p", 0));
	TRY(open("p", O_RDWR | O_TRUNC) > 0);
	TRY(unlink("p"));
}

#ifdef SYS__newselect
enum { SELECT = SYS__newselect };
#else
enum { SELECT = SYS_select };
#endif

/* select and poll wake when something comes. */
static void waits(void)
{
	static const struct timeval seconds[] = {
		{ 0, 1000000 }, { 0, 2000000000 }, { 5, 1234567 }, { 1, -1 }, { 1, -1000000 },
		{ 1, -2000000 }, { -1, 1000000 }, { -1, 999999 }, { -2, 1000000 },
	};
	int fd[2];
	char c;
	fd_set in, out;
	struct timeval t = { 100, 0 };

	MUST(pipe(fd));
	pid_t pid = child();

	if (!pid) {
		await_state(getppid(), "S");
		tell(fd);
		_exit(0);
	}
	FD_ZERO(&in);
	FD_ZERO(&out);
	FD_SET(fd[0], &in);
	TRY(select(fd[0] + 1, &in, &out, NULL, &t));
	printf("%d, time left %d\n", FD_ISSET(fd[0], &in) != 0, t.tv_sec > 0);
	TRY(read(fd[0], &c, 1));
	reap("writer", pid);
	t = (struct timeval){ 0, 30000 };
	FD_SET(fd[0], &in);
	FD_SET(fd[1], &out);
	TRY(select(fd[1] + 1, &in, &out, NULL, &t));
	printf("%d %d\n", FD_ISSET(fd[0], &in) != 0, FD_ISSET(fd[1], &out) != 0);
	FD_ZERO(&in);
	FD_SET(fd[0], &in);
	t = (struct timeval){ 0, 30000 };
	TRY(select(fd[0] + 1, &in, NULL, NULL, &t));
	printf("left %ld %ld\n", (long)t.tv_sec, (long)t.tv_usec);
	FD_SET(fd[0], &in);
	FD_SET(60, &in);
	TRY(select(61, &in, NULL, NULL, &t));
	TRY(select(-1, NULL, NULL, NULL, &t));
	t.tv_usec = -1;
	TRY(select(0, NULL, NULL, NULL, &t));
	/* more than a second's are seconds; C libraries take care of that themselves */
	for (unsigned i = 0; i < COUNT(seconds); i++) {
		FD_ZERO(&out);
		FD_SET(fd[1], &out);
		t = seconds[i];
		TRY(syscall(SELECT, fd[1] + 1, NULL, &out, NULL, &t));
	}
	struct pollfd p[3] = { { fd[0], POLLIN, 0 }, { -1, POLLIN, 99 }, { 77, POLLIN, 0 } };

	TRY(poll(p, 3, 0));
	printf("%d %d %d\n", p[0].revents, p[1].revents, p[2].revents);
	/* a place is no file; what no table has room for is not looked at */
	p[1].fd = open("/dev/null", O_PATH);
	TRY(poll(p, 2, 0));
	printf("%d\n", p[1].revents);
	FD_ZERO(&in);
	FD_SET(p[1].fd, &in);
	t = (struct timeval){ 0, 0 };
	TRY(select(p[1].fd + 1, &in, NULL, NULL, &t));
	FD_ZERO(&in);
	FD_SET(FD_SETSIZE - 1, &in);
	TRY(select(FD_SETSIZE, &in, NULL, NULL, &t));
	TRY(poll(p, 1, 20));
	TRY(poll(NULL, 0, 20));
	TRY(poll((struct pollfd *)16, 1, 0));
	p[0] = (struct pollfd){ 0, ALL, 0 };
	TRY(poll(p, 1, 0));
	printf("/dev/null %d\n", p[0].revents);
	p[0].fd = open(".", O_RDONLY);
	TRY(poll(p, 1, 0));
	printf("directory %d\n", p[0].revents);
	put_file("file", "");
	p[0].fd = open("file", O_RDWR);
	TRY(poll(p, 1, 0));
	printf("file %d\n", p[0].revents);
}

int main(void)
{
	full();
	ends();
	blocking();
	vectors();
	signal(SIGPIPE, SIG_DFL);
	fifos();
	waits();
	return 0;
}
