/* threads.c - POSIX threads as a C library makes them of clone and futex.
 *
 * Prints the same on every Linux, however the threads take turns. */
#include <sys/syscall.h>
#include <unistd.h>
#include "threads.h"

long together(thread_function *function, long n)
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

struct timespec in(long ns)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_nsec += ns;
	t.tv_sec += t.tv_nsec / 1000000000;
	t.tv_nsec %= 1000000000;
	return t;
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
