/* fuzz.c - a fuzzer of system calls: workers make random ones, a supervisor starts them again.
 *
 *     fuzz [-n CALLS] [-s SEED] [-j WORKERS] [-r CALLS_A_ROUND] [-v]
 *
 * Each round has a filesystem in memory of its own, where half of the workers are root in a
 * chroot and half are user 1001, all under limits.  In the end, or when SIGTERM says so, all
 * that they left is removed, and memory must be what it was after the first round.  The last
 * line is the verdict; the exit status is 0 when it is "ok". */
#include "fuzz.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	WORKERS_MAX = 16, WORKER_CALLS = 1000, USER = 1001, TICK_US = 50000,
	STUCK_TICKS = 4,                /* without a call: it is killed */
	IDLERS = 8,                     /* workers in a row without a call: the world is broken */
	LEAK_KB = 256,                  /* caches may keep so much more than after round 1 */
	PIDS = 32768,
};

static unsigned long calls_wanted = 100000, round_calls = 100000;
static uint64_t seed = 1;
static unsigned workers = 6;

static struct { struct slot *slot; pid_t pid; uint64_t last; unsigned quiet; } crew[WORKERS_MAX];
static unsigned long total, started, stuck, spoilt, exited, signalled[65];
static uint8_t done[WAYS][CALLS_MAX];
static long memory_first;
static int null, verbose;

void die(const char *what)
{
	printf("fuzz: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* --- processes --- */

static pid_t pid_named(const char *name)
{
	char *end;
	long pid = strtol(name, &end, 10);

	return *end || pid <= 0 || pid >= PIDS ? 0 : (pid_t)pid;
}

/* Of a process that is there; 0: it is not, or no more. */
static pid_t parent_of(pid_t pid)
{
	char path[32], text[256];
	int fd, parent = 0;
	const char *name_end;
	ssize_t n;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = 0;
	name_end = strrchr(text, ')');  /* a name may have anything in it */
	if (!name_end || sscanf(name_end, ") %*c %d", &parent) != 1 || parent >= PIDS)
		return 0;
	return parent;
}

/* End every process that comes from us: orphans are handed to us.  Others may run beside. */
static unsigned kill_ours(void)
{
	DIR *dir = opendir("/proc");
	unsigned n = 0;

	if (!dir)
		die("/proc");
	for (struct dirent *d; (d = readdir(dir));) {
		pid_t pid = pid_named(d->d_name), above = pid;

		for (unsigned far = 0; above && above != getpid() && far < PIDS; far++)
			above = parent_of(above);
		if (above && pid != getpid()) {
			n++;
			kill(pid, SIGKILL);
		}
	}
	closedir(dir);
	return n;
}

static void end_all(void)
{
	for (unsigned i = 0; kill_ours(); i++) {
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
		usleep(1000);
		if (i > 20000)
			die("processes that do not end");
	}
	for (unsigned i = 0; i < workers; i++)
		crew[i].pid = 0;
}

static void set_limits(void)
{
	static const struct { int which; rlim_t limit; } limits[] = {
		{ RLIMIT_AS, 24 << 20 }, { RLIMIT_NPROC, 24 }, { RLIMIT_NOFILE, 64 },
		{ RLIMIT_FSIZE, 1 << 20 }, { RLIMIT_CPU, 3 }, { RLIMIT_CORE, 0 },
	};

	for (unsigned i = 0; i < sizeof limits / sizeof *limits; i++)
		setrlimit(limits[i].which, &(struct rlimit){ limits[i].limit, limits[i].limit });
}

static void start(unsigned i)
{
	uint64_t own = mix(seed * 1000003 + started);
	int root = own & 1;
	char name[16];

	memset(crew[i].slot, 0, sizeof *crew[i].slot);
	crew[i].last = crew[i].quiet = 0;
	started++;
	crew[i].pid = fork();
	if (crew[i].pid < 0) {
		crew[i].pid = 0;
		return;
	}
	if (crew[i].pid)
		return;
	setitimer(ITIMER_REAL, &(struct itimerval){ { 0, 0 }, { 0, 0 } }, NULL);
	prctl(PR_SET_CHILD_SUBREAPER, 0);
	snprintf(name, sizeof name, "fuzz %lu", started - 1);
	prctl(PR_SET_NAME, name);
	/* The console is not theirs: root in there may even replace /dev/null. */
	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	if (chroot(HOME) || chdir("/tmp"))
		_exit(WORKER_FAILED);
	set_limits();
	setsid();
	/* With a real user id, so that the limits hold. */
	if (setgroups(0, NULL) || setresgid(USER, root ? 0 : USER, USER) ||
	    setresuid(USER, root ? 0 : USER, USER))
		_exit(WORKER_FAILED);
	worker(crew[i].slot, own, WORKER_CALLS, root);
}

/* What worker i did goes to the sums.  False: it and others could not begin, since somebody
 * (there are roots among them) has taken the world apart. */
static int finish(unsigned i, int status)
{
	static unsigned idlers;
	const struct slot *slot = crew[i].slot;

	if (slot->up + slot->down || slot->up > WORKER_CALLS * 100) {
		spoilt++;
	} else {
		total += slot->up;
		for (unsigned way = 0; way < WAYS; way++)
			for (unsigned k = 0; k < CALLS_MAX; k++)
				done[way][k] |= slot->done[way][k] == DONE;
	}
	if (WIFSIGNALED(status))
		signalled[WTERMSIG(status)]++;
	else
		exited++;
	crew[i].pid = 0;
	idlers = slot->up ? 0 : idlers + 1;
	if (idlers < IDLERS && (!WIFEXITED(status) || WEXITSTATUS(status) != WORKER_FAILED))
		return 1;
	idlers = 0;
	return 0;
}

static void look_for_stuck(void)
{
	for (unsigned i = 0; i < workers; i++) {
		uint64_t now = crew[i].slot->up;

		if (!crew[i].pid || now != crew[i].last) {
			crew[i].last = now;
			crew[i].quiet = 0;
		} else if (++crew[i].quiet == STUCK_TICKS) {
			stuck++;
			kill(crew[i].pid, SIGKILL);
		}
	}
}

static volatile sig_atomic_t ticked, stopped;

static void tick(int sig)
{
	(void)sig;
	ticked = 1;
}

/* Whoever has seen enough: the verdict follows. */
static void stop(int sig)
{
	(void)sig;
	stopped = 1;
}

static void run_round(unsigned long until)
{
	int whole = 1;

	world_make();
	while (whole && !stopped && total < until) {
		int status;
		pid_t pid;

		for (unsigned i = 0; i < workers; i++)
			if (!crew[i].pid)
				start(i);
		pid = waitpid(-1, &status, 0);
		for (unsigned i = 0; pid > 0 && i < workers; i++)
			if (crew[i].pid == pid)
				whole = finish(i, status);
		if (ticked) {
			ticked = 0;
			look_for_stuck();
		}
	}
	end_all();
	world_remove();
}

/* --- the verdict --- */

static long memory_free(void)
{
	char line[128];
	long kb = -1;
	FILE *f = fopen("/proc/meminfo", "r");

	while (f && fgets(line, sizeof line, f))
		sscanf(line, "MemFree: %ld kB", &kb);
	if (f)
		fclose(f);
	return kb;
}

static unsigned calls_done(void)
{
	unsigned n = 0;

	for (unsigned way = 0; way < WAYS; way++)
		for (unsigned k = 0; k < CALLS_MAX; k++)
			n += done[way][k];
	return n;
}

static int verdict(void)
{
	long memory = memory_free();
	int ok = memory >= memory_first - LEAK_KB && spoilt < started / 20;

	printf("fuzz: %lu workers: %lu exited, %lu were stuck, %lu spoilt their counters; signals",
	       started, exited, stuck, spoilt);
	for (int sig = 1; sig < 65; sig++)
		if (signalled[sig])
			printf(" %d:%lu", sig, signalled[sig]);
	printf("\nfuzz: %u of %u calls succeeded once; MemFree %ld kB, after the first round %ld kB\n",
	       calls_done(), calls_known, memory, memory_first);
	if (verbose)
		print_missing(done);
	printf("fuzz: %d bits, seed %llu, %lu calls: %s\n", (int)sizeof(long) * 8,
	       (unsigned long long)seed, total, ok ? "ok" : "FAILED");
	return !ok;
}

static void options(int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "n:s:j:r:v")) != -1)
		switch (c) {
		case 'n': calls_wanted = strtoul(optarg, NULL, 0); break;
		case 's': seed = strtoull(optarg, NULL, 0); break;
		case 'j': workers = (unsigned)atoi(optarg); break;
		case 'r': round_calls = strtoul(optarg, NULL, 0); break;
		case 'v': verbose = 1; break;
		default: exit(2);
		}
	if (!workers || workers > WORKERS_MAX)
		workers = WORKERS_MAX;
	if (round_calls > calls_wanted / 2)
		round_calls = calls_wanted / 2 + 1;
}

int main(int argc, char **argv)
{
	struct itimerval every = { { 0, TICK_US }, { 0, TICK_US } };
	unsigned long rounds = 0, shown = 0;

	if (strstr(argv[0], "prog"))            /* a worker ran the program */
		return 0;
	options(argc, argv);
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("fuzz: seed %llu, %lu calls\n", (unsigned long long)seed, calls_wanted);
	for (unsigned i = 0; i < workers; i++) {
		crew[i].slot = mmap(NULL, sizeof *crew[i].slot, PROT_READ | PROT_WRITE,
				    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		if (crew[i].slot == MAP_FAILED)
			die("mmap");
	}
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	world_init();
	sigaction(SIGALRM, &(struct sigaction){ .sa_handler = tick }, NULL);
	setitimer(ITIMER_REAL, &every, NULL);
	sigaction(SIGTERM, &(struct sigaction){ .sa_handler = stop }, NULL);
	while (total < calls_wanted && !stopped) {
		run_round((total / round_calls + 1) * round_calls);
		rounds++;
		if (total / round_calls == shown)
			continue;
		shown = total / round_calls;
		if (!memory_first)
			memory_first = memory_free();
		printf("fuzz: %lu calls, %lu worlds, MemFree %ld kB\n", total, rounds, memory_free());
	}
	return verdict();
}
