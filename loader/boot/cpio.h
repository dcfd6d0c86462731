/* cpio.h - wrapping files for the initramfs: initrd newc:PATH:FILE. */
#ifndef BOOT_CPIO_H
#define BOOT_CPIO_H

#include "common/types.h"

/* Linux: Documentation/driver-api/early-userspace/buffer-format.rst.  Everything is padded
 * to this. */
enum { CPIO_ALIGN = 4 };

/* Write what stands in front of a file's data to `to`, which is aligned: the folders of its
 * name that the entry before it, `last`, has not (NULL: there was none), and its own
 * header.  to NULL: only measure.  How many bytes it is. */
u32 cpio_header(u8 *to, const char *name, u32 size, const char *last);

/* The same for what ends an archive. */
u32 cpio_trailer(u8 *to);

#endif
