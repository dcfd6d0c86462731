/* plan.h - what an entry asked for, as plain data: declared by linux and initrd,
 * carried out by boot. */
#ifndef BOOT_PLAN_H
#define BOOT_PLAN_H

#include "common/types.h"

enum plan_protocol { PLAN_NONE, PLAN_LINUX16, PLAN_LINUX };

enum { PLAN_INITRDS = 32, PLAN_MESSAGES = 8 };

/* Paths carry their device: "(hd0,msdos1)/vmlinuz".  All strings are on the heap. */
struct boot_plan {
	enum plan_protocol protocol;
	char    *kernel;
	char    *cmdline;               /* as the kernel sees it: BOOT_IMAGE=... first */
	u64      mem_limit;             /* mem=, bytes; UINT64_MAX: none */
	u16      video;                 /* vga=, as in the setup header's vid_mode */
	unsigned initrds;
	char    *initrd[PLAN_INITRDS];
	bool     failed;                /* a load command of this entry failed: boot refuses */
	char    *why;                   /* its sentence */
};

void plan_clear(struct boot_plan *plan);

#endif
