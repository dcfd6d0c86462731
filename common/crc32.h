/* crc32.h - CRC-32 as in zlib, GPT and Ethernet (reflected 0x04c11db7). */
#ifndef COMMON_CRC32_H
#define COMMON_CRC32_H

#include "common/types.h"

/* CRC-32 of `size` bytes at `data`; `crc` is 0 to start, or the result so far. */
u32 crc32(u32 crc, const void *data, size_t size);

#endif
