/* x86_split.h - the loader's code in streams: decompress/x86_join.h. */
#ifndef TOOLS_X86_SPLIT_H
#define TOOLS_X86_SPLIT_H

#include "decompress/x86_join.h"

/* Fill in what x86_join() must know of the instructions that gcc and nasm make. */
void x86_split_kinds(split_kinds *kinds);

/* The struct split_part, which will be at `address`, of image[size], which belongs to `to` and
 * whose code starts at `code`: malloc()ed, of *split_size bytes; NULL without memory.
 * x86_join() makes image[] of it.  reverse: the streams lie the other way round. */
u8 *x86_split(split_kinds *kinds, u32 address, u32 to, const u8 *image, size_t size, size_t code,
	      bool reverse, size_t *split_size);

#endif
