/* threads.h - the parts of threads.c; each prints what it sees. */
#ifndef TESTS_USER_THREADS_H
#define TESTS_USER_THREADS_H

#include <pthread.h>
#include <semaphore.h>
#include <time.h>
#include "say.h"

enum { THREADS = 8, ROUNDS = 2000 };

typedef void *thread_function(void *);

/* Start a thread on each number below n, and wait for all; the sum of what they return. */
long together(thread_function *function, long n);
/* The time of day in so many nanoseconds. */
struct timespec in(long ns);

/* threads_sync.c */
extern pthread_mutex_t mutex;
extern pthread_cond_t filled;           /* nobody signals it after conditions() */
extern sem_t sem;
void mutexes(void);
void robust_mutexes(void);
void conditions(void);
void others(void);

/* threads_own.c */
thread_function own;                    /* what a thread sees that others do not, wrongly */
void own_memory(void);
void cancellation(void);

/* threads_end.c */
void thread_signals(void);
void ends(void);

#endif
