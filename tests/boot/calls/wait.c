/* wait.c - what a parent learns of its children. */
#include "calls.h"
#include <sys/resource.h>

static void show_info(const char *what, const siginfo_t *i, pid_t pid)
{
	printf("%s: signo %d code %d status %d pid %d\n", what, i->si_signo, i->si_code, i->si_status,
	       i->si_pid == pid);
}

static pid_t ends(int code)
{
	pid_t pid = child();

	if (!pid)
		_exit(code);
	return pid;
}

static pid_t waits(void)
{
	pid_t pid = child();

	if (!pid)
		for (;;)
			pause();
	return pid;
}

static void arguments(void)
{
	int status;
	siginfo_t i;

	TRY(wait(&status));
	TRY(waitpid(-1, &status, WNOHANG));
	TRY(waitpid(1, &status, 0));
	TRY(waitpid(99999, &status, 0));
	TRY(waitpid(-99999, &status, 0));
	TRY(waitpid(0, &status, 0));
	TRY(waitpid(INT32_MIN, &status, 0));
	TRY(waitpid(-1, &status, 64));
	TRY(waitid(P_ALL, 0, &i, WEXITED));
	TRY(waitid(P_ALL, 0, &i, 0));
	TRY(waitid(P_ALL, 0, &i, WNOHANG));
	TRY(waitid(P_ALL, 0, &i, WEXITED | 64));
	TRY(waitid(P_PID, 0, &i, WEXITED));
	TRY(waitid(P_PID, -1, &i, WEXITED));
	TRY(waitid(P_PGID, -1, &i, WEXITED));
	TRY(waitid(9, 0, &i, WEXITED));
	pid_t pid = ends(3);

	await_state(pid, "Z");
	TRY(waitpid(pid, (int *)16, 0) == pid);
	TRY(waitpid(pid, &status, 0));
	pid = ends(3);
	TRY(waitpid(pid, NULL, 0) == pid);
}

static void exits(void)
{
	static const int codes[] = { 0, 1, 127, 128, 255, 256, 257, -1 };
	pid_t pid;
	int status;
	siginfo_t i;

	for (unsigned k = 0; k < COUNT(codes); k++) {
		printf("%d ", codes[k]);
		reap("code", ends(codes[k]));
	}
	pid = waits();
	memset(&i, 0xff, sizeof i);
	TRY(waitid(P_PID, pid, &i, WEXITED | WNOHANG));
	printf("signo %d pid %d\n", i.si_signo, i.si_pid);
	TRY(waitpid(pid, &status, WNOHANG));
	kill(pid, SIGSTOP);
	TRY(waitid(P_PID, pid, &i, WSTOPPED | WNOWAIT));
	show_info("stopped", &i, pid);
	TRY(waitid(P_PID, pid, &i, WSTOPPED));
	show_info("stopped", &i, pid);
	TRY(waitid(P_PID, pid, &i, WSTOPPED | WNOHANG));
	kill(pid, SIGCONT);
	TRY(waitid(P_ALL, 0, &i, WCONTINUED | WNOWAIT));
	show_info("continued", &i, pid);
	TRY(waitid(P_PGID, getpgrp(), &i, WCONTINUED));
	kill(pid, SIGKILL);
	TRY(waitid(P_PID, pid, &i, WEXITED | WNOWAIT));
	show_info("killed", &i, pid);
	TRY(waitid(P_PID, pid, &i, WSTOPPED | WNOHANG));
	TRY(kill(pid, 0));
	TRY(waitid(P_PID, pid, NULL, WEXITED));
	TRY(kill(pid, 0));
	pid = ends(9);
	TRY(waitid(P_ALL, 0, &i, WEXITED));
	show_info("exited", &i, pid);
}

static void groups(void)
{
	int status;
	pid_t a = waits(), b = waits();

	setpgid(a, a);
	setpgid(b, b);
	kill(a, SIGTERM);
	kill(b, SIGINT);
	TRY(waitpid(0, &status, WNOHANG));
	TRY(waitpid(-a, &status, 0) == a);
	show_status("a", status);
	TRY(waitpid(-a, &status, 0));
	TRY(wait(&status) == b);
	show_status("b", status);
}

/* Compute so long, whoever else does. */
static void spin(long ms)
{
	struct timespec a, b;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
	do
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
	while ((b.tv_sec - a.tv_sec) * 1000 + (b.tv_nsec - a.tv_nsec) / 1000000 < ms);
}

static long ms_of(const struct timeval *t)
{
	return t->tv_sec * 1000 + t->tv_usec / 1000;
}

static void usages(void)
{
	struct rusage u, kids;
	pid_t pid = child();
	int status;

	if (!pid) {
		volatile char *big = malloc(8 << 20);

		for (int i = 0; i < 8 << 20; i += 1024)
			big[i] = 1;
		spin(300);
		_exit(0);
	}
	TRY(wait4(pid, &status, 0, &u) == pid);
	printf("time %d, memory %d, faults %d\n", ms_of(&u.ru_utime) + ms_of(&u.ru_stime) >= 150,
	       u.ru_maxrss > 8 << 10 && u.ru_maxrss < 64 << 10, u.ru_minflt > 1000);
	TRY(getrusage(RUSAGE_CHILDREN, &kids));
	printf("children %d %d\n", ms_of(&kids.ru_utime) + ms_of(&kids.ru_stime) >= 150,
	       kids.ru_maxrss > 8 << 10);
	spin(150);
	TRY(getrusage(RUSAGE_SELF, &u));
	printf("self %d %d\n", ms_of(&u.ru_utime) + ms_of(&u.ru_stime) >= 50, u.ru_maxrss > 0);
	TRY(getrusage(RUSAGE_THREAD, &u));
	TRY(getrusage(5, &u));
	TRY(syscall(SYS_getrusage, RUSAGE_SELF, 16));
	fflush(stdout);
	pid = fork();
	if (!pid) {
		nap(1500);
		_exit(0);
	}
	siginfo_t i;

	TRY(syscall(SYS_waitid, P_PID, pid, &i, WEXITED, &u));
	printf("slept %d\n", ms_of(&u.ru_utime) < 1000);
}

/* Zombies do nothing more, but are there. */
static void zombies(void)
{
	pid_t pid = ends(1);
	char path[64], state;

	await_state(pid, "Z");
	snprintf(path, sizeof path, "/proc/%d/cmdline", pid);
	FILE *f = fopen(path, "r");

	printf("cmdline %d\n", f ? fgetc(f) : 1);
	if (f)
		fclose(f);
	snprintf(path, sizeof path, "/proc/%d/exe", pid);
	TRY(readlink(path, &state, 1));
	TRY(kill(pid, SIGKILL));
	TRY(kill(pid, 0));
	TRY(getpgid(pid) == getpgrp());
	TRY(setpgid(pid, pid));
	reap("zombie", pid);
}

int main(void)
{
	arguments();
	exits();
	groups();
	usages();
	zombies();
	return 0;
}
