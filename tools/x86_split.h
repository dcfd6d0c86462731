/* x86_split.h - the loader's code in streams: decompress/x86_join.h. */
#ifndef TOOLS_X86_SPLIT_H
#define TOOLS_X86_SPLIT_H

#include "common/core_image.h"

/* The struct split of the loader in image[size], whose code starts at `code`: malloc()ed; NULL
 * without memory.  x86_join() makes image[] of it.  Where the pieces end that are alike; the
 * last end is its size. */
u8 *x86_split(const u8 *image, size_t size, size_t code, size_t end[CORE_PIECES]);

#endif
