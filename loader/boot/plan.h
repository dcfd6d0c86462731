/* plan.h - what an entry asked for, as plain data: declared by linux and initrd,
 * carried out by boot. */
#ifndef BOOT_PLAN_H
#define BOOT_PLAN_H

#include "boot/linux.h"

enum plan_protocol { PLAN_NONE, PLAN_LINUX16, PLAN_LINUX };

enum { PLAN_INITRDS = 32 };

/* Opened and checked when it was named; boot reads it. */
struct plan_file {
	char       *path;               /* with its device: "(hd0,msdos1)/vmlinuz" */
	char       *newc;               /* its name in a cpio archive around it, or NULL */
	struct file file;
};

/* All zero is the empty plan.  All strings are on the heap. */
struct boot_plan {
	enum plan_protocol protocol;
	bool     failed;                /* a load command of this entry failed: boot refuses */
	u16      video;                 /* vga=, as in the setup header's vid_mode */
	u32      mem_limit;             /* mem=, bytes; 0: none below 4 GiB */
	char    *why;                   /* why it failed; set by who says it (command/) */
	char    *cmdline;               /* as the kernel sees it: BOOT_IMAGE=... first */
	unsigned files;                 /* of file[]: the kernel, then the initrds */
	struct linux_image image;
	struct plan_file   file[1 + PLAN_INITRDS];
};

/* Close and free all it has; it is empty then. */
void plan_clear(struct boot_plan *plan);

#endif
