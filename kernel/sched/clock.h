/* clock.h - setting up the clock; reading it: sched.h. */
#ifndef SCHED_CLOCK_H
#define SCHED_CLOCK_H

#include "common/types.h"

/* Time starts now; the calendar's from the RTC. */
void clock_init(void);

/* Some milliseconds later: how fast does the TSC run?  Waits only when it was called
 * sooner than 1 ms after clock_init(). */
void clock_calibrate(void);

void clock_tick(void);                  /* HZ times a second */

/* When, in uptime, the TSC was `tsc`: 0 before clock_init(). */
u64 tsc_ns(u64 tsc);

#endif
