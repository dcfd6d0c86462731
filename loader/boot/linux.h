/* linux.h - is this file a Linux kernel that we can boot, and what does it need? */
#ifndef BOOT_LINUX_H
#define BOOT_LINUX_H

#include "common/linux_header.h"
#include "fs/file.h"

/* Always, after linux_probe(): setup_bytes + kernel_bytes is the file's size, both > 0;
 * fields of the header that its version does not have are 0. */
struct linux_image {
	bool real_mode;                         /* its 16-bit entry will be used */
	u16  version;
	u32  setup_bytes, kernel_bytes;         /* real-mode part, protected-mode part */
	u32  cmdline_max;                       /* without the NUL */
	u32  initrd_max;                        /* the highest byte an initrd may have */
	u32  load;                              /* where it wants to lie */
	u32  align;                             /* 0: only there; else it may move by this */
	u32  room;                              /* bytes it uses from `load` on, until it can
						 * tell what is free; room >= kernel_bytes */
	u32  entry;                             /* the 32-bit entry, from `load` */
	struct linux_header header;
};

/* Read the file's header and check it, for the 16-bit or the 32-bit entry. */
err_t linux_probe(struct linux_image *image, bool real_mode, struct file *f) MUST_CHECK;

#endif
