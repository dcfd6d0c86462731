/* limit.c - limits of a process: set, kept, and what happens at them. */
#include "calls.h"
#include <sys/resource.h>
#include <sys/time.h>

static void set(int which, rlim_t cur, rlim_t max)
{
	struct rlimit r = { cur, max };

	MUST(setrlimit(which, &r));
}

static void arguments(void)
{
	struct rlimit r;

	for (int i = 0; i < 16; i++) {
		TRY(getrlimit(i, &r));
		/* Two depend on the size of the machine. */
		if (i != RLIMIT_NPROC && i != RLIMIT_SIGPENDING && i != RLIMIT_NOFILE &&
		    i != RLIMIT_MEMLOCK && i != RLIMIT_CORE && i != RLIMIT_MSGQUEUE)
			printf("%d: %ld %ld\n", i, (long)r.rlim_cur, (long)r.rlim_max);
	}
	TRY(getrlimit(16, &r));
	TRY(getrlimit(-1, &r));
	TRY(getrlimit(0, (void *)16));
	r = (struct rlimit){ 10, 5 };
	TRY(setrlimit(RLIMIT_CPU, &r));
	IN_CHILD("not root", {
		set(RLIMIT_NOFILE, 100, 200);
		MUST(setuid(1000));
		r = (struct rlimit){ 200, 200 };
		TRY(setrlimit(RLIMIT_NOFILE, &r));
		r = (struct rlimit){ 200, 201 };
		TRY(setrlimit(RLIMIT_NOFILE, &r));
		r = (struct rlimit){ 100, 150 };
		TRY(setrlimit(RLIMIT_NOFILE, &r));
		r = (struct rlimit){ 100, 200 };
		TRY(setrlimit(RLIMIT_NOFILE, &r));
		TRY(prlimit(getppid(), RLIMIT_NOFILE, NULL, &r));
		TRY(prlimit(1, RLIMIT_NOFILE, NULL, &r));
	});
	TRY(prlimit(99999, RLIMIT_NOFILE, NULL, &r));
	pid_t pid = child();

	if (!pid) {
		pause();
		_exit(0);
	}
	struct rlimit new = { 77, 88 };

	TRY(prlimit(pid, RLIMIT_NOFILE, &new, &r));
	TRY(prlimit(pid, RLIMIT_NOFILE, NULL, &r));
	printf("%ld %ld\n", (long)r.rlim_cur, (long)r.rlim_max);
	kill(pid, SIGKILL);
	wait(NULL);
}

static void files(void)
{
	IN_CHILD("RLIMIT_NOFILE", {
		int fd[2];

		set(RLIMIT_NOFILE, 5, 100);
		TRY(dup(0));
		TRY(dup(0));
		TRY(dup(0));
		TRY(open("/dev/null", O_RDONLY));
		TRY(pipe(fd));
		TRY(dup2(0, 4));
		TRY(dup2(0, 5));
		TRY(fcntl(0, F_DUPFD, 5));
		TRY(fcntl(0, F_DUPFD, 4));
		close(4);
		TRY(pipe(fd));
		TRY(dup(0));
		set(RLIMIT_NOFILE, 2, 100);
		TRY(write(3, "", 0) >= -1);
		TRY(poll(NULL, 3, 0));
	});
	IN_CHILD("RLIMIT_FSIZE", {
		put_file("big", "");
		MUST(truncate("big", 5000));
		set(RLIMIT_FSIZE, 1000, RLIM_INFINITY);
		signal(SIGXFSZ, SIG_IGN);
		int fd = open("file", O_RDWR | O_CREAT, 0644);
		static char buf[3000];

		TRY(write(fd, buf, 600));
		TRY(write(fd, buf, 600));
		TRY(write(fd, buf, 1));
		TRY(pwrite(fd, buf, 10, 995));
		TRY(pwrite(fd, buf, 10, 5000));
		TRY(ftruncate(fd, 1000));
		TRY(ftruncate(fd, 1001));
		TRY(truncate("file", 1001));
		TRY(truncate("big", 4000));
		TRY(truncate("big", 4001));
		TRY(lseek(fd, 0, SEEK_END));
		int p = open("/dev/null", O_WRONLY);

		TRY(write(p, buf, 3000));
		/* What was printed is to go to a file, too. */
		set(RLIMIT_FSIZE, RLIM_INFINITY, RLIM_INFINITY);
	});
	IN_CHILD("SIGXFSZ", {
		set(RLIMIT_FSIZE, 10, 10);
		int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0644);

		write(fd, "12345678901", 11);
		write(fd, "x", 1);
	});
}

static volatile sig_atomic_t xcpu;

static void on_xcpu(int sig)
{
	(void)sig;
	xcpu++;
}

static void cpu(void)
{
	IN_CHILD("RLIMIT_CPU", {
		set(RLIMIT_CPU, 1, 2);
		for (;;)
			;
	});
	IN_CHILD("RLIMIT_CPU caught", {
		signal(SIGXCPU, on_xcpu);
		set(RLIMIT_CPU, 1, 2);
		while (!xcpu)
			;
		printf("SIGXCPU %d\n", (int)xcpu);
		fflush(stdout);
		for (;;)
			;
	});
}

static void priorities(void)
{
	TRY(getpriority(PRIO_PROCESS, 0));
	TRY(nice(5));
	TRY(getpriority(PRIO_PROCESS, 0));
	TRY(setpriority(PRIO_PROCESS, 0, 30));
	TRY(getpriority(PRIO_PROCESS, 0));
	TRY(setpriority(PRIO_PROCESS, 0, -30));
	TRY(getpriority(PRIO_PROCESS, 0));
	TRY(setpriority(PRIO_PROCESS, 0, 0));
	TRY(setpriority(9, 0, 0));
	TRY(setpriority(PRIO_PROCESS, 99999, 0));
	TRY(getpriority(PRIO_PROCESS, 99999));
	IN_CHILD("not root", {
		MUST(setuid(1000));
		TRY(nice(1));
		TRY(nice(-1));
		TRY(setpriority(PRIO_PROCESS, 0, 0));
		TRY(setpriority(PRIO_PROCESS, 1, 5));
		TRY(setpriority(PRIO_PROCESS, getppid(), 5));
	});
	IN_CHILD("a group", {
		int go[2];

		setpgid(0, 0);
		MUST(pipe(go));
		pid_t pid = child();

		if (!pid) {
			hear(go);
			_exit(getpriority(PRIO_PROCESS, 0));
		}
		TRY(setpriority(PRIO_PGRP, 0, 7));
		TRY(getpriority(PRIO_PGRP, getpgrp()));
		tell(go);
		reap("child's", pid);
	});
	struct sched_param p = { 0 };

	TRY(sched_getscheduler(0));
	TRY(sched_setscheduler(0, SCHED_BATCH, &p));
	TRY(sched_getscheduler(0));
	TRY(sched_setscheduler(0, SCHED_OTHER, &p));
	p.sched_priority = 1;
	TRY(sched_setscheduler(0, SCHED_OTHER, &p));
	TRY(sched_setscheduler(0, 99, &p));
	TRY(sched_getparam(0, &p));
	printf("%d\n", p.sched_priority);
	TRY(sched_get_priority_max(SCHED_RR));
	TRY(sched_get_priority_min(SCHED_FIFO));
	TRY(sched_get_priority_max(SCHED_OTHER));
	TRY(sched_get_priority_max(44));
	cpu_set_t set;

	TRY(sched_getaffinity(0, sizeof set, &set));
	printf("%d CPU\n", CPU_COUNT(&set));
	TRY(sched_setaffinity(0, sizeof set, &set));
	CPU_ZERO(&set);
	TRY(sched_setaffinity(0, sizeof set, &set));
	TRY(syscall(SYS_sched_getaffinity, 0, 1, &set));
	TRY(syscall(SYS_sched_getaffinity, 0, 12, &set));
	TRY(syscall(SYS_sched_getaffinity, 99999, sizeof set, &set));
}

int main(void)
{
	arguments();
	files();
	cpu();
	priorities();
	return 0;
}
