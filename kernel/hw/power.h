/* power.h - leave the machine. */
#ifndef HW_POWER_H
#define HW_POWER_H

#include "common/types.h"

/* Switch the machine off.  Comes back when it is none that we know how to. */
void power_off(void);

/* Start the machine again: ACPI, keyboard controller, port cf9h, triple fault. */
NORETURN void restart(void);

/* End QEMU through its isa-debug-exit device with exit status 33.  Comes back when there
 * is no such device. */
void debug_exit(void);

#endif
