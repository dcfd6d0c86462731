/* power.h - the ways to stop. */
#ifndef BIOS_POWER_H
#define BIOS_POWER_H

#include "common/types.h"

NORETURN void power_reboot(void);
/* Power off through APM; where there is none, sleep for good. */
NORETURN void power_halt(void);

#endif
