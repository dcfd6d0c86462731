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
#include "testuser/calls.h"

typedef unsigned long word;
enum { PAGE = 4096, RESULTS = 16, TEMPLATE = 512, CHILD_CALLS = 30, POOL = 8 * PAGE };
#define COUNT(a) (sizeof(a) / sizeof *(a))

static uint64_t state;
static int is_root, low;        /* low: MAP_32BIT or 0 */
static uint8_t *pool;           /* writable, then a page that is not there */
static uint8_t *readonly, *nothing, *beyond;    /* beyond: the end of the file mapped there */
static word results[RESULTS];
static unsigned results_at;
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

static uint64_t any(void)
{
	state += 0x9e3779b97f4a7c15ull;
	return mix(state);
}

static unsigned below(unsigned n)
{
	return (unsigned)(any() >> 33) % n;
}

static int one_in(unsigned n)
{
	return !below(n);
}

/* --- numbers --- */

static word edge(void)
{
	static const uint64_t edges[] = {
		0, 1, 2, 7, 8, 15, 16, 63, 64, 127, 128, 255, 256, 4095, 4096, 4097, 65535, 65536,
		0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff, 0x100000000, 0x100000001,
		0x7fffffff000, 0x7ffff000, 0x7fffffffffffffff, 0x8000000000000000,
		0xfffffffffffff000, 0xfffffffffffffff7, 0xfffffffffffffffe, 0xffffffffffffffff,
	};

	return (word)edges[below(COUNT(edges))] + (one_in(8) ? below(5) - 2 : 0);
}

static word flags(void)
{
	word value = 0;

	for (unsigned n = below(4); n--;)
		value |= 1ul << below(one_in(8) ? 8 * sizeof(word) : 20);
	return value;
}

static word number(void)
{
	switch (below(8)) {
	case 0: return edge();
	case 1: return (word)any();
	case 2: return results[below(RESULTS)];
	case 3: return below(5000);
	default: return below(12);
	}
}

static word length(void)
{
	switch (below(8)) {
	case 0: return edge();
	case 1: return below(200000);
	case 2: return PAGE * below(20);
	default: return below(600);
	}
}

static word descriptor(void)
{
	switch (below(12)) {
	case 0: return edge();
	case 1: return (word)-100;              /* AT_FDCWD */
	case 2: return results[below(RESULTS)];
	default: return below(24);
	}
}

/* --- pointers --- */

/* Places that are never a program's, and the last ones that may be. */
static word bad_pointer(void)
{
	static const uint64_t places[] = {
		0, 1, 8, 0xfff, 0x1000, 0x400000, 0xffffe000, 0xffffdff8, 0xffffdfff, 0xfffff000,
		0x7ffffffff000, 0x7fffffffeff8, 0x7fffffffefff, 0x7fffffffffff, 0x800000000000,
		0xffff7fffffffffff, 0xffff800000000000, 0xffff888000000000, 0xffff888000100000,
		0xffffffff80000000, 0xffffffff80001000, 0xffffffffff600000, 0xfffffffffffff000,
		0xffffffffffffffff,
	};

	return (word)places[below(COUNT(places))] + (one_in(4) ? below(32) - 16 : 0);
}

static word pointer(void)
{
	switch (below(16)) {
	case 0: return bad_pointer();
	case 1: return (word)any();
	case 2: return (word)readonly + below(PAGE);
	case 3: return (word)nothing + below(PAGE);
	case 4: return (word)pool + POOL - below(64);   /* over the end */
	case 5: return (word)beyond + below(PAGE);
	case 6: return results[below(RESULTS)];
	case 7: return 0;
	default: return (word)pool + TEMPLATE * below(POOL / TEMPLATE) + (one_in(8) ? below(16) : 0);
	}
}

static word string(void)
{
	static const char *const names[] = {
		"", ".", "..", "/", "f0", "f1", "f2", "d0", "d0/f0", "d0/f1", "d0/d1", "d0/..",
		"d0/d1/../f0", "l0", "l1", "loop", "f0/x", "p0", "/dev/null", "/dev/zero",
		"/dev/full", "/dev/urandom", "/dev/tty", "/dev/tty1", "/proc", "/proc/self",
		"/proc/self/maps", "/proc/self/fd", "/proc/self/fd/3", "/proc/self/fd/4",
		"/proc/self/fd/5", "/proc/self/fd/6", "/proc/self/exe", "/proc/self/cwd/f0",
		"/proc/self/stat", "/proc/self/status", "/proc/self/limits", "/proc/self/cmdline",
		"/proc/self/environ", "/proc/self/task", "/proc/self/mounts", "/proc/mounts",
		"/proc/meminfo", "/proc/stat", "/proc/interrupts", "/proc/cpuinfo", "/proc/loadavg",
		"/proc/sys/kernel/random/uuid", "/proc/1/stat", "/proc/2/maps", "/proc/99999/stat",
		"tmpfs", "proc", "ramfs", "ext2", "size=4k", "size=99999999999g,mode=7777", "/prog",
		"/script", "x//y/./..//z", "a\xff\x01",
	};
	char *to;

	switch (below(12)) {
	case 0: return pointer();
	case 1:                                 /* no NUL before the mapping ends */
		to = (char *)pool + POOL - 1 - below(300);
		memset(to, "a/."[below(3)], (size_t)((char *)pool + POOL - to));
		return (word)to;
	case 2:                                 /* one, but far away */
		to = (char *)pool + PAGE;
		memset(to, one_in(3) ? '/' : 'a', 5000);
		to[below(2) ? 255 + below(2) : 4093 + below(6)] = 0;
		return (word)to;
	case 3: {                               /* ends with the mapping */
		const char *name = names[below(COUNT(names))];

		to = (char *)pool + POOL - strlen(name) - 1;
		strcpy(to, name);
		return (word)to;
	}
	default:
		return (word)names[below(COUNT(names))];
	}
}

/* --- structs --- */

static void handler(int sig)
{
	(void)sig;
}

/* Words of either ABI, since a 64-bit program makes calls of both. */
struct writer { uint8_t *at; int narrow; };

static void put(struct writer *w, uint64_t value)
{
	memcpy(w->at, &value, w->narrow ? 4 : 8);
	w->at += w->narrow ? 4 : 8;
}

/* Something that one of the calls may take for its struct. */
static void fill(uint8_t *at, int narrow)
{
	struct writer w = { at, narrow };

	memset(at, 0, TEMPLATE);
	switch (below(10)) {
	case 0:                                 /* anything */
		for (unsigned i = 0; i < TEMPLATE; i += 8)
			memcpy(at + i, &(uint64_t){ any() }, 8);
		break;
	case 1:                                 /* struct iovec[] */
		for (unsigned i = 0; i < 16; i++) {
			put(&w, pointer());
			put(&w, one_in(6) ? edge() : below(5000));
		}
		break;
	case 2:                                 /* struct timespec[], timeval[], itimerval */
		for (unsigned i = 0; i < 4; i++) {
			put(&w, one_in(20) ? edge() : 0);
			put(&w, one_in(10) ? edge() : below(2000000));
		}
		break;
	case 3:                                 /* struct pollfd[] */
		for (unsigned i = 0; i < TEMPLATE / 8; i++) {
			memcpy(at + i * 8, &(int){ (int)descriptor() }, 4);
			memcpy(at + i * 8 + 4, &(uint16_t){ (uint16_t)any() }, 2);
		}
		break;
	case 4:                                 /* struct sigaction */
		put(&w, one_in(3) ? pointer() : one_in(3) ? below(2) : (word)handler);
		put(&w, 0x04000000 | flags());
		put(&w, one_in(4) ? pointer() : (word)handler);
		put(&w, one_in(2) ? any() : 0);
		break;
	case 5:                                 /* argv, envp */
		for (unsigned i = below(8); i--;)
			put(&w, string());
		put(&w, 0);
		break;
	case 6:                                 /* struct user_desc, rlimit, stack_t */
		put(&w, one_in(2) ? below(20) : (word)pool);
		put(&w, one_in(2) ? edge() : below(4));
		put(&w, one_in(2) ? edge() : below(8192));
		put(&w, any() & 0x7f);
		break;
	case 7:                                 /* masks and sets of descriptors */
		for (unsigned i = 0; i < TEMPLATE; i += 8)
			memcpy(at + i, &(uint64_t){ any() & any() & any() }, 8);
		break;
	case 8:                                 /* pairs of pointer and size */
		for (unsigned i = 0; i < 6; i++)
			put(&w, one_in(2) ? pointer() : 8);
		break;
	default:                                /* zeros */
		break;
	}
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

static void remember(word result)
{
	if (result && (long)result != -1)
		results[results_at++ % RESULTS] = result;
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

	state = seed;
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
			state ^= slot->up;
			calls = i + CHILD_CALLS < calls ? i + CHILD_CALLS : calls;
		}
	_exit(0);
}
