/* threads_own.c - what is a thread's own, and how another one ends it. */
#include <sched.h>
#include <unistd.h>
#include "threads.h"

/* --- memory of one's own --- */

static __thread int mine = 5;
static __thread char block[5000];
static pthread_key_t key;
static int destroyed;

static void destroy(void *value)
{
	__atomic_add_fetch(&destroyed, (int)(long)value, __ATOMIC_SEQ_CST);
}

void *own(void *arg)
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

void own_memory(void)
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

void cancellation(void)
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
