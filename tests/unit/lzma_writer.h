/* lzma_writer.h - LZMA streams for tests that liblzma does not write: matches too far away. */
#ifndef UNIT_LZMA_WRITER_H
#define UNIT_LZMA_WRITER_H

#include "common/types.h"

/* Write a stream of literals only, behind them with `far` a match of the largest distance there
 * is; the header says `size_field`.  `to` has room for 2 * size + 64 bytes.  Returns the
 * stream's length. */
size_t lzma_write(u8 *to, const u8 *plain, size_t size, u64 size_field, bool far);

#endif
