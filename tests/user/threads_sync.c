/* threads_sync.c - mutexes, conditions, barriers, semaphores, locks for reading. */
#include <sched.h>
#include "threads.h"

/* --- mutexes, with and without waiting --- */

pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
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

static void *try_it(void *arg)
{
	struct timespec soon = in(20000000);

	say("trylock", pthread_mutex_trylock(&mutex));
	say("timedlock", pthread_mutex_timedlock(&mutex, &soon));
	return arg;
}

void mutexes(void)
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

void robust_mutexes(void)
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

pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static pthread_cond_t taken = PTHREAD_COND_INITIALIZER;
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

void conditions(void)
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
sem_t sem;
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

void others(void)
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
