/* linux.h - is this file a Linux kernel that we can boot, and what does it need? */
#ifndef BOOT_LINUX_H
#define BOOT_LINUX_H

#include "boot/plan.h"
#include "common/linux_header.h"
#include "fs/file.h"

enum {
	LINUX_HEAD       = 1024,                /* bytes of the file that hold the header */
	LINUX_SETUP_MAX  = 65 * SECTOR,         /* the first sector and 64 of setup */
};

/* Always, after linux_check(): setup_bytes + kernel_bytes is the file's size, both > 0;
 * fields of the header that its version does not have are 0 or their default. */
struct linux_image {
	struct linux_header header;
	u16 version;
	u32 setup_bytes, kernel_bytes;          /* real-mode part, protected-mode part */
	u32 cmdline_max;                        /* without the NUL */
	u32 initrd_max;                         /* the highest byte an initrd may have */
	u32 load;                               /* where it wants to lie */
	u32 align;                              /* 0: only there; else it may move by this */
	u32 room;                               /* bytes it uses from `load` on, until it can
						 * tell what is free; room >= kernel_bytes */
	u32 entry;                              /* the 32-bit entry, from `load` */
};

/* head[] are the file's first bytes: all of it or LINUX_HEAD, whatever is less. */
err_t linux_check(struct linux_image *image, enum plan_protocol protocol, const u8 *head,
		  u64 file_size) MUST_CHECK;

/* Read the file's head and check it. */
err_t linux_probe(struct linux_image *image, enum plan_protocol protocol,
		  struct file *f) MUST_CHECK;

#endif
