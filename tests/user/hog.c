/* hog.c - programs that take all there is of something.
 *
 *     hog private|shared|forgotten|sparse|untouched|pipes|texts|epolls|threads|brood|bomb|
 *         pids|file|hole|files|links|far-files|terminal
 *
 * The first ones end when the kernel ends them; the others print what they met. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PAGE = 4096, PIECE = 1 << 20, SECONDS = 4, TINY_STACK = 4096 };

static void *map(size_t size, int flags)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS | MAP_NORESERVE,
			-1, 0);

	if (at == MAP_FAILED) {
		printf("hog: mmap: %s\n", strerror(errno));
		exit(3);
	}
	return at;
}

static void touch(char *at, size_t size, size_t step)
{
	for (size_t i = 0; i < size; i += step)
		at[i] = 1;
}

/* --- memory --- */

static void hog_private(void)
{
	for (;;)
		touch(map(PIECE, MAP_PRIVATE), PIECE, PAGE);
}

static void hog_shared(void)
{
	for (;;)
		touch(map(PIECE, MAP_SHARED), PIECE, PAGE);
}

/* What is shared stays when it is no longer mapped. */
static void hog_forgotten(void)
{
	size_t size = 512ul << 20;
	char *at = map(size, MAP_SHARED);

	for (size_t i = 0; i < size; i += PIECE) {
		touch(at + i, PIECE, PAGE);
		madvise(at + i, PIECE, MADV_DONTNEED);
	}
}

/* A page table for each page. */
static void hog_sparse(void)
{
	size_t size = sizeof(long) == 8 ? 1ul << 40 : 1ul << 30;

	touch(map(size, MAP_PRIVATE), size, 2 << 20);
	hog_private();
}

/* What leads to pages that nobody has touched; in the end no page is left for anybody. */
static void hog_untouched(void)
{
	for (size_t size = 1ul << (sizeof(long) == 8 ? 36 : 29); size >= PIECE; size /= 2)
		while (mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0) !=
		       MAP_FAILED)
			;
	hog_private();
}

static void all_descriptors(void)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static void hog_pipes(void)
{
	static char buffer[65536];
	int fd[2];

	all_descriptors();
	while (!pipe2(fd, O_NONBLOCK)) {
		fcntl(fd[1], F_SETPIPE_SZ, 1 << 20);
		while (write(fd[1], buffer, sizeof buffer) > 0)
			;
	}
	printf("hog: %s\n", strerror(errno));
	hog_private();
}

/* Each open file of /proc keeps its text. */
/* Many sets of the same files. */
static void hog_epolls(void)
{
	enum { FILES = 1000 };
	struct epoll_event event = { .events = EPOLLIN };
	int fd[2], set, file[FILES];

	all_descriptors();
	pipe2(fd, 0);
	for (int i = 0; i < FILES; i++)
		file[i] = dup(fd[0]);
	while ((set = epoll_create1(0)) >= 0)
		for (int i = 0; i < FILES; i++)
			epoll_ctl(set, EPOLL_CTL_ADD, file[i], &event);
	printf("hog: %s\n", strerror(errno));
	hog_private();
}

static void hog_texts(void)
{
	char c;

	all_descriptors();
	for (int i = 0; i < 8000; i++)
		mmap(NULL, PAGE, i % 2 ? PROT_READ : PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	while (read(open("/proc/self/maps", O_RDONLY), &c, 1) == 1)
		;
	printf("hog: %s\n", strerror(errno));
	hog_private();
}

static void *thread(void *unused)
{
	(void)unused;
	touch(map(16 * PAGE, MAP_PRIVATE), 16 * PAGE, PAGE);
	pause();
	return NULL;
}

/* The first thread goes, the others take it all. */
static void hog_threads(void)
{
	pthread_attr_t attr;
	pthread_t id;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 65536);
	while (!pthread_create(&id, &attr, thread, NULL))
		;
	pthread_create(&id, &attr, (void *(*)(void *))hog_private, NULL);
	pthread_exit(NULL);
}

/* --- processes --- */

/* Many, each smaller than the shell. */
static void hog_brood(void)
{
	for (time_t end = time(NULL) + SECONDS; time(NULL) < end;) {
		if (fork())
			continue;
		touch(map(8 * PAGE, MAP_PRIVATE), 8 * PAGE, PAGE);
		sleep(SECONDS);
		_exit(0);
	}
}

/* All of them bomb. */
static void hog_bomb(void)
{
	for (time_t end = time(NULL) + SECONDS; time(NULL) < end;)
		fork();
	_exit(0);
}

static int wait_for_end(void *fd)
{
	char c;

	return (int)read(*(int *)fd, &c, 1);
}

/* All numbers of processes.  They share what they can, so that there is memory for all. */
static void hog_pids(void)
{
	long n = 0;
	int fd[2], error;
	pid_t pid;

	pipe(fd);
	while (clone(wait_for_end, (char *)map(TINY_STACK, MAP_PRIVATE) + TINY_STACK,
		     CLONE_VM | CLONE_FILES | SIGCHLD, fd) > 0)
		n++;
	error = errno;
	printf("hog: %ld processes, then: %s\n", n, strerror(error));
	for (int i = 0; i < 100; i++)           /* it is not slow to find that out */
		fork();
	close(fd[1]);
	while (wait(NULL) > 0)
		n--;
	pid = fork();
	if (!pid)
		_exit(0);
	printf("hog: %ld are left; %s\n", n, pid > 0 ? "others can be made" : strerror(errno));
}

/* --- files --- */

static void hog_file(void)
{
	static char buffer[65536];
	int fd = open("/tmp/hog-file", O_RDWR | O_CREAT, 0600);

	while (write(fd, buffer, sizeof buffer) > 0)
		;
	printf("hog: %s\n", strerror(errno));
}

static void on_bus(int sig)
{
	(void)sig;
	write(1, "hog: SIGBUS\n", 12);
	_exit(0);
}

/* A mapped hole of a full filesystem. */
static void hog_hole(void)
{
	int fd = open("/tmp/hog-hole", O_RDWR | O_CREAT, 0600);
	char *at;

	ftruncate(fd, PIECE);
	hog_file();
	at = mmap(NULL, PIECE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	signal(SIGBUS, on_bus);
	touch(at, PIECE, PAGE);
}

/* The time of a slow terminal, in one call. */
static void hog_terminal(void)
{
	size_t size = 64 << 20;
	char *text = map(size, MAP_PRIVATE);

	memset(text, 'x', size);
	write(1, text, size);
}

static void hog_names(int (*make)(const char *name))
{
	char name[64];
	long n = 0;

	mkdir("/tmp/hog-names", 0700);
	do
		snprintf(name, sizeof name, "/tmp/hog-names/%ld", n++);
	while (!make(name));
	printf("hog: %s\n", strerror(errno));
}

static int make_file(const char *name)
{
	return mknod(name, S_IFREG | 0600, 0);
}

static int make_link(const char *name)
{
	static char target[4000];

	memset(target, 'a', sizeof target - 1);
	return symlink(target, name);
}

static int make_far_file(const char *name)
{
	int fd = open(name, O_WRONLY | O_CREAT, 0600), bad = fd < 0;

	bad = bad || pwrite(fd, "x", 1, 0x7ffff000) != 1;
	close(fd);
	return bad;
}

static void hog_files(void) { hog_names(make_file); }
static void hog_links(void) { hog_names(make_link); }
static void hog_far_files(void) { hog_names(make_far_file); }

int main(int argc, char **argv)
{
	static const struct { const char *name; void (*run)(void); } hogs[] = {
		{ "private", hog_private }, { "shared", hog_shared }, { "forgotten", hog_forgotten },
		{ "sparse", hog_sparse }, { "pipes", hog_pipes }, { "texts", hog_texts },
		{ "untouched", hog_untouched }, { "epolls", hog_epolls },
		{ "threads", hog_threads }, { "brood", hog_brood }, { "bomb", hog_bomb },
		{ "pids", hog_pids }, { "file", hog_file }, { "hole", hog_hole },
		{ "files", hog_files }, { "links", hog_links }, { "far-files", hog_far_files },
		{ "terminal", hog_terminal },
	};

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (unsigned i = 0; argc > 1 && i < sizeof hogs / sizeof *hogs; i++)
		if (!strcmp(argv[1], hogs[i].name)) {
			hogs[i].run();
			return 0;
		}
	return 2;
}
