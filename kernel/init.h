/* init.h - pid 1 before it is a program. */
#ifndef KERNEL_INIT_H
#define KERNEL_INIT_H

#include "boot_info.h"

/* Where physical memory is seen. */
const void *physical(u64 address);

/* The kernel thread that becomes /init; arg is the struct boot_info. */
int kernel_init(void *arg);

#endif
