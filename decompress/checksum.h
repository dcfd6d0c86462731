/* checksum.h - the CRC-32 of common/crc32.h, in a fifth of its instructions. */
#ifndef DECOMPRESS_CHECKSUM_H
#define DECOMPRESS_CHECKSUM_H

#include "common/ondisk.h"

typedef u32 checksum_tables[4][256];

/* The CRC of p[0..size), size in bytes, a multiple of 4 and not 0.  `table` is room to work
 * in: nothing is expected there, and what is left there means nothing. */
u32 checksum(const le32 *p, size_t size, checksum_tables table);

#endif
