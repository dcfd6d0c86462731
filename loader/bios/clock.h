/* clock.h - the BIOS's clock, and sleeping until something happens. */
#ifndef BIOS_CLOCK_H
#define BIOS_CLOCK_H

#include "common/types.h"

/* Milliseconds since midnight of the first call's day; 55 ms steps.  It only moves
 * while the BIOS gets its interrupts: during BIOS calls and clock_idle(). */
u32 clock_milliseconds(void);

/* Sleep until an interrupt, 55 ms at most; the BIOS handles it. */
void clock_idle(void);

#endif
