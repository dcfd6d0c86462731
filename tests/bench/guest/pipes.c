/* pipes.c - one process with a pipe, and two that hand the CPU to each other. */
#include "bench.h"
#include <sys/mman.h>
#include <unistd.h>

enum { FEW = 20, MANY = 500, CHUNK = 16 << 10, MIB = 1 << 20, SETTLED = 100 };

static int own[2];

static void put_get(long n)
{
	call3(SYS_write, own[1], (long)buffer, n);
	call3(SYS_read, own[0], (long)buffer, n);
}

static void put_get_1(void) { put_get(1); }
static void put_get_4096(void) { put_get(PAGE); }

static void create_close(void)
{
	int ends[2];

	call1(SYS_pipe, (long)ends);
	call1(SYS_close, ends[0]);
	call1(SYS_close, ends[1]);
}

/* --- two processes --- */

static int there[2], back[2];

static void open_both(void)
{
	if (pipe(there) || pipe(back))
		fail("pipe");
}

static void close_both(void)
{
	close(there[0]);
	close(there[1]);
	close(back[0]);
	close(back[1]);
}

static void ping(void)
{
	call3(SYS_write, there[1], (long)buffer, 1);
	call3(SYS_read, back[0], (long)buffer, 1);
}

static void round_trip(void)
{
	long child;

	open_both();
	child = raw_fork();
	if (!child) {
		close(there[1]);
		while (call3(SYS_read, there[0], (long)buffer, 1) == 1)
			call3(SYS_write, back[1], (long)buffer, 1);
		raw_exit(0);
	}
	measure("pipe_roundtrip_2proc", MANY, ping, NULL);
	close_both();
	wait_for(child);
}

/* Ask for 1 MiB, and take what comes. */
static void receive_mib(void)
{
	long got = 0, n = 1;

	call3(SYS_write, there[1], (long)buffer, 1);
	while (got < MIB && n > 0) {
		n = call3(SYS_read, back[0], (long)buffer, CHUNK);
		got += n;
	}
	if (got != MIB)
		fail("pipe_1MiB");
}

static void stream(void)
{
	long child;

	open_both();
	child = raw_fork();
	if (!child) {
		close(there[1]);
		while (call3(SYS_read, there[0], (long)buffer, 1) == 1)
			for (int i = 0; i < MIB / CHUNK; i++)
				call3(SYS_write, back[1], (long)buffer, CHUNK);
		raw_exit(0);
	}
	measure("pipe_1MiB_16k_writes_total", FEW, receive_mib, NULL);
	close_both();
	wait_for(child);
}

/* --- sched_yield --- */

/* In memory that both have: who came back last from sched_yield, how often that was not the
 * one before, and whether it goes on. */
struct shared {
	volatile long last, switches, stop;
};

static void yield_once(struct shared *s, long me)
{
	call0(SYS_sched_yield);
	if (s->last != me) {
		s->last = me;
		s->switches++;
	}
}

/* What one switch costs: all instructions of both, by the times that the CPU changed hands. */
static void yield_between_two(void)
{
	struct shared *s;
	unsigned n = rounds(FEW);
	long child;

	if (!wanted("sched_yield_switch_2proc"))
		return;
	s = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (s == MAP_FAILED)
		fail("mmap");
	child = raw_fork();
	if (!child) {
		while (!s->stop)
			yield_once(s, 2);
		raw_exit(0);
	}
	/* A scheduler may let the one go on for a while that made the other. */
	while (s->switches < SETTLED)
		yield_once(s, 1);
	for (unsigned i = 0; i < n; i++) {
		long had = s->switches;
		uint64_t before = rdtsc();

		for (unsigned k = 0; k < MANY; k++)
			yield_once(s, 1);
		samples[i] = rdtsc() - before;
		samples[i] /= s->switches > had ? (uint64_t)(s->switches - had) : 1;
	}
	s->stop = 1;
	wait_for(child);
	report("sched_yield_switch_2proc", samples, n);
	munmap(s, PAGE);
}

void bench_pipes(void)
{
	if (pipe(own))
		fail("pipe");
	measure("pipe_write1_read1_self", MANY, put_get_1, NULL);
	measure("pipe_write4096_read4096_self", MANY, put_get_4096, NULL);
	measure("pipe_create_close", MANY, create_close, NULL);
	close(own[0]);
	close(own[1]);
	round_trip();
	stream();
	yield_between_two();
}
