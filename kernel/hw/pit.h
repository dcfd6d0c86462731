/* pit.h - the 8254 timer: ticks, and a counter to measure others with. */
#ifndef HW_PIT_H
#define HW_PIT_H

#include "common/types.h"

/* Channel 0: IRQ_TIMER `hz` times a second. */
void pit_ticks(unsigned hz);

/* Channel 2, once from 65535 to 0: 54.9 ms. */
void pit_count_start(void);
/* Nanoseconds since; *over: it ended, and the result only says how long it lasts. */
u64 pit_count_ns(bool *over);

#endif
