/* clock.c - time since the start, and what the calendar says. */
#include "cpu/cpu.h"
#include "hw/pit.h"
#include "hw/rtc.h"
#include "sched/clock.h"
#include "sched/sched.h"

enum {
	SHIFT = 32,                     /* of ns_per_tick */
	NS_PER_MS = 1000000,
	FASTEST_MHZ = 20000, SLOWEST_MHZ = 50,
};

/* Until clock_calibrate() the PIT's free-running counter is the clock; then
 * ns = (tsc - base_tsc) * ns_per_tick >> SHIFT. */
static u64 base_tsc, ns_per_tick, wall_base, last_ns, ticks;
static bool by_ticks;

void clock_init(void)
{
	pit_count_start();
	base_tsc = rdtsc();
	wall_base = rtc_read() * 1000000000ull;
}

static u64 scale(u64 tsc)
{
	return (u64)((unsigned __int128)tsc * ns_per_tick >> SHIFT);
}

void clock_calibrate(void)
{
	u64 ns, tsc, khz;
	bool over;

	do
		ns = pit_count_ns(&over);
	while (!over && ns < NS_PER_MS);
	if (over) {                     /* the boot took longer than the counter counts */
		u64 start = rdtsc();

		pit_count_start();
		do
			ns = pit_count_ns(&over);
		while (!over && ns < NS_PER_MS);
		tsc = rdtsc() - start;
	} else {
		tsc = rdtsc() - base_tsc;
	}
	khz = tsc * NS_PER_MS / ns;
	if (khz < SLOWEST_MHZ * 1000ull || khz > FASTEST_MHZ * 1000ull) {
		by_ticks = true;
		return;
	}
	ns_per_tick = (ns << SHIFT) / tsc;
}

void clock_tick(void)
{
	ticks++;
}

u64 tsc_ns(u64 tsc)
{
	return tsc > base_tsc ? scale(tsc - base_tsc) : 0;
}

u64 uptime_ns(void)
{
	bool over;
	u64 ns;

	if (ns_per_tick)
		ns = scale(rdtsc() - base_tsc);
	else if (by_ticks)
		ns = ticks * (1000000000 / HZ);
	else
		ns = pit_count_ns(&over);
	if (ns < last_ns)               /* from one clock to the other */
		return last_ns;
	return last_ns = ns;
}

u64 wall_ns(void)
{
	return wall_base + uptime_ns();
}

void wall_set(u64 ns)
{
	wall_base = ns - uptime_ns();
}
