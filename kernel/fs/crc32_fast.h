/* crc32_fast.h - the CRC-32 of common/crc32.h for megabytes: 8 bytes a step, with 8 KiB
 * of tables. */
#ifndef FS_CRC32_FAST_H
#define FS_CRC32_FAST_H

#include "common/types.h"

/* As crc32(). */
u32 crc32_fast(u32 crc, const void *data, size_t size);

#endif
