/* clock.h - the BIOS's clock, and sleeping until something happens. */
#ifndef BIOS_CLOCK_H
#define BIOS_CLOCK_H

#include "base/platform.h"

/* Milliseconds since midnight of the first call's day; 55 ms steps.  It only moves
 * while the BIOS gets its interrupts: during BIOS calls and clock_idle(). */
u32 clock_milliseconds(void);

/* Sleep until an interrupt, 55 ms at most; the BIOS handles it. */
void clock_idle(void);

/* platform.clock: the real-time clock, which the BIOS has as decimal digits. */
bool clock_calendar(u16 time[CLOCK_FIELDS], bool set);

#endif
