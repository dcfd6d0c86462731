/* lzma_writer.h - LZMA streams for tests, with any lc, lp and pb; liblzma stops at lc + lp = 4. */
#ifndef UNIT_LZMA_WRITER_H
#define UNIT_LZMA_WRITER_H

#include "common/types.h"

/* A match behind the literals: an end marker, or one that is nearer by the least. */
enum lzma_end { LZMA_NO_MARKER, LZMA_MARKER, LZMA_ALMOST };

/* Write a stream of literals and perhaps that; the header says `size_field`.  `to` has room for 2 * size + 64 bytes.  Returns the stream's length. */
size_t lzma_write(u8 *to, const u8 *plain, size_t size, unsigned lc, unsigned lp, unsigned pb,
		  u64 size_field, enum lzma_end end);

#endif
