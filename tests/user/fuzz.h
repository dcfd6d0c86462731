/* fuzz.h - what the fuzzer's supervisor and its workers share. */
#ifndef USER_FUZZ_H
#define USER_FUZZ_H

#include <stdint.h>

enum { CALLS_MAX = 1024, WAYS = 2,      /* numbers a table has; syscall and int 80h */
       DONE = 0x5a,                     /* in slot.done */
       WORKER_FAILED = 99 };            /* exit status: there is no world to work in */

/* One worker's page of shared memory.  `up` counts its calls and `down` runs the other way,
 * so that a call that writes into the page is noticed. */
struct slot {
	volatile uint64_t up, down;
	volatile uint8_t  done[WAYS][CALLS_MAX];        /* DONE: the call was once successful */
};

/* A system call of one of the ABIs: build/testuser/calls.h. */
struct call { uint16_t number; const char *name, *letters; };

long raw_syscall(unsigned long number, const unsigned long arguments[6]);
long raw_int80(unsigned long number, const unsigned long arguments[6]);

/* Make `calls` random calls, in a directory of its own, as root or not. */
_Noreturn void worker(struct slot *slot, uint64_t seed, unsigned calls, int root);
extern const unsigned calls_known;      /* of all ABIs of this program */
void print_missing(uint8_t done[WAYS][CALLS_MAX]);      /* those that never succeeded */

/* fuzz.c: say why nothing can go on, and end with status 2. */
_Noreturn void die(const char *what);

/* fuzz_world.c: where the workers live.  Before the first: count what is mounted. */
#define HOME "/fuzz"
void world_init(void);
void world_make(void);
void world_remove(void);                /* all that is mounted since, wherever */

static inline uint64_t mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15ull;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ull;
	x = (x ^ x >> 27) * 0x94d049bb133111ebull;
	return x ^ x >> 31;
}

#endif
