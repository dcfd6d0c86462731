/* clone.c - tasks made: what is shared, what is copied, what contradicts itself. */
#include "calls.h"
#include <linux/futex.h>
#include <linux/sched.h>
#include <sys/resource.h>

enum { STACK = 65536 };
static char stack[4][STACK] __attribute__((aligned(16)));
static int shared_value;
static volatile int parent_tid, child_tid;

/* By hand: glibc's clone() knows fewer flags than the kernel. */
static long raw_clone(unsigned long flags, void *top, volatile int *ptid, volatile int *ctid)
{
	fflush(stdout);
#ifdef __x86_64__
	return syscall(SYS_clone, flags, top, ptid, ctid, 0);
#else
	return syscall(SYS_clone, flags, top, ptid, 0, ctid);
#endif
}

static void contradictions(void)
{
	static const struct { const char *what; unsigned long flags; } rows[] = {
		{ "SIGHAND without VM", CLONE_SIGHAND }, { "THREAD without SIGHAND", CLONE_THREAD | CLONE_VM },
		{ "THREAD alone", CLONE_THREAD }, { "NEWNS with FS", CLONE_NEWNS | CLONE_FS },
	};

	for (unsigned i = 0; i < COUNT(rows); i++) {
		errno = 0;
		long pid = raw_clone(rows[i].flags, NULL, NULL, NULL);

		if (!pid)
			_exit(0);
		show(rows[i].what, pid);
	}
}

static int run(void *what)
{
	int n = (int)(long)what;

	shared_value = n;
	return n;
}

static int change_directory(void *unused)
{
	(void)unused;
	umask(077);
	return chdir("sub");
}

static int open_file(void *unused)
{
	(void)unused;
	return dup2(open("/dev/null", O_RDONLY), 30) != 30;
}

static int set_handler(void *unused)
{
	(void)unused;
	signal(SIGUSR1, SIG_IGN);
	return 0;
}

static void with(const char *what, int (*fn)(void *), void *arg, int flags)
{
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = clone(fn, stack[0] + STACK, flags | SIGCHLD, arg);
	if (pid < 0) {
		printf("%s: %s\n", what, strerrorname_np(errno));
		return;
	}
	waitpid(pid, &status, 0);
	show_status(what, status);
}

static void shares(void)
{
	struct sigaction a;

	MUST(mkdir("sub", 0755));
	shared_value = 0;
	with("memory of its own", run, (void *)5, 0);
	printf("value %d\n", shared_value);
	with("shared memory", run, (void *)6, CLONE_VM);
	printf("value %d\n", shared_value);
	umask(022);
	with("its own directory", change_directory, NULL, 0);
	printf("umask %o in sub %d\n", umask(022), access("../sub", F_OK) == 0);
	with("shared directory", change_directory, NULL, CLONE_FS);
	printf("umask %o in sub %d\n", umask(022), access("../sub", F_OK) == 0);
	MUST(chdir(".."));
	with("its own files", open_file, NULL, 0);
	TRY(fcntl(30, F_GETFD));
	with("shared files", open_file, NULL, CLONE_FILES);
	TRY(fcntl(30, F_GETFD));
	close(30);
	with("its own handlers", set_handler, NULL, 0);
	sigaction(SIGUSR1, NULL, &a);
	printf("%s\n", a.sa_handler == SIG_IGN ? "ignored" : "default");
	with("shared handlers", set_handler, NULL, CLONE_VM | CLONE_SIGHAND);
	sigaction(SIGUSR1, NULL, &a);
	printf("%s\n", a.sa_handler == SIG_IGN ? "ignored" : "default");
	signal(SIGUSR1, SIG_DFL);
}

static void tids(void)
{
	long pid;

	parent_tid = child_tid = -1;
	pid = raw_clone(SIGCHLD | CLONE_PARENT_SETTID, NULL, &parent_tid, &child_tid);
	if (!pid)
		_exit(0);
	printf("PARENT_SETTID: parent %d child %d\n", parent_tid == pid, child_tid);
	waitpid((pid_t)pid, NULL, 0);
	pid = raw_clone(SIGCHLD | CLONE_CHILD_SETTID, NULL, &parent_tid, &child_tid);
	if (!pid)
		_exit(child_tid == getpid());
	int status;

	waitpid((pid_t)pid, &status, 0);
	show_status("CHILD_SETTID", status);
	printf("parent's: %d\n", child_tid);
	pid = raw_clone(SIGCHLD | CLONE_PARENT_SETTID, NULL, (int *)16, NULL);
	if (!pid)
		_exit(0);
	printf("a bad address: %d\n", pid > 0);
	waitpid((pid_t)pid, NULL, 0);
	/* Cleared at the end, with a wake-up for who waits. */
	child_tid = 77;
	pid = clone(run, stack[1] + STACK, CLONE_VM | CLONE_CHILD_CLEARTID | SIGCHLD, NULL, NULL, NULL,
		    &child_tid);
	struct timespec t = { 100, 0 };

	if (child_tid == 77)
		syscall(SYS_futex, &child_tid, FUTEX_WAIT, 77, &t, NULL, 0);
	printf("CHILD_CLEARTID: %d\n", child_tid);
	waitpid((pid_t)pid, NULL, 0);
	TRY(syscall(SYS_set_tid_address, &child_tid) == getpid());
}

static volatile int order;

static void vforks(void)
{
	int status;
	pid_t pid;

	fflush(stdout);
	order = 0;
	pid = vfork();
	if (!pid) {
		nap(50);
		order = 1;
		_exit(3);
	}
	printf("after vfork: %d\n", order);
	waitpid(pid, &status, 0);
	show_status("vfork", status);
	pid = vfork();
	if (!pid) {
		execl("/bin/true", "true", NULL);
		_exit(9);
	}
	reap("vfork and exec", pid);
	pid = vfork();
	if (!pid) {
		kill(getpid(), SIGKILL);
		_exit(1);
	}
	reap("vfork and killed", pid);
}

/* What the parent gets at the end, and who the parent is. */
static void parents(void)
{
	sigset_t s;
	long pid;
	int status;

	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	sigaddset(&s, SIGCHLD);
	sigprocmask(SIG_BLOCK, &s, NULL);
	pid = raw_clone(SIGUSR1, NULL, NULL, NULL);
	if (!pid)
		_exit(4);
	TRY(sigwaitinfo(&s, NULL));
	TRY(waitpid((pid_t)pid, &status, 0));
	TRY(waitpid((pid_t)pid, &status, __WCLONE) == pid);
	show_status("__WCLONE", status);
	pid = raw_clone(0, NULL, NULL, NULL);
	if (!pid)
		_exit(5);
	TRY(waitpid((pid_t)pid, &status, __WALL) == pid);
	sigpending(&s);
	printf("no signal: %d\n", sigismember(&s, SIGCHLD));
	sigemptyset(&s);
	sigprocmask(SIG_SETMASK, &s, NULL);
	IN_CHILD("CLONE_PARENT", {
		pid = raw_clone(CLONE_PARENT | SIGCHLD, NULL, NULL, NULL);
		if (!pid)
			_exit(7);
		TRY(waitpid((pid_t)pid, &status, 0));
	});
	TRY(wait(&status) > 0);
	show_status("grandchild is mine", status);
	/* an orphan's parent is process 1 */
	int fd[2];

	pipe(fd);
	IN_CHILD("orphan", {
		if (!child()) {
			while (getppid() != 1)
				nap(5);
			write(fd[1], "x", 1);
			_exit(0);
		}
	});
	char c;

	TRY(read(fd[0], &c, 1));
}

struct args { uint64_t flags, pidfd, child, parent, exit_signal, stack, stack_size, tls, set_tid, n, cgroup; };

static long clone3(struct args *a, size_t size)
{
	fflush(stdout);
	return syscall(435, a, size);
}

static void clone3s(void)
{
	struct args a = { .exit_signal = SIGCHLD };
	int status;
	long pid = clone3(&a, sizeof a);

	if (!pid)
		_exit(11);
	TRY(waitpid((pid_t)pid, &status, 0) == pid);
	show_status("clone3", status);
	pid = clone3(&a, 64);
	if (!pid)
		_exit(12);
	reap("its first version", (pid_t)pid);
	TRY(clone3(&a, 56));
	TRY(clone3(&a, 5000));
	TRY(clone3((struct args *)16, sizeof a));
	struct { struct args a; uint64_t more; } bigger = { .a = a };

	pid = clone3(&bigger.a, sizeof bigger);
	if (!pid)
		_exit(13);
	reap("a later version", (pid_t)pid);
	bigger.more = 1;
	TRY(clone3(&bigger.a, sizeof bigger));
	a.exit_signal = 65;
	TRY(clone3(&a, sizeof a));
	a.exit_signal = SIGCHLD;
	a.stack = (uint64_t)(unsigned long)stack[2];
	TRY(clone3(&a, sizeof a));
	a.stack = 0;
	a.stack_size = STACK;
	TRY(clone3(&a, sizeof a));
	a.stack_size = 0;
	a.flags = SIGCHLD;
	TRY(clone3(&a, sizeof a));
	a.flags = CLONE_THREAD | CLONE_SIGHAND | CLONE_VM;
	TRY(clone3(&a, sizeof a));
	a.flags = CLONE_PARENT_SETTID | CLONE_CHILD_SETTID;
	a.exit_signal = SIGCHLD;
	a.parent = (uint64_t)(unsigned long)&parent_tid;
	a.child = (uint64_t)(unsigned long)&child_tid;
	pid = clone3(&a, sizeof a);
	if (!pid)
		_exit(child_tid == getpid());
	printf("parent's tid %d\n", parent_tid == pid);
	reap("child's tid", (pid_t)pid);
	a.flags = 1ull << 40;
	TRY(clone3(&a, sizeof a));
	a.flags = 0x100000000ull;               /* CLONE_CLEAR_SIGHAND */
	signal(SIGUSR2, exit);
	signal(SIGUSR1, SIG_IGN);
	pid = clone3(&a, sizeof a);
	if (!pid) {
		struct sigaction x, y;

		sigaction(SIGUSR2, NULL, &x);
		sigaction(SIGUSR1, NULL, &y);
		_exit((x.sa_handler == SIG_DFL) + 2 * (y.sa_handler == SIG_IGN));
	}
	reap("CLEAR_SIGHAND", (pid_t)pid);
}

static void limits(void)
{
	IN_CHILD("RLIMIT_NPROC", {
		struct rlimit r = { 2, 2 };

		setrlimit(RLIMIT_NPROC, &r);
		MUST(setuid(4321));
		pid_t pid = fork();

		if (!pid) {
			pause();
			_exit(0);
		}
		TRY(pid > 0);
		TRY(fork());
		kill(pid, SIGKILL);
		wait(NULL);
	});
}

/* What fork leaves out, or empties, when it was told to. */
static void without_memory(void)
{
	char *m = mmap(NULL, 5 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	memset(m, 'm', 5 * 4096);
	TRY(madvise(m + 4096, 4096, MADV_WIPEONFORK));
	TRY(madvise(m + 2 * 4096, 4096, MADV_DONTFORK));
	TRY(madvise(m + 3 * 4096, 2 * 4096, MADV_WIPEONFORK));
	TRY(madvise(m + 4 * 4096, 4096, MADV_KEEPONFORK));
	TRY(madvise(shared, 4096, MADV_WIPEONFORK));
	TRY(madvise(m, 4096, MADV_REMOVE));
	IN_CHILD("wiped", {
		printf("%d %d %d %d\n", m[0], m[4096], m[3 * 4096], m[4 * 4096]);
		m[4096] = 'c';
		IN_CHILD("again", printf("%d\n", m[4096]));
	});
	IN_CHILD("left out", printf("%d\n", *(volatile char *)&m[2 * 4096]));
	printf("%d %d %d\n", m[4096], m[2 * 4096], m[3 * 4096]);
	TRY(madvise(m, 5 * 4096, MADV_DOFORK));
	TRY(madvise(m, 5 * 4096, MADV_KEEPONFORK));
	IN_CHILD("all", printf("%d %d\n", m[4096], m[2 * 4096]));
}

int main(void)
{
	contradictions();
	shares();
	tids();
	vforks();
	parents();
	clone3s();
	without_memory();
	limits();
	return 0;
}
