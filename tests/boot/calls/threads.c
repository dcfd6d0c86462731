/* threads.c - what threads and processes share: words they wait at, memory that goes. */
#include "calls.h"
#include <linux/futex.h>
#include <pthread.h>

static long futex(int *word, int op, int value, const struct timespec *timeout)
{
	return syscall(SYS_futex, word, op, value, timeout, NULL, 0);
}

/* A word of "file", which each process opens for itself. */
static int *word_of(void)
{
	int fd = (int)MUST(open("file", O_RDWR));
	int *word = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	close(fd);
	return word;
}

static void shared_file(void)
{
	struct timespec t = { 30, 0 };

	put_file("file", "0123");
	pid_t pid = child();

	if (!pid) {
		int *word = word_of();

		*word = 1;
		TRY(futex(word, FUTEX_WAIT, 1, &t));
		exit(0);
	}
	volatile int *word = word_of();

	while (*word != 1)
		nap(5);
	await_state(pid, "S");
	TRY(futex((int *)word, FUTEX_WAKE, 1, NULL));
	reap("waiter", pid);
}

static void on_signal(int sig)
{
	(void)sig;
}

/* A stop interrupts no wait; a handler does. */
static void stops(void)
{
	struct timespec t = { 1, 0 }, long_time = { 30, 0 };
	struct sigaction a = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	int word = 0, late[2];

	MUST(pipe(late));
	pid_t pid = child();

	if (!pid) {
		sigaction(SIGUSR1, &a, NULL);
		TRY(futex(&word, FUTEX_WAIT, 0, &t));
		tell(late);
		TRY(futex(&word, FUTEX_WAIT, 0, &long_time));
		exit(0);
	}
	await_state(pid, "S");
	kill(pid, SIGSTOP);
	await_state(pid, "T");
	kill(pid, SIGCONT);
	hear(late);
	await_state(pid, "S");
	kill(pid, SIGUSR1);
	reap("waiter", pid);
}

static void *cut(void *file)
{
	int fd = *(int *)file;
	volatile char *m = mmap(NULL, 8192, PROT_READ, MAP_SHARED, fd, 0);

	await_state(getpid(), "Z");
	printf("%c\n", m[4096]);
	MUST(ftruncate(fd, 4096));
	fflush(stdout);
	printf("still %d\n", m[4096]);
	exit(0);
}

/* Memory of a file that was cut is gone, also when the first thread has ended before. */
static void without_leader(void)
{
	pid_t pid = child();

	if (!pid) {
		int fd = (int)MUST(open("cut", O_RDWR | O_CREAT, 0644));
		pthread_t thread;

		MUST(pwrite(fd, "abcd", 4, 4096));
		pthread_create(&thread, NULL, cut, &fd);
		syscall(SYS_exit, 0);
	}
	reap("cut", pid);
}

static volatile pid_t waiter;

static void *wait_for_lock(void *fd)
{
	struct flock l = { .l_type = F_WRLCK };

	waiter = (pid_t)syscall(SYS_gettid);
	TRY(fcntl(*(int *)fd, F_SETLKW, &l));
	return NULL;
}

/* A lock that comes after its file was closed is given back at once. */
static void closed_while_waiting(void)
{
	struct flock l = { .l_type = F_WRLCK };
	int done[2], fd = (int)MUST(open("locked", O_RDWR | O_CREAT, 0644)), again = (int)MUST(dup(fd));
	pthread_t thread;

	MUST(pipe(done));
	pid_t pid = child();

	if (!pid) {
		MUST(fcntl(fd, F_SETLK, &l));
		kill(getpid(), SIGSTOP);
		hear(done);
		exit(0);
	}
	MUST(waitpid(pid, NULL, WUNTRACED));
	kill(pid, SIGCONT);
	pthread_create(&thread, NULL, wait_for_lock, &again);
	while (!waiter)
		nap(2);
	await_state(waiter, "S");
	close(again);
	tell(done);
	pthread_join(thread, NULL);
	reap("holder", pid);
	IN_CHILD("another", MUST(fcntl(fd, F_GETLK, &l)); printf("free %d\n", l.l_type == F_UNLCK));
	close(fd);
}

int main(void)
{
	shared_file();
	stops();
	without_leader();
	closed_while_waiting();
	return 0;
}
