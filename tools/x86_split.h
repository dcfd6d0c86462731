/* x86_split.h - the loader's code in streams: decompress/x86_join.h. */
#ifndef TOOLS_X86_SPLIT_H
#define TOOLS_X86_SPLIT_H

#include "common/types.h"

/* The struct split of the loader in image[size], whose code starts at `code`: malloc()ed, of
 * *split_size bytes; NULL without memory.  x86_join() makes image[] of it. */
u8 *x86_split(const u8 *image, size_t size, size_t code, size_t *split_size);

#endif
