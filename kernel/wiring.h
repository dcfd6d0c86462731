/* wiring.h - what the lower folders ask of the upper ones. */
#ifndef KERNEL_WIRING_H
#define KERNEL_WIRING_H

#include "boot_info.h"

/* The hooks of procfs, and its files that belong to no folder.  Before the first program. */
void wiring_init(const struct boot_info *info);

#endif
