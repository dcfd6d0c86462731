/* placement.h - where kernel, initrds and boot parameters will lie. */
#ifndef BOOT_PLACEMENT_H
#define BOOT_PLACEMENT_H

#include "boot/linux.h"
#include "mem/memory_map.h"

/* The real-mode part as GRUB and QEMU lay it out: setup code, its stack growing down
 * from SETUP_STACK, the command line and the timeline behind that. */
enum { SETUP_STACK = 0x9000, SETUP_ROOM = 0xa000 };

/* `size` bytes are read to `from` and must lie at `to` when the kernel starts; the two
 * differ where the loader's own memory is in the way. */
struct block {
	u32 to, from, size;
};

struct placement {
	struct block kernel;            /* the protected-mode part */
	struct block initrd;            /* all of them; size 0: none */
	struct block params;            /* boot_params or the real-mode part, and what
					 * goes with it */
};

struct placement_needs {
	const struct linux_image *image;
	bool  real_mode;
	u32   initrd_bytes;             /* all, with padding between them */
	u32   params_bytes;
	u64   mem_limit;                /* initrds end here or below */
	const struct memory_map *map;
	const struct mem_range  *own;   /* the loader's memory, until the jump */
	unsigned owns;                  /* <= PLACEMENT_OWNS */
};
enum { PLACEMENT_OWNS = 8 };

/* Pure.  Errors say how much is needed and how much there is. */
err_t placement_find(struct placement *p, const struct placement_needs *needs) MUST_CHECK;

#endif
