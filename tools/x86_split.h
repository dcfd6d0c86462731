/* x86_split.h - the loader's code in streams: decompress/x86_join.h. */
#ifndef TOOLS_X86_SPLIT_H
#define TOOLS_X86_SPLIT_H

#include "common/core_image.h"
#include "decompress/x86_join.h"

/* A part of the loader, for the address `to`; from image[code] on it is code.  It may be empty. */
struct split_source {
	const u8 *image;
	size_t    size, code;
	u32       to;
};

/* Where the pieces are that are alike: of each what is of the first part, and its end. */
struct split_pieces {
	size_t start[CORE_PIECES], end[CORE_PIECES];
	bool   notes_fit;               /* false: there is no memory for x86_join()'s notes */
};

/* The struct split with the streams behind it: malloc()ed, NULL without memory.  The end of its
 * last piece is its size.  x86_join() makes of it what it was made of. */
u8 *x86_split(const struct split_source source[2], struct split_pieces *pieces);

#endif
