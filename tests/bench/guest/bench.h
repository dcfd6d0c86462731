/* bench.h - what the files of the bench's program share.
 *
 * It runs as /init on our kernel and on Linux, in 64 and in 32 bits, and prints for each
 * operation "bench: NAME INSTRUCTIONS", the median; with QEMU's -icount the TSC counts
 * instructions, else it is time. */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

#ifdef __x86_64__
#define WIDTH "64"
#else
#define WIDTH "32"
#endif

static inline uint64_t rdtsc(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
	return (uint64_t)high << 32 | low;
}

/* int 80h with a 32-bit number; what it gives is -errno, as with all of these. */
static inline long int80(long nr)
{
	__asm__ volatile("int $0x80" : "+a"(nr) : : "memory");
	return nr;
}

/* The system call of this width's C library: syscall or int 80h.  Without the library, so
 * that only the kernel is measured. */
static inline long call3(long nr, long a, long b, long c)
{
#ifdef __x86_64__
	__asm__ volatile("syscall" : "+a"(nr) : "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
#else
	__asm__ volatile("int $0x80" : "+a"(nr) : "b"(a), "c"(b), "d"(c) : "memory");
#endif
	return nr;
}

static inline long call0(long nr) { return call3(nr, 0, 0, 0); }
static inline long call1(long nr, long a) { return call3(nr, a, 0, 0); }
static inline long call2(long nr, long a, long b) { return call3(nr, a, b, 0); }

/* The process ends here; what went wrong stands on the serial line. */
void fail(const char *what) __attribute__((noreturn));

/* `n` times: what `run` costs, without what measuring costs.  `between`, if not NULL, is
 * run before each and not measured.  Prints the median. */
void measure(const char *name, unsigned n, void (*run)(void), void (*between)(void));
/* The same for samples that were taken in another way. */
void report(const char *name, uint64_t *samples, unsigned n);
/* n, or less when the command line asks for a quick run. */
unsigned rounds(unsigned n);

/* Is this operation to be measured?  measure() asks itself. */
int wanted(const char *name);

enum { SAMPLES = 1024, PAGE = 4096 };
extern uint64_t samples[SAMPLES];

/* main.c: files that are open all the time. */
extern int null_fd, zero_fd, file_fd;
extern uint8_t buffer[16 << 10];

void bench_calls(void);
void bench_files(void);
void bench_memory(void);
void bench_pipes(void);
void bench_processes(void);

/* fork without what the C library does around it, and the rest of a child's life. */
long raw_fork(void);
void raw_exit(int status) __attribute__((noreturn));
void wait_for(long pid);

#endif
