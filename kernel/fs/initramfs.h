/* initramfs.h - the archive that becomes the root directory. */
#ifndef FS_INITRAMFS_H
#define FS_INITRAMFS_H

#include "common/types.h"

/* cpio newc archives, plain and gzip, one behind the other, into the root. 0, or the first
 * error; what came before it stays. */
int unpack_initramfs(const void *data, size_t size);

#endif
