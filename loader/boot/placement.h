/* placement.h - where kernel, initrds and boot parameters will lie. */
#ifndef BOOT_PLACEMENT_H
#define BOOT_PLACEMENT_H

#include "boot/boot.h"

/* The real-mode part as GRUB and QEMU lay it out: setup code, its stack growing down
 * from SETUP_STACK, the command line and the timeline behind that. */
enum { SETUP_STACK = 0x9000, SETUP_ROOM = 0xa000 };

/* The blocks of a boot, each a move of the handoff: `size` bytes are read to `from` and
 * must lie at `to` when the kernel starts; the two differ where the loader's own memory
 * is in the way. */
enum {
	AT_KERNEL,                      /* the protected-mode part */
	AT_PARAMS,                      /* boot_params or the real-mode part, and what goes
					 * with it */
	AT_INITRD,                      /* all of them, with padding between; size 0: none */
};

/* A boot being made. */
struct job {
	struct boot_plan        *plan;
	const struct platform   *platform;
	const struct memory_map *map;
	const struct mem_range  *own;   /* [BOOT_OWNS] */
	struct handoff           handoff;

	/* placement_find()'s own: the memory that is given away, the loader's first, then
	 * block by block; and how many of them may be had nevertheless. */
	unsigned         n, spare;
	struct mem_range taken[BOOT_OWNS + 2 * HANDOFF_MOVES];
};

/* Find places for the blocks; the sizes of AT_PARAMS and AT_INITRD are known.  Pure.
 * Errors say how much is needed and how much there is. */
err_t placement_find(struct job *j) MUST_CHECK;

#endif
