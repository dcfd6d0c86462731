/* threads.c - POSIX threads as a C library makes them of clone and futex.
 *
 * Prints the same on every Linux, however the threads take turns. */
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "say.h"

enum { THREADS = 8, ROUNDS = 2000 };

typedef void *thread_function(void *);

/* Start a thread on each number below n, and wait for all; the sum of what they return. */
static long together(thread_function *function, long n)
{
	pthread_t thread[THREADS];
	long sum = 0;

	for (long i = 0; i < n; i++) {
		int error = pthread_create(&thread[i], NULL, function, (void *)i);

		if (error)
			say("pthread_create", error);
	}
	for (long i = 0; i < n; i++) {
		void *result;

		pthread_join(thread[i], &result);
		sum += (long)result;
	}
	return sum;
}

/* --- mutexes, with and without waiting --- */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static long counter;

static void *add(void *arg)
{
	for (int i = 0; i < ROUNDS; i++) {
		pthread_mutex_lock(&mutex);
		long old = counter;

		if (i % 100 == 0)
			sched_yield();
		counter = old + 1;
		pthread_mutex_unlock(&mutex);
	}
	return arg;
}

static struct timespec in(long ns)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_nsec += ns;
	t.tv_sec += t.tv_nsec / 1000000000;
	t.tv_nsec %= 1000000000;
	return t;
}

static void *try_it(void *arg)
{
	struct timespec soon = in(20000000);

	say("trylock", pthread_mutex_trylock(&mutex));
	say("timedlock", pthread_mutex_timedlock(&mutex, &soon));
	return arg;
}

static void mutexes(void)
{
	pthread_mutexattr_t attr;
	pthread_mutex_t kind;

	tell("-- mutexes\n");
	say("sum", together(add, THREADS));
	say("counter", counter);
	pthread_mutex_lock(&mutex);
	together(try_it, 1);
	pthread_mutex_unlock(&mutex);
	pthread_mutexattr_init(&attr);
	pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ERRORCHECK);
	pthread_mutex_init(&kind, &attr);
	say("lock", pthread_mutex_lock(&kind));
	say("lock again", pthread_mutex_lock(&kind));
	say("unlock", pthread_mutex_unlock(&kind));
	say("unlock again", pthread_mutex_unlock(&kind));
}

/* --- a mutex whose owner ends --- */

static pthread_mutex_t robust;

static void *own_and_end(void *arg)
{
	pthread_mutex_lock(&robust);
	return arg;
}

static void robust_mutexes(void)
{
	pthread_mutexattr_t attr;

	tell("-- robust mutexes\n");
	pthread_mutexattr_init(&attr);
	say("setrobust", pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST));
	say("init", pthread_mutex_init(&robust, &attr));
	together(own_and_end, 1);
	say("owner is dead", pthread_mutex_lock(&robust) == EOWNERDEAD);
	say("consistent", pthread_mutex_consistent(&robust));
	say("unlock", pthread_mutex_unlock(&robust));
	say("lock", pthread_mutex_lock(&robust));
	say("unlock", pthread_mutex_unlock(&robust));
}

/* --- conditions --- */

static pthread_cond_t filled = PTHREAD_COND_INITIALIZER, taken = PTHREAD_COND_INITIALIZER;
static long box;

static void *consume(void *arg)
{
	long sum = 0;

	(void)arg;
	for (int i = 0; i < ROUNDS / 4; i++) {
		pthread_mutex_lock(&mutex);
		while (!box)
			pthread_cond_wait(&filled, &mutex);
		sum += box;
		box = 0;
		pthread_cond_signal(&taken);
		pthread_mutex_unlock(&mutex);
	}
	return (void *)sum;
}

static void *produce(void *arg)
{
	(void)arg;
	for (long i = 1; i <= ROUNDS; i++) {
		pthread_mutex_lock(&mutex);
		while (box)
			pthread_cond_wait(&taken, &mutex);
		box = i;
		pthread_cond_signal(&filled);
		pthread_mutex_unlock(&mutex);
	}
	return NULL;
}

static void *either(void *arg)
{
	return (long)arg < 4 ? consume(arg) : produce(arg);
}

static void conditions(void)
{
	struct timespec soon = in(20000000);

	tell("-- conditions\n");
	say("sum", together(either, 5));
	pthread_mutex_lock(&mutex);
	say("nobody signals", pthread_cond_timedwait(&filled, &mutex, &soon));
	pthread_mutex_unlock(&mutex);
}

/* --- barriers, semaphores, locks for reading, things done once --- */

static pthread_barrier_t barrier;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static sem_t sem;
static int done_once, phase[THREADS];

static void do_once(void)
{
	done_once++;
}

static void *in_step(void *arg)
{
	long serial = 0, wrong = 0;

	pthread_once(&once, do_once);
	for (int i = 0; i < 50; i++) {
		phase[(long)arg] = i;
		serial += pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD;
		for (int k = 0; k < THREADS; k++)
			wrong += phase[k] != i;
		pthread_barrier_wait(&barrier);
	}
	return (void *)(serial + 1000 * wrong);
}

static void *read_or_write(void *arg)
{
	static long a, b;
	long wrong = 0;

	for (int i = 0; i < ROUNDS / 4; i++) {
		if ((long)arg == 0) {
			pthread_rwlock_wrlock(&rwlock);
			a++;
			sched_yield();
			b++;
		} else {
			pthread_rwlock_rdlock(&rwlock);
			wrong += a != b;
		}
		pthread_rwlock_unlock(&rwlock);
	}
	return (void *)wrong;
}

static void *take(void *arg)
{
	for (int i = 0; i < 100; i++)
		sem_wait(&sem);
	return arg;
}

static void *give(void *arg)
{
	if (arg)
		return take(arg);
	for (int i = 0; i < 300; i++)
		sem_post(&sem);
	return NULL;
}

static void others(void)
{
	struct timespec soon = in(20000000);

	tell("-- barriers, semaphores, rwlocks\n");
	pthread_barrier_init(&barrier, NULL, THREADS);
	say("in step", together(in_step, THREADS));
	say("once", done_once);
	say("readers saw wrong", together(read_or_write, 4));
	say("sem_init", sem_init(&sem, 0, 0));
	say("given and taken", together(give, 4));
	say("sem_trywait", sem_trywait(&sem));
	say("sem_timedwait", sem_timedwait(&sem, &soon));
}

/* --- memory of one's own --- */

static __thread int mine = 5;
static __thread char block[5000];
static pthread_key_t key;
static int destroyed;

static void destroy(void *value)
{
	__atomic_add_fetch(&destroyed, (int)(long)value, __ATOMIC_SEQ_CST);
}

static void *own(void *arg)
{
	long wrong = mine != 5 || block[4999] || errno;

	pthread_setspecific(key, (void *)((long)arg + 1));
	for (int i = 0; i < 100; i++) {
		mine = (int)(long)arg + i;
		block[4999] = (char)(long)arg;
		errno = (int)(long)arg;
		sched_yield();
		wrong += mine != (int)(long)arg + i || block[4999] != (char)(long)arg;
		wrong += errno != (int)(long)arg;
		wrong += pthread_getspecific(key) != (void *)((long)arg + 1);
	}
	return (void *)wrong;
}

static void own_memory(void)
{
	tell("-- thread-local\n");
	pthread_key_create(&key, destroy);
	say("wrong", together(own, THREADS));
	say("destroyed", destroyed);
	say("of the first thread", mine);
}

/* --- cancellation --- */

static int cleaned, reading[2];

static void clean(void *arg)
{
	cleaned += (int)(long)arg;
}

static void unlock(void *mutex_of_it)
{
	pthread_mutex_unlock(mutex_of_it);
}

static void *to_be_cancelled(void *arg)
{
	pthread_cleanup_push(clean, (void *)1);
	pthread_cleanup_push(clean, (void *)10);
	sem_post(&sem);
	switch ((long)arg) {
	case 0:
		pause();
		break;
	case 1:
		read(reading[0], &(char){ 0 }, 1);
		break;
	case 2:
		pthread_mutex_lock(&mutex);
		pthread_cleanup_push(unlock, &mutex);
		pthread_cond_wait(&filled, &mutex);
		pthread_cleanup_pop(0);
		break;
	case 3:
		for (;;)
			pthread_testcancel();
	case 4:
		pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
		for (volatile int i = 0;; i++)
			;
	case 5:
		pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
		usleep(30000);
		pthread_exit((void *)55);
	}
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(0);
	return NULL;
}

static void cancellation(void)
{
	tell("-- cancellation\n");
	pipe(reading);
	for (long i = 0; i < 6; i++) {
		pthread_t thread;
		void *result;

		cleaned = 0;
		pthread_create(&thread, NULL, to_be_cancelled, (void *)i);
		sem_wait(&sem);
		usleep(5000);
		say("cancel", pthread_cancel(thread));
		say("join", pthread_join(thread, &result));
		say("cancelled", result == PTHREAD_CANCELED);
		say("cleaned", cleaned);
	}
	say("the mutex is free", pthread_mutex_trylock(&mutex));
	pthread_mutex_unlock(&mutex);
}

/* --- signals --- */

static __thread volatile int caught;
static sem_t ready;
static sigset_t usr2;

static void catch(int sig)
{
	caught += sig == SIGUSR1;
}

static void *wait_for_it(void *arg)
{
	sigset_t none;

	sigemptyset(&none);
	sem_post(&ready);
	while (!caught)
		sigsuspend(&none);
	return (void *)(long)(caught + ((long)arg ? 0 : 100));
}

static void *take_usr2(void *arg)
{
	int sig = 0;

	sem_post(&ready);
	say("sigwait", sigwait(&usr2, &sig));
	say("signal", sig);
	return arg;
}

static void thread_signals(void)
{
	struct sigaction act;
	sigset_t usr1;
	pthread_t one, two;
	void *result;

	tell("-- signals\n");
	memset(&act, 0, sizeof act);
	act.sa_handler = catch;
	sigaction(SIGUSR1, &act, NULL);
	sem_init(&ready, 0, 0);
	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &usr1, NULL);
	pthread_create(&one, NULL, wait_for_it, (void *)0);
	pthread_create(&two, NULL, wait_for_it, (void *)1);
	sem_wait(&ready);
	sem_wait(&ready);
	say("kill", pthread_kill(two, SIGUSR1));
	pthread_join(two, &result);
	say("two", (long)result);
	say("kill of the process", kill(getpid(), SIGUSR1));
	pthread_join(one, &result);
	say("one", (long)result);
	say("first thread", caught);
	sigemptyset(&usr2);
	sigaddset(&usr2, SIGUSR2);
	pthread_sigmask(SIG_BLOCK, &usr2, NULL);
	pthread_create(&one, NULL, take_usr2, NULL);
	sem_wait(&ready);
	kill(getpid(), SIGUSR2);
	pthread_join(one, NULL);
	say("kill with 0", pthread_kill(pthread_self(), 0));
}

/* --- how threads and processes end --- */

static void *forever(void *arg)
{
	for (;;)
		pause();
	return arg;
}

static void *end_all(void *arg)
{
	(void)arg;
	usleep(10000);
	exit(9);
}

static void *fork_too(void *arg)
{
	int status;
	pid_t pid = fork();

	if (!pid)
		_exit(20 + (int)(long)arg);
	waitpid(pid, &status, 0);
	return (void *)(long)WEXITSTATUS(status);
}

static void *crash(void *arg)
{
	raise(SIGTERM);
	return arg;
}

static void *go_elsewhere(void *arg)
{
	execl("/proc/self/exe", "threads", "again", NULL);
	return arg;
}

static void start_and(thread_function *function, bool leave)
{
	pthread_t thread;
	int status;

	if (!fork()) {
		pthread_create(&thread, NULL, forever, NULL);
		pthread_create(&thread, NULL, function, NULL);
		if (leave)
			pthread_exit(NULL);
		pthread_join(thread, NULL);
		_exit(1);
	}
	wait(&status);
	say("status", status);
}

static void ends(void)
{
	pthread_attr_t attr;
	pthread_t thread;
	size_t size = 0;

	tell("-- ends\n");
	say("exit in a thread", 0);
	start_and(end_all, false);
	say("exit in the last but one", 0);
	start_and(end_all, true);
	say("signal in a thread", 0);
	start_and(crash, false);
	say("exec in a thread", 0);
	start_and(go_elsewhere, false);
	say("forks", together(fork_too, 4));
	pthread_attr_init(&attr);
	say("small stack", pthread_attr_setstacksize(&attr, 4 * PTHREAD_STACK_MIN));
	say("detached", pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED));
	pthread_attr_getstacksize(&attr, &size);
	say("create", pthread_create(&thread, &attr, take_usr2, NULL));
	sem_wait(&ready);
	kill(getpid(), SIGUSR2);
	usleep(50000);
	for (int i = 0; i < 200; i++)
		together(own, 4);
	say("many", 1);
}

int main(int argc, char *argv[])
{
	(void)argv;
	if (argc > 1) {
		say("again, threads", syscall(SYS_gettid) == getpid());
		return 12;
	}
	tell("%u-bit program\n", (unsigned)sizeof (void *) * 8);
	mutexes();
	robust_mutexes();
	conditions();
	others();
	own_memory();
	cancellation();
	thread_signals();
	ends();
	return 0;
}
