/* checksum.h - the CRC-32 of common/crc32.h, in a third of its instructions. */
#ifndef DECOMPRESS_CHECKSUM_H
#define DECOMPRESS_CHECKSUM_H

#include "common/types.h"

enum { CHECKSUM_TABLE = 256 };

/* Of p[0..size), size > 0.  table[] is filled in here and the caller's again afterwards. */
u32 checksum(const u8 *p, size_t size, u32 table[CHECKSUM_TABLE]);

#endif
