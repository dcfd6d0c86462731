/* fuzz_worker.c - random system calls with random and with nearly right arguments.
 *
 * Those that are root also let allocations of the kernel fail now and then.
 *
 * What is left out, because it legitimately ends the machine or the test:
 *   - reboot;
 *   - root's signals to, and limits for, any process but the caller: they would end the
 *     supervisor and the shell (init itself takes no signals).  Workers that are not root
 *     send them to everybody, the whole world with kill(-1) included;
 *   - the kernel's own prctl that prints every call: it would only fill the console. */
#include "fuzz.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>
#include "fuzz_values.h"
#include "testuser/calls.h"

enum { CHILD_CALLS = 30 };

static int is_root, low;        /* low: MAP_32BIT or 0 */
static int fail_fd;             /* /proc/fail-nth */

const unsigned calls_known = COUNT(calls_32) + (sizeof(word) == 8 ? COUNT(calls_64) : 0);

static void print_table(const char *what, const struct call *table, unsigned n, const uint8_t *done)
{
	printf("fuzz: never successful, %s:", what);
	for (unsigned i = 0; i < n; i++)
		if (!done[table[i].number])
			printf(" %s", table[i].name);
	printf("\n");
}

void print_missing(uint8_t done[WAYS][CALLS_MAX])
{
#ifdef __x86_64__
	print_table("syscall", calls_64, COUNT(calls_64), done[0]);
#endif
	print_table("int 80h", calls_32, COUNT(calls_32), done[1]);
}

/* --- calls --- */

static word argument(char letter)
{
	if (one_in(12))
		return one_in(2) ? edge() : pointer();
	switch (letter) {
	case 'd': return one_in(2) ? descriptor() : number();
	case 'x': return one_in(3) ? number() : flags();
	case 'o': return one_in(4) ? (word)any() : (word)(any() & 0777);
	case 's': return string();
	case 'b':
	case 'p': return pointer();
	default: return (word)any();
	}
}

static int is(const struct call *call, const char *name)
{
	return !strcmp(call->name, name);
}

/* Arguments that hardly any random number would hit. */
static void hint(const struct call *call, int narrow, word a[6])
{
	if (one_in(8))
		return;
	if (is(call, "ioctl"))
		a[1] = one_in(8) ? 0x1260 + below(32) : one_in(8) ? 0x4b30 + below(16) :
		       one_in(8) ? 0x80081272 : 0x5400 + below(0x68);
	else if (is(call, "fcntl") || is(call, "fcntl64"))
		a[1] = one_in(2) ? below(16) : 1024 + below(12);
	else if (is(call, "prctl"))
		a[0] = below(60);
	else if (is(call, "arch_prctl"))
		a[0] = 0x1000 + below(6);
	else if (is(call, "futex") || is(call, "futex_time64"))
		a[1] = below(14) | (one_in(2) ? 128 : 0) | (one_in(4) ? 256 : 0);
	else if (is(call, "mmap") || is(call, "mmap2")) {
		a[2] = below(8);
		a[3] = (1 + below(3)) | (one_in(3) ? 0 : 0x20) | (one_in(3) ? 0x10 : 0) |
		       (one_in(6) ? flags() : 0);
		a[5] = one_in(2) ? 0 : PAGE * below(10);
	} else if (is(call, "mprotect"))
		a[2] = below(8);
	else if (is(call, "mremap"))
		a[3] = below(4);
	else if (is(call, "clone"))
		a[0] = (one_in(3) ? flags() << 8 : 0) | (one_in(4) ? below(256) : SIGCHLD);
	else if (is(call, "lseek"))
		a[2] = below(6);
	else if (is(call, "wait4") || is(call, "waitpid"))
		a[2] |= 1;
	else if (is(call, "rt_sigaction") || is(call, "rt_sigprocmask") || is(call, "ppoll"))
		a[is(call, "ppoll") ? 4 : 3] = 8;
	else if (is(call, "setitimer"))
		a[0] = below(3);
	else if (is(call, "waitid")) {
		a[0] = below(3);
		a[3] = 5;
	} else if (is(call, "set_robust_list"))
		a[1] = narrow ? 12 : 24;
	else if (is(call, "linkat"))
		a[4] = one_in(2) ? 0x400 : 0;
	else if (is(call, "statfs64") || is(call, "fstatfs64"))
		a[1] = 84;
	else if (is(call, "ftruncate64") || is(call, "truncate64"))
		a[2] = 0;
	else if (is(call, "setpgid"))
		a[0] = a[1] = 0;
	else if (!strncmp(call->name, "execve", 6) && one_in(2)) {
		unsigned at = is(call, "execveat");

		a[at] = (word)(one_in(2) ? "/prog" : "/script");
		a[at + 1] = one_in(2) ? 0 : a[at + 1];
		a[at + 2] = one_in(2) ? 0 : a[at + 2];
		a[4] = 0;
	} else if (is(call, "pipe2") || is(call, "dup3") || is(call, "open") || is(call, "openat"))
		a[is(call, "pipe2") ? 1 : 2] ^= one_in(2) ? 0x42 : 0;
}

/* Of signals and limits a root worker only has its own. */
static void restrain(const struct call *call, word a[6])
{
	static const struct { const char *name; unsigned char first, second; } others[] = {
		{ "kill", 0, 0 }, { "tkill", 0, 0 }, { "tgkill", 0, 1 },
		{ "rt_sigqueueinfo", 0, 0 }, { "rt_tgsigqueueinfo", 0, 1 }, { "prlimit64", 0, 0 },
		{ "setpriority", 1, 1 },
	};

	if (is(call, "prctl") && (uint32_t)a[0] == 0x464c5452)
		a[0] = 0;
	for (unsigned i = 0; is_root && i < COUNT(others); i++)
		if (is(call, others[i].name))
			a[others[i].first] = a[others[i].second] = (word)getpid();
}

static int ends_early(const struct call *call)
{
	return !strncmp(call->name, "exit", 4) || is(call, "vfork") || is(call, "rt_sigreturn") ||
	       is(call, "sigreturn") || is(call, "pause") || strstr(call->name, "sigsuspend");
}

static int forks(const struct call *call)
{
	return is(call, "fork") || is(call, "vfork") || is(call, "clone");
}

static const struct call *choose(int narrow)
{
	static const struct call unknown[] = { { 0, "unknown", "xxxxxx" } };
	const struct call *table = calls_32;
	unsigned n = COUNT(calls_32);

	if (!narrow && sizeof(word) == 8) {
		table = calls_64;
		n = COUNT(calls_64);
	}
	for (;;) {
		const struct call *call = one_in(50) ? unknown : &table[below(n)];

		if (is(call, "reboot") || (ends_early(call) && !one_in(20)) ||
		    (forks(call) && !one_in(4)))
			continue;
		return call;
	}
}

/* Is there a call of this number after all?  The kernel looks at 32 bits of it. */
static int is_known(int narrow, uint32_t nr)
{
	const struct call *table = calls_32;
	unsigned n = COUNT(calls_32);

	if (!narrow) {
		table = calls_64;
		n = COUNT(calls_64);
	}
	while (n--)
		if ((uint32_t)table[n].number == nr)
			return 1;
	return 0;
}

/* Root may let one of the next allocations fail. */
static void fail_one(void)
{
	char text[4] = { (char)('1' + below(9)) };

	write(fail_fd, text, 1 + one_in(4));
}

/* One call; true in a child that it made. */
static int one_call(struct slot *slot)
{
	int narrow = sizeof(word) == 4 || one_in(3);
	const struct call *call = choose(narrow);
	word a[6], nr = call->number, result;

	if (one_in(3))
		fill(pool + TEMPLATE * below(POOL / TEMPLATE), narrow);
	for (unsigned i = 0; i < 6; i++)
		a[i] = argument(i < strlen(call->letters) ? call->letters[i] : 'x');
	for (unsigned i = 1; i < 6 && call->letters[i - 1]; i++)
		if (call->letters[i - 1] == 'b')
			a[i] = length();
	hint(call, narrow, a);
	restrain(call, a);
	if (is(call, "unknown")) {
		nr = one_in(2) ? edge() : 200 + below(400);
		if (is_known(narrow, (uint32_t)nr))     /* it has its restraints above */
			return 0;
	}
	if (is_root && one_in(4))
		fail_one();
	__atomic_fetch_add(&slot->up, 1, __ATOMIC_RELAXED);
	__atomic_fetch_sub(&slot->down, 1, __ATOMIC_RELAXED);
	result = (word)(narrow ? raw_int80(nr, a) :
#ifdef __x86_64__
			raw_syscall(nr, a)
#else
			0
#endif
			);
	if (result <= -4096ul && !is(call, "unknown"))
		slot->done[narrow][call->number] = DONE;
	remember(result);
	return forks(call) && !result;
}

/* --- a worker's life --- */

/* Half of the workers have all of it where int 80h can reach it. */
static void *map(size_t size, int prot, int flags, int fd)
{
	void *at = mmap(NULL, size, prot, flags | low, fd, 0);

	if (at == MAP_FAILED)
		_exit(WORKER_FAILED);
	return at;
}

static void open_files(void)
{
	int fd[2], file;

	pipe(fd);
	open("/dev/zero", O_RDWR);
	open("/dev/full", O_RDWR);
	open("/dev/urandom", O_RDONLY);
	open("/dev/tty1", O_RDWR | O_NONBLOCK | O_NOCTTY);
	open("d0", O_RDONLY | O_DIRECTORY | O_NONBLOCK);
	open("f0", O_PATH);
	open("/proc/self/maps", O_RDONLY);
	open("/proc/self", O_RDONLY | O_DIRECTORY);
	open("p0", O_RDWR | O_NONBLOCK);
	fail_fd = open("/proc/fail-nth", O_WRONLY);
	file = open("f1", O_RDWR | O_CREAT | O_NONBLOCK, 0666);
	if (file >= 0)
		ftruncate(file, 100);
	beyond = map(2 * PAGE, PROT_READ | PROT_WRITE,
		     MAP_SHARED | (file < 0 ? MAP_ANONYMOUS : 0), file);
	beyond += PAGE;
}

static void make_tree(void)
{
	mkdir("d0", 0777);
	mkdir("d0/d1", 0777);
	close(open("f0", O_RDWR | O_CREAT | O_NONBLOCK, 0666));
	close(open("d0/f0", O_RDWR | O_CREAT | O_NONBLOCK, 0666));
	mkfifo("p0", 0666);
	symlink("f0", "l0");
	symlink("d0/nowhere", "l1");
	symlink("loop", "loop");
}

void worker(struct slot *slot, uint64_t seed, unsigned calls, int root)
{
	/* Nothing that blocks does so for long: the alarm interrupts it. */
	struct itimerval tick = { { 0, 20000 }, { 0, 20000 } };

	random_state = seed;
	is_root = root;
	low = sizeof(word) == 8 && one_in(2) ? 0x40 : 0;
	make_tree();
	open_files();
	pool = map(POOL + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	munmap(pool + POOL, PAGE);
	readonly = map(PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	nothing = map(PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	signal(SIGALRM, handler);
	setitimer(ITIMER_REAL, &tick, NULL);
	for (unsigned i = 0; i < calls; i++)
		if (one_call(slot)) {
			random_state ^= slot->up;
			calls = i + CHILD_CALLS < calls ? i + CHILD_CALLS : calls;
		}
	_exit(0);
}
