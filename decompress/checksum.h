/* checksum.h - the CRC-32 of common/crc32.h, in a fifth of its instructions. */
#ifndef DECOMPRESS_CHECKSUM_H
#define DECOMPRESS_CHECKSUM_H

#include "common/ondisk.h"

typedef u32 checksum_tables[4][256];

/* Of p[0..size) in bytes, a multiple of 4 above 0.  The tables are filled in here and the caller's
 * again afterwards. */
u32 checksum(const le32 *p, size_t size, checksum_tables table);

#endif
