/* threads_end.c - signals to threads, and how threads and processes end. */
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "threads.h"

/* --- signals --- */

static __thread volatile int caught;
static sem_t ready, told;
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
	sem_post(&told);
	return arg;
}

void thread_signals(void)
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
	sem_init(&told, 0, 0);
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
	sem_wait(&told);
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

void ends(void)
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
	sem_wait(&told);
	for (int i = 0; i < 200; i++)
		together(own, 4);
	say("many", 1);
}
