/* params.h - the bytes a kernel is told with: boot_params, or its own setup header. */
#ifndef BOOT_PARAMS_H
#define BOOT_PARAMS_H

#include "boot/placement.h"
#include "common/timeline.h"

/* What the kernel is to know.  Offsets are from the start of the params block. */
struct params {
	bool  real_mode;
	const struct linux_image *image;
	const char *cmdline;
	u16   video;
	const struct memory_map *map;           /* 32-bit entry only */
	const struct timeline *timeline;        /* goes to 2.09 and later; may be NULL */
};

/* Bytes the block needs. */
u32 params_bytes(const struct params *what);

/* Fill in block[params_bytes()], which will lie at p->params.to: for the 16-bit entry it
 * holds the file's real-mode part already; for the 32-bit entry it is cleared here, and
 * screen_info is left to the caller. */
void params_fill(const struct params *what, const struct placement *p, u8 *block);

#endif
