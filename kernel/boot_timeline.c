/* boot_timeline.c - what the boot did, and when. */
#include "boot_timeline.h"
#include "common/fmt.h"
#include "cpu/cpu.h"
#include "printk.h"

enum { STEPS = 40 };

static struct { const char *what; u64 tsc; } step[STEPS];
static unsigned steps;

bool boot_steps_printed;

/* Ticks since the step before it.  The TSC starts with the CPU, so that the first step's
 * are those of the firmware, and all of them together are the TSC. */
static unsigned long long ticks_of(unsigned i)
{
	return i ? step[i].tsc - step[i - 1].tsc : step[i].tsc;
}

void boot_step_at(const char *what, u64 tsc)
{
	if (steps == STEPS)
		return;
	step[steps].what = what;
	step[steps].tsc = tsc;
	steps++;
	if (boot_steps_printed)
		printk("initcall %s: %llu ticks\n", what, ticks_of(steps - 1));
}

void boot_step(const char *what)
{
	boot_step_at(what, rdtsc());
}

size_t boot_timeline_text(char *to, size_t size)
{
	size_t n = 0;

	for (unsigned i = 0; i < steps && n < size; i++)
		n += fmt(to + n, size - n, "%12llu %s\n", ticks_of(i), step[i].what);
	return MIN(n, size);
}
