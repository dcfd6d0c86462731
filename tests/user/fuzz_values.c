/* fuzz_values.c - arguments for random system calls: what hits the edges, and what is nearly
 * right. */
#include "fuzz_values.h"
#include <string.h>
#include "fuzz.h"

enum { RESULTS = 16 };

uint64_t random_state;
uint8_t *pool, *readonly, *nothing, *beyond;

uint64_t any(void)
{
	random_state += 0x9e3779b97f4a7c15ull;
	return mix(random_state);
}

unsigned below(unsigned n)
{
	return (unsigned)(any() >> 33) % n;
}

int one_in(unsigned n)
{
	return !below(n);
}

/* --- numbers --- */

static word results[RESULTS];
static unsigned results_at;

void remember(word result)
{
	if (result && (long)result != -1)
		results[results_at++ % RESULTS] = result;
}

word edge(void)
{
	static const uint64_t edges[] = {
		0, 1, 2, 7, 8, 15, 16, 63, 64, 127, 128, 255, 256, 4095, 4096, 4097, 65535, 65536,
		0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff, 0x100000000, 0x100000001,
		0x7fffffff000, 0x7ffff000, 0x7fffffffffffffff, 0x8000000000000000,
		0xfffffffffffff000, 0xfffffffffffffff7, 0xfffffffffffffffe, 0xffffffffffffffff,
	};

	return (word)edges[below(COUNT(edges))] + (one_in(8) ? below(5) - 2 : 0);
}

word flags(void)
{
	word value = 0;

	for (unsigned n = below(4); n--;)
		value |= 1ul << below(one_in(8) ? 8 * sizeof(word) : 20);
	return value;
}

word number(void)
{
	switch (below(8)) {
	case 0: return edge();
	case 1: return (word)any();
	case 2: return results[below(RESULTS)];
	case 3: return below(5000);
	default: return below(12);
	}
}

word length(void)
{
	switch (below(8)) {
	case 0: return edge();
	case 1: return below(200000);
	case 2: return PAGE * below(20);
	default: return below(600);
	}
}

word descriptor(void)
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

word pointer(void)
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

word string(void)
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

void handler(int sig)
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

void fill(uint8_t *at, int narrow)
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
